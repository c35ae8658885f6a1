/* utf8: RFC 3629. Decoding never reads past the end and always goes forward. */
#ifndef QAP_BASE_UTF8_H
#define QAP_BASE_UTF8_H

#include "base/str.h"

#define UTF8_INVALID 0xFFFFFFFFu

/* The code point that starts at `*at` (< s.n) and steps `*at` past it. An invalid byte gives UTF8_INVALID and
 * steps over the maximal ill-formed part (Unicode 15, section 3.9, U+FFFD substitution of maximal subparts). */
static inline uint32_t utf8_next(str s, size_t *at);
/* The code point that ends at `*at` (> 0) and steps `*at` back to its first byte. */
uint32_t utf8_prev(str s, size_t *at);
/* Writes 1 to 4 bytes and returns how many; surrogates and what is above U+10FFFF become U+FFFD. */
size_t utf8_encode(uint32_t code_point, char out[4]);
/* Offset of the first ill-formed byte at or after `from`, or s.n when there is none. */
size_t utf8_check(str s, size_t from);
/* Number of code points; ill-formed parts count as one each. */
size_t utf8_count(str s);

/* Implementation of utf8_next for what is not ASCII. */
uint32_t utf8_next_long(str s, size_t *at);
static inline uint32_t utf8_next(str s, size_t *at) {
    unsigned char c = (unsigned char)s.p[*at];
    return c < 0x80 ? (++*at, c) : utf8_next_long(s, at);
}

#endif
