/* breaks: the possible line breaks of a flow. Internal to src/layout. */
#ifndef QAP_LAYOUT_BREAKS_H
#define QAP_LAYOUT_BREAKS_H

#include "layout/set.h"

enum break_pass { BREAKS_BLANKS, BREAKS_HYPHENS, BREAKS_ANY };

/* Fill flow.brks for lines of a width. The flow has at least one box. */
void breaks_build(struct setter *s, enum break_pass pass, mpt width);
/* Stretch and shrink of the blank before a box. */
mpt blank_stretch(const struct box *box);
mpt blank_shrink(const struct box *box);
/* How far so many letters of a box may be spaced out, and pressed together, unseen: a part of what justifies a line. */
mpt letter_stretch(const struct flow *f, const struct box *box, uint32_t glyphs);
mpt letter_shrink(const struct flow *f, const struct box *box, uint32_t glyphs);
/* Width of the box's part before a byte, its left pad included; -1 when no line may break there. */
mpt box_prefix_width(const struct setter *s, const struct box *box, uint16_t at);

#endif
