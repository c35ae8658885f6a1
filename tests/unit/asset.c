/* asset: which files a text may name, and what is noted of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/asset.h"

static void put_file(const char *path, const char *text) {
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    fputs(text, f);
    assert_int_equal(fclose(f), 0);
}

static int set_up(void **state) {
    static char folder[] = "/tmp/qapress-asset-XXXXXX";
    *state = folder;
    if (!mkdtemp(folder) || chdir(folder) != 0 || mkdir("in", 0777) != 0 || mkdir("in/sub", 0777) != 0) return -1;
    if (mkdir("inner", 0777) != 0) return -1;
    put_file("secret", "secret");
    put_file("inner/c.png", "of a folder whose name begins the same");
    put_file("in/a.png", "picture");
    put_file("in/sub/b.png", "below");
    put_file("in/none.png", "");
    if (mkfifo("in/pipe", 0666) != 0 || symlink("../secret", "in/out") != 0 || symlink("../inner/c.png", "in/beside") != 0) return -1;
    return symlink("sub/b.png", "in/link") != 0 || symlink("..", "in/up") != 0;
}

static int tear_down(void **state) {
    static const char *const FILES[] = {"in/a.png", "in/sub/b.png", "in/none.png", "in/pipe", "in/out", "in/link", "in/up", "in/beside", "inner/c.png", "secret"};
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++) unlink(FILES[i]);
    return rmdir("in/sub") || rmdir("in") || rmdir("inner") || chdir("/") || rmdir(*state);
}

static void test_what_is_read(void **state) {
    (void)state;
    static const struct {
        const char *name, *expected; /* NULL: refused */
    } CASES[] = {{"a.png", "picture"}, {"sub/b.png", "below"}, {"./a.png", "picture"}, {"link", "below"}, {"none.png", NULL},
                 {"out", NULL}, {"beside", NULL}, {"up/secret", NULL}, {"../secret", NULL}, {"sub/../a.png", NULL}, {"/etc/passwd", NULL}, {"", NULL},
                 {"pipe", NULL}, {"sub", NULL}, {".", NULL}, {"file:a.png", NULL}, {"sub\\b.png", NULL}, {"lacks", NULL}};
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct buf out = {0};
        buf_put(&out, STR("> "));
        bool ok = asset_read("in", str_from(CASES[i].name), 100, NULL, &out);
        assert_int_equal(ok, CASES[i].expected != NULL);
        assert_true(str_eq(str_drop(buf_str(&out), 2), str_from(ok ? CASES[i].expected : "")));
        buf_release(&out);
    }
}

static void test_too_large(void **state) {
    (void)state;
    struct buf out = {0};
    assert_true(asset_read("in", STR("a.png"), 7, NULL, &out));
    assert_false(asset_read("in", STR("a.png"), 6, NULL, &out));
    assert_int_equal(out.n, 7);
    buf_release(&out);
}

static void test_noted(void **state) {
    (void)state;
    struct asset_list list;
    struct buf out = {0};
    asset_list_init(&list);
    asset_read("in", STR("a.png"), 100, &list, &out);
    asset_read("in", STR("lacks"), 100, &list, &out);
    asset_read("in", STR("a.png"), 100, &list, &out);
    asset_read("in", STR("../secret"), 100, &list, &out);
    asset_note(&list, STR("font"));
    assert_int_equal(list.paths.n, 3);
    assert_string_equal(list.paths.at[0], "in/a.png");
    assert_string_equal(list.paths.at[1], "in/lacks");
    assert_string_equal(list.paths.at[2], "font");
    assert_false(list.failed);
    asset_list_release(&list);
    buf_release(&out);
}

static void test_stems(void **state) {
    (void)state;
    static const char *const CASES[][2] = {{"guides/python.txt", "python"}, {"python", "python"}, {"a.b/c.tar.gz", "c.tar"}, {"a/b/", "b"},
                                           {".hidden", ".hidden"}, {"a.b/c", "c"}, {"", ""}};
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) assert_true(str_eq(path_stem(str_from(CASES[i][0])), str_from(CASES[i][1])));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_what_is_read), cmocka_unit_test(test_too_large), cmocka_unit_test(test_noted), cmocka_unit_test(test_stems)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
