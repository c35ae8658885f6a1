/* Fuzz target: bytes → a tree of any shape → canonical Markdown → tree. Texts that are read seldom nest blocks as deeply
 * or as oddly as a tree may; here each byte is a choice of what stands where. */
#include "harness.h"

#include <stdlib.h>

enum { DEEPEST = 7, MOST_CHILDREN = 5, NOTES = 4 };

struct maker {
    const uint8_t *p, *end;
    struct note *notes[NOTES];
    struct document *doc;
};

static unsigned choose(struct maker *m, unsigned n) { return m->p < m->end ? *m->p++ % n : 0; }

/* ── strings ────────────────────────────────────────────────────────────────────────────────────────────────── */

static const char *const pieces[] = {
    "a", "b", "word", "7", "10", " ", "`", "``", "*", "**", "_", "__", "~~", "[", "]", "](", "(", ")", "<", ">", "<b>", "</code>", "<!--",
    "-->", "&", "&amp;", "&#32;", "\\", "#", "##", "+", "-", "---", "=", "===", ".", ":", ":::", ";", "|", "!", "\"", "'", "{", "}", "$",
    "%", "/", "@", "http://e.org", "www.e.org", "e@e.org", "^", ",", "?", "Q1:", "A.", "[x]", "1.", "2)", "\xC3\xA9", "\xE4\xB8\xAD",
    "x\xC2\xA0y", "\xE2\x80\x94", "\xF0\x9F\x98\x80"};
enum { PIECES = sizeof pieces / sizeof *pieces };

static str make_string(struct maker *m, const char *between) {
    char room[256];
    size_t n = 0;
    for (unsigned left = 1 + choose(m, 8); left; left--) {
        str piece = str_from(pieces[choose(m, PIECES)]);
        memcpy(room + n, piece.p, piece.n);
        n += piece.n;
        if (left > 1 && *between && choose(m, 4) == 0) room[n++] = *between;
    }
    return arena_str(&m->doc->arena, str_of(room, n));
}

static struct node *add(struct maker *m, struct node *parent, enum node_kind kind) {
    struct node *n = node_append(parent, node_new(m->doc, kind, 1));
    expect(n != NULL, "memory");
    return n;
}

/* ── inlines ────────────────────────────────────────────────────────────────────────────────────────────────── */

static bool is_one_line(const struct node *n) {
    return n->kind == NODE_QUESTION || n->kind == NODE_TITLE || node_ancestor(n, NODE_QUESTION) || node_ancestor(n, NODE_TITLE);
}

static void add_inlines(struct maker *m, struct node *parent, unsigned depth) {
    static const uint8_t kinds[] = {NODE_TEXT, NODE_TEXT, NODE_TEXT, NODE_CODE, NODE_EM, NODE_STRONG, NODE_DEL,
                                    NODE_SUB, NODE_SUP, NODE_A, NODE_BR, NODE_IMG, NODE_NOTEREF, NODE_SPAN};
    static const char *const langs[] = {"fr", "ar", "zh-Hans", "de-CH-1996"};
    for (unsigned left = 1 + choose(m, MOST_CHILDREN); left; left--) {
        enum node_kind kind = depth < DEEPEST ? kinds[choose(m, sizeof kinds)] : NODE_TEXT;
        if (kind == NODE_BR && is_one_line(parent)) kind = NODE_CODE;
        struct node *n = add(m, parent, kind);
        if (kind == NODE_TEXT || kind == NODE_CODE) n->u.text = make_string(m, " ");
        else if (kind == NODE_NOTEREF) n->u.note = m->notes[choose(m, NOTES)];
        else if (kind == NODE_A) n->u.href = make_string(m, "");
        else if (kind == NODE_SPAN) n->u.lang = str_from(langs[choose(m, 4)]);
        else if (kind == NODE_IMG) *n->u.image = (struct image){make_string(m, ""), make_string(m, " "), choose(m, 2) ? make_string(m, " ") : (str){0}};
        if (!node_is_leaf(n)) add_inlines(m, n, depth + 1);
    }
}

/* ── blocks ─────────────────────────────────────────────────────────────────────────────────────────────────── */

static void add_blocks(struct maker *m, struct node *parent, unsigned depth, unsigned least);

static void add_rows(struct maker *m, struct node *part, enum node_kind cell, unsigned columns) {
    for (unsigned left = 1 + choose(m, 3); left; left--) {
        struct node *row = add(m, part, NODE_TR);
        unsigned cells = choose(m, 8) ? columns : 1 + choose(m, 4);
        for (; cells; cells--) {
            struct node *n = add(m, row, cell);
            n->align = (uint8_t)(choose(m, 8) ? ALIGN_NONE : choose(m, 4));
            if (choose(m, 8)) add_inlines(m, n, DEEPEST - 2);
        }
        if (cell == NODE_TH) return;
    }
}

static void add_table(struct maker *m, struct node *table) {
    unsigned columns = 1 + choose(m, 3), what = choose(m, 3);
    if (what) add_rows(m, add(m, table, NODE_THEAD), NODE_TH, columns);
    if (what < 2) add_rows(m, add(m, table, NODE_TBODY), NODE_TD, columns);
}

static void add_list(struct maker *m, struct node *list, unsigned depth) {
    static const uint32_t starts[] = {1, 1, 0, 2, 10, 999999999};
    list->tight = choose(m, 2);
    if (list->kind == NODE_OL) list->u.start = starts[choose(m, 6)];
    for (unsigned left = 1 + choose(m, 3); left; left--) {
        struct node *item = add(m, list, NODE_LI);
        item->u.task = (uint8_t)(choose(m, 3) ? 0 : choose(m, 3));
        add_blocks(m, item, depth + 1, 0);
    }
}

static str make_code(struct maker *m) {
    static const char *const lines[] = {"\n", "x\n", "    y\n", "```\n", "~~~~\n", "# z\n", "::: text\n", ":::\n", "\ttab\n", "- a\n", "> q\n", "<pre>\n", "</pre>\n"};
    char room[256];
    size_t n = 0;
    for (unsigned left = choose(m, 7); left; left--) {
        str line = str_from(lines[choose(m, sizeof lines / sizeof *lines)]);
        memcpy(room + n, line.p, line.n);
        n += line.n;
    }
    return arena_str(&m->doc->arena, str_of(room, n));
}

static void add_block(struct maker *m, struct node *parent, unsigned depth) {
    static const uint8_t kinds[] = {NODE_P, NODE_P, NODE_PRE, NODE_HR, NODE_HEADING, NODE_TABLE, NODE_UL, NODE_OL, NODE_BLOCKQUOTE, NODE_UL, NODE_NOTE};
    enum node_kind kind = kinds[choose(m, depth < DEEPEST ? sizeof kinds : 6)];
    struct node *n = add(m, parent, kind);
    if (kind == NODE_HEADING) n->level = (uint8_t)(1 + choose(m, 6));
    if (kind == NODE_P || kind == NODE_HEADING) add_inlines(m, n, DEEPEST - 3);
    else if (kind == NODE_TABLE) add_table(m, n);
    else if (kind == NODE_UL || kind == NODE_OL) add_list(m, n, depth);
    else if (kind == NODE_NOTE) {
        n->u.note = m->notes[choose(m, NOTES)];
        add_blocks(m, n, depth + 1, 0);
    } else if (kind == NODE_BLOCKQUOTE) add_blocks(m, n, depth + 1, 1);
    else if (kind == NODE_PRE) {
        n->u.pre->text = make_code(m);
        n->u.pre->lang = choose(m, 2) ? make_string(m, " ") : (str){0};
    }
}

static void add_blocks(struct maker *m, struct node *parent, unsigned depth, unsigned least) {
    for (unsigned left = least + choose(m, MOST_CHILDREN - 1); left; left--) add_block(m, parent, depth);
}

/* ── divisions and entries ──────────────────────────────────────────────────────────────────────────────────── */

static str maybe(struct maker *m) { return choose(m, 4) ? (str){0} : make_string(m, " "); }

static void add_choices(struct maker *m, struct node *choices) {
    for (unsigned left = 1 + choose(m, 4); left; left--) {
        struct node *choice = add(m, choices, NODE_CHOICE);
        choice->u.choice->correct = choose(m, 2);
        if (choose(m, 2)) choice->u.choice->label = STR("A");
        add_blocks(m, choice, DEEPEST - 2, 0);
    }
}

static void add_entry(struct maker *m, struct node *parent) {
    struct node *n = add(m, parent, NODE_ENTRY), *question = add(m, n, NODE_QUESTION);
    struct entry *e = n->u.entry;
    e->number = choose(m, 2) ? STR("1.2") : maybe(m);
    e->label = choose(m, 2) ? STR("Q1.2") : maybe(m);
    e->topic = maybe(m);
    e->difficulty = maybe(m);
    question->u.speaker = maybe(m);
    add_inlines(m, question, DEEPEST - 2);
    if (choose(m, 4) == 1) add_blocks(m, add(m, n, NODE_PROMPT), 0, 1);
    if (choose(m, 4) == 1) add_choices(m, add(m, n, NODE_CHOICES));
    struct node *answer = add(m, n, NODE_ANSWER);
    answer->u.speaker = maybe(m);
    add_blocks(m, answer, 0, 1);
}

/* Blocks belong to the division above them: none stands behind one in its parent. */
static void add_division(struct maker *m, struct node *parent, unsigned depth) {
    struct node *n = add(m, parent, NODE_DIVISION);
    struct division *d = n->u.division;
    d->kind = choose(m, 2) ? STR("section") : STR("part");
    d->label = maybe(m);
    d->number = maybe(m);
    if (choose(m, 4) == 1) d->lang = STR("fr");
    struct node *title = add(m, n, NODE_TITLE);
    add(m, title, NODE_TEXT)->u.text = STR("T");
    add_inlines(m, title, DEEPEST - 2);
    for (unsigned left = choose(m, 3); left; left--) {
        unsigned what = choose(m, 4);
        if (what == 1 && depth < 4) add_division(m, n, depth + 1);
        else if (what == 2 && !node_child(n, NODE_DIVISION)) add_block(m, n, 0);
        else add_entry(m, n);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct document doc;
    document_init(&doc);
    struct maker m = {.p = data, .end = data + size, .doc = &doc};
    for (size_t i = 0; i < NOTES; i++) {
        m.notes[i] = arena_new(&doc.arena, struct note);
        expect(m.notes[i] != NULL, "memory");
        m.notes[i]->label = STR("n");
    }
    if (choose(&m, 4) == 1) add_blocks(&m, add(&m, doc.root, NODE_FRONT), 0, 1);
    add_entry(&m, doc.root);
    while (m.p < m.end) {
        unsigned what = choose(&m, 4);
        if (what == 1) add_division(&m, doc.root, 1);
        else if (what == 2 && !node_child(doc.root, NODE_DIVISION)) add_block(&m, doc.root, 0);
        else add_entry(&m, doc.root);
    }
    expect(tree_finish(&doc), "memory");
    harness_check(&doc);
    harness_round_trip(&doc);
    document_release(&doc);
    return 0;
}
