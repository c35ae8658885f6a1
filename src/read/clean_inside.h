/* The inside of cleaning, for its own files only.
 *
 *   clean.c        line by line: where lines start, how two are joined
 *   clean_prose.c  the scan of one line of prose
 *   clean_tags.c   HTML tags: which are tags, and what becomes of them
 *   clean_text.c   the clean text and its map back to the input
 */
#ifndef QAP_READ_CLEAN_INSIDE_H
#define QAP_READ_CLEAN_INSIDE_H

#include "read/clean.h"
#include "read/repair.h"

/* clean_text.c: text from the input; text that was made; each byte of a view behind a backslash, so that it is itself. */
void clean_put(struct clean *c, str view);
void clean_make(struct clean *c, str made);
void clean_put_literal(struct clean *c, str view);
void clean_put_special(struct clean *c, struct html_tag tag, str code);
void clean_end_part(struct clean *c);

/* clean_tags.c: the '<' at c->at. False: it is text. */
bool clean_take_tag(struct clean *c);

/* clean_prose.c: the rest of line c->i; may end in a later line when a tag or code goes on there. */
void clean_prose(struct clean *c);
/* Make the first sign literal when it would open a block: PLAIN, or where no block may start. */
void clean_escape_start(struct clean *c, str text, bool numbers);

/* repair_unfenced.c: take the lines from c->i on as code when they are code without a fence; c->i is the last of them
 * then. */
bool clean_take_unfenced(struct clean *c);

#endif
