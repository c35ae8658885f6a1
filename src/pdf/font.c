#include "pdf/font.h"

#include <stdlib.h>

enum { FIRST_ONE = 0x80, LAST_ONE = 0xCF, FIRST_TWO = 0xD000, LAST_TWO = 0xFFFF };

void fonts_init(struct fonts *fonts, struct text *text) {
    *fonts = (struct fonts){.text = text};
    arena_init(&fonts->arena);
    buf_init(&fonts->bytes);
}

void fonts_release(struct fonts *fonts) {
    for (size_t i = 0; i < fonts->list.n; i++) vec_release(&fonts->list.at[i]->codes);
    vec_release(&fonts->list);
    vec_release(&fonts->of_face);
    vec_release(&fonts->words);
    buf_release(&fonts->bytes);
    arena_release(&fonts->arena);
}

str clean_text(struct arena *arena, str s) {
    bool clean = true;
    for (size_t at = 0; at < s.n;) clean &= !unicode_is_unfit(utf8_next(s, &at));
    if (clean) return s;
    char *p = arena_alloc(arena, s.n * 3, 1), *end = p;
    if (!p) return (str){0};
    for (size_t at = 0; at < s.n;) {
        uint32_t c = utf8_next(s, &at);
        end += utf8_encode(unicode_is_unfit(c) ? 0xFFFD : c, end);
    }
    return str_of(p, (size_t)(end - p));
}

/* --- codes --- */

/* By the glyph alone: few glyphs stand for more than one text. */
static uint32_t *chain(struct font *font, uint16_t glyph) {
    return &font->table[glyph % (sizeof font->table / sizeof *font->table)];
}

/* The trail bytes that a literal string would have to escape are left out. */
static bool trail_fits(uint16_t code) {
    unsigned trail = code & 0xFF;
    return trail != '(' && trail != ')' && trail != '\\' && trail != '\r' && trail != '\n';
}

/* 0: the font is full. */
static uint16_t free_code(struct font *font, str text) {
    unsigned ascii = text.n == 1 ? (unsigned char)text.p[0] : 0;
    if (ascii > ' ' && ascii < 0x7F && !font->given[ascii]) {
        font->given[ascii] = true;
        return (uint16_t)ascii;
    }
    if (font->next_one <= LAST_ONE) return font->next_one++;
    while (font->next_two && !trail_fits(font->next_two)) font->next_two++;
    return font->next_two ? font->next_two++ : 0; /* wraps to 0 past the last */
}

enum found { FOUND, FOUND_FULL, FOUND_NO_MEMORY };

static enum found add_code(struct fonts *fonts, struct font *font, struct code code) {
    uint32_t *head = chain(font, code.glyph);
    str copy = arena_str(&fonts->arena, code.text);
    if (!copy.p && code.text.n) return FOUND_NO_MEMORY;
    code.text = copy;
    code.next = *head;
    if (!vec_push(&font->codes, code)) return FOUND_NO_MEMORY;
    *head = (uint32_t)font->codes.n;
    return FOUND;
}

static enum found find_code(struct fonts *fonts, struct font *font, const struct glyph *glyph, str text, uint16_t *code) {
    for (uint32_t i = *chain(font, glyph->id); i; i = font->codes.at[i - 1].next) {
        const struct code *c = &font->codes.at[i - 1];
        if (c->glyph != glyph->id || !str_eq(c->text, text)) continue;
        *code = c->code;
        return FOUND;
    }
    if (!(*code = free_code(font, text))) return FOUND_FULL;
    return add_code(fonts, font, (struct code){.glyph = glyph->id, .code = *code, .natural = glyph->natural, .text = text});
}

static void put_code_bytes(uint16_t code, struct buf *out) {
    if (code > 0xFF) buf_put_char(out, (char)(code >> 8));
    else if (code == '(' || code == ')' || code == '\\') buf_put_char(out, '\\');
    buf_put_char(out, (char)(code & 0xFF));
}

/* --- fonts of a face --- */

/* Code 20 draws the blank, when the face has one. */
static bool add_space(struct fonts *fonts, struct font *font) {
    const struct word *blank = text_shape(fonts->text, font->face, 0, STR(" "), (str){0}, false, 0);
    if (!blank) return false;
    const struct shaped *s = blank->n == 1 ? blank->parts[0] : NULL;
    if (!s || s->face != font->face || s->n != 1 || s->glyphs[0].id == 0) return true;
    font->has_space = true;
    font->space = s->glyphs[0].natural;
    font->given[' '] = true;
    struct code code = {.glyph = s->glyphs[0].id, .code = ' ', .natural = font->space, .text = STR(" ")};
    return add_code(fonts, font, code) == FOUND;
}

static struct font *new_font(struct fonts *fonts, face_id face) {
    while (fonts->of_face.n <= face)
        if (!vec_push(&fonts->of_face, 0)) return NULL;
    struct font *font = fonts->list.n < UINT16_MAX ? arena_new(&fonts->arena, struct font) : NULL;
    if (!font || !vec_push(&fonts->list, font)) return NULL;
    *font = (struct font){.face = face, .info = text_face_info(fonts->text, face), .next_one = FIRST_ONE, .next_two = FIRST_TWO};
    fonts->of_face.at[face] = (uint16_t)fonts->list.n;
    return add_space(fonts, font) ? font : NULL;
}

static struct font *font_of(struct fonts *fonts, face_id face) {
    uint16_t i = face < fonts->of_face.n ? fonts->of_face.at[face] : 0;
    return i ? fonts->list.at[i - 1] : new_font(fonts, face);
}

/* --- words --- */

/* Glyphs are shown in the order of the text, which for right-to-left words goes against the pen: extraction,
 * search and speech then need no help. The pen is in thousandths of a font unit. */
struct encoder {
    struct fonts *fonts;
    struct font *font;
    const struct shaped *word;
    mpt size;
    bool soft_hyphen, sized, boxed, kerned;
    int64_t pen;
    mpt rise;
    struct buf *out;
    enum found found;
};

static uint16_t nth(const struct shaped *word, uint16_t k) { return word->rtl ? (uint16_t)(word->n - 1 - k) : k; }

static void put_rise(struct encoder *e, mpt rise) {
    if (rise == e->rise) return;
    buf_put(e->out, STR(")]TJ "));
    buf_put_milli(e->out, rise);
    buf_put(e->out, STR(" Ts[("));
    e->rise = rise;
    e->kerned = true;
}

/* Less than 1/1000 em, which is what rounding leaves, is not worth a number. */
static void move_pen(struct encoder *e, int64_t to) {
    int64_t upem = e->font->info->upem, by = to - e->pen;
    if (by < upem && by > -upem) return;
    int64_t thousandths = (by + (by >= 0 ? upem / 2 : -(upem / 2))) / upem;
    buf_put_char(e->out, ')');
    buf_put_int(e->out, -thousandths);
    buf_put_char(e->out, '(');
    e->pen += thousandths * upem;
    e->kerned = true;
}

static void put_glyph(struct encoder *e, const struct glyph *glyph, int64_t position, str text) {
    uint16_t code = 0;
    if (glyph->id == 0) {
        e->boxed = true;
        return;
    }
    str clean = clean_text(&e->fonts->arena, text);
    e->found = clean.p || !text.n ? find_code(e->fonts, e->font, glyph, clean, &code) : FOUND_NO_MEMORY;
    if (e->found != FOUND) return;
    if (glyph->dy) e->sized = true;
    put_rise(e, text_scale(glyph->dy, e->size, e->font->info->upem));
    move_pen(e, (position + glyph->dx) * 1000);
    put_code_bytes(code, e->out);
    e->pen += (int64_t)glyph->natural * 1000;
}

/* The text of a cluster is dealt out to its glyphs: one character each, the last one takes what is left; a glyph
 * that gets none says WORD JOINER, which nobody hears. */
static str deal(str *text, bool last) {
    if (text->n == 0) return STR("\xE2\x81\xA0");
    size_t at = 0;
    if (last) at = text->n;
    else utf8_next(*text, &at);
    str share = str_sub(*text, 0, at);
    *text = str_drop(*text, at);
    return share;
}

static size_t cluster_end(const struct shaped *word, uint16_t k) {
    uint16_t cluster = word->glyphs[nth(word, k)].cluster;
    for (uint16_t j = (uint16_t)(k + 1); j < word->n; j++) {
        uint16_t other = word->glyphs[nth(word, j)].cluster;
        if (other != cluster) return other;
    }
    return word->text.n;
}

static void put_glyphs(struct encoder *e) {
    const struct shaped *word = e->word;
    int64_t position = word->rtl ? word->width : 0;
    str left = {0};
    for (uint16_t k = 0; k < word->n && e->found == FOUND; k++) {
        const struct glyph *g = &word->glyphs[nth(word, k)];
        if (k == 0 || g->cluster != word->glyphs[nth(word, (uint16_t)(k - 1))].cluster)
            left = str_sub(word->text, g->cluster, cluster_end(word, k));
        bool last = k + 1 == word->n || word->glyphs[nth(word, (uint16_t)(k + 1))].cluster != g->cluster;
        if (word->rtl) position -= g->advance;
        str text = e->soft_hyphen && k + 1 == word->n ? STR("\xC2\xAD") : deal(&left, last);
        put_glyph(e, g, position, text);
        if (!word->rtl) position += g->advance;
    }
    put_rise(e, 0);
    move_pen(e, (int64_t)word->width * 1000);
}

bool font_put_word(struct fonts *fonts, const struct shaped *word, mpt size, bool soft_hyphen, struct buf *out,
                   struct encoded *encoded) {
    struct font *font = font_of(fonts, word->face);
    for (int try = 0; font && try < 2; try++) {
        size_t start = out->n;
        struct encoder e = {.fonts = fonts, .font = font, .word = word, .size = size, .soft_hyphen = soft_hyphen, .out = out};
        put_glyphs(&e);
        if (out->failed || e.found == FOUND_NO_MEMORY) return false;
        if (e.found == FOUND) {
            uint8_t state = e.boxed ? ENCODED_BOXED : e.sized ? ENCODED_SIZED : ENCODED_PLAIN;
            *encoded = (struct encoded){.font = (uint16_t)(fonts->of_face.at[word->face] - 1), .state = state, .kerned = e.kerned};
            return true;
        }
        out->n = start; /* the font is full: the word goes into a new one as a whole */
        font = new_font(fonts, word->face);
    }
    return false;
}

bool font_word(struct fonts *fonts, const struct shaped *word, struct encoded *encoded) {
    while (fonts->words.n <= word->serial)
        if (!vec_push(&fonts->words, (struct encoded){0})) return false;
    struct encoded *known = &fonts->words.at[word->serial];
    if (known->state == ENCODED_NOT) {
        size_t at = fonts->bytes.n;
        if (!font_put_word(fonts, word, 1000, false, &fonts->bytes, known)) return false;
        known->at = (uint32_t)at;
        known->n = (uint32_t)(fonts->bytes.n - at);
        if (known->state != ENCODED_PLAIN) {
            fonts->bytes.n = at;
            known->n = 0;
        }
    }
    *encoded = *known;
    return true;
}
