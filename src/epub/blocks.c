#include "epub/blocks.h"

#include "code/code.h"

struct renderer {
    struct book_parts *book;
    struct markup *m;
    unsigned heading;
    bool plain;
};

static const char *const ALIGNMENT[] = {
    [ALIGN_NONE] = NULL, [ALIGN_LEFT] = "left", [ALIGN_CENTER] = "center", [ALIGN_RIGHT] = "right"};

/* The part [from, to) of a line of code, as the scanner sees it. */
static void write_piece(struct renderer *r, str code, size_t from, size_t to, const char *class) {
    if (from >= to) return;
    if (class) {
        markup_open(r->m, "span");
        markup_attr_c(r->m, "class", class);
    }
    markup_text(r->m, str_sub(code, from, to));
    if (class) markup_close(r->m);
}

/* Code, its tokens in spans. A line is a span of its own, a block by the style sheet, so that a wrapped one hangs; its
 * line end stands inside, where a block's last line end makes no empty line. */
static void write_code(struct renderer *r, const struct node *n) {
    code_tokens tokens = {0};
    str code = n->u.pre.text;
    if (!code_scan(code, n->u.pre.lang, &tokens)) r->book->failed = true;
    markup_open(r->m, "pre");
    if (r->book->rtl) markup_attr_c(r->m, "dir", "ltr");
    if (n->u.pre.lang.n) markup_attr(r->m, "data-lang", n->u.pre.lang);
    markup_open(r->m, "code");
    size_t next = 0; /* token */
    for (size_t at = 0; at < code.n;) {
        size_t end = str_find_char(code, '\n', at);
        end = end == SIZE_MAX ? code.n : end + 1;
        markup_open(r->m, "span");
        markup_attr_c(r->m, "class", "l");
        for (; next < tokens.n && tokens.at[next].from < end; next++) {
            const struct code_token *t = &tokens.at[next];
            size_t from = t->from < at ? at : t->from, to = t->to > end ? end : t->to;
            str name = code_class_name((enum code_class)t->class);
            write_piece(r, code, at, from, NULL);
            write_piece(r, code, from, to, name.n ? name.p : NULL);
            if (to > at) at = to;
            if (t->to > end) break; /* goes on in the next line */
        }
        write_piece(r, code, at, end, NULL);
        markup_close(r->m);
        at = end;
    }
    markup_close(r->m);
    markup_close(r->m);
    vec_release(&tokens);
}

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
        markup_attr(r->m, "alt", image->alt);
        if (image->title.n) markup_attr(r->m, "title", image->title);
        markup_close_void(r->m);
        return;
    }
    str text = image->alt.n ? image->alt : image->src;
    str url = r->plain || node_ancestor(n, NODE_A) ? (str){0} : link_url(r->book, image->src);
    if (url.n) {
        markup_open(r->m, "a");
        markup_attr(r->m, "href", url);
        markup_leaf(r->m, "span", text);
        markup_close(r->m);
    } else markup_leaf(r->m, "span", text);
}

/* A link in a link is text: HTML has no such thing. */
static void open_link(struct renderer *r, const struct node *n) {
    str url = r->plain || node_ancestor(n, NODE_A) ? (str){0} : link_url(r->book, n->u.href);
    markup_open(r->m, url.n ? "a" : "span");
    if (url.n) markup_attr(r->m, "href", url);
}

static void enter(struct renderer *r, const struct node *n) {
    switch ((enum node_kind)n->kind) {
    case NODE_TEXT: markup_text(r->m, n->u.text); return;
    case NODE_CODE:
        markup_open(r->m, "code");
        if (r->book->rtl) markup_attr_c(r->m, "dir", "ltr"); /* code runs to the right in any language */
        markup_text(r->m, n->u.text);
        markup_close(r->m);
        return;
    case NODE_PRE: write_code(r, n); return;
    case NODE_BR: markup_open(r->m, "br"); markup_close_void(r->m); return;
    case NODE_HR: markup_open(r->m, "hr"); markup_close_void(r->m); return;
    case NODE_IMG: write_image(r, n, image_pack(r->book, n)); return;
    case NODE_HEADING: {
        char name[3] = {'h', (char)('0' + (r->heading + n->level - 1 > 6 ? 6 : r->heading + n->level - 1)), 0};
        markup_open(r->m, name);
        return;
    }
    case NODE_A: open_link(r, n); return;
    case NODE_OL:
        markup_open(r->m, "ol");
        if (n->u.start != 1) markup_attr(r->m, "start", book_format(r->book, "", n->u.start, ""));
        return;
    case NODE_LI:
        markup_open(r->m, "li");
        if (n->u.task) markup_text(r->m, n->u.task == 2 ? STR("\u2611 ") : STR("\u2610 "));
        return;
    case NODE_TH: case NODE_TD:
        markup_open(r->m, n->kind == NODE_TH ? "th" : "td");
        if (n->kind == NODE_TH) markup_attr_c(r->m, "scope", "col");
        if (ALIGNMENT[n->align & 3]) markup_attr_c(r->m, "class", ALIGNMENT[n->align & 3]);
        return;
    case NODE_P: case NODE_UL: case NODE_BLOCKQUOTE: case NODE_TABLE: case NODE_THEAD: case NODE_TBODY: case NODE_TR:
    case NODE_EM: case NODE_STRONG: case NODE_DEL: case NODE_SUB: case NODE_SUP:
        markup_open(r->m, node_kind_name((enum node_kind)n->kind).p);
        return;
    case NODE_DOCUMENT: case NODE_FRONT: case NODE_DIVISION: case NODE_TITLE: case NODE_ENTRY: case NODE_QUESTION:
    case NODE_PROMPT: case NODE_CHOICES: case NODE_CHOICE: case NODE_ANSWER: case NODE_KINDS:
        return; /* content.c's */
    }
}

static void render(struct renderer *r, const struct node *root, bool root_too) {
    struct walk w = walk_of(root);
    while (walk_next(&w)) {
        if (w.node == root && !root_too) continue;
        if (w.entering) enter(r, w.node);
        else if (!node_is_leaf(w.node)) markup_close(r->m);
    }
}

void blocks_write(struct book_parts *b, struct markup *m, const struct node *parent, unsigned heading) {
    render(&(struct renderer){.book = b, .m = m, .heading = heading}, parent, false);
}

void block_write(struct book_parts *b, struct markup *m, const struct node *block, unsigned heading) {
    render(&(struct renderer){.book = b, .m = m, .heading = heading}, block, true);
}

void inlines_write(struct book_parts *b, struct markup *m, const struct node *parent, bool plain) {
    render(&(struct renderer){.book = b, .m = m, .heading = 6, .plain = plain}, parent, false);
}
