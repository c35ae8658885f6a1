/* book: what the parts of the EPUB share: the files of the package, the headings that the navigation lists, the
 * pages. Internal to src/epub. */
#ifndef QAP_EPUB_BOOK_H
#define QAP_EPUB_BOOK_H

#include "base/words.h"
#include "epub/epub.h"
#include "epub/markup.h"

enum file_kind { FILE_CONTENT, FILE_STYLE, FILE_IMAGE, FILE_COVER_IMAGE, FILE_FONT, FILE_NAV, FILE_NCX };

/* A file of the package, below EPUB/. */
struct file {
    enum file_kind kind;
    str name, id, media_type;
    struct buf bytes;
    bool in_spine, has_svg, remote;
};

/* A line of the table of contents. */
struct nav_point {
    const struct node *node; /* DIVISION or ENTRY */
    str title, href;
    unsigned depth;          /* 1 is outermost */
};

struct nav_page {
    str label, href;
};

struct book_parts {
    const struct document *doc;
    const struct epub_options *options;
    struct diags *diags;
    struct arena arena;
    VEC(struct file) files;
    VEC(struct nav_point) points;
    VEC(struct nav_page) pages;
    size_t next_page;        /* in options->pages */
    struct markup *page;     /* HTML: the one page that takes all; NULL for the EPUB */
    str uuid;                /* urn:uuid:… */
    bool has_images, rtl;
    bool failed;
};

bool lang_is_rtl(str lang);
void book_release_parts(struct book_parts *b);
/* A new file; `name` is kept as it is. NULL when memory is out; valid until the next is added. */
struct file *book_file(struct book_parts *b, enum file_kind kind, str name, str id, str media_type);
/* A string in the book's arena from parts. */
str book_format(struct book_parts *b, const char *before, uint64_t number, const char *after);

/* The program's own word in the book's language. */
str book_word(const struct book_parts *b, enum own_word which);

/* Start an XHTML page with its head; leaves <body> open. */
bool page_start_xhtml(struct book_parts *b, struct markup *m, str title, const char *body_type);
/* End it and put it into the file. */
bool page_end_xhtml(struct book_parts *b, struct markup *m, size_t file);

bool content_files(struct book_parts *b);  /* content.c: a file a section; fills points and pages */
bool cover_files(struct book_parts *b);    /* cover.c: the cover image, its page, the title page */
void contents_write(struct book_parts *b, struct markup *m); /* navigation.c: the contents as a nav element */
bool navigation_files(struct book_parts *b); /* navigation.c: nav.xhtml and toc.ncx */
bool package_file(struct book_parts *b, struct buf *opf); /* package.c: metadata, manifest, spine */
/* The identifier from the content of all files so far (UUID version 5, RFC 4122, 4.3). */
bool package_identify(struct book_parts *b);
/* "2026-11-22T16:24:00Z" */
void package_time(int64_t seconds, struct buf *out);
bool container_write(const struct book_parts *b, str opf, struct sink *out, enum status *status); /* container.c */

/* An image's file name in the package (in a page of its own a data: URL), or empty when it cannot be packed (reported). */
str image_pack(struct book_parts *b, const struct node *image);

extern const char EPUB_STYLE[]; /* style.c */

#endif
