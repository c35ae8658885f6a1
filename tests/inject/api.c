/* Every function of the public API, with one allocation after the other made to fail: two texts with a picture become
 * one book in all formats, in memory and through a callback, with options of every kind. Each time a call either says
 * so, or the bytes and the diagnostics are the very same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "inject.h"
#include "qapress/qapress.h"

static const char FIRST[] = "FIRST GUIDE\n\nQ1\tWhat is a stack?\nANS\tIt is ![a dot](dot.png) this , and ![gone](gone.png) that.\n";
static const char SECOND[] = "---\nauthor: Somebody\n---\n# SECOND GUIDE\n\nQ1\tWhat is `f`?\nANS\t(1) one. (2) two. (3) three.\n";
static const unsigned char DOT[] = {
    0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13, 'I', 'H', 'D', 'R', 0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 0x3A, 0x7E, 0x9B, 0x55,
    0, 0, 0, 10, 'I', 'D', 'A', 'T', 0x78, 0x9C, 0x63, 0, 0, 0, 2, 0, 1, 0x48, 0xAF, 0xA4, 0x71, 0, 0, 0, 0, 'I', 'E', 'N', 'D', 0xAE, 0x42, 0x60, 0x82};

static const char *const OPTIONS[][2] = {
    {"meta", "title=Both"}, {"meta", "author=One"}, {"meta", "author=Two"}, {"paper", "a5"},
    {"style", "house.yaml"}, {"css", "house.css"}, {"font-path", "."}, {"pdf-standard", "a-3a,ua-1"}, {"answers", "separate"},
    {"no-repair", "run-in-list"}, {"from", "tagged"}, {"base-dir", "."}, {"epoch", "1000000000"}, {"jobs", "1"}, {"timeout", "1000"}};
static const char *const FORMATS[] = {"pdf", "pdf:answers", "epub", "html", "xml", "json", "markdown"};

/* What a run came to: the bytes of all outputs, and what was said. */
static uint64_t sum;

static void add(const void *bytes, size_t size) {
    const unsigned char *p = bytes;
    for (size_t i = 0; i < size; i++) sum = (sum ^ p[i]) * UINT64_C(0x100000001B3);
}

static int take(void *context, const void *bytes, size_t size) {
    *(size_t *)context += size;
    add(bytes, size);
    return 0;
}

#define TRY(call)                                                                                                        \
    do {                                                                                                                 \
        if (status == QAP_OK) status = (call);                                                                           \
    } while (0)

static void gather(const qap_job *job) {
    for (size_t i = 0; i < sizeof FORMATS / sizeof *FORMATS; i++) {
        size_t size;
        const void *bytes = qap_job_output_bytes(job, FORMATS[i], &size);
        add(bytes, size);
    }
    const qap_diagnostic *d;
    for (size_t i = 0; (d = qap_job_diagnostic(job, i)) != NULL; i++) add(d->message, strlen(d->message));
    const char *file;
    for (size_t i = 0; (file = qap_job_file(job, i)) != NULL; i++) add(file, strlen(file));
    add(qap_job_summary(job)->title, strlen(qap_job_summary(job)->title));
}

static qap_status make_book(qap_job *job) {
    size_t taken = 0;
    qap_status status = QAP_OK;
    for (size_t i = 0; i < sizeof OPTIONS / sizeof *OPTIONS; i++) TRY(qap_job_set(job, OPTIONS[i][0], OPTIONS[i][1]));
    TRY(qap_job_input_memory(job, "first.txt", FIRST, sizeof FIRST - 1));
    TRY(qap_job_input_file(job, "second.txt"));
    for (size_t i = 0; i < sizeof FORMATS / sizeof *FORMATS; i++) TRY(qap_job_output_memory(job, FORMATS[i]));
    TRY(qap_job_output_callback(job, "json", take, &taken));
    TRY(qap_job_run(job));
    if (status == QAP_OK) gather(job);
    else if (*qap_job_error(job) == '\0' && qap_job_diagnostic_count(job) == 0) status = QAP_INTERNAL; /* without a word */
    return status;
}

static qap_status print_style(qap_job *job) {
    size_t taken = 0;
    qap_status status = QAP_OK;
    TRY(qap_job_set(job, "style", "house.yaml"));
    TRY(qap_job_print_style(job, take, &taken));
    return status;
}

/* With a job of its own, and the sum begun anew. */
static qap_status do_job(qap_status (*function)(qap_job *)) {
    sum = UINT64_C(0xCBF29CE484222325);
    qap_job *job = qap_job_new();
    qap_status status = job ? function(job) : QAP_NO_MEMORY;
    qap_job_free(job);
    return status;
}

static void put_file(const char *name, const void *bytes, size_t size) {
    FILE *file = fopen(name, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static int setup(void **state) {
    (void)state;
    static const char STYLE[] = "page: {margin-top: 30mm}\n", CSS[] = "p { color: #123456 }\n";
    put_file("second.txt", SECOND, sizeof SECOND - 1);
    put_file("house.yaml", STYLE, sizeof STYLE - 1);
    put_file("house.css", CSS, sizeof CSS - 1);
    put_file("dot.png", DOT, sizeof DOT);
    return 0;
}

/* `nth` fails, and with for_good all later ones. */
static bool strike(qap_status (*function)(qap_job *), long nth, bool for_good, uint64_t expected) {
    inject_arm(INJECT_ALLOCATION, nth, for_good);
    qap_status status = do_job(function);
    inject_disarm();
    const char *fault = status != QAP_OK && status != QAP_NO_MEMORY ? "the status is of another kind"
                        : status == QAP_OK && for_good              ? "nothing can go well when all fails from here on"
                        : status == QAP_OK && sum != expected       ? "all went well, but the outcome is another"
                                                                    : NULL;
    if (fault) print_message("allocation %ld%s: %s (%s)\n", nth, for_good ? " and all later" : "", fault, qap_status_name(status));
    return !fault;
}

static void strike_each(qap_status (*function)(qap_job *), long least) {
    inject_arm(INJECT_ALLOCATION, -1, false);
    assert_int_equal(do_job(function), QAP_OK);
    uint64_t expected = sum;
    long n = inject_disarm(), faults = 0;
    print_message("%ld allocations\n", n);
    assert_true(n >= least);
    for (long nth = 0; nth < n; nth++) {
        faults += !strike(function, nth, false, expected);
        faults += !strike(function, nth, true, expected);
    }
    assert_int_equal(faults, 0);
}

static void each_allocation_of_a_book(void **state) {
    (void)state;
    strike_each(make_book, 300);
}

static void each_allocation_of_a_style(void **state) {
    (void)state;
    strike_each(print_style, 5);
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_allocation_of_a_style), cmocka_unit_test(each_allocation_of_a_book)};
    if (argc != 2 || (mkdir(argv[1], 0777) != 0 && access(argv[1], W_OK) != 0) || chdir(argv[1]) != 0) return 2;
    return cmocka_run_group_tests(tests, setup, NULL);
}
