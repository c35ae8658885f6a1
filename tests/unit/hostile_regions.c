/* Hostile regions: nesting without end, runs of marks, everything unclosed. Each is read whole, loses no byte, keeps
 * the tree within its depth, and takes time in step with its size (a quadratic reader would not come to an end here). */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include "region.h"

enum { BYTES = 300000 };

static void read_repeated(const char *unit, enum flavor flavor) {
    size_t n = strlen(unit), times = BYTES / n;
    char *text = malloc(n * times + 1);
    assert_non_null(text);
    for (size_t i = 0; i < times; i++) memcpy(text + i * n, unit, n);
    struct region r;
    region_read(&r, (str){text, n * times}, flavor, 0, false, DIAG_CODES);
    assert_false(r.reader.failed);
    const char *fault = tree_check(&r.doc);
    if (fault) fail_msg("%s: %s", unit, fault);
    size_t lost = ledger_first_lost(&r.ledger, r.reader.text, 0);
    if (lost < r.reader.text.n) fail_msg("%s: byte %zu is lost", unit, lost);
    region_release(&r);
    free(text);
}

static void nothing_hostile_hurts(void **state) {
    (void)state;
    static const char *const units[] = {
        ">", "> ", "*", "* ", "*a", "**a ", "_", "__a", "`", "` ", "`a ``", "[", "[a](", "![", "]", "](", "<", "<a", "<b>", "<b><i>",
        "<ol>", "<ol><li>", "<ul><li>x</ul>", "</b>", "</ol>", "<table><tr><td>", "<!--", "<a href=\"", "<pre>", "<code>", "<script>",
        "$", "$x^2 ", "\\", "&amp;", "&", "~", "#", "# a\n", "- ", "- x\n", "1. ", "1) a. ", "|a", "|a|b|\n|-|-|\n", "```\n", "```\nx\n```\n",
        "a\n=\n", "http://", "[a]: b\n", "\x01", " ,", "    x\n", "\xE3\x80\x90", "(1) ", "a**b ", ">>> x\n", "<div>\n", "\f\n"};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        read_repeated(units[i], FLAVOR_PLAIN);
        read_repeated(units[i], FLAVOR_MARKDOWN);
        read_repeated(units[i], FLAVOR_HTML);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_hostile_hurts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
