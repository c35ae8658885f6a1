#include "inject.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

static atomic_long calls;
static atomic_int armed = INJECT_KINDS;
static long nth;
static bool for_good;

void inject_arm(enum inject_what what, long n, bool good) {
    nth = n;
    for_good = good;
    atomic_store(&calls, 0);
    atomic_store(&armed, (int)what);
}

long inject_disarm(void) {
    atomic_store(&armed, INJECT_KINDS);
    return atomic_load(&calls);
}

/* A place for a debugger's breakpoint: the call that is about to fail is its caller's caller. */
__attribute__((noinline)) static void struck(void) { __asm__ volatile(""); }

static bool strikes(enum inject_what what) {
    if (atomic_load(&armed) != (int)what) return false;
    long call = atomic_fetch_add(&calls, 1);
    if (nth < 0 || (call != nth && !(for_good && call > nth))) return false;
    struck();
    return true;
}

/* W(kind, result, on failure, errno, name, parameters, arguments): a wrapped function. */
#define WRAPS(W)                                                                                               \
    W(INJECT_ALLOCATION, void *, NULL, ENOMEM, malloc, (size_t n), (n))                                        \
    W(INJECT_ALLOCATION, void *, NULL, ENOMEM, calloc, (size_t n, size_t size), (n, size))                     \
    W(INJECT_ALLOCATION, void *, NULL, ENOMEM, realloc, (void *p, size_t n), (p, n))                           \
    W(INJECT_ALLOCATION, char *, NULL, ENOMEM, strdup, (const char *s), (s))                                   \
    W(INJECT_ALLOCATION, char *, NULL, ENOMEM, strndup, (const char *s, size_t n), (s, n))                     \
    W(INJECT_WRITE, ssize_t, -1, ENOSPC, write, (int fd, const void *p, size_t n), (fd, p, n))                 \
    W(INJECT_WRITE, int, -1, EIO, fsync, (int fd), (fd))                                                       \
    W(INJECT_WRITE, int, -1, ENOSPC, mkstemp, (char *path), (path))                                            \
    W(INJECT_WRITE, int, -1, EPERM, fchmod, (int fd, mode_t mode), (fd, mode))                                 \
    W(INJECT_WRITE, int, -1, EXDEV, rename, (const char *from, const char *to), (from, to))

#define W(kind, result, failure, error, name, parameters, arguments)                                           \
    result __real_##name parameters;                                                                           \
    result __wrap_##name parameters;                                                                           \
    result __wrap_##name parameters {                                                                          \
        if (strikes(kind)) {                                                                                   \
            errno = error;                                                                                     \
            return failure;                                                                                    \
        }                                                                                                      \
        return __real_##name arguments;                                                                        \
    }
WRAPS(W)
