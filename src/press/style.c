/* The styles of a job: for the PDF one that ships or a file, for the EPUB rules to add. */
#include <errno.h>
#include <sys/stat.h>

#include "base/utf8.h"
#include "layout/style.h"
#include "press/job.h"

static enum status read_file(qap_job *job, const char *path, struct style *style) {
    struct input *in = job->style_file = input_new(job, path, path);
    if (!in) return STATUS_NO_MEMORY;
    enum status status = input_load(job, in);
    if (status != STATUS_OK) return status;
    if (!source_index(&in->source)) return STATUS_NO_MEMORY;
    return style_read(style, in->source.bytes, &job->arena, &in->diags);
}

static enum status load_css(qap_job *job) {
    if (!job->settings.css) return STATUS_OK;
    struct input *in = job->css_file = input_new(job, job->settings.css, job->settings.css);
    enum status status = in ? input_load(job, in) : STATUS_NO_MEMORY;
    if (status != STATUS_OK) return status;
    str css = in->source.bytes;
    for (size_t at = 0; at < css.n;) {
        if (utf8_next(css, &at) != UTF8_INVALID && css.p[at - 1] != '\0') continue;
        diag_add2(&in->diags, DIAG_READ_FAILED, SPAN_ABSENT, in->name, STR("it is not UTF-8 text"));
        return STATUS_INPUT;
    }
    return STATUS_OK;
}

/* A folder whose name was mistyped would otherwise be looked for only when a character is missing, and in silence. */
static enum status check_font_path(qap_job *job) {
    for (size_t i = 0; i < job->settings.font_path.n; i++) {
        const char *path = job->settings.font_path.at[i];
        struct stat st;
        int error = stat(path, &st) != 0 ? errno : S_ISDIR(st.st_mode) ? 0 : ENOTDIR;
        if (!error) continue;
        diag_add2(&job->diags, DIAG_READ_FAILED, SPAN_ABSENT, str_from(path), error_text(error, &job->diags.arena));
        return STATUS_INPUT;
    }
    return STATUS_OK;
}

static enum status load_style(qap_job *job) {
    const char *name = job->settings.style;
    struct style *style = name ? arena_new(&job->arena, struct style) : NULL;
    if (!name) return STATUS_OK;
    if (!style) return STATUS_NO_MEMORY;
    enum status status = STATUS_OK;
    if (strcmp(name, "default") == 0) *style = *style_default();
    else if (strcmp(name, "grey") == 0) *style = *style_grey();
    else status = read_file(job, name, style);
    if (status == STATUS_OK) job->style = style;
    return status;
}

enum status style_load(qap_job *job) {
    enum status status = load_style(job);
    if (status == STATUS_OK) status = load_css(job);
    return status == STATUS_OK ? check_font_path(job) : status;
}

enum answers_where job_answers(const qap_job *job) {
    if (job->settings.has_answers) return job->settings.answers;
    return answers_where_by_name((job->style ? job->style : style_default())->answers);
}

qap_status qap_job_print_style(qap_job *job, qap_write *write, void *context) {
    if (job->ran) return job_usage(job, "the job has run");
    if (!write) return job_usage(job, "the callback is NULL");
    job->ran = true;
    enum status status = style_load(job);
    struct buf out;
    buf_init(&out);
    if (status == STATUS_OK) style_print(job->style ? job->style : style_default(), &out);
    if (out.failed) status = STATUS_NO_MEMORY;
    qap_status result = status == STATUS_OK ? QAP_OK : status == STATUS_NO_MEMORY ? job_no_memory(job) : QAP_INPUT;
    if (result == QAP_OK && write(context, out.p, out.n) != 0) result = QAP_OUTPUT;
    buf_release(&out);
    if (!diagnostics_show(job) && result == QAP_OK) result = job_no_memory(job);
    return result;
}
