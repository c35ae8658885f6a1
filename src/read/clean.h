/* clean: the lines of one region as text that md4c can take, with a way back to the input for each byte.
 *
 * Lines are joined, torn ones mended, HTML is taken out and what only looks like markup is escaped. An HTML tag
 * inside a line leaves one SENTINEL byte, which md4c passes on as text, and a `special` that says what stands there;
 * a tag that makes blocks ends the part of text before it. So Markdown's and HTML's nesting meet in the builder
 * (compose.h) only, and md4c never sees a tag. */
#ifndef QAP_READ_CLEAN_H
#define QAP_READ_CLEAN_H

#include "read/html.h"
#include "read/reader.h"

#define SENTINEL '\x01'

/* Bytes of the clean text from `at` on come from `source`; NULL: they were made. */
struct segment {
    size_t at;
    const char *source;
};

struct special {
    size_t at;          /* of its sentinel */
    struct html_tag tag;
    str code;           /* HTML_CODE: its content */
};

enum part_kind { PART_TEXT, PART_INLINE, PART_TAG, PART_PRE };

struct part {
    uint8_t kind;        /* enum part_kind; INLINE: text where no Markdown block may start */
    size_t from, to;     /* TEXT, INLINE: of the clean text */
    struct html_tag tag; /* TAG */
    str code, lang;      /* PRE */
    const char *source;  /* where it starts */
};

struct clean {
    struct buf text;
    VEC(struct segment) map;
    VEC(struct special) specials;
    VEC(struct part) parts;

    struct reader *reader; /* from here on all is zero when a region begins */
    enum flavor flavor;
    const struct line *lines;
    size_t n;
    bool inlines;        /* a question, a title: nothing may start a block */

    /* where cleaning is */
    size_t i, at;        /* line, offset in it */
    size_t part_from;
    const char *part_source;
    char fence;          /* '`' or '~' inside a code fence */
    size_t fence_n;
    size_t ticks;        /* length of the run that opened a code span which goes on in the next line */
    bool in_list, in_code;
    bool no_comment_end; /* no `-->` stands further on */
    bool brackets;       /* this part may refer to link definitions */
    bool inline_part;    /* the last block tag opened a list, a table …: text is one run there */
    uint32_t last_number;
    uint32_t indent;     /* PLAIN: of the whole region */
    uint32_t joined;     /* lines joined by hard-wrap */
    size_t no_code[2];   /* unfenced-code: 1 + the last even and the last odd line that was found to start none */
    size_t prose_until;  /* unfenced-code looked at the lines above this one, and they are no code */
    size_t table_head, table_end, table_columns; /* the table we are in: its lines, the cells of its longest row */
    size_t marks;        /* marks in this paragraph, for the guard */
    size_t lists;        /* open lists and tables of HTML */
    bool failed;
    bool noted;          /* what follows is not all zero */
    uint16_t open[HTML_TAGS];
    struct { uint32_t line, at; } closer[HTML_TAGS]; /* next closing tag; line: 1 + its line, n + 1: none, 0: not known */
    uint32_t no_ticks[33]; /* 1 + the line behind which no closing run of that length stands */
};

/* Clean the lines. `c` is zero, or has cleaned another region: its room is used again. False: memory is out. */
bool clean_region(struct clean *c, struct reader *reader, enum flavor flavor, const struct line *lines, size_t n,
                  bool inlines);
/* Our own Markdown: the lines as they are. With `inlines` they become a heading, in which nothing can start a block. */
bool clean_exact(struct clean *c, struct reader *reader, const struct line *lines, size_t n, bool inlines);
void clean_release(struct clean *c);
/* Call `put` for each stretch of [from, to) that comes from one place: a view into the input, or a made one. */
str clean_view(const struct clean *c, size_t from, size_t to, size_t *hint, size_t *next);
const struct special *clean_special(const struct clean *c, size_t at);

/* repair_stars.c: may the run of '*' or '_' of `n` bytes at `at` be emphasis, or is it literal? */
bool stars_are_literal(struct reader *reader, str line, size_t at, size_t n, enum flavor flavor);
/* repair_torn.c: does `line` go on where `before` was torn? *glue: without a blank between. */
bool torn_continues(str before, str line, bool *glue);
/* Does a sentence end where the page did? Then what follows is a paragraph of its own. */
bool torn_ends(str before);

/* line_shape.c: lines as they look, shared by cleaning and repairs */
struct item_mark {
    bool ordered;
    uint32_t number;
    size_t content; /* offset of what follows the mark and its blanks */
    size_t mark;    /* bytes of the mark itself */
    size_t indent;  /* bytes before it */
};
bool line_item(str text, struct item_mark *out);
/* Columns of blank before the text, which starts at *at. */
uint32_t line_columns(str text, size_t *at);
/* The run of ` or ~ that opens or closes a fence; 0 when there is none. */
size_t line_fence(str text, char *mark, size_t *after);
bool line_is_setext(str text);
/* "|---|:--:|": below the head of a table. */
bool line_is_table_rule(str text);
/* Take `columns` of blanks off the front. */
str line_drop_indent(str text, uint32_t columns);
/* MARKDOWN: what the whole region is indented by, as below a question that was an item of a list; 0 when the deep
 * indent may be code. */
uint32_t lines_margin(const struct reader *reader, const struct line *lines, size_t n);
/* Many words and few signs: prose that stands indented, not code. */
bool line_is_prose(str text);
/* The same, or few words that begin and end as a sentence does, or as what leads to what stands below. */
bool line_is_sentence(str text);

#endif
