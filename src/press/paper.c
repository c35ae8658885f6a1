/* Paper sizes: names, and WxH with units. */
#include "press/job.h"

/* In thousandths of a point; ISO 216 sizes are whole millimetres, 1 mm = 72000/25.4 mpt. */
#define MM(v) ((mpt)((v) * 72000.0 / 25.4 + 0.5))
#define INCH(v) ((mpt)((v) * 72000))

static const struct {
    str name;
    mpt width, height;
} PAPERS[] = {
    {{"a3", 2}, MM(297), MM(420)},       {{"a4", 2}, MM(210), MM(297)},       {{"a5", 2}, MM(148), MM(210)},
    {{"a6", 2}, MM(105), MM(148)},       {{"b4", 2}, MM(250), MM(353)},       {{"b5", 2}, MM(176), MM(250)},
    {{"b6", 2}, MM(125), MM(176)},       {{"letter", 6}, INCH(8.5), INCH(11)}, {{"legal", 5}, INCH(8.5), INCH(14)},
    {{"tabloid", 7}, INCH(11), INCH(17)}, {{"executive", 9}, INCH(7.25), INCH(10.5)},
};

enum { PAPER_MIN = 72 * 1000, PAPER_MAX = 14400 * 1000 }; /* an inch; what PDF viewers take at most (200 in) */

/* Digits with at most six before the point and three after it, as thousandths. */
static bool take_milli(str *s, int64_t *value) {
    size_t i = 0, digits = 0;
    int64_t v = 0;
    for (; i < s->n && char_is_digit(s->p[i]) && digits < 6; i++, digits++) v = v * 10 + (s->p[i] - '0');
    v *= 1000;
    if (i < s->n && s->p[i] == '.') {
        int64_t scale = 100;
        for (i++; i < s->n && char_is_digit(s->p[i]) && scale; i++, digits++, scale /= 10) v += (s->p[i] - '0') * scale;
    }
    *s = str_drop(*s, i);
    *value = v;
    return digits > 0;
}

static int64_t take_unit(str *s) {
    static const struct {
        str name;
        int64_t mpt_per_1000; /* of the unit's thousandths: mpt a thousand units */
    } UNITS[] = {{{"mm", 2}, 2834646}, {{"cm", 2}, 28346457}, {{"in", 2}, 72000000}, {{"pt", 2}, 1000000}};
    for (size_t i = 0; i < sizeof UNITS / sizeof *UNITS; i++) {
        if (!str_starts_nocase(*s, UNITS[i].name)) continue;
        *s = str_drop(*s, UNITS[i].name.n);
        return UNITS[i].mpt_per_1000;
    }
    return 0;
}

static bool size_parse(str s, mpt *width, mpt *height) {
    int64_t w, h, w_unit, h_unit;
    if (!take_milli(&s, &w)) return false;
    w_unit = take_unit(&s);
    if (!str_starts_nocase(s, STR("x"))) return false;
    s = str_drop(s, 1);
    if (!take_milli(&s, &h) || (h_unit = take_unit(&s)) == 0 || s.n) return false;
    if (!w_unit) w_unit = h_unit;
    w = (w * w_unit + 500000) / 1000000;
    h = (h * h_unit + 500000) / 1000000;
    if (w < PAPER_MIN || h < PAPER_MIN || w > PAPER_MAX || h > PAPER_MAX) return false;
    *width = (mpt)w;
    *height = (mpt)h;
    return true;
}

bool paper_parse(str s, mpt *width, mpt *height) {
    for (size_t i = 0; i < sizeof PAPERS / sizeof *PAPERS; i++) {
        if (!str_eq_nocase(s, PAPERS[i].name)) continue;
        *width = PAPERS[i].width;
        *height = PAPERS[i].height;
        return true;
    }
    return size_parse(s, width, height);
}
