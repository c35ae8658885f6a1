/* HTML and XML on one long line: an element a line, its children indented below it. An element that holds text keeps
 * its line whole, with the tags inside, for there the blanks mean something. What is not nested rightly stays. */
#include "code/unflatten.h"

enum { LONG_LINE = 80, MOST_TAGS = 500, MOST_DEPTH = 48, STEP = 2 };

enum tag_kind { TAG_OPEN, TAG_CLOSE, TAG_ALONE };

struct tag {
    size_t from, to;
    str name;
    uint8_t kind;
    size_t close; /* OPEN: the index of its closing tag */
    bool text;    /* OPEN: text stands directly in it */
};

struct tags {
    const struct squeezed *q;
    struct buf *out;
    VEC(struct tag) at;
    size_t depth;
};

static bool is_name(char c) { return char_is_alnum(c) || c == '-' || c == '_' || c == ':' || c == '.'; }

/* Past the tag whose '<' is at `at`; 0 when it does not end. Quoted attributes may hold '>'. */
static size_t tag_end(str s, size_t at) {
    if (str_starts(str_drop(s, at), STR("<!--"))) {
        size_t end = str_find(s, STR("-->"), at + 4);
        return end == SIZE_MAX ? 0 : end + 3;
    }
    char quote = 0;
    for (size_t i = at + 1; i < s.n; i++) {
        if (quote) {
            if (s.p[i] == quote) quote = 0;
        } else if (s.p[i] == '"' || s.p[i] == '\'') {
            quote = s.p[i];
        } else if (s.p[i] == '>') {
            return i + 1;
        } else if (s.p[i] == '<') {
            return 0;
        }
    }
    return 0;
}

static bool is_void(str name) {
    static const char *const names[] = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"};
    return STR_IN_NOCASE(name, names);
}

/* Its content is no markup: to its closing tag as it stands. */
static bool is_raw(str name) {
    return str_eq_nocase(name, STR("script")) || str_eq_nocase(name, STR("style")) || str_eq_nocase(name, STR("pre")) ||
           str_eq_nocase(name, STR("textarea"));
}

static struct tag read_tag(const struct tags *t, size_t at) {
    str s = t->q->s;
    struct tag tag = {.from = at, .to = tag_end(s, at), .kind = TAG_OPEN};
    if (!tag.to) return tag;
    bool close = s.p[at + 1] == '/';
    size_t from = at + (close ? 2 : 1), to = from;
    while (to < s.n && is_name(s.p[to])) to++;
    tag.name = str_sub(s, from, to);
    bool alone = s.p[at + 1] == '!' || s.p[at + 1] == '?' || s.p[tag.to - 2] == '/';
    if (alone || (!str_eq(t->q->language, STR("xml")) && is_void(tag.name))) tag.kind = TAG_ALONE;
    else if (close) tag.kind = TAG_CLOSE;
    if (tag.kind != TAG_ALONE && !tag.name.n) tag.to = 0;
    if (tag.kind == TAG_OPEN && is_raw(tag.name)) { /* one piece with what it holds */
        char end[16] = "</";
        size_t n = tag.name.n < 12 ? tag.name.n : 12;
        memcpy(end + 2, tag.name.p, n);
        size_t closing = str_find(s, str_of(end, n + 2), tag.to);
        tag.kind = TAG_ALONE;
        tag.to = closing == SIZE_MAX ? 0 : tag_end(s, closing);
    }
    return tag;
}

static bool read_tags(struct tags *t) {
    str s = t->q->s;
    size_t open[MOST_DEPTH], depth = 0;
    for (size_t at = 0; at < s.n;) {
        if (s.p[at] != '<') {
            if (!char_is_space(s.p[at])) {
                if (!depth) return false; /* text around: no document, or a part of one */
                t->at.at[open[depth - 1]].text = true;
            }
            at++;
            continue;
        }
        struct tag tag = read_tag(t, at);
        if (!tag.to || t->at.n >= MOST_TAGS) return false;
        if (tag.kind == TAG_OPEN) {
            if (depth >= MOST_DEPTH) return false;
            open[depth++] = t->at.n;
        } else if (tag.kind == TAG_CLOSE) {
            if (!depth || !str_eq_nocase(t->at.at[open[depth - 1]].name, tag.name)) return false;
            t->at.at[open[--depth]].close = t->at.n;
        }
        if (!vec_push(&t->at, tag)) return false;
        at = tag.to;
    }
    return depth == 0;
}

static void put(struct tags *t, size_t from, size_t to) {
    unflatten_put(t->out, t->q->indent + STEP * t->depth, str_sub(t->q->s, from, to));
}

bool tags_may(const struct squeezed *q) {
    if (q->s.n <= LONG_LINE || q->s.p[0] != '<') return false;
    size_t n = 0;
    for (size_t i = 0; i < q->s.n; i++) n += q->s.p[i] == '<';
    return n > 4;
}

bool unflatten_tags(const struct squeezed *q, struct buf *out) {
    struct tags t = {.q = q, .out = out};
    bool done = read_tags(&t);
    for (size_t i = 0; done && i < t.at.n; i++) {
        const struct tag *tag = &t.at.at[i];
        if (tag->kind == TAG_CLOSE) t.depth--;
        if (tag->kind == TAG_OPEN && (tag->text || tag->close == i + 1)) {
            put(&t, tag->from, t.at.at[tag->close].to);
            i = tag->close;
            continue;
        }
        put(&t, tag->from, tag->to);
        if (tag->kind == TAG_OPEN) t.depth++;
    }
    vec_release(&t.at);
    return done && str_find_char(buf_str(out), '\n', 0) != SIZE_MAX;
}
