#include "read/mark_scan.h"

#include "base/utf8.h"
#include "read/org.h"

enum { KEY_BYTES = 24, NAME_BYTES = 48, TIME_BYTES = 16, WRAPPED_BYTES = 40, LEAST_REST = 3, LONGEST_REST = 160, MOST_SIGNS = 8 };

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

/* Where the first letter stands; what counts and points stands before it: "[1 Title]", "| 12 | [Title". */
static size_t key_start(str text) {
    enum { FURTHEST = 64 };
    size_t at = 0;
    while (at < text.n && at < FURTHEST && !char_is_alpha(text.p[at]) && (unsigned char)text.p[at] < 0x80 && text.p[at] != '<') at++;
    return at == text.n ? 0 : at;
}

/* The last byte of the tag at `at`, or `at` when none stands there. */
static size_t key_tag(str text, size_t at) {
    enum { LONGEST_TAG = 200 };
    bool tag = at + 1 < text.n && (char_is_alpha(text.p[at + 1]) || text.p[at + 1] == '/');
    size_t end = tag ? str_find_char(str_sub(text, 0, at + LONGEST_TAG), '>', at) : SIZE_MAX;
    return end == SIZE_MAX ? at : end;
}

/* A sum that is quick to take byte by byte: tables spread it. */
uint64_t text_key(str text) {
    uint64_t sum = 0;
    size_t n = 0;
    for (size_t i = key_start(text); i < text.n && n < KEY_BYTES; i++) {
        unsigned char c = (unsigned char)text.p[i], kept = (unsigned char)key_char[c];
        if (!kept) {
            if (c == ' ') continue;
            if (c == ']' && i + 1 < text.n && text.p[i + 1] == '(') break; /* a link's address is no text */
            if (c == '<') i = key_tag(text, i);                            /* nor is a tag */
            if (c < 0x80 || c == 0xC2) continue;
            kept = c;
        }
        sum = sum * 257 + kept;
        n++;
    }
    return n >= 3 ? sum << 8 | n : 0;
}

/* --- what the line's text says ---------------------------------------------------------------------------------- */

size_t option_label(str line, size_t at, char *letter) {
    static const char *const wide[] = {"、", "．", "：", "）"};
    bool open = at < line.n && (line.p[at] == '(' || line.p[at] == '[');
    if (open) at++;
    if (at + 1 >= line.n || !char_is_alpha(line.p[at])) return 0;
    char after = line.p[at + 1];
    *letter = (char)(line.p[at] | 0x20);
    if (*letter > 'j') return 0;
    if (open) return after == ')' || after == ']' ? at + 2 : 0;
    if (after == ')' || after == '.' || after == ':') return at + 2;
    if ((unsigned char)after < 0x80) return 0;
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (str_starts(str_drop(line, at + 1), str_from(wide[i]))) return at + 1 + strlen(wide[i]);
    return 0;
}

/* Option letters: "A)", "(B)", "c.", "D:"; not the word "A". */
static void note_option(struct mark *m, str line, size_t at) {
    char letter;
    size_t after = option_label(line, at, &letter);
    if (!after && at + 1 < line.n && strchr(OPTION_SIGNS, line.p[at])) { /* "$B. …" */
        after = option_label(line, at + 1, &letter);
        if (after >= line.n || !char_is_blank(line.p[after])) return;
    }
    if (!after) return;
    m->flags |= MARK_OPTION;
    m->letter = (uint8_t)letter;
}

static bool name_char(uint32_t c) {
    return c >= 0x80 || char_is_alnum((char)c) || c == ' ' || c == '.' || c == '\'' || c == '-';
}

/* Behind a time: " AM", " pm", or `at` itself. */
static size_t half_day_end(str t, size_t at) {
    str rest = str_drop(t, at + (at < t.n && t.p[at] == ' '));
    bool half = str_starts_nocase(rest, STR("am")) || str_starts_nocase(rest, STR("pm"));
    return half && (rest.n == 2 || !char_is_alnum(rest.p[2])) ? (size_t)(rest.p - t.p) + 2 : at;
}

/* Behind a time in brackets: the date that a chat program writes there (", 3/4/2024"), or `at` itself. */
static size_t date_end(str t, size_t at) {
    size_t i = at, digits = 0;
    if (!str_starts(str_drop(t, i), STR(", "))) return at;
    for (i += 2; i < t.n && i < at + TIME_BYTES && (char_is_digit(t.p[i]) || strchr("./-", t.p[i])); i++)
        digits += char_is_digit(t.p[i]);
    return digits > 2 ? i : at;
}

/* The end of a time at `at` ("0:04", "01:02:33", "9:14 AM", also in brackets, there also with a date behind it), or 0. */
static size_t time_end(str t, size_t at) {
    char open = at < t.n ? t.p[at] : 0;
    bool bracket = open == '[' || open == '(';
    size_t i = at + bracket, parts = 0;
    for (; parts < 3; parts++) {
        size_t from = i;
        while (i < t.n && i - from < 3 && char_is_digit(t.p[i])) i++;
        if (i == from || (parts > 0 && i - from != 2)) return 0;
        if (i >= t.n || t.p[i] != ':' || i + 1 >= t.n || !char_is_digit(t.p[i + 1])) break;
        i++;
    }
    if (parts == 0) return 0;
    i = half_day_end(t, i);
    if (bracket) i = date_end(t, i);
    if (bracket && (i >= t.n || t.p[i] != (open == '[' ? ']' : ')'))) return 0;
    return i + bracket;
}

/* "Dana Reyes  0:04", "Dana (00:04):": where the name ends; what comes after the time in *after, else 0. */
static size_t timed_name(str t, size_t at, size_t *after) {
    for (size_t i = at + 2; i < t.n && i < at + NAME_BYTES; i++) {
        if (!char_is_blank(t.p[i - 1])) continue;
        size_t end = time_end(t, i), name = i;
        if (!end) continue;
        while (end < t.n && (t.p[end] == ':' || t.p[end] == '*')) end++;
        if (str_trim(str_drop(t, end)).n && t.p[end - 1] != ':') return 0;
        while (name > at && (char_is_blank(t.p[name - 1]) || t.p[name - 1] == '*')) name--;
        *after = end;
        return name;
    }
    return 0;
}

/* "Name:", "**Name:**", "**Name**:", "[00:04] Name:" before the text: a few words that start with a capital. */
static void note_speaker(struct scan *s) {
    if (s->m->depth || s->m->word || s->m->bullet || s->m->head) return;
    size_t at = s->at, time = at < s->t.n && char_is_alpha(s->t.p[at]) ? 0 : time_end(s->t, at);
    if (time) /* "0:04 - Dana: …" */
        for (at = time; at < s->t.n && (char_is_blank(s->t.p[at]) || strchr("-*", s->t.p[at]));) at++;
    bool letter = at < s->t.n && (char_is_upper(s->t.p[at]) || (unsigned char)s->t.p[at] >= 0x80 || (time && char_is_lower(s->t.p[at])));
    if (!letter) return;
    bool colon = str_find_char(str_sub(s->t, 0, at + NAME_BYTES + TIME_BYTES), ':', at) != SIZE_MAX; /* most lines have none */
    size_t end = 0, n = 1, name_end = time || !colon ? 0 : timed_name(s->t, at, &end);
    if (!name_end) {
        end = colon ? str_find_char(str_sub(s->t, 0, at + NAME_BYTES), ':', at) : SIZE_MAX;
        if (end == SIZE_MAX) {
            end = str_find(str_sub(s->t, 0, at + NAME_BYTES), STR("："), at);
            n = 3;
        }
        if (end == SIZE_MAX || end == at) return;
        name_end = end;
        size_t stars = s->context->flavor == FLAVOR_ORG ? 1 : 2; /* that close bold */
        if (name_end >= at + stars && memcmp(s->t.p + name_end - stars, "**", stars) == 0) name_end -= stars;
        end += n;
        if (str_starts(str_drop(s->t, end), str_of("**", stars))) end += stars;
    }
    for (size_t i = at; i < name_end; i++)
        if (!name_char((unsigned char)s->t.p[i])) return;
    if (name_end <= at) return;
    size_t words = 1;
    for (size_t i = at; i < name_end; i++) words += s->t.p[i] == ' ';
    if (words > 4) return;
    s->m->flags |= MARK_SPEAKER;
    s->m->label_from = (uint16_t)at;
    s->m->name_len = (uint16_t)(name_end - at);
    s->m->label_to = (uint16_t)end;
}

static bool note_ruler(struct mark *m, str t) {
    if (t.n && char_is_alnum(t.p[0])) return false; /* most lines */
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

/* Signs that people set behind a title: emoji, stars, arrows, and what joins or varies them. */
static bool is_sign(uint32_t c) {
    return (c >= 0x2190 && c < 0x2C00) || c == 0x200D || (c >= 0xFE00 && c < 0xFE10) || (c >= 0x1F000 && c < 0x1FB00);
}

/* "… ?", also with closing marks or signs after it: "?**", "?)", '?"', "? ⭐". */
static bool ends_asking(str t) {
    for (size_t signs = 0; t.n;) {
        if (char_is_alnum(t.p[t.n - 1])) return false; /* most lines */
        if (strchr("*_)\"'` !", t.p[t.n - 1])) {
            t.n--;
            continue;
        }
        size_t start = t.n - 1, next;
        while (start > 0 && ((unsigned char)t.p[start] & 0xC0) == 0x80 && t.n - start < 4) start--;
        next = start;
        if ((unsigned char)t.p[start] < 0xE2 || !is_sign(utf8_next(t, &next)) || ++signs > MOST_SIGNS) break;
        t.n = start;
    }
    return str_ends(t, STR("?")) || str_ends(t, STR("？")) || str_ends(t, STR("؟"));
}

/* "Title {#id .class key=value}": attributes of a heading, as pandoc, kramdown and others write them; where they start,
 * or text.n. */
static size_t heading_attributes(str text) {
    if (!str_ends(text, STR("}"))) return text.n;
    size_t open = text.n - 1;
    while (open > 0 && text.p[open] != '{' && text.p[open] != '`') open--;
    if (open == 0 || text.p[open] != '{' || !strchr("#.:-", text.p[open + 1]) || open + 3 > text.n) return text.n;
    return char_is_blank(text.p[open - 1]) || text.p[open - 1] == '?' ? str_trim_right(str_sub(text, 0, open)).n : text.n;
}

/* "How is** `x` **read?": bold text, of which the first "**" is gone, with nothing but code between. */
static bool is_bold_and_code(str t) {
    bool bold = true;
    size_t code = 0;
    for (size_t at = 0; at < t.n;) {
        if (str_starts(str_drop(t, at), STR("**"))) {
            bold = !bold;
            at += 2;
        } else if (!bold && t.p[at] == '`') {
            size_t run = 0, end;
            while (at + run < t.n && t.p[at + run] == '`') run++;
            if ((end = str_find(t, str_sub(t, at, at + run), at + run)) == SIZE_MAX) return false;
            at = end + run;
            code++;
        } else if (!bold && !char_is_blank(t.p[at])) {
            return false;
        } else {
            at++;
        }
    }
    return !bold && code > 0;
}

static void trim_end(struct scan *s) {
    str t = str_trim_right(s->t);
    size_t end = t.n;
    if (s->m->head && s->context->flavor == FLAVOR_MARKDOWN) t = str_sub(t, 0, end = heading_attributes(t));
    if (s->m->head && s->context->flavor != FLAVOR_ORG) { /* "## Title ##" */
        size_t k = end;
        while (k > s->at && t.p[k - 1] == '#') k--;
        if (k < end && k > s->at && char_is_blank(t.p[k - 1])) end = str_trim_right(str_sub(t, 0, k)).n;
    }
    if (s->m->head && s->context->flavor == FLAVOR_ORG) end = str_trim_right(str_sub(t, 0, org_tags(t))).n;
    if (end < s->at) end = s->at;
    if (s->m->flags & MARK_ITALICS && end > s->at) end--;
    str text = str_sub(t, s->at, end);
    if ((s->m->flags & (MARK_BOLD | MARK_ITALICS)) == MARK_BOLD) {
        static const char *const ends[] = {"**", "__", "</b>", "</strong>", "*"}; /* the last: Org's */
        bool org = s->context->flavor == FLAVOR_ORG;
        for (size_t i = org ? 4 : s->context->flavor == FLAVOR_HTML ? 2 : 0; i < (org ? 5 : 4); i++) {
            size_t close = str_find(text, str_from(ends[i]), 0);
            if (close == SIZE_MAX) continue;
            str after = str_trim(str_drop(text, close + strlen(ends[i])));
            bool mark = after.n <= 1 || str_starts(after, STR("</")) || str_starts(after, STR("<br"));
            bool emoji = after.n <= 8 && (unsigned char)(after.n ? after.p[0] : 0) >= 0x80;
            if (mark || emoji) s->m->flags |= MARK_ALL_BOLD;
            break;
        }
        bool alone = !s->m->depth && !s->m->bullet && !s->m->word && !s->m->head && s->at >= 2;
        if (alone && memcmp(s->t.p + s->at - 2, "**", 2) == 0 && is_bold_and_code(text)) { /* each part keeps its marks */
            s->m->flags = (s->m->flags & ~(unsigned)MARK_BOLD) | MARK_ALL_BOLD;
            s->m->text_from = (uint16_t)(s->at - 2);
        }
    }
    s->m->text_to = (uint32_t)end;
}

size_t bold_lead(const struct mark *mark, const struct line *line, size_t *after) {
    static const char *const ends[] = {"**", "__", "</b>", "</strong>"};
    if (!(mark->flags & MARK_BOLD) || (mark->flags & MARK_ALL_BOLD) || mark->head) return 0;
    str text = mark_text(mark, line);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t close = str_find(text, str_from(ends[i]), 0), at = close + strlen(ends[i]);
        if (close == SIZE_MAX || close == 0) continue;
        while (at < text.n && (char_is_blank(text.p[at]) || strchr(":-", text.p[at]))) at++;
        while (str_starts(str_drop(text, at), STR("–")) || str_starts(str_drop(text, at), STR("—")) || str_starts(str_drop(text, at), STR("：")))
            for (at += 3; at < text.n && char_is_blank(text.p[at]);) at++;
        if (at + LEAST_REST > text.n || strchr("([*", text.p[at])) return 0; /* "**What?****ANS**" */
        str rest = str_drop(text, at);
        if (rest.n <= LONGEST_REST && ends_asking(rest)) return 0; /* "**What is it?** And why?" */
        *after = mark->text_from + at;
        return mark->text_from + close;
    }
    return 0;
}

/* Lines that start like plain prose are most lines: turn them away by one look. */
static bool may_have_mark(const struct mark_context *c, str t, size_t at) {
    unsigned char first = (unsigned char)t.p[at];
    return first >= 0x80 || !char_is_lower((char)first) || c->markers.starts[first];
}

/* Of plain text, where a tab is eight columns. */
static uint32_t plain_indent(str text, size_t *at) {
    size_t i = str_skip_spaces(text, 0);
    uint32_t column = (uint32_t)i;
    for (; i < text.n && char_is_blank(text.p[i]); i++) column = text.p[i] == '\t' ? (column | 7) + 1 : column + 1;
    *at = i;
    return column;
}

/* What the line says goes into `m`, which knows only where the text ends. */
static void look_at(const struct mark_context *context, const struct line *line, struct mark *m) {
    struct scan s = {context, line->text, 0, m};
    size_t at;
    uint32_t indent = context->flavor == FLAVOR_PLAIN ? plain_indent(line->text, &at) : line_indent(line->text, &at);
    m->indent = (uint16_t)(indent > 999 ? 999 : indent);
    if (line->flags & LINE_BLANK) return;
    if (note_ruler(m, line->text)) return;
    if (at > PREFIX_BYTES) return;
    s.at = context->flavor == FLAVOR_ORG && at == 0 ? 0 : at;
    if (line->text.p[at] == '|') m->flags |= MARK_TABLE;
    if (may_have_mark(context, line->text, at)) {
        note_option(m, line->text, at);
        for (int i = 0; i < 8 && s.at < s.t.n && s.at < PREFIX_BYTES && scan_mark(&s); i++) {
            scan_blanks(&s);
            if (!m->depth && !m->word && !m->head) note_option(m, line->text, s.at); /* "- A:", "**B)", "✅ C." */
        }
        note_speaker(&s);
    }
    scan_blanks(&s);
    m->text_from = (uint16_t)s.at;
    trim_end(&s);
    str text = str_sub(s.t, s.at, m->text_to);
    if (text.n && text.n <= 200 && (text.p[text.n - 1] == ':' || str_ends(text, STR("：")))) m->flags |= MARK_COLON_END;
    if (all_caps(text)) m->flags |= MARK_CAPS;
    if (m->depth && (m->flags & MARK_BOLD)) { /* "**1. Title**", not "1. **Title**" */
        str before = str_sub(line->text, 0, m->number_from);
        if (str_find(before, STR("**"), 0) != SIZE_MAX || str_find(before, STR("__"), 0) != SIZE_MAX || str_find_char(before, '<', 0) != SIZE_MAX) m->flags |= MARK_BOLD_LABEL;
    }
    if (text.n && text.n <= 400 && ends_asking(text)) m->flags |= MARK_ASKS;
    bool marked = m->head || m->bullet || m->depth || m->word || m->symbol || m->box ||
                  (m->flags & (MARK_BOLD | MARK_SUMMARY | MARK_SPEAKER | MARK_COLON_END));
    if (m->flags & MARK_ASKS) m->like = 2;
    else if (marked) m->like = (uint8_t)question_likeness(&context->markers, text);
    m->key = text_key(text);
}

struct mark mark_line(const struct mark_context *context, const struct line *line) {
    struct mark m = {.text_to = (uint32_t)line->text.n};
    look_at(context, line, &m);
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

/* The next line with text, at most two below. */
static size_t next_text(const struct line *lines, size_t n, size_t i) {
    size_t k = i + 1;
    while (k < n && k <= i + 2 && (lines[k].flags & LINE_BLANK)) k++;
    return k;
}

static bool is_option_of(const struct line *lines, const struct mark *marks, size_t n, size_t i, char letter) {
    return i < n && !(lines[i].flags & (LINE_BLANK | LINE_CODE)) && (marks[i].flags & MARK_OPTION) && marks[i].letter == letter &&
           !marks[i].head && !marks[i].depth;
}

/* "A: …", "B: …", "C: …", "D: …" one below the other are options: no letter of theirs marks a question or an answer. */
static void find_option_runs(const struct line *lines, struct mark *marks, size_t n) {
    enum { LEAST_OPTIONS = 3 };
    for (size_t i = 0; i < n; i++) {
        if (!is_option_of(lines, marks, n, i, 'a') || marks[i].word != WORD_A) continue;
        size_t at[8], options = 0;
        for (size_t k = i; options < 8 && is_option_of(lines, marks, n, k, (char)('a' + options)); k = next_text(lines, n, k)) at[options++] = k;
        for (size_t k = 0; options >= LEAST_OPTIONS && k < options; k++) {
            struct mark *m = &marks[at[k]];
            size_t indent;
            if (!m->word) continue;
            line_indent(lines[at[k]].text, &indent);
            m->word = m->word_len = 0;
            m->term = 0;
            m->label_from = m->label_to = 0;
            m->text_from = (uint16_t)indent;
        }
    }
}

size_t bold_end(const struct mark_context *context, str text, size_t *n) {
    static const char *const ends[] = {"**", "__", "</b>", "</strong>", "*"}; /* the last: Org's */
    bool org = context->flavor == FLAVOR_ORG;
    for (size_t i = org ? 4 : 0; i < (org ? 5 : 4); i++) {
        size_t at = str_find(text, str_from(ends[i]), 0);
        if (at == SIZE_MAX) continue;
        str after = str_trim(str_drop(text, at + strlen(ends[i])));
        bool sign = after.n <= 8 && (unsigned char)(after.n ? after.p[0] : 0) >= 0x80;
        *n = strlen(ends[i]);
        return after.n <= 1 || sign ? at : SIZE_MAX;
    }
    return SIZE_MAX;
}

/* Whether what opens bold text on the line does not close there again: "**Q2** What" does. */
static bool bold_goes_on(const struct mark_context *context, str line) {
    static const char *const marks[] = {"**", "__", "<b>", "<strong>"};
    size_t opened = 0, stars = 0;
    for (size_t i = 0; i < line.n; i++) stars += line.p[i] == '*';
    if (context->flavor == FLAVOR_ORG) return stars == 1;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        for (size_t at = 0; (at = str_find(line, str_from(marks[i]), at)) != SIZE_MAX; at++) opened++;
    return opened == 1 && str_find(line, STR("</"), 0) == SIZE_MAX;
}

/* Bold text that opens a paragraph and closes at the end of a line below: a title that was wrapped. */
static void find_wrapped_bold(const struct mark_context *context, const struct line *lines, struct mark *marks, size_t n) {
    enum { MOST_MORE = 3 };
    for (size_t i = 0; i + 1 < n; i++) {
        struct mark *m = &marks[i];
        if ((m->flags & (MARK_BOLD | MARK_ALL_BOLD | MARK_ITALICS | MARK_SUMMARY)) != MARK_BOLD || m->head || lines[i].text.n < WRAPPED_BYTES) continue;
        size_t close;
        bool opens = i == 0 || m->bullet || m->depth || (lines[i - 1].flags & LINE_BLANK);
        if (!opens || !bold_goes_on(context, lines[i].text)) continue;
        for (size_t k = i + 1; k < n && k <= i + MOST_MORE; k++) {
            if ((lines[k].flags & (LINE_BLANK | LINE_CODE)) || marks[k].head || marks[k].bullet || marks[k].depth || marks[k].word || (marks[k].flags & (MARK_BOLD | MARK_RULER))) break;
            if (bold_end(context, lines[k].text, &close) == SIZE_MAX) continue;
            m->flags |= MARK_ALL_BOLD;
            m->more = (uint8_t)(k - i);
            if (marks[k].flags & MARK_ASKS) m->like = 2;
            break;
        }
    }
}

bool marks_make(const struct mark_context *context, const struct line *lines, size_t n, mark_table *out) {
    struct mark *room = n <= SIZE_MAX / sizeof *room ? realloc(out->at, (n + 1) * sizeof *room) : NULL;
    if (!room) return false;
    out->at = room;
    out->cap = n + 1;
    for (size_t i = 0; i < n; i++) {
        struct mark *m = &out->at[out->n++];
        *m = (struct mark){.text_to = (uint32_t)lines[i].text.n};
        if (!(lines[i].flags & LINE_CODE)) look_at(context, &lines[i], m);
        bool above = i > 0 && !(lines[i - 1].flags & (LINE_BLANK | LINE_CODE));
        if ((m->flags & MARK_RULER) && above && lines[i - 1].text.n <= 120 && strchr("-=~*", str_trim(lines[i].text).p[0]))
            out->at[i - 1].flags |= MARK_UNDERLINED;
    }
    if (context->flavor == FLAVOR_HTML) html_items_mark(context, lines, out->at, n);
    find_underlined(context, lines, out->at, n);
    find_option_runs(lines, out->at, n);
    find_wrapped_questions(lines, out->at, n);
    if (context->flavor != FLAVOR_HTML) find_wrapped_bold(context, lines, out->at, n);
    return true;
}

/* --- answers on the question's own line -------------------------------------------------------------------------- */

bool find_inner_answer(const struct mark_context *context, str text, size_t *at, size_t *after) {
    size_t limit = text.n < 4000 ? text.n : 4000;
    for (size_t i = 1; i < limit; i++) {
        char before = text.p[i - 1];
        if (char_is_alnum(before)) continue;
        bool glued = i >= 2 && before == '*' && text.p[i - 2] == '*';
        if (!char_is_space(before) && !glued && before != '>') continue;
        size_t n;
        if (!marker_may_start(&context->markers, str_drop(text, i), 1u << WORD_A)) continue;
        str rest = str_sub(text, i, i + PREFIX_BYTES);
        if (marker_at(&context->markers, rest, &n) != WORD_A) continue;
        struct mark m = {0};
        struct scan s = {context, rest, 0, &m};
        if (!scan_word(&s) || m.word != WORD_A) continue;
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
