/* liang: hyphenation patterns (F. M. Liang, Word Hy-phen-a-tion by Com-put-er, 1983) in a trie. English is constant
 * data, made when the program is built (tables/make.c), since loading its patterns would cost a short document a
 * tenth of its time; other languages are loaded from plain UTF-8 .dic files. */
#ifndef QAP_TEXT_LIANG_H
#define QAP_TEXT_LIANG_H

#include "base/base.h"

struct liang_node {
    uint32_t children; /* number of the first << 8 | how many: they stand together, in the order of their bytes */
    uint32_t ends;     /* 1 + where in `digits` the pattern's are that ends here, 0: none does; << 8 | its byte */
};

struct liang {
    const struct liang_node *nodes; /* the first is the root */
    const uint8_t *digits;          /* a count, and then so many: one before each byte of the pattern, one at its end */
    uint32_t n_nodes, n_digits;
    uint8_t left, right;            /* letters to keep */
};

/* In the program, from fonts/hyphenation; not to be freed. */
extern const struct liang liang_en_US, liang_en_GB;

/* NULL when the file is not there, or holds more than plain patterns (levels of compounds, spelling changes, an 8-bit
 * charset), or memory is out. */
struct liang *liang_load(const char *path);
void liang_free(struct liang *liang);

/* points[i] is 1 where the patterns allow a hyphen before byte i; *left and *right letters have to stay whole. */
void liang_points(const struct liang *liang, str word, uint8_t *points, unsigned *left, unsigned *right);

#endif
