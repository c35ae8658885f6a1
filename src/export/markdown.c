#include "export/markdown.h"

#include "base/limits.h"
#include "export/markdown_inline.h"

struct writer {
    struct buf out;
    struct buf prefix; /* what every line of the open blocks starts with */
    bool alternate;    /* the list before this one had the usual mark: use the other, or they would be one */
};

static void line_start(struct writer *w) { buf_put(&w->out, buf_str(&w->prefix)); }

/* Blank line between blocks, with the prefix of quotes but without trailing blanks. */
static void blank_line(struct writer *w) {
    str prefix = str_trim_right(buf_str(&w->prefix));
    buf_put(&w->out, prefix);
    buf_put_char(&w->out, '\n');
}

static void put_attribute(struct writer *w, bool *any, str key, str value) {
    if (value.n == 0) return;
    buf_put(&w->out, *any ? STR(" ") : STR(" {"));
    buf_put(&w->out, key);
    buf_put_char(&w->out, '=');
    markdown_quoted(value, &w->out);
    *any = true;
}

static void put_blocks(struct writer *w, const struct node *parent, bool tight, size_t depth);

/* ── blocks ─────────────────────────────────────────────────────────────────────────────────────────────────── */

static void put_code(struct writer *w, const struct node *n) {
    struct buf fence;
    buf_init(&fence);
    markdown_fence(n->u.pre.text, '`', 3, &fence);
    buf_put(&w->out, buf_str(&fence));
    buf_put(&w->out, n->u.pre.lang);
    str rest = n->u.pre.text;
    for (size_t at = 0; at <= rest.n;) {
        size_t end = str_find_char(rest, '\n', at);
        if (end == SIZE_MAX) end = rest.n;
        buf_put_char(&w->out, '\n');
        if (end > at) line_start(w);
        buf_put(&w->out, str_sub(rest, at, end));
        at = end + 1;
    }
    buf_put_char(&w->out, '\n');
    line_start(w);
    buf_put(&w->out, buf_str(&fence));
    buf_put_char(&w->out, '\n');
    w->out.failed = w->out.failed || fence.failed;
    buf_release(&fence);
}

static void put_item(struct writer *w, const struct node *list, const struct node *item, uint32_t number, size_t depth) {
    size_t start = w->out.n, kept = w->prefix.n;
    if (list->kind == NODE_OL) {
        buf_put_uint(&w->out, number);
        buf_put(&w->out, w->alternate ? STR(") ") : STR(". "));
    } else buf_put(&w->out, w->alternate ? STR("* ") : STR("- "));
    buf_put_repeat(&w->prefix, ' ', w->out.n - start);
    if (item->u.task) buf_put(&w->out, item->u.task == 2 ? STR("[x] ") : STR("[ ] "));
    if (item->first) put_blocks(w, item, list->tight, depth);
    else buf_put_char(&w->out, '\n');
    w->prefix.n = kept;
}

static void put_list(struct writer *w, const struct node *list, size_t depth) {
    bool alternate = list->prev && list->prev->kind == list->kind && !w->alternate;
    uint32_t number = list->u.start;
    for (const struct node *item = list->first; item; item = item->next) {
        w->alternate = alternate;
        if (item->prev && !list->tight) blank_line(w);
        if (item->prev) line_start(w);
        put_item(w, list, item, number++, depth);
    }
    w->alternate = alternate;
}

static void put_quote(struct writer *w, const struct node *n, size_t depth) {
    size_t kept = w->prefix.n;
    buf_put(&w->out, STR("> "));
    buf_put(&w->prefix, STR("> "));
    put_blocks(w, n, false, depth);
    w->prefix.n = kept;
}

static void put_row(struct writer *w, const struct node *row) {
    for (const struct node *cell = row->first; cell; cell = cell->next) {
        buf_put(&w->out, STR("| "));
        markdown_inlines(cell, PLACE_CELL, (str){0}, &w->out);
        buf_put_char(&w->out, ' ');
    }
    buf_put(&w->out, STR("|\n"));
}

static void put_rule_row(struct writer *w, const struct node *head) {
    static const char *const marks[] = {
        [ALIGN_NONE] = "| --- ", [ALIGN_LEFT] = "| :-- ", [ALIGN_CENTER] = "| :-: ", [ALIGN_RIGHT] = "| --: "};
    line_start(w);
    for (const struct node *cell = head->first; cell; cell = cell->next) buf_put(&w->out, str_from(marks[cell->align & 3]));
    buf_put(&w->out, STR("|\n"));
}

/* A table always has a head in this form; one without gets its first row as head, for an empty head would be a row
 * that nobody wrote. */
static void put_table(struct writer *w, const struct node *table) {
    bool first = true;
    for (const struct node *part = table->first; part; part = part->next)
        for (const struct node *row = part->first; row; row = row->next) {
            if (!first) line_start(w);
            put_row(w, row);
            if (first) put_rule_row(w, row);
            first = false;
        }
}

static void put_block(struct writer *w, const struct node *n, size_t depth) {
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
    case NODE_PRE: put_code(w, n); break;
    case NODE_OL: case NODE_UL: put_list(w, n, depth); break;
    case NODE_BLOCKQUOTE: put_quote(w, n, depth); break;
    case NODE_TABLE: put_table(w, n); break;
    case NODE_HR: buf_put(&w->out, STR("* * *\n")); break;
    case NODE_DOCUMENT: case NODE_FRONT: case NODE_DIVISION: case NODE_TITLE: case NODE_ENTRY: case NODE_QUESTION:
    case NODE_PROMPT: case NODE_CHOICES: case NODE_CHOICE: case NODE_ANSWER: case NODE_LI: case NODE_THEAD:
    case NODE_TBODY: case NODE_TR: case NODE_TH: case NODE_TD: case NODE_TEXT: case NODE_CODE: case NODE_EM:
    case NODE_STRONG: case NODE_DEL: case NODE_SUB: case NODE_SUP: case NODE_A: case NODE_BR: case NODE_IMG:
    case NODE_KINDS: break; /* no block */
    }
}

/* The blocks below `parent`; the prefix stands already before the first. Runs of inlines (a choice) are a line. */
static void put_blocks(struct writer *w, const struct node *parent, bool tight, size_t depth) {
    if (depth >= LIMIT_TREE_DEPTH) return;
    if (parent->first && node_is_inline(parent->first)) {
        markdown_inlines(parent, PLACE_BLOCK, buf_str(&w->prefix), &w->out);
        buf_put_char(&w->out, '\n');
        return;
    }
    w->alternate = false;
    for (const struct node *n = parent->first; n; n = n->next) {
        if (n->prev && !(tight && n->kind != NODE_P)) blank_line(w);
        if (n->prev) line_start(w);
        if (n->prev && n->prev->kind != n->kind) w->alternate = false;
        put_block(w, n, depth + 1);
    }
}

/* ── divisions and entries ──────────────────────────────────────────────────────────────────────────────────── */

static bool has_heading(const struct node *n) {
    struct walk w = walk_of(n);
    while (walk_next(&w))
        if (w.node->kind == NODE_HEADING) return true;
    return false;
}

static void put_fenced(struct writer *w, const struct node *n, str name) {
    buf_put(&w->out, STR("\n::: "));
    buf_put(&w->out, name);
    buf_put(&w->out, STR("\n\n"));
    put_blocks(w, n, false, 0);
    buf_put(&w->out, STR("\n:::\n"));
}

/* Does a title read like an entry's mark ("Q1: …")? Then its attributes must tell that it is a division. */
static bool looks_like_entry(str title) {
    size_t colon = str_find_char(title, ':', 0), blank = str_find_char(title, ' ', 0);
    return title.n && title.p[0] == 'Q' && colon != SIZE_MAX && (blank == SIZE_MAX || colon < blank);
}

static void put_division(struct writer *w, const struct node *n) {
    const struct division *d = n->u.division;
    const struct node *title = node_child(n, NODE_TITLE);
    bool any = false;
    buf_put_char(&w->out, '\n');
    buf_put_repeat(&w->out, '#', d->level);
    buf_put_char(&w->out, ' ');
    size_t start = w->out.n;
    if (title) markdown_inlines(title, PLACE_HEADING, (str){0}, &w->out);
    bool plain = str_eq(d->kind, STR("section")) && !looks_like_entry(str_drop(buf_str(&w->out), start));
    put_attribute(w, &any, STR("kind"), plain ? (str){0} : d->kind);
    put_attribute(w, &any, STR("label"), d->label);
    put_attribute(w, &any, STR("number"), d->number);
    buf_put(&w->out, any ? STR("}\n") : STR("\n"));
}

static str usual_label(const struct entry *e, struct buf *scratch) {
    scratch->n = 0;
    if (e->number.n) {
        buf_put_char(scratch, 'Q');
        buf_put(scratch, e->number);
    }
    return buf_str(scratch);
}

static void put_question(struct writer *w, const struct node *n) {
    const struct entry *e = n->u.entry;
    const struct node *outer = node_ancestor(n, NODE_DIVISION), *answer = node_child(n, NODE_ANSWER);
    struct buf label;
    buf_init(&label);
    bool any = false;
    buf_put_char(&w->out, '\n');
    buf_put_repeat(&w->out, '#', outer ? outer->u.division->level + 1u : 1);
    buf_put(&w->out, STR(" Q"));
    buf_put(&w->out, e->number);
    buf_put(&w->out, STR(": "));
    markdown_inlines(n->first, PLACE_HEADING, (str){0}, &w->out);
    if (!str_eq(e->label, usual_label(e, &label))) {
        /* an empty label is said too, for it is not the usual one */
        buf_put(&w->out, STR(" {label="));
        markdown_quoted(e->label, &w->out);
        any = true;
    }
    put_attribute(w, &any, STR("topic"), e->topic);
    put_attribute(w, &any, STR("difficulty"), e->difficulty);
    put_attribute(w, &any, STR("speaker"), n->first->u.speaker);
    put_attribute(w, &any, STR("answer-by"), answer ? answer->u.speaker : (str){0});
    buf_put(&w->out, any ? STR("}\n") : STR("\n"));
    w->out.failed = w->out.failed || label.failed;
    buf_release(&label);
}

static void put_choices(struct writer *w, const struct node *choices) {
    buf_put(&w->out, STR("\n::: choices\n"));
    buf_put(&w->prefix, STR("  "));
    for (const struct node *c = choices->first; c; c = c->next) {
        buf_put(&w->out, c->u.choice.correct ? STR("- [x] ") : STR("- [ ] "));
        if (c->u.choice.label.n) {
            buf_put(&w->out, c->u.choice.label);
            buf_put(&w->out, STR(". "));
        }
        if (c->first) put_blocks(w, c, false, 0);
        else buf_put_char(&w->out, '\n');
    }
    w->prefix.n = 0;
    buf_put(&w->out, STR(":::\n"));
}

static void put_entry(struct writer *w, const struct node *n) {
    put_question(w, n);
    for (const struct node *part = n->first->next; part; part = part->next) {
        if (part->kind == NODE_PROMPT) put_fenced(w, part, STR("prompt"));
        else if (part->kind == NODE_CHOICES) put_choices(w, part);
        else if (has_heading(part)) put_fenced(w, part, STR("answer"));
        else if (part->first) {
            buf_put_char(&w->out, '\n');
            put_blocks(w, part, false, 0);
        }
    }
}

/* Blocks that stand in the document, its front or a division: runs between the entries. */
static void put_loose_block(struct writer *w, const struct node *n) {
    buf_put_char(&w->out, '\n');
    bool fenced = has_heading(n);
    if (fenced) buf_put(&w->out, STR("::: text\n\n"));
    put_block(w, n, 0);
    if (fenced) buf_put(&w->out, STR("\n:::\n"));
}

static void put_field(struct writer *w, str key, str value) {
    if (value.n == 0) return;
    buf_put(&w->out, key);
    buf_put(&w->out, STR(": "));
    markdown_quoted(value, &w->out);
    buf_put_char(&w->out, '\n');
}

static bool key_stands_before(const struct document *doc, const struct meta_field *field) {
    const struct meta_field *f = doc->meta;
    while (f != field && !str_eq(f->key, field->key)) f = f->next;
    return f != field;
}

/* A key that comes again (authors) is one list: YAML has a key only once. */
static void put_meta(struct writer *w, const struct document *doc, const struct meta_field *field) {
    if (key_stands_before(doc, field)) return;
    buf_put(&w->out, field->key);
    buf_put(&w->out, STR(": ["));
    for (const struct meta_field *f = field; f; f = f->next) {
        if (!str_eq(f->key, field->key)) continue;
        if (f != field) buf_put(&w->out, STR(", "));
        markdown_quoted(f->value, &w->out);
    }
    buf_put(&w->out, STR("]\n"));
}

static void put_front_matter(struct writer *w, const struct document *doc) {
    buf_put(&w->out, STR("---\nqapress: 1\n"));
    put_field(w, STR("title"), doc->title);
    put_field(w, STR("subtitle"), doc->subtitle);
    put_field(w, STR("date"), doc->date);
    put_field(w, STR("lang"), doc->lang);
    for (const struct meta_field *f = doc->meta; f; f = f->next) put_meta(w, doc, f);
    buf_put(&w->out, STR("---\n"));
}

static void put_document(struct writer *w, const struct document *doc) {
    put_front_matter(w, doc);
    struct walk walk = walk_of(doc->root);
    while (walk_next(&walk)) {
        const struct node *n = walk.node;
        if (!walk.entering || n->kind == NODE_DOCUMENT || n->kind == NODE_FRONT) continue;
        if (n->kind == NODE_DIVISION) {
            put_division(w, n);
            continue;
        }
        if (n->kind == NODE_ENTRY) put_entry(w, n);
        else if (node_is_block(n)) put_loose_block(w, n);
        walk_skip(&walk);
    }
}

enum status export_markdown(const struct document *doc, struct sink *out) {
    struct writer w = {0};
    put_document(&w, doc);
    bool failed = w.out.failed || w.prefix.failed;
    bool written = !failed && sink_write(out, buf_str(&w.out));
    buf_release(&w.out);
    buf_release(&w.prefix);
    return failed ? STATUS_NO_MEMORY : written ? STATUS_OK : STATUS_OUTPUT;
}
