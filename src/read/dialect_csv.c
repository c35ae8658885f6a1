/* Comma-separated values, as spreadsheets and courseware write them (RFC 4180; also with semicolons and tabs): the first
 * line calls one column "Question" and one "Answer", in any language of the markers. Said as a table; what its columns
 * are is card_tables.c's business. */
#include "read/dialect_inside.h"
#include "read/markers.h"

enum { MOST_FIELDS = 40, LONGEST_HEAD = 400, MOST_LINES = 500 /* of a record */ };

/* The field at *at of `t`, whose quotes may hold separators and line ends; *at goes to the separator behind it, or to the
 * end. False: its quotes do not close within `t`. */
static bool field_at(str t, char separator, size_t *at, str *out) {
    size_t from = *at;
    while (from < t.n && t.p[from] == ' ') from++;
    bool quoted = from < t.n && t.p[from] == '"';
    size_t end = quoted ? from + 1 : from;
    if (quoted) {
        while (end < t.n && (t.p[end] != '"' || (end + 1 < t.n && t.p[end + 1] == '"'))) end += t.p[end] == '"' ? 2 : 1;
        if (end >= t.n) return false;
        *out = str_sub(t, from + 1, end);
        end++;
    }
    *at = part_end(t, separator, end);
    if (!quoted) *out = str_trim(str_sub(t, from, *at));
    return true;
}

/* What parts the fields of a head that names both columns; 0 when it is none. */
static char separator_of(str head) {
    static const char separators[] = {',', ';', '\t'};
    struct markers markers;
    if (head.n > LONGEST_HEAD) return 0;
    for (size_t i = 0; i < sizeof separators; i++) {
        bool asks = false, answers = false;
        size_t at = 0, n;
        str field;
        if (str_find_char(head, separators[i], 0) == SIZE_MAX) continue;
        markers_init(&markers, NULL, 0);
        for (size_t k = 0; k < MOST_FIELDS && at < head.n && field_at(head, separators[i], &at, &field); k++, at++) {
            enum marker_word word = marker_at(&markers, field, &n);
            asks = asks || (word == WORD_Q && n + 1 >= field.n); /* or a plural */
            answers = answers || (word == WORD_A && n + 1 >= field.n);
        }
        if (asks && answers) return separators[i];
    }
    return 0;
}

static bool holds(const struct line *lines, size_t n) {
    size_t i = 0;
    while (i < n && (lines[i].flags & LINE_BLANK)) i++;
    return i < n && separator_of(str_trim(lines[i].text)) != 0;
}

/* The record that begins with line `i`, and the line that it ends in: quotes hold line ends. */
static str record(const struct saying *s, size_t i, size_t *last) {
    str first = saying_line(s, i);
    size_t quotes = 0;
    for (*last = i; *last < s->n && *last - i < MOST_LINES; ++*last) {
        str t = saying_line(s, *last);
        for (size_t at = 0; (at = str_find_char(t, '"', at)) != SIZE_MAX; at++) quotes++;
        if (quotes % 2 == 0) return str_of(first.p, (size_t)(t.p + t.n - first.p));
    }
    *last = i; /* a quote that is none */
    return first;
}

static void push_record(struct saying *s, cell_list *cells, str t, char separator, bool head) {
    bool starts = true;
    for (size_t at = 0; at <= t.n; at++, starts = false) {
        str field = str_drop(t, at);
        if (!field_at(t, separator, &at, &field)) at = t.n;
        if (!vec_push(cells, (struct cell){field, head, starts})) s->out->failed = true;
    }
}

/* All that is left: the head and its records. */
static size_t line(struct saying *s) {
    char separator = separator_of(str_trim(saying_line(s, s->i)));
    cell_list cells = {0};
    for (size_t i = s->i, last; i < s->n; i = last + 1) {
        last = i;
        if (s->lines[i].flags & LINE_BLANK) continue;
        str t = record(s, i, &last);
        push_record(s, &cells, t, separator, i == s->i);
    }
    say_table(s, &cells);
    vec_release(&cells);
    return s->n - s->i;
}

/* A quote that is said twice is one. */
static size_t special(struct saying *s, str t, size_t at) {
    if (!str_starts(str_drop(t, at), STR("\"\""))) return 0;
    say_view(s, str_sub(t, at, at + 1));
    return at + 2;
}

const struct dialect dialect_csv = {.signs = "\"", .escapes = "", .line_end = "<br>", .holds = holds, .line = line, .special = special};
