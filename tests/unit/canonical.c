/* canonical: Markdown as we write it is read and written again: byte for byte the same, so that both agree on each way
 * to say a thing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"
#include "export/markdown.h"
#include "read/read.h"

static bool gather(struct sink *sink, str bytes) {
    buf_put(sink->context, bytes);
    return true;
}

static void check(const char *body) {
    struct buf text, again;
    buf_init(&text);
    buf_init(&again);
    buf_put(&text, STR("---\nqapress: 1\nlang: \"en\"\n---\n\n# Q1: What?\n\n"));
    buf_put(&text, str_from(body));
    struct source source = {.name = STR("test"), .bytes = buf_str(&text)};
    struct read_options options = {0};
    struct diags diags;
    struct document doc;
    diags_init(&diags);
    document_init(&doc);
    assert_int_equal(read_document(&source, &options, &diags, &doc), STATUS_OK);
    assert_null(tree_check(&doc));
    struct sink sink = {.write = gather, .fd = -1, .context = &again};
    assert_int_equal(export_markdown(&doc, &sink), STATUS_OK);
    if (!str_eq(buf_str(&text), buf_str(&again))) fail_msg("\n want: %.*s\n have: %.*s", STR_ARG(buf_str(&text)), STR_ARG(buf_str(&again)));
    document_release(&doc);
    diags_release(&diags);
    source_release(&source);
    buf_release(&text);
    buf_release(&again);
}

#define CHECK_ALL(bodies) \
    for (size_t i = 0; i < sizeof(bodies) / sizeof *(bodies); i++) check((bodies)[i])

static void items_keep_what_is_theirs(void **state) {
    (void)state;
    static const char *const bodies[] = {
        "- a\n- b\n", "- a\n\n- b\n", "- a\n  - b\n  1. c\n", "- [ ] a\n- [x] b\n",
        "- ___\n", "- ___\n\n  a\n", "- a\n\n  ___\n\n  b\n", "- ```\n  x\n  ```\n\n  a\n",
        "- <!-- -->\n- b\n", "- <!-- -->\n\n- - <!-- -->\n  - b\n", "- a\n\n  - <!-- -->\n  - b\n",
        "- [ ]\n  > a\n- b\n", "- [x]\n  ```\n  a\n  ```\n", "- [ ]\n\n  | a |\n  | --- |\n", "- [ ] <!-- -->\n- b\n",
        "- > a\n  <!-- -->\n- [x] b\n- > - c\n- [ ] d\n",
        "- | a |\n  | --- |\n- b\n", "- | a |\n  | --- |\n\n  ```\n  x\n  ```\n", "- | a |\n  | --- |\n  ___\n",
    };
    CHECK_ALL(bodies);
}

static void tables_of_html_keep_lists_loose(void **state) {
    (void)state;
    static const char *const bodies[] = {
        "<table>\n<tbody>\n<tr><td>a</td><td>b</td></tr>\n<tr><td>c</td></tr>\n</tbody>\n</table>\n",
        "- <!-- --><table><tbody><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></tbody></table>\n\n- d\n",
        "- <!-- --><table><tbody><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></tbody></table>\n- d\n",
    };
    CHECK_ALL(bodies);
}

static void addresses_hold_any_sign(void **state) {
    (void)state;
    static const char *const bodies[] = {
        "[a](b) and ![c](d \"e\")\n", "[![a](<\\]b>)](<\\[c>)\n", "![](<a\\[b\\](c)>) \\<d \"e\">\n",
        "[a](b_c) [d](<\\_e>) *f [g](<\\_@h>) i*\n", "a *b [c](<d\\*e>) f* g\n", "[a](<b c=\\\"d>) \"e>\n", "[a](<\\!-- b>) -->\n", "a < b c: > d \\< e:> f\n", "![a](b \"\\[c\\](d) \\*e\\*\")\n",
    };
    CHECK_ALL(bodies);
}

/* What is layout in other texts, and taken off there, was put here by nobody but the text. */
static void lines_are_as_they_stand(void **state) {
    (void)state;
    static const char *const bodies[] = {
        "\xE3\x80\x80" "a\n", "\xC2\xA0\n", "\xE2\x80\x8B\n", "a\\\n\xC2\xA0" "b\n",
        "```\n\xE3\x80\x80" "a\n\xC2\xA0\n```\n",
    };
    CHECK_ALL(bodies);
    char quote[4096] = "";
    for (int i = 0; i < 400; i++) strcat(quote, "> > a\\\n");
    strcat(quote, "> > b\n");
    check(quote);
}

static void code_holds_any_sign(void **state) {
    (void)state;
    static const char *const bodies[] = {
        "<code>a\\\\&#9;b\\\\</code>\n", "<code>\\\\ &#32;\\&amp;&#9;</code>\n",
        "```a&#32;b\nx\n```\n", "```<\\\\\\&amp;&#96;>~\nx\n```\n", "```~~~\nx\n```\n",
    };
    CHECK_ALL(bodies);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(items_keep_what_is_theirs), cmocka_unit_test(tables_of_html_keep_lists_loose),
                                       cmocka_unit_test(addresses_hold_any_sign), cmocka_unit_test(lines_are_as_they_stand),
                                       cmocka_unit_test(code_holds_any_sign)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
