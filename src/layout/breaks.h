/* breaks: the possible line breaks of a flow. Internal to src/layout. */
#ifndef QAP_LAYOUT_BREAKS_H
#define QAP_LAYOUT_BREAKS_H

#include "layout/set.h"

enum break_pass { BREAKS_BLANKS, BREAKS_HYPHENS, BREAKS_ANY };

/* Fill flow.brks for lines of a width. The flow has at least one box. */
void breaks_build(struct setter *s, enum break_pass pass, mpt width);
/* Natural space between a box and the one before it, on one line. */
static inline mpt box_gap(const struct box *box) { return box->blank + box->joint; }
/* What the blank before a box and its letters may give, when its width and flags are known. */
void box_give(struct box *box, const struct run *run);

#endif
