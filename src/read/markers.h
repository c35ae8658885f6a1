/* markers: the words that mark a question, an answer or a speaker, in many languages, in one table. */
#ifndef QAP_READ_MARKERS_H
#define QAP_READ_MARKERS_H

#include "read/read.h"

enum marker_word { WORD_NONE, WORD_Q, WORD_A, WORD_ASKER, WORD_PART, WORD_CHAPTER, WORD_SECTION, WORD_CONTENTS,
                   WORD_KEY /* the title of answers that stand together */, WORD_APART /* the title of what is no question: a preface, references */ };

enum { MARKER_STARTS = 1024, MARKER_WORDS = 704, MARKER_PREFIX = 3 };

/* An index over the table by the first bytes, so that most text is turned away at once: words of one byte, of two, and
 * of more. */
struct markers {
    uint16_t start[MARKER_PREFIX][MARKER_STARTS]; /* by marker_start: 1 + index of a word that starts so, or 0 */
    uint16_t kinds[MARKER_PREFIX][MARKER_STARTS]; /* bits 1 << enum marker_word of these words */
    uint16_t next[MARKER_WORDS];
    uint8_t length[MARKER_WORDS]; /* bytes of each word */
    const struct marker_extra *extra; /* further words, after the table's */
    bool starts[256]; /* a word of any kind starts with the byte, in either case */
    uint16_t opener[256], next_opener[512]; /* the words that questions begin with, by first byte and length */
    uint8_t cjk[256], next_cjk[64];         /* the words that questions hold, by their second and third byte */
};
static inline unsigned char marker_fold(char c) { return (unsigned char)(char_is_upper(c) ? c | 0x20 : c); }
/* The slot for the first n bytes, at most MARKER_PREFIX, in either case. */
static inline size_t marker_start(const char *p, size_t n) {
    unsigned slot = marker_fold(p[0]);
    if (n > 1) slot = slot * 37u + marker_fold(p[1]);
    if (n > 2) slot = slot * 37u + marker_fold(p[2]);
    return slot % MARKER_STARTS;
}
/* No word of n bytes stands where a letter of ASCII follows: one look saves looking for the words of one and two. */
static inline bool marker_may_end(str s, size_t n) { return s.n <= n || !char_is_alpha(s.p[n]); }
/* `extra` stays the caller's and must outlive the index; words beyond MOST_MARKERS are left out. */
void markers_init(struct markers *markers, const struct marker_extra *extra, size_t n);
/* Whether a word of one of these kinds (bits) may start so: asked before marker_at is. */
static inline bool marker_may_start(const struct markers *markers, str s, unsigned kinds) {
    if (s.n == 0 || !markers->starts[(unsigned char)s.p[0]]) return false;
    unsigned found = marker_may_end(s, 1) ? markers->kinds[0][marker_start(s.p, 1)] : 0;
    if (s.n > 1 && marker_may_end(s, 2)) found |= markers->kinds[1][marker_start(s.p, 2)];
    if (s.n > 2) found |= markers->kinds[2][marker_start(s.p, 3)];
    return (found & kinds) != 0;
}
/* The longest marker word that `s` starts with and that ends there as a word; its length in bytes in *n. */
enum marker_word marker_at(const struct markers *markers, str s, size_t *n);
/* "Table of Contents", "目录", with hardly more than that. */
bool is_contents_title(const struct markers *markers, str title);
/* The whole title, but for signs around it, is the word for a preface, references, a license … */
bool is_apart_title(const struct markers *markers, str title);
/* Whether the word is so short that only a separator after it makes it a marker ("A", "В", "س"). */
bool marker_needs_colon(str word);
/* Whether the word marks a question only with a number ("Scenario 3:"), for alone it may head an answer's part. */
bool marker_needs_number(str word);
/* 0 no question by its words; 1 starts as questions and tasks do; 2 has a question mark. */
int question_likeness(const struct markers *markers, str text);
/* A summary that only says that the answer is inside. */
bool is_answer_summary(str text);
/* Speaker who asks: "Interviewer", "Host". */
bool is_asker(const struct markers *markers, str name);

#endif
