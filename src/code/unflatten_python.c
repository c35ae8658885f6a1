/* Python that was squeezed onto one line gets its lines back. A line is cut into statements by a small
 * tokenizer: after the colon of a compound statement's head, and where two operands meet with no operator between them
 * (Python has no such place inside a statement, but for strings). One head with one simple statement after it is valid
 * Python and stays. Indentation follows the heads; `return`, `raise`, `break`, `continue` and `pass` end their block. */
#include "code/unflatten.h"

enum { MOST_STATEMENTS = 200, MOST_BLOCKS = 16 };

struct statement {
    str text;
    str word;    /* its first word */
    bool head;   /* compound: ends with the colon, a block follows */
};

struct line {
    struct statement at[MOST_STATEMENTS];
    size_t n;
    bool broken;     /* a string or a bracket does not end */
    bool semicolons; /* some statements are parted by ';', as Python allows */
    bool needs;      /* two statements meet where Python wants a line end */
};

enum token_kind { T_END, T_NAME, T_NUMBER, T_STRING, T_OPEN, T_CLOSE, T_OPERATOR, T_COLON, T_SEMICOLON, T_COMMENT, T_BROKEN };

static const char *const infix[] = {"and", "or", "in", "is", "if", "else", "for", "as", "not"};
static const char *const openers[] = {"return", "yield", "await", "lambda", "not", "print", "exec", "raise", "assert", "del",
                                      "import", "from", "global", "nonlocal", "in", "is", "and", "or", "if", "else", "for",
                                      "while", "elif", "with", "as", "def", "class", "async", "except", "case", "match", "type"};
static const char *const heads[] = {"def", "class", "for", "while", "if", "elif", "else", "try", "except", "finally", "with",
                                    "async"};
static const char *const starters[] = {"return", "yield", "def", "class", "for", "while", "import", "raise", "pass", "break",
                                       "continue", "with", "try", "except", "finally", "elif", "del", "assert", "global",
                                       "nonlocal", "async"};
static const char *const enders[] = {"return", "raise", "break", "continue", "pass"};

static bool is_name(char c) { return char_is_alnum(c) || c == '_' || (unsigned char)c >= 0x80; }

/* The end of the string whose quote is at `at`; SIZE_MAX when it does not end in this line. */
static size_t string_end(str s, size_t at) {
    char quote = s.p[at];
    bool triple = at + 2 < s.n && s.p[at + 1] == quote && s.p[at + 2] == quote;
    for (size_t i = at + (triple ? 3 : 1); i < s.n; i++) {
        if (s.p[i] == '\\') i++;
        else if (s.p[i] == quote && (!triple || (i + 2 < s.n && s.p[i + 1] == quote && s.p[i + 2] == quote))) return i + (triple ? 3 : 1);
    }
    return SIZE_MAX;
}

static enum token_kind next_token(str s, size_t *at, str *token) {
    while (*at < s.n && char_is_space(s.p[*at])) ++*at;
    size_t from = *at, to = from;
    if (from >= s.n) return T_END;
    char c = s.p[from];
    enum token_kind kind = T_OPERATOR;
    if (c == '#') {
        to = s.n;
        kind = T_COMMENT;
    } else if (c == '"' || c == '\'') {
        to = string_end(s, from);
        kind = T_STRING;
    } else if (char_is_digit(c)) {
        while (to < s.n && (is_name(s.p[to]) || s.p[to] == '.')) to++;
        kind = T_NUMBER;
    } else if (is_name(c)) {
        while (to < s.n && is_name(s.p[to])) to++;
        kind = T_NAME;
        if (to < s.n && (s.p[to] == '"' || s.p[to] == '\'') && to - from <= 2) {
            to = string_end(s, to);
            kind = T_STRING;
        }
    } else if (str_starts(str_drop(s, from), STR("..."))) {
        to = from + 3;
        kind = T_NUMBER;
    } else {
        to = from + 1;
        if (c == '(' || c == '[' || c == '{') kind = T_OPEN;
        if (c == ')' || c == ']' || c == '}') kind = T_CLOSE;
        if (c == ';') kind = T_SEMICOLON;
        if (c == ':' && !(to < s.n && s.p[to] == '=')) kind = T_COLON;
    }
    if (to == SIZE_MAX) return T_BROKEN;
    *token = str_sub(s, from, to);
    *at = to;
    return kind;
}

/* Does a head's colon come before the next `else` at this depth: an `if` statement, not a conditional expression. */
static bool has_colon(str s, size_t at) {
    int depth = 0;
    str token = {0};
    for (;;) {
        enum token_kind kind = next_token(s, &at, &token);
        if (kind == T_END || kind == T_BROKEN || kind == T_COMMENT) return false;
        if (kind == T_OPEN) depth++;
        if (kind == T_CLOSE && depth-- == 0) return false;
        if (depth == 0 && kind == T_COLON) return true;
        if (depth == 0 && kind == T_NAME && str_eq(token, STR("else"))) return false;
    }
}

static bool ends_operand(enum token_kind kind, str token) {
    if (kind == T_NUMBER || kind == T_STRING || kind == T_CLOSE) return true;
    return kind == T_NAME && !STR_IN(token, openers);
}

/* Whether a new statement starts with this token, given the one before and the first word of the statement so far. */
static bool starts_statement(str s, size_t at, enum token_kind kind, str token, enum token_kind before, str word, str first) {
    if (!ends_operand(before, word))
        return before == T_NAME && str_eq(word, STR("return")) && kind == T_NAME && STR_IN(token, starters) && !str_eq(token, STR("yield"));
    if (kind == T_NAME) {
        if (str_eq(token, STR("import")) && str_eq(first, STR("from"))) return false;
        if (STR_IN(token, starters)) return true;
        if (str_eq(token, STR("if")) || str_eq(token, STR("else"))) return has_colon(s, at);
        if (str_eq(token, STR("from"))) return !str_eq(first, STR("raise"));
        return !STR_IN(token, infix);
    }
    if (kind == T_NUMBER) return true;
    if (kind == T_STRING) return before != T_STRING;
    return kind == T_OPERATOR && token.p[0] == '@' && at < s.n && is_name(s.p[at]) && token.p > s.p && char_is_space(token.p[-1]);
}

static void add(struct line *out, str s, size_t from, size_t to, str word, bool head) {
    str text = str_trim(str_sub(s, from, to));
    if (text.n == 0) return;
    if (out->n >= MOST_STATEMENTS) {
        out->broken = true;
        return;
    }
    out->at[out->n++] = (struct statement){text, word, head};
}

/* Cut one line into statements. */
static void cut(str s, struct line *out) {
    size_t at = 0, from = 0;
    int depth = 0;
    str word = {0}, token = {0}, last = {0};
    enum token_kind before = T_END;
    *out = (struct line){0};
    for (;;) {
        enum token_kind kind = next_token(s, &at, &token);
        if (kind == T_BROKEN) out->broken = true;
        if (kind == T_END || kind == T_BROKEN || kind == T_COMMENT) break;
        size_t begin = (size_t)(token.p - s.p);
        if (depth == 0 && word.n && starts_statement(s, at, kind, token, before, last, word)) {
            add(out, s, from, begin, word, false);
            out->needs = true;
            from = begin;
            word = (str){0};
        }
        if (!word.n) word = token;
        if (kind == T_OPEN) depth++;
        if (kind == T_CLOSE && --depth < 0) out->broken = true;
        bool lambda = str_find(str_sub(s, from, begin), STR("lambda"), 0) != SIZE_MAX;
        if (depth == 0 && kind == T_COLON && STR_IN(word, heads) && !lambda) {
            add(out, s, from, at, word, true);
            from = at;
            word = (str){0};
            before = T_END;
            continue;
        }
        if (depth == 0 && kind == T_SEMICOLON) {
            add(out, s, from, begin, word, false);
            out->semicolons = true;
            from = at;
            word = (str){0};
            before = T_END;
            continue;
        }
        before = kind;
        last = token;
    }
    if (depth != 0) out->broken = true;
    add(out, s, from, s.n, word, false);
}

/* Python takes it as it stands: simple statements parted by ';', one head before them at most. */
static bool is_valid(const struct line *line) {
    if (line->broken || line->n < 2) return true;
    if (line->needs) return false;
    for (size_t i = 1; i < line->n; i++)
        if (line->at[i].head || line->at[i].text.p[0] == '@') return false;
    return true;
}

/* ---- the lines again ---- */

struct blocks {
    str word[MOST_BLOCKS]; /* the heads that are open */
    size_t n;
    bool ended;            /* the innermost has come to its end */
    bool decorated;        /* a decorator waits for its def */
};

static bool is_definition(str word) { return str_eq(word, STR("def")) || str_eq(word, STR("class")) || str_eq(word, STR("async")); }

/* The head that a continuing clause belongs to. */
static bool belongs(str clause, str head) {
    static const char *const after_if[] = {"if", "elif", "for", "while", "try", "except"};
    static const char *const after_try[] = {"try", "except", "else"};
    if (str_eq(clause, STR("elif"))) return str_eq(head, STR("if")) || str_eq(head, STR("elif"));
    if (str_eq(clause, STR("else"))) return STR_IN(head, after_if);
    return STR_IN(head, after_try);
}

static void leave_blocks(struct blocks *b, const struct statement *s, bool after_head) {
    static const char *const clauses[] = {"elif", "else", "except", "finally"};
    if (STR_IN(s->word, clauses)) {
        size_t n = b->n;
        while (n > 0 && !belongs(s->word, b->word[n - 1])) n--;
        if (n > 0) b->n = n - 1;
    } else if (str_starts(s->text, STR("if __name__"))) {
        b->n = 0;
    } else if (b->ended) {
        if (b->n > 0) b->n--;
    } else if (!after_head && !b->decorated && (is_definition(s->word) || s->text.p[0] == '@')) {
        size_t n = b->n; /* a sibling of the function that was being defined, not a part of it */
        while (n > 0 && !str_eq(b->word[n - 1], STR("def"))) n--;
        if (n > 0) b->n = n - 1;
    }
    b->ended = false;
}


/* Does the string in triple quotes that the line opens, or is within, go on after it? *quote: its sign, or 0. */
static void follow_string(str line, char *quote) {
    for (size_t i = 0; i + 2 < line.n; i++) {
        char c = line.p[i];
        bool triple = (c == '"' || c == '\'') && line.p[i + 1] == c && line.p[i + 2] == c;
        if (!*quote && c == '#') return;
        if (triple && (!*quote || *quote == c)) {
            *quote = *quote ? 0 : c;
            i += 2;
        }
    }
}

/* Worth cutting: a head whose colon is not the end of the line, or a decorator with something after it. */
static bool may_be_squeezed(str line) {
    str text = str_trim(line);
    size_t n = 0;
    while (n < text.n && char_is_lower(text.p[n])) n++;
    if (text.n > 1 && text.p[0] == '@') return is_name(text.p[1]) && str_find_char(text, ' ', 1) != SIZE_MAX;
    if (n < 2 || !STR_IN(str_sub(text, 0, n), heads)) return false;
    size_t colon = str_find_char(text, ':', n);
    return colon != SIZE_MAX && colon + 1 < text.n;
}

/* Simple statements in a row: `a = [1] b = f(a) print(b)`. Worth cutting when a word follows what ends an operand. */
static bool may_be_row(str line) {
    str text = str_trim(line);
    if (text.n < 16 || strchr("#>.@\"'", text.p[0])) return false;
    for (size_t i = 1; i + 1 < text.n; i++)
        if (text.p[i] == ' ' && is_name(text.p[i + 1]) && (char_is_digit(text.p[i - 1]) || strchr(")]}\"'", text.p[i - 1]))) return true;
    return str_starts(text, STR("import ")) || str_starts(text, STR("from "));
}

/* Output of a program, or prose, looks alike: each statement must say that it is one. */
static bool are_statements(const struct line *line) {
    for (size_t i = 0; i < line->n; i++) {
        const struct statement *s = &line->at[i];
        bool plain = STR_IN(s->word, starters) || str_eq(s->word, STR("from")) || str_eq(s->word, STR("if"));
        size_t equals = str_find_char(s->text, '=', 0), open = str_find_char(s->text, '(', 0);
        bool sets = equals != SIZE_MAX && equals > 0, calls = open != SIZE_MAX && open > 0 && is_name(s->text.p[open - 1]);
        if (!plain && !sets && !calls) return false;
        if (!s->head && s->text.n < 3) return false;
    }
    return line->n > 1;
}

/* The statements of a squeezed line, at `indent`; gives the state after it. */
static void put_statements(const struct line *line, size_t indent, struct blocks *b, struct buf *out) {
    bool after_head = false;
    *b = (struct blocks){0};
    for (size_t i = 0; i < line->n; i++) {
        const struct statement *s = &line->at[i];
        if (i) leave_blocks(b, s, after_head);
        unflatten_put(out, indent + 4 * b->n, s->text);
        if (s->head && b->n < MOST_BLOCKS) b->word[b->n++] = s->word;
        b->decorated = s->text.p[0] == '@';
        b->ended = !s->head && STR_IN(s->word, enders);
        after_head = s->head;
    }
}

/* A line below one that ended inside a class or with a decorator goes on in it. */
static bool continues_block(str line, size_t indent, size_t base) {
    str text = str_trim(line);
    return indent > base || !text.n || text.p[0] == '@' || str_starts(text, STR("def ")) || str_starts(text, STR("async def "));
}

bool unflatten_python(str code, struct buf *out, size_t *lines) {
    bool changed = false;
    size_t shift = 0, base = 0;
    char quote = 0; /* of a long string that the lines are within */
    *lines = 0;
    for (size_t at = 0; at <= code.n; ++*lines) {
        size_t end = str_find_char(code, '\n', at), indent = 0;
        if (end == SIZE_MAX) end = code.n;
        str text = str_sub(code, at, end);
        at = end + 1;
        while (indent < text.n && text.p[indent] == ' ') indent++;
        if (shift && !continues_block(text, indent, base)) shift = 0;
        struct line line;
        bool squeezed = !quote && may_be_squeezed(text), row = !quote && !squeezed && may_be_row(text);
        follow_string(text, &quote);
        if (squeezed || row) cut(text, &line);
        if ((!squeezed && !(row && are_statements(&line))) || is_valid(&line)) {
            if (text.n == 0) {
                if (*lines) buf_put_char(out, '\n');
            } else {
                unflatten_put(out, shift, text);
            }
            continue;
        }
        struct blocks b;
        put_statements(&line, indent + shift, &b, out);
        *lines += line.n - 1;
        changed = true;
        bool open = b.n > 0 && (b.decorated || str_eq(b.word[b.n - 1], STR("class")));
        base = indent;
        shift = open ? shift + 4 * b.n : shift;
    }
    return changed;
}
