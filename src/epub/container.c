/* container: the ZIP (EPUB OCF 3.3, section 4): mimetype first and stored, the rest in order, fixed times. */
#include <libdeflate.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <zip.h>

#include "epub/book.h"

/* A book of many megabytes is deflated at the fastest level: half the time, for a twentieth more in size. */
enum { LEVEL = 6, LARGE_LEVEL = 1, LARGE_BYTES = 1 << 20, MOST_THREADS = 64, FILES_A_THREAD = 8 };

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

/* A file as it is to stand in the archive, which libzip copies: a source whose stat says that it is compressed. */
struct packed {
    unsigned char *bytes;
    size_t n, at, size;
    uint32_t crc;
    bool stored;
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
        st->comp_method = p->stored ? ZIP_CM_STORE : ZIP_CM_DEFLATE;
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

/* Deflated; with `store` as it is. The bytes' own memory goes as soon as it is not needed. NULL: memory is out. */
static struct packed *pack(struct libdeflate_compressor *deflater, str bytes, bool store) {
    struct packed *p = calloc(1, sizeof *p);
    size_t bound = store ? bytes.n + 1 : libdeflate_deflate_compress_bound(deflater, bytes.n);
    const char *from = bytes.n ? bytes.p : "";
    if (!p) return NULL;
    zip_error_init(&p->error);
    p->bytes = malloc(bound);
    p->size = bytes.n;
    p->stored = store;
    if (p->bytes && store) memcpy(p->bytes, from, p->n = bytes.n);
    if (p->bytes && !store) p->n = libdeflate_deflate_compress(deflater, from, bytes.n, p->bytes, bound);
    if (!p->bytes || (!store && !p->n)) {
        packed_free(p);
        return NULL;
    }
    p->crc = libdeflate_crc32(0, from, bytes.n);
    unsigned char *cut = p->n ? realloc(p->bytes, p->n) : NULL;
    if (cut) p->bytes = cut;
    return p;
}

/* --- all files, by as many threads as there are jobs: each file's bytes are its own affair --- */

static bool is_packed_already(const struct file *file) {
    bool image = file->kind == FILE_IMAGE || file->kind == FILE_COVER_IMAGE;
    return image && !str_ends(file->name, STR(".svg"));
}

static int level_of(const struct book_parts *b) { return b->planned < LARGE_BYTES ? LEVEL : LARGE_LEVEL; }

static bool pack_file(struct file *file, struct libdeflate_compressor *deflater) {
    if (!file->packed) file->packed = pack(deflater, buf_str(&file->bytes), is_packed_already(file));
    return file->packed;
}

bool container_pack(struct book_parts *b, size_t index) {
    struct file *file = &b->files.at[index];
    if (b->options->jobs > 1) return true;
    if (!b->deflater) b->deflater = libdeflate_alloc_compressor(level_of(b));
    if (!b->deflater || !pack_file(file, b->deflater)) return false;
    buf_release(&b->spare);
    b->spare = file->bytes;
    buf_init(&file->bytes);
    return true;
}

void container_release(struct book_parts *b) {
    for (size_t i = 0; i < b->files.n; i++) packed_free(b->files.at[i].packed);
    libdeflate_free_compressor(b->deflater);
}

struct packing {
    struct book_parts *book;
    atomic_size_t next;
    atomic_bool failed;
};

static void *pack_files(void *context) {
    struct packing *w = context;
    struct libdeflate_compressor *deflater = libdeflate_alloc_compressor(level_of(w->book));
    if (!deflater) atomic_store(&w->failed, true);
    for (size_t i; !atomic_load(&w->failed) && !book_stopped(w->book) && (i = atomic_fetch_add(&w->next, 1)) < w->book->files.n;) {
        struct file *file = &w->book->files.at[i];
        if (!pack_file(file, deflater)) atomic_store(&w->failed, true);
        buf_release(&file->bytes);
    }
    libdeflate_free_compressor(deflater);
    return NULL;
}

static bool pack_all(struct book_parts *b) {
    struct packing work = {.book = b};
    pthread_t threads[MOST_THREADS];
    unsigned n = 0, jobs = b->options->jobs < MOST_THREADS ? b->options->jobs : MOST_THREADS;
    if (jobs > b->files.n / FILES_A_THREAD) jobs = (unsigned)(b->files.n / FILES_A_THREAD);
    while (n + 1 < jobs && pthread_create(&threads[n], NULL, pack_files, &work) == 0) n++;
    pack_files(&work);
    while (n) pthread_join(threads[--n], NULL);
    return !atomic_load(&work.failed);
}

/* --- the archive --- */

struct archive {
    zip_t *zip;
    uint16_t date, clock;
};

/* Takes `p` over, whatever comes of it. */
static bool add(struct archive *a, const char *name, struct packed *p) {
    if (!p) return false;
    bool store = p->stored;
    zip_source_t *source = zip_source_function(a->zip, packed_source, p);
    if (!source) packed_free(p);
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

/* Takes what is packed over, file by file. */
static bool add_files(struct archive *a, struct book_parts *b) {
    bool ok = true;
    for (size_t i = 0; ok && i < b->files.n; i++) {
        struct buf name;
        buf_init(&name);
        buf_put(&name, STR("EPUB/"));
        buf_put(&name, b->files.at[i].name);
        buf_put_char(&name, '\0');
        ok = !name.failed && add(a, name.p, b->files.at[i].packed);
        if (!name.failed) b->files.at[i].packed = NULL;
        buf_release(&name);
    }
    return ok;
}

static bool add_all(zip_t *zip, struct book_parts *b, str opf) {
    struct archive a = {.zip = zip};
    struct libdeflate_compressor *deflater = libdeflate_alloc_compressor(LEVEL);
    bool ok = dos_time(b->options->time, &a.date, &a.clock) && deflater && pack_all(b) &&
              add(&a, "mimetype", pack(deflater, STR("application/epub+zip"), true)) &&
              add(&a, "META-INF/container.xml", pack(deflater, str_of(CONTAINER, sizeof CONTAINER - 1), false)) &&
              add(&a, "EPUB/package.opf", pack(deflater, opf, false)) && add_files(&a, b);
    libdeflate_free_compressor(deflater);
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
