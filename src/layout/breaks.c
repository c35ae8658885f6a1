/* breaks: the possible line breaks of a flow, as para.c wants them. Three passes ask for ever more of them: blanks
 * and the like; hyphens and places inside code; any place inside what is wider than a line. */
#include "layout/breaks.h"

/* Blanks stretch to 1.5 times and shrink to 0.7 times their width at a ratio of 1. */
enum { STRETCH_PERCENT = 48, SHRINK_PERCENT = 28 };

/* In thousandths of the size, a letter. Chinese and Japanese text has no blanks: its signs give more. */
enum { LETTER_STRETCH = 9, LETTER_SHRINK = 5, CJK_STRETCH = 60, CJK_SHRINK = 15 };

void box_give(struct box *box, const struct run *run) {
    bool cjk = box->flags & BOX_CJK, rigid = box->flags & BOX_RIGID;
    box->blank_stretch = rigid ? 0 : box->blank * STRETCH_PERCENT / 100;
    box->blank_shrink = rigid ? 0 : box->blank * SHRINK_PERCENT / 100;
    box->letter_stretch = run->code ? 0 : run->font->size * (cjk ? CJK_STRETCH : LETTER_STRETCH) / 1000;
    box->letter_shrink = run->code ? 0 : run->font->size * (cjk ? CJK_SHRINK : LETTER_SHRINK) / 1000;
}

/* The advances of a part's glyphs before a byte of it; -1 when a ligature stands across it. */
static int64_t part_prefix(const struct shaped *p, size_t at) {
    int64_t sum = 0;
    bool clean = false;
    for (uint16_t i = 0; i < p->n; i++) {
        if (p->glyphs[i].cluster < at) sum += p->glyphs[i].advance;
        clean |= p->glyphs[i].cluster == at;
    }
    return clean ? sum : -1;
}

/* Width of the part of the word before byte `at`; -1 when no line may break there: a ligature or a change of direction
 * stands across it. */
static mpt box_prefix_width(const struct setter *s, const struct box *box, uint16_t at) {
    const struct run *run = &s->flow.runs.at[box->run];
    const struct word *w = box->word;
    mpt width = box->pad_left;
    size_t base = 0;
    for (uint32_t i = 0; i < w->n && base < at; i++) {
        const struct shaped *p = w->parts[box->level & 1 ? w->n - 1 - i : i];
        if (p->rtl != (box->level & 1) || base + p->text.n > box->text.n) return -1;
        bool whole = base + p->text.n <= at;
        int64_t sum = whole ? p->width : part_prefix(p, at - base);
        if (sum < 0) return -1;
        int32_t upem = p->face == run->font->face ? run->font->upem : text_face_info(s->text, p->face)->upem;
        width += text_scale((int32_t)sum, run->font->size, upem);
        base += p->text.n;
    }
    return base >= at ? width + run->tracking * (mpt)utf8_count(str_sub(box->text, 0, at)) : -1;
}

struct building {
    struct setter *s;
    struct sums sums; /* of all before the box */
};

static void push_brk(struct setter *s, struct brk b) {
    if (!vec_push(&s->flow.brks, b)) set_fail(s, STATUS_NO_MEMORY);
}

/* "a - b": a dash between blanks does not begin a line. */
static bool is_lone_dash(str t) { return str_eq(t, STR("-")) || str_eq(t, STR("–")) || str_eq(t, STR("—")); }

static void break_before(struct building *b, uint32_t index, int32_t penalty) {
    const struct box *box = &b->s->flow.boxes.at[index], *prev = box - 1;
    struct brk brk = {.end = b->sums, .start = b->sums, .box = index, .penalty = penalty};
    brk.end.w -= prev->hang_right;
    brk.start.w += box_gap(box) + box->hang_left;
    brk.start.stretch += box->blank_stretch;
    brk.start.shrink += box->blank_shrink;
    if (box->flags & BOX_RIGID) brk.penalty = PENALTY_CODE;
    if (box->text.n <= 3 && is_lone_dash(box->text)) brk.penalty = PENALTY_DASH;
    if (box->flags & BOX_FORCED_BEFORE) brk.flags = BREAK_FORCED;
    push_brk(b->s, brk);
}

/* A break before byte `at` of the box, with a hyphen or without. */
static void break_inside(struct building *b, uint32_t index, size_t at, int32_t penalty, bool hyphen) {
    const struct box *box = &b->s->flow.boxes.at[index];
    if (at == 0 || at >= box->text.n || at > UINT16_MAX) return;
    if ((box->level & 1) && penalty != PENALTY_LAST_RESORT) return;
    mpt prefix = box_prefix_width(b->s, box, (uint16_t)at);
    if (prefix < 0) return;
    struct brk brk = {.end = b->sums, .start = b->sums, .penalty = penalty, .box = index, .at = (uint16_t)at};
    uint32_t glyphs = (uint32_t)(box->glyphs * at / box->text.n);
    brk.end.w += prefix;
    brk.end.stretch += box->letter_stretch * (int64_t)glyphs;
    brk.end.shrink += box->letter_shrink * (int64_t)glyphs;
    brk.start = brk.end;
    if (hyphen) {
        const struct font *font = b->s->flow.runs.at[box->run].font;
        brk.end.w += font->hyphen_width * 4 / 10; /* the rest hangs */
        brk.flags = BREAK_HYPHEN;
    }
    push_brk(b->s, brk);
}

static bool is_letter_byte(char c) { return char_is_alpha(c) || (unsigned char)c >= 0xC3; }

/* "single-expression", "and/or", "a—b": after the mark, when letters stand on both sides. */
static void breaks_after_marks(struct building *b, uint32_t index) {
    str t = b->s->flow.boxes.at[index].text;
    for (size_t i = 1; i + 1 < t.n; i++) {
        unsigned char c = (unsigned char)t.p[i];
        if (c == '-' && is_letter_byte(t.p[i - 1]) && is_letter_byte(t.p[i + 1]))
            break_inside(b, index, i + 1, PENALTY_HYPHEN / 2, false);
        else if (c == '/' && i > 1 && is_letter_byte(t.p[i - 1]) && is_letter_byte(t.p[i + 1]))
            break_inside(b, index, i + 1, PENALTY_HYPHEN, false);
        else if (c == 0xE2 && i + 3 < t.n && (unsigned char)t.p[i + 1] == 0x80 &&
                 ((unsigned char)t.p[i + 2] == 0x94 || (unsigned char)t.p[i + 2] == 0x93))
            break_inside(b, index, i + 3, PENALTY_HYPHEN / 2, false);
    }
}

/* Inside identifiers, paths, addresses: after a mark, before a capital that follows a small letter. Four signs at the least
 * go to the next line, which may be the last. */
static void breaks_in_code(struct building *b, uint32_t index) {
    str t = b->s->flow.boxes.at[index].text;
    for (size_t i = 2; i + 3 < t.n; i++) {
        char c = t.p[i - 1], next = t.p[i];
        bool after = strchr("_.,;:/\\=&?#+|)]}>-([{", c) && c && !strchr("_.,;:/\\=&?#+|)]}>-", next);
        if (after || (char_is_lower(c) && char_is_upper(next)))
            break_inside(b, index, i, PENALTY_CODE_INSIDE, false);
    }
}

static bool looks_like_address(str t) {
    return t.n > 12 && (str_find(t, STR("://"), 0) != SIZE_MAX || str_find_char(t, '_', 0) != SIZE_MAX ||
                        str_find_char(t, '/', 0) != SIZE_MAX || str_find_char(t, '.', 0) < t.n - 3 ||
                        str_find_char(t, '(', 0) != SIZE_MAX);
}

/* Where a hyphen at a line's end would be taken for one of the address. */
static bool is_address(str t) { return str_find(t, STR("://"), 0) != SIZE_MAX || str_starts(t, STR("www.")); }

/* Hyphens in the letters from `from` to `to` of a text, added to `h`. */
static void hyphens_in(struct setter *s, str text, size_t from, size_t to, str lang, struct hyphens *h) {
    str word = str_sub(text, from, to);
    uint8_t points[LIMIT_HYPHEN_WORD + 1] = {0};
    if (word.n < 5 || word.n > LIMIT_HYPHEN_WORD || !text_hyphenate(s->text, word, lang, points)) return;
    for (size_t i = 2; i + 1 < word.n && h->n < sizeof h->at && from + i < 256; i++)
        if (points[i]) h->at[h->n++] = (uint8_t)(from + i);
}

static void find_hyphens(struct setter *s, str t, str lang, struct hyphens *h) {
    size_t i = 0;
    while (i < t.n) {
        while (i < t.n && !is_letter_byte(t.p[i])) i++;
        size_t from = i;
        while (i < t.n && (is_letter_byte(t.p[i]) || (unsigned char)t.p[i] >= 0x80)) i++;
        bool plain = (from == 0 || !strchr("_@#$\\0123456789", t.p[from - 1])) &&
                     (i == t.n || !strchr("_@\\0123456789", t.p[i]));
        if (plain) hyphens_in(s, t, from, i, lang, h);
    }
}

static struct hyphens *hyphen_slot(const struct hyphen_cache *cache, const struct word *word) {
    size_t i = (size_t)(((uintptr_t)word >> 4) * 0x9E3779B1u) & (cache->cap - 1);
    while (cache->slots[i].word && cache->slots[i].word != word) i = (i + 1) & (cache->cap - 1);
    return &cache->slots[i];
}

static bool hyphen_cache_grow(struct hyphen_cache *cache) {
    struct hyphen_cache larger = {.cap = cache->cap ? cache->cap * 2 : 1024, .used = cache->used};
    larger.slots = calloc(larger.cap, sizeof *larger.slots);
    if (!larger.slots) return false;
    for (size_t i = 0; i < cache->cap; i++)
        if (cache->slots[i].word) *hyphen_slot(&larger, cache->slots[i].word) = cache->slots[i];
    free(cache->slots);
    *cache = larger;
    return true;
}

static void breaks_by_hyphens(struct building *b, uint32_t index) {
    struct setter *s = b->s;
    const struct box *box = &s->flow.boxes.at[index];
    struct hyphen_cache *cache = &s->hyphens;
    if (cache->used * 2 >= cache->cap && !hyphen_cache_grow(cache)) {
        set_fail(s, STATUS_NO_MEMORY);
        return;
    }
    struct hyphens *h = hyphen_slot(cache, box->word);
    if (!h->word) {
        h->word = box->word;
        cache->used++;
        find_hyphens(s, box->text, s->flow.runs.at[box->run].lang, h);
    }
    for (uint8_t i = 0; i < h->n; i++) break_inside(b, index, h->at[i], PENALTY_HYPHEN, true);
}

/* Combining marks, joiners and what selects a form stay with their letter. */
static bool clings(uint32_t before, uint32_t c) {
    return (c >= 0x300 && c < 0x370) || (c >= 0x200C && c <= 0x200D) || (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0x1F3FB && c <= 0x1F3FF) ||
           (c >= 0x0591 && c <= 0x05C7) || (c >= 0x064B && c <= 0x065F) || (c >= 0x0900 && c < 0x0E80) || (c >= 0x20D0 && c <= 0x20FF) ||
           before == 0x200D;
}

static void breaks_anywhere(struct building *b, uint32_t index) {
    str t = b->s->flow.boxes.at[index].text;
    for (size_t i = 0; i < t.n;) {
        uint32_t before = utf8_next(t, &i);
        size_t next = i;
        if (i < t.n && !clings(before, utf8_next(t, &next))) break_inside(b, index, i, PENALTY_LAST_RESORT, false);
    }
}

static bool may_break_before(const struct box *box) { return box->blank || (box->flags & (BOX_BREAK_BEFORE | BOX_FORCED_BEFORE)); }

/* Where boxes that stand together without a place to break are wider than the line: from `i` on, to the end given. */
static bool chain_is_wide(const struct flow *f, uint32_t i, mpt width, uint32_t *end) {
    int64_t w = 0;
    uint32_t from = i;
    do w += f->boxes.at[i].width + (i > from ? f->boxes.at[i].joint : 0);
    while (++i < f->boxes.n && !may_break_before(&f->boxes.at[i]));
    *end = i;
    return w > width;
}

static bool has_mark(str t) {
    for (size_t i = 1; i + 1 < t.n; i++)
        if (t.p[i] == '-' || t.p[i] == '/' || (unsigned char)t.p[i] == 0xE2) return true;
    return false;
}

static int by_place(const void *x, const void *y) {
    const struct brk *a = x, *b = y;
    if (a->at != b->at) return a->at < b->at ? -1 : 1;
    return a->penalty < b->penalty ? -1 : a->penalty > b->penalty;
}

/* Breaks inside one box came in several runs: by place, the cheaper of two at one place. */
static void sort_inside(struct flow *f, size_t from) {
    if (f->brks.n - from < 2) return;
    qsort(f->brks.at + from, f->brks.n - from, sizeof *f->brks.at, by_place);
    size_t kept = from + 1;
    for (size_t i = from + 1; i < f->brks.n; i++)
        if (f->brks.at[i].at != f->brks.at[kept - 1].at) f->brks.at[kept++] = f->brks.at[i];
    f->brks.n = kept;
}

static void breaks_inside(struct building *b, uint32_t index, enum break_pass pass, bool anywhere) {
    struct flow *f = &b->s->flow;
    const struct box *box = &f->boxes.at[index];
    bool code = f->runs.at[box->run].code;
    size_t from = f->brks.n;
    if (!code && box->text.n > 3 && has_mark(box->text)) breaks_after_marks(b, index);
    if (pass >= BREAKS_HYPHENS && box->text.n > 4) {
        if (code || looks_like_address(box->text)) breaks_in_code(b, index);
        if (!code && !is_address(box->text)) breaks_by_hyphens(b, index);
    }
    if (anywhere) breaks_anywhere(b, index);
    sort_inside(f, from);
}

void breaks_build(struct setter *s, enum break_pass pass, mpt width) {
    struct flow *f = &s->flow;
    struct building b = {.s = s};
    f->brks.n = 0;
    struct brk start = {.start.w = f->boxes.at[0].hang_left, .flags = BREAK_FORCED};
    push_brk(s, start);
    bool anywhere = false; /* in this chain of boxes */
    for (uint32_t i = 0, end = 0; i < f->boxes.n && s->status == STATUS_OK; i++) {
        const struct box *box = &f->boxes.at[i];
        if (i >= end) anywhere = pass == BREAKS_ANY && chain_is_wide(f, i, width, &end);
        if (i && may_break_before(box)) break_before(&b, i, 0);
        else if (i && anywhere) break_before(&b, i, PENALTY_LAST_RESORT);
        b.sums.w += i ? box_gap(box) : 0;
        b.sums.stretch += box->blank_stretch;
        b.sums.shrink += box->blank_shrink;
        breaks_inside(&b, i, pass, anywhere);
        b.sums.w += box->width;
        b.sums.stretch += box->letter_stretch * (int64_t)box->glyphs;
        b.sums.shrink += box->letter_shrink * (int64_t)box->glyphs;
    }
    struct brk end = {.end = b.sums, .start = b.sums, .box = (uint32_t)f->boxes.n, .flags = BREAK_FORCED};
    end.end.w -= f->boxes.at[f->boxes.n - 1].hang_right;
    push_brk(s, end);
}
