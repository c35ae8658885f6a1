/* png: an image of palette indices as a PNG (ISO/IEC 15948). Internal to src/epub. */
#ifndef QAP_EPUB_PNG_H
#define QAP_EPUB_PNG_H

#include <stdint.h>

#include "base/buf.h"

struct indexed_image {
    uint32_t w, h;         /* pixels, from 1 */
    const uint8_t *pixels; /* one a byte, row by row from the top */
    str palette;           /* three bytes a colour, at most 256 colours */
};

/* Append the image. False: memory is out. */
bool png_write(const struct indexed_image *image, struct buf *out);

#endif
