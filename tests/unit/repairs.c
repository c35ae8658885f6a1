/* Each named repair: where it must act, where it must not, and that it can be switched off. What content.c shows of
 * the same rules is not said again. Nothing is lost in any of them: region.h keeps the ledger. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "read/decode.h"
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
        {M, " A blank before the first word.\n\n```js\nif (x) {\n\tf();\n}\n```",
         "<p>A blank before the first word.</p><pre javascript>if (x) {\n\tf();\n}</pre>"},
        {M, "It starts here.\n\n    this is code, by the rules of markdown, as it is said", "<p>It starts here.</p><pre>this is code, by the rules of markdown, as it is said</pre>"},
    };
    CHECK(cases, DIAG_R_HARD_WRAP, true, 0);
}

static void code_repairs_can_be_switched_off(void **state) {
    (void)state;
    static const struct { enum diag_code rule; struct expected on, off; } cases[] = {
        {DIAG_R_CODE_LANGUAGE, {P, "```\nimport os\nprint(os.name)\n```", "<pre python>import os\nprint(os.name)</pre>"},
         {P, "```\nimport os\nprint(os.name)\n```", "<pre>import os\nprint(os.name)</pre>"}},
        {DIAG_R_ADJACENT_CODE, {P, "```\na\n```\n```\nb\n```", "<pre>a\nb</pre>"}, {P, "```\na\n```\n```\nb\n```", "<pre>a</pre><pre>b</pre>"}},
        {DIAG_R_FLATTENED_CODE, {M, "```py\nif x > 0: return 1 else: return 2\n```", "<pre python>if x > 0:\n    return 1\nelse:\n    return 2</pre>"},
         {M, "```py\nif x > 0: return 1 else: return 2\n```", "<pre python>if x > 0: return 1 else: return 2</pre>"}},
        {DIAG_R_LATEX_MATH, {P, "It is $A \\to B$.", "<p>It is A → B.</p>"}, {P, "It is $A \\to B$.", "<p>It is $A \\to B$.</p>"}},
        {DIAG_R_CHAT_RESIDUE, {P, "A fact【8†source】 here.", "<p>A fact here.</p>"}, {P, "A fact【8†source】 here.", "<p>A fact【8†source】 here.</p>"}},
        {DIAG_R_PAGE_BREAK, {P, "```py\na\n```\n\f\n```py\nb\n```", "<pre python>a\nb</pre>"},
         {P, "```py\na\n```\n\f\n```py\nb\n```", "<pre python>a</pre><pre python>b</pre>"}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check(cases[i].rule, true, 0, &cases[i].on);
        check(cases[i].rule, false, 0, &cases[i].off);
    }
}

static void characters_of_code_are_plain(void **state) {
    (void)state;
    static const struct expected cases[] = {
        {P, "```js\nalert(“hi”); f(‘x’);\n```", "<pre javascript>alert(\"hi\"); f('x');</pre>"},
        {P, "```js\nalert('he said “hi”');\n```", "<pre javascript>alert('he said “hi”');</pre>"},
        {P, "```js\nf(); // don’t do it\n```", "<pre javascript>f(); // don’t do it</pre>"},
        {P, "```js\nf(1);\xC2\xA0g(2);\xE2\x80\x8B\n```", "<pre javascript>f(1); g(2);</pre>"},
        {P, "```js\nif (a &lt; b &amp;&amp; c) f();\n```", "<pre javascript>if (a < b && c) f();</pre>"},
        {P, "```html\n<p>a &lt; b</p>\n```", "<pre html><p>a &lt; b</p></pre>"},
        {P, "```c\nx = a &y; z &= 3;\n```", "<pre c>x = a &y; z &= 3;</pre>"},
        {P, "```py\nprint(“名前”)\n```", "<pre python>print(“名前”)</pre>"},
        {P, "the “curly” quotes of prose", "<p>the “curly” quotes of prose</p>"},
    };
    CHECK(cases, DIAG_R_CODE_CHARACTERS, true, 0);
    static const struct expected off[] = {{P, "```js\nalert(“hi”);\n```", "<pre javascript>alert(“hi”);</pre>"}};
    CHECK(off, DIAG_R_CODE_CHARACTERS, false, 0);
}

static void code_needs_no_fence(void **state) {
    (void)state;
    static const struct expected cases[] = {
        {P, "Like this:\nfunction f(a) {\n    let b = 1;\n    return a + b;\n}\nThat is all.",
         "<p>Like this:</p><pre javascript>function f(a) {\n    let b = 1;\n    return a + b;\n}</pre><p>That is all.</p>"},
        {M, "Like this:\n\ndef f(n):\n    # twice\n    return n * 2\n\nprint(f(2))\n\nIt prints *four*.",
         "<p>Like this:</p><pre python>def f(n):\n    # twice\n    return n * 2\n\nprint(f(2))</pre><p>It prints <em>four</em>.</p>"},
        {P, "Two tables:\n\tSELECT name, id FROM users\n\tWHERE id = 1;\n\n\tDELETE FROM users;\nDone with them.",
         "<p>Two tables:</p><pre sql>SELECT name, id FROM users\nWHERE id = 1;\n\nDELETE FROM users;</pre><p>Done with them.</p>"},
        {P, "java\npublic class A\n{\n    int x = 1;\n}", "<pre java>public class A\n{\n    int x = 1;\n}</pre>"},
        {P, "For it:\nx = 5\ny = [1, 2]\nprint(x, y)", "<p>For it:</p><pre>x = 5\ny = [1, 2]\nprint(x, y)</pre>"},
        {P, "It sends:\n{\n\"id\": 4,\n\"name\": \"Bosch\"\n}\nand waits.", "<p>It sends:</p><pre json>{\n\"id\": 4,\n\"name\": \"Bosch\"\n}</pre><p>and waits.</p>"},
        /* where it must not act */
        {P, "\"Yes\": he said it,\n\"No\": she said.", "<p>\"Yes\": he said it,</p><p>\"No\": she said.</p>"},
        {P, "One statement, x = 5; is no block.", "<p>One statement, x = 5; is no block.</p>"},
        {P, "Precision = true positives / all positives\nRecall = true positives / all that are true",
         "<p>Precision = true positives / all positives</p><p>Recall = true positives / all that are true</p>"},
        {P, "Duties rise for goods (and services);\nthe tickets are sold here (see below);",
         "<p>Duties rise for goods (and services);</p><p>the tickets are sold here (see below);</p>"},
        {P, "If you want to go:\nfor those who stay:\nwhile you wait:", "<p>If you want to go:</p><p>for those who stay:</p><p>while you wait:</p>"},
        {P, "- a = 1;\n- b = f(2);", "<ul><li><p>a = 1;</p></li><li><p>b = f(2);</p></li></ul>"},
        {P, "Read more with\n:help [{\n:help ]}\nWhen you insert new lines above or below a line,",
         "<p>Read more with</p><p>:help [{</p><p>:help ]}</p><p>When you insert new lines above or below a line,</p>"},
    };
    CHECK(cases, DIAG_R_UNFENCED_CODE, true, 0);
    static const struct expected off[] = {{P, "let a = 1;\nlet b = 2;", "<p>let a = 1;</p><p>let b = 2;</p>"}};
    CHECK(off, DIAG_R_UNFENCED_CODE, false, 0);
}

static void lines_of_code_are_its_own(void **state) {
    (void)state;
    static const struct expected doubled[] = {
        {P, "```py\ndef f(x):\n\n    if x:\n\n        g(x)\n\n    return x\n```", "<pre python>def f(x):\n    if x:\n        g(x)\n    return x</pre>"},
        {P, "```sh\ncd a\n\nls b\n\ncd c\n\nls d\n```", "<pre bash>cd a\n\nls b\n\ncd c\n\nls d</pre>"},
        {P, "```py\ndef f():\n    a()\n\n    b()\n\n    c()\n```", "<pre python>def f():\n    a()\n\n    b()\n\n    c()</pre>"},
    };
    CHECK(doubled, DIAG_R_DOUBLED_LINES, true, 0);
    static const struct expected doubled_off[] = {{P, "```py\ndef f(x):\n\n    if x:\n\n        g(x)\n\n    return x\n```", "<pre python>def f(x):\n\n    if x:\n\n        g(x)\n\n    return x</pre>"}};
    CHECK(doubled_off, DIAG_R_DOUBLED_LINES, false, 0);
    static const struct expected numbered[] = {
        {P, "```py\n1 def f(x):\n2     return x\n3 \n4 f(1)\n```", "<pre python>def f(x):\n    return x\n\nf(1)</pre>"},
        {P, "```js\n 9: f(1);\n10: g(2);\n11: h(3);\n12: i(4);\n```", "<pre javascript>f(1);\ng(2);\nh(3);\ni(4);</pre>"},
        {P, "```\n1 apple\n2 pear\n3 plum\n4 fig\n```", "<pre>1 apple\n2 pear\n3 plum\n4 fig</pre>"},
        {P, "```\n10 PRINT (1)\n20 GOTO (10)\n30 REM ()\n40 END ()\n```", "<pre>10 PRINT (1)\n20 GOTO (10)\n30 REM ()\n40 END ()</pre>"},
        {P, "```\n1\n2\n3\n4\n5\n```", "<pre>1\n2\n3\n4\n5</pre>"},
    };
    CHECK(numbered, DIAG_R_LINE_NUMBERS, true, 0);
    static const struct expected numbered_off[] = {{P, "```js\n1 f(1);\n2 g(2);\n3 h(3);\n4 i(4);\n```", "<pre javascript>1 f(1);\n2 g(2);\n3 h(3);\n4 i(4);</pre>"}};
    CHECK(numbered_off, DIAG_R_LINE_NUMBERS, false, 0);
}

static uint32_t count_in(const char *text, enum diag_code rule, bool on) {
    struct source source = {.name = STR("test"), .bytes = str_from(text)};
    struct ledger ledger = {0};
    struct read_options options = {.ledger = &ledger};
    struct diags diags;
    struct document doc;
    options.disabled[rule] = !on;
    diags_init(&diags);
    document_init(&doc);
    enum status status = read_document(&source, &options, &diags, &doc);
    assert_true(status == STATUS_OK || status == STATUS_INPUT);
    if (status == STATUS_OK && tree_check(&doc)) fail_msg("%s: %s", text, tree_check(&doc));
    size_t lost = ledger_first_lost(&ledger, ledger.text, 0);
    if (lost < ledger.text.n) fail_msg("\n%s\nbyte %zu has no owner: %s", text, lost, ledger.text.p + lost);
    uint32_t count = diags.count[rule];
    ledger_release(&ledger);
    document_release(&doc);
    diags_release(&diags);
    source_release(&source);
    return count;
}

static void stray_blanks_end_sentences(void **state) {
    (void)state;
    static const struct expected cases[] = {
        {P, "It avoids overfitting of the model . For example so.", "<p>It avoids overfitting of the model. For example so.</p>"},
        {P, "It is also a type of obfuscation .", "<p>It is also a type of obfuscation.</p>"},
        {P, "git checkout .", "<p>git checkout .</p>"},
        {P, "docker build -t name and more .", "<p>docker build -t name and more .</p>"},
        {P, "The ?. operator is like the . chaining operator", "<p>The ?. operator is like the . chaining operator</p>"},
        {P, "a . b . c", "<p>a . b . c</p>"},
        {P, ":help ,", "<p>:help ,</p>"},
        {P, "those `a` , `b` ,`c` are", "<p>those <code>a</code>, <code>b</code>,<code>c</code> are</p>"},
    };
    CHECK(cases, DIAG_R_SPACE_BEFORE_PUNCTUATION, true, 0);
}

static void tags_that_are_spoken_of_stay(void **state) {
    (void)state;
    static const struct expected cases[] = {
        {P, "What does <br> do, and <hr>?", "<p>What does <br> do, and <hr>?</p>"},
        {P, "one<br>two <br> Three<br>", "<p>one<br></br>two<br></br>Three</p>"},
        {P, "Use <link rel=\"x\" href=\"y\"> and <input type=text>.", "<p>Use <link rel=\"x\" href=\"y\"> and <input type=text>.</p>"},
        {P, "<footer> is at the end of it", "<p><footer> is at the end of it</p>"},
        {P, "<section><p>text</p></section>", "<p>text</p>"},
        {P, "тег <b> и элемент <i>, <em> 元素 </em>", "<p>тег <b> и элемент <i>, <em> 元素 </em></p>"},
        {P, "<style>\nb { color: red; }\n</style>\nafter", "<pre html><style>\nb { color: red; }\n</style></pre><p>after</p>"},
    };
    CHECK(cases, DIAG_R_INLINE_HTML, true, 0);
}

static void files_are_blocks_of_their_own(void **state) {
    (void)state;
    static const struct expected cases[] = {
        {M, "```js\n// a.js\nx\n```\n\n```js\n// b.js\ny\n```", "<pre javascript>// a.js\nx</pre><pre javascript>// b.js\ny</pre>"},
        {M, "```js\nx\n```\n\n```js\n// then this\ny\n```", "<pre javascript>x</pre><pre javascript>// then this\ny</pre>"},
        {M, "```\nx\n```\n\n```\n// then this\ny\n```", "<pre>x\n// then this\ny</pre>"},
        {M, "```\n// a.js\nx\n```\n\n```\n// b.js\ny\n```", "<pre>// a.js\nx</pre><pre>// b.js\ny</pre>"},
    };
    CHECK(cases, DIAG_R_ADJACENT_CODE, true, 0);
    static const struct expected torn[] = {
        {P, "For example,\n\f\n:buffer file1", "<p>For example,</p><p>:buffer file1</p>"},
        {P, "one, two,\n\f\nThree and four", "<p>one, two, Three and four</p>"},
        {P, "An end\n\f\nA start", "<p>An end</p><p>A start</p>"},
        {P, "3.1\n\f\n3.2. This is correct", "<p>3.1</p><p>3.2. This is correct</p>"},
    };
    CHECK(torn, DIAG_R_PAGE_BREAK, true, 0);
}

static void tables_keep_all_their_cells(void **state) {
    (void)state;
    static const struct expected cases[] = {
        {M, "| a | b |\n|---|\n| 1 | 2 |", "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"},
        {M, "a | b\n---|---\n1 | 2 | 3", "<table><thead><tr><th>a</th><th>b</th><th></th></tr></thead><tbody><tr><td>1</td><td>2</td><td>3</td></tr></tbody></table>"},
        {M, "| a |\n|---|\n| `x | y` |", "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td><code>x | y</code></td></tr></tbody></table>"},
    };
    CHECK(cases, DIAG_R_HARD_WRAP, true, 0);
}

static void wide_blanks_are_layout(void **state) {
    (void)state;
    static const struct expected cases[] = {
        {P, "\xC2\xA0\xC2\xA0indented\xC2\xA0so", "<p>indented\xC2\xA0so</p>"},
        {P, "\xE3\x80\x80\xE3\x80\x80第一段。", "<p>第一段。</p>"},
    };
    CHECK(cases, DIAG_R_CHAT_RESIDUE, true, 0);
    static const char text[] = "\xE3\x80\x80Q1. 什么？\n\xC2\xA0\nA: 这个。\n\xE2\x80\x83\n\xE3\x80\x80Q2. 为什么？\nA: 那个。\n";
    assert_int_equal(count_in(text, DIAG_SHAPE, true), 1);
}

static void bullets_of_any_shape(void **state) {
    (void)state;
    static const struct expected cases[] = {
        {P, "\xEF\x82\xB7 one\n\xEF\x82\xB7 two", "<ul><li><p>one</p></li><li><p>two</p></li></ul>"},
        {P, "➤ one\n➤ two", "<ul><li><p>one</p></li><li><p>two</p></li></ul>"},
        {M, "◆ one\n◆ two", "<ul><li><p>one</p></li><li><p>two</p></li></ul>"},
        {P, "✓ done is no bullet\n→ nor is this", "<p>✓ done is no bullet</p><p>→ nor is this</p>"},
    };
    CHECK(cases, DIAG_R_CHAT_RESIDUE, true, 0);
}

/* ---- characters, while they are decoded ---- */

static void check_decoded(enum diag_code rule, bool on, const char *text, const char *want, uint32_t count) {
    struct arena arena;
    struct diags diags;
    struct decoded out;
    struct read_options options = {0};
    options.disabled[rule] = !on;
    arena_init(&arena);
    diags_init(&diags);
    assert_int_equal(decode(&arena, STR("x"), str_from(text), &options, &diags, &out), STATUS_OK);
    if (!str_eq(out.text, str_from(want))) fail_msg("\n text: %s\n want: %s\n have: %.*s", text, want, STR_ARG(out.text));
    assert_int_equal(diags.count[rule], count);
    diags_release(&diags);
    arena_release(&arena);
}

static void spoilt_characters_are_mended(void **state) {
    (void)state;
    static const struct { enum diag_code rule; const char *text, *want; uint32_t count; } cases[] = {
        {DIAG_R_MOJIBAKE, "donâ€™t, itâ€™s", "don’t, it’s", 2},
        {DIAG_R_MOJIBAKE, "â€œquotedâ€\xC2\x9D â€“ CafÃ©", "“quoted” – Café", 4},
        {DIAG_R_MOJIBAKE, "Ð’Ð¾Ð¿Ñ€Ð¾Ñ Ð¿Ñ€Ð¾", "Вопро\xC3\x91 про", 8},
        {DIAG_R_MOJIBAKE, "ðŸ˜€ and ðŸ˜€, ðŸ", "😀 and 😀, ðŸ", 2},
        {DIAG_R_MOJIBAKE, "shows as â€™ on the page", "shows as â€™ on the page", 0},
        {DIAG_R_MOJIBAKE, "Ça va à l’âge, São João, «É» Ångström Ã", "Ça va à l’âge, São João, «É» Ångström Ã", 0},
        {DIAG_R_MOJIBAKE, "grüße – “so” … 中文 ру", "grüße – “so” … 中文 ру", 0},
        {DIAG_R_LIGATURE, "eﬃcient ﬁles ﬂow oﬀ", "efficient files flow off", 4},
        {DIAG_R_LIGATURE, "ﬡ is Hebrew, ﬓ Armenian", "ﬡ is Hebrew, ﬓ Armenian", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_decoded(cases[i].rule, true, cases[i].text, cases[i].want, cases[i].count);
        check_decoded(cases[i].rule, false, cases[i].text, cases[i].text, 0);
    }
}

static void odd_blanks_at_joints_are_blanks(void **state) {
    (void)state;
    static const struct { enum diag_code rule; const char *text, *want; uint32_t count; } cases[] = {
        {DIAG_R_ODD_BLANKS, "1.\u00A0What is this?\n\u00A0\u00A0an item", "1. What is this?\n  an item", 1},
        {DIAG_R_ODD_BLANKS, "Q1.\u00A0\u00A0What \u00A0is it", "Q1.  What  is it", 1},
        {DIAG_R_ODD_BLANKS, "So\u00A0it\u00A0is\u00A0in\u00A0all\u00A0of\u00A0this\u00A0text", "So it is in all of this text", 1},
        {DIAG_R_ODD_BLANKS, "It has more than 10\u00A0000 users in all", "It has more than 10\u00A0000 users in all", 0},
        {DIAG_R_ODD_BLANKS, "Pourquoi faire cela ici\u00A0? Comme \u00AB\u00A0ceci\u00A0\u00BB.", "Pourquoi faire cela ici\u00A0? Comme \u00AB\u00A0ceci\u00A0\u00BB.", 0},
        {DIAG_R_CHAT_RESIDUE, "\u200B1. What?\n\uFEFF\u2060A:\u200B so \u200Bit is\u200B\n", "1. What?\nA: so it is\n", 6},
        {DIAG_R_CHAT_RESIDUE, "long\u200Bword, \u200Dfamily", "long\u200Bword, \u200Dfamily", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_decoded(cases[i].rule, true, cases[i].text, cases[i].want, cases[i].count);
        check_decoded(cases[i].rule, false, cases[i].text, cases[i].text, 0);
    }
}

/* The way back to the input goes over what was mended. */
static void mended_blanks_keep_their_places(void **state) {
    (void)state;
    struct arena arena;
    struct diags diags;
    struct decoded out;
    arena_init(&arena);
    diags_init(&diags);
    str text = STR("\xFF\xFE" "1\0.\0\xA0\0W\0\n\0\x0B\x20" "2\0.\0\xA0\0X\0");
    assert_int_equal(decode(&arena, STR("x"), text, NULL, &diags, &out), STATUS_OK);
    assert_true(str_eq(out.text, STR("1. W\n2. X")));
    static const uint32_t inputs[] = {2, 4, 6, 8, 10, 14, 16, 18, 20};
    for (uint32_t i = 0; i < out.text.n; i++) assert_int_equal(decode_offset(out.steps, out.n_steps, i), inputs[i]);
    diags_release(&diags);
    arena_release(&arena);
}

/* ---- whole documents ---- */

static void rules_of_whole_documents(void **state) {
    (void)state;
    static const struct { enum diag_code rule; const char *text; uint32_t count; } cases[] = {
        {DIAG_R_GLUED_MARKER, "Q1**What is it?****ANS**\n\nThis.\n\nQ2**And that?****ANS**\n\nThat.\n", 2},
        {DIAG_R_GLUED_MARKER, "Q1. Is ANSI a norm?\nANS: Yes, ANS is no marker here.\nQ2. And?\nANS: Done.\n", 0},
        {DIAG_R_PAGE_FURNITURE, "Q1. What?\nA: One.\nGuide to all\n1\n\fQ2. Why?\nA: Two.\nGuide to all\n2\n\fQ3. How?\nA: Three.\nGuide to all\n3\n\fQ4. When?\nA: Four.\n", 6},
        {DIAG_R_PAGE_FURNITURE, "Q1. What?\nA: One.\n12\nQ2. Why?\nA: Two.\n13\nQ3. How?\nA: Three.\n", 0},
        {DIAG_R_CONTENTS_LIST, "Contents\n\n1. What is the first?\n2. What is the second?\n3. What is the third?\n4. What is the last?\n\n"
         "1. What is the first?\n\nThe one before.\n\n2. What is the second?\n\nThe one after.\n\n3. What is the third?\n\nAnother one.\n\n4. What is the last?\n\nThis one.\n", 1},
        {DIAG_R_CHAT_RESIDUE, "Q1. What?\nA: So:\n\nCopy code\n\nx\n\nQ2. Why?\nA: Copy code from here to there.\n", 1},
        {DIAG_R_MOJIBAKE, "Q1. Whatâ€™s it?\nA: Itâ€™s this.\n", 2},
        {DIAG_R_LIGATURE, "Q1. Whose ﬁle?\nA: Oﬀ it goes.\n", 2},
        {DIAG_R_QUOTED_LINES, "> Q1. What?\n> A: One.\n>\n> Q2. Why?\n> A: Two.\n", 1},
        {DIAG_R_QUOTED_LINES, ">> Q1. What?\n>> A: One.\n>>\n>> Q2. Why?\n>> A: Two.\n", 2},
        {DIAG_R_QUOTED_LINES, "Q1. Who said so?\n> A: He did.\n> And she.\n> And they.\n> And all.\nQ2. Why?\nA: Two.\n", 0},
        {DIAG_R_RUN_IN_LIST, "Q1. Which versions?\nA: Versions 1. 2. and 3.1. are in use; 3.2. This is correct.\nQ2. So?\nA: Yes.\n", 0},
        {DIAG_R_RUN_IN_LIST, "Q1. Where?\nA: See chapter 1. It says so. See chapter 2. It does, too. See chapter 3. Done.\nQ2. So?\nA: Yes.\n", 0},
        {DIAG_R_RUN_IN_LIST, "Q1. How?\nA: They are: 1. read it. 2. use it. 3. leave it.\nQ2. So?\nA: Yes.\n", 1},
        {DIAG_R_RUN_IN_LIST, "Q1. Steps?\nA: They are: (1) one, (2) two, and (3) three.\nQ2. So?\nA: Yes.\n", 1},
        {DIAG_R_HYPHENATION, "Q1. What are the operations of the opera-\ntions team, in one long line of text?\nA: These.\nQ2. And?\nA: Those.\n", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint32_t count = count_in(cases[i].text, cases[i].rule, true);
        if (count != cases[i].count) fail_msg("\n%s\n%u times, not %u", cases[i].text, count, cases[i].count);
        assert_int_equal(count_in(cases[i].text, cases[i].rule, false), 0);
    }
}

static void underscores_of_plain_text_stand_in_pairs(void **state) {
    (void)state;
    static const struct expected cases[] = {
        {P, "This is _very_ good.", "<p>This is <em>very</em> good.</p>"},
        {P, "He said _not now_, then (_so_) left.", "<p>He said <em>not now</em>, then (<em>so</em>) left.</p>"},
        {P, "A lone _start of it\n\nand its end_ there.", "<p>A lone _start of it</p><p>and its end_ there.</p>"},
        {P, "Il a _t_ l'universit_ et la cl_ du march_ aussi.", "<p>Il a _t_ l'universit_ et la cl_ du march_ aussi.</p>"},
        {P, "The names a_b and c_d are _not_ stressed.", "<p>The names a_b and c_d are <em>not</em> stressed.</p>"},
        {M, "Il a _t_ l'universit_ et la cl_ du march_ aussi.", "<p>Il a <em>t</em> l'universit_ et la cl_ du march_ aussi.</p>"},
    };
    CHECK(cases, DIAG_R_LITERAL_STARS, true, 0);
    static const struct expected wrapped[] = {
        {P, "Nobody ever saw an _event like this\nin all the years_ before.", "<p>Nobody ever saw an _event like this in all the years_ before.</p>"}};
    CHECK(wrapped, DIAG_R_LITERAL_STARS, true, WIDTH);
    static const struct expected off[] = {{P, "Il a _t_ l'universit_ et la cl_ du march_ aussi.", "<p>Il a <em>t</em> l'universit_ et la cl_ du march_ aussi.</p>"}};
    CHECK(off, DIAG_R_LITERAL_STARS, false, 0);
}

/* Where lines jut out beside text that stands deep, the text is no code for it. */
static void deep_prose_is_no_code(void **state) {
    (void)state;
    static const struct expected cases[] = {
        {P, "         The harbor is full of boats this year.\n         Nobody knows where they came from.\n         They lie there and wait for the wind.\n\n"
            "         - How many of them? asked the guard.\n         - A hundred!\n\n         The guard went home and told his wife.\n"
            "         She did not believe a word of it.\n         So they went to see.\n\n\xC2\xA5 The end of the tale",
         "<p>The harbor is full of boats this year.</p><p>Nobody knows where they came from.</p><p>They lie there and wait for the wind.</p>"
         "<ul><li><p>How many of them? asked the guard.</p></li><li><p>A hundred!</p></li></ul><p>The guard went home and told his wife.</p>"
         "<p>She did not believe a word of it.</p><p>So they went to see.</p><p>\xC2\xA5 The end of the tale</p>"},
        {P, "Run it:\n\n    make clean\n    make\n    make install\n    ldconfig\n    reboot\n    ls\n    ps\n\nThen wait.",
         "<p>Run it:</p><pre>make clean\nmake\nmake install\nldconfig\nreboot\nls\nps</pre><p>Then wait.</p>"},
    };
    CHECK(cases, DIAG_R_LITERAL_STARS, true, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(cut_words_are_joined), cmocka_unit_test(lines_wrapped_by_hand_are_joined),
                                       cmocka_unit_test(indented_prose_is_no_code),
                                       cmocka_unit_test(a_margin_is_no_code), cmocka_unit_test(code_repairs_can_be_switched_off),
                                       cmocka_unit_test(rules_of_whole_documents), cmocka_unit_test(characters_of_code_are_plain),
                                       cmocka_unit_test(code_needs_no_fence), cmocka_unit_test(lines_of_code_are_its_own), cmocka_unit_test(bullets_of_any_shape), cmocka_unit_test(wide_blanks_are_layout), cmocka_unit_test(tables_keep_all_their_cells),
                                       cmocka_unit_test(stray_blanks_end_sentences), cmocka_unit_test(tags_that_are_spoken_of_stay),
                                       cmocka_unit_test(files_are_blocks_of_their_own),
                                       cmocka_unit_test(spoilt_characters_are_mended), cmocka_unit_test(odd_blanks_at_joints_are_blanks),
                                       cmocka_unit_test(mended_blanks_keep_their_places),
                                       cmocka_unit_test(underscores_of_plain_text_stand_in_pairs),
                                       cmocka_unit_test(deep_prose_is_no_code)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
