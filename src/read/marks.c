#include "read/marks.h"

#include "base/utf8.h"
#include "read/org.h"

enum { PREFIX_BYTES = 240, KEY_BYTES = 24, NAME_BYTES = 48, WRAPPED_BYTES = 40 };

void mark_context_init(struct mark_context *context, enum flavor flavor, const struct marker_extra *extra, size_t n) {
    *context = (struct mark_context){.flavor = flavor};
    markers_init(&context->markers, extra, n);
}

/* --- keys ------------------------------------------------------------------------------------------------------- */

/* Letters and digits of ASCII as they stand in a key. */
static const char key_char[256] = {
    ['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3', ['4'] = '4', ['5'] = '5', ['6'] = '6', ['7'] = '7', ['8'] = '8',
    ['9'] = '9', ['A'] = 'a', ['B'] = 'b', ['C'] = 'c', ['D'] = 'd', ['E'] = 'e', ['F'] = 'f', ['G'] = 'g', ['H'] = 'h',
    ['I'] = 'i', ['J'] = 'j', ['K'] = 'k', ['L'] = 'l', ['M'] = 'm', ['N'] = 'n', ['O'] = 'o', ['P'] = 'p', ['Q'] = 'q',
    ['R'] = 'r', ['S'] = 's', ['T'] = 't', ['U'] = 'u', ['V'] = 'v', ['W'] = 'w', ['X'] = 'x', ['Y'] = 'y', ['Z'] = 'z',
    ['a'] = 'a', ['b'] = 'b', ['c'] = 'c', ['d'] = 'd', ['e'] = 'e', ['f'] = 'f', ['g'] = 'g', ['h'] = 'h', ['i'] = 'i',
    ['j'] = 'j', ['k'] = 'k', ['l'] = 'l', ['m'] = 'm', ['n'] = 'n', ['o'] = 'o', ['p'] = 'p', ['q'] = 'q', ['r'] = 'r',
    ['s'] = 's', ['t'] = 't', ['u'] = 'u', ['v'] = 'v', ['w'] = 'w', ['x'] = 'x', ['y'] = 'y', ['z'] = 'z'};

uint64_t text_key(str text) {
    char key[KEY_BYTES];
    size_t n = 0, start = 0;
    while (start < text.n && start < 64 && !char_is_alpha(text.p[start]) && (unsigned char)text.p[start] < 0x80 &&
           text.p[start] != '<')
        start++; /* "[1 Title]", "| 12 | [Title" */
    if (start == text.n) start = 0;
    for (size_t i = start; i < text.n && n < KEY_BYTES; i++) {
        char c = text.p[i], kept = key_char[(unsigned char)c];
        if (kept) {
            key[n++] = kept;
            continue;
        }
        if (c == ']' && i + 1 < text.n && text.p[i + 1] == '(') break; /* a link's address is no text */
        if (c == '<') { /* nor is a tag */
            size_t end = str_find_char(str_sub(text, 0, i + 200), '>', i);
            if (end != SIZE_MAX && i + 1 < text.n && (char_is_alpha(text.p[i + 1]) || text.p[i + 1] == '/')) {
                i = end;
                continue;
            }
        }
        if ((unsigned char)c >= 0x80 && (unsigned char)c != 0xC2) key[n++] = c;
    }
    return n >= 3 ? str_hash(str_of(key, n)) | 1 : 0;
}

/* --- the parts of a mark ---------------------------------------------------------------------------------------- */

struct scan {
    const struct mark_context *context;
    str t;
    size_t at;
    struct mark *m;
};

static char peek(const struct scan *s, size_t ahead) { return s->at + ahead < s->t.n ? s->t.p[s->at + ahead] : 0; }
static str rest_of(const struct scan *s) { return str_drop(s->t, s->at); }
static bool take(struct scan *s, str what) {
    if (!str_starts_nocase(rest_of(s), what)) return false;
    s->at += what.n;
    return true;
}
static void skip_blanks(struct scan *s) {
    while (s->at < s->t.n && s->at < PREFIX_BYTES) {
        if (char_is_space(s->t.p[s->at])) s->at++; /* a line of HTML may hold line ends */
        else if ((unsigned char)s->t.p[s->at] < 0x80) return;
        else if (str_starts(rest_of(s), STR("\xC2\xA0"))) s->at += 2;
        else if (str_starts(rest_of(s), STR("\xE3\x80\x80")) || str_starts(rest_of(s), STR("\xE2\x80\x8B"))) s->at += 3;
        else return;
    }
}

static bool take_heading(struct scan *s) {
    if (s->m->head) return false;
    char c = s->context->flavor == FLAVOR_ORG ? '*' : '#';
    size_t n = 0;
    while (peek(s, n) == c) n++;
    if (n == 0 || n > (c == '*' ? 9u : 6u)) return false;
    if (c == '*' && (s->at != 0 || peek(s, n) != ' ')) return false;
    char after = peek(s, n);
    if (c == '#' && after == 0) return false;
    if (c == '#' && !char_is_blank(after) && !char_is_upper(after) && !char_is_digit(after) && after != '*' &&
        (unsigned char)after < 0x80)
        return false;
    if (c == '#' && n == 1 && (!char_is_blank(after) || s->m->indent >= 4)) return false; /* "#hashtag", "#1"; a comment */
    s->m->head = (uint8_t)n;
    s->at += n;
    if (c == '*') {
        skip_blanks(s);
        s->at += org_heading_prefix(rest_of(s));
    }
    return true;
}

static bool take_bullet(struct scan *s) {
    static const char *const signs[] = {"-", "*", "+", "•", "●", "○", "▪", "‣", "◦", "–", "·", "➢", "❖", "►",
                                        "\xEF\x82\xB7", "\xEF\x82\xA7", "\xEF\x83\x98"}; /* the last three: of the font Symbol */
    unsigned char first = (unsigned char)peek(s, 0);
    if (s->m->bullet || s->m->depth || s->m->word) return false;
    if (first < 0x80 && first != '-' && first != '*' && first != '+') return false;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        str sign = str_from(signs[i]);
        if (!str_starts(rest_of(s), sign)) continue;
        if (!char_is_blank(peek(s, sign.n))) return false;
        s->m->bullet = (uint8_t)(i < 3 ? sign.p[0] : 'o');
        s->at += sign.n;
        return true;
    }
    return false;
}

static bool take_box(struct scan *s) {
    if (s->m->box || peek(s, 0) != '[' || peek(s, 2) != ']' || !strchr(" xX-", peek(s, 1))) return false;
    if (!s->m->bullet && !char_is_blank(peek(s, 3))) return false;
    s->m->box = peek(s, 1) == ' ' || peek(s, 1) == '-' ? 1 : 2;
    s->at += 3;
    return true;
}

static bool take_bold(struct scan *s) {
    char c = peek(s, 0);
    if ((s->m->flags & MARK_BOLD) || (c != '*' && c != '_' && c != '<')) return false;
    if (!take(s, STR("**")) && !take(s, STR("__")) && !take(s, STR("<b>")) && !take(s, STR("<strong>"))) return false;
    s->m->flags |= MARK_BOLD;
    return true;
}

/* Tags that only say how the line looks. */
static bool take_tag(struct scan *s) {
    if (peek(s, 0) != '<') return false;
    str rest = rest_of(s);
    if (take(s, STR("<details"))) s->m->flags |= MARK_DETAILS;
    else if (take(s, STR("<summary"))) s->m->flags |= MARK_SUMMARY;
    else if ((rest.n > 3 && (rest.p[1] | 0x20) == 'h' && rest.p[2] >= '1' && rest.p[2] <= '6')) s->m->head = (uint8_t)(rest.p[2] - '0'), s->at += 3;
    else if (!take(s, STR("<p")) && !take(s, STR("<div")) && !take(s, STR("<a ")) && !take(s, STR("<li")) &&
             !take(s, STR("<font")) && !take(s, STR("<td")) && !take(s, STR("<dt")) && !take(s, STR("<section")) && !take(s, STR("<span")) && !take(s, STR("<center")) && !take(s, STR("<br")))
        return false;
    size_t end = str_find_char(str_sub(s->t, 0, s->at + 400), '>', s->at);
    if (end == SIZE_MAX) {
        s->at = (size_t)(rest.p - s->t.p);
        return false;
    }
    s->at = end + 1;
    if (str_starts_nocase(rest, STR("<a ")) && str_starts_nocase(rest_of(s), STR("</a>"))) s->at += 4;
    return true;
}

/* A digit of ASCII, full width, Arabic-Indic, Persian or Devanagari; bytes in *n. */
static int digit_at(str t, size_t at, size_t *n) {
    if (at >= t.n) return -1;
    *n = 1;
    if (char_is_digit(t.p[at])) return t.p[at] - '0';
    if ((unsigned char)t.p[at] < 0xC0) return -1;
    size_t next = at;
    uint32_t c = utf8_next(t, &next);
    *n = next - at;
    static const uint32_t zeros[] = {0xFF10, 0x0660, 0x06F0, 0x0966};
    for (size_t i = 0; i < 4; i++)
        if (c >= zeros[i] && c < zeros[i] + 10) return (int)(c - zeros[i]);
    return -1;
}

static bool scan_number(str t, size_t *at, uint32_t *out) {
    size_t n, from = *at;
    uint32_t value = 0;
    for (int d; (d = digit_at(t, *at, &n)) >= 0; *at += n) {
        if (*at - from > 7) return false;
        value = value * 10 + (uint32_t)d;
    }
    *out = value;
    return *at > from;
}

static enum mark_term term_at(str t, size_t at, size_t *n) {
    *n = 1;
    if (at >= t.n) return TERM_NONE;
    switch (t.p[at]) {
    case '.': return TERM_DOT;
    case ')': case ']': return TERM_PAREN;
    case ':': return TERM_COLON;
    case '-': return TERM_DASH;
    case '\t': return TERM_TAB;
    case ' ': return TERM_BLANK;
    default: break;
    }
    if ((unsigned char)t.p[at] < 0x80) return TERM_NONE;
    static const struct {
        const char *text;
        uint8_t term;
    } wide[] = {{"、", TERM_IDEOGRAPHIC}, {"．", TERM_DOT}, {"。", TERM_DOT}, {"）", TERM_PAREN}, {"：", TERM_COLON},
                {"】", TERM_PAREN}, {"\xEF\xB8\x8F\xE2\x83\xA3", TERM_PAREN} /* keycap */, {"\xE2\x83\xA3", TERM_PAREN}, {"–", TERM_DASH}, {"—", TERM_DASH}, {"，", TERM_IDEOGRAPHIC}};
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++) {
        str w = str_from(wide[i].text);
        if (!str_starts(str_drop(t, at), w)) continue;
        *n = w.n;
        return wide[i].term;
    }
    return TERM_NONE;
}

/* The number's parts at `at`: "12", "1.2", "3-4" no, "1.1.3"; gives where they end. */
static size_t scan_parts(str t, size_t at, struct mark *m) {
    uint32_t value;
    uint8_t depth = 0;
    size_t end = at;
    while (depth < 3 && scan_number(t, &at, &value)) {
        m->number[depth++] = value;
        end = at;
        size_t n;
        if (at >= t.n || t.p[at] != '.' || digit_at(t, at + 1, &n) < 0) break;
        at++;
    }
    m->depth = depth;
    return end;
}

static bool number_may_stand(const struct scan *s, const struct mark *m, size_t end, enum mark_term term) {
    size_t n;
    if (term == TERM_NONE) { /* "Q15**What", "Q7" alone, "**1.1**" */
        str rest = str_drop(s->t, end);
        if (m->word) return rest.n == 0 || (unsigned char)rest.p[0] >= 0x80 || strchr("*_<?([\"'`", rest.p[0]) != NULL;
        return m->depth > 1 && str_starts(rest, STR("**"));
    }
    if (term == TERM_BLANK || term == TERM_TAB) {
        if (m->word || m->head || m->depth > 1 || term == TERM_TAB) return true;
        size_t k = end;
        while (k < s->t.n && char_is_blank(s->t.p[k])) k++;
        enum mark_term later = term_at(s->t, k, &n); /* "9 . What", "3 ) What" */
        return later == TERM_DOT || later == TERM_PAREN;
    }
    if (term == TERM_DASH && !m->word) return char_is_blank(end + 1 < s->t.n ? s->t.p[end + 1] : 0);
    if (term == TERM_COLON && !m->word) { /* 10:30 is a time */
        return digit_at(s->t, end + 1, &n) < 0;
    }
    return true;
}

static void skip_term(struct scan *s) {
    size_t n;
    for (int i = 0; i < 3; i++) {
        size_t before = s->at;
        skip_blanks(s);
        enum mark_term term = term_at(s->t, s->at, &n);
        if (term == TERM_NONE || term == TERM_BLANK || term == TERM_TAB) return;
        if (i > 0 && term == TERM_DOT && peek(s, 1) == '.') { /* an ellipsis is text */
            s->at = before;
            return;
        }
        if (i > 0 && term == TERM_DASH && char_is_alnum(peek(s, 1))) return;
        s->at += n;
        s->m->term = s->m->term == TERM_BLANK || s->m->term == TERM_NONE ? (uint8_t)term : s->m->term;
    }
}

static bool take_number(struct scan *s) {
    if (s->m->depth) return false;
    struct mark m = *s->m;
    size_t at = s->at, n;
    bool open = peek(s, 0) == '(' || peek(s, 0) == '[';
    if (open) at++;
    if (!open && (peek(s, 0) == '#') && char_is_digit(peek(s, 1)) && m.word) at++;
    char letter = at < s->t.n ? s->t.p[at] : 0;
    size_t from = at;
    if (!m.word && char_is_upper(letter) && digit_at(s->t, at + 1, &n) >= 0) {
        m.letter = (uint8_t)letter;
        at++;
    }
    size_t end = scan_parts(s->t, at, &m);
    if (m.depth == 0) return false;
    size_t term_n;
    enum mark_term term = term_at(s->t, end, &term_n);
    if (open && term != TERM_PAREN) return false;
    if (m.letter && term != TERM_DOT && term != TERM_PAREN && term != TERM_COLON) return false;
    if (!number_may_stand(s, &m, end, term)) return false;
    m.term = (uint8_t)term;
    m.number_from = (uint16_t)from;
    m.number_to = m.label_to = (uint16_t)end;
    if (!m.word) m.label_from = (uint16_t)from;
    *s->m = m;
    s->at = end;
    skip_term(s);
    return true;
}

/* What may follow a marker word: a separator; nothing but the line's end; the end of bold; "=>", "->". */
static bool take_word_separator(struct scan *s, bool must) {
    static const char *const arrows[] = {"===>", "==>", "=>", "->", "=", "–>", ">>", ">", "→"};
    size_t n;
    skip_blanks(s);
    if (s->at >= s->t.n) return true;
    bool arrow = strchr("=->", s->t.p[s->at]) || (unsigned char)s->t.p[s->at] >= 0x80;
    for (size_t i = 0; arrow && i < sizeof arrows / sizeof *arrows; i++)
        if (take(s, str_from(arrows[i]))) {
            if (!must || i < 4 || char_is_blank(peek(s, 0)) || s->at >= s->t.n) return true;
            s->at -= strlen(arrows[i]); /* "A =word= of Org" */
            break;
        }
    enum mark_term term = term_at(s->t, s->at, &n);
    if (term == TERM_DASH && char_is_alnum(peek(s, 1)) && must) return false;
    if (term == TERM_PAREN || term == TERM_DOT || term == TERM_COLON || term == TERM_DASH || term == TERM_IDEOGRAPHIC) {
        s->m->term = (uint8_t)term;
        skip_term(s);
        return true;
    }
    return str_starts(rest_of(s), STR("**")) || str_starts_nocase(rest_of(s), STR("</b>")) ||
           str_starts_nocase(rest_of(s), STR("</strong>")) || str_starts(rest_of(s), STR("__"));
}

static bool take_word(struct scan *s) {
    size_t n;
    if (s->m->word || s->m->depth > 1 || (s->m->flags & MARK_SUMMARY)) return false; /* a summary's words are its text */
    size_t from = s->at;
    bool open = peek(s, 0) == '[' || peek(s, 0) == '(' || str_starts(rest_of(s), STR("【"));
    if (open) s->at += peek(s, 0) == '[' || peek(s, 0) == '(' ? 1 : 3;
    if (!marker_may_start(&s->context->markers, rest_of(s), 1u << WORD_Q | 1u << WORD_A)) {
        s->at = from;
        return false;
    }
    enum marker_word word = marker_at(&s->context->markers, rest_of(s), &n);
    if (word != WORD_Q && word != WORD_A) {
        s->at = from;
        return false;
    }
    struct mark saved = *s->m;
    str name = str_sub(s->t, s->at, s->at + n);
    s->m->word = (uint8_t)word;
    s->m->word_len = (uint8_t)n;
    s->m->label_from = (uint16_t)s->at;
    s->at += n;
    s->m->label_to = (uint16_t)s->at;
    size_t after_word = s->at;
    bool tab = peek(s, 0) == '\t';
    /* "Question No. 5", "Q.5", "Q-5", "Q #5" */
    while (s->at < s->t.n && strchr(" \t.#-(", s->t.p[s->at])) s->at++;
    if (str_starts_nocase(rest_of(s), STR("no"))) {
        s->at += 2;
        while (s->at < s->t.n && strchr(" .", s->t.p[s->at])) s->at++;
    }
    bool short_word = marker_needs_colon(name);
    if (short_word && s->m->bullet) goto no; /* "- A: int" is an option */
    bool known = name.n == 1 && ((name.p[0] | 0x20) == 'q' || (name.p[0] | 0x20) == 'a');
    if (s->m->depth == 0 && take_number(s)) {
        if (short_word && !known && (s->m->term == TERM_BLANK || s->m->term == TERM_NONE)) goto no; /* "S3 buckets" */
        take_word_separator(s, false);
        return true;
    }
    s->at = after_word;
    bool alone = str_trim(rest_of(s)).n == 0;
    bool must = short_word;
    if (tab || take_word_separator(s, must)) {
        if (must && !alone && !tab && s->m->term != TERM_COLON && (!known || s->m->term == TERM_PAREN)) goto no;
        if (must && !known && (alone || tab) && (unsigned char)name.p[0] < 0x80) goto no;
        if (alone && must && name.n == 1 && !char_is_upper(name.p[0])) goto no;
        if (s->m->term == TERM_DOT && must && word == WORD_A && name.p[0] == 'a') goto no;
        bool in_sentence = name.n > 5 && char_is_lower(name.p[0]) && s->m->term == TERM_DOT; /* "… have no\nanswer." */
        if (in_sentence) goto no;
        if (s->m->term == TERM_DASH && !must && word == WORD_Q && !char_is_blank(s->t.p[after_word])) goto no;
        return true;
    }
no:
    *s->m = saved;
    s->at = from;
    return false;
}

/* ":white_check_mark:" and its like, as chat programs and forges write signs. */
static size_t shortcode(str t) {
    size_t n = 1;
    if (t.n < 4 || t.p[0] != ':') return 0;
    while (n < t.n && n < 40 && (char_is_lower(t.p[n]) || char_is_digit(t.p[n]) || t.p[n] == '_' || t.p[n] == '+' || t.p[n] == '-')) n++;
    return n > 2 && n + 1 < t.n && t.p[n] == ':' && char_is_blank(t.p[n + 1]) ? n + 1 : 0;
}

/* A run of odd characters that the document may use as its own mark: "===>", "►", "❓". */
static bool take_symbol(struct scan *s) {
    if (s->m->symbol || s->m->depth || s->m->word || s->m->bullet) return false;
    size_t at = s->at, letters = 0, code = shortcode(rest_of(s));
    if (code) {
        s->m->symbol = (uint8_t)(str_hash(str_sub(s->t, at, at + code)) % 251 + 1);
        s->at += code;
        return true;
    }
    uint32_t fold = 0, last = 0, run = 0;
    while (at < s->t.n && at - s->at < 24) {
        size_t next = at;
        uint32_t c = utf8_next(s->t, &next);
        bool odd = c < 0x80 ? (c == '=' || c == '>' || c == '~' || c == '@' || c == '$' || c == '%' || c == '^' || c == '|')
                            : (c >= 0xA1 && c <= 0xBF && c != 0xAB && c != 0xBF && c != 0xAA && c != 0xBA && c != 0xB5) || (c >= 0x2190 && c < 0x2C00) ||
                                  (c >= 0xFE00 && c < 0xFE10) || (c >= 0x1F000 && c < 0x1FB00);
        if (!odd) break;
        run = c == last ? run + 1 : 1; /* "===>" and "==>" are one mark, "=>" another */
        if (run <= 2) fold = fold * 31 + c;
        last = c;
        at = next;
        letters++;
    }
    if (letters == 0) return false;
    if (letters == 1 && (unsigned char)s->t.p[s->at] < 0x80) return false; /* one '>' is a quotation */
    s->m->symbol = (uint8_t)(fold % 251 + 1);
    s->at = at;
    return true;
}

/* --- what the line's text says ---------------------------------------------------------------------------------- */

size_t option_label(str line, size_t at, char *letter) {
    static const char *const wide[] = {"、", "．", "：", "）"};
    bool open = at < line.n && (line.p[at] == '(' || line.p[at] == '[');
    if (open) at++;
    if (at + 1 >= line.n || !char_is_alpha(line.p[at])) return 0;
    *letter = (char)(line.p[at] | 0x20);
    char after = line.p[at + 1];
    if (*letter > 'j') return 0;
    if (open) return after == ')' || after == ']' ? at + 2 : 0;
    if (after == ')' || after == '.' || after == ':') return at + 2;
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (str_starts(str_drop(line, at + 1), str_from(wide[i]))) return at + 1 + strlen(wide[i]);
    return 0;
}

/* Option letters: "A)", "(B)", "c.", "D:"; not the word "A". */
static void note_option(struct mark *m, str line, size_t at) {
    char letter;
    if (!option_label(line, at, &letter)) return;
    m->flags |= MARK_OPTION;
    m->letter = (uint8_t)letter;
}

static bool name_char(uint32_t c) {
    return c >= 0x80 || char_is_alnum((char)c) || c == ' ' || c == '.' || c == '\'' || c == '-';
}

/* "Name:" or "**Name:**" or "**Name**:" before the text, a few words that start with a capital. */
static void note_speaker(struct scan *s) {
    if (s->m->depth || s->m->word || s->m->bullet || s->m->head) return;
    size_t at = s->at, end = str_find_char(str_sub(s->t, 0, at + NAME_BYTES), ':', at), n = 1;
    if (end == SIZE_MAX) {
        end = str_find(str_sub(s->t, 0, at + NAME_BYTES), STR("："), at);
        n = 3;
    }
    if (end == SIZE_MAX || end == at) return;
    size_t name_end = end;
    if (name_end >= at + 2 && memcmp(s->t.p + name_end - 2, "**", 2) == 0) name_end -= 2;
    for (size_t i = at; i < name_end; i++)
        if (!name_char((unsigned char)s->t.p[i])) return;
    if (!char_is_upper(s->t.p[at]) && (unsigned char)s->t.p[at] < 0x80) return;
    size_t words = 1;
    for (size_t i = at; i < name_end; i++) words += s->t.p[i] == ' ';
    if (words > 4) return;
    s->m->flags |= MARK_SPEAKER;
    s->m->label_from = (uint16_t)at;
    s->m->name_len = (uint16_t)(name_end - at);
    end += n;
    if (str_starts(str_drop(s->t, end), STR("**"))) end += 2;
    s->m->label_to = (uint16_t)end;
}

static bool note_ruler(struct mark *m, str t) {
    str s = str_trim(t);
    if (s.n < 3 || !strchr("-=_*#~+/.", s.p[0])) return false;
    size_t other = 0;
    for (size_t i = 1; i < s.n; i++) other += s.p[i] != s.p[0] && s.p[i] != ' ';
    if (other > (s.n > 20 ? 2 : 0)) return false;
    if (s.p[0] == '#' && s.n < 7) return false;
    if (s.p[0] == '.' || s.p[0] == '/' ? s.n < 10 : 0) return false;
    m->flags |= MARK_RULER;
    return true;
}

static bool all_caps(str t) {
    size_t upper = 0;
    if (t.n > 120) return false;
    for (size_t i = 0; i < t.n; i++) {
        if (char_is_lower(t.p[i])) return false;
        upper += char_is_upper(t.p[i]);
    }
    return upper >= 3;
}

/* "… ?", also with closing marks after it: "?**", "?)", '?"'. */
static bool ends_asking(str t) {
    while (t.n && strchr("*_)\"'` !", t.p[t.n - 1])) t.n--;
    return str_ends(t, STR("?")) || str_ends(t, STR("？")) || str_ends(t, STR("؟"));
}

static void trim_end(struct scan *s) {
    str t = str_trim_right(s->t);
    size_t end = t.n;
    if (s->m->head && s->context->flavor != FLAVOR_ORG) { /* "## Title ##" */
        size_t k = end;
        while (k > s->at && t.p[k - 1] == '#') k--;
        if (k < end && k > s->at && char_is_blank(t.p[k - 1])) end = str_trim_right(str_sub(t, 0, k)).n;
    }
    if (s->m->head && s->context->flavor == FLAVOR_ORG) end = str_trim_right(str_sub(t, 0, org_tags(t))).n;
    if (end < s->at) end = s->at;
    str text = str_sub(t, s->at, end);
    if (s->m->flags & MARK_BOLD) {
        static const char *const ends[] = {"**", "__", "</b>", "</strong>"};
        for (size_t i = 0; i < 4; i++) {
            size_t close = str_find(text, str_from(ends[i]), 0);
            if (close == SIZE_MAX) continue;
            str after = str_trim(str_drop(text, close + strlen(ends[i])));
            bool mark = after.n <= 1 || str_starts(after, STR("</")) || str_starts(after, STR("<br"));
            bool emoji = after.n <= 8 && (unsigned char)(after.n ? after.p[0] : 0) >= 0x80;
            if (mark || emoji) s->m->flags |= MARK_ALL_BOLD;
            break;
        }
    }
    s->m->text_to = (uint32_t)end;
}

static bool take_any(struct scan *s) {
    bool answered = s->m->word == WORD_A; /* "A: 1984." says a number, where "A1:" bears one */
    return take_heading(s) || take_bold(s) || take_bullet(s) || take_box(s) || take_tag(s) || take_word(s) ||
           (!answered && take_number(s)) || take_symbol(s);
}

/* Lines that start like plain prose are most lines: turn them away by one look. */
static bool may_have_mark(const struct mark_context *c, str t, size_t at) {
    unsigned char first = (unsigned char)t.p[at];
    return first >= 0x80 || !char_is_lower((char)first) || c->markers.first[first];
}

static uint32_t plain_indent(str text) {
    uint32_t column = 0;
    for (size_t i = 0; i < text.n && char_is_blank(text.p[i]); i++) column = text.p[i] == '\t' ? (column | 7) + 1 : column + 1;
    return column;
}

struct mark mark_line(const struct mark_context *context, const struct line *line) {
    struct mark m = {0};
    struct scan s = {context, line->text, 0, &m};
    size_t at;
    uint32_t indent = line_indent(line->text, &at);
    if (context->flavor == FLAVOR_PLAIN) indent = plain_indent(line->text); /* a tab is eight columns, but for Markdown */
    m.indent = (uint16_t)(indent > 999 ? 999 : indent);
    m.text_to = (uint32_t)line->text.n;
    if (line->flags & LINE_BLANK) return m;
    if (note_ruler(&m, line->text)) return m;
    if (at > PREFIX_BYTES) return m;
    s.at = context->flavor == FLAVOR_ORG && at == 0 ? 0 : at;
    if (line->text.p[at] == '|') m.flags |= MARK_TABLE;
    if (may_have_mark(context, line->text, at)) {
        note_option(&m, line->text, at);
        for (int i = 0; i < 8 && s.at < s.t.n && s.at < PREFIX_BYTES && take_any(&s); i++) {
            skip_blanks(&s);
            if (!m.depth && !m.word && !m.head) note_option(&m, line->text, s.at); /* "- A:", "**B)", "✅ C." */
        }
        note_speaker(&s);
    }
    skip_blanks(&s);
    m.text_from = (uint16_t)s.at;
    trim_end(&s);
    str text = str_sub(s.t, s.at, m.text_to);
    if (text.n && text.n <= 200 && (text.p[text.n - 1] == ':' || str_ends(text, STR("：")))) m.flags |= MARK_COLON_END;
    if (all_caps(text)) m.flags |= MARK_CAPS;
    if (m.depth && (m.flags & MARK_BOLD)) { /* "**1. Title**", not "1. **Title**" */
        str before = str_sub(line->text, 0, m.number_from);
        if (str_find(before, STR("**"), 0) != SIZE_MAX || str_find(before, STR("__"), 0) != SIZE_MAX || str_find_char(before, '<', 0) != SIZE_MAX) m.flags |= MARK_BOLD_LABEL;
    }
    if (text.n && text.n <= 400 && ends_asking(text)) m.flags |= MARK_ASKS;
    if (m.head || m.bullet || m.depth || m.word || m.symbol || m.box || (m.flags & (MARK_BOLD | MARK_SUMMARY | MARK_SPEAKER | MARK_COLON_END)))
        m.like = (uint8_t)question_likeness(&context->markers, text);
    else if (m.flags & MARK_ASKS) m.like = 2;
    m.key = text_key(text);
    return m;
}

/* --- titles with a ruler below ------------------------------------------------------------------------------------ */

struct underlines {
    char sign[8]; /* in the order of their first use: the first is the highest level */
    bool over[8];
    size_t n;
};

/* A ruler of one sign as long as the title, give or take a few columns; not a separator below a paragraph. */
static bool underlines_title(const struct line *lines, const struct mark *marks, size_t i, bool *over) {
    str title = str_trim(lines[i].text), rule = str_trim(lines[i + 1].text);
    if (title.n == 0 || title.n > 120 || !strchr("=-~^*+#", rule.p[0]) || str_find_char(rule, ' ', 0) != SIZE_MAX) return false;
    if (rule.n + 3 < utf8_count(title) || rule.n > title.n + 6) return false; /* wide characters take two columns */
    *over = i > 0 && (marks[i - 1].flags & MARK_RULER) && str_trim(lines[i - 1].text).p[0] == rule.p[0];
    return *over || i == 0 || (lines[i - 1].flags & LINE_BLANK) || (lines[i].flags & LINE_TORN);
}

static uint8_t underline_level(struct underlines *u, char sign, bool over) {
    for (size_t i = 0; i < u->n; i++)
        if (u->sign[i] == sign && u->over[i] == over) return (uint8_t)(i + 1);
    if (u->n == sizeof u->sign) return (uint8_t)u->n;
    u->sign[u->n] = sign;
    u->over[u->n++] = over;
    return (uint8_t)u->n;
}

/* Titles underlined with "====" or "----" are headings. Markdown says which sign is which level; elsewhere the order
 * of their first use does. */
static void find_underlined(const struct mark_context *context, const struct line *lines, struct mark *marks, size_t n) {
    struct underlines u = {0};
    bool over, markdown = context->flavor == FLAVOR_MARKDOWN;
    if (context->flavor != FLAVOR_PLAIN && !markdown) return;
    for (size_t i = 0; i + 1 < n; i++) {
        struct mark *m = &marks[i];
        if (!(m->flags & MARK_UNDERLINED) || m->head || m->bullet || (m->flags & MARK_TABLE)) continue;
        if (!underlines_title(lines, marks, i, &over)) continue;
        char sign = str_trim(lines[i + 1].text).p[0];
        if (markdown && sign != '=' && sign != '-') continue;
        m->head = markdown ? (sign == '=' ? 1 : 2) : underline_level(&u, sign, over);
        m->like = (uint8_t)question_likeness(&context->markers, mark_text(m, &lines[i]));
    }
}

/* A question that was wrapped: its question mark stands at the end of the next line or the one after. */
static void find_wrapped_questions(const struct line *lines, struct mark *marks, size_t n) {
    for (size_t i = 0; i + 1 < n; i++) {
        struct mark *m = &marks[i];
        if (!(m->depth || m->word || m->symbol) || m->head || m->like == 2 || lines[i].text.n < WRAPPED_BYTES) continue;
        for (size_t k = i + 1; k < n && k <= i + 3; k++) {
            const struct mark *next = &marks[k];
            if ((lines[k].flags & (LINE_BLANK | LINE_CODE)) || next->head || next->depth || next->word || next->bullet) break;
            if (next->flags & MARK_ASKS) m->like = 2;
        }
    }
}

bool marks_make(const struct mark_context *context, const struct line *lines, size_t n, mark_table *out) {
    struct mark *room = n <= SIZE_MAX / sizeof *room ? realloc(out->at, (n + 1) * sizeof *room) : NULL;
    if (!room) return false;
    out->at = room;
    out->cap = n + 1;
    for (size_t i = 0; i < n; i++) {
        struct mark m = lines[i].flags & LINE_CODE ? (struct mark){.text_to = (uint32_t)lines[i].text.n}
                                                   : mark_line(context, &lines[i]);
        bool above = i > 0 && !(lines[i - 1].flags & (LINE_BLANK | LINE_CODE));
        if ((m.flags & MARK_RULER) && above && lines[i - 1].text.n <= 120 && strchr("-=~*", str_trim(lines[i].text).p[0]))
            out->at[i - 1].flags |= MARK_UNDERLINED;
        if (!vec_push(out, m)) return false;
    }
    find_underlined(context, lines, out->at, n);
    find_wrapped_questions(lines, out->at, n);
    return true;
}

/* --- answers on the question's own line -------------------------------------------------------------------------- */

bool find_inner_answer(const struct mark_context *context, str text, size_t *at, size_t *after) {
    size_t limit = text.n < 4000 ? text.n : 4000;
    for (size_t i = 1; i < limit; i++) {
        char before = text.p[i - 1];
        bool glued = i >= 2 && before == '*' && text.p[i - 2] == '*';
        if (!char_is_space(before) && !glued && before != '>') continue;
        size_t n;
        if (!(context->markers.words[(unsigned char)text.p[i]] & 1u << WORD_A)) continue;
        str rest = str_sub(text, i, i + PREFIX_BYTES);
        if (marker_at(&context->markers, rest, &n) != WORD_A) continue;
        struct mark m = {0};
        struct scan s = {context, rest, 0, &m};
        if (!take_word(&s) || m.word != WORD_A) continue;
        str name = str_sub(s.t, m.label_from, m.label_to);
        if (!char_is_upper(name.p[0]) && (unsigned char)name.p[0] < 0x80) continue;
        bool colon = m.term == TERM_COLON || glued;
        if (!colon && !(m.term == TERM_DASH || m.term == TERM_DOT) ) continue;
        if (!colon && marker_needs_colon(str_sub(name, 0, m.word_len))) continue;
        size_t end = i + s.at, start = i;
        while (end < text.n && (text.p[end] == '*' || char_is_blank(text.p[end]))) end++;
        while (start > 0 && (text.p[start - 1] == '*' || char_is_space(text.p[start - 1]))) start--;
        *at = start;
        *after = end;
        return true;
    }
    return false;
}
