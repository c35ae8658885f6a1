/* markup: XML 1.0 and the syntax of HTML, written into memory: start and end tags, attributes, escaped text. Elements
 * are closed in the order of opening, so what comes out is well-formed. Strings are UTF-8 views; what XML does not
 * allow (control characters, surrogates, U+FFFE) is left out. Failure is sticky: check once, at markup_end.
 *
 * It does by hand what libxml2's text writer does, in a tenth of the time: that one copies every string three times and
 * keeps each name on the heap, which made it the costliest step of a book. */
#ifndef QAP_EPUB_MARKUP_H
#define QAP_EPUB_MARKUP_H

#include "base/buf.h"
#include "base/vec.h"

struct markup {
    struct buf bytes;
    VEC(str) open; /* names of the open elements */
    bool in_tag; /* the last start tag takes attributes */
    bool html;   /* the syntax of HTML: end tags for all but void elements, no names of other namespaces */
    bool failed;
};

/* Start an XML document; `doctype` is "html" or NULL. Until markup_end or markup_release `m` owns memory. */
void markup_start(struct markup *m, const char *doctype);
/* Write into memory that is there already: it becomes the document's, and `memory` is left empty. Right behind markup_start. */
void markup_use(struct markup *m, struct buf *memory);
/* Start a page in the syntax of HTML, or a part of one. */
void markup_start_html(struct markup *m, bool doctype);
/* End all open elements; the bytes are appended to `out`. False when anything failed since the start. */
bool markup_end(struct markup *m, struct buf *out);
void markup_release(struct markup *m);

/* `element` must outlive the element: a literal, or a name from a table. */
void markup_open_str(struct markup *m, str element);
#define markup_open(m, literal) markup_open_str((m), STR(literal))
void markup_close(struct markup *m);
void markup_close_void(struct markup *m); /* of br, hr, img, link, meta */
/* Right behind markup_open. */
void markup_attr_str(struct markup *m, str name, str value);
#define markup_attr(m, literal, value) markup_attr_str((m), STR(literal), (value))
void markup_text(struct markup *m, str text);
/* Attributes as they are, with the blank before them: of a start tag that is written very often. */
static inline void markup_attr_raw(struct markup *m, str attributes) { buf_put(&m->bytes, attributes); }
/* Markup as it is. */
void markup_raw(struct markup *m, str markup);
/* An element that holds only text. */
void markup_leaf_str(struct markup *m, str element, str text);
#define markup_leaf(m, literal, text) markup_leaf_str((m), STR(literal), (text))

#define markup_attr_c(m, literal, value) markup_attr_str((m), STR(literal), str_from(value))

#endif
