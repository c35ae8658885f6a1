/* notes: footnotes. They stand where the text that refers to them ends, not at the foot of the page: an answer stays whole
 * with its notes, on paper and read aloud. */
#include "layout/set.h"

enum { NOTE_SIZE = 86 /* percent of the text's */, MARK_DISTANCE = 4000 };

static bool is_first(const struct node *n) { return !n->prev || n->prev->kind != NODE_NOTE; }

/* A short rule parts the notes from the text, and stays with the first of them. */
static void set_rule(struct setter *s, const struct frame *frame) {
    uint32_t first = (uint32_t)s->pool.n;
    mpt w = frame->w / 4;
    row_space(s, s->style->block_gap, s->style->block_stretch, 0);
    set_rect(s, 0, frame->x, PT(1), w, PT(0.5), 0, s->style->mute);
    row_cost(s, COST_WIDOW);
    row_push_bare(s, PT(3), first);
    row_cost(s, COST_KEEP);
}

static str number_text(struct setter *s, const struct note *note) {
    struct buf b;
    buf_init(&b);
    buf_put_uint(&b, note->number);
    return set_keep(s, &b);
}

/* Width of the widest number of the notes around this one. */
static mpt number_width(const struct setter *s, const struct node *n) {
    uint32_t most = n->u.note->number;
    mpt digit = s->style->text_size * 6 / 10, width = digit;
    while (n->next && n->next->kind == NODE_NOTE) n = n->next, most = n->u.note->number;
    for (; most > 9; most /= 10) width += digit;
    return width;
}

/* A style that sets all blocks small. */
static struct style small_style(const struct style *st) {
    struct style small = *st;
    small.text_size = st->text_size * NOTE_SIZE / 100;
    small.text_leading = st->text_leading * NOTE_SIZE / 100;
    small.inline_code_size = st->inline_code_size * NOTE_SIZE / 100;
    small.table_size = st->table_size * NOTE_SIZE / 100;
    small.block_gap = st->block_gap * NOTE_SIZE / 100;
    return small;
}

void set_note(struct setter *s, const struct node *n, const struct frame *frame, uint32_t tag) {
    const struct style *style = s->style;
    struct style small = small_style(style);
    const struct note *note = n->u.note;
    if (!n->first || s->status != STATUS_OK) return;
    if (is_first(n)) set_rule(s, frame);
    else row_space(s, PT(1), PT(1), 0);
    s->style = &small;
    uint32_t element = set_tag(s, TAG_NOTE, tag), link = set_tag(s, TAG_LINK, set_tag(s, TAG_LBL, element));
    mpt indent = number_width(s, n) + MARK_DISTANCE;
    struct frame inner = {.x = frame->x + indent, .w = frame->w - indent, .depth = (uint8_t)(frame->depth + 1),
                          .list_depth = frame->list_depth};
    row_mark(s, MARK_PLACE, NULL, note_target(s, note) + 1);
    if (s->n_leads < sizeof s->leads / sizeof *s->leads)
        s->leads[s->n_leads++] = (struct lead){.text = number_text(s, note), .tag = link, .x = inner.x - MARK_DISTANCE,
                                               .back = note_back_target(s, note) + 1};
    set_blocks(s, n, &inner, element);
    s->style = style;
}
