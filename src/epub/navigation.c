/* navigation: the EPUB 3 navigation document (contents, landmarks, page list) and the NCX for older readers. */
#include "base/limits.h"
#include "epub/book.h"

static void link_item(const struct book_parts *b, struct markup *m, str href, str text, const char *type, str lang) {
    markup_open(m, "a");
    if (type) markup_attr_c(m, "epub:type", type);
    markup_attr(m, "href", href);
    lang_attrs(m, lang, b->doc->lang);
    markup_text(m, text.n ? text : STR("\u2026"));
    markup_close(m);
}

/* Nested lists from depths: a deeper point goes into its forerunner's item; a jump of several levels is one. */
static void write_points(struct book_parts *b, struct markup *m, const char *list, void (*item)(struct book_parts *, struct markup *, size_t)) {
    unsigned stack[64];
    size_t open = 0;
    for (size_t i = 0; i < b->points.n; i++) {
        unsigned depth = b->points.at[i].depth;
        while (open && stack[open - 1] > depth && (open < 2 || stack[open - 2] >= depth)) {
            markup_close(m);
            if (list) markup_close(m);
            open--;
        }
        if (open && stack[open - 1] >= depth) {
            markup_close(m);
            stack[open - 1] = depth;
        } else if (open < 64) {
            if (list) markup_open_str(m, str_from(list));
            stack[open++] = depth;
        }
        item(b, m, i);
    }
    for (; open; open--) {
        markup_close(m);
        if (list) markup_close(m);
    }
}

static void nav_item(struct book_parts *b, struct markup *m, size_t i) {
    markup_open(m, "li");
    link_item(b, m, b->points.at[i].href, b->points.at[i].title, NULL, b->points.at[i].lang);
}

static void open_nav(struct markup *m, const char *type, const char *role, str title, bool hidden) {
    markup_open(m, "nav");
    markup_attr_c(m, "epub:type", type);
    if (role) markup_attr_c(m, "role", role);
    markup_attr_c(m, "id", m->html ? "_contents" : type);
    if (hidden) markup_attr_c(m, "hidden", "hidden");
    markup_leaf_str(m, hidden || m->html ? STR("h2") : STR("h1"), title);
}

static void landmark(struct book_parts *b, struct markup *m, str href, enum own_word text, const char *type) {
    if (href.n == 0) return;
    markup_open(m, "li");
    link_item(b, m, href, book_word(b, text), type, b->doc->lang);
    markup_close(m);
}

static void write_landmarks(struct book_parts *b, struct markup *m) {
    open_nav(m, "landmarks", NULL, book_word(b, WORD_LANDMARKS), true);
    markup_open(m, "ol");
    landmark(b, m, STR("cover.xhtml"), WORD_COVER, "cover");
    landmark(b, m, STR("title.xhtml"), WORD_TITLE_PAGE, "titlepage");
    landmark(b, m, STR("nav.xhtml#toc"), WORD_CONTENTS, "toc");
    landmark(b, m, b->text_href, WORD_QUESTIONS, "bodymatter");
    landmark(b, m, b->answers_href, WORD_ANSWERS, "backmatter");
    markup_close(m);
    markup_close(m);
}

static void write_page_list(struct book_parts *b, struct markup *m) {
    if (!b->pages_written) return;
    open_nav(m, "page-list", "doc-pagelist", book_word(b, WORD_PAGES), true);
    markup_open(m, "ol");
    for (size_t i = 0; i < b->options->n_pages; i++) {
        if (b->page_hrefs[i].n == 0) continue;
        markup_open(m, "li");
        link_item(b, m, b->page_hrefs[i], b->options->pages[i].label, NULL, b->doc->lang);
        markup_close(m);
    }
    markup_close(m);
    markup_close(m);
}

void contents_write(struct book_parts *b, struct markup *m) {
    open_nav(m, "toc", "doc-toc", book_word(b, WORD_CONTENTS), false);
    write_points(b, m, "ol", nav_item);
    markup_close(m);
}

static bool write_nav(struct book_parts *b) {
    struct markup m;
    struct file *file = book_file(b, FILE_NAV, STR("nav.xhtml"), STR("nav"), STR("application/xhtml+xml"));
    if (!file) return false;
    page_start_xhtml(b, &m, book_word(b, WORD_CONTENTS), "frontmatter");
    file->in_spine = true;
    size_t index = b->files.n - 1;
    contents_write(b, &m);
    write_landmarks(b, &m);
    write_page_list(b, &m);
    return page_end_xhtml(b, &m, index);
}

static void ncx_meta(struct markup *m, const char *name, str content) {
    markup_open(m, "meta");
    markup_attr_c(m, "name", name);
    markup_attr(m, "content", content);
    markup_close(m);
}

static void ncx_label(struct markup *m, const char *element, str text) {
    markup_open_str(m, str_from(element));
    markup_leaf(m, "text", text.n ? text : STR("\u2026"));
    markup_close(m);
}

static void ncx_item(struct book_parts *b, struct markup *m, size_t i) {
    markup_open(m, "navPoint");
    markup_attr(m, "id", book_format(b, "point-", i + 1, ""));
    ncx_label(m, "navLabel", b->points.at[i].title);
    markup_open(m, "content");
    markup_attr(m, "src", b->points.at[i].href);
    markup_close(m);
}

/* How deep write_points nests: a jump of several levels counts as one. */
static unsigned depth(const struct book_parts *b) {
    unsigned deepest = 1;
    for (size_t i = 0; i < b->points.n; i++)
        if (b->points.at[i].depth > deepest) deepest = b->points.at[i].depth;
    return deepest;
}

/* The label's number, 0 when it is none (a roman page of the front matter). */
static uint64_t page_number(str label) {
    uint64_t n = 0;
    for (size_t i = 0; i < label.n; i++) {
        if (!char_is_digit(label.p[i]) || n > LIMIT_PAGES) return 0;
        n = n * 10 + (uint64_t)(label.p[i] - '0');
    }
    return n;
}

static uint64_t largest_page(const struct book_parts *b) {
    uint64_t largest = 0;
    for (size_t i = 0; b->pages_written && i < b->options->n_pages; i++) {
        uint64_t n = b->page_hrefs[i].n ? page_number(b->options->pages[i].label) : 0;
        if (n > largest) largest = n;
    }
    return largest;
}

static void ncx_pages(struct book_parts *b, struct markup *m) {
    if (!b->pages_written) return;
    markup_open(m, "pageList");
    ncx_label(m, "navLabel", book_word(b, WORD_PAGES));
    for (size_t i = 0; i < b->options->n_pages; i++) {
        str label = b->options->pages[i].label;
        if (b->page_hrefs[i].n == 0) continue;
        markup_open(m, "pageTarget");
        markup_attr(m, "id", book_format(b, "page-", i + 1, ""));
        markup_attr_c(m, "type", page_number(label) ? "normal" : "front");
        if (page_number(label)) markup_attr(m, "value", label);
        ncx_label(m, "navLabel", label);
        markup_open(m, "content");
        markup_attr(m, "src", b->page_hrefs[i]);
        markup_close(m);
        markup_close(m);
    }
    markup_close(m);
}

static bool write_ncx(struct book_parts *b) {
    struct markup m;
    struct file *file = book_file(b, FILE_NCX, STR("toc.ncx"), STR("ncx"), STR("application/x-dtbncx+xml"));
    if (!file) return false;
    markup_start(&m, NULL);
    markup_open(&m, "ncx");
    markup_attr_c(&m, "xmlns", "http://www.daisy.org/z3986/2005/ncx/");
    markup_attr_c(&m, "version", "2005-1");
    markup_attr(&m, "xml:lang", b->doc->lang);
    markup_open(&m, "head");
    ncx_meta(&m, "dtb:uid", b->uuid);
    ncx_meta(&m, "dtb:depth", book_format(b, "", depth(b), ""));
    ncx_meta(&m, "dtb:totalPageCount", book_format(b, "", b->pages_written, ""));
    ncx_meta(&m, "dtb:maxPageNumber", book_format(b, "", largest_page(b), ""));
    markup_close(&m);
    ncx_label(&m, "docTitle", document_title(b->doc));
    markup_open(&m, "navMap");
    write_points(b, &m, NULL, ncx_item);
    markup_close(&m);
    ncx_pages(b, &m);
    return markup_end(&m, &file->bytes);
}

bool navigation_files(struct book_parts *b) { return write_nav(b) && write_ncx(b); }
