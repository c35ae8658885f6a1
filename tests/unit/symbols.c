/* The signs that readers lack: which they are, the fonts cut for them, and how the EPUB uses these. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <hb-ot.h>
#include <hb.h>

#include "base/base.h"
#include "epub/symbols.h"

static const char FONTS[] = TEST_SOURCE_DIR "/fonts";

static void test_rare_signs(void **state) {
    (void)state;
    static const uint32_t rare[] = {0x251C, 0x27F6, 0x1D49C, 0x2208, 0x23CE, 0x2588};
    static const uint32_t common[] = {'a', 0xE9, 0x416, 0x4E2D, 0x645, 0x2013, 0x201C, 0x20AC, 0x2192, 0x2264, 0x221E, 0x2705, 0x26A1, 0x1F680};
    for (size_t i = 0; i < sizeof rare / sizeof *rare; i++) assert_true(symbol_is_rare(rare[i]));
    for (size_t i = 0; i < sizeof common / sizeof *common; i++) assert_false(symbol_is_rare(common[i]));
}

static void build(struct document *doc, const char *text) {
    document_init(doc);
    struct node *entry = node_append(doc->root, node_new(doc, NODE_ENTRY, 1));
    node_append_text(doc, node_append(entry, node_new(doc, NODE_QUESTION, 1)), STR("What?"), 1);
    struct node *answer = node_append(entry, node_new(doc, NODE_ANSWER, 1));
    node_append_text(doc, node_append(answer, node_new(doc, NODE_P, 1)), str_from(text), 1);
    assert_true(tree_finish(doc));
}

static void gather(const struct document *doc, const char *folder, struct symbols *symbols) {
    struct diags diags;
    diags_init(&diags);
    struct text *text = text_new(&(struct text_options){.font_dir = FONTS, .bundled_only = true}, &diags);
    assert_non_null(text);
    assert_int_equal(symbols_gather(doc, text, str_from(folder), symbols), STATUS_OK);
    text_free(text);
    diags_release(&diags);
}

static void test_fonts_hold_their_signs_and_licence(void **state) {
    (void)state;
    struct document doc;
    struct symbols symbols;
    build(&doc, "plain \u2192 \u251C\u2500 \u2705 \U0001D49C \u2AFD \u251C");
    gather(&doc, FONTS, &symbols);
    size_t signs = 0;
    for (size_t i = 0; i < symbols.fonts.n; i++) {
        const struct epub_font *font = &symbols.fonts.at[i];
        hb_blob_t *blob = hb_blob_create(font->bytes.p, (unsigned)font->bytes.n, HB_MEMORY_MODE_READONLY, NULL, NULL);
        hb_face_t *face = hb_face_create(blob, 0);
        hb_font_t *made = hb_font_create(face);
        hb_codepoint_t glyph;
        char licence[16] = "";
        unsigned n = sizeof licence;
        for (size_t k = 0; k < font->n; k++, signs++) assert_true(hb_font_get_nominal_glyph(made, font->code_points[k], &glyph));
        assert_false(hb_font_get_nominal_glyph(made, 'p', &glyph));
        hb_ot_name_get_utf8(face, HB_OT_NAME_ID_LICENSE_URL, HB_LANGUAGE_INVALID, &n, licence);
        assert_true(n > 0 && licence[0]);
        assert_true(font->bytes.n < 20000);
        hb_font_destroy(made);
        hb_face_destroy(face);
        hb_blob_destroy(blob);
    }
    assert_int_equal(signs, 4);
    symbols_release(&symbols);
    document_release(&doc);
}

static void test_only_faces_that_may_be_passed_on(void **state) {
    (void)state;
    struct document doc;
    struct symbols symbols;
    build(&doc, "\u2AFD \u251C");
    gather(&doc, "/another/folder", &symbols);
    assert_int_equal(symbols.fonts.n, 0);
    symbols_release(&symbols);
    document_release(&doc);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rare_signs), cmocka_unit_test(test_fonts_hold_their_signs_and_licence),
                                       cmocka_unit_test(test_only_faces_that_may_be_passed_on)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
