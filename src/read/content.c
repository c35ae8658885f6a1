/* content: the lines of one region → blocks or inlines. clean.c makes text that md4c can take, compose.c makes nodes;
 * here is what stands between them: md4c's callbacks, and the order of the repairs that work on finished blocks. */
#include <md4c.h>

#include "base/limits.h"
#include "read/compose.h"
#include "read/links.h"
#include "read/notes.h"
#include "read/org.h"
#include "read/placement.h"
#include "read/repair.h"

struct parse {
    struct compose *b;
    struct buf code;   /* text of a code span or block */
    uint32_t code_line; /* where it starts */
    str code_view;     /* the same while it is one view of the input */
    bool in_code, in_pre;
    size_t indent;     /* columns before the text of a line of code that is to come */
    str lang;
    uint32_t images;   /* depth: text inside is alt text */
    struct buf alt;
    str src, title;
    size_t hint;
    size_t last;       /* where the last text stood in the clean text */
    /* exact: HTML that md4c hands on as it stands */
    bool exact, in_html;
    bool literal;      /* between <code> and </code> */
    VEC(struct line) html; /* the lines of an HTML block */
};

static void html_block(struct parse *p);
static void html_inline(struct parse *p, str text);
static void literal_text(struct parse *p, MD_TEXTTYPE type, str text);

/* ---- what md4c tells ---- */

static size_t offset_of(const struct parse *p, const char *text) { return (size_t)(text - p->b->clean->text.p); }

static bool in_clean(const struct parse *p, const char *text) {
    const struct buf *clean = &p->b->clean->text;
    return text >= clean->p && text < clean->p + clean->n;
}

/* md4c copies an attribute that has an escape or a `&`. For the ledger: find where it was copied from. */
static void own_copy(struct parse *p, str copy) {
    const struct buf *clean = &p->b->clean->text;
    if (!p->b->reader->ledger || in_clean(p, copy.p)) return;
    str all = buf_str(clean);
    size_t hint = 0, next;
    for (size_t at = p->last; (at = str_find_char(all, copy.p[0], at)) != SIZE_MAX; at++) {
        size_t i = at, j = 0;
        for (; j < copy.n && i < all.n; i++)
            if (all.p[i] == copy.p[j]) j++;
            else if (all.p[i] != '\\') break;
        if (j < copy.n) continue;
        for (; at < i; at = next) compose_own(p->b, clean_view(p->b->clean, at, i, &hint, &next), OWNER_ATTR);
        return;
    }
}

/* A tag within an address (md4c makes links of bare ones) is no part of it. */
static void put_without_sentinels(struct buf *out, str part) {
    for (size_t at; (at = str_find_char(part, SENTINEL, 0)) != SIZE_MAX; part = str_drop(part, at + 1))
        buf_put(out, str_sub(part, 0, at));
    buf_put(out, part);
}

/* An attribute with its entities replaced; md4c has taken the escapes out. */
static str made_attribute(struct parse *p, const MD_ATTRIBUTE *a) {
    struct buf out;
    buf_init(&out);
    for (size_t i = 0; a->substr_offsets[i] < a->size; i++) {
        str part = {a->text + a->substr_offsets[i], a->substr_offsets[i + 1] - a->substr_offsets[i]};
        if (a->substr_types[i] == MD_TEXT_ENTITY) html_put_text(part, false, &out);
        else put_without_sentinels(&out, part);
    }
    str made = arena_str(&p->b->reader->doc->arena, buf_str(&out));
    if (out.failed || !made.p) p->b->failed = true;
    buf_release(&out);
    return made;
}

/* An attribute: a view of the input when it is one stretch of it, else a copy. */
static str attribute(struct parse *p, const MD_ATTRIBUTE *a) {
    size_t hint = 0, next;
    if (a->size == 0) return (str){0};
    if (in_clean(p, a->text)) {
        size_t from = offset_of(p, a->text), to = from + a->size;
        if (to <= p->b->clean->text.n) {
            str whole = clean_view(p->b->clean, from, to, &hint, &next);
            compose_own(p->b, whole, OWNER_ATTR);
            bool plain = a->substr_offsets[1] == a->size && a->substr_types[0] == MD_TEXT_NORMAL;
            if (next == to && plain && p->b->clean->map.at[hint].source) return whole;
            while (next < to) compose_own(p->b, clean_view(p->b->clean, next, to, &hint, &next), OWNER_ATTR);
        }
    }
    own_copy(p, (str){a->text, a->size});
    return made_attribute(p, a);
}

static void start_code(struct parse *p) {
    p->code.n = 0;
    p->code_view = (str){0};
    p->code_line = 0;
    p->in_code = true;
}

/* Code goes in as it stands; while it is one stretch of the input nothing is copied. */
static void put_code(struct parse *p, str view, bool from_input) {
    if (from_input && p->code.n == 0 && p->code_view.n == 0) {
        p->code_view = view;
    } else if (from_input && p->code.n == 0 && p->code_view.p + p->code_view.n == view.p) {
        p->code_view.n += view.n;
    } else {
        if (p->code.n == 0) buf_put(&p->code, p->code_view);
        buf_put(&p->code, view);
    }
}

static str end_code(struct parse *p) {
    p->in_code = false;
    if (p->code.failed) p->b->failed = true;
    if (p->code.n == 0) return p->code_view;
    str made = arena_str(&p->b->reader->doc->arena, buf_str(&p->code));
    if (!made.p) p->b->failed = true;
    return made;
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *data) {
    struct parse *p = data;
    struct node *n;
    static const uint8_t kinds[] = {[MD_BLOCK_QUOTE] = NODE_BLOCKQUOTE, [MD_BLOCK_UL] = NODE_UL, [MD_BLOCK_OL] = NODE_OL,
                                    [MD_BLOCK_LI] = NODE_LI, [MD_BLOCK_H] = NODE_HEADING, [MD_BLOCK_P] = NODE_P,
                                    [MD_BLOCK_TABLE] = NODE_TABLE, [MD_BLOCK_THEAD] = NODE_THEAD,
                                    [MD_BLOCK_TBODY] = NODE_TBODY, [MD_BLOCK_TR] = NODE_TR, [MD_BLOCK_TH] = NODE_TH,
                                    [MD_BLOCK_TD] = NODE_TD};
    if (type == MD_BLOCK_HTML) p->in_html = true;
    if (type == MD_BLOCK_DOC || type == MD_BLOCK_HTML) return p->b->failed;
    if (type == MD_BLOCK_HR) {
        compose_leaf(p->b, NODE_HR, (str){0});
        return p->b->failed;
    }
    if (type == MD_BLOCK_CODE) {
        p->lang = attribute(p, &((MD_BLOCK_CODE_DETAIL *)detail)->lang);
        (void)attribute(p, &((MD_BLOCK_CODE_DETAIL *)detail)->info);
        p->in_pre = true;
        start_code(p);
        return p->b->failed;
    }
    n = compose_open(p->b, kinds[type]);
    if (!n) return p->b->failed;
    if (type == MD_BLOCK_H) n->level = (uint8_t)((MD_BLOCK_H_DETAIL *)detail)->level;
    if (type == MD_BLOCK_UL) n->tight = ((MD_BLOCK_UL_DETAIL *)detail)->is_tight;
    if (type == MD_BLOCK_OL) {
        n->tight = ((MD_BLOCK_OL_DETAIL *)detail)->is_tight;
        n->u.start = ((MD_BLOCK_OL_DETAIL *)detail)->start;
    }
    if (type == MD_BLOCK_LI && ((MD_BLOCK_LI_DETAIL *)detail)->is_task)
        n->u.task = ((MD_BLOCK_LI_DETAIL *)detail)->task_mark == ' ' ? 1 : 2;
    if (type == MD_BLOCK_TH || type == MD_BLOCK_TD) n->align = (uint8_t)((MD_BLOCK_TD_DETAIL *)detail)->align;
    return p->b->failed;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *data) {
    struct parse *p = data;
    (void)detail;
    if (p->literal) html_inline(p, STR("</code>"));
    if (type == MD_BLOCK_CODE) {
        p->in_pre = false;
        str code = end_code(p);
        if (p->code_line) p->b->line = p->code_line;
        compose_pre(p->b, p->exact ? code : compose_code(p->b, code), p->lang);
    } else if (type == MD_BLOCK_HTML) {
        html_block(p);
    } else if (type != MD_BLOCK_DOC && type != MD_BLOCK_HTML && type != MD_BLOCK_HR) {
        compose_close(p->b);
    }
    return p->b->failed;
}

static int enter_span(MD_SPANTYPE type, void *detail, void *data) {
    struct parse *p = data;
    struct node *n;
    if (p->literal) return 0;
    if (type == MD_SPAN_IMG) {
        if (p->images++ == 0) {
            p->alt.n = 0;
            p->src = attribute(p, &((MD_SPAN_IMG_DETAIL *)detail)->src);
            p->title = attribute(p, &((MD_SPAN_IMG_DETAIL *)detail)->title);
        }
        return p->b->failed;
    }
    if (p->images) return 0;
    switch (type) {
    case MD_SPAN_EM: compose_open(p->b, NODE_EM); break;
    case MD_SPAN_STRONG: compose_open(p->b, NODE_STRONG); break;
    case MD_SPAN_DEL: compose_open(p->b, NODE_DEL); break;
    case MD_SPAN_A:
        n = compose_open(p->b, NODE_A);
        if (n) n->u.href = attribute(p, &((MD_SPAN_A_DETAIL *)detail)->href);
        (void)attribute(p, &((MD_SPAN_A_DETAIL *)detail)->title);
        break;
    case MD_SPAN_CODE: start_code(p); break;
    default: break;
    }
    return p->b->failed;
}

static int leave_span(MD_SPANTYPE type, void *detail, void *data) {
    struct parse *p = data;
    (void)detail;
    if (p->literal) return 0;
    if (type == MD_SPAN_IMG) {
        if (--p->images == 0) compose_image(p->b, p->src, arena_str(&p->b->reader->doc->arena, buf_str(&p->alt)), p->title);
        return p->b->failed;
    }
    if (p->images) return 0;
    if (type == MD_SPAN_CODE) compose_leaf(p->b, NODE_CODE, end_code(p));
    else if (type == MD_SPAN_EM || type == MD_SPAN_STRONG || type == MD_SPAN_DEL || type == MD_SPAN_A) compose_close(p->b);
    return p->b->failed;
}

/* The tag that a sentinel stands for, as it was written; of <code> what it held. */
static str special_source(struct parse *p, size_t at) {
    const struct special *special = clean_special(p->b->clean, at);
    if (!special || special->tag.class == HTML_CODE) return special ? special->code : (str){0};
    const struct html_tag *tag = &special->tag;
    const char *from = tag->name.p - 1 - tag->close, *to = tag->attributes.p + tag->attributes.n + 1;
    return str_of(from, (size_t)(to - from));
}

/* What cleaning put into a line that turned out to be code: escapes go, sentinels become their tags again. */
static void made_code(struct parse *p, str made) {
    for (size_t i = 0; i < made.n; i++) {
        if (made.p[i] == '\\' && ++i == made.n) return;
        if (made.p[i] == SENTINEL) put_code(p, special_source(p, offset_of(p, made.p + i)), false);
        else put_code(p, str_sub(made, i, i + 1), false);
    }
}

/* md4c tells a code line's indentation in blanks, tabs expanded. What stands before the text is taken instead, from the
 * column on where the code begins; a tab that reaches over that column stays the blanks it was made. */
static void code_indent(struct parse *p, size_t at) {
    const char *clean = p->b->clean->text.p;
    size_t line = at, column = 0, end = 0;
    while (line > 0 && clean[line - 1] != '\n') line--;
    for (size_t i = line; i < at; i++) end = clean[i] == '\t' ? (end | 3) + 1 : end + 1;
    size_t begin = end > p->indent ? end - p->indent : 0, i = line;
    for (; i < at && column < begin; i++) column = clean[i] == '\t' ? (column | 3) + 1 : column + 1;
    bool tabs = memchr(clean + i, '\t', at - i) != NULL;
    if (tabs && column == begin) put_code(p, str_of(clean + i, at - i), false);
    else for (; p->indent; p->indent--) put_code(p, STR(" "), false);
    p->indent = 0;
}

/* Text of code: by stretches, so that each byte finds its owner. */
static void code_text(struct parse *p, str text) {
    if (!in_clean(p, text.p)) {
        bool indent = p->in_pre && text.n && text.p[0] == ' ';
        if (indent) p->indent += text.n;
        else put_code(p, text, false);
        if (!indent) p->indent = 0;
        return;
    }
    if (p->indent) code_indent(p, offset_of(p, text.p));
    size_t from = offset_of(p, text.p), to = from + text.n;
    while (from < to) {
        size_t next;
        str view = clean_view(p->b->clean, from, to, &p->hint, &next);
        if (p->b->clean->map.at[p->hint].source) {
            compose_place(p->b, view.p);
            compose_own(p->b, view, OWNER_TEXT);
            if (!p->code_line) p->code_line = p->b->line;
            put_code(p, view, true);
        } else {
            made_code(p, view);
        }
        from = next;
    }
}

static void entity(struct parse *p, str text) {
    char bytes[8];
    size_t n;
    if (html_entity(text, 0, bytes, &n)) {
        size_t next, from = offset_of(p, text.p);
        compose_own(p->b, clean_view(p->b->clean, from, from + text.n, &p->hint, &next), OWNER_TEXT);
        compose_text(p->b, arena_str(&p->b->reader->doc->arena, (str){bytes, n}));
    } else {
        compose_clean(p->b, offset_of(p, text.p), offset_of(p, text.p) + text.n);
    }
}

static bool is_escaped(str text, size_t at) {
    size_t from = at;
    while (from > 0 && text.p[from - 1] == '\\') from--;
    return (at - from) % 2 == 1;
}

/* Our own Markdown: text with references to footnotes, but for those behind a backslash. */
static void text_with_notes(struct parse *p, size_t from, size_t to) {
    str clean = buf_str(&p->b->clean->text);
    size_t start = from;
    for (size_t at = from, next; (at = str_find(str_sub(clean, 0, to), STR("[^"), at)) != SIZE_MAX; at++) {
        str label;
        size_t n = is_escaped(clean, at) ? 0 : note_mark(str_sub(clean, 0, to), at, false, &label);
        struct note_def *def = n ? notes_find(p->b->reader, label, p->b->line) : NULL;
        if (!def) continue;
        compose_clean(p->b, start, at);
        compose_place(p->b, clean_view(p->b->clean, at, at + n, &p->hint, &next).p);
        def = notes_find(p->b->reader, label, p->b->line);
        compose_own(p->b, clean_view(p->b->clean, at, at + n, &p->hint, &next), OWNER_MARKUP);
        compose_note(p->b, def->note);
        start = at + n;
        at = start - 1;
    }
    compose_clean(p->b, start, to);
}

/* A tag within alternative text means nothing; of <code> what it holds is text. */
static void alt_text(struct parse *p, str text) {
    for (size_t at; (at = str_find_char(text, SENTINEL, 0)) != SIZE_MAX; text = str_drop(text, at + 1)) {
        const struct special *special = in_clean(p, text.p) ? clean_special(p->b->clean, offset_of(p, text.p) + at) : NULL;
        buf_put(&p->alt, str_sub(text, 0, at));
        if (special && special->tag.class == HTML_CODE) buf_put(&p->alt, special->code);
    }
    buf_put(&p->alt, text);
}

static int text(MD_TEXTTYPE type, const MD_CHAR *at, MD_SIZE size, void *data) {
    struct parse *p = data;
    str s = {at, size};
    if (in_clean(p, at)) p->last = offset_of(p, at);
    if (type == MD_TEXT_HTML) {
        html_inline(p, s);
    } else if (p->literal) {
        literal_text(p, type, s);
    } else if (p->images) {
        if (type == MD_TEXT_ENTITY) html_put_text(s, false, &p->alt);
        else if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR) buf_put_char(&p->alt, ' ');
        else alt_text(p, s);
        if (in_clean(p, at)) {
            size_t hint = 0, next;
            for (size_t from = offset_of(p, at), to = from + size; from < to; from = next)
                compose_own(p->b, clean_view(p->b->clean, from, to, &hint, &next), OWNER_ATTR);
        }
    } else if (p->in_code) {
        code_text(p, s);
    } else if (type == MD_TEXT_BR) {
        compose_leaf(p->b, NODE_BR, (str){0});
    } else if (type == MD_TEXT_SOFTBR) {
        compose_text(p->b, STR(" "));
    } else if (type == MD_TEXT_NULLCHAR || !in_clean(p, at)) {
        compose_text(p->b, STR(" "));
    } else if (type == MD_TEXT_ENTITY) {
        entity(p, s);
    } else if (p->exact && p->b->reader->notes) {
        text_with_notes(p, offset_of(p, at), offset_of(p, at) + size);
    } else {
        compose_clean(p->b, offset_of(p, at), offset_of(p, at) + size);
    }
    return p->b->failed;
}

/* What reading one region needs and leaves to the next. */
struct content_room {
    struct clean clean;
    struct compose compose;
};

void content_release(struct reader *r) {
    if (!r->room) return;
    clean_release(&r->room->clean);
    compose_release(&r->room->compose);
    free(r->room);
    r->room = NULL;
}

/* md_parse, with as many line ends before the text as its place asks for. What stands there comes back. */
static int parse_in_place(char *text, size_t n, const MD_PARSER *parser, struct parse *p) {
    char kept[PLACEMENT_ROOM];
    size_t shift = placement_shift(str_of(text, n));
    memcpy(kept, text - shift, shift);
    memset(text - shift, '\n', shift);
    int result = md_parse(text - shift, (MD_SIZE)(n + shift), parser, p);
    memcpy(text - shift, kept, shift);
    return result;
}

static bool parse_markdown(struct compose *b, size_t from, size_t to) {
    struct parse p = {.b = b, .exact = b->exact, .code = b->code, .alt = b->alt};
    unsigned flags = b->exact ? 0 : MD_FLAG_NOHTML | MD_FLAG_PERMISSIVEURLAUTOLINKS;
    MD_PARSER parser = {.flags = flags | MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS,
                        .enter_block = enter_block, .leave_block = leave_block, .enter_span = enter_span,
                        .leave_span = leave_span, .text = text};
    p.code.n = p.alt.n = 0;
    int result = parse_in_place(b->clean->text.p + from, to - from, &parser, &p);
    if (result != 0 || p.code.failed || p.alt.failed) b->failed = true;
    vec_release(&p.html);
    b->code = p.code;
    b->alt = p.alt;
    return !b->failed;
}

/* ---- HTML within our own Markdown ---- */

static str input_view(struct parse *p, str text) {
    size_t hint = 0, next, from = offset_of(p, text.p);
    return in_clean(p, text.p) ? clean_view(p->b->clean, from, from + text.n, &hint, &next) : text;
}

static enum status read_region(struct reader *r, enum flavor flavor, const struct line *lines, size_t n, struct node *parent,
                               bool inlines, bool exact);

/* A block of HTML (a table that Markdown cannot say) is read as a page is. */
static void html_block(struct parse *p) {
    struct node *parent = compose_block_place(p->b);
    p->in_html = false;
    if (parent && p->html.n && read_region(p->b->reader, FLAVOR_HTML, p->html.at, p->html.n, parent, false, true) != STATUS_OK)
        p->b->failed = true;
    p->html.n = 0;
}

static void drop_html(struct parse *p, str view) {
    compose_own(p->b, view, OWNER_DROPPED);
    diag_add1(p->b->reader->diags, DIAG_DROPPED_HTML, reader_span(p->b->reader, view), str_sub(view, 0, 24));
}

static void html_tag(struct parse *p, str view) {
    struct html_tag tag;
    if (!html_tag_read(view, 0, &tag) || tag.end != view.n) {
        drop_html(p, view);
        return;
    }
    compose_own(p->b, view, OWNER_MARKUP);
    compose_own(p->b, html_attribute(tag.attributes, tag.class == HTML_IMG ? STR("src") : STR("href")), OWNER_ATTR);
    if (tag.class != HTML_CODE) {
        compose_tag(p->b, &tag, (str){0});
    } else if (!tag.close) {
        start_code(p);
        p->literal = true;
    } else if (p->literal) {
        p->literal = false;
        compose_leaf(p->b, NODE_CODE, end_code(p));
    }
}

/* A line of an HTML block, or one tag of inline HTML. */
static void html_inline(struct parse *p, str text) {
    str view = input_view(p, text);
    if (!p->in_html) {
        if (!p->images) html_tag(p, view);
        return;
    }
    struct line line = {.text = str_trim_right(view)};
    compose_place(p->b, view.p);
    line.number = p->b->line;
    if (line.text.n && in_clean(p, text.p) && !vec_push(&p->html, line)) p->b->failed = true;
}

static void literal_text(struct parse *p, MD_TEXTTYPE type, str text) {
    char bytes[8];
    size_t n;
    if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR) put_code(p, STR(" "), false);
    else if (type == MD_TEXT_ENTITY && html_entity(text, 0, bytes, &n)) put_code(p, str_of(bytes, n), false);
    else code_text(p, text);
}

/* ---- the region ---- */

/* "1984." as all that is said: Markdown would take it for the mark of an item that is empty. */
static bool compose_number(struct compose *b, size_t from, size_t to) {
    str all = str_trim((str){b->clean->text.p + from, to - from});
    size_t n = 0;
    while (n < all.n && char_is_digit(all.p[n])) n++;
    if (n == 0 || n + 1 != all.n || (all.p[n] != '.' && all.p[n] != ')')) return false;
    size_t start = (size_t)(all.p - b->clean->text.p);
    if (!compose_open(b, NODE_P)) return true;
    compose_clean(b, start, start + all.n);
    compose_close(b);
    return true;
}

/* Prose as it is, and what lies between through the parser. */
static void compose_markdown(struct compose *b, size_t from, size_t to) {
    if (compose_number(b, from, to)) return;
    bool whole = str_find((str){b->clean->text.p, to}, STR("]:"), from) != SIZE_MAX; /* definitions are for all of it */
    while (from < to && !b->failed) {
        size_t end = whole ? from : prose_compose(b, from, to);
        if (end == from) {
            end = whole ? to : prose_next(b, from, to);
            parse_markdown(b, from, end);
        }
        from = end;
    }
}

static void compose_part(struct compose *b, const struct part *part, enum flavor flavor) {
    compose_place(b, part->source);
    switch ((enum part_kind)part->kind) {
    case PART_TEXT: case PART_INLINE:
        if (flavor == FLAVOR_HTML) compose_clean(b, part->from, part->to);
        else if (b->exact) parse_markdown(b, part->from, part->to);
        else compose_markdown(b, part->from, part->to);
        break;
    case PART_TAG: compose_tag(b, &part->tag, (str){0}); break;
    case PART_PRE: compose_pre(b, part->code, part->lang); break;
    }
}

/* Levels of headings count from 1 in their region, without gaps. */
static void level_headings(struct node *parent) {
    uint8_t raw[6];
    size_t depth = 0;
    for (struct node *n = parent->first; n; n = n->next) {
        if (n->kind != NODE_HEADING) continue;
        while (depth && raw[depth - 1] >= n->level) depth--;
        if (depth < 6) raw[depth++] = n->level;
        n->level = (uint8_t)depth;
    }
}

/* Whether this may be markup; digits, letters, and words are not. */
static bool is_markup(char c) { return c && strchr("*_~`#>|-+:=.)([]<>\\\"'!&;{}$%/,xX", c) != NULL; }

/* `[label]` after a link's text names a definition. */
static size_t own_label(struct reader *r, str s, size_t at) {
    size_t end = at == 0 || s.p[at - 1] != ']' ? SIZE_MAX : str_find_char(s, ']', at);
    if (end == SIZE_MAX || !links_line(r, str_sub(s, at + 1, end)).n) return 0;
    size_t from = (size_t)(s.p - r->text.p) + at;
    ledger_own(r->ledger, from, from + end + 1 - at, OWNER_ATTR);
    return end + 1 - at;
}

static void own_links(struct reader *r, const struct line *lines, size_t n) {
    for (size_t i = 0; r->links && i < n; i++)
        if (lines[i].text.n && !(lines[i].flags & LINE_CODE)) links_own(r, lines[i].text);
}

/* What no node took is markup when it consists of its signs: list marks, stars, rules, fences. */
static void own_markup(struct reader *r, const struct line *lines, size_t n) {
    if (!r->ledger || !r->ledger->owner) return;
    for (size_t i = 0; i < n; i++) {
        str s = lines[i].text;
        size_t base = (size_t)(s.p - r->text.p);
        for (size_t j = 0; j < s.n; j++) {
            if (r->ledger->owner[base + j] != OWNER_NONE) continue;
            size_t k = j, label = s.p[j] == '[' ? own_label(r, s, j) : 0;
            if (label) {
                j += label - 1;
                continue;
            }
            while (k < s.n && char_is_digit(s.p[k])) k++;
            bool number = k > j && k < s.n && (s.p[k] == '.' || s.p[k] == ')');
            if (number || is_markup(s.p[j]) || char_is_space(s.p[j])) ledger_own(r->ledger, base + j, base + (number ? k + 1 : j + 1), OWNER_MARKUP);
            if (number) j = k;
        }
    }
}

static enum status read_region(struct reader *r, enum flavor flavor, const struct line *lines, size_t n, struct node *parent,
                               bool inlines, bool exact) {
    struct content_room *room = r->room ? r->room : calloc(1, sizeof *room);
    r->room = NULL; /* a region within this one takes room of its own */
    if (!room) {
        r->failed = true;
        return STATUS_NO_MEMORY;
    }
    struct clean *clean = &room->clean;
    struct compose *b = &room->compose;
    bool done = exact && flavor == FLAVOR_MARKDOWN ? clean_exact(clean, r, lines, n, inlines) : clean_region(clean, r, flavor, lines, n, inlines);
    compose_init(b, clean, parent);
    b->exact = exact;
    for (size_t i = 0; done && i < clean->parts.n && !b->failed; i++) compose_part(b, &clean->parts.at[i], flavor);
    done = compose_end(b) && done;
    content_release(r);
    r->room = room;
    if (done && flavor == FLAVOR_MARKDOWN && !exact) own_links(r, lines, n);
    if (done) own_markup(r, lines, n);
    if (!done) r->failed = true;
    return r->failed ? STATUS_NO_MEMORY : STATUS_OK;
}

static enum status read_blocks(struct reader *r, enum flavor flavor, const struct line *lines, size_t n, struct node *parent) {
    enum status status = flavor == FLAVOR_ORG ? org_region(r, lines, n, parent, false)
                                              : read_region(r, flavor, lines, n, parent, false, false);
    if (status != STATUS_OK) return status;
    repair_lists(r, parent);
    if (document_may_have(r->doc, NODE_PRE)) repair_code(r, parent, lines, n);
    if (document_may_have(r->doc, NODE_HEADING)) level_headings(parent);
    return r->failed ? STATUS_NO_MEMORY : STATUS_OK;
}

enum status content_blocks(struct reader *r, enum flavor flavor, const struct line *lines, size_t n, struct node *parent) {
    if (n == 0) return STATUS_OK;
    uint32_t margin = flavor == FLAVOR_MARKDOWN ? lines_margin(r, lines, n) : 0;
    if (!margin) return read_blocks(r, flavor, lines, n, parent);
    struct line *moved = malloc(n * sizeof *moved);
    if (!moved) {
        r->failed = true;
        return STATUS_NO_MEMORY;
    }
    for (size_t i = 0; i < n; i++) {
        moved[i] = lines[i];
        moved[i].text = line_drop_indent(lines[i].text, margin);
    }
    enum status status = read_blocks(r, flavor, moved, n, parent);
    free(moved);
    return status;
}

enum status content_inlines(struct reader *r, enum flavor flavor, const struct line *lines, size_t n, struct node *parent) {
    if (flavor == FLAVOR_ORG && n) return org_region(r, lines, n, parent, true);
    return n == 0 ? STATUS_OK : read_region(r, flavor, lines, n, parent, true, false);
}

enum status content_exact_blocks(struct reader *r, const struct line *lines, size_t n, struct node *parent) {
    return n == 0 ? STATUS_OK : read_region(r, FLAVOR_MARKDOWN, lines, n, parent, false, true);
}

enum status content_exact_inlines(struct reader *r, const struct line *lines, size_t n, struct node *parent) {
    return n == 0 ? STATUS_OK : read_region(r, FLAVOR_MARKDOWN, lines, n, parent, true, true);
}
