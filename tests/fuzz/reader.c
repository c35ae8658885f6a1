/* Fuzz target: any bytes through the reader. The tree must hold its invariants and export, whatever came in; the
 * first byte chooses the shape, so that the forced ones are reached too. */
#include "harness.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct document doc;
    if (size == 0) return 0;
    str bytes = {(const char *)data + 1, size - 1};
    if (harness_read(STR("fuzz"), bytes, (enum read_shape)(data[0] % READ_SHAPES_END), &doc)) harness_check(&doc);
    document_release(&doc);
    return 0;
}
