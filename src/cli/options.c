/* The command's options: one table that parses, and that --help prints. */
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"

struct option {
    char letter; /* 0: none */
    const char *name, *argument, *text;
    int (*set)(struct command *command, const struct option *option, const char *value);
    size_t member; /* of struct command, that `set` sets */
};

int usage_error(const char *format, ...) {
    va_list args;
    va_start(args, format);
    fputs("qapress: ", stderr);
    vfprintf(stderr, format, args);
    fputs("\nTry 'qapress --help'.\n", stderr);
    va_end(args);
    return EXIT_USAGE;
}

int no_memory(void) {
    fputs("qapress: memory ran out\n", stderr);
    return EXIT_FAILED;
}

/* ── values ─────────────────────────────────────────────────────────────────────────────────────────────────── */

const char *format_name(size_t index) {
    const qap_format_info *info = qap_format(index);
    return info ? info->name : NULL;
}

const qap_format_info *format_called(const char *name) {
    size_t i = 0;
    while (qap_format(i) && strcmp(qap_format(i)->name, name) != 0) i++;
    return qap_format(i);
}

static int add_format(struct command *command, str name) {
    char word[32];
    snprintf(word, sizeof word, "%.*s", STR_ARG(name));
    const qap_format_info *info = format_called(word);
    for (size_t k = 0; info && k < command->formats.n; k++)
        if (command->formats.at[k] == info) return 0;
    if (info) return vec_push(&command->formats, info) ? 0 : no_memory();
    const char *near = nearest_name(word, format_name);
    if (near) return usage_error("unknown format '%s'; did you mean '%s'?", word, near);
    struct buf list = {0};
    for (size_t i = 0; qap_format(i); i++) buf_printf(&list, "%s%s", i ? ", " : "", qap_format(i)->name);
    int status = usage_error("unknown format '%s'; there are %.*s", word, STR_ARG(buf_str(&list)));
    buf_release(&list);
    return status;
}

static int set_to(struct command *command, const struct option *option, const char *value) {
    (void)option;
    str rest = str_from(value);
    command->formats.n = 0;
    for (;;) {
        size_t comma = str_find_char(rest, ',', 0);
        int status = add_format(command, str_trim(str_sub(rest, 0, comma == SIZE_MAX ? rest.n : comma)));
        if (status || comma == SIZE_MAX) return status;
        rest = str_drop(rest, comma + 1);
    }
}

static int set_setting(struct command *command, const struct option *option, const char *value) {
    return vec_push(&command->settings, (struct setting){option->name, value, "option"}) ? 0 : no_memory();
}

static int set_jobs(struct command *command, const struct option *option, const char *value) {
    unsigned n = 0;
    const char *at = value;
    for (; char_is_digit(*at) && n <= 1024; at++) n = n * 10 + (unsigned)(*at - '0');
    if (at == value || *at || n > 1024) return usage_error("--%s takes a number from 0 to 1024, not '%s'", option->name, value);
    command->jobs = n;
    return 0;
}

static int set_shard(struct command *command, const struct option *option, const char *value) {
    unsigned numbers[2] = {0, 0};
    const char *at = value;
    for (int i = 0; i < 2; i++) {
        while (char_is_digit(*at) && numbers[i] < 100000) numbers[i] = numbers[i] * 10 + (unsigned)(*at++ - '0');
        if (i == 0 && *at++ != '/') break;
    }
    if (numbers[0] < 1 || numbers[0] > numbers[1] || *at) return usage_error("--%s takes K/N with K from 1 to N, not '%s'", option->name, value);
    command->shard = numbers[0];
    command->shards = numbers[1];
    return 0;
}

static const char *level_name(size_t index) {
    static const char *const LEVELS[] = {"repair", "note", "warning", "error"};
    return index < sizeof LEVELS / sizeof *LEVELS ? LEVELS[index] : NULL;
}

static int set_fail_on(struct command *command, const struct option *option, const char *value) {
    for (int i = QAP_NOTE; i <= QAP_WARNING; i++)
        if (strcmp(level_name((size_t)i), value) == 0) return command->fail_on = i, 0;
    return usage_error("--%s takes 'warning' or 'note', not '%s'", option->name, value);
}

static bool code_exists(const char *name) {
    for (size_t i = 0; qap_code_name(i); i++)
        if (strcmp(qap_code_name(i), name) == 0) return true;
    return false;
}

static int unknown_code(const char *value) {
    const char *near = nearest_name(value, qap_code_name);
    return near ? usage_error("unknown diagnostic '%s'; did you mean '%s'?", value, near)
                : usage_error("unknown diagnostic '%s'; qapress(1) lists them", value);
}

static int set_no_warn(struct command *command, const struct option *option, const char *value) {
    (void)option;
    if (!code_exists(value)) return unknown_code(value);
    for (size_t i = 0; i < command->shown.n; i++)
        if (strcmp(command->shown.at[i], value) == 0) command->shown.at[i] = "";
    return vec_push(&command->hidden, value) ? 0 : no_memory();
}

static int set_warn(struct command *command, const struct option *option, const char *value) {
    (void)option;
    if (!code_exists(value)) return unknown_code(value);
    for (size_t i = 0; i < command->hidden.n;) {
        if (strcmp(command->hidden.at[i], value) == 0) command->hidden.at[i] = command->hidden.at[--command->hidden.n];
        else i++;
    }
    return vec_push(&command->shown, value) ? 0 : no_memory();
}

static int set_diagnostics(struct command *command, const struct option *option, const char *value) {
    static const char *const FORMATS[] = {"text", "json", "github", "sarif"};
    for (int i = 0; i < 4; i++)
        if (strcmp(FORMATS[i], value) == 0) return command->diagnostics = (enum diagnostics_format)i, 0;
    return usage_error("--%s takes text, json, github or sarif, not '%s'", option->name, value);
}

static void *member_of(struct command *command, const struct option *option) { return (char *)command + option->member; }

static int set_word(struct command *command, const struct option *option, const char *value) {
    if (!*value) return usage_error("--%s needs a value: %s", option->name, option->argument);
    *(const char **)member_of(command, option) = value;
    return 0;
}

static int set_when(struct command *command, const struct option *option, const char *value) {
    static const char *const WHENS[] = {"auto", "always", "never"};
    for (int i = 0; i < 3; i++)
        if (strcmp(WHENS[i], value) == 0) return *(enum when *)member_of(command, option) = (enum when)i, 0;
    return usage_error("--%s takes auto, always or never, not '%s'", option->name, value);
}

static int set_true(struct command *command, const struct option *option, const char *value) {
    (void)value;
    return *(bool *)member_of(command, option) = true, 0;
}

static int set_false(struct command *command, const struct option *option, const char *value) {
    (void)value;
    return *(bool *)member_of(command, option) = false, 0;
}

static int set_more(struct command *command, const struct option *option, const char *value) {
    (void)value;
    ++*(int *)member_of(command, option);
    return 0;
}

/* What is always so. */
static int set_nothing(struct command *command, const struct option *option, const char *value) {
    (void)command, (void)option, (void)value;
    return 0;
}

/* ── the table ──────────────────────────────────────────────────────────────────────────────────────────────── */

#define MEMBER(name) offsetof(struct command, name)

/* A row without a name is a heading of --help. */
static const struct option OPTIONS[] = {
    {.text = "What to make"},
    {'t', "to", "LIST", "pdf, epub, html, xml, json, markdown; several with commas between; default: by the output's name, else pdf,epub", set_to, 0},
    {'o', "output", "PATH", "a file, a folder (DIR/), or - for standard output; default: STEM.pdf and STEM.epub in the current folder", set_word, MEMBER(output)},
    {0, "merge", NULL, "make one book of all inputs, a part each", set_true, MEMBER(merge)},
    {0, "paper", "SIZE", "a4 (default), letter, a5, …, or WxH with a unit: 6x9in, 150mmx220mm", set_setting, 0},
    {0, "style", "STYLE", "default, grey (for printers without colour), or a YAML file", set_setting, 0},
    {0, "print-style", NULL, "print the style in use, as YAML to start from", set_true, MEMBER(print_style)},
    {0, "pdf-standard", "LIST", "a-2a,ua-1 (default), a-3a (with source and tree attached), or none", set_setting, 0},
    {0, "css", "FILE", "a style sheet to add to the EPUB's and the HTML page's", set_setting, 0},
    {0, "answers", "WHERE", "in books: inline (default), section-end, end, hidden, separate (NAME-answers beside it), or none", set_setting, 0},
    {'M', "meta", "KEY=VALUE", "title, subtitle, author (may repeat), lang, date, …", set_setting, 0},
    {0, "font-path", "DIR", "look for more fonts here; may repeat", set_setting, 0},
    {.text = "How to read"},
    {'f', "from", "NAME", "plain, markdown, html, org, mediawiki, dokuwiki, jira, asciidoc or rst; or a shape: tagged, headings, numbered, details, choices, list, transcript, faq; or both: org,list; default: detect", set_setting, 0},
    {0, "encoding", "NAME", "UTF-8, GB18030, Shift_JIS, windows-1251, …; default: found by the bytes", set_setting, 0},
    {0, "marker", "KIND=WORD", "one more word that marks a question, answer, section …; may repeat", set_setting, 0},
    {0, "no-repair", "NAME", "switch one repair off, or 'all'; may repeat", set_setting, 0},
    {0, "check", NULL, "read and diagnose only; write nothing", set_true, MEMBER(check)},
    {0, "explain", NULL, "tell every repair, with its place and rule", set_true, MEMBER(explain)},
    {.text = "Many documents"},
    {'j', "jobs", "N", "how many threads; default 0: as many as the machine has. Never changes the bytes", set_jobs, 0},
    {0, "keep-going", NULL, "go on after a failed document (default)", set_false, MEMBER(fail_fast)},
    {0, "fail-fast", NULL, "start no document after a failed one", set_true, MEMBER(fail_fast)},
    {0, "reproducible", NULL, "the same bytes on every run and at any -j; always so", set_nothing, 0},
    {0, "shard", "K/N", "only the K-th of N even parts of the inputs, sorted by path", set_shard, 0},
    {0, "timeout", "SECONDS", "give a document up after so long; 0.5 is half a second, 0 (default) never", set_setting, 0},
    {0, "if-changed", NULL, "leave alone what would come out the same (kept in .qapress-state beside the outputs)", set_true, MEMBER(if_changed)},
    {0, "watch", NULL, "stay, and make again what an input, style, image or qapress.yaml that changes goes into", set_true, MEMBER(watch)},
    {0, "deps", "FILE", "write what the outputs were made of, as rules for make", set_word, MEMBER(deps)},
    {.text = "What to tell"},
    {'W', "fail-on", "LEVEL", "end with status 3 when there was a 'warning', or even a 'note'", set_fail_on, 0},
    {0, "diagnostics", "FORMAT", "text (default), json (an object a line), github, or sarif; on standard error", set_diagnostics, 0},
    {0, "report", "FILE", "write a JUnit report, a test case a document", set_word, MEMBER(report)},
    {0, "merge-reports", "FILE", "make one report of the inputs, which are reports of shards; convert nothing", set_word, MEMBER(merge_reports)},
    {0, "no-warn", "CODE", "do not tell of this diagnostic; may repeat", set_no_warn, 0},
    {0, "warn", "CODE", "tell of it again", set_warn, 0},
    {0, "print-config", NULL, "print what holds for each document, and what says so", set_true, MEMBER(print_config)},
    {'q', "quiet", NULL, "tell of errors only", set_true, MEMBER(quiet)},
    {'v', "verbose", NULL, "tell of notes too, and what was made", set_more, MEMBER(verbose)},
    {0, "color", "WHEN", "auto, always or never", set_when, MEMBER(color)},
    {0, "progress", "WHEN", "show how far a batch is: auto (on a terminal), always or never", set_when, MEMBER(progress)},
    {0, "completion", "SHELL", "print the completions for bash, zsh or fish", set_word, MEMBER(completion)},
    {'h', "help", NULL, "print this", set_true, MEMBER(help)},
    {'V', "version", NULL, "print the version; with -v the libraries' too", set_true, MEMBER(version)},
};
enum { OPTION_COUNT = sizeof OPTIONS / sizeof *OPTIONS, HELP_INDENT = 27, HELP_WIDTH = 100 };

static const char *option_name(size_t index) {
    /* Headings have no name; they are passed over by their emptiness. */
    return index < OPTION_COUNT ? (OPTIONS[index].name ? OPTIONS[index].name : "") : NULL;
}

bool option_row(size_t index, struct option_row *out) {
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const struct option *o = &OPTIONS[i];
        if (!o->name || index-- > 0) continue;
        *out = (struct option_row){o->letter, o->name, o->argument, o->text};
        return true;
    }
    return false;
}

/* Words of a text in lines of a width, every line but the first indented. */
static void put_wrapped(FILE *to, const char *text) {
    int column = HELP_INDENT;
    while (*text) {
        int n = (int)strcspn(text, " "), width = 0;
        for (int i = 0; i < n; i++) width += ((unsigned char)text[i] & 0xC0) != 0x80;
        if (column > HELP_INDENT && column + 1 + width > HELP_WIDTH) {
            fprintf(to, "\n%*s", HELP_INDENT, "");
            column = HELP_INDENT;
        } else if (column > HELP_INDENT) {
            fputc(' ', to);
            column++;
        }
        fprintf(to, "%.*s", n, text);
        column += width;
        text += n + (text[n] == ' ');
    }
    fputc('\n', to);
}

static void put_option(FILE *to, const struct option *o) {
    char left[64];
    int n = o->letter ? snprintf(left, sizeof left, "  -%c, --%s", o->letter, o->name)
                      : snprintf(left, sizeof left, "      --%s", o->name);
    if (o->argument) n += snprintf(left + n, sizeof left - (size_t)n, "%s%s", o->letter ? " " : "=", o->argument);
    fprintf(to, "%-*s", HELP_INDENT, left);
    if (n >= HELP_INDENT) fprintf(to, "\n%*s", HELP_INDENT, "");
    put_wrapped(to, o->text);
}

void command_help(FILE *to) {
    fputs("Usage: qapress [OPTION]... INPUT...\n"
          "Turns interview questions and answers into books: PDF and EPUB. An input is a text, a folder of\n"
          "texts, or - for standard input.\n",
          to);
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (OPTIONS[i].name) put_option(to, &OPTIONS[i]);
        else fprintf(to, "\n%s:\n", OPTIONS[i].text);
    }
    fputs("\nExit status: 0 done, 1 a document failed, 2 usage, 3 done but --fail-on was met.\n", to);
}

/* ── parsing ────────────────────────────────────────────────────────────────────────────────────────────────── */

static const struct option *find_name(str name) {
    for (size_t i = 0; i < OPTION_COUNT; i++)
        if (OPTIONS[i].name && str_eq(str_from(OPTIONS[i].name), name)) return &OPTIONS[i];
    return NULL;
}

static const struct option *find_letter(char letter) {
    for (size_t i = 0; i < OPTION_COUNT; i++)
        if (OPTIONS[i].name && OPTIONS[i].letter == letter) return &OPTIONS[i];
    return NULL;
}

struct cursor {
    int at, n;
    char **words;
};

static const char *next_word(struct cursor *c) { return c->at + 1 < c->n ? c->words[++c->at] : NULL; }

static int parse_long(struct command *command, struct cursor *c) {
    const char *word = c->words[c->at] + 2;
    str name = str_from(word);
    size_t equals = str_find_char(name, '=', 0);
    const char *value = equals == SIZE_MAX ? NULL : word + equals + 1;
    name = str_sub(name, 0, equals == SIZE_MAX ? name.n : equals);
    const struct option *o = find_name(name);
    if (!o) {
        char given[64];
        snprintf(given, sizeof given, "%.*s", STR_ARG(name));
        const char *near = nearest_name(given, option_name);
        return near ? usage_error("unknown option --%s; did you mean --%s?", given, near)
                    : usage_error("unknown option --%s", given);
    }
    if (!o->argument && value) return usage_error("--%s takes no value", o->name);
    if (o->argument && !value) value = next_word(c);
    if (o->argument && !value) return usage_error("--%s needs a value: %s", o->name, o->argument);
    return o->set(command, o, value);
}

/* A word of letters: "-qv", "-tpdf", "-t pdf", "-t=pdf". */
static int parse_letters(struct command *command, struct cursor *c) {
    for (const char *at = c->words[c->at] + 1; *at; at++) {
        const struct option *o = find_letter(*at);
        if (!o) return usage_error("unknown option -%c", *at);
        if (!o->argument) {
            int status = o->set(command, o, NULL);
            if (status) return status;
            continue;
        }
        const char *value = at[1] ? at + 1 + (at[1] == '=') : next_word(c);
        if (!value) return usage_error("-%c needs a value: %s", *at, o->argument);
        return o->set(command, o, value);
    }
    return 0;
}

/* Every setting, tried on a job that is not run: so mistakes are found before anything is made. */
static int check_settings(const struct command *command) {
    qap_job *job = qap_job_new();
    if (!job) return no_memory();
    int status = 0;
    for (size_t i = 0; i < command->settings.n && !status; i++) {
        const struct setting *s = &command->settings.at[i];
        qap_status set = qap_job_set(job, s->name, s->value);
        if (set == QAP_NO_MEMORY) status = no_memory();
        else if (set != QAP_OK && strcmp(s->origin, "option") != 0) status = usage_error("%s: %s", s->origin, qap_job_error(job));
        else if (set != QAP_OK) status = usage_error("--%s: %s", s->name, qap_job_error(job));
    }
    qap_job_free(job);
    return status;
}

/* What the environment has to say comes first, so that options win. */
static int take_environment(struct command *command) {
    static const char *const NAMES[][2] = {{"SOURCE_DATE_EPOCH", "epoch"}, {"QAPRESS_DATA", "data-dir"}};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        const char *value = getenv(NAMES[i][0]);
        if (value && *value && !vec_push(&command->settings, (struct setting){NAMES[i][1], value, NAMES[i][0]})) return no_memory();
    }
    return 0;
}

int command_parse(struct command *command, int argc, char **argv) {
    *command = (struct command){.fail_on = -1};
    struct cursor c = {1, argc, argv};
    int status = take_environment(command);
    for (bool options = true; !status && c.at < c.n; c.at++) {
        const char *word = argv[c.at];
        if (options && strcmp(word, "--") == 0) options = false;
        else if (options && word[0] == '-' && word[1] == '-') status = parse_long(command, &c);
        else if (options && word[0] == '-' && word[1]) status = parse_letters(command, &c);
        else if (!vec_push(&command->inputs, word)) status = no_memory();
    }
    if (status || command->help || command->version) return status;
    if (command->merge && command->shards) return usage_error("--merge makes one book; it has no shards");
    status = check_settings(command);
    return status;
}

void command_release(struct command *command) {
    vec_release(&command->settings);
    vec_release(&command->inputs);
    vec_release(&command->formats);
    vec_release(&command->hidden);
    vec_release(&command->shown);
}
