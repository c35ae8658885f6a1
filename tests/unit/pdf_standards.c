/* pdf: what each standard asks for, an attachment, and that the reader of the rules sees what breaks them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "page_builder.h"

static void fill(struct made *m) {
    uint32_t document = tag(m, (struct tag){.role = TAG_DOCUMENT});
    uint32_t h = tag(m, (struct tag){.role = TAG_HEADING, .level = 1, .parent = document});
    uint32_t link = tag(m, (struct tag){.role = TAG_LINK, .parent = h});
    item(m, text_item(m, FAMILY_TEXT, h, 72000, 100000, 10000, "A heading"));
    item(m, text_item(m, FAMILY_TEXT, link, 150000, 100000, 10000, "linked"));
    item(m, (struct item){.kind = ITEM_LINK, .tag = link, .u.link = {.x = 150000, .y = 90000, .w = 30000, .h = 12000, .uri = STR("https://example.org"), .contents = STR("example")}});
    page(m);
}

static void the_source_is_attached_with_a_3a(void **state) {
    struct made *m = *state;
    struct pdf_options options = OPTIONS;
    options.standards = PDF_A_3A | PDF_UA_1;
    const struct pdf_attachment files[] = {
        {STR("g\xC3\xBCide (1).txt"), STR("text/plain"), STR("The text"), STR("Source"), STR("Q1. What?\nA: That.\n")},
        {STR("tree.xml"), STR("application/xml"), STR("The tree"), STR("Data"), STR("<document/>")}};
    options.attachments = files;
    options.n_attachments = 2;
    restart(m, &options);
    fill(m);
    finish(m);
    run(m, "python3 " TEST_SOURCE_DIR "/tests/support/pdf_rules.py --standard a-3a %s");
    assert_has(run(m, "qpdf --list-attachments %s"), "g\xC3\xBCide (1).txt");
    assert_true(str_eq(run(m, "qpdf --show-attachment='g\xC3\xBCide (1).txt' %s"), files[0].bytes));
    assert_has(run(m, "qpdf --qdf --object-streams=disable %s -"), "/AFRelationship /Source");
}

static void no_standard_claims_nothing_but_is_tagged(void **state) {
    struct made *m = *state;
    struct pdf_options options = OPTIONS;
    options.standards = 0;
    restart(m, &options);
    fill(m);
    finish(m);
    str text = run(m, "python3 " TEST_SOURCE_DIR "/tests/support/pdf_rules.py --standard none --text %s");
    assert_has(text, "H1 A heading");
}

static void without_a_title_the_first_bookmark_is_it(void **state) {
    struct made *m = *state;
    m->book.title = (str){0};
    assert_true(vec_push(&m->book.outline, (struct outline_item){.level = 1, .title = STR("A heading")}));
    assert_true(vec_push(&m->book.targets, (struct target){0}));
    fill(m);
    finish(m);
    run(m, RULES "%s");
    assert_has(run(m, "pdfinfo %s"), "A heading");
}

/* A fault is put into a sound file, whose objects qpdf has laid open, and must be found. */
static void deliberate_faults_are_found(void **state) {
    struct made *m = *state;
    static const struct { const char *change, *fault; } cases[] = {
        {"s/^\\( *\\)\\/Tabs \\/S/\\1\\/Tabs \\/R/", "no /Tabs"},
        {"s/\\/Contents (example)/\\/Contenus (example)/", "has no Contents"},
        {"s/\\/H1<</\\/Artifact<</", "its page"},
        {"s/\\/S \\/H1/\\/S \\/H2/", "skips from 0 to 2"},
        {"s/\\/S \\/H1/\\/S \\/Hx/", "is not standard"},
        {"s/\\/OutputIntents/\\/OutputIntenta/", "no output intent"},
        {"s/\\/Lang (en)/\\/Lung (en)/", "no /Lang"},
        {"s/\\/DisplayDocTitle true/\\/DisplayDocTitle false/", "DisplayDocTitle"},
        {"s/\\/Marked true/\\/Marked false/", "not marked"},
        {"s/\\/F 4$/\\/F 0/", "not set to print"},
        {"s/<pdfaid:part>2/<pdfaid:part>1/", "pdfaid is wrong"},
        {"s/\\/ToUnicode/\\/TuUnicode/", "no ToUnicode"},
        {"s/^<41>[0-9][0-9]*/<41>0/", ".notdef"},
        {"s/\\/FontFile2/\\/FontFileX/", "not embedded"},
        {"s/\\/W \\[/\\/V [/", "wide, /W says"},
        {"s/\\/GTS_PDFA1/\\/GTS_PDFX/", "intent of another kind"},
        {"s/\\/N 3$/\\/N 1/", "/N is not 3"},
        {"s/xpacket begin=/xpacket bytes=\"9\" begin=/", "the XMP packet"},
        {"s/ParentTreeNextKey [0-9]*/ParentTreeNextKey 0/", "ParentTreeNextKey"},
        {"s/\\/StructParent [0-9]*/\\/StructParent 0/", "two have one key"},
        {"s/\\/MediaBox/\\/AA << >> \\/MediaBox/", "forbidden entries"},
        {"s/\\/S \\/URI/\\/S \\/Launch/", "does what is forbidden"},
        {"s/\\/CIDToGIDMap/\\/CIDToGIDNap/", "no CIDToGIDMap"},
        {"s/\\/S \\/Document/\\/S \\/Part/", "tree's top"},
        {"s/\\/RoleMap <</\\/RoleMap << \\/P \\/Span/", "has another role"},
        {"s/ Tf/ Tf xx/", "no operator"},
    };
    fill(m);
    finish(m);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char command[600];
        snprintf(command, sizeof command,
                "f=%%s; qpdf --qdf --object-streams=disable $f - | LC_ALL=C sed '%s' | fix-qdf > $f.x; "
                 "python3 " TEST_SOURCE_DIR "/tests/support/pdf_rules.py $f.x 2>&1 && echo nothing; rm -f $f.x", cases[i].change);
        assert_has(run(m, command), cases[i].fault);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        PDF_TEST(the_source_is_attached_with_a_3a),
        PDF_TEST(no_standard_claims_nothing_but_is_tagged),
        PDF_TEST(without_a_title_the_first_bookmark_is_it),
        PDF_TEST(deliberate_faults_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
