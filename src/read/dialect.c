#include "read/dialect_inside.h"
#include "read/lines.h"

enum { SAMPLE_LINES = 4000, ENOUGH_SIGNS = 4, MANY_SIGNS = 8, INLINE_DEPTH = 8, ITEM_INDENT = 4, MOST_COLUMNS = 64 };

static const struct dialect *const dialects[] = {&dialect_mediawiki, &dialect_dokuwiki, &dialect_jira, &dialect_asciidoc, &dialect_rst, &dialect_csv, &dialect_chat};
enum { DIALECTS = sizeof dialects / sizeof *dialects };

/* --- which ---------------------------------------------------------------------------------------------------------- */

static const struct dialect *by_name(str name) {
    for (size_t i = 0; i < DIALECTS; i++)
        for (const char *const *e = dialects[i]->extensions; e && *e; e++)
            if (name.n > strlen(*e) && str_eq_nocase(str_drop(name, name.n - strlen(*e)), str_from(*e))) return dialects[i];
    return NULL;
}

static const struct dialect *by_whole(const struct line *lines, size_t n) {
    for (size_t k = 0; k < DIALECTS; k++)
        if (dialects[k]->holds && dialects[k]->holds(lines, n)) return dialects[k];
    return NULL;
}

enum flavor dialect_flavor(const struct dialect *dialect) { return dialect->plain ? FLAVOR_PLAIN : FLAVOR_MARKDOWN; }
enum diag_code dialect_rule(const struct dialect *dialect) { return dialect->rule; }

const struct dialect *dialect_told(enum read_markup markup) {
    switch (markup) {
    case MARKUP_MEDIAWIKI: return &dialect_mediawiki;
    case MARKUP_DOKUWIKI: return &dialect_dokuwiki;
    case MARKUP_JIRA: return &dialect_jira;
    case MARKUP_ASCIIDOC: return &dialect_asciidoc;
    case MARKUP_RST: return &dialect_rst;
    case MARKUP_PLAIN: case MARKUP_MARKDOWN: case MARKUP_HTML: case MARKUP_ORG: case MARKUP_DETECT: case READ_MARKUPS_END: break;
    }
    return NULL;
}

/* The file's name says that it is Org, Markdown or HTML. */
static bool is_another(str name) {
    static const char *const ends[] = {".org", ".md", ".markdown", ".html", ".htm", ".xhtml"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (name.n > strlen(ends[i]) && str_eq_nocase(str_drop(name, name.n - strlen(ends[i])), str_from(ends[i]))) return true;
    return false;
}

/* "#+TITLE:", ":PROPERTIES:": Org, whatever else looks like a wiki's. */
static bool is_org_sign(str t) {
    return (t.n > 2 && t.p[0] == '#' && t.p[1] == '+' && char_is_alpha(t.p[2])) || str_starts(t, STR(":PROPERTIES:"));
}

static bool is_markdown_sign(str t) {
    return str_starts(t, STR("#")) && str_find(t, STR("# "), 0) < 6;
}

/* Where a dialect shows within a line that starts like prose. */
struct dialect_ahead {
    struct ahead quotes, reference;
};

/* Most lines start with what no mark of a dialect does, and hold no sign further on. */
static bool may_bear_sign(str t, struct dialect_ahead *ahead) {
    static const bool starts[256] = {['{'] = true, ['|'] = true, ['_'] = true, ['<'] = true, ['['] = true, ['='] = true,
                                     ['~'] = true, ['^'] = true, ['h'] = true, ['i'] = true, [':'] = true, ['.'] = true};
    return starts[(unsigned char)t.p[0]] || ahead_in(&ahead->quotes, t) || ahead_in(&ahead->reference, t);
}

const struct dialect *dialect_of(str name, const struct line *lines, size_t n) {
    const struct dialect *known = by_name(name), *best = NULL;
    str last = n ? lines[n - 1].text : (str){0}, all = n ? str_of(lines[0].text.p, (size_t)(last.p + last.n - lines[0].text.p)) : last;
    struct dialect_ahead ahead = {{.all = all, .what = STR("'''")}, {.all = all, .what = STR("`_")}};
    unsigned signs[DIALECTS] = {0}, most = ENOUGH_SIGNS - 1, markdown = 0;
    bool sure[DIALECTS] = {0}, fenced = false;
    if (!known && is_another(name)) return NULL;
    if (!known) known = by_whole(lines, n);
    if (known) return known;
    for (size_t i = 0; i < n && i < SAMPLE_LINES; i++) {
        str t = lines[i].text, shown = str_trim_left(t);
        bool fence = str_starts(shown, STR("```"));
        if (fence) fenced = !fenced;
        if (lines[i].flags & LINE_BLANK) continue;
        if (is_org_sign(shown)) return NULL;
        markdown += fence || (!fenced && is_markdown_sign(t));
        if (fence || fenced || !may_bear_sign(shown, &ahead)) continue;
        for (size_t k = 0; k < DIALECTS; k++) {
            unsigned sign = dialects[k]->sign ? dialects[k]->sign(t) : 0;
            signs[k] += sign;
            sure[k] = sure[k] || sign > 1;
        }
    }
    for (size_t k = 0; k < DIALECTS; k++)
        if (signs[k] > most && signs[k] > markdown && (sure[k] || signs[k] >= MANY_SIGNS)) most = signs[k], best = dialects[k];
    return best;
}

/* --- saying --------------------------------------------------------------------------------------------------------- */

static size_t offset_of(const struct saying *s, str view) { return (size_t)(view.p - s->out->old.p); }

static void own(struct saying *s, str view, enum owner owner) {
    size_t from = offset_of(s, view);
    ledger_own(s->out->outer, from, from + view.n, owner);
}

void say_view(struct saying *s, str view) {
    size_t from = offset_of(s, view);
    rewrite_run(s->out, view, from, from + view.n);
}

void say_markup(struct saying *s, str view) { own(s, view, OWNER_MARKUP); }

void say_dropped(struct saying *s, str view) {
    view = str_trim(view);
    if (!view.n) return;
    own(s, view, OWNER_DROPPED);
    diag_add1(s->reader->diags, DIAG_SETTING_DROPPED, reader_span(s->reader, view), str_sub(view, 0, 40));
}

void say_repaired(struct saying *s, str view, str of) {
    own(s, view, OWNER_DROPPED);
    if (!reader_repair(s->reader, s->dialect->rule, view, of, (str){0})) s->out->failed = s->reader->failed;
}

static void start_line(struct saying *s) {
    for (unsigned i = 0; i < s->quoted; i++) say(s, STR("> "));
}

void say_end(struct saying *s) {
    say(s, STR("\n"));
    s->blank = false;
}

void say_break(struct saying *s) { say(s, s->cell ? STR("<br>") : STR("\\\n")); }

void say_gap(struct saying *s) {
    if (s->blank) return;
    start_line(s);
    say(s, STR("\n"));
    s->blank = true;
}

void say_paragraph(struct saying *s, str text) {
    start_line(s);
    say_text(s, str_trim(text));
    say_end(s);
}

void say_outside(struct saying *s, str text) {
    if (s->depth) say_gap(s);
    s->depth = 0;
    say_paragraph(s, text);
}

void say_heading(struct saying *s, size_t level, str text) {
    s->depth = 0;
    say_gap(s);
    start_line(s);
    say(s, str_sub(STR("######"), 0, level < 1 ? 1 : level));
    say(s, STR(" "));
    say_text(s, str_trim(text));
    say_end(s);
    say_gap(s);
}

void say_item(struct saying *s, size_t depth, bool ordered, str text) {
    if (depth >= LIST_DEPTHS) depth = LIST_DEPTHS - 1;
    if (depth > s->depth) depth = s->depth; /* no item within none */
    if (!s->depth) say_gap(s);
    for (size_t k = depth + 1; k < LIST_DEPTHS; k++) s->number[k] = 0;
    if (!s->depth || !ordered) s->number[depth] = 0;
    start_line(s);
    buf_put_repeat(&s->out->text, ' ', depth * ITEM_INDENT);
    if (ordered) buf_put_uint(&s->out->text, ++s->number[depth]);
    say(s, ordered ? STR(". ") : STR("- "));
    say_text(s, str_trim(text));
    say_end(s);
    s->depth = depth + 1;
}

void say_rule(struct saying *s) {
    s->depth = 0;
    say_gap(s);
    start_line(s);
    say(s, STR("---"));
    say_end(s);
    say_gap(s);
}

static bool is_target(str t) {
    for (size_t i = 0; i < t.n; i++)
        if (t.p[i] == '<' || t.p[i] == '>' || t.p[i] == '\n' || t.p[i] == '\\') return false;
    return t.n > 0;
}

static void say_target(struct saying *s, str target) {
    say(s, STR("](<"));
    say_view(s, target);
    say(s, STR(">)"));
}

void say_image(struct saying *s, str target, str description) {
    if (!is_target(target)) {
        say_view(s, target);
        return;
    }
    say(s, STR("!["));
    say_view(s, str_trim(description));
    say_target(s, target);
}

void say_link(struct saying *s, str target, str words) {
    words = str_trim(words.n ? words : target);
    if (!is_target(target)) {
        say_text(s, words);
        return;
    }
    say(s, STR("["));
    if (words.p == target.p) rewrite_made(s->out, words); /* said once, owned once */
    else say_text(s, words);
    say_target(s, target);
}

void say_note(struct saying *s, str text) {
    if (!vec_push(&s->notes, text)) s->out->failed = true;
    say(s, STR("[^"));
    buf_put_uint(&s->out->text, s->notes.n);
    say(s, STR("]"));
}

static bool is_missed(const struct saying *s, str what) {
    for (size_t i = 0; i < MISSES; i++)
        if (s->missed[i].n && str_eq(s->missed[i], what)) return true;
    return false;
}

static void miss(struct saying *s, str what) { s->missed[s->n_missed++ % MISSES] = what; }

size_t find_line(struct saying *s, size_t from, str what) {
    if (is_missed(s, what)) return s->n;
    while (from < s->n && !str_eq(str_trim(saying_line(s, from)), what)) from++;
    if (from == s->n) miss(s, what);
    return from;
}

static size_t longest_run(const str *lines, size_t n, char c) {
    size_t most = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t at = 0, run = 0; at < lines[i].n; at++) {
            run = lines[i].p[at] == c ? run + 1 : 0;
            if (run > most) most = run;
        }
    return most;
}

static void say_fence(struct saying *s, size_t fence, str lang) {
    start_line(s);
    buf_put_repeat(&s->out->text, '`', fence);
    say_view(s, lang);
    say_end(s);
}

static void say_fenced(struct saying *s, const str *lines, size_t n, str lang) {
    size_t fence = longest_run(lines, n, '`') + 1, at;
    uint32_t indent = UINT32_MAX;
    if (fence < 3) fence = 3;
    for (size_t i = 0; i < n; i++) {
        uint32_t columns = line_indent(lines[i], &at);
        if (at < lines[i].n && columns < indent) indent = columns;
    }
    say_gap(s);
    say_fence(s, fence, lang);
    for (size_t i = 0; i < n; i++) {
        size_t drop = 0;
        while (drop < indent && drop < lines[i].n && lines[i].p[drop] == ' ') drop++;
        start_line(s);
        say_view(s, str_drop(lines[i], drop));
        say_end(s);
    }
    say_fence(s, fence, (str){0});
    say_gap(s);
    s->depth = 0;
}

void say_code(struct saying *s, size_t from, size_t to, str lang) {
    VEC(str) code = {0};
    for (size_t i = from; i < to; i++)
        if (!vec_push(&code, saying_line(s, i))) s->out->failed = true;
    say_fenced(s, code.at, code.n, lang);
    vec_release(&code);
}

size_t say_code_to(struct saying *s, size_t i, str text, str close, str lang) {
    VEC(str) code = {0};
    size_t end = SIZE_MAX;
    if (is_missed(s, close)) return 0;
    for (; i < s->n && (end = str_find(text, close, 0)) == SIZE_MAX; text = ++i < s->n ? saying_line(s, i) : (str){0})
        if (!vec_push(&code, text)) s->out->failed = true;
    if (end != SIZE_MAX) {
        bool blank = str_trim(str_sub(text, 0, end)).n == 0;
        if (!blank && !vec_push(&code, str_sub(text, 0, end))) s->out->failed = true;
        size_t first = code.n && str_trim(code.at[0]).n == 0; /* what stands behind the opening */
        say_markup(s, str_sub(text, end, end + close.n));
        if (code.n > first) say_fenced(s, code.at + first, code.n - first, lang);
        str rest = str_trim(str_drop(text, end + close.n));
        if (rest.n) say_paragraph(s, rest);
    }
    vec_release(&code);
    if (end != SIZE_MAX) return i + 1 - s->i;
    miss(s, close);
    return 0;
}

/* Cells of a table may not hold its bars, nor line ends. */
static void say_cell(struct saying *s, str text) {
    text = str_trim(text);
    s->cell = true;
    for (size_t at = 0; at < text.n;) {
        size_t end = at;
        while (end < text.n && text.p[end] != '|' && text.p[end] != '\n' && text.p[end] != '\r') end++;
        say_text(s, str_sub(text, at, end));
        if (end + 1 < text.n && text.p[end] == '\r' && text.p[end + 1] == '\n') end++;
        if (end < text.n) say(s, text.p[end] == '|' ? STR("\\|") : str_from(s->dialect->line_end));
        at = end + 1;
    }
    s->cell = false;
    say(s, STR(" | "));
}

static void end_row(struct saying *s, size_t column, size_t columns) {
    for (; column < columns; column++) say(s, STR(" | "));
    say_end(s);
}

static void say_delimiters(struct saying *s, size_t columns) {
    start_line(s);
    say(s, STR("|"));
    for (size_t k = 0; k < columns; k++) say(s, STR("---|"));
    say_end(s);
}

void say_table(struct saying *s, const cell_list *cells) {
    size_t columns = 0, column = 0;
    for (size_t i = 0; i < cells->n; i++) {
        column = cells->at[i].starts ? 1 : column + 1;
        if (column > columns) columns = column;
    }
    if (!columns || columns > MOST_COLUMNS) {
        for (size_t i = 0; i < cells->n; i++) say_paragraph(s, cells->at[i].text);
        return;
    }
    say_gap(s);
    bool headed = cells->at[0].head;
    if (!headed) {
        start_line(s);
        say(s, STR("| "));
        end_row(s, 0, columns);
        say_delimiters(s, columns);
    }
    column = 0;
    size_t rows = 0;
    for (size_t i = 0; i < cells->n; i++, column++) {
        if (cells->at[i].starts) {
            if (i) end_row(s, column, columns);
            if (rows++ == 1 && headed) say_delimiters(s, columns);
            start_line(s);
            say(s, STR("| "));
            column = 0;
        }
        say_cell(s, cells->at[i].text);
    }
    end_row(s, column, columns);
    if (rows == 1 && headed) say_delimiters(s, columns);
    say_gap(s);
    s->depth = 0;
}

/* --- inlines -------------------------------------------------------------------------------------------------------- */

size_t address_at(str text, size_t at) {
    str rest = str_drop(text, at);
    if (rest.n < 8 || rest.p[0] != 'h' || !(str_starts(rest, STR("http://")) || str_starts(rest, STR("https://")))) return 0;
    size_t end = 0;
    while (end < rest.n && !char_is_space(rest.p[end]) && !strchr("<>\"[]{}|`", rest.p[end])) end++;
    while (end > 8 && strchr(".,;:!?')*_", rest.p[end - 1])) end--;
    return end;
}

static bool is_word(char c) { return char_is_alnum(c) || (unsigned char)c >= 0x80; }

/* Where the closing mark of a pair stands that opens at `at`; 0 when it is none. */
static size_t pair_close(str t, size_t at, const struct pair *pair) {
    str open = str_from(pair->open), close = str_from(pair->close), near = str_sub(t, 0, at + REACH);
    size_t from = at + open.n;
    bool bound = pair->flags & PAIR_BOUND;
    if (bound && ((at > 0 && is_word(t.p[at - 1])) || from >= t.n || char_is_space(t.p[from]))) return 0;
    for (size_t end = from + 1; (end = str_find(near, close, end)) != SIZE_MAX; end++)
        if (!bound || (!char_is_space(t.p[end - 1]) && (end + close.n == t.n || !is_word(t.p[end + close.n])))) return end;
    return 0;
}

static void say_code_span(struct saying *s, str code) {
    bool ticks = str_find_char(code, '`', 0) != SIZE_MAX;
    say(s, ticks ? STR("`` ") : STR("`"));
    say_view(s, code);
    say(s, ticks ? STR(" ``") : STR("`"));
}

static void say_inlines(struct saying *s, str t, size_t depth);

static size_t say_pair(struct saying *s, str t, size_t at, size_t depth) {
    for (size_t i = 0; i < s->dialect->n_pairs; i++) {
        const struct pair *pair = &s->dialect->pairs[i];
        if (!str_starts(str_drop(t, at), str_from(pair->open))) continue;
        size_t close = pair_close(t, at, pair), from = at + strlen(pair->open);
        if (!close) continue;
        str inside = str_sub(t, from, close);
        say_markup(s, str_sub(t, at, from));
        say_markup(s, str_sub(t, close, close + strlen(pair->close)));
        if (pair->flags & PAIR_CODE) {
            say_code_span(s, inside);
        } else if (pair->flags & PAIR_EXACT) {
            say_view(s, inside);
        } else {
            say(s, str_from(pair->mark));
            say_inlines(s, inside, depth + 1);
            say(s, str_from(pair->mark));
        }
        return close + strlen(pair->close);
    }
    return 0;
}

static void say_inlines(struct saying *s, str t, size_t depth) {
    size_t from = 0;
    for (size_t at = 0; at < t.n && depth < INLINE_DEPTH;) {
        char c = t.p[at];
        bool sign = c && (strchr(s->dialect->signs, c) || c == 'h'), escape = c && strchr(s->dialect->escapes, c);
        if (!sign && !escape) {
            at++;
            continue;
        }
        say_view(s, str_sub(t, from, at));
        from = at;
        size_t end = sign ? s->dialect->special(s, t, at) : 0, address = end ? 0 : address_at(t, at);
        if (address) say_view(s, str_sub(t, at, end = at + address));
        if (!end && sign) end = say_pair(s, t, at, depth);
        if (!end && escape && (c != '_' || at == 0 || at + 1 == t.n || !is_word(t.p[at - 1]) || !is_word(t.p[at + 1])))
            say(s, STR("\\"));
        at = end ? end : at + 1;
        if (end) from = end;
    }
    say_view(s, str_drop(t, from));
}

void say_text(struct saying *s, str text) { say_inlines(s, text, 0); }

/* --- the whole ------------------------------------------------------------------------------------------------------ */

/* Footnotes stand at the end, where Markdown takes them. Notes within notes are few: the list may grow meanwhile. */
static void say_notes(struct saying *s) {
    for (size_t i = 0; i < s->notes.n && !s->out->failed; i++) {
        say_gap(s);
        say(s, STR("[^"));
        buf_put_uint(&s->out->text, i + 1);
        say(s, STR("]: "));
        say_text(s, s->notes.at[i]);
        say_end(s);
    }
}

/* Signs that no run brings over are markup; a letter that none does is lost, unless its dialect owned it. */
static void own_signs(struct saying *s) {
    str t = s->out->old;
    for (size_t i = 0; s->out->outer && i < t.n; i++)
        if (!is_word(t.p[i])) ledger_own(s->out->outer, i, i + 1, OWNER_MARKUP);
}

/* Somebody's Markdown within: a fence that closes. How many lines, or 0. */
static size_t say_fenced_lines(struct saying *s) {
    if (!str_starts(saying_line(s, s->i), STR("```"))) return 0;
    size_t end = find_line(s, s->i + 1, STR("```"));
    for (size_t i = s->i; end < s->n && i <= end; i++) {
        say_view(s, saying_line(s, i));
        say_end(s);
    }
    return end < s->n ? end + 1 - s->i : 0;
}

static void say_lines(struct saying *s) {
    while (s->i < s->n && !s->out->failed) {
        const struct line *line = &s->lines[s->i];
        if (line->flags & LINE_BLANK) {
            say_gap(s);
            s->i++;
        } else {
            size_t fenced = say_fenced_lines(s);
            s->i += fenced ? fenced : s->dialect->line(s);
        }
    }
}

enum status dialect_open(struct reader *reader, const struct dialect *dialect, line_table *lines, struct rewrite *out) {
    rewrite_begin(out, reader);
    struct saying s = {.reader = reader, .out = out, .dialect = dialect, .lines = lines->at, .n = lines->n, .blank = true};
    own_signs(&s);
    say_lines(&s);
    say_notes(&s);
    vec_release(&s.notes);
    return rewrite_install(out) && lines_split_again(reader, out, lines) ? STATUS_OK : STATUS_NO_MEMORY;
}
