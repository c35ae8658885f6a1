/* A cover is ground with a few words on it: most rows are the row above. So each row is stored as what differs from the
 * one above it (filter "Up"), and zlib looks for runs alone, which is all that there is to find. What it costs is bytes to
 * look at, so few colours are written as half a byte a pixel. */
#include "epub/png.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>

enum { LEVEL = 1, RUNS = 3 /* zlib's Z_RLE */, HALF_BYTE = 16 /* colours that it tells apart */ };

static void put(png_structp png, png_bytep bytes, size_t n) {
    struct buf *out = png_get_io_ptr(png);
    buf_put(out, str_of((const char *)bytes, n));
    if (out->failed) png_error(png, "memory");
}

static void quiet(png_structp png, png_const_charp message) { (void)png, (void)message; }
static void fail(png_structp png, png_const_charp message) {
    (void)message;
    png_longjmp(png, 1);
}

/* Two pixels a byte, the left one high. */
static void pack_row(const uint8_t *pixels, uint32_t w, uint8_t *row) {
    for (uint32_t x = 0; x + 1 < w; x += 2) row[x / 2] = (uint8_t)(pixels[x] << 4 | pixels[x + 1]);
    if (w % 2) row[w / 2] = (uint8_t)(pixels[w - 1] << 4);
}

/* The one function here that libpng may leave by longjmp: nothing is made in it. `row` takes a packed row; NULL: none is. */
static bool write_image(png_structp png, png_infop info, const struct indexed_image *image, uint8_t *row, struct buf *out) {
    if (setjmp(png_jmpbuf(png))) return false;
    png_set_write_fn(png, out, put, NULL);
    png_set_compression_level(png, LEVEL);
    png_set_compression_strategy(png, RUNS);
    png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_UP);
    png_set_check_for_invalid_index(png, 0); /* ours are none */
    png_set_IHDR(png, info, image->w, image->h, row ? 4 : 8, PNG_COLOR_TYPE_PALETTE, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    png_color colours[256];
    int n = (int)(image->palette.n / 3);
    for (int i = 0; i < n; i++) {
        const char *rgb = image->palette.p + (size_t)i * 3;
        colours[i] = (png_color){(png_byte)rgb[0], (png_byte)rgb[1], (png_byte)rgb[2]};
    }
    png_set_PLTE(png, info, colours, n);
    png_write_info(png, info);
    for (uint32_t y = 0; y < image->h; y++) {
        const uint8_t *pixels = image->pixels + (size_t)y * image->w;
        if (row) pack_row(pixels, image->w, row);
        png_write_row(png, row ? row : pixels);
    }
    png_write_end(png, NULL);
    return true;
}

bool png_write(const struct indexed_image *image, struct buf *out) {
    bool few = image->palette.n <= HALF_BYTE * 3;
    uint8_t *row = few ? malloc(image->w / 2 + 1) : NULL;
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, fail, quiet);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    bool ok = info && (row || !few) && write_image(png, info, image, row, out);
    if (png) png_destroy_write_struct(&png, &info);
    free(row);
    return ok && !out->failed;
}
