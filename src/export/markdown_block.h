/* markdown_block: blocks as CommonMark with tables and task lists. What Markdown has no signs for (a table whose rows
 * are uneven) is written as HTML, which CommonMark takes in its place. */
#ifndef QAP_EXPORT_MARKDOWN_BLOCK_H
#define QAP_EXPORT_MARKDOWN_BLOCK_H

#include "base/buf.h"
#include "tree/tree.h"

struct markdown {
    struct buf out;
    struct buf prefix; /* what every line of the open blocks starts with */
    bool alternate;    /* the list before this one had the usual mark: use the other, or they would be one */
};

/* The blocks below `parent`; the prefix stands already before the first. `tight`: without blank lines between. */
void markdown_blocks(struct markdown *w, const struct node *parent, bool tight);
void markdown_block(struct markdown *w, const struct node *n);

/* markdown_html.c: can Markdown say it? Else a table or code as HTML. */
bool markdown_says_table(const struct node *table);
bool markdown_says_code(const struct node *pre);
void markdown_html_table(struct markdown *w, const struct node *table);
void markdown_html_code(struct markdown *w, const struct node *pre);

#endif
