/* odd-blanks, chat-residue, direction-marks: blanks and invisible characters that a web page or a chat window left at the joints of a
 * text, where they hide its marks; mended while it is decoded, so that all that reads it sees plain blanks.
 *
 * A no-break space becomes a blank where it indents a line, among the first blanks of a line (behind its mark), beside
 * another blank, and everywhere when a text has hardly any other; elsewhere it is somebody's typography ("10 000",
 * "Quoi ?"). An invisible character goes where it does nothing: beside a blank and at the ends of a line. Marks that embed
 * a direction go where they stand around whole lines, as pdftotext sets them; nobody types them there. */
#include "base/buf.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "read/decode.h"

#define NBSP "\xC2\xA0"
static const char *const odd[] = {NBSP, "\xE2\x80\x8B", "\xE2\x81\xA0", "\xEF\xBB\xBF", /* invisible */
                                   "\xE2\x80\xAA", "\xE2\x80\xAB", "\xE2\x80\xAC"};      /* U+202A to U+202C: directions */
enum { ODD = sizeof odd / sizeof *odd, DIRECTIONS = 4, INVISIBLE_BYTES = 3, NBSP_BYTES = 2, FIRST_BLANKS = 2, FIRST_BYTES = 24 };

struct mending {
    struct arena *arena;
    const struct decoded *from;
    bool nbsp, residue, directions; /* which may be mended */
    bool everywhere;    /* most of the blanks do not break */
    size_t next[ODD];   /* where each of them stands next, or SIZE_MAX */
    struct buf text;
    VEC(struct offset_step) steps;
    size_t carried;     /* steps of `from` that were taken over */
    size_t read, blanks; /* NBSP read as blanks */
    struct span first;
    size_t directed; /* marks of direction taken out */
    struct span first_directed;
    struct diags *diags;
    bool failed;
};

static bool is_line_end(char c) { return c == '\n' || c == '\r' || c == '\f'; }
static bool is_edge(str t, size_t at) { return at >= t.n || char_is_blank(t.p[at]) || is_line_end(t.p[at]); }

static bool is_invisible(str t, size_t at) {
    for (size_t i = 1; i < DIRECTIONS; i++)
        if (str_starts(str_drop(t, at), str_of(odd[i], INVISIBLE_BYTES))) return true;
    return false;
}

static bool is_direction(str t, size_t at) {
    return at + 2 < t.n && memcmp(t.p + at, "\xE2\x80", 2) == 0 && (unsigned char)t.p[at + 2] >= 0xAA && (unsigned char)t.p[at + 2] <= 0xAC;
}

/* Does a line start with one? */
static bool has_directed_line(str t) {
    for (size_t i = DIRECTIONS; i + 1 < ODD; i++)
        for (size_t at = 0; (at = str_find(t, str_from(odd[i]), at)) != SIZE_MAX; at += INVISIBLE_BYTES)
            if (at == 0 || is_line_end(t.p[at - 1])) return true;
    return false;
}

static void step(struct mending *m, size_t text, size_t input) {
    struct offset_step *last = m->steps.n ? &m->steps.at[m->steps.n - 1] : NULL;
    if (last && last->text == text) last->input = (uint32_t)input;
    else if (!vec_push(&m->steps, (struct offset_step){(uint32_t)text, (uint32_t)input})) m->failed = true;
}

static uint32_t input_of(const struct mending *m, size_t at) {
    return decode_offset(m->from->steps, m->from->n_steps, (uint32_t)at);
}

/* Copy what stands up to `end`, with the steps that lie in it. */
static void keep(struct mending *m, size_t end) {
    const struct offset_step *steps = m->from->steps;
    size_t start = m->read, made = m->text.n;
    step(m, made, input_of(m, start));
    while (m->carried < m->from->n_steps && steps[m->carried].text < end) {
        if (steps[m->carried].text > start) step(m, made + steps[m->carried].text - start, steps[m->carried].input);
        m->carried++;
    }
    buf_put(&m->text, str_sub(m->from->text, start, end));
    m->read = end;
}

static void take_nbsp(struct mending *m, size_t at) {
    keep(m, at);
    if (m->blanks++ == 0) m->first = (struct span){input_of(m, at), input_of(m, at + NBSP_BYTES)};
    step(m, m->text.n, input_of(m, at));
    buf_put(&m->text, STR(" "));
    m->read = at + NBSP_BYTES;
}

static void take_invisible(struct mending *m, size_t at) {
    keep(m, at);
    m->read = at + INVISIBLE_BYTES;
    struct span span = {input_of(m, at), input_of(m, m->read)};
    diag_add1(m->diags, DIAG_R_CHAT_RESIDUE, span, STR("an invisible character"));
}

static void take_direction(struct mending *m, size_t at) {
    keep(m, at);
    m->read = at + INVISIBLE_BYTES;
    if (m->directed++ == 0) m->first_directed = (struct span){input_of(m, at), input_of(m, m->read)};
}

/* A line's start: blanks and what may stand among them. */
static void mend_line(struct mending *m, size_t from, size_t end) {
    str t = str_sub(m->from->text, 0, end);
    size_t blanks = 0; /* of the line, behind its first word */
    bool word = false, edge = true;
    for (size_t at = from; at < end && !m->failed && !m->text.failed;) {
        unsigned char c = (unsigned char)t.p[at];
        size_t next = at + 1;
        if (c == 0xC2 && m->nbsp && str_starts(str_drop(t, at), STR(NBSP))) {
            next = at + NBSP_BYTES;
            bool first = !word || (blanks < FIRST_BLANKS && at - from < FIRST_BYTES);
            if (first || m->everywhere || edge || is_edge(t, next)) take_nbsp(m, at);
            blanks++;
            edge = true;
        } else if (c == 0xE2 && m->directions && is_direction(t, at)) {
            next = at + INVISIBLE_BYTES;
            take_direction(m, at);
        } else if ((c == 0xE2 || c == 0xEF) && m->residue && is_invisible(t, at)) {
            next = at + INVISIBLE_BYTES;
            if (edge || is_edge(t, next)) take_invisible(m, at);
        } else {
            edge = char_is_blank(t.p[at]);
            blanks += edge && word;
            word = word || !edge;
        }
        at = next;
    }
}

/* Do no-break spaces outnumber the other blanks four to one? Mostly the first few blanks decide. */
static bool is_mostly_nbsp(str text) {
    size_t n = 0, blanks = 0;
    for (size_t at = 0; (at = str_find(text, STR(NBSP), at)) != SIZE_MAX; at += NBSP_BYTES) n++;
    for (size_t at = 0; blanks * 4 < n && (at = str_find_char(text, ' ', at)) != SIZE_MAX; at++) blanks++;
    return n > blanks * 4;
}

/* The first at or behind `at` of those that may be mended, or SIZE_MAX. Asked in order: one search through the text for
 * each of them. */
static size_t next_odd(struct mending *m, size_t at) {
    size_t first = SIZE_MAX;
    for (size_t i = 0; i < ODD; i++) {
        if (!(i >= DIRECTIONS ? m->directions : i ? m->residue : m->nbsp)) continue;
        if (m->next[i] < at || at == 0) m->next[i] = str_find(m->from->text, str_from(odd[i]), at);
        if (m->next[i] < first) first = m->next[i];
    }
    return first;
}

/* Line by line, of those that hold one. */
static void mend(struct mending *m, size_t first) {
    str text = m->from->text;
    for (size_t end = 0, at = first; at != SIZE_MAX; at = next_odd(m, end)) {
        size_t from = at;
        while (from > end && !is_line_end(text.p[from - 1])) from--;
        for (end = at; end < text.n && !is_line_end(text.p[end]);) end++;
        mend_line(m, from, end);
    }
    if (m->read || m->blanks) keep(m, text.n);
}

static void report(struct diags *diags, enum diag_code rule, struct span first, size_t n) {
    struct buf number;
    if (n == 0) return;
    buf_init(&number);
    buf_put_uint(&number, n);
    diag_add1(diags, rule, first, buf_str(&number));
    buf_release(&number);
}

enum status blanks_mend(struct arena *arena, const struct read_options *options, struct diags *diags, struct decoded *decoded) {
    struct mending m = {.arena = arena, .from = decoded, .diags = diags};
    m.nbsp = !options || !options->disabled[DIAG_R_ODD_BLANKS];
    m.residue = !options || !options->disabled[DIAG_R_CHAT_RESIDUE];
    m.directions = (!options || !options->disabled[DIAG_R_DIRECTION_MARKS]) && has_directed_line(decoded->text);
    size_t first = next_odd(&m, 0);
    if (first == SIZE_MAX) return STATUS_OK;
    buf_init(&m.text);
    m.everywhere = m.nbsp && is_mostly_nbsp(decoded->text);
    mend(&m, first);
    enum status status = m.failed || m.text.failed ? STATUS_NO_MEMORY : STATUS_OK;
    if (status == STATUS_OK && m.read) {
        struct decoded made = {.text = arena_str(arena, buf_str(&m.text)), .n_steps = m.steps.n};
        made.steps = arena_array(arena, struct offset_step, m.steps.n);
        if (arena->failed || !made.steps) status = STATUS_NO_MEMORY;
        else {
            memcpy(made.steps, m.steps.at, m.steps.n * sizeof *made.steps);
            *decoded = made;
        }
    }
    buf_release(&m.text);
    if (status == STATUS_OK) {
        report(diags, DIAG_R_ODD_BLANKS, m.first, m.blanks);
        report(diags, DIAG_R_DIRECTION_MARKS, m.first_directed, m.directed);
    }
    vec_release(&m.steps);
    return status;
}
