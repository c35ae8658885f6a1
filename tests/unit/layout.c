/* layout: paragraphs, pages and the book, set with a monospace shaper, checked from the page data. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include "layout/layout.h"
#include "layout/set.h"
#include "layout/style.h"

/* --- a book kept in memory --- */

struct kept_page {
    struct page page;
    struct item *items;
};

struct fixture {
    struct document doc;
    struct text *text;
    struct diags diags;
    struct book book;
    VEC(struct kept_page) pages;
    VEC(struct shaped **) words;
    struct style style;
    enum answers_where answers;
};

static enum status keep_page(void *context, const struct page *page, const struct book *book) {
    struct fixture *f = context;
    struct kept_page kept = {.page = *page};
    (void)book;
    kept.items = calloc(page->n + 1, sizeof *kept.items);
    if (page->n) memcpy(kept.items, page->items, page->n * sizeof *kept.items); /* the page before a right one may be empty */
    for (size_t i = 0; i < page->n; i++) {
        if (kept.items[i].kind != ITEM_TEXT) continue;
        const struct item_text *t = &kept.items[i].u.text;
        struct shaped **words = calloc(t->n, sizeof *words);
        memcpy(words, t->words, t->n * sizeof *words);
        kept.items[i].u.text.words = (const struct shaped *const *)words;
        assert_true(vec_push(&f->words, words));
    }
    kept.page.items = kept.items;
    assert_true(vec_push(&f->pages, kept));
    return STATUS_OK;
}

static void setup(struct fixture *f) {
    memset(f, 0, sizeof *f);
    document_init(&f->doc);
    diags_init(&f->diags);
    book_init(&f->book);
    struct text_options options = {.monospace = true};
    f->text = text_new(&options, &f->diags);
    assert_non_null(f->text);
    f->doc.root = node_new(&f->doc, NODE_DOCUMENT, 1);
    f->doc.lang = STR("en");
    f->doc.title = STR("A TITLE");
    f->style = *style_default();
}

static void teardown(struct fixture *f) {
    for (size_t i = 0; i < f->pages.n; i++) free(f->pages.at[i].items);
    for (size_t i = 0; i < f->words.n; i++) free(f->words.at[i]);
    vec_release(&f->pages);
    vec_release(&f->words);
    book_release(&f->book);
    text_free(f->text);
    diags_release(&f->diags);
    document_release(&f->doc);
}

static void set_book(struct fixture *f) {
    assert_true(tree_finish(&f->doc));
    assert_null(tree_check(&f->doc));
    struct layout_options options = {.style = &f->style, .contents_questions = true, .answers = f->answers};
    struct page_sink sink = {.context = f, .page = keep_page};
    assert_int_equal(layout_book(&f->doc, f->text, &options, &f->diags, &sink, &f->book), STATUS_OK);
    assert_int_equal(f->book.order.n, f->pages.n);
}

/* --- trees --- */

static struct node *add(struct fixture *f, struct node *parent, enum node_kind kind) {
    struct node *n = node_new(&f->doc, kind, 1);
    assert_non_null(n);
    return node_append(parent, n);
}

static void add_text(struct fixture *f, struct node *parent, const char *text) {
    assert_non_null(node_append_text(&f->doc, parent, str_from(text), 1));
}

static struct node *add_entry(struct fixture *f, struct node *parent, const char *label, const char *question) {
    struct node *entry = add(f, parent, NODE_ENTRY);
    entry->u.entry = arena_new(&f->doc.arena, struct entry);
    entry->u.entry->label = str_from(label);
    entry->u.entry->number = str_drop(str_from(label), 1);
    add_text(f, add(f, entry, NODE_QUESTION), question);
    return add(f, entry, NODE_ANSWER);
}

static struct node *add_division(struct fixture *f, struct node *parent, const char *kind, const char *title) {
    struct node *n = add(f, parent, NODE_DIVISION);
    n->u.division = arena_new(&f->doc.arena, struct division);
    n->u.division->kind = str_from(kind);
    add_text(f, add(f, n, NODE_TITLE), title);
    return n;
}

/* Words of varied length, the same for the same seed. */
static str prose(struct fixture *f, uint32_t seed, size_t words) {
    static const char *const WORDS[] = {"a", "of", "the", "page", "break", "column", "letter", "between", "sentence",
                                        "paragraph", "typography", "in", "and", "that", "which", "hyphenation"};
    struct buf b;
    buf_init(&b);
    for (size_t i = 0; i < words; i++) {
        seed = seed * 1664525u + 1013904223u;
        if (i) buf_put_char(&b, ' ');
        buf_put(&b, str_from(WORDS[seed >> 28]));
    }
    buf_put_char(&b, '.');
    str s = arena_str(&f->doc.arena, buf_str(&b));
    buf_release(&b);
    return s;
}

static void add_prose(struct fixture *f, struct node *parent, uint32_t seed, size_t words) {
    assert_non_null(node_append_text(&f->doc, add(f, parent, NODE_P), prose(f, seed, words), 1));
}

/* --- what the pages say --- */

static void text_of_tag(const struct fixture *f, uint32_t tag, struct buf *out) {
    for (size_t p = 0; p < f->pages.n; p++) {
        const struct page *page = &f->pages.at[p].page;
        for (size_t i = 0; i < page->n; i++) {
            const struct item *item = &page->items[i];
            if (item->kind != ITEM_TEXT || item->tag != tag) continue;
            const struct item_text *t = &item->u.text;
            for (uint32_t k = 0; k < t->n; k++) {
                if (k) buf_put_char(out, ' ');
                str w = t->words[k]->text;
                if (k + 1 == t->n && t->end == END_SOFT_HYPHEN) w.n--;
                buf_put(out, w);
            }
            if (t->end == END_SPACE) buf_put_char(out, ' ');
        }
    }
}

static uint32_t nth_tag(const struct fixture *f, enum tag_role role, unsigned n) {
    for (size_t i = 0; i < f->book.tags.n; i++)
        if (f->book.tags.at[i].role == role && n-- == 0) return (uint32_t)i;
    fail_msg("no such tag");
    return 0;
}

static mpt item_width(const struct fixture *f, const struct item_text *t) {
    mpt w = 0;
    for (uint32_t i = 0; i < t->n; i++)
        w += shaped_width(f->text, t->words[i], t->size) + t->tracking * t->words[i]->n + (i ? t->gap : 0);
    return w;
}

/* The lowest baseline of text that belongs to the book on a page. */
static mpt bottom_of(const struct page *page) {
    mpt y = 0;
    for (size_t i = 0; i < page->n; i++)
        if (page->items[i].kind == ITEM_TEXT && page->items[i].tag && page->items[i].u.text.y > y)
            y = page->items[i].u.text.y;
    return y;
}

/* --- paragraphs --- */

static void the_text_of_a_paragraph_is_whole(void **state) {
    (void)state;
    struct fixture f;
    setup(&f);
    struct node *answer = add_entry(&f, f.doc.root, "Q1", "What is it?");
    add_prose(&f, answer, 7, 300);
    set_book(&f);
    struct buf b;
    buf_init(&b);
    text_of_tag(&f, nth_tag(&f, TAG_ANSWER, 0) + 1, &b);
    str want = prose(&f, 7, 300);
    assert_int_equal(b.n, want.n);
    assert_memory_equal(b.p, want.p, want.n);
    buf_release(&b);
    teardown(&f);
}

static void blanks_never_gape_and_lines_never_stand_out(void **state) {
    (void)state;
    struct fixture f;
    setup(&f);
    struct node *answer = add_entry(&f, f.doc.root, "Q1", "What is it?");
    for (uint32_t i = 0; i < 60; i++) add_prose(&f, answer, i, 40 + i * 3);
    set_book(&f);
    mpt blank = text_scale(text_space(f.text, text_face(f.text, FAMILY_TEXT, FACE_REGULAR)), f.style.text_size, 1000);
    mpt right = f.style.paper_width - f.style.margin_outer;
    size_t lines = 0;
    for (size_t p = 1; p < f.pages.n; p++) {
        const struct page *page = &f.pages.at[p].page;
        for (size_t i = 0; i < page->n; i++) {
            const struct item *item = &page->items[i];
            if (item->kind != ITEM_TEXT || f.book.tags.at[item->tag].role != TAG_P) continue;
            const struct item_text *t = &item->u.text;
            assert_true(t->gap <= blank * 3 / 2);
            assert_true(t->gap >= blank * 7 / 10);
            assert_in_range(t->tracking + t->size, t->size * 99 / 100, t->size * 103 / 100);
            assert_true(t->x + item_width(&f, t) <= right + blank); /* a hanging mark may stand out */
            lines++;
        }
    }
    assert_true(lines > 300);
    teardown(&f);
}

static void a_word_wider_than_the_line_is_cut(void **state) {
    (void)state;
    struct fixture f;
    setup(&f);
    struct node *answer = add_entry(&f, f.doc.root, "Q1", "What is it?");
    char word[600];
    memset(word, 'x', sizeof word - 1);
    word[sizeof word - 1] = 0;
    add_text(&f, add(&f, answer, NODE_P), word);
    set_book(&f);
    mpt right = f.style.paper_width - f.style.margin_outer;
    const struct page *page = &f.pages.at[1].page;
    for (size_t i = 0; i < page->n; i++)
        if (page->items[i].kind == ITEM_TEXT)
            assert_true(page->items[i].u.text.x + item_width(&f, &page->items[i].u.text) <= right);
    struct buf b;
    buf_init(&b);
    text_of_tag(&f, nth_tag(&f, TAG_ANSWER, 0) + 1, &b);
    assert_int_equal(b.n, sizeof word - 1);
    buf_release(&b);
    teardown(&f);
}

/* --- pages --- */

static void page_bottoms_are_even(void **state) {
    (void)state;
    struct fixture f;
    setup(&f);
    f.style.index = STR("no");
    for (uint32_t i = 0; i < 120; i++) {
        struct node *answer = add_entry(&f, f.doc.root, "Q1", "What is it, and why?");
        for (uint32_t k = 0; k <= i % 3; k++) add_prose(&f, answer, i * 3 + k, 20 + (i * 37 + k * 11) % 130);
    }
    set_book(&f);
    mpt low = f.style.paper_height - f.style.margin_bottom;
    size_t contents = f.pages.n - f.book.labels.at[1].first;
    for (size_t p = 1; p + 1 < 1 + contents; p++) { /* the body's pages but the last */
        mpt bottom = bottom_of(&f.pages.at[p].page);
        assert_true(bottom <= low);
        assert_true(bottom >= low - 3 * f.style.text_leading);
    }
    teardown(&f);
}

static void a_question_stays_with_its_answer(void **state) {
    (void)state;
    struct fixture f;
    setup(&f);
    for (uint32_t i = 0; i < 100; i++) {
        struct node *answer = add_entry(&f, f.doc.root, "Q1", "What is it, and why?");
        add_prose(&f, answer, i, 30 + i % 50);
    }
    set_book(&f);
    for (size_t p = 1; p < f.pages.n; p++) {
        const struct page *page = &f.pages.at[p].page;
        mpt question = 0;
        size_t after = 0;
        for (size_t i = 0; i < page->n; i++) {
            if (page->items[i].kind != ITEM_TEXT) continue;
            uint8_t role = f.book.tags.at[page->items[i].tag].role;
            if (role == TAG_QUESTION) question = page->items[i].u.text.y, after = 0;
            if (role == TAG_P && page->items[i].u.text.y > question) after++;
        }
        if (question) assert_true(after >= 2);
    }
    teardown(&f);
}

static void a_part_starts_a_page(void **state) {
    (void)state;
    struct fixture f;
    setup(&f);
    for (int i = 0; i < 3; i++) {
        struct node *part = add_division(&f, f.doc.root, "part", "A part");
        struct node *section = add_division(&f, part, "section", "A section");
        add_prose(&f, add_entry(&f, section, "Q1", "What?"), 1, 20);
    }
    set_book(&f);
    assert_int_equal(f.pages.n, 1 + 3 + 1);
    assert_int_equal(f.book.order.at[1], 4); /* the contents come last and stand second */
    assert_int_equal(f.book.outline.n, 9);
    for (size_t i = 0; i < 9; i++) assert_int_equal(f.book.targets.at[i].page, 1 + i / 3);
    for (size_t i = 9; i < 18; i++) assert_int_equal(f.book.targets.at[i].page, 4); /* and their rows in the contents */
    assert_int_equal(f.book.targets.n, 18);
    struct buf b;
    buf_init(&b);
    book_page_label(&f.book, 1, &b);
    assert_true(str_eq(buf_str(&b), STR("ii")));
    b.n = 0;
    book_page_label(&f.book, 2, &b);
    assert_true(str_eq(buf_str(&b), STR("1")));
    buf_release(&b);
    teardown(&f);
}

static void the_index_leaves_out_what_only_asks(void **state) {
    (void)state;
    struct fixture f;
    setup(&f);
    f.style.index = STR("yes");
    add_prose(&f, add_entry(&f, f.doc.root, "Q1", "What is a zebra?"), 1, 9);
    add_prose(&f, add_entry(&f, f.doc.root, "Q2", "Why is the Alpaca woolly?"), 1, 9);
    add_prose(&f, add_entry(&f, f.doc.root, "Q3", "What is?"), 1, 9);
    set_book(&f);
    assert_int_equal(f.pages.n, 4);
    struct buf b;
    buf_init(&b);
    const struct page *page = &f.pages.at[2].page;
    for (size_t i = 0; i < page->n; i++) {
        const struct item *item = &page->items[i];
        if (item->kind != ITEM_TEXT || !item->tag) continue;
        for (uint32_t k = 0; k < item->u.text.n; k++) {
            buf_put(&b, item->u.text.words[k]->text);
            buf_put_char(&b, k + 1 < item->u.text.n ? ' ' : '|');
        }
    }
    /* by rows: A, W in the left column and Z in the right */
    assert_true(str_find(buf_str(&b), STR("Alpaca woolly|1|"), 0) != SIZE_MAX);
    assert_true(str_find(buf_str(&b), STR("|zebra|1|"), 0) != SIZE_MAX);
    assert_true(str_find(buf_str(&b), STR("|What is|1|"), 0) != SIZE_MAX);
    buf_release(&b);
    teardown(&f);
}

/* Answers at the end: each question links to its answer and says its page; each answer links back. */
static void answers_may_stand_at_the_end(void **state) {
    (void)state;
    struct fixture f;
    setup(&f);
    f.answers = ANSWERS_END;
    enum { N = 60 };
    for (uint32_t i = 0; i < N; i++) add_prose(&f, add_entry(&f, f.doc.root, "Q1", "What is it?"), i, 60);
    set_book(&f);
    unsigned to = 0, back = 0;
    for (size_t p = 1; p < f.pages.n; p++) {
        const struct page *page = &f.pages.at[p].page;
        for (size_t i = 0; i < page->n; i++) {
            if (page->items[i].kind != ITEM_LINK) continue;
            const struct item_link *link = &page->items[i].u.link;
            if (link->target >= 2 * N) {
                to++;
                struct buf b;
                buf_init(&b);
                buf_printf(&b, "Answer, p. %u", f.book.targets.at[link->target].page);
                assert_true(str_eq(buf_str(&b), link->contents));
                assert_true(f.book.targets.at[link->target].page >= page->id);
                buf_release(&b);
            } else if (link->target < N && str_eq(link->contents, STR("Question"))) {
                back++;
                assert_true(f.book.targets.at[link->target].page <= page->id);
            }
        }
    }
    assert_int_equal(to, N);
    assert_int_equal(back, N);
    teardown(&f);
}

static void links_within_the_book_find_their_question(void **state) {
    (void)state;
    struct fixture f;
    setup(&f);
    for (int i = 0; i < 8; i++) add_prose(&f, add_entry(&f, f.doc.root, "Q1", "What is it?"), 1, 12);
    assert_true(tree_finish(&f.doc));
    struct node *seventh = f.doc.root->first;
    for (int i = 0; i < 6; i++) seventh = seventh->next;
    struct node *a = add(&f, f.doc.root->last->last->last, NODE_A), *lost = add(&f, f.doc.root->last->last->last, NODE_A);
    a->u.href = arena_join(&f.doc.arena, STR("#"), seventh->u.entry->id);
    lost->u.href = STR("#nowhere");
    add_text(&f, a, "there");
    add_text(&f, lost, "lost");
    set_book(&f);
    unsigned found = 0;
    const struct page *page = &f.pages.at[1].page;
    for (size_t i = 0; i < page->n; i++) {
        if (page->items[i].kind != ITEM_LINK) continue;
        if (str_eq(page->items[i].u.link.contents, STR("there"))) {
            assert_int_equal(page->items[i].u.link.target, 6);
            found++;
        }
        assert_false(str_eq(page->items[i].u.link.contents, STR("lost")));
    }
    assert_int_equal(found, 1);
    teardown(&f);
}

/* Two-sided pages have the binding's margin on alternate sides. */
static void two_sided_pages_alternate(void **state) {
    (void)state;
    struct fixture f;
    setup(&f);
    f.style.two_sided = true;
    f.style.index = STR("no");
    for (uint32_t i = 0; i < 40; i++) add_prose(&f, add_entry(&f, f.doc.root, "Q1", "What?"), i, 90);
    set_book(&f);
    for (size_t p = 1; p < f.pages.n && p < 4; p++) {
        const struct page *page = &f.pages.at[p].page;
        mpt left = page->width;
        for (size_t i = 0; i < page->n; i++)
            if (page->items[i].kind == ITEM_TEXT && f.book.tags.at[page->items[i].tag].role == TAG_P &&
                page->items[i].u.text.x < left)
                left = page->items[i].u.text.x;
        assert_int_equal(left, p % 2 ? f.style.margin_inner : f.style.margin_outer);
    }
    teardown(&f);
}

/* The body's first page lies on the right, behind an empty one where that takes one. */
static void two_sided_bodies_begin_on_the_right(void **state) {
    (void)state;
    bool empty = false, none = false;
    for (uint32_t entries = 5; entries < 100; entries += 40) {
        struct fixture f;
        setup(&f);
        f.style.two_sided = true;
        f.style.index = STR("no");
        for (uint32_t i = 0; i < entries; i++) add_prose(&f, add_entry(&f, f.doc.root, "Q1", "What?"), i, 9);
        set_book(&f);
        uint32_t first = f.book.labels.at[1].first;
        assert_int_equal(first % 2, 0);
        assert_int_equal(f.book.order.at[first], 1);
        bool last_is_empty = f.pages.at[f.book.order.at[first - 1]].page.n == 0;
        empty |= last_is_empty;
        none |= !last_is_empty;
        teardown(&f);
    }
    assert_true(empty && none);
}

static struct node *add_code(struct fixture *f, struct node *answer, const char *code, const char *lang) {
    struct node *pre = add(f, answer, NODE_PRE);
    pre->u.pre->text = str_from(code);
    pre->u.pre->lang = str_from(lang);
    return pre;
}

/* What copying a code block gives: its items in order, a new line where the baseline changes. */
static void copy_of_code(const struct fixture *f, struct buf *out) {
    mpt y = -1;
    for (size_t p = 1; p < f->pages.n; p++) {
        const struct page *page = &f->pages.at[p].page;
        for (size_t i = 0; i < page->n; i++) {
            const struct item *item = &page->items[i];
            if (item->kind != ITEM_TEXT || f->book.tags.at[item->tag].role != TAG_CODE_BLOCK) continue;
            const struct item_text *t = &item->u.text;
            if (y >= 0 && t->y != y) {
                while (out->n && out->p[out->n - 1] == ' ') out->n--;
                buf_put_char(out, '\n');
            }
            y = t->y;
            for (uint32_t k = 0; k < t->n; k++) {
                if (k) buf_put_char(out, ' ');
                buf_put(out, t->words[k]->text);
            }
            if (t->end == END_SPACE) buf_put_char(out, ' ');
        }
    }
    while (out->n && out->p[out->n - 1] == ' ') out->n--;
}

static void code_is_copied_with_its_indentation(void **state) {
    (void)state;
    static const char CODE[] = "def f(a, *args):\n    # two  blanks\n    if a:\n        return {'k': \"v w\"}\n    pass";
    struct fixture f;
    setup(&f);
    add_code(&f, add_entry(&f, f.doc.root, "Q1", "What?"), CODE, "python");
    set_book(&f);
    struct buf b;
    buf_init(&b);
    copy_of_code(&f, &b);
    assert_int_equal(b.n, sizeof CODE - 1);
    assert_memory_equal(b.p, CODE, b.n);
    buf_release(&b);
    teardown(&f);
}

/* A line too long is wrapped within the panel, and nothing is added to its text. */
static void long_code_lines_are_wrapped(void **state) {
    (void)state;
    char code[400] = "    ";
    for (size_t i = 4; i + 1 < sizeof code; i++) code[i] = i % 9 ? 'x' : ' ';
    struct fixture f;
    setup(&f);
    add_code(&f, add_entry(&f, f.doc.root, "Q1", "What?"), code, "");
    set_book(&f);
    struct buf b;
    buf_init(&b);
    copy_of_code(&f, &b);
    size_t lines = 1, k = 0;
    for (size_t i = 0; i < b.n; i++) {
        if (b.p[i] == '\n') {
            lines++;
            while (code[k] == ' ') k++; /* the blank at which the line is wrapped */
        } else {
            assert_int_equal(b.p[i], code[k]);
            k++;
        }
    }
    assert_true(lines >= 4);
    assert_int_equal(k, strlen(code));
    const struct page *page = &f.pages.at[1].page;
    for (size_t i = 0; i < page->n; i++)
        if (page->items[i].kind == ITEM_TEXT)
            assert_true(page->items[i].u.text.x + item_width(&f, &page->items[i].u.text) <=
                        f.style.paper_width - f.style.margin_outer);
    buf_release(&b);
    teardown(&f);
}

/* A block of up to a dozen lines is never parted; a longer one goes on with its panel open. */
static void short_code_stays_whole(void **state) {
    (void)state;
    struct fixture f;
    setup(&f);
    for (uint32_t i = 0; i < 30; i++) {
        struct node *answer = add_entry(&f, f.doc.root, "Q1", "What?");
        add_prose(&f, answer, i, 20 + i * 7 % 60);
        add_code(&f, answer, "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12", "");
    }
    set_book(&f);
    for (size_t p = 1; p < f.pages.n; p++) {
        const struct page *page = &f.pages.at[p].page;
        size_t lines = 0;
        for (size_t i = 0; i < page->n; i++)
            if (page->items[i].kind == ITEM_TEXT && f.book.tags.at[page->items[i].tag].role == TAG_CODE_BLOCK) lines++;
        assert_int_equal(lines % 12, 0);
    }
    teardown(&f);
}

/* Items of three lines stay whole: pages break between them. */
static void list_items_stay_whole(void **state) {
    (void)state;
    struct fixture f;
    setup(&f);
    struct node *list = add(&f, add_entry(&f, f.doc.root, "Q1", "What?"), NODE_UL);
    for (uint32_t i = 0; i < 90; i++) add_prose(&f, add(&f, list, NODE_LI), i, 30);
    set_book(&f);
    uint32_t torn = 0, last = 0;
    for (size_t p = 1; p < f.pages.n; p++) {
        const struct page *page = &f.pages.at[p].page;
        uint32_t first = 0, at_end = 0;
        for (size_t i = 0; i < page->n; i++) {
            const struct item *item = &page->items[i];
            if (item->kind != ITEM_TEXT || f.book.tags.at[item->tag].role != TAG_P) continue;
            if (!first) first = item->tag;
            at_end = item->tag;
        }
        if (first && first == last) torn++;
        last = at_end;
    }
    assert_int_equal(torn, 0);
    teardown(&f);
}

/* Whoever hears a table hears as many cells in each row. */
static void rows_of_a_table_are_of_one_length(void **state) {
    (void)state;
    struct fixture f;
    setup(&f);
    struct node *body = add(&f, add(&f, add_entry(&f, f.doc.root, "Q1", "What?"), NODE_TABLE), NODE_TBODY);
    for (int row = 0; row < 2; row++) {
        struct node *tr = add(&f, body, NODE_TR);
        for (int i = 0; i < (row ? 1 : 3); i++) add_text(&f, add(&f, tr, NODE_TD), "cell");
    }
    set_book(&f);
    size_t cells = 0;
    for (size_t i = 0; i < f.book.tags.n; i++) cells += f.book.tags.at[i].role == TAG_TD;
    assert_int_equal(cells, 6);
    teardown(&f);
}

/* The head of a table that goes on comes again, as decoration. */
static void table_heads_come_again(void **state) {
    (void)state;
    struct fixture f;
    setup(&f);
    struct node *table = add(&f, add_entry(&f, f.doc.root, "Q1", "What?"), NODE_TABLE);
    add_text(&f, add(&f, add(&f, add(&f, table, NODE_THEAD), NODE_TR), NODE_TH), "HEAD");
    struct node *body = add(&f, table, NODE_TBODY);
    for (int i = 0; i < 120; i++) add_text(&f, add(&f, add(&f, body, NODE_TR), NODE_TD), "a cell");
    set_book(&f);
    unsigned heads = 0, tagged = 0, pages = (unsigned)f.pages.n - 2;
    for (size_t p = 1; p <= pages; p++) {
        const struct page *page = &f.pages.at[p].page;
        for (size_t i = 0; i < page->n; i++) {
            if (page->items[i].kind != ITEM_TEXT || !str_eq(page->items[i].u.text.words[0]->text, STR("HEAD"))) continue;
            heads++;
            if (page->items[i].tag) tagged++;
        }
    }
    assert_true(pages >= 3);
    assert_int_equal(heads, pages);
    assert_int_equal(tagged, 1);
    teardown(&f);
}

/* --- structure --- */

static void headings_skip_no_level_and_parents_come_first(void **state) {
    (void)state;
    struct fixture f;
    setup(&f);
    struct node *section = add_division(&f, add_division(&f, f.doc.root, "part", "P"), "section", "S");
    struct node *answer = add_entry(&f, section, "Q1", "What?");
    struct node *h = add(&f, answer, NODE_HEADING);
    h->level = 6;
    add_text(&f, h, "Deep");
    add_prose(&f, answer, 3, 10);
    add_prose(&f, add_entry(&f, f.doc.root, "Q2", "And?"), 1, 9);
    set_book(&f);
    unsigned last = 0;
    for (size_t i = 1; i < f.book.tags.n; i++) {
        const struct tag *tag = &f.book.tags.at[i];
        assert_true(tag->parent < i);
        if (tag->role != TAG_HEADING && tag->role != TAG_QUESTION) continue;
        assert_true(tag->level >= 1 && tag->level <= 6 && tag->level <= last + 1);
        last = tag->level;
    }
    teardown(&f);
}

static void assert_stretches(const char *lang, const char *text, const char *expected) {
    struct buf b;
    buf_init(&b);
    for (str rest = str_from(text), own; rest.n;) {
        size_t n = text_script_stretch(rest, str_from(lang), &own);
        assert_true(n > 0 && n <= rest.n);
        buf_put_char(&b, '[');
        buf_put(&b, own);
        buf_put_char(&b, ':');
        buf_put(&b, str_sub(rest, 0, n));
        buf_put_char(&b, ']');
        rest = str_drop(rest, n);
    }
    buf_put_char(&b, '\0');
    assert_string_equal(b.p, expected);
    buf_release(&b);
}

static void foreign_writing_has_its_language(void **state) {
    (void)state;
    assert_stretches("en", "plain – “text”…", "[:plain – “text”…]");
    assert_stretches("en", "say שלום עולם, then привет!", "[:say ][he:שלום עולם][:, then ][ru:привет][:!]");
    assert_stretches("en", "λ and Σ are symbols, λόγος is a word", "[:λ and Σ are symbols, ][el:λόγος][: is a word]");
    assert_stretches("en", "漢字とかな and 中文", "[ja:漢字とかな][: and ][zh:中文]");
    assert_stretches("ja-JP", "漢字とかな and 한국어", "[:漢字とかな and ][ko:한국어]");
    assert_stretches("uk", "привіт λόγος", "[:привіт ][el:λόγος]");
    assert_stretches("", "привет", "[ru:привет]");
}

static void foreign_writing_is_a_span(void **state) {
    (void)state;
    struct fixture f;
    setup(&f);
    struct node *p = add(&f, add_entry(&f, f.doc.root, "Q1", "What?"), NODE_P);
    node_append_text(&f.doc, p, STR("it is שלום here"), 1);
    set_book(&f);
    unsigned spans = 0;
    for (size_t i = 0; i < f.book.tags.n; i++) {
        const struct tag *tag = &f.book.tags.at[i];
        if (!tag->lang.n) continue;
        spans++;
        assert_int_equal(tag->role, TAG_SPAN);
        assert_true(str_eq(tag->lang, STR("he")));
    }
    assert_int_equal(spans, 1);
    teardown(&f);
}

/* Lists so deep that not even a letter has room: what cannot be set within the line is said. */
static void a_line_that_cannot_fit_is_reported(void **state) {
    (void)state;
    struct fixture f;
    setup(&f);
    struct node *at = add_entry(&f, f.doc.root, "Q1", "What?");
    for (unsigned i = 0; i < 29; i++) at = add(&f, add(&f, at, NODE_UL), NODE_LI);
    node_append_text(&f.doc, add(&f, at, NODE_P), STR("deep"), 1);
    set_book(&f);
    assert_true(f.diags.count[DIAG_OVERFULL_LINE] > 0);
    teardown(&f);
    setup(&f);
    node_append_text(&f.doc, add(&f, add_entry(&f, f.doc.root, "Q1", "What?"), NODE_P),
                     STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"), 1);
    set_book(&f);
    assert_int_equal(f.diags.count[DIAG_OVERFULL_LINE], 0);
    teardown(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_text_of_a_paragraph_is_whole),
        cmocka_unit_test(blanks_never_gape_and_lines_never_stand_out),
        cmocka_unit_test(a_word_wider_than_the_line_is_cut),
        cmocka_unit_test(page_bottoms_are_even),
        cmocka_unit_test(a_question_stays_with_its_answer),
        cmocka_unit_test(a_part_starts_a_page),
        cmocka_unit_test(code_is_copied_with_its_indentation),
        cmocka_unit_test(long_code_lines_are_wrapped),
        cmocka_unit_test(short_code_stays_whole),
        cmocka_unit_test(list_items_stay_whole),
        cmocka_unit_test(rows_of_a_table_are_of_one_length),
        cmocka_unit_test(table_heads_come_again),
        cmocka_unit_test(the_index_leaves_out_what_only_asks),
        cmocka_unit_test(answers_may_stand_at_the_end),
        cmocka_unit_test(links_within_the_book_find_their_question),
        cmocka_unit_test(two_sided_pages_alternate),
        cmocka_unit_test(two_sided_bodies_begin_on_the_right),
        cmocka_unit_test(headings_skip_no_level_and_parents_come_first),
        cmocka_unit_test(foreign_writing_has_its_language),
        cmocka_unit_test(foreign_writing_is_a_span),
        cmocka_unit_test(a_line_that_cannot_fit_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
