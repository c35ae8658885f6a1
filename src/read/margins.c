/* margins: numbers that stand before a title without a sign behind them, as books print them:
 *
 *   12   What is a closure?          12
 *        A function with …
 *                                    What is a closure?
 *
 * (the second as pdftotext gives the first). A blank after a number says nothing by itself, for sentences start so, too:
 * such numbers are followed through the text, and where most of them run as questions' numbers do, they are marks like
 * "12." from then on. */
#include "read/margins.h"

#include <string.h>

#include "read/series.h"

enum { LEAST_RUN = 4, MOST_DIGITS = 4, LONGEST_TITLE = 240, WIDE = 2 };

struct margin {
    uint32_t line, title; /* the number's line, the title's: the same one, or the next with text */
    uint32_t number[NUMBER_PARTS];
    uint8_t depth;
    uint16_t from, to, text; /* of the number; where the title starts on the number's line */
};
typedef VEC(struct margin) margin_list;

static bool is_free(const struct line *line, const struct mark *m) {
    return !(line->flags & (LINE_BLANK | LINE_CODE)) && !m->head && !m->depth && !m->word && !m->bullet && !m->symbol && !m->box &&
           !(m->flags & (MARK_CONTENTS | MARK_KEY | MARK_RULER | MARK_TABLE | MARK_SUMMARY | MARK_BOLD));
}

/* The number at the line's start, with nothing but a blank or the line's end behind it. */
static bool number_of(const struct line *line, struct margin *out) {
    str t = line->text;
    size_t at = 0, digits;
    while (at < t.n && char_is_blank(t.p[at])) at++;
    out->from = (uint16_t)at;
    for (out->depth = 0; out->depth < NUMBER_PARTS;) {
        uint32_t value = 0;
        for (digits = 0; at < t.n && digits <= MOST_DIGITS && char_is_digit(t.p[at]); digits++) value = value * 10 + (uint32_t)(t.p[at++] - '0');
        if (digits == 0 || digits > MOST_DIGITS) return false;
        out->number[out->depth++] = value;
        if (at + 1 >= t.n || t.p[at] != '.' || !char_is_digit(t.p[at + 1])) break;
        at++;
    }
    if (at < t.n && !char_is_blank(t.p[at])) return false;
    out->to = (uint16_t)at;
    while (at < t.n && char_is_blank(t.p[at])) at++;
    out->text = (uint16_t)at;
    return at < MARGIN_BYTES;
}

/* Whether the margin number of lines[i] has a title; out->title is its line. */
static bool has_title(const struct line *lines, const struct mark *marks, size_t n, size_t i, struct margin *out) {
    out->line = out->title = (uint32_t)i;
    if (out->text < str_trim_right(lines[i].text).n) return lines[i].text.n <= LONGEST_TITLE;
    size_t next = i + 1;
    while (next < n && next < i + 3 && (lines[next].flags & LINE_BLANK)) next++;
    struct margin other = {0};
    if (next == n || !is_free(&lines[next], &marks[next]) || lines[next].text.n > LONGEST_TITLE || number_of(&lines[next], &other)) return false;
    out->title = (uint32_t)next;
    return true;
}

static str title_of(const struct line *lines, const struct margin *m) {
    return m->title == m->line ? str_drop(lines[m->line].text, m->text) : lines[m->title].text;
}

static bool gather(const struct line *lines, const struct mark *marks, size_t n, margin_list *out) {
    for (size_t i = 0; i < n; i++) {
        struct margin m = {0};
        if (!is_free(&lines[i], &marks[i]) || !number_of(&lines[i], &m) || !has_title(lines, marks, n, i, &m)) continue;
        if (!vec_push(out, m)) return false;
    }
    return true;
}

/* Whether a title, or the text's start, stands close above: there numbers may start anew. */
static bool is_fresh(const struct line *lines, size_t i) {
    return i == 0 || (lines[i - 1].flags & LINE_BLANK) || (lines[i].flags & LINE_TORN);
}

/* "12 questions" on a title page: a number that neither starts a run nor goes on with one. */
static void drop_lone(struct series_item *items, size_t n) {
    for (size_t i = 0; i < n; i++) {
        bool alone = items[i].kept && items[i].first && items[i].number[items[i].depth - 1] > 1;
        for (size_t k = i + 1; alone && k < n; k++)
            if (items[k].kept) {
                alone = items[k].chain != items[i].chain;
                break;
            }
        if (alone) items[i].kept = false;
    }
}

/* How well the numbers that are kept speak for themselves: most candidates run on, and their titles ask, were listed in
 * the contents, or stand apart from what is above by a blank line. */
static bool is_convincing(const struct line *lines, const struct mark *marks, const margin_list *all, const struct series_item *items) {
    size_t kept = 0, like = 0, apart = 0, wide = 0, next = 0;
    uint32_t before = 0;
    for (size_t i = 0; i < all->n; i++) {
        if (!items[i].kept) continue;
        const struct margin *m = &all->at[i];
        kept++;
        like += items[i].like || (marks[m->title].flags & MARK_LISTED);
        apart += is_fresh(lines, m->line);
        wide += m->title != m->line || m->text >= m->to + WIDE;
        uint32_t number = m->number[m->depth - 1];
        next += number == before + 1 || number <= 1;
        before = number;
    }
    if (kept < LEAST_RUN || kept * 3 < all->n || next * 10 < kept * 8) return false;
    return like * 2 >= kept || (apart * 10 >= kept * 9 && wide * 10 >= kept * 9);
}

static void promote(const struct markers *markers, const struct line *lines, struct mark *marks, const struct margin *number) {
    struct mark *m = &marks[number->line];
    const struct mark *title = &marks[number->title];
    m->depth = number->depth;
    memcpy(m->number, number->number, sizeof m->number);
    m->term = TERM_BLANK;
    m->number_from = m->label_from = number->from;
    m->number_to = m->label_to = number->to;
    m->text_from = number->text;
    m->flags &= ~(uint32_t)MARK_SPEAKER;
    m->name_len = 0;
    m->like = (uint8_t)question_likeness(markers, title_of(lines, number));
    m->flags |= title->flags & (MARK_LISTED | MARK_ASKS);
    if (!m->like && (m->flags & MARK_LISTED)) m->like = 1; /* the contents name it as a title */
}

bool margins_find(const struct markers *markers, const struct line *lines, struct mark *marks, size_t n) {
    margin_list all = {0};
    bool good = gather(lines, marks, n, &all);
    struct series_item *items = good && all.n >= LEAST_RUN ? calloc(all.n, sizeof *items) : NULL;
    if (good && all.n >= LEAST_RUN && !items) good = false;
    for (size_t i = 0; items && i < all.n; i++) {
        bool like = question_likeness(markers, title_of(lines, &all.at[i])) > 0;
        items[i] = (struct series_item){.depth = all.at[i].depth, .like = like, .fresh = is_fresh(lines, all.at[i].line)};
        memcpy(items[i].number, all.at[i].number, sizeof items[i].number);
    }
    if (items) series_follow(items, all.n);
    if (items) drop_lone(items, all.n);
    if (items && is_convincing(lines, marks, &all, items))
        for (size_t i = 0; i < all.n; i++)
            if (items[i].kept) promote(markers, lines, marks, &all.at[i]);
    free(items);
    vec_release(&all);
    return good;
}
