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
    bool html; /* the syntax of HTML: end tags for all but void elements, no names of other namespaces */
    bool failed;
};

/* Start a document; `doctype` is "html" or NULL. False: memory is out (and markup_end need not be called). */
bool markup_start(struct markup *m, const char *doctype);
/* Start a page in the syntax of HTML, or a part of one. */
bool markup_start_html(struct markup *m, bool doctype);
/* End all open elements; the bytes are appended to `out`. False when anything failed since the start. */
bool markup_end(struct markup *m, struct buf *out);

void markup_open(struct markup *m, const char *element);
void markup_close(struct markup *m);
void markup_close_void(struct markup *m); /* of br, hr, img, link, meta */
void markup_attr(struct markup *m, const char *name, str value);
void markup_text(struct markup *m, str text);
/* Markup as it is. */
void markup_raw(struct markup *m, str markup);
/* An element that holds only text. */
void markup_leaf(struct markup *m, const char *element, str text);
/* Bytes written so far, nearly: what the writer has not flushed is missing. */
size_t markup_size(const struct markup *m);

#define markup_attr_c(m, name, value) markup_attr((m), (name), str_from(value))

#endif
