#include "epub/raster.h"

#include <stdlib.h>

#include "epub/png.h"

enum { ROWS_A_PIXEL = 4, CUBIC_STEPS = 8 };

bool raster_init(struct raster *r, int32_t w, int32_t h) {
    *r = (struct raster){.w = w, .h = h};
    r->pixels = calloc((size_t)w * (size_t)h, 1);
    r->cover = calloc((size_t)w + 2, sizeof *r->cover);
    if (r->pixels && r->cover) return true;
    raster_release(r);
    return false;
}

void raster_release(struct raster *r) {
    free(r->pixels);
    free(r->cover);
    vec_release(&r->edges);
    vec_release(&r->crossings);
    *r = (struct raster){0};
}

static uint8_t mix(uint32_t a, uint32_t b, unsigned shift, unsigned shade) {
    uint32_t from = a >> shift & 0xFF, to = b >> shift & 0xFF, most = RASTER_LEVELS - 1;
    return (uint8_t)((from * (most - shade) + to * shade + most / 2) / most);
}

unsigned raster_ramp(struct raster *r, uint32_t ground, uint32_t colour) {
    for (unsigned i = 0; i < RASTER_LEVELS; i++)
        for (unsigned c = 0; c < 3; c++)
            r->palette[r->ramps * RASTER_LEVELS + i][c] = mix(ground, colour, 16 - 8 * c, i);
    return r->ramps++;
}

void raster_rect(struct raster *r, int32_t x, int32_t y, int32_t w, int32_t h, unsigned ramp, bool colour) {
    int index = (int)(ramp * RASTER_LEVELS + (colour ? RASTER_LEVELS - 1 : 0));
    for (int32_t row = y; row < y + h && row < r->h; row++)
        if (row >= 0 && x >= 0 && x + w <= r->w) memset(r->pixels + (size_t)row * (size_t)r->w + x, index, (size_t)w);
}

void raster_line(struct raster *r, int32_t x0, int32_t y0, int32_t x1, int32_t y1) {
    if (y0 == y1) return;
    struct edge e = y0 < y1 ? (struct edge){x0, y0, x1, y1, 1} : (struct edge){x1, y1, x0, y0, -1};
    if (!vec_push(&r->edges, e)) r->failed = true;
}

/* One coordinate of a Bézier curve (Bernstein form) at step/CUBIC_STEPS. */
static int32_t cubic_at(const int32_t p[8], unsigned axis, int64_t step) {
    int64_t t = step, u = CUBIC_STEPS - step, all = (int64_t)CUBIC_STEPS * CUBIC_STEPS * CUBIC_STEPS;
    int64_t sum = p[axis] * u * u * u + 3 * p[axis + 2] * u * u * t + 3 * p[axis + 4] * u * t * t + p[axis + 6] * t * t * t;
    return (int32_t)(sum / all);
}

void raster_cubic(struct raster *r, const int32_t p[8]) {
    int32_t x = p[0], y = p[1];
    for (int64_t i = 1; i <= CUBIC_STEPS; i++) {
        int32_t nx = cubic_at(p, 0, i), ny = cubic_at(p, 1, i);
        raster_line(r, x, y, nx, ny);
        x = nx;
        y = ny;
    }
}

static int by_top(const void *a, const void *b) {
    const struct edge *p = a, *q = b;
    return p->y0 < q->y0 ? -1 : p->y0 > q->y0;
}

/* Cover of [x0, x1) on one of a pixel's rows; partial pixels count by their part. */
static void add_span(struct raster *r, int32_t x0, int32_t x1) {
    int32_t most = r->w * RASTER_UNITS;
    if (x0 < 0) x0 = 0;
    if (x1 > most) x1 = most;
    if (x0 >= x1) return;
    int32_t first = x0 / RASTER_UNITS, last = x1 / RASTER_UNITS;
    for (int32_t x = first; x < last; x++) r->cover[x] += RASTER_UNITS;
    r->cover[first] -= (uint32_t)(x0 - first * RASTER_UNITS);
    r->cover[last] += (uint32_t)(x1 - last * RASTER_UNITS); /* there is one more than the image is wide */
}

/* Left to right: there are few in a row. */
static void add_crossing(struct raster *r, struct crossing c) {
    if (!vec_push(&r->crossings, c)) {
        r->failed = true;
        return;
    }
    size_t at = r->crossings.n - 1;
    for (; at && r->crossings.at[at - 1].x > c.x; at--) r->crossings.at[at] = r->crossings.at[at - 1];
    r->crossings.at[at] = c;
}

/* Of the edges, which are sorted by where they begin, those in [active, entered) have been reached by the rows so far
 * and not all been left: the first of them takes the place of one that has. */
static void find_crossings(struct raster *r, int32_t y) {
    r->crossings.n = 0;
    while (r->entered < r->edges.n && r->edges.at[r->entered].y0 <= y) r->entered++;
    for (size_t i = r->active; i < r->entered; i++) {
        const struct edge *e = &r->edges.at[i];
        if (y >= e->y1) {
            r->edges.at[i] = r->edges.at[r->active++];
            continue;
        }
        int32_t x = e->x0 + (int32_t)((int64_t)(e->x1 - e->x0) * (y - e->y0) / (e->y1 - e->y0));
        add_crossing(r, (struct crossing){x, e->winding});
    }
}

static void cover_row(struct raster *r, int32_t y) {
    int32_t winding = 0;
    find_crossings(r, y);
    for (size_t i = 0; i + 1 < r->crossings.n; i++) {
        winding += r->crossings.at[i].winding;
        if (winding) add_span(r, r->crossings.at[i].x, r->crossings.at[i + 1].x);
    }
}

static void put_row(struct raster *r, int32_t row, int32_t from, int32_t to, unsigned ramp) {
    uint8_t *pixels = r->pixels + (size_t)row * (size_t)r->w;
    const uint32_t most = RASTER_UNITS * ROWS_A_PIXEL;
    for (int32_t x = from; x < to; x++) {
        uint32_t shade = (r->cover[x] * (RASTER_LEVELS - 1) + most / 2) / most;
        if (shade) pixels[x] = (uint8_t)(ramp * RASTER_LEVELS + (shade < RASTER_LEVELS ? shade : RASTER_LEVELS - 1));
        r->cover[x] = 0;
    }
}

static int32_t clamp(int32_t v, int32_t most) { return v < 0 ? 0 : v > most ? most : v; }

void raster_fill(struct raster *r, unsigned ramp) {
    int32_t top = INT32_MAX, bottom = INT32_MIN, left = INT32_MAX, right = INT32_MIN;
    for (size_t i = 0; i < r->edges.n; i++) {
        const struct edge *e = &r->edges.at[i];
        if (e->y0 < top) top = e->y0;
        if (e->y1 > bottom) bottom = e->y1;
        int32_t low = e->x0 < e->x1 ? e->x0 : e->x1, high = e->x0 < e->x1 ? e->x1 : e->x0;
        if (low < left) left = low;
        if (high > right) right = high;
    }
    if (r->edges.n == 0) return;
    qsort(r->edges.at, r->edges.n, sizeof *r->edges.at, by_top);
    r->active = r->entered = 0;
    int32_t from = clamp(left / RASTER_UNITS, r->w), to = clamp(right / RASTER_UNITS + 1, r->w);
    int32_t first = clamp(top / RASTER_UNITS, r->h), last = clamp(bottom / RASTER_UNITS + 1, r->h);
    for (int32_t row = first; row < last; row++) {
        for (int32_t k = 0; k < ROWS_A_PIXEL; k++)
            cover_row(r, row * RASTER_UNITS + (2 * k + 1) * RASTER_UNITS / (2 * ROWS_A_PIXEL));
        put_row(r, row, from, to, ramp);
    }
    r->edges.n = 0;
}

bool raster_png(const struct raster *r, struct buf *out) {
    struct indexed_image image = {.w = (uint32_t)r->w, .h = (uint32_t)r->h, .pixels = r->pixels,
                              .palette = str_of((const char *)r->palette, (size_t)r->ramps * RASTER_LEVELS * 3)};
    return !r->failed && png_write(&image, out);
}
