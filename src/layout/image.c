/* image: pictures scaled to fit, with alternative text and a caption. Only their headers are read here; the bytes go
 * to the backend as they are. */
#include "layout/set.h"

#include <stdio.h>

enum { MAX_IMAGE_BYTES = 64 << 20 };

static uint32_t be16(const char *p) { return (uint32_t)(unsigned char)p[0] << 8 | (unsigned char)p[1]; }
static uint32_t be32(const char *p) { return be16(p) << 16 | be16(p + 2); }

static bool png_size(str b, struct image_data *out) {
    if (b.n < 33 || !str_starts(b, STR("\x89PNG\r\n\x1a\n")) || memcmp(b.p + 12, "IHDR", 4) != 0) return false;
    out->w = be32(b.p + 16);
    out->h = be32(b.p + 20);
    out->jpeg = false;
    return true;
}

/* ITU-T T.81, annex B: segments up to a start-of-frame. */
static bool jpeg_size(str b, struct image_data *out) {
    if (b.n < 4 || !str_starts(b, STR("\xff\xd8"))) return false;
    size_t at = 2;
    while (at + 9 < b.n && (unsigned char)b.p[at] == 0xFF) {
        unsigned char marker = (unsigned char)b.p[at + 1];
        if (marker == 0xFF) {
            at++;
            continue;
        }
        bool frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (frame) {
            out->h = be16(b.p + at + 5);
            out->w = be16(b.p + at + 7);
            out->jpeg = true;
            return true;
        }
        size_t length = be16(b.p + at + 2);
        if (length < 2) return false;
        at += 2 + length;
    }
    return false;
}

static bool load(struct setter *s, str src, struct image_data *out) {
    struct buf bytes;
    buf_init(&bytes);
    bool ok = asset_read(s->options->base_dir, src, MAX_IMAGE_BYTES, s->options->assets, &bytes);
    if (ok) out->bytes = arena_str(&s->book->arena, buf_str(&bytes));
    if (bytes.failed) set_fail(s, STATUS_NO_MEMORY);
    buf_release(&bytes);
    out->source = src;
    return ok && out->bytes.p && (png_size(out->bytes, out) || jpeg_size(out->bytes, out)) && out->w && out->h && out->w < 1 << 16 &&
           out->h < 1 << 16;
}

/* An image of a file, not of the web. */
static bool is_local(str src) { return str_find(src, STR("://"), 0) == SIZE_MAX && !str_starts_nocase(src, STR("data:")); }

/* 96 pixels an inch. */
static int64_t natural(uint32_t pixels) { return (int64_t)pixels * 750; }

/* The index in book.images, loading it when it is new; UINT32_MAX when it cannot be shown, or is less high than that. */
static uint32_t find_image(struct setter *s, str src, mpt least) {
    for (size_t i = 0; i < s->book->images.n; i++)
        if (str_eq(s->book->images.at[i].source, src)) return natural(s->book->images.at[i].h) < least ? UINT32_MAX : (uint32_t)i;
    struct image_data data = {0};
    if (!is_local(src) || !s->options->base_dir || !load(s, src, &data) || natural(data.h) < least) return UINT32_MAX;
    data.source = book_str(s, src);
    if (!vec_push(&s->book->images, data)) {
        set_fail(s, STATUS_NO_MEMORY);
        return UINT32_MAX;
    }
    return (uint32_t)(s->book->images.n - 1);
}

bool image_is_picture(struct setter *s, const struct image *image) {
    return find_image(s, image->src, 2 * s->style->text_leading) != UINT32_MAX;
}

static enum diag_code reason_of(struct setter *s, str src) {
    struct image_data data = {0};
    if (!is_local(src)) return DIAG_REMOTE_IMAGE;
    if (s->options->base_dir && load(s, src, &data)) return DIAG_IMAGE_IN_LINE;
    return src.n > 4 && str_eq_nocase(str_drop(src, src.n - 4), STR(".svg")) ? DIAG_SVG_IMAGE : DIAG_NO_IMAGE;
}

void image_report(struct setter *s, const struct image *image, uint32_t line) {
    for (size_t i = 0; i < s->told.n; i++)
        if (str_eq(s->told.at[i], image->src)) return;
    diag_add_line(s->diags, reason_of(s, image->src), line, image->src, (str){0}, (str){0});
    if (!vec_push(&s->told, image->src)) set_fail(s, STATUS_NO_MEMORY);
}

bool set_image(struct setter *s, const struct node *n, const struct frame *frame, uint32_t tag) {
    const struct image *image = n->u.image;
    uint32_t index = find_image(s, image->src, 0);
    if (index == UINT32_MAX || s->status != STATUS_OK) return false;
    const struct image_data *data = &s->book->images.at[index];
    /* no larger than the measure and half a page, so that pages fill */
    int64_t w = natural(data->w), h = natural(data->h), most = s->text_height / 2;
    if (w > frame->w) h = h * frame->w / w, w = frame->w;
    if (h > most) w = w * most / h, h = most;
    str description = image_description(image); /* without one it is decoration: an artifact */
    uint32_t figure = description.n ? set_tag(s, TAG_FIGURE, tag) : 0, first = row_lead(s, s->style->text_leading, PT(11));
    if (s->status != STATUS_OK) return false;
    str lang = node_lang(s->doc, n);
    if (figure) s->book->tags.at[figure].alt = book_str(s, description);
    if (figure && !str_eq(lang, s->lang)) s->book->tags.at[figure].lang = book_str(s, lang);
    if (!figure) diag_add_line(s->diags, DIAG_UNDESCRIBED_IMAGE, n->line, image->src, (str){0}, (str){0});
    mpt x = frame->x + (frame->w - (mpt)w) / 2;
    if (s->rtl) x = s->text_width - x - (mpt)w;
    struct item item = {.kind = ITEM_IMAGE, .tag = figure};
    item.u.image = (struct item_image){.x = x, .y = 0, .w = w > 1 ? (mpt)w : 1, .h = h > 1 ? (mpt)h : 1, .image = index};
    set_item(s, item);
    row_space(s, s->style->block_gap, s->style->block_stretch, 0);
    row_push(s, (mpt)h, first);
    row_space(s, s->style->block_gap, s->style->block_stretch, 0);
    if (!image->title.n) return true;
    struct look look = {.family = FAMILY_TEXT, .italic = true, .size = s->style->table_size, .color = s->style->mute,
                        .features = SHAPE_LIGATURES};
    flow_start(s, n->line);
    flow_text(s, image->title, &look, set_tag(s, TAG_CAPTION, figure));
    flow_shape(s);
    struct shape_of_lines shape = {.x = frame->x, .width = frame->w, .leading = s->style->table_leading,
                                   .baseline = baseline_of(s->style->table_leading, look.size), .align = FLOW_CENTER};
    flow_set(s, &shape);
    s->keep = s->keep ? s->keep : 1;
    rows_of_lines(s, s->style->table_leading);
    row_space(s, s->style->block_gap, s->style->block_stretch, 0);
    return true;
}
