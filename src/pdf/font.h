/* font: codes for glyphs while pages stream by, and the fonts themselves when all is known.
 *
 * Content streams are written before anyone knows which glyphs a face will need, so a code is given to each pair
 * of a glyph and the text it stands for at its first use, and a CMap embedded with the font says at the end which
 * glyph of the subset the code draws (ISO 32000-1, 9.7.5). A glyph that stands for two texts (a hyphen, and a
 * soft hyphen) has two codes, so that ToUnicode is exact.
 *
 * Codes: one byte 20 to 7E for the glyph that says that ASCII character, so that 20 is the blank, which Tw widens;
 * 80 to CF for what comes first otherwise; two bytes from D0 00 for the rest. When a font is full the face gets
 * another font. */
#ifndef QAP_PDF_FONT_H
#define QAP_PDF_FONT_H

#include "pdf/object.h"
#include "text/text.h"

/* A glyph with the text it stands for. */
struct code {
    uint16_t glyph, code;
    int16_t natural;
    str text;        /* UTF-8, in fonts.arena */
    uint32_t next;   /* chain of the hash table, index + 1 */
};

struct font {
    face_id face;
    const struct face_info *info;
    VEC(struct code) codes;
    uint32_t table[1024];    /* heads of the chains, index + 1 */
    bool given[0xD0];        /* one-byte codes in use */
    uint16_t next_one, next_two;
    bool has_space;          /* code 20 draws the face's blank */
    int16_t space;           /* its advance, font units */
    uint32_t object;         /* the PDF font, once written */
};

/* A shaped word as content: what stands between "[(" and ")]TJ". */
enum encoded_state {
    ENCODED_NOT,             /* not met yet */
    ENCODED_PLAIN,           /* its bytes are kept */
    ENCODED_SIZED,           /* has raised glyphs: made anew for each size */
    ENCODED_BOXED            /* has missing glyphs, drawn as boxes: PDF/A-2, 6.2.11.8 keeps glyph 0 from text */
};
struct encoded {
    uint32_t at, n;          /* in fonts.bytes */
    uint16_t font;           /* index in fonts.list */
    uint8_t state;           /* enum encoded_state */
    bool kerned;             /* has numbers or operators, so that Tj will not do */
};

struct fonts {
    struct text *text;
    struct arena arena;
    VEC(struct font *) list;
    VEC(uint16_t) of_face;     /* the newest font of a face, index + 1 */
    VEC(struct encoded) words; /* by serial */
    struct buf bytes;
};

void fonts_init(struct fonts *fonts, struct text *text);
void fonts_release(struct fonts *fonts);

/* The word, its bytes kept when its state is ENCODED_PLAIN. False: memory is out. */
bool font_word(struct fonts *fonts, const struct shaped *word, struct encoded *encoded);
/* The same made anew and appended to `out`, at a size; with `soft_hyphen` the last glyph says U+00AD. */
bool font_put_word(struct fonts *fonts, const struct shaped *word, mpt size, bool soft_hyphen, struct buf *out,
                   struct encoded *encoded);
/* Make the PDF fonts, subsets and all. */
enum status fonts_write(struct fonts *fonts, HPDF_Doc doc, struct deflate *deflate, struct diags *diags);

/* The text with U+FFFD for what unicode_is_unfit. `s` itself when there is nothing to replace; NULL p when memory is
 * out. */
str clean_text(struct arena *arena, str s);

/* The two CMaps of a font (cmap.c); cids[i] belongs to codes.at[i]. */
void cmap_put_encoding(const struct font *font, const uint16_t *cids, struct buf *out);
void cmap_put_to_unicode(const struct font *font, struct buf *out);

#endif
