/* tree: links, the walk, plain text, ids that stay, invariants. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/buf.h"
#include "tree/tree.h"

static struct node *entry(struct document *doc, struct node *parent, str number, str question) {
    struct node *e = node_append(parent, node_new(doc, NODE_ENTRY, 1));
    e->u.entry->number = number;
    struct node *q = node_append(e, node_new(doc, NODE_QUESTION, 1));
    node_append_text(doc, q, question, 1);
    return e;
}

static void walk_enters_and_leaves(void **state) {
    (void)state;
    struct document doc;
    document_init(&doc);
    struct node *e = entry(&doc, doc.root, STR("1"), STR("Why?"));
    node_append(e, node_new(&doc, NODE_ANSWER, 2));
    struct walk w = walk_of(doc.root);
    char seen[32];
    size_t n = 0;
    while (walk_next(&w) && n < sizeof seen) seen[n++] = w.entering ? "DFVTEQPCHA"[w.node->kind < 10 ? w.node->kind : 7] : '.';
    assert_int_equal(n, 10);
    assert_memory_equal(seen, "DEQ", 3);
    assert_memory_equal(seen + 7, "..", 2);
    assert_false(walk_next(&w));
    w = walk_of(doc.root);
    size_t skipped = 0;
    while (walk_next(&w)) {
        if (w.entering && w.node->kind == NODE_ENTRY) walk_skip(&w);
        skipped++;
    }
    assert_int_equal(skipped, 3);
    document_release(&doc);
}

static void siblings_can_be_moved(void **state) {
    (void)state;
    struct document doc;
    document_init(&doc);
    struct node *e = entry(&doc, doc.root, STR("1"), STR("Why?"));
    struct node *a = node_append(e, node_new(&doc, NODE_ANSWER, 2));
    struct node *p = node_append(a, node_new(&doc, NODE_P, 2));
    struct node *strong = node_append(p, node_new(&doc, NODE_STRONG, 2));
    node_append_text(&doc, strong, STR("one "), 2);
    str tail = STR("two three");
    node_append_text(&doc, p, str_sub(tail, 0, 4), 2);
    struct node *merged = node_append_text(&doc, p, str_sub(tail, 4, 9), 2);
    assert_true(str_eq(merged->u.text, tail));
    node_unwrap(strong);
    assert_int_equal(p->first->kind, NODE_TEXT);
    assert_ptr_equal(p->first->next, merged);
    struct node *hr = node_new(&doc, NODE_HR, 3);
    node_insert_before(p, hr);
    assert_ptr_equal(a->first, hr);
    node_unlink(hr);
    node_insert_after(p, hr);
    assert_ptr_equal(a->last, hr);
    assert_true(tree_finish(&doc));
    assert_null(tree_check(&doc));
    struct buf text;
    buf_init(&text);
    node_plain_text(doc.root, &text);
    assert_true(str_eq(buf_str(&text), STR("Why?\none two three")));
    buf_release(&text);
    document_release(&doc);
}

static void ids_are_unique_and_stay(void **state) {
    (void)state;
    struct document doc;
    document_init(&doc);
    struct node *d = node_append(doc.root, node_new(&doc, NODE_DIVISION, 1));
    struct node *t = node_append(d, node_new(&doc, NODE_TITLE, 1));
    node_append_text(&doc, t, STR("Python & FastAPI"), 1);
    struct node *one = entry(&doc, d, STR("1"), STR("What is it?"));
    struct node *again = entry(&doc, d, STR("1"), STR("What else is it?"));
    struct node *same = entry(&doc, d, STR("1"), STR("What else is it?"));
    struct node *bare = entry(&doc, d, (str){0}, STR("Don't you know?"));
    struct node *chinese = entry(&doc, d, (str){0}, STR("什么是元类"));
    assert_true(tree_finish(&doc));
    assert_null(tree_check(&doc));
    assert_true(str_eq(d->u.division->id, STR("python-fastapi")));
    assert_int_equal(d->u.division->level, 1);
    assert_true(str_eq(one->u.entry->id, STR("q1")));
    assert_true(str_eq(again->u.entry->id, STR("q1-what-else-is-it")));
    assert_true(str_eq(same->u.entry->id, STR("q1-what-else-is-it-2")));
    assert_true(str_eq(bare->u.entry->id, STR("q-dont-you-know")));
    assert_int_equal(chinese->u.entry->id.n, 10);
    assert_int_equal(doc.entries, 5);
    assert_int_equal(doc.answered, 0);
    document_release(&doc);
}

/* "-N" behind an id: those that were made so, and those whose own words end so, never meet. */
static void made_ids_meet_no_others(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"Keel", "keel"},        {"Keel", "keel-2"},       {"Keel 2", "keel-2-2"}, {"Keel 4", "keel-4"},
        {"Keel", "keel-3"},      {"Keel", "keel-5"},       {"Keel 2", "keel-2-3"}, {"Keel 02", "keel-02"},
        {"Keel 1", "keel-1"},    {"Keel 6", "keel-6"},     {"Keel", "keel-7"},     {"Keel 2 2", "keel-2-2-2"},
        {"Keel 4", "keel-4-2"},  {"Keel 8 1", "keel-8-1"}, {"Keel", "keel-8"}};
    struct document doc;
    document_init(&doc);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct node *d = node_append(doc.root, node_new(&doc, NODE_DIVISION, 1));
        node_append_text(&doc, node_append(d, node_new(&doc, NODE_TITLE, 1)), str_from(cases[i][0]), 1);
    }
    assert_true(tree_finish(&doc));
    assert_null(tree_check(&doc));
    size_t i = 0;
    for (const struct node *d = doc.root->first; d; d = d->next, i++)
        if (!str_eq(d->u.division->id, str_from(cases[i][1]))) fail_msg("%s: %.*s", cases[i][1], STR_ARG(d->u.division->id));
    document_release(&doc);
}

/* HTML and CommonMark know no link within a link: the inner one gives up its address and keeps its text. */
static void a_link_holds_no_link(void **state) {
    (void)state;
    struct document doc;
    document_init(&doc);
    struct node *e = entry(&doc, doc.root, STR("1"), STR("Why?"));
    struct node *p = node_append(node_append(e, node_new(&doc, NODE_ANSWER, 2)), node_new(&doc, NODE_P, 2));
    struct node *outer = node_append(p, node_new(&doc, NODE_A, 2));
    outer->u.href = STR("https://outer.example");
    node_append_text(&doc, outer, STR("see "), 2);
    struct node *inner = node_append(outer, node_new(&doc, NODE_A, 2));
    inner->u.href = STR("https://inner.example");
    node_append_text(&doc, inner, STR("this"), 2);
    assert_true(tree_finish(&doc));
    assert_null(tree_check(&doc));
    for (const struct node *n = outer->first; n; n = n->next) assert_int_equal(n->kind, NODE_TEXT);
    struct buf text;
    buf_init(&text);
    node_plain_text(outer, &text);
    assert_true(str_eq(buf_str(&text), STR("see this")));
    buf_release(&text);
    document_release(&doc);
}

static void check_finds_misplaced_nodes(void **state) {
    (void)state;
    struct document doc;
    document_init(&doc);
    struct node *e = entry(&doc, doc.root, STR("1"), STR("Why?"));
    assert_true(tree_finish(&doc));
    assert_null(tree_check(&doc));
    struct node *p = node_append(e, node_new(&doc, NODE_P, 2));
    assert_non_null(tree_check(&doc));
    node_unlink(p);
    struct node *q = e->first;
    node_unlink(q);
    assert_non_null(tree_check(&doc));
    document_release(&doc);
}

static void code_has_lines_and_no_pages(void **state) {
    (void)state;
    struct document doc;
    document_init(&doc);
    struct node *answer = node_append(entry(&doc, doc.root, STR("1"), STR("What?")), node_new(&doc, NODE_ANSWER, 1));
    struct node *pre = node_append(answer, node_new(&doc, NODE_PRE, 1)), *p = node_append(answer, node_new(&doc, NODE_P, 1));
    struct node *code = node_append(p, node_new(&doc, NODE_CODE, 1));
    pre->u.pre->text = STR("a \fb\rc\v");
    pre->u.pre->lang = STR(" d\fe");
    code->u.text = STR("a\fb\nc");
    assert_true(tree_finish(&doc));
    assert_true(str_eq(pre->u.pre->text, STR("a\nb\nc")));
    assert_true(str_eq(pre->u.pre->lang, STR("d e")));
    assert_true(str_eq(code->u.text, STR("a b c")));
    document_release(&doc);
}

/* The first row of head cells that says something is the head. */
static void a_table_has_its_head(void **state) {
    (void)state;
    struct document doc;
    document_init(&doc);
    struct node *answer = node_append(entry(&doc, doc.root, STR("1"), STR("What?")), node_new(&doc, NODE_ANSWER, 1));
    struct node *table = node_append(answer, node_new(&doc, NODE_TABLE, 1)), *body = node_append(table, node_new(&doc, NODE_TBODY, 1));
    for (int i = 0; i < 3; i++) {
        struct node *row = node_append(body, node_new(&doc, NODE_TR, 1)), *cell = node_append(row, node_new(&doc, i < 2 ? NODE_TH : NODE_TD, 1));
        if (i) node_append(cell, node_new(&doc, NODE_TEXT, 1))->u.text = STR("a");
    }
    assert_true(tree_finish(&doc));
    assert_null(tree_check(&doc));
    assert_int_equal(table->first->kind, NODE_THEAD);
    assert_ptr_equal(table->first->first, table->first->last);
    assert_ptr_equal(table->last, body);
    assert_int_equal(body->first->first->kind, NODE_TD);
    assert_ptr_equal(body->first, body->last);
    document_release(&doc);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(walk_enters_and_leaves), cmocka_unit_test(siblings_can_be_moved),
        cmocka_unit_test(ids_are_unique_and_stay), cmocka_unit_test(made_ids_meet_no_others), cmocka_unit_test(check_finds_misplaced_nodes),
        cmocka_unit_test(code_has_lines_and_no_pages), cmocka_unit_test(a_table_has_its_head), cmocka_unit_test(a_link_holds_no_link)};
    return cmocka_run_group_tests_name("tree", tests, NULL, NULL);
}
