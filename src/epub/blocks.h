/* blocks: blocks and inlines of the tree as XHTML. */
#ifndef QAP_EPUB_BLOCKS_H
#define QAP_EPUB_BLOCKS_H

#include "epub/book.h"

/* The children of `parent`; headings among them start at h`heading`. */
void blocks_write(struct book_parts *b, struct markup *m, const struct node *parent, unsigned heading);
/* One block itself. */
void block_write(struct book_parts *b, struct markup *m, const struct node *block, unsigned heading);
/* Inlines, without page breaks and links when `plain` (inside a link). */
void inlines_write(struct book_parts *b, struct markup *m, const struct node *parent, bool plain);

#endif
