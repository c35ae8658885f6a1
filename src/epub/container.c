/* container: the ZIP (EPUB OCF 3.3, section 4): mimetype first and stored, the rest in order, fixed times. */
#include <time.h>
#include <zip.h>

#include "epub/book.h"

static const char CONTAINER[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<container version=\"1.0\" xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\"><rootfiles>"
    "<rootfile full-path=\"EPUB/package.opf\" media-type=\"application/oebps-package+xml\"/></rootfiles></container>\n";

/* MS-DOS times begin in 1980 and have no zone: local time of libzip's mktime must not change the bytes, so the DOS
 * words are set as they are. */
static void dos_time(int64_t seconds, uint16_t *date, uint16_t *time) {
    struct buf text;
    int y = 1980, mo = 1, d = 1, h = 0, mi = 0, s = 0;
    buf_init(&text);
    package_time(seconds, &text);
    buf_put_char(&text, '\0');
    if (!text.failed && text.n >= 20) {
        const char *p = text.p;
        y = (p[0] - '0') * 1000 + (p[1] - '0') * 100 + (p[2] - '0') * 10 + p[3] - '0';
        mo = (p[5] - '0') * 10 + p[6] - '0';
        d = (p[8] - '0') * 10 + p[9] - '0';
        h = (p[11] - '0') * 10 + p[12] - '0';
        mi = (p[14] - '0') * 10 + p[15] - '0';
        s = (p[17] - '0') * 10 + p[18] - '0';
    }
    buf_release(&text);
    bool in_range = y >= 1980 && y <= 2107;
    *date = (uint16_t)(in_range ? (y - 1980) << 9 | mo << 5 | d : 1 << 5 | 1);
    *time = (uint16_t)(in_range ? h << 11 | mi << 5 | s / 2 : 0);
}

static bool add(zip_t *zip, int64_t time, const char *name, str bytes, bool store) {
    uint16_t date, clock;
    dos_time(time, &date, &clock);
    zip_source_t *source = zip_source_buffer(zip, bytes.n ? bytes.p : "", bytes.n, 0);
    zip_int64_t index = source ? zip_file_add(zip, name, source, ZIP_FL_ENC_UTF_8) : -1;
    if (index < 0) {
        zip_source_free(source);
        return false;
    }
    return zip_set_file_compression(zip, (zip_uint64_t)index, store ? ZIP_CM_STORE : ZIP_CM_DEFLATE, store ? 0 : 6) == 0 &&
           zip_file_set_dostime(zip, (zip_uint64_t)index, clock, date, 0) == 0 &&
           zip_file_set_external_attributes(zip, (zip_uint64_t)index, 0, ZIP_OPSYS_UNIX, 0100644u << 16) == 0;
}

static bool add_all(zip_t *zip, const struct book_parts *b, str opf) {
    int64_t time = b->options->time;
    bool ok = add(zip, time, "mimetype", STR("application/epub+zip"), true) &&
              add(zip, time, "META-INF/container.xml", str_of(CONTAINER, sizeof CONTAINER - 1), false) &&
              add(zip, time, "EPUB/package.opf", opf, false);
    for (size_t i = 0; ok && i < b->files.n; i++) {
        const struct file *file = &b->files.at[i];
        struct buf name;
        buf_init(&name);
        buf_put(&name, STR("EPUB/"));
        buf_put(&name, file->name);
        buf_put_char(&name, '\0');
        bool packed = file->kind == FILE_IMAGE && !str_ends(file->name, STR(".svg"));
        ok = !name.failed && add(zip, time, name.p, buf_str(&file->bytes), packed);
        buf_release(&name);
    }
    return ok;
}

/* Copy what libzip made in memory to the sink. */
static enum status copy_out(zip_source_t *source, struct sink *out) {
    char block[1 << 16];
    zip_int64_t n = 0;
    enum status status = STATUS_OK;
    if (zip_source_open(source) < 0) return STATUS_INTERNAL;
    while (status == STATUS_OK && (n = zip_source_read(source, block, sizeof block)) > 0)
        if (!sink_write(out, str_of(block, (size_t)n))) status = STATUS_OUTPUT;
    zip_source_close(source);
    return n < 0 ? STATUS_INTERNAL : status;
}

bool container_write(const struct book_parts *b, str opf, struct sink *out, enum status *status) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *memory = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_t *zip = memory ? zip_open_from_source(memory, ZIP_CREATE | ZIP_TRUNCATE, &error) : NULL;
    *status = STATUS_NO_MEMORY;
    if (!zip) {
        zip_source_free(memory);
        zip_error_fini(&error);
        return false;
    }
    zip_source_keep(memory);
    if (!add_all(zip, b, opf)) zip_discard(zip);
    else if (zip_close(zip) < 0) {
        diag_add2(b->diags, DIAG_INTERNAL, SPAN_ABSENT, STR("libzip"), str_from(zip_strerror(zip)));
        zip_discard(zip);
        *status = STATUS_INTERNAL;
    } else *status = copy_out(memory, out);
    zip_source_free(memory);
    zip_error_fini(&error);
    return *status == STATUS_OK;
}
