/* Style sheets and data: CSS, JSON, YAML. */
#include "code/scan.h"

static size_t skip_space(const struct scanner *sc, size_t at) {
    while (at < sc->s.n && char_is_space(sc->s.p[at])) at++;
    return at;
}

/* CSS: statements are rules or declarations; what comes first of ; { } tells which. */

static bool is_css_name(char c) { return char_is_alnum(c) || c == '-' || c == '_' || (unsigned char)c >= 0x80; }

static size_t css_name_end(const struct scanner *sc, size_t at) {
    while (at < sc->s.n && is_css_name(sc->s.p[at])) at++;
    return at;
}

/* Whether the statement at `at` is a declaration: it has a colon and ends without a block. *until is where the
 * answer holds to, so that each statement is looked at once. */
static bool is_declaration(const struct scanner *sc, size_t at, size_t *until) {
    bool colon = false;
    while (at < sc->s.n && !strchr(";{}", sc->s.p[at])) colon = colon || sc->s.p[at] == ':', at++;
    *until = at;
    return colon && !(at < sc->s.n && sc->s.p[at] == '{');
}

static void css_word(struct scanner *sc, bool declaration, bool value) {
    size_t end = css_name_end(sc, sc->at), number = scan_number_end(sc, sc->at);
    bool call = end < sc->s.n && sc->s.p[end] == '(';
    if (number > sc->at) scan_take(sc, number < sc->s.n && sc->s.p[number] == '%' ? number + 1 : number, CODE_NUMBER);
    else if (call) scan_take(sc, end, CODE_FUNCTION);
    else scan_take(sc, end, !declaration ? CODE_TAG : value ? CODE_PLAIN : CODE_ATTRIBUTE);
}

/* #id, .class, @rule, #hex, $variable, a pseudo-class */
static bool css_marked(struct scanner *sc, bool declaration, bool value) {
    char c = sc->s.p[sc->at];
    size_t end = css_name_end(sc, sc->at + 1);
    if (!strchr("#.@$:", c) || end == sc->at + 1) return false;
    if (c == '.' && char_is_digit(sc->s.p[sc->at + 1])) return false;
    if (c == ':' && declaration) return false;
    if (c == '@') scan_take(sc, end, CODE_KEYWORD);
    else if (c == '$') scan_take(sc, end, CODE_ATTRIBUTE);
    else if (value) scan_take(sc, end, c == '#' ? CODE_NUMBER : CODE_PLAIN);
    else scan_take(sc, end, c == ':' ? CODE_KEYWORD : CODE_TYPE);
    return true;
}

void scan_css(struct scanner *sc) {
    size_t until = 0;
    bool declaration = false, value = false;
    while (sc->at < sc->s.n && !sc->failed) {
        char c = sc->s.p[sc->at];
        if (char_is_space(c)) {
            sc->at++;
            continue;
        }
        if (scan_comment(sc)) continue;
        if (sc->at >= until) declaration = is_declaration(sc, sc->at, &until), value = false;
        if (scan_string(sc, CODE_STRING) || css_marked(sc, declaration, value)) continue;
        if (is_css_name(c) || scan_number_end(sc, sc->at) > sc->at) {
            css_word(sc, declaration, value);
            continue;
        }
        if (c == ':') value = declaration;
        sc->at++;
        if (c == ';' || c == '{' || c == '}') until = sc->at;
    }
}

void scan_json(struct scanner *sc) {
    while (sc->at < sc->s.n && !sc->failed) {
        size_t q = scan_quote_at(sc, sc->at), string = q < MAX_QUOTES ? scan_quoted(sc, sc->at, q) : 0;
        size_t number = scan_number_end(sc, sc->at), word = scan_name_end(sc, sc->at);
        if (scan_comment(sc)) continue;
        if (string) {
            size_t after = skip_space(sc, string);
            scan_take(sc, string, after < sc->s.n && sc->s.p[after] == ':' ? CODE_ATTRIBUTE : CODE_STRING);
            sc->at = after > sc->at ? after : sc->at;
        } else if (number > sc->at) {
            scan_take(sc, number, CODE_NUMBER);
        } else if (word > sc->at) {
            bool known = words_have(&sc->keywords, str_sub(sc->s, sc->at, word));
            scan_take(sc, word, known ? CODE_KEYWORD : CODE_PLAIN);
        } else {
            sc->at++;
        }
    }
}

/* YAML, line by line. */

/* Offset of the colon that ends a key at `at`, or 0: it stands before a blank or the line's end. */
static size_t yaml_colon(const struct scanner *sc, size_t at, size_t line) {
    for (; at < line && !strchr("{[,#", sc->s.p[at]); at++)
        if (sc->s.p[at] == ':' && (at + 1 == line || char_is_space(sc->s.p[at + 1]))) return at;
    return 0;
}

static size_t indent_of(const struct scanner *sc, size_t at) {
    size_t n = 0;
    while (at + n < sc->s.n && sc->s.p[at + n] == ' ') n++;
    return n;
}

/* The lines of a block scalar: those indented deeper than its key. */
static void yaml_block(struct scanner *sc, size_t indent) {
    size_t from = sc->at, end = sc->at;
    while (end < sc->s.n) {
        size_t line = scan_line_end(sc, end);
        bool empty = str_trim(str_sub(sc->s, end, line)).n == 0;
        if (!empty && indent_of(sc, end) <= indent) break;
        end = line < sc->s.n ? line + 1 : line;
    }
    scan_emit(sc, from, end, CODE_STRING);
    sc->at = end;
}

/* A scalar that is not quoted, up to a comment or, in a flow collection, its end. */
static void yaml_plain(struct scanner *sc, size_t line) {
    size_t end = sc->at;
    while (end < line && !strchr(",[]{}", sc->s.p[end]) &&
           !(sc->s.p[end] == '#' && char_is_space(sc->s.p[end - 1])))
        end++;
    if (end == sc->at) {
        sc->at++;
        return;
    }
    str word = str_trim_right(str_sub(sc->s, sc->at, end));
    size_t number = scan_number_end(sc, sc->at + (word.p[0] == '-' && word.n > 1)), colon = yaml_colon(sc, sc->at, end);
    if (colon) {
        scan_take(sc, colon, CODE_ATTRIBUTE);
        sc->at++;
    } else if (strchr("&*!", word.p[0])) { /* an anchor, an alias, a tag: the value follows */
        scan_take(sc, css_name_end(sc, sc->at + 1), CODE_TYPE);
    } else {
        bool known = words_have(&sc->keywords, word);
        scan_take(sc, sc->at + word.n, known ? CODE_KEYWORD : number == sc->at + word.n ? CODE_NUMBER : CODE_PLAIN);
    }
}

static void yaml_values(struct scanner *sc, size_t line, size_t indent) {
    while (sc->at < line && !sc->failed) {
        char c = sc->s.p[sc->at];
        if (char_is_space(c)) {
            sc->at++;
        } else if (c == '#' && (sc->at == 0 || char_is_space(sc->s.p[sc->at - 1]))) {
            scan_take(sc, line, CODE_COMMENT);
        } else if ((c == '|' || c == '>') && line - sc->at < 4) {
            sc->at = line < sc->s.n ? line + 1 : line;
            yaml_block(sc, indent);
            return;
        } else if (scan_string(sc, CODE_STRING)) {
            if (sc->at > line) line = scan_line_end(sc, sc->at);
        } else {
            yaml_plain(sc, line);
        }
    }
}

void scan_yaml(struct scanner *sc) {
    while (sc->at < sc->s.n && !sc->failed) {
        size_t line = scan_line_end(sc, sc->at), indent = indent_of(sc, sc->at);
        sc->at += indent;
        if (scan_at(sc, sc->at, "---") || scan_at(sc, sc->at, "...")) scan_take(sc, sc->at + 3, CODE_KEYWORD);
        while (sc->at + 1 < line && sc->s.p[sc->at] == '-' && sc->s.p[sc->at + 1] == ' ') sc->at += 2;
        size_t colon = sc->at < line && !strchr("\"'#", sc->s.p[sc->at]) ? yaml_colon(sc, sc->at, line) : 0;
        if (colon) {
            scan_take(sc, colon, CODE_ATTRIBUTE);
            sc->at++;
        }
        yaml_values(sc, line, indent);
        if (sc->at < sc->s.n && sc->s.p[sc->at] == '\n') sc->at++;
    }
}
