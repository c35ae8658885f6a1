/* The life of a job: making it, naming its inputs and outputs, ending it. */
#include <stdarg.h>
#include <stdio.h>

#include "pdf/pdf.h"
#include "press/job.h"

const char *qap_status_name(qap_status status) {
    switch (status) {
    case QAP_OK: return "ok";
    case QAP_NO_MEMORY: return "out of memory";
    case QAP_USAGE: return "usage";
    case QAP_INPUT: return "unusable input";
    case QAP_OUTPUT: return "unwritable output";
    case QAP_LIMIT: return "limit exceeded";
    case QAP_INTERNAL: return "internal error";
    case QAP_CANCELLED: return "cancelled";
    }
    return "unknown status";
}

qap_job *qap_job_new(void) {
    qap_job *job = calloc(1, sizeof *job);
    if (!job) return NULL;
    arena_init(&job->arena);
    diags_init(&job->diags);
    asset_list_init(&job->assets);
    buf_init(&job->error);
    atomic_init(&job->cancelled, false);
    job->settings.jobs = 1;
    job->settings.standards = PDF_A_2A | PDF_UA_1;
    job->summary.title = job->summary.shape = "";
    return job;
}

void input_free(struct input *in) {
    document_release(&in->doc);
    diags_release(&in->diags);
    source_release(&in->source);
    free(in->owned);
    free(in);
}

static void output_free(struct output *out) {
    if (out->open) sink_abandon(&out->file);
    buf_release(&out->memory);
    free(out);
}

void qap_job_free(qap_job *job) {
    if (!job) return;
    if (job->has_book) book_release(&job->book);
    document_release(&job->merged);
    document_release(&job->parts[PART_QUESTIONS]);
    document_release(&job->parts[PART_ANSWERS]);
    for (size_t i = 0; i < job->inputs.n; i++) input_free(job->inputs.at[i]);
    for (size_t i = 0; i < job->outputs.n; i++) output_free(job->outputs.at[i]);
    if (job->style_file) input_free(job->style_file);
    if (job->css_file) input_free(job->css_file);
    vec_release(&job->inputs);
    vec_release(&job->outputs);
    vec_release(&job->settings.meta);
    vec_release(&job->settings.defaults);
    vec_release(&job->settings.said);
    vec_release(&job->settings.font_path);
    vec_release(&job->settings.markers);
    diags_release(&job->diags);
    asset_list_release(&job->assets);
    buf_release(&job->error);
    free(job->shown);
    arena_release(&job->arena);
    free(job);
}

qap_status job_usage(qap_job *job, const char *format, ...) {
    char text[512];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (n < 0) text[0] = '\0';
    job->error.n = 0;
    buf_put(&job->error, str_from(text));
    buf_put_char(&job->error, '\0');
    return QAP_USAGE;
}

qap_status job_no_memory(qap_job *job) {
    job_usage(job, "memory ran out");
    return QAP_NO_MEMORY;
}

const char *qap_job_error(const qap_job *job) {
    if (job->error.failed) return "memory ran out";
    return job->error.n ? job->error.p : "";
}

const char *job_copy(qap_job *job, str s) {
    char *copy = arena_alloc(&job->arena, s.n + 1, 1);
    if (copy && s.n) memcpy(copy, s.p, s.n);
    return copy;
}

qap_status qap_job_set(qap_job *job, const char *option, const char *value) {
    if (job->ran) return job_usage(job, "the job has run; its options are set before");
    return settings_set(job, option, value ? value : "", QAP_BY_OPTION, 0);
}

qap_status qap_job_set_default(qap_job *job, const char *option, const char *value) {
    if (job->ran) return job_usage(job, "the job has run; its options are set before");
    return settings_set(job, option, value ? value : "", QAP_BY_DEFAULT, 0);
}

const qap_setting *qap_job_setting(const qap_job *job, size_t index) {
    return job->ran && index < job->settings.said.n ? &job->settings.said.at[index] : NULL;
}

struct input *input_new(qap_job *job, const char *path, const char *name) {
    struct input *in = calloc(1, sizeof *in);
    if (!in) return NULL;
    diags_init(&in->diags);
    in->path = path ? job_copy(job, str_from(path)) : NULL;
    const char *copy = job_copy(job, str_from(name));
    in->name = in->source.name = str_from(copy);
    if (copy && (in->path || !path)) return in;
    input_free(in);
    return NULL;
}

static qap_status add_input(qap_job *job, const char *path, const char *name, str bytes) {
    if (job->ran) return job_usage(job, "the job has run; its inputs are named before");
    struct input *in = input_new(job, path, name);
    if (in && vec_push(&job->inputs, in)) {
        in->source.bytes = bytes;
        return QAP_OK;
    }
    if (in) input_free(in);
    return job_no_memory(job);
}

qap_status qap_job_input_file(qap_job *job, const char *path) {
    if (!path || !*path) return job_usage(job, "an input has no name");
    return add_input(job, path, path, (str){0});
}

qap_status qap_job_input_memory(qap_job *job, const char *name, const void *bytes, size_t size) {
    if (!bytes && size) return job_usage(job, "the input's bytes are NULL");
    return add_input(job, NULL, name ? name : "", str_of(bytes, size));
}

static qap_status add_output(qap_job *job, const char *format, struct output want) {
    if (job->ran) return job_usage(job, "the job has run; its outputs are named before");
    want.format = format ? format_by_name(format, &want.part) : NULL;
    if (!want.format) return job_usage(job, "unknown format '%s'", format ? format : "");
    struct output *out = malloc(sizeof *out);
    if (!out) return job_no_memory(job);
    *out = want;
    out->job = job;
    if (!vec_push(&job->outputs, out)) {
        output_free(out);
        return job_no_memory(job);
    }
    return QAP_OK;
}

qap_status qap_job_output_file(qap_job *job, const char *format, const char *path) {
    if (!path || !*path) return job_usage(job, "an output has no name");
    const char *copy = job_copy(job, str_from(path));
    if (!copy) return job_no_memory(job);
    return add_output(job, format, (struct output){.path = copy});
}

qap_status qap_job_output_memory(qap_job *job, const char *format) {
    return add_output(job, format, (struct output){0});
}

qap_status qap_job_output_callback(qap_job *job, const char *format, qap_write *write, void *context) {
    if (!write) return job_usage(job, "the callback is NULL");
    return add_output(job, format, (struct output){.callback = write, .context = context});
}

void qap_job_cancel(qap_job *job) { atomic_store_explicit(&job->cancelled, true, memory_order_relaxed); }

const void *qap_job_output_bytes(const qap_job *job, const char *format, size_t *size) {
    enum answers_part part;
    const struct format *wanted = format_by_name(format, &part);
    for (size_t i = 0; i < job->outputs.n; i++) {
        const struct output *out = job->outputs.at[i];
        if (out->path || out->callback || out->format != wanted || out->part != part) continue;
        if (size) *size = out->memory.n;
        return out->memory.p;
    }
    if (size) *size = 0;
    return NULL;
}

const char *qap_job_file(const qap_job *job, size_t index) { return index < job->assets.paths.n ? job->assets.paths.at[index] : NULL; }

const qap_summary *qap_job_summary(const qap_job *job) { return &job->summary; }
