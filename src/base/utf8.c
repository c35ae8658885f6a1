#include "base/utf8.h"

/* Length of the well-formed sequence at s.p[at] (Unicode 15, table 3-7), or 0; then *bad is the length of the
 * maximal ill-formed subpart. */
static size_t sequence(str s, size_t at, size_t *bad) {
    const unsigned char *p = (const unsigned char *)s.p + at;
    size_t left = s.n - at, need;
    unsigned low = 0x80, high = 0xBF;
    *bad = 1;
    if (p[0] < 0x80) return 1;
    if (p[0] >= 0xC2 && p[0] <= 0xDF) need = 2;
    else if (p[0] >= 0xE0 && p[0] <= 0xEF) {
        need = 3;
        if (p[0] == 0xE0) low = 0xA0;
        if (p[0] == 0xED) high = 0x9F;
    } else if (p[0] >= 0xF0 && p[0] <= 0xF4) {
        need = 4;
        if (p[0] == 0xF0) low = 0x90;
        if (p[0] == 0xF4) high = 0x8F;
    } else return 0;
    for (size_t i = 1; i < need; i++) {
        if (i >= left || p[i] < low || p[i] > high) {
            *bad = i;
            return 0;
        }
        low = 0x80;
        high = 0xBF;
    }
    return need;
}

uint32_t utf8_next_long(str s, size_t *at) {
    size_t bad, n = sequence(s, *at, &bad);
    const unsigned char *p = (const unsigned char *)s.p + *at;
    *at += n ? n : bad;
    switch (n) {
    case 1: return p[0];
    case 2: return (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
    case 3: return (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
    case 4: return (p[0] & 0x07u) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
    default: return UTF8_INVALID;
    }
}

uint32_t utf8_prev(str s, size_t *at) {
    size_t end = *at, start = end - 1;
    while (start > 0 && end - start < 4 && ((unsigned char)s.p[start] & 0xC0) == 0x80) start--;
    size_t next = start;
    uint32_t c = utf8_next(s, &next);
    if (next != end) { /* the last byte is ill-formed on its own */
        *at = end - 1;
        return UTF8_INVALID;
    }
    *at = start;
    return c;
}

size_t utf8_encode(uint32_t c, char out[4]) {
    if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) c = 0xFFFD;
    if (c < 0x80) return out[0] = (char)c, 1;
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

/* Length of a sequence of two or three bytes whose lead puts no bounds on the second, which nearly all are; else 0. */
static size_t easy_sequence(const unsigned char *p, size_t left) {
    if (left < 3 || (p[1] & 0xC0) != 0x80) return 0;
    if (p[0] >= 0xC2 && p[0] <= 0xDF) return 2;
    return p[0] >= 0xE1 && p[0] <= 0xEF && p[0] != 0xED && (p[2] & 0xC0) == 0x80 ? 3 : 0;
}

/* Past ASCII, eight bytes at a time. */
static size_t skip_ascii(str s, size_t at) {
    uint64_t word;
    while (s.n - at >= 8 && (memcpy(&word, s.p + at, 8), (word & 0x8080808080808080u) == 0)) at += 8;
    while (at < s.n && (unsigned char)s.p[at] < 0x80) at++;
    return at;
}

size_t utf8_check(str s, size_t from) {
    while (from < s.n) {
        if ((unsigned char)s.p[from] < 0x80) {
            from = skip_ascii(s, from);
            continue;
        }
        size_t bad, n = easy_sequence((const unsigned char *)s.p + from, s.n - from);
        if (n == 0) n = sequence(s, from, &bad);
        if (n == 0) return from;
        from += n;
    }
    return s.n;
}

size_t utf8_count(str s) {
    size_t count = 0;
    for (size_t at = 0; at < s.n;) {
        size_t next = (unsigned char)s.p[at] < 0x80 ? skip_ascii(s, at) : at;
        count += next - at;
        at = next;
        if (at >= s.n) break;
        size_t n = easy_sequence((const unsigned char *)s.p + at, s.n - at);
        if (n) at += n;
        else utf8_next(s, &at);
        count++;
    }
    return count;
}
