/* Which face draws a character that the asked one lacks: the regular style of its family, the other bundled
 * families, the bundled symbol faces, then whatever the folders have. The order is fixed and depends on the character
 * alone, so the same text gets the same faces. */
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

struct face *fallback_face(struct text *text, struct face *wanted, uint32_t code_point, uint32_t lang, uint32_t line) {
    if (code_point == UTF8_INVALID) code_point = 0xFFFD;
    if (face_has(text, wanted, code_point) || is_invisible(code_point)) return wanted;
    /* The language chooses among fonts for Han characters only. */
    uint64_t key = (uint64_t)(code_point + 1) | (uint64_t)wanted->family << 24 | (uint64_t)wanted->style << 28 |
                   (uint64_t)lang << 32;
    const uint32_t *known = map_find(&text->fallbacks, key);
    if (known) return *known ? text->opened.at[*known - 1] : wanted;
    struct face *face = bundled(text, wanted, code_point);
    if (!face) face = catalogue_character(text, wanted, code_point, lang);
    uint32_t index = 0;
    while (face && index < text->opened.n && text->opened.at[index] != face) index++;
    map_put(&text->fallbacks, key, face ? index + 1 : 0); /* failing costs only time */
    if (face) return face;
    report(text, code_point, line);
    return wanted;
}
