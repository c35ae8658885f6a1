/* placement: where a text has to begin so that md4c reads its list items to their end.
 *
 * An item whose first line is blank ends at a second blank line (CommonMark 0.30, section 5.2). To see this, md4c 0.4.8
 * (and later ones) takes the last eight bytes of its records for the item's start, whatever they are. Behind a rule, a
 * heading or closed code they are the offsets of a line, and where the low byte of one is MD_BLOCK_LI's number the item
 * ends there: what follows the blank line falls out of it. That is one such line in 256. So that there is none, blank
 * lines are put before the text. */
#ifndef QAP_READ_PLACEMENT_H
#define QAP_READ_PLACEMENT_H

#include "base/str.h"

enum { PLACEMENT_ROOM = 256 };

/* How many line ends must stand before the text: less than PLACEMENT_ROOM. */
size_t placement_shift(str text);

#endif
