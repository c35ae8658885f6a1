/* --deps: what the outputs were made of, as rules for make, as compilers write them with -MD -MP. */
#include <string.h>
#include <sys/stat.h>

#include "cli/command.h"

/* A name in a makefile: make takes blanks, '#' and ':' behind a backslash, and '$' doubled. A backslash is itself, but
 * where it would be one of those. */
static void put_name(struct buf *out, const char *name) {
    size_t backslashes = 0;
    for (;; name++) {
        bool special = *name == '\0' || strchr(" #:", *name);
        if (special) buf_put_repeat(out, '\\', backslashes + (*name ? 1 : 0));
        if (!*name) break;
        backslashes = *name == '\\' ? backslashes + 1 : 0;
        if (*name == '$') buf_put_char(out, '$');
        buf_put_char(out, *name);
    }
}

/* make has no way to write a line's end or a tab within a name. */
static bool can_be_said(const char *name) { return !strpbrk(name, "\r\n\t"); }

static bool is_input(const struct task *task, const char *path) {
    for (size_t i = 0; i < task->n_inputs; i++)
        if (strcmp(task->inputs[i].path, path) == 0) return true;
    return false;
}

static bool is_file(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* Calls `put` for all that the task was made of and that exists: a rule with a file that does not would always run. */
static void each_source(const struct task *task, const struct result *result, struct buf *out,
                        void (*put)(struct buf *out, const struct task *task, const char *path)) {
    for (size_t i = 0; i < result->files.n; i++)
        if (can_be_said(result->files.at[i]) && is_file(result->files.at[i])) put(out, task, result->files.at[i]);
    if (task->config && can_be_said(task->config->file)) put(out, task, task->config->file);
}

static void put_source(struct buf *out, const struct task *task, const char *path) {
    (void)task;
    buf_put_char(out, ' ');
    put_name(out, path);
}

/* A rule of its own for each but the inputs: so make does not stop when one of them is taken away. */
static void put_phony(struct buf *out, const struct task *task, const char *path) {
    if (is_input(task, path)) return;
    put_name(out, path);
    buf_put(out, STR(":\n"));
}

static void put_rule(struct buf *out, const struct task *task, const struct result *result) {
    size_t from = out->n;
    for (size_t i = 0; i < task->targets.n; i++) {
        const char *path = task->targets.at[i].path;
        if (!path || !can_be_said(path)) continue;
        if (out->n > from) buf_put_char(out, ' ');
        put_name(out, path);
    }
    if (out->failed || out->n == from) return;
    buf_put_char(out, ':');
    each_source(task, result, out, put_source);
    buf_put_char(out, '\n');
    each_source(task, result, out, put_phony);
}

bool write_deps(const struct command *command, const tasks *list, const struct result *results) {
    struct buf out = {0};
    for (size_t i = 0; i < list->n; i++) put_rule(&out, &list->at[i], &results[i]);
    bool ok = file_write(command->deps, &out);
    buf_release(&out);
    return ok;
}
