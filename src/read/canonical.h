/* canonical: reading back our own Markdown (export/markdown.h tells the form). Exact: no recognition, no repair. */
#ifndef QAP_READ_CANONICAL_H
#define QAP_READ_CANONICAL_H

#include "read/reader.h"

/* The lines behind the front matter → divisions and entries under doc->root. What breaks the form is reported with
 * its line and read as text. */
enum status canonical_read(struct reader *reader, const struct line *lines, size_t n);

#endif
