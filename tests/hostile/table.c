/* table: what hostile texts cost, beside ordinary prose of the same size in the same run.
 *
 *     hostile_table [-b BYTES] [NAME...]
 *
 * Each case is read at an eighth, a quarter, a half and the whole of BYTES (10,000,000), in a process of its own. A row
 * has the CPU time at the whole size, its ratio to prose, the exponent of its growth over the four sizes (1.00: in
 * proportion; least squares of the logarithms), the memory in bytes for each byte of the text, and its exponent. */
#include <math.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cases.h"
#include "read/read.h"

enum { SIZES = 4, TOO_LONG = 100 /* seconds */ };

struct cost {
    double seconds, memory;
};

static double cpu(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double peak(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss * 1024;
}

/* In the child: read once, twice when that was quick. */
static struct cost read_case(const struct hostile *h, size_t bytes) {
    struct buf text;
    buf_init(&text);
    hostile_make(h, bytes, &text);
    double before = peak(), best = 0;
    for (int run = 0; run < (best < 0.5 ? 3 : 1); run++) {
        struct source source = {.name = STR("hostile"), .bytes = buf_str(&text)};
        struct diags diags;
        struct document doc;
        diags_init(&diags);
        document_init(&doc);
        double from = cpu();
        read_document(&source, &(struct read_options){0}, &diags, &doc);
        double took = cpu() - from;
        if (run == 0 || took < best) best = took;
        document_release(&doc);
        diags_release(&diags);
        source_release(&source);
    }
    return (struct cost){best, peak() - before};
}

static bool measure(const struct hostile *h, size_t bytes, struct cost *out) {
    int ends[2], status;
    if (pipe(ends) != 0) return false;
    pid_t child = fork();
    if (child == 0) {
        alarm(TOO_LONG);
        struct cost cost = read_case(h, bytes);
        _exit(write(ends[1], &cost, sizeof cost) == sizeof cost ? 0 : 1);
    }
    close(ends[1]);
    bool good = child > 0 && read(ends[0], out, sizeof *out) == sizeof *out;
    close(ends[0]);
    return child > 0 && waitpid(child, &status, 0) == child && good && WIFEXITED(status);
}

/* The slope of log(y) over log(size), sizes doubling. */
static double exponent(const double y[SIZES]) {
    double slope = 0;
    for (int i = 0; i < SIZES; i++) slope += (i - (SIZES - 1) / 2.0) * log2(y[i] > 0 ? y[i] : 1e-9);
    return slope / 5; /* the sum of the squares of -1.5, -0.5, 0.5, 1.5 */
}

static bool print_row(const struct hostile *h, size_t bytes, double prose, double *took) {
    double seconds[SIZES], memory[SIZES];
    for (int i = 0; i < SIZES; i++) {
        struct cost cost;
        if (!measure(h, bytes >> (SIZES - 1 - i), &cost)) {
            printf("%-26s gave up at %zu bytes\n", h->name, bytes >> (SIZES - 1 - i));
            return false;
        }
        seconds[i] = cost.seconds;
        memory[i] = cost.memory;
    }
    *took = seconds[SIZES - 1];
    printf("%-26s %8.3f s %7.2f x  exponent %5.2f  %7.1f bytes a byte  exponent %5.2f\n", h->name, *took,
           *took / (prose > 0 ? prose : *took), exponent(seconds), memory[SIZES - 1] / (double)bytes, exponent(memory));
    fflush(stdout);
    return true;
}

static bool is_wanted(const char *name, char **names, int n) {
    for (int i = 0; i < n; i++)
        if (strcmp(name, names[i]) == 0) return true;
    return n == 0;
}

int main(int argc, char **argv) {
    size_t bytes = 10000000;
    int first = 1;
    if (argc > 2 && strcmp(argv[1], "-b") == 0) bytes = strtoul(argv[2], NULL, 10), first = 3;
    double prose = 0, took = 0;
    bool good = print_row(&hostile_cases[0], bytes, 0, &prose);
    for (size_t i = 1; i < hostile_count; i++)
        if (is_wanted(hostile_cases[i].name, argv + first, argc - first)) good = print_row(&hostile_cases[i], bytes, prose, &took) && good;
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
