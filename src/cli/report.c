/* Reporting: which diagnostics are shown, and where they go. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sink.h"
#include "cli/command.h"

enum { ANNOTATIONS = 10 /* that GitHub shows of a level in one step; the rest would be lost without a word */ };

const char *const SEVERITY_NAMES[4] = {[QAP_REPAIR] = "repair", [QAP_NOTE] = "note", [QAP_WARNING] = "warning", [QAP_ERROR] = "error"};

static bool has_code(const char *const *codes, size_t n, const char *code) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(codes[i], code) == 0) return true;
    return false;
}

static bool is_hidden(const struct command *command, const struct config *config, const qap_diagnostic *d) {
    if (d->severity == QAP_ERROR) return false;
    if (has_code(command->hidden.at, command->hidden.n, d->code)) return true;
    return config && has_code(config->hidden.at, config->hidden.n, d->code) && !has_code(command->shown.at, command->shown.n, d->code);
}

int fail_on_of(const struct command *command, const struct config *config) {
    return command->fail_on >= 0 || !config ? command->fail_on : config->fail_on;
}

static bool is_shown(const struct command *command, const struct config *config, const qap_diagnostic *d) {
    switch (d->severity) {
    case QAP_ERROR: return true;
    case QAP_WARNING: return !command->quiet;
    case QAP_NOTE:
        /* What makes the run fail is told of. */
        return !command->quiet && (command->verbose || command->check || command->explain || fail_on_of(command, config) == QAP_NOTE);
    case QAP_REPAIR: return command->explain;
    }
    return false;
}

void report_diagnostic(const struct command *command, const qap_diagnostic *d, struct result *r) {
    if (d->severity != QAP_REPAIR && (int)d->severity > r->worst_of_all) r->worst_of_all = (int)d->severity;
    if (is_hidden(command, r->config, d)) return;
    r->count[d->severity]++;
    if (d->severity != QAP_REPAIR && (int)d->severity > r->worst) r->worst = (int)d->severity;
    if (d->severity == QAP_ERROR) {
        put_clean(&r->errors, str_from(d->message));
        buf_put_char(&r->errors, '\n');
    }
    if (!is_shown(command, r->config, d)) return;
    switch (command->diagnostics) {
    case DIAGNOSTICS_TEXT: put_text_line(&r->report, command, d); break;
    case DIAGNOSTICS_JSON: put_json(&r->report, d); break;
    case DIAGNOSTICS_SARIF:
        if (r->report.n) buf_put_char(&r->report, ',');
        put_sarif(&r->report, d);
        break;
    case DIAGNOSTICS_GITHUB:
        put_github(&r->report, d);
        put_text_line(&r->plain, command, d);
        break;
    }
}

void report_job(const struct command *command, const qap_job *job, struct result *r) {
    for (size_t i = 0; i < qap_job_diagnostic_count(job); i++) report_diagnostic(command, qap_job_diagnostic(job, i), r);
}

static str take_line(str *s) {
    size_t end = str_find_char(*s, '\n', 0);
    str line = str_sub(*s, 0, end == SIZE_MAX ? s->n : end + 1);
    *s = str_drop(*s, line.n);
    return line;
}

/* GitHub's levels begin with different letters: ::error, ::warning, ::notice. */
static void print_github(const struct result *r, size_t annotations[4]) {
    str marked = buf_str(&r->report), plain = buf_str(&r->plain);
    while (marked.n) {
        str mark = take_line(&marked), text = take_line(&plain);
        size_t level = mark.n > 2 && mark.p[2] == 'e' ? QAP_ERROR : mark.n > 2 && mark.p[2] == 'w' ? QAP_WARNING : QAP_NOTE;
        str shown = annotations[level]++ < ANNOTATIONS ? mark : text;
        fwrite(shown.p, 1, shown.n, stderr);
    }
}

void report_print(const struct command *command, const struct result *r, size_t annotations[4]) {
    if (r->report.failed || r->plain.failed) no_memory();
    if (command->diagnostics == DIAGNOSTICS_SARIF || r->report.n == 0) return;
    if (command->diagnostics == DIAGNOSTICS_GITHUB) print_github(r, annotations);
    else fwrite(r->report.p, 1, r->report.n, stderr);
}

static bool fail(const char *path, int error) {
    fprintf(stderr, "qapress: error: cannot write %s: %s\n", path, strerror(error));
    return false;
}

static void set_case(struct report_case *c, const struct task *task, const struct result *r) {
    *c = (struct report_case){.name = task->inputs[0].path, .ms = r->ms, .type = qap_status_name(r->status), .errors = buf_str(&r->errors)};
    c->outcome = !r->done ? CASE_SKIPPED : r->status != QAP_OK ? CASE_FAILED : CASE_PASSED;
}

static bool write_report(const struct command *command, const tasks *list, const struct result *results) {
    if (!command->report) return true;
    struct buf out = {0};
    struct report_case *cases = calloc(list->n ? list->n : 1, sizeof *cases);
    for (size_t i = 0; cases && i < list->n; i++) set_case(&cases[i], &list->at[i], &results[i]);
    if (cases) put_junit(&out, cases, list->n);
    else out.failed = true;
    bool ok = file_write(command->report, &out);
    free(cases);
    buf_release(&out);
    return ok;
}

/* Added to what the step has said before: the file is the whole step's. */
static bool write_summary(const tasks *list, const struct result *results) {
    const char *path = getenv("GITHUB_STEP_SUMMARY");
    if (!path || !*path) return true;
    struct buf out = {0};
    put_github_summary(&out, list, results);
    int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
    struct sink sink;
    sink_open_fd(&sink, fd);
    bool ok = fd >= 0 && !out.failed && sink_write(&sink, buf_str(&out));
    int error = errno;
    if (fd >= 0) close(fd);
    buf_release(&out);
    return ok || fail(path, error);
}

bool report_end(const struct command *command, const tasks *list, const struct result *results) {
    struct buf out = {0};
    if (command->diagnostics == DIAGNOSTICS_SARIF) put_sarif_log(&out, list, results);
    if (out.n) fwrite(out.p, 1, out.n, stderr);
    bool ok = !out.failed;
    buf_release(&out);
    ok = write_report(command, list, results) && ok;
    return write_summary(list, results) && ok;
}
