/* Diagnostics for GitHub: workflow commands and the step summary. */
#include <string.h>

#include "cli/command.h"

/* The data of a workflow command; in its properties ':' and ',' have a meaning of their own too. */
static void put_escaped(struct buf *out, const char *s, bool property) {
    for (; *s; s++) {
        if (*s == '%' || *s == '\r' || *s == '\n' || (property && (*s == ':' || *s == ','))) buf_printf(out, "%%%02X", (unsigned)*s);
        else buf_put_char(out, *s);
    }
}

void put_github(struct buf *out, const qap_diagnostic *d) {
    buf_put(out, d->severity == QAP_ERROR ? STR("::error ") : d->severity == QAP_WARNING ? STR("::warning ") : STR("::notice "));
    if (*d->file) {
        buf_put(out, STR("file="));
        put_escaped(out, d->file, true);
        buf_put_char(out, ',');
    }
    if (d->line) buf_printf(out, "line=%u,", (unsigned)d->line);
    if (d->line && d->column) buf_printf(out, "col=%u,", (unsigned)d->column);
    buf_put(out, STR("title="));
    put_escaped(out, d->code, true);
    buf_put(out, STR("::"));
    put_escaped(out, d->message, false);
    buf_put_char(out, '\n');
}

/* A name in a cell of a Markdown table. */
static void put_cell(struct buf *out, const char *s) {
    for (; *s; s++) {
        if (strchr("|\\`*_<>[]&", *s)) buf_put_char(out, '\\');
        buf_put_char(out, (unsigned char)*s < 0x20 ? '?' : *s);
    }
}

enum { SUMMARY_ROWS = 500 /* GitHub takes 1 MiB a step */ };

void put_github_summary(struct buf *out, const tasks *list, const struct result *results) {
    size_t done = 0, rows = 0;
    for (size_t i = 0; i < list->n; i++) done += results[i].done && results[i].status == QAP_OK;
    buf_printf(out, "### qapress: %zu of %zu documents done\n\n", done, list->n);
    for (size_t i = 0; i < list->n; i++) {
        const struct result *r = &results[i];
        bool good = r->done && r->status == QAP_OK;
        if ((good && !r->count[QAP_WARNING]) || rows >= SUMMARY_ROWS) continue;
        if (rows++ == 0) buf_put(out, STR("| document | outcome | errors | warnings |\n|---|---|--:|--:|\n"));
        buf_put(out, STR("| "));
        put_cell(out, list->at[i].inputs[0].path);
        buf_printf(out, " | %s | %zu | %zu |\n", good ? "done" : r->done ? "failed" : "not started", r->count[QAP_ERROR], r->count[QAP_WARNING]);
    }
    buf_put_char(out, '\n');
}
