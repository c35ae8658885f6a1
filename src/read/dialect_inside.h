/* The inside of dialect*.c: what a dialect is, and how it says things in Markdown. */
#ifndef QAP_READ_DIALECT_INSIDE_H
#define QAP_READ_DIALECT_INSIDE_H

#include "read/dialect.h"

enum pair_flag {
    PAIR_CODE = 1,   /* what it holds is code */
    PAIR_EXACT = 2,  /* what it holds is text without markup */
    PAIR_BOUND = 4   /* it stands at the edges of words only: "*so*", not "2*3*4" */
};

/* Marks around words, and what Markdown has for them. */
struct pair {
    const char *open, *close, *mark;
    unsigned flags;
};

enum { LIST_DEPTHS = 8, REACH = 1000 /* how far inline markup may close */, MISSES = 8 };

struct saying {
    struct reader *reader;
    struct rewrite *out;
    const struct dialect *dialect;
    const struct line *lines;
    size_t n, i;                    /* the next line is lines[i] */
    bool blank;                     /* a blank line, or nothing, stands before what comes */
    uint32_t number[LIST_DEPTHS];   /* of the last item of the ordered lists that are open */
    size_t depth;                   /* of the last item + 1; 0: in no list */
    unsigned quoted;                /* open quotes */
    VEC(str) notes;                 /* footnotes, by their texts */
    uint8_t titles[LIST_DEPTHS];    /* reStructuredText: the underlines seen, the highest first */
    bool cell;                      /* of a table, where no line may end */
    str missed[MISSES];             /* what no line from here on is or holds: not looked for again */
    size_t n_missed;
    str speaker;                    /* of the message above */
};

struct dialect {
    const char *const *extensions;  /* of file names; ends with NULL, may be NULL */
    const struct pair *pairs;
    size_t n_pairs;
    const char *signs;              /* what a pair, or something special, may start with */
    const char *escapes;            /* text in it, markup in Markdown */
    const char *line_end;           /* in a cell of a table */
    enum diag_code rule;            /* the repair that reading it is; 0: none */
    bool plain;                     /* what comes of it is plain text: each line is a paragraph */
    /* How much a line speaks for it: 2 for what nothing else has, 1 for what others may have, too; or NULL, and whether
     * the text as a whole decides. */
    unsigned (*sign)(str line);
    bool (*holds)(const struct line *lines, size_t n);
    /* Say lines[i], which is not blank, and those that belong to it: how many. */
    size_t (*line)(struct saying *s);
    /* Something that starts at `at` of a text, a link, say; where it ends, or 0 when it is just text. */
    size_t (*special)(struct saying *s, str text, size_t at);
};

extern const struct dialect dialect_mediawiki, dialect_dokuwiki, dialect_jira, dialect_asciidoc, dialect_rst, dialect_csv, dialect_chat;

static inline str saying_line(const struct saying *s, size_t i) { return s->lines[i].text; }

/* Bytes of ours; bytes of the input. */
static inline void say(struct saying *s, str made) { rewrite_made(s->out, made); }
void say_view(struct saying *s, str view);
/* A text with its inline markup. */
void say_text(struct saying *s, str text);
void say_end(struct saying *s);
/* A line ends within its paragraph. */
void say_break(struct saying *s);
/* A blank line, unless there is one. */
void say_gap(struct saying *s);
void say_paragraph(struct saying *s, str text); /* a line of one */
/* The same where no list goes on. */
void say_outside(struct saying *s, str text);
void say_heading(struct saying *s, size_t level, str text);
void say_item(struct saying *s, size_t depth, bool ordered, str text);
void say_rule(struct saying *s);
void say_image(struct saying *s, str target, str description);
/* The words lead to `target`; as plain words when Markdown could not say it. */
void say_link(struct saying *s, str target, str words);
void say_note(struct saying *s, str text);
/* A block of code: lines [from, to), less the indentation that they share. */
void say_code(struct saying *s, size_t from, size_t to, str lang);
/* What stands from `text` on, in line `i`, to the first `close`, as a block of code; how many lines from s->i on, or 0 when
 * it does not close; `close` is a literal. What the line has behind `close` is said as a paragraph. */
size_t say_code_to(struct saying *s, size_t i, str text, str close, str lang);

struct cell {
    str text;
    bool head, starts; /* a row */
};
typedef VEC(struct cell) cell_list;
void say_table(struct saying *s, const cell_list *cells);

/* Letters of the input that are markup; what is dropped with a diagnostic. */
void say_markup(struct saying *s, str view);
void say_dropped(struct saying *s, str view);
/* The dialect's rule takes what is not said of `view`. */
void say_repaired(struct saying *s, str view, str of);

/* The first line from `from` on that is `what` but for blanks around it, or n. */
size_t find_line(struct saying *s, size_t from, str what);
/* An address that starts here: its length, or 0. */
size_t address_at(str text, size_t at);
/* Where the first of a text's parts, parted by `c`, ends. */
static inline size_t part_end(str text, char c, size_t from) {
    size_t at = str_find_char(text, c, from);
    return at == SIZE_MAX ? text.n : at;
}

#endif
