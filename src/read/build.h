/* build: from decided lines to the tree: divisions, entries and their parts. What the lines of a part say is
 * content's work (content_blocks, content_inlines). */
#ifndef QAP_READ_BUILD_H
#define QAP_READ_BUILD_H

#include "read/recognise.h"

enum status build_tree(struct reader *reader, const struct recognition *recognition);

/* options.c: the options of a choice question among the lines [from, to). */
struct option {
    size_t from, to; /* lines */
    size_t text_at;  /* where its text starts in the first line */
    char letter;     /* 'a', 'b', … or '1', '2', … or 0 */
    bool correct;
};
enum { MOST_OPTIONS = 26 };
size_t options_find(const struct recognition *r, size_t from, size_t to, struct option out[MOST_OPTIONS]);

#endif
