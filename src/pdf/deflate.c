#include "pdf/deflate.h"

#include <libdeflate.h>
#include <pthread.h>
#include <stdlib.h>

enum { LEVEL = 6, FASTEST = 1, QUEUE = 64, MOST_THREADS = 64 };

/* What one thread compresses with. */
struct packer {
    struct libdeflate_compressor *usual, *fast; /* made when needed */
    struct buf room;
};

struct deflate {
    struct packer own;                 /* of the thread that owns the queue */
    pthread_mutex_t lock;
    pthread_cond_t more, less;         /* the queue got a piece; lost one or a piece is done */
    struct buf *queue[QUEUE];
    size_t first, n, working;
    bool closed, failed;
    unsigned threads;
    pthread_t thread[MOST_THREADS];
};

static void packer_release(struct packer *p) {
    libdeflate_free_compressor(p->usual);
    libdeflate_free_compressor(p->fast);
    buf_release(&p->room);
}

static void compress(struct packer *p, str bytes, bool fast, struct buf *out) {
    struct libdeflate_compressor **c = fast ? &p->fast : &p->usual;
    if (!*c && !(*c = libdeflate_alloc_compressor(fast ? FASTEST : LEVEL))) {
        out->failed = true;
        return;
    }
    if (!buf_reserve(out, libdeflate_zlib_compress_bound(*c, bytes.n))) return;
    size_t n = libdeflate_zlib_compress(*c, bytes.p ? bytes.p : "", bytes.n, out->p + out->n, out->cap - out->n);
    if (n == 0) out->failed = true;
    out->n += n;
}

/* In place for the caller, in as much memory as it takes. */
static bool replace(struct packer *p, struct buf *piece) {
    p->room.n = 0;
    compress(p, buf_str(piece), true, &p->room);
    char *packed = p->room.failed ? NULL : malloc(p->room.n);
    if (!packed) return false;
    memcpy(packed, p->room.p, p->room.n);
    buf_release(piece);
    *piece = (struct buf){.p = packed, .n = p->room.n, .cap = p->room.n};
    return true;
}

static void *work(void *context) {
    struct deflate *d = context;
    struct packer packer = {0};
    pthread_mutex_lock(&d->lock);
    for (;;) {
        while (d->n == 0 && !d->closed) pthread_cond_wait(&d->more, &d->lock);
        if (d->n == 0) break;
        struct buf *piece = d->queue[d->first];
        d->first = (d->first + 1) % QUEUE;
        d->n--;
        d->working++;
        pthread_mutex_unlock(&d->lock);
        bool done = replace(&packer, piece);
        pthread_mutex_lock(&d->lock);
        d->working--;
        if (!done) d->failed = true;
        pthread_cond_broadcast(&d->less);
    }
    pthread_mutex_unlock(&d->lock);
    packer_release(&packer);
    return NULL;
}

struct deflate *deflate_new(unsigned jobs) {
    struct deflate *d = calloc(1, sizeof *d);
    if (!d) return NULL;
    if (pthread_mutex_init(&d->lock, NULL) != 0) {
        free(d);
        return NULL;
    }
    pthread_cond_init(&d->more, NULL);
    pthread_cond_init(&d->less, NULL);
    if (jobs > MOST_THREADS) jobs = MOST_THREADS;
    while (jobs > 1 && d->threads < jobs && pthread_create(&d->thread[d->threads], NULL, work, d) == 0) d->threads++;
    return d;
}

bool deflate_push(struct deflate *d, struct buf *buf) {
    if (d->threads == 0) {
        if (!replace(&d->own, buf)) d->failed = true;
        return !d->failed;
    }
    pthread_mutex_lock(&d->lock);
    while (d->n == QUEUE) pthread_cond_wait(&d->less, &d->lock);
    d->queue[(d->first + d->n++) % QUEUE] = buf;
    bool failed = d->failed;
    pthread_cond_signal(&d->more);
    pthread_mutex_unlock(&d->lock);
    return !failed;
}

bool deflate_finish(struct deflate *d) {
    pthread_mutex_lock(&d->lock);
    while (d->n || d->working) pthread_cond_wait(&d->less, &d->lock);
    bool failed = d->failed;
    pthread_mutex_unlock(&d->lock);
    return !failed;
}

void deflate_put(struct deflate *d, str bytes, struct buf *out) { compress(&d->own, bytes, false, out); }

void deflate_put_fast(struct deflate *d, str bytes, struct buf *out) { compress(&d->own, bytes, true, out); }

void deflate_free(struct deflate *d) {
    if (!d) return;
    pthread_mutex_lock(&d->lock);
    d->closed = true;
    pthread_cond_broadcast(&d->more);
    pthread_mutex_unlock(&d->lock);
    for (unsigned i = 0; i < d->threads; i++) pthread_join(d->thread[i], NULL);
    pthread_cond_destroy(&d->less);
    pthread_cond_destroy(&d->more);
    pthread_mutex_destroy(&d->lock);
    packer_release(&d->own);
    free(d);
}
