/* reStructuredText: underlined headings, "code-block" directives, "literal" blocks behind "::"
 * (docutils, reStructuredText Markup Specification). */
#include "base/utf8.h"
#include "read/dialect_inside.h"

static const char *const extensions[] = {".rst", ".rest", NULL};

static const struct pair pairs[] = {
    {"``", "``", "", PAIR_CODE},
    {"**", "**", "**", PAIR_BOUND},
    {"*", "*", "*", PAIR_BOUND},
};

/* A line of one sign of punctuation: that sign, or 0. */
static char rule_of(str line, size_t least) {
    str t = str_trim_right(line);
    if (t.n < least || char_is_alnum(t.p[0]) || char_is_space(t.p[0]) || (unsigned char)t.p[0] >= 0x80) return 0;
    for (size_t i = 1; i < t.n; i++)
        if (t.p[i] != t.p[0]) return 0;
    return t.p[0];
}

/* ".. name:: value": the name, and what follows it. */
static bool directive_of(str line, str *name, str *value) {
    str t = str_trim_left(line);
    if (!str_starts(t, STR(".. "))) return false;
    size_t end = str_find(t, STR("::"), 3);
    if (end == SIZE_MAX) return false;
    *name = str_trim(str_sub(t, 3, end));
    *value = str_trim(str_drop(t, end + 2));
    for (size_t i = 0; i < name->n; i++)
        if (!char_is_alnum(name->p[i]) && !strchr("-_:", name->p[i])) return false;
    return name->n > 0;
}

/* "`words`_": in Markdown a code span may start so, but none ends so. */
static bool has_reference(str t) {
    size_t at = str_find(t, STR("`_"), 1);
    return at != SIZE_MAX && (char_is_alnum(t.p[at - 1]) || t.p[at - 1] == '>') && (at + 2 == t.n || !char_is_alnum(t.p[at + 2]));
}

static unsigned sign(str t) {
    str name, value;
    if (directive_of(t, &name, &value)) return 2;
    return str_starts(t, STR(".. _")) || str_starts(t, STR(".. [")) || has_reference(t);
}

/* --- inlines -------------------------------------------------------------------------------------------------------- */

/* "`words <target>`_", "`words`_" and "`words`" */
static size_t say_interpreted(struct saying *s, str t, size_t at, bool code) {
    size_t end = str_find_char(str_sub(t, 0, at + REACH), '`', at + 1);
    if (end == SIZE_MAX || end == at + 1) return 0;
    str inside = str_sub(t, at + 1, end);
    size_t angle = str_find_char(inside, '<', 0);
    bool targeted = angle != SIZE_MAX && inside.p[inside.n - 1] == '>';
    str words = targeted ? str_trim(str_sub(inside, 0, angle)) : inside, target = targeted ? str_sub(inside, angle + 1, inside.n - 1) : (str){0};
    if (code && !targeted) {
        say(s, STR("`"));
        say_view(s, words.p[0] == '~' ? str_drop(words, 1) : words);
        say(s, STR("`"));
    } else if (address_at(target, 0)) {
        say_link(s, target, words);
    } else {
        if (words.n) say_markup(s, target);
        say_text(s, words.n ? words : target);
    }
    for (end++; end < t.n && t.p[end] == '_';) end++;
    return end;
}

/* ":func:`name`": what names something of a program is code. */
static size_t say_role(struct saying *s, str t, size_t at) {
    static const char *const words[] = {"ref", "doc", "term", "abbr", "emphasis", "strong", "title", "sub", "sup", "pep", "rfc", "menuselection", "guilabel"};
    size_t end = at + 1;
    while (end < t.n && end - at < 40 && (char_is_alnum(t.p[end]) || strchr("-_:+.", t.p[end])) && !(t.p[end] == ':' && end + 1 < t.n && t.p[end + 1] == '`')) end++;
    if (end == at + 1 || end + 1 >= t.n || t.p[end] != ':' || t.p[end + 1] != '`') return 0;
    say_markup(s, str_sub(t, at, end));
    return say_interpreted(s, t, end + 1, !STR_IN(str_sub(t, at + 1, end), words));
}

static size_t special(struct saying *s, str t, size_t at) {
    if (t.p[at] == '`') return say_interpreted(s, t, at, false);
    if (t.p[at] == ':' && (at == 0 || !char_is_alnum(t.p[at - 1]))) return say_role(s, t, at);
    if (t.p[at] == '\\' && at + 1 < t.n && t.p[at + 1] == ' ') return at + 2;
    if (t.p[at] != '[') return 0;
    size_t end = at + 1;
    while (end < t.n && end - at < 8 && char_is_digit(t.p[end])) end++;
    if (end == at + 1 || end + 1 >= t.n || t.p[end] != ']' || t.p[end + 1] != '_') return 0;
    say(s, STR("[^")); /* its note is in the text and keeps its number */
    say_view(s, str_sub(t, at + 1, end));
    say(s, STR("]"));
    return end + 2;
}

/* --- blocks --------------------------------------------------------------------------------------------------------- */

static uint32_t indent_of(const struct saying *s, size_t i) { return line_indent(saying_line(s, i), NULL); }
static bool is_blank(const struct saying *s, size_t i) { return s->lines[i].flags & LINE_BLANK; }

/* The line behind the block that is indented by more than `indent`; blank lines at its end are none of it. */
static size_t block_end(const struct saying *s, size_t from, uint32_t indent) {
    size_t end = from;
    for (size_t i = from; i < s->n && (is_blank(s, i) || indent_of(s, i) > indent); i++)
        if (!is_blank(s, i)) end = i + 1;
    return end;
}

static size_t first_shown(const struct saying *s, size_t from, size_t to) {
    while (from < to && is_blank(s, from)) from++;
    return from;
}

/* The underline's rank: each that is new is lower than those seen. */
static size_t level_of(struct saying *s, char underline, bool over) {
    uint8_t title = (uint8_t)(underline | (over ? 0x80 : 0));
    size_t k = 0;
    while (k < LIST_DEPTHS && s->titles[k] && s->titles[k] != title) k++;
    if (k == LIST_DEPTHS) return 6;
    s->titles[k] = title;
    return k + 1;
}

/* A title with its line below, or one above as well: how many lines. */
static size_t title(struct saying *s) {
    str t = saying_line(s, s->i);
    size_t over = rule_of(t, 3) ? 1 : 0;
    if (s->i + over + 1 >= s->n || is_blank(s, s->i + over)) return 0;
    str text = saying_line(s, s->i + over), below = saying_line(s, s->i + over + 1);
    char c = rule_of(below, 3);
    if (!c || (over && c != t.p[0]) || (!over && char_is_blank(text.p[0])) || utf8_count(str_trim_right(below)) + 2 < utf8_count(str_trim(text))) return 0;
    say_heading(s, level_of(s, c, over), text);
    return over + 2;
}

static void drop_lines(struct saying *s, size_t from, size_t to) {
    for (size_t i = from; i < to; i++) say_dropped(s, saying_line(s, i));
}

static bool is_option(const struct saying *s, size_t i) { return !is_blank(s, i) && str_trim(saying_line(s, i)).p[0] == ':'; }

/* ":name: value" lines below a directive. */
static size_t options_end(struct saying *s, size_t from, size_t to) {
    while (from < to && is_option(s, from)) say_dropped(s, saying_line(s, from++));
    return from;
}

/* An image, with what ":alt:" says of it. */
static size_t image(struct saying *s, str value, size_t from, size_t to) {
    str alt = {0};
    for (; from < to && is_option(s, from); from++) {
        str option = str_trim(saying_line(s, from));
        if (!str_starts(option, STR(":alt:"))) {
            say_dropped(s, option);
            continue;
        }
        alt = str_trim(str_drop(option, 5));
        say_markup(s, str_sub(option, 0, 5));
    }
    say_gap(s);
    say_image(s, value, alt);
    say_end(s);
    say_gap(s);
    return from;
}

/* Lines that stand indented, said as if they did not: the block is worked through by the same rules. */
static void say_block(struct saying *s, size_t from, size_t to) {
    for (size_t i = from; i < to; i++) {
        if (is_blank(s, i)) say_gap(s);
        else say_paragraph(s, saying_line(s, i));
    }
    say_gap(s);
}

static size_t directive(struct saying *s, str name, str value) {
    static const char *const codes[] = {"code-block", "code", "sourcecode", "parsed-literal", "literalinclude", "doctest", "testcode"};
    static const char *const shown[] = {"note", "warning", "tip", "hint", "important", "caution", "danger", "attention", "error", "seealso",
                                        "admonition", "versionadded", "versionchanged", "deprecated", "topic", "sidebar", "glossary", "epigraph", "rubric", "container"};
    size_t end = block_end(s, s->i + 1, indent_of(s, s->i)), from = s->i + 1;
    s->depth = 0;
    if (STR_IN(name, codes)) {
        say_markup(s, name);
        from = first_shown(s, options_end(s, from, end), end);
        if (from < end) say_code(s, from, end, value);
        else say_markup(s, value);
    } else if (str_eq(name, STR("image")) || str_eq(name, STR("figure"))) {
        say_markup(s, name);
        say_block(s, image(s, value, from, end), end);
    } else if (STR_IN(name, shown)) {
        say_markup(s, name);
        say_gap(s);
        s->quoted++;
        if (value.n) say_paragraph(s, value);
        say_block(s, options_end(s, from, end), end);
        s->quoted--;
        s->blank = false;
        say_gap(s);
    } else {
        drop_lines(s, s->i, end);
    }
    return (end > s->i ? end : s->i + 1) - s->i;
}

/* ".. [1] A book.": a footnote. Any other ".. " is a comment or a target. */
static size_t explicit_markup(struct saying *s, str t) {
    size_t close = str_find_char(t, ']', 4), end = block_end(s, s->i + 1, indent_of(s, s->i));
    if (str_starts(t, STR(".. [")) && close != SIZE_MAX && close > 4 && char_is_digit(t.p[4])) {
        say_gap(s);
        say(s, STR("[^"));
        say_view(s, str_sub(t, 4, close));
        say(s, STR("]: "));
        say_text(s, str_trim(str_drop(t, close + 1)));
        for (size_t i = s->i + 1; i < end; i++) {
            say(s, STR(" "));
            say_text(s, str_trim(saying_line(s, i)));
        }
        say_end(s);
        say_gap(s);
    } else {
        drop_lines(s, s->i, end > s->i ? end : s->i + 1);
    }
    return (end > s->i ? end : s->i + 1) - s->i;
}

/* "- item", "#. step", "3. step": the bytes of the mark, or 0. */
static size_t item_of(str t, bool *ordered) {
    size_t n = 0;
    *ordered = true;
    if (t.p[0] == '#') return str_starts(t, STR("#. ")) ? 2 : 0;
    while (n < t.n && char_is_digit(t.p[n])) n++;
    if (n) return n < 4 && n + 1 < t.n && (t.p[n] == '.' || t.p[n] == ')') && t.p[n + 1] == ' ' ? n + 1 : 0;
    *ordered = false;
    return t.n > 2 && strchr("*-+", t.p[0]) && t.p[1] == ' ' ? 1 : 0;
}

/* A paragraph that ends with "::" has code below. */
static size_t literal_below(struct saying *s) {
    size_t from = s->i + 1, end = block_end(s, from, indent_of(s, s->i));
    if (from >= s->n || !is_blank(s, from)) return 1;
    from = first_shown(s, from, end);
    if (from >= end) return 1;
    say_code(s, from, end, (str){0});
    return end - s->i;
}

static size_t paragraph(struct saying *s, str t) {
    bool literal = str_ends(t, STR("::"));
    if (literal && t.n == 2) return literal_below(s);
    if (s->depth) buf_put_repeat(&s->out->text, ' ', s->depth * 4);
    say_paragraph(s, literal ? str_sub(t, 0, t.n - 1) : t);
    return literal ? literal_below(s) : 1;
}

static size_t line(struct saying *s) {
    str whole = saying_line(s, s->i), t = str_trim(whole), name, value;
    bool ordered;
    size_t lines = title(s), mark = item_of(t, &ordered);
    uint32_t indent = indent_of(s, s->i);
    if (lines) return lines;
    if (directive_of(whole, &name, &value)) return directive(s, name, value);
    if (str_starts(t, STR(".. "))) return explicit_markup(s, t);
    if (str_starts(t, STR(">>> "))) {
        size_t end = s->i;
        while (end < s->n && !is_blank(s, end)) end++;
        say_code(s, s->i, end, (str){0});
        return end - s->i;
    }
    if (rule_of(whole, 4) && s->blank) return say_rule(s), 1;
    if (mark) {
        if (char_is_digit(t.p[0])) say_markup(s, str_sub(t, 0, mark));
        return say_item(s, indent / 2, ordered, str_drop(t, mark)), 1;
    }
    if (s->depth && indent == 0) {
        say_gap(s);
        s->depth = 0;
    }
    return paragraph(s, t);
}

const struct dialect dialect_rst = {.extensions = extensions, .pairs = pairs, .n_pairs = sizeof pairs / sizeof *pairs,
                                          .signs = "`*:[\\", .escapes = "_#", .line_end = " ",
                                          .sign = sign, .line = line, .special = special};
