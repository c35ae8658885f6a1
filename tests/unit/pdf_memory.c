/* pdf when memory runs out at any point, and when the output cannot be written: no crash, the right status. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "page_builder.h"

/* The program's own malloc stands before the C library's, for libraries too. Sanitizers have theirs. */
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)
#define CAN_FAIL 1
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t size);
void __libc_free(void *p);
#define SEEN __attribute__((visibility("default"))) /* by the libraries */
SEEN void *malloc(size_t size);
SEEN void *calloc(size_t n, size_t size);
SEEN void *realloc(void *p, size_t size);
SEEN void free(void *p);

static long left = -1; /* allocations until one fails; -1: none does */
static long live;      /* blocks not freed yet */

static bool fails(void) {
    if (left < 0) return false;
    return left-- == 0;
}
static void *counted(void *p) {
    live += p != NULL;
    return p;
}
void *malloc(size_t size) { return fails() ? NULL : counted(__libc_malloc(size)); }
void *calloc(size_t n, size_t size) { return fails() ? NULL : counted(__libc_calloc(n, size)); }
void *realloc(void *p, size_t size) {
    if (fails()) return NULL;
    return p ? __libc_realloc(p, size) : counted(__libc_malloc(size));
}
void free(void *p) {
    live -= p != NULL;
    __libc_free(p);
}
#else
#define CAN_FAIL 0
static long left = -1, live;
#endif

static enum status page_of(struct made *m, struct pdf *pdf) {
    struct page p = {.id = 0, .width = 595276, .height = 841890, .items = m->items.at, .n = m->items.n};
    struct page_sink sink = pdf_sink(pdf);
    return sink.page(sink.context, &p, &m->book);
}

static bool count(struct sink *sink, str bytes) {
    sink->written += bytes.n;
    return true;
}

static enum status whole_job(struct made *m) {
    struct sink sink = {.write = count, .fd = -1};
    struct pdf *pdf = pdf_new(&OPTIONS, m->text, &m->diags);
    enum status status = pdf ? page_of(m, pdf) : STATUS_NO_MEMORY;
    if (status == STATUS_OK) status = pdf_write(pdf, &m->book, &sink);
    pdf_free(pdf);
    return status;
}

static void fill(struct made *m) {
    uint32_t document = tag(m, (struct tag){.role = TAG_DOCUMENT});
    uint32_t h = tag(m, (struct tag){.role = TAG_HEADING, .level = 1, .parent = document});
    item(m, text_item(m, FAMILY_TEXT, h, 72000, 100000, 10000, "efficient AVAWT"));
    item(m, text_item(m, FAMILY_HEAD, h, 72000, 130000, 10000, "outlines of another kind"));
    item(m, (struct item){.kind = ITEM_LINK, .tag = h, .u.link = {.w = 1000, .h = 1000, .uri = STR("https://example.org")}});
    assert_true(vec_push(&m->book.outline, (struct outline_item){.level = 1, .title = STR("na\xC3\xAFve"), .tag = h}));
    assert_true(vec_push(&m->book.targets, (struct target){.page = 0}));
}

/* HarfBuzz does not say why it fails; libharu does. */
static bool blames(const struct made *m, const char *whom) {
    const struct diag *last = m->diags.list.n ? &m->diags.list.at[m->diags.list.n - 1] : NULL;
    return last && str_eq(last->args[0], str_from(whom));
}

static void every_failed_allocation_is_reported(void **state) {
    (void)state;
    if (!CAN_FAIL) skip();
    struct made m;
    start(&m, &OPTIONS);
    fill(&m);
    assert_int_equal(whole_job(&m), STATUS_OK); /* the text's caches, which stay, are filled */
    enum status status = STATUS_NO_MEMORY;
    long failed = 0, leaks = 0, n = 0;
    for (; status != STATUS_OK || left < 0; n++) {
        long before = live;
        left = n;
        status = whole_job(&m);
        bool reached = left < 0;
        left = -1;
        if (!reached) break;
        assert_int_not_equal(status, STATUS_OUTPUT);
        if (status == STATUS_INTERNAL) assert_true(blames(&m, "subsetting"));
        diags_release(&m.diags);
        if (live > before) print_message("%ld blocks leak after failure %ld\n", live - before, n), leaks++;
        failed += status == STATUS_NO_MEMORY;
        status = STATUS_NO_MEMORY;
        assert_true(n < 20000);
    }
    assert_int_equal(status, STATUS_OK);
    assert_true(failed > 200);
    assert_int_equal(leaks, 0);
    stop(&m);
}

struct limited {
    uint64_t room;
};

static bool write_some(struct sink *sink, str bytes) {
    struct limited *l = sink->context;
    if (bytes.n > l->room) {
        sink->error = 28;
        return false;
    }
    l->room -= bytes.n;
    sink->written += bytes.n;
    return true;
}

static void a_full_disk_is_reported(void **state) {
    (void)state;
    struct made m;
    start(&m, &OPTIONS);
    fill(&m);
    for (uint64_t room = 0; room < 6; room++) {
        struct limited l = {room * 500};
        struct sink sink = {.write = write_some, .context = &l, .fd = -1};
        struct pdf *pdf = pdf_new(&OPTIONS, m.text, &m.diags);
        assert_int_equal(page_of(&m, pdf), STATUS_OK);
        assert_int_equal(pdf_write(pdf, &m.book, &sink), STATUS_OUTPUT);
        pdf_free(pdf);
    }
    stop(&m);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_failed_allocation_is_reported),
        cmocka_unit_test(a_full_disk_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
