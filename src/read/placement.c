#include "read/placement.h"

#include <md4c.h>

/* The offsets that count, modulo 256. */
struct offsets {
    uint64_t taken[4];
    bool any;
};

static void take(struct offsets *o, size_t offset) {
    o->taken[offset >> 6 & 3] |= (uint64_t)1 << (offset & 63);
    o->any = true;
}

static bool is_taken(const struct offsets *o, size_t offset) { return o->taken[offset >> 6 & 3] >> (offset & 63) & 1; }

static size_t skip(str text, size_t at, char c) {
    while (at < text.n && text.p[at] == c) at++;
    return at;
}

static size_t skip_blanks(str text, size_t at) {
    while (at < text.n && char_is_blank(text.p[at])) at++;
    return at;
}

/* Nothing but blanks and the marks of quotes. */
static bool is_blank_line(str text, size_t at, size_t end) {
    while (at < end && (char_is_blank(text.p[at]) || text.p[at] == '>')) at++;
    return at == end;
}

/* The end of the mark of a list or quote at `at`, or `at`. */
static size_t skip_mark(str line, size_t at) {
    size_t digits = at;
    if (at < line.n && line.p[at] == '>') return at + 1;
    while (digits < line.n && char_is_digit(line.p[digits])) digits++;
    bool number = digits > at && digits < line.n && (line.p[digits] == '.' || line.p[digits] == ')');
    bool bullet = at < line.n && (line.p[at] == '-' || line.p[at] == '+' || line.p[at] == '*');
    size_t end = number ? digits + 1 : bullet ? at + 1 : at;
    return end == line.n || char_is_blank(line.p[end]) ? end : at;
}

/* From `at` on nothing but one sign, of those that rules and underlines are made of. */
static bool is_rule(str line, size_t at) {
    if (at >= line.n || (line.p[at] != '-' && line.p[at] != '_' && line.p[at] != '*' && line.p[at] != '=')) return false;
    for (size_t i = at; i < line.n; i++)
        if (line.p[i] != line.p[at] && !char_is_blank(line.p[i])) return false;
    return true;
}

/* Where a block may begin in the line: behind each of the marks before it. `all`: whatever it is; else a rule or heading.
 * Gives where the last one begins. */
static size_t take_beginnings(struct offsets *o, str line, size_t base, bool all) {
    size_t at = skip_blanks(line, 0);
    for (;;) {
        bool rule = is_rule(line, at);
        if (all || rule) take(o, base + at);
        size_t end = rule ? at : skip_mark(line, at);
        if (end == at) break;
        at = skip_blanks(line, end);
    }
    if (at < line.n && line.p[at] == '#') take(o, base + skip(line, skip(line, at, '#'), ' '));
    return at;
}

static bool is_fence(str line, size_t at) {
    return at < line.n && (line.p[at] == '`' || line.p[at] == '~') && skip(line, at, line.p[at]) >= at + 3;
}

/* The line from `at` to `end` stands before a blank one; `above` begins the line before it. */
static void take_line(struct offsets *o, str text, size_t above, size_t at, size_t end, bool last_of_two) {
    str line = str_sub(text, at, end);
    size_t begin = take_beginnings(o, line, at, last_of_two);
    if (last_of_two) take(o, end); /* of HTML */
    if (at == above) return;
    if (is_fence(line, begin)) take(o, at - 1); /* the end of the code */
    if (is_rule(line, begin)) take_beginnings(o, str_sub(text, above, at - 1), above, true); /* a heading, underlined */
}

static size_t end_of_line(str text, size_t at) {
    size_t end = str_find_char(text, '\n', at);
    return end == SIZE_MAX ? text.n : end;
}

/* Only lines that stand within a list matter: those below the blank one are indented, or quoted. */
static void take_lines(struct offsets *o, str text) {
    size_t above = 0, at = 0;
    while (at < text.n) {
        size_t end = end_of_line(text, at), next = end + 1, blanks = 0;
        while (next < text.n && (text.p[next] <= ' ' || text.p[next] == '>')) {
            size_t stop = end_of_line(text, next);
            if (!is_blank_line(text, next, stop)) break;
            next = stop + 1;
            blanks++;
        }
        if (blanks && next < text.n && (char_is_blank(text.p[next]) || text.p[next] == '>'))
            take_line(o, text, above, at, end, blanks > 1);
        above = at;
        at = next;
    }
}

size_t placement_shift(str text) {
    struct offsets o = {0};
    take_lines(&o, text);
    for (size_t shift = 0; o.any && shift < PLACEMENT_ROOM; shift++)
        if (!is_taken(&o, (size_t)MD_BLOCK_LI - shift)) return shift;
    return 0; /* hundreds of such lines in one text: there is no right place */
}
