#include "pdf/deflate.h"

#include <libdeflate.h>
#include <pthread.h>
#include <stdlib.h>

enum { LEVEL = 6, FASTEST = 1, QUEUE = 64, MOST_THREADS = 64 };

struct deflate {
    struct libdeflate_compressor *own; /* of the thread that owns the queue */
    struct libdeflate_compressor *fast; /* at the fastest level, made when needed */
    pthread_mutex_t lock;
    pthread_cond_t more, less;         /* the queue got a piece; lost one or a piece is done */
    struct buf *queue[QUEUE];
    size_t first, n, working;
    bool closed, failed;
    unsigned threads;
    pthread_t thread[MOST_THREADS];
};

static void compress(struct libdeflate_compressor *c, str bytes, struct buf *out) {
    size_t bound = libdeflate_zlib_compress_bound(c, bytes.n);
    if (!buf_reserve(out, bound)) return;
    size_t n = libdeflate_zlib_compress(c, bytes.p ? bytes.p : "", bytes.n, out->p + out->n, out->cap - out->n);
    if (n == 0) out->failed = true;
    out->n += n;
}

/* In place for the caller; the raw bytes are freed, and the room is cut to what is used. */
static bool replace(struct libdeflate_compressor *c, struct buf *piece) {
    struct buf packed;
    buf_init(&packed);
    compress(c, buf_str(piece), &packed);
    if (packed.failed) {
        buf_release(&packed);
        return false;
    }
    char *cut = realloc(packed.p, packed.n);
    if (cut) {
        packed.p = cut;
        packed.cap = packed.n;
    }
    buf_release(piece);
    *piece = packed;
    return true;
}

static void *work(void *context) {
    struct deflate *d = context;
    struct libdeflate_compressor *c = libdeflate_alloc_compressor(LEVEL);
    pthread_mutex_lock(&d->lock);
    for (;;) {
        while (d->n == 0 && !d->closed) pthread_cond_wait(&d->more, &d->lock);
        if (d->n == 0) break;
        struct buf *piece = d->queue[d->first];
        d->first = (d->first + 1) % QUEUE;
        d->n--;
        d->working++;
        pthread_mutex_unlock(&d->lock);
        bool done = c && replace(c, piece);
        pthread_mutex_lock(&d->lock);
        d->working--;
        if (!done) d->failed = true;
        pthread_cond_broadcast(&d->less);
    }
    pthread_mutex_unlock(&d->lock);
    libdeflate_free_compressor(c);
    return NULL;
}

struct deflate *deflate_new(unsigned jobs) {
    struct deflate *d = calloc(1, sizeof *d);
    if (!d) return NULL;
    d->own = libdeflate_alloc_compressor(LEVEL);
    if (!d->own || pthread_mutex_init(&d->lock, NULL) != 0) {
        libdeflate_free_compressor(d->own);
        free(d);
        return NULL;
    }
    pthread_cond_init(&d->more, NULL);
    pthread_cond_init(&d->less, NULL);
    if (jobs > MOST_THREADS) jobs = MOST_THREADS;
    while (jobs > 1 && d->threads < jobs && pthread_create(&d->thread[d->threads], NULL, work, d) == 0) d->threads++;
    return d;
}

bool deflate_push(struct deflate *d, struct buf *piece) {
    if (d->threads == 0) {
        if (!replace(d->own, piece)) d->failed = true;
        return !d->failed;
    }
    pthread_mutex_lock(&d->lock);
    while (d->n == QUEUE) pthread_cond_wait(&d->less, &d->lock);
    d->queue[(d->first + d->n++) % QUEUE] = piece;
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

void deflate_put(struct deflate *d, str bytes, struct buf *out) { compress(d->own, bytes, out); }

void deflate_put_fast(struct deflate *d, str bytes, struct buf *out) {
    if (!d->fast) d->fast = libdeflate_alloc_compressor(FASTEST);
    if (d->fast) compress(d->fast, bytes, out);
    else out->failed = true;
}

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
    libdeflate_free_compressor(d->fast);
    libdeflate_free_compressor(d->own);
    free(d);
}
