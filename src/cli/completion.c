/* Completions for shells, from the same table as --help. */
#include <stdio.h>
#include <string.h>

#include "cli/command.h"

static bool takes_file(const struct option_row *row) {
    return row->argument && (strcmp(row->argument, "FILE") == 0 || strcmp(row->argument, "PATH") == 0 || strcmp(row->argument, "DIR") == 0 ||
                             strcmp(row->argument, "STYLE") == 0);
}

/* The words of an option's value where there are few: formats, shapes, … */
static const char *const VALUES[][2] = {
    {"to", "pdf epub xml json markdown"}, {"paper", "a4 a5 a6 b5 letter legal"},
    {"pdf-standard", "a-2a,ua-1 a-3a,ua-1 none"}, {"answers", "inline section-end end hidden separate none"},
    {"from", "tagged headings numbered details choices list transcript faq"}, {"fail-on", "warning note"},
    {"diagnostics", "text json github sarif"}, {"color", "auto always never"}, {"progress", "auto always never"},
    {"completion", "bash zsh fish"}, {"style", "default grey"},
};

static const char *values_of(const char *name) {
    for (size_t i = 0; i < sizeof VALUES / sizeof *VALUES; i++)
        if (strcmp(VALUES[i][0], name) == 0) return VALUES[i][1];
    return NULL;
}

static void put_codes(bool repairs) {
    for (size_t i = 0; qap_code_name(i); i++)
        if ((qap_code_severity(i) == QAP_REPAIR) == repairs) printf(" %s", qap_code_name(i));
}

static void bash(void) {
    struct option_row row;
    fputs("_qapress() {\n    local word=${COMP_WORDS[COMP_CWORD]} last=${COMP_WORDS[COMP_CWORD-1]}\n    case $last in\n", stdout);
    for (size_t i = 0; option_row(i, &row); i++) {
        const char *values = values_of(row.name);
        if (values && row.letter) printf("    -%c|--%s) COMPREPLY=($(compgen -W '%s' -- \"$word\"))", row.letter, row.name, values);
        else if (values) printf("    --%s) COMPREPLY=($(compgen -W '%s' -- \"$word\"))", row.name, values);
        else continue;
        fputs(takes_file(&row) ? "; COMPREPLY+=($(compgen -f -- \"$word\")); return ;;\n" : "; return ;;\n", stdout);
    }
    fputs("    --no-repair) COMPREPLY=($(compgen -W 'all", stdout);
    put_codes(true);
    fputs("' -- \"$word\")); return ;;\n    --warn|--no-warn) COMPREPLY=($(compgen -W '", stdout);
    put_codes(false);
    fputs("' -- \"$word\")); return ;;\n    esac\n    if [[ $word == -* ]]; then\n        COMPREPLY=($(compgen -W '", stdout);
    for (size_t i = 0; option_row(i, &row); i++) printf("%s--%s", i ? " " : "", row.name);
    fputs("' -- \"$word\"))\n    else\n        COMPREPLY=($(compgen -f -- \"$word\"))\n    fi\n}\ncomplete -o filenames -F _qapress qapress\n", stdout);
}

/* Text within single quotes, without what zsh's specifications give a meaning. */
static void put_quoted(const char *s) {
    for (; *s; s++) {
        if (*s == '\'') fputs("'\\''", stdout);
        else if (*s == '[' || *s == ']' || *s == ':') printf("\\%c", *s);
        else putchar(*s);
    }
}

static void zsh(void) {
    struct option_row row;
    fputs("#compdef qapress\n_arguments -s \\\n", stdout);
    for (size_t i = 0; option_row(i, &row); i++) {
        const char *values = values_of(row.name);
        for (int form = row.letter ? 0 : 1; form < 2; form++) {
            if (form == 0) printf("  '*-%c%s[", row.letter, row.argument ? "+" : "");
            else printf("  '*--%s%s[", row.name, row.argument ? "=" : "");
            put_quoted(row.text);
            putchar(']');
            if (row.argument) printf(":%s:", row.argument);
            if (values) printf("(%s)", values);
            else if (takes_file(&row)) fputs("_files", stdout);
            fputs("' \\\n", stdout);
        }
    }
    fputs("  '*:input:_files'\n", stdout);
}

static void fish(void) {
    struct option_row row;
    for (size_t i = 0; option_row(i, &row); i++) {
        const char *values = values_of(row.name);
        fputs("complete -c qapress", stdout);
        if (row.letter) printf(" -s %c", row.letter);
        printf(" -l %s", row.name);
        if (row.argument) fputs(takes_file(&row) ? " -r" : " -x", stdout);
        if (values) printf(" -a '%s'", values);
        fputs(" -d '", stdout);
        for (const char *s = row.text; *s; s++) {
            if (*s == '\'' || *s == '\\') putchar('\\');
            putchar(*s);
        }
        fputs("'\n", stdout);
    }
}

bool print_completion(const char *shell) {
    if (strcmp(shell, "bash") == 0) bash();
    else if (strcmp(shell, "zsh") == 0) zsh();
    else if (strcmp(shell, "fish") == 0) fish();
    else return false;
    return true;
}
