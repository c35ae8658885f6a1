/* Markup: HTML and XML, with the script and style sheets inside; and the tags that JavaScript holds (JSX). */
#include "code/scan.h"

/* Up to the quote that closes, over lines; 0 when it is not there. */
static size_t value_end(struct scanner *sc) {
    char c = sc->at < sc->s.n ? sc->s.p[sc->at] : 0;
    size_t which = c == '"' ? 0 : 1; /* the first two quotes of every syntax that has tags */
    if ((c != '"' && c != '\'') || sc->at < sc->open_until[which]) return 0;
    size_t end = str_find_char(sc->s, c, sc->at + 1);
    if (end == SIZE_MAX) sc->open_until[which] = sc->s.n;
    return end == SIZE_MAX ? 0 : end + 1;
}

static bool is_tag_char(char c) { return scan_is_name(c) || c == '-' || c == ':' || c == '.' || c == '@'; }

static size_t tag_word_end(const struct scanner *sc, size_t at) {
    while (at < sc->s.n && is_tag_char(sc->s.p[at])) at++;
    return at;
}

/* One thing inside a tag: a value, an attribute's name, a blank. */
static void tag_step(struct scanner *sc) {
    size_t value = value_end(sc), word = tag_word_end(sc, sc->at);
    if (value) scan_take(sc, value, CODE_STRING);
    else if (word > sc->at) scan_take(sc, word, CODE_ATTRIBUTE);
    else sc->at++;
}

static bool opens_tag(const struct scanner *sc) {
    if (sc->s.p[sc->at] != '<' || sc->at + 1 >= sc->s.n) return false;
    char c = sc->s.p[sc->at + 1];
    if (c == '/' && sc->at + 2 < sc->s.n) c = sc->s.p[sc->at + 2];
    return char_is_alpha(c) || c == '_' || c == '>';
}

/* "<name" or "</name" */
static str take_tag_name(struct scanner *sc) {
    size_t from = sc->at + (scan_at(sc, sc->at, "</") ? 2 : 1), end = tag_word_end(sc, from);
    scan_take(sc, end, CODE_TAG);
    return str_sub(sc->s, from, end);
}

/* The content of a script or a style sheet, up to its end tag. */
static void embedded(struct scanner *sc, str tag) {
    const char *language = str_eq_nocase(tag, STR("script")) ? "javascript" : "css";
    size_t end = sc->at;
    while ((end = str_find(sc->s, STR("</"), end)) != SIZE_MAX &&
           !str_starts_nocase(str_drop(sc->s, end + 2), tag))
        end++;
    if (end == SIZE_MAX) end = sc->s.n;
    scan_part(sc, sc->at, end, language);
    sc->at = end;
}

static void tag(struct scanner *sc) {
    bool closing = scan_at(sc, sc->at, "</");
    str word = take_tag_name(sc);
    while (sc->at < sc->s.n && sc->s.p[sc->at] != '>' && sc->s.p[sc->at] != '<' && !scan_at(sc, sc->at, "/>"))
        tag_step(sc);
    bool empty = scan_at(sc, sc->at, "/>");
    if (sc->at < sc->s.n && sc->s.p[sc->at] != '<') scan_take(sc, sc->at + (empty ? 2 : 1), CODE_TAG);
    bool holds_code = str_eq_nocase(word, STR("script")) || str_eq_nocase(word, STR("style"));
    if (holds_code && !closing && !empty) embedded(sc, word);
}

/* &amp; &#160; */
static bool entity(struct scanner *sc) {
    size_t end = sc->at + 1;
    while (end < sc->s.n && end - sc->at < 12 && (char_is_alnum(sc->s.p[end]) || sc->s.p[end] == '#')) end++;
    if (sc->s.p[sc->at] != '&' || end >= sc->s.n || sc->s.p[end] != ';') return false;
    scan_take(sc, end + 1, CODE_NUMBER);
    return true;
}

static bool declaration(struct scanner *sc) {
    if (scan_at(sc, sc->at, "<!--")) scan_take(sc, scan_past(sc, sc->at, "-->"), CODE_COMMENT);
    else if (scan_at(sc, sc->at, "<![CDATA[")) scan_take(sc, scan_past(sc, sc->at, "]]>"), CODE_STRING);
    else if (scan_at(sc, sc->at, "<!") || scan_at(sc, sc->at, "<?"))
        scan_take(sc, scan_past(sc, sc->at, ">"), CODE_KEYWORD);
    else return false;
    return true;
}

void scan_tags(struct scanner *sc) {
    while (sc->at < sc->s.n && !sc->failed) {
        if (declaration(sc) || entity(sc)) continue;
        if (opens_tag(sc)) tag(sc);
        else sc->at++;
    }
}

bool scan_jsx_open(struct scanner *sc) {
    if (!sc->operand || !sc->has_tags || !opens_tag(sc) || scan_at(sc, sc->at, "</")) return false;
    bool fragment = scan_at(sc, sc->at, "<>");
    if (!scan_push(sc, fragment ? NEST_CHILDREN : NEST_TAG)) return false;
    if (fragment) scan_take(sc, sc->at + 2, CODE_TAG);
    else take_tag_name(sc);
    return true;
}

static void jsx_code(struct scanner *sc) {
    sc->at++;
    if (scan_push(sc, NEST_CODE)) sc->operand = true;
}

void scan_jsx_tag(struct scanner *sc) {
    if (scan_at(sc, sc->at, "/>")) {
        scan_take(sc, sc->at + 2, CODE_TAG);
        sc->depth--;
        sc->operand = false;
    } else if (sc->s.p[sc->at] == '>') {
        scan_take(sc, sc->at + 1, CODE_TAG);
        sc->nest[sc->depth - 1].mode = NEST_CHILDREN;
    } else if (sc->s.p[sc->at] == '{') {
        jsx_code(sc);
    } else {
        tag_step(sc);
    }
}

void scan_jsx_children(struct scanner *sc) {
    if (scan_at(sc, sc->at, "</")) {
        take_tag_name(sc);
        size_t end = sc->at;
        while (end < sc->s.n && char_is_space(sc->s.p[end])) end++;
        if (end < sc->s.n && sc->s.p[end] == '>') scan_take(sc, end + 1, CODE_TAG);
        sc->depth--;
        sc->operand = false;
    } else if (sc->s.p[sc->at] == '{') {
        jsx_code(sc);
    } else {
        sc->operand = true;
        if (!entity(sc) && !scan_jsx_open(sc)) sc->at++;
    }
}
