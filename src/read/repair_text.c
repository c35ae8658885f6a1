/* Repairs of one run of prose, never of code: space-before-punctuation, latex-math, chat-residue; and runs of blanks
 * become one. One table says which bytes make a run worth a closer look. */
#include "read/compose.h"

#include "read/repair.h"

/* Bytes that may want a repair: some by themselves, most only before some others, which share a bit of `second`. */
enum { ALONE = 1, RESIDUE = 2, BLANKS = 4, TURN = 8 };
static const uint8_t first[256] = {['\t'] = ALONE, ['\n'] = ALONE, ['\r'] = ALONE, ['\v'] = ALONE, ['\f'] = ALONE,
                                   ['$'] = ALONE, [0xEE] = ALONE, [0xEF] = ALONE, [0xE2] = RESIDUE, [0xE3] = RESIDUE,
                                   [' '] = BLANKS, ['t'] = TURN};
static const uint8_t second[256] = {[' '] = BLANKS, [','] = BLANKS, ['.'] = BLANKS, ['u'] = TURN,
                                    [0x80] = RESIDUE, [0x81] = RESIDUE};

static bool is_residue_byte(str s, size_t i) {
    unsigned char a = (unsigned char)s.p[i], b = i + 1 < s.n ? (unsigned char)s.p[i + 1] : 0,
                  c = i + 2 < s.n ? (unsigned char)s.p[i + 2] : 0;
    if (a == 0xE2) return (b == 0x80 && c == 0x8B) || (b == 0x81 && c == 0xA0);
    if (a == 0xE3) return b == 0x80 && c == 0x90;
    return a == 0xEF && ((b <= 0xA3 && b >= 0x80) || (b == 0xBB && c == 0xBF));
}

/* Does what stands at `i` want a repair? Its first two bytes look like it. */
static bool is_suspect(str s, size_t i) {
    switch (first[(unsigned char)s.p[i]]) {
    case ALONE: return (unsigned char)s.p[i] != 0xEF || is_residue_byte(s, i);
    case RESIDUE: return is_residue_byte(s, i);
    case BLANKS: return s.p[i + 1] == ' ' || i + 2 >= s.n || char_is_space(s.p[i + 2]);
    case TURN: return str_starts(str_drop(s, i), STR("turn")) && residue_length(s, i > 4 ? i - 4 : 0) > 0;
    default: return false;
    }
}

static int looks_suspect(const unsigned char *p) { return first[p[0]] & (second[p[1]] | ALONE); }

enum { BLOCK = 32, AHEAD = 2 };

/* May a suspect stand in the block at `p`, which AHEAD bytes follow? Of fixed length, for compilers to make vector code. */
static bool may_hold_suspect(const unsigned char *p) {
    unsigned char any = 0;
    for (size_t k = 0; k < BLOCK; k++) {
        unsigned char a = p[k], b = p[k + 1], c = p[k + 2];
        any |= (unsigned char)(((unsigned char)(a - '\t') <= '\r' - '\t') | (a == '$') | (a == 0xEE) | ((a == 't') & (b == 'u')) |
                               ((a == ' ') & ((b == ' ') | (((b == ',') | (b == '.')) & (c <= ' ')))) |
                               ((a == 0xE2) & (((b == 0x80) & (c == 0x8B)) | ((b == 0x81) & (c == 0xA0)))) |
                               ((a == 0xE3) & (b == 0x80) & (c == 0x90)) |
                               ((a == 0xEF) & (((b >= 0x80) & (b <= 0xA3)) | (b == 0xBB))));
    }
    return any != 0;
}

/* From where on a suspect may stand; the last block overlaps the one before. */
static size_t pass_unsuspected(str s) {
    const unsigned char *p = (const unsigned char *)s.p;
    size_t i = 0;
    if (s.n < BLOCK + AHEAD) return 0;
    for (; i + BLOCK + AHEAD <= s.n; i += BLOCK)
        if (may_hold_suspect(p + i)) return i;
    return may_hold_suspect(p + s.n - BLOCK - AHEAD) ? i : s.n - AHEAD;
}

/* Four at a time: nearly always none of them does. */
bool repair_text_needed(str s) {
    const unsigned char *p = (const unsigned char *)s.p;
    size_t i = pass_unsuspected(s);
    for (; i + 4 < s.n; i += 4) {
        if (!(looks_suspect(p + i) | looks_suspect(p + i + 1) | looks_suspect(p + i + 2) | looks_suspect(p + i + 3))) continue;
        for (size_t k = i; k < i + 4; k++)
            if (looks_suspect(p + k) && is_suspect(s, k)) return true;
    }
    for (; i < s.n; i++)
        if ((first[p[i]] & ((i + 1 < s.n ? second[p[i + 1]] : 0) | ALONE)) && is_suspect(s, i)) return true;
    return false;
}

/* Does the '.' behind a stray blank end a sentence: what follows starts one, or nothing follows and this is prose? */
static bool ends_sentence(str s, size_t dot) {
    size_t next = dot + 1, words = 0;
    while (next < s.n && char_is_space(s.p[next])) next++;
    if (next < s.n) return next > dot + 1 && (char_is_upper(s.p[next]) || (unsigned char)s.p[next] >= 0x80);
    for (size_t i = 0; i < dot; i++) {
        words += s.p[i] == ' ';
        if (s.p[i] == ' ' && i + 1 < dot && strchr("-$|=", s.p[i + 1])) return false; /* "docker build -t x ." */
    }
    return words >= 5 || dot < 2;
}

/* A blank at `i` before punctuation that stands alone. Signs that other uses put after a blank (`:set`, `? :`,
 * French) count only right after an inline node, where a tag left the blank behind. */
static bool is_stray_blank(const struct reader *r, str s, size_t i, bool after_node, bool before_node) {
    if (i + 1 >= s.n || (i == 0 && !after_node)) return false;
    char sign = s.p[i + 1], next = i + 2 < s.n ? s.p[i + 2] : 0;
    if (sign == ',') return next ? char_is_space(next) : before_node;
    if (sign == '.') return ends_sentence(s, i + 1);
    if (i > 0 || str_starts(r->doc->lang, STR("fr"))) return false;
    return (sign == ':' || sign == ';' || sign == '?' || sign == '!') && (!next || char_is_space(next));
}

str repair_text(struct reader *r, str s, bool after, bool before) {
    struct buf out;
    buf_init(&out);
    size_t i = 0;
    while (i < s.n) {
        size_t length;
        char c = s.p[i];
        if (char_is_space(c)) {
            size_t to = i;
            while (to < s.n && char_is_space(s.p[to])) to++;
            str blank = str_sub(s, to - 1, to + 1);
            bool stray = (out.n > 0 || after) && is_stray_blank(r, s, to - 1, after && out.n == 0, before);
            if (!stray || !reader_repair(r, DIAG_R_SPACE_BEFORE_PUNCTUATION, blank, str_drop(blank, 1), (str){0}))
                buf_put_char(&out, ' ');
            i = to;
        } else if (c == '$' && (length = latex_put(r, s, i, &out)) > 0) {
            i += length;
        } else if ((first[(unsigned char)c] || c == 'c') && (length = residue_length(s, i)) > 0 &&
                   reader_repair(r, DIAG_R_CHAT_RESIDUE, str_sub(s, i, i + length), residue_name(str_sub(s, i, i + length)), (str){0})) {
            reader_own(r, str_sub(s, i, i + length), OWNER_DROPPED);
            i += length;
        } else {
            size_t to = i + 1;
            while (to < s.n && !first[(unsigned char)s.p[to]] && s.p[to] != 'c') to++;
            buf_put(&out, str_sub(s, i, to));
            i = to;
        }
    }
    str result = arena_str(&r->doc->arena, buf_str(&out));
    if (out.failed) r->failed = true;
    buf_release(&out);
    return result;
}
