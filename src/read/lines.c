#include "read/lines.h"

#include "base/utf8.h"
#include "read/decode.h"
#include "read/repair.h"
#include "read/rewrite.h"

/* --- where lines start and end -------------------------------------------------------------------------------- */

uint32_t line_indent(str text, size_t *at) {
    size_t i = str_skip_spaces(text, 0);
    uint32_t column = (uint32_t)i;
    for (; i < text.n && char_is_blank(text.p[i]); i++) column = text.p[i] == '\t' ? (column | 3) + 1 : column + 1;
    if (at) *at = i;
    return column;
}

static bool is_blank(str text) {
    for (size_t i = str_skip_spaces(text, 0); i < text.n; i++)
        if (!char_is_space(text.p[i])) return false;
    return true;
}

/* A line of nothing but blanks that are no ASCII: no-break, ideographic, zero-width. */
static bool is_wide_blank(str text) {
    for (size_t at = 0; at < text.n;) {
        if (char_is_space(text.p[at])) {
            at++;
            continue;
        }
        unsigned char lead = (unsigned char)text.p[at];
        if (lead != 0xC2 && lead != 0xE2 && lead != 0xE3 && lead != 0xEF) return false;
        uint32_t c = utf8_next(text, &at);
        if (c != 0xA0 && c != 0x3000 && c != 0xFEFF && !(c >= 0x2000 && c <= 0x200B) && c != 0x202F) return false;
    }
    return true;
}

/* Finds line ends: LF, CR LF, CR. What was looked for ahead is remembered, for lines that end with CR alone. */
struct line_ends {
    str text;
    size_t lf;    /* the next LF, or text.n */
    bool returns; /* the text has a CR at all */
};

/* Where the line that starts at `from` ends; *next is the start of the one after. */
static size_t line_end(struct line_ends *ends, size_t from, size_t *next) {
    str text = ends->text;
    if (ends->lf < from || from == 0) {
        size_t lf = str_find_char(text, '\n', from);
        ends->lf = lf == SIZE_MAX ? text.n : lf;
    }
    size_t end = ends->lf;
    *next = end < text.n ? end + 1 : end;
    size_t cr = ends->returns ? str_find_char(str_sub(text, 0, end), '\r', from) : SIZE_MAX;
    if (cr == SIZE_MAX) return end;
    if (cr + 1 != end || end == text.n) *next = cr + 1; /* CR alone ends a line, too */
    return cr;
}

/* Ideographic blanks that indent a paragraph, and lines of nothing but wide blanks, are layout. */
static void peel_wide_blanks(struct reader *reader, struct line *line) {
    str text = line->text;
    size_t wide = 0;
    while (str_starts(str_drop(text, wide), STR("\xE3\x80\x80"))) wide += 3;
    if (wide < text.n && (unsigned char)text.p[text.n - 1] >= 0x80 && is_wide_blank(text)) wide = text.n;
    if (!wide) return;
    reader_own(reader, str_sub(text, 0, wide), OWNER_MARKUP);
    line->text = str_drop(text, wide);
    if (is_blank(line->text)) line->flags |= LINE_BLANK;
}

/* Form feeds part a line's text into pieces; what follows one is torn from what stands before. */
static bool push_pieces(line_table *out, str text, bool feeds, uint32_t number) {
    uint16_t flags = 0;
    if (!feeds) return vec_push(out, (struct line){text, number, is_blank(text) ? LINE_BLANK : 0});
    for (;;) {
        size_t feed = str_find_char(text, '\f', 0);
        str piece = feed == SIZE_MAX ? text : str_sub(text, 0, feed);
        bool blank = is_blank(piece);
        if (!(feed != SIZE_MAX && blank) || flags) {
            uint16_t all = (uint16_t)(flags | (blank ? LINE_BLANK : 0));
            if (!vec_push(out, (struct line){piece, number, all})) return false;
        }
        if (feed == SIZE_MAX) return true;
        flags = LINE_TORN;
        text = str_drop(text, feed + 1);
    }
}

/* --- code ----------------------------------------------------------------------------------------------------- */

struct fence {
    char mark; /* '`', '~', 'p' for <pre>, 'o' for an Org block, 0 for none */
    size_t length;
};

static size_t run_of(str s, size_t at, char c) {
    size_t n = 0;
    while (at + n < s.n && s.p[at + n] == c) n++;
    return n;
}

/* A fence may stand behind a list mark, for text copied from web pages has it there. */
static bool opens_fence(str text, struct fence *out) {
    size_t at = str_skip_spaces(text, 0);
    while (at < text.n && char_is_blank(text.p[at])) at++;
    if (at < text.n && char_is_alnum(text.p[at])) return false;
    if (at + 1 < text.n && text.p[at + 1] == ' ' && strchr("-*+>", text.p[at])) at += 2;
    if (at >= text.n) return false;
    char c = text.p[at];
    if (c == '`' || c == '~') {
        size_t n = run_of(text, at, c);
        if (n < 3 || (c == '`' && str_find_char(text, '`', at + n) != SIZE_MAX)) return false;
        *out = (struct fence){c, n};
        return true;
    }
    str rest = str_drop(text, at);
    if (c == '#' && str_starts_nocase(rest, STR("#+begin_"))) {
        *out = (struct fence){'o', 0};
        return true;
    }
    return false;
}

/* "~~~~~~~" right below a title of that length is its underline and opens no code. */
static bool is_underline(const struct line *lines, size_t i) {
    str rule = str_trim_right(lines[i].text);
    if (rule.n < 4 || rule.p[0] != '~' || run_of(rule, 0, '~') < rule.n || i == 0) return false;
    str title = str_trim_right(lines[i - 1].text);
    bool alone = i == 1 || rule.n >= 8 || (lines[i - 2].flags & LINE_BLANK);
    return title.n && alone && !char_is_blank(title.p[0]) && rule.n + 2 >= utf8_count(title) && rule.n <= title.n + 6;
}

static bool closes_fence(str text, const struct fence *fence) {
    size_t at;
    line_indent(text, &at);
    str rest = str_drop(text, at);
    if (fence->mark == 'o') return str_starts_nocase(rest, STR("#+end_"));
    if (fence->mark == 'p') return str_find(text, STR("</pre"), 0) != SIZE_MAX;
    size_t n = run_of(text, at, fence->mark);
    return n >= fence->length && is_blank(str_drop(text, at + n));
}

/* <pre> that is not closed on its line but on a later one. */
static bool opens_pre(str text) {
    size_t at = str_find(text, STR("<pre"), 0), last = SIZE_MAX;
    while (at != SIZE_MAX) {
        last = at;
        at = str_find(text, STR("<pre"), at + 1);
    }
    if (last == SIZE_MAX || str_find(text, STR("</pre"), last) != SIZE_MAX) return false;
    char after = last + 4 < text.n ? text.p[last + 4] : '>';
    return after == '>' || char_is_space(after);
}

/* Where a fence that nobody closed must have ended: a heading below the first level, or a numbered heading. */
static bool looks_like_title(str text) {
    size_t at, hashes;
    if (line_indent(text, &at) > 3) return false;
    while (at < text.n && char_is_digit(text.p[at])) at++;
    if (at < text.n && at > 0 && (text.p[at] == '.' || text.p[at] == ')')) at++;
    while (at < text.n && char_is_blank(text.p[at])) at++;
    hashes = run_of(text, at, '#');
    return hashes >= 2 && hashes <= 6 && at + hashes < text.n && char_is_blank(text.p[at + hashes]);
}

/* The number of a line that asks something ("12. What …?", "Q12: …?", "### 12) …?"), or 0. */
static uint32_t asked_number(str text) {
    size_t at = 0;
    uint32_t number = 0;
    if (!text.n || (char_is_alpha(text.p[0]) && text.p[0] != 'Q' && text.p[0] != 'q')) return 0; /* most lines */
    while (at < text.n && at < 12 && strchr(" #*Qq.", text.p[at])) at++;
    if (at >= text.n || !char_is_digit(text.p[at])) return 0;
    for (; at < text.n && number < 100000 && char_is_digit(text.p[at]); at++) number = number * 10 + (uint32_t)(text.p[at] - '0');
    str t = str_trim_right(text);
    while (t.n && strchr("*_ ", t.p[t.n - 1])) t.n--;
    bool asks = str_ends(t, STR("?")) || str_ends(t, STR("？")) || str_ends(t, STR("؟"));
    return asks && at < text.n && strchr(".):", text.p[at]) ? number : 0;
}

static bool has_info(str text) {
    str t = str_trim(text);
    size_t n = run_of(t, 0, t.n ? t.p[0] : 0);
    return n >= 3 && n < t.n;
}


struct coding {
    struct reader *reader;
    line_table *lines;
    struct fence fence;
    size_t opened, title; /* lines: where the fence opened; the first title or next question in it, or SIZE_MAX */
    uint32_t asked;       /* the number of the last question above it, or 0 */
    size_t rewinds;
};

enum { MOST_REWINDS = 64 };

/* The fence at `opened` never closes: give the lines from the first title on back; the line to go on with. */
static size_t end_unclosed(struct coding *c, size_t now) {
    struct line *lines = c->lines->at;
    size_t end = c->title < now ? c->title : now;
    for (size_t i = end; i < now; i++) lines[i].flags &= (uint16_t)~LINE_CODE;
    diag_add1(c->reader->diags, DIAG_UNCLOSED_FENCE, reader_span(c->reader, lines[c->opened].text),
              c->title < now ? STR("at the next title") : STR("where the next one opens"));
    c->fence.mark = 0;
    c->rewinds++;
    return end;
}

/* Where the last closing tag of the kind ends, or 0. */
static size_t last_close(str all, str tag) {
    size_t last = 0;
    for (size_t at = 0; (at = str_find(all, tag, at)) != SIZE_MAX; at++) last = at + tag.n;
    return last;
}

void lines_flag_code(struct reader *reader, line_table *lines) {
    struct coding c = {.reader = reader, .lines = lines};
    struct ahead pre = {.all = reader->text, .what = STR("<pre")};
    size_t last_pre_end = last_close(reader->text, STR("</pre")); /* an open <pre> is believed when it closes */
    for (size_t i = 0; i <= lines->n; i++) {
        struct fence another;
        if (i == lines->n) {
            if (c.fence.mark == '~' && !has_info(lines->at[c.opened].text)) c.title = c.opened; /* ornament */
            bool give_back = c.fence.mark && c.title < i && c.rewinds < MOST_REWINDS;
            if (!give_back && (c.fence.mark == '`' || c.fence.mark == '~'))
                diag_add1(reader->diags, DIAG_UNCLOSED_FENCE, reader_span(reader, lines->at[c.opened].text), STR("at the end of the text"));
            if (!give_back) break;
            i = end_unclosed(&c, i);
        }
        struct line *line = &lines->at[i];
        if (line->flags & LINE_BLANK) {
            if (c.fence.mark) line->flags |= LINE_CODE;
        } else if (c.fence.mark) {
            bool reopened = (c.fence.mark == '`' || c.fence.mark == '~') && opens_fence(line->text, &another) && has_info(line->text) && another.mark == c.fence.mark &&
                            another.length == c.fence.length;
            if (reopened && c.rewinds < MOST_REWINDS) {
                i = end_unclosed(&c, i) - 1;
                continue;
            }
            line->flags |= LINE_CODE;
            if (c.title == SIZE_MAX && (looks_like_title(line->text) || (c.asked && asked_number(line->text) == c.asked + 1))) c.title = i;
            if (closes_fence(line->text, &c.fence)) c.fence.mark = 0;
        } else if (opens_fence(line->text, &another) && !is_underline(lines->at, i)) {
            c.fence = another;
            line->flags |= LINE_CODE;
            c.opened = i;
            c.title = SIZE_MAX;
        } else if (last_pre_end > (size_t)(line->text.p - reader->text.p) && ahead_in(&pre, line->text) && opens_pre(line->text)) {
            c.fence = (struct fence){'p', 0}; /* its own line holds text, too */
            c.opened = i;
            c.title = SIZE_MAX;
        } else {
            uint32_t number = asked_number(line->text);
            if (number) c.asked = number;
        }
    }
}

/* --- a text that was quoted as a whole -------------------------------------------------------------------------- */

enum { MOST_QUOTES = 4, LEAST_QUOTED = 4 };

/* quoted-lines: does '>' stand before (nearly) every line, as an answered letter has it? */
static bool is_quoted(const line_table *lines) {
    size_t quoted = 0, others = 0;
    for (size_t i = 0; i < lines->n; i++) {
        if (lines->at[i].flags & LINE_BLANK) continue;
        if (lines->at[i].text.p[0] == '>') quoted++;
        else if (++others > 2 && others * 19 > quoted && i > 200) return false;
    }
    return quoted >= LEAST_QUOTED && others * 19 <= quoted;
}

static bool unquote(struct reader *reader, line_table *lines) {
    bool reported = false;
    for (size_t i = 0; i < lines->n; i++) {
        struct line *line = &lines->at[i];
        if (line->text.n == 0 || line->text.p[0] != '>') continue;
        str mark = str_sub(line->text, 0, line->text.n > 1 && line->text.p[1] == ' ' ? 2 : 1);
        if (!reported && !reader_repair(reader, DIAG_R_QUOTED_LINES, mark, (str){0}, (str){0})) return false;
        reported = true;
        reader_own(reader, mark, OWNER_MARKUP);
        line->text = str_drop(line->text, mark.n);
        if (is_blank(line->text)) line->flags |= LINE_BLANK;
    }
    return true;
}

static uint32_t input_of(const struct reader *reader, size_t at) {
    return reader->n_steps ? decode_offset(reader->steps, reader->n_steps, (uint32_t)at) : (uint32_t)at;
}

bool lines_split(struct reader *reader, line_table *out) {
    str text = reader->text;
    struct source *source = reader->source;
    source->lines.n = 0;
    uint32_t number = 0;
    struct line_ends ends = {text, 0, str_find_char(text, '\r', 0) != SIZE_MAX};
    bool feeds = str_find_char(text, '\f', 0) != SIZE_MAX;
    for (size_t at = 0, next = 0; at < text.n || number == 0; at = next) {
        size_t end = line_end(&ends, at, &next);
        if (!vec_push(&source->lines, number ? input_of(reader, at) : 0)) return false;
        if (!push_pieces(out, str_sub(text, at, end), feeds, ++number)) return false;
    }
    return true;
}

/* Where the input's first byte in [at, end) of the new text stands there; SIZE_MAX: all of it is ours. `*run` is stepped on. */
static size_t first_of_input(const struct rewrite *said, size_t at, size_t end, size_t *run) {
    while (*run < said->runs.n && said->runs.at[*run].text + said->runs.at[*run].n <= at) ++*run;
    if (*run == said->runs.n || said->runs.at[*run].text >= end) return SIZE_MAX;
    size_t from = said->runs.at[*run].text;
    return from > at ? from : at;
}

bool lines_split_again(struct reader *reader, const struct rewrite *said, line_table *out) {
    str text = reader->text;
    const struct source *source = reader->source;
    struct line_ends ends = {text, 0, str_find_char(text, '\r', 0) != SIZE_MAX};
    uint32_t number = 1;
    size_t run = 0;
    out->n = 0;
    for (size_t at = 0, next = 0; at < text.n; at = next) {
        size_t end = line_end(&ends, at, &next);
        size_t first = first_of_input(said, at, end, &run);
        uint32_t input = first == SIZE_MAX ? 0 : input_of(reader, first);
        while (number < source->lines.n && source->lines.at[number] <= input) number++;
        if (!push_pieces(out, str_sub(text, at, end), false, number)) return false;
    }
    return true;
}

void lines_peel(struct reader *reader, line_table *lines) {
    for (size_t i = 0; i < lines->n; i++) peel_wide_blanks(reader, &lines->at[i]);
    for (int i = 0; i < MOST_QUOTES && is_quoted(lines) && unquote(reader, lines); i++) continue;
}

/* --- wrapped prose -------------------------------------------------------------------------------------------- */

enum { WRAP_SAMPLE = 4096, WRAP_LEAST = 40, WRAP_MOST = 132, WRAP_NEAR = 16, WRAP_ENOUGH = 8 };

/* Does a sentence go on in this line, as far as its first letter tells? */
static bool goes_on(str text) {
    str t = str_trim_left(text);
    return t.n && (char_is_lower(t.p[0]) || (unsigned char)t.p[0] >= 0x80);
}

/* Wrapped text has a column that most lines with a line after them come near to and hardly any exceeds, and sentences
 * go on below such lines: all of them, where there are few. */
uint32_t lines_wrap_column(const struct line *lines, size_t n) {
    uint16_t count[WRAP_MOST + 2] = {0}, going[WRAP_MOST + 2] = {0}; /* lines by their columns; the last: all that are longer */
    size_t used = 0, stride = n / WRAP_SAMPLE + 1;
    for (size_t i = 0; i + 1 < n && used < WRAP_SAMPLE; i += stride) {
        if ((lines[i].flags | lines[i + 1].flags) & (LINE_BLANK | LINE_CODE)) continue;
        bool longer = lines[i].text.n > 4 * WRAP_MOST; /* a character has no more bytes */
        size_t columns = longer ? WRAP_MOST + 1 : utf8_count(lines[i].text);
        if (columns > WRAP_MOST) columns = WRAP_MOST + 1;
        count[columns]++;
        going[columns] += goes_on(lines[i + 1].text);
        used++;
    }
    size_t column = WRAP_MOST + 1, above = used / 20, near = 0, on = 0; /* the 95th hundredth: a few long lines are no matter */
    for (; column > 0 && count[column] <= above; column--) above -= count[column];
    if (column < WRAP_LEAST || column > WRAP_MOST) return 0;
    for (size_t i = column - WRAP_NEAR; i <= WRAP_MOST + 1; i++) near += count[i], on += going[i];
    bool wrapped = used < WRAP_ENOUGH ? near > 1 && on == near : near * 100 >= used * 35 && on * 5 >= near;
    return wrapped ? (uint32_t)column : 0;
}
