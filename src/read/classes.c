/* Lines that look alike: each class is a candidate for "these are the questions". */
#include "read/recognise_inside.h"

static void add(struct search *s, enum class_kind kind, uint8_t head, uint64_t look, size_t line) {
    uint64_t key = ((look * 0x9E3779B97F4A7C15u) ^ ((uint64_t)kind << 8 | head)) * 0xD6E8FEB86659FD93u | 1;
    struct tally_cell *cell = tally_at(&s->index, key);
    if (!cell) {
        s->failed = true;
        return;
    }
    if (!cell->value) {
        if (s->n_classes == CLASSES) return;
        s->classes[s->n_classes] = (struct class){.key = key, .kind = (uint8_t)kind, .head = head};
        cell->value = (uint32_t)++s->n_classes;
    }
    if (!vec_push(&s->classes[cell->value - 1].at, (uint32_t)line)) s->failed = true;
}

static uint64_t indent_bucket(uint16_t indent) { return indent == 0 ? 0 : indent < 4 ? 1 : indent < 8 ? 2 : 3; }

static bool leaf_heading(const struct search *s, size_t k) {
    const struct mark *marks = s->r->marks;
    return k + 1 == s->headings.n || marks[s->headings.at[k + 1]].head <= marks[s->headings.at[k]].head;
}

/* "Introduction", "References": a heading that stands apart from the questions, whatever its level. */
static bool is_apart(const struct recognition *r, size_t i) {
    return !r->marks[i].like && is_apart_title(&r->context->markers, mark_text(&r->marks[i], &r->lines[i]));
}

static bool is_question_summary(const struct recognition *r, size_t i) {
    const struct mark *m = &r->marks[i];
    if (!(m->flags & MARK_SUMMARY)) return false;
    str text = mark_text(m, &r->lines[i]);
    size_t end = str_find_char(text, '<', 0);
    str shown = str_sub(text, 0, end == SIZE_MAX ? text.n : end);
    return str_trim(text).n > 0 && !is_answer_summary(shown.n ? shown : text);
}

/* --- lines without any mark -------------------------------------------------------------------------------------- */

enum { UNMARKED_LINES = 3, UNMARKED_BYTES = 240, LONGEST_TITLE = 80, STACKED = 8 /* questions above one answer */ };

static bool bears_no_mark(const struct line *line, const struct mark *m) {
    return !(line->flags & (LINE_BLANK | LINE_CODE)) && !m->head && !m->depth && !m->word && !m->bullet && !m->symbol && !m->box &&
           !(m->flags & (MARK_RULER | MARK_TABLE | MARK_SUMMARY | MARK_DETAILS | MARK_CONTENTS | MARK_BOLD | MARK_CODE_LABEL)) &&
           line->text.n <= UNMARKED_BYTES && line->text.p[m->text_from < line->text.n ? m->text_from : 0] != '>';
}

/* Asked many times of each line, so seen once. */
static void find_unmarked(struct recognition *r) {
    for (size_t i = 0; i < r->n; i++)
        if (bears_no_mark(&r->lines[i], &r->marks[i])) r->marks[i].flags |= MARK_NONE;
}

bool is_unmarked(const struct recognition *r, size_t i) { return (r->marks[i].flags & MARK_NONE) != 0; }

static bool ends_sentence(str text) {
    str t = str_trim(text);
    while (t.n && strchr("*_)\"'`", t.p[t.n - 1])) t.n--; /* a question's own end is seen by MARK_ASKS */
    return t.n && (strchr(".!?:", t.p[t.n - 1]) || str_ends(t, STR("。")) || str_ends(t, STR("？")) || str_ends(t, STR("؟")));
}

size_t unmarked_end(const struct recognition *r, size_t i, size_t limit) {
    size_t end = i + 1;
    while (end < limit && end < i + UNMARKED_LINES && is_unmarked(r, end) && r->marks[end].indent == r->marks[i].indent &&
           !(r->marks[end - 1].flags & MARK_ASKS) && r->lines[end - 1].text.n >= LEAST_WRAPPED)
        end++;
    return end;
}

/* Whether a paragraph starts here: after a blank line, a ruler, a page break, a line at another indent, or a title on
 * the very first line. */
static bool starts_paragraph(const struct recognition *r, size_t i) {
    if (i <= 1 || (r->lines[i - 1].flags & LINE_BLANK) || (r->lines[i].flags & LINE_TORN)) return true;
    const struct mark *above = &r->marks[i - 1];
    if (above->flags & MARK_RULER) return true;
    int step = (int)r->marks[i].indent - (int)above->indent;
    return is_unmarked(r, i - 1) && (step >= 2 || step <= -2);
}

/* A paragraph that opens with a question, be it of two or three lines. */
static bool opens_asking(const struct recognition *r, size_t i) {
    if (!is_unmarked(r, i)) return false;
    bool start = starts_paragraph(r, i);
    bool titled = i > 0 && r->marks[i - 1].depth && !r->marks[i - 1].word && !(r->marks[i - 1].flags & MARK_ASKS) && r->lines[i - 1].text.n <= LONGEST_TITLE;
    if (!start) return (r->marks[i].flags & MARK_ASKS) && (titled || ends_sentence(r->lines[i - 1].text));
    size_t end = unmarked_end(r, i, r->n);
    if (!(r->marks[end - 1].flags & MARK_ASKS)) return false;
    if (end == i + 1) return true;
    if (end < r->n && r->marks[end].indent > r->marks[i].indent + 1) return true;
    for (size_t k = i; k < end; k++) /* an answer may well ask something in its third sentence */
        if (str_find(r->lines[k].text, STR(". "), 0) != SIZE_MAX || (k + 1 < end && ends_sentence(r->lines[k].text))) return false;
    return end == r->n || (r->lines[end].flags & LINE_BLANK) || r->marks[end].indent != r->marks[i].indent;
}

/* The line above, at the same indent, asks something by itself: one of several questions with one answer below. */
static bool stands_below_question(const struct recognition *r, size_t i) {
    return i > 0 && is_unmarked(r, i - 1) && (r->marks[i - 1].flags & MARK_ASKS) && r->marks[i - 1].indent == r->marks[i].indent;
}

/* A title that juts out: what comes after it stands deeper. */
static bool hangs(const struct recognition *r, size_t i) {
    if (!is_unmarked(r, i) || r->lines[i].text.n > 160) return false;
    if (!starts_paragraph(r, i) && !(stands_below_question(r, i) && (r->marks[i].flags & MARK_ASKS))) return false;
    size_t next = unmarked_end(r, i, r->n);
    while (next < r->n && next < i + STACKED && stands_below_question(r, next) && (r->marks[next].flags & MARK_ASKS)) next++;
    if (ends_sentence(r->lines[next - 1].text) && !(r->marks[next - 1].flags & MARK_ASKS)) return false; /* it leads to code */
    for (size_t last = next + UNMARKED_LINES + 2; next < r->n && next < last && (r->lines[next].flags & LINE_BLANK);) next++;
    return next < r->n && !(r->lines[next].flags & (LINE_BLANK | LINE_CODE)) && !r->marks[next].head && r->marks[next].indent >= r->marks[i].indent + 2;
}

static void classify_unmarked(struct search *s, size_t i) {
    if (opens_asking(s->r, i)) {
        add(s, CLASS_ASKING, 0, s->r->marks[i].indent / 2, i);
        s->r->marks[i].like = 2; /* its question mark may stand two lines below */
    }
    if (!hangs(s->r, i)) return;
    if (!s->r->marks[i].like) s->r->marks[i].like = (uint8_t)question_likeness(&s->r->context->markers, s->r->lines[i].text);
    add(s, CLASS_HANGING, 0, s->r->marks[i].indent, i);
}

/* "Scenario 3:": other words than "Question" make a class of their own. */
static bool is_numbered_only(const struct recognition *r, size_t i) {
    const struct mark *m = &r->marks[i];
    return m->depth && m->word_len > 1 && marker_needs_number(str_sub(r->lines[i].text, m->label_from, (size_t)m->label_from + m->word_len));
}

static void classify(struct search *s, size_t i) {
    const struct recognition *r = s->r;
    const struct mark *m = &r->marks[i];
    if ((r->lines[i].flags & (LINE_BLANK | LINE_CODE)) || (m->flags & (MARK_CONTENTS | MARK_RULER | MARK_KEY | MARK_CODE_LABEL))) return;
    uint64_t indent = indent_bucket(m->indent);
    bool marked = m->head || m->depth || m->word || m->bullet || m->symbol;
    if (m->word == WORD_Q) add(s, CLASS_WORD, 0, is_numbered_only(r, i), i);
    if (is_question_summary(r, i)) add(s, CLASS_SUMMARY, 0, 0, i);
    if (m->depth && !m->word) {
        uint64_t term = m->term == TERM_PAREN ? 1 : m->term == TERM_BLANK && m->depth == 1 && !m->head ? 2 : 0, bold = (m->flags & MARK_BOLD) ? 1 : 0;
        uint64_t look = (uint64_t)((m->flags & MARK_BOLD_LABEL) != 0) << 17 | (uint64_t)(m->depth > 1) << 16 | term << 12 | bold << 8 | (uint64_t)(m->bullet != 0) << 6 |
                        (uint64_t)(m->letter != 0) << 5 | indent << 2 | (m->symbol ? 2 : 0);
        if (m->term != TERM_TAB || m->head || m->depth > 1) add(s, CLASS_NUMBER, m->head, look, i);
    }
    if (m->head && m->text_to > m->text_from && !is_apart(r, i)) add(s, CLASS_HEADING, m->head, 0, i);
    bool slanted = (m->flags & MARK_ITALICS) != 0; /* list items in italics are examples as often as not */
    bool alone = (m->flags & MARK_ALL_BOLD) && !(m->flags & MARK_CELL);
    if (alone && !m->head && !m->depth && !m->word && !(slanted && m->bullet))
        add(s, CLASS_BOLD, 0, (slanted ? 4u : 0u) | (m->flags & MARK_SUMMARY ? 8u : 0u) | (m->bullet != 0), i);
    size_t after, lead = m->depth || m->word ? 0 : bold_lead(m, &r->lines[i], &after);
    if (lead && question_likeness(&r->context->markers, str_sub(r->lines[i].text, m->text_from, lead)))
        add(s, CLASS_BOLD, 0, 2 | (m->bullet != 0), i);
    if ((m->flags & MARK_SPEAKER) && m->name_len)
        add(s, CLASS_SPEAKER, 0, name_hash(str_sub(r->lines[i].text, m->label_from, m->label_from + m->name_len)), i);
    if (m->bullet && !m->depth && !m->word && !m->head)
        add(s, CLASS_BULLET, 0, (uint64_t)(m->bullet == 'o') << 8 | indent << 4 | (uint64_t)(m->box != 0) << 1, i);
    if (m->symbol && !m->depth && !m->word) add(s, CLASS_SYMBOL, 0, m->symbol, i);
    if ((m->flags & MARK_LISTED) && !marked) add(s, CLASS_LISTED, 0, indent, i);
    if (!marked) classify_unmarked(s, i);
}

bool classes_find(struct search *s) {
    struct recognition *r = s->r;
    s->content = arena_array(s->arena, uint32_t, r->n + 1);
    s->answers = arena_array(s->arena, uint32_t, r->n + 1);
    if (!s->content || !s->answers) return false;
    find_unmarked(r);
    for (size_t i = 0; i < r->n; i++) {
        const struct mark *m = &r->marks[i];
        bool text = !(r->lines[i].flags & LINE_BLANK) && !(m->flags & (MARK_CONTENTS | MARK_RULER | MARK_KEY));
        s->content[i + 1] = s->content[i] + text;
        s->answers[i + 1] = s->answers[i] + (m->word == WORD_A && !(m->flags & (MARK_CONTENTS | MARK_KEY)));
        if (m->head && !(m->flags & (MARK_CONTENTS | MARK_KEY)) && !vec_push(&s->headings, (uint32_t)i)) return false;
        classify(s, i);
    }
    for (size_t k = 0; k < s->headings.n; k++)
        if (leaf_heading(s, k) && !is_apart(s->r, s->headings.at[k])) add(s, CLASS_LEAF, 0, 0, s->headings.at[k]);
    return !s->failed;
}
