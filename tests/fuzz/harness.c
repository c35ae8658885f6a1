#include "harness.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "export/export.h"
#include "export/markdown.h"

void expect(bool holds, const char *what) {
    if (holds) return;
    fprintf(stderr, "%s\n", what);
    abort();
}

bool harness_read(str name, str bytes, enum read_shape shape, struct document *doc) {
    struct source source = {.name = name, .bytes = bytes};
    struct read_options options = {.shape = shape};
    struct diags diags;
    diags_init(&diags);
    document_init(doc);
    enum status status = read_document(&source, &options, &diags, doc);
    diags_release(&diags);
    source_release(&source);
    expect(status != STATUS_INTERNAL, "an internal fault");
    return status == STATUS_OK;
}

static bool gather(struct sink *sink, str bytes) {
    buf_put(sink->context, bytes);
    sink->written += bytes.n;
    return true;
}

static void export(enum status (*form)(const struct document *, struct sink *), const struct document *doc, struct buf *out) {
    struct sink sink = {.write = gather, .fd = -1, .context = out};
    buf_init(out);
    expect(form(doc, &sink) == STATUS_OK && !out->failed, "an export failed");
}

static void expect_sound(const struct document *doc) {
    const char *broken = tree_check(doc);
    if (broken) fprintf(stderr, "the tree is broken: ");
    expect(!broken, broken);
}

void harness_check(const struct document *doc) {
    struct buf xml;
    expect_sound(doc);
    export(export_xml, doc, &xml);
    expect(xml.n > 0, "an empty export");
    buf_release(&xml);
}

/* Places are of one input, and so is the shape that it was recognised by. */
static void forget_places(struct document *doc) {
    for (struct walk w = walk_of(doc->root); walk_next(&w);) ((struct node *)(uintptr_t)w.node)->line = 1;
    doc->shape = (str){0};
}

static void expect_same(const struct buf *tree, const struct buf *again, const struct buf *markdown) {
    if (str_eq(buf_str(tree), buf_str(again))) return;
    fprintf(stderr, "the trees differ\n%.*s\n%.*s\n%.*s\n", STR_ARG(buf_str(tree)), STR_ARG(buf_str(markdown)), STR_ARG(buf_str(again)));
    abort();
}

void harness_round_trip(struct document *doc) {
    struct buf markdown, tree, again, json;
    forget_places(doc);
    export(export_markdown, doc, &markdown);
    export(export_xml, doc, &tree);
    export(export_json, doc, &json);
    struct document read_back;
    buf_init(&again);
    if (harness_read(STR("again"), buf_str(&markdown), SHAPE_DETECT, &read_back)) {
        expect_sound(&read_back);
        forget_places(&read_back);
        export(export_xml, &read_back, &again);
    }
    expect_same(&tree, &again, &markdown);
    document_release(&read_back);
    buf_release(&markdown);
    buf_release(&tree);
    buf_release(&again);
    buf_release(&json);
}
