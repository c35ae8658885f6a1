/* links: link definitions of Markdown (`[label]: address "title"`) count for the whole document, but a region is read
 * alone. Here are all of a document, so that each region can be given those that it uses. */
#ifndef QAP_READ_LINKS_H
#define QAP_READ_LINKS_H

#include "read/reader.h"

/* Find the definitions: once a document, at the first region of Markdown. False: memory is out. */
bool links_find(struct reader *reader);
/* The line that defines what stands between the brackets; empty when nothing does. */
str links_line(const struct reader *reader, str label);
/* A definition's line itself: owned here, for no text of it comes into the tree. False: it is none. */
bool links_own(struct reader *reader, str line);

#endif
