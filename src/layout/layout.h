/* layout: tree → pages. Styles, paragraphs (Knuth & Plass 1981), tables, pagination, contents. */
#ifndef QAP_LAYOUT_LAYOUT_H
#define QAP_LAYOUT_LAYOUT_H

#include "base/asset.h"
#include "base/stop.h"
#include "layout/page.h"
#include "tree/answers.h"

struct style; /* layout/style.h: faces, sizes, colours, margins; read from YAML */

struct layout_options {
    mpt width, height;         /* paper; 0: the style's */
    const struct style *style; /* NULL: the default */
    const char *base_dir;      /* folder that image paths are relative to, and may not leave; NULL: no images */
    const struct stop *stop;   /* may be NULL */
    struct asset_list *assets; /* gets the images' files; may be NULL */
    bool contents_questions;   /* list questions in the contents */
    enum answers_where answers; /* with SEPARATE and NONE the document has lost its answers already */
};

/* Set the document; pages go to `sink` as they are done, the rest into `book` (initialised by the caller). */
enum status layout_book(const struct document *doc, struct text *text, const struct layout_options *options,
                        struct diags *diags, const struct page_sink *sink, struct book *book);

#endif
