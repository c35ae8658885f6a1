#include "epub/markup.h"

#include "base/utf8.h"

void markup_start(struct markup *m, const char *doctype) {
    *m = (struct markup){0};
    buf_put(&m->bytes, STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"));
    if (!doctype) return;
    buf_put(&m->bytes, STR("<!DOCTYPE "));
    buf_put(&m->bytes, str_from(doctype));
    buf_put(&m->bytes, STR(">\n"));
}

void markup_use(struct markup *m, struct buf *memory) {
    struct buf begun = m->bytes;
    if (!memory->p || begun.failed) return;
    m->bytes = (struct buf){.p = memory->p, .cap = memory->cap};
    buf_init(memory);
    buf_put(&m->bytes, buf_str(&begun));
    buf_release(&begun);
}

void markup_start_html(struct markup *m, bool doctype) {
    *m = (struct markup){.html = true};
    if (doctype) buf_put(&m->bytes, STR("<!DOCTYPE html>\n"));
}

void markup_release(struct markup *m) {
    buf_release(&m->bytes);
    vec_release(&m->open);
}

bool markup_end(struct markup *m, struct buf *out) {
    while (m->open.n && !m->failed) markup_close(m);
    buf_put_char(&m->bytes, '\n');
    bool ok = !m->failed && !m->bytes.failed;
    if (ok && !out->p) {
        *out = m->bytes;
        buf_init(&m->bytes);
    } else if (ok) {
        buf_put(out, buf_str(&m->bytes));
        ok = !out->failed;
    }
    markup_release(m);
    return ok;
}

static void end_tag_open(struct markup *m) {
    if (m->in_tag) buf_put_char(&m->bytes, '>');
    m->in_tag = false;
}

/* `before`, the name, `after`; there is room for all of it at once. */
static void put_tag(struct markup *m, str before, str name, bool end) {
    struct buf *b = &m->bytes;
    size_t n = before.n + name.n + end;
    if (!buf_room(b, n)) return;
    memcpy(b->p + b->n, before.p, before.n);
    memcpy(b->p + b->n + before.n, name.p, name.n);
    if (end) b->p[b->n + n - 1] = '>';
    b->n += n;
}

void markup_open_str(struct markup *m, str element) {
    if (m->failed || !vec_push(&m->open, element)) {
        m->failed = true;
        return;
    }
    put_tag(m, m->in_tag ? STR("><") : STR("<"), element, false);
    m->in_tag = true;
}

static void close_element(struct markup *m, bool empty_tag) {
    if (m->failed || !m->open.n) return;
    str element = m->open.at[--m->open.n];
    if (m->in_tag && empty_tag) buf_put(&m->bytes, m->html ? STR(">") : STR("/>"));
    else put_tag(m, m->in_tag ? STR("></") : STR("</"), element, true);
    m->in_tag = false;
}

void markup_close(struct markup *m) { close_element(m, !m->html); }

void markup_close_void(struct markup *m) { close_element(m, true); }

/* What a byte of text asks for: nothing, an escape, a look at the character that it begins. */
enum { PLAIN, ESCAPE, LOOK };

static unsigned ask(unsigned char c, bool attribute) {
    if (c >= 0xED) return LOOK; /* surrogates, U+FFFE and U+FFFF, beyond Unicode */
    if (c >= 0x20) return c == '&' || c == '<' || c == '>' || (attribute && c == '"') ? ESCAPE : PLAIN;
    return c == '\n' || c == '\t' ? (attribute ? ESCAPE : PLAIN) : c == '\r' ? ESCAPE : LOOK;
}

static str escape(char c) {
    switch (c) {
    case '&': return STR("&amp;");
    case '<': return STR("&lt;");
    case '>': return STR("&gt;");
    case '"': return STR("&quot;");
    case '\t': return STR("&#9;");
    case '\n': return STR("&#10;");
    default: return STR("&#13;");
    }
}

/* XML 1.0, production 2 (Char). */
static bool allowed(uint32_t c) {
    return c != UTF8_INVALID && (c >= 0x20 ? c <= 0xFFFD || (c >= 0x10000 && c <= 0x10FFFF) : c == '\t' || c == '\n' || c == '\r');
}

/* Whether one of eight bytes is no ASCII or may ask for something: each line sets the high bit of such a byte. */
static bool eight_ask(const char *p) {
    const uint64_t ones = 0x0101010101010101u;
    uint64_t x;
    memcpy(&x, p, sizeof x);
    uint64_t ask_any = x | (x - ones * 0x20);
    ask_any |= ((x ^ ones * '&') - ones) | ((x ^ ones * '<') - ones);
    ask_any |= ((x ^ ones * '>') - ones) | ((x ^ ones * '"') - ones);
    return ask_any & ones << 7;
}

/* Where the plain bytes from `at` on may end; the last eight may be looked at twice. */
static size_t skip_plain(str s, size_t at) {
    while (s.n - at >= 8) {
        if (eight_ask(s.p + at)) return at;
        at += 8;
    }
    return at < s.n && s.n >= 8 && !eight_ask(s.p + s.n - 8) ? s.n : at;
}

static void put_escaped(struct markup *m, str s, bool attribute) {
    size_t from = 0;
    for (size_t at = 0; (at = skip_plain(s, at)) < s.n;) {
        unsigned what = ask((unsigned char)s.p[at], attribute);
        if (what == PLAIN) {
            at++;
            continue;
        }
        size_t next = at;
        if (what == ESCAPE) next++;
        else if (allowed(utf8_next(s, &next))) {
            at = next;
            continue;
        }
        buf_put(&m->bytes, str_sub(s, from, at));
        if (what == ESCAPE) buf_put(&m->bytes, escape(s.p[at]));
        at = from = next;
    }
    buf_put(&m->bytes, str_drop(s, from));
}

void markup_attr_str(struct markup *m, str name, str value) {
    struct buf *b = &m->bytes;
    if (m->html && str_find_char(name, ':', 0) != SIZE_MAX) return;
    if (!buf_room(b, name.n + 3)) return;
    char *at = b->p + b->n;
    at[0] = ' ';
    memcpy(at + 1, name.p, name.n);
    memcpy(at + 1 + name.n, "=\"", 2);
    b->n += name.n + 3;
    put_escaped(m, value, true);
    buf_put_char(b, '"');
}

void markup_text(struct markup *m, str text) {
    if (!text.n) return;
    end_tag_open(m);
    put_escaped(m, text, false);
}

void markup_raw(struct markup *m, str markup) {
    end_tag_open(m);
    buf_put(&m->bytes, markup);
}

void markup_leaf_str(struct markup *m, str element, str text) {
    markup_open_str(m, element);
    markup_text(m, text);
    markup_close(m);
}
