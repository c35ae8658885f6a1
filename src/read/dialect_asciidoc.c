/* AsciiDoc: "== Heading", "[source,java]", "term:: what it is" (docs.asciidoctor.org). */
#include "read/dialect_inside.h"

static const char *const extensions[] = {".adoc", ".asciidoc", ".asc", NULL};

static const struct pair pairs[] = {
    {"``", "``", "", PAIR_CODE},
    {"`+", "+`", "", PAIR_CODE},
    {"`", "`", "", PAIR_CODE},
    {"**", "**", "**", 0},
    {"*", "*", "**", PAIR_BOUND},
    {"__", "__", "*", 0},
    {"_", "_", "*", PAIR_BOUND},
    {"+", "+", "", PAIR_CODE | PAIR_BOUND},
    {"##", "##", "", 0},
    {"#", "#", "", PAIR_BOUND},
};

static size_t heading_of(str t) {
    size_t n = 0;
    while (n < t.n && t.p[n] == '=') n++;
    bool closed = t.n > n && t.p[t.n - 1] == '=';
    return n && n <= 6 && n + 1 < t.n && t.p[n] == ' ' && !closed ? n : 0;
}

/* "----", "....", "====": a line of one sign that opens or closes a block. */
static bool is_delimiter(str t, char c) {
    if (t.n < 4) return false;
    for (size_t i = 0; i < t.n; i++)
        if (t.p[i] != c) return false;
    return true;
}

/* ":toc: left": the name ends at the second colon, 0 when it is none. */
static size_t attribute_of(str t) {
    size_t at = 1;
    if (t.n < 3 || t.p[0] != ':') return 0;
    if (t.p[at] == '!') at++;
    while (at < t.n && (char_is_alnum(t.p[at]) || t.p[at] == '-' || t.p[at] == '_' || t.p[at] == '!')) at++;
    return at > 1 && at < t.n && t.p[at] == ':' && (at + 1 == t.n || t.p[at + 1] == ' ') ? at : 0;
}

/* "[source,java]", "[[anchor]]", "[.lead]": says something of the block below. */
static bool is_block_attribute(str t) {
    if (t.n < 3 || t.p[0] != '[' || t.p[t.n - 1] != ']') return false;
    char c = t.p[1];
    bool list = str_find_char(t, ',', 0) != SIZE_MAX || str_find_char(t, '=', 0) != SIZE_MAX || str_find_char(t, '%', 0) != SIZE_MAX;
    static const char *const words[] = {"NOTE", "TIP", "IMPORTANT", "CAUTION", "WARNING", "quote", "verse", "source", "listing", "literal",
                                        "qanda", "horizontal", "abstract", "example", "sidebar", "discrete", "glossary", "appendix", "preface"};
    return c == '[' || c == '#' || c == '.' || (list && char_is_alpha(c)) || STR_IN(str_sub(t, 1, t.n - 1), words);
}

static unsigned sign(str t) {
    if (str_starts(t, STR("[source")) || str_starts(t, STR("|===")) || str_starts(t, STR("image::")) || str_starts(t, STR("[qanda]"))) return 2;
    if (str_starts(t, STR("[[")) && str_ends(str_trim_right(t), STR("]]")) && str_find_char(t, ' ', 0) == SIZE_MAX) return 1;
    if (heading_of(t)) return 1;
    static const char *const settings[] = {"toc", "author", "icons", "doctype", "sectnums", "numbered", "source-highlighter", "imagesdir", "experimental", "revdate"};
    size_t name = attribute_of(t);
    return name && STR_IN(str_sub(t, 1, name), settings) ? 2 : 0;
}

/* --- inlines -------------------------------------------------------------------------------------------------------- */

/* "name:target[words]": the words; where it ends, or 0. */
static size_t brackets_at(str t, size_t at, str *inside) {
    size_t end = at < t.n && t.p[at] == '[' ? str_find_char(str_sub(t, 0, at + REACH), ']', at) : SIZE_MAX;
    if (end == SIZE_MAX) return 0;
    *inside = str_sub(t, at + 1, end);
    return end + 1;
}

/* "https://example.org[words]" or "link:page.html[words]" */
static size_t say_to(struct saying *s, str t, size_t from, size_t to) {
    str words;
    size_t end = brackets_at(t, to, &words);
    if (!end || from == to) return 0;
    str shown = words.n && words.p[words.n - 1] == '^' ? str_sub(words, 0, words.n - 1) : words;
    say_link(s, str_sub(t, from, to), shown);
    return end;
}

static size_t say_macro(struct saying *s, str t, size_t at, str name) {
    str inside;
    size_t from = at + name.n, to = from;
    while (to < t.n && to - from < REACH && t.p[to] != '[' && !char_is_space(t.p[to])) to++;
    size_t end = brackets_at(t, to, &inside);
    if (!end) return 0;
    say_markup(s, str_sub(t, at, from));
    if (str_starts(name, STR("link:"))) return say_to(s, t, from, to);
    if (str_starts(name, STR("image:"))) {
        str words = str_sub(inside, 0, part_end(inside, ',', 0));
        say_markup(s, str_drop(inside, words.n));
        say_image(s, str_sub(t, from, to), words);
    } else if (str_starts(name, STR("footnote:"))) {
        say_note(s, inside);
    } else {
        say_view(s, inside); /* kbd, btn, menu, xref: what is shown */
        say_markup(s, str_sub(t, from, to));
    }
    return end;
}

static size_t special(struct saying *s, str t, size_t at) {
    static const char *const macros[] = {"link:", "image:", "footnote:", "kbd:", "btn:", "xref:"};
    str rest = str_drop(t, at);
    bool inside = at > 0 && char_is_alnum(t.p[at - 1]);
    size_t address = address_at(t, at), named = address ? say_to(s, t, at, at + address) : 0;
    if (named) return named;
    for (size_t i = 0; !inside && i < sizeof macros / sizeof *macros; i++)
        if (str_starts(rest, str_from(macros[i]))) return say_macro(s, t, at, str_from(macros[i]));
    if (str_starts(rest, STR("[.")) || str_starts(rest, STR("[#"))) { /* "[.role]#words#" */
        size_t end = str_find(str_sub(t, 0, at + 100), STR("]#"), at);
        if (end == SIZE_MAX || str_find_char(str_sub(t, 0, at + REACH), '#', end + 2) == SIZE_MAX) return 0;
        say_markup(s, str_sub(t, at, end + 1));
        return end + 1;
    }
    if (str_starts(rest, STR("<<"))) {
        size_t end = str_find(str_sub(t, 0, at + REACH), STR(">>"), at), comma = end == SIZE_MAX ? end : str_find_char(str_sub(t, 0, end), ',', at);
        if (end == SIZE_MAX || str_find_char(str_sub(t, 0, end), '(', at) != SIZE_MAX) return 0;
        if (comma != SIZE_MAX) say_markup(s, str_sub(t, at, comma));
        say_text(s, str_trim(str_sub(t, comma == SIZE_MAX ? at + 2 : comma + 1, end)));
        return end + 2;
    }
    if (str_eq(rest, STR("+")) && at > 0 && t.p[at - 1] == ' ') return say_break(s), t.n;
    return 0;
}

/* --- blocks --------------------------------------------------------------------------------------------------------- */

/* "[source%linenums,java]": the language. */
static str lang_of(str attribute) {
    size_t comma = str_find_char(attribute, ',', 0), end = comma == SIZE_MAX ? 0 : comma + 1;
    if (!str_starts(attribute, STR("[source")) || comma == SIZE_MAX) return (str){0};
    while (end < attribute.n && attribute.p[end] == ' ') end++;
    size_t from = end;
    while (end < attribute.n && (char_is_alnum(attribute.p[end]) || strchr("+#-_", attribute.p[end]))) end++;
    return end < attribute.n && strchr(",]", attribute.p[end]) ? str_sub(attribute, from, end) : (str){0};
}

/* A block of code between two such lines, at line `i`: the line behind it, or `i`. */
static size_t fixed(struct saying *s, size_t i, str lang) {
    str t = i < s->n ? str_trim(saying_line(s, i)) : (str){0};
    if (!is_delimiter(t, '-') && !is_delimiter(t, '.') && !is_delimiter(t, '+')) return i;
    size_t end = find_line(s, i + 1, t);
    if (end == s->n) return i;
    say_code(s, i + 1, end, lang);
    return end + 1;
}

/* "[source,java]" above a delimited block, or above a paragraph that is code. */
static size_t attributed(struct saying *s, str t) {
    str lang = lang_of(t);
    bool source = str_starts(t, STR("[source")) || str_starts(t, STR("[listing]")) || str_starts(t, STR("[literal]"));
    size_t i = s->i + 1, end;
    if (!source) {
        str said_by = str_starts(t, STR("[quote,")) || str_starts(t, STR("[verse,")) ? str_sub(t, 7, t.n - 1) : (str){0};
        say_dropped(s, str_sub(t, 0, said_by.n ? 7 : t.n));
        if (said_by.n) say_gap(s), say_paragraph(s, said_by), say_gap(s);
        return 1;
    }
    say_markup(s, t);
    if (i < s->n && saying_line(s, i).n && saying_line(s, i).p[0] == '.') { /* the title of the block */
        say_gap(s);
        say_paragraph(s, str_drop(saying_line(s, i), 1));
        i++;
    }
    end = fixed(s, i, lang);
    if (end > i) return end - s->i;
    while (end < s->n && !(s->lines[end].flags & LINE_BLANK)) end++;
    if (end > i) say_code(s, i, end, lang);
    return end - s->i;
}

static void push_cell(struct saying *s, cell_list *cells, str text, bool head, bool starts) {
    if (!vec_push(cells, (struct cell){text, head, starts})) s->out->failed = true;
}

/* "|===" … "|===": rows by lines, or by the number of cells that the first line has. */
static size_t table(struct saying *s) {
    size_t end = find_line(s, s->i + 1, str_trim(saying_line(s, s->i))), columns = 0, column = 0;
    if (end == s->n) return 0;
    cell_list cells = {0};
    bool head = end > s->i + 2 && (s->lines[s->i + 2].flags & LINE_BLANK);
    for (size_t i = s->i + 1; i < end; i++) {
        str t = str_trim(saying_line(s, i));
        if (t.n && t.p[0] != '|' && cells.n) { /* a cell that goes on */
            struct cell *cell = &cells.at[cells.n - 1];
            cell->text = str_of(cell->text.p, (size_t)(t.p + t.n - cell->text.p));
            continue;
        }
        for (size_t at = 0; at < t.n;) {
            size_t to = part_end(t, '|', at + 1);
            bool starts = columns ? column % columns == 0 : cells.n == 0;
            push_cell(s, &cells, str_sub(t, at + 1, to), head && !columns, starts);
            column++;
            at = to;
        }
        if (!columns) columns = cells.n, column = 0;
    }
    say_table(s, &cells);
    vec_release(&cells);
    return end + 1 - s->i;
}

/* "* item", "** item", ". step", "- item", "1. step": how deep, or 0; `marks` is what stands before the text. */
static size_t item_of(str t, bool *ordered, size_t *marks) {
    size_t n = 0;
    char c = t.p[0];
    *ordered = c == '.' || char_is_digit(c);
    if (char_is_digit(c)) {
        while (n < t.n && char_is_digit(t.p[n])) n++;
        *marks = n + 1;
        return n < 4 && n + 1 < t.n && t.p[n] == '.' && t.p[n + 1] == ' ';
    }
    while (n < t.n && n < LIST_DEPTHS && t.p[n] == c) n++;
    *marks = n;
    return strchr("*.-", c) && n < t.n && t.p[n] == ' ' && (c != '-' || n == 1) ? n : 0;
}

/* "term:: what it is", "Question?::" above its answer: where the colons stand, or 0. */
static size_t term_of(str t) {
    size_t at = str_find(t, STR("::"), 1);
    if (at == SIZE_MAX || (at + 2 < t.n && t.p[at + 2] != ' ') || char_is_blank(t.p[at - 1])) return 0;
    return at;
}

static void say_term(struct saying *s, str t, size_t colons) {
    s->depth = 0;
    say_gap(s);
    say(s, STR("**"));
    say_text(s, str_sub(t, 0, colons));
    say(s, STR("**"));
    say_end(s);
    say_gap(s);
    if (colons + 2 < t.n) say_paragraph(s, str_drop(t, colons + 2));
}

/* Lines that open or close what is shown as it is: "====", "****", "--". */
static bool is_frame(str t) {
    return is_delimiter(t, '=') || is_delimiter(t, '*') || str_eq(t, STR("--"));
}

static size_t comment(struct saying *s, str t) {
    size_t end = is_delimiter(t, '/') ? find_line(s, s->i + 1, t) : s->i;
    if (end == s->n) end = s->i;
    for (size_t i = s->i; i <= end; i++) say_dropped(s, saying_line(s, i));
    return end + 1 - s->i;
}

static size_t line(struct saying *s) {
    str whole = saying_line(s, s->i), t = str_trim(whole);
    bool ordered;
    size_t level = heading_of(t), marks, depth = item_of(t, &ordered, &marks), term = term_of(t), end = fixed(s, s->i, (str){0});
    if (end > s->i) return end - s->i;
    if (level) return say_heading(s, level, str_drop(t, level)), 1;
    if (str_starts(t, STR("//")) && address_at(t, 0) == 0) return comment(s, t);
    if (attribute_of(t) || str_starts(t, STR("toc::[")) || str_starts(t, STR("<<<"))) return say_dropped(s, t), 1;
    if (is_block_attribute(t)) return attributed(s, t);
    if (str_starts(t, STR("|===")) && (end = table(s))) return end;
    if (is_delimiter(t, '_')) {
        say_gap(s);
        s->quoted = !s->quoted;
        return s->blank = true, 1;
    }
    if (str_eq(t, STR("+"))) { /* what follows belongs to the item above */
        say_gap(s);
        return s->blank = false, 1;
    }
    if (is_frame(t)) return say_gap(s), 1;
    if (str_starts(t, STR("'''"))) return say_rule(s), 1;
    if (str_starts(t, STR("image::"))) {
        say_markup(s, str_sub(t, 0, 7));
        return say_gap(s), say_macro(s, t, 0, STR("image::")), say_end(s), say_gap(s), 1;
    }
    if (depth) return say_item(s, depth - 1, ordered, str_drop(t, marks)), 1;
    if (term) return say_term(s, t, term), 1;
    if (t.p[0] == '.' && t.n > 1 && !strchr(". ", t.p[1])) return say_gap(s), say_paragraph(s, str_drop(t, 1)), say_gap(s), 1;
    if (s->blank) s->depth = 0;
    if (s->depth) buf_put_repeat(&s->out->text, ' ', s->depth * 4);
    say_paragraph(s, t);
    return 1;
}

const struct dialect dialect_asciidoc = {.extensions = extensions, .pairs = pairs, .n_pairs = sizeof pairs / sizeof *pairs,
                                          .signs = "`*_+#<[hlikfbx", .escapes = "#", .line_end = " ",
                                          .sign = sign, .line = line, .special = special};
