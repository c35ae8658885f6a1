/* Words to glyphs. A book says the same words again and again, so each is shaped once and remembered under its
 * face, features, direction, language and bytes. What is remembered lives in the arena of the struct text: pages
 * point at it. */
#include "text/internal.h"

#include <string.h>

struct cached_word {
    struct word word;
    uint32_t key; /* face, features, direction, language */
    str bytes;
};

static uint32_t key_of(face_id face, unsigned features, bool rtl, uint32_t lang) {
    return (uint32_t)face | (features & 7u) << 16 | (uint32_t)rtl << 19 | lang << 20;
}

static struct cache_slot *slot_of(const struct cache *cache, uint64_t hash, uint32_t key, str bytes) {
    size_t i = (size_t)hash & (cache->cap - 1);
    for (; cache->at[i].word; i = (i + 1) & (cache->cap - 1)) {
        const struct cached_word *w = cache->at[i].word;
        if (cache->at[i].hash == hash && w->key == key && str_eq(w->bytes, bytes)) break;
    }
    return &cache->at[i];
}

static bool cache_grow(struct cache *cache) {
    struct cache bigger = {.cap = cache->cap ? cache->cap * 2 : 1024, .n = cache->n};
    if (!(bigger.at = calloc(bigger.cap, sizeof *bigger.at))) return false;
    for (size_t i = 0; i < cache->cap; i++) {
        const struct cache_slot *slot = &cache->at[i];
        if (slot->word) *slot_of(&bigger, slot->hash, slot->word->key, slot->word->bytes) = *slot;
    }
    free(cache->at);
    *cache = bigger;
    return true;
}

/* Contextual alternates are how alphabetic joining works in some scripts, but in the bundled Latin faces they turn
 * "->" into an arrow, which nobody wrote. */
static bool is_simple_script(hb_script_t script) {
    return script == HB_SCRIPT_LATIN || script == HB_SCRIPT_COMMON || script == HB_SCRIPT_CYRILLIC ||
           script == HB_SCRIPT_GREEK || script == HB_SCRIPT_INHERITED;
}

static bool is_ascii(str s) {
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80) return false;
    return true;
}

/* Composing letters with their marks and placing what stays apart takes half the time of shaping, and where there are
 * no marks it does nothing in most faces. */
static bool needs_composition(const struct run *run, str word) {
    return !run->face->ascii_is_composed || !is_ascii(str_sub(word, run->from, run->to));
}

enum { FEATURES_AT_MOST = 8 };

/* The features that differ from HarfBuzz's defaults. */
static unsigned list_features(hb_script_t script, unsigned features, bool compose, hb_feature_t list[FEATURES_AT_MOST]) {
    unsigned n = 0;
#define FEATURE(tag, on) list[n++] = (hb_feature_t){tag, on, HB_FEATURE_GLOBAL_START, HB_FEATURE_GLOBAL_END}
    if (!(features & SHAPE_LIGATURES)) {
        FEATURE(HB_TAG('l', 'i', 'g', 'a'), 0);
        FEATURE(HB_TAG('c', 'l', 'i', 'g'), 0);
    }
    if (is_simple_script(script)) FEATURE(HB_TAG('c', 'a', 'l', 't'), 0);
    if (features & SHAPE_TABULAR) FEATURE(HB_TAG('t', 'n', 'u', 'm'), 1);
    if (features & SHAPE_SMALL_CAPS) FEATURE(HB_TAG('s', 'm', 'c', 'p'), 1);
    if (!compose) {
        FEATURE(HB_TAG('c', 'c', 'm', 'p'), 0);
        FEATURE(HB_TAG('m', 'a', 'r', 'k'), 0);
        FEATURE(HB_TAG('m', 'k', 'm', 'k'), 0);
    }
#undef FEATURE
    return n;
}

/* Finding the plan again by hb_shape would look through the face's feature variations for every word. */
static hb_shape_plan_t *plan_for(struct text *text, const struct run *run, uint32_t key, bool compose,
                                 const hb_feature_t *list, unsigned n) {
    static const char *const shapers[] = {"ot", NULL}; /* not Graphite, which knows no features of ours */
    hb_segment_properties_t properties;
    for (size_t i = 0; i < text->plans.n; i++) {
        size_t at = (text->last_plan + i) % text->plans.n; /* most often the one of the word before */
        const struct plan *p = &text->plans.at[at];
        if (p->key == key && p->script == run->script && p->compose == compose) return text->plans.at[text->last_plan = at].hb;
    }
    hb_buffer_get_segment_properties(text->buffer, &properties);
    struct plan made = {key, run->script, compose, hb_shape_plan_create(run->face->hb, &properties, list, n, shapers)};
    if (made.hb != hb_shape_plan_get_empty() && vec_push(&text->plans, made)) {
        text->last_plan = text->plans.n - 1;
        return made.hb;
    }
    hb_shape_plan_destroy(made.hb);
    return NULL;
}

static bool shape_buffer(struct text *text, const struct run *run, unsigned features, str word, uint32_t lang) {
    hb_feature_t list[FEATURES_AT_MOST];
    bool compose = needs_composition(run, word);
    unsigned n = list_features(run->script, features, compose, list);
    hb_buffer_t *b = text->buffer;
    hb_buffer_clear_contents(b);
    hb_buffer_set_flags(b, HB_BUFFER_FLAG_REMOVE_DEFAULT_IGNORABLES);
    hb_buffer_add_utf8(b, word.p, (int)word.n, run->from, (int)(run->to - run->from));
    hb_buffer_set_direction(b, run->rtl ? HB_DIRECTION_RTL : HB_DIRECTION_LTR);
    hb_buffer_set_script(b, run->script);
    hb_buffer_set_language(b, text->langs.at[lang].hb);
    hb_shape_plan_t *plan = plan_for(text, run, key_of(run->face->id, features, run->rtl, lang), compose, list, n);
    return plan && hb_shape_plan_execute(plan, run->face->font, b, list, n);
}

static int16_t narrow(int32_t v) {
    return (int16_t)(v > INT16_MAX ? INT16_MAX : v < INT16_MIN ? INT16_MIN : v);
}

/* The widths before kerning; asking for many at once takes a third of the time. */
static void take_naturals(hb_font_t *font, const hb_glyph_info_t *info, struct glyph *glyphs, unsigned n) {
    enum { AT_ONCE = 32 };
    hb_position_t natural[AT_ONCE];
    for (unsigned from = 0; from < n; from += AT_ONCE) {
        unsigned some = n - from < AT_ONCE ? n - from : AT_ONCE;
        hb_font_get_glyph_h_advances(font, some, &info[from].codepoint, sizeof *info, natural, sizeof *natural);
        for (unsigned i = 0; i < some; i++) glyphs[from + i].natural = narrow(natural[i]);
    }
}

static bool take_glyphs(struct text *text, const struct run *run, struct shaped *out) {
    unsigned n;
    const hb_glyph_info_t *info = hb_buffer_get_glyph_infos(text->buffer, &n);
    const hb_glyph_position_t *at = hb_buffer_get_glyph_positions(text->buffer, &n);
    if (n > UINT16_MAX) n = UINT16_MAX; /* itemise keeps runs far below that */
    struct glyph *g = arena_array(&text->arena, struct glyph, n);
    if (!g || !hb_buffer_allocation_successful(text->buffer)) return false;
    for (unsigned i = 0; i < n; i++)
        g[i] = (struct glyph){.id = (uint16_t)info[i].codepoint,
                              .cluster = (uint16_t)(info[i].cluster - run->from),
                              .advance = narrow(at[i].x_advance),
                              .dx = narrow(at[i].x_offset),
                              .dy = narrow(at[i].y_offset)};
    take_naturals(run->face->font, info, g, n);
    if (run->face->kern && (run->script == HB_SCRIPT_LATIN || run->script == HB_SCRIPT_COMMON) && !run->rtl) kern_glyphs(text, run->face, out->text, g, n);
    if (run->script == HB_SCRIPT_HAN || run->script == HB_SCRIPT_HIRAGANA || run->script == HB_SCRIPT_KATAKANA || run->script == HB_SCRIPT_COMMON)
        wide_glyphs(run->face, out->text, g, n);
    for (unsigned i = 0; i < n; i++) out->width += g[i].advance;
    out->n = (uint16_t)n;
    out->glyphs = g;
    return true;
}

/* Without fonts: a glyph a character, its id the code point's low bits. */
static bool take_monospace(struct text *text, const struct run *run, struct shaped *out) {
    size_t n = utf8_count(out->text), at = 0;
    struct glyph *g = arena_array(&text->arena, struct glyph, n);
    if (!g) return false;
    for (size_t i = 0; i < n; i++) {
        size_t from = at, place = run->rtl ? n - 1 - i : i;
        uint32_t c = utf8_next(out->text, &at);
        g[place] = (struct glyph){.id = (uint16_t)c, .cluster = (uint16_t)from, .advance = 600, .natural = 600};
    }
    out->n = (uint16_t)n;
    out->width = (int32_t)n * 600;
    out->glyphs = g;
    return true;
}

static struct shaped *shape_run(struct text *text, const struct run *run, unsigned features, str bytes, uint32_t lang) {
    struct shaped *s = arena_new(&text->arena, struct shaped);
    if (!s) return NULL;
    *s = (struct shaped){.face = face_number(text, run->face), .rtl = run->rtl, .serial = text->serial,
                         .text = str_sub(bytes, run->from, run->to)};
    bool done;
    if (run->face->hb) {
        done = shape_buffer(text, run, features, bytes, lang) && take_glyphs(text, run, s);
    } else {
        done = take_monospace(text, run, s);
    }
    if (!done) return NULL;
    text->serial++;
    return s;
}

/* The word's parts in visual order, as an array in the arena. */
static bool shape_runs(struct text *text, struct cached_word *w, unsigned features, uint32_t lang) {
    const struct shaped **parts = arena_array(&text->arena, const struct shaped *, text->runs.n);
    if (!parts) return false;
    for (size_t i = 0; i < text->runs.n; i++)
        if (!(parts[i] = shape_run(text, &text->runs.at[i], features, w->bytes, lang))) return false;
    w->word = (struct word){.n = (uint32_t)text->runs.n, .parts = parts};
    return true;
}

const struct word *text_shape(struct text *text, face_id face, unsigned features, str word, str lang, bool rtl,
                              uint32_t line) {
    uint32_t l = lang_number(text, lang), key = key_of(face, features, rtl, l);
    uint64_t hash = str_hash(word) ^ (uint64_t)key * 0x9E3779B97F4A7C15u;
    hash ^= hash >> 29;
    struct cache *cache = &text->cache;
    if (cache->n * 2 >= cache->cap && !cache_grow(cache)) return NULL;
    struct cache_slot *slot = slot_of(cache, hash, key, word);
    if (slot->word) return &slot->word->word;
    struct cached_word *w = arena_new(&text->arena, struct cached_word);
    if (!w) return NULL;
    *w = (struct cached_word){.key = key, .bytes = arena_str(&text->arena, word)};
    if ((word.n && !w->bytes.p) || !itemise(text, text->faces.at[face], w->bytes, l, rtl, line)) return NULL;
    if (!shape_runs(text, w, features, l)) return NULL;
    *slot = (struct cache_slot){hash, w};
    cache->n++;
    return &w->word;
}
