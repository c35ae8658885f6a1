/* compose: the part of a tree that one region becomes. Markdown's callbacks and HTML's tags both open and close frames
 * here; what they leave out (the paragraph of a tight item, the item of a broken list, the row of a cell) is made when
 * text arrives. Text is gathered until a node starts or ends, then mended and put into one TEXT node. */
#ifndef QAP_READ_COMPOSE_H
#define QAP_READ_COMPOSE_H

#include "read/clean.h"

struct frame {
    struct node *before; /* where we were */
    struct node *node;   /* NULL: nothing was made (too deep, or not allowed there) */
    uint32_t depth;
    bool html;
    uint8_t tag;         /* html: its id */
    bool plain;          /* html: a tag that makes nothing, within one of its name that said a language */
};

struct compose {
    struct reader *reader;
    struct clean *clean;
    struct node *base, *at;
    uint32_t depth; /* of `at` */
    uint32_t line;  /* where we are in the input */
    str lang;       /* of the paragraph, title … that we are in: what the blocks around it say */
    const struct node *begin; /* the last child that `base` had before */
    size_t line_hint, map_hint;
    VEC(struct frame) frames;
    /* the text gathered so far: one view, or `joined` when it comes from several places */
    str view;
    struct buf joined;
    struct buf code, alt; /* content.c: text of a code span or block, of an image */
    bool is_joined;
    bool fresh;     /* at the start of a block or after a break: leading blanks go */
    bool blank;     /* what stands before ended with a blank */
    bool exact;     /* our own Markdown: a tree that was one already */
    bool failed;
};

/* `b` is zero, or has composed another region: its room is used again. */
void compose_init(struct compose *b, struct clean *clean, struct node *base);
/* Close what is open. False: memory was out. */
bool compose_end(struct compose *b);
void compose_release(struct compose *b);

/* A node for the frame, or a frame without one when the kind may not stand here. Returns the node or NULL. */
struct node *compose_open(struct compose *b, enum node_kind kind);
void compose_close(struct compose *b);               /* the top frame and all made within it */
void compose_leaf(struct compose *b, enum node_kind kind, str text); /* CODE, BR, HR; text: CODE */
void compose_pre(struct compose *b, str text, str lang);
/* Code without blanks at the ends of its lines and blank lines at its ends; a copy when it stood in clean text. */
str compose_code(struct compose *b, str code);
struct node *compose_image(struct compose *b, str src, str alt, str title);
/* A reference to a footnote. */
void compose_note(struct compose *b, struct note *note);
/* Text that stands in the input, or made (then it is copied). */
void compose_text(struct compose *b, str text);
/* Leave paragraphs and inlines; where blocks stand now, or NULL when only inlines may. */
struct node *compose_block_place(struct compose *b);
/* The paragraph ends here. */
void compose_break(struct compose *b);
void compose_tag(struct compose *b, const struct html_tag *tag, str code); /* an HTML tag at its place */
/* A paragraph of the clean text [from, to), which holds no markup: false, and nothing is done, when it is not one stretch of
 * the input that stands between blocks and needs no mending. Most are. */
bool compose_paragraph(struct compose *b, size_t from, size_t to);
/* The clean text [from, to): its stretches and specials. */
void compose_clean(struct compose *b, size_t from, size_t to);
/* Remember the line of a place in the input. */
void compose_place(struct compose *b, const char *source);
void compose_own(const struct compose *b, str view, enum owner owner);

/* prose.c: put the paragraphs without markup and the fenced code that the clean text [from, to) starts with. Where they
 * end: `from` when there are none. */
size_t prose_compose(struct compose *b, size_t from, size_t to);
/* What starts at `from` is for the parser: where the next such block starts that stands by itself, or
 * `to`. */
size_t prose_next(const struct compose *b, size_t from, size_t to);

/* repair_text.c: blanks, stray blanks before punctuation, residue, simple LaTeX in one run of prose. Gives `text` itself
 * when nothing is to do. `after`, `before`: the run follows, precedes an inline node. */
str repair_text(struct reader *reader, str text, bool after, bool before);
/* What must be looked at closely in a run of prose; false for most runs. */
bool repair_text_needed(str text);

#endif
