/* The PDF: the document through the layout, page by page into the writer. */
#include "export/export.h"
#include "layout/layout.h"
#include "layout/style.h"
#include "pdf/pdf.h"
#include "press/job.h"

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

const char *job_base_dir(qap_job *job) {
    if (job->settings.base_dir) return job->settings.base_dir;
    const char *path = job->inputs.at[0]->path;
    if (!path) return NULL;
    const char *slash = strrchr(path, '/');
    if (!slash) return ".";
    return job_copy(job, str_of(path, slash == path ? 1 : (size_t)(slash - path)));
}

static str file_name(str path) {
    size_t from = path.n;
    while (from && path.p[from - 1] != '/') from--;
    str name = str_drop(path, from);
    return name.n && !str_eq(name, STR("-")) ? name : STR("source.txt");
}

/* ── what comes with the document ───────────────────────────────────────────────────────────────────────────── */

struct attached {
    VEC(struct pdf_attachment) list;
    struct buf tree;
};

static void attached_release(struct attached *a) {
    vec_release(&a->list);
    buf_release(&a->tree);
}

static bool is_taken(const struct attached *a, str name) {
    for (size_t i = 0; i < a->list.n; i++)
        if (str_eq(a->list.at[i].name, name)) return true;
    return false;
}

/* "guide.txt", or "2-guide.txt" for the second input when the name is taken. */
static str own_name(qap_job *job, const struct attached *a, size_t index, str name) {
    struct buf b;
    buf_init(&b);
    if (is_taken(a, name)) {
        buf_put_uint(&b, index + 1);
        buf_put_char(&b, '-');
    }
    buf_put(&b, name);
    str own = b.failed ? (str){0} : arena_str(&job->arena, buf_str(&b));
    buf_release(&b);
    return own;
}

static bool take_tree(struct sink *sink, str bytes) {
    struct buf *out = sink->context;
    buf_put(out, bytes);
    sink->written += bytes.n;
    return !out->failed;
}

/* The texts that the book was made of, and the tree that was read from them. */
static bool attach(struct making *m, struct attached *a) {
    qap_job *job = m->job;
    buf_init(&a->tree);
    for (size_t i = 0; i < job->inputs.n; i++) {
        const struct input *in = job->inputs.at[i];
        struct pdf_attachment file = {.name = own_name(job, a, i, file_name(in->name)), .media_type = STR("text/plain"), .bytes = in->source.bytes,
                                      .relationship = STR("Source"), .description = STR("The text that this document was made from")};
        if (!file.name.p || !vec_push(&a->list, file)) return false;
    }
    struct sink sink = {.fd = -1, .context = &a->tree, .write = take_tree};
    if (export_xml(m->doc, &sink) != STATUS_OK || a->tree.failed) return false;
    struct pdf_attachment tree = {.name = own_name(job, a, job->inputs.n, STR("tree.xml")), .media_type = STR("application/xml"),
                                  .bytes = buf_str(&a->tree), .relationship = STR("Data"),
                                  .description = STR("The questions and answers of this document as XML")};
    return tree.name.p && vec_push(&a->list, tree);
}

static enum status set_pages(struct making *m, struct text *text, struct sink *out) {
    qap_job *job = m->job;
    struct pdf_options options = {.time = job_time(job, m->doc), .producer = STR(QAPRESS_GENERATOR), .jobs = job->settings.jobs,
                                  .standards = job->settings.standards};
    struct attached attached = {0};
    if (options.standards & PDF_A_3A && !attach(m, &attached)) {
        attached_release(&attached);
        return STATUS_NO_MEMORY;
    }
    options.attachments = attached.list.at;
    options.n_attachments = attached.list.n;
    struct pdf *pdf = pdf_new(&options, text, m->diags);
    if (!pdf) {
        attached_release(&attached);
        return STATUS_NO_MEMORY;
    }
    if (job->has_book) book_release(&job->book);
    book_init(&job->book);
    job->has_book = true;
    struct gate gate = {job, pdf_sink(pdf)};
    struct page_sink sink = {&gate, pass_page};
    struct layout_options layout = {.width = job->settings.width, .height = job->settings.height, .style = job->style,
                                    .base_dir = job_base_dir(job), .assets = &job->assets, .stop = &job->stop, .contents_questions = true,
                                    .answers = m->part == PART_QUESTIONS ? job_answers(job) : ANSWERS_INLINE};
    enum status status = layout_book(m->doc, text, &layout, m->diags, &sink, &job->book);
    if (status == STATUS_OK) status = pdf_write(pdf, &job->book, out);
    if (m->part == PART_QUESTIONS) job->summary.pages = job->book.order.n;
    pdf_free(pdf);
    attached_release(&attached);
    return status;
}

/* The faces in use, and the folders in which others may turn up: what the fonts lack is looked for there. */
static void note_fonts(qap_job *job, const struct text *text, const char *fonts) {
    for (size_t i = 0; i < text_face_count(text); i++) asset_note(&job->assets, text_face_info(text, (face_id)i)->path);
    for (size_t i = 0; i < job->settings.font_path.n; i++) asset_note(&job->assets, str_from(job->settings.font_path.at[i]));
    struct buf patterns;
    buf_init(&patterns);
    buf_put(&patterns, str_from(fonts));
    buf_put(&patterns, STR("/hyphenation"));
    if (patterns.failed) job->assets.failed = true;
    else asset_note(&job->assets, buf_str(&patterns));
    buf_release(&patterns);
}

enum status write_pdf(struct making *m, struct sink *out) {
    qap_job *job = m->job;
    const char *fonts = data_fonts(job);
    if (job->arena.failed) return STATUS_NO_MEMORY;
    if (!fonts) {
        diag_add2(m->diags, DIAG_NO_FONT, SPAN_ABSENT, STR("fonts"),
                  STR("the folder of the bundled fonts is not beside the program; name the one that holds it with QAPRESS_DATA"));
        return STATUS_INTERNAL;
    }
    struct text_options options = {.font_dir = fonts, .font_path = job->settings.font_path.at,
                                   .n_font_path = job->settings.font_path.n};
    const struct style *style = job->style ? job->style : style_default();
    options.families[FAMILY_TEXT] = style->text_family;
    options.families[FAMILY_HEAD] = style->head_family;
    options.families[FAMILY_CODE] = style->code_family;
    struct text *text = text_new(&options, m->diags);
    if (!text) return m->diags->count[DIAG_NO_FONT] ? STATUS_INTERNAL : STATUS_NO_MEMORY;
    enum status status = set_pages(m, text, out);
    note_fonts(job, text, fonts);
    text_free(text);
    return status;
}
