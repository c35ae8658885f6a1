/* The tree's invariants: which kind may stand in which, what must be there, how nodes are linked. */
#include "base/limits.h"
#include "base/words.h"
#include "tree/tree.h"

static bool holds_inlines(const struct node *n) {
    switch ((enum node_kind)n->kind) {
    case NODE_TITLE: case NODE_QUESTION: case NODE_P: case NODE_HEADING: case NODE_TH: case NODE_TD:
    case NODE_EM: case NODE_STRONG: case NODE_DEL: case NODE_SUB: case NODE_SUP: case NODE_SPAN: case NODE_A: return true;
    case NODE_DOCUMENT: case NODE_FRONT: case NODE_DIVISION: case NODE_ENTRY: case NODE_PROMPT: case NODE_CHOICES:
    case NODE_CHOICE: case NODE_ANSWER: case NODE_PRE: case NODE_OL: case NODE_UL: case NODE_BLOCKQUOTE:
    case NODE_TABLE: case NODE_HR: case NODE_LI: case NODE_THEAD: case NODE_TBODY: case NODE_TR: case NODE_TEXT:
    case NODE_CODE: case NODE_BR: case NODE_IMG: case NODE_NOTE: case NODE_NOTEREF: case NODE_KINDS: return false;
    }
    return false;
}

/* May `c` stand in `p`? */
static bool fits(const struct node *p, const struct node *c) {
    if (holds_inlines(p)) return node_is_inline(c);
    switch ((enum node_kind)p->kind) {
    case NODE_DOCUMENT: return c->kind == NODE_FRONT || c->kind == NODE_DIVISION || c->kind == NODE_ENTRY || node_is_block(c);
    case NODE_DIVISION: return c->kind == NODE_TITLE || c->kind == NODE_DIVISION || c->kind == NODE_ENTRY || node_is_block(c);
    case NODE_ENTRY:
        return c->kind == NODE_QUESTION || c->kind == NODE_PROMPT || c->kind == NODE_CHOICES || c->kind == NODE_ANSWER;
    case NODE_CHOICES: return c->kind == NODE_CHOICE;
    case NODE_CHOICE: return node_is_inline(c) || (node_is_block(c) && c->kind != NODE_NOTE);
    case NODE_FRONT: case NODE_PROMPT: case NODE_ANSWER: return node_is_block(c);
    case NODE_NOTE: case NODE_LI: case NODE_BLOCKQUOTE: return node_is_block(c) && c->kind != NODE_NOTE;
    case NODE_OL: case NODE_UL: return c->kind == NODE_LI;
    case NODE_TABLE: return c->kind == NODE_THEAD || c->kind == NODE_TBODY;
    case NODE_THEAD: case NODE_TBODY: return c->kind == NODE_TR;
    case NODE_TR: return c->kind == NODE_TH || c->kind == NODE_TD;
    default: return false;
    }
}

static const char *check_links(const struct node *n) {
    if (n->first ? n->first->prev || !n->last || n->last->next : n->last != NULL) return "the list of children is broken";
    for (const struct node *c = n->first; c; c = c->next) {
        if (c->parent != n) return "a child does not know its parent";
        if (c->next && c->next->prev != c) return "two siblings do not know each other";
        if (!fits(n, c)) return "a node stands where its kind may not stand";
    }
    return NULL;
}

static const char *check_node(const struct node *n) {
    if (n->kind >= NODE_KINDS) return "a node is of no kind";
    if (node_is_leaf(n) && n->first) return "a leaf has children";
    if (n->kind == NODE_ENTRY && (!n->first || n->first->kind != NODE_QUESTION)) return "an entry does not start with its question";
    if (n->kind == NODE_ENTRY && !n->u.entry->id.n) return "an entry has no id";
    if (n->kind == NODE_DIVISION && !n->u.division->id.n) return "a division has no id";
    if (n->kind == NODE_HEADING && (n->level < 1 || n->level > 6)) return "a heading's level is not 1 to 6";
    if ((n->kind == NODE_NOTE || n->kind == NODE_NOTEREF) && (!n->u.note || !n->u.note->number)) return "a note has no number";
    if (n->kind == NODE_SPAN && !lang_is_tag(n->u.lang)) return "a span has no language";
    if (n->line == 0 && n->kind != NODE_DOCUMENT) return "a node has no line";
    return check_links(n);
}

const char *tree_check(const struct document *doc) {
    if (!doc->root || doc->root->kind != NODE_DOCUMENT) return "the document has no root";
    size_t depth = 0;
    struct walk w = walk_of(doc->root);
    while (walk_next(&w)) {
        depth += w.entering ? 1 : (size_t)-1;
        if (!w.entering) continue;
        if (depth > LIMIT_TREE_DEPTH) return "the tree is deeper than LIMIT_TREE_DEPTH";
        const char *fault = check_node(w.node);
        if (fault) return fault;
    }
    return NULL;
}
