#include "cases.h"

#include "base/utf8.h"

#define PROSE "The keel is the spine of a hull, and all else hangs on it: ribs, planks and decks.\n"
#define PAGE "<!DOCTYPE html>\n<html><body>\n"

#define QUESTION "Q1: What?\n"
#define HEADING "# T\n\n## Q1: **What**?\n"

/* A unit again and again: alone, below a head, below a plain question, below one of Markdown. */
#define ALONE(name, unit) {name, unit, NULL, NULL, AS_IS}
#define BELOW(name, head, unit) {name, unit, head, NULL, AS_IS}
#define ANSWER(name, unit) BELOW(name, QUESTION, unit)
#define SIGN(unit) ANSWER(unit, unit)
#define INLINE(unit) BELOW(unit, HEADING, unit)
#define BLOCK(unit) BELOW(unit, HEADING "\n", unit)
#define WEB(name, unit) BELOW("HTML, " name, PAGE "<p>Q1: What?</p>", unit)
#define TWO(name, head, unit, again) {name, unit, head, again, AS_IS}

const struct hostile hostile_cases[] = {
    ALONE("prose", "Q\x02: What is a keel, and why does it matter?\n\n" PROSE "\n" PROSE PROSE "\n"),
    /* lines without end */
    ALONE("one line, a letter", "a"), ALONE("one line, words", "keel "),
    ANSWER("one line, sentences", "The keel is the spine. "), BELOW("one line, blanks", "a", " "),
    ANSWER("empty lines", "\n"), ANSWER("lines of blanks", "   \n"), ALONE("carriage returns", "a\r"),
    ANSWER("form feeds", "\f"),
    /* one sign again and again */
    SIGN("*"), SIGN("_"), SIGN("`"), SIGN("~"), SIGN("["), SIGN("]"), SIGN("("), SIGN("<"), SIGN(">"), SIGN("&"),
    SIGN("|"), SIGN("$"), SIGN("#"), SIGN("!"), ANSWER("backslash", "\\"), SIGN(":"), SIGN("="), SIGN("-"), SIGN("."),
    SIGN("\""), ANSWER("digits", "7"),
    /* with blanks and letters between */
    BELOW("* a", "# T\n\n## Q1: What?\n", "*a "), INLINE("a*"), BELOW("*a _b", HEADING, "*a _b "), INLINE("**a**b"),
    BELOW("_a_", HEADING, "_a_ "), ANSWER("`a ``", "`a `` "), BELOW("` per line", HEADING, "`\n"), INLINE("[a]("),
    INLINE("[a](b)"), INLINE("!["), BELOW("[a][b]", HEADING "\n[b]: c\n\n", "[a][b] "), BELOW("<a", HEADING, "<a "),
    INLINE("<b>"), INLINE("<b></i>"), INLINE("</b>"), INLINE("<br>"), SIGN("&amp;"), SIGN("&#"),
    ANSWER("http://", "http://a "), INLINE("|a"),
    /* nesting */
    BELOW("> nested", HEADING "\n", "> "), BELOW("- nested", HEADING "\n", "- "),
    BELOW("1. nested", HEADING "\n", "1. "), BELOW("> - nested", HEADING "\n", "> - "), BLOCK("<ol>"),
    BLOCK("<ol><li>"), BLOCK("<table><tr><td>"), BELOW("<blockquote> lines", HEADING "\n", "<blockquote>\n"),
    BELOW("</ol>", HEADING "\n<ol>", "</ol>"), BLOCK("<details>"),
    /* unclosed */
    BELOW("``` open", QUESTION "\n```\n", PROSE), BELOW("``` on each line", QUESTION "\n", "```\n"),
    BELOW("```a on each line", QUESTION "\n", "```a\n"), BELOW("``` and titles", "# T\n\n", "```\n## \x02. What\n"),
    BELOW("~~~ open", QUESTION "\n~~~\n", PROSE), BLOCK("<!--"), BELOW("<!-- open", HEADING "\n<!-- ", PROSE),
    BELOW("<!-- on each line", HEADING "\n", "<!-- a\n"), BELOW("<details> on each line", "# T\n\n", "<details>\n"),
    BELOW("<details><summary>", "# T\n\n", "<details>\n<summary>What is a keel?\n"),
    BELOW("<summary> closed", "# T\n\n", "<details><summary>What is \x02?</summary>\nA keel.\n</details>\n"),
    BELOW("<pre>", HEADING "\n", "<pre>\n"), BELOW("<pre> and one end", "# T\n\n## Q1: **What**?\n</pre>\n", "<pre>"),
    BELOW("<code>", HEADING "\n", "<code>a "), BLOCK("<script>"), BLOCK("<a href=\""),
    BELOW("table rows", HEADING "\n|a|b|\n|-|-|\n", "|a|b\n"), BELOW("tables", HEADING "\n", "|a|b|\n|-|-|\n"),
    BELOW("table columns", HEADING "\n|a|b|\n", "|-"), BELOW("$x open", QUESTION "\n", "$x^2 "),
    BELOW("$$ lines", QUESTION "\n", "$$\nx\n"), BELOW("\\begin", QUESTION "\n$", "\\begin{a}"),
    BELOW("$\\frac", QUESTION "\n$", "\\frac{"), BELOW("[a]: b", HEADING "\n", "[a\x02]: b\n"),
    BELOW("#+begin_src", "* T\n** What\n** Why\n** How\n** Who\n", "#+begin_src\n"),
    BELOW("{code:java}", "h1. T\nh2. What?\nThat.\n", "{code:java}\n"), BELOW("{{", "h1. T\nh2. What?\nThat.\n", "{{"),
    BELOW("||a", "h1. T\nh2. What?\nThat.\n", "||a"), BELOW("{|", "{|\n|}\n== What? ==\nThat.\n", "{|\n"),
    BELOW("<source>", "{|\n|}\n== What? ==\nThat.\n", "<source>\n"), BELOW("<ref>", "{|\n|}\n== What? ==\nThat.\n", "<ref>"),
    BELOW("''", "{|\n|}\n== What? ==\nThat.\n", "''a "), BELOW(".. a::", ".. a::\n\n.. b::\n\nWhat?\n-----\n\nThat.\n\n", ".. a::\n\n"),
    BELOW("a::", ".. a::\n\n.. b::\n\nWhat?\n-----\n\nThat.\n\n", "a::\n\n  b\n\n"), BELOW("`a <", ".. a::\n\n.. b::\n\nWhat?\n-----\n\nThat.\n\n", "`a < "),
    BELOW("[source]", ":toc:\n\n[source,c]\n----\na\n----\n\n== What?\n\nThat.\n\n", "[source,c]\n----\n"),
    BELOW("|===", ":toc:\n\n[source,c]\n----\na\n----\n\n== What?\n\nThat.\n\n", "|===\n|a\n"),
    BELOW("link:", ":toc:\n\n[source,c]\n----\na\n----\n\n== What?\n\nThat.\n\n", "link:"),
    BELOW("<code>, a wiki", "====== T ======\n\n==== What? ====\n~~NOTOC~~\n", "<code c>\n"), BELOW("((", "====== T ======\n\n==== What? ====\n~~NOTOC~~\n", "((a "),
    ALONE("chat, stamps", "[10:02] <a> What?\n[10:03] <b> That.\n"), ALONE("chat, times", "10:02, "),
    BELOW("--- lines", "title: a\n", "---\n"), BELOW("front matter open", "---\n", "a\x02: b\n"),
    TWO("front matter list", "---\ntitle: a\nauthor: [a", ", b\x02", "]\n---\nQ1: What?\n"),
    /* a marker on each line */
    ALONE("Q:", "Q:\n"), ALONE("A:", "A:\n"), BELOW("A: below Q:", "Q: What?\n", "A:\n"),
    ALONE("Q: numbered", "Q\x02: What?\n"), ALONE("Q: and A:", "Q: What?\nA: That.\n"),
    ALONE("Q1 again", "Q1: What?\nA: That.\n"), ALONE("1.", "1.\n"), ALONE("1. x", "1. What?\n"),
    BELOW("2. x", "Q1: a?\nb\n\nQ1: a?\nb\n\nQ1: a?\nb\n\n", "2. What?\nx\n"),
    ALONE("numbers going up", "\x02. What?\n"), ALONE("numbers going down", "\x03. What?\n"),
    ALONE("numbers of three parts", "1.1.\x02 What?\n"), ALONE("1.2.1 nested", "1. What?\n1.1. Why?\n1.1.1. How?\n"),
    ALONE("numbers and bullets", "\x02. What?\n- a\n- b\n"), ALONE("##", "## \n"), ALONE("#", "#\n"),
    ALONE("## deeper", "# a\n## b\n### c\n#### d\n##### e\n###### f\n"), ALONE("## and a line", "## What?\nThat.\n"),
    ALONE("- per line", "- \n"), ALONE("- x per line", "- x\n"), ALONE("- what? per line", "- What is \x02?\n"),
    ANSWER("- deeper", "- a\n  - b\n    - c\n"), ALONE("- [ ] per line", "- [ ] What?\n"),
    BELOW("- [ ] below a title", "# T\n\n## What?\n\n## Why?\n", "- [ ] What?\n"), ALONE("** per line", "**\n"),
    ALONE("**x** per line", "**What is \x02?**\n"), ALONE("speakers", "Ann: What?\nBob: That.\n"),
    ALONE("speakers without number", "Ann\x02: What?\n"), ALONE("===> per line", "===> What?\nThat.\n"),
    ANSWER("options", "A) a\nB) b\n"), ALONE("questions with options", "Q\x02: What?\nA) a\nB) b\nAnswer: B\n"),
    BELOW("* per line (Org)", "* T\n** What\n** Why\n** How\n** Who\n", "* \x02\n"),
    ALONE("markers that change", "Q\x02: What?\nb\n## \x02 What?\nb\n\x02. What?\nb\n**What?**\nb\n"),
    TWO("a key at the end", NULL, "\x02. What?\nA) a\nB) b\n", "\x02-A "),
    ALONE("keys again and again", "1. What?\n2. Why?\n3. How?\n4. Who?\n1-A 2-B 3-C 4-D\n"),
    BELOW("titles of keys", "1. What?\n", "Answer key:\n1. the keel\n"),
    ALONE("facts on each line", "Q\x02: What? (easy)\nTopic: keels\nDifficulty: hard\nA: That.\n"),
    ALONE("Q: within", "Q: What? A: That. "),
    /* titles and contents lists */
    ALONE("one title again", "## The same\n\n"), ALONE("titles, all others", "## Title \x02\n\n"),
    ALONE("titles, underlined", "Title \x02\n=====\n\n"), ANSWER("TITLES", "TITLE\n\n"),
    ALONE("PART", "PART \x02: a\n\n"), ANSWER("short lines apart", "keel\n\n"), ANSWER("rulers", "-----\n"),
    BELOW("contents, never again", "# Contents\n\n", "- [Title \x02](#title-\x02)\n"),
    TWO("contents, then titles", "# Contents\n\n", "- [Title \x02](#title-\x02)\n", "## Title \x02\n\n"),
    TWO("contents, then lines", "Contents\n\n", "\x02. Title \x02\n", "\x02. Title \x02\n"),
    TWO("contents backwards", "Contents\n\n", "\x03. Title \x03\n", "\x02. Title \x02\n"),
    BELOW("back to top", HEADING "\n", "[Back to top](#top)\n"),
    /* what repairs look for */
    ANSWER("hyphens at line ends", "the ribs of a wood-\nen hull and the plank-\ning of it, which is so-\n"),
    ANSWER("pages", "Some text that goes on\nPage \x02\n\fThe Book of Keels\nand on\n"),
    ANSWER("page breaks", "text that goes\n\n\n\non and on\n"), ANSWER("run-in lists", "1) one 2) two 3) three "),
    ANSWER("run-in lists, lines", "There are: 1) one 2) two 3) three\n"), ANSWER("stray blanks", "a , b . c "),
    ANSWER("two blanks", "a  b  "), ANSWER("literal stars", "x**2 + 2*3*4 __init__ "), ANSWER("$x^2$", "$x^2$ "),
    ANSWER("citations", "\xE3\x80\x90" "8\xE2\x80\xA0source\xE3\x80\x91 "), ANSWER("citeturn", "citeturn2view3 "),
    ANSWER("zero-width", "a\xE2\x80\x8B"), ANSWER("open citation", "\xE3\x80\x90" "8"),
    ANSWER("blocks of code", "```\nx\n```\n```\ny\n```\n"),
    ANSWER("blocks of code apart", "```\nimport a\n```\ntext\n"),
    ANSWER("flat code", "```python\ndef f(x): return x y = 2\n```\ntext\n"),
    BELOW("flat code, one line", QUESTION "```python\n", "for x in y: if z: return 1 "),
    BELOW("indented lines", HEADING "\n", "    x = 1\n"), ALONE("glued markers", "**Q\x02**What?**A:**That.\n"),
    ALONE("endoftext", "Q: What?<|endoftext|>\n"), ANSWER("Copy code", "Copy code\n"),
    ALONE("TODO", "Q\x02: What?\nA: TODO\n"), BELOW("images", HEADING "\n", "![a](http://e.org/\x02.png)\n"),
    /* bytes */
    {"UTF-16", PROSE "Q\x02: What?\n", NULL, NULL, UTF16LE},
    {"UTF-16, no mark", PROSE "Q\x02: What?\n", NULL, NULL, UTF16BE_BARE},
    {"Latin-1", "H\xC3\xA9las, la qu\xC3\xAAte est s\xC3\xBBre.\n", NULL, NULL, LATIN1},
    BELOW("invalid bytes", "Q1: What? \xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\n", "\xFF"),
    ALONE("cut sequences", "word \xE3\x80 \xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9 "),
    ALONE("controls", "word \x05 and more words \x7F"),
    ALONE("Chinese", "\xE9\xBE\x99\xE9\xAA\xA8\xE6\x98\xAF\xE4\xBB\x80\xE4\xB9\x88\xEF\xBC\x9F\n"),
    /* pages from the web */
    BELOW("HTML, paragraphs", PAGE, "<p>Q\x02: What?</p>\n<p>" PROSE "</p>\n"),
    BELOW("HTML, open paragraphs", PAGE, "<p>Q: What?<p>A: That."), BELOW("HTML, <div>", PAGE, "<div>"),
    WEB("<ol><li>", "<ol><li>"), WEB("<b>", "<b>"), WEB("<b>a", "<b>a"), WEB("<table>", "<table><tr><td>a"),
    WEB("<!--", "<!--"), WEB("<", "<"), WEB("&", "&"), WEB("<pre>", "<pre>a"), WEB("<script>", "<script>"),
    WEB("attributes", "<p a=\"b"), BELOW("HTML, <details>", PAGE, "<details><summary>What is \x02?</summary>That."),
    BELOW("HTML, headings", PAGE, "<h2>What is \x02?</h2>"), WEB("links", "<a href=\"#a\x02\">a</a> "),
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
