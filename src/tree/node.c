/* Nodes: making, linking, walking. */
#include "base/buf.h"
#include "tree/tree.h"

static const struct {
    str name;
    char class; /* see TREE_KINDS */
} KINDS[NODE_KINDS] = {
#define X(kind, name, class) [NODE_##kind] = {{name, sizeof name - 1}, #class[0]},
    TREE_KINDS(X)
#undef X
};

str node_kind_name(enum node_kind kind) { return KINDS[kind].name; }
bool node_is_block(const struct node *n) { return KINDS[n->kind].class == 'B'; }
bool node_is_inline(const struct node *n) { return KINDS[n->kind].class == 'I'; }

bool node_is_leaf(const struct node *n) {
    return n->kind == NODE_PRE || n->kind == NODE_HR || n->kind == NODE_TEXT || n->kind == NODE_CODE ||
           n->kind == NODE_BR || n->kind == NODE_IMG || n->kind == NODE_NOTEREF;
}

static bool give_parts(struct document *doc, struct node *n) {
    switch (n->kind) {
    case NODE_DIVISION: return (n->u.division = arena_new(&doc->arena, struct division)) != NULL;
    case NODE_ENTRY: return (n->u.entry = arena_new(&doc->arena, struct entry)) != NULL;
    case NODE_CHOICE: return (n->u.choice = arena_new(&doc->arena, struct choice)) != NULL;
    case NODE_PRE: return (n->u.pre = arena_new(&doc->arena, struct pre)) != NULL;
    case NODE_IMG: return (n->u.image = arena_new(&doc->arena, struct image)) != NULL;
    default: return true;
    }
}

struct node *node_new(struct document *doc, enum node_kind kind, uint32_t line) {
    struct node *n = arena_new(&doc->arena, struct node);
    if (!n) return NULL;
    n->kind = (uint8_t)kind;
    n->line = line;
    doc->kinds |= (uint64_t)1 << kind;
    return give_parts(doc, n) ? n : NULL;
}

/* Link `child` between two neighbours of which either may be NULL. */
static void link_between(struct node *parent, struct node *prev, struct node *next, struct node *child) {
    child->parent = parent;
    child->prev = prev;
    child->next = next;
    *(prev ? &prev->next : &parent->first) = child;
    *(next ? &next->prev : &parent->last) = child;
}

struct node *node_append(struct node *parent, struct node *child) {
    if (parent && child) link_between(parent, parent->last, NULL, child);
    return child;
}

void node_insert_before(struct node *at, struct node *child) { link_between(at->parent, at->prev, at, child); }
void node_insert_after(struct node *at, struct node *child) { link_between(at->parent, at, at->next, child); }

void node_unlink(struct node *n) {
    if (!n->parent) return;
    *(n->prev ? &n->prev->next : &n->parent->first) = n->next;
    *(n->next ? &n->next->prev : &n->parent->last) = n->prev;
    n->parent = n->prev = n->next = NULL;
}

void node_unwrap(struct node *n) {
    while (n->first) {
        struct node *child = n->first;
        node_unlink(child);
        node_insert_before(n, child);
    }
    node_unlink(n);
}

struct node *node_append_text(struct document *doc, struct node *parent, str text, uint32_t line) {
    if (!parent || text.n == 0) return NULL;
    struct node *last = parent->last;
    if (last && last->kind == NODE_TEXT && last->u.text.p + last->u.text.n == text.p) {
        last->u.text.n += text.n;
        return last;
    }
    struct node *n = node_new(doc, NODE_TEXT, line);
    if (n) n->u.text = text;
    return node_append(parent, n);
}

struct node *node_child(const struct node *n, enum node_kind kind) {
    struct node *c = n->first;
    while (c && c->kind != kind) c = c->next;
    return c;
}

const struct node *node_ancestor(const struct node *n, enum node_kind kind) {
    do n = n->parent;
    while (n && n->kind != kind);
    return n;
}

str node_lang(const struct document *doc, const struct node *n) {
    for (; n; n = n->parent) {
        if (n->kind == NODE_SPAN) return n->u.lang;
        if (n->kind == NODE_DIVISION && n->u.division->lang.n) return n->u.division->lang;
    }
    return doc->lang;
}

const struct node *node_run(const struct node *n) {
    while (n->first && n->first == n->last && n->first->kind == NODE_SPAN) n = n->first;
    return n;
}

/* A walk stands before its first step when `node` is NULL and `root` is not, and has ended when root is NULL. */
struct walk walk_of(const struct node *root) { return (struct walk){.root = root}; }

bool walk_next(struct walk *w) {
    if (!w->root) return false;
    if (!w->node) {
        w->node = w->root;
        return w->entering = true;
    }
    if (w->entering && w->node->first) {
        w->node = w->node->first;
        return true;
    }
    if (w->entering) {
        w->entering = false;
        return true;
    }
    if (w->node == w->root) {
        *w = (struct walk){0};
        return false;
    }
    w->entering = w->node->next != NULL;
    w->node = w->node->next ? w->node->next : w->node->parent;
    return true;
}

void walk_skip(struct walk *w) { w->entering = false; }

static void put_break(struct buf *out, size_t start) {
    if (out->n > start && out->p[out->n - 1] != '\n') buf_put_char(out, '\n');
}

void node_plain_text(const struct node *root, struct buf *out) { node_plain_text_start(root, out, SIZE_MAX); }

void node_plain_text_start(const struct node *root, struct buf *out, size_t most) {
    size_t start = out->n;
    struct walk w = walk_of(root);
    while (out->n < most && walk_next(&w)) {
        const struct node *n = w.node;
        if (!node_is_inline(n)) {
            if (n != root) put_break(out, start);
            if (w.entering && n->kind == NODE_PRE) buf_put(out, n->u.pre->text);
        } else if (w.entering) {
            if (n->kind == NODE_TEXT || n->kind == NODE_CODE) buf_put(out, n->u.text);
            if (n->kind == NODE_BR) buf_put_char(out, ' ');
            if (n->kind == NODE_IMG) buf_put(out, n->u.image->alt);
        }
    }
    if (out->n > start && out->p[out->n - 1] == '\n') out->n--;
}
