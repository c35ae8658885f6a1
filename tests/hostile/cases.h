/* cases: texts that were made to hurt a reader, of any size: nesting without end, runs of marks, everything unclosed, a
 * marker on each line, titles without text, what each repair looks for again and again, broken encodings. */
#ifndef QAP_TESTS_HOSTILE_CASES_H
#define QAP_TESTS_HOSTILE_CASES_H

#include <stddef.h>

#include "base/buf.h"

enum hostile_encoding { AS_IS, UTF16LE, UTF16BE_BARE, LATIN1 };

/* In the texts below: \x02 stands for a number that goes up from 1, \x03 for one that goes down. */
struct hostile {
    const char *name;
    const char *unit;  /* repeated until the size is reached */
    const char *head;  /* stands before, once; may be NULL */
    const char *again; /* not NULL: the second half of the size repeats this, counted from 1 again */
    enum hostile_encoding encoding;
};

/* The first is ordinary prose with questions, which the others are measured against. */
extern const struct hostile hostile_cases[];
extern const size_t hostile_count;

/* About `bytes` bytes of the case, appended to `out`. */
void hostile_make(const struct hostile *h, size_t bytes, struct buf *out);

#endif
