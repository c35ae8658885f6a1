/* Repairs of one run of prose, never of code: space-before-punctuation, latex-math, chat-residue; and runs of blanks
 * become one. One table says which bytes make a run worth a closer look. */
#include "read/compose.h"

#include "read/repair.h"

static const uint8_t suspect[256] = {['\t'] = 1, ['\n'] = 1, ['\r'] = 1, ['\v'] = 1, ['\f'] = 1, ['$'] = 1,
                                     [0xE2] = 2, [0xE3] = 2, [0xEE] = 1, [0xEF] = 2, [' '] = 3, ['t'] = 4};

static bool is_residue_byte(str s, size_t i) {
    unsigned char a = (unsigned char)s.p[i], b = i + 1 < s.n ? (unsigned char)s.p[i + 1] : 0,
                  c = i + 2 < s.n ? (unsigned char)s.p[i + 2] : 0;
    if (a == 0xE2) return (b == 0x80 && c == 0x8B) || (b == 0x81 && c == 0xA0);
    if (a == 0xE3) return b == 0x80 && c == 0x90;
    return a == 0xEF && ((b <= 0xA3 && b >= 0x80) || (b == 0xBB && c == 0xBF));
}

bool repair_text_needed(str s) {
    for (size_t i = 0; i < s.n; i++) {
        uint8_t why = suspect[(unsigned char)s.p[i]];
        if (why == 0) continue;
        if (why == 1 || (why == 2 && is_residue_byte(s, i))) return true;
        if (why == 3 && i + 1 < s.n && (s.p[i + 1] == ' ' || s.p[i + 1] == ',' || s.p[i + 1] == '.' || s.p[i + 1] == ')')) return true;
        if (why == 4 && str_starts(str_drop(s, i), STR("turn")) && residue_length(s, i > 4 ? i - 4 : 0) > 0) return true;
    }
    return false;
}

/* A blank at `i` before punctuation that stands alone. Signs that other uses put after a blank (`:set`, `? :`,
 * French) count only right after an inline node, where a tag left the blank behind. */
static bool is_stray_blank(const struct reader *r, str s, size_t i, bool after_node) {
    if (i + 1 >= s.n || (i == 0 && !after_node)) return false;
    char sign = s.p[i + 1], next = i + 2 < s.n ? s.p[i + 2] : ' ';
    if (sign == ',') return char_is_space(next);
    if (sign == '.') return char_is_space(next);
    if (i > 0 || str_starts(r->doc->lang, STR("fr"))) return false;
    return (sign == ':' || sign == ';' || sign == '?' || sign == '!') && char_is_space(next);
}

str repair_text(struct reader *r, str s, bool after, bool before) {
    struct buf out;
    buf_init(&out);
    (void)before;
    size_t i = 0;
    while (i < s.n) {
        size_t length;
        char c = s.p[i];
        if (char_is_space(c)) {
            size_t to = i;
            while (to < s.n && char_is_space(s.p[to])) to++;
            str blank = str_sub(s, to - 1, to + 1);
            bool stray = (out.n > 0 || after) && is_stray_blank(r, s, to - 1, after && out.n == 0);
            if (to - 1 > 0 && after && out.n == 0 && !stray) stray = false;
            if (!stray || !reader_repair(r, DIAG_R_SPACE_BEFORE_PUNCTUATION, blank, str_drop(blank, 1), (str){0}))
                buf_put_char(&out, ' ');
            i = to;
        } else if (c == '$' && (length = latex_put(r, s, i, &out)) > 0) {
            i += length;
        } else if ((suspect[(unsigned char)c] || c == 'c') && (length = residue_length(s, i)) > 0 &&
                   reader_repair(r, DIAG_R_CHAT_RESIDUE, str_sub(s, i, i + length), residue_name(str_sub(s, i, i + length)), (str){0})) {
            reader_own(r, str_sub(s, i, i + length), OWNER_DROPPED);
            i += length;
        } else {
            buf_put_char(&out, c);
            i++;
        }
    }
    str result = arena_str(&r->doc->arena, buf_str(&out));
    if (out.failed) r->failed = true;
    buf_release(&out);
    return result;
}
