/* What hangs on the catalog: outline, page labels, metadata, output intent, attachment (ISO 32000-1, 7.7.2). */
#include <nettle/md5.h>

#include "pdf/document.h"

enum { OUTLINE_DEPTH = 16 };

static void put_literal_key(struct buf *out, str key, str text) {
    if (text.n == 0) return;
    buf_put(out, key);
    put_text(out, text);
}

/* --- outline --- */

static void put_outline_item(const struct pdf *pdf, uint32_t index, struct buf *out) {
    const struct outline_item *item = &pdf->book->outline.at[index];
    buf_put(out, STR("/Title"));
    put_text(out, item->title.n ? item->title : STR("…"));
    size_t start = out->n;
    buf_put(out, STR("/Dest"));
    if (!put_destination(pdf, item->target, out)) out->n = start;
    uint32_t element = item->tag && item->tag < pdf->book->tags.n ? tag_object(pdf, item->tag) : 0;
    if (!element) return;
    buf_put(out, STR("/SE"));
    put_ref(out, element);
}

static HPDF_STATUS print_outline_item(HPDF_Dict object, HPDF_Stream out) {
    return print_entries(object, out, put_outline_item);
}

static bool add_outline_item(struct pdf *pdf, uint32_t index, HPDF_Outline parent, HPDF_Outline *made) {
    HPDF_Outline o = *made = HPDF_CreateOutline(pdf->doc, parent, "", NULL);
    if (!o) return false;
    HPDF_Dict_RemoveElement(o, "Title"); /* a libharu string ends at the first NUL, which UTF-16 is full of */
    object_set_writer(o, print_outline_item, index);
    return HPDF_Outline_SetOpened(o, pdf->book->outline.at[index].open ? HPDF_TRUE : HPDF_FALSE) == HPDF_OK;
}

static bool add_outline(struct pdf *pdf) {
    HPDF_Outline path[OUTLINE_DEPTH + 1] = {NULL}; /* path[0]: the root */
    for (uint32_t i = 0; i < pdf->book->outline.n; i++) {
        const struct outline_item *item = &pdf->book->outline.at[i];
        unsigned level = item->level < 1 ? 1 : item->level > OUTLINE_DEPTH ? OUTLINE_DEPTH : item->level;
        while (level > 1 && !path[level - 1]) level--; /* a skipped level */
        if (!add_outline_item(pdf, i, path[level - 1], &path[level])) return false;
        for (unsigned deeper = level + 1; deeper <= OUTLINE_DEPTH; deeper++) path[deeper] = NULL;
    }
    return true;
}

/* --- page labels --- */

static void put_labels(const struct book *book, struct buf *out) {
    if (book->labels.n == 0) return;
    buf_put(out, STR("/PageLabels<</Nums["));
    for (size_t i = 0; i < book->labels.n; i++) {
        const struct page_label *l = &book->labels.at[i];
        buf_put_uint(out, l->first);
        buf_put(out, STR("<<"));
        if (l->style != 'n') {
            buf_put(out, STR("/S/"));
            buf_put_char(out, l->style);
        }
        put_literal_key(out, STR("/P"), l->prefix);
        if (l->start > 1) {
            buf_put(out, STR("/St "));
            buf_put_uint(out, l->start);
        }
        buf_put(out, STR(">>"));
    }
    buf_put(out, STR("]>>"));
}

/* --- metadata --- */

static bool set_info(struct pdf *pdf) {
    const struct book *b = pdf->book;
    struct buf out, authors;
    buf_init(&out);
    buf_init(&authors);
    for (size_t i = 0; i < b->authors.n; i++) {
        if (i) buf_put(&authors, STR(", "));
        buf_put(&authors, b->authors.at[i]);
    }
    put_literal_key(&out, STR("/Title"), book_title(b));
    put_literal_key(&out, STR("/Author"), buf_str(&authors));
    put_literal_key(&out, STR("/Subject"), b->subject);
    put_literal_key(&out, STR("/Keywords"), b->keywords);
    put_literal_key(&out, STR("/Creator"), pdf->options.producer);
    put_literal_key(&out, STR("/Producer"), pdf->options.producer);
    buf_put(&out, STR("/CreationDate("));
    put_pdf_date(pdf->options.time, &out);
    buf_put(&out, STR(")/ModDate("));
    put_pdf_date(pdf->options.time, &out);
    buf_put_char(&out, ')');
    if (authors.failed) out.failed = true;
    buf_release(&authors);
    HPDF_Dict_RemoveElement(pdf->doc->info, "Producer"); /* libharu's own */
    return object_set(pdf->doc->info, &out);
}

/* Not compressed, so that tools which know no PDF find it. */
static uint32_t add_xmp(struct pdf *pdf) {
    struct buf entries, xmp;
    buf_init(&entries);
    buf_init(&xmp);
    buf_put(&entries, STR("/Type/Metadata/Subtype/XML"));
    xmp_put(pdf, &xmp);
    return object_add_stream(pdf->doc, &entries, &xmp);
}

static bool put_output_intent(struct pdf *pdf, struct buf *out) {
    struct buf entries, icc;
    if (!(pdf->options.standards & (PDF_A_2A | PDF_A_3A))) return true;
    buf_init(&entries);
    buf_init(&icc);
    buf_put(&entries, STR("/N 3"));
    icc_put_srgb(&icc);
    if (icc.failed) entries.failed = true;
    uint32_t profile = object_add_flate(pdf->doc, pdf->deflate, &entries, buf_str(&icc));
    buf_release(&icc);
    buf_put(out, STR("/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB IEC61966-2.1)"
                     "/Info(sRGB IEC61966-2.1)/DestOutputProfile"));
    put_ref(out, profile);
    buf_put(out, STR(">>]"));
    return profile != 0;
}

/* --- attachments (PDF/A-3, 6.8) --- */

static uint32_t add_embedded_file(struct pdf *pdf, const struct pdf_attachment *a) {
    uint8_t digest[MD5_DIGEST_SIZE];
    struct md5_ctx md5;
    md5_init(&md5);
    md5_update(&md5, a->bytes.n, (const uint8_t *)(a->bytes.p ? a->bytes.p : ""));
    md5_digest(&md5, sizeof digest, digest);
    struct buf out;
    buf_init(&out);
    buf_put(&out, STR("/Type/EmbeddedFile/Subtype"));
    put_name(&out, a->media_type);
    buf_printf(&out, "/Params<</Size %lu/ModDate(", (unsigned long)a->bytes.n);
    put_pdf_date(pdf->options.time, &out);
    buf_put(&out, STR(")/CheckSum<"));
    for (size_t i = 0; i < sizeof digest; i++) put_hex(&out, digest[i], 2);
    buf_put(&out, STR(">>>"));
    return object_add_flate(pdf->doc, pdf->deflate, &out, a->bytes);
}

static uint32_t add_filespec(struct pdf *pdf, const struct pdf_attachment *a) {
    uint32_t file = add_embedded_file(pdf, a);
    struct buf spec;
    if (!file) return 0;
    buf_init(&spec);
    buf_put(&spec, STR("/Type/Filespec/AFRelationship"));
    put_name(&spec, a->relationship);
    buf_put(&spec, STR("/Desc"));
    put_text(&spec, a->description);
    buf_put(&spec, STR("/F"));
    put_text(&spec, a->name);
    buf_put(&spec, STR("/UF"));
    put_text(&spec, a->name);
    buf_put(&spec, STR("/EF<</F"));
    put_ref(&spec, file);
    buf_put(&spec, STR("/UF"));
    put_ref(&spec, file);
    buf_put(&spec, STR(">>"));
    return object_add(pdf->doc, &spec);
}

struct named_file {
    str name;
    uint32_t number;
};

static int by_name(const void *x, const void *y) { return str_cmp(((const struct named_file *)x)->name, ((const struct named_file *)y)->name); }

/* Keys of a name tree are sorted as they are written (7.9.6); so all are written one way, which is then the order of
 * their characters. */
static void put_keys(const struct named_file *files, size_t n, struct buf *out) {
    bool wide = false;
    for (size_t i = 0; i < n; i++) wide |= !text_is_plain(files[i].name);
    for (size_t i = 0; i < n; i++) {
        if (wide) {
            buf_put(out, STR("<FEFF"));
            put_utf16_hex(out, files[i].name);
            buf_put_char(out, '>');
        } else {
            put_literal(out, files[i].name);
        }
        put_ref(out, files[i].number);
    }
}

static bool put_attachments(struct pdf *pdf, struct buf *out) {
    size_t n = pdf->options.standards & PDF_A_3A ? pdf->options.n_attachments : 0;
    struct named_file *files = calloc(n + 1, sizeof *files);
    bool good = files != NULL;
    for (size_t i = 0; good && i < n; i++) {
        files[i] = (struct named_file){pdf->options.attachments[i].name, add_filespec(pdf, &pdf->options.attachments[i])};
        good = files[i].number != 0;
    }
    if (good && n) {
        buf_put(out, STR("/AF["));
        for (size_t i = 0; i < n; i++) put_ref(out, files[i].number);
        qsort(files, n, sizeof *files, by_name);
        buf_put(out, STR("]/Names<</EmbeddedFiles<</Names["));
        put_keys(files, n, out);
        buf_put(out, STR("]>>>>"));
    }
    free(files);
    return good;
}

enum status catalog_write(struct pdf *pdf) {
    struct buf out;
    buf_init(&out);
    if (pdf->root) {
        buf_put(&out, STR("/MarkInfo<</Marked true>>/StructTreeRoot"));
        put_ref(&out, object_number(pdf->root));
    }
    put_literal_key(&out, STR("/Lang"), pdf->book->lang.n ? pdf->book->lang : STR("en"));
    buf_put(&out, STR("/ViewerPreferences<</DisplayDocTitle true"));
    if (pdf->book->rtl) buf_put(&out, STR("/Direction/R2L"));
    buf_put(&out, STR(">>"));
    if (pdf->book->outline.n) buf_put(&out, STR("/PageMode/UseOutlines"));
    put_labels(pdf->book, &out);
    uint32_t xmp = add_xmp(pdf);
    buf_put(&out, STR("/Metadata"));
    put_ref(&out, xmp);
    bool good = add_outline(pdf) && set_info(pdf) && xmp && put_output_intent(pdf, &out) && put_attachments(pdf, &out);
    if (!good) {
        buf_release(&out);
        return STATUS_NO_MEMORY;
    }
    return object_set(pdf->doc->catalog, &out) ? STATUS_OK : STATUS_NO_MEMORY;
}
