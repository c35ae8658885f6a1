/* Repairs of code blocks, in this order: adjacent-code (and what a page break tore), doubled-lines,
 * line-numbers, code-characters, code-language, flattened-code. */
#include "code/code.h"
#include "read/repair.h"

/* Does a page break stand between two lines of the input? */
static bool torn_between(const struct line *lines, size_t n, uint32_t from, uint32_t to) {
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (lines[middle].number <= from) low = middle + 1;
        else high = middle;
    }
    for (; low < n && lines[low].number <= to; low++)
        if (lines[low].flags & LINE_TORN) return true;
    return false;
}

/* The line of the input where a block starts, to report at: its text may be a copy. */
static str place_of(const struct node *pre, const struct line *lines, size_t n) {
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (lines[middle].number < pre->line) low = middle + 1;
        else high = middle;
    }
    return low < n && lines[low].number == pre->line ? lines[low].text : (str){0};
}

/* "// index.js" on its first line: a file of its own. */
static bool names_file(str code) {
    size_t end = str_find_char(code, '\n', 0), dot;
    str line = str_trim(str_sub(code, 0, end));
    if (!str_starts(line, STR("//")) && !str_starts(line, STR("# ")) && !str_starts(line, STR("--"))) return false;
    line = str_trim(str_drop(line, 2));
    dot = line.n;
    while (dot > 0 && char_is_alnum(line.p[dot - 1])) dot--;
    return dot > 1 && dot < line.n && line.p[dot - 1] == '.' && char_is_alnum(line.p[dot - 2]) && str_find_char(line, ' ', 0) == SIZE_MAX;
}

/* `b` follows `a`, whose last part ends at line `from`: are they one block? */
static bool are_one(struct reader *r, const struct node *a, uint32_t from, const struct node *b, const struct line *lines, size_t n) {
    if (!str_eq(a->u.pre->lang, b->u.pre->lang) || names_file(b->u.pre->text)) return false;
    bool torn = torn_between(lines, n, from, b->line) && reader_allows(r, DIAG_R_PAGE_BREAK);
    if (b->u.pre->lang.n && !torn) return false; /* who names the language each time means two blocks */
    enum diag_code rule = torn ? DIAG_R_PAGE_BREAK : DIAG_R_ADJACENT_CODE;
    return reader_repair(r, rule, place_of(b, lines, n), STR("code"), (str){0});
}

static uint32_t last_line(const struct node *pre) {
    uint32_t line = pre->line;
    for (size_t at = 0; (at = str_find_char(pre->u.pre->text, '\n', at)) != SIZE_MAX; at++) line++;
    return line;
}

/* All that follow and belong to it, in one go: many blocks stay linear. */
static void join_neighbours(struct reader *r, struct node *pre, const struct line *lines, size_t n) {
    struct buf all;
    if (!pre->next || pre->next->kind != NODE_PRE) return;
    buf_init(&all);
    uint32_t from = last_line(pre);
    while (pre->next && pre->next->kind == NODE_PRE && are_one(r, pre, from, pre->next, lines, n)) {
        from = last_line(pre->next);
        if (all.n == 0) buf_put(&all, pre->u.pre->text);
        buf_put_char(&all, '\n');
        buf_put(&all, pre->next->u.pre->text);
        node_unlink(pre->next);
    }
    if (all.n) pre->u.pre->text = arena_str(&r->doc->arena, buf_str(&all));
    if (all.failed || (all.n && !pre->u.pre->text.p)) r->failed = true;
    buf_release(&all);
}

static str number(char out[8], size_t value) {
    size_t at = 8;
    do out[--at] = (char)('0' + value % 10), value /= 10;
    while (value && at);
    return (str){out + at, 8 - at};
}

/* The index over what speaks for a language: made for the first block that needs it. */
static const struct code_features *features_of(struct reader *r) {
    if (r->features) return r->features;
    struct code_features *made = arena_new(&r->doc->arena, struct code_features);
    if (made) code_features_init(made);
    else r->failed = true;
    return r->features = made;
}

static void mend(struct reader *r, struct node *pre, str place) {
    str code = repair_doubled_lines(r, pre->u.pre->text, place);
    code = repair_line_numbers(r, code, place);
    code = pre->u.pre->text = repair_characters(r, code, place);
    str language, flat;
    size_t lines;
    if (!str_trim(pre->u.pre->lang).n) {
        const struct code_features *features = features_of(r);
        if (!features) return;
        language = code_detect(features, code);
        if (language.n && reader_repair(r, DIAG_R_CODE_LANGUAGE, place, language, (str){0})) pre->u.pre->lang = language;
    } else {
        pre->u.pre->lang = language = code_language_name(&r->doc->arena, pre->u.pre->lang);
    }
    if (!reader_allows(r, DIAG_R_FLATTENED_CODE)) return;
    if (code_unflatten(&r->doc->arena, code, language, &flat, &lines)) {
        char digits[8];
        if (reader_repair(r, DIAG_R_FLATTENED_CODE, place, number(digits, lines), (str){0})) pre->u.pre->text = flat;
    }
}

void repair_code(struct reader *r, struct node *parent, const struct line *lines, size_t n) {
    for (struct node *c = parent->first; c && !r->failed; c = c->next) {
        if (c->kind == NODE_PRE) {
            join_neighbours(r, c, lines, n);
            mend(r, c, place_of(c, lines, n));
        } else if (c->kind == NODE_OL || c->kind == NODE_UL || c->kind == NODE_LI || c->kind == NODE_BLOCKQUOTE) {
            repair_code(r, c, lines, n);
        }
    }
}
