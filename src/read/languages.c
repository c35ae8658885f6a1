#include "read/languages.h"

#include <stdlib.h>

#include "base/limits.h"
#include "read/html.h"

/* From `from` on the text is in `lang`, up to the next. */
struct change {
    size_t from;
    str lang;
};

struct languages {
    VEC(struct change) changes;
};

/* An element with a language, from behind its start tag to its end tag. */
struct stretch {
    size_t from, to; /* to: SIZE_MAX when it is never closed */
    str lang;
};

/* One that is open. */
struct open_stretch {
    uint32_t index;  /* of its stretch */
    uint32_t nested; /* elements of its name that are open within it */
    uint8_t tag;
};

struct finding {
    struct reader *reader;
    VEC(struct stretch) stretches; /* by where they begin */
    struct open_stretch open[LIMIT_TREE_DEPTH];
    size_t n;
    bool failed;
};

static struct open_stretch *innermost(struct finding *f, uint8_t tag) {
    for (size_t i = f->n; i > 0; i--)
        if (f->open[i - 1].tag == tag) return &f->open[i - 1];
    return NULL;
}

static void open_tag(struct finding *f, const struct html_tag *tag) {
    str lang = html_language(tag->attributes, &f->reader->doc->arena);
    struct open_stretch *outer = innermost(f, tag->id);
    if (!lang.n) {
        if (outer) outer->nested++;
        return;
    }
    if (f->n == LIMIT_TREE_DEPTH) return;
    f->open[f->n++] = (struct open_stretch){(uint32_t)f->stretches.n, 0, tag->id};
    if (!vec_push(&f->stretches, (struct stretch){tag->end, SIZE_MAX, lang})) f->failed = true;
}

static void close_tag(struct finding *f, const struct html_tag *tag, size_t at) {
    struct open_stretch *o = innermost(f, tag->id);
    if (o && o->nested) {
        o->nested--;
    } else if (o) {
        f->stretches.at[o->index].to = at;
        f->n = (size_t)(o - f->open);
    }
}

/* The tag at a place of the text; behind a backtick it is spoken of. */
static void take_tag(struct finding *f, size_t at) {
    str text = f->reader->text;
    struct html_tag tag;
    bool spoken_of = f->reader->flavor != FLAVOR_HTML && at && text.p[at - 1] == '`';
    if (spoken_of || !html_tag_read(text, at, &tag) || html_tag_is_inline(&tag)) return;
    if (tag.close) close_tag(f, &tag, at);
    else open_tag(f, &tag);
}

static void find_stretches(struct finding *f, const struct line *lines, size_t n) {
    for (size_t i = 0; i < n && !f->failed; i++) {
        str line = lines[i].flags & LINE_CODE ? (str){0} : lines[i].text, all = f->reader->text;
        if (line.p < all.p || line.p + line.n > all.p + all.n) continue; /* made */
        for (size_t at = 0; (at = str_find_char(line, '<', at)) != SIZE_MAX; at++)
            take_tag(f, (size_t)(line.p - f->reader->text.p) + at);
    }
}

static void change(struct finding *f, struct languages *l, size_t from, str lang) {
    if (!vec_push(&l->changes, (struct change){from, lang})) f->failed = true;
}

/* Stretches lie within each other or apart: what never ends is none. */
static void flatten(struct finding *f, struct languages *l) {
    const struct stretch *inside[LIMIT_TREE_DEPTH];
    size_t n = 0;
    for (size_t i = 0; i <= f->stretches.n && !f->failed; i++) {
        const struct stretch *s = i < f->stretches.n ? &f->stretches.at[i] : NULL;
        if (s && s->to == SIZE_MAX) continue;
        for (; n && (!s || inside[n - 1]->to <= s->from); n--) change(f, l, inside[n - 1]->to, n > 1 ? inside[n - 2]->lang : (str){0});
        if (!s || n == LIMIT_TREE_DEPTH) continue;
        change(f, l, s->from, s->lang);
        inside[n++] = s;
    }
}

/* May a tag hold the attribute? Addresses hold parameters of that name. */
static bool may_hold(str text, str attribute) {
    for (size_t at = 0; (at = str_find(text, attribute, at)) != SIZE_MAX; at++)
        if (at && !strchr("?&;", text.p[at - 1])) return true;
    return false;
}

bool languages_find(struct reader *reader, const struct line *lines, size_t n) {
    if (!may_hold(reader->text, STR("lang=")) && !may_hold(reader->text, STR("LANG="))) return true;
    struct finding f = {.reader = reader};
    find_stretches(&f, lines, n);
    if (f.stretches.n && !f.failed) {
        reader->languages = calloc(1, sizeof *reader->languages);
        if (reader->languages) flatten(&f, reader->languages);
        else f.failed = true;
    }
    vec_release(&f.stretches);
    return !f.failed && !reader->doc->arena.failed;
}

str languages_at(const struct reader *reader, const char *source) {
    const struct languages *l = reader->languages;
    str text = reader->text;
    if (!l || source < text.p || source >= text.p + text.n) return (str){0};
    size_t at = (size_t)(source - text.p), low = 0, high = l->changes.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (l->changes.at[middle].from <= at) low = middle + 1;
        else high = middle;
    }
    return low ? l->changes.at[low - 1].lang : (str){0};
}

void languages_release(struct reader *reader) {
    if (reader->languages) vec_release(&reader->languages->changes);
    free(reader->languages);
    reader->languages = NULL;
}
