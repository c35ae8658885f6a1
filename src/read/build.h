/* build: from decided lines to the tree: divisions, entries and their parts. What the lines of a part say is
 * content's work (content_blocks, content_inlines). */
#ifndef QAP_READ_BUILD_H
#define QAP_READ_BUILD_H

#include "read/recognise.h"

enum status build_tree(struct reader *reader, const struct recognition *recognition);

/* options.c: the options of a choice question among the lines [from, to). Several may share a line. */
struct option {
    size_t from, to; /* lines */
    size_t label_at; /* where its label starts in the first line */
    size_t text_at, text_to; /* its text there, without signs of being right */
    char letter;     /* 'a', 'b', … or '1', '2', … or 'x' for a check box */
    bool correct;
};
enum { MOST_OPTIONS = 26 };
size_t options_find(const struct recognition *r, size_t from, size_t to, struct option out[MOST_OPTIONS]);
/* Mark the options that an answer names: "B", "(b)", "A, C", "b. because …", or an option's own words. Gives what is
 * left of the answer's text after the key. */
bool options_mark(const struct recognition *r, struct option *options, size_t n, str answer, str *left);

/* The letters in brackets that a question ends with ("… ? ( D )"): mark those options. */
bool options_mark_bracket(struct option *options, size_t n, str question);

#endif
