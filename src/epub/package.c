/* package: metadata, manifest and spine (EPUB 3.3, section 5; EPUB Accessibility 1.1). */
#include <nettle/sha1.h>

#include "epub/book.h"

void package_time(int64_t seconds, struct buf *out) {
    /* days to civil date, proleptic Gregorian (Hinnant, chrono-compatible low-level date algorithms) */
    int64_t days = seconds / 86400, rest = seconds % 86400;
    if (rest < 0) rest += 86400, days--;
    int64_t z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097, doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365, doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153, day = doy - (153 * mp + 2) / 5 + 1, month = mp < 10 ? mp + 3 : mp - 9;
    int64_t year = yoe + era * 400 + (month <= 2);
    buf_printf(out, "%04d-%02d-%02dT%02d:%02d:%02dZ", (int)year, (int)month, (int)day, (int)(rest / 3600),
               (int)(rest / 60 % 60), (int)(rest % 60));
}

/* --- the identifier --- */

/* Bytes are gathered: most strings are shorter than what one call of the library costs. */
struct hasher {
    struct sha1_ctx sha;
    size_t n;
    uint8_t bytes[1024];
};

static void hash_flush(struct hasher *h) {
    sha1_update(&h->sha, h->n, h->bytes);
    h->n = 0;
}

static void hash_bytes(struct hasher *h, const void *bytes, size_t n) {
    if (n > sizeof h->bytes - h->n) hash_flush(h);
    if (n > sizeof h->bytes) sha1_update(&h->sha, n, bytes);
    else if (n) memcpy(h->bytes + h->n, bytes, n), h->n += n;
}

static void hash_str(struct hasher *h, str s) {
    uint8_t n[4] = {(uint8_t)(s.n >> 24), (uint8_t)(s.n >> 16), (uint8_t)(s.n >> 8), (uint8_t)s.n};
    hash_bytes(h, n, sizeof n);
    hash_bytes(h, s.p, s.n);
}

/* What a reader is told, and how it hangs together; nothing that a style or an option of the look changes. */
static void hash_node(struct hasher *h, const struct node *n, bool entering) {
    uint8_t mark = entering ? n->kind : UINT8_MAX;
    hash_bytes(h, &mark, 1);
    if (!entering) return;
    switch ((enum node_kind)n->kind) {
    case NODE_TEXT: case NODE_CODE: hash_str(h, n->u.text); return;
    case NODE_PRE: hash_str(h, n->u.pre->text); return;
    case NODE_A: hash_str(h, n->u.href); return;
    case NODE_SPAN: hash_str(h, n->u.lang); return;
    case NODE_IMG: hash_str(h, n->u.image->src); hash_str(h, n->u.image->alt); return;
    case NODE_ENTRY: hash_str(h, n->u.entry->label); hash_str(h, n->u.entry->number); return;
    case NODE_DIVISION: hash_str(h, n->u.division->label); return;
    case NODE_QUESTION: case NODE_ANSWER: hash_str(h, n->u.speaker); return;
    case NODE_CHOICE: hash_str(h, n->u.choice->label); return;
    case NODE_DOCUMENT: case NODE_FRONT: case NODE_TITLE: case NODE_PROMPT: case NODE_CHOICES: case NODE_P: case NODE_HEADING:
    case NODE_OL: case NODE_UL: case NODE_BLOCKQUOTE: case NODE_TABLE: case NODE_HR: case NODE_LI: case NODE_THEAD:
    case NODE_TBODY: case NODE_TR: case NODE_TH: case NODE_TD: case NODE_EM: case NODE_STRONG: case NODE_DEL: case NODE_SUB:
    case NODE_SUP: case NODE_BR: case NODE_NOTE: case NODE_NOTEREF: case NODE_KINDS: return;
    }
}

static void hash_document(struct hasher *h, const struct document *doc) {
    hash_str(h, doc->lang);
    hash_str(h, doc->title);
    hash_str(h, doc->subtitle);
    for (const struct meta_field *f = doc->meta; f; f = f->next) {
        hash_str(h, f->key);
        hash_str(h, f->value);
    }
    for (struct walk w = walk_of(doc->root); walk_next(&w);) hash_node(h, w.node, w.entering);
}

bool package_identify(struct book_parts *b) {
    static const uint8_t url_namespace[16] = {0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1,
                                              0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8};
    struct hasher h;
    uint8_t d[SHA1_DIGEST_SIZE];
    h.n = 0;
    sha1_init(&h.sha);
    hash_bytes(&h, url_namespace, sizeof url_namespace);
    hash_document(&h, b->doc);
    hash_flush(&h);
    sha1_digest(&h.sha, sizeof d, d);
    d[6] = (uint8_t)((d[6] & 0x0F) | 0x50);
    d[8] = (uint8_t)((d[8] & 0x3F) | 0x80);
    struct buf text;
    buf_init(&text);
    buf_put(&text, STR("urn:uuid:"));
    for (int i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10) buf_put_char(&text, '-');
        buf_put_char(&text, "0123456789abcdef"[d[i] >> 4]);
        buf_put_char(&text, "0123456789abcdef"[d[i] & 15]);
    }
    b->uuid = arena_str(&b->arena, buf_str(&text));
    bool ok = !text.failed && !b->arena.failed;
    buf_release(&text);
    return ok;
}

/* --- metadata --- */

static void meta(struct markup *m, const char *property, str value) {
    if (value.n == 0) return;
    markup_open(m, "meta");
    markup_attr_c(m, "property", property);
    markup_text(m, value);
    markup_close(m);
}

static void refine(struct markup *m, const char *id, const char *property, const char *value) {
    markup_open(m, "meta");
    markup_attr_c(m, "refines", id);
    markup_attr_c(m, "property", property);
    markup_text(m, str_from(value));
    markup_close(m);
}

static void write_titles(struct book_parts *b, struct markup *m) {
    const struct document *doc = b->doc;
    markup_open(m, "dc:title");
    markup_attr_c(m, "id", "title");
    markup_text(m, document_title(b->doc));
    markup_close(m);
    refine(m, "#title", "title-type", "main");
    if (doc->subtitle.n == 0) return;
    markup_open(m, "dc:title");
    markup_attr_c(m, "id", "subtitle");
    markup_text(m, doc->subtitle);
    markup_close(m);
    refine(m, "#subtitle", "title-type", "subtitle");
}

static void write_creators(struct book_parts *b, struct markup *m) {
    uint64_t n = 0;
    for (const struct meta_field *f = b->doc->meta; f; f = f->next) {
        if (!str_eq(f->key, STR("author"))) continue;
        str id = book_format(b, "#creator-", ++n, "");
        markup_open(m, "dc:creator");
        markup_attr(m, "id", str_drop(id, 1));
        markup_text(m, f->value);
        markup_close(m);
        refine(m, book_format(b, "#creator-", n, "").p, "role", "aut");
    }
}

/* One sentence a fact, from what the book holds. In English, as said by its language. */
static void write_summary(struct book_parts *b, struct markup *m) {
    struct buf text;
    buf_init(&text);
    buf_put_uint(&text, b->doc->entries);
    buf_put(&text, b->doc->entries == 1 ? STR(" question") : STR(" questions"));
    buf_put(&text, STR(", each reached from the contents; the text reflows and has headings and a reading order."));
    if (b->pages_written) buf_put(&text, STR(" It has the page numbers of a printed edition."));
    if (b->images && !b->images_without_text) buf_put(&text, STR(" All images are described."));
    if (b->images_without_text) {
        buf_put_char(&text, ' ');
        buf_put_uint(&text, b->images_without_text);
        buf_put(&text, STR(" of "));
        buf_put_uint(&text, b->images);
        buf_put(&text, b->images_without_text == 1 ? STR(" images has no description.") : STR(" images have no description."));
    }
    markup_open(m, "meta");
    markup_attr_c(m, "property", "schema:accessibilitySummary");
    markup_attr_c(m, "xml:lang", "en");
    markup_text(m, buf_str(&text));
    markup_close(m);
    b->failed = b->failed || text.failed;
    buf_release(&text);
}

/* EPUB Accessibility 1.1, sections 2 and 4: what holds of this book. An image without a description fails WCAG's 1.1.1,
 * and one that moves may flash: nobody has looked. */
static void write_accessibility(struct book_parts *b, struct markup *m) {
    static const char *const always[] = {"structuralNavigation", "tableOfContents", "readingOrder", "displayTransformability", "ARIA"};
    bool described = b->images_without_text == 0;
    meta(m, "schema:accessMode", STR("textual"));
    if (b->images) meta(m, "schema:accessMode", STR("visual"));
    meta(m, "schema:accessModeSufficient", described ? STR("textual") : STR("textual,visual"));
    for (size_t i = 0; i < sizeof always / sizeof *always; i++) meta(m, "schema:accessibilityFeature", str_from(always[i]));
    if (described) meta(m, "schema:accessibilityFeature", STR("alternativeText"));
    if (b->pages_written) {
        meta(m, "schema:accessibilityFeature", STR("pageNavigation"));
        meta(m, "schema:accessibilityFeature", STR("pageBreakMarkers"));
    }
    meta(m, "schema:accessibilityHazard", b->has_moving_image ? STR("unknown") : STR("none"));
    write_summary(b, m);
    if (!described || b->has_moving_image) return;
    meta(m, "dcterms:conformsTo", STR("EPUB Accessibility 1.1 - WCAG 2.1 Level AA"));
    meta(m, "a11y:certifiedBy", b->options->generator);
}

static void write_metadata(struct book_parts *b, struct markup *m) {
    const struct document *doc = b->doc;
    struct buf time;
    buf_init(&time);
    package_time(b->options->time, &time);
    markup_open(m, "metadata");
    markup_attr_c(m, "xmlns:dc", "http://purl.org/dc/elements/1.1/");
    markup_open(m, "dc:identifier");
    markup_attr_c(m, "id", "identifier");
    markup_text(m, b->uuid);
    markup_close(m);
    write_titles(b, m);
    write_creators(b, m);
    markup_leaf(m, "dc:language", doc->lang);
    if (doc->date.n) markup_leaf(m, "dc:date", doc->date);
    meta(m, "dcterms:modified", buf_str(&time));
    if (b->pages_written) {
        markup_leaf(m, "dc:source", arena_join(&b->arena, b->uuid, STR("#pdf")));
        meta(m, "pageBreakSource", STR("The PDF made in the same run"));
    }
    write_accessibility(b, m);
    markup_open(m, "meta");
    markup_attr_c(m, "name", "cover");
    markup_attr_c(m, "content", "cover-image");
    markup_close(m);
    if (b->options->generator.n) {
        markup_open(m, "meta");
        markup_attr_c(m, "name", "generator");
        markup_attr(m, "content", b->options->generator);
        markup_close(m);
    }
    markup_close(m);
    b->failed = b->failed || time.failed;
    buf_release(&time);
}

static const char *properties(const struct file *file) {
    switch (file->kind) {
    case FILE_NAV: return "nav";
    case FILE_COVER_IMAGE: return "cover-image";
    default: return NULL;
    }
}

static void write_manifest(struct book_parts *b, struct markup *m) {
    markup_open(m, "manifest");
    for (size_t i = 0; i < b->files.n; i++) {
        const struct file *file = &b->files.at[i];
        markup_open(m, "item");
        markup_attr(m, "id", file->id);
        markup_attr(m, "href", file->name);
        markup_attr(m, "media-type", file->media_type);
        if (properties(file)) markup_attr_c(m, "properties", properties(file));
        markup_close(m);
    }
    markup_close(m);
}

static void write_spine(struct book_parts *b, struct markup *m) {
    markup_open(m, "spine");
    markup_attr_c(m, "toc", "ncx");
    if (b->rtl) markup_attr_c(m, "page-progression-direction", "rtl");
    for (size_t i = 0; i < b->files.n; i++) {
        if (!b->files.at[i].in_spine) continue;
        markup_open(m, "itemref");
        markup_attr(m, "idref", b->files.at[i].id);
        markup_close(m);
    }
    markup_close(m);
}

bool package_file(struct book_parts *b, struct buf *opf) {
    struct markup m;
    markup_start(&m, NULL);
    markup_open(&m, "package");
    markup_attr_c(&m, "xmlns", "http://www.idpf.org/2007/opf");
    markup_attr_c(&m, "version", "3.0");
    markup_attr_c(&m, "unique-identifier", "identifier");
    markup_attr(&m, "xml:lang", b->doc->lang);
    if (b->rtl) markup_attr_c(&m, "dir", "rtl");
    write_metadata(b, &m);
    write_manifest(b, &m);
    write_spine(b, &m);
    return markup_end(&m, opf) && !b->failed;
}
