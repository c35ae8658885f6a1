#include "export/markdown_inline.h"

#include "base/utf8.h"

struct inliner {
    struct buf *out;
    enum inline_place place;
    str prefix;
    size_t line;   /* where the line begins in `out`, behind its prefix */
    uint32_t links; /* open ones: a bracket would end the text */
    bool after_note; /* the last thing was a reference to a footnote */
    uint64_t signs; /* by depth: is the open emphasis written with signs? */
    size_t depth;
};

static bool at_line_start(const struct inliner *w) { return w->out->n == w->line; }
static char last_char(const struct inliner *w) { return at_line_start(w) ? '\n' : w->out->p[w->out->n - 1]; }

void markdown_quoted(str text, struct buf *out) {
    static const char hex[] = "0123456789abcdef";
    buf_put_char(out, '"');
    for (size_t at = 0; at < text.n;) {
        size_t from = at;
        uint32_t c = utf8_next(text, &at);
        if (c == '"' || c == '\\') buf_put_char(out, '\\');
        if (c == '\n') buf_put(out, STR("\\n"));
        else if (c == '\t') buf_put(out, STR("\\t"));
        else if (c < 0x20 || (c >= 0x7F && c < 0xA0)) {
            buf_put(out, STR("\\x"));
            buf_put_char(out, hex[c >> 4]);
            buf_put_char(out, hex[c & 15]);
        } else if (c == 0x2028 || c == 0x2029 || c == 0xFEFF || c == 0xFFFE || c == 0xFFFF) { /* YAML 1.1, 5.1 and 5.4 */
            buf_put(out, STR("\\u"));
            for (int shift = 12; shift >= 0; shift -= 4) buf_put_char(out, hex[c >> shift & 15]);
        } else buf_put(out, str_sub(text, from, at));
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

static bool is_blank_at(str text, size_t i) { return i < text.n && char_is_space(text.p[i]); }
static bool is_sign(char c) { return c > ' ' && c < 0x7F && !char_is_alnum(c); }

/* md4c takes a blank for the first sign of an address's scheme: "< mailto:a>" is a link to it. */
static bool is_scheme(str rest) {
    size_t i = 1;
    while (i < rest.n && (char_is_alnum(rest.p[i]) || strchr("+-.", rest.p[i]))) i++;
    return i > 1 && i < rest.n && rest.p[i] == ':';
}

/* A character that means something wherever it stands in a line. What follows in another node counts as a sign. */
static bool means_something(const struct inliner *w, str text, size_t i) {
    bool last = i + 1 == text.n;
    char next = last ? '*' : text.p[i + 1];
    switch (text.p[i]) {
    case '`': case '[': case '~': return true;
    case ']': return w->links > 0;
    case '\\': return is_sign(next);
    case '<': return next != ' ' || is_scheme(str_drop(text, i + 1));
    case '*': return !(i && is_blank_at(text, i - 1) && is_blank_at(text, i + 1));
    case '_': return i == 0 || last || !char_is_alnum(text.p[i - 1]) || !char_is_alnum(next);
    case '&': return is_entity(str_drop(text, i));
    case '!': return last; /* an image's mark when a link follows */
    case '|': return w->place == PLACE_CELL;
    case '}': return w->place == PLACE_HEADING && last; /* else the end of attributes */
    case '#': return w->place == PLACE_HEADING && char_is_space(last_char(w));
    default: return false;
    }
}

/* At the start of a line: what would open a heading, a quote, a list, a rule, a table or a fence of ours. */
static bool opens_block(const struct inliner *w, str text, size_t i) {
    if (w->place != PLACE_BLOCK) return false;
    char c = text.p[i], next = i + 1 < text.n ? text.p[i + 1] : ' ';
    if (at_line_start(w)) {
        if (c == '#' || c == '>' || c == '|') return true;
        if (c == '=' || c == ':') return next == c || next == '-' || next == ' ';
        return (c == '-' || c == '+') && (next == ' ' || next == '-' || next == ':' || next == '|');
    }
    if ((c != '.' && c != ')') || next != ' ') return false;
    size_t at = w->out->n;
    while (at > w->line && char_is_digit(w->out->p[at - 1])) at--;
    return at == w->line;
}

static void put_text(struct inliner *w, str text) {
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        bool behind_note = i == 0 && w->after_note && (c == '(' || c == ':'); /* a link, a definition */
        if (behind_note || means_something(w, text, i) || opens_block(w, text, i)) buf_put_char(w->out, '\\');
        buf_put_char(w->out, char_is_space(c) ? ' ' : c);
    }
}

/* ── code ───────────────────────────────────────────────────────────────────────────────────────────────────── */

enum { LONGEST_RUN = 30 }; /* of backticks: md4c knows no longer ones */

static bool fits_backticks(const struct inliner *w, str code) {
    size_t run = 0;
    if (str_trim(code).n == 0 || last_char(w) == '`') return false; /* two runs would be one */
    for (size_t i = 0; i < code.n; i++) {
        run = code.p[i] == '`' ? run + 1 : 0;
        if (run > LONGEST_RUN || (unsigned char)code.p[i] < ' ') return false;
        if (w->place == PLACE_CELL && code.p[i] == '|') return false;
    }
    return true;
}

static void put_code_tag(struct inliner *w, str code) {
    buf_put(w->out, STR("<code>"));
    for (size_t i = 0; i < code.n; i++) {
        char c = code.p[i];
        bool edge = i == 0 || i + 1 == code.n || char_is_space(code.p[i - 1]);
        if ((unsigned char)c < ' ' || (c == ' ' && edge)) {
            buf_put(w->out, STR("&#"));
            buf_put_uint(w->out, (unsigned char)c);
            buf_put_char(w->out, ';');
            continue;
        }
        if (c == '\\' || means_something(w, code, i)) buf_put_char(w->out, '\\'); /* an entity may follow */
        buf_put_char(w->out, c);
    }
    buf_put(w->out, STR("</code>"));
}

/* CommonMark 0.30, section 6.1: a blank at both ends is taken off, so code that starts or ends with a backtick or
 * has blanks of its own at both ends gets one more. */
static void put_code(struct inliner *w, str code) {
    if (!fits_backticks(w, code)) {
        put_code_tag(w, code);
        return;
    }
    bool pad = code.p[0] == '`' || code.p[code.n - 1] == '`' || (code.p[0] == ' ' && code.p[code.n - 1] == ' ');
    struct buf fence;
    buf_init(&fence);
    markdown_fence(code, '`', 1, &fence);
    buf_put(w->out, buf_str(&fence));
    if (pad) buf_put_char(w->out, ' ');
    buf_put(w->out, code);
    if (pad) buf_put_char(w->out, ' ');
    buf_put(w->out, buf_str(&fence));
    w->out->failed = w->out->failed || fence.failed;
    buf_release(&fence);
}

/* ── links and images ───────────────────────────────────────────────────────────────────────────────────────── */

/* An address that needs no brackets around it. An underscore within a word pairs with no other. */
static bool is_plain_address(str uri) {
    for (size_t i = 0; i < uri.n; i++) {
        char c = uri.p[i];
        bool within = i && i + 1 < uri.n && char_is_alnum(uri.p[i - 1]) && char_is_alnum(uri.p[i + 1]);
        if (!char_is_alnum(c) && !strchr("/:.-?=%+,;@#", c) && !(c == '_' && within)) return false;
    }
    return uri.n > 0;
}

/* Text within a link's parentheses: all signs that could end it, or that md4c pairs with others before it knows the link. */
static void put_escaped(struct inliner *w, str text) {
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        bool opens_tag = i == 0 && (c == '!' || c == '?'); /* behind the < of an address */
        if (opens_tag || (c && strchr("<>\\|`[]*_~\"'", c)) || (c == '&' && is_entity(str_drop(text, i)))) buf_put_char(w->out, '\\');
        buf_put_char(w->out, char_is_space(c) ? ' ' : c);
    }
}

static void put_destination(struct inliner *w, str uri) {
    if (is_plain_address(uri)) {
        buf_put(w->out, STR("]("));
        buf_put(w->out, uri);
        return;
    }
    buf_put(w->out, STR("](<"));
    put_escaped(w, uri);
    buf_put_char(w->out, '>');
}

static void put_image(struct inliner *w, const struct image *image) {
    buf_put(w->out, STR("!["));
    w->links++;
    put_text(w, image->alt);
    w->links--;
    put_destination(w, image->src);
    if (image->title.n) {
        buf_put(w->out, STR(" \""));
        put_escaped(w, image->title);
        buf_put_char(w->out, '"');
    }
    buf_put_char(w->out, ')');
}

/* A link whose text is its address: <https://…> says it. */
static bool is_autolink(const struct node *n) {
    const struct node *text = n->first;
    return text && text == n->last && text->kind == NODE_TEXT && str_eq(text->u.text, n->u.href) &&
           is_plain_address(n->u.href) && (str_starts(n->u.href, STR("https://")) || str_starts(n->u.href, STR("http://")));
}

static void put_link(struct inliner *w, const struct node *n, bool entering) {
    if (entering) {
        buf_put_char(w->out, '[');
        w->links++;
        return;
    }
    w->links--;
    put_destination(w, n->u.href);
    buf_put_char(w->out, ')');
}

/* ── emphasis ───────────────────────────────────────────────────────────────────────────────────────────────── */

/* A letter or digit: neither blank nor punctuation in Unicode's eyes. Beyond ASCII only the blocks of large scripts. */
static bool is_word(uint32_t c) {
    static const uint32_t blocks[][2] = {{0xC0, 0xD6}, {0xD8, 0xF6}, {0xF8, 0x24F}, {0x391, 0x3A9}, {0x3B1, 0x3C9},
                                         {0x400, 0x481}, {0x48A, 0x52F}, {0x5D0, 0x5EA}, {0x620, 0x64A},
                                         {0x905, 0x939}, {0x3041, 0x3096}, {0x30A1, 0x30FA}, {0x4E00, 0x9FFF},
                                         {0xAC00, 0xD7A3}};
    if (c < 0x80) return char_is_alnum((char)c);
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
        if (c >= blocks[i][0] && c <= blocks[i][1]) return true;
    return false;
}

static bool is_edge(const struct node *text, bool first) {
    if (!text || text->kind != NODE_TEXT || text->u.text.n == 0) return false;
    size_t at = first ? 0 : text->u.text.n;
    return is_word(first ? utf8_next(text->u.text, &at) : utf8_prev(text->u.text, &at));
}

static bool is_emphasis(const struct node *n) { return n->kind == NODE_EM || n->kind == NODE_STRONG; }

/* Is what follows a blank, the end, or a sign that ends a clause? */
static bool ends_word(const struct node *n) {
    if (!n->next) return !node_is_inline(n->parent);
    return n->next->kind == NODE_TEXT && n->next->u.text.n && strchr(" ,.;:!?)", n->next->u.text.p[0]);
}

/* CommonMark 0.30, section 6.2: a run of stars with a letter on its inner side flanks, whatever stands outside. What
 * can go wrong is that it pairs with another run: one that touches it, or the open one of an emphasis around it. */
static bool stars_work(const struct inliner *w, const struct node *n) {
    if (last_char(w) == '*' || !is_edge(n->first, true) || !is_edge(n->last, false)) return false;
    if (n->next && is_emphasis(n->next)) return false;
    bool nested = (w->signs & (((uint64_t)1 << w->depth) - 1)) != 0;
    return !nested || (char_is_space(last_char(w)) && n->next);
}

static bool tildes_work(const struct inliner *w, const struct node *n) {
    return char_is_space(last_char(w)) && is_edge(n->first, true) && is_edge(n->last, false) && ends_word(n);
}

static void put_tag(struct inliner *w, str name, bool entering, str lang) {
    buf_put(w->out, entering ? STR("<") : STR("</"));
    buf_put(w->out, name);
    if (entering && lang.n) {
        buf_put(w->out, STR(" lang=\""));
        buf_put(w->out, lang);
        buf_put_char(w->out, '"');
    }
    buf_put_char(w->out, '>');
}

static void put_span(struct inliner *w, const struct node *n, bool entering) {
    str sign = n->kind == NODE_STRONG ? STR("**") : n->kind == NODE_EM ? STR("*") : STR("~~");
    uint64_t bit = (uint64_t)1 << w->depth;
    if (entering) w->signs &= ~bit;
    if (entering && (is_emphasis(n) ? stars_work(w, n) : n->kind == NODE_DEL && tildes_work(w, n))) w->signs |= bit;
    if (w->signs & bit) buf_put(w->out, sign);
    else put_tag(w, node_kind_name((enum node_kind)n->kind), entering, n->kind == NODE_SPAN ? n->u.lang : (str){0});
    if (!entering) w->signs &= ~bit;
}

/* ── all of them ────────────────────────────────────────────────────────────────────────────────────────────── */

static void put_break(struct inliner *w) {
    if (w->place != PLACE_BLOCK) {
        buf_put(w->out, STR("<br>"));
        return;
    }
    buf_put(w->out, STR("\\\n"));
    buf_put(w->out, w->prefix);
    w->line = w->out->n;
}

static void put_note(struct inliner *w, const struct note *note) {
    buf_put(w->out, STR("[^"));
    buf_put_uint(w->out, note->number);
    buf_put_char(w->out, ']');
}

static void put_leaf(struct inliner *w, const struct node *n) {
    if (n->kind == NODE_TEXT) put_text(w, n->u.text);
    else if (n->kind == NODE_CODE) put_code(w, n->u.text);
    else if (n->kind == NODE_BR) put_break(w);
    else if (n->kind == NODE_NOTEREF) put_note(w, n->u.note);
    else put_image(w, n->u.image);
    w->after_note = n->kind == NODE_NOTEREF;
}

void markdown_inlines(const struct node *parent, enum inline_place place, str prefix, struct buf *out) {
    struct inliner w = {.out = out, .place = place, .prefix = prefix, .line = out->n};
    struct walk walk = walk_of(parent);
    while (walk_next(&walk)) {
        const struct node *n = walk.node;
        if (n == parent || !node_is_inline(n)) continue;
        if (node_is_leaf(n)) {
            if (walk.entering) put_leaf(&w, n);
            continue;
        }
        if (!walk.entering) w.depth--;
        if (n->kind == NODE_A && walk.entering && is_autolink(n)) {
            put_tag(&w, n->u.href, true, (str){0});
            walk_skip(&walk);
            continue;
        }
        if (n->kind == NODE_A) put_link(&w, n, walk.entering);
        else put_span(&w, n, walk.entering);
        if (walk.entering) w.depth++;
    }
}
