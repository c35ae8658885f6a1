/* The EPUB, which tells where the pages of the same run's PDF begin. */
#include "epub/epub.h"
#include "epub/picture.h"
#include "epub/symbols.h"
#include "press/job.h"

/* Where each page begins, in the order of the book, with its printed label. */
static enum status list_pages(qap_job *job, struct epub_page **list, size_t *n) {
    const struct book *book = &job->book;
    const struct page_start **first = calloc(book->order.n + 1, sizeof *first);
    struct epub_page *pages = calloc(book->order.n + 1, sizeof *pages);
    struct buf label;
    buf_init(&label);
    bool ok = first && pages;
    for (size_t i = 0; ok && i < book->starts.n; i++) {
        const struct page_start *s = &book->starts.at[i];
        if (s->node && s->page < book->order.n) first[s->page] = s;
    }
    *n = 0;
    for (size_t i = 0; ok && i < book->order.n; i++) {
        uint32_t id = book->order.at[i];
        if (id >= book->order.n || !first[id]) continue;
        label.n = 0;
        book_page_label(book, (uint32_t)i, &label);
        str copy = arena_str(&job->arena, buf_str(&label));
        if (copy.n) pages[(*n)++] = (struct epub_page){first[id]->node, first[id]->offset, copy};
        ok = !label.failed && !job->arena.failed;
    }
    buf_release(&label);
    free(first);
    if (ok) *list = pages;
    else free(pages);
    return ok ? STATUS_OK : STATUS_NO_MEMORY;
}

/* What is made from fonts. Without them, or where they lack what the title says, readers set the cover themselves, so
 * what the faces report goes nowhere. */
struct made {
    struct buf cover;
    struct symbols symbols;
};

static enum status make_from_fonts(struct making *m, struct made *made) {
    const char *fonts = data_fonts(m->job);
    struct diags quiet;
    struct text *text = NULL;
    enum status status = STATUS_OK;
    diags_init(&quiet);
    if (fonts) {
        struct text_options options = {.font_dir = fonts, .font_path = m->job->settings.font_path.at,
                                       .n_font_path = m->job->settings.font_path.n};
        text = text_new(&options, &quiet);
        if (!text && !quiet.count[DIAG_NO_FONT]) quiet.failed = true;
    }
    if (text) status = picture_cover(m->doc, text, &made->cover);
    if (quiet.count[DIAG_MISSING_GLYPH]) buf_release(&made->cover);
    if (text && status == STATUS_OK) status = symbols_gather(m->doc, text, str_from(fonts), &made->symbols);
    bool lost = quiet.failed || quiet.count[DIAG_NO_MEMORY] || (text && text_failed(text)) || m->job->arena.failed;
    text_free(text);
    diags_release(&quiet);
    return status == STATUS_OK && lost ? STATUS_NO_MEMORY : status;
}

enum status write_epub(struct making *m, struct sink *out) {
    qap_job *job = m->job;
    struct epub_page *pages = NULL;
    struct made made = {0};
    struct epub_options options = {.time = job_time(job, m->doc), .generator = STR(QAPRESS_GENERATOR), .base_dir = job_base_dir(job), .assets = &job->assets, .stop = &job->stop,
                                   .jobs = job->settings.jobs};
    enum status status = job->has_book ? list_pages(job, &pages, &options.n_pages) : STATUS_OK;
    options.pages = pages;
    if (m->part == PART_QUESTIONS) options.answers = job_answers(job);
    if (job->css_file) options.css = job->css_file->source.bytes;
    if (status == STATUS_OK) status = make_from_fonts(m, &made);
    options.cover_png = buf_str(&made.cover);
    options.fonts = made.symbols.fonts.at;
    options.n_fonts = made.symbols.fonts.n;
    if (status == STATUS_OK) status = epub_write(m->doc, &options, m->diags, out);
    buf_release(&made.cover);
    symbols_release(&made.symbols);
    free(pages);
    return status;
}

enum status write_html(struct making *m, struct sink *out) {
    struct epub_options options = {.generator = STR(QAPRESS_GENERATOR), .base_dir = job_base_dir(m->job), .assets = &m->job->assets, .stop = &m->job->stop};
    if (m->part == PART_QUESTIONS) options.answers = job_answers(m->job);
    if (m->job->css_file) options.css = m->job->css_file->source.bytes;
    return html_write(m->doc, &options, m->diags, out);
}
