/* Full-width punctuation: which half of it is empty. */
#include "text/internal.h"

enum wide_mark text_wide_mark(uint32_t c) {
    switch (c) {
    case 0x3008: case 0x300A: case 0x300C: case 0x300E: case 0x3010: case 0x3014: case 0x3016: case 0x3018:
    case 0xFF08: case 0xFF3B: case 0xFF5B: return WIDE_OPENING;
    case 0x3001: case 0x3002: case 0x3009: case 0x300B: case 0x300D: case 0x300F: case 0x3011: case 0x3015:
    case 0x3017: case 0x3019: case 0xFF09: case 0xFF0C: case 0xFF0E: case 0xFF3D: case 0xFF5D: return WIDE_CLOSING;
    case 0xFF01: case 0xFF1A: case 0xFF1B: case 0xFF1F: case 0x30FB: return WIDE_OTHER;
    default: return WIDE_NONE;
    }
}

int32_t text_wide_joint(uint32_t before, uint32_t after) {
    enum wide_mark a = text_wide_mark(before), b = text_wide_mark(after);
    bool shared = (a == WIDE_CLOSING && b != WIDE_NONE) || (b == WIDE_OPENING && (a == WIDE_OPENING || a == WIDE_OTHER));
    return shared ? -500 : 0;
}

void wide_glyphs(const struct face *face, str text, struct glyph *glyphs, size_t n) {
    int16_t half = (int16_t)(face->info.upem / 2);
    for (size_t i = 0; i + 1 < n; i++) {
        size_t a = glyphs[i].cluster, b = glyphs[i + 1].cluster;
        if (glyphs[i + 1].natural != 2 * half || a >= b || b >= text.n) continue;
        uint32_t before = utf8_next(text, &a), after = utf8_next(text, &b);
        if (text_wide_joint(before, after) && glyphs[i].natural == 2 * half) glyphs[i].advance = (int16_t)(glyphs[i].advance - half);
    }
}
