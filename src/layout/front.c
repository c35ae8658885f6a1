/* front: the title page and the contents. The contents are set after the body, when the page numbers are known, and
 * stand before it in the book's order. */
#include "base/words.h"
#include "layout/set.h"

static struct look head_look(mpt size, bool bold, struct rgb color) {
    return (struct look){.family = FAMILY_HEAD, .bold = bold, .size = size, .color = color,
                         .features = SHAPE_LIGATURES};
}

/* --- title page --- */

static mpt cover_text(struct setter *s, str text, const struct look *look, mpt leading, mpt x, mpt y, mpt w,
                      uint32_t tag) {
    flow_start(s, 0);
    flow_text(s, text, look, tag);
    flow_shape(s);
    struct shape_of_lines shape = {.x = x, .width = w, .leading = leading, .baseline = baseline_of(leading, look->size),
                                   .align = FLOW_START};
    flow_set(s, &shape);
    for (size_t i = 0; i < s->lines.n; i++, y += leading) {
        for (uint32_t k = 0; k < s->lines.at[i].n; k++) {
            struct item *item = &s->pool.at[s->lines.at[i].first + k];
            if (item->kind == ITEM_TEXT) item->u.text.y += y;
        }
    }
    return y;
}

static void cover_counts(struct setter *s, struct buf *out) {
    uint32_t n = s->doc->entries, sections = 0;
    for (struct walk w = walk_of(s->doc->root); walk_next(&w);)
        if (w.entering && w.node->kind == NODE_DIVISION && node_child(w.node, NODE_ENTRY)) sections++;
    buf_put_uint(out, n);
    buf_put_char(out, ' ');
    buf_put(out, own_counted_word(COUNTED_QUESTIONS, n, s->doc->lang));
    if (sections < 2) return;
    buf_put(out, STR(" · "));
    buf_put_uint(out, sections);
    buf_put_char(out, ' ');
    buf_put(out, own_counted_word(COUNTED_SECTIONS, sections, s->doc->lang));
}

static str cover_line(struct setter *s, unsigned which) {
    struct buf b;
    buf_init(&b);
    if (which == 0) {
        for (size_t i = 0; i < s->book->authors.n; i++) {
            if (i) buf_put(&b, STR(", "));
            buf_put(&b, s->book->authors.at[i]);
        }
    } else if (which == 1) {
        cover_counts(s, &b);
    } else {
        buf_put(&b, s->book->date);
    }
    return set_keep(s, &b);
}

/* No more than the page holds. */
static str short_title(struct setter *s, str title) {
    enum { MOST = 300 };
    if (title.n <= MOST) return title;
    title.n = MOST;
    while (title.n > MOST / 2 && !char_is_space(title.p[title.n - 1])) title.n--;
    if (title.n == MOST / 2)
        while (((unsigned char)title.p[title.n] & 0xC0) == 0x80) title.n--;
    return arena_join(set_arena(s), str_trim_right(title), STR("…"));
}

void set_cover(struct setter *s, uint32_t tag) {
    const struct style *st = s->style;
    /* coordinates are the page's here: the text area is as wide as the page */
    mpt w = s->width, h = s->height, band = w * 34 / 210, x = w * 50 / 210, room = w - x - w * 20 / 210;
    struct look look = head_look(st->cover_title_size, true, st->ink);
    str title = short_title(s, s->book->title.n ? s->book->title : own_word(WORD_QUESTIONS_AND_ANSWERS, s->doc->lang));
    bool capitals = text_is_capitals(title);
    if (capitals) {
        look.size = look.size * 72 / 100;
        look.tracking = look.size * 7 / 100;
    }
    if (title.n > 60) look.size = look.size * (title.n > 120 ? 6 : 8) / 10;
    if (w < PT(420)) look.size = look.size * 8 / 10;
    set_rect(s, 0, 0, 0, band, h, 0, st->accent);
    struct look sign = head_look(band * 27 / 96, true, st->on_accent);
    set_label(s, STR("Q&A"), &sign, 0, band / 2, h * 50 / 297, FLOW_CENTER, 0, END_NOTHING);
    mpt y = h * 84 / 297;
    y = cover_text(s, title, &look, look.size * 125 / 100, x, y, room, set_tag(s, TAG_TITLE, tag));
    if (s->doc->subtitle.n) {
        struct look sub = {.family = FAMILY_TEXT, .italic = true, .size = st->cover_subtitle_size, .color = st->mute,
                           .features = SHAPE_LIGATURES};
        cover_text(s, s->doc->subtitle, &sub, sub.size * 145 / 100, x, y + PT(12), room, set_tag(s, TAG_P, tag));
    }
    look = head_look(PT(8.5), false, st->mute);
    y = h - h * 30 / 297 - PT(39);
    for (unsigned i = 0; i < 3; i++) {
        str line = cover_line(s, i);
        if (line.n) cover_text(s, line, &look, PT(13), x, y, room, set_tag(s, TAG_P, tag));
        y += PT(13);
    }
}

/* --- contents --- */

struct contents {
    struct setter *s;
    uint32_t toc[LIMIT_TREE_DEPTH + 2]; /* the TOC element of each depth */
    unsigned depth;
    uint32_t target;
    mpt number_width, page_width;
};

static str page_number(struct setter *s, uint32_t target) {
    struct buf b;
    buf_init(&b);
    buf_put_uint(&b, s->book->targets.at[target].page); /* the cover is page 0, the body begins at 1 */
    return set_keep(s, &b);
}

/* Dots from x to x1, on a grid of the page, so that those of all rows stand in columns. */
static void set_leaders(struct setter *s, mpt x, mpt x1, mpt baseline) {
    const mpt step = PT(4.2), dot = PT(0.9);
    x = (x / step + 1) * step;
    if (x1 < x + 3 * step) return;
    set_rect(s, 0, x, baseline - dot, (x1 - x) / step * step + dot, dot, 0, s->style->mute);
    if (s->status == STATUS_OK) s->pool.at[s->pool.n - 1].u.rect.dots = step;
}

static void set_link_area(struct setter *s, uint32_t tag, uint32_t target, str contents, mpt h) {
    struct item item = {.kind = ITEM_LINK, .tag = tag};
    item.u.link = (struct item_link){.x = 0, .y = 0, .w = s->text_width, .h = h, .target = target,
                                     .contents = contents};
    set_item(s, item);
}

/* A row of the contents: number, title over as many lines as it needs, dots, page. */
static void set_row(struct contents *c, str number, const struct node *title, const struct look *look, mpt leading,
                    mpt x, bool leaders) {
    struct setter *s = c->s;
    const struct style *st = s->style;
    uint32_t target = c->target;
    row_mark(s, MARK_NODE, title, s->n_targets + target + 1);
    uint32_t toci = set_tag(s, TAG_TOCI, c->toc[c->depth]);
    uint32_t link = set_tag(s, TAG_LINK, set_tag(s, TAG_REFERENCE, toci));
    str text = title ? node_text(s, title) : (str){0};
    struct look own = *look;
    if (title) own.lang = node_lang(s->doc, node_run(title));
    mpt baseline = baseline_of(leading, look->size);
    uint32_t first = (uint32_t)s->pool.n;
    if (number.n) {
        struct look n = head_look(st->tab_size + PT(0.2), true, st->accent);
        n.features = SHAPE_TABULAR;
        set_label(s, number, &n, link, 0, baseline, FLOW_START, 0, END_SPACE);
    }
    flow_start(s, title ? title->line : 0);
    flow_text(s, text, &own, link);
    flow_shape(s);
    mpt hang = leaders && !c->number_width ? look->size : 0; /* without numbers the next row would not be told from a second line */
    struct shape_of_lines shape = {.x = x + hang, .width = s->text_width - x - hang - c->page_width - PT(16), .indent = -hang,
                                   .leading = leading, .baseline = baseline, .align = FLOW_START, .book_side = true};
    flow_set(s, &shape);
    size_t n = s->lines.n;
    if (!n) return;
    s->lines.at[0].n += s->lines.at[0].first - first;
    s->lines.at[0].first = first;
    struct line last = s->lines.at[n - 1];
    for (size_t i = s->pool.n; i > last.first; i--) {
        if (s->pool.at[i - 1].kind != ITEM_TEXT) continue;
        s->pool.at[i - 1].u.text.end = END_SPACE;
        break;
    }
    for (size_t i = 0; i + 1 < n; i++) {
        row_cost(s, i ? COST_KEEP : 0);
        row_push_at(s, leading, s->lines.at[i].first, s->lines.at[i].n, NULL);
    }
    mpt start = x + (n > 1 ? hang : 0) + last.width;
    struct look page = head_look(PT(8.8), !leaders, st->ink);
    page.features = SHAPE_TABULAR;
    mpt w = set_label(s, page_number(s, target), &page, link, s->text_width, baseline, FLOW_END, 0, END_NOTHING);
    if (leaders) set_leaders(s, start + PT(4), s->text_width - w - PT(5), baseline);
    set_link_area(s, link, target, text, leading);
    if (n > 1) row_cost(s, COST_KEEP);
    row_push_at(s, leading, last.first, (uint32_t)s->pool.n - last.first, NULL);
}

static void row_of_division(struct contents *c, const struct node *n) {
    struct setter *s = c->s;
    const struct style *st = s->style;
    str label = n->u.division->label;
    bool part = division_is_part(n) && n->u.division->level <= 1;
    struct look look = head_look(part ? PT(11) : PT(9.6), true, st->ink);
    const struct node *title = division_title(n);
    row_space(s, part ? PT(16) : PT(13), PT(6), PT(2));
    bool capitals = title && text_is_capitals(node_text(s, title));
    if (capitals) look.size = look.size * 94 / 100, look.tracking = look.size * 5 / 100;
    mpt x = 0;
    if (part && label.n) {
        struct look number = head_look(st->tab_size + PT(0.2), true, st->accent);
        x = label_width(s, label, &number) + PT(10);
    }
    set_row(c, part ? label : (str){0}, title, &look, PT(15), x, false);
    s->keep = 1;
    row_space(s, PT(3), PT(1), 0);
}

static void row_of_entry(struct contents *c, const struct node *n) {
    struct setter *s = c->s;
    const struct node *q = node_child(n, NODE_QUESTION);
    struct look look = look_text(s);
    look.size = s->style->contents_size;
    set_row(c, entry_label(n->u.entry), q, &look, s->style->contents_leading, c->number_width, true);
    row_space(s, 0, PT(0.8), 0);
}

/* Labels stand in a column as wide as the widest of them. */
static void measure_numbers(struct contents *c) {
    struct setter *s = c->s;
    struct look look = head_look(s->style->tab_size + PT(0.2), true, s->style->accent);
    look.features = SHAPE_TABULAR;
    size_t longest = 0;
    for (struct walk w = walk_of(s->doc->root); walk_next(&w);) {
        if (!w.entering || w.node->kind != NODE_ENTRY) continue;
        str label = entry_label(w.node->u.entry);
        if (label.n < longest || !label.n) continue;
        mpt width = label_width(s, label, &look);
        if (label.n > longest) longest = label.n;
        if (width + PT(9) > c->number_width) c->number_width = width + PT(9);
    }
    if (c->number_width > s->text_width / 3) c->number_width = s->text_width / 3;
    if (longest && c->number_width < MM(11)) c->number_width = MM(11);
}

static void open_toc(struct contents *c) {
    if (c->depth + 1 < sizeof c->toc / sizeof *c->toc) c->depth++;
    c->toc[c->depth] = set_tag(c->s, TAG_TOC, c->toc[c->depth - 1]);
}

void set_contents(struct setter *s, uint32_t tag) {
    struct contents c = {.s = s, .toc = {tag}};
    struct frame frame = {.x = 0, .w = s->text_width};
    struct look look = head_look(s->style->part_size, true, s->style->accent);
    uint32_t first = (uint32_t)s->pool.n, heading = set_tag(s, TAG_HEADING, tag);
    if (s->status != STATUS_OK) return;
    s->book->tags.at[heading].level = 1;
    set_label(s, own_word(WORD_CONTENTS, s->doc->lang), &look, heading, frame.x,
              baseline_of(s->style->part_leading, look.size), FLOW_START, 0, END_NOTHING);
    row_push(s, s->style->part_leading, first);
    s->keep = 1;
    row_space(s, PT(17), 0, 0);
    measure_numbers(&c);
    struct look page = head_look(PT(8.8), true, s->style->ink);
    page.features = SHAPE_TABULAR;
    c.page_width = label_width(s, s->body_pages > 999 ? STR("00000") : STR("000"), &page);
    open_toc(&c);
    for (struct walk w = walk_of(s->doc->root); walk_next(&w) && s->status == STATUS_OK;) {
        const struct node *n = w.node;
        if (n->kind == NODE_DIVISION && w.entering) {
            row_of_division(&c, n);
            open_toc(&c);
            c.target++;
        } else if (n->kind == NODE_DIVISION) {
            if (c.depth > 1) c.depth--;
        } else if (n->kind == NODE_ENTRY && w.entering) {
            if (s->options->contents_questions) row_of_entry(&c, n);
            c.target++;
            walk_skip(&w);
        }
    }
    pages_flush(s, true);
}
