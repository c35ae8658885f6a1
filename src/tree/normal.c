/* The normal form of a tree (tree.h tells it): what is left after reading and repairing that no reader of the tree could
 * see is made the same everywhere, so that writers need not ask and the text forms can be read back exactly. */
#include "tree/tree.h"

struct normal {
    struct document *doc;
    struct node *blank; /* the TEXT that ends with a blank, when it is the last thing of the run so far */
    bool begun;         /* the run holds something already */
    bool after_blank;   /* at its start, behind a BR or behind a blank */
};

/* ── the inlines of one run: a paragraph, a title, a cell ─────────────────────────────────────────────────────── */

static bool is_blank_run(str s, size_t i) {
    return char_is_space(s.p[i]) && (s.p[i] != ' ' || (i + 1 < s.n && char_is_space(s.p[i + 1])));
}

enum { BLOCK = 32 };

/* May a run of blanks stand in the block at `p`, which a byte follows? Of fixed length, for compilers to make vector code. */
static bool may_hold_run(const unsigned char *p) {
    unsigned char any = 0;
    for (size_t k = 0; k < BLOCK; k++) any |= (unsigned char)((p[k] < ' ') | ((p[k] == ' ') & (p[k + 1] <= ' ')));
    return any != 0;
}

/* From where on a run of blanks may stand; the last block overlaps the one before. */
static size_t pass_words(str s) {
    const unsigned char *p = (const unsigned char *)s.p;
    size_t i = 0;
    if (s.n <= BLOCK) return 0;
    for (; i + BLOCK < s.n; i += BLOCK)
        if (may_hold_run(p + i)) return i;
    return may_hold_run(p + s.n - BLOCK - 1) ? i : s.n - 1;
}

/* Runs of blanks as one blank. The text itself when it has no other. */
static str collapse(struct document *doc, str s) {
    size_t i = pass_words(s), n = 0;
    while (i < s.n && !is_blank_run(s, i)) i++;
    if (i == s.n) return s;
    char *p = arena_alloc(&doc->arena, s.n, 1);
    if (!p) return s;
    for (i = 0; i < s.n; i++) {
        if (!char_is_space(s.p[i])) p[n++] = s.p[i];
        else if (n == 0 || p[n - 1] != ' ') p[n++] = ' ';
    }
    return str_of(p, n);
}

static void trim_blank(struct normal *w) {
    if (w->blank) w->blank->u.text.n--;
    w->blank = NULL;
}

static void normal_text(struct normal *w, struct node *n) {
    n->u.text = collapse(w->doc, n->u.text);
    if (w->after_blank && n->u.text.n && n->u.text.p[0] == ' ') n->u.text = str_drop(n->u.text, 1);
    if (n->u.text.n == 0) return;
    w->begun = true;
    w->after_blank = n->u.text.p[n->u.text.n - 1] == ' ';
    w->blank = w->after_blank ? n : NULL;
}

/* A line or a page ends there; no text form can say a page's end within code. */
static bool is_line_end(char c) { return c == '\n' || c == '\r' || c == '\f' || c == '\v'; }

/* May the block at `p` hold what ends lines, but for `instead`? */
static bool may_hold_line_end(const unsigned char *p, char instead) {
    unsigned char any = 0;
    for (size_t k = 0; k < BLOCK; k++)
        any |= (unsigned char)(((unsigned char)(p[k] - '\n') <= '\r' - '\n') & (p[k] != (unsigned char)instead));
    return any != 0;
}

static bool has_line_end(str s, char instead) {
    size_t i = 0;
    for (; i + BLOCK <= s.n; i += BLOCK)
        if (may_hold_line_end((const unsigned char *)s.p + i, instead)) return true;
    for (; i < s.n; i++)
        if (is_line_end(s.p[i]) && s.p[i] != instead) return true;
    return false;
}

/* What ends lines as `instead`. */
static str with_line_ends(struct document *doc, str s, char instead) {
    char *p = has_line_end(s, instead) ? arena_alloc(&doc->arena, s.n, 1) : NULL;
    if (!p) return s;
    for (size_t i = 0; i < s.n; i++) p[i] = is_line_end(s.p[i]) ? instead : s.p[i];
    return str_of(p, s.n);
}

static bool is_address_blank(char c) { return (unsigned char)c < ' '; }

/* URL Standard, 4.4: blanks at the ends, tabs and line ends are no part of an address; nor are form feeds here. */
static str normal_address(struct document *doc, str s) {
    s = str_trim(s);
    size_t n = 0;
    while (n < s.n && !is_address_blank(s.p[n])) n++;
    char *p = n < s.n ? arena_alloc(&doc->arena, s.n, 1) : NULL;
    if (!p) return s;
    memcpy(p, s.p, n);
    for (size_t i = n; i < s.n; i++)
        if (!is_address_blank(s.p[i])) p[n++] = s.p[i];
    return str_of(p, n);
}

static void normal_leaf(struct normal *w, struct node *n) {
    if (n->kind == NODE_TEXT) {
        normal_text(w, n);
        return;
    }
    if (n->kind == NODE_BR) trim_blank(w);
    if (n->kind == NODE_CODE) n->u.text = with_line_ends(w->doc, n->u.text, ' ');
    if (n->kind == NODE_IMG) {
        struct image *image = n->u.image;
        image->src = normal_address(w->doc, image->src);
        image->alt = collapse(w->doc, str_trim(image->alt));
        image->title = collapse(w->doc, str_trim(image->title));
    }
    w->begun = true;
    w->blank = NULL;
    w->after_blank = n->kind == NODE_BR;
}

/* Where the walk goes on behind `n` when nothing below it is of interest any more. */
static struct node *behind(struct node *n, const struct node *run) {
    while (n != run && !n->next) n = n->parent;
    return n == run ? NULL : n->next;
}

static void blanks_of_run(struct normal *w, struct node *run) {
    *w = (struct normal){.doc = w->doc, .after_blank = true};
    for (struct node *n = run->first, *next; n; n = next) {
        bool again = n->kind == NODE_A && node_ancestor(n, NODE_A);
        if (n->kind == NODE_A) n->u.href = normal_address(w->doc, n->u.href);
        next = n->first ? n->first : behind(n, run);
        if (again && n->first) node_unwrap(n); /* HTML and CommonMark know no link within a link */
        else if (n->kind == NODE_BR && !w->begun) node_unlink(n);
        else if (node_is_leaf(n)) normal_leaf(w, n);
    }
}

/* Take out `n` and whatever is left empty around it, up to the run. */
static void prune(struct node *n, const struct node *run) {
    while (n != run && !n->first) {
        struct node *parent = n->parent;
        node_unlink(n);
        n = parent;
    }
}

static bool says_nothing(const struct node *n) {
    if (n->kind == NODE_TEXT) return n->u.text.n == 0;
    return !node_is_leaf(n) && !n->first;
}

/* The number of a note is raised anyway. */
static void drop_raising(struct node *n) {
    while (n->kind == NODE_NOTEREF && n->parent->kind == NODE_SUP && !n->prev && !n->next) node_unwrap(n->parent);
}

/* Out with empty nodes, and neighbouring texts into one. */
static void join_run(struct normal *w, struct node *run) {
    for (struct node *n = run->first, *next; n; n = next) {
        next = n->first ? n->first : behind(n, run);
        if (says_nothing(n)) prune(n, run);
    }
    for (struct node *n = run->first, *next; n; n = next) {
        while (n->kind == NODE_TEXT && n->next && n->next->kind == NODE_TEXT) {
            str one = n->u.text, other = n->next->u.text;
            bool touch = one.p + one.n == other.p;
            n->u.text = touch ? str_of(one.p, one.n + other.n) : arena_join(&w->doc->arena, one, other);
            node_unlink(n->next);
        }
        drop_raising(n);
        next = n->first ? n->first : behind(n, run);
    }
}

static void trim_run(struct node *run) {
    for (;;) {
        struct node *n = run;
        while (n->last) n = n->last;
        if (n == run) return;
        if (n->kind == NODE_TEXT) n->u.text = str_trim_right(n->u.text);
        if (n->kind != NODE_BR && !says_nothing(n)) return;
        prune(n, run);
    }
}

/* Nothing but text, as most runs are. */
static bool normal_lone_text(struct normal *w, struct node *run) {
    struct node *n = run->first;
    if (!n || n != run->last || n->kind != NODE_TEXT) return false;
    n->u.text = str_trim(collapse(w->doc, n->u.text));
    return n->u.text.n > 0;
}

static void normal_run(struct normal *w, struct node *run) {
    if (normal_lone_text(w, run)) return;
    blanks_of_run(w, run);
    trim_run(run);
    join_run(w, run);
}

/* ── blocks ─────────────────────────────────────────────────────────────────────────────────────────────────── */

static bool starts_empty(const struct node *list) { return !list->first->first; }

/* May `n` follow its neighbour in a list without blank lines? What goes on a paragraph's line, or needs a line of its
 * own before it, may not. */
static bool may_stand_tight(const struct node *n) {
    switch ((enum node_kind)n->kind) {
    case NODE_HR: return true;
    case NODE_PRE: case NODE_HEADING: return !n->prev || n->prev->kind != NODE_TABLE;
    case NODE_UL: return !starts_empty(n);
    case NODE_OL: return n->u.start == 1 && !starts_empty(n);
    case NODE_BLOCKQUOTE: return !n->prev || n->prev->kind != NODE_BLOCKQUOTE;
    default: return false;
    }
}

static void normal_tightness(struct node *list) {
    bool room = list->first != list->last; /* for a blank line */
    for (const struct node *item = list->first; item; item = item->next) {
        const struct node *n = item->first;
        if (n && (n->kind == NODE_P || !item->u.task)) n = n->next; /* it stands on the mark's line */
        for (; n; n = n->next) {
            room = true;
            if (!may_stand_tight(n)) list->tight = false;
        }
    }
    if (!room) list->tight = true;
}

static bool has_line_of_trailing_blanks(str code) {
    for (size_t at = 0; (at = str_find_char(code, '\n', at)) != SIZE_MAX; at++)
        if (at && char_is_blank(code.p[at - 1])) return true;
    return false;
}

static str without_trailing_blanks(struct document *doc, str code) {
    char *p = has_line_of_trailing_blanks(code) ? arena_alloc(&doc->arena, code.n, 1) : NULL;
    size_t n = 0;
    if (!p) return code;
    for (size_t i = 0; i < code.n; i++) {
        while (code.p[i] == '\n' && n && char_is_blank(p[n - 1])) n--;
        p[n++] = code.p[i];
    }
    return str_of(p, n);
}

/* Code begins with a line that holds something and ends with one; no line ends with blanks. */
static str normal_code(struct document *doc, str code) {
    size_t start = 0;
    code = str_trim_right(with_line_ends(doc, code, '\n'));
    for (size_t i = 0; i < code.n && char_is_space(code.p[i]); i++)
        if (code.p[i] == '\n') start = i + 1;
    return without_trailing_blanks(doc, str_drop(code, start));
}

static bool is_empty_row(const struct node *row) {
    for (const struct node *cell = row->first; cell; cell = cell->next)
        if (cell->first) return false;
    return true;
}

static bool is_head_row(const struct node *row) {
    for (const struct node *cell = row->first; cell; cell = cell->next)
        if (cell->kind != NODE_TH) return false;
    return row->first != NULL;
}

/* A body with no head above it: its first row of head cells that says something is the head. */
static void normal_head(struct document *doc, struct node *body) {
    while (body->first && is_head_row(body->first) && is_empty_row(body->first)) node_unlink(body->first);
    struct node *row = body->first, *head = row && is_head_row(row) ? node_new(doc, NODE_THEAD, row->line) : NULL;
    if (!head) return;
    node_unlink(row);
    node_append(head, row);
    node_insert_before(body, head);
}

/* What means nothing once its children are gone. */
static bool needs_children(const struct node *n) {
    switch ((enum node_kind)n->kind) {
    case NODE_P: case NODE_HEADING: case NODE_OL: case NODE_UL: case NODE_BLOCKQUOTE: case NODE_TABLE: case NODE_THEAD:
    case NODE_TBODY: case NODE_TR: case NODE_FRONT: case NODE_PROMPT: case NODE_CHOICES: return true;
    case NODE_ANSWER: return n->u.speaker.n == 0;
    default: return false;
    }
}

static bool holds_inlines(const struct node *n) {
    switch ((enum node_kind)n->kind) {
    case NODE_TITLE: case NODE_QUESTION: case NODE_P: case NODE_HEADING: case NODE_TH: case NODE_TD: return true;
    default: return false;
    }
}

static void normal_block(struct normal *w, struct node *n) {
    if (holds_inlines(n)) normal_run(w, n);
    if (n->kind == NODE_PRE) {
        n->u.pre->text = normal_code(w->doc, n->u.pre->text);
        n->u.pre->lang = collapse(w->doc, str_trim(n->u.pre->lang));
    }
    if (n->kind == NODE_THEAD && n->first && n->first == n->last && is_empty_row(n->first)) node_unlink(n->first);
    if (n->kind == NODE_TBODY && !n->prev) normal_head(w->doc, n);
    if ((n->kind == NODE_OL || n->kind == NODE_UL) && n->first) normal_tightness(n);
    if (!n->first && needs_children(n)) node_unlink(n);
}

void tree_drop_languages(struct document *doc) {
    bool spans = document_may_have(doc, NODE_SPAN);
    if (!spans && !document_may_have(doc, NODE_DIVISION)) return;
    for (struct walk w = walk_of(doc->root); walk_next(&w);) {
        struct node *n = (struct node *)(uintptr_t)w.node;
        if (!spans && w.entering && n->kind != NODE_DIVISION && n->kind != NODE_DOCUMENT) walk_skip(&w);
        struct division *d = n->kind == NODE_DIVISION && w.entering ? n->u.division : NULL;
        if (d && d->lang.n && str_eq_nocase(d->lang, node_lang(doc, n->parent))) d->lang = (str){0};
        bool span = n->kind == NODE_SPAN && !w.entering && n->first;
        if (!span || !str_eq_nocase(n->u.lang, node_lang(doc, n->parent))) continue;
        w.node = n->last; /* which stands where the span did, and was left as well */
        node_unwrap(n);
    }
}

bool tree_normalise(struct document *doc) {
    struct normal w = {.doc = doc};
    tree_drop_languages(doc);
    struct node *n = doc->root;
    while (n) { /* children before parents */
        bool deeper = n->first && !holds_inlines(n) && !node_is_inline(n->first);
        if (deeper) {
            n = n->first;
            continue;
        }
        for (;;) {
            struct node *parent = n->parent, *next = n->next;
            if (n != doc->root) normal_block(&w, n);
            if (next || n == doc->root || !parent) {
                n = n == doc->root ? NULL : next;
                break;
            }
            n = parent;
        }
    }
    return !doc->arena.failed;
}
