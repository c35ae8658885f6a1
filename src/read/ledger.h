/* ledger: who owns which byte of the input. Kept only when a test asks for it; with it "nothing is lost" is
 * computed, not believed. */
#ifndef QAP_READ_LEDGER_H
#define QAP_READ_LEDGER_H

#include "base/diag.h"

enum owner {
    OWNER_NONE,    /* lost: a defect */
    OWNER_TEXT,    /* in the tree as text or code */
    OWNER_ATTR,    /* in the tree as an attribute: number, label, href, language */
    OWNER_MARKUP,  /* markup that a named rule consumed: '**', '<b>', a marker, an entity, a line end, blanks */
    OWNER_DROPPED  /* dropped with a diagnostic */
};

struct ledger {
    uint8_t *owner; /* enum owner, one a byte of the text as decoded */
    size_t n;
    str text;       /* that text; lives as long as the document and its source */
};

/* Do nothing when `ledger` is NULL. */
void ledger_own(struct ledger *ledger, size_t from, size_t to, enum owner owner);
/* Offset of the first byte at or after `from` that is no blank and has no owner, or n. */
size_t ledger_first_lost(const struct ledger *ledger, str text, size_t from);
void ledger_release(struct ledger *ledger);

#endif
