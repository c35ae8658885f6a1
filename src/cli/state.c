/* What was made of what: for --if-changed and --watch, which leave alone what would come out the same.
 *
 * A document is up to date when it was made by this program with these options, when the files that went into it
 * (inputs, style, images, fonts, …) hold what they held, and when its outputs are still what was written.
 *
 * With --if-changed that is kept in a text file beside the outputs. Each path is said once and has then a number; the
 * last line is the hash of all before it, and a file that is not whole counts as none:
 *
 *     qapress-state 1
 *     file PATH
 *     task KEY FILES-HASH WORST FILE…     the options' hash, that of the files' contents, the highest severity of what
 *                                         was said (as a word), the files by number
 *     out SIZE TIME HASH PATH             of the task before
 *     end HASH
 *
 * Two runs may share a folder: what is written is what this run knows, and of other documents what the file says then. */
#include <errno.h>
#include <nettle/sha2.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cli/command.h"

#define FIRST_LINE "qapress-state 1\n"
enum { SAVE_EVERY = 2000 /* ms: what a run that is killed has to do again */ };

struct made {
    char *path;
    uint64_t size;
    int64_t time;
    char hash[HASH_TEXT];
};

struct entry {
    char key[HASH_TEXT], contents[HASH_TEXT];
    VEC(char *) files;
    VEC(struct made) outputs;
    char *name;        /* of a task without output files: its input's */
    qap_status status; /* what came of it: a failure is remembered in memory alone */
    int worst;         /* severity of what was said of it, shown or not; -1: nothing */
    bool own;          /* of this run */
};

struct state {
    pthread_mutex_t lock;
    char *file; /* NULL: kept in memory alone */
    char program[HASH_TEXT];
    VEC(struct entry *) entries; /* sorted by name */
    struct hashes *hashes;
    int64_t saved;
    bool changed;
};

/* ── entries ────────────────────────────────────────────────────────────────────────────────────────────────── */

static const char *name_of(const struct entry *e) { return e->outputs.n ? e->outputs.at[0].path : e->name; }

static void entry_clear(struct entry *e) {
    for (size_t i = 0; i < e->files.n; i++) free(e->files.at[i]);
    for (size_t i = 0; i < e->outputs.n; i++) free(e->outputs.at[i].path);
    vec_release(&e->files);
    vec_release(&e->outputs);
    free(e->name);
    e->name = NULL;
}

static void entry_free(struct entry *e) {
    if (e) entry_clear(e);
    free(e);
}

static size_t place_of(const struct state *state, const char *name, bool *found) {
    size_t low = 0, high = state->entries.n;
    *found = false;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(name_of(state->entries.at[middle]), name);
        if (order == 0) {
            *found = true;
            return middle;
        }
        if (order < 0) low = middle + 1;
        else high = middle;
    }
    return low;
}

/* Takes the entry over: in the place of one of its name, or as a new one. */
static bool keep(struct state *state, struct entry *e) {
    bool found;
    size_t at = place_of(state, name_of(e), &found);
    if (found) {
        entry_free(state->entries.at[at]);
    } else {
        if (!vec_push(&state->entries, NULL)) {
            entry_free(e);
            return false;
        }
        memmove(&state->entries.at[at + 1], &state->entries.at[at], (state->entries.n - 1 - at) * sizeof *state->entries.at);
    }
    state->entries.at[at] = e;
    return true;
}

static const char *task_name(const struct task *task) {
    for (size_t i = 0; i < task->targets.n; i++)
        if (task->targets.at[i].path) return task->targets.at[i].path;
    return task->inputs[0].path;
}

static struct entry *find(const struct state *state, const char *name) {
    bool found;
    size_t at = place_of(state, name, &found);
    return found ? state->entries.at[at] : NULL;
}

/* ── the file ───────────────────────────────────────────────────────────────────────────────────────────────── */

static void put_path(struct buf *out, const char *path) {
    for (; *path; path++) {
        if (*path == '%' || (unsigned char)*path < 0x20) buf_printf(out, "%%%02X", (unsigned)(unsigned char)*path);
        else buf_put_char(out, *path);
    }
    buf_put_char(out, '\n');
}

static int hex_digit(char c) { return char_is_digit(c) ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1; }

static char *take_path(str s) {
    char *path = s.n ? malloc(s.n + 1) : NULL;
    size_t n = 0;
    for (size_t i = 0; path && i < s.n; i++) {
        path[n++] = s.p[i];
        if (s.p[i] != '%') continue;
        int high = i + 2 < s.n ? hex_digit(s.p[i + 1]) : -1, low = high < 0 ? -1 : hex_digit(s.p[i + 2]);
        if (low < 0 || high * 16 + low == 0) {
            free(path);
            return NULL;
        }
        path[n - 1] = (char)(high * 16 + low);
        i += 2;
    }
    if (path) path[n] = '\0';
    return path;
}

static bool take_word(str *s, str *word) {
    size_t end = str_find_char(*s, ' ', 0);
    *word = str_sub(*s, 0, end);
    *s = str_drop(*s, end == SIZE_MAX ? s->n : end + 1);
    return word->n > 0;
}

static bool take_number(str *s, uint64_t *value) {
    str word;
    if (!take_word(s, &word) || word.n > 19) return false;
    *value = 0;
    for (size_t i = 0; i < word.n; i++) {
        if (!char_is_digit(word.p[i])) return false;
        *value = *value * 10 + (uint64_t)(word.p[i] - '0');
    }
    return true;
}

static bool take_hash(str *s, char hash[HASH_TEXT]) {
    str word;
    if (!take_word(s, &word) || word.n != HASH_TEXT - 1) return false;
    memcpy(hash, word.p, word.n);
    hash[word.n] = '\0';
    return true;
}

static bool take_worst(str *s, int *worst) {
    str word;
    if (!take_word(s, &word)) return false;
    for (*worst = QAP_WARNING; *worst >= QAP_NOTE; --*worst)
        if (str_eq(word, str_from(SEVERITY_NAMES[*worst]))) return true;
    *worst = -1;
    return str_eq(word, STR("nothing"));
}

static struct entry *take_task(str rest, const path_list *paths) {
    struct entry *e = calloc(1, sizeof *e);
    bool ok = e && take_hash(&rest, e->key) && take_hash(&rest, e->contents) && take_worst(&rest, &e->worst);
    while (ok && rest.n) {
        uint64_t number;
        ok = take_number(&rest, &number) && number < paths->n;
        char *copy = ok ? strdup(paths->at[number]) : NULL;
        ok = copy && vec_push(&e->files, copy);
        if (!ok) free(copy);
    }
    if (ok) return e;
    entry_free(e);
    return NULL;
}

static bool take_output(str rest, struct entry *e) {
    struct made made = {0};
    uint64_t time;
    if (!e || !take_number(&rest, &made.size) || !take_number(&rest, &time) || !take_hash(&rest, made.hash)) return false;
    made.time = (int64_t)time;
    made.path = take_path(rest);
    if (made.path && vec_push(&e->outputs, made)) return true;
    free(made.path);
    return false;
}

static bool take_line(struct state *state, str line, path_list *paths, struct entry **open) {
    str word;
    if (!take_word(&line, &word)) return false;
    if (str_eq(word, STR("file"))) {
        char *path = take_path(line);
        if (path && vec_push(paths, path)) return true;
        free(path);
        return false;
    }
    if (str_eq(word, STR("out"))) return take_output(line, *open);
    if (*open && (*open)->outputs.n) keep(state, *open);
    else entry_free(*open);
    *open = NULL;
    if (str_eq(word, STR("task"))) return (*open = take_task(line, paths)) != NULL;
    return str_eq(word, STR("end"));
}

/* Without its first line and the last, which proves it whole; empty when it is not. */
static str check_whole(str s) {
    struct sha256_ctx sha;
    char hash[HASH_TEXT];
    size_t tail = strlen("end ") + HASH_TEXT; /* the hash's NUL is the line's end */
    if (s.n < tail || !str_starts(s, STR(FIRST_LINE))) return (str){0};
    str body = str_sub(s, 0, s.n - tail), end = str_drop(s, s.n - tail);
    sha256_init(&sha);
    sha256_update(&sha, body.n, (const uint8_t *)body.p);
    hash_end(&sha, hash);
    bool whole = str_starts(end, STR("end ")) && str_eq(str_sub(end, 4, end.n - 1), str_from(hash));
    return whole ? str_sub(s, strlen(FIRST_LINE), s.n - tail + 4) : (str){0};
}

/* A state that cannot be read is an empty one: then all is made. */
static void load(struct state *state) {
    struct buf b = {0};
    path_list paths = {0};
    struct entry *open = NULL;
    if (file_read(state->file, &b)) {
        bool ok = true;
        for (str rest = check_whole(buf_str(&b)); ok && rest.n;) {
            size_t end = str_find_char(rest, '\n', 0);
            ok = take_line(state, str_sub(rest, 0, end), &paths, &open);
            rest = str_drop(rest, end == SIZE_MAX ? rest.n : end + 1);
        }
    }
    entry_free(open);
    for (size_t i = 0; i < paths.n; i++) free(paths.at[i]);
    vec_release(&paths);
    buf_release(&b);
}

static int compare_paths(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

/* Every path once, sorted, so that its place is its number. */
static bool list_paths(const struct state *state, path_list *paths) {
    for (size_t i = 0; i < state->entries.n; i++)
        for (size_t k = 0; k < state->entries.at[i]->files.n; k++)
            if (!vec_push(paths, state->entries.at[i]->files.at[k])) return false;
    if (paths->n) qsort(paths->at, paths->n, sizeof *paths->at, compare_paths);
    size_t n = 0;
    for (size_t i = 0; i < paths->n; i++)
        if (n == 0 || strcmp(paths->at[n - 1], paths->at[i]) != 0) paths->at[n++] = paths->at[i];
    paths->n = n;
    return true;
}

static void put_entry(struct buf *out, const struct entry *e, const path_list *paths) {
    buf_printf(out, "task %s %s %s", e->key, e->contents, e->worst < 0 ? "nothing" : SEVERITY_NAMES[e->worst]);
    for (size_t i = 0; i < e->files.n; i++) {
        char *const *at = bsearch(&e->files.at[i], paths->at, paths->n, sizeof *paths->at, compare_paths);
        buf_put_char(out, ' ');
        buf_put_uint(out, (uint64_t)(at - paths->at));
    }
    buf_put_char(out, '\n');
    for (size_t i = 0; i < e->outputs.n; i++) {
        const struct made *made = &e->outputs.at[i];
        buf_put(out, STR("out "));
        buf_put_uint(out, made->size);
        buf_put_char(out, ' ');
        buf_put_uint(out, made->time > 0 ? (uint64_t)made->time : 0);
        buf_printf(out, " %s ", made->hash);
        put_path(out, made->path);
    }
}

static bool is_worth_keeping(const struct entry *e) {
    return e->status == QAP_OK && e->outputs.n && (e->own || access(e->outputs.at[0].path, F_OK) == 0);
}

/* What other runs have written meanwhile. What there is already stays: a thread may be looking at it. */
static void adopt_others(struct state *state) {
    struct state now = {.file = state->file};
    load(&now);
    for (size_t i = 0; i < now.entries.n; i++) {
        struct entry *e = now.entries.at[i];
        if (find(state, name_of(e))) entry_free(e);
        else keep(state, e);
    }
    vec_release(&now.entries);
}

/* Not being able to remember fails nothing: the next run makes all again. Called with the lock held. */
static void save(struct state *state) {
    struct buf b = {0};
    path_list paths = {0};
    struct sha256_ctx sha;
    char hash[HASH_TEXT];
    adopt_others(state);
    buf_put(&b, STR(FIRST_LINE));
    bool ok = list_paths(state, &paths);
    for (size_t i = 0; i < paths.n; i++) {
        buf_put(&b, STR("file "));
        put_path(&b, paths.at[i]);
    }
    for (size_t i = 0; ok && i < state->entries.n; i++)
        if (is_worth_keeping(state->entries.at[i])) put_entry(&b, state->entries.at[i], &paths);
    sha256_init(&sha);
    sha256_update(&sha, b.n, (const uint8_t *)b.p);
    hash_end(&sha, hash);
    buf_printf(&b, "end %s\n", hash);
    if (ok && !b.failed) file_write_quietly(state->file, &b);
    vec_release(&paths);
    buf_release(&b);
    state->changed = false;
    state->saved = now_ms();
}

/* ── its life ───────────────────────────────────────────────────────────────────────────────────────────────── */

static bool is_folder(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* In the outputs' folder. */
static char *state_file(const struct command *command) {
    struct buf b = {0};
    const char *slash = command->output ? strrchr(command->output, '/') : NULL;
    if (command->output && is_folder(command->output)) {
        buf_put(&b, str_from(command->output));
        if (b.p && b.p[b.n - 1] != '/') buf_put_char(&b, '/');
    } else if (slash) buf_put(&b, str_of(command->output, (size_t)(slash - command->output) + 1));
    buf_put(&b, STR(".qapress-state"));
    buf_put_char(&b, '\0');
    if (b.failed) buf_release(&b);
    return b.p;
}

/* A program of the same version may still be another: its own bytes count. */
static void hash_program(struct state *state) {
    struct sha256_ctx sha;
    struct stat st;
    char own[HASH_TEXT];
    const char *name, *version;
    sha256_init(&sha);
    hash_text(&sha, qap_version());
    for (size_t i = 0; (name = qap_library(i, &version)) != NULL; i++) {
        hash_text(&sha, name);
        hash_text(&sha, version);
    }
    if (hash_path(state->hashes, "/proc/self/exe", &st, own)) hash_text(&sha, own);
    hash_end(&sha, state->program);
}

struct state *state_open(const struct command *command) {
    struct state *state = calloc(1, sizeof *state);
    if (!state) return NULL;
    pthread_mutex_init(&state->lock, NULL);
    state->hashes = hashes_new();
    state->file = command->if_changed ? state_file(command) : NULL;
    if (!state->hashes || (command->if_changed && !state->file)) {
        state_close(state);
        return NULL;
    }
    hash_program(state);
    if (state->file) load(state);
    state->saved = now_ms();
    return state;
}

void state_save(struct state *state) {
    if (state->changed && state->file) save(state);
}

void state_close(struct state *state) {
    if (!state) return;
    state_save(state);
    for (size_t i = 0; i < state->entries.n; i++) entry_free(state->entries.at[i]);
    vec_release(&state->entries);
    hashes_free(state->hashes);
    pthread_mutex_destroy(&state->lock);
    free(state->file);
    free(state);
}

/* ── asking and telling ─────────────────────────────────────────────────────────────────────────────────────── */

/* How long a document may take, and what is told of it, does not change what comes out. */
static void hash_setting(struct sha256_ctx *sha, const char *name, const char *value) {
    if (strcmp(name, "timeout") == 0 || strcmp(name, "jobs") == 0 || config_is_own(name)) return;
    hash_text(sha, name);
    hash_text(sha, value);
}

static void hash_task(const struct state *state, const struct command *command, const struct task *task, char key[HASH_TEXT]) {
    struct sha256_ctx sha;
    sha256_init(&sha);
    hash_text(&sha, state->program);
    for (size_t i = 0; task->config && i < task->config->settings.n; i++)
        hash_setting(&sha, task->config->settings.at[i].name, task->config->settings.at[i].value);
    for (size_t i = 0; i < command->settings.n; i++) hash_setting(&sha, command->settings.at[i].name, command->settings.at[i].value);
    for (size_t i = 0; i < task->n_inputs; i++) hash_text(&sha, task->inputs[i].path);
    /* Formats made together may tell of each other: the EPUB has the pages of the PDF. */
    for (size_t i = 0; i < task->targets.n; i++) {
        hash_text(&sha, task->targets.at[i].format->name);
        hash_text(&sha, task->targets.at[i].path ? task->targets.at[i].path : "-");
    }
    hash_end(&sha, key);
}

/* Since: a file that changed after it may have been read before or after; its hash proves nothing. 0: never mind. */
static bool hash_contents(struct state *state, const struct entry *e, int64_t since, char hash[HASH_TEXT]) {
    struct sha256_ctx sha;
    sha256_init(&sha);
    for (size_t i = 0; i < e->files.n; i++) {
        struct stat st;
        char one[HASH_TEXT];
        bool there = hash_path(state->hashes, e->files.at[i], &st, one);
        if (there && since && (int64_t)st.st_ctim.tv_sec * 1000000000 + st.st_ctim.tv_nsec >= since) return false;
        hash_text(&sha, e->files.at[i]);
        hash_text(&sha, there ? one : "-");
    }
    hash_end(&sha, hash);
    return true;
}

static bool output_stands(struct state *state, const struct made *made) {
    struct stat st;
    char hash[HASH_TEXT];
    if (stat(made->path, &st) != 0 || !S_ISREG(st.st_mode) || (uint64_t)st.st_size != made->size) return false;
    if (file_time(&st) == made->time) return true;
    return hash_path(state->hashes, made->path, &st, hash) && strcmp(hash, made->hash) == 0;
}

bool state_is_current(struct state *state, const struct command *command, const struct task *task, struct result *result) {
    char key[HASH_TEXT], contents[HASH_TEXT];
    pthread_mutex_lock(&state->lock);
    struct entry *e = find(state, task_name(task)); /* stays: no other thread has this task */
    pthread_mutex_unlock(&state->lock);
    if (!e) return false;
    /* What makes the run fail is told of again. When watching, the run does not end. */
    int fail_on = fail_on_of(command, task->config);
    if (!command->watch && fail_on >= 0 && e->worst >= fail_on) return false;
    hash_task(state, command, task, key);
    if (strcmp(key, e->key) != 0) return false;
    for (size_t i = 0; e->status == QAP_OK && i < e->outputs.n; i++)
        if (!output_stands(state, &e->outputs.at[i])) return false;
    if (!hash_contents(state, e, 0, contents) || strcmp(contents, e->contents) != 0) return false;
    result->status = e->status;
    result->current = true;
    for (size_t i = 0; i < e->files.n; i++) result_add_file(result, e->files.at[i]);
    return true;
}

const char *state_file_of(const struct state *state, const struct task *task, size_t index) {
    const struct entry *e = find(state, task_name(task));
    return e && index < e->files.n ? e->files.at[index] : NULL;
}

static bool add_output(struct state *state, struct entry *e, const char *path) {
    struct made made = {.path = strdup(path)};
    struct stat st;
    bool ok = made.path && hash_path(state->hashes, path, &st, made.hash);
    if (ok) {
        made.size = (uint64_t)st.st_size;
        made.time = file_time(&st);
        ok = vec_push(&e->outputs, made);
    }
    if (!ok) free(made.path);
    return ok;
}

static bool fill(struct state *state, const struct command *command, const struct task *task, const struct result *result, int64_t since,
                 struct entry *e) {
    *e = (struct entry){.own = true, .status = result->status, .worst = result->worst_of_all, .name = strdup(task_name(task))};
    bool ok = e->name != NULL;
    hash_task(state, command, task, e->key);
    for (size_t i = 0; ok && i < result->files.n; i++) {
        char *copy = strdup(result->files.at[i]);
        ok = copy && vec_push(&e->files, copy);
        if (!ok) free(copy);
    }
    for (size_t i = 0; ok && result->status == QAP_OK && i < task->targets.n; i++)
        ok = !task->targets.at[i].path || add_output(state, e, task->targets.at[i].path);
    return ok && hash_contents(state, e, since, e->contents);
}

void state_record(struct state *state, const struct command *command, const struct task *task, const struct result *result, int64_t since) {
    struct entry *e = calloc(1, sizeof *e);
    bool ok = e && fill(state, command, task, result, since, e);
    pthread_mutex_lock(&state->lock);
    if (ok) {
        ok = keep(state, e);
    } else {
        /* What cannot be told for certain is made again. */
        struct entry *old = find(state, task_name(task));
        if (old) old->key[0] = '\0';
        entry_free(e);
    }
    state->changed = true;
    if (state->file && now_ms() - state->saved > SAVE_EVERY) save(state);
    pthread_mutex_unlock(&state->lock);
}
