#include "epub/markup.h"

#include "base/utf8.h"

static bool start(struct markup *m) {
    *m = (struct markup){.bytes = xmlBufferCreate()};
    buf_init(&m->scratch);
    if (m->bytes) xmlBufferSetAllocationScheme(m->bytes, XML_BUFFER_ALLOC_DOUBLEIT);
    m->writer = m->bytes ? xmlNewTextWriterMemory(m->bytes, 0) : NULL;
    if (!m->writer) {
        xmlBufferFree(m->bytes);
        return false;
    }
    return true;
}

bool markup_start_html(struct markup *m, bool doctype) {
    if (!start(m)) return false;
    m->html = true;
    if (doctype) markup_raw(m, STR("<!DOCTYPE html>\n"));
    return true;
}

bool markup_start(struct markup *m, const char *doctype) {
    if (!start(m)) return false;
    m->failed = xmlTextWriterStartDocument(m->writer, "1.0", "UTF-8", NULL) < 0;
    if (doctype && (xmlTextWriterWriteDTD(m->writer, BAD_CAST doctype, NULL, NULL, NULL) < 0 ||
                    xmlTextWriterWriteRaw(m->writer, BAD_CAST "\n") < 0))
        m->failed = true;
    return true;
}

bool markup_end(struct markup *m, struct buf *out) {
    if (xmlTextWriterEndDocument(m->writer) < 0) m->failed = true;
    xmlFreeTextWriter(m->writer);
    if (!m->failed) buf_put(out, str_of((const char *)xmlBufferContent(m->bytes), (size_t)xmlBufferLength(m->bytes)));
    xmlBufferFree(m->bytes);
    bool ok = !m->failed && !m->scratch.failed && !out->failed;
    buf_release(&m->scratch);
    return ok;
}

void markup_open(struct markup *m, const char *element) {
    if (xmlTextWriterStartElement(m->writer, BAD_CAST element) < 0) m->failed = true;
}

void markup_close(struct markup *m) {
    if ((m->html ? xmlTextWriterFullEndElement(m->writer) : xmlTextWriterEndElement(m->writer)) < 0) m->failed = true;
}

void markup_close_void(struct markup *m) {
    if (xmlTextWriterEndElement(m->writer) < 0) m->failed = true;
}

/* XML 1.0, production 2 (Char). */
static bool allowed(uint32_t c) {
    return c >= 0x20 ? c <= 0xFFFD || (c >= 0x10000 && c <= 0x10FFFF) : c == '\t' || c == '\n' || c == '\r';
}

static bool is_plain(str s) {
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c < 0x20 ? c != '\t' && c != '\n' : c >= 0xED) return false;
    }
    return true;
}

/* A NUL-terminated copy that XML allows; NULL when memory is out. */
static const xmlChar *copy(struct markup *m, str s) {
    struct buf *b = &m->scratch;
    b->n = 0;
    if (is_plain(s)) buf_put(b, s);
    else
        for (size_t at = 0; at < s.n;) {
            size_t from = at;
            uint32_t c = utf8_next(s, &at);
            if (c != UTF8_INVALID && allowed(c)) buf_put(b, str_sub(s, from, at));
        }
    buf_put_char(b, '\0');
    if (b->failed) m->failed = true;
    return b->failed ? NULL : BAD_CAST b->p;
}

void markup_attr(struct markup *m, const char *name, str value) {
    if (m->html && strchr(name, ':')) return;
    const xmlChar *v = copy(m, value);
    if (v && xmlTextWriterWriteAttribute(m->writer, BAD_CAST name, v) < 0) m->failed = true;
}

void markup_text(struct markup *m, str text) {
    const xmlChar *v = text.n ? copy(m, text) : NULL;
    if (v && xmlTextWriterWriteString(m->writer, v) < 0) m->failed = true;
}

void markup_raw(struct markup *m, str markup) {
    const xmlChar *v = markup.n ? copy(m, markup) : NULL;
    if (v && xmlTextWriterWriteRaw(m->writer, v) < 0) m->failed = true;
}

void markup_leaf(struct markup *m, const char *element, str text) {
    markup_open(m, element);
    markup_text(m, text);
    markup_close(m);
}

size_t markup_size(const struct markup *m) { return (size_t)xmlBufferLength(m->bytes); }
