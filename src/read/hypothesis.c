/* What a class is worth as the questions of a stretch: how it is marked, how its numbers run, how many members read
 * like questions, how many are answered, and how much of the text the entries would cover. */
#include "read/recognise_inside.h"

#include <math.h>

#include "read/series.h"

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
        bool outer = r->marks[i].depth && r->marks[i].indent + 2 <= r->marks[line].indent;
        if (outer) return true; /* "2. CSS" above the "1." that stands deeper */
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

double hypothesis_with_text(const struct search *s, const struct hypothesis *h, size_t to) {
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

/* Titles that jut out and look like others that ask something are titles of answers, too ("Zip resources"). */
static bool in_company(const struct search *s, const struct hypothesis *h) {
    size_t asking = 0;
    for (size_t i = 0; i < h->n; i++) asking += s->r->marks[h->at[i]].like == 2;
    return h->class->kind == CLASS_HANGING && asking >= 3 && asking * 5 >= h->n;
}

double hypothesis_likeness(const struct search *s, const struct hypothesis *h) {
    double sum = 0;
    bool company = in_company(s, h);
    for (size_t i = 0; i < h->n; i++) {
        const struct mark *m = &s->r->marks[h->at[i]];
        double like = m->like == 2 ? 1 : m->like == 1 ? 0.8 : 0;
        if (m->text_to - m->text_from > 400) like *= 0.5;
        if (m->flags & MARK_LISTED) like = like < 0.7 ? 0.7 : like;
        if (company && like < 0.6) like = 0.6;
        sum += like;
    }
    return h->n ? sum / (double)h->n : 0;
}

double hypothesis_answered(const struct search *s, const struct hypothesis *h, size_t to) {
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

str speaker_name(const struct recognition *r, size_t line) {
    const struct mark *m = &r->marks[line];
    return str_sub(r->lines[line].text, m->label_from, (size_t)m->label_from + m->name_len);
}

/* How much the text looks like a talk with this speaker asking: few names, that take turns. */
static double talk(const struct search *s, const struct class *c, size_t from, size_t to) {
    size_t mine = lower(c, to) - lower(c, from), all = 0, best = 0;
    if (mine < 2) return 0;
    for (size_t i = 0; i < s->n_classes; i++) {
        const struct class *other = &s->classes[i];
        if (other->kind != CLASS_SPEAKER) continue;
        size_t n = lower(other, to) - lower(other, from);
        all += n;
        if (other != c && n > best) best = n;
    }
    bool asker = is_asker(&s->r->context->markers, speaker_name(s->r, c->at.at[0]));
    double share = (double)(mine + best) / (double)(all ? all : 1);
    if (asker) return 2.2 * share;
    if (best * 4 < mine || share < 0.6) return 0;
    return share * 1.6;
}

/* --- scoring ---------------------------------------------------------------------------------------------------- */

/* Items and lines without a mark are believed by what stands below them; items also because nearly all of them ask, and
 * make up much of the text. */
static double belief(const struct search *s, const struct hypothesis *h, size_t from, size_t to) {
    enum { LEAST_ASKING = 5 };
    size_t asking = 0;
    if (!is_weak(h->class)) return 1;
    for (size_t i = 0; i < h->n; i++) asking += (s->r->marks[h->at[i]].flags & MARK_ASKS) != 0;
    bool ask = h->class->kind == CLASS_BULLET && asking >= LEAST_ASKING && asking * 10 >= h->n * 6 &&
               h->n * 10 >= (size_t)(s->content[to] - s->content[from]) * 4;
    return fmax(0.3 + 0.7 * hypothesis_with_text(s, h, to), ask ? 0.6 : 0);
}

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
    double like = hypothesis_likeness(s, h), answered = hypothesis_answered(s, h, to);
    if (c->kind == CLASS_WORD || c->kind == CLASS_SPEAKER) like = 0.6 + 0.4 * like;
    if (answered > like && c->kind != CLASS_HEADING && c->kind != CLASS_LEAF) like = answered;
    double coverage = 1 - uncovered(s, h, from, to);
    h->score = prior * log2(1 + (double)h->n) * (0.2 + 0.8 * like) * (0.3 + 0.7 * coverage) * (0.5 + 0.5 * sequence) *
               (1 + 0.5 * answered) * belief(s, h, from, to);
    bool dotted = s->r->marks[c->at.at[first]].depth > 1;
    if (s->forced != SHAPE_DETECT && shape_of(c->kind, c->head, dotted) == s->forced) h->score *= 100;
    return true;
}

void hypothesis_release(struct hypothesis *h) {
    free(h->at);
    *h = (struct hypothesis){0};
}

bool hypothesis_best(struct search *s, size_t from, size_t to, struct hypothesis *best, bool first) {
    *best = (struct hypothesis){0};
    for (size_t i = 0; i < s->n_classes; i++) {
        struct hypothesis h;
        bool good = weigh(s, &s->classes[i], from, to, &h);
        if (!good) {
            hypothesis_release(&h);
            return false;
        }
        if (first && h.n) {
            enum read_shape shape = shape_of(h.class->kind, h.class->head, s->r->marks[h.at[0]].depth > 1);
            if (h.score > s->shape_score[shape]) s->shape_score[shape] = h.score;
        }
        if (h.score > best->score) {
            hypothesis_release(best);
            *best = h;
        } else {
            hypothesis_release(&h);
        }
    }
    return true;
}
