/* The EPUB, which tells where the pages of the same run's PDF begin. */
#include "epub/epub.h"
#include "epub/picture.h"
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

/* What is drawn from fonts: the cover. Without fonts, or where they lack what the title says, the drawing of the cover
 * that readers set themselves has to do, so what the faces report goes nowhere. */
static enum status draw_cover(struct making *m, struct buf *png) {
    struct diags quiet;
    diags_init(&quiet);
    struct text *text = NULL;
    if (data_fonts(m->job)) {
        struct text_options options = {.font_dir = data_fonts(m->job), .font_path = m->job->settings.font_path.at,
                                       .n_font_path = m->job->settings.font_path.n};
        text = text_new(&options, &quiet);
        if (!text && !quiet.count[DIAG_NO_FONT]) quiet.failed = true;
    }
    enum status status = text ? picture_cover(m->doc, text, png) : STATUS_OK;
    bool lost = quiet.failed || quiet.count[DIAG_NO_MEMORY] || (text && text_failed(text));
    if (status == STATUS_OK && (lost || m->job->arena.failed)) status = STATUS_NO_MEMORY;
    if (quiet.count[DIAG_MISSING_GLYPH]) buf_release(png);
    text_free(text);
    diags_release(&quiet);
    return status;
}

enum status write_epub(struct making *m, struct sink *out) {
    qap_job *job = m->job;
    struct epub_page *pages = NULL;
    struct buf cover;
    buf_init(&cover);
    struct epub_options options = {.time = job_time(job, m->doc), .generator = STR(QAPRESS_GENERATOR), .base_dir = job_base_dir(job), .assets = &job->assets, .stop = &job->stop,
                                   .jobs = job->settings.jobs};
    enum status status = job->has_book ? list_pages(job, &pages, &options.n_pages) : STATUS_OK;
    options.pages = pages;
    if (m->part == PART_QUESTIONS) options.answers = job_answers(job);
    if (job->css_file) options.css = job->css_file->source.bytes;
    if (status == STATUS_OK) status = draw_cover(m, &cover);
    options.cover_png = buf_str(&cover);
    if (status == STATUS_OK) status = epub_write(m->doc, &options, m->diags, out);
    buf_release(&cover);
    free(pages);
    return status;
}

enum status write_html(struct making *m, struct sink *out) {
    struct epub_options options = {.base_dir = job_base_dir(m->job), .assets = &m->job->assets, .stop = &m->job->stop};
    if (m->part == PART_QUESTIONS) options.answers = job_answers(m->job);
    if (m->job->css_file) options.css = m->job->css_file->source.bytes;
    return html_write(m->doc, &options, m->diags, out);
}
