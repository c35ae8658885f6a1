/* emit: places the rows of a page, draws what stands behind and beside them, the running head and the folio, and
 * sends the page. */
#include "base/words.h"
#include "layout/set.h"

struct drawn { /* a decoration's stretch on this page */
    const struct deco *deco;
    mpt from, to;
    bool begins, ends;
};

struct emission {
    struct setter *s;
    VEC(struct drawn) decos;
    mpt *tops; /* of the rows, below the text area's top */
    uint32_t from, to;
    mpt left;  /* of the text area, which differs on two-sided pages */
    bool part_opens, asks; /* asks: a question begins on the page */
    const struct node *first_entry, *last_entry;
    struct running at_top;
};

/* --- places of rows --- */

struct glue_sums {
    int64_t tall, stretch, shrink;
};

static struct glue_sums sum_up(const struct setter *s, uint32_t from, uint32_t to) {
    struct glue_sums g = {0};
    for (uint32_t i = from; i < to; i++) {
        const struct row *row = &s->rows.at[i];
        g.tall += row->height;
        if (i == from) {
            g.tall += row->repeat ? row->repeat->height : 0;
            continue;
        }
        g.tall += row->space;
        g.stretch += row->stretch;
        g.shrink += row->shrink;
    }
    return g;
}

static void place_rows(struct emission *e, bool ragged_bottom) {
    const struct setter *s = e->s;
    struct glue_sums g = sum_up(s, e->from, e->to);
    int64_t room = s->text_height - g.tall, y = 0, used = 0;
    if (ragged_bottom && room > 0) room = 0;
    int64_t glue = room > 0 ? g.stretch : g.shrink, most = room > 0 ? PAGE_STRETCH * glue : glue;
    if (room > most) room = most;
    if (-room > most) room = -most;
    for (uint32_t i = e->from; i < e->to; i++) {
        const struct row *row = &s->rows.at[i];
        if (i == e->from) y += row->repeat ? row->repeat->height : 0;
        else {
            used += room > 0 ? row->stretch : row->shrink;
            y += row->space;
        }
        e->tops[i - e->from] = (mpt)(y + (glue ? room * used / glue : 0));
        y += row->height;
    }
}

/* --- decorations --- */

static bool draw_chain(struct emission *e, const struct deco *deco, uint32_t row, mpt top, mpt bottom) {
    if (!deco) return true;
    if (!draw_chain(e, deco->parent, row, top, bottom)) return false;
    uint32_t number = e->s->rows_made + row;
    for (size_t i = e->decos.n; i-- > 0;) {
        struct drawn *d = &e->decos.at[i];
        if (d->deco != deco) continue;
        d->to = bottom;
        d->ends = number == deco->last;
        return true;
    }
    struct drawn d = {.deco = deco, .from = top, .to = bottom, .begins = number == deco->first,
                      .ends = number == deco->last};
    return vec_push(&e->decos, d);
}

/* A panel with a frame; where it goes on over a page's end it is open. */
static void draw_panel(struct setter *s, const struct drawn *d) {
    const struct style *st = s->style;
    mpt x = d->deco->x, w = d->deco->w, line = PT(0.5);
    mpt from = d->begins ? d->from : d->from - PT(4), h = (d->ends ? d->to : d->to + PT(3)) - from;
    if (d->begins && d->ends) {
        struct item item = {.kind = ITEM_RECT};
        item.u.rect = (struct item_rect){.x = s->rtl ? s->text_width - x - w : x, .y = d->from, .w = w, .h = h,
                                         .radius = PT(2), .fill = st->panel, .stroke = st->rule, .filled = true,
                                         .line = line};
        set_item(s, item);
        return;
    }
    set_rect(s, 0, x, from, w, h, 0, st->panel);
    set_rect(s, 0, x, from, line, h, 0, st->rule);
    set_rect(s, 0, x + w - line, from, line, h, 0, st->rule);
    if (d->begins) set_rect(s, 0, x, d->from, w, line, 0, st->rule);
    if (d->ends) set_rect(s, 0, x, d->to - line, w, line, 0, st->rule);
}

static void draw_decos(struct emission *e) {
    struct setter *s = e->s;
    for (uint32_t i = e->from; i < e->to; i++) {
        const struct row *row = &s->rows.at[i];
        mpt top = e->tops[i - e->from], bottom = top + row->height;
        if (i == e->from && row->repeat) top -= row->repeat->height;
        if (!draw_chain(e, row->deco, i, top, bottom)) set_fail(s, STATUS_NO_MEMORY);
    }
    for (size_t i = 0; i < e->decos.n; i++) {
        const struct drawn *d = &e->decos.at[i];
        switch ((enum deco_kind)d->deco->kind) {
        case DECO_THREAD:
        case DECO_QUOTE:
            set_rect(s, 0, d->deco->x, d->from, d->deco->w, d->to - d->from, 0, s->style->rule);
            break;
        case DECO_PANEL: draw_panel(s, d); break;
        }
    }
}

/* --- items --- */

static void send_item(struct emission *e, struct item item, mpt dx, mpt dy) {
    switch ((enum item_kind)item.kind) {
    case ITEM_TEXT: item.u.text.x += dx, item.u.text.y += dy; break;
    case ITEM_RECT: item.u.rect.x += dx, item.u.rect.y += dy; break;
    case ITEM_IMAGE: item.u.image.x += dx, item.u.image.y += dy; break;
    case ITEM_LINK: item.u.link.x += dx, item.u.link.y += dy; break;
    }
    if (!vec_push(&e->s->page_items, item)) set_fail(e->s, STATUS_NO_MEMORY);
}

/* What was set at the end of the pool goes to the page and out of the pool. */
static void send_from(struct emission *e, size_t first) {
    struct setter *s = e->s;
    for (size_t i = first; i < s->pool.n; i++) send_item(e, s->pool.at[i], e->left, s->top);
    s->pool.n = first;
}

static void send_rows(struct emission *e) {
    struct setter *s = e->s;
    const struct repeat *repeat = s->rows.at[e->from].repeat;
    for (uint32_t k = 0; repeat && k < repeat->n; k++) send_item(e, repeat->items[k], e->left, s->top);
    for (uint32_t i = e->from; i < e->to; i++) {
        const struct row *row = &s->rows.at[i];
        for (uint32_t k = 0; k < row->items; k++)
            send_item(e, s->pool.at[row->first_item + k], e->left, s->top + e->tops[i - e->from]);
    }
}

/* --- marks --- */

static void note_mark(struct emission *e, const struct mark *mark, uint32_t row) {
    struct setter *s = e->s;
    if (mark->target) {
        struct target *t = &s->book->targets.at[mark->target - 1];
        if (mark->kind == MARK_PLACE && (t->page || t->y)) return; /* the first one counts */
        mpt y = s->top + e->tops[row - e->from] - PT(12);
        *t = (struct target){.page = s->pages, .x = 0, .y = y > 0 ? y : 0};
    }
    if (mark->kind == MARK_ENTRY || mark->kind == MARK_ANSWER) {
        s->running.entry = mark->node;
        if (mark->kind == MARK_ENTRY) e->asks = true;
        else if (e->asks) return; /* the folio names the questions, not the first answers below them */
        if (!e->first_entry) e->first_entry = mark->node;
        e->last_entry = mark->node;
    } else if (mark->kind == MARK_DIVISION) {
        bool part = division_is_part(mark->node);
        if (part && row == e->from && mark->node->u.division->level <= 1) e->part_opens = true;
        if (part) s->running.part = mark->node, s->running.section = NULL;
        else s->running.section = mark->node;
    }
}

/* What of the tree a mark stands at. */
static const struct node *marked(const struct mark *m) {
    const struct node *answer = m->kind == MARK_ANSWER ? node_child(m->node, NODE_ANSWER) : NULL;
    return answer ? answer : m->node;
}

static void note_marks(struct emission *e) {
    struct setter *s = e->s;
    struct page_start start = {.page = s->pages};
    bool starts_entry = false;
    bool any_mark = false;
    for (const struct mark *m = s->rows.at[e->from].marks; m; m = m->next) {
        starts_entry |= m->kind == MARK_ENTRY || m->kind == MARK_ANSWER;
        any_mark |= m->kind != MARK_PLACE;
    }
    if (!starts_entry && !any_mark) e->first_entry = s->running.entry, e->last_entry = s->running.entry;
    for (uint32_t i = e->from; i < e->to; i++) {
        for (const struct mark *m = s->rows.at[i].marks; m; m = m->next) {
            if (!start.node && m->kind != MARK_PLACE) start.node = marked(m);
            note_mark(e, m, i);
            /* the head names the section that the page begins in, or the first to begin on it */
            if (m->kind == MARK_DIVISION && (i == e->from || !e->at_top.section)) e->at_top = s->running;
        }
        const struct row *row = &s->rows.at[i]; /* one without text may come first: the rule above a table */
        if (!start.node && row->shows) start.node = row->shows, start.offset = row->offset;
    }
    if (!s->front && !vec_push(&s->book->starts, start)) set_fail(s, STATUS_NO_MEMORY);
}

/* --- heads and feet --- */

static void put_title(const struct node *division, bool with_label, struct buf *out) {
    const struct node *title = division ? division_title(division) : NULL;
    if (!division) return;
    if (with_label && division->u.division->label.n) buf_put(out, division->u.division->label);
    else if (title) node_plain_text(title, out);
}

static void put_questions(const struct emission *e, struct buf *out) {
    if (!e->first_entry) return;
    str first = entry_label(e->first_entry->u.entry), last = entry_label(e->last_entry->u.entry);
    bool several = e->last_entry != e->first_entry && last.n;
    if (first.n && char_is_digit(first.p[0])) { /* a bare number beside that of the page says nothing */
        buf_put(out, own_word(several ? WORD_QUESTIONS : WORD_QUESTION, e->s->doc->lang));
        buf_put_char(out, ' ');
    }
    buf_put(out, first);
    if (!several) return;
    if (first.n) buf_put(out, STR(" – "));
    buf_put(out, last);
}

static void put_page(const struct emission *e, struct buf *out) {
    struct setter *s = e->s;
    if (!s->front) {
        buf_put_uint(out, s->body_pages + 1);
        return;
    }
    /* the contents come after the cover; book_page_label says the same from the labels */
    struct book roman = {0};
    struct page_label label = {.first = 0, .style = 'r', .start = 1};
    if (!vec_push(&roman.labels, label)) set_fail(s, STATUS_NO_MEMORY);
    else book_page_label(&roman, s->pages - s->body_pages, out);
    vec_release(&roman.labels);
}

static void put_field(struct emission *e, str name, struct buf *out) {
    if (str_eq(name, STR("title"))) buf_put(out, e->s->book->title);
    else if (str_eq(name, STR("part"))) put_title(e->at_top.part, true, out);
    else if (str_eq(name, STR("section"))) put_title(e->at_top.section, false, out);
    else if (str_eq(name, STR("questions"))) put_questions(e, out);
    else if (str_eq(name, STR("page"))) put_page(e, out);
}

/* A template with its fields filled in; a separator beside an empty field goes. */
static void fill(struct emission *e, str template, struct buf *out) {
    size_t i = 0, literal_at = 0, literal_n = 0;
    while (i < template.n) {
        size_t end = template.p[i] == '{' ? str_find_char(template, '}', i) : SIZE_MAX;
        if (end == SIZE_MAX) {
            if (!literal_n) literal_at = i;
            literal_n++;
            i++;
            continue;
        }
        size_t before = out->n;
        str literal = str_sub(template, literal_at, literal_at + literal_n);
        if (out->n || !str_trim(literal).n || literal_at > 0) buf_put(out, before ? literal : (str){0});
        else buf_put(out, literal);
        size_t filled = out->n;
        put_field(e, str_sub(template, i + 1, end), out);
        if (out->n == filled) out->n = before;
        i = end + 1;
        literal_n = 0;
    }
    if (literal_n) buf_put(out, str_sub(template, literal_at, literal_at + literal_n));
}

static str filled(struct emission *e, str template) {
    struct buf b;
    buf_init(&b);
    fill(e, template, &b);
    return str_trim(set_keep(e->s, &b));
}

static void set_running(struct emission *e, str text, mpt y, bool at_end, bool bold, struct rgb color, mpt max) {
    struct setter *s = e->s;
    struct look look = {.family = FAMILY_HEAD, .bold = bold, .size = s->style->head_size, .color = color,
                        .features = SHAPE_TABULAR};
    if (!text.n) return;
    if (text_is_capitals(text) && text.n > 6) {
        look.size = look.size * 90 / 100;
        look.tracking = look.size * 5 / 100;
    } else {
        look.tracking = look.size * 15 / 1000;
    }
    set_label(s, text, &look, 0, at_end ? s->text_width : 0, y, at_end ? FLOW_END : FLOW_START, max, END_NOTHING);
}

static void set_head_and_foot(struct emission *e, bool left_page) {
    struct setter *s = e->s;
    const struct style *st = s->style;
    mpt head = st->head_baseline - s->top, foot = s->height - st->foot_baseline - s->top;
    mpt below = s->height - s->top - s->text_height;
    if (head > -PT(24)) head = s->top > PT(36) ? -PT(24) : -s->top * 2 / 3; /* small paper */
    if (foot < s->text_height + PT(20)) foot = s->text_height + below * 6 / 10;
    mpt max = s->text_width * 55 / 100;
    bool swap = left_page;
    if (!e->part_opens && !s->front) {
        size_t before = s->pool.n;
        str left = filled(e, st->head_left), right = filled(e, st->head_right);
        if (str_eq(left, right)) right = (str){0}; /* a section that is called as the book is */
        set_running(e, swap ? right : left, head, false, false, st->mute, s->text_width * 42 / 100);
        set_running(e, swap ? left : right, head, true, false, st->mute, max);
        if (s->pool.n > before) set_rect(s, 0, 0, head + PT(5.5), s->text_width, PT(0.5), 0, st->rule);
    }
    struct rgb mute = st->mute;
    bool page_left = str_find(st->foot_left, STR("{page}"), 0) != SIZE_MAX;
    bool page_right = str_find(st->foot_right, STR("{page}"), 0) != SIZE_MAX;
    set_running(e, filled(e, st->foot_left), foot, swap, page_left, page_left ? st->ink : mute, max);
    set_running(e, filled(e, st->foot_right), foot, !swap, page_right, page_right ? st->ink : mute, max);
}

void page_emit(struct setter *s, uint32_t from, uint32_t to, bool ends) {
    struct emission e = {.s = s, .from = from, .to = to, .at_top = s->running};
    bool free_bottom = ends || (to < s->rows.n && s->rows.at[to].cost == COST_FORCED);
    bool left_page = s->style->two_sided && (s->front ? (s->pages - s->body_pages) % 2 : s->body_pages % 2) != 0;
    if (s->status != STATUS_OK || to <= from) return;
    e.left = left_page != s->rtl ? s->width - s->left - s->text_width : s->left;
    e.tops = calloc(to - from, sizeof *e.tops);
    if (!e.tops) {
        set_fail(s, STATUS_NO_MEMORY);
        return;
    }
    s->page_items.n = 0;
    place_rows(&e, free_bottom);
    note_marks(&e);
    size_t first = s->pool.n;
    draw_decos(&e);
    set_head_and_foot(&e, left_page);
    send_from(&e, first);
    send_rows(&e);
    struct page page = {.id = s->pages, .width = s->width, .height = s->height, .items = s->page_items.at,
                        .n = s->page_items.n};
    if (s->status == STATUS_OK && s->pages >= LIMIT_PAGES) set_fail(s, STATUS_LIMIT);
    if (s->status == STATUS_OK) set_fail(s, s->sink->page(s->sink->context, &page, s->book));
    s->pages++;
    if (!s->front) s->body_pages++;
    vec_release(&e.decos);
    free(e.tops);
}
