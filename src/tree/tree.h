/* tree: the clean document that reading makes and every writer works on.
 *
 * Nodes live in the document's arena and are linked parent / first / last / prev / next. Strings are views into
 * the decoded input or into the arena. Writers `switch` over node_kind without `default`, so that the compiler
 * finds a forgotten kind. The XML form (export/xml) is the contract; names here are its names. */
#ifndef QAP_TREE_TREE_H
#define QAP_TREE_TREE_H

#include "base/arena.h"

/* X(KIND, "xml-name", class): the kinds. Classes: R root, D ours (divisions, entries and their parts), B block,
 * T part of a table or list, I inline. */
#define TREE_KINDS(X)                                                                                          \
    X(DOCUMENT, "document", R)                                                                                 \
    X(FRONT, "front", D)           /* blocks before the first division or entry */                             \
    X(DIVISION, "division", D)     /* TITLE, then blocks, divisions, entries */                                \
    X(TITLE, "title", D)           /* inlines */                                                               \
    X(ENTRY, "entry", D)           /* QUESTION, then PROMPT?, CHOICES?, ANSWER? */                             \
    X(QUESTION, "question", D)     /* inlines */                                                               \
    X(PROMPT, "prompt", D)         /* blocks that belong to the question */                                    \
    X(CHOICES, "choices", D)       /* CHOICE+ */                                                               \
    X(CHOICE, "choice", D)         /* inlines or blocks */                                                     \
    X(ANSWER, "answer", D)         /* blocks */                                                                \
    X(P, "p", B)                                                                                               \
    X(HEADING, "h", B)             /* a sub-heading inside an answer or front matter; written h1 .. h6 */      \
    X(PRE, "pre", B)               /* leaf: code */                                                            \
    X(OL, "ol", B)                                                                                             \
    X(UL, "ul", B)                                                                                             \
    X(BLOCKQUOTE, "blockquote", B)                                                                             \
    X(TABLE, "table", B)                                                                                       \
    X(HR, "hr", B)                 /* leaf */                                                                  \
    X(NOTE, "note", B)             /* a footnote: blocks; at the end of where it is first referred to */       \
    X(LI, "li", T)                 /* blocks; a tight item holds one P */                                      \
    X(THEAD, "thead", T)                                                                                       \
    X(TBODY, "tbody", T)                                                                                       \
    X(TR, "tr", T)                                                                                             \
    X(TH, "th", T)                 /* inlines */                                                               \
    X(TD, "td", T)                 /* inlines */                                                               \
    X(TEXT, "", I)                 /* leaf */                                                                  \
    X(CODE, "code", I)             /* leaf */                                                                  \
    X(EM, "em", I)                                                                                             \
    X(STRONG, "strong", I)                                                                                     \
    X(DEL, "del", I)                                                                                           \
    X(SUB, "sub", I)                                                                                           \
    X(SUP, "sup", I)                                                                                           \
    X(A, "a", I)                                                                                               \
    X(BR, "br", I)                 /* leaf */                                                                  \
    X(IMG, "img", I)               /* leaf; also alone in a P */                                               \
    X(NOTEREF, "noteref", I)       /* leaf: refers to a NOTE */                                                \
    X(SPAN, "span", I)             /* in another language than what stands around it */

enum node_kind {
#define X(kind, name, class) NODE_##kind,
    TREE_KINDS(X)
#undef X
    NODE_KINDS
};

enum node_align { ALIGN_NONE, ALIGN_LEFT, ALIGN_CENTER, ALIGN_RIGHT };

struct division {
    str kind;  /* "part", "section", … */
    str label; /* as printed: "PART 1"; may be empty */
    str number; /* "1" */
    str id;
    str lang;  /* BCP 47, where its language is another than that of what stands around it; else empty */
    uint8_t level; /* 1 is outermost; a child's is its parent's + 1 */
};

struct entry {
    str number;     /* the printed number: "1", "1.1", "A2"; empty when the text has none */
    str label;      /* the printed mark: "Q1"; empty when none */
    str id;         /* unique, stable */
    str topic, difficulty;
    bool answered_next; /* it has no answer of its own: the next entry's answers it, too */
};

struct choice {
    str label;
    bool correct;
};

struct pre {
    str text; /* the code without a final newline */
    str lang; /* or empty */
};

struct image {
    str src, alt, title;
};

/* What those are told who cannot see it: its author's words about it, for a name of a file describes nothing. Empty: it
 * is taken for decoration, as everywhere on the web, and its author is told so. */
static inline str image_description(const struct image *image) { return image->alt.n ? image->alt : image->title; }

/* What a NOTE and all that refer to it share. */
struct note {
    str label;          /* what the text has between its brackets: "^1", "fn:intro" */
    uint32_t number;    /* set by tree_finish: 1, 2 … in the order of the NOTEs in the document */
    struct node *node;  /* the NOTE, and */
    const struct node *ref; /* the first NOTEREF to it; set by tree_finish */
    struct note *next;  /* scratch of tree_finish, as are the others: notes in the order of the first references */
    struct node *at;    /* the child of its home behind whose run of blocks it goes; NULL: at the end of `home` */
    struct node *home;
    bool placed;
};

struct node {
    uint8_t kind;  /* enum node_kind */
    bool tight;    /* OL, UL: no blank lines between the items */
    uint8_t level; /* HEADING: 1 to 6, relative to where it stands */
    uint8_t align; /* TH, TD: enum node_align */
    uint32_t line; /* 1-based line of the input where it starts */
    struct node *parent, *first, *last, *prev, *next;
    union {
        str text;                    /* TEXT, CODE */
        struct pre *pre;
        str speaker;                 /* QUESTION, ANSWER: or empty */
        str href;                    /* A */
        str lang;                    /* SPAN: BCP 47 */
        struct choice *choice;
        uint32_t start;              /* OL: number of the first item */
        uint8_t task;                /* LI: 0 no task, 1 open, 2 done */
        struct division *division;
        struct entry *entry;
        struct image *image;
        struct note *note;           /* NOTE, NOTEREF */
    } u;
};

struct meta_field {
    struct meta_field *next;
    str key, value;
};

/* What the front matter says, as it says it: facts about the text, and options, whose keys are "qapress.NAME". */
struct front_field {
    struct front_field *next;
    str key, value;
    uint32_t line;
};

struct document {
    struct arena arena;       /* owns nodes and made strings */
    struct node *root;        /* NODE_DOCUMENT */
    str lang;                 /* BCP 47; "en" when nothing is known */
    bool says_lang;           /* the text says its language itself */
    str title, subtitle, date;
    str name;                 /* what the input is called, a file's without its ending; may be empty */
    struct meta_field *meta;  /* the rest in order: author (may repeat), publisher, … */
    struct front_field *front; /* in order */
    str shape;                /* what the reader took the text for: "tagged", … */
    uint32_t entries, answered, divisions, notes; /* counted by tree_finish */
    uint64_t kinds;           /* bits, by enum node_kind: of these nodes were made for it, and may stand in it */
};
_Static_assert(NODE_KINDS <= 64, "kinds are bits of a mask");
/* False: no such node stands in it, and a walk that looks for them is spared. */
static inline bool document_may_have(const struct document *doc, enum node_kind kind) { return doc->kinds >> kind & 1; }

void document_init(struct document *doc);
void document_release(struct document *doc);

str node_kind_name(enum node_kind kind); /* the XML name; "h" for HEADING, "" for TEXT */
bool node_is_block(const struct node *n);
bool node_is_inline(const struct node *n);
bool node_is_leaf(const struct node *n);

/* A new unlinked node; NULL when memory is out. */
struct node *node_new(struct document *doc, enum node_kind kind, uint32_t line);
/* Link `child` (unlinked) as the last child; both may be NULL, then nothing happens. Returns the child. */
struct node *node_append(struct node *parent, struct node *child);
void node_insert_before(struct node *at, struct node *child);
void node_insert_after(struct node *at, struct node *child);
void node_unlink(struct node *n);
/* Put the children of n in its place and unlink it. */
void node_unwrap(struct node *n);
/* Append text; merges into a preceding TEXT node when the bytes are adjacent in memory. */
struct node *node_append_text(struct document *doc, struct node *parent, str text, uint32_t line);

/* First child of a kind, or NULL. */
struct node *node_child(const struct node *n, enum node_kind kind);
const struct node *node_ancestor(const struct node *n, enum node_kind kind);

/* The language that a node's text is in. A language is said of text, not of blocks: a paragraph that is wholly in another
 * one holds a SPAN with all of its inlines; only a DIVISION (a document of its own that became part of a book) has one
 * for all that stands in it, its title included. */
str node_lang(const struct document *doc, const struct node *n);
/* What holds the inlines of a title, a paragraph …: the node, or the SPAN that holds all of it. */
const struct node *node_run(const struct node *n);

/* Depth first, without recursion:  struct walk w = walk_of(root); while (walk_next(&w)) …
 * A node with children is met twice, entering and leaving; leaves and childless nodes too. */
struct walk {
    const struct node *root, *node;
    bool entering;
};
struct walk walk_of(const struct node *root);
bool walk_next(struct walk *w);
/* From an entering node: go on behind it; neither its children nor its leaving are met. */
void walk_skip(struct walk *w);

/* The plain text of a subtree: text and code as they are, BR as a blank, images as their alt text, blocks parted by
 * one newline. */
struct buf;
void node_plain_text(const struct node *n, struct buf *out);
/* The same, but no node is begun once `out` holds `most` bytes: for those who ask whether a text is short. */
void node_plain_text_start(const struct node *n, struct buf *out, size_t most);

/* The normal form, which reading ends with and the text forms rely on:
 *   - in a run of inlines blanks are single spaces, with none at its ends or beside a BR; no BR stands at its ends; no two
 *     TEXTs are neighbours; no inline but CODE, BR and IMG is empty; no link stands within a link, and no
 *     SUP holds a reference to a note alone
 *   - a language is said where it changes: neither a SPAN nor a DIVISION says that of what stands around it
 *   - nothing that means nothing without children is left empty; a table's head says something, and a first row of head
 *     cells is it
 *   - code neither begins nor ends with a blank line, and no line of it ends with blanks; lines end with \n there, and
 *     nowhere in a run of inlines
 *   - a list is `tight` only when no item needs a blank line inside, and loose only when it has room for one
 * False: memory is out. */
bool tree_normalise(struct document *doc);

/* Drop what says a language that the text around is in anyway: after the document's own has changed. Part of the normal form. */
void tree_drop_languages(struct document *doc);

/* notes.c: bring each NOTE to the end of the blocks that its first reference stands among (those of an answer, a division,
 * the front; of a question in its prompt) and number them. A note that nothing refers to becomes plain blocks, a
 * reference to no note plain text. False: memory is out. */
bool tree_place_notes(struct document *doc);

/* Place notes; bring the tree into normal form; then set levels, unique stable ids (slugs of titles; "q" and number, or a slug of the question), and the counts. */
bool tree_finish(struct document *doc);
/* NULL when every invariant holds, else a sentence about the first that does not. For tests and fuzzing. */
const char *tree_check(const struct document *doc);

/* What a book of it is called: its title, else its name, else "Questions and answers" in its language. Never empty. */
str document_title(const struct document *doc);
str meta_find(const struct document *doc, str key);                /* first value, or empty */
bool meta_add(struct document *doc, str key, str value);

#endif
