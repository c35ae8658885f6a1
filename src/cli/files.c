/* Whole files: read at once, written atomically. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/sink.h"
#include "cli/command.h"

bool file_read(const char *path, struct buf *out) {
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) return false;
    ssize_t n = 1;
    errno = 0;
    while (n != 0 && out->n < LIMIT_INPUT_BYTES && buf_reserve(out, 1 << 16)) {
        n = read(fd, out->p + out->n, out->cap - out->n);
        if (n < 0 && errno != EINTR) break;
        if (n > 0) out->n += (size_t)n;
    }
    int error = out->failed ? ENOMEM : n > 0 ? EFBIG : errno;
    close(fd);
    errno = error;
    return n == 0;
}

bool file_write_quietly(const char *path, const struct buf *bytes) {
    struct sink sink;
    if (bytes->failed || !sink_open_file(&sink, path)) return false;
    sink_write(&sink, buf_str(bytes));
    return sink_commit(&sink);
}

bool file_write(const char *path, const struct buf *bytes) {
    if (file_write_quietly(path, bytes)) return true;
    int error = bytes->failed ? ENOMEM : errno;
    struct buf name = {0};
    put_clean(&name, str_from(path));
    fprintf(stderr, "qapress: error: cannot write %.*s: %s\n", STR_ARG(buf_str(&name)), strerror(error));
    buf_release(&name);
    return false;
}
