/* compose: see compose.h. */
#include "read/compose.h"

#include "base/limits.h"
#include "read/languages.h"
#include "read/notes.h"

enum { ROOM = 10 }; /* levels kept free for what is made without a frame: item, paragraph, text, row, cell */

static bool holds_inlines(const struct node *n) {
    switch ((enum node_kind)n->kind) {
    case NODE_TITLE: case NODE_QUESTION: case NODE_P: case NODE_HEADING: case NODE_TH: case NODE_TD: case NODE_EM:
    case NODE_STRONG: case NODE_DEL: case NODE_SUB: case NODE_SUP: case NODE_SPAN: case NODE_A: return true;
    default: return false;
    }
}

static bool is_inline_frame(const struct node *n) { return n && node_is_inline(n); }

void compose_init(struct compose *b, struct clean *clean, struct node *base) {
    struct compose made = {.reader = clean->reader, .clean = clean, .base = base, .at = base, .fresh = true,
                           .frames = b->frames, .joined = b->joined, .code = b->code, .alt = b->alt};
    *b = made;
    b->frames.n = b->joined.n = 0;
    for (const struct node *n = base; n; n = n->parent) b->depth++;
    b->begin = base ? base->last : NULL;
    b->line = clean->n ? clean->lines[0].number : base->line;
}

void compose_own(const struct compose *b, str view, enum owner owner) {
    const struct reader *r = b->reader;
    if (!r->ledger || !view.p || view.p < r->text.p || view.p > r->text.p + r->text.n) return;
    size_t from = (size_t)(view.p - r->text.p);
    ledger_own(r->ledger, from, from + view.n, owner);
}

static bool in_input(const struct compose *b, str view) {
    return view.p >= b->reader->text.p && view.p < b->reader->text.p + b->reader->text.n;
}

void compose_place(struct compose *b, const char *source) {
    const struct clean *c = b->clean;
    if (!source || source < b->reader->text.p || source > b->reader->text.p + b->reader->text.n || c->n == 0) return;
    size_t low = b->line_hint;
    if (c->lines[low].text.p > source) low = 0;
    while (low + 1 < c->n && c->lines[low + 1].text.p <= source) {
        size_t step = 1;
        while (low + 2 * step < c->n && c->lines[low + 2 * step].text.p <= source) step *= 2;
        low += step;
    }
    b->line_hint = low;
    b->line = c->lines[low].number;
    for (struct node *n = b->at; n && n != b->base && n->line == 0; n = n->parent) n->line = b->line;
}

/* ---- nodes ---- */

static struct node *append(struct compose *b, enum node_kind kind) {
    struct node *n = node_new(b->reader->doc, kind, 0);
    if (!n) b->failed = true;
    else node_append(b->at, n);
    return n;
}

static void enter(struct compose *b, enum node_kind kind) {
    struct node *n = append(b, kind);
    if (!n) return;
    b->at = n;
    b->depth++;
    if (!node_is_inline(n)) b->fresh = true;
}

static void trim_end(struct node *n) {
    while (n->last && (n->last->kind == NODE_TEXT || n->last->kind == NODE_BR)) {
        struct node *t = n->last;
        if (t->kind == NODE_TEXT) {
            t->u.text = str_trim_right(t->u.text);
            if (t->u.text.n) return;
        }
        node_unlink(t);
    }
}

static bool is_header_row(const struct node *row) {
    for (const struct node *cell = row->first; cell; cell = cell->next)
        if (cell->kind != NODE_TH) return false;
    return row->first != NULL;
}

/* One body; header rows at its start are the table's head. */
static void tidy_table(struct compose *b, struct node *table) {
    struct node *head = node_child(table, NODE_THEAD), *body = node_child(table, NODE_TBODY);
    for (struct node *n = body ? body->next : NULL, *next; n; n = next) {
        next = n->next;
        if (n->kind != NODE_TBODY) continue;
        for (struct node *row; (row = n->first) != NULL;) {
            node_unlink(row);
            node_append(body, row);
        }
        node_unlink(n);
    }
    if (head || !body || !body->first || !is_header_row(body->first)) return;
    head = node_new(b->reader->doc, NODE_THEAD, table->line ? table->line : b->line);
    if (!head) {
        b->failed = true;
        return;
    }
    node_insert_before(body, head);
    struct node *row = body->first;
    node_unlink(row);
    node_append(head, row);
    if (!body->first) node_unlink(body);
}

/* What stands behind `before` in a paragraph, a title … goes into a span when the blocks around it say another language. */
static void say_language(struct compose *b, struct node *n, const struct node *before) {
    struct node *first = before ? before->next : n->first, *span = first && b->lang.n ? node_new(b->reader->doc, NODE_SPAN, first->line) : NULL;
    if (first && b->lang.n && !span) b->failed = true;
    if (span) {
        span->u.lang = b->lang;
        node_insert_before(first, span);
        for (struct node *child = first, *next; child; child = next) {
            next = child->next;
            node_unlink(child);
            node_append(span, child);
        }
    }
    b->lang = (str){0};
}

/* Leave b->at for its parent; what is empty goes. */
static void leave(struct compose *b) {
    struct node *n = b->at;
    b->at = n->parent;
    b->depth--;
    if (n->line == 0) n->line = b->line;
    if (holds_inlines(n) && !node_is_inline(n)) {
        trim_end(n);
        say_language(b, n, NULL);
    }
    if (n->kind == NODE_TABLE) tidy_table(b, n);
    bool keeps = n->kind == NODE_LI || n->kind == NODE_TD || n->kind == NODE_TH || n->kind == NODE_TR;
    if (!n->first && !keeps) node_unlink(n);
}

static void flush(struct compose *b, bool before_node);

static void go_back(struct compose *b, struct node *to) {
    flush(b, b->at == to);
    while (b->at != to && b->at != b->base) leave(b);
}

/* Up to where blocks may stand: out of paragraphs and inlines. */
static void to_blocks(struct compose *b) {
    flush(b, false);
    while (b->frames.n && (is_inline_frame(b->frames.at[b->frames.n - 1].node) || b->frames.at[b->frames.n - 1].plain)) b->frames.n--;
    while (b->at != b->base && (node_is_inline(b->at) || b->at->kind == NODE_P)) leave(b);
    b->fresh = true;
}

/* Where text may stand. */
static void to_inlines(struct compose *b) {
    switch ((enum node_kind)b->at->kind) {
    case NODE_OL: case NODE_UL: enter(b, NODE_LI); enter(b, NODE_P); return;
    case NODE_TABLE: enter(b, NODE_TBODY); enter(b, NODE_TR); enter(b, NODE_TD); return;
    case NODE_THEAD: case NODE_TBODY: enter(b, NODE_TR); enter(b, NODE_TD); return;
    case NODE_TR: enter(b, NODE_TD); return;
    default:
        if (!holds_inlines(b->at)) enter(b, NODE_P);
        return;
    }
}

/* Make room for a block: the paragraph ends, a list gets an item. False: only inlines may stand here. */
static bool to_block_place(struct compose *b) {
    to_blocks(b);
    if (b->at->kind == NODE_OL || b->at->kind == NODE_UL) enter(b, NODE_LI);
    return !holds_inlines(b->at) && b->at->kind != NODE_TABLE && b->at->kind != NODE_THEAD &&
           b->at->kind != NODE_TBODY && b->at->kind != NODE_TR;
}

struct node *compose_block_place(struct compose *b) { return to_block_place(b) ? b->at : NULL; }

/* The levels that must be free. What was a tree already has all its nodes, so parts of lists and tables fit where these
 * did; and repairs may have put a list or two where reading would not. */
static uint32_t room_for(const struct compose *b, enum node_kind kind) {
    enum { ROOM_EXACT = 5 };
    if (!b->exact) return ROOM;
    return (kind >= NODE_LI && kind <= NODE_TD) || kind == NODE_P ? 0 : ROOM_EXACT;
}

/* May a frame of this kind be made at b->at; makes what must stand around it. */
static bool prepare(struct compose *b, enum node_kind kind) {
    bool item = (b->at->kind == NODE_OL || b->at->kind == NODE_UL) && kind != NODE_LI; /* will be made around it */
    if (b->depth + item + room_for(b, kind) > LIMIT_TREE_DEPTH) return false;
    switch (kind) {
    case NODE_LI: return b->at->kind == NODE_OL || b->at->kind == NODE_UL;
    case NODE_THEAD: case NODE_TBODY: return b->at->kind == NODE_TABLE;
    case NODE_TR:
        if (b->at->kind == NODE_TABLE) enter(b, NODE_TBODY);
        return b->at->kind == NODE_THEAD || b->at->kind == NODE_TBODY;
    case NODE_TH: case NODE_TD:
        if (b->at->kind == NODE_TABLE) enter(b, NODE_TBODY);
        if (b->at->kind == NODE_TBODY || b->at->kind == NODE_THEAD) enter(b, NODE_TR);
        return b->at->kind == NODE_TR;
    case NODE_EM: case NODE_STRONG: case NODE_DEL: case NODE_SUB: case NODE_SUP: case NODE_SPAN: case NODE_A: to_inlines(b); return true;
    default: return to_block_place(b);
    }
}

static bool is_inline_kind(enum node_kind kind) { return kind >= NODE_TEXT; }

/* Blocks that may not stand where we are part the text all the same. */
static void break_inside(struct compose *b) {
    if (holds_inlines(b->at) && b->at->last && b->at->last->kind != NODE_BR && b->at->kind != NODE_QUESTION &&
        b->at->kind != NODE_TITLE)
        compose_leaf(b, NODE_BR, (str){0});
}

struct node *compose_open(struct compose *b, enum node_kind kind) {
    if (is_inline_kind(kind)) flush(b, true);
    else to_blocks(b);
    struct frame f = {.before = b->at, .depth = b->depth};
    if (prepare(b, kind)) {
        enter(b, kind);
        f.node = b->at == f.before ? NULL : b->at;
    } else if (!is_inline_kind(kind)) {
        break_inside(b);
    }
    if (!vec_push(&b->frames, f)) b->failed = true;
    return f.node;
}

void compose_close(struct compose *b) {
    if (b->frames.n == 0) return;
    struct frame f = b->frames.at[b->frames.n - 1];
    if (f.plain) {
        b->frames.n--;
        return;
    }
    struct node *to = f.node ? f.node->parent : f.before;
    if (f.node && !is_inline_kind(f.node->kind)) to = f.before;
    go_back(b, to);
    b->frames.n--;
    if (!is_inline_frame(f.node)) b->fresh = true;
}

void compose_leaf(struct compose *b, enum node_kind kind, str text) {
    if (kind == NODE_HR) {
        if (!to_block_place(b)) return;
    } else {
        flush(b, kind != NODE_BR);
        to_inlines(b);
        if (kind == NODE_BR && ((!b->at->last && !b->exact) || b->at->kind == NODE_QUESTION || b->at->kind == NODE_TITLE)) {
            compose_text(b, STR(" "));
            return;
        }
    }
    if (kind == NODE_BR && b->at->last && b->at->last->kind == NODE_TEXT) b->at->last->u.text = str_trim_right(b->at->last->u.text);
    struct node *n = append(b, kind);
    if (!n) return;
    n->line = b->line;
    if (kind == NODE_CODE) n->u.text = text;
    b->fresh = kind != NODE_CODE;
    b->blank = false;
}

/* Code whose lines end in LF, whatever they end in where it is taken from as it stands. */
static str with_line_feeds(struct compose *b, str code) {
    if (str_find_char(code, '\r', 0) == SIZE_MAX) return code;
    char *p = arena_array(&b->reader->doc->arena, char, code.n);
    size_t n = 0;
    if (!p) return code;
    for (size_t i = 0; i < code.n; i++) {
        if (code.p[i] == '\r' && i + 1 < code.n && code.p[i + 1] == '\n') continue;
        p[n++] = code.p[i] == '\r' ? '\n' : code.p[i];
    }
    return str_of(p, n);
}

void compose_pre(struct compose *b, str text, str lang) {
    if (!to_block_place(b)) {
        compose_leaf(b, NODE_CODE, text);
        return;
    }
    struct node *n = append(b, NODE_PRE);
    if (!n) return;
    n->line = b->line;
    n->u.pre->text = with_line_feeds(b, text);
    n->u.pre->lang = lang;
    b->fresh = true;
}

void compose_note(struct compose *b, struct note *note) {
    flush(b, true);
    to_inlines(b);
    struct node *n = append(b, NODE_NOTEREF);
    if (!n) return;
    n->line = b->line;
    n->u.note = note;
    b->fresh = b->blank = false;
}

static bool has_trailing_blanks(str code) {
    for (size_t at = 0; (at = str_find_char(code, '\n', at)) != SIZE_MAX; at++)
        if (at > 0 && char_is_space(code.p[at - 1]) && code.p[at - 1] != '\n') return true;
    return false;
}

static void put_trimmed(str code, struct buf *out) {
    for (size_t at = 0; at <= code.n;) {
        size_t end = str_find_char(code, '\n', at);
        if (end == SIZE_MAX) end = code.n;
        buf_put(out, str_trim_right(str_sub(code, at, end)));
        if (end < code.n) buf_put_char(out, '\n');
        at = end + 1;
    }
}

str compose_code(struct compose *b, str code) {
    const struct buf *clean = &b->clean->text;
    struct arena *arena = &b->reader->doc->arena;
    code = str_trim_right(code);
    while (code.n) { /* blank lines at the start */
        size_t end = str_find_char(code, '\n', 0);
        if (end == SIZE_MAX || str_trim(str_sub(code, 0, end)).n) break;
        code = str_drop(code, end + 1);
    }
    if (has_trailing_blanks(code)) {
        struct buf out;
        buf_init(&out);
        put_trimmed(code, &out);
        code = arena_str(arena, buf_str(&out));
        if (out.failed) b->failed = true;
        buf_release(&out);
    } else if (code.n && code.p >= clean->p && code.p < clean->p + clean->n) {
        code = arena_str(arena, code);
    }
    if (arena->failed) b->failed = true;
    return code;
}

struct node *compose_image(struct compose *b, str src, str alt, str title) {
    flush(b, true);
    to_inlines(b);
    struct node *n = append(b, NODE_IMG);
    if (!n) return NULL;
    n->line = b->line;
    *n->u.image = (struct image){src, alt, title};
    b->fresh = b->blank = false;
    return n;
}

/* ---- text ---- */

/* Views stay where they are; what was made is copied. */
static str keep(struct compose *b, str text, bool copy) {
    if (!copy) return text;
    str kept = arena_str(&b->reader->doc->arena, text);
    if (text.n && !kept.p) b->failed = true;
    return kept;
}

static void flush(struct compose *b, bool before_node) {
    str text = b->is_joined ? buf_str(&b->joined) : b->view;
    bool made = b->is_joined;
    b->is_joined = false;
    b->view = (str){0};
    b->joined.n = 0;
    if (b->joined.failed) b->failed = true;
    if (text.n == 0) return;
    if (b->fresh || b->blank) text = str_trim_left(text);
    while (b->fresh && !b->exact && (str_starts(text, STR("\xC2\xA0")) || str_starts(text, STR("\xE3\x80\x80")))) text = str_trim_left(str_drop(text, text.p[0] == '\xC2' ? 2 : 3));
    if (text.n == 0 || (!holds_inlines(b->at) && !str_trim(text).n)) return;
    to_inlines(b);
    bool after = b->at->last && b->at->last->kind != NODE_TEXT && b->at->last->kind != NODE_BR;
    bool stray = after && text.n > 1 && text.p[0] == ' ' && strchr(",.:;?!", text.p[1]); /* a tag left the blank behind */
    if (stray || repair_text_needed(text)) {
        str mended = repair_text(b->reader, text, after, before_node);
        made = made && mended.p == text.p;
        text = mended;
    }
    if (text.n == 0) return;
    text = keep(b, text, made);
    struct node *last = b->at->last;
    if (last && last->kind == NODE_TEXT) {
        last->u.text = arena_join(&b->reader->doc->arena, last->u.text, text);
    } else {
        struct node *n = append(b, NODE_TEXT);
        if (n) n->line = b->line, n->u.text = text;
    }
    b->fresh = false;
    b->blank = char_is_space(text.p[text.n - 1]);
}

void compose_text(struct compose *b, str text) {
    if (text.n == 0) return;
    compose_own(b, text, OWNER_TEXT);
    if (b->reader->languages && !b->lang.n && str_trim(text).n) b->lang = languages_at(b->reader, text.p);
    if (!b->is_joined && b->view.n == 0 && in_input(b, text)) {
        b->view = text;
        return;
    }
    if (!b->is_joined && in_input(b, text) && b->view.p + b->view.n == text.p) {
        b->view.n += text.n;
        return;
    }
    if (!b->is_joined) {
        b->is_joined = true;
        b->joined.n = 0;
        buf_put(&b->joined, b->view);
    }
    buf_put(&b->joined, text);
}

void compose_break(struct compose *b) {
    to_blocks(b);
    break_inside(b);
}

void compose_clean(struct compose *b, size_t from, size_t to) {
    const struct clean *c = b->clean;
    while (from < to) {
        const char *stop = memchr(c->text.p + from, SENTINEL, to - from);
        size_t end = stop ? (size_t)(stop - c->text.p) : to;
        while (from < end) {
            size_t next;
            str view = clean_view(c, from, end, &b->map_hint, &next);
            if (b->line_hint == 0 || in_input(b, view)) compose_place(b, view.p);
            compose_text(b, view);
            from = next;
        }
        if (!stop) return;
        const struct special *s = clean_special(c, end);
        if (s) compose_tag(b, &s->tag, s->code);
        from = end + 1;
    }
}

/* Blocks may stand right here, and nothing is begun. */
static bool is_between_blocks(const struct compose *b) {
    return b->frames.n == 0 && b->at == b->base && b->at->kind < NODE_P && !holds_inlines(b->at) && !b->is_joined && b->view.n == 0 &&
           b->depth + ROOM <= LIMIT_TREE_DEPTH;
}

/* A blank, or what may lead one that is no ASCII: U+00A0, U+3000. */
static bool may_be_blank(char c) { return char_is_space(c) || c == '\xC2' || c == '\xE3'; }

bool compose_paragraph(struct compose *b, size_t from, size_t to) {
    const struct clean *c = b->clean;
    size_t next;
    if (b->exact || b->reader->languages || from >= to || !is_between_blocks(b)) return false;
    str text = clean_view(c, from, to, &b->map_hint, &next);
    if (next != to || !c->map.at[b->map_hint].source || may_be_blank(text.p[0]) || char_is_space(text.p[text.n - 1])) return false;
    if (memchr(text.p, '\n', text.n) || memchr(text.p, SENTINEL, text.n) || repair_text_needed(text)) return false;
    struct node *p = append(b, NODE_P), *n = p ? node_append(p, node_new(b->reader->doc, NODE_TEXT, 0)) : NULL;
    if (!n) {
        b->failed = true;
        return true;
    }
    compose_place(b, text.p);
    compose_own(b, text, OWNER_TEXT);
    p->line = n->line = b->line;
    n->u.text = text;
    b->fresh = true;
    b->blank = false;
    return true;
}

/* ---- HTML ---- */

static str attribute(struct compose *b, const struct html_tag *tag, str name) {
    return html_attribute_value(tag->attributes, name, &b->reader->doc->arena);
}

/* Pop up to and with the frame of this tag; frames of Markdown are a wall. */
static void close_tag(struct compose *b, uint8_t id) {
    size_t i = b->frames.n, looked = 0;
    while (i > 0 && looked++ < LIMIT_TREE_DEPTH * 2) {
        const struct frame *f = &b->frames.at[i - 1];
        if (!f->html) return;
        if (f->tag == id) {
            while (b->frames.n >= i) compose_close(b);
            return;
        }
        i--;
    }
}

static void open_html(struct compose *b, const struct html_tag *tag, enum node_kind kind) {
    if (b->frames.n > 4 * LIMIT_TREE_DEPTH) return; /* text gone wrong: more would be of no use */
    struct node *n = compose_open(b, kind);
    if (b->frames.n == 0) return;
    struct frame *f = &b->frames.at[b->frames.n - 1];
    f->html = true;
    f->tag = tag->id;
    if (!n) return;
    n->line = b->line;
    if (kind == NODE_HEADING) n->level = tag->level;
    if (kind == NODE_A) n->u.href = attribute(b, tag, STR("href"));
    if (kind == NODE_OL || kind == NODE_UL) n->tight = true;
    if (kind == NODE_OL) {
        str start = html_attribute(tag->attributes, STR("start"));
        n->u.start = 0;
        for (size_t i = 0; i < start.n && i < 9 && char_is_digit(start.p[i]); i++)
            n->u.start = n->u.start * 10 + (uint32_t)(start.p[i] - '0');
        if (!start.n) n->u.start = 1;
    }
    if (kind == NODE_TH || kind == NODE_TD) {
        str align = html_attribute(tag->attributes, STR("align"));
        if (str_eq_nocase(align, STR("left"))) n->align = ALIGN_LEFT;
        if (str_eq_nocase(align, STR("center"))) n->align = ALIGN_CENTER;
        if (str_eq_nocase(align, STR("right"))) n->align = ALIGN_RIGHT;
    }
}

/* Close frames above the nearest one of these kinds (bits): `</li>` may be left out, so may `</td>`, `</tr>` … */
static void close_above(struct compose *b, uint64_t kinds, enum node_kind wall) {
    for (size_t i = b->frames.n; i > 0 && b->frames.n - i < LIMIT_TREE_DEPTH * 2; i--) {
        const struct frame *f = &b->frames.at[i - 1];
        if (!f->html || (f->node && f->node->kind == wall)) return;
        if (!f->node || !(kinds >> f->node->kind & 1)) continue;
        while (b->frames.n > i) compose_close(b);
        go_back(b, f->node);
        return;
    }
}

/* A tag that ends what its like may leave open. */
static void close_implied(struct compose *b, enum html_class class) {
    const uint64_t lists = (uint64_t)1 << NODE_OL | (uint64_t)1 << NODE_UL, table = (uint64_t)1 << NODE_TABLE,
                   parts = table | (uint64_t)1 << NODE_THEAD | (uint64_t)1 << NODE_TBODY, row = (uint64_t)1 << NODE_TR;
    if (class == HTML_LI) close_above(b, lists, NODE_TABLE);
    if (class == HTML_TR) close_above(b, parts, NODE_OL);
    if (class == HTML_TD || class == HTML_TH) close_above(b, row, NODE_TABLE);
    if (class == HTML_THEAD || class == HTML_TBODY) close_above(b, table, NODE_OL);
}

/* What the tag of an inline says of the language is that of a span within it, which ends with it. */
static void open_language(struct compose *b, const struct html_tag *tag, str lang) {
    enum { NO_TAG = HTML_TAGS };
    struct html_tag span = *tag;
    if (tag->class != HTML_PLAIN) span.id = NO_TAG;
    open_html(b, &span, NODE_SPAN);
    struct node *n = b->frames.n ? b->frames.at[b->frames.n - 1].node : NULL;
    if (n && n->kind == NODE_SPAN) n->u.lang = lang;
}

/* Is an element open that the end tag of this one would end? */
static bool is_open(const struct compose *b, uint8_t tag) {
    for (size_t i = b->frames.n, looked = 0; i > 0 && looked++ < LIMIT_TREE_DEPTH * 2; i--) {
        const struct frame *f = &b->frames.at[i - 1];
        if (!f->html) return false;
        if (f->tag == tag) return true;
    }
    return false;
}

/* span, q, u …: what counts of them is their language; others are only kept track of within one that has one. */
static void plain_tag(struct compose *b, const struct html_tag *tag) {
    str lang = tag->close ? (str){0} : html_language(tag->attributes, &b->reader->doc->arena);
    if (tag->close) {
        close_tag(b, tag->id);
    } else if (lang.n) {
        open_language(b, tag, lang);
    } else if (is_open(b, tag->id) && b->frames.n < 4 * LIMIT_TREE_DEPTH) {
        struct frame f = {.before = b->at, .depth = b->depth, .html = true, .tag = tag->id, .plain = true};
        if (!vec_push(&b->frames, f)) b->failed = true;
    }
}

static const uint8_t html_kind[] = {
    [HTML_STRONG] = NODE_STRONG, [HTML_EM] = NODE_EM, [HTML_DEL] = NODE_DEL, [HTML_SUB] = NODE_SUB, [HTML_SUP] = NODE_SUP,
    [HTML_A] = NODE_A, [HTML_OL] = NODE_OL, [HTML_UL] = NODE_UL, [HTML_LI] = NODE_LI, [HTML_QUOTE] = NODE_BLOCKQUOTE,
    [HTML_HEADING] = NODE_HEADING, [HTML_TABLE] = NODE_TABLE, [HTML_THEAD] = NODE_THEAD, [HTML_TBODY] = NODE_TBODY,
    [HTML_TR] = NODE_TR, [HTML_TH] = NODE_TH, [HTML_TD] = NODE_TD};

void compose_tag(struct compose *b, const struct html_tag *tag, str code) {
    enum html_class class = tag->class;
    compose_place(b, tag->name.p);
    if (class == HTML_CODE || class == HTML_PRE) {
        compose_leaf(b, NODE_CODE, code);
    } else if (class == HTML_NOTEREF) {
        struct note_def *def = notes_find(b->reader, code, b->line);
        if (def) compose_note(b, def->note);
    } else if (class == HTML_BR) {
        compose_leaf(b, NODE_BR, (str){0});
    } else if (class == HTML_IMG && str_eq(html_attribute(tag->attributes, STR("role")), STR("doc-noteref"))) {
        struct note_def *def = notes_find(b->reader, attribute(b, tag, STR("alt")), b->line);
        if (def) compose_note(b, def->note);
    } else if (class == HTML_IMG) {
        compose_image(b, attribute(b, tag, STR("src")), attribute(b, tag, STR("alt")), attribute(b, tag, STR("title")));
    } else if (class == HTML_HR) {
        compose_leaf(b, NODE_HR, (str){0});
    } else if (class == HTML_BLOCK) {
        compose_break(b);
    } else if (class == HTML_TERM) {
        compose_break(b);
        if (!tag->close) {
            compose_open(b, NODE_P);
            b->frames.at[b->frames.n - 1].html = true;
            b->frames.at[b->frames.n - 1].tag = tag->id;
        } else {
            close_tag(b, tag->id);
        }
    } else if (class == HTML_PLAIN) {
        plain_tag(b, tag);
    } else if (class == HTML_VOID || class == HTML_RAW) {
        return;
    } else if (tag->close) {
        close_tag(b, tag->id);
    } else {
        close_implied(b, class);
        open_html(b, tag, html_kind[class]);
        str lang = html_tag_is_inline(tag) ? html_language(tag->attributes, &b->reader->doc->arena) : (str){0};
        if (lang.n) open_language(b, tag, lang);
    }
}

bool compose_end(struct compose *b) {
    flush(b, false);
    while (b->frames.n) compose_close(b);
    go_back(b, b->base);
    if (holds_inlines(b->base)) {
        trim_end(b->base);
        say_language(b, b->base, b->begin);
    }
    return !b->failed && !b->reader->doc->arena.failed;
}

void compose_release(struct compose *b) {
    vec_release(&b->frames);
    buf_release(&b->joined);
    buf_release(&b->code);
    buf_release(&b->alt);
}
