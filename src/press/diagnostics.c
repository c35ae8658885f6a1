/* What was said of the inputs, in the form that the public header lends out. */
#include <stdlib.h>

#include "base/utf8.h"
#include "press/job.h"

static const char *copy_name(qap_job *job, str s) {
    const char *copy = job_copy(job, s);
    return copy ? copy : "";
}

/* Names are string literals in diag's table, and so end in NUL. */
static const char *code_name(enum diag_code code) { return diag_name(code).p; }

static uint32_t length_on_line(const struct diag *d, str line, uint32_t line_start) {
    if (d->span.from == SPAN_NONE || d->span.from < line_start) return 0;
    return (uint32_t)utf8_count(str_sub(line, d->span.from - line_start, d->span.to - line_start));
}

static bool show(qap_job *job, const struct input *in, const struct diag *d, struct buf *message) {
    struct qap_diagnostic *out = &job->shown[job->n_shown];
    message->n = 0;
    diag_message(d, message);
    if (message->failed) return false;
    *out = (struct qap_diagnostic){.severity = (qap_severity)diag_severity(d->code), .code = code_name(d->code),
                                   .message = copy_name(job, buf_str(message)), .file = in ? in->name.p : "",
                                   .line = d->line, .column = d->column, .source = ""};
    if (in && d->line && d->line <= in->source.lines.n) {
        str line = source_line_text(&in->source, d->line);
        out->source = line.p ? line.p : "";
        out->source_size = line.n;
        out->length = length_on_line(d, line, in->source.lines.at[d->line - 1]);
    }
    job->n_shown++;
    return true;
}

/* Two formats may find the same fault of the input. */
static bool same(const struct diag *a, const struct diag *b) {
    if (a->code != b->code || a->line != b->line || a->line == 0 || a->span.from != b->span.from || a->span.to != b->span.to) return false;
    for (size_t i = 0; i < 3; i++)
        if (!str_eq(a->args[i], b->args[i])) return false;
    return a->span.from == SPAN_NONE;
}

static bool show_all(qap_job *job, struct input *in, struct diags *diags, struct buf *message) {
    if (in) source_locate(&in->source, diags);
    diags_sort(diags);
    bool ok = true;
    for (size_t i = 0; ok && i < diags->list.n; i++)
        if (i == 0 || !same(&diags->list.at[i - 1], &diags->list.at[i])) ok = show(job, in, &diags->list.at[i], message);
    return ok && !diags->failed;
}

/* What was found in a merged book goes to the input whose line it is. */
static bool hand_back(qap_job *job) {
    size_t kept = 0;
    bool ok = true;
    for (size_t i = 0; i < job->diags.list.n; i++) {
        struct diag d = job->diags.list.at[i];
        size_t k = job->inputs.n;
        while (k && d.line <= job->inputs.at[k - 1]->lines_before) k--;
        if (job->inputs.n < 2 || d.line == 0 || k == 0) {
            job->diags.list.at[kept++] = d;
            continue;
        }
        d.line -= job->inputs.at[k - 1]->lines_before;
        ok = ok && vec_push(&job->inputs.at[k - 1]->diags.list, d);
    }
    job->diags.list.n = kept;
    return ok;
}

bool diagnostics_show(qap_job *job) {
    if (!hand_back(job)) return false;
    struct input *const more[] = {job->style_file, job->css_file};
    size_t n = job->diags.list.n;
    for (size_t i = 0; i < 2; i++) n += more[i] ? more[i]->diags.list.n : 0;
    for (size_t i = 0; i < job->inputs.n; i++) n += job->inputs.at[i]->diags.list.n;
    free(job->shown);
    job->n_shown = 0;
    job->shown = calloc(n ? n : 1, sizeof *job->shown);
    if (!job->shown) return false;
    struct buf message;
    buf_init(&message);
    bool ok = true;
    for (size_t i = 0; ok && i < job->inputs.n; i++) ok = show_all(job, job->inputs.at[i], &job->inputs.at[i]->diags, &message);
    for (size_t i = 0; ok && i < 2; i++) ok = !more[i] || show_all(job, more[i], &more[i]->diags, &message);
    ok = ok && show_all(job, NULL, &job->diags, &message);
    buf_release(&message);
    return ok && !job->arena.failed;
}

size_t qap_job_diagnostic_count(const qap_job *job) { return job->n_shown; }

const qap_diagnostic *qap_job_diagnostic(const qap_job *job, size_t index) {
    return index < job->n_shown ? &job->shown[index] : NULL;
}

const char *qap_code_name(size_t index) { return index < DIAG_CODES ? code_name((enum diag_code)index) : NULL; }

qap_severity qap_code_severity(size_t index) {
    return index < DIAG_CODES ? (qap_severity)diag_severity((enum diag_code)index) : QAP_NOTE;
}

const char *qap_code_text(size_t index) { return index < DIAG_CODES ? diag_template((enum diag_code)index).p : NULL; }
