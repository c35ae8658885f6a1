/* front_matter: YAML between two lines of "---" at the start of a text: title, subtitle, author, date, lang, …
 * What it says wins over what the text shows. */
#ifndef QAP_READ_FRONT_MATTER_H
#define QAP_READ_FRONT_MATTER_H

#include "read/reader.h"

/* Reads it into reader->doc; *skip is how many of the lines belong to it (0: there is none). */
enum status front_matter_read(struct reader *reader, const struct line *lines, size_t n, size_t *skip);

#endif
