/* The colouring scanner: one pass, driven by a language's table. */
#include "code/scan.h"

void scan_emit(struct scanner *sc, size_t from, size_t to, enum code_class class) {
    if (class == CODE_PLAIN || from >= to) return;
    struct code_token t = {(uint32_t)from, (uint32_t)to, (uint8_t)class};
    struct code_token *last = sc->out->n ? &sc->out->at[sc->out->n - 1] : NULL;
    if (last && last->to == t.from && last->class == t.class) last->to = t.to;
    else if (!vec_push(sc->out, t)) sc->failed = true;
}

void scan_take(struct scanner *sc, size_t to, enum code_class class) {
    scan_emit(sc, sc->at, to, class);
    sc->at = to;
}

bool scan_at(const struct scanner *sc, size_t at, const char *what) {
    size_t i = at;
    for (; *what; what++, i++)
        if (i >= sc->s.n || sc->s.p[i] != *what) return false;
    return true;
}

size_t scan_past(const struct scanner *sc, size_t from, const char *what) {
    size_t at = str_find(sc->s, str_from(what), from);
    return at == SIZE_MAX ? sc->s.n : at + strlen(what);
}

size_t scan_line_end(const struct scanner *sc, size_t from) {
    size_t at = str_find_char(sc->s, '\n', from);
    return at == SIZE_MAX ? sc->s.n : at;
}

bool scan_is_name(char c) { return char_is_alnum(c) || c == '_' || c == '$' || (unsigned char)c >= 0x80; }

size_t scan_name_end(const struct scanner *sc, size_t from) {
    while (from < sc->s.n && scan_is_name(sc->s.p[from])) from++;
    return from;
}

/* Digits, letters (hexadecimal, suffixes, exponents with their sign), underscores, a point before a digit. */
size_t scan_number_end(const struct scanner *sc, size_t at) {
    const char *p = sc->s.p;
    size_t n = sc->s.n;
    bool starts = at < n && (char_is_digit(p[at]) || (p[at] == '.' && at + 1 < n && char_is_digit(p[at + 1])));
    bool hex = starts && at + 1 < n && p[at] == '0' && (p[at + 1] | 0x20) == 'x';
    for (size_t from = at; starts && at < n; at++) {
        bool sign = (p[at] == '+' || p[at] == '-') && at > from && !hex && (p[at - 1] | 0x20) == 'e';
        bool point = p[at] == '.' && at + 1 < n && p[at + 1] != '.' && !char_is_alpha(p[at + 1]);
        if (!char_is_alnum(p[at]) && p[at] != '_' && !point && !sign) break;
    }
    return at;
}

static uint32_t word_hash(str word, bool any_case) {
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < word.n; i++) {
        unsigned char c = (unsigned char)word.p[i];
        if (any_case && char_is_upper((char)c)) c |= 0x20;
        h = (h ^ c) * 16777619u;
    }
    return h ^ h >> 15;
}

enum { WORD_SLOTS = sizeof((struct word_set *)0)->at / sizeof(uint16_t) };

/* The word of a table that starts at an offset. */
static str word_at(const struct word_set *set, size_t at) {
    size_t n = 0;
    while (set->text[at + n] && set->text[at + n] != ' ') n++;
    return str_of(set->text + at, n);
}

static void words_init(struct word_set *set, const char *text, bool any_case) {
    set->text = text;
    set->any_case = any_case;
    size_t n = text ? strlen(text) : 0;
    for (size_t at = 0, count = 0; at < n && count < WORD_SLOTS / 2; count++) {
        str word = word_at(set, at);
        uint32_t i = word_hash(word, any_case) % WORD_SLOTS;
        while (set->at[i]) i = (i + 1) % WORD_SLOTS;
        set->at[i] = (uint16_t)(at + 1);
        at += word.n + 1;
    }
}

bool words_have(const struct word_set *set, str word) {
    if (word.n > 24) return false; /* longer than any in the tables */
    for (uint32_t i = word_hash(word, set->any_case) % WORD_SLOTS; set->at[i]; i = (i + 1) % WORD_SLOTS) {
        str known = word_at(set, set->at[i] - 1u);
        if (set->any_case ? str_eq_nocase(known, word) : str_eq(known, word)) return true;
    }
    return false;
}

/* Whether a word is in a short list parted by blanks. */
static bool is_one_of(str word, const char *list) {
    str all = str_from(list);
    for (size_t at = str_find(all, word, 0); at != SIZE_MAX; at = str_find(all, word, at + 1)) {
        bool from = at == 0 || all.p[at - 1] == ' ', to = at + word.n == all.n || all.p[at + word.n] == ' ';
        if (from && to) return true;
    }
    return false;
}

size_t scan_quote_at(const struct scanner *sc, size_t at) {
    size_t q = 0;
    while (q < MAX_QUOTES && sc->syntax->quotes[q].open && !scan_at(sc, at, sc->syntax->quotes[q].open)) q++;
    return q < MAX_QUOTES && sc->syntax->quotes[q].open ? q : MAX_QUOTES;
}

size_t scan_quoted(struct scanner *sc, size_t at, size_t q) {
    const struct quote *quote = &sc->syntax->quotes[q];
    size_t width = strlen(quote->close), i = at + strlen(quote->open);
    if (at < sc->open_until[q]) return 0;
    for (; i < sc->s.n; i++) {
        char c = sc->s.p[i];
        if (c == '\n' && !(quote->flags & LINES)) break;
        if (c == '\\' && (quote->flags & ESCAPES)) i++;
        else if (c == quote->close[0] && scan_at(sc, i, quote->close)) {
            if (!(quote->flags & DOUBLED) || !scan_at(sc, i + width, quote->close)) return i + width;
            i += width;
        }
    }
    if ((quote->flags & LINES) && width > 1) return sc->s.n; /* a long string that was cut off */
    sc->open_until[q] = i;
    return 0;
}

bool scan_string(struct scanner *sc, enum code_class class) {
    size_t q = scan_quote_at(sc, sc->at), end = q < MAX_QUOTES ? scan_quoted(sc, sc->at, q) : 0;
    if (end > sc->s.n) end = sc->s.n;
    if (end) scan_take(sc, end, class);
    return end != 0;
}

static bool blank_before(const struct scanner *sc) {
    return sc->at == 0 || char_is_space(sc->s.p[sc->at - 1]) || sc->s.p[sc->at - 1] == ';';
}

static bool line_comment(struct scanner *sc) {
    str all = str_from(sc->syntax->line_comments);
    bool shell = (sc->syntax->flags & (COMMANDS | KEYS)) || sc->syntax->kind == SYNTAX_YAML;
    if (shell && !blank_before(sc)) return false;
    for (size_t at = 0; at < all.n;) {
        size_t end = str_find_char(all, ' ', at);
        if (end == SIZE_MAX) end = all.n;
        if (str_starts(str_drop(sc->s, sc->at), str_sub(all, at, end))) {
            scan_take(sc, scan_line_end(sc, sc->at), CODE_COMMENT);
            return true;
        }
        at = end + 1;
    }
    return false;
}

static bool block_comment(struct scanner *sc) {
    const char *open = sc->syntax->block_open, *close = sc->syntax->block_close;
    if (!open || !scan_at(sc, sc->at, open)) return false;
    size_t at = sc->at + strlen(open), depth = 1;
    while (at < sc->s.n && depth) {
        if (scan_at(sc, at, close)) depth--, at += strlen(close);
        else if ((sc->syntax->flags & NESTED_COMMENTS) && scan_at(sc, at, open)) depth++, at += strlen(open);
        else at++;
    }
    scan_take(sc, at, CODE_COMMENT);
    return true;
}

bool scan_comment(struct scanner *sc) { return block_comment(sc) || line_comment(sc); }

bool scan_push(struct scanner *sc, enum nest_mode mode) {
    if (sc->depth == MAX_NESTING) return false;
    sc->nest[sc->depth++] = (struct nest){.mode = (uint8_t)mode};
    return true;
}

/* The text of a template up to its end, or to the code in it. */
static void template_text(struct scanner *sc) {
    size_t at = sc->at;
    while (at < sc->s.n && sc->s.p[at] != '`' && !scan_at(sc, at, "${")) at += sc->s.p[at] == '\\' ? 2 : 1;
    bool code = at < sc->s.n && sc->s.p[at] == '$';
    if (at < sc->s.n) at += code ? 2 : 1;
    scan_take(sc, at < sc->s.n ? at : sc->s.n, CODE_STRING);
    if (code && scan_push(sc, NEST_CODE)) {
        sc->operand = true;
        return;
    }
    if (!code) sc->depth--;
    sc->operand = false;
}

/* In "don't", and in 1'000'000, it opens nothing. */
static bool is_apostrophe(const struct scanner *sc) {
    return sc->s.p[sc->at] == '\'' && sc->at && char_is_alnum(sc->s.p[sc->at - 1]);
}

static bool open_string(struct scanner *sc) {
    if (is_apostrophe(sc)) return false;
    size_t q = scan_quote_at(sc, sc->at);
    if (q < MAX_QUOTES && (sc->syntax->quotes[q].flags & TEMPLATE) && scan_push(sc, NEST_TEMPLATE)) {
        scan_take(sc, sc->at + 1, CODE_STRING);
        return true;
    }
    if (!scan_string(sc, CODE_STRING)) return false;
    sc->operand = sc->command = false;
    return true;
}

/* r"…", r#"…"#, br##"…"## */
static bool raw_hashes(struct scanner *sc, size_t at) {
    char close[34] = "\"";
    size_t hashes = 0;
    while (at < sc->s.n && sc->s.p[at] == '#' && hashes < 32) at++, close[++hashes] = '#';
    if (at >= sc->s.n || sc->s.p[at] != '"') return false;
    scan_take(sc, scan_past(sc, at + 1, close), CODE_STRING);
    return true;
}

/* R"delimiter(…)delimiter" */
static bool raw_parens(struct scanner *sc, size_t at) {
    char close[20] = ")";
    size_t n = 1;
    if (at >= sc->s.n || sc->s.p[at] != '"') return false;
    for (at++; at < sc->s.n && sc->s.p[at] != '(' && n <= 16; at++) close[n++] = sc->s.p[at];
    if (at >= sc->s.n || sc->s.p[at] != '(') return false;
    close[n] = '"';
    scan_take(sc, scan_past(sc, at + 1, close), CODE_STRING);
    return true;
}

/* A string whose opening quote stands right after the name at [at, end). */
static bool prefixed_string(struct scanner *sc, size_t end) {
    str name = str_sub(sc->s, sc->at, end);
    if ((sc->syntax->flags & RAW_HASHES) && is_one_of(name, "r br cr") && raw_hashes(sc, end)) return true;
    if ((sc->syntax->flags & RAW_PARENS) && is_one_of(name, "R LR u8R uR UR") && raw_parens(sc, end)) return true;
    if (!sc->syntax->prefixes || name.n > 3 || !is_one_of(name, sc->syntax->prefixes)) return false;
    size_t q = scan_quote_at(sc, end), to = q < MAX_QUOTES ? scan_quoted(sc, end, q) : 0;
    if (!to) return false;
    scan_take(sc, to < sc->s.n ? to : sc->s.n, CODE_STRING);
    return true;
}

/* Words that are names as often as keywords: only what follows tells. */
static bool is_contextual(const struct scanner *sc, str name, size_t end) {
    char next = end < sc->s.n ? sc->s.p[end] : '\n';
    bool assigned = scan_at(sc, end, " = ") || scan_at(sc, end, " := ");
    return !(sc->syntax->flags & ANY_CASE) && (assigned || strchr("(:,.)=;", next)) &&
           is_one_of(name, "get set of from as type is match open data init where record module sealed expect actual "
                           "inner value operator on part library given using extension package string");
}

static void keyword(struct scanner *sc, str name, size_t end) {
    bool value = is_one_of(name, "true false null nil None True False this self super undefined NULL nullptr NaN");
    sc->next_class = CODE_PLAIN;
    if (is_one_of(name, "class struct enum interface trait record object protocol extension actor mixin type namespace"))
        sc->next_class = CODE_TYPE;
    if (is_one_of(name, "def fn func function fun sub")) sc->next_class = CODE_FUNCTION;
    scan_take(sc, end, CODE_KEYWORD);
    sc->operand = !value;
}

static bool is_capital(str name) {
    bool lower = false;
    for (size_t i = 1; i < name.n; i++) lower = lower || char_is_lower(name.p[i]);
    return lower && char_is_upper(name.p[0]);
}

/* After "x." a name is a member, whatever it spells; after "..." it is not. */
static bool is_member(const struct scanner *sc) {
    size_t at = sc->at;
    if (at >= 2 && sc->s.p[at - 1] == '>' && sc->s.p[at - 2] == '-') return true;
    return at && sc->s.p[at - 1] == '.' && !(at >= 2 && sc->s.p[at - 2] == '.');
}

static enum code_class class_of_name(const struct scanner *sc, str name, size_t end) {
    bool member = is_member(sc), capital = (sc->syntax->flags & CAPITAL_TYPES) && is_capital(name);
    size_t after = end;
    while (after < sc->s.n && char_is_blank(sc->s.p[after]) && after - end < 8) after++;
    bool macro = (sc->syntax->flags & LIFETIMES) && (scan_at(sc, end, "!(") || scan_at(sc, end, "!["));
    bool call = macro || (after < sc->s.n && sc->s.p[after] == '(');
    if (sc->next_class != CODE_PLAIN) return (enum code_class)sc->next_class;
    if (!member && words_have(&sc->types, name)) return CODE_TYPE;
    if (call) return capital && !member && !(sc->syntax->flags & CAPITAL_CALLS) ? CODE_TYPE : CODE_FUNCTION;
    return capital && !member ? CODE_TYPE : CODE_PLAIN;
}

static void name(struct scanner *sc) {
    size_t end = scan_name_end(sc, sc->at);
    str word = str_sub(sc->s, sc->at, end);
    if (prefixed_string(sc, end)) {
        sc->operand = false;
        return;
    }
    if (!is_member(sc) && words_have(&sc->keywords, word) && !is_contextual(sc, word, end)) {
        keyword(sc, word, end);
        return;
    }
    scan_take(sc, end, class_of_name(sc, word, end));
    sc->next_class = CODE_PLAIN;
    sc->operand = false;
}

/* $name, ${…}, $1, $? */
static bool variable(struct scanner *sc) {
    if (sc->s.p[sc->at] != '$' || sc->at + 1 >= sc->s.n) return false;
    char c = sc->s.p[sc->at + 1];
    size_t end = sc->at + 1;
    if (c == '{') {
        while (end < sc->s.n && end - sc->at < 200 && sc->s.p[end] != '}' && sc->s.p[end] != '\n') end++;
        end += end < sc->s.n && sc->s.p[end] == '}';
    } else if (scan_is_name(c) && c != '$') {
        while (end < sc->s.n && scan_is_name(sc->s.p[end]) && sc->s.p[end] != '$') end++;
    } else if (strchr("?#@*!$", c)) {
        end++;
    } else {
        return false;
    }
    scan_take(sc, end, CODE_ATTRIBUTE);
    sc->operand = sc->command = false;
    return true;
}

static bool first_on_line(const struct scanner *sc) {
    size_t at = sc->at;
    while (at && char_is_blank(sc->s.p[at - 1]) && sc->at - at < 64) at--;
    return at == 0 || sc->s.p[at - 1] == '\n';
}

/* #include <x>, #define X, # if */
static bool directive(struct scanner *sc) {
    if (sc->s.p[sc->at] != '#' || !first_on_line(sc)) return false;
    size_t at = sc->at + 1;
    while (at < sc->s.n && char_is_blank(sc->s.p[at])) at++;
    size_t end = scan_name_end(sc, at), line = scan_line_end(sc, end);
    bool include = str_eq(str_sub(sc->s, at, end), STR("include"));
    scan_take(sc, end, CODE_KEYWORD);
    while (include && sc->at < line && char_is_blank(sc->s.p[sc->at])) sc->at++;
    size_t close = include && sc->at < line && sc->s.p[sc->at] == '<' ? scan_past(sc, sc->at, ">") : 0;
    if (close && close <= line) scan_take(sc, close, CODE_STRING);
    sc->operand = true;
    return true;
}

static bool decorator(struct scanner *sc) {
    if (sc->s.p[sc->at] != '@' || sc->at + 1 >= sc->s.n || !scan_is_name(sc->s.p[sc->at + 1])) return false;
    size_t end = sc->at + 1;
    while (end < sc->s.n && (scan_is_name(sc->s.p[end]) || sc->s.p[end] == '.')) end++;
    scan_take(sc, end, CODE_ATTRIBUTE);
    return true;
}

static bool lifetime(struct scanner *sc) {
    if (sc->s.p[sc->at] != '\'' || sc->at + 1 >= sc->s.n || !scan_is_name(sc->s.p[sc->at + 1])) return false;
    size_t end = scan_name_end(sc, sc->at + 1);
    if (end < sc->s.n && sc->s.p[end] == '\'') return false; /* a character */
    scan_take(sc, end, CODE_ATTRIBUTE);
    return true;
}

static bool symbol(struct scanner *sc) {
    bool here = sc->s.p[sc->at] == ':' && sc->at + 1 < sc->s.n && scan_is_name(sc->s.p[sc->at + 1]);
    if (!here || (sc->at && (sc->s.p[sc->at - 1] == ':' || scan_is_name(sc->s.p[sc->at - 1])))) return false;
    scan_take(sc, scan_name_end(sc, sc->at + 1), CODE_STRING);
    return true;
}

/* key = value, [section] */
static bool key(struct scanner *sc) {
    if (!first_on_line(sc)) return false;
    size_t line = scan_line_end(sc, sc->at), at = sc->at;
    if (sc->s.p[at] == '[') {
        scan_take(sc, line, CODE_TAG);
        return true;
    }
    while (at < line && (scan_is_name(sc->s.p[at]) || sc->s.p[at] == '.' || sc->s.p[at] == '-')) at++;
    size_t end = at;
    while (at < line && char_is_blank(sc->s.p[at])) at++;
    if (end == sc->at || at >= line || sc->s.p[at] != '=') return false;
    scan_take(sc, end, CODE_ATTRIBUTE);
    return true;
}

/* /pattern/flags on one line */
static bool regex(struct scanner *sc) {
    bool set = false;
    size_t at = sc->at + 1;
    if (sc->s.p[sc->at] != '/' || !sc->operand || at <= sc->no_regex_until) return false;
    size_t line = scan_line_end(sc, at);
    for (; at < line && (set || sc->s.p[at] != '/'); at++) {
        char c = sc->s.p[at];
        if (c == '\\') at++;
        set = c == '[' || (set && c != ']');
    }
    if (at >= line) {
        sc->no_regex_until = line;
        return false;
    }
    sc->operand = false;
    at++;
    while (at < sc->s.n && char_is_lower(sc->s.p[at])) at++;
    scan_take(sc, at, CODE_STRING);
    return true;
}

static bool word_end(char c) { return char_is_space(c) || strchr(";|&()<>$\"'`", c); }

/* A word of a shell: a command, an option, an assignment, an argument. */
static bool shell_word(struct scanner *sc) {
    size_t end = sc->at;
    while (end < sc->s.n && !word_end(sc->s.p[end])) end += sc->s.p[end] == '\\' ? 2 : 1;
    if (end > sc->s.n) end = sc->s.n;
    str word = str_sub(sc->s, sc->at, end);
    if (!word.n) return false;
    size_t sign = str_find_char(word, '=', 0);
    bool assigns = sc->command && sign != SIZE_MAX && sign && scan_name_end(sc, sc->at) == sc->at + sign;
    if (assigns) {
        scan_take(sc, sc->at + sign, CODE_ATTRIBUTE);
        sc->at = end;
    } else if ((sc->command && words_have(&sc->keywords, word)) || (sc->operand && str_eq(word, STR("in")))) {
        scan_take(sc, end, CODE_KEYWORD);
        sc->operand = is_one_of(word, "for case select");
        sc->command = !is_one_of(word, "for case select in function export local readonly set unset source");
    } else if (sc->command && (char_is_alnum(word.p[0]) || strchr("./_~", word.p[0]))) {
        scan_take(sc, end, CODE_FUNCTION);
        sc->command = is_one_of(word, "sudo env time exec nohup xargs");
    } else {
        bool option = word.n > 1 && word.p[0] == '-' && blank_before(sc);
        scan_take(sc, end, option ? CODE_ATTRIBUTE : CODE_PLAIN);
    }
    return true;
}

/* <<WORD names the line that ends a string which starts on the next line. */
static bool heredoc_mark(struct scanner *sc) {
    if (!scan_at(sc, sc->at, "<<") || scan_at(sc, sc->at, "<<<") || sc->no_heredoc) return false;
    size_t at = sc->at + 2;
    if (at < sc->s.n && sc->s.p[at] == '-') at++;
    while (at < sc->s.n && (char_is_blank(sc->s.p[at]) || sc->s.p[at] == '\'' || sc->s.p[at] == '"')) at++;
    size_t end = scan_name_end(sc, at);
    if (end == at) return false;
    sc->heredoc = str_sub(sc->s, at, end);
    if (end < sc->s.n && (sc->s.p[end] == '\'' || sc->s.p[end] == '"')) end++;
    sc->at = end;
    return true;
}

static void heredoc_body(struct scanner *sc) {
    str mark = sc->heredoc;
    sc->heredoc = (str){0};
    for (size_t at = sc->at; at < sc->s.n;) {
        size_t end = scan_line_end(sc, at);
        if (str_eq(str_trim(str_sub(sc->s, at, end)), mark)) {
            scan_take(sc, end, CODE_STRING);
            return;
        }
        at = end + 1;
    }
    sc->no_heredoc = true;
}

static void punctuation(struct scanner *sc) {
    char c = sc->s.p[sc->at++];
    struct nest *nest = sc->depth ? &sc->nest[sc->depth - 1] : NULL;
    sc->operand = c != ')' && c != ']' && c != '}';
    if (c != '*' && c != '&') sc->next_class = CODE_PLAIN;
    if (strchr("|;&(`{!", c)) sc->command = true;
    if (c == '{' && nest) nest->braces++;
    if (c == '}' && nest && nest->braces-- == 0) {
        sc->depth--;
        /* back in the template: its brace is part of it */
        bool string = sc->depth && sc->nest[sc->depth - 1].mode == NEST_TEMPLATE;
        if (string) scan_emit(sc, sc->at - 1, sc->at, CODE_STRING);
    }
}

static void blank(struct scanner *sc) {
    if (sc->s.p[sc->at++] != '\n') return;
    sc->command = !(sc->at >= 2 && sc->s.p[sc->at - 2] == '\\');
    sc->next_class = CODE_PLAIN;
    if (sc->syntax->flags & COMMANDS) sc->operand = false;
    if (sc->heredoc.n) heredoc_body(sc);
}

/* A shell's prompt in a transcript: "$ make". */
static bool prompt(struct scanner *sc) {
    bool here = (sc->s.p[sc->at] == '$' || sc->s.p[sc->at] == '%') && first_on_line(sc);
    if (!here || sc->at + 1 >= sc->s.n || sc->s.p[sc->at + 1] != ' ') return false;
    sc->at++;
    return true;
}

static void shell_step(struct scanner *sc) {
    if (prompt(sc) || scan_comment(sc) || variable(sc) || open_string(sc) || heredoc_mark(sc) || shell_word(sc)) return;
    punctuation(sc);
}

static bool special(struct scanner *sc, unsigned flags) {
    return ((flags & PREPROCESSOR) && directive(sc)) || ((flags & KEYS) && key(sc)) ||
           ((flags & LIFETIMES) && lifetime(sc)) || ((flags & VARIABLES) && variable(sc)) ||
           ((flags & DECORATORS) && decorator(sc)) || ((flags & SYMBOLS) && symbol(sc));
}

static void step(struct scanner *sc) {
    unsigned flags = sc->syntax->flags;
    char c = sc->s.p[sc->at];
    if (char_is_space(c)) {
        blank(sc);
        return;
    }
    if (flags & COMMANDS) {
        shell_step(sc);
        return;
    }
    if (scan_comment(sc) || special(sc, flags) || open_string(sc)) return;
    size_t number = scan_number_end(sc, sc->at);
    if (number > sc->at) {
        scan_take(sc, number, CODE_NUMBER);
        sc->operand = false;
        return;
    }
    if (scan_is_name(c)) {
        name(sc);
        return;
    }
    if (((flags & REGEX) && regex(sc)) || ((flags & JSX) && scan_jsx_open(sc))) return;
    punctuation(sc);
}

static void scan_nested(struct scanner *sc) {
    switch (sc->depth ? (enum nest_mode)sc->nest[sc->depth - 1].mode : NEST_CODE) {
    case NEST_TEMPLATE: template_text(sc); break;
    case NEST_TAG: scan_jsx_tag(sc); break;
    case NEST_CHILDREN: scan_jsx_children(sc); break;
    case NEST_CODE: step(sc); break;
    }
}

static void run(struct scanner *sc) {
    switch (sc->syntax->kind) {
    case SYNTAX_CODE:
        while (sc->at < sc->s.n && !sc->failed) scan_nested(sc);
        break;
    case SYNTAX_TAGS: scan_tags(sc); break;
    case SYNTAX_CSS: scan_css(sc); break;
    case SYNTAX_JSON: scan_json(sc); break;
    case SYNTAX_YAML: scan_yaml(sc); break;
    }
}

static bool scan(str code, size_t from, const struct syntax *syntax, code_tokens *out) {
    struct scanner sc = {.s = code, .at = from, .syntax = syntax, .out = out, .operand = true, .command = true};
    bool any_case = (syntax->flags & ANY_CASE) != 0;
    words_init(&sc.keywords, syntax->keywords, any_case);
    words_init(&sc.types, syntax->types, any_case);
    str part = str_drop(code, from);
    sc.has_tags = str_find(part, STR("</"), 0) != SIZE_MAX || str_find(part, STR("/>"), 0) != SIZE_MAX;
    run(&sc);
    return !sc.failed;
}

void scan_part(struct scanner *sc, size_t from, size_t to, const char *language) {
    const struct syntax *syntax = syntax_find(str_from(language));
    if (syntax && !scan(str_sub(sc->s, 0, to), from, syntax, sc->out)) sc->failed = true;
}

bool code_scan(str code, str language, code_tokens *out) {
    const struct syntax *syntax = syntax_find(language);
    return !syntax || code.n >= UINT32_MAX || scan(code, 0, syntax, out);
}
