/* set: what the parts of the layout share while one book is set. Internal to src/layout.
 *
 * Three steps follow each other for each stretch of the book:
 *   flow.c   inlines → boxes, breaks and lines (para.c chooses the breaks)
 *   blocks.c blocks → rows: a row is a line, or a slice of a table or a figure, with the space before it and the
 *            penalty of a page break there
 *   pages.c  rows → pages, by the least demerits over the whole stretch; emit.c places them and calls the sink
 *
 * Coordinates while setting: the origin is the top left of the text area; y is relative to the row. "Logical" x runs
 * from the side where reading starts; set_rect and set_label turn it round in right-to-left books. */
#ifndef QAP_LAYOUT_SET_H
#define QAP_LAYOUT_SET_H

#include "base/limits.h"
#include "layout/layout.h"
#include "layout/para.h"
#include "layout/style.h"

/* A face at a size with what is asked of it all the time. */
struct font {
    struct font *next;
    face_id face;
    uint8_t family, style; /* enum face_family, enum face_style */
    unsigned features;
    mpt size;
    int32_t upem;
    mpt space, ascent, descent, x_height;
    const struct word *hyphen;
    mpt hyphen_width;
};

/* How running text looks before emphasis and the like change it. */
struct look {
    enum face_family family;
    bool bold, italic;
    mpt size, rise, tracking;
    struct rgb color;
    unsigned features;
    str lang; /* empty: setter.lang */
};

/* A stretch of inlines that look alike, are in one language and have one tag. */
struct run {
    const struct font *font;
    str lang;
    struct rgb color;
    mpt rise, tracking;
    uint32_t tag;
    uint32_t link; /* index + 1 in flow.links; 0: none */
    bool code, strike;
};

struct flow_link {
    str uri;
    uint32_t target;
    str contents;
    uint32_t tag;
};

enum box_flags {
    BOX_BREAK_BEFORE = 1,  /* a line may begin here though there is no blank */
    BOX_FORCED_BEFORE = 2, /* a line begins here */
    BOX_CJK = 4,           /* Chinese and the like: no blanks, spaced by sign */
    BOX_RIGID = 8          /* the blank before it keeps its width: code */
};

struct box {
    const struct word *word;
    str text;
    mpt width;      /* pads of code included */
    mpt blank;      /* before it; 0: none */
    mpt joint;      /* space before it that is no character: between Chinese and Latin, less between full-width marks */
    mpt pad_left, pad_right;
    mpt hang_left, hang_right;
    /* How far the blank and each letter may be spaced out, and pressed together, unseen: that is what justifies a line */
    mpt blank_stretch, blank_shrink, letter_stretch, letter_shrink;
    uint32_t run;
    uint8_t flags, level;
    uint16_t glyphs;
};

struct chunk { /* text of one run, as the tree has it */
    str text;
    uint32_t run;
    bool forced_break;
};

/* One paragraph being set. Its arrays are kept from paragraph to paragraph. */
struct flow {
    VEC(struct chunk) chunks;
    VEC(struct run) runs;
    VEC(struct box) boxes;
    VEC(struct brk) brks;
    VEC(struct flow_link) links;
    struct buf text;
    bool complex;       /* has what the quick way for Latin, Greek and Cyrillic letters cannot do */
    bool any_rtl;       /* some of it runs from right to left … */
    bool base_rtl;      /* … or all, as the first letter says */
    uint32_t line;      /* of the input */
};

/* Hyphenation points of words met before, by the shaped word: finding them costs more than setting the word. */
struct hyphens {
    const struct word *word;
    uint8_t n, at[7]; /* byte offsets in the box's text; the last of more are dropped */
};

struct hyphen_cache {
    struct hyphens *slots;
    size_t cap, used; /* cap is a power of two, or 0 */
};

enum flow_align { FLOW_JUSTIFY, FLOW_START, FLOW_CENTER, FLOW_END };

/* How a flow becomes lines. */
struct shape_of_lines {
    mpt x, width; /* logical */
    mpt indent;   /* of the first line */
    mpt leading, baseline; /* baseline: from the top of the line */
    enum flow_align align;
    bool hyphenate;
    bool book_side; /* lines begin where the book's do, whichever way they run */
};

struct line {
    uint32_t first, n; /* items in the pool */
    uint32_t offset;   /* bytes of the flow's words before it */
    mpt width;         /* what is set, without the hang */
    bool cut;          /* it ends inside a word */
};
typedef VEC(struct line) line_list;

enum deco_kind { DECO_THREAD, DECO_PANEL, DECO_QUOTE };

/* What stands behind or beside a run of rows and goes on over page breaks. */
struct deco {
    const struct deco *parent;
    uint8_t kind;
    mpt x, w;            /* logical */
    mpt above, below;    /* beyond the rows, when it begins or ends */
    uint32_t first, last; /* rows, numbers as in rows_made; last is set when it ends */
};

enum mark_kind { MARK_DIVISION, MARK_ENTRY, MARK_ANSWER, MARK_NODE, MARK_PLACE /* only a target */ }; /* MARK_ANSWER: apart from its question */

struct mark {
    struct mark *next;
    uint8_t kind;
    const struct node *node;
    uint32_t target; /* index + 1 in book.targets; 0: none */
};

/* Rows that come again at the top of a page (table heads). */
struct repeat {
    mpt height;
    uint32_t n;
    const struct item *items;
};

/* Costs of a page break before a row. */
enum { COST_FORCED = -1000000, COST_KEEP = 1000000, COST_WIDOW = 20000, COST_INSIDE_ITEM = 150,
       COST_INSIDE = 30, COST_HYPHEN = 4000 };

/* How many times its stretch the space of a page may grow by, to bring its bottom where the others are. */
enum { PAGE_STRETCH = 2 };

struct row {
    mpt space, stretch, shrink; /* before it; dropped at the top of a page */
    mpt height;
    int32_t cost; /* of a page break before it */
    uint32_t first_item, items;
    const struct deco *deco;
    struct mark *marks;
    const struct repeat *repeat; /* when a page starts with this row */
    const struct node *shows;    /* the block that it is of, or NULL */
    uint32_t offset;             /* bytes of the block's text before it, without blanks */
};

/* What goes into the first line of the block to come, beside it: an item's mark, a question's tab. */
struct lead {
    str text;
    uint32_t tag;
    mpt x; /* logical: the end of a mark */
    bool tab;
    uint32_t back; /* index + 1 of the target that it leads back to (a tab to its row in the contents); 0: none */
};

/* An answer that does not stand below its question. */
struct deferred {
    const struct node *entry;
    uint32_t target; /* index + 1 of the question's; its answer's is 2 * n_targets further */
};

/* A place that "#id" leads to. */
struct anchor {
    str id;
    uint32_t target;
};

struct running { /* for heads and feet */
    const struct node *part, *section, *entry;
};

struct setter {
    const struct document *doc;
    struct text *text;
    const struct layout_options *options;
    const struct style *style;
    struct diags *diags;
    const struct page_sink *sink;
    struct book *book;

    struct arena perm;      /* lives as long as the setting: fonts, marks */
    struct arena parts[2];  /* words of lines, decorations; the one not in use is emptied at a flush */
    unsigned part;
    struct font *fonts;
    struct flow flow;
    struct para para;
    line_list lines;
    struct hyphen_cache hyphens;

    VEC(struct item) pool;
    VEC(struct row) rows;
    uint32_t rows_made; /* number of rows.at[0] counted from the beginning */
    VEC(uint32_t) page_breaks;
    VEC(struct item) page_items;

    /* for the next row */
    mpt space, stretch, shrink;
    int32_t cost;
    unsigned keep; /* so many rows to come stay with what precedes them */
    const struct deco *deco;
    struct mark *marks, **marks_end;
    const struct node *shows;
    uint32_t offset;
    uint32_t passed; /* bytes of the block's text, without blanks, that stand in its rows already */
    struct lead leads[8];
    unsigned n_leads;
    unsigned items; /* of lists that the rows to come are in */
    str speaker; /* of the answer whose first paragraph is to come */

    mpt width, height;      /* paper */
    mpt text_width, text_height, left, top;
    bool rtl;
    str lang;               /* that the structure says where we are: the document's or a division's */
    uint32_t pages;         /* sent */
    uint32_t body_pages;
    bool front;             /* setting contents: roman folios, no questions */
    struct running running;
    uint8_t last_heading;   /* level of the last heading tag */
    VEC(struct anchor) anchors; /* of divisions and entries, sorted by id */
    VEC(struct deferred) deferred;
    VEC(str) told; /* images that were reported */
    const uint32_t *draft_pages; /* of the answers to questions, from a first setting; NULL: this is the first */
    uint32_t n_targets;     /* divisions and entries; as many more targets are their rows in the contents */
    uint32_t note_targets;  /* index of the first note's; each has two: itself, and its first reference */
    uint32_t tag_front, tag_body; /* structure elements */
    enum status status;     /* the first failure; from then on nothing is done */
};

/* --- flow.c --- */
const struct font *set_font(struct setter *s, enum face_family family, enum face_style style, mpt size,
                            unsigned features);
void flow_start(struct setter *s, uint32_t line);
/* The tag of text in a language where `tag` is: itself, or a new span in it that says the language. */
uint32_t flow_lang_tag(struct setter *s, str lang, uint32_t tag);
/* The inlines below n. */
void flow_inlines(struct setter *s, const struct node *n, const struct look *look, uint32_t tag);
/* Inlines from one on, up to a later one or NULL. */
void flow_siblings(struct setter *s, const struct node *from, const struct node *to, const struct look *look, uint32_t tag);
void flow_text(struct setter *s, str text, const struct look *look, uint32_t tag);
/* From now on the flow's text links there, until flow_link_end. */
void flow_link_to(struct setter *s, str uri, uint32_t target, str contents, uint32_t tag);
/* Shape the words. Once, after the last text. */
void flow_shape(struct setter *s);
/* The width on one line, and of the widest part that will not break. */
mpt flow_natural(const struct setter *s);
mpt flow_minimum(const struct setter *s);

/* --- notes.c --- */
struct frame;
/* A footnote, at the end of the blocks that refer to it: small, below a short rule, its number a link back. */
void set_note(struct setter *s, const struct node *n, const struct frame *frame, uint32_t tag);
/* Index of the target of a note, and of the first reference to it. */
static inline uint32_t note_target(const struct setter *s, const struct note *note) { return s->note_targets + 2 * (note->number - 1); }
static inline uint32_t note_back_target(const struct setter *s, const struct note *note) { return note_target(s, note) + 1; }

/* --- lines.c --- */
/* Break and set; lines are appended to s->lines (emptied first), items to the pool. */
void flow_set(struct setter *s, const struct shape_of_lines *shape);

/* --- rows.c --- */
/* The baseline that centres capitals of a size in a line. */
static inline mpt baseline_of(mpt leading, mpt size) { return (leading + size * 68 / 100) / 2; }
void set_fail(struct setter *s, enum status status);
/* What a buffer holds, in the arena; ends the buffer. Fails the setting when the buffer or the arena has failed. */
str set_keep(struct setter *s, struct buf *b);
struct arena *set_arena(struct setter *s);
/* A copy that lives as long as the book. */
str book_str(struct setter *s, str text);
uint32_t set_tag(struct setter *s, enum tag_role role, uint32_t parent);
void set_item(struct setter *s, struct item item);
void set_rect(struct setter *s, uint32_t tag, mpt x, mpt y, mpt w, mpt h, mpt radius, struct rgb fill);
/* One line of text outside any paragraph: heads, tabs, labels. `x` is the start, centre or end by `align`. Gives the
 * width. With max > 0 the text is cut with an ellipsis. */
mpt set_label(struct setter *s, str text, const struct look *look, uint32_t tag, mpt x, mpt y, enum flow_align align,
              mpt max, enum text_end end);
mpt label_width(struct setter *s, str text, const struct look *look);
/* Space before the next row: the larger of what is asked for. */
void row_space(struct setter *s, mpt space, mpt stretch, mpt shrink);
void row_cost(struct setter *s, int32_t cost);
void row_mark(struct setter *s, enum mark_kind kind, const struct node *node, uint32_t target);
/* The items in the pool from `first` on become a row. */
void row_push(struct setter *s, mpt height, uint32_t first);
/* The same without a line of text in it: it does not count for what is kept together. */
void row_push_bare(struct setter *s, mpt height, uint32_t first);
/* Sets what leads the block to come, on this baseline; gives the first item of its first row. */
uint32_t row_lead(struct setter *s, mpt leading, mpt baseline);
void row_push_at(struct setter *s, mpt height, uint32_t first, uint32_t n, const struct repeat *repeat);
/* How many bytes are no blanks: so places in a node's text are counted. */
uint32_t visible_bytes(str text);
/* The lines of s->lines as rows, with widow and orphan costs. What s->offset says is not counted: words that the
 * program put before those of the block. */
void rows_of_lines(struct setter *s, mpt leading);
const struct deco *deco_begin(struct setter *s, enum deco_kind kind, mpt x, mpt w, mpt above, mpt below);
void deco_end(struct setter *s);

/* --- blocks.c, table.c, code.c, image.c --- */
struct frame {
    mpt x, w; /* logical, in the text area */
    uint8_t depth, list_depth;
};
void set_blocks(struct setter *s, const struct node *parent, const struct frame *frame, uint32_t tag);
void set_table(struct setter *s, const struct node *table, const struct frame *frame, uint32_t tag);
void set_pre(struct setter *s, const struct node *pre, const struct frame *frame, uint32_t tag);
/* Whether it can be shown, and is higher than a sign in a line. */
bool image_is_picture(struct setter *s, const struct image *image);
/* Tell, once for each, why its alternative text stands for it. */
void image_report(struct setter *s, const struct image *image, uint32_t line);
/* False: it cannot be shown, the caller sets its alternative text. */
bool set_image(struct setter *s, const struct node *n, const struct frame *frame, uint32_t tag);
struct look look_text(const struct setter *s);
void set_answer(struct setter *s, const struct node *answer, const struct frame *frame, uint32_t tag);
/* `right_only`: those that are no answer are left out. */
void set_choices(struct setter *s, const struct node *choices, const struct frame *frame, uint32_t tag, bool right_only);
/* Between entries: send pages when many rows have come together. */
void rows_may_flush(struct setter *s);
/* Everything below the root: divisions, entries. */
void set_body(struct setter *s);
/* A paragraph of the node's inlines. */
struct paragraph {
    struct look look;
    mpt leading, indent;
    enum flow_align align;
    uint32_t tag;
    str before, after; /* speaker; topic and difficulty: smaller, muted */
    const struct node *from, *to; /* the inlines of node_run that it is of, without `to`; both NULL: all */
};
void set_paragraph(struct setter *s, const struct node *n, const struct frame *frame, const struct paragraph *p);
/* Titles in capitals are set smaller and spaced. */
bool text_is_capitals(str text);
/* The plain text of a node's inlines, in the book's arena. */
str node_text(struct setter *s, const struct node *n);
/* The division's title, and how it is printed as: NULL and empty when there is none. */
const struct node *division_title(const struct node *division);
bool division_is_part(const struct node *division);
str entry_label(const struct entry *entry);

/* --- pages.c, emit.c --- */
/* Choose the page breaks of the rows: page_breaks gets the first row of each page, and the end. */
void pages_break(struct setter *s, bool last);
/* Break and send. Unless `last`, the last pages stay for the next time. */
void pages_flush(struct setter *s, bool last);
void page_emit(struct setter *s, uint32_t from, uint32_t to, bool ends);

/* --- front.c --- */
void set_cover(struct setter *s, uint32_t tag);
void set_contents(struct setter *s, uint32_t tag);
/* --- answers.c --- */
/* Whether answers stand elsewhere than below their questions, and pages are set twice for it. */
bool answers_are_deferred(const struct setter *s);
/* In place of an answer whose home is elsewhere; it is set by answers_set. */
void answer_defer(struct setter *s, const struct node *entry, const struct frame *frame, uint32_t tag, uint32_t target);
/* The deferred answers whose home is this node, under a heading. */
void answers_set(struct setter *s, const struct node *home, const struct frame *frame, uint32_t tag);
/* --- index.c --- */
bool index_wanted(const struct setter *s);
void set_index(struct setter *s, uint32_t tag);

#endif
