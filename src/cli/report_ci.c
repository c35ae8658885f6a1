/* Diagnostics for CI: GitHub's workflow commands and step summary, and JUnit's XML. */
#include <string.h>

#include "base/utf8.h"
#include "cli/command.h"

/* ── GitHub ─────────────────────────────────────────────────────────────────────────────────────────────────── */

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

/* ── JUnit ──────────────────────────────────────────────────────────────────────────────────────────────────── */

static void put_xml(struct buf *out, str s) {
    for (size_t at = 0; at < s.n;) {
        size_t from = at;
        uint32_t c = utf8_next(s, &at);
        if (c == UTF8_INVALID || (c < 0x20 && c != '\n' && c != '\t') || c == 0xFFFE || c == 0xFFFF) buf_put(out, STR("\xEF\xBF\xBD"));
        else if (c == '&') buf_put(out, STR("&amp;"));
        else if (c == '<') buf_put(out, STR("&lt;"));
        else if (c == '>') buf_put(out, STR("&gt;"));
        else if (c == '"') buf_put(out, STR("&quot;"));
        else buf_put(out, str_sub(s, from, at));
    }
}

static void put_failure(struct buf *out, const struct result *r) {
    str errors = buf_str(&r->errors);
    size_t line = str_find_char(errors, '\n', 0);
    buf_printf(out, ">\n    <failure type=\"%s\" message=\"", qap_status_name(r->status));
    put_xml(out, str_sub(errors, 0, line == SIZE_MAX ? errors.n : line));
    buf_put(out, STR("\">"));
    put_xml(out, errors);
    buf_put(out, STR("</failure>\n  </testcase>\n"));
}

static void put_case(struct buf *out, const struct task *task, const struct result *r) {
    buf_put(out, STR("  <testcase classname=\"qapress\" name=\""));
    put_xml(out, str_from(task->inputs[0].path));
    buf_put(out, STR("\" time=\""));
    buf_put_milli(out, r->ms);
    buf_put_char(out, '"');
    if (!r->done) buf_put(out, STR("><skipped message=\"not started\"/></testcase>\n"));
    else if (r->status != QAP_OK) put_failure(out, r);
    else buf_put(out, STR("/>\n"));
}

void put_junit(struct buf *out, const tasks *list, const struct result *results) {
    size_t failed = 0, skipped = 0;
    int64_t ms = 0;
    for (size_t i = 0; i < list->n; i++) {
        failed += results[i].done && results[i].status != QAP_OK;
        skipped += !results[i].done;
        ms += results[i].ms;
    }
    buf_put(out, STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"));
    buf_printf(out, "<testsuite name=\"qapress\" tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"%zu\" time=\"", list->n, failed, skipped);
    buf_put_milli(out, ms);
    buf_put(out, STR("\">\n"));
    for (size_t i = 0; i < list->n; i++) put_case(out, &list->at[i], &results[i]);
    buf_put(out, STR("</testsuite>\n</testsuites>\n"));
}
