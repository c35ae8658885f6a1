/* line_shape: what a line looks like by itself: an item of a list, a fence, an underline, indented prose. */
#include "read/clean.h"

static size_t bullet_bytes(str s) {
    static const char bullets[][4] = {"•", "●", "▪", "◦", "‣", "·", "■", "○", "–", "∙", "⁃", "➢", "➤", "►", "▸", "▶", "◆", "◇", "❖",
                                      "✦", "□", "▫", "\xEF\x82\xB7", "\xEF\x82\xA7", "\xEF\x83\x98"}; /* the last: of the font Symbol */
    if (s.n == 0) return 0;
    if (s.p[0] == '-' || s.p[0] == '*' || s.p[0] == '+') return 1;
    if ((unsigned char)s.p[0] != 0xE2 && (unsigned char)s.p[0] != 0xC2 && (unsigned char)s.p[0] != 0xEF) return 0;
    for (size_t i = 0; i < sizeof bullets / sizeof *bullets; i++)
        if (str_starts(s, str_from(bullets[i]))) return strlen(bullets[i]);
    return 0;
}

bool line_item(str text, struct item_mark *out) {
    size_t at = str_skip_spaces(text, 0), mark;
    while (at < text.n && char_is_blank(text.p[at])) at++;
    if (at < text.n && char_is_alpha(text.p[at])) return false; /* most lines */
    str rest = str_drop(text, at);
    struct item_mark item = {.indent = at};
    size_t digits = 0;
    while (digits < rest.n && digits < 9 && char_is_digit(rest.p[digits]))
        item.number = item.number * 10 + (uint32_t)(rest.p[digits++] - '0');
    if (digits) {
        if (digits >= rest.n || (rest.p[digits] != '.' && rest.p[digits] != ')')) return false;
        item.ordered = true;
        mark = digits + 1;
    } else {
        mark = bullet_bytes(rest);
    }
    if (mark == 0 || (mark < rest.n && !char_is_blank(rest.p[mark]))) return false;
    item.mark = mark;
    while (mark < rest.n && char_is_blank(rest.p[mark])) mark++;
    item.content = at + mark;
    *out = item;
    return true;
}

uint32_t line_columns(str text, size_t *at) {
    size_t i = str_skip_spaces(text, 0);
    uint32_t columns = (uint32_t)i;
    for (; i < text.n && char_is_blank(text.p[i]); i++) columns = text.p[i] == '\t' ? (columns / 4 + 1) * 4 : columns + 1;
    *at = i;
    return columns;
}

/* The run of ` or ~ that opens or closes a fence; 0 when there is none. */
size_t line_fence(str text, char *mark, size_t *after) {
    size_t at;
    line_columns(text, &at);
    struct item_mark item;
    if (at < text.n && char_is_alpha(text.p[at])) return 0; /* most lines */
    if (at < text.n && text.p[at] != '`' && text.p[at] != '~' && line_item(text, &item)) at = item.content;
    if (at >= text.n || (text.p[at] != '`' && text.p[at] != '~')) return 0;
    size_t n = 0;
    while (at + n < text.n && text.p[at + n] == text.p[at]) n++;
    if (n < 3 || (text.p[at] == '`' && str_find_char(text, '`', at + n) != SIZE_MAX)) return 0;
    *mark = text.p[at];
    *after = at + n;
    return n;
}

bool line_is_setext(str text) {
    if (text.n && char_is_alnum(text.p[0])) return false;
    str t = str_trim(text);
    if (t.n < 3 || (t.p[0] != '=' && t.p[0] != '-')) return false;
    for (size_t i = 1; i < t.n; i++)
        if (t.p[i] != t.p[0]) return false;
    return true;
}

bool line_is_table_rule(str text) {
    str t = str_trim(text);
    if (t.n < 3 || str_find(t, STR("-"), 0) == SIZE_MAX || str_find_char(t, '|', 0) == SIZE_MAX) return false;
    for (size_t i = 0; i < t.n; i++)
        if (!strchr("|-: ", t.p[i])) return false;
    return true;
}

str line_drop_indent(str text, uint32_t columns) {
    size_t at = 0;
    for (uint32_t done = 0; done < columns && at < text.n && char_is_blank(text.p[at]); at++) {
        done = text.p[at] == '\t' ? (done / 4 + 1) * 4 : done + 1;
        if (done > columns) break; /* a tab that reaches further stays */
    }
    return str_drop(text, at);
}

/* A bracket that stands as in prose: "(so)", not "f(x)". */
static bool is_prose_bracket(str text, size_t at) {
    if (text.p[at] == '(') return at > 0 && text.p[at - 1] == ' ';
    return text.p[at] == ')' && (at + 1 >= text.n || strchr(" ,.", text.p[at + 1]));
}

/* The dash of an option: "vim -u NONE". */
static bool is_option(str text, size_t at) {
    return text.p[at] == '-' && at > 0 && text.p[at - 1] == ' ' && at + 1 < text.n && (char_is_alpha(text.p[at + 1]) || text.p[at + 1] == '-');
}

/* Many words and few signs: prose that stands indented, not code. */
bool line_is_prose(str text) {
    size_t letters = 0, signs = 0, words = 0;
    text = str_trim(text);
    if (str_starts(text, STR("#")) || str_starts(text, STR("//")) || str_starts(text, STR("/*"))) return false; /* a comment */
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (char_is_alpha(c) || (unsigned char)c >= 0x80) letters++;
        if ((unsigned char)c >= 0xE3 && (unsigned char)c < 0xEE) words++; /* each of these signs is one */
        if (char_is_alpha(c) || (unsigned char)c >= 0x80) continue;
        if (c == ' ') words += text.p[i - 1] != ' ';
        else if (is_option(text, i)) signs += 2;
        else if (!char_is_digit(c) && !strchr(".,'-?!", c) && !is_prose_bracket(text, i)) signs++;
    }
    return words >= 5 && signs * 12 < letters;
}

bool line_is_sentence(str text) {
    str t = str_trim(text);
    return line_is_prose(text) || (t.n > 2 && char_is_upper(t.p[0]) && strchr(".:?", t.p[t.n - 1]));
}

static uint32_t least_indent(const struct line *lines, size_t from, size_t n, uint32_t least) {
    for (size_t i = from; i < n && least; i++) {
        size_t at;
        uint32_t indent = lines[i].flags & LINE_BLANK ? least : line_columns(lines[i].text, &at);
        if (indent < least) least = indent;
    }
    return least;
}

uint32_t lines_margin(const struct reader *r, const struct line *lines, size_t n) {
    uint32_t margin = 0;
    for (size_t i = 0; i < n; i++) {
        size_t at;
        str text = lines[i].text;
        bool whole = text.p == r->text.p || text.p[-1] == '\n' || text.p[-1] == '\r';
        if (lines[i].flags & LINE_BLANK || !whole) continue;
        uint32_t indent = line_columns(text, &at);
        if (margin == 0 && (margin = indent) < 4) return least_indent(lines, i, n, margin);
        bool fence = str_starts(str_drop(text, at), STR("```")) || str_starts(str_drop(text, at), STR("~~~"));
        struct item_mark item;
        bool row = at + 1 < text.n && text.p[at] == '|' && str_trim_right(text).p[str_trim_right(text).n - 1] == '|';
        bool prose = !(lines[i].flags & LINE_CODE) && (line_is_sentence(text) || line_item(text, &item) || row);
        if (indent <= margin && (fence || prose)) return margin;
    }
    return 0;
}
