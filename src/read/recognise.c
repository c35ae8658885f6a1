#include "code/code.h"
#include "read/margins.h"
#include "read/recognise_inside.h"

enum { SEARCH_DEPTH = 3 };

uint64_t name_hash(str name) {
    char folded[64];
    size_t n = name.n < sizeof folded ? name.n : sizeof folded;
    for (size_t i = 0; i < n; i++) folded[i] = char_is_upper(name.p[i]) ? (char)(name.p[i] | 0x20) : name.p[i];
    return str_hash(str_of(folded, n)) | 1;
}

/* Half of them ask something in bold and answer it on the same line. */
static bool leads_in_bold(const struct recognition *r, const struct hypothesis *h) {
    size_t n = 0, after;
    for (size_t i = 0; i < h->n; i++) {
        const struct line *line = &r->lines[h->at[i]];
        size_t end = bold_lead(&r->marks[h->at[i]], line, &after);
        n += end && question_likeness(&r->context->markers, str_sub(line->text, r->marks[h->at[i]].text_from, end));
    }
    return n * 2 > h->n;
}

static void choose(struct search *s, const struct hypothesis *h) {
    struct recognition *r = s->r;
    bool lead = leads_in_bold(r, h);
    for (size_t i = 0; i < h->n; i++) {
        size_t line = h->at[i];
        r->role[line] = ROLE_QUESTION;
        r->chosen[line] = (struct chosen){h->class->kind, r->marks[line].head, r->marks[line].depth > 0, false, lead};
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
        r->chosen[i] = (struct chosen){CLASS_LISTED, 0, false, false, false};
    }
}

/* Half of them read like questions by themselves, whatever list they stood in. */
static bool asks_mostly(const struct search *s, const struct hypothesis *h) {
    size_t n = 0;
    for (size_t i = 0; i < h->n; i++) n += s->r->marks[h->at[i]].like > 0;
    return n * 2 >= h->n;
}

/* What a stretch beside the main one must show. */
static bool good_enough(const struct search *s, const struct hypothesis *h, size_t depth) {
    if (!h->class || h->n == 0) return false;
    if (h->class->kind == CLASS_ASKING || h->class->kind == CLASS_HANGING)
        return depth == 0 && hypothesis_likeness(s, h) >= 0.5 && (h->n >= 3 || h->n * 12 > s->content[s->r->n]);
    if (depth == 0) return h->score > 0.05;
    double like = hypothesis_likeness(s, h);
    switch (h->class->kind) {
    case CLASS_WORD: case CLASS_SUMMARY: return true;
    case CLASS_NUMBER: return h->class->head ? like >= 0.3 || h->n >= 5 : h->n >= 2 && like >= 0.6;
    case CLASS_LISTED: return h->n >= 2 && like >= 0.6 && asks_mostly(s, h);
    case CLASS_HEADING: case CLASS_BOLD: return h->n >= 2 && like >= 0.6;
    case CLASS_BULLET: return h->n >= 3 && like >= 0.7 && !s->no_lists;
    default: return h->n >= 3 && like >= 0.6;
    }
}

static bool search_stretch(struct search *s, size_t from, size_t to, size_t depth);
static bool search_rest(struct search *s, const struct hypothesis *h, size_t from, size_t to, size_t depth);

/* An "answer" many times as long as the others may hold the questions of another part, where no heading says so: those
 * that bear a number or a word and nearly all ask something. */
static bool search_long_answer(struct search *s, const struct hypothesis *h, size_t i, size_t end, size_t to, size_t depth) {
    enum { TIMES = 8, LONG = 40, LEAST_QUESTIONS = 4 };
    size_t own = s->content[end] - s->content[h->at[i]], all = s->content[to] - s->content[h->at[0]];
    if (depth > SEARCH_DEPTH || h->n < LEAST_QUESTIONS || own < LONG || own * (h->n - 1) < (all - own) * TIMES) return true;
    struct hypothesis inner;
    bool good = hypothesis_best(s, h->at[i] + 1, end, &inner, false);
    bool marked = good && inner.class && (inner.class->kind == CLASS_WORD || inner.class->kind == CLASS_NUMBER);
    size_t asking = 0;
    for (size_t k = 0; marked && k < inner.n; k++) asking += s->r->marks[inner.at[k]].like == 2;
    if (marked && inner.n >= LEAST_QUESTIONS && asking * 10 >= inner.n * 9) {
        choose(s, &inner);
        good = search_rest(s, &inner, h->at[i] + 1, end, depth + 1);
    }
    hypothesis_release(&inner);
    return good;
}

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
    s->no_lists = hypothesis_with_text(s, h, to) > 0.8;
    bool good = search_stretch(s, from, h->at[0], depth);
    s->no_lists = before;
    if (!good) return false;
    size_t k = 0;
    for (size_t i = 0; i < h->n; i++) {
        size_t end = i + 1 < h->n ? h->at[i + 1] : to;
        while (k < s->headings.n && s->headings.at[k] <= h->at[i]) k++;
        size_t j = k;
        while (j < s->headings.n && s->headings.at[j] < end && s->r->marks[s->headings.at[j]].head >= head) j++;
        bool open = j < s->headings.n && s->headings.at[j] < end;
        if (open ? !search_stretch(s, s->headings.at[j], end, depth) : !search_long_answer(s, h, i, end, to, depth)) return false;
    }
    return true;
}

static bool search_stretch(struct search *s, size_t from, size_t to, size_t depth) {
    if (depth >= SEARCH_DEPTH || to <= from || s->content[to] - s->content[from] < (depth ? 3u : 1u)) return true;
    struct hypothesis h;
    bool good = hypothesis_best(s, from, to, &h, depth == 0);
    if (good && good_enough(s, &h, depth)) {
        if (depth == 0) {
            s->r->score = h.score;
            s->r->shape = shape_of(h.class->kind, s->r->marks[h.at[h.n / 2]].head, s->r->marks[h.at[0]].depth > 1);
            if (h.class->kind == CLASS_SPEAKER) s->r->asker = name_hash(speaker_name(s->r, h.at[0]));
            if (h.class->kind == CLASS_NUMBER && hypothesis_answered(s, &h, to) > 0.5 && !h.class->head)
                s->r->shape = SHAPE_TAGGED;
        }
        choose(s, &h);
        if (h.class->kind == CLASS_LISTED) choose_alike(s, &h);
        if (h.class->kind == CLASS_SPEAKER) good = find_guest(s, &h);
        good = good && search_rest(s, &h, from, to, depth + 1);
    }
    hypothesis_release(&h);
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
        r->chosen[i] = (struct chosen){CLASS_NUMBER, m->head, true, false, false};
        if (next) expected++;
    }
}

static void take_unmarked(struct recognition *r, size_t i) {
    r->role[i] = ROLE_QUESTION;
    r->chosen[i] = (struct chosen){CLASS_ASKING, 0, false, false, false};
}

static bool is_asking(const struct recognition *r, size_t i) {
    return i < r->n && r->role[i] == ROLE_QUESTION && r->chosen[i].kind == CLASS_ASKING;
}

static size_t blanks_above(const struct recognition *r, size_t i) {
    size_t n = 0;
    while (i > n && (r->lines[i - n - 1].flags & LINE_BLANK)) n++;
    return n;
}

/* A line between two blank ones above it and one below. */
static bool stands_in_air(const struct recognition *r, size_t i) {
    return r->role[i] == ROLE_BODY && is_unmarked(r, i) && blanks_above(r, i) >= 2 && i + 2 < r->n && (r->lines[i + 1].flags & LINE_BLANK) &&
           !(r->lines[i + 2].flags & LINE_BLANK) && r->role[i + 2] == ROLE_BODY;
}

/* Where the questions have wider gaps above them than anything else, the few other lines with such a gap are some, too. */
static void take_airy(struct recognition *r) {
    enum { LEAST_AIRY = 4 };
    size_t asking = 0, airy = 0, others = 0;
    for (size_t i = 0; i < r->n; i++) {
        if (is_asking(r, i)) asking++, airy += blanks_above(r, i) >= 2 || i == 0;
        else others += stands_in_air(r, i);
    }
    if (airy < LEAST_AIRY || airy * 10 < asking * 9 || others * 2 > airy) return;
    for (size_t i = 0; i < r->n; i++)
        if (stands_in_air(r, i)) take_unmarked(r, i);
}

/* A line among questions that stand one below the other, and reads like one. */
static bool keeps_company(const struct recognition *r, size_t i, size_t neighbour) {
    return is_asking(r, neighbour) && r->role[i] == ROLE_BODY && is_unmarked(r, i) && r->marks[i].indent == r->marks[neighbour].indent &&
           question_likeness(&r->context->markers, r->lines[i].text) > 0;
}

static void take_stacked(struct recognition *r) {
    enum { LEAST_STACKED = 4 };
    size_t asking = 0, stacked = 0;
    for (size_t i = 0; i < r->n; i++) {
        asking += is_asking(r, i);
        stacked += is_asking(r, i) && (is_asking(r, i + 1) || (i > 0 && is_asking(r, i - 1)));
    }
    if (stacked < LEAST_STACKED || stacked * 2 < asking) return;
    for (size_t i = 1; i < r->n; i++)
        if (keeps_company(r, i, i - 1)) take_unmarked(r, i);
    for (size_t i = r->n; i-- > 1;)
        if (keeps_company(r, i - 1, i)) take_unmarked(r, i - 1);
}

/* The line stands at the indent of those that jut out, a paragraph of its own: it asks, or its text hangs right below. */
static bool juts_out(const struct recognition *r, size_t i, uint16_t indent) {
    enum { LONGEST_STATEMENT = 120 };
    const struct mark *m = &r->marks[i];
    str t = str_trim(r->lines[i].text);
    if (r->role[i] != ROLE_BODY || i == 0 || !(r->lines[i - 1].flags & LINE_BLANK) || !is_unmarked(r, i) || m->indent != indent) return false;
    bool below = i + 1 < r->n && !(r->lines[i + 1].flags & (LINE_BLANK | LINE_CODE)) && r->marks[i + 1].indent >= indent + 2;
    return (m->flags & MARK_ASKS) || (below && t.n <= LONGEST_STATEMENT && strchr(".!", t.p[t.n - 1]));
}

/* Where nearly all questions jut out, with their answers right below, other lines that do are questions, too. */
static void take_hanging(struct recognition *r) {
    enum { LEAST_HANGING = 5 };
    size_t hanging = 0, others = 0, first = 0, found = 0;
    for (size_t i = 0; i < r->n; i++) {
        if (r->role[i] != ROLE_QUESTION) continue;
        bool hangs = r->chosen[i].kind == CLASS_HANGING;
        if (hangs && hanging++ == 0) first = i;
        others += !hangs;
    }
    if (hanging < LEAST_HANGING || others * 10 > hanging) return;
    uint16_t indent = r->marks[first].indent;
    for (size_t i = first; i < r->n; i++) found += juts_out(r, i, indent);
    if (found > hanging) return;
    for (size_t i = first; i < r->n; i++) {
        if (!juts_out(r, i, indent)) continue;
        r->role[i] = ROLE_QUESTION;
        r->chosen[i] = (struct chosen){CLASS_HANGING, 0, false, false, false};
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
                r->chosen[i] = (struct chosen){CLASS_BULLET, 0, false, false, false};
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
            r->chosen[k] = (struct chosen){CLASS_BULLET, 0, false, false, false};
        }
        i = end - 1;
    }
}

/* --- one answer for several questions ------------------------------------------------------------------------------ */

enum { MOST_SHARING = 8 };

/* Something that could be an answer stands between the question and the next line that opens something. */
static bool has_text_below(const struct recognition *r, size_t i) {
    for (size_t k = i + 1; k < r->n && r->role[k] != ROLE_QUESTION && r->role[k] != ROLE_DIVISION; k++)
        if (!(r->lines[k].flags & LINE_BLANK) && r->role[k] == ROLE_BODY) return true;
    return false;
}

/* The question stands right on the line below this one, marked in the same way. */
static bool is_stacked(const struct recognition *r, size_t i) {
    return i + 1 < r->n && r->role[i] == ROLE_QUESTION && r->role[i + 1] == ROLE_QUESTION &&
           r->chosen[i].kind == r->chosen[i + 1].kind && r->marks[i].indent == r->marks[i + 1].indent;
}

/* Questions one right below the other, where the others have answers and air around them, share what comes after the
 * last of them. */
static void find_shared(struct recognition *r) {
    size_t questions = 0, answered = 0, apart = 0, stacked = 0;
    for (size_t i = 0; i < r->n; i++) {
        if (r->role[i] != ROLE_QUESTION) continue;
        bool below = i > 0 && is_stacked(r, i - 1);
        questions++;
        stacked += below;
        answered += has_text_below(r, i);
        apart += i == 0 || (r->lines[i - 1].flags & LINE_BLANK) || r->role[i - 1] != ROLE_BODY;
    }
    if (stacked == 0 || stacked * 2 > questions || answered * 10 < (questions - stacked) * 6 || apart * 10 < questions * 9) return;
    for (size_t i = 0; i < r->n; i++) {
        size_t last = i;
        while (is_stacked(r, last) && last < i + MOST_SHARING) last++;
        if (last > i && !is_stacked(r, last) && has_text_below(r, last))
            for (size_t k = i; k < last; k++) r->chosen[k].shared = true;
        i = last;
    }
}

/* --- what stands above code --------------------------------------------------------------------------------------- */

enum { LONGEST_LANGUAGE = 12, LABEL_BYTES = 160 };

/* A word alone on a line that could be a language's name; empty when it could not. */
static str lone_word(const struct line *line, const struct mark *m) {
    str name = line->flags & (LINE_BLANK | LINE_CODE) || line->text.n > LABEL_BYTES ? (str){0} : str_trim(line->text);
    if (name.n > LONGEST_LANGUAGE || m->head || m->bullet || m->depth || (name.n && !char_is_alpha(name.p[0]))) return (str){0};
    for (size_t k = 0; k < name.n; k++)
        if (!char_is_alpha(name.p[k]) && !strchr("+#", name.p[k])) return (str){0};
    return name;
}

/* "PYTHON", "java" alone above code, as books and chat programs print it: neither a title nor a question. Once a name
 * stands above what is surely code, it is such a label wherever it stands alone. False: memory is out. */
static bool flag_code_labels(struct arena *arena, const struct line *lines, struct mark *marks, size_t n) {
    struct tally labels = {0};
    bool good = true;
    for (size_t i = 0; i + 1 < n && good; i++) {
        str name = lone_word(&lines[i], &marks[i]);
        size_t below = i + 1 + (i + 2 < n && (lines[i + 1].flags & LINE_BLANK));
        if (!name.n || tally_find(&labels, str_hash(name) | 1) || code_line(lines[below].text) < CODE_LINE_WEAK) continue;
        if (code_language_known(code_language_name(arena, name))) good = tally_at(&labels, str_hash(name) | 1) != NULL;
    }
    for (size_t i = 0; i < n && good && labels.n; i++) {
        str name = lone_word(&lines[i], &marks[i]);
        if (name.n && tally_find(&labels, str_hash(name) | 1)) marks[i].flags |= MARK_CODE_LABEL;
    }
    tally_release(&labels);
    return good && !arena->failed;
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
    bool found = !arena->failed && s && contents_find(&context->markers, lines, marks, n) &&
                 margins_find(&context->markers, lines, marks, n) &&
                 flag_code_labels(arena, lines, marks, n) && keys_find(arena, context, lines, marks, n, &keys);
    if (!found) {
        free(s);
        return STATUS_NO_MEMORY;
    }
    *s = (struct search){.r = &r, .arena = arena, .forced = forced};
    titles_rank(&r);
    bool good = classes_find(s) && search_stretch(s, 0, n, 0);
    if (good) {
        note_runner_up(s);
        take_missing(&r);
        take_nested_bullets(&r);
        take_airy(&r);
        take_stacked(&r);
        take_hanging(&r);
        take_boxes(&r);
        for (size_t i = 0; i < n; i++)
            if (marks[i].flags & MARK_CONTENTS) r.role[i] = ROLE_DROPPED;
        good = keys_assign(&r, &keys);
        titles_decide(&r);
        find_shared(&r);
        good = good && facts_find(arena, &r);
        r.tagged_answers = s->answers[n] * 4 >= s->n_chosen && s->answers[n] > 0;
        *out = r;
    }
    release(s);
    return good ? STATUS_OK : STATUS_NO_MEMORY;
}
