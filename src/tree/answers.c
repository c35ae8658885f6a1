/* Where answers stand, and the trees of a book without them or with little else. */
#include "base/words.h"
#include "tree/answers.h"

static const str NAMES[ANSWERS_WHERE_END] = {{"inline", 6}, {"section-end", 11}, {"end", 3}, {"hidden", 6}, {"separate", 8}, {"none", 4}};

str answers_where_name(enum answers_where where) { return where < ANSWERS_WHERE_END ? NAMES[where] : (str){0}; }

enum answers_where answers_where_by_name(str name) {
    unsigned i = 0;
    while (i < ANSWERS_WHERE_END && !str_eq(NAMES[i], name)) i++;
    return (enum answers_where)i;
}

/* --- homes --- */

static bool has_right_choice(const struct node *entry) {
    const struct node *choices = node_child(entry, NODE_CHOICES);
    for (const struct node *c = choices ? choices->first : NULL; c; c = c->next)
        if (c->u.choice->correct) return true;
    return false;
}

bool entry_is_answered(const struct node *entry) {
    const struct node *answer = node_child(entry, NODE_ANSWER);
    return (answer && answer->first) || has_right_choice(entry);
}

const struct node *answer_home(const struct node *entry, enum answers_where where) {
    bool apart = where == ANSWERS_SECTION_END || where == ANSWERS_END || where == ANSWERS_HIDDEN;
    if (!apart || !entry_is_answered(entry)) return NULL;
    const struct node *n = entry->parent;
    while (n->parent && (where != ANSWERS_SECTION_END || n->kind != NODE_DIVISION)) n = n->parent;
    return n;
}

const struct node *answers_next(const struct node *home, enum answers_where where, const struct node *entry) {
    if (where == ANSWERS_INLINE) return NULL;
    struct walk w = walk_of(home);
    if (entry) {
        w.node = entry;
        w.entering = false;
    }
    while (walk_next(&w)) {
        if (!w.entering) continue;
        if (w.node->kind == NODE_ENTRY && answer_home(w.node, where) == home) return w.node;
        /* entries stand in divisions and in the document alone, and those of an inner division have their home there */
        bool inner = w.node->kind == NODE_DIVISION && w.node != home && where == ANSWERS_SECTION_END;
        if (inner || (w.node->kind != NODE_DIVISION && w.node->kind != NODE_DOCUMENT)) walk_skip(&w);
    }
    return NULL;
}

/* --- parts --- */

static bool division_is_answered(const struct node *division) {
    for (struct walk w = walk_of(division); walk_next(&w);) {
        if (!w.entering || w.node->kind == NODE_DIVISION) continue;
        if (w.node->kind == NODE_ENTRY && entry_is_answered(w.node)) return true;
        walk_skip(&w);
    }
    return false;
}

static bool belongs(const struct node *n, enum answers_part part);

/* A reference goes with its note. */
static bool note_belongs(const struct note *note, enum answers_part part) {
    for (const struct node *n = note->node; n && n->parent; n = n->parent)
        if (!belongs(n, part)) return false;
    return note->node != NULL;
}

static bool belongs(const struct node *n, enum answers_part part) {
    if (n->kind == NODE_NOTEREF) return note_belongs(n->u.note, part);
    if (part == PART_QUESTIONS) return n->kind != NODE_ANSWER;
    switch (n->kind) {
    case NODE_DIVISION: return division_is_answered(n);
    case NODE_ENTRY: return entry_is_answered(n);
    case NODE_CHOICES: return has_right_choice(n->parent);
    case NODE_CHOICE: return n->u.choice->correct;
    case NODE_PROMPT: case NODE_FRONT: return false;
    default: return n->parent->kind != NODE_DOCUMENT && (n->parent->kind != NODE_DIVISION || n->kind == NODE_TITLE);
    }
}

/* The copy's own note: what it shares with its references tells nodes of one document. */
static void copy_note(struct node *c, const struct node *n, struct note *notes) {
    struct note *note = &notes[n->u.note->number];
    note->label = n->u.note->label;
    note->number = n->u.note->number;
    if (n->kind == NODE_NOTE) note->node = c;
    else if (!note->ref) note->ref = c;
    c->u.note = note;
}

/* A choice of the copy's own, which does not say that it is right. */
static bool hide_right(struct document *out, struct node *c) {
    struct choice *own = arena_new(&out->arena, struct choice);
    if (own) *own = (struct choice){.label = c->u.choice->label};
    c->u.choice = own;
    return own != NULL;
}

static struct node *copy(struct document *out, const struct node *n, enum answers_part part, struct note *notes) {
    struct node *c = arena_new(&out->arena, struct node);
    if (!c) return NULL;
    *c = *n;
    c->parent = c->first = c->last = c->prev = c->next = NULL;
    if (n->kind == NODE_CHOICE && part == PART_QUESTIONS && !hide_right(out, c)) return NULL;
    if (n->kind == NODE_NOTE || n->kind == NODE_NOTEREF) copy_note(c, n, notes);
    if (n->kind == NODE_ENTRY) out->entries++;
    if (n->kind == NODE_ANSWER) out->answered++;
    if (n->kind == NODE_DIVISION) out->divisions++;
    return c;
}

static bool copy_tree(const struct node *root, enum answers_part part, struct document *out) {
    struct node *at = out->root;
    struct note *notes = arena_array(&out->arena, struct note, out->notes + 1);
    if (!notes) return false;
    for (struct walk w = walk_of(root); walk_next(&w);) {
        if (w.node == root) continue;
        if (!w.entering) {
            at = at->parent;
        } else if (!belongs(w.node, part)) {
            /* a skipped node is not left: its copy was never entered */
            walk_skip(&w);
        } else if (!(at = node_append(at, copy(out, w.node, part, notes)))) {
            return false;
        }
    }
    return true;
}

/* "The guide – Answers", so that the two books are told apart wherever only their titles are seen. */
static str title_of_answers(struct document *out) {
    str word = own_word(WORD_ANSWERS, out->lang), of = out->title.n ? out->title : out->name;
    return of.n ? arena_join(&out->arena, arena_join(&out->arena, of, STR(" – ")), word) : word;
}

bool answers_part(const struct document *doc, enum answers_part part, struct document *out) {
    document_init(out);
    if (!out->root) return false;
    out->lang = doc->lang;
    out->title = doc->title;
    out->name = doc->name;
    out->subtitle = doc->subtitle;
    out->date = doc->date;
    out->meta = doc->meta;
    out->shape = doc->shape;
    out->notes = doc->notes;
    if (part == PART_ANSWERS) out->title = title_of_answers(out);
    return copy_tree(doc->root, part, out) && !out->arena.failed;
}
