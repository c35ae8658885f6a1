/* The SAX interface of libxml2's HTML parser, from its version 2.9 on. It tells what it reads but not where; so each
 * callback looks at the page behind the last event: text must stand there as it is told, tags by their names. What the
 * parser passes over in silence (a stray end tag, a blank in a table) becomes an event of its own, and no byte is
 * without one. */
#include "read/html_events.h"

#include <libxml/HTMLparser.h>

struct reading {
    str page;
    size_t at;                    /* end of the last event */
    htmlParserCtxtPtr parser;
    struct html_events *out;
    VEC(uint32_t) open;           /* events of the open elements */
    bool failed;
};

static struct html_event *add(struct reading *r, struct html_event e) {
    if (r->failed || !vec_push(&r->out->list, e)) {
        r->failed = true;
        return NULL;
    }
    if (e.to > r->at) r->at = e.to;
    return &r->out->list.at[r->out->list.n - 1];
}

static void add_range(struct reading *r, enum html_event_kind kind, size_t to) {
    struct html_event *last = r->out->list.n ? &r->out->list.at[r->out->list.n - 1] : NULL;
    if (to > r->page.n) to = r->page.n;
    if (to <= r->at) return;
    if (last && last->kind == kind && !last->made && last->to == r->at) {
        last->to = (uint32_t)to;
        r->at = to;
    } else {
        add(r, (struct html_event){.kind = (uint8_t)kind, .from = (uint32_t)r->at, .to = (uint32_t)to});
    }
}

/* ── finding the place ──────────────────────────────────────────────────────────────────────────────────────── */

/* Behind the '>' of the tag at `at`. A quote counts only behind an equals sign. */
static size_t tag_end(str page, size_t at) {
    char quote = 0;
    for (size_t i = at + 1; i < page.n; i++) {
        char c = page.p[i];
        if (quote) quote = c == quote ? 0 : quote;
        else if (c == '>') return i + 1;
        else if (c == '"' || c == '\'') {
            size_t before = i;
            while (before > at && char_is_space(page.p[before - 1])) before--;
            if (page.p[before - 1] == '=') quote = c;
        }
    }
    return page.n;
}

/* Behind what stands at '<' but is no element's start: a comment, an end tag, a declaration. */
static size_t markup_end(str page, size_t at) {
    str rest = str_drop(page, at);
    if (str_starts(rest, STR("<!--"))) {
        size_t end = str_find(page, STR("-->"), at + 4);
        return end == SIZE_MAX ? page.n : end + 3;
    }
    size_t end = str_find_char(page, '>', at);
    return end == SIZE_MAX ? page.n : end + 1;
}

static bool is_named(str page, size_t at, str name) {
    str rest = str_sub(page, at, at + name.n + 1);
    if (!str_starts_nocase(rest, name)) return false;
    return rest.n == name.n || !char_is_alnum(rest.p[name.n]);
}

static bool is_start_tag(str page, size_t at, str name) {
    return at < page.n && page.p[at] == '<' && is_named(page, at + 1, name);
}

static bool is_end_tag(str page, size_t at, str name) {
    return at + 1 < page.n && page.p[at] == '<' && page.p[at + 1] == '/' && is_named(page, at + 2, name);
}

/* How far the parser has come; never less than the last event. */
static size_t reached(const struct reading *r) {
    const xmlParserInput *input = r->parser->input; /* xmlByteConsumed would decode the rest to count it */
    size_t to = input ? (size_t)input->consumed + (size_t)(input->cur - input->base) : r->page.n;
    return to < r->at ? r->at : to > r->page.n ? r->page.n : to;
}

/* An end tag or a declaration: no callback may tell of it. */
static bool is_silent(str page, size_t at) {
    return page.p[at] == '<' && at + 1 < page.n && page.p[at + 1] && strchr("/!?", page.p[at + 1]);
}

/* Pass over one thing that no callback told of: a blank, a tag, a byte. */
static void pass_over(struct reading *r) {
    if (is_silent(r->page, r->at)) add_range(r, HTML_NOTHING, markup_end(r->page, r->at));
    else add_range(r, HTML_TEXT, r->at + 1);
}

/* ── what the parser tells ──────────────────────────────────────────────────────────────────────────────────── */

static str kept_name(struct reading *r, const xmlChar *name) {
    str kept = arena_str(&r->out->arena, str_from((const char *)name));
    if (!kept.p) r->failed = true;
    return kept;
}

static void classify(struct html_event *e) {
    struct html_tag tag;
    e->known = html_element(e->name, &tag);
    if (e->known) e->class = tag.class, e->id = tag.id;
}

static void on_start(void *data, const xmlChar *name, const xmlChar **attributes) {
    struct reading *r = data;
    (void)attributes;
    if (r->failed) return;
    struct html_event e = {.kind = HTML_OPEN, .name = kept_name(r, name)};
    static const char *const implied[] = {"html", "head", "body", "p"};
    bool may_be_implied = STR_IN(e.name, implied);
    size_t to = reached(r);
    while (r->at < to && !is_start_tag(r->page, r->at, e.name)) {
        bool idle = char_is_space(r->page.p[r->at]) || is_silent(r->page, r->at);
        if (may_be_implied && !idle) break;
        pass_over(r);
    }
    e.implied = !is_start_tag(r->page, r->at, e.name);
    e.from = (uint32_t)r->at;
    e.to = e.implied ? e.from : (uint32_t)tag_end(r->page, r->at);
    classify(&e);
    if (!vec_push(&r->open, (uint32_t)r->out->list.n)) r->failed = true;
    add(r, e);
}

static void on_end(void *data, const xmlChar *name) {
    struct reading *r = data;
    if (r->failed || r->open.n == 0) return;
    uint32_t open = r->open.at[--r->open.n];
    struct html_event e = r->out->list.at[open];
    (void)name;
    size_t to = reached(r), at = r->at;
    while (at < to && char_is_space(r->page.p[at])) at++;
    e.kind = HTML_CLOSE;
    e.match = open;
    e.implied = !is_end_tag(r->page, at, e.name);
    if (!e.implied) add_range(r, HTML_TEXT, at);
    e.from = (uint32_t)r->at;
    e.to = e.implied ? e.from : (uint32_t)markup_end(r->page, r->at);
    r->out->list.at[open].match = (uint32_t)r->out->list.n;
    add(r, e);
}

/* Do the parser's bytes stand at `at`? It may have made one line end of two. */
static size_t text_length(str page, size_t at, str text) {
    if (str_starts(str_drop(page, at), text)) return text.n;
    size_t i = at;
    for (size_t j = 0; j < text.n; j++, i++) {
        if (i + 1 < page.n && page.p[i] == '\r' && page.p[i + 1] == '\n' && text.p[j] == '\n') i++;
        if (i >= page.n || (page.p[i] != text.p[j] && !(page.p[i] == '\r' && text.p[j] == '\n'))) return 0;
    }
    return i - at;
}

static size_t reference_length(str page, size_t at) {
    size_t i = at + 1;
    while (i < page.n && i < at + 40 && (char_is_alnum(page.p[i]) || page.p[i] == '#')) i++;
    return i - at + (i < page.n && page.p[i] == ';');
}

/* A reference to a control character stands as it is written: no tree holds one. */
static bool is_control(str text) { return text.n == 1 && ((unsigned char)text.p[0] < ' ' || text.p[0] == 0x7F) && !char_is_space(text.p[0]); }

static void on_text(void *data, const xmlChar *bytes, int n) {
    struct reading *r = data;
    if (r->failed || n <= 0) return;
    str text = str_of((const char *)bytes, (size_t)n);
    size_t to = reached(r), length = 0;
    while (r->at < r->page.n) {
        length = text_length(r->page, r->at, text);
        if (length || r->page.p[r->at] == '&' || r->at >= to) break;
        pass_over(r);
    }
    if (length) {
        add_range(r, HTML_TEXT, r->at + length);
        return;
    }
    if (r->at >= r->page.n || r->page.p[r->at] != '&') return;
    char known[8];
    size_t known_n, reference = reference_length(r->page, r->at);
    struct html_event e = {.kind = HTML_TEXT, .from = (uint32_t)r->at, .to = (uint32_t)(r->at + reference)};
    e.made = !is_control(text) && !html_entity(r->page, r->at, known, &known_n);
    if (e.made) e.text = arena_str(&r->out->arena, text);
    if (e.made && !e.text.p) r->failed = true;
    if (e.made) add(r, e);
    else add_range(r, HTML_TEXT, r->at + reference);
}

static void on_comment(void *data, const xmlChar *comment) {
    struct reading *r = data;
    (void)comment;
    size_t to = reached(r);
    while (!r->failed && r->at < to && !str_starts(str_drop(r->page, r->at), STR("<!"))) pass_over(r);
    if (!r->failed && r->at < r->page.n && r->page.p[r->at] == '<') add_range(r, HTML_NOTHING, markup_end(r->page, r->at));
}

/* ── the whole ──────────────────────────────────────────────────────────────────────────────────────────────── */

enum status html_events_read(str page, struct html_events *out) {
    *out = (struct html_events){0};
    arena_init(&out->arena);
    if (!html_prepare(page, &out->arena, &out->prepared)) return STATUS_NO_MEMORY;
    page = out->prepared;
    struct reading r = {.page = page, .out = out, .parser = htmlNewParserCtxt()};
    if (!r.parser) return STATUS_NO_MEMORY;
    /* in place of the handlers that build a document, whose tree would end at a depth of 256 */
    *r.parser->sax = (htmlSAXHandler){.startElement = on_start, .endElement = on_end, .characters = on_text,
                                      .ignorableWhitespace = on_text, .cdataBlock = on_text, .comment = on_comment};
    r.parser->userData = &r;
    int options = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC | XML_PARSE_HUGE;
    htmlDocPtr doc = htmlCtxtReadMemory(r.parser, page.p, (int)page.n, NULL, "UTF-8", options);
    bool no_memory = r.parser->errNo == XML_ERR_NO_MEMORY;
    if (doc) xmlFreeDoc(doc);
    while (r.open.n && !r.failed) on_end(&r, NULL);
    while (r.at < page.n && !r.failed) pass_over(&r);
    htmlFreeParserCtxt(r.parser);
    vec_release(&r.open);
    return r.failed || no_memory ? STATUS_NO_MEMORY : STATUS_OK;
}

void html_events_release(struct html_events *events) {
    vec_release(&events->list);
    arena_release(&events->arena);
}
