/* The clean text, part by part, and its map back to the input; see clean.h. */
#include "read/clean_inside.h"
#include "read/links.h"

void clean_put(struct clean *c, str view) {
    if (view.n == 0) return;
    const struct segment *last = c->map.n ? &c->map.at[c->map.n - 1] : NULL;
    bool goes_on = last && last->source && last->source + (c->text.n - last->at) == view.p;
    if (!goes_on && !vec_push(&c->map, (struct segment){c->text.n, view.p})) c->failed = true;
    if (!c->part_source) c->part_source = view.p;
    buf_put(&c->text, view);
}

void clean_make(struct clean *c, str made) {
    const struct segment *last = c->map.n ? &c->map.at[c->map.n - 1] : NULL;
    if ((!last || last->source) && !vec_push(&c->map, (struct segment){c->text.n, NULL})) c->failed = true;
    buf_put(&c->text, made);
}

/* The definitions that stand elsewhere and that this part's brackets use. */
static void put_links(struct clean *c) {
    enum { MOST_LINKS = 1000 };
    size_t end = c->text.n, links = 0;
    for (size_t at = c->part_from; at < end && links < MOST_LINKS; at++) {
        const char *open = memchr(c->text.p + at, '[', end - at);
        if (!open) return;
        at = (size_t)(open - c->text.p);
        size_t to = at + 1;
        while (to < end && to < at + 256 && c->text.p[to] != ']' && c->text.p[to] != '[') to++;
        if (to >= end || c->text.p[to] != ']') continue;
        str line = links_line(c->reader, (str){c->text.p + at + 1, to - at - 1});
        if (!line.n) continue;
        clean_make(c, links++ ? STR("\n") : STR("\n\n"));
        clean_put(c, line);
    }
}

void clean_end_part(struct clean *c) {
    if (c->text.n > c->part_from) {
        const char *source = c->part_source;
        if (c->flavor == FLAVOR_MARKDOWN && c->brackets) put_links(c);
        c->part_source = source;
        c->brackets = false;
        struct part part = {.kind = c->inline_part || c->inlines ? PART_INLINE : PART_TEXT, .from = c->part_from,
                            .to = c->text.n, .source = c->part_source};
        if (!vec_push(&c->parts, part)) c->failed = true;
        clean_make(c, STR("\n")); /* md4c looks at the byte behind the end, after the number of a list's mark */
    }
    c->part_from = c->text.n;
    c->part_source = NULL;
    c->marks = 0;
    c->in_list = c->in_code = false;
}

void clean_put_special(struct clean *c, struct html_tag tag, str code) {
    if (!vec_push(&c->specials, (struct special){c->text.n, tag, code})) c->failed = true;
    clean_make(c, (str){(const char[]){SENTINEL}, 1});
}

void clean_put_literal(struct clean *c, str view) {
    for (size_t i = 0; i < view.n; i++) {
        if (c->flavor != FLAVOR_HTML) clean_make(c, STR("\\"));
        clean_put(c, str_sub(view, i, i + 1));
    }
}

str clean_view(const struct clean *c, size_t from, size_t to, size_t *hint, size_t *next) {
    size_t low = *hint;
    if (low >= c->map.n || c->map.at[low].at > from) low = 0;
    while (low + 1 < c->map.n && c->map.at[low + 1].at <= from) { /* the last segment at or before `from`: it is near */
        size_t step = 1;
        while (low + 2 * step < c->map.n && c->map.at[low + 2 * step].at <= from) step *= 2;
        low += step;
    }
    *hint = low;
    size_t end = low + 1 < c->map.n && c->map.at[low + 1].at < to ? c->map.at[low + 1].at : to;
    *next = end;
    const struct segment *s = &c->map.at[low];
    const char *p = s->source ? s->source + (from - s->at) : c->text.p + from;
    return (str){p, end - from};
}

const struct special *clean_special(const struct clean *c, size_t at) {
    size_t low = 0, high = c->specials.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (c->specials.at[middle].at < at) low = middle + 1;
        else high = middle;
    }
    return low < c->specials.n && c->specials.at[low].at == at ? &c->specials.at[low] : NULL;
}
