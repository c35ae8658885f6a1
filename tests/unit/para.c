/* para: line breaks known by hand. The breaks are given as sums, so the cases need no font. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include "layout/para.h"

/* A word of so many units, then a blank of 1 that stretches and shrinks by a half; a hyphen (1 wide) where '-' is. */
struct made {
    struct brk brks[64];
    size_t n;
};

static void make(struct made *m, const char *words) {
    struct sums sum = {0};
    *m = (struct made){.n = 1};
    for (const char *p = words; *p; p++) {
        if (*p == ' ') {
            struct brk *b = &m->brks[m->n++];
            b->end = sum;
            sum.w += 1000, sum.stretch += 500, sum.shrink += 500;
            b->start = sum;
        } else if (*p == '-') {
            struct brk *b = &m->brks[m->n++];
            b->end = b->start = sum;
            b->end.w += 1000;
            b->penalty = PENALTY_HYPHEN;
            b->flags = BREAK_HYPHEN;
        } else {
            sum.w += 1000;
        }
    }
    m->brks[m->n++] = (struct brk){.end = sum, .start = sum, .flags = BREAK_FORCED};
}

static void expect(const char *words, mpt width, int32_t tolerance, const uint32_t *breaks, size_t n) {
    struct made m;
    struct para p = {.width = width * 1000, .first_width = width * 1000, .tolerance = tolerance};
    bool failed;
    make(&m, words);
    bool done = para_break(&p, m.brks, m.n, &failed);
    assert_false(failed);
    assert_int_equal(done, n > 0);
    if (n) assert_int_equal(p.breaks.n, n);
    for (size_t i = 0; i < n; i++) assert_int_equal(p.breaks.at[i], breaks[i]);
    para_release(&p);
}

#define EXPECT(words, width, tolerance, ...)                                                                     \
    do {                                                                                                       \
        static const uint32_t breaks[] = {__VA_ARGS__};                                                        \
        expect(words, width, tolerance, breaks, sizeof breaks / sizeof *breaks);                               \
    } while (0)

static void what_fits_is_one_line(void **state) {
    (void)state;
    EXPECT("aa bb cc", 8, PARA_RATIO, 0, 3);
    EXPECT("aa bb cc", 20, PARA_RATIO, 0, 3);
    EXPECT("aa bb cc", 7, PARA_RATIO, 0, 3); /* both blanks shrink to a half */
}

/* First fit fills the first line with "aa bb cc d", and leaves "eeeeeee" alone in the second with no blank to stretch.
 * Total fit loosens the first, so that the second has two words. */
static void the_whole_paragraph_counts(void **state) {
    (void)state;
    EXPECT("aa bb cc d eeeeeee ffff", 10, 2 * PARA_RATIO, 0, 3, 5, 6);
    EXPECT("aaa bb cc dddddd ee f", 10, PARA_RATIO, 0, 3, 6); /* two lines, loose and tight, rather than three */
}

static void a_line_beyond_the_tolerance_is_refused(void **state) {
    (void)state;
    expect("aaaa bbbb cccc", 12, PARA_RATIO / 2, NULL, 0);
    EXPECT("aaaa bbbb cccc", 12, PARA_ANY, 0, 2, 3);
}

static void a_word_too_wide_stands_out_only_when_all_must_do(void **state) {
    (void)state;
    expect("aa bbbbbbbbbbbbbbb cc", 10, PARA_RATIO, NULL, 0);
    EXPECT("aa bbbbbbbbbbbbbbb cc", 10, PARA_ANY, 0, 1, 2, 3);
}

static void forced_breaks_hold(void **state) {
    (void)state;
    struct made m;
    struct para p = {.width = 20000, .first_width = 20000, .tolerance = PARA_RATIO};
    bool failed;
    make(&m, "aa bb cc dd");
    m.brks[2].flags = BREAK_FORCED;
    assert_true(para_break(&p, m.brks, m.n, &failed));
    assert_int_equal(p.breaks.n, 3);
    assert_int_equal(p.breaks.at[1], 2);
    para_release(&p);
}

/* Every line could end in a hyphen and fit perfectly; three in a row are not set. */
static void no_ladder_of_three_hyphens(void **state) {
    (void)state;
    struct made m;
    struct para p = {.width = 10000, .first_width = 10000, .tolerance = PARA_ANY};
    bool failed;
    make(&m, "aaaa bbbb-b ccc cccc-c ddd dddd-d eee eeee-e fff ffff-f ggg gggg-g hhh");
    assert_true(para_break(&p, m.brks, m.n, &failed));
    unsigned run = 0;
    for (size_t i = 1; i < p.breaks.n; i++) {
        run = m.brks[p.breaks.at[i]].flags & BREAK_HYPHEN ? run + 1 : 0;
        assert_true(run <= 2);
    }
    para_release(&p);
}

/* A break without a hyphen is taken where both fit alike. */
static void a_hyphen_costs(void **state) {
    (void)state;
    EXPECT("aaaaa bbb-b cc", 10, PARA_RATIO, 0, 3, 4);
}

static void the_first_line_may_be_narrower(void **state) {
    (void)state;
    struct made m;
    struct para p = {.width = 8000, .first_width = 5000, .tolerance = PARA_RATIO};
    bool failed;
    make(&m, "aa bb cc dd ee");
    assert_true(para_break(&p, m.brks, m.n, &failed));
    assert_int_equal(p.breaks.at[1], 2);
    assert_int_equal(p.breaks.at[2], 5);
    para_release(&p);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_fits_is_one_line),
        cmocka_unit_test(the_whole_paragraph_counts),
        cmocka_unit_test(a_line_beyond_the_tolerance_is_refused),
        cmocka_unit_test(a_word_too_wide_stands_out_only_when_all_must_do),
        cmocka_unit_test(forced_breaks_hold),
        cmocka_unit_test(no_ladder_of_three_hyphens),
        cmocka_unit_test(a_hyphen_costs),
        cmocka_unit_test(the_first_line_may_be_narrower),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
