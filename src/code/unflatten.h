/* The inside of unflattening, for the files of this module only: a file for each family of languages.
 *
 *   unflatten.c         which family; line by line; what strings and comments hold is no code
 *   unflatten_python.c  Python, whose lines and indentation are its grammar
 *   unflatten_braces.c  C and its kin, JavaScript, Go, Rust, CSS …: blocks in braces
 *   unflatten_sql.c     a clause a line
 *   unflatten_shell.c   commands, loops, conditions
 *   unflatten_data.c    JSON
 *   unflatten_tags.c    HTML, XML
 *
 * All of them only move blanks and line ends between tokens: the tokens stay, in their order. A family is given one
 * line and says whether it was squeezed; what it does not understand to its end stays as it is. */
#ifndef QAP_CODE_UNFLATTEN_H
#define QAP_CODE_UNFLATTEN_H

#include "code/code.h"

/* One line of squeezed code. kind[i] says what byte i belongs to. */
enum byte_kind { BYTE_CODE, BYTE_STRING, BYTE_COMMENT, BYTE_TAG };

struct squeezed {
    str s;
    const uint8_t *kind; /* s.n of them */
    str language;
    size_t indent;       /* blanks that stand before the line */
};

static inline bool squeezed_is_code(const struct squeezed *q, size_t at) { return q->kind[at] == BYTE_CODE; }

/* A line with its indentation; a line end before it unless it is the first. */
void unflatten_put(struct buf *out, size_t indent, str text);
bool unflatten_python(str code, struct buf *out, size_t *lines);
/* For each family: is the line worth a look (q->kind is not known yet)? Most lines of code are turned away here. */
typedef bool unflatten_may(const struct squeezed *q);
/* And the work. True: the line was squeezed, and its lines are in `out`. Else what `out` holds is of no use. */
typedef bool unflatten_cut(const struct squeezed *q, struct buf *out);

unflatten_may braces_may, sql_may, shell_may, json_may, tags_may;
unflatten_cut unflatten_braces, unflatten_sql, unflatten_shell, unflatten_json, unflatten_tags;
bool braces_know(str language);

#endif
