/* hard-wrap: lines that were wrapped at a column are one paragraph. A line was wrapped when the next word had no room in
 * it; and where people wrapped by hand, when it is nearly full and nothing ends with it. In text that is not wrapped
 * each line is a paragraph. */
#include "base/utf8.h"
#include "read/clean.h"
#include "read/repair.h"

static size_t first_word(str text) {
    text = str_trim(text);
    for (size_t i = 0; i < text.n; i++)
        if (char_is_blank(text.p[i])) return i;
    return text.n;
}

/* A row of a table made with blanks. */
static bool has_columns(str text) {
    str t = str_trim(text);
    for (size_t i = 2; i < t.n; i += 3) { /* one of three blanks in a row stands here */
        if (t.p[i] != ' ') continue;
        size_t from = i, to = i + 1;
        while (from > 0 && t.p[from - 1] == ' ') from--;
        while (to < t.n && t.p[to] == ' ') to++;
        if (to - from >= 3) return true;
    }
    return false;
}

bool wrap_goes_on(const struct reader *r, str before, str text) {
    size_t width = utf8_count(before), column = r->wrap_column;
    if (has_columns(text) && has_columns(before)) return false;
    if (width + 1 + first_word(text) > column || hyphen_cuts(before, text)) return true;
    str above = str_trim_right(before);
    return width * 4 >= column * 3 && above.n && !strchr(".!?:;|", above.p[above.n - 1]) && !has_columns(above);
}

bool wrap_ends(const struct reader *r, str before, str text) {
    enum { LONG_LINE = 120 };
    if (r->wrap_column || before.n < LONG_LINE) return false;
    str above = str_trim_right(before);
    char last = above.p[above.n - 1], first = text.p[0], first_above = before.p[0];
    if (last != '.' && last != '!' && last != '?') return false;
    if (above.n + 2 <= before.n || strchr(">|# ", first_above)) return false;
    return char_is_upper(first) && reader_allows(r, DIAG_R_HARD_WRAP);
}

void wrap_report(struct reader *r, str where, uint32_t lines) {
    struct buf count;
    buf_init(&count);
    buf_put_uint(&count, lines);
    reader_repair(r, DIAG_R_HARD_WRAP, where, buf_str(&count), (str){0});
    buf_release(&count);
}
