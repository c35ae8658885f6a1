/* attributes: what pandoc and its kin write in braces behind parts of a Markdown text. Taken out before anything is
 * recognised:
 *
 *   `<b>`{=html}        HTML as it is, in a line or in a fence  →  <b>
 *   [so]{.underline}    a span                                  →  so
 *   ![](a.png){width=9} attributes of an image, a link, code    →  ![](a.png)
 *   ::: {.note}         a line that opens or closes a division  →  a blank line
 *
 * Code keeps its braces. A heading's own attributes are marks' business. */
#ifndef QAP_READ_ATTRIBUTES_H
#define QAP_READ_ATTRIBUTES_H

#include "read/lines.h"
#include "read/rewrite.h"

/* Whether the lines may have any. */
bool attributes_may_be_in(const struct reader *reader, const struct line *lines, size_t n);
/* Put the text without them in place of reader->text, and its lines in place of `lines`; close `out` when reading is over,
 * whatever came of it. False: memory is out. */
bool attributes_drop(struct reader *reader, line_table *lines, struct rewrite *out);

#endif
