/* Images as XObjects (ISO 32000-1, 8.9): a JPEG as it is, a PNG as pixels with its transparency as a soft mask.
 * What PDF/A does not let through, CMYK without a profile of its own, becomes RGB. */
#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

#include "base/limits.h"
#include "pdf/document.h"

struct pixels {
    uint32_t w, h;
    unsigned channels;      /* 1 gray, 3 RGB */
    struct buf color, alpha; /* alpha: empty when all is opaque */
};

static void pixels_release(struct pixels *p) {
    buf_release(&p->color);
    buf_release(&p->alpha);
}

static bool fits(uint64_t w, uint64_t h) { return w && h && w * h <= LIMIT_IMAGE_PIXELS; }

/* --- PNG --- */

static uint32_t big_endian(const unsigned char *p) { return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3]; }

/* Colour types 4 and 6 have an alpha channel; others may have a tRNS chunk before the pixels. */
bool image_has_alpha(const struct image_data *image) {
    const unsigned char *p = (const unsigned char *)image->bytes.p;
    size_t n = image->bytes.n;
    if (image->jpeg || n < 33) return false;
    if (p[25] & 4) return true;
    for (size_t at = 8; at + 8 <= n;) {
        uint32_t length = big_endian(p + at);
        if (memcmp(p + at + 4, "tRNS", 4) == 0) return true;
        if (memcmp(p + at + 4, "IDAT", 4) == 0 || length > n - at - 8 || n - at - 8 - length < 4) return false;
        at += (size_t)length + 12;
    }
    return false;
}

/* Interleaved samples apart; the alpha channel is dropped when it says nothing. */
static bool split(const unsigned char *from, unsigned channels, bool alpha, struct pixels *p) {
    size_t n = (size_t)p->w * p->h, step = channels + (alpha ? 1u : 0);
    bool opaque = true;
    p->channels = channels;
    if (!buf_reserve(&p->color, n * channels) || (alpha && !buf_reserve(&p->alpha, n))) return false;
    for (size_t i = 0; i < n; i++) {
        memcpy(p->color.p + i * channels, from + i * step, channels);
        if (!alpha) continue;
        p->alpha.p[i] = (char)from[i * step + channels];
        opaque &= from[i * step + channels] == 0xFF;
    }
    p->color.n = n * channels;
    p->alpha.n = alpha && !opaque ? n : 0;
    return true;
}

/* libpng's simplified interface: errors come back as a result, and colours as sRGB. */
static const char *read_png(str bytes, struct pixels *out) {
    png_image image = {.version = PNG_IMAGE_VERSION};
    const char *error = NULL;
    if (!png_image_begin_read_from_memory(&image, bytes.p, bytes.n)) return "it is no sound PNG";
    bool alpha = image.format & PNG_FORMAT_FLAG_ALPHA, color = image.format & PNG_FORMAT_FLAG_COLOR;
    image.format = (alpha ? (unsigned)PNG_FORMAT_FLAG_ALPHA : 0) | (color ? (unsigned)PNG_FORMAT_FLAG_COLOR : 0);
    out->w = image.width;
    out->h = image.height;
    unsigned char *samples = fits(image.width, image.height) ? malloc(PNG_IMAGE_SIZE(image)) : NULL;
    if (!fits(image.width, image.height)) error = "it has too many pixels";
    else if (!samples) error = "memory ran out";
    else if (!png_image_finish_read(&image, NULL, samples, 0, NULL)) error = "its pixels are damaged";
    else if (!split(samples, color ? 3 : 1, alpha, out)) error = "memory ran out";
    png_image_free(&image);
    free(samples);
    return error;
}

/* --- JPEG --- */

struct jpeg_failure {
    struct jpeg_error_mgr manager;
    jmp_buf back;
};

static void jpeg_fail(j_common_ptr info) { longjmp(((struct jpeg_failure *)(void *)info->err)->back, 1); }
static void jpeg_quiet(j_common_ptr info) { (void)info; }

struct jpeg_header {
    uint32_t w, h;
    int components;
    bool as_is; /* any reader shows it right without being told */
};

static void look_at(const struct jpeg_decompress_struct *info, struct jpeg_header *h) {
    h->w = info->image_width;
    h->h = info->image_height;
    h->components = info->num_components;
    h->as_is = info->data_precision == 8 && ((info->num_components == 1) || (info->num_components == 3 && info->jpeg_color_space == JCS_YCbCr));
}

/* No marker of its end (ITU-T T.81, B.1.1.3) stands behind the header. */
static bool is_cut_off(const struct jpeg_source_mgr *rest) {
    str s = str_of((const char *)rest->next_input_byte, rest->bytes_in_buffer);
    return str_find(s, STR("\xFF\xD9"), 0) == SIZE_MAX;
}

/* Adobe's CMYK is stored inverted: 255 is no ink. */
static void put_cmyk_row(const unsigned char *row, uint32_t w, bool inverted, struct buf *out) {
    for (uint32_t x = 0; x < w; x++)
        for (unsigned i = 0; i < 3; i++) {
            unsigned ink = row[4 * x + i], black = row[4 * x + 3];
            if (!inverted) ink = 255 - ink, black = 255 - black;
            buf_put_char(out, (char)((ink * black + 127) / 255));
        }
}

static void decode(struct jpeg_decompress_struct *info, struct pixels *out, unsigned char *row) {
    while (info->output_scanline < info->output_height) {
        JSAMPROW rows[1] = {row};
        jpeg_read_scanlines(info, rows, 1);
        if (info->out_color_space == JCS_CMYK) put_cmyk_row(row, info->output_width, info->saw_Adobe_marker, &out->color);
        else buf_put(&out->color, str_of((const char *)row, (size_t)info->output_width * 3));
    }
}

/* The header, and the pixels when `out` is given. The one function here that libjpeg may leave by longjmp: what it
 * must clean up is volatile or reached through pointers. */
static const char *read_jpeg(str bytes, struct jpeg_header *header, struct pixels *out) {
    struct jpeg_decompress_struct info = {0};
    struct jpeg_failure failure;
    unsigned char *volatile row = NULL;
    const char *volatile error = NULL;
    info.err = jpeg_std_error(&failure.manager);
    failure.manager.error_exit = jpeg_fail;
    failure.manager.output_message = jpeg_quiet;
    if (setjmp(failure.back)) {
        error = "it is no sound JPEG";
    } else {
        jpeg_create_decompress(&info);
        jpeg_mem_src(&info, (const unsigned char *)bytes.p, (unsigned long)bytes.n);
        jpeg_read_header(&info, TRUE);
        look_at(&info, header);
        if (!fits(header->w, header->h)) error = "it has too many pixels";
        else if (is_cut_off(info.src)) error = "its end is missing";
        else if (out) {
            out->w = header->w;
            out->h = header->h;
            out->channels = 3;
            info.out_color_space = info.num_components == 4 ? JCS_CMYK : JCS_RGB;
            row = malloc((size_t)header->w * 4);
            jpeg_start_decompress(&info);
            if (row) decode(&info, out, row);
            if (!row || out->color.failed) error = "memory ran out";
        }
    }
    jpeg_destroy_decompress(&info);
    free(row);
    return error;
}

/* --- XObjects --- */

static void put_entries(struct buf *out, uint32_t w, uint32_t h, unsigned channels) {
    buf_printf(out, "/Type/XObject/Subtype/Image/Width %u/Height %u/BitsPerComponent 8/ColorSpace/%s", (unsigned)w, (unsigned)h,
               channels == 1 ? "DeviceGray" : "DeviceRGB");
}

static uint32_t add_pixels(struct pdf *pdf, const struct pixels *p) {
    struct buf out;
    uint32_t mask = 0;
    if (p->alpha.n) {
        buf_init(&out);
        put_entries(&out, p->w, p->h, 1);
        mask = object_add_flate(pdf->doc, pdf->deflate, &out, buf_str(&p->alpha));
        if (!mask) return 0;
    }
    buf_init(&out);
    put_entries(&out, p->w, p->h, p->channels);
    if (mask) {
        buf_put(&out, STR("/SMask"));
        put_ref(&out, mask);
    }
    return object_add_flate(pdf->doc, pdf->deflate, &out, buf_str(&p->color));
}

static uint32_t add_jpeg(struct pdf *pdf, const struct jpeg_header *header, str file) {
    struct buf out, bytes;
    buf_init(&out);
    buf_init(&bytes);
    put_entries(&out, header->w, header->h, header->components == 1 ? 1 : 3);
    buf_put(&out, STR("/Filter/DCTDecode"));
    buf_put(&bytes, file);
    return object_add_stream(pdf->doc, &out, &bytes);
}

/* What stands in for an image that cannot be read: one light grey pixel, as large as the image would be. */
static uint32_t add_blank(struct pdf *pdf) {
    struct pixels p = {.w = 1, .h = 1, .channels = 1};
    buf_put_char(&p.color, (char)0xE0);
    uint32_t number = p.color.failed ? 0 : add_pixels(pdf, &p);
    pixels_release(&p);
    return number;
}

enum status image_write(struct pdf *pdf, const struct image_data *image, uint32_t *object) {
    struct pixels p = {0};
    struct jpeg_header header = {0};
    const char *error = image->jpeg ? read_jpeg(image->bytes, &header, NULL) : read_png(image->bytes, &p);
    if (!error && image->jpeg && !header.as_is) error = read_jpeg(image->bytes, &header, &p);
    if (error) {
        diag_add2(pdf->diags, DIAG_BAD_IMAGE, SPAN_ABSENT, image->source, str_from(error));
        *object = add_blank(pdf);
    } else *object = image->jpeg && header.as_is ? add_jpeg(pdf, &header, image->bytes) : add_pixels(pdf, &p);
    pixels_release(&p);
    return *object ? STATUS_OK : STATUS_NO_MEMORY;
}
