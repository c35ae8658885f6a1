/* SQL: each clause on a line of its own, each statement too. A query in brackets gets lines when it is long, and so do
 * the columns of a long CREATE TABLE. A short query is one line, as people write it. */
#include "code/unflatten.h"

enum { LONG_LINE = 80, LONG_BRACKETS = 48, MOST_DEPTH = 24 };

static const char *const clauses[] = {"select", "from", "where", "group", "having", "order", "limit", "offset", "join", "inner", "left",
                                      "right", "full", "cross", "natural", "union", "intersect", "except", "values", "set",
                                      "returning", "window", "fetch"};
/* The second word of a clause: no line starts with it. */
static const char *const seconds[] = {"join", "outer", "by", "all", "distinct", "from"};
static const char *const firsts[] = {"inner", "left", "right", "full", "cross", "natural", "outer", "union", "delete", "group", "order",
                                     "distinct", "intersect", "except"};

static bool is_name(char c) { return char_is_alnum(c) || c == '_' || c == '$' || c == '.' || (unsigned char)c >= 0x80; }

struct query {
    const struct squeezed *q;
    struct buf *out;
    size_t from, level;
    bool split[MOST_DEPTH]; /* the brackets of this depth are cut: 1 a query, 2 columns */
    bool columns[MOST_DEPTH];
    size_t depth;
    str first, before;      /* of the statement; the word before */
    size_t clauses, ends;
};

static void put_line(struct query *x, size_t to) {
    str text = str_trim(str_sub(x->q->s, x->from, to));
    x->from = to;
    if (!text.n) return;
    size_t level = x->level - (text.p[0] == ')' && x->level ? 1 : 0);
    unflatten_put(x->out, x->q->indent + 4 * level, text);
}

static size_t closing(const struct squeezed *q, size_t open) {
    size_t depth = 0;
    for (size_t i = open; i < q->s.n; i++) {
        if (!squeezed_is_code(q, i)) continue;
        if (q->s.p[i] == '(') depth++;
        if (q->s.p[i] == ')' && --depth == 0) return i;
    }
    return SIZE_MAX;
}

static bool starts_word(str s, size_t at, str word) {
    at++;
    while (at < s.n && char_is_space(s.p[at])) at++;
    return str_starts_nocase(str_drop(s, at), word);
}

static bool open_bracket(struct query *x, size_t at) {
    size_t close = closing(x->q, at);
    if (close == SIZE_MAX || x->depth + 1 >= MOST_DEPTH) return false;
    bool query = starts_word(x->q->s, at, STR("select "));
    bool columns = x->depth == 0 && str_eq_nocase(x->first, STR("create")) && close - at > LONG_BRACKETS;
    x->depth++;
    x->split[x->depth] = (query && close - at > LONG_BRACKETS) || columns;
    x->columns[x->depth] = columns;
    if (!x->split[x->depth]) return true;
    put_line(x, at + 1);
    x->level++;
    return true;
}

static bool close_bracket(struct query *x, size_t at) {
    if (!x->depth) return false;
    if (x->split[x->depth]) {
        put_line(x, at);
        x->level--;
    }
    x->depth--;
    return true;
}

static bool is_clause(const struct query *x, str word) {
    if (!STR_IN_NOCASE(word, clauses) || (x->depth && (!x->split[x->depth] || x->columns[x->depth]))) return false;
    if (STR_IN_NOCASE(word, seconds) && STR_IN_NOCASE(x->before, firsts)) return false;
    if (str_eq_nocase(word, STR("set"))) return str_eq_nocase(x->first, STR("update"));
    if (str_eq_nocase(x->first, STR("create")) && x->depth == 0 && !str_eq_nocase(word, STR("select")))
        return x->clauses > 0;
    static const char *const others[] = {"grant", "revoke", "show", "explain", "use", "drop", "alter"};
    if (STR_IN_NOCASE(x->first, others)) return false;
    bool function = str_eq_nocase(word, STR("left")) || str_eq_nocase(word, STR("right"));
    return !function || (x->before.n && !STR_IN_NOCASE(x->before, clauses));
}

static void take_word(struct query *x, size_t *at) {
    str s = x->q->s;
    size_t to = *at;
    while (to < s.n && is_name(s.p[to]) && squeezed_is_code(x->q, to)) to++;
    str word = str_sub(s, *at, to);
    bool called = to < s.n && s.p[to] == '(' && !str_eq_nocase(word, STR("values"));
    if (!x->first.n && x->depth == 0) {
        x->first = word;
        x->clauses += STR_IN_NOCASE(word, clauses);
    } else if (!called && is_clause(x, word)) {
        x->clauses++;
        put_line(x, *at);
    }
    x->before = word;
    *at = to - 1;
}

static bool cut(struct query *x) {
    str s = x->q->s;
    for (size_t at = 0; at < s.n; at++) {
        char c = s.p[at];
        if (!squeezed_is_code(x->q, at) || char_is_space(c)) continue;
        if (c == '(') {
            if (!open_bracket(x, at)) return false;
        } else if (c == ')') {
            if (!close_bracket(x, at)) return false;
        } else if (c == ';') {
            put_line(x, at + 1);
            x->first = x->before = (str){0};
            x->ends++;
        } else if (c == ',' && x->columns[x->depth]) {
            put_line(x, at + 1);
        } else if (is_name(c)) {
            take_word(x, &at);
        } else {
            x->before = (str){0};
        }
    }
    put_line(x, s.n);
    return x->depth == 0;
}

bool sql_may(const struct squeezed *q) {
    size_t end = str_find_char(q->s, ';', 0);
    return q->s.n > LONG_LINE || (end != SIZE_MAX && end + 1 < q->s.n);
}

/* Two clauses or more in a long line, or two statements in any. A comment may have swallowed what was its next line. */
bool unflatten_sql(const struct squeezed *q, struct buf *out) {
    struct query x = {.q = q, .out = out};
    for (size_t i = 0; i < q->s.n; i++)
        if (q->kind[i] == BYTE_COMMENT && q->s.p[i] == '-') return false;
    if (!cut(&x)) return false;
    bool lines = str_find_char(buf_str(out), '\n', 0) != SIZE_MAX;
    return lines && (x.ends > 1 || (q->s.n > LONG_LINE && (x.clauses > 1 || str_find(buf_str(out), STR("(\n"), 0) != SIZE_MAX)));
}
