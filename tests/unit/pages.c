/* The printed page in figures: real books set with the real faces, and every line and page measured. Over the guide
 * that ships, every golden input, and the folder that QAPRESS_CORPUS names when it is set. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "files.h"
#include "layout/layout.h"
#include "layout/style.h"
#include "read/read.h"

/* --- a book as lines --- */

struct printed { /* a line of text, in the order of reading */
    uint32_t page, block; /* block: the tag of its paragraph, heading, cell … */
    mpt x0, x1, y, size;
    int32_t widest;       /* blank, in thousandths of its natural width */
    uint8_t end;          /* enum text_end of its last item */
    uint32_t letters;     /* Chinese ones count twice */
};

struct leader {
    uint32_t page;
    mpt x, dots;
};

struct measured {
    const struct text *text;
    const char *path;
    VEC(struct printed) lines;
    VEC(struct leader) leaders;
    size_t faults, told;
    mpt left, right, bottom; /* of the text area */
    uint32_t contents_pages;
};

static void fault(struct measured *m, uint32_t page, const char *what, long value) {
    m->faults++;
    if (m->told++ < 8) print_error("%s, page %u: %s (%ld)\n", m->path, page, what, value);
}

static bool is_block(uint8_t role) {
    return role == TAG_P || role == TAG_HEADING || role == TAG_QUESTION || role == TAG_TITLE || role == TAG_TD || role == TAG_TH ||
           role == TAG_CODE_BLOCK || role == TAG_CAPTION || role == TAG_LBL || role == TAG_TOCI || role == TAG_NOTE;
}

static uint32_t block_of(const struct book *book, uint32_t tag) {
    while (tag && !is_block(book->tags.at[tag].role)) tag = book->tags.at[tag].parent;
    return tag;
}

static mpt width_of(const struct text *text, const struct item_text *t) {
    mpt w = 0;
    for (uint32_t i = 0; i < t->n; i++)
        w += shaped_width(text, t->words[i], t->size) + t->tracking * t->words[i]->n + (i ? t->gap : 0);
    return w;
}

static void take_text(struct measured *m, const struct page *page, const struct book *book, const struct item *item) {
    const struct item_text *t = &item->u.text;
    const struct face_info *face = text_face_info(m->text, t->words[0]->face);
    uint32_t block = block_of(book, item->tag), letters = 0;
    mpt x1 = t->x + width_of(m->text, t), space = text_scale(text_space(m->text, t->words[0]->face), t->size, face->upem) + t->tracking;
    struct printed *last = m->lines.n ? &m->lines.at[m->lines.n - 1] : NULL;
    for (uint32_t i = 0; i < t->n; i++) letters += t->words[i]->n * (t->words[i]->text.n >= 3u * t->words[i]->n ? 2u : 1u);
    bool same = last && last->block == block && last->page == page->id && last->y - t->y < last->size && t->y - last->y < last->size;
    if (!same) {
        struct printed line = {.page = page->id, .block = block, .x0 = t->x, .x1 = x1, .y = t->y, .size = t->size};
        assert_true(vec_push(&m->lines, line));
        last = &m->lines.at[m->lines.n - 1];
    }
    int32_t gap = t->n > 1 && space > 0 ? (int32_t)((int64_t)t->gap * 1000 / space) : 0;
    if (gap > last->widest) last->widest = gap;
    if (t->x < last->x0) last->x0 = t->x;
    if (x1 > last->x1) last->x1 = x1;
    last->end = t->end;
    last->letters += letters;
}

static enum status take_page(void *context, const struct page *page, const struct book *book) {
    struct measured *m = context;
    for (size_t i = 0; i < page->n; i++) {
        const struct item *item = &page->items[i];
        if (item->kind == ITEM_TEXT && item->tag) take_text(m, page, book, item);
        if (item->kind == ITEM_RECT && item->u.rect.dots) {
            struct leader leader = {page->id, item->u.rect.x, item->u.rect.dots};
            assert_true(vec_push(&m->leaders, leader));
        }
    }
    return STATUS_OK;
}

/* --- rules --- */

static bool is_role(const struct book *book, const struct printed *line, uint8_t role) { return book->tags.at[line->block].role == role; }

static const struct printed *line_at(const struct measured *m, size_t i) { return i < m->lines.n ? &m->lines.at[i] : NULL; }

/* A line that goes on in the next one. */
static bool goes_on(const struct measured *m, size_t i) {
    const struct printed *line = line_at(m, i), *next = line_at(m, i + 1);
    return next && next->block == line->block;
}

static void check_lines(struct measured *m, const struct book *book) {
    unsigned ladder = 0, stubs = 0;
    for (size_t i = 0; i < m->lines.n; i++) {
        const struct printed *line = &m->lines.at[i];
        if (line->page == 0) continue;
        if (!is_role(book, line, TAG_CODE_BLOCK) && line->widest > 1510) fault(m, line->page, "a blank is stretched, in thousandths", line->widest);
        mpt over = line->x1 - m->right, under = m->left - line->x0;
        bool tab = is_role(book, line, TAG_QUESTION) || is_role(book, line, TAG_LBL);
        if (over > line->size * 6 / 10 && !(tab && book->rtl)) fault(m, line->page, "a line is too wide, mpt", over);
        if (under > line->size * 6 / 10 && (!tab || book->rtl)) fault(m, line->page, "a line begins too far out, mpt", under);
        ladder = line->end == END_SOFT_HYPHEN ? ladder + 1 : 0;
        if (ladder == 3) fault(m, line->page, "three hyphens below each other at y, mpt", line->y);
        /* of paragraphs of three lines or more: with two, nothing but the one word can move */
        bool last = i > 1 && m->lines.at[i - 2].block == line->block && !goes_on(m, i) && is_role(book, line, TAG_P);
        stubs += last && line->letters < 4;
    }
    /* one in a book: where the end of an address is too long for the line above, and more of it there would leave a gap */
    if (stubs > 1) fault(m, 0, "last lines of less than four letters", stubs);
}

/* Where pages end on purpose: before a part, answers, the index, and at the end of the book. */
static bool ends_freely(const struct book *book, const struct printed *next) {
    return !next || (is_role(book, next, TAG_HEADING) && book->tags.at[next->block].level == 1);
}

/* Whether a line is of the section that a heading stands in. */
static bool belongs_to(const struct book *book, const struct printed *line, const struct printed *heading) {
    uint32_t t = line->block, section = book->tags.at[heading->block].parent;
    while (t && t != section) t = book->tags.at[t].parent;
    return t == section;
}

/* Short code is not torn, be the page before it as short as it may; with it goes what leads into it. */
static bool short_code_follows(const struct measured *m, const struct book *book, size_t i) {
    for (size_t end = i + 4; i < end && i < m->lines.n; i++)
        if (is_role(book, line_at(m, i), TAG_CODE_BLOCK)) return true;
    return false;
}

static void check_page_ends(struct measured *m, const struct book *book, uint32_t body) {
    for (size_t i = 0; i < m->lines.n; i++) {
        const struct printed *line = line_at(m, i), *next = line_at(m, i + 1);
        if (line->page == 0 || line->page > body || (next && next->page == line->page)) continue;
        if (line->end == END_SOFT_HYPHEN) fault(m, line->page, "a hyphen at a page's end", 0);
        bool heads = is_role(book, line, TAG_HEADING) || is_role(book, line, TAG_QUESTION);
        if (heads && next && (is_role(book, line, TAG_HEADING) || belongs_to(book, next, line)))
            fault(m, line->page, "a heading at a page's end", line->block);
        if (ends_freely(book, next) || (next && next->page > body)) continue;
        mpt lowest = 0;
        for (size_t k = i + 1; k-- > 0 && m->lines.at[k].page == line->page;)
            if (m->lines.at[k].y > lowest) lowest = m->lines.at[k].y;
        if (m->bottom - lowest > 3 * PT(15) && !short_code_follows(m, book, i + 1)) fault(m, line->page, "the page's bottom is short by mpt", m->bottom - lowest);
    }
}

/* A question's last line has at least two lines of its entry below it on its page, unless it has fewer. */
static void check_questions(struct measured *m, const struct book *book) {
    for (size_t i = 0; i + 1 < m->lines.n; i++) {
        if (!is_role(book, line_at(m, i), TAG_QUESTION) || goes_on(m, i)) continue;
        unsigned here = 0, later = 0;
        for (size_t k = i + 1; k < m->lines.n && k <= i + 2; k++) {
            if (!belongs_to(book, line_at(m, k), line_at(m, i))) break;
            if (m->lines.at[k].page == m->lines.at[i].page) here++;
            else later++;
        }
        if (later && here < 2) fault(m, m->lines.at[i].page, "a question with so many lines of its answer", here);
    }
}

static void check_leaders(struct measured *m, uint32_t entries) {
    if (entries && m->leaders.n < entries * 9 / 10) fault(m, 0, "so few rows of the contents have leaders", (long)m->leaders.n);
    for (size_t i = 0; i < m->leaders.n; i++)
        if ((m->leaders.at[i].x - m->left) % m->leaders.at[i].dots != 0) fault(m, m->leaders.at[i].page, "leaders off their grid at mpt", m->leaders.at[i].x);
}

/* --- books --- */

static void measure_book(struct measured *m, const struct document *doc, struct text *text, mpt width, mpt height) {
    struct book book;
    struct page_sink sink = {m, take_page};
    struct layout_options options = {.width = width, .height = height, .contents_questions = true};
    const struct style *style = style_default();
    struct diags diags;
    diags_init(&diags);
    book_init(&book);
    m->text = text;
    assert_int_equal(layout_book(doc, text, &options, &diags, &sink, &book), STATUS_OK);
    m->left = style->margin_inner;
    m->right = width - style->margin_outer;
    m->bottom = height - style->margin_bottom;
    if (book.rtl) {
        mpt t = m->left;
        m->left = width - m->right;
        m->right = width - t;
    }
    uint32_t contents = book.labels.at[1].first - 1, body = (uint32_t)book.order.n - 1 - contents;
    if (!diags.count[DIAG_OVERFULL_LINE]) check_lines(m, &book);
    check_page_ends(m, &book, body);
    check_questions(m, &book);
    if (!book.rtl) check_leaders(m, doc->entries);
    book_release(&book);
    diags_release(&diags);
}

static size_t measure_on(const char *path, mpt width, mpt height) {
    struct buf bytes;
    buf_init(&bytes);
    read_file(path, &bytes);
    struct source source = {.name = str_from(path), .bytes = buf_str(&bytes)};
    struct read_options options = {0};
    struct measured m = {.path = strrchr(path, '/')};
    struct diags diags;
    struct document doc;
    diags_init(&diags);
    document_init(&doc);
    enum status status = read_document(&source, &options, &diags, &doc);
    struct text_options fonts = {.font_dir = TEST_SOURCE_DIR "/fonts"};
    struct text *text = text_new(&fonts, &diags);
    assert_non_null(text);
    if (status == STATUS_OK) measure_book(&m, &doc, text, width, height);
    vec_release(&m.lines);
    vec_release(&m.leaders);
    text_free(text);
    document_release(&doc);
    diags_release(&diags);
    source_release(&source);
    buf_release(&bytes);
    return m.faults;
}

static size_t measure_file(const char *path) { return measure_on(path, MM(210), MM(297)) + measure_on(path, PT(612), PT(792)); }

static void guides_are_well_set(void **state) {
    (void)state;
    check_guides(measure_file);
}

static void golden_cases_are_well_set(void **state) {
    (void)state;
    check_golden_cases(measure_file);
}

static void corpus_is_well_set(void **state) {
    (void)state;
    check_corpus(measure_file);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(guides_are_well_set), cmocka_unit_test(golden_cases_are_well_set),
                                       cmocka_unit_test(corpus_is_well_set)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
