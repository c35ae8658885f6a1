#include "read/canonical.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "base/words.h"
#include "read/notes.h"

/* Where the text between two headings goes. */
struct canonical {
    struct reader *reader;
    const struct line *lines;
    size_t n, at;
    struct node *open[LIMIT_TREE_DEPTH]; /* open[0] the document, open[k] the division of level k */
    size_t depth;
    struct node *entry;  /* the open entry, or NULL: text belongs to the division or the front */
    enum status status;
    size_t unclosed[2];  /* by mark, ` and ~: the shortest fence known to be never closed from here on; 0: none */
};

static struct document *doc_of(struct canonical *c) { return c->reader->doc; }

static void own(struct canonical *c, str view, enum owner owner) {
    if (view.n == 0) return;
    size_t from = (size_t)(view.p - c->reader->text.p);
    ledger_own(c->reader->ledger, from, from + view.n, owner);
}

static struct node *make(struct canonical *c, enum node_kind kind, uint32_t line) {
    struct node *n = node_new(doc_of(c), kind, line);
    if (!n) c->status = STATUS_NO_MEMORY;
    return n;
}

/* ── lines ──────────────────────────────────────────────────────────────────────────────────────────────────── */

/* The number of # that open a heading, or 0. */
static size_t heading_level(str line) {
    size_t n = 0;
    while (n < line.n && line.p[n] == '#') n++;
    return n && (n == line.n || char_is_blank(line.p[n])) ? n : 0;
}

/* ``` or ~~~ of at least three: the length of the run, else 0. Only where the line begins: a fence within a list or a
 * quote holds no line that begins with a # or a colon. */
static size_t fence_run(str line) {
    size_t n = 0;
    while (n < line.n && (line.p[0] == '`' || line.p[0] == '~') && line.p[n] == line.p[0]) n++;
    bool inline_code = n && line.p[0] == '`' && str_find_char(line, '`', n) != SIZE_MAX;
    return n >= 3 && !inline_code ? n : 0;
}

/* The line behind the code block that opens at `at`, or `at` + 1 when it is never closed; then no fence as long is
 * from there on, and none is looked for again. */
static size_t skip_code(struct canonical *c, size_t at) {
    size_t run = fence_run(c->lines[at].text);
    char mark = c->lines[at].text.p[0];
    size_t *unclosed = &c->unclosed[mark == '~'];
    if (*unclosed && run >= *unclosed) return at + 1;
    for (size_t i = at + 1; i < c->n; i++) {
        str line = str_trim_right(c->lines[i].text);
        if (fence_run(line) >= run && line.p[0] == mark && fence_run(line) == line.n) return i + 1;
    }
    *unclosed = run;
    return at + 1;
}

static bool is_div(str line, str name) {
    return str_starts(line, STR(":::")) && str_eq(str_trim(str_drop(line, 3)), name);
}

static bool is_div_open(str line) {
    return is_div(line, STR("prompt")) || is_div(line, STR("choices")) || is_div(line, STR("answer")) ||
           is_div(line, STR("text"));
}

/* The end of the run of lines from `at` that no heading and no div interrupts. */
static size_t text_end(struct canonical *c, size_t at) {
    while (at < c->n && !heading_level(c->lines[at].text) && !is_div_open(c->lines[at].text))
        at = fence_run(c->lines[at].text) ? skip_code(c, at) : at + 1;
    return at;
}

static size_t div_end(struct canonical *c, size_t at) {
    while (at < c->n && !is_div(c->lines[at].text, (str){0}))
        at = fence_run(c->lines[at].text) ? skip_code(c, at) : at + 1;
    return at;
}

/* ── attributes ─────────────────────────────────────────────────────────────────────────────────────────────── */

static bool is_escaped(str s, size_t at) {
    size_t n = 0;
    while (n < at && s.p[at - n - 1] == '\\') n++;
    return n & 1;
}

/* The last " {key=…}" of a heading, cut off the title; empty when there is none. */
static str cut_attributes(str *title) {
    str s = str_trim_right(*title);
    if (s.n == 0 || s.p[s.n - 1] != '}' || is_escaped(s, s.n - 1)) return (str){0};
    bool quoted = false;
    for (size_t i = s.n - 1; i-- > 0;) {
        if (s.p[i] == '"' && !is_escaped(s, i)) quoted = !quoted;
        if (s.p[i] != '{' || quoted) continue;
        str inside = str_sub(s, i + 1, s.n - 1);
        if (str_find_char(inside, '=', 0) == SIZE_MAX || is_escaped(s, i)) return (str){0};
        *title = str_trim_right(str_sub(s, 0, i));
        return inside;
    }
    return (str){0};
}

static uint32_t hex_value(str digits) {
    uint32_t value = 0;
    for (size_t i = 0; i < digits.n; i++) {
        char c = digits.p[i];
        value = value << 4 | (uint32_t)(char_is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10) % 16;
    }
    return value;
}

/* The character of the escape whose backslash stands at *at, which is stepped past it (as YAML has them). */
static size_t put_escaped(str value, size_t *at, char out[4]) {
    char c = value.p[*at + 1];
    size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : 0;
    if (digits && *at + 2 + digits <= value.n) {
        uint32_t code = hex_value(str_sub(value, *at + 2, *at + 2 + digits));
        *at += 2 + digits;
        return utf8_encode(code, out);
    }
    *at += 2;
    out[0] = c == 'n' ? '\n' : c == 't' ? '\t' : c;
    return 1;
}

/* A quoted value without its quotes and backslashes; one in the arena only when there were any. */
static str unquote(struct canonical *c, str value) {
    if (str_find_char(value, '\\', 0) == SIZE_MAX) return value;
    char *p = arena_alloc(&doc_of(c)->arena, value.n, 1);
    size_t n = 0;
    if (!p) {
        c->status = STATUS_NO_MEMORY;
        return (str){0};
    }
    for (size_t i = 0; i < value.n;) {
        if (value.p[i] == '\\' && i + 1 < value.n) n += put_escaped(value, &i, p + n);
        else p[n++] = value.p[i++];
    }
    return (str){p, n};
}

/* The next key=value of `rest`, which is stepped on. */
static bool next_attribute(struct canonical *c, str *rest, str *key, str *value) {
    *rest = str_trim_left(*rest);
    size_t equals = str_find_char(*rest, '=', 0);
    if (equals == SIZE_MAX) return false;
    *key = str_trim(str_sub(*rest, 0, equals));
    *rest = str_drop(*rest, equals + 1);
    bool quoted = rest->n && rest->p[0] == '"';
    size_t end = quoted;
    while (end < rest->n && (quoted ? rest->p[end] != '"' : !char_is_space(rest->p[end])))
        end += rest->p[end] == '\\' && end + 1 < rest->n ? 2 : 1;
    str raw = str_sub(*rest, quoted, end);
    own(c, raw, OWNER_ATTR);
    *value = quoted ? unquote(c, raw) : raw;
    *rest = str_drop(*rest, end + quoted);
    return true;
}

/* ── headings ───────────────────────────────────────────────────────────────────────────────────────────────── */

/* "Q1.2: " at the start of a title: the length of the mark and the number; false when it is none. */
static bool entry_mark(str title, size_t *length, str *number) {
    size_t colon = str_find_char(title, ':', 0), blank = str_find_char(title, ' ', 0);
    if (title.n == 0 || title.p[0] != 'Q' || colon == SIZE_MAX || blank < colon) return false;
    *number = str_sub(title, 1, colon);
    *length = colon + 1;
    return true;
}

static void set_entry(struct canonical *c, struct node *entry, str attributes, str *answer_by) {
    str key, value;
    struct entry *e = entry->u.entry;
    while (next_attribute(c, &attributes, &key, &value)) {
        if (str_eq(key, STR("label"))) e->label = value;
        else if (str_eq(key, STR("number"))) e->number = value;
        else if (str_eq(key, STR("topic"))) e->topic = value;
        else if (str_eq(key, STR("difficulty"))) e->difficulty = value;
        else if (str_eq(key, STR("answer"))) e->answered_next = str_eq(value, STR("next"));
        else if (str_eq(key, STR("speaker"))) entry->first->u.speaker = value;
        else if (str_eq(key, STR("answer-by"))) *answer_by = value;
    }
}

static void set_division(struct canonical *c, struct division *d, str attributes) {
    str key, value;
    d->kind = STR("section");
    while (next_attribute(c, &attributes, &key, &value)) {
        if (str_eq(key, STR("kind"))) d->kind = value;
        else if (str_eq(key, STR("label"))) d->label = value;
        else if (str_eq(key, STR("number"))) d->number = value;
        else if (str_eq(key, STR("lang")) && lang_is_tag(value)) d->lang = value;
    }
}

static void read_inlines(struct canonical *c, str text, uint32_t number, struct node *parent) {
    struct line line = {.text = text, .number = number};
    if (parent && c->status == STATUS_OK)
        c->status = content_exact_inlines(c->reader, &line, 1, parent);
}

static void read_note(struct canonical *c, const struct note_def *def, struct node *parent) {
    struct node *note = node_append(parent, make(c, NODE_NOTE, def->line));
    if (!note) return;
    note->u.note = def->note;
    c->status = content_exact_blocks(c->reader, def->lines, def->n, note);
}

/* The next line from `at` on where a footnote is defined, or `to`. */
static size_t find_note(struct canonical *c, size_t at, size_t to) {
    if (!c->reader->notes) return to;
    while (at < to && !notes_on(c->reader, c->lines[at].number)) at = fence_run(c->lines[at].text) ? skip_code(c, at) : at + 1;
    return at < to ? at : to;
}

/* Text between here and the next heading or div, or up to a div's end, as blocks below `parent`. */
static void read_blocks(struct canonical *c, size_t from, size_t to, struct node *parent) {
    while (parent && to > from && c->status == STATUS_OK) {
        size_t note = find_note(c, from, to);
        if (note > from) c->status = content_exact_blocks(c->reader, c->lines + from, note - from, parent);
        const struct note_def *def = note < to ? notes_on(c->reader, c->lines[note].number) : NULL;
        if (def && c->status == STATUS_OK) {
            own(c, c->lines[note].text, OWNER_MARKUP);
            read_note(c, def, parent);
        }
        from = def ? note + def->taken : to;
    }
}

/* Footnotes are known before the first reference is met. */
static bool know_notes(struct canonical *c) {
    size_t taken;
    for (size_t at = 0; at < c->n; at += taken ? taken : 1) {
        taken = 0;
        if (fence_run(c->lines[at].text)) taken = skip_code(c, at) - at;
        else if (!notes_add(c->reader, c->lines, c->n, at, true, &taken)) return false;
    }
    c->unclosed[0] = c->unclosed[1] = 0; /* told of the last lines only */
    return notes_sort(c->reader);
}

static void open_entry(struct canonical *c, size_t level, str title, size_t mark, str number, str attributes) {
    uint32_t line = c->lines[c->at].number;
    if (c->depth >= level) c->depth = level - 1;
    c->entry = node_append(c->open[c->depth], make(c, NODE_ENTRY, line));
    struct node *question = node_append(c->entry, make(c, NODE_QUESTION, line));
    if (!question) return;
    struct entry *e = c->entry->u.entry;
    e->number = number;
    own(c, str_sub(title, 0, mark), OWNER_ATTR);
    str label = str_sub(title, 0, number.n ? mark - 1 : 0), answer_by = {0};
    e->label = label;
    set_entry(c, c->entry, attributes, &answer_by);
    if (answer_by.n) {
        struct node *answer = node_append(c->entry, make(c, NODE_ANSWER, line));
        if (answer) answer->u.speaker = answer_by;
    }
    read_inlines(c, str_trim_left(str_drop(title, mark)), line, question);
}

static void open_division(struct canonical *c, size_t level, str title, str attributes) {
    uint32_t line = c->lines[c->at].number;
    size_t parent = level - 1 < c->depth ? level - 1 : c->depth;
    struct node *d = node_append(c->open[parent], make(c, NODE_DIVISION, line));
    struct node *t = node_append(d, make(c, NODE_TITLE, line));
    if (!t || parent + 1 >= LIMIT_TREE_DEPTH / 2) return;
    set_division(c, d->u.division, attributes);
    c->depth = parent + 1;
    c->open[c->depth] = d;
    c->entry = NULL;
    read_inlines(c, title, line, t);
}

static void read_heading(struct canonical *c) {
    str line = c->lines[c->at].text, number;
    size_t level = heading_level(line), mark;
    str title = str_trim(str_drop(line, level)), braces = cut_attributes(&title);
    own(c, line, OWNER_MARKUP); /* what means more is owned by it below */
    if (entry_mark(title, &mark, &number) && str_find(braces, STR("kind="), 0) != 0)
        open_entry(c, level, title, mark, number, braces);
    else open_division(c, level, title, braces);
    c->at++;
}

/* ── what stands below a heading ────────────────────────────────────────────────────────────────────────────── */

/* The entry's part of this kind, which is made where it belongs: the answer is last. */
static struct node *part_of_entry(struct canonical *c, enum node_kind kind, uint32_t line) {
    struct node *part = node_child(c->entry, kind), *answer = node_child(c->entry, NODE_ANSWER);
    if (part) return part;
    part = make(c, kind, line);
    if (!part || !answer) return node_append(c->entry, part);
    node_insert_before(answer, part);
    return part;
}

static bool has_text(const struct canonical *c, size_t from, size_t to) {
    while (from < to && str_trim(c->lines[from].text).n == 0) from++;
    return from < to;
}

/* Where loose blocks go: an entry's answer, a division, or the document's front. */
static struct node *home(struct canonical *c, uint32_t line) {
    if (c->entry) return part_of_entry(c, NODE_ANSWER, line);
    const struct node *last = c->open[0]->last;
    if (c->depth || (last && last->kind != NODE_FRONT)) return c->open[c->depth];
    struct node *front = node_child(c->open[0], NODE_FRONT);
    return front ? front : node_append(c->open[0], make(c, NODE_FRONT, line));
}

/* "A." before a blank or the end: its length with the dot, or 0. */
static size_t label_length(str text) {
    size_t n = 0;
    while (n < text.n && n < 3 && char_is_alnum(text.p[n])) n++;
    bool dot = n && n < text.n && text.p[n] == '.';
    return dot && (n + 1 == text.n || char_is_blank(text.p[n + 1])) ? n + 1 : 0;
}

static bool opens_choice(str line) {
    bool box = str_starts(line, STR("- [x]")) || str_starts(line, STR("- [ ]"));
    return box && (line.n == 5 || char_is_blank(line.p[5]));
}

/* "- [x] A. text" and its lines indented by two. */
static void read_choice(struct canonical *c, size_t from, size_t to, struct node *choices) {
    str text = str_trim_left(str_drop(c->lines[from].text, 5));
    struct node *choice = node_append(choices, make(c, NODE_CHOICE, c->lines[from].number));
    struct line *lines = arena_array(&c->reader->scratch, struct line, to - from);
    if (!choice || !lines) {
        c->status = STATUS_NO_MEMORY;
        return;
    }
    own(c, str_sub(c->lines[from].text, 0, 5), OWNER_MARKUP);
    choice->u.choice->correct = c->lines[from].text.p[3] == 'x';
    size_t label = label_length(text);
    if (label) {
        choice->u.choice->label = str_sub(text, 0, label - 1);
        own(c, choice->u.choice->label, OWNER_ATTR);
        own(c, str_sub(text, label - 1, label), OWNER_MARKUP);
        text = str_trim_left(str_drop(text, label));
    }
    memcpy(lines, c->lines + from, (to - from) * sizeof *lines);
    lines[0].text = text;
    for (size_t i = 1; i < to - from; i++)
        lines[i].text = str_drop(lines[i].text, str_starts(lines[i].text, STR("  ")) ? 2 : 0);
    c->status = content_exact_blocks(c->reader, lines, to - from, choice);
}

static void read_choices(struct canonical *c, size_t from, size_t to, uint32_t line) {
    struct node *choices = part_of_entry(c, NODE_CHOICES, line);
    while (choices && from < to && c->status == STATUS_OK) {
        size_t next = from + 1;
        while (next < to && !opens_choice(c->lines[next].text)) next++;
        size_t end = next;
        while (end > from + 1 && str_trim(c->lines[end - 1].text).n == 0) end--;
        if (opens_choice(c->lines[from].text)) read_choice(c, from, end, choices);
        else read_blocks(c, from, end, part_of_entry(c, NODE_PROMPT, c->lines[from].number));
        from = next;
    }
}

static void read_div(struct canonical *c) {
    str open = c->lines[c->at].text;
    uint32_t line = c->lines[c->at].number;
    size_t from = c->at + 1, to = div_end(c, from);
    own(c, open, OWNER_MARKUP);
    if (to < c->n) own(c, c->lines[to].text, OWNER_MARKUP);
    c->at = to < c->n ? to + 1 : to;
    while (from < to && str_trim(c->lines[from].text).n == 0) from++;
    if (from == to) return;
    if (is_div(open, STR("text"))) c->entry = NULL; /* what belongs to no entry */
    if (c->entry && is_div(open, STR("choices"))) read_choices(c, from, to, line);
    else if (c->entry && is_div(open, STR("prompt"))) read_blocks(c, from, to, part_of_entry(c, NODE_PROMPT, line));
    else read_blocks(c, from, to, home(c, c->lines[from].number));
}

static void read_text(struct canonical *c) {
    size_t from = c->at;
    c->at = text_end(c, from);
    while (from < c->at && str_trim(c->lines[from].text).n == 0) from++;
    if (has_text(c, from, c->at)) read_blocks(c, from, c->at, home(c, c->lines[from].number));
}

enum status canonical_read(struct reader *reader, const struct line *lines, size_t n) {
    struct canonical c = {.reader = reader, .lines = lines, .n = n, .open = {reader->doc->root}};
    if (str_find(reader->text, STR("[^"), 0) != SIZE_MAX && !know_notes(&c)) return STATUS_NO_MEMORY;
    while (c.at < c.n && c.status == STATUS_OK) {
        if (heading_level(lines[c.at].text)) read_heading(&c);
        else if (is_div_open(lines[c.at].text)) read_div(&c);
        else read_text(&c);
    }
    return c.status;
}
