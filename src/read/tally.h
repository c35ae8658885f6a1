/* tally: how often a hash was seen, and one number kept with it. Open addressing, grows; internal to reading. */
#ifndef QAP_READ_TALLY_H
#define QAP_READ_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tally_cell {
    uint64_t hash; /* 0: free */
    uint32_t count;
    uint32_t value; /* the caller's; 0 at first */
};

struct tally {
    struct tally_cell *cells;
    size_t n, cap; /* cap is a power of two */
};

/* Room for as many, so that it need not grow up to them. False: memory is out. */
bool tally_reserve(struct tally *tally, size_t n);
/* The cell of a hash, made with count 0 when it is new; NULL when memory is out. Valid until the next call. */
struct tally_cell *tally_at(struct tally *tally, uint64_t hash);
/* The cell, or NULL when there is none. */
struct tally_cell *tally_find(const struct tally *tally, uint64_t hash);
void tally_release(struct tally *tally);

#endif
