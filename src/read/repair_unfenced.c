/* unfenced-code: lines of code that stand among prose without a fence or an indent. Joined as prose is, they would be
 * lost: so they are set as a block of code when no line among them may be prose, and two of them are surely code, or one
 * with a body below it. One statement that is the whole answer is code where the document has more of it. */
#include "code/code.h"
#include "read/clean_inside.h"

enum { LEAST_SURE = 2, MOST_BLANKS = 2, SAMPLE_LINES = 4000, LEAST_STATEMENTS = 3 };

/* What the scan of one run knows. */
struct run {
    uint32_t indent;  /* of its first line */
    size_t sure, coded;
    size_t depth;     /* open braces */
    bool comment;     /* inside of a slash-star comment */
    bool body;        /* its second line stands deeper than its first */
};

static bool may_hold_code(const struct line *line) {
    char mark;
    size_t after;
    return !(line->flags & (LINE_BLANK | LINE_CODE)) && !line_fence(line->text, &mark, &after);
}

static void follow_braces(struct run *r, str text) {
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '{') r->depth++;
        else if (text.p[i] == '}' && r->depth) r->depth--;
    }
    bool opens = str_find(text, STR("/*"), 0) != SIZE_MAX, closes = str_find(text, STR("*/"), 0) != SIZE_MAX;
    r->comment = (r->comment || opens) && !closes;
}

static str line_below(const struct clean *c, size_t i) {
    return i + 1 < c->n && may_hold_code(&c->lines[i + 1]) ? str_trim(c->lines[i + 1].text) : (str){0};
}

/* What line `i` is, with what stands below it in view. */
static enum code_line kind_of(const struct clean *c, size_t i) {
    enum code_line kind = code_line(c->lines[i].text);
    bool heads = kind == CODE_LINE_OPEN && str_eq(line_below(c, i), STR("{")) && code_line_heads(c->lines[i].text);
    return heads ? CODE_LINE_SURE : kind;
}

/* Inside of braces, and deeper than the first line, a line is code when it is no sentence. */
static bool belongs(const struct run *r, str text, enum code_line kind) {
    size_t at;
    struct item_mark item;
    if (r->comment) return true;
    uint32_t indent = line_columns(text, &at);
    bool inside = r->depth > 0 || indent >= r->indent + 2;
    if (kind >= CODE_LINE_WEAK) return !line_item(text, &item) || inside;
    return inside && kind == CODE_LINE_OPEN && !line_is_prose(str_drop(text, at)) && !line_item(text, &item);
}

/* Turns nearly all prose away by the sign at its end and its first two: imports and SQL need no sign. */
static bool may_be_statement(const struct clean *c, size_t i, str t) {
    if (t.n < 2) return t.p[0] == '{' || t.p[0] == '[';
    if (i + 1 < c->n && str_eq(str_trim(str_sub(c->lines[i + 1].text, 0, 16)), STR("{"))) return true;
    if (strchr(".?", t.p[t.n - 1])) return strchr("/#", t.p[0]) != NULL; /* a sentence, or a comment */
    if (strchr("{;:)}('\"", t.p[t.n - 1]) || strchr("@#/>$", t.p[0]) || (char_is_upper(t.p[0]) && char_is_upper(t.p[1]))) return true;
    return str_starts(t, STR("im")) || str_starts(t, STR("fr")) || memchr(t.p, '=', t.n);
}

/* A line that a run may start with: a statement, or a comment or half a statement right above one. */
static bool may_start_run(const struct clean *c, size_t i) {
    str t = str_trim(c->lines[i].text);
    struct item_mark item;
    if (!t.n || !may_be_statement(c, i, t) || strchr("=})]", t.p[0]) || !may_hold_code(&c->lines[i]) || line_item(t, &item)) return false;
    enum code_line kind = kind_of(c, i);
    if (kind != CODE_LINE_WEAK) return kind == CODE_LINE_SURE;
    bool comment = str_starts(t, STR("//")) || str_starts(t, STR("/*"));
    return comment || (c->flavor == FLAVOR_PLAIN && line_below(c, i).n && kind_of(c, i + 1) == CODE_LINE_SURE);
}

/* Each line is asked up to three times in a row. */
static bool starts_run(struct clean *c, size_t i) {
    if (c->no_code[i & 1] == i + 1) return false;
    bool starts = may_start_run(c, i);
    if (!starts) c->no_code[i & 1] = i + 1;
    return starts;
}

/* The document has blocks of code, or more statements than one. */
static bool has_code(const struct reader *reader) {
    size_t found = 0, at = 0;
    for (size_t line = 0; line < SAMPLE_LINES && at < reader->text.n && found < LEAST_STATEMENTS; line++) {
        size_t end = str_find_char(reader->text, '\n', at), after;
        if (end == SIZE_MAX) end = reader->text.n;
        str t = str_trim(str_sub(reader->text, at, end));
        char mark;
        at = end + 1;
        if (!t.n) continue;
        if (line_fence(t, &mark, &after)) found += 2; /* it has an end */
        else if (strchr("{;)", t.p[t.n - 1])) found += code_line(t) == CODE_LINE_SURE;
    }
    return found >= LEAST_STATEMENTS;
}

/* The statement at `from` is all there is: a whole answer. */
static bool is_whole_answer(const struct clean *c, size_t from) {
    enum { UNKNOWN, NO_CODE, CODE };
    if (c->text.n != c->part_from || c->parts.n) return false;
    for (size_t i = from + 1; i < c->n; i++)
        if (!(c->lines[i].flags & LINE_BLANK)) return false;
    if (c->reader->statements == UNKNOWN) c->reader->statements = has_code(c->reader) ? CODE : NO_CODE;
    return c->reader->statements == CODE;
}

/* How many lines from `from` on are code; 0: none, and then none of those looked at is looked at again. */
static size_t run_length(struct clean *c, size_t from) {
    struct run r = {0};
    size_t end = from, blanks = 0, at;
    if (from >= c->n || !starts_run(c, from)) return 0;
    r.indent = line_columns(c->lines[from].text, &at);
    size_t i = from;
    for (; i < c->n && blanks <= MOST_BLANKS; i++) {
        const struct line *line = &c->lines[i];
        if (line->flags & LINE_BLANK || !str_trim(line->text).n) {
            blanks++;
            continue;
        }
        if (!may_hold_code(line)) break;
        enum code_line kind = kind_of(c, i);
        if (i > from && !belongs(&r, line->text, kind)) break;
        if (blanks && !r.depth && kind != CODE_LINE_SURE && line_columns(line->text, &at) <= r.indent) break;
        follow_braces(&r, line->text);
        r.sure += kind == CODE_LINE_SURE ? 1 + code_line_prompt(line->text) : 0;
        if (++r.coded == 2) r.body = line_columns(line->text, &at) > r.indent;
        end = i + 1;
        blanks = 0;
    }
    if (r.sure + r.body >= LEAST_SURE && r.sure * 3 >= r.coded) return end - from;
    if (r.sure == 1 && r.coded == 1 && is_whole_answer(c, from)) return 1;
    c->prose_until = i;
    return 0;
}

/* "java" alone above code: what a chat program writes over a block, or "JAVA": what books print there. Languages are asked for only there. */
static bool is_label(struct clean *c, str text) {
    enum { LONGEST_LANGUAGE = 12 };
    str t = str_trim(text);
    size_t lower = 0, upper = 0;
    if (!t.n || t.n > LONGEST_LANGUAGE || !char_is_alpha(t.p[0])) return false;
    for (size_t i = 0; i < t.n; i++) {
        lower += char_is_lower(t.p[i]);
        upper += char_is_upper(t.p[i]);
        if (!char_is_alpha(t.p[i]) && !strchr("+#", t.p[i])) return false;
    }
    if (lower && upper) return false;
    if (!starts_run(c, c->i) && (c->i + 1 >= c->n || !starts_run(c, c->i + 1))) return false;
    return code_language_known(code_language_name(&c->reader->doc->arena, t));
}

/* The margin of the lines. What stands behind a marker in the first one says nothing of it. */
static uint32_t margin_of(const struct clean *c, size_t n) {
    uint32_t margin = UINT32_MAX;
    for (size_t i = c->i; i < c->i + n; i++) {
        str text = c->lines[i].text;
        size_t at;
        bool whole = text.p == c->reader->text.p || text.p[-1] == '\n' || text.p[-1] == '\r';
        uint32_t columns = line_columns(text, &at);
        if (at >= text.n) continue;
        if (i == 0 && !whole) return c->indent;
        if (columns < margin) margin = columns;
    }
    return margin;
}

/* The lines [c->i, c->i + n) as one part. */
static void put_code(struct clean *c, size_t n, str lang) {
    struct buf code;
    uint32_t margin = margin_of(c, n);
    buf_init(&code);
    for (size_t i = c->i; i < c->i + n; i++) {
        str line = str_trim_right(c->lines[i].text);
        if (i > c->i) buf_put_char(&code, '\n');
        buf_put(&code, i == 0 ? str_trim_left(line) : line_drop_indent(line, margin));
        reader_own(c->reader, c->lines[i].text, OWNER_TEXT);
    }
    struct part part = {.kind = PART_PRE, .code = arena_str(&c->reader->doc->arena, buf_str(&code)), .lang = lang,
                        .source = c->lines[c->i].text.p};
    if (code.failed || !part.code.p || !vec_push(&c->parts, part)) c->failed = true;
    c->i += n - 1;
    buf_release(&code);
}

bool clean_take_unfenced(struct clean *c) {
    if (c->flavor == FLAVOR_HTML || c->inlines || c->inline_part || c->ticks || c->lists) return false;
    size_t at;
    if (c->i < c->prose_until) return false;
    if (c->in_list && line_columns(c->lines[c->i].text, &at) > c->indent) return false;
    bool label = is_label(c, c->lines[c->i].text);
    size_t n = run_length(c, c->i + label);
    if (!n) return false;
    struct buf count;
    buf_init(&count);
    buf_put_uint(&count, n);
    bool act = reader_repair(c->reader, DIAG_R_UNFENCED_CODE, c->lines[c->i + label].text, buf_str(&count), (str){0});
    buf_release(&count);
    if (!act) return false;
    str lang = label ? code_language_name(&c->reader->doc->arena, c->lines[c->i].text) : (str){0};
    if (label) reader_own(c->reader, c->lines[c->i++].text, OWNER_ATTR);
    clean_end_part(c);
    put_code(c, n, lang);
    return true;
}
