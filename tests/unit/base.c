/* base: strings, arena, buffer, UTF-8, diagnostics, files that appear whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/base.h"
#include "base/limits.h"
#include "base/source.h"

static void arena_gives_zeroed_aligned_memory(void **state) {
    (void)state;
    struct arena a;
    arena_init(&a);
    for (size_t i = 1; i < 2000; i++) {
        uint64_t *p = arena_array(&a, uint64_t, i % 97 + 1);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % alignof(uint64_t), 0);
        assert_int_equal(p[i % 97], 0);
        p[i % 97] = i;
    }
    assert_null(arena_array(&a, uint64_t, SIZE_MAX / 4));
    assert_true(a.failed);
    arena_release(&a);
}

static void arena_rewinds(void **state) {
    (void)state;
    struct arena a;
    arena_init(&a);
    struct arena_mark empty = arena_mark(&a);
    str kept = arena_str(&a, STR("kept"));
    struct arena_mark mark = arena_mark(&a);
    for (int i = 0; i < 100; i++) assert_non_null(arena_alloc(&a, 5000, 8));
    arena_rewind(&a, mark);
    assert_true(str_eq(kept, STR("kept")));
    arena_rewind(&a, empty);
    assert_int_equal(a.total, 0);
    arena_release(&a);
}

static void buf_writes_decimals(void **state) {
    (void)state;
    static const struct { int64_t value; const char *text; } cases[] = {
        {0, "0"}, {1500, "1.5"}, {-1, "-0.001"}, {12345678, "12345.678"}, {100000, "100"}, {-2050, "-2.05"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf b;
        buf_init(&b);
        buf_put_milli(&b, cases[i].value);
        assert_true(str_eq(buf_str(&b), str_from(cases[i].text)));
        buf_release(&b);
    }
}

static void utf8_replaces_maximal_subparts(void **state) {
    (void)state;
    /* Unicode 15, table 3-8 */
    str s = STR("\x61\xF1\x80\x80\xE1\x80\xC2\x62\x80\x63\x80\xBF\x64");
    uint32_t want[] = {'a', UTF8_INVALID, UTF8_INVALID, UTF8_INVALID, 'b', UTF8_INVALID, 'c', UTF8_INVALID, UTF8_INVALID, 'd'};
    size_t at = 0, n = 0;
    while (at < s.n) assert_int_equal(utf8_next(s, &at), want[n++]);
    assert_int_equal(n, sizeof want / sizeof *want);
    assert_int_equal(utf8_check(s, 0), 1);
    assert_int_equal(utf8_check(STR("0123456789äöü→⚡"), 0), STR("0123456789äöü→⚡").n);
}

/* The quick ways of checking and counting agree with decoding: every string of four of the bytes that matter, alone and
 * behind ASCII. */
static void utf8_is_checked_as_it_is_decoded(void **state) {
    (void)state;
    static const char bytes[] = "a\x7F\x80\x8F\x90\x9F\xA0\xBF\xC1\xC2\xDF\xE0\xE1\xED\xEE\xEF\xF0\xF1\xF4\xF5\xFF";
    enum { MANY = sizeof bytes - 1, PLAIN = 9 };
    char text[PLAIN + 4] = "ninebytes";
    for (int i = 0; i < MANY * MANY * MANY * MANY; i++) {
        for (int k = 0, rest = i; k < 4; k++, rest /= MANY) text[PLAIN + k] = bytes[rest % MANY];
        for (size_t from = 0; from <= PLAIN; from += PLAIN) {
            str s = {text + from, sizeof text - from};
            size_t count = 0, sound = s.n;
            for (size_t at = 0, start = 0; at < s.n; start = at, count++)
                if (utf8_next(s, &at) == UTF8_INVALID && sound == s.n) sound = start;
            if (utf8_count(s) != count || utf8_check(s, 0) != sound) fail_msg("string %d", i);
        }
    }
}

static void diags_fill_arguments_and_sort(void **state) {
    (void)state;
    struct diags d;
    diags_init(&d);
    struct source s = {.name = STR("t"), .bytes = STR("one\ntwo\r\nthrée x\n")};
    assert_true(source_index(&s));
    diag_add2(&d, DIAG_WRITE_FAILED, ((struct span){16, 17}), STR("out.pdf"), STR("disk full"));
    diag_add0(&d, DIAG_NO_QUESTION, ((struct span){4, 7}));
    source_locate(&s, &d);
    diags_sort(&d);
    assert_int_equal(d.list.at[0].code, DIAG_NO_QUESTION);
    assert_int_equal(d.list.at[0].line, 2);
    assert_int_equal(d.list.at[1].line, 3);
    assert_int_equal(d.list.at[1].column, 7);
    struct buf b;
    buf_init(&b);
    diag_message(&d.list.at[1], &b);
    assert_true(str_eq(buf_str(&b), STR("cannot write out.pdf: disk full; what was there before is untouched")));
    buf_release(&b);
    source_release(&s);
    diags_release(&d);
}

static void sink_keeps_the_old_file_until_commit(void **state) {
    (void)state;
    char dir[] = "/tmp/qapress-sink-XXXXXX", path[64], line[16] = {0};
    assert_non_null(mkdtemp(dir));
    snprintf(path, sizeof path, "%s/f", dir);
    struct sink s;
    assert_true(sink_open_file(&s, path) && sink_write(&s, STR("old")) && sink_commit(&s));
    assert_true(sink_open_file(&s, path) && sink_write(&s, STR("new")));
    sink_abandon(&s);
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    assert_non_null(fgets(line, sizeof line, f));
    fclose(f);
    assert_string_equal(line, "old");
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(dir), 0); /* empty: no temporary file is left */
}

static void sink_reports_a_full_disk(void **state) {
    (void)state;
    struct sink s;
    assert_true(sink_open_file(&s, "/dev/full"));
    bool ok = sink_write(&s, STR("x"));
    assert_false(sink_commit(&s) && ok);
    assert_false(sink_open_file(&s, "/no/such/folder/file"));
}

/* Sorted by place; those of one place as they were told. Beyond the limit they count and are not kept. */
static void diagnostics_are_sorted_and_limited(void **state) {
    (void)state;
    static const uint32_t places[] = {30, 10, 20, 10, 0};
    struct diags diags;
    diags_init(&diags);
    for (uint32_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct span at = {places[i], places[i] + 1};
        diag_add1(&diags, i == 3 ? DIAG_EMPTY_QUESTION : DIAG_PLACEHOLDER, at, STR("x"));
    }
    diags_sort(&diags);
    for (uint32_t i = 0; i + 1 < diags.list.n; i++) assert_true(diags.list.at[i].span.from <= diags.list.at[i + 1].span.from);
    assert_int_equal(diags.list.at[1].code, DIAG_PLACEHOLDER);
    assert_int_equal(diags.list.at[2].code, DIAG_EMPTY_QUESTION);
    for (size_t i = 0; i < LIMIT_DIAGS_OF_A_CODE + 5; i++) diag_add0(&diags, DIAG_UNCLOSED_FENCE, SPAN_ABSENT);
    assert_int_equal(diags.count[DIAG_UNCLOSED_FENCE], LIMIT_DIAGS_OF_A_CODE + 5);
    assert_int_equal(diags.list.n, LIMIT_DIAGS_OF_A_CODE + 5);
    diags_release(&diags);
}

/* Half of a surrogate pair, what is too long for its value, and what is past the last character are no UTF-8. */
static void utf8_has_one_form(void **state) {
    (void)state;
    static const char *const wrong[] = {"\xED\xA0\x80", "\xED\xBF\xBF", "\xC0\x80", "\xE0\x9F\xBF", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80"};
    static const char *const right[] = {"\xED\x9F\xBF", "\xEE\x80\x80", "\xC2\x80", "\xE0\xA0\x80", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        size_t at = 0;
        assert_int_equal(utf8_next(str_from(wrong[i]), &at), UTF8_INVALID);
        assert_int_equal(utf8_check(str_from(wrong[i]), 0), 0);
        at = 0;
        assert_int_not_equal(utf8_next(str_from(right[i]), &at), UTF8_INVALID);
        assert_int_equal(at, strlen(right[i]));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arena_gives_zeroed_aligned_memory), cmocka_unit_test(arena_rewinds),
        cmocka_unit_test(buf_writes_decimals), cmocka_unit_test(utf8_replaces_maximal_subparts),
        cmocka_unit_test(utf8_is_checked_as_it_is_decoded), cmocka_unit_test(utf8_has_one_form),
        cmocka_unit_test(diagnostics_are_sorted_and_limited),
        cmocka_unit_test(diags_fill_arguments_and_sort), cmocka_unit_test(sink_keeps_the_old_file_until_commit),
        cmocka_unit_test(sink_reports_a_full_disk)};
    return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
