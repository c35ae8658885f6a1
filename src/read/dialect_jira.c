/* Jira's and Confluence's wiki markup: "h2. Heading", *bold*, {code:java} (Atlassian, Text Formatting Notation Help). */
#include "read/dialect_inside.h"

static const char *const extensions[] = {".jira", ".confluence", NULL};

static const struct pair pairs[] = {
    {"{{", "}}", "", PAIR_CODE},
    {"{*}", "{*}", "**", 0},
    {"{_}", "{_}", "*", 0},
    {"*", "*", "**", PAIR_BOUND},
    {"_", "_", "*", PAIR_BOUND},
    {"??", "??", "*", PAIR_BOUND},
};

static size_t heading_of(str t) {
    return t.n > 4 && t.p[0] == 'h' && t.p[1] >= '1' && t.p[1] <= '6' && t.p[2] == '.' && t.p[3] == ' ' ? (size_t)(t.p[1] - '0') : 0;
}

static unsigned sign(str t) {
    bool braces = str_starts(t, STR("{code")) || str_starts(t, STR("{noformat")) || str_starts(t, STR("{quote}")) ||
                  str_starts(t, STR("{panel")) || str_starts(t, STR("||"));
    return heading_of(t) || braces ? 2 : 0;
}

/* "{code:java|title=A}": name and what follows its colon; the bytes that it takes, or 0. */
static size_t macro_of(str t, str *name, str *value) {
    if (t.n < 3 || t.p[0] != '{') return 0;
    size_t at = 1;
    while (at < t.n && at < 20 && char_is_alpha(t.p[at])) at++;
    *name = str_sub(t, 1, at);
    size_t end = str_find_char(str_sub(t, 0, at + REACH), '}', at);
    if (name->n < 2 || at == t.n || end == SIZE_MAX || (t.p[at] != '}' && t.p[at] != ':')) return 0;
    *value = str_sub(t, at + (t.p[at] == ':'), end);
    return end + 1;
}

/* "{color:red}", "{anchor:x}" within a line. */
static size_t say_macro(struct saying *s, str t, size_t at) {
    static const char *const shown[] = {"color", "anchor", "toc", "quote", "panel", "info", "tip", "note", "warning", "expand", "section", "column"};
    str name, value;
    size_t n = macro_of(str_drop(t, at), &name, &value);
    if (!n || !STR_IN(name, shown)) return 0;
    say_markup(s, str_sub(t, at, at + n));
    return at + n;
}

/* "[words|https://example.org]", "[https://example.org]"; a page's name stays as words. */
static size_t say_bracket(struct saying *s, str t, size_t at) {
    size_t end = str_find_char(str_sub(t, 0, at + REACH), ']', at);
    if (end == SIZE_MAX || end == at + 1) return 0;
    str inside = str_sub(t, at + 1, end);
    size_t bar = str_find_char(inside, '|', 0);
    str words = bar == SIZE_MAX ? inside : str_sub(inside, 0, bar), target = bar == SIZE_MAX ? inside : str_drop(inside, bar + 1);
    size_t n = address_at(target, 0);
    bool mail = str_starts(target, STR("mailto:"));
    if (!n && !mail && bar == SIZE_MAX) return 0;
    if (n || mail) {
        if (n && n < target.n) say_markup(s, str_drop(target, n));
        say_link(s, n ? str_sub(target, 0, n) : target, bar == SIZE_MAX ? (str){0} : words);
    } else {
        say_markup(s, target);
        say_text(s, words);
    }
    return end + 1;
}

/* "!picture.png|width=300!" */
static size_t say_picture(struct saying *s, str t, size_t at) {
    size_t end = str_find_char(str_sub(t, 0, at + REACH), '!', at + 1);
    if (end == SIZE_MAX) return 0;
    str inside = str_sub(t, at + 1, end), name = str_sub(inside, 0, part_end(inside, '|', 0));
    size_t dot = name.n;
    while (dot && name.p[dot - 1] != '.') dot--;
    static const char *const kinds[] = {"png", "jpg", "jpeg", "gif", "svg", "webp"};
    if (dot == 0 || !STR_IN_NOCASE(str_drop(name, dot), kinds) || str_find_char(name, ' ', 0) != SIZE_MAX) return 0;
    say_markup(s, inside);
    say_image(s, name, (str){0});
    return end + 1;
}

static size_t special(struct saying *s, str t, size_t at) {
    if (t.p[at] == '{') return say_macro(s, t, at);
    if (t.p[at] == '[') return say_bracket(s, t, at);
    if (t.p[at] == '!') return say_picture(s, t, at);
    char next = t.p[at] == '\\' && at + 1 < t.n ? t.p[at + 1] : 0;
    if (!next || char_is_alnum(next) || char_is_space(next) || (unsigned char)next >= 0x80) return 0;
    if (next == '\\') say_break(s);
    else say_view(s, str_sub(t, at, at + 2)); /* as in Markdown */
    return at + 2;
}

/* "{code:java}" … "{code}": how many lines, or 0. */
static size_t code_block(struct saying *s, str t) {
    str name, value, lang;
    size_t n = macro_of(t, &name, &value);
    bool code = n && str_eq(name, STR("code")), fixed = n && str_eq(name, STR("noformat"));
    if (!code && !fixed) return 0;
    lang = str_sub(value, 0, part_end(value, '|', 0));
    if (str_find_char(lang, '=', 0) != SIZE_MAX) lang = (str){0};
    size_t lines = say_code_to(s, s->i, str_drop(t, n), code ? STR("{code}") : STR("{noformat}"), lang);
    if (lines) say_markup(s, str_sub(t, 0, n));
    return lines;
}

/* "||head||head||", "|cell|cell|": a bar within a link parts no cells. */
static void row_cells(struct saying *s, cell_list *cells, str t) {
    bool starts = true;
    for (size_t at = 0; at < t.n;) {
        bool head = str_starts(str_drop(t, at), STR("||"));
        size_t from = at + (head ? 2 : 1), end = from, open = 0;
        if (from >= t.n) break;
        for (; end < t.n && (open || t.p[end] != '|'); end++) open = t.p[end] == '[' ? 1 : t.p[end] == ']' ? 0 : open;
        if (!vec_push(cells, (struct cell){str_sub(t, from, end), head, starts})) s->out->failed = true;
        starts = false;
        at = end;
    }
}

static size_t table(struct saying *s) {
    cell_list cells = {0};
    size_t end = s->i;
    for (; end < s->n && str_starts(str_trim(saying_line(s, end)), STR("|")); end++) row_cells(s, &cells, str_trim(saying_line(s, end)));
    say_table(s, &cells);
    vec_release(&cells);
    return end - s->i;
}

/* "* item", "## item", "- item": how deep, or 0. */
static size_t marks_of(str t) {
    size_t n = 0;
    while (n < t.n && n < LIST_DEPTHS && strchr("*#-", t.p[n])) n++;
    return n < t.n && t.p[n] == ' ' ? n : 0;
}

static size_t line(struct saying *s) {
    str t = str_trim(saying_line(s, s->i)), name, value;
    size_t level = heading_of(t), marks = marks_of(t), lines = code_block(s, t);
    if (lines) return lines;
    if (level) {
        say_markup(s, str_sub(t, 0, 2));
        return say_heading(s, level, str_drop(t, 4)), 1;
    }
    if (macro_of(t, &name, &value) == t.n && (str_eq(name, STR("toc")) || str_eq(name, STR("anchor")))) return say_dropped(s, t), 1;
    if (str_eq(t, STR("{quote}"))) {
        say_markup(s, t);
        say_gap(s);
        s->quoted = !s->quoted;
        s->blank = true;
        return 1;
    }
    if (t.p[0] == '|') return table(s);
    if (str_eq(t, STR("----"))) return say_rule(s), 1;
    if (marks) return say_item(s, marks - 1, t.p[marks - 1] == '#', str_drop(t, marks)), 1;
    if (str_starts(t, STR("bq. "))) {
        say_markup(s, str_sub(t, 0, 3));
        say_gap(s);
        say(s, STR("> "));
        say_paragraph(s, str_drop(t, 4));
        return say_gap(s), 1;
    }
    return say_outside(s, t), 1;
}

const struct dialect dialect_jira = {.extensions = extensions, .pairs = pairs, .n_pairs = sizeof pairs / sizeof *pairs,
                                          .signs = "{*_?[!\\", .escapes = "*_`#", .line_end = " ",
                                          .sign = sign, .line = line, .special = special};
