/* The scan of one line of prose: code spans, stars, escapes, entities, addresses; see clean.h. */
#include "base/utf8.h"
#include "read/clean_inside.h"
#include "read/notes.h"

enum { MARKS_OF_A_PARAGRAPH = 400 }; /* past it marks are literal: md4c's time grows with their square */

/* Does a run of `n` backticks close the one that just opened, in this line or a later one of the paragraph? */
static bool ticks_close(struct clean *c, size_t n, size_t at) {
    if (n > 32) return false;
    if (c->no_ticks[n] == c->i + 1) return false;
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
    c->noted = true;
    c->no_ticks[n] = (uint32_t)c->i + 1;
    return false;
}

/* Copy up to and past the run of c->ticks backticks, or to the end of the line. */
static void clean_code_span(struct clean *c, str text) {
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
    clean_put(c, str_sub(text, c->at, at));
    c->at = at;
}

static void take_ticks(struct clean *c, str text) {
    size_t run = 0;
    while (c->at + run < text.n && text.p[c->at + run] == '`') run++;
    if (c->flavor == FLAVOR_HTML) {
        clean_put(c, str_sub(text, c->at, c->at + run));
        c->at += run;
        return;
    }
    if (!ticks_close(c, run, c->at + run)) {
        for (size_t i = 0; i < run; i++) {
            clean_make(c, STR("\\"));
            clean_put(c, str_sub(text, c->at + i, c->at + i + 1));
        }
        c->at += run;
        return;
    }
    clean_put(c, str_sub(text, c->at, c->at + run));
    c->at += run;
    c->ticks = run;
    clean_code_span(c, text);
}

static void take_stars(struct clean *c, str text) {
    size_t n = 0;
    while (c->at + n < text.n && text.p[c->at + n] == text.p[c->at]) n++;
    str run = str_sub(text, c->at, c->at + n);
    bool literal = c->flavor == FLAVOR_HTML || c->marks > MARKS_OF_A_PARAGRAPH;
    if (!literal && stars_are_literal(c->reader, text, c->at, n, c->flavor))
        literal = reader_repair(c->reader, DIAG_R_LITERAL_STARS, run, run, (str){0});
    if (literal) clean_put_literal(c, run);
    else clean_put(c, run);
    c->marks++;
    c->at += n;
}

/* PLAIN: a backslash is itself, but for what chat programs escape on copying. */
static void take_backslash(struct clean *c, str text) {
    char next = c->at + 1 < text.n ? text.p[c->at + 1] : ' ';
    bool escapes = c->flavor == FLAVOR_MARKDOWN || (next && strchr("_*`[]#", next));
    if (c->flavor == FLAVOR_HTML) escapes = false;
    else if (!escapes && !char_is_alnum(next)) clean_make(c, STR("\\"));
    size_t n = escapes && c->at + 1 < text.n ? 2 : 1;
    clean_put(c, str_sub(text, c->at, c->at + n));
    c->at += n;
}

/* A bare URL or a link's destination: to its end as it is. */
static void take_url(struct clean *c, str text) {
    size_t at = c->at + 1;
    while (at < text.n && !char_is_space(text.p[at]) && text.p[at] != '<' && text.p[at] != '>' && text.p[at] != '`' &&
           !(text.p[c->at] == ']' && text.p[at] == ')'))
        at++;
    clean_put(c, str_sub(text, c->at, at));
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
        reader_own(c->reader, str_sub(text, c->at, c->at + length), OWNER_TEXT);
        if (c->flavor != FLAVOR_HTML && n == 1 && !char_is_alnum(bytes[0]) && bytes[0] != ' ') clean_make(c, STR("\\"));
        clean_make(c, char_is_space(bytes[0]) ? STR(" ") : (str){bytes, n});
        c->at += length;
    } else {
        if (length) clean_make(c, STR("\\"));
        clean_put(c, str_sub(text, c->at, c->at + 1));
        c->at++;
    }
}

/* `[^label]` of a footnote that is defined: a special like a tag, so that code gets it back as it was written. */
static bool take_note(struct clean *c, str text) {
    str label;
    size_t n = c->reader->notes && c->flavor != FLAVOR_HTML ? note_mark(text, c->at, false, &label) : 0;
    if (!n || !notes_find(c->reader, label, c->lines[c->i].number)) return false;
    str mark = str_sub(text, c->at, c->at + n);
    reader_own(c->reader, mark, OWNER_MARKUP);
    clean_put_special(c, (struct html_tag){.name = str_sub(mark, 1, n - 1), .attributes = str_sub(mark, n - 1, n - 1), .class = HTML_NOTEREF}, label);
    c->at += n;
    return true;
}

static void take_active(struct clean *c, str text) {
    char ch = text.p[c->at];
    bool url = ch == ':' ? str_starts(str_drop(text, c->at), STR("://")) : ch == ']' && c->at + 1 < text.n && text.p[c->at + 1] == '(';
    if (ch == '`') {
        take_ticks(c, text);
    } else if (ch == '<') {
        if (clean_take_tag(c)) return;
        if (c->marks++ > MARKS_OF_A_PARAGRAPH) clean_put_literal(c, str_sub(text, c->at, c->at + 1));
        else clean_put(c, str_sub(text, c->at, c->at + 1));
        c->at++;
    } else if (ch == '*' || ch == '_') {
        take_stars(c, text);
    } else if (ch == '\\') {
        take_backslash(c, text);
    } else if (ch == '&') {
        take_entity(c, text);
    } else if (url && c->flavor != FLAVOR_HTML && c->marks <= MARKS_OF_A_PARAGRAPH) {
        take_url(c, text);
    } else if (ch == '\f') { /* a blank in HTML; elsewhere it has parted lines */
        clean_make(c, STR(" "));
        c->at++;
    } else if ((unsigned char)ch < ' ' || ch == 127) {
        str bad = str_sub(text, c->at, c->at + 1);
        reader_own(c->reader, bad, OWNER_DROPPED);
        reader_repair(c->reader, DIAG_R_CHAT_RESIDUE, bad, STR("a control character"), (str){0});
        c->at++;
    } else {
        if (ch == '[' && take_note(c, text)) return;
        if (ch == '[') c->brackets = true;
        bool counts = ch == '[' || ch == ']' || ch == '~';
        if (counts && c->marks++ > MARKS_OF_A_PARAGRAPH) clean_put_literal(c, str_sub(text, c->at, c->at + 1));
        else clean_put(c, str_sub(text, c->at, c->at + 1));
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
void clean_prose(struct clean *c) {
    if (c->ticks) clean_code_span(c, c->lines[c->i].text);
    for (;;) {
        str text = c->lines[c->i].text;
        size_t at = next_active(text, c->at);
        if (at > c->at) clean_put(c, str_sub(text, c->at, at));
        c->at = at;
        if (at >= text.n) return;
        take_active(c, text);
    }
}

/* PLAIN, or where no block may start: make the first sign literal when it would open a block. */
void clean_escape_start(struct clean *c, str text, bool numbers) {
    size_t at = c->at;
    while (at < text.n && char_is_blank(text.p[at])) at++;
    c->at = at;
    size_t digits = 0;
    while (digits < 10 && at + digits < text.n && char_is_digit(text.p[at + digits])) digits++;
    if (digits && numbers && at + digits < text.n && (text.p[at + digits] == '.' || text.p[at + digits] == ')')) {
        clean_put(c, str_sub(text, at, at + digits));
        clean_put_literal(c, str_sub(text, at + digits, at + digits + 1));
        c->at = at + digits + 1;
    } else if (at < text.n && text.p[at] == '[' && str_find(str_sub(text, 0, at + 1024), STR("]:"), at) != SIZE_MAX) {
        clean_put_literal(c, str_sub(text, at, at + 1)); /* no link definition: its text would be gone */
        c->at = at + 1;
    } else if (!digits && at < text.n && strchr("#>+-=|~", text.p[at]) && text.p[at]) {
        clean_put_literal(c, str_sub(text, at, at + 1));
        c->at = at + 1;
    } else if (at < text.n && text.p[at] == '*' && (at + 1 >= text.n || char_is_blank(text.p[at + 1]))) {
        clean_put_literal(c, str_sub(text, at, at + 1));
        c->at = at + 1;
    }
}

