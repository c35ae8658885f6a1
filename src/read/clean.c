/* clean: see clean.h. Line by line: where each starts, and how it is joined to the one before. The scan goes over each
 * line once. */
#include "read/clean_inside.h"

#include "base/limits.h"
#include "read/links.h"
#include "read/placement.h"

/* ---- the start of a line ---- */

static bool in_sequence(const struct clean *c, const struct item_mark *item) {
    return item->number <= 1 || item->number == c->last_number + 1;
}

/* The marker of a list item, in a form that md4c knows. */
static void start_item(struct clean *c, str text, const struct item_mark *item, uint32_t indent) {
    if (item->ordered && c->flavor == FLAVOR_PLAIN && !in_sequence(c, item)) {
        clean_escape_start(c, text, true);
        return;
    }
    if (item->ordered) c->last_number = item->number;
    c->in_list = true;
    uint32_t keep = c->flavor == FLAVOR_PLAIN && c->indent < indent ? indent - c->indent : 0;
    if (c->flavor == FLAVOR_MARKDOWN) clean_put(c, str_sub(text, c->at, item->indent));
    else if (keep < 16) clean_make(c, str_sub(STR("                "), 0, keep));
    str mark = str_sub(text, item->indent, item->indent + item->mark);
    if (!item->ordered && mark.n > 1) {
        reader_own(c->reader, mark, OWNER_MARKUP);
        clean_make(c, STR("-"));
    } else {
        clean_put(c, mark);
    }
    clean_put(c, str_sub(text, item->indent + item->mark, item->content));
    c->at = item->content;
}

/* c->at stands before the line's first sign: markers, indentation, escapes. */
static void start_line(struct clean *c, size_t blanks) {
    str text = c->lines[c->i].text;
    struct item_mark item;
    size_t at;
    uint32_t indent = line_columns(text, &at);
    if (c->inlines || c->inline_part) {
        clean_escape_start(c, text, true);
        return;
    }
    if (c->flavor == FLAVOR_HTML) return;
    if (line_item(text, &item) && !(item.ordered && item.content >= text.n) && !line_is_setext(text)) {
        start_item(c, text, &item, indent);
        return;
    }
    if (blanks && indent < 2) c->in_list = false;
    if (c->flavor == FLAVOR_MARKDOWN) {
        if (indent < 4 && str_starts(str_drop(text, at), STR("[^"))) clean_escape_start(c, text, false);
        return;
    }
    if (c->in_list && indent > c->indent) return;
    c->in_list = false;
    c->at = at;
    if (at < text.n && (text.p[at] == '#' || text.p[at] == '[')) clean_escape_start(c, text, false);
}

/* PLAIN: an indented paragraph, half of whose first lines are prose; or a line that was set in the middle. */
static bool is_indented_prose(const struct clean *c, uint32_t indent) {
    enum { FIRST_LINES = 4, MIDDLE = 16 };
    size_t lines = 0, prose = 0;
    for (size_t i = c->i; i < c->n && lines < FIRST_LINES && !(c->lines[i].flags & (LINE_BLANK | LINE_CODE)); i++, lines++)
        prose += line_is_sentence(c->lines[i].text);
    return (prose && prose * 2 >= lines) || (lines == 1 && indent >= MIDDLE + c->indent);
}

static bool is_indented_code(struct clean *c, str text, size_t blanks, bool first) {
    size_t at;
    uint32_t indent = line_columns(text, &at);
    struct item_mark item;
    if (c->inlines || c->inline_part || c->in_list || c->flavor == FLAVOR_HTML) return false;
    if (indent < 4 + (c->flavor == FLAVOR_PLAIN ? c->indent : 0) || first) return false;
    if (!blanks && !c->in_code) return false;
    if (c->flavor == FLAVOR_MARKDOWN || (c->in_code && !blanks)) return true;
    bool sentence = char_is_upper(text.p[at]) || (unsigned char)text.p[at] >= 0x80; /* what comes behind a blank line in code may be a comment */
    if (c->in_code && !sentence) return true;
    return !line_item(text, &item) && !is_indented_prose(c, indent);
}

/* ---- between two lines ---- */

/* Columns before the text of line `i`; the first line may have lost a marker, which its continuation stands behind. */
static uint32_t columns_of(const struct clean *c, size_t i, size_t *at) {
    enum { LONGEST_MARKER = 64 };
    str text = c->lines[i].text;
    uint32_t columns = line_columns(text, at);
    if (i > 0) return columns;
    size_t before = 0, most = (size_t)(text.p - c->reader->text.p);
    while (before < most && text.p[-1 - (ptrdiff_t)before] != '\n')
        if (++before > LONGEST_MARKER) return columns;
    return columns + (uint32_t)before;
}

/* PLAIN: "~~~~~~" that opens no code: the underline of a title. */
static bool is_tilde_rule(const struct clean *c, str text) {
    if (c->flavor != FLAVOR_PLAIN || (c->lines[c->i].flags & LINE_CODE) || (text.n && char_is_alnum(text.p[0]))) return false;
    str t = str_trim_left(text);
    size_t n = 0;
    if (!t.n || t.p[0] != '~') return false;
    t = str_trim_right(t);
    while (n < t.n && t.p[n] == '~') n++;
    return n >= 3 && n == t.n;
}

/* md4c knows only "---" and "===". */
static bool take_tilde_rule(struct clean *c, str text) {
    if (c->fence || c->inlines || !is_tilde_rule(c, text)) return false;
    reader_own(c->reader, text, OWNER_MARKUP);
    clean_make(c, STR("---"));
    return true;
}

/* PLAIN: is the line a part of the paragraph above it? */
static bool same_paragraph(struct clean *c, size_t previous, str text) {
    struct item_mark item;
    size_t at, above;
    str before = c->lines[previous].text;
    if (line_item(text, &item)) return c->in_list;
    uint32_t indent = line_columns(text, &at), indent_above = columns_of(c, previous, &above);
    char first = at < text.n ? text.p[at] : 0, first_above = above < before.n ? before.p[above] : 0;
    if (first == '|' || (first == '>' && first_above == '>')) return first == first_above;
    if (line_is_setext(text) || is_tilde_rule(c, text)) return before.n < text.n + 8 && !c->in_list;
    if (c->in_list && indent > c->indent + 1) return true;
    if (c->reader->wrap_column == 0 || !reader_allows(c->reader, DIAG_R_HARD_WRAP)) return false;
    if (indent > indent_above + 1 && !c->in_list) return false;
    bool wrapped = wrap_goes_on(c->reader, before, text);
    if (wrapped) c->joined++;
    return wrapped;
}

/* Where a hyphen ends the line before: nothing goes between the two parts of the word. */
static bool join_hyphen(struct clean *c, str before, str text) {
    size_t n = hyphen_length(before), at;
    if (!n || c->ticks || c->text.n <= c->part_from + n || !str_ends(buf_str(&c->text), str_drop(before, before.n - n))) return false;
    enum hyphen what = hyphen_at(c->reader, before, text);
    if (what == HYPHEN_NONE) return false;
    if (what == HYPHEN_GOES) {
        reader_own(c->reader, str_drop(before, before.n - n), OWNER_MARKUP);
        c->text.n -= n;
        while (c->map.n && c->map.at[c->map.n - 1].at >= c->text.n) c->map.n--;
    }
    line_columns(text, &at);
    c->at = at;
    return true;
}

static void part_lines(struct clean *c, size_t previous, size_t blanks, bool raw) {
    const struct line *line = &c->lines[c->i];
    str before = c->lines[previous].text;
    bool glue = false, torn = (line->flags & LINE_TORN) && reader_allows(c->reader, DIAG_R_PAGE_BREAK);
    if (raw) {
        for (size_t i = 0; !torn && i < blanks; i++) clean_make(c, STR("\n"));
        clean_make(c, STR("\n"));
    } else if (c->inlines || c->flavor == FLAVOR_HTML) {
        if (blanks || !join_hyphen(c, before, line->text)) clean_make(c, STR(" "));
    } else if (torn && torn_continues(before, line->text, &glue)) {
        str head = str_sub(str_trim_left(line->text), 0, 24);
        reader_repair(c->reader, DIAG_R_PAGE_BREAK, line->text, head, (str){0});
        if (!glue && !join_hyphen(c, before, line->text)) clean_make(c, STR(" "));
        size_t at;
        line_columns(line->text, &at);
        c->at = at;
    } else if (blanks || (torn && torn_ends(before)) || (c->flavor == FLAVOR_PLAIN && !same_paragraph(c, previous, line->text)) ||
               (c->flavor == FLAVOR_MARKDOWN && !c->in_list && wrap_ends(c->reader, before, line->text))) {
        clean_make(c, STR("\n\n"));
        c->marks = 0;
        c->ticks = 0;
    } else if (!join_hyphen(c, before, line->text)) {
        clean_make(c, STR("\n"));
    }
}

/* ---- tables ---- */

/* The end of the code span whose run of backticks stands at `at`, or of the run when no other closes it in this row. */
static size_t skip_code_span(str row, size_t at) {
    enum { LONGEST_RUN = 32 }; /* that md4c knows */
    size_t run = 0, n = 0;
    while (at + run < row.n && row.p[at + run] == '`') run++;
    for (size_t i = at + run; run <= LONGEST_RUN && i < row.n; i++) {
        n = row.p[i] == '`' ? n + 1 : 0;
        if (n == run && (i + 1 == row.n || row.p[i + 1] != '`')) return i + 1;
    }
    return at + run;
}

/* Cells of a row: between its bars, those within code or behind a backslash apart. 0: it has no bar. */
static size_t count_cells(str row) {
    str t = str_trim(row);
    size_t bars = 0;
    bool opened = t.n && t.p[0] == '|', closed;
    if (opened) t = str_drop(t, 1);
    closed = str_ends(t, STR("|")) && !str_ends(t, STR("\\|"));
    for (size_t i = 0; i + closed < t.n;) {
        if (t.p[i] == '`') {
            i = skip_code_span(t, i);
            continue;
        }
        if (t.p[i] == '\\') i++;
        else if (t.p[i] == '|') bars++;
        i++;
    }
    return bars || opened || closed ? bars + 1 : 0;
}

static bool starts_with_bar(str row) { return str_starts(str_trim_left(row), STR("|")); }

/* A table's head, with a rule below it: how far it goes, and the cells of its longest row. Once a table. */
static bool find_table(struct clean *c) {
    size_t i = c->i;
    bool barred = c->flavor == FLAVOR_PLAIN; /* other lines are paragraphs there: same_paragraph */
    if (barred && !starts_with_bar(c->lines[i].text)) return false;
    if (i < c->table_end || i + 1 >= c->n || !line_is_table_rule(c->lines[i + 1].text) || (c->lines[i].flags & LINE_BLANK)) return false;
    c->table_columns = 1;
    for (; i < c->n && !(c->lines[i].flags & LINE_BLANK); i++) { /* a row of one cell needs no bar */
        size_t cells = count_cells(c->lines[i].text);
        if (barred && !starts_with_bar(c->lines[i].text)) break;
        if (cells > c->table_columns) c->table_columns = cells;
    }
    if (c->table_columns > LIMIT_TABLE_COLUMNS) c->table_columns = LIMIT_TABLE_COLUMNS;
    c->table_end = i;
    return true;
}

static void widen_row(struct clean *c, str cell) {
    str text = c->lines[c->i].text;
    size_t columns = count_cells(text);
    if (!columns) columns = 1;
    if (columns >= c->table_columns) return;
    if (!str_ends(str_trim(text), STR("|"))) clean_make(c, STR(" |"));
    for (; columns < c->table_columns; columns++) clean_make(c, cell);
}

/* Cells that the head of a table and the rule below it have no column for would be dropped: these two get the
 * columns. Line c->i stands in the text now. */
static void take_table(struct clean *c) {
    if (c->flavor == FLAVOR_HTML || c->inlines || c->fence) return;
    if (find_table(c)) {
        c->table_head = c->i;
        widen_row(c, STR(" |"));
    } else if (c->table_end && c->i == c->table_head + 1 && c->i < c->table_end) {
        widen_row(c, STR(" --- |"));
    }
}

/* ---- the region ---- */

/* Nearly all of the region's prose stands at one indent, but for a line or two that jut out: that is its margin. */
static uint32_t common_margin(const struct clean *c) {
    enum { COLUMNS = 40 };
    uint32_t count[COLUMNS] = {0}, best = 0, prose = 0;
    for (size_t i = 0; i < c->n; i++) {
        size_t at;
        uint32_t indent = line_columns(c->lines[i].text, &at);
        if (c->lines[i].flags & LINE_CODE || indent >= COLUMNS || !line_is_prose(c->lines[i].text)) continue;
        prose++;
        if (++count[indent] > count[best]) best = indent;
    }
    return count[best] * 4 >= prose * 3 ? best : 0;
}

/* The margin of the whole region: the least indent of its lines. The first one counts when it has lost no marker. A
 * deep margin is believed when prose stands at it, or what goes on below the first line: it may be code else. */
static uint32_t region_indent(const struct clean *c) {
    enum { LEAST_LINES = 8 };
    uint32_t least = UINT32_MAX;
    size_t lines = 0, deep = 0;
    bool believed = false;
    for (size_t i = 0; i < c->n; i++) {
        size_t at, whole;
        str text = c->lines[i].text;
        uint32_t indent = line_columns(text, &at);
        if (at >= text.n || c->lines[i].flags & LINE_CODE || (i == 0 && columns_of(c, 0, &whole) != indent)) continue;
        lines++;
        deep += indent >= 4;
        if (indent < least) believed = false;
        if (indent <= least) believed = believed || i < 2 || line_is_prose(text);
        if (indent < least) least = indent;
    }
    if (least < 4 && lines >= LEAST_LINES && deep < lines && deep * 4 >= lines * 3) return common_margin(c);
    return least == UINT32_MAX || (least >= 4 && !believed) ? 0 : least;
}

/* A line of code inside a fence. Gives whether it was one. */
static bool take_fence(struct clean *c, str text) {
    char mark = 0;
    size_t after = 0, run;
    if (c->inlines || c->flavor == FLAVOR_HTML) return false;
    run = line_fence(text, &mark, &after);
    if (!c->fence) {
        if (!run) return false;
        c->fence = mark;
        c->fence_n = run;
        if (c->in_list && c->flavor == FLAVOR_PLAIN && line_columns(text, &after) <= c->indent) c->in_list = false;
    } else if (run >= c->fence_n && mark == c->fence && !str_trim(str_drop(text, after)).n) {
        c->fence = 0;
    }
    clean_put(c, c->flavor == FLAVOR_PLAIN && !c->in_list ? line_drop_indent(text, c->indent) : text);
    return true;
}

/* Nothing is cleaned yet; the room stays. The text has some before it. */
static void start(struct clean *c, struct reader *reader, enum flavor flavor, const struct line *lines, size_t n, bool inlines) {
    const size_t from = offsetof(struct clean, reader), to = c->noted ? sizeof *c : offsetof(struct clean, open);
    memset((char *)c + from, 0, to - from);
    c->reader = reader;
    c->flavor = flavor;
    c->lines = lines;
    c->n = n;
    c->inlines = inlines;
    c->text.n = c->map.n = c->specials.n = c->parts.n = 0;
    buf_put_repeat(&c->text, '\n', PLACEMENT_ROOM);
    c->part_from = c->text.n;
}

bool clean_region(struct clean *c, struct reader *reader, enum flavor flavor, const struct line *lines, size_t n, bool inlines) {
    start(c, reader, flavor, lines, n, inlines);
    if (flavor == FLAVOR_MARKDOWN && !links_find(reader)) return false;
    if (flavor == FLAVOR_PLAIN) c->indent = region_indent(c);
    size_t blanks = 0, previous = 0;
    bool first = true;
    for (; c->i < n && !c->failed; c->i++) {
        str text = lines[c->i].text;
        if (lines[c->i].flags & LINE_BLANK || !str_trim(text).n) {
            blanks++;
            continue;
        }
        c->at = 0;
        bool fresh = c->text.n == c->part_from; /* nothing in this part yet */
        bool in_fence = c->fence != 0;
        bool code = !in_fence && is_indented_code(c, text, blanks, first);
        if (!in_fence && !code && clean_take_unfenced(c)) {
            first = false;
            blanks = 0;
            previous = c->i;
            continue;
        }
        if (!fresh) part_lines(c, previous, blanks, in_fence || (code && c->in_code));
        c->in_code = code;
        if (fresh && first && flavor != FLAVOR_HTML) {
            size_t at;
            line_columns(text, &at);
            if (flavor == FLAVOR_PLAIN || inlines) c->at = at;
        } else if (fresh && !code && !in_fence && flavor == FLAVOR_MARKDOWN && !blanks) {
            size_t at; /* right below a block's tag: HTML's indentation, no code */
            if (line_columns(text, &at) >= 4) c->at = at;
        }
        if (c->ticks && (blanks || in_fence)) c->ticks = 0;
        if (code) {
            clean_put(c, flavor == FLAVOR_PLAIN ? line_drop_indent(text, c->indent) : text);
        } else if (!take_tilde_rule(c, text) && !take_fence(c, text)) {
            bool at_start = c->at == 0 || (fresh && flavor == FLAVOR_MARKDOWN) || (first && (inlines || flavor == FLAVOR_PLAIN));
            if (at_start && !c->ticks) start_line(c, blanks);
            clean_prose(c);
            take_table(c);
        }
        first = false;
        blanks = 0;
        previous = c->i;
    }
    clean_end_part(c);
    if (c->joined) wrap_report(reader, lines[0].text, c->joined);
    return !c->failed && !c->text.failed;
}

bool clean_exact(struct clean *c, struct reader *reader, const struct line *lines, size_t n, bool inlines) {
    start(c, reader, FLAVOR_MARKDOWN, lines, n, inlines);
    if (inlines) clean_make(c, STR("# "));
    for (size_t i = 0; i < n && !c->failed; i++) {
        clean_put(c, lines[i].text);
        clean_make(c, STR("\n"));
    }
    clean_end_part(c);
    return !c->failed && !c->text.failed;
}

void clean_release(struct clean *c) {
    buf_release(&c->text);
    vec_release(&c->map);
    vec_release(&c->specials);
    vec_release(&c->parts);
}

