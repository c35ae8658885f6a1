/* prose: paragraphs without any markup, which are most of a text and need no parser. What CommonMark makes of them is
 * known: a paragraph of their lines. Everything else is left to md4c, from one such paragraph to the next. */
#include "read/compose.h"

/* What may mean something inside a line, and what a line of a paragraph may begin with. */
enum { MEANS = 1, BEGINS = 2, COLON = 4 };
#define LETTERS(a) [a] = 2, [a + 1] = 2, [a + 2] = 2, [a + 3] = 2, [a + 4] = 2
static const uint8_t kind[256] = {
    ['\\'] = MEANS, ['*'] = MEANS, ['_'] = MEANS, ['~'] = MEANS, ['`'] = MEANS, ['['] = MEANS, ['<'] = MEANS, ['&'] = MEANS,
    ['\n'] = MEANS, ['\0'] = MEANS, [':'] = COLON,
    LETTERS('A'), LETTERS('F'), LETTERS('K'), LETTERS('P'), LETTERS('U'), ['Z'] = BEGINS,
    LETTERS('a'), LETTERS('f'), LETTERS('k'), LETTERS('p'), LETTERS('u'), ['z'] = BEGINS,
    [SENTINEL] = BEGINS, ['('] = BEGINS, ['"'] = BEGINS, ['\''] = BEGINS, ['$'] = BEGINS};
#undef LETTERS

static bool begins_line(unsigned char c) { return c >= 0x80 || (kind[c] & BEGINS); }

/* The end of a line without markup that starts at `at`, or SIZE_MAX. */
static size_t plain_line(str text, size_t at) {
    const unsigned char *p = (const unsigned char *)text.p;
    if (at >= text.n || !begins_line(p[at])) return SIZE_MAX;
    for (;; at++) {
        while (at + 4 <= text.n && !((kind[p[at]] | kind[p[at + 1]] | kind[p[at + 2]] | kind[p[at + 3]]) & (MEANS | COLON))) at += 4;
        while (at < text.n && !(kind[p[at]] & (MEANS | COLON))) at++;
        if (at >= text.n || p[at] == '\n') return char_is_blank(text.p[at - 1]) ? SIZE_MAX : at;
        if (p[at] != ':' || (at + 1 < text.n && p[at + 1] == '/')) return SIZE_MAX;
    }
}

/* The end of a paragraph of such lines, or SIZE_MAX. */
static size_t plain_paragraph(str text, size_t at) {
    do at = plain_line(text, at);
    while (at < text.n && at + 1 < text.n && text.p[at + 1] != '\n' && ++at);
    return at;
}

static size_t skip_line_ends(str text, size_t at) {
    while (at < text.n && text.p[at] == '\n') at++;
    return at;
}

static void put_paragraph(struct compose *b, size_t from, size_t to) {
    compose_open(b, NODE_P);
    while (from < to && !b->failed) {
        const char *end = memchr(b->clean->text.p + from, '\n', to - from);
        size_t stop = end ? (size_t)(end - b->clean->text.p) : to;
        compose_clean(b, from, stop);
        if (end) compose_text(b, STR(" "));
        from = stop + 1;
    }
    compose_close(b);
}

size_t prose_compose(struct compose *b, size_t from, size_t to) {
    str text = {b->clean->text.p, to};
    for (;;) {
        size_t at = skip_line_ends(text, from), end = plain_paragraph(text, at);
        if (at >= to) return to;
        if (end == SIZE_MAX || b->failed) return from;
        put_paragraph(b, at, end);
        from = end;
    }
}

size_t prose_next(const struct compose *b, size_t from, size_t to) {
    str text = {b->clean->text.p, to};
    char fence = 0, mark = 0;
    size_t length = 0, after = 0;
    for (size_t at = from; at < to;) {
        size_t end = str_find_char(text, '\n', at);
        if (end == SIZE_MAX) return to;
        str line = str_sub(text, at, end);
        size_t run = line_fence(line, &mark, &after);
        if (run && !fence) fence = mark, length = run;
        else if (run >= length && mark == fence && !str_trim(str_drop(line, after)).n) fence = 0;
        at = end + 1;
        if (fence || at >= to || text.p[at] != '\n') continue;
        at = skip_line_ends(text, at);
        if (plain_paragraph(text, at) != SIZE_MAX) return at;
    }
    return to;
}
