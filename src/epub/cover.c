/* cover: an image drawn from the title, the page that shows it, and the title page. */
#include "epub/book.h"

#include "base/utf8.h"

enum { COVER_WIDTH = 1200, COVER_HEIGHT = 1800, TITLE_X = 330, LINE_CHARS = 20, LINES = 8 };

static void attr_number(struct book_parts *b, struct markup *m, const char *name, uint64_t value) {
    markup_attr(m, name, book_format(b, "", value, ""));
}

static void rect(struct book_parts *b, struct markup *m, uint64_t width, const char *fill) {
    markup_open(m, "rect");
    attr_number(b, m, "width", width);
    attr_number(b, m, "height", COVER_HEIGHT);
    markup_attr_c(m, "fill", fill);
    markup_close(m);
}

static void text(struct book_parts *b, struct markup *m, uint64_t x, uint64_t y, uint64_t size, const char *fill, str s) {
    markup_open(m, "text");
    attr_number(b, m, "x", x);
    attr_number(b, m, "y", y);
    attr_number(b, m, "font-size", size);
    markup_attr_c(m, "fill", fill);
    markup_attr_c(m, "font-family", "Helvetica, Arial, sans-serif");
    if (size > 60) markup_attr_c(m, "font-weight", "bold");
    markup_text(m, s);
    markup_close(m);
}

/* The end of the longest run of whole words from `from` that fits a line; one word at the least. */
static size_t line_end(str s, size_t from) {
    size_t end = from, at = from, count = 0;
    while (at < s.n) {
        uint32_t c = utf8_next(s, &at);
        count += c > 0x2E7F ? 2 : 1; /* East Asian signs are twice as wide */
        if (c == ' ' || at == s.n) end = at;
        if (count > LINE_CHARS && end > from) break;
        if (count > LINE_CHARS * 2) return at;
    }
    return end > from ? end : s.n;
}

static uint64_t wrapped(struct book_parts *b, struct markup *m, uint64_t y, uint64_t size, const char *fill, str s) {
    size_t lines = 0;
    for (size_t at = 0; at < s.n && lines < LINES; lines++) {
        size_t end = line_end(s, at);
        text(b, m, TITLE_X, y, size, fill, str_trim(str_sub(s, at, end)));
        y += size * 5 / 4;
        at = end;
    }
    return y;
}

static void draw(struct book_parts *b, struct markup *m) {
    const struct document *doc = b->doc;
    markup_open(m, "svg");
    markup_attr_c(m, "xmlns", "http://www.w3.org/2000/svg");
    markup_attr_c(m, "viewBox", "0 0 1200 1800");
    markup_attr_c(m, "role", "img");
    markup_attr(m, "aria-label", doc->title.n ? doc->title : book_word(b, WORD_COVER));
    rect(b, m, COVER_WIDTH, "#ffffff");
    rect(b, m, 240, "#1f4e79");
    text(b, m, 46, 300, 76, "#ffffff", STR("Q&A"));
    uint64_t y = wrapped(b, m, 620, 78, "#1b1f24", doc->title);
    wrapped(b, m, y + 30, 44, "#5b6670", doc->subtitle);
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
    markup_attr(&m, "alt", b->doc->title.n ? b->doc->title : book_word(b, WORD_COVER));
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
    markup_leaf(&m, "h1", shown_title(b));
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
