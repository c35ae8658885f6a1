/* run-in-list: "(1) … (2) … (3) …", "1) … 2) …", "1. …2. …" inside a paragraph, or inside a list that was never
 * parted, becomes an ordered list; what stands before the first number stays a paragraph. Three items or more, two
 * when every number stands after the end of a sentence. Nothing marks the end of the last item. */
#include "read/repair.h"

enum { MOST_ITEMS = 99 };
enum style { STYLE_BRACKETS, STYLE_BRACKET, STYLE_DOT, STYLES };

struct mark {
    struct node *node; /* the TEXT that holds it */
    size_t at, n;      /* of the mark and the blanks after it */
};

struct marks {
    struct mark at[MOST_ITEMS];
    size_t n;
    size_t stops;   /* marks but the first that stand after a stop or comma */
    bool empty;     /* nothing stands between two marks */
    bool sentences; /* every mark but the first stands after the end of a sentence */
    bool glued;     /* one stands right after a word */
};

/* What stands before `at` of this node: 0 at the start of the paragraph. */
static char sign_before(const struct node *n, size_t at, bool *blank) {
    *blank = false;
    str s = str_sub(n->u.text, 0, at);
    if (s.n && char_is_space(s.p[s.n - 1])) *blank = true;
    s = str_trim_right(s);
    if (s.n) return s.p[s.n - 1];
    if (!n->prev) return 0;
    return n->prev->kind == NODE_BR ? '.' : ')'; /* an inline node: as good as a closing bracket */
}

/* The mark of number `want` in this style at `at`; its length with the blank after it, or 0. */
static size_t mark_length(str s, size_t at, enum style style, unsigned want) {
    size_t i = at;
    if (style == STYLE_BRACKETS) {
        if (s.p[i] != '(') return 0;
        i++;
    }
    size_t digits = i;
    unsigned value = 0;
    while (i < s.n && i < digits + 2 && char_is_digit(s.p[i])) value = value * 10 + (unsigned)(s.p[i++] - '0');
    if (i == digits || value != want || i >= s.n) return 0;
    if (s.p[i] != (style == STYLE_DOT ? '.' : ')')) return 0;
    i++;
    if (i < s.n && !char_is_space(s.p[i])) return 0;
    if (i >= s.n && style == STYLE_DOT) return 0;
    while (i < s.n && char_is_space(s.p[i])) i++;
    return i - at;
}

static bool may_stand(const struct node *n, size_t at, enum style style, struct marks *marks) {
    bool blank;
    char before = sign_before(n, at, &blank);
    if (at > 0 && (char_is_digit(n->u.text.p[at - 1]) || n->u.text.p[at - 1] == '.')) {
        if (n->u.text.p[at - 1] != '.' || style == STYLE_DOT) {
            if (n->u.text.p[at - 1] != '.') return false;
        }
    }
    if (before && !blank) {
        if (style != STYLE_DOT && before != '.' && before != ';') return false;
        marks->glued = true;
    }
    if (style == STYLE_BRACKET && before == '(') return false;
    if (marks->n && before && !strchr(".!?;:", before)) marks->sentences = false;
    if (marks->n && (!before || strchr(".!?;:,)", before) || (unsigned char)before >= 0x80)) marks->stops++;
    return true;
}

static void find_marks(const struct node *parent, enum style style, struct marks *out) {
    *out = (struct marks){.sentences = true};
    for (struct node *n = parent->first; n; n = n->next) {
        if (n->kind != NODE_TEXT) continue;
        str s = n->u.text;
        for (size_t i = 0; i < s.n; i++) {
            if (style == STYLE_BRACKETS ? s.p[i] != '(' : !char_is_digit(s.p[i])) continue;
            if (style == STYLE_BRACKET && i > 0 && (s.p[i - 1] == '(' || char_is_alnum(s.p[i - 1]))) continue;
            size_t length = out->n < MOST_ITEMS ? mark_length(s, i, style, (unsigned)out->n + 1) : 0;
            if (!length || !may_stand(n, i, style, out)) continue;
            const struct mark *last = out->n ? &out->at[out->n - 1] : NULL;
            if (last && last->node == n && last->at + last->n == i) out->empty = true;
            out->at[out->n++] = (struct mark){n, i, length};
            i += length - 1;
        }
    }
}

/* "See chapter 1. … See chapter 2. …" is none: the numbers end sentences instead of standing before them. */
static bool is_list(const struct marks *marks, enum style style, bool in_list) {
    if (marks->empty) return false;
    if (marks->n >= 3) return in_list || style != STYLE_DOT || marks->stops * 3 >= (marks->n - 1) * 2;
    return marks->n == 2 && (in_list || (marks->sentences && !marks->glued));
}

/* ---- making the list ---- */

static struct node *new_item(struct reader *r, struct node *list, uint32_t line) {
    struct node *item = node_append(list, node_new(r->doc, NODE_LI, line));
    struct node *p = item ? node_append(item, node_new(r->doc, NODE_P, line)) : NULL;
    if (!p) r->failed = true;
    return p;
}

static void put_text(struct reader *r, struct node *p, str text, uint32_t line) {
    if (!p->first) text = str_trim_left(text);
    if (text.n) node_append_text(r->doc, p, text, line);
}

static void trim_last(struct node *p) {
    if (p->last && p->last->kind == NODE_TEXT) p->last->u.text = str_trim_right(p->last->u.text);
    if (p->last && p->last->kind == NODE_TEXT && !p->last->u.text.n) node_unlink(p->last);
}

/* Deal the inlines of `from` out: to `lead` before the first mark, then an item a mark. */
static void deal(struct reader *r, struct node *from, struct node *lead, struct node *list, const struct marks *marks) {
    struct node *to = lead;
    size_t next = 0;
    for (struct node *n = from->first, *after; n; n = after) {
        after = n->next;
        node_unlink(n);
        if (n->kind != NODE_TEXT) {
            node_append(to, n);
            continue;
        }
        size_t at = 0;
        while (next < marks->n && marks->at[next].node == n) {
            const struct mark *m = &marks->at[next++];
            put_text(r, to, str_sub(n->u.text, at, m->at), n->line);
            trim_last(to);
            to = new_item(r, list, n->line);
            if (!to) return;
            str mark = str_sub(n->u.text, m->at, m->at + m->n);
            reader_own(r, mark, OWNER_MARKUP);
            at = m->at + m->n;
        }
        put_text(r, to, str_drop(n->u.text, at), n->line);
    }
    trim_last(to);
}

static struct node *repair_paragraph(struct reader *r, struct node *p) {
    struct marks marks;
    struct node *item = p->parent->kind == NODE_LI && !p->prev && !p->next ? p->parent : NULL;
    bool in_list = item && item->parent->kind == NODE_OL && item->parent->first == item->parent->last;
    for (int style = 0; style < STYLES; style++) {
        find_marks(p, (enum style)style, &marks);
        if (!is_list(&marks, (enum style)style, in_list)) continue;
        char count[3] = {(char)('0' + marks.n / 10), (char)('0' + marks.n % 10), 0};
        const struct mark *first = &marks.at[0];
        if (!reader_repair(r, DIAG_R_RUN_IN_LIST, str_sub(first->node->u.text, first->at, first->at + first->n),
                           str_from(marks.n < 10 ? count + 1 : count), (str){0}))
            return p;
        struct node *lead = node_new(r->doc, NODE_P, p->line), *list = node_new(r->doc, NODE_OL, first->node->line);
        if (!lead || !list) {
            r->failed = true;
            return p;
        }
        list->tight = true;
        list->u.start = 1;
        node_insert_after(p, list);
        deal(r, p, lead, list, &marks);
        if (lead->first) node_insert_before(p, lead);
        node_unlink(p);
        if (in_list && !lead->first) { /* the items take the place of the one that held them all */
            struct node *broken = item->parent;
            node_unlink(list);
            node_insert_after(broken, list);
            node_unlink(broken);
        }
        return list;
    }
    return p;
}

/* Cheap: can a paragraph hold two numbers with a bracket or a dot? */
static bool may_hold_list(const struct node *p) {
    bool one = false, two = false;
    for (const struct node *n = p->first; n; n = n->next) {
        if (n->kind != NODE_TEXT) continue;
        for (const char *c = n->u.text.p, *end = c + n->u.text.n; c + 1 < end; c++) {
            c = memchr(c, one ? '2' : '1', (size_t)(end - c - 1));
            if (!c) break;
            if (c[1] != ')' && c[1] != '.') continue;
            if (one) two = true;
            one = true;
            if (two) return true;
        }
    }
    return false;
}

void repair_lists(struct reader *r, struct node *parent) {
    if (!reader_allows(r, DIAG_R_RUN_IN_LIST)) return;
    for (struct node *n = parent->first, *next; n; n = next) {
        next = n->next;
        if (n->kind == NODE_P) {
            if (may_hold_list(n)) repair_paragraph(r, n);
        } else if (n->kind == NODE_OL || n->kind == NODE_UL || n->kind == NODE_LI || n->kind == NODE_BLOCKQUOTE) {
            repair_lists(r, n); /* no deeper than LIMIT_TREE_DEPTH */
        }
    }
}
