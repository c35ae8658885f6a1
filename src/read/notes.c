/* notes: see notes.h. Definitions in the order of the text, and pointers to them in the order of their labels. */
#include "read/notes.h"

#include <stdlib.h>
#include <string.h>

#include "read/clean.h"

enum { LONGEST_LABEL = 64, INDENT = 4 };

struct notes {
    VEC(struct note_def) list;   /* by line */
    struct note_def **by_label;  /* by label, then line; size list.n */
};

/* --- marks --- */

size_t note_mark(str text, size_t at, bool org, str *label) {
    str sign = org ? STR("[fn:") : STR("[^");
    if (at >= text.n || !str_starts(str_drop(text, at), sign)) return 0;
    size_t end = at + sign.n;
    while (end < text.n && end - at <= LONGEST_LABEL && text.p[end] != ']' && text.p[end] != '[' && text.p[end] != '^' &&
           text.p[end] != '`' && text.p[end] != '\\' && !char_is_space(text.p[end]))
        end++;
    if (end == at + sign.n || end >= text.n || text.p[end] != ']') return 0;
    *label = str_sub(text, at + 1, end);
    return end + 1 - at;
}

/* `[^label]:` where a line begins, `[fn:label]` in Org: the offset of what follows it, or 0. */
static size_t definition(const struct reader *r, str text, bool exact, str *label) {
    bool org = r->flavor == FLAVOR_ORG;
    size_t at = 0, n;
    while (!exact && !org && at < INDENT && at < text.n && text.p[at] == ' ') at++;
    if (at == INDENT || (n = note_mark(text, at, org, label)) == 0) return 0;
    at += n;
    if (org) return at < text.n && char_is_blank(text.p[at]) ? at : 0;
    return at < text.n && text.p[at] == ':' ? at + 1 : 0;
}

/* --- definitions --- */

static bool is_blank(const struct line *line) { return (line->flags & LINE_BLANK) || !str_trim(line->text).n; }

static bool is_indented(const struct line *line) {
    size_t at;
    return line_columns(line->text, &at) >= INDENT;
}

/* A line of the definition's paragraph that stands at the margin: it goes on with a sentence. */
static bool is_lazy(const struct line *line) { return line->text.n && char_is_lower(line->text.p[0]); }

/* How many lines the definition takes; blank ones behind it are not its. */
static size_t count_lines(const struct reader *r, const struct line *lines, size_t n, size_t at, bool exact) {
    size_t end = at + 1;
    for (size_t i = at + 1; i < n; i++) {
        if (is_blank(&lines[i]) && r->flavor == FLAVOR_ORG) break;
        if (is_blank(&lines[i])) continue;
        bool below = end == i, lazy = !exact && below && r->flavor == FLAVOR_MARKDOWN && is_lazy(&lines[i]);
        str label;
        if (r->flavor == FLAVOR_ORG) lazy = lines[i].text.p[0] != '*' && !definition(r, lines[i].text, false, &label);
        if (!is_indented(&lines[i]) && !lazy) break;
        end = i + 1;
    }
    return end - at;
}

static void own(struct reader *r, str view, enum owner owner) {
    size_t from = (size_t)(view.p - r->text.p);
    ledger_own(r->ledger, from, from + view.n, owner);
}

bool notes_add(struct reader *r, const struct line *lines, size_t n, size_t at, bool exact, size_t *taken) {
    struct note_def def = {.line = lines[at].number, .source = lines[at].text.p};
    size_t text = definition(r, lines[at].text, exact, &def.label);
    *taken = 0;
    if (!text) return true;
    if (!r->notes && !(r->notes = calloc(1, sizeof *r->notes))) return false;
    def.n = def.taken = *taken = count_lines(r, lines, n, at, exact);
    def.lines = arena_array(&r->doc->arena, struct line, def.n);
    def.note = arena_new(&r->doc->arena, struct note);
    if (!def.lines || !def.note) return false;
    def.note->label = def.label;
    for (size_t i = 0; i < def.n; i++) {
        def.lines[i] = lines[at + i];
        def.lines[i].text = i ? line_drop_indent(lines[at + i].text, INDENT) : str_trim_left(str_drop(lines[at].text, text));
    }
    return vec_push(&r->notes->list, def);
}

static int by_label(const void *a, const void *b) {
    const struct note_def *x = *(struct note_def *const *)a, *y = *(struct note_def *const *)b;
    int order = str_cmp(x->label, y->label);
    return order ? order : (x->line > y->line) - (x->line < y->line);
}

bool notes_sort(struct reader *r) {
    struct notes *notes = r->notes;
    if (!notes) return true;
    notes->by_label = arena_array(&r->doc->arena, struct note_def *, notes->list.n);
    if (!notes->by_label) return false;
    for (size_t i = 0; i < notes->list.n; i++) notes->by_label[i] = &notes->list.at[i];
    qsort(notes->by_label, notes->list.n, sizeof *notes->by_label, by_label);
    return true;
}

struct note_def *notes_find(const struct reader *r, str label, uint32_t line) {
    size_t low = 0, high = r->notes ? r->notes->list.n : 0, n = high;
    struct note_def key = {.label = label, .line = line}, *probe = &key;
    while (low < high) { /* the first at or behind the line */
        size_t middle = low + (high - low) / 2;
        if (by_label(&r->notes->by_label[middle], &probe) < 0) low = middle + 1;
        else high = middle;
    }
    if (low < n && str_eq(r->notes->by_label[low]->label, label)) return r->notes->by_label[low];
    return low && str_eq(r->notes->by_label[low - 1]->label, label) ? r->notes->by_label[low - 1] : NULL;
}

struct note_def *notes_on(const struct reader *r, uint32_t line) {
    size_t low = 0, high = r->notes ? r->notes->list.n : 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        struct note_def *def = &r->notes->list.at[middle];
        if (def->line == line) return def;
        if (def->line < line) low = middle + 1;
        else high = middle;
    }
    return NULL;
}

/* --- references --- */

/* Past a run of backticks and what it encloses in its line. */
static size_t skip_code(str text, size_t at) {
    size_t run = 0;
    while (at + run < text.n && text.p[at + run] == '`') run++;
    for (size_t i = at + run; i < text.n;) {
        size_t n = 0;
        while (i + n < text.n && text.p[i + n] == '`') n++;
        if (n == run) return i + n;
        i += n ? n : 1;
    }
    return at + run;
}

static void find_references(struct reader *r, const struct line *line) {
    str text = line->text, label;
    size_t at = definition(r, text, false, &label), n;
    while (at < text.n) {
        if (text.p[at] == '`' && r->flavor != FLAVOR_ORG) {
            at = skip_code(text, at);
            continue;
        }
        n = note_mark(text, at, r->flavor == FLAVOR_ORG, &label);
        struct note_def *def = n ? notes_find(r, label, line->number) : NULL;
        if (def) def->referred = true;
        at += n ? n : text.p[at] == '\\' ? 2 : 1;
    }
}

/* The lines of definitions go; where they stood one blank line stays. */
static void take_lines(struct reader *r, line_table *lines) {
    const struct note_def *def = r->notes->list.at, *end = def + r->notes->list.n;
    size_t kept = 0;
    for (size_t i = 0; i < lines->n; i++) {
        bool starts = def < end && lines->at[i].text.n && lines->at[i].text.p == def->source;
        if (!starts || !def->referred) {
            def += starts;
            lines->at[kept++] = lines->at[i];
            continue;
        }
        for (size_t k = 0; k < def->taken; k++) own(r, lines->at[i + k].text, OWNER_MARKUP);
        struct line blank = {.text = str_sub(lines->at[i].text, 0, 0), .number = lines->at[i].number, .flags = LINE_BLANK};
        i += def++->taken - 1;
        if (kept && !is_blank(&lines->at[kept - 1])) lines->at[kept++] = blank;
    }
    lines->n = kept;
}

/* --- HTML --- */

static bool is_note_id(str id) {
    size_t digits = 0;
    for (size_t i = 0; i < id.n; i++) digits += char_is_digit(id.p[i]);
    if (digits == 0 || id.n > LONGEST_LABEL) return false;
    static const char *const starts[] = {"fn", "user-content-fn", "footnote"};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (str_starts(id, str_from(starts[i])) && !str_starts(str_drop(id, strlen(starts[i])), STR("ref"))) return true;
    return false;
}

bool notes_link(const struct reader *r, str href, uint32_t line, str *label) {
    *label = str_drop(href, 1);
    return r->notes && str_starts(href, STR("#")) && notes_find(r, *label, line);
}

bool notes_is_back_link(const struct reader *r, str attributes) {
    str href = html_attribute(attributes, STR("href"));
    if (!r->notes || !str_starts(href, STR("#"))) return false;
    return str_eq(html_attribute(attributes, STR("role")), STR("doc-backlink")) || str_starts(href, STR("#fnref")) ||
           str_starts(href, STR("#user-content-fnref")) ||
           str_find(html_attribute(attributes, STR("class")), STR("footnote-back"), 0) != SIZE_MAX;
}

/* The item of a list of footnotes that starts at this line: its id, and where its text begins. */
static bool item_of_notes(str line, str *id, size_t *text) {
    struct html_tag tag;
    if (!str_starts(line, STR("<li")) || !html_tag_read(line, 0, &tag) || tag.class != HTML_LI) return false;
    *id = html_attribute(tag.attributes, STR("id"));
    *text = tag.end;
    return is_note_id(*id);
}

/* href="#id": that note is referred to. */
static void find_links(struct reader *r) {
    str text = r->text;
    for (size_t at = 1; (at = str_find_char(text, '#', at)) != SIZE_MAX; at++) {
        if (!strchr("\"'=", text.p[at - 1])) continue;
        size_t end = at + 1;
        while (end < text.n && end - at <= LONGEST_LABEL && !strchr("\"' >", text.p[end])) end++;
        struct note_def *def = notes_find(r, str_sub(text, at + 1, end), 0);
        if (def) def->referred = true;
    }
}

/* The lines of an item, up to the one with its end, as a definition. */
static bool add_item(struct reader *r, const struct line *lines, size_t n, str id, size_t text) {
    size_t count = 0, at = SIZE_MAX;
    while (count < n && at == SIZE_MAX && (count == 0 || !str_starts(lines[count].text, STR("<li")))) at = str_find(lines[count++].text, STR("</li>"), 0);
    if (at == SIZE_MAX || str_trim(lines[count - 1].text).n > at + 5) return true; /* its end is left out, or a list is in it */
    struct note_def def = {.line = lines[0].number, .source = lines[0].text.p, .label = id, .n = count, .taken = count};
    if (!r->notes && !(r->notes = calloc(1, sizeof *r->notes))) return false;
    def.lines = arena_array(&r->doc->arena, struct line, count);
    def.note = arena_new(&r->doc->arena, struct note);
    if (!def.lines || !def.note) return false;
    def.note->label = id;
    memcpy(def.lines, lines, count * sizeof *lines);
    str *last = &def.lines[count - 1].text;
    *last = str_sub(*last, 0, at);
    def.lines[0].text = str_drop(def.lines[0].text, text);
    return vec_push(&r->notes->list, def);
}

static bool take_items(struct reader *r, line_table *lines) {
    size_t text;
    for (size_t i = 0; i < lines->n; i++) {
        str id;
        if (item_of_notes(lines->at[i].text, &id, &text) && !add_item(r, lines->at + i, lines->n - i, id, text)) return false;
    }
    if (!r->notes) return true;
    if (!notes_sort(r)) return false;
    find_links(r);
    take_lines(r, lines);
    return true;
}

/* --- a document --- */

bool notes_take(struct reader *r, line_table *lines) {
    size_t taken;
    if (r->flavor == FLAVOR_HTML) return take_items(r, lines);
    if (str_find(r->text, r->flavor == FLAVOR_ORG ? STR("[fn:") : STR("[^"), 0) == SIZE_MAX) return true;
    for (size_t i = 0; i < lines->n; i += taken ? taken : 1) {
        taken = 0;
        if (!(lines->at[i].flags & LINE_CODE) && !notes_add(r, lines->at, lines->n, i, false, &taken)) return false;
    }
    if (!r->notes) return true;
    if (!notes_sort(r)) return false;
    for (size_t i = 0; i < lines->n; i++)
        if (!(lines->at[i].flags & LINE_CODE)) find_references(r, &lines->at[i]);
    take_lines(r, lines);
    return true;
}

enum status notes_build(struct reader *r) {
    for (size_t i = 0; r->notes && i < r->notes->list.n; i++) {
        const struct note_def *def = &r->notes->list.at[i];
        if (!def->referred) continue;
        struct node *node = node_append(r->doc->root, node_new(r->doc, NODE_NOTE, def->line));
        if (!node) return STATUS_NO_MEMORY;
        node->u.note = def->note;
        enum status status = content_blocks(r, r->flavor, def->lines, def->n, node);
        if (status != STATUS_OK) return status;
    }
    return STATUS_OK;
}

void notes_report(const struct reader *r) {
    for (size_t i = 0; r->notes && i < r->notes->list.n; i++) {
        const struct note_def *def = &r->notes->list.at[i];
        if (!def->note->number) diag_add1(r->diags, DIAG_UNUSED_NOTE, reader_span(r, def->label), def->label);
    }
}

void notes_release(struct reader *r) {
    if (r->notes) vec_release(&r->notes->list);
    free(r->notes);
    r->notes = NULL;
}
