/* Shell: loops, conditions and functions that were squeezed onto one long line, and long chains of `&&` and `;`. A line
 * that fits is as people type it. Here-documents and `case` are left alone: their lines cannot be told again. */
#include "code/unflatten.h"

enum { LONG_LINE = 100, MOST_DEPTH = 32 };

struct script {
    const struct squeezed *q;
    struct buf *out;
    size_t from, level, cuts;
    bool chained; /* the command before goes on here: it ended with && */
};

static bool is_word_byte(char c) { return char_is_alnum(c) || strchr("_-./~", c); }

static void put_line(struct script *x, size_t to) {
    str text = str_trim(str_sub(x->q->s, x->from, to));
    x->from = to;
    if (!text.n) return;
    unflatten_put(x->out, x->q->indent + 4 * (x->level + (x->chained ? 1 : 0)), text);
    x->chained = str_ends(text, STR("&&")) || str_ends(text, STR("||"));
    x->cuts++;
}

static bool is_any(str word, const char *a, const char *b, const char *c, const char *d) {
    return str_eq(word, str_from(a)) || str_eq(word, str_from(b)) || str_eq(word, str_from(c)) || str_eq(word, str_from(d));
}

/* The word after the blanks at `at`. */
static str next_word(str s, size_t at) {
    while (at < s.n && char_is_space(s.p[at])) at++;
    size_t to = at;
    while (to < s.n && is_word_byte(s.p[to])) to++;
    return str_sub(s, at, to);
}

/* A keyword where a command starts. False: not understood. */
static bool take_keyword(struct script *x, str word, size_t at) {
    size_t end = at + word.n;
    if (is_any(word, "case", "select", "esac", "coproc")) return false;
    if (is_any(word, "do", "then", "else", "else")) {
        if (str_eq(word, STR("else"))) {
            if (!x->level) return false;
            put_line(x, at);
            x->level--;
        }
        put_line(x, end);
        x->level++;
        return x->level < MOST_DEPTH;
    }
    if (!is_any(word, "done", "fi", "elif", "elif")) return true;
    if (!x->level) return false;
    put_line(x, at);
    x->level--;
    return true;
}

static bool cut(struct script *x) {
    const struct squeezed *q = x->q;
    str s = q->s;
    bool command = true;
    size_t brackets = 0;
    for (size_t at = 0; at < s.n; at++) {
        char c = s.p[at], next = at + 1 < s.n ? s.p[at + 1] : 0;
        if (!squeezed_is_code(q, at)) {
            if (q->kind[at] == BYTE_COMMENT || c == '`') return false;
            command = false;
            continue;
        }
        if (char_is_space(c)) continue;
        if (c == '\\' || (c == '<' && next == '<')) return false;
        if (c == '(') brackets++;
        else if (c == ')' && brackets-- == 0) return false;
        if (brackets) continue;
        if ((c == '&' && next == '&') || (c == '|' && next == '|')) {
            put_line(x, at + 2);
            at++;
            command = true;
        } else if (c == ';') {
            if (next == ';') return false;
            str word = next_word(s, at + 1);
            if (!is_any(word, "do", "then", "do", "then")) put_line(x, at + 1);
            command = true;
        } else if (c == '|') {
            command = true;
        } else if (c == '{' && command && char_is_space(next)) {
            put_line(x, at + 1);
            x->level++;
        } else if (c == '}' && command) {
            if (!x->level) return false;
            put_line(x, at);
            x->level--;
        } else if (command && is_word_byte(c)) {
            str word = next_word(s, at);
            if (!take_keyword(x, word, at)) return false;
            command = is_any(word, "do", "then", "else", "if") || is_any(word, "while", "until", "!", "elif");
            at += word.n - 1;
        } else {
            command = c == ')' && next_word(s, at + 1).n == 0;
        }
    }
    put_line(x, s.n);
    return x->level == 0 && brackets == 0;
}

bool shell_may(const struct squeezed *q) {
    return q->s.n > LONG_LINE && q->s.p[0] != '#' && q->s.p[0] != '$' &&
           (str_find_char(q->s, ';', 0) != SIZE_MAX || str_find(q->s, STR("&&"), 0) != SIZE_MAX);
}

bool unflatten_shell(const struct squeezed *q, struct buf *out) {
    struct script x = {.q = q, .out = out};
    return cut(&x) && x.cuts > 2;
}
