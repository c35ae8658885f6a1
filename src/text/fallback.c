/* Which face draws a character that the asked one lacks. For symbols and alphabetic text: the regular style of its
 * family, the other bundled families, the bundled symbol faces, then the folders. For the letters of other scripts the
 * folders come first: the symbol faces have some, but fonts made for the script are better. The same text gets the
 * same faces on the same machine. */
#include "text/internal.h"

#include <stdio.h>

/* Tried in this order; for code the monospaced one comes first. */
enum { EXTRA_MONO, EXTRA_SANS, EXTRA_EMOJI, EXTRA_MATH, EXTRAS };
static const char *const EXTRA[EXTRAS] = {"dejavu/DejaVuSansMono.ttf", "dejavu/DejaVuSans.ttf",
                                          "noto/NotoEmoji-Regular.ttf", "noto/NotoSansMath-Regular.ttf"};

static struct face *extra(struct text *text, int i) {
    if (!text->extra_tried[i]) {
        const char *why, *path = path_join(&text->arena, text->options.font_dir, EXTRA[i]);
        text->extra_tried[i] = true;
        if (path) text->extra[i] = face_open(text, path, 0, &why);
    }
    return text->extra[i];
}

static bool serves(const struct text *text, const struct face *face, uint32_t code_point) {
    return face && face_has(text, face, code_point);
}

static struct face *bundled(struct text *text, const struct face *wanted, uint32_t code_point) {
    static const uint8_t order[FAMILIES][FAMILIES] = {[FAMILY_TEXT] = {FAMILY_TEXT, FAMILY_HEAD, FAMILY_CODE},
                                                      [FAMILY_HEAD] = {FAMILY_HEAD, FAMILY_TEXT, FAMILY_CODE},
                                                      [FAMILY_CODE] = {FAMILY_CODE, FAMILY_CODE, FAMILY_CODE}};
    for (int i = 0; i < FAMILIES; i++) {
        struct face *const *slots = text->slots[order[wanted->family][i]];
        if (serves(text, slots[wanted->style], code_point)) return slots[wanted->style];
        if (serves(text, slots[FACE_REGULAR], code_point)) return slots[FACE_REGULAR];
    }
    for (int i = wanted->family == FAMILY_CODE ? EXTRA_MONO : EXTRA_SANS; i < EXTRAS; i++)
        if (serves(text, extra(text, i), code_point)) return text->extra[i];
    for (int f = 0; f < FAMILIES; f++)
        if (serves(text, text->slots[f][FACE_REGULAR], code_point)) return text->slots[f][FACE_REGULAR];
    return NULL;
}

static void report(struct text *text, uint32_t code_point, uint32_t line) {
    char utf8[4], number[16];
    if (map_find(&text->missing, code_point + 1)) return;
    if (!map_put(&text->missing, code_point + 1, 1)) return; /* at worst it is said twice */
    str shown = {utf8, utf8_encode(code_point, utf8)};
    if (code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0)) shown = STR("a control character");
    int n = snprintf(number, sizeof number, "U+%04X", (unsigned)code_point);
    diag_add_line(text->diags, DIAG_MISSING_GLYPH, line, shown, str_of(number, (size_t)n), (str){0});
}

/* What no font draws and none has to: joiners, variation selectors, directional marks. */
static bool is_invisible(uint32_t c) {
    return c == 0xAD || c == 0x34F || c == 0x61C || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFE00 && c <= 0xFE0F) ||
           (c >= 0xE0000 && c <= 0xE0FFF);
}

/* Scripts that the bundled families are made for, and what belongs to no script. */
static bool is_at_home(hb_script_t script) {
    return script == HB_SCRIPT_COMMON || script == HB_SCRIPT_INHERITED || script == HB_SCRIPT_UNKNOWN ||
           script == HB_SCRIPT_LATIN || script == HB_SCRIPT_GREEK || script == HB_SCRIPT_CYRILLIC;
}

static bool is_east_asian(str lang) {
    return str_starts_nocase(lang, STR("zh")) || str_starts_nocase(lang, STR("ja")) || str_starts_nocase(lang, STR("ko"));
}

/* The script whose face draws a character. Marks that Unicode gives to several are of the one whose letters they stand
 * among: a question should not end in a sign of another weight, nor circled numbers of a list be larger than its text. */
static hb_script_t script_of(const struct text *text, uint32_t c, uint32_t lang) {
    hb_script_t script = hb_unicode_script(text->unicode, c);
    if (script == HB_SCRIPT_HIRAGANA || script == HB_SCRIPT_KATAKANA) return HB_SCRIPT_HAN;
    if (script != HB_SCRIPT_COMMON) return script;
    if (c >= 0x0600 && c <= 0x06FF) return HB_SCRIPT_ARABIC;
    if (c == 0x0964 || c == 0x0965) return HB_SCRIPT_DEVANAGARI;
    if (c >= 0x2460 && c <= 0x24FF && is_east_asian(text->langs.at[lang].tag)) return HB_SCRIPT_HAN;
    return (c >= 0x3000 && c <= 0x30FF) || (c >= 0xFF01 && c <= 0xFF60) ? HB_SCRIPT_HAN : script;
}

/* In opened + 1, so that 0 says that nothing has it. */
static uint32_t number_of(const struct text *text, const struct face *face) {
    uint32_t index = 0;
    while (index < text->opened.n && text->opened.at[index] != face) index++;
    return face && index < text->opened.n ? index + 1 : 0;
}

/* The folders' best face for a script stays the one for its other characters: looking through all fonts takes
 * long, and a text should not change its face from letter to letter. */
static struct face *from_folders(struct text *text, const struct face *wanted, uint32_t code_point, uint32_t lang) {
    hb_script_t script = script_of(text, code_point, lang);
    uint64_t key = UINT64_C(1) << 63 | (uint64_t)script | (uint64_t)wanted->family << 32 |
                   (uint64_t)wanted->style << 34 | (uint64_t)lang << 40;
    const uint32_t *known = is_at_home(script) ? NULL : map_find(&text->fallbacks, key);
    if (known && serves(text, text->opened.at[*known - 1], code_point)) return text->opened.at[*known - 1];
    struct face *face = catalogue_character(text, wanted, code_point, lang);
    if (face && !known && !is_at_home(script)) map_put(&text->fallbacks, key, number_of(text, face));
    return face;
}

static struct face *find(struct text *text, const struct face *wanted, uint32_t code_point, uint32_t lang) {
    bool home = is_at_home(script_of(text, code_point, lang));
    struct face *face = home ? bundled(text, wanted, code_point) : from_folders(text, wanted, code_point, lang);
    if (face) return face;
    return home ? from_folders(text, wanted, code_point, lang) : bundled(text, wanted, code_point);
}

struct face *fallback_face(struct text *text, struct face *wanted, uint32_t code_point, uint32_t lang, uint32_t line) {
    if (code_point == UTF8_INVALID) code_point = 0xFFFD;
    if (face_has(text, wanted, code_point) || is_invisible(code_point)) return wanted;
    uint64_t key = (uint64_t)(code_point + 1) | (uint64_t)wanted->family << 24 | (uint64_t)wanted->style << 28 |
                   (uint64_t)lang << 32;
    const uint32_t *known = map_find(&text->fallbacks, key);
    if (known) return *known ? text->opened.at[*known - 1] : wanted;
    struct face *face = find(text, wanted, code_point, lang);
    map_put(&text->fallbacks, key, number_of(text, face)); /* failing costs only time */
    if (face) return face;
    report(text, code_point, line);
    return wanted;
}
