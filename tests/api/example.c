/* A guide in memory becomes a PDF in memory and an EPUB on the disk; the diagnostics go to stderr.
 *
 *     cc example.c $(pkg-config --cflags --libs qapress) && ./a.out guide.epub */
#include <qapress/qapress.h>
#include <stdio.h>
#include <string.h>

static const char GUIDE[] = "A SMALL GUIDE\n\n"
                            "Q1: What is a stack?\nA: What was put in last comes out first.\n"
                            "Q2: What is a queue?\nA: What was put in first comes out first.\n";

static void tell(const qap_job *job) {
    const qap_diagnostic *d;
    for (size_t i = 0; (d = qap_job_diagnostic(job, i)) != NULL; i++)
        if (d->severity >= QAP_WARNING)
            fprintf(stderr, "%s:%u: %s [%s]\n", d->file, (unsigned)d->line, d->message, d->code);
}

int main(int argc, char **argv) {
    qap_job *job = qap_job_new();
    qap_status status = job ? QAP_OK : QAP_NO_MEMORY;
    if (argc != 2) return 2;
    if (!status) status = qap_job_input_memory(job, "guide.txt", GUIDE, strlen(GUIDE));
    if (!status) status = qap_job_set(job, "meta", "author=A. Writer");
    if (!status) status = qap_job_set(job, "paper", "a5");
    if (!status) status = qap_job_output_memory(job, "pdf");
    if (!status) status = qap_job_output_file(job, "epub", argv[1]);
    if (!status) status = qap_job_run(job);
    if (job) tell(job);
    if (status) fprintf(stderr, "%s: %s\n", qap_status_name(status), job ? qap_job_error(job) : "");
    else {
        size_t size;
        const void *pdf = qap_job_output_bytes(job, "pdf", &size);
        const qap_summary *summary = qap_job_summary(job);
        printf("%s: %zu questions on %zu pages, %.5s\n", summary->title, summary->questions, summary->pages, (const char *)pdf);
    }
    qap_job_free(job);
    return status ? 1 : 0;
}
