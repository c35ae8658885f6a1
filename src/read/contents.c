/* contents: a list on top that names what comes. It is known by its titles coming again, whatever it looks like. */
#include "read/recognise.h"
#include "read/tally.h"

enum { TOO_COMMON = 5, MISSES = 4, LEAST = 4, LONG_LIST = 16, SHORT_GAP = 12, SHORT_LINE = 120 };

static bool counts(const struct line *line, const struct mark *mark) {
    return mark->key && !(line->flags & (LINE_CODE | LINE_BLANK)) && line->text.n <= 400;
}

static bool comes_again(const struct tally *keys, const struct mark *mark) {
    return mark->flags & MARK_AGAIN && tally_find(keys, mark->key)->count < TOO_COMMON;
}

/* "ii", "XIV": the numbers of a book's first pages. */
static bool is_roman(str t) {
    for (size_t i = 0; i < t.n; i++)
        if (!strchr("ivxlIVXL", t.p[i])) return false;
    return t.n > 0 && t.n <= 6;
}

/* A line with nothing but a number: where the columns of a page's contents were torn apart, the page's or the title's. */
static bool is_bare_number(str text) {
    str t = str_trim(text);
    size_t digits = 0;
    while (digits < t.n && (char_is_digit(t.p[digits]) || (t.p[digits] == '.' && digits > 0))) digits++;
    return t.n > 0 && t.n <= 8 && (digits == t.n || is_roman(t));
}

/* Where the number of a page at a line's end starts, with the dots or blanks before it; its length when there is none. */
static size_t page_number(str text) {
    str t = str_trim_right(text);
    size_t end = t.n;
    while (end > 0 && (char_is_digit(t.p[end - 1]) || strchr("ivxl", t.p[end - 1]))) end--;
    str number = str_drop(t, end);
    if (number.n == 0 || number.n > 6 || end == 0 || !(char_is_digit(number.p[0]) || is_roman(number))) return text.n;
    size_t start = end;
    while (start > 0 && (char_is_blank(t.p[start - 1]) || t.p[start - 1] == '.')) start--;
    return start > 0 && start < end ? start : text.n;
}

/* Whether the line ends with a page's number that goes on from *page, which is kept. */
static bool ends_with_page(str text, uint32_t *page) {
    uint32_t number = 0;
    str digits = text.n > 2 * SHORT_LINE ? (str){0} : str_trim(str_drop(text, page_number(text)));
    while (digits.n && digits.p[0] == '.') digits = str_trim(str_drop(digits, 1));
    for (size_t i = 0; i < digits.n && char_is_digit(digits.p[i]); i++) number = number * 10 + (uint32_t)(digits.p[i] - '0');
    bool rising = digits.n && char_is_digit(digits.p[0]) && number >= *page;
    if (rising) *page = number;
    return rising;
}

/* A title with its page's number goes by the title: it comes again without the number. */
static void strip_page_numbers(const struct line *lines, struct mark *marks, size_t n, const struct tally *keys) {
    for (size_t i = 0; i < n; i++) {
        if (!counts(&lines[i], &marks[i]) || lines[i].text.n > SHORT_LINE + SHORT_LINE) continue;
        size_t end = page_number(lines[i].text), from = marks[i].text_from;
        if (end >= lines[i].text.n || end <= from || comes_again(keys, &marks[i])) continue;
        uint64_t title = text_key(str_sub(lines[i].text, from, end));
        struct tally_cell *cell = title ? tally_find(keys, title) : NULL;
        if (!cell || cell->value <= i) continue;
        cell->count++;
        marks[i].key = title;
        marks[i].flags |= MARK_AGAIN;
    }
}

/* The keys of all lines, from the last to the first, so that each knows at once whether its own comes again; a cell's value
 * is the last line that has it. */
static bool gather(const struct line *lines, struct mark *marks, size_t n, struct tally *keys) {
    size_t counted = 0;
    for (size_t i = 0; i < n; i++) counted += counts(&lines[i], &marks[i]);
    if (!tally_reserve(keys, counted)) return false;
    for (size_t i = n; i-- > 0;) {
        if (!counts(&lines[i], &marks[i])) continue;
        struct tally_cell *cell = tally_at(keys, marks[i].key);
        if (!cell) return false;
        if (cell->count++) marks[i].flags |= MARK_AGAIN;
        else cell->value = (uint32_t)i;
    }
    return true;
}

struct block {
    size_t from, last; /* first and last line that comes again */
    size_t again, all; /* lines that come again; lines that are not blank */
    size_t beyond;     /* of `again`: those that come again after the block */
    size_t marked;     /* … that bear a number, a bullet, a heading mark or stand in a table */
    size_t paged;      /* lines that end with a page's number, none smaller than the one before */
    size_t numbers;    /* lines of nothing but a number */
    size_t rising;     /* … and after the one before came again */
    size_t spread;     /* lines from the first place to the last where they come again */
};

/* The line says for the second time, and the last, what stood above it. */
static bool is_second(const struct tally *keys, const struct line *line, const struct mark *mark, size_t i) {
    const struct tally_cell *cell = counts(line, mark) ? tally_find(keys, mark->key) : NULL;
    return cell && cell->count == 2 && cell->value == i;
}

/* Lines that say nothing about where a contents list ends: a number alone; a title that so many entries share. */
static bool is_neutral(const struct tally *keys, const struct line *line, const struct mark *mark) {
    return is_bare_number(line->text) || (mark->flags & MARK_AGAIN && tally_find(keys, mark->key)->count >= TOO_COMMON);
}

static struct block grow_block(const struct tally *keys, const struct line *lines, const struct mark *marks, size_t n,
                               size_t from) {
    struct block b = {.from = from, .last = from};
    size_t misses = 0, seen = 0, numbers = 0, paged = 0;
    uint32_t page = 0;
    for (size_t i = from; i < n && misses <= MISSES; i++) {
        if (lines[i].flags & LINE_BLANK) continue;
        if (is_neutral(keys, &lines[i], &marks[i])) {
            numbers += is_bare_number(lines[i].text);
            continue;
        }
        if (b.again >= 2 * LEAST && is_second(keys, &lines[i], &marks[i], i)) break; /* the text begins */
        seen++;
        paged += ends_with_page(lines[i].text, &page);
        if (!comes_again(keys, &marks[i])) {
            misses += marks[i].head ? MISSES + 1 : 1; /* a title that does not come again is no part of a list */
            continue;
        }
        misses = 0;
        b.last = i;
        b.numbers = numbers;
        b.paged = paged;
        b.again++;
        b.all = seen;
    }
    size_t first = SIZE_MAX, furthest = 0;
    for (size_t i = b.from, before = 0; i <= b.last; i++) {
        if (!comes_again(keys, &marks[i])) continue;
        size_t place = tally_find(keys, marks[i].key)->value;
        if (place <= b.last) continue;
        const struct mark *m = &marks[i];
        b.marked += m->depth || m->bullet || m->head || (m->flags & MARK_TABLE);
        b.beyond++;
        b.rising += place > before;
        before = place;
        if (place < first) first = place;
        if (place > furthest) furthest = place;
    }
    b.spread = first == SIZE_MAX ? 0 : furthest - first;
    return b;
}

/* A contents list has hardly anything between its lines; they come again in the same order, with text between. */
static bool is_contents(const struct block *b, bool in_place) {
    bool paged = b->paged * 2 >= b->again;
    bool marked = b->marked * 2 >= b->beyond || b->numbers >= b->again || paged;
    size_t share = marked ? 4 : 8; /* of ten; titles that wrap have lines of their own */
    return b->again >= (in_place ? LEAST : LONG_LIST) && b->again * 10 >= b->all * share && b->beyond * 10 >= b->again * 7 &&
           (b->rising * 10 >= b->beyond * 7 || paged) && b->spread * 2 >= b->again * 3;
}

/* Where the list's own heading starts, or the list when it has none. */
static size_t heading_above(const struct line *lines, const struct mark *marks, size_t from, const struct markers *markers,
                            bool *named) {
    size_t at = from;
    *named = false;
    for (size_t k = from; k-- > 0 && k + 12 > from;) { /* the word "Contents" above, a table's head */
        if ((lines[k].flags & LINE_BLANK) || is_bare_number(lines[k].text)) continue;
        str text = mark_text(&marks[k], &lines[k]);
        bool table = (marks[k].flags & MARK_TABLE) != 0;
        bool word = is_contents_title(markers, text);
        bool residue = str_starts(text, STR("<!--")) || str_find(lines[k].text, STR("<!--"), 0) == 0;
        if (!table && !word && !residue) break;
        at = k;
        *named |= word;
        if (word) break;
    }
    return at;
}

/* Lines up to the page's end that belong to the list, too, where all of them are numbers or titles that many share. */
static size_t rest_of_page(const struct tally *keys, const struct line *lines, const struct mark *marks, size_t n, size_t to) {
    size_t end = to;
    while (end < n && !(lines[end].flags & LINE_TORN) && ((lines[end].flags & LINE_BLANK) || is_neutral(keys, &lines[end], &marks[end]))) end++;
    return end < n && (lines[end].flags & LINE_TORN) ? end : to;
}

static void flag_block(const struct tally *keys, const struct line *lines, struct mark *marks, size_t n, const struct block *b, size_t from) {
    size_t to = b->last + 1;
    while (to < n && to < b->last + 5 && !(lines[to].flags & (LINE_BLANK | LINE_TORN)) && /* the last title's second line */
           !(marks[to].head || marks[to].depth || marks[to].word || marks[to].bullet || (marks[to].flags & MARK_RULER)))
        to++;
    if (to < n && to == b->last + 5) to = b->last + 1;
    to = rest_of_page(keys, lines, marks, n, to);
    for (size_t i = from; i < to; i++) marks[i].flags |= MARK_CONTENTS;
}

/* Whether the few lines between two lists belong to the contents, too: they are short and no titles. */
static bool is_gap(const struct line *lines, const struct mark *marks, size_t from, size_t to) {
    if (from == 0 || to > from + SHORT_GAP) return false;
    for (size_t i = from; i < to; i++)
        if (marks[i].head || (lines[i].flags & LINE_CODE) || lines[i].text.n > SHORT_LINE) return false;
    return true;
}

/* The line "Contents" among the first of a block, or 0. */
static size_t inner_title(const struct markers *markers, const struct line *lines, const struct mark *marks, const struct block *b) {
    size_t seen = 0;
    for (size_t i = b->from; i <= b->last && seen < MISSES * 2; i++) {
        if (lines[i].flags & LINE_BLANK) continue;
        seen++;
        if (lines[i].text.n <= SHORT_LINE && is_contents_title(markers, mark_text(&marks[i], &lines[i]))) return i;
    }
    return 0;
}

static bool flag_listed(const struct line *lines, struct mark *marks, size_t n) {
    struct tally listed = {0};
    bool good = true;
    for (size_t i = 0; i < n && good; i++)
        if ((marks[i].flags & MARK_CONTENTS) && counts(&lines[i], &marks[i])) good = tally_at(&listed, marks[i].key) != NULL;
    for (size_t i = 0; i < n && good && listed.n; i++)
        if (!(marks[i].flags & MARK_CONTENTS) && counts(&lines[i], &marks[i]) && tally_find(&listed, marks[i].key))
            marks[i].flags |= MARK_LISTED;
    tally_release(&listed);
    return good;
}

bool contents_find(const struct markers *markers, const struct line *lines, struct mark *marks, size_t n) {
    struct tally keys = {0};
    bool good = gather(lines, marks, n, &keys);
    if (good) strip_page_numbers(lines, marks, n, &keys);
    size_t end = 0; /* of the list before */
    for (size_t i = 0; i < n && good; i++) {
        if (!comes_again(&keys, &marks[i])) continue;
        struct block b = grow_block(&keys, lines, marks, n, i);
        size_t title = inner_title(markers, lines, marks, &b);
        if (title > i) { /* the document's own title came again, and then the list starts */
            i = title;
            continue;
        }
        bool named;
        size_t from = heading_above(lines, marks, i, markers, &named);
        bool in_place = named || i < 40 || i * 5 < n || (end > 0 && i < end + SHORT_GAP);
        if (is_contents(&b, in_place)) {
            if (end < from && is_gap(lines, marks, end, from)) from = end;
            flag_block(&keys, lines, marks, n, &b, from);
            end = b.last + 1;
        }
        i = b.last;
    }
    tally_release(&keys);
    return good && flag_listed(lines, marks, n);
}
