#include "pdf/object.h"

#include <stdlib.h>

#include "pdf/deflate.h"

/* What a raw object holds. */
struct raw {
    struct buf entries, bytes;
    HPDF_Stream out; /* where it is being written, for after_write, which is not told */
};

static HPDF_STATUS write_bytes(HPDF_Stream out, str s) {
    return s.n ? HPDF_Stream_Write(out, (const HPDF_BYTE *)s.p, (HPDF_UINT)s.n) : HPDF_OK;
}

static HPDF_STATUS write_entries(HPDF_Dict object, HPDF_Stream out) {
    const struct raw *raw = object->attr;
    return write_bytes(out, buf_str(&raw->entries));
}

static HPDF_STATUS write_stream_entries(HPDF_Dict object, HPDF_Stream out) {
    struct raw *raw = object->attr;
    struct buf length;
    buf_init(&length);
    buf_put(&length, STR("/Length "));
    buf_put_uint(&length, raw->bytes.n);
    raw->out = out;
    HPDF_STATUS status = length.failed ? HPDF_FAILD_TO_ALLOC_MEM : write_entries(object, out);
    if (status == HPDF_OK) status = write_bytes(out, buf_str(&length));
    buf_release(&length);
    return status;
}

/* The bytes are let go as soon as they are written: a book's pages need not be there twice. */
static HPDF_STATUS write_stream_bytes(HPDF_Dict object) {
    struct raw *raw = object->attr;
    HPDF_STATUS status = write_bytes(raw->out, STR("\nstream\n"));
    if (status == HPDF_OK) status = write_bytes(raw->out, buf_str(&raw->bytes));
    if (status == HPDF_OK) status = write_bytes(raw->out, STR("\nendstream"));
    buf_release(&raw->bytes);
    return status;
}

static void free_raw(HPDF_Dict object) {
    struct raw *raw = object->attr;
    if (!raw) return;
    buf_release(&raw->entries);
    buf_release(&raw->bytes);
    free(raw);
    object->attr = NULL;
}

HPDF_Dict object_new(HPDF_Doc doc) {
    HPDF_Dict object = HPDF_Dict_New(doc->mmgr);
    if (!object) return NULL;
    if (HPDF_Xref_Add(doc->xref, object) == HPDF_OK) return object;
    return NULL; /* HPDF_Xref_Add has freed it */
}

uint32_t object_number(const void *object) {
    return object ? ((const HPDF_Obj_Header *)object)->obj_id & 0x00FFFFFFu : 0;
}

static bool set(HPDF_Dict object, struct buf *entries, struct buf *bytes) {
    bool whole = object && !entries->failed && (!bytes || !bytes->failed);
    struct raw *raw = whole ? calloc(1, sizeof *raw) : NULL;
    if (!raw) {
        buf_release(entries);
        if (bytes) buf_release(bytes);
        return false;
    }
    raw->entries = *entries;
    if (bytes) raw->bytes = *bytes;
    object->attr = raw;
    object->free_fn = free_raw;
    object->write_fn = bytes ? write_stream_entries : write_entries;
    object->after_write_fn = bytes ? write_stream_bytes : NULL;
    buf_init(entries);
    if (bytes) buf_init(bytes);
    return true;
}

bool object_set(HPDF_Dict object, struct buf *entries) { return set(object, entries, NULL); }

bool object_set_stream(HPDF_Dict object, struct buf *entries, struct buf *bytes) { return set(object, entries, bytes); }

void object_set_writer(HPDF_Dict object, object_writer write, uint32_t index) {
    object->attr = (void *)(uintptr_t)index;
    object->write_fn = write;
}

uint32_t object_index(const HPDF_Dict_Rec *object) { return (uint32_t)(uintptr_t)object->attr; }

uint32_t object_add(HPDF_Doc doc, struct buf *entries) {
    HPDF_Dict object = object_new(doc);
    return object_set(object, entries) ? object_number(object) : 0;
}

uint32_t object_add_stream(HPDF_Doc doc, struct buf *entries, struct buf *bytes) {
    HPDF_Dict object = object_new(doc);
    return object_set_stream(object, entries, bytes) ? object_number(object) : 0;
}

uint32_t object_add_flate(HPDF_Doc doc, struct deflate *deflate, struct buf *entries, str bytes) {
    struct buf packed;
    buf_init(&packed);
    deflate_put(deflate, bytes, &packed);
    buf_put(entries, STR("/Filter/FlateDecode"));
    return object_add_stream(doc, entries, &packed);
}

bool object_is_stream(const HPDF_Dict_Rec *object) {
    return object->after_write_fn == write_stream_bytes || object->stream;
}

void put_ref(struct buf *out, uint32_t number) {
    buf_put_char(out, ' ');
    buf_put_uint(out, number);
    buf_put(out, STR(" 0 R"));
}

void put_hex(struct buf *out, uint32_t value, unsigned digits) {
    while (digits-- > 0) buf_put_char(out, "0123456789ABCDEF"[value >> 4 * digits & 15]);
}

void put_name(struct buf *out, str name) {
    buf_put_char(out, '/');
    for (size_t i = 0; i < name.n; i++) {
        unsigned char c = (unsigned char)name.p[i];
        if (char_is_alnum((char)c) || c == '-' || c == '+' || c == '_' || c == '.') {
            buf_put_char(out, (char)c);
            continue;
        }
        buf_put_char(out, '#');
        put_hex(out, c, 2);
    }
}

bool unicode_is_unfit(uint32_t c) {
    return c == 0 || c == 0xFEFF || (c & 0xFFFE) == 0xFFFE || c == UTF8_INVALID || (c >= 0xE000 && c <= 0xF8FF) ||
           c >= 0xF0000 || (c >= 0xFDD0 && c <= 0xFDEF);
}

bool unicode_is_control(uint32_t c) { return (c > 0 && c < ' ') || (c >= 0x7F && c < 0xA0); }

void put_utf16_hex(struct buf *out, str utf8) {
    for (size_t at = 0; at < utf8.n;) {
        uint32_t c = utf8_next(utf8, &at);
        if (unicode_is_control(c)) c = ' ';
        else if (unicode_is_unfit(c)) c = 0xFFFD;
        if (c >= 0x10000) {
            put_hex(out, 0xD800 + ((c - 0x10000) >> 10), 4);
            c = 0xDC00 + ((c - 0x10000) & 0x3FF);
        }
        put_hex(out, c, 4);
    }
}

void put_literal(struct buf *out, str bytes) {
    buf_put_char(out, '(');
    for (size_t i = 0; i < bytes.n; i++) {
        unsigned char c = (unsigned char)bytes.p[i];
        if (c == '(' || c == ')' || c == '\\') buf_put_char(out, '\\');
        if (c == '\r') buf_put(out, STR("\\r")); /* else read as a line feed */
        else buf_put_char(out, (char)c);
    }
    buf_put_char(out, ')');
}

bool text_is_plain(str s) {
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < ' ' || s.p[i] > '~') return false;
    return true;
}

str clip_text(str utf8) {
    if (utf8.n <= LONGEST_TEXT) return utf8;
    utf8.n = LONGEST_TEXT;
    while (utf8.n && ((unsigned char)utf8.p[utf8.n] & 0xC0) == 0x80) utf8.n--;
    return utf8;
}

void put_text(struct buf *out, str utf8) {
    utf8 = clip_text(utf8);
    if (text_is_plain(utf8)) {
        put_literal(out, utf8);
        return;
    }
    buf_put(out, STR("<FEFF"));
    put_utf16_hex(out, utf8);
    buf_put_char(out, '>');
}

void put_pt(struct buf *out, int64_t length) { buf_put_milli(out, (length + (length >= 0 ? 5 : -5)) / 10 * 10); }
