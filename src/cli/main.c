/* qapress, the command: parse, plan, run. All the work is the library's. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/command.h"

static void print_version(const struct command *command) {
    printf("qapress %s\n", qap_version());
    const char *name, *version;
    for (size_t i = 0; command->verbose && (name = qap_library(i, &version)) != NULL; i++) printf("  %s %s\n", name, version);
}

/* What is shown goes to stdout in full, or the run has failed. */
static int shown(void) {
    if (fflush(stdout) == 0 && !ferror(stdout)) return EXIT_DONE;
    perror("qapress: cannot write standard output");
    return EXIT_FAILED;
}

static int put_stdout(void *context, const void *bytes, size_t size) {
    (void)context;
    return fwrite(bytes, 1, size, stdout) == size ? 0 : EIO;
}

static int print_style(const struct command *command) {
    qap_job *job = qap_job_new();
    qap_status status = job ? QAP_OK : QAP_NO_MEMORY;
    for (size_t i = 0; i < command->settings.n && status == QAP_OK; i++)
        status = qap_job_set(job, command->settings.at[i].name, command->settings.at[i].value);
    if (status == QAP_OK) status = qap_job_print_style(job, put_stdout, NULL);
    struct result result = {.worst = -1};
    size_t annotations[4] = {0};
    if (job && status != QAP_OK) report_job(command, job, &result);
    report_print(command, &result, annotations);
    buf_release(&result.report);
    buf_release(&result.plain);
    buf_release(&result.errors);
    qap_job_free(job);
    return status == QAP_OK ? shown() : EXIT_FAILED;
}

static size_t terminal_columns(void) {
    const char *columns = getenv("COLUMNS");
    if (columns && char_is_digit(*columns)) {
        unsigned long n = strtoul(columns, NULL, 10);
        if (n > 0 && n < 10000) return n;
    }
#ifdef TIOCGWINSZ
    struct winsize size;
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col) return size.ws_col;
#endif
    return 80;
}

static void look_at_terminal(struct command *command) {
    const char *term = getenv("TERM"), *no_color = getenv("NO_COLOR");
    command->terminal = isatty(STDERR_FILENO) != 0;
    bool able = command->terminal && term && strcmp(term, "dumb") != 0 && !(no_color && *no_color);
    command->in_color = command->color == WHEN_ALWAYS || (command->color == WHEN_AUTO && able);
    command->columns = command->terminal ? terminal_columns() : 80;
}

static int convert(const struct command *command, const tasks *list) {
    struct running *running = running_new();
    struct state *state = command->if_changed && !command->check ? state_open(command) : NULL;
    int status = EXIT_FAILED;
    if (running) status = run_tasks(command, list, state, running);
    else no_memory();
    running_free(running);
    state_close(state);
    return status;
}

static int run(struct command *command) {
    if (command->help) {
        command_help(stdout);
        return shown();
    }
    if (command->version) {
        print_version(command);
        return shown();
    }
    if (command->completion) {
        int status = print_completion(command->completion);
        return status ? status : shown();
    }
    if (command->print_style) return print_style(command);
    if (command->inputs.n == 0) return usage_error("no input: name a text, a folder of texts, or - for standard input");
    if (command->merge_reports) return merge_reports(command);
    if (command->watch && !command->print_config) return watch(command);
    struct plan plan;
    int status = plan_make(command, &plan);
    if (!status && command->print_config) {
        status = print_config(command, &plan.tasks);
        if (!status) status = shown();
    } else if (!status) status = convert(command, &plan.tasks);
    plan_release(&plan);
    return status;
}

int main(int argc, char **argv) {
    struct command command;
    int status = command_parse(&command, argc, argv);
    if (!status) {
        look_at_terminal(&command);
        status = run(&command);
    }
    command_release(&command);
    return status;
}
