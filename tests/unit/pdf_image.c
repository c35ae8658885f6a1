/* pdf: images as XObjects; files that are no images. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>
#include <jpeglib.h>
#include <png.h>

#include "page_builder.h"

enum { W = 24, H = 16 };

static void make_png(struct buf *out, unsigned format) {
    png_image image = {.version = PNG_IMAGE_VERSION, .width = W, .height = H, .format = format};
    unsigned char pixels[W * H * 4];
    png_alloc_size_t n = 0;
    for (size_t i = 0; i < sizeof pixels; i++) pixels[i] = (unsigned char)(i * 7);
    assert_true(png_image_write_to_memory(&image, NULL, &n, 0, pixels, 0, NULL));
    assert_true(buf_reserve(out, n));
    assert_true(png_image_write_to_memory(&image, out->p, &n, 0, pixels, 0, NULL));
    out->n = n;
}

static void make_jpeg(struct buf *out, int components) {
    struct jpeg_compress_struct info = {0};
    struct jpeg_error_mgr errors;
    unsigned char *bytes = NULL, row[W * 4];
    unsigned long n = 0;
    info.err = jpeg_std_error(&errors);
    jpeg_create_compress(&info);
    jpeg_mem_dest(&info, &bytes, &n);
    info.image_width = W;
    info.image_height = H;
    info.input_components = components;
    info.in_color_space = components == 1 ? JCS_GRAYSCALE : components == 3 ? JCS_RGB : JCS_CMYK;
    jpeg_set_defaults(&info);
    jpeg_start_compress(&info, TRUE);
    for (size_t i = 0; i < sizeof row; i++) row[i] = (unsigned char)(i * 3);
    while (info.next_scanline < info.image_height) jpeg_write_scanlines(&info, (JSAMPROW[]){row}, 1);
    jpeg_finish_compress(&info);
    jpeg_destroy_compress(&info);
    buf_put(out, str_of((const char *)bytes, n));
    free(bytes);
}

/* A figure on a page of its own, read back as qpdf's JSON. */
static str show(const struct buf *file, bool jpeg, uint32_t *warnings) {
    static char json[1 << 20];
    struct made m;
    start(&m, &OPTIONS);
    uint32_t document = tag(&m, (struct tag){.role = TAG_DOCUMENT});
    uint32_t figure = tag(&m, (struct tag){.role = TAG_FIGURE, .parent = document, .alt = STR("a picture")});
    assert_true(vec_push(&m.book.images, (struct image_data){.bytes = buf_str(file), .w = W, .h = H, .jpeg = jpeg, .source = STR("x.png")}));
    item(&m, (struct item){.kind = ITEM_IMAGE, .tag = figure, .u.image = {.x = 72000, .y = 72000, .w = 240000, .h = 160000}});
    page(&m);
    finish(&m);
    assert_has(run(&m, RULES "%s"), "Figure Alt='a picture'");
    str text = run(&m, "qpdf --qdf --object-streams=disable %s -");
    text = str_sub(text, 0, sizeof json);
    memcpy(json, text.p, text.n);
    *warnings = m.diags.count[DIAG_BAD_IMAGE];
    stop(&m);
    return str_of(json, text.n);
}

static void a_png_is_pixels_and_a_mask(void **state) {
    (void)state;
    static const struct { unsigned format; const char *space; bool mask; } cases[] = {
        {PNG_FORMAT_RGB, "/ColorSpace /DeviceRGB", false}, {PNG_FORMAT_RGBA, "/ColorSpace /DeviceRGB", true},
        {PNG_FORMAT_GRAY, "/ColorSpace /DeviceGray", false}, {PNG_FORMAT_GA, "/ColorSpace /DeviceGray", true}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf png = {0};
        uint32_t warnings;
        make_png(&png, cases[i].format);
        str pdf = show(&png, false, &warnings);
        assert_int_equal(warnings, 0);
        assert_has(pdf, cases[i].space);
        assert_has(pdf, "/Width 24");
        assert_int_equal(has(pdf, "/SMask"), cases[i].mask);
        assert_int_equal(has(pdf, "/S /Transparency"), cases[i].mask);
        buf_release(&png);
    }
}

static void a_jpeg_goes_in_as_it_is(void **state) {
    (void)state;
    for (int components = 1; components <= 4; components += components == 1 ? 2 : 1) {
        struct buf jpeg = {0};
        uint32_t warnings;
        make_jpeg(&jpeg, components);
        str pdf = show(&jpeg, true, &warnings);
        assert_int_equal(warnings, 0);
        assert_int_equal(has(pdf, "/DCTDecode"), components != 4); /* CMYK becomes RGB */
        assert_int_equal(str_find(pdf, buf_str(&jpeg), 0) != SIZE_MAX, components != 4);
        assert_has(pdf, components == 1 ? "/ColorSpace /DeviceGray" : "/ColorSpace /DeviceRGB");
        buf_release(&jpeg);
    }
}

static void what_is_no_image_is_a_grey_box_and_a_warning(void **state) {
    (void)state;
    struct buf png = {0}, jpeg = {0}, empty = {0};
    uint32_t warnings;
    make_png(&png, PNG_FORMAT_RGBA);
    make_jpeg(&jpeg, 3);
    png.n = png.n / 2;
    show(&png, false, &warnings);
    assert_int_equal(warnings, 1);
    memset(png.p + 20, 0xFF, 4); /* a height of four milliards */
    show(&png, false, &warnings);
    assert_int_equal(warnings, 1);
    jpeg.n -= 2; /* whole but for the mark of its end */
    show(&jpeg, true, &warnings);
    assert_int_equal(warnings, 1);
    jpeg.n = 20;
    show(&jpeg, true, &warnings);
    assert_int_equal(warnings, 1);
    show(&empty, false, &warnings);
    assert_int_equal(warnings, 1);
    show(&empty, true, &warnings);
    assert_int_equal(warnings, 1);
    buf_release(&png);
    buf_release(&jpeg);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_png_is_pixels_and_a_mask),
        cmocka_unit_test(a_jpeg_goes_in_as_it_is),
        cmocka_unit_test(what_is_no_image_is_a_grey_box_and_a_warning),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
