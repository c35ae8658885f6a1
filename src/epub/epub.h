/* epub: tree → XHTML → package (EPUB 3.3). The only user of libzip. */
#ifndef QAP_EPUB_EPUB_H
#define QAP_EPUB_EPUB_H

#include "base/asset.h"
#include "base/diag.h"
#include "base/sink.h"
#include "base/stop.h"
#include "tree/answers.h"

/* Where a page of the printed book of the same run begins: in a node of the tree, behind so many bytes of its text that
 * are no blanks. Pages of one node follow each other. */
struct epub_page {
    const struct node *node;
    uint32_t offset;
    str label; /* "iv", "12" */
};

/* A font of signs that readers lack: they are set in it, nothing else is. */
struct epub_font {
    str bytes; /* a font file */
    bool cff;  /* OpenType with PostScript outlines, else TrueType */
    const uint32_t *code_points; /* ascending */
    size_t n;
};

struct epub_options {
    int64_t time;         /* seconds since 1970: dcterms:modified and the container's times */
    str generator;        /* "qapress 1.0.0" */
    str css;              /* more style rules, or empty */
    const char *base_dir; /* folder of images; NULL: none are packed */
    const struct stop *stop; /* may be NULL */
    struct asset_list *assets; /* gets the images' files; may be NULL */
    const struct epub_page *pages; /* in book order; n_pages 0: no page list */
    size_t n_pages;
    const struct epub_font *fonts;
    size_t n_fonts;
    str cover_png;        /* raster of the cover, or empty: the SVG alone */
    unsigned jobs;
    enum answers_where answers; /* with SEPARATE and NONE the document has lost its answers already */
};

enum status epub_write(const struct document *doc, const struct epub_options *options, struct diags *diags,
                       struct sink *out);

/* The same text as one HTML page that needs no other file; pages, fonts, cover and time are not used. The generator
 * stands in its first kilobyte. */
enum status html_write(const struct document *doc, const struct epub_options *options, struct diags *diags,
                       struct sink *out);

/* The version of libzip that is in use. */
const char *epub_library_version(void);

#endif
