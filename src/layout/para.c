/* para: the total-fit line breaker. */
#include "layout/para.h"

enum { FITNESS_TIGHT, FITNESS_DECENT, FITNESS_LOOSE, FITNESS_VERY_LOOSE, FITNESSES };
enum { MAX_HYPHENS = 2, NONE = -1, WORST_RATIO = 8 * PARA_RATIO };

/* Demerits beside those of badness and penalty; TeX's values in spirit. */
enum demerits { DEMERITS_FITNESS = 10000, DEMERITS_DOUBLE_HYPHEN = 12000, DEMERITS_LAST_HYPHEN = 8000,
                DEMERITS_STUB = 60000, DEMERITS_SYLLABLE = 250000 };

/* How a line ends at a break: the best of those of a fitness. */
struct para_node {
    uint32_t brk;
    int32_t prev;
};

/* A node from which lines still fit, with all that is asked of it at each further break. */
struct para_start {
    struct sums at;
    int64_t demerits;
    mpt width;       /* of the line that starts here */
    uint32_t node;
    uint8_t fitness; /* of the line before … */
    uint8_t hyphens; /* … and how many lines in a row end in one */
    bool first, cut; /* cut: the line before ends in a hyphen */
};

struct trial {
    int64_t demerits;
    int32_t prev;
    uint8_t hyphens;
};

static int64_t stretch_of(const struct para *p, const struct para_start *from, const struct brk *b) {
    return p->ragged ? p->ragged : b->end.stretch - from->at.stretch;
}

static int64_t shrink_of(const struct para *p, const struct para_start *from, const struct brk *b) {
    return p->ragged ? 0 : b->end.shrink - from->at.shrink;
}

/* What is left of the line's width by its natural content. */
static int64_t room_of(const struct para_start *from, const struct brk *b) { return from->width - (b->end.w - from->at.w); }

/* Whether the line is looser than the tolerance; the ratio would tell too, after a division. */
static bool is_too_loose(const struct para *p, const struct para_start *from, const struct brk *b, int64_t room) {
    if (room <= 0 || p->tolerance >= WORST_RATIO) return false;
    return room * PARA_RATIO >= (int64_t)(p->tolerance + 1) * stretch_of(p, from, b);
}

/* The ratio by which the glue of a line that fits is to change, × PARA_RATIO. */
static int64_t line_ratio(const struct para *p, const struct para_start *from, const struct brk *b, int64_t room, bool last) {
    if (room == 0 || (room > 0 && last)) return 0;
    if (room < 0) return room * PARA_RATIO / shrink_of(p, from, b);
    int64_t stretch = stretch_of(p, from, b), r = stretch > 0 ? room * PARA_RATIO / stretch : WORST_RATIO;
    return r < WORST_RATIO ? r : WORST_RATIO;
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

static int64_t line_demerits(const struct para *p, const struct para_start *from, const struct brk *b, int64_t ratio,
                             bool last) {
    int64_t d = 10 + badness(ratio);
    d *= d;
    if (!(b->flags & BREAK_FORCED)) d += (int64_t)b->penalty * b->penalty;
    if (!from->first) {
        int gap = (int)fitness_of(ratio) - (int)from->fitness;
        if (gap > 1 || gap < -1) d += DEMERITS_FITNESS;
    }
    if (from->cut && (b->flags & BREAK_HYPHEN)) d += DEMERITS_DOUBLE_HYPHEN;
    if (last) {
        if (from->cut) d += DEMERITS_LAST_HYPHEN;
        int64_t set = b->end.w - from->at.w;
        if (p->stub_matters && !from->first && set < p->width / 10) d += set < p->width / 28 ? DEMERITS_SYLLABLE : DEMERITS_STUB;
    }
    return d;
}

static bool keep_trials(struct para *p, const struct trial *best, const struct brk *brks, uint32_t at) {
    for (uint8_t f = 0; f < FITNESSES; f++) {
        if (best[f].prev == NONE) continue;
        struct para_start start = {.at = brks[at].start, .demerits = best[f].demerits, .width = p->width,
                                   .node = (uint32_t)p->nodes.n, .fitness = f, .hyphens = best[f].hyphens,
                                   .cut = brks[at].flags & BREAK_HYPHEN};
        struct para_node node = {.brk = at, .prev = best[f].prev};
        if (!vec_push(&p->nodes, node) || !vec_push(&p->active, start)) return false;
    }
    return true;
}

/* A line that fits from no active node is too wide: when all must be taken, the latest start makes it least so. */
static void take_overfull(const struct para_start *from, struct trial *best) {
    best[FITNESS_TIGHT] = (struct trial){.demerits = from->demerits + INT64_C(1000000000000), .prev = (int32_t)from->node};
}

/* Try the lines from every active node to the break `at`. Nodes from which it no longer fits leave the active list;
 * the last of them goes to `dropped`. */
static void try_break(struct para *p, const struct brk *b, bool last, struct trial *best, struct para_start *dropped) {
    bool forced = b->flags & BREAK_FORCED;
    size_t kept = 0, i = 0;
    for (; i < p->active.n; i++) {
        const struct para_start *from = &p->active.at[i];
        int64_t room = room_of(from, b);
        if (room < 0 && -room > shrink_of(p, from, b)) {
            *dropped = *from;
            continue;
        }
        if (!forced && is_too_loose(p, from, b, room)) break; /* those after it start later still */
        int64_t ratio = line_ratio(p, from, b, room, forced);
        uint8_t hyphens = b->flags & BREAK_HYPHEN ? (uint8_t)(from->hyphens + 1) : 0;
        if (hyphens <= MAX_HYPHENS) {
            int64_t d = from->demerits + line_demerits(p, from, b, ratio, last);
            struct trial *t = &best[fitness_of(ratio)];
            if (t->prev == NONE || d < t->demerits) *t = (struct trial){d, (int32_t)from->node, hyphens};
        }
        if (kept < i) p->active.at[kept] = *from;
        kept++;
    }
    if (kept == i) return;
    while (i < p->active.n) p->active.at[kept++] = p->active.at[i++]; /* close the gap that the dropped ones left */
    p->active.n = kept;
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
    const struct para_start *best = NULL;
    for (size_t i = 0; i < p->active.n; i++)
        if (!best || p->active.at[i].demerits < best->demerits) best = &p->active.at[i];
    return best ? (int32_t)best->node : NONE;
}

bool para_break(struct para *p, const struct brk *brks, size_t n, bool *failed) {
    struct para_start start = {.at = brks[0].start, .width = p->first_width, .fitness = FITNESS_DECENT, .first = true,
                               .cut = brks[0].flags & BREAK_HYPHEN}, dropped = start;
    p->nodes.n = p->active.n = 0;
    *failed = true;
    if (!vec_push(&p->nodes, (struct para_node){.prev = NONE}) || !vec_push(&p->active, start)) return false;
    for (uint32_t at = 1; at < n; at++) {
        struct trial best[FITNESSES] = {{0, NONE, 0}, {0, NONE, 0}, {0, NONE, 0}, {0, NONE, 0}};
        size_t before = p->active.n;
        try_break(p, &brks[at], at + 1 == n, best, &dropped);
        bool forced = brks[at].flags & BREAK_FORCED;
        bool none = best[0].prev == NONE && best[1].prev == NONE && best[2].prev == NONE && best[3].prev == NONE;
        if (none && (forced || p->active.n == 0)) {
            *failed = false;
            if (p->tolerance != PARA_ANY || p->active.n == before) return false;
            take_overfull(&dropped, best);
            *failed = true;
        }
        if (forced) p->active.n = 0;
        if (!keep_trials(p, best, brks, at)) return false;
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
