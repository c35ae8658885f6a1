/* languages: which parts of a text its tags say to be in another language: <div lang="fr">, <section xml:lang="de">. Only
 * the tags of blocks are looked at here, for what they hold may go to several questions; tags within a line say theirs
 * where they are composed (compose.c). */
#ifndef QAP_READ_LANGUAGES_H
#define QAP_READ_LANGUAGES_H

#include "read/reader.h"

/* Fill reader->languages from the lines of reader->text that are no code. False: memory is out. */
bool languages_find(struct reader *reader, const struct line *lines, size_t n);
/* The language of the byte at `source`, which may point anywhere; empty: the document's. */
str languages_at(const struct reader *reader, const char *source);
void languages_release(struct reader *reader);

#endif
