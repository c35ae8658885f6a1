/* reading: small whole texts, and what one rule of recognition makes of each: where it acts, and right beside it where it
 * must not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "region.h"

static void read_text(const char *text, struct document *doc, struct buf *tree) {
    struct source source = {.name = STR("test"), .bytes = str_from(text)};
    struct read_options options = {0};
    document_init(doc);
    assert_int_equal(read_document(&source, &options, NULL, doc), STATUS_OK);
    region_put(tree, doc->root);
    source_release(&source);
}

static void check(const char *text, const char *has, const char *has_not) {
    struct document doc;
    struct buf tree = {0};
    read_text(text, &doc, &tree);
    if (has && str_find(buf_str(&tree), str_from(has), 0) == SIZE_MAX) fail_msg("\n text: %s\n want: %s\n have: %.*s", text, has, STR_ARG(buf_str(&tree)));
    if (has_not && str_find(buf_str(&tree), str_from(has_not), 0) != SIZE_MAX) fail_msg("\n text: %s\n not: %s\n have: %.*s", text, has_not, STR_ARG(buf_str(&tree)));
    buf_release(&tree);
    document_release(&doc);
}

static size_t right_choices(const char *text) {
    struct document doc;
    struct buf tree = {0};
    size_t right = 0;
    read_text(text, &doc, &tree);
    for (struct walk w = walk_of(doc.root); walk_next(&w);) right += w.entering && w.node->kind == NODE_CHOICE && w.node->u.choice->correct;
    buf_release(&tree);
    document_release(&doc);
    return right;
}

static void one_bold_choice_is_right(void **state) {
    (void)state;
    assert_int_equal(right_choices("1. What floats?\n\nA) iron\n\n**B) cork**\n\nC) lead\n\n2. What sinks?\n\nA) **iron**\n\nB) cork\n\nC) foam\n"), 2);
    assert_int_equal(right_choices("1. What floats?\n\n**A) iron**\n\n**B) cork**\n\nC) lead\n"), 0);
}

/* Bold that ends before the line does stays bold: no blank gets between it and what follows. */
static void a_question_mark_behind_bold_stays_there(void **state) {
    (void)state;
    check("# T\n\n## Q1: **What is it**?\n\nThat.\n\n## Q2: Why?\n\nSo.\n", "<question><strong>What is it</strong>?</question>", "it ?");
    check("**Q1: What is it?**\n\nThat.\n\n**Q2: Why?**\n\nSo.\n", "<question>What is it?</question>", NULL);
}

/* What goes on behind a heading's closing tag belongs to what stands below; a tag alone is nothing. */
static void text_behind_a_heading_is_kept(void **state) {
    (void)state;
    check("# T\n\n**a** [b](c)\n\n- d\n\n<h2>1. What?</h2> That.\n\nMore.\n\n<h2>2. Why?</h2></div>\n\nSo.\n\n<H2>Part</H2>text\n\n<h3>3. How?</h3>\n\nThus.\n",
          "<question>What?</question><answer><p>That.</p><p>More.</p></answer>", "</div>");
    check("# T\n\n**a** [b](c)\n\n- d\n\n<h2>1. What?</h2>\n\nThat.\n\n<H2>Part</H2>text\n\n<h3>3. How?</h3>\n\nThus.\n", "<title>Part text</title>", NULL);
    check("<h2>1. What?</h2><p>That.</p><h2>2. Why?</h2><p>So.</p>\n", "<question>Why?</question><answer><p>So.</p></answer>", NULL);
}

/* A rule with fewer columns than the head, or a backtick that nothing closes, takes no cell away. */
static void tables_keep_all_cells(void **state) {
    (void)state;
    check("# T\n\n## Q1: **What**?\n\n| a | b |\n|---\n| 1 | 2 |\n", "<td>1</td><td>2</td>", NULL);
    check("# T\n\n**a** [b](c) **d**\n\n## Q1: **What**?\n\na\n---|\n1\n| 2 | 3 |\n", "<td>2</td><td>3</td>", NULL);
    check("# T\n\n## Q1: **What**?\n\n| a | b |\n|---|---|\n| 1 |`2 | 3 | 4 |\n", "3</td><td>4</td>", NULL);
    check("# T\n\n## Q1: **What**?\n\n| a | b |\n|---|---|\n| 1 |`2 | 3` |\n", "<td><code>2 | 3</code></td></tr>", NULL);
}

static void the_first_definition_of_a_link_counts(void **state) {
    (void)state;
    check("# T\n\n## Q1: **What**?\n\n- See [it][a].\n\n```js\nx\n```\n\n[a]: https://first.example\n[a]: https://second.example\n", "https://first.example", "https://second.example");
}

/* A key that names a question which is not there is left as text, all of it. */
static void a_key_fits_or_stays_text(void **state) {
    (void)state;
#define PAPER "1. What floats?\nA) iron\nB) cork\n\n2. What sinks?\nA) iron\nB) cork\n\n3. What burns?\nA) iron\nB) cork\n\n"
    assert_int_equal(right_choices(PAPER "Answer key:\n1. B\n2. A\n3. B\n"), 3);
    assert_int_equal(right_choices(PAPER "Answer key:\n1. B\n2. A\n3. B\n7. A\n"), 0);
#undef PAPER
}

static void a_few_foreign_words_change_no_language(void **state) {
    (void)state;
    struct document doc;
    struct buf tree = {0};
    read_text("Q1: Translate: la vie et les gens dans la rue.\nA: Life, people, streets.\n", &doc, &tree);
    assert_true(str_eq(doc.lang, STR("en")));
    buf_release(&tree);
    document_release(&doc);
    tree = (struct buf){0};
    read_text("Q1 : Que veut dire la liste dans le programme ?\nA : La liste est une suite de valeurs, et les valeurs sont dans un ordre. "
              "Elle est dans le programme pour garder des valeurs, et pour les rendre. C'est une des structures les plus simples.\n"
              "Q2 : Que fait la boucle ?\nA : La boucle fait le tour de la liste, une valeur apr\xC3\xA8s une autre, et elle est dans tous les programmes.\n", &doc, &tree);
    assert_true(str_eq(doc.lang, STR("fr")));
    buf_release(&tree);
    document_release(&doc);
}

/* A mistake in front matter is told with its line. */
static void broken_front_matter_is_told_where_it_breaks(void **state) {
    (void)state;
    struct source source = {.name = STR("test"), .bytes = STR("---\ntitle: T\nauthor: [a\n---\nQ1: What?\nA: That.\n")};
    struct read_options options = {0};
    struct diags diags;
    struct document doc;
    diags_init(&diags);
    document_init(&doc);
    assert_int_equal(read_document(&source, &options, &diags, &doc), STATUS_OK);
    assert_int_equal(diags.count[DIAG_FRONT_MATTER], 1);
    for (size_t i = 0; i < diags.list.n; i++)
        if (diags.list.at[i].code == DIAG_FRONT_MATTER) assert_in_range(diags.list.at[i].line, 3, 4);
    document_release(&doc);
    diags_release(&diags);
    source_release(&source);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_bold_choice_is_right),
        cmocka_unit_test(a_question_mark_behind_bold_stays_there),
        cmocka_unit_test(text_behind_a_heading_is_kept), cmocka_unit_test(tables_keep_all_cells),
        cmocka_unit_test(the_first_definition_of_a_link_counts),
        cmocka_unit_test(broken_front_matter_is_told_where_it_breaks),
        cmocka_unit_test(a_key_fits_or_stays_text),
        cmocka_unit_test(a_few_foreign_words_change_no_language),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
