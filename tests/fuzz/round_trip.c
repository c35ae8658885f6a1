/* Fuzz target: any bytes → tree → canonical Markdown → tree. Both trees must be the same but for their places in the
 * input, and JSON must come out of them; the first byte chooses the shape. */
#include "harness.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct document doc;
    if (size == 0) return 0;
    str bytes = {(const char *)data + 1, size - 1};
    if (harness_read(STR("fuzz"), bytes, (enum read_shape)(data[0] % READ_SHAPES_END), &doc)) harness_round_trip(&doc);
    document_release(&doc);
    return 0;
}
