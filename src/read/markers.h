/* markers: the words that mark a question, an answer or a speaker, in many languages, in one table. */
#ifndef QAP_READ_MARKERS_H
#define QAP_READ_MARKERS_H

#include "read/read.h"

enum marker_word { WORD_NONE, WORD_Q, WORD_A, WORD_ASKER, WORD_PART, WORD_CHAPTER, WORD_SECTION, WORD_CONTENTS,
                   WORD_KEY /* the title of answers that stand together */, WORD_APART /* the title of what is no question: a preface, references */ };

/* An index over the table by first byte, so that most text is turned away at once. */
struct markers {
    uint16_t first[256]; /* 1 + index of the longest word that starts so, or 0 */
    uint16_t next[704];
    uint8_t length[704]; /* bytes of each word */
    const struct marker_extra *extra; /* further words, after the table's */
    uint16_t words[256]; /* by first byte, in either case: bits 1 << enum marker_word of the words that start so */
    uint16_t opener[256], next_opener[320]; /* the same for the words that questions begin with */
};
/* `extra` stays the caller's and must outlive the index; words beyond MOST_MARKERS are left out. */
void markers_init(struct markers *markers, const struct marker_extra *extra, size_t n);
/* Whether a word of one of these kinds (bits) may start so: asked before marker_at is. */
static inline bool marker_may_start(const struct markers *markers, str s, unsigned kinds) {
    return s.n > 0 && (markers->words[(unsigned char)s.p[0]] & kinds);
}
/* The longest marker word that `s` starts with and that ends there as a word; its length in bytes in *n. */
enum marker_word marker_at(const struct markers *markers, str s, size_t *n);
/* "Table of Contents", "目录", with hardly more than that. */
bool is_contents_title(const struct markers *markers, str title);
/* The whole title, but for signs around it, is the word for a preface, references, a license … */
bool is_apart_title(const struct markers *markers, str title);
/* Whether the word is so short that only a separator after it makes it a marker ("A", "В", "س"). */
bool marker_needs_colon(str word);
/* 0 no question by its words; 1 starts as questions and tasks do; 2 has a question mark. */
int question_likeness(const struct markers *markers, str text);
/* A summary that only says that the answer is inside. */
bool is_answer_summary(str text);
/* Speaker who asks: "Interviewer", "Host". */
bool is_asker(const struct markers *markers, str name);

#endif
