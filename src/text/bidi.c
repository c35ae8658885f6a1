/* Embedding levels (UAX #9) by ICU. A text without right-to-left characters and controls needs none of it, and
 * finding that out costs one look at each byte. */
#include "text/internal.h"

#include <unicode/ubidi.h>

/* Code points that can change the direction in a left-to-right paragraph: the right-to-left blocks, and the
 * directional controls. */
static bool turns(uint32_t c) {
    if (c < 0x590) return false;
    if (c <= 0x8FF || (c >= 0xFB1D && c <= 0xFDFF) || (c >= 0xFE70 && c <= 0xFEFE)) return true;
    if (c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069)) return true;
    return (c >= 0x10800 && c <= 0x10FFF) || (c >= 0x1E800 && c <= 0x1EFFF);
}

bool bidi_needed(str s) {
    for (size_t i = 0; i < s.n;) {
        if ((unsigned char)s.p[i] < 0xD6) i++; /* below U+0580, or a following byte */
        else if (turns(utf8_next(s, &i))) return true;
    }
    return false;
}

bool to_utf16(struct text *text, str s) {
    text->utf16.n = text->offsets.n = 0;
    for (size_t at = 0; at < s.n;) {
        uint32_t from = (uint32_t)at, c = utf8_next(s, &at);
        if (c > 0x10FFFF) c = 0xFFFD;
        bool pair = c > 0xFFFF;
        uint16_t unit = (uint16_t)(pair ? 0xD7C0 + (c >> 10) : c);
        if (!vec_push(&text->utf16, unit) || !vec_push(&text->offsets, from)) return false;
        if (!pair) continue;
        unit = (uint16_t)(0xDC00 | (c & 0x3FF));
        if (!vec_push(&text->utf16, unit) || !vec_push(&text->offsets, from)) return false;
    }
    return vec_push(&text->offsets, (uint32_t)s.n);
}

bool text_bidi(struct text *text, str paragraph, bool base_rtl, uint8_t *levels) {
    if ((!base_rtl && !bidi_needed(paragraph)) || !paragraph.n) return false;
    UErrorCode error = U_ZERO_ERROR;
    if (paragraph.n > INT32_MAX / 2) return false;
    if (!to_utf16(text, paragraph)) {
        text->failed = true;
        return false;
    }
    UBiDi *bidi = ubidi_openSized((int32_t)text->utf16.n, 0, &error);
    ubidi_setPara(bidi, (const UChar *)text->utf16.at, (int32_t)text->utf16.n, base_rtl ? 1 : 0, NULL, &error);
    const UBiDiLevel *found = ubidi_getLevels(bidi, &error);
    for (size_t i = 0; U_SUCCESS(error) && i < text->utf16.n; i++)
        for (uint32_t at = text->offsets.at[i]; at < text->offsets.at[i + 1]; at++) levels[at] = found[i];
    ubidi_close(bidi);
    text->failed = text->failed || U_FAILURE(error);
    return U_SUCCESS(error);
}

static bool has_subtag(str lang, str subtag) {
    for (size_t at = 0; at < lang.n;) {
        size_t end = at;
        while (end < lang.n && lang.p[end] != '-' && lang.p[end] != '_') end++;
        if (at && str_eq_nocase(str_sub(lang, at, end), subtag)) return true;
        at = end + 1;
    }
    return false;
}

bool text_lang_rtl(str lang) {
    static const char *const scripts[] = {"Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Rohg", "Mand", "Samr"};
    static const char *const languages[] = {"ar", "he", "iw", "fa", "ur", "yi", "ji", "ps", "sd", "ug", "dv", "ckb",
                                            "syr", "arc", "nqo", "pnb", "azb", "lrc", "mzn", "glk", "prs", "ks", "bal"};
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++)
        if (has_subtag(lang, str_from(scripts[i]))) return true;
    size_t n = 0;
    while (n < lang.n && lang.p[n] != '-' && lang.p[n] != '_') n++;
    if (has_subtag(lang, STR("Latn")) || has_subtag(lang, STR("Cyrl")) || has_subtag(lang, STR("Deva"))) return false;
    return STR_IN_NOCASE(str_sub(lang, 0, n), languages);
}
