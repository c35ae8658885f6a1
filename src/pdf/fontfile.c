/* The PDF fonts: Type0 over a CIDFont with the subset of the face that was used (ISO 32000-1, 9.7). */
#include <stdlib.h>

#include "pdf/font.h"

/* A font's glyphs in the order of the face, and their numbers in the subset. */
struct subset {
    uint16_t *glyphs, *ids; /* ascending and unique; ids[i] for glyphs[i] */
    size_t n;
    struct buf file;
    HPDF_Doc doc;           /* where it goes */
    struct deflate *deflate;
};

static void subset_release(struct subset *s) {
    free(s->glyphs);
    free(s->ids);
    buf_release(&s->file);
}

static int compare(const void *a, const void *b) { return *(const uint16_t *)a - *(const uint16_t *)b; }

static bool collect(const struct font *font, struct subset *s) {
    s->glyphs = calloc(font->codes.n + 1, sizeof *s->glyphs);
    s->ids = calloc(font->codes.n + 1, sizeof *s->ids);
    if (!s->glyphs || !s->ids) return false;
    for (size_t i = 0; i < font->codes.n; i++) s->glyphs[i] = font->codes.at[i].glyph;
    qsort(s->glyphs, font->codes.n, sizeof *s->glyphs, compare);
    for (size_t i = 0; i < font->codes.n; i++)
        if (i == 0 || s->glyphs[i] != s->glyphs[i - 1]) s->glyphs[s->n++] = s->glyphs[i];
    return true;
}

/* A subset's glyphs are numbered by its CIDs, in CFF too. */
static uint16_t cid_of(const struct subset *s, uint16_t glyph) {
    const uint16_t *at = bsearch(&glyph, s->glyphs, s->n, sizeof glyph, compare);
    return at ? s->ids[at - s->glyphs] : 0;
}

/* Six capitals from what the subset holds: equal subsets have equal names (ISO 32000-1, 9.6.4). */
static void put_font_name(const struct font *font, const struct subset *s, struct buf *out) {
    uint64_t hash = str_hash(buf_str(&s->file));
    char tag[7] = "ABCDE+";
    struct buf name;
    buf_init(&name);
    for (int i = 0; i < 6; i++, hash /= 26) tag[i] = (char)('A' + hash % 26);
    buf_put(&name, str_of(tag, 6));
    buf_put_char(&name, '+');
    buf_put(&name, font->info->postscript_name.n ? font->info->postscript_name : STR("Font"));
    put_name(out, buf_str(&name));
    if (name.failed) out->failed = true;
    buf_release(&name);
}

static int64_t per_mille(const struct font *font, int32_t units) { return ((int64_t)units * 1000000 / font->info->upem + 500) / 1000; }

struct width {
    uint16_t cid;
    int64_t milli; /* thousandths of 1/1000 em */
};

static int compare_width(const void *a, const void *b) { return ((const struct width *)a)->cid - ((const struct width *)b)->cid; }

static void put_width_runs(const struct width *w, size_t n, struct buf *out) {
    for (size_t i = 0; i < n; i++) {
        if (i && w[i].cid == w[i - 1].cid) continue;
        bool follows = i && w[i].cid == w[i - 1].cid + 1;
        if (!follows) {
            if (i) buf_put_char(out, ']');
            buf_put_uint(out, w[i].cid);
            buf_put_char(out, '[');
        } else buf_put_char(out, ' ');
        buf_put_milli(out, w[i].milli);
    }
    if (n) buf_put_char(out, ']');
}

/* /W as the font program has it, to 1/1000 of its unit (PDF/A-2, 6.2.11.5 allows 1). */
static void put_widths(const struct font *font, const struct subset *s, struct buf *out) {
    struct width *w = calloc(font->codes.n + 1, sizeof *w);
    if (!w) {
        out->failed = true;
        return;
    }
    for (size_t i = 0; i < font->codes.n; i++) {
        const struct code *c = &font->codes.at[i];
        w[i] = (struct width){cid_of(s, c->glyph), (int64_t)c->natural * 1000000 / font->info->upem};
    }
    qsort(w, font->codes.n, sizeof *w, compare_width);
    buf_put(out, STR("/DW 0/W["));
    put_width_runs(w, font->codes.n, out);
    buf_put_char(out, ']');
    free(w);
}

/* Flags of table 123: fixed pitch, serif, symbolic (its own set of characters), italic. */
static uint32_t flags(const struct face_info *f) {
    return (f->monospace ? 1u : 0) | (f->serif ? 2u : 0) | 4u | (f->italic ? 64u : 0);
}

static uint32_t add_descriptor(const struct font *font, const struct subset *s, uint32_t file) {
    const struct face_info *f = font->info;
    struct buf out;
    buf_init(&out);
    buf_put(&out, STR("/Type/FontDescriptor/FontName"));
    put_font_name(font, s, &out);
    buf_printf(&out, "/Flags %u/FontBBox[", (unsigned)flags(f));
    for (int i = 0; i < 4; i++) {
        if (i) buf_put_char(&out, ' ');
        buf_put_int(&out, per_mille(font, f->box[i]));
    }
    buf_put(&out, STR("]/ItalicAngle "));
    buf_put_milli(&out, f->italic_angle_milli);
    buf_printf(&out, "/Ascent %d/Descent %d/CapHeight %d/StemV %d/FontFile%c", (int)per_mille(font, f->ascent),
               (int)per_mille(font, f->descent), (int)per_mille(font, f->cap_height),
               50 + f->weight * f->weight / 4225, f->cff ? '3' : '2'); /* StemV as Adobe's tools guess it */
    put_ref(&out, file);
    return object_add(s->doc, &out);
}

static uint32_t add_file(const struct font *font, const struct subset *s) {
    struct buf out;
    buf_init(&out);
    if (font->info->cff) buf_put(&out, STR("/Subtype/CIDFontType0C"));
    else buf_printf(&out, "/Length1 %lu", (unsigned long)s->file.n);
    return object_add_flate(s->doc, s->deflate, &out, buf_str(&s->file));
}

static uint32_t add_cid_font(const struct font *font, const struct subset *s, uint32_t descriptor) {
    struct buf out;
    buf_init(&out);
    buf_printf(&out, "/Type/Font/Subtype/CIDFontType%c/BaseFont", font->info->cff ? '0' : '2');
    put_font_name(font, s, &out);
    buf_put(&out, STR("/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor"));
    put_ref(&out, descriptor);
    if (!font->info->cff) buf_put(&out, STR("/CIDToGIDMap/Identity"));
    put_widths(font, s, &out);
    return object_add(s->doc, &out);
}

/* The encoding CMap, or the ToUnicode CMap. */
static uint32_t add_cmap(const struct font *font, const struct subset *s, bool unicode) {
    struct buf out, text;
    buf_init(&out);
    buf_init(&text);
    uint16_t *cids = calloc(font->codes.n + 1, sizeof *cids);
    if (!cids) text.failed = true;
    for (size_t i = 0; cids && i < font->codes.n; i++) cids[i] = cid_of(s, font->codes.at[i].glyph);
    if (unicode) cmap_put_to_unicode(font, &text);
    else {
        buf_put(&out, STR("/Type/CMap/CMapName/QAP-H/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"));
        if (cids) cmap_put_encoding(font, cids, &text);
    }
    if (text.failed) out.failed = true;
    uint32_t number = object_add_flate(s->doc, s->deflate, &out, buf_str(&text));
    buf_release(&text);
    free(cids);
    return number;
}

static enum status write_objects(struct font *font, const struct subset *s) {
    uint32_t file = add_file(font, s);
    uint32_t descriptor = add_descriptor(font, s, file);
    uint32_t descendant = add_cid_font(font, s, descriptor);
    uint32_t encoding = add_cmap(font, s, false), unicode = add_cmap(font, s, true);
    struct buf out;
    buf_init(&out);
    buf_put(&out, STR("/Type/Font/Subtype/Type0/BaseFont"));
    put_font_name(font, s, &out);
    if (font->info->cff) buf_put(&out, STR("-QAP-H")); /* as 9.7.6.1 wants of a CIDFontType0 */
    buf_put(&out, STR("/Encoding"));
    put_ref(&out, encoding);
    buf_put(&out, STR("/DescendantFonts["));
    put_ref(&out, descendant);
    buf_put(&out, STR("]/ToUnicode"));
    put_ref(&out, unicode);
    font->object = object_add(s->doc, &out);
    return file && descriptor && descendant && encoding && unicode && font->object ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status write_font(struct fonts *fonts, struct font *font, HPDF_Doc doc, struct deflate *deflate) {
    struct subset s = {.doc = doc, .deflate = deflate};
    enum status status = collect(font, &s) ? STATUS_OK : STATUS_NO_MEMORY;
    if (status == STATUS_OK) status = text_subset(fonts->text, font->face, s.glyphs, s.n, s.ids, &s.file);
    if (status == STATUS_OK) status = write_objects(font, &s);
    subset_release(&s);
    return status;
}

enum status fonts_write(struct fonts *fonts, HPDF_Doc doc, struct deflate *deflate, struct diags *diags) {
    for (size_t i = 0; i < fonts->list.n; i++) {
        struct font *font = fonts->list.at[i];
        enum status status = write_font(fonts, font, doc, deflate);
        if (status == STATUS_INTERNAL) diag_add2(diags, DIAG_INTERNAL, SPAN_ABSENT, STR("subsetting"), font->info->postscript_name);
        if (status != STATUS_OK) return status;
    }
    return STATUS_OK;
}
