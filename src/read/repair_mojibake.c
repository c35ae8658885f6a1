/* mojibake, ligature: characters that were spoilt before the text came here; mended while it is decoded, so that all
 * that reads it sees them right.
 *
 * mojibake: UTF-8 that was taken for Windows-1252 and written as UTF-8 again: "â€™" for an apostrophe, "Ã©" for é. What
 * comes out must be a character that such text has, and a text that has it once only may speak of it: it stays.
 * ligature: "ﬁ" and its kin, which are a font's business, become the letters that they stand for. */
#include "base/utf8.h"
#include "read/decode.h"

/* The byte that Windows-1252 has for a character, or -1. C1 controls are bytes that Latin-1 left as they were. */
static int byte_of(uint32_t c) {
    static const uint16_t high[32] = {0x20AC, 0x81, 0x201A, 0x192, 0x201E, 0x2026, 0x2020, 0x2021, 0x2C6, 0x2030, 0x160,
                                      0x2039, 0x152, 0x8D, 0x17D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
                                      0x2013, 0x2014, 0x2DC, 0x2122, 0x161, 0x203A, 0x153, 0x9D, 0x17E, 0x178};
    if (c >= 0x80 && c <= 0xFF) return (int)c;
    for (int i = 0; i < 32; i++)
        if (high[i] == c) return 0x80 + i;
    return -1;
}

/* One sequence: its character, and where it ends in *end. */
static uint32_t sequence(str s, size_t at, size_t *end) {
    char bytes[4];
    size_t n = 0, need = 0;
    do {
        int byte = at < s.n && (unsigned char)s.p[at] >= 0x80 ? byte_of(utf8_next(s, &at)) : -1;
        if (byte < 0 || (n > 0 && (byte & 0xC0) != 0x80)) return UTF8_INVALID;
        if (n == 0) need = byte >= 0xF0 && byte < 0xF5 ? 4 : byte >= 0xE0 && byte < 0xF0 ? 3 : byte >= 0xC2 && byte < 0xE0 ? 2 : 0;
        if (need == 0) return UTF8_INVALID;
        bytes[n++] = (char)byte;
    } while (n < need);
    *end = at;
    at = 0;
    return utf8_next(str_of(bytes, n), &at);
}

/* Latin letters and signs, punctuation, arrows, emoji. Other scripts come in runs. */
static bool is_likely(uint32_t c) {
    return (c >= 0xA0 && c <= 0xFF) || (c >= 0x2000 && c < 0x2C00) || c == 0xFEFF || (c >= 0x1F000 && c < 0x20000);
}

static bool is_letter(uint32_t c) { return (c >= 0x100 && c < 0x2000) || (c >= 0x3000 && c < 0xFB00); }

size_t mojibake_at(str s, size_t at, bool after_one, uint32_t *c) {
    size_t end, next;
    uint32_t found = sequence(s, at, &end);
    if (found == UTF8_INVALID) return 0;
    if (!is_likely(found)) {
        if (!is_letter(found)) return 0;
        uint32_t other = after_one ? found : sequence(s, end, &next);
        if (other == UTF8_INVALID || !is_letter(other)) return 0;
    }
    *c = found;
    return end - at;
}

bool mojibake_is_in(str s) {
    size_t times = 0;
    const char *p = s.p, *end = s.p + s.n;
    while (p && times < 2 && (p = memchr(p, 0xC3, (size_t)(end - p))) != NULL) { /* the leads, "Â" to "ô", are C3 xx */
        uint32_t c;
        size_t n = mojibake_at(s, (size_t)(p - s.p), false, &c);
        times += n > 0;
        p += n ? n : 1;
    }
    return times > 1;
}

str ligature_at(str s, size_t at) {
    static const char *const letters[] = {"ff", "fi", "fl", "ffi", "ffl", "ſt", "st"};
    if (at + 3 > s.n || (unsigned char)s.p[at] != 0xEF || (unsigned char)s.p[at + 1] != 0xAC) return (str){0};
    unsigned char last = (unsigned char)s.p[at + 2];
    return last >= 0x80 && last <= 0x86 ? str_from(letters[last - 0x80]) : (str){0};
}

bool ligature_is_in(str s) {
    const char *p = s.p, *end = s.p + s.n;
    while (p && (p = memchr(p, 0xEF, (size_t)(end - p))) != NULL) {
        if (ligature_at(s, (size_t)(p - s.p)).n) return true;
        p++;
    }
    return false;
}
