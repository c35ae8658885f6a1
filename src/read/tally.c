#include "read/tally.h"

#include <stdlib.h>

enum { FIRST_CELLS = 256 };

/* Hashes of texts cluster; a multiply spreads them (Knuth's golden ratio). */
static size_t slot(const struct tally *t, uint64_t hash) {
    size_t mask = t->cap - 1, at = (size_t)((hash * 0x9E3779B97F4A7C15u) >> 20) & mask;
    while (t->cells[at].hash && t->cells[at].hash != hash) at = (at + 1) & mask;
    return at;
}

static bool grow(struct tally *t, size_t cap) {
    struct tally bigger = {.n = t->n, .cap = cap};
    bigger.cells = calloc(bigger.cap, sizeof *bigger.cells);
    if (!bigger.cells) return false;
    for (size_t i = 0; i < t->cap; i++)
        if (t->cells[i].hash) bigger.cells[slot(&bigger, t->cells[i].hash)] = t->cells[i];
    free(t->cells);
    *t = bigger;
    return true;
}

bool tally_reserve(struct tally *t, size_t n) {
    size_t cap = t->cap ? t->cap : FIRST_CELLS;
    while (cap / 2 <= n) cap *= 2;
    return cap == t->cap || grow(t, cap);
}

struct tally_cell *tally_at(struct tally *t, uint64_t hash) {
    if (hash == 0) hash = 1;
    if (t->n * 2 >= t->cap && !grow(t, t->cap ? t->cap * 2 : FIRST_CELLS)) return NULL;
    struct tally_cell *cell = &t->cells[slot(t, hash)];
    if (!cell->hash) {
        cell->hash = hash;
        t->n++;
    }
    return cell;
}

struct tally_cell *tally_find(const struct tally *t, uint64_t hash) {
    if (hash == 0) hash = 1;
    if (t->cap == 0) return NULL;
    struct tally_cell *cell = &t->cells[slot(t, hash)];
    return cell->hash ? cell : NULL;
}

void tally_release(struct tally *t) {
    free(t->cells);
    *t = (struct tally){0};
}
