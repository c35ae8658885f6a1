/* harness: what the fuzz targets of the reader share. A target's bytes become a tree; the tree must hold its invariants,
 * be exported and, in canonical Markdown, be read back as the same tree. What does not hold ends the program. */
#ifndef QAP_FUZZ_HARNESS_H
#define QAP_FUZZ_HARNESS_H

#include "read/read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Tell `what` and abort unless it holds. */
void expect(bool holds, const char *what);

/* Read `bytes` as the file `name` into `doc`, which is initialised. False: the reader refused it. */
bool harness_read(str name, str bytes, enum read_shape shape, struct document *doc);

/* The invariants of a tree that was read, and an export of it. */
void harness_check(const struct document *doc);

/* Tree → canonical Markdown → tree: the same but for the places in the input. These are forgotten. */
void harness_round_trip(struct document *doc);

#endif
