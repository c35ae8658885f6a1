/* qapress: raw interview questions and answers in, books out (PDF, EPUB, XML, JSON, …).
 *
 *     qap_job *job = qap_job_new();
 *     if (job && qap_job_input_file(job, "guide.txt") == QAP_OK &&
 *         qap_job_output_file(job, "pdf", "guide.pdf") == QAP_OK && qap_job_run(job) != QAP_OK)
 *         for (size_t i = 0; i < qap_job_diagnostic_count(job); i++)
 *             puts(qap_job_diagnostic(job, i)->message);
 *     qap_job_free(job);
 *
 * A job is one book: its inputs, options and outputs, run once. Jobs share nothing: different jobs may run in
 * different threads; one job belongs to one thread at a time, but for qap_job_cancel. The library never prints,
 * exits or aborts, reads no environment, and keeps no state of its own. Strings are UTF-8 and end in NUL, paths are
 * the system's bytes. Every function that can fail returns a status and says more in qap_job_error or in the job's
 * diagnostics. C11 or later, C++17 or later. */
#ifndef QAPRESS_H
#define QAPRESS_H

#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32)
#define QAP_API
#elif defined(__GNUC__)
#define QAP_API __attribute__((visibility("default")))
#else
#define QAP_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef enum qap_status {
    QAP_OK = 0,
    QAP_NO_MEMORY, /* an allocation failed; outputs are as they were */
    QAP_USAGE,     /* an option, a format or a call that makes no sense; qap_job_error says why */
    QAP_INPUT,     /* an input cannot be used; a diagnostic says why */
    QAP_OUTPUT,    /* an output could not be written and is as it was; a diagnostic says why */
    QAP_LIMIT,     /* the input asks for more than the program allows; a diagnostic says what */
    QAP_INTERNAL,  /* a defect of the program or of a library under it; a diagnostic says where */
    QAP_CANCELLED  /* qap_job_cancel was called, or the option "timeout" ran out; outputs are as they were */
} qap_status;

/* A short English name of a status: "ok", "out of memory", … Never NULL. */
QAP_API const char *qap_status_name(qap_status status);

/* ── the job ────────────────────────────────────────────────────────────────────────────────────────────────── */

typedef struct qap_job qap_job;

/* A job without inputs and outputs, with default options. NULL when memory is out. */
QAP_API qap_job *qap_job_new(void);
/* Ends a job and all that it lent out. NULL is allowed. */
QAP_API void qap_job_free(qap_job *job);

/* Sets an option by its name, as the command knows it without the dashes; qap_option lists them all. An option that
 * may be given several times ("meta", "no-repair", "marker", "font-path") adds up, any other is replaced. QAP_USAGE for an
 * unknown name or a value that does not fit. */
QAP_API qap_status qap_job_set(qap_job *job, const char *option, const char *value);

/* The same with less weight: for what neither qap_job_set nor the text's front matter says. */
QAP_API qap_status qap_job_set_default(qap_job *job, const char *option, const char *value);

/* The input: a file, or `size` bytes (not copied: they must stay until qap_job_free). `name` is what diagnostics call
 * it. Several inputs become one book, in the order given. Files are read by qap_job_run. */
QAP_API qap_status qap_job_input_file(qap_job *job, const char *path);
QAP_API qap_status qap_job_input_memory(qap_job *job, const char *name, const void *bytes, size_t size);

/* An output in a format ("pdf", "epub", …; qap_format lists them). "pdf:answers", "epub:answers" and "html:answers" are
 * books of the answers alone, each with its question: beside them the option "answers" is "separate" or "none".
 * _file: written to a temporary file beside `path`, flushed, and renamed once every output of the job is complete: a
 *   failed job leaves all of them as they were.
 * _memory: kept in the job; qap_job_output_bytes gives it after the run.
 * _callback: handed over as it is made, in order, never empty; `write` returns 0 to go on, else an errno value.
 *   When the job fails later on, what was handed over is not the whole.
 * A job without outputs reads its inputs and gathers diagnostics: a check. */
typedef int qap_write(void *context, const void *bytes, size_t size);
QAP_API qap_status qap_job_output_file(qap_job *job, const char *format, const char *path);
QAP_API qap_status qap_job_output_memory(qap_job *job, const char *format);
QAP_API qap_status qap_job_output_callback(qap_job *job, const char *format, qap_write *write, void *context);

/* Reads the inputs and writes the outputs. Once per job; QAP_USAGE when called again or without an input. */
QAP_API qap_status qap_job_run(qap_job *job);

/* Hands over the style that the job's options name, as YAML in UTF-8, to start a style of one's own from. Instead of
 * qap_job_run, and like it once per job. QAP_INPUT: the style's file cannot be used; a diagnostic says why. */
QAP_API qap_status qap_job_print_style(qap_job *job, qap_write *write, void *context);

/* Asks a running job to stop soon. The one function that another thread or a signal handler may call. */
QAP_API void qap_job_cancel(qap_job *job);

/* After a run: the bytes of the first memory output of a format and, in *size, how many. NULL (and 0) when there is
 * none or the run failed. Valid until qap_job_free. */
QAP_API const void *qap_job_output_bytes(const qap_job *job, const char *format, size_t *size);

/* After a run, also a failed one: the files that the outputs depend on, each once: inputs, style, style sheet, images,
 * fonts; a folder where what it holds counts. Those that were looked for in vain are among them. NULL past the end;
 * valid until qap_job_free. */
QAP_API const char *qap_job_file(const qap_job *job, size_t index);

/* What the last function that returned QAP_USAGE or QAP_NO_MEMORY had to say, in one line; "" at first. */
QAP_API const char *qap_job_error(const qap_job *job);

/* After a run: the options that hold, and what says so. */
typedef enum qap_origin {
    QAP_BY_DEFAULT,      /* qap_job_set_default */
    QAP_BY_FRONT_MATTER, /* the text itself; may set "paper", "style", "css", "pdf-standard", "answers", and facts */
    QAP_BY_OPTION        /* qap_job_set */
} qap_origin;
typedef struct qap_setting {
    const char *name, *value; /* "paper", "a5"; "meta", "author=A. Writer" */
    qap_origin origin;
    uint32_t line; /* in the front matter; else 0 */
} qap_setting;
/* In the order in which they were said. NULL past the end; valid until qap_job_free. */
QAP_API const qap_setting *qap_job_setting(const qap_job *job, size_t index);

/* After a run: what was read. */
typedef struct qap_summary {
    size_t questions, answered, sections;
    size_t pages;      /* of the PDF; 0 when none was made */
    const char *title; /* "" when the text has none */
    const char *shape; /* what the text was taken for: "tagged", … */
} qap_summary;
QAP_API const qap_summary *qap_job_summary(const qap_job *job);

/* ── diagnostics ────────────────────────────────────────────────────────────────────────────────────────────── */

typedef enum qap_severity {
    QAP_REPAIR, /* what was mended in the input, and where */
    QAP_NOTE,
    QAP_WARNING,
    QAP_ERROR
} qap_severity;

/* Fields may be added at the end in later versions; use it only through the pointer. */
typedef struct qap_diagnostic {
    qap_severity severity;
    const char *code;    /* stable, kebab-case: "no-question" */
    const char *message; /* one English sentence, no code, no place */
    const char *file;    /* the input as it was named; "" when it is about none */
    uint32_t line;       /* 1-based; 0 when unknown */
    uint32_t column;     /* 1-based, in code points; 0 when unknown */
    uint32_t length;     /* code points from column on, on this line; 0 when unknown */
    const char *source;  /* the input's line as it was given, not NUL-terminated, in the input's own encoding */
    size_t source_size;  /* bytes */
} qap_diagnostic;

/* After a run, also a failed one: the diagnostics, input by input, in the order of their places. At most 1000 of a
 * code are kept. The pointer is valid until qap_job_free; NULL past the end. */
QAP_API size_t qap_job_diagnostic_count(const qap_job *job);
QAP_API const qap_diagnostic *qap_job_diagnostic(const qap_job *job, size_t index);

/* Every code that there is: its name, or NULL past the end. */
QAP_API const char *qap_code_name(size_t index);
QAP_API qap_severity qap_code_severity(size_t index);
/* The message of a code with {0}, {1}, {2} where details go. */
QAP_API const char *qap_code_text(size_t index);

/* ── what there is ──────────────────────────────────────────────────────────────────────────────────────────── */

typedef struct qap_format_info {
    const char *name;       /* "pdf" */
    const char *extension;  /* with the dot: ".pdf" */
    const char *media_type; /* "application/pdf" */
    int binary;             /* not for a terminal */
} qap_format_info;
/* NULL past the end. */
QAP_API const qap_format_info *qap_format(size_t index);

typedef struct qap_option_info {
    const char *name;     /* "paper" */
    const char *argument; /* what its value is called: "SIZE" */
    const char *text;     /* what it does */
    int repeatable;
} qap_option_info;
QAP_API const qap_option_info *qap_option(size_t index);

/* "0.1.0" */
QAP_API const char *qap_version(void);
/* The libraries in use: a name ("libharu"), and its version in *version. NULL past the end. */
QAP_API const char *qap_library(size_t index, const char **version);

#ifdef __cplusplus
}
#endif

#endif
