/* The document: its life, its metadata, and what is set once the tree is complete: levels, ids, counts. */
#include <stdlib.h>

#include "base/buf.h"
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

str meta_find(const struct document *doc, str key) {
    for (const struct meta_field *f = doc->meta; f; f = f->next)
        if (str_eq(f->key, key)) return f->value;
    return (str){0};
}

bool meta_add(struct document *doc, str key, str value) {
    struct meta_field *f = arena_new(&doc->arena, struct meta_field), **end = &doc->meta;
    if (!f) return false;
    f->key = arena_str(&doc->arena, key);
    f->value = arena_str(&doc->arena, value);
    while (*end) end = &(*end)->next;
    *end = f;
    return !doc->arena.failed;
}

/* The ids given so far: a hash set with open addressing, at most half full. */
struct ids {
    struct id_slot {
        str id;
        uint64_t next; /* the first "-N" that may be free for this id; all below are taken */
    } *slot;
    size_t n, cap; /* cap is a power of two */
};

static struct id_slot *ids_slot(const struct ids *ids, str id) {
    size_t at = str_hash(id) & (ids->cap - 1);
    while (ids->slot[at].id.p && !str_eq(ids->slot[at].id, id)) at = (at + 1) & (ids->cap - 1);
    return &ids->slot[at];
}

static bool ids_grow(struct ids *ids) {
    struct ids more = {.n = ids->n, .cap = ids->cap ? ids->cap * 2 : 64};
    more.slot = calloc(more.cap, sizeof *more.slot);
    if (!more.slot) return false;
    for (size_t i = 0; i < ids->cap; i++)
        if (ids->slot[i].id.p) *ids_slot(&more, ids->slot[i].id) = ids->slot[i];
    free(ids->slot);
    *ids = more;
    return true;
}

/* False when the id is taken already (*taken) or memory is out. */
static bool ids_add(struct ids *ids, str id, bool *taken) {
    *taken = false;
    if (ids->n * 2 >= ids->cap && !ids_grow(ids)) return false;
    struct id_slot *slot = ids_slot(ids, id);
    *taken = slot->id.p != NULL;
    if (*taken) return false;
    *slot = (struct id_slot){id, 2};
    ids->n++;
    return true;
}

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

static bool give_id(struct document *doc, struct ids *ids, const struct buf *base, str *id) {
    struct buf b;
    buf_init(&b);
    buf_put(&b, buf_str(base));
    for (;;) {
        *id = b.failed ? (str){0} : arena_str(&doc->arena, buf_str(&b));
        bool taken, added = id->p && ids_add(ids, *id, &taken);
        if (added || !id->p || !taken) {
            buf_release(&b);
            return added;
        }
        b.n = base->n;
        buf_put_char(&b, '-');
        buf_put_uint(&b, ids_slot(ids, buf_str(base))->next++);
    }
}

static bool is_taken(const struct ids *ids, str id) { return ids->cap && ids_slot(ids, id)->id.p != NULL; }

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

static bool finish_one(struct document *doc, struct ids *ids, struct node *n) {
    struct buf text, id;
    buf_init(&text);
    buf_init(&id);
    bool division = n->kind == NODE_DIVISION;
    const struct node *named = node_child(n, division ? NODE_TITLE : NODE_QUESTION);
    if (named) node_plain_text(named, &text);
    if (division) {
        put_slug(&id, buf_str(&text));
        if (id.n && char_is_digit(id.p[0])) {
            id.n = 0;
            buf_put(&id, STR("s-"));
            put_slug(&id, buf_str(&text));
        }
    } else put_entry_id(ids, n, buf_str(&text), &id);
    bool ok = !text.failed && !id.failed &&
              give_id(doc, ids, &id, division ? &n->u.division->id : &n->u.entry->id);
    buf_release(&text);
    buf_release(&id);
    return ok;
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
    for (const struct node *c = choices ? choices->first : NULL; c; c = c->next) marked = marked || c->u.choice.correct;
    if (marked || (answer && answer->first)) doc->answered++;
}

bool tree_finish(struct document *doc) {
    struct ids ids = {0};
    bool ok = doc->root != NULL;
    doc->entries = doc->answered = doc->divisions = 0;
    struct walk w = walk_of(doc->root);
    while (ok && walk_next(&w)) {
        if (!w.entering) continue;
        struct node *n = (struct node *)(uintptr_t)w.node;
        if (n->kind == NODE_DIVISION || n->kind == NODE_ENTRY) {
            count(doc, n);
            ok = finish_one(doc, &ids, n);
        } else if (n->kind != NODE_DOCUMENT) walk_skip(&w); /* neither stands below a block */
    }
    free(ids.slot);
    return ok && !doc->arena.failed;
}
