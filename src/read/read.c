#include "read/read.h"

#include "base/buf.h"
#include "read/attributes.h"
#include "read/build.h"
#include "read/canonical.h"
#include "read/cards.h"
#include "read/checks.h"
#include "read/decode.h"
#include "read/dialect.h"
#include "read/front_matter.h"
#include "read/html_page.h"
#include "read/language.h"
#include "read/languages.h"
#include "read/lines.h"
#include "read/notes.h"
#include "read/org.h"
#include "read/recognise.h"
#include "read/repair.h"

str read_shape_name(enum read_shape shape) {
    switch (shape) {
#define X(shape, name) \
    case SHAPE_##shape: return STR(name);
        READ_SHAPES(X)
#undef X
    case SHAPE_DETECT:
    case READ_SHAPES_END: break;
    }
    return STR("");
}

enum read_shape read_shape_by_name(str name) {
    for (int shape = SHAPE_DETECT + 1; shape < READ_SHAPES_END; shape++)
        if (str_eq(name, read_shape_name((enum read_shape)shape))) return (enum read_shape)shape;
    return READ_SHAPES_END;
}

str read_markup_name(enum read_markup markup) {
    switch (markup) {
#define X(markup, name) \
    case MARKUP_##markup: return STR(name);
        READ_MARKUPS(X)
#undef X
    case MARKUP_DETECT:
    case READ_MARKUPS_END: break;
    }
    return STR("");
}

enum read_markup read_markup_by_name(str name) {
    for (int markup = MARKUP_DETECT + 1; markup < READ_MARKUPS_END; markup++)
        if (str_eq(name, read_markup_name((enum read_markup)markup))) return (enum read_markup)markup;
    return READ_MARKUPS_END;
}

/* --- how the text is marked up ----------------------------------------------------------------------------------- */

enum { FLAVOR_LINES = 4000 };

static bool is_html(str text) {
    str t = str_trim_left(str_sub(text, 0, 4096));
    while (str_starts(t, STR("<!--")) || str_starts(t, STR("<?xml"))) {
        size_t end = str_find_char(t, '>', 0);
        if (end == SIZE_MAX) return false;
        t = str_trim_left(str_drop(t, end + 1));
    }
    return str_starts_nocase(t, STR("<!doctype html")) || str_starts_nocase(t, STR("<html")) ||
           str_starts_nocase(t, STR("<head")) || str_starts_nocase(t, STR("<body"));
}

static bool org_heading(str t) {
    size_t n = 0;
    while (n < t.n && t.p[n] == '*') n++;
    return n > 0 && n < 9 && n < t.n && t.p[n] == ' ';
}

/* What marks a line of Markdown wherever it stands in it. */
struct markdown_ahead {
    struct ahead stars, link;
};

/* Signs of Markdown that plain text does not use by chance. */
static size_t markdown_signs(const struct line *line, struct markdown_ahead *ahead) {
    str t = str_trim_left(line->text);
    if (line->flags & LINE_CODE) return str_starts(t, STR("```")) || str_starts(t, STR("~~~")) ? 2 : 0;
    if (t.n < 3) return 0;
    bool deep = line->text.n - t.n >= 4; /* a comment in code that stands indented */
    if (t.p[0] == '#' && !deep && (t.p[1] == ' ' || (t.p[1] == '#' && t.p[2] != '#'))) return 1;
    if (t.p[0] == '#' && !deep && str_find(t, STR("# "), 0) < 6) return 1;
    return (size_t)ahead_in(&ahead->stars, t) + (size_t)ahead_in(&ahead->link, t) +
           (size_t)(str_starts(t, STR("<details")) || str_starts(t, STR("<summary")));
}

/* How many tags of those that HTML closes paragraphs, items and headings with the line holds. */
static size_t closing_tags(str line) {
    static const char *const closing[] = {"p>", "li>", "h1>", "h2>", "h3>", "h4>", "h5>", "dd>", "dt>"};
    size_t tags = 0;
    for (size_t at = 0; (at = str_find(line, STR("</"), at)) != SIZE_MAX; at += 2)
        for (size_t k = 0; k < sizeof closing / sizeof *closing; k++) tags += str_starts(str_drop(line, at + 2), str_from(closing[k]));
    return tags;
}

/* A part of a page, without its head: it starts with a tag, and more of its lines hold such tags than signs of Markdown; or
 * all of them do, however few they are. */
static bool is_fragment(str text, const struct line *lines, size_t n) {
    str start = str_trim_left(text);
    if (start.n < 3 || start.p[0] != '<' || !(char_is_alpha(start.p[1]) || start.p[1] == '!')) return false;
    enum { ENOUGH_TAGS = 3 };
    struct markdown_ahead ahead = {{.all = text, .what = STR("**")}, {.all = text, .what = STR("](")}};
    struct ahead close = {.all = text, .what = STR("</")};
    size_t tagged = 0, tags = 0, others = 0, signs = 0;
    for (size_t i = 0; i < n && i < FLAVOR_LINES; i++) {
        str t = lines[i].text;
        bool closes = ahead_in(&close, t);
        size_t here = closes ? closing_tags(t) : 0;
        tags += here;
        tagged += here > 0;
        others += !here && !(lines[i].flags & LINE_BLANK);
        if (!closes && t.n && t.p[0] != '<') signs += markdown_signs(&lines[i], &ahead);
    }
    return (tagged >= ENOUGH_TAGS && tagged > signs * 3) || (tags >= ENOUGH_TAGS && others == 0);
}

/* "#+TITLE:", "#+begin_src", ":PROPERTIES:": nothing else writes so. */
static bool org_sign(str text) {
    str t = str_trim_left(text);
    if (t.n < 4 || (t.p[0] != '#' && t.p[0] != ':')) return false;
    return str_starts_nocase(t, STR("#+title:")) || str_starts_nocase(t, STR("#+begin_")) || str_starts_nocase(t, STR("#+end_")) ||
           str_starts_nocase(t, STR("#+options:")) || str_starts_nocase(t, STR("#+startup:")) || str_starts(t, STR(":PROPERTIES:"));
}

static enum flavor flavor_told(enum read_markup markup) {
    switch (markup) {
    case MARKUP_MARKDOWN: return FLAVOR_MARKDOWN;
    case MARKUP_HTML: return FLAVOR_HTML;
    case MARKUP_ORG: return FLAVOR_ORG;
    case MARKUP_PLAIN: case MARKUP_MEDIAWIKI: case MARKUP_DOKUWIKI: case MARKUP_JIRA: case MARKUP_ASCIIDOC: case MARKUP_RST:
    case MARKUP_DETECT: case READ_MARKUPS_END: break;
    }
    return FLAVOR_PLAIN;
}

static enum flavor flavor_of(str name, str text, const struct line *lines, size_t n) {
    if (is_html(text) || is_fragment(text, lines, n)) return FLAVOR_HTML;
    if (str_ends(name, STR(".org"))) return FLAVOR_ORG;
    enum { ENOUGH_SIGNS = 3 };
    struct markdown_ahead ahead = {{.all = text, .what = STR("**")}, {.all = text, .what = STR("](")}};
    size_t org = 0;
    size_t stars = 0, hashes = 0, signs = 0, sample = n < FLAVOR_LINES ? n : FLAVOR_LINES, deep = 0;
    for (size_t i = 0; i < sample; i++) {
        str t = lines[i].text;
        if (!(lines[i].flags & LINE_CODE) && t.n > 2) {
            stars += org_heading(t);
            deep += org_heading(t) && t.p[1] == '*';
            hashes += t.p[0] == '#' && (t.p[1] == ' ' || t.p[1] == '#');
        }
        if (signs < ENOUGH_SIGNS) signs += markdown_signs(&lines[i], &ahead);
        org += org_sign(lines[i].text);
    }
    if (org > 1 && stars > 1 && hashes < stars) return FLAVOR_ORG;
    if (stars > 3 && deep > 1 && hashes * 4 < stars) return FLAVOR_ORG;
    return signs >= ENOUGH_SIGNS ? FLAVOR_MARKDOWN : FLAVOR_PLAIN;
}

/* --- the pipeline ------------------------------------------------------------------------------------------------ */

static void put_score(struct buf *b, double score) { buf_put_milli(b, (int64_t)(score * 100 + 0.5) * 10); }

/* The guess and its score, and what came nearest to it. */
static void report_shape(struct reader *reader, const struct recognition *r) {
    struct document *doc = reader->doc;
    struct buf scores;
    buf_init(&scores);
    doc->shape = read_shape_name(r->shape);
    buf_put(&scores, STR("score "));
    put_score(&scores, r->score);
    if (r->runner_up == SHAPE_DETECT) {
        buf_put(&scores, STR("; nothing else came near"));
    } else {
        buf_put(&scores, STR("; next "));
        buf_put(&scores, read_shape_name(r->runner_up));
        buf_put(&scores, STR(" "));
        put_score(&scores, r->runner_up_score);
    }
    if (scores.failed) reader->failed = true;
    else diag_add2(reader->diags, DIAG_SHAPE, SPAN_ABSENT, doc->shape, buf_str(&scores));
    buf_release(&scores);
}

/* Where three questions in a row are marked another way than the ones before: the document changes shape there. */
static void report_changes(struct reader *reader, const struct recognition *r) {
    enum read_shape now = SHAPE_DETECT, next = SHAPE_DETECT;
    size_t first = 0, run = 0;
    for (size_t i = 0; i < r->n; i++) {
        if (r->role[i] != ROLE_QUESTION) continue;
        enum read_shape shape = shape_of((enum class_kind)r->chosen[i].kind, r->marks[i].head, r->marks[i].depth > 1);
        if (now == SHAPE_DETECT) now = shape;
        if (shape == now) {
            run = 0;
            continue;
        }
        if (shape != next || run == 0) next = shape, first = i, run = 0;
        if (++run < 3) continue;
        diag_add1(reader->diags, DIAG_MIXED_SHAPES, reader_span(reader, r->lines[first].text), read_shape_name(shape));
        now = shape;
        run = 0;
    }
}

/* More choices than not make a quiz; no answers at all make a list. */
static void settle_shape(struct document *doc, struct recognition *r) {
    size_t choices = 0;
    for (struct walk w = walk_of(doc->root); document_may_have(doc, NODE_CHOICES) && walk_next(&w);) {
        if (!w.entering || w.node->kind != NODE_ENTRY) continue;
        choices += node_child(w.node, NODE_CHOICES) != NULL;
        walk_skip(&w);
    }
    if (choices * 2 > doc->entries) r->shape = SHAPE_CHOICES;
    else if (doc->answered == 0 && r->shape != SHAPE_TRANSCRIPT) r->shape = SHAPE_LIST;
}

static enum status finish(struct reader *reader, struct recognition *r, str front_title) {
    struct document *doc = reader->doc;
    if (front_title.n) doc->title = front_title;
    if (!tree_finish(doc)) return STATUS_NO_MEMORY;
    notes_report(reader);
    settle_shape(doc, r);
    report_shape(reader, r);
    report_changes(reader, r);
    if (doc->entries == 0) {
        diag_add0(reader->diags, DIAG_NO_QUESTION, SPAN_ABSENT);
        return STATUS_INPUT;
    }
    return checks_run(reader);
}

/* What we wrote ourselves needs no repair, and must not get one: only the tags that stand for what Markdown cannot say
 * are read. */
static enum status read_canonical(struct reader *reader, const line_table *lines) {
    struct read_options exact = *reader->options;
    const struct read_options *given = reader->options;
    for (int code = 0; code < DIAG_CODES; code++)
        exact.disabled[code] = diag_severity((enum diag_code)code) == DIAG_REPAIR && code != DIAG_R_INLINE_HTML;
    reader->options = &exact;
    reader->flavor = FLAVOR_MARKDOWN;
    enum status status = canonical_read(reader, lines->at, lines->n);
    reader->options = given;
    if (status != STATUS_OK) return status;
    if (!tree_finish(reader->doc)) return STATUS_NO_MEMORY;
    notes_report(reader);
    if (reader->doc->entries) return checks_run(reader);
    diag_add0(reader->diags, DIAG_NO_QUESTION, SPAN_ABSENT);
    return STATUS_INPUT;
}

static enum status read_lines(struct reader *reader, struct html_page *page, struct rewrite *said, line_table *lines, mark_table *marks, struct arena *arena) {
    struct document *doc = reader->doc;
    size_t skip = 0;
    if (!lines_split(reader, lines)) return STATUS_NO_MEMORY;
    enum status status = front_matter_read(reader, lines->at, lines->n, &skip);
    if (status != STATUS_OK) return status;
    memmove(lines->at, lines->at + skip, (lines->n - skip) * sizeof *lines->at);
    lines->n -= skip;
    bool canonical = str_eq(doc->shape, STR("canonical"));
    if (!canonical) lines_peel(reader, lines);
    bool told = reader->options->markup != MARKUP_DETECT;
    const struct dialect *dialect = canonical ? NULL
                                    : told    ? dialect_told(reader->options->markup)
                                              : dialect_of(reader->source->name, lines->at, lines->n);
    if (dialect && dialect_rule(dialect) && !reader_allows(reader, dialect_rule(dialect))) dialect = NULL;
    if (dialect && (status = dialect_open(reader, dialect, lines, said)) != STATUS_OK) return status;
    bool attributed = !canonical && !dialect && (told ? reader->options->markup == MARKUP_MARKDOWN : true);
    if (attributed && attributes_may_be_in(reader, lines->at, lines->n) && !attributes_drop(reader, lines, said)) return STATUS_NO_MEMORY;
    lines_flag_code(reader, lines);
    if (canonical) return read_canonical(reader, lines);
    reader->flavor = dialect ? dialect_flavor(dialect)
                     : told  ? flavor_told(reader->options->markup)
                             : flavor_of(reader->source->name, reader->text, lines->at, lines->n);
    if (reader->flavor == FLAVOR_HTML) {
        status = html_page_open(reader, page);
        if (status != STATUS_OK) return status;
        if (!lines_split_html(reader, lines)) return STATUS_NO_MEMORY;
    }
    if (reader->flavor == FLAVOR_ORG && !org_clean(reader, lines)) return STATUS_NO_MEMORY;
    if (!lines_clean(reader, lines)) return STATUS_NO_MEMORY;
    if (!notes_take(reader, lines)) return STATUS_NO_MEMORY;
    if (stop_asked(reader->options->stop)) return STATUS_STOPPED;
    if (!languages_find(reader, lines->at, lines->n)) return STATUS_NO_MEMORY;
    reader->wrap_column = reader->flavor == FLAVOR_HTML ? 0 : lines_wrap_column(lines->at, lines->n);
    struct mark_context context;
    mark_context_init(&context, reader->flavor, reader->options->markers, reader->options->n_markers);
    context.title = doc->title;
    context.no_keys = !reader_allows(reader, DIAG_R_ANSWER_KEY);
    if (!card_tables_split(reader, &context.markers, lines) || !cards_split(reader, &context.markers, lines)) return STATUS_NO_MEMORY;
    if (!marks_make(&context, lines->at, lines->n, marks)) return STATUS_NO_MEMORY;
    cards_mark(lines->at, marks->at, lines->n);
    page_data_mark(&page->data, lines->at, marks->at, lines->n);
    struct recognition r;
    if (stop_asked(reader->options->stop)) return STATUS_STOPPED;
    status = recognise(arena, &context, lines->at, marks->at, lines->n, reader->options->shape, &r);
    if (status != STATUS_OK) return status;
    str title = doc->title, subtitle = doc->subtitle;
    status = build_tree(reader, &r);
    if (status == STATUS_OK) status = notes_build(reader);
    if (subtitle.n) doc->subtitle = subtitle;
    if (!doc->says_lang) doc->lang = language_guess(reader->text);
    return status == STATUS_OK ? finish(reader, &r, title) : status;
}

enum status read_document(struct source *source, const struct read_options *options, struct diags *diags,
                          struct document *doc) {
    struct decoded decoded;
    enum status status = decode(&doc->arena, source->name, source->bytes, options, diags, &decoded);
    if (status != STATUS_OK) return status;
    struct reader reader = {.doc = doc, .source = source, .options = options, .diags = diags, .text = decoded.text,
                            .ledger = options->ledger, .steps = decoded.steps, .n_steps = decoded.n_steps};
    if (reader.ledger) { /* an owner for each byte of the text as decoded */
        reader.ledger->owner = calloc(decoded.text.n + 1, 1);
        if (!reader.ledger->owner) return STATUS_NO_MEMORY;
        reader.ledger->n = decoded.text.n;
        reader.ledger->text = decoded.text;
    }
    struct arena arena;
    arena_init(&arena);
    arena_init(&reader.scratch);
    line_table lines = {0};
    mark_table marks = {0};
    struct html_page page = {0};
    struct rewrite said = {0};
    status = read_lines(&reader, &page, &said, &lines, &marks, &arena);
    html_page_close(&page);
    rewrite_close(&said);
    if (reader.failed) status = STATUS_NO_MEMORY;
    hyphen_release(&reader);
    notes_release(&reader);
    languages_release(&reader);
    content_release(&reader);
    vec_release(&lines);
    vec_release(&marks);
    arena_release(&reader.scratch);
    arena_release(&arena);
    return status;
}
