/* prose: what the reader makes of paragraphs and fenced code by itself is what the parser makes of them. A definition of a
 * link above a text sends all of it through the parser; in a quote, nothing comes of it, and no text may use it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include "base/utf8.h"
#include "files.h"
#include "region.h"

#define DEFINITION "> [nobody asks for this]: u\n\n"

static bool is_the_parsers(str text, enum flavor flavor) {
    struct region own, parsed;
    struct buf whole;
    buf_init(&whole);
    buf_put(&whole, STR(DEFINITION));
    buf_put(&whole, text);
    region_read(&own, text, flavor, 0, false, DIAG_CODES);
    region_read(&parsed, buf_str(&whole), flavor, 0, false, DIAG_CODES);
    bool same = str_eq(buf_str(&own.out), buf_str(&parsed.out));
    if (!same)
        print_error("\n text: %.*s\n own: %.*s\n parsed: %.*s\n", STR_ARG(text), STR_ARG(buf_str(&own.out)), STR_ARG(buf_str(&parsed.out)));
    region_release(&own);
    region_release(&parsed);
    buf_release(&whole);
    return same;
}

static void check(str text, enum flavor flavor) { assert_true(is_the_parsers(text, flavor)); }

static void texts_are_the_parsers(void **state) {
    static const char *const texts[] = {
        "Plain words, and more: (a), \"b\", 'c' - d.",
        "One line\nanother line\n\nA paragraph below.",
        "Code `a`, `` b`c ``, ` d `, `  `, `e f` and ``g``.",
        "`a` begins and ends `b`",
        "`a``b` `c```d` ``e`f``",
        "A \\`tick\\` and \\\\`code\\` after.",
        "`a\\` b` \\*c\\* \\_d\\_ \\# \\e",
        "A `span over\ntwo lines` of it.",
        "An `open one\nand `closed` ones.",
        "`a [b](c) *d* <e> &amp; f`",
        "[a `](b)` c](d) and [e](f)",
        "Strong **text**, **text with `code`**, (**in** it) **at the end**",
        "**Begins** so, **and: a colon:** goes on",
        "Not strong: ** a **, **b **, **c, d**, *e**, **f*, ***g***",
        "Strong**within**words, **a**b, **\"c\"** and \"**d**\"",
        "**One *two* three**, **one _two_**, **a * b**, **a** **b**",
        "**Open on a line\nclosed on** the next",
        "A star * alone, snake_case_words, _em_, __strong__, x_y_ z",
        "Q & A, AT&T, &amp; &copy &#65; a & b;",
        "a < b, a <b, a <= b; x > y",
        "See http://e.org/a_b, ftp://x or mailto:a@b.c: a/b, c:/d ://",
        "1. an item? 1) no 12 dozens\n2 and 3",
        "Two blanks break  \na line, one \ndoes not. \nEnd ",
        "A break\\\nby a backslash\\",
        "Title\n=====\n\nAnother\n---\n\n# Heading\ntext",
        "A paragraph\n> a quote\nlazy\n\n- item\n- **item** `code`\n\n+ a\n* b",
        "a | b\n--|--\n`c` | **d**",
        "Text\n```c\nint a; `b` **c**\n```\nmore `text`\n~~~\nd\n~~~",
        "```` a\n```\nb\n````\nafter\n```\nopen",
        "``` a `b` ```\nno fence",
        "~a~ ~~b~~ ~ c",
        "- a\n- `b` c\n- **d**: e\n\nText",
        "- a\n\n- b\n- c\n\n* d\n\n1. e\n2. f",
        "3. a\n4. b\n\ntext\n\n1) c\n2) d\n\n- e\n\n    code",
        "- a\n  b\n- c\n\n  d\n\n- e\nlazy",
        "- a\n  - b\n- c\n\n# T\n\n- d\n\n***\n\n+ e",
        "- [ ] a\n- [x] b\n- [y] c\n- [d](e)",
        "-  a\n-   b\n-    c\n-     d\n- \n-e\n1.f\n1234567890. g",
        "- # a\n- > b\n- - c\n- 1. d\n- ```\n- ---",
        "[a](b) [c d](http://e.f/g_h*i*j?k=l) ![m](n) [o [p](q)](r)",
        "[a: b_c & d](e) [`f`](g) [](h) [i]() [j](k \"l\") [m](<n>) [o](p(q)) \\[r](s) [t][u] [v]",
        "*[a](b)* **[c](d)** [*e*](f) [g](h&amp;i) [j](k\\_l) [m](n)[o](p)](q)",
        "Ünïcödé **ü** **a**ü `ü` — **b** –"};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        check(str_from(texts[i]), FLAVOR_MARKDOWN);
        check(str_from(texts[i]), FLAVOR_PLAIN);
    }
}

enum { LENGTH = 4, LONGEST_PART = 8 };

/* Every text of a few of these parts, alone and behind a letter. */
static void check_all_of(const char *const *parts, size_t n) {
    size_t all = 1;
    for (int i = 0; i < LENGTH; i++) all *= n;
    for (size_t number = 0; number < all; number++) {
        char text[LENGTH * LONGEST_PART + 2] = "b";
        size_t end = 1, rest = number;
        for (int i = 0; i < LENGTH; i++, rest /= n)
            for (const char *c = parts[rest % n]; *c; c++) text[end++] = *c;
        text[end++] = 'c';
        check(str_of(text, end), FLAVOR_MARKDOWN);
        if (!char_is_space(text[1])) check(str_of(text + 1, end - 1), FLAVOR_MARKDOWN); /* a first line has lost its indent */
    }
}

static void all_short_texts_are_the_parsers(void **state) {
    static const char *const inlines[] = {"a", " ", "**", "*", "`", "``", "\\", "_", "\n", "(", ".", "&", "[", "](", ")"};
    static const char *const blocks[] = {"a", "- ", "\n", " ", "1. ", "2) ", "* ", "[a](b)", "\n\n", "    ", "`"};
    (void)state;
    check_all_of(inlines, sizeof inlines / sizeof *inlines);
    check_all_of(blocks, sizeof blocks / sizeof *blocks);
}

/* The paragraphs of a file, each by itself. */
static size_t check_paragraphs(const char *path) {
    struct buf file;
    size_t faults = 0;
    buf_init(&file);
    read_file(path, &file);
    for (size_t at = 0, end; at < file.n; at = end + 2) {
        end = str_find(buf_str(&file), STR("\n\n"), at);
        if (end == SIZE_MAX) end = file.n;
        str text = str_trim(str_sub(buf_str(&file), at, end));
        if (utf8_check(text, 0) == text.n && str_find_char(text, '\r', 0) == SIZE_MAX) faults += !is_the_parsers(text, FLAVOR_MARKDOWN);
    }
    buf_release(&file);
    return faults;
}

static void golden_cases_are_the_parsers(void **state) {
    (void)state;
    check_golden_cases(check_paragraphs);
}

static void the_corpus_is_the_parsers(void **state) {
    (void)state;
    check_corpus(check_paragraphs);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(texts_are_the_parsers), cmocka_unit_test(all_short_texts_are_the_parsers),
                                       cmocka_unit_test(golden_cases_are_the_parsers), cmocka_unit_test(the_corpus_is_the_parsers)};
    return cmocka_run_group_tests_name("prose", tests, NULL, NULL);
}
