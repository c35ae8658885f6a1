/* Where answers stand: homes, and the trees of a book's parts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "tree/answers.h"

static struct document doc;

static struct node *add(struct node *parent, enum node_kind kind) {
    struct node *n = node_new(&doc, kind, 1);
    assert_non_null(n);
    return node_append(parent, n);
}

static void add_text(struct node *parent, enum node_kind kind, const char *text) {
    struct node *n = add(parent, kind);
    if (!node_is_inline(n) && kind != NODE_P && kind != NODE_QUESTION && kind != NODE_TITLE) n = add(n, NODE_P);
    assert_non_null(node_append_text(&doc, n, str_from(text), 1));
}

static struct node *add_entry(struct node *parent, const char *question, const char *answer) {
    struct node *entry = add(parent, NODE_ENTRY);
    add_text(entry, NODE_QUESTION, question);
    if (*answer) add_text(entry, NODE_ANSWER, answer);
    return entry;
}

/* A; Part { intro; B; Section { C } D; Empty { E, without an answer } } and F with choices of which the second is right. */
static struct node *part, *section, *a, *b, *c, *d, *e, *f;

static int setup(void **state) {
    (void)state;
    document_init(&doc);
    doc.title = STR("Guide");
    a = add_entry(doc.root, "A?", "1");
    part = add(doc.root, NODE_DIVISION);
    add_text(part, NODE_TITLE, "Part");
    add_text(part, NODE_P, "intro");
    b = add_entry(part, "B?", "2");
    section = add(part, NODE_DIVISION);
    add_text(section, NODE_TITLE, "Section");
    c = add_entry(section, "C?", "3");
    d = add_entry(part, "D?", "4");
    struct node *empty = add(part, NODE_DIVISION);
    add_text(empty, NODE_TITLE, "Empty");
    e = add_entry(empty, "E?", "");
    f = add_entry(doc.root, "F?", "");
    struct node *choices = add(f, NODE_CHOICES);
    add_text(choices, NODE_CHOICE, "wrong");
    add_text(choices, NODE_CHOICE, "right");
    choices->last->u.choice->correct = true;
    assert_true(tree_finish(&doc));
    assert_null(tree_check(&doc));
    return 0;
}

static int teardown(void **state) {
    (void)state;
    document_release(&doc);
    return 0;
}

static void names_are_read_back(void **state) {
    (void)state;
    for (unsigned i = 0; i < ANSWERS_WHERE_END; i++)
        assert_int_equal(answers_where_by_name(answers_where_name((enum answers_where)i)), i);
    assert_int_equal(answers_where_by_name(STR("elsewhere")), ANSWERS_WHERE_END);
    assert_int_equal(answers_where_by_name(STR("")), ANSWERS_WHERE_END);
}

static void homes(void **state) {
    (void)state;
    assert_ptr_equal(answer_home(c, ANSWERS_SECTION_END), section);
    assert_ptr_equal(answer_home(d, ANSWERS_SECTION_END), part);
    assert_ptr_equal(answer_home(a, ANSWERS_SECTION_END), doc.root);
    assert_ptr_equal(answer_home(c, ANSWERS_END), doc.root);
    assert_null(answer_home(e, ANSWERS_END));
    assert_null(answer_home(c, ANSWERS_INLINE));
    assert_null(answer_home(c, ANSWERS_NONE));
}

static void assert_answers(const struct node *home, enum answers_where where, const struct node *const *expected) {
    const struct node *at = NULL;
    do {
        at = answers_next(home, where, at);
        assert_ptr_equal(at, *expected);
        expected++;
    } while (at);
}

static void each_home_has_its_answers_in_order(void **state) {
    (void)state;
    assert_answers(doc.root, ANSWERS_END, (const struct node *const[]){a, b, c, d, f, NULL});
    assert_answers(part, ANSWERS_END, (const struct node *const[]){NULL});
    assert_answers(doc.root, ANSWERS_SECTION_END, (const struct node *const[]){a, f, NULL});
    assert_answers(part, ANSWERS_SECTION_END, (const struct node *const[]){b, d, NULL});
    assert_answers(section, ANSWERS_SECTION_END, (const struct node *const[]){c, NULL});
    assert_answers(doc.root, ANSWERS_INLINE, (const struct node *const[]){NULL});
}

static void assert_part(enum answers_part which, const char *title, const char *text, unsigned entries, unsigned answered) {
    struct document out;
    struct buf plain;
    buf_init(&plain);
    assert_true(answers_part(&doc, which, &out));
    assert_null(tree_check(&out));
    assert_true(str_eq(out.title, str_from(title)));
    node_plain_text(out.root, &plain);
    for (size_t i = 0; i < plain.n; i++)
        if (plain.p[i] == '\n') plain.p[i] = ' ';
    buf_put_char(&plain, '\0');
    assert_string_equal(plain.p, text);
    assert_int_equal(out.entries, entries);
    assert_int_equal(out.answered, answered);
    for (struct walk w = walk_of(out.root); walk_next(&w);) {
        if (w.node->kind == NODE_CHOICE) assert_int_equal(w.node->u.choice->correct, which == PART_ANSWERS);
        if (w.node->kind == NODE_ENTRY) assert_true(w.node->u.entry->id.n > 0);
    }
    buf_release(&plain);
    document_release(&out);
}

static void a_book_of_questions_has_no_answers(void **state) {
    (void)state;
    assert_part(PART_QUESTIONS, "Guide", "A? Part intro B? Section C? D? Empty E? F? wrong right", 6, 0);
    assert_part(PART_ANSWERS, "Guide – Answers", "A? 1 Part B? 2 Section C? 3 D? 4 F? right", 5, 4); /* the document still tells */
}

static void a_book_of_answers_has_little_else(void **state) {
    (void)state;
    assert_part(PART_ANSWERS, "Guide – Answers", "A? 1 Part B? 2 Section C? 3 D? 4 F? right", 5, 4);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(names_are_read_back, setup, teardown),
        cmocka_unit_test_setup_teardown(homes, setup, teardown),
        cmocka_unit_test_setup_teardown(each_home_has_its_answers_in_order, setup, teardown),
        cmocka_unit_test_setup_teardown(a_book_of_questions_has_no_answers, setup, teardown),
        cmocka_unit_test_setup_teardown(a_book_of_answers_has_little_else, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
