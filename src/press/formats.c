/* The formats: one row each. Everything that lists, guesses or makes formats works on this table. */
#include "export/export.h"
#include "export/markdown.h"
#include "press/job.h"

static enum status write_xml(struct making *m, struct sink *out) { return export_xml(m->doc, out); }
static enum status write_json(struct making *m, struct sink *out) { return export_json(m->doc, out); }

static enum status write_markdown(struct making *m, struct sink *out) { return export_markdown(m->doc, out); }

static const struct format FORMATS[] = {
    {{"pdf", ".pdf", "application/pdf", 1}, true, write_pdf},
    {{"epub", ".epub", "application/epub+zip", 1}, true, write_epub},
    {{"html", ".html", "text/html", 0}, true, write_html},
    {{"xml", ".xml", "application/xml", 0}, false, write_xml},
    {{"json", ".json", "application/json", 0}, false, write_json},
    {{"markdown", ".md", "text/markdown", 0}, false, write_markdown},
};
enum { FORMAT_COUNT = sizeof FORMATS / sizeof *FORMATS };

const struct format *format_by_name(const char *name, enum answers_part *part) {
    str rest = str_from(name), answers = STR(":answers");
    bool of_part = str_ends(rest, answers);
    if (of_part) rest.n -= answers.n;
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        if (!str_eq(str_from(FORMATS[i].info.name), rest) || (of_part && !FORMATS[i].book)) continue;
        *part = of_part ? PART_ANSWERS : PART_QUESTIONS;
        return &FORMATS[i];
    }
    return NULL;
}

size_t format_rank(const struct format *format) { return (size_t)(format - FORMATS); }

const qap_format_info *qap_format(size_t index) { return index < FORMAT_COUNT ? &FORMATS[index].info : NULL; }
