/* The tree as JSON (RFC 8259): an element is {"type", attributes, "children"}, text is a string. Neighbouring texts are
 * one string, as they are in XML. */
#include "base/utf8.h"
#include "export/element.h"
#include "export/export.h"
#include "export/writer.h"

static void put_escape(struct buf *out, char c) {
    buf_put_char(out, '\\');
    switch (c) {
    case '"': case '\\': buf_put_char(out, c); return;
    case '\n': buf_put_char(out, 'n'); return;
    case '\r': buf_put_char(out, 'r'); return;
    case '\t': buf_put_char(out, 't'); return;
    default: break;
    }
    buf_put(out, STR("u00"));
    buf_put_char(out, "0123456789abcdef"[(unsigned char)c >> 4]);
    buf_put_char(out, "0123456789abcdef"[c & 15]);
}

/* The inside of a string. Ill-formed UTF-8 becomes U+FFFD. */
static void put_inside(struct buf *out, str s) {
    size_t done = 0;
    for (size_t i = 0; i < s.n;) {
        size_t from = i;
        unsigned char c = (unsigned char)s.p[i];
        bool plain = true;
        if (c >= 0x80) plain = utf8_next(s, &i) != UTF8_INVALID;
        else {
            plain = c >= 0x20 && c != '"' && c != '\\';
            i++;
        }
        if (plain) continue;
        buf_put(out, str_sub(s, done, from));
        if (c >= 0x80) buf_put(out, STR("\xEF\xBF\xBD"));
        else put_escape(out, (char)c);
        done = i;
    }
    buf_put(out, str_drop(s, done));
}

static void put_string(struct buf *out, str s) {
    buf_put_char(out, '"');
    put_inside(out, s);
    buf_put_char(out, '"');
}

static void put_key(struct buf *out, str name) {
    buf_put(out, STR(", \""));
    buf_put(out, name);
    buf_put(out, STR("\": "));
}

static void put_type(struct buf *out, str name) {
    buf_put(out, STR("{\"type\": \""));
    buf_put(out, name);
    buf_put_char(out, '"');
}

static void put_attributes(struct buf *out, const struct node *n) {
    struct attributes a = element_attributes(n);
    for (size_t i = 0; i < a.n; i++) {
        put_key(out, str_drop(a.at[i].name, str_starts(a.at[i].name, STR("xml:")) ? 4 : 0));
        switch (a.at[i].type) {
        case ATTRIBUTE_TEXT: put_string(out, a.at[i].text); break;
        case ATTRIBUTE_NUMBER: buf_put_uint(out, a.at[i].number); break;
        case ATTRIBUTE_TRUE: buf_put(out, STR("true")); break;
        }
    }
}

static void put_separator(struct buf *out, bool first, size_t depth) {
    if (!first) buf_put_char(out, ',');
    buf_put_char(out, '\n');
    buf_put_repeat(out, ' ', depth);
}

static void put_meta(struct buf *out, const struct document *doc) {
    put_type(out, STR("meta"));
    put_key(out, STR("children"));
    buf_put_char(out, '[');
    struct meta_walk walk = {.doc = doc};
    struct meta_element e;
    for (bool first = true; meta_next(&walk, &e); first = false) {
        put_separator(out, first, 2);
        put_type(out, e.name);
        if (e.key.n) {
            put_key(out, STR("name"));
            put_string(out, e.key);
        }
        put_key(out, STR("children"));
        buf_put_char(out, '[');
        put_string(out, e.value);
        buf_put(out, STR("]}"));
    }
    buf_put(out, STR("]}"));
}

static bool is_text(const struct node *n) { return n && n->kind == NODE_TEXT; }

/* A run of texts is one string, written when its first is met. */
static void put_texts(struct buf *out, const struct node *n) {
    if (is_text(n->prev)) return;
    buf_put(out, n->prev ? STR(", \"") : STR("\""));
    for (; is_text(n); n = n->next) put_inside(out, n->u.text);
    buf_put_char(out, '"');
}

static void put_start(struct buf *out, const struct node *n, size_t depth) {
    bool first = !n->prev && n->parent->kind != NODE_DOCUMENT; /* there <meta> stands before all */
    if (node_is_inline(n)) buf_put(out, first ? STR("") : STR(", "));
    else put_separator(out, first, depth);
    put_type(out, element_name(n));
    put_attributes(out, n);
    put_key(out, STR("children"));
    buf_put_char(out, '[');
    if (n->kind == NODE_PRE && n->u.pre->text.n) put_string(out, n->u.pre->text);
    if (n->kind == NODE_CODE && n->u.text.n) put_string(out, n->u.text);
}

static void put_end(struct buf *out, const struct node *n, size_t depth) {
    (void)n, (void)depth;
    buf_put(out, STR("]}"));
}

enum status export_json(const struct document *doc, struct sink *sink) {
    static const struct node_writer writer = {put_start, put_texts, put_end};
    struct writer w = {.sink = sink};
    put_type(&w.out, STR("document"));
    put_key(&w.out, STR("lang"));
    put_string(&w.out, doc->lang);
    if (doc->shape.n) {
        put_key(&w.out, STR("shape"));
        put_string(&w.out, doc->shape);
    }
    put_key(&w.out, STR("children"));
    buf_put(&w.out, STR("[\n "));
    put_meta(&w.out, doc);
    writer_walk(&w, doc->root, &writer);
    buf_put(&w.out, STR("]}\n"));
    return writer_end(&w);
}
