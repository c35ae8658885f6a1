/* dialect: light markup that is neither Markdown nor Org, said in Markdown before anything is recognised: MediaWiki,
 * DokuWiki, Jira and Confluence, AsciiDoc, reStructuredText. Each line is said by its dialect; the rest of the reader
 * knows nothing of them. What a dialect sets and does not show (categories, anchors, settings) is dropped with a
 * diagnostic, every other word stays. */
#ifndef QAP_READ_DIALECT_H
#define QAP_READ_DIALECT_H

#include "read/lines.h"
#include "read/rewrite.h"

struct dialect;

/* The dialect of a text: by the end of its file's name, or by signs that nothing else has. NULL: none of them. */
const struct dialect *dialect_of(str name, const struct line *lines, size_t n);
/* How its text is marked up once it was said; the repair that reading it is, or 0. */
enum flavor dialect_flavor(const struct dialect *dialect);
enum diag_code dialect_rule(const struct dialect *dialect);
/* The one that somebody says it is; NULL when that is no dialect. */
const struct dialect *dialect_told(enum read_markup markup);

/* Put the text as Markdown in place of reader->text, and its lines in place of `lines`. Close `out` when reading is over. */
enum status dialect_open(struct reader *reader, const struct dialect *dialect, line_table *lines, struct rewrite *out);

#endif
