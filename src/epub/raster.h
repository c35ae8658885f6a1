/* raster: an image of few colours, filled rectangles and outlines with smooth edges, and its PNG. All in whole numbers,
 * so that the same picture has the same bytes wherever it is made. Internal to src/epub. */
#ifndef QAP_EPUB_RASTER_H
#define QAP_EPUB_RASTER_H

#include "base/buf.h"
#include "base/vec.h"

enum {
    RASTER_UNITS = 256, /* of a pixel, for outlines */
    RASTER_LEVELS = 5   /* shades from a ground to a colour; three ramps of them make a PNG of half a byte a pixel */
};

struct edge {
    int32_t x0, y0, x1, y1; /* y0 < y1 */
    int32_t winding;        /* 1 or -1 */
};

struct crossing {
    int32_t x, winding;
};

struct raster {
    int32_t w, h;
    uint8_t *pixels; /* indices in the palette: ramp * RASTER_LEVELS + shade */
    uint8_t palette[256][3];
    unsigned ramps;
    VEC(struct edge) edges;
    size_t active, entered; /* edges that the rows so far have reached, less some that they have left */
    VEC(struct crossing) crossings; /* of the row being covered */
    uint32_t *cover; /* of one row of pixels */
    bool failed;
};

/* False: memory is out. Colours are 0xRRGGBB. */
bool raster_init(struct raster *r, int32_t w, int32_t h);
void raster_release(struct raster *r);
/* A ramp of shades; at most 51. Gives its number. */
unsigned raster_ramp(struct raster *r, uint32_t ground, uint32_t colour);
/* A rectangle of a ramp's ground, or of its colour. */
void raster_rect(struct raster *r, int32_t x, int32_t y, int32_t w, int32_t h, unsigned ramp, bool colour);
/* An outline: straight lines, then its filling (by nonzero winding) with the ramp's colour where its ground is. */
void raster_line(struct raster *r, int32_t x0, int32_t y0, int32_t x1, int32_t y1);
void raster_cubic(struct raster *r, const int32_t p[8]);
void raster_fill(struct raster *r, unsigned ramp);
/* The image as a PNG (ISO/IEC 15948), appended. False: memory is out, here or before. */
bool raster_png(const struct raster *r, struct buf *out);

#endif
