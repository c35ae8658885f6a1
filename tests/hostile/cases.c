#include "cases.h"

#include "base/utf8.h"

#define PROSE "The keel is the spine of a hull, and all else hangs on it: ribs, planks and decks.\n"
#define PAGE "<!DOCTYPE html>\n<html><body>\n"

const struct hostile hostile_cases[] = {
    {"prose", "Q\x02: What is a keel, and why does it matter?\n\n" PROSE "\n" PROSE PROSE "\n", NULL, NULL, AS_IS},
    /* lines without end */
    {"one line, a letter", "a", NULL, NULL, AS_IS},
    {"one line, words", "keel ", NULL, NULL, AS_IS},
    {"one line, sentences", "The keel is the spine. ", "Q1: What?\n", NULL, AS_IS},
    {"one line, blanks", " ", "a", NULL, AS_IS},
    {"empty lines", "\n", "Q1: What?\n", NULL, AS_IS},
    {"lines of blanks", "   \n", "Q1: What?\n", NULL, AS_IS},
    {"carriage returns", "a\r", NULL, NULL, AS_IS},
    {"form feeds", "\f", "Q1: What?\n", NULL, AS_IS},
    /* one sign again and again */
    {"*", "*", "Q1: What?\n", NULL, AS_IS},
    {"_", "_", "Q1: What?\n", NULL, AS_IS},
    {"`", "`", "Q1: What?\n", NULL, AS_IS},
    {"~", "~", "Q1: What?\n", NULL, AS_IS},
    {"[", "[", "Q1: What?\n", NULL, AS_IS},
    {"]", "]", "Q1: What?\n", NULL, AS_IS},
    {"(", "(", "Q1: What?\n", NULL, AS_IS},
    {"<", "<", "Q1: What?\n", NULL, AS_IS},
    {">", ">", "Q1: What?\n", NULL, AS_IS},
    {"&", "&", "Q1: What?\n", NULL, AS_IS},
    {"|", "|", "Q1: What?\n", NULL, AS_IS},
    {"$", "$", "Q1: What?\n", NULL, AS_IS},
    {"#", "#", "Q1: What?\n", NULL, AS_IS},
    {"!", "!", "Q1: What?\n", NULL, AS_IS},
    {"backslash", "\\", "Q1: What?\n", NULL, AS_IS},
    {":", ":", "Q1: What?\n", NULL, AS_IS},
    {"=", "=", "Q1: What?\n", NULL, AS_IS},
    {"-", "-", "Q1: What?\n", NULL, AS_IS},
    {".", ".", "Q1: What?\n", NULL, AS_IS},
    {"\"", "\"", "Q1: What?\n", NULL, AS_IS},
    {"digits", "7", "Q1: What?\n", NULL, AS_IS},
    /* with blanks and letters between */
    {"* a", "*a ", "# T\n\n## Q1: What?\n", NULL, AS_IS},
    {"a*", "a*", "# T\n\n## Q1: **What**?\n", NULL, AS_IS},
    {"*a _b", "*a _b ", "# T\n\n## Q1: **What**?\n", NULL, AS_IS},
    {"**a**b", "**a**b", "# T\n\n## Q1: **What**?\n", NULL, AS_IS},
    {"_a_", "_a_ ", "# T\n\n## Q1: **What**?\n", NULL, AS_IS},
    {"`a ``", "`a `` ", "Q1: What?\n", NULL, AS_IS},
    {"` per line", "`\n", "# T\n\n## Q1: **What**?\n", NULL, AS_IS},
    {"[a](", "[a](", "# T\n\n## Q1: **What**?\n", NULL, AS_IS},
    {"[a](b)", "[a](b)", "# T\n\n## Q1: **What**?\n", NULL, AS_IS},
    {"![", "![", "# T\n\n## Q1: **What**?\n", NULL, AS_IS},
    {"[a][b]", "[a][b] ", "# T\n\n## Q1: **What**?\n\n[b]: c\n\n", NULL, AS_IS},
    {"<a", "<a ", "# T\n\n## Q1: **What**?\n", NULL, AS_IS},
    {"<b>", "<b>", "# T\n\n## Q1: **What**?\n", NULL, AS_IS},
    {"<b></i>", "<b></i>", "# T\n\n## Q1: **What**?\n", NULL, AS_IS},
    {"</b>", "</b>", "# T\n\n## Q1: **What**?\n", NULL, AS_IS},
    {"<br>", "<br>", "# T\n\n## Q1: **What**?\n", NULL, AS_IS},
    {"&amp;", "&amp;", "Q1: What?\n", NULL, AS_IS},
    {"&#", "&#", "Q1: What?\n", NULL, AS_IS},
    {"http://", "http://a ", "Q1: What?\n", NULL, AS_IS},
    {"|a", "|a", "# T\n\n## Q1: **What**?\n", NULL, AS_IS},
    /* nesting */
    {"> nested", "> ", "# T\n\n## Q1: **What**?\n\n", NULL, AS_IS},
    {"- nested", "- ", "# T\n\n## Q1: **What**?\n\n", NULL, AS_IS},
    {"1. nested", "1. ", "# T\n\n## Q1: **What**?\n\n", NULL, AS_IS},
    {"> - nested", "> - ", "# T\n\n## Q1: **What**?\n\n", NULL, AS_IS},
    {"<ol>", "<ol>", "# T\n\n## Q1: **What**?\n\n", NULL, AS_IS},
    {"<ol><li>", "<ol><li>", "# T\n\n## Q1: **What**?\n\n", NULL, AS_IS},
    {"<table><tr><td>", "<table><tr><td>", "# T\n\n## Q1: **What**?\n\n", NULL, AS_IS},
    {"<blockquote> lines", "<blockquote>\n", "# T\n\n## Q1: **What**?\n\n", NULL, AS_IS},
    {"</ol>", "</ol>", "# T\n\n## Q1: **What**?\n\n<ol>", NULL, AS_IS},
    {"<details>", "<details>", "# T\n\n## Q1: **What**?\n\n", NULL, AS_IS},
    /* unclosed */
    {"``` open", PROSE, "Q1: What?\n\n```\n", NULL, AS_IS},
    {"``` on each line", "```\n", "Q1: What?\n\n", NULL, AS_IS},
    {"```a on each line", "```a\n", "Q1: What?\n\n", NULL, AS_IS},
    {"``` and titles", "```\n## \x02. What\n", "# T\n\n", NULL, AS_IS},
    {"~~~ open", PROSE, "Q1: What?\n\n~~~\n", NULL, AS_IS},
    {"<!--", "<!--", "# T\n\n## Q1: **What**?\n\n", NULL, AS_IS},
    {"<!-- open", PROSE, "# T\n\n## Q1: **What**?\n\n<!-- ", NULL, AS_IS},
    {"<!-- on each line", "<!-- a\n", "# T\n\n## Q1: **What**?\n\n", NULL, AS_IS},
    {"<details> on each line", "<details>\n", "# T\n\n", NULL, AS_IS},
    {"<details><summary>", "<details>\n<summary>What is a keel?\n", "# T\n\n", NULL, AS_IS},
    {"<summary> closed", "<details><summary>What is \x02?</summary>\nA keel.\n</details>\n", "# T\n\n", NULL, AS_IS},
    {"<pre>", "<pre>\n", "# T\n\n## Q1: **What**?\n\n", NULL, AS_IS},
    {"<pre> and one end", "<pre>", "# T\n\n## Q1: **What**?\n</pre>\n", NULL, AS_IS},
    {"<code>", "<code>a ", "# T\n\n## Q1: **What**?\n\n", NULL, AS_IS},
    {"<script>", "<script>", "# T\n\n## Q1: **What**?\n\n", NULL, AS_IS},
    {"<a href=\"", "<a href=\"", "# T\n\n## Q1: **What**?\n\n", NULL, AS_IS},
    {"table rows", "|a|b\n", "# T\n\n## Q1: **What**?\n\n|a|b|\n|-|-|\n", NULL, AS_IS},
    {"tables", "|a|b|\n|-|-|\n", "# T\n\n## Q1: **What**?\n\n", NULL, AS_IS},
    {"table columns", "|-", "# T\n\n## Q1: **What**?\n\n|a|b|\n", NULL, AS_IS},
    {"$x open", "$x^2 ", "Q1: What?\n\n", NULL, AS_IS},
    {"$$ lines", "$$\nx\n", "Q1: What?\n\n", NULL, AS_IS},
    {"\\begin", "\\begin{a}", "Q1: What?\n\n$", NULL, AS_IS},
    {"$\\frac", "\\frac{", "Q1: What?\n\n$", NULL, AS_IS},
    {"[a]: b", "[a\x02]: b\n", "# T\n\n## Q1: **What**?\n\n", NULL, AS_IS},
    {"#+begin_src", "#+begin_src\n", "* T\n** What\n** Why\n** How\n** Who\n", NULL, AS_IS},
    {"--- lines", "---\n", "title: a\n", NULL, AS_IS},
    {"front matter open", "a\x02: b\n", "---\n", NULL, AS_IS},
    {"front matter list", ", b\x02", "---\ntitle: a\nauthor: [a", "]\n---\nQ1: What?\n", AS_IS},
    /* a marker on each line */
    {"Q:", "Q:\n", NULL, NULL, AS_IS},
    {"A:", "A:\n", NULL, NULL, AS_IS},
    {"A: below Q:", "A:\n", "Q: What?\n", NULL, AS_IS},
    {"Q: numbered", "Q\x02: What?\n", NULL, NULL, AS_IS},
    {"Q: and A:", "Q: What?\nA: That.\n", NULL, NULL, AS_IS},
    {"Q1 again", "Q1: What?\nA: That.\n", NULL, NULL, AS_IS},
    {"1.", "1.\n", NULL, NULL, AS_IS},
    {"1. x", "1. What?\n", NULL, NULL, AS_IS},
    {"2. x", "2. What?\nx\n", "Q1: a?\nb\n\nQ1: a?\nb\n\nQ1: a?\nb\n\n", NULL, AS_IS},
    {"numbers going up", "\x02. What?\n", NULL, NULL, AS_IS},
    {"numbers going down", "\x03. What?\n", NULL, NULL, AS_IS},
    {"numbers of three parts", "1.1.\x02 What?\n", NULL, NULL, AS_IS},
    {"1.2.1 nested", "1. What?\n1.1. Why?\n1.1.1. How?\n", NULL, NULL, AS_IS},
    {"numbers and bullets", "\x02. What?\n- a\n- b\n", NULL, NULL, AS_IS},
    {"##", "## \n", NULL, NULL, AS_IS},
    {"#", "#\n", NULL, NULL, AS_IS},
    {"## deeper", "# a\n## b\n### c\n#### d\n##### e\n###### f\n", NULL, NULL, AS_IS},
    {"## and a line", "## What?\nThat.\n", NULL, NULL, AS_IS},
    {"- per line", "- \n", NULL, NULL, AS_IS},
    {"- x per line", "- x\n", NULL, NULL, AS_IS},
    {"- what? per line", "- What is \x02?\n", NULL, NULL, AS_IS},
    {"- deeper", "- a\n  - b\n    - c\n", "Q1: What?\n", NULL, AS_IS},
    {"- [ ] per line", "- [ ] What?\n", NULL, NULL, AS_IS},
    {"- [ ] below a title", "- [ ] What?\n", "# T\n\n## What?\n\n## Why?\n", NULL, AS_IS},
    {"** per line", "**\n", NULL, NULL, AS_IS},
    {"**x** per line", "**What is \x02?**\n", NULL, NULL, AS_IS},
    {"speakers", "Ann: What?\nBob: That.\n", NULL, NULL, AS_IS},
    {"speakers without number", "Ann\x02: What?\n", NULL, NULL, AS_IS},
    {"===> per line", "===> What?\nThat.\n", NULL, NULL, AS_IS},
    {"options", "A) a\nB) b\n", "Q1: What?\n", NULL, AS_IS},
    {"questions with options", "Q\x02: What?\nA) a\nB) b\nAnswer: B\n", NULL, NULL, AS_IS},
    {"* per line (Org)", "* \x02\n", "* T\n** What\n** Why\n** How\n** Who\n", NULL, AS_IS},
    {"markers that change", "Q\x02: What?\nb\n## \x02 What?\nb\n\x02. What?\nb\n**What?**\nb\n", NULL, NULL, AS_IS},
    {"a key at the end", "\x02. What?\nA) a\nB) b\n", NULL, "\x02-A ", AS_IS},
    {"keys again and again", "1. What?\n2. Why?\n3. How?\n4. Who?\n1-A 2-B 3-C 4-D\n", NULL, NULL, AS_IS},
    {"titles of keys", "Answer key:\n1. the keel\n", "1. What?\n", NULL, AS_IS},
    {"facts on each line", "Q\x02: What? (easy)\nTopic: keels\nDifficulty: hard\nA: That.\n", NULL, NULL, AS_IS},
    {"Q: within", "Q: What? A: That. ", NULL, NULL, AS_IS},
    /* titles and contents lists */
    {"one title again", "## The same\n\n", NULL, NULL, AS_IS},
    {"titles, all others", "## Title \x02\n\n", NULL, NULL, AS_IS},
    {"titles, underlined", "Title \x02\n=====\n\n", NULL, NULL, AS_IS},
    {"TITLES", "TITLE\n\n", "Q1: What?\n", NULL, AS_IS},
    {"PART", "PART \x02: a\n\n", NULL, NULL, AS_IS},
    {"short lines apart", "keel\n\n", "Q1: What?\n", NULL, AS_IS},
    {"rulers", "-----\n", "Q1: What?\n", NULL, AS_IS},
    {"contents, never again", "- [Title \x02](#title-\x02)\n", "# Contents\n\n", NULL, AS_IS},
    {"contents, then titles", "- [Title \x02](#title-\x02)\n", "# Contents\n\n", "## Title \x02\n\n", AS_IS},
    {"contents, then lines", "\x02. Title \x02\n", "Contents\n\n", "\x02. Title \x02\n", AS_IS},
    {"contents backwards", "\x03. Title \x03\n", "Contents\n\n", "\x02. Title \x02\n", AS_IS},
    {"back to top", "[Back to top](#top)\n", "# T\n\n## Q1: **What**?\n\n", NULL, AS_IS},
    /* what repairs look for */
    {"hyphens at line ends", "the ribs of a wood-\nen hull and the plank-\ning of it, which is so-\n", "Q1: What?\n", NULL, AS_IS},
    {"pages", "Some text that goes on\nPage \x02\n\fThe Book of Keels\nand on\n", "Q1: What?\n", NULL, AS_IS},
    {"page breaks", "text that goes\n\n\n\non and on\n", "Q1: What?\n", NULL, AS_IS},
    {"run-in lists", "1) one 2) two 3) three ", "Q1: What?\n", NULL, AS_IS},
    {"run-in lists, lines", "There are: 1) one 2) two 3) three\n", "Q1: What?\n", NULL, AS_IS},
    {"stray blanks", "a , b . c ", "Q1: What?\n", NULL, AS_IS},
    {"two blanks", "a  b  ", "Q1: What?\n", NULL, AS_IS},
    {"literal stars", "x**2 + 2*3*4 __init__ ", "Q1: What?\n", NULL, AS_IS},
    {"$x^2$", "$x^2$ ", "Q1: What?\n", NULL, AS_IS},
    {"citations", "\xE3\x80\x90" "8\xE2\x80\xA0source\xE3\x80\x91 ", "Q1: What?\n", NULL, AS_IS},
    {"citeturn", "citeturn2view3 ", "Q1: What?\n", NULL, AS_IS},
    {"zero-width", "a\xE2\x80\x8B", "Q1: What?\n", NULL, AS_IS},
    {"open citation", "\xE3\x80\x90" "8", "Q1: What?\n", NULL, AS_IS},
    {"blocks of code", "```\nx\n```\n```\ny\n```\n", "Q1: What?\n", NULL, AS_IS},
    {"blocks of code apart", "```\nimport a\n```\ntext\n", "Q1: What?\n", NULL, AS_IS},
    {"flat code", "```python\ndef f(x): return x y = 2\n```\ntext\n", "Q1: What?\n", NULL, AS_IS},
    {"flat code, one line", "for x in y: if z: return 1 ", "Q1: What?\n```python\n", NULL, AS_IS},
    {"indented lines", "    x = 1\n", "# T\n\n## Q1: **What**?\n\n", NULL, AS_IS},
    {"glued markers", "**Q\x02**What?**A:**That.\n", NULL, NULL, AS_IS},
    {"endoftext", "Q: What?<|endoftext|>\n", NULL, NULL, AS_IS},
    {"Copy code", "Copy code\n", "Q1: What?\n", NULL, AS_IS},
    {"TODO", "Q\x02: What?\nA: TODO\n", NULL, NULL, AS_IS},
    {"images", "![a](http://e.org/\x02.png)\n", "# T\n\n## Q1: **What**?\n\n", NULL, AS_IS},
    /* bytes */
    {"UTF-16", PROSE "Q\x02: What?\n", NULL, NULL, UTF16LE},
    {"UTF-16, no mark", PROSE "Q\x02: What?\n", NULL, NULL, UTF16BE_BARE},
    {"Latin-1", "H\xC3\xA9las, la qu\xC3\xAAte est s\xC3\xBBre.\n", NULL, NULL, LATIN1},
    {"invalid bytes", "\xFF", "Q1: What? \xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\n", NULL, AS_IS},
    {"cut sequences", "word \xE3\x80 \xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9 ", NULL, NULL, AS_IS},
    {"controls", "word \x05 and more words \x7F", NULL, NULL, AS_IS},
    {"Chinese", "\xE9\xBE\x99\xE9\xAA\xA8\xE6\x98\xAF\xE4\xBB\x80\xE4\xB9\x88\xEF\xBC\x9F\n", NULL, NULL, AS_IS},
    /* pages from the web */
    {"HTML, paragraphs", "<p>Q\x02: What?</p>\n<p>" PROSE "</p>\n", PAGE, NULL, AS_IS},
    {"HTML, open paragraphs", "<p>Q: What?<p>A: That.", PAGE, NULL, AS_IS},
    {"HTML, <div>", "<div>", PAGE, NULL, AS_IS},
    {"HTML, <ol><li>", "<ol><li>", PAGE "<p>Q1: What?</p>", NULL, AS_IS},
    {"HTML, <b>", "<b>", PAGE "<p>Q1: What?</p>", NULL, AS_IS},
    {"HTML, <b>a", "<b>a", PAGE "<p>Q1: What?</p>", NULL, AS_IS},
    {"HTML, <table>", "<table><tr><td>a", PAGE "<p>Q1: What?</p>", NULL, AS_IS},
    {"HTML, <!--", "<!--", PAGE "<p>Q1: What?</p>", NULL, AS_IS},
    {"HTML, <", "<", PAGE "<p>Q1: What?</p>", NULL, AS_IS},
    {"HTML, &", "&", PAGE "<p>Q1: What?</p>", NULL, AS_IS},
    {"HTML, <pre>", "<pre>a", PAGE "<p>Q1: What?</p>", NULL, AS_IS},
    {"HTML, <script>", "<script>", PAGE "<p>Q1: What?</p>", NULL, AS_IS},
    {"HTML, attributes", "<p a=\"b", PAGE "<p>Q1: What?</p>", NULL, AS_IS},
    {"HTML, <details>", "<details><summary>What is \x02?</summary>That.", PAGE, NULL, AS_IS},
    {"HTML, headings", "<h2>What is \x02?</h2>", PAGE, NULL, AS_IS},
    {"HTML, links", "<a href=\"#a\x02\">a</a> ", PAGE "<p>Q1: What?</p>", NULL, AS_IS},
};
const size_t hostile_count = sizeof hostile_cases / sizeof *hostile_cases;

static void put_unit(struct buf *out, const char *unit, size_t up, size_t down) {
    for (const char *c = unit; *c; c++) {
        if (*c == '\x02') buf_put_uint(out, up);
        else if (*c == '\x03') buf_put_uint(out, down);
        else buf_put_char(out, *c);
    }
}

static void repeat(struct buf *out, const char *unit, size_t bytes) {
    size_t end = out->n + bytes, most = bytes / strlen(unit) + 1;
    for (size_t i = 1; out->n < end && !out->failed; i++) put_unit(out, unit, i, most > i ? most - i : 1);
}

/* The text in another encoding. */
static void put_encoded(struct buf *out, str text, enum hostile_encoding encoding) {
    if (encoding == UTF16LE) buf_put(out, STR("\xFF\xFE"));
    for (size_t at = 0; at < text.n;) {
        uint32_t c = utf8_next(text, &at);
        if (encoding == UTF16BE_BARE) buf_put_char(out, (char)(c >> 8));
        buf_put_char(out, (char)c);
        if (encoding == UTF16LE) buf_put_char(out, (char)(c >> 8));
    }
}

void hostile_make(const struct hostile *h, size_t bytes, struct buf *out) {
    struct buf text;
    buf_init(&text);
    if (h->encoding == UTF16LE || h->encoding == UTF16BE_BARE) bytes /= 2;
    if (h->head) buf_put(&text, str_from(h->head));
    repeat(&text, h->unit, h->again ? bytes / 2 : bytes);
    if (h->again) repeat(&text, h->again, bytes / 2);
    if (h->encoding == AS_IS) buf_put(out, buf_str(&text));
    else put_encoded(out, buf_str(&text), h->encoding);
    out->failed |= text.failed;
    buf_release(&text);
}
