/* region: one region of text read by the content functions alone, and its tree as short HTML-like text. */
#ifndef QAP_TESTS_REGION_H
#define QAP_TESTS_REGION_H

#include <stdlib.h>

#include "base/buf.h"

#include "read/repair.h"

struct region {
    struct document doc;
    struct source source;
    struct read_options options;
    struct diags diags;
    struct reader reader;
    struct ledger ledger;
    struct node *node;
    struct buf out;
};

static inline void region_put(struct buf *b, const struct node *root) {
    struct walk w = walk_of(root);
    while (walk_next(&w)) {
        const struct node *n = w.node;
        if (n == root) continue;
        if (n->kind == NODE_TEXT) {
            if (w.entering) buf_put(b, n->u.text);
            continue;
        }
        buf_put_char(b, '<');
        if (!w.entering) buf_put_char(b, '/');
        buf_put(b, node_kind_name((enum node_kind)n->kind));
        if (w.entering && n->kind == NODE_HEADING) buf_put_uint(b, n->level);
        if (w.entering && n->kind == NODE_PRE && n->u.pre->lang.n) buf_put_char(b, ' '), buf_put(b, n->u.pre->lang);
        if (w.entering && n->kind == NODE_A) buf_put_char(b, ' '), buf_put(b, n->u.href);
        if (w.entering && n->kind == NODE_OL && n->u.start != 1) buf_put_char(b, ' '), buf_put_uint(b, n->u.start);
        if (w.entering && (n->kind == NODE_OL || n->kind == NODE_UL) && !n->tight) buf_put(b, STR(" loose"));
        if (w.entering && n->kind == NODE_LI && n->u.task) buf_put(b, n->u.task == 2 ? STR(" done") : STR(" open"));
        if (w.entering && n->align) buf_put_char(b, "nlcr"[n->align]);
        if (w.entering && n->kind == NODE_IMG) {
            buf_put_char(b, ' ');
            buf_put(b, n->u.image->src);
            buf_put_char(b, '|');
            buf_put(b, n->u.image->alt);
        }
        buf_put_char(b, '>');
        if (w.entering && n->kind == NODE_CODE) buf_put(b, n->u.text);
        if (w.entering && n->kind == NODE_PRE) buf_put(b, n->u.pre->text);
    }
}

/* Lines after a form feed are torn; `disabled` is a rule that is off, or DIAG_CODES. */
static inline void region_read(struct region *r, str text, enum flavor flavor, uint32_t wrap, bool inlines, enum diag_code disabled) {
    *r = (struct region){0};
    document_init(&r->doc);
    diags_init(&r->diags);
    buf_init(&r->out);
    r->source = (struct source){.name = STR("test"), .bytes = text};
    r->ledger.n = text.n;
    r->ledger.owner = calloc(text.n + 1, 1);
    if (disabled < DIAG_CODES) r->options.disabled[disabled] = true;
    r->reader = (struct reader){.doc = &r->doc, .source = &r->source, .options = &r->options, .diags = &r->diags, .text = text,
                                .ledger = &r->ledger, .flavor = flavor, .wrap_column = wrap};
    arena_init(&r->reader.scratch);
    VEC(struct line) lines = {0};
    bool torn = false;
    uint32_t number = 1;
    for (size_t at = 0; at <= text.n; number++) {
        size_t end = str_find_char(text, '\n', at);
        if (end == SIZE_MAX) end = text.n;
        struct line line = {str_sub(text, at, end), number, 0};
        if (line.text.n && line.text.p[0] == '\f') {
            torn = true;
            ledger_own(&r->ledger, at, at + 1, OWNER_DROPPED);
            line.text = str_drop(line.text, 1);
        }
        bool blank = str_trim(line.text).n == 0;
        line.flags = (uint8_t)((blank ? LINE_BLANK : 0) | (torn && !blank ? LINE_TORN : 0));
        if (!blank) torn = false;
        if (!vec_push(&lines, line)) abort();
        at = end + 1;
    }
    r->node = node_append(r->doc.root, node_new(&r->doc, NODE_FRONT, 1));
    if (inlines) r->node = node_append(r->node, node_new(&r->doc, NODE_P, 1));
    if (inlines) content_inlines(&r->reader, flavor, lines.at, lines.n, r->node);
    else content_blocks(&r->reader, flavor, lines.at, lines.n, r->node);
    vec_release(&lines);
    region_put(&r->out, r->node);
}

static inline void region_release(struct region *r) {
    buf_release(&r->out);
    hyphen_release(&r->reader);
    content_release(&r->reader);
    ledger_release(&r->ledger);
    arena_release(&r->reader.scratch);
    diags_release(&r->diags);
    document_release(&r->doc);
}

#endif
