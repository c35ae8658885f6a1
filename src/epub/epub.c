#include "epub/epub.h"

#include "epub/book.h"

struct file *book_file(struct book_parts *b, enum file_kind kind, str name, str id, str media_type) {
    if (!vec_push(&b->files, (struct file){.kind = kind, .name = name, .id = id, .media_type = media_type})) {
        b->failed = true;
        return NULL;
    }
    return &b->files.at[b->files.n - 1];
}

str book_format(struct book_parts *b, const char *before, uint64_t number, const char *after) {
    struct buf text;
    buf_init(&text);
    buf_put(&text, str_from(before));
    buf_put_uint(&text, number);
    buf_put(&text, str_from(after));
    buf_put_char(&text, '\0');
    str kept = arena_str(&b->arena, buf_str(&text));
    bool failed = text.failed || kept.n == 0;
    if (failed) b->failed = true;
    buf_release(&text);
    return failed ? STR("") : str_of(kept.p, kept.n - 1);
}

str book_word(const struct book_parts *b, enum own_word which) { return own_word(which, b->doc->lang); }
str book_word_in(const struct book_parts *b, enum own_word which, const struct node *n) { return own_word(which, node_lang(b->doc, n)); }

void page_start_xhtml(struct book_parts *b, struct markup *m, str title, const char *body_type) {
    markup_start(m, "html");
    markup_use(m, &b->spare);
    markup_open(m, "html");
    markup_attr_c(m, "xmlns", "http://www.w3.org/1999/xhtml");
    markup_attr_c(m, "xmlns:epub", "http://www.idpf.org/2007/ops");
    markup_attr(m, "lang", b->doc->lang);
    markup_attr(m, "xml:lang", b->doc->lang);
    if (b->rtl) markup_attr_c(m, "dir", "rtl");
    markup_open(m, "head");
    markup_leaf(m, "title", title.n ? title : document_title(b->doc));
    markup_open(m, "link");
    markup_attr_c(m, "rel", "stylesheet");
    markup_attr_c(m, "type", "text/css");
    markup_attr_c(m, "href", "style.css");
    markup_close(m);
    markup_close(m);
    markup_open(m, "body");
    markup_attr_c(m, "epub:type", body_type);
}

bool page_end_xhtml(struct book_parts *b, struct markup *m, size_t file) {
    return markup_end(m, &b->files.at[file].bytes) && !b->failed && container_pack(b, file);
}

void lang_attrs(struct markup *m, str lang, str around) {
    if (str_eq_nocase(lang, around)) return;
    bool rtl = text_lang_rtl(lang);
    markup_attr(m, "lang", lang);
    markup_attr(m, "xml:lang", lang);
    if (rtl != text_lang_rtl(around)) markup_attr_c(m, "dir", rtl ? "rtl" : "ltr");
}

/* Which rules a book needs is known when all else is written. */
static bool style_file(struct book_parts *b) {
    struct file *file = book_file(b, FILE_STYLE, STR("style.css"), STR("style"), STR("text/css"));
    if (file) style_write(b, &file->bytes);
    return file && !file->bytes.failed;
}

static bool font_files(struct book_parts *b) {
    for (size_t i = 0; i < b->options->n_fonts; i++) {
        const struct epub_font *font = &b->options->fonts[i];
        struct file *file = book_file(b, FILE_FONT, book_format(b, "symbols-", i + 1, font->cff ? ".otf" : ".ttf"),
                                      book_format(b, "symbols-", i + 1, ""), font->cff ? STR("font/otf") : STR("font/ttf"));
        if (!file) return false;
        buf_put(&file->bytes, font->bytes);
        if (file->bytes.failed) return false;
    }
    return true;
}

static void move_files(struct book_parts *b, size_t from, size_t n, size_t to) {
    struct file moved[4];
    memcpy(moved, &b->files.at[from], n * sizeof *moved);
    memmove(&b->files.at[to + n], &b->files.at[to], (from - to) * sizeof *moved);
    memcpy(&b->files.at[to], moved, n * sizeof *moved);
}

/* Cover, title page, contents, text: the order of the files is the order of the spine. The contents are known only
 * when the text is written, so the text's files are made first and moved behind. */
static bool make_files(struct book_parts *b) {
    if (!plan_book(b) || !package_identify(b) || !cover_files(b)) return false;
    size_t front = b->files.n;
    if (!content_files(b)) return false;
    size_t text = b->files.n;
    if (!navigation_files(b) || !style_file(b)) return false;
    move_files(b, text, b->files.n - text, front);
    return font_files(b);
}

void book_release_parts(struct book_parts *b) {
    container_release(b);
    buf_release(&b->spare);
    for (size_t i = 0; i < b->files.n; i++) buf_release(&b->files.at[i].bytes);
    vec_release(&b->files);
    vec_release(&b->points);
    vec_release(&b->places);
    vec_release(&b->answer_places);
    vec_release(&b->beginnings);
    arena_release(&b->arena);
}

enum status epub_write(const struct document *doc, const struct epub_options *options, struct diags *diags,
                       struct sink *out) {
    struct book_parts b = {.doc = doc, .options = options, .diags = diags, .rtl = text_lang_rtl(doc->lang)};
    struct buf opf;
    enum status status = STATUS_NO_MEMORY;
    arena_init(&b.arena);
    buf_init(&opf);
    if (make_files(&b) && package_file(&b, &opf)) container_write(&b, buf_str(&opf), out, &status);
    book_release_parts(&b);
    buf_release(&opf);
    return stop_asked(options->stop) ? STATUS_STOPPED : status;
}
