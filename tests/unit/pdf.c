/* pdf: pages made by hand become a file that independent tools read back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include "page_builder.h"

/* --- tests --- */

static void two_lines(struct made *m) {
    uint32_t document = tag(m, (struct tag){.role = TAG_DOCUMENT});
    uint32_t h = tag(m, (struct tag){.role = TAG_HEADING, .level = 1, .parent = document});
    uint32_t p = tag(m, (struct tag){.role = TAG_P, .parent = document});
    item(m, text_item(m, FAMILY_HEAD, h, 72000, 100000, 20000, "Why AVAWT?"));
    struct item one = text_item(m, FAMILY_TEXT, p, 72000, 130000, 10000, "The efficient waffle office (naïve) and its ex-");
    one.u.text.end = END_SOFT_HYPHEN;
    item(m, one);
    struct item two = text_item(m, FAMILY_TEXT, p, 72000, 144000, 10000, "ample with 50% of \\text");
    two.u.text.end = END_SPACE;
    item(m, two);
    item(m, text_item(m, FAMILY_CODE, p, 72000, 158000, 9000, "if (a<b) { return x; }"));
    item(m, (struct item){.kind = ITEM_RECT, .u.rect = {72000, 170000, 100000, 30000, 5000, {240, 240, 250}, {0, 0, 0}, true, 500, 0}});
    item(m, text_item(m, FAMILY_TEXT, 0, 300000, 800000, 9000, "7"));
    page(m);
}

static void text_comes_back(void **state) {
    struct made *m = *state;
    two_lines(m);
    finish(m);
    assert_has(run(m, "qpdf --check %s 2>&1"), "No syntax or stream encoding errors");
    str text = run(m, "pdftotext %s -");
    assert_has(text, "Why AVAWT?");
    assert_has(text, "The efficient waffle office (naïve) and its");
    assert_has(text, "ample with 50% of \\text");
    assert_has(text, "if (a<b) { return x; }");
    assert_has(run(m, "mutool draw -F txt %s 2>&1"), "The efficient waffle office (naïve) and its");
}

static struct item link_item(uint32_t of, mpt x, mpt y, const char *uri, uint32_t target, const char *contents) {
    return (struct item){.kind = ITEM_LINK, .tag = of,
                         .u.link = {.x = x, .y = y, .w = 50000, .h = 12000, .uri = str_from(uri), .target = target, .contents = str_from(contents)}};
}

/* A document with every kind of element; its second page comes first in the book. */
static void make_rich(struct made *m) {
    uint32_t document = tag(m, (struct tag){.role = TAG_DOCUMENT});
    uint32_t toc = tag(m, (struct tag){.role = TAG_TOC, .parent = document});
    uint32_t toci = tag(m, (struct tag){.role = TAG_TOCI, .parent = toc});
    uint32_t reference = tag(m, (struct tag){.role = TAG_REFERENCE, .parent = toci});
    uint32_t to = tag(m, (struct tag){.role = TAG_LINK, .parent = reference});
    uint32_t sect = tag(m, (struct tag){.role = TAG_SECT, .parent = document});
    uint32_t h = tag(m, (struct tag){.role = TAG_HEADING, .level = 1, .parent = sect});
    uint32_t q = tag(m, (struct tag){.role = TAG_QUESTION, .level = 2, .parent = sect});
    uint32_t answer = tag(m, (struct tag){.role = TAG_ANSWER, .parent = sect});
    uint32_t p = tag(m, (struct tag){.role = TAG_P, .parent = answer});
    uint32_t em = tag(m, (struct tag){.role = TAG_EM, .parent = p, .lang = STR("fr")});
    uint32_t web = tag(m, (struct tag){.role = TAG_LINK, .parent = p});
    uint32_t list = tag(m, (struct tag){.role = TAG_L, .parent = answer, .ordered = true});
    uint32_t li = tag(m, (struct tag){.role = TAG_LI, .parent = list});
    uint32_t lbl = tag(m, (struct tag){.role = TAG_LBL, .parent = li});
    uint32_t body = tag(m, (struct tag){.role = TAG_LBODY, .parent = li});
    uint32_t table = tag(m, (struct tag){.role = TAG_TABLE, .parent = answer});
    uint32_t head = tag(m, (struct tag){.role = TAG_THEAD, .parent = table});
    uint32_t row = tag(m, (struct tag){.role = TAG_TR, .parent = head});
    uint32_t th = tag(m, (struct tag){.role = TAG_TH, .parent = row, .columns = 2});
    uint32_t rows = tag(m, (struct tag){.role = TAG_TBODY, .parent = table});
    uint32_t second = tag(m, (struct tag){.role = TAG_TR, .parent = rows});
    uint32_t blank = tag(m, (struct tag){.role = TAG_TD, .parent = second});
    uint32_t td = tag(m, (struct tag){.role = TAG_TD, .parent = second});
    uint32_t code = tag(m, (struct tag){.role = TAG_CODE_BLOCK, .parent = answer});
    uint32_t lines = tag(m, (struct tag){.role = TAG_CODE, .parent = code});
    uint32_t note = tag(m, (struct tag){.role = TAG_NOTE, .parent = answer});
    (void)blank;
    item(m, text_item(m, FAMILY_TEXT, 0, 72000, 40000, 9000, "Running head"));
    item(m, text_item(m, FAMILY_HEAD, h, 72000, 90000, 20000, "Section"));
    item(m, (struct item){.kind = ITEM_RECT, .u.rect = {60000, 110000, 200000, 20000, 3000, {230, 240, 250}, {0}, true, 0, 0}});
    item(m, text_item(m, FAMILY_HEAD, q, 72000, 125000, 14000, "What is it?"));
    struct item first = text_item(m, FAMILY_TEXT, p, 72000, 150000, 10000, "It is said to be");
    first.u.text.end = END_SPACE;
    item(m, first);
    struct item stressed = text_item(m, FAMILY_TEXT, em, 150000, 150000, 10000, "tr\xC3\xA8s bon");
    stressed.u.text.end = END_SPACE;
    item(m, stressed);
    item(m, text_item(m, FAMILY_TEXT, web, 200000, 150000, 10000, "there"));
    item(m, link_item(web, 200000, 140000, "https://example.org/a b?q=\xC3\xA9", 0, "there (example.org)"));
    item(m, text_item(m, FAMILY_TEXT, p, 230000, 150000, 10000, "."));
    item(m, text_item(m, FAMILY_TEXT, lbl, 72000, 170000, 10000, "1."));
    item(m, text_item(m, FAMILY_TEXT, body, 90000, 170000, 10000, "an item"));
    item(m, text_item(m, FAMILY_TEXT, th, 72000, 190000, 10000, "Head"));
    item(m, text_item(m, FAMILY_TEXT, td, 172000, 204000, 10000, "Cell"));
    item(m, text_item(m, FAMILY_CODE, lines, 72000, 230000, 9000, "x = (1)"));
    item(m, text_item(m, FAMILY_TEXT, note, 72000, 250000, 8000, "A note."));
    page(m);
    item(m, text_item(m, FAMILY_TEXT, to, 72000, 100000, 10000, "Section"));
    item(m, link_item(to, 72000, 90000, "", 0, "Section, page 1"));
    page(m);
    assert_true(vec_push(&m->book.order, 1) && vec_push(&m->book.order, 0));
    assert_true(vec_push(&m->book.targets, (struct target){.page = 0, .x = 72000, .y = 80000}));
    assert_true(vec_push(&m->book.outline, (struct outline_item){.level = 1, .open = true, .title = STR("Section \xE2\x80\x94 1"), .target = 0, .tag = h}));
    assert_true(vec_push(&m->book.outline, (struct outline_item){.level = 2, .title = STR("What is it?"), .target = 0, .tag = q}));
    assert_true(vec_push(&m->book.labels, (struct page_label){.first = 0, .style = 'r', .start = 1}));
    assert_true(vec_push(&m->book.labels, (struct page_label){.first = 1, .style = 'D', .start = 12}));
    assert_true(vec_push(&m->book.authors, STR("A. Writer")) && vec_push(&m->book.authors, STR("B & C")));
}

static void structure_comes_back(void **state) {
    struct made *m = *state;
    make_rich(m);
    finish(m);
    keep(m, "rich");
    assert_has(run(m, "qpdf --check %s 2>&1"), "No syntax or stream encoding errors");
    str tree = run(m, RULES "%s");
    assert_has(tree, "Document \n"
                     "  TOC \n"
                     "    TOCI \n"
                     "      Reference \n"
                     "        Link Section\n"
                     "  Sect \n"
                     "    H1 Section\n"
                     "    Question2(H2) What is it?\n"
                     "    Answer(Div) \n"
                     "      P It is said to be .\n"
                     "        Em(Span) Lang='fr' tr\xC3\xA8s bon \n"
                     "        Link there\n"
                     "      L \n"
                     "        LI \n"
                     "          Lbl 1.\n"
                     "          LBody an item\n"
                     "      Table \n"
                     "        THead \n"
                     "          TR \n"
                     "            TH Head\n"
                     "        TBody \n"
                     "          TR \n"
                     "            TD \n"
                     "            TD Cell\n"
                     "      CodeBlock(P) \n"
                     "        Code x = (1)\n"
                     "      Note A note.\n");
}

static void outline_labels_and_links_come_back(void **state) {
    struct made *m = *state;
    make_rich(m);
    finish(m);
    str json = run(m, "qpdf --json %s");
    assert_has(json, "\"title\": \"Section \xE2\x80\x94 1\"");
    assert_has(json, "\"title\": \"What is it?\"");
    assert_has(json, "\"destpageposfrom1\": 2");
    assert_has(json, "https://example.org/a%20b?q=%C3%A9");
    str pages = run(m, "qpdf --json --json-key=pagelabels %s");
    assert_has(pages, "\"/S\": \"/r\"");
    assert_has(pages, "\"/S\": \"/D\"");
    assert_has(pages, "\"/St\": 12");
    assert_has(run(m, "pdfinfo %s"), "A. Writer, B & C");
    str order = run(m, "pdftotext %s -");
    assert_true(str_find(order, STR("Running head"), 0) > str_find(order, STR("\f"), 0)); /* the page that came first is the second */
}

static void same_bytes_at_any_number_of_threads(void **state) {
    struct made *m = *state;
    struct buf first = {0};
    for (unsigned jobs = 0; jobs < 4; jobs++) {
        struct pdf_options options = OPTIONS;
        options.jobs = jobs;
        restart(m, &options);
        make_rich(m);
        finish(m);
        if (jobs == 0) buf_put(&first, buf_str(&m->out));
        assert_true(str_eq(buf_str(&first), buf_str(&m->out)));
    }
    buf_release(&first);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        PDF_TEST(text_comes_back),
        PDF_TEST(structure_comes_back),
        PDF_TEST(outline_labels_and_links_come_back),
        PDF_TEST(same_bytes_at_any_number_of_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
