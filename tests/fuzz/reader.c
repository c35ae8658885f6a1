/* Fuzz target: any bytes through the reader. The tree must hold its invariants and export, whatever came in; the
 * first byte chooses the shape, so that the forced ones are reached too. */
#include <stdio.h>
#include <stdlib.h>

#include "export/export.h"
#include "read/read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool swallow(struct sink *sink, str bytes) {
    sink->written += bytes.n;
    return true;
}

static void check(const struct document *doc) {
    const char *broken = tree_check(doc);
    if (broken) {
        fprintf(stderr, "the tree is broken: %s\n", broken);
        abort();
    }
    struct sink null = {.write = swallow, .fd = -1};
    if (export_xml(doc, &null) == STATUS_OK && null.written == 0) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0) return 0;
    struct source source = {.name = STR("fuzz"), .bytes = {(const char *)data + 1, size - 1}};
    struct read_options options = {.shape = (enum read_shape)(data[0] % READ_SHAPES_END)};
    struct diags diags;
    struct document doc;
    diags_init(&diags);
    document_init(&doc);
    enum status status = read_document(&source, &options, &diags, &doc);
    if (status == STATUS_OK) check(&doc);
    if (status == STATUS_INTERNAL) abort();
    document_release(&doc);
    diags_release(&diags);
    source_release(&source);
    return 0;
}
