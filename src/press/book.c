/* The two books: pages through the layout into a PDF, and the EPUB, which tells where those pages begin. */
#include "epub/epub.h"
#include "layout/layout.h"
#include "pdf/pdf.h"
#include "press/job.h"

#define GENERATOR "qapress " QAPRESS_VERSION

/* A page sink before the PDF's, where a job can be stopped. */
struct gate {
    qap_job *job;
    struct page_sink inner;
};

static enum status pass_page(void *context, const struct page *page, const struct book *book) {
    struct gate *gate = context;
    if (job_stopped(gate->job)) return STATUS_OUTPUT;
    return gate->inner.page(gate->inner.context, page, book);
}

/* The folder that a job's images are relative to: its first input's. */
static const char *base_dir(qap_job *job) {
    if (job->settings.base_dir) return job->settings.base_dir;
    const char *path = job->inputs.at[0]->path;
    if (!path) return NULL;
    const char *slash = strrchr(path, '/');
    if (!slash) return ".";
    return job_copy(job, str_of(path, slash == path ? 1 : (size_t)(slash - path)));
}

static enum status set_pages(struct making *m, struct text *text, struct sink *out) {
    qap_job *job = m->job;
    struct pdf_options options = {.time = job_time(job, m->doc), .producer = STR(GENERATOR), .jobs = job->settings.jobs};
    struct pdf *pdf = pdf_new(&options, text, m->diags);
    if (!pdf) return STATUS_NO_MEMORY;
    if (job->has_book) book_release(&job->book);
    book_init(&job->book);
    job->has_book = true;
    struct gate gate = {job, pdf_sink(pdf)};
    struct page_sink sink = {&gate, pass_page};
    struct layout_options layout = {.width = job->settings.width, .height = job->settings.height,
                                    .base_dir = base_dir(job), .contents_questions = true};
    enum status status = layout_book(m->doc, text, &layout, m->diags, &sink, &job->book);
    if (status == STATUS_OK) status = pdf_write(pdf, &job->book, out);
    job->summary.pages = job->book.order.n;
    pdf_free(pdf);
    return status;
}

enum status write_pdf(struct making *m, struct sink *out) {
    qap_job *job = m->job;
    const char *fonts = data_fonts(job);
    if (!fonts) {
        diag_add2(m->diags, DIAG_NO_FONT, SPAN_ABSENT, STR("fonts"),
                  STR("the folder of the bundled fonts is not beside the program; name the one that holds it with QAPRESS_DATA"));
        return STATUS_INTERNAL;
    }
    struct text_options options = {.font_dir = fonts, .font_path = job->settings.font_path.at,
                                   .n_font_path = job->settings.font_path.n};
    struct text *text = text_new(&options, m->diags);
    if (!text) return diags_have(m->diags, DIAG_ERROR) ? STATUS_INTERNAL : STATUS_NO_MEMORY;
    enum status status = set_pages(m, text, out);
    text_free(text);
    return status;
}

/* The first node that starts on each page, in the order of the book, with the page's printed label. */
static enum status list_pages(qap_job *job, struct epub_page **list, size_t *n) {
    const struct book *book = &job->book;
    const void **first = calloc(book->order.n + 1, sizeof *first);
    struct epub_page *pages = calloc(book->order.n + 1, sizeof *pages);
    struct buf label;
    buf_init(&label);
    bool ok = first && pages;
    for (size_t i = 0; ok && i < book->starts.n; i++) {
        const struct page_start *s = &book->starts.at[i];
        if (s->page < book->order.n && !first[s->page]) first[s->page] = s->node;
    }
    *n = 0;
    for (size_t i = 0; ok && i < book->order.n; i++) {
        uint32_t id = book->order.at[i];
        if (id >= book->order.n || !first[id]) continue;
        label.n = 0;
        book_page_label(book, (uint32_t)i, &label);
        str copy = arena_str(&job->arena, buf_str(&label));
        if (copy.n) pages[(*n)++] = (struct epub_page){first[id], copy};
        ok = !label.failed && !job->arena.failed;
    }
    buf_release(&label);
    free(first);
    if (ok) *list = pages;
    else free(pages);
    return ok ? STATUS_OK : STATUS_NO_MEMORY;
}

enum status write_epub(struct making *m, struct sink *out) {
    qap_job *job = m->job;
    struct epub_page *pages = NULL;
    struct epub_options options = {.time = job_time(job, m->doc), .generator = STR(GENERATOR), .base_dir = base_dir(job),
                                   .jobs = job->settings.jobs};
    enum status status = job->has_book ? list_pages(job, &pages, &options.n_pages) : STATUS_OK;
    options.pages = pages;
    if (status == STATUS_OK) status = epub_write(m->doc, &options, m->diags, out);
    free(pages);
    return status;
}
