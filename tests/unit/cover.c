/* The cover's raster: smooth edges by cover, and a PNG that libpng reads; what is drawn where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <png.h>
#include <stdlib.h>

#include "base/base.h"
#include "epub/picture.h"
#include "epub/png.h"
#include "epub/raster.h"

struct picture {
    unsigned w, h;
    uint8_t *rgb;
};

static struct picture read_png(str bytes) {
    png_image image = {.version = PNG_IMAGE_VERSION};
    assert_true(png_image_begin_read_from_memory(&image, bytes.p, bytes.n));
    image.format = PNG_FORMAT_RGB;
    struct picture p = {image.width, image.height, malloc(PNG_IMAGE_SIZE(image))};
    assert_non_null(p.rgb);
    assert_true(png_image_finish_read(&image, NULL, p.rgb, 0, NULL));
    return p;
}

static unsigned pixel(const struct picture *p, unsigned x, unsigned y) {
    const uint8_t *c = p->rgb + 3 * ((size_t)y * p->w + x);
    return (unsigned)c[0] << 16 | (unsigned)c[1] << 8 | c[2];
}

/* How many pixels of the columns [from, to) are dark. */
static unsigned dark(const struct picture *p, unsigned from, unsigned to) {
    unsigned n = 0;
    for (unsigned y = 300; y < p->h; y++)
        for (unsigned x = from; x < to; x++) n += pixel(p, x, y) == 0x1B1F24;
    return n;
}

static void test_edges_are_covered_by_their_part(void **state) {
    (void)state;
    struct raster r;
    struct buf png = {0};
    assert_true(raster_init(&r, 8, 4));
    unsigned ramp = raster_ramp(&r, 0xFFFFFF, 0x000000);
    const int32_t u = RASTER_UNITS, x0 = u + u / 2, x1 = 4 * u, y0 = u, y1 = 3 * u; /* half of the pixel at 1 */
    raster_line(&r, x0, y0, x1, y0);
    raster_line(&r, x1, y0, x1, y1);
    raster_line(&r, x1, y1, x0, y1);
    raster_line(&r, x0, y1, x0, y0);
    raster_fill(&r, ramp);
    assert_true(raster_png(&r, &png));
    struct picture p = read_png(buf_str(&png));
    assert_int_equal(p.w, 8);
    assert_int_equal(p.h, 4);
    assert_int_equal(pixel(&p, 0, 1), 0xFFFFFF);
    assert_in_range(pixel(&p, 1, 1) & 0xFF, 0x7E, 0x81);
    assert_int_equal(pixel(&p, 2, 2), 0x000000);
    assert_int_equal(pixel(&p, 4, 2), 0xFFFFFF);
    assert_int_equal(pixel(&p, 2, 3), 0xFFFFFF);
    free(p.rgb);
    buf_release(&png);
    raster_release(&r);
}

/* Runs of every length from one to beyond the longest that one code tells, and every difference of two rows. */
static void test_png_is_what_it_was(void **state) {
    (void)state;
    enum { W = 700, H = 1024 };
    uint8_t colours[3 * 256];
    uint8_t *pixels = malloc((size_t)W * H);
    struct buf png = {0};
    assert_non_null(pixels);
    for (unsigned i = 0; i < sizeof colours; i++) colours[i] = (uint8_t)(i / 3);
    for (unsigned y = 0; y < H; y++)
        for (unsigned x = 0; x < W; x++)
            pixels[y * W + x] = (uint8_t)(y % 4 == 3 ? pixels[(y - 1) * W + x] : x < y ? y / 2 : y % 4 == 2 ? x : y * 7);
    assert_true(png_write(&(struct indexed_image){W, H, pixels, {(const char *)colours, sizeof colours}}, &png));
    struct picture p = read_png(buf_str(&png));
    assert_int_equal(p.w, W);
    assert_int_equal(p.h, H);
    for (unsigned y = 0; y < H; y++)
        for (unsigned x = 0; x < W; x++) assert_int_equal(pixel(&p, x, y), pixels[y * W + x] * 0x10101u);
    free(p.rgb);
    free(pixels);
    buf_release(&png);
}

static void draw(const char *lang, str title, struct buf *png) {
    struct document doc;
    struct diags diags;
    document_init(&doc);
    diags_init(&diags);
    doc.lang = str_from(lang);
    doc.title = title;
    struct text *text = text_new(&(struct text_options){.font_dir = TEST_SOURCE_DIR "/fonts", .bundled_only = true}, &diags);
    assert_non_null(text);
    assert_int_equal(picture_cover(&doc, text, png), STATUS_OK);
    text_free(text);
    diags_release(&diags);
    document_release(&doc);
}

static void test_cover_shows_the_title(void **state) {
    (void)state;
    struct buf a = {0}, b = {0}, none = {0};
    draw("en", STR("Questions of all kinds"), &a);
    draw("en", STR("Questions of all kinds"), &b);
    draw("ar", STR("Questions"), &none);
    assert_true(str_eq(buf_str(&a), buf_str(&b)));
    struct picture p = read_png(buf_str(&a)), rtl = read_png(buf_str(&none));
    assert_int_equal(p.w, 1200);
    assert_int_equal(p.h, 1800);
    assert_int_equal(pixel(&p, 10, 900), 0x1F4E79);
    assert_int_equal(pixel(&p, 1190, 900), 0xFFFFFF);
    assert_int_equal(pixel(&rtl, 10, 900), 0xFFFFFF);
    assert_int_equal(pixel(&rtl, 1190, 900), 0x1F4E79);
    assert_true(dark(&p, 290, 1120) > 5000);
    assert_int_equal(dark(&p, 1121, 1200), 0);
    assert_int_equal(dark(&p, 0, 280), 0);
    free(p.rgb);
    free(rtl.rgb);
    buf_release(&a);
    buf_release(&b);
    buf_release(&none);
}

/* A title without an end, in one word: cut, and never beyond the margin. */
static void test_long_titles_stay_on_the_sheet(void **state) {
    (void)state;
    struct buf title = {0}, png = {0};
    for (int i = 0; i < 3000; i++) buf_put(&title, STR("Ж"));
    draw("ru", buf_str(&title), &png);
    struct picture p = read_png(buf_str(&png));
    assert_int_equal(dark(&p, 1125, 1200), 0);
    assert_true(dark(&p, 290, 1120) > 1000);
    free(p.rgb);
    buf_release(&png);
    buf_release(&title);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_edges_are_covered_by_their_part),
        cmocka_unit_test(test_png_is_what_it_was),
                                       cmocka_unit_test(test_cover_shows_the_title),
                                       cmocka_unit_test(test_long_titles_stay_on_the_sheet)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
