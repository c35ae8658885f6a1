/* stop: every stage asks often whether to go on, and ends as stopped whenever it is told so. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "epub/epub.h"
#include "layout/layout.h"
#include "layout/style.h"
#include "read/read.h"

enum { ENTRIES = 60, WORDS = 20000, CODE_LINES = 200 };

struct asking {
    long asked, answer_yes_at;
};

static bool ask(void *context) {
    struct asking *a = context;
    return a->asked++ >= a->answer_yes_at;
}

struct book_case {
    struct buf input;
    struct source source;
    struct diags diags;
    struct document doc;
    struct asking asking;
    struct stop stop;
};

static void make_input(struct buf *b) {
    for (int i = 1; i <= ENTRIES; i++) buf_printf(b, "Q%d\tWhat is %d?\nANS\tThat.\n", i, i);
    buf_printf(b, "Q%d\tIs it long?\nANS\t", ENTRIES + 1);
    for (int i = 0; i < WORDS; i++) buf_put(b, STR("word "));
    buf_put(b, STR("\n\n```python\n"));
    for (int i = 0; i < CODE_LINES; i++) buf_put(b, STR("x = 1\n"));
    buf_put(b, STR("```\n"));
}

static int set_up(void **state) {
    static struct book_case c;
    *state = &c;
    make_input(&c.input);
    c.stop = (struct stop){ask, &c.asking};
    return c.input.failed;
}

static int tear_down(void **state) {
    struct book_case *c = *state;
    buf_release(&c->input);
    return 0;
}

static enum status read_it(struct book_case *c, const struct stop *stop) {
    c->source = (struct source){.name = STR("a"), .bytes = buf_str(&c->input)};
    diags_init(&c->diags);
    document_init(&c->doc);
    struct read_options options = {.stop = stop};
    return read_document(&c->source, &options, &c->diags, &c->doc);
}

static void drop(struct book_case *c) {
    document_release(&c->doc);
    diags_release(&c->diags);
    source_release(&c->source);
}

static enum status drop_page(void *context, const struct page *page, const struct book *book) {
    (void)context, (void)page, (void)book;
    return STATUS_OK;
}

static bool drop_bytes(struct sink *sink, str bytes) {
    sink->written += bytes.n;
    return true;
}

static enum status stage_read(struct book_case *c) {
    drop(c);
    return read_it(c, &c->stop);
}

static enum status lay_out(struct book_case *c, enum answers_where answers) {
    struct text_options fonts = {.monospace = true};
    struct text *text = text_new(&fonts, &c->diags);
    struct book book;
    assert_non_null(text);
    book_init(&book);
    struct layout_options options = {.style = style_default(), .stop = &c->stop, .answers = answers};
    struct page_sink sink = {.page = drop_page};
    enum status status = layout_book(&c->doc, text, &options, &c->diags, &sink, &book);
    book_release(&book);
    text_free(text);
    return status;
}

static enum status stage_layout(struct book_case *c) { return lay_out(c, ANSWERS_INLINE); }
static enum status stage_draft(struct book_case *c) { return lay_out(c, ANSWERS_END); }

static enum status stage_epub(struct book_case *c) {
    struct epub_options options = {.stop = &c->stop};
    struct sink sink = {.write = drop_bytes, .fd = -1};
    return epub_write(&c->doc, &options, &c->diags, &sink);
}

/* Stopped at each question in turn, or at some of very many. */
static void check_stage(struct book_case *c, enum status (*stage)(struct book_case *c), long least) {
    assert_int_equal(read_it(c, NULL), STATUS_OK);
    c->asking = (struct asking){.answer_yes_at = INT32_MAX};
    assert_int_equal(stage(c), STATUS_OK);
    long n = c->asking.asked;
    assert_true(n >= least);
    for (long at = 0; at < n; at += n > 40 ? n / 40 : 1) {
        c->asking = (struct asking){.answer_yes_at = at};
        assert_int_equal(stage(c), STATUS_STOPPED);
    }
    drop(c);
}

static void test_read(void **state) { check_stage(*state, stage_read, ENTRIES); }
static void test_layout(void **state) { check_stage(*state, stage_layout, ENTRIES + WORDS / 4096 + CODE_LINES); }
static void test_draft(void **state) { check_stage(*state, stage_draft, 2 * (ENTRIES + WORDS / 4096 + CODE_LINES)); }
static void test_epub(void **state) { check_stage(*state, stage_epub, ENTRIES); }

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_read), cmocka_unit_test(test_layout), cmocka_unit_test(test_draft),
                                       cmocka_unit_test(test_epub)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
