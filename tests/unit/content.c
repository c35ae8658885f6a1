/* content: regions of text as blocks and inlines; every case also loses no byte and keeps the tree's invariants. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include "region.h"

#define P FLAVOR_PLAIN
#define M FLAVOR_MARKDOWN
#define H FLAVOR_HTML

struct region_case {
    enum flavor flavor;
    const char *text, *want;
};

static void check(const char *text, const char *want, enum flavor flavor, uint32_t wrap, bool inlines, enum diag_code off) {
    struct region r;
    region_read(&r, str_from(text), flavor, wrap, inlines, off);
    size_t lost = ledger_first_lost(&r.ledger, r.reader.text, 0);
    const char *fault = tree_check(&r.doc);
    if (!str_eq(buf_str(&r.out), str_from(want)) || lost < r.reader.text.n || fault) {
        fail_msg("\n text: %s\n want: %s\n have: %.*s\n lost: %.40s\n tree: %s", text, want, STR_ARG(buf_str(&r.out)),
                 lost < r.reader.text.n ? text + lost : "nothing", fault ? fault : "sound");
    }
    region_release(&r);
}

static void check_all(const struct region_case *cases, size_t n) {
    for (size_t i = 0; i < n; i++) check(cases[i].text, cases[i].want, cases[i].flavor, 0, false, DIAG_CODES);
}
#define CHECK_ALL(cases) check_all(cases, sizeof(cases) / sizeof *(cases))

static void plain_lines_are_paragraphs(void **state) {
    (void)state;
    static const struct region_case cases[] = {
        {P, "One line.\nAnother line.", "<p>One line.</p><p>Another line.</p>"},
        {P, "One.\n\n\nTwo  with   blanks\tand tabs.", "<p>One.</p><p>Two with blanks and tabs.</p>"},
        {P, "Use `map()` and `a * b`.", "<p>Use <code>map()</code> and <code>a * b</code>.</p>"},
        {P, "Windows: C:\\Temp\\new and `myenv\\Scripts\\activate`.", "<p>Windows: C:\\Temp\\new and <code>myenv\\Scripts\\activate</code>.</p>"},
        {P, "An `unclosed tick here.\nNext `one` closes.", "<p>An `unclosed tick here.</p><p>Next <code>one</code> closes.</p>"},
        {P, "# not a heading\n+1 for that", "<p># not a heading</p><p>+1 for that</p>"},
        {P, "About ~3-10x faster than ~5x.", "<p>About ~3-10x faster than ~5x.</p>"},
        {P, "- one\n- two", "<ul><li><p>one</p></li><li><p>two</p></li></ul>"},
        {P, "• one\n• two\n\nafter", "<ul><li><p>one</p></li><li><p>two</p></li></ul><p>after</p>"},
        {P, "1. one\n2. two", "<ol><li><p>one</p></li><li><p>two</p></li></ol>"},
        {P, "It was in\n1991. Python was new then.", "<p>It was in</p><p>1991. Python was new then.</p>"},
        {P, "See 3.2. This is correct.", "<p>See 3.2. This is correct.</p>"},
        {P, "Text:\n```\ncode  \n    more\n```\nAfter.", "<p>Text:</p><pre>code\n    more</pre><p>After.</p>"},
        {P, "```python\nx = 1", "<pre python>x = 1</pre>"},
        {P, "[1]: http://e.org", "<p>[1]: <a http://e.org>http://e.org</a></p>"},
        {M, "10<div class=\"a\">. after</div>", "<p>10</p><p>. after</p>"}, /* what follows a part is none of its */
        {P, "Q&A, AT&T, &lt;b&gt; and &copy;", "<p>Q&A, AT&T, <b> and ©</p>"},
    };
    CHECK_ALL(cases);
}

static void markdown_is_commonmark(void **state) {
    (void)state;
    static const struct region_case cases[] = {
        {M, "One\ntwo.\n\nThree", "<p>One two.</p><p>Three</p>"},
        {M, "A **bold** and *em* and ~~del~~ `code`.", "<p>A <strong>bold</strong> and <em>em</em> and <del>del</del> <code>code</code>.</p>"},
        {M, "- a\n  - b\n- c", "<ul><li><p>a</p><ul><li><p>b</p></li></ul></li><li><p>c</p></li></ul>"},
        {M, "- a\n\n- b", "<ul loose><li><p>a</p></li><li><p>b</p></li></ul>"},
        {M, "3. a\n4. b", "<ol 3><li><p>a</p></li><li><p>b</p></li></ol>"},
        {M, "- [ ] a\n- [x] b", "<ul><li open><p>a</p></li><li done><p>b</p></li></ul>"},
        {M, "> quoted\n> text", "<blockquote><p>quoted text</p></blockquote>"},
        {M, "### Deep\n\ntext\n\n##### Deeper\n\n## Up", "<h1>Deep</h><p>text</p><h2>Deeper</h><h1>Up</h>"},
        {M, "| a | b |\n|:--|--:|\n| 1 | **2** |",
         "<table><thead><tr><thl>a</th><thr>b</th></tr></thead><tbody><tr><tdl>1</td><tdr><strong>2</strong></td></tr></tbody></table>"},
        {M, "[x](http://e.org/a_b*c*d \"t\") ![alt](i.png)", "<p><a http://e.org/a_b*c*d>x</a> <img i.png|alt></img></p>"},
        {M, "see [x] and [the y][Y]\n\n[x]: http://x.org\n[y]: http://y.org?a=1&b=2 \"t\"",
         "<p>see <a http://x.org>x</a> and <a http://y.org?a=1&b=2>the y</a></p>"},
        {M, "[q](u?a=b&c=d\\_e)", "<p><a u?a=b&c=d_e>q</a></p>"},
        {M, "[unused]: http://e.org/x", ""},
        {M, "see https://e.org/a_b_c now", "<p>see <a https://e.org/a_b_c>https://e.org/a_b_c</a> now</p>"},
        {M, "a  \nb\\\nc", "<p>a<br></br>b<br></br>c</p>"},
        {M, "a\n\n---\n\nb", "<p>a</p><hr></hr><p>b</p>"},
        {M, "![a <b>b</b> <code>c</code>](d)", "<p><img d|a b c></img></p>"},
        {M, "text\n\n    indented <b>code</b>\n\nafter", "<p>text</p><pre>indented <b>code</b></pre><p>after</p>"},
        {M, "- item\n\n  ```js\n  f(<b>);\n  ```", "<ul loose><li><p>item</p><pre javascript>f(<b>);</pre></li></ul>"},
        {M, "H<sub>2</sub>O<br>x<sup>2</sup>", "<p>H<sub>2</sub>O<br></br>x<sup>2</sup></p>"},
        {M, "| a |\n|---|\n| x<br>y |", "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>x<br></br>y</td></tr></tbody></table>"},
        {M, "<div align=\"center\">\n\n**b**\n\n</div>", "<p><strong>b</strong></p>"},
    };
    CHECK_ALL(cases);
}

static void html_becomes_nodes(void **state) {
    (void)state;
    static const struct region_case cases[] = {
        {P, "any <code>__iter__()</code> and <code>**kwargs</code>", "<p>any <code>__iter__()</code> and <code>**kwargs</code></p>"},
        {M, "a.\n</br>\nb", "<p>a.<br></br>b</p>"},
        {P, "a <b>bold <i>both</i></b> c<br/>d", "<p>a <strong>bold <em>both</em></strong> c<br></br>d</p>"},
        {P, "code: <pre>def f(): pass</pre> after", "<p>code:</p><pre python>def f(): pass</pre><p>after</p>"},
        {P, "Bearer <token> header, List<String>, a < b, Map<K, V>", "<p>Bearer <token> header, List<String>, a < b, Map<K, V></p>"},
        {P, "What is the <div> tag? And <b> or <strong>?", "<p>What is the <div> tag? And <b> or <strong>?</p>"},
        {P, "<ul><li>one<li>two</ul>", "<ul><li><p>one</p></li><li><p>two</p></li></ul>"},
        {P, "<script>alert(1)</script>x", "<pre html><script>alert(1)</script></pre><p>x</p>"},
        {P, "<style>\r\na {}\r</style>\r\nx", "<pre html><style>\na {}\n</style></pre><p>x</p>"},
        {M, "<script>alert(1)</script>x", "<p>x</p>"},
        {P, "x<!-- note -->y", "<p>xy</p>"},
        {H, "<p>a\fb</p>", "<p>a b</p>"},
        {H, "<p>One *two*\nthree</p><p>Four &amp; five", "<p>One *two* three</p><p>Four & five</p>"},
        {H, "<ol start=\"3\"><li>a<ul><li>b</ul></li><li><p>c</p><p>d</p></ol>",
         "<ol 3><li><p>a</p><ul><li><p>b</p></li></ul></li><li><p>c</p><p>d</p></li></ol>"},
        {H, "<table><tr><th>a<th>b<tr><td>1<td>2</table>z",
         "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table><p>z</p>"},
        {H, "<pre><code class=\"language-js\">a &lt; b\n  c</code></pre>", "<pre javascript>a < b\n  c</pre>"},
        {H, "<h3>T</h3><p>x <a href=\"u\">y</a> <img src=\"s.png\" alt=\"A\">", "<h1>T</h><p>x <a u>y</a> <img s.png|A></img></p>"},
        {H, "<b>a<i>b</b>c</i>", "<p><strong>a<em>b</em></strong>c</p>"},
        {H, "<dl><dt>t<dd>d</dl>", "<p>t</p><p>d</p>"},
        {H, "<blockquote>q</blockquote>", "<blockquote><p>q</p></blockquote>"},
    };
    CHECK_ALL(cases);
    check("a <b>c</b>", "<p>a <b>c</b></p>", P, 0, false, DIAG_R_INLINE_HTML);
}

static void stars_stay_where_they_mean_something_else(void **state) {
    (void)state;
    static const struct region_case cases[] = {
        {M, "squares x**2 and y**2 in 2*3*4", "<p>squares x**2 and y**2 in 2*3*4</p>"},
        {M, "f(*args, **kwargs) and *args* or **kwargs", "<p>f(*args, **kwargs) and <em>args</em> or **kwargs</p>"},
        {M, "the __init__ method, __Note__ that", "<p>the __init__ method, <strong>Note</strong> that</p>"},
        {P, "call obj.__init__() or __str__", "<p>call obj.__init__() or __str__</p>"},
        {M, "snake_case_name and _em_", "<p>snake_case_name and <em>em</em></p>"},
        {M, "**Note**that", "<p><strong>Note</strong>that</p>"},
        {M, "中文**粗体**中文", "<p>中文<strong>粗体</strong>中文</p>"},
    };
    CHECK_ALL(cases);
    check("2*3*4", "<p>2<em>3</em>4</p>", M, 0, false, DIAG_R_LITERAL_STARS);
}

static void blanks_before_punctuation_go(void **state) {
    (void)state;
    static const struct region_case cases[] = {
        {P, "with <code>map()</code> , <code>filter()</code> , and <code>x</code> . Avoid",
         "<p>with <code>map()</code>, <code>filter()</code>, and <code>x</code>. Avoid</p>"},
        {P, "<code>@staticmethod</code> : No access", "<p><code>@staticmethod</code>: No access</p>"},
        {P, "one , two . Three", "<p>one, two. Three</p>"},
        {P, "the .NET and .env files, a ? b : c, wait ... so", "<p>the .NET and .env files, a ? b : c, wait ... so</p>"},
        {P, "code `a , b` stays", "<p>code <code>a , b</code> stays</p>"},
        {P, "type `x` :set now", "<p>type <code>x</code> :set now</p>"},
    };
    CHECK_ALL(cases);
    check("one , two", "<p>one , two</p>", P, 0, false, DIAG_R_SPACE_BEFORE_PUNCTUATION);
}

static void run_in_lists_are_found(void **state) {
    (void)state;
    static const struct region_case cases[] = {
        {P, "It stands for: (1) Read - x. (2) Use. (3) Go.",
         "<p>It stands for:</p><ol><li><p>Read - x.</p></li><li><p>Use.</p></li><li><p>Go.</p></li></ol>"},
        {P, "For auth: 1) User logs in. 2) Server answers.", "<p>For auth:</p><ol><li><p>User logs in.</p></li><li><p>Server answers.</p></li></ol>"},
        {P, "either 1) this or 2) that", "<p>either 1) this or 2) that</p>"},
        {P, "are: <ol style=\"x\">1. A: <code>_</code> or <code>__</code>2. B class3. C: d",
         "<p>are:</p><ol><li><p>A: <code>_</code> or <code>__</code></p></li><li><p>B class</p></li><li><p>C: d</p></li></ol>"},
        {P, "Use f(1) then g(2) then h(3).", "<p>Use f(1) then g(2) then h(3).</p>"},
        {P, "Versions 1.0, 2.0 and 3.0 of it.", "<p>Versions 1.0, 2.0 and 3.0 of it.</p>"},
        {P, "In (1) and (3) we see (2).", "<p>In (1) and (3) we see (2).</p>"},
        {P, "Code `1) a. 2) b.` stays", "<p>Code <code>1) a. 2) b.</code> stays</p>"},
    };
    CHECK_ALL(cases);
    check("x: (1) a. (2) b. (3) c.", "<p>x: (1) a. (2) b. (3) c.</p>", P, 0, false, DIAG_R_RUN_IN_LIST);
}

static void torn_text_is_joined(void **state) {
    (void)state;
    static const struct region_case cases[] = {
        {P, "You can\n\n\n\fcreate custom ones.", "<p>You can create custom ones.</p>"},
        {P, "(coroutines,\n\f\ntasks, futures)", "<p>(coroutines, tasks, futures)</p>"},
        {P, "A sentence.\n\f\nAnother one.", "<p>A sentence.</p><p>Another one.</p>"},
        {P, "A sentence.\n\f\n- item", "<p>A sentence.</p><ul><li><p>item</p></li></ul>"},
        {P, "```\na\n\n\n\fb\n```", "<pre>a\nb</pre>"},
    };
    CHECK_ALL(cases);
    check("You can\n\f\ncreate", "<p>You can</p><p>create</p>", P, 0, false, DIAG_R_PAGE_BREAK);
}

static void code_is_mended(void **state) {
    (void)state;
    static const struct region_case cases[] = {
        {P, "```\n# Sync\n```\n\n```\nimport time; time.sleep(1)\n```", "<pre python># Sync\nimport time; time.sleep(1)</pre>"},
        {P, "```js\na\n```\n```css\nb\n```", "<pre javascript>a</pre><pre css>b</pre>"},
        {P, "<pre>class MyClass: @classmethod</pre>\n\n\f\n```\ndef f(cls, s): return cls()  \n@staticmethod  \ndef helper(): return 42\n```",
         "<pre python>class MyClass:\n    @classmethod\n    def f(cls, s): return cls()\n    @staticmethod\n    def helper(): return 42</pre>"},
    };
    CHECK_ALL(cases);
}

static void latex_and_residue(void **state) {
    (void)state;
    static const struct region_case cases[] = {
        {P, "refs ($A \\rightarrow B \\rightarrow A$), ok", "<p>refs (A → B → A), ok</p>"},
        {P, "O($n^2$) costs $5 and $10", "<p>O(n²) costs $5 and $10</p>"},
        {P, "keep $\\frac{a}{b}$ and `$x^2$`", "<p>keep $\\frac{a}{b}$ and <code>$x^2$</code></p>"},
        {P, "A fact【8†source】 and\xE2\x80\x8B more citeturn2view3.", "<p>A fact and more .</p>"},
        {P, "می\xE2\x80\x8Cخواهم 👩\xE2\x80\x8D💻", "<p>می\xE2\x80\x8Cخواهم 👩\xE2\x80\x8D💻</p>"},
    };
    CHECK_ALL(cases);
}

static void wrapped_lines_are_joined(void **state) {
    (void)state;
    check("This line is wrapped at a\ncolumn of about thirty\nsigns and ends here.\nShort\n\nNew one.",
          "<p>This line is wrapped at a column of about thirty signs and ends here.</p><p>Short</p><p>New one.</p>", P, 27, false, DIAG_CODES);
    check("one two\nthree", "<p>one two</p><p>three</p>", P, 10, false, DIAG_R_HARD_WRAP);
}

static void titles_hold_inlines_only(void **state) {
    (void)state;
    check("What is `x`\nin **it**?", "What is <code>x</code> in <strong>it</strong>?", M, 0, true, DIAG_CODES);
    check("1. # What <code>*args</code> is", "1. # What <code>*args</code> is", P, 0, true, DIAG_CODES);
    check("- a question", "- a question", M, 0, true, DIAG_CODES);
    check("> <div>q</div>", "> q", M, 0, true, DIAG_CODES);
    check("    indented", "indented", M, 0, true, DIAG_CODES);
}

/* md4c may end an item behind such blocks, at one offset in 256: all are tried. */
static void items_go_on_at_any_offset(void **state) {
    (void)state;
    static const struct region_case cases[] = {
        {M, "- a\n\n  ```\n  code\n  ```\n\n  more", "<ul loose><li><p>a</p><pre>code</pre><p>more</p></li></ul>"},
        {M, "- a\n  ~~~\n\n  ~~~\n\n  more", "<ul loose><li><p>a</p><pre></pre><p>more</p></li></ul>"},
        {M, "- a\n\n  ___\n\n  more", "<ul loose><li><p>a</p><hr></hr><p>more</p></li></ul>"},
        {M, "- * * *\n\n  more", "<ul loose><li><hr></hr><p>more</p></li></ul>"},
        {M, "- ## a\n\n  more", "<ul loose><li><h2>a</h><p>more</p></li></ul>"},
        {M, "- b\n  ===\n\n  more", "<ul loose><li><h1>b</h><p>more</p></li></ul>"},
        {M, "> - ```\n>   x\n>   ```\n>\n>   more", "<blockquote><ul loose><li><pre>x</pre><p>more</p></li></ul></blockquote>"},
        {M, "1. - ___\n\n   - b", "<ol><li><ul loose><li><hr></hr></li><li><p>b</p></li></ul></li></ol>"},
    };
    char text[1024], want[1024];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int before = 1; before <= 256; before++) {
            snprintf(text, sizeof text, "%0*d\n\n%s", before, 0, cases[i].text);
            snprintf(want, sizeof want, "<p>%0*d</p>%s", before, 0, cases[i].want);
            check(text, want, M, 0, false, DIAG_CODES);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_lines_are_paragraphs), cmocka_unit_test(items_go_on_at_any_offset), cmocka_unit_test(markdown_is_commonmark), cmocka_unit_test(html_becomes_nodes),
        cmocka_unit_test(stars_stay_where_they_mean_something_else), cmocka_unit_test(blanks_before_punctuation_go),
        cmocka_unit_test(run_in_lists_are_found), cmocka_unit_test(torn_text_is_joined), cmocka_unit_test(code_is_mended),
        cmocka_unit_test(latex_and_residue), cmocka_unit_test(wrapped_lines_are_joined), cmocka_unit_test(titles_hold_inlines_only)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
