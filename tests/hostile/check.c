/* check: every hostile text is read to its end, gives a sound tree and loses no byte, in each shape that can be forced.
 * Nothing is timed: a reader in the square of its input would not come to its end before the alarm, which is set so far
 * off that no slow machine meets it. */
#include <stdio.h>
#include <unistd.h>

#include "cases.h"
#include "read/ledger.h"
#include "read/read.h"

enum { BYTES = 100000, FORCED_BYTES = 5000, FAR_OFF = 1500 /* seconds */ };

static const char *fault_of(str text, enum read_shape shape) {
    struct source source = {.name = STR("hostile"), .bytes = text};
    struct ledger ledger = {0};
    struct read_options options = {.shape = shape, .ledger = &ledger};
    struct diags diags;
    struct document doc;
    diags_init(&diags);
    document_init(&doc);
    enum status status = read_document(&source, &options, &diags, &doc);
    const char *fault = status == STATUS_OK ? tree_check(&doc) : NULL;
    if (status != STATUS_OK && status != STATUS_INPUT) fault = "it could not be read";
    if (status == STATUS_OK && ledger.owner && ledger_first_lost(&ledger, ledger.text, 0) < ledger.n) fault = "a byte is lost";
    document_release(&doc);
    diags_release(&diags);
    source_release(&source);
    ledger_release(&ledger);
    return fault;
}

static bool passes(const struct hostile *h, size_t bytes, enum read_shape shape) {
    struct buf text;
    buf_init(&text);
    hostile_make(h, bytes, &text);
    const char *fault = text.failed ? "out of memory" : fault_of(buf_str(&text), shape);
    buf_release(&text);
    if (fault) fprintf(stderr, "%s (%s): %s\n", h->name, shape ? read_shape_name(shape).p : "detected", fault);
    return !fault;
}

int main(void) {
    bool good = true;
    alarm(FAR_OFF);
    for (size_t i = 0; i < hostile_count; i++) {
        good = passes(&hostile_cases[i], BYTES, SHAPE_DETECT) && good;
        for (int shape = SHAPE_DETECT + 1; shape < READ_SHAPES_END; shape++)
            good = passes(&hostile_cases[i], FORCED_BYTES, (enum read_shape)shape) && good;
    }
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
