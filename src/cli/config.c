/* The project file, qapress.yaml, beside an input or in a folder above it: what its documents have in common.
 *
 *     paper: a5
 *     style: house.yaml            # paths are relative to this file
 *     to: [pdf, html]
 *     no-repair: [run-in-list]
 *     no-warn: [number-gap]
 *     fail-on: warning
 *     meta:
 *       author: [A. Writer, B. Writer]
 *     markers:
 *       question: [Ask, Pregunta]
 *
 * Its keys are the names of those options that concern a document. An option on the command line, the environment and a text's own front matter win
 * over it. Mistakes are told by file and line. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <yaml.h>

#include "cli/command.h"

struct configs {
    VEC(struct config *) list;
};

struct reading {
    struct config *config;
    yaml_document_t document;
    qap_job *probe; /* on which every setting is tried */
    int status;
};

static int fault(const struct config *config, uint32_t line, const char *message, const char *detail) {
    struct buf b = {0};
    put_clean(&b, str_from(config->file));
    if (line) buf_printf(&b, ":%u", (unsigned)line);
    buf_put(&b, STR(": error: "));
    put_clean(&b, str_from(message));
    if (detail) {
        buf_put_char(&b, ' ');
        put_clean(&b, str_from(detail));
    }
    fprintf(stderr, "%.*s [config]\n", STR_ARG(buf_str(&b)));
    buf_release(&b);
    return EXIT_USAGE;
}


/* Where a setting is a path, it is the file's folder that it starts from. */
static bool is_path(const char *name) {
    static const char *const PATHS[] = {"css", "style", "font-path", "base-dir", "data-dir"};
    for (size_t i = 0; i < sizeof PATHS / sizeof *PATHS; i++)
        if (strcmp(PATHS[i], name) == 0) return true;
    return false;
}

static char *beside(const struct config *config, const char *name, const char *value) {
    const char *slash = strrchr(config->file, '/');
    struct buf b = {0};
    bool ships = strcmp(name, "style") == 0 && (strcmp(value, "default") == 0 || strcmp(value, "grey") == 0);
    if (is_path(name) && !ships && value[0] != '/' && slash) buf_put(&b, str_of(config->file, (size_t)(slash - config->file) + 1));
    buf_put(&b, str_from(value));
    buf_put_char(&b, '\0');
    if (b.failed) buf_release(&b);
    return b.p;
}

/* The options that are the command's own. */
static const char *const OWN_KEYS[] = {"to", "fail-on", "no-warn", "warn"};

static const char *own_key(size_t index) { return index < sizeof OWN_KEYS / sizeof *OWN_KEYS ? OWN_KEYS[index] : NULL; }

bool config_is_own(const char *name) {
    for (size_t i = 0; own_key(i); i++)
        if (strcmp(own_key(i), name) == 0) return true;
    return false;
}

static const char *setting_name(size_t index) {
    size_t n = 0;
    while (qap_option(n)) n++;
    return index < n ? qap_option(index)->name : own_key(index - n);
}

static int unknown(const struct reading *r, uint32_t line, const char *what, const char *word, const char *(*name)(size_t index)) {
    const char *near = nearest_name(word, name);
    char message[200];
    snprintf(message, sizeof message, "unknown %s '%.60s'%s%s%s", what, word, near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
    return fault(r->config, line, message, NULL);
}

static const char *code_called(const char *word) {
    size_t i = 0;
    while (qap_code_name(i) && strcmp(qap_code_name(i), word) != 0) i++;
    return qap_code_name(i);
}

/* As on the command line, "to" also takes several with commas between. */
static int add_formats(struct reading *r, const char *value, uint32_t line) {
    for (str rest = str_from(value); rest.p;) {
        size_t comma = str_find_char(rest, ',', 0);
        char word[32];
        snprintf(word, sizeof word, "%.*s", STR_ARG(str_trim(str_sub(rest, 0, comma))));
        const qap_format_info *format = format_called(word);
        if (!format) return unknown(r, line, "format", word, format_name);
        if (!vec_push(&r->config->formats, format)) return no_memory();
        rest = comma == SIZE_MAX ? (str){0} : str_drop(rest, comma + 1);
    }
    return 0;
}

static int add_own(struct reading *r, const char *name, const char *value, uint32_t line) {
    struct config *config = r->config;
    if (strcmp(name, "to") == 0) return add_formats(r, value, line);
    if (strcmp(name, "fail-on") == 0) {
        config->fail_on = strcmp(value, "warning") == 0 ? QAP_WARNING : strcmp(value, "note") == 0 ? QAP_NOTE : -1;
        return config->fail_on >= 0 ? 0 : fault(config, line, "fail-on takes 'warning' or 'note', not", value);
    }
    const char *code = code_called(value);
    if (!code) return unknown(r, line, "diagnostic", value, qap_code_name);
    for (size_t i = 0; i < config->hidden.n && strcmp(name, "warn") == 0; i++)
        if (config->hidden.at[i] == code) config->hidden.at[i] = "";
    return strcmp(name, "warn") == 0 || vec_push(&config->hidden, code) ? 0 : no_memory();
}

static void add(struct reading *r, const char *name, const char *value, uint32_t line) {
    char *copy = beside(r->config, name, value), *kept = strdup(name);
    if (copy && kept && config_is_own(name)) r->status = add_own(r, name, copy, line);
    qap_status status = !copy || !kept ? QAP_NO_MEMORY : config_is_own(name) ? QAP_OK : qap_job_set_default(r->probe, name, copy);
    if (status == QAP_OK && vec_push(&r->config->settings, (struct config_setting){kept, copy, line})) return;
    free(copy);
    free(kept);
    if (!r->status) r->status = status == QAP_USAGE ? fault(r->config, line, qap_job_error(r->probe), NULL) : no_memory();
}

static const char *text_of(const yaml_node_t *node) { return (const char *)node->data.scalar.value; }
static uint32_t line_of(const yaml_node_t *node) { return (uint32_t)node->start_mark.line + 1; }

/* A value, or a list of them. `key` is put before each: "author=". */
static void add_values(struct reading *r, const char *name, const char *key, const yaml_node_t *node) {
    if (node->type == YAML_SEQUENCE_NODE) {
        for (yaml_node_item_t *i = node->data.sequence.items.start; i < node->data.sequence.items.top && !r->status; i++) {
            const yaml_node_t *item = yaml_document_get_node(&r->document, *i);
            if (item->type == YAML_SCALAR_NODE) add_values(r, name, key, item);
            else r->status = fault(r->config, line_of(item), "a list of values is expected for", name);
        }
        return;
    }
    if (node->type != YAML_SCALAR_NODE) {
        r->status = fault(r->config, line_of(node), "a value is expected for", name);
        return;
    }
    struct buf value = {0};
    buf_put(&value, str_from(key));
    buf_put(&value, str_from(text_of(node)));
    buf_put_char(&value, '\0');
    if (value.failed) r->status = no_memory();
    else add(r, name, value.p, line_of(node));
    buf_release(&value);
}

/* "meta: {author: …}" and "markers: {question: […]}": each pair is a setting KEY=VALUE. */
static void add_map(struct reading *r, const char *setting, const yaml_node_t *node) {
    if (node->type != YAML_MAPPING_NODE) {
        bool meta = strcmp(setting, "meta") == 0;
        r->status = fault(r->config, line_of(node), meta ? "meta holds keys and values:" : "markers hold kinds and words:",
                          meta ? "meta: {author: …}" : "markers: {question: [Ask]}");
        return;
    }
    for (yaml_node_pair_t *p = node->data.mapping.pairs.start; p < node->data.mapping.pairs.top && !r->status; p++) {
        const yaml_node_t *key = yaml_document_get_node(&r->document, p->key);
        if (key->type != YAML_SCALAR_NODE) continue;
        struct buf prefix = {0};
        buf_put(&prefix, str_from(text_of(key)));
        buf_put(&prefix, STR("="));
        buf_put_char(&prefix, '\0');
        if (prefix.failed) r->status = no_memory();
        else add_values(r, setting, prefix.p, yaml_document_get_node(&r->document, p->value));
        buf_release(&prefix);
    }
}

static void add_pair(struct reading *r, const yaml_node_t *key, const yaml_node_t *value) {
    const char *name = key->type == YAML_SCALAR_NODE ? text_of(key) : "";
    if (strcmp(name, "meta") == 0 || strcmp(name, "markers") == 0) {
        add_map(r, name[2] == 't' ? "meta" : "marker", value);
        return;
    }
    for (size_t i = 0; setting_name(i); i++)
        if (strcmp(setting_name(i), name) == 0) {
            add_values(r, name, "", value);
            return;
        }
    r->status = unknown(r, line_of(key), "key", name, setting_name);
}

static void read_root(struct reading *r) {
    const yaml_node_t *root = yaml_document_get_root_node(&r->document);
    if (!root) return;
    if (root->type != YAML_MAPPING_NODE) {
        r->status = fault(r->config, line_of(root), "keys and values are expected", NULL);
        return;
    }
    for (yaml_node_pair_t *p = root->data.mapping.pairs.start; p < root->data.mapping.pairs.top && !r->status; p++)
        add_pair(r, yaml_document_get_node(&r->document, p->key), yaml_document_get_node(&r->document, p->value));
}

static int parse(struct reading *r, FILE *file) {
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser)) return no_memory();
    yaml_parser_set_input_file(&parser, file);
    if (!yaml_parser_load(&parser, &r->document)) {
        r->status = fault(r->config, (uint32_t)parser.problem_mark.line + 1, parser.problem ? parser.problem : "this is no YAML", NULL);
    } else {
        read_root(r);
        yaml_document_delete(&r->document);
    }
    yaml_parser_delete(&parser);
    return r->status;
}

static int load(struct config *config) {
    struct reading r = {.config = config, .probe = qap_job_new()};
    FILE *file = fopen(config->file, "rbe");
    int status = EXIT_FAILED;
    if (!r.probe) status = no_memory();
    else if (!file) status = fault(config, 0, "cannot be read:", strerror(errno));
    else status = parse(&r, file);
    if (file) fclose(file);
    qap_job_free(r.probe);
    return status;
}

/* The folder that an input lies in, as it was named and not where a link leads to; NULL: it is gone, or memory is out. */
char *folder_of(const char *input) {
    const char *slash = strcmp(input, "-") == 0 ? NULL : strrchr(input, '/');
    if (!slash) return realpath(".", NULL);
    char *above = strndup(input, (size_t)(slash - input) + 1), *full = above ? realpath(above, NULL) : NULL;
    free(above);
    return full;
}

/* The nearest project file of an input; NULL with *failed when memory is out, NULL when there is none. */
static char *nearest_file(const char *input, bool *failed) {
    char *folder = folder_of(input);
    struct buf b = {0};
    bool found = false;
    for (size_t n = folder ? strlen(folder) : 0; n > 0 && !found;) {
        struct stat st;
        b.n = 0;
        buf_put(&b, str_of(folder, n));
        if (folder[n - 1] != '/') buf_put_char(&b, '/');
        buf_put(&b, STR(CONFIG_NAME));
        buf_put_char(&b, '\0');
        found = b.failed || (stat(b.p, &st) == 0 && S_ISREG(st.st_mode));
        if (n == 1) break; /* that was the root's */
        while (n > 1 && folder[n - 1] != '/') n--;
        if (n > 1) n--;
    }
    free(folder);
    *failed = b.failed;
    if (b.failed || !found) buf_release(&b);
    return b.p;
}

int config_find(struct configs *configs, const char *input, const struct config **out) {
    bool failed;
    *out = NULL;
    char *file = nearest_file(input, &failed);
    if (!file) return failed ? no_memory() : 0;
    for (size_t i = 0; i < configs->list.n; i++) {
        if (strcmp(configs->list.at[i]->file, file) != 0) continue;
        free(file);
        *out = configs->list.at[i];
        return 0;
    }
    struct config *config = calloc(1, sizeof *config);
    if (!config || !vec_push(&configs->list, config)) {
        free(config);
        free(file);
        return no_memory();
    }
    config->file = file;
    config->fail_on = -1;
    *out = config;
    return load(config);
}

struct configs *configs_new(void) { return calloc(1, sizeof(struct configs)); }

void configs_free(struct configs *configs) {
    if (!configs) return;
    for (size_t i = 0; i < configs->list.n; i++) {
        struct config *config = configs->list.at[i];
        for (size_t k = 0; k < config->settings.n; k++) {
            free(config->settings.at[k].name);
            free(config->settings.at[k].value);
        }
        vec_release(&config->settings);
        vec_release(&config->formats);
        vec_release(&config->hidden);
        free(config->file);
        free(config);
    }
    vec_release(&configs->list);
    free(configs);
}
