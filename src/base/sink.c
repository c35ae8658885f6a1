#include "base/sink.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
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

/* The next name to try: short and beside the file, whatever the file is called. */
static void set_name(char *temporary, size_t folder) {
    static const char DIGITS[] = "0123456789abcdefghijklmnopqrstuvwxyz";
    struct timespec now = {0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    uint64_t value = (uint64_t)now.tv_nsec ^ (uint64_t)now.tv_sec << 30 ^ (uint64_t)(uintptr_t)&now << 17 ^ (uint64_t)getpid() << 45;
    char *at = temporary + folder;
    memcpy(at, ".qapress-", 9);
    for (size_t i = 9; i < 18; i++, value = (value ^ value >> 7) * 0x9E3779B97F4A7C15u >> 5) at[i] = DIGITS[value % 36];
    memcpy(at + 18, ".tmp", 5);
}

/* Made with the creating mode of open(2), and not with mkstemp: so the system applies the umask, which a process can
 * only read by changing it for all its threads. */
static int open_temporary(struct sink *sink) {
    const char *slash = strrchr(sink->path, '/');
    size_t folder = slash ? (size_t)(slash - sink->path) + 1 : 0;
    sink->temporary = malloc(folder + 24);
    if (!sink->temporary) return ENOMEM;
    memcpy(sink->temporary, sink->path, folder);
    for (int tries = 0; tries < 100; tries++) {
        set_name(sink->temporary, folder);
        sink->fd = open(sink->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (sink->fd >= 0) return 0;
        if (errno != EEXIST && errno != EINTR) break;
    }
    return errno;
}

static bool forget(struct sink *sink, int error) {
    free(sink->path);
    free(sink->temporary);
    sink->path = sink->temporary = NULL;
    return fail(sink, error);
}

bool sink_open_file(struct sink *sink, const char *path) {
    *sink = (struct sink){.write = write_fd, .fd = -1};
    struct stat st;
    bool exists = stat(path, &st) == 0;
    if (exists && S_ISDIR(st.st_mode)) return fail(sink, EISDIR);
    if (exists && !S_ISREG(st.st_mode)) {
        sink->fd = open(path, O_WRONLY | O_CLOEXEC);
        return sink->fd >= 0 || fail(sink, errno);
    }
    /* What may not be written is not replaced either, though the folder would allow it. */
    if (exists && access(path, W_OK) != 0) return fail(sink, errno);
    /* A link is followed, so that the file it names is replaced and not the link. */
    sink->path = exists ? realpath(path, NULL) : strdup(path);
    if (!sink->path) return fail(sink, exists ? errno : ENOMEM);
    int error = open_temporary(sink);
    if (error) return forget(sink, error);
    if (exists && fchmod(sink->fd, st.st_mode & 07777) != 0) fail(sink, errno);
    return true;
}

static void end(struct sink *sink, bool remove) {
    if (sink->temporary && remove) unlink(sink->temporary);
    free(sink->path);
    free(sink->temporary);
    sink->path = sink->temporary = NULL;
    sink->fd = -1;
}

bool sink_flush(struct sink *sink) {
    if (sink->fd < 0) return !sink->error;
    if (sink->temporary && !sink->error && fsync(sink->fd) != 0 && errno != EINVAL) fail(sink, errno);
    if (sink->fd > 2) {
        if (close(sink->fd) != 0) fail(sink, errno);
        sink->fd = -1;
    }
    if (sink->error) errno = sink->error;
    return !sink->error;
}

bool sink_commit(struct sink *sink) {
    sink_flush(sink);
    if (sink->temporary && !sink->error && rename(sink->temporary, sink->path) != 0) fail(sink, errno);
    end(sink, sink->error != 0);
    if (sink->error) errno = sink->error;
    return !sink->error;
}

void sink_abandon(struct sink *sink) {
    if (sink->fd > 2) close(sink->fd);
    end(sink, true);
}
