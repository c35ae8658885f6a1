/* Subsets of faces: for a PDF just the outlines of the glyphs that were drawn, for an EPUB a whole small font. */
#include "text/internal.h"

#include <hb-subset.h>

static hb_subset_input_t *input_new(void) {
    hb_subset_input_t *input = hb_subset_input_create_or_fail();
    if (input) hb_subset_input_set_flags(input, HB_SUBSET_FLAGS_NO_HINTING | HB_SUBSET_FLAGS_NOTDEF_OUTLINE);
    return input;
}

/* A PDF has its own measures, names and characters: only these tables serve it. The others are kept from the subsetter,
 * which would else go through all characters and substitutions of the face. */
static hb_blob_t *bare_table(hb_face_t *bare, hb_tag_t tag, void *face) {
    static const hb_tag_t needed[] = {
        HB_TAG('C', 'F', 'F', ' '), HB_TAG('g', 'l', 'y', 'f'), HB_TAG('l', 'o', 'c', 'a'), HB_TAG('h', 'e', 'a', 'd'),
        HB_TAG('h', 'h', 'e', 'a'), HB_TAG('h', 'm', 't', 'x'), HB_TAG('m', 'a', 'x', 'p')};
    (void)bare;
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (needed[i] == tag) return hb_face_reference_table(face, tag);
    return NULL;
}

/* Bytes of a blob to the end of a buffer. */
static enum status put_blob(hb_blob_t *blob, struct buf *out) {
    unsigned n = 0;
    const char *p = hb_blob_get_data(blob, &n);
    if (!n) return STATUS_INTERNAL;
    size_t before = out->n;
    buf_put(out, (str){p, n});
    if (!out->failed) return STATUS_OK;
    out->n = before;
    return STATUS_NO_MEMORY;
}

/* In a CID-keyed CFF font a PDF's character ids go through the charset: make it say that they are the glyph ids, in
 * the room it has (Technical Note #5176, section 13; every format fits in where a longer one was). */
static size_t cff_index_end(str cff, size_t at) {
    size_t count = table_u16(cff, at), size = at + 2 < cff.n ? (unsigned char)cff.p[at + 2] : 0, last = 0;
    if (!count) return at + 2;
    for (size_t i = 0, o = at + 3 + count * size; i < size && o + i < cff.n; i++)
        last = last << 8 | (unsigned char)cff.p[o + i];
    return at + 2 + (count + 1) * size + last;
}

/* Past a real number: nibbles up to one that is 15. */
static size_t after_real(str cff, size_t at) {
    while (at < cff.n && (cff.p[at] & 0x0F) != 0x0F && (cff.p[at] & 0xF0) != 0xF0) at++;
    return at + 1;
}

/* The operand of charset (15) in the first Top DICT, 0 when the font is not CID-keyed. */
static size_t cff_charset(str cff) {
    size_t names = cff.n > 2 ? (unsigned char)cff.p[2] : 0, top = cff_index_end(cff, names);
    size_t size = top + 2 < cff.n ? (unsigned char)cff.p[top + 2] : 0;
    size_t at = top + 3 + 2 * size, end = cff_index_end(cff, top);
    size_t operand = 0, charset = 0;
    bool cid = false;
    while (at < end && at < cff.n) {
        unsigned b = (unsigned char)cff.p[at++];
        if (b == 12) cid = cid || (at < cff.n && cff.p[at] == 30), at++;
        else if (b == 15) charset = operand;
        else if (b == 28) operand = table_u16(cff, at), at += 2;
        else if (b == 29) operand = table_u32(cff, at), at += 4;
        else if (b == 30) at = after_real(cff, at);
        else if (b >= 32 && b <= 246) operand = b - 139;
        else if (b >= 247 && b <= 250)
            operand = (b - 247) * 256 + 108 + (at < cff.n ? (unsigned char)cff.p[at] : 0), at++;
        else if (b >= 251 && b <= 254) operand = 0, at++; /* negative: no offset */
    }
    return cid ? charset : 0;
}

static void number_cids(struct buf *out, size_t from, unsigned glyphs) {
    str cff = {out->p + from, out->n - from};
    size_t at = cff_charset(cff);
    if (!at || glyphs < 2 || at + 5 > cff.n) return;
    unsigned char *p = (unsigned char *)out->p + from + at;
    unsigned left = glyphs - 2;
    p[0] = glyphs == 2 ? 0 : left < 256 ? 1 : 2;
    p[1] = 0;
    p[2] = 1;
    if (p[0] == 1) p[3] = (unsigned char)left;
    if (p[0] == 2) p[3] = (unsigned char)(left >> 8), p[4] = (unsigned char)left;
}

static enum status put_face(hb_face_t *made, bool cff, struct buf *out) {
    size_t before = out->n;
    hb_blob_t *blob = cff ? hb_face_reference_table(made, HB_TAG('C', 'F', 'F', ' ')) : hb_face_reference_blob(made);
    enum status status = put_blob(blob, out);
    if (status == STATUS_OK && cff) number_cids(out, before, hb_face_get_glyph_count(made));
    hb_blob_destroy(blob);
    return status;
}

/* HarfBuzz is two libraries, and each has its own empty table for what could not be allocated: one would free that of
 * the other. So what the subsetter opens of the outlines is opened by the first of them. */
static void open_outlines(hb_face_t *bare) {
    hb_font_t *font = hb_font_create(bare);
    hb_glyph_extents_t extents;
    hb_font_get_glyph_extents(font, 0, &extents);
    hb_font_destroy(font);
}

static enum status put_subset(const struct face *f, hb_face_t *bare, const uint16_t *glyphs, size_t n, uint16_t *new_ids,
                              struct buf *out) {
    open_outlines(bare);
    hb_subset_input_t *input = input_new();
    if (!input) return STATUS_NO_MEMORY;
    for (size_t i = 0; i < n; i++) hb_set_add(hb_subset_input_glyph_set(input), glyphs[i]);
    hb_subset_plan_t *plan = hb_subset_plan_create_or_fail(bare, input);
    hb_face_t *made = plan ? hb_subset_plan_execute_or_fail(plan) : NULL;
    enum status status = made ? put_face(made, f->info.cff, out) : STATUS_INTERNAL;
    if (status == STATUS_OK) {
        const hb_map_t *map = hb_subset_plan_old_to_new_glyph_mapping(plan);
        for (size_t i = 0; i < n; i++) {
            hb_codepoint_t id = hb_map_get(map, glyphs[i]);
            new_ids[i] = (uint16_t)(id == HB_MAP_VALUE_INVALID ? 0 : id);
        }
    }
    hb_face_destroy(made);
    hb_subset_plan_destroy(plan);
    hb_subset_input_destroy(input);
    return status;
}

enum status text_subset(struct text *text, face_id face, const uint16_t *glyphs, size_t n, uint16_t *new_ids,
                        struct buf *out) {
    const struct face *f = text->faces.at[face];
    if (!f->hb) return STATUS_INTERNAL;
    hb_face_t *bare = hb_face_create_for_tables(bare_table, f->hb, NULL);
    enum status status = bare != hb_face_get_empty() ? put_subset(f, bare, glyphs, n, new_ids, out) : STATUS_NO_MEMORY;
    hb_face_destroy(bare);
    return status;
}

enum status text_subset_file(struct text *text, face_id face, const uint32_t *code_points, size_t n, struct buf *out) {
    const struct face *f = text->faces.at[face];
    hb_subset_input_t *input = f->hb ? input_new() : NULL;
    if (!input) return f->hb ? STATUS_NO_MEMORY : STATUS_INTERNAL;
    static const unsigned legal[] = {0, 13, 14}; /* copyright, licence and where it stands: they go with the font */
    for (size_t i = 0; i < sizeof legal / sizeof *legal; i++)
        hb_set_add(hb_subset_input_set(input, HB_SUBSET_SETS_NAME_ID), legal[i]);
    for (size_t i = 0; i < n; i++) hb_set_add(hb_subset_input_unicode_set(input), code_points[i]);
    hb_face_t *made = hb_subset_or_fail(f->hb, input);
    enum status status = made ? put_face(made, false, out) : STATUS_INTERNAL;
    hb_face_destroy(made);
    hb_subset_input_destroy(input);
    return status;
}
