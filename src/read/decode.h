/* decode: the input's bytes as UTF-8, and the way back from an offset of it to the input.
 *
 * Valid UTF-8 without control characters is not copied: the text is a view of the input. Everything else is
 * converted into the document's arena: UTF-16 and UTF-32 known by their mark or their zero bytes, the rest by ICU's
 * detector. What cannot be decoded becomes U+FFFD, each with a diagnostic. */
#ifndef QAP_READ_DECODE_H
#define QAP_READ_DECODE_H

#include "base/diag.h"
#include "read/reader.h"

struct decoded {
    str text;                  /* UTF-8 without a byte order mark */
    struct offset_step *steps; /* NULL when text and input offsets agree */
    size_t n_steps;
};

/* `arena` owns what is made. STATUS_INPUT: empty or binary, and a diagnostic says so. */
enum status decode(struct arena *arena, str name, str bytes, struct diags *diags, struct decoded *out);

/* Input offset of a text offset. */
uint32_t decode_offset(const struct offset_step *steps, size_t n_steps, uint32_t text);

#endif
