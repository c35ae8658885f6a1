/* container: the ZIP (EPUB OCF 3.3, section 4): mimetype first and stored, the rest in order, fixed times. */
#include <libdeflate.h>
#include <stdlib.h>
#include <zip.h>

#include "epub/book.h"

static const char CONTAINER[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<container version=\"1.0\" xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\"><rootfiles>"
    "<rootfile full-path=\"EPUB/package.opf\" media-type=\"application/oebps-package+xml\"/></rootfiles></container>\n";

/* MS-DOS times begin in 1980 and have no zone: local time of libzip's mktime must not change the bytes, so the DOS
 * words are set as they are. False: memory is out. */
static bool dos_time(int64_t seconds, uint16_t *date, uint16_t *time) {
    struct buf text;
    int y = 1980, mo = 1, d = 1, h = 0, mi = 0, s = 0;
    buf_init(&text);
    package_time(seconds, &text);
    buf_put_char(&text, '\0');
    bool ok = !text.failed;
    if (ok && text.n >= 20) {
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
    return ok;
}

/* A deflated file that libzip copies as it is: a source whose stat says that it is compressed already. */
struct packed {
    unsigned char *bytes;
    size_t n, at, size;
    uint32_t crc;
    zip_error_t error;
};

static zip_int64_t packed_read(struct packed *p, void *data, zip_uint64_t n) {
    size_t k = p->n - p->at < n ? p->n - p->at : (size_t)n;
    if (k) memcpy(data, p->bytes + p->at, k);
    p->at += k;
    return (zip_int64_t)k;
}

static void packed_free(struct packed *p) {
    if (!p) return;
    zip_error_fini(&p->error);
    free(p->bytes);
    free(p);
}

static zip_int64_t packed_source(void *state, void *data, zip_uint64_t n, zip_source_cmd_t command) {
    struct packed *p = state;
    switch (command) {
    case ZIP_SOURCE_OPEN: p->at = 0; return 0;
    case ZIP_SOURCE_READ: return packed_read(p, data, n);
    case ZIP_SOURCE_CLOSE: return 0;
    case ZIP_SOURCE_STAT: {
        zip_stat_t *st = data;
        zip_stat_init(st);
        st->size = p->size;
        st->comp_size = p->n;
        st->crc = p->crc;
        st->comp_method = ZIP_CM_DEFLATE;
        st->encryption_method = ZIP_EM_NONE;
        st->valid = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_CRC | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
        return sizeof *st;
    }
    case ZIP_SOURCE_ERROR: return zip_error_to_data(&p->error, data, n);
    case ZIP_SOURCE_FREE: packed_free(p); return 0;
    case ZIP_SOURCE_SUPPORTS:
        return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT,
                                              ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE, ZIP_SOURCE_SUPPORTS, -1);
    default: zip_error_set(&p->error, ZIP_ER_OPNOTSUPP, 0); return -1;
    }
}

static zip_source_t *deflated(zip_t *zip, struct libdeflate_compressor *deflater, str bytes) {
    struct packed *p = calloc(1, sizeof *p);
    size_t bound = libdeflate_deflate_compress_bound(deflater, bytes.n);
    if (!p) return NULL;
    zip_error_init(&p->error);
    p->bytes = malloc(bound);
    p->size = bytes.n;
    if (p->bytes) {
        p->n = libdeflate_deflate_compress(deflater, bytes.n ? bytes.p : "", bytes.n, p->bytes, bound);
        p->crc = libdeflate_crc32(0, bytes.n ? bytes.p : "", bytes.n);
    }
    zip_source_t *source = p->n ? zip_source_function(zip, packed_source, p) : NULL;
    if (!source) packed_free(p);
    return source;
}

struct archive {
    zip_t *zip;
    struct libdeflate_compressor *deflater;
    uint16_t date, clock;
};

static bool add(struct archive *a, const char *name, str bytes, bool store) {
    zip_source_t *source = store ? zip_source_buffer(a->zip, bytes.n ? bytes.p : "", bytes.n, 0)
                                 : deflated(a->zip, a->deflater, bytes);
    zip_int64_t found = source ? zip_file_add(a->zip, name, source, ZIP_FL_ENC_UTF_8) : -1;
    if (found < 0) {
        zip_source_free(source);
        return false;
    }
    zip_uint64_t index = (zip_uint64_t)found;
    return zip_set_file_compression(a->zip, index, store ? ZIP_CM_STORE : ZIP_CM_DEFLATE, 0) == 0 &&
           zip_file_set_dostime(a->zip, index, a->clock, a->date, 0) == 0 &&
           zip_file_set_external_attributes(a->zip, index, 0, ZIP_OPSYS_UNIX, 0100644u << 16) == 0;
}

static bool add_files(struct archive *a, const struct book_parts *b, str opf) {
    bool ok = add(a, "mimetype", STR("application/epub+zip"), true) &&
              add(a, "META-INF/container.xml", str_of(CONTAINER, sizeof CONTAINER - 1), false) &&
              add(a, "EPUB/package.opf", opf, false);
    for (size_t i = 0; ok && i < b->files.n && !book_stopped(b); i++) {
        const struct file *file = &b->files.at[i];
        struct buf name;
        buf_init(&name);
        buf_put(&name, STR("EPUB/"));
        buf_put(&name, file->name);
        buf_put_char(&name, '\0');
        bool packed = file->kind == FILE_IMAGE && !str_ends(file->name, STR(".svg"));
        ok = !name.failed && add(a, name.p, buf_str(&file->bytes), packed);
        buf_release(&name);
    }
    return ok;
}

static bool add_all(zip_t *zip, const struct book_parts *b, str opf) {
    struct archive a = {.zip = zip, .deflater = libdeflate_alloc_compressor(6)};
    if (!a.deflater) return false;
    bool ok = dos_time(b->options->time, &a.date, &a.clock) && add_files(&a, b, opf);
    libdeflate_free_compressor(a.deflater);
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

bool container_write(struct book_parts *b, str opf, struct sink *out, enum status *status) {
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
    else if (book_stopped(b)) {
        zip_discard(zip);
        *status = STATUS_STOPPED;
    }
    else if (zip_close(zip) < 0) {
        diag_add2(b->diags, DIAG_INTERNAL, SPAN_ABSENT, STR("libzip"), str_from(zip_strerror(zip)));
        zip_discard(zip);
        *status = STATUS_INTERNAL;
    } else *status = copy_out(memory, out);
    zip_source_free(memory);
    zip_error_fini(&error);
    return *status == STATUS_OK;
}
