/* Fuzz target: any bytes → tree. Each byte that is no blank has an owner: text, an attribute, markup that a rule took, or
 * dropped with a diagnostic. The first byte chooses the shape. */
#include "harness.h"

#include <stdio.h>

#include "read/ledger.h"

static void expect_nothing_lost(const struct ledger *ledger) {
    str text = ledger->text;
    size_t at = ledger_first_lost(ledger, text, 0);
    if (at < text.n) fprintf(stderr, "lost at byte %zu: %.*s\n", at, (int)(text.n - at < 80 ? text.n - at : 80), text.p + at);
    expect(at == text.n, "text is lost");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0) return 0;
    struct source source = {.name = STR("fuzz"), .bytes = {(const char *)data + 1, size - 1}};
    struct ledger ledger = {0};
    struct read_options options = {.shape = (enum read_shape)(data[0] % READ_SHAPES_END), .ledger = &ledger};
    struct document doc;
    document_init(&doc);
    enum status status = read_document(&source, &options, NULL, &doc);
    if (status == STATUS_OK || status == STATUS_INPUT) expect_nothing_lost(&ledger);
    ledger_release(&ledger);
    document_release(&doc);
    source_release(&source);
    return 0;
}
