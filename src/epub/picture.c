#include "epub/picture.h"

#include "base/words.h"
#include "epub/raster.h"

/* Pixels. The band at the side is where reading starts. */
enum { WIDTH = 1200, HEIGHT = 1800, BAND = 200, MARGIN = 80, LEFT = BAND + 90, TOP = 420, MOST_BYTES = 400 };
enum { PAPER = 0xFFFFFF, INK = 0x1B1F24, MUTED = 0x5B6670, ACCENT = 0x1F4E79 };

struct sheet {
    struct raster raster;
    struct text *text;
    str lang;
    bool rtl;
    unsigned ink, muted, band; /* ramps */
    int32_t pen_x, pen_y;      /* of the outline being drawn */
    int32_t x, y;              /* origin of the glyph */
    int64_t scale, upem;       /* size in units of the raster; an em of the face in its 64ths */
    enum status status;
};

/* A piece of text that stays whole on its line: a word, or one East Asian sign. */
struct piece {
    const struct word *word;
    int32_t width; /* units of the raster */
    bool blank;    /* before it */
};

struct block {
    face_id face;
    int32_t size, leading; /* pixels */
    unsigned ramp;
    int32_t y;             /* pixels: where it begins; then the last baseline */
    int32_t height;        /* pixels that its lines may take */
    int32_t bottom;        /* the last baseline, where it begins as far down as it can; 0: at y */
    bool smallest;         /* there is no smaller size to try */
};

static const int32_t WIDE = (WIDTH - LEFT - MARGIN) * RASTER_UNITS;

/* --- glyphs --- */

static int32_t to_x(const struct sheet *s, int32_t x) { return s->x + (int32_t)(x * s->scale / s->upem); }
static int32_t to_y(const struct sheet *s, int32_t y) { return s->y - (int32_t)(y * s->scale / s->upem); }

static void move(void *context, int32_t x, int32_t y) {
    struct sheet *s = context;
    s->pen_x = to_x(s, x);
    s->pen_y = to_y(s, y);
}

static void line(void *context, int32_t x, int32_t y) {
    struct sheet *s = context;
    int32_t nx = to_x(s, x), ny = to_y(s, y);
    raster_line(&s->raster, s->pen_x, s->pen_y, nx, ny);
    s->pen_x = nx;
    s->pen_y = ny;
}

static void cubic(void *context, int32_t x1, int32_t y1, int32_t x2, int32_t y2, int32_t x, int32_t y) {
    struct sheet *s = context;
    int32_t p[8] = {s->pen_x, s->pen_y, to_x(s, x1), to_y(s, y1), to_x(s, x2), to_y(s, y2), to_x(s, x), to_y(s, y)};
    raster_cubic(&s->raster, p);
    s->pen_x = p[6];
    s->pen_y = p[7];
}

static const struct outline_pen PEN = {move, line, cubic};

static void draw_part(struct sheet *s, const struct shaped *part, int32_t size, int32_t *x, int32_t baseline, unsigned ramp) {
    int64_t upem = text_face_info(s->text, part->face)->upem, em = (int64_t)size * RASTER_UNITS;
    s->scale = em;
    s->upem = upem * 64;
    for (unsigned i = 0; i < part->n && s->status == STATUS_OK; i++) {
        const struct glyph *g = &part->glyphs[i];
        s->x = *x + (int32_t)(g->dx * em / upem);
        s->y = baseline - (int32_t)(g->dy * em / upem);
        if (!text_outline(s->text, part->face, g->id, &PEN, s)) s->status = STATUS_NO_MEMORY;
        raster_fill(&s->raster, ramp);
        *x += (int32_t)(g->advance * em / upem);
    }
}

static int32_t width_of(const struct sheet *s, const struct word *word, int32_t size) {
    int64_t sum = 0;
    for (uint32_t i = 0; i < word->n; i++)
        sum += (int64_t)word->parts[i]->width * size * RASTER_UNITS / text_face_info(s->text, word->parts[i]->face)->upem;
    return (int32_t)sum;
}

/* --- lines --- */

typedef VEC(struct piece) piece_list;

static void add_piece(struct sheet *s, piece_list *list, const struct block *b, str text, bool blank) {
    const struct word *word = text_shape(s->text, b->face, 0, text, s->lang, s->rtl, 0);
    if (!word || !vec_push(list, (struct piece){word, width_of(s, word, b->size), blank})) s->status = STATUS_NO_MEMORY;
}

/* At most `n` bytes of it, and no character cut. */
static size_t whole_characters(str text, size_t n) {
    if (text.n <= n) return text.n;
    while (n && ((unsigned char)text.p[n] & 0xC0) == 0x80) n--;
    return n;
}

/* A word; in parts when no line holds it and there is no smaller size to come. */
static void add_word(struct sheet *s, piece_list *list, const struct block *b, str word, bool blank) {
    add_piece(s, list, b, word, blank);
    int32_t width = s->status == STATUS_OK ? list->at[list->n - 1].width : 0;
    if (width <= WIDE || !b->smallest) return;
    size_t n = whole_characters(word, word.n * (size_t)WIDE / (size_t)width);
    if (n == 0) return;
    list->n--;
    for (; word.n && s->status == STATUS_OK; blank = false) {
        n = whole_characters(word, n);
        add_piece(s, list, b, str_sub(word, 0, n), blank);
        word = str_drop(word, n);
    }
}

static void cut(struct sheet *s, piece_list *list, const struct block *b, str text) {
    uint8_t breaks[MOST_BYTES + 1];
    if (!text_breaks(s->text, text, s->lang, breaks)) {
        s->status = STATUS_NO_MEMORY;
        return;
    }
    bool blank = false;
    for (size_t from = 0, i = 1; i <= text.n && s->status == STATUS_OK; i++) {
        if (breaks[i] == BREAK_NO) continue;
        str piece = str_sub(text, from, i), word = str_trim(piece);
        if (word.n) add_word(s, list, b, word, blank && list->n);
        blank = word.n < piece.n;
        from = i;
    }
}

static int32_t blank_of(const struct sheet *s, const struct block *b) {
    return (int32_t)((int64_t)text_space(s->text, b->face) * b->size * RASTER_UNITS / text_face_info(s->text, b->face)->upem);
}

/* The end of the line that begins with a piece; one at the least. Gives its width. */
static size_t line_end(const piece_list *list, size_t from, int32_t blank, int32_t *width) {
    size_t i = from;
    *width = 0;
    for (; i < list->n; i++) {
        int32_t more = list->at[i].width + (i > from && list->at[i].blank ? blank : 0);
        if (i > from && *width + more > WIDE) break;
        *width += more;
    }
    return i;
}

/* How many lines there are; false when a piece is too wide for one. */
static bool count_lines(const piece_list *list, int32_t blank, int32_t *lines) {
    *lines = 0;
    for (size_t i = 0; i < list->n; ++*lines) {
        int32_t width;
        i = line_end(list, i, blank, &width);
        if (width > WIDE) return false;
    }
    return true;
}

static void draw_line(struct sheet *s, const piece_list *list, size_t from, size_t to, const struct block *b) {
    int32_t start = s->rtl ? (WIDTH - LEFT) * RASTER_UNITS : LEFT * RASTER_UNITS, x = start, blank = blank_of(s, b);
    for (size_t i = from; i < to; i++) {
        const struct piece *p = &list->at[i];
        int32_t gap = i > from && p->blank ? blank : 0;
        x += s->rtl ? -gap - p->width : gap;
        int32_t at = x;
        for (uint32_t k = 0; k < p->word->n; k++)
            draw_part(s, p->word->parts[k], b->size, &at, b->y * RASTER_UNITS, b->ramp);
        if (!s->rtl) x += p->width;
    }
}

/* Cut the text in the first of the sizes (ended by 0) that it fits in; gives the number of lines that are shown. */
static int32_t fit(struct sheet *s, struct block *b, str text, const int32_t *sizes, piece_list *list) {
    int32_t lines = 0;
    for (; *sizes && s->status == STATUS_OK; sizes++) {
        b->size = *sizes;
        b->leading = b->size * 6 / 5;
        b->smallest = sizes[1] == 0;
        list->n = 0;
        cut(s, list, b, text);
        if (count_lines(list, blank_of(s, b), &lines) && lines * b->leading <= b->height) break;
    }
    return lines * b->leading <= b->height ? lines : b->height / b->leading;
}

static void draw_block(struct sheet *s, struct block *b, str text, const int32_t *sizes) {
    piece_list list = {0};
    int32_t lines = fit(s, b, str_trim(str_sub(text, 0, whole_characters(text, MOST_BYTES))), sizes, &list), width;
    b->y += b->size;
    if (b->y < b->bottom - (lines - 1) * b->leading) b->y = b->bottom - (lines - 1) * b->leading;
    for (size_t i = 0, end; i < list.n && lines > 0 && s->status == STATUS_OK; i = end) {
        end = line_end(&list, i, blank_of(s, b), &width);
        draw_line(s, &list, i, end, b);
        if (--lines) b->y += b->leading;
    }
    vec_release(&list);
}

/* --- the sheet --- */

static void draw_ground(struct sheet *s) {
    int32_t x = s->rtl ? WIDTH - BAND : 0;
    raster_rect(&s->raster, 0, 0, WIDTH, HEIGHT, s->ink, false);
    raster_rect(&s->raster, x, 0, BAND, HEIGHT, s->band, false);
    raster_rect(&s->raster, s->rtl ? WIDTH - LEFT - 120 : LEFT, TOP - 60, 120, 10, s->band, false);
}

/* "34 questions" at the foot, and what kind of book it is in the band. */
static void draw_facts(struct sheet *s, const struct document *doc) {
    static const int32_t sizes[] = {36, 0};
    struct buf facts;
    buf_init(&facts);
    buf_put_uint(&facts, doc->entries);
    buf_put_char(&facts, ' ');
    buf_put(&facts, own_counted_word(COUNTED_QUESTIONS, doc->entries, doc->lang));
    struct block b = {.face = text_face(s->text, FAMILY_HEAD, FACE_REGULAR), .ramp = s->muted, .y = HEIGHT - 170, .height = 50};
    if (facts.failed) s->status = STATUS_NO_MEMORY;
    else draw_block(s, &b, buf_str(&facts), sizes);
    buf_release(&facts);
    const struct word *kind = s->status == STATUS_OK ? text_shape(s->text, text_face(s->text, FAMILY_HEAD, FACE_BOLD), 0, STR("Q&A"), STR("en"), false, 0) : NULL;
    if (!kind) s->status = STATUS_NO_MEMORY;
    if (s->status != STATUS_OK) return;
    int32_t x = (s->rtl ? WIDTH - BAND : 0) * RASTER_UNITS + (BAND * RASTER_UNITS - width_of(s, kind, 68)) / 2;
    draw_part(s, kind->parts[0], 68, &x, 240 * RASTER_UNITS, s->band);
}

static void draw_text(struct sheet *s, const struct document *doc) {
    static const int32_t titles[] = {128, 112, 96, 84, 72, 60, 48, 36, 0}, subtitles[] = {52, 44, 36, 28, 0}, names[] = {44, 36, 28, 0};
    str title = document_title(doc);
    struct block b = {.face = text_face(s->text, FAMILY_HEAD, FACE_BOLD), .ramp = s->ink, .y = TOP, .height = 830};
    draw_block(s, &b, title, titles);
    b = (struct block){.face = text_face(s->text, FAMILY_HEAD, FACE_REGULAR), .ramp = s->muted, .y = b.y + 70, .height = 190};
    draw_block(s, &b, doc->subtitle, subtitles);
    b = (struct block){.face = b.face, .ramp = s->ink, .y = b.y + 16, .height = 110, .bottom = HEIGHT - 206};
    draw_block(s, &b, meta_find(doc, STR("author")), names);
}

enum status picture_cover(const struct document *doc, struct text *text, struct buf *png) {
    struct sheet s = {.text = text, .lang = doc->lang, .rtl = text_lang_rtl(doc->lang)};
    if (!raster_init(&s.raster, WIDTH, HEIGHT)) return STATUS_NO_MEMORY;
    s.ink = raster_ramp(&s.raster, PAPER, INK);
    s.muted = raster_ramp(&s.raster, PAPER, MUTED);
    s.band = raster_ramp(&s.raster, ACCENT, PAPER);
    draw_ground(&s);
    draw_text(&s, doc);
    draw_facts(&s, doc);
    if (s.status == STATUS_OK && !raster_png(&s.raster, png)) s.status = STATUS_NO_MEMORY;
    raster_release(&s.raster);
    return s.status;
}
