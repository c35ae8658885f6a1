/* Fuzz target: any bytes → tree → canonical Markdown → tree. Both trees must be the same but for their places in the
 * input, and JSON must come out of them; the first byte chooses the shape. */
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "export/export.h"
#include "export/markdown.h"
#include "read/read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool gather(struct sink *sink, str bytes) {
    buf_put(sink->context, bytes);
    sink->written += bytes.n;
    return true;
}

static void export(enum status (*form)(const struct document *, struct sink *), const struct document *doc, struct buf *out) {
    struct sink sink = {.write = gather, .fd = -1, .context = out};
    buf_init(out);
    if (form(doc, &sink) != STATUS_OK || out->failed) abort();
}

/* Places are of one input, and so is the shape that it was recognised by. */
static void forget_places(struct document *doc) {
    for (struct walk w = walk_of(doc->root); walk_next(&w);) ((struct node *)(uintptr_t)w.node)->line = 1;
    doc->shape = (str){0};
}

static enum status read(struct source *source, enum read_shape shape, struct document *doc) {
    struct read_options options = {.shape = shape};
    struct diags diags;
    diags_init(&diags);
    document_init(doc);
    enum status status = read_document(source, &options, &diags, doc);
    diags_release(&diags);
    if (status == STATUS_OK) forget_places(doc);
    return status;
}

static void fail(const struct buf *tree, const struct buf *again, const struct buf *markdown) {
    fprintf(stderr, "the trees differ\n%.*s\n%.*s\n%.*s\n", STR_ARG(buf_str(tree)), STR_ARG(buf_str(markdown)), STR_ARG(buf_str(again)));
    abort();
}

static void round_trip(struct document *doc) {
    struct buf markdown, tree, again, json;
    export(export_markdown, doc, &markdown);
    export(export_xml, doc, &tree);
    export(export_json, doc, &json);
    struct source source = {.name = STR("again"), .bytes = buf_str(&markdown)};
    struct document read_back;
    if (read(&source, SHAPE_DETECT, &read_back) != STATUS_OK) fail(&tree, &json, &markdown);
    export(export_xml, &read_back, &again);
    const char *broken = tree_check(&read_back);
    if (broken) fprintf(stderr, "the tree is broken: %s\n", broken);
    if (broken || !str_eq(buf_str(&tree), buf_str(&again))) fail(&tree, &again, &markdown);
    document_release(&read_back);
    source_release(&source);
    buf_release(&markdown);
    buf_release(&tree);
    buf_release(&again);
    buf_release(&json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0) return 0;
    struct source source = {.name = STR("fuzz"), .bytes = {(const char *)data + 1, size - 1}};
    struct document doc;
    if (read(&source, (enum read_shape)(data[0] % READ_SHAPES_END), &doc) == STATUS_OK) round_trip(&doc);
    document_release(&doc);
    source_release(&source);
    return 0;
}
