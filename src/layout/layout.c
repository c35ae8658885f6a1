/* layout: the book as a whole: cover, body, contents, and the order of the pages. */
#include "base/words.h"
#include "layout/set.h"

static int by_id(const void *x, const void *y) {
    const struct anchor *a = x, *b = y;
    return str_cmp(a->id, b->id);
}

static void count_targets(struct setter *s) {
    for (struct walk w = walk_of(s->doc->root); walk_next(&w);) {
        if (!w.entering) continue;
        if (w.node->kind != NODE_DIVISION && w.node->kind != NODE_ENTRY) continue;
        str id = w.node->kind == NODE_DIVISION ? w.node->u.division->id : w.node->u.entry->id;
        struct anchor anchor = {.id = id, .target = s->n_targets++};
        if (!vec_push(&s->anchors, anchor)) set_fail(s, STATUS_NO_MEMORY);
    }
    if (s->anchors.n) qsort(s->anchors.at, s->anchors.n, sizeof *s->anchors.at, by_id);
    for (uint32_t i = 0; i < (answers_are_deferred(s) ? 3u : 2u) * s->n_targets && s->status == STATUS_OK; i++)
        if (!vec_push(&s->book->targets, (struct target){0})) set_fail(s, STATUS_NO_MEMORY);
    s->note_targets = (uint32_t)s->book->targets.n;
    for (uint32_t i = 0; i < 2 * s->doc->notes && s->status == STATUS_OK; i++)
        if (!vec_push(&s->book->targets, (struct target){0})) set_fail(s, STATUS_NO_MEMORY);
}

static void book_facts(struct setter *s) {
    struct book *book = s->book;
    struct arena *a = &book->arena;
    book->title = arena_str(a, document_title(s->doc));
    book->lang = arena_str(a, lang_is_tag(s->doc->lang) ? s->doc->lang : STR("en"));
    book->date = arena_str(a, s->doc->date);
    book->subject = arena_str(a, meta_find(s->doc, STR("subject")));
    book->keywords = arena_str(a, meta_find(s->doc, STR("keywords")));
    book->rtl = s->rtl;
    for (const struct meta_field *m = s->doc->meta; m; m = m->next) {
        if (!str_eq(m->key, STR("author"))) continue;
        str author = arena_str(a, m->value);
        if (!vec_push(&book->authors, author)) set_fail(s, STATUS_NO_MEMORY);
    }
    if (a->failed) set_fail(s, STATUS_NO_MEMORY);
}

/* Margins of the style, less on a paper so small that they would leave no room. */
static void size_page(struct setter *s) {
    const struct style *st = s->style;
    s->width = s->options->width > 0 ? s->options->width : st->paper_width;
    s->height = s->options->height > 0 ? s->options->height : st->paper_height;
    mpt inner = st->margin_inner, outer = st->margin_outer, top = st->margin_top, bottom = st->margin_bottom;
    if (s->width < PT(480)) { /* A5 and the like: in proportion to A4 */
        inner = (mpt)((int64_t)inner * s->width / PT(560));
        outer = (mpt)((int64_t)outer * s->width / PT(560));
        if (inner < st->tab_width + st->tab_distance + PT(14)) inner = st->tab_width + st->tab_distance + PT(14);
    }
    if (s->height < PT(680)) {
        top = (mpt)((int64_t)top * s->height / PT(760));
        bottom = (mpt)((int64_t)bottom * s->height / PT(760));
    }
    if (inner + outer > s->width / 2) inner = outer = s->width / 5;
    if (top + bottom > s->height / 2) top = bottom = s->height / 5;
    s->left = inner;
    s->top = top;
    s->text_width = s->width - inner - outer;
    s->text_height = s->height - top - bottom;
}

/* A page that shows nothing of the text. */
static void send_page(struct setter *s, const struct item *items, size_t n) {
    struct page page = {.id = s->pages, .width = s->width, .height = s->height, .items = items, .n = n};
    if (s->status == STATUS_OK) set_fail(s, s->sink->page(s->sink->context, &page, s->book));
    if (s->status == STATUS_OK && !vec_push(&s->book->starts, (struct page_start){.page = page.id})) set_fail(s, STATUS_NO_MEMORY);
    s->pages++;
}

static void send_cover(struct setter *s) {
    struct setter page = *s; /* the cover's coordinates are the whole page's */
    s->text_width = s->width;
    set_cover(s, set_tag(s, TAG_SECT, s->tag_front));
    s->text_width = page.text_width;
    send_page(s, s->pool.at, s->pool.n);
    s->pool.n = 0;
}

/* Cover, contents, body. Where leaves are printed on both sides, odd numbers stand on right-hand pages: an empty page may
 * come before the first. */
static void order_pages(struct setter *s) {
    struct book *book = s->book;
    if (s->style->two_sided && (s->pages - s->body_pages) % 2) send_page(s, NULL, 0);
    uint32_t contents = s->pages - 1 - s->body_pages;
    bool ok = vec_push(&book->order, 0);
    for (uint32_t i = 0; i < contents; i++) ok = ok && vec_push(&book->order, 1 + s->body_pages + i);
    for (uint32_t i = 0; i < s->body_pages; i++) ok = ok && vec_push(&book->order, 1 + i);
    ok = ok && vec_push(&book->labels, (struct page_label){.first = 0, .style = 'r', .start = 1});
    ok = ok && vec_push(&book->labels, (struct page_label){.first = 1 + contents, .style = 'D', .start = 1});
    if (!ok) set_fail(s, STATUS_NO_MEMORY);
}

static void set_all(struct setter *s) {
    uint32_t artifact = set_tag(s, TAG_ARTIFACT, 0), document = set_tag(s, TAG_DOCUMENT, artifact);
    s->tag_front = set_tag(s, TAG_DIV, document);
    uint32_t contents = set_tag(s, TAG_SECT, document);
    s->tag_body = document;
    count_targets(s);
    book_facts(s);
    send_cover(s);
    s->last_heading = 1; /* the contents' heading */
    set_body(s);
    s->front = true;
    s->running = (struct running){0};
    set_contents(s, contents);
    order_pages(s);
}

static void setter_release(struct setter *s) {
    struct flow *f = &s->flow;
    vec_release(&f->chunks);
    vec_release(&f->runs);
    vec_release(&f->boxes);
    vec_release(&f->brks);
    vec_release(&f->links);
    buf_release(&f->text);
    para_release(&s->para);
    free(s->hyphens.slots);
    vec_release(&s->lines);
    vec_release(&s->pool);
    vec_release(&s->rows);
    vec_release(&s->page_breaks);
    vec_release(&s->page_items);
    vec_release(&s->deferred);
    vec_release(&s->told);
    vec_release(&s->anchors);
    arena_release(&s->perm);
    arena_release(&s->parts[0]);
    arena_release(&s->parts[1]);
}

static enum status set_once(const struct setter *like, const uint32_t *draft_pages) {
    struct setter s = *like;
    s.draft_pages = draft_pages;
    arena_init(&s.perm);
    arena_init(&s.parts[0]);
    arena_init(&s.parts[1]);
    buf_init(&s.flow.text);
    size_page(&s);
    set_all(&s);
    if (text_failed(s.text)) set_fail(&s, STATUS_NO_MEMORY);
    setter_release(&s);
    return s.status;
}

static enum status drop_page(void *context, const struct page *page, const struct book *book) {
    (void)context, (void)page, (void)book;
    return STATUS_OK;
}

/* A first setting for the pages that answers come to stand on: the page of each target, NULL when it fails. What it
 * has to say is said by the second. */
static uint32_t *draft(const struct setter *like, enum status *status) {
    struct book book;
    struct page_sink sink = {.page = drop_page};
    struct setter s = *like;
    book_init(&book);
    s.book = &book;
    s.sink = &sink;
    s.diags = NULL;
    *status = set_once(&s, NULL);
    uint32_t answers = (uint32_t)book.targets.n / 3 * 2, *pages = NULL;
    if (*status == STATUS_OK) pages = calloc(book.targets.n + 1, sizeof *pages);
    for (size_t i = answers; pages && i < book.targets.n; i++) pages[i - answers] = book.targets.at[i].page;
    if (*status == STATUS_OK && !pages) *status = STATUS_NO_MEMORY;
    book_release(&book);
    return pages;
}

enum status layout_book(const struct document *doc, struct text *text, const struct layout_options *options,
                        struct diags *diags, const struct page_sink *sink, struct book *book) {
    struct setter s = {.doc = doc, .text = text, .options = options, .diags = diags, .sink = sink, .book = book};
    uint32_t *pages = NULL;
    enum status status = STATUS_OK;
    s.style = options->style ? options->style : style_default();
    s.rtl = text_lang_rtl(doc->lang);
    s.lang = doc->lang;
    if (answers_are_deferred(&s)) pages = draft(&s, &status);
    if (status == STATUS_OK) status = set_once(&s, pages);
    else if (status == STATUS_NO_MEMORY) diag_add1(diags, DIAG_NO_MEMORY, SPAN_ABSENT, STR("setting pages"));
    free(pages);
    return status;
}
