/* Saving: PDF 1.7 with object streams and a cross-reference stream (ISO 32000-1, 7.5.7 and 7.5.8).
 *
 * libharu's own writer knows neither; it only serializes each object here, through a stream whose bytes come
 * back to us. */
#include <nettle/sha2.h>
#include <stdlib.h>

#include "pdf/document.h"

enum {
    IN_STREAM = 256, /* objects in one object stream */
    FLUSH = 1 << 16
};

/* Where an object is: at an offset of the file, or in an object stream. */
struct place {
    uint64_t offset;    /* or the number of the object stream */
    uint16_t index;     /* in the object stream */
    uint8_t type;       /* 0 free, 1 at the offset, 2 in a stream */
};

struct saver {
    struct pdf *pdf;
    struct sink *sink;
    struct sha256_ctx hash;
    struct buf out;      /* bytes of the file not yet given to the sink */
    struct buf *target;  /* what libharu's stream writes to: `out`, or `bodies` */
    struct buf bodies, index;
    uint32_t packed[IN_STREAM], n_packed;
    uint64_t written;    /* given to the sink */
    struct place *places;
    size_t n_places, room;
    HPDF_Stream stream;
    enum status status;
};

static bool flush(struct saver *s) {
    if (s->out.failed) s->status = STATUS_NO_MEMORY;
    if (s->status != STATUS_OK) return false;
    sha256_update(&s->hash, s->out.n, (const uint8_t *)s->out.p);
    if (!sink_write(s->sink, buf_str(&s->out))) {
        s->status = STATUS_OUTPUT;
        return false;
    }
    s->written += s->out.n;
    s->out.n = 0;
    return true;
}

static HPDF_STATUS on_write(HPDF_Stream stream, const HPDF_BYTE *bytes, HPDF_UINT n) {
    struct saver *s = ((struct pdf *)stream->attr)->saver;
    buf_put(s->target, str_of((const char *)bytes, n));
    if (s->target == &s->out && s->out.n >= FLUSH && !flush(s)) return HPDF_FILE_IO_ERROR;
    return s->target->failed ? HPDF_FAILD_TO_ALLOC_MEM : HPDF_OK;
}

static void write_value(struct saver *s, void *object) {
    HPDF_STATUS status = HPDF_Obj_WriteValue(object, s->stream, NULL);
    if (status == HPDF_OK || s->status != STATUS_OK) return;
    s->status = status == HPDF_FAILD_TO_ALLOC_MEM ? STATUS_NO_MEMORY : STATUS_INTERNAL;
    if (s->status == STATUS_INTERNAL) diag_add2(s->pdf->diags, DIAG_INTERNAL, SPAN_ABSENT, STR("saving"), STR("libharu"));
}

static void start_object(struct saver *s, uint32_t number) {
    s->places[number] = (struct place){.offset = s->written + s->out.n, .type = 1};
    buf_put_uint(&s->out, number);
    buf_put(&s->out, STR(" 0 obj\n"));
}

static void write_top_level(struct saver *s, uint32_t number, void *object) {
    start_object(s, number);
    s->target = &s->out;
    write_value(s, object);
    buf_put(&s->out, STR("\nendobj\n"));
}

/* Our own streams, which are no libharu objects: they belong to the way of saving. */
static void write_stream(struct saver *s, uint32_t number, const struct buf *entries, str bytes) {
    start_object(s, number);
    buf_put(&s->out, STR("<<"));
    buf_put(&s->out, buf_str(entries));
    buf_put(&s->out, STR("/Filter/FlateDecode/Length "));
    struct buf packed;
    buf_init(&packed);
    deflate_put_fast(s->pdf->deflate, bytes, &packed);
    buf_put_uint(&s->out, packed.n);
    buf_put(&s->out, STR(">>\nstream\n"));
    buf_put(&s->out, buf_str(&packed));
    buf_put(&s->out, STR("\nendstream\nendobj\n"));
    if (packed.failed || entries->failed) s->out.failed = true;
    buf_release(&packed);
    if (s->out.n >= FLUSH) flush(s);
}

static void close_object_stream(struct saver *s) {
    if (s->n_packed == 0) return;
    struct buf entries;
    buf_init(&entries);
    buf_printf(&entries, "/Type/ObjStm/N %u/First %lu", (unsigned)s->n_packed, (unsigned long)s->index.n);
    for (uint32_t i = 0; i < s->n_packed; i++)
        s->places[s->packed[i]] = (struct place){.offset = s->n_places, .index = (uint16_t)i, .type = 2};
    buf_put(&s->index, buf_str(&s->bodies));
    if (s->index.failed || s->bodies.failed) s->out.failed = true;
    write_stream(s, (uint32_t)s->n_places++, &entries, buf_str(&s->index));
    buf_release(&entries);
    s->index.n = s->bodies.n = 0;
    s->n_packed = 0;
}

static void list_packed(struct saver *s, uint32_t number) {
    if (s->n_packed == IN_STREAM) close_object_stream(s);
    buf_put_uint(&s->index, number);
    buf_put_char(&s->index, ' ');
    buf_put_uint(&s->index, s->bodies.n);
    buf_put_char(&s->index, ' ');
    s->packed[s->n_packed++] = number;
}

static void pack(struct saver *s, uint32_t number, void *object) {
    list_packed(s, number);
    s->target = &s->bodies;
    write_value(s, object);
}

static void pack_series(struct saver *s, const struct series *series) {
    for (uint32_t i = 0; i < series->n && s->status == STATUS_OK; i++) {
        list_packed(s, series->first + i);
        buf_put(&s->bodies, STR("<<"));
        series->put(s->pdf, i, &s->bodies);
        buf_put(&s->bodies, STR(">>"));
    }
}

static bool is_dictionary(const void *object) {
    return (((const HPDF_Obj_Header *)object)->obj_class & HPDF_OCLASS_ANY) == HPDF_OCLASS_DICT;
}

static void write_objects(struct saver *s, HPDF_Xref xref) {
    for (HPDF_UINT i = 1; i < xref->entries->count && s->status == STATUS_OK; i++) {
        const HPDF_XrefEntry_Rec *entry = xref->entries->obj[i];
        if (entry->entry_typ != HPDF_IN_USE_ENTRY || !entry->obj) continue;
        bool apart = !is_dictionary(entry->obj) || object_is_stream(entry->obj);
        if (apart) write_top_level(s, i, entry->obj);
        else pack(s, i, entry->obj);
    }
    for (int i = 0; i < SERIES_KINDS; i++) pack_series(s, &s->pdf->series[i]);
    close_object_stream(s);
}

static void put_big_endian(struct buf *out, uint64_t value, unsigned bytes) {
    while (bytes-- > 0) buf_put_char(out, (char)(value >> 8 * bytes & 0xFF));
}

/* The rows of the table, each the difference to the one above (PNG predictor 2), which compresses well. */
static void put_rows(const struct saver *s, unsigned width, struct buf *out) {
    struct buf row, above;
    buf_init(&row);
    buf_init(&above);
    buf_put_repeat(&above, 0, width + 3);
    for (size_t i = 0; i < s->n_places; i++) {
        const struct place *p = &s->places[i];
        row.n = 0;
        put_big_endian(&row, p->type, 1);
        put_big_endian(&row, p->offset, width);
        put_big_endian(&row, i == 0 ? 65535 : p->index, 2);
        if (row.failed || above.failed) break;
        buf_put_char(out, 2);
        for (size_t k = 0; k < row.n; k++) buf_put_char(out, (char)(row.p[k] - above.p[k]));
        memcpy(above.p, row.p, row.n);
    }
    if (row.failed || above.failed) out->failed = true;
    buf_release(&row);
    buf_release(&above);
}

/* Both halves of /ID are the hash of all that the file says: same input, same bytes (14.4). */
static void put_id(struct saver *s, struct buf *out) {
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_digest(&s->hash, sizeof digest, digest);
    buf_put(out, STR("/ID["));
    for (int half = 0; half < 2; half++) {
        buf_put_char(out, '<');
        for (int i = 0; i < 16; i++) put_hex(out, digest[i], 2);
        buf_put_char(out, '>');
    }
    buf_put_char(out, ']');
}

static void write_xref(struct saver *s) {
    if (!flush(s)) return;
    uint64_t start = s->written;
    unsigned width = 1;
    while (width < 8 && (start > s->n_places ? start : s->n_places) >> 8 * width) width++;
    uint32_t number = (uint32_t)s->n_places++;
    s->places[number] = (struct place){.offset = start, .type = 1};
    struct buf entries, rows;
    buf_init(&entries);
    buf_init(&rows);
    buf_printf(&entries, "/Type/XRef/Size %lu/W[1 %u 2]/DecodeParms<</Predictor 12/Columns %u>>/Root", (unsigned long)s->n_places,
               width, width + 3);
    put_ref(&entries, object_number(s->pdf->doc->catalog));
    buf_put(&entries, STR("/Info"));
    put_ref(&entries, object_number(s->pdf->doc->info));
    put_id(s, &entries);
    put_rows(s, width, &rows);
    if (rows.failed) s->out.failed = true;
    write_stream(s, number, &entries, buf_str(&rows));
    buf_printf(&s->out, "startxref\n%llu\n%%%%EOF\n", (unsigned long long)start);
    flush(s);
    buf_release(&entries);
    buf_release(&rows);
}

static size_t number_series(struct pdf *pdf, size_t next) {
    for (int i = 0; i < SERIES_KINDS; i++) {
        pdf->series[i].first = (uint32_t)next;
        next += pdf->series[i].n;
    }
    return next;
}

static bool start(struct saver *s) {
    HPDF_Doc doc = s->pdf->doc;
    s->n_places = number_series(s->pdf, doc->xref->entries->count);
    s->room = s->n_places + s->n_places / IN_STREAM + 3; /* the object streams and the table itself come to it */
    s->places = calloc(s->room, sizeof *s->places);
    s->stream = HPDF_CallbackWriter_New(doc->mmgr, on_write, s->pdf);
    sha256_init(&s->hash);
    buf_put(&s->out, STR("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n"));
    return s->places && s->stream;
}

enum status save(struct pdf *pdf, struct sink *out) {
    struct saver s = {.pdf = pdf, .sink = out};
    pdf->saver = &s;
    if (start(&s)) {
        write_objects(&s, pdf->doc->xref);
        write_xref(&s);
    } else s.status = STATUS_NO_MEMORY;
    if (s.stream) HPDF_Stream_Free(s.stream);
    free(s.places);
    buf_release(&s.out);
    buf_release(&s.bodies);
    buf_release(&s.index);
    pdf->saver = NULL;
    return s.status;
}
