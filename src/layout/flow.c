/* flow: inlines → boxes: shaped words with what stands between them. */
#include "layout/breaks.h"

/* --- fonts --- */

const struct font *set_font(struct setter *s, enum face_family family, enum face_style style, mpt size,
                            unsigned features) {
    for (struct font *f = s->fonts; f; f = f->next)
        if (f->size == size && f->family == family && f->style == style && f->features == features) return f;
    struct font *f = arena_new(&s->perm, struct font);
    if (!f) {
        set_fail(s, STATUS_NO_MEMORY);
        return NULL;
    }
    f->family = (uint8_t)family;
    f->style = (uint8_t)style;
    f->size = size;
    f->features = features;
    f->face = text_face(s->text, family, style);
    const struct face_info *info = text_face_info(s->text, f->face);
    f->upem = info->upem;
    f->space = text_scale(text_space(s->text, f->face), size, f->upem);
    f->ascent = text_scale(info->ascent, size, f->upem);
    f->descent = text_scale(info->descent, size, f->upem);
    f->x_height = text_scale(info->x_height, size, f->upem);
    f->hyphen = text_shape(s->text, f->face, features, STR("-"), s->doc->lang, false, 0);
    if (!f->hyphen) {
        set_fail(s, STATUS_NO_MEMORY);
        return NULL;
    }
    f->hyphen_width = word_width(s->text, f->hyphen, size);
    f->next = s->fonts;
    s->fonts = f;
    return f;
}

static const struct font *look_font(struct setter *s, const struct look *look) {
    enum face_style style = look->bold ? (look->italic ? FACE_BOLD_ITALIC : FACE_BOLD)
                                       : (look->italic ? FACE_ITALIC : FACE_REGULAR);
    if (look->family == FAMILY_HEAD && style == FACE_BOLD) style = FACE_SEMIBOLD;
    return set_font(s, look->family, style, look->size, look->features);
}

/* --- collecting chunks --- */

void flow_start(struct setter *s, uint32_t line) {
    struct flow *f = &s->flow;
    f->chunks.n = f->runs.n = f->boxes.n = f->brks.n = f->links.n = 0;
    f->complex = f->any_rtl = f->base_rtl = false;
    f->line = line;
}

/* A run for text to come; false when setting has failed. */
static bool push_run(struct setter *s, const struct look *look, uint32_t tag, uint32_t link, bool code, bool strike) {
    const struct font *font = s->status == STATUS_OK ? look_font(s, look) : NULL;
    if (!font) return false;
    struct run run = {.font = font, .lang = look->lang, .color = look->color, .rise = look->rise, .tracking = look->tracking,
                        .tag = tag, .link = link, .code = code, .strike = strike};
    if (!vec_push(&s->flow.runs, run)) {
        set_fail(s, STATUS_NO_MEMORY);
        return false;
    }
    return true;
}

/* Whether the text has letters that need break rules, shaping order or bidi beyond blanks and hyphens: Hebrew,
 * Arabic and what follows them, but not the punctuation and symbols of U+2000 to U+2FFF. */
static bool is_complex(str s) {
    size_t i = 0;
    while (i < s.n) {
        uint64_t eight;
        if (s.n - i >= 8) {
            memcpy(&eight, s.p + i, 8);
            if (!(eight & UINT64_C(0x8080808080808080))) {
                i += 8;
                continue;
            }
        }
        unsigned char c = (unsigned char)s.p[i++];
        if (c < 0xD6 || c == 0xE2) continue;
        if (c < 0xE0 || (c > 0xE0 && c != 0xEF) || c == 0xE0) return true;
        /* U+F000 to U+FFFF: full-width forms are complex, U+FEFF and U+FFFD are not */
        if (i < s.n && (unsigned char)s.p[i] >= 0xBC && (i + 1 >= s.n || (unsigned char)s.p[i + 1] != 0xBD)) return true;
    }
    return false;
}

static void push_chunk(struct setter *s, str text) {
    struct flow *f = &s->flow;
    struct chunk chunk = {.text = text, .run = (uint32_t)(f->runs.n - 1)};
    if (!text.n) return;
    if (!vec_push(&f->chunks, chunk)) set_fail(s, STATUS_NO_MEMORY);
    if (!f->complex) f->complex = is_complex(text);
}

/* A span that says a language, which must live as long as the book. */
static uint32_t span_tag(struct setter *s, str lang, uint32_t tag) {
    uint32_t span = set_tag(s, TAG_SPAN, tag);
    if (s->status == STATUS_OK) s->book->tags.at[span].lang = lang;
    return span;
}

uint32_t flow_lang_tag(struct setter *s, str lang, uint32_t tag) {
    if (!tag || !lang.n || str_eq(lang, s->lang)) return tag;
    return span_tag(s, book_str(s, lang), tag);
}

/* Text, where foreign writing is a span with its language. Artifacts have none. */
static void push_text(struct setter *s, str text, struct look look, uint32_t tag, uint32_t link, bool strike) {
    str said = look.lang.n ? look.lang : s->lang;
    while (text.n && s->status == STATUS_OK) {
        str lang;
        size_t n = text_script_stretch(text, said, &lang);
        look.lang = lang.n ? lang : said;
        uint32_t own = lang.n && tag ? span_tag(s, lang, tag) : tag;
        if (push_run(s, &look, own, link, false, strike)) push_chunk(s, str_sub(text, 0, n));
        text = str_drop(text, n);
    }
}

void flow_text(struct setter *s, str text, const struct look *look, uint32_t tag) {
    uint32_t link = (uint32_t)s->flow.links.n;
    if (link && !s->flow.links.at[link - 1].tag) link = 0;
    push_text(s, text, *look, flow_lang_tag(s, look->lang, tag), link, false);
}

static mpt scaled(mpt size, int32_t num, int32_t den) { return (mpt)((int64_t)size * num / den); }

static struct look look_code(const struct setter *s, const struct look *look) {
    struct look code = *look;
    code.family = FAMILY_CODE;
    code.features = 0;
    code.size = scaled(look->size, s->style->inline_code_size, s->style->text_size);
    code.italic = false;
    return code;
}

void flow_link_to(struct setter *s, str uri, uint32_t target, str contents, uint32_t tag) {
    struct flow_link link = {.uri = uri, .target = target, .contents = contents, .tag = tag};
    if (!vec_push(&s->flow.links, link)) set_fail(s, STATUS_NO_MEMORY);
}

struct nest { /* state while going down the inlines */
    struct look look;
    uint32_t tag, link;
    bool strike;
};

static void collect(struct setter *s, const struct node *parent, const struct nest *nest, unsigned depth);

str node_text(struct setter *s, const struct node *n) {
    struct buf b;
    buf_init(&b);
    node_plain_text(n, &b);
    str copy = book_str(s, buf_str(&b));
    if (b.failed) set_fail(s, STATUS_NO_MEMORY);
    buf_release(&b);
    return copy;
}

/* The target of an entry or division by its id: "#id". UINT32_MAX when there is none. */
static uint32_t find_target(const struct setter *s, str href) {
    if (href.n < 2 || href.p[0] != '#') return UINT32_MAX;
    str id = str_drop(href, 1);
    size_t low = 0, high = s->anchors.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_cmp(s->anchors.at[middle].id, id);
        if (order == 0) return s->anchors.at[middle].target;
        if (order < 0) low = middle + 1;
        else high = middle;
    }
    return UINT32_MAX;
}

static bool uri_is_absolute(str uri) {
    size_t colon = str_find_char(uri, ':', 0);
    if (colon == SIZE_MAX || colon == 0 || colon > 16 || uri.n > LIMIT_URI_BYTES) return false;
    for (size_t i = 0; i < colon; i++)
        if (!char_is_alnum(uri.p[i]) && uri.p[i] != '+' && uri.p[i] != '-' && uri.p[i] != '.') return false;
    return true;
}

/* Links that lead nowhere from a PDF (relative paths, unknown anchors) stay plain text. */
static void collect_link(struct setter *s, const struct node *n, struct nest inner, unsigned depth) {
    uint32_t target = find_target(s, n->u.href);
    bool absolute = uri_is_absolute(n->u.href);
    if (inner.link || (target == UINT32_MAX && !absolute)) {
        collect(s, n, &inner, depth);
        return;
    }
    inner.tag = set_tag(s, TAG_LINK, inner.tag);
    str uri = target == UINT32_MAX ? arena_str(&s->book->arena, n->u.href) : (str){0};
    str contents = node_text(s, n);
    flow_link_to(s, uri, target == UINT32_MAX ? 0 : target, contents.n ? contents : uri, inner.tag);
    inner.link = (uint32_t)s->flow.links.n;
    inner.look.color = s->style->accent;
    collect(s, n, &inner, depth);
}

static void collect_image(struct setter *s, const struct node *n, struct nest inner) {
    inner.look.italic = true;
    inner.look.color = s->style->mute;
    image_report(s, n->u.image, n->line);
    if (push_run(s, &inner.look, inner.tag, inner.link, false, false))
        push_chunk(s, n->u.image->alt.n ? n->u.image->alt : n->u.image->src);
}

/* A raised number that leads to the note. Contents and indexes show none. */
static void collect_note(struct setter *s, const struct node *n, struct nest inner) {
    const struct note *note = n->u.note;
    struct buf b;
    if (s->front || !note->number || note->number > s->doc->notes) return;
    buf_init(&b);
    buf_put_uint(&b, note->number);
    str number = set_keep(s, &b);
    inner.look.rise += scaled(inner.look.size, 35, 100);
    if (inner.look.size > PT(5)) inner.look.size = scaled(inner.look.size, 70, 100);
    inner.look.bold = false;
    inner.look.features = SHAPE_TABULAR;
    if (!inner.link) {
        inner.tag = set_tag(s, TAG_LINK, set_tag(s, TAG_REFERENCE, inner.tag));
        flow_link_to(s, (str){0}, note_target(s, note), arena_str(&s->book->arena, number), inner.tag);
        inner.link = (uint32_t)s->flow.links.n;
        inner.look.color = s->style->accent;
        row_mark(s, MARK_PLACE, NULL, note_back_target(s, note) + 1);
    }
    if (push_run(s, &inner.look, inner.tag, inner.link, false, false)) push_chunk(s, number);
}

static void collect_one(struct setter *s, const struct node *n, const struct nest *nest, unsigned depth) {
    struct nest inner = *nest;
    switch ((enum node_kind)n->kind) {
    case NODE_TEXT: push_text(s, n->u.text, inner.look, inner.tag, inner.link, inner.strike); return;
    case NODE_CODE:
        inner.look = look_code(s, &inner.look);
        if (push_run(s, &inner.look, set_tag(s, TAG_CODE, inner.tag), inner.link, true, inner.strike))
            push_chunk(s, n->u.text);
        return;
    case NODE_BR: {
        struct chunk br = {.forced_break = true};
        if (!vec_push(&s->flow.chunks, br)) set_fail(s, STATUS_NO_MEMORY);
        return;
    }
    case NODE_IMG: collect_image(s, n, inner); return;
    case NODE_A: collect_link(s, n, inner, depth); return;
    case NODE_NOTEREF: collect_note(s, n, inner); return;
    case NODE_EM:
        inner.look.italic = !inner.look.italic;
        inner.tag = set_tag(s, TAG_EM, inner.tag);
        break;
    case NODE_STRONG:
        inner.look.bold = true;
        inner.tag = set_tag(s, TAG_STRONG, inner.tag);
        break;
    case NODE_DEL:
        inner.strike = true;
        inner.tag = set_tag(s, TAG_SPAN, inner.tag);
        break;
    case NODE_SPAN:
        inner.look.lang = n->u.lang;
        inner.tag = span_tag(s, book_str(s, n->u.lang), inner.tag);
        break;
    case NODE_SUB:
    case NODE_SUP:
        inner.look.rise += n->kind == NODE_SUP ? scaled(inner.look.size, 35, 100) : -scaled(inner.look.size, 15, 100);
        if (inner.look.size > PT(5)) inner.look.size = scaled(inner.look.size, 70, 100);
        inner.tag = set_tag(s, TAG_SPAN, inner.tag);
        break;
    case NODE_DOCUMENT: case NODE_FRONT: case NODE_DIVISION: case NODE_TITLE: case NODE_ENTRY: case NODE_QUESTION:
    case NODE_PROMPT: case NODE_CHOICES: case NODE_CHOICE: case NODE_ANSWER: case NODE_P: case NODE_HEADING:
    case NODE_PRE: case NODE_OL: case NODE_UL: case NODE_BLOCKQUOTE: case NODE_TABLE: case NODE_HR: case NODE_LI:
    case NODE_THEAD: case NODE_TBODY: case NODE_TR: case NODE_TH: case NODE_TD: case NODE_NOTE: case NODE_KINDS: break;
    }
    collect(s, n, &inner, depth);
}

static void collect(struct setter *s, const struct node *parent, const struct nest *nest, unsigned depth) {
    if (depth > LIMIT_TREE_DEPTH) return;
    for (const struct node *n = parent->first; n && s->status == STATUS_OK; n = n->next)
        collect_one(s, n, nest, depth + 1);
}

void flow_siblings(struct setter *s, const struct node *from, const struct node *to, const struct look *look, uint32_t tag) {
    struct nest nest = {.look = *look, .tag = tag, .link = (uint32_t)s->flow.links.n};
    if (!from) return;
    nest.look.lang = node_lang(s->doc, from->parent);
    nest.tag = flow_lang_tag(s, nest.look.lang, tag);
    for (const struct node *n = from; n && n != to && s->status == STATUS_OK; n = n->next) collect_one(s, n, &nest, 1);
}

void flow_inlines(struct setter *s, const struct node *n, const struct look *look, uint32_t tag) {
    flow_siblings(s, n->first, NULL, look, tag);
}

/* --- boxes --- */

struct boxing { /* what comes before the next box */
    mpt blank;
    bool forced, rigid;
};

/* How far a mark may hang out of the measure, in percent of its width. */
static int hang_right_percent(uint32_t c) {
    switch (c) {
    case '-': case 0x2010: case '.': case ',': return 60;
    case 0x2019: case 0x201D: case '\'': case '"': return 50;
    case ':': case ';': case 0x2013: return 30;
    case '!': case '?': case ')': return 12;
    default: return text_wide_mark(c) == WIDE_CLOSING ? 50 : 0; /* its empty half */
    }
}

static int hang_left_percent(uint32_t c) {
    switch (c) {
    case 0x2018: case 0x201C: case '\'': case '"': return 45;
    case '(': return 10;
    default: return text_wide_mark(c) == WIDE_OPENING ? 50 : 0;
    }
}

static mpt glyph_width(const struct setter *s, const struct shaped *p, size_t i, const struct font *font) {
    int32_t upem = p->face == font->face ? font->upem : text_face_info(s->text, p->face)->upem;
    return text_scale(p->glyphs[i].advance, font->size, upem);
}

static void box_hangs(const struct setter *s, struct box *box, const struct run *run) {
    const struct shaped *p = box->word->n == 1 ? box->word->parts[0] : NULL;
    if (!p || p->rtl || p->n == 0) return;
    char first = box->text.p[0], last = box->text.p[box->text.n - 1];
    if (!char_is_alnum(last)) {
        size_t at = box->text.n;
        int percent = hang_right_percent(utf8_prev(box->text, &at));
        if (percent) box->hang_right = glyph_width(s, p, (size_t)p->n - 1, run->font) * percent / 100;
    }
    if (!char_is_alnum(first)) {
        size_t at = 0;
        int percent = hang_left_percent(utf8_next(box->text, &at));
        if (percent) box->hang_left = glyph_width(s, p, 0, run->font) * percent / 100;
    }
}

static mpt word_width_in(const struct setter *s, const struct word *w, const struct font *font) {
    if (w->n == 1 && w->parts[0]->face == font->face) return text_scale(w->parts[0]->width, font->size, font->upem);
    return word_width(s->text, w, font->size);
}

static uint32_t last_char(str text) {
    size_t at = text.n;
    return utf8_prev(text, &at);
}

/* Chinese and Japanese text keeps a little away from Latin letters and digits, and marks that have an empty half share
 * it with their neighbours. */
static mpt joint_of(const struct setter *s, const struct box *prev, const struct box *box) {
    const struct run *run = &s->flow.runs.at[box->run];
    if (box->blank || run->code || s->flow.runs.at[prev->run].code) return 0;
    size_t at = 0;
    uint32_t before = last_char(prev->text), after = utf8_next(box->text, &at);
    if (prev->flags & box->flags & BOX_CJK) return text_scale(text_wide_joint(before, after), run->font->size, 1000);
    uint32_t wide = prev->flags & BOX_CJK ? before : after, other = prev->flags & BOX_CJK ? after : before;
    bool meets = (prev->flags ^ box->flags) & BOX_CJK && text_wide_mark(wide) == WIDE_NONE;
    return meets && other < 0x80 && char_is_alnum((char)other) ? run->font->size / 8 : 0;
}

enum { BOXES_A_QUESTION = 4096 /* between two questions whether to stop; and one at each paragraph */ };

static void push_box(struct setter *s, str text, uint32_t index, struct boxing *before, uint8_t flags, uint8_t level) {
    struct flow *f = &s->flow;
    const struct run *run = &f->runs.at[index];
    if (f->boxes.n % BOXES_A_QUESTION == 0 && stop_asked(s->options->stop)) {
        set_fail(s, STATUS_STOPPED);
        return;
    }
    const struct word *word = text_shape(s->text, run->font->face, run->font->features, text, run->lang,
                                         level & 1, f->line);
    if (!word) {
        set_fail(s, STATUS_NO_MEMORY);
        return;
    }
    struct box box = {.word = word, .text = text, .run = index, .level = level, .flags = flags, .blank = before->blank};
    box.width = word_width_in(s, word, run->font);
    for (uint32_t i = 0; i < word->n; i++) box.glyphs = (uint16_t)(box.glyphs + word->parts[i]->n);
    if (run->tracking) box.width += run->tracking * box.glyphs;
    if (before->forced) box.flags |= BOX_FORCED_BEFORE;
    if (before->rigid) box.flags |= BOX_RIGID;
    if (!run->code) box_hangs(s, &box, run);
    else {
        mpt pad = run->font->size / 6;
        bool starts = f->boxes.n == 0 || f->boxes.at[f->boxes.n - 1].run != index;
        if (starts) box.pad_left = pad, box.width += pad;
    }
    if (f->boxes.n && f->boxes.at[f->boxes.n - 1].run != index) {
        struct box *prev = &f->boxes.at[f->boxes.n - 1];
        if (f->runs.at[prev->run].code) {
            prev->pad_right = f->runs.at[prev->run].font->size / 6;
            prev->width += prev->pad_right;
        }
    }
    box_give(&box, run);
    if (f->boxes.n && f->complex) box.joint = joint_of(s, &f->boxes.at[f->boxes.n - 1], &box);
    if (!vec_push(&f->boxes, box)) set_fail(s, STATUS_NO_MEMORY);
    *before = (struct boxing){0};
}

static mpt blank_width(const struct setter *s, uint32_t run) {
    return s->flow.runs.at[run].font->space + s->flow.runs.at[run].tracking;
}

/* The start of the character that byte `at` belongs to. */
static size_t utf8_boundary(str text, size_t at) {
    while (at && ((unsigned char)text.p[at] & 0xC0) == 0x80) at--;
    return at;
}

/* Latin, Greek, Cyrillic: words are parted by blanks; the breaks inside them are found when they are needed. */
static void box_words(struct setter *s, const struct chunk *c, struct boxing *before) {
    bool code = s->flow.runs.at[c->run].code;
    size_t i = 0;
    while (i < c->text.n && s->status == STATUS_OK) {
        if (char_is_space(c->text.p[i])) {
            before->blank = blank_width(s, c->run);
            before->rigid = code && i > 0;
            i++;
            continue;
        }
        size_t from = i;
        while (i < c->text.n && !char_is_space(c->text.p[i])) i++;
        if (i - from > LIMIT_BOX_BYTES) i = utf8_boundary(c->text, from + LIMIT_BOX_BYTES);
        push_box(s, str_sub(c->text, from, i), c->run, before, 0, 0);
    }
}

static bool is_cjk(uint32_t c) {
    return (c >= 0x2E80 && c <= 0x9FFF && c != 0x3000) || (c >= 0xAC00 && c <= 0xD7FF) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0xFE30 && c <= 0xFE4F) || (c >= 0xFF00 && c <= 0xFFEF) || (c >= 0x20000 && c <= 0x3FFFF);
}

/* Any script: `breaks` and `levels` (NULL: all left to right) tell of the whole paragraph; the chunk begins at `base`
 * there. */
static void box_segments(struct setter *s, const struct chunk *c, size_t base, const uint8_t *breaks,
                         const uint8_t *levels, struct boxing *before) {
    size_t i = 0;
    while (i < c->text.n && s->status == STATUS_OK) {
        if (char_is_space(c->text.p[i])) {
            before->blank = blank_width(s, c->run);
            before->rigid = s->flow.runs.at[c->run].code && i > 0;
            i++;
            continue;
        }
        size_t from = i, at = i;
        uint32_t first = utf8_next(c->text, &at);
        uint8_t level = levels ? levels[base + i] : s->flow.base_rtl;
        for (i = at; i < c->text.n && !char_is_space(c->text.p[i]) && i - from < LIMIT_BOX_BYTES; utf8_next(c->text, &i))
            if (breaks[base + i] != BREAK_NO || (levels && levels[base + i] != level)) break;
        uint8_t flags = 0;
        if (!before->blank && breaks[base + from] != BREAK_NO && base + from > 0) flags |= BOX_BREAK_BEFORE;
        if (is_cjk(first)) flags |= BOX_CJK;
        if (level & 1) s->flow.any_rtl = true;
        push_box(s, str_sub(c->text, from, i), c->run, before, flags, level);
    }
}

/* The direction of the first letter (UAX #9, rules P2 and P3, for the scripts that occur); `otherwise` when there is
 * no letter. */
static bool starts_rtl(str s, bool otherwise) {
    for (size_t at = 0; at < s.n;) {
        uint32_t c = utf8_next(s, &at);
        if ((c >= 0x05D0 && c <= 0x08FF) || (c >= 0xFB1D && c <= 0xFDFF) || (c >= 0xFE70 && c <= 0xFEFC)) return true;
        if ((c < 0x80 && char_is_alpha((char)c)) || (c >= 0xC0 && c < 0x590) || (c >= 0x900 && c < 0x2000) ||
            (c >= 0x3040 && c < 0xE000))
            return false;
    }
    return otherwise;
}

/* Code in a line is an isolate (UAX #9, 2.4.2): neutral to the text around it … */
static void hide_code(struct flow *f) {
    size_t base = 0;
    for (size_t i = 0; i < f->chunks.n; i++) {
        const struct chunk *c = &f->chunks.at[i];
        if (!c->forced_break && f->runs.at[c->run].code) memset(f->text.p + base, '_', c->text.n);
        base += c->forced_break ? 1 : c->text.n;
    }
}

/* … and left to right in itself. */
static void isolate_code(const struct flow *f, uint8_t *levels) {
    size_t base = 0;
    for (size_t i = 0; i < f->chunks.n; i++) {
        const struct chunk *c = &f->chunks.at[i];
        bool code = !c->forced_break && f->runs.at[c->run].code;
        for (size_t k = 0; code && k < c->text.n; k++) levels[base + k] = (uint8_t)((levels[base + k] + 1) & ~1);
        base += c->forced_break ? 1 : c->text.n;
    }
}

/* Breaks by the rules of the flow's first language, and within what is in another by those of that. */
static bool find_breaks(struct setter *s, uint8_t *marks) {
    const struct flow *f = &s->flow;
    str text = buf_str(&f->text), first = f->runs.n ? f->runs.at[0].lang : s->lang;
    if (!text_breaks(s->text, text, first, marks)) return false;
    for (size_t i = 0, base = 0; i < f->chunks.n;) {
        str lang = f->chunks.at[i].forced_break ? first : f->runs.at[f->chunks.at[i].run].lang;
        size_t from = base;
        do base += f->chunks.at[i].forced_break ? 1 : f->chunks.at[i].text.n;
        while (++i < f->chunks.n && !f->chunks.at[i].forced_break && str_eq(f->runs.at[f->chunks.at[i].run].lang, lang));
        if (str_eq(lang, first)) continue;
        uint8_t before = marks[from], after = marks[base];
        if (!text_breaks(s->text, str_sub(text, from, base), lang, marks + from)) return false;
        marks[from] = before;
        marks[base] = after;
    }
    return true;
}

static void shape_complex(struct setter *s) {
    struct flow *f = &s->flow;
    f->text.n = 0;
    for (size_t i = 0; i < f->chunks.n; i++) {
        if (f->chunks.at[i].forced_break) buf_put_char(&f->text, '\n');
        buf_put(&f->text, f->chunks.at[i].text);
    }
    size_t n = f->text.n;
    uint8_t *marks = calloc(2 * n + 2, 1);
    if (f->text.failed || !marks || !find_breaks(s, marks)) {
        free(marks);
        set_fail(s, STATUS_NO_MEMORY);
        return;
    }
    uint8_t *levels = marks + n + 1;
    f->base_rtl = starts_rtl(buf_str(&f->text), s->rtl);
    hide_code(f);
    if (!text_bidi(s->text, buf_str(&f->text), f->base_rtl, levels)) levels = NULL;
    else isolate_code(f, levels);
    struct boxing before = {0};
    size_t base = 0;
    for (size_t i = 0; i < f->chunks.n; i++) {
        if (f->chunks.at[i].forced_break) before.forced = true, base++;
        else box_segments(s, &f->chunks.at[i], base, marks, levels, &before);
        base += f->chunks.at[i].text.n;
    }
    free(marks);
}

void flow_shape(struct setter *s) {
    struct flow *f = &s->flow;
    if (s->status != STATUS_OK) return;
    if (f->complex || s->rtl) {
        shape_complex(s);
    } else {
        struct boxing before = {0};
        for (size_t i = 0; i < f->chunks.n && s->status == STATUS_OK; i++) {
            if (f->chunks.at[i].forced_break) before.forced = true;
            else box_words(s, &f->chunks.at[i], &before);
        }
    }
    if (!f->boxes.n) return;
    struct box *last = &f->boxes.at[f->boxes.n - 1];
    if (f->runs.at[last->run].code) {
        last->pad_right = f->runs.at[last->run].font->size / 6;
        last->width += last->pad_right;
    }
    f->boxes.at[0].blank = f->boxes.at[0].blank_stretch = f->boxes.at[0].blank_shrink = 0;
    f->boxes.at[0].flags = (uint8_t)(f->boxes.at[0].flags & ~(BOX_FORCED_BEFORE | BOX_BREAK_BEFORE));
}

mpt flow_natural(const struct setter *s) {
    int64_t w = 0, widest = 0;
    for (size_t i = 0; i < s->flow.boxes.n; i++) {
        const struct box *box = &s->flow.boxes.at[i];
        if (box->flags & BOX_FORCED_BEFORE) w = 0;
        else w += box->blank + box->joint;
        w += box->width;
        if (w > widest) widest = w;
    }
    return widest > PT(14400) ? PT(14400) : (mpt)widest;
}

mpt flow_minimum(const struct setter *s) {
    int64_t w = 0, widest = 0;
    for (size_t i = 0; i < s->flow.boxes.n; i++) {
        const struct box *box = &s->flow.boxes.at[i];
        if (box->blank || (box->flags & (BOX_FORCED_BEFORE | BOX_BREAK_BEFORE))) w = 0;
        else w += box->joint;
        w += box->width;
        if (w > widest) widest = w;
    }
    return widest > PT(14400) ? PT(14400) : (mpt)widest;
}
