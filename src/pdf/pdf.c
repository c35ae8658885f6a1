/* The document from the first page to the last byte. */
#include "pdf/pdf.h"

#include <stdlib.h>

#include "pdf/document.h"

enum { LIST_STEP = 1 << 16 /* libharu's lists grow by a fixed step: a large one keeps many objects linear */ };

static bool start_document(struct pdf *pdf) {
    pdf->doc = HPDF_New(NULL, NULL);
    if (!pdf->doc) return false;
    pdf->doc->pdf_version = HPDF_VER_17;
    pdf->doc->xref->entries->items_per_block = LIST_STEP;
    return true;
}

struct pdf *pdf_new(const struct pdf_options *options, struct text *text, struct diags *diags) {
    struct pdf *pdf = calloc(1, sizeof *pdf);
    if (!pdf) return NULL;
    pdf->options = *options;
    pdf->diags = diags;
    arena_init(&pdf->arena);
    fonts_init(&pdf->fonts, text);
    buf_init(&pdf->scratch);
    pdf->options.producer = arena_str(&pdf->arena, options->producer);
    pdf->deflate = deflate_new(options->jobs);
    if (pdf->arena.failed || !pdf->deflate || !start_document(pdf)) {
        pdf_free(pdf);
        return NULL;
    }
    return pdf;
}

static enum status take_page(void *context, const struct page *page, const struct book *book) {
    struct pdf *pdf = context;
    struct page_record *record = arena_new(&pdf->arena, struct page_record);
    if (!record || !vec_push(&pdf->pages, record)) return STATUS_NO_MEMORY;
    if (page->id != pdf->pages.n - 1) {
        diag_add2(pdf->diags, DIAG_INTERNAL, SPAN_ABSENT, STR("taking pages"), STR("a page is out of order"));
        return STATUS_INTERNAL;
    }
    enum status status = content_encode(pdf, page, book, page->id);
    if (status != STATUS_OK) return status;
    return deflate_push(pdf->deflate, &record->content) ? STATUS_OK : STATUS_NO_MEMORY;
}

struct page_sink pdf_sink(struct pdf *pdf) { return (struct page_sink){pdf, take_page}; }

/* libharu's errors are sticky: one look after a stage sees them all. */
static enum status check(struct pdf *pdf, enum status status) {
    HPDF_STATUS error = HPDF_GetError(pdf->doc);
    if (status != STATUS_OK || error == HPDF_OK) return status;
    if (error == HPDF_FAILD_TO_ALLOC_MEM) return STATUS_NO_MEMORY;
    struct buf number;
    buf_init(&number);
    buf_printf(&number, "libharu's error %04lX", (unsigned long)error);
    diag_add2(pdf->diags, DIAG_INTERNAL, SPAN_ABSENT, STR("making the PDF"), buf_str(&number));
    buf_release(&number);
    return STATUS_INTERNAL;
}

static enum status build(struct pdf *pdf) {
    if (!deflate_finish(pdf->deflate)) return STATUS_NO_MEMORY;
    enum status status = fonts_write(&pdf->fonts, pdf->doc, pdf->deflate, pdf->diags);
    if (status == STATUS_OK) status = pages_write(pdf);
    if (status == STATUS_OK) status = structure_write(pdf);
    if (status == STATUS_OK) status = catalog_write(pdf);
    return check(pdf, status);
}

enum status pdf_write(struct pdf *pdf, const struct book *book, struct sink *out) {
    pdf->book = book;
    enum status status = build(pdf);
    if (status == STATUS_OK) status = check(pdf, save(pdf, out));
    if (status == STATUS_NO_MEMORY) diag_add1(pdf->diags, DIAG_NO_MEMORY, SPAN_ABSENT, STR("making the PDF"));
    return status;
}

void pdf_free(struct pdf *pdf) {
    if (!pdf) return;
    deflate_free(pdf->deflate); /* first: its threads may still hold pages */
    if (pdf->doc) HPDF_Free(pdf->doc);
    for (size_t i = 0; i < pdf->pages.n; i++) buf_release(&pdf->pages.at[i]->content);
    vec_release(&pdf->pages);
    vec_release(&pdf->marks);
    vec_release(&pdf->annots);
    vec_release(&pdf->boxes);
    vec_release(&pdf->image_used);
    vec_release(&pdf->backgrounds);
    free(pdf->nodes);
    free(pdf->kids);
    vec_release(&pdf->elements);
    buf_release(&pdf->scratch);
    fonts_release(&pdf->fonts);
    arena_release(&pdf->arena);
    free(pdf);
}
