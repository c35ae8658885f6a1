/* Blocks in braces that were squeezed onto one line. Two passes: the first pairs the brackets and finds which braces
 * are blocks (they hold statements) and which are values (`{ a: 1 }`) or short bodies, which stay in their line; the
 * second cuts the line after `{`, `;` and `}` of blocks and indents. In languages whose statements need no semicolon
 * the squeezed line is broken where two operands meet, and there the line is cut, too. A line whose brackets do not
 * pair is not understood and stays. */
#include "code/unflatten.h"

enum { MOST_BRACKETS = 2000, MOST_DEPTH = 48, NOWHERE = UINT16_MAX };

enum brace_flags {
    LINES_END = 1,   /* a line end ends a statement: two operands that meet were on two lines */
    DIRECTIVES = 2,  /* #include */
    LABELS = 4,      /* public: */
    STYLES = 8,      /* rules of CSS */
    MARKS = 16,      /* @Name before a declaration */
    BARE_HEADS = 32, /* for i := 0; i < n; i++ { */
    NARROW = 64      /* indented by two */
};

static const struct brace_language {
    const char *name;
    unsigned flags;
} languages[] = {{"c", DIRECTIVES}, {"cpp", DIRECTIVES | LABELS}, {"java", MARKS}, {"csharp", 0}, {"php", 0}, {"dart", MARKS},
                 {"javascript", LINES_END | NARROW}, {"typescript", LINES_END | NARROW}, {"go", LINES_END | BARE_HEADS},
                 {"kotlin", LINES_END | MARKS}, {"swift", LINES_END}, {"scala", LINES_END}, {"rust", 0},
                 {"css", STYLES | NARROW}};

static const struct brace_language *find_language(str name) {
    for (size_t i = 0; i < sizeof languages / sizeof *languages; i++)
        if (str_eq(name, str_from(languages[i].name))) return &languages[i];
    return NULL;
}

bool braces_know(str language) { return find_language(language) != NULL; }

static bool is_name(char c) { return char_is_alnum(c) || c == '_' || c == '$' || (unsigned char)c >= 0x80; }

struct bracket {
    size_t open, close;
    uint16_t above;  /* the bracket around it, or NOWHERE */
    bool statements; /* braces: statements end directly inside */
    bool blocks;     /* braces: a block stands inside, however deep */
    bool block;      /* braces: cut */
};

struct cutting {
    const struct squeezed *q;
    const struct brace_language *language;
    VEC(struct bracket) brackets;
    VEC(size_t) breaks; /* where a statement starts without anything having ended the one before */
    size_t missing;     /* of them, those where a line end must have stood */
    uint16_t closed;    /* the bracket that was closed last */
    size_t statements, blocks, depth;
    bool directive;     /* something follows one in its line */
    bool failed;
};

/* ---- first pass: brackets, and where statements meet ---- */

static size_t skip_blanks(str s, size_t at) {
    while (at < s.n && char_is_space(s.p[at])) at++;
    return at;
}

static str word_at(str s, size_t at) {
    size_t to = at;
    while (to < s.n && is_name(s.p[to])) to++;
    return str_sub(s, at, to);
}

/* The last byte of code before `at`, or 0; *word is the word that ends there. */
static char sign_before(const struct squeezed *q, size_t at, str *word) {
    size_t to = at;
    while (to > 0 && char_is_space(q->s.p[to - 1])) to--;
    size_t from = to;
    while (from > 0 && is_name(q->s.p[from - 1]) && squeezed_is_code(q, from - 1)) from--;
    *word = str_sub(q->s, from, to);
    return to ? q->s.p[to - 1] : 0;
}

static const char *const starters[] = {"const", "let", "var", "val", "function", "func", "fun", "return", "if", "for", "while", "switch",
                                       "try", "throw", "class", "import", "export", "break", "continue", "do", "defer", "go",
                                       "type", "guard", "interface", "select"};
/* Words that an operand may stand before or after within a statement. */
static const char *const joining[] = {"in", "of", "is", "as", "from", "instanceof", "extends", "implements", "else", "new", "await",
                                      "async", "typeof", "void", "delete", "static", "get", "set", "readonly", "public", "private",
                                      "protected", "abstract", "export", "default", "case", "return", "throw", "throws", "where",
                                      "range", "yield", "not", "satisfies", "keyof", "mut", "ref", "override", "open", "data",
                                      "suspend", "lateinit", "inline", "let", "const", "var", "val", "declare", "by", "until", "to",
                                      "step", "downTo", "with", "unless", "go", "defer", "catch", "while", "finally"};
/* Statements in which names stand side by side. */
static const char *const declaring[] = {"func", "fun", "type", "var", "val", "class", "interface", "enum", "struct", "import",
                                        "export", "declare", "def", "package", "case", "let", "const", "abstract", "protocol"};

/* Of the starters, those that go on with a statement where a word stands before them; of the joining words, those that
 * a member of a class may start with. */
static const char *const bare[] = {"type", "go", "select", "do"};
static const char *const modifiers[] = {"public", "private", "protected", "static", "get", "set", "override", "abstract"};

/* `name(`, `name.name(`, `name =`, `name :=`, `name += `, `name <-`: a statement of its own. */
static bool opens_statement(str s, size_t at) {
    while (at < s.n && (is_name(s.p[at]) || s.p[at] == '.')) at++;
    size_t sign = skip_blanks(s, at);
    if (sign >= s.n) return false;
    str rest = str_drop(s, sign);
    if (str_starts(rest, STR("+=")) || str_starts(rest, STR("-=")) || str_starts(rest, STR("++")) || str_starts(rest, STR("<- "))) return true;
    if (s.p[sign] == '(') return sign == at;
    if (s.p[sign] == '=') return sign + 1 < s.n && s.p[sign + 1] != '=' && s.p[sign + 1] != '>';
    return s.p[sign] == ':' && sign + 1 < s.n && s.p[sign + 1] == '=';
}

/* The bracket that just closed holds the condition of an `if`, `for`, `while`: its statement follows. */
static bool ends_head(const struct cutting *c) {
    static const char *const heads[] = {"if", "for", "while", "switch", "catch", "with", "when"};
    str word;
    if (c->closed == NOWHERE) return false;
    sign_before(c->q, c->brackets.at[c->closed].open, &word);
    return STR_IN(word, heads);
}

/* Does a new statement start with the word at `at`, where no semicolon says so? `first`: of the statement so far. */
static bool meets(const struct cutting *c, size_t at, str first) {
    str s = c->q->s, before, word = word_at(s, at);
    char sign = sign_before(c->q, at, &before);
    if (!first.n || !sign || STR_IN(before, joining)) return false;
    bool operand = before.n || sign == '}' || sign == ')' || sign == ']' || sign == '"' || sign == '\'' || sign == '`';
    if (!operand || STR_IN(before, starters) || (sign == ')' && ends_head(c))) return false;
    if (STR_IN(word, starters)) return !STR_IN(word, bare) || !before.n;
    if (STR_IN(word, joining) || !opens_statement(s, at)) return false;
    if (!STR_IN(first, declaring)) return !(before.n && sign != ')' && !char_is_digit(before.p[0]) && str_eq(before, first));
    bool value = char_is_digit(sign) || sign == '"' || sign == '\'' || sign == '`' || sign == ')';
    return value && (str_eq(first, STR("let")) || str_eq(first, STR("const")) || str_eq(first, STR("var")) || str_eq(first, STR("val")) || str_eq(first, STR("import")));
}

static bool is_accessor(str inside) {
    static const char *const words[] = {"get", "set", "init", "private", "protected", "internal"};
    bool any = false;
    for (size_t at = 0; at < inside.n; at++) {
        if (char_is_space(inside.p[at]) || inside.p[at] == ';') continue;
        str word = word_at(inside, at);
        if (!word.n || !STR_IN(word, words)) return false;
        any = true;
        at += word.n - 1;
    }
    return any;
}

static void close_bracket(struct cutting *c, size_t which, size_t at) {
    struct bracket *b = &c->brackets.at[which];
    b->close = at;
    if (c->q->s.p[b->open] != '{') return;
    str word;
    bool members = sign_before(c->q, at, &word) == ','; /* `{ a: 1, b: 2, }`: nobody ends one line so */
    b->block = (b->statements || b->blocks || members) && !is_accessor(str_sub(c->q->s, b->open + 1, at));
    if (!b->block) return;
    c->blocks++;
    size_t depth = 1;
    for (uint16_t up = b->above; up != NOWHERE; up = c->brackets.at[up].above) {
        c->brackets.at[up].blocks = true;
        depth += c->q->s.p[c->brackets.at[up].open] == '{';
    }
    if (depth > c->depth) c->depth = depth;
}

static bool pairs(char open, char close) {
    return (open == '(' && close == ')') || (open == '[' && close == ']') || (open == '{' && close == '}');
}

/* A statement ends within this bracket. */
static void end_statement(struct cutting *c, uint16_t top) {
    if (top != NOWHERE && c->q->s.p[c->brackets.at[top].open] != '{') return;
    if (top != NOWHERE) c->brackets.at[top].statements = true;
    c->statements++;
}

/* Behind a `}` it may be right as it stands. */
static void take_break(struct cutting *c, size_t at) {
    str word;
    if (!vec_push(&c->breaks, at)) c->failed = true;
    if (sign_before(c->q, at, &word) != '}' || c->language->flags & BARE_HEADS) c->missing++;
}

/* `for i := 0; …`: the semicolon of a head that has no brackets. */
static bool in_bare_head(const struct cutting *c, str first) {
    return c->language->flags & BARE_HEADS && (str_eq(first, STR("for")) || str_eq(first, STR("if")) || str_eq(first, STR("switch")));
}

/* Two names side by side that no language with such statements has: this is something else. */
static bool may_follow(const struct cutting *c, size_t at, str word, str first) {
    str before;
    if (!(c->language->flags & LINES_END) || c->language->flags & BARE_HEADS) return true;
    sign_before(c->q, at, &before);
    if (!before.n || str_eq(before, STR("_")) || STR_IN(first, declaring)) return true;
    return STR_IN(before, starters) || STR_IN(before, joining) || STR_IN(before, declaring) || STR_IN(word, starters) ||
           STR_IN(word, joining) || STR_IN(word, declaring) || opens_statement(c->q->s, at);
}

static bool read_brackets(struct cutting *c) {
    const struct squeezed *q = c->q;
    str s = q->s, first[MOST_DEPTH] = {{0}};
    uint16_t top = NOWHERE;
    size_t depth = 0;
    for (size_t at = 0; at < s.n && !c->failed; at++) {
        char ch = s.p[at];
        if (!squeezed_is_code(q, at) || char_is_space(ch)) continue;
        if (ch == '(' || ch == '[' || ch == '{') {
            if (c->brackets.n >= MOST_BRACKETS || depth + 1 >= MOST_DEPTH) return false;
            if (!vec_push(&c->brackets, (struct bracket){.open = at, .close = SIZE_MAX, .above = top})) c->failed = true;
            top = (uint16_t)(c->brackets.n - 1);
            first[++depth] = (str){0};
        } else if (ch == ')' || ch == ']' || ch == '}') {
            if (top == NOWHERE || !pairs(s.p[c->brackets.at[top].open], ch)) return false;
            close_bracket(c, top, at);
            if (c->brackets.at[top].block) first[depth - 1] = (str){0};
            c->closed = top;
            top = c->brackets.at[top].above;
            depth--;
        } else if (ch == ';') {
            if (in_bare_head(c, first[depth])) continue;
            end_statement(c, top);
            first[depth] = (str){0};
        } else if (is_name(ch)) {
            str word = word_at(s, at);
            if (!may_follow(c, at, word, first[depth])) return false;
            bool braces = top == NOWHERE || s.p[c->brackets.at[top].open] == '{';
            if (c->language->flags & LINES_END && braces && meets(c, at, first[depth])) {
                take_break(c, at);
                end_statement(c, top);
                first[depth] = word;
            }
            if (!first[depth].n || (c->closed != NOWHERE && ends_head(c))) first[depth] = word;
            c->closed = NOWHERE;
            at += word.n - 1;
        }
    }
    return top == NOWHERE && !c->failed;
}

/* Too much for one line: it is not what a person writes there, or not valid there. */
static bool is_squeezed(const struct cutting *c) {
    size_t n = c->q->s.n;
    if (c->missing || c->directive) return true;
    if (c->language->flags & STYLES) return c->blocks > 1 || (n > 80 && c->statements > 1);
    if (!c->blocks) return c->statements > 3 || (c->statements > 1 && n > 80);
    return c->statements > 2 || (c->depth > 1 && n > 56) || (n > 72 && c->statements > 1);
}

/* ---- second pass: lines ---- */

struct lines {
    struct cutting *c;
    struct buf *out;
    size_t from;               /* of the line that is being made */
    size_t level;
    bool cased[MOST_DEPTH];    /* a case stands in the block of this level */
    size_t next;               /* the next bracket that opens */
    uint16_t open[MOST_DEPTH]; /* the brackets around */
    size_t depth, broken;      /* broken: of c->breaks, how many are behind */
};

static bool is_label(str line) {
    return str_eq(line, STR("public:")) || str_eq(line, STR("private:")) || str_eq(line, STR("protected:"));
}

static void put_line(struct lines *l, size_t to) {
    str text = str_trim(str_sub(l->c->q->s, l->from, to));
    l->from = to;
    if (!text.n) return;
    str word = word_at(text, 0);
    bool label = str_eq(word, STR("case")) || (str_eq(word, STR("default")) && text.n > 7 && strchr(": ", text.p[7]));
    size_t level = l->level < MOST_DEPTH ? l->level : MOST_DEPTH - 1, shift = 0;
    if (label) l->cased[level] = true;
    else if (l->cased[level] && text.p[0] != '}') shift = 1;
    for (size_t i = 0; i < level; i++) shift += l->cased[i];
    if (level && is_label(text)) level--;
    size_t step = l->c->language->flags & NARROW ? 2 : 4;
    unflatten_put(l->out, l->c->q->indent + step * (level + shift), text);
}

static const struct bracket *around(const struct lines *l) {
    return l->depth ? &l->c->brackets.at[l->open[l->depth - 1]] : NULL;
}

/* What may follow a block in its last line: `} else {`, `});`, `} name;` */
static bool goes_on(const struct lines *l, size_t open, size_t at) {
    static const char *const words[] = {"else", "catch", "finally", "while"};
    str s = l->c->q->s, word, head;
    size_t next = skip_blanks(s, at);
    if (next >= s.n || l->c->q->kind[next] == BYTE_COMMENT || strchr(l->c->language->flags & STYLES ? ";" : "),;.([", s.p[next])) return true;
    word = word_at(s, next);
    if (STR_IN(word, words)) {
        if (!str_eq(word, STR("while"))) return true;
        return sign_before(l->c->q, open, &head) && str_eq(head, STR("do"));
    }
    size_t from = open; /* "typedef struct { … } name;" */
    while (from > 0 && !strchr(";{}", s.p[from - 1])) from--;
    head = word_at(s, skip_blanks(s, from));
    static const char *const types[] = {"typedef", "struct", "union", "enum"};
    return is_name(s.p[next]) && STR_IN(head, types) && str_find_char(s, ';', next) != SIZE_MAX && (l->c->language->flags & DIRECTIVES);
}

/* `#include <x>` at the start of a line: past it; 0 when it is none. */
static size_t directive_end(str s, size_t at) {
    if (!str_starts(str_drop(s, at), STR("#include"))) return 0;
    size_t open = skip_blanks(s, at + 8);
    if (open >= s.n || (s.p[open] != '<' && s.p[open] != '"')) return 0;
    size_t close = str_find_char(s, s.p[open] == '<' ? '>' : '"', open + 1);
    return close == SIZE_MAX ? 0 : close + 1;
}

/* `@Override`, `@Get("/x")` at the start of a line: past it. */
static size_t mark_end(const struct lines *l, size_t at) {
    str s = l->c->q->s;
    size_t to = at + 1;
    while (to < s.n && (is_name(s.p[to]) || s.p[to] == '.')) to++;
    if (to == at + 1 || str_eq(str_sub(s, at, to), STR("@interface"))) return 0;
    if (to < s.n && s.p[to] == '(' && l->next < l->c->brackets.n && l->c->brackets.at[l->next].open == to)
        return l->c->brackets.at[l->next].close + 1;
    return to;
}

/* The end of a piece at `to`; a comment behind it belongs to it. */
static void end_line(struct lines *l, size_t to) {
    const struct squeezed *q = l->c->q;
    size_t next = skip_blanks(q->s, to);
    if (next < q->s.n && q->kind[next] == BYTE_COMMENT && q->s.p[next] == '/' && next + 1 < q->s.n && q->s.p[next + 1] == '/') return;
    put_line(l, to);
}

static void open_at(struct lines *l, size_t at) {
    const struct bracket *b = &l->c->brackets.at[l->next];
    l->open[l->depth++] = (uint16_t)l->next++;
    if (!b->block) return;
    put_line(l, at + 1);
    l->level++;
    if (l->level < MOST_DEPTH) l->cased[l->level] = false;
}

/* A short body `{ get; }` that stayed in its line ends it, when a word follows. */
static void close_value(struct lines *l, size_t open, size_t at) {
    str s = l->c->q->s;
    size_t next = skip_blanks(s, at + 1);
    bool outer = !around(l) || around(l)->block;
    if (outer && next < s.n && (char_is_alpha(s.p[next]) || s.p[next] == '@') && !goes_on(l, open, at + 1)) {
        str word = word_at(s, next);
        if (!STR_IN(word, joining) || STR_IN(word, modifiers)) put_line(l, at + 1);
    }
}

static void close_at(struct lines *l, size_t at) {
    const struct bracket *b = around(l);
    l->depth--;
    if (!b->block) {
        if (l->c->q->s.p[at] == '}') close_value(l, b->open, at);
        return;
    }
    put_line(l, at);
    if (l->level < MOST_DEPTH) l->cased[l->level] = false;
    l->level--;
    if (!goes_on(l, b->open, at + 1)) put_line(l, at + 1);
}

/* The colon of `case 1:`, `default:`. */
static bool ends_case(const struct lines *l, size_t at) {
    str s = l->c->q->s;
    size_t from = skip_blanks(s, l->from);
    str word = word_at(s, from);
    if (at == 0 || l->c->language->flags & STYLES || s.p[at - 1] == ':' || (at + 1 < s.n && s.p[at + 1] == ':')) return false;
    return str_eq(word, STR("case")) || (str_eq(word, STR("default")) && skip_blanks(s, from + word.n) == at);
}

static void cut_at(struct lines *l, size_t *at) {
    struct cutting *c = l->c;
    str s = c->q->s;
    char ch = s.p[*at];
    const struct bracket *b = around(l);
    bool in_block = !b || b->block, fresh = !str_trim(str_sub(s, l->from, *at)).n;
    size_t end = 0;
    if (l->broken < c->breaks.n && c->breaks.at[l->broken] == *at) {
        l->broken++;
        if (in_block) put_line(l, *at);
    }
    if (ch == '(' || ch == '[' || ch == '{') open_at(l, *at);
    else if (ch == ')' || ch == ']' || ch == '}') close_at(l, *at);
    else if (ch == ';' && in_block && !in_bare_head(c, word_at(s, skip_blanks(s, l->from)))) end_line(l, *at + 1);
    else if (ch == ':' && in_block && ends_case(l, *at)) put_line(l, *at + 1);
    else if (ch == ',' && b && b->block && !b->statements) end_line(l, *at + 1);
    else if (ch == ':' && c->language->flags & LABELS && is_label(str_trim(str_sub(s, l->from, *at + 1)))) put_line(l, *at + 1);
    else if (ch == '#' && fresh && c->language->flags & DIRECTIVES) end = directive_end(s, *at);
    else if (ch == '@' && fresh && c->language->flags & MARKS && (end = mark_end(l, *at)) > 0)
        while (l->next < c->brackets.n && c->brackets.at[l->next].open < end) l->next++;
    if (!end) return;
    put_line(l, end);
    *at = end - 1;
}

/* A directive ends with its line, so that something behind it was squeezed there; #define may be anything. */
static bool check_directives(struct cutting *c) {
    str s = c->q->s;
    for (size_t at = 0; (at = str_find_char(s, '#', at)) != SIZE_MAX; at++) {
        if (!squeezed_is_code(c->q, at)) continue;
        size_t end = directive_end(s, at);
        if (!end) return false;
        if (skip_blanks(s, end) < s.n) c->directive = true;
        at = end - 1;
    }
    return true;
}

/* Where statements may meet in a line, if all of it were code: where a line end is missing, and behind a `}`. */
struct meetings {
    size_t missing, behind_brace;
    bool members; /* `{ a: 1, }` */
};

static struct meetings count_meetings(str s, bool bare_heads) {
    struct meetings m = {0};
    for (size_t at = 0, run = s.n, sign = s.n; at < s.n; at++) { /* run: where the last name starts; sign: the last byte */
        char ch = s.p[at];
        if (char_is_space(ch)) continue;
        str word = is_name(ch) ? word_at(s, at) : (str){0};
        char before = sign < s.n ? s.p[sign] : 0;
        str name = is_name(before) ? str_sub(s, run, sign + 1) : (str){0};
        m.members = m.members || (ch == '}' && before == ',');
        bool operand = name.n || (before && strchr("})]\"'`", before));
        if (word.n && operand && !STR_IN(name, starters) && !STR_IN(name, joining) &&
            (STR_IN(word, starters) || opens_statement(s, at)))
            ++*(before == '}' && !bare_heads ? &m.behind_brace : &m.missing);
        run = at;
        sign = at + (word.n ? word.n - 1 : 0);
        at = sign;
    }
    return m;
}

/* What squeezed lines have without being scanned for strings and comments; see is_squeezed. */
static bool may_be_squeezed(str s, unsigned flags, size_t ends, size_t opens) {
    if (flags & (STYLES | DIRECTIVES)) return true;
    struct meetings m = {0};
    if (flags & LINES_END || opens > 1) m = count_meetings(s, flags & BARE_HEADS);
    if (!(flags & LINES_END)) m.missing = m.behind_brace = 0;
    size_t statements = ends + m.behind_brace;
    if (m.missing || statements > (opens ? 2 : 3)) return true;
    return (statements > 1 && s.n > 72) || (opens > 1 && s.n > 56 && (statements || m.members));
}

bool braces_may(const struct squeezed *q) {
    str s = q->s;
    if (s.p[0] == '<') return false;
    unsigned flags = find_language(q->language)->flags;
    size_t ends = 0, opens = 0, equals = 0, meeting = 0;
    static const bool asked[256] = {[';'] = true, ['{'] = true, ['='] = true, [' '] = true};
    for (size_t i = 0; i < s.n; i++) {
        if (!asked[(unsigned char)s.p[i]]) continue;
        ends += s.p[i] == ';';
        opens += s.p[i] == '{';
        equals += s.p[i] == '=' && (i == 0 || s.p[i - 1] != '='); /* a run of them is one */
        meeting += flags & LINES_END && s.p[i] == ' ' && i > 0 && i + 1 < s.n && char_is_alpha(s.p[i + 1]) && (char_is_digit(s.p[i - 1]) || strchr(")]}\"'`", s.p[i - 1]));
    }
    if (flags & DIRECTIVES && s.p[0] == '#') return true;
    bool much = ends > 2 || (opens && ends && s.n > 48) || opens > 1 || (flags & LINES_END && (meeting || equals > 1));
    return much && may_be_squeezed(s, flags, ends, opens);
}

bool unflatten_braces(const struct squeezed *q, struct buf *out) {
    struct cutting c = {.q = q, .language = find_language(q->language), .closed = NOWHERE};
    struct lines l = {.c = &c, .out = out};
    bool done = !(c.language->flags & DIRECTIVES) || check_directives(&c);
    done = done && read_brackets(&c) && is_squeezed(&c);
    for (size_t at = 0; done && at < q->s.n; at++)
        if (squeezed_is_code(q, at)) cut_at(&l, &at);
    if (done) put_line(&l, q->s.n);
    vec_release(&c.brackets);
    vec_release(&c.breaks);
    return done && !c.failed;
}
