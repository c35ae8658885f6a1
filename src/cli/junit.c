/* JUnit reports, a test case a document: written by --report, and those of several shards made one by
 * --merge-reports.
 *
 *     <testsuites>
 *     <testsuite name="qapress" tests="2" failures="1" errors="0" skipped="0" time="0.12">
 *       <testcase classname="qapress" name="a.txt" time="0.05"/>
 *       <testcase classname="qapress" name="b.txt" time="0.07"><failure type="…" message="…">…</failure></testcase>
 *     </testsuite>
 *     </testsuites>
 *
 * Only reports in this form are merged. What a path may hold and XML may not (control characters, bytes that are no
 * UTF-8) is written as \xHH, so that different paths stay different. */
#include <errno.h>
#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "cli/command.h"

/* ── writing ────────────────────────────────────────────────────────────────────────────────────────────────── */

static bool is_xml(uint32_t c) { return c != UTF8_INVALID && c != 0xFFFE && c != 0xFFFF && (c >= 0x20 || c == '\n' || c == '\t'); }

static void put_xml(struct buf *out, str s, bool attribute) {
    for (size_t at = 0; at < s.n;) {
        size_t from = at;
        uint32_t c = utf8_next(s, &at);
        if (!is_xml(c) || (attribute && c < 0x20))
            for (; from < at; from++) buf_printf(out, "\\x%02X", (unsigned)(unsigned char)s.p[from]);
        else if (c == '&') buf_put(out, STR("&amp;"));
        else if (c == '<') buf_put(out, STR("&lt;"));
        else if (c == '>') buf_put(out, STR("&gt;"));
        else if (c == '"') buf_put(out, STR("&quot;"));
        else buf_put(out, str_sub(s, from, at));
    }
}

static void put_case(struct buf *out, const struct report_case *c) {
    buf_put(out, STR("  <testcase classname=\"qapress\" name=\""));
    put_xml(out, str_from(c->name), true);
    buf_put(out, STR("\" time=\""));
    buf_put_milli(out, c->ms);
    if (c->outcome == CASE_PASSED) {
        buf_put(out, STR("\"/>\n"));
        return;
    }
    if (c->outcome == CASE_SKIPPED) {
        buf_put(out, STR("\"><skipped message=\"not started\"/></testcase>\n"));
        return;
    }
    size_t line = str_find_char(c->errors, '\n', 0);
    buf_put(out, STR("\">\n    <failure type=\""));
    put_xml(out, str_from(c->type), true);
    buf_put(out, STR("\" message=\""));
    put_xml(out, str_sub(c->errors, 0, line), true);
    buf_put(out, STR("\">"));
    put_xml(out, c->errors, false);
    buf_put(out, STR("</failure>\n  </testcase>\n"));
}

void put_junit(struct buf *out, const struct report_case *cases, size_t n) {
    size_t count[3] = {0};
    int64_t ms = 0;
    for (size_t i = 0; i < n; i++) {
        count[cases[i].outcome]++;
        ms += cases[i].ms;
    }
    buf_put(out, STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"));
    buf_printf(out, "<testsuite name=\"qapress\" tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"%zu\" time=\"", n,
               count[CASE_FAILED], count[CASE_SKIPPED]);
    buf_put_milli(out, ms);
    buf_put(out, STR("\">\n"));
    for (size_t i = 0; i < n; i++) put_case(out, &cases[i]);
    buf_put(out, STR("</testsuite>\n</testsuites>\n"));
}

/* ── reading ────────────────────────────────────────────────────────────────────────────────────────────────── */

struct read_case {
    struct report_case base;
    char *type, *errors; /* owned, as the name is */
    const char *file;
    long line;
};

struct reading {
    const char *file;
    VEC(struct read_case) cases;
};

static bool fault(const char *file, long line, const char *message, const char *detail) {
    struct buf b = {0};
    put_clean(&b, str_from(file));
    if (line > 0) buf_printf(&b, ":%ld", line);
    buf_put(&b, STR(": error: "));
    put_clean(&b, str_trim(str_from(message)));
    if (*detail) buf_put_char(&b, ' ');
    put_clean(&b, str_from(detail));
    fprintf(stderr, "%.*s [report]\n", STR_ARG(buf_str(&b)));
    buf_release(&b);
    return false;
}

static bool lacks_memory(void) { return no_memory() == EXIT_DONE; }

static bool is_named(const xmlNode *node, const char *name) {
    return node && node->type == XML_ELEMENT_NODE && !node->ns && strcmp((const char *)node->name, name) == 0;
}

static xmlNode *next_element(xmlNode *node) {
    while (node && node->type != XML_ELEMENT_NODE) node = node->next;
    return node;
}

/* An attribute's value, or "", in memory of its own; NULL when memory is out. */
static char *attribute(const xmlNode *node, const char *name) {
    xmlChar *value = xmlGetNoNsProp(node, (const xmlChar *)name);
    char *copy = strdup(value ? (const char *)value : "");
    xmlFree(value);
    return copy;
}

/* Seconds with up to three decimals, as milliseconds. */
static bool parse_time(const char *s, int64_t *ms) {
    int64_t value = 0;
    int decimals = -1;
    if (!char_is_digit(*s)) return false;
    for (; char_is_digit(*s) || (*s == '.' && decimals < 0); s++) {
        if (*s == '.') decimals = 0;
        else if (value > INT64_MAX / 10000 || decimals == 3) return false;
        else {
            value = value * 10 + (*s - '0');
            if (decimals >= 0) decimals++;
        }
    }
    for (int i = decimals < 0 ? 0 : decimals; i < 3; i++) value *= 10;
    *ms = value;
    return *s == '\0';
}

static bool read_outcome(struct reading *r, struct read_case *c, xmlNode *inner) {
    if (!inner) return true;
    if (is_named(inner, "skipped")) {
        c->base.outcome = CASE_SKIPPED;
    } else if (is_named(inner, "failure")) {
        c->base.outcome = CASE_FAILED;
        c->base.type = c->type = attribute(inner, "type");
        xmlChar *text = xmlNodeGetContent(inner);
        c->errors = text ? strdup((const char *)text) : NULL;
        xmlFree(text);
        c->base.errors = str_from(c->errors);
        if (!c->type || !c->errors) return lacks_memory();
    } else return fault(r->file, xmlGetLineNo(inner), "no element of a report:", (const char *)inner->name);
    inner = next_element(inner->next);
    return !inner || fault(r->file, xmlGetLineNo(inner), "a test case has one outcome", "");
}

static bool read_case(struct reading *r, xmlNode *node) {
    long line = xmlGetLineNo(node);
    if (!is_named(node, "testcase")) return fault(r->file, line, "a testcase is expected, not", (const char *)node->name);
    struct read_case c = {.file = r->file, .line = line};
    c.base.name = attribute(node, "name");
    char *time = attribute(node, "time");
    if (!c.base.name || !time || !vec_push(&r->cases, c)) {
        free(time);
        free(c.base.name);
        return lacks_memory();
    }
    struct read_case *kept = &r->cases.at[r->cases.n - 1];
    bool timed = parse_time(time, &kept->base.ms);
    free(time);
    if (!*kept->base.name) return fault(r->file, line, "the test case has no name", "");
    if (!timed) return fault(r->file, line, "the test case has no time in seconds", "");
    return read_outcome(r, kept, next_element(node->children));
}

/* What a suite says of itself has to be what it holds: a report that was cut or pasted together is none. */
static bool check_count(const struct reading *r, const xmlNode *suite, const char *name, size_t count) {
    char expected[24];
    snprintf(expected, sizeof expected, "%zu", count);
    char *given = attribute(suite, name);
    if (!given) return lacks_memory();
    bool ok = strcmp(given, expected) == 0;
    free(given);
    if (ok) return true;
    char message[96];
    snprintf(message, sizeof message, "the suite's '%s' is not what it holds:", name);
    return fault(r->file, xmlGetLineNo(suite), message, expected);
}

static bool read_suite(struct reading *r, xmlNode *suite) {
    size_t from = r->cases.n, count[3] = {0};
    if (!is_named(suite, "testsuite")) return fault(r->file, xmlGetLineNo(suite), "a testsuite is expected, not", (const char *)suite->name);
    for (xmlNode *node = next_element(suite->children); node; node = next_element(node->next))
        if (!read_case(r, node)) return false;
    for (size_t i = from; i < r->cases.n; i++) count[r->cases.at[i].base.outcome]++;
    return check_count(r, suite, "tests", r->cases.n - from) && check_count(r, suite, "failures", count[CASE_FAILED]) &&
           check_count(r, suite, "skipped", count[CASE_SKIPPED]) && check_count(r, suite, "errors", 0);
}

static bool read_suites(struct reading *r, xmlDoc *doc) {
    xmlNode *root = xmlDocGetRootElement(doc);
    if (!is_named(root, "testsuites")) return fault(r->file, root ? xmlGetLineNo(root) : 0, "this is no JUnit report of qapress", "");
    for (xmlNode *suite = next_element(root->children); suite; suite = next_element(suite->next))
        if (!read_suite(r, suite)) return false;
    return true;
}

static bool read_report(struct reading *r) {
    struct buf bytes = {0};
    if (!file_read(r->file, &bytes)) {
        int error = errno;
        buf_release(&bytes);
        return error == ENOMEM ? lacks_memory() : fault(r->file, 0, "cannot be read:", strerror(error));
    }
    xmlParserCtxt *parser = xmlNewParserCtxt();
    int options = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_BIG_LINES;
    xmlDoc *doc = parser ? xmlCtxtReadMemory(parser, bytes.p, (int)bytes.n, NULL, NULL, options) : NULL;
    const xmlError *error = parser ? xmlCtxtGetLastError(parser) : NULL;
    bool ok = false;
    if (doc) ok = read_suites(r, doc);
    else if (!parser || !error || error->code == XML_ERR_NO_MEMORY) lacks_memory();
    else { /* libxml2's message ends in a line end */
        char *why = strdup(error->message ? error->message : "it is no XML");
        if (why) why[strcspn(why, "\n")] = '\0';
        if (!why) lacks_memory();
        else fault(r->file, error->line, "this is no JUnit report:", why);
        free(why);
    }
    xmlFreeDoc(doc);
    xmlFreeParserCtxt(parser);
    buf_release(&bytes);
    return ok;
}

/* ── merging ────────────────────────────────────────────────────────────────────────────────────────────────── */

static int compare(const void *a, const void *b) {
    const struct read_case *c = a, *d = b;
    int order = strcmp(c->base.name, d->base.name);
    return order ? order : strcmp(c->file, d->file) ? strcmp(c->file, d->file) : (c->line > d->line) - (c->line < d->line);
}

static bool check_duplicates(const struct reading *r) {
    for (size_t i = 1; i < r->cases.n; i++) {
        const struct read_case *c = &r->cases.at[i - 1], *d = &r->cases.at[i];
        if (strcmp(c->base.name, d->base.name) != 0) continue;
        struct buf message = {0};
        buf_printf(&message, "%s is already in %s:%ld", d->base.name, c->file, c->line);
        buf_put_char(&message, '\0');
        if (message.failed) lacks_memory();
        else fault(d->file, d->line, message.p, "");
        buf_release(&message);
        return false;
    }
    return true;
}

static bool write_merged(const struct command *command, const struct reading *r) {
    struct report_case *cases = calloc(r->cases.n ? r->cases.n : 1, sizeof *cases);
    struct buf out = {0};
    if (!cases) return lacks_memory();
    for (size_t i = 0; i < r->cases.n; i++) cases[i] = r->cases.at[i].base;
    put_junit(&out, cases, r->cases.n);
    free(cases);
    bool ok = file_write(command->merge_reports, &out);
    buf_release(&out);
    return ok;
}

int merge_reports(const struct command *command) {
    struct reading r = {0};
    bool ok = true;
    for (size_t i = 0; i < command->inputs.n && ok; i++) {
        r.file = command->inputs.at[i];
        ok = read_report(&r);
    }
    if (r.cases.n) qsort(r.cases.at, r.cases.n, sizeof *r.cases.at, compare);
    ok = ok && check_duplicates(&r) && write_merged(command, &r);
    for (size_t i = 0; i < r.cases.n; i++) {
        free(r.cases.at[i].base.name);
        free(r.cases.at[i].type);
        free(r.cases.at[i].errors);
    }
    vec_release(&r.cases);
    return ok ? EXIT_DONE : EXIT_FAILED;
}
