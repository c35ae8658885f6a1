/* margins: numbers without a sign behind them, as books print them in the margin. */
#ifndef QAP_READ_MARGINS_H
#define QAP_READ_MARGINS_H

#include "read/marks.h"

enum { MARGIN_BYTES = 240 }; /* how far into a line its title may start */

/* Make marks of the margin numbers that run through the text. After contents_find: what the contents name is a title.
 * False: memory is out. */
bool margins_find(const struct markers *markers, const struct line *lines, struct mark *marks, size_t n);

#endif
