/* markdown_inline: inlines as CommonMark that means what the tree says, whatever characters the text holds. */
#ifndef QAP_EXPORT_MARKDOWN_INLINE_H
#define QAP_EXPORT_MARKDOWN_INLINE_H

#include "base/buf.h"
#include "tree/tree.h"

/* Where the inlines stand: what must be escaped and how a line break is written. */
enum inline_place { PLACE_BLOCK, PLACE_HEADING, PLACE_CELL };

/* The inline children of `parent`; continuation lines (after a hard break) start with `prefix`. */
void markdown_inlines(const struct node *parent, enum inline_place place, str prefix, struct buf *out);
/* One text put between double quotes, as YAML and our attributes want it. */
void markdown_quoted(str text, struct buf *out);
/* A run of backticks (or tildes) longer than any in the text, at least `least`. */
void markdown_fence(str text, char mark, size_t least, struct buf *out);

#endif
