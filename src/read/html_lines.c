/* html_lines: a page of HTML as lines that recognition can read. Tags are only told apart here, never parsed: a line
 * is a view of the source, and content parses what a region of them says. */
#include "read/lines.h"

enum tag_kind { TAG_INLINE, TAG_BLOCK, TAG_BREAK, TAG_BOLD, TAG_SKIP };

static const struct {
    const char *name;
    uint8_t kind;
} tags[] = {{"p", TAG_BLOCK}, {"div", TAG_BLOCK}, {"li", TAG_BLOCK}, {"ul", TAG_BLOCK}, {"ol", TAG_BLOCK},
            {"dl", TAG_BLOCK}, {"dt", TAG_BLOCK}, {"dd", TAG_BLOCK}, {"h1", TAG_BLOCK}, {"h2", TAG_BLOCK},
            {"h3", TAG_BLOCK}, {"h4", TAG_BLOCK}, {"h5", TAG_BLOCK}, {"h6", TAG_BLOCK}, {"table", TAG_BLOCK},
            {"tr", TAG_BLOCK}, {"thead", TAG_BLOCK}, {"tbody", TAG_BLOCK}, {"blockquote", TAG_BLOCK},
            {"section", TAG_BLOCK}, {"article", TAG_BLOCK}, {"main", TAG_BLOCK}, {"header", TAG_BLOCK},
            {"footer", TAG_BLOCK}, {"aside", TAG_BLOCK}, {"figure", TAG_BLOCK}, {"details", TAG_BLOCK},
            {"summary", TAG_BLOCK}, {"center", TAG_BLOCK}, {"body", TAG_BLOCK}, {"html", TAG_BLOCK}, {"form", TAG_BLOCK},
            {"hr", TAG_BREAK}, {"br", TAG_BREAK}, {"b", TAG_BOLD}, {"strong", TAG_BOLD}, {"script", TAG_SKIP},
            {"style", TAG_SKIP}, {"head", TAG_SKIP}, {"nav", TAG_SKIP}, {"noscript", TAG_SKIP}, {"template", TAG_SKIP}};

struct splitting {
    struct reader *reader;
    line_table *out;
    str text;
    size_t start;     /* of the line being made */
    size_t counted;   /* line ends are counted up to here */
    uint32_t number;
    bool bold;        /* the line began with bold text that is still open */
    bool has_text;    /* text was met since the line's start */
    bool named;       /* a heading's or summary's tag stands there, which says what the line is */
    size_t unclosed;  /* kinds of TAG_SKIP and <pre>, one bit each, that no end tag follows any more */
};

/* End the line at `end`; the next starts there. */
static bool flush(struct splitting *s, size_t end) {
    size_t from = s->start;
    s->start = end;
    s->bold = s->has_text = s->named = false;
    while (from < end && char_is_space(s->text.p[from])) from++;
    for (; s->counted < from; s->counted++) s->number += s->text.p[s->counted] == '\n';
    str view = str_trim_right(str_sub(s->text, from, end));
    if (view.n == 0) return true;
    return vec_push(s->out, (struct line){view, s->number, 0});
}

static enum tag_kind kind_of(str name) {
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (str_eq_nocase(name, str_from(tags[i].name))) return tags[i].kind;
    return TAG_INLINE;
}

static size_t bit_of(str name) {
    size_t i = 0;
    while (i < sizeof tags / sizeof *tags && !str_eq_nocase(name, str_from(tags[i].name))) i++;
    return (size_t)1 << i;
}

/* The end of `</name` after `from`, or SIZE_MAX. A name that was once not found is not looked for again. */
static size_t find_close(struct splitting *s, str name, size_t from) {
    str text = s->text;
    if (s->unclosed & bit_of(name)) return SIZE_MAX;
    for (size_t at = from; (at = str_find(text, STR("</"), at)) != SIZE_MAX; at += 2)
        if (str_starts_nocase(str_drop(text, at + 2), name)) {
            size_t end = str_find_char(text, '>', at);
            return end == SIZE_MAX ? text.n : end + 1;
        }
    s->unclosed |= bit_of(name);
    return SIZE_MAX;
}

static void read_head(struct reader *reader, str head) {
    size_t at = str_find(head, STR("<title"), 0), from = at == SIZE_MAX ? at : str_find_char(head, '>', at);
    if (from == SIZE_MAX) return;
    size_t end = str_find_char(head, '<', from + 1);
    str title = str_trim(str_sub(head, from + 1, end == SIZE_MAX ? head.n : end));
    if (title.n == 0 || str_find_char(title, '&', 0) != SIZE_MAX || reader->doc->title.n) return;
    reader->doc->title = title;
    size_t offset = (size_t)(title.p - reader->text.p);
    ledger_own(reader->ledger, offset, offset + title.n, OWNER_ATTR);
}

/* Bold text that a colon ends, before `at` or after `end`, names what the line says, and a sentence that goes on in
 * lower case starts with it: they stay together. */
static bool goes_on(str t, size_t at, size_t end) {
    str before = str_trim_right(str_sub(t, 0, at)), after = str_drop(t, end), next = str_trim_left(str_sub(t, end, end + 200));
    if (next.n && (char_is_lower(next.p[0]) || strchr(",;.)", next.p[0])) && !str_ends(before, STR("?"))) return true;
    return str_ends(before, STR(":")) || str_ends(before, STR("\xEF\xBC\x9A")) || str_starts(after, STR(":")) ||
           str_starts(after, STR("\xEF\xBC\x9A"));
}

/* The tag at `at` (on '<'); gives where to go on. */
static size_t take_tag(struct splitting *s, size_t at, bool *good) {
    str t = s->text;
    if (str_starts(str_drop(t, at), STR("<!--"))) {
        size_t end = str_find(t, STR("-->"), at + 4);
        end = end == SIZE_MAX ? t.n : end + 3;
        *good = flush(s, at);
        ledger_own(s->reader->ledger, at, end, OWNER_MARKUP);
        s->start = end;
        return end;
    }
    bool closing = at + 1 < t.n && t.p[at + 1] == '/';
    size_t from = at + 1 + closing, name_end = from;
    while (name_end < t.n && char_is_alnum(t.p[name_end])) name_end++;
    if (name_end == from && !(from < t.n && (t.p[from] == '!' || t.p[from] == '?'))) return at + 1;
    size_t end = str_find_char(t, '>', name_end);
    if (end == SIZE_MAX) return t.n;
    end++;
    str name = str_sub(t, from, name_end);
    switch (kind_of(name)) {
    case TAG_SKIP: {
        size_t close = closing ? SIZE_MAX : find_close(s, name, end);
        *good = flush(s, at);
        if (close == SIZE_MAX) close = end;
        ledger_own(s->reader->ledger, at, close, OWNER_MARKUP);
        if (str_eq_nocase(name, STR("head"))) read_head(s->reader, str_sub(t, at, close));
        s->start = close;
        return close;
    }
    case TAG_BLOCK: {
        bool only_tags = !s->has_text && !closing && str_eq_nocase(name, STR("summary"));
        if (!only_tags) *good = flush(s, closing ? end : at);
        s->named = !closing && (str_eq_nocase(name, STR("summary")) || (name.n == 2 && (name.p[0] | 0x20) == 'h'));
        return end;
    }
    case TAG_BREAK:
        if (!s->bold) *good = flush(s, end);
        return end;
    case TAG_BOLD:
        if (!closing && !s->has_text) *good = s->named || flush(s, at), s->bold = true;
        else if (closing && s->bold && !goes_on(t, at, end)) *good = flush(s, end);
        return end;
    case TAG_INLINE: break;
    }
    if (str_eq_nocase(name, STR("pre")) && !closing) {
        size_t close = find_close(s, STR("pre"), end);
        if (close == SIZE_MAX) return end;
        *good = flush(s, at) && flush(s, close);
        return close;
    }
    return end;
}

bool lines_split_html(struct reader *reader, line_table *out) {
    struct splitting s = {.reader = reader, .out = out, .text = reader->text, .number = 1};
    bool good = true;
    out->n = 0;
    for (size_t at = 0; at < s.text.n && good;) {
        if (s.text.p[at] == '<') {
            at = take_tag(&s, at, &good);
        } else {
            if (!char_is_space(s.text.p[at])) s.has_text = true;
            at++;
        }
    }
    return good && flush(&s, s.text.n);
}
