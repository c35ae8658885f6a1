#include "export/markdown_inline.h"

struct inliner {
    struct buf *out;
    enum inline_place place;
    str prefix;
    size_t start; /* where the inlines begin in `out` */
};

static char last_char(const struct inliner *w) { return w->out->n > w->start ? w->out->p[w->out->n - 1] : '\n'; }

void markdown_quoted(str text, struct buf *out) {
    buf_put_char(out, '"');
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == '"' || c == '\\') buf_put_char(out, '\\');
        buf_put_char(out, c == '\n' || c == '\r' || c == '\t' ? ' ' : c);
    }
    buf_put_char(out, '"');
}

void markdown_fence(str text, char mark, size_t least, struct buf *out) {
    size_t run = 0, longest = 0;
    for (size_t i = 0; i < text.n; i++) {
        run = text.p[i] == mark ? run + 1 : 0;
        if (run > longest) longest = run;
    }
    buf_put_repeat(out, mark, longest + 1 > least ? longest + 1 : least);
}

/* Does text from here on look like an entity (&amp; &#32;)? */
static bool is_entity(str rest) {
    size_t i = 1;
    while (i < rest.n && (char_is_alnum(rest.p[i]) || rest.p[i] == '#')) i++;
    return i > 1 && i < rest.n && rest.p[i] == ';';
}

/* A character that means something wherever it stands; the others only where a block could begin. */
static bool means_something(const struct inliner *w, str text, size_t i) {
    switch (text.p[i]) {
    case '\\': case '`': case '*': case '[': case ']': case '<': case '~': case '$': case '@': return true;
    case '_': return i == 0 || i + 1 == text.n || !char_is_alnum(text.p[i - 1]) || !char_is_alnum(text.p[i + 1]);
    case '&': return is_entity(str_drop(text, i));
    case '|': return w->place == PLACE_CELL;
    case '{': return w->place == PLACE_HEADING;
    case '#': return w->place == PLACE_HEADING;
    case ':': return str_starts(str_drop(text, i), STR("://"));
    case '.': return i >= 3 && str_eq_nocase(str_sub(text, i - 3, i), STR("www"));
    case '!': return i + 1 == text.n; /* an image's mark when a link follows */
    default: return false;
    }
}

/* At the start of a line: what would open a heading, a quote, a list, a rule, a table or a fence of ours. */
static bool opens_block(const struct inliner *w, str text, size_t i) {
    char c = text.p[i], last = last_char(w);
    if (last == '\n') return c == '#' || c == '>' || c == '+' || c == '-' || c == '=' || c == ':' || c == '|';
    if (c != '.' && c != ')') return false;
    size_t at = w->out->n, digits = 0;
    while (at > w->start && char_is_digit(w->out->p[at - 1])) at--, digits++;
    return digits > 0 && (at == w->start || w->out->p[at - 1] == '\n');
}

static void put_text(struct inliner *w, str text) {
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (char_is_space(c)) {
            if (!char_is_space(last_char(w))) buf_put_char(w->out, ' ');
            continue;
        }
        if (means_something(w, text, i) || opens_block(w, text, i)) buf_put_char(w->out, '\\');
        buf_put_char(w->out, c);
    }
}

/* CommonMark 0.30, section 6.1: a blank at both ends is taken off, so code that starts or ends with a backtick or
 * has blanks of its own at both ends gets one more. */
static void put_code(struct inliner *w, str code) {
    bool pad = code.n && (code.p[0] == '`' || code.p[code.n - 1] == '`' || (code.p[0] == ' ' && code.p[code.n - 1] == ' '));
    struct buf fence;
    buf_init(&fence);
    markdown_fence(code, '`', 1, &fence);
    buf_put(w->out, buf_str(&fence));
    if (pad) buf_put_char(w->out, ' ');
    for (size_t i = 0; i < code.n; i++) {
        if (code.p[i] == '|' && w->place == PLACE_CELL) buf_put_char(w->out, '\\');
        buf_put_char(w->out, code.p[i] == '\n' ? ' ' : code.p[i]);
    }
    if (pad) buf_put_char(w->out, ' ');
    buf_put(w->out, buf_str(&fence));
    w->out->failed = w->out->failed || fence.failed;
    buf_release(&fence);
}

static void put_destination(struct inliner *w, str uri) {
    buf_put(w->out, STR("](<"));
    for (size_t i = 0; i < uri.n; i++) {
        if (uri.p[i] == '<' || uri.p[i] == '>' || uri.p[i] == '\\' || uri.p[i] == '|') buf_put_char(w->out, '\\');
        buf_put_char(w->out, char_is_space(uri.p[i]) ? ' ' : uri.p[i]);
    }
    buf_put_char(w->out, '>');
}

static void put_image(struct inliner *w, const struct image *image) {
    buf_put(w->out, STR("!["));
    put_text(w, image->alt);
    put_destination(w, image->src);
    if (image->title.n) {
        buf_put_char(w->out, ' ');
        markdown_quoted(image->title, w->out);
    }
    buf_put_char(w->out, ')');
}

static bool is_edge(const struct node *text, bool first) {
    if (!text || text->kind != NODE_TEXT || text->u.text.n == 0) return false;
    return char_is_alnum(text->u.text.p[first ? 0 : text->u.text.n - 1]);
}

/* Stars are safe when both inner ends are letters or digits (then they flank, section 6.2, on whatever side) and no
 * other star touches them; else a tag says the same. */
static bool stars_work(const struct inliner *w, const struct node *n) {
    const struct node *next = n->next;
    bool touched = last_char(w) == '*' || (next && (next->kind == NODE_EM || next->kind == NODE_STRONG));
    return !touched && is_edge(n->first, true) && is_edge(n->last, false);
}

static void put_tag(struct inliner *w, str name, bool entering) {
    buf_put(w->out, entering ? STR("<") : STR("</"));
    buf_put(w->out, name);
    buf_put_char(w->out, '>');
}

static void put_span(struct inliner *w, const struct node *n, bool entering, uint64_t *starred, size_t depth) {
    str stars = n->kind == NODE_STRONG ? STR("**") : STR("*");
    uint64_t bit = depth < 64 ? (uint64_t)1 << depth : 0;
    if (entering) *starred = (*starred & ~bit) | (stars_work(w, n) ? bit : 0);
    if (*starred & bit) buf_put(w->out, stars);
    else put_tag(w, node_kind_name((enum node_kind)n->kind), entering);
}

static void put_break(struct inliner *w) {
    if (w->place != PLACE_BLOCK) {
        buf_put(w->out, STR("<br>"));
        return;
    }
    buf_put(w->out, STR("\\\n"));
    buf_put(w->out, w->prefix);
}

static void put_leaf(struct inliner *w, const struct node *n) {
    if (n->kind == NODE_TEXT) put_text(w, n->u.text);
    else if (n->kind == NODE_CODE) put_code(w, n->u.text);
    else if (n->kind == NODE_BR) put_break(w);
    else put_image(w, n->u.image);
}

static void put_link(struct inliner *w, const struct node *n, bool entering) {
    if (entering) {
        buf_put_char(w->out, '[');
        return;
    }
    put_destination(w, n->u.href);
    buf_put_char(w->out, ')');
}

void markdown_inlines(const struct node *parent, enum inline_place place, str prefix, struct buf *out) {
    struct inliner w = {.out = out, .place = place, .prefix = prefix, .start = out->n};
    uint64_t starred = 0; /* by depth: was the open emphasis written with stars? */
    size_t depth = 0;
    struct walk walk = walk_of(parent);
    while (walk_next(&walk)) {
        const struct node *n = walk.node;
        if (n == parent || !node_is_inline(n)) continue;
        if (node_is_leaf(n)) {
            if (walk.entering) put_leaf(&w, n);
            continue;
        }
        if (!walk.entering) depth--;
        if (n->kind == NODE_A) put_link(&w, n, walk.entering);
        else if (n->kind == NODE_EM || n->kind == NODE_STRONG) put_span(&w, n, walk.entering, &starred, depth);
        else put_tag(&w, node_kind_name((enum node_kind)n->kind), walk.entering);
        if (walk.entering) depth++;
    }
}
