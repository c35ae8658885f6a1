/* markup: XML through libxml2's text writer, into memory. Strings are UTF-8 views; what XML 1.0 does not allow
 * (control characters, surrogates, U+FFFE) is left out. Failure is sticky: check once, at markup_end. */
#ifndef QAP_EPUB_MARKUP_H
#define QAP_EPUB_MARKUP_H

#include <libxml/xmlwriter.h>

#include "base/buf.h"

struct markup {
    xmlTextWriterPtr writer;
    xmlBufferPtr bytes;
    struct buf scratch; /* NUL-terminated copies for libxml2 */
    bool failed;
};

/* Start a document; `doctype` is "html" or NULL. False: memory is out (and markup_end need not be called). */
bool markup_start(struct markup *m, const char *doctype);
/* End all open elements; the bytes are appended to `out`. False when anything failed since the start. */
bool markup_end(struct markup *m, struct buf *out);

void markup_open(struct markup *m, const char *element);
void markup_close(struct markup *m);
void markup_attr(struct markup *m, const char *name, str value);
void markup_text(struct markup *m, str text);
/* An element that holds only text. */
void markup_leaf(struct markup *m, const char *element, str text);
/* Bytes written so far, nearly: what the writer has not flushed is missing. */
size_t markup_size(const struct markup *m);

#define markup_attr_c(m, name, value) markup_attr((m), (name), str_from(value))

#endif
