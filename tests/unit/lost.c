/* Nothing is lost: after a whole read each byte that is no blank has an owner, and the tree is sound. Over the guides
 * that ship, every golden input, and the folder that QAPRESS_CORPUS names when it is set. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "files.h"
#include "read/ledger.h"
#include "read/read.h"

/* How many bytes of the file have no owner; says where. */
static size_t count_lost(const char *path) {
    size_t lost = 0;
    struct buf bytes;
    buf_init(&bytes);
    read_file(path, &bytes);
    struct source source = {.name = str_from(path), .bytes = buf_str(&bytes)};
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
    buf_release(&bytes);
    return lost + (fault != NULL);
}

static void guides_lose_nothing(void **state) {
    (void)state;
    check_guides(count_lost);
}

static void golden_cases_lose_nothing(void **state) {
    (void)state;
    check_golden_cases(count_lost);
}

static void corpus_loses_nothing(void **state) {
    (void)state;
    check_corpus(count_lost);
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
