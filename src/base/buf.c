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

void buf_put(struct buf *b, str s) {
    if (s.n == 0 || !buf_reserve(b, s.n)) return;
    memcpy(b->p + b->n, s.p, s.n);
    b->n += s.n;
}

void buf_put_char(struct buf *b, char c) {
    if (b->n == b->cap && !buf_reserve(b, 1)) return;
    if (!b->failed) b->p[b->n++] = c;
}

void buf_put_repeat(struct buf *b, char c, size_t times) {
    if (times == 0 || !buf_reserve(b, times)) return;
    memset(b->p + b->n, c, times);
    b->n += times;
}

void buf_put_uint(struct buf *b, uint64_t value) {
    char digits[20];
    size_t i = sizeof digits;
    do digits[--i] = (char)('0' + value % 10);
    while (value /= 10);
    buf_put(b, (str){digits + i, sizeof digits - i});
}

void buf_put_int(struct buf *b, int64_t value) {
    if (value < 0) buf_put_char(b, '-');
    buf_put_uint(b, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

void buf_put_milli(struct buf *b, int64_t value) {
    uint64_t v = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    if (value < 0) buf_put_char(b, '-');
    buf_put_uint(b, v / 1000);
    unsigned rest = (unsigned)(v % 1000);
    if (rest == 0) return;
    char digits[4] = {'.', (char)('0' + rest / 100), (char)('0' + rest / 10 % 10), (char)('0' + rest % 10)};
    size_t n = 4;
    while (digits[n - 1] == '0') n--;
    buf_put(b, (str){digits, n});
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
