/* One font file: opened so that a damaged one is refused and never trusted. HarfBuzz sanitises each table when it
 * is first asked for; what is read here by hand goes through bounds-checked accessors. */
#include "text/internal.h"

uint16_t table_u16(str table, size_t at) {
    if (at + 2 > table.n) return 0;
    const unsigned char *p = (const unsigned char *)table.p + at;
    return (uint16_t)(p[0] << 8 | p[1]);
}

uint32_t table_u32(str table, size_t at) { return (uint32_t)table_u16(table, at) << 16 | table_u16(table, at + 2); }

static int32_t table_i16(str table, size_t at) { return (int16_t)table_u16(table, at); }

/* The table's bytes; they live as long as the blob, which the caller destroys. */
static str table_of(hb_face_t *hb, hb_tag_t tag, hb_blob_t **blob) {
    *blob = hb_face_reference_table(hb, tag);
    unsigned n = 0;
    const char *p = hb_blob_get_data(*blob, &n);
    return (str){p, p ? n : 0};
}

str face_name(struct arena *arena, hb_face_t *hb, hb_ot_name_id_t id) {
    char name[128];
    unsigned n = sizeof name;
    hb_ot_name_get_utf8(hb, id, hb_language_from_string("en", 2), &n, name);
    return arena_str(arena, (str){name, n < sizeof name ? n : sizeof name - 1});
}

static void read_head(hb_face_t *hb, struct face_info *info) {
    hb_blob_t *blob;
    str head = table_of(hb, HB_TAG('h', 'e', 'a', 'd'), &blob);
    for (size_t i = 0; i < 4; i++) info->box[i] = table_i16(head, 36 + 2 * i);
    info->italic = (table_u16(head, 44) & 2) != 0;
    info->weight = table_u16(head, 44) & 1 ? 700 : 400;
    hb_blob_destroy(blob);
}

/* For the many fonts whose OS/2 table leaves the class open. */
static bool serif_by_name(str family) {
    static const char *const marks[] = {"Serif", "Charis", "Gentium", "Garamond", "Libertin", "Times", "Palatino",
                                        "Pagella", "Termes", "Bookman", "Schola", "Charter", "Roman"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (str_find(family, str_from(marks[i]), 0) != SIZE_MAX) return true;
    return false;
}

static void read_os2(hb_face_t *hb, struct face_info *info) {
    hb_blob_t *blob;
    str os2 = table_of(hb, HB_TAG('O', 'S', '/', '2'), &blob);
    if (os2.n >= 68) {
        int family_class = table_u16(os2, 30) >> 8;
        int panose = (unsigned char)os2.p[33];
        info->weight = table_u16(os2, 4) ? table_u16(os2, 4) : info->weight;
        info->italic = info->italic || (table_u16(os2, 62) & 1);
        info->serif = (family_class >= 1 && family_class <= 7 && family_class != 6) || (panose >= 2 && panose <= 10) ||
                      (family_class == 0 && panose == 0 && serif_by_name(info->family));
        if (os2.p[32] == 2 && os2.p[35] == 9) info->monospace = true;
    }
    hb_blob_destroy(blob);
}

static void read_post(hb_face_t *hb, struct face_info *info) {
    hb_blob_t *blob;
    str post = table_of(hb, HB_TAG('p', 'o', 's', 't'), &blob);
    int64_t angle = (int32_t)table_u32(post, 4); /* 16.16 */
    info->italic_angle_milli = (int32_t)(angle * 1000 / 65536);
    info->monospace = info->monospace || table_u32(post, 12) != 0;
    hb_blob_destroy(blob);
}

/* A measure of the font tables, or what it usually is when the font does not say. */
static int32_t measure(hb_font_t *font, hb_ot_metrics_tag_t tag, int32_t otherwise) {
    hb_position_t v = 0;
    return hb_ot_metrics_get_position(font, tag, &v) && v != 0 ? v : otherwise;
}

static int32_t height_of(hb_font_t *font, uint32_t code_point, int32_t otherwise) {
    hb_codepoint_t glyph;
    hb_glyph_extents_t e;
    bool known = hb_font_get_nominal_glyph(font, code_point, &glyph) && hb_font_get_glyph_extents(font, glyph, &e);
    return known ? e.y_bearing : otherwise;
}

static void read_measures(hb_font_t *font, struct face_info *info) {
    int32_t upem = info->upem;
    info->ascent = measure(font, HB_OT_METRICS_TAG_HORIZONTAL_ASCENDER, upem * 4 / 5);
    info->descent = measure(font, HB_OT_METRICS_TAG_HORIZONTAL_DESCENDER, -upem / 5);
    if (info->descent > 0) info->descent = -info->descent;
    info->cap_height = measure(font, HB_OT_METRICS_TAG_CAP_HEIGHT, height_of(font, 'H', upem * 7 / 10));
    info->x_height = measure(font, HB_OT_METRICS_TAG_X_HEIGHT, height_of(font, 'x', upem / 2));
}

static bool has_table(hb_face_t *hb, hb_tag_t tag) {
    hb_blob_t *blob;
    bool has = table_of(hb, tag, &blob).n > 0;
    hb_blob_destroy(blob);
    return has;
}

/* Why the face cannot be used, or NULL. A page needs outlines: bitmap and colour-only fonts are refused. */
static const char *fault_of(hb_face_t *hb, bool *cff) {
    *cff = has_table(hb, HB_TAG('C', 'F', 'F', ' '));
    if (!has_table(hb, HB_TAG('h', 'e', 'a', 'd')) || !has_table(hb, HB_TAG('c', 'm', 'a', 'p')))
        return "it is no OpenType font";
    if (hb_face_get_glyph_count(hb) == 0 || hb_face_get_glyph_count(hb) > UINT16_MAX) return "it has no glyphs";
    if (!*cff && !has_table(hb, HB_TAG('g', 'l', 'y', 'f'))) return "it has no outlines";
    return NULL;
}

static bool fill(struct text *text, struct face *face, const char *path, unsigned index) {
    struct face_info *info = &face->info;
    info->path = arena_str(&text->arena, str_of(path, strlen(path) + 1));
    if (!info->path.p) return false;
    info->path.n--; /* the NUL stays behind it */
    info->index = (int32_t)index;
    info->upem = (int32_t)hb_face_get_upem(face->hb);
    info->postscript_name = face_name(&text->arena, face->hb, HB_OT_NAME_ID_POSTSCRIPT_NAME);
    info->family = face_name(&text->arena, face->hb, HB_OT_NAME_ID_TYPOGRAPHIC_FAMILY);
    if (!info->family.n) info->family = face_name(&text->arena, face->hb, HB_OT_NAME_ID_FONT_FAMILY);
    read_head(face->hb, info);
    read_os2(face->hb, info);
    read_post(face->hb, info);
    read_measures(face->font, info);
    hb_codepoint_t space;
    face->space = hb_font_get_nominal_glyph(face->font, ' ', &space)
                      ? hb_font_get_glyph_h_advance(face->font, space)
                      : info->upem / 4;
    face->id = NO_FACE;
    return !text->arena.failed;
}

void face_prepare(struct face *face) {
    hb_codepoint_t glyph;
    if (!face->hb) return;
    face->kern = !face->info.monospace && !face_kerns(face->hb);
    for (uint32_t c = 0; c < sizeof face->ascii; c++) face->ascii[c] = hb_font_get_nominal_glyph(face->font, c, &glyph);
}

/* Room for the face in both lists, so that numbering it later cannot fail. */
static bool enlist(struct text *text, struct face *face) {
    void **faces = (void **)(void *)&text->faces.at;
    if (text->faces.cap <= text->opened.n &&
        !vec_grow(faces, &text->faces.cap, text->faces.cap, sizeof *text->faces.at))
        return false;
    return text->opened.n < NO_FACE && vec_push(&text->opened, face);
}

struct face *face_adopt(struct text *text, hb_face_t *hb, const char *path, unsigned index, const char **why) {
    bool cff;
    if ((*why = fault_of(hb, &cff))) return NULL;
    *why = NULL; /* from here on only memory can be missing */
    struct face *face = calloc(1, sizeof *face);
    if (!face) {
        text->failed = true;
        return NULL;
    }
    face->hb = hb_face_reference(hb);
    face->font = hb_font_create(hb);
    face->info.cff = cff;
    if (face->font == hb_font_get_empty() || !fill(text, face, path, index) || !enlist(text, face)) {
        face_free(face);
        text->failed = true;
        return NULL;
    }
    return face;
}

struct face *face_open(struct text *text, const char *path, unsigned index, const char **why) {
    hb_blob_t *blob = hb_blob_create_from_file_or_fail(path);
    *why = "it cannot be read";
    if (!blob) return NULL;
    hb_face_t *hb = hb_face_create(blob, index);
    struct face *face = face_adopt(text, hb, path, index, why);
    hb_face_destroy(hb);
    hb_blob_destroy(blob);
    return face;
}

void face_free(struct face *face) {
    if (!face) return;
    hb_font_destroy(face->font);
    hb_face_destroy(face->hb);
    free(face);
}

/* Blanks and hyphens that HarfBuzz draws with what every font has. */
static bool is_synthesised(uint32_t c) {
    return c == 0xA0 || (c >= 0x2000 && c <= 0x200A) || c == 0x2011 || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool font_has(hb_unicode_funcs_t *unicode, hb_font_t *font, uint32_t code_point) {
    hb_codepoint_t glyph, a, b;
    if (hb_font_get_nominal_glyph(font, code_point, &glyph)) return true;
    if (code_point < 0x80) return false;
    if (is_synthesised(code_point)) return hb_font_get_nominal_glyph(font, code_point == 0x2011 ? 0x2010 : ' ', &glyph);
    /* A letter that the font can put together. Canonical decompositions end after a few steps. */
    return hb_unicode_decompose(unicode, code_point, &a, &b) && a != code_point && font_has(unicode, font, a) &&
           (b == 0 || font_has(unicode, font, b));
}

bool face_has(const struct text *text, const struct face *face, uint32_t code_point) {
    if (code_point < sizeof face->ascii && face->id != NO_FACE && face->hb) return face->ascii[code_point];
    return !face->hb || font_has(text->unicode, face->font, code_point);
}
