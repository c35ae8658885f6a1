/* --watch: convert, wait until something changes, and convert again what is no longer up to date.
 *
 * What has changed is never taken from an event: an event only wakes the next pass, which plans anew and lets the
 * state (state.c) say by content which documents to make. So nothing depends on how an editor saves: in place, by
 * renaming a new file over the old one, by moving the old one away first.
 *
 * Folders are watched, not files, for a file that is replaced is another one: the folders of all files that the
 * documents were made of, those in which a text or a qapress.yaml may turn up, and in the place of a folder that does
 * not exist the nearest one above it that does. */
#include "cli/command.h"

#ifndef __linux__

int watch(const struct command *command) {
    (void)command;
    return usage_error("--watch stands on inotify, which this system does not have");
}

#else

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    QUIET = 15,    /* ms without an event: what an editor does to save a file is over */
    AT_MOST = 60,  /* ms that events may put a pass off */
    RETURN = 500,  /* ms that a file which is gone may take to come back */
    RECURSION = 32 /* folders below a named one */
};

/* A write is over when the file is closed; a file that is being written is none to read. */
enum { EVENTS = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF };

struct folder {
    char *path;
    int id;              /* inotify's */
    bool texts;          /* every text in it counts, and every folder */
    bool all;            /* everything does */
    bool wanted;         /* still */
    VEC(char *) names;   /* that count */
};

struct watcher {
    int fd;
    VEC(struct folder) folders;
    bool grew;   /* a folder is new: what happened in it before was not seen */
    bool failed; /* memory, or inotify's limits */
};

static void forget_names(struct folder *f) {
    for (size_t i = 0; i < f->names.n; i++) free(f->names.at[i]);
    f->names.n = 0;
}

static void watcher_release(struct watcher *w) {
    for (size_t i = 0; i < w->folders.n; i++) {
        forget_names(&w->folders.at[i]);
        vec_release(&w->folders.at[i].names);
        free(w->folders.at[i].path);
    }
    vec_release(&w->folders);
    if (w->fd >= 0) close(w->fd);
}

/* ── what to watch ──────────────────────────────────────────────────────────────────────────────────────────── */

static struct folder *find_folder(struct watcher *w, const char *path) {
    for (size_t i = w->folders.n; i > 0; i--)
        if (strcmp(w->folders.at[i - 1].path, path) == 0) return &w->folders.at[i - 1];
    char *copy = strdup(path);
    if (copy && vec_push(&w->folders, (struct folder){.path = copy, .id = -1})) return &w->folders.at[w->folders.n - 1];
    free(copy);
    w->failed = true;
    return NULL;
}

/* False: there is no such folder, or it may not be read. */
static bool start(struct watcher *w, struct folder *f) {
    if (f->wanted) return true;
    int id = inotify_add_watch(w->fd, f->path, EVENTS | IN_ONLYDIR);
    if (id < 0) {
        if (errno == ENOSPC || errno == ENOMEM) w->failed = true;
        return false;
    }
    if (id != f->id) w->grew = true;
    f->id = id;
    return f->wanted = true;
}

static bool add_name(struct folder *f, const char *name) {
    for (size_t i = 0; i < f->names.n; i++)
        if (strcmp(f->names.at[i], name) == 0) return true;
    char *copy = strdup(name);
    if (copy && vec_push(&f->names, copy)) return true;
    free(copy);
    return false;
}

/* The path of a file or folder that counts, which may not exist. Cut up in place. */
static void want(struct watcher *w, char *path) {
    size_t n = strlen(path);
    while (n > 1 && path[n - 1] == '/') path[--n] = '\0';
    char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    char above[] = ".", root[] = "/";
    if (!*name) return;
    struct folder *f;
    if (slash == path) f = find_folder(w, root);
    else {
        if (slash) *slash = '\0';
        f = find_folder(w, slash ? path : above);
    }
    if (!f) return;
    if (start(w, f)) {
        if (!add_name(f, name)) w->failed = true;
    } else if (slash && slash != path) want(w, path);
}

static void want_copy(struct watcher *w, const char *path) {
    char *copy = strdup(path);
    if (copy) want(w, copy);
    else w->failed = true;
    free(copy);
}

/* A file and, behind a link, what it leads to. */
static void want_file(struct watcher *w, const char *path) {
    want_copy(w, path);
    struct stat st;
    if (lstat(path, &st) != 0) return;
    if (S_ISDIR(st.st_mode)) {
        struct folder *f = find_folder(w, path);
        if (f && start(w, f)) f->all = true;
    }
    if (!S_ISLNK(st.st_mode)) return;
    char *full = realpath(path, NULL);
    if (full) want(w, full);
    free(full);
}

/* From an input's folder up, as far as a project file would be looked for. */
static void want_config(struct watcher *w, const struct task *task) {
    char *folder = folder_of(task->inputs[0].path);
    for (size_t n = folder ? strlen(folder) : 0; n > 0;) {
        struct buf b = {0};
        buf_put(&b, str_of(folder, n));
        buf_put(&b, folder[n - 1] == '/' ? STR(CONFIG_NAME) : STR("/" CONFIG_NAME));
        buf_put_char(&b, '\0');
        bool last = n == 1 || (task->config && !b.failed && strcmp(task->config->file, b.p) == 0);
        if (b.failed) w->failed = true;
        else want_copy(w, b.p);
        buf_release(&b);
        if (last) break;
        while (n > 1 && folder[n - 1] != '/') n--;
        if (n > 1) n--;
    }
    free(folder);
}

/* A named folder, and those below it that are looked into for texts. */
static void want_texts(struct watcher *w, const char *path, int depth) {
    struct folder *f = find_folder(w, path);
    if (!f || depth > RECURSION) return;
    if (!start(w, f)) {
        want_copy(w, path);
        return;
    }
    f->texts = true;
    path_list below = {0};
    if (!list_folders(path, &below)) w->failed = true;
    for (size_t i = 0; i < below.n; i++) want_texts(w, below.at[i], depth + 1);
    path_list_release(&below);
}

static bool is_folder(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* Several paths may lead to one folder, which inotify then watches once. */
static bool is_watched(const struct watcher *w, int id) {
    for (size_t i = 0; i < w->folders.n; i++)
        if (w->folders.at[i].wanted && w->folders.at[i].id == id) return true;
    return false;
}

static void drop_unwanted(struct watcher *w) {
    size_t n = 0;
    for (size_t i = 0; i < w->folders.n; i++)
        if (!w->folders.at[i].wanted && w->folders.at[i].id >= 0 && !is_watched(w, w->folders.at[i].id)) inotify_rm_watch(w->fd, w->folders.at[i].id);
    for (size_t i = 0; i < w->folders.n; i++) {
        struct folder *f = &w->folders.at[i];
        if (f->wanted) {
            w->folders.at[n++] = *f;
            continue;
        }
        vec_release(&f->names);
        free(f->path);
    }
    w->folders.n = n;
}

static void want_all(struct watcher *w, const struct command *command, const struct plan *plan, struct state *state) {
    for (size_t i = 0; i < w->folders.n; i++) {
        forget_names(&w->folders.at[i]);
        w->folders.at[i].wanted = w->folders.at[i].texts = w->folders.at[i].all = false;
    }
    for (size_t i = 0; i < command->inputs.n; i++) {
        if (is_folder(command->inputs.at[i])) want_texts(w, command->inputs.at[i], 0);
        else want_file(w, command->inputs.at[i]);
    }
    for (size_t i = 0; i < plan->tasks.n; i++) {
        want_config(w, &plan->tasks.at[i]);
        const char *file;
        for (size_t k = 0; (file = state_file_of(state, &plan->tasks.at[i], k)) != NULL; k++) want_file(w, file);
    }
    drop_unwanted(w);
}

/* ── waiting ────────────────────────────────────────────────────────────────────────────────────────────────── */

static bool counts(const struct watcher *w, const struct inotify_event *event) {
    if (event->mask & (IN_Q_OVERFLOW | IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED)) return true;
    for (size_t i = 0; i < w->folders.n; i++) {
        const struct folder *f = &w->folders.at[i];
        if (f->id != event->wd || !event->len) continue;
        if (f->all) return true;
        if (f->texts && event->name[0] != '.' && ((event->mask & IN_ISDIR) || is_text_name(event->name))) return true;
        for (size_t k = 0; k < f->names.n; k++)
            if (strcmp(f->names.at[k], event->name) == 0) return true;
    }
    return false;
}

/* Whether an event that counts came within so many ms; -1: any time. */
static bool wait_for_event(struct watcher *w, int64_t ms) {
    union {
        struct inotify_event event;
        char bytes[16 * (sizeof(struct inotify_event) + NAME_MAX + 1)];
    } buffer;
    int64_t end = now_ms() + ms;
    for (;;) {
        int64_t left = ms < 0 ? -1 : end - now_ms();
        if (ms >= 0 && left < 0) return false;
        struct pollfd wait = {.fd = w->fd, .events = POLLIN};
        int ready = poll(&wait, 1, (int)left);
        if (ready == 0) return false;
        ssize_t n = ready < 0 ? -1 : read(w->fd, &buffer, sizeof buffer);
        if (n < 0 && errno != EINTR && errno != EAGAIN) return w->failed = true;
        bool found = false;
        for (ssize_t at = 0; at < n;) {
            struct inotify_event event;
            memcpy(&event, buffer.bytes + at, sizeof event);
            found = found || counts(w, (const struct inotify_event *)(const void *)(buffer.bytes + at));
            at += (ssize_t)(sizeof event + event.len);
        }
        if (found) return true;
    }
}

static bool input_is_gone(const struct command *command) {
    for (size_t i = 0; i < command->inputs.n; i++)
        if (access(command->inputs.at[i], F_OK) != 0) return true;
    return false;
}

static void wait_for_change(struct watcher *w, const struct command *command) {
    wait_for_event(w, -1);
    int64_t start_of_all = now_ms();
    while (!w->failed && now_ms() - start_of_all < AT_MOST && wait_for_event(w, QUIET)) {}
    while (!w->failed && input_is_gone(command) && now_ms() - start_of_all < RETURN) wait_for_event(w, QUIET);
}

/* ── the whole ──────────────────────────────────────────────────────────────────────────────────────────────── */

/* True: another pass is needed at once, for a folder is watched only since the end of this one. */
static bool pass(const struct command *command, struct watcher *w, struct state *state, struct running *running, int *status) {
    struct plan plan;
    bool planned = !(*status = plan_make(command, &plan));
    if (planned) *status = run_tasks(command, &plan.tasks, state, running);
    state_save(state);
    w->grew = false;
    want_all(w, command, &plan, state);
    plan_release(&plan);
    return planned && w->grew;
}

static int refuse(const struct command *command) {
    for (size_t i = 0; i < command->inputs.n; i++)
        if (strcmp(command->inputs.at[i], "-") == 0) return usage_error("--watch cannot watch standard input: name a file");
    if (command->output && strcmp(command->output, "-") == 0) return usage_error("--watch writes again and again: name a file or a folder with -o, not standard output");
    if (command->report || command->diagnostics == DIAGNOSTICS_SARIF) return usage_error("--watch has no end to report at: leave --report and sarif out");
    return 0;
}

static int fail(const char *why) {
    fprintf(stderr, "qapress: error: cannot watch: %s\n", why);
    return EXIT_FAILED;
}

int watch(const struct command *command) {
    int status = refuse(command);
    if (status) return status;
    struct watcher w = {.fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK)};
    if (w.fd < 0) return fail(strerror(errno));
    struct state *state = state_open(command);
    struct running *running = state ? running_new() : NULL;
    if (!running) status = fail("memory ran out");
    for (bool told = false; running && !w.failed;) {
        bool again = pass(command, &w, state, running, &status);
        if (!told && status == EXIT_USAGE) break; /* a mistake in the command; what is wrong later may be mended */
        if (!told && command->terminal && !command->quiet) fputs("qapress: watching; Ctrl-C ends it\n", stderr);
        told = true;
        if (!again && !w.failed) wait_for_change(&w, command);
    }
    if (w.failed) status = fail("memory or inotify's watches ran out (see /proc/sys/fs/inotify/max_user_watches)");
    running_free(running);
    state_close(state);
    watcher_release(&w);
    return status;
}

#endif
