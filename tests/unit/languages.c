/* languages: tags by their grammar; hyphens, and what the structure says, by the language of the words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/words.h"
#include "layout/layout.h"
#include "layout/style.h"

static void tags_have_a_grammar(void **state) {
    (void)state;
    static const char *const good[] = {"en", "EN", "pt-BR", "zh-Hans", "zh-Hant-TW", "de-CH-1996", "sl-rozaj-biske", "es-419", "zh-yue",
                                       "zh-cmn-Hans-CN", "de-DE-u-co-phonebk", "en-a-bbb-x-a-ccc", "x-own", "fr-x-own", "qaa", "abcde",
                                       "sr-Latn-RS", "hy-Latn-IT-arevela"};
    static const char *const bad[] = {"", "e", "-en", "en-", "en--US", "en_US", "en US", "e1", "abcdefghi", "en-x", "en-a", "de-DE-US",
                                      "zh-Hans-Hant", "en-US-a", "x", "12", "en-US-abcdefghi", "\xC3\xA9n", "en-a-b"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (!lang_is_tag(str_from(good[i]))) fail_msg("%s is a tag", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (lang_is_tag(str_from(bad[i]))) fail_msg("%s is no tag", bad[i]);
}

/* --- books --- */

struct fixture {
    struct document doc;
    struct text *text;
    struct diags diags;
    struct book book;
    struct node *answer;
    struct buf broken; /* "lang:head" of each word that a line cuts, and a blank */
};

static str lang_of(const struct book *book, uint32_t tag) {
    for (; tag; tag = book->tags.at[tag].parent)
        if (book->tags.at[tag].lang.n) return book->tags.at[tag].lang;
    return STR("none");
}

static enum status see_page(void *context, const struct page *page, const struct book *book) {
    struct fixture *f = context;
    for (size_t i = 0; i < page->n; i++) {
        const struct item_text *t = &page->items[i].u.text;
        if (page->items[i].kind != ITEM_TEXT || t->end != END_SOFT_HYPHEN) continue;
        str word = t->words[t->n - 1]->text;
        buf_printf(&f->broken, "%.*s:%.*s ", STR_ARG(lang_of(book, page->items[i].tag)), STR_ARG(word));
    }
    return STATUS_OK;
}

static void setup(struct fixture *f) {
    *f = (struct fixture){.doc = {.root = NULL}};
    struct text_options options = {.monospace = true};
    document_init(&f->doc);
    diags_init(&f->diags);
    book_init(&f->book);
    buf_init(&f->broken);
    f->text = text_new(&options, &f->diags);
    assert_non_null(f->text);
}

static void teardown(struct fixture *f) {
    buf_release(&f->broken);
    book_release(&f->book);
    text_free(f->text);
    diags_release(&f->diags);
    document_release(&f->doc);
}

static struct node *add(struct fixture *f, struct node *parent, enum node_kind kind) {
    struct node *n = node_new(&f->doc, kind, 1);
    assert_non_null(n);
    return node_append(parent, n);
}

static void add_text(struct fixture *f, struct node *parent, const char *text) {
    assert_non_null(node_append_text(&f->doc, parent, str_from(text), 1));
}

static struct node *add_span(struct fixture *f, struct node *parent, const char *lang) {
    struct node *span = add(f, parent, NODE_SPAN);
    span->u.lang = str_from(lang);
    return span;
}

static struct node *add_division(struct fixture *f, const char *title, const char *lang) {
    struct node *n = add(f, f->doc.root, NODE_DIVISION);
    n->u.division->kind = STR("part");
    n->u.division->lang = str_from(lang);
    add_text(f, add(f, n, NODE_TITLE), title);
    return n;
}

static struct node *add_entry(struct fixture *f, struct node *parent, const char *question) {
    struct node *entry = add(f, parent, NODE_ENTRY);
    add_text(f, add(f, entry, NODE_QUESTION), question);
    return add(f, entry, NODE_ANSWER);
}

static void set_book(struct fixture *f) {
    assert_true(tree_finish(&f->doc));
    assert_null(tree_check(&f->doc));
    struct layout_options options = {.style = style_default(), .contents_questions = true};
    struct page_sink sink = {.context = f, .page = see_page};
    assert_int_equal(layout_book(&f->doc, f->text, &options, &f->diags, &sink, &f->book), STATUS_OK);
    assert_false(f->broken.failed);
    buf_put_char(&f->broken, 0);
}

/* A paragraph of one word, many times, with short ones between, so that lines end everywhere in it. */
static void add_words(struct fixture *f, struct node *p, const char *word) {
    static const char *const between[] = {" a ", " of ", " the ", " which ", " an a ", " to the ", " then ", " "};
    uint32_t seed = 1;
    for (size_t i = 0; i < 600; i++) {
        seed = seed * 1664525u + 1013904223u;
        add_text(f, p, word);
        add_text(f, p, between[seed >> 29]);
    }
}

static void hyphens_go_by_the_language_of_the_words(void **state) {
    (void)state;
    struct fixture f;
    setup(&f);
    struct node *answer = add_entry(&f, f.doc.root, "Where is it broken?");
    add_words(&f, add(&f, answer, NODE_P), "knowledge");
    add_words(&f, add_span(&f, add(&f, answer, NODE_P), "en-GB"), "knowledge");
    add_words(&f, add_span(&f, add(&f, answer, NODE_P), "tlh"), "knowledge"); /* nobody has patterns for it */
    set_book(&f);
    assert_non_null(strstr(f.broken.p, "none:knowl- "));
    assert_null(strstr(f.broken.p, "none:know- "));
    assert_non_null(strstr(f.broken.p, "en-GB:know- "));
    assert_null(strstr(f.broken.p, "en-GB:knowl- "));
    assert_null(strstr(f.broken.p, "tlh:"));
    teardown(&f);
}

static uint32_t find_lang(const struct fixture *f, enum tag_role role, const char *lang, unsigned n) {
    for (size_t i = 0; i < f->book.tags.n; i++) {
        const struct tag *t = &f->book.tags.at[i];
        if (t->role == role && str_eq(t->lang, str_from(lang)) && n-- == 0) return (uint32_t)i;
    }
    return 0;
}

static void the_structure_says_where_the_language_changes(void **state) {
    (void)state;
    struct fixture f;
    setup(&f);
    struct node *p = add(&f, add_entry(&f, add_division(&f, "Basics", "en"), "What?"), NODE_P);
    add_text(&f, p, "It is ");
    add_text(&f, add_span(&f, p, "fr"), "la tortue");
    add_text(&f, p, ".");
    struct node *other = add(&f, add_entry(&f, add_division(&f, "Grundlagen", "de"), "Was?"), NODE_P);
    add_text(&f, other, "Das ist ein ");
    add_text(&f, add_span(&f, other, "en"), "tortoise");
    add_text(&f, other, " und \xEA\xB1\xB0\xEB\xB6\x81."); /* Hangul says itself what it is */
    set_book(&f);
    uint32_t french = find_lang(&f, TAG_SPAN, "fr", 0), german = find_lang(&f, TAG_PART, "de", 0);
    if (!german) german = find_lang(&f, TAG_SECT, "de", 0);
    assert_int_not_equal(french, 0);
    assert_int_equal(f.book.tags.at[f.book.tags.at[french].parent].role, TAG_P);
    assert_int_not_equal(german, 0);
    uint32_t english = find_lang(&f, TAG_SPAN, "en", 0);
    assert_int_not_equal(english, 0);
    assert_true(str_eq(lang_of(&f.book, f.book.tags.at[english].parent), STR("de")));
    assert_int_not_equal(find_lang(&f, TAG_SPAN, "ko", 0), 0);
    assert_int_equal(find_lang(&f, TAG_PART, "en", 0) + find_lang(&f, TAG_SECT, "en", 0), 0); /* it is the document's */
    uint32_t in_contents = find_lang(&f, TAG_SPAN, "de", 0), up = in_contents;
    while (up && f.book.tags.at[up].role != TAG_TOC) up = f.book.tags.at[up].parent;
    assert_int_not_equal(up, 0);
    teardown(&f);
}

/* What says nothing new is dropped: so the text forms can be read back. */
static void only_changes_of_language_are_said(void **state) {
    (void)state;
    struct fixture f;
    setup(&f);
    struct node *p = add(&f, add_entry(&f, add_division(&f, "Teil", "de"), "Was?"), NODE_P);
    struct node *german = add_span(&f, p, "DE"), *french = add_span(&f, german, "fr");
    add_text(&f, german, "ist ");
    add_text(&f, french, "la ");
    add_text(&f, add_span(&f, french, "fr"), "tortue");
    add_span(&f, p, "it");
    assert_true(tree_finish(&f.doc));
    assert_null(tree_check(&f.doc));
    assert_int_equal(p->first->kind, NODE_SPAN);
    assert_true(str_eq(p->first->u.lang, STR("fr")));
    assert_true(str_eq(p->first->first->u.text, STR("la tortue")));
    assert_true(p->first->next == p->last && str_eq(p->last->u.text, STR("ist")));
    assert_true(str_eq(node_lang(&f.doc, p), STR("de")) && str_eq(node_lang(&f.doc, p->first->first), STR("fr")));
    f.doc.lang = STR("de");
    tree_drop_languages(&f.doc);
    assert_int_equal(f.doc.root->first->u.division->lang.n, 0);
    teardown(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tags_have_a_grammar),
        cmocka_unit_test(hyphens_go_by_the_language_of_the_words),
        cmocka_unit_test(the_structure_says_where_the_language_changes),
        cmocka_unit_test(only_changes_of_language_are_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
