/* What Markdown has no signs for, as HTML (CommonMark 0.30, section 4.6). A table is one HTML block without a blank line;
 * code stands on one line with its line ends as entities, so that no block around it can touch them. A table in a list
 * stands on one line, too, behind a comment: the blank line that ends any other HTML does not make md4c's lists loose. */
#include "export/markdown_block.h"

enum { MOST_COLUMNS = 64 };

static bool is_table_row(const struct node *row, enum node_kind kind, size_t columns) {
    size_t n = 0;
    for (const struct node *cell = row->first; cell; cell = cell->next, n++)
        if (cell->kind != kind) return false;
    return n == columns;
}

static size_t count_cells(const struct node *row) {
    size_t n = 0;
    for (const struct node *cell = row ? row->first : NULL; cell; cell = cell->next) n++;
    return n;
}

/* Every cell of a column is aligned as the one above. */
static bool same_alignment(const struct node *row, const struct node *other) {
    const struct node *a = row->first, *b = other->first;
    for (; a && b; a = a->next, b = b->next)
        if (a->align != b->align) return false;
    return true;
}

bool markdown_says_table(const struct node *table) {
    const struct node *head = table->first && table->first->kind == NODE_THEAD ? table->first : NULL;
    const struct node *body = head ? head->next : table->first, *row = head ? head->first : body ? body->first : NULL;
    if (!row) return false;
    size_t columns = count_cells(row);
    if (columns == 0 || columns > MOST_COLUMNS || (body && (body->kind != NODE_TBODY || body->next))) return false;
    if (head && (head->first != head->last || !is_table_row(head->first, NODE_TH, columns))) return false;
    for (const struct node *r = body ? body->first : NULL; r; r = r->next)
        if (!is_table_row(r, NODE_TD, columns) || !same_alignment(row, r)) return false;
    return true;
}

/* No control characters. */
bool markdown_says_code(const struct node *pre) {
    str text = pre->u.pre->text;
    for (size_t i = 0; i < text.n; i++)
        if ((unsigned char)text.p[i] < ' ' && text.p[i] != '\n' && text.p[i] != '\t') return false;
    return true;
}

/* `quoted`: for an attribute, or for code, where line ends and blanks count. */
static void put_escaped(struct buf *out, str s, bool quoted) {
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '&') buf_put(out, STR("&amp;"));
        else if (c == '<') buf_put(out, STR("&lt;"));
        else if (c == '>') buf_put(out, STR("&gt;"));
        else if (c == '"' && quoted) buf_put(out, STR("&quot;"));
        else if (c > 0 && c < ' ') {
            buf_put(out, STR("&#"));
            buf_put_uint(out, (uint64_t)c);
            buf_put_char(out, ';');
        } else buf_put_char(out, c);
    }
}

static void put_attribute(struct buf *out, str name, str value) {
    if (value.n == 0) return;
    buf_put_char(out, ' ');
    buf_put(out, name);
    buf_put(out, STR("=\""));
    put_escaped(out, value, true);
    buf_put_char(out, '"');
}

static void put_tag(struct buf *out, const struct node *n, bool entering) {
    static const char *const aligns[] = {
        [ALIGN_NONE] = "", [ALIGN_LEFT] = "left", [ALIGN_CENTER] = "center", [ALIGN_RIGHT] = "right"};
    buf_put(out, entering ? STR("<") : STR("</"));
    buf_put(out, node_kind_name((enum node_kind)n->kind));
    if (entering && n->kind == NODE_A) {
        buf_put(out, STR(" href=\""));
        put_escaped(out, n->u.href, true);
        buf_put_char(out, '"');
    }
    if (entering && n->kind == NODE_SPAN) put_attribute(out, STR("lang"), n->u.lang);
    if (entering && (n->kind == NODE_TH || n->kind == NODE_TD)) put_attribute(out, STR("align"), str_from(aligns[n->align & 3]));
    buf_put_char(out, '>');
}

static void put_leaf(struct buf *out, const struct node *n) {
    if (n->kind == NODE_TEXT) {
        put_escaped(out, n->u.text, false);
    } else if (n->kind == NODE_CODE) {
        buf_put(out, STR("<code>"));
        put_escaped(out, n->u.text, true);
        buf_put(out, STR("</code>"));
    } else if (n->kind == NODE_BR) {
        buf_put(out, STR("<br>"));
    } else if (n->kind == NODE_NOTEREF) {
        buf_put(out, STR("<img role=\"doc-noteref\" alt=\"^")); /* a void element: nothing can be left open */
        buf_put_uint(out, n->u.note->number);
        buf_put(out, STR("\">"));
    } else {
        buf_put(out, STR("<img"));
        put_attribute(out, STR("src"), n->u.image->src);
        put_attribute(out, STR("alt"), n->u.image->alt);
        put_attribute(out, STR("title"), n->u.image->title);
        buf_put_char(out, '>');
    }
}

static bool is_own_line(const struct node *n) { return n->kind == NODE_TR || n->kind == NODE_THEAD || n->kind == NODE_TBODY; }

void markdown_html_table(struct markdown *w, const struct node *table) {
    bool one_line = node_ancestor(table, NODE_LI) != NULL;
    if (one_line) buf_put(&w->out, STR("<!-- -->"));
    struct walk walk = walk_of(table);
    while (walk_next(&walk)) {
        const struct node *n = walk.node;
        bool starts_line = n != table && (walk.entering ? is_own_line(n) : is_own_line(n) && n->kind != NODE_TR);
        if (!one_line && (starts_line || (n == table && !walk.entering))) {
            buf_put_char(&w->out, '\n');
            buf_put(&w->out, buf_str(&w->prefix));
        }
        if (!node_is_leaf(n)) put_tag(&w->out, n, walk.entering);
        else if (walk.entering) put_leaf(&w->out, n);
    }
    buf_put_char(&w->out, '\n');
}

void markdown_html_code(struct markdown *w, const struct node *pre) {
    buf_put(&w->out, STR("<pre"));
    put_attribute(&w->out, STR("lang"), pre->u.pre->lang);
    buf_put_char(&w->out, '>');
    put_escaped(&w->out, pre->u.pre->text, true);
    buf_put(&w->out, STR("</pre>\n"));
}
