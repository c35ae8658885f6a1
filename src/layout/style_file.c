/* style_file: styles as YAML, read with libyaml and printed so that what is printed reads back the same.
 *
 *   base: grey            # or colour, the default: what the rest of the file changes
 *   page: {paper: a5, two-sided: true, margin-inner: 20mm}
 *   color: {accent: "#7a1f1f"}
 *
 * Groups and keys are those of style_fields.h with hyphens for underscores. Every fault is reported with its line;
 * text that has too little contrast with its ground is one. */
#include "layout/style.h"

#include <yaml.h>

enum field_kind { FIELD_LENGTH, FIELD_COLOR, FIELD_NAME, FIELD_FLAG };

struct field {
    const char *group, *name;
    enum field_kind kind;
    size_t offset;
};

static const struct field FIELDS[] = {
#define LENGTH(group, name, value) {group, #name, FIELD_LENGTH, offsetof(struct style, name)},
#define COLOR(group, name, value) {group, #name, FIELD_COLOR, offsetof(struct style, name)},
#define NAME(group, name, value) {group, #name, FIELD_NAME, offsetof(struct style, name)},
#define FLAG(group, name, value) {group, #name, FIELD_FLAG, offsetof(struct style, name)},
#include "layout/style_fields.h"
#undef LENGTH
#undef COLOR
#undef NAME
#undef FLAG
#define CODE(name, class) {"code-color", name, FIELD_COLOR, offsetof(struct style, code_color) + class * sizeof(struct rgb)},
    CODE("plain", CODE_PLAIN)
    CODE("keyword", CODE_KEYWORD)
    CODE("string", CODE_STRING)
    CODE("comment", CODE_COMMENT)
    CODE("number", CODE_NUMBER)
    CODE("function", CODE_FUNCTION)
    CODE("type", CODE_TYPE)
    CODE("tag", CODE_TAG)
    CODE("attribute", CODE_ATTRIBUTE)
#undef CODE
};
enum { N_FIELDS = sizeof FIELDS / sizeof *FIELDS };

/* "margin-top" is margin_top. */
static bool name_is(str key, const char *name) {
    if (key.n != strlen(name)) return false;
    for (size_t i = 0; i < key.n; i++)
        if (key.p[i] != name[i] && !(key.p[i] == '-' && name[i] == '_')) return false;
    return true;
}

static const struct field *find_field(str group, str key) {
    for (size_t i = 0; i < N_FIELDS; i++)
        if (name_is(group, FIELDS[i].group) && name_is(key, FIELDS[i].name)) return &FIELDS[i];
    return NULL;
}

static bool group_exists(str group) {
    for (size_t i = 0; i < N_FIELDS; i++)
        if (name_is(group, FIELDS[i].group)) return true;
    return false;
}

struct reading {
    struct style *style;
    struct arena *arena;
    struct diags *diags;
    yaml_document_t *yaml;
    uint32_t lines[N_FIELDS]; /* where a field was given; 0: nowhere */
    bool bad;
};

/* A key as the file has it: with hyphens. */
static str as_written(struct reading *r, str key) {
    str copy = arena_str(r->arena, key);
    for (size_t i = 0; i < copy.n; i++)
        if (copy.p[i] == '_') ((char *)(uintptr_t)copy.p)[i] = '-';
    return copy.p ? copy : key;
}

static void complain(struct reading *r, enum diag_code code, uint32_t line, str a, str b) {
    diag_add_line(r->diags, code, line, as_written(r, a), b, (str){0});
    r->bad = true;
}

static uint32_t line_of(const yaml_node_t *n) { return (uint32_t)n->start_mark.line + 1; }

static str scalar(const yaml_node_t *n) {
    if (n->type == YAML_SEQUENCE_NODE) return STR("[…]");
    if (n->type != YAML_SCALAR_NODE) return n->type == YAML_MAPPING_NODE ? STR("{…}") : (str){0};
    return str_of((const char *)n->data.scalar.value, n->data.scalar.length);
}

/* Sizes and leadings that no reader could use are refused; other lengths may be nothing. */
static bool length_in_range(const char *name, mpt v) {
    str s = str_from(name);
    if (str_ends(s, STR("_size")) || str_ends(s, STR("_leading"))) return v >= PT(3) && v <= PT(144);
    if (str_starts(s, STR("paper_"))) return v >= PT(180);
    return v <= PT(720);
}

static bool set_length(const struct field *f, str value, mpt *out) {
    mpt v;
    if (!length_parse(value, &v) || !length_in_range(f->name, v)) return false;
    *out = v;
    return true;
}

static bool set_flag(str value, bool *out) {
    bool yes = str_eq_nocase(value, STR("true")) || str_eq_nocase(value, STR("yes"));
    if (!yes && !str_eq_nocase(value, STR("false")) && !str_eq_nocase(value, STR("no"))) return false;
    *out = yes;
    return true;
}

/* Names that are a choice; those of fonts and the templates are free. */
static bool choice_is_known(const char *field, str value) {
    static const struct { const char *field, *choices; } CHOICES[] = {
        {"answers", "inline section-end end hidden none "}, {"index", "auto yes no "}};
    for (size_t i = 0; i < sizeof CHOICES / sizeof *CHOICES; i++) {
        if (strcmp(field, CHOICES[i].field) != 0) continue;
        str rest = str_from(CHOICES[i].choices);
        for (size_t end; rest.n; rest = str_drop(rest, end + 1)) {
            end = str_find_char(rest, ' ', 0);
            if (str_eq(str_sub(rest, 0, end), value)) return true;
        }
        return false;
    }
    return true;
}

/* What stands in braces in heads and feet. */
static bool fields_are_known(str template) {
    static const char *const KNOWN[] = {"title", "part", "section", "questions", "page"};
    for (size_t at = 0; (at = str_find_char(template, '{', at)) != SIZE_MAX;) {
        size_t end = str_find_char(template, '}', at);
        if (end == SIZE_MAX || !STR_IN(str_sub(template, at + 1, end), KNOWN)) return false;
        at = end;
    }
    return true;
}

static void set_field(struct reading *r, const struct field *f, const yaml_node_t *node) {
    char *place = (char *)r->style + f->offset;
    str value = scalar(node);
    bool ok = node->type == YAML_SCALAR_NODE;
    switch (f->kind) {
    case FIELD_LENGTH: ok = ok && set_length(f, value, (mpt *)(void *)place); break;
    case FIELD_COLOR: ok = ok && color_parse(value, (struct rgb *)(void *)place); break;
    case FIELD_FLAG: ok = ok && set_flag(value, (bool *)(void *)place); break;
    case FIELD_NAME:
        ok = ok && utf8_check(value, 0) == value.n && choice_is_known(f->name, value) &&
             (strcmp(f->group, "field") != 0 || fields_are_known(value));
        if (ok) *(str *)(void *)place = arena_str(r->arena, value);
        break;
    }
    if (!ok) complain(r, DIAG_STYLE_VALUE, line_of(node), str_from(f->name), value);
    r->lines[f - FIELDS] = line_of(node);
}

static void set_paper(struct reading *r, const yaml_node_t *node) {
    mpt w, h;
    if (node->type != YAML_SCALAR_NODE || !paper_parse(scalar(node), &w, &h)) {
        complain(r, DIAG_STYLE_VALUE, line_of(node), STR("paper"), scalar(node));
        return;
    }
    r->style->paper_width = w;
    r->style->paper_height = h;
}

static void read_group(struct reading *r, str group, const yaml_node_t *node) {
    if (node->type != YAML_MAPPING_NODE) {
        complain(r, DIAG_STYLE_VALUE, line_of(node), group, scalar(node));
        return;
    }
    for (const yaml_node_pair_t *p = node->data.mapping.pairs.start; p < node->data.mapping.pairs.top; p++) {
        const yaml_node_t *key = yaml_document_get_node(r->yaml, p->key);
        const yaml_node_t *value = yaml_document_get_node(r->yaml, p->value);
        str name = scalar(key);
        const struct field *field = find_field(group, name);
        if (field) set_field(r, field, value);
        else if (str_eq(group, STR("page")) && str_eq(name, STR("paper"))) set_paper(r, value);
        else complain(r, DIAG_STYLE_KEY, line_of(key), name, group);
    }
}

static void read_base(struct reading *r, const yaml_node_t *node) {
    str name = scalar(node);
    if (str_eq(name, STR("grey")) || str_eq(name, STR("gray"))) *r->style = *style_grey();
    else if (str_eq(name, STR("colour")) || str_eq(name, STR("color"))) *r->style = *style_default();
    else complain(r, DIAG_STYLE_VALUE, line_of(node), STR("base"), name);
}

static void read_root(struct reading *r, const yaml_node_t *root) {
    if (root->type != YAML_MAPPING_NODE) {
        complain(r, DIAG_STYLE_VALUE, line_of(root), STR("style"), scalar(root));
        return;
    }
    const yaml_node_pair_t *start = root->data.mapping.pairs.start, *top = root->data.mapping.pairs.top;
    for (const yaml_node_pair_t *p = start; p < top; p++)
        if (str_eq(scalar(yaml_document_get_node(r->yaml, p->key)), STR("base")))
            read_base(r, yaml_document_get_node(r->yaml, p->value));
    for (const yaml_node_pair_t *p = start; p < top; p++) {
        const yaml_node_t *key = yaml_document_get_node(r->yaml, p->key);
        if (str_eq(scalar(key), STR("base"))) continue;
        if (group_exists(scalar(key))) read_group(r, scalar(key), yaml_document_get_node(r->yaml, p->value));
        else complain(r, DIAG_STYLE_KEY, line_of(key), scalar(key), STR("style"));
    }
}

/* --- contrast --- */

static uint32_t line_of_color(const struct reading *r, const struct rgb *c) {
    for (size_t i = 0; i < N_FIELDS; i++)
        if ((const char *)r->style + FIELDS[i].offset == (const char *)c) return r->lines[i];
    return 0;
}

static const char *name_of_color(const struct reading *r, const struct rgb *c) {
    for (size_t i = 0; i < N_FIELDS; i++)
        if ((const char *)r->style + FIELDS[i].offset == (const char *)c) return FIELDS[i].name;
    return "white";
}

enum { LEAST_CONTRAST = 4500 };

static void check_contrast(struct reading *r, const struct rgb *text, const struct rgb *ground) {
    uint32_t contrast = color_contrast(*text, *ground), line = line_of_color(r, text);
    if (contrast >= LEAST_CONTRAST) return;
    if (!line) line = line_of_color(r, ground);
    struct buf ratio;
    buf_init(&ratio);
    buf_put_milli(&ratio, contrast / 10 * 10);
    diag_add_line(r->diags, DIAG_STYLE_CONTRAST, line, str_from(name_of_color(r, text)),
                  str_from(name_of_color(r, ground)), buf_str(&ratio));
    buf_release(&ratio);
    r->bad = true;
}

static void check_contrasts(struct reading *r) {
    static const struct rgb WHITE = {255, 255, 255};
    const struct style *s = r->style;
    check_contrast(r, &s->ink, &WHITE);
    check_contrast(r, &s->ink, &s->soft);
    check_contrast(r, &s->accent, &WHITE);
    check_contrast(r, &s->on_accent, &s->accent);
    check_contrast(r, &s->mute, &WHITE);
    check_contrast(r, &s->mute, &s->panel);
    for (int i = 0; i < CODE_CLASSES; i++) check_contrast(r, &s->code_color[i], &s->panel);
}

enum status style_read(struct style *style, str yaml, struct arena *arena, struct diags *diags) {
    yaml_parser_t parser;
    yaml_document_t document;
    struct style result = *style_default();
    struct reading r = {.style = &result, .arena = arena, .diags = diags, .yaml = &document};
    if (!yaml_parser_initialize(&parser)) return STATUS_NO_MEMORY;
    yaml_parser_set_input_string(&parser, (const unsigned char *)yaml.p, yaml.n);
    if (!yaml_parser_load(&parser, &document)) {
        complain(&r, DIAG_STYLE_SYNTAX, (uint32_t)parser.problem_mark.line + 1, str_from(parser.problem), (str){0});
        yaml_parser_delete(&parser);
        return STATUS_INPUT;
    }
    const yaml_node_t *root = yaml_document_get_root_node(&document);
    if (root) read_root(&r, root);
    check_contrasts(&r);
    yaml_document_delete(&document);
    yaml_parser_delete(&parser);
    if (arena->failed) return STATUS_NO_MEMORY;
    if (r.bad) return STATUS_INPUT;
    *style = result;
    return STATUS_OK;
}

/* --- printing --- */

static void print_name(const char *name, struct buf *out) {
    for (; *name; name++) buf_put_char(out, *name == '_' ? '-' : *name);
}

static void print_string(str s, struct buf *out) {
    buf_put_char(out, '"');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"' || s.p[i] == '\\') buf_put_char(out, '\\');
        buf_put_char(out, s.p[i]);
    }
    buf_put_char(out, '"');
}

static void print_value(const struct style *style, const struct field *f, struct buf *out) {
    const char *place = (const char *)style + f->offset;
    switch (f->kind) {
    case FIELD_LENGTH:
        buf_put_milli(out, *(const mpt *)(const void *)place);
        buf_put(out, STR("pt"));
        break;
    case FIELD_COLOR: {
        const struct rgb *c = (const void *)place;
        buf_printf(out, "\"#%02x%02x%02x\"", c->r, c->g, c->b);
        break;
    }
    case FIELD_NAME: print_string(*(const str *)(const void *)place, out); break;
    case FIELD_FLAG: buf_put(out, *(const bool *)(const void *)place ? STR("true") : STR("false")); break;
    }
}

void style_print(const struct style *style, struct buf *out) {
    const char *group = "";
    for (size_t i = 0; i < N_FIELDS; i++) {
        bool first = true; /* groups may come in several runs; YAML wants each once */
        for (size_t k = 0; k < i; k++) first = first && strcmp(FIELDS[k].group, FIELDS[i].group) != 0;
        if (!first) continue;
        group = FIELDS[i].group;
        buf_put(out, str_from(group));
        buf_put(out, STR(":\n"));
        for (size_t k = i; k < N_FIELDS; k++) {
            if (strcmp(FIELDS[k].group, group) != 0) continue;
            buf_put(out, STR("  "));
            print_name(FIELDS[k].name, out);
            buf_put(out, STR(": "));
            print_value(style, &FIELDS[k], out);
            buf_put_char(out, '\n');
        }
    }
}
