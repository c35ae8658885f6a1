/* Nothing is lost: after a whole read each byte that is no blank has an owner, and the tree is sound. Over the guides
 * that ship, every golden input, and the folder that QAPRESS_CORPUS names when it is set. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include <glob.h>

#include "read/ledger.h"
#include "read/read.h"

static char *read_file(const char *path, size_t *n) {
    FILE *f = fopen(path, "rb");
    if (!f) return NULL;
    size_t cap = 1 << 16, got;
    char *bytes = malloc(cap);
    *n = 0;
    while (bytes && (got = fread(bytes + *n, 1, cap - *n, f)) > 0) {
        *n += got;
        if (*n == cap) bytes = realloc(bytes, cap *= 2);
    }
    fclose(f);
    return bytes;
}

/* How many bytes of the file have no owner; says where. */
static size_t count_lost(const char *path) {
    size_t n = 0, lost = 0;
    char *bytes = read_file(path, &n);
    assert_non_null(bytes);
    struct source source = {.name = str_from(path), .bytes = {bytes, n}};
    struct ledger ledger = {0};
    struct read_options options = {.ledger = &ledger};
    struct diags diags;
    struct document doc;
    diags_init(&diags);
    document_init(&doc);
    enum status status = read_document(&source, &options, &diags, &doc);
    assert_true(status == STATUS_OK || status == STATUS_INPUT);
    const char *fault = status == STATUS_OK ? tree_check(&doc) : NULL;
    if (fault) print_error("%s: %s\n", path, fault);
    str text = ledger.text;
    for (size_t at = ledger_first_lost(&ledger, text, 0); at < text.n; at = ledger_first_lost(&ledger, text, at + 1))
        if ((at == 0 || ledger.owner[at - 1] != OWNER_NONE || char_is_space(text.p[at - 1])) && lost++ < 5) print_error("%s: byte %zu is lost: %.*s\n", path, at, (int)(text.n - at < 40 ? text.n - at : 40), text.p + at);
    ledger_release(&ledger);
    document_release(&doc);
    diags_release(&diags);
    source_release(&source);
    free(bytes);
    return lost + (fault != NULL);
}

static void check_files(const char *pattern, size_t at_least) {
    glob_t found;
    size_t lost = 0;
    if (glob(pattern, 0, NULL, &found) != 0) found.gl_pathc = 0;
    assert_true(found.gl_pathc >= at_least);
    for (size_t i = 0; i < found.gl_pathc; i++) lost += count_lost(found.gl_pathv[i]);
    if (found.gl_pathc) globfree(&found);
    assert_int_equal(lost, 0);
}

static void guides_lose_nothing(void **state) {
    (void)state;
    check_files(TEST_SOURCE_DIR "/input/*.txt", 1);
}

static void golden_cases_lose_nothing(void **state) {
    (void)state;
    check_files(TEST_SOURCE_DIR "/tests/golden/*/input.*", 1);
}

static void corpus_loses_nothing(void **state) {
    (void)state;
    const char *folder = getenv("QAPRESS_CORPUS");
    if (!folder) skip();
    char pattern[4096];
    snprintf(pattern, sizeof pattern, "%s/*", folder);
    check_files(pattern, 1);
}

/* The computation itself: a byte without an owner is found. */
static void a_lost_byte_is_found(void **state) {
    (void)state;
    uint8_t owners[4] = {OWNER_TEXT, OWNER_NONE, OWNER_NONE, OWNER_MARKUP};
    struct ledger ledger = {.owner = owners, .n = 4};
    assert_int_equal(ledger_first_lost(&ledger, STR("a b*"), 0), 2);
    ledger_own(&ledger, 1, 3, OWNER_TEXT);
    assert_int_equal(ledger_first_lost(&ledger, STR("a b*"), 0), 4);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_lost_byte_is_found), cmocka_unit_test(guides_lose_nothing),
                                       cmocka_unit_test(golden_cases_lose_nothing), cmocka_unit_test(corpus_loses_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
