/* key: answers that stand together at the end of a quiz or an exam paper: "Answers: 1. b 2. c". They are known by the
 * title above them or by their form, and by numbers that the questions before them have. Each goes to its question;
 * when one finds none, the block stays where it is. */
#include "read/recognise.h"
#include "read/tally.h"

enum { LEAST_ITEMS = 2, LEAST_PAIRS = 4, TITLE_REST = 24, NEAR_TITLE = 12, TRIES = 64 };

/* --- the form of a key -------------------------------------------------------------------------------------------- */

/* "3. b", "4) A, C", "5-D" at `*at`: a number and option letters, nothing else. */
static bool take_pair(str t, size_t *at, uint32_t *number, str *letters) {
    size_t i = *at, digits = i;
    while (i < t.n && (char_is_blank(t.p[i]) || strchr(",;|", t.p[i]))) i++;
    digits = i;
    *number = 0;
    while (i < t.n && char_is_digit(t.p[i]) && i - digits < 4) *number = *number * 10 + (uint32_t)(t.p[i++] - '0');
    if (i == digits || i >= t.n || !strchr(".):-= |", t.p[i])) return false;
    while (i < t.n && strchr(".):-= |(*", t.p[i])) i++;
    size_t from = i;
    while (i < t.n && i - from < 5 && char_is_alpha(t.p[i]) && (t.p[i] | 0x20) <= 'j') i++;
    if (i == from || (i - from > 1 && !char_is_upper(t.p[from])) || (i < t.n && (char_is_alnum(t.p[i]) || (unsigned char)t.p[i] >= 0x80)))
        return false;
    for (;;) { /* "A, C", "A/C" */
        size_t k = i;
        while (k < t.n && (char_is_blank(t.p[k]) || strchr(",/&", t.p[k]))) k++;
        bool more = k > i && k < t.n && char_is_alpha(t.p[k]) && (t.p[k] | 0x20) <= 'j' && (k + 1 == t.n || !char_is_alnum(t.p[k + 1]));
        if (!more) break;
        i = k + 1;
    }
    *letters = str_sub(t, from, i);
    while (i < t.n && strchr(").*", t.p[i])) i++;
    *at = i;
    return true;
}

/* How many pairs the line is made of; 0 when it holds anything else. */
static size_t count_pairs(str t) {
    size_t at = 0, n = 0;
    uint32_t number;
    str letters;
    while (take_pair(t, &at, &number, &letters)) n++;
    while (at < t.n && (char_is_space(t.p[at]) || strchr(",;|.", t.p[at]))) at++;
    return at == t.n ? n : 0;
}

static str title_of(const struct line *line, const struct mark *mark) {
    return str_trim(mark->word ? str_drop(line->text, mark->label_from) : mark_text(mark, line));
}

static bool may_be_title(const struct mark_context *context, const struct line *line, const struct mark *mark) {
    return marker_may_start(&context->markers, title_of(line, mark), 1u << WORD_A | 1u << WORD_KEY);
}

/* "Answers", "## Answer key:", "Gabarito"; a word for a single answer ("答案") only above nothing but letters. */
static bool is_title(const struct mark_context *context, const struct line *line, const struct mark *mark, bool letters) {
    size_t n;
    if ((line->flags & (LINE_BLANK | LINE_CODE)) || mark->depth || mark->bullet) return false;
    str text = title_of(line, mark);
    while (text.n && strchr("*_:# ", text.p[text.n - 1])) text.n--;
    enum marker_word word = marker_at(&context->markers, text, &n);
    if (word == WORD_A) return letters && n == text.n;
    bool marked = mark->head || (mark->flags & (MARK_COLON_END | MARK_BOLD | MARK_CAPS | MARK_UNDERLINED));
    return word == WORD_KEY && (n == text.n || (marked && text.n <= n + TITLE_REST && !(mark->flags & MARK_ASKS)));
}

/* --- one block ---------------------------------------------------------------------------------------------------- */

struct finding {
    const struct mark_context *context;
    const struct line *lines;
    struct mark *marks;
    size_t n;
    struct arena *arena;
    struct answer_keys *out;
    VEC(struct key_item) items;
};

static bool is_item(const struct finding *f, size_t i) {
    const struct mark *m = &f->marks[i];
    return m->depth == 1 && !m->letter && !m->head && !(f->lines[i].flags & LINE_CODE) && (m->word == WORD_NONE || m->word == WORD_Q);
}

static size_t next_text(const struct finding *f, size_t i) {
    while (i < f->n && ((f->lines[i].flags & LINE_BLANK) || (f->marks[i].flags & MARK_RULER))) i++;
    return i;
}

/* Pairs, one or more a line, up to the first line that is something else. Gives the end. */
static bool take_letters(struct finding *f, size_t i, size_t *end) {
    *end = i;
    for (; (i = next_text(f, i)) < f->n && count_pairs(f->lines[i].text); i++) {
        str t = f->lines[i].text;
        size_t at = 0;
        struct key_item item = {.line = i, .from = i + 1, .to = i + 1};
        while (take_pair(t, &at, &item.number, &item.text))
            if (!vec_push(&f->items, item)) return false;
        *end = i + 1;
    }
    return true;
}

/* Numbered answers in words, each with the lines below it, as long as the numbers rise and no heading comes. */
static bool take_words(struct finding *f, size_t i, size_t *end) {
    *end = i;
    for (; i < f->n && !f->marks[i].head; i++) {
        if (!is_item(f, i)) {
            if (f->items.n == 0 && i > *end + NEAR_TITLE) return true;
            continue;
        }
        const struct mark *m = &f->marks[i];
        struct key_item *last = f->items.n ? &f->items.at[f->items.n - 1] : NULL;
        bool goes_on = last ? m->number[0] == last->number + 1 : m->number[0] == 1;
        if (last && m->number[0] <= 1) break; /* the next paper begins */
        if (!goes_on) continue;
        if (last) last->to = i;
        struct key_item item = {.number = m->number[0], .line = i, .from = i + 1, .to = i + 1, .text = mark_text(m, &f->lines[i])};
        if (!vec_push(&f->items, item)) return false;
    }
    if (!f->items.n) return true;
    while (i > f->items.at[f->items.n - 1].line + 1 && (f->lines[i - 1].flags & LINE_BLANK)) i--;
    f->items.at[f->items.n - 1].to = *end = i;
    return true;
}

/* Words are believed less than letters: hardly one may ask something, and questions with these numbers must stand
 * above, without answers of their own. */
static bool words_are_answers(const struct finding *f, size_t title) {
    size_t asking = 0, known = 0, answers = 0;
    for (size_t i = 0; i < f->items.n; i++) {
        asking += (f->marks[f->items.at[i].line].flags & MARK_ASKS) != 0;
        for (size_t k = 0; k < title; k++)
            if (f->marks[k].depth == 1 && f->marks[k].number[0] == f->items.at[i].number && !(f->marks[k].flags & MARK_KEY)) {
                known++;
                break;
            }
        if (i > 200) break;
    }
    for (size_t k = 0; k < title; k++) answers += f->marks[k].word == WORD_A;
    size_t looked = f->items.n < 200 ? f->items.n : 200;
    return asking * 4 < looked && known * 10 >= looked * 9 && answers * 2 < looked;
}

static bool keep_block(struct finding *f, size_t title, size_t end) {
    struct key_block *block = arena_new(f->arena, struct key_block);
    struct key_item *items = arena_array(f->arena, struct key_item, f->items.n);
    if (!block || !items) return false;
    memcpy(items, f->items.at, f->items.n * sizeof *items);
    *block = (struct key_block){.from = title, .to = end, .items = items, .n = f->items.n};
    if (f->out->last) f->out->last->next = block;
    else f->out->first = block;
    f->out->last = block;
    for (size_t i = title; i < end; i++) f->marks[i].flags |= MARK_KEY;
    return true;
}

bool keys_find(struct arena *arena, const struct mark_context *context, const struct line *lines, struct mark *marks,
               size_t n, struct answer_keys *out) {
    struct finding f = {.context = context, .lines = lines, .marks = marks, .n = n, .arena = arena, .out = out};
    bool good = true;
    if (context->no_keys) return true;
    size_t tries = 0;
    for (size_t i = 1; i < n && good && tries < TRIES; i++) {
        if ((lines[i].flags & (LINE_BLANK | LINE_CODE)) || (marks[i].flags & MARK_CONTENTS)) continue;
        bool bare = char_is_digit(str_trim_left(lines[i].text).p[0]) && count_pairs(lines[i].text) >= LEAST_PAIRS;
        if (!bare && !may_be_title(context, &lines[i], &marks[i])) continue;
        size_t below = next_text(&f, i + 1), end = i;
        bool letters = !bare && below < n && count_pairs(lines[below].text) > 0;
        if (!bare && !is_title(context, &lines[i], &marks[i], letters)) continue;
        f.items.n = 0;
        if (bare) good = take_letters(&f, i, &end);
        else if (letters) good = take_letters(&f, i + 1, &end);
        else good = take_words(&f, i + 1, &end);
        bool is_key = f.items.n >= LEAST_ITEMS && (bare || letters || words_are_answers(&f, i));
        if (!bare && !letters) tries++; /* each may look at the whole text */
        if (!good || !is_key) continue;
        good = keep_block(&f, i, end);
        i = end - 1;
    }
    vec_release(&f.items);
    return good;
}

/* --- from the key to its questions -------------------------------------------------------------------------------- */

/* The questions above a key, to be found by their numbers. */
struct asked {
    VEC(uint32_t) at;     /* their lines */
    VEC(uint32_t) before; /* for each: 1 + the one before it that bears the same number, or 0 */
    struct tally last;    /* number → 1 + the last one that bears it */
    bool numbers;         /* one bears a number at all */
};

static bool ask(struct asked *asked, const struct recognition *r, size_t from, size_t to) {
    asked->at.n = asked->before.n = 0;
    asked->numbers = false;
    tally_release(&asked->last);
    for (size_t i = from; i < to; i++) {
        if (r->role[i] != ROLE_QUESTION) continue;
        uint32_t before = 0;
        if (r->marks[i].depth == 1) {
            struct tally_cell *cell = tally_at(&asked->last, (uint64_t)r->marks[i].number[0] + 1);
            if (!cell) return false;
            before = cell->value;
            cell->value = (uint32_t)asked->at.n + 1;
            asked->numbers = true;
        }
        if (!vec_push(&asked->at, (uint32_t)i) || !vec_push(&asked->before, before)) return false;
    }
    return true;
}

/* The last question that bears the number and has no answer yet. When none bears any, numbers count. */
static size_t question_for(const struct asked *asked, const struct recognition *r, uint32_t number) {
    if (!asked->numbers) return number > 0 && number <= asked->at.n ? asked->at.at[number - 1] : SIZE_MAX;
    struct tally_cell *cell = tally_find(&asked->last, (uint64_t)number + 1);
    while (cell && cell->value && r->key_of[asked->at.at[cell->value - 1]]) cell->value = asked->before.at[cell->value - 1];
    return cell && cell->value ? asked->at.at[cell->value - 1] : SIZE_MAX;
}

bool keys_assign(struct recognition *r, const struct answer_keys *keys) {
    struct asked asked = {0};
    size_t from = 0;
    bool good = true;
    for (const struct key_block *block = keys->first; block && good; from = block->to, block = block->next) {
        size_t found = 0;
        good = ask(&asked, r, from, block->from);
        for (; good && found < block->n; found++) {
            size_t question = question_for(&asked, r, block->items[found].number);
            if (question == SIZE_MAX) break;
            r->key_of[question] = &block->items[found];
        }
        if (found == block->n) {
            memset(r->role + block->from, ROLE_KEY, block->to - block->from);
            continue;
        }
        for (size_t i = from; i < block->from; i++) r->key_of[i] = NULL; /* all or nothing */
    }
    vec_release(&asked.at);
    vec_release(&asked.before);
    tally_release(&asked.last);
    return good;
}
