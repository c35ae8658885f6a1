/* furniture: lines that belong to the page or to the web site and not to the text. */
#include "base/utf8.h"
#include "read/lines.h"
#include "read/repair.h"
#include "read/tally.h"

enum { SHORT_LINE = 120, NEAR_BREAK = 4, BLANK_RUN = 3, REPEATS = 3, LEAST_PAGE = 6 };

static str trimmed(const struct line *line) { return str_trim(line->text); }

static void own_line(struct reader *reader, str text, enum owner owner) {
    size_t from = (size_t)(text.p - reader->text.p);
    ledger_own(reader->ledger, from, from + text.n, owner);
}

/* The line without its digits, so that "Page 3" and "Page 14" are one; 0 for lines too long to be furniture. */
static uint64_t shape_hash(str text) {
    if (text.n == 0 || text.n > SHORT_LINE) return 0;
    char shape[SHORT_LINE];
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (char_is_digit(text.p[i])) {
            if (n == 0 || shape[n - 1] != '0') shape[n++] = '0';
        } else if (!char_is_space(text.p[i])) {
            shape[n++] = text.p[i];
        }
    }
    uint64_t hash = str_hash(str_of(shape, n));
    return hash ? hash : 1;
}

/* "12", "- 12 -", "Page 3", "Page 3 of 9", "3 / 9", "Seite 3": a line with nothing but a page number. */
static bool is_page_number(str text) {
    static const char *const words[] = {"page", "seite", "página", "pagina", "страница", "стр.", "p."};
    size_t digits = 0;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_starts_nocase(text, str_from(words[i]))) {
            text = str_drop(text, strlen(words[i]));
            break;
        }
    for (size_t i = 0; i < text.n; i++) {
        if (char_is_digit(text.p[i])) digits++;
        else if (!strchr(" -/|of.", text.p[i])) return false;
    }
    return digits > 0 && digits <= 8;
}

/* "ii", "xiv": the number of a page before the first chapter. */
static bool is_roman_number(str text) {
    for (size_t i = 0; i < text.n; i++)
        if (!strchr("ivxl", text.p[i])) return false;
    return text.n > 0 && text.n <= 6;
}

/* The number that is all of the text; 0 when it is something else. */
static uint32_t bare_number(str text) {
    uint32_t value = 0;
    if (text.n > 4) return 0;
    for (size_t i = 0; i < text.n; i++) {
        if (!char_is_digit(text.p[i])) return 0;
        value = value * 10 + (uint32_t)(text.p[i] - '0');
    }
    return value;
}

/* The number of a running head or foot, apart from its words at the line's end or its start; 0 when there is none. */
static uint32_t edge_number(str text) {
    enum { APART = 3 };
    size_t last = text.n, first = 0;
    while (last > 0 && char_is_digit(text.p[last - 1])) last--;
    while (first < text.n && char_is_digit(text.p[first])) first++;
    if (last == 0) return bare_number(text);
    bool behind = last >= APART && str_trim(str_sub(text, last - APART, last)).n == 0;
    bool before = first + APART <= text.n && str_trim(str_sub(text, first, first + APART)).n == 0;
    return behind ? bare_number(str_drop(text, last)) : before ? bare_number(str_sub(text, 0, first)) : 0;
}

/* Does it hold a word of lines that lead back? */
static bool says_back(str text) {
    static const char *const words[] = {"back to top", "back to contents", "go to top", "nach oben", "retour", "volver",
                                        "voltar", "к оглавлению", "наверх", "الفهرس", "↥", "⬆", "回到顶部", "返回顶部", "返回目录"};
    enum { WORDS = sizeof words / sizeof *words };
    static const uint8_t first[256] = {['b'] = 1, ['B'] = 1, ['g'] = 3, ['G'] = 3, ['n'] = 4, ['N'] = 4, ['r'] = 5, ['R'] = 5,
                                       ['v'] = 6, ['V'] = 6, [0xD0] = 8, [0xD8] = 10, [0xE2] = 11, [0xE5] = 13, [0xE8] = 14};
    for (size_t at = 0; at < text.n; at++) {
        uint8_t from = first[(unsigned char)text.p[at]]; /* 1 + the first word that starts so */
        for (size_t i = from; i && i <= WORDS && words[i - 1][0] == words[from - 1][0]; i++)
            if (str_starts_nocase(str_drop(text, at), str_from(words[i - 1]))) return true;
    }
    return false;
}

/* A link within the page, as lines that lead back have. */
static bool links_within(struct ahead *hash, str text) {
    if (!ahead_in(hash, text)) return false;
    for (size_t at = 0; (at = str_find_char(text, '#', at)) != SIZE_MAX; at++)
        if (str_ends(str_sub(text, 0, at), STR("(")) || str_ends(str_sub(text, 0, at), STR("href=\""))) return true;
    return false;
}

/* A line that only leads back: its words say so, or it is nothing but a link within the page. */
static bool leads_back(str text, struct ahead *hash) {
    if (text.n == 0 || text.n > SHORT_LINE || text.p[0] == '#') return false;
    if (!links_within(hash, text)) return false;
    if (says_back(text)) return true;
    size_t link = str_find(text, STR("](#"), 0);
    return text.p[0] != '-' && text.p[0] != '+' && !char_is_digit(text.p[0]) && link != SIZE_MAX &&
           str_find_char(text, ')', link) + 4 >= text.n && (text.p[0] == '[' || str_starts(text, STR("**[")));
}

/* What chat and code widgets leave behind when a page is copied. */
static bool is_widget_text(str text) {
    static const char *const words[] = {"Copy code", "Copy", "Copied!", "复制代码", "Regenerate response"};
    bool may = text.n <= 20 && (strchr("CcRr", text.p[0]) || (unsigned char)text.p[0] >= 0x80);
    return may && STR_IN_NOCASE(text, words);
}

struct cleaning {
    struct reader *reader;
    line_table *lines;
    struct tally shapes; /* of short lines: how often, and how often next to a page break (value) */
    struct tally marks;  /* of page marks: how often */
    uint32_t breaks;     /* of pages */
    uint32_t column;     /* that the pages' prose is wrapped at, or 0 */
    uint32_t page;       /* breaks so far */
    int64_t first_page;  /* what most numbers that stand alone near a break are less the breaks before them, */
    bool top;            /* … at the top or the bottom of a page: */
    bool counts_pages;   /* … if it is known, a number that stands elsewhere or is another is no page's */
    str first;           /* the first line of all: at the top of a later page it is the running head */
    struct ahead hash;   /* the next '#', which all such links have */
    bool links;          /* the text has a link within the page */
    bool failed;
};

/* Only lines of these kinds are ever asked how often they come: where there are no pages, those that lead back. */
static bool is_counted(const struct cleaning *c, const struct line *line) {
    str text = trimmed(line);
    return text.n > 0 && text.n <= SHORT_LINE && (c->breaks > 1 || line->flags & LINE_BACK);
}

static bool near_break(const line_table *lines, size_t i) {
    size_t from = i > NEAR_BREAK ? i - NEAR_BREAK : 0;
    for (size_t k = from; k <= i + NEAR_BREAK && k < lines->n; k++) /* a break stands before a torn line */
        if (lines->at[k].flags & LINE_TORN) return true;
    return false;
}

/* Whether nothing but blank lines stands between the line and a page break. */
static bool at_edge(const line_table *lines, size_t i) {
    const struct line *at = lines->at;
    size_t above = i, below = i + 1;
    while (above > 0 && i - above < NEAR_BREAK && !(at[above].flags & LINE_TORN) && (at[above - 1].flags & LINE_BLANK)) above--;
    while (below + 1 < lines->n && below - i < NEAR_BREAK && (at[below].flags & (LINE_BLANK | LINE_TORN)) == LINE_BLANK) below++;
    return (at[above].flags & LINE_TORN) || (below < lines->n && (at[below].flags & LINE_TORN));
}

/* Whether the line stands nearer to the page break above it than to the one below. */
static bool at_top(const line_table *lines, size_t i) {
    for (size_t d = 0; d <= NEAR_BREAK; d++) {
        if (d <= i && (lines->at[i - d].flags & LINE_TORN)) return true;
        if (i + d + 1 < lines->n && (lines->at[i + d + 1].flags & LINE_TORN)) return false;
    }
    return false;
}

static void count_shapes(struct cleaning *c) {
    for (size_t i = 0; i < c->lines->n && !c->first.n; i++) c->first = trimmed(&c->lines->at[i]);
    for (size_t i = 0; i < c->lines->n; i++) c->breaks += (c->lines->at[i].flags & LINE_TORN) != 0;
    c->links = links_within(&c->hash, c->reader->text);
    for (size_t i = 0; i < c->lines->n && (c->links || c->breaks > 1); i++) {
        struct line *line = &c->lines->at[i];
        if (line->flags & LINE_BLANK) continue;
        if (c->links && !(line->flags & LINE_CODE) && leads_back(trimmed(line), &c->hash)) line->flags |= LINE_BACK;
        if (!is_counted(c, line)) continue;
        uint64_t hash = shape_hash(trimmed(line));
        struct tally_cell *cell = tally_at(&c->shapes, hash);
        if (!cell) {
            c->failed = true;
            return;
        }
        cell->count++;
        if (c->breaks > 1 && near_break(c->lines, i)) cell->value++;
    }
}

/* The number near a page break that may be the page's: alone on its line, or in the line at the very edge. */
static uint32_t number_at_edge(const line_table *lines, size_t i) {
    str text = trimmed(&lines->at[i]);
    uint32_t number = bare_number(text);
    return number || text.n > 2 * SHORT_LINE || !at_edge(lines, i) ? number : edge_number(text);
}

/* Numbers of pages rise by one from page to page: so a question's own number, alone at a page's edge, is told from them. */
static void count_pages(struct cleaning *c) {
    struct tally firsts = {0};
    uint32_t page = 0, most = 0;
    for (size_t i = 0; i < c->lines->n && c->breaks > 1 && !c->failed; i++) {
        page += (c->lines->at[i].flags & LINE_TORN) != 0;
        if (!near_break(c->lines, i)) continue;
        uint32_t number = number_at_edge(c->lines, i);
        if (!number) continue;
        int64_t first = (int64_t)number - page;
        bool top = at_top(c->lines, i);
        struct tally_cell *cell = tally_at(&firsts, (uint64_t)first * 4 + (top ? 3 : 1));
        if (!cell) {
            c->failed = true;
            break;
        }
        if (++cell->count > most) most = cell->count, c->first_page = first, c->top = top;
    }
    c->counts_pages = most >= REPEATS && most * 2 >= c->breaks;
    tally_release(&firsts);
}

/* The number of the page at whose edge the line stands. */
static bool numbers_page(const struct cleaning *c, size_t i, str text) {
    uint32_t number = number_at_edge(c->lines, i);
    if (number && c->counts_pages) return (int64_t)number - c->page == c->first_page && at_top(c->lines, i) == c->top;
    if (is_page_number(text)) return true;
    size_t next = i + 1;
    while (next < c->lines->n && (c->lines->at[next].flags & (LINE_BLANK | LINE_TORN)) == LINE_BLANK) next++;
    return is_roman_number(text) && next < c->lines->n && (c->lines->at[next].flags & LINE_TORN);
}

/* What a word processor of old leaves where a page ends: "\T", a lone odd letter. Never a word, a digit, an answer. */
static bool is_page_mark(str text) {
    bool longer = text.n > 3 && !char_is_space(text.p[text.n - 1]) && !char_is_space(text.p[text.n - 4]);
    if (longer) return false; /* most lines */
    text = str_trim(text);
    if (text.n == 2 && text.p[0] == '\\' && char_is_alpha(text.p[1])) return true;
    if (text.n < 2 || text.n > 3 || (unsigned char)text.p[0] < 0x80) return false;
    size_t at = 0;
    uint32_t c = utf8_next(text, &at);
    return at == text.n && (c < 0x250 || c == 0xFFFD);
}

static bool is_repeated_mark(const struct cleaning *c, const struct line *line) {
    if (c->marks.n == 0 || line->flags & (LINE_BLANK | LINE_CODE) || !is_page_mark(line->text)) return false;
    const struct tally_cell *cell = tally_find(&c->marks, shape_hash(trimmed(line)));
    return cell && cell->count >= REPEATS && c->lines->n / cell->count >= LEAST_PAGE;
}

/* Marks that come again and again, pages apart, stand for page breaks: what follows one is torn from what was before. */
static void find_page_marks(struct cleaning *c) {
    line_table *lines = c->lines;
    for (size_t i = 0; i < lines->n && !c->failed; i++) {
        const struct line *line = &lines->at[i];
        if (line->flags & (LINE_BLANK | LINE_CODE) || !is_page_mark(line->text)) continue;
        struct tally_cell *cell = tally_at(&c->marks, shape_hash(trimmed(line)));
        if (cell) cell->count++;
        else c->failed = true;
    }
    for (size_t i = 0; i < lines->n && c->marks.n; i++) {
        if (!is_repeated_mark(c, &lines->at[i])) continue;
        size_t next = i + 1;
        while (next < lines->n && ((lines->at[next].flags & LINE_BLANK) || is_repeated_mark(c, &lines->at[next]))) next++;
        if (next < lines->n) lines->at[next].flags |= LINE_TORN;
        i = next - 1;
    }
}

/* The first line of all, which later pages repeat as their running head: here it is the title. */
static bool is_title(const struct cleaning *c, str text) {
    bool digits = false;
    for (size_t i = 0; i < text.n; i++) digits |= char_is_digit(text.p[i]);
    return text.p == c->first.p && !digits;
}

/* Which rule takes the line out, or DIAG_CODES. */
static enum diag_code rule_for(struct cleaning *c, size_t i) {
    const struct line *line = &c->lines->at[i];
    str text = trimmed(line);
    if (text.n == 0 || text.n > 2 * SHORT_LINE) return DIAG_CODES;
    if (is_repeated_mark(c, line)) return DIAG_R_PAGE_FURNITURE;
    bool page_end = c->breaks > 1 && near_break(c->lines, i), edge = page_end && at_edge(c->lines, i), back = (line->flags & LINE_BACK) != 0;
    const struct tally_cell *cell = page_end || back ? tally_find(&c->shapes, shape_hash(text)) : NULL;
    if (page_end && cell && cell->value >= REPEATS && (edge || cell->value * 5 >= c->breaks * 2) &&
        cell->value * 10 >= cell->count * 8 && !is_title(c, text))
        return DIAG_R_PAGE_FURNITURE;
    if (page_end && numbers_page(c, i, text)) return DIAG_R_PAGE_FURNITURE;
    if (i > 0 && line->flags & LINE_TORN && str_eq(text, c->first)) return DIAG_R_PAGE_FURNITURE;
    if (line->flags & LINE_CODE) return DIAG_CODES;
    if (back && cell && cell->count >= REPEATS) return DIAG_R_PAGE_FURNITURE;
    if (is_widget_text(text)) return DIAG_R_CHAT_RESIDUE;
    return DIAG_CODES;
}

/* "<div align=right>" and "</div>" around a dropped line go with it. */
static bool wraps_dropped(const line_table *lines, size_t kept, size_t i) {
    str above = kept ? trimmed(&lines->at[kept - 1]) : (str){0};
    str below = i + 1 < lines->n ? trimmed(&lines->at[i + 1]) : (str){0};
    return str_starts(above, STR("<div")) && str_find_char(above, '>', 0) + 1 == above.n &&
           str_eq(below, STR("</div>"));
}

/* The blank line before `line` parts a sentence that was wrapped there, and goes. */
static bool joins_above(const struct cleaning *c, size_t kept, size_t blanks, const struct line *line) {
    if (c->breaks == 0 || blanks != 1 || kept < 2 || (line->flags & (LINE_CODE | LINE_TORN))) return false;
    const struct line *above = &c->lines->at[kept - 2];
    return !(above->flags & (LINE_CODE | LINE_BLANK)) && parted_goes_on(c->column, above->text, line->text) &&
           reader_repair(c->reader, DIAG_R_PARTED_LINES, line->text, (str){0}, (str){0});
}

/* Keep the lines that no rule takes; a run of blank lines becomes a page break before the next line. */
static void keep_lines(struct cleaning *c) {
    struct reader *reader = c->reader;
    line_table *lines = c->lines;
    size_t kept = 0, blanks = 0;
    uint16_t torn = 0;
    for (size_t i = 0; i < lines->n; i++) {
        struct line line = lines->at[i];
        c->page += (line.flags & LINE_TORN) != 0;
        enum diag_code rule = line.flags & LINE_BLANK ? DIAG_CODES : rule_for(c, i);
        if (rule != DIAG_CODES && reader_repair(reader, rule, trimmed(&line), trimmed(&line), (str){0})) {
            own_line(reader, line.text, OWNER_DROPPED);
            torn |= line.flags & LINE_TORN;
            if (wraps_dropped(lines, kept, i)) {
                own_line(reader, lines->at[--kept].text, OWNER_DROPPED);
                own_line(reader, lines->at[++i].text, OWNER_DROPPED);
            }
            continue;
        }
        if (line.flags & LINE_BLANK) {
            torn |= line.flags & LINE_TORN;
            blanks++;
            lines->at[kept++] = line;
            continue;
        }
        bool code = (line.flags & LINE_CODE) && blanks && lines->at[kept - 1].flags & LINE_CODE; /* inside a block */
        if ((blanks >= BLANK_RUN && !code) || ((torn | line.flags) & LINE_TORN)) {
            if (reader_allows(reader, DIAG_R_PAGE_BREAK)) {
                kept -= blanks;
                line.flags |= LINE_TORN;
            } else {
                line.flags &= (uint16_t)~LINE_TORN;
            }
        }
        if (!torn && joins_above(c, kept, blanks, &line)) kept--;
        lines->at[kept++] = line;
        blanks = 0;
        torn = 0;
    }
    lines->n = kept;
}

/* Tokens that end each record of text made for training: dropped from the line's end. */
static void trim_tokens(struct reader *reader, line_table *lines) {
    const str token = STR("<|endoftext|>");
    for (size_t i = 0; i < lines->n; i++) {
        str *text = &lines->at[i].text;
        if (text->n < token.n || text->p[text->n - 1] != '>') continue;
        if (!str_ends(*text, token)) continue;
        str tail = str_drop(*text, text->n - token.n);
        if (!reader_repair(reader, DIAG_R_CHAT_RESIDUE, tail, token, (str){0})) return;
        own_line(reader, tail, OWNER_DROPPED);
        text->n -= token.n;
        if (str_trim(*text).n == 0) lines->at[i].flags |= LINE_BLANK;
    }
}

bool lines_clean(struct reader *reader, line_table *lines) {
    struct cleaning c = {.reader = reader, .lines = lines, .hash = {.all = reader->text, .what = STR("#")}};
    trim_tokens(reader, lines);
    if (reader->flavor != FLAVOR_HTML) find_page_marks(&c);
    count_shapes(&c);
    if (!c.failed) count_pages(&c);
    if (c.breaks) c.column = parted_column(lines->at, lines->n);
    if (!c.failed) keep_lines(&c);
    tally_release(&c.shapes);
    tally_release(&c.marks);
    return !c.failed;
}
