/* content: the text as files, by the plan: one XHTML file a division (and one for what stands before the first), more
 * where one would grow too large; then the answers, where they stand at the end of the book. */
#include "epub/blocks.h"
#include "epub/entry.h"

struct chapters {
    struct book_parts *book;
    struct markup own, *m; /* m: own, or the one page of HTML */
    size_t file;           /* index of the open one */
    bool open;             /* a section is */
    uint32_t next;         /* of the plan's beginnings */
    const struct node *division; /* the section is of */
};

/* The level of a division's heading; questions come one below. In the EPUB each file begins at the top, as its place in
 * the book is told by the contents; in a page the book's title stands above all. */
static unsigned heading_of(const struct chapters *c) {
    unsigned level = c->division ? c->division->u.division->level : 1;
    return !c->book->page ? 1 : level < 4 ? level + 1 : 5;
}

static void begin_file(struct chapters *c, str title, bool answer, uint32_t number) {
    struct book_parts *b = c->book;
    str name = plan_file_name(b, number, answer), id = str_sub(name, 0, name.n - strlen(".xhtml"));
    struct file *file = book_file(b, FILE_CONTENT, name, id, STR("application/xhtml+xml"));
    if (!file) return;
    file->in_spine = true;
    c->file = b->files.n - 1;
    b->file_name = name;
    if (!b->text_href.n) b->text_href = name;
    page_start_xhtml(b, c->m, title, answer ? "backmatter" : "bodymatter");
}

/* What the open element holds is of the division. */
static void put_language(struct chapters *c) {
    const struct document *doc = c->book->doc;
    if (c->division) lang_attrs(c->m, node_lang(doc, c->division), doc->lang);
}

static void open_section(struct chapters *c, const char *type) {
    markup_open(c->m, "section");
    put_language(c);
    markup_attr_c(c->m, "epub:type", type);
    markup_attr_c(c->m, "role", strcmp(type, "part") == 0 ? "doc-part" : "doc-chapter");
    c->open = true;
}

/* End the section, and in the EPUB its file. */
static void end(struct chapters *c) {
    if (!c->open) return;
    markup_close(c->m);
    if (!c->book->page && !page_end_xhtml(c->book, c->m, c->file)) c->book->failed = true;
    c->open = false;
}

static str division_title(struct book_parts *b, const struct node *division) {
    str label = division->u.division->label, title = plain_text(b, node_child(division, NODE_TITLE));
    return label.n ? arena_join(&b->arena, arena_join(&b->arena, label, STR(": ")), title) : title;
}

/* `n`: what the title is of, NULL for the program's own words. */
static void add_point(struct book_parts *b, str title, str href, unsigned depth, const struct node *n) {
    str lang = n ? node_lang(b->doc, node_run(n)) : b->doc->lang;
    if (!vec_push(&b->points, (struct nav_point){title, href, lang, depth})) b->failed = true;
}

static void write_heading(struct chapters *c, const struct node *n) {
    const struct division *d = n->u.division;
    const struct node *title = node_child(n, NODE_TITLE);
    page_breaks_write(c->book, c->m, n);
    if (d->label.n) {
        open_class(c->book, c->m, "p", CLASS_LABEL);
        markup_text(c->m, d->label);
        markup_close(c->m);
    }
    markup_open_str(c->m, heading_name(heading_of(c)));
    markup_attr(c->m, "id", d->id);
    if (title) inlines_write(c->book, c->m, title, false);
    markup_close(c->m);
}

static void open_division(struct chapters *c, const struct node *n) {
    struct book_parts *b = c->book;
    const struct place *place = plan_find(b, n->u.division->id);
    str title = division_title(b, n);
    c->division = n;
    b->outline.n = 0;
    if (!b->page) begin_file(c, title, false, ++c->next);
    open_section(c, str_eq(n->u.division->kind, STR("part")) ? "part" : "chapter");
    write_heading(c, n);
    if (place) add_point(b, title, plan_href(b, place, (str){0}), n->u.division->level, node_child(n, NODE_TITLE));
}

/* A file that goes on with the division, or holds what stands before the first. */
static void go_on(struct chapters *c) {
    struct book_parts *b = c->book;
    end(c);
    b->outline.n = 0;
    if (!b->page) begin_file(c, c->division ? division_title(b, c->division) : document_title(b->doc), false, ++c->next);
    c->open = true;
    markup_open(c->m, "div"); /* a section would want a heading */
    put_language(c);
}

static bool begins_file(const struct chapters *c, const struct node *n) {
    return !c->book->page && c->next < c->book->beginnings.n && c->book->beginnings.at[c->next] == n;
}

static void write_one(struct chapters *c, const struct node *n) {
    struct book_parts *b = c->book;
    if (!c->open || begins_file(c, n)) go_on(c);
    if (!b->points.n && n->kind != NODE_ENTRY && !b->page) add_point(b, document_title(b->doc), b->file_name, 1, NULL);
    if (n->kind != NODE_ENTRY) {
        block_write(b, c->m, n, heading_of(c) + 1);
        return;
    }
    const struct place *place = plan_find(b, n->u.entry->id);
    entry_write(b, c->m, n, heading_of(c) + 1);
    b->outline.n = 0;
    if (place) add_point(b, entry_title(b, n), plan_href(b, place, (str){0}), (c->division ? c->division->u.division->level : 0) + 1u, n->first);
}

/* What has been left: the answers whose home it is, then its file ends. What follows in the division around it begins
 * another. */
static void end_division(struct chapters *c, const struct node *division) {
    struct book_parts *b = c->book;
    enum answers_where where = b->options->answers;
    const struct node *entry = where == ANSWERS_SECTION_END ? answers_next(division, where, NULL) : NULL;
    for (bool first = true; entry; entry = answers_next(division, where, entry), first = false) {
        if (!c->open || begins_file(c, entry->first)) go_on(c);
        if (first) markup_leaf_str(c->m, heading_name(heading_of(c) + 1), book_word_in(b, WORD_ANSWERS, division));
        entry_answer_write(b, c->m, entry, heading_of(c) + 2);
    }
    end(c);
    c->division = division->parent && division->parent->kind == NODE_DIVISION ? division->parent : NULL;
}

static void write_text(struct chapters *c) {
    struct walk w = walk_of(c->book->doc->root);
    while (!c->book->failed && !book_stopped(c->book) && walk_next(&w)) {
        const struct node *n = w.node;
        if (n->kind == NODE_DOCUMENT || n->kind == NODE_FRONT) continue;
        if (n->kind == NODE_DIVISION && w.entering) {
            end(c);
            open_division(c, n);
            continue;
        }
        if (n->kind == NODE_DIVISION) {
            end_division(c, n);
            continue;
        }
        if (n->kind != NODE_TITLE) write_one(c, n);
        walk_skip(&w);
    }
    end(c);
}

/* A file, or in a page the section, of the answers at the end of the book; the first has their heading. */
static void open_answers(struct chapters *c, uint32_t number) {
    struct book_parts *b = c->book;
    end(c);
    if (!b->page) begin_file(c, book_word(b, WORD_ANSWERS), true, number);
    open_section(c, "chapter");
    if (b->answers_href.n) return;
    b->answers_href = arena_join(&b->arena, b->file_name, STR("#_answers"));
    markup_open_str(c->m, heading_name(heading_of(c)));
    markup_attr_c(c->m, "id", "_answers");
    markup_text(c->m, book_word(b, WORD_ANSWERS));
    markup_close(c->m);
    add_point(b, book_word(b, WORD_ANSWERS), b->answers_href, 1, NULL);
}

/* The answers whose home is the document. */
static void write_answers(struct chapters *c) {
    struct book_parts *b = c->book;
    enum answers_where where = b->options->answers;
    const struct node *root = b->doc->root, *entry = NULL;
    if (b->page && where == ANSWERS_HIDDEN) return; /* they are below their questions */
    for (uint32_t number = 0; !b->failed && !book_stopped(b) && (entry = answers_next(root, where, entry));) {
        const struct place *place = plan_find_answer(b, entry->u.entry->id);
        if (!place) continue;
        if (!c->open || (!b->page && place->file != number)) open_answers(c, place->file);
        number = place->file;
        entry_answer_write(b, c->m, entry, heading_of(c) + 1);
    }
    end(c);
}

bool content_files(struct book_parts *b) {
    struct chapters c = {.book = b};
    c.m = b->page ? b->page : &c.own;
    write_text(&c);
    write_answers(&c);
    markup_release(&c.own);
    return !b->failed && !b->arena.failed;
}
