/* pages: where rows break into pages. Least demerits over the whole stretch of rows, by dynamic programming over
 * the places where a page may end (Plass, "Optimal Pagination Techniques", 1981): a page's badness comes from how far
 * its space must stretch or shrink, and from what cannot be filled; to it the cost of the break is added. */
#include "layout/set.h"

enum { WORST_SHORT = 400, STUB_ROWS = 5, COST_STUB = 2500, COST_PAGE = 50, CHUNK_PAGES_KEPT = 3 };

struct best {
    int64_t cost; /* of the best way to end a page before row i; -1: none */
    uint32_t from;
};

struct breaking {
    const struct setter *s;
    const struct row *rows;
    uint32_t n;
    struct best *best;
    mpt height;
    bool last, strict;
};

/* Badness of a page that needs `room` more (or less) than it has, given its glue. -1: it does not fit. */
static int64_t page_badness(int64_t room, int64_t stretch, int64_t shrink) {
    if (room < 0) {
        if (-room > shrink) return -1;
        int64_t r = -room * 100 / shrink;
        return r * r * r / 10000;
    }
    if (room <= PAGE_STRETCH * stretch) {
        int64_t r = stretch ? room * 100 / stretch : 0;
        return r * r * r / 10000;
    }
    int64_t fifths = (room - PAGE_STRETCH * stretch) / PT(3); /* fifths of a line that stay empty */
    if (fifths > WORST_SHORT) fifths = WORST_SHORT;
    return 100 * PAGE_STRETCH * PAGE_STRETCH * PAGE_STRETCH + 40 * fifths * fifths;
}

/* Cost of the page of rows [i, j); -1: they do not fit. `tall` is their natural height. */
static int64_t page_cost(const struct breaking *b, uint32_t i, uint32_t j, int64_t tall, int64_t stretch,
                         int64_t shrink) {
    bool end = j == b->n, free_end = (end && b->last) || (!end && b->rows[j].cost == COST_FORCED);
    int64_t room = b->height - tall;
    if (end && !b->last) return room < 0 ? -1 : 0; /* the stretch goes on later: this page is not final */
    int64_t bad = free_end && room >= 0 ? 0 : page_badness(room, stretch, shrink);
    if (bad < 0) return j == i + 1 ? INT64_C(100000000) : -1; /* a row taller than the page stands alone */
    if (free_end && j - i < STUB_ROWS && i > 0) bad += COST_STUB;
    int64_t cost = free_end ? 0 : b->rows[j].cost;
    return bad + (cost > 0 ? cost : 0) + COST_PAGE;
}

/* The best page that ends before row j. Rows are added at its top until it is too tall. */
static void best_page(struct breaking *b, uint32_t j) {
    int64_t tall = 0, stretch = 0, shrink = 0;
    struct best *best = &b->best[j];
    best->cost = -1;
    for (uint32_t i = j; i-- > 0;) {
        const struct row *row = &b->rows[i];
        tall += row->height;
        mpt head = row->repeat ? row->repeat->height : 0;
        if (tall + head - shrink > b->height && i + 1 < j) break;
        if (b->best[i].cost >= 0) {
            int64_t cost = page_cost(b, i, j, tall + head, stretch, shrink);
            /* on a tie the later start gives the earlier page more */
            if (cost >= 0 && (best->cost < 0 || cost + b->best[i].cost < best->cost)) {
                best->cost = cost + b->best[i].cost;
                best->from = i;
            }
        }
        if (row->cost == COST_FORCED) break;
        tall += row->space;
        stretch += row->stretch;
        shrink += row->shrink;
    }
}

static bool run(struct breaking *b) {
    b->best[0] = (struct best){0, 0};
    for (uint32_t j = 1; j <= b->n; j++) {
        bool refused = j < b->n && b->strict && b->rows[j].cost >= COST_KEEP;
        if (refused) b->best[j].cost = -1;
        else best_page(b, j);
    }
    return b->best[b->n].cost >= 0;
}

static void trace(struct setter *s, const struct breaking *b) {
    s->page_breaks.n = 0;
    for (uint32_t at = b->n;; at = b->best[at].from) {
        if (!vec_push(&s->page_breaks, at)) {
            set_fail(s, STATUS_NO_MEMORY);
            return;
        }
        if (at == 0) break;
    }
    for (size_t i = 0, j = s->page_breaks.n; i + 1 < j; i++) {
        uint32_t t = s->page_breaks.at[i];
        s->page_breaks.at[i] = s->page_breaks.at[--j];
        s->page_breaks.at[j] = t;
    }
}

void pages_break(struct setter *s, bool last) {
    s->page_breaks.n = 0;
    if (s->status != STATUS_OK || !s->rows.n) return;
    struct breaking b = {.s = s, .rows = s->rows.at, .n = (uint32_t)s->rows.n, .height = s->text_height, .last = last};
    b.best = malloc((b.n + 1) * sizeof *b.best);
    if (!b.best) {
        set_fail(s, STATUS_NO_MEMORY);
        return;
    }
    /* first with what must stay together kept so; where that cannot be, without */
    b.strict = true;
    bool done = run(&b);
    if (!done) {
        b.strict = false;
        done = run(&b);
    }
    if (done) trace(s, &b);
    else set_fail(s, STATUS_INTERNAL);
    free(b.best);
}

/* Drop the rows before `to`, which are on pages. What stays moves to the front; the arena of what went is emptied. */
static void forget(struct setter *s, uint32_t to) {
    uint32_t item = to < s->rows.n ? s->rows.at[to].first_item : (uint32_t)s->pool.n;
    if (to < s->rows.n) {
        memmove(s->rows.at, s->rows.at + to, (s->rows.n - to) * sizeof *s->rows.at);
        memmove(s->pool.at, s->pool.at + item, (s->pool.n - item) * sizeof *s->pool.at);
    }
    s->rows.n -= to;
    s->pool.n -= item;
    s->rows_made += to;
    for (size_t i = 0; i < s->rows.n; i++) s->rows.at[i].first_item -= item;
}

void pages_flush(struct setter *s, bool last) {
    if (s->status != STATUS_OK || !s->rows.n) return;
    pages_break(s, last);
    size_t pages = s->page_breaks.n ? s->page_breaks.n - 1 : 0;
    size_t send = last ? pages : pages > CHUNK_PAGES_KEPT ? pages - CHUNK_PAGES_KEPT : 0;
    for (size_t i = 0; i < send && s->status == STATUS_OK; i++)
        page_emit(s, s->page_breaks.at[i], s->page_breaks.at[i + 1], last && i + 1 == pages);
    if (!send || s->status != STATUS_OK) return;
    forget(s, s->page_breaks.at[send]);
    /* what stays was made since the last flush, in the present arena; the other's is all on pages */
    s->part ^= 1;
    arena_release(&s->parts[s->part]);
}
