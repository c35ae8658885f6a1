/* document: what the parts of this module share: one PDF being made. */
#ifndef QAP_PDF_DOCUMENT_H
#define QAP_PDF_DOCUMENT_H

#include "pdf/deflate.h"
#include "pdf/font.h"
#include "pdf/pdf.h"

/* A marked-content sequence; its MCID is its place in its page's sequences (ISO 32000-1, 14.7.4.2). */
struct mark {
    uint32_t tag, page; /* page: index in pdf.pages */
};

/* An active area; its strings live in pdf.arena. */
struct annot {
    struct item_link link;
    uint32_t tag, page;
    uint32_t mark; /* how many marks had come before it, over all pages: its place among its tag's content */
};

struct figure_box { /* where a tag's image stands, for /BBox */
    uint32_t tag, page;
    mpt x, y, w, h;
};

struct page_record {
    mpt width, height;
    uint32_t first_mark, marks, first_annot, annots;
    bool transparent;
    struct buf content; /* compressed when `deflate` is done with it */
    HPDF_Dict object;
    uint32_t stream;    /* number of the content stream */
};

/* Dictionaries of which there are many. libharu does not know of them, for it takes 300 bytes an object: they get the
 * numbers after its own when all of these are given, and are printed when they are saved. */
struct series {
    uint32_t first, n; /* numbers */
    void (*put)(const struct pdf *pdf, uint32_t index, struct buf *out); /* the entries */
};
enum series_kind { SERIES_ANNOTS, SERIES_ELEMENTS, SERIES_PARENTS /* leaves of the parent tree */, SERIES_KINDS };

struct saver;
/* backgrounds.c: rectangles without a tag, in the order in which they are to be drawn. False: memory is out. */
typedef VEC(const struct item *) background_list;
bool backgrounds_list(const struct page *page, background_list *out);
bool background_is(const struct item *item);

struct pdf {
    struct pdf_options options;
    struct diags *diags;
    struct arena arena;
    struct fonts fonts;
    struct deflate *deflate;
    VEC(struct page_record *) pages; /* by id */
    VEC(struct mark) marks;
    VEC(struct annot) annots;
    VEC(struct figure_box) boxes;
    VEC(bool) image_used;
    background_list backgrounds; /* of the page being encoded */
    HPDF_Doc doc;
    uint32_t resources;
    struct series series[SERIES_KINDS];
    const struct book *book;  /* while writing */
    HPDF_Dict root;           /* of the structure tree, NULL: there is none */
    struct tag_node *nodes;   /* by tag, while writing (structure.c) */
    struct kid *kids;
    VEC(uint32_t) elements;   /* the tags that have one */
    struct saver *saver;      /* while saving */
    struct buf scratch;       /* for objects printed while saving */
};

/* content.c: the page's content stream to page->content, its marks, annotations and boxes to the document. */
enum status content_encode(struct pdf *pdf, const struct page *page, const struct book *book, uint32_t index);

/* pages.c: for an object_writer: prints the entries of one of libharu's objects. While saving, when all objects have
 * their numbers. */
HPDF_STATUS print_entries(HPDF_Dict object, HPDF_Stream out, void (*put)(const struct pdf *, uint32_t, struct buf *));

/* structure.c: the structure tree. */
enum status structure_write(struct pdf *pdf);
/* The name that a tag has in content streams and in /S, and what RoleMap makes of it. */
str tag_name(const struct tag *tag);

/* Number of a tag's element, 0 when it has none; while saving. */
uint32_t tag_object(const struct pdf *pdf, uint32_t tag);

/* pages.c: page objects in the order of the book, annotations, resources. */
enum status pages_write(struct pdf *pdf);
uint32_t annot_object(const struct pdf *pdf, uint32_t annot); /* its number; while saving */
/* The key in the parent tree of an annotation; a page's is its index. */
uint32_t annot_key(const struct pdf *pdf, uint32_t annot);
/* "[12 0 R/XYZ x y null]"; false, and nothing put, when the target is on no page. */
bool put_destination(const struct pdf *pdf, uint32_t target, struct buf *out);

/* catalog.c: outline, labels, metadata, output intent, catalog. */
enum status catalog_write(struct pdf *pdf);
/* metadata.c */
str book_title(const struct book *book);           /* never empty: PDF/UA-1, 7.1 wants one */
void xmp_put(const struct pdf *pdf, struct buf *out);
void put_pdf_date(int64_t time, struct buf *out);  /* "D:20260102030405Z" */
void put_iso_date(int64_t time, struct buf *out);  /* "2026-01-02T03:04:05Z" */
void icc_put_srgb(struct buf *out);                /* icc.c: an sRGB profile */

/* image.c: the XObject of book.images[image], made at its first use; 0 when memory is out. */
enum status image_write(struct pdf *pdf, const struct image_data *image, uint32_t *object);
/* Whether the image's pixels may be transparent, from its header. */
bool image_has_alpha(const struct image_data *image);

/* save.c: all objects of the document to the sink, in object streams, with a cross-reference stream. */
enum status save(struct pdf *pdf, struct sink *out);

#endif
