/* image: pictures of the text into the package. Only files below the base folder, of kinds that every reader shows. */
#include <nettle/base64.h>

#include "epub/book.h"
#include "epub/svg.h"

enum { IMAGE_BYTES = 32 << 20 };

static const struct { const char *magic; size_t n; const char *extension, *media_type; } KINDS[] = {
    {"\x89PNG\r\n\x1a\n", 8, ".png", "image/png"}, {"\xFF\xD8\xFF", 3, ".jpg", "image/jpeg"}, {"GIF8", 4, ".gif", "image/gif"}};

static str add_file(struct book_parts *b, const char *extension, const char *media_type, str bytes) {
    str id = book_format(b, "image-", b->files.n, "");
    str name = book_format(b, "image-", b->files.n, extension);
    struct file *file = book_file(b, FILE_IMAGE, name, id, str_from(media_type));
    if (!file) return (str){0};
    buf_put(&file->bytes, bytes);
    b->failed = b->failed || file->bytes.failed;
    b->has_moving_image = b->has_moving_image || strcmp(extension, ".gif") == 0;
    return name;
}

static str pack(struct book_parts *b, const struct buf *bytes) {
    for (size_t i = 0; i < b->files.n; i++)
        if (b->files.at[i].kind == FILE_IMAGE && str_eq(buf_str(&b->files.at[i].bytes), buf_str(bytes)))
            return b->files.at[i].name;
    for (size_t k = 0; k < sizeof KINDS / sizeof *KINDS; k++) {
        if (str_starts(buf_str(bytes), str_of(KINDS[k].magic, KINDS[k].n)))
            return add_file(b, KINDS[k].extension, KINDS[k].media_type, buf_str(bytes));
    }
    struct buf drawing;
    buf_init(&drawing);
    str name = svg_sanitize(buf_str(bytes), &drawing) ? add_file(b, ".svg", "image/svg+xml", buf_str(&drawing)) : (str){0};
    buf_release(&drawing);
    return name;
}

/* The file as a data: URL (RFC 2397). */
static str data_url(struct book_parts *b, str name) {
    const struct file *file = &b->files.at[b->files.n - 1];
    for (size_t i = 0; i < b->files.n; i++)
        if (str_eq(b->files.at[i].name, name)) file = &b->files.at[i];
    struct buf url;
    buf_init(&url);
    buf_put(&url, STR("data:"));
    buf_put(&url, file->media_type);
    buf_put(&url, STR(";base64,"));
    size_t n = BASE64_ENCODE_RAW_LENGTH(file->bytes.n);
    if (buf_reserve(&url, n)) {
        base64_encode_raw(url.p + url.n, file->bytes.n, (const uint8_t *)file->bytes.p);
        url.n += n;
    }
    str kept = arena_str(&b->arena, buf_str(&url));
    b->failed = b->failed || url.failed;
    buf_release(&url);
    return kept;
}

str image_pack(struct book_parts *b, const struct node *n) {
    str src = n->u.image->src, name = {0};
    bool remote = str_find(src, STR("://"), 0) != SIZE_MAX || str_starts(src, STR("//"));
    const char *base = remote ? NULL : b->options->base_dir;
    struct buf bytes;
    buf_init(&bytes);
    if (base && asset_read(base, src, IMAGE_BYTES, b->options->assets, &bytes)) name = pack(b, &bytes);
    b->failed = b->failed || bytes.failed;
    if (!name.n && b->options->base_dir)
        diag_add_line(b->diags, remote ? DIAG_REMOTE_IMAGE : DIAG_NO_IMAGE, n->line, src, (str){0}, (str){0});
    buf_release(&bytes);
    b->images += name.n > 0;
    if (name.n && !image_description(n->u.image).n) {
        diag_add_line(b->diags, DIAG_UNDESCRIBED_IMAGE, n->line, src, (str){0}, (str){0});
        b->images_without_text++;
    }
    return name.n && b->page ? data_url(b, name) : name;
}
