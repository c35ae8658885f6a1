/* org: reading Org's own syntax. */
#ifndef QAP_READ_ORG_H
#define QAP_READ_ORG_H

#include "read/lines.h"

/* Take settings (#+TITLE: …), comments, drawers and planning lines out of the table; titles and authors go to the
 * document. False: memory is out. */
bool org_clean(struct reader *reader, line_table *lines);
/* Lines → blocks, or inlines, under `parent`. */
enum status org_region(struct reader *reader, const struct line *lines, size_t n, struct node *parent, bool inlines);
/* Bytes of "TODO ", "DONE [#A] " before a heading's text. */
size_t org_heading_prefix(str text);
/* Where the tags (":sea:rope:") at a heading's end start; its length when there are none. */
size_t org_tags(str text);

#endif
