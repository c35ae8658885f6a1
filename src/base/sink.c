#include "base/sink.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fail(struct sink *sink, int error) {
    if (!sink->error) sink->error = error;
    errno = sink->error;
    return false;
}

static bool write_fd(struct sink *sink, str bytes) {
    while (bytes.n) {
        ssize_t n = write(sink->fd, bytes.p, bytes.n);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return fail(sink, n < 0 ? errno : EIO);
        bytes = str_drop(bytes, (size_t)n);
        sink->written += (uint64_t)n;
    }
    return true;
}

bool sink_write(struct sink *sink, str bytes) { return !sink->error && sink->write(sink, bytes); }

void sink_open_fd(struct sink *sink, int fd) { *sink = (struct sink){.write = write_fd, .fd = fd}; }

bool sink_open_file(struct sink *sink, const char *path) {
    *sink = (struct sink){.write = write_fd, .fd = -1};
    struct stat st;
    bool exists = stat(path, &st) == 0;
    if (exists && S_ISDIR(st.st_mode)) return fail(sink, EISDIR);
    if (exists && !S_ISREG(st.st_mode)) {
        sink->fd = open(path, O_WRONLY | O_CLOEXEC);
        return sink->fd >= 0 || fail(sink, errno);
    }
    /* A link is followed, so that the file it names is replaced and not the link. */
    sink->path = exists ? realpath(path, NULL) : strdup(path);
    size_t n = sink->path ? strlen(sink->path) + sizeof ".XXXXXX" : 0;
    sink->temporary = n ? malloc(n) : NULL;
    int error = ENOMEM;
    if (sink->temporary) {
        snprintf(sink->temporary, n, "%s.XXXXXX", sink->path);
        sink->fd = mkstemp(sink->temporary);
        error = errno;
    }
    if (sink->fd < 0) {
        free(sink->path);
        free(sink->temporary);
        sink->path = sink->temporary = NULL;
        return fail(sink, error);
    }
    mode_t mask = umask(0);
    umask(mask);
    if (fchmod(sink->fd, exists ? st.st_mode & 07777 : 0666 & ~mask) != 0) fail(sink, errno);
    return true;
}

static void end(struct sink *sink, bool remove) {
    if (sink->temporary && remove) unlink(sink->temporary);
    free(sink->path);
    free(sink->temporary);
    sink->path = sink->temporary = NULL;
    sink->fd = -1;
}

bool sink_commit(struct sink *sink) {
    if (sink->temporary && !sink->error && fsync(sink->fd) != 0 && errno != EINVAL) fail(sink, errno);
    bool owned = sink->path || (sink->fd > 2);
    if (owned && sink->fd >= 0 && close(sink->fd) != 0) fail(sink, errno);
    if (sink->temporary && !sink->error && rename(sink->temporary, sink->path) != 0) fail(sink, errno);
    end(sink, sink->error != 0);
    if (sink->error) errno = sink->error;
    return !sink->error;
}

void sink_abandon(struct sink *sink) {
    if (sink->fd > 2) close(sink->fd);
    end(sink, true);
}
