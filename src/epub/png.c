/* A cover is ground with a few words on it: most rows are the row above. So each row is stored as what differs from the
 * one above it (filter "Up"), which leaves runs of zeros, and the deflating (RFC 1951) looks for runs alone, with one set
 * of codes that is made for such rows. That takes a tenth of the time of a search for any match, in as few bytes. */
#include "epub/png.h"

#include <libdeflate.h>

enum { FILTER_UP = 2, LONGEST_RUN = 258, SHORTEST_RUN = 3, END_OF_BLOCK = 256, FIRST_LENGTH = 257, SYMBOLS = 286, LONGEST_CODE = 12 };

static void put_u32(struct buf *b, uint32_t v) {
    char bytes[4] = {(char)(v >> 24), (char)(v >> 16), (char)(v >> 8), (char)v};
    buf_put(b, str_of(bytes, 4));
}

/* --- bits, the lowest first --- */

struct bits {
    struct buf *out;
    uint64_t held;
    unsigned n; /* bits held, below 32 between calls */
};

static void put_bits(struct bits *b, uint32_t value, unsigned n) {
    b->held |= (uint64_t)value << b->n;
    for (b->n += n; b->n >= 8; b->n -= 8, b->held >>= 8) buf_put_char(b->out, (char)(b->held & 0xFF));
}

/* --- the codes --- */

struct codes {
    uint16_t code[SYMBOLS]; /* the highest bit of the code lowest, as it is written */
    uint8_t length[SYMBOLS];
};

/* Bits of a symbol: few for the longest run, for zero and for what each row begins with; seven for runs and for small
 * differences, which smooth edges give. All codes of these lengths are taken, as RFC 1951 asks. */
static uint8_t code_length(unsigned symbol) {
    if (symbol == SYMBOLS - 1) return 2;
    if (symbol == 0) return 3;
    if (symbol == FILTER_UP) return 4;
    if (symbol >= FIRST_LENGTH) return symbol < FIRST_LENGTH + 6 ? 6 : 7;
    return symbol <= 16 || (symbol >= 240 && symbol < END_OF_BLOCK) ? 7 : LONGEST_CODE;
}

static uint16_t reversed(unsigned code, unsigned n) {
    unsigned out = 0;
    for (; n; n--, code >>= 1) out = out << 1 | (code & 1);
    return (uint16_t)out;
}

/* RFC 1951, 3.2.2: shorter codes come first, codes of one length follow the symbols. */
static void make_codes(struct codes *c) {
    unsigned next = 0;
    for (unsigned length = 1; length <= LONGEST_CODE; length++, next <<= 1)
        for (unsigned s = 0; s < SYMBOLS; s++) {
            if (code_length(s) != length) continue;
            c->length[s] = (uint8_t)length;
            c->code[s] = reversed(next++, length);
        }
}

/* The lengths themselves are in codes of three bits (3.2.7): 0, 1, 2, 3, 4, 6, 7, 12 in this order. */
static void put_code_length(struct bits *b, unsigned length) {
    static const uint8_t rank[LONGEST_CODE + 1] = {[1] = 1, [2] = 2, [3] = 3, [4] = 4, [6] = 5, [7] = 6, [12] = 7};
    put_bits(b, reversed(rank[length], 3), 3);
}

static void put_block_head(struct bits *b, const struct codes *c) {
    static const uint8_t order[] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1};
    put_bits(b, 1, 1);                          /* the last block */
    put_bits(b, 2, 2);                          /* with codes of its own */
    put_bits(b, SYMBOLS - FIRST_LENGTH, 5);
    put_bits(b, 0, 5);                          /* one distance */
    put_bits(b, sizeof order - 4, 4);
    for (size_t i = 0; i < sizeof order; i++)
        put_bits(b, order[i] <= 4 || order[i] == 6 || order[i] == 7 || order[i] == 12 ? 3 : 0, 3);
    for (unsigned s = 0; s < SYMBOLS; s++) put_code_length(b, c->length[s]);
    put_code_length(b, 1);
}

static void put_symbol(struct bits *b, const struct codes *c, unsigned symbol) { put_bits(b, c->code[symbol], c->length[symbol]); }

/* The byte before, `n` times more: RFC 1951, 3.2.5. Lengths from 11 come four a power of two, with more bits each. */
static void put_repeat(struct bits *b, const struct codes *c, uint32_t n) {
    uint32_t over = n - SHORTEST_RUN;
    unsigned extra = 0;
    while (over >> extra >= 8) extra++;
    if (n == LONGEST_RUN) put_symbol(b, c, SYMBOLS - 1);
    else put_symbol(b, c, FIRST_LENGTH + extra * 4 + (over >> extra));
    if (n != LONGEST_RUN) put_bits(b, over & ((1u << extra) - 1), extra);
    put_bits(b, 0, 1); /* the distance: one byte */
}

static void put_run(struct bits *b, const struct codes *c, uint8_t byte, uint32_t n) {
    put_symbol(b, c, byte);
    for (n--; n >= SHORTEST_RUN;) {
        uint32_t now = n < LONGEST_RUN ? n : LONGEST_RUN;
        put_repeat(b, c, now);
        n -= now;
    }
    while (n--) put_symbol(b, c, byte);
}

static void put_row(struct bits *b, const struct codes *c, const uint8_t *row, uint32_t n) {
    for (uint32_t from = 0, to; from < n; from = to) {
        for (to = from + 1; to < n && row[to] == row[from];) to++;
        put_run(b, c, row[from], to - from);
    }
}

/* --- the image --- */

/* The row less the one above; false: nothing differs and `row` is as it was. */
static bool subtract(uint8_t *row, const uint8_t *pixels, const uint8_t *above, uint32_t w) {
    if (above && memcmp(pixels, above, w) == 0) return false;
    for (uint32_t x = 0; x < w; x++) row[x] = (uint8_t)(pixels[x] - (above ? above[x] : 0));
    return true;
}

/* The zlib stream (RFC 1950) of the rows, each behind its filter's number. */
static void put_rows(const struct indexed_image *image, uint8_t *row, struct buf *out) {
    struct bits bits = {.out = out};
    struct codes codes;
    uint32_t w = image->w, sum = 1;
    const uint8_t *above = NULL;
    bool blank = false;
    make_codes(&codes);
    buf_put(out, STR("\x78\x01"));
    put_block_head(&bits, &codes);
    row[0] = FILTER_UP;
    for (uint32_t y = 0; y < image->h && !out->failed; y++) {
        const uint8_t *pixels = image->pixels + (size_t)y * w;
        bool differs = subtract(row + 1, pixels, above, w);
        if (!differs && !blank) memset(row + 1, 0, w);
        blank = !differs;
        put_symbol(&bits, &codes, FILTER_UP);
        if (blank) put_run(&bits, &codes, 0, w);
        else put_row(&bits, &codes, row + 1, w);
        sum = libdeflate_adler32(sum, row, (size_t)w + 1);
        above = pixels;
    }
    put_symbol(&bits, &codes, END_OF_BLOCK);
    if (bits.n) put_bits(&bits, 0, 8 - bits.n);
    put_u32(out, sum);
}

static void put_chunk(struct buf *b, const char *type, str data) {
    put_u32(b, (uint32_t)data.n);
    size_t from = b->n;
    buf_put(b, str_of(type, 4));
    buf_put(b, data);
    if (!b->failed) put_u32(b, libdeflate_crc32(0, b->p + from, b->n - from));
}

static void put_head(const struct indexed_image *image, struct buf *out) {
    struct buf head;
    buf_init(&head);
    put_u32(&head, image->w);
    put_u32(&head, image->h);
    buf_put(&head, str_of("\x08\x03\0\0", 5)); /* 8 bits, a palette */
    put_chunk(out, "IHDR", buf_str(&head));
    out->failed = out->failed || head.failed;
    buf_release(&head);
}

bool png_write(const struct indexed_image *image, struct buf *out) {
    struct buf row, packed;
    buf_init(&row);
    buf_init(&packed);
    buf_put(out, str_of("\x89PNG\r\n\x1a\n", 8));
    put_head(image, out);
    put_chunk(out, "PLTE", image->palette);
    bool ok = buf_reserve(&row, (size_t)image->w + 1);
    if (ok) put_rows(image, (uint8_t *)row.p, &packed);
    put_chunk(out, "IDAT", buf_str(&packed));
    put_chunk(out, "IEND", (str){0});
    ok = ok && !packed.failed && !out->failed;
    buf_release(&row);
    buf_release(&packed);
    return ok;
}
