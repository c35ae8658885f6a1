/* cover: an image drawn from the title, the page that shows it, and the title page. */
#include "epub/book.h"

#include "base/utf8.h"

/* The look of picture.h's raster, in the reader's faces: how wide those are is not known, so widths are estimates, in
 * hundredths of the size, on the safe side. */
enum { WIDTH = 1200, HEIGHT = 1800, BAND = 200, LEFT = BAND + 90, WIDE = WIDTH - LEFT - 80, TOP = 420, NARROW = 60, SQUARE = 105 };

struct sheet {
    struct book_parts *book;
    struct markup *m;
};

struct block {
    str text;
    const char *fill;
    bool bold;
    const uint64_t *sizes; /* the first that it fits in is taken; ended by 0 */
    uint64_t y, height;    /* where it begins, and how much its lines may take */
};

static void attr_number(struct book_parts *b, struct markup *m, const char *name, uint64_t value) {
    markup_attr_str(m, str_from(name), book_format(b, "", value, ""));
}

static void rect(struct sheet *s, uint64_t x, uint64_t y, uint64_t width, uint64_t height, const char *fill) {
    markup_open(s->m, "rect");
    attr_number(s->book, s->m, "x", s->book->rtl ? WIDTH - x - width : x);
    attr_number(s->book, s->m, "y", y);
    attr_number(s->book, s->m, "width", width);
    attr_number(s->book, s->m, "height", height);
    markup_attr_c(s->m, "fill", fill);
    markup_close(s->m);
}

/* A line that begins at x from the side where reading starts. */
static void text(struct sheet *s, uint64_t x, uint64_t y, uint64_t size, const struct block *b, str line) {
    markup_open(s->m, "text");
    attr_number(s->book, s->m, "x", s->book->rtl ? WIDTH - x : x);
    attr_number(s->book, s->m, "y", y);
    attr_number(s->book, s->m, "font-size", size);
    markup_attr_c(s->m, "fill", b->fill);
    markup_attr_c(s->m, "font-family", "Helvetica, Arial, sans-serif");
    if (b->bold) markup_attr_c(s->m, "font-weight", "bold");
    if (s->book->rtl) markup_attr_c(s->m, "direction", "rtl");
    markup_text(s->m, line);
    markup_close(s->m);
}

/* Signs of East Asia that no line begins with (JIS X 4051, class "closing" and full stops). */
static bool begins_no_line(uint32_t c) {
    static const uint32_t closing[] = {0x3001, 0x3002, 0x3009, 0x300B, 0x300D, 0x300F, 0x3011, 0x3015, 0x3017,
                                       0x30FC, 0xFF01, 0xFF09, 0xFF0C, 0xFF0E, 0xFF1A, 0xFF1B, 0xFF1F, 0xFF3D, 0xFF5D};
    for (size_t i = 0; i < sizeof closing / sizeof *closing; i++)
        if (closing[i] == c) return true;
    return false;
}

/* The end of the longest run of whole words from `from` that fits a line; a word that no line holds is cut. */
static size_t line_end(str s, size_t from, uint64_t size, bool *cut) {
    size_t end = from, last = from, at = from, before = from; /* last: where it could have ended before */
    uint64_t width = 0;
    while (at < s.n) {
        uint32_t c = utf8_next(s, &at);
        if (begins_no_line(c) && last > from) end = last;
        bool square = c > 0x2E7F; /* East Asian signs, which may end a line anywhere */
        width += (square ? SQUARE : NARROW) * size;
        if (width > WIDE * 100 && c != ' ') {
            *cut = *cut || end == from;
            return end > from ? end : before > from ? before : at;
        }
        if (c == ' ' || square) last = end, end = at;
        before = at;
    }
    return s.n;
}

static bool fits(const struct block *b, uint64_t size) {
    uint64_t lines = 0;
    bool cut = false;
    for (size_t at = 0; at < b->text.n; lines++) at = line_end(b->text, at, size, &cut);
    return !cut && lines * size * 6 / 5 <= b->height;
}

/* Gives where its last line stands. */
static uint64_t wrapped(struct sheet *s, const struct block *b) {
    const uint64_t *size = b->sizes;
    bool cut = false;
    while (size[1] && !fits(b, *size)) size++;
    uint64_t y = b->y + *size;
    for (size_t at = 0, end; at < b->text.n && y <= b->y + b->height; at = end) {
        end = line_end(b->text, at, *size, &cut);
        text(s, LEFT, y, *size, b, str_trim(str_sub(b->text, at, end)));
        if (end < b->text.n) y += *size * 6 / 5;
    }
    return y;
}

static void draw_text(struct sheet *s) {
    static const uint64_t titles[] = {112, 96, 84, 72, 60, 48, 36, 0}, subtitles[] = {52, 44, 36, 28, 0}, names[] = {44, 36, 28, 0}, facts[] = {36, 0};
    struct book_parts *b = s->book;
    const struct document *doc = b->doc;
    uint64_t y = wrapped(s, &(struct block){document_title(b->doc), "#1b1f24", true, titles, TOP, 830});
    y = wrapped(s, &(struct block){doc->subtitle, "#5b6670", false, subtitles, y + 70, 190});
    y = y + 60 < HEIGHT - 300 ? HEIGHT - 300 : y + 16;
    wrapped(s, &(struct block){meta_find(doc, STR("author")), "#1b1f24", false, names, y, 110});
    str count = book_format(b, "", doc->entries, " ");
    count = arena_join(&b->arena, count, own_counted_word(COUNTED_QUESTIONS, doc->entries, doc->lang));
    wrapped(s, &(struct block){count, "#5b6670", false, facts, HEIGHT - 170, 50});
}

static void draw(struct book_parts *b, struct markup *m) {
    struct sheet s = {b, m};
    const struct document *doc = b->doc;
    markup_open(m, "svg");
    markup_attr_c(m, "xmlns", "http://www.w3.org/2000/svg");
    markup_attr_c(m, "viewBox", "0 0 1200 1800");
    markup_attr_c(m, "role", "img");
    markup_attr(m, "aria-label", document_title(doc));
    rect(&s, 0, 0, WIDTH, HEIGHT, "#ffffff");
    rect(&s, 0, 0, BAND, HEIGHT, "#1f4e79");
    rect(&s, LEFT, TOP - 60, 120, 10, "#1f4e79");
    text(&s, 30, 240, 64, &(struct block){.fill = "#ffffff", .bold = true}, STR("Q&A"));
    draw_text(&s);
    markup_close(m);
}

static bool cover_page(struct book_parts *b) {
    struct markup m;
    struct file *file = book_file(b, FILE_CONTENT, STR("cover.xhtml"), STR("cover"), STR("application/xhtml+xml"));
    if (!file) return false;
    page_start_xhtml(b, &m, book_word(b, WORD_COVER), "frontmatter");
    file->in_spine = true;
    size_t index = b->files.n - 1;
    markup_open(&m, "section");
    markup_attr_c(&m, "epub:type", "cover");
    class_attr(b, &m, CLASS_COVER);
    markup_open(&m, "img");
    markup_attr_c(&m, "src", b->options->cover_png.n ? "cover.png" : "cover.svg");
    if (b->options->cover_png.n) markup_attr_c(&m, "srcset", "cover.svg 3x"); /* for the densest screens */
    markup_attr(&m, "alt", document_title(b->doc));
    markup_attr_c(&m, "role", "doc-cover");
    markup_close(&m);
    markup_close(&m);
    return page_end_xhtml(b, &m, index);
}

static bool title_page(struct book_parts *b) {
    const struct document *doc = b->doc;
    struct markup m;
    struct file *file = book_file(b, FILE_CONTENT, STR("title.xhtml"), STR("title-page"), STR("application/xhtml+xml"));
    if (!file) return false;
    page_start_xhtml(b, &m, book_word(b, WORD_TITLE_PAGE), "frontmatter");
    file->in_spine = true;
    size_t index = b->files.n - 1;
    markup_open(&m, "section");
    markup_attr_c(&m, "epub:type", "titlepage");
    class_attr(b, &m, CLASS_TITLEPAGE);
    markup_leaf(&m, "h1", document_title(b->doc));
    if (doc->subtitle.n) markup_leaf(&m, "p", doc->subtitle);
    for (const struct meta_field *f = doc->meta; f; f = f->next)
        if (str_eq(f->key, STR("author"))) markup_leaf(&m, "p", f->value);
    markup_close(&m);
    return page_end_xhtml(b, &m, index);
}

bool cover_files(struct book_parts *b) {
    struct markup m;
    bool png = b->options->cover_png.n > 0;
    struct file *file = book_file(b, png ? FILE_IMAGE : FILE_COVER_IMAGE, STR("cover.svg"),
                                  png ? STR("cover-svg") : STR("cover-image"), STR("image/svg+xml"));
    if (!file) return false;
    markup_start(&m, NULL);
    draw(b, &m);
    if (!markup_end(&m, &file->bytes)) return false;
    if (png) {
        file = book_file(b, FILE_COVER_IMAGE, STR("cover.png"), STR("cover-image"), STR("image/png"));
        if (!file) return false;
        buf_put(&file->bytes, b->options->cover_png);
        if (file->bytes.failed) return false;
    }
    return cover_page(b) && title_page(b);
}
