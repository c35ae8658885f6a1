/* GNU make's jobserver, as a client: each thread but the first holds one of make's tokens while it works.
 *
 * MAKEFLAGS names it: --jobserver-auth=R,W (two descriptors of a pipe; --jobserver-fds in older ones) or, from make 4.4
 * on, fifo:PATH. See "POSIX Jobserver" in GNU make's manual. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"

/* The value of the last of make's words that names a jobserver: the later one is the one in force. */
static const char *find_auth(const char *flags) {
    static const char *const NAMES[] = {"--jobserver-auth=", "--jobserver-fds="};
    const char *found = NULL;
    for (size_t i = 0; i < 2; i++)
        for (const char *at = flags; (at = strstr(at, NAMES[i])) != NULL;) {
            at += strlen(NAMES[i]);
            if (!found || at > found) found = at;
        }
    return found;
}

static bool open_fifo(struct jobserver *js, str path) {
    char name[4096];
    if (path.n >= sizeof name) return false;
    memcpy(name, path.p, path.n);
    name[path.n] = '\0';
    js->read = open(name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    js->write = js->read < 0 ? -1 : open(name, O_WRONLY | O_CLOEXEC);
    js->own_write = js->write >= 0;
    return js->own_write;
}

/* A pipe's reading end is opened anew, so that it can be without blocking here and blocking for make. */
static bool open_pipe(struct jobserver *js, const char *auth) {
    int ends[2];
    char name[32];
    if (sscanf(auth, "%d,%d", &ends[0], &ends[1]) != 2 || ends[0] < 0 || ends[1] < 0) return false;
    if (fcntl(ends[0], F_GETFD) < 0 || fcntl(ends[1], F_GETFD) < 0) return false; /* not passed on to this command */
    snprintf(name, sizeof name, "/dev/fd/%d", ends[0]);
    js->read = open(name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    js->write = ends[1];
    return js->read >= 0;
}

bool jobserver_open(struct jobserver *js) {
    *js = (struct jobserver){.read = -1, .write = -1};
    const char *flags = getenv("MAKEFLAGS"), *auth = flags ? find_auth(flags) : NULL;
    bool ok = false;
    if (auth && strncmp(auth, "fifo:", 5) == 0) ok = open_fifo(js, str_of(auth + 5, strcspn(auth + 5, " ")));
    else if (auth) ok = open_pipe(js, auth);
    if (!ok) jobserver_close(js);
    return ok;
}

void jobserver_close(struct jobserver *js) {
    if (js->read >= 0) close(js->read);
    if (js->own_write) close(js->write);
    *js = (struct jobserver){.read = -1, .write = -1};
}

enum jobserver_answer jobserver_take(struct jobserver *js, char *token) {
    enum { WAIT = 50 /* ms: then the caller looks whether there is anything left to do */ };
    struct pollfd wait = {.fd = js->read, .events = POLLIN};
    int ready = poll(&wait, 1, WAIT);
    if (ready == 0 || (ready < 0 && errno == EINTR)) return JOBSERVER_LATER;
    ssize_t n = ready < 0 ? -1 : read(js->read, token, 1);
    if (n == 1) return JOBSERVER_TOKEN;
    bool taken = n < 0 && (errno == EAGAIN || errno == EINTR); /* another was faster */
    return taken ? JOBSERVER_LATER : JOBSERVER_GONE;
}

void jobserver_give(struct jobserver *js, char token) {
    while (write(js->write, &token, 1) < 0 && errno == EINTR) {}
}
