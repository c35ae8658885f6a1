/* What was made of what: for --if-changed, which leaves alone what would come out the same, and for --deps.
 *
 * The state is a text file beside the outputs, a line an output: the SHA-256 of all that goes into it, its size, its
 * path. A run reads it before and writes it after; when two runs meet, what one of them forgets is made again. */
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/sink.h"
#include "cli/command.h"

struct entry {
    char key[2 * SHA256_DIGEST_SIZE + 1];
    uint64_t size;
    char *path;
};

struct state {
    char *file;
    VEC(struct entry) entries; /* sorted by path */
    bool changed;
};

static int compare(const void *a, const void *b) { return strcmp(((const struct entry *)a)->path, ((const struct entry *)b)->path); }

static bool parse_line(struct state *state, str line) {
    enum { KEY = 2 * SHA256_DIGEST_SIZE };
    struct entry e = {.size = 0};
    size_t at = KEY + 1;
    if (line.n < KEY + 4 || line.p[KEY] != ' ') return false;
    memcpy(e.key, line.p, KEY);
    for (; at < line.n && char_is_digit(line.p[at]); at++) e.size = e.size * 10 + (uint64_t)(line.p[at] - '0');
    if (at + 1 >= line.n || line.p[at] != ' ') return false;
    e.path = strndup(line.p + at + 1, line.n - at - 1);
    if (e.path && vec_push(&state->entries, e)) return true;
    free(e.path);
    return false;
}

/* A state that cannot be read is an empty one: then all is made. */
static void load(struct state *state) {
    struct buf b = {0};
    if (file_read(state->file, &b)) {
        for (str rest = buf_str(&b); rest.n;) {
            size_t end = str_find_char(rest, '\n', 0);
            parse_line(state, str_sub(rest, 0, end == SIZE_MAX ? rest.n : end));
            rest = str_drop(rest, end == SIZE_MAX ? rest.n : end + 1);
        }
        if (state->entries.n) qsort(state->entries.at, state->entries.n, sizeof *state->entries.at, compare);
    }
    buf_release(&b);
}

static bool is_folder(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

struct state *state_open(const struct command *command) {
    struct state *state = calloc(1, sizeof *state);
    struct buf b = {0};
    if (command->output && is_folder(command->output)) {
        buf_put(&b, str_from(command->output));
        if (b.n && b.p[b.n - 1] != '/') buf_put_char(&b, '/');
    }
    buf_put(&b, STR(".qapress-state"));
    buf_put_char(&b, '\0');
    if (!state || b.failed) {
        buf_release(&b);
        free(state);
        return NULL;
    }
    state->file = b.p;
    load(state);
    return state;
}

static struct entry *find(const struct state *state, char *path) {
    struct entry wanted = {.path = path};
    return state->entries.n ? bsearch(&wanted, state->entries.at, state->entries.n, sizeof wanted, compare) : NULL;
}

static void hash_text(struct sha256_ctx *sha, const char *s) { sha256_update(sha, strlen(s) + 1, (const uint8_t *)s); }

static bool hash_file(struct sha256_ctx *sha, const char *path) {
    struct buf b = {0};
    bool ok = file_read(path, &b);
    if (ok) {
        char size[24];
        snprintf(size, sizeof size, "%zu", b.n);
        hash_text(sha, size);
        if (b.n) sha256_update(sha, b.n, (const uint8_t *)b.p);
    }
    buf_release(&b);
    return ok;
}

/* An option may name a file: its content counts too. Where there is none (a style that ships), its name is enough. */
static bool names_file(const char *name) { return strcmp(name, "style") == 0 || strcmp(name, "css") == 0; }

static void hash_setting(struct sha256_ctx *sha, const char *name, const char *value) {
    hash_text(sha, name);
    hash_text(sha, value);
    if (names_file(name)) hash_file(sha, value);
}

bool state_key(const struct command *command, const struct task *task, char key[STATE_KEY]) {
    struct sha256_ctx sha;
    sha256_init(&sha);
    hash_text(&sha, qap_version());
    for (size_t i = 0; task->config && i < task->config->settings.n; i++)
        hash_setting(&sha, task->config->settings.at[i].name, task->config->settings.at[i].value);
    for (size_t i = 0; i < command->settings.n; i++) hash_setting(&sha, command->settings.at[i].name, command->settings.at[i].value);
    for (size_t i = 0; i < task->n_inputs; i++) {
        hash_text(&sha, task->inputs[i].path);
        if (!hash_file(&sha, task->inputs[i].path)) return false;
    }
    /* Formats made together may tell of each other: the EPUB has the pages of the PDF. */
    for (size_t i = 0; i < task->targets.n; i++) hash_text(&sha, task->targets.at[i].format->name);
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_digest(&sha, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++) snprintf(key + 2 * i, 3, "%02x", digest[i]);
    return true;
}

bool state_is_current(const struct state *state, const struct task *task, const char key[STATE_KEY]) {
    for (size_t i = 0; i < task->targets.n; i++) {
        char *path = task->targets.at[i].path;
        const struct entry *e = path ? find(state, path) : NULL;
        struct stat st;
        if (!e || strcmp(e->key, key) != 0 || stat(path, &st) != 0 || (uint64_t)st.st_size != e->size) return false;
    }
    return task->targets.n > 0;
}

void state_record(struct state *state, const struct task *task, const char key[STATE_KEY]) {
    for (size_t i = 0; i < task->targets.n; i++) {
        char *path = task->targets.at[i].path;
        struct stat st;
        if (!path || stat(path, &st) != 0) continue;
        struct entry *e = find(state, path), fresh = {.path = NULL};
        if (!e) {
            fresh.path = strdup(path);
            if (!fresh.path || !vec_push(&state->entries, fresh)) {
                free(fresh.path);
                continue;
            }
            e = &state->entries.at[state->entries.n - 1];
        }
        memcpy(e->key, key, STATE_KEY);
        e->size = (uint64_t)st.st_size;
        state->changed = true;
        if (fresh.path) qsort(state->entries.at, state->entries.n, sizeof *state->entries.at, compare);
    }
}

/* Not being able to remember fails nothing: the next run makes all again. */
void state_close(struct state *state) {
    if (!state) return;
    struct sink sink;
    if (state->changed && sink_open_file(&sink, state->file)) {
        struct buf b = {0};
        for (size_t i = 0; i < state->entries.n; i++) {
            const struct entry *e = &state->entries.at[i];
            if (strchr(e->path, '\n')) continue;
            buf_put(&b, str_from(e->key));
            buf_put_char(&b, ' ');
            buf_put_uint(&b, e->size);
            buf_put_char(&b, ' ');
            buf_put(&b, str_from(e->path));
            buf_put_char(&b, '\n');
        }
        if (!b.failed && sink_write(&sink, buf_str(&b))) sink_commit(&sink);
        else sink_abandon(&sink);
        buf_release(&b);
    }
    for (size_t i = 0; i < state->entries.n; i++) free(state->entries.at[i].path);
    vec_release(&state->entries);
    free(state->file);
    free(state);
}

/* ── make's depfile ─────────────────────────────────────────────────────────────────────────────────────────── */

/* A name in a makefile: make takes blanks and '#' behind a backslash, and '$' doubled. */
static void put_make(struct buf *out, const char *name) {
    buf_put_char(out, ' ');
    for (; *name; name++) {
        if (strchr(" \t#\\", *name)) buf_put_char(out, '\\');
        if (*name == '$') buf_put_char(out, '$');
        buf_put_char(out, *name);
    }
}

static void put_file(struct buf *out, const char *name, const char *value) {
    if (names_file(name) && access(value, F_OK) == 0) put_make(out, value);
}

static void put_rule(struct buf *out, const struct command *command, const struct task *task) {
    size_t from = out->n;
    for (size_t i = 0; i < task->targets.n; i++)
        if (task->targets.at[i].path) put_make(out, task->targets.at[i].path);
    if (out->failed || out->n == from) return;
    memmove(out->p + from, out->p + from + 1, out->n - from - 1); /* no blank before the first */
    out->n--;
    buf_put_char(out, ':');
    for (size_t i = 0; i < task->n_inputs; i++) put_make(out, task->inputs[i].path);
    for (size_t i = 0; i < command->settings.n; i++) put_file(out, command->settings.at[i].name, command->settings.at[i].value);
    if (task->config) put_make(out, task->config->file);
    for (size_t i = 0; task->config && i < task->config->settings.n; i++)
        put_file(out, task->config->settings.at[i].name, task->config->settings.at[i].value);
    buf_put_char(out, '\n');
}

bool write_deps(const struct command *command, const tasks *list) {
    struct buf out = {0};
    for (size_t i = 0; i < list->n; i++) put_rule(&out, command, &list->at[i]);
    bool ok = file_write(command->deps, &out);
    buf_release(&out);
    return ok;
}
