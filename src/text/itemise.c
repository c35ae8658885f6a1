/* A word cut where its face, its script or its direction changes. Most words are one run of one face: those cost a
 * look at each character. Directions are the bidi algorithm's (UAX #9), scripts go by UAX #24: characters common to
 * all scripts, and marks, stay with what they stand next to. */
#include "text/internal.h"

#include <unicode/ubidi.h>

/* A run of glyphs must fit 16 bits of cluster, whatever the input says is a word. */
enum { RUN_BYTES = 8192 };

static bool is_neutral(hb_script_t s) {
    return s == HB_SCRIPT_COMMON || s == HB_SCRIPT_INHERITED || s == HB_SCRIPT_UNKNOWN;
}

/* Marks, joiners and variation selectors never start a run: the face of their base has to draw them. */
static bool clings(const struct text *text, uint32_t c) {
    if (c < 0x300) return c == 0xAD;
    if (c == 0x200C || c == 0x200D || (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0x1F3FB && c <= 0x1F3FF)) return true;
    hb_unicode_general_category_t g = hb_unicode_general_category(text->unicode, c);
    return g == HB_UNICODE_GENERAL_CATEGORY_NON_SPACING_MARK || g == HB_UNICODE_GENERAL_CATEGORY_ENCLOSING_MARK ||
           g == HB_UNICODE_GENERAL_CATEGORY_SPACING_MARK;
}

/* The run being grown, and the last character in it that is no mark. */
struct cutter {
    struct text *text;
    struct face *face; /* the one that was asked for */
    str word;
    uint32_t lang, line;
    struct run run;
    uint32_t base, base_at;
};

/* End the run before `at` and begin one there. */
static bool begin_run(struct cutter *c, uint32_t at, struct face *face) {
    struct run done = c->run;
    done.to = at;
    if (at > done.from && !vec_push(&c->text->runs, done)) return false;
    c->run.from = at;
    c->run.face = face;
    c->run.script = HB_SCRIPT_COMMON;
    return true;
}

/* A mark goes where its base is; when that face lacks it, both go to one that has the two. */
static bool add_mark(struct cutter *c, uint32_t mark) {
    if (face_has(c->text, c->run.face, mark)) return true;
    struct face *f = fallback_face(c->text, c->face, mark, c->lang, c->line);
    if (f == c->run.face || !face_has(c->text, f, mark) || !face_has(c->text, f, c->base)) return true;
    return begin_run(c, c->base_at, f);
}

/* Whether a face has all that the run holds so far; only asked of short runs. */
static bool covers(const struct cutter *c, const struct face *face, uint32_t to) {
    bool all = to - c->run.from <= 64;
    for (size_t at = c->run.from; all && at < to;) all = face_has(c->text, face, utf8_next(c->word, &at));
    return all;
}

/* The face of a character. A word of a script that the asked face has only some letters of (Greek in a Latin face)
 * is set in one face as a whole. */
static struct face *face_for(struct cutter *c, uint32_t at, uint32_t code_point, hb_script_t script) {
    bool goes_on = script == c->run.script && !is_neutral(script) && script != HB_SCRIPT_LATIN;
    bool punctuation = is_neutral(script) && !is_neutral(c->run.script) && !face_has(c->text, c->face, code_point);
    if ((goes_on || punctuation) && c->run.face != c->face && face_has(c->text, c->run.face, code_point))
        return c->run.face;
    struct face *f = fallback_face(c->text, c->face, code_point, c->lang, c->line);
    if (goes_on && f != c->run.face && covers(c, f, at)) c->run.face = f;
    return f;
}

static hb_script_t script_of(const struct text *text, uint32_t c) {
    if (c < 0x80) return char_is_alpha((char)c) ? HB_SCRIPT_LATIN : HB_SCRIPT_COMMON;
    return hb_unicode_script(text->unicode, c);
}

static bool add_base(struct cutter *c, uint32_t at, uint32_t code_point) {
    hb_script_t script = script_of(c->text, code_point);
    struct face *f = face_for(c, at, code_point, script);
    bool same = is_neutral(script) || is_neutral(c->run.script) || script == c->run.script;
    if ((f != c->run.face || !same || at - c->run.from > RUN_BYTES) && !begin_run(c, at, f)) return false;
    if (is_neutral(c->run.script)) c->run.script = script;
    c->base = code_point;
    c->base_at = at;
    return true;
}

/* Cut [from, to), which has one direction, in logical order. */
static bool cut(struct text *text, struct face *face, str word, uint32_t from, uint32_t to, bool rtl, uint32_t lang,
                uint32_t line) {
    struct cutter c = {.text = text, .face = face, .word = word, .lang = lang, .line = line,
                       .run = {.from = from, .face = face, .script = HB_SCRIPT_COMMON, .rtl = rtl}};
    for (size_t at = from; at < to;) {
        uint32_t begin = (uint32_t)at, code_point = utf8_next(word, &at);
        bool mark = begin > from && clings(text, code_point);
        if (!(mark ? add_mark(&c, code_point) : add_base(&c, begin, code_point))) return false;
        /* thousands of marks on one base */
        if (at - c.run.from > 4 * RUN_BYTES && !begin_run(&c, (uint32_t)at, c.run.face)) return false;
    }
    return begin_run(&c, to, face);
}

static void reverse(struct run *runs, size_t n) {
    for (size_t i = 0; i < n / 2; i++) {
        struct run r = runs[i];
        runs[i] = runs[n - 1 - i];
        runs[n - 1 - i] = r;
    }
}

/* By the visual runs of the bidi algorithm. */
static bool cut_bidi(struct text *text, struct face *face, str word, bool rtl, uint32_t lang, uint32_t line) {
    if (!to_utf16(text, word)) return false;
    UErrorCode error = U_ZERO_ERROR;
    UBiDi *bidi = ubidi_openSized((int32_t)text->utf16.n, 0, &error);
    ubidi_setPara(bidi, (const UChar *)text->utf16.at, (int32_t)text->utf16.n, rtl ? 1 : 0, NULL, &error);
    int32_t n = ubidi_countRuns(bidi, &error);
    bool done = U_SUCCESS(error);
    for (int32_t i = 0; done && i < n; i++) {
        int32_t start, length;
        bool back = ubidi_getVisualRun(bidi, i, &start, &length) == UBIDI_RTL;
        size_t before = text->runs.n;
        done = cut(text, face, word, text->offsets.at[start], text->offsets.at[start + length], back, lang, line);
        if (back) reverse(text->runs.at + before, text->runs.n - before);
    }
    ubidi_close(bidi);
    return done;
}

bool itemise(struct text *text, struct face *face, str word, uint32_t lang, bool rtl, uint32_t line) {
    text->runs.n = 0;
    if (!word.n) return true;
    if (!rtl && !bidi_needed(word)) return cut(text, face, word, 0, (uint32_t)word.n, false, lang, line);
    return cut_bidi(text, face, word, rtl, lang, line);
}
