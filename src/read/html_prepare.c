/* Before the parser sees a page: two things that make it slow are blanked, so that hostile pages stay linear. libxml2
 * compares every attribute of a tag with all before it, and looks for the start of every end tag through all that is
 * open. So a tag keeps its first attributes only, an end tag whose element is not open goes, and nesting has an end far
 * beyond any tree's. What is blanked was markup that says nothing; not a letter of text is. */
#include "read/html_events.h"

enum { MOST_ATTRIBUTES = 100, DEEPEST = 1000 };

struct preparing {
    char *p;
    size_t n;
    uint32_t open[HTML_TAGS]; /* by element */
    uint32_t depth;
};

static void blank(struct preparing *w, size_t from, size_t to) {
    for (size_t i = from; i < to && i < w->n; i++)
        if (!char_is_space(w->p[i])) w->p[i] = ' ';
}

/* Behind the tag's '>'; attributes beyond the most are blanked. */
static size_t prepare_tag(struct preparing *w, size_t at) {
    size_t attributes = 0, surplus = 0, i = at;
    char quote = 0;
    for (; i < w->n && (quote || w->p[i] != '>'); i++) {
        char c = w->p[i];
        if (quote) quote = c == quote ? 0 : quote;
        else if ((c == '"' || c == '\'') && w->p[i - 1] == '=') quote = c;
        else if (char_is_space(c) && ++attributes == MOST_ATTRIBUTES) surplus = i;
    }
    if (surplus) blank(w, surplus, i);
    return i < w->n ? i + 1 : i;
}

/* A page may leave these open, and the parser closes them by itself. */
static bool may_stay_open(const struct html_tag *tag) {
    return tag->class == HTML_LI || tag->class == HTML_TERM || (tag->class >= HTML_THEAD && tag->class <= HTML_TD) ||
           str_eq_nocase(tag->name, STR("p")) || str_eq_nocase(tag->name, STR("dd"));
}

static bool is_void(const struct html_tag *tag) {
    return tag->class == HTML_BR || tag->class == HTML_IMG || tag->class == HTML_VOID || tag->class == HTML_HR;
}

static void prepare_end(struct preparing *w, const struct html_tag *tag, size_t at, size_t end) {
    if (w->open[tag->id] == 0) {
        blank(w, at, end);
        return;
    }
    w->open[tag->id]--;
    if (!may_stay_open(tag) && w->depth) w->depth--;
}

static void prepare_start(struct preparing *w, const struct html_tag *tag, size_t at, size_t end) {
    if (is_void(tag)) return;
    if (w->depth >= DEEPEST && !may_stay_open(tag)) {
        blank(w, at, end);
        return;
    }
    w->open[tag->id]++;
    if (!may_stay_open(tag)) w->depth++;
}

/* The content of a script is no markup: where its end tag stands. */
static size_t skip_raw(const struct preparing *w, str name, size_t at) {
    char end[16] = "</";
    if (name.n + 2 > sizeof end) return at;
    memcpy(end + 2, name.p, name.n);
    str all = str_of(w->p, w->n);
    for (size_t i = at; (i = str_find(all, STR("</"), i)) != SIZE_MAX; i += 2)
        if (str_starts_nocase(str_drop(all, i), str_of(end, name.n + 2))) return i;
    return w->n;
}

static bool is_raw(str name) {
    static const char *const names[] = {"script", "style", "textarea", "title", "xmp"};
    return STR_IN_NOCASE(name, names);
}

/* What begins with the '<' at `at`; gives where to go on. */
static size_t prepare_markup(struct preparing *w, size_t at) {
    str all = str_of(w->p, w->n);
    bool close = at + 1 < w->n && w->p[at + 1] == '/';
    size_t from = at + 1 + close, to = from;
    if (str_starts(str_drop(all, at), STR("<!--"))) {
        size_t end = str_find(all, STR("-->"), at + 4);
        return end == SIZE_MAX ? w->n : end + 3;
    }
    while (to < w->n && char_is_alnum(w->p[to])) to++;
    if (to == from) return at + 1;
    struct html_tag tag;
    str name = str_of(w->p + from, to - from);
    bool known = html_element(name, &tag), raw = !close && is_raw(name);
    size_t end = prepare_tag(w, to);
    if (known && close) prepare_end(w, &tag, at, end);
    else if (known) prepare_start(w, &tag, at, end);
    return raw ? skip_raw(w, name, end) : end;
}

bool html_prepare(str page, struct arena *arena, str *out) {
    struct preparing w = {.p = arena_alloc(arena, page.n, 1), .n = page.n};
    if (!w.p) return false;
    memcpy(w.p, page.p, page.n);
    for (size_t at = 0; (at = str_find_char(str_of(w.p, w.n), '<', at)) != SIZE_MAX;) at = prepare_markup(&w, at);
    *out = str_of(w.p, w.n);
    return true;
}
