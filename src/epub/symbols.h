/* symbols: fonts for the signs that the faces of e-readers commonly lack (box drawing, dingbats, emoji, mathematical
 * alphabets), cut from the bundled faces to the signs that a book has. */
#ifndef QAP_EPUB_SYMBOLS_H
#define QAP_EPUB_SYMBOLS_H

#include "epub/epub.h"
#include "text/text.h"

struct symbols {
    struct arena arena;
    VEC(struct epub_font) fonts; /* bytes are owned by `files` */
    VEC(struct buf) files;
};

/* The family that the fonts make together; nothing else is called so. */
#define SYMBOLS_FAMILY "QapressSymbols"

/* Whether readers commonly lack a character. */
bool symbol_is_rare(uint32_t code_point);

/* The fonts for what the document says. Only faces from below `folder` are taken, for these may be passed on; signs that
 * no such face has are left to the reader. `out` is released by the caller, whatever comes of it. */
enum status symbols_gather(const struct document *doc, struct text *text, str folder, struct symbols *out);
void symbols_release(struct symbols *symbols);

#endif
