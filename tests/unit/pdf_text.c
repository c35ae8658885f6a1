/* pdf: text that is not plain: missing glyphs, raised marks, ligatures, right to left, many glyphs, private use. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "page_builder.h"

static uint32_t paragraph(struct made *m) {
    uint32_t document = m->book.tags.n > 1 ? 1 : tag(m, (struct tag){.role = TAG_DOCUMENT});
    return tag(m, (struct tag){.role = TAG_P, .parent = document});
}

/* A line of the parts of its words, whatever face they come from: an item for each, as the layout makes them. */
static void parts(struct made *m, uint32_t of, mpt y, const char *line, bool rtl) {
    mpt x = 72000;
    const struct word *w = text_shape(m->text, text_face(m->text, FAMILY_TEXT, FACE_REGULAR), SHAPE_LIGATURES, str_from(line), STR("en"), rtl, 1);
    assert_non_null(w);
    for (uint32_t i = 0; i < w->n; i++) {
        const struct shaped **one = arena_array(&m->arena, const struct shaped *, 1);
        one[0] = w->parts[i];
        item(m, (struct item){.kind = ITEM_TEXT, .tag = of,
                              .u.text = {.x = x, .y = y, .size = 10000, .gap = 2500, .n = 1, .words = one, .end = i + 1 == w->n ? END_SPACE : END_NOTHING}});
        x += shaped_width(m->text, w->parts[i], 10000);
    }
}

/* A page with this text alone; what is taken from it holds `expected`. */
static void assert_extracted(struct made *m, const char *text, bool rtl, const char *expected) {
    parts(m, paragraph(m), 100000, text, rtl);
    page(m);
    finish(m);
    assert_has(run(m, RULES "%s"), expected);
}

static void a_missing_glyph_is_a_box_that_says_its_text(void **state) {
    struct made *m = *state;
    uint32_t p = paragraph(m);
    parts(m, p, 100000, "a\xF0\x92\x80\x80z", false); /* cuneiform */
    page(m);
    finish(m);
    assert_has(run(m, RULES "%s"), "P a\xF0\x92\x80\x80z ");
    assert_has(run(m, "qpdf --qdf --object-streams=disable %s -"), " re\nS\n");
}

static void marks_that_are_raised_keep_their_text(void **state) {
    struct made *m = *state;
    assert_extracted(m, "x\xCC\x83\xCC\xA5q\xCC\x8C office", false, "x\xCC\x83\xCC\xA5q\xCC\x8C"); /* x with tilde and ring below, q with caron */
}

static void right_to_left_text_is_stored_in_reading_order(void **state) {
    struct made *m = *state;
    assert_extracted(m, "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D", true, "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D"); /* shalom */
}

static void a_book_from_right_to_left_says_so(void **state) {
    struct made *m = *state;
    m->book.rtl = true;
    paragraph(m);
    page(m);
    finish(m);
    assert_has(run(m, "qpdf --qdf --object-streams=disable %s -"), "/Direction /R2L");
}

/* Two words of one item stand on the page from left to right and read from right to left. */
static void right_to_left_words_are_stored_in_reading_order(void **state) {
    struct made *m = *state;
    uint32_t p = paragraph(m);
    face_id face = text_face(m->text, FAMILY_TEXT, FACE_REGULAR);
    const struct shaped *words[2];
    static const char *const said[2] = {"\xD7\xA2\xD7\x95\xD7\x9C\xD7\x9D", "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D"};
    for (int i = 0; i < 2; i++) words[i] = text_shape(m->text, face, 0, str_from(said[i]), STR("he"), true, 1)->parts[0];
    item(m, (struct item){.kind = ITEM_TEXT, .tag = p, .u.text = {.x = 72000, .y = 100000, .size = 10000, .gap = 3000, .n = 2, .words = words}});
    page(m);
    finish(m);
    str text = run(m, RULES "%s");
    size_t first = str_find(text, str_from(said[1]), 0);
    assert_true(first != SIZE_MAX && str_find(text, str_from(said[0]), first) != SIZE_MAX);
}

static void private_use_never_reaches_the_text(void **state) {
    struct made *m = *state;
    uint32_t p = paragraph(m);
    m->book.tags.at[p].alt = STR("alt \xEE\x80\x80");
    parts(m, p, 100000, "a\xEE\x80\x80" "b\xEF\xBB\xBF" "c", false);
    page(m);
    finish(m);
    str text = run(m, RULES "%s");
    assert_false(has(text, "\xEE\x80\x80"));
    assert_false(has(text, "\xEF\xBB\xBF"));
    assert_has(text, "\xEF\xBF\xBD");
}

/* More glyphs than one-byte codes: the rest takes two. */
static void many_glyphs_have_two_byte_codes(void **state) {
    struct made *m = *state;
    struct buf all;
    buf_init(&all);
    uint32_t p = paragraph(m);
    for (uint32_t c = 0xC0; c < 0x180; c++) buf_put_utf8(&all, c);
    for (uint32_t c = 0x410; c < 0x450; c++) buf_put_utf8(&all, c);
    buf_put(&all, STR("(\\)\r"));
    all.n--;
    struct buf line;
    buf_init(&line);
    for (size_t at = 0, words = 0; at < all.n; words++) {
        size_t from = at;
        for (int i = 0; i < 20 && at < all.n; i++) utf8_next(buf_str(&all), &at);
        line.n = 0;
        buf_put(&line, str_sub(buf_str(&all), from, at));
        buf_put_char(&line, '\0');
        parts(m, p, (mpt)(100000 + words * 14000), arena_str(&m->arena, buf_str(&line)).p, false);
    }
    page(m);
    finish(m);
    str text = run(m, RULES "%s"), plain = run(m, "pdftotext %s -");
    for (size_t at = 0; at < all.n;) {
        size_t from = at;
        utf8_next(buf_str(&all), &at);
        assert_true(str_find(text, str_sub(buf_str(&all), from, at), 0) != SIZE_MAX);
    }
    assert_has(plain, "\xC4\x80\xC4\x81\xC4\x82\xC4\x83"); /* Ā ā Ă ă */
    assert_has(plain, "\xD0\x90\xD0\x91\xD0\x92\xD0\x93"); /* А Б В Г */
    assert_has(plain, "(\\)");
    buf_release(&line);
    buf_release(&all);
}

static void a_soft_hyphen_and_a_hyphen_are_told_apart(void **state) {
    struct made *m = *state;
    uint32_t p = paragraph(m);
    item(m, text_item(m, FAMILY_TEXT, p, 72000, 100000, 10000, "well-known"));
    struct item soft = text_item(m, FAMILY_TEXT, p, 72000, 114000, 10000, "a hyphen-");
    soft.u.text.end = END_SOFT_HYPHEN;
    item(m, soft);
    item(m, text_item(m, FAMILY_TEXT, p, 72000, 128000, 10000, "ated"));
    page(m);
    finish(m);
    assert_has(run(m, RULES "%s"), "P well-knowna hyphen\xC2\xAD" "ated");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        PDF_TEST(a_missing_glyph_is_a_box_that_says_its_text),
        PDF_TEST(marks_that_are_raised_keep_their_text),
        PDF_TEST(right_to_left_text_is_stored_in_reading_order),
        PDF_TEST(a_book_from_right_to_left_says_so),
        PDF_TEST(right_to_left_words_are_stored_in_reading_order),
        PDF_TEST(private_use_never_reaches_the_text),
        PDF_TEST(many_glyphs_have_two_byte_codes),
        PDF_TEST(a_soft_hyphen_and_a_hyphen_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
