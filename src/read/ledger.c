/* ledger: one owner for each byte; see ledger.h. */
#include "read/ledger.h"

#include <stdlib.h>

void ledger_own(struct ledger *ledger, size_t from, size_t to, enum owner owner) {
    if (!ledger || !ledger->owner) return;
    if (to > ledger->n) to = ledger->n;
    for (size_t i = from; i < to; i++) ledger->owner[i] = (uint8_t)owner;
}

size_t ledger_first_lost(const struct ledger *ledger, str text, size_t from) {
    size_t end = ledger->n < text.n ? ledger->n : text.n;
    for (size_t i = from; i < end; i++)
        if (ledger->owner[i] == OWNER_NONE && !char_is_space(text.p[i])) return i;
    return text.n;
}

void ledger_release(struct ledger *ledger) {
    if (!ledger) return;
    free(ledger->owner);
    ledger->owner = NULL;
    ledger->n = 0;
}
