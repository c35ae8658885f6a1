/* Kerning for Latin faces that bring none: the pairs that every roman text face brings closer, in thousandths of an
 * em, by classes of letters. Quotation marks and dashes count as one of their kind, accented letters as their base.
 * A face with pairs of its own is never touched. */
#include "text/internal.h"

static const struct {
    const char *left, *right; /* " stands for any quotation mark, - for any dash */
    int thousandths;
} PAIRS[] = {
    {"A", "VY", -75}, {"A", "TW", -60}, {"A", "vwy", -35}, {"A", "CGOQU", -15}, {"A", "\"", -60},
    {"L", "TVY", -75}, {"L", "W", -55}, {"L", "y", -30}, {"L", "\"", -70}, {"D", "AVY", -20}, {"O", "AVXY", -20},
    {"Q", "VY", -20}, {"F", "A", -50}, {"F", ".,", -95}, {"F", "aeo", -20}, {"P", "A", -65}, {"P", ".,", -110},
    {"P", "aeo", -20}, {"K", "CGOQ", -20}, {"K", "vwy", -30}, {"K", "eo", -12}, {"R", "TVWY", -22}, {"R", "y", -12},
    {"B", "AVY", -12}, {"X", "CGOQ", -18}, {"X", "y", -15},
    {"T", "A", -60}, {"T", "aceoq", -65}, {"T", "s", -55}, {"T", "rumn", -40}, {"T", "wyz", -40}, {"T", "i", -10},
    {"T", ".,", -80}, {"T", "-", -60}, {"T", ":;", -30}, {"T", "O", -10},
    {"V", "A", -75}, {"V", "aceoq", -50}, {"V", "ru", -28}, {"V", "i", -10}, {"V", "y", -15}, {"V", ".,", -95},
    {"V", "-", -40}, {"V", ":;", -25}, {"V", "O", -15},
    {"W", "A", -58}, {"W", "aceoq", -36}, {"W", "ru", -20}, {"W", "i", -8}, {"W", ".,", -75}, {"W", "-", -25},
    {"W", ":;", -18},
    {"Y", "A", -75}, {"Y", "aceoq", -68}, {"Y", "rumn", -42}, {"Y", "i", -12}, {"Y", ".,", -95}, {"Y", "-", -60},
    {"Y", ":;", -35}, {"Y", "CGOQ", -22},
    {"r", ".,", -48}, {"r", "-", -18}, {"v", ".,", -50}, {"w", ".,", -45}, {"y", ".,", -50}, {"f", ".,", -25},
    {"f", "\"", 45}, {"f", ")]}?!", 35}, {"fr", "i", 0}, {"(", "jJ", 15}, {"\"", "A", -60}, {"\"", "J", -30},
    {".,", "\"", -45}, {"-", "TVY", -45}, {"-", "A", -8}, {"7", ".,", -50},
    {"+", "+=", -120}, {"=", "=>", -120}, {"<>!", "=", -100}, {"-", ">", -60}, {"<", "-", -60}, {"&", "&", -20}};

enum { STEP = 5, LETTERS = 128 }; /* a table of bytes: units of 5/1000 em */

struct kerning {
    int8_t pairs[LETTERS][LETTERS];
};

static struct kerning *kerning_of(struct text *text) {
    if (text->kerning) return text->kerning;
    if (!(text->kerning = calloc(1, sizeof *text->kerning))) {
        text->failed = true;
        return NULL;
    }
    for (size_t i = 0; i < sizeof PAIRS / sizeof *PAIRS; i++)
        for (const char *l = PAIRS[i].left; *l; l++)
            for (const char *r = PAIRS[i].right; *r; r++)
                text->kerning->pairs[(unsigned char)*l][(unsigned char)*r] = (int8_t)(PAIRS[i].thousandths / STEP);
    return text->kerning;
}

void kerning_free(struct kerning *kerning) { free(kerning); }

/* The ASCII character that kerns for another; 0: none does. */
static unsigned class_of(const struct text *text, uint32_t c) {
    hb_codepoint_t base, mark;
    if (c == '\'' || (c >= 0x2018 && c <= 0x201F)) return '"';
    if (c >= 0x2010 && c <= 0x2014) return '-';
    for (int depth = 0; c >= LETTERS && depth < 4; depth++) {
        if (!hb_unicode_decompose(text->unicode, c, &base, &mark) || !mark) return 0;
        c = base;
    }
    return c < LETTERS ? c : 0;
}

bool face_kerns(hb_face_t *hb) {
    hb_tag_t tags[64];
    unsigned start = 0, n;
    if (hb_ot_layout_has_positioning(hb))
        do {
            n = sizeof tags / sizeof *tags;
            hb_ot_layout_table_get_feature_tags(hb, HB_OT_TAG_GPOS, start, &n, tags);
            for (unsigned i = 0; i < n; i++)
                if (tags[i] == HB_TAG('k', 'e', 'r', 'n')) return true;
            start += n;
        } while (n == sizeof tags / sizeof *tags);
    hb_blob_t *kern = hb_face_reference_table(hb, HB_TAG('k', 'e', 'r', 'n'));
    bool has = hb_blob_get_length(kern) > 0;
    hb_blob_destroy(kern);
    return has;
}

void kern_glyphs(struct text *text, const struct face *face, str bytes, struct glyph *glyphs, size_t n) {
    const struct kerning *k = kerning_of(text);
    for (size_t i = 0; k && i + 1 < n; i++) {
        size_t first = glyphs[i + 1].cluster, last = first;
        if (first <= glyphs[i].cluster) continue; /* marks, or not left to right */
        uint32_t left = utf8_prev(bytes, &last), right = utf8_next(bytes, &first);
        int pair = k->pairs[class_of(text, left)][class_of(text, right)];
        if (pair) glyphs[i].advance = (int16_t)(glyphs[i].advance + pair * STEP * face->info.upem / 1000);
    }
}
