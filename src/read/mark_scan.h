/* mark_scan: the parts of a mark, one after the other, for marks.c only. Each part (heading, bullet, box, bold, tag,
 * marker word, number, sign) is taken once at most; a marker word or number only where what follows lets it stand. */
#ifndef QAP_READ_MARK_SCAN_H
#define QAP_READ_MARK_SCAN_H

#include "read/marks.h"

enum { PREFIX_BYTES = 240 }; /* how far into a line its mark may reach */

struct scan {
    const struct mark_context *context;
    str t;     /* the line */
    size_t at; /* where the next part may start */
    struct mark *m;
};

/* Take the next part, whichever it is; false when none stands there, and `at` stays. */
bool scan_mark(struct scan *s);
/* Take a marker word for a question or an answer with its number and separator ("Q1.", "Answer:"). */
bool scan_word(struct scan *s);
void scan_blanks(struct scan *s);

/* html_items.c: give the items of a page's lists the bullets and numbers that they show. */
void html_items_mark(const struct mark_context *context, const struct line *lines, struct mark *marks, size_t n);

#endif
