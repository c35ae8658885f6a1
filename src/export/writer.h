/* writer: a buffer before a sink, for the text forms of the tree. Puts go to `out`; writer_flow passes on what has
 * gathered now and then, so that memory stays small whatever the size of the tree. */
#ifndef QAP_EXPORT_WRITER_H
#define QAP_EXPORT_WRITER_H

#include "base/buf.h"
#include "base/sink.h"
#include "base/status.h"

struct writer {
    struct buf out;
    struct sink *sink;
};

enum { WRITER_FLOW = 1 << 16 };

static inline void writer_flow(struct writer *w) {
    if (w->out.n < WRITER_FLOW) return;
    sink_write(w->sink, buf_str(&w->out));
    w->out.n = 0;
}

/* Pass on the rest and end the writer. */
static inline enum status writer_end(struct writer *w) {
    bool failed = w->out.failed;
    if (!failed) sink_write(w->sink, buf_str(&w->out));
    buf_release(&w->out);
    return failed ? STATUS_NO_MEMORY : w->sink->error ? STATUS_OUTPUT : STATUS_OK;
}

#endif
