#include "epub/symbols.h"

#include <stdlib.h>

#include "base/utf8.h"

enum { MOST_SIGNS = 4096, VARIATION_EMOJI = 0xFE0F };

/* Blocks of Unicode, without the signs of WGL4 that every reader's face has, and without emoji and dingbats, which
 * readers show from a face of the system's. */
static const struct { uint32_t from, to; } RARE[] = {
    {0x2196, 0x21A7}, {0x21A9, 0x2201}, {0x2203, 0x2205}, {0x2207, 0x220E}, {0x2210, 0x2210}, {0x2213, 0x2214},
    {0x2216, 0x2218}, {0x221B, 0x221D}, {0x2220, 0x2228}, {0x222A, 0x222A}, {0x222C, 0x2247}, {0x2249, 0x225F},
    {0x2262, 0x2263}, {0x2266, 0x2301}, {0x2303, 0x230F}, {0x2311, 0x2319}, {0x231C, 0x231F}, {0x2322, 0x2327},
    {0x2329, 0x23CE}, {0x23D0, 0x23E8}, {0x23FB, 0x2422}, {0x2424, 0x245F}, {0x2500, 0x259F}, {0x27C0, 0x2933},
    {0x2936, 0x2B04}, {0x2B08, 0x2B1A}, {0x2B1D, 0x2B4F}, {0x1D400, 0x1D7FF}};

bool symbol_is_rare(uint32_t c) {
    size_t low = 0, high = sizeof RARE / sizeof *RARE;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (c > RARE[middle].to) low = middle + 1;
        else high = middle;
    }
    return low < sizeof RARE / sizeof *RARE && c >= RARE[low].from;
}

typedef VEC(uint32_t) sign_list;

static int by_value(const void *a, const void *b) {
    uint32_t p = *(const uint32_t *)a, q = *(const uint32_t *)b;
    return p < q ? -1 : p > q;
}

/* Sorted, each once. */
static void tidy(sign_list *list) {
    size_t kept = 0;
    if (list->n) qsort(list->at, list->n, sizeof *list->at, by_value);
    for (size_t i = 0; i < list->n; i++)
        if (i == 0 || list->at[i] != list->at[kept - 1]) list->at[kept++] = list->at[i];
    list->n = kept;
}

/* Whether the eight bytes are ASCII. */
static bool eight_plain(const char *p) {
    uint64_t x;
    memcpy(&x, p, sizeof x);
    return !(x & 0x8080808080808080u);
}

static bool add_signs(sign_list *list, str text) {
    for (size_t at = 0; at < text.n;) {
        while (text.n - at >= 8 && eight_plain(text.p + at)) at += 8;
        if (at == text.n) break;
        if ((unsigned char)text.p[at] < 0xE2) { /* no rare sign begins so */
            at++;
            continue;
        }
        uint32_t c = utf8_next(text, &at);
        if (!symbol_is_rare(c)) continue;
        if (list->n >= MOST_SIGNS) tidy(list);
        if (list->n < MOST_SIGNS && !vec_push(list, c)) return false;
    }
    return true;
}

static bool signs_of(const struct document *doc, sign_list *list) {
    for (struct walk w = walk_of(doc->root); walk_next(&w);) {
        if (!w.entering) continue;
        const struct node *n = w.node;
        str text = n->kind == NODE_TEXT || n->kind == NODE_CODE ? n->u.text : n->kind == NODE_PRE ? n->u.pre->text : (str){0};
        if (!add_signs(list, text)) return false;
    }
    tidy(list);
    return true;
}

/* The face that has a sign, or false. */
static bool face_of(struct text *text, str folder, uint32_t sign, face_id *face, bool *failed) {
    char bytes[4];
    size_t n = utf8_encode(sign, bytes);
    const struct word *word = text_shape(text, text_face(text, FAMILY_CODE, FACE_REGULAR), 0, str_of(bytes, n), STR("en"), false, 0);
    *failed = *failed || !word;
    if (!word || word->n != 1 || word->parts[0]->n == 0 || word->parts[0]->glyphs[0].id == 0) return false;
    *face = word->parts[0]->face;
    return str_starts(text_face_info(text, *face)->path, folder);
}

static enum status cut_font(struct symbols *out, struct text *text, face_id face, const sign_list *signs) {
    uint32_t *kept = arena_array(&out->arena, uint32_t, signs->n + 1);
    struct buf bytes;
    buf_init(&bytes);
    if (!kept) return STATUS_NO_MEMORY;
    memcpy(kept, signs->at, signs->n * sizeof *kept);
    kept[signs->n] = VARIATION_EMOJI;
    enum status status = text_subset_file(text, face, kept, signs->n + 1, &bytes);
    if (status == STATUS_OK && !vec_push(&out->files, bytes)) status = STATUS_NO_MEMORY;
    if (status != STATUS_OK) {
        buf_release(&bytes);
        return status == STATUS_INTERNAL ? STATUS_OK : status; /* a face that cannot be cut is done without */
    }
    struct epub_font font = {.bytes = buf_str(&bytes), .cff = text_face_info(text, face)->cff, .code_points = kept, .n = signs->n};
    return vec_push(&out->fonts, font) ? STATUS_OK : STATUS_NO_MEMORY;
}

/* One font a face: its signs are taken out of the list until none is left. */
static enum status cut_fonts(struct symbols *out, struct text *text, str folder, sign_list *signs) {
    enum status status = STATUS_OK;
    bool failed = false;
    sign_list mine = {0};
    while (status == STATUS_OK && signs->n && !failed) {
        face_id face = 0, other;
        size_t left = 0;
        mine.n = 0;
        for (size_t i = 0; i < signs->n && !failed; i++) {
            if (!face_of(text, folder, signs->at[i], &other, &failed)) continue;
            if (mine.n == 0) face = other;
            if (other != face) signs->at[left++] = signs->at[i];
            else if (!vec_push(&mine, signs->at[i])) failed = true;
        }
        signs->n = left;
        if (mine.n && !failed) status = cut_font(out, text, face, &mine);
    }
    vec_release(&mine);
    return failed ? STATUS_NO_MEMORY : status;
}

enum status symbols_gather(const struct document *doc, struct text *text, str folder, struct symbols *out) {
    sign_list signs = {0};
    *out = (struct symbols){0};
    arena_init(&out->arena);
    enum status status = signs_of(doc, &signs) ? cut_fonts(out, text, folder, &signs) : STATUS_NO_MEMORY;
    vec_release(&signs);
    return status;
}

void symbols_release(struct symbols *symbols) {
    for (size_t i = 0; i < symbols->files.n; i++) buf_release(&symbols->files.at[i]);
    vec_release(&symbols->files);
    vec_release(&symbols->fonts);
    arena_release(&symbols->arena);
}
