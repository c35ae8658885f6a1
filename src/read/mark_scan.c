#include "read/mark_scan.h"

#include "base/utf8.h"
#include "read/org.h"

static char peek(const struct scan *s, size_t ahead) { return s->at + ahead < s->t.n ? s->t.p[s->at + ahead] : 0; }
static str rest_of(const struct scan *s) { return str_drop(s->t, s->at); }
static bool take(struct scan *s, str what) {
    if (!str_starts_nocase(rest_of(s), what)) return false;
    s->at += what.n;
    return true;
}
void scan_blanks(struct scan *s) {
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
    bool indented = n > 1 && s->at == s->t.n - str_trim_left(s->t).n;
    if (c == '*' && ((s->at != 0 && !indented) || peek(s, n) != ' ')) return false;
    char after = peek(s, n);
    if (c == '#' && after == 0) return false;
    if (c == '#' && !char_is_blank(after) && !char_is_upper(after) && !char_is_digit(after) && after != '*' &&
        (unsigned char)after < 0x80)
        return false;
    if (c == '#' && n == 1 && (!char_is_blank(after) || s->m->indent >= 4)) return false; /* "#hashtag", "#1"; a comment */
    s->m->head = (uint8_t)n;
    s->at += n;
    if (c == '*') {
        scan_blanks(s);
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
    if (s->m->box || peek(s, 0) != '[' || peek(s, 2) != ']' || !strchr(" xX-*", peek(s, 1))) return false;
    if (!s->m->bullet && !char_is_blank(peek(s, 3))) return false;
    s->m->box = peek(s, 1) == ' ' || peek(s, 1) == '-' ? 1 : 2;
    s->at += 3;
    return true;
}

/* "*What is it?*": one run of italics that is the whole line. */
static bool take_italics(struct scan *s) {
    char c = peek(s, 0), next = peek(s, 1);
    if ((c != '*' && c != '_') || next == c || next == 0 || char_is_blank(next)) return false;
    str t = str_trim_right(s->t);
    bool whole = t.n > s->at + 3 && t.p[t.n - 1] == c && !char_is_blank(t.p[t.n - 2]) && str_find_char(t, c, s->at + 1) == t.n - 1;
    if (!whole) return false;
    s->m->flags |= MARK_BOLD | MARK_ALL_BOLD | MARK_ITALICS;
    s->at++;
    return true;
}

static bool take_bold(struct scan *s) {
    char c = peek(s, 0);
    if ((s->m->flags & MARK_BOLD) || (c != '*' && c != '_' && c != '<')) return false;
    bool org = s->context->flavor == FLAVOR_ORG && c == '*' && peek(s, 1) != '*' && !char_is_space(peek(s, 1));
    if (!org && take_italics(s)) return true;
    if (org) s->at++;
    else if (!take(s, STR("**")) && !take(s, STR("__")) && !take(s, STR("<b>")) && !take(s, STR("<strong>"))) return false;
    s->m->flags |= MARK_BOLD;
    return true;
}

/* A span that says a language, or one in Markdown, where its end tag would be left over: both are for composing. */
static bool is_span_of_text(const struct scan *s, str rest) {
    if (!str_starts_nocase(rest, STR("<span"))) return false;
    return s->context->flavor == FLAVOR_MARKDOWN || str_find(str_sub(rest, 0, str_find_char(rest, '>', 0)), STR("lang="), 0) != SIZE_MAX;
}

/* Tags that only say how the line looks. */
static bool take_tag(struct scan *s) {
    if (peek(s, 0) != '<') return false;
    str rest = rest_of(s);
    if (s->m->depth && str_starts_nocase(rest, STR("</span>"))) { /* "<span>1.2</span> What …" */
        s->at += 7;
        return true;
    }
    if (is_span_of_text(s, rest)) return false;
    if (take(s, STR("<details"))) s->m->flags |= MARK_DETAILS;
    else if (take(s, STR("<summary"))) s->m->flags |= MARK_SUMMARY;
    else if (take(s, STR("<li"))) s->m->flags |= MARK_ITEM;
    else if (take(s, STR("<td")) || take(s, STR("<th"))) s->m->flags |= MARK_CELL;
    else if ((rest.n > 3 && (rest.p[1] | 0x20) == 'h' && rest.p[2] >= '1' && rest.p[2] <= '6')) s->m->head = (uint8_t)(rest.p[2] - '0'), s->at += 3;
    else if (!take(s, STR("<p")) && !take(s, STR("<div")) && !take(s, STR("<a ")) &&
             !take(s, STR("<font")) && !take(s, STR("<dt")) && !take(s, STR("<section")) && !take(s, STR("<span")) && !take(s, STR("<center")) && !take(s, STR("<br")))
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

/* A digit of ASCII, full width, Arabic-Indic, Persian, Thai or one of the scripts of India; bytes in *n. */
static int digit_at(str t, size_t at, size_t *n) {
    if (at >= t.n) return -1;
    *n = 1;
    if (char_is_digit(t.p[at])) return t.p[at] - '0';
    if ((unsigned char)t.p[at] < 0xC0) return -1;
    size_t next = at;
    uint32_t c = utf8_next(t, &next);
    *n = next - at;
    static const uint32_t zeros[] = {0xFF10, 0x0660, 0x06F0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0E50};
    for (size_t i = 0; i < sizeof zeros / sizeof *zeros; i++)
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
                {"】", TERM_PAREN}, {"\xEF\xB8\x8F\xE2\x83\xA3", TERM_PAREN} /* keycap */, {"\xE2\x83\xA3", TERM_PAREN}, {"–", TERM_DASH}, {"—", TERM_DASH}, {"，", TERM_IDEOGRAPHIC}, {"।", TERM_DOT}};
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
    while (depth < NUMBER_PARTS && scan_number(t, &at, &value)) {
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
        if (m->head && str_starts_nocase(rest, STR("</span>"))) return true;
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
        scan_blanks(s);
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

/* "Question 3 of 10", "Frage 3/10": how many there are says nothing of this one. Where that ends, or `from`. */
static size_t total_end(str t, size_t from) {
    static const char *const words[] = {"of", "/", "out of", "de", "von", "sur", "di", "van", "av", "z", "из", "з"};
    size_t start = from, n;
    while (start < t.n && char_is_blank(t.p[start])) start++;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        str word = str_from(words[i]);
        if (!str_starts_nocase(str_drop(t, start), word)) continue;
        size_t at = start + word.n, end;
        if (at < t.n && char_is_blank(t.p[at])) at++;
        else if (word.p[0] != '/') continue;
        for (end = at; end < t.n && char_is_digit(t.p[end]);) end++;
        bool ends = end > at && (end == t.n || t.p[end] == '*' || term_at(t, end, &n) != TERM_NONE);
        return ends ? end : from;
    }
    return from;
}

static bool take_number(struct scan *s) {
    char first = peek(s, 0);
    bool may = char_is_digit(first) || char_is_upper(first) || (unsigned char)first >= 0x80 || first == '(' || first == '[' || first == '#';
    if (s->m->depth || !may) return false;
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
    size_t term_n, after = m.word ? total_end(s->t, end) : end;
    enum mark_term term = term_at(s->t, after, &term_n);
    if (open && term != TERM_PAREN) return false;
    if (m.letter && term != TERM_DOT && term != TERM_PAREN && term != TERM_COLON) return false;
    if (!number_may_stand(s, &m, after, term)) return false;
    m.term = (uint8_t)term;
    m.number_from = (uint16_t)from;
    m.number_to = m.label_to = (uint16_t)end;
    if (!m.word) m.label_from = (uint16_t)from;
    *s->m = m;
    s->at = after;
    skip_term(s);
    return true;
}

/* What may follow a marker word: a separator; nothing but the line's end; the end of bold; "=>", "->". */
static bool take_word_separator(struct scan *s, bool must) {
    static const char *const arrows[] = {"===>", "==>", "=>", "->", "=", "–>", ">>", ">", "→"};
    size_t n, from = s->at;
    scan_blanks(s);
    if (s->at >= s->t.n) return true;
    bool opens = s->at > from && !(s->m->flags & MARK_BOLD); /* "A **shell** is": the stars are for what comes */
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
    return (!opens && (str_starts(rest_of(s), STR("**")) || str_starts(rest_of(s), STR("__")))) ||
           str_starts_nocase(rest_of(s), STR("</b>")) || str_starts_nocase(rest_of(s), STR("</strong>"));
}

/* "**Q**. What", "**A**: That": the separator stands behind the bold word. */
static bool take_bold_word_end(struct scan *s) {
    size_t n;
    bool bold = (s->m->flags & MARK_BOLD) && s->at >= 3 && memcmp(s->t.p + s->m->label_from - 2, "**", 2) == 0 && str_starts(rest_of(s), STR("**"));
    enum mark_term term = bold ? term_at(s->t, s->at + 2, &n) : TERM_NONE;
    if ((term != TERM_DOT && term != TERM_COLON && term != TERM_PAREN) || !char_is_blank(peek(s, 2 + n))) return false;
    s->at += 2 + n;
    s->m->term = (uint8_t)term;
    s->m->flags &= ~(unsigned)MARK_BOLD;
    return true;
}

bool scan_word(struct scan *s) {
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
    bool short_word = marker_needs_colon(name), numbered_only = word == WORD_Q && marker_needs_number(name);
    bool item = s->m->bullet || ((s->m->flags & MARK_ITEM) && !str_eq_nocase(name, STR("Q")));
    if (short_word && item) goto no; /* "- A: int" is an option */
    bool known = name.n == 1 && ((name.p[0] | 0x20) == 'q' || (name.p[0] | 0x20) == 'a');
    if (s->m->depth == 0 && take_number(s)) {
        if (short_word && !known && (s->m->term == TERM_BLANK || s->m->term == TERM_NONE)) goto no; /* "S3 buckets" */
        bool parted = (s->m->term != TERM_BLANK && s->m->term != TERM_NONE) || str_trim(rest_of(s)).n == 0;
        if (numbered_only && !parted && !s->m->head) goto no; /* "Problem 3 is that …" */
        take_word_separator(s, false);
        return true;
    }
    if (numbered_only) goto no;
    s->at = after_word;
    bool alone = str_trim(rest_of(s)).n == 0;
    bool must = short_word;
    if (take_bold_word_end(s)) return true;
    if (tab || take_word_separator(s, must)) {
        if (must && !alone && !tab && s->m->term != TERM_COLON && (!known || s->m->term == TERM_PAREN)) goto no;
        if (must && !known && (alone || tab) && (unsigned char)name.p[0] < 0x80) goto no;
        if (alone && must && name.n == 1 && !char_is_upper(name.p[0])) goto no;
        if (must && char_is_lower(name.p[0]) && str_ends(s->t, STR(";")) && s->m->term != TERM_COLON) goto no; /* "a = b;" */
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

enum { DIGEST = 253 /* beyond the folds of others */, DIGEST_BYTES = 9 };

/* Of a digest: "Subject: 1.2. What". */
static bool is_digest_title(const struct scan *s) {
    size_t n;
    return str_starts(rest_of(s), STR("Subject: ")) && digit_at(s->t, s->at + DIGEST_BYTES, &n) >= 0;
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
    if (is_digest_title(s)) {
        s->m->symbol = DIGEST;
        s->at += DIGEST_BYTES;
        return true;
    }
    at = s->at;
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

/* `??? question "What is it?"`, `??? success "Answer"`: a box of MkDocs; its kind or its title says what it is. */
static bool take_admonition(struct scan *s) {
    size_t n, at = s->at + 3;
    if (s->m->word || s->m->depth || s->m->head || s->m->bullet || (peek(s, 0) != '?' && peek(s, 0) != '!')) return false;
    if (!str_starts(rest_of(s), STR("???")) && !str_starts(rest_of(s), STR("!!!"))) return false;
    if (at < s->t.n && s->t.p[at] == '+') at++;
    str line = str_trim_right(s->t), kind = str_drop(s->t, at + 1);
    size_t open = str_find_char(line, '"', at);
    if (at >= s->t.n || s->t.p[at] != ' ' || open == SIZE_MAX || open + 2 > line.n || !str_ends(line, STR("\""))) return false;
    str title = str_sub(line, open + 1, line.n - 1);
    bool asks = str_starts(kind, STR("faq ")) || str_starts(kind, STR("help ")); /* its other names for a question */
    enum marker_word word = is_answer_summary(title) ? WORD_A : marker_at(&s->context->markers, kind, &n);
    if (asks && word != WORD_A) word = WORD_Q;
    else if (word != WORD_A && (word != WORD_Q || n < 3)) return false;
    s->m->word = (uint8_t)word;
    s->m->label_from = s->m->label_to = (uint16_t)s->at;
    s->m->term = TERM_COLON;
    s->t = str_sub(s->t, 0, line.n - 1); /* the last quote is the mark's, too */
    s->at = is_answer_summary(title) ? s->t.n : open + 1;
    return true;
}

/* A word that marks nothing: with it most lines begin. */
static bool is_plain_word(const struct scan *s) {
    size_t n;
    char first = peek(s, 0);
    unsigned char lead = (unsigned char)first;
    bool letter = char_is_alpha(first) || (lead >= 0xC3 && lead <= 0xD8) || (lead >= 0xE4 && lead <= 0xED); /* these lead to letters */
    return letter && !marker_may_start(&s->context->markers, rest_of(s), 1u << WORD_Q | 1u << WORD_A) &&
           !(char_is_upper(first) && digit_at(s->t, s->at + 1, &n) >= 0) && !is_digest_title(s);
}

bool scan_mark(struct scan *s) {
    if (is_plain_word(s)) return false;
    bool answered = s->m->word == WORD_A; /* "A: 1984." says a number, where "A1:" bears one */
    return take_heading(s) || take_bold(s) || take_bullet(s) || take_box(s) || take_tag(s) || take_admonition(s) || scan_word(s) ||
           (!answered && take_number(s)) || take_symbol(s);
}
