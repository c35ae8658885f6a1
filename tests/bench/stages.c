/* stages: what each stage costs, in one process: read, layout, PDF, EPUB. The least CPU time of the runs.
 *
 *     bench_stages FILE [RUNS]
 *
 * The layout is timed with a sink that throws the pages away, and the PDF as the whole of layout and writing less
 * that; the EPUB and the reader stand alone. Fonts are opened anew each time and are told apart as "fonts". */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "epub/epub.h"
#include "layout/layout.h"
#include "pdf/pdf.h"
#include "read/read.h"

enum stage { READ, FONTS, LAYOUT, LAYOUT_AND_PDF, EPUB, STAGES };

static double cpu(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool swallow(struct sink *sink, str bytes) {
    sink->written += bytes.n;
    return true;
}

static enum status drop_page(void *context, const struct page *page, const struct book *book) {
    (void)page, (void)book;
    ++*(size_t *)context;
    return STATUS_OK;
}

struct bench {
    str bytes;
    const char *fonts;
    double best[STAGES];
    size_t pages;
    uint64_t pdf_size, epub_size;
};

static void stop(struct bench *b, enum stage stage, double from) {
    double took = cpu() - from;
    if (b->best[stage] == 0 || took < b->best[stage]) b->best[stage] = took;
}

static struct text *open_text(struct bench *b) {
    struct text_options options = {.font_dir = b->fonts};
    double from = cpu();
    struct text *text = text_new(&options, NULL);
    stop(b, FONTS, from);
    if (!text) fprintf(stderr, "no fonts in %s\n", b->fonts);
    return text;
}

static bool time_layout(struct bench *b, const struct document *doc) {
    struct text *text = open_text(b);
    if (!text) return false;
    struct book book;
    book_init(&book);
    struct page_sink sink = {&b->pages, drop_page};
    b->pages = 0;
    double from = cpu();
    enum status status = layout_book(doc, text, &(struct layout_options){0}, NULL, &sink, &book);
    stop(b, LAYOUT, from);
    book_release(&book);
    text_free(text);
    return status == STATUS_OK;
}

static bool time_pdf(struct bench *b, const struct document *doc) {
    struct text *text = open_text(b);
    if (!text) return false;
    struct sink null = {.write = swallow, .fd = -1};
    struct pdf_options options = {.standards = PDF_A_2A | PDF_UA_1, .producer = STR("bench")};
    struct book book;
    book_init(&book);
    double from = cpu();
    struct pdf *pdf = pdf_new(&options, text, NULL);
    struct page_sink sink = pdf ? pdf_sink(pdf) : (struct page_sink){0};
    enum status status = pdf ? layout_book(doc, text, &(struct layout_options){0}, NULL, &sink, &book) : STATUS_NO_MEMORY;
    if (status == STATUS_OK) status = pdf_write(pdf, &book, &null);
    stop(b, LAYOUT_AND_PDF, from);
    b->pdf_size = null.written;
    pdf_free(pdf);
    book_release(&book);
    text_free(text);
    return status == STATUS_OK;
}

static bool time_epub(struct bench *b, const struct document *doc) {
    struct sink null = {.write = swallow, .fd = -1};
    struct epub_options options = {.generator = STR("bench")};
    double from = cpu();
    enum status status = epub_write(doc, &options, NULL, &null);
    stop(b, EPUB, from);
    b->epub_size = null.written;
    return status == STATUS_OK;
}

static bool run(struct bench *b) {
    struct source source = {.name = STR("bench"), .bytes = b->bytes};
    struct document doc;
    document_init(&doc);
    double from = cpu();
    enum status status = read_document(&source, &(struct read_options){0}, NULL, &doc);
    stop(b, READ, from);
    bool ok = status == STATUS_OK && time_layout(b, &doc) && time_pdf(b, &doc) && time_epub(b, &doc);
    document_release(&doc);
    source_release(&source);
    return ok;
}

static void line(const char *what, double seconds, const char *unit, double amount) {
    printf("  %-12s %8.2f ms", what, seconds * 1e3);
    if (amount > 0 && seconds > 0) printf("  %9.1f %s", amount / seconds, unit);
    putchar('\n');
}

static void print(const struct bench *b) {
    double mb = (double)b->bytes.n / 1e6, pages = (double)b->pages;
    line("read", b->best[READ], "MB/s", mb);
    line("fonts", b->best[FONTS], "", 0);
    line("layout", b->best[LAYOUT], "pages/s", pages);
    line("pdf", b->best[LAYOUT_AND_PDF] - b->best[LAYOUT], "pages/s", pages);
    line("epub", b->best[EPUB], "MB/s of text", mb);
    printf("  %zu pages, PDF %llu KB, EPUB %llu KB\n", b->pages, (unsigned long long)b->pdf_size / 1024,
           (unsigned long long)b->epub_size / 1024);
}

int main(int argc, char **argv) {
    FILE *file = argc > 1 ? fopen(argv[1], "rb") : NULL;
    if (!file) return fprintf(stderr, "usage: bench_stages FILE [RUNS]\n"), 2;
    size_t room = (size_t)1 << 30;
    char *bytes = malloc(room);
    struct bench b = {.fonts = BENCH_FONTS};
    if (bytes) b.bytes = (str){bytes, fread(bytes, 1, room, file)};
    fclose(file);
    int runs = argc > 2 ? atoi(argv[2]) : 3;
    bool ok = bytes != NULL;
    for (int i = 0; ok && i < runs; i++) ok = run(&b);
    if (ok) print(&b);
    free(bytes);
    return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
