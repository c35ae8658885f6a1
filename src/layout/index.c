/* index: the questions by what they ask about, in two columns with their pages, after the body. "What is a lambda
 * function?" stands under L: the words that only ask are left out. */
#include "base/words.h"
#include "layout/set.h"

enum { INDEX_FROM = 100, COLUMNS = 2, LETTER_ROWS = 2 };

bool index_wanted(const struct setter *s) {
    if (str_eq(s->style->index, STR("yes"))) return s->doc->entries > 0;
    return str_eq(s->style->index, STR("auto")) && s->doc->entries >= INDEX_FROM;
}

struct index_entry {
    str key, sort, label, question;
    str lang; /* of the question */
    uint32_t target, order;
};

/* English alone; in other languages the question stands as it is. */
static bool only_asks(str word) {
    static const char *const WORDS[] = {"what", "what's", "whats", "is", "are", "was", "why", "how", "do", "does", "did",
        "can", "could", "would", "should", "will", "you", "we", "i", "explain", "describe", "define", "the", "a", "an",
        "which", "when", "where", "who", "tell", "me", "about", "list", "give", "name", "your", "in", "of", "have"};
    return STR_IN_NOCASE(word, WORDS);
}

static str without_marks(str s) {
    while (s.n && (unsigned char)s.p[0] < 0x80 && !char_is_alnum(s.p[0])) s = str_drop(s, 1);
    while (s.n && strchr("?.:! ", s.p[s.n - 1])) s.n--;
    return s;
}

static str key_of(str question) {
    str rest = without_marks(question), whole = rest;
    for (;;) {
        size_t end = 0;
        while (end < rest.n && !char_is_space(rest.p[end])) end++;
        if (end == rest.n) return only_asks(rest) ? whole : rest;
        if (!only_asks(str_sub(rest, 0, end))) return rest;
        rest = without_marks(str_trim_left(str_drop(rest, end)));
    }
}

static int by_key(const void *x, const void *y) {
    const struct index_entry *a = x, *b = y;
    int order = str_cmp(a->sort, b->sort);
    return order ? order : (a->order > b->order) - (a->order < b->order);
}

/* In the order of the book's language. */
static void sort_entries(struct setter *s, struct index_entry *entries, size_t n) {
    struct collation *collation = collation_open(s->doc->lang);
    if (!collation) set_fail(s, STATUS_NO_MEMORY);
    for (size_t i = 0; i < n && s->status == STATUS_OK; i++)
        if (!collation_key(collation, entries[i].key, set_arena(s), &entries[i].sort)) set_fail(s, STATUS_NO_MEMORY);
    collation_close(collation);
    if (s->status == STATUS_OK) qsort(entries, n, sizeof *entries, by_key);
}

static struct index_entry *collect(struct setter *s, size_t *n) {
    struct index_entry *entries = calloc(s->doc->entries + 1u, sizeof *entries);
    uint32_t target = 0;
    if (!entries) {
        set_fail(s, STATUS_NO_MEMORY);
        return NULL;
    }
    for (struct walk w = walk_of(s->doc->root); walk_next(&w) && *n < s->doc->entries;) {
        if (!w.entering || (w.node->kind != NODE_DIVISION && w.node->kind != NODE_ENTRY)) continue;
        const struct node *q = w.node->kind == NODE_ENTRY ? node_child(w.node, NODE_QUESTION) : NULL;
        struct index_entry e = {.target = target, .order = target};
        target++;
        if (!q) continue;
        e.question = str_trim(node_text(s, q));
        e.key = key_of(e.question);
        e.lang = node_lang(s->doc, node_run(q));
        e.label = entry_label(w.node->u.entry);
        if (e.key.n) entries[(*n)++] = e;
        walk_skip(&w);
    }
    sort_entries(s, entries, *n);
    return entries;
}

/* What stands in a place of a column: an entry, a letter, or nothing. */
struct place {
    const struct index_entry *entry;
    uint32_t letter;
};
typedef VEC(struct place) place_list;

/* Letters stand after an empty place, with at least one entry below them in the same column. */
static bool make_places(const struct index_entry *entries, size_t n, size_t rows, place_list *out) {
    uint32_t letter = 0;
    bool ok = true;
    for (size_t i = 0; i < n && ok; i++) {
        uint32_t own = collation_initial(entries[i].key);
        if (own != letter) {
            if (out->n % rows) ok = ok && vec_push(out, (struct place){0});
            while (ok && own && rows - out->n % rows < LETTER_ROWS) ok = vec_push(out, (struct place){0});
            if (own) ok = ok && vec_push(out, (struct place){.letter = own});
            letter = own;
        }
        ok = ok && vec_push(out, (struct place){.entry = &entries[i]});
    }
    return ok;
}

struct index_setting {
    struct setter *s;
    uint32_t tag;
    mpt leading, column, gutter, page_width;
    struct look text, label, letter;
};

static str number(struct setter *s, uint32_t value) {
    struct buf b;
    buf_init(&b);
    buf_put_uint(&b, value);
    return set_keep(s, &b);
}

static void set_place(struct index_setting *x, const struct place *place, size_t column) {
    struct setter *s = x->s;
    mpt left = (mpt)column * (x->column + x->gutter), baseline = baseline_of(x->leading, x->text.size);
    if (place->letter) {
        char letter[4];
        set_label(s, str_of(letter, utf8_encode(place->letter, letter)), &x->letter, set_tag(s, TAG_P, x->tag), left, baseline, FLOW_START, 0,
                  END_NOTHING);
        return;
    }
    const struct index_entry *e = place->entry;
    if (!e) return;
    uint32_t link = set_tag(s, TAG_LINK, set_tag(s, TAG_REFERENCE, set_tag(s, TAG_P, x->tag)));
    struct look text = x->text;
    text.lang = e->lang;
    set_label(s, e->key, &text, link, left, baseline, FLOW_START, x->column - x->page_width, END_SPACE);
    str page = number(s, s->book->targets.at[e->target].page);
    set_label(s, page, &x->label, link, left + x->column, baseline, FLOW_END, 0, END_NOTHING);
    struct item item = {.kind = ITEM_LINK, .tag = link};
    item.u.link = (struct item_link){.x = s->rtl ? s->text_width - left - x->column : left, .w = x->column,
                                     .h = x->leading, .target = e->target, .contents = e->question};
    set_item(s, item);
}

static void set_title(struct index_setting *x) {
    struct setter *s = x->s;
    struct look look = {.family = FAMILY_HEAD, .bold = true, .size = s->style->part_size, .color = s->style->accent,
                        .features = SHAPE_LIGATURES};
    uint32_t first = (uint32_t)s->pool.n, heading = set_tag(s, TAG_HEADING, x->tag);
    if (s->status != STATUS_OK) return;
    s->book->tags.at[heading].level = 1;
    s->last_heading = 1;
    row_cost(s, COST_FORCED);
    uint32_t target = (uint32_t)s->book->targets.n;
    row_mark(s, MARK_NODE, NULL, target + 1);
    struct outline_item item = {.level = 1, .title = own_word(WORD_INDEX, s->doc->lang), .target = target,
                                .tag = heading};
    if (!vec_push(&s->book->targets, (struct target){0}) || !vec_push(&s->book->outline, item))
        set_fail(s, STATUS_NO_MEMORY);
    set_label(s, item.title, &look, heading, 0, baseline_of(s->style->part_leading, look.size), FLOW_START, 0,
              END_NOTHING);
    row_push(s, s->style->part_leading, first);
    s->keep = 1;
    row_space(s, PT(12), 0, 0);
}

/* Column by column, page by page; the first page has the title above its columns. */
static void set_places(struct index_setting *x, const place_list *places, size_t first_rows, size_t rows) {
    struct setter *s = x->s;
    size_t at = 0, here = first_rows;
    while (at < places->n && s->status == STATUS_OK) {
        size_t left = places->n - at;
        if (left < here * COLUMNS) here = (left + COLUMNS - 1) / COLUMNS; /* the last page: columns of one length */
        for (size_t row = 0; row < here && s->status == STATUS_OK; row++) {
            uint32_t first = (uint32_t)s->pool.n;
            for (size_t column = 0; column < COLUMNS; column++)
                if (at + column * here + row < places->n) set_place(x, &places->at[at + column * here + row], column);
            if (row) row_cost(s, COST_KEEP);
            else if (at) row_cost(s, COST_FORCED);
            row_push(s, x->leading, first);
        }
        at += here * COLUMNS;
        here = rows;
    }
}

void set_index(struct setter *s, uint32_t tag) {
    const struct style *st = s->style;
    struct index_setting x = {.s = s, .tag = tag, .leading = st->table_leading, .gutter = PT(20)};
    size_t n = 0;
    pages_flush(s, true); /* now the pages of all entries are known */
    s->running = (struct running){0};
    struct index_entry *entries = s->status == STATUS_OK ? collect(s, &n) : NULL;
    if (!entries) return;
    x.text = (struct look){.family = FAMILY_TEXT, .size = st->table_size, .color = st->ink, .features = SHAPE_LIGATURES};
    x.label = (struct look){.family = FAMILY_HEAD, .size = st->table_size * 85 / 100, .color = st->ink,
                            .features = SHAPE_TABULAR};
    x.letter = (struct look){.family = FAMILY_HEAD, .bold = true, .size = st->table_size, .color = st->accent};
    x.column = (s->text_width - x.gutter) / COLUMNS;
    x.page_width = label_width(s, STR("00000"), &x.label) + PT(4);
    set_title(&x);
    size_t rows = (size_t)(s->text_height / x.leading);
    size_t first_rows = (size_t)((s->text_height - st->part_leading - PT(12)) / x.leading);
    place_list places = {0};
    if (!make_places(entries, n, rows, &places)) set_fail(s, STATUS_NO_MEMORY);
    set_places(&x, &places, first_rows, rows);
    vec_release(&places);
    free(entries);
}
