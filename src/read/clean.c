/* clean: see clean.h. The scan goes over each line once; what it looks ahead for (a closing tag, a closing run of
 * backticks) is remembered, so that hostile text stays linear. */
#include "read/clean.h"

#include "base/utf8.h"
#include "read/links.h"
#include "read/repair.h"

enum { MARKS_OF_A_PARAGRAPH = 400 }; /* past it marks are literal: md4c's time grows with their square */

/* ---- output: clean text and its map ---- */

static void put_source(struct clean *c, str view) {
    if (view.n == 0) return;
    const struct segment *last = c->map.n ? &c->map.at[c->map.n - 1] : NULL;
    bool goes_on = last && last->source && last->source + (c->text.n - last->at) == view.p;
    if (!goes_on && !vec_push(&c->map, (struct segment){c->text.n, view.p})) c->failed = true;
    if (!c->part_source) c->part_source = view.p;
    buf_put(&c->text, view);
}

static void put_made(struct clean *c, str made) {
    const struct segment *last = c->map.n ? &c->map.at[c->map.n - 1] : NULL;
    if ((!last || last->source) && !vec_push(&c->map, (struct segment){c->text.n, NULL})) c->failed = true;
    buf_put(&c->text, made);
}

static void own(const struct clean *c, str view, enum owner owner) {
    if (!c->reader->ledger || !view.p) return;
    size_t from = (size_t)(view.p - c->reader->text.p);
    ledger_own(c->reader->ledger, from, from + view.n, owner);
}

/* The definitions that stand elsewhere and that this part's brackets use. */
static void put_links(struct clean *c) {
    enum { MOST_LINKS = 1000 };
    size_t end = c->text.n, links = 0;
    for (size_t at = c->part_from; at < end && links < MOST_LINKS; at++) {
        const char *open = memchr(c->text.p + at, '[', end - at);
        if (!open) return;
        at = (size_t)(open - c->text.p);
        size_t to = at + 1;
        while (to < end && to < at + 256 && c->text.p[to] != ']' && c->text.p[to] != '[') to++;
        if (to >= end || c->text.p[to] != ']') continue;
        str line = links_line(c->reader, (str){c->text.p + at + 1, to - at - 1});
        if (!line.n) continue;
        put_made(c, links++ ? STR("\n") : STR("\n\n"));
        put_source(c, line);
    }
}

static void end_part(struct clean *c) {
    if (c->text.n > c->part_from) {
        const char *source = c->part_source;
        if (c->flavor == FLAVOR_MARKDOWN && c->brackets) put_links(c);
        c->part_source = source;
        c->brackets = false;
        struct part part = {.kind = c->inline_part || c->inlines ? PART_INLINE : PART_TEXT, .from = c->part_from,
                            .to = c->text.n, .source = c->part_source};
        if (!vec_push(&c->parts, part)) c->failed = true;
        put_made(c, STR("\n")); /* md4c looks at the byte behind the end, after the number of a list's mark */
    }
    c->part_from = c->text.n;
    c->part_source = NULL;
    c->marks = 0;
    c->in_list = c->in_code = false;
}

static void put_special(struct clean *c, struct html_tag tag, str code) {
    if (!vec_push(&c->specials, (struct special){c->text.n, tag, code})) c->failed = true;
    put_made(c, (str){(const char[]){SENTINEL}, 1});
}

/* ---- closing tags ---- */

static bool closes(str text, size_t at, str name) {
    return at + 2 + name.n <= text.n && text.p[at + 1] == '/' && str_eq_nocase(str_sub(text, at + 2, at + 2 + name.n), name) &&
           (at + 2 + name.n == text.n || !char_is_alnum(text.p[at + 2 + name.n]));
}

/* Where the next closing tag of this name stands from line `i`, offset `at` on. */
static bool find_closer(struct clean *c, const struct html_tag *tag, size_t i, size_t at, size_t *line, size_t *offset) {
    size_t slot = tag->id;
    if (c->closer[slot].known &&
        (c->closer[slot].line > i || (c->closer[slot].line == i && c->closer[slot].at >= at) || c->closer[slot].line == c->n)) {
        *line = c->closer[slot].line;
        *offset = c->closer[slot].at;
        return *line < c->n;
    }
    c->closer[slot].known = true;
    for (; i < c->n; i++, at = 0) {
        str text = c->lines[i].text;
        while ((at = str_find_char(text, '<', at)) != SIZE_MAX) {
            if (closes(text, at, tag->name)) {
                c->closer[slot].line = *line = i;
                c->closer[slot].at = *offset = at;
                return true;
            }
            at++;
        }
    }
    c->closer[slot].line = c->n;
    return false;
}

/* The text from (c->i, c->at) to (line, offset), lines joined by `between`; goes past the closing tag. */
static str take_until(struct clean *c, size_t line, size_t offset, enum owner owner, bool as_is) {
    struct buf raw, out;
    buf_init(&raw);
    buf_init(&out);
    while (c->i < line) {
        str rest = str_drop(c->lines[c->i].text, c->at);
        buf_put(&raw, rest);
        buf_put_char(&raw, '\n');
        own(c, rest, owner);
        c->i++;
        c->at = 0;
    }
    str text = c->lines[line].text, rest = str_sub(text, c->at, offset);
    buf_put(&raw, rest);
    own(c, rest, owner);
    size_t end = str_find_char(text, '>', offset);
    end = end == SIZE_MAX ? text.n : end + 1;
    own(c, str_sub(text, offset, end), OWNER_MARKUP);
    c->at = end;
    if (!as_is) html_put_text(buf_str(&raw), true, &out);
    str result = raw.failed || out.failed ? (str){0} : arena_str(&c->reader->doc->arena, buf_str(as_is ? &raw : &out));
    if (raw.failed || out.failed || c->reader->doc->arena.failed) c->failed = true;
    buf_release(&raw);
    buf_release(&out);
    return result;
}

/* ---- tags: is it one, and what becomes of it ---- */

/* "the <b> tag", "<div> elements": the tag is spoken of. */
static bool is_mentioned(str text, size_t end) {
    static const char *const words[] = {"tag", "element", "attribute"};
    str rest = str_drop(text, end);
    if (rest.n == 0 || rest.p[0] != ' ') return false;
    rest = str_drop(rest, 1);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_starts_nocase(rest, str_from(words[i]))) return true;
    return false;
}

static bool at_line_start(str text, size_t at) {
    for (size_t i = 0; i < at; i++)
        if (!char_is_blank(text.p[i])) return false;
    return true;
}

static bool acts(struct clean *c, const struct html_tag *tag, str text, size_t at) {
    size_t line, offset;
    if (c->flavor == FLAVOR_HTML) return true;
    if (!reader_allows(c->reader, DIAG_R_INLINE_HTML)) return false;
    if (tag->close) return c->open[tag->id] > 0 || (!html_tag_is_inline(tag) && at_line_start(text, at));
    if (is_mentioned(text, tag->end)) return false;
    if (tag->class == HTML_IMG) return html_attribute(tag->attributes, STR("src")).n > 0;
    if (tag->class == HTML_A && !str_trim(tag->attributes).n) return false;
    if (tag->class == HTML_BR || tag->class == HTML_VOID || tag->class == HTML_HR) return true;
    if (tag->class >= HTML_LI && tag->class <= HTML_TD && c->lists > 0) return true;
    bool closed = find_closer(c, tag, c->i, tag->end < text.n ? tag->end : text.n, &line, &offset);
    if (closed || html_tag_is_inline(tag) || tag->class == HTML_PRE) return closed;
    if (tag->class == HTML_RAW) return false;
    return str_find_char(tag->attributes, '=', 0) != SIZE_MAX || at_line_start(text, at);
}

/* Inside a Markdown list, table or quote a block tag would tear the container: it only parts text there. */
static bool in_container(const struct clean *c, str text) {
    if (c->inlines) return true;
    if (c->flavor != FLAVOR_MARKDOWN) return false;
    size_t at;
    uint32_t indent = line_columns(text, &at);
    struct item_mark item;
    if (at < text.n && (text.p[at] == '|' || text.p[at] == '>')) return true;
    return line_item(text, &item) || (c->in_list && indent >= 2);
}

static void escape_block_start(struct clean *c, str text, bool numbers);

static void open_tag(struct clean *c, const struct html_tag *tag) {
    bool list = tag->class == HTML_OL || tag->class == HTML_UL || tag->class == HTML_TABLE;
    if (list && !tag->close) c->lists++;
    if (list && tag->close && c->lists) c->lists--;
    if (tag->close) {
        if (c->open[tag->id]) c->open[tag->id]--;
    } else if (c->open[tag->id] < UINT16_MAX) {
        c->open[tag->id]++;
    }
}

static bool opens_inline_part(const struct html_tag *tag) {
    if (tag->class == HTML_HEADING) return !tag->close;
    return tag->class >= HTML_OL && tag->class <= HTML_TD && tag->class != HTML_LI && tag->class != HTML_QUOTE &&
           tag->class != HTML_HR && (!tag->close || (tag->class != HTML_OL && tag->class != HTML_UL && tag->class != HTML_TABLE));
}

static str pre_language(struct clean *c, const struct html_tag *tag, str after) {
    struct arena *arena = &c->reader->doc->arena;
    struct html_tag code;
    str class = html_attribute_value(tag->attributes, STR("class"), arena);
    str lang = html_attribute_value(tag->attributes, STR("lang"), arena);
    if (lang.n) return lang;
    if (!class.n && after.n && after.p[0] == '<' && html_tag_read(after, 0, &code) && code.class == HTML_CODE)
        class = html_attribute_value(code.attributes, STR("class"), arena);
    size_t at = str_find(class, STR("lang"), 0);
    if (at == SIZE_MAX) return (str){0};
    at = str_find_char(class, '-', at);
    if (at == SIZE_MAX) return (str){0};
    str name = str_drop(class, at + 1);
    for (size_t i = 0; i < name.n; i++)
        if (char_is_blank(name.p[i])) return str_sub(name, 0, i);
    return name;
}

static str trim_newlines(str s) {
    while (s.n && (s.p[s.n - 1] == '\n' || char_is_blank(s.p[s.n - 1]))) s.n--;
    while (s.n && s.p[0] == '\n') s = str_drop(s, 1);
    return s;
}

static void pre_tag(struct clean *c, const struct html_tag *tag) {
    size_t line, offset;
    if (tag->close || !find_closer(c, tag, c->i, c->at, &line, &offset)) return;
    end_part(c);
    str lang = pre_language(c, tag, str_drop(c->lines[c->i].text, c->at));
    const char *source = tag->name.p;
    str code = trim_newlines(take_until(c, line, offset, OWNER_TEXT, false));
    if (!vec_push(&c->parts, (struct part){.kind = PART_PRE, .code = code, .lang = lang, .source = source})) c->failed = true;
}

static void code_tag(struct clean *c, const struct html_tag *tag) {
    size_t line, offset;
    if (tag->close || !find_closer(c, tag, c->i, c->at, &line, &offset)) return;
    put_special(c, *tag, take_until(c, line, offset, OWNER_TEXT, false));
}

static void raw_tag(struct clean *c, const struct html_tag *tag) {
    size_t line, offset;
    if (tag->close || !find_closer(c, tag, c->i, c->at, &line, &offset)) return;
    str dropped = take_until(c, line, offset, OWNER_DROPPED, true);
    diag_add1(c->reader->diags, DIAG_DROPPED_HTML, reader_span(c->reader, tag->name), tag->name);
    (void)dropped;
}

static void block_tag(struct clean *c, const struct html_tag *tag, str text) {
    open_tag(c, tag);
    if (in_container(c, text)) {
        bool parts = !tag->close && (tag->class == HTML_LI || tag->class == HTML_HR);
        struct html_tag br = *tag;
        br.class = HTML_BR;
        if (parts && !c->inlines) put_special(c, br, (str){0});
        else put_made(c, STR(" "));
        return;
    }
    end_part(c);
    c->inline_part = opens_inline_part(tag);
    if (!vec_push(&c->parts, (struct part){.kind = PART_TAG, .tag = *tag, .source = tag->name.p})) c->failed = true;
    if (c->inline_part && c->flavor != FLAVOR_HTML) escape_block_start(c, c->lines[c->i].text, true);
}

/* Go to the place `p`, which lies in this line or a later one. */
static void go_to(struct clean *c, const char *p) {
    while (c->i + 1 < c->n && p > c->lines[c->i].text.p + c->lines[c->i].text.n) c->i++;
    str text = c->lines[c->i].text;
    c->at = p <= text.p ? 0 : (size_t)(p - text.p);
    if (c->at > text.n) c->at = text.n;
}

/* A tag that may go on in the next line: neither its end nor another '<' stands in this one. */
static bool goes_on(str text, size_t at) {
    enum { LONGEST_REST = 2048 };
    if (text.n - at > LONGEST_REST) return false;
    for (size_t i = at + 1; i < text.n; i++)
        if (text.p[i] == '<' || text.p[i] == '>') return false;
    return true;
}

/* The '<' at c->at. False: it is text. */
static bool take_tag(struct clean *c) {
    str text = c->lines[c->i].text;
    struct html_tag tag;
    const char *end = c->lines[c->n - 1].text.p + c->lines[c->n - 1].text.n;
    str reach = text;
    char next = c->at + 1 < text.n ? text.p[c->at + 1] : 0;
    if (!char_is_alpha(next) && next != '/' && next != '!') return false;
    if (goes_on(text, c->at) && end > text.p) reach.n = (size_t)(end - text.p);
    if (str_starts(str_drop(text, c->at), STR("<!--"))) {
        reach.n = end > text.p ? (size_t)(end - text.p) : text.n;
        size_t stop = c->no_comment_end ? SIZE_MAX : str_find(reach, STR("-->"), c->at + 4);
        if (stop == SIZE_MAX) {
            c->no_comment_end = true; /* none further on either */
            return false;
        }
        str comment = str_sub(reach, c->at, stop + 3);
        own(c, comment, OWNER_DROPPED);
        diag_add1(c->reader->diags, DIAG_DROPPED_HTML, reader_span(c->reader, comment), STR("!--"));
        go_to(c, comment.p + comment.n);
        return true;
    }
    if (!html_tag_read(reach, c->at, &tag) || !acts(c, &tag, text, c->at)) return false;
    str whole = str_sub(reach, c->at, tag.end);
    own(c, whole, OWNER_MARKUP);
    if (c->flavor != FLAVOR_HTML && !tag.close) reader_repair(c->reader, DIAG_R_INLINE_HTML, whole, tag.name, (str){0});
    go_to(c, whole.p + whole.n);
    if (tag.class == HTML_PRE && !c->inlines) pre_tag(c, &tag);
    else if (tag.class == HTML_CODE || tag.class == HTML_PRE) code_tag(c, &tag);
    else if (tag.class == HTML_RAW) raw_tag(c, &tag);
    else if (!html_tag_is_inline(&tag)) block_tag(c, &tag, text);
    else {
        open_tag(c, &tag);
        str value = html_attribute(tag.attributes, tag.class == HTML_IMG ? STR("src") : STR("href"));
        own(c, value, OWNER_ATTR);
        if (tag.class == HTML_IMG) own(c, html_attribute(tag.attributes, STR("alt")), OWNER_ATTR);
        put_special(c, tag, (str){0});
    }
    return true;
}

/* ---- the scan of a line of prose ---- */

/* Does a run of `n` backticks close the one that just opened, in this line or a later one of the paragraph? */
static bool ticks_close(struct clean *c, size_t n, size_t at) {
    if (n > 32) return false;
    if (c->no_ticks[n].to > c->i && c->no_ticks[n].from <= c->i) return false;
    for (size_t i = c->i; i < c->n && (i == c->i || !(c->lines[i].flags & LINE_BLANK)); i++, at = 0) {
        str text = c->lines[i].text;
        while ((at = str_find_char(text, '`', at)) != SIZE_MAX) {
            size_t run = 0;
            while (at + run < text.n && text.p[at + run] == '`') run++;
            if (run == n) return true;
            at += run;
        }
        if (c->flavor == FLAVOR_PLAIN && c->reader->wrap_column == 0) break;
    }
    c->no_ticks[n].from = c->i;
    c->no_ticks[n].to = c->i + 1;
    return false;
}

/* Copy up to and past the run of c->ticks backticks, or to the end of the line. */
static void copy_code_span(struct clean *c, str text) {
    size_t at = c->at;
    while (at < text.n) {
        size_t run = 0;
        while (at + run < text.n && text.p[at + run] == '`') run++;
        at += run ? run : 1;
        if (run && run == c->ticks) {
            c->ticks = 0;
            break;
        }
    }
    put_source(c, str_sub(text, c->at, at));
    c->at = at;
}

static void take_ticks(struct clean *c, str text) {
    size_t run = 0;
    while (c->at + run < text.n && text.p[c->at + run] == '`') run++;
    if (c->flavor == FLAVOR_HTML) {
        put_source(c, str_sub(text, c->at, c->at + run));
        c->at += run;
        return;
    }
    if (!ticks_close(c, run, c->at + run)) {
        for (size_t i = 0; i < run; i++) {
            put_made(c, STR("\\"));
            put_source(c, str_sub(text, c->at + i, c->at + i + 1));
        }
        c->at += run;
        return;
    }
    put_source(c, str_sub(text, c->at, c->at + run));
    c->at += run;
    c->ticks = run;
    copy_code_span(c, text);
}

static void put_literal(struct clean *c, str view) {
    for (size_t i = 0; i < view.n; i++) {
        if (c->flavor != FLAVOR_HTML) put_made(c, STR("\\"));
        put_source(c, str_sub(view, i, i + 1));
    }
}

static void take_stars(struct clean *c, str text) {
    size_t n = 0;
    while (c->at + n < text.n && text.p[c->at + n] == text.p[c->at]) n++;
    str run = str_sub(text, c->at, c->at + n);
    bool literal = c->flavor == FLAVOR_HTML || c->marks > MARKS_OF_A_PARAGRAPH;
    if (!literal && stars_are_literal(text, c->at, n, c->flavor))
        literal = reader_repair(c->reader, DIAG_R_LITERAL_STARS, run, run, (str){0});
    if (literal) put_literal(c, run);
    else put_source(c, run);
    c->marks++;
    c->at += n;
}

/* PLAIN: a backslash is itself, but for what chat programs escape on copying. */
static void take_backslash(struct clean *c, str text) {
    char next = c->at + 1 < text.n ? text.p[c->at + 1] : ' ';
    bool escapes = c->flavor == FLAVOR_MARKDOWN || (next && strchr("_*`[]#", next));
    if (c->flavor == FLAVOR_HTML) escapes = false;
    else if (!escapes && !char_is_alnum(next)) put_made(c, STR("\\"));
    size_t n = escapes && c->at + 1 < text.n ? 2 : 1;
    put_source(c, str_sub(text, c->at, c->at + n));
    c->at += n;
}

/* A bare URL or a link's destination: to its end as it is. */
static void take_url(struct clean *c, str text) {
    size_t at = c->at + 1;
    while (at < text.n && !char_is_space(text.p[at]) && text.p[at] != '<' && text.p[at] != '>' && text.p[at] != '`' &&
           !(text.p[c->at] == ']' && text.p[at] == ')'))
        at++;
    put_source(c, str_sub(text, c->at, at));
    c->at = at;
}

static const uint8_t active[256] = {
    ['`'] = 1, ['<'] = 1, ['*'] = 1, ['_'] = 1, ['\\'] = 1, [':'] = 1, [']'] = 1, ['['] = 1, ['~'] = 1, ['&'] = 1,
    [1] = 1, [2] = 1, [3] = 1, [4] = 1, [5] = 1, [6] = 1, [7] = 1, [8] = 1, [11] = 1, [12] = 1, [14] = 1, [15] = 1,
    [16] = 1, [17] = 1, [18] = 1, [19] = 1, [20] = 1, [21] = 1, [22] = 1, [23] = 1, [24] = 1, [25] = 1, [26] = 1,
    [27] = 1, [28] = 1, [29] = 1, [30] = 1, [31] = 1, [0] = 1, [127] = 1};

static void take_entity(struct clean *c, str text) {
    char bytes[8];
    size_t n, length = html_entity(text, c->at, bytes, &n);
    if (length && (c->flavor == FLAVOR_HTML || reader_allows(c->reader, DIAG_R_INLINE_HTML))) {
        own(c, str_sub(text, c->at, c->at + length), OWNER_TEXT);
        if (c->flavor != FLAVOR_HTML && n == 1 && !char_is_alnum(bytes[0]) && bytes[0] != ' ') put_made(c, STR("\\"));
        put_made(c, char_is_space(bytes[0]) ? STR(" ") : (str){bytes, n});
        c->at += length;
    } else {
        if (length) put_made(c, STR("\\"));
        put_source(c, str_sub(text, c->at, c->at + 1));
        c->at++;
    }
}

static void take_active(struct clean *c, str text) {
    char ch = text.p[c->at];
    bool url = ch == ':' ? str_starts(str_drop(text, c->at), STR("://")) : ch == ']' && c->at + 1 < text.n && text.p[c->at + 1] == '(';
    if (ch == '`') {
        take_ticks(c, text);
    } else if (ch == '<') {
        if (take_tag(c)) return;
        if (c->marks++ > MARKS_OF_A_PARAGRAPH) put_literal(c, str_sub(text, c->at, c->at + 1));
        else put_source(c, str_sub(text, c->at, c->at + 1));
        c->at++;
    } else if (ch == '*' || ch == '_') {
        take_stars(c, text);
    } else if (ch == '\\') {
        take_backslash(c, text);
    } else if (ch == '&') {
        take_entity(c, text);
    } else if (url && c->flavor != FLAVOR_HTML && c->marks <= MARKS_OF_A_PARAGRAPH) {
        take_url(c, text);
    } else if ((unsigned char)ch < ' ' || ch == 127) {
        str bad = str_sub(text, c->at, c->at + 1);
        own(c, bad, OWNER_DROPPED);
        reader_repair(c->reader, DIAG_R_CHAT_RESIDUE, bad, STR("a control character"), (str){0});
        c->at++;
    } else {
        if (ch == '[') c->brackets = true;
        bool counts = ch == '[' || ch == ']' || ch == '~';
        if (counts && c->marks++ > MARKS_OF_A_PARAGRAPH) put_literal(c, str_sub(text, c->at, c->at + 1));
        else put_source(c, str_sub(text, c->at, c->at + 1));
        c->at++;
    }
}

/* The first byte at or after `at` that may be markup. Four at a time: most are none. */
static size_t next_active(str text, size_t at) {
    const unsigned char *p = (const unsigned char *)text.p;
    while (at + 4 <= text.n && !(active[p[at]] | active[p[at + 1]] | active[p[at + 2]] | active[p[at + 3]])) at += 4;
    while (at < text.n && !active[p[at]]) at++;
    return at;
}

/* The rest of line c->i; may end in a later line when a tag or code goes on there. */
static void clean_prose(struct clean *c) {
    if (c->ticks) copy_code_span(c, c->lines[c->i].text);
    for (;;) {
        str text = c->lines[c->i].text;
        size_t at = next_active(text, c->at);
        if (at > c->at) put_source(c, str_sub(text, c->at, at));
        c->at = at;
        if (at >= text.n) return;
        take_active(c, text);
    }
}

/* ---- the start of a line ---- */

/* PLAIN, or where no block may start: make the first sign literal when it would open a block. */
static void escape_block_start(struct clean *c, str text, bool numbers) {
    size_t at = c->at;
    while (at < text.n && char_is_blank(text.p[at])) at++;
    c->at = at;
    size_t digits = 0;
    while (digits < 10 && at + digits < text.n && char_is_digit(text.p[at + digits])) digits++;
    if (digits && numbers && at + digits < text.n && (text.p[at + digits] == '.' || text.p[at + digits] == ')')) {
        put_source(c, str_sub(text, at, at + digits));
        put_literal(c, str_sub(text, at + digits, at + digits + 1));
        c->at = at + digits + 1;
    } else if (at < text.n && text.p[at] == '[' && str_find(str_sub(text, 0, at + 1024), STR("]:"), at) != SIZE_MAX) {
        put_literal(c, str_sub(text, at, at + 1)); /* no link definition: its text would be gone */
        c->at = at + 1;
    } else if (!digits && at < text.n && strchr("#>+-=|~", text.p[at]) && text.p[at]) {
        put_literal(c, str_sub(text, at, at + 1));
        c->at = at + 1;
    } else if (at < text.n && text.p[at] == '*' && (at + 1 >= text.n || char_is_blank(text.p[at + 1]))) {
        put_literal(c, str_sub(text, at, at + 1));
        c->at = at + 1;
    }
}

static bool in_sequence(const struct clean *c, const struct item_mark *item) {
    return item->number <= 1 || item->number == c->last_number + 1;
}

/* The marker of a list item, in a form that md4c knows. */
static void start_item(struct clean *c, str text, const struct item_mark *item, uint32_t indent) {
    if (item->ordered && c->flavor == FLAVOR_PLAIN && !in_sequence(c, item)) {
        escape_block_start(c, text, true);
        return;
    }
    if (item->ordered) c->last_number = item->number;
    c->in_list = true;
    uint32_t keep = c->flavor == FLAVOR_PLAIN && c->indent < indent ? indent - c->indent : 0;
    if (c->flavor == FLAVOR_MARKDOWN) put_source(c, str_sub(text, c->at, item->indent));
    else if (keep < 16) put_made(c, str_sub(STR("                "), 0, keep));
    str mark = str_sub(text, item->indent, item->indent + item->mark);
    if (!item->ordered && mark.n > 1) {
        own(c, mark, OWNER_MARKUP);
        put_made(c, STR("-"));
    } else {
        put_source(c, mark);
    }
    put_source(c, str_sub(text, item->indent + item->mark, item->content));
    c->at = item->content;
}

/* c->at stands before the line's first sign: markers, indentation, escapes. */
static void start_line(struct clean *c, size_t blanks) {
    str text = c->lines[c->i].text;
    struct item_mark item;
    size_t at;
    uint32_t indent = line_columns(text, &at);
    if (c->inlines || c->inline_part) {
        escape_block_start(c, text, true);
        return;
    }
    if (c->flavor == FLAVOR_HTML) return;
    if (line_item(text, &item) && !(item.ordered && item.content >= text.n) && !line_is_setext(text)) {
        start_item(c, text, &item, indent);
        return;
    }
    if (blanks && indent < 2) c->in_list = false;
    if (c->flavor == FLAVOR_MARKDOWN) return;
    if (c->in_list && indent > c->indent) return;
    c->in_list = false;
    c->at = at;
    if (at < text.n && (text.p[at] == '#' || text.p[at] == '[')) escape_block_start(c, text, false);
}

static bool is_indented_code(struct clean *c, str text, size_t blanks, bool first) {
    size_t at;
    uint32_t indent = line_columns(text, &at);
    struct item_mark item;
    if (c->inlines || c->inline_part || c->in_list || c->flavor == FLAVOR_HTML) return false;
    if (indent < 4 + (c->flavor == FLAVOR_PLAIN ? c->indent : 0) || first) return false;
    if (!blanks && !c->in_code) return false;
    if (c->flavor == FLAVOR_MARKDOWN || c->in_code) return true;
    return !line_item(text, &item) && !line_is_prose(text);
}

/* ---- between two lines ---- */

static size_t first_word(str text) {
    text = str_trim(text);
    for (size_t i = 0; i < text.n; i++)
        if (char_is_blank(text.p[i])) return i;
    return text.n;
}

/* Columns before the text of line `i`; the first line may have lost a marker, which its continuation stands behind. */
static uint32_t columns_of(const struct clean *c, size_t i, size_t *at) {
    enum { LONGEST_MARKER = 64 };
    str text = c->lines[i].text;
    uint32_t columns = line_columns(text, at);
    if (i > 0) return columns;
    size_t before = 0, most = (size_t)(text.p - c->reader->text.p);
    while (before < most && text.p[-1 - (ptrdiff_t)before] != '\n')
        if (++before > LONGEST_MARKER) return columns;
    return columns + (uint32_t)before;
}

/* A row of a table made with blanks. */
static bool has_columns(str text) { return str_find(str_trim(text), STR("   "), 0) != SIZE_MAX; }

/* PLAIN, in wrapped text: does the line above end where it was wrapped? It does when the next word had no room; and
 * where people wrapped by hand, when it is nearly full and nothing ends with it. */
static bool is_wrapped(const struct clean *c, str before, str text) {
    size_t width = utf8_count(before), column = c->reader->wrap_column;
    if (has_columns(before) && has_columns(text)) return false;
    if (width + 1 + first_word(text) > column || hyphen_cuts(before, text)) return true;
    str above = str_trim_right(before);
    return width * 4 >= column * 3 && above.n && !strchr(".!?:;|", above.p[above.n - 1]) && !has_columns(above);
}

/* PLAIN: "~~~~~~" that opens no code: the underline of a title. */
static bool is_tilde_rule(const struct clean *c, str text) {
    if (c->flavor != FLAVOR_PLAIN || (c->lines[c->i].flags & LINE_CODE)) return false;
    str t = str_trim(text);
    size_t n = 0;
    while (n < t.n && t.p[n] == '~') n++;
    return n >= 3 && n == t.n;
}

/* md4c knows only "---" and "===". */
static bool take_tilde_rule(struct clean *c, str text) {
    if (c->fence || c->inlines || !is_tilde_rule(c, text)) return false;
    own(c, text, OWNER_MARKUP);
    put_made(c, STR("---"));
    return true;
}

/* PLAIN: is the line a part of the paragraph above it? */
static bool same_paragraph(struct clean *c, size_t previous, str text) {
    struct item_mark item;
    size_t at, above;
    str before = c->lines[previous].text;
    if (line_item(text, &item)) return c->in_list;
    uint32_t indent = line_columns(text, &at), indent_above = columns_of(c, previous, &above);
    char first = at < text.n ? text.p[at] : 0, first_above = above < before.n ? before.p[above] : 0;
    if (first == '|' || (first == '>' && first_above == '>')) return first == first_above;
    if (line_is_setext(text) || is_tilde_rule(c, text)) return before.n < text.n + 8 && !c->in_list;
    if (c->in_list && indent > c->indent + 1) return true;
    if (c->reader->wrap_column == 0 || !reader_allows(c->reader, DIAG_R_HARD_WRAP)) return false;
    if (indent > indent_above + 1 && !c->in_list) return false;
    bool wrapped = is_wrapped(c, before, text);
    if (wrapped) c->joined++;
    return wrapped;
}

/* MARKDOWN that is not wrapped: a long line that ends its sentence is a paragraph, whatever CommonMark joins. */
static bool ends_paragraph(const struct clean *c, str before, str text) {
    enum { LONG_LINE = 120 };
    if (c->flavor != FLAVOR_MARKDOWN || c->reader->wrap_column || c->in_list || before.n < LONG_LINE) return false;
    str above = str_trim_right(before);
    char last = above.p[above.n - 1], first = text.p[0], first_above = before.p[0];
    if (last != '.' && last != '!' && last != '?') return false;
    if (above.n + 2 <= before.n || strchr(">|# ", first_above)) return false;
    return char_is_upper(first) && reader_allows(c->reader, DIAG_R_HARD_WRAP);
}

/* Where a hyphen ends the line before: nothing goes between the two parts of the word. */
static bool join_hyphen(struct clean *c, str before, str text) {
    size_t n = hyphen_length(before), at;
    if (!n || c->ticks || c->text.n <= c->part_from + n || !str_ends(buf_str(&c->text), str_drop(before, before.n - n))) return false;
    enum hyphen what = hyphen_at(c->reader, before, text);
    if (what == HYPHEN_NONE) return false;
    if (what == HYPHEN_GOES) {
        own(c, str_drop(before, before.n - n), OWNER_MARKUP);
        c->text.n -= n;
        while (c->map.n && c->map.at[c->map.n - 1].at >= c->text.n) c->map.n--;
    }
    line_columns(text, &at);
    c->at = at;
    return true;
}

static void part_lines(struct clean *c, size_t previous, size_t blanks, bool raw) {
    const struct line *line = &c->lines[c->i];
    str before = c->lines[previous].text;
    bool glue = false, torn = (line->flags & LINE_TORN) && reader_allows(c->reader, DIAG_R_PAGE_BREAK);
    if (raw) {
        for (size_t i = 0; !torn && i < blanks; i++) put_made(c, STR("\n"));
        put_made(c, STR("\n"));
    } else if (c->inlines || c->flavor == FLAVOR_HTML) {
        if (blanks || !join_hyphen(c, before, line->text)) put_made(c, STR(" "));
    } else if (torn && torn_continues(before, line->text, &glue)) {
        str head = str_sub(str_trim_left(line->text), 0, 24);
        reader_repair(c->reader, DIAG_R_PAGE_BREAK, line->text, head, (str){0});
        if (!glue && !join_hyphen(c, before, line->text)) put_made(c, STR(" "));
        size_t at;
        line_columns(line->text, &at);
        c->at = at;
    } else if (blanks || (c->flavor == FLAVOR_PLAIN && !same_paragraph(c, previous, line->text)) ||
               ends_paragraph(c, before, line->text)) {
        put_made(c, STR("\n\n"));
        c->marks = 0;
        c->ticks = 0;
    } else if (!join_hyphen(c, before, line->text)) {
        put_made(c, STR("\n"));
    }
}

/* ---- the region ---- */

/* The margin of the whole region: the least indent of its lines. The first one counts when it has lost no marker. A
 * deep margin is believed when prose stands at it, or what goes on below the first line: it may be code else. */
static uint32_t region_indent(const struct clean *c) {
    uint32_t least = UINT32_MAX;
    bool believed = false;
    for (size_t i = 0; i < c->n; i++) {
        size_t at, whole;
        str text = c->lines[i].text;
        uint32_t indent = line_columns(text, &at);
        if (at >= text.n || c->lines[i].flags & LINE_CODE || (i == 0 && columns_of(c, 0, &whole) != indent)) continue;
        if (indent < least) believed = false;
        if (indent <= least) believed = believed || i < 2 || line_is_prose(text);
        if (indent < least) least = indent;
    }
    return least == UINT32_MAX || (least >= 4 && !believed) ? 0 : least;
}

/* A line of code inside a fence. Gives whether it was one. */
static bool take_fence(struct clean *c, str text) {
    char mark = 0;
    size_t after = 0, run;
    if (c->inlines || c->flavor == FLAVOR_HTML) return false;
    run = line_fence(text, &mark, &after);
    if (!c->fence) {
        if (!run) return false;
        c->fence = mark;
        c->fence_n = run;
        if (c->in_list && c->flavor == FLAVOR_PLAIN && line_columns(text, &after) <= c->indent) c->in_list = false;
    } else if (run >= c->fence_n && mark == c->fence && !str_trim(str_drop(text, after)).n) {
        c->fence = 0;
    }
    put_source(c, c->flavor == FLAVOR_PLAIN && !c->in_list ? line_drop_indent(text, c->indent) : text);
    return true;
}

/* Nothing is cleaned yet; the room stays. */
static void start(struct clean *c, struct reader *reader, enum flavor flavor, const struct line *lines, size_t n, bool inlines) {
    struct clean made = {.reader = reader, .flavor = flavor, .lines = lines, .n = n, .inlines = inlines, .text = c->text,
                         .map = c->map, .specials = c->specials, .parts = c->parts};
    *c = made;
    c->text.n = c->map.n = c->specials.n = c->parts.n = 0;
}

bool clean_region(struct clean *c, struct reader *reader, enum flavor flavor, const struct line *lines, size_t n, bool inlines) {
    start(c, reader, flavor, lines, n, inlines);
    if (flavor == FLAVOR_MARKDOWN && !links_find(reader)) return false;
    if (flavor == FLAVOR_PLAIN) c->indent = region_indent(c);
    size_t blanks = 0, previous = 0;
    bool first = true;
    for (; c->i < n && !c->failed; c->i++) {
        str text = lines[c->i].text;
        if (lines[c->i].flags & LINE_BLANK || !str_trim(text).n) {
            blanks++;
            continue;
        }
        c->at = 0;
        bool fresh = c->text.n == c->part_from; /* nothing in this part yet */
        bool in_fence = c->fence != 0;
        bool code = !in_fence && is_indented_code(c, text, blanks, first);
        if (!fresh) part_lines(c, previous, blanks, in_fence || (code && c->in_code));
        c->in_code = code;
        if (fresh && first && flavor != FLAVOR_HTML) {
            size_t at;
            line_columns(text, &at);
            if (flavor == FLAVOR_PLAIN || inlines) c->at = at;
        } else if (fresh && !code && !in_fence && flavor == FLAVOR_MARKDOWN && !blanks) {
            size_t at; /* right below a block's tag: HTML's indentation, no code */
            if (line_columns(text, &at) >= 4) c->at = at;
        }
        if (c->ticks && (blanks || in_fence)) c->ticks = 0;
        if (code) {
            put_source(c, flavor == FLAVOR_PLAIN ? line_drop_indent(text, c->indent) : text);
        } else if (!take_tilde_rule(c, text) && !take_fence(c, text)) {
            bool at_start = c->at == 0 || (fresh && flavor == FLAVOR_MARKDOWN) || (first && (inlines || flavor == FLAVOR_PLAIN));
            if (at_start && !c->ticks) start_line(c, blanks);
            clean_prose(c);
        }
        first = false;
        blanks = 0;
        previous = c->i;
    }
    end_part(c);
    if (c->joined) {
        char count[12];
        struct buf b;
        buf_init(&b);
        buf_put_uint(&b, c->joined);
        size_t digits = b.n < sizeof count ? b.n : sizeof count;
        if (b.p) memcpy(count, b.p, digits);
        reader_repair(reader, DIAG_R_HARD_WRAP, lines[0].text, (str){count, digits}, (str){0});
        buf_release(&b);
    }
    return !c->failed && !c->text.failed;
}

bool clean_exact(struct clean *c, struct reader *reader, const struct line *lines, size_t n, bool inlines) {
    start(c, reader, FLAVOR_MARKDOWN, lines, n, inlines);
    if (inlines) put_made(c, STR("# "));
    for (size_t i = 0; i < n && !c->failed; i++) {
        put_source(c, lines[i].text);
        put_made(c, STR("\n"));
    }
    end_part(c);
    return !c->failed && !c->text.failed;
}

void clean_release(struct clean *c) {
    buf_release(&c->text);
    vec_release(&c->map);
    vec_release(&c->specials);
    vec_release(&c->parts);
}

str clean_view(const struct clean *c, size_t from, size_t to, size_t *hint, size_t *next) {
    size_t low = *hint;
    if (low >= c->map.n || c->map.at[low].at > from) low = 0;
    if (low + 1 < c->map.n && c->map.at[low + 1].at <= from) {
        size_t high = c->map.n;
        low++;
        if (low + 1 < c->map.n && c->map.at[low + 1].at <= from)
            while (low + 1 < high) { /* the last segment at or before `from` */
                size_t middle = low + (high - low) / 2;
                if (c->map.at[middle].at <= from) low = middle;
                else high = middle;
            }
    }
    *hint = low;
    size_t end = low + 1 < c->map.n && c->map.at[low + 1].at < to ? c->map.at[low + 1].at : to;
    *next = end;
    const struct segment *s = &c->map.at[low];
    const char *p = s->source ? s->source + (from - s->at) : c->text.p + from;
    return (str){p, end - from};
}

const struct special *clean_special(const struct clean *c, size_t at) {
    size_t low = 0, high = c->specials.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (c->specials.at[middle].at < at) low = middle + 1;
        else high = middle;
    }
    return low < c->specials.n && c->specials.at[low].at == at ? &c->specials.at[low] : NULL;
}
