/* Fuzz target: any bytes as a page of HTML → tree → canonical Markdown → tree. The tree must hold its invariants and export,
 * whatever came in, and be read back as it is. */
#include "harness.h"

#include "base/buf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct document doc;
    struct buf page;
    buf_init(&page);
    buf_put(&page, STR("<!doctype html>\n"));
    buf_put(&page, str_of((const char *)data, size));
    expect(!page.failed, "memory");
    if (harness_read(STR("fuzz.html"), buf_str(&page), SHAPE_DETECT, &doc)) {
        harness_check(&doc);
        harness_round_trip(&doc);
    }
    document_release(&doc);
    buf_release(&page);
    return 0;
}
