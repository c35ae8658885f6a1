/* Fuzz target: any bytes through the whole program, by the public interface alone: all formats, in memory. A job may
 * refuse its input; it may not call it an internal fault, nor succeed with an empty output. */
#include <stdio.h>
#include <stdlib.h>

#include "qapress/qapress.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void report(const qap_job *job) {
    for (size_t i = 0; i < qap_job_diagnostic_count(job); i++) {
        const qap_diagnostic *d = qap_job_diagnostic(job, i);
        if (d->severity == QAP_ERROR) fprintf(stderr, "%s [%s]\n", d->message, d->code);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    qap_job *job = qap_job_new();
    if (!job) abort();
    qap_status status = qap_job_input_memory(job, "fuzz.txt", data, size);
    for (size_t i = 0; status == QAP_OK && qap_format(i); i++) status = qap_job_output_memory(job, qap_format(i)->name);
    if (status == QAP_OK) status = qap_job_run(job);
    if (status == QAP_INTERNAL || status == QAP_USAGE) {
        report(job);
        abort();
    }
    for (size_t i = 0; status == QAP_OK && qap_format(i); i++) {
        size_t n = 0;
        if (!qap_job_output_bytes(job, qap_format(i)->name, &n) || n == 0) abort();
    }
    qap_job_free(job);
    return 0;
}
