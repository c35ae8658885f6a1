/* job: the inside of a qap_job, shared by the files of src/press.
 *
 *   job.c      its life, inputs, outputs          run.c     the pipeline: read, merge, write, commit
 *   options.c  the table of options               formats.c the table of formats and what writes them
 *   setting.c  who says what holds          meta.c    facts about the book
 *   pdf_book.c, ebook.c  the two books       data.c    where fonts lie */
#ifndef QAP_PRESS_JOB_H
#define QAP_PRESS_JOB_H

#include <stdatomic.h>

#include "base/asset.h"
#include "base/base.h"
#include "base/source.h"
#include "base/stop.h"
#include "layout/page.h"
#include "qapress/qapress.h"
#include "read/read.h"
#include "tree/answers.h"

struct input {
    const char *path; /* NULL: memory */
    str name;
    char *owned;      /* the file's bytes */
    struct source source;
    struct diags diags;
    struct document doc;
    uint32_t lines_before; /* in a merged book: of the inputs before it, as its nodes count lines */
};

struct format;
struct style;

struct output {
    const struct format *format;
    enum answers_part part; /* PART_ANSWERS: "pdf:answers" */
    const char *path; /* NULL: memory or callback */
    qap_write *callback;
    void *context;
    struct buf memory;
    struct sink sink; /* what the writer sees: checks for cancellation, opens the file with the first byte */
    struct sink file; /* of an output with a path */
    bool open;        /* file is */
    qap_job *job;
};

struct field {
    str key, value;
};

struct settings {
    enum read_shape shape;
    enum read_markup markup;
    const char *encoding; /* NULL: found by the bytes */
    bool disabled[DIAG_CODES];
    mpt width, height;        /* paper; 0: the style's */
    int64_t epoch;            /* seconds since 1970, when has_epoch */
    bool has_epoch;
    const char *data_dir;     /* or NULL */
    const char *base_dir;     /* folder of images; NULL: the input's */
    const char *style;        /* a name or a file; NULL: the default */
    const char *css;          /* a file, or NULL */
    unsigned standards;       /* enum pdf_standard, or-ed */
    enum answers_where answers;
    bool has_answers;         /* else the style says where they stand */
    unsigned jobs;
    uint64_t timeout_ms;      /* 0: none */
    VEC(struct field) meta;
    VEC(struct field) defaults; /* for what the text does not say */
    VEC(qap_setting) said;      /* all of the above, in order, the front matter's in the end */
    VEC(const char *) font_path;
    VEC(struct marker_extra) markers; /* words that mark questions, answers … beside the reader's own */
};

struct qap_job {
    struct arena arena;       /* option values, names, diagnostics' strings */
    struct settings settings;
    VEC(struct input *) inputs;
    VEC(struct output *) outputs;
    struct diags diags;       /* about no single input */
    struct asset_list assets; /* the files that went into the outputs */
    struct input *style_file; /* NULL: none was read */
    struct style *style;      /* what it says; NULL: the default */
    struct input *css_file;   /* NULL: none was read */
    struct document merged;   /* of several inputs */
    struct document parts[2]; /* by enum answers_part; without a root until they are needed */
    struct book book;         /* of the PDF, for the EPUB's page list */
    bool has_book, ran, setting_default;
    int64_t deadline;         /* monotonic, milliseconds; 0: none */
    atomic_bool cancelled;
    struct stop stop;         /* asks for both */
    struct buf error;
    qap_summary summary;
    struct qap_diagnostic *shown;
    size_t n_shown;
};

/* Set the error text (NUL-terminated) and give QAP_USAGE. */
qap_status job_usage(qap_job *job, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 2, 3)))
#endif
    ;
qap_status job_no_memory(qap_job *job);
/* A NUL-terminated copy in the job's arena; NULL when memory is out. */
const char *job_copy(qap_job *job, str s);

/* Cancelled, or past the deadline. */
bool job_stopped(qap_job *job);
int64_t clock_ms(void); /* monotonic */

/* The text of an errno value, whatever the thread. */
str error_text(int error, struct arena *arena);

/* Sets an option unless one of more weight has; the place is the front matter's line. */
qap_status settings_set(qap_job *job, const char *option, const char *value, qap_origin origin, uint32_t line);
/* The options in the document's front matter; a mistake is a diagnostic. */
enum status front_matter_apply(qap_job *job, const struct document *doc, struct diags *diags);
/* Say of each option in it that it does not hold. */
enum status front_matter_ignore(const struct document *doc, struct diags *diags);
/* The facts in it, as settings. False: memory is out. */
bool front_facts_note(qap_job *job, const struct document *doc);
/* Of what was said, what holds for the document, which is complete: job->settings.said keeps nothing else. */
void settings_sift(qap_job *job, const struct document *doc);
/* "2024", "2024-05", "2024-05-17", each also followed by a time: seconds since 1970 at 00:00 UTC. */
bool date_parse(str s, int64_t *seconds);
/* The date of the job's outputs: the epoch given, the document's date, or 1980-01-01. */
int64_t job_time(const qap_job *job, const struct document *doc);

/* Read the style that the settings name into job->style, and the style sheet; look whether the font folders are there. */
enum status style_load(qap_job *job);
/* Read a file as a whole into in->owned; diagnostics say why it cannot be. */
enum status input_load(qap_job *job, struct input *in);
struct input *input_new(qap_job *job, const char *path, const char *name);
void input_free(struct input *in);

/* The folder of the bundled fonts. NULL: memory is out. */
const char *data_fonts(qap_job *job);

#define QAPRESS_GENERATOR "qapress " QAPRESS_VERSION

/* The folder that a job's images are relative to: its first input's, when none is given. NULL: none, or memory is out. */
const char *job_base_dir(qap_job *job);

/* Where the answers of the job's books stand: as its options or else its style say. */
enum answers_where job_answers(const qap_job *job);

/* Put the -M fields into the document. */
bool meta_apply(const qap_job *job, struct document *doc);
/* One document of several: a part each. */
enum status merge_inputs(qap_job *job);

/* Build the list that qap_job_diagnostic shows. */
bool diagnostics_show(qap_job *job);

/* What a writer of a format needs. */
struct making {
    qap_job *job;
    const struct document *doc; /* of books: the part that they show */
    enum answers_part part;
    struct diags *diags;
};

struct format {
    qap_format_info info;
    bool book; /* shows the answers where the job's options put them; else the format is the tree as it is */
    enum status (*write)(struct making *making, struct sink *out);
};
/* "pdf", or "pdf:answers" for the book of a part. NULL: there is none. */
const struct format *format_by_name(const char *name, enum answers_part *part);
/* Place in the table: outputs are made in this order, for the EPUB's page list comes from the PDF. */
size_t format_rank(const struct format *format);

enum status write_pdf(struct making *making, struct sink *out);
enum status write_epub(struct making *making, struct sink *out);
enum status write_html(struct making *making, struct sink *out);

#endif
