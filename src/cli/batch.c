/* Running the jobs: threads take one task after the other; what they have to say is printed in the order of the tasks,
 * whoever is done first. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/command.h"

struct batch {
    const struct command *command;
    const tasks *list;
    struct result *results;
    struct running *running;
    struct state *state; /* what is up to date, or NULL */
    unsigned inner_jobs; /* threads within a job */
    pthread_mutex_t lock;
    size_t next, printed, slowest;
    size_t annotations[4];
    struct progress progress;
    struct jobserver jobserver;
    bool stop; /* take no further task */
    bool ran;  /* a task was not up to date */
};

/* ── one task ───────────────────────────────────────────────────────────────────────────────────────────────── */

static int write_stdout(void *context, const void *bytes, size_t size) {
    (void)context;
    const char *p = bytes;
    while (size) {
        ssize_t n = write(STDOUT_FILENO, p, size);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return n < 0 ? errno : EIO;
        p += n;
        size -= (size_t)n;
    }
    return 0;
}

/* An error of the command's own. */
static void tell_error(const struct batch *b, struct result *r, const char *file, const char *code, const char *message) {
    qap_diagnostic d = {.severity = QAP_ERROR, .code = code, .message = message, .file = file, .source = ""};
    report_diagnostic(b->command, &d, r);
}

/* Standard input as a whole; an errno value, or 0. */
static int read_stdin(struct buf *b) {
    for (;;) {
        if (!buf_reserve(b, 1 << 16)) return ENOMEM;
        ssize_t n = read(STDIN_FILENO, b->p + b->n, b->cap - b->n);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return errno;
        if (n == 0) return 0;
        b->n += (size_t)n;
    }
}

static qap_status add_input(qap_job *job, const char *path, struct buf *held, int *error) {
    if (strcmp(path, "-") != 0) return qap_job_input_file(job, path);
    if (held->n == 0) *error = read_stdin(held);
    if (*error) return *error == ENOMEM ? QAP_NO_MEMORY : QAP_INPUT;
    return qap_job_input_memory(job, "-", held->p, held->n);
}

qap_status job_prepare(const struct command *command, const struct task *task, qap_job *job, struct buf *held, int *error) {
    qap_status status = QAP_OK;
    *error = 0;
    for (size_t i = 0; task->config && i < task->config->settings.n && status == QAP_OK; i++) {
        const struct config_setting *s = &task->config->settings.at[i];
        if (!config_is_own(s->name)) status = qap_job_set_default(job, s->name, s->value);
    }
    for (size_t i = 0; i < command->settings.n && status == QAP_OK; i++)
        status = qap_job_set(job, command->settings.at[i].name, command->settings.at[i].value);
    for (size_t i = 0; i < task->n_inputs && status == QAP_OK; i++) status = add_input(job, task->inputs[i].path, held, error);
    return status;
}

static qap_status add_targets(const struct task *task, qap_job *job) {
    qap_status status = QAP_OK;
    for (size_t i = 0; i < task->targets.n && status == QAP_OK; i++) {
        const struct target *t = &task->targets.at[i];
        char name[48];
        snprintf(name, sizeof name, "%s%s", t->format->name, t->answers ? ":answers" : "");
        status = t->path ? qap_job_output_file(job, name, t->path)
                         : qap_job_output_callback(job, t->format->name, write_stdout, NULL);
    }
    return status;
}

static qap_status prepare(struct batch *b, const struct task *task, qap_job *job, struct buf *held, struct result *r) {
    char threads[12];
    int error = 0;
    snprintf(threads, sizeof threads, "%u", b->inner_jobs);
    qap_status status = qap_job_set(job, "jobs", threads);
    if (status == QAP_OK) status = job_prepare(b->command, task, job, held, &error);
    if (status == QAP_INPUT) {
        char message[128];
        snprintf(message, sizeof message, "cannot read standard input: %s", strerror(error));
        tell_error(b, r, "-", "cannot-read", message);
    }
    return status == QAP_OK ? add_targets(task, job) : status;
}

/* With -v: what was read and what was made. */
static void put_summary(const struct task *task, const qap_job *job, struct buf *out) {
    const qap_summary *s = qap_job_summary(job);
    put_clean(out, str_from(task->inputs[0].path));
    if (task->n_inputs > 1) buf_printf(out, " and %zu more", task->n_inputs - 1);
    buf_printf(out, ": %zu questions (%zu answered) in %zu sections", s->questions, s->answered, s->sections);
    if (*s->shape) buf_printf(out, ", %s", s->shape);
    for (size_t i = 0; i < task->targets.n; i++) {
        const struct target *t = &task->targets.at[i];
        buf_put(out, i ? STR(", ") : STR(" -> "));
        put_clean(out, t->path ? str_from(t->path) : STR("standard output"));
        if (s->pages && !t->answers && strcmp(t->format->name, "pdf") == 0) buf_printf(out, " (%zu pages)", s->pages);
    }
    buf_put_char(out, '\n');
}

/* What a failure without a diagnostic has to say for itself. */
static void tell_failure(const struct batch *b, const struct task *task, const qap_job *job, struct result *r) {
    bool stopped = r->status == QAP_CANCELLED;
    if (r->status == QAP_OK || (r->worst == QAP_ERROR && !stopped)) return;
    const char *why = !stopped                           ? (job ? qap_job_error(job) : "")
                      : running_signal(b->running) ? "stopped before it was done; what was there before is untouched"
                                                   : "stopped before it was done, for its --timeout is over; what was there before is untouched";
    tell_error(b, r, task->inputs[0].path, stopped ? "stopped" : "failed", *why ? why : qap_status_name(r->status));
}

int64_t now_ms(void) {
    struct timespec t = {0};
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void result_add_file(struct result *r, const char *path) {
    char *copy = strdup(path);
    if (!copy || !vec_push(&r->files, copy)) {
        r->report.failed = true; /* told of when it is printed */
        free(copy);
    }
}

/* With -v, and to who is watching on a terminal, what was made is told. */
static bool tells_all(const struct command *command) {
    return command->diagnostics == DIAGNOSTICS_TEXT && (command->verbose || (command->watch && command->terminal && !command->quiet));
}

static void run_task(struct batch *b, size_t index) {
    const struct task *task = &b->list->at[index];
    struct result *r = &b->results[index];
    struct buf held = {0};
    int64_t start = now_ms();
    r->worst = r->worst_of_all = -1;
    r->config = task->config;
    if (b->state && state_is_current(b->state, b->command, task, r)) return;
    int64_t since = file_clock();
    qap_job *job = qap_job_new();
    r->status = job && running_add(b->running, job) ? prepare(b, task, job, &held, r) : QAP_NO_MEMORY;
    if (r->status == QAP_OK) {
        r->status = qap_job_run(job);
        report_job(b->command, job, r);
        if (r->status == QAP_OK && tells_all(b->command)) put_summary(task, job, &r->report);
    }
    tell_failure(b, task, job, r);
    const char *file;
    bool wanted = b->state || b->command->deps;
    for (size_t i = 0; job && wanted && (file = qap_job_file(job, i)) != NULL; i++) result_add_file(r, file);
    if (job) running_remove(b->running, job);
    qap_job_free(job);
    buf_release(&held);
    r->ms = now_ms() - start;
    if (b->state && r->status != QAP_CANCELLED && !r->report.failed) state_record(b->state, b->command, task, r, since);
}

/* ── all of them ────────────────────────────────────────────────────────────────────────────────────────────── */

/* Print what is ready; called with the lock held. */
static void print_ready(struct batch *b) {
    if (b->results[b->printed < b->list->n ? b->printed : 0].report.n) progress_clear(&b->progress);
    while (b->printed < b->list->n && b->results[b->printed].done) {
        struct result *r = &b->results[b->printed++];
        report_print(b->command, r, b->annotations);
        if (b->command->diagnostics != DIAGNOSTICS_SARIF) buf_release(&r->report);
        buf_release(&r->plain);
    }
}

static bool work_left(const struct batch *b) { return !b->stop && b->next < b->list->n; }

/* The next task; called with the lock held, which is released meanwhile. */
static void work_once(struct batch *b) {
    size_t index = b->next++;
    pthread_mutex_unlock(&b->lock);
    run_task(b, index);
    bool interrupted = running_signal(b->running) != 0;
    pthread_mutex_lock(&b->lock);
    b->results[index].done = true;
    b->ran = b->ran || !b->results[index].current;
    b->progress.done++;
    b->progress.failed += b->results[index].status != QAP_OK;
    if (b->results[index].ms > b->results[b->slowest].ms) b->slowest = index;
    if (interrupted || (b->command->fail_fast && b->results[index].status != QAP_OK)) b->stop = true;
    print_ready(b);
    progress_draw(&b->progress, b->list->at[b->slowest].inputs[0].path, now_ms());
}

/* The first thread: make has given the process one token, this one's, when it started it. */
static void *work(void *context) {
    struct batch *b = context;
    pthread_mutex_lock(&b->lock);
    while (work_left(b)) work_once(b);
    pthread_mutex_unlock(&b->lock);
    return NULL;
}

/* Every other thread under a jobserver: a token a task. */
static void *work_with_tokens(void *context) {
    struct batch *b = context;
    pthread_mutex_lock(&b->lock);
    enum jobserver_answer answer = JOBSERVER_LATER;
    while (answer != JOBSERVER_GONE && work_left(b)) {
        char token;
        pthread_mutex_unlock(&b->lock);
        answer = jobserver_take(&b->jobserver, &token);
        pthread_mutex_lock(&b->lock);
        if (answer != JOBSERVER_TOKEN) continue;
        if (work_left(b)) work_once(b);
        jobserver_give(&b->jobserver, token);
    }
    pthread_mutex_unlock(&b->lock);
    return NULL;
}

static unsigned processors(void) {
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > 1024 ? 1024 : (unsigned)n;
}

static void run_threads(struct batch *b) {
    unsigned jobs = b->command->jobs ? b->command->jobs : processors();
    unsigned n = b->list->n < jobs ? (unsigned)b->list->n : jobs;
    /* -j overrides a jobserver, as it does in make. Without it threads within a document would be beyond its count. */
    bool tokens = !b->command->jobs && jobserver_open(&b->jobserver);
    b->inner_jobs = tokens || !n ? 1 : jobs / n;
    pthread_t *threads = calloc(n ? n : 1, sizeof *threads);
    unsigned started = 0;
    while (threads && started + 1 < n && pthread_create(&threads[started], NULL, tokens ? work_with_tokens : work, b) == 0) started++;
    work(b); /* this thread is one of them, and the only one where no other can be had */
    for (unsigned i = 0; i < started; i++) pthread_join(threads[i], NULL);
    free(threads);
    if (tokens) jobserver_close(&b->jobserver);
}

static int outcome(const struct batch *b) {
    size_t failed = 0, left = 0;
    bool met = false;
    for (size_t i = 0; i < b->list->n; i++) {
        const struct result *r = &b->results[i];
        if (!r->done) left++;
        else if (r->status != QAP_OK) failed++;
        int fail_on = fail_on_of(b->command, b->list->at[i].config);
        met = met || (fail_on >= 0 && r->worst >= fail_on);
    }
    bool quiet = b->command->watch && !b->ran;
    if (b->list->n > 1 && !quiet && b->command->diagnostics == DIAGNOSTICS_TEXT && (failed || b->command->verbose)) {
        fprintf(stderr, "qapress: %zu of %zu documents done", b->list->n - failed - left, b->list->n);
        if (failed) fprintf(stderr, ", %zu failed", failed);
        if (left) fprintf(stderr, ", %zu not started", left);
        fputc('\n', stderr);
    }
    if (failed || left) return EXIT_FAILED;
    return met ? EXIT_FAIL_ON : EXIT_DONE;
}

static void result_release(struct result *r) {
    buf_release(&r->report);
    buf_release(&r->plain);
    buf_release(&r->errors);
    for (size_t i = 0; i < r->files.n; i++) free(r->files.at[i]);
    vec_release(&r->files);
}

int run_tasks(const struct command *command, const tasks *list, struct state *state, struct running *running) {
    struct batch b = {.command = command, .list = list, .state = state, .running = running, .inner_jobs = 1};
    b.results = calloc(list->n ? list->n : 1, sizeof *b.results);
    int status = EXIT_FAILED;
    if (b.results) {
        pthread_mutex_init(&b.lock, NULL);
        bool may = command->terminal && !command->quiet && getenv("TERM") && strcmp(getenv("TERM"), "dumb") != 0;
        b.progress = (struct progress){.wanted = command->progress == WHEN_ALWAYS || (command->progress == WHEN_AUTO && may && list->n > 1),
                                       .total = list->n, .columns = command->columns, .start = now_ms()};
        run_threads(&b);
        progress_clear(&b.progress);
        status = outcome(&b);
        if (command->deps && status != EXIT_FAILED && !write_deps(command, list, b.results)) status = EXIT_FAILED;
        bool tell = b.ran || !command->watch;
        if (tell && !report_end(command, list, b.results)) status = EXIT_FAILED;
        pthread_mutex_destroy(&b.lock);
    } else no_memory();
    for (size_t i = 0; b.results && i < list->n; i++) result_release(&b.results[i]);
    free(b.results);
    return status;
}
