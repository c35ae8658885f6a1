/* The inputs as files: folders become the texts in them, all in the order of their paths where that matters. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/command.h"

enum { HEAD_BYTES = 1024, DEPTH = 32 /* folders within folders; more is a loop of links or no collection of texts */ };

bool is_text_name(const char *name) {
    static const char *const EXTENSIONS[] = {".txt", ".text", ".md", ".markdown", ".html", ".htm", ".org",
                                             ".wiki", ".mediawiki", ".dokuwiki", ".jira", ".adoc", ".asciidoc", ".rst", ".csv", ".tsv"};
    str s = str_from(name);
    for (size_t i = 0; i < sizeof EXTENSIONS / sizeof *EXTENSIONS; i++) {
        str extension = str_from(EXTENSIONS[i]);
        if (s.n > extension.n && str_eq_nocase(str_drop(s, s.n - extension.n), extension)) return true;
    }
    return false;
}

static char *copy_path(const char *folder, const char *name) {
    struct buf b = {0};
    buf_put(&b, str_from(folder));
    if (b.n && b.p[b.n - 1] != '/') buf_put_char(&b, '/');
    buf_put(&b, str_from(name));
    buf_put_char(&b, '\0');
    if (b.failed) buf_release(&b);
    return b.p;
}

static size_t base_of(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? (size_t)(slash - path) + 1 : 0;
}

/* Takes `path` over. `root` bytes of it are the folder that was named. */
static int add(input_files *out, char *path, size_t root) {
    if (path && vec_push(out, (struct input_file){path, path + root})) return 0;
    free(path);
    return no_memory();
}

static int add_folder(input_files *out, const char *folder, size_t root, int depth);

/* A page of HTML that qapress has made says so in its head: it is no text beside those that it was made from. */
static bool is_own_page(const char *path) {
    char head[HEAD_BYTES];
    FILE *file = fopen(path, "rb");
    size_t n = file ? fread(head, 1, sizeof head, file) : 0;
    if (file) fclose(file);
    return str_find(str_of(head, n), STR("<meta name=\"generator\" content=\"qapress "), 0) != SIZE_MAX;
}

static bool is_page_name(const char *name) {
    str s = str_from(name), extension = STR(".html");
    return s.n > extension.n && str_eq_nocase(str_drop(s, s.n - extension.n), extension);
}

/* A link to a folder is not followed: it may lead back. */
static int add_entry(input_files *out, const char *folder, const char *name, size_t root, int depth) {
    if (name[0] == '.') return 0;
    char *path = copy_path(folder, name);
    struct stat st;
    if (!path) return no_memory();
    int status = 0;
    if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode)) status = add_folder(out, path, root, depth + 1);
    else if (is_text_name(name) && stat(path, &st) == 0 && S_ISREG(st.st_mode) && !(is_page_name(name) && is_own_page(path)))
        return add(out, path, root);
    free(path);
    return status;
}

/* A folder that cannot be read stands for itself: as a document it fails, says why, and holds up no other. */
static int add_unreadable(input_files *out, const char *folder, size_t root) {
    return add(out, strdup(folder), root < strlen(folder) ? root : base_of(folder));
}

static int add_folder(input_files *out, const char *folder, size_t root, int depth) {
    DIR *dir = depth > DEPTH ? NULL : opendir(folder);
    if (!dir) return add_unreadable(out, folder, root);
    int status = 0;
    struct dirent *entry;
    while (!status && (errno = 0, entry = readdir(dir)) != NULL) status = add_entry(out, folder, entry->d_name, root, depth);
    bool cut = !status && !entry && errno;
    closedir(dir);
    return cut ? add_unreadable(out, folder, root) : status;
}

bool list_folders(const char *folder, path_list *out) {
    DIR *dir = opendir(folder);
    struct dirent *entry;
    bool ok = true;
    while (dir && ok && (entry = readdir(dir)) != NULL) {
        struct stat st;
        char *path = entry->d_name[0] == '.' ? NULL : copy_path(folder, entry->d_name);
        if (entry->d_name[0] == '.') continue;
        bool wanted = path && lstat(path, &st) == 0 && S_ISDIR(st.st_mode);
        ok = path && (!wanted || vec_push(out, path));
        if (!ok || !wanted) free(path);
    }
    if (dir) closedir(dir);
    return ok;
}

void path_list_release(path_list *list) {
    for (size_t i = 0; i < list->n; i++) free(list->at[i]);
    vec_release(list);
}

static int compare(const void *a, const void *b) {
    return strcmp(((const struct input_file *)a)->path, ((const struct input_file *)b)->path);
}

static int add_named(input_files *out, const char *path) {
    struct stat st;
    if (strcmp(path, "-") == 0 || stat(path, &st) != 0 || !S_ISDIR(st.st_mode)) {
        char *copy = strdup(path);
        return add(out, copy, base_of(path));
    }
    size_t from = out->n, root = strlen(path);
    if (path[root - 1] != '/') root++;
    int status = add_folder(out, path, root, 0);
    if (!status && out->n == from) {
        fprintf(stderr, "qapress: error: %s is a folder without texts (.txt, .md, .html, .org, .wiki, .adoc, .rst, .csv)\n", path);
        return EXIT_FAILED;
    }
    if (!status) qsort(out->at + from, out->n - from, sizeof *out->at, compare);
    return status;
}

/* The k-th of n parts, which differ by one document at most. */
static void take_shard(const struct command *command, input_files *list) {
    size_t n = list->n, from = n * (command->shard - 1) / command->shards, to = n * command->shard / command->shards;
    for (size_t i = 0; i < n; i++)
        if (i < from || i >= to) free(list->at[i].path);
    if (from && to > from) memmove(list->at, list->at + from, (to - from) * sizeof *list->at);
    list->n = to - from;
}

int expand_inputs(const struct command *command, input_files *out) {
    int status = 0;
    for (size_t i = 0; i < command->inputs.n && !status; i++) status = add_named(out, command->inputs.at[i]);
    if (status || !command->shards) return status;
    if (out->n) qsort(out->at, out->n, sizeof *out->at, compare);
    take_shard(command, out);
    return 0;
}

void input_files_release(input_files *list) {
    for (size_t i = 0; i < list->n; i++) free(list->at[i].path);
    vec_release(list);
}
