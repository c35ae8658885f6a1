/* org: Org's own syntax. org_clean takes settings, comments, drawers and planning lines out before anything is
 * recognised; org_region makes blocks and inlines of the rest, by compose.h as Markdown's callbacks do. */
#include "read/org.h"

#include "base/words.h"
#include "read/compose.h"
#include "read/notes.h"

enum { LISTS = 32, INLINE_DEPTH = 12, REACH = 2000, DRAWER_LINES = 400, RAW_LINES = 2000 };

/* --- one line ----------------------------------------------------------------------------------------------------- */

/* Two stars and more may stand indented, as converters write headings inside of items. */
static size_t stars_of(str line) {
    str t = str_trim_left(line);
    size_t n = 0;
    while (n < t.n && t.p[n] == '*') n++;
    return n && n < t.n && t.p[n] == ' ' && (n > 1 || t.n == line.n) ? n : 0;
}

/* "#+NAME: value", "#+begin_src c": the name and what follows it. */
static bool keyword_of(str line, str *name, str *value) {
    str t = str_trim(line);
    if (!str_starts(t, STR("#+"))) return false;
    size_t n = 2;
    while (n < t.n && (char_is_alnum(t.p[n]) || t.p[n] == '_' || t.p[n] == '-')) n++;
    *name = str_sub(t, 2, n);
    while (n < t.n && (t.p[n] == ':' || char_is_blank(t.p[n]))) n++;
    *value = str_drop(t, n);
    return name->n > 0;
}

static bool is_block_name(str name, const char *edge, str *kind) {
    str e = str_from(edge);
    if (!str_starts_nocase(name, e) || name.n == e.n) return false;
    *kind = str_drop(name, e.n);
    return true;
}

/* ":PROPERTIES:", ":END:" */
static bool is_drawer(str line) {
    str t = str_trim(line);
    if (t.n < 3 || t.p[0] != ':' || t.p[t.n - 1] != ':') return false;
    for (size_t i = 1; i + 1 < t.n; i++)
        if (!char_is_alnum(t.p[i]) && t.p[i] != '_' && t.p[i] != '-') return false;
    return true;
}

static bool is_planning(str line) {
    static const char *const words[] = {"SCHEDULED:", "DEADLINE:", "CLOSED:", "CLOCK:"};
    str t = str_trim_left(line);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_starts(t, str_from(words[i]))) return true;
    return false;
}

size_t org_heading_prefix(str text) {
    static const char *const states[] = {"TODO", "DONE", "NEXT", "WAITING", "WAIT", "STARTED", "HOLD", "CANCELLED", "CANCELED",
                                         "COMMENT"};
    size_t at = 0;
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        str word = str_from(states[i]);
        if (!str_starts(text, word) || text.n <= word.n || text.p[word.n] != ' ') continue;
        at = word.n;
        break;
    }
    while (at < text.n && char_is_blank(text.p[at])) at++;
    if (at + 4 <= text.n && text.p[at] == '[' && text.p[at + 1] == '#' && text.p[at + 3] == ']') at += 4;
    while (at < text.n && char_is_blank(text.p[at])) at++;
    return at;
}

size_t org_tags(str text) {
    str t = str_trim_right(text);
    if (t.n < 4 || t.p[t.n - 1] != ':') return text.n;
    size_t at = t.n - 1;
    while (at > 0 && (char_is_alnum(t.p[at - 1]) || strchr("_@#%:", t.p[at - 1]) || (unsigned char)t.p[at - 1] >= 0x80)) at--;
    return at > 0 && char_is_blank(t.p[at - 1]) && t.p[at] == ':' && t.n - at > 2 ? at : text.n;
}

/* --- what is no text ---------------------------------------------------------------------------------------------- */

static void own(struct reader *reader, str view, enum owner owner) {
    size_t from = (size_t)(view.p - reader->text.p);
    ledger_own(reader->ledger, from, from + view.n, owner);
}

static void drop(struct reader *reader, const struct line *line) {
    str t = str_trim(line->text);
    own(reader, line->text, OWNER_DROPPED);
    diag_add1(reader->diags, DIAG_SETTING_DROPPED, reader_span(reader, t), str_sub(t, 0, 40));
}

/* Gives false when memory is out. */
static bool take_setting(struct reader *reader, const struct line *line, str name, str value) {
    struct document *doc = reader->doc;
    bool title = str_eq_nocase(name, STR("title")), kept = true;
    if (value.n && title && !doc->title.n) doc->title = value;
    else if (value.n && str_eq_nocase(name, STR("subtitle")) && !doc->subtitle.n) doc->subtitle = value;
    else if (value.n && str_eq_nocase(name, STR("date")) && !doc->date.n && char_is_digit(value.p[0])) doc->date = value;
    else if (value.n && str_eq_nocase(name, STR("language")) && lang_is_tag(value)) doc->lang = value, doc->says_lang = true;
    else if (value.n && str_eq_nocase(name, STR("author"))) kept = meta_add(doc, STR("author"), value);
    else {
        drop(reader, line);
        return true;
    }
    own(reader, line->text, OWNER_MARKUP);
    own(reader, value, OWNER_ATTR);
    return kept;
}

/* The line after a drawer that opens at `i`; `i` when it does not close. */
static size_t drawer_end(const line_table *lines, size_t i) {
    for (size_t k = i + 1; k < lines->n && k - i < DRAWER_LINES && !stars_of(lines->at[k].text); k++)
        if (str_eq_nocase(str_trim(lines->at[k].text), STR(":END:"))) return k + 1;
    return i;
}

/* A drawer of properties stands right below its heading: lines between the two are the rest of a heading that was
 * wrapped, as pandoc does. Gives how many lines are kept. */
static size_t join_heading(line_table *lines, size_t kept) {
    enum { MOST_WRAPPED = 4 };
    size_t k = kept;
    while (k > 0 && kept - k < MOST_WRAPPED && !(lines->at[k - 1].flags & (LINE_BLANK | LINE_CODE)) && !stars_of(lines->at[k - 1].text)) k--;
    if (k == 0 || k == kept || !stars_of(lines->at[k - 1].text)) return kept;
    const struct line *last = &lines->at[kept - 1];
    struct line *heading = &lines->at[k - 1];
    heading->text = str_of(heading->text.p, (size_t)(last->text.p + last->text.n - heading->text.p));
    return k;
}

/* "#+begin_html", "#+begin_export html" and their ends: what stands between is HTML and no code. Gives how many lines the
 * block has, with both; 0 when none starts at `i`. */
static size_t raw_block(const line_table *lines, size_t i) {
    str name, value;
    if (!keyword_of(lines->at[i].text, &name, &value)) return 0;
    bool html = str_eq_nocase(name, STR("begin_html"));
    if (!html && !(str_eq_nocase(name, STR("begin_export")) && str_starts_nocase(value, STR("html")))) return 0;
    for (size_t k = i + 1; k < lines->n && k - i < RAW_LINES; k++)
        if (keyword_of(lines->at[k].text, &name, &value) && str_eq_nocase(name, html ? STR("end_html") : STR("end_export"))) return k + 1 - i;
    return 0;
}

bool org_clean(struct reader *reader, line_table *lines) {
    size_t kept = 0, raw_end = 0;
    for (size_t i = 0; i < lines->n; i++) {
        struct line line = lines->at[i];
        str name, value, kind, t = str_trim(line.text);
        size_t raw = i < raw_end ? 0 : raw_block(lines, i);
        if (raw) raw_end = i + raw - 1;
        if (raw || (raw_end && i == raw_end)) {
            own(reader, line.text, OWNER_MARKUP);
            continue;
        }
        if (i < raw_end) {
            line.flags = (uint16_t)((line.flags & ~(unsigned)LINE_CODE) | LINE_RAW);
        } else if (!(line.flags & (LINE_CODE | LINE_BLANK))) {
            bool block = keyword_of(line.text, &name, &value) &&
                         (is_block_name(name, "begin_", &kind) || is_block_name(name, "end_", &kind));
            size_t end = is_drawer(line.text) ? drawer_end(lines, i) : i;
            if (end > i) {
                if (str_eq_nocase(t, STR(":PROPERTIES:"))) kept = join_heading(lines, kept);
                for (; i < end; i++) drop(reader, &lines->at[i]);
                i--;
                continue;
            }
            bool comment = t.p[0] == '#' && (t.n == 1 || t.p[1] == ' ');
            if (comment || is_planning(line.text)) {
                drop(reader, &line);
                continue;
            }
            if (!block && keyword_of(line.text, &name, &value)) {
                if (!take_setting(reader, &line, name, value)) return false;
                continue;
            }
        }
        lines->at[kept++] = line;
    }
    lines->n = kept;
    return true;
}

/* --- inlines ------------------------------------------------------------------------------------------------------ */

struct org {
    struct reader *reader;
    struct compose *b;
    const struct line *lines;
    size_t n;
    struct {
        uint32_t indent;
        bool ordered;
        struct node *list;
    } open[LISTS];
    size_t n_open;
    bool in_paragraph;
    bool raw; /* in a line of HTML */
};

static void markup(struct org *o, str view) { own(o->reader, view, OWNER_MARKUP); }

static bool may_stand_before(char c) { return char_is_space(c) || strchr("-('\"{", c) || (unsigned char)c >= 0x80; }
static bool may_stand_after(char c) { return char_is_space(c) || strchr("-.,;:!?'\")}[", c) || (unsigned char)c >= 0x80; }

/* Where the mark at `at` closes, by Org's rules of what may stand around it; 0 when it is no mark. */
static size_t closing_mark(str t, size_t at) {
    char c = t.p[at];
    if (at > 0 && !may_stand_before(t.p[at - 1])) return 0;
    if (at + 2 >= t.n || char_is_space(t.p[at + 1])) return 0;
    for (size_t i = at + 2; i < t.n && i - at < REACH; i++)
        if (t.p[i] == c && !char_is_space(t.p[i - 1]) && (i + 1 == t.n || may_stand_after(t.p[i + 1]))) return i;
    return 0;
}

static void put_inlines(struct org *o, str t, size_t depth);

static void put_span(struct org *o, str t, size_t from, size_t to, enum node_kind kind, size_t depth) {
    compose_open(o->b, kind);
    put_inlines(o, str_sub(t, from, to), depth + 1);
    compose_close(o->b);
}

static bool is_image(str target) {
    static const char *const ends[] = {".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        str e = str_from(ends[i]);
        if (target.n > e.n && str_starts_nocase(str_drop(target, target.n - e.n), e)) return true;
    }
    return false;
}

/* "[[target]]", "[[target][description]]" at `at`; its end, or 0. */
static size_t put_link(struct org *o, str t, size_t at, size_t depth) {
    size_t end = str_find(str_sub(t, 0, at + REACH), STR("]]"), at + 2);
    if (end == SIZE_MAX) return 0;
    size_t middle = str_find(str_sub(t, 0, end), STR("]["), at + 2);
    str target = str_sub(t, at + 2, middle == SIZE_MAX ? end : middle);
    str text = middle == SIZE_MAX ? target : str_sub(t, middle + 2, end);
    if (str_starts(target, STR("file:"))) target = str_drop(target, 5);
    markup(o, str_sub(t, at, end + 2));
    bool inside = target.n && (target.p[0] == '*' || target.p[0] == '#' || str_find(target, STR("id:"), 0) == 0);
    if (middle == SIZE_MAX && is_image(target)) {
        own(o->reader, target, OWNER_ATTR);
        compose_image(o->b, target, (str){0}, (str){0});
    } else if (inside) { /* a place in the same file */
        put_inlines(o, text, depth + 1);
    } else {
        struct node *a = compose_open(o->b, NODE_A);
        if (a) a->u.href = target;
        own(o->reader, target, OWNER_ATTR);
        if (middle == SIZE_MAX) compose_text(o->b, text);
        else put_inlines(o, text, depth + 1);
        compose_close(o->b);
    }
    return end + 2;
}

static size_t put_address(struct org *o, str t, size_t at) {
    size_t end = at;
    while (end < t.n && !char_is_space(t.p[end]) && !strchr("<>\"])|", t.p[end])) end++;
    while (end > at && strchr(".,;:!?'", t.p[end - 1])) end--;
    str address = str_sub(t, at, end);
    struct node *a = compose_open(o->b, NODE_A);
    if (a) a->u.href = address;
    compose_text(o->b, address);
    compose_close(o->b);
    return end;
}

/* "[fn:1]", where there is such a footnote. */
static size_t put_note(struct org *o, str t, size_t at) {
    str label;
    size_t n = o->reader->notes ? note_mark(t, at, true, &label) : 0;
    const struct note_def *def = n ? notes_find(o->reader, label, o->b->line) : NULL;
    if (!def) return 0;
    markup(o, str_sub(t, at, at + n));
    compose_note(o->b, def->note);
    return at + n;
}

/* A tag of embedded HTML; its end, or 0 when it is text. */
static size_t put_tag(struct org *o, str t, size_t at) {
    struct html_tag tag;
    if (!html_tag_read(t, at, &tag)) return 0;
    markup(o, str_sub(t, at, tag.end));
    if (tag.class == HTML_CODE && !tag.close) {
        size_t close = str_find(t, STR("</"), tag.end);
        str code = str_sub(t, tag.end, close == SIZE_MAX ? t.n : close);
        own(o->reader, code, OWNER_TEXT);
        compose_leaf(o->b, NODE_CODE, code);
        return tag.end + code.n;
    }
    if (tag.class != HTML_CODE && tag.class != HTML_RAW && tag.class != HTML_PRE) compose_tag(o->b, &tag, (str){0});
    return tag.end;
}

/* "@@html:<b>@@": HTML within a line. */
static size_t put_snippet(struct org *o, str t, size_t at) {
    str rest = str_drop(t, at);
    if (!str_starts(rest, STR("@@html:"))) return 0;
    size_t end = str_find(str_sub(rest, 0, REACH), STR("@@"), 7);
    if (end == SIZE_MAX) return 0;
    markup(o, str_sub(rest, 0, 7));
    markup(o, str_sub(rest, end, end + 2));
    str html = str_sub(rest, 7, end);
    for (size_t i = 0, next; i < html.n; i = next) {
        next = html.p[i] == '<' ? put_tag(o, html, i) : 0;
        if (next) continue;
        for (next = i + 1; next < html.n && html.p[next] != '<';) next++;
        compose_text(o->b, str_sub(html, i, next));
    }
    return at + end + 2;
}

/* Something that opens at `at`; its end, or 0 when it is text. */
static size_t put_special(struct org *o, str t, size_t at, size_t depth) {
    char c = t.p[at];
    str rest = str_drop(t, at);
    if (c == '<') return o->raw ? put_tag(o, t, at) : 0;
    if (c == '@') return put_snippet(o, t, at);
    if (c == '[') return str_starts(rest, STR("[[")) ? put_link(o, t, at, depth) : put_note(o, t, at);
    if (c == 'h') {
        bool word = at > 0 && char_is_alnum(t.p[at - 1]);
        return !word && (str_starts(rest, STR("https://")) || str_starts(rest, STR("http://"))) ? put_address(o, t, at) : 0;
    }
    if ((c == '^' || c == '_') && str_starts(str_drop(rest, 1), STR("{"))) {
        size_t end = str_find_char(str_sub(t, 0, at + REACH), '}', at);
        if (end == SIZE_MAX || at == 0) return 0;
        markup(o, str_sub(t, at, at + 2));
        markup(o, str_sub(t, end, end + 1));
        put_span(o, t, at + 2, end, c == '^' ? NODE_SUP : NODE_SUB, depth);
        return end + 1;
    }
    size_t close = c == '^' ? 0 : closing_mark(t, at);
    if (!close) return 0;
    markup(o, str_sub(t, at, at + 1));
    markup(o, str_sub(t, close, close + 1));
    if (c == '=' || c == '~') {
        str code = str_sub(t, at + 1, close);
        own(o->reader, code, OWNER_TEXT);
        compose_leaf(o->b, NODE_CODE, code);
    } else {
        put_span(o, t, at + 1, close, c == '*' ? NODE_STRONG : c == '+' ? NODE_DEL : NODE_EM, depth);
    }
    return close + 1;
}

static void put_inlines(struct org *o, str t, size_t depth) {
    size_t from = 0;
    bool br = str_ends(str_trim_right(t), STR("\\\\")) && depth == 0;
    if (br) {
        t = str_trim_right(t);
        markup(o, str_drop(t, t.n - 2));
        t.n -= 2;
    }
    for (size_t at = 0; at < t.n && depth < INLINE_DEPTH;) {
        size_t end = 0;
        if (memchr("*/_=~+[h^<@", t.p[at], 11)) {
            if (at > from && (t.p[at] != 'h' || str_starts(str_drop(t, at), STR("http")))) {
                compose_text(o->b, str_sub(t, from, at));
                from = at;
            }
            end = put_special(o, t, at, depth);
        }
        at = end ? end : at + 1;
        if (end) from = end;
    }
    compose_text(o->b, str_drop(t, from));
    if (br) compose_leaf(o->b, NODE_BR, (str){0});
}

/* --- blocks ------------------------------------------------------------------------------------------------------- */

static void close_lists(struct org *o, uint32_t indent, bool also_equal) {
    while (o->n_open && (o->open[o->n_open - 1].indent > indent || (also_equal && o->open[o->n_open - 1].indent == indent))) {
        compose_close(o->b); /* the item */
        compose_close(o->b);
        o->n_open--;
    }
    o->in_paragraph = false;
}

/* "- ", "+ ", " * ", "1. ", "2) ": what stands behind the mark, or 0. */
static size_t item_text(str t, bool *ordered, uint32_t *number) {
    struct item_mark item;
    if (!line_item(t, &item) || (t.p[item.indent] == '*' && item.indent == 0)) return 0;
    if (!item.ordered && item.mark > 1) return 0;
    *ordered = item.ordered;
    *number = item.number;
    return item.content;
}

static void put_item(struct org *o, str t, size_t content, bool ordered, uint32_t number, bool blank) {
    size_t at;
    uint32_t indent = line_columns(t, &at);
    close_lists(o, indent, false);
    bool same = o->n_open && o->open[o->n_open - 1].indent == indent && o->open[o->n_open - 1].ordered == ordered;
    if (same) {
        compose_close(o->b);
        if (blank && o->open[o->n_open - 1].list) o->open[o->n_open - 1].list->tight = false;
    } else {
        close_lists(o, indent, true);
        if (o->n_open == LISTS) close_lists(o, 0, true);
        struct node *list = compose_open(o->b, ordered ? NODE_OL : NODE_UL);
        if (list) {
            list->tight = true;
            if (ordered) list->u.start = number;
        }
        o->open[o->n_open].indent = indent;
        o->open[o->n_open].ordered = ordered;
        o->open[o->n_open++].list = list;
    }
    struct node *li = compose_open(o->b, NODE_LI);
    markup(o, str_sub(t, 0, content));
    str text = str_drop(t, content);
    if (text.n > 3 && text.p[0] == '[' && text.p[2] == ']' && strchr(" Xx-", text.p[1]) && text.p[3] == ' ') {
        if (li) li->u.task = text.p[1] == 'X' || text.p[1] == 'x' ? 2 : 1;
        markup(o, str_sub(text, 0, 4));
        text = str_drop(text, 4);
    }
    size_t term = ordered ? SIZE_MAX : str_find(text, STR(" :: "), 0);
    if (term != SIZE_MAX) {
        put_span(o, text, 0, term, NODE_STRONG, 0);
        markup(o, str_sub(text, term, term + 4));
        compose_text(o->b, STR(" "));
        text = str_drop(text, term + 4);
    }
    put_inlines(o, text, 0);
    o->in_paragraph = true;
}

static bool is_table_rule(str t) { return str_starts(t, STR("|-")) || str_starts(t, STR("|+")); }

static size_t put_table(struct org *o, size_t i) {
    size_t end = i;
    bool head = false;
    while (end < o->n && str_starts(str_trim_left(o->lines[end].text), STR("|"))) end++;
    for (size_t k = i + 1; k + 1 < end && !head; k++) head = is_table_rule(str_trim(o->lines[k].text));
    compose_open(o->b, NODE_TABLE);
    if (head) compose_open(o->b, NODE_THEAD);
    bool in_head = head, body = false;
    for (size_t k = i; k < end; k++) {
        str t = str_trim(o->lines[k].text);
        markup(o, t);
        if (is_table_rule(t)) {
            if (in_head && k > i) compose_close(o->b), in_head = false;
            continue;
        }
        if (!in_head && !body) compose_open(o->b, NODE_TBODY), body = true;
        compose_open(o->b, NODE_TR);
        for (size_t at = 1; at < t.n;) {
            size_t bar = str_find_char(t, '|', at);
            str cell = str_trim(str_sub(t, at, bar == SIZE_MAX ? t.n : bar));
            compose_place(o->b, t.p);
            compose_open(o->b, in_head ? NODE_TH : NODE_TD);
            put_inlines(o, cell, 0);
            compose_close(o->b);
            at = bar == SIZE_MAX ? t.n : bar + 1;
        }
        compose_close(o->b);
    }
    if (in_head || body) compose_close(o->b);
    compose_close(o->b);
    return end;
}

/* The lines [from, to) as code: their common indentation goes, so does Org's comma before "*" and "#+". */
static void put_code(struct org *o, size_t from, size_t to, str lang) {
    uint32_t indent = UINT32_MAX;
    for (size_t i = from; i < to; i++) {
        size_t at;
        uint32_t columns = line_columns(o->lines[i].text, &at);
        if (at < o->lines[i].text.n && columns < indent) indent = columns;
    }
    struct buf code;
    buf_init(&code);
    for (size_t i = from; i < to; i++) {
        str t = line_drop_indent(o->lines[i].text, indent);
        own(o->reader, o->lines[i].text, OWNER_TEXT);
        if (t.n > 1 && t.p[0] == ',' && (t.p[1] == '*' || t.p[1] == '#')) t = str_drop(t, 1);
        buf_put(&code, str_trim_right(t));
        if (i + 1 < to) buf_put_char(&code, '\n');
    }
    str kept = arena_str(&o->reader->doc->arena, buf_str(&code));
    if (code.failed || (code.n && !kept.p)) o->b->failed = true;
    if (from < to) compose_place(o->b, o->lines[from].text.p);
    if (kept.n) compose_pre(o->b, kept, lang);
    buf_release(&code);
}

static void put_lines(struct org *o, size_t from, size_t to);

/* "#+begin_src c … #+end_src": the line after it. */
static size_t put_block(struct org *o, size_t i, size_t to, str kind, str value) {
    size_t end = i + 1;
    str name, rest, closed;
    for (; end < to; end++)
        if (keyword_of(o->lines[end].text, &name, &rest) && is_block_name(name, "end_", &closed) && str_eq_nocase(closed, kind)) break;
    markup(o, o->lines[i].text);
    if (end < to) markup(o, o->lines[end].text);
    size_t blank = 0;
    while (blank < value.n && !char_is_space(value.p[blank])) blank++;
    bool source = str_eq_nocase(kind, STR("src"));
    if (source || str_eq_nocase(kind, STR("example")) || str_eq_nocase(kind, STR("export"))) {
        str lang = source || value.n ? str_sub(value, 0, blank) : (str){0};
        if (source) own(o->reader, lang, OWNER_ATTR);
        put_code(o, i + 1, end, source && lang.n && lang.p[0] != '-' && lang.p[0] != ':' ? lang : (str){0});
    } else if (str_eq_nocase(kind, STR("comment"))) {
        for (size_t k = i + 1; k < end; k++) drop(o->reader, &o->lines[k]);
    } else {
        bool quote = str_eq_nocase(kind, STR("quote"));
        if (quote) compose_open(o->b, NODE_BLOCKQUOTE);
        size_t lists = o->n_open;
        o->n_open = 0;
        put_lines(o, i + 1, end);
        o->n_open = lists;
        if (quote) compose_close(o->b);
    }
    o->in_paragraph = false;
    return end < to ? end + 1 : end;
}

static void put_heading(struct org *o, str t, size_t stars) {
    close_lists(o, 0, true);
    struct node *h = compose_open(o->b, NODE_HEADING);
    if (h) h->level = (uint8_t)(stars > 6 ? 6 : stars);
    markup(o, t);
    str text = str_trim(str_drop(str_trim_left(t), stars));
    text = str_drop(text, org_heading_prefix(text));
    put_inlines(o, str_trim_right(str_sub(text, 0, org_tags(text))), 0);
    compose_close(o->b);
}

static bool is_fixed(str t) { return t.n && t.p[0] == ':' && (t.n == 1 || t.p[1] == ' '); }

/* ": like this", one line or more */
static size_t put_fixed(struct org *o, size_t i, size_t to) {
    struct buf code;
    size_t end = i;
    buf_init(&code);
    for (; end < to && is_fixed(str_trim(o->lines[end].text)); end++) {
        str t = str_trim(o->lines[end].text);
        own(o->reader, t, OWNER_TEXT);
        markup(o, str_sub(t, 0, 1));
        if (end > i) buf_put_char(&code, '\n');
        buf_put(&code, str_drop(t, t.n > 1 ? 2 : 1));
    }
    str kept = arena_str(&o->reader->doc->arena, buf_str(&code));
    if (code.failed || (code.n && !kept.p)) o->b->failed = true;
    if (kept.n) compose_pre(o->b, kept, (str){0});
    buf_release(&code);
    return end;
}

static bool is_rule(str t) {
    size_t n = 0;
    while (n < t.n && t.p[n] == '-') n++;
    return n >= 5 && n == t.n;
}

static void put_text(struct org *o, str t, bool blank) {
    size_t at;
    uint32_t indent = line_columns(t, &at);
    if (o->n_open && indent <= o->open[o->n_open - 1].indent) close_lists(o, indent, true);
    if (o->in_paragraph && !blank) compose_text(o->b, STR(" "));
    else compose_break(o->b);
    put_inlines(o, str_trim(t), 0);
    o->in_paragraph = true;
}

/* A link that a line's end parts: the lines up to its end as one view, and how many they are. */
static size_t join_link(const struct org *o, size_t i, size_t to, str *line) {
    enum { MOST_LINES = 4 };
    size_t n = 1;
    for (; n < MOST_LINES && i + n < to && !(o->lines[i + n].flags & LINE_BLANK); n++) {
        size_t open = line->n;
        while (open > 1 && !(line->p[open - 1] == '[' && line->p[open - 2] == '[')) open--;
        if (open <= 1 || str_find(*line, STR("]]"), open) != SIZE_MAX) break;
        str next = o->lines[i + n].text;
        if (next.p < line->p + line->n || str_trim(str_of(line->p + line->n, (size_t)(next.p - line->p) - line->n)).n) break;
        line->n = (size_t)(next.p - line->p) + next.n;
    }
    return n;
}

static void put_lines(struct org *o, size_t from, size_t to) {
    bool blank = true, ordered = false;
    for (size_t i = from; i < to && !o->b->failed;) {
        str line = o->lines[i].text, t = str_trim(line), name, value, kind;
        uint32_t number = 0;
        if (t.n == 0) {
            blank = true;
            i++;
            continue;
        }
        compose_place(o->b, t.p);
        o->raw = (o->lines[i].flags & LINE_RAW) != 0;
        size_t joined = t.p[0] == '|' || str_starts(t, STR("#+")) || is_fixed(t) ? 1 : join_link(o, i, to, &line);
        size_t stars = stars_of(line), content = item_text(line, &ordered, &number), next = i + joined;
        if (stars) put_heading(o, line, stars);
        else if (keyword_of(t, &name, &value) && is_block_name(name, "begin_", &kind)) next = put_block(o, i, to, kind, value);
        else if (keyword_of(t, &name, &value)) markup(o, line);
        else if (content) put_item(o, line, content, ordered, number, blank);
        else if (t.p[0] == '|') next = put_table(o, i), o->in_paragraph = false;
        else if (is_fixed(t)) next = put_fixed(o, i, to), o->in_paragraph = false;
        else if (is_rule(t)) markup(o, line), compose_leaf(o->b, NODE_HR, (str){0}), o->in_paragraph = false;
        else put_text(o, line, blank);
        blank = false;
        i = next;
    }
    close_lists(o, 0, true);
}

enum status org_region(struct reader *reader, const struct line *lines, size_t n, struct node *parent, bool inlines) {
    struct clean *clean = calloc(1, sizeof *clean);
    struct compose *b = calloc(1, sizeof *b);
    bool done = clean && b;
    if (done) {
        *clean = (struct clean){.reader = reader, .flavor = FLAVOR_ORG, .lines = lines, .n = n, .inlines = inlines};
        compose_init(b, clean, parent);
        struct org o = {.reader = reader, .b = b, .lines = lines, .n = n};
        if (inlines)
            for (size_t i = 0, joined; i < n; i += joined) {
                str line = lines[i].text;
                if (i) compose_text(b, STR(" "));
                compose_place(b, line.p);
                o.raw = (lines[i].flags & LINE_RAW) != 0;
                joined = join_link(&o, i, n, &line);
                put_inlines(&o, str_trim(line), 0);
            }
        else put_lines(&o, 0, n);
        done = compose_end(b);
        compose_release(b);
    }
    free(clean);
    free(b);
    if (!done) reader->failed = true;
    return done ? STATUS_OK : STATUS_NO_MEMORY;
}
