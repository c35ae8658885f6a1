/* content: one XHTML file a division (and one for what stands before the first), split at entries when it grows. */
#include "epub/blocks.h"

/* Bytes: past that many readers turn pages slowly. */
enum { SPLIT_BYTES = 250 << 10 };

struct chapters {
    struct book_parts *book;
    struct markup m;
    size_t file;    /* index of the open one */
    bool open;
    unsigned depth; /* of the open division */
    uint64_t count;
};

static void begin_file(struct chapters *c, str title) {
    struct book_parts *b = c->book;
    str id = book_format(b, "section-", ++c->count, ""), name = book_format(b, "section-", c->count, ".xhtml");
    struct file *file = book_file(b, FILE_CONTENT, name, id, STR("application/xhtml+xml"));
    if (!file || !page_start_xhtml(b, &c->m, title, "bodymatter")) {
        b->failed = true;
        return;
    }
    file->in_spine = true;
    c->file = b->files.n - 1;
    c->open = true;
}

static void begin(struct chapters *c, str title, const char *type, const char *role) {
    struct book_parts *b = c->book;
    c->open = b->page != NULL;
    if (!c->open) begin_file(c, title);
    if (!c->open) return;
    markup_open(&c->m, "section");
    if (type) markup_attr_c(&c->m, "epub:type", type);
    if (role) markup_attr_c(&c->m, "role", role);
}

static void end(struct chapters *c) {
    if (!c->open) return;
    markup_close(&c->m);
    if (!c->book->page && !page_end_xhtml(c->book, &c->m, c->file)) c->book->failed = true;
    c->open = false;
}

static str plain_text(struct book_parts *b, const struct node *n) {
    struct buf text;
    buf_init(&text);
    if (n) node_plain_text(n, &text);
    str kept = arena_str(&b->arena, str_trim(buf_str(&text)));
    if (text.failed || b->arena.failed) b->failed = true;
    buf_release(&text);
    return kept;
}

static str with_label(struct book_parts *b, str label, const char *between, str text) {
    if (label.n == 0) return text;
    return arena_join(&b->arena, arena_join(&b->arena, label, str_from(between)), text);
}

static str link_to(struct chapters *c, str id) {
    struct book_parts *b = c->book;
    str name = b->page ? STR("#") : arena_join(&b->arena, b->files.at[c->file].name, STR("#"));
    return arena_join(&b->arena, name, id);
}

/* The breaks of the printed book that fall on this node. */
static void write_page_breaks(struct chapters *c, const struct node *n) {
    struct book_parts *b = c->book;
    const struct epub_options *o = b->options;
    while (b->next_page < o->n_pages && o->pages[b->next_page].node == n) {
        str label = o->pages[b->next_page].label, id = book_format(b, "page-", ++b->next_page, "");
        markup_open(&c->m, "span");
        markup_attr_c(&c->m, "epub:type", "pagebreak");
        markup_attr_c(&c->m, "role", "doc-pagebreak");
        markup_attr(&c->m, "id", id);
        markup_attr(&c->m, "aria-label", label);
        markup_close(&c->m);
        if (!vec_push(&b->pages, (struct nav_page){label, link_to(c, id)})) b->failed = true;
    }
}

static void write_pages_of(struct chapters *c, const struct node *root) {
    struct walk w = walk_of(root);
    while (walk_next(&w))
        if (w.entering) write_page_breaks(c, w.node);
}

static void add_point(struct chapters *c, const struct node *n, str title, str id, unsigned depth) {
    struct nav_point p = {.node = n, .title = title, .href = link_to(c, id), .depth = depth};
    if (!vec_push(&c->book->points, p)) c->book->failed = true;
}

static void write_title(struct chapters *c, const struct node *n) {
    const struct division *d = n->u.division;
    const struct node *title = node_child(n, NODE_TITLE);
    write_page_breaks(c, n);
    if (title) write_page_breaks(c, title);
    if (d->label.n) {
        markup_open(&c->m, "p");
        markup_attr_c(&c->m, "class", "label");
        markup_text(&c->m, d->label);
        markup_close(&c->m);
    }
    markup_open(&c->m, "h1");
    markup_attr(&c->m, "id", d->id);
    if (title) inlines_write(c->book, &c->m, title, true);
    markup_close(&c->m);
}

static void open_division(struct chapters *c, const struct node *n) {
    bool part = str_eq(n->u.division->kind, STR("part"));
    str title = plain_text(c->book, node_child(n, NODE_TITLE));
    str named = with_label(c->book, n->u.division->label, ": ", title);
    end(c);
    begin(c, named.n ? named : c->book->doc->title, part ? "part" : "chapter", part ? "doc-part" : "doc-chapter");
    if (!c->open) return;
    c->depth = n->u.division->level;
    write_title(c, n);
    add_point(c, n, named, n->u.division->id, c->depth);
}

static void write_choices(struct chapters *c, const struct node *choices) {
    markup_open(&c->m, "ol");
    markup_attr_c(&c->m, "class", "choices");
    for (const struct node *choice = choices->first; choice; choice = choice->next) {
        markup_open(&c->m, "li");
        if (choice->u.choice.correct) markup_attr_c(&c->m, "class", "correct");
        if (choice->u.choice.label.n) {
            markup_open(&c->m, "span");
            markup_attr_c(&c->m, "class", "mark");
            markup_text(&c->m, choice->u.choice.label);
            markup_close(&c->m);
            markup_text(&c->m, STR(" "));
        }
        blocks_write(c->book, &c->m, choice, 3);
        if (choice->u.choice.correct) markup_text(&c->m, STR(" \u2713"));
        markup_close(&c->m);
    }
    markup_close(&c->m);
}

static void open_block(struct chapters *c, const char *class, const char *type) {
    markup_open(&c->m, "div");
    markup_attr_c(&c->m, "class", class);
    if (type) markup_attr_c(&c->m, "epub:type", type);
}

static void write_speaker(struct chapters *c, str speaker) {
    if (speaker.n == 0) return;
    markup_open(&c->m, "p");
    markup_attr_c(&c->m, "class", "speaker");
    markup_text(&c->m, speaker);
    markup_close(&c->m);
}

static void write_part(struct chapters *c, const struct node *part) {
    if (part->kind == NODE_CHOICES) {
        write_choices(c, part);
        return;
    }
    bool answer = part->kind == NODE_ANSWER;
    open_block(c, answer ? "answer" : "prompt", NULL);
    if (answer) write_speaker(c, part->u.speaker);
    blocks_write(c->book, &c->m, part, 3);
    markup_close(&c->m);
}

static void write_question(struct chapters *c, const struct node *question, const struct entry *e) {
    open_block(c, "question", "question");
    write_speaker(c, question->u.speaker);
    markup_open(&c->m, "h2");
    if (e->label.n || e->number.n) {
        markup_open(&c->m, "span");
        markup_attr_c(&c->m, "class", "mark");
        markup_text(&c->m, e->label.n ? e->label : e->number);
        markup_close(&c->m);
        markup_text(&c->m, STR(" "));
    }
    inlines_write(c->book, &c->m, question, false);
    markup_close(&c->m);
    markup_close(&c->m);
}

static void write_entry(struct chapters *c, const struct node *n) {
    const struct entry *e = n->u.entry;
    str title = plain_text(c->book, n->first);
    markup_open(&c->m, "section");
    markup_attr(&c->m, "id", e->id);
    markup_attr_c(&c->m, "class", "qna");
    markup_attr_c(&c->m, "epub:type", "qna");
    markup_attr_c(&c->m, "role", "doc-qna");
    write_pages_of(c, n);
    write_question(c, n->first, e);
    for (const struct node *part = n->first->next; part; part = part->next) write_part(c, part);
    markup_close(&c->m);
    add_point(c, n, with_label(c->book, e->label.n ? e->label : e->number, " ", title), e->id, c->depth + 1);
}

/* A division of its own opens a file when it comes; all else goes to the open file. */
static void ensure_open(struct chapters *c) {
    if (c->open && !c->book->page && markup_size(&c->m) > SPLIT_BYTES) end(c);
    if (!c->open) begin(c, c->book->doc->title, "chapter", NULL);
}

bool content_files(struct book_parts *b) {
    struct chapters c = {.book = b};
    struct walk w = walk_of(b->doc->root);
    if (b->page) c.m = *b->page;
    while (!b->failed && walk_next(&w)) {
        const struct node *n = w.node;
        if (n->kind == NODE_DOCUMENT || n->kind == NODE_FRONT || !w.entering) continue;
        if (n->kind == NODE_DIVISION) {
            open_division(&c, n);
            continue;
        }
        if (n->kind != NODE_TITLE) {
            ensure_open(&c);
            if (!c.open) break;
            if (n->kind == NODE_ENTRY) write_entry(&c, n);
            else {
                write_pages_of(&c, n);
                block_write(b, &c.m, n, 2);
            }
        }
        walk_skip(&w);
    }
    end(&c);
    if (b->page) *b->page = c.m;
    return !b->failed && !b->arena.failed;
}
