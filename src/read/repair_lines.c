/* doubled-lines, line-numbers: what web pages and printers add to the lines of code. */
#include "read/repair.h"

enum { LEAST_LINES = 4 };

static str line_at(str code, size_t at, size_t *next) {
    size_t end = str_find_char(code, '\n', at);
    if (end == SIZE_MAX) end = code.n;
    *next = end + 1;
    return str_sub(code, at, end);
}

static str keep(struct reader *r, struct buf *out) {
    str made = out->failed ? (str){0} : arena_str(&r->doc->arena, buf_str(out));
    if (!made.p) r->failed = true;
    buf_release(out);
    return made;
}

static str put_count(struct buf *b, size_t value) {
    buf_put_uint(b, value);
    return buf_str(b);
}

/* A blank line behind each line, and code by its indentation: blank lines between commands may be meant. */
static size_t count_doubled(str code) {
    size_t lines = 0, next;
    bool blank = true;
    size_t indented = 0;
    for (size_t at = 0; at < code.n; at = next) {
        str line = line_at(code, at, &next);
        bool empty = str_trim(line).n == 0;
        if (empty == blank) return 0;
        blank = empty;
        lines += !empty;
        indented += !empty && char_is_blank(line.p[0]);
    }
    return indented * 3 >= lines && lines >= LEAST_LINES ? lines - 1 : 0;
}

str repair_doubled_lines(struct reader *r, str code, str place) {
    size_t blanks = count_doubled(code), next;
    struct buf count, out;
    if (!blanks) return code;
    buf_init(&count);
    buf_init(&out);
    bool act = reader_repair(r, DIAG_R_DOUBLED_LINES, place, put_count(&count, blanks), (str){0});
    buf_release(&count);
    if (!act) return code;
    for (size_t at = 0; at < code.n; at = next) {
        str line = line_at(code, at, &next);
        if (!str_trim(line).n) continue;
        if (out.n) buf_put_char(&out, '\n');
        buf_put(&out, line);
    }
    return keep(r, &out);
}

/* "12  x = 1", "12: x", "12| x": past the number, or 0. */
static size_t number_end(str line, size_t *number) {
    size_t at = 0;
    while (at < line.n && char_is_blank(line.p[at])) at++;
    size_t digits = at;
    for (*number = 0; at < line.n && at < digits + 6 && char_is_digit(line.p[at]); at++) *number = *number * 10 + (size_t)(line.p[at] - '0');
    if (at == digits) return 0;
    if (at < line.n && strchr(".:|", line.p[at])) at++;
    return at == line.n || char_is_blank(line.p[at]) ? at : 0;
}

/* Numbers that run from line to line, before what mostly bears the signs of code. */
static bool is_numbered(str code, size_t *first, size_t *last) {
    size_t lines = 0, coded = 0, next, number;
    for (size_t at = 0; at < code.n; at = next) {
        str line = line_at(code, at, &next);
        size_t end = number_end(line, &number);
        if (!end || (lines && number != *last + 1)) return false;
        if (!lines) *first = number;
        *last = number;
        lines++;
        for (size_t i = end; i < line.n; i++)
            if (strchr("(){};=<>", line.p[i])) {
                coded++;
                break;
            }
    }
    return lines >= LEAST_LINES && coded * 2 >= lines;
}

/* The blanks that every line has behind its number go with it; what is more is indentation. */
static size_t gap_of(str code) {
    size_t gap = SIZE_MAX, next, number;
    for (size_t at = 0; at < code.n; at = next) {
        str line = line_at(code, at, &next);
        size_t end = number_end(line, &number), blanks = end;
        while (blanks < line.n && line.p[blanks] == ' ') blanks++;
        if (blanks < line.n && blanks - end < gap) gap = blanks - end;
    }
    return gap == SIZE_MAX ? 0 : gap;
}

str repair_line_numbers(struct reader *r, str code, str place) {
    size_t first, last, next, number;
    struct buf one, two, out;
    if (!is_numbered(code, &first, &last)) return code;
    buf_init(&one);
    buf_init(&two);
    buf_init(&out);
    bool act = reader_repair(r, DIAG_R_LINE_NUMBERS, place, put_count(&one, first), put_count(&two, last));
    buf_release(&one);
    buf_release(&two);
    if (!act) return code;
    size_t gap = gap_of(code);
    for (size_t at = 0; at < code.n; at = next) {
        str line = line_at(code, at, &next);
        if (at) buf_put_char(&out, '\n');
        buf_put(&out, str_drop(line, number_end(line, &number) + gap));
    }
    return keep(r, &out);
}
