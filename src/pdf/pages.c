/* Page objects, the resources that they share, and annotations. */
#include "pdf/document.h"

enum { KIDS = 64 /* pages in a node of the page tree */ };

static uint32_t page_number(const struct pdf *pdf, uint32_t page) {
    return page < pdf->pages.n ? object_number(pdf->pages.at[page]->object) : 0;
}

/* --- annotations --- */

uint32_t annot_object(const struct pdf *pdf, uint32_t annot) { return pdf->series[SERIES_ANNOTS].first + annot; }

uint32_t annot_key(const struct pdf *pdf, uint32_t annot) { return (uint32_t)pdf->pages.n + annot; }

static void put_xyz(struct buf *out, uint32_t page, int64_t x, int64_t y) {
    buf_put_char(out, '[');
    buf_put_uint(out, page);
    buf_put(out, STR(" 0 R/XYZ "));
    put_pt(out, x);
    buf_put_char(out, ' ');
    put_pt(out, y);
    buf_put(out, STR(" null]"));
}

bool put_destination(const struct pdf *pdf, uint32_t target, struct buf *out) {
    if (target >= pdf->book->targets.n) return false;
    const struct target *t = &pdf->book->targets.at[target];
    if (t->page >= pdf->pages.n || !pdf->pages.at[t->page]->object) return false;
    put_xyz(out, page_number(pdf, t->page), t->x, (int64_t)pdf->pages.at[t->page]->height - t->y);
    return true;
}

/* A URI is ASCII (12.6.4.7): what is not is percent-encoded. */
static void put_uri(struct buf *out, str uri) {
    struct buf ascii;
    buf_init(&ascii);
    for (size_t i = 0; i < uri.n; i++) {
        unsigned char c = (unsigned char)uri.p[i];
        if (c > ' ' && c < 0x7F) {
            buf_put_char(&ascii, (char)c);
            continue;
        }
        buf_put_char(&ascii, '%');
        put_hex(&ascii, c, 2);
    }
    put_literal(out, buf_str(&ascii));
    if (ascii.failed) out->failed = true;
    buf_release(&ascii);
}

static void put_rect(const struct pdf *pdf, const struct annot *a, struct buf *out) {
    int64_t height = pdf->pages.at[a->page]->height;
    int64_t box[4] = {a->link.x, height - a->link.y - a->link.h, (int64_t)a->link.x + a->link.w, height - a->link.y};
    buf_put(out, STR("/Rect["));
    for (int i = 0; i < 4; i++) {
        if (i) buf_put_char(out, ' ');
        put_pt(out, box[i]);
    }
    buf_put_char(out, ']');
}

static void put_annot(const struct pdf *pdf, uint32_t index, struct buf *out) {
    const struct annot *a = &pdf->annots.at[index];
    buf_put(out, STR("/Subtype/Link/Border[0 0 0]/F 4"));
    put_rect(pdf, a, out);
    if (a->link.uri.n) {
        buf_put(out, STR("/A<</S/URI/URI"));
        put_uri(out, a->link.uri);
        buf_put(out, STR(">>"));
    } else {
        size_t start = out->n;
        buf_put(out, STR("/Dest"));
        if (!put_destination(pdf, a->link.target, out)) out->n = start;
    }
    str contents = a->link.contents.n ? a->link.contents : a->link.uri.n ? a->link.uri : STR("Link");
    buf_put(out, STR("/Contents"));
    put_text(out, contents);
    if (a->tag) {
        buf_put(out, STR("/StructParent "));
        buf_put_uint(out, annot_key(pdf, index));
    }
}

HPDF_STATUS print_entries(HPDF_Dict object, HPDF_Stream out, void (*put)(const struct pdf *, uint32_t, struct buf *)) {
    struct pdf *pdf = out->attr;
    struct buf *b = &pdf->scratch;
    b->n = 0;
    put(pdf, object_index(object), b);
    if (b->failed) return HPDF_FAILD_TO_ALLOC_MEM;
    return HPDF_Stream_Write(out, (const HPDF_BYTE *)b->p, (HPDF_UINT)b->n);
}

/* --- pages --- */

static void put_page(const struct pdf *pdf, uint32_t index, struct buf *out) {
    const struct page_record *r = pdf->pages.at[index];
    buf_put(out, STR("/Type/Page/MediaBox[0 0 "));
    put_pt(out, r->width);
    buf_put_char(out, ' ');
    put_pt(out, r->height);
    buf_put(out, STR("]/Resources"));
    put_ref(out, pdf->resources);
    buf_put(out, STR("/Contents"));
    put_ref(out, r->stream);
    buf_put(out, STR("/Tabs/S/StructParents "));
    buf_put_uint(out, index);
    if (r->transparent) buf_put(out, STR("/Group<</S/Transparency/CS/DeviceRGB>>"));
    if (r->annots == 0) return;
    buf_put(out, STR("/Annots["));
    for (uint32_t i = 0; i < r->annots; i++) put_ref(out, annot_object(pdf, r->first_annot + i));
    buf_put_char(out, ']');
}

static HPDF_STATUS print_page(HPDF_Dict object, HPDF_Stream out) { return print_entries(object, out, put_page); }

/* Our page dictionary in libharu's page tree; without HPDF_Page_New's graphics state, content stream and resources,
 * which would be of no use. */
static bool add_page(struct pdf *pdf, uint32_t index, HPDF_Pages parent) {
    struct page_record *r = pdf->pages.at[index];
    struct buf entries;
    buf_init(&entries);
    buf_put(&entries, STR("/Filter/FlateDecode"));
    r->object = object_new(pdf->doc);
    if (!r->object || HPDF_Pages_AddKids(parent, r->object) != HPDF_OK) {
        buf_release(&entries);
        return false;
    }
    r->object->header.obj_class |= HPDF_OSUBCLASS_PAGE; /* now that AddKids has not looked for its attributes */
    object_set_writer(r->object, print_page, index);
    r->stream = object_add_stream(pdf->doc, &entries, &r->content);
    return r->stream != 0;
}

static uint32_t page_at(const struct pdf *pdf, size_t place) {
    return pdf->book->order.n ? pdf->book->order.at[place] : (uint32_t)place;
}

static enum status add_pages(struct pdf *pdf) {
    size_t n = pdf->book->order.n ? pdf->book->order.n : pdf->pages.n;
    HPDF_Pages parent = NULL;
    for (size_t i = 0; i < n; i++) {
        uint32_t page = page_at(pdf, i);
        if (page >= pdf->pages.n || pdf->pages.at[page]->object) {
            diag_add2(pdf->diags, DIAG_INTERNAL, SPAN_ABSENT, STR("ordering pages"), STR("a page is missing or twice there"));
            return STATUS_INTERNAL;
        }
        if (i % KIDS == 0) parent = HPDF_Doc_AddPagesTo(pdf->doc, pdf->doc->root_pages);
        if (!parent || !add_page(pdf, page, parent)) return STATUS_NO_MEMORY;
    }
    return STATUS_OK;
}

/* --- resources --- */

static enum status put_images(struct pdf *pdf, struct buf *out) {
    buf_put(out, STR("/XObject<<"));
    for (uint32_t i = 0; i < pdf->image_used.n; i++) {
        uint32_t object = 0;
        if (!pdf->image_used.at[i]) continue;
        enum status status = image_write(pdf, &pdf->book->images.at[i], &object);
        if (status != STATUS_OK) return status;
        buf_put(out, STR("/I"));
        buf_put_uint(out, i);
        put_ref(out, object);
    }
    buf_put(out, STR(">>"));
    return STATUS_OK;
}

/* One dictionary for all pages: a font costs a page nothing. */
static enum status add_resources(struct pdf *pdf) {
    struct buf out;
    buf_init(&out);
    buf_put(&out, STR("/Font<<"));
    for (size_t i = 0; i < pdf->fonts.list.n; i++) {
        buf_put(&out, STR("/F"));
        buf_put_uint(&out, i);
        put_ref(&out, pdf->fonts.list.at[i]->object);
    }
    buf_put(&out, STR(">>"));
    enum status status = pdf->image_used.n ? put_images(pdf, &out) : STATUS_OK;
    if (status != STATUS_OK) {
        buf_release(&out);
        return status;
    }
    pdf->resources = object_add(pdf->doc, &out);
    return pdf->resources ? STATUS_OK : STATUS_NO_MEMORY;
}

enum status pages_write(struct pdf *pdf) {
    enum status status = add_pages(pdf);
    pdf->series[SERIES_ANNOTS] = (struct series){.n = (uint32_t)pdf->annots.n, .put = put_annot};
    if (status == STATUS_OK) status = add_resources(pdf);
    return status;
}
