/* page-break: does a line go on where the line above was torn by a page break? */
#include "base/utf8.h"
#include "read/clean.h"

static uint32_t last_sign(str s) {
    s = str_trim_right(s);
    for (size_t at = s.n; at > 0;) {
        uint32_t c = utf8_prev(s, &at);
        bool closes = c == ')' || c == ']' || c == '"' || c == '\'' || c == '*' || c == '_' || c == 0x201D || c == 0x2019 || c == 0xBB;
        if (!closes) return c;
    }
    return 0;
}

static bool ends_sentence(uint32_t c) {
    return c == '.' || c == '!' || c == '?' || c == ':' || c == ';' || c == 0x3002 || c == 0xFF01 || c == 0xFF1F ||
           c == 0xFF1A || c == 0x61F || c == 0x964 || c == 0x2026;
}

/* "3.2. This": the number of a section, unlike "3.2 seconds". */
static bool is_numbered(str t) {
    size_t n = 0;
    while (n < t.n && (char_is_digit(t.p[n]) || t.p[n] == '.')) n++;
    return n > 1 && n < t.n && char_is_digit(t.p[0]) && char_is_blank(t.p[n]) && t.p[n - 1] == '.';
}

static bool starts_block(str line) {
    struct item_mark item;
    str t = str_trim_left(line);
    if (t.n == 0 || line_item(line, &item) || is_numbered(t)) return true;
    return strchr("#>|", t.p[0]) != NULL || str_starts(t, STR("```")) || str_starts(t, STR("~~~"));
}

bool torn_ends(str before) {
    uint32_t end = last_sign(before);
    return end == 0 || ends_sentence(end);
}

bool torn_continues(str before, str line, bool *glue) {
    str above = str_trim(before), here = str_trim_left(line);
    if (above.n == 0 || here.n == 0 || starts_block(line)) return false;
    if (above.p[0] == '#' || above.p[0] == '|' || str_starts(above, STR("```"))) return false;
    uint32_t end = last_sign(above);
    size_t at = 0;
    uint32_t first = utf8_next(here, &at);
    if (end == 0 || ends_sentence(end)) return false;
    *glue = first >= 0x2E80 && end >= 0x2E80;
    if (*glue) return true;
    return (first < 0x80 && (char_is_lower((char)first) || first == '`' || first == '(' || char_is_digit((char)first))) ||
           (strchr(":/$-+=", (int)(first & 0x7F)) == NULL && (end == ',' || end == '-' || end == '(')) || (first >= 0xDF && first < 0x2E80 && end > 0x7F);
}
