#include "read/front_matter.h"

#include "base/words.h"

#include <yaml.h>

enum { LONGEST = 400 /* lines */, MOST_FIELDS = 1000 }; /* of lists; twice as many in our own form, where all are lists */

static str copied(struct document *doc, const yaml_event_t *event) {
    return arena_str(&doc->arena, str_of((const char *)event->data.scalar.value, event->data.scalar.length));
}

static bool is_lang(str key) { return str_eq(key, STR("lang")) || str_eq(key, STR("language")); }

static void set_lang(struct document *doc, str lang) {
    if (lang_is_tag(lang)) doc->lang = lang, doc->says_lang = true;
}

static bool set(struct document *doc, str key, str value) {
    if (str_eq(key, STR("title"))) doc->title = value;
    else if (str_eq(key, STR("subtitle"))) doc->subtitle = value;
    else if (str_eq(key, STR("date"))) doc->date = value;
    else if (is_lang(key)) set_lang(doc, value);
    else if (str_eq(key, STR("qapress"))) doc->shape = STR("canonical"); /* our own Markdown: read exactly */
    else if (value.n) return meta_add(doc, key, value);
    return true;
}

/* Remembered with its place, beside what it means: as a fact, or as an option ("qapress: {paper: a5}"). */
static bool take(struct document *doc, bool option, str key, str value, uint32_t line) {
    struct front_field *f = arena_new(&doc->arena, struct front_field), **end = &doc->front;
    if (!f) return false;
    while (*end) end = &(*end)->next;
    *f = (struct front_field){.key = option ? arena_join(&doc->arena, STR("qapress."), key) : key, .value = value, .line = line};
    *end = f;
    return option || set(doc, key, value);
}

/* Top-level scalars, and lists of scalars as a key that repeats, and the scalars of the mapping "qapress"; what
 * is deeper is for other programs. */
static enum status read_events(yaml_parser_t *parser, struct reader *reader) {
    str key = {0};
    int depth = 0;
    size_t fields = 0;
    bool in_list = false, in_options = false, done = false;
    while (!done) {
        yaml_event_t event;
        if (!yaml_parser_parse(parser, &event)) {
            if (parser->error == YAML_MEMORY_ERROR) return STATUS_NO_MEMORY;
            diag_add_line(reader->diags, DIAG_FRONT_MATTER, (uint32_t)parser->problem_mark.line + 2, str_from(parser->problem), (str){0}, (str){0});
            return STATUS_OK;
        }
        bool good = true;
        switch (event.type) {
        case YAML_MAPPING_START_EVENT:
            if (depth == 1) in_options = str_eq(key, STR("qapress"));
            if (depth++ == 1) key = (str){0};
            break;
        case YAML_MAPPING_END_EVENT:
            if (--depth == 1) in_options = false;
            key = (str){0};
            break;
        case YAML_SEQUENCE_START_EVENT:
            if (depth == 1) in_list = true;
            depth++;
            break;
        case YAML_SEQUENCE_END_EVENT:
            if (--depth == 1) in_list = false, key = (str){0};
            break;
        case YAML_SCALAR_EVENT: {
            str text = copied(reader->doc, &event);
            uint32_t line = (uint32_t)event.start_mark.line + 2; /* the first line is the fence */
            bool option = depth == 2 && in_options;
            if (depth == 1 && is_lang(key) && !lang_is_tag(text))
                diag_add_line(reader->diags, DIAG_FRONT_MATTER, line, STR("lang is no language tag like en, pt-BR or zh-Hans"), (str){0}, (str){0});
            if ((depth == 1 || option) && key.n == 0) key = text;
            else if (depth == 1 || option) good = take(reader->doc, option, key, text, line), key = (str){0};
            else if (depth == 2 && in_list && key.n && fields++ < MOST_FIELDS * (reader->doc->shape.n ? 2 : 1)) good = take(reader->doc, false, key, text, line);
            break;
        }
        case YAML_STREAM_END_EVENT: done = true; break;
        default: break;
        }
        yaml_event_delete(&event);
        if (!good || reader->doc->arena.failed) return STATUS_NO_MEMORY;
    }
    return STATUS_OK;
}

static bool is_fence(const struct line *line, const char *mark) { return str_eq(str_trim_right(line->text), str_from(mark)); }

/* A rule of dashes opens many texts; front matter has "key:" right below and ends soon. */
static size_t matter_lines(const struct line *lines, size_t n) {
    if (n < 3 || !is_fence(&lines[0], "---")) return 0;
    str next = lines[1].text;
    if (str_find_char(next, ':', 0) == SIZE_MAX || next.n == 0 || !char_is_alpha(next.p[0])) return 0;
    for (size_t i = 1; i < n && i < LONGEST; i++)
        if (is_fence(&lines[i], "---") || is_fence(&lines[i], "...")) return i + 1;
    return 0;
}

enum status front_matter_read(struct reader *reader, const struct line *lines, size_t n, size_t *skip) {
    *skip = matter_lines(lines, n);
    if (*skip == 0) return STATUS_OK;
    const char *from = lines[1].text.p;
    str yaml = str_of(from, (size_t)(lines[*skip - 1].text.p - from));
    size_t start = (size_t)(lines[0].text.p - reader->text.p);
    ledger_own(reader->ledger, start, start + lines[0].text.n + yaml.n + 8, OWNER_ATTR);
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser)) return STATUS_NO_MEMORY;
    yaml_parser_set_input_string(&parser, (const unsigned char *)yaml.p, yaml.n);
    enum status status = read_events(&parser, reader);
    yaml_parser_delete(&parser);
    return status;
}
