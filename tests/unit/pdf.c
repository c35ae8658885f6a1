/* pdf: pages made by hand become a file that independent tools read back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include "pdf/pdf.h"

/* --- a page builder: what the layout would give --- */

struct made {
    struct diags diags;
    struct text *text;
    struct book book;
    struct pdf *pdf;
    struct arena arena;
    VEC(struct item) items;
    uint32_t pages;
};

static void start(struct made *m, const struct pdf_options *options) {
    *m = (struct made){0};
    struct text_options text = {.font_dir = TEST_SOURCE_DIR "/fonts", .bundled_only = true};
    diags_init(&m->diags);
    arena_init(&m->arena);
    arena_init(&m->book.arena);
    m->text = text_new(&text, &m->diags);
    assert_non_null(m->text);
    m->pdf = pdf_new(options, m->text, &m->diags);
    assert_non_null(m->pdf);
    m->book.title = STR("Questions & Answers — naïve");
    m->book.lang = STR("en");
    assert_true(vec_push(&m->book.tags, (struct tag){0}));
}

static void stop(struct made *m) {
    pdf_free(m->pdf);
    text_free(m->text);
    vec_release(&m->book.order);
    vec_release(&m->book.tags);
    vec_release(&m->book.targets);
    vec_release(&m->book.outline);
    vec_release(&m->book.labels);
    vec_release(&m->book.images);
    vec_release(&m->items);
    arena_release(&m->book.arena);
    arena_release(&m->arena);
    diags_release(&m->diags);
}

static uint32_t tag(struct made *m, struct tag t) {
    assert_true(vec_push(&m->book.tags, t));
    return (uint32_t)m->book.tags.n - 1;
}

static void item(struct made *m, struct item i) { assert_true(vec_push(&m->items, i)); }

/* Words parted by blanks, each in one part, as one text item. */
static struct item text_item(struct made *m, enum face_family family, uint32_t of, mpt x, mpt y, mpt size, const char *line) {
    struct item_text t = {.x = x, .y = y, .size = size};
    face_id face = text_face(m->text, family, FACE_REGULAR);
    const struct shaped **words = arena_array(&m->arena, const struct shaped *, 64);
    for (str rest = str_from(line); rest.n;) {
        size_t end = str_find_char(rest, ' ', 0);
        str word = str_sub(rest, 0, end == SIZE_MAX ? rest.n : end);
        rest = str_drop(rest, word.n + 1);
        const struct word *w = text_shape(m->text, face, family == FAMILY_CODE ? 0 : SHAPE_LIGATURES, word, STR("en"), false, 1);
        assert_non_null(w);
        assert_int_equal(w->n, 1);
        words[t.n++] = w->parts[0];
    }
    t.words = words;
    t.gap = text_scale(text_space(m->text, face), size, text_face_info(m->text, face)->upem) + 137;
    return (struct item){.kind = ITEM_TEXT, .tag = of, .u.text = t};
}

static void page(struct made *m) {
    struct page p = {.id = m->pages++, .width = 595276, .height = 841890, .items = m->items.at, .n = m->items.n};
    struct page_sink sink = pdf_sink(m->pdf);
    assert_int_equal(sink.page(sink.context, &p, &m->book), STATUS_OK);
    m->items.n = 0;
}

static bool take(struct sink *sink, str bytes) {
    buf_put(sink->context, bytes);
    sink->written += bytes.n;
    return true;
}

static enum status finish(struct made *m, struct buf *out) {
    struct sink sink = {.write = take, .context = out, .fd = -1};
    return pdf_write(m->pdf, &m->book, &sink);
}

static const struct pdf_options OPTIONS = {.standards = PDF_A_2A | PDF_UA_1, .time = 1767323045, .producer = {"qapress 1.0", 11}};

/* --- reading back --- */

/* Run a tool over the bytes and give what it prints. `command` has one %s, the file. */
static str run(struct made *m, const struct buf *pdf, const char *command) {
    char path[] = "/tmp/qapress-unit-XXXXXX", line[512];
    struct buf out;
    buf_init(&out);
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, pdf->p, pdf->n), (ssize_t)pdf->n);
    close(fd);
    snprintf(line, sizeof line, command, path);
    FILE *pipe = popen(line, "r");
    assert_non_null(pipe);
    char bytes[4096];
    for (size_t n; (n = fread(bytes, 1, sizeof bytes, pipe)) > 0;) buf_put(&out, str_of(bytes, n));
    int status = pclose(pipe);
    unlink(path);
    if (status != 0) print_message("%s\n%.*s\n", command, STR_ARG(buf_str(&out)));
    assert_int_equal(status, 0);
    str copy = arena_str(&m->arena, buf_str(&out));
    buf_release(&out);
    return copy;
}

static bool has(str text, const char *part) { return str_find(text, str_from(part), 0) != SIZE_MAX; }

static void assert_has(str text, const char *part) {
    if (!has(text, part)) print_message("%s\nis not in\n%.*s\n", part, STR_ARG(text));
    assert_true(has(text, part));
}

/* --- tests --- */

static void two_lines(struct made *m) {
    uint32_t document = tag(m, (struct tag){.role = TAG_DOCUMENT});
    uint32_t h = tag(m, (struct tag){.role = TAG_HEADING, .level = 1, .parent = document});
    uint32_t p = tag(m, (struct tag){.role = TAG_P, .parent = document});
    item(m, text_item(m, FAMILY_HEAD, h, 72000, 100000, 20000, "Why AVAWT?"));
    struct item one = text_item(m, FAMILY_TEXT, p, 72000, 130000, 10000, "The efficient waffle office (naïve) and its ex-");
    one.u.text.end = END_SOFT_HYPHEN;
    item(m, one);
    struct item two = text_item(m, FAMILY_TEXT, p, 72000, 144000, 10000, "ample with 50% of \\text");
    two.u.text.end = END_SPACE;
    item(m, two);
    item(m, text_item(m, FAMILY_CODE, p, 72000, 158000, 9000, "if (a<b) { return x; }"));
    item(m, (struct item){.kind = ITEM_RECT, .u.rect = {72000, 170000, 100000, 30000, 5000, {240, 240, 250}, {0, 0, 0}, true, 500}});
    item(m, text_item(m, FAMILY_TEXT, 0, 300000, 800000, 9000, "7"));
    page(m);
}

static void text_comes_back(void **state) {
    (void)state;
    struct made m;
    struct buf out;
    buf_init(&out);
    start(&m, &OPTIONS);
    two_lines(&m);
    assert_int_equal(finish(&m, &out), STATUS_OK);
    FILE *f = getenv("QAPRESS_KEEP") ? fopen(getenv("QAPRESS_KEEP"), "wb") : NULL;
    if (f) fwrite(out.p, 1, out.n, f), fclose(f);
    assert_has(run(&m, &out, "qpdf --check %s 2>&1"), "No syntax or stream encoding errors");
    str text = run(&m, &out, "pdftotext %s -");
    assert_has(text, "Why AVAWT?");
    assert_has(text, "The efficient waffle office (naïve) and its");
    assert_has(text, "ample with 50% of \\text");
    assert_has(text, "if (a<b) { return x; }");
    assert_has(run(&m, &out, "mutool draw -F txt %s 2>&1"), "The efficient waffle office (naïve) and its");
    buf_release(&out);
    stop(&m);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_comes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
