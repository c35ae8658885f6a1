/* style: the two styles that ship, and how papers, lengths and colours are written. */
#include "layout/style.h"

#define RGB(x) {(uint8_t)((x) >> 16), (uint8_t)((x) >> 8 & 255), (uint8_t)((x) & 255)}

/* Colours of code: each also differs by weight or slant, so that grey print reads. */
#define CODE_COLORS                                                                                            \
    {[CODE_PLAIN] = RGB(0x1b1f24),  [CODE_KEYWORD] = RGB(0x8a1f5c), [CODE_STRING] = RGB(0x22663b),             \
     [CODE_COMMENT] = RGB(0x5b6670), [CODE_NUMBER] = RGB(0x8a5a00), [CODE_FUNCTION] = RGB(0x1f4e79),           \
     [CODE_TYPE] = RGB(0x5a3d99),   [CODE_TAG] = RGB(0x8a1f5c),    [CODE_ATTRIBUTE] = RGB(0x1f4e79)}
#define CODE_GREYS                                                                                             \
    {[CODE_PLAIN] = RGB(0x1a1a1a),  [CODE_KEYWORD] = RGB(0x000000), [CODE_STRING] = RGB(0x4a4a4a),             \
     [CODE_COMMENT] = RGB(0x5e5e5e), [CODE_NUMBER] = RGB(0x333333), [CODE_FUNCTION] = RGB(0x1a1a1a),           \
     [CODE_TYPE] = RGB(0x333333),   [CODE_TAG] = RGB(0x000000),    [CODE_ATTRIBUTE] = RGB(0x333333)}

#define LENGTH(group, name, value) .name = value,
#define COLOR(group, name, value) .name = RGB(value),
#define NAME(group, name, value) .name = {"" value, sizeof(value) - 1},
#define FLAG(group, name, value) .name = value,

static const struct style DEFAULT_STYLE = {
#include "layout/style_fields.h"
    .code_color = CODE_COLORS,
};

#undef COLOR
#define COLOR(group, name, value)

static const struct style GREY_STYLE = {
#include "layout/style_fields.h"
    .ink = RGB(0x1a1a1a),
    .accent = RGB(0x333333),
    .on_accent = RGB(0xffffff),
    .soft = RGB(0xf2f2f2),
    .panel = RGB(0xf7f7f7),
    .rule = RGB(0xcccccc),
    .mute = RGB(0x5e5e5e),
    .code_color = CODE_GREYS,
};
#undef LENGTH
#undef COLOR
#undef NAME
#undef FLAG

const struct style *style_default(void) { return &DEFAULT_STYLE; }
const struct style *style_grey(void) { return &GREY_STYLE; }

/* A decimal number as thousandths; steps past it. Not by strtod, which asks the locale for the point. */
static bool milli_parse(str s, size_t *at, int64_t *out) {
    size_t i = *at, digits = 0;
    int64_t value = 0, unit = 100;
    for (; i < s.n && char_is_digit(s.p[i]) && value < 100000; i++, digits++) value = value * 10 + (s.p[i] - '0');
    value *= 1000;
    if (i < s.n && s.p[i] == '.') {
        for (i++; i < s.n && char_is_digit(s.p[i]); i++, digits++, unit /= 10) value += (s.p[i] - '0') * unit;
    }
    if (!digits) return false;
    *at = i;
    *out = value;
    return true;
}

/* mpt in a thousandth of the unit, as a fraction. */
static bool unit_parse(str s, int64_t *num, int64_t *den) {
    static const struct { const char *name; int64_t num, den; } UNITS[] = {
        {"pt", 1, 1}, {"mm", 7200, 2540}, {"cm", 72000, 2540}, {"in", 72, 1}, {"", 1, 1}};
    for (size_t i = 0; i < sizeof UNITS / sizeof *UNITS; i++) {
        if (!str_eq_nocase(s, str_from(UNITS[i].name))) continue;
        *num = UNITS[i].num;
        *den = UNITS[i].den;
        return true;
    }
    return false;
}

bool length_parse(str text, mpt *out) {
    int64_t value, num, den;
    size_t at = 0;
    text = str_trim(text);
    if (!milli_parse(text, &at, &value) || !unit_parse(str_trim(str_drop(text, at)), &num, &den)) return false;
    value = (value * num + den / 2) / den;
    if (value > PT(14400)) return false;
    *out = (mpt)value;
    return true;
}

/* Two lengths with an 'x' between them; a unit after the second is the first's too. */
static bool paper_size_parse(str s, mpt *w, mpt *h) {
    size_t at = 0;
    int64_t first, second, num, den, num1, den1;
    if (!milli_parse(s, &at, &first)) return false;
    size_t x = str_find_char(s, 'x', at);
    if (x == SIZE_MAX) x = str_find_char(s, 'X', at);
    if (x == SIZE_MAX) return false;
    str unit = str_trim(str_sub(s, at, x));
    s = str_trim(str_drop(s, x + 1));
    at = 0;
    if (!milli_parse(s, &at, &second) || !unit_parse(str_trim(str_drop(s, at)), &num, &den)) return false;
    num1 = num, den1 = den;
    if (unit.n && !unit_parse(unit, &num1, &den1)) return false;
    first = (first * num1 + den1 / 2) / den1;
    second = (second * num + den / 2) / den;
    /* 14,400 pt is the largest page of PDF 1.7; below 2.5 in no text fits between margins */
    if (first < PT(180) || second < PT(180) || first > PT(14400) || second > PT(14400)) return false;
    *w = (mpt)first;
    *h = (mpt)second;
    return true;
}

bool paper_parse(str name, mpt *w, mpt *h) {
    static const struct { const char *name; mpt w, h; } PAPERS[] = {
        {"a3", MM(297), MM(420)},   {"a4", MM(210), MM(297)},   {"a5", MM(148), MM(210)},
        {"a6", MM(105), MM(148)},   {"b4", MM(250), MM(353)},   {"b5", MM(176), MM(250)},
        {"letter", PT(612), PT(792)}, {"legal", PT(612), PT(1008)}, {"executive", PT(522), PT(756)},
        {"tabloid", PT(792), PT(1224)}};
    name = str_trim(name);
    for (size_t i = 0; i < sizeof PAPERS / sizeof *PAPERS; i++) {
        if (!str_eq_nocase(name, str_from(PAPERS[i].name))) continue;
        *w = PAPERS[i].w;
        *h = PAPERS[i].h;
        return true;
    }
    return paper_size_parse(name, w, h);
}

static int hex_digit(char c) {
    if (char_is_digit(c)) return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool color_parse(str text, struct rgb *out) {
    int d[6];
    if (text.n != 4 && text.n != 7) return false;
    if (text.p[0] != '#') return false;
    for (size_t i = 1; i < text.n; i++)
        if ((d[i - 1] = hex_digit(text.p[i])) < 0) return false;
    if (text.n == 4) *out = (struct rgb){(uint8_t)(d[0] * 17), (uint8_t)(d[1] * 17), (uint8_t)(d[2] * 17)};
    else *out = (struct rgb){(uint8_t)(d[0] * 16 + d[1]), (uint8_t)(d[2] * 16 + d[3]), (uint8_t)(d[4] * 16 + d[5])};
    return true;
}

/* x^2.4 for x from 0 to 1 without libm, whose last digit differs between machines: x^2 times x^0.4, the latter by
 * Newton's method on y^5 = x^2. */
static double power_2_4(double x) {
    double y = 1;
    if (x <= 0) return 0;
    for (int i = 0; i < 40; i++) y -= (y * y * y * y * y - x * x) / (5 * y * y * y * y);
    return x * x * y;
}

/* Relative luminance, WCAG 2. */
static double luminance(struct rgb c) {
    const uint8_t parts[3] = {c.r, c.g, c.b};
    static const double WEIGHT[3] = {0.2126, 0.7152, 0.0722};
    double sum = 0;
    for (int i = 0; i < 3; i++) {
        double v = parts[i] / 255.0;
        sum += WEIGHT[i] * (v <= 0.04045 ? v / 12.92 : power_2_4((v + 0.055) / 1.055));
    }
    return sum;
}

uint32_t color_contrast(struct rgb a, struct rgb b) {
    double x = luminance(a), y = luminance(b);
    if (x < y) {
        double t = x;
        x = y;
        y = t;
    }
    return (uint32_t)((x + 0.05) / (y + 0.05) * 1000);
}
