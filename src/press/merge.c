/* Several documents as one: each becomes a part, in the order given. */
#include "press/job.h"

/* The title of a part: the document's own, else its file's name. */
static bool add_title(struct document *doc, struct node *part, const struct input *in) {
    struct node *title = node_append(part, node_new(doc, NODE_TITLE, 1));
    str text = in->doc.title.n ? in->doc.title : in->doc.name;
    return title && (text.n == 0 || node_append_text(doc, title, text, 1));
}

/* A part's subtitle is the first thing below its title. */
static bool add_subtitle(struct document *doc, struct node *part, str subtitle) {
    struct node *p = node_new(doc, NODE_P, 1), *em = p ? node_append(p, node_new(doc, NODE_EM, 1)) : NULL;
    if (!em || !node_append_text(doc, em, subtitle, 1)) return false;
    node_insert_after(part->first, p);
    return true;
}

static void move_children(struct node *from, struct node *to) {
    while (from->first) {
        struct node *child = from->first;
        node_unlink(child);
        node_append(to, child);
    }
}

/* Lines are counted on from input to input, so that each tells where it is from. */
static void number_lines(struct node *root, uint32_t before) {
    for (struct walk w = walk_of(root); before && walk_next(&w);)
        if (w.entering) ((struct node *)(uintptr_t)w.node)->line += before;
}

static bool add_part(struct document *doc, struct input *in) {
    number_lines(in->doc.root, in->lines_before);
    struct node *part = node_append(doc->root, node_new(doc, NODE_DIVISION, 1));
    if (!part || !add_title(doc, part, in)) return false;
    part->u.division->kind = STR("part");
    part->u.division->lang = in->doc.lang;
    struct node *front = node_child(in->doc.root, NODE_FRONT);
    if (front) node_unwrap(front);
    move_children(in->doc.root, part);
    doc->kinds |= in->doc.kinds;
    return !in->doc.subtitle.n || add_subtitle(doc, part, in->doc.subtitle);
}

/* --- links and pictures --- */

/* A thing that a link may lead to: an id as its own document had it. */
struct anchor {
    size_t input;
    str id;
    const struct node *node;
};

struct merging {
    qap_job *job;
    struct document *doc;
    VEC(struct anchor) anchors; /* sorted by input and id */
    const struct node **parts;  /* of the inputs */
};

static int by_id(const void *a, const void *b) {
    const struct anchor *p = a, *q = b;
    if (p->input != q->input) return p->input < q->input ? -1 : 1;
    return str_cmp(p->id, q->id);
}

static str id_of(const struct node *n) { return n->kind == NODE_DIVISION ? n->u.division->id : n->u.entry->id; }

/* The ids that the parts had by themselves, before the book gives new ones where two are alike. */
static bool note_anchors(struct merging *m) {
    size_t input = 0;
    for (const struct node *part = m->doc->root->first; part; part = part->next, input++) {
        m->parts[input] = part;
        for (struct walk w = walk_of(part); walk_next(&w);) {
            bool named = w.node->kind == NODE_ENTRY || (w.node->kind == NODE_DIVISION && w.node != part);
            if (w.entering && named && !vec_push(&m->anchors, (struct anchor){input, id_of(w.node), w.node})) return false;
        }
    }
    if (m->anchors.n) qsort(m->anchors.at, m->anchors.n, sizeof *m->anchors.at, by_id);
    return true;
}

static str folder_of(str path) {
    while (path.n && path.p[path.n - 1] != '/') path.n--;
    return path;
}

/* "a/b/" and "../c.md" are "a/c.md": no "." and no ".." that has something to go back from. */
static str join_path(struct arena *arena, str folder, str path) {
    str joined = str_starts(path, STR("/")) ? path : arena_join(arena, folder, path);
    struct buf b;
    buf_init(&b);
    for (size_t at = 0; at < joined.n;) {
        size_t slash = str_find_char(joined, '/', at), end = slash == SIZE_MAX ? joined.n : slash + 1;
        str step = str_sub(joined, at, end);
        at = end;
        if (str_eq(step, STR("./"))) continue;
        bool back = str_eq(step, STR("../")) && b.n > 1 && !str_ends(buf_str(&b), STR("../"));
        if (!back) buf_put(&b, step);
        else
            do b.n--;
            while (b.n && b.p[b.n - 1] != '/');
    }
    str kept = arena_str(arena, buf_str(&b));
    if (b.failed) arena->failed = true;
    buf_release(&b);
    return kept;
}

static str name_of(const struct merging *m, size_t input) {
    const struct input *in = m->job->inputs.at[input];
    return in->path ? str_from(in->path) : in->name;
}

/* The input that a path in the text of another names; SIZE_MAX when it is none of the book's. */
static size_t input_by_path(const struct merging *m, size_t from, str path) {
    struct arena *arena = &m->doc->arena;
    if (path.n == 0) return from;
    str wanted = join_path(arena, folder_of(name_of(m, from)), path);
    for (size_t i = 0; i < m->job->inputs.n; i++)
        if (str_eq(join_path(arena, (str){0}, name_of(m, i)), wanted)) return i;
    return SIZE_MAX;
}

/* "other.md#q1" and "#q1" lead into the book, wherever that is now; other links stay. */
static void mend_link(const struct merging *m, size_t from, struct node *link) {
    str href = link->u.href;
    size_t hash = str_find_char(href, '#', 0);
    if (str_find_char(href, ':', 0) != SIZE_MAX) return;
    size_t input = input_by_path(m, from, str_sub(href, 0, hash));
    if (input == SIZE_MAX) return;
    struct anchor key = {input, hash == SIZE_MAX ? (str){0} : str_drop(href, hash + 1), NULL};
    const struct anchor *found = m->anchors.n ? bsearch(&key, m->anchors.at, m->anchors.n, sizeof key, by_id) : NULL;
    if (!found && input == from && hash != SIZE_MAX) return; /* leads nowhere, as it did */
    link->u.href = arena_join(&m->doc->arena, STR("#"), id_of(found ? found->node : m->parts[input]));
}

/* Pictures are looked for from the first input's folder: what lies below it is found from there. */
static void mend_picture(const struct merging *m, size_t from, struct node *n) {
    str base = folder_of(name_of(m, 0)), folder = folder_of(name_of(m, from)), src = n->u.image->src;
    if (m->job->settings.base_dir || str_find_char(src, ':', 0) != SIZE_MAX || str_starts(src, STR("/"))) return;
    if (folder.n > base.n && str_starts(folder, base)) n->u.image->src = arena_join(&m->doc->arena, str_drop(folder, base.n), src);
}

static void mend_references(struct merging *m) {
    for (size_t i = 0; i < m->job->inputs.n; i++)
        for (struct walk w = walk_of(m->parts[i]); walk_next(&w);) {
            struct node *n = (struct node *)(uintptr_t)w.node;
            if (w.entering && n->kind == NODE_A) mend_link(m, i, n);
            if (w.entering && n->kind == NODE_IMG) mend_picture(m, i, n);
        }
}

/* --- numbers --- */

/* A question's number, and the part that it is in. */
struct numbered {
    str number;
    uint32_t part;
};

static int by_number(const void *a, const void *b) {
    const struct numbered *p = a, *q = b;
    int order = str_cmp(p->number, q->number);
    return order ? order : p->part < q->part ? -1 : p->part > q->part;
}

typedef VEC(struct numbered) number_list;

static bool parts_share_numbers(struct document *doc, number_list *list) {
    uint32_t at = 0;
    for (const struct node *part = doc->root->first; part; part = part->next, at++)
        for (struct walk w = walk_of(part); walk_next(&w);) {
            if (!w.entering || w.node->kind != NODE_ENTRY || !w.node->u.entry->number.n) continue;
            if (!vec_push(list, (struct numbered){w.node->u.entry->number, at})) doc->arena.failed = true;
        }
    if (list->n) qsort(list->at, list->n, sizeof *list->at, by_number);
    for (size_t i = 1; i < list->n; i++)
        if (list->at[i].part != list->at[i - 1].part && str_eq(list->at[i].number, list->at[i - 1].number)) return true;
    return false;
}

/* "Q1" in the second part is "Q2.1". */
static void number_entry(struct document *doc, struct entry *entry, str prefix) {
    str label = entry->label, number = arena_join(&doc->arena, prefix, entry->number);
    size_t at = label.n ? str_find(label, entry->number, 0) : SIZE_MAX;
    if (at == SIZE_MAX) at = 0;
    if (label.n) entry->label = arena_join(&doc->arena, arena_join(&doc->arena, str_sub(label, 0, at), prefix), str_drop(label, at));
    entry->number = number;
}

/* Where parts use the same numbers, each is told by its part's, as the exercises of a book's chapters are. */
static bool number_entries(struct document *doc) {
    number_list list = {0};
    struct buf prefix;
    buf_init(&prefix);
    bool share = parts_share_numbers(doc, &list);
    uint32_t at = 0;
    for (const struct node *part = share ? doc->root->first : NULL; part; part = part->next) {
        prefix.n = 0;
        buf_put_uint(&prefix, ++at);
        buf_put_char(&prefix, '.');
        for (struct walk w = walk_of(part); walk_next(&w);)
            if (w.entering && w.node->kind == NODE_ENTRY && w.node->u.entry->number.n) number_entry(doc, w.node->u.entry, buf_str(&prefix));
    }
    bool ok = !prefix.failed && !doc->arena.failed;
    buf_release(&prefix);
    vec_release(&list);
    return ok;
}

/* --- the book --- */

/* Gives the book its ids, and its links their new ends. */
static bool finish(struct merging *m) {
    m->parts = arena_array(&m->doc->arena, const struct node *, m->job->inputs.n);
    bool ok = m->parts && note_anchors(m) && number_entries(m->doc) && tree_finish(m->doc);
    if (ok) mend_references(m);
    vec_release(&m->anchors);
    return ok && !m->doc->arena.failed;
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
        if (i) in->lines_before = job->inputs.at[i - 1]->lines_before + (uint32_t)job->inputs.at[i - 1]->source.lines.n;
        ok = merge_meta(doc, first, in) && add_part(doc, in);
    }
    return ok && finish(&(struct merging){.job = job, .doc = doc}) ? STATUS_OK : STATUS_NO_MEMORY;
}
