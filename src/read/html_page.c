#include "read/html_page.h"

#include <stdlib.h>

#include "read/html_events.h"

/* Up to an event: how much text stands before it. Differences weigh a subtree. */
struct weight {
    uint32_t text, linked, asked; /* bytes that are no blanks; those within links; question marks */
    uint32_t links, anchors;      /* links; those of them that lead into the page itself */
    uint32_t blocks;              /* headings, lists, tables, code */
};

struct paging {
    struct reader *reader;
    struct rewrite *out;
    str page, prepared;
    const struct html_event *events;
    size_t n;
    struct weight *weights;  /* n + 1 */
    bool *heading;           /* n: say this element with a heading */
    uint8_t level;           /* of such headings */
    size_t owed;             /* line ends to write behind <pre> */
    size_t in_pre;
};

/* ── weighing ───────────────────────────────────────────────────────────────────────────────────────────────── */

static str source_of(const struct paging *p, const struct html_event *e) { return str_sub(p->page, e->from, e->to); }

static str attribute(const struct paging *p, const struct html_event *e, str name) {
    if (e->kind != HTML_OPEN || e->implied) return (str){0};
    str tag = source_of(p, e);
    if (tag.n && tag.p[tag.n - 1] == '>') tag.n--;
    return html_attribute(str_drop(tag, 1 + e->name.n), name);
}

static str language_of(const struct paging *p, const struct html_event *e) {
    str tag = e->kind == HTML_OPEN && !e->implied ? source_of(p, e) : (str){0};
    return tag.n ? html_language(str_sub(tag, 1 + e->name.n, tag.n - 1), &p->reader->doc->arena) : (str){0};
}

static bool is_element(const struct html_event *e, str name) { return str_eq(e->name, name); }
static bool is_raw(const struct html_event *e) {
    static const char *const names[] = {"script", "style", "template", "noscript", "object", "canvas", "select", "textarea",
                                        "dialog", "audio", "video", "embed", "datalist"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (is_element(e, str_from(names[i]))) return true;
    return e->known && e->class == HTML_RAW;
}

static void weigh_text(struct weight *w, str text, bool linked) {
    for (size_t i = 0; i < text.n; i++) {
        if (char_is_space(text.p[i])) continue;
        w->text++;
        w->linked += linked;
        unsigned char c = (unsigned char)text.p[i], before = i ? (unsigned char)text.p[i - 1] : 0;
        w->asked += c == '?' || (c == 0x9F && (before == 0xBC || before == 0xD8)); /* full-width, Arabic */
    }
}

static void weigh(struct paging *p) {
    struct weight w = {0};
    uint32_t links = 0;
    for (size_t i = 0; i < p->n; i++) {
        const struct html_event *e = &p->events[i];
        p->weights[i] = w;
        bool link = e->known && e->class == HTML_A && !e->implied;
        if (link && e->kind == HTML_OPEN) {
            str href = attribute(p, e, STR("href"));
            links++;
            w.links++;
            w.anchors += href.n && href.p[0] == '#';
        }
        if (link && e->kind == HTML_CLOSE) links--;
        w.blocks += e->kind == HTML_OPEN && e->known && e->class >= HTML_OL && e->class < HTML_RAW;
        if (e->kind == HTML_TEXT) weigh_text(&w, str_sub(p->prepared, e->from, e->to), links > 0);
        if (e->kind == HTML_OPEN && is_raw(e)) {
            for (size_t k = i + 1; k <= e->match; k++) p->weights[k] = w;
            i = e->match;
        }
    }
    p->weights[p->n] = w;
}

/* What stands within the element that opens at event `i`. */
static struct weight weight_of(const struct paging *p, size_t i) {
    struct weight a = p->weights[i], b = p->weights[p->events[i].match];
    return (struct weight){b.text - a.text, b.linked - a.linked, b.asked - a.asked, b.links - a.links, b.anchors - a.anchors, b.blocks - a.blocks};
}

static struct weight weight_of_page(const struct paging *p) { return p->weights[p->n]; }

static bool is_share(uint32_t part, uint32_t whole, uint32_t percent) {
    return (uint64_t)part * 100 >= (uint64_t)whole * percent;
}

/* ── what is no content ─────────────────────────────────────────────────────────────────────────────────────── */

/* Does one of the words of a class or an id (parted by blanks, '-' and '_') stand in the list? */
static bool has_word(str value, const char *const *words, size_t n) {
    for (size_t at = 0; at < value.n;) {
        size_t end = at;
        while (end < value.n && char_is_alnum(value.p[end])) end++;
        if (end > at && str_in_nocase(str_sub(value, at, end), words, n)) return true;
        at = end + 1;
    }
    return false;
}

static bool is_called(const struct paging *p, const struct html_event *e, const char *const *words, size_t n) {
    return has_word(attribute(p, e, STR("class")), words, n) || has_word(attribute(p, e, STR("id")), words, n);
}

/* Its role or its element's name says that it is no content; a small part of the page, so that no mistake is large. */
static bool is_landmark(const struct paging *p, size_t i) {
    static const char *const roles[] = {"navigation", "contentinfo", "search", "complementary", "alertdialog", "dialog", "menu"};
    const struct html_event *e = &p->events[i];
    str role = attribute(p, e, STR("role"));
    bool landmark = is_element(e, STR("nav")) || is_element(e, STR("footer")) || is_element(e, STR("aside"));
    for (size_t k = 0; k < sizeof roles / sizeof *roles; k++) landmark = landmark || str_eq_nocase(role, str_from(roles[k]));
    return landmark && !is_share(weight_of(p, i).text, weight_of_page(p).text, 40);
}

/* Its class or id says so, by the names that the field has for these things. */
static bool is_furniture(const struct paging *p, size_t i) {
    static const char *const always[] = {"cookie", "cookies", "consent", "gdpr", "breadcrumb", "breadcrumbs", "newsletter",
                                         "pagination", "pager", "advert", "advertisement", "ads", "skiplink", "noprint"};
    static const char *const linked[] = {"menu", "navbar", "nav", "navigation", "sidebar", "footer", "toc", "related",
                                         "share", "social", "skip", "tags", "toolbar", "links"};
    const struct html_event *e = &p->events[i];
    struct weight own = weight_of(p, i), all = weight_of_page(p);
    if (own.text == 0 || is_share(own.text, all.text, 30) || (own.asked && is_share(own.asked, all.asked, 20))) return false;
    if (is_called(p, e, always, sizeof always / sizeof *always)) return true;
    return is_share(own.linked, own.text, 60) && (is_element(e, STR("header")) || is_called(p, e, linked, sizeof linked / sizeof *linked));
}

/* A list of links to other pages, and nothing else. Links into the page itself are its contents list. */
static bool is_link_list(const struct paging *p, size_t i) {
    const struct html_event *e = &p->events[i];
    struct weight own = weight_of(p, i);
    bool list = e->known && (e->class == HTML_UL || e->class == HTML_OL);
    return list && own.links >= 5 && is_share(own.linked, own.text, 90) && own.anchors * 2 < own.links &&
           own.asked * 3 < own.links && own.text < own.links * 40 && !is_share(own.text, weight_of_page(p).text, 30);
}

/* A button that only acts ("Copy", "Share") says nothing; one that asks opens an answer. */
static bool is_action(const struct paging *p, size_t i) {
    struct weight own = weight_of(p, i);
    return is_element(&p->events[i], STR("button")) && own.text <= 24 && own.asked == 0 && !p->heading[i];
}

static bool is_dropped(const struct paging *p, size_t i) {
    const struct html_event *e = &p->events[i];
    if (is_raw(e)) return true;
    if (e->implied || is_element(e, STR("body")) || is_element(e, STR("html"))) return false;
    return is_landmark(p, i) || is_furniture(p, i) || is_link_list(p, i) || is_action(p, i);
}

/* ── questions that are no headings yet ─────────────────────────────────────────────────────────────────────── */

enum { LONGEST_QUESTION = 400 };

/* A button or a box that opens an answer on the page, or a question of schema.org. */
static bool is_opener(const struct paging *p, size_t i) {
    static const char *const names[] = {"question", "accordion", "faq", "toggle", "collapse"};
    const struct html_event *e = &p->events[i];
    struct weight own = weight_of(p, i);
    if (e->implied || own.text == 0 || own.text > LONGEST_QUESTION || own.blocks) return false;
    if (str_eq(attribute(p, e, STR("itemprop")), STR("name"))) return own.asked > 0;
    bool button = is_element(e, STR("button")) || str_eq_nocase(attribute(p, e, STR("role")), STR("button"));
    bool opens = attribute(p, e, STR("aria-expanded")).n || attribute(p, e, STR("aria-controls")).n ||
                 attribute(p, e, STR("data-toggle")).n || attribute(p, e, STR("data-bs-toggle")).n;
    if (button) return (opens || is_called(p, e, names, sizeof names / sizeof *names)) && (own.asked || own.text > 24);
    bool box = is_element(e, STR("div")) || is_element(e, STR("p")) || is_element(e, STR("a")) || is_element(e, STR("span"));
    return box && own.asked == 1 && (opens || is_called(p, e, names, 1));
}

/* The level of the page's headings that ask, so that questions of all looks are headings of one kind; 6 without any. */
static uint8_t question_level(const struct paging *p) {
    uint32_t asking[7] = {0};
    uint8_t level = 6;
    for (size_t i = 0; i < p->n; i++) {
        const struct html_event *e = &p->events[i];
        if (e->kind == HTML_OPEN && e->known && e->class == HTML_HEADING && weight_of(p, i).asked)
            asking[(e->name.p[e->name.n - 1] - '0') % 7]++;
    }
    for (uint8_t i = 1; i <= 6; i++)
        if (asking[i] > asking[level]) level = i;
    return asking[level] ? level : 6;
}

/* A summary is a question by itself; beside headings that ask it must be one of them. */
static void find_summaries(struct paging *p) {
    bool asked = false;
    for (size_t i = 0; i < p->n && !asked; i++) {
        const struct html_event *e = &p->events[i];
        bool heading = e->known && e->class == HTML_HEADING && weight_of(p, e->kind == HTML_OPEN ? i : e->match).asked;
        asked = e->kind == HTML_OPEN && (p->heading[i] || heading);
    }
    for (size_t i = 0; i < p->n && asked; i++)
        if (p->events[i].kind == HTML_OPEN && is_element(&p->events[i], STR("summary")))
            p->heading[i] = weight_of(p, i).asked && !weight_of(p, i).blocks;
}

/* Definition lists are questions and answers when most terms of the page ask. */
static void find_headings(struct paging *p) {
    size_t terms = 0, asking = 0;
    p->level = question_level(p);
    for (size_t i = 0; i < p->n; i++) {
        const struct html_event *e = &p->events[i];
        if (e->kind != HTML_OPEN || is_raw(e)) continue;
        if (is_element(e, STR("dt"))) terms++, asking += weight_of(p, i).asked > 0;
        else p->heading[i] = is_opener(p, i);
    }
    for (size_t i = 0; i < p->n && asking * 2 >= terms && terms; i++) {
        const struct html_event *e = &p->events[i];
        if (e->kind != HTML_OPEN || !is_element(e, STR("dt"))) continue;
        struct weight own = weight_of(p, i);
        p->heading[i] = own.text && own.text <= LONGEST_QUESTION && !own.blocks;
    }
    find_summaries(p);
}

/* The one part of the page that holds its content, or SIZE_MAX. */
static size_t find_main(const struct paging *p) {
    size_t articles = 0, article = 0;
    struct weight all = weight_of_page(p);
    for (size_t i = 0; i < p->n; i++) {
        const struct html_event *e = &p->events[i];
        if (e->kind != HTML_OPEN) continue;
        struct weight own = weight_of(p, i);
        bool main = is_element(e, STR("main")) || str_eq_nocase(attribute(p, e, STR("role")), STR("main"));
        if (main && is_share(own.text, all.text, 25) && is_share(own.asked, all.asked, 50)) return i;
        if (is_element(e, STR("article"))) articles++, article = i;
    }
    if (articles != 1) return SIZE_MAX;
    struct weight own = weight_of(p, article);
    return is_share(own.text, all.text, 60) && is_share(own.asked, all.asked, 60) ? article : SIZE_MAX;
}

/* ── writing what stays ─────────────────────────────────────────────────────────────────────────────────────── */

/* Bytes of the page that are not shown keep their line ends, so that what follows stays on its line. */
static void put_skipped(struct paging *p, size_t from, size_t to, enum owner owner) {
    ledger_own(p->out->outer, from, to, owner);
    for (size_t i = from; i < to; i++) p->owed += p->page.p[i] == '\n';
    if (p->in_pre) return;
    buf_put_repeat(&p->out->text, '\n', p->owed);
    p->owed = 0;
}

/* HTML Standard, 13.5: the references of Latin-1 may lack their semicolon ("&copy 1996"). Bytes taken, or 0. */
static size_t put_loose_reference(struct paging *p, size_t at, size_t end) {
    char name[10], bytes[8];
    size_t n = 0, known;
    while (n < sizeof name - 3 && at + 1 + n < end && char_is_alnum(p->page.p[at + 1 + n])) {
        name[n + 1] = p->page.p[at + 1 + n];
        n++;
    }
    if (n < 2 || (at + 1 + n < end && strchr(";=", p->page.p[at + 1 + n]))) return 0;
    name[0] = '&';
    name[n + 1] = ';';
    if (!html_entity(str_of(name, n + 2), 0, bytes, &known) || known > 2) return 0;
    str shown = bytes[0] == '<' ? STR("&lt;") : bytes[0] == '&' ? STR("&amp;") : str_of(bytes, known);
    rewrite_run(p->out, shown, at, at + 1 + n);
    return n + 1;
}

static void put_text(struct paging *p, const struct html_event *e) {
    if (e->made) {
        rewrite_run(p->out, str_eq(e->text, STR("<")) ? STR("&lt;") : str_eq(e->text, STR("&")) ? STR("&amp;") : e->text, e->from, e->to);
        return;
    }
    for (size_t at = e->from, end; at < e->to; at = end) {
        bool shown = p->page.p[at] == p->prepared.p[at];
        char sign = p->page.p[at];
        size_t loose = shown && sign == '&' ? put_loose_reference(p, at, e->to) : 0;
        end = at + (loose ? loose : 1);
        if (loose) continue;
        for (; end < e->to && !(shown && sign == '<'); end++)
            if ((p->page.p[end] == p->prepared.p[end]) != shown || (shown && (p->page.p[end] == '<' || p->page.p[end] == '&'))) break;
        if (!shown) put_skipped(p, at, end, OWNER_MARKUP);
        else rewrite_run(p->out, sign == '<' ? STR("&lt;") : str_sub(p->page, at, end), at, end);
    }
}

/* A tag that is too long for one of ours (an image in its own address, say): its name and what content asks for. */
static void put_long_tag(struct paging *p, const struct html_event *e) {
    static const char *const wanted[] = {"href", "src", "alt", "title", "start", "align", "lang", "xml:lang", "class"};
    rewrite_made(p->out, STR("<"));
    rewrite_made(p->out, e->name);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        str value = attribute(p, e, str_from(wanted[i]));
        if (value.n == 0 || value.n > 500 || str_find_char(value, '"', 0) != SIZE_MAX) continue;
        rewrite_made(p->out, STR(" "));
        rewrite_made(p->out, str_from(wanted[i]));
        rewrite_made(p->out, STR("=\""));
        size_t from = (size_t)(value.p - p->page.p);
        rewrite_run(p->out, value, from, from + value.n);
        rewrite_made(p->out, STR("\""));
    }
    rewrite_made(p->out, STR(">"));
    put_skipped(p, e->from, e->to, OWNER_MARKUP);
}

static void put_heading(struct paging *p, str start, str lang) {
    rewrite_made(p->out, start);
    buf_put_uint(&p->out->text, p->level);
    if (lang.n) {
        rewrite_made(p->out, STR(" lang=\""));
        rewrite_made(p->out, lang);
        rewrite_made(p->out, STR("\""));
    }
    rewrite_made(p->out, STR(">"));
}

static void put_open(struct paging *p, const struct html_event *e, bool heading) {
    struct html_tag tag;
    if (heading) put_heading(p, STR("<h"), language_of(p, e));
    if (heading || !e->known || e->implied) {
        put_skipped(p, e->from, e->to, OWNER_MARKUP);
        return;
    }
    str source = source_of(p, e);
    if (html_tag_read(source, 0, &tag) && tag.end == source.n) rewrite_run(p->out, source, e->from, e->to);
    else put_long_tag(p, e);
    p->in_pre += e->class == HTML_PRE;
}

static bool is_void(const struct html_event *e) {
    return e->class == HTML_BR || e->class == HTML_IMG || e->class == HTML_VOID || e->class == HTML_HR;
}

static void put_close(struct paging *p, const struct html_event *e, bool heading) {
    const struct html_event *open = &p->events[e->match];
    bool shown = e->known && !open->implied && !is_void(e);
    if (heading || shown) {
        if (heading) put_heading(p, STR("</h"), (str){0});
        else buf_printf(&p->out->text, "</%.*s>", STR_ARG(e->name));
    }
    if (shown && e->class == HTML_PRE && p->in_pre) p->in_pre--;
    put_skipped(p, e->from, e->to, OWNER_MARKUP);
}

static void drop(struct paging *p, size_t i) {
    const struct html_event *e = &p->events[i];
    uint32_t to = p->events[e->match].to;
    struct weight own = weight_of(p, i);
    enum diag_code code = is_raw(e) ? DIAG_DROPPED_HTML : DIAG_PAGE_PART;
    if (own.text || is_raw(e)) diag_add1(p->reader->diags, code, reader_span(p->reader, source_of(p, e)), e->name);
    put_skipped(p, e->from, to, OWNER_DROPPED);
}

/* The head is its title. */
static void put_head(struct paging *p, size_t head) {
    size_t end = p->events[head].match, at = p->events[head].from;
    rewrite_made(p->out, STR("<head>"));
    for (size_t i = head + 1; i < end; i++) {
        const struct html_event *e = &p->events[i];
        if (e->kind != HTML_OPEN || !is_element(e, STR("title"))) continue;
        size_t to = p->events[e->match].to;
        put_skipped(p, at, e->from, OWNER_MARKUP);
        rewrite_run(p->out, str_sub(p->page, e->from, to), e->from, to);
        at = to;
        i = e->match;
    }
    put_skipped(p, at, p->events[end].to, OWNER_MARKUP);
    rewrite_made(p->out, STR("</head>"));
}

static void skip_outside(struct paging *p, size_t from, size_t to) {
    if (from >= to) return;
    size_t begin = p->events[from].from, end = p->events[to - 1].to;
    put_skipped(p, begin, end, OWNER_DROPPED);
}

/* All events of the content; headings are not made within headings. */
static void put_events(struct paging *p, size_t from, size_t to) {
    uint32_t titles = 0;
    for (size_t i = from; i < to && !p->out->failed; i++) {
        const struct html_event *e = &p->events[i];
        size_t open = e->kind == HTML_CLOSE ? e->match : i;
        if (e->kind == HTML_OPEN && titles) p->heading[i] = false;
        bool title = e->known && (e->class == HTML_HEADING || is_element(e, STR("summary"))) && !p->heading[open];
        if (e->kind == HTML_TEXT) {
            put_text(p, e);
        } else if (e->kind == HTML_NOTHING) {
            put_skipped(p, e->from, e->to, OWNER_MARKUP);
        } else if (e->kind == HTML_OPEN && is_element(e, STR("head"))) {
            put_head(p, i);
            i = e->match;
        } else if (e->kind == HTML_OPEN && is_dropped(p, i)) {
            drop(p, i);
            i = e->match;
        } else if (e->kind == HTML_OPEN) {
            put_open(p, e, p->heading[i]);
            titles += title || p->heading[i];
        } else {
            titles -= title || p->heading[open];
            put_close(p, e, p->heading[open]);
        }
    }
}

static void put_page(struct paging *p) {
    size_t main = find_main(p), from = 0, to = p->n;
    if (main != SIZE_MAX) { /* the head first, for it has the title */
        for (; from < main; from++) {
            const struct html_event *e = &p->events[from];
            if (e->kind != HTML_OPEN || !is_element(e, STR("head"))) continue;
            skip_outside(p, 0, from);
            put_head(p, from);
            from = e->match + 1;
            break;
        }
        if (from == main) from = 0;
        diag_add1(p->reader->diags, DIAG_MAIN_PART, reader_span(p->reader, source_of(p, &p->events[main])), p->events[main].name);
        skip_outside(p, from, main);
        from = main;
        to = p->events[main].match + 1;
    }
    put_events(p, from, to);
    skip_outside(p, to, p->n);
}

/* ── the whole ──────────────────────────────────────────────────────────────────────────────────────────────── */

static void read_language(struct paging *p) {
    for (size_t i = 0; i < p->n; i++) {
        const struct html_event *e = &p->events[i];
        bool root = is_element(e, STR("html")), whole = root || is_element(e, STR("body"));
        str lang = whole ? language_of(p, e) : (str){0};
        if (lang.n) p->reader->doc->lang = lang;
        if (lang.n) p->reader->doc->says_lang = !str_eq(lang, STR("en")); /* which templates say of any page */
        if (whole && !root) return;
    }
}

enum status html_page_open(struct reader *reader, struct html_page *out) {
    *out = (struct html_page){0};
    rewrite_begin(&out->rewrite, reader);
    if (!page_data_find(reader, &out->data)) return STATUS_NO_MEMORY;
    struct html_events events;
    enum status status = html_events_read(reader->text, &events);
    struct paging p = {.reader = reader, .out = &out->rewrite, .page = reader->text, .prepared = events.prepared, .events = events.list.at, .n = events.list.n};
    p.weights = calloc(p.n + 1, sizeof *p.weights);
    p.heading = calloc(p.n + 1, sizeof *p.heading);
    if (!p.weights || !p.heading) status = STATUS_NO_MEMORY;
    if (status == STATUS_OK) {
        weigh(&p);
        find_headings(&p);
        read_language(&p);
        put_page(&p);
        if (!rewrite_install(&out->rewrite)) status = STATUS_NO_MEMORY;
    }
    free(p.weights);
    free(p.heading);
    html_events_release(&events);
    return status;
}

void html_page_close(struct html_page *page) {
    page_data_release(&page->data);
    rewrite_close(&page->rewrite);
}
