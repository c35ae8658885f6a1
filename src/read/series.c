#include "read/series.h"

#include <string.h>

enum { OPEN_CHAINS = 8, GAP = 3, WIDE_GAP = 12, STRONG = 4 };
#define NO_CHAIN UINT32_MAX

struct chain {
    uint32_t last[NUMBER_PARTS];
    uint8_t depth;
    size_t first;   /* index of its first item */
    size_t members, like;
    bool fresh;     /* it was licensed to start anew */
    bool child;     /* its numbers say below which one it stands: 3.1.1, 3.1.2 below 3.1 */
    uint32_t id;
};

struct follow {
    struct series_item *items;
    struct chain open[OPEN_CHAINS]; /* outermost first */
    size_t n_open;
    uint32_t ids;
};

/* How well `item` continues `c`: 3 exactly, 2 the same number once more, 1 with a gap, 0 not. */
static int fits(const struct chain *c, const struct series_item *item) {
    if (c->depth != item->depth) return 0;
    for (uint8_t k = 0; k < item->depth; k++) {
        uint32_t was = c->last[k], is = item->number[k];
        if (is == was) continue;
        if (is < was) return 0;
        bool inner = k + 1 == item->depth;
        if (!inner && item->number[k + 1] > 2) return 0;
        if (is == was + 1) return 3;
        bool wide = inner && k > 0 && item->like; /* 4.3, then 4.10: numbers were kept free */
        return is - was <= (wide ? WIDE_GAP : GAP) ? 1 : 0;
    }
    return 2;
}

static bool starts(const struct series_item *item) {
    uint32_t inner = item->number[item->depth - 1];
    return inner <= 1;
}

/* Chains above `at` end: they stood inside an entry of it. Refused when they look like the document's own. */
static bool may_close_above(const struct follow *f, size_t at) {
    size_t members = 0, like = 0;
    for (size_t i = at + 1; i < f->n_open; i++) {
        if (f->open[i].child) continue;
        members += f->open[i].members;
        like += f->open[i].like;
    }
    return members < STRONG || like * 2 < members || members < f->open[at].members / 2;
}

/* Numbers below another's are questions of their own when most of them read so, else titles inside the answer. */
static bool stays(const struct chain *c) { return c->child && c->like * 2 >= c->members; }

static void close_above(struct follow *f, size_t at, size_t before) {
    for (size_t k = at + 1; k < f->n_open; k++) {
        if (stays(&f->open[k])) continue;
        for (size_t i = f->open[k].first; i < before; i++) {
            bool deeper = !f->open[k].child || f->items[i].chain == f->open[k].id;
            if (deeper) f->items[i].kept = false;
        }
        if (!f->open[k].child) break;
    }
    f->n_open = at + 1;
}

/* The open chain whose last number the item's own number starts with: 3.1 for 3.1.1. */
static bool stands_below(const struct follow *f, const struct series_item *item) {
    for (size_t at = f->n_open; at-- > 0;) {
        const struct chain *c = &f->open[at];
        if (c->depth + 1 != item->depth || c->depth < 2) continue;
        if (memcmp(c->last, item->number, c->depth * sizeof *c->last) == 0) return true;
    }
    return false;
}

static void extend(struct follow *f, size_t at, size_t i) {
    struct series_item *item = &f->items[i];
    struct chain *c = &f->open[at];
    close_above(f, at, i);
    memcpy(c->last, item->number, sizeof c->last);
    c->members++;
    c->like += item->like;
    item->chain = c->id;
    item->kept = true;
}

static void begin(struct follow *f, size_t i) {
    struct series_item *item = &f->items[i];
    if (f->n_open == OPEN_CHAINS) { /* the outermost will not go on any more */
        memmove(f->open, f->open + 1, (OPEN_CHAINS - 1) * sizeof *f->open);
        f->n_open--;
    }
    struct chain c = {.depth = item->depth, .first = i, .members = 1, .like = item->like, .fresh = item->fresh,
                      .child = stands_below(f, item)};
    item->child = c.child;
    item->first = true;
    memcpy(c.last, item->number, sizeof c.last);
    c.id = item->chain = f->ids++;
    item->kept = true;
    f->open[f->n_open++] = c;
}

static void place(struct follow *f, size_t i) {
    struct series_item *item = &f->items[i];
    for (int wanted = 3; wanted >= 1; wanted--) {
        if (wanted < 3 && starts(item)) break;
        for (size_t at = f->n_open; at-- > 0;) {
            const struct chain *c = &f->open[at];
            if (fits(c, item) != wanted || !may_close_above(f, at)) continue;
            /* 1 2 3 [1 2 3] 4: when both chains could go on, the one that reads alike does */
            bool outer_too = at > 0 && fits(&f->open[at - 1], item) == wanted;
            if (outer_too && item->like && c->like * 2 < c->members && f->open[at - 1].like * 2 >= f->open[at - 1].members)
                continue;
            if (wanted < 3 && !item->like && at + 1 < f->n_open) continue;
            extend(f, at, i);
            return;
        }
    }
    if (starts(item) || f->n_open == 0) begin(f, i);
    else item->kept = false, item->chain = NO_CHAIN;
}

/* A later chain that had no licence to start anew is a list in the answer before it, unless it reads as questions. */
static void drop_unlicensed(struct follow *f, size_t n) {
    size_t from = 0;
    uint32_t first_chain = NO_CHAIN;
    while (from < n) {
        uint32_t id = f->items[from].chain;
        size_t to = from, like = 0, members = 0;
        for (; to < n && (f->items[to].chain == id || !f->items[to].kept); to++)
            if (f->items[to].kept) members++, like += f->items[to].like;
        if (members && id != NO_CHAIN) {
            if (first_chain == NO_CHAIN) first_chain = id;
            bool licensed = f->items[from].fresh || f->items[from].child || !f->items[from].first || id == first_chain || (members >= 2 && like * 10 >= members * 6);
            if (!licensed)
                for (size_t i = from; i < to; i++) f->items[i].kept = false;
        }
        from = to;
    }
}

size_t series_follow(struct series_item *items, size_t n) {
    struct follow f = {.items = items};
    for (size_t i = 0; i < n; i++) place(&f, i);
    for (size_t k = 0; k < f.n_open; k++) /* titles in the last answer */
        if (f.open[k].child && !stays(&f.open[k]))
            for (size_t i = f.open[k].first; i < n; i++)
                if (items[i].chain == f.open[k].id) items[i].kept = false;
    drop_unlicensed(&f, n);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) kept += items[i].kept;
    return kept;
}
