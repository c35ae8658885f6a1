#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"

void buf_init(struct buf *b) { *b = (struct buf){0}; }

void buf_release(struct buf *b) {
    free(b->p);
    *b = (struct buf){0};
}

bool buf_reserve(struct buf *b, size_t more) {
    if (b->failed) return false;
    if (b->cap - b->n >= more) return true;
    size_t cap = b->cap < 64 ? 64 : b->cap;
    while (cap - b->n < more) {
        if (cap > SIZE_MAX / 2) return !(b->failed = true);
        cap *= 2;
    }
    char *p = realloc(b->p, cap);
    if (!p) return !(b->failed = true);
    b->p = p;
    b->cap = cap;
    return true;
}

void buf_put_repeat(struct buf *b, char c, size_t times) {
    if (times == 0 || !buf_reserve(b, times)) return;
    memset(b->p + b->n, c, times);
    b->n += times;
}

enum { MOST_DIGITS = 20 /* of 64 bits */ };

void buf_put_uint(struct buf *b, uint64_t value) {
    size_t n = 1;
    for (uint64_t power = 10; n < MOST_DIGITS && value >= power; power *= 10) n++;
    if (!buf_room(b, n)) return;
    b->n += n;
    for (char *at = b->p + b->n; n > 0; n--, value /= 10) *--at = (char)('0' + value % 10);
}

void buf_put_int(struct buf *b, int64_t value) {
    if (value < 0) buf_put_char(b, '-');
    buf_put_uint(b, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

static void put_thousandths(struct buf *b, unsigned rest) {
    if (rest == 0 || !buf_room(b, 4)) return;
    b->p[b->n++] = '.';
    for (unsigned place = 100; rest > 0; rest %= place, place /= 10) b->p[b->n++] = (char)('0' + rest / place);
}

void buf_put_milli(struct buf *b, int64_t value) {
    uint64_t v = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    if (value < 0) buf_put_char(b, '-');
    buf_put_uint(b, v / 1000);
    put_thousandths(b, (unsigned)(v % 1000));
}

void buf_put_milli_bare(struct buf *b, int64_t value) {
    uint64_t v = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    if (value < 0) buf_put_char(b, '-');
    if (v == 0 || v >= 1000) buf_put_uint(b, v / 1000);
    put_thousandths(b, (unsigned)(v % 1000));
}

void buf_put_utf8(struct buf *b, uint32_t code_point) {
    char bytes[4];
    buf_put(b, (str){bytes, utf8_encode(code_point, bytes)});
}

void buf_printf(struct buf *b, const char *format, ...) {
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n < 0) b->failed = true;
    else if (buf_reserve(b, (size_t)n + 1)) {
        vsnprintf(b->p + b->n, (size_t)n + 1, format, again);
        b->n += (size_t)n;
    }
    va_end(again);
}
