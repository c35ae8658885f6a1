/* What one run has to do: the inputs as files, their project files, and the books to make of them. */
#include "cli/command.h"

int plan_make(const struct command *command, struct plan *plan) {
    *plan = (struct plan){.configs = configs_new()};
    if (!plan->configs) return no_memory();
    int status = expand_inputs(command, &plan->inputs);
    return status ? status : plan_tasks(command, &plan->inputs, plan->configs, &plan->tasks);
}

void plan_release(struct plan *plan) {
    tasks_release(&plan->tasks);
    configs_free(plan->configs);
    input_files_release(&plan->inputs);
}
