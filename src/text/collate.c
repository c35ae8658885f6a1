/* The order of words in a language, by ICU's collation (UTS #10 with the language's tailoring). */
#include <unicode/uchar.h>
#include <unicode/ucol.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "text/internal.h"

struct collation {
    UCollator *icu; /* NULL: there is no data for any language; then the order is that of the bytes */
    VEC(UChar) utf16;
};

struct collation *collation_open(str lang) {
    struct collation *c = calloc(1, sizeof *c);
    char locale[48];
    if (!c) return NULL;
    UErrorCode error = U_ZERO_ERROR;
    snprintf(locale, sizeof locale, "%.*s", (int)(lang.n < 40 ? lang.n : 40), lang.n ? lang.p : "");
    c->icu = ucol_open(locale, &error);
    if (U_SUCCESS(error)) ucol_setAttribute(c->icu, UCOL_NUMERIC_COLLATION, UCOL_ON, &error); /* HTTP 2 before HTTP 10 */
    return c;
}

void collation_close(struct collation *c) {
    if (!c) return;
    if (c->icu) ucol_close(c->icu);
    vec_release(&c->utf16);
    free(c);
}

static bool fill_utf16(struct collation *c, str s) {
    c->utf16.n = 0;
    for (size_t at = 0; at < s.n;) {
        uint32_t cp = utf8_next(s, &at);
        UChar units[2];
        int32_t n = 0;
        if (cp == UTF8_INVALID) cp = 0xFFFD;
        U16_APPEND_UNSAFE(units, n, cp);
        for (int32_t i = 0; i < n; i++)
            if (!vec_push(&c->utf16, units[i])) return false;
    }
    return true;
}

bool collation_key(struct collation *c, str s, struct arena *arena, str *key) {
    if (!c->icu || s.n > LIMIT_BOX_BYTES) {
        *key = s;
        return true;
    }
    if (!fill_utf16(c, s)) return false;
    uint8_t usual[256];
    int32_t n = ucol_getSortKey(c->icu, c->utf16.at, (int32_t)c->utf16.n, usual, sizeof usual);
    uint8_t *bytes = n > 0 ? arena_alloc(arena, (size_t)n, 1) : NULL;
    if (!bytes) return false;
    if ((size_t)n <= sizeof usual) memcpy(bytes, usual, (size_t)n);
    else ucol_getSortKey(c->icu, c->utf16.at, (int32_t)c->utf16.n, bytes, n);
    *key = str_of((const char *)bytes, (size_t)n);
    return true;
}

/* Writing that has no letters which an index could be divided by. */
static bool has_no_letters(uint32_t c) { return (c >= 0x2E80 && c <= 0xD7FF) || (c >= 0xF900 && c <= 0xFAFF) || c >= 0x20000; }

uint32_t collation_initial(str s) {
    size_t at = 0;
    uint32_t c = s.n ? utf8_next(s, &at) : 0;
    UErrorCode error = U_ZERO_ERROR;
    const UNormalizer2 *nfd = unorm2_getNFDInstance(&error);
    UChar parts[16];
    int32_t n = U_SUCCESS(error) ? unorm2_getRawDecomposition(nfd, (UChar32)c, parts, 16, &error) : 0;
    if (n > 0 && U_SUCCESS(error) && c < 0x1F00) c = parts[0]; /* É stands with E */
    if (!u_isalpha((UChar32)c)) return '#';
    return has_no_letters(c) ? 0 : (uint32_t)u_toupper((UChar32)c);
}
