#include "export/markdown_block.h"

#include "base/limits.h"
#include "export/markdown_inline.h"

static void line_start(struct markdown *w) { buf_put(&w->out, buf_str(&w->prefix)); }

/* An empty line, with the prefix of quotes but without trailing blanks. */
static void blank_line(struct markdown *w) {
    buf_put(&w->out, str_trim_right(buf_str(&w->prefix)));
    buf_put_char(&w->out, '\n');
}

/* ── code ───────────────────────────────────────────────────────────────────────────────────────────────────── */

/* The language is the first word behind the fence: blanks, and backticks, stand there as entities. */
static void put_language(struct buf *out, str lang) {
    for (size_t i = 0; i < lang.n; i++) {
        char c = lang.p[i];
        if (c == '\\' || c == '&') buf_put_char(out, '\\');
        if (c == '`' || (unsigned char)c <= ' ') {
            buf_put(out, STR("&#"));
            buf_put_uint(out, (unsigned char)c);
            buf_put_char(out, ';');
        } else buf_put_char(out, c);
    }
}

static void put_code(struct markdown *w, const struct node *n) {
    struct buf fence;
    buf_init(&fence);
    markdown_fence(n->u.pre->text, '`', 3, &fence);
    buf_put(&w->out, buf_str(&fence));
    put_language(&w->out, n->u.pre->lang);
    buf_put_char(&w->out, '\n');
    str rest = n->u.pre->text;
    for (size_t at = 0; at < rest.n;) {
        size_t end = str_find_char(rest, '\n', at);
        if (end == SIZE_MAX) end = rest.n;
        if (end > at) {
            line_start(w);
            buf_put(&w->out, str_sub(rest, at, end));
            buf_put_char(&w->out, '\n');
        } else blank_line(w);
        at = end + 1;
    }
    line_start(w);
    buf_put(&w->out, buf_str(&fence));
    buf_put_char(&w->out, '\n');
    w->out.failed = w->out.failed || fence.failed;
    buf_release(&fence);
}

/* ── lists and quotes ───────────────────────────────────────────────────────────────────────────────────────── */

enum { LARGEST_NUMBER = 999999999 }; /* CommonMark 0.30, section 5.2: nine digits */

static void put_mark(struct markdown *w, const struct node *list, uint32_t number) {
    if (list->kind == NODE_UL) {
        buf_put_char(&w->out, w->alternate ? '*' : '-');
        return;
    }
    buf_put_uint(&w->out, number < LARGEST_NUMBER ? number : LARGEST_NUMBER);
    buf_put_char(&w->out, w->alternate ? ')' : '.');
}

/* What stands behind the mark on its line. A box stands before a paragraph's text; before any other block it has the line
 * for itself. An empty item holds a comment: a bare mark ends no paragraph, and md4c sees no blank line before one. */
static void put_item_start(struct markdown *w, const struct node *list, const struct node *item) {
    bool below = item->u.task && item->first && item->first->kind != NODE_P;
    if (item->u.task) buf_put(&w->out, item->u.task == 2 ? STR(" [x]") : STR(" [ ]"));
    if (item->first && !below) buf_put_char(&w->out, ' ');
    else buf_put(&w->out, item->first ? STR("\n") : STR(" <!-- -->\n"));
    if (below && !list->tight) blank_line(w);
    if (below) line_start(w);
}

/* Is the innermost block around the last line of the item a quote? */
static bool ends_in_quote(const struct node *item) {
    const struct node *n = item;
    while (n->last && (n->last->kind == NODE_BLOCKQUOTE || n->last->kind == NODE_UL || n->last->kind == NODE_OL || n->last->kind == NODE_LI)) n = n->last;
    return n->kind == NODE_BLOCKQUOTE;
}

/* md4c looks for the next item's box in the block that the line before is in. A comment ends a quote. */
static void put_item(struct markdown *w, const struct node *list, const struct node *item, uint32_t number) {
    size_t start = w->out.n, kept = w->prefix.n;
    put_mark(w, list, number);
    buf_put_repeat(&w->prefix, ' ', w->out.n - start + 1);
    put_item_start(w, list, item);
    if (item->first) markdown_blocks(w, item, list->tight);
    if (list->tight && item->next && item->next->u.task && ends_in_quote(item)) {
        line_start(w);
        buf_put(&w->out, STR("<!-- -->\n"));
    }
    w->prefix.n = kept;
}

/* The mark changes from one list to the next of its kind, with nothing between. */
static void put_list(struct markdown *w, const struct node *list) {
    bool alternate = list->prev && list->prev->kind == list->kind && !w->alternate;
    uint32_t number = list->u.start;
    for (const struct node *item = list->first; item; item = item->next) {
        w->alternate = alternate;
        if (item->prev && !list->tight) blank_line(w);
        if (item->prev) line_start(w);
        put_item(w, list, item, number++);
    }
    w->alternate = alternate;
}

static void put_quote(struct markdown *w, const struct node *n) {
    size_t kept = w->prefix.n;
    buf_put(&w->out, STR("> "));
    buf_put(&w->prefix, STR("> "));
    markdown_blocks(w, n, false);
    w->prefix.n = kept;
}

/* ── tables ─────────────────────────────────────────────────────────────────────────────────────────────────── */

static void put_row(struct markdown *w, const struct node *row) {
    for (const struct node *cell = row->first; cell; cell = cell->next) {
        buf_put(&w->out, STR("| "));
        markdown_inlines(cell, PLACE_CELL, (str){0}, &w->out);
        buf_put(&w->out, cell->first ? STR(" ") : STR(""));
    }
    buf_put(&w->out, STR("|\n"));
}

static void put_rule_row(struct markdown *w, const struct node *row) {
    static const char *const marks[] = {
        [ALIGN_NONE] = "| --- ", [ALIGN_LEFT] = "| :-- ", [ALIGN_CENTER] = "| :-: ", [ALIGN_RIGHT] = "| --: "};
    line_start(w);
    for (const struct node *cell = row->first; cell; cell = cell->next) buf_put(&w->out, str_from(marks[cell->align & 3]));
    buf_put(&w->out, STR("|\n"));
}

/* A table has a head in this form; an empty one says that it has none. */
static void put_table(struct markdown *w, const struct node *table) {
    const struct node *top = table->first->first;
    if (table->first->kind == NODE_THEAD) put_row(w, top);
    else {
        for (const struct node *cell = top->first; cell; cell = cell->next) buf_put(&w->out, STR("|   "));
        buf_put(&w->out, STR("|\n"));
        put_rule_row(w, top);
        line_start(w);
        put_row(w, top);
    }
    if (table->first->kind == NODE_THEAD) put_rule_row(w, top);
    for (const struct node *part = table->first; part; part = part->next)
        for (const struct node *row = part->first; row; row = row->next) {
            if (row == top) continue;
            line_start(w);
            put_row(w, row);
        }
}

/* ── footnotes ──────────────────────────────────────────────────────────────────────────────────────────────── */

/* A paragraph stands on the line of the mark, anything else below it. */
static void put_note(struct markdown *w, const struct node *n) {
    enum { INDENT = 4 };
    bool below = !n->first || n->first->kind != NODE_P;
    buf_put(&w->out, STR("[^"));
    buf_put_uint(&w->out, n->u.note->number);
    buf_put(&w->out, below ? STR("]:\n") : STR("]: "));
    if (!n->first) return;
    buf_put_repeat(&w->prefix, ' ', INDENT);
    if (below) line_start(w);
    markdown_blocks(w, n, false);
    w->prefix.n -= INDENT;
}

/* ── any block ──────────────────────────────────────────────────────────────────────────────────────────────── */

void markdown_block(struct markdown *w, const struct node *n) {
    switch ((enum node_kind)n->kind) {
    case NODE_P:
        markdown_inlines(n, PLACE_BLOCK, buf_str(&w->prefix), &w->out);
        buf_put_char(&w->out, '\n');
        break;
    case NODE_HEADING:
        buf_put_repeat(&w->out, '#', n->level);
        buf_put_char(&w->out, ' ');
        markdown_inlines(n, PLACE_HEADING, (str){0}, &w->out);
        buf_put_char(&w->out, '\n');
        break;
    case NODE_PRE:
        if (markdown_says_code(n)) put_code(w, n);
        else markdown_html_code(w, n);
        break;
    case NODE_OL: case NODE_UL: put_list(w, n); break;
    case NODE_BLOCKQUOTE: put_quote(w, n); break;
    case NODE_TABLE:
        if (markdown_says_table(n)) put_table(w, n);
        else markdown_html_table(w, n);
        break;
    case NODE_NOTE: put_note(w, n); break;
    case NODE_HR: buf_put(&w->out, STR("___\n")); break; /* the one rule that no list mark can be part of */
    case NODE_DOCUMENT: case NODE_FRONT: case NODE_DIVISION: case NODE_TITLE: case NODE_ENTRY: case NODE_QUESTION:
    case NODE_PROMPT: case NODE_CHOICES: case NODE_CHOICE: case NODE_ANSWER: case NODE_LI: case NODE_THEAD:
    case NODE_TBODY: case NODE_TR: case NODE_TH: case NODE_TD: case NODE_TEXT: case NODE_CODE: case NODE_EM:
    case NODE_STRONG: case NODE_DEL: case NODE_SUB: case NODE_SUP: case NODE_A: case NODE_BR: case NODE_IMG:
    case NODE_NOTEREF: case NODE_SPAN: case NODE_KINDS: break; /* no block */
    }
}

void markdown_blocks(struct markdown *w, const struct node *parent, bool tight) {
    if (parent->first && node_is_inline(parent->first)) { /* a choice of inlines */
        markdown_inlines(parent, PLACE_BLOCK, buf_str(&w->prefix), &w->out);
        buf_put_char(&w->out, '\n');
        return;
    }
    w->alternate = false;
    for (const struct node *n = parent->first; n; n = n->next) {
        if (n->prev && !tight) blank_line(w);
        if (n->prev) line_start(w);
        if (n->prev && n->prev->kind != n->kind) w->alternate = false;
        markdown_block(w, n);
    }
}
