/* code-characters: what word processors and web pages put in the place of code's own characters: curly quotes, no-break
 * blanks, invisible characters, entities. Curly quotes stay in a line that has straight ones, for they may be a string's
 * text, and so do apostrophes; entities are believed where no bracket of the block is as it should be. */
#include "base/utf8.h"
#include "read/html.h"
#include "read/repair.h"

/* The ASCII form of a character; NULL: it stays. */
static const char *plain_form(uint32_t c, const char **name) {
    switch (c) {
    case 0x201C: *name = "“"; return "\"";
    case 0x201D: *name = "”"; return "\"";
    case 0x2018: *name = "‘"; return "'";
    case 0x2019: *name = "’"; return "'";
    case 0xA0: case 0x2007: case 0x202F: *name = "a no-break blank"; return " ";
    case 0x200B: case 0x2060: case 0xFEFF: case 0xAD: *name = "an invisible character"; return "";
    default: return NULL;
    }
}

static bool is_quote(uint32_t c) { return c >= 0x2018 && c <= 0x201D; }

/* "don’t"; “某” in Chinese, where these are the quotes of prose */
static bool is_prose_quote(str s, size_t from, size_t to) {
    if ((from > 0 && (unsigned char)s.p[from - 1] >= 0x80) || (to < s.n && (unsigned char)s.p[to] >= 0xE3)) return true;
    return from > 0 && char_is_alpha(s.p[from - 1]) && to < s.n && char_is_alpha(s.p[to]);
}

/* Worth a look: most code is ASCII without '&'. Without a branch inside, so that it becomes vector code. */
static bool may_be_spoilt(str code) {
    unsigned char any = 0;
    for (size_t i = 0; i < code.n; i++) any |= (unsigned char)(((unsigned char)code.p[i] >= 0x80) | (code.p[i] == '&'));
    return any != 0;
}

static bool has_entities(str code) {
    if (str_find_char(code, '<', 0) != SIZE_MAX || str_find_char(code, '>', 0) != SIZE_MAX) return false;
    return str_find(code, STR("&lt;"), 0) != SIZE_MAX || str_find(code, STR("&gt;"), 0) != SIZE_MAX;
}

struct mending {
    struct buf out;
    char was[32], is[16]; /* the first that was mended, to tell */
    bool entities, changed;
};

static void note(struct mending *m, str was, str is) {
    if (m->changed) return;
    m->changed = true;
    memcpy(m->was, was.p, was.n < sizeof m->was ? was.n : sizeof m->was - 1);
    memcpy(m->is, is.p, is.n < sizeof m->is ? is.n : sizeof m->is - 1);
}

static void mend_line(struct mending *m, str line) {
    bool straight = str_find_char(line, '"', 0) != SIZE_MAX || str_find_char(line, '\'', 0) != SIZE_MAX;
    for (size_t at = 0; at < line.n;) {
        size_t from = at, n = 0, length = 0;
        while (at < line.n && (unsigned char)line.p[at] < 0x80 && line.p[at] != '&') at++;
        if (at > from) {
            buf_put(&m->out, str_sub(line, from, at));
            continue;
        }
        char entity[8];
        const char *name = NULL;
        if (m->entities && line.p[at] == '&') length = html_entity(line, at, entity, &n);
        if (length) {
            at += length;
            buf_put(&m->out, str_of(entity, n));
            note(m, str_sub(line, from, at), str_of(entity, n));
            continue;
        }
        uint32_t c = utf8_next(line, &at);
        const char *plain = c < 0x80 || (is_quote(c) && (straight || is_prose_quote(line, from, at))) ? NULL : plain_form(c, &name);
        buf_put(&m->out, plain ? str_from(plain) : str_sub(line, from, at));
        if (plain) note(m, str_from(name), *plain == ' ' ? STR("a blank") : *plain ? str_from(plain) : STR("nothing"));
    }
}

str repair_characters(struct reader *r, str code, str place) {
    if (!reader_allows(r, DIAG_R_CODE_CHARACTERS) || !may_be_spoilt(code)) return code;
    struct mending m = {.entities = has_entities(code)};
    str made = {0};
    buf_init(&m.out);
    for (size_t at = 0; at < code.n;) {
        size_t end = str_find_char(code, '\n', at);
        if (end == SIZE_MAX) end = code.n;
        mend_line(&m, str_sub(code, at, end));
        if (end < code.n) buf_put_char(&m.out, '\n');
        at = end + 1;
    }
    if (m.changed) made = arena_str(&r->doc->arena, buf_str(&m.out));
    if (m.out.failed || (m.changed && m.out.n && !made.p)) r->failed = true;
    buf_release(&m.out);
    if (!m.changed || r->failed) return code;
    reader_repair(r, DIAG_R_CODE_CHARACTERS, place, str_from(m.was), str_from(m.is));
    return made;
}
