/* series: following a document's own numbers.
 *
 * Numbers that look alike are read in order and sorted into chains: 1, 2, 3 … A chain that starts while another is
 * open may be a list inside an answer (the outer chain goes on after it) or the next section's (it does not). Typing
 * errors are borne: a number left out, one used twice. What fits no chain is no question's number. */
#ifndef QAP_READ_SERIES_H
#define QAP_READ_SERIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { NUMBER_PARTS = 4 }; /* 2.2.1.4 */

struct series_item {
    uint32_t number[NUMBER_PARTS];
    uint8_t depth;   /* components */
    bool like;       /* reads like a question */
    bool fresh;      /* a title or nothing but questions stands before it: numbers may start anew here */
    bool first;      /* out: starts its chain */
    bool child;      /* out: stands below the number before it (3.1.1 below 3.1) */
    bool kept;       /* out: belongs to the document's own sequence */
    uint32_t chain;  /* out */
};

/* Sort the items into chains and set `kept` of those that are not inside another chain's entries. Linear. Returns how
 * many are kept. */
size_t series_follow(struct series_item *items, size_t n);

#endif
