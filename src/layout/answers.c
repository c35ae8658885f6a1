/* answers: where they stand when not below their questions: after the questions of a section, or all at the end of
 * the book, or nowhere. Links lead both ways; the question says on which page its answer is, which takes a first
 * setting to find out (layout.c). */
#include "base/words.h"
#include "layout/set.h"

bool answers_are_deferred(const struct setter *s) {
    enum answers_where where = s->options->answers;
    return where == ANSWERS_SECTION_END || where == ANSWERS_END || where == ANSWERS_HIDDEN;
}

/* "Answer, p. 12". */
static str pointer_text(struct setter *s, uint32_t target) {
    struct buf b;
    buf_init(&b);
    buf_put(&b, own_word(WORD_ANSWER, s->lang));
    buf_put(&b, STR(", "));
    buf_put(&b, own_word(WORD_PAGE_SHORT, s->lang));
    buf_put_char(&b, ' ');
    buf_put_uint(&b, s->draft_pages ? s->draft_pages[target - 1] : 0);
    str text = arena_str(&s->book->arena, buf_str(&b));
    buf_release(&b);
    if (!text.p) set_fail(s, STATUS_NO_MEMORY);
    return text;
}

void answer_defer(struct setter *s, const struct node *entry, const struct frame *frame, uint32_t tag, uint32_t target) {
    struct deferred deferred = {.entry = entry, .target = target};
    if (!vec_push(&s->deferred, deferred)) set_fail(s, STATUS_NO_MEMORY);
    struct look look = {.family = FAMILY_HEAD, .size = s->style->head_size, .color = s->style->accent,
                        .features = SHAPE_TABULAR};
    mpt leading = s->style->text_leading, baseline = baseline_of(leading, look.size);
    uint32_t first = (uint32_t)s->pool.n, link = set_tag(s, TAG_LINK, set_tag(s, TAG_P, tag));
    str text = pointer_text(s, target);
    mpt w = set_label(s, text, &look, link, frame->x, baseline, FLOW_START, 0, END_NOTHING);
    struct item item = {.kind = ITEM_LINK, .tag = link};
    item.u.link = (struct item_link){.x = s->rtl ? s->text_width - frame->x - w : frame->x, .w = w, .h = leading,
                                     .target = 2 * s->n_targets + target - 1, .contents = text};
    set_item(s, item);
    row_push(s, leading, first);
}

static void set_heading(struct setter *s, const struct frame *frame, uint32_t tag, const struct deferred *head, bool of_book) {
    const struct style *st = s->style;
    mpt size = of_book ? st->part_size : st->section_size, leading = of_book ? st->part_leading : st->section_leading;
    struct look look = {.family = FAMILY_HEAD, .bold = true, .size = size, .color = st->accent,
                        .features = SHAPE_LIGATURES};
    uint32_t heading = set_tag(s, TAG_HEADING, tag), first = (uint32_t)s->pool.n;
    if (s->status != STATUS_OK) return;
    uint8_t level = of_book ? 1 : s->last_heading > 1 ? s->last_heading : 2;
    if (level > s->last_heading + 1) level = (uint8_t)(s->last_heading + 1);
    s->book->tags.at[heading].level = s->last_heading = level;
    if (of_book) row_cost(s, COST_FORCED);
    row_mark(s, MARK_NODE, NULL, 0); /* a page that begins here goes on with no question */
    row_space(s, st->entry_gap * 3 / 2, st->entry_stretch * 3 / 2, st->entry_shrink);
    set_label(s, own_word(WORD_ANSWERS, s->lang), &look, heading, frame->x, baseline_of(leading, size), FLOW_START,
              0, END_NOTHING);
    row_push(s, leading, first);
    s->keep = 2;
    row_space(s, PT(9), PT(4), 0);
    unsigned depth = 1; /* of the bookmark: below its division's */
    for (const struct node *n = of_book ? NULL : head->entry->parent; n; n = n->parent) depth += n->kind == NODE_DIVISION;
    struct outline_item item = {.level = (uint8_t)depth, .title = own_word(WORD_ANSWERS, s->lang), .tag = heading,
                                .target = 2 * s->n_targets + head->target - 1};
    if (!vec_push(&s->book->outline, item)) set_fail(s, STATUS_NO_MEMORY);
}

static void set_one(struct setter *s, const struct deferred *d, const struct frame *frame, uint32_t tag) {
    const struct style *st = s->style;
    const struct node *q = node_child(d->entry, NODE_QUESTION);
    uint32_t sect = set_tag(s, TAG_DIV, tag);
    struct paragraph p = {.look = {.family = FAMILY_HEAD, .bold = true, .size = st->question_size * 9 / 10,
                                   .color = st->mute, .features = SHAPE_LIGATURES},
                          .leading = st->text_leading, .align = FLOW_START, .tag = set_tag(s, TAG_P, sect)};
    row_space(s, st->entry_gap, st->entry_stretch, st->entry_shrink);
    row_mark(s, MARK_ANSWER, d->entry, 2 * s->n_targets + d->target);
    s->leads[s->n_leads++] = (struct lead){.text = entry_label(d->entry->u.entry), .tag = p.tag, .tab = true,
                                           .back = d->target};
    size_t rows = s->rows.n;
    if (q) set_paragraph(s, q, frame, &p);
    else row_push(s, st->text_leading, row_lead(s, st->text_leading, baseline_of(st->text_leading, st->question_size)));
    for (size_t i = rows + 1; i < s->rows.n; i++) s->rows.at[i].cost = COST_KEEP;
    s->keep = 2;
    const struct node *choices = node_child(d->entry, NODE_CHOICES), *answer = node_child(d->entry, NODE_ANSWER);
    if (choices) set_choices(s, choices, frame, sect, true);
    if (answer) set_answer(s, answer, frame, sect);
    s->keep = 0;
    s->space = s->stretch = s->shrink = 0;
}

/* They are the last: those of inner divisions have been set and are gone, those of outer ones were met before. */
void answers_set(struct setter *s, const struct node *home, const struct frame *frame, uint32_t tag) {
    size_t n = s->deferred.n, from = n;
    while (from && answer_home(s->deferred.at[from - 1].entry, s->options->answers) == home) from--;
    if (from == n || s->status != STATUS_OK) return;
    uint32_t sect = set_tag(s, TAG_SECT, tag);
    set_heading(s, frame, sect, &s->deferred.at[from], home->kind == NODE_DOCUMENT);
    for (size_t i = from; i < n && s->status == STATUS_OK; i++) {
        set_one(s, &s->deferred.at[i], frame, sect);
        rows_may_flush(s);
    }
    s->deferred.n = from;
}
