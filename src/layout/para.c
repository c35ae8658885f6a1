/* para: the total-fit line breaker. */
#include "layout/para.h"

enum { FITNESS_TIGHT, FITNESS_DECENT, FITNESS_LOOSE, FITNESS_VERY_LOOSE, FITNESSES };
enum { MAX_HYPHENS = 2, NONE = -1, WORST_RATIO = 8 * PARA_RATIO };

/* Demerits beside those of badness and penalty; TeX's values in spirit. */
enum demerits { DEMERITS_FITNESS = 10000, DEMERITS_DOUBLE_HYPHEN = 12000, DEMERITS_LAST_HYPHEN = 8000,
                DEMERITS_STUB = 60000, DEMERITS_SYLLABLE = 250000 };

struct para_node {
    uint32_t brk;
    int32_t prev;
    uint8_t fitness, hyphens; /* hyphens: lines in a row that end in one */
    bool first;
    int64_t demerits;
};

struct trial {
    int64_t demerits;
    int32_t prev;
    uint8_t hyphens;
};

static mpt line_width(const struct para *p, const struct para_node *from) {
    return from->first ? p->first_width : p->width;
}

/* The ratio by which the line's glue is to change, × PARA_RATIO; below -PARA_RATIO it does not fit. */
static int64_t line_ratio(const struct para *p, const struct brk *a, const struct brk *b, int64_t width, bool last) {
    int64_t room = width - (b->end.w - a->start.w);
    if (room >= 0) {
        if (last) return 0;
        int64_t stretch = p->ragged ? p->ragged : b->end.stretch - a->start.stretch;
        if (stretch <= 0) return room == 0 ? 0 : WORST_RATIO;
        int64_t r = room * PARA_RATIO / stretch;
        return r < WORST_RATIO ? r : WORST_RATIO;
    }
    int64_t shrink = p->ragged ? 0 : b->end.shrink - a->start.shrink;
    return -room > shrink ? -2 * PARA_RATIO : room * PARA_RATIO / shrink;
}

/* 100 |r|^3. */
static int64_t badness(int64_t ratio) {
    int64_t r = ratio < 0 ? -ratio : ratio;
    return 100 * r / PARA_RATIO * r / PARA_RATIO * r / PARA_RATIO;
}

static uint8_t fitness_of(int64_t ratio) {
    if (ratio < -PARA_RATIO / 2) return FITNESS_TIGHT;
    if (ratio <= PARA_RATIO / 2) return FITNESS_DECENT;
    return ratio <= PARA_RATIO ? FITNESS_LOOSE : FITNESS_VERY_LOOSE;
}

static int64_t line_demerits(const struct para *p, const struct para_node *from, const struct brk *a,
                             const struct brk *b, int64_t ratio, bool last) {
    int64_t d = 10 + badness(ratio);
    d *= d;
    if (!(b->flags & BREAK_FORCED)) d += (int64_t)b->penalty * b->penalty;
    if (!from->first) {
        int gap = (int)fitness_of(ratio) - (int)from->fitness;
        if (gap > 1 || gap < -1) d += DEMERITS_FITNESS;
    }
    if ((a->flags & BREAK_HYPHEN) && (b->flags & BREAK_HYPHEN)) d += DEMERITS_DOUBLE_HYPHEN;
    if (last) {
        if (a->flags & BREAK_HYPHEN) d += DEMERITS_LAST_HYPHEN;
        int64_t set = b->end.w - a->start.w;
        if (p->stub_matters && !from->first && set < p->width / 10) d += set < p->width / 28 ? DEMERITS_SYLLABLE : DEMERITS_STUB;
    }
    return d;
}

/* Start anew from one node. */
static bool restart(struct para *p, uint32_t node) {
    p->active.n = 0;
    return vec_push(&p->active, node);
}

static bool keep_trials(struct para *p, const struct trial *best, uint32_t at) {
    for (uint8_t f = 0; f < FITNESSES; f++) {
        if (best[f].prev == NONE) continue;
        struct para_node node = {.brk = at, .prev = best[f].prev, .fitness = f, .hyphens = best[f].hyphens,
                                 .demerits = best[f].demerits};
        if (!vec_push(&p->nodes, node) || !vec_push(&p->active, (uint32_t)(p->nodes.n - 1))) return false;
    }
    return true;
}

/* A line that fits from no active node is too wide: when all must be taken, the latest start makes it least so. */
static void take_overfull(const struct para *p, uint32_t node, struct trial *best) {
    const struct para_node *from = &p->nodes.at[node];
    best[FITNESS_TIGHT] =
        (struct trial){.demerits = from->demerits + INT64_C(1000000000000), .prev = (int32_t)node, .hyphens = 0};
}

/* Try the lines from every active node to the break `at`. Nodes from which it no longer fits leave the active list;
 * the last of them is given back (or NONE). */
static int32_t try_break(struct para *p, const struct brk *brks, uint32_t at, bool last, struct trial *best) {
    const struct brk *b = &brks[at];
    bool forced = b->flags & BREAK_FORCED;
    int32_t dropped = NONE;
    size_t kept = 0, i = 0;
    for (; i < p->active.n; i++) {
        uint32_t index = p->active.at[i];
        const struct para_node *from = &p->nodes.at[index];
        const struct brk *a = &brks[from->brk];
        int64_t ratio = line_ratio(p, a, b, line_width(p, from), forced);
        if (ratio < -PARA_RATIO) {
            dropped = (int32_t)index;
            continue;
        }
        p->active.at[kept++] = index;
        if (ratio > p->tolerance && !forced) break; /* those after it start later still */
        uint8_t hyphens = b->flags & BREAK_HYPHEN ? (uint8_t)(from->hyphens + 1) : 0;
        if (hyphens > MAX_HYPHENS) continue;
        int64_t d = from->demerits + line_demerits(p, from, a, b, ratio, last);
        struct trial *t = &best[fitness_of(ratio)];
        if (t->prev == NONE || d < t->demerits) *t = (struct trial){d, (int32_t)index, hyphens};
    }
    i = i < p->active.n ? i + 1 : i;
    if (kept < i) { /* close the gap that the dropped ones left */
        while (i < p->active.n) p->active.at[kept++] = p->active.at[i++];
        p->active.n = kept;
    }
    return dropped;
}

static bool trace_back(struct para *p, int32_t node) {
    p->breaks.n = 0;
    for (; node != NONE; node = p->nodes.at[node].prev)
        if (!vec_push(&p->breaks, p->nodes.at[node].brk)) return false;
    for (size_t i = 0, j = p->breaks.n; i + 1 < j; i++) {
        uint32_t t = p->breaks.at[i];
        p->breaks.at[i] = p->breaks.at[--j];
        p->breaks.at[j] = t;
    }
    return true;
}

static int32_t best_active(const struct para *p) {
    int32_t best = NONE;
    for (size_t i = 0; i < p->active.n; i++) {
        int32_t node = (int32_t)p->active.at[i];
        if (best == NONE || p->nodes.at[node].demerits < p->nodes.at[best].demerits) best = node;
    }
    return best;
}

bool para_break(struct para *p, const struct brk *brks, size_t n, bool *failed) {
    p->nodes.n = 0;
    *failed = true;
    struct para_node start = {.brk = 0, .prev = NONE, .fitness = FITNESS_DECENT, .first = true};
    if (!vec_push(&p->nodes, start) || !restart(p, 0)) return false;
    for (uint32_t at = 1; at < n; at++) {
        struct trial best[FITNESSES] = {{0, NONE, 0}, {0, NONE, 0}, {0, NONE, 0}, {0, NONE, 0}};
        int32_t dropped = try_break(p, brks, at, at + 1 == n, best);
        bool forced = brks[at].flags & BREAK_FORCED;
        bool none = best[0].prev == NONE && best[1].prev == NONE && best[2].prev == NONE && best[3].prev == NONE;
        if (none && (forced || p->active.n == 0)) {
            *failed = false;
            if (p->tolerance != PARA_ANY || dropped == NONE) return false;
            take_overfull(p, (uint32_t)dropped, best);
            *failed = true;
        }
        if (forced) p->active.n = 0;
        if (!keep_trials(p, best, at)) return false;
    }
    if (!trace_back(p, best_active(p))) return false;
    *failed = false;
    return true;
}

void para_release(struct para *p) {
    vec_release(&p->nodes);
    vec_release(&p->active);
    vec_release(&p->breaks);
}
