/* The document: its life, its metadata, and what is set once the tree is complete: levels, ids, counts. */
#include <stdlib.h>

#include "base/buf.h"
#include "base/words.h"
#include "tree/tree.h"

enum { SLUG_BYTES = 48 };

void document_init(struct document *doc) {
    *doc = (struct document){0};
    arena_init(&doc->arena);
    doc->lang = STR("en");
    doc->root = node_new(doc, NODE_DOCUMENT, 1);
}

void document_release(struct document *doc) {
    arena_release(&doc->arena);
    *doc = (struct document){0};
}

str document_title(const struct document *doc) {
    return doc->title.n ? doc->title : doc->name.n ? doc->name : own_word(WORD_QUESTIONS_AND_ANSWERS, doc->lang);
}

str meta_find(const struct document *doc, str key) {
    for (const struct meta_field *f = doc->meta; f; f = f->next)
        if (str_eq(f->key, key)) return f->value;
    return (str){0};
}

bool meta_add(struct document *doc, str key, str value) {
    struct meta_field *f = arena_new(&doc->arena, struct meta_field), **end = &doc->meta, **same = NULL;
    if (!f) return false;
    f->key = arena_str(&doc->arena, key);
    f->value = arena_str(&doc->arena, value);
    for (; *end; end = &(*end)->next)
        if (str_eq((*end)->key, key)) same = &(*end)->next;
    if (same) end = same; /* values of one key stand together */
    f->next = *end;
    *end = f;
    return !doc->arena.failed;
}

/* The ids that were asked for so far: a hash table with open addressing, at most half full. Those that were made with a
 * "-N" behind one of them need no row: they are taken when N is below its `next`. */
struct ids {
    struct id_slot {
        str id;
        uint64_t hash;
        uint64_t next; /* the first "-N" that may be free for this id; all below are taken */
    } *slot;
    size_t n, cap; /* cap: a power of two, or 0 */
};

/* Hashes of ids that differ in a digit lie in a row: a multiply spreads them. */
static struct id_slot *ids_slot_of(const struct ids *ids, str id, uint64_t hash) {
    size_t at = (size_t)((hash * 0x9E3779B97F4A7C15u) >> 24) & (ids->cap - 1);
    while (ids->slot[at].id.p && (ids->slot[at].hash != hash || !str_eq(ids->slot[at].id, id))) at = (at + 1) & (ids->cap - 1);
    return &ids->slot[at];
}

/* NULL: the id has no row. */
static struct id_slot *ids_find(const struct ids *ids, str id) {
    struct id_slot *slot = ids->cap ? ids_slot_of(ids, id, str_hash(id)) : NULL;
    return slot && slot->id.p ? slot : NULL;
}

static bool ids_grow(struct ids *ids) {
    struct ids more = {.n = ids->n, .cap = ids->cap ? ids->cap * 2 : 64};
    more.slot = calloc(more.cap, sizeof *more.slot);
    if (!more.slot) return false;
    for (size_t i = 0; i < ids->cap; i++)
        if (ids->slot[i].id.p) *ids_slot_of(&more, ids->slot[i].id, ids->slot[i].hash) = ids->slot[i];
    free(ids->slot);
    *ids = more;
    return true;
}

/* The row of an id that has none yet; `id` must stay. NULL: memory is out. */
static struct id_slot *ids_add(struct ids *ids, str id) {
    if (ids->n * 2 >= ids->cap && !ids_grow(ids)) return NULL;
    uint64_t hash = str_hash(id);
    struct id_slot *slot = ids_slot_of(ids, id, hash);
    *slot = (struct id_slot){id, hash, 2};
    ids->n++;
    return slot;
}

/* "keel-7", when as many were made of "keel". */
static bool is_made(const struct ids *ids, str id) {
    enum { MOST_DIGITS = 10 }; /* of a count of questions */
    size_t dash = id.n;
    uint64_t number = 0;
    while (dash > 0 && char_is_digit(id.p[dash - 1])) dash--;
    if (dash-- < 2 || id.p[dash] != '-' || id.n - dash - 1 > MOST_DIGITS || dash + 1 == id.n || id.p[dash + 1] == '0') return false;
    for (size_t i = dash + 1; i < id.n; i++) number = number * 10 + (uint64_t)(id.p[i] - '0');
    const struct id_slot *of = ids_find(ids, str_sub(id, 0, dash));
    return of && number >= 2 && number < of->next;
}

static bool is_taken(const struct ids *ids, str id) { return ids_find(ids, id) || is_made(ids, id); }

/* Lower-case ASCII letters and digits, what stands between them as one '-'. A text with hardly any of them (Chinese,
 * say) gets its hash instead, so that it stays the same wherever it stands. */
static void put_slug(struct buf *out, str text) {
    size_t start = out->n;
    for (size_t i = 0; i < text.n && out->n - start < SLUG_BYTES; i++) {
        char c = text.p[i];
        if (char_is_alnum(c)) buf_put_char(out, char_is_upper(c) ? (char)(c | 0x20) : c);
        else if (out->n > start && out->p[out->n - 1] != '-' && c != '\'') buf_put_char(out, '-');
    }
    while (out->n > start && out->p[out->n - 1] == '-') out->n--;
    if (out->failed || out->n - start >= 3) return;
    out->n = start;
    uint64_t h = str_hash(text);
    for (int i = 0; i < 8; i++, h >>= 4) buf_put_char(out, "0123456789abcdef"[h & 15]);
}

/* The id in `id`, or with the first "-N" behind it that is free, becomes the node's own. */
static bool give_id(struct document *doc, struct ids *ids, struct buf *id, str *out) {
    struct id_slot *row = ids_find(ids, buf_str(id));
    bool taken = row || is_made(ids, buf_str(id));
    size_t base = id->n;
    if (!row) {
        str kept = arena_str(&doc->arena, buf_str(id));
        if (!kept.p || !(row = ids_add(ids, kept))) return false;
        *out = kept;
    }
    if (!taken) return true;
    do {
        id->n = base;
        buf_put_char(id, '-');
        buf_put_uint(id, row->next++);
    } while (!id->failed && ids_find(ids, buf_str(id)));
    *out = id->failed ? (str){0} : arena_str(&doc->arena, buf_str(id));
    return out->p != NULL;
}

/* An entry is "q" and its number. Where the numbers start again, and where there are none, its own words tell it from
 * the others, so that its id does not hang on how many stand before it. */
static void put_entry_id(const struct ids *ids, const struct node *n, str question, struct buf *out) {
    buf_put_char(out, 'q');
    if (n->u.entry->number.n) {
        for (size_t i = 0; i < n->u.entry->number.n; i++) {
            char c = n->u.entry->number.p[i];
            buf_put_char(out, char_is_alnum(c) ? c : '-');
        }
        if (out->failed || !is_taken(ids, buf_str(out))) return;
    }
    buf_put_char(out, '-');
    put_slug(out, question);
}

/* `text` and `id` are room to work in. */
static bool finish_one(struct document *doc, struct ids *ids, struct node *n, struct buf *text, struct buf *id) {
    bool division = n->kind == NODE_DIVISION;
    const struct node *named = node_child(n, division ? NODE_TITLE : NODE_QUESTION);
    text->n = id->n = 0;
    if (named) node_plain_text(named, text);
    if (division) {
        put_slug(id, buf_str(text));
        if (id->n && char_is_digit(id->p[0])) {
            id->n = 0;
            buf_put(id, STR("s-"));
            put_slug(id, buf_str(text));
        }
    } else put_entry_id(ids, n, buf_str(text), id);
    return !text->failed && !id->failed && give_id(doc, ids, id, division ? &n->u.division->id : &n->u.entry->id);
}

static void count(struct document *doc, struct node *n) {
    if (n->kind == NODE_DIVISION) {
        const struct node *outer = node_ancestor(n, NODE_DIVISION);
        n->u.division->level = (uint8_t)(outer ? outer->u.division->level + 1 : 1);
        doc->divisions++;
        return;
    }
    doc->entries++;
    const struct node *choices = node_child(n, NODE_CHOICES), *answer = node_child(n, NODE_ANSWER);
    bool marked = false;
    for (const struct node *c = choices ? choices->first : NULL; c; c = c->next) marked = marked || c->u.choice->correct;
    if (marked || (answer && answer->first)) doc->answered++;
}

static bool gets_id(const struct node *n) { return n->kind == NODE_DIVISION || n->kind == NODE_ENTRY; }

/* The next division or entry; neither stands below a block. */
static struct node *next_with_id(struct walk *w) {
    while (walk_next(w)) {
        if (!w->entering) continue;
        if (gets_id(w->node)) return (struct node *)(uintptr_t)w->node;
        if (w->node->kind != NODE_DOCUMENT) walk_skip(w);
    }
    return NULL;
}

bool tree_finish(struct document *doc) {
    struct ids ids = {0};
    struct buf text, id;
    buf_init(&text);
    buf_init(&id);
    bool ok = doc->root != NULL && tree_place_notes(doc) && tree_normalise(doc);
    doc->entries = doc->answered = doc->divisions = 0;
    struct walk w = walk_of(doc->root);
    for (struct node *n; ok && (n = next_with_id(&w)) != NULL;) {
        count(doc, n);
        ok = finish_one(doc, &ids, n, &text, &id);
    }
    free(ids.slot);
    buf_release(&text);
    buf_release(&id);
    return ok && !doc->arena.failed;
}
