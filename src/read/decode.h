/* decode: the input's bytes as UTF-8, and the way back from an offset of it to the input.
 *
 * Valid UTF-8 without control or spoilt characters is not copied: the text is a view of the input. Everything else is
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

/* `arena` owns what is made. `options`: NULL, or which repairs of characters are off. STATUS_INPUT: empty or binary, and
 * a diagnostic says so. */
enum status decode(struct arena *arena, str name, str bytes, const struct read_options *options, struct diags *diags,
                   struct decoded *out);

/* repair_mojibake.c: bytes of the spoilt character at `at`, and which it was; 0: none. `after_one`: one ended here. */
size_t mojibake_at(str s, size_t at, bool after_one, uint32_t *c);
/* Does the text have it more than once? */
bool mojibake_is_in(str s);
/* The letters of the ligature at `at`, which has three bytes; empty: none. */
str ligature_at(str s, size_t at);
bool ligature_is_in(str s);

/* repair_blanks.c: odd blanks and invisible characters at the joints of the text; `decoded` is made anew when it has
 * some. */
enum status blanks_mend(struct arena *arena, const struct read_options *options, struct diags *diags,
                        struct decoded *decoded);

/* Is it the name of an encoding, as IANA or ICU write it? */
bool decode_knows(const char *encoding);

/* Input offset of a text offset. */
uint32_t decode_offset(const struct offset_step *steps, size_t n_steps, uint32_t text);

#endif
