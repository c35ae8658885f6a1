/* str: a view of bytes, usually UTF-8. Owns nothing; valid as long as what it points into.
 * `p` may be NULL only when `n` is 0. A str is never NUL-terminated by contract. */
#ifndef QAP_BASE_STR_H
#define QAP_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct str {
    const char *p;
    size_t n;
} str;

/* A str from a string literal, and from a C string. */
#define STR(literal) ((str){"" literal, sizeof(literal) - 1})
static inline str str_from(const char *c) { return (str){c, c ? strlen(c) : 0}; }
static inline str str_of(const char *p, size_t n) { return (str){p, n}; }
/* For printf: printf("%.*s", STR_ARG(s)). */
#define STR_ARG(s) (int)(s).n, (s).p

static inline bool str_eq(str a, str b) { return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0); }
static inline bool str_starts(str s, str prefix) {
    return s.n >= prefix.n && (prefix.n == 0 || memcmp(s.p, prefix.p, prefix.n) == 0);
}
static inline bool str_ends(str s, str suffix) {
    return s.n >= suffix.n && (suffix.n == 0 || memcmp(s.p + s.n - suffix.n, suffix.p, suffix.n) == 0);
}
/* The part [from, to), both clamped to the string. */
static inline str str_sub(str s, size_t from, size_t to) {
    if (to > s.n) to = s.n;
    if (from > to) from = to;
    return (str){s.p ? s.p + from : s.p, to - from};
}
static inline str str_drop(str s, size_t n) { return str_sub(s, n, s.n); }

bool str_eq_nocase(str a, str b);            /* ASCII case only */
bool str_starts_nocase(str s, str prefix);   /* ASCII case only */
static inline str str_trim(str s);           /* without blanks (space, tab, CR, LF, FF, VT) at either end */
static inline str str_trim_left(str s);
static inline str str_trim_right(str s);
/* Whether it is one of the words of an array. */
bool str_in(str s, const char *const *words, size_t n);
bool str_in_nocase(str s, const char *const *words, size_t n); /* ASCII case only */
#define STR_IN(s, words) str_in((s), (words), sizeof(words) / sizeof *(words))
#define STR_IN_NOCASE(s, words) str_in_nocase((s), (words), sizeof(words) / sizeof *(words))
/* Digits alone, at most seven of them. False: *out is untouched. */
bool str_whole_number(str s, uint32_t *out);
/* Byte order: <0, 0, >0. */
int str_cmp(str a, str b);
/* Where the run of spaces (no tabs) at `at` ends. */
static inline size_t str_skip_spaces(str s, size_t at);
/* Offset of the first occurrence at or after `from`, or SIZE_MAX. */
size_t str_find(str s, str needle, size_t from);
size_t str_find_char(str s, char c, size_t from);
/* A 64-bit hash for tables in memory (FNV-1a folded by words); not for files, not for hostile collisions. */
uint64_t str_hash(str s);

static inline bool char_is_digit(char c) { return c >= '0' && c <= '9'; }
static inline bool char_is_lower(char c) { return c >= 'a' && c <= 'z'; }
static inline bool char_is_upper(char c) { return c >= 'A' && c <= 'Z'; }
static inline bool char_is_alpha(char c) { return char_is_lower((char)(c | 0x20)); }
static inline bool char_is_alnum(char c) { return char_is_alpha(c) || char_is_digit(c); }
static inline bool char_is_blank(char c) { return c == ' ' || c == '\t'; }
static inline bool char_is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/* Indentation is mostly blanks by fours. */
static inline size_t str_skip_spaces(str s, size_t at) {
    while (s.n >= 4 && at <= s.n - 4 && memcmp(s.p + at, "    ", 4) == 0) at += 4;
    while (at < s.n && s.p[at] == ' ') at++;
    return at;
}
static inline str str_trim_left(str s) {
    size_t at = str_skip_spaces(s, 0);
    while (at < s.n && char_is_space(s.p[at])) at++;
    return at ? (str){s.p + at, s.n - at} : s;
}
static inline str str_trim_right(str s) {
    while (s.n > 0 && char_is_space(s.p[s.n - 1])) s.n--;
    return s;
}
static inline str str_trim(str s) { return str_trim_left(str_trim_right(s)); }

#endif
