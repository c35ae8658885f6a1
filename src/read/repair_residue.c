/* chat-residue: what chat programs and web pages leave in copied text: citation marks (`【8†source】`,
 * `citeturn2view3`), private-use characters that held them, invisible characters. The joiners U+200C and U+200D are
 * letters of Persian, Hindi and emoji, and stay. */
#include "base/utf8.h"
#include "read/repair.h"

enum { LONGEST_CITATION = 80 };

static bool is_invisible(uint32_t c) {
    return c == 0x200B || c == 0x2060 || c == 0xFEFF || (c >= 0xE200 && c <= 0xF8FF);
}

/* 【8†source】 */
static size_t bracket_citation(str s, size_t at) {
    size_t end = str_find(str_sub(s, 0, at + LONGEST_CITATION), STR("】"), at + 3);
    if (end == SIZE_MAX || !char_is_digit(at + 3 < s.n ? s.p[at + 3] : 'x')) return 0;
    return str_find(str_sub(s, at, end), STR("†"), 0) == SIZE_MAX ? 0 : end + 3 - at;
}

/* citeturn2view3, with more of turn0search1 */
static size_t word_citation(str s, size_t at) {
    if (!str_starts(str_drop(s, at), STR("cite"))) return 0;
    if (at > 0 && char_is_alpha(s.p[at - 1])) return 0;
    size_t i = at + 4, marks = 0;
    for (;;) {
        size_t j = i;
        while (j < s.n && (unsigned char)s.p[j] >= 0x80 && j < i + 3) j++;
        if (!str_starts(str_drop(s, j), STR("turn"))) break;
        j += 4;
        size_t digits = j;
        while (j < s.n && char_is_digit(s.p[j])) j++;
        size_t word = j;
        while (j < s.n && char_is_lower(s.p[j])) j++;
        size_t number = j;
        while (j < s.n && char_is_digit(s.p[j])) j++;
        if (word == digits || number == word || j == number) break;
        marks++;
        i = j;
    }
    return marks ? i - at : 0;
}

size_t residue_length(str s, size_t at) {
    unsigned char c = (unsigned char)s.p[at];
    if (c == 'c') return word_citation(s, at);
    if (c == 0xE3 && str_starts(str_drop(s, at), STR("【"))) return bracket_citation(s, at);
    if (c != 0xE2 && c != 0xEE && c != 0xEF) return 0;
    size_t end = at;
    return is_invisible(utf8_next(s, &end)) ? end - at : 0;
}

str residue_name(str residue) {
    size_t at = 0;
    uint32_t c = residue.n ? utf8_next(residue, &at) : 0;
    return c != 0x3010 && c >= 0x80 ? STR("an invisible character") : residue;
}
