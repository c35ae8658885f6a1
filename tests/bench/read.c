/* read: how fast reading is, beside md4c parsing the same bytes in the same run.
 *
 *     bench_read FILE...
 *
 * Both take turns; the least CPU time of each counts. md4c calls callbacks that only count, as cheap as its work can be
 * had; reading ends with the whole tree. The last column is reading's time over md4c's. */
#include <md4c.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "read/read.h"

enum { LEAST_RUNS = 3, MOST_RUNS = 200 };
static const double LONG_ENOUGH = 0.6; /* seconds a file */

static double cpu(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int on_block(MD_BLOCKTYPE type, void *detail, void *count) {
    (void)type, (void)detail;
    ++*(size_t *)count;
    return 0;
}

static int on_span(MD_SPANTYPE type, void *detail, void *count) {
    (void)type, (void)detail;
    ++*(size_t *)count;
    return 0;
}

static int on_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE n, void *count) {
    (void)type, (void)text;
    *(size_t *)count += n;
    return 0;
}

static double time_read(str bytes) {
    struct source source = {.name = STR("bench"), .bytes = bytes};
    struct document doc;
    document_init(&doc);
    double from = cpu();
    enum status status = read_document(&source, &(struct read_options){0}, NULL, &doc);
    double took = cpu() - from;
    document_release(&doc);
    source_release(&source);
    return status == STATUS_OK || status == STATUS_INPUT ? took : -1;
}

static double time_md4c(str bytes) {
    const MD_PARSER parser = {.flags = MD_DIALECT_GITHUB, .enter_block = on_block, .leave_block = on_block,
                              .enter_span = on_span, .leave_span = on_span, .text = on_text};
    size_t count = 0;
    double from = cpu();
    int failed = md_parse(bytes.p, (MD_SIZE)bytes.n, &parser, &count);
    return failed ? -1 : cpu() - from;
}

static double least(double best, double took) { return took >= 0 && (best <= 0 || took < best) ? took : best; }

static bool race(const char *name, str bytes) {
    double ours = 0, peer = 0, from = cpu(), mb = (double)bytes.n / 1e6;
    for (int i = 0; i < MOST_RUNS && (i < LEAST_RUNS || cpu() - from < LONG_ENOUGH); i++) {
        ours = least(ours, time_read(bytes));
        peer = least(peer, time_md4c(bytes));
    }
    if (ours <= 0 || peer <= 0) return false;
    const char *slash = strrchr(name, '/');
    printf("%-32s %8.2f MB  read %7.1f MB/s  md4c %7.1f MB/s  ratio %5.2f\n", slash ? slash + 1 : name, mb, mb / ours,
           mb / peer, ours / peer);
    return true;
}

static bool load(const char *name, char **bytes, size_t *n) {
    FILE *file = fopen(name, "rb");
    long end = file && fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
    *bytes = end >= 0 ? malloc((size_t)end + 1) : NULL;
    bool good = *bytes && fseek(file, 0, SEEK_SET) == 0 && (*n = fread(*bytes, 1, (size_t)end, file)) == (size_t)end;
    if (file) fclose(file);
    return good;
}

int main(int argc, char **argv) {
    if (argc < 2) return fprintf(stderr, "usage: bench_read FILE...\n"), 2;
    bool good = true;
    for (int i = 1; i < argc; i++) {
        char *bytes;
        size_t n = 0;
        bool done = load(argv[i], &bytes, &n) && race(argv[i], (str){bytes, n});
        if (!done) fprintf(stderr, "%s: cannot be read\n", argv[i]);
        good = good && done;
        free(bytes);
    }
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
