/* book: what the parts of the EPUB share: the plan, the files of the package, what the navigation lists. Internal to
 * src/epub.
 *
 *   plan.c       which file each question and answer goes to, so that links are known before what they lead to
 *   content.c    the files of the text; entry.c a question with its answer; blocks.c blocks and inlines
 *   cover.c      cover and title page       navigation.c  contents, landmarks, page list, NCX
 *   style.c      the style sheet            package.c     metadata, manifest, spine
 *   image.c      pictures                   container.c   the ZIP
 *   html.c       all that as one page of HTML instead */
#ifndef QAP_EPUB_BOOK_H
#define QAP_EPUB_BOOK_H

#include "base/words.h"
#include "code/code.h"
#include "epub/epub.h"
#include "epub/markup.h"
#include "text/text.h"

enum file_kind { FILE_CONTENT, FILE_STYLE, FILE_IMAGE, FILE_COVER_IMAGE, FILE_FONT, FILE_NAV, FILE_NCX };

/* A file of the package, below EPUB/. */
struct file {
    enum file_kind kind;
    str name, id, media_type;
    struct buf bytes;
    struct packed *packed; /* container.c: as it goes into the ZIP; then `bytes` are gone */
    bool in_spine;
};

/* The classes that the style sheet knows: X(CLASS, "name"). */
#define STYLE_CLASSES(X)                                                                                              \
    X(LABEL, "label") X(QNA, "qna") X(SHARED, "qna shared") X(QUESTION, "question") X(MARK, "mark") X(PROMPT, "prompt") X(ANSWER, "answer")      \
    X(REVEAL, "reveal") X(SPEAKER, "speaker") X(CHOICES, "choices") X(CORRECT, "correct") X(LINE, "l") X(LINE_1, "l i1") X(LINE_2, "l i2") X(LINE_3, "l i3") X(LINE_4, "l i4")                            \
    X(NOTE, "note") X(CENTER, "center")  \
    X(RIGHT, "right") X(COVER, "cover") X(TITLEPAGE, "titlepage") X(SYMBOL, "sym") X(PICTURE, "picture") X(ANSWERS, "answers")                 \
    X(KEYWORD, "k") X(STRING, "s") X(COMMENT, "c") X(NUMBER, "n") X(FUNCTION, "f") X(TYPE, "t") X(TAG, "g") X(ATTRIBUTE, "a")

enum style_class {
#define X(name, text) CLASS_##name,
    STYLE_CLASSES(X)
#undef X
    CLASSES
};

/* A line of the table of contents. */
struct nav_point {
    str title, href, lang;
    unsigned depth; /* 1 is outermost */
};

/* Where a division, an entry or an answer apart is: its id, or that of its entry, and the file. */
struct place {
    str id;
    uint32_t file;   /* number, 1 is the first */
    bool backmatter; /* it is one of the files of the answers */
};

/* The headings of the text that the next one stands below, as the tree numbers them. */
struct outline {
    uint8_t levels[6];
    unsigned n;
};

struct book_parts {
    const struct document *doc;
    const struct epub_options *options;
    struct diags *diags;
    struct arena arena;
    VEC(struct file) files;
    VEC(struct nav_point) points;
    VEC(struct place) places, answer_places; /* sorted by id */
    VEC(const struct node *) beginnings; /* what each file of the text begins with */
    struct outline outline;    /* empty where a division, a file or an entry begins */
    str file_name;             /* of the open file of the text; empty in HTML */
    str *page_hrefs;           /* of options->pages, in their order; empty until written */
    uint32_t *page_slots;      /* index + 1 of the first page of a node, by its hash; size page_cap, a power of two */
    size_t page_cap;
    struct markup *page;       /* HTML: the one page that takes all; NULL for the EPUB */
    str uuid;                  /* urn:uuid:… */
    uint64_t classes;          /* that were written, a bit each */
    size_t planned;            /* bytes of the text's markup, about */
    struct libdeflate_compressor *deflater; /* container.c's, where one job does all */
    struct buf spare;          /* memory of the page before, for the next */
    uint32_t images, images_without_text, pages_written;
    bool has_moving_image, has_code;
    str answers_href;          /* of the chapter of answers, or empty */
    str text_href;             /* of what comes first in the text */
    bool rtl;
    bool failed;
};

/* The attributes of the open start tag for content in a language, where that around it is `around`: none when they are the
 * same. */
void lang_attrs(struct markup *m, str lang, str around);
void book_release_parts(struct book_parts *b);
/* A new file; `name` is kept as it is. NULL when memory is out; valid until the next is added. */
struct file *book_file(struct book_parts *b, enum file_kind kind, str name, str id, str media_type);
/* A string in the book's arena from parts. */
str book_format(struct book_parts *b, const char *before, uint64_t number, const char *after);

/* The program's own word in the book's language. */
str book_word(const struct book_parts *b, enum own_word which);
/* In the language of a node. */
str book_word_in(const struct book_parts *b, enum own_word which, const struct node *n);

/* The class of the element whose start tag is open; the style sheet then gets its rules. */
void class_attr(struct book_parts *b, struct markup *m, enum style_class class);
/* An element with a class. */
void open_class_str(struct book_parts *b, struct markup *m, str element, enum style_class class);
#define open_class(b, m, literal, class) open_class_str((b), (m), STR(literal), (class))

/* Start an XHTML page with its head; leaves <body> open. */
void page_start_xhtml(struct book_parts *b, struct markup *m, str title, const char *body_type);
/* End it and put it into the file. */
bool page_end_xhtml(struct book_parts *b, struct markup *m, size_t file);

/* plan.c: fill b->places, and the index of the pages. */
bool plan_book(struct book_parts *b);
/* The place of a division or an entry, and of an answer that stands apart from its entry; NULL: there is none. */
const struct place *plan_find(const struct book_parts *b, str id);
const struct place *plan_find_answer(const struct book_parts *b, str id);
/* "section-3.xhtml#q12" and the suffix; in a page of HTML "#q12". */
str plan_href(struct book_parts *b, const struct place *place, str suffix);
/* What an answer's id ends in, behind its entry's: no id of the tree has an underscore. */
#define ANSWER_SUFFIX STR("_answer")
str plan_file_name(struct book_parts *b, uint32_t number, bool backmatter);
/* The index + 1 of the first page that begins at a node; 0: none does. Later pages of it follow. */
uint32_t plan_page(const struct book_parts *b, const struct node *n);

bool content_files(struct book_parts *b);  /* content.c: the text; fills points */
bool cover_files(struct book_parts *b);    /* cover.c: the cover image, its page, the title page */
void contents_write(struct book_parts *b, struct markup *m); /* navigation.c: the contents as a nav element */
bool navigation_files(struct book_parts *b); /* navigation.c: nav.xhtml and toc.ncx */
bool package_file(struct book_parts *b, struct buf *opf); /* package.c: metadata, manifest, spine */
/* The identifier from what the document says (UUID version 5, RFC 9562, 5.5): the same for every look of it. */
bool package_identify(struct book_parts *b);
/* "2026-11-22T16:24:00Z" */
void package_time(int64_t seconds, struct buf *out);
/* container.c: pack a file whose bytes are complete, at once where one job does all: what has just been written is
 * still in the processor's cache, and its memory serves the next. */
bool container_pack(struct book_parts *b, size_t file);
bool container_write(struct book_parts *b, str opf, struct sink *out, enum status *status);
void container_release(struct book_parts *b);

/* An image's file name in the package (in a page of its own a data: URL), or empty when it cannot be packed (reported). */
str image_pack(struct book_parts *b, const struct node *image);

/* The rules for the classes that were written, and the user's. */
void style_write(const struct book_parts *b, struct buf *out);

static inline bool book_stopped(const struct book_parts *b) { return stop_asked(b->options->stop); }

#endif
