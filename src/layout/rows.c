/* rows: what setting appends to: items in the pool, and rows of them with space and break costs before. */
#include "base/words.h"
#include "layout/set.h"

void set_fail(struct setter *s, enum status status) {
    if (s->status != STATUS_OK) return;
    s->status = status;
    if (status == STATUS_NO_MEMORY) diag_add1(s->diags, DIAG_NO_MEMORY, SPAN_ABSENT, STR("setting pages"));
}

str set_keep(struct setter *s, struct buf *b) {
    str kept = arena_str(set_arena(s), buf_str(b));
    if (b->failed || (b->n && !kept.p)) set_fail(s, STATUS_NO_MEMORY);
    buf_release(b);
    return kept;
}

str book_str(struct setter *s, str text) {
    str copy = arena_str(&s->book->arena, text);
    if (text.n && !copy.p) set_fail(s, STATUS_NO_MEMORY);
    return copy;
}

struct arena *set_arena(struct setter *s) { return &s->parts[s->part]; }

uint32_t set_tag(struct setter *s, enum tag_role role, uint32_t parent) {
    struct tag tag = {.role = (uint8_t)role, .parent = parent};
    if (!vec_push(&s->book->tags, tag)) {
        set_fail(s, STATUS_NO_MEMORY);
        return 0;
    }
    return (uint32_t)(s->book->tags.n - 1);
}

void set_item(struct setter *s, struct item item) {
    if (!vec_push(&s->pool, item)) set_fail(s, STATUS_NO_MEMORY);
}

void set_rect(struct setter *s, uint32_t tag, mpt x, mpt y, mpt w, mpt h, mpt radius, struct rgb fill) {
    struct item item = {.kind = ITEM_RECT, .tag = tag};
    if (s->rtl) x = s->text_width - x - w;
    item.u.rect = (struct item_rect){.x = x, .y = y, .w = w, .h = h, .radius = radius, .fill = fill, .filled = true};
    set_item(s, item);
}

/* --- labels --- */

mpt label_width(struct setter *s, str text, const struct look *look) {
    flow_start(s, 0);
    flow_text(s, text, look, 0);
    flow_shape(s);
    return s->status == STATUS_OK ? flow_natural(s) : 0;
}

/* The first word alone is too long: as many of its letters as fit. */
static str cut_word(struct setter *s, str text, const struct look *look, mpt max) {
    mpt wide = label_width(s, text, look);
    text.n = (size_t)((uint64_t)text.n * (uint64_t)max / (uint64_t)(wide > max ? wide : max));
    while (text.n && s->status == STATUS_OK) {
        while (text.n && ((unsigned char)text.p[text.n] & 0xC0) == 0x80) text.n--;
        str cut = arena_join(set_arena(s), text, STR("…"));
        if (!cut.p || label_width(s, cut, look) <= max) return cut;
        text.n--;
    }
    return STR("…");
}

/* Drop words from the end until an ellipsis fits. */
static str cut_to(struct setter *s, str text, const struct look *look, mpt max) {
    const str whole = text;
    while (text.n) {
        while (text.n && !char_is_space(text.p[text.n - 1])) text.n--;
        text = str_trim_right(text);
        str cut = arena_join(set_arena(s), text, STR("…"));
        if (text.n && (!cut.p || s->status != STATUS_OK || label_width(s, cut, look) <= max)) return cut;
    }
    return cut_word(s, whole, look, max);
}

/* Sets the label that label_width has just measured. */
static void place_label(struct setter *s, mpt w, uint32_t tag, mpt x, mpt y, enum flow_align align, enum text_end end) {
    size_t first = s->pool.n;
    if (!s->flow.boxes.n) return;
    if (align == FLOW_CENTER) x -= w / 2;
    if (align == FLOW_END) x -= w;
    for (size_t i = 0; i < s->flow.runs.n; i++) s->flow.runs.at[i].tag = flow_lang_tag(s, s->flow.runs.at[i].lang, tag);
    struct shape_of_lines shape = {.x = x, .width = w + PT(1), .leading = 0, .baseline = y, .align = FLOW_START};
    flow_set(s, &shape);
    for (size_t i = s->pool.n; i > first; i--) {
        struct item *item = &s->pool.at[i - 1];
        if (item->kind != ITEM_TEXT) continue;
        item->u.text.end = (uint8_t)end;
        break;
    }
}

mpt set_label(struct setter *s, str text, const struct look *look, uint32_t tag, mpt x, mpt y, enum flow_align align,
              mpt max, enum text_end end) {
    text = str_trim(text);
    mpt w = label_width(s, text, look);
    if (max > 0 && w > max) w = label_width(s, cut_to(s, text, look, max), look);
    place_label(s, w, tag, x, y, align, end);
    return w;
}

/* --- rows --- */

void row_space(struct setter *s, mpt space, mpt stretch, mpt shrink) {
    if (space < s->space) return;
    s->space = space;
    s->stretch = stretch;
    s->shrink = shrink;
}

void row_cost(struct setter *s, int32_t cost) {
    if (s->cost == COST_FORCED) return;
    if (cost == COST_FORCED || cost > s->cost) s->cost = cost;
}

void row_mark(struct setter *s, enum mark_kind kind, const struct node *node, uint32_t target) {
    struct mark *mark = arena_new(set_arena(s), struct mark);
    if (!mark) {
        set_fail(s, STATUS_NO_MEMORY);
        return;
    }
    *mark = (struct mark){.kind = (uint8_t)kind, .node = node, .target = target};
    if (!s->marks) s->marks = mark;
    else *s->marks_end = mark;
    s->marks_end = &mark->next;
}

void row_push_at(struct setter *s, mpt height, uint32_t first, uint32_t n, const struct repeat *repeat) {
    struct row row = {.space = s->space, .stretch = s->stretch, .shrink = s->shrink, .height = height,
                      .cost = s->cost, .first_item = first, .items = n, .deco = s->deco, .marks = s->marks,
                      .repeat = repeat, .shows = s->shows, .offset = s->offset};
    if (s->keep && row.cost != COST_FORCED) row.cost = COST_KEEP;
    if (s->keep) s->keep--;
    s->space = s->stretch = s->shrink = 0;
    s->cost = 0;
    s->marks = NULL;
    if (!vec_push(&s->rows, row)) set_fail(s, STATUS_NO_MEMORY);
}

void row_push(struct setter *s, mpt height, uint32_t first) {
    row_push_at(s, height, first, (uint32_t)s->pool.n - first, NULL);
}

void row_push_bare(struct setter *s, mpt height, uint32_t first) {
    unsigned keep = s->keep;
    row_push(s, height, first);
    s->keep = keep;
}

void rows_of_lines(struct setter *s, mpt leading) {
    size_t n = s->lines.n;
    uint32_t before = s->offset; /* words that the tree has not */
    for (size_t i = 0; i < n && s->status == STATUS_OK; i++) {
        const struct line *line = &s->lines.at[i];
        if (i && s->items) row_cost(s, COST_INSIDE_ITEM);
        if (i == 1) row_cost(s, COST_WIDOW);         /* an orphan would stay behind */
        if (i && i + 1 == n) row_cost(s, COST_WIDOW);
        if (i && s->lines.at[i - 1].cut) row_cost(s, COST_HYPHEN);
        s->offset = s->passed + (line->offset > before ? line->offset - before : 0);
        row_push_at(s, leading, line->first, line->n, NULL);
    }
    s->offset = 0;
}

/* --- leads --- */

static void set_tab(struct setter *s, const struct lead *lead, mpt leading, mpt baseline) {
    const struct style *st = s->style;
    struct look look = {.family = FAMILY_HEAD, .bold = true, .size = st->tab_size, .color = st->on_accent,
                        .features = SHAPE_TABULAR};
    mpt w = label_width(s, lead->text, &look), width = w + PT(9), end = lead->x - st->tab_distance;
    if (width < st->tab_width) width = st->tab_width;
    mpt room = s->left < s->width - s->text_width - s->left ? s->left : s->width - s->text_width - s->left;
    if (!lead->text.n) { /* no number: a narrow mark */
        set_rect(s, 0, end - PT(5), leading / 2 - PT(5), PT(5), PT(10), PT(1), st->accent);
        return;
    }
    if (width > room - st->tab_distance - PT(6)) { /* too wide for the margin: smaller */
        look.size = look.size * 7 / 10;
        width = room - st->tab_distance - PT(6);
        w = label_width(s, lead->text, &look);
    }
    uint32_t tag = lead->back ? set_tag(s, TAG_LINK, lead->tag) : lead->tag;
    set_rect(s, 0, end - width, 0, width, leading, PT(1.2), st->accent);
    place_label(s, w, tag, end - width / 2, baseline - PT(0.4), FLOW_CENTER, END_SPACE);
    if (!lead->back) return;
    struct item item = {.kind = ITEM_LINK, .tag = tag};
    mpt x = end - width;
    item.u.link = (struct item_link){.x = s->rtl ? s->text_width - x - width : x, .w = width, .h = leading,
                                     .target = lead->back - 1, .contents = own_word(lead->back > s->n_targets ? WORD_CONTENTS : WORD_QUESTION, s->lang)};
    set_item(s, item);
}

/* The mark of a note leads back to where it is referred to. */
static void set_back_link(struct setter *s, const struct lead *lead, mpt w, mpt leading) {
    struct item item = {.kind = ITEM_LINK, .tag = lead->tag};
    mpt x = lead->x - w;
    item.u.link = (struct item_link){.x = s->rtl ? s->text_width - x - w : x, .w = w, .h = leading,
                                     .target = lead->back - 1, .contents = arena_str(&s->book->arena, lead->text)};
    set_item(s, item);
}

uint32_t row_lead(struct setter *s, mpt leading, mpt baseline) {
    uint32_t first = (uint32_t)s->pool.n;
    const struct style *st = s->style;
    for (unsigned i = 0; i < s->n_leads && s->status == STATUS_OK; i++) {
        const struct lead *lead = &s->leads[i];
        bool number = lead->text.n && char_is_alnum(lead->text.p[0]);
        struct look look = {.family = number ? FAMILY_HEAD : FAMILY_TEXT, .bold = number,
                            .size = number ? st->text_size * 82 / 100 : st->text_size, .color = st->accent,
                            .features = SHAPE_TABULAR};
        if (lead->tab) {
            set_tab(s, lead, leading, baseline);
            continue;
        }
        mpt w = set_label(s, lead->text, &look, lead->tag, lead->x, baseline, FLOW_END, 0, END_SPACE);
        if (lead->back) set_back_link(s, lead, w, leading);
    }
    s->n_leads = 0;
    return first;
}

/* --- decorations --- */

const struct deco *deco_begin(struct setter *s, enum deco_kind kind, mpt x, mpt w, mpt above, mpt below) {
    struct deco *deco = arena_new(set_arena(s), struct deco);
    if (!deco) {
        set_fail(s, STATUS_NO_MEMORY);
        return NULL;
    }
    *deco = (struct deco){.parent = s->deco, .kind = (uint8_t)kind, .x = x, .w = w, .above = above, .below = below,
                          .first = s->rows_made + (uint32_t)s->rows.n, .last = UINT32_MAX};
    s->deco = deco;
    return deco;
}

void deco_end(struct setter *s) {
    if (!s->deco) return;
    struct deco *deco = (struct deco *)(uintptr_t)s->deco;
    deco->last = s->rows_made + (uint32_t)s->rows.n - 1;
    s->deco = deco->parent;
}
