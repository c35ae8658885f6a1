/* writer: a buffer before a sink, for the text forms of the tree. Puts go to `out`; writer_flow passes on what has
 * gathered now and then, so that memory stays small whatever the size of the tree. */
#ifndef QAP_EXPORT_WRITER_H
#define QAP_EXPORT_WRITER_H

#include "base/buf.h"
#include "base/sink.h"
#include "base/status.h"
#include "tree/tree.h"

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

/* How a text form of the tree writes a node; `depth` is that of its element, the root's children at 1. Text is met once. */
struct node_writer {
    void (*start)(struct buf *out, const struct node *n, size_t depth);
    void (*text)(struct buf *out, const struct node *n);
    void (*end)(struct buf *out, const struct node *n, size_t depth);
};

/* Every node below `root`, in order. */
static inline void writer_walk(struct writer *w, const struct node *root, const struct node_writer *put) {
    size_t depth = 1;
    struct walk walk = walk_of(root);
    while (walk_next(&walk) && !w->sink->error) {
        const struct node *n = walk.node;
        if (n == root) continue;
        if (n->kind == NODE_TEXT) {
            if (walk.entering) put->text(&w->out, n);
        } else if (walk.entering) {
            put->start(&w->out, n, depth++);
        } else {
            put->end(&w->out, n, --depth);
        }
        writer_flow(w);
    }
}

/* Pass on the rest and end the writer. */
static inline enum status writer_end(struct writer *w) {
    bool failed = w->out.failed;
    if (!failed) sink_write(w->sink, buf_str(&w->out));
    buf_release(&w->out);
    return failed ? STATUS_NO_MEMORY : w->sink->error ? STATUS_OUTPUT : STATUS_OK;
}

#endif
