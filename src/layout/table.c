/* table: columns sized from their content, cells wrapped, rows cut into slices of one line so that a row too tall for
 * a page can break; heads come again on the next page. More columns than fit side by side come in bands below each
 * other, each a table that begins with the first column. */
#include "layout/set.h"

struct column {
    mpt min, max, w, x;
    uint8_t align;
    bool settled; /* its width is */
};

struct table_setting {
    struct setter *s;
    const struct frame *frame;
    struct column *columns;
    size_t n;
    size_t from, to; /* the columns of this band, beside the first */
    mpt leading, baseline, pad;
    uint32_t tag;
};

static size_t count_columns(const struct node *table) {
    size_t most = 0;
    for (struct walk w = walk_of(table); walk_next(&w);) {
        if (!w.entering || w.node->kind != NODE_TR) continue;
        size_t n = 0;
        for (const struct node *c = w.node->first; c; c = c->next) n++;
        if (n > most) most = n;
    }
    return most < LIMIT_TABLE_COLUMNS ? most : LIMIT_TABLE_COLUMNS;
}

static struct look look_of_cell(const struct setter *s, const struct node *cell) {
    struct look look = look_text(s);
    look.size = s->style->table_size;
    look.bold = cell->kind == NODE_TH;
    return look;
}

static void flow_cell(struct setter *s, const struct node *cell, uint32_t tag) {
    struct look look = look_of_cell(s, cell);
    flow_start(s, cell->line);
    flow_inlines(s, cell, &look, tag);
    flow_shape(s);
}

/* Measuring makes tags for code and emphasis as setting does; they are taken back. */
static void measure_cell(struct table_setting *t, const struct node *cell, struct column *column) {
    struct setter *s = t->s;
    size_t tags = s->book->tags.n;
    flow_cell(s, cell, t->tag);
    s->book->tags.n = tags;
    mpt max = flow_natural(s), min = flow_minimum(s), half = t->frame->w / 2;
    if (min > half) min = half; /* long words break */
    if (max > column->max) column->max = max;
    if (min > column->min) column->min = min;
    if (cell->align) column->align = cell->align;
}

static void measure_columns(struct table_setting *t, const struct node *table, uint32_t tag) {
    t->tag = tag;
    for (struct walk w = walk_of(table); walk_next(&w);) {
        if (!w.entering || w.node->kind != NODE_TR) continue;
        size_t i = 0;
        for (const struct node *c = w.node->first; c && i < t->n; c = c->next) measure_cell(t, c, &t->columns[i++]);
    }
}

static bool in_band(const struct table_setting *t, size_t column) { return column == 0 || (column >= t->from && column < t->to); }

static void round_up(struct table_setting *t) {
    for (size_t i = 0; i < t->n; i++) {
        if (t->columns[i].min < PT(6)) t->columns[i].min = PT(6);
        if (t->columns[i].max < t->columns[i].min) t->columns[i].max = t->columns[i].min;
    }
}

/* The end of the band that begins with column `from`: all columns, when they are not so many that words would be torn
 * throughout. */
static size_t end_of_band(const struct table_setting *t, size_t from) {
    int64_t all = 0, used = t->columns[0].min + 2 * t->pad;
    for (size_t i = 0; i < t->n; i++) all += t->columns[i].min + 2 * t->pad;
    if (t->n < 5 || (from == 1 && all < (int64_t)t->frame->w * 3 / 2)) return t->n;
    size_t to = from;
    while (to < t->n && (to < from + 2 || used + t->columns[to].min + 2 * t->pad <= t->frame->w)) {
        used += t->columns[to].min + 2 * t->pad;
        to++;
    }
    return to;
}

/* Sums over the columns of the band that are not settled. */
struct column_sums {
    int64_t n, min, max;
};

static struct column_sums sum_columns(const struct table_setting *t) {
    struct column_sums sums = {0};
    for (size_t i = 0; i < t->n; i++) {
        const struct column *c = &t->columns[i];
        if (!in_band(t, i) || c->settled) continue;
        sums = (struct column_sums){sums.n + 1, sums.min + c->min, sums.max + c->max};
    }
    return sums;
}

/* Columns that ask for no more than an even share get all of it, as long as the others keep their minimum. */
static int64_t settle_narrow(struct table_setting *t, int64_t room) {
    for (size_t i = 0; i < t->n; i++) t->columns[i].settled = false;
    for (bool again = true; again;) {
        struct column_sums open = sum_columns(t);
        again = false;
        for (size_t i = 0; i < t->n && !again && open.n > 1; i++) {
            struct column *c = &t->columns[i];
            if (!in_band(t, i) || c->settled || c->max * open.n > room || open.min - c->min > room - c->max) continue;
            c->settled = again = true;
            c->w = c->max;
            room -= c->max;
        }
    }
    return room;
}

/* When all fits unwrapped, so be it; else narrow columns get what they ask for, and of the others each its minimum and the
 * rest in proportion to what it lacks. */
static void size_columns(struct table_setting *t) {
    int64_t n = (int64_t)(t->to - t->from + 1), room = t->frame->w - 2 * t->pad * n;
    if (room < n * PT(6)) room = n * PT(6);
    room = settle_narrow(t, room);
    struct column_sums open = sum_columns(t);
    mpt x = t->frame->x;
    for (size_t i = 0; i < t->n; i++) {
        struct column *c = &t->columns[i];
        if (!in_band(t, i)) continue;
        if (c->settled || open.max <= room) c->w = c->max + (open.max <= room ? PT(1) : 0);
        else if (open.min >= room) c->w = (mpt)(c->min * room / open.min);
        else c->w = (mpt)(c->min + (c->max - c->min) * (room - open.min) / (open.max - open.min));
        c->x = x + t->pad;
        x += c->w + 2 * t->pad;
    }
}

static mpt table_width(const struct table_setting *t) {
    const struct column *last = &t->columns[t->to - 1];
    return last->x + last->w + t->pad - t->frame->x;
}

static enum flow_align align_of(const struct column *c) {
    return c->align == ALIGN_RIGHT ? FLOW_END : c->align == ALIGN_CENTER ? FLOW_CENTER : FLOW_START;
}

struct cell_line {
    uint32_t slice;
    uint32_t offset; /* where it begins in the row's text, blanks not counted */
    struct line line;
};
typedef VEC(struct cell_line) cell_lines;

/* Set the cells of a row one after the other; gives the number of slices. */
static uint32_t set_cells(struct table_setting *t, const struct node *tr, uint32_t tag, cell_lines *out) {
    struct setter *s = t->s;
    uint32_t slices = 1, before = 0;
    size_t i = 0;
    for (const struct node *c = tr->first; c && i < t->n && s->status == STATUS_OK; c = c->next, i++) {
        const struct column *column = &t->columns[i];
        if (!in_band(t, i)) continue;
        uint32_t cell = set_tag(s, c->kind == NODE_TH ? TAG_TH : TAG_TD, tag);
        flow_cell(s, c, cell);
        struct shape_of_lines shape = {.x = column->x, .width = column->w, .leading = t->leading,
                                       .baseline = t->baseline, .align = align_of(column), .hyphenate = true};
        flow_set(s, &shape);
        if (!s->flow.boxes.n) s->lines.n = 0;
        for (uint32_t k = 0; k < s->lines.n; k++)
            if (!vec_push(out, (struct cell_line){k, before + s->lines.at[k].offset, s->lines.at[k]})) set_fail(s, STATUS_NO_MEMORY);
        before += visible_bytes(buf_str(&s->flow.text));
        if (s->lines.n > slices) slices = (uint32_t)s->lines.n;
    }
    for (; i < t->to; i++)
        if (in_band(t, i)) set_tag(s, TAG_TD, tag); /* rows are of one length for who hears them */
    return slices;
}

/* Gather the items of one slice at the end of the pool. */
static uint32_t gather(struct setter *s, const cell_lines *cells, uint32_t slice) {
    uint32_t first = (uint32_t)s->pool.n;
    for (size_t i = 0; i < cells->n; i++) {
        if (cells->at[i].slice != slice) continue;
        const struct line *line = &cells->at[i].line;
        for (uint32_t k = 0; k < line->n; k++) set_item(s, s->pool.at[line->first + k]);
    }
    return first;
}

/* Where the slice begins in the row's text: with the first cell that has a line in it. */
static uint32_t slice_offset(const cell_lines *cells, uint32_t slice) {
    for (size_t i = 0; i < cells->n; i++)
        if (cells->at[i].slice == slice) return cells->at[i].offset;
    return 0;
}

enum { ROW_PAD = 3000 };

static void push_slices(struct table_setting *t, const cell_lines *cells, uint32_t slices, bool head,
                        const struct repeat *repeat) {
    struct setter *s = t->s;
    for (uint32_t k = 0; k < slices && s->status == STATUS_OK; k++) {
        uint32_t first = gather(s, cells, k);
        mpt height = t->leading;
        if (k == 0) { /* air above the first line, a rule and air below the last */
            for (size_t i = first; i < s->pool.n; i++) {
                struct item *item = &s->pool.at[i];
                if (item->kind == ITEM_TEXT) item->u.text.y += ROW_PAD;
                else if (item->kind == ITEM_RECT) item->u.rect.y += ROW_PAD;
                else if (item->kind == ITEM_LINK) item->u.link.y += ROW_PAD;
            }
            height += ROW_PAD;
        }
        if (k + 1 == slices) {
            height += ROW_PAD;
            set_rect(s, 0, t->frame->x, height - (head ? PT(0.9) : PT(0.4)), table_width(t),
                     head ? PT(0.9) : PT(0.4), 0, head ? s->style->accent : s->style->rule);
        }
        row_cost(s, head ? COST_KEEP : k ? COST_WIDOW : COST_INSIDE);
        if (k == 0 && !head) row_space(s, 0, PT(0.6), 0);
        s->offset = slice_offset(cells, k);
        row_push_at(s, height, first, (uint32_t)s->pool.n - first, repeat);
    }
    s->offset = 0;
}

static void set_row(struct table_setting *t, const struct node *tr, uint32_t tag, bool head,
                    const struct repeat *repeat) {
    cell_lines cells = {0};
    uint32_t slices = set_cells(t, tr, set_tag(t->s, TAG_TR, tag), &cells);
    t->s->shows = tr;
    push_slices(t, &cells, slices, head, repeat);
    t->s->shows = NULL;
    vec_release(&cells);
}

/* The rows of the head since `first`, copied to come again; as decoration, for their text is in the book once. */
static const struct repeat *make_repeat(struct setter *s, size_t first) {
    mpt height = 0;
    uint32_t n = 0;
    for (size_t i = first; i < s->rows.n; i++) n += s->rows.at[i].items;
    struct repeat *repeat = arena_new(set_arena(s), struct repeat);
    struct item *items = arena_array(set_arena(s), struct item, n);
    if (!repeat || !items) {
        set_fail(s, STATUS_NO_MEMORY);
        return NULL;
    }
    n = 0;
    for (size_t i = first; i < s->rows.n; i++) {
        const struct row *row = &s->rows.at[i];
        if (i > first) height += row->space;
        for (uint32_t k = 0; k < row->items; k++) {
            struct item item = s->pool.at[row->first_item + k];
            if (item.kind == ITEM_LINK) continue;
            item.tag = 0;
            if (item.kind == ITEM_TEXT) item.u.text.y += height;
            else item.u.rect.y += height;
            items[n++] = item;
        }
        height += row->height;
    }
    *repeat = (struct repeat){.height = height, .n = n, .items = items};
    return height < s->text_height / 4 ? repeat : NULL;
}

/* PDF/UA-1, 7.2, knows no head without a body. */
static bool has_body(const struct node *table) {
    for (const struct node *n = table->first; n; n = n->next)
        if (n->kind == NODE_TBODY && n->first) return true;
    return false;
}

static void set_rows(struct table_setting *t, const struct node *table) {
    struct setter *s = t->s;
    const struct repeat *repeat = NULL;
    for (const struct node *group = table->first; group && s->status == STATUS_OK; group = group->next) {
        bool head = group->kind == NODE_THEAD;
        if (!head && group->kind != NODE_TBODY) continue;
        if (!group->first) continue;
        uint32_t tag = set_tag(s, head && has_body(table) ? TAG_THEAD : TAG_TBODY, t->tag);
        size_t first = s->rows.n;
        for (const struct node *tr = group->first; tr && s->status == STATUS_OK; tr = tr->next)
            set_row(t, tr, tag, head, repeat);
        if (head && s->rows.n > first) {
            repeat = make_repeat(s, first);
            s->keep = 1; /* a head with its first row */
        }
    }
}

static void set_band(struct table_setting *t, const struct node *table, uint32_t tag) {
    struct setter *s = t->s;
    t->tag = set_tag(s, TAG_TABLE, tag);
    size_columns(t);
    uint32_t first = row_lead(s, PT(0.6), PT(10));
    set_rect(s, 0, t->frame->x, 0, table_width(t), PT(0.6), 0, s->style->accent);
    row_push_bare(s, PT(0.6), first);
    if (!s->keep) s->keep = 1;
    set_rows(t, table);
}

void set_table(struct setter *s, const struct node *table, const struct frame *frame, uint32_t tag) {
    struct table_setting t = {.s = s, .frame = frame, .n = count_columns(table), .leading = s->style->table_leading,
                              .baseline = baseline_of(s->style->table_leading, s->style->table_size),
                              .pad = s->style->cell_pad};
    if (!t.n || s->status != STATUS_OK) return;
    t.columns = calloc(t.n, sizeof *t.columns);
    if (!t.columns) {
        set_fail(s, STATUS_NO_MEMORY);
        return;
    }
    measure_columns(&t, table, tag);
    round_up(&t);
    t.from = 1;
    do {
        t.to = end_of_band(&t, t.from);
        if (t.from > 1) row_space(s, s->style->block_gap, s->style->block_stretch, PT(1));
        set_band(&t, table, tag);
        t.from = t.to;
    } while (t.from < t.n && s->status == STATUS_OK);
    free(t.columns);
}
