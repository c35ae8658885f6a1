/* deflate: compression to the zlib format, here and now or by worker threads.
 *
 * The bytes never depend on the number of threads: each piece is compressed on its own. */
#ifndef QAP_PDF_DEFLATE_H
#define QAP_PDF_DEFLATE_H

#include "base/base.h"

struct deflate; /* a queue with its workers */

/* `jobs` 0 or 1: no thread, deflate_push does the work. NULL when memory is out; fewer threads than asked for
 * are no failure. */
struct deflate *deflate_new(unsigned jobs);
/* Replace the content of *piece by its compressed form, now or later; do not touch it before deflate_finish.
 * The buffer is taken over meanwhile. Waits while the queue is full. At the fastest level: pages and objects grow with
 * the document, and there the last twentieth of the size would cost as much again as all the rest. */
bool deflate_push(struct deflate *deflate, struct buf *piece);
/* Wait until all is done. False: a piece could not be compressed. */
bool deflate_finish(struct deflate *deflate);
/* Here and now, apart from the queue: appends the compressed bytes to `out`; on failure `out` has failed. */
void deflate_put(struct deflate *deflate, str bytes, struct buf *out);
/* The same at the fastest level. */
void deflate_put_fast(struct deflate *deflate, str bytes, struct buf *out);
void deflate_free(struct deflate *deflate);

#endif
