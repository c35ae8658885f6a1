/* lines: the decoded text as a table of lines, without what is no text of the author: page breaks, running heads,
 * page numbers, links back to the top, residue of web pages. Each of these goes by a named repair. */
#ifndef QAP_READ_LINES_H
#define QAP_READ_LINES_H

#include "read/reader.h"

typedef VEC(struct line) line_table;

/* The lines of reader->text; fills source->lines too, in offsets of the input. Code fences and <pre> are flagged.
 * False: memory is out. */
bool lines_split(struct reader *reader, line_table *out);
/* html_lines.c: the same for HTML, where a line is a block, or bold text that opens one: a view of the source with its
 * tags. What stands in the head, in scripts and styles is left out; <title> and lang go to the document. */
bool lines_split_html(struct reader *reader, line_table *out);
/* Take out page breaks, running heads, page numbers, "back to top" and web residue. False: memory is out. */
bool lines_clean(struct reader *reader, line_table *lines);
/* The column that prose is wrapped at, or 0 when each line is a paragraph. */
uint32_t lines_wrap_column(const struct line *lines, size_t n);

/* Columns of blank before the text, a tab to the next multiple of four; *at is the offset of the text. */
uint32_t line_indent(str text, size_t *at);

#endif
