#include "export/markdown.h"

#include "export/markdown_block.h"
#include "export/markdown_inline.h"

static void put_attribute(struct markdown *w, bool *any, str key, str value) {
    if (value.n == 0) return;
    buf_put(&w->out, *any ? STR(" ") : STR(" {"));
    buf_put(&w->out, key);
    buf_put_char(&w->out, '=');
    markdown_quoted(value, &w->out);
    *any = true;
}

/* ── divisions and entries ──────────────────────────────────────────────────────────────────────────────────── */

static bool has_heading(const struct node *n) {
    struct walk w = walk_of(n);
    while (walk_next(&w))
        if (w.node->kind == NODE_HEADING) return true;
    return false;
}

static void put_fenced(struct markdown *w, const struct node *n, str name) {
    buf_put(&w->out, STR("\n::: "));
    buf_put(&w->out, name);
    buf_put(&w->out, STR("\n\n"));
    markdown_blocks(w, n, false);
    buf_put(&w->out, STR("\n:::\n"));
}

/* Does a title read like an entry's mark ("Q1: …")? Then its attributes must tell that it is a division. */
static bool looks_like_entry(str title) {
    size_t colon = str_find_char(title, ':', 0), blank = str_find_char(title, ' ', 0);
    return title.n && title.p[0] == 'Q' && colon != SIZE_MAX && (blank == SIZE_MAX || colon < blank);
}

static void put_division(struct markdown *w, const struct node *n) {
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
    put_attribute(w, &any, STR("lang"), d->lang);
    buf_put(&w->out, any ? STR("}\n") : STR("\n"));
}

/* A number that can stand in the mark "Q1.2:". */
static bool is_plain_number(str number) {
    for (size_t i = 0; i < number.n; i++)
        if (!char_is_alnum(number.p[i]) && number.p[i] != '.' && number.p[i] != '-') return false;
    return true;
}

/* The label that the mark itself says: "Q1.2", or none. */
static bool is_usual_label(const struct entry *e, bool numbered) {
    if (!numbered) return e->label.n == 0;
    return e->label.n == e->number.n + 1 && e->label.p[0] == 'Q' && str_ends(e->label, e->number);
}

static void put_question(struct markdown *w, const struct node *n) {
    const struct entry *e = n->u.entry;
    const struct node *outer = node_ancestor(n, NODE_DIVISION), *answer = node_child(n, NODE_ANSWER);
    bool any = false, plain = is_plain_number(e->number);
    buf_put_char(&w->out, '\n');
    buf_put_repeat(&w->out, '#', outer ? outer->u.division->level + 1u : 1);
    buf_put(&w->out, STR(" Q"));
    if (plain) buf_put(&w->out, e->number);
    buf_put(&w->out, n->first->first ? STR(": ") : STR(":"));
    markdown_inlines(n->first, PLACE_HEADING, (str){0}, &w->out);
    if (!plain) put_attribute(w, &any, STR("number"), e->number);
    if (!is_usual_label(e, plain && e->number.n)) {
        /* an empty label is said too, for it is not the usual one */
        buf_put(&w->out, any ? STR(" label=") : STR(" {label="));
        markdown_quoted(e->label, &w->out);
        any = true;
    }
    put_attribute(w, &any, STR("topic"), e->topic);
    put_attribute(w, &any, STR("difficulty"), e->difficulty);
    put_attribute(w, &any, STR("answer"), e->answered_next ? STR("next") : (str){0});
    put_attribute(w, &any, STR("speaker"), n->first->u.speaker);
    put_attribute(w, &any, STR("answer-by"), answer ? answer->u.speaker : (str){0});
    buf_put(&w->out, any ? STR("}\n") : STR("\n"));
}

/* Text that reads like a choice's label ("A. ") gets its dot escaped. */
static void escape_label(struct buf *out, size_t start) {
    size_t at = start;
    while (at < out->n && at < start + 3 && char_is_alnum(out->p[at])) at++;
    if (at == start || at >= out->n || out->p[at] != '.' || (at + 1 < out->n && !char_is_space(out->p[at + 1]))) return;
    buf_put_char(out, ' ');
    if (out->failed) return;
    memmove(out->p + at + 1, out->p + at, out->n - at - 1);
    out->p[at] = '\\';
}

static void put_choice(struct markdown *w, const struct node *c) {
    bool below = c->first && c->first->kind != NODE_P && !node_is_inline(c->first);
    buf_put(&w->out, c->u.choice->correct ? STR("- [x]") : STR("- [ ]"));
    if (c->u.choice->label.n) {
        buf_put_char(&w->out, ' ');
        buf_put(&w->out, c->u.choice->label);
        buf_put_char(&w->out, '.');
    }
    if (!c->first || below) buf_put_char(&w->out, '\n');
    if (!c->first) return;
    buf_put(&w->out, below ? buf_str(&w->prefix) : STR(" "));
    size_t start = w->out.n;
    markdown_blocks(w, c, false);
    if (!c->u.choice->label.n && !below) escape_label(&w->out, start);
}

static void put_choices(struct markdown *w, const struct node *choices) {
    buf_put(&w->out, STR("\n::: choices\n"));
    buf_put(&w->prefix, STR("  "));
    for (const struct node *c = choices->first; c; c = c->next) put_choice(w, c);
    w->prefix.n = 0;
    buf_put(&w->out, STR(":::\n"));
}

static void put_entry(struct markdown *w, const struct node *n) {
    put_question(w, n);
    for (const struct node *part = n->first->next; part; part = part->next) {
        if (part->kind == NODE_PROMPT) put_fenced(w, part, STR("prompt"));
        else if (part->kind == NODE_CHOICES) put_choices(w, part);
        else if (has_heading(part)) put_fenced(w, part, STR("answer"));
        else if (part->first) {
            buf_put_char(&w->out, '\n');
            markdown_blocks(w, part, false);
        }
    }
}

/* Blocks that stand in the document, its front or a division: runs between the entries. */
static void put_loose_block(struct markdown *w, const struct node *n) {
    buf_put_char(&w->out, '\n');
    bool fenced = has_heading(n) || (n->prev && n->prev->kind == NODE_ENTRY); /* else it would be the entry's answer */
    if (fenced) buf_put(&w->out, STR("::: text\n\n"));
    markdown_block(w, n);
    if (fenced) buf_put(&w->out, STR("\n:::\n"));
}

static void put_field(struct markdown *w, str key, str value) {
    if (value.n == 0) return;
    buf_put(&w->out, key);
    buf_put(&w->out, STR(": "));
    markdown_quoted(value, &w->out);
    buf_put_char(&w->out, '\n');
}

static bool is_plain_key(str key) {
    for (size_t i = 0; i < key.n; i++)
        if (!char_is_alpha(key.p[i]) && key.p[i] != '_' && !(i && (char_is_digit(key.p[i]) || key.p[i] == '-'))) return false;
    return key.n > 3; /* shorter ones may be a boolean's name */
}

/* A key that comes again (authors) is one list: YAML has a key only once. Gives the first field of another key. */
static const struct meta_field *put_meta(struct markdown *w, const struct meta_field *field) {
    const struct meta_field *f = field;
    if (is_plain_key(field->key)) buf_put(&w->out, field->key);
    else markdown_quoted(field->key, &w->out);
    buf_put(&w->out, STR(": ["));
    for (; f && str_eq(f->key, field->key); f = f->next) {
        if (f != field) buf_put(&w->out, STR(", "));
        markdown_quoted(f->value, &w->out);
    }
    buf_put(&w->out, STR("]\n"));
    return f;
}

static void put_front_matter(struct markdown *w, const struct document *doc) {
    buf_put(&w->out, STR("---\nqapress: 1\n"));
    put_field(w, STR("title"), doc->title);
    put_field(w, STR("subtitle"), doc->subtitle);
    put_field(w, STR("date"), doc->date);
    put_field(w, STR("lang"), doc->lang);
    for (const struct meta_field *f = doc->meta; f;) f = put_meta(w, f);
    buf_put(&w->out, STR("---\n"));
}

static void put_document(struct markdown *w, const struct document *doc) {
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
    struct markdown w = {0};
    put_document(&w, doc);
    bool failed = w.out.failed || w.prefix.failed;
    bool written = !failed && sink_write(out, buf_str(&w.out));
    buf_release(&w.out);
    buf_release(&w.prefix);
    return failed ? STATUS_NO_MEMORY : written ? STATUS_OK : STATUS_OUTPUT;
}
