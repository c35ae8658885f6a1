/* inline-html: HTML tags in the text. A closed list of names makes a tag; what is only spoken of ("the <b> tag") or never
 * closed is text. What is looked ahead for (a closing tag) is remembered, so that hostile text stays linear. */
#include "read/clean_inside.h"
#include "read/notes.h"

enum { LONGEST_UNKNOWN = 120 }; /* bytes of attributes that are looked at */

/* ---- closing tags ---- */

static bool closes(str text, size_t at, str name) {
    return at + 2 + name.n <= text.n && text.p[at + 1] == '/' && str_eq_nocase(str_sub(text, at + 2, at + 2 + name.n), name) &&
           (at + 2 + name.n == text.n || !char_is_alnum(text.p[at + 2 + name.n]));
}

/* Where the next closing tag of this name stands from line `i`, offset `at` on. */
static bool find_closer(struct clean *c, const struct html_tag *tag, size_t i, size_t at, size_t *line, size_t *offset) {
    uint32_t *known = &c->closer[tag->id].line, *known_at = &c->closer[tag->id].at;
    if (*known == c->n + 1) return false;
    c->noted = true;
    if (*known && (*known - 1 > i || (*known - 1 == i && *known_at >= at))) {
        *line = *known - 1;
        *offset = *known_at;
        return true;
    }
    for (; i < c->n; i++, at = 0) {
        str text = c->lines[i].text;
        while ((at = str_find_char(text, '<', at)) != SIZE_MAX) {
            if (closes(text, at, tag->name)) {
                *line = i;
                *offset = at;
                *known = (uint32_t)i + 1;
                *known_at = (uint32_t)at;
                return true;
            }
            at++;
        }
    }
    *known = (uint32_t)c->n + 1;
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
        reader_own(c->reader, rest, owner);
        c->i++;
        c->at = 0;
    }
    str text = c->lines[line].text, rest = str_sub(text, c->at, offset);
    buf_put(&raw, rest);
    reader_own(c->reader, rest, owner);
    size_t end = str_find_char(text, '>', offset);
    end = end == SIZE_MAX ? text.n : end + 1;
    reader_own(c->reader, str_sub(text, offset, end), OWNER_MARKUP);
    c->at = end;
    if (!as_is) html_put_text(buf_str(&raw), true, &out);
    str result = raw.failed || out.failed ? (str){0} : arena_str(&c->reader->doc->arena, buf_str(as_is ? &raw : &out));
    if (raw.failed || out.failed || c->reader->doc->arena.failed) c->failed = true;
    buf_release(&raw);
    buf_release(&out);
    return result;
}

/* ---- tags: is it one, and what becomes of it ---- */

/* "the <b> tag", "<div> elements", "тег <p>", "<footer> 元素": the tag is spoken of. */
static bool is_mentioned(str text, size_t at, size_t end) {
    static const char *const words[] = {"tag", "element", "attribute", "etiqueta", "balise", "élément", "тег", "элемент", "元素",
                                        "标签", "標籤", "タグ", "要素", "태그", "요소"};
    str after = str_trim_left(str_drop(text, end)), before = str_trim_right(str_sub(text, 0, at));
    if (before.n && before.p[before.n - 1] == 's') before.n--;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        str word = str_from(words[i]);
        bool apart = (unsigned char)words[i][0] >= 0xE0; /* no blank stands beside it */
        if (str_starts_nocase(after, word) && (apart || (end < text.n && text.p[end] == ' '))) return true;
        if (before.n >= word.n && str_eq_nocase(str_drop(before, before.n - word.n), word) && (apart || before.n + 1 <= at)) return true;
    }
    return false;
}

/* A tag that leaves nothing, in the middle of a sentence: "What does <br> do?" A break stands at an end, or is glued. */
static bool is_in_sentence(str text, size_t at, size_t end) {
    if (at == 0 || text.p[at - 1] != ' ' || end >= text.n) return false;
    if (strchr("?,.;:)", text.p[end])) return true;
    return text.p[end] == ' ' && end + 1 < text.n && char_is_lower(text.p[end + 1]);
}

/* Tags of a page's frame: in a text they are spoken of, unless they are closed. */
static bool is_frame(str name) {
    static const char *const names[] = {"footer", "header", "nav", "section", "article", "aside", "main", "figure", "form", "fieldset",
                                        "head", "html", "body", "title"};
    return STR_IN_NOCASE(name, names);
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
    bool slip = tag->close && tag->class == HTML_BR; /* "</br>" is a break (HTML Standard, 13.2.6.4.7) */
    if (tag->close && !slip) return c->open[tag->id] > 0 || (!html_tag_is_inline(tag) && at_line_start(text, at));
    size_t end = tag->end < text.n ? tag->end : text.n;
    if (is_mentioned(text, at, end)) return false;
    if (tag->class == HTML_IMG) return html_attribute(tag->attributes, STR("src")).n > 0;
    if (tag->class == HTML_A && !str_trim(tag->attributes).n) return false;
    if (tag->class == HTML_BR || tag->class == HTML_HR) return !is_in_sentence(text, at, end);
    if (tag->class == HTML_VOID) return str_eq_nocase(tag->name, STR("wbr")) || str_eq_nocase(tag->name, STR("source")) || str_eq_nocase(tag->name, STR("col"));
    if (tag->class >= HTML_LI && tag->class <= HTML_TD && c->lists > 0) return true;
    if (tag->class == HTML_RAW && c->inlines) return false;
    bool closed = find_closer(c, tag, c->i, end, &line, &offset);
    if (closed || html_tag_is_inline(tag) || tag->class == HTML_PRE || tag->class == HTML_RAW || is_frame(tag->name)) return closed;
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

static void open_tag(struct clean *c, const struct html_tag *tag) {
    bool list = tag->class == HTML_OL || tag->class == HTML_UL || tag->class == HTML_TABLE;
    if (list && !tag->close) c->lists++;
    if (list && tag->close && c->lists) c->lists--;
    if (tag->close) {
        if (c->open[tag->id]) c->open[tag->id]--;
    } else if (c->open[tag->id] < UINT16_MAX) {
        c->noted = true;
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
    clean_end_part(c);
    str lang = pre_language(c, tag, str_drop(c->lines[c->i].text, c->at));
    const char *source = tag->name.p;
    str code = trim_newlines(take_until(c, line, offset, OWNER_TEXT, false));
    if (!vec_push(&c->parts, (struct part){.kind = PART_PRE, .code = code, .lang = lang, .source = source})) c->failed = true;
}

static void code_tag(struct clean *c, const struct html_tag *tag) {
    size_t line, offset;
    if (tag->close || !find_closer(c, tag, c->i, c->at, &line, &offset)) return;
    clean_put_special(c, *tag, take_until(c, line, offset, OWNER_TEXT, false));
}

/* Nobody writes a script into plain text to have it run: it is a sample of code. */
static void sample_tag(struct clean *c, const struct html_tag *tag) {
    size_t line, offset;
    if (tag->close || !find_closer(c, tag, c->i, c->at, &line, &offset)) return;
    const char *from = tag->name.p - 1;
    clean_end_part(c);
    (void)take_until(c, line, offset, OWNER_TEXT, true);
    str code = {from, (size_t)(c->lines[c->i].text.p + c->at - from)};
    reader_own(c->reader, code, OWNER_TEXT);
    if (!vec_push(&c->parts, (struct part){.kind = PART_PRE, .code = code, .lang = STR("html"), .source = from})) c->failed = true;
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
        if (parts && !c->inlines) clean_put_special(c, br, (str){0});
        else clean_make(c, STR(" "));
        return;
    }
    clean_end_part(c);
    c->inline_part = opens_inline_part(tag);
    if (!vec_push(&c->parts, (struct part){.kind = PART_TAG, .tag = *tag, .source = tag->name.p})) c->failed = true;
    if (c->inline_part && c->flavor != FLAVOR_HTML) clean_escape_start(c, c->lines[c->i].text, true);
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

/* "<token>", "<my-part kind='x'>": looks like a tag, but HTML has none of the name. "List<String>" does not. */
static void report_unknown(struct clean *c, str text) {
    size_t from = c->at + 1, to = from;
    if (c->at > 0 && (char_is_alnum(text.p[c->at - 1]) || text.p[c->at - 1] == '_')) return;
    while (to < text.n && (char_is_alnum(text.p[to]) || text.p[to] == '-')) to++;
    str name = str_sub(text, from, to);
    size_t end = str_find_char(str_sub(text, 0, to + LONGEST_UNKNOWN), '>', to);
    struct html_tag known;
    if (name.n < 2 || end == SIZE_MAX || html_element(name, &known)) return;
    str between = str_sub(text, to, end);
    bool attributes = between.n && char_is_blank(between.p[0]) && str_find_char(between, '=', 0) != SIZE_MAX;
    if (between.n && !attributes && !str_eq(str_trim(between), STR("/"))) return;
    diag_add1(c->reader->diags, DIAG_UNKNOWN_TAG, reader_span(c->reader, name), name);
}

/* A link to a footnote or back from one: what it shows is the page's own number or arrow. */
static bool take_note_link(struct clean *c, const struct html_tag *tag) {
    size_t line, offset;
    str label, href = html_attribute(tag->attributes, STR("href"));
    if (tag->class != HTML_A || tag->close || c->flavor != FLAVOR_HTML || !c->reader->notes) return false;
    bool back = notes_is_back_link(c->reader, tag->attributes);
    if (!back && !notes_link(c->reader, href, c->lines[c->i].number, &label)) return false;
    if (!find_closer(c, tag, c->i, c->at, &line, &offset)) return false;
    (void)take_until(c, line, offset, OWNER_MARKUP, true);
    struct html_tag note = *tag;
    note.class = HTML_NOTEREF;
    if (!back) clean_put_special(c, note, label);
    return true;
}

/* The '<' at c->at. False: it is text. */
bool clean_take_tag(struct clean *c) {
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
        reader_own(c->reader, comment, OWNER_DROPPED);
        diag_add1(c->reader->diags, DIAG_DROPPED_HTML, reader_span(c->reader, comment), STR("!--"));
        go_to(c, comment.p + comment.n);
        return true;
    }
    if (!html_tag_read(reach, c->at, &tag)) {
        if (c->flavor != FLAVOR_HTML && char_is_alpha(next)) report_unknown(c, text);
        return false;
    }
    if (!acts(c, &tag, text, c->at)) return false;
    str whole = str_sub(reach, c->at, tag.end);
    reader_own(c->reader, whole, OWNER_MARKUP);
    if (c->flavor != FLAVOR_HTML && !tag.close) reader_repair(c->reader, DIAG_R_INLINE_HTML, whole, tag.name, (str){0});
    go_to(c, whole.p + whole.n);
    if (tag.class == HTML_PRE && !c->inlines) pre_tag(c, &tag);
    else if (tag.class == HTML_CODE || tag.class == HTML_PRE) code_tag(c, &tag);
    else if (tag.class == HTML_RAW && c->flavor == FLAVOR_PLAIN) sample_tag(c, &tag);
    else if (tag.class == HTML_RAW) raw_tag(c, &tag);
    else if (!html_tag_is_inline(&tag)) block_tag(c, &tag, text);
    else if (!take_note_link(c, &tag)) {
        open_tag(c, &tag);
        str value = html_attribute(tag.attributes, tag.class == HTML_IMG ? STR("src") : STR("href"));
        reader_own(c->reader, value, OWNER_ATTR);
        if (tag.class == HTML_IMG) reader_own(c->reader, html_attribute(tag.attributes, STR("alt")), OWNER_ATTR);
        clean_put_special(c, tag, (str){0});
    }
    return true;
}

