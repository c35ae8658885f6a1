/* style: papers, lengths and colours, the styles that ship, and the faults of one that somebody wrote. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "layout/style.h"

static void papers_and_lengths(void **state) {
    (void)state;
    mpt w, h;
    assert_true(paper_parse(STR("a4"), &w, &h));
    assert_int_equal(w, 595276);
    assert_int_equal(h, 841890);
    assert_true(paper_parse(STR("6x9in"), &w, &h));
    assert_int_equal(w, 432000);
    assert_int_equal(h, 648000);
    assert_true(paper_parse(STR("10cm x 200mm"), &w, &h));
    assert_int_equal(w, 283465);
    assert_int_equal(h, 566929);
    assert_false(paper_parse(STR("a4x"), &w, &h));
    assert_false(paper_parse(STR("1x1mm"), &w, &h));
    assert_false(paper_parse(STR("6xin"), &w, &h));
    assert_true(length_parse(STR("4.25pt"), &w));
    assert_int_equal(w, 4250);
    struct rgb c;
    assert_true(color_parse(STR("#1f4e79"), &c));
    assert_int_equal(c.b, 0x79);
    assert_int_equal(color_contrast((struct rgb){0, 0, 0}, (struct rgb){255, 255, 255}), 21000);
}

static void the_styles_that_ship_can_be_read(void **state) {
    (void)state;
    const struct style *styles[] = {style_default(), style_grey()};
    for (int i = 0; i < 2; i++) {
        const struct style *s = styles[i];
        struct rgb white = {255, 255, 255};
        assert_true(color_contrast(s->ink, white) >= 4500);
        assert_true(color_contrast(s->accent, white) >= 4500);
        assert_true(color_contrast(s->mute, s->panel) >= 4500);
        assert_true(color_contrast(s->on_accent, s->accent) >= 4500);
        for (int k = 0; k < CODE_CLASSES; k++) assert_true(color_contrast(s->code_color[k], s->panel) >= 4500);
    }
}

static void a_style_prints_and_reads_back(void **state) {
    (void)state;
    struct arena arena;
    struct diags diags;
    struct buf once, again;
    arena_init(&arena);
    diags_init(&diags);
    buf_init(&once);
    buf_init(&again);
    struct style style = *style_grey();
    style.two_sided = true;
    style.head_left = STR("a \"quoted\" \\ {title}");
    style_print(&style, &once);
    struct style read = {0};
    assert_int_equal(style_read(&read, buf_str(&once), &arena, &diags), STATUS_OK);
    style_print(&read, &again);
    assert_true(str_eq(buf_str(&once), buf_str(&again)));
    assert_true(read.two_sided);
    assert_int_equal(read.margin_inner, style.margin_inner);
    buf_release(&once);
    buf_release(&again);
    diags_release(&diags);
    arena_release(&arena);
}

static void assert_style_fault(const char *yaml, enum diag_code code, uint32_t line) {
    struct arena arena;
    struct diags diags;
    struct style style = *style_default();
    arena_init(&arena);
    diags_init(&diags);
    assert_int_equal(style_read(&style, str_from(yaml), &arena, &diags), STATUS_INPUT);
    assert_int_equal(diags.list.n, 1);
    assert_int_equal(diags.list.at[0].code, code);
    assert_int_equal(diags.list.at[0].line, line);
    assert_memory_equal(&style, style_default(), sizeof style);
    diags_release(&diags);
    arena_release(&arena);
}

static void faults_of_a_style_have_lines(void **state) {
    (void)state;
    assert_style_fault("page:\n  margin-top: 12mm\n  margin-tip: 1mm\n", DIAG_STYLE_KEY, 3);
    assert_style_fault("pages:\n  margin-top: 12mm\n", DIAG_STYLE_KEY, 1);
    assert_style_fault("text:\n  text-size: huge\n", DIAG_STYLE_VALUE, 2);
    assert_style_fault("text:\n  text-size: 0.5pt\n", DIAG_STYLE_VALUE, 2);
    assert_style_fault("page: {paper: a99}\n", DIAG_STYLE_VALUE, 1);
    assert_style_fault("question:\n  answers: there\n", DIAG_STYLE_VALUE, 2);
    assert_style_fault("field:\n  head-left: \"{title}\"\n  foot-left: \"p. {pgae}\"\n", DIAG_STYLE_VALUE, 3);
    assert_style_fault("field:\n  head-left: \"{title\"\n", DIAG_STYLE_VALUE, 2);
    assert_style_fault("page: [a\n", DIAG_STYLE_SYNTAX, 2);
    assert_style_fault("\ncode-color:\n  comment: \"#aaaaaa\"\n", DIAG_STYLE_CONTRAST, 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(papers_and_lengths),
        cmocka_unit_test(the_styles_that_ship_can_be_read),
        cmocka_unit_test(a_style_prints_and_reads_back),
        cmocka_unit_test(faults_of_a_style_have_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
