/* Each named repair: where it must act, where it must not, and that it can be switched off. What content.c shows of
 * the same rules is not said again. Nothing is lost in any of them: region.h keeps the ledger. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "region.h"

enum { WIDTH = 30 };
#define P FLAVOR_PLAIN
#define M FLAVOR_MARKDOWN
#define H FLAVOR_HTML

struct expected {
    enum flavor flavor;
    const char *text, *want;
};

static void check(enum diag_code rule, bool on, uint32_t wrap, const struct expected *e) {
    struct region r;
    str text = str_from(e->text), want = str_from(e->want);
    region_read(&r, text, e->flavor, wrap, false, on ? DIAG_CODES : rule);
    if (!str_eq(buf_str(&r.out), want)) fail_msg("\n text: %s\n want: %s\n have: %.*s", e->text, e->want, (int)r.out.n, r.out.p);
    size_t lost = ledger_first_lost(&r.ledger, text, 0);
    if (lost < text.n) fail_msg("\n text: %s\n byte %zu has no owner: %s", e->text, lost, e->text + lost);
    if (!on) assert_int_equal(r.diags.count[rule], 0);
    region_release(&r);
}

#define CHECK(cases, rule, on, wrap) \
    for (size_t i = 0; i < sizeof(cases) / sizeof *(cases); i++) check(rule, on, wrap, &(cases)[i])

static void cut_words_are_joined(void **state) {
    (void)state;
    static const struct expected cases[] = {
        {P, "Some operations are cheap, the opera-\ntions on lists are not.", "<p>Some operations are cheap, the operations on lists are not.</p>"},
        {P, "A well-known thing, it is so well-\nknown.", "<p>A well-known thing, it is so well-known.</p>"},
        {P, "The longer lines of this docu-\nmentation.", "<p>The longer lines of this docu-mentation.</p>"},
        {P, "This one ends with implemen-\ntation of it.", "<p>This one ends with implemen-tation of it.</p>"},
        {P, "This one ends in an opera-\ntion of it.", "<p>This one ends in an operation of it.</p>"},
        {P, "We map it with set-\noperations. Such operations go.", "<p>We map it with set-operations. Such operations go.</p>"},
        {P, "Words that are hy\xC2\xAD\nphenated softly, here.", "<p>Words that are hyphenated softly, here.</p>"},
        {P, "Use pre- and post-processing, pre-\nand post-processing.", "<p>Use pre- and post-processing, pre- and post-processing.</p>"},
        {P, "It takes the option --no-\ncache and then goes on here.", "<p>It takes the option --no-cache and then goes on here.</p>"},
        {P, "The cars are by Mercedes-\nBenz and by others.", "<p>The cars are by Mercedes-Benz and by others.</p>"},
        {P, "That is a thing to do now -\nand nothing else, they said.", "<p>That is a thing to do now - and nothing else, they said.</p>"},
        {P, "It is in the range of 10-\ntwenty pieces and not more.", "<p>It is in the range of 10- twenty pieces and not more.</p>"},
        {P, "The Übertragung is, the Über-\ntragung was, and more of it.", "<p>The Übertragung is, the Übertragung was, and more of it.</p>"},
        {P, "Emails or mails, an e-mail, e-\nmail is an e-mail.", "<p>Emails or mails, an e-mail, e-mail is an e-mail.</p>"},
        {M, "The operations are, opera-\ntions *too*.", "<p>The operations are, operations <em>too</em>.</p>"},
        {M, "- operations and opera-\n  tions\n- b", "<ul><li><p>operations and operations</p></li><li><p>b</p></li></ul>"},
        {M, "some `code-\ncode` stays", "<p>some <code>code- code</code> stays</p>"},
        {M, "```\nopera-\ntions\n```\noperations", "<pre>opera-\ntions</pre><p>operations</p>"},
        {M, "word-\n\nnext", "<p>word-</p><p>next</p>"},
        {M, "- item-\n- other", "<ul><li><p>item-</p></li><li><p>other</p></li></ul>"},
        {H, "<p>operations, opera-\ntions</p>", "<p>operations, operations</p>"},
    };
    CHECK(cases, DIAG_R_HYPHENATION, true, WIDTH);
    static const struct expected torn[] = {{P, "The operations, the opera-\n\f\ntions.", "<p>The operations, the operations.</p>"}};
    CHECK(torn, DIAG_R_HYPHENATION, true, 0);
    static const struct expected off[] = {{P, "Some operations are cheap, the opera-\ntions are not.", "<p>Some operations are cheap, the opera- tions are not.</p>"},
                                          {M, "operations opera-\ntions", "<p>operations opera- tions</p>"}};
    CHECK(off, DIAG_R_HYPHENATION, false, WIDTH);
    static const struct expected unwrapped[] = {{P, "operations opera-\ntions", "<p>operations opera-</p><p>tions</p>"}};
    CHECK(unwrapped, DIAG_R_HYPHENATION, true, 0);
}

static void lines_wrapped_by_hand_are_joined(void **state) {
    (void)state;
    static const struct expected cases[] = {
        {P, "A line wrapped by hand, that\nleaves room for more\nwords than it takes.", "<p>A line wrapped by hand, that leaves room for more</p><p>words than it takes.</p>"},
        {P, "My thanks for this go to\nTetsuo Oda, who knows it.", "<p>My thanks for this go to Tetsuo Oda, who knows it.</p>"},
        {P, "This sentence ends here.\nNext is a paragraph now.", "<p>This sentence ends here.</p><p>Next is a paragraph now.</p>"},
        {P, "It gives us all that is:\nfirst one, then another.", "<p>It gives us all that is:</p><p>first one, then another.</p>"},
        {P, "vim-dev        Patches, and\nvim            Discussion of it", "<p>vim-dev Patches, and</p><p>vim Discussion of it</p>"},
        {P, "A short line\nis one of a poem", "<p>A short line</p><p>is one of a poem</p>"},
        {P, "- An item is wrapped, and it\n  goes on here.\nNot here.", "<ul><li><p>An item is wrapped, and it goes on here.</p></li></ul><p>Not here.</p>"},
    };
    CHECK(cases, DIAG_R_HARD_WRAP, true, WIDTH);
    static const struct expected off[] = {{P, "My thanks for this go to\nTetsuo Oda, who knows it.", "<p>My thanks for this go to</p><p>Tetsuo Oda, who knows it.</p>"}};
    CHECK(off, DIAG_R_HARD_WRAP, false, WIDTH);
}

static void indented_prose_is_no_code(void **state) {
    (void)state;
    static const struct expected cases[] = {
        {P, "See:\n\n    It costs (as we know) 20 or 30 coins in all.", "<p>See:</p><p>It costs (as we know) 20 or 30 coins in all.</p>"},
        {P, "See:\n\n    vim -u NONE -U NONE -N -i NONE", "<p>See:</p><pre>vim -u NONE -U NONE -N -i NONE</pre>"},
        {P, "See:\n\n    f(x) and g(y) or h(z) is it", "<p>See:</p><pre>f(x) and g(y) or h(z) is it</pre>"},
    };
    CHECK(cases, DIAG_R_HARD_WRAP, true, 0);
}

static void a_margin_is_no_code(void **state) {
    (void)state;
    static const struct expected cases[] = {
        {M, "\n    The answer stands below an item of a list.\n\n    ```js\n    f();\n    ```\n\n    - a\n    - b\n\n        code(x);\n\n  Sloppy.",
         "<p>The answer stands below an item of a list.</p><pre javascript>f();</pre><ul loose><li><p>a</p></li><li><p>b</p><p>code(x);</p></li></ul><p>Sloppy.</p>"},
        {M, "    x = 1\n    y = 2", "<pre>x = 1\ny = 2</pre>"},
        {M, "    # comment\n    x = f(y)", "<pre># comment\nx = f(y)</pre>"},
        {M, "    The prose comes first here.\n\n        then_code(1)", "<p>The prose comes first here.</p><pre>then_code(1)</pre>"},
        {M, "\tWith a tab before all the words.\n\n\tAnd again.", "<p>With a tab before all the words.</p><p>And again.</p>"},
        {M, "It starts here.\n\n    this is code, by the rules of markdown, as it is said", "<p>It starts here.</p><pre>this is code, by the rules of markdown, as it is said</pre>"},
    };
    CHECK(cases, DIAG_R_HARD_WRAP, true, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(cut_words_are_joined), cmocka_unit_test(lines_wrapped_by_hand_are_joined),
                                       cmocka_unit_test(indented_prose_is_no_code),
                                       cmocka_unit_test(a_margin_is_no_code)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
