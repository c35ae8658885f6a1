/* para: where to break the lines of a paragraph. Total fit after Knuth & Plass, "Breaking Paragraphs into Lines",
 * Software: Practice and Experience 11 (1981).
 *
 * The paragraph comes as its possible breaks only. Each bears the running sums of width, stretch and shrink twice:
 * as they are for a line that ends there (a hyphen added, a hanging comma taken off) and for one that starts there
 * (the blank left out). The width of a line from break a to break b is then b.end.w - a.start.w, whatever stands
 * between, and words stay whole until a break inside them is chosen. */
#ifndef QAP_LAYOUT_PARA_H
#define QAP_LAYOUT_PARA_H

#include "base/base.h"
#include "text/text.h"

struct sums {
    int64_t w, stretch, shrink;
};

enum break_flags { BREAK_HYPHEN = 1, BREAK_FORCED = 2 };

struct brk {
    struct sums end, start;
    int32_t penalty; /* 0 to PENALTY_LAST_RESORT */
    uint32_t box;    /* the break stands before this box … */
    uint16_t at;     /* … or, when not 0, inside it before this byte */
    uint8_t flags;   /* enum break_flags */
};

enum penalties { PENALTY_HYPHEN = 70, PENALTY_CODE = 60, PENALTY_CODE_INSIDE = 150, PENALTY_DASH = 200, PENALTY_LAST_RESORT = 100000 };

struct para_node;
struct para_start;

struct para {
    mpt width, first_width; /* of the lines, of the first line */
    mpt ragged;             /* 0: justified. Else how short a line may be at a ratio of 1 */
    int32_t tolerance;      /* largest ratio × 1024; or PARA_ANY: no line is refused, so that there is an answer */
    bool stub_matters;      /* the last line should not be very short */
    VEC(struct para_node) nodes; /* scratch, kept between calls */
    VEC(struct para_start) active;
    VEC(uint32_t) breaks;   /* the answer: indices of the chosen breaks; first 0, last n - 1 */
};
#define PARA_ANY INT32_MAX
#define PARA_RATIO 1024

/* brks[0] is the start, brks[n - 1] the end (forced). False: no answer within the tolerance, or memory is out (then
 * *failed). */
bool para_break(struct para *para, const struct brk *brks, size_t n, bool *failed);
void para_release(struct para *para);

#endif
