/* literal-stars: `x**2`, `2*3*4`, `*args`, `**kwargs`, `__init__` are no emphasis, whatever CommonMark makes of them; and
 * plain text stresses words with underscores only where the two of them stand in one line. */
#include "read/clean.h"

static bool is_word(char c) { return char_is_alnum(c) || c == '_'; }

/* A run between two word characters: an operator, not the edge of a stressed word. CommonMark agrees for '_'. */
static bool is_operator(str line, size_t at, size_t n) {
    if (at == 0 || at + n >= line.n) return false;
    char before = line.p[at - 1], after = line.p[at + n];
    bool left = is_word(before) || before == ')' || before == ']';
    bool right = is_word(after) || after == '(' || after == '[';
    if (!left || !right) return false;
    /* an opener with a blank before it that this run could close: `**Note**that` */
    for (size_t i = at; i >= 1; i--) {
        if (line.p[i - 1] != line.p[at]) continue;
        size_t run = 0;
        while (i > run && line.p[i - 1 - run] == line.p[at]) run++;
        size_t from = i - run;
        return !(run == n && (from == 0 || char_is_blank(line.p[from - 1])) && i < line.n && !char_is_blank(line.p[i]));
    }
    return true;
}

/* `__init__`: two underscores around one lower-case word, in a place where a name may stand. */
static bool is_dunder(str line, size_t at, size_t n, enum flavor flavor) {
    enum { LONGEST_NAME = 40 };
    if (n != 2 || line.p[at] != '_') return false;
    line = str_sub(line, 0, at + LONGEST_NAME);
    size_t from = at, to = at + 2, least = at > LONGEST_NAME ? at - LONGEST_NAME : 0;
    bool opens = to < line.n && char_is_lower(line.p[to]);
    if (opens) {
        while (to < line.n && (char_is_lower(line.p[to]) || line.p[to] == '_' || char_is_digit(line.p[to]))) to++;
        if (to < at + 5 || line.p[to - 1] != '_' || line.p[to - 2] != '_') return false;
    } else {
        while (from > least && (char_is_lower(line.p[from - 1]) || line.p[from - 1] == '_' || char_is_digit(line.p[from - 1]))) from--;
        if (from + 3 > at || line.p[from] != '_' || line.p[from + 1] != '_') return false;
        to = at + 2;
    }
    if (flavor == FLAVOR_PLAIN) return true;
    static const char *const names[] = {"init", "str", "repr", "len", "new", "call", "iter", "next", "enter", "exit",
                                        "eq", "ne", "lt", "gt", "le", "ge", "hash", "del", "name", "main", "file",
                                        "doc", "dict", "class", "all", "add", "sub", "mul", "getitem", "setitem",
                                        "delitem", "contains", "getattr", "setattr", "slots", "bases", "mro", "module",
                                        "getattribute", "bool", "copy", "deepcopy", "await", "aiter", "anext", "aenter",
                                        "aexit", "func", "proto", "future", "import", "builtins", "index", "missing"};
    str word = str_sub(line, from + 2, to - 2);
    return STR_IN(word, names);
}

/* `*args`, `**kwargs`: the names that mean it. */
static bool is_star_argument(str line, size_t at, size_t n) {
    static const char *const names[] = {"args", "kwargs", "kw", "options"};
    if (line.p[at] != '*' || n > 2) return false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t end = at + n + strlen(names[i]);
        if (str_starts(str_drop(line, at + n), str_from(names[i])) && (end >= line.n || (!is_word(line.p[end]) && line.p[end] != '*')))
            return true;
    }
    return false;
}

/* --- underscores of plain text ------------------------------------------------------------------------------------ */

enum { OPENS = 1, CLOSES = 2, LONGEST_STRESS = 400, LEAST_LONE = 3 };

static bool is_letter(char c) { return char_is_alnum(c) || (unsigned char)c >= 0x80; }

/* What a run of `n` underscores at `at` may be by what stands beside it: the start of stressed words, their end, both. */
static unsigned underscore_role(str text, size_t at, size_t n) {
    char before = at ? text.p[at - 1] : ' ', after = at + n < text.n ? text.p[at + n] : ' ';
    unsigned role = 0;
    if (!char_is_space(after) && !is_letter(before)) role |= OPENS;
    if (!char_is_space(before) && !is_letter(after)) role |= CLOSES;
    return role;
}

static size_t underscores_at(str text, size_t at) {
    size_t n = 0;
    while (at + n < text.n && text.p[at + n] == '_') n++;
    return n;
}

/* Is there a run of as many that closes what this one opens, or opens what it closes? */
static bool has_partner(str line, size_t at, size_t n, unsigned role) {
    size_t from = at > LONGEST_STRESS ? at - LONGEST_STRESS : 0, to = at + LONGEST_STRESS;
    str near = str_sub(line, 0, to);
    for (size_t i = from, run; (i = str_find_char(near, '_', i)) != SIZE_MAX; i += run) {
        run = underscores_at(near, i);
        unsigned wanted = i < at ? (role & CLOSES ? OPENS : 0) : (role & OPENS ? CLOSES : 0);
        if (run == n && i != at && (underscore_role(line, i, n) & wanted)) return true;
    }
    return false;
}

/* More of the text's underscores stand alone at the edge of a word than in pairs: they are letters that were lost
 * ("l'universit_"), or parts of names. */
static bool are_letters(str text) {
    size_t pairs = 0, lone = 0;
    bool open = false;
    for (size_t at = 0, last = 0, run; (at = str_find_char(text, '_', at)) != SIZE_MAX; last = at, at += run) {
        run = underscores_at(text, at);
        if (open && str_find_char(str_sub(text, 0, at), '\n', last) != SIZE_MAX) open = false, lone++;
        unsigned role = run > 2 ? 0 : underscore_role(text, at, run);
        if (open && (role & CLOSES)) open = false, pairs++;
        else if (role & OPENS) lone += open, open = true;
        else lone += role != 0;
    }
    lone += open;
    return lone >= LEAST_LONE && lone > pairs;
}

static bool underscores_are_literal(struct reader *reader, str line, size_t at, size_t n) {
    enum { UNKNOWN, STRESS, LETTERS };
    unsigned role = n > 2 ? 0 : underscore_role(line, at, n);
    if (!role) return false;
    if (reader->underscores == UNKNOWN) reader->underscores = are_letters(reader->text) ? LETTERS : STRESS;
    return reader->underscores == LETTERS || !has_partner(line, at, n, role);
}

bool stars_are_literal(struct reader *reader, str line, size_t at, size_t n, enum flavor flavor) {
    if (line.p[at] == '*' && is_operator(line, at, n)) return true;
    if (line.p[at] == '_' && flavor == FLAVOR_PLAIN && underscores_are_literal(reader, line, at, n)) return true;
    return is_dunder(line, at, n, flavor) || is_star_argument(line, at, n);
}
