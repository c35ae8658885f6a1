/* An sRGB profile of half a kilobyte (ICC.1:2004, version 4.2): a display profile by three primaries and one
 * parametric curve (IEC 61966-2-1), all adapted to D50. */
#include "pdf/document.h"

static void put_u32(struct buf *out, uint32_t v) {
    for (int shift = 24; shift >= 0; shift -= 8) buf_put_char(out, (char)(v >> shift & 0xFF));
}

/* A fixed number of a profile: a signed part before, 16 bits after the point. */
static void put_fixed(struct buf *out, int32_t millionths) {
    int64_t v = (int64_t)millionths * 65536;
    put_u32(out, (uint32_t)(int32_t)((v + (v >= 0 ? 500000 : -500000)) / 1000000));
}

static void put_zeros(struct buf *out, size_t n) { buf_put_repeat(out, '\0', n); }

/* multiLocalizedUnicodeType with one record. */
static void put_mluc(struct buf *out, const char *ascii) {
    buf_put(out, STR("mluc"));
    put_zeros(out, 4);
    put_u32(out, 1);
    put_u32(out, 12);
    buf_put(out, STR("enUS"));
    put_u32(out, (uint32_t)strlen(ascii) * 2);
    put_u32(out, 28);
    for (; *ascii; ascii++) {
        buf_put_char(out, '\0');
        buf_put_char(out, *ascii);
    }
}

static void put_xyz(struct buf *out, const int32_t xyz[3]) {
    buf_put(out, STR("XYZ "));
    put_zeros(out, 4);
    for (int i = 0; i < 3; i++) put_fixed(out, xyz[i]);
}

static void put_sf32(struct buf *out, const int32_t *values, int n) {
    buf_put(out, STR("sf32"));
    put_zeros(out, 4);
    for (int i = 0; i < n; i++) put_fixed(out, values[i]);
}

/* Function type 3: (aX + b)^g from d on, cX below. */
static void put_curve(struct buf *out) {
    static const int32_t g_a_b_c_d[] = {2400000, 947867, 52133, 77399, 40450};
    buf_put(out, STR("para"));
    put_zeros(out, 4);
    put_u32(out, 3u << 16);
    for (int i = 0; i < 5; i++) put_fixed(out, g_a_b_c_d[i]);
}

/* Primaries and white of IEC 61966-2-1 by the Bradford transform from D65 to D50; the primaries add up to the
 * white, so that white is white. */
static const int32_t WHITE[3] = {964200, 1000000, 824900};
static const int32_t RED[3] = {436041, 222485, 13920}, GREEN[3] = {385113, 716905, 97067}, BLUE[3] = {143046, 60610, 713913};
static const int32_t BRADFORD[9] = {1047882, 22918, -50217, 29587, 990479, -17059, -9232, 15076, 751678};

static void put_tag(struct buf *out, unsigned tag) {
    switch (tag) {
    case 0: put_mluc(out, "sRGB"); break;
    case 1: put_mluc(out, "CC0"); break;
    case 2: put_xyz(out, WHITE); break;
    case 3: put_sf32(out, BRADFORD, 9); break;
    case 4: put_xyz(out, RED); break;
    case 5: put_xyz(out, GREEN); break;
    case 6: put_xyz(out, BLUE); break;
    default: put_curve(out); break;
    }
    while (out->n % 4) buf_put_char(out, '\0');
}

static void put_header(struct buf *out, uint32_t size) {
    put_u32(out, size);
    put_zeros(out, 4);
    put_u32(out, 0x04200000);
    buf_put(out, STR("mntrRGB XYZ "));
    /* a fixed date, so that the bytes are the same: 2020-01-01 */
    buf_put(out, str_of("\x07\xE4\0\1\0\1\0\0\0\0\0\0", 12));
    buf_put(out, STR("acsp"));
    put_zeros(out, 28); /* platform, flags, device, attributes, perceptual intent */
    for (int i = 0; i < 3; i++) put_fixed(out, WHITE[i]);
    put_zeros(out, 48);
}

void icc_put_srgb(struct buf *out) {
    static const char names[] = "desccprtwtptchadrXYZgXYZbXYZrTRCgTRCbTRC";
    enum { TAGS = 10, CURVE = 7, DATA = 128 + 4 + 12 * TAGS };
    struct buf data;
    buf_init(&data);
    uint32_t offset[TAGS], size[TAGS];
    for (unsigned i = 0; i < TAGS; i++) {
        offset[i] = i > CURVE ? offset[CURVE] : DATA + (uint32_t)data.n; /* the three curves are one */
        size_t before = data.n;
        if (i <= CURVE) put_tag(&data, i);
        size[i] = i > CURVE ? size[CURVE] : (uint32_t)(data.n - before);
    }
    put_header(out, DATA + (uint32_t)data.n);
    put_u32(out, TAGS);
    for (unsigned i = 0; i < TAGS; i++) {
        buf_put(out, str_of(names + 4 * i, 4));
        put_u32(out, offset[i]);
        put_u32(out, size[i]);
    }
    buf_put(out, buf_str(&data));
    if (data.failed) out->failed = true;
    buf_release(&data);
}
