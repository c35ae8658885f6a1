#include "base/asset.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_BYTES = 1024 };

void asset_list_init(struct asset_list *list) {
    *list = (struct asset_list){0};
    arena_init(&list->arena);
}

void asset_list_release(struct asset_list *list) {
    vec_release(&list->paths);
    arena_release(&list->arena);
}

void asset_note(struct asset_list *list, str path) {
    if (!list) return;
    for (size_t i = 0; i < list->paths.n; i++)
        if (str_eq(str_from(list->paths.at[i]), path)) return;
    char *copy = arena_alloc(&list->arena, path.n + 1, 1);
    if (copy && path.n) memcpy(copy, path.p, path.n);
    if (!copy || !vec_push(&list->paths, copy)) list->failed = true;
}

/* A relative path without a way up. A colon would be a scheme or a drive, a backslash another system's slash. */
static bool is_plain(str name) {
    if (!name.n || name.p[0] == '/' || name.n > NAME_BYTES) return false;
    if (memchr(name.p, 0, name.n) || memchr(name.p, '\\', name.n) || memchr(name.p, ':', name.n)) return false;
    for (size_t from = 0; from <= name.n;) {
        size_t to = str_find_char(name, '/', from);
        if (to == SIZE_MAX) to = name.n;
        if (str_eq(str_sub(name, from, to), STR(".."))) return false;
        from = to + 1;
    }
    return true;
}

static bool is_below(const char *folder, const char *path) {
    size_t n = strlen(folder);
    return strncmp(folder, path, n) == 0 && (path[n] == '/' || n == 1);
}

static bool read_all(int fd, size_t limit, struct buf *out) {
    size_t from = out->n;
    ssize_t n = 1;
    while (n != 0 && out->n - from <= limit && buf_reserve(out, 1 << 14)) {
        n = read(fd, out->p + out->n, out->cap - out->n);
        if (n < 0 && errno != EINTR) break;
        if (n > 0) out->n += (size_t)n;
    }
    bool ok = n == 0 && out->n > from && out->n - from <= limit;
    if (!ok) out->n = from;
    return ok;
}

/* Opened without waiting, so that a pipe does not stop the job; and not the file that was checked but another put in
 * its place meanwhile would be a link, which is not followed. */
static bool read_regular(const char *path, size_t limit, struct buf *out) {
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW);
    if (fd < 0) return false;
    struct stat st;
    bool ok = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && read_all(fd, limit, out);
    close(fd);
    return ok;
}

bool asset_read(const char *base, str name, size_t limit, struct asset_list *list, struct buf *out) {
    if (!is_plain(name)) return false;
    struct buf path;
    buf_init(&path);
    if (strcmp(base, ".") != 0) {
        buf_put(&path, str_from(base));
        buf_put_char(&path, '/');
    }
    buf_put(&path, name);
    buf_put_char(&path, '\0');
    if (path.failed) {
        out->failed = true;
        buf_release(&path);
        return false;
    }
    asset_note(list, str_of(path.p, path.n - 1));
    char *folder = realpath(base, NULL), *file = realpath(path.p, NULL);
    if ((!folder || !file) && errno == ENOMEM) out->failed = true;
    bool ok = folder && file && is_below(folder, file) && read_regular(file, limit, out);
    free(folder);
    free(file);
    buf_release(&path);
    return ok;
}

str path_stem(str path) {
    while (path.n && path.p[path.n - 1] == '/') path.n--;
    size_t from = path.n;
    while (from && path.p[from - 1] != '/') from--;
    str name = str_drop(path, from);
    size_t dot = name.n;
    while (dot && name.p[dot - 1] != '.') dot--;
    return dot > 1 ? str_sub(name, 0, dot - 1) : name;
}
