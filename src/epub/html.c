/* html: the whole document as one page that needs no other file: style and images inside, an anchor per question. */
#include "epub/book.h"

static const char PAGE_STYLE[] =
    "body { max-width: 44em; margin: 0 auto; padding: 1em 4%; }\n"
    "[role=doc-toc] > h2 { margin: 1.6em 0 0.5em; }\n"
    "[role=doc-toc] ol { list-style: none; padding: 0; padding-inline-start: 1em; }\n"
    "[role=doc-toc] a { text-decoration: none; }\n"
    "[role=doc-part] > h2, [role=doc-chapter] > h2 { font-size: 1.5em; margin: 1.6em 0 0.8em; padding-bottom: 0.2em; "
    "border-bottom: 0.08em solid; }\n"
    "[role=doc-part] > .label + h2 { margin-top: 0; }\n"
    "[role=doc-part] > h3, [role=doc-chapter] > h3 { font-size: 1.25em; margin: 1.6em 0 0.8em; }\n"
    /* paper has nothing to click */
    "@media print { details::details-content { content-visibility: visible; block-size: auto; opacity: 1; } }\n"
    "@media print { body { max-width: none; padding: 0; } main { break-before: page; } a { color: inherit; text-decoration: none; } }\n";

/* The user's rules come last and win; what would end the element is no style sheet. */
static void write_style(struct book_parts *b, struct markup *m) {
    struct buf rules;
    buf_init(&rules);
    buf_put(&rules, str_from(PAGE_STYLE));
    style_write(b, &rules);
    bool ends = str_find(buf_str(&rules), STR("</"), 0) != SIZE_MAX;
    markup_raw(m, ends ? str_from(PAGE_STYLE) : buf_str(&rules));
    b->failed = b->failed || rules.failed;
    buf_release(&rules);
}

static void write_head(struct book_parts *b, struct markup *m) {
    markup_open(m, "html");
    markup_attr(m, "lang", b->doc->lang);
    if (b->rtl) markup_attr_c(m, "dir", "rtl");
    markup_open(m, "head");
    markup_open(m, "meta");
    markup_attr_c(m, "charset", "utf-8");
    markup_close_void(m);
    markup_open(m, "meta");
    markup_attr_c(m, "name", "viewport");
    markup_attr_c(m, "content", "width=device-width, initial-scale=1");
    markup_close_void(m);
    if (b->options->generator.n) {
        markup_open(m, "meta"); /* who finds the page among texts knows by it that it is none of them */
        markup_attr_c(m, "name", "generator");
        markup_attr(m, "content", b->options->generator);
        markup_close_void(m);
    }
    markup_leaf(m, "title", document_title(b->doc));
    markup_open(m, "style");
    write_style(b, m);
    markup_close(m);
    markup_close(m);
}

static void write_header(struct book_parts *b, struct markup *m) {
    const struct document *doc = b->doc;
    markup_open(m, "header");
    markup_leaf(m, "h1", document_title(b->doc));
    if (doc->subtitle.n) markup_leaf(m, "p", doc->subtitle);
    for (const struct meta_field *f = doc->meta; f; f = f->next)
        if (str_eq(f->key, STR("author"))) markup_leaf(m, "p", f->value);
    markup_close(m);
}

/* The contents stand above the text but are known only after it, so the text is written first. */
static bool write_text(struct book_parts *b, struct buf *text) {
    struct markup m;
    markup_start_html(&m, false);
    b->page = &m;
    markup_open(&m, "main");
    bool ok = plan_book(b) && content_files(b);
    b->page = NULL;
    return markup_end(&m, text) && ok;
}

static bool write_page(struct book_parts *b, str text, struct buf *out) {
    struct markup m;
    markup_start_html(&m, true);
    write_head(b, &m);
    markup_open(&m, "body");
    write_header(b, &m);
    contents_write(b, &m);
    markup_raw(&m, text);
    return markup_end(&m, out) && !b->failed;
}

enum status html_write(const struct document *doc, const struct epub_options *options, struct diags *diags,
                       struct sink *out) {
    struct book_parts b = {.doc = doc, .options = options, .diags = diags, .rtl = text_lang_rtl(doc->lang)};
    struct buf text, page;
    arena_init(&b.arena);
    buf_init(&text);
    buf_init(&page);
    bool made = write_text(&b, &text) && write_page(&b, buf_str(&text), &page) && !b.arena.failed;
    enum status status = !made ? STATUS_NO_MEMORY : sink_write(out, buf_str(&page)) ? STATUS_OK : STATUS_OUTPUT;
    book_release_parts(&b);
    buf_release(&text);
    buf_release(&page);
    return status;
}
