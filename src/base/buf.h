/* buf: bytes that grow. Owned; `failed` is sticky, so that a writer reads as a list of puts and checks once.
 * After a failure puts do nothing and `n` stays what it was. */
#ifndef QAP_BASE_BUF_H
#define QAP_BASE_BUF_H

#include "base/str.h"

struct buf {
    char *p;
    size_t n, cap;
    bool failed;
};

void buf_init(struct buf *b);
void buf_release(struct buf *b);
/* Room for `more` bytes beyond `n`; false (and failed) when there is none. */
bool buf_reserve(struct buf *b, size_t more);

static inline bool buf_room(struct buf *b, size_t more) {
    return (!b->failed && b->cap - b->n >= more) || buf_reserve(b, more);
}

/* Inline, for writers put little else than short literals. */
static inline void buf_put(struct buf *b, str s) {
    if (s.n == 0 || !buf_room(b, s.n)) return;
    memcpy(b->p + b->n, s.p, s.n);
    b->n += s.n;
}

static inline void buf_put_char(struct buf *b, char c) {
    if (buf_room(b, 1)) b->p[b->n++] = c;
}

void buf_put_repeat(struct buf *b, char c, size_t times);
void buf_put_uint(struct buf *b, uint64_t value);
void buf_put_int(struct buf *b, int64_t value);
/* `value` / 1000 with at most three decimals and no trailing zeros, whatever the locale: 1500 is "1.5". */
void buf_put_milli(struct buf *b, int64_t value);
/* The same without a zero before the point: 500 is ".5". */
void buf_put_milli_bare(struct buf *b, int64_t value);
/* The UTF-8 form of a code point (U+FFFD when it has none). */
void buf_put_utf8(struct buf *b, uint32_t code_point);
/* printf; only for text without decimals, for the locale would change them. */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
void buf_printf(struct buf *b, const char *format, ...);

static inline str buf_str(const struct buf *b) { return (str){b->p, b->n}; }

#endif
