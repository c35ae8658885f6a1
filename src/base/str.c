#include "base/str.h"

static char lower(char c) { return char_is_upper(c) ? (char)(c | 0x20) : c; }

bool str_starts_nocase(str s, str prefix) {
    if (s.n < prefix.n) return false;
    for (size_t i = 0; i < prefix.n; i++)
        if (lower(s.p[i]) != lower(prefix.p[i])) return false;
    return true;
}

bool str_eq_nocase(str a, str b) { return a.n == b.n && str_starts_nocase(a, b); }

bool str_in(str s, const char *const *words, size_t n) {
    for (size_t i = 0; i < n; i++)
        if ((s.n ? words[i][0] == s.p[0] : !*words[i]) && str_eq(s, str_from(words[i]))) return true;
    return false;
}

bool str_in_nocase(str s, const char *const *words, size_t n) {
    for (size_t i = 0; i < n; i++)
        if ((s.n ? lower(words[i][0]) == lower(s.p[0]) : !*words[i]) && str_eq_nocase(s, str_from(words[i]))) return true;
    return false;
}

int str_cmp(str a, str b) {
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n ? memcmp(a.p, b.p, n) : 0;
    return order ? order : (a.n > b.n) - (a.n < b.n);
}

bool str_whole_number(str s, uint32_t *out) {
    uint32_t value = 0;
    if (s.n == 0 || s.n > 7) return false;
    for (size_t i = 0; i < s.n; i++) {
        if (!char_is_digit(s.p[i])) return false;
        value = value * 10 + (uint32_t)(s.p[i] - '0');
    }
    *out = value;
    return true;
}

size_t str_find_char(str s, char c, size_t from) {
    if (from >= s.n) return SIZE_MAX;
    const char *hit = memchr(s.p + from, c, s.n - from);
    return hit ? (size_t)(hit - s.p) : SIZE_MAX;
}

/* Letters and blanks are common in any text: signs are rarer. */
static bool is_common(char c) { return char_is_lower(c) || c == ' '; }

/* Looks for the needle's first byte, or its last when that is the rarer one. */
size_t str_find(str s, str needle, size_t from) {
    if (needle.n == 0) return from <= s.n ? from : SIZE_MAX;
    if (needle.n == 1) return str_find_char(s, needle.p[0], from);
    size_t key = is_common(needle.p[0]) && !is_common(needle.p[needle.n - 1]) ? needle.n - 1 : 0;
    if (from >= s.n || s.n - from < needle.n) return SIZE_MAX;
    str starts = {s.p + key, s.n - needle.n + 1}; /* the key bytes of all places where it fits */
    while ((from = str_find_char(starts, needle.p[key], from)) != SIZE_MAX) {
        if (s.p[from + 1] == needle.p[1] && memcmp(s.p + from, needle.p, needle.n) == 0) return from;
        from++;
    }
    return SIZE_MAX;
}

uint64_t str_hash(str s) {
    const uint64_t prime = 0x100000001b3u;
    uint64_t h = 0xcbf29ce484222325u ^ s.n;
    size_t i = 0;
    for (; i + 8 <= s.n; i += 8) {
        uint64_t word;
        memcpy(&word, s.p + i, 8);
        h = (h ^ word) * prime;
        h ^= h >> 29;
    }
    for (; i < s.n; i++) h = (h ^ (unsigned char)s.p[i]) * prime;
    return h ^ (h >> 32);
}
