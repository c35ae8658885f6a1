/* lines: the decoded text as a table of lines, without what is no text of the author: page breaks, running heads,
 * page numbers, links back to the top, residue of web pages. Each of these goes by a named repair. */
#ifndef QAP_READ_LINES_H
#define QAP_READ_LINES_H

#include "read/reader.h"

typedef VEC(struct line) line_table;
struct rewrite;

/* The lines of reader->text as they stand; fills source->lines too, in offsets of the input. False: memory is out. */
bool lines_split(struct reader *reader, line_table *out);
/* The same once reader->text was said anew: with the line numbers of the input. */
bool lines_split_again(struct reader *reader, const struct rewrite *said, line_table *out);
/* Take off what layout put around them: wide blanks, and the marks of a text that was quoted as a whole. */
void lines_peel(struct reader *reader, line_table *lines);
/* Flag code in fences and <pre>, and tell of fences that nobody closed. */
void lines_flag_code(struct reader *reader, line_table *lines);
/* html_lines.c: the same for HTML, where a line is a block, or bold text that opens one: a view of the source with its
 * tags. What stands in the head, in scripts and styles is left out; <title> and lang go to the document. */
bool lines_split_html(struct reader *reader, line_table *out);
/* Take out page breaks, running heads, page numbers, "back to top" and web residue. False: memory is out. */
bool lines_clean(struct reader *reader, line_table *lines);
/* The column that prose is wrapped at, or 0 when each line is a paragraph. */
uint32_t lines_wrap_column(const struct line *lines, size_t n);

/* A text that few lines hold, looked for ahead: lines that are asked in their order cost one search through `all`. */
struct ahead {
    str all, what;
    size_t from, at; /* its first place at or behind `from`, SIZE_MAX: none; both 0 at first */
    bool looked;
};
static inline bool ahead_in(struct ahead *a, str line) {
    if (line.n < a->what.n) return false;
    size_t from = (size_t)(line.p - a->all.p);
    if (!a->looked || from < a->from || a->at < from) *a = (struct ahead){a->all, a->what, from, str_find(a->all, a->what, from), true};
    return a->at != SIZE_MAX && a->at + a->what.n <= from + line.n;
}

/* Columns of blank before the text, a tab to the next multiple of four; *at is the offset of the text. */
uint32_t line_indent(str text, size_t *at);

#endif
