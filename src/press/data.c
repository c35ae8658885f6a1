/* Where the files that come with the program lie: beside it, so that an installed tree can be moved as a whole. */
#if defined(__linux__) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE /* dladdr */
#endif
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#ifdef __linux__
#include <sys/auxv.h>
#endif
#include <unistd.h>

#include "press/job.h"

/* The file that holds this code: the program, or the shared library. */
static bool own_file(char path[PATH_MAX]) {
    Dl_info info;
    union {
        const char *(*function)(void);
        void *address;
    } here = {qap_version};
    if (dladdr(here.address, &info) && info.dli_fname && strchr(info.dli_fname, '/') && realpath(info.dli_fname, path)) return true;
#ifdef __linux__
    /* The program's own entry is argv[0], which may be a bare name; the kernel knows the path, also without /proc. */
    const char *started = (const char *)getauxval(AT_EXECFN);
    if (started && realpath(started, path)) return true;
    /* Both may be relative to a folder that the process has left. */
    ssize_t n = readlink("/proc/self/exe", path, PATH_MAX - 1);
    if (n > 0) {
        path[n] = '\0';
        return true;
    }
#endif
    return false;
}

static const char *existing(qap_job *job, str dir, const char *below) {
    struct buf path;
    buf_init(&path);
    buf_put(&path, dir);
    buf_put(&path, str_from(below));
    buf_put_char(&path, '\0');
    struct stat st;
    const char *found = NULL;
    if (!path.failed && stat(path.p, &st) == 0 && S_ISDIR(st.st_mode)) found = job_copy(job, str_of(path.p, path.n - 1));
    if (path.failed) job->arena.failed = true;
    buf_release(&path);
    return found;
}

const char *data_fonts(qap_job *job) {
    static const char *const BESIDE[] = {"/fonts", "/../share/qapress/fonts", "/../fonts", "/../../share/qapress/fonts"};
    const char *found = NULL;
    if (job->settings.data_dir) return existing(job, str_from(job->settings.data_dir), "/fonts");
    char self[PATH_MAX];
    if (own_file(self)) {
        str dir = str_of(self, (size_t)(strrchr(self, '/') - self));
        for (size_t i = 0; !found && i < sizeof BESIDE / sizeof *BESIDE; i++) found = existing(job, dir, BESIDE[i]);
    }
#ifdef QAPRESS_DATADIR
    if (!found) found = existing(job, STR(QAPRESS_DATADIR), "/fonts");
#endif
    return found;
}
