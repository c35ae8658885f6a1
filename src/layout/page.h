/* page: positioned boxes as plain data; what the layout gives and a page backend draws.
 *
 * Origin top left, x to the right, y down, all in mpt. Pages come one at a time through a page_sink and are freed
 * when it returns, so that memory does not grow with the book; what must live to the end (tags, outline, labels) is
 * in struct book, which grows meanwhile and is complete after the last page.
 *
 * Every item names the structure element (tag) that it belongs to; tag 0 is an artifact (decoration, running head,
 * folio). Items come in reading order. */
#ifndef QAP_LAYOUT_PAGE_H
#define QAP_LAYOUT_PAGE_H

#include "text/text.h"

struct rgb {
    uint8_t r, g, b;
};

enum item_kind { ITEM_TEXT, ITEM_RECT, ITEM_IMAGE, ITEM_LINK };

/* What follows the last word of a text item in the text (not on the page). */
enum text_end { END_NOTHING, END_SPACE, END_SOFT_HYPHEN /* its last glyph is a hyphen that is no text */ };

/* Words on one baseline in one face, size and colour, with equal gaps; in the order of the page, from left to right.
 * When all are right-to-left a backend may store them from the last to the first, as they are read. */
struct item_text {
    mpt x, y; /* start of the baseline */
    mpt size;
    mpt gap;      /* between words; the natural blank plus justification. Words are parted by blanks in the text */
    mpt tracking; /* after each glyph; letterspaced headings, justified CJK */
    struct rgb color;
    uint8_t end;  /* enum text_end */
    uint32_t n;
    const struct shaped *const *words;
};

struct item_rect {
    mpt x, y, w, h, radius;
    struct rgb fill, stroke;
    bool filled;
    mpt line; /* width of the stroke; 0: none. A rule is a filled rect */
    mpt dots; /* not 0: a row of dots as wide as h, this far apart, in `fill`, instead of the rectangle (leaders) */
};

struct item_image {
    mpt x, y, w, h;
    uint32_t image; /* index in book.images */
};

/* An active area; several when a link runs over lines, all with the link's tag. */
struct item_link {
    mpt x, y, w, h;
    str uri;         /* external; or empty and then: */
    uint32_t target; /* index in book.targets */
    str contents;    /* what a screen reader says (PDF/UA-1, 7.18.5) */
};

struct item {
    uint8_t kind; /* enum item_kind */
    uint32_t tag; /* index in book.tags; 0: artifact */
    union {
        struct item_text text;
        struct item_rect rect;
        struct item_image image;
        struct item_link link;
    } u;
};

struct page {
    uint32_t id; /* 0, 1, 2 … in the order of coming; not the place in the book, see book.order */
    mpt width, height;
    const struct item *items;
    size_t n;
};

enum tag_role {
    TAG_ARTIFACT, /* only tags[0] */
    TAG_DOCUMENT, TAG_PART, TAG_SECT, TAG_DIV, TAG_TITLE, TAG_HEADING /* level */, TAG_QUESTION /* a heading, level */,
    TAG_ANSWER /* a Div */, TAG_P, TAG_L, TAG_LI, TAG_LBL, TAG_LBODY, TAG_CODE_BLOCK, TAG_CODE, TAG_EM, TAG_STRONG,
    TAG_SPAN, TAG_LINK, TAG_REFERENCE, TAG_TOC, TAG_TOCI, TAG_TABLE, TAG_THEAD, TAG_TBODY, TAG_TR, TAG_TH, TAG_TD,
    TAG_FIGURE, TAG_CAPTION, TAG_BLOCKQUOTE, TAG_NOTE, TAG_INDEX
};

/* Siblings read in the order of their ids; an element's own content and its children in the order of coming on the
 * pages. A parent's id is smaller than its children's. */
struct tag {
    uint8_t role;     /* enum tag_role */
    uint8_t level;    /* of a heading, 1 to 6, without skips over the document */
    uint8_t columns, rows; /* TH, TD: runs, 0 is 1 */
    bool ordered;     /* L: numbered */
    uint32_t parent;
    str alt, actual_text, lang; /* empty when there is none */
};

struct target { /* a place to go to */
    uint32_t page; /* id */
    mpt x, y;      /* what should be at the top left of the view */
};

struct outline_item {
    uint8_t level; /* 1 is outermost */
    bool open;
    str title;     /* UTF-8 */
    uint32_t target;
    uint32_t tag;  /* the heading's, or 0 */
};

/* From the page at `order` index `first` on: style 'r' (i, ii), 'D' (1, 2), 'n' (no number), with a prefix. */
struct page_label {
    uint32_t first;
    char style;
    uint32_t start;
    str prefix;
};

struct image_data {
    str bytes;       /* the file as read */
    uint32_t w, h;   /* pixels */
    bool jpeg;       /* else PNG */
    str source;      /* for diagnostics */
};

/* Where a page begins in the tree: for the EPUB's page list. */
struct page_start {
    uint32_t page; /* id */
    uint32_t offset; /* bytes of the node's text before the page, blanks not counted */
    const void *node; /* struct node, opaque here; NULL when the page shows nothing of the tree */
};

struct book {
    struct arena arena; /* owns all strings here */
    str title, lang, date;
    VEC(str) authors;
    str subject, keywords;
    VEC(uint32_t) order; /* page ids in the order of the book */
    VEC(struct tag) tags;
    VEC(struct target) targets;
    VEC(struct outline_item) outline;
    VEC(struct page_label) labels;
    VEC(struct image_data) images;
    VEC(struct page_start) starts;
    bool rtl;
};

void book_init(struct book *book);
void book_release(struct book *book);
/* The printed label of the page at an index of `order`: "iv", "12". */
void book_page_label(const struct book *book, uint32_t index, struct buf *out);

struct page_sink {
    void *context;
    enum status (*page)(void *context, const struct page *page, const struct book *book);
};

#endif
