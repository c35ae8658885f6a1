/* plan: which file each division, entry and answer goes to, before any is written, so that a link may lead forward. A
 * division begins a file; one that would grow beyond SPLIT_BYTES goes on in the next. */
#include "epub/book.h"

/* Bytes: past that many readers turn pages slowly. */
enum { SPLIT_BYTES = 240 << 10, TAG_BYTES = 18, LINE_BYTES = 60 };

struct planner {
    struct book_parts *b;
    uint32_t file, answers;   /* numbers of the latest ones; 0: none */
    size_t size, answer_size; /* of them so far, about */
    bool open;                /* what comes may go on in the file of the text */
};

/* About how long the subtree's markup is. */
static size_t markup_size(const struct node *root) {
    size_t n = 0;
    for (struct walk w = walk_of(root); walk_next(&w);) {
        if (!w.entering) continue;
        n += TAG_BYTES;
        if (w.node->kind == NODE_TEXT || w.node->kind == NODE_CODE) n += w.node->u.text.n;
        if (w.node->kind != NODE_PRE) continue;
        str code = w.node->u.pre->text;
        n += code.n * 2;
        for (size_t i = 0; i < code.n; i++) n += code.p[i] == '\n' ? LINE_BYTES : 0;
    }
    return n;
}

static void add_place(struct planner *p, str id) {
    if (!vec_push(&p->b->places, (struct place){id, p->file, false})) p->b->failed = true;
}

static void add_answer(struct planner *p, str id, bool apart) {
    if (!vec_push(&p->b->answer_places, (struct place){id, apart ? p->answers : p->file, apart})) p->b->failed = true;
}

/* Room in the open file of the text for this node, or in a new one. */
static void make_room(struct planner *p, const struct node *n, size_t size) {
    if (!p->open || n->kind == NODE_DIVISION || p->size + size > SPLIT_BYTES) {
        p->file++;
        p->size = 0;
        p->open = true;
        if (!vec_push(&p->b->beginnings, n)) p->b->failed = true;
    }
    p->size += size;
    p->b->planned += size;
}

/* Room for an answer in the chapter of answers. */
static void make_answer_room(struct planner *p, size_t size) {
    if (p->answers == 0 || p->answer_size + size > SPLIT_BYTES) {
        p->answers++;
        p->answer_size = 0;
    }
    p->answer_size += size;
    p->b->planned += size;
}

static size_t answer_size(const struct node *entry) {
    const struct node *answer = node_child(entry, NODE_ANSWER);
    return answer ? markup_size(answer) : 0;
}

static void plan_entry(struct planner *p, const struct node *n) {
    const struct node *home = answer_home(n, p->b->options->answers);
    size_t moved = home ? answer_size(n) : 0;
    make_room(p, n, markup_size(n) - moved);
    add_place(p, n->u.entry->id);
    if (home != p->b->doc->root) return;
    make_answer_room(p, moved + markup_size(n->first));
    add_answer(p, n->u.entry->id, true);
}

/* What has been left, with the answers whose home it is. They follow in its last file, or in one of their own behind
 * those of its parts; one that begins a file is known by its question. */
static void plan_end(struct planner *p, const struct node *division) {
    enum answers_where where = p->b->options->answers;
    const struct node *entry = where == ANSWERS_SECTION_END ? answers_next(division, where, NULL) : NULL;
    for (; entry; entry = answers_next(division, where, entry)) {
        make_room(p, entry->first, answer_size(entry) + markup_size(entry->first));
        add_answer(p, entry->u.entry->id, false);
    }
    p->open = false;
}

static void plan_places(struct book_parts *b) {
    struct planner p = {.b = b};
    for (struct walk w = walk_of(b->doc->root); !b->failed && walk_next(&w);) {
        const struct node *n = w.node;
        if (n->kind == NODE_DOCUMENT || n->kind == NODE_FRONT) continue;
        if (n->kind == NODE_DIVISION) {
            if (!w.entering) {
                plan_end(&p, n);
                continue;
            }
            make_room(&p, n, TAG_BYTES);
            add_place(&p, n->u.division->id);
            continue;
        }
        if (n->kind == NODE_ENTRY) plan_entry(&p, n);
        else if (n->kind != NODE_TITLE) make_room(&p, n, markup_size(n));
        walk_skip(&w);
    }
}

/* --- finding --- */

static int by_id(const void *a, const void *b) { return str_cmp(((const struct place *)a)->id, ((const struct place *)b)->id); }

static void sort(struct place *places, size_t n) {
    if (n) qsort(places, n, sizeof *places, by_id);
}

static const struct place *find(const struct place *places, size_t n, str id) {
    struct place key = {.id = id};
    return n ? bsearch(&key, places, n, sizeof *places, by_id) : NULL;
}

const struct place *plan_find(const struct book_parts *b, str id) { return find(b->places.at, b->places.n, id); }

const struct place *plan_find_answer(const struct book_parts *b, str id) {
    return find(b->answer_places.at, b->answer_places.n, id);
}

str plan_file_name(struct book_parts *b, uint32_t number, bool backmatter) {
    return book_format(b, backmatter ? "answers-" : "section-", number, ".xhtml");
}

str plan_href(struct book_parts *b, const struct place *place, str suffix) {
    struct buf href;
    buf_init(&href);
    if (!b->page) {
        buf_put(&href, place->backmatter ? STR("answers-") : STR("section-"));
        buf_put_uint(&href, place->file);
        buf_put(&href, STR(".xhtml"));
    }
    buf_put_char(&href, '#');
    buf_put(&href, place->id);
    buf_put(&href, suffix);
    str kept = arena_str(&b->arena, buf_str(&href));
    b->failed = b->failed || href.failed || b->arena.failed;
    buf_release(&href);
    return kept;
}

/* --- pages of the printed book --- */

static size_t slot_of(const struct book_parts *b, const struct node *n) {
    const struct epub_page *pages = b->options->pages;
    size_t at = (size_t)(((uintptr_t)n >> 4) * 0x9E3779B97F4A7C15u >> 20) & (b->page_cap - 1);
    while (b->page_slots[at] && pages[b->page_slots[at] - 1].node != n) at = (at + 1) & (b->page_cap - 1);
    return at;
}

static bool plan_pages(struct book_parts *b) {
    size_t n = b->options->n_pages;
    if (n == 0) return true;
    for (b->page_cap = 16; b->page_cap < 2 * n;) b->page_cap *= 2;
    b->page_slots = arena_array(&b->arena, uint32_t, b->page_cap);
    b->page_hrefs = arena_array(&b->arena, str, n);
    if (!b->page_slots || !b->page_hrefs) return false;
    for (size_t i = 0; i < n; i++) {
        uint32_t *slot = &b->page_slots[slot_of(b, b->options->pages[i].node)];
        if (!*slot) *slot = (uint32_t)i + 1;
    }
    return true;
}

uint32_t plan_page(const struct book_parts *b, const struct node *n) { return b->page_cap ? b->page_slots[slot_of(b, n)] : 0; }

bool plan_book(struct book_parts *b) {
    plan_places(b);
    sort(b->places.at, b->places.n);
    sort(b->answer_places.at, b->answer_places.n);
    return plan_pages(b) && !b->failed;
}
