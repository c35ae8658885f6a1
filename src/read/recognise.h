/* recognise: which lines open a question. Evidence first, then a decision.
 *
 * Lines that look alike (same heading level, marker word, number form, bullet …) make a class. A class is a
 * hypothesis: "these are the questions". Its numbers are followed through the text as chains (series.h); its
 * score weighs how it is marked, how many members read like questions, how well the numbers run, and how much of the
 * text the entries would cover. The best class of a stretch wins; stretches without a question of it are searched
 * again by themselves, so that a document may change shape midway; and a line of another class that supplies the
 * very number that is missing is taken, too. */
#ifndef QAP_READ_RECOGNISE_H
#define QAP_READ_RECOGNISE_H

#include "read/marks.h"

enum role {
    ROLE_BODY,     /* belongs to what is open */
    ROLE_QUESTION, /* opens an entry */
    ROLE_DIVISION, /* a part's or section's title */
    ROLE_TITLE,
    ROLE_SUBTITLE,
    ROLE_RULER,    /* ornament around titles */
    ROLE_DROPPED,  /* contents list */
    ROLE_KEY,      /* answer key: its parts go to their questions */
    ROLE_FACT      /* says a question's topic or difficulty */
};

/* How strong a title a line would be, by its looks: the smaller the stronger. */
enum title_rank {
    RANK_PART = 5, RANK_CHAPTER = 6, RANK_SECTION = 7, RANK_NUMERAL = 8,
    RANK_BRANCH = 9, /* 2.1 above 2.1.1 */
    RANK_HEADING = 10, /* + level */
    RANK_CAPS = 30, RANK_UNDERLINED = 31, RANK_RULED = 33, RANK_DASH = 35, RANK_PAGE_HEAD = 36, RANK_BOLD = 37,
    RANK_ALONE = 40, RANK_LEAD = 41
};

enum class_kind {
    CLASS_WORD, CLASS_NUMBER, CLASS_HEADING, CLASS_BOLD, CLASS_SUMMARY, CLASS_SPEAKER, CLASS_BULLET, CLASS_SYMBOL,
    CLASS_LISTED, CLASS_LEAF,
    CLASS_ASKING,  /* bears no mark, ends with a question mark, opens a paragraph */
    CLASS_HANGING, /* bears no mark, what follows is indented deeper */
    CLASS_KINDS
};

/* How the question on a line is marked: a copy of what its class says. */
struct chosen {
    uint8_t kind; /* enum class_kind */
    uint8_t head; /* heading level, or 0 */
    bool numbered;
    bool shared; /* the next question's answer is its, too */
    bool lead; /* it ends with its bold text, and the answer starts on the same line */
};

/* One answer of a key. */
struct key_item {
    uint32_t number;
    size_t line;     /* where it stands */
    str text;        /* on that line */
    size_t from, to; /* lines below that belong to it */
};
struct key_block {
    size_t from, to; /* lines, with the title */
    struct key_item *items;
    size_t n;
    struct key_block *next;
};
struct answer_keys {
    struct key_block *first, *last;
};

/* What the text says about a question; empty where it says nothing. */
struct facts {
    str topic, difficulty;
};

struct recognition {
    const struct mark_context *context;
    const struct line *lines;
    struct mark *marks;
    size_t n;
    uint8_t *role;          /* enum role, one a line */
    uint8_t *rank;          /* how strong a title the line would be: 0 none, else small is strong (titles.c) */
    uint8_t *level_rank;    /* ROLE_DIVISION: its rank */
    struct chosen *chosen;  /* ROLE_QUESTION */
    const struct key_item **key_of; /* ROLE_QUESTION: its answer in a key, or NULL */
    const struct facts **facts;     /* ROLE_QUESTION: what is said about it, or NULL */
    enum read_shape shape, runner_up;
    double score, runner_up_score;
    uint64_t asker, guest;  /* transcripts: name hashes (name_hash), or 0 */
    bool tagged_answers;    /* answers bear marker words */
};

/* All arrays are in `arena`. */
enum status recognise(struct arena *arena, const struct mark_context *context, const struct line *lines,
                      struct mark *marks, size_t n, enum read_shape forced, struct recognition *out);

/* contents.c: flag the lines of contents lists (MARK_CONTENTS) and the lines they name (MARK_LISTED). */
bool contents_find(const struct markers *markers, const struct line *lines, struct mark *marks, size_t n);
/* key.c: flag the lines of answer keys (MARK_KEY); after the questions are known, give each its answer. A key that does
 * not fit the questions stays text. */
bool keys_find(struct arena *arena, const struct mark_context *context, const struct line *lines, struct mark *marks,
               size_t n, struct answer_keys *out);
bool keys_assign(struct recognition *r, const struct answer_keys *keys); /* false: memory is out */
/* titles.c: rank every line as a title by its looks alone. */
void titles_rank(struct recognition *r);
/* titles.c: after the questions are known, which title-like lines are divisions, title, subtitle. */
void titles_decide(struct recognition *r);

/* facts.c: topics and difficulties of the questions. False: memory is out. */
bool facts_find(struct arena *arena, struct recognition *r);

/* No mark stands on the line, and it is short enough for a question or a title. */
bool is_unmarked(const struct recognition *r, size_t i);
/* The line after the unmarked line(s) at `i` that stand at one indent and make one question or title: three at most. */
size_t unmarked_end(const struct recognition *r, size_t i, size_t limit);
static inline bool is_unmarked_kind(enum class_kind kind) { return kind == CLASS_ASKING || kind == CLASS_HANGING; }
enum { LEAST_WRAPPED = 30 }; /* bytes of a line that may have been wrapped */

/* The shape that a way of marking questions belongs to. */
enum read_shape shape_of(enum class_kind kind, uint8_t head, bool dotted);

uint64_t name_hash(str name);

#endif
