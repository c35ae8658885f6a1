#include "epub/blocks.h"

#include "base/utf8.h"

#include "code/code.h"

struct renderer {
    struct book_parts *book;
    struct markup *m;
    unsigned heading;
    unsigned columns; /* of the open table */
    bool plain;
    const struct node *block; /* that the pages to come begin in */
    uint32_t page, seen;      /* the first of them, from 1 (0: none); bytes of the block's text so far, without blanks */
    uint32_t late, late_n;    /* pages of an earlier block that found no text to stand in: they go before the next */
};

/* --- pages of the printed book --- */

void page_break_write(struct book_parts *b, struct markup *m, uint32_t page) {
    if (b->page_hrefs[page - 1].n) return; /* what it begins with stands twice: a node and its first child */
    str id = book_format(b, "page_", page, ""), label = b->options->pages[page - 1].label;
    markup_open(m, "span");
    markup_attr_c(m, "epub:type", "pagebreak");
    markup_attr_c(m, "role", "doc-pagebreak");
    markup_attr(m, "id", id);
    markup_attr(m, "aria-label", label);
    markup_close(m);
    b->page_hrefs[page - 1] = arena_join(&b->arena, arena_join(&b->arena, b->file_name, STR("#")), id);
    b->pages_written++;
}

void page_break_before(struct book_parts *b, struct markup *m, const struct node *block) {
    uint32_t page = block ? plan_page(b, block) : 0;
    if (page && b->options->pages[page - 1].offset == 0) page_break_write(b, m, page);
}

void page_breaks_write(struct book_parts *b, struct markup *m, const struct node *n) {
    for (uint32_t page = plan_page(b, n); page && page <= b->options->n_pages && b->options->pages[page - 1].node == n; page++)
        page_break_write(b, m, page);
}

/* The offset of the page to come in the block, SIZE_MAX when there is none. */
static size_t next_offset(const struct renderer *r) {
    const struct epub_options *o = r->book->options;
    return r->page && r->page <= o->n_pages && o->pages[r->page - 1].node == r->block ? o->pages[r->page - 1].offset : SIZE_MAX;
}

static void break_page(struct renderer *r) { page_break_write(r->book, r->m, r->page++); }

/* A block that pages may begin in. */
static void begin_block(struct renderer *r, const struct node *n) {
    uint32_t page = plan_page(r->book, n);
    if (!page) return;
    for (r->late = r->late_n ? r->late : r->page; next_offset(r) != SIZE_MAX; r->page++) r->late_n++;
    r->block = n;
    r->page = page;
    r->seen = 0;
}

static void write_late(struct renderer *r) {
    for (; r->late_n; r->late_n--) page_break_write(r->book, r->m, r->late++);
}

/* A picture may be what a page begins with. */
static void break_at_image(struct renderer *r, const struct node *image) {
    write_late(r);
    while (next_offset(r) != SIZE_MAX && (r->block == image || (r->seen == 0 && next_offset(r) == 0))) break_page(r);
}

static void put_words(struct renderer *r, str text) {
    if (r->book->options->n_fonts == 0) markup_text(r->m, text);
    else symbols_write(r->book, r->m, text);
}

/* Foreign writing is a span with its language. `n`: whose text it is. */
static void put_piece(struct renderer *r, const struct node *n, str text) {
    if (n->kind != NODE_TEXT) {
        markup_text(r->m, text);
        return;
    }
    while (text.n) {
        str lang, around = node_lang(r->book->doc, n);
        size_t length = text_script_stretch(text, around, &lang);
        if (lang.n) markup_open(r->m, "span");
        if (lang.n) lang_attrs(r->m, lang, around);
        put_words(r, str_sub(text, 0, length));
        if (lang.n) markup_close(r->m);
        text = str_drop(text, length);
    }
}

/* Text, with the page breaks that fall into it. */
static void put_text(struct renderer *r, const struct node *n, str text) {
    size_t from = 0;
    if (r->late_n) write_late(r);
    for (size_t i = 0; next_offset(r) != SIZE_MAX && i < text.n; i++) {
        if (char_is_space(text.p[i])) continue;
        if (r->seen++ < next_offset(r)) continue;
        put_piece(r, n, str_sub(text, from, i));
        while (next_offset(r) < r->seen) break_page(r);
        from = i;
    }
    put_piece(r, n, str_drop(text, from));
}

/* --- languages --- */

/* The span that all of a paragraph, a heading or a cell stands in: its element says the language, and which way it runs. */
static bool is_said_by_parent(const struct node *n) {
    const struct node *p = n->parent;
    bool run = p->kind == NODE_P || p->kind == NODE_HEADING || p->kind == NODE_TH || p->kind == NODE_TD;
    return n->kind == NODE_SPAN && run && p->first == n && p->last == n;
}

static void put_language(struct renderer *r, const struct node *n) {
    const struct node *span = n->kind == NODE_SPAN ? n : n->first;
    if (span && (span == n || is_said_by_parent(span))) lang_attrs(r->m, span->u.lang, node_lang(r->book->doc, n->parent));
}

/* Code runs to the right in any language. */
static void put_code_direction(struct renderer *r, const struct node *n) {
    const struct document *doc = r->book->doc;
    str lang = node_lang(doc, n);
    bool rtl = lang.p == doc->lang.p ? r->book->rtl : text_lang_rtl(lang); /* asked of every word in code */
    if (rtl) markup_attr_c(r->m, "dir", "ltr");
}

/* --- code --- */

static const enum style_class CLASS_OF_TOKEN[CODE_CLASSES] = {
    [CODE_PLAIN] = CLASSES, [CODE_KEYWORD] = CLASS_KEYWORD, [CODE_STRING] = CLASS_STRING, [CODE_COMMENT] = CLASS_COMMENT,
    [CODE_NUMBER] = CLASS_NUMBER, [CODE_FUNCTION] = CLASS_FUNCTION, [CODE_TYPE] = CLASS_TYPE, [CODE_TAG] = CLASS_TAG,
    [CODE_ATTRIBUTE] = CLASS_ATTRIBUTE};

/* The part [from, to) of a line of code, as the scanner sees it. */
static void write_piece(struct renderer *r, const struct node *n, str code, size_t from, size_t to, enum style_class class) {
    if (from >= to) return;
    if (class != CLASSES) open_class(r->book, r->m, "span", class);
    put_text(r, n, str_sub(code, from, to));
    if (class != CLASSES) markup_close(r->m);
}

/* What is wrapped hangs deeper than the line is indented: by two columns a class, as far as a narrow screen allows. */
static enum style_class class_of_line(str line) {
    unsigned columns = 0;
    for (size_t i = 0; i < line.n && char_is_blank(line.p[i]); i++) columns += line.p[i] == '\t' ? 4 : 1;
    return columns < 2 ? CLASS_LINE : columns < 4 ? CLASS_LINE_1 : columns < 6 ? CLASS_LINE_2 : columns < 8 ? CLASS_LINE_3 : CLASS_LINE_4;
}

/* Code, its tokens in spans. A line is a span of its own, a block by the style sheet, so that a wrapped one hangs; its
 * line end stands inside, where a block's last line end makes no empty line. */
static void write_code(struct renderer *r, const struct node *n) {
    code_tokens tokens = {0};
    str code = n->u.pre->text;
    if (!code_scan(code, n->u.pre->lang, &tokens)) r->book->failed = true;
    markup_open(r->m, "pre");
    put_code_direction(r, n);
    if (n->u.pre->lang.n) markup_attr(r->m, "data-lang", n->u.pre->lang);
    r->book->has_code = true;
    markup_open(r->m, "code");
    size_t next = 0; /* token */
    for (size_t at = 0; at < code.n;) {
        size_t end = str_find_char(code, '\n', at);
        end = end == SIZE_MAX ? code.n : end + 1;
        open_class(r->book, r->m, "span", class_of_line(str_sub(code, at, end)));
        for (; next < tokens.n && tokens.at[next].from < end; next++) {
            const struct code_token *t = &tokens.at[next];
            size_t from = t->from < at ? at : t->from, to = t->to > end ? end : t->to;
            write_piece(r, n, code, at, from, CLASSES);
            write_piece(r, n, code, from, to, CLASS_OF_TOKEN[t->class]);
            if (to > at) at = to;
            if (t->to > end) break; /* goes on in the next line */
        }
        write_piece(r, n, code, at, end, CLASSES);
        markup_close(r->m);
        at = end;
    }
    markup_close(r->m);
    markup_close(r->m);
    vec_release(&tokens);
}

/* --- links and pictures --- */

static bool char_is_hex(char c) { return char_is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f'); }

/* A link out of the book as a valid URL: what RFC 3986 does not allow is percent-encoded. Empty when it is none that a
 * reader should follow. */
static str link_url(struct book_parts *b, str href) {
    static const char *const schemes[] = {"http://", "https://", "mailto:"};
    bool known = false;
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        str scheme = str_from(schemes[i]);
        known = known || (str_starts_nocase(href, scheme) && href.n > scheme.n && char_is_alnum(href.p[scheme.n]));
    }
    if (!known) return (str){0};
    struct buf url;
    buf_init(&url);
    for (size_t i = 0; i < href.n; i++) {
        unsigned char c = (unsigned char)href.p[i];
        bool escape = c == '%' && i + 2 < href.n && char_is_hex(href.p[i + 1]) && char_is_hex(href.p[i + 2]);
        if (escape || char_is_alnum((char)c) || (c > ' ' && c < 0x7F && !strchr("<>\"{}|\\^`%[]", c))) {
            buf_put_char(&url, (char)c);
            continue;
        }
        buf_put_char(&url, '%');
        buf_put_char(&url, "0123456789ABCDEF"[c >> 4]);
        buf_put_char(&url, "0123456789ABCDEF"[c & 15]);
    }
    str kept = arena_str(&b->arena, buf_str(&url));
    b->failed = b->failed || url.failed;
    buf_release(&url);
    return kept;
}

static void write_image(struct renderer *r, const struct node *n, str file) {
    const struct image *image = n->u.image;
    if (file.n) {
        markup_open(r->m, "img");
        markup_attr(r->m, "src", file);
        markup_attr(r->m, "alt", image_description(image));
        if (image->title.n && image->alt.n) markup_attr(r->m, "title", image->title);
        markup_close_void(r->m);
        return;
    }
    str text = image->alt.n ? image->alt : image->src; /* stands for it */
    str url = r->plain || node_ancestor(n, NODE_A) ? (str){0} : link_url(r->book, image->src);
    if (url.n) {
        markup_open(r->m, "a");
        markup_attr(r->m, "href", url);
    }
    open_class(r->book, r->m, "span", CLASS_PICTURE);
    markup_text(r->m, text);
    markup_close(r->m);
    if (url.n) markup_close(r->m);
}

/* "#id" leads to the question or the section with this id, wherever it stands. */
static str link_inside(struct book_parts *b, str href) {
    const struct place *place = str_starts(href, STR("#")) ? plan_find(b, str_drop(href, 1)) : NULL;
    return place ? plan_href(b, place, (str){0}) : (str){0};
}

/* A link in a link is text: HTML has no such thing. */
static void open_link(struct renderer *r, const struct node *n) {
    bool inner = r->plain || node_ancestor(n, NODE_A);
    str url = inner ? (str){0} : link_inside(r->book, n->u.href);
    if (!inner && !url.n) url = link_url(r->book, n->u.href);
    markup_open_str(r->m, url.n ? STR("a") : STR("span"));
    if (url.n) markup_attr(r->m, "href", url);
}

/* --- footnotes --- */

/* Where the files of a book part: an entry, or its answer when that stands apart. */
static const struct place *place_of(struct book_parts *b, const struct node *n) {
    const struct node *answer = node_ancestor(n, NODE_ANSWER), *entry = node_ancestor(n, NODE_ENTRY);
    const struct place *apart = answer ? plan_find_answer(b, answer->parent->u.entry->id) : NULL;
    return apart || !entry ? apart : plan_find(b, entry->u.entry->id);
}

static const struct node *outer_of(const struct node *n) {
    while (n->parent && n->kind != NODE_DIVISION && n->kind != NODE_FRONT) n = n->parent;
    return n;
}

/* "#fn-1", in the file where the note is; empty when that is not known. */
static str note_href(struct book_parts *b, const struct node *ref) {
    const struct note *note = ref->u.note;
    const struct place *from = place_of(b, ref), *to = place_of(b, note->node);
    str id = book_format(b, "#fn-", note->number, "");
    if (b->page || (from == to && (from || outer_of(ref) == outer_of(note->node)))) return id;
    if (!to) return (str){0};
    str href = plan_href(b, to, (str){0});
    size_t hash = str_find_char(href, '#', 0);
    return arena_join(&b->arena, str_sub(href, 0, hash), id);
}

/* A link to a note holds only text, or some readers show no note. */
static void write_reference(struct renderer *r, const struct node *n) {
    const struct note *note = n->u.note;
    if (r->plain || !note->node) return;
    str href = node_ancestor(n, NODE_A) ? (str){0} : note_href(r->book, n);
    markup_open(r->m, "sup");
    markup_open_str(r->m, href.n ? STR("a") : STR("span"));
    if (note->ref == n) markup_attr(r->m, "id", book_format(r->book, "fnref-", note->number, ""));
    if (href.n) {
        markup_attr_c(r->m, "epub:type", "noteref");
        markup_attr_c(r->m, "role", "doc-noteref");
        markup_attr(r->m, "href", href);
    }
    markup_text(r->m, book_format(r->book, "", note->number, ""));
    markup_close(r->m);
    markup_close(r->m);
}

/* The number of a note leads back. It stands in the first paragraph, or in one of its own. */
static void write_back_link(struct renderer *r, const struct node *note) {
    markup_open(r->m, "a");
    markup_attr_c(r->m, "epub:type", "backlink");
    markup_attr_c(r->m, "role", "doc-backlink");
    markup_attr(r->m, "href", book_format(r->book, "#fnref-", note->u.note->number, ""));
    markup_text(r->m, book_format(r->book, "", note->u.note->number, "."));
    markup_close(r->m);
    markup_text(r->m, STR(" "));
}

static void open_note(struct renderer *r, const struct node *n) {
    open_class(r->book, r->m, "aside", CLASS_NOTE);
    markup_attr_c(r->m, "epub:type", "footnote");
    markup_attr_c(r->m, "role", "doc-footnote");
    markup_attr(r->m, "id", book_format(r->book, "fn-", n->u.note->number, ""));
    if (n->first && n->first->kind == NODE_P) return;
    markup_open(r->m, "p");
    write_back_link(r, n);
    markup_close(r->m);
}

/* --- blocks and inlines --- */

static unsigned count_children(const struct node *n) {
    unsigned count = 0;
    for (const struct node *c = n->first; c; c = c->next) count++;
    return count;
}

/* A row is as wide as the table's widest: the text may have left cells out. */
static void fill_row(struct renderer *r, const struct node *row) {
    for (unsigned n = count_children(row); n < r->columns; n++) markup_leaf(r->m, "td", (str){0});
}

static void open_table(struct renderer *r, const struct node *table) {
    r->columns = 0;
    for (const struct node *group = table->first; group; group = group->next)
        for (const struct node *row = group->first; row; row = row->next) {
            unsigned n = count_children(row);
            if (n > r->columns) r->columns = n;
        }
    markup_open(r->m, "table");
}

/* The empty corner of a table heads nothing. */
static void open_cell(struct renderer *r, const struct node *n) {
    bool head = n->kind == NODE_TH && n->first;
    markup_open_str(r->m, head ? STR("th") : STR("td"));
    if (head) markup_attr_c(r->m, "scope", "col");
    if (n->align == ALIGN_CENTER) class_attr(r->book, r->m, CLASS_CENTER);
    if (n->align == ALIGN_RIGHT) class_attr(r->book, r->m, CLASS_RIGHT);
    put_language(r, n);
}

/* How deep a heading of the text stands below those before it: levels that the text leaves out, no reader misses. */
static unsigned outline_depth(struct outline *o, unsigned level) {
    while (o->n && o->levels[o->n - 1] >= level) o->n--;
    if (o->n < sizeof o->levels) o->levels[o->n++] = (uint8_t)level;
    return o->n - 1;
}

static void enter(struct renderer *r, const struct node *n) {
    switch ((enum node_kind)n->kind) {
    case NODE_TEXT: put_text(r, n, n->u.text); return;
    case NODE_CODE:
        markup_open(r->m, "code");
        put_code_direction(r, n);
        put_text(r, n, n->u.text);
        markup_close(r->m);
        return;
    case NODE_PRE: write_code(r, n); return;
    case NODE_BR: markup_open(r->m, "br"); markup_close_void(r->m); return;
    case NODE_HR: markup_open(r->m, "hr"); markup_close_void(r->m); return;
    case NODE_IMG:
        break_at_image(r, n);
        write_image(r, n, image_pack(r->book, n));
        return;
    case NODE_HEADING:
        markup_open_str(r->m, heading_name(r->heading + outline_depth(&r->book->outline, n->level)));
        put_language(r, n);
        return;
    case NODE_A: open_link(r, n); return;
    case NODE_NOTE: open_note(r, n); return;
    case NODE_NOTEREF: write_reference(r, n); return;
    case NODE_TABLE: open_table(r, n); return;
    case NODE_OL:
        markup_open(r->m, "ol");
        if (n->u.start != 1) markup_attr(r->m, "start", book_format(r->book, "", n->u.start, ""));
        return;
    case NODE_LI:
        markup_open(r->m, "li");
        if (n->u.task) markup_text(r->m, n->u.task == 2 ? STR("\u2611 ") : STR("\u2610 "));
        return;
    case NODE_TH: case NODE_TD: open_cell(r, n); return;
    case NODE_P: case NODE_UL: case NODE_BLOCKQUOTE: case NODE_THEAD: case NODE_TBODY: case NODE_TR:
    case NODE_EM: case NODE_STRONG: case NODE_DEL: case NODE_SUB: case NODE_SUP: case NODE_SPAN:
        markup_open_str(r->m, node_kind_name((enum node_kind)n->kind));
        if (n->kind == NODE_P || n->kind == NODE_SPAN) put_language(r, n);
        if (n->kind == NODE_P && !n->prev && n->parent->kind == NODE_NOTE) write_back_link(r, n->parent);
        return;
    case NODE_DOCUMENT: case NODE_FRONT: case NODE_DIVISION: case NODE_TITLE: case NODE_ENTRY: case NODE_QUESTION:
    case NODE_PROMPT: case NODE_CHOICES: case NODE_CHOICE: case NODE_ANSWER: case NODE_KINDS:
        return; /* content.c's */
    }
}

static void render(struct renderer *r, const struct node *root, bool root_too) {
    struct walk w = walk_of(root);
    while (walk_next(&w)) {
        if (w.entering && r->book->page_cap && !r->plain) begin_block(r, w.node);
        if ((w.node == root && !root_too) || is_said_by_parent(w.node)) continue;
        if (!w.entering && w.node->kind == NODE_TR) fill_row(r, w.node);
        if (w.entering) enter(r, w.node);
        else if (!node_is_leaf(w.node)) markup_close(r->m);
    }
    if (r->plain) return;
    write_late(r);
    while (next_offset(r) != SIZE_MAX) break_page(r);
}

str heading_name(unsigned level) {
    static const char *const names[] = {"h1", "h2", "h3", "h4", "h5", "h6"};
    return str_of(names[level < 1 ? 0 : level > 6 ? 5 : level - 1], 2);
}

void blocks_write(struct book_parts *b, struct markup *m, const struct node *parent, unsigned heading) {
    b->outline.n = 0;
    render(&(struct renderer){.book = b, .m = m, .heading = heading}, parent, false);
}

void block_write(struct book_parts *b, struct markup *m, const struct node *block, unsigned heading) {
    render(&(struct renderer){.book = b, .m = m, .heading = heading}, block, true);
}

void inlines_write(struct book_parts *b, struct markup *m, const struct node *parent, bool plain) {
    render(&(struct renderer){.book = b, .m = m, .heading = 6, .plain = plain}, parent, false);
}

/* --- signs that readers lack --- */

static bool font_has(const struct epub_font *font, uint32_t c) {
    size_t low = 0, high = font->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (font->code_points[middle] == c) return true;
        if (font->code_points[middle] < c) low = middle + 1;
        else high = middle;
    }
    return false;
}

/* What makes one sign of several: joiners, variation selectors. */
static bool joins_signs(uint32_t c) { return c == 0x200D || (c >= 0xFE00 && c <= 0xFE0F); }

static bool is_sign(const struct book_parts *b, uint32_t c) {
    for (size_t i = 0; i < b->options->n_fonts; i++)
        if (font_has(&b->options->fonts[i], c)) return true;
    return false;
}

void symbols_write(struct book_parts *b, struct markup *m, str text) {
    size_t from = 0; /* of what is not written yet */
    bool sign = false;
    for (size_t at = 0; at < text.n;) {
        size_t here = at;
        bool plain = (unsigned char)text.p[at] < 0xE2;
        uint32_t c = plain ? (at++, 0u) : utf8_next(text, &at);
        bool now = !plain && ((sign && joins_signs(c)) || is_sign(b, c));
        if (now == sign) continue;
        if (sign) open_class(b, m, "span", CLASS_SYMBOL);
        markup_text(m, str_sub(text, from, here));
        if (sign) markup_close(m);
        from = here;
        sign = now;
    }
    if (sign) open_class(b, m, "span", CLASS_SYMBOL);
    markup_text(m, str_drop(text, from));
    if (sign) markup_close(m);
}
