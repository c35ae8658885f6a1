/* recognise: marks, number sequences, and which lines open questions and sections. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include "base/buf.h"
#include "read/division_label.h"
#include "read/marks.h"
#include "read/series.h"

/* --- marks ------------------------------------------------------------------------------------------------------ */

struct mark_case {
    const char *line;
    enum marker_word word;
    uint8_t head, depth;
    uint32_t number;
    const char *text;
};

static void reads_marks(void **state) {
    (void)state;
    static const struct mark_case cases[] = {
        {"Q1\tWhat?", WORD_Q, 0, 1, 1, "What?"},
        {"Q: What?", WORD_Q, 0, 0, 0, "What?"},
        {"Q. What?", WORD_Q, 0, 0, 0, "What?"},
        {"ANS\tThis.", WORD_A, 0, 0, 0, "This."},
        {"ANS", WORD_A, 0, 0, 0, ""},
        {"Ans.In Python", WORD_A, 0, 0, 0, "In Python"},
        {"Question 12: What?", WORD_Q, 0, 1, 12, "What?"},
        {"## Question 3. What?", WORD_Q, 2, 1, 3, "What?"},
        {"#### 7) What?", WORD_NONE, 4, 1, 7, "What?"},
        {"5. ### What?", WORD_NONE, 3, 1, 5, "What?"},
        {"## 4 What", WORD_NONE, 2, 1, 4, "What"},
        {"2.10. What?", WORD_NONE, 0, 2, 2, "What?"},
        {"5.2.1.1\tWhat?", WORD_NONE, 0, 4, 5, "What?"},
        {"**Q**. What?", WORD_Q, 0, 0, 0, "What?"},
        {"**A**: That.", WORD_A, 0, 0, 0, "That."},
        {"??? question \"What is it?\"", WORD_Q, 0, 0, 0, "What is it?"},
        {"???+ faq \"What is it?\"", WORD_Q, 0, 0, 0, "What is it?"},
        {"??? success \"Answer\"", WORD_A, 0, 0, 0, ""},
        {"১। কি?", WORD_NONE, 0, 1, 1, "কি?"},
        {"В: Что?", WORD_Q, 0, 0, 0, "Что?"},
        {"问：什么？", WORD_Q, 0, 0, 0, "什么？"},
        /* no marks */
        {"Quality matters.", WORD_NONE, 0, 0, 0, "Quality matters."},
        {"Answer the door.", WORD_NONE, 0, 0, 0, "Answer the door."},
        {"A lens bends light.", WORD_NONE, 0, 0, 0, "A lens bends light."},
        {"10:30 is early.", WORD_NONE, 0, 0, 0, "10:30 is early."},
        {"3 apples.", WORD_NONE, 0, 0, 0, "3 apples."},
        {"!!! warning \"Mind the gap\"", WORD_NONE, 0, 0, 0, "!!! warning \"Mind the gap\""},
        {"??? what is it", WORD_NONE, 0, 0, 0, "??? what is it"},
        {"#hashtag", WORD_NONE, 0, 0, 0, "#hashtag"},
        {"- A: an option", WORD_NONE, 0, 0, 0, "A: an option"},
        {"D) an option", WORD_NONE, 0, 0, 0, "D) an option"},
    };
    struct mark_context context;
    mark_context_init(&context, FLAVOR_MARKDOWN, NULL, 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct mark_case *c = &cases[i];
        struct line line = {str_from(c->line), 1, 0};
        struct mark m = mark_line(&context, &line);
        str text = mark_text(&m, &line);
        if (m.word != c->word || m.head != c->head || m.depth != c->depth || m.number[0] != c->number ||
            !str_eq(text, str_from(c->text)))
            fail_msg("%s: word %d head %d depth %d number %u text '%.*s'", c->line, m.word, m.head, m.depth, m.number[0],
                     STR_ARG(text));
    }
}

static void finds_answers_on_the_question_line(void **state) {
    (void)state;
    struct mark_context context;
    mark_context_init(&context, FLAVOR_PLAIN, NULL, 0);
    size_t at, after;
    str glued = STR("What is it?****ANS**"), spaced = STR("What is it? A: This."), prose = STR("my A1200. Can I call?");
    assert_true(find_inner_answer(&context, glued, &at, &after));
    assert_int_equal(at, 11);
    assert_int_equal(after, glued.n);
    assert_true(find_inner_answer(&context, spaced, &at, &after));
    assert_int_equal(at, 11);
    assert_int_equal(after, 15);
    assert_false(find_inner_answer(&context, prose, &at, &after));
}

/* --- series ----------------------------------------------------------------------------------------------------- */

/* One letter an item: '*' reads like a question, '!' may start anew, kept ones come out as 'k', others as '-'. */
static void check_series(const char *numbers, const char *want) {
    struct series_item items[64] = {0};
    size_t n = 0;
    for (const char *p = numbers; *p;) {
        struct series_item item = {0};
        if (*p == '!') item.fresh = true, p++;
        for (item.depth = 0; char_is_digit(*p); p += *p == '.')
            for (uint32_t *part = &item.number[item.depth++]; char_is_digit(*p); p++) *part = *part * 10 + (uint32_t)(*p - '0');
        if (*p == '*') item.like = true, p++;
        while (*p == ' ') p++;
        items[n++] = item;
    }
    series_follow(items, n);
    char have[65] = {0};
    for (size_t i = 0; i < n; i++) have[i] = items[i].kept ? 'k' : '-';
    assert_string_equal(have, want);
}

static void follows_numbers(void **state) {
    (void)state;
    check_series("1* 2* 3* 4*", "kkkk");
    check_series("1* 2* 1 2 3 3* 4*", "kk---kk");       /* a list inside an answer */
    check_series("1* 2* 4* 5*", "kkkk");                 /* one number left out */
    check_series("1* 2* 2* 3*", "kkkk");                 /* one used twice */
    check_series("1* 2* 3* 2019 4*", "kkk-k");           /* a year */
    check_series("1* 2* 3* !1* 2* 3*", "kkkkkk");        /* the next section */
    check_series("1* 2* 3* 1 2 3", "kkk---");            /* a list in the last answer */
    check_series("4.1* 4.2* 4.10* 4.11*", "kkkk");       /* numbers kept free */
    check_series("4.1* 4.2* 4.30 4.3*", "kk-k");         /* a version */
    check_series("2.1* 2.1.1* 2.1.1.1* 2.1.1.2* 2.2*", "kkkkk");
}

/* --- labels of divisions ------------------------------------------------------------------------------------------ */

static void reads_division_labels(void **state) {
    (void)state;
    static const struct {
        const char *text;
        enum division_kind kind;
        const char *label, *number, *title;
    } cases[] = {
        {"PART 1: Python", DIVISION_PART, "PART 1", "1", "Python"},
        {"Chapter IV — Ovens", DIVISION_CHAPTER, "Chapter IV", "IV", "Ovens"},
        {"Section B. Boats", DIVISION_SECTION, "Section B", "B", "Boats"},
        {"Part of the hull", DIVISION_NONE, "", "", "Part of the hull"},
        {"第三章 数据", DIVISION_CHAPTER, "第三章", "", "数据"},
        {"第一部分", DIVISION_PART, "", "", "第一部分"},
        {"第 12 章 网络", DIVISION_CHAPTER, "第 12 章", "", "网络"},
        {"第一个问题", DIVISION_NONE, "", "", "第一个问题"},
        {"第一次部署", DIVISION_NONE, "", "", "第一次部署"},
    };
    struct markers markers;
    markers_init(&markers, NULL, 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        str text = str_from(cases[i].text);
        struct division_label d = division_label(&markers, text);
        if (d.kind != cases[i].kind || !str_eq(d.label, str_from(cases[i].label)) || !str_eq(d.number, str_from(cases[i].number)) ||
            !str_eq(str_drop(text, d.title_at), str_from(cases[i].title)))
            fail_msg("%s: kind %d, label %.*s, number %.*s, title %.*s", cases[i].text, d.kind, STR_ARG(d.label), STR_ARG(d.number),
                     STR_ARG(str_drop(text, d.title_at)));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_marks),
        cmocka_unit_test(finds_answers_on_the_question_line),
        cmocka_unit_test(follows_numbers),
        cmocka_unit_test(reads_division_labels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
