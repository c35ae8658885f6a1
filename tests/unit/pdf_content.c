/* pdf: content streams say much in few bytes, and still draw each thing where and over what it was to be. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "page_builder.h"

static str operators(struct made *m) {
    page(m);
    finish(m);
    return run(m, "qpdf --qdf --object-streams=disable %s -");
}

static struct item rect(mpt x, mpt y, uint8_t red) {
    return (struct item){.kind = ITEM_RECT, .u.rect = {.x = x, .y = y, .w = 50000, .h = 20000, .filled = true, .fill = {red, 0, 0}}};
}

static void like_rectangles_are_one_path(void **state) {
    struct made *m = *state;
    item(m, rect(100000, 100000, 255));
    item(m, rect(300000, 100000, 51));
    item(m, rect(100000, 200000, 255));
    assert_has(operators(m), "1 0 0 rg\n100 721.9 50 20 re\n100 621.9 50 20 re\nf\n.2 0 0 rg\n300 721.9 50 20 re\nf\n");
}

static void a_rectangle_stays_over_what_it_covers(void **state) {
    struct made *m = *state;
    item(m, rect(100000, 100000, 255));
    item(m, rect(300000, 100000, 51));
    item(m, rect(320000, 110000, 255));
    assert_has(operators(m), "100 721.9 50 20 re\nf\n.2 0 0 rg\n300 721.9 50 20 re\nf\n1 0 0 rg\n320 711.9 50 20 re\nf\n");
}

static void lines_of_one_leading_are_the_next_lines(void **state) {
    struct made *m = *state;
    uint32_t p = tag(m, (struct tag){.role = TAG_P, .parent = tag(m, (struct tag){.role = TAG_DOCUMENT})});
    for (mpt y = 100000; y < 160000; y += 15000) item(m, text_item(m, FAMILY_TEXT, p, 72000, y, 10000, "line"));
    assert_has(operators(m), "0 -15 TD(line)Tj\nT*(line)Tj\nT*(line)Tj\nEMC");
}

/* Left edge of a word, pt. */
static double left_of(struct made *m, const char *word) {
    char mark[64];
    str boxes = run(m, "pdftotext -bbox %s -");
    snprintf(mark, sizeof mark, ">%s</word>", word);
    size_t at = str_find(boxes, str_from(mark), 0);
    assert_int_not_equal(at, SIZE_MAX);
    while (at && !str_starts(str_drop(boxes, at), STR("xMin=\""))) at--;
    return strtod(boxes.p + at + 6, NULL);
}

/* Moves within a line are rounded to thousandths of the size; that must not add up. */
static void moves_in_a_line_do_not_drift(void **state) {
    struct made *m = *state;
    uint32_t p = tag(m, (struct tag){.role = TAG_P, .parent = tag(m, (struct tag){.role = TAG_DOCUMENT})});
    mpt x = 72000;
    for (int i = 0; i < 24; i++) {
        enum face_family family = i % 2 ? FAMILY_CODE : FAMILY_TEXT;
        struct item t = text_item(m, family, p, x, 100000, family == FAMILY_CODE ? 9130 : 10470, i == 23 ? "last" : "in");
        t.u.text.end = END_SPACE;
        x += shaped_width(m->text, t.u.text.words[0], t.u.text.size) + t.u.text.gap + 1503;
        if (i == 23) x = t.u.text.x;
        item(m, t);
    }
    assert_has(operators(m), "[-");
    double off = left_of(m, "last") - x / 1000.0;
    assert_true(fabs(off) < 0.02);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        PDF_TEST(like_rectangles_are_one_path),
        PDF_TEST(a_rectangle_stays_over_what_it_covers),
        PDF_TEST(lines_of_one_leading_are_the_next_lines),
        PDF_TEST(moves_in_a_line_do_not_drift),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
