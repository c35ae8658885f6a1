/* Several documents as one: each becomes a part, in the order given. */
#include "press/job.h"

static str stem_of(str name) {
    size_t from = name.n;
    while (from && name.p[from - 1] != '/') from--;
    name = str_drop(name, from);
    size_t dot = name.n;
    while (dot && name.p[dot - 1] != '.') dot--;
    return dot > 1 ? str_sub(name, 0, dot - 1) : name;
}

/* The title of a part: the document's own, else its file's name. */
static bool add_title(struct document *doc, struct node *part, const struct input *in) {
    struct node *title = node_append(part, node_new(doc, NODE_TITLE, 1));
    str text = in->doc.title.n ? in->doc.title : stem_of(in->name);
    return title && (text.n == 0 || node_append_text(doc, title, text, 1));
}

static void move_children(struct node *from, struct node *to) {
    while (from->first) {
        struct node *child = from->first;
        node_unlink(child);
        node_append(to, child);
    }
}

static bool add_part(struct document *doc, struct input *in) {
    struct node *part = node_append(doc->root, node_new(doc, NODE_DIVISION, 1));
    if (!part || !add_title(doc, part, in)) return false;
    part->u.division->kind = STR("part");
    struct node *front = node_child(in->doc.root, NODE_FRONT);
    if (front) node_unwrap(front);
    move_children(in->doc.root, part);
    return true;
}

/* Facts that all documents share are the book's; of the others each stays with its part and is not shown. */
static bool merge_meta(struct document *doc, const struct input *first, const struct input *in) {
    if (in != first && !str_eq(in->doc.lang, first->doc.lang)) return true;
    for (const struct meta_field *f = in->doc.meta; f; f = f->next) {
        if (!str_eq(f->key, STR("author"))) continue;
        bool known = false;
        for (const struct meta_field *g = doc->meta; g; g = g->next) known = known || str_eq(f->value, g->value);
        if (!known && !meta_add(doc, f->key, f->value)) return false;
    }
    return true;
}

enum status merge_inputs(qap_job *job) {
    struct document *doc = &job->merged;
    const struct input *first = job->inputs.at[0];
    document_init(doc);
    bool ok = doc->root != NULL;
    doc->lang = first->doc.lang;
    doc->shape = first->doc.shape;
    for (size_t i = 0; ok && i < job->inputs.n; i++) {
        struct input *in = job->inputs.at[i];
        if (!str_eq(in->doc.shape, doc->shape)) doc->shape = (str){0};
        ok = merge_meta(doc, first, in) && add_part(doc, in);
    }
    return ok && tree_finish(doc) ? STATUS_OK : STATUS_NO_MEMORY;
}
