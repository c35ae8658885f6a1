/* Panels and rules that mean nothing come first on a page, whatever their place among the items: else each would break
 * the text around it into two marked-content sequences. Those that look alike come together, so that their colours need
 * not be set again and again, unless one would then change places with another that it touches. */
#include "pdf/document.h"

enum { WINDOW = 128 /* so many are looked at together; a page has seldom more */ };

static bool rgb_eq(struct rgb a, struct rgb b) { return a.r == b.r && a.g == b.g && a.b == b.b; }

static bool look_alike(const struct item_rect *a, const struct item_rect *b) {
    return a->filled == b->filled && rgb_eq(a->fill, b->fill) && a->line == b->line && rgb_eq(a->stroke, b->stroke) &&
           a->dots == b->dots && (a->radius > 0) == (b->radius > 0);
}

static bool touch(const struct item_rect *a, const struct item_rect *b) {
    int64_t lines = (int64_t)a->line + b->line;
    return a->x - lines <= (int64_t)b->x + b->w && b->x - lines <= (int64_t)a->x + a->w &&
           a->y - lines <= (int64_t)b->y + b->h && b->y - lines <= (int64_t)a->y + a->h;
}

/* Whether the item may come before those that are passed over. */
static bool may_pass(const struct item_rect *r, const struct item *const *passed, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (touch(r, &passed[i]->u.rect)) return false;
    return true;
}

/* By looks, in the order in which each first appears. */
static void sort(const struct item **items, size_t n) {
    const struct item *rest[WINDOW];
    for (size_t from = 0; from < n;) {
        size_t kept = from + 1, passed = 0;
        for (size_t i = from + 1; i < n; i++) {
            const struct item *item = items[i];
            if (look_alike(&items[from]->u.rect, &item->u.rect) && may_pass(&item->u.rect, rest, passed)) items[kept++] = item;
            else rest[passed++] = item;
        }
        if (passed) memcpy(items + kept, rest, passed * sizeof *rest);
        from = kept;
    }
}

bool background_is(const struct item *item) { return item->kind == ITEM_RECT && item->tag == 0; }

bool backgrounds_list(const struct page *page, background_list *out) {
    out->n = 0;
    for (size_t i = 0; i < page->n; i++)
        if (background_is(&page->items[i]) && !vec_push(out, &page->items[i])) return false;
    for (size_t i = 0; i < out->n; i += WINDOW) sort(out->at + i, out->n - i < WINDOW ? out->n - i : WINDOW);
    return true;
}
