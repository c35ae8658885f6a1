#include "read/attributes.h"

enum { REACH = 1000, SPANS = 32, ATTRIBUTE_BYTES = 400 };

struct range {
    size_t from, to;
};

struct search {
    str text;
    VEC(struct range) drops;
    size_t open[SPANS], n_open; /* '[' of this paragraph that nothing closed yet */
    bool target;                /* behind "](": a ')' ends a link or an image */
    bool failed;
};

static void drop(struct search *s, size_t from, size_t to) {
    if (from < to && !vec_push(&s->drops, (struct range){from, to})) s->failed = true;
}

static bool name_char(char c) { return char_is_alnum(c) || c == '-' || c == '_' || c == ':' || c == '.' || (unsigned char)c >= 0x80; }

/* One of what braces may hold: "=html", ".name", "#id", "key=value", "-"; its length, or 0. */
static size_t attribute_length(str t) {
    size_t n = t.n > 1 && strchr(".#=", t.p[0]) && (char_is_alpha(t.p[1]) || (unsigned char)t.p[1] >= 0x80) ? 1 : 0, start = n;
    while (n < t.n && name_char(t.p[n])) n++;
    if (n == start || start) return n > start ? n : 0;
    if (n == t.n || t.p[n] != '=') return str_eq(str_sub(t, 0, n), STR("-")) ? n : 0;
    n++;
    if (n < t.n && (t.p[n] == '"' || t.p[n] == '\'')) {
        size_t close = str_find_char(t, t.p[n], n + 1);
        return close == SIZE_MAX ? 0 : close + 1;
    }
    start = n;
    while (n < t.n && !char_is_space(t.p[n])) n++;
    return n > start ? n : 0;
}

/* "{=html}", "{.name #id key=value}" at `at`: where it ends, or 0. */
static size_t braces_end(str t, size_t at) {
    if (at + 2 >= t.n || t.p[at] != '{') return 0;
    size_t end = str_find_char(str_sub(t, 0, at + ATTRIBUTE_BYTES), '}', at);
    if (end == SIZE_MAX) return 0;
    str rest = str_trim(str_sub(t, at + 1, end));
    if (!rest.n || str_find(rest, STR("\n\n"), 0) != SIZE_MAX) return 0;
    while (rest.n) {
        size_t n = attribute_length(rest);
        if (!n || (n < rest.n && !char_is_space(rest.p[n]))) return 0;
        rest = str_trim(str_drop(rest, n));
    }
    return end + 1;
}

/* Do braces with attributes stand anywhere? Those of code hold something else. */
static bool holds_braces(str text) {
    for (size_t at = 0; (at = str_find_char(text, '{', at)) != SIZE_MAX; at++) {
        size_t before = at && text.p[at - 1] == ' ' ? at - 1 : at;
        bool behind = before && strchr("])`~", text.p[before - 1]);
        if ((behind || (at + 1 < text.n && text.p[at + 1] == '=')) && braces_end(text, at)) return true;
    }
    return false;
}

bool attributes_may_be_in(const struct reader *reader, const struct line *lines, size_t n) {
    str text = reader->text;
    if (!holds_braces(text) && str_find(text, STR("\n:::"), 0) == SIZE_MAX) return false;
    if (n == 0 || str_starts(str_trim_left(text), STR("<")) || str_ends(reader->source->name, STR(".org")) || str_find_char(text, '\f', 0) != SIZE_MAX) return false;
    for (size_t i = 0; i < n; i++) /* of a text that was quoted only parts of lines are left */
        if (lines[i].text.p != text.p && lines[i].text.p[-1] != '\n') return false;
    return true;
}

static size_t run_of(str t, size_t at) {
    size_t n = 1;
    while (at + n < t.n && t.p[at + n] == t.p[at]) n++;
    return n;
}

/* The code span whose run of '`' is at `at`; the end of what is done with. */
static size_t take_code(struct search *s, size_t at) {
    str t = s->text;
    size_t n = run_of(t, at), limit = at + REACH < t.n ? at + REACH : t.n;
    for (size_t i = at + n; i < limit; i++) {
        if (t.p[i] == '\n' && i + 1 < t.n && (t.p[i + 1] == '\n' || t.p[i + 1] == '\r')) break;
        if (t.p[i] != '`') continue;
        size_t close = run_of(t, i), end = close == n ? braces_end(t, i + n) : 0;
        if (close == n && str_starts(str_drop(t, i + n), STR("{=html}"))) {
            drop(s, at, at + n);
            drop(s, i, end);
        } else if (end) {
            drop(s, i + n, end);
        }
        if (close == n) return end ? end : i + n;
        i += close - 1;
    }
    return at + n;
}

/* A ']', or the ')' of a link, at `at`, and the braces behind it. */
static size_t take_close(struct search *s, size_t at) {
    bool span = s->text.p[at] == ']';
    size_t open = span && s->n_open ? s->open[--s->n_open] : SIZE_MAX, end = span || s->target ? braces_end(s->text, at + 1) : 0;
    s->target = span && at + 1 < s->text.n && s->text.p[at + 1] == '(';
    if (!end || (span && open == SIZE_MAX)) return at + 1;
    if (span) {
        drop(s, open, open + 1);
        drop(s, at, end);
    } else {
        drop(s, at + 1, end);
    }
    return end;
}

static void take_line(struct search *s, size_t from, size_t to) {
    str t = s->text;
    for (size_t at = from; at < to;) {
        char c = t.p[at];
        if (c == '\\') {
            at += 2;
        } else if (c == '`') {
            at = take_code(s, at);
        } else if (c == '[') {
            if (s->n_open < SPANS) s->open[s->n_open++] = at;
            at++;
        } else if (c == ']' || c == ')') {
            at = take_close(s, at);
        } else {
            at++;
        }
    }
}

/* Where the line's fence, a run of '`' or '~', starts; false when it is none. */
static bool fence_of(str line, char *mark, size_t *n, str *info) {
    str t = str_trim(line);
    *n = t.n && (t.p[0] == '`' || t.p[0] == '~') ? run_of(t, 0) : 0;
    if (*n < 3) return false;
    *mark = t.p[0];
    *info = str_trim(str_drop(t, *n));
    return true;
}

/* "::: note", "::::", ":::: {.columns}" */
static bool is_division(str line) {
    str t = str_trim(line);
    size_t n = t.n && t.p[0] == ':' ? run_of(t, 0) : 0;
    if (n < 3) return false;
    str rest = str_trim(str_drop(t, n));
    return rest.n == 0 || braces_end(rest, 0) == rest.n || str_find_char(rest, ' ', 0) == SIZE_MAX;
}

/* "{.python .numberLines}" behind a fence: the first name is the language. */
static void take_info(struct search *s, str info) {
    size_t at = (size_t)(info.p - s->text.p), dot = 0, end;
    if (!info.n || info.p[0] != '{' || braces_end(s->text, at) != at + info.n) return;
    while (dot < info.n && !(info.p[dot] == '.' && (info.p[dot - 1] == '{' || char_is_space(info.p[dot - 1])))) dot++;
    for (end = dot + (dot < info.n); end < info.n && name_char(info.p[end]);) end++;
    drop(s, at, at + (dot < info.n ? dot + 1 : info.n));
    drop(s, at + end, at + info.n);
}

static void search_text(struct search *s, size_t from) {
    size_t length = 0, n, done = from; /* `done`: a code span ends in a later line */
    char fence = 0, mark = 0;
    bool raw = false;
    for (size_t at = from, next; at < s->text.n && !s->failed; at = next) {
        size_t end = str_find_char(s->text, '\n', at);
        if (end == SIZE_MAX) end = s->text.n;
        next = end + 1;
        str line = str_sub(s->text, at, end), info;
        bool fenced = fence_of(line, &mark, &n, &info);
        if (!str_trim(line).n) s->n_open = 0, s->target = false;
        if (fence) {
            if (!fenced || mark != fence || n < length || info.n) continue;
            if (raw) drop(s, at, end);
            fence = 0;
        } else if (fenced && !(mark == '`' && str_find_char(info, '`', 0) != SIZE_MAX)) {
            raw = str_eq(info, STR("{=html}"));
            if (raw) drop(s, at, end);
            else take_info(s, info);
            fence = mark;
            length = n;
        } else if (is_division(line)) {
            drop(s, at, end);
        } else if (end > done) {
            take_line(s, at > done ? at : done, end);
            size_t last = s->drops.n ? s->drops.at[s->drops.n - 1].to : 0;
            if (last > end) done = last;
        }
    }
}

static int by_place(const void *a, const void *b) {
    const struct range *left = a, *right = b;
    return (left->from > right->from) - (left->from < right->from);
}

bool attributes_drop(struct reader *reader, line_table *lines, struct rewrite *out) {
    struct search s = {.text = reader->text};
    size_t from = (size_t)(lines->at[0].text.p - reader->text.p), at = from;
    search_text(&s, from);
    bool good = !s.failed;
    if (good && s.drops.n) {
        qsort(s.drops.at, s.drops.n, sizeof *s.drops.at, by_place);
        rewrite_begin(out, reader);
        for (size_t i = 0; i < s.drops.n; i++) {
            struct range drop = s.drops.at[i];
            if (drop.from < at) continue;
            rewrite_run(out, str_sub(s.text, at, drop.from), at, drop.from);
            ledger_own(reader->ledger, drop.from, drop.to, OWNER_MARKUP);
            at = drop.to;
        }
        rewrite_run(out, str_drop(s.text, at), at, s.text.n);
        good = rewrite_install(out) && lines_split_again(reader, out, lines);
    }
    vec_release(&s.drops);
    return good;
}
