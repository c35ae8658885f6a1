/* Content streams (ISO 32000-1, 7.8.2, 9.4, 14.6): a page's items as operators.
 *
 * Operators are written only when what they set has changed. Coordinates of text are rounded to 1/100 pt before they
 * are made relative, so that roundings do not add up; those of drawings to 1/10 pt, the dot of a printer. Marked content starts inside a text object when one is open and
 * else outside, and each nests the other properly. */
#include "pdf/document.h"

#define NOWHERE INT64_MIN
enum { USUAL_CONTENT = 12 << 10 /* bytes of a page, so that its buffer need not grow step by step */ };

enum mark_place { MARK_NONE, MARK_OUTSIDE /* of a text object */, MARK_INSIDE };

struct content {
    struct pdf *pdf;
    const struct book *book;
    const struct page *page;
    struct page_record *record;
    struct buf *out;
    uint32_t index;           /* of the page */
    bool in_text;
    uint8_t place;            /* enum mark_place */
    uint32_t tag;             /* of the open mark */
    bool text_artifact;       /* it is an artifact that was opened by text */
    int64_t line_x, line_y;   /* start of the text line, pt / 100 */
    struct rgb fill, stroke;  /* both start black */
    int font;                 /* index in fonts.list, -1: not set */
    mpt size, tracking, word_space, line; /* line: its width, 1 pt at the start */
    mpt dots;                 /* apart, in strokes; 0: strokes are whole */
    int64_t leading;          /* pt / 100, what T* goes down by */
    bool round;               /* lines join roundly */
    size_t painted;           /* where the output ended after the last rectangle; 0: it stands for itself */
    int64_t pen;              /* where the last string ended, mpt; NOWHERE: not known */
    enum status status;
};

static bool rgb_eq(struct rgb a, struct rgb b) { return a.r == b.r && a.g == b.g && a.b == b.b; }


static int64_t hundredths(int64_t v) { return (v + (v >= 0 ? 5 : -5)) / 10; }

static void put_number(struct content *c, int64_t milli) {
    buf_put_milli_bare(c->out, milli);
    buf_put_char(c->out, ' ');
}

static int64_t tenths(int64_t v) { return (v + (v >= 0 ? 50 : -50)) / 100; }
static void put_length(struct content *c, int64_t length) { put_number(c, tenths(length) * 100); }
/* Between two coordinates as they are rounded, so that what touches goes on doing so. */
static void put_distance(struct content *c, int64_t from, int64_t to) { put_number(c, (tenths(to) - tenths(from)) * 100); }

/* y goes down on our pages and up in PDF. */
static int64_t flip(const struct content *c, int64_t y) { return (int64_t)c->page->height - y; }

/* Before what begins with a delimiter no blank is needed. */
static void join(struct content *c) {
    if (c->out->n && c->out->p[c->out->n - 1] == '\n') c->out->n--;
}

/* --- marked content --- */

static void leave_mark(struct content *c) {
    if (c->place == MARK_NONE) return;
    if (c->place == MARK_OUTSIDE && c->in_text) {
        buf_put(c->out, STR("ET\n"));
        c->in_text = false;
    }
    buf_put(c->out, STR("EMC\n"));
    c->place = MARK_NONE;
}

static void leave_text(struct content *c) {
    if (!c->in_text) return;
    if (c->place == MARK_INSIDE) leave_mark(c);
    buf_put(c->out, STR("ET\n"));
    c->in_text = false;
}

/* An artifact of text is page furniture: running heads and folios; others are rules and panels (14.8.2.2). */
static void open_artifact(struct content *c, bool text) {
    buf_put(c->out, text ? STR("/Artifact<</Type/Pagination>>BDC\n") : STR("/Artifact<</Type/Layout>>BDC\n"));
    c->text_artifact = text;
}

static bool mark_is_open(const struct content *c, uint32_t tag, bool text) {
    return c->place != MARK_NONE && c->tag == tag && (tag || c->text_artifact == text);
}

static void open_mark(struct content *c, uint32_t tag, bool text) {
    if (mark_is_open(c, tag, text)) return;
    leave_mark(c);
    c->place = c->in_text ? MARK_INSIDE : MARK_OUTSIDE;
    c->tag = tag;
    join(c);
    if (tag == 0 || tag >= c->book->tags.n) {
        open_artifact(c, text);
        return;
    }
    put_name(c->out, tag_name(&c->book->tags.at[tag]));
    buf_put(c->out, STR("<</MCID "));
    buf_put_uint(c->out, c->record->marks++);
    buf_put(c->out, STR(">>BDC\n"));
    if (!vec_push(&c->pdf->marks, (struct mark){tag, c->index})) c->status = STATUS_NO_MEMORY;
}

/* --- graphics state --- */

/* The thousandths of the shortest decimal that is this part of 255 again when a reader rounds it. */
static int64_t short_part(uint8_t part) {
    for (int64_t unit = 100; unit > 1; unit /= 10) {
        int64_t near = (part * 1000 + 127 * unit) / (255 * unit) * unit;
        if ((near * 255 + 500) / 1000 == part) return near;
    }
    return (part * 1000 + 127) / 255;
}

static void put_color(struct content *c, struct rgb color, bool stroke) {
    struct rgb *now = stroke ? &c->stroke : &c->fill;
    if (rgb_eq(*now, color)) return;
    *now = color;
    bool gray = color.r == color.g && color.g == color.b;
    uint8_t parts[3] = {color.r, color.g, color.b};
    for (int i = 0; i < (gray ? 1 : 3); i++) put_number(c, short_part(parts[i]));
    buf_put(c->out, gray ? (stroke ? STR("G\n") : STR("g\n")) : stroke ? STR("RG\n") : STR("rg\n"));
}

static void set_font(struct content *c, int font, mpt size) {
    if (c->font == font && c->size == size) return;
    c->font = font;
    c->size = size;
    join(c);
    buf_put(c->out, STR("/F"));
    buf_put_uint(c->out, (uint64_t)font);
    buf_put_char(c->out, ' ');
    put_number(c, size);
    buf_put(c->out, STR("Tf\n"));
}

static void set_number(struct content *c, mpt *now, mpt value, str operator) {
    if (*now == value) return;
    *now = value;
    put_number(c, value);
    buf_put(c->out, operator);
}

/* Dots are dashes without length and with round ends. */
static void set_dots(struct content *c, mpt dots) {
    if (c->dots == dots) return;
    c->dots = dots;
    buf_put(c->out, dots ? STR("1 J[0 ") : STR("0 J["));
    if (dots) put_number(c, dots);
    buf_put(c->out, STR("]0 d\n"));
}

/* --- text --- */

static void start_text(struct content *c) {
    if (c->in_text) return;
    buf_put(c->out, STR("BT\n"));
    c->in_text = true;
    c->line_x = c->line_y = 0;
    c->pen = NOWHERE;
}

enum { SNAP = 20 /* mpt: what follows on the line so closely needs no move */ };

/* Begin a line there. */
static void move_to(struct content *c, int64_t x, int64_t y) {
    int64_t right = hundredths(x) - c->line_x, down = c->line_y - hundredths(flip(c, y));
    c->line_x += right;
    c->line_y -= down;
    if (right == 0 && down > 0 && down == c->leading) {
        buf_put(c->out, STR("T*\n"));
        return;
    }
    put_number(c, right * 10);
    put_number(c, -down * 10);
    buf_put(c->out, down > 0 ? STR("TD\n") : STR("Td\n"));
    if (down > 0) c->leading = down;
}

/* Whether a number in the string can take the pen there: forward on its line, or a little back. */
static bool is_near(const struct content *c, int64_t x, int64_t y, mpt size) {
    if (c->pen == NOWHERE || hundredths(flip(c, y)) != c->line_y) return false;
    return x - c->pen > -size && x - c->pen < 20 * (int64_t)size;
}

/* One string being shown; it starts at the first byte that it gets. */
struct show {
    struct content *c;
    const struct item_text *t;
    uint32_t tag;
    int64_t x;         /* where the next word starts */
    int64_t end;       /* where the pen is */
    int64_t off;       /* how far the string is from where it should be, for numbers in it are rounded */
    size_t start;      /* of "[(" in the output */
    bool open, kerned, placed;
};

static mpt gap_as_word_space(const struct content *c, const struct item_text *t, int font) {
    const struct font *f = c->pdf->fonts.list.at[font];
    return t->gap - text_scale(f->space, t->size, f->info->upem) - t->tracking;
}

static void close_show(struct show *s) {
    struct content *c = s->c;
    if (!s->open) return;
    struct buf *out = c->out;
    if (s->kerned) {
        bool empty = !out->failed && out->p[out->n - 1] == '(' && out->p[out->n - 2] != '\\';
        if (empty) out->n--; /* nothing follows the last number */
        buf_put(out, empty ? STR("]TJ\n") : STR(")]TJ\n"));
    } else if (!out->failed) { /* no number in it: a plain string will do */
        memmove(out->p + s->start, out->p + s->start + 1, out->n - s->start - 1);
        out->n--;
        buf_put(out, STR(")Tj\n"));
    }
    s->open = false;
    c->pen = s->end;
}

/* Put the pen where the string starts: by operators, or gives the number to begin the string with, or 0. */
static int64_t place(struct show *s, int64_t x) {
    struct content *c = s->c;
    mpt size = s->t->size;
    s->placed = true;
    s->off = 0;
    if (!is_near(c, x, s->t->y, size)) {
        move_to(c, x, s->t->y);
        return 0;
    }
    int64_t by = x - c->pen, kern = by > -SNAP && by < SNAP ? 0 : (by * 1000 + (by > 0 ? size / 2 : -size / 2)) / size;
    s->off = kern * size / 1000 - by;
    return -kern;
}

static void open_show(struct show *s, int font, int64_t x) {
    struct content *c = s->c;
    if (s->open && c->font == font) return;
    close_show(s);
    if (!mark_is_open(c, s->tag, true)) leave_mark(c); /* which may end the text object */
    start_text(c);
    open_mark(c, s->tag, true);
    put_color(c, s->t->color, false);
    set_font(c, font, s->t->size);
    set_number(c, &c->tracking, s->t->tracking, STR("Tc\n"));
    if (c->pdf->fonts.list.at[font]->has_space && s->t->n > 1)
        set_number(c, &c->word_space, gap_as_word_space(c, s->t, font), STR("Tw\n"));
    int64_t kern = s->placed ? 0 : place(s, x);
    join(c);
    s->start = c->out->n;
    buf_put_char(c->out, '[');
    if (kern) buf_put_int(c->out, kern);
    buf_put_char(c->out, '(');
    s->open = true;
    s->kerned = kern != 0;
}

/* The blank before or after a word; where the face has none, only its width. */
static void put_blank(struct show *s) {
    const struct content *c = s->c;
    const struct font *f = c->pdf->fonts.list.at[c->font];
    if (f->has_space) {
        buf_put_char(c->out, ' ');
        s->end += text_scale(f->space, s->t->size, f->info->upem) + c->word_space + c->tracking;
        return;
    }
    int64_t kern = (int64_t)s->t->gap * 1000 / (s->t->size ? s->t->size : 1);
    buf_put_char(c->out, ')');
    buf_put_int(c->out, -kern);
    buf_put_char(c->out, '(');
    s->end += kern * s->t->size / 1000;
    s->kerned = true;
}

static mpt advance(const struct show *s, const struct shaped *word) {
    const struct face_info *f = text_face_info(s->c->pdf->fonts.text, word->face);
    return text_scale(word->width, s->t->size, f->upem) + s->t->tracking * word->n;
}

/* Frames for the glyphs that no face has: upright, as wide as the glyph, as high as a capital. */
static void put_boxes(struct show *s, const struct shaped *word) {
    const struct face_info *f = text_face_info(s->c->pdf->fonts.text, word->face);
    mpt line = s->t->size / 20, height = text_scale(f->cap_height ? f->cap_height : f->ascent, s->t->size, f->upem);
    int64_t x = s->x;
    set_number(s->c, &s->c->line, line, STR("w\n"));
    set_dots(s->c, 0);
    for (uint16_t i = 0; i < word->n; i++) {
        mpt w = text_scale(word->glyphs[i].advance, s->t->size, f->upem);
        if (word->glyphs[i].id == 0) {
            int64_t box[4] = {x + line, flip(s->c, s->t->y), w - 2 * line, height};
            for (int k = 0; k < 4; k++) put_length(s->c, box[k]);
            buf_put(s->c->out, STR("re\n"));
        }
        x += w + s->t->tracking;
    }
    buf_put(s->c->out, STR("S\n"));
}

/* A word with missing glyphs: frames and what text there is, as a whole said by ActualText. */
static void show_boxed(struct show *s, const struct shaped *word) {
    struct content *c = s->c;
    struct encoded e = {0};
    struct buf glyphs;
    buf_init(&glyphs);
    close_show(s);
    leave_text(c);
    open_mark(c, s->tag, true);
    c->pen = NOWHERE;
    if (!font_put_word(&c->pdf->fonts, word, s->t->size, false, &glyphs, &e)) c->status = STATUS_NO_MEMORY;
    put_color(c, s->t->color, true);
    put_color(c, s->t->color, false);
    set_font(c, e.font, s->t->size);
    set_number(c, &c->tracking, s->t->tracking, STR("Tc\n"));
    buf_put(c->out, STR("/Span<</ActualText"));
    put_text(c->out, word->text);
    buf_put(c->out, STR(">>BDC\n"));
    put_boxes(s, word);
    buf_put(c->out, STR("BT\n"));
    c->line_x = c->line_y = 0;
    move_to(c, s->x, s->t->y);
    buf_put(c->out, STR("[("));
    buf_put(c->out, buf_str(&glyphs));
    buf_put(c->out, STR(")]TJ\nET\nEMC\n"));
    buf_release(&glyphs);
    s->placed = false;
}

static void show_word(struct show *s, const struct shaped *word, bool blank_before, bool soft_hyphen) {
    struct content *c = s->c;
    struct fonts *fonts = &c->pdf->fonts;
    struct encoded e;
    if (!font_word(fonts, word, &e)) {
        c->status = STATUS_NO_MEMORY;
        return;
    }
    if (e.state == ENCODED_BOXED) {
        show_boxed(s, word);
        return;
    }
    open_show(s, e.font, blank_before && !s->placed ? s->x - s->t->gap : s->x);
    if (blank_before) put_blank(s);
    if (e.state == ENCODED_PLAIN && !soft_hyphen) buf_put(c->out, str_of(fonts->bytes.p + e.at, e.n));
    else if (!font_put_word(fonts, word, s->t->size, soft_hyphen, c->out, &e)) c->status = STATUS_NO_MEMORY;
    s->kerned |= e.kerned;
    s->end = s->x + s->off + advance(s, word);
}

static bool all_rtl(const struct item_text *t) {
    for (uint32_t i = 0; i < t->n; i++)
        if (!t->words[i]->rtl) return false;
    return t->n > 0;
}

/* Right-to-left words come in the order of the page; they are shown in the order of the text, each on its own. */
static void put_rtl_item(struct content *c, const struct item_text *t, uint32_t tag) {
    struct show s = {.c = c, .t = t, .tag = tag, .x = t->x};
    for (uint32_t i = 0; i < t->n; i++) s.x += advance(&s, t->words[i]) + t->gap;
    for (uint32_t i = t->n; i-- > 0 && c->status == STATUS_OK;) {
        s.x -= advance(&s, t->words[i]) + t->gap;
        s.placed = false;
        show_word(&s, t->words[i], false, t->end == END_SOFT_HYPHEN && i == 0);
        if (s.open && (i || t->end == END_SPACE)) put_blank(&s);
        close_show(&s);
    }
}

static void put_text_item(struct content *c, const struct item_text *t, uint32_t tag) {
    if (all_rtl(t)) {
        put_rtl_item(c, t, tag);
        return;
    }
    struct show s = {.c = c, .t = t, .tag = tag, .x = t->x};
    for (uint32_t i = 0; i < t->n && c->status == STATUS_OK; i++) {
        show_word(&s, t->words[i], i > 0, t->end == END_SOFT_HYPHEN && i + 1 == t->n);
        s.x += advance(&s, t->words[i]) + t->gap;
    }
    if (t->end == END_SPACE && s.open) put_blank(&s);
    close_show(&s);
}

/* --- rectangles, images, links --- */

static void put_point(struct content *c, int64_t x, int64_t y) {
    put_length(c, x);
    put_length(c, y);
}

/* Rectangles that are painted alike are one path. */
static void put_path(struct content *c, const struct item_rect *r, int64_t inset, str paint) {
    if (c->painted == c->out->n && str_ends(buf_str(c->out), paint)) c->out->n -= paint.n;
    int64_t x = r->x + inset, y = flip(c, (int64_t)r->y + r->h) + inset;
    put_point(c, x, y);
    put_distance(c, x, x + r->w - 2 * inset);
    put_distance(c, y, y + r->h - 2 * inset);
    buf_put(c->out, STR("re\n"));
    buf_put(c->out, paint);
    c->painted = c->out->n;
}

static void set_line(struct content *c, struct rgb color, mpt width, bool round) {
    put_color(c, color, true);
    set_number(c, &c->line, width, STR("w\n"));
    if (c->round == round) return;
    c->round = round;
    buf_put(c->out, round ? STR("1 j\n") : STR("0 j\n"));
}

/* A round corner is what a thick line with round joins draws around a smaller rectangle; that takes a sixth of the
 * bytes of four curves. */
static void put_round_rect(struct content *c, const struct item_rect *r) {
    int64_t most = (r->w < r->h ? r->w : r->h) / 2, radius = r->radius < most ? r->radius : most;
    put_color(c, r->fill, false);
    set_line(c, r->fill, (mpt)(2 * radius), true);
    put_path(c, r, radius, STR("B\n"));
}

static void put_curve(struct content *c, const int64_t p[6]) {
    for (int i = 0; i < 6; i += 2) put_point(c, p[i], p[i + 1]);
    buf_put(c->out, STR("c\n"));
}

/* A border with corners as Bézier curves: 0.5523 is the control points' part of the radius for a quarter of a circle.
 * It is stroked, for what is left of a filled one under another is too thin a line to look alike on all sides. */
static void put_round_border(struct content *c, const struct item_rect *r) {
    int64_t most = (r->w < r->h ? r->w : r->h) / 2, k = r->radius < most ? r->radius : most, h = k * 4477 / 10000;
    int64_t x0 = r->x, x1 = x0 + r->w, y0 = flip(c, (int64_t)r->y + r->h), y1 = flip(c, r->y);
    const int64_t corners[4][8] = {{x1 - h, y0, x1, y0 + h, x1, y0 + k, x1, y1 - k},
                                   {x1, y1 - h, x1 - h, y1, x1 - k, y1, x0 + k, y1},
                                   {x0 + h, y1, x0, y1 - h, x0, y1 - k, x0, y0 + k},
                                   {x0, y0 + h, x0 + h, y0, x0 + k, y0, x0 + k, y0}};
    put_point(c, x0 + k, y0);
    buf_put(c->out, STR("m\n"));
    put_point(c, x1 - k, y0);
    buf_put(c->out, STR("l\n"));
    for (int i = 0; i < 4; i++) {
        put_curve(c, corners[i]);
        if (i == 3) break;
        put_point(c, corners[i][6], corners[i][7]);
        buf_put(c->out, STR("l\n"));
    }
    buf_put(c->out, r->filled ? STR("b\n") : STR("s\n"));
}

static void put_dots(struct content *c, const struct item_rect *r) {
    int64_t y = flip(c, (int64_t)r->y + r->h / 2);
    set_line(c, r->fill, r->h, c->round);
    set_dots(c, r->dots);
    put_point(c, (int64_t)r->x + r->h / 2, y);
    buf_put(c->out, STR("m\n"));
    put_point(c, (int64_t)r->x + r->w - r->h / 2, y);
    buf_put(c->out, STR("l S\n"));
}

static void put_rect_item(struct content *c, const struct item_rect *r, uint32_t tag) {
    if ((!r->filled && r->line <= 0) || r->w <= 0 || r->h <= 0) return;
    leave_text(c);
    open_mark(c, tag, false);
    if (r->dots > 0) {
        put_dots(c, r);
        return;
    }
    if (r->line > 0 || r->radius > 0) set_dots(c, 0);
    if (r->filled && r->radius > 0 && r->line <= 0) {
        put_round_rect(c, r);
        return;
    }
    if (r->filled) put_color(c, r->fill, false);
    if (r->line > 0) set_line(c, r->stroke, r->line, false);
    if (r->radius > 0) put_round_border(c, r);
    else put_path(c, r, 0, r->filled ? r->line > 0 ? STR("B\n") : STR("f\n") : STR("S\n"));
    if (r->filled && r->line > 0) c->painted = 0; /* its fill may go over its neighbour's line */
}

static void put_image_item(struct content *c, const struct item_image *i, uint32_t tag) {
    struct pdf *pdf = c->pdf;
    if (i->image >= c->book->images.n) return;
    leave_text(c);
    open_mark(c, tag, false);
    buf_put(c->out, STR("q\n"));
    put_length(c, i->w);
    buf_put(c->out, STR("0 0 "));
    put_length(c, i->h);
    put_point(c, i->x, flip(c, (int64_t)i->y + i->h));
    buf_put(c->out, STR("cm\n/I"));
    buf_put_uint(c->out, i->image);
    buf_put(c->out, STR(" Do\nQ\n"));
    c->record->transparent |= image_has_alpha(&c->book->images.at[i->image]);
    if (tag && !vec_push(&pdf->boxes, (struct figure_box){tag, c->index, i->x, i->y, i->w, i->h})) c->status = STATUS_NO_MEMORY;
    while (c->status == STATUS_OK && pdf->image_used.n <= i->image)
        if (!vec_push(&pdf->image_used, false)) c->status = STATUS_NO_MEMORY;
    if (c->status == STATUS_OK) pdf->image_used.at[i->image] = true;
}

static void put_link_item(struct content *c, const struct item_link *l, uint32_t tag) {
    struct pdf *pdf = c->pdf;
    struct annot a = {.link = *l, .tag = tag, .page = c->index, .mark = (uint32_t)pdf->marks.n};
    a.link.uri = arena_str(&pdf->arena, l->uri);
    a.link.contents = arena_str(&pdf->arena, l->contents);
    if (pdf->arena.failed || !vec_push(&pdf->annots, a)) c->status = STATUS_NO_MEMORY;
    c->record->annots++;
}

static void put_item(struct content *c, const struct item *item) {
    switch ((enum item_kind)item->kind) {
    case ITEM_TEXT: put_text_item(c, &item->u.text, item->tag); break;
    case ITEM_RECT: put_rect_item(c, &item->u.rect, item->tag); break;
    case ITEM_IMAGE: put_image_item(c, &item->u.image, item->tag); break;
    case ITEM_LINK: put_link_item(c, &item->u.link, item->tag); break;
    }
}

enum status content_encode(struct pdf *pdf, const struct page *page, const struct book *book, uint32_t index) {
    struct page_record *record = pdf->pages.at[index];
    struct content c = {.pdf = pdf, .book = book, .page = page, .record = record, .out = &record->content,
                        .index = index, .font = -1, .line = 1000, .pen = NOWHERE};
    buf_reserve(&record->content, USUAL_CONTENT);
    record->width = page->width;
    record->height = page->height;
    record->first_mark = (uint32_t)pdf->marks.n;
    record->first_annot = (uint32_t)pdf->annots.n;
    if (!backgrounds_list(page, &pdf->backgrounds)) c.status = STATUS_NO_MEMORY;
    for (size_t i = 0; i < pdf->backgrounds.n && c.status == STATUS_OK; i++) put_item(&c, pdf->backgrounds.at[i]);
    for (size_t i = 0; i < page->n && c.status == STATUS_OK; i++)
        if (!background_is(&page->items[i])) put_item(&c, &page->items[i]);
    leave_text(&c);
    leave_mark(&c);
    return record->content.failed ? STATUS_NO_MEMORY : c.status;
}
