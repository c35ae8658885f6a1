/* options: "A) …", "- B: …", "(c) …", "- [x] …", "- 1: …" below a choice question. */
#include "read/build.h"

/* The option letter on a line, and where its text starts; 0 when there is none. */
static char letter_of(const struct recognition *r, size_t i, size_t *text_at) {
    const struct mark *m = &r->marks[i];
    str t = r->lines[i].text;
    if (r->lines[i].flags & (LINE_CODE | LINE_BLANK)) return 0;
    if (m->box) {
        *text_at = m->text_from;
        return 'x';
    }
    if (m->bullet && m->depth == 1 && m->number[0] < 10 && m->term == TERM_COLON) {
        *text_at = m->text_from;
        return (char)('0' + m->number[0]);
    }
    if (!(m->flags & MARK_OPTION)) return 0;
    size_t at = 0;
    while (at < t.n && !(char_is_alpha(t.p[at]) && (t.p[at] | 0x20) <= 'j')) at++;
    if (at >= t.n) return 0;
    size_t after = at + 2;
    if (after <= t.n && t.p[after - 1] == ')' && at > 0 && t.p[at - 1] == '(' && after < t.n && t.p[after] == '.') after++;
    while (after < t.n && char_is_blank(t.p[after])) after++;
    *text_at = after < t.n ? after : t.n;
    return (char)(t.p[at] | 0x20);
}

static bool follows(char before, char letter) {
    if (letter == 'x') return before == 0 || before == 'x';
    if (before == 0) return letter == 'a' || letter == '1';
    return letter == before + 1;
}

size_t options_find(const struct recognition *r, size_t from, size_t to, struct option out[MOST_OPTIONS]) {
    size_t n = 0;
    char before = 0;
    for (size_t i = from; i < to; i++) {
        size_t text_at = 0;
        char letter = letter_of(r, i, &text_at);
        if (letter && n < MOST_OPTIONS && follows(before, letter)) {
            if (n) out[n - 1].to = i;
            out[n++] = (struct option){i, i + 1, text_at, letter, r->marks[i].box == 2};
            before = letter;
        } else if (n && !(r->lines[i].flags & LINE_BLANK)) {
            const struct mark *m = &r->marks[i];
            bool blank = r->lines[i - 1].flags & LINE_BLANK;
            bool inside = out[n - 1].letter == 'x' && (m->indent > r->marks[out[n - 1].from].indent || (r->lines[i].flags & LINE_CODE));
            if (!inside && (blank || m->word || m->head || (m->flags & (MARK_SUMMARY | MARK_DETAILS)))) break;
            out[n - 1].to = i + 1;
        }
    }
    return n >= 2 ? n : 0;
}
