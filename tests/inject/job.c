/* Everything that can fail once does: a small job, run again and again, with one allocation or one write after the
 * other made to fail. Each time the job either fails as it should and leaves the old outputs, or bears it and writes
 * the very same bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "inject.h"
#include "qapress/qapress.h"

static const char GUIDE[] = "SMALL GUIDE\n\nPART 1: Things\n\nQ1\tWhat is a stack?\n"
                            "ANS\tIt gives back first (1) what came last. (2) what is on top. (3) one thing.\n\n"
                            "Q2**What is `f`?****ANS**\n\nA function <b>of</b> one thing , as here:\n\n"
                            "```\ndef f(x):\n    return x\n```\n";
static const char OLD[] = "what was there before";

struct format {
    const char *name, *path;
    char *expected; /* what an undisturbed run writes */
    size_t n;
};
static struct format formats[] = {
    {"pdf", "out.pdf", NULL, 0}, {"epub", "out.epub", NULL, 0}, {"xml", "out.xml", NULL, 0},
};
enum { FORMATS = sizeof formats / sizeof *formats };

static char *slurp(const char *path, size_t *n) {
    static char bytes[1 << 22];
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    *n = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    return bytes;
}

static void put_old(void) {
    for (size_t i = 0; i < FORMATS; i++) {
        FILE *file = fopen(formats[i].path, "wb");
        assert_non_null(file);
        assert_int_equal(fputs(OLD, file) < 0, 0);
        fclose(file);
    }
}

static qap_status run(void) {
    qap_job *job = qap_job_new();
    if (!job) return QAP_NO_MEMORY;
    qap_status status = qap_job_input_memory(job, "guide.txt", GUIDE, sizeof GUIDE - 1);
    for (size_t i = 0; status == QAP_OK && i < FORMATS; i++)
        status = qap_job_output_file(job, formats[i].name, formats[i].path);
    if (status == QAP_OK) status = qap_job_run(job);
    qap_job_free(job);
    return status;
}

/* The folder holds the outputs and nothing else: no temporary file is left. */
static bool folder_is_clean(void) {
    DIR *dir = opendir(".");
    assert_non_null(dir);
    size_t n = 0;
    while (readdir(dir)) n++;
    closedir(dir);
    return n == FORMATS + 2;
}

static bool holds(const struct format *format, const char *bytes, size_t n) {
    size_t found;
    const char *now = slurp(format->path, &found);
    return found == n && memcmp(now, bytes, n) == 0;
}

/* All outputs as before, or all as they should be. While several files are renamed one after the other, a rename that
 * fails cannot take back those before it: with `renaming` each file may be either. */
static const char *fault_of(qap_status status, bool renaming) {
    for (size_t i = 0; i < FORMATS; i++) {
        bool old = holds(&formats[i], OLD, sizeof OLD - 1);
        bool whole = holds(&formats[i], formats[i].expected, formats[i].n);
        if (status == QAP_OK && old) return "an output was not written, though all went well";
        if (!old && !whole) return "an output is neither what it was nor what it should be";
        if (status != QAP_OK && !old && !renaming) return "an output changed, though the job failed";
    }
    return folder_is_clean() ? NULL : "a temporary file is left";
}

static int setup(void **state) {
    (void)state;
    put_old();
    assert_int_equal(run(), QAP_OK);
    for (size_t i = 0; i < FORMATS; i++) {
        const char *bytes = slurp(formats[i].path, &formats[i].n);
        formats[i].expected = malloc(formats[i].n);
        assert_non_null(formats[i].expected);
        memcpy(formats[i].expected, bytes, formats[i].n);
        assert_true(formats[i].n > 100);
    }
    return 0;
}

static int teardown(void **state) {
    (void)state;
    for (size_t i = 0; i < FORMATS; i++) free(formats[i].expected);
    return 0;
}

static long count(enum inject_what what) {
    inject_arm(what, -1, false);
    assert_int_equal(run(), QAP_OK);
    return inject_disarm();
}

/* False, and a word about it, when the job did not bear the failure as it should. */
static bool strike(enum inject_what what, long nth, bool for_good, qap_status allowed) {
    put_old();
    inject_arm(what, nth, for_good);
    qap_status status = run();
    inject_disarm();
    const char *fault = fault_of(status, what == INJECT_WRITE);
    if (status != QAP_OK && status != allowed) fault = "the status is of another kind";
    if (status == QAP_OK && for_good) fault = "nothing can go well when all fails from here on";
    if (fault) print_message("call %ld%s: %s (%s)\n", nth, for_good ? " and all later" : "", fault, qap_status_name(status));
    return !fault;
}

static void strike_each(enum inject_what what, long least, qap_status allowed) {
    long n = count(what), faults = 0;
    print_message("%ld calls\n", n);
    assert_true(n >= least);
    for (long nth = 0; nth < n; nth++) {
        faults += !strike(what, nth, false, allowed);
        faults += !strike(what, nth, true, allowed);
    }
    assert_int_equal(faults, 0);
}

static void each_allocation(void **state) {
    (void)state;
    strike_each(INJECT_ALLOCATION, 50, QAP_NO_MEMORY);
}

static void each_write(void **state) {
    (void)state;
    strike_each(INJECT_WRITE, 3 * FORMATS, QAP_OUTPUT);
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_write), cmocka_unit_test(each_allocation)};
    if (argc != 2 || (mkdir(argv[1], 0777) != 0 && access(argv[1], W_OK) != 0) || chdir(argv[1]) != 0) return 2;
    for (size_t i = 0; i < FORMATS; i++) unlink(formats[i].path);
    return cmocka_run_group_tests(tests, setup, teardown);
}
