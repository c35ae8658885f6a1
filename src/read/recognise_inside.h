/* The inside of recognise, for its own files only.
 *
 *   classes.c     the evidence: which lines look alike
 *   hypothesis.c  "these are the questions": what a class is worth for a stretch of lines
 *   recognise.c   the decision: the best class, the stretches it leaves open, the lines that belong to it all the same
 */
#ifndef QAP_READ_RECOGNISE_INSIDE_H
#define QAP_READ_RECOGNISE_INSIDE_H

#include "read/recognise.h"
#include "read/tally.h"

enum { CLASSES = 192 };

/* Lines that look alike. */
struct class {
    uint64_t key;
    uint8_t kind; /* enum class_kind */
    uint8_t head;
    VEC(uint32_t) at; /* line indices, ascending */
};

struct search {
    struct recognition *r;
    struct class classes[CLASSES];
    size_t n_classes;
    struct tally index;              /* class key → 1 + index */
    uint32_t *content, *answers;     /* prefix sums: lines with text outside contents lists; answer markers */
    VEC(uint32_t) headings;
    struct arena *arena;
    enum read_shape forced;
    double shape_score[READ_SHAPES_END]; /* the best of each shape over the whole text */
    uint32_t n_chosen;
    bool no_lists;                   /* bullets without answers are examples here, the questions come with answers */
    bool failed;
};

/* classes.c: sort the lines into classes. False: memory is out. */
bool classes_find(struct search *s);

/* A class as the questions of the lines [from, to). */
struct hypothesis {
    const struct class *class;
    double score;
    uint32_t *at; /* the members that are kept */
    size_t n;
};

/* hypothesis.c: the best class of a stretch; `first` notes the best score of each shape, for the runner-up. False: memory
 * is out. */
bool hypothesis_best(struct search *s, size_t from, size_t to, struct hypothesis *best, bool first);
void hypothesis_release(struct hypothesis *h);
/* The share, 0 to 1, of members that read like questions; that an answer's marker follows; that have text of their own
 * before the next. */
double hypothesis_likeness(const struct search *s, const struct hypothesis *h);
double hypothesis_answered(const struct search *s, const struct hypothesis *h, size_t to);
double hypothesis_with_text(const struct search *s, const struct hypothesis *h, size_t to);
str speaker_name(const struct recognition *r, size_t line);

#endif
