/* breaks: the possible line breaks of a flow. Internal to src/layout. */
#ifndef QAP_LAYOUT_BREAKS_H
#define QAP_LAYOUT_BREAKS_H

#include "layout/set.h"

enum break_pass { BREAKS_BLANKS, BREAKS_HYPHENS, BREAKS_ANY };

/* Fill flow.brks for lines of a width. The flow has at least one box. */
void breaks_build(struct setter *s, enum break_pass pass, mpt width);
/* Natural space between a box and the one before it, on one line. */
static inline mpt box_gap(const struct box *box) { return box->blank + box->joint; }
/* Stretch and shrink of the blank before a box. */
mpt blank_stretch(const struct box *box);
mpt blank_shrink(const struct box *box);
/* How far so many letters of a box may be spaced out, and pressed together, unseen: a part of what justifies a line. */
mpt letter_stretch(const struct flow *f, const struct box *box, uint32_t glyphs);
mpt letter_shrink(const struct flow *f, const struct box *box, uint32_t glyphs);

#endif
