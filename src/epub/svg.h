/* svg: a drawing made harmless: what runs, loads or leads out of the package is taken away. Internal to src/epub. */
#ifndef QAP_EPUB_SVG_H
#define QAP_EPUB_SVG_H

#include "base/buf.h"

/* The drawing without scripts, handlers, foreign elements, animation and references but to its own parts. False: it is
 * no SVG, or memory is out; `out` is then as it was. */
bool svg_sanitize(str bytes, struct buf *out);

#endif
