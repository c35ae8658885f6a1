/* reader: what the parts of reading share, internal to src/read.
 *
 *   source bytes ─ decode ─▶ text ─ lines, furniture ─▶ struct line[] ─ recognise ─▶ regions ─ content ─▶ tree
 *
 * decode.c makes UTF-8 of any encoding; a text of another markup, a page of HTML or a chat is said anew first (rewrite.h:
 * dialect*.c, html_page.c, attributes.c); recognition (recognise*.c, sections, title, contents list) works on lines
 * and decides which lines are a question, an answer, a prompt …; content*.c turns the lines of one such region into
 * blocks or inlines. Every str here is a view into reader.text, so that an offset is a subtraction and each input
 * byte can be accounted for. */
#ifndef QAP_READ_READER_H
#define QAP_READ_READER_H

#include "read/ledger.h"
#include "read/read.h"

/* How a text is marked up; chosen once for a document, may differ for a region (an HTML table in Markdown is
 * Markdown's business). */
enum flavor { FLAVOR_PLAIN, FLAVOR_MARKDOWN, FLAVOR_HTML, FLAVOR_ORG };

enum line_flag {
    LINE_TORN = 1, /* a page break (now gone) stood before this line: it may continue what stands above */
    LINE_CODE = 2, /* inside a code fence or <pre>: no prose rule, no marker */
    LINE_BLANK = 4,
    LINE_BACK = 8, /* furniture.c: it only leads back to where the page begins */
    /* what a card was split into (cards.h) */
    LINE_ASKED = 16,  /* a question begins here, whatever it looks like */
    LINE_ANSWER = 32, /* its answer begins here */
    LINE_TOPIC = 64,  /* its topic and nothing else */
    LINE_APART = 128, /* text that stands behind a card and is no part of it */
    LINE_RAW = 256    /* Org: HTML that was embedded, so that its tags mean what they say */
};

/* A line, or what is left of it when recognition has taken its marker. */
struct line {
    str text;        /* without the line end; a view into reader.text */
    uint32_t number; /* 1-based line of the input */
    uint16_t flags;  /* enum line_flag */
};

/* From `text` on (an offset of reader.text) the input offset is `input` and goes on in step. */
struct offset_step {
    uint32_t text, input;
};

struct links;
struct notes;
struct content_room;
struct code_features;
struct words;

struct reader {
    struct document *doc;
    struct source *source;
    const struct read_options *options;
    struct diags *diags;
    str text;              /* the whole input as UTF-8 */
    struct ledger *ledger; /* NULL when nobody asks */
    struct arena scratch;  /* reset after each region */
    enum flavor flavor;
    uint32_t wrap_column;  /* the column that prose is wrapped at; 0: each line is its own paragraph */
    bool failed;           /* memory ran out */
    struct languages *languages; /* languages.h: NULL when the text is all in one, as far as its tags say */
    struct links *links;   /* links.h: definitions of the document, found when first needed */
    struct notes *notes;   /* notes.h: footnotes, NULL when there are none */
    struct content_room *room;            /* content.c: NULL until a region is read */
    const struct code_features *features; /* code/code.h: NULL until a block of code needs it */
    struct words *words;   /* repair_hyphen.c: the words of the document, NULL until a hyphen needs them */
    uint8_t underscores;   /* repair_stars.c: what they are in plain text; 0 until one is met */
    uint8_t statements;    /* repair_unfenced.c: whether there is code in the document; 0 until a statement stands alone */
    /* decoded offset → input offset, NULL when they are the same; sorted by `text` */
    const struct offset_step *steps;
    size_t n_steps;
};

/* The input bytes that a view into reader.text stands for. */
struct span reader_span(const struct reader *reader, str view);
/* Report a repair at a place, unless it is switched off; gives whether the rule may act. */
bool reader_repair(struct reader *reader, enum diag_code rule, str where, str arg0, str arg1);
static inline bool reader_allows(const struct reader *reader, enum diag_code rule) {
    return !reader->options->disabled[rule];
}

/* content.c: lines → blocks (P, PRE, OL, …) under `parent`, in the given flavor. */
enum status content_blocks(struct reader *reader, enum flavor flavor, const struct line *lines, size_t n,
                           struct node *parent);
/* Lines → inlines under `parent` (a question, a title); what would be blocks is joined by blanks. */
enum status content_inlines(struct reader *reader, enum flavor flavor, const struct line *lines, size_t n,
                            struct node *parent);
/* The same for our own Markdown, exactly as CommonMark has it: no repair, and HTML means what it says. */
enum status content_exact_blocks(struct reader *reader, const struct line *lines, size_t n, struct node *parent);
enum status content_exact_inlines(struct reader *reader, const struct line *lines, size_t n, struct node *parent);
/* Release what the two keep from region to region. */
void content_release(struct reader *reader);

#endif
