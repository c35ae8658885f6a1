/* --print-config: what holds for each document, and who says so: an option, the environment, the text's own front
 * matter, a project file, or nobody. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"

static void put_setting(struct buf *out, const char *name, const char *value) {
    buf_printf(out, "%s: \"", name);
    for (; *value; value++) {
        if (*value == '"' || *value == '\\') buf_put_char(out, '\\');
        if ((unsigned char)*value < 0x20) buf_printf(out, "\\x%02x", (unsigned)(unsigned char)*value);
        else buf_put_char(out, *value);
    }
    buf_put(out, STR("\"  # "));
}

static void put_place(struct buf *out, const char *file, uint32_t line) {
    put_clean(out, str_from(file));
    buf_printf(out, ":%u\n", (unsigned)line);
}

/* What a setting of the job's came from. */
static void put_origin(struct buf *out, const struct command *command, const struct task *task, const qap_setting *s) {
    if (s->origin == QAP_BY_FRONT_MATTER) {
        put_place(out, task->inputs[0].path, s->line);
        return;
    }
    for (size_t i = command->settings.n; s->origin == QAP_BY_OPTION && i-- > 0;) {
        const struct setting *own = &command->settings.at[i];
        if (strcmp(own->name, s->name) != 0 || strcmp(own->value, s->value) != 0) continue;
        buf_printf(out, "%s\n", own->origin);
        return;
    }
    for (size_t i = task->config ? task->config->settings.n : 0; i-- > 0;) {
        const struct config_setting *own = &task->config->settings.at[i];
        if (strcmp(own->name, s->name) != 0 || strcmp(own->value, s->value) != 0) continue;
        put_place(out, task->config->file, own->line);
        return;
    }
}

static void put_formats(struct buf *out, const struct command *command, const struct task *task) {
    bool by_option = command->formats.n > 0, by_config = !by_option && !command->output && task->config && task->config->formats.n;
    struct buf list = {0};
    for (size_t i = 0; i < task->targets.n; i++)
        if (!task->targets.at[i].answers) buf_printf(&list, "%s%s", i ? "," : "", task->targets.at[i].format->name);
    buf_put_char(&list, '\0');
    if (list.n > 1 && !list.failed) put_setting(out, "to", list.p);
    for (size_t i = 0; by_config && i < task->config->settings.n; i++)
        if (strcmp(task->config->settings.at[i].name, "to") == 0) {
            put_place(out, task->config->file, task->config->settings.at[i].line);
            break;
        }
    if (list.n > 1 && !by_config) buf_put(out, by_option ? STR("option\n") : command->output ? STR("the output's name\n") : STR("default\n"));
    out->failed = out->failed || list.failed;
    buf_release(&list);
}

static void put_codes(struct buf *out, const struct command *command, const struct config *config) {
    for (size_t i = 0; config && i < config->settings.n; i++) {
        const struct config_setting *s = &config->settings.at[i];
        bool again = false;
        for (size_t k = 0; k < command->shown.n; k++) again = again || strcmp(command->shown.at[k], s->value) == 0;
        bool counts = strcmp(s->name, "no-warn") == 0 ? !again : strcmp(s->name, "fail-on") == 0 && command->fail_on < 0;
        if (!counts) continue;
        put_setting(out, s->name, s->value);
        put_place(out, config->file, s->line);
    }
    for (size_t i = 0; i < command->hidden.n; i++) {
        put_setting(out, "no-warn", command->hidden.at[i]);
        buf_put(out, STR("option\n"));
    }
    if (command->fail_on < 0) return;
    put_setting(out, "fail-on", SEVERITY_NAMES[command->fail_on]);
    buf_put(out, STR("option\n"));
}

/* What holds where nobody says anything. */
static void put_defaults(struct buf *out, const qap_job *job) {
    static const char *const DEFAULTS[][2] = {{"from", "detect"}, {"encoding", "detect"}, {"style", "default"}, {"paper", "the style's"}, {"answers", "the style's"},
                                              {"pdf-standard", "a-2a,ua-1"}, {"timeout", "0"}};
    for (size_t i = 0; i < sizeof DEFAULTS / sizeof *DEFAULTS; i++) {
        const qap_setting *s;
        bool said = false;
        for (size_t k = 0; (s = qap_job_setting(job, k)) != NULL; k++) said = said || strcmp(s->name, DEFAULTS[i][0]) == 0;
        if (said) continue;
        put_setting(out, DEFAULTS[i][0], DEFAULTS[i][1]);
        buf_put(out, STR("default\n"));
    }
}

/* The document is read, for its front matter. */
static bool print_task(const struct command *command, const struct task *task) {
    struct buf held = {0}, out = {0};
    struct result result = {.worst = -1, .config = task->config};
    size_t annotations[4] = {0};
    int error;
    qap_job *job = qap_job_new();
    qap_status status = job ? job_prepare(command, task, job, &held, &error) : QAP_NO_MEMORY;
    if (status == QAP_OK) status = qap_job_run(job);
    if (job) report_job(command, job, &result);
    report_print(command, &result, annotations);
    buf_put(&out, STR("# "));
    put_clean(&out, str_from(task->inputs[0].path));
    buf_put_char(&out, '\n');
    put_formats(&out, command, task);
    const qap_setting *s;
    for (size_t i = 0; status == QAP_OK && (s = qap_job_setting(job, i)) != NULL; i++) {
        put_setting(&out, s->name, s->value);
        put_origin(&out, command, task, s);
    }
    put_codes(&out, command, task->config);
    if (status == QAP_OK) put_defaults(&out, job);
    if (status == QAP_OK && !out.failed) fwrite(out.p, 1, out.n, stdout);
    else if (status == QAP_NO_MEMORY || out.failed) no_memory();
    bool ok = status == QAP_OK && !out.failed;
    qap_job_free(job);
    buf_release(&result.report);
    buf_release(&result.plain);
    buf_release(&result.errors);
    buf_release(&held);
    buf_release(&out);
    return ok;
}

int print_config(const struct command *command, const tasks *list) {
    bool ok = true;
    for (size_t i = 0; i < list->n; i++) ok = print_task(command, &list->at[i]) && ok;
    return ok ? EXIT_DONE : EXIT_FAILED;
}
