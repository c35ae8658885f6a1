#include "read/division_label.h"

/* "3", "十二", "1-2" from `from` on: where it ends. */
static size_t cjk_number_end(str t, size_t from) {
    const str numerals = STR("〇零一二三四五六七八九十百千两０１２３４５６７８９");
    size_t at = from;
    for (;;) {
        if (at < t.n && (char_is_digit(t.p[at]) || char_is_blank(t.p[at]) || t.p[at] == '-')) at++;
        else if (at + 3 <= t.n && (unsigned char)t.p[at] >= 0xE3 && str_find(numerals, str_sub(t, at, at + 3), 0) != SIZE_MAX) at += 3;
        else return at;
    }
}

/* "第一部分", "第3章 …": the ordinal forms of Chinese and Japanese. A space ends the label. */
static struct division_label cjk_label(str t) {
    static const struct {
        const char *text;
        enum division_kind kind;
    } units[] = {{"部分", DIVISION_PART}, {"部", DIVISION_PART}, {"篇", DIVISION_PART}, {"章", DIVISION_CHAPTER},
                 {"节", DIVISION_SECTION}, {"節", DIVISION_SECTION}};
    enum { LABEL_WITHIN = 30 }; /* bytes */
    struct division_label d = {0};
    str ordinal = STR("第");
    if (!str_starts(t, ordinal)) return d;
    size_t at = cjk_number_end(t, ordinal.n);
    if (at == ordinal.n) return d;
    for (size_t i = 0; i < sizeof units / sizeof *units && !d.kind; i++)
        if (str_starts(str_drop(t, at), str_from(units[i].text))) d.kind = units[i].kind;
    size_t space = str_find_char(str_sub(t, 0, LABEL_WITHIN), ' ', at);
    if (!d.kind || space == SIZE_MAX) return d;
    d.label = str_sub(t, 0, space);
    d.title_at = space + 1;
    return d;
}

static enum division_kind kind_of(enum marker_word word) {
    if (word == WORD_PART) return DIVISION_PART;
    if (word == WORD_CHAPTER) return DIVISION_CHAPTER;
    return word == WORD_SECTION ? DIVISION_SECTION : DIVISION_NONE;
}

/* "12", "IV", "B" from `from` on; where it ends, or `from` when it is no number. */
static size_t number_end(str t, size_t from) {
    size_t at = from;
    while (at < t.n && (char_is_digit(t.p[at]) || strchr("IVXLC", t.p[at]))) at++;
    if (at == from && at + 1 < t.n && char_is_upper(t.p[at]) && !char_is_alpha(t.p[at + 1])) at++;
    return at < t.n && char_is_alpha(t.p[at]) ? from : at;
}

static size_t skip_separators(str t, size_t at) {
    while (at < t.n && (char_is_blank(t.p[at]) || strchr(":.-)", t.p[at]))) at++;
    for (str rest = str_drop(t, at); str_starts(rest, STR("–")) || str_starts(rest, STR("—")) || str_starts(rest, STR("：")); rest = str_drop(t, at))
        at += 3;
    while (at < t.n && char_is_blank(t.p[at])) at++;
    return at;
}

struct division_label division_label(const struct markers *markers, str text) {
    const unsigned words = 1u << WORD_PART | 1u << WORD_CHAPTER | 1u << WORD_SECTION;
    size_t at;
    enum division_kind kind = marker_may_start(markers, text, words) ? kind_of(marker_at(markers, text, &at)) : DIVISION_NONE;
    if (!kind) return cjk_label(text);
    while (at < text.n && (char_is_blank(text.p[at]) || text.p[at] == '#')) at++;
    size_t end = number_end(text, at);
    if (end == at) return (struct division_label){0};
    return (struct division_label){kind, str_sub(text, 0, end), str_sub(text, at, end), skip_separators(text, end)};
}
