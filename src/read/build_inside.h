/* The inside of build, for its own files only.
 *
 *   build.c         the walk over the decided lines: title block, divisions, text between, keys
 *   build_entry.c   one entry: where its question, choices and answer stand, and the nodes of each
 *   build_pieces.c  the lines that become a node's content, and what becomes of the bytes around them
 *
 * A node's content is gathered as pieces (lines, or parts of lines) and then handed to content. Every byte of a line
 * gets an owner: what is not shown was markup, or became an attribute. */
#ifndef QAP_READ_BUILD_INSIDE_H
#define QAP_READ_BUILD_INSIDE_H

#include "base/buf.h"
#include "read/build.h"

typedef VEC(struct line) piece_list;

enum { OPEN_DIVISIONS = 12 };

struct build {
    struct reader *reader;
    const struct recognition *r;
    struct document *doc;
    struct {
        uint8_t rank;
        struct node *node;
    } open[OPEN_DIVISIONS];
    size_t n_open;
    size_t questions, lone_a[TERM_TAB + 1]; /* questions; answers that are marked by "A" and this term alone */
    bool begun;        /* a division or an entry was met: what follows is no front matter any more */
    piece_list pieces; /* lines handed to content */
    struct buf text;   /* scratch */
    enum status status;
};

/* The bytes of a view, or of the lines [from, to), are accounted for: `owner` says as what. */
static inline void own(struct build *b, str view, enum owner owner) {
    if (!view.n) return;
    size_t at = (size_t)(view.p - b->reader->text.p);
    ledger_own(b->reader->ledger, at, at + view.n, owner);
}
static inline void own_lines(struct build *b, size_t from, size_t to, enum owner owner) {
    for (size_t i = from; i < to; i++) own(b, b->r->lines[i].text, owner);
}
/* Keep the first failure. */
static inline void note(struct build *b, enum status status) {
    if (b->status == STATUS_OK) b->status = status;
}
static inline bool is_blank(const struct build *b, size_t i) { return b->r->lines[i].flags & LINE_BLANK; }
static inline str question_text(const struct build *b, size_t i) { return mark_text(&b->r->marks[i], &b->r->lines[i]); }
/* The innermost open division, or the root. */
static inline struct node *container(struct build *b) {
    if (b->n_open) return b->open[b->n_open - 1].node;
    return b->doc->root;
}

/* Add a part of a line, or the lines [from, to), to the pieces. */
void build_add_piece(struct build *b, str text, const struct line *line);
void build_add_lines(struct build *b, size_t from, size_t to);
/* "Title</h2> text": where the text begins; SIZE_MAX when nothing but tags follows. */
size_t build_heading_end(str text);
/* Add the text of a marked line without what its mark opened: the closing "**" or "</b>", a heading's tag. */
void build_add_marked_text(struct build *b, const struct mark *m, const struct line *line, str text);
/* The pieces without the blank ones at both ends; false when nothing is left. */
bool build_trim_pieces(struct build *b, size_t *from, size_t *n);
/* Turn the pieces into blocks, or into one run of inlines, below `parent`; no pieces are left. */
void build_put_blocks(struct build *b, struct node *parent);
void build_put_inlines(struct build *b, struct node *parent);
/* A new last child of `parent`, or NULL (noted) when memory is out. */
struct node *build_node(struct build *b, struct node *parent, enum node_kind kind, uint32_t line);

/* "</div>", "<div dir='rtl'>", "<br/>": a line of one tag and nothing else. */
bool is_lone_tag(str text);
/* The end of [from, to) without the details marks, rulers, lone tags and blank lines, which belong to no answer. */
size_t build_trim_tail(struct build *b, size_t from, size_t to);

/* build_entry.c: the entry of the lines [question, end). */
void build_entry(struct build *b, size_t question, size_t end);

#endif
