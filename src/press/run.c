/* The pipeline: read the inputs, make one document, write each output, and only when all are complete put them in
 * their places. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "press/job.h"

int64_t clock_ms(void) {
    struct timespec t = {0};
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

bool job_stopped(qap_job *job) {
    if (!atomic_load_explicit(&job->cancelled, memory_order_relaxed)) {
        if (!job->deadline || clock_ms() < job->deadline) return false;
        qap_job_cancel(job);
    }
    return true;
}

static bool ask(void *job) { return job_stopped(job); }

str error_text(int error, struct arena *arena) {
    char text[256];
    if (strerror_r(error, text, sizeof text) != 0) snprintf(text, sizeof text, "error %d", error);
    return arena_str(arena, str_from(text));
}

/* ── inputs ─────────────────────────────────────────────────────────────────────────────────────────────────── */

static enum status refuse(struct input *in, enum diag_code code, int error) {
    str why = code == DIAG_TOO_LARGE ? STR("1 GiB") : error_text(error, &in->diags.arena);
    diag_add2(&in->diags, code, SPAN_ABSENT, in->name, why);
    return STATUS_INPUT;
}

/* All that the descriptor gives. The size that the system tells is a hint: the file may grow, a pipe has none. */
static enum status read_all(struct input *in, int fd, size_t hint) {
    struct buf b;
    buf_init(&b);
    enum status status = STATUS_OK;
    buf_reserve(&b, hint + 1);
    while (status == STATUS_OK) {
        if (b.n == b.cap) buf_reserve(&b, b.n);
        if (b.failed) status = STATUS_NO_MEMORY;
        else {
            ssize_t n = read(fd, b.p + b.n, b.cap - b.n);
            if (n == 0) break;
            if (n > 0) b.n += (size_t)n;
            else if (errno != EINTR) status = refuse(in, DIAG_READ_FAILED, errno);
            if (b.n >= LIMIT_INPUT_BYTES) status = refuse(in, DIAG_TOO_LARGE, 0);
        }
    }
    if (status != STATUS_OK) {
        buf_release(&b);
        return status;
    }
    in->owned = b.p;
    in->source.bytes = buf_str(&b);
    return STATUS_OK;
}

enum status input_load(qap_job *job, struct input *in) {
    if (in->path) asset_note(&job->assets, str_from(in->path));
    if (!in->path) return in->source.bytes.n < LIMIT_INPUT_BYTES ? STATUS_OK : refuse(in, DIAG_TOO_LARGE, 0);
    int fd = open(in->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) return refuse(in, DIAG_READ_FAILED, errno);
    struct stat st;
    enum status status;
    if (fstat(fd, &st) != 0) status = refuse(in, DIAG_READ_FAILED, errno);
    else if (S_ISDIR(st.st_mode)) status = refuse(in, DIAG_IS_FOLDER, 0);
    else if (st.st_size >= LIMIT_INPUT_BYTES) status = refuse(in, DIAG_TOO_LARGE, 0);
    else status = read_all(in, fd, S_ISREG(st.st_mode) && st.st_size > 0 ? (size_t)st.st_size : 4096);
    close(fd);
    return status;
}

static enum status read_input(qap_job *job, struct input *in) {
    enum status status = input_load(job, in);
    if (status != STATUS_OK) return status;
    if (in->source.bytes.n == 0) {
        diag_add1(&in->diags, DIAG_EMPTY_INPUT, SPAN_ABSENT, in->name);
        return STATUS_INPUT;
    }
    document_init(&in->doc);
    if (!in->doc.root) return STATUS_NO_MEMORY;
    if (!str_eq(in->name, STR("-"))) in->doc.name = path_stem(in->name); /* not the standard input */
    struct read_options options = {.shape = job->settings.shape, .markup = job->settings.markup, .encoding = job->settings.encoding, .markers = job->settings.markers.at,
                                   .n_markers = job->settings.markers.n, .stop = &job->stop};
    memcpy(options.disabled, job->settings.disabled, sizeof options.disabled);
    return read_document(&in->source, &options, &in->diags, &in->doc);
}

/* Every input is read, so that one run tells of all faults; the first failure is the outcome. */
static enum status read_inputs(qap_job *job) {
    enum status outcome = STATUS_OK;
    for (size_t i = 0; i < job->inputs.n && !job_stopped(job); i++) {
        enum status status = read_input(job, job->inputs.at[i]);
        if (outcome == STATUS_OK) outcome = status;
    }
    return outcome;
}

/* ── outputs ────────────────────────────────────────────────────────────────────────────────────────────────── */

static bool take_file(struct output *out, str bytes) {
    if (!out->open && !(out->open = sink_open_file(&out->file, out->path))) {
        out->sink.error = out->file.error;
        return false;
    }
    if (!sink_write(&out->file, bytes)) out->sink.error = out->file.error;
    return !out->sink.error;
}

static bool take_memory(struct output *out, str bytes) {
    buf_put(&out->memory, bytes);
    if (out->memory.failed) out->sink.error = ENOMEM;
    return !out->memory.failed;
}

static bool take_callback(struct output *out, str bytes) {
    if (bytes.n) out->sink.error = out->callback(out->context, bytes.p, bytes.n);
    return !out->sink.error;
}

/* The file is opened with the first byte and not before: so there is none to clear away for the long while that pages
 * are being set. */
static bool take(struct sink *sink, str bytes) {
    struct output *out = sink->context;
    if (job_stopped(out->job)) {
        sink->error = ECANCELED;
        return false;
    }
    bool ok = out->path ? take_file(out, bytes) : out->callback ? take_callback(out, bytes) : take_memory(out, bytes);
    if (ok) sink->written += bytes.n;
    return ok;
}

static enum status write_failed(qap_job *job, const struct output *out, int error) {
    if (error == ENOMEM) return STATUS_NO_MEMORY;
    struct buf name;
    buf_init(&name);
    if (out->path) buf_put(&name, str_from(out->path));
    else buf_printf(&name, "the %s output", out->format->info.name);
    diag_add2(&job->diags, DIAG_WRITE_FAILED, SPAN_ABSENT, buf_str(&name), error_text(error, &job->diags.arena));
    if (name.failed) job->diags.failed = true;
    buf_release(&name);
    return STATUS_OUTPUT;
}

static enum status write_output(struct making *m, struct output *out) {
    out->sink = (struct sink){.fd = -1, .context = out, .write = take};
    enum status status = out->format->write(m, &out->sink);
    if (out->sink.error == ECANCELED) return STATUS_OUTPUT;
    if (out->sink.error) return write_failed(m->job, out, out->sink.error);
    if (status == STATUS_OK && out->open && !sink_flush(&out->file)) return write_failed(m->job, out, out->file.error);
    return status;
}

/* The document that an output shows: the whole, or a part of it, made when it is first asked for. NULL: memory is out. */
static const struct document *document_of(qap_job *job, const struct document *doc, const struct output *out) {
    enum answers_where where = job_answers(job);
    bool whole = where != ANSWERS_SEPARATE && where != ANSWERS_NONE;
    if (!out->format->book || (whole && out->part == PART_QUESTIONS)) return doc;
    struct document *part = &job->parts[out->part];
    return part->root || answers_part(doc, out->part, part) ? part : NULL;
}

/* The outputs of a part, in the order of their formats: the pages of an EPUB are those of the PDF before it. */
static enum status write_part(struct making *m, const struct document *doc) {
    qap_job *job = m->job;
    for (size_t rank = 0; qap_format(rank); rank++)
        for (size_t i = 0; i < job->outputs.n; i++) {
            struct output *out = job->outputs.at[i];
            if (format_rank(out->format) != rank || out->part != m->part) continue;
            if (job_stopped(job)) return STATUS_OUTPUT;
            if (!(m->doc = document_of(job, doc, out))) return STATUS_NO_MEMORY;
            enum status status = write_output(m, out);
            if (status != STATUS_OK) return status;
        }
    return STATUS_OK;
}

static enum status write_outputs(struct making *m) {
    const struct document *doc = m->doc;
    enum status status = write_part(m, doc);
    if (m->job->has_book) book_release(&m->job->book);
    m->job->has_book = false;
    m->part = PART_ANSWERS;
    return status == STATUS_OK ? write_part(m, doc) : status;
}

static enum status commit_outputs(qap_job *job) {
    for (size_t i = 0; i < job->outputs.n; i++) {
        struct output *out = job->outputs.at[i];
        if (!out->open) continue;
        out->open = false;
        if (!sink_commit(&out->file)) return write_failed(job, out, out->file.error);
    }
    return STATUS_OK;
}

static void abandon_outputs(qap_job *job) {
    for (size_t i = 0; i < job->outputs.n; i++) {
        struct output *out = job->outputs.at[i];
        if (out->open) sink_abandon(&out->file);
        out->open = false;
        buf_release(&out->memory);
    }
}

/* ── the whole ──────────────────────────────────────────────────────────────────────────────────────────────── */

static bool summarize(qap_job *job, const struct document *doc) {
    const char *title = job_copy(job, doc->title), *shape = job_copy(job, doc->shape);
    if (!title || !shape) return false;
    job->summary = (qap_summary){doc->entries, doc->answered, doc->divisions, job->summary.pages, title, shape};
    return true;
}

static enum status run(qap_job *job) {
    enum status status = read_inputs(job);
    if (status != STATUS_OK || job_stopped(job)) return status;
    struct input *first = job->inputs.at[0];
    struct document *doc = &first->doc;
    if (job->inputs.n > 1) {
        status = merge_inputs(job);
        doc = &job->merged;
    }
    if (status != STATUS_OK) return status;
    if ((status = front_matter_apply(job, &first->doc, &first->diags)) != STATUS_OK) return status;
    for (size_t i = 1; i < job->inputs.n; i++)
        if ((status = front_matter_ignore(&job->inputs.at[i]->doc, &job->inputs.at[i]->diags)) != STATUS_OK) return status;
    if ((status = style_load(job)) != STATUS_OK) return status;
    if (!front_facts_note(job, &first->doc) || !meta_apply(job, doc) || !summarize(job, doc)) return STATUS_NO_MEMORY;
    settings_sift(job, doc);
    if (job->arena.failed) return STATUS_NO_MEMORY;
    struct making m = {.job = job, .doc = doc, .diags = job->inputs.n > 1 ? &job->diags : &first->diags};
    status = write_outputs(&m);
    if (status == STATUS_OK && (job->diags.failed || job->assets.failed)) status = STATUS_NO_MEMORY;
    return status;
}

static qap_status status_of(qap_job *job, enum status status) {
    if (job_stopped(job)) return QAP_CANCELLED;
    switch (status) {
    case STATUS_OK: return QAP_OK;
    case STATUS_NO_MEMORY: return job_no_memory(job);
    case STATUS_INPUT: return QAP_INPUT;
    case STATUS_OUTPUT: return QAP_OUTPUT;
    case STATUS_LIMIT: return QAP_LIMIT;
    case STATUS_STOPPED: return QAP_CANCELLED;
    case STATUS_INTERNAL: return QAP_INTERNAL;
    }
    return QAP_INTERNAL;
}

qap_status qap_job_run(qap_job *job) {
    if (job->ran) return job_usage(job, "the job has run");
    if (job->inputs.n == 0) return job_usage(job, "the job has no input");
    job->ran = true;
    job->stop = (struct stop){ask, job};
    if (job->settings.timeout_ms) job->deadline = clock_ms() + (int64_t)job->settings.timeout_ms;
    qap_status result = status_of(job, run(job));
    if (!diagnostics_show(job) && result == QAP_OK) result = job_no_memory(job);
    /* From here on only the outputs' own folders stop the job: all that can run out has been had. */
    if (result == QAP_OK && commit_outputs(job) != STATUS_OK) {
        result = QAP_OUTPUT;
        diagnostics_show(job);
    }
    if (result != QAP_OK) abandon_outputs(job);
    return result;
}
