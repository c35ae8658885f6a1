/* rewrite: a text said anew for the rest of the reader, a page of HTML without its frame or a wiki's markup as Markdown,
 * with the way back: which bytes of it are the author's and where those stood. What is owned of the new text is owned of
 * the old one, too, so that "nothing is lost" holds across. */
#ifndef QAP_READ_REWRITE_H
#define QAP_READ_REWRITE_H

#include "base/buf.h"
#include "base/vec.h"
#include "read/reader.h"

/* `n` bytes of the new text from `text` on are those of the old one from `source` on; they stand for `taken` bytes
 * there, which is `n`, or more for a reference. */
struct rewrite_run {
    uint32_t text, source, n, taken;
};

struct rewrite {
    struct reader *reader;
    str old;                      /* reader->text before */
    struct buf text;              /* the new one, while it is made */
    VEC(struct rewrite_run) runs;
    struct ledger ledger, *outer; /* of the new text; of the old one, or NULL */
    bool failed;
};

void rewrite_begin(struct rewrite *rw, struct reader *reader);
/* Bytes of ours. */
static inline void rewrite_made(struct rewrite *rw, str made) { buf_put(&rw->text, made); }
/* Bytes that stand for those of the old text from `from` to `to`; mostly these themselves. */
void rewrite_run(struct rewrite *rw, str text, size_t from, size_t to);
/* The new text in place of reader->text, with steps back to the input. False: memory is out. */
bool rewrite_install(struct rewrite *rw);
/* Hand what is owned of the new text on, and release; the text itself is the document's. Safe on a zeroed one. */
void rewrite_close(struct rewrite *rw);

#endif
