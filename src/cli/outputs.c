/* Which input gives which file. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/asset.h"
#include "cli/command.h"

static bool is_folder(const char *path) {
    struct stat st;
    size_t n = strlen(path);
    if (n && path[n - 1] == '/') return true;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool is_standard(const char *path) { return strcmp(path, "-") == 0; }

static const qap_format_info *format_of(const char *path) {
    for (size_t i = 0; qap_format(i); i++) {
        str extension = str_from(qap_format(i)->extension), name = str_from(path);
        if (name.n >= extension.n && str_eq_nocase(str_drop(name, name.n - extension.n), extension)) return qap_format(i);
    }
    return NULL;
}

/* FOLDER/PLACE/STEM.EXTENSION; the place, where there is one, ends in a slash. */
static char *join_path(const char *folder, str place, str stem, const char *extension) {
    struct buf b = {0};
    if (folder) {
        buf_put(&b, str_from(folder));
        if (b.n && b.p[b.n - 1] != '/') buf_put_char(&b, '/');
    }
    buf_put(&b, place);
    buf_put(&b, stem);
    buf_put(&b, str_from(extension));
    buf_put_char(&b, '\0');
    if (b.failed) buf_release(&b);
    return b.p;
}

/* The formats to make. */
struct choice {
    const qap_format_info *const *at;
    size_t n;
    bool usual; /* nobody has said */
};

static int to_standard_output(struct task *task, struct choice formats) {
    if (formats.n != 1) return usage_error("standard output takes one format: name it with -t");
    if (formats.at[0]->binary && isatty(STDOUT_FILENO))
        return usage_error("%s is nothing for a terminal: name a file with -o, or send it to a pipe", formats.at[0]->name);
    return vec_push(&task->targets, (struct target){.format = formats.at[0]}) ? 0 : no_memory();
}

static int to_file(struct task *task, struct choice formats, const char *path) {
    if (formats.n != 1) return usage_error("%s is one file and there are %zu formats: name a folder (%s/), or one format", path, formats.n, path);
    char *copy = join_path(NULL, (str){0}, str_from(path), "");
    if (!copy) return no_memory();
    if (vec_push(&task->targets, (struct target){.format = formats.at[0], .path = copy})) return 0;
    free(copy);
    return no_memory();
}

static int to_folder(struct task *task, struct choice formats, const char *folder) {
    const char *below = task->inputs[0].below;
    str place = str_sub(str_from(below), 0, strrchr(below, '/') ? (size_t)(strrchr(below, '/') - below) + 1 : 0);
    for (size_t i = 0; i < formats.n; i++) {
        char *path = join_path(folder, place, path_stem(str_from(below)), formats.at[i]->extension);
        if (!path) return no_memory();
        if (!vec_push(&task->targets, (struct target){.format = formats.at[i], .path = path})) {
            free(path);
            return no_memory();
        }
    }
    return 0;
}

/* The last that says so: a project file, then the command line. */
static bool answers_stand_apart(const struct command *command, const struct task *task) {
    const char *value = "";
    for (size_t i = 0; task->config && i < task->config->settings.n; i++)
        if (strcmp(task->config->settings.at[i].name, "answers") == 0) value = task->config->settings.at[i].value;
    for (size_t i = 0; i < command->settings.n; i++)
        if (strcmp(command->settings.at[i].name, "answers") == 0) value = command->settings.at[i].value;
    return strcmp(value, "separate") == 0;
}

static bool is_book(const qap_format_info *format) {
    return strcmp(format->name, "pdf") == 0 || strcmp(format->name, "epub") == 0 || strcmp(format->name, "html") == 0;
}

/* "out/guide.pdf" → "out/guide-answers.pdf" */
static char *answers_path(const char *path) {
    str whole = str_from(path);
    size_t dot = whole.n;
    for (size_t i = whole.n; i > 1 && path[i - 1] != '/'; i--) {
        if (path[i - 1] != '.' || path[i - 2] == '/') continue;
        dot = i - 1;
        break;
    }
    return join_path(NULL, str_sub(whole, 0, dot), STR("-answers"), path + dot);
}

/* Beside each book, that of its answers. */
static int add_answers(struct task *task) {
    for (size_t i = 0, n = task->targets.n; i < n; i++) {
        struct target t = task->targets.at[i];
        if (!is_book(t.format)) continue;
        if (!t.path) return usage_error("--answers=separate makes two files: name one with -o");
        t.answers = true;
        t.path = answers_path(t.path);
        if (t.path && vec_push(&task->targets, t)) continue;
        free(t.path);
        return no_memory();
    }
    return 0;
}

static int plan(const struct command *command, struct task *task, struct choice formats) {
    const char *output = command->output;
    if (command->check) return 0;
    if (!output && is_standard(task->inputs[0].path)) {
        if (formats.n != 1) return usage_error("standard input has no name: say where to with -o");
        output = "-";
    }
    if (output && is_standard(output)) return to_standard_output(task, formats);
    if (output && !is_folder(output)) return to_file(task, formats, output);
    if (output && is_standard(task->inputs[0].path)) return usage_error("standard input has no name: name a file with -o");
    return to_folder(task, formats, output);
}

static bool same_file(const char *a, const char *b) {
    struct stat s, t;
    return stat(a, &s) == 0 && stat(b, &t) == 0 && S_ISREG(s.st_mode) && s.st_dev == t.st_dev && s.st_ino == t.st_ino;
}

/* A path as a key: outputs that name one file twice are found by sorting. */
static int compare_paths(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

/* Somebody may take the command for one that reads books. */
static int overwrites(const char *path, const qap_format_info *format) {
    if (format->binary && format_of(path) == format) return usage_error("%s is no text: extract its text first, from a PDF with pdftotext", path);
    return usage_error("%s is the input and would be overwritten: name another with -o", path);
}

static int check_clashes(const tasks *list) {
    VEC(char *) paths = {0};
    int status = 0;
    for (size_t i = 0; i < list->n && !status; i++) {
        const struct task *task = &list->at[i];
        for (size_t k = 0; k < task->targets.n && !status; k++) {
            char *path = task->targets.at[k].path;
            if (path && !vec_push(&paths, path)) status = no_memory();
            for (size_t in = 0; path && in < task->n_inputs && !status; in++)
                if (same_file(path, task->inputs[in].path)) status = overwrites(path, task->targets.at[k].format);
        }
    }
    if (paths.n) qsort(paths.at, paths.n, sizeof *paths.at, compare_paths);
    for (size_t i = 1; i < paths.n && !status; i++)
        if (strcmp(paths.at[i - 1], paths.at[i]) == 0) status = usage_error("two inputs would both become %s: name folders with -o, or one book with --merge", paths.at[i]);
    vec_release(&paths);
    return status;
}

/* The folders above the last slash of a path are made. */
static int make_folder(const char *path) {
    char *copy = join_path(NULL, (str){0}, str_from(path), "");
    if (!copy) return no_memory();
    int error = 0;
    for (char *at = copy + 1; *at && !error; at++) {
        if (*at != '/') continue;
        *at = '\0';
        if (mkdir(copy, 0777) != 0 && errno != EEXIST) error = errno;
        *at = '/';
    }
    free(copy);
    if (!error) return 0;
    fprintf(stderr, "qapress: error: cannot make the folder %s: %s\n", path, strerror(error));
    return EXIT_FAILED;
}

static int add_task(const struct command *command, struct configs *configs, tasks *out, const struct input_file *inputs, size_t n,
                    struct choice formats) {
    struct task task = {.inputs = inputs, .n_inputs = n};
    int status = config_find(configs, inputs[0].path, &task.config);
    /* A project file's formats, where neither the command nor the output's name says. */
    if (task.config && task.config->formats.n && formats.usual) formats = (struct choice){task.config->formats.at, task.config->formats.n, false};
    if (!status) status = plan(command, &task, formats);
    if (!status && answers_stand_apart(command, &task)) status = add_answers(&task);
    if (!vec_push(out, task)) {
        for (size_t i = 0; i < task.targets.n; i++) free(task.targets.at[i].path);
        vec_release(&task.targets);
        return no_memory();
    }
    return status;
}

/* What is made when nothing is asked for. */
static size_t usual_formats(const qap_format_info *list[2]) {
    size_t n = 0;
    for (size_t i = 0; qap_format(i); i++) {
        const qap_format_info *f = qap_format(i);
        if (n < 2 && (strcmp(f->name, "pdf") == 0 || strcmp(f->name, "epub") == 0)) list[n++] = f;
    }
    return n;
}

static int check_output(const struct command *command, size_t n_inputs) {
    const char *output = command->output;
    if (!output || command->check || command->merge || n_inputs < 2 || is_folder(output)) return 0;
    if (is_standard(output)) return usage_error("standard output takes one document: name a folder with -o, or one book with --merge");
    return usage_error("%s is one file and there are %zu inputs: name a folder (%s/), or one book with --merge", output, n_inputs, output);
}

/* -o DIR/ makes the folder, and an input from below a named folder has its place below the output's. */
static int make_folders(const struct command *command, const tasks *list) {
    const char *output = command->output;
    if (command->check) return 0;
    int status = output && output[strlen(output) - 1] == '/' ? make_folder(output) : 0;
    for (size_t i = 0; i < list->n && !status; i++)
        if (strchr(list->at[i].inputs[0].below, '/') && list->at[i].targets.n && list->at[i].targets.at[0].path)
            status = make_folder(list->at[i].targets.at[0].path);
    return status;
}

int plan_tasks(const struct command *command, const input_files *inputs, struct configs *configs, tasks *out) {
    const qap_format_info *guessed, *usual[2];
    struct choice formats = {command->formats.at, command->formats.n, false};
    const char *output = command->output;
    int status = check_output(command, inputs->n);
    if (status) return status;
    if (formats.n == 0 && output && !is_standard(output) && !is_folder(output)) {
        guessed = format_of(output);
        if (!guessed) return usage_error("the name %s tells no format: name one with -t, or a folder (%s/)", output, output);
        formats = (struct choice){&guessed, 1, false};
    }
    if (formats.n == 0) formats = (struct choice){usual, usual_formats(usual), true};
    size_t each = command->merge ? inputs->n : 1;
    for (size_t i = 0; i < inputs->n && !status; i += each) status = add_task(command, configs, out, &inputs->at[i], each, formats);
    if (!status) status = check_clashes(out);
    return status ? status : make_folders(command, out);
}

void tasks_release(tasks *list) {
    for (size_t i = 0; i < list->n; i++) {
        for (size_t k = 0; k < list->at[i].targets.n; k++) free(list->at[i].targets.at[k].path);
        vec_release(&list->at[i].targets);
    }
    vec_release(list);
}
