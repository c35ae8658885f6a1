/* MediaWiki: "== Heading ==", '''bold''', "* item", "{| table |}" (mediawiki.org, Help:Formatting, Help:Tables). */
#include "read/dialect_inside.h"

static const char *const extensions[] = {".wiki", ".mediawiki", NULL};

static const struct pair pairs[] = {
    {"'''''", "'''''", "***", 0},
    {"'''", "'''", "**", 0},
    {"''", "''", "*", 0},
    {"<nowiki>", "</nowiki>", "", PAIR_EXACT},
    {"<code>", "</code>", "", PAIR_CODE},
    {"<tt>", "</tt>", "", PAIR_CODE},
};

/* "== Heading ==": its level and text. */
static size_t heading_of(str line, str *text) {
    str t = str_trim_right(line);
    size_t n = 0;
    while (n < t.n && t.p[n] == '=') n++;
    if (n == 0 || n > 6 || t.n < 2 * n + 1) return 0;
    for (size_t k = 0; k < n; k++)
        if (t.p[t.n - 1 - k] != '=') return 0;
    *text = str_trim(str_sub(t, n, t.n - n));
    return text->n ? n : 0;
}

/* Words of tables and code that nothing else has weigh; a heading alone may be anybody's. */
static unsigned sign(str t) {
    static const char *const sure[] = {"{|", "|}", "__TOC__", "__NOTOC__", "<syntaxhighlight", "<source lang", "[[Category:", "[[File:", "{{"};
    str text;
    for (size_t i = 0; i < sizeof sure / sizeof *sure; i++)
        if (str_starts(t, str_from(sure[i]))) return 2;
    if (t.p[0] == '=' && heading_of(t, &text)) return 1;
    return str_find(t, STR("'''"), 0) != SIZE_MAX && str_find(t, STR("''''''"), 0) == SIZE_MAX;
}

/* "[[Page|words]]": pages are not at hand, so the words stay alone; files become images, categories go. */
static size_t say_page(struct saying *s, str t, size_t at) {
    size_t end = str_find(str_sub(t, 0, at + REACH), STR("]]"), at + 2);
    if (end == SIZE_MAX) return 0;
    str inside = str_sub(t, at + 2, end), target = str_sub(inside, 0, part_end(inside, '|', 0));
    size_t last = inside.n;
    while (last && inside.p[last - 1] != '|') last--;
    str words = last ? str_drop(inside, last) : inside;
    if (str_starts_nocase(target, STR("file:")) || str_starts_nocase(target, STR("image:"))) {
        size_t colon = part_end(target, ':', 0) + 1;
        say_markup(s, inside);
        say_image(s, str_trim(str_drop(target, colon)), last ? words : (str){0});
    } else if (str_starts_nocase(target, STR("category:"))) {
        say_dropped(s, str_sub(t, at, end + 2));
    } else {
        say_markup(s, inside);
        say_text(s, words.n && words.p[0] == ':' ? str_drop(words, 1) : words);
    }
    return end + 2;
}

/* "[https://example.org words]" */
static size_t say_address(struct saying *s, str t, size_t at) {
    size_t n = address_at(t, at + 1), end = n ? str_find_char(str_sub(t, 0, at + 1 + n + REACH), ']', at + 1 + n) : SIZE_MAX;
    if (!n || end == SIZE_MAX || (t.p[at + 1 + n] != ' ' && t.p[at + 1 + n] != ']')) return 0;
    say_link(s, str_sub(t, at + 1, at + 1 + n), str_trim(str_sub(t, at + 1 + n, end)));
    return end + 1;
}

/* "<ref name=a>A book.</ref>" is a footnote; "<ref name=a/>" and "<references/>" say where, and go. */
static size_t say_ref(struct saying *s, str t, size_t at) {
    str rest = str_sub(t, at, at + REACH);
    if (!str_starts(rest, STR("<ref"))) return 0;
    size_t end = str_find_char(rest, '>', 4), close;
    if (end == SIZE_MAX || !(rest.p[4] == '>' || rest.p[4] == ' ' || rest.p[4] == '/' || str_starts(rest, STR("<references")))) return 0;
    if (rest.p[end - 1] == '/' || str_starts(rest, STR("<references"))) {
        say_dropped(s, str_sub(rest, 0, end + 1));
        return at + end + 1;
    }
    if ((close = str_find(rest, STR("</ref>"), end)) == SIZE_MAX) return 0;
    say_markup(s, str_sub(rest, 0, end + 1));
    say_markup(s, str_sub(rest, close, close + 6));
    say_note(s, str_trim(str_sub(rest, end + 1, close)));
    return at + close + 6;
}

static size_t special(struct saying *s, str t, size_t at) {
    if (t.p[at] == '<') return say_ref(s, t, at);
    if (t.p[at] != '[') return 0;
    return at + 1 < t.n && t.p[at + 1] == '[' ? say_page(s, t, at) : say_address(s, t, at);
}

/* --- blocks --------------------------------------------------------------------------------------------------------- */

/* `lang="c"`, `lang=c`: the language of a block of code. */
static str lang_of(str tag) {
    size_t at = str_find(tag, STR("lang="), 0);
    if (at == SIZE_MAX) return (str){0};
    at += 5;
    if (at < tag.n && (tag.p[at] == '"' || tag.p[at] == '\'')) at++;
    size_t end = at;
    while (end < tag.n && (char_is_alnum(tag.p[end]) || strchr("+#-_", tag.p[end]))) end++;
    return str_sub(tag, at, end);
}

/* <syntaxhighlight lang="c"> … </syntaxhighlight>: how many lines, or 0. */
static size_t code_block(struct saying *s, str t) {
    static const struct { const char *open, *close; } blocks[] = {{"<syntaxhighlight", "</syntaxhighlight>"}, {"<source", "</source>"}, {"<pre", "</pre>"}};
    for (size_t k = 0; k < sizeof blocks / sizeof *blocks; k++) {
        size_t open = str_starts(t, str_from(blocks[k].open)) ? str_find_char(t, '>', 0) : SIZE_MAX;
        if (open == SIZE_MAX || t.p[open - 1] == '/') continue;
        str tag = str_sub(t, 0, open + 1);
        size_t lines = say_code_to(s, s->i, str_drop(t, open + 1), str_from(blocks[k].close), lang_of(tag));
        if (lines) say_markup(s, tag);
        return lines;
    }
    return 0;
}

/* A cell's attributes stand before a lone bar: "| style=… | text". */
static str cell_text(struct saying *s, str cell) {
    size_t bar = str_find_char(cell, '|', 0), equals = str_find_char(cell, '=', 0);
    if (bar == SIZE_MAX || equals > bar || str_find(cell, STR("[["), 0) < bar) return cell;
    say_markup(s, str_sub(cell, 0, bar));
    return str_drop(cell, bar + 1);
}

/* "| one || two", "! head !! head" */
static void row_cells(struct saying *s, cell_list *cells, str t, bool *starts) {
    bool head = t.p[0] == '!';
    for (size_t at = 1; at <= t.n;) {
        size_t end = str_find(t, head ? STR("!!") : STR("||"), at);
        if (end == SIZE_MAX) end = t.n;
        if (!vec_push(cells, (struct cell){cell_text(s, str_sub(t, at, end)), head, *starts})) s->out->failed = true;
        *starts = false;
        at = end + 2;
    }
}

/* "{|" to "|}": how many lines, or 0 when it does not end. A cell goes on in the lines below it. */
static size_t table(struct saying *s) {
    size_t end = find_line(s, s->i + 1, STR("|}"));
    if (end == s->n) return 0;
    cell_list cells = {0};
    bool starts = true;
    say_markup(s, saying_line(s, s->i));
    for (size_t i = s->i + 1; i < end; i++) {
        str t = str_trim(saying_line(s, i));
        if (str_starts(t, STR("|-"))) {
            say_markup(s, t);
            starts = true;
        } else if (str_starts(t, STR("|+"))) {
            say_paragraph(s, str_drop(t, 2));
        } else if (t.n && (t.p[0] == '|' || t.p[0] == '!')) {
            row_cells(s, &cells, t, &starts);
        } else if (t.n && cells.n) {
            struct cell *cell = &cells.at[cells.n - 1];
            cell->text = str_of(cell->text.p, (size_t)(t.p + t.n - cell->text.p));
        }
    }
    say_table(s, &cells);
    vec_release(&cells);
    return end + 1 - s->i;
}

/* "*", "#", ":" and ";" before a line: how many. */
static size_t marks_of(str t) {
    size_t n = 0;
    while (n < t.n && n < LIST_DEPTHS && strchr("*#:;", t.p[n])) n++;
    return n;
}

/* "; term : what it is" */
static void say_term(struct saying *s, str t) {
    size_t colon = str_find(t, STR(" : "), 0);
    say_gap(s);
    say(s, STR("**"));
    say_text(s, str_trim(str_sub(t, 0, colon == SIZE_MAX ? t.n : colon)));
    say(s, STR("**"));
    if (colon != SIZE_MAX) {
        say(s, STR(": "));
        say_text(s, str_trim(str_drop(t, colon + 3)));
    }
    say_end(s);
    s->depth = 0;
}

static size_t listed(struct saying *s, str t, size_t marks) {
    char last = t.p[marks - 1];
    str text = str_drop(t, marks);
    if (last == ';') {
        say_term(s, text);
    } else if (last == ':') {
        if (!s->depth) say_gap(s);
        if (s->depth) buf_put_repeat(&s->out->text, ' ', s->depth * 4);
        say_paragraph(s, text);
        if (!s->depth) say_gap(s);
    } else {
        say_item(s, marks - 1, last == '#', text);
    }
    return 1;
}

static bool is_setting(str t) {
    return (str_starts(t, STR("__")) && t.n > 4 && str_ends(t, STR("__"))) || str_starts(t, STR("{{DEFAULTSORT")) || str_starts_nocase(t, STR("#redirect"));
}

/* Lines that a blank indents are shown as they are. */
static size_t fixed(struct saying *s) {
    size_t end = s->i;
    while (end < s->n && saying_line(s, end).n && saying_line(s, end).p[0] == ' ' && !(s->lines[end].flags & LINE_BLANK)) end++;
    say_code(s, s->i, end, (str){0});
    return end - s->i;
}

static size_t line(struct saying *s) {
    str whole = saying_line(s, s->i), t = str_trim(whole), text;
    size_t level = heading_of(t, &text), marks = marks_of(t), lines = 0;
    if (is_setting(t)) {
        say_dropped(s, t);
        return 1;
    }
    if (level) return say_heading(s, level, text), 1;
    if (str_starts(t, STR("{|")) && (lines = table(s))) return lines;
    if (t.p[0] == '<' && (lines = code_block(s, t))) return lines;
    if (whole.p[0] == ' ' && !s->depth) return fixed(s);
    if (str_starts(t, STR("----"))) return say_rule(s), 1;
    if (marks) return listed(s, t, marks);
    return say_outside(s, t), 1;
}

const struct dialect dialect_mediawiki = {.extensions = extensions, .pairs = pairs, .n_pairs = sizeof pairs / sizeof *pairs,
                                          .signs = "'<[", .escapes = "*_`#", .line_end = " ",
                                          .sign = sign, .line = line, .special = special};
