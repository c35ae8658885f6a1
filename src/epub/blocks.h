/* blocks: blocks and inlines of the tree as XHTML. */
#ifndef QAP_EPUB_BLOCKS_H
#define QAP_EPUB_BLOCKS_H

#include "epub/book.h"

/* The children of `parent`; headings among them start at h`heading`. */
void blocks_write(struct book_parts *b, struct markup *m, const struct node *parent, unsigned heading);
/* One block itself. */
void block_write(struct book_parts *b, struct markup *m, const struct node *block, unsigned heading);
/* Inlines, without links when `plain` (inside a link, or where they stand a second time). */
void inlines_write(struct book_parts *b, struct markup *m, const struct node *parent, bool plain);

/* "h1" to "h6", the nearest. */
str heading_name(unsigned level);
/* The break of a page, a number from 1 in options->pages. */
void page_break_write(struct book_parts *b, struct markup *m, uint32_t page);
/* The break of the page that begins where the block does, ahead of what is written before it. */
void page_break_before(struct book_parts *b, struct markup *m, const struct node *block);
/* The breaks of all pages that begin at this node. */
void page_breaks_write(struct book_parts *b, struct markup *m, const struct node *n);
/* Text with the signs that readers lack in spans of the font that has them. */
void symbols_write(struct book_parts *b, struct markup *m, str text);

#endif
