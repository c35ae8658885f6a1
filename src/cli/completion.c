/* Completions for shells, from the same table as --help and from the library's tables. */
#include <stdio.h>
#include <string.h>

#include "cli/command.h"

static bool takes_file(const struct option_row *row) {
    static const char *const FILES[] = {"FILE", "PATH", "DIR", "STYLE"};
    for (size_t i = 0; row->argument && i < sizeof FILES / sizeof *FILES; i++)
        if (strcmp(row->argument, FILES[i]) == 0) return true;
    return false;
}

/* The words of an option's value where there are few and no table has them. */
static const char *const VALUES[][2] = {
    {"paper", "a4 a5 a6 b5 letter legal"},
    {"pdf-standard", "a-2a,ua-1 a-3a,ua-1 none"}, {"answers", "inline section-end end hidden separate none"},
    {"from", "plain markdown html org mediawiki dokuwiki jira asciidoc rst tagged headings numbered details choices list transcript faq"}, {"fail-on", "warning note"},
    {"diagnostics", "text json github sarif"}, {"color", "auto always never"}, {"progress", "auto always never"},
    {"completion", "bash zsh fish"}, {"style", "default grey"},
};

static void put_codes(struct buf *out, bool repairs) {
    for (size_t i = 0; qap_code_name(i); i++)
        if ((qap_code_severity(i) == QAP_REPAIR) == repairs) buf_printf(out, " %s", qap_code_name(i));
}

/* Words with blanks between; none: any value will do. */
static void put_values(struct buf *out, const char *name) {
    if (strcmp(name, "to") == 0)
        for (size_t i = 0; qap_format(i); i++) buf_printf(out, "%s%s", i ? " " : "", qap_format(i)->name);
    if (strcmp(name, "no-repair") == 0) {
        buf_put(out, STR("all"));
        put_codes(out, true);
    }
    if (strcmp(name, "warn") == 0 || strcmp(name, "no-warn") == 0) put_codes(out, false);
    for (size_t i = 0; i < sizeof VALUES / sizeof *VALUES; i++)
        if (strcmp(VALUES[i][0], name) == 0) buf_put(out, str_from(VALUES[i][1]));
}

/* Bash cuts words at '=' too: what is before it is then two words back. */
static void bash(struct buf *out) {
    struct option_row row;
    buf_put(out, STR("_qapress() {\n"
                     "    local word=${COMP_WORDS[COMP_CWORD]} last=${COMP_WORDS[COMP_CWORD-1]} words= files=\n"
                     "    if [[ $word == = ]]; then word=; elif [[ $last == = ]]; then last=${COMP_WORDS[COMP_CWORD-2]}; fi\n"
                     "    case $last in\n"));
    for (size_t i = 0; option_row(i, &row); i++) {
        struct buf values = {0};
        put_values(&values, row.name);
        if (row.argument) {
            if (row.letter) buf_printf(out, "    -%c|--%s) ", row.letter, row.name);
            else buf_printf(out, "    --%s) ", row.name);
            buf_printf(out, "words='%.*s'%s ;;\n", STR_ARG(buf_str(&values)), takes_file(&row) ? " files=1" : "");
        }
        out->failed = out->failed || values.failed;
        buf_release(&values);
    }
    buf_put(out, STR("    *) files=1; [[ $word == -* ]] && files= words='"));
    for (size_t i = 0; option_row(i, &row); i++) buf_printf(out, "%s--%s", i ? " " : "", row.name);
    buf_put(out, STR("' ;;\n    esac\n"
                     "    local IFS=$'\\n'\n"
                     "    COMPREPLY=($(compgen -W \"${words// /$IFS}\" -- \"$word\"))\n"
                     "    if [[ $files ]]; then compopt -o filenames; COMPREPLY+=($(compgen -f -- \"$word\")); fi\n"
                     "}\ncomplete -F _qapress qapress\n"));
}

/* Text within single quotes, without what zsh's specifications give a meaning. */
static void put_quoted(struct buf *out, const char *s) {
    for (; *s; s++) {
        if (*s == '\'') buf_put(out, STR("'\\''"));
        else if (*s == '[' || *s == ']' || *s == ':') buf_printf(out, "\\%c", *s);
        else buf_put_char(out, *s);
    }
}

static void zsh(struct buf *out) {
    struct option_row row;
    buf_put(out, STR("#compdef qapress\n_arguments -s \\\n"));
    for (size_t i = 0; option_row(i, &row); i++) {
        struct buf values = {0};
        put_values(&values, row.name);
        for (int form = row.letter ? 0 : 1; form < 2; form++) {
            if (form == 0) buf_printf(out, "  '*-%c%s[", row.letter, row.argument ? "+" : "");
            else buf_printf(out, "  '*--%s%s[", row.name, row.argument ? "=" : "");
            put_quoted(out, row.text);
            buf_put_char(out, ']');
            if (row.argument) buf_printf(out, ":%s:", row.argument);
            if (values.n) buf_printf(out, "(%.*s)", STR_ARG(buf_str(&values)));
            else if (takes_file(&row)) buf_put(out, STR("_files"));
            buf_put(out, STR("' \\\n"));
        }
        out->failed = out->failed || values.failed;
        buf_release(&values);
    }
    buf_put(out, STR("  '*:input:_files'\n"));
}

static void fish(struct buf *out) {
    struct option_row row;
    for (size_t i = 0; option_row(i, &row); i++) {
        struct buf values = {0};
        put_values(&values, row.name);
        buf_put(out, STR("complete -c qapress"));
        if (row.letter) buf_printf(out, " -s %c", row.letter);
        buf_printf(out, " -l %s", row.name);
        if (row.argument) buf_put(out, takes_file(&row) ? STR(" -r") : STR(" -x"));
        if (values.n) buf_printf(out, " -a '%.*s'", STR_ARG(buf_str(&values)));
        buf_put(out, STR(" -d '"));
        for (const char *s = row.text; *s; s++) {
            if (*s == '\'' || *s == '\\') buf_put_char(out, '\\');
            buf_put_char(out, *s);
        }
        buf_put(out, STR("'\n"));
        out->failed = out->failed || values.failed;
        buf_release(&values);
    }
}

int print_completion(const char *shell) {
    static const struct {
        const char *name;
        void (*put)(struct buf *out);
    } SHELLS[] = {{"bash", bash}, {"zsh", zsh}, {"fish", fish}};
    for (size_t i = 0; i < sizeof SHELLS / sizeof *SHELLS; i++) {
        if (strcmp(SHELLS[i].name, shell) != 0) continue;
        struct buf out = {0};
        SHELLS[i].put(&out);
        int status = out.failed ? no_memory() : EXIT_DONE;
        if (!status) fwrite(out.p, 1, out.n, stdout);
        buf_release(&out);
        return status;
    }
    return usage_error("--completion takes bash, zsh or fish, not '%s'", shell);
}
