/* breaks: the possible line breaks of a flow, as para.c wants them. Three passes ask for ever more of them: blanks
 * and the like; hyphens and places inside code; any place inside what is wider than a line. */
#include "layout/breaks.h"

/* Blanks stretch to 1.5 times and shrink to 0.7 times their width at a ratio of 1. */
enum { STRETCH_PERCENT = 48, SHRINK_PERCENT = 28, CJK_STRETCH_PERCENT = 8, CJK_SHRINK_PERCENT = 2 };

mpt blank_stretch(const struct flow *f, const struct box *box) {
    if (box->flags & BOX_CJK) return f->spans.at[box->span].font->size * CJK_STRETCH_PERCENT / 100;
    return box->blank && !(box->flags & BOX_RIGID) ? box->blank * STRETCH_PERCENT / 100 : 0;
}

mpt blank_shrink(const struct flow *f, const struct box *box) {
    if (box->flags & BOX_CJK) return f->spans.at[box->span].font->size * CJK_SHRINK_PERCENT / 100;
    return box->blank && !(box->flags & BOX_RIGID) ? box->blank * SHRINK_PERCENT / 100 : 0;
}

/* Width of the part of the word before byte `at`; -1 when a ligature or another face stands across it. */
mpt box_prefix_width(const struct setter *s, const struct box *box, uint16_t at) {
    const struct shaped *p = box->word->n == 1 ? box->word->parts[0] : NULL;
    const struct run *span = &s->flow.spans.at[box->span];
    if (!p || p->rtl || p->text.n != box->text.n) return -1;
    int32_t sum = 0;
    uint16_t i = 0;
    for (; i < p->n && p->glyphs[i].cluster < at; i++) sum += p->glyphs[i].advance;
    if (i < p->n && p->glyphs[i].cluster != at) return -1;
    const struct font *font = span->font;
    int32_t upem = p->face == font->face ? font->upem : text_face_info(s->text, p->face)->upem;
    return text_scale(sum, font->size, upem) + box->pad_left + span->tracking * i;
}

struct building {
    struct setter *s;
    struct sums sums; /* of all before the box */
};

static void push_brk(struct setter *s, struct brk b) {
    if (!vec_push(&s->flow.brks, b)) set_fail(s, STATUS_NO_MEMORY);
}

static void break_before(struct building *b, uint32_t index) {
    const struct flow *f = &b->s->flow;
    const struct box *box = &f->boxes.at[index], *prev = box - 1;
    struct brk brk = {.end = b->sums, .start = b->sums, .box = index};
    brk.end.w -= prev->hang_right;
    brk.start.w += box->blank + box->hang_left;
    brk.start.stretch += blank_stretch(f, box);
    brk.start.shrink += blank_shrink(f, box);
    if (box->flags & BOX_RIGID) brk.penalty = PENALTY_CODE;
    if (box->flags & BOX_FORCED_BEFORE) brk.flags = BREAK_FORCED;
    push_brk(b->s, brk);
}

/* A break before byte `at` of the box, with a hyphen or without. */
static void break_inside(struct building *b, uint32_t index, size_t at, int32_t penalty, bool hyphen) {
    const struct box *box = &b->s->flow.boxes.at[index];
    if (at == 0 || at >= box->text.n || at > UINT16_MAX) return;
    mpt prefix = box_prefix_width(b->s, box, (uint16_t)at);
    if (prefix < 0) return;
    struct brk brk = {.end = b->sums, .start = b->sums, .penalty = penalty, .box = index, .at = (uint16_t)at};
    brk.end.w += prefix;
    brk.start.w += prefix;
    if (hyphen) {
        const struct font *font = b->s->flow.spans.at[box->span].font;
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

/* Inside identifiers, paths, addresses: after a mark, before a capital that follows a small letter. */
static void breaks_in_code(struct building *b, uint32_t index) {
    str t = b->s->flow.boxes.at[index].text;
    for (size_t i = 2; i + 2 < t.n; i++) {
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

/* Hyphens in the letters from `from` to `to` of the box's text. */
static void hyphens_in(struct building *b, uint32_t index, size_t from, size_t to) {
    struct setter *s = b->s;
    str word = str_sub(s->flow.boxes.at[index].text, from, to);
    uint8_t points[LIMIT_HYPHEN_WORD + 1] = {0};
    if (word.n < 5 || word.n > LIMIT_HYPHEN_WORD || !text_hyphenate(s->text, word, s->doc->lang, points)) return;
    for (size_t i = 2; i + 1 < word.n; i++)
        if (points[i]) break_inside(b, index, from + i, PENALTY_HYPHEN, true);
}

static void breaks_by_hyphens(struct building *b, uint32_t index) {
    str t = b->s->flow.boxes.at[index].text;
    size_t i = 0;
    while (i < t.n) {
        while (i < t.n && !is_letter_byte(t.p[i])) i++;
        size_t from = i;
        while (i < t.n && (is_letter_byte(t.p[i]) || (unsigned char)t.p[i] >= 0x80)) i++;
        bool plain = (from == 0 || !strchr("_@#$\\0123456789", t.p[from - 1])) &&
                     (i == t.n || !strchr("_@\\0123456789", t.p[i]));
        if (plain) hyphens_in(b, index, from, i);
    }
}

static void breaks_anywhere(struct building *b, uint32_t index) {
    str t = b->s->flow.boxes.at[index].text;
    for (size_t i = 0; i < t.n;) {
        utf8_next(t, &i);
        break_inside(b, index, i, PENALTY_LAST_RESORT, false);
    }
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

static void breaks_inside(struct building *b, uint32_t index, enum break_pass pass, mpt width) {
    struct flow *f = &b->s->flow;
    const struct box *box = &f->boxes.at[index];
    bool code = f->spans.at[box->span].code;
    size_t from = f->brks.n;
    if (!code && box->text.n > 3 && has_mark(box->text)) breaks_after_marks(b, index);
    if (pass >= BREAKS_HYPHENS && box->text.n > 4) {
        if (code || looks_like_address(box->text)) breaks_in_code(b, index);
        if (!code) breaks_by_hyphens(b, index);
    }
    if (pass == BREAKS_ANY && box->width > width) breaks_anywhere(b, index);
    sort_inside(f, from);
}

void breaks_build(struct setter *s, enum break_pass pass, mpt width) {
    struct flow *f = &s->flow;
    struct building b = {.s = s};
    f->brks.n = 0;
    struct brk start = {.start.w = f->boxes.at[0].hang_left, .flags = BREAK_FORCED};
    push_brk(s, start);
    for (uint32_t i = 0; i < f->boxes.n && s->status == STATUS_OK; i++) {
        const struct box *box = &f->boxes.at[i];
        if (i && (box->blank || (box->flags & (BOX_BREAK_BEFORE | BOX_FORCED_BEFORE)))) break_before(&b, i);
        b.sums.w += box->blank;
        b.sums.stretch += blank_stretch(f, box);
        b.sums.shrink += blank_shrink(f, box);
        breaks_inside(&b, i, pass, width);
        b.sums.w += box->width;
    }
    struct brk end = {.end = b.sums, .start = b.sums, .box = (uint32_t)f->boxes.n, .flags = BREAK_FORCED};
    end.end.w -= f->boxes.at[f->boxes.n - 1].hang_right;
    push_brk(s, end);
}
