/* Footnotes in the tree: where each comes to stand, its number, and what becomes of one that nothing refers to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "tree/answers.h"

static struct document doc;
static struct node *entry, *question, *answer, *first, *second; /* paragraphs of the answer */

static struct node *add(struct node *parent, enum node_kind kind) {
    struct node *n = node_append(parent, node_new(&doc, kind, 1));
    assert_non_null(n);
    return n;
}

static struct node *add_p(struct node *parent, const char *text) {
    struct node *p = add(parent, NODE_P);
    assert_non_null(node_append_text(&doc, p, str_from(text), 1));
    return p;
}

static struct note *make_note(const char *label) {
    struct note *note = arena_new(&doc.arena, struct note);
    assert_non_null(note);
    note->label = str_from(label);
    return note;
}

static struct node *add_note(struct node *parent, struct note *note, const char *text) {
    struct node *n = add(parent, NODE_NOTE);
    n->u.note = note;
    add_p(n, text);
    return n;
}

static struct node *refer(struct node *parent, struct note *note) {
    struct node *n = add(parent, NODE_NOTEREF);
    n->u.note = note;
    return n;
}

static int setup(void **state) {
    (void)state;
    document_init(&doc);
    entry = add(doc.root, NODE_ENTRY);
    question = add(entry, NODE_QUESTION);
    assert_non_null(node_append_text(&doc, question, STR("Why?"), 1));
    answer = add(entry, NODE_ANSWER);
    first = add_p(answer, "one");
    second = add_p(answer, "two");
    return 0;
}

static int teardown(void **state) {
    (void)state;
    document_release(&doc);
    return 0;
}

static void finish(void) {
    assert_true(tree_finish(&doc));
    assert_null(tree_check(&doc));
}

static void notes_stand_behind_the_answer_in_the_order_of_references(void **state) {
    (void)state;
    struct note *a = make_note("^a"), *b = make_note("^b");
    struct node *note_a = add_note(doc.root, a, "A"), *note_b = add_note(doc.root, b, "B");
    struct node *ref = refer(first, b);
    refer(second, a);
    refer(second, b);
    for (int i = 0; i < 2; i++) { /* the second time nothing moves */
        finish();
        assert_ptr_equal(second->next, note_b);
        assert_ptr_equal(note_b->next, note_a);
        assert_null(note_a->next);
        assert_int_equal(b->number, 1);
        assert_int_equal(a->number, 2);
        assert_ptr_equal(b->ref, ref);
        assert_int_equal(doc.notes, 2);
    }
}

static void a_note_of_the_question_stands_in_its_prompt(void **state) {
    (void)state;
    struct note *a = make_note("^a");
    struct node *note = add_note(answer, a, "A");
    refer(question, a);
    refer(first, a);
    finish();
    assert_int_equal(question->next->kind, NODE_PROMPT);
    assert_ptr_equal(note->parent, question->next);
    assert_null(second->next);
}

static void what_a_note_refers_to_follows_it(void **state) {
    (void)state;
    struct note *a = make_note("^a"), *b = make_note("^b");
    struct node *note_b = add_note(doc.root, b, "B"), *note_a = add_note(doc.root, a, "A");
    refer(first, a);
    refer(note_a->first, b);
    refer(note_b->first, a); /* and back: a circle is none */
    finish();
    assert_ptr_equal(second->next, note_a);
    assert_ptr_equal(note_a->next, note_b);
}

static void what_is_no_note_is_text(void **state) {
    (void)state;
    struct note *unused = make_note("^u"), *missing = make_note("^m");
    struct node *note = add_note(answer, unused, "Nobody asks.");
    refer(note->first, unused); /* only itself */
    refer(first, missing);
    finish();
    assert_int_equal(doc.notes, 0);
    struct buf text;
    buf_init(&text);
    node_plain_text(answer, &text);
    assert_true(str_eq(buf_str(&text), STR("one[^m]\ntwo\nNobody asks.[^u]")));
    assert_int_equal(answer->last->kind, NODE_P);
    buf_release(&text);
}

static size_t count(const struct document *of, enum node_kind kind) {
    size_t n = 0;
    for (struct walk w = walk_of(of->root); walk_next(&w);) n += w.entering && w.node->kind == kind;
    return n;
}

static void a_part_of_a_book_has_no_reference_without_its_note(void **state) {
    (void)state;
    struct note *a = make_note("^a"), *q = make_note("^q");
    struct node *note = add_note(answer, a, "A");
    add_note(answer, q, "Q");
    refer(question, q);
    refer(first, a);
    finish();
    struct document questions, answers;
    assert_true(answers_part(&doc, PART_QUESTIONS, &questions));
    assert_int_equal(count(&questions, NODE_NOTE), 1);
    assert_int_equal(count(&questions, NODE_NOTEREF), 1);
    assert_true(answers_part(&doc, PART_ANSWERS, &answers));
    assert_int_equal(count(&answers, NODE_NOTE), 1);
    assert_int_equal(count(&answers, NODE_NOTEREF), 1);
    assert_ptr_equal(a->node, note); /* the book's own is untouched */
    document_release(&questions);
    document_release(&answers);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(notes_stand_behind_the_answer_in_the_order_of_references, setup, teardown),
        cmocka_unit_test_setup_teardown(a_note_of_the_question_stands_in_its_prompt, setup, teardown),
        cmocka_unit_test_setup_teardown(what_a_note_refers_to_follows_it, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_no_note_is_text, setup, teardown),
        cmocka_unit_test_setup_teardown(a_part_of_a_book_has_no_reference_without_its_note, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
