/* read: raw bytes → tree. The one place where raw text is understood: decode, clean, recognise, parse, repair. */
#ifndef QAP_READ_READ_H
#define QAP_READ_READ_H

#include "base/stop.h"
#include "base/source.h"
#include "tree/tree.h"

/* X(SHAPE, "name"): the shapes that raw text comes in. */
#define READ_SHAPES(X)                                                                                         \
    X(TAGGED, "tagged")                                                                                        \
    X(HEADINGS, "headings")                                                                                    \
    X(NUMBERED, "numbered")                                                                                    \
    X(DETAILS, "details")                                                                                      \
    X(CHOICES, "choices")                                                                                      \
    X(LIST, "list")                                                                                            \
    X(TRANSCRIPT, "transcript")                                                                                \
    X(FAQ, "faq")
enum read_shape {
    SHAPE_DETECT,
#define X(shape, name) SHAPE_##shape,
    READ_SHAPES(X)
#undef X
    READ_SHAPES_END
};
str read_shape_name(enum read_shape shape);
enum read_shape read_shape_by_name(str name); /* READ_SHAPES_END when unknown */

/* X(MARKUP, "name"): how raw text is marked up. */
#define READ_MARKUPS(X)                                                                                        \
    X(PLAIN, "plain")                                                                                          \
    X(MARKDOWN, "markdown")                                                                                    \
    X(HTML, "html")                                                                                            \
    X(ORG, "org")                                                                                              \
    X(MEDIAWIKI, "mediawiki")                                                                                  \
    X(DOKUWIKI, "dokuwiki")                                                                                    \
    X(JIRA, "jira")                                                                                            \
    X(ASCIIDOC, "asciidoc")                                                                                    \
    X(RST, "rst")
enum read_markup {
    MARKUP_DETECT,
#define X(markup, name) MARKUP_##markup,
    READ_MARKUPS(X)
#undef X
    READ_MARKUPS_END
};
str read_markup_name(enum read_markup markup);
enum read_markup read_markup_by_name(str name); /* READ_MARKUPS_END when unknown */

/* A word that a user adds to those that mark questions, answers … */
struct marker_extra {
    str text;
    uint8_t kind; /* of marker_kind */
};
enum { MOST_MARKERS = 128, MARKER_BYTES = 60 };
/* "question", "answer", "asker", "part", "chapter", "section", "contents", "key", "apart"; 0 for any other word. */
uint8_t marker_kind(str name);

struct ledger; /* read/ledger.h: who owns which input byte */

struct read_options {
    enum read_shape shape;        /* SHAPE_DETECT, or forced */
    enum read_markup markup;      /* MARKUP_DETECT, or forced */
    const char *encoding;         /* one that decode_knows, or NULL: found by the bytes */
    bool disabled[DIAG_CODES];    /* repairs switched off: index is a DIAG_R_… code */
    const struct marker_extra *markers; /* words beside the table's own */
    size_t n_markers;
    const struct stop *stop;      /* may be NULL */
    struct ledger *ledger;        /* NULL, or filled: an owner for each byte of the input (tests) */
};

/* Read `source` (its `lines` are filled here) into `doc` (initialised by the caller). Views in the tree point into
 * doc->arena or into source->bytes, which must outlive the document. STATUS_INPUT when no question is found: the
 * diagnostic says so, and the tree holds what there is. */
enum status read_document(struct source *source, const struct read_options *options, struct diags *diags,
                          struct document *doc);

#endif
