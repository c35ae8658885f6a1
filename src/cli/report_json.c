/* Diagnostics for programs: JSON, an object a line, and SARIF 2.1.0 (OASIS), one log a run. */
#include <string.h>

#include "base/utf8.h"
#include "cli/command.h"

void put_json_string(struct buf *out, str s) {
    buf_put_char(out, '"');
    for (size_t at = 0; at < s.n;) {
        size_t from = at;
        uint32_t c = utf8_next(s, &at);
        if (c == UTF8_INVALID) buf_put(out, STR("\\ufffd"));
        else if (c == '"' || c == '\\') buf_printf(out, "\\%c", (char)c);
        else if (c < 0x20 || c == 0x7F) buf_printf(out, "\\u%04x", (unsigned)c);
        else buf_put(out, str_sub(s, from, at));
    }
    buf_put_char(out, '"');
}

static void put_member(struct buf *out, const char *key, const char *value) {
    buf_printf(out, "\"%s\":", key);
    put_json_string(out, str_from(value));
}

void put_json(struct buf *out, const qap_diagnostic *d) {
    buf_put_char(out, '{');
    if (*d->file) {
        put_member(out, "file", d->file);
        buf_put_char(out, ',');
    }
    if (d->line) buf_printf(out, "\"line\":%u,", (unsigned)d->line);
    if (d->column) buf_printf(out, "\"column\":%u,", (unsigned)d->column);
    if (d->length) buf_printf(out, "\"length\":%u,", (unsigned)d->length);
    put_member(out, "level", SEVERITY_NAMES[d->severity]);
    buf_put_char(out, ',');
    put_member(out, "code", d->code);
    buf_put_char(out, ',');
    put_member(out, "message", d->message);
    buf_put(out, STR("}\n"));
}

/* ── SARIF ──────────────────────────────────────────────────────────────────────────────────────────────────── */

static const char *sarif_level(qap_severity severity) {
    return severity == QAP_ERROR ? "error" : severity == QAP_WARNING ? "warning" : "note";
}

/* A path as a relative reference (RFC 3986): all but unreserved characters and slashes as %XX. */
static void put_uri(struct buf *out, str path) {
    if (str_starts(path, STR("/"))) buf_put(out, STR("file://"));
    buf_put_char(out, '\0');
    out->n--;
    for (size_t i = 0; i < path.n; i++) {
        char c = path.p[i];
        if (char_is_alnum(c) || strchr("/-._~", c)) buf_put_char(out, c);
        else buf_printf(out, "%%%02X", (unsigned)(unsigned char)c);
    }
}

static size_t rule_index(const char *code) {
    size_t i = 0;
    while (qap_code_name(i) && strcmp(qap_code_name(i), code) != 0) i++;
    return i;
}

void put_sarif(struct buf *out, const qap_diagnostic *d) {
    size_t rule = rule_index(d->code);
    buf_put_char(out, '{');
    put_member(out, "ruleId", d->code);
    if (qap_code_name(rule)) buf_printf(out, ",\"ruleIndex\":%zu", rule);
    buf_printf(out, ",\"level\":\"%s\",\"message\":{", sarif_level(d->severity));
    put_member(out, "text", d->message);
    buf_put_char(out, '}');
    if (*d->file && strcmp(d->file, "-") != 0) {
        buf_put(out, STR(",\"locations\":[{\"physicalLocation\":{\"artifactLocation\":{\"uri\":\""));
        put_uri(out, str_from(d->file));
        buf_put(out, STR("\"}"));
        if (d->line) buf_printf(out, ",\"region\":{\"startLine\":%u", (unsigned)d->line);
        if (d->line && d->column) buf_printf(out, ",\"startColumn\":%u", (unsigned)d->column);
        if (d->line && d->column && d->length) buf_printf(out, ",\"endColumn\":%u", (unsigned)(d->column + d->length));
        buf_put(out, d->line ? STR("}}}]") : STR("}}]"));
    }
    buf_put_char(out, '}');
}

static void put_rules(struct buf *out) {
    for (size_t i = 0; qap_code_name(i); i++) {
        buf_put(out, i ? STR(",\n{") : STR("\n{"));
        put_member(out, "id", qap_code_name(i));
        buf_put(out, STR(",\"shortDescription\":{"));
        put_member(out, "text", qap_code_text(i));
        buf_printf(out, "},\"defaultConfiguration\":{\"level\":\"%s\"}}", sarif_level(qap_code_severity(i)));
    }
}

void put_sarif_log(struct buf *out, const tasks *list, const struct result *results) {
    buf_put(out, STR("{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{\"tool\":"
                     "{\"driver\":{\"name\":\"qapress\","));
    put_member(out, "semanticVersion", qap_version());
    buf_put(out, STR(",\"rules\":["));
    put_rules(out);
    buf_put(out, STR("]}},\"columnKind\":\"unicodeCodePoints\",\"results\":["));
    bool first = true;
    for (size_t i = 0; i < list->n; i++) {
        if (results[i].report.n == 0) continue;
        buf_put(out, first ? STR("\n") : STR(",\n"));
        buf_put(out, buf_str(&results[i].report));
        first = false;
    }
    buf_put(out, STR("]}]}\n"));
}
