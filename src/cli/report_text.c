/* Diagnostics as text: `file:line:col: level: message [code]`, on a terminal with the source line and a caret. */
#include <string.h>

#include "base/utf8.h"
#include "cli/command.h"

enum { TAB = 4 };

/* Select graphic rendition (ECMA-48): green, cyan, magenta, red; all bold. */
static const char *const COLORS[] = {[QAP_REPAIR] = "\033[1;32m", [QAP_NOTE] = "\033[1;36m", [QAP_WARNING] = "\033[1;35m", [QAP_ERROR] = "\033[1;31m"};
#define BOLD "\033[1m"
#define PLAIN "\033[0m"

static bool is_control(uint32_t c) {
    /* C0, DEL, C1, and what turns the direction of the text around it. */
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

/* Columns on a terminal: none for marks, two for the wide blocks of East Asian Width (UAX #11) and emoji. */
static size_t width_of(uint32_t c) {
    static const struct {
        uint32_t from, to;
    } WIDE[] = {{0x1100, 0x115F}, {0x2E80, 0x303E}, {0x3041, 0xA4CF}, {0xA960, 0xA97F}, {0xAC00, 0xD7A3}, {0xF900, 0xFAFF},
                {0xFE30, 0xFE6F}, {0xFF00, 0xFF60}, {0xFFE0, 0xFFE6}, {0x1F300, 0x1F64F}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};
    if ((c >= 0x300 && c <= 0x36F) || (c >= 0x200B && c <= 0x200F) || (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0x591 && c <= 0x5BD)) return 0;
    for (size_t i = 0; i < sizeof WIDE / sizeof *WIDE; i++)
        if (c >= WIDE[i].from && c <= WIDE[i].to) return 2;
    return 1;
}

static uint32_t next_clean(str s, size_t *at) {
    uint32_t c = utf8_next(s, at);
    return c == UTF8_INVALID || is_control(c) ? 0xFFFD : c;
}

void put_clean(struct buf *out, str s) {
    for (size_t at = 0; at < s.n;) buf_put_utf8(out, next_clean(s, &at));
}

/* A file's name as it is, for whoever reads on with it; only what would spoil the line is replaced. */
static void put_name(struct buf *out, str s) {
    for (size_t i = 0; i < s.n; i++) {
        bool control = (unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7F;
        buf_put_char(out, control ? '?' : s.p[i]);
    }
}

/* The part of a long line to show: from which code point, so that the marked place is within the width. */
static size_t window_start(str line, size_t column, size_t columns) {
    size_t n = utf8_count(line);
    if (n <= columns || column <= columns * 2 / 3) return 0;
    size_t start = column - columns / 2;
    return start + columns > n ? n - columns : start;
}

static void put_source(struct buf *out, const struct command *command, const qap_diagnostic *d) {
    static const char GUTTER[] = "    ";
    size_t columns = command->columns > 24 ? command->columns - 6 : 20;
    str line = str_of(d->source, d->source_size);
    size_t start = window_start(line, d->column, columns), index = 0, shown = 0;
    size_t caret_at = 0, caret_n = 0;
    buf_put(out, str_from(GUTTER));
    if (start) buf_put(out, STR("\xE2\x80\xA6"));
    for (size_t at = 0; at < line.n && shown + 2 < columns;) {
        bool tab = line.p[at] == '\t';
        uint32_t c = next_clean(line, &at);
        if (index++ < start) continue;
        size_t width = tab ? TAB - shown % TAB : width_of(c);
        if (index < d->column) caret_at = shown + width;
        else if (index < d->column + (d->length ? d->length : 1)) caret_n += width;
        if (tab) buf_put_repeat(out, ' ', width);
        else buf_put_utf8(out, c);
        shown += width;
    }
    buf_put_char(out, '\n');
    buf_put(out, str_from(GUTTER));
    buf_put_repeat(out, ' ', caret_at + (start ? 1 : 0));
    if (command->in_color) buf_put(out, str_from(COLORS[d->severity]));
    buf_put_char(out, '^');
    if (caret_n > 1) buf_put_repeat(out, '~', caret_n - 1);
    if (command->in_color) buf_put(out, STR(PLAIN));
    buf_put_char(out, '\n');
}

static void put_place(struct buf *out, const qap_diagnostic *d) {
    put_name(out, d->file[0] ? str_from(d->file) : STR("qapress"));
    for (int i = 0; i < 2; i++) {
        uint32_t number = i == 0 ? d->line : d->column;
        if (!number) break;
        buf_put_char(out, ':');
        buf_put_uint(out, number);
    }
    buf_put(out, STR(": "));
}

void put_text_line(struct buf *out, const struct command *command, const qap_diagnostic *d) {
    if (command->in_color) buf_put(out, STR(BOLD));
    put_place(out, d);
    if (command->in_color) buf_put(out, str_from(COLORS[d->severity]));
    buf_put(out, str_from(SEVERITY_NAMES[d->severity]));
    buf_put_char(out, ':');
    if (command->in_color) buf_put(out, STR(PLAIN));
    buf_put_char(out, ' ');
    put_clean(out, str_from(d->message));
    buf_put(out, STR(" ["));
    buf_put(out, str_from(d->code));
    buf_put(out, STR("]\n"));
    if (command->terminal && command->diagnostics == DIAGNOSTICS_TEXT && d->line && d->column && d->source_size) put_source(out, command, d);
}
