#include "read/recognise.h"

#include <math.h>

#include "read/series.h"
#include "read/tally.h"

enum { CLASSES = 192, SEARCH_DEPTH = 3, TAKEN = 255 };

/* Lines that look alike. */
struct class {
    uint64_t key;
    uint8_t kind; /* enum class_kind */
    uint8_t head;
    VEC(uint32_t) at; /* line indices, ascending */
};

struct search {
    struct recognition *r;
    struct class classes[CLASSES];
    size_t n_classes;
    struct tally index;              /* class key → 1 + index */
    uint32_t *content, *answers;     /* prefix sums: lines with text outside contents lists; answer markers */
    VEC(uint32_t) headings;
    struct arena *arena;
    enum read_shape forced;
    double shape_score[READ_SHAPES_END]; /* the best of each shape over the whole text */
    uint32_t n_chosen;
    bool no_lists;                   /* bullets without answers are examples here, the questions come with answers */
    bool failed;
};

uint64_t name_hash(str name) {
    char folded[64];
    size_t n = name.n < sizeof folded ? name.n : sizeof folded;
    for (size_t i = 0; i < n; i++) folded[i] = char_is_upper(name.p[i]) ? (char)(name.p[i] | 0x20) : name.p[i];
    return str_hash(str_of(folded, n)) | 1;
}

/* --- classes ---------------------------------------------------------------------------------------------------- */

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

enum { UNMARKED_LINES = 3, UNMARKED_BYTES = 240 };

static bool is_unmarked(const struct recognition *r, size_t i) {
    const struct mark *m = &r->marks[i];
    const struct line *line = &r->lines[i];
    return !(line->flags & (LINE_BLANK | LINE_CODE)) && !m->head && !m->depth && !m->word && !m->bullet && !m->symbol && !m->box &&
           !(m->flags & (MARK_RULER | MARK_TABLE | MARK_SUMMARY | MARK_DETAILS | MARK_CONTENTS | MARK_BOLD)) &&
           line->text.n <= UNMARKED_BYTES && line->text.p[m->text_from < line->text.n ? m->text_from : 0] != '>';
}

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
    if (!start) return (r->marks[i].flags & MARK_ASKS) && ends_sentence(r->lines[i - 1].text);
    size_t end = unmarked_end(r, i, r->n);
    if (!(r->marks[end - 1].flags & MARK_ASKS)) return false;
    if (end == i + 1) return true;
    if (end < r->n && r->marks[end].indent > r->marks[i].indent + 1) return true;
    for (size_t k = i; k < end; k++) /* an answer may well ask something in its third sentence */
        if (str_find(r->lines[k].text, STR(". "), 0) != SIZE_MAX || (k + 1 < end && ends_sentence(r->lines[k].text))) return false;
    return end == r->n || (r->lines[end].flags & LINE_BLANK) || r->marks[end].indent != r->marks[i].indent;
}

/* A title that juts out: what comes after it stands deeper. */
static bool hangs(const struct recognition *r, size_t i) {
    if (!is_unmarked(r, i) || r->lines[i].text.n > 160) return false;
    if (!starts_paragraph(r, i)) return false;
    size_t next = unmarked_end(r, i, r->n);
    if (ends_sentence(r->lines[next - 1].text) && !(r->marks[next - 1].flags & MARK_ASKS)) return false; /* it leads to code */
    while (next < r->n && next < i + UNMARKED_LINES + 3 && (r->lines[next].flags & LINE_BLANK)) next++;
    return next < r->n && !(r->lines[next].flags & (LINE_BLANK | LINE_CODE)) && !r->marks[next].head && r->marks[next].indent >= r->marks[i].indent + 2;
}

static void classify_unmarked(struct search *s, size_t i) {
    if (opens_asking(s->r, i)) add(s, CLASS_ASKING, 0, s->r->marks[i].indent, i);
    if (opens_asking(s->r, i)) s->r->marks[i].like = 2; /* its question mark may stand two lines below */
    if (!hangs(s->r, i)) return;
    if (!s->r->marks[i].like) s->r->marks[i].like = (uint8_t)question_likeness(&s->r->context->markers, s->r->lines[i].text);
    add(s, CLASS_HANGING, 0, s->r->marks[i].indent, i);
}

static void classify(struct search *s, size_t i) {
    const struct recognition *r = s->r;
    const struct mark *m = &r->marks[i];
    if ((r->lines[i].flags & (LINE_BLANK | LINE_CODE)) || (m->flags & (MARK_CONTENTS | MARK_RULER | MARK_KEY))) return;
    uint64_t indent = indent_bucket(m->indent);
    bool marked = m->head || m->depth || m->word || m->bullet || m->symbol;
    if (m->word == WORD_Q) add(s, CLASS_WORD, 0, 0, i);
    if (is_question_summary(r, i)) add(s, CLASS_SUMMARY, 0, 0, i);
    if (m->depth && !m->word) {
        uint64_t term = m->term == TERM_PAREN ? 1 : 0, bold = (m->flags & MARK_BOLD) ? 1 : 0;
        uint64_t look = (uint64_t)((m->flags & MARK_BOLD_LABEL) != 0) << 17 | (uint64_t)(m->depth > 1) << 16 | term << 12 | bold << 8 | (uint64_t)(m->bullet != 0) << 6 |
                        (uint64_t)(m->letter != 0) << 5 | indent << 2 | (m->symbol ? 2 : 0);
        if (m->term != TERM_TAB || m->head) add(s, CLASS_NUMBER, m->head, look, i);
    }
    if (m->head && m->text_to > m->text_from && !is_apart(r, i)) add(s, CLASS_HEADING, m->head, 0, i);
    if ((m->flags & MARK_ALL_BOLD) && !m->head && !m->depth && !m->word) add(s, CLASS_BOLD, 0, m->bullet != 0, i);
    if ((m->flags & MARK_SPEAKER) && m->name_len)
        add(s, CLASS_SPEAKER, 0, name_hash(str_sub(r->lines[i].text, m->label_from, m->label_from + m->name_len)), i);
    if (m->bullet && !m->depth && !m->word && !m->head)
        add(s, CLASS_BULLET, 0, (uint64_t)(m->bullet == 'o') << 8 | indent << 4 | (uint64_t)(m->box != 0) << 1, i);
    if (m->symbol && !m->depth && !m->word) add(s, CLASS_SYMBOL, 0, m->symbol, i);
    if ((m->flags & MARK_LISTED) && !marked) add(s, CLASS_LISTED, 0, 0, i);
    if (!marked) classify_unmarked(s, i);
}

static bool prepare(struct search *s) {
    struct recognition *r = s->r;
    s->content = arena_array(s->arena, uint32_t, r->n + 1);
    s->answers = arena_array(s->arena, uint32_t, r->n + 1);
    if (!s->content || !s->answers) return false;
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

/* --- a hypothesis ----------------------------------------------------------------------------------------------- */

struct hypothesis {
    const struct class *class;
    double score;
    uint32_t *at; /* the members that are kept */
    size_t n;
};

static size_t lower(const struct class *c, size_t line) {
    size_t low = 0, high = c->at.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (c->at.at[middle] < line) low = middle + 1;
        else high = middle;
    }
    return low;
}

/* A title stands close before the line, and after the member before it: numbers may start anew. */
static bool starts_fresh(const struct search *s, const struct class *c, size_t previous, size_t line) {
    const struct recognition *r = s->r;
    size_t seen = 0;
    for (size_t i = line; i-- > previous + 1 && seen < 6;) {
        if (r->lines[i].flags & LINE_BLANK) continue;
        if (r->marks[i].flags & MARK_RULER) continue;
        seen++;
        bool outer = seen == 1 && r->marks[i].depth && r->marks[i].indent + 2 <= r->marks[line].indent;
        if (outer) return true; /* "2. CSS" right above the "1." that stands deeper */
        uint8_t rank = r->rank[i];
        if (rank && rank < 40 && (!c->head || r->marks[i].head == 0 || r->marks[i].head < c->head)) return true;
    }
    return false;
}

/* "(1) … (1) … (1) … (2) … (2)": a grade or a chapter, which says nothing about the order. */
static bool numbers_repeat(const struct search *s, const struct hypothesis *h) {
    size_t same = 0;
    for (size_t i = 1; i < h->n; i++) {
        const struct mark *before = &s->r->marks[h->at[i - 1]], *m = &s->r->marks[h->at[i]];
        same += before->depth == m->depth && memcmp(before->number, m->number, sizeof m->number) == 0;
    }
    return h->n >= 4 && same * 2 > h->n;
}

/* The numbers decide which members are in the document's own sequence. */
static bool keep_in_sequence(struct search *s, struct hypothesis *h) {
    if (numbers_repeat(s, h)) return true;
    struct series_item *items = calloc(h->n + 1, sizeof *items);
    if (!items) return false;
    for (size_t i = 0; i < h->n; i++) {
        const struct mark *m = &s->r->marks[h->at[i]];
        items[i] = (struct series_item){.depth = m->depth, .like = m->like > 0};
        memcpy(items[i].number, m->number, sizeof m->number);
        items[i].fresh = i == 0 || starts_fresh(s, h->class, h->at[i - 1], h->at[i]);
    }
    series_follow(items, h->n);
    size_t kept = 0, like = 0;
    for (size_t i = 0; i < h->n; i++) kept += items[i].kept, like += items[i].like;
    bool sparse = kept * 10 < h->n * 7 && like * 10 >= h->n * 9; /* "13) … 16) … 151) …": picked from a longer list */
    for (size_t i = kept = 0; i < h->n; i++)
        if (items[i].kept || (sparse && items[i].like)) h->at[kept++] = h->at[i];
    h->n = kept;
    free(items);
    return true;
}

/* Lines without a strong mark end where a heading stands, unless it is the section title right above the next. */
static uint32_t beyond_headings(const struct search *s, const struct hypothesis *h, size_t to) {
    uint32_t out = 0;
    size_t k = 0;
    for (size_t i = 0; i < h->n; i++) {
        size_t end = i + 1 < h->n ? h->at[i + 1] : to;
        while (k < s->headings.n && s->headings.at[k] <= h->at[i]) k++;
        if (k < s->headings.n && s->headings.at[k] < end) out += s->content[end] - s->content[s->headings.at[k]];
    }
    return out;
}

static bool is_weak(const struct class *c) { return c->kind == CLASS_ASKING || c->kind == CLASS_HANGING || c->kind == CLASS_BULLET; }

/* How many members have text of their own before the next. */
static double share_with_text(const struct search *s, const struct hypothesis *h, size_t to) {
    size_t n = 0;
    for (size_t i = 0; i < h->n; i++) {
        size_t end = i + 1 < h->n ? h->at[i + 1] : to;
        n += s->content[end] - s->content[h->at[i]] > 1;
    }
    return h->n ? (double)n / (double)h->n : 0;
}

/* How much of the text the entries would leave outside, as a share of it. */
static double uncovered(const struct search *s, const struct hypothesis *h, size_t from, size_t to) {
    uint32_t total = s->content[to] - s->content[from], out = 0;
    if (total == 0 || h->n == 0) return 1;
    out = (s->content[h->at[0]] - s->content[from]) / 2;
    if (is_weak(h->class)) return fmin(1, (double)(out + beyond_headings(s, h, to)) / total);
    size_t k = 0;
    uint8_t head = h->class->kind == CLASS_LEAF ? 10 : h->class->head;
    for (size_t i = 0; i < h->n && head; i++) {
        size_t end = i + 1 < h->n ? h->at[i + 1] : to;
        while (k < s->headings.n && s->headings.at[k] <= h->at[i]) k++;
        for (; k < s->headings.n && s->headings.at[k] < end; k++)
            if (h->class->kind != CLASS_LEAF && s->r->marks[s->headings.at[k]].head < head) {
                out += s->content[end] - s->content[s->headings.at[k] + 1];
                break;
            }
    }
    return (double)out / total;
}

static double share_like(const struct search *s, const struct hypothesis *h) {
    double sum = 0;
    for (size_t i = 0; i < h->n; i++) {
        const struct mark *m = &s->r->marks[h->at[i]];
        double like = m->like == 2 ? 1 : m->like == 1 ? 0.8 : 0;
        if (m->text_to - m->text_from > 400) like *= 0.5;
        if (m->flags & MARK_LISTED) like = like < 0.7 ? 0.7 : like;
        sum += like;
    }
    return h->n ? sum / (double)h->n : 0;
}

static double share_answered(const struct search *s, const struct hypothesis *h, size_t to) {
    size_t n = 0;
    for (size_t i = 0; i < h->n; i++) {
        size_t end = i + 1 < h->n ? h->at[i + 1] : to;
        n += s->answers[end] > s->answers[h->at[i]];
    }
    return h->n ? (double)n / (double)h->n : 0;
}

static const double priors[CLASS_KINDS] = {
    [CLASS_WORD] = 0.95,  [CLASS_NUMBER] = 0.62, [CLASS_HEADING] = 0.55, [CLASS_BOLD] = 0.5,   [CLASS_SUMMARY] = 0.9,
    [CLASS_SPEAKER] = 0.4, [CLASS_BULLET] = 0.35, [CLASS_SYMBOL] = 0.4,  [CLASS_LISTED] = 0.5, [CLASS_LEAF] = 0.45,
    [CLASS_ASKING] = 0.35, [CLASS_HANGING] = 0.42};

enum read_shape shape_of(enum class_kind kind, uint8_t head, bool dotted) {
    switch (kind) {
    case CLASS_WORD: return head ? SHAPE_HEADINGS : SHAPE_TAGGED;
    case CLASS_NUMBER: return head ? SHAPE_HEADINGS : dotted ? SHAPE_FAQ : SHAPE_NUMBERED;
    case CLASS_HEADING: case CLASS_LEAF: return SHAPE_HEADINGS;
    case CLASS_SUMMARY: return SHAPE_DETAILS;
    case CLASS_SPEAKER: return SHAPE_TRANSCRIPT;
    case CLASS_BULLET: return SHAPE_LIST;
    case CLASS_ASKING: case CLASS_HANGING: return SHAPE_FAQ;
    case CLASS_BOLD: case CLASS_SYMBOL: case CLASS_LISTED: case CLASS_KINDS: break;
    }
    return SHAPE_TAGGED;
}

/* --- speakers --------------------------------------------------------------------------------------------------- */

static str speaker_name(const struct recognition *r, size_t line) {
    const struct mark *m = &r->marks[line];
    return str_sub(r->lines[line].text, m->label_from, (size_t)m->label_from + m->name_len);
}

/* How much the text looks like a talk with this speaker asking: few names, that take turns. */
static double talk(const struct search *s, const struct class *c, size_t from, size_t to) {
    size_t mine = 0, all = 0, best = 0;
    for (size_t i = 0; i < s->n_classes; i++) {
        const struct class *other = &s->classes[i];
        if (other->kind != CLASS_SPEAKER) continue;
        size_t n = lower(other, to) - lower(other, from);
        all += n;
        if (other == c) mine = n;
        else if (n > best) best = n;
    }
    if (mine < 2) return 0;
    bool asker = is_asker(&s->r->context->markers, speaker_name(s->r, c->at.at[0]));
    double share = (double)(mine + best) / (double)(all ? all : 1);
    if (asker) return 2.2 * share;
    if (best * 4 < mine || share < 0.6) return 0;
    return share * 1.6;
}

/* --- scoring ---------------------------------------------------------------------------------------------------- */

static bool weigh(struct search *s, const struct class *c, size_t from, size_t to, struct hypothesis *h) {
    size_t first = lower(c, from), last = lower(c, to);
    *h = (struct hypothesis){.class = c, .n = last - first};
    if (h->n == 0) return true;
    h->at = malloc(h->n * sizeof *h->at);
    if (!h->at) return false;
    size_t kept = 0, before = h->n;
    for (size_t i = first; i < last; i++)
        if (!(s->r->marks[c->at.at[i]].flags & MARK_CONTENTS)) h->at[kept++] = c->at.at[i];
    h->n = kept;
    if (c->kind == CLASS_NUMBER && !keep_in_sequence(s, h)) return false;
    double sequence = (double)h->n / (double)before;
    double prior = priors[c->kind];
    if (c->kind == CLASS_NUMBER && c->head) prior = 0.9;
    if (c->kind == CLASS_SPEAKER) prior *= talk(s, c, from, to);
    double like = share_like(s, h), answered = share_answered(s, h, to);
    if (c->kind == CLASS_WORD || c->kind == CLASS_SPEAKER) like = 0.6 + 0.4 * like;
    if (answered > like && c->kind != CLASS_HEADING && c->kind != CLASS_LEAF) like = answered;
    double coverage = 1 - uncovered(s, h, from, to);
    h->score = prior * log2(1 + (double)h->n) * (0.2 + 0.8 * like) * (0.3 + 0.7 * coverage) * (0.5 + 0.5 * sequence) *
               (1 + 0.5 * answered) * (is_weak(c) ? 0.3 + 0.7 * share_with_text(s, h, to) : 1);
    bool dotted = s->r->marks[c->at.at[first]].depth > 1;
    if (s->forced != SHAPE_DETECT && shape_of(c->kind, c->head, dotted) == s->forced) h->score *= 100;
    return true;
}

static void forget(struct hypothesis *h) {
    free(h->at);
    *h = (struct hypothesis){0};
}

/* The best class of a stretch; the runner-up is noted for the first search. */
static bool best_of(struct search *s, size_t from, size_t to, struct hypothesis *best, bool note) {
    *best = (struct hypothesis){0};
    for (size_t i = 0; i < s->n_classes; i++) {
        struct hypothesis h;
        bool good = weigh(s, &s->classes[i], from, to, &h);
        if (!good) {
            forget(&h);
            return false;
        }
        if (note && h.n) {
            enum read_shape shape = shape_of(h.class->kind, h.class->head, s->r->marks[h.at[0]].depth > 1);
            if (h.score > s->shape_score[shape]) s->shape_score[shape] = h.score;
        }
        if (h.score > best->score) {
            forget(best);
            *best = h;
        } else {
            forget(&h);
        }
    }
    return true;
}

/* --- the decision ----------------------------------------------------------------------------------------------- */

static void choose(struct search *s, const struct hypothesis *h) {
    struct recognition *r = s->r;
    for (size_t i = 0; i < h->n; i++) {
        size_t line = h->at[i];
        r->role[line] = ROLE_QUESTION;
        r->chosen[line] = (struct chosen){h->class->kind, r->marks[line].head, r->marks[line].depth > 0};
    }
    s->n_chosen += (uint32_t)h->n;
}

/* A second speaker whose turns stand on the asker's own lines: "Interviewer: … ? Jones: …". */
static bool find_guest(struct search *s, const struct hypothesis *h) {
    struct tally names = {0};
    uint64_t best = 0;
    uint32_t count = 0;
    for (size_t i = 0; i < h->n; i++) {
        str t = s->r->lines[h->at[i]].text;
        for (size_t at = s->r->marks[h->at[i]].label_to; (at = str_find_char(t, ':', at)) != SIZE_MAX; at++) {
            size_t from = at;
            while (from > 0 && at - from < 40 && (char_is_alnum(t.p[from - 1]) || (unsigned char)t.p[from - 1] >= 0x80)) from--;
            if (at - from < 2 || from == 0 || !char_is_upper(t.p[from])) continue;
            struct tally_cell *cell = tally_at(&names, name_hash(str_sub(t, from, at)));
            if (!cell) {
                tally_release(&names);
                return false;
            }
            if (++cell->count > count) count = cell->count, best = cell->hash;
        }
    }
    tally_release(&names);
    if (count >= 3 && count * 10 >= h->n * 3) s->r->guest = best;
    return true;
}

/* Titles of a contents list that come again with a colon ("Explain the grid:"): those that came again reworded look
 * the same. */
static void choose_alike(struct search *s, const struct hypothesis *h) {
    struct recognition *r = s->r;
    size_t colons = 0;
    for (size_t i = 0; i < h->n; i++) colons += (r->marks[h->at[i]].flags & MARK_COLON_END) != 0;
    if (colons * 10 < h->n * 6) return;
    for (size_t i = 0; i < h->n; i++)
        if (!(r->marks[h->at[i]].flags & MARK_COLON_END)) r->role[h->at[i]] = ROLE_BODY;
    for (size_t i = h->at[0]; i < h->at[h->n - 1]; i++) {
        const struct mark *m = &r->marks[i];
        str t = mark_text(m, &r->lines[i]);
        if (!(m->flags & MARK_COLON_END) || !m->like || m->bullet || m->depth || r->role[i] == ROLE_QUESTION) continue;
        if (t.n < 16 || !(r->lines[i + 1].flags & LINE_BLANK)) continue;
        r->role[i] = ROLE_QUESTION;
        r->chosen[i] = (struct chosen){CLASS_LISTED, 0, false};
    }
}

/* What a stretch beside the main one must show. */
static bool good_enough(const struct search *s, const struct hypothesis *h, size_t depth) {
    if (!h->class || h->n == 0) return false;
    if (h->class->kind == CLASS_ASKING || h->class->kind == CLASS_HANGING)
        return depth == 0 && share_like(s, h) >= 0.5 && (h->n >= 3 || h->n * 12 > s->content[s->r->n]);
    if (depth == 0) return h->score > 0.05;
    double like = share_like(s, h);
    switch (h->class->kind) {
    case CLASS_WORD: case CLASS_SUMMARY: return true;
    case CLASS_NUMBER: return h->class->head ? like >= 0.3 || h->n >= 5 : h->n >= 2 && like >= 0.6;
    case CLASS_HEADING: case CLASS_BOLD: case CLASS_LISTED: return h->n >= 2 && like >= 0.6;
    case CLASS_BULLET: return h->n >= 3 && like >= 0.7 && !s->no_lists;
    default: return h->n >= 3 && like >= 0.6;
    }
}

static bool search_stretch(struct search *s, size_t from, size_t to, size_t depth);

/* Stretches that the chosen class leaves open: before its first member, and from a stronger heading to its next. */
static bool search_rest(struct search *s, const struct hypothesis *h, size_t from, size_t to, size_t depth) {
    uint8_t head = h->class->head;
    if (h->class->kind == CLASS_LEAF) return true;
    if (h->class->kind == CLASS_WORD) /* as deep as its deepest heading */
        for (size_t i = 0; i < h->n; i++)
            if (s->r->marks[h->at[i]].head > head) head = s->r->marks[h->at[i]].head;
    if (head) head++; /* a heading of the questions' own level that is none of them ends an answer, too */
    else
        for (size_t i = 0; i < h->n; i++) { /* headings right before a member show the sections' level */
            for (size_t k = h->at[i]; k-- > from && h->at[i] - k < 6;) {
                if ((s->r->lines[k].flags & LINE_BLANK) || (s->r->marks[k].flags & MARK_DETAILS)) continue;
                if (s->r->marks[k].head >= head && s->r->marks[k].head) head = (uint8_t)(s->r->marks[k].head + 1);
                break;
            }
        }
    bool before = s->no_lists;
    s->no_lists = share_with_text(s, h, to) > 0.8;
    bool good = search_stretch(s, from, h->at[0], depth);
    s->no_lists = before;
    if (!good) return false;
    size_t k = 0;
    for (size_t i = 0; i < h->n; i++) {
        size_t end = i + 1 < h->n ? h->at[i + 1] : to;
        while (k < s->headings.n && s->headings.at[k] <= h->at[i]) k++;
        for (size_t j = k; j < s->headings.n && s->headings.at[j] < end; j++) {
            if (s->r->marks[s->headings.at[j]].head >= head) continue;
            if (!search_stretch(s, s->headings.at[j], end, depth)) return false;
            break;
        }
    }
    return true;
}

static bool search_stretch(struct search *s, size_t from, size_t to, size_t depth) {
    if (depth >= SEARCH_DEPTH || to <= from || s->content[to] - s->content[from] < (depth ? 3u : 1u)) return true;
    struct hypothesis h;
    bool good = best_of(s, from, to, &h, depth == 0);
    if (good && good_enough(s, &h, depth)) {
        if (depth == 0) {
            s->r->score = h.score;
            s->r->shape = shape_of(h.class->kind, s->r->marks[h.at[h.n / 2]].head, s->r->marks[h.at[0]].depth > 1);
            if (h.class->kind == CLASS_SPEAKER) s->r->asker = name_hash(speaker_name(s->r, h.at[0]));
            if (h.class->kind == CLASS_NUMBER && share_answered(s, &h, to) > 0.5 && !h.class->head)
                s->r->shape = SHAPE_TAGGED;
        }
        choose(s, &h);
        if (h.class->kind == CLASS_LISTED) choose_alike(s, &h);
        if (h.class->kind == CLASS_SPEAKER) good = find_guest(s, &h);
        good = good && search_rest(s, &h, from, to, depth + 1);
    }
    forget(&h);
    return good;
}

/* A line of another class that bears the very number the sequence waits for. */
static void take_missing(struct recognition *r) {
    uint32_t expected = 0;
    for (size_t i = 0; i < r->n; i++) {
        const struct mark *m = &r->marks[i];
        if (r->role[i] == ROLE_QUESTION) {
            if (m->depth == 1) expected = m->number[0] + 1;
            continue;
        }
        if (!expected || m->depth != 1 || m->letter || (m->flags & (MARK_CONTENTS | MARK_KEY)) || (r->lines[i].flags & LINE_CODE)) continue;
        bool next = m->number[0] == expected, again = m->number[0] + 1 == expected && m->head;
        if (!next && !again) continue;
        if (!(m->head ? m->like >= 1 : m->like == 2 && m->indent < 4)) continue;
        bool later = false; /* the number does come, in its right place */
        size_t seen = 0;
        for (size_t k = i + 1; k < r->n && seen < 1; k++) {
            if (r->role[k] != ROLE_QUESTION || r->marks[k].depth != 1) continue;
            seen++;
            later = r->marks[k].number[0] == expected;
        }
        if (later) continue;
        r->role[i] = ROLE_QUESTION;
        r->chosen[i] = (struct chosen){CLASS_NUMBER, m->head, true};
        if (next) expected++;
    }
}

/* Lists of questions only: a bullet below a question's bullet is one too when it reads like one. */
static void take_nested_bullets(struct recognition *r) {
    size_t last = SIZE_MAX;
    for (size_t i = 0; i < r->n; i++) {
        if (r->role[i] == ROLE_QUESTION && r->chosen[i].kind == CLASS_BULLET) {
            last = i;
        } else if (!(r->lines[i].flags & LINE_BLANK)) {
            const struct mark *m = &r->marks[i];
            bool below = last != SIZE_MAX && m->bullet && !m->depth && m->indent > r->marks[last].indent && m->like;
            if (below && !(m->flags & MARK_CONTENTS)) {
                r->role[i] = ROLE_QUESTION;
                r->chosen[i] = (struct chosen){CLASS_BULLET, 0, false};
            } else {
                last = SIZE_MAX;
            }
        }
    }
}

/* A heading over nothing but open check boxes is a section, and the boxes are its questions; a box over deeper boxes
 * is a section, too. */
static void take_boxes(struct recognition *r) {
    for (size_t i = 0; i < r->n; i++) {
        if (r->role[i] != ROLE_QUESTION || !r->marks[i].head || r->chosen[i].numbered) continue;
        size_t end = i + 1, boxes = 0, others = 0;
        for (; end < r->n && r->role[end] != ROLE_QUESTION && !r->marks[end].head; end++) {
            if (r->lines[end].flags & LINE_BLANK) continue;
            boxes += r->marks[end].box == 1;
            others += r->marks[end].box != 1;
        }
        if (boxes == 0 || others > 0) continue;
        r->role[i] = ROLE_DIVISION;
        r->level_rank[i] = r->rank[i];
        for (size_t k = i + 1, next; k < end; k = next) {
            for (next = k + 1; next < end && (r->lines[next].flags & LINE_BLANK); next++) continue;
            if (r->lines[k].flags & LINE_BLANK) continue;
            bool over = next < end && r->marks[next].indent > r->marks[k].indent;
            r->role[k] = over ? ROLE_DIVISION : ROLE_QUESTION;
            r->level_rank[k] = (uint8_t)(100 + (r->marks[k].indent > 100 ? 100 : r->marks[k].indent));
            r->chosen[k] = (struct chosen){CLASS_BULLET, 0, false};
        }
        i = end - 1;
    }
}

/* The shape that came nearest to the one chosen. */
static void note_runner_up(struct search *s) {
    for (int shape = SHAPE_DETECT + 1; shape < READ_SHAPES_END; shape++) {
        if ((enum read_shape)shape == s->r->shape || s->shape_score[shape] <= s->r->runner_up_score) continue;
        s->r->runner_up_score = s->shape_score[shape];
        s->r->runner_up = (enum read_shape)shape;
    }
}

static void release(struct search *s) {
    for (size_t i = 0; i < s->n_classes; i++) vec_release(&s->classes[i].at);
    tally_release(&s->index);
    vec_release(&s->headings);
    free(s);
}

enum status recognise(struct arena *arena, const struct mark_context *context, const struct line *lines,
                      struct mark *marks, size_t n, enum read_shape forced, struct recognition *out) {
    struct recognition r = {.context = context, .lines = lines, .marks = marks, .n = n};
    r.role = arena_array(arena, uint8_t, n + 1);
    r.rank = arena_array(arena, uint8_t, n + 1);
    r.level_rank = arena_array(arena, uint8_t, n + 1);
    r.chosen = arena_array(arena, struct chosen, n + 1);
    r.facts = (const struct facts **)arena_array(arena, struct facts *, n + 1);
    r.key_of = (const struct key_item **)arena_array(arena, struct key_item *, n + 1);
    struct search *s = calloc(1, sizeof *s);
    struct answer_keys keys = {0};
    bool found = !arena->failed && s && contents_find(&context->markers, lines, marks, n) && keys_find(arena, context, lines, marks, n, &keys);
    if (!found) {
        free(s);
        return STATUS_NO_MEMORY;
    }
    *s = (struct search){.r = &r, .arena = arena, .forced = forced};
    titles_rank(&r);
    bool good = prepare(s) && search_stretch(s, 0, n, 0);
    if (good) {
        note_runner_up(s);
        take_missing(&r);
        take_nested_bullets(&r);
        take_boxes(&r);
        for (size_t i = 0; i < n; i++)
            if (marks[i].flags & MARK_CONTENTS) r.role[i] = ROLE_DROPPED;
        good = keys_assign(&r, &keys);
        titles_decide(&r);
        good = good && facts_find(arena, &r);
        r.tagged_answers = s->answers[n] * 4 >= s->n_chosen && s->answers[n] > 0;
        *out = r;
    }
    release(s);
    return good ? STATUS_OK : STATUS_NO_MEMORY;
}
