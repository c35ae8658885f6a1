/* options: "A) …", "- B: …", "(c) …", "- [x] …", "- 1: …" below a choice question, also several on a line, and which
 * of them are right: by a sign on the option itself or by the answer's text. */
#include "read/build.h"

/* --- one label -------------------------------------------------------------------------------------------------- */

/* The option letter at the start of a line, where its label and its text start; 0 when there is none. */
static char letter_of(const struct recognition *r, size_t i, size_t *label_at, size_t *text_at) {
    const struct mark *m = &r->marks[i];
    str t = r->lines[i].text;
    char letter;
    *label_at = 0;
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
    for (size_t at = 0; at < t.n && at <= (size_t)m->text_from + 1; at++) {
        if (char_is_alpha(t.p[at]) && at > 0 && (t.p[at - 1] == '(' || t.p[at - 1] == '[')) continue;
        size_t after = option_label(t, at, &letter);
        if (!after || letter != (char)m->letter) continue;
        if (at + 3 == after && after < t.n && t.p[after] == '.') after++; /* "(a)." */
        while (after < t.n && char_is_blank(t.p[after])) after++;
        *label_at = at;
        *text_at = after;
        return letter;
    }
    return 0;
}

static bool follows(char before, char letter) {
    if (letter == 'x') return before == 0 || before == 'x';
    if (before == 0) return letter == 'a' || letter == '1';
    return letter == before + 1;
}

/* --- several options on a line ------------------------------------------------------------------------------------ */

/* The next option's label in the same style as the one at `label_at`, after a blank: its offset, or SIZE_MAX. */
static size_t next_label(str t, size_t label_at, size_t from, char letter) {
    bool open = t.p[label_at] == '(' || t.p[label_at] == '[';
    bool upper = char_is_upper(t.p[label_at + open]);
    char close = t.p[label_at + open + 1], found;
    for (size_t at = from + 1; at < t.n; at++) {
        if (!char_is_blank(t.p[at - 1]) || !option_label(t, at, &found) || found != letter) continue;
        if (t.p[at + open + 1] == close && char_is_upper(t.p[at + open]) == upper && (t.p[at] == t.p[label_at]) == open) return at;
    }
    return SIZE_MAX;
}

/* Part the line into its options: "A) red  B) green  C) blue". Two alone must stand well apart. */
static size_t split_line(str t, struct option *first, struct option *more, size_t room) {
    size_t n = 0;
    struct option *last = first;
    while (n < room && last->letter >= 'a' && last->letter < 'j') {
        size_t at = next_label(t, last->label_at, last->text_at, (char)(last->letter + 1));
        if (at == SIZE_MAX) break;
        size_t text = option_label(t, at, &(char){0});
        while (text < t.n && char_is_blank(t.p[text])) text++;
        more[n] = (struct option){.from = first->from, .to = first->to, .label_at = at, .text_at = text, .text_to = t.n,
                                  .letter = (char)(last->letter + 1)};
        last->text_to = at;
        last = &more[n++];
    }
    bool apart = n == 1 && more[0].label_at >= 2 && char_is_blank(t.p[more[0].label_at - 2]);
    if (n >= 2 || apart) return n;
    first->text_to = t.n;
    return 0;
}

/* --- signs of being right ----------------------------------------------------------------------------------------- */

static const char *const right_signs[] = {"✓", "✔", "✅", "☑", "√", "🗸"};
static const char *const right_words[] = {"(correct)", "(correct answer)", "[correct]", "- correct", "<- correct", "← correct",
                                          "(right)", "(answer)", "(richtig)", "(correcta)", "(correcto)", "(correta)",
                                          "(correto)", "(vrai)", "(bonne réponse)", "(corretta)", "(верно)", "(правильно)",
                                          "(正确)", "（正确）", "(正解)", "（正解）", "(정답)", "(doğru)", "(đúng)"};

static void trim_option(str t, struct option *o) {
    while (o->text_to > o->text_at && char_is_space(t.p[o->text_to - 1])) o->text_to--;
}

/* Take signs off the option's ends; what was taken says that it is right. */
static void take_signs(str t, struct option *o) {
    trim_option(t, o);
    str before = str_sub(t, 0, o->label_at);
    for (size_t i = 0; i < sizeof right_signs / sizeof *right_signs; i++) {
        str sign = str_from(right_signs[i]), text = str_sub(t, o->text_at, o->text_to);
        if (o->letter != 'x' && str_find(before, sign, 0) != SIZE_MAX && o->label_at < 24) o->correct = true;
        if (str_starts(text, sign)) o->text_at += sign.n, o->correct = true;
        else if (str_ends(text, sign)) o->text_to -= sign.n, o->correct = true;
        else if (str_ends(text, STR("\xEF\xB8\x8F")) && str_ends(str_sub(text, 0, text.n - 3), sign)) o->text_to -= sign.n + 3, o->correct = true;
        trim_option(t, o);
    }
    str text = str_sub(t, o->text_at, o->text_to);
    for (size_t i = 0; i < sizeof right_words / sizeof *right_words; i++) {
        str word = str_from(right_words[i]);
        if (text.n <= word.n || !str_starts_nocase(str_drop(text, text.n - word.n), word)) continue;
        o->text_to -= word.n;
        o->correct = true;
        break;
    }
    trim_option(t, o);
    text = str_sub(t, o->text_at, o->text_to);
    bool star = text.n > 1 && text.p[0] == '*' && !char_is_blank(text.p[1]) && str_find_char(text, '*', 1) == SIZE_MAX;
    if (star) o->text_at++, o->correct = true; /* "a. *Quieter" */
    while (o->text_at < o->text_to && char_is_blank(t.p[o->text_at])) o->text_at++;
}

/* "**B) 42**", "B) **42**" */
static bool is_bold(const struct recognition *r, const struct option *o) {
    str t = r->lines[o->from].text, text = str_sub(t, o->text_at, o->text_to);
    bool label = o->label_at >= 2 && memcmp(t.p + o->label_at - 2, "**", 2) == 0;
    return str_ends(text, STR("**")) && (label || (text.n > 4 && str_starts(text, STR("**")))) &&
           str_find(text, STR("**"), 2) >= text.n - 2;
}

/* One bold option among others that are not is the right one. */
static void find_bold(const struct recognition *r, struct option *o, size_t n) {
    size_t bold = 0, which = 0;
    for (size_t i = 0; i < n; i++) {
        if (o[i].correct) return;
        if (is_bold(r, &o[i])) bold++, which = i;
    }
    if (bold == 1 && n >= 2) o[which].correct = true;
}

/* Some options bear a sign right before their labels ("$B.", "*C)"), and others do not: these are right. */
static void find_signed(const struct recognition *r, struct option *o, size_t n) {
    size_t found = 0;
    bool bears[MOST_OPTIONS];
    for (size_t i = 0; i < n; i++) {
        str t = r->lines[o[i].from].text;
        if (o[i].correct) return;
        bears[i] = o[i].label_at > 0 && strchr(OPTION_SIGNS, t.p[o[i].label_at - 1]) && (o[i].label_at == 1 || char_is_blank(t.p[o[i].label_at - 2]));
        found += bears[i];
    }
    for (size_t i = 0; i < n && found < n; i++) o[i].correct = bears[i];
}

/* --- the options of a question ------------------------------------------------------------------------------------ */

/* What stands below an option and belongs to it: its further lines until a blank line or another mark. */
static bool goes_on(const struct recognition *r, const struct option *last, size_t i) {
    const struct mark *m = &r->marks[i];
    bool blank = r->lines[i - 1].flags & LINE_BLANK;
    bool inside = last->letter == 'x' && (m->indent > r->marks[last->from].indent || (r->lines[i].flags & LINE_CODE));
    return inside || !(blank || m->word || m->head || (m->flags & (MARK_SUMMARY | MARK_DETAILS)));
}

size_t options_find(const struct recognition *r, size_t from, size_t to, struct option out[MOST_OPTIONS]) {
    size_t n = 0;
    for (size_t i = from; i < to; i++) {
        size_t label_at = 0, text_at = 0;
        char letter = letter_of(r, i, &label_at, &text_at), before = n ? out[n - 1].letter : 0;
        if (letter && n < MOST_OPTIONS && follows(before, letter)) {
            if (n) out[n - 1].to = i > out[n - 1].from ? i : out[n - 1].to;
            out[n] = (struct option){.from = i, .to = i + 1, .label_at = label_at, .text_at = text_at,
                                     .text_to = r->lines[i].text.n, .letter = letter, .correct = r->marks[i].box == 2};
            n++;
            n += split_line(r->lines[i].text, &out[n - 1], out + n, MOST_OPTIONS - n);
        } else if (n && !(r->lines[i].flags & LINE_BLANK)) {
            if (!goes_on(r, &out[n - 1], i)) break;
            out[n - 1].to = i + 1;
        }
    }
    if (n < 2) return 0;
    for (size_t k = 0; k < n; k++) take_signs(r->lines[out[k].from].text, &out[k]);
    find_bold(r, out, n);
    find_signed(r, out, n);
    return n;
}

/* --- what the answer names ---------------------------------------------------------------------------------------- */

/* One letter at `at`, as a word of its own; its end, or 0. */
static size_t key_letter(str t, size_t at, char *letter) {
    while (at < t.n && strchr("([*`\"'", t.p[at])) at++;
    if (at >= t.n || !char_is_alnum(t.p[at])) return 0;
    *letter = char_is_digit(t.p[at]) ? t.p[at] : (char)(t.p[at] | 0x20);
    at++;
    if (at < t.n && (char_is_alnum(t.p[at]) || t.p[at] == '\'')) return 0;
    while (at < t.n && strchr(")].*`:\"", t.p[at])) at++;
    return at;
}

static bool mark_letter(struct option *options, size_t n, char letter) {
    for (size_t k = 0; k < n; k++)
        if (options[k].letter == letter) return options[k].correct = true;
    return false;
}

/* "AC", "BDE": nothing but option letters, in capitals and in order. */
static bool mark_run(struct option *options, size_t n, str t) {
    if (t.n < 2 || t.n > 6) return false;
    for (size_t i = 0; i < t.n; i++)
        if (!char_is_upper(t.p[i]) || (t.p[i] | 0x20) >= (int)('a' + n) || (i && t.p[i] <= t.p[i - 1])) return false;
    for (size_t i = 0; i < t.n; i++) mark_letter(options, n, (char)(t.p[i] | 0x20));
    return true;
}

/* ", C", "& C", "and C" after the first letter */
static size_t more_letters(str t, size_t at, struct option *options, size_t n) {
    static const char *const links[] = {",", "&", "and ", "、", "/", ";", "，", "y ", "et ", "und ", "и "};
    for (bool found = true; found;) {
        found = false;
        size_t next = at;
        while (next < t.n && char_is_blank(t.p[next])) next++;
        for (size_t i = 0; i < sizeof links / sizeof *links && !found; i++) {
            if (!str_starts(str_drop(t, next), str_from(links[i]))) continue;
            size_t start = next + strlen(links[i]);
            char letter = 0;
            while (start < t.n && char_is_blank(t.p[start])) start++;
            size_t end = key_letter(t, start, &letter);
            if (!end || !mark_letter(options, n, letter)) continue;
            at = end;
            found = true;
        }
    }
    return at;
}

bool options_mark(const struct recognition *r, struct option *options, size_t n, str answer, str *left) {
    str t = str_trim(answer);
    char letter = 0;
    *left = str_drop(t, t.n);
    if (mark_run(options, n, t)) return true;
    size_t at = key_letter(t, 0, &letter);
    bool article = at && letter == 'a' && t.p[0] == 'a' && at == 1 && str_trim(str_drop(t, at)).n > 0; /* "a list of …" */
    size_t end = at ? more_letters(t, at, options, n) : 0;
    if (at && (!article || end > at) && mark_letter(options, n, letter)) {
        at = end;
        *left = str_trim(str_drop(t, at));
        return true;
    }
    uint64_t key = text_key(answer);
    for (size_t k = 0; k < n; k++) {
        str text = str_trim(str_sub(r->lines[options[k].from].text, options[k].text_at, options[k].text_to));
        if (!(key && text_key(text) == key) && !(t.n && str_eq(text, t))) continue;
        return options[k].correct = true;
    }
    return false;
}

bool options_mark_bracket(struct option *options, size_t n, str question) {
    str t = str_trim_right(question);
    bool wide = str_ends(t, STR("）"));
    if (!wide && !str_ends(t, STR(")"))) return false;
    t.n -= wide ? 3 : 1;
    size_t open = t.n;
    while (open > 0 && t.n - open < 12 && t.p[open - 1] != '(' && !str_ends(str_sub(t, 0, open), STR("（"))) open--;
    str inside = str_trim(str_drop(t, open));
    if (inside.n == 0 || open == 0) return false;
    if (mark_run(options, n, inside)) return true;
    char letter = 0;
    size_t end = key_letter(inside, 0, &letter);
    if (!end || !char_is_upper(inside.p[0])) return false;
    return end == inside.n && mark_letter(options, n, letter);
}
