/* text: faces, shaping with the bundled fonts, fallback, line breaks, hyphenation, bidi, subsets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include <hb-ot.h>
#include <hb.h>
#include <unicode/ubrk.h>

#include "text/text.h"

struct fixture {
    struct diags diags;
    struct text *text;
};

static int set_up(void **state) {
    static struct fixture f;
    diags_init(&f.diags);
    struct text_options options = {.font_dir = TEST_SOURCE_DIR "/fonts", .bundled_only = true};
    f.text = text_new(&options, &f.diags);
    *state = &f;
    return f.text ? 0 : -1;
}

static int tear_down(void **state) {
    struct fixture *f = *state;
    text_free(f->text);
    diags_release(&f->diags);
    return 0;
}

static const struct word *shape(struct text *t, enum face_family family, unsigned features, const char *word) {
    const struct word *w = text_shape(t, text_face(t, family, FACE_REGULAR), features, str_from(word), STR("en"), false, 7);
    assert_non_null(w);
    return w;
}

static void faces_are_numbered_by_first_use(void **state) {
    struct text *t = ((struct fixture *)*state)->text;
    assert_int_equal(text_face_count(t), 0);
    assert_int_equal(text_face(t, FAMILY_CODE, FACE_REGULAR), 0);
    assert_int_equal(text_face(t, FAMILY_TEXT, FACE_BOLD), 1);
    assert_int_equal(text_face(t, FAMILY_TEXT, FACE_SEMIBOLD), 1); /* the text family has none of its own */
    assert_int_equal(text_face(t, FAMILY_HEAD, FACE_SEMIBOLD), 2);
    assert_int_equal(text_face_count(t), 3);
    const struct face_info *code = text_face_info(t, 0), *bold = text_face_info(t, 1), *head = text_face_info(t, 2);
    assert_true(str_eq(code->family, STR("JetBrains Mono")) && code->monospace && !code->cff && !code->serif);
    assert_true(str_eq(bold->family, STR("Charis SIL")) && bold->weight == 700 && bold->serif && !bold->italic);
    assert_true(str_eq(head->family, STR("Inter")) && head->weight == 600 && head->cff);
    assert_true(str_eq(bold->postscript_name, STR("CharisSIL-Bold")));
    for (face_id i = 0; i < 3; i++) {
        const struct face_info *info = text_face_info(t, i);
        assert_true(info->ascent > 0 && info->descent < 0 && info->cap_height > info->x_height && info->x_height > 0);
        assert_true(info->box[2] > info->box[0] && info->box[3] > info->box[1]);
        assert_true(text_space(t, i) > info->upem / 8);
    }
    assert_int_equal(text_face_info(t, text_face(t, FAMILY_TEXT, FACE_ITALIC))->italic, true);
    assert_true(text_face_info(t, text_face(t, FAMILY_TEXT, FACE_ITALIC))->italic_angle_milli < 0);
}

static void kerning_brings_letters_together(void **state) {
    struct text *t = ((struct fixture *)*state)->text;
    static const enum face_family families[] = {FAMILY_HEAD, FAMILY_TEXT}; /* its own pairs, and ours */
    for (int f = 0; f < 2; f++)
        for (int accent = 0; accent < 2; accent++) {
            const struct shaped *s = shape(t, families[f], 0, accent ? "\xC3\x84V" : "AV")->parts[0];
            assert_int_equal(s->n, 2);
            assert_true(s->glyphs[0].advance < s->glyphs[0].natural - 50);
        }
    const struct shaped *even = shape(t, FAMILY_TEXT, 0, "Hnn")->parts[0];
    for (int i = 0; i < 3; i++) assert_int_equal(even->glyphs[i].advance, even->glyphs[i].natural);
    const struct shaped *code = shape(t, FAMILY_CODE, 0, "AVTo")->parts[0];
    for (int i = 0; i < 4; i++) assert_int_equal(code->glyphs[i].advance, code->glyphs[i].natural);
    const struct word *w = shape(t, FAMILY_HEAD, SHAPE_LIGATURES, "AV");
    assert_int_equal(w->n, 1);
    const struct shaped *s = w->parts[0];
    assert_int_equal(s->n, 2);
    assert_true(s->glyphs[0].advance < s->glyphs[0].natural);
    assert_int_equal(s->width, s->glyphs[0].advance + s->glyphs[1].advance);
    assert_int_equal(s->glyphs[1].cluster, 1);
    assert_int_equal(word_width(t, w, 10000), text_scale(s->width, 10000, text_face_info(t, s->face)->upem));
}

static void ligatures_come_when_asked(void **state) {
    struct text *t = ((struct fixture *)*state)->text;
    const struct shaped *with = shape(t, FAMILY_TEXT, SHAPE_LIGATURES, "office")->parts[0];
    const struct shaped *without = shape(t, FAMILY_TEXT, 0, "office")->parts[0];
    assert_int_equal(without->n, 6);
    assert_int_equal(with->n, 4);
    assert_int_equal(with->glyphs[2].cluster, 4); /* o ffi c e */
    /* never in code, whatever the face has for "->" and "!=" */
    const struct shaped *arrow = shape(t, FAMILY_CODE, 0, "->!=")->parts[0];
    const struct shaped *minus = shape(t, FAMILY_CODE, 0, "-")->parts[0];
    assert_int_equal(arrow->n, 4);
    assert_int_equal(arrow->glyphs[0].id, minus->glyphs[0].id);
    /* nor does a head turn it into an arrow */
    assert_int_equal(shape(t, FAMILY_HEAD, SHAPE_LIGATURES, "->")->parts[0]->n, 2);
}

static void tabular_digits_have_one_width(void **state) {
    struct text *t = ((struct fixture *)*state)->text;
    const struct shaped *s = shape(t, FAMILY_HEAD, SHAPE_TABULAR, "1234567890")->parts[0];
    const struct shaped *p = shape(t, FAMILY_HEAD, 0, "1234567890")->parts[0];
    bool same = true;
    for (int i = 1; i < 10; i++) assert_int_equal(s->glyphs[i].advance, s->glyphs[0].advance);
    for (int i = 1; i < 10; i++) same = same && p->glyphs[i].advance == p->glyphs[0].advance;
    assert_false(same);
}

static void words_are_remembered(void **state) {
    struct text *t = ((struct fixture *)*state)->text;
    const struct word *first = shape(t, FAMILY_TEXT, 0, "gradient");
    char word[16];
    for (int i = 0; i < 5000; i++) {
        snprintf(word, sizeof word, "w%d", i);
        shape(t, FAMILY_TEXT, 0, word);
    }
    char copy[] = "gradient";
    assert_ptr_equal(shape(t, FAMILY_TEXT, 0, copy), first);
    assert_ptr_not_equal(shape(t, FAMILY_TEXT, SHAPE_LIGATURES, copy), first);
    assert_ptr_not_equal(shape(t, FAMILY_HEAD, 0, copy), first);
    memset(copy, 'x', 8); /* what is kept is ours */
    assert_true(str_eq(first->parts[0]->text, STR("gradient")));
    assert_int_equal(shape(t, FAMILY_TEXT, 0, "w7")->parts[0]->serial, first->parts[0]->serial + 8);
}

static void fallback_cuts_words(void **state) {
    struct fixture *f = *state;
    const struct word *w = shape(f->text, FAMILY_TEXT, 0, "fast\xE2\x9A\xA1mode"); /* U+26A1 */
    assert_int_equal(w->n, 3);
    assert_true(str_eq(w->parts[0]->text, STR("fast")) && str_eq(w->parts[2]->text, STR("mode")));
    assert_true(w->parts[1]->face != w->parts[0]->face && w->parts[2]->face == w->parts[0]->face);
    assert_int_not_equal(w->parts[1]->glyphs[0].id, 0);
    static const char *const symbols[] = {"→", "⚡", "✓", "✗", "★", "▶", "─", "┼", "∑", "≤", "≈", "∈", "√", "α", "•", "…",
                                          "€", "×", "🙂", "✅", "❌", "💡", "🚀", "⚠️", "👍🏽", "🔑", "⇒", "①", "█", "\xF0\x9D\x94\xBC"};
    for (int family = 0; family < FAMILIES; family++)
        for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++)
            if (shape(f->text, (enum face_family)family, 0, symbols[i])->parts[0]->glyphs[0].id == 0)
                fail_msg("no bundled face has %s", symbols[i]);
    assert_int_equal(f->diags.list.n, 0);
    assert_int_equal(shape(f->text, FAMILY_TEXT, 0, "αβγδ")->n, 1); /* the text face has α only */
    assert_int_equal(shape(f->text, FAMILY_TEXT, 0, "α")->parts[0]->face, text_face(f->text, FAMILY_TEXT, FACE_REGULAR));
}

static void combining_marks_stay_with_their_base(void **state) {
    struct text *t = ((struct fixture *)*state)->text;
    const struct word *w = shape(t, FAMILY_TEXT, 0, "cafe\xCC\x81s");
    assert_int_equal(w->n, 1);
    assert_int_equal(w->parts[0]->n, 5); /* é is one glyph */
    assert_int_equal(w->parts[0]->glyphs[3].cluster, 3);
    assert_int_equal(w->parts[0]->glyphs[4].cluster, 6);
    /* a keycap: the digit goes with the mark to a face that has both */
    w = shape(t, FAMILY_TEXT, 0, "a1\xEF\xB8\x8F\xE2\x83\xA3" "b");
    assert_int_equal(w->n, 3);
    assert_true(str_eq(w->parts[0]->text, STR("a")) && str_eq(w->parts[2]->text, STR("b")));
    for (int i = 0; i < w->parts[1]->n; i++) assert_int_not_equal(w->parts[1]->glyphs[i].id, 0);
}

static void missing_characters_are_said_once(void **state) {
    struct fixture *f = *state;
    shape(f->text, FAMILY_TEXT, 0, "a\xE0\xA4\x95z"); /* DEVANAGARI LETTER KA */
    shape(f->text, FAMILY_HEAD, 0, "\xE0\xA4\x95\xE0\xA4\x95");
    const struct word *w = shape(f->text, FAMILY_CODE, 0, "\xE0\xA4\x95");
    assert_int_equal(f->diags.list.n, 1);
    assert_int_equal(f->diags.list.at[0].code, DIAG_MISSING_GLYPH);
    assert_int_equal(f->diags.list.at[0].line, 7);
    assert_true(str_eq(f->diags.list.at[0].args[1], STR("U+0915")));
    assert_int_equal(w->parts[0]->glyphs[0].id, 0); /* the box */
    assert_true(w->parts[0]->width > 0);
}

static void long_words_and_broken_bytes_are_cut(void **state) {
    struct text *t = ((struct fixture *)*state)->text;
    static char word[200001];
    memset(word, 'm', sizeof word - 1);
    const struct word *w = shape(t, FAMILY_TEXT, 0, word);
    size_t glyphs = 0, bytes = 0;
    for (uint32_t i = 0; i < w->n; i++) glyphs += w->parts[i]->n, bytes += w->parts[i]->text.n;
    assert_int_equal(glyphs, sizeof word - 1);
    assert_int_equal(bytes, sizeof word - 1);
    memset(word, '\xCC', sizeof word - 1); /* no UTF-8 at all, nor marks on nothing */
    assert_true(shape(t, FAMILY_TEXT, 0, word)->n > 1);
    assert_int_equal(shape(t, FAMILY_TEXT, 0, "")->n, 0);
}

static void hebrew_runs_from_right_to_left(void **state) {
    struct text *t = ((struct fixture *)*state)->text;
    uint8_t levels[32] = {9};
    assert_false(text_bidi(t, STR("plain “text” → 1"), false, levels));
    assert_int_equal(levels[0], 9);
    str mixed = STR("a \xD7\x90\xD7\x91 1");
    assert_true(text_bidi(t, mixed, false, levels));
    static const uint8_t want[] = {0, 0, 1, 1, 1, 1, 1, 2};
    assert_memory_equal(levels, want, sizeof want);
    assert_true(text_bidi(t, STR("abc"), true, levels));
    assert_int_equal(levels[0], 2);
    str word = STR("x\xD7\x90\xD7\x91");
    face_id face = text_face(t, FAMILY_CODE, FACE_REGULAR);
    const struct word *ltr = text_shape(t, face, 0, word, STR("he"), false, 1);
    const struct word *rtl = text_shape(t, face, 0, word, STR("he"), true, 1);
    assert_int_equal(ltr->parts[0]->rtl, false);
    assert_int_equal(ltr->parts[ltr->n - 1]->rtl, true);
    assert_int_equal(rtl->parts[0]->rtl, true); /* seen first from the left, said last */
    assert_int_equal(rtl->parts[rtl->n - 1]->rtl, false);
    assert_int_equal(rtl->parts[0]->glyphs[0].cluster, 2);
    assert_true(text_lang_rtl(STR("ar")) && text_lang_rtl(STR("he-IL")) && text_lang_rtl(STR("az-Arab")));
    assert_false(text_lang_rtl(STR("en")) || text_lang_rtl(STR("ur-Latn")) || text_lang_rtl(STR("arn")) || text_lang_rtl((str){0}));
}

/* Without its marks; gives how many bytes that is. */
static size_t without_marks(const char *want, char mark, char *plain) {
    size_t n = 0;
    for (const char *p = want; *p; p++)
        if (*p != mark) plain[n++] = *p;
    return n;
}

/* The text with '|' at each opportunity and '!' at each forced break. */
static void assert_breaks(struct text *t, const char *lang, const char *want) {
    char plain[256], got[512];
    uint8_t opportunities[256];
    size_t n = without_marks(want, '|', plain), m = 0;
    assert_true(text_breaks(t, str_of(plain, n), str_from(lang), opportunities));
    assert_int_equal(opportunities[n], BREAK_ALLOWED);
    for (size_t i = 0; i < n; i++) {
        if (opportunities[i]) got[m++] = opportunities[i] == BREAK_MUST ? '!' : '|';
        got[m++] = plain[i];
    }
    got[m] = 0;
    assert_string_equal(got, want);
}

static void lines_break_where_they_may(void **state) {
    struct text *t = ((struct fixture *)*state)->text;
    assert_breaks(t, "en", "e-|mail |a/|b");
    assert_breaks(t, "en", "a |“quoted |word”, |(in |brackets) |and |$12.50 |or |50% |of |3.14");
    assert_breaks(t, "en", "C++ |and |C# |run |-O2 |--force |in |/|usr/|bin |with |.NET");
    assert_breaks(t, "en", "well—|known |– |no\xC2\xA0" "break |wait…");
    assert_breaks(t, "en", "f(x)|[0] |= |{a: |1}; |x→y");
    assert_breaks(t, "en", "zero\xE2\x80\x8B|width |thumbs |\xF0\x9F\x91\x8D\xF0\x9F\x8F\xBD |up");
    assert_breaks(t, "fr", "Quoi\xE2\x80\xAF! |« Oui » |et |“fin” |»x");
    assert_breaks(t, "zh", "我|们|学|习。|机|器|（学|习）");
    assert_breaks(t, "ja", "キャッ|シュ|は|「速|い」。");
    assert_breaks(t, "th", "สวัสดี|ครับ");
}

/* Where nothing is tailored, the rules here and ICU's say the same: on random strings. */
static void alphabetic_breaks_agree_with_icu(void **state) {
    struct text *t = ((struct fixture *)*state)->text;
    static const char *const alphabet[] = {"a", "b", "1", " ", " ", "(", ")", "[", "\"", "–", "·", "é", "⚡", "…", "→",
                                           "\xC2\xA0", "}", "\xCC\x81", "👍", "🏽", "\xE2\x80\x8D", "🇩", "\n", "\xE2\x80\x8B"};
    UErrorCode error = U_ZERO_ERROR;
    UBreakIterator *it = ubrk_open(UBRK_LINE, "en", NULL, 0, &error);
    uint32_t random = 1;
    for (int round = 0; round < 20000; round++) {
        char s[64] = "";
        uint8_t ours[64];
        for (int i = 0; i < 7; i++) {
            random = random * 1664525u + 1013904223u;
            strcat(s, alphabet[(random >> 16) % (sizeof alphabet / sizeof *alphabet)]);
        }
        UText bytes = UTEXT_INITIALIZER;
        utext_openUTF8(&bytes, s, -1, &error);
        ubrk_setUText(it, &bytes, &error);
        assert_true(U_SUCCESS(error) && text_breaks(t, str_from(s), STR("en"), ours));
        for (int32_t i = 1; s[i]; i++) {
            bool boundary = ((unsigned char)s[i] & 0xC0) != 0x80 && ubrk_isBoundary(it, i);
            if (boundary != (ours[i] != BREAK_NO)) fail_msg("'%s' at %d", s, (int)i);
        }
        utext_close(&bytes);
    }
    ubrk_close(it);
}

static void mandatory_breaks_are_forced(void **state) {
    struct text *t = ((struct fixture *)*state)->text;
    uint8_t o[16];
    assert_true(text_breaks(t, STR("a\nb\r\nc"), STR("en"), o));
    static const uint8_t want[] = {0, 0, BREAK_MUST, 0, 0, BREAK_MUST, BREAK_ALLOWED};
    assert_memory_equal(o, want, sizeof want);
}

static void assert_hyphens(struct text *t, const char *lang, const char *want) {
    char plain[64], got[128];
    uint8_t points[64];
    size_t n = without_marks(want, '=', plain), m = 0;
    bool any = text_hyphenate(t, str_of(plain, n), str_from(lang), points);
    for (size_t i = 0; i < n; i++) {
        if (points[i]) got[m++] = '=';
        got[m++] = plain[i];
    }
    got[m] = 0;
    assert_string_equal(got, want);
    assert_int_equal(any, m != n);
}

static void words_are_hyphenated_by_language(void **state) {
    struct text *t = ((struct fixture *)*state)->text;
    assert_hyphens(t, "en-US", "hy=phen=ation");
    assert_hyphens(t, "en", "(al=go=rithm),");
    assert_hyphens(t, "en", "Self-at=ten=tion");
    assert_hyphens(t, "en-GB", "know=ledge");
    assert_hyphens(t, "en-gb", "know=ledge");
    assert_hyphens(t, "en-AU", "know=ledge");
    assert_hyphens(t, "en-US", "knowl=edge");
    assert_hyphens(t, "en", "knowl=edge");
    assert_hyphens(t, "en", "word");
    assert_hyphens(t, "en", "HTTPServer");
    assert_hyphens(t, "en", "hy=phen=ation");
    assert_hyphens(t, "en", "hyphenAtion"); /* an identifier */
    assert_hyphens(t, "tlh", "hyphenation");
    assert_hyphens(t, "en", "hyphen=\xC2\xAD" "ation"); /* the author's own point, and no other */
}

static void write_file(const char *path, const char *content) {
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_int_not_equal(fputs(content, f), EOF);
    assert_int_equal(fclose(f), 0);
}

/* Patterns of one's own: plain ones, and a file with a spelling change, which is libhyphen's. */
static void other_patterns_are_read(void **state) {
    (void)state;
    char dir[] = "/tmp/qapress-hyphen-XXXXXX", folder[64], plain[96], rich[96], damaged[96];
    assert_non_null(mkdtemp(dir));
    snprintf(folder, sizeof folder, "%s/hyphenation", dir);
    snprintf(plain, sizeof plain, "%s/hyph_qaa.dic", folder);
    snprintf(rich, sizeof rich, "%s/hyph_qab.dic", folder);
    snprintf(damaged, sizeof damaged, "%s/hyph_qac.dic", folder);
    assert_int_equal(mkdir(folder, 0777), 0);
    write_file(plain, "UTF-8\nLEFTHYPHENMIN 2\nRIGHTHYPHENMIN 4\nl1g\no1r\n2orz.\nä1z\n");
    write_file(rich, "UTF-8\nLEFTHYPHENMIN 2\nRIGHTHYPHENMIN 2\nl1g\nz1z/zz=z,1,2\n");
    write_file(damaged, "\xFF\xFF\n");
    struct text_options options = {.monospace = true, .font_dir = dir};
    struct text *t = text_new(&options, NULL);
    assert_non_null(t);
    assert_hyphens(t, "qaa", "al=go=rizza");
    assert_hyphens(t, "qaa", "al=goäzzz");
    assert_hyphens(t, "qaa", "al=goä=zzzz");
    assert_hyphens(t, "qab", "al=gorizza");
    assert_hyphens(t, "qac", "algorizza");
    text_free(t);
    assert_int_equal(unlink(plain) | unlink(rich) | unlink(damaged) | rmdir(folder) | rmdir(dir), 0);
}

static void subsets_are_small_fonts(void **state) {
    struct text *t = ((struct fixture *)*state)->text;
    for (int family = 0; family < FAMILIES; family++) {
        const struct shaped *s = shape(t, (enum face_family)family, 0, "abc")->parts[0];
        uint16_t glyphs[3], ids[3];
        for (int i = 0; i < 3; i++) glyphs[i] = s->glyphs[i].id;
        if (glyphs[0] > glyphs[1]) continue;
        struct buf out;
        buf_init(&out);
        assert_int_equal(text_subset(t, s->face, glyphs, 3, ids, &out), STATUS_OK);
        assert_true(out.n > 200 && out.n < 8000);
        for (int i = 0; i < 3; i++) assert_int_equal(ids[i], i + 1);
        assert_int_equal((unsigned char)out.p[0], text_face_info(t, s->face)->cff ? 1 : 0);
        buf_release(&out);
    }
}

static void subset_files_still_shape(void **state) {
    struct text *t = ((struct fixture *)*state)->text;
    static const uint32_t points[] = {'A', 'V', 'f', 'i'};
    struct buf out;
    buf_init(&out);
    assert_int_equal(text_subset_file(t, text_face(t, FAMILY_TEXT, FACE_REGULAR), points, 4, &out), STATUS_OK);
    hb_blob_t *blob = hb_blob_create(out.p, (unsigned)out.n, HB_MEMORY_MODE_READONLY, NULL, NULL);
    hb_face_t *face = hb_face_create(blob, 0);
    hb_font_t *font = hb_font_create(face);
    hb_codepoint_t glyph;
    assert_true(hb_font_get_nominal_glyph(font, 'V', &glyph));
    assert_false(hb_font_get_nominal_glyph(font, 'W', &glyph));
    hb_font_destroy(font);
    hb_face_destroy(face);
    hb_blob_destroy(blob);
    buf_release(&out);
}

static void monospace_needs_no_fonts(void **state) {
    (void)state;
    struct text_options options = {.monospace = true};
    struct text *t = text_new(&options, NULL);
    assert_non_null(t);
    const struct word *w = shape(t, FAMILY_TEXT, SHAPE_LIGATURES, "fi→é");
    assert_int_equal(w->n, 1);
    assert_int_equal(w->parts[0]->n, 4);
    assert_int_equal(w->parts[0]->glyphs[2].id, 0x2192);
    assert_int_equal(w->parts[0]->glyphs[3].cluster, 5);
    assert_int_equal(word_width(t, w, 10000), 24000);
    assert_int_equal(text_space(t, text_face(t, FAMILY_CODE, FACE_BOLD)), 600);
    text_free(t);
}

static void bad_fonts_are_refused(void **state) {
    (void)state;
    struct diags d;
    diags_init(&d);
    struct text_options nowhere = {.font_dir = "/no/such/folder", .bundled_only = true};
    assert_null(text_new(&nowhere, &d));
    assert_int_equal(d.list.at[0].code, DIAG_NO_FONT);
    struct text_options unknown = {.font_dir = TEST_SOURCE_DIR "/fonts", .bundled_only = true,
                                   .families = {[FAMILY_TEXT] = STR("No Such Family")}};
    assert_null(text_new(&unknown, &d));
    assert_int_equal(d.count[DIAG_NO_FONT], 2);
    diags_release(&d);
}

static void a_style_may_name_its_family(void **state) {
    (void)state;
    struct text_options options = {.font_dir = TEST_SOURCE_DIR "/fonts", .bundled_only = true,
                                   .families = {[FAMILY_TEXT] = STR("inter")}};
    struct text *t = text_new(&options, NULL);
    assert_non_null(t);
    assert_true(str_eq(text_face_info(t, text_face(t, FAMILY_TEXT, FACE_BOLD_ITALIC))->postscript_name, STR("Inter-BoldItalic")));
    assert_int_equal(text_face_info(t, text_face(t, FAMILY_TEXT, FACE_SEMIBOLD))->weight, 600);
    text_free(t);
}

static int order_of(const char *lang, const char *a, const char *b) {
    struct arena arena;
    str x, y;
    arena_init(&arena);
    struct collation *collation = collation_open(str_from(lang));
    assert_non_null(collation);
    assert_true(collation_key(collation, str_from(a), &arena, &x));
    assert_true(collation_key(collation, str_from(b), &arena, &y));
    int order = str_cmp(x, y);
    collation_close(collation);
    arena_release(&arena);
    return order < 0 ? -1 : order > 0;
}

static void words_are_ordered_as_in_their_language(void **state) {
    (void)state;
    assert_int_equal(order_of("fr", "\u00C9clair", "eau"), 1);
    assert_int_equal(order_of("fr", "\u00C9clair", "fin"), -1);
    assert_int_equal(order_of("de", "\u00C4hre", "Zoo"), -1);
    assert_int_equal(order_of("sv", "\u00C4hre", "Zoo"), 1);
    assert_int_equal(order_of("en", "HTTP 2", "HTTP 10"), -1);
    assert_int_equal(collation_initial(STR("\u00E9clair")), 'E');
    assert_int_equal(collation_initial(STR("\u0451\u043B\u043A\u0430")), 0x0415);
    assert_int_equal(collation_initial(STR("42")), '#');
    assert_int_equal(collation_initial(STR("\u6570\u7EC4")), 0);
}

/* What shape.c takes for granted of the bundled faces for text and heads: no glyph that is composed or decomposed can come of ASCII. */
static void ascii_needs_no_composition(void **state) {
    struct text *t = ((struct fixture *)*state)->text;
    hb_tag_t composing[] = {HB_TAG('c', 'c', 'm', 'p'), HB_TAG_NONE};
    size_t lookups_in_all = 0;
    for (int i = 0; i < 2 * (FACE_SEMIBOLD + 1); i++) {
        enum face_family family = i % 2 ? FAMILY_TEXT : FAMILY_HEAD;
        const struct face_info *info = text_face_info(t, text_face(t, family, (enum face_style)(i / 2)));
        hb_blob_t *blob = hb_blob_create_from_file(info->path.p);
        hb_face_t *face = hb_face_create(blob, 0);
        hb_font_t *font = hb_font_create(face);
        hb_set_t *lookups = hb_set_create(), *glyphs = hb_set_create();
        hb_ot_layout_collect_lookups(face, HB_OT_TAG_GSUB, NULL, NULL, composing, lookups);
        lookups_in_all += hb_set_get_population(lookups);
        hb_codepoint_t glyph;
        for (hb_codepoint_t c = ' '; c < 0x7F; c++)
            if (hb_font_get_nominal_glyph(font, c, &glyph)) hb_set_add(glyphs, glyph);
        unsigned before = hb_set_get_population(glyphs);
        assert_int_equal(before, 0x7F - ' ');
        hb_ot_layout_lookups_substitute_closure(face, lookups, glyphs);
        assert_int_equal(hb_set_get_population(glyphs), before);
        hb_set_destroy(glyphs);
        hb_set_destroy(lookups);
        hb_font_destroy(font);
        hb_face_destroy(face);
        hb_blob_destroy(blob);
    }
    assert_true(lookups_in_all > 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
        T(faces_are_numbered_by_first_use), T(kerning_brings_letters_together), T(ligatures_come_when_asked),
        T(tabular_digits_have_one_width), T(words_are_remembered), T(fallback_cuts_words),
        T(combining_marks_stay_with_their_base), T(missing_characters_are_said_once),
        T(long_words_and_broken_bytes_are_cut), T(hebrew_runs_from_right_to_left), T(lines_break_where_they_may),
        T(mandatory_breaks_are_forced), T(alphabetic_breaks_agree_with_icu), T(words_are_hyphenated_by_language), cmocka_unit_test(other_patterns_are_read), T(subsets_are_small_fonts),
        T(subset_files_still_shape),
        cmocka_unit_test(monospace_needs_no_fonts), cmocka_unit_test(bad_fonts_are_refused),
        cmocka_unit_test(words_are_ordered_as_in_their_language),
        cmocka_unit_test(a_style_may_name_its_family),
        cmocka_unit_test_setup_teardown(ascii_needs_no_composition, set_up, tear_down)};
    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
