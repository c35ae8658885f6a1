/* page_builder: pages made by hand, as the layout would give them, for the tests of the PDF. Included after cmocka. */
#ifndef QAP_TESTS_PAGE_BUILDER_H
#define QAP_TESTS_PAGE_BUILDER_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "pdf/pdf.h"

struct made {
    struct diags diags;
    struct text *text;
    struct book book;
    struct pdf *pdf;
    struct arena arena;
    VEC(struct item) items;
    uint32_t pages;
    struct buf out; /* the file, once it is finished */
};

static inline void start(struct made *m, const struct pdf_options *options) {
    *m = (struct made){0};
    buf_init(&m->out);
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

static inline void stop(struct made *m) {
    buf_release(&m->out);
    pdf_free(m->pdf);
    text_free(m->text);
    vec_release(&m->book.authors);
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

static inline uint32_t tag(struct made *m, struct tag t) {
    assert_true(vec_push(&m->book.tags, t));
    return (uint32_t)m->book.tags.n - 1;
}

static inline void item(struct made *m, struct item i) { assert_true(vec_push(&m->items, i)); }

/* Words parted by blanks, each in one part, as one text item. */
static inline struct item text_item(struct made *m, enum face_family family, uint32_t of, mpt x, mpt y, mpt size, const char *line) {
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

static inline void page(struct made *m) {
    struct page p = {.id = m->pages++, .width = 595276, .height = 841890, .items = m->items.at, .n = m->items.n};
    struct page_sink sink = pdf_sink(m->pdf);
    assert_int_equal(sink.page(sink.context, &p, &m->book), STATUS_OK);
    m->items.n = 0;
}

static inline bool take(struct sink *sink, str bytes) {
    buf_put(sink->context, bytes);
    sink->written += bytes.n;
    return true;
}

static inline void finish(struct made *m) {
    struct sink sink = {.write = take, .context = &m->out, .fd = -1};
    assert_int_equal(pdf_write(m->pdf, &m->book, &sink), STATUS_OK);
}

static const struct pdf_options OPTIONS = {.standards = PDF_A_2A | PDF_UA_1, .time = 1767323045, .producer = {"qapress 1.0", 11}};

/* --- reading back --- */

/* Run a tool over the file and give what it prints. `command` has one %s, the file. */
static inline str run(struct made *m, const char *command) {
    char path[] = "/tmp/qapress-unit-XXXXXX", line[1024];
    struct buf out;
    buf_init(&out);
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, m->out.p, m->out.n), (ssize_t)m->out.n);
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

static inline bool has(str text, const char *part) { return str_find(text, str_from(part), 0) != SIZE_MAX; }

static inline void assert_has(str text, const char *part) {
    if (!has(text, part)) print_message("%s\nis not in\n%.*s\n", part ? part : "?", STR_ARG(text));
    assert_true(has(text, part));
}

/* The rules of PDF/A-2a and PDF/UA-1 and the structure tree with its text, by a program that shares no code with ours. */
#define RULES "python3 " TEST_SOURCE_DIR "/tests/support/pdf_rules.py --text "

static inline void keep(const struct made *m, const char *name) {
    char path[512];
    if (!getenv("QAPRESS_KEEP")) return;
    snprintf(path, sizeof path, "%s/%s.pdf", getenv("QAPRESS_KEEP"), name);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    fwrite(m->out.p, 1, m->out.n, f);
    fclose(f);
}

/* --- a file for each test: `struct made *m = *state;` --- */

static inline int made_start(void **state) {
    *state = malloc(sizeof(struct made));
    if (!*state) return -1;
    start(*state, &OPTIONS);
    return 0;
}

static inline int made_stop(void **state) {
    stop(*state);
    free(*state);
    return 0;
}

/* Begin anew with other options. */
static inline void restart(struct made *m, const struct pdf_options *options) {
    stop(m);
    start(m, options);
}

#define PDF_TEST(test) cmocka_unit_test_setup_teardown(test, made_start, made_stop)

#endif
