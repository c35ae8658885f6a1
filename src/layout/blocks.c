/* blocks: divisions, entries and blocks → rows. */
#include "layout/set.h"

enum { LIST_INDENT = 18400, QUOTE_INDENT = 12000 };

struct look look_text(const struct setter *s) {
    return (struct look){.family = FAMILY_TEXT, .size = s->style->text_size, .color = s->style->ink,
                         .features = SHAPE_LIGATURES};
}

static struct look look_head(mpt size, struct rgb color) {
    return (struct look){.family = FAMILY_HEAD, .bold = true, .size = size, .color = color,
                         .features = SHAPE_LIGATURES};
}

bool text_is_capitals(str text) {
    unsigned upper = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (char_is_lower(text.p[i])) return false;
        if (char_is_upper(text.p[i])) upper++;
    }
    return upper > 2;
}

const struct node *division_title(const struct node *division) { return node_child(division, NODE_TITLE); }

bool division_is_part(const struct node *division) {
    return str_eq(division->u.division->kind, STR("part")) || node_child(division, NODE_DIVISION);
}

str entry_label(const struct entry *entry) {
    enum { LONG = 6 }; /* "Question 12" is a "12" where there is little room */
    return entry->label.n && (entry->label.n <= LONG || !entry->number.n) ? entry->label : entry->number;
}

/* --- paragraphs --- */

enum { NARROW_EMS = 12 };

/* Nothing but blanks stands from an inline on, up to another. */
static bool says_nothing(const struct node *from, const struct node *to) {
    for (const struct node *c = from; c != to; c = c->next)
        if (c->kind != NODE_BR && (c->kind != NODE_TEXT || str_trim(c->u.text).n)) return false;
    return true;
}

uint32_t visible_bytes(str text) {
    uint32_t n = 0;
    for (size_t i = 0; i < text.n; i++) n += !char_is_space(text.p[i]);
    return n;
}

void set_paragraph(struct setter *s, const struct node *n, const struct frame *frame, const struct paragraph *p) {
    const struct node *from = p->from ? p->from : n->first;
    if (n->kind == NODE_P && says_nothing(from, p->to) && !p->before.n) return;
    mpt baseline = baseline_of(p->leading, p->look.size);
    uint32_t first = row_lead(s, p->leading, baseline);
    flow_start(s, n->line);
    s->shows = n;
    if (p->before.n) {
        s->offset = visible_bytes(p->before) + 1;
        struct look look = look_head(p->look.size * 9 / 10, s->style->accent);
        flow_text(s, p->before, &look, p->tag);
        flow_text(s, STR(": "), &look, p->tag);
    }
    flow_siblings(s, from, p->to, &p->look, p->tag);
    if (p->after.n) {
        struct look look = look_head(p->look.size * 75 / 100, s->style->mute);
        look.bold = false;
        flow_text(s, STR("  "), &look, p->tag);
        flow_text(s, p->after, &look, p->tag);
    }
    flow_shape(s);
    bool narrow = p->align == FLOW_JUSTIFY && frame->w < NARROW_EMS * p->look.size; /* blanks would gape */
    struct shape_of_lines shape = {.x = frame->x, .width = frame->w, .indent = p->indent, .leading = p->leading,
                                   .baseline = baseline, .align = narrow ? FLOW_START : p->align,
                                   .hyphenate = p->align == FLOW_JUSTIFY};
    flow_set(s, &shape);
    if (s->lines.n) {
        s->lines.at[0].n += s->lines.at[0].first - first;
        s->lines.at[0].first = first;
    } else if (s->pool.n > first) {
        row_push(s, p->leading, first); /* a mark with nothing beside it */
    }
    rows_of_lines(s, p->leading);
    s->shows = NULL;
}

static bool is_lone_image(const struct node *p) {
    const struct node *seen = NULL;
    for (const struct node *n = node_run(p)->first; n; n = n->next) {
        if (n->kind == NODE_TEXT && !str_trim(n->u.text).n) continue;
        if (n->kind != NODE_IMG || seen) return false;
        seen = n;
    }
    return seen;
}

/* The next picture among siblings that is set by itself: one alone in its paragraph whatever its size, among words a
 * large one. */
static const struct node *next_picture(struct setter *s, const struct node *n, bool lone) {
    while (n && (n->kind != NODE_IMG || (!lone && !image_is_picture(s, n->u.image)))) n = n->next;
    return n;
}

static uint32_t visible_bytes_of(const struct node *from, const struct node *to) {
    uint32_t bytes = 0;
    for (const struct node *n = from; n != to; n = n->next)
        for (struct walk w = walk_of(n); walk_next(&w);)
            if (w.entering && (w.node->kind == NODE_TEXT || w.node->kind == NODE_CODE)) bytes += visible_bytes(w.node->u.text);
    return bytes;
}

/* Chinese paragraphs begin with two squares of their writing, Japanese ones with one, the first of a text too. 0: the
 * language has no such rule. */
static mpt squares_before(const struct setter *s, const struct node *p) {
    str lang = node_lang(s->doc, node_run(p));
    if (str_starts_nocase(lang, STR("zh"))) return 2 * s->style->text_size;
    return str_starts_nocase(lang, STR("ja")) ? s->style->text_size : 0;
}

/* "**Example:**": a paragraph that is all bold is a heading without saying so. */
static bool is_label(const struct node *p) {
    const struct node *bold = node_run(p)->first;
    if (!bold || bold->kind != NODE_STRONG) return false;
    for (const struct node *n = bold->next; n; n = n->next)
        if (n->kind != NODE_TEXT || str_trim(n->u.text).n > 1) return false;
    return true;
}

static bool ends_in_colon(const struct node *p) {
    const struct node *last = p;
    while (last->last) last = last->last;
    str text = last->kind == NODE_TEXT || last->kind == NODE_CODE ? str_trim(last->u.text) : (str){0};
    return str_ends(text, STR(":")) || str_ends(text, STR("："));
}

/* What leads into the block that follows it stays on its page. */
static bool leads_on(const struct node *p) {
    return p->next && (is_label(p) || (p->next->kind != NODE_P && ends_in_colon(p)));
}

/* The indent of a paragraph's first line. */
static mpt indent_of(const struct setter *s, const struct node *n) {
    bool after_p = n->prev && n->prev->kind == NODE_P && !is_lone_image(n->prev);
    mpt squares = squares_before(s, n);
    bool follows = after_p || (squares && n->parent->kind == NODE_ANSWER && !s->speaker.n);
    if (!follows || is_label(n) || (after_p && is_label(n->prev)) || s->style->paragraph_gap) return 0;
    return squares ? squares : s->style->paragraph_indent;
}

static bool set_picture(struct setter *s, const struct node *image, const struct frame *frame, uint32_t tag) {
    s->shows = image;
    bool shown = set_image(s, image, frame, tag);
    s->shows = NULL;
    return shown;
}

/* The inlines of a paragraph up to a picture, or to its end. */
static void set_words(struct setter *s, const struct node *n, const struct frame *frame, struct paragraph *p, uint32_t tag) {
    if (p->from && says_nothing(p->from, p->to) && !p->before.n) return;
    p->tag = set_tag(s, TAG_P, tag);
    set_paragraph(s, n, frame, p);
    if (p->to) s->passed += visible_bytes_of(p->from, p->to);
    p->indent = 0;
    p->before = s->speaker = (str){0};
    bool names_code = n->next && n->next->kind == NODE_PRE && s->lines.n == 1; /* "Step 1: the server" */
    if (p->to || leads_on(n) || names_code) row_cost(s, COST_WIDOW);
}

static void set_p(struct setter *s, const struct node *n, const struct frame *frame, uint32_t tag) {
    const struct style *st = s->style;
    bool label = is_label(n), lone = is_lone_image(n);
    struct paragraph p = {.look = look_text(s), .leading = st->text_leading, .indent = indent_of(s, n), .align = FLOW_JUSTIFY,
                          .before = s->speaker, .from = node_run(n)->first};
    if (n->prev && n->prev->kind == NODE_P && !is_lone_image(n->prev) && !lone)
        row_space(s, label ? st->paragraph_gap + PT(4) : st->paragraph_gap, label ? PT(3) : PT(1.5), 0);
    do {
        p.to = next_picture(s, p.from, lone);
        set_words(s, n, frame, &p, tag);
        p.from = p.to;
        if (p.to && !set_picture(s, p.to, frame, tag)) {
            p.to = p.to->next; /* its text stands for it */
            set_words(s, n, frame, &p, tag);
        } else if (p.to) p.to = p.to->next;
        p.from = p.to;
    } while (p.from && s->status == STATUS_OK);
    s->passed = 0;
}

/* --- headings --- */

/* A level for a heading tag: never more than one deeper than the one before it. */
static uint8_t heading_level(struct setter *s, unsigned wanted) {
    if (wanted > 6) wanted = 6;
    if (wanted > (unsigned)s->last_heading + 1) wanted = (unsigned)s->last_heading + 1;
    if (wanted < 1) wanted = 1;
    return s->last_heading = (uint8_t)wanted;
}

static uint32_t heading_tag(struct setter *s, enum tag_role role, unsigned wanted, uint32_t parent) {
    uint32_t tag = set_tag(s, role, parent);
    if (s->status == STATUS_OK) s->book->tags.at[tag].level = heading_level(s, wanted);
    return tag;
}

static unsigned depth_of_divisions(const struct node *n) {
    unsigned depth = 0;
    for (; n; n = n->parent)
        if (n->kind == NODE_DIVISION) depth++;
    return depth;
}

static void set_heading(struct setter *s, const struct node *n, const struct frame *frame, uint32_t tag) {
    unsigned level = depth_of_divisions(n) + (node_ancestor(n, NODE_ENTRY) ? 1u : 0u) + (n->level ? n->level : 1u);
    struct paragraph p = {.look = look_head(s->style->text_size * 96 / 100, s->style->accent),
                          .leading = s->style->text_leading, .align = FLOW_START,
                          .tag = heading_tag(s, TAG_HEADING, level, tag)};
    row_space(s, s->style->block_gap * 2, s->style->block_stretch * 3 / 2, PT(1));
    set_paragraph(s, n, frame, &p);
    row_space(s, PT(1.5), 0, 0);
    s->keep = 2;
}

/* --- lists --- */

static void space_of_block(struct setter *s) { row_space(s, s->style->block_gap, s->style->block_stretch, PT(1)); }

static void add_lead(struct setter *s, struct lead lead) {
    if (s->n_leads < sizeof s->leads / sizeof *s->leads) s->leads[s->n_leads++] = lead;
}

static str item_mark(struct setter *s, const struct node *li, bool ordered, uint64_t number, unsigned depth) {
    static const char *const BULLETS[] = {"•", "–", "◦", "·"};
    if (li->u.task) return li->u.task == 2 ? STR("☑") : STR("☐");
    if (!ordered) return str_from(BULLETS[depth % 4]);
    struct buf b;
    buf_init(&b);
    buf_put_uint(&b, number);
    buf_put_char(&b, '.');
    return set_keep(s, &b);
}

/* How much wider than usual the marks of a long numbered list are. */
static mpt list_indent(const struct node *list) {
    mpt indent = LIST_INDENT;
    uint64_t last = list->kind == NODE_OL ? list->u.start : 0;
    for (const struct node *n = list->first; n; n = n->next) last++;
    for (; last > 100; last /= 10) indent += PT(5);
    return indent;
}

static void set_list(struct setter *s, const struct node *list, const struct frame *frame, uint32_t tag) {
    bool ordered = list->kind == NODE_OL;
    mpt indent = list_indent(list);
    if (frame->w < 3 * indent) indent = frame->w / 4; /* nested beyond what fits */
    struct frame inner = {.x = frame->x + indent, .w = frame->w - indent, .depth = (uint8_t)(frame->depth + 1),
                          .list_depth = (uint8_t)(frame->list_depth + 1)};
    uint32_t l = set_tag(s, TAG_L, tag);
    if (s->status == STATUS_OK) s->book->tags.at[l].ordered = ordered;
    uint64_t number = list->u.start;
    for (const struct node *li = list->first; li && s->status == STATUS_OK; li = li->next, number++) {
        uint32_t item = set_tag(s, TAG_LI, l);
        struct lead lead = {.text = item_mark(s, li, ordered, number, frame->list_depth),
                            .tag = set_tag(s, TAG_LBL, item), .x = inner.x - PT(4.5)};
        if (li->prev) row_space(s, list->tight ? PT(1) : PT(4), list->tight ? PT(2) : PT(3), 0);
        add_lead(s, lead);
        s->items++;
        set_blocks(s, li, &inner, set_tag(s, TAG_LBODY, item));
        s->items--;
        if (s->n_leads) row_push(s, s->style->text_leading, row_lead(s, s->style->text_leading,
                                 baseline_of(s->style->text_leading, s->style->text_size)));
    }
}

/* --- other blocks --- */

static void set_quote(struct setter *s, const struct node *n, const struct frame *frame, uint32_t tag) {
    struct frame inner = *frame;
    mpt indent = frame->w > 4 * QUOTE_INDENT ? QUOTE_INDENT : 0;
    inner.x += indent;
    inner.w -= indent;
    inner.depth++;
    deco_begin(s, DECO_QUOTE, frame->x, PT(2), 0, 0);
    set_blocks(s, n, &inner, set_tag(s, TAG_BLOCKQUOTE, tag));
    deco_end(s);
}

static void set_hr(struct setter *s, const struct frame *frame) {
    uint32_t first = row_lead(s, PT(9), PT(6));
    row_cost(s, COST_WIDOW); /* at the top of a page it would part nothing */
    set_rect(s, 0, frame->x + frame->w / 3, PT(4), frame->w / 3, PT(0.6), 0, s->style->rule);
    row_push(s, PT(9), first);
}

static void set_block(struct setter *s, const struct node *n, const struct frame *frame, uint32_t tag) {
    switch ((enum node_kind)n->kind) {
    case NODE_P: set_p(s, n, frame, tag); return;
    case NODE_HEADING: set_heading(s, n, frame, tag); return;
    case NODE_PRE: set_pre(s, n, frame, tag); return;
    case NODE_OL:
    case NODE_UL: set_list(s, n, frame, tag); return;
    case NODE_BLOCKQUOTE: set_quote(s, n, frame, tag); return;
    case NODE_TABLE: set_table(s, n, frame, tag); return;
    case NODE_NOTE: set_note(s, n, frame, tag); return;
    case NODE_HR:
        if (n->prev && n->next) set_hr(s, frame); /* at an end it parts nothing */
        return;
    case NODE_DOCUMENT: case NODE_FRONT: case NODE_DIVISION: case NODE_TITLE: case NODE_ENTRY: case NODE_QUESTION:
    case NODE_PROMPT: case NODE_CHOICES: case NODE_CHOICE: case NODE_ANSWER: case NODE_LI: case NODE_THEAD:
    case NODE_TBODY: case NODE_TR: case NODE_TH: case NODE_TD: case NODE_TEXT: case NODE_CODE: case NODE_EM:
    case NODE_STRONG: case NODE_DEL: case NODE_SUB: case NODE_SUP: case NODE_A: case NODE_BR: case NODE_IMG:
    case NODE_NOTEREF: case NODE_SPAN: case NODE_KINDS: return;
    }
}

/* A block that is no paragraph has air around it; a tight list less. */
static bool wants_air(const struct node *n) { return n && n->kind != NODE_P && n->kind != NODE_HEADING && n->kind != NODE_NOTE; }

void set_blocks(struct setter *s, const struct node *parent, const struct frame *frame, uint32_t tag) {
    if (frame->depth > LIMIT_TREE_DEPTH) return;
    if (parent->first && node_is_inline(parent->first)) { /* a choice or an item of bare inlines */
        struct paragraph p = {.look = look_text(s), .leading = s->style->text_leading, .align = FLOW_JUSTIFY,
                              .tag = set_tag(s, TAG_P, tag)};
        set_paragraph(s, parent, frame, &p);
        return;
    }
    for (const struct node *n = parent->first; n && s->status == STATUS_OK; n = n->next) {
        if (n->prev && (wants_air(n) || wants_air(n->prev))) {
            if (frame->list_depth && (n->kind == NODE_UL || n->kind == NODE_OL)) row_space(s, PT(1.5), PT(2), 0);
            else space_of_block(s);
        }
        row_cost(s, s->items && n->prev ? COST_INSIDE_ITEM : COST_INSIDE);
        set_block(s, n, frame, tag);
    }
}

/* --- entries --- */

/* "Collections · medium". */
static str topic_of(struct setter *s, const struct entry *entry) {
    if (!entry->topic.n || !entry->difficulty.n) return entry->topic.n ? entry->topic : entry->difficulty;
    struct arena *a = set_arena(s);
    return arena_join(a, arena_join(a, entry->topic, STR(" · ")), entry->difficulty);
}

static void set_question(struct setter *s, const struct node *entry, const struct frame *frame, uint32_t tag,
                         uint32_t target) {
    const struct node *q = node_child(entry, NODE_QUESTION);
    const struct style *st = s->style;
    struct paragraph p = {.look = look_head(st->question_size, st->ink), .leading = st->text_leading,
                          .align = FLOW_START,
                          .tag = heading_tag(s, TAG_QUESTION, depth_of_divisions(entry) + 1, tag),
                          .after = topic_of(s, entry->u.entry)};
    if (q) p.before = q->u.speaker;
    add_lead(s, (struct lead){.text = entry_label(entry->u.entry), .tag = p.tag, .tab = true,
                              .back = s->options->contents_questions ? s->n_targets + target : 0});
    size_t rows = s->rows.n;
    if (q) set_paragraph(s, q, frame, &p);
    else row_push(s, st->text_leading, row_lead(s, st->text_leading, baseline_of(st->text_leading, st->question_size)));
    for (size_t i = rows + 1; i < s->rows.n; i++) s->rows.at[i].cost = COST_KEEP;
}

void set_choices(struct setter *s, const struct node *choices, const struct frame *frame, uint32_t tag, bool right_only) {
    struct frame inner = {.x = frame->x + LIST_INDENT, .w = frame->w - LIST_INDENT, .depth = 1, .list_depth = 1};
    uint32_t l = set_tag(s, TAG_L, tag);
    bool told = right_only || !answers_are_deferred(s);
    for (const struct node *c = choices->first; c && s->status == STATUS_OK; c = c->next) {
        if (right_only && !c->u.choice->correct) continue;
        uint32_t item = set_tag(s, TAG_LI, l);
        str label = c->u.choice->label.n ? arena_join(set_arena(s), c->u.choice->label, STR(".")) : STR("•");
        if (c->u.choice->correct && told) label = c->u.choice->label.n ? arena_join(set_arena(s), label, STR(" ✓")) : STR("✓");
        add_lead(s, (struct lead){.text = label, .tag = set_tag(s, TAG_LBL, item), .x = inner.x - PT(4.5)});
        row_space(s, PT(1.5), PT(2), 0);
        s->items++;
        set_blocks(s, c, &inner, set_tag(s, TAG_LBODY, item));
        s->items--;
    }
}

void set_answer(struct setter *s, const struct node *answer, const struct frame *frame, uint32_t tag) {
    const struct style *st = s->style;
    if (!answer->first) return;
    row_space(s, st->question_gap, PT(1), 0);
    s->speaker = answer->u.speaker;
    deco_begin(s, DECO_THREAD, -st->thread_distance, st->thread_width, 0, 0);
    set_blocks(s, answer, frame, set_tag(s, TAG_ANSWER, tag));
    deco_end(s);
    s->speaker = (str){0};
}

static void set_outline(struct setter *s, uint8_t level, bool open, str title, uint32_t target, uint32_t tag) {
    struct outline_item item = {.level = level, .open = open, .title = title, .target = target, .tag = tag};
    if (!vec_push(&s->book->outline, item)) set_fail(s, STATUS_NO_MEMORY);
}

static str labelled(struct setter *s, str label, const struct node *title) {
    str text = title ? node_text(s, title) : (str){0};
    if (!label.n) return text;
    if (!text.n) return arena_str(&s->book->arena, label);
    struct arena *a = &s->book->arena;
    return arena_join(a, arena_join(a, label, STR("  ")), text);
}

static void set_entry(struct setter *s, const struct node *entry, const struct frame *frame, uint32_t tag,
                      uint32_t *target) {
    const struct style *st = s->style;
    uint32_t div = set_tag(s, TAG_SECT, tag);
    const struct node *above = entry->prev;
    bool shares = above && above->kind == NODE_ENTRY && above->u.entry->answered_next; /* one answer for both */
    if (shares) row_space(s, st->question_gap, PT(1), 0);
    else row_space(s, st->entry_gap, st->entry_stretch, st->entry_shrink);
    row_mark(s, MARK_ENTRY, entry, ++*target);
    set_question(s, entry, frame, div, *target);
    uint32_t heading = div + 1;
    set_outline(s, (uint8_t)(depth_of_divisions(entry) + 1), false,
                labelled(s, entry_label(entry->u.entry), node_child(entry, NODE_QUESTION)), *target - 1, heading);
    bool deferred = answer_home(entry, s->options->answers);
    s->keep = 2;
    for (const struct node *n = entry->first; n && s->status == STATUS_OK; n = n->next) {
        if (n->kind == NODE_PROMPT) {
            row_space(s, st->question_gap, PT(1), 0);
            set_blocks(s, n, frame, div);
        } else if (n->kind == NODE_CHOICES) {
            set_choices(s, n, frame, div, false);
        } else if (n->kind == NODE_ANSWER && !deferred) {
            set_answer(s, n, frame, div);
        }
    }
    if (deferred) answer_defer(s, entry, frame, div, *target);
    if (entry->u.entry->answered_next && s->rows.n) s->rows.at[s->rows.n - 1].cost = COST_KEEP;
    s->keep = 0;
}

/* --- divisions --- */

static void set_part_title(struct setter *s, const struct node *n, const struct frame *frame, uint32_t tag) {
    const struct style *st = s->style;
    const struct node *title = division_title(n);
    str label = n->u.division->label;
    uint32_t heading = heading_tag(s, TAG_HEADING, depth_of_divisions(n), tag);
    if (label.n) {
        struct look look = look_head(st->part_label_size, st->mute);
        look.tracking = look.size * 16 / 100;
        uint32_t first = (uint32_t)s->pool.n;
        set_label(s, label, &look, heading, frame->x, PT(9), FLOW_START, frame->w, END_SPACE);
        row_push(s, PT(14), first);
        row_cost(s, COST_KEEP);
        row_space(s, PT(4), 0, 0);
    }
    struct paragraph p = {.look = look_head(st->part_size, st->accent), .leading = st->part_leading,
                          .align = FLOW_START, .tag = heading};
    size_t rows = s->rows.n;
    if (title) set_paragraph(s, title, frame, &p);
    for (size_t i = rows + (label.n ? 0 : 1); i < s->rows.n; i++) s->rows.at[i].cost = COST_KEEP;
    row_space(s, PT(20), PT(6), 0);
}

static void set_section_title(struct setter *s, const struct node *n, const struct frame *frame, uint32_t tag) {
    const struct style *st = s->style;
    const struct node *title = division_title(n);
    bool sub = depth_of_divisions(n) > 2;
    mpt leading = sub ? st->text_leading : st->section_leading;
    struct paragraph p = {.look = look_head(sub ? st->subsection_size : st->section_size, st->accent),
                          .leading = leading, .align = FLOW_START,
                          .tag = heading_tag(s, TAG_HEADING, depth_of_divisions(n), tag)};
    if (!title) return;
    str text = node_text(s, title);
    if (text_is_capitals(text)) {
        p.look.size = p.look.size * 92 / 100;
        p.look.tracking = p.look.size * 5 / 100;
    }
    size_t rows = s->rows.n;
    set_paragraph(s, title, frame, &p);
    for (size_t i = rows + 1; i < s->rows.n; i++) s->rows.at[i].cost = COST_KEEP;
    if (sub) return;
    uint32_t first = (uint32_t)s->pool.n;
    set_rect(s, 0, frame->x, PT(3.2), frame->w, PT(1.2), 0, st->accent);
    row_cost(s, COST_KEEP);
    row_push(s, PT(4.4), first);
}

static void set_children(struct setter *s, const struct node *parent, const struct frame *frame, uint32_t tag,
                         uint32_t *target);

static void set_division(struct setter *s, const struct node *n, const struct frame *frame, uint32_t tag,
                         uint32_t *target) {
    bool part = division_is_part(n) && depth_of_divisions(n) == 1;
    const struct style *st = s->style;
    uint32_t sect = set_tag(s, part ? TAG_PART : TAG_SECT, tag);
    str outer_lang = s->lang;
    if (n->u.division->lang.n && s->status == STATUS_OK) s->lang = s->book->tags.at[sect].lang = book_str(s, n->u.division->lang);
    if (part && s->rows_made + s->rows.n > 0) row_cost(s, COST_FORCED);
    row_space(s, st->entry_gap * 3 / 2, st->entry_stretch * 3 / 2, st->entry_shrink);
    row_mark(s, MARK_DIVISION, n, ++*target);
    uint32_t heading = (uint32_t)s->book->tags.n;
    set_outline(s, (uint8_t)depth_of_divisions(n), true, labelled(s, n->u.division->label, division_title(n)),
                *target - 1, heading);
    if (part) set_part_title(s, n, frame, sect);
    else set_section_title(s, n, frame, sect);
    s->keep = 1;
    row_space(s, PT(11), PT(5), 0);
    set_children(s, n, frame, sect, target);
    answers_set(s, n, frame, sect);
    s->lang = outer_lang;
}

enum { ROWS_OF_A_STRETCH = 4000 }; /* about 80 pages: memory stays bounded however long a section is */

void rows_may_flush(struct setter *s) {
    if (s->rows.n > ROWS_OF_A_STRETCH) pages_flush(s, false);
}

static void set_children(struct setter *s, const struct node *parent, const struct frame *frame, uint32_t tag,
                         uint32_t *target) {
    for (const struct node *n = parent->first; n && s->status == STATUS_OK; n = n->next) {
        if (n->kind == NODE_TITLE) continue;
        if (n->kind == NODE_DIVISION) {
            set_division(s, n, frame, tag, target);
        } else if (n->kind == NODE_ENTRY) {
            set_entry(s, n, frame, tag, target);
            s->space = s->stretch = s->shrink = 0;
            rows_may_flush(s);
        } else if (n->kind == NODE_FRONT) {
            set_blocks(s, n, frame, set_tag(s, TAG_SECT, tag));
            row_space(s, s->style->entry_gap, s->style->entry_stretch, 0);
        } else {
            if (wants_air(n) || wants_air(n->prev)) space_of_block(s);
            set_block(s, n, frame, tag);
        }
    }
}

void set_body(struct setter *s) {
    struct frame frame = {.x = 0, .w = s->text_width};
    uint32_t target = 0;
    set_children(s, s->doc->root, &frame, s->tag_body, &target);
    answers_set(s, s->doc->root, &frame, s->tag_body);
    if (index_wanted(s)) set_index(s, set_tag(s, TAG_SECT, s->tag_body));
    pages_flush(s, true);
}
