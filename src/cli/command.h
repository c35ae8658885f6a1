/* command: what the command line asks for, and what the command's files share.
 *
 *   plan.c     what a run has to do
 *   options.c  the table of options: parsing, --help      inputs.c   folders as the files in them
 *   nearest.c  did you mean …?                            outputs.c  which input gives which file
 *   batch.c    running the jobs                           report.c   diagnostics, and report_*.c in each format
 *   progress.c how far a batch is                        junit.c    reports: written and merged
 *   completion.c  for shells                             files.c    whole files
 *   jobserver.c make's tokens                            signals.c  stopping cleanly
 *   state.c    what is up to date                        hashes.c   content hashes of files
 *   deps.c     --deps                                    watch.c    --watch
 *   config.c   the project file                          print_config.c  what holds
 *   main.c     the order of things */
#ifndef QAP_CLI_COMMAND_H
#define QAP_CLI_COMMAND_H

#include <stdio.h>

#include "base/buf.h"
#include "base/vec.h"
#include "qapress/qapress.h"

enum exit_status { EXIT_DONE, EXIT_FAILED, EXIT_USAGE, EXIT_FAIL_ON };

enum diagnostics_format { DIAGNOSTICS_TEXT, DIAGNOSTICS_JSON, DIAGNOSTICS_GITHUB, DIAGNOSTICS_SARIF };
enum when { WHEN_AUTO, WHEN_ALWAYS, WHEN_NEVER };

/* An option that the library knows, as it was given. */
struct setting {
    const char *name, *value;
    const char *origin; /* for --print-config: "option", or the environment's variable */
};

/* A project file. */
struct config_setting {
    char *name, *value;
    uint32_t line;
};
struct config {
    char *file;
    VEC(struct config_setting) settings;  /* all */
    VEC(const qap_format_info *) formats; /* empty: it does not say */
    VEC(const char *) hidden;             /* codes */
    int fail_on;                          /* qap_severity, or -1 */
};

struct command {
    VEC(struct setting) settings;
    VEC(const char *) inputs;
    VEC(const qap_format_info *) formats; /* empty: by the output's name, else pdf and epub */
    VEC(const char *) hidden;             /* codes of --no-warn */
    VEC(const char *) shown;              /* codes of --warn, whatever a project file says */
    const char *output;
    const char *report; /* file of the JUnit report */
    const char *merge_reports; /* the file that the inputs, reports, become */
    const char *completion; /* shell */
    const char *deps;   /* file of the rules for make */
    enum diagnostics_format diagnostics;
    enum when color, progress;
    int fail_on; /* qap_severity, or -1 */
    unsigned shard, shards; /* the k-th of n; 0 of 0: all */
    unsigned jobs; /* 0: as many as the machine has */
    int verbose;
    bool merge, check, explain, quiet, fail_fast, if_changed, watch, help, version, print_style, print_config;
    bool in_color; /* stderr, decided after parsing */
    bool terminal; /* stderr is one */
    size_t columns;
};

void command_release(struct command *command);

/* 0, or EXIT_USAGE after a message on stderr. */
int command_parse(struct command *command, int argc, char **argv);
void command_help(FILE *to);
/* The options in their order, for completions; false past the end. */
struct option_row {
    char letter;
    const char *name, *argument, *text;
};
bool option_row(size_t index, struct option_row *out);
/* Gives the exit status. */
int print_completion(const char *shell);
/* A usage error: the message on stderr; gives EXIT_USAGE. */
int usage_error(const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 1, 2)))
#endif
    ;
int no_memory(void); /* the message on stderr; gives EXIT_FAILED */
const char *format_name(size_t index); /* NULL past the end */
const qap_format_info *format_called(const char *name);
/* The nearest of the names to a mistyped word, or NULL when none is near. */
const char *nearest_name(const char *word, const char *(*name)(size_t index));

/* One book to make. */
struct target {
    const qap_format_info *format;
    char *path; /* NULL: standard output */
    bool answers; /* the book of the answers, which stand apart */
};

/* A text to read; `below` points into `path`, behind the folder that was named: its name, or "sub/name". */
struct input_file {
    char *path;
    const char *below;
};
typedef VEC(struct input_file) input_files;

struct task {
    const struct input_file *inputs;
    size_t n_inputs;
    VEC(struct target) targets;
    const struct config *config; /* or NULL */
};

typedef VEC(struct task) tasks;

typedef VEC(char *) path_list; /* owned */
void path_list_release(path_list *list);

/* The inputs of the command as files: folders opened, sorted, this shard's part. 0 or EXIT_FAILED. */
int expand_inputs(const struct command *command, input_files *out);
void input_files_release(input_files *list);
/* Whether a file in a folder is a text, by its name. */
bool is_text_name(const char *name);
/* The folders in a folder, which may be gone meanwhile. False: memory is out. */
bool list_folders(const char *folder, path_list *out);

#define CONFIG_NAME "qapress.yaml"
/* The project files that have been met, each read once. */
struct configs;
struct configs *configs_new(void);
void configs_free(struct configs *configs);
/* The nearest project file of an input, or *out = NULL. 0, EXIT_USAGE or EXIT_FAILED after a message. */
int config_find(struct configs *configs, const char *input, const struct config **out);
/* The folder that an input lies in, links in it resolved; to be freed. NULL: there is none, or memory is out. */
char *folder_of(const char *input);
/* Whether the job has no use for it: what the command takes from a project file itself. */
bool config_is_own(const char *name);
/* --print-config: what holds for each document, and where that comes from. Gives the exit status. */
int print_config(const struct command *command, const tasks *list);

/* What is to be made and with which project file, or EXIT_USAGE or EXIT_FAILED after a message. */
int plan_tasks(const struct command *command, const input_files *inputs, struct configs *configs, tasks *out);
void tasks_release(tasks *list);

struct plan {
    input_files inputs;
    struct configs *configs;
    tasks tasks;
};
/* All of the above; to be released also when it failed. */
int plan_make(const struct command *command, struct plan *plan);
void plan_release(struct plan *plan);

/* What came of a task. */
struct result {
    const struct config *config; /* or NULL */
    struct buf report;  /* the diagnostics in the format asked for: lines, or for SARIF objects with commas between */
    struct buf plain;   /* for GitHub: the same as plain text, line for line */
    struct buf errors;  /* messages of the errors, a line each */
    VEC(char *) files;  /* what the job was made of, as far as somebody asks */
    size_t count[4];    /* but those hidden, by qap_severity */
    int64_t ms;
    qap_status status;
    int worst;          /* the highest severity that counts for --fail-on; -1: none */
    int worst_of_all;   /* the hidden ones too */
    bool done;
    bool current;       /* it was up to date */
};

void result_add_file(struct result *result, const char *path);

/* Everything; gives the exit status. */
struct state;
struct running;
int run_tasks(const struct command *command, const tasks *list, struct state *state, struct running *running);
/* --watch: the same again whenever something changes, until a signal ends it. */
int watch(const struct command *command);

int64_t now_ms(void); /* monotonic */

/* The severity from which on a document makes the run fail; -1: none does. */
int fail_on_of(const struct command *command, const struct config *config);
/* Give a job its settings and inputs; standard input is read into `held`, *error says why it cannot be. */
qap_status job_prepare(const struct command *command, const struct task *task, qap_job *job, struct buf *held, int *error);
/* Add the diagnostics of a job, or one of the command's own, as far as they are to be shown. */
void report_job(const struct command *command, const qap_job *job, struct result *result);
void report_diagnostic(const struct command *command, const qap_diagnostic *d, struct result *result);
/* What has gathered goes to stderr, result by result in their order; *annotations counts GitHub's by severity. */
void report_print(const struct command *command, const struct result *result, size_t annotations[4]);
/* What comes after the last: SARIF as a whole, the JUnit report, GitHub's step summary. False after a message. */
bool report_end(const struct command *command, const tasks *list, const struct result *results);

/* The formats, one file each. */
void put_text_line(struct buf *out, const struct command *command, const qap_diagnostic *d);
void put_json(struct buf *out, const qap_diagnostic *d);
void put_json_string(struct buf *out, str s);
void put_sarif(struct buf *out, const qap_diagnostic *d);
void put_sarif_log(struct buf *out, const tasks *list, const struct result *results);
void put_github(struct buf *out, const qap_diagnostic *d);
void put_github_summary(struct buf *out, const tasks *list, const struct result *results);
extern const char *const SEVERITY_NAMES[4];

/* A document in a JUnit report. */
enum case_outcome { CASE_PASSED, CASE_FAILED, CASE_SKIPPED };
struct report_case {
    char *name;   /* the document's path */
    int64_t ms;
    enum case_outcome outcome;
    const char *type; /* of a failure: what kind */
    str errors;       /* and the messages, a line each */
};
void put_junit(struct buf *out, const struct report_case *cases, size_t n);
/* --merge-reports; gives the exit status. */
int merge_reports(const struct command *command);

/* Appends the whole of a file; false with errno set. */
bool file_read(const char *path, struct buf *out);
/* The bytes as the whole of a file, which appears at once; false after a message. */
bool file_write(const char *path, const struct buf *bytes);
bool file_write_quietly(const char *path, const struct buf *bytes); /* errno says why not */

/* Bytes that a terminal can take: control characters and what is no UTF-8 are replaced. */
void put_clean(struct buf *out, str s);

/* Content hashes of files, each computed once while the file stays the same; for all threads. */
struct sha256_ctx;
struct stat;
struct hashes;
enum { HASH_TEXT = 65 }; /* SHA-256 in hexadecimal digits, and NUL */
struct hashes *hashes_new(void);
void hashes_free(struct hashes *hashes);
/* False: there is no such file or folder, or it cannot be read. */
bool hash_path(struct hashes *hashes, const char *path, struct stat *st, char hash[HASH_TEXT]);
void hash_text(struct sha256_ctx *sha, const char *s); /* with its NUL, so that texts stay apart */
void hash_end(struct sha256_ctx *sha, char hash[HASH_TEXT]);
int64_t file_time(const struct stat *st); /* of its content's last change, in ns */
int64_t file_clock(void);                 /* the time that a file changed now would get, or a little before it */

/* For --if-changed and --watch: which outputs are as they would be made again. For all threads. */
struct state *state_open(const struct command *command); /* NULL: memory is out */
void state_close(struct state *state);                   /* writes it, too */
void state_save(struct state *state);
/* The files that a task was made of when it was made last; NULL past the end. */
const char *state_file_of(const struct state *state, const struct task *task, size_t index);
/* True: nothing has changed; what came of the task then is in *result. */
bool state_is_current(struct state *state, const struct command *command, const struct task *task, struct result *result);
/* Remember a task that was started at a file_clock time, and that is done. */
void state_record(struct state *state, const struct command *command, const struct task *task, const struct result *result, int64_t since);
/* --deps: outputs and what they were made of, as make's rules. */
bool write_deps(const struct command *command, const tasks *list, const struct result *results);

/* GNU make's jobserver, which bounds the threads of all that make runs. */
struct jobserver {
    int read, write; /* -1: none */
    bool own_write;
};
enum jobserver_answer { JOBSERVER_TOKEN, JOBSERVER_LATER, JOBSERVER_GONE };
bool jobserver_open(struct jobserver *jobserver); /* false: make does not run this, or shares no tokens */
void jobserver_close(struct jobserver *jobserver);
/* Waits for a token a moment. */
enum jobserver_answer jobserver_take(struct jobserver *jobserver, char *token);
void jobserver_give(struct jobserver *jobserver, char token);

struct progress {
    bool wanted, drawn;
    size_t total, done, failed, columns;
    int64_t start, last; /* ms */
};
void progress_draw(struct progress *progress, const char *slowest, int64_t now);
void progress_clear(struct progress *progress);

/* Stop the jobs of this list on SIGINT, SIGTERM and SIGHUP. */
struct running *running_new(void);
void running_free(struct running *running);
bool running_add(struct running *running, qap_job *job);
void running_remove(struct running *running, qap_job *job);
/* The signal that came, or 0. */
int running_signal(const struct running *running);

#endif
