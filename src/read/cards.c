/* cards: "What is a commit?⇥A snapshot", "… :: …", and a line of "?" alone between a question and its answer. A text is
 * made of cards when nearly every line of it is one, and enough of them ask something. */
#include "read/cards.h"

#include "read/repair.h"

enum { LEAST_CARDS = 4, LONGEST_CARD = 20000 };

/* What parts the two sides. A sign that often stands in text must be met in every line. */
struct separator {
    str text;
    bool sure;
};
#define SEPARATOR(text, sure) {{text, sizeof(text) - 1}, sure}
static const struct separator separators[] = {SEPARATOR("\t", true), SEPARATOR("::", true), SEPARATOR("|", false), SEPARATOR(";", false),
                                              SEPARATOR("*", false)}; /* the surest first */

struct cards {
    struct reader *reader;
    const struct markers *markers;
    const struct line *lines;
    size_t n;
    struct separator separator;
    bool parted;     /* a "?" stands alone somewhere */
    size_t unparted; /* … but not in the paragraph that ends here */
    line_table out;
    bool failed;
};

/* One card on one line. */
struct card {
    str number, question, answer, topic;
};

/* "#separator:tab", "#tags column:3": how an export says what its lines are. */
static bool is_export_note(str text) {
    static const char *const notes[] = {"#separator:", "#html:", "#tags", "#columns:", "#notetype", "#deck", "#if matches:", "#guid column:"};
    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++)
        if (str_starts(text, str_from(notes[i]))) return true;
    return false;
}

/* What stands beside cards and is none: titles, tags, comments of programs. */
static bool is_beside(const struct line *line) {
    str t = str_trim(line->text);
    return (line->flags & LINE_BLANK) || !t.n || t.p[0] == '#' || str_starts(t, STR("<!--"));
}

static bool is_number(str t) {
    for (size_t i = 0; i < t.n; i++)
        if (!char_is_digit(t.p[i])) return false;
    return t.n > 0 && t.n < 7;
}

static str unquoted(str t) { return t.n >= 2 && t.p[0] == '"' && t.p[t.n - 1] == '"' ? str_sub(t, 1, t.n - 1) : t; }

/* The field at *at of a line, and the offset behind its separator. */
static str next_field(str text, str separator, size_t *at) {
    size_t end = str_find(text, separator, *at), from = *at;
    if (end == SIZE_MAX) end = text.n;
    *at = end + separator.n;
    while (*at < text.n && separator.p[0] == ':' && text.p[*at] == ':') ++*at; /* ":::" */
    return unquoted(str_trim(str_sub(text, from, end)));
}

static bool read_card(const struct separator *s, const struct line *line, struct card *card) {
    str text = line->text, separator = s->text;
    if ((line->flags & (LINE_BLANK | LINE_CODE)) || text.n > LONGEST_CARD || str_find(text, separator, 0) == SIZE_MAX) return false;
    size_t at = 0;
    *card = (struct card){0};
    card->question = next_field(text, separator, &at);
    if (is_number(card->question) && at < text.n) {
        card->number = card->question;
        card->question = next_field(text, separator, &at);
    }
    card->answer = at < text.n ? next_field(text, separator, &at) : (str){0};
    if (at < text.n && separator.p[0] == '\t') card->topic = str_trim(str_drop(text, at));
    else if (at < text.n) return false; /* parted twice */
    return card->question.n && card->answer.n;
}

/* A line of "?" alone: what stands right above it asks, what stands right below it answers. */
static bool parts_lines(const struct cards *c, size_t i) {
    str t = str_trim(c->lines[i].text);
    return (str_eq(t, STR("?")) || str_eq(t, STR("??"))) && i > 0 && i + 1 < c->n && !is_beside(&c->lines[i - 1]) && !is_beside(&c->lines[i + 1]);
}

/* The end of the paragraph at `i` that a line of "?" parts, which is *middle; `i` when none does. */
static size_t parted_end(struct cards *c, size_t i, size_t *middle) {
    size_t to = i;
    *middle = SIZE_MAX;
    if (!c->parted || i < c->unparted) return i;
    for (; to < c->n && !is_beside(&c->lines[to]); to++)
        if (*middle == SIZE_MAX && parts_lines(c, to)) *middle = to;
    if (*middle == SIZE_MAX) c->unparted = to;
    return *middle == SIZE_MAX ? i : to;
}

/* Is the text made of cards with this separator? */
static bool is_made_of(struct cards *c, const struct separator *s) {
    size_t cards = 0, asking = 0, others = 0, middle;
    struct card card;
    c->unparted = 0;
    for (size_t i = 0; i < c->n; i++) {
        if (is_beside(&c->lines[i])) continue;
        size_t end = parted_end(c, i, &middle);
        if (end > i) {
            cards++, asking++;
            i = end - 1;
        } else if (read_card(s, &c->lines[i], &card)) {
            cards++;
            asking += question_likeness(c->markers, card.question) > 0;
        } else if (++others > 200 && others > cards) {
            return false; /* nearly all texts are turned away here */
        }
    }
    return cards >= LEAST_CARDS && asking * (s->sure ? 4 : 3) >= cards && cards * (s->sure ? 2 : 1) >= others * (s->sure ? 8 : 15);
}

/* --- a separator that nobody knows --------------------------------------------------------------------------------- */

static bool is_sign(char c) { return c > ' ' && c < 127 && !char_is_alnum(c); }

/* Does it stand once in each of the first lines that may be cards? */
static bool parts_first_lines(const struct cards *c, str separator) {
    enum { LOOKED_AT = 4 };
    size_t found = 0;
    for (size_t i = 0; i < c->n && found < LOOKED_AT; i++) {
        if (is_beside(&c->lines[i])) continue;
        str text = str_sub(c->lines[i].text, 0, LONGEST_CARD);
        size_t at = str_find(text, separator, 0);
        if (at == SIZE_MAX || str_find(text, separator, at + 1) != SIZE_MAX) return false;
        found++;
    }
    return found == LOOKED_AT;
}

/* The longest run that begins and ends with a sign ("&#t#&", "=>") and parts each of the first lines; may be empty. */
static struct separator unknown_separator(const struct cards *c) {
    enum { LONGEST = 8, LOOKED_AT = 600 };
    struct separator best = {0};
    size_t first = 0;
    while (first < c->n && is_beside(&c->lines[first])) first++;
    if (first == c->n) return best;
    str line = str_sub(c->lines[first].text, 0, LOOKED_AT);
    for (size_t at = 1; at + 2 < line.n; at++) {
        if (!is_sign(line.p[at])) continue;
        for (size_t n = 2; n <= LONGEST && at + n < line.n && line.p[at + n - 1] > ' ' && line.p[at + n - 1] < 127; n++) {
            str run = str_sub(line, at, at + n);
            if (is_sign(line.p[at + n - 1]) && n > best.text.n && parts_first_lines(c, run)) best.text = run;
        }
    }
    return best;
}

static void put(struct cards *c, str text, const struct line *line, uint16_t flags) {
    if (!vec_push(&c->out, (struct line){text, line->number, flags})) c->failed = true;
}

static void put_card(struct cards *c, const struct line *line, const struct card *card) {
    const char *from = card->number.n ? card->number.p : card->question.p;
    str question = str_of(from, (size_t)(card->question.p + card->question.n - from));
    reader_own(c->reader, line->text, OWNER_MARKUP);
    put(c, question, line, LINE_ASKED);
    if (card->topic.n) put(c, card->topic, line, LINE_TOPIC);
    put(c, card->answer, line, LINE_ANSWER);
}

/* The lines [from, to) around the one of "?". */
static void put_parted(struct cards *c, size_t from, size_t middle, size_t to) {
    for (size_t i = from; i < to; i++) {
        const struct line *line = &c->lines[i];
        if (i == middle) reader_own(c->reader, line->text, OWNER_MARKUP);
        else put(c, line->text, line, i == from ? LINE_ASKED : i == middle + 1 ? LINE_ANSWER : line->flags);
    }
}

static void split(struct cards *c) {
    struct card card;
    c->unparted = 0;
    bool apart = false; /* what comes next is no part of a card */
    for (size_t i = 0, middle; i < c->n; i++) {
        const struct line *line = &c->lines[i];
        size_t end = parted_end(c, i, &middle);
        if (end > i) {
            put_parted(c, i, middle, end);
            i = end - 1;
            apart = true;
        } else if (read_card(&c->separator, line, &card)) {
            put_card(c, line, &card);
            apart = true;
        } else if (is_export_note(line->text)) {
            reader_own(c->reader, line->text, OWNER_MARKUP);
        } else {
            bool text = !(line->flags & LINE_BLANK);
            put(c, line->text, line, (uint16_t)(line->flags | (text && apart ? LINE_APART : 0)));
            if (text) apart = false;
        }
    }
}

bool cards_split(struct reader *reader, const struct markers *markers, line_table *lines) {
    if (reader->flavor == FLAVOR_HTML || reader->flavor == FLAVOR_ORG) return true;
    struct cards c = {.reader = reader, .markers = markers, .lines = lines->at, .n = lines->n};
    for (size_t i = 0; i < c.n && !c.parted; i++) c.parted = parts_lines(&c, i);
    for (size_t i = 0; i < sizeof separators / sizeof *separators && !c.separator.text.n; i++)
        if ((c.parted || str_find(reader->text, separators[i].text, 0) != SIZE_MAX) && is_made_of(&c, &separators[i])) c.separator = separators[i];
    if (!c.separator.text.n) {
        struct separator unknown = unknown_separator(&c);
        if (!unknown.text.n || !is_made_of(&c, &unknown)) return true;
        c.separator = unknown;
    }
    split(&c);
    if (!c.failed) {
        line_table before = *lines;
        *lines = c.out;
        c.out = before;
    }
    vec_release(&c.out);
    return !c.failed;
}

/* "12 | What …", "12</td><td>What …", "12⇥What …": where the question starts behind the number of its row, or 0. */
static size_t behind_number(str text, size_t *digits) {
    size_t at = 0;
    while (at < text.n && at < 7 && char_is_digit(text.p[at])) at++;
    *digits = at;
    if (at == 0 || at == text.n) return 0;
    while (at < text.n && strchr(".) ", text.p[at])) at++;
    size_t bar = at;
    if (at < text.n && strchr("|\t", text.p[at])) at++;
    while (at < text.n && text.p[at] == '<') {
        size_t end = str_find_char(str_sub(text, 0, at + 200), '>', at);
        if (end == SIZE_MAX) return 0;
        at = end + 1;
        while (at < text.n && char_is_space(text.p[at])) at++;
    }
    if (at == bar) return 0;
    while (at < text.n && char_is_blank(text.p[at])) at++;
    return at < text.n && at < 999 ? at : 0;
}

void cards_mark(const struct line *lines, struct mark *marks, size_t n) {
    for (size_t i = 0; i < n; i++) {
        struct mark *m = &marks[i];
        size_t digits, start;
        if (lines[i].flags & (LINE_TOPIC | LINE_ANSWER))
            *m = (struct mark){.text_to = (uint32_t)lines[i].text.n, .word = lines[i].flags & LINE_ANSWER ? WORD_A : WORD_NONE};
        if (!(lines[i].flags & LINE_ASKED)) continue;
        m->word = WORD_Q;
        if (!m->depth) m->label_from = m->label_to = m->text_from;
        if ((start = behind_number(lines[i].text, &digits)) == 0) continue;
        m->depth = 1;
        m->number[0] = 0;
        for (size_t k = 0; k < digits; k++) m->number[0] = m->number[0] * 10 + (uint32_t)(lines[i].text.p[k] - '0');
        m->label_from = m->number_from = 0;
        m->label_to = m->number_to = (uint16_t)digits;
        m->text_from = (uint16_t)start;
    }
}
