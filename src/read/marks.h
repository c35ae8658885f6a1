/* marks: what stands at a line's start, as evidence. A mark says how a line looks (heading, bullet, bold, number,
 * marker word, speaker, option), not yet what it is: that is for recognise.h. */
#ifndef QAP_READ_MARKS_H
#define QAP_READ_MARKS_H

#include "read/lines.h"
#include "read/markers.h"
#include "read/series.h"

enum mark_flag {
    MARK_BOLD = 1,       /* bold starts before the text */
    MARK_ALL_BOLD = 2,   /* … and ends with the line */
    MARK_SUMMARY = 4,    /* text of a <summary> */
    MARK_DETAILS = 8,    /* <details> on the line */
    MARK_DETAILS_END = 16,
    MARK_RULER = 32,     /* nothing but -----, =====, ***** … */
    MARK_CAPS = 64,      /* all letters are capitals */
    MARK_TABLE = 128,    /* a table's row */
    MARK_SPEAKER = 256,  /* "Name:" */
    MARK_CONTENTS = 512, /* belongs to a contents list */
    MARK_UNDERLINED = 1024, /* the next line is a ruler right below */
    MARK_OPTION = 2048,  /* "A)", "(b)", "C." */
    MARK_COLON_END = 4096, /* the text ends with a colon */
    MARK_LISTED = 8192,  /* its text stood in a contents list before */
    MARK_ASKS = 16384,   /* the text ends with a question mark */
    MARK_BOLD_LABEL = 32768, /* bold starts before the number or marker word */
    MARK_ITALICS = 262144, /* the whole text in italics: MARK_ALL_BOLD is set, too */
    MARK_KEY = 65536, /* belongs to an answer key (key.c) */
    MARK_ITEM = 131072, /* HTML: an <li> opens on the line */
    MARK_CELL = 524288, /* HTML: a table's cell */
    MARK_CODE_LABEL = 1048576, /* the name of the language of the code below, alone on its line */
    MARK_AGAIN = 2097152, /* contents.c: a later line has the same key */
    MARK_NONE = 4194304   /* classes.c: a line of text that bears no mark at all */
};

enum mark_term { TERM_NONE, TERM_DOT, TERM_PAREN, TERM_COLON, TERM_DASH, TERM_IDEOGRAPHIC, TERM_BLANK, TERM_TAB };

struct mark {
    uint32_t flags;
    uint16_t indent;  /* columns */
    uint8_t head;     /* heading level, 0 none */
    uint8_t bullet;   /* '-', '*', … or 0 */
    uint8_t box;      /* 1 "[ ]", 2 "[x]" */
    uint8_t word;     /* enum marker_word */
    uint8_t word_len; /* bytes of the marker word */
    uint8_t depth;    /* components of the number, 0 none */
    uint8_t term;     /* enum mark_term */
    uint8_t like;     /* question_likeness of the text */
    uint8_t letter;   /* option letter, or the letter before a number */
    uint8_t more;     /* lines below that the bold text goes on in: MARK_ALL_BOLD is set, too */
    uint8_t symbol;   /* a fold of the odd characters before the text ("===>", "►"), or 0 */
    uint32_t number[NUMBER_PARTS];
    uint16_t label_from, label_to;   /* word and number, in the line's text */
    uint16_t number_from, number_to; /* the number alone */
    uint16_t text_from;              /* where the text after the mark starts */
    uint16_t name_len;               /* bytes of the speaker's name, at label_from */
    uint32_t text_to;                /* where it ends: closing marks ("**", "#") taken off */
    uint64_t key;                    /* of the first letters and digits of the text, for finding it again */
};

typedef VEC(struct mark) mark_table;

struct mark_context {
    struct markers markers;
    enum flavor flavor;
    str title;    /* the document's, when settings or front matter say it */
    bool no_keys; /* answer keys stay where they are */
};

void mark_context_init(struct mark_context *context, enum flavor flavor, const struct marker_extra *extra, size_t n);
struct mark mark_line(const struct mark_context *context, const struct line *line);
/* One mark a line, MARK_UNDERLINED set. False: memory is out. */
bool marks_make(const struct mark_context *context, const struct line *lines, size_t n, mark_table *out);
/* The text after the mark, without closing marks. */
static inline str mark_text(const struct mark *mark, const struct line *line) {
    return str_sub(line->text, mark->text_from, mark->text_to);
}
/* Signs that stand right before the label of an option, to say that it is right. */
#define OPTION_SIGNS "$*=+#@~!"
/* An option's label at `at` ("A)", "(b)", "c.", "D、"): the offset after it and its letter, lower case; or 0. */
size_t option_label(str line, size_t at, char *letter);
/* "**What is it?** It is …": bold text that ends before the line does, and goes with what comes after it. Where it ends,
 * its closing mark left out, and in *after where the rest starts; 0 when the line is not so. */
size_t bold_lead(const struct mark *mark, const struct line *line, size_t *after);
/* The bytes that close bold text at the end of a line, a sign of emphasis behind them left out; where they start, or
 * SIZE_MAX. */
size_t bold_end(const struct mark_context *context, str text, size_t *n);
/* Hash of the first letters and digits (case folded for ASCII), at most 24 bytes of them; 0 when fewer than 3. */
uint64_t text_key(str text);
/* An answer marker within a line ("… ? A: …", "…****ANS**"): its offset, and where the text after it starts. */
bool find_inner_answer(const struct mark_context *context, str text, size_t *at, size_t *after);

#endif
