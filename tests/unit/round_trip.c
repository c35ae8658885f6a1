/* round_trip: made trees → canonical Markdown → the same trees. Every inline stands beside every other in every place that
 * inlines have, and every block beside every other in all that holds blocks: what one sign means beside another is where
 * Markdown surprises. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/buf.h"
#include "export/export.h"
#include "export/markdown.h"
#include "read/read.h"

/* ── reading back ───────────────────────────────────────────────────────────────────────────────────────────── */

static bool gather(struct sink *sink, str bytes) {
    buf_put(sink->context, bytes);
    return true;
}

static void export(enum status (*form)(const struct document *, struct sink *), const struct document *doc, struct buf *out) {
    struct sink sink = {.write = gather, .fd = -1, .context = out};
    buf_init(out);
    assert_int_equal(form(doc, &sink), STATUS_OK);
    assert_false(out->failed);
}

/* Places are of one input, and so is the shape that it was recognised by. */
static void forget_places(struct document *doc) {
    for (struct walk w = walk_of(doc->root); walk_next(&w);) ((struct node *)(uintptr_t)w.node)->line = 1;
    doc->shape = (str){0};
}

static void check_same(const struct buf *tree, const struct buf *again, const struct buf *markdown) {
    if (str_eq(buf_str(tree), buf_str(again))) return;
    size_t at = 0;
    while (at < tree->n && at < again->n && tree->p[at] == again->p[at]) at++;
    size_t from = at < 200 ? 0 : at - 200;
    fail_msg("the trees part at byte %zu\n tree: %.400s\n again: %.400s\n markdown: %.2000s", at, tree->p + from,
             again->n > from ? again->p + from : "", markdown->p);
}

/* `doc` is finished, compared and released. */
static void check(struct document *doc) {
    struct buf markdown, tree, again;
    struct read_options options = {0};
    struct document read_back;
    assert_true(tree_finish(doc));
    assert_null(tree_check(doc));
    forget_places(doc);
    export(export_markdown, doc, &markdown);
    export(export_xml, doc, &tree);
    struct source source = {.name = STR("again"), .bytes = buf_str(&markdown)};
    document_init(&read_back);
    assert_int_equal(read_document(&source, &options, NULL, &read_back), STATUS_OK);
    assert_null(tree_check(&read_back));
    forget_places(&read_back);
    export(export_xml, &read_back, &again);
    buf_put_char(&tree, '\0');
    buf_put_char(&again, '\0');
    buf_put_char(&markdown, '\0');
    check_same(&tree, &again, &markdown);
    source_release(&source);
    document_release(&read_back);
    document_release(doc);
    buf_release(&markdown);
    buf_release(&tree);
    buf_release(&again);
}

/* ── trees ──────────────────────────────────────────────────────────────────────────────────────────────────── */

static struct node *add(struct document *doc, struct node *parent, enum node_kind kind) {
    struct node *n = node_append(parent, node_new(doc, kind, 1));
    assert_non_null(n);
    return n;
}

static void add_text(struct document *doc, struct node *parent, const char *text) { add(doc, parent, NODE_TEXT)->u.text = str_from(text); }

static void add_p(struct document *doc, struct node *parent, const char *text) { add_text(doc, add(doc, parent, NODE_P), text); }

/* An entry with an answer, which is returned. */
static struct node *start(struct document *doc) {
    document_init(doc);
    doc->lang = STR("en");
    struct node *entry = add(doc, doc->root, NODE_ENTRY);
    add_text(doc, add(doc, entry, NODE_QUESTION), "q");
    return add(doc, entry, NODE_ANSWER);
}

static struct node *add_list(struct document *doc, struct node *parent, enum node_kind kind, bool tight) {
    struct node *list = add(doc, parent, kind);
    list->tight = tight;
    if (kind == NODE_OL) list->u.start = 1;
    return list;
}

static struct node *add_choice(struct document *doc, struct node *answer) {
    struct node *choices = node_child(answer->parent, NODE_CHOICES);
    if (!choices) node_insert_before(answer, choices = node_new(doc, NODE_CHOICES, 1));
    return add(doc, choices, NODE_CHOICE);
}

/* The footnote is defined right behind its reference. */
static struct node *add_note(struct document *doc, struct node *parent) {
    struct node *ref = add(doc, add(doc, parent, NODE_P), NODE_NOTEREF), *note = add(doc, parent, NODE_NOTE);
    ref->u.note = note->u.note = arena_new(&doc->arena, struct note);
    note->u.note->label = STR("n");
    return note;
}

/* ── inlines ────────────────────────────────────────────────────────────────────────────────────────────────── */

struct piece {
    enum node_kind kind, inner; /* inner: of what stands in it, TEXT when 0 */
    const char *text;           /* the TEXT in it, the code, the address, the alternative text */
};

static const struct piece pieces[] = {
#define T(text) {NODE_TEXT, 0, text}
    T("a"), T("1"), T(" "), T("\xC3\xA9"), T("\xE4\xB8\xAD"), T("\xE2\x80\x94"), T("\xC2\xA0"), T("\xE3\x80\x80"), T("\xE2\x80\x8B"), T("_"), T("*"),
    T("**"), T("~"), T("~~"), T("`"), T("["), T("]"), T("("), T("<"), T("< a:"), T(">"), T("{"), T("}"), T("\\"), T("|"), T(":"), T("!"), T("\""),
    T("#"), T("&"), T("amp;"), T("="), T("=="), T("+"), T("-"), T("--"), T("."), T(")"), T("- "), T("> "), T("# "), T("1. "), T("[x] "), T("::: text"), T("[^1]"),
    T("[^1]: "), T("[a]: b"), T("](x)"), T("http://e.org"), T("<b>"), T("<!--"), T("```"),
#undef T
    {NODE_CODE, 0, "a"}, {NODE_CODE, 0, "`"}, {NODE_CODE, 0, "|"}, {NODE_CODE, 0, "\\"}, {NODE_CODE, 0, "\\\t"}, {NODE_CODE, 0, " a "}, {NODE_CODE, 0, "&amp;"},
    {NODE_EM, 0, "a"}, {NODE_EM, 0, "*a"}, {NODE_EM, 0, "(a)"}, {NODE_EM, NODE_STRONG, "a"}, {NODE_EM, NODE_EM, "a"}, {NODE_EM, NODE_A, "a"}, {NODE_EM, NODE_BR, ""},
    {NODE_STRONG, 0, "a"}, {NODE_STRONG, 0, "\xE3\x80\x82"}, {NODE_STRONG, NODE_EM, "a"}, {NODE_STRONG, NODE_CODE, "a"}, {NODE_DEL, 0, "a"}, {NODE_DEL, NODE_EM, "~"},
    {NODE_SUB, 0, "*"}, {NODE_SUP, NODE_A, "a"}, {NODE_SPAN, 0, "a"}, {NODE_SPAN, NODE_STRONG, "a"}, {NODE_A, 0, "http://e.org"}, {NODE_A, 0, "[a] (b"}, {NODE_A, 0, "a*b\\"},
    {NODE_A, NODE_IMG, "a|b"}, {NODE_IMG, 0, "]"}, {NODE_IMG, 0, ""}, {NODE_IMG, 0, "\"a\""}, {NODE_BR, 0, ""}, {NODE_NOTEREF, 0, ""}};
enum { PIECES = sizeof pieces / sizeof *pieces };

static void add_piece(struct document *doc, struct node *parent, enum node_kind kind, enum node_kind inner, str text, struct note *note) {
    struct node *n = add(doc, parent, kind);
    if (kind == NODE_TEXT || kind == NODE_CODE) n->u.text = text;
    else if (kind == NODE_IMG) *n->u.image = (struct image){text, text, text};
    else if (kind == NODE_NOTEREF) n->u.note = note;
    else if (kind == NODE_A) n->u.href = text;
    else if (kind == NODE_SPAN) n->u.lang = STR("fr");
    if (!node_is_leaf(n)) add_piece(doc, n, inner ? inner : NODE_TEXT, 0, text, note);
}

enum place { IN_P, IN_HEADING, IN_QUESTION, IN_TITLE, IN_CELL, IN_ITEM, IN_TASK, IN_QUOTE, IN_CHOICE, IN_NOTE, IN_LINK, IN_EM, IN_STRONG, IN_DEL, IN_SPAN, PLACES };

static struct node *add_row(struct document *doc, struct node *answer) {
    struct node *table = node_child(answer, NODE_TABLE);
    struct node *row = add(doc, table ? table->first : add(doc, add(doc, answer, NODE_TABLE), NODE_TBODY), NODE_TR);
    struct node *cell = add(doc, row, NODE_TD);
    add_text(doc, add(doc, row, NODE_TD), "b");
    return cell;
}

static struct node *make_place(struct document *doc, enum place place, struct node *answer) {
    struct node *n;
    switch (place) {
    case IN_P: return add(doc, answer, NODE_P);
    case IN_HEADING: n = add(doc, answer, NODE_HEADING); n->level = 2; return n;
    case IN_QUESTION: return add(doc, add(doc, doc->root, NODE_ENTRY), NODE_QUESTION);
    case IN_TITLE: n = add(doc, doc->root, NODE_DIVISION); n->u.division->kind = STR("section"); return add(doc, n, NODE_TITLE);
    case IN_CELL: return add_row(doc, answer);
    case IN_ITEM: case IN_TASK:
        n = answer->last && answer->last->kind == NODE_UL ? answer->last : add_list(doc, answer, NODE_UL, true);
        n = add(doc, n, NODE_LI);
        n->u.task = place == IN_TASK;
        return add(doc, n, NODE_P);
    case IN_QUOTE: return add(doc, add(doc, answer, NODE_BLOCKQUOTE), NODE_P);
    case IN_CHOICE: return add(doc, add_choice(doc, answer), NODE_P);
    case IN_NOTE: return add(doc, add_note(doc, answer), NODE_P);
    case IN_LINK: n = add(doc, add(doc, answer, NODE_P), NODE_A); n->u.href = STR("x"); return n;
    case IN_EM: return add(doc, add(doc, answer, NODE_P), NODE_EM);
    case IN_STRONG: return add(doc, add(doc, answer, NODE_P), NODE_STRONG);
    case IN_DEL: return add(doc, add(doc, answer, NODE_P), NODE_DEL);
    case IN_SPAN: n = add(doc, add(doc, answer, NODE_P), NODE_SPAN); n->u.lang = STR("de"); return n;
    case PLACES: break;
    }
    return NULL;
}

static bool breaks_a_line(const struct piece *p) { return p->kind == NODE_BR || p->inner == NODE_BR; }

/* One document holds all pairs that begin with the same piece. */
static void inlines_stand_beside_each_other(void **state) {
    (void)state;
    for (int place = 0; place < PLACES; place++)
        for (size_t i = 0; i < PIECES; i++) {
            struct document doc;
            struct node *answer = start(&doc);
            struct note *note = add_note(&doc, answer)->u.note;
            add_p(&doc, answer->last, "note");
            for (size_t j = 0; j < PIECES; j++) {
                struct node *parent = make_place(&doc, (enum place)place, answer);
                bool one_line = place == IN_QUESTION || place == IN_TITLE;
                if (!one_line || !breaks_a_line(&pieces[i])) add_piece(&doc, parent, pieces[i].kind, pieces[i].inner, str_from(pieces[i].text), note);
                if (!one_line || !breaks_a_line(&pieces[j])) add_piece(&doc, parent, pieces[j].kind, pieces[j].inner, str_from(pieces[j].text), note);
            }
            check(&doc);
        }
}

/* ── blocks ─────────────────────────────────────────────────────────────────────────────────────────────────── */

static void add_code(struct document *doc, struct node *parent, const char *text, const char *lang) {
    struct node *n = add(doc, parent, NODE_PRE);
    n->u.pre->text = str_from(text);
    n->u.pre->lang = str_from(lang);
}

static void add_table(struct document *doc, struct node *parent, bool head, unsigned cells, unsigned cells_below) {
    struct node *table = add(doc, parent, NODE_TABLE), *row = head ? add(doc, add(doc, table, NODE_THEAD), NODE_TR) : NULL;
    for (unsigned i = 0; head && i < cells; i++) add_text(doc, add(doc, row, NODE_TH), "h");
    row = add(doc, add(doc, table, NODE_TBODY), NODE_TR);
    for (unsigned i = 0; i < cells_below; i++) add_text(doc, add(doc, row, NODE_TD), "|");
}

/* A list of as many items as `texts` has; an empty one is an empty item. */
static struct node *add_items(struct document *doc, struct node *parent, enum node_kind kind, bool tight, const char *const *texts) {
    struct node *list = add_list(doc, parent, kind, tight);
    for (; *texts; texts++) {
        struct node *item = add(doc, list, NODE_LI);
        if (**texts) add_p(doc, item, *texts);
    }
    return list;
}

enum { BLOCKS = 26 };

static void add_block(struct document *doc, struct node *parent, unsigned which) {
    static const char *const two[] = {"a", "b", NULL}, *const one[] = {"a", NULL}, *const empty[] = {"", NULL}, *const half[] = {"", "a", NULL};
    struct node *n;
    switch (which) {
    case 0: add_p(doc, parent, "a"); return;
    case 1: add_p(doc, parent, "- a"); return;
    case 2: add_p(doc, parent, "==="); return;
    case 3: add_p(doc, parent, "\xE3\x80\x80"); return;
    case 4: add_code(doc, parent, "x", ""); return;
    case 5: add_code(doc, parent, "", "a b"); return;
    case 6: add_code(doc, parent, "```\n:::\n\n# y\n- z", "`c<\\&amp;"); return;
    case 7: add(doc, parent, NODE_HR); return;
    case 8: n = add(doc, parent, NODE_HEADING); n->level = 1; add_text(doc, n, "h #"); return;
    case 9: add_table(doc, parent, true, 2, 2); return;
    case 10: add_table(doc, parent, false, 0, 2); return;
    case 11: add_table(doc, parent, true, 2, 1); return; /* uneven: HTML */
    case 12: add_items(doc, parent, NODE_UL, true, one); return;
    case 13: add_items(doc, parent, NODE_UL, true, two); return;
    case 14: add_items(doc, parent, NODE_UL, false, two); return;
    case 15: add_items(doc, parent, NODE_UL, true, empty); return;
    case 16: add_items(doc, parent, NODE_OL, true, half); return;
    case 17: add_items(doc, parent, NODE_OL, false, two)->u.start = 7; return;
    case 18: add_items(doc, parent, NODE_OL, true, one)->u.start = 999999999; return;
    case 19: n = add_items(doc, parent, NODE_UL, true, two); n->first->u.task = 1; n->last->u.task = 2; return;
    case 20: n = add_items(doc, parent, NODE_OL, true, empty); n->first->u.task = 1; add_code(doc, n->first, "x", ""); return;
    case 21: add_p(doc, add(doc, parent, NODE_BLOCKQUOTE), "a"); return;
    case 22: add_items(doc, add(doc, parent, NODE_BLOCKQUOTE), NODE_UL, true, two); return;
    case 23: add_code(doc, add(doc, parent, NODE_BLOCKQUOTE), "x\n\ny", ""); return;
    case 24: add_items(doc, add_items(doc, parent, NODE_UL, true, empty)->first, NODE_UL, true, empty); return;
    default: add_table(doc, add_items(doc, parent, NODE_UL, true, empty)->first, true, 2, 1); return;
    }
}

enum holder { ANSWER, PROMPT, CHOICE, ITEM, LOOSE_ITEM, ITEM_OF_ITEM, TASK, QUOTE, ITEM_OF_QUOTE, NOTE, DIVISION, HOLDERS };

static struct node *add_item(struct document *doc, struct node *parent, bool tight) {
    struct node *list = parent->last && parent->last->kind == NODE_UL ? parent->last : add_list(doc, parent, NODE_UL, tight);
    struct node *item = add(doc, list, NODE_LI);
    add_p(doc, item, "z");
    return item;
}

static struct node *make_holder(struct document *doc, enum holder holder, struct node *answer) {
    struct node *n = answer->prev;
    switch (holder) {
    case ANSWER: return answer;
    case PROMPT:
        if (n->kind != NODE_PROMPT) node_insert_before(answer, n = node_new(doc, NODE_PROMPT, 1));
        return n;
    case CHOICE: return add_choice(doc, answer);
    case ITEM: return add_item(doc, answer, true);
    case LOOSE_ITEM: return add_item(doc, answer, false);
    case ITEM_OF_ITEM: return add_item(doc, add_item(doc, answer, true), false);
    case TASK: n = add_item(doc, answer, true); n->u.task = 2; return n;
    case QUOTE: return add(doc, answer, NODE_BLOCKQUOTE);
    case ITEM_OF_QUOTE: return add_item(doc, add(doc, answer, NODE_BLOCKQUOTE), true);
    case NOTE: return add_note(doc, answer);
    case DIVISION:
        n = add(doc, doc->root, NODE_DIVISION);
        n->u.division->kind = STR("section");
        add_text(doc, add(doc, n, NODE_TITLE), "t");
        return n;
    case HOLDERS: break;
    }
    return NULL;
}

static void blocks_stand_beside_each_other(void **state) {
    (void)state;
    for (int holder = 0; holder < HOLDERS; holder++)
        for (unsigned i = 0; i < BLOCKS; i++) {
            struct document doc;
            struct node *answer = start(&doc);
            for (unsigned j = 0; j < BLOCKS; j++) {
                struct node *parent = make_holder(&doc, (enum holder)holder, answer);
                add_block(&doc, parent, i);
                add_block(&doc, parent, j);
            }
            check(&doc);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(inlines_stand_beside_each_other), cmocka_unit_test(blocks_stand_beside_each_other)};
    return cmocka_run_group_tests_name("round_trip", tests, NULL, NULL);
}
