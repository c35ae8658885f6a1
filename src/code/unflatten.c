/* unflatten: code that was squeezed onto one line gets its lines back; see unflatten.h for who does what. */
#include "code/unflatten.h"

enum { LONGEST_CODE = 1 << 16 };

void unflatten_put(struct buf *out, size_t indent, str text) {
    if (out->n) buf_put_char(out, '\n');
    buf_put_repeat(out, ' ', indent);
    buf_put(out, text);
}

struct family {
    const char *language;
    unflatten_may *may;
    unflatten_cut *cut;
};

static const struct family *family_of(str language) {
    static const struct family families[] = {{"sql", sql_may, unflatten_sql}, {"bash", shell_may, unflatten_shell},
                                             {"json", json_may, unflatten_json}, {"html", tags_may, unflatten_tags},
                                             {"xml", tags_may, unflatten_tags}};
    static const struct family braces = {"", braces_may, unflatten_braces};
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        if (str_eq(language, str_from(families[i].language))) return &families[i];
    return braces_know(language) ? &braces : NULL;
}

/* Shorter lines are as people write them, whatever they hold. */
enum { SHORTEST = 24 };

/* What each byte belongs to, by the scanner that colours code. */
static bool mark_kinds(str code, bool tags, str language, struct buf *kinds) {
    code_tokens tokens = {0};
    buf_put_repeat(kinds, BYTE_CODE, code.n);
    bool done = code_scan(code, language, &tokens) && !kinds->failed;
    for (size_t i = 0; done && i < tokens.n; i++) {
        const struct code_token *t = &tokens.at[i];
        int kind = t->class == CODE_STRING ? BYTE_STRING : t->class == CODE_COMMENT ? BYTE_COMMENT : BYTE_CODE;
        if (t->class == CODE_TAG && tags) kind = BYTE_TAG;
        memset(kinds->p + t->from, kind, t->to - t->from);
    }
    vec_release(&tokens);
    return done;
}

/* Tags within JavaScript: all from the first to the last counts as one string, for the text between is no code. */
static void hide_tags(str line, char *kind) {
    size_t first = line.n, last = 0;
    for (size_t i = 0; i < line.n; i++) {
        if (kind[i] != BYTE_TAG) continue;
        if (first == line.n) first = i && line.p[i - 1] == '<' ? i - 1 : i;
        last = i + 1;
    }
    if (last < line.n && line.p[last] == '>') last++;
    if (last > first) memset(kind + first, BYTE_STRING, last - first);
}

/* Sentences, as stand in code blocks that are none: moving their words would be no repair. */
static bool is_prose(str line, bool few_signs) {
    static const char *const words[] = {" the ", " which ", " that ", " this ", " are ", " you ", " can "};
    size_t letters = 0, signs = 0, blanks = 0;
    for (size_t i = 0; i < line.n; i++) {
        letters += char_is_alpha(line.p[i]) || (unsigned char)line.p[i] >= 0x80;
        blanks += line.p[i] == ' ';
        signs += strchr(";{}()=<>[]\"'`:+*/&|$", line.p[i]) != NULL;
    }
    if (blanks < 5) return false;
    if (!few_signs) return signs * 14 < letters;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_find(line, str_from(words[i]), 0) != SIZE_MAX) return true;
    return false;
}

struct unflattening {
    str code, language;
    const struct family *family;
    struct buf kinds; /* of all the code, made when the first line needs it */
};

static bool unflatten_line(struct unflattening *u, size_t from, size_t to, struct buf *out) {
    struct squeezed q = {.language = u->language};
    const struct family *f = u->family;
    while (from < to && u->code.p[from] == ' ') q.indent++, from++;
    q.s = str_trim_right(str_sub(u->code, from, to));
    bool tags = f->cut == unflatten_tags, few_signs = f->cut == unflatten_sql || f->cut == unflatten_shell;
    if (q.s.n < SHORTEST || !f->may(&q) || (!tags && is_prose(q.s, few_signs))) return false;
    if (u->kinds.n == 0 && !mark_kinds(u->code, !tags, u->language, &u->kinds)) return false;
    if (!tags) hide_tags(q.s, u->kinds.p + from);
    q.kind = (const uint8_t *)u->kinds.p + from;
    return f->cut(&q, out) && !out->failed;
}

/* Line by line: each may be squeezed or not. */
static bool unflatten_lines(str code, str language, const struct family *f, struct buf *out, size_t *lines) {
    struct unflattening u = {.code = code, .language = language, .family = f};
    bool changed = false;
    size_t done = 0; /* of the code that is in `out` */
    struct buf line;
    buf_init(&line);
    buf_init(&u.kinds);
    *lines = 1;
    for (size_t at = 0; at <= code.n;) {
        size_t end = str_find_char(code, '\n', at);
        if (end == SIZE_MAX) end = code.n;
        line.n = 0;
        if (unflatten_line(&u, at, end, &line)) {
            buf_put(out, str_sub(code, done, at));
            buf_put(out, buf_str(&line));
            done = end;
            changed = true;
        }
        at = end + 1;
    }
    if (changed) buf_put(out, str_drop(code, done));
    if (line.failed || u.kinds.failed) out->failed = true;
    buf_release(&line);
    buf_release(&u.kinds);
    for (size_t i = 0; i < out->n; i++) *lines += out->p[i] == '\n';
    return changed;
}

bool code_unflatten(struct arena *arena, str code, str language, str *out, size_t *lines) {
    bool python = str_eq(language, STR("python"));
    const struct family *f = python ? NULL : family_of(language);
    if ((!python && !f) || code.n > LONGEST_CODE) return false;
    struct buf b;
    size_t count = 0;
    buf_init(&b);
    bool changed = (python ? unflatten_python(code, &b, &count) : unflatten_lines(code, language, f, &b, &count)) && !b.failed;
    str made = changed ? arena_str(arena, buf_str(&b)) : (str){0};
    changed = changed && made.p;
    if (changed) {
        *out = made;
        *lines = count;
    }
    buf_release(&b);
    return changed;
}
