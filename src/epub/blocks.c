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

/* Code, its tokens in spans; a line is a span of its own so that a wrapped one can hang. */
static void write_code(struct renderer *r, const struct node *n) {
    code_tokens tokens = {0};
    str code = n->u.pre.text;
    if (!code_scan(code, n->u.pre.lang, &tokens)) r->book->failed = true;
    markup_open(r->m, "pre");
    if (n->u.pre.lang.n) markup_attr(r->m, "data-lang", n->u.pre.lang);
    markup_open(r->m, "code");
    size_t at = 0;
    for (size_t i = 0; i < tokens.n; i++) {
        const struct code_token *t = &tokens.at[i];
        str name = code_class_name((enum code_class)t->class);
        if (t->from < at || name.n == 0) continue;
        markup_text(r->m, str_sub(code, at, t->from));
        markup_open(r->m, "span");
        markup_attr(r->m, "class", name);
        markup_text(r->m, str_sub(code, t->from, t->to));
        markup_close(r->m);
        at = t->to;
    }
    markup_text(r->m, str_drop(code, at));
    markup_close(r->m);
    markup_close(r->m);
    vec_release(&tokens);
}

static void write_image(struct renderer *r, const struct image *image, str file) {
    if (file.n) {
        markup_open(r->m, "img");
        markup_attr(r->m, "src", file);
        markup_attr(r->m, "alt", image->alt);
        if (image->title.n) markup_attr(r->m, "title", image->title);
        markup_close(r->m);
        return;
    }
    str text = image->alt.n ? image->alt : image->src;
    bool remote = str_starts(image->src, STR("http://")) || str_starts(image->src, STR("https://"));
    if (remote && !r->plain) {
        markup_open(r->m, "a");
        markup_attr(r->m, "href", image->src);
        markup_leaf(r->m, "span", text);
        markup_close(r->m);
    } else markup_leaf(r->m, "span", text);
}

/* A link out of the book; what would not be a valid URL is text (RPSC-067, RSC-020 of EPUBCheck's kind). */
static bool is_link(str href) {
    static const char *const schemes[] = {"http://", "https://", "mailto:"};
    for (size_t i = 0; i < href.n; i++) {
        unsigned char c = (unsigned char)href.p[i];
        if (c <= ' ' || c >= 0x7F || strchr("<>\"{}|\\^`", c)) return false;
    }
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        str scheme = str_from(schemes[i]);
        if (str_starts_nocase(href, scheme)) return href.n > scheme.n && char_is_alnum(href.p[scheme.n]);
    }
    return false;
}

static void enter(struct renderer *r, const struct node *n) {
    switch ((enum node_kind)n->kind) {
    case NODE_TEXT: markup_text(r->m, n->u.text); return;
    case NODE_CODE: markup_leaf(r->m, "code", n->u.text); return;
    case NODE_PRE: write_code(r, n); return;
    case NODE_BR: markup_open(r->m, "br"); markup_close(r->m); return;
    case NODE_HR: markup_open(r->m, "hr"); markup_close(r->m); return;
    case NODE_IMG: write_image(r, n->u.image, image_pack(r->book, n)); return;
    case NODE_HEADING: {
        char name[3] = {'h', (char)('0' + (r->heading + n->level - 1 > 6 ? 6 : r->heading + n->level - 1)), 0};
        markup_open(r->m, name);
        return;
    }
    case NODE_A:
        if (r->plain || !is_link(n->u.href)) markup_open(r->m, "span");
        else {
            markup_open(r->m, "a");
            markup_attr(r->m, "href", n->u.href);
        }
        return;
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

/* `root` and what is below it, or only the latter. */
static void render(struct renderer *r, const struct node *root, bool inclusive) {
    struct walk w = walk_of(root);
    while (walk_next(&w)) {
        if (w.node == root && !inclusive) continue;
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
