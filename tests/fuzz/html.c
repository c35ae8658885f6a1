/* Fuzz target: any bytes as a page of HTML. The tree must hold its invariants and export, whatever came in. */
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
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
    if (export_xml(doc, &null) != STATUS_OK || null.written == 0) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct buf page;
    buf_init(&page);
    buf_put(&page, STR("<!doctype html>\n"));
    buf_put(&page, str_of((const char *)data, size));
    if (page.failed) abort();
    struct source source = {.name = STR("fuzz.html"), .bytes = buf_str(&page)};
    struct read_options options = {0};
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
    buf_release(&page);
    return 0;
}
