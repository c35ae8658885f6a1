/* lines: a flow, broken, becomes lines of items: words placed, blanks stretched, grounds of code, link areas. */
#include "layout/breaks.h"

/* Without a limit every line that is not too long is a try, which takes ten times as long: so there is one more. */
enum { TOLERANCE_FIRST = PARA_RATIO * 80 / 100, TOLERANCE_HYPHENS = PARA_RATIO, TOLERANCE_LAST = 4 * PARA_RATIO };

/* --- choosing breaks --- */

static bool try_pass(struct setter *s, const struct shape_of_lines *shape, enum break_pass pass, int32_t tolerance) {
    bool failed = false;
    s->para.tolerance = tolerance;
    breaks_build(s, pass, shape->width);
    if (s->status != STATUS_OK) return true;
    if (para_break(&s->para, s->flow.brks.at, s->flow.brks.n, &failed)) return true;
    if (failed) set_fail(s, STATUS_NO_MEMORY);
    return failed;
}

static bool fits_one_line(const struct setter *s, const struct shape_of_lines *shape) {
    mpt natural = shape->indent;
    for (size_t i = 0; i < s->flow.boxes.n; i++) {
        const struct box *box = &s->flow.boxes.at[i];
        if (box->flags & BOX_FORCED_BEFORE) return false;
        natural += (i ? box_gap(box) : 0) + box->width;
        if (natural > shape->width) return false;
    }
    return true;
}

/* The answer ends in hardly more than a syllable, which is worth another try with more places to break. */
static bool ends_in_stub(const struct setter *s) {
    const struct para *p = &s->para;
    if (!p->stub_matters || p->breaks.n < 3) return false;
    const struct brk *a = &s->flow.brks.at[p->breaks.at[p->breaks.n - 2]], *b = &s->flow.brks.at[p->breaks.at[p->breaks.n - 1]];
    return b->end.w - a->start.w < p->width / 16;
}

static void choose_breaks(struct setter *s, const struct shape_of_lines *shape) {
    struct para *p = &s->para;
    p->width = shape->width;
    p->first_width = shape->width - shape->indent;
    p->ragged = shape->align == FLOW_JUSTIFY ? 0 : shape->width / 6 + 1;
    p->stub_matters = shape->width > PT(150);
    if (fits_one_line(s, shape)) {
        breaks_build(s, BREAKS_BLANKS, shape->width);
        p->breaks.n = 0;
        uint32_t end = (uint32_t)s->flow.brks.n - 1;
        if (s->status == STATUS_OK && (!vec_push(&p->breaks, 0) || !vec_push(&p->breaks, end)))
            set_fail(s, STATUS_NO_MEMORY);
        return;
    }
    bool found = try_pass(s, shape, BREAKS_BLANKS, p->ragged ? 2 * PARA_RATIO : TOLERANCE_FIRST);
    if (!found && p->ragged && flow_minimum(s) <= shape->width) found = try_pass(s, shape, BREAKS_BLANKS, PARA_ANY);
    if (found && !(shape->hyphenate && ends_in_stub(s))) return;
    if (shape->hyphenate && try_pass(s, shape, BREAKS_HYPHENS, TOLERANCE_HYPHENS)) return;
    if (!try_pass(s, shape, BREAKS_ANY, TOLERANCE_LAST)) try_pass(s, shape, BREAKS_ANY, PARA_ANY);
}

/* --- one line --- */

struct piece { /* a box or the part of it that is on the line */
    const struct word *word;
    const struct box *box;
    mpt width, x; /* x: from the line's left end */
    mpt before;   /* the blank before it as set, on the side where reading comes from */
    uint8_t end;  /* enum text_end */
    mpt tracking; /* of CJK text that is stretched */
    bool first_of_run;
};

struct setting {
    struct setter *s;
    const struct shape_of_lines *shape;
    struct piece *pieces;
    size_t n;
    mpt x;        /* where the line's left end is, in the text area */
    mpt baseline;
};

static const struct word *shape_part(struct setter *s, const struct box *box, str text, bool hyphen) {
    const struct run *run = &s->flow.runs.at[box->run];
    char copy[4 * LIMIT_HYPHEN_WORD];
    if (hyphen && text.n < sizeof copy) {
        memcpy(copy, text.p, text.n);
        copy[text.n] = '-';
        text = str_of(copy, text.n + 1);
    }
    const struct word *w = text_shape(s->text, run->font->face, run->font->features, text, run->lang,
                                      box->level & 1, s->flow.line);
    if (!w) set_fail(s, STATUS_NO_MEMORY);
    return w;
}

static uint32_t glyphs_of(const struct word *w) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < w->n; i++) n += w->parts[i]->n;
    return n;
}

static mpt piece_width(const struct setter *s, const struct word *w, const struct box *box) {
    const struct run *run = &s->flow.runs.at[box->run];
    mpt width = word_width(s->text, w, run->font->size);
    return width + (run->tracking ? run->tracking * (mpt)glyphs_of(w) : 0);
}

/* The box, cut at the line's ends where a break stands inside it. */
static bool make_piece(struct setter *s, struct piece *piece, const struct brk *a, const struct brk *b, uint32_t index) {
    const struct box *box = &s->flow.boxes.at[index];
    size_t from = index == a->box ? a->at : 0, to = index == b->box && b->at ? b->at : box->text.n;
    *piece = (struct piece){.box = box, .word = box->word, .width = box->width};
    if (from == 0 && to == box->text.n) return true;
    bool hyphen = to < box->text.n && (b->flags & BREAK_HYPHEN);
    piece->word = shape_part(s, box, str_sub(box->text, from, to), hyphen);
    if (!piece->word) return false;
    piece->width = piece_width(s, piece->word, box) + (from ? 0 : box->pad_left) +
                   (to == box->text.n ? box->pad_right : 0);
    return true;
}

static uint8_t end_of(const struct setter *s, const struct brk *b, uint32_t index, size_t last) {
    if (index == last) {
        if (b->flags & BREAK_HYPHEN) return END_SOFT_HYPHEN;
        if (b->at) return END_NOTHING;
    }
    if (index + 1 >= s->flow.boxes.n) return END_NOTHING;
    const struct box *next = &s->flow.boxes.at[index + 1];
    return next->blank || (next->flags & BOX_FORCED_BEFORE) ? END_SPACE : END_NOTHING;
}

/* What is reordered: 2 i is the blank before piece i, 2 i + 1 the piece. A blank between two levels is of the lower,
 * which is that of the text around the inner one. */
static uint8_t level_of(const struct setting *line, uint32_t thing) {
    uint8_t own = line->pieces[thing / 2].box->level, before = thing > 1 ? line->pieces[thing / 2 - 1].box->level : own;
    return thing % 2 || own < before ? own : before;
}

/* Reorder by UAX #9, rule L2: `order` gets the things from left to right. */
static void visual_order(const struct setting *line, uint32_t *order) {
    uint8_t high = 0, low_odd = 255;
    size_t n = 2 * line->n;
    for (uint32_t i = 0; i < n; i++) {
        uint8_t level = level_of(line, i);
        order[i] = i;
        if (level > high) high = level;
        if ((level & 1) && level < low_odd) low_odd = level;
    }
    for (uint8_t level = high; level >= low_odd && level > 0; level--) {
        for (size_t i = 0; i < n;) {
            size_t j = i;
            while (j < n && level_of(line, order[j]) >= level) j++;
            for (size_t a = i, b = j; a + 1 < b; a++) {
                uint32_t t = order[a];
                order[a] = order[--b];
                order[b] = t;
            }
            i = j > i ? j : i + 1;
        }
    }
}

static void place(const struct setting *line, const uint32_t *order) {
    mpt x = 0;
    for (size_t i = 0; i < 2 * line->n; i++) {
        size_t thing = order ? order[i] : i;
        struct piece *p = &line->pieces[thing / 2];
        if (thing % 2) p->x = x;
        x += thing % 2 ? p->width : p->before;
    }
}

/* --- items of a line --- */

static struct item text_item(const struct setting *line, const struct piece *p) {
    const struct run *run = &line->s->flow.runs.at[p->box->run];
    struct item item = {.kind = ITEM_TEXT, .tag = run->tag};
    item.u.text = (struct item_text){.x = line->x + p->x, .y = line->baseline - run->rise, .size = run->font->size,
                                     
                                     .tracking = run->tracking + p->tracking, .color = run->color, .end = p->end};
    return item;
}

/* A word of several parts (another face for a sign in it), in reading order. */
static void set_parts(const struct setting *line, const struct piece *p) {
    struct setter *s = line->s;
    const struct font *font = s->flow.runs.at[p->box->run].font;
    mpt x = line->x + p->x + (p->first_of_run ? p->box->pad_left : 0);
    bool rtl = p->box->level & 1;
    mpt at = rtl ? x + p->width - p->box->pad_left : x;
    for (uint32_t i = 0; i < p->word->n; i++) {
        uint32_t index = rtl ? p->word->n - 1 - i : i;
        struct item item = text_item(line, p);
        const struct shaped *part = p->word->parts[index];
        mpt w = shaped_width(s->text, part, font->size) + item.u.text.tracking * part->n;
        if (rtl) at -= w;
        item.u.text.x = at;
        if (!rtl) at += w;
        item.u.text.n = 1;
        item.u.text.words = &p->word->parts[index];
        if (i + 1 < p->word->n) item.u.text.end = END_NOTHING;
        set_item(s, item);
    }
}

static bool joins(const struct setting *line, const struct piece *p, const struct piece *next, mpt gap) {
    return next->box->run == p->box->run && p->end == END_SPACE && next->word->n == 1 && next->before == gap &&
           line->s->flow.runs.at[p->box->run].font->face == next->word->parts[0]->face;
}

/* Consecutive words of one look become one item. */
static void set_texts(const struct setting *line, bool ordered) {
    struct setter *s = line->s;
    for (size_t i = 0; i < line->n && s->status == STATUS_OK;) {
        struct piece *p = &line->pieces[i];
        size_t j = i + 1;
        if (ordered || p->word->n != 1 || s->flow.runs.at[p->box->run].font->face != p->word->parts[0]->face) {
            set_parts(line, p);
            i++;
            continue;
        }
        mpt gap = j < line->n ? line->pieces[j].before : 0;
        while (j < line->n && joins(line, &line->pieces[j - 1], &line->pieces[j], gap)) j++;
        const struct shaped **words = arena_array(set_arena(s), const struct shaped *, j - i);
        if (!words) {
            set_fail(s, STATUS_NO_MEMORY);
            return;
        }
        for (size_t k = i; k < j; k++) words[k - i] = line->pieces[k].word->parts[0];
        struct item item = text_item(line, p);
        if (p->first_of_run) item.u.text.x += p->box->pad_left;
        item.u.text.words = words;
        item.u.text.n = (uint32_t)(j - i);
        item.u.text.gap = j - i > 1 ? gap : s->flow.runs.at[p->box->run].font->space;
        item.u.text.end = line->pieces[j - 1].end;
        set_item(s, item);
        i = j;
    }
}

static void set_rect_at(struct setter *s, uint32_t tag, mpt x, mpt y, mpt w, mpt h, mpt radius, struct rgb fill) {
    struct item item = {.kind = ITEM_RECT, .tag = tag};
    item.u.rect = (struct item_rect){.x = x, .y = y, .w = w, .h = h, .radius = radius, .fill = fill, .filled = true};
    set_item(s, item);
}

/* From the left end of the leftmost to the right end of the rightmost of the pieces [i, j). */
static void extent(const struct setting *line, size_t i, size_t j, mpt *x0, mpt *x1) {
    *x0 = line->pieces[i].x;
    *x1 = line->pieces[i].x + line->pieces[i].width;
    for (; i < j; i++) {
        const struct piece *p = &line->pieces[i];
        if (p->x < *x0) *x0 = p->x;
        if (p->x + p->width > *x1) *x1 = p->x + p->width;
    }
}

/* Grounds of code first, for they lie under the text. */
static void set_grounds(const struct setting *line) {
    struct setter *s = line->s;
    for (size_t i = 0, j; i < line->n; i = j) {
        uint32_t index = line->pieces[i].box->run;
        const struct run *run = &s->flow.runs.at[index];
        for (j = i; j < line->n && line->pieces[j].box->run == index; j++) {}
        if (!run->code) continue;
        mpt x0, x1, size = run->font->size;
        extent(line, i, j, &x0, &x1);
        set_rect_at(s, 0, line->x + x0, line->baseline - run->rise - size * 92 / 100, x1 - x0, size * 122 / 100, 1000,
                    s->style->soft);
    }
}

static void set_overlays(const struct setting *line) {
    struct setter *s = line->s;
    for (size_t i = 0, j; i < line->n; i = j) {
        uint32_t index = line->pieces[i].box->run;
        const struct run *run = &s->flow.runs.at[index];
        for (j = i; j < line->n && line->pieces[j].box->run == index; j++) {}
        if (!run->strike && !run->link) continue;
        mpt x0, x1, size = run->font->size, y = line->baseline - run->rise;
        extent(line, i, j, &x0, &x1);
        if (run->strike) set_rect_at(s, 0, line->x + x0, y - size * 28 / 100, x1 - x0, size / 18, 0, run->color);
        if (!run->link) continue;
        const struct flow_link *link = &s->flow.links.at[run->link - 1];
        struct item item = {.kind = ITEM_LINK, .tag = link->tag};
        item.u.link = (struct item_link){.x = line->x + x0, .y = y - size * 9 / 10, .w = x1 - x0, .h = size * 12 / 10,
                                         .uri = link->uri, .target = link->target, .contents = link->contents};
        set_item(s, item);
    }
}

/* --- the line as a whole --- */

/* Runs of CJK boxes of one look are shaped as one word, so that the text of the page is not in shreds. */
static void join_cjk(struct setting *line) {
    struct setter *s = line->s;
    size_t kept = 0;
    for (size_t i = 0, j; i < line->n && s->status == STATUS_OK; i = j) {
        struct piece *p = &line->pieces[i];
        for (j = i + 1; j < line->n; j++) {
            const struct piece *next = &line->pieces[j];
            bool adjacent = next->box->text.p == line->pieces[j - 1].box->text.p + line->pieces[j - 1].box->text.n;
            if (!(p->box->flags & next->box->flags & BOX_CJK) || next->box->run != p->box->run || !adjacent ||
                next->box->level != p->box->level || next->word != next->box->word || p->word != p->box->word)
                break;
        }
        if (j - i > 1) {
            const struct piece *last = &line->pieces[j - 1];
            str text = str_of(p->box->text.p, (size_t)(last->box->text.p + last->box->text.n - p->box->text.p));
            const struct word *w = shape_part(s, p->box, text, false);
            if (!w) return;
            mpt width = last->x + last->width - p->x;
            p->word = w;
            p->width = width;
            p->end = last->end;
        }
        line->pieces[kept++] = *p;
    }
    line->n = kept;
}

/* What a line has to give: blanks and, a little, letters. */
struct play {
    int64_t width, blanks, letters; /* natural width; how far either may change */
    bool wide;                      /* to be stretched */
};

static struct play measure(const struct setting *line, mpt width) {
    struct play play = {0};
    for (size_t i = 0; i < line->n; i++) {
        const struct piece *p = &line->pieces[i];
        play.width += p->width + (i ? box_gap(p->box) : 0);
    }
    play.wide = play.width <= width;
    for (size_t i = 0; i < line->n; i++) {
        const struct piece *p = &line->pieces[i];
        play.letters += (play.wide ? p->box->letter_stretch : p->box->letter_shrink) * (int64_t)glyphs_of(p->word);
        if (i) play.blanks += play.wide ? p->box->blank_stretch : p->box->blank_shrink;
    }
    return play;
}

/* A part of what is to be dealt out; one is asked for the same again and again, and divisions are slow. */
struct share {
    mpt own, part;
};

static mpt share(struct share *last, int64_t amount, mpt own, int64_t all) {
    if (own != last->own) *last = (struct share){own, (mpt)(amount * own / all)};
    return last->part;
}

/* Changes the line's width by `room`, as far as there is play: beyond it the line stays short rather than gape. Gives
 * the change. */
static mpt justify(struct setting *line, const struct play *play, mpt room) {
    for (size_t i = 1; i < line->n; i++) line->pieces[i].before = box_gap(line->pieces[i].box);
    int64_t all = play->blanks + play->letters, change = room, used = 0;
    if (change > all) change = all;
    if (change < -all) change = -all;
    int64_t spread = all ? change * play->letters / all : 0, blanks = change - spread;
    /* a line that no better one could be found for: letters give once more as much and a half, if that fills it */
    if (room > change && room - change <= play->letters * 3 / 2) spread += room - change, change = room;
    struct share letters = {0}, gaps = {0};
    for (size_t i = 0; spread && i < line->n; i++) {
        struct piece *p = &line->pieces[i];
        mpt glyphs = (mpt)glyphs_of(p->word);
        p->tracking = share(&letters, spread, play->wide ? p->box->letter_stretch : p->box->letter_shrink, play->letters);
        p->width += p->tracking * glyphs;
        used += p->tracking * (int64_t)glyphs;
    }
    /* what rounding left goes to the blanks */
    if (play->blanks && change - used > -play->blanks && change - used < blanks + PT(0.1)) blanks = change - used;
    for (size_t i = 1; play->blanks && i < line->n; i++) {
        struct piece *p = &line->pieces[i];
        mpt more = share(&gaps, blanks, play->wide ? p->box->blank_stretch : p->box->blank_shrink, play->blanks);
        p->before += more;
        used += more;
    }
    return (mpt)used;
}

static void mark_run_ends(struct setting *line) {
    for (size_t i = 0; i < line->n; i++) {
        const struct box *box = line->pieces[i].box;
        line->pieces[i].first_of_run = box->pad_left > 0;
    }
}

static mpt last_hang(const struct setting *line, const struct brk *b) {
    const struct piece *p = &line->pieces[line->n - 1];
    if (b->flags & BREAK_HYPHEN) return line->s->flow.runs.at[p->box->run].font->hyphen_width * 6 / 10;
    return b->at ? 0 : p->box->hang_right;
}

/* Told once a line, in tenths of a point. */
static void report_overfull(struct setter *s, int64_t over) {
    struct buf b;
    buf_init(&b);
    buf_put_milli(&b, (over + 99) / 100 * 100);
    diag_add_line(s->diags, DIAG_OVERFULL_LINE, s->flow.line, set_keep(s, &b), (str){0}, (str){0});
}

static void set_line(struct setting *line, const struct brk *a, const struct brk *b, bool first, bool last) {
    struct setter *s = line->s;
    const struct shape_of_lines *shape = line->shape;
    mpt indent = first ? shape->indent : 0, measure_of_line = shape->width - indent;
    mpt hang_left = a->at ? 0 : line->pieces[0].box->hang_left, hang_right = last_hang(line, b);
    struct play play = measure(line, measure_of_line + hang_left + hang_right);
    mpt room = (mpt)(measure_of_line - play.width + hang_left + hang_right);
    if (-room > play.blanks + play.letters + PT(0.5)) report_overfull(s, -room - play.blanks - play.letters);
    bool natural = shape->align != FLOW_JUSTIFY || ((last || (b->flags & BREAK_FORCED)) && room >= 0);
    mpt used = justify(line, &play, natural && room >= 0 ? 0 : room);
    if (a->at) line->pieces[0].first_of_run = false;
    mpt set = (mpt)play.width + used, free_room = measure_of_line + hang_left + hang_right - set;
    bool ordered = s->flow.any_rtl || s->rtl;
    if (ordered) {
        uint32_t *order = arena_array(set_arena(s), uint32_t, 2 * line->n);
        if (!order) {
            set_fail(s, STATUS_NO_MEMORY);
            return;
        }
        visual_order(line, order);
        place(line, order);
    } else {
        place(line, NULL);
    }
    join_cjk(line);
    mpt start = indent - hang_left;
    if (shape->align == FLOW_CENTER) start += free_room / 2;
    if (shape->align == FLOW_END) start += free_room;
    /* an Arabic paragraph in an English book begins at the right */
    if (s->flow.base_rtl && !s->rtl && !shape->book_side && shape->align != FLOW_CENTER) start = shape->align == FLOW_END ? 0 : free_room;
    line->x = s->rtl ? s->text_width - shape->x - start - set : shape->x + start;
    set_grounds(line);
    set_texts(line, ordered);
    set_overlays(line);
}

static void set_one(struct setter *s, const struct shape_of_lines *shape, const struct brk *a, const struct brk *b,
                    bool first, bool last, uint32_t offset) {
    struct arena_mark mark = arena_mark(&s->perm);
    uint32_t from = a->box, to = b->at ? b->box + 1 : b->box;
    struct setting line = {.s = s, .shape = shape};
    struct line out = {.first = (uint32_t)s->pool.n, .offset = offset, .cut = b->at > 0};
    line.pieces = to > from ? arena_array(&s->perm, struct piece, to - from) : NULL;
    if (!line.pieces) {
        if (to > from) set_fail(s, STATUS_NO_MEMORY);
        return;
    }
    for (uint32_t i = from; i < to; i++) {
        struct piece *p = &line.pieces[line.n];
        if (!make_piece(s, p, a, b, i)) return;
        p->end = end_of(s, b, i, to - 1);
        line.n++;
    }
    mark_run_ends(&line);
    line.baseline = shape->baseline;
    set_line(&line, a, b, first, last);
    out.n = (uint32_t)(s->pool.n - out.first);
    for (size_t i = 0; i < line.n; i++)
        if (line.pieces[i].x + line.pieces[i].width > out.width) out.width = line.pieces[i].x + line.pieces[i].width;
    if (!vec_push(&s->lines, out)) set_fail(s, STATUS_NO_MEMORY);
    arena_rewind(&s->perm, mark);
}

void flow_set(struct setter *s, const struct shape_of_lines *shape) {
    s->lines.n = 0;
    if (s->status != STATUS_OK || !s->flow.boxes.n) return;
    choose_breaks(s, shape);
    uint32_t offset = 0, box = 0; /* bytes of the boxes before `box` */
    for (size_t i = 1; i < s->para.breaks.n && s->status == STATUS_OK; i++) {
        const struct brk *a = &s->flow.brks.at[s->para.breaks.at[i - 1]], *b = &s->flow.brks.at[s->para.breaks.at[i]];
        for (; box < a->box; box++) offset += (uint32_t)s->flow.boxes.at[box].text.n;
        set_one(s, shape, a, b, i == 1, i + 1 == s->para.breaks.n, offset + (uint32_t)a->at);
    }
}
