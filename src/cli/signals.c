/* Stopping cleanly: a thread of its own waits for SIGINT, SIGTERM and SIGHUP and asks every running job to stop, which
 * gives its temporary files back. What still runs after a moment is left to the signal. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

#include "cli/command.h"

enum { PATIENCE = 2 /* seconds */ };

struct running {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    VEC(qap_job *) jobs;
    sigset_t signals;
    pthread_t thread;
    int signal; /* that came */
    bool started, over;
};

/* Only those that were not to be ignored (nohup ignores SIGHUP), and one to end the thread by. */
static void choose(sigset_t *set) {
    static const int SIGNALS[] = {SIGINT, SIGTERM, SIGHUP};
    sigemptyset(set);
    sigaddset(set, SIGUSR2);
    for (size_t i = 0; i < sizeof SIGNALS / sizeof *SIGNALS; i++) {
        struct sigaction old;
        if (sigaction(SIGNALS[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN) sigaddset(set, SIGNALS[i]);
    }
}

static void die_of(struct running *r, int number) {
    struct sigaction plain = {.sa_handler = SIG_DFL};
    sigemptyset(&plain.sa_mask);
    sigaction(number, &plain, NULL);
    pthread_sigmask(SIG_UNBLOCK, &r->signals, NULL);
    raise(number);
    _Exit(128 + number);
}

static void *wait_for_signals(void *context) {
    struct running *r = context;
    int number = 0;
    while (sigwait(&r->signals, &number) != 0) {}
    pthread_mutex_lock(&r->lock);
    if (r->over) {
        pthread_mutex_unlock(&r->lock);
        return NULL;
    }
    r->signal = number;
    for (size_t i = 0; i < r->jobs.n; i++) qap_job_cancel(r->jobs.at[i]);
    struct timespec end;
    clock_gettime(CLOCK_REALTIME, &end);
    end.tv_sec += PATIENCE;
    while (r->jobs.n && pthread_cond_timedwait(&r->changed, &r->lock, &end) != ETIMEDOUT) {}
    die_of(r, number);
    return NULL;
}

struct running *running_new(void) {
    struct running *r = calloc(1, sizeof *r);
    if (!r) return NULL;
    pthread_mutex_init(&r->lock, NULL);
    pthread_cond_init(&r->changed, NULL);
    choose(&r->signals);
    pthread_sigmask(SIG_BLOCK, &r->signals, NULL);
    r->started = pthread_create(&r->thread, NULL, wait_for_signals, r) == 0;
    if (!r->started) pthread_sigmask(SIG_UNBLOCK, &r->signals, NULL);
    return r;
}

void running_free(struct running *r) {
    if (!r) return;
    if (r->started) {
        pthread_mutex_lock(&r->lock);
        bool dying = r->signal != 0;
        r->over = !dying;
        pthread_mutex_unlock(&r->lock);
        /* When a signal has come, the thread ends the process and does not return. */
        if (!dying) pthread_kill(r->thread, SIGUSR2);
        pthread_join(r->thread, NULL);
        pthread_sigmask(SIG_UNBLOCK, &r->signals, NULL);
    }
    vec_release(&r->jobs);
    pthread_cond_destroy(&r->changed);
    pthread_mutex_destroy(&r->lock);
    free(r);
}

bool running_add(struct running *r, qap_job *job) {
    pthread_mutex_lock(&r->lock);
    bool ok = vec_push(&r->jobs, job);
    if (ok && r->signal) qap_job_cancel(job);
    pthread_mutex_unlock(&r->lock);
    return ok;
}

void running_remove(struct running *r, qap_job *job) {
    pthread_mutex_lock(&r->lock);
    for (size_t i = 0; i < r->jobs.n; i++)
        if (r->jobs.at[i] == job) r->jobs.at[i] = r->jobs.at[--r->jobs.n];
    pthread_cond_broadcast(&r->changed);
    pthread_mutex_unlock(&r->lock);
}

int running_signal(const struct running *r) {
    struct running *own = (struct running *)(uintptr_t)r;
    pthread_mutex_lock(&own->lock);
    int number = r->signal;
    pthread_mutex_unlock(&own->lock);
    return number;
}
