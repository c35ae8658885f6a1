/* The little of the Compact Font Format that an embedder must know (Adobe Technical Note 5176): a CID-keyed font
 * numbers its glyphs by its charset, and PDF addresses them by those numbers (ISO 32000-1, 9.7.4.2). */
#include "pdf/font.h"

struct reader {
    const unsigned char *p;
    size_t n, at;
    bool bad;
};

static uint32_t take(struct reader *r, size_t bytes) {
    uint32_t value = 0;
    if (r->bad || bytes > r->n - r->at) {
        r->bad = true;
        return 0;
    }
    while (bytes-- > 0) value = value << 8 | r->p[r->at++];
    return value;
}

/* Step over an INDEX; the span of its first object goes to *first and *end. */
static void skip_index(struct reader *r, size_t *first, size_t *end) {
    uint32_t count = take(r, 2);
    *first = *end = r->at;
    if (count == 0 || r->bad) return;
    uint32_t size = take(r, 1);
    if (size < 1 || size > 4) r->bad = true;
    size_t offsets = r->at, data = offsets + ((size_t)count + 1) * size - 1;
    uint32_t one = take(r, size), two = take(r, size);
    r->at = offsets + (size_t)count * size;
    if (r->at > r->n) r->bad = true;
    uint32_t last = take(r, size);
    if (r->bad || one > two || two > last || last > r->n - data) {
        r->bad = true;
        return;
    }
    *first = data + one;
    *end = data + two;
    r->at = data + last;
}

struct top_dict {
    bool cid_keyed;
    uint32_t charset;
};

/* The operators ROS (12 30) and charset (15) of the Top DICT; every operand is read, the last one kept. */
static void read_top(struct reader *r, size_t from, size_t end, struct top_dict *top) {
    uint32_t operand = 0;
    r->at = from;
    while (!r->bad && r->at < end) {
        uint32_t b = take(r, 1);
        if (b == 12) {
            if (take(r, 1) == 30) top->cid_keyed = true;
        } else if (b <= 21) {
            if (b == 15) top->charset = operand;
        } else if (b == 28) operand = take(r, 2);
        else if (b == 29) operand = take(r, 4);
        else if (b == 30) {
            while (!r->bad && (take(r, 1) & 15) != 15) {}
        } else if (b <= 246) operand = b - 139;
        else if (b <= 250) operand = (b - 247) * 256 + take(r, 1) + 108;
        else take(r, 1);
    }
}

static bool read_charset(struct reader *r, uint32_t offset, uint16_t *cids, size_t n) {
    if (offset <= 2) return true; /* a predefined one: glyph ids */
    r->at = offset < r->n ? offset : r->n;
    uint32_t format = take(r, 1);
    cids[0] = 0;
    for (size_t glyph = 1; glyph < n && !r->bad;) {
        uint32_t cid = take(r, 2), more = format ? take(r, format) : 0;
        for (uint32_t i = 0; i <= more && glyph < n; i++) cids[glyph++] = (uint16_t)(cid + i);
    }
    return !r->bad && format <= 2;
}

bool cff_cids(str cff, uint16_t *cids, size_t n) {
    struct reader r = {(const unsigned char *)cff.p, cff.n, 0, false};
    struct top_dict top = {false, 0};
    size_t from, end;
    for (size_t i = 0; i < n; i++) cids[i] = (uint16_t)i;
    take(&r, 2);
    r.at = take(&r, 1); /* size of the header */
    if (r.at > r.n) return false;
    skip_index(&r, &from, &end); /* names */
    skip_index(&r, &from, &end);
    if (r.bad) return false;
    read_top(&r, from, end, &top);
    return !r.bad && (!top.cid_keyed || read_charset(&r, top.charset, cids, n));
}
