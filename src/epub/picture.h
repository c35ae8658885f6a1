/* picture: the cover as a raster, drawn with the bundled faces. */
#ifndef QAP_EPUB_PICTURE_H
#define QAP_EPUB_PICTURE_H

#include "base/status.h"
#include "text/text.h"
#include "tree/tree.h"

/* Title, subtitle and authors on a cover, as a PNG appended to `png`. Words that no face has are boxes; `text` has
 * reported it. */
enum status picture_cover(const struct document *doc, struct text *text, struct buf *png);

#endif
