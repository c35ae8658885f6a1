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

bool package_identify(struct book_parts *b) {
    static const uint8_t url_namespace[16] = {0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1,
                                              0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8};
    struct sha1_ctx sha;
    uint8_t d[SHA1_DIGEST_SIZE];
    sha1_init(&sha);
    sha1_update(&sha, sizeof url_namespace, url_namespace);
    for (size_t i = 0; i < b->files.n; i++)
        sha1_update(&sha, b->files.at[i].bytes.n, (const uint8_t *)b->files.at[i].bytes.p);
    sha1_digest(&sha, sizeof d, d);
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
    markup_text(m, doc->title.n ? doc->title : book_word(b, WORD_QUESTIONS_AND_ANSWERS));
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

static void write_accessibility(struct book_parts *b, struct markup *m) {
    meta(m, "schema:accessMode", STR("textual"));
    if (b->has_images) meta(m, "schema:accessMode", STR("visual"));
    meta(m, "schema:accessModeSufficient", STR("textual"));
    static const char *const features[] = {"structuralNavigation", "tableOfContents", "readingOrder",
                                           "alternativeText", "displayTransformability", "ARIA"};
    for (size_t i = 0; i < sizeof features / sizeof *features; i++)
        meta(m, "schema:accessibilityFeature", str_from(features[i]));
    if (b->pages.n) {
        meta(m, "schema:accessibilityFeature", STR("pageNavigation"));
        meta(m, "schema:accessibilityFeature", STR("pageBreakMarkers"));
    }
    meta(m, "schema:accessibilityHazard", STR("none"));
    meta(m, "schema:accessibilitySummary",
         STR("Questions and answers as text with headings, lists and code; every question can be reached from the contents."));
    meta(m, "dcterms:conformsTo", STR("EPUB Accessibility 1.1 - WCAG 2.1 Level AA"));
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
    if (b->pages.n) {
        markup_leaf(m, "dc:source", arena_join(&b->arena, b->uuid, STR("#pdf")));
        meta(m, "pageBreakSource", STR("The PDF made in the same run"));
    }
    write_accessibility(b, m);
    markup_open(m, "meta");
    markup_attr_c(m, "name", "cover");
    markup_attr_c(m, "content", "cover-image");
    markup_close(m);
    markup_close(m);
    b->failed = b->failed || time.failed;
    buf_release(&time);
}

static const char *properties(const struct file *file) {
    switch (file->kind) {
    case FILE_NAV: return "nav";
    case FILE_COVER_IMAGE: return "cover-image";
    default: return file->has_svg ? "svg" : NULL;
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
    if (!markup_start(&m, NULL)) return false;
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
