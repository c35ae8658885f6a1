/* parted-lines: text from pdftotext has a blank line wherever lines stand a little further apart, also between two lines
 * of one title or paragraph. Where a line is full, ends no sentence, and the next line goes on, the blank goes. */
#include "base/utf8.h"
#include "code/code.h"
#include "read/clean.h"
#include "read/repair.h"

enum { LEAST_COLUMN = 40, MOST_COLUMN = 132, LEAST_LONG = 8 };

/* Nine of ten long lines are no longer: letters have their own widths, so that full lines do not end at one column. */
uint32_t parted_column(const struct line *lines, size_t n) {
    uint32_t count[MOST_COLUMN + 1] = {0}, used = 0, column = MOST_COLUMN;
    for (size_t i = 0; i < n; i++) {
        if (lines[i].flags & (LINE_BLANK | LINE_CODE) || lines[i].text.n < LEAST_COLUMN || lines[i].text.n > 4 * MOST_COLUMN) continue;
        size_t columns = utf8_count(lines[i].text);
        if (columns < LEAST_COLUMN || columns > MOST_COLUMN) continue;
        count[columns]++;
        used++;
    }
    if (used < LEAST_LONG) return 0;
    for (uint32_t above = used / 10; column > LEAST_COLUMN && count[column] <= above; column--) above -= count[column];
    return column;
}

bool parted_goes_on(uint32_t column, str before, str text) {
    size_t width = utf8_count(before), word = 0;
    bool glue;
    str above = str_trim(before), here = str_trim(text);
    if (column == 0 || width * 4 < column * 3 || width > column + column / 4) return false;
    if (above.n == 0 || here.n == 0 || torn_ends(above) || code_line(before) >= CODE_LINE_WEAK || code_line(text) >= CODE_LINE_WEAK) return false;
    if (torn_continues(before, text, &glue)) return true;
    while (word < here.n && !char_is_blank(here.p[word])) word++;
    return char_is_upper(here.p[0]) && width + 1 + utf8_count(str_sub(here, 0, word)) + column / 10 > column;
}
