/* titles: parts, sections, and the title block. A title is known by its looks (rank) and by what follows it: a
 * question, or another title. */
#include "read/division_label.h"
#include "read/recognise.h"

enum { LONGEST_TITLE = 100 };

static bool is_text(const struct recognition *r, size_t i) {
    return !(r->lines[i].flags & LINE_BLANK) && !(r->marks[i].flags & MARK_RULER);
}

static bool ends_sentence(str t) {
    return t.n && !char_is_alnum(t.p[t.n - 1]) && (strchr(".,;!?", t.p[t.n - 1]) || str_ends(t, STR("。")) || str_ends(t, STR("？")) ||
                   str_ends(t, STR("，")) || str_ends(t, STR("；")));
}

/* "一、", "三.": Chinese numerals count sections. */
static bool cjk_numeral(str t) {
    static const char *const digits[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"};
    size_t at = 0;
    if (t.n == 0 || (unsigned char)t.p[0] < 0x80) return false;
    for (size_t i = 0; i < 10 && at < 9; i++)
        if (str_starts(str_drop(t, at), str_from(digits[i]))) {
            at += 3;
            i = SIZE_MAX;
        }
    if (at == 0) return false;
    str rest = str_drop(t, at);
    return str_starts(rest, STR("、")) || str_starts(rest, STR(".")) || str_starts(rest, STR("．"));
}

/* "PART 1: …", "Chapter IV", "第3章" */
static uint8_t keyword_rank(const struct recognition *r, str t) {
    const unsigned divisions = 1u << WORD_PART | 1u << WORD_CHAPTER | 1u << WORD_SECTION;
    bool ascii = t.n && (unsigned char)t.p[0] < 0x80;
    if (ascii && !marker_may_start(&r->context->markers, t, divisions)) return 0; /* nearly all */
    switch (division_label(&r->context->markers, t).kind) {
    case DIVISION_PART: return RANK_PART;
    case DIVISION_CHAPTER: return RANK_CHAPTER;
    case DIVISION_SECTION: return RANK_SECTION;
    case DIVISION_NONE: break;
    }
    return 0;
}

static bool blank_before(const struct recognition *r, size_t i) {
    return i == 0 || !is_text(r, i - 1) || (r->lines[i].flags & LINE_TORN);
}
static bool blank_after(const struct recognition *r, size_t i) {
    return i + 1 >= r->n || !is_text(r, i + 1) || (r->lines[i + 1].flags & LINE_TORN);
}

static bool ruler_above(const struct recognition *r, size_t i) {
    for (size_t k = i; k-- > 0 && i - k <= 3;) {
        if (r->lines[k].flags & LINE_BLANK) continue;
        return (r->marks[k].flags & MARK_RULER) != 0;
    }
    return false;
}

/* "TODO" alone is what somebody has yet to write, no title. */
static bool is_promise(str t) {
    static const char *const words[] = {"TODO", "TBD", "TBA", "FIXME", "WIP", "N/A", "NA", "PENDING", "NONE"};
    while (t.n && !char_is_alnum(t.p[0]) && strchr("*_[(<- ", t.p[0])) t = str_drop(t, 1);
    if (t.n && (char_is_lower(t.p[0]) || (unsigned char)t.p[0] >= 0x80)) return false;
    while (t.n && !char_is_alnum(t.p[t.n - 1]) && strchr("*_])>.!: ", t.p[t.n - 1])) t.n--;
    return t.n <= 7 && STR_IN(t, words);
}

static uint8_t plain_rank(const struct recognition *r, size_t i) {
    const struct mark *m = &r->marks[i];
    str t = str_trim(r->lines[i].text), text = mark_text(m, &r->lines[i]);
    if (m->word || m->bullet || m->box || (m->flags & (MARK_RULER | MARK_TABLE | MARK_SUMMARY | MARK_DETAILS))) return 0;
    if (t.n > LONGEST_TITLE || t.n < 2 || t.p[0] == '<' || t.p[0] == '!' || t.p[0] == '>') return 0;
    if (is_promise(t)) return 0;
    uint8_t rank = keyword_rank(r, text.n ? text : t);
    if (rank && !ends_sentence(t)) return rank;
    if (cjk_numeral(t) && !ends_sentence(t)) return RANK_NUMERAL;
    if ((m->flags & MARK_UNDERLINED) && blank_before(r, i) && !ends_sentence(t)) return RANK_UNDERLINED; /* else the rule parts */
    if (m->depth && (m->flags & MARK_BOLD_LABEL) && (m->flags & MARK_ALL_BOLD) && !m->more && !ends_sentence(text)) return RANK_BOLD;
    if (m->depth || ends_sentence(t)) return 0;
    if ((m->flags & MARK_CAPS) && t.n <= 80 && (m->flags & MARK_CAPS)) return RANK_CAPS;
    if (str_ends(t, STR(" -")) || str_ends(t, STR(" –"))) return RANK_DASH;
    if (ruler_above(r, i) && t.n <= 60) return RANK_RULED;
    if ((r->lines[i].flags & LINE_TORN) && t.n <= 40 && blank_after(r, i) && i > 0) return RANK_PAGE_HEAD;
    if (blank_before(r, i) && blank_after(r, i) && t.n <= 60) return RANK_ALONE;
    return 0;
}

void titles_rank(struct recognition *r) {
    for (size_t i = 0; i < r->n; i++) {
        const struct mark *m = &r->marks[i];
        if ((r->lines[i].flags & (LINE_BLANK | LINE_CODE)) || (m->flags & (MARK_CONTENTS | MARK_KEY | MARK_CODE_LABEL))) continue;
        if (m->head) r->rank[i] = (uint8_t)(m->text_to > m->text_from ? RANK_HEADING + m->head : 0);
        else r->rank[i] = plain_rank(r, i);
    }
}

/* --- after the questions are known ------------------------------------------------------------------------------- */

static size_t first_question(const struct recognition *r) {
    size_t i = 0;
    while (i < r->n && r->role[i] != ROLE_QUESTION) i++;
    return i;
}

static void make_division(struct recognition *r, size_t i) {
    r->role[i] = ROLE_DIVISION;
    r->level_rank[i] = r->rank[i];
    if (i + 1 < r->n && (r->marks[i].flags & MARK_UNDERLINED)) r->role[i + 1] = ROLE_RULER;
}

/* "2. Water" right above 2.1, or above a 1. that stands deeper: the numbers say that it is the section's title. */
static bool numbers_section(const struct recognition *r, size_t i, size_t question) {
    const struct mark *m = &r->marks[i], *q = &r->marks[question];
    bool above = q->depth > 1 && m->number[0] == q->number[0] && m->letter == q->letter;
    bool outside = q->depth == 1 && q->number[0] <= 1 && m->indent + 2 <= q->indent && m->like < 2; /* 2. CSS, below it 1. */
    bool heads = !q->depth && question == i + 1 && r->chosen[question].kind == CLASS_ASKING && m->like < 2; /* right above a question without a mark */
    return (above || outside || heads) && m->depth == 1 && !m->word && !m->bullet &&
           r->lines[i].text.n <= LONGEST_TITLE && !(r->lines[i].flags & LINE_CODE);
}

/* "1.10" right above 1.10.1, "2.0" right above 2.1: nothing but the next number stands below, and nothing is asked. */
static bool numbers_parent(const struct mark *m, const struct mark *below) {
    if (m->depth < 2 || m->word || m->letter != below->letter || m->like == 2) return false;
    size_t same = (size_t)m->depth - (m->number[m->depth - 1] == 0);
    return below->depth > same && (same < m->depth || below->depth == m->depth + 1) &&
           memcmp(m->number, below->number, same * sizeof *m->number) == 0 && below->number[same] <= 1;
}

static void take_parents(struct recognition *r) {
    for (size_t i = 0; i < r->n; i++) {
        if (r->role[i] != ROLE_QUESTION || r->marks[i].depth < 2 || r->chosen[i].kind != CLASS_NUMBER) continue;
        size_t next = i + 1;
        while (next < r->n && (!is_text(r, next) || r->role[next] == ROLE_DROPPED)) next++;
        if (next == r->n || r->role[next] != ROLE_QUESTION || !numbers_parent(&r->marks[i], &r->marks[next])) continue;
        if (!r->marks[i].head) r->rank[i] = r->marks[i].number[r->marks[i].depth - 1] ? RANK_BRANCH : RANK_NUMERAL;
        make_division(r, i);
    }
}

/* Walk up from a question over titles, rulers and blanks. A lone plain line counts only where numbers start anew below:
 * `first` says that none stood above. */
static void take_titles_above(struct recognition *r, size_t question, bool first) {
    const struct mark *q = &r->marks[question];
    bool anew = !first && q->depth == 1 && q->number[0] == 1 && r->chosen[question].numbered;
    uint8_t weakest = anew ? RANK_ALONE + 1 : RANK_ALONE;
    for (size_t i = question; i-- > 0;) {
        if (r->role[i] == ROLE_QUESTION) return;
        if (r->lines[i].flags & LINE_BLANK) continue;
        if (r->role[i] == ROLE_DROPPED) continue;
        if (r->marks[i].flags & MARK_RULER) {
            r->role[i] = ROLE_RULER;
            continue;
        }
        if (r->marks[i].flags & MARK_DETAILS && r->chosen[question].kind == CLASS_SUMMARY) continue;
        if (r->role[i] == ROLE_BODY && !r->rank[i] && numbers_section(r, i, question)) r->rank[i] = RANK_NUMERAL;
        if (r->role[i] != ROLE_BODY || !r->rank[i] || r->rank[i] >= weakest) return;
        if (r->lines[i].flags & LINE_CODE) return;
        make_division(r, i);
        weakest = r->rank[i];
    }
}

/* Another heading that is as strong, and no question, comes before the first question: then this one is a section. */
static bool stronger_follows(const struct recognition *r, size_t i) {
    for (size_t k = i + 1; k < r->n && r->role[k] != ROLE_QUESTION; k++)
        if (r->marks[k].head && r->marks[k].head <= r->marks[i].head && r->rank[k]) return false;
    for (size_t k = i + 1; k < r->n; k++)
        if (r->role[k] == ROLE_QUESTION) return !r->marks[k].head || r->marks[k].head > r->marks[i].head;
    return true;
}

/* The first line of text below the question, if it is a heading that was not taken for a title, else its line again;
 * SIZE_MAX when no text stands there. */
static size_t first_below(const struct recognition *r, size_t question) {
    for (size_t i = question + 1; i < r->n && r->role[i] != ROLE_QUESTION && r->role[i] != ROLE_DIVISION; i++)
        if (is_text(r, i) && r->role[i] == ROLE_BODY) return r->marks[i].head && r->rank[i] ? i : question;
    return SIZE_MAX;
}

/* Where the questions are a list without answers, a heading right below one of them ends the list: it is no answer. */
static void end_lists(struct recognition *r) {
    size_t questions = 0, headed = 0, answered = 0;
    for (size_t i = 0; i < r->n; i++) {
        if (r->role[i] != ROLE_QUESTION) continue;
        size_t below = r->marks[i].head ? i : first_below(r, i);
        questions++;
        headed += below != SIZE_MAX && below != i;
        answered += below == i;
    }
    if (headed == 0 || headed * 3 > questions || answered * 5 > questions) return;
    for (size_t i = 0; i < r->n; i++) {
        size_t below = r->role[i] != ROLE_QUESTION || r->marks[i].head ? SIZE_MAX : first_below(r, i);
        if (below != SIZE_MAX && below != i) make_division(r, below);
    }
}

/* Heading levels that open sections: those stronger than the questions' own, and those that stand before questions. */
static void take_headings(struct recognition *r) {
    uint8_t sections = 0; /* the deepest level that was seen right above a question */
    size_t as_section[12] = {0}, all[12] = {0};
    for (size_t i = 0; i < r->n; i++) {
        uint8_t head = r->marks[i].head;
        if (!head || head > 11 || (r->marks[i].flags & (MARK_CONTENTS | MARK_KEY))) continue;
        all[head]++;
        as_section[head] += r->role[i] == ROLE_DIVISION;
    }
    for (uint8_t level = 1; level < 12; level++)
        if (as_section[level] && as_section[level] * 2 >= all[level]) sections = level;
    uint8_t open = 0; /* the open question's level */
    bool seen = false;
    for (size_t i = 0; i < r->n; i++) {
        uint8_t head = r->marks[i].head;
        if (r->role[i] == ROLE_QUESTION) {
            seen = true;
            if (r->marks[i].head) open = r->marks[i].head;
            else open = 0;
        }
        if (r->role[i] != ROLE_BODY || !head || !r->rank[i] || (r->lines[i].flags & LINE_CODE)) continue;
        bool apart = seen && head == open && is_apart_title(&r->context->markers, mark_text(&r->marks[i], &r->lines[i]));
        bool before = !seen && is_apart_title(&r->context->markers, mark_text(&r->marks[i], &r->lines[i])) && !stronger_follows(r, i);
        if ((!seen && !before) || apart || head <= sections || (open && head < open)) make_division(r, i);
    }
}

/* An editor's line ("vim: tw=72", "-*- mode -*-"), or a file's name: notes for programs. */
static bool is_for_programs(str t) {
    bool editor = str_starts(t, STR("vim:")) || str_starts(t, STR("vi:")) || str_starts(t, STR("ex:")) || str_find(t, STR("-*-"), 0) != SIZE_MAX;
    return editor || (str_find_char(t, '/', 0) != SIZE_MAX && str_find_char(t, ' ', 0) == SIZE_MAX);
}

/* "Guide", "Version 2.0", "-----": a few short lines at the very start with a ruler below them are a title page. */
static size_t ruled_title(const struct recognition *r, size_t end, size_t *ruler) {
    enum { MOST_LINES = 3 };
    size_t first = 0, i;
    while (first < end && !is_text(r, first)) first++;
    for (i = first; i < end && i <= first + MOST_LINES && is_text(r, i); i++) {
        str t = str_trim(r->lines[i].text);
        const struct mark *m = &r->marks[i];
        if (t.n > LONGEST_TITLE || ends_sentence(t) || m->bullet || (m->depth && !m->word) || t.p[0] == '#' ||
            (r->role[i] != ROLE_BODY && r->role[i] != ROLE_DIVISION) || (r->lines[i].flags & LINE_CODE))
            return SIZE_MAX;
    }
    bool ruled = i < end && (r->marks[i].flags & MARK_RULER) && i > first + 1;
    *ruler = i;
    return ruled ? first : SIZE_MAX;
}

/* The title block: what stands before the first question and is not right above it. */
static void take_title(struct recognition *r) {
    size_t end = first_question(r), ruler, title = ruled_title(r, end, &ruler), divisions = 0, same_rank = 0;
    if (title != SIZE_MAX) r->role[ruler] = ROLE_RULER;
    for (size_t i = 0; i < end && title == SIZE_MAX; i++) {
        if (!is_text(r, i) || r->role[i] == ROLE_DROPPED || r->marks[i].head == 0) continue;
        if (r->rank[i] && !is_contents_title(&r->context->markers, mark_text(&r->marks[i], &r->lines[i]))) title = i;
    }
    if (title == SIZE_MAX)
        for (size_t i = 0; i < end; i++) {
            if (!is_text(r, i) || r->role[i] == ROLE_DROPPED || (r->lines[i].flags & LINE_CODE)) continue;
            str t = str_trim(r->lines[i].text);
            if (is_for_programs(t)) break;
            const struct mark *m = &r->marks[i];
            bool plain = !m->bullet && !m->depth && !m->word && !(m->flags & (MARK_TABLE | MARK_DETAILS)) && t.p[0] != '<';
            bool apart = blank_after(r, i) || r->rank[i] || r->role[i] == ROLE_DIVISION || i + 1 == end;
            if (plain && t.n <= LONGEST_TITLE && apart && !(ends_sentence(t) && t.p[t.n - 1] == '.')) title = i;
            break;
        }
    if (title == SIZE_MAX) return;
    str known = r->context->title; /* a line that says something else is a section of its own */
    if (known.n && text_key(known) != text_key(mark_text(&r->marks[title], &r->lines[title]))) return;
    for (size_t i = 0; i < r->n; i++)
        if (r->role[i] == ROLE_DIVISION) {
            divisions++;
            same_rank += r->rank[i] == r->rank[title];
        }
    bool keyword = r->rank[title] && r->rank[title] < RANK_HEADING;
    if (r->role[title] == ROLE_DIVISION && (keyword || (same_rank > 1 && r->rank[title] != RANK_HEADING + 1))) {
        if (r->rank[title] != RANK_CAPS) return; /* "## Python" among other "## …" is a section */
        size_t next = title + 1; /* a title in capitals above a section in capitals */
        while (next < end && r->role[next] != ROLE_DIVISION) next++;
        if (next == end) return;
    }
    r->role[title] = ROLE_TITLE;
    if ((r->marks[title].flags & MARK_UNDERLINED) && title + 1 < r->n) r->role[title + 1] = ROLE_RULER;
    if (r->marks[title].head) return;
    size_t sub = title + 1;
    while (sub < end && (!is_text(r, sub) || r->role[sub] == ROLE_RULER)) sub++;
    if (sub >= end || r->role[sub] != ROLE_BODY || sub > title + 4) return;
    str t = str_trim(r->lines[sub].text);
    const struct mark *m = &r->marks[sub];
    if (t.n <= 80 && blank_after(r, sub) && !m->bullet && !m->depth && !m->word && !ends_sentence(t)) r->role[sub] = ROLE_SUBTITLE;
}

/* The ruler below a question that is a title goes with it. */
static void take_underlines(struct recognition *r) {
    for (size_t i = 0; i + 1 < r->n; i++)
        if (r->role[i] == ROLE_QUESTION && r->marks[i].head && (r->marks[i].flags & MARK_UNDERLINED)) r->role[i + 1] = ROLE_RULER;
}

void titles_decide(struct recognition *r) {
    take_underlines(r);
    take_parents(r);
    bool first = true;
    for (size_t i = 0; i < r->n; i++) {
        if (r->role[i] != ROLE_QUESTION) continue;
        take_titles_above(r, i, first);
        first = false;
    }
    take_headings(r);
    end_lists(r);
    take_title(r);
}
