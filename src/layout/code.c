/* code: code blocks: a tinted panel with the language's name, coloured by tokens, long lines wrapped with a mark that
 * is not part of the text. */
#include "layout/set.h"

enum { TAB_STOPS = 4, WHOLE_LINES = 12, CONTINUATION_COLUMNS = 4 };

struct code_setting {
    struct setter *s;
    const struct font *fonts[3]; /* regular, bold, italic */
    const struct frame *frame;
    uint32_t tag, line;
    size_t columns;
    mpt advance, x, baseline;
    code_tokens tokens;
    size_t token; /* the first that may still matter */
};

static const struct font *font_of_class(const struct code_setting *c, enum code_class class) {
    switch (class) {
    case CODE_KEYWORD: case CODE_TAG: return c->fonts[1];
    case CODE_COMMENT: return c->fonts[2];
    case CODE_PLAIN: case CODE_STRING: case CODE_NUMBER: case CODE_FUNCTION: case CODE_TYPE: case CODE_ATTRIBUTE:
    case CODE_CLASSES: break;
    }
    return c->fonts[0];
}

/* The class of the byte at `at`, and where its stretch ends at the latest. */
static enum code_class class_at(struct code_setting *c, size_t at, size_t *end) {
    while (c->token < c->tokens.n && c->tokens.at[c->token].to <= at) c->token++;
    if (c->token == c->tokens.n) return CODE_PLAIN;
    const struct code_token *t = &c->tokens.at[c->token];
    if (t->from > at) {
        if (t->from < *end) *end = t->from;
        return CODE_PLAIN;
    }
    if (t->to < *end) *end = t->to;
    return (enum code_class)t->class;
}

/* Words gathered for one item: one class, one face, parted by single blanks. */
struct gathered {
    const struct shaped *words[32];
    uint32_t n;
    enum code_class class;
    mpt x; /* of the first */
};

static void put_gathered(struct code_setting *c, struct gathered *g, enum text_end end) {
    struct setter *s = c->s;
    if (!g->n) return;
    const struct font *font = font_of_class(c, g->class);
    struct item item = {.kind = ITEM_TEXT, .tag = c->tag};
    const struct shaped **words = arena_array(set_arena(s), const struct shaped *, g->n);
    if (!words) {
        set_fail(s, STATUS_NO_MEMORY);
        return;
    }
    memcpy(words, g->words, g->n * sizeof *words);
    item.u.text = (struct item_text){.x = g->x, .y = c->baseline, .size = font->size, .gap = c->advance,
                                     .color = s->style->code_color[g->class], .n = g->n, .words = words,
                                     .end = (uint8_t)end};
    set_item(s, item);
    g->n = 0;
}

/* Shape a stretch in one class at x and gather it. `after_blank`: one blank parts it from what is gathered. Gives its
 * width. */
static mpt gather(struct code_setting *c, struct gathered *g, str text, enum code_class class, mpt x,
                  bool after_blank) {
    struct setter *s = c->s;
    const struct font *font = font_of_class(c, class);
    const struct word *w = text_shape(s->text, font->face, 0, text, s->doc->lang, false, c->line);
    if (!w) {
        set_fail(s, STATUS_NO_MEMORY);
        return 0;
    }
    bool joins = after_blank && g->class == class && w->n == 1 && g->n < 32 && g->n &&
                 g->words[g->n - 1]->face == w->parts[0]->face;
    if (!joins) put_gathered(c, g, after_blank ? END_SPACE : END_NOTHING);
    mpt start = x;
    for (uint32_t i = 0; i < w->n; i++) {
        if (i) put_gathered(c, g, END_NOTHING);
        if (!g->n) g->x = x, g->class = class;
        g->words[g->n++] = w->parts[i];
        x += shaped_width(s->text, w->parts[i], font->size);
    }
    return x - start;
}

/* Indentation is text: blanks shaped as a word, so that copying gives it back. */
static mpt gather_blanks(struct code_setting *c, struct gathered *g, size_t n, mpt x) {
    static const char BLANKS[] = "                                                                ";
    mpt set = 0;
    while (n) {
        size_t some = n < sizeof BLANKS - 1 ? n : sizeof BLANKS - 1;
        set += gather(c, g, str_of(BLANKS, some), CODE_PLAIN, x + set, false);
        n -= some;
    }
    return set;
}

static size_t columns_of(str text, size_t column) {
    size_t at = 0;
    while (at < text.n) {
        uint32_t cp = utf8_next(text, &at);
        if (cp == '\t') column += TAB_STOPS - column % TAB_STOPS;
        else column += (cp >= 0x1100 && cp < 0xFB00 && (cp < 0x2000 || cp >= 0x2E80)) || cp >= 0x1F000 ? 2 : 1;
    }
    return column;
}

/* Where a line that is too long goes on: after the last blank or mark of its second half, else where it is full. */
static size_t wrap_place(str text, size_t columns) {
    size_t at = 0, best = 0, column = 0;
    while (at < text.n) {
        size_t next = at;
        utf8_next(text, &next);
        size_t wide = columns_of(str_sub(text, at, next), column);
        if (wide > columns) break;
        column = wide;
        at = next;
        if (column > columns / 2 && strchr(" ,;([{|&=+.", text.p[at - 1])) best = at;
    }
    return at >= text.n ? text.n : best ? best : at ? at : 1;
}

/* The bytes [from, to) of the code from column 0 at x. */
static void set_part(struct code_setting *c, str code, size_t from, size_t to, mpt x) {
    struct gathered g = {0};
    size_t column = 0;
    bool after_blank = false;
    for (size_t at = from; at < to && c->s->status == STATUS_OK;) {
        size_t end = at;
        if (char_is_space(code.p[at])) {
            while (end < to && char_is_space(code.p[end])) end++;
            size_t next = columns_of(str_sub(code, at, end), column), n = next - column;
            after_blank = n == 1 && g.n;
            if (after_blank) x += c->advance;
            else x += gather_blanks(c, &g, n, x);
            column = next;
            at = end;
            continue;
        }
        while (end < to && !char_is_space(code.p[end])) end++;
        enum code_class class = class_at(c, at, &end);
        x += gather(c, &g, str_sub(code, at, end), class, x, after_blank);
        after_blank = false;
        column = columns_of(str_sub(code, at, end), column);
        at = end;
    }
    put_gathered(c, &g, END_NOTHING);
}

static void end_line(struct code_setting *c, uint32_t first, bool space) {
    for (size_t i = c->s->pool.n; i > first; i--) {
        struct item *item = &c->s->pool.at[i - 1];
        if (item->kind != ITEM_TEXT || !item->tag) continue;
        if (space) item->u.text.end = END_SPACE;
        return;
    }
}

/* A hooked arrow, drawn: as text it would be copied with the code. */
static void continuation_mark(struct code_setting *c, size_t indent) {
    struct setter *s = c->s;
    const struct rgb color = s->style->mute;
    mpt x = c->x + c->advance * (mpt)(indent - 2) + c->advance / 3, y = c->baseline - PT(1.8), w = PT(4.6), line = PT(0.55);
    bool rtl = s->rtl;
    s->rtl = false; /* code runs from left to right in every book */
    set_rect(s, 0, x, y - PT(2.6), line, PT(2.6), 0, color);
    set_rect(s, 0, x, y, w - PT(1), line, 0, color);
    for (mpt i = 0; i < 3; i++) {
        mpt h = PT(2.4) - i * PT(0.8);
        set_rect(s, 0, x + w - PT(1.6) + i * PT(0.5), y + line / 2 - h / 2, PT(0.5), h, 0, color);
    }
    s->rtl = rtl;
}

/* The row of the code's bytes from `from` to `to`; behind it the offset is that of the next. */
static void row_of_code(struct code_setting *c, uint32_t first, str code, size_t from, size_t to) {
    row_push(c->s, c->s->style->code_leading, first);
    for (; from < to; from++) c->s->offset += !char_is_space(code.p[from]);
}

static size_t indent_of(str line) {
    size_t n = 0;
    while (n < line.n && char_is_space(line.p[n])) n++;
    return columns_of(str_sub(line, 0, n), 0);
}

/* A page had better end before a line that is less indented. */
static int32_t cost_before(str line) {
    size_t indent = indent_of(line);
    return COST_INSIDE + 12 * (int32_t)(indent < 16 ? indent : 16);
}

/* One line of the code, from byte `from` to `to`, as one or more rows. */
static void set_code_line(struct code_setting *c, str code, size_t from, size_t to) {
    struct setter *s = c->s;
    while (to > from && char_is_space(code.p[to - 1])) to--;
    uint32_t first = row_lead(s, s->style->code_leading, c->baseline);
    str line = str_sub(code, from, to);
    size_t n = columns_of(line, 0) <= c->columns ? line.n : wrap_place(line, c->columns), lead = 0;
    if (n < line.n && indent_of(line) > c->columns / 2) { /* indented beyond what can be shown: less, and no empty rows */
        while (from < to && char_is_space(code.p[from])) from++;
        lead = c->columns / 2;
        n = wrap_place(str_sub(code, from, to), c->columns - lead);
    }
    set_part(c, code, from, from + n, c->x + c->advance * (mpt)lead);
    end_line(c, first, true);
    row_cost(s, cost_before(line));
    row_of_code(c, first, code, from, from + n);
    size_t indent = indent_of(line) + CONTINUATION_COLUMNS;
    if (indent > c->columns / 2) indent = c->columns / 2;
    size_t columns = c->columns - indent;
    while (from + n < to && s->status == STATUS_OK) {
        from += n;
        n = wrap_place(str_sub(code, from, to), columns);
        first = (uint32_t)s->pool.n;
        continuation_mark(c, indent);
        set_part(c, code, from, from + n, c->x + c->advance * (mpt)indent);
        end_line(c, first, from + n == to);
        row_cost(s, COST_WIDOW);
        row_of_code(c, first, code, from, from + n);
    }
}

/* Every break in a short block is as good as forbidden; in a long one, near its ends. The first and last of the rows
 * are the panel's pads. */
static void cost_of_breaks(struct setter *s, size_t first, size_t n) {
    for (size_t i = 1; i < n; i++) {
        struct row *row = &s->rows.at[first + i];
        bool pad = i == 1 || i + 1 == n;
        int32_t cost = pad ? COST_KEEP : n <= WHOLE_LINES + 2 ? COST_WIDOW * 3
                       : i < 4 || i + 4 > n ? COST_WIDOW : COST_INSIDE;
        if (cost > row->cost) row->cost = cost;
    }
}

/* The language's name in the top right corner, when the first line leaves it room. */
static void set_language(struct code_setting *c, str code, str lang) {
    struct setter *s = c->s;
    const struct style *st = s->style;
    size_t end = str_find_char(code, '\n', 0);
    char upper[24];
    if (!lang.n || lang.n > sizeof upper || str_eq(lang, STR("text"))) return;
    for (size_t i = 0; i < lang.n; i++) upper[i] = char_is_lower(lang.p[i]) ? (char)(lang.p[i] - 32) : lang.p[i];
    if (str_eq(lang, STR("cpp"))) upper[1] = upper[2] = '+';
    if (str_eq(lang, STR("csharp"))) lang.n = 2, upper[1] = '#';
    struct look look = {.family = FAMILY_HEAD, .size = PT(6.5), .color = st->mute, .tracking = PT(0.3)};
    str name = str_of(upper, lang.n);
    mpt used = (mpt)columns_of(str_sub(code, 0, end), 0) * c->advance;
    if (used + label_width(s, name, &look) + PT(14) > c->frame->w - 2 * st->code_pad) return;
    mpt x = s->rtl ? c->frame->x + PT(6) : c->frame->x + c->frame->w - PT(6); /* to the right, where code ends */
    set_label(s, name, &look, 0, x, PT(9.5), s->rtl ? FLOW_START : FLOW_END, 0, END_NOTHING);
}

static bool prepare(struct code_setting *c) {
    struct setter *s = c->s;
    const struct style *st = s->style;
    static const enum face_style STYLES[3] = {FACE_REGULAR, FACE_BOLD, FACE_ITALIC};
    for (int i = 0; i < 3; i++) {
        c->fonts[i] = set_font(s, FAMILY_CODE, STYLES[i], st->code_size, 0);
        if (!c->fonts[i]) return false;
    }
    c->advance = c->fonts[0]->hyphen_width > 0 ? c->fonts[0]->hyphen_width : st->code_size * 6 / 10;
    c->columns = (size_t)((c->frame->w - 2 * st->code_pad) / c->advance);
    if (c->columns < 8) c->columns = 8;
    c->x = (s->rtl ? s->text_width - c->frame->x - c->frame->w : c->frame->x) + st->code_pad;
    c->baseline = baseline_of(st->code_leading, st->code_size) + PT(0.3);
    return true;
}

static void space_around(struct setter *s) {
    row_space(s, s->style->block_gap, s->style->block_stretch, PT(1));
}

void set_pre(struct setter *s, const struct node *pre, const struct frame *frame, uint32_t tag) {
    str code = pre->u.pre->text;
    struct code_setting c = {.s = s, .frame = frame, .line = pre->line};
    if (s->status != STATUS_OK || !prepare(&c)) return;
    uint32_t block = set_tag(s, TAG_CODE_BLOCK, tag);
    c.tag = block;
    if (!code_scan(code, code_language_name(set_arena(s), pre->u.pre->lang), &c.tokens)) set_fail(s, STATUS_NO_MEMORY);
    space_around(s);
    size_t rows = s->rows.n;
    deco_begin(s, DECO_PANEL, frame->x, frame->w, 0, 0);
    uint32_t first = (uint32_t)s->pool.n;
    s->shows = pre;
    set_language(&c, code, pre->u.pre->lang);
    row_push_bare(s, PT(5), first);
    for (size_t at = 0; s->status == STATUS_OK;) {
        if (stop_asked(s->options->stop)) set_fail(s, STATUS_STOPPED);
        size_t end = str_find_char(code, '\n', at);
        if (end == SIZE_MAX) end = code.n;
        set_code_line(&c, code, at, end);
        if (end >= code.n) break;
        at = end + 1;
    }
    s->shows = NULL;
    s->offset = 0;
    row_push_bare(s, PT(5), (uint32_t)s->pool.n);
    deco_end(s);
    cost_of_breaks(s, rows, s->rows.n - rows);
    space_around(s);
    vec_release(&c.tokens);
}
