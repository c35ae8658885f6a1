/* DokuWiki: "====== Heading ======" (more signs are higher), //italics//, "  * item" (dokuwiki.org, wiki:syntax). */
#include "read/dialect_inside.h"

static const char *const extensions[] = {".dokuwiki", ".doku", NULL};

static const struct pair pairs[] = {
    {"**", "**", "**", 0},
    {"//", "//", "*", 0},
    {"__", "__", "", 0},
    {"''", "''", "", PAIR_CODE},
    {"%%", "%%", "", PAIR_EXACT},
    {"<nowiki>", "</nowiki>", "", PAIR_EXACT},
    {"<del>", "</del>", "~~", 0},
};

static size_t heading_of(str line, str *text) {
    str t = str_trim(line);
    size_t n = 0, m = 0;
    while (n < t.n && t.p[n] == '=') n++;
    while (m < t.n - n && t.p[t.n - 1 - m] == '=') m++;
    if (n < 2 || n > 6 || m < 2 || n + m >= t.n) return 0;
    *text = str_trim(str_sub(t, n, t.n - m));
    return text->n ? 7 - n : 0;
}

/* "  * item": how deep and whether it is numbered; 0: none. */
static size_t item_of(str line, bool *ordered) {
    size_t at;
    uint32_t indent = line_indent(line, &at);
    if (indent < 2 || at + 1 >= line.n || (line.p[at] != '*' && line.p[at] != '-') || line.p[at + 1] == line.p[at]) return 0;
    *ordered = line.p[at] == '-';
    return indent / 2;
}

static unsigned sign(str t) {
    str text;
    if (str_starts(t, STR("======")) && heading_of(t, &text)) return 2;
    if (str_starts(t, STR("~~NOTOC~~")) || str_starts(t, STR("<code ")) || str_starts(t, STR("<file "))) return 2;
    if (str_starts(t, STR("^ ")) && str_ends(str_trim_right(t), STR("^"))) return 2;
    return t.p[0] == '=' && heading_of(t, &text) == 2; /* five signs; two to four may be MediaWiki's */
}

/* "[[target|words]]", "{{picture.png?200|words}}": to `close`; where it ends, or 0. */
static size_t parts_of(str t, size_t at, str close, str *target, str *words) {
    size_t end = str_find(str_sub(t, 0, at + REACH), close, at + 2);
    if (end == SIZE_MAX) return 0;
    str inside = str_sub(t, at + 2, end);
    size_t bar = part_end(inside, '|', 0);
    *target = str_trim(str_sub(inside, 0, bar));
    *words = str_trim(str_drop(inside, bar + 1));
    return end + 2;
}

static size_t say_page(struct saying *s, str t, size_t at) {
    str target, words;
    size_t end = parts_of(t, at, STR("]]"), &target, &words);
    if (!end) return 0;
    if (address_at(target, 0)) {
        say_link(s, target, words);
    } else {
        if (words.n) say_markup(s, target);
        say_text(s, words.n ? words : target);
    }
    return end;
}

static size_t say_picture(struct saying *s, str t, size_t at) {
    str target, words;
    size_t end = parts_of(t, at, STR("}}"), &target, &words);
    if (!end || !target.n) return 0;
    size_t size = part_end(target, '?', 0);
    say_markup(s, str_drop(target, size));
    say_image(s, str_sub(target, target.p[0] == ':', size), words);
    return end;
}

static size_t special(struct saying *s, str t, size_t at) {
    str rest = str_drop(t, at);
    if (str_starts(rest, STR("[["))) return say_page(s, t, at);
    if (str_starts(rest, STR("{{"))) return say_picture(s, t, at);
    if (str_starts(rest, STR("(("))) {
        size_t end = str_find(str_sub(t, 0, at + REACH), STR("))"), at + 2);
        if (end == SIZE_MAX) return 0;
        say_note(s, str_trim(str_sub(t, at + 2, end)));
        return end + 2;
    }
    if (str_starts(rest, STR("\\\\")) && (rest.n == 2 || rest.p[2] == ' ')) {
        if (rest.n > 3) say_break(s);
        return at + (rest.n > 2 ? 3 : 2);
    }
    return 0;
}

/* <code c name.c> … </code>, also <file>: how many lines, or 0. */
static size_t code_block(struct saying *s, str t) {
    bool code = str_starts(t, STR("<code")), file = str_starts(t, STR("<file"));
    if ((!code && !file) || t.n < 6 || t.p[t.n - 1] != '>' || str_find_char(t, '>', 0) != t.n - 1) return 0;
    size_t end = find_line(s, s->i + 1, code ? STR("</code>") : STR("</file>")), to = 6;
    if (end == s->n) return 0;
    while (to < t.n && (char_is_alnum(t.p[to]) || strchr("+#-_", t.p[to]))) to++;
    say_markup(s, t);
    say_markup(s, saying_line(s, end));
    say_code(s, s->i + 1, end, t.p[5] == ' ' ? str_sub(t, 6, to) : (str){0});
    return end + 1 - s->i;
}

/* "^ head ^ head ^", "| cell | cell |": what stands before a cell says what it is. */
static void row_cells(struct saying *s, cell_list *cells, str t) {
    bool starts = true;
    for (size_t at = 0; at + 1 < t.n;) {
        size_t end = at + 1, open = 0;
        for (; end < t.n && (open || (t.p[end] != '|' && t.p[end] != '^')); end++)
            open = str_starts(str_drop(t, end), STR("[[")) || str_starts(str_drop(t, end), STR("{{")) ? 1 : t.p[end] == ']' || t.p[end] == '}' ? 0 : open;
        if (!vec_push(cells, (struct cell){str_sub(t, at + 1, end), t.p[at] == '^', starts})) s->out->failed = true;
        starts = false;
        at = end;
    }
}

static bool is_row(str t) { return t.n > 2 && (t.p[0] == '|' || t.p[0] == '^') && (t.p[t.n - 1] == '|' || t.p[t.n - 1] == '^'); }

static size_t table(struct saying *s) {
    cell_list cells = {0};
    size_t end = s->i;
    for (; end < s->n && is_row(str_trim(saying_line(s, end))); end++) row_cells(s, &cells, str_trim(saying_line(s, end)));
    say_table(s, &cells);
    vec_release(&cells);
    return end - s->i;
}

/* Lines that two blanks indent, but are no items, are shown as they are. */
static size_t fixed(struct saying *s) {
    size_t end = s->i;
    bool ordered;
    while (end < s->n && !(s->lines[end].flags & LINE_BLANK) && line_indent(saying_line(s, end), NULL) >= 2 && !item_of(saying_line(s, end), &ordered)) end++;
    say_code(s, s->i, end, (str){0});
    return end - s->i;
}

static size_t line(struct saying *s) {
    str whole = saying_line(s, s->i), t = str_trim(whole), text;
    bool ordered;
    size_t level = heading_of(t, &text), depth = item_of(whole, &ordered), lines = code_block(s, t);
    if (lines) return lines;
    if (level) return say_heading(s, level, text), 1;
    if (depth) return say_item(s, depth - 1, ordered, str_drop(t, 1)), 1;
    if (str_starts(t, STR("~~")) && str_ends(t, STR("~~")) && t.n > 4) return say_dropped(s, t), 1;
    if (is_row(t)) return table(s);
    if (str_starts(t, STR("----"))) return say_rule(s), 1;
    if (line_indent(whole, NULL) >= 2 && !s->depth) return fixed(s);
    if (t.p[0] == '>') return say_view(s, t), say_end(s), 1;
    if (s->depth && line_indent(whole, NULL) == 0) {
        say_gap(s);
        s->depth = 0;
    }
    if (s->depth) buf_put_repeat(&s->out->text, ' ', s->depth * 4);
    say_paragraph(s, t);
    return 1;
}

const struct dialect dialect_dokuwiki = {.extensions = extensions, .pairs = pairs, .n_pairs = sizeof pairs / sizeof *pairs,
                                          .signs = "*/_'%<[{(\\", .escapes = "*_`#", .line_end = " ",
                                          .sign = sign, .line = line, .special = special};
