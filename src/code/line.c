/* line: whether a line by itself is code, where no fence says so. Code is known by its signs at the ends of a line and
 * by its first word; a line with the word pairs of a sentence is none, whatever it ends with. */
#include "code/code.h"

/* Words of one language or another that a statement starts with; many of them start English sentences too, so a sign
 * must stand by them. */
static const char *const statements[] = {
    "const", "let", "var", "return", "function", "async", "await", "export", "import", "from", "public", "private", "protected",
    "static", "final", "class", "interface", "struct", "enum", "namespace", "package", "using", "template", "typedef", "int",
    "char", "float", "double", "long", "bool", "boolean", "void", "string", "String", "List", "Map", "throw", "throws", "raise",
    "yield", "def", "fn", "func", "pub", "impl", "for", "while", "if", "else", "elif", "try", "except", "finally", "switch", "case",
    "default", "do", "with", "print", "echo", "new", "delete", "self", "this"};

/* First words of SQL, in capitals, and what must follow in the same line for it to be no heading. */
static const char *const sql_starts[] = {"SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "ALTER", "DROP", "TRUNCATE", "GRANT",
                                         "REVOKE", "MERGE", "EXPLAIN", "WITH"};
static const char *const sql_inside[] = {" FROM ", " INTO ", " SET ", " TABLE ", " INDEX ", " VIEW ", " DATABASE ", " AS (", " ON ",
                                         " COLUMN ", " PROCEDURE "};
static const char *const sql_goes_on[] = {"FROM", "WHERE", "GROUP BY", "ORDER BY", "HAVING", "LIMIT", "JOIN", "LEFT JOIN",
                                          "RIGHT JOIN", "INNER JOIN", "OUTER JOIN", "FULL JOIN", "VALUES", "SET", "AND", "OR", "ON",
                                          "UNION", "END", "WHEN", "CASE"};

/* Pairs of the words of a sentence in a line of code: behind its first word, and in all. */
enum { FEW_PAIRS = 4, MOST_PAIRS = 6 };

#define COUNT(table) (sizeof(table) / sizeof *(table))

static bool is_word_char(char c) { return char_is_alnum(c) || c == '_' || c == '$'; }

static size_t word_length(str t) {
    size_t n = 0;
    while (n < t.n && is_word_char(t.p[n])) n++;
    return n;
}

static bool has_any(str t, const char *signs) {
    for (size_t i = 0; i < t.n; i++)
        if (strchr(signs, t.p[i])) return true;
    return false;
}

/* The words are of two letters or more. */
static bool starts_with_word(str t, const char *const *words, size_t n) {
    if (t.n < 2 || !char_is_alpha(t.p[0])) return false;
    for (size_t i = 0; i < n; i++) {
        if (words[i][0] != t.p[0]) continue;
        str word = str_from(words[i]);
        if (str_starts(t, word) && (t.n == word.n || !is_word_char(t.p[word.n]))) return true;
    }
    return false;
}

/* Where a comment at the end of the line starts: "//…", " # …", "-- …". */
static size_t comment_start(str t) {
    for (size_t i = 0; i + 1 < t.n; i++) {
        if (t.p[i] != '/' && t.p[i] != '#') continue;
        char before = i ? t.p[i - 1] : ' ';
        if (t.p[i] == '/' ? t.p[i + 1] == '/' && before != ':' : char_is_blank(before) && char_is_blank(t.p[i + 1])) return i;
    }
    return t.n;
}

/* Pairs of words with one blank between, outside of quotes: what sentences are made of. Letters beyond
 * ASCII count too, known by their first bytes (E2: signs), as no language of programming is made of them. Nobody asks how
 * many more than MOST_PAIRS there are. */
static size_t sentence_pairs(str t) {
    size_t pairs = 0, run = 0;
    bool before = false;
    char quote = 0;
    for (size_t i = 0; i < t.n && pairs <= MOST_PAIRS; i++) {
        char c = t.p[i];
        if (quote) {
            if (c == quote) quote = 0;
            before = false, run = 0;
        } else if ((c == '"' || c == '\'' || c == '`') && run == 0) {
            quote = c;
            before = false;
        } else if (char_is_alpha(c)) {
            for (run = 1; i + 1 < t.n && char_is_alpha(t.p[i + 1]); i++) run++;
            pairs += run > 1 && before;
        } else if (c == ' ' || c == ',') {
            before = run >= 2 && c == ' ';
            run = 0;
        } else {
            if ((unsigned char)c >= 0xC3 && (unsigned char)c != 0xE2) pairs += (unsigned char)c < 0xE3 ? 1 : 3; /* a letter; a word */
            before = false, run = 0;
        }
    }
    return pairs;
}

/* "f(…)", "a.b(…)": a whole line that is a call, with something between its brackets. */
static bool is_call(str t) {
    size_t at = 0;
    while (at < t.n && (is_word_char(t.p[at]) || (at && strchr(".[]'\"", t.p[at])))) at++;
    if (at == 5 && str_starts(t, STR("print (")) && t.p[6] != ')') return t.p[t.n - 1] == ')';
    return at >= 2 && at + 2 < t.n && t.p[at] == '(' && t.p[at + 1] != ')' && char_is_alpha(t.p[0]) && t.p[t.n - 1] == ')';
}

/* "f(" rather than "words (so". */
static bool applies(str t) {
    size_t at = str_find_char(t, '(', 1);
    return at != SIZE_MAX && is_word_char(t.p[at - 1]);
}

/* "x = …", "a.b[0] += …", "int n = …": offset of what is assigned, or 0. */
static size_t assigned_at(str t) {
    size_t at = str_find_char(t, '=', 1);
    if (at == SIZE_MAX || at + 1 >= t.n || t.p[at + 1] == '=' || strchr("=!<>", t.p[at - 1])) return 0;
    size_t blanks = 0;
    for (size_t i = 0; i < at; i++) {
        if (t.p[i] == ' ') blanks++;
        else if (!is_word_char(t.p[i]) && !strchr(".[]'\"*&<>,:+-/|^%", t.p[i])) return 0;
    }
    return blanks <= 3 && (char_is_alpha(t.p[0]) || strchr("_$*", t.p[0])) ? at + 1 : 0;
}

/* What is assigned is no word of a formula: a number, a string, a list, a call, an object. */
static bool is_value(str t) {
    t = str_trim(t);
    if (!t.n) return false;
    if (char_is_digit(t.p[0]) || strchr("\"'[{`", t.p[0])) return true;
    return is_call(t) || str_starts(t, STR("new ")) || str_starts(t, STR("lambda "));
}

static bool is_import(str t) {
    size_t from = str_starts(t, STR("import ")) ? 7 : str_starts(t, STR("from ")) ? 5 : 0;
    if (!from) return false;
    if (from == 5 && str_find(t, STR(" import "), 5) == SIZE_MAX) return false;
    size_t words = 0;
    for (size_t i = from; i < t.n; i++) {
        if (!is_word_char(t.p[i]) && !strchr("., *;{}'\"/@-()", t.p[i])) return false;
        words += t.p[i] == ' ' && t.p[i - 1] != ',';
    }
    return words <= 3 && t.p[t.n - 1] != '.';
}

/* "def f(x):", "for x in y:", "if a == b:", "class A:": a line of Python that opens a block. */
static bool opens_python(str t) {
    static const char *const alone[] = {"else:", "try:", "finally:", "except:"};
    static const char *const opening[] = {"def", "class", "for", "while", "if", "elif", "with", "except", "async"};
    if (STR_IN(t, alone)) return true;
    if (!starts_with_word(t, opening, COUNT(opening))) return false;
    bool sign = false;
    for (size_t i = 0; i < t.n - 1; i++) sign = sign || strchr("(=<>[_.", t.p[i]);
    if (str_starts(t, STR("def "))) return sign;
    if (str_starts(t, STR("class "))) return word_length(str_drop(t, 6)) + 7 == t.n || sign;
    if (str_starts(t, STR("for "))) return str_find(t, STR(" in "), 4) != SIZE_MAX && sentence_pairs(t) <= FEW_PAIRS;
    return sign && sentence_pairs(t) <= FEW_PAIRS;
}

/* A statement of SQL has its words in capitals. */
static bool is_sql(str t) {
    if (!starts_with_word(t, sql_starts, COUNT(sql_starts))) return false;
    for (size_t i = 0; i < COUNT(sql_inside); i++)
        if (str_find(t, str_from(sql_inside[i]), 0) != SIZE_MAX) return true;
    return false;
}

static bool is_only_signs(str t) {
    for (size_t i = 0; i < t.n; i++)
        if (!strchr("{}()[];,<>", t.p[i])) return false;
    return true;
}

/* "key": value, a member of an object. */
static bool is_member(str t) {
    size_t end = t.p[0] == '"' ? str_find_char(t, '"', 1) : SIZE_MAX;
    if (end == SIZE_MAX || end == 1) return false;
    str rest = str_trim_left(str_drop(t, end + 1));
    return rest.n > 1 && rest.p[0] == ':' && strchr(",{[\"}]el0123456789", rest.p[rest.n - 1]);
}

/* Signs that a line starts with, and prose does not. */
static bool starts_as_code(str t) {
    static const char *const starts[] = {"#include", "#define", "#ifdef", "#ifndef", "#endif", "#!/", ">>> ", "@Override", "<?php"};
    if (char_is_alnum(t.p[0])) return false; /* most lines */
    for (size_t i = 0; i < COUNT(starts); i++)
        if (starts[i][0] == t.p[0] && str_starts(t, str_from(starts[i]))) return true;
    if (t.p[0] != '@' || t.n < 3 || !char_is_alpha(t.p[1])) return false;
    size_t n = 1 + word_length(str_drop(t, 1)); /* a decorator, an annotation: nothing but its arguments behind it */
    return n < t.n ? t.p[n] == '(' && t.p[t.n - 1] == ')' : char_is_upper(t.p[1]);
}

/* By the sign at its end. */
static bool ends_as_code(str t) {
    char last = t.p[t.n - 1];
    if (last == '{') return true;
    if (last == '}') /* "int main() { return 0; }" */
        return str_find_char(t, '{', 0) != SIZE_MAX && starts_with_word(t, statements, COUNT(statements)) && has_any(t, ";(=") && sentence_pairs(t) <= FEW_PAIRS;
    if (last == ':') return opens_python(t) || str_starts(t, STR("case ")) || str_eq(t, STR("default:"));
    if (last == ';')
        return sentence_pairs(t) <= FEW_PAIRS &&
               (applies(t) || str_find_char(t, '=', 0) != SIZE_MAX || starts_with_word(t, statements, COUNT(statements)));
    return last == ')' && is_call(t);
}

/* Nothing but what stands between lines of code: closing signs, a comment, a call that goes on, a member. */
static bool goes_with_code(str t) {
    static const char *const words[] = {"return", "break", "continue", "pass", "else", "end", "fi", "done", "yield", "raise", "throw"};
    if (is_only_signs(t) || t.p[0] == '}' || (t.p[0] == '.' && t.n > 1 && char_is_alpha(t.p[1]))) return true;
    if (starts_with_word(t, words, COUNT(words)) && sentence_pairs(t) <= 2) return true;
    if (starts_with_word(t, sql_goes_on, COUNT(sql_goes_on)) && sentence_pairs(t) <= FEW_PAIRS) return true;
    if (str_starts(t, STR("//")) || str_starts(t, STR("/*")) || str_starts(t, STR("# ")) || str_starts(t, STR("-- "))) return true;
    return assigned_at(t) || (strchr(",([{;=", t.p[t.n - 1]) && has_any(t, "()[]{}=\"':"));
}

bool code_line_heads(str line) {
    str t = str_trim(line);
    return starts_with_word(t, statements, COUNT(statements)) && t.p[t.n - 1] != '.' && sentence_pairs(t) <= FEW_PAIRS;
}

bool code_line_prompt(str line) {
    str t = str_trim(line);
    if (t.n < 4 || t.p[0] != '$' || t.p[1] != ' ' || !(char_is_alpha(t.p[2]) || strchr("./~", t.p[2]))) return false;
    for (size_t at = 2; (at = str_find_char(t, '$', at)) != SIZE_MAX; at++)
        if (at + 1 == t.n || char_is_blank(t.p[at + 1])) return false;
    return true;
}

enum code_line code_line(str line) {
    str whole = str_trim(line);
    if (code_line_prompt(whole)) return CODE_LINE_SURE;
    if (!whole.n || strchr("|!\\-+*:", whole.p[0])) return CODE_LINE_OPEN;
    size_t comment = comment_start(whole);
    str t = str_trim_right(str_sub(whole, 0, comment));
    if (!t.n) return CODE_LINE_WEAK; /* a comment alone */
    if (is_sql(t)) return CODE_LINE_SURE;
    if (sentence_pairs(t) > MOST_PAIRS) return CODE_LINE_PROSE;
    size_t value = assigned_at(t);
    if (starts_as_code(t) || ends_as_code(t) || is_import(t) || is_member(t)) return CODE_LINE_SURE;
    if (value && (is_value(str_drop(t, value)) || starts_with_word(t, statements, COUNT(statements)))) return CODE_LINE_SURE;
    return goes_with_code(t) ? CODE_LINE_WEAK : CODE_LINE_OPEN;
}
