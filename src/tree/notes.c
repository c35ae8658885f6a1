/* Notes: where each stands, and its number. What decides is the text alone, so that a tree that is written and read again
 * comes out the same: first the references in the text in their order, then those within the notes themselves. */
#include "tree/tree.h"

struct notes {
    struct document *doc;
    struct note *first, *last; /* those that are referred to, in the order of the first references */
};

/* The prompt, in which the notes of a question, of a prompt and of choices stand. */
static struct node *prompt_of(struct document *doc, struct node *entry) {
    struct node *prompt = node_child(entry, NODE_PROMPT);
    if (prompt || !(prompt = node_new(doc, NODE_PROMPT, entry->line))) return prompt;
    node_insert_after(entry->first, prompt);
    return prompt;
}

static bool is_home(const struct node *n) {
    return n->kind == NODE_ANSWER || n->kind == NODE_FRONT || n->kind == NODE_DIVISION || n->kind == NODE_DOCUMENT;
}

/* Where the note goes whose first reference in the text this is. False: memory is out. */
static bool find_home(struct document *doc, struct node *ref, struct note *note) {
    struct node *n = ref;
    while (n->parent && !is_home(n->parent) && n->parent->kind != NODE_ENTRY) n = n->parent;
    if (!n->parent) return true;
    bool entry = n->parent->kind == NODE_ENTRY;
    note->at = entry ? NULL : n;
    note->home = entry ? prompt_of(doc, n->parent) : n->parent;
    return note->home != NULL;
}

static void line_up(struct notes *w, const struct node *ref) {
    struct note *note = ref->u.note;
    *(w->last ? &w->last->next : &w->first) = note;
    w->last = note;
    note->ref = ref;
    note->placed = true;
}

/* The NOTE of each reference; a second one of the same is none. */
static void find_notes(struct node *root) {
    for (struct walk w = walk_of(root); walk_next(&w);) {
        struct node *n = (struct node *)(uintptr_t)w.node;
        if (!w.entering || (n->kind != NODE_NOTE && n->kind != NODE_NOTEREF)) continue;
        *n->u.note = (struct note){.label = n->u.note->label};
    }
    for (struct walk w = walk_of(root); walk_next(&w);) {
        struct node *n = (struct node *)(uintptr_t)w.node;
        if (w.entering && n->kind == NODE_NOTE && !n->u.note->node) n->u.note->node = n;
    }
}

static bool line_up_text(struct notes *w) {
    for (struct walk walk = walk_of(w->doc->root); walk_next(&walk);) {
        struct node *n = (struct node *)(uintptr_t)walk.node;
        if (!walk.entering) continue;
        if (n->kind == NODE_NOTE) {
            walk_skip(&walk);
            continue;
        }
        if (n->kind != NODE_NOTEREF || !n->u.note->node || n->u.note->placed) continue;
        if (!find_home(w->doc, n, n->u.note)) return false;
        line_up(w, n);
    }
    return true;
}

/* What only notes refer to stands where they do. */
static void line_up_notes(struct notes *w) {
    for (const struct note *from = w->first; from; from = from->next)
        for (struct walk walk = walk_of(from->node); walk_next(&walk);) {
            const struct node *n = walk.node;
            if (!walk.entering) continue;
            if (n->kind == NODE_NOTE && n != from->node) walk_skip(&walk);
            if (n->kind != NODE_NOTEREF || !n->u.note->node || n->u.note->placed) continue;
            n->u.note->at = from->at;
            n->u.note->home = from->home;
            line_up(w, n);
        }
}

/* "[^1]", as it was written. */
static bool make_text(struct document *doc, struct node *ref) {
    struct arena *a = &doc->arena;
    str text = arena_join(a, arena_join(a, STR("["), ref->u.note->label), STR("]"));
    ref->kind = NODE_TEXT;
    ref->u.text = text;
    return text.p != NULL;
}

/* The next node of a walk that takes nodes out: worked out before this one is touched. */
static struct node *following(const struct node *n) {
    if (n->first) return n->first;
    while (n && !n->next) n = n->parent;
    return n ? n->next : NULL;
}

static bool drop_strays(struct document *doc, bool *any) {
    *any = false;
    for (struct node *n = doc->root, *next; n; n = next) {
        next = following(n);
        if (n->kind == NODE_NOTEREF && !n->u.note->placed && !make_text(doc, n)) return false;
        if (n->kind != NODE_NOTE || (n->u.note->placed && n->u.note->node == n)) continue;
        node_unwrap(n);
        *any = true;
    }
    return true;
}

static void put_in_place(struct note *note) {
    struct node *at = note->at;
    while (at && at->next && node_is_block(at->next)) at = at->next;
    if (at) node_insert_after(at, note->node);
    else node_append(note->home, note->node);
}

static void number_notes(struct document *doc) {
    doc->notes = 0;
    for (struct walk w = walk_of(doc->root); walk_next(&w);)
        if (w.entering && w.node->kind == NODE_NOTE) w.node->u.note->number = ++doc->notes;
}

/* What a dropped note held is text now, and what it refers to stands elsewhere than it would have: once more, when no
 * other note can be dropped. */
static bool line_up_all(struct notes *w) {
    for (bool again = true; again;) {
        w->first = w->last = NULL;
        find_notes(w->doc->root);
        if (!line_up_text(w)) return false;
        line_up_notes(w);
        if (!drop_strays(w->doc, &again)) return false;
    }
    return true;
}

bool tree_place_notes(struct document *doc) {
    struct notes w = {.doc = doc};
    doc->notes = 0;
    if (!document_may_have(doc, NODE_NOTE) && !document_may_have(doc, NODE_NOTEREF)) return true;
    if (!line_up_all(&w)) return false;
    for (struct note *note = w.first; note; note = note->next) node_unlink(note->node);
    for (struct note *note = w.first; note; note = note->next) put_in_place(note);
    number_notes(doc);
    return !doc->arena.failed;
}
