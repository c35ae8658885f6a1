/* One entry: where its parts stand among its lines, then the question, its choices and its answer. */
#include "read/build_inside.h"

#include "base/utf8.h"
#include "code/code.h"

enum { WRAPPED_LINES = 6, UNKNOWN_COLUMN = 84 };

struct parts {
    size_t question, end;    /* the entry's lines */
    size_t body;             /* first line after the question's text */
    size_t answer;           /* line that opens the answer, or end */
    bool marked_answer;      /* … by a marker word or a details block */
    str answer_rest;         /* text on that line after its marker */
    bool inner;              /* the answer starts on the question's own line */
    struct option options[MOST_OPTIONS];
    size_t n_options;
};

/* The marker's bytes: what becomes an attribute, and what was only markup. */
static void own_mark(struct build *b, size_t i) {
    const struct mark *m = &b->r->marks[i];
    str t = b->r->lines[i].text;
    own(b, str_sub(t, 0, m->text_from), OWNER_MARKUP);
    if (m->depth || m->word) own(b, str_sub(t, m->label_from, m->label_to), OWNER_ATTR);
    own(b, str_drop(t, m->text_to), OWNER_MARKUP);
}

static bool ends_question(str text) {
    str t = str_trim(text);
    while (t.n && strchr("*_)\"'`", t.p[t.n - 1])) t.n--;
    return str_ends(t, STR("?")) || str_ends(t, STR("？")) || str_ends(t, STR("؟")) || str_ends(t, STR(":"));
}

static bool is_plain(const struct build *b, size_t i) {
    const struct mark *m = &b->r->marks[i];
    bool numbered = m->depth && !(m->term == TERM_BLANK && (m->flags & MARK_ASKS)); /* "… from version⏎2.0 to 3.1?" */
    return !is_lone_tag(b->r->lines[i].text) && !(b->r->lines[i].flags & (LINE_BLANK | LINE_CODE | LINE_TORN)) && !m->head && !m->word && !m->bullet && !numbered &&
           !m->symbol && !(m->flags & (MARK_SUMMARY | MARK_DETAILS | MARK_RULER | MARK_TABLE | MARK_OPTION | MARK_CODE_LABEL)) &&
           b->r->role[i] == ROLE_BODY;
}

/* Where a details block that only says "Answer" opens: its text follows </summary>. */
static bool opens_answer_details(const struct build *b, size_t i, str *rest) {
    const struct mark *m = &b->r->marks[i];
    const struct line *line = &b->r->lines[i];
    if (!(m->flags & MARK_SUMMARY) || (line->flags & LINE_CODE)) return false;
    size_t end = str_find(line->text, STR("</summary>"), 0);
    *rest = end == SIZE_MAX ? str_sub(line->text, line->text.n, line->text.n) : str_drop(line->text, end + 10);
    return true;
}

static bool is_option_not_answer(const struct parts *p, size_t i) {
    for (size_t k = 0; k < p->n_options; k++)
        if (p->options[k].from == i) return true;
    return false;
}

static bool other_speaker(const struct build *b, size_t i) {
    const struct mark *m = &b->r->marks[i];
    if (!(m->flags & MARK_SPEAKER) || !m->name_len || (b->r->lines[i].flags & LINE_CODE)) return false;
    str name = str_sub(b->r->lines[i].text, m->label_from, (size_t)m->label_from + m->name_len);
    return name_hash(name) != b->r->asker && (!b->r->guest || name_hash(name) == b->r->guest);
}

/* "A. Smith", "A - then", "A4 is paper", "**a** is right" below a question without a "Q": a mark only where the document has more such. */
static bool marks_answer(const struct build *b, size_t question, size_t i) {
    enum { ONE_OF = 4 };
    const struct mark *m = &b->r->marks[i], *q = &b->r->marks[question];
    if (m->word != WORD_A) return false;
    bool alone = m->term == TERM_NONE && !m->depth && !(m->flags & MARK_BOLD);
    bool sure = m->word_len > 1 || m->term == TERM_COLON || alone;
    return sure || q->word == WORD_Q || q->word == WORD_ASKER || (b->lone_a[m->term] > 1 && b->lone_a[m->term] * ONE_OF >= b->questions);
}

static void find_answer(const struct build *b, struct parts *p) {
    const struct recognition *r = b->r;
    bool talk = r->chosen[p->question].kind == CLASS_SPEAKER;
    p->answer = p->end;
    for (size_t i = p->question + 1; i < p->end; i++) {
        const struct mark *m = &r->marks[i];
        if (r->lines[i].flags & (LINE_CODE | LINE_BLANK)) continue;
        bool word = marks_answer(b, p->question, i) && !is_option_not_answer(p, i);
        bool spoken = talk && other_speaker(b, i);
        str rest = str_sub(r->lines[i].text, word ? m->text_from : spoken ? m->label_to : 0, m->text_to);
        if (!word && !spoken && !opens_answer_details(b, i, &rest)) continue;
        p->answer = i;
        p->answer_rest = rest;
        p->marked_answer = true;
        return;
    }
}

/* The column that the text after the mark stands at: lines that go on hang below it. */
static uint32_t text_column(const struct recognition *r, size_t i) {
    uint32_t column = 0;
    str t = r->lines[i].text;
    for (size_t at = 0; at < r->marks[i].text_from && at < t.n; at++) column = t.p[at] == '\t' ? (column | 7) + 1 : column + 1;
    return column;
}

/* The lines of a question's paragraph stand at its own indent, and what comes after it stands deeper; or its question
 * mark comes at the end of the paragraph only. */
static bool wraps_by_indent(const struct build *b, size_t question, size_t end, size_t limit) {
    const struct recognition *r = b->r;
    if (end == question + 1 || end - question > 4) return false;
    size_t next = end;
    while (next < limit && is_blank(b, next)) next++;
    bool asked = (r->marks[question].flags & MARK_ASKS) != 0;
    if (asked && r->marks[question + 1].indent > r->marks[question].indent + 1) return false; /* the answer hangs below */
    uint32_t column = text_column(r, question), widest = r->marks[question].indent + 6u;
    for (size_t i = question + 1; i < end; i++) {
        if (r->marks[i].indent > (column > widest ? column : widest)) return false;
        if (r->lines[i - 1].text.n < LEAST_WRAPPED || r->lines[i].text.n > r->lines[i - 1].text.n + 12) return false; /* no wrap */
    }
    if (next < limit && r->marks[next].indent >= r->marks[end - 1].indent + 2 && r->marks[next].indent > r->marks[question].indent + 1) return true;
    return next > end && (r->marks[end - 1].flags & MARK_ASKS) && !asked;
}

static bool ends_turn(str text) {
    str t = str_trim(text);
    while (t.n && strchr("*_)\"'`", t.p[t.n - 1])) t.n--;
    return t.n && (strchr(".?!:", t.p[t.n - 1]) || (unsigned char)t.p[t.n - 1] >= 0x80);
}

/* Lines from `i` on that may belong to the question's text; what is code below it is what it asks about. */
static size_t plain_run(const struct build *b, size_t i, size_t limit) {
    size_t n = 0;
    for (; i + n < limit && n < WRAPPED_LINES && is_plain(b, i + n); n++) {
        enum code_line kind = code_line(b->r->lines[i + n].text);
        if (kind == CODE_LINE_SURE || (kind == CODE_LINE_WEAK && ends_question(b->r->lines[i + n - 1].text))) break;
    }
    return n;
}

/* The end of the question whose text, on line `first`, goes on in the n lines below it if it was wrapped. */
static size_t wrapped_end(const struct build *b, const struct parts *p, size_t first, size_t n) {
    const struct recognition *r = b->r;
    size_t i = first + 1;
    str text = first == p->question ? question_text(b, first) : r->lines[first].text;
    if (ends_question(text)) return i;
    uint32_t column = b->reader->wrap_column ? b->reader->wrap_column : UNKNOWN_COLUMN;
    if (utf8_count(r->lines[first].text) + 28 < column) return i;
    bool all_taken = i + n == p->end || is_blank(b, i + n); /* a paragraph of its own */
    for (size_t k = 0; k < n; k++)
        if (ends_question(r->lines[i + k].text) && question_likeness(&r->context->markers, r->lines[i + k].text) == 2) return i + k + 1;
    return all_taken && n <= 4 && b->reader->wrap_column ? i + n : i;
}

/* A line without a number of its own that bears the sign which stands before the question, too ("¥ 7) … since" above
 * "¥ 1993?"). */
static bool repeats_sign(const struct build *b, size_t question, size_t i) {
    const struct mark *m = &b->r->marks[i], *q = &b->r->marks[question];
    return q->symbol && m->symbol == q->symbol && q->depth && !m->depth && !m->word && !m->bullet && b->r->role[i] == ROLE_BODY &&
           !(b->r->lines[i].flags & (LINE_BLANK | LINE_CODE));
}

/* Nothing but the end of the bold text that the mark is. */
static bool is_mark_alone(str text) {
    text = str_trim(text);
    return !text.n || str_eq(text, STR("**")) || str_eq(text, STR("__")) || str_eq(text, STR("</b>")) || str_eq(text, STR("</strong>"));
}

/* The question ends on its own line, and the one below it is no line that was wrapped: as wraps_by_indent and wrapped_end
 * would say of most, without looking for code below it. */
static bool ends_on_its_line(const struct build *b, const struct parts *p) {
    const struct recognition *r = b->r;
    size_t i = p->question;
    if (p->marked_answer || i + 1 >= r->n || !ends_question(question_text(b, i))) return false;
    bool hangs = (r->marks[i].flags & MARK_ASKS) && r->marks[i + 1].indent > r->marks[i].indent + 1;
    return hangs || r->lines[i].text.n < LEAST_WRAPPED || r->lines[i + 1].text.n > r->lines[i].text.n + 12;
}

/* How many lines below the mark still belong to the question's text. */
static size_t question_lines(const struct build *b, const struct parts *p) {
    const struct recognition *r = b->r;
    const struct mark *m = &r->marks[p->question];
    size_t limit = p->marked_answer ? p->answer : p->end, i = p->question + 1;
    if (p->n_options && p->options[0].from < limit) limit = p->options[0].from;
    if (is_mark_alone(question_text(b, p->question))) { /* the mark alone: the next paragraph is the question */
        while (i < limit && is_blank(b, i)) i++;
        size_t from = i;
        while (p->marked_answer && i < limit && !is_blank(b, i) && !(r->lines[i].flags & LINE_CODE)) i++;
        if (p->marked_answer || from == limit) return i;
        return wrapped_end(b, p, from, plain_run(b, from + 1, limit));
    }
    if (m->head || (m->flags & MARK_ALL_BOLD) || r->chosen[p->question].kind == CLASS_SUMMARY) return i + m->more < limit ? i + m->more : limit;
    if (r->chosen[p->question].kind == CLASS_SPEAKER && p->marked_answer) return limit;
    if (r->chosen[p->question].kind == CLASS_SPEAKER) { /* a turn that was wrapped: its sentence goes on */
        while (i < limit && is_plain(b, i) && r->lines[i - 1].text.n >= LEAST_WRAPPED && !ends_turn(r->lines[i - 1].text)) i++;
        return i;
    }
    if (is_unmarked_kind(r->chosen[p->question].kind)) return unmarked_end(r, p->question, limit);
    while (i < limit && repeats_sign(b, p->question, i)) i++;
    if (i > p->question + 1 || ends_on_its_line(b, p)) return i;
    size_t n = plain_run(b, i, limit);
    if (p->marked_answer || wraps_by_indent(b, p->question, i + n, limit)) return i + n;
    return wrapped_end(b, p, p->question, n);
}

static void find_inner(struct build *b, struct parts *p) {
    const struct mark *m = &b->r->marks[p->question];
    str text = question_text(b, p->question);
    size_t at, after;
    p->inner = false;
    if (b->r->chosen[p->question].lead && bold_lead(m, &b->r->lines[p->question], &after)) {
        p->inner = p->marked_answer = true;
        p->answer = p->question;
        p->answer_rest = str_sub(b->r->lines[p->question].text, after, m->text_to);
        return;
    }
    after = m->head ? build_heading_end(text) : SIZE_MAX;
    if (after != SIZE_MAX) {
        p->inner = p->marked_answer = true;
        p->answer = p->question;
        p->answer_rest = str_drop(text, after);
        return;
    }
    if (m->word != WORD_Q && m->word != WORD_ASKER && m->depth == 0) return;
    if (!find_inner_answer(b->r->context, text, &at, &after)) return;
    p->inner = p->marked_answer = true;
    p->answer = p->question;
    p->answer_rest = str_drop(text, after);
}

/* The guest's label on the asker's own line. */
static void find_inner_speaker(struct build *b, struct parts *p) {
    str line = b->r->lines[p->question].text;
    size_t label_end = b->r->marks[p->question].label_to;
    if (!b->r->guest) return;
    for (size_t at = label_end; (at = str_find_char(line, ':', at)) != SIZE_MAX; at++) {
        size_t from = at;
        while (from > label_end && (char_is_alnum(line.p[from - 1]) || (unsigned char)line.p[from - 1] >= 0x80)) from--;
        if (from == at || name_hash(str_sub(line, from, at)) != b->r->guest) continue;
        p->inner = p->marked_answer = true;
        p->answer = p->question;
        p->answer_rest = str_drop(line, at + 1);
        return;
    }
}

/* The number as it is printed; a page's list shows one that does not stand in the text. */
static str number_of(const struct build *b, const struct mark *m, str t) {
    if (m->number_to > m->number_from) return str_sub(t, m->number_from, m->number_to);
    struct buf digits;
    buf_init(&digits);
    buf_put_uint(&digits, m->number[0]);
    str number = arena_str(&b->reader->doc->arena, buf_str(&digits));
    if (digits.failed) b->reader->failed = true;
    buf_release(&digits);
    return number;
}

static void describe_entry(const struct build *b, size_t i, struct entry *e) {
    const struct mark *m = &b->r->marks[i];
    str t = b->r->lines[i].text;
    if (m->depth) e->number = number_of(b, m, t);
    if (b->r->facts[i]) {
        e->topic = b->r->facts[i]->topic;
        e->difficulty = b->r->facts[i]->difficulty;
    }
    e->answered_next = b->r->chosen[i].shared;
    if (m->word == WORD_Q && m->word_len && m->depth) e->label = str_sub(t, m->label_from, m->label_to);
}

/* The question's own text: its line without marks, and the lines that go on with it. */
static void build_question(struct build *b, const struct parts *p, struct node *entry) {
    const struct recognition *r = b->r;
    const struct line *line = &r->lines[p->question];
    const struct mark *m = &r->marks[p->question];
    struct node *q = build_node(b, entry, NODE_QUESTION, line->number);
    own_mark(b, p->question);
    str text = question_text(b, p->question);
    if (r->chosen[p->question].kind == CLASS_SPEAKER && m->name_len) {
        if (q) q->u.speaker = str_sub(line->text, m->label_from, (size_t)m->label_from + m->name_len);
        own(b, str_sub(line->text, 0, m->label_to), OWNER_MARKUP);
        if (q) own(b, q->u.speaker, OWNER_ATTR);
        text = str_drop(line->text, m->label_to);
    }
    if (p->inner) {
        size_t end = (size_t)(p->answer_rest.p - text.p);
        str shown = str_sub(text, 0, end);
        size_t at, after;
        if (r->chosen[p->question].kind == CLASS_SPEAKER) {
            size_t colon = shown.n ? shown.n - 1 : 0, from = colon;
            while (from > 0 && (char_is_alnum(shown.p[from - 1]) || (unsigned char)shown.p[from - 1] >= 0x80)) from--;
            own(b, str_drop(shown, from), OWNER_MARKUP);
            shown = str_sub(shown, 0, from);
        } else if (r->chosen[p->question].lead) {
            size_t stop, close = bold_lead(m, line, &stop);
            own(b, str_sub(line->text, close, stop), OWNER_MARKUP);
            shown = str_sub(line->text, m->text_from, close);
        } else if ((!m->head || build_heading_end(text) == SIZE_MAX) && find_inner_answer(r->context, text, &at, &after)) {
            own(b, str_sub(text, at, after), OWNER_MARKUP);
            shown = str_sub(text, 0, at);
            if (at > 0 && after > 0 && str_find(str_sub(text, at, after), STR("**"), 0) != SIZE_MAX)
                reader_repair(b->reader, DIAG_R_GLUED_MARKER, str_sub(text, at, after), str_trim(str_sub(text, at, after)), (str){0});
        }
        build_add_marked_text(b, m, line, shown);
    } else if (r->chosen[p->question].kind == CLASS_SUMMARY) {
        size_t end = str_find(text, STR("</summary>"), 0);
        own(b, end == SIZE_MAX ? (str){0} : str_drop(text, end), OWNER_MARKUP);
        build_add_marked_text(b, m, line, end == SIZE_MAX ? text : str_sub(text, 0, end));
    } else {
        build_add_marked_text(b, m, line, text);
    }
    for (size_t i = p->question + 1; i < p->body; i++) {
        str more = r->lines[i].text;
        if (repeats_sign(b, p->question, i)) {
            own(b, str_sub(more, 0, r->marks[i].text_from), OWNER_MARKUP);
            more = str_drop(more, r->marks[i].text_from);
        }
        size_t end = r->chosen[p->question].kind == CLASS_SUMMARY ? str_find(more, STR("</summary>"), 0) : SIZE_MAX;
        size_t bold = end == SIZE_MAX ? end : str_find(more, STR("</b>"), 0);
        if (end != SIZE_MAX) {
            own(b, str_drop(more, bold < end ? bold : end), OWNER_MARKUP);
            more = str_sub(more, 0, bold < end ? bold : end);
        }
        size_t n, close = i == p->question + m->more ? bold_end(r->context, more, &n) : SIZE_MAX;
        if (close != SIZE_MAX) { /* the bold text that the question is ends here */
            own(b, str_sub(more, close, close + n), OWNER_MARKUP);
            build_add_piece(b, str_sub(more, 0, close), &r->lines[i]);
            more = str_drop(more, close + n);
            if (!str_trim(more).n) continue;
        }
        build_add_piece(b, more, &r->lines[i]);
    }
    build_put_inlines(b, q);
}

/* "**B) 42**": the closing stars of a label that stands in bold. */
static str without_bold_end(struct build *b, str line, const struct option *o, str text) {
    bool bold = o->label_at >= 2 && memcmp(line.p + o->label_at - 2, "**", 2) == 0;
    if (!bold || !str_ends(text, STR("**"))) return text;
    own(b, str_drop(text, text.n - 2), OWNER_MARKUP);
    return str_sub(text, 0, text.n - 2);
}

static void build_choices(struct build *b, const struct parts *p, struct node *entry) {
    if (!p->n_options) return;
    const struct recognition *r = b->r;
    struct node *choices = build_node(b, entry, NODE_CHOICES, r->lines[p->options[0].from].number);
    for (size_t k = 0; k < p->n_options; k++) {
        const struct option *o = &p->options[k];
        const struct line *line = &r->lines[o->from];
        struct node *choice = build_node(b, choices, NODE_CHOICE, line->number);
        if (!choice) return;
        bool first = k == 0 || p->options[k - 1].from != o->from, last = k + 1 == p->n_options || p->options[k + 1].from != o->from;
        own(b, str_sub(line->text, first ? 0 : o->label_at, o->text_at), OWNER_MARKUP);
        own(b, str_sub(line->text, o->text_to, last ? line->text.n : p->options[k + 1].label_at), OWNER_MARKUP);
        choice->u.choice->correct = o->correct;
        if (o->letter != 'x') {
            size_t at = o->label_at;
            while (at < o->text_at && !char_is_alnum(line->text.p[at])) at++;
            choice->u.choice->label = str_sub(line->text, at, at + 1);
            own(b, choice->u.choice->label, OWNER_ATTR);
        }
        str text = str_sub(line->text, o->text_at, o->text_to);
        if (o->letter != 'x') text = without_bold_end(b, line->text, o, text);
        build_add_piece(b, text, line);
        if (last) build_add_lines(b, o->from + 1, o->to);
        size_t from, n;
        if (!build_trim_pieces(b, &from, &n)) continue;
        bool blocks = false;
        for (size_t i = 0; i < n; i++) blocks |= (b->pieces.at[from + i].flags & (LINE_CODE | LINE_BLANK)) != 0;
        if (blocks) build_put_blocks(b, choice);
        else build_put_inlines(b, choice);
    }
}

/* Blocks of the lines [from, to), the first of them perhaps only in part. Adds nothing when there is no text. */
static struct node *build_part(struct build *b, struct node *entry, enum node_kind kind, size_t from, size_t to, str first,
                               const struct line *first_line) {
    if (first_line && str_trim(first).n) build_add_piece(b, first, first_line);
    build_add_lines(b, from, to);
    size_t at, n;
    if (!build_trim_pieces(b, &at, &n)) {
        b->pieces.n = 0;
        return NULL;
    }
    struct node *part = build_node(b, entry, kind, b->pieces.at[at].number);
    build_put_blocks(b, part);
    if (part && !part->first) {
        node_unlink(part);
        return NULL;
    }
    return part;
}

static void build_answer(struct build *b, struct parts *p, struct node *entry) {
    const struct recognition *r = b->r;
    size_t from = p->inner ? p->body : p->answer + 1, to = build_trim_tail(b, from > p->end ? p->end : from, p->end);
    const struct line *line = &r->lines[p->answer];
    str first = p->answer_rest;
    str speaker = {0};
    if (!p->inner) {
        size_t head = (size_t)(first.p - line->text.p);
        own(b, str_sub(line->text, 0, head), OWNER_MARKUP);
        own(b, str_drop(line->text, head + first.n), OWNER_MARKUP);
        const struct mark *m = &r->marks[p->answer];
        if (r->chosen[p->question].kind == CLASS_SPEAKER && m->name_len) {
            speaker = str_sub(line->text, m->label_from, (size_t)m->label_from + m->name_len);
            own(b, speaker, OWNER_ATTR);
        }
        if (m->flags & MARK_BOLD && str_starts(first, STR("**"))) {
            own(b, str_sub(first, 0, 2), OWNER_MARKUP);
            first = str_drop(first, 2);
        }
    }
    if (str_trim(first).n == 0 && p->n_options && !p->inner) { /* a details block whose first line gives the key */
        size_t i = from;
        while (i < to && (is_blank(b, i) || str_eq(str_trim(r->lines[i].text), STR("<p>")))) i++;
        str left;
        if (i < to && r->marks[i].word == WORD_A && options_mark(r, p->options, p->n_options, question_text(b, i), &left)) {
            own_lines(b, from, i + 1, OWNER_MARKUP);
            if (left.n) first = left, line = &r->lines[i];
            from = i + 1;
        }
    } else if (p->n_options) {
        str left;
        if (options_mark(r, p->options, p->n_options, first, &left)) {
            own(b, first, OWNER_ATTR);
            first = left;
        }
    }
    build_choices(b, p, entry);
    struct node *answer = build_part(b, entry, NODE_ANSWER, from, to, first, line);
    if (answer) answer->u.speaker = speaker;
}

/* The answer that a key gives: letters name options, the rest are words. */
static void build_key(struct build *b, struct parts *p, struct node *entry) {
    const struct recognition *r = b->r;
    const struct key_item *key = r->key_of[p->question];
    const struct line *line = &r->lines[key->line];
    str first = key->text, left;
    own(b, first, OWNER_ATTR);
    if (p->n_options && options_mark(r, p->options, p->n_options, first, &left)) {
        struct node *choices = node_child(entry, NODE_CHOICES), *choice = choices ? choices->first : NULL;
        for (size_t k = 0; choice && k < p->n_options; k++, choice = choice->next) choice->u.choice->correct = p->options[k].correct;
        first = left;
    }
    struct node *answer = node_child(entry, NODE_ANSWER);
    if (!answer) {
        build_part(b, entry, NODE_ANSWER, key->from, key->to, first, line);
        return;
    }
    if (str_trim(first).n) build_add_piece(b, first, line);
    build_add_lines(b, key->from, key->to);
    build_put_blocks(b, answer);
}

/* A heading at the questions' own level ("Introduction") is closed by the next question. */
static void close_divisions(struct build *b, size_t question) {
    uint8_t rank = b->r->marks[question].head ? b->r->rank[question] : 0;
    if (rank < RANK_HEADING) return;
    while (b->n_open && b->open[b->n_open - 1].rank >= rank && b->open[b->n_open - 1].rank < RANK_CAPS) b->n_open--;
}

/* What stands before an answer that bears its mark: above the options, and between them and the answer. */
static void build_prompt(struct build *b, const struct parts *p, struct node *entry) {
    size_t from = p->body, to = p->answer;
    if (p->n_options && p->options[0].from < to) to = p->options[0].from;
    to = build_trim_tail(b, from, to);
    if (p->n_options) {
        size_t below = p->options[p->n_options - 1].to, end = below < p->answer ? build_trim_tail(b, below, p->answer) : below;
        if (end > below) {
            build_add_lines(b, from, to);
            from = below;
            to = end;
        }
    }
    build_part(b, entry, NODE_PROMPT, from, to, (str){0}, NULL);
}

/* "The conditions are:" below the question, and then what could be options: they are the answer, unless something says
 * which of them is right, or another answer stands below. */
static bool options_answer(const struct build *b, const struct parts *p) {
    const struct recognition *r = b->r;
    size_t i = p->options[0].from;
    if (p->marked_answer || r->key_of[p->question]) return false;
    for (size_t k = 0; k < p->n_options; k++)
        if (p->options[k].correct) return false;
    while (i > p->question + 1 && is_blank(b, i - 1)) i--;
    if (i == p->question + 1 || (r->lines[i - 1].flags & LINE_CODE)) return false;
    str leads = str_trim(r->lines[i - 1].text);
    return str_ends(leads, STR(":")) || str_ends(leads, STR("："));
}

void build_entry(struct build *b, size_t question, size_t end) {
    const struct recognition *r = b->r;
    close_divisions(b, question);
    struct node *entry = build_node(b, container(b), NODE_ENTRY, r->lines[question].number);
    if (!entry) return;
    describe_entry(b, question, entry->u.entry);
    b->begun = true;
    struct parts p = {.question = question, .end = end};
    bool summary = r->chosen[question].kind == CLASS_SUMMARY;
    if (!summary) p.n_options = options_find(r, question + 1, end, p.options);
    if (p.n_options) options_mark_bracket(p.options, p.n_options, question_text(b, question));
    if (r->chosen[question].kind == CLASS_SPEAKER) find_inner_speaker(b, &p);
    else if (!summary) find_inner(b, &p);
    if (!p.inner && !summary) find_answer(b, &p);
    if (p.marked_answer && p.n_options && p.options[0].from > p.answer && !p.inner) p.n_options = 0;
    if (p.marked_answer && p.n_options && p.options[p.n_options - 1].to > p.answer && !p.inner) p.options[p.n_options - 1].to = p.answer;
    if (p.n_options && options_answer(b, &p)) p.n_options = 0;
    p.body = p.inner ? question + 1 : question_lines(b, &p);
    if (summary) {
        size_t i = question;
        while (i + 1 < end && i - question < 10 && str_find(r->lines[i].text, STR("</summary>"), 0) == SIZE_MAX) i++;
        p.body = i + 1;
    }
    build_question(b, &p, entry);
    if (p.marked_answer && !p.inner) {
        build_prompt(b, &p, entry);
        build_answer(b, &p, entry);
    } else if (p.inner) {
        build_answer(b, &p, entry);
    } else {
        size_t from = p.body;
        if (p.n_options) {
            size_t to = build_trim_tail(b, from, p.options[0].from);
            build_part(b, entry, NODE_PROMPT, from, to, (str){0}, NULL);
            from = p.options[p.n_options - 1].to;
        }
        build_choices(b, &p, entry);
        build_part(b, entry, NODE_ANSWER, from, build_trim_tail(b, from, end), (str){0}, NULL);
    }
    if (r->key_of[question]) build_key(b, &p, entry);
}
