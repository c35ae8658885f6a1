#include "read/build.h"

#include "base/buf.h"
#include "base/utf8.h"

typedef VEC(struct line) piece_list;

enum { OPEN_DIVISIONS = 12, WRAPPED_LINES = 6, UNKNOWN_COLUMN = 84 };

struct build {
    struct reader *reader;
    const struct recognition *r;
    struct document *doc;
    struct {
        uint8_t rank;
        struct node *node;
    } open[OPEN_DIVISIONS];
    size_t n_open;
    bool begun;        /* a division or an entry was met: what follows is no front matter any more */
    piece_list pieces; /* lines handed to content */
    struct buf text;   /* scratch */
    enum status status;
};

/* --- small helpers ---------------------------------------------------------------------------------------------- */

static size_t offset(const struct build *b, str view) { return (size_t)(view.p - b->reader->text.p); }

static void own(struct build *b, str view, enum owner owner) {
    if (view.n) ledger_own(b->reader->ledger, offset(b, view), offset(b, view) + view.n, owner);
}

static void own_lines(struct build *b, size_t from, size_t to, enum owner owner) {
    for (size_t i = from; i < to; i++) own(b, b->r->lines[i].text, owner);
}

static void note(struct build *b, enum status status) {
    if (b->status == STATUS_OK) b->status = status;
}

static bool is_blank(const struct build *b, size_t i) { return b->r->lines[i].flags & LINE_BLANK; }

static void add_piece(struct build *b, str text, const struct line *line) {
    struct line piece = {text, line->number, (uint8_t)(line->flags & ~(unsigned)LINE_BLANK)};
    if (str_trim(text).n == 0) piece.flags |= LINE_BLANK;
    if (!vec_push(&b->pieces, piece)) note(b, STATUS_NO_MEMORY);
}

static void add_lines(struct build *b, size_t from, size_t to) {
    for (size_t i = from; i < to; i++) {
        enum role role = b->r->role[i];
        if (role == ROLE_DROPPED || role == ROLE_RULER || role == ROLE_FACT) continue; /* owned where they are met */
        if (!vec_push(&b->pieces, b->r->lines[i])) note(b, STATUS_NO_MEMORY);
    }
}

/* Drop blank pieces at both ends; false when nothing is left. */
static bool trim_pieces(struct build *b, size_t *from, size_t *n) {
    size_t first = 0, last = b->pieces.n;
    while (first < last && (b->pieces.at[first].flags & LINE_BLANK)) first++;
    while (last > first && (b->pieces.at[last - 1].flags & LINE_BLANK)) last--;
    *from = first;
    *n = last - first;
    return last > first;
}

static void put_blocks(struct build *b, struct node *parent) {
    size_t from, n;
    if (b->status == STATUS_OK && trim_pieces(b, &from, &n))
        note(b, content_blocks(b->reader, b->reader->flavor, b->pieces.at + from, n, parent));
    b->pieces.n = 0;
}

static void put_inlines(struct build *b, struct node *parent) {
    size_t from, n;
    if (b->status == STATUS_OK && trim_pieces(b, &from, &n))
        note(b, content_inlines(b->reader, b->reader->flavor, b->pieces.at + from, n, parent));
    b->pieces.n = 0;
}

static struct node *new_node(struct build *b, struct node *parent, enum node_kind kind, uint32_t line) {
    struct node *n = node_new(b->doc, kind, line);
    if (!n) note(b, STATUS_NO_MEMORY);
    return node_append(parent, n);
}

/* --- the text of a marked line ----------------------------------------------------------------------------------- */

/* Add the text of a marked line without what its mark opened: the closing "**" or "</b>", a heading's tag. */
static void add_marked_text(struct build *b, const struct mark *m, const struct line *line, str text) {
    static const char *const closers[] = {"**", "__", "</b>", "</strong>"};
    size_t start = (size_t)(text.p - line->text.p);
    if (start > m->text_from) start = m->text_from;
    str shown = text;
    if (m->head) {
        size_t tag = str_find(shown, STR("</h"), 0);
        if (tag != SIZE_MAX) {
            own(b, str_drop(shown, tag), OWNER_MARKUP);
            shown = str_sub(shown, 0, tag);
        }
    }
    if (m->flags & MARK_BOLD) {
        for (size_t i = 0; i < 4; i++) {
            str closer = str_from(closers[i]);
            size_t at = str_find(shown, closer, 0), next = at == SIZE_MAX ? at : str_find(shown, closer, at + closer.n);
            if (at == SIZE_MAX) continue;
            bool even = i < 2 && next != SIZE_MAX && str_find(shown, closer, next + closer.n) == SIZE_MAX && at > 0 &&
                        next + closer.n < shown.n;
            if (even) break; /* a pair of its own inside */
            own(b, str_sub(shown, at, at + closer.n), OWNER_MARKUP);
            add_piece(b, str_sub(shown, 0, at), line);
            str after = str_drop(shown, at + closer.n);
            if (str_trim(after).n) add_piece(b, after, line);
            return;
        }
    }
    add_piece(b, shown, line);
}

/* The marker's bytes: what becomes an attribute, and what was only markup. */
static void own_mark(struct build *b, size_t i) {
    const struct mark *m = &b->r->marks[i];
    str t = b->r->lines[i].text;
    own(b, str_sub(t, 0, m->text_from), OWNER_MARKUP);
    if (m->depth || m->word) own(b, str_sub(t, m->label_from, m->label_to), OWNER_ATTR);
    own(b, str_drop(t, m->text_to), OWNER_MARKUP);
}

/* --- divisions --------------------------------------------------------------------------------------------------- */

static struct node *container(struct build *b) {
    if (b->n_open) return b->open[b->n_open - 1].node;
    return b->doc->root;
}

/* "PART 1: Python" → label "PART 1", number "1", and where the title starts. */
static size_t split_label(const struct build *b, str t, struct division *d) {
    size_t n;
    enum marker_word word = marker_at(&b->r->context->markers, t, &n);
    if (word == WORD_PART || word == WORD_CHAPTER || word == WORD_SECTION) {
        size_t at = n;
        while (at < t.n && (char_is_blank(t.p[at]) || t.p[at] == '#')) at++;
        size_t from = at;
        while (at < t.n && (char_is_digit(t.p[at]) || strchr("IVXLC", t.p[at]))) at++;
        if (at == from && at + 1 < t.n && char_is_upper(t.p[at]) && !char_is_alpha(t.p[at + 1])) at++;
        if (at == from || (at < t.n && char_is_alpha(t.p[at]))) return 0;
        d->number = str_sub(t, from, at);
        d->label = str_sub(t, 0, at);
        d->kind = word == WORD_PART ? STR("part") : word == WORD_CHAPTER ? STR("chapter") : STR("section");
        while (at < t.n && (char_is_blank(t.p[at]) || strchr(":.-)", t.p[at]))) at++;
        for (;;) {
            str rest = str_drop(t, at);
            if (!str_starts(rest, STR("–")) && !str_starts(rest, STR("—")) && !str_starts(rest, STR("："))) break;
            at += 3;
        }
        while (at < t.n && char_is_blank(t.p[at])) at++;
        return at;
    }
    if (str_starts(t, STR("第"))) {
        size_t end = str_find_char(t, ' ', 0);
        d->kind = STR("part");
        if (end != SIZE_MAX && end < 30) {
            d->label = str_sub(t, 0, end);
            return end + 1;
        }
    }
    return 0;
}

/* "## 2. Ovens", "**2. Ovens**", "2. Ovens" above 2.1: the number is an attribute, not part of the title. */
static bool is_numbered_title(const struct mark *m, uint8_t rank) {
    return m->depth && !m->word && (m->head || (m->flags & MARK_BOLD_LABEL) || rank == RANK_NUMERAL);
}

/* A title's text. A symbol at its start ("⚡ FLASK") may mark questions elsewhere, but here it is the author's. */
static str title_text(const struct mark *m, const struct line *line, uint8_t rank) {
    str text = m->head || m->symbol || m->box || is_numbered_title(m, rank) ? mark_text(m, line) : str_trim(line->text), whole = line->text;
    while (whole.n && (whole.p[0] == '#' || char_is_space(whole.p[0]))) whole = str_drop(whole, 1);
    bool ornament = m->symbol && whole.n && (unsigned char)whole.p[0] >= 0x80;
    return ornament ? str_of(whole.p, (size_t)(text.p + text.n - whole.p)) : text;
}

static void build_division(struct build *b, size_t i) {
    const struct line *line = &b->r->lines[i];
    const struct mark *m = &b->r->marks[i];
    uint8_t rank = b->r->level_rank[i];
    while (b->n_open && b->open[b->n_open - 1].rank >= rank) b->n_open--;
    if (b->n_open == OPEN_DIVISIONS) b->n_open--;
    struct node *node = new_node(b, container(b), NODE_DIVISION, line->number);
    if (!node) return;
    struct division *d = node->u.division;
    d->kind = STR("section");
    b->open[b->n_open].rank = rank;
    b->open[b->n_open++].node = node;
    b->begun = true;
    str text = title_text(m, line, rank);
    if (is_numbered_title(m, rank)) d->number = str_sub(line->text, m->number_from, m->number_to);
    size_t skip = split_label(b, text, d);
    own(b, line->text, OWNER_MARKUP);
    own(b, d->label, OWNER_ATTR);
    own(b, d->number, OWNER_ATTR);
    str title = str_drop(text, skip);
    if (m->word || (!m->head && !skip && !is_numbered_title(m, rank))) title = m->symbol || m->head || m->box ? text : str_trim(line->text);
    if (str_ends(title, STR(" -"))) title = str_trim_right(str_sub(title, 0, title.n - 2));
    struct node *name = new_node(b, node, NODE_TITLE, line->number);
    add_marked_text(b, m, line, title);
    put_inlines(b, name);
}

/* --- entries ----------------------------------------------------------------------------------------------------- */

struct parts {
    size_t question, end;    /* the entry's lines */
    size_t body;             /* first line after the question's text */
    size_t answer;           /* line that opens the answer, or end */
    bool marked_answer;      /* … by a marker word or a details block */
    str answer_rest;         /* text on that line after its marker */
    bool inner;              /* the answer starts on the question's own line */
    struct option options[MOST_OPTIONS];
    size_t n_options, options_end;
};

static str question_text(const struct build *b, size_t i) { return mark_text(&b->r->marks[i], &b->r->lines[i]); }

static bool ends_question(str text) {
    str t = str_trim(text);
    while (t.n && strchr("*_)\"'`", t.p[t.n - 1])) t.n--;
    return str_ends(t, STR("?")) || str_ends(t, STR("？")) || str_ends(t, STR("؟")) || str_ends(t, STR(":"));
}

/* "</div>", "<div dir='rtl'>", "<br/>": a line of one tag and nothing else. */
static bool is_lone_tag(str text) {
    str t = str_trim(text);
    return t.n > 2 && t.p[0] == '<' && (t.p[1] == '/' || char_is_alpha(t.p[1])) && str_find_char(t, '>', 0) + 1 == t.n &&
           !str_starts_nocase(t, STR("<img")) && !str_starts_nocase(t, STR("<pre")) && !str_starts_nocase(t, STR("</pre"));
}

static bool is_plain(const struct build *b, size_t i) {
    const struct mark *m = &b->r->marks[i];
    return !is_lone_tag(b->r->lines[i].text) && !(b->r->lines[i].flags & (LINE_BLANK | LINE_CODE | LINE_TORN)) && !m->head && !m->word && !m->bullet && !m->depth &&
           !m->symbol && !(m->flags & (MARK_SUMMARY | MARK_DETAILS | MARK_RULER | MARK_TABLE | MARK_OPTION)) &&
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

static void find_answer(const struct build *b, struct parts *p) {
    const struct recognition *r = b->r;
    bool talk = r->chosen[p->question].kind == CLASS_SPEAKER;
    p->answer = p->end;
    for (size_t i = p->question + 1; i < p->end; i++) {
        const struct mark *m = &r->marks[i];
        if (r->lines[i].flags & (LINE_CODE | LINE_BLANK)) continue;
        bool word = m->word == WORD_A && !is_option_not_answer(p, i);
        bool spoken = talk && other_speaker(b, i);
        str rest = str_sub(r->lines[i].text, word ? m->text_from : spoken ? m->label_to : 0, m->text_to);
        if (!word && !spoken && !opens_answer_details(b, i, &rest)) continue;
        p->answer = i;
        p->answer_rest = rest;
        p->marked_answer = true;
        return;
    }
}

/* The lines of a question's paragraph stand at its own indent, and what comes after it stands deeper; or its question
 * mark comes at the end of the paragraph only. */
static bool wraps_by_indent(const struct build *b, size_t question, size_t end, size_t limit) {
    const struct recognition *r = b->r;
    if (end == question + 1 || end - question > 4) return false;
    size_t next = end;
    while (next < limit && is_blank(b, next)) next++;
    for (size_t i = question + 1; i < end; i++) {
        if (r->marks[i].indent > r->marks[question].indent + 6) return false;
        if (r->lines[i - 1].text.n < LEAST_WRAPPED || r->lines[i].text.n > r->lines[i - 1].text.n + 12) return false; /* no wrap */
    }
    if (next < limit && r->marks[next].indent >= r->marks[end - 1].indent + 2 && r->marks[next].indent > r->marks[question].indent + 1) return true;
    return next > end && (r->marks[end - 1].flags & MARK_ASKS) && !(r->marks[question].flags & MARK_ASKS);
}

static bool ends_turn(str text) {
    str t = str_trim(text);
    while (t.n && strchr("*_)\"'`", t.p[t.n - 1])) t.n--;
    return t.n && (strchr(".?!:", t.p[t.n - 1]) || (unsigned char)t.p[t.n - 1] >= 0x80);
}

/* How many lines below the mark still belong to the question's text. */
static size_t question_lines(const struct build *b, const struct parts *p) {
    const struct recognition *r = b->r;
    const struct mark *m = &r->marks[p->question];
    size_t limit = p->marked_answer ? p->answer : p->end, i = p->question + 1;
    if (p->n_options && p->options[0].from < limit) limit = p->options[0].from;
    if (str_trim(question_text(b, p->question)).n == 0) { /* the mark alone: the next paragraph is the question */
        while (i < limit && is_blank(b, i)) i++;
        size_t from = i;
        while (i < limit && !is_blank(b, i) && !(r->lines[i].flags & LINE_CODE) && (p->marked_answer || i == from)) i++;
        return i;
    }
    if (m->head || (m->flags & MARK_ALL_BOLD) || r->chosen[p->question].kind == CLASS_SUMMARY) return i;
    if (r->chosen[p->question].kind == CLASS_SPEAKER && p->marked_answer) return limit;
    if (r->chosen[p->question].kind == CLASS_SPEAKER) { /* a turn that was wrapped: its sentence goes on */
        while (i < limit && is_plain(b, i) && r->lines[i - 1].text.n >= LEAST_WRAPPED && !ends_turn(r->lines[i - 1].text)) i++;
        return i;
    }
    if (is_unmarked_kind(r->chosen[p->question].kind)) return unmarked_end(r, p->question, limit);
    size_t n = 0;
    while (i + n < limit && n < WRAPPED_LINES && is_plain(b, i + n)) n++;
    if (p->marked_answer) return i + n;
    if (wraps_by_indent(b, p->question, i + n, limit)) return i + n;
    if (ends_question(question_text(b, p->question))) return i;
    uint32_t column = b->reader->wrap_column ? b->reader->wrap_column : UNKNOWN_COLUMN;
    if (utf8_count(r->lines[p->question].text) + 28 < column) return i;
    bool all_taken = i + n == p->end || is_blank(b, i + n); /* a paragraph of its own */
    for (size_t k = 0; k < n; k++)
        if (ends_question(r->lines[i + k].text) && question_likeness(&r->context->markers, r->lines[i + k].text) == 2) return i + k + 1;
    return all_taken && n <= 4 && b->reader->wrap_column ? i + n : i;
}

/* Details marks, rulers and blank lines at the end belong to no answer. */
static size_t trim_tail(struct build *b, size_t from, size_t to) {
    while (to > from) {
        const struct line *line = &b->r->lines[to - 1];
        const struct mark *m = &b->r->marks[to - 1];
        str t = str_trim(line->text);
        bool ornament = (m->flags & MARK_RULER) && !(line->flags & LINE_CODE);
        bool tag = !(line->flags & LINE_CODE) && is_lone_tag(t);
        if (!(line->flags & LINE_BLANK) && !ornament && !tag) break;
        own(b, line->text, OWNER_MARKUP);
        to--;
    }
    return to;
}

static void find_inner(struct build *b, struct parts *p) {
    const struct mark *m = &b->r->marks[p->question];
    str text = question_text(b, p->question);
    size_t at, after;
    p->inner = false;
    if (m->word != WORD_Q && m->word != WORD_ASKER && m->depth == 0) return;
    if (!find_inner_answer(b->r->context, text, &at, &after)) return;
    p->inner = p->marked_answer = true;
    p->answer = p->question;
    p->answer_rest = str_drop(text, after);
}

/* The guest's label on the asker's own line. */
static void find_inner_speaker(struct build *b, struct parts *p) {
    str text = question_text(b, p->question), line = b->r->lines[p->question].text;
    size_t label_end = b->r->marks[p->question].label_to;
    if (!b->r->guest) return;
    for (size_t at = label_end; (at = str_find_char(line, ':', at)) != SIZE_MAX; at++) {
        size_t from = at;
        while (from > label_end && (char_is_alnum(line.p[from - 1]) || (unsigned char)line.p[from - 1] >= 0x80)) from--;
        if (from == at || name_hash(str_sub(line, from, at)) != b->r->guest) continue;
        p->inner = p->marked_answer = true;
        p->answer = p->question;
        p->answer_rest = str_drop(line, at + 1);
        (void)text;
        return;
    }
}

static void describe_entry(const struct build *b, size_t i, struct entry *e) {
    const struct mark *m = &b->r->marks[i];
    str t = b->r->lines[i].text;
    if (m->depth) e->number = str_sub(t, m->number_from, m->number_to);
    if (b->r->facts[i]) {
        e->topic = b->r->facts[i]->topic;
        e->difficulty = b->r->facts[i]->difficulty;
    }
    if (m->word == WORD_Q && m->depth) e->label = str_sub(t, m->label_from, m->label_to);
}

/* The question's own text: its line without marks, and the lines that go on with it. */
static void build_question(struct build *b, const struct parts *p, struct node *entry) {
    const struct recognition *r = b->r;
    const struct line *line = &r->lines[p->question];
    const struct mark *m = &r->marks[p->question];
    struct node *q = new_node(b, entry, NODE_QUESTION, line->number);
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
        } else if (find_inner_answer(r->context, text, &at, &after)) {
            own(b, str_sub(text, at, after), OWNER_MARKUP);
            shown = str_sub(text, 0, at);
            if (at > 0 && after > 0 && str_find(str_sub(text, at, after), STR("**"), 0) != SIZE_MAX)
                reader_repair(b->reader, DIAG_R_GLUED_MARKER, str_sub(text, at, after), str_trim(str_sub(text, at, after)), (str){0});
        }
        add_marked_text(b, m, line, shown);
    } else if (r->chosen[p->question].kind == CLASS_SUMMARY) {
        size_t end = str_find(text, STR("</summary>"), 0);
        own(b, end == SIZE_MAX ? (str){0} : str_drop(text, end), OWNER_MARKUP);
        add_marked_text(b, m, line, end == SIZE_MAX ? text : str_sub(text, 0, end));
    } else {
        add_marked_text(b, m, line, text);
    }
    for (size_t i = p->question + 1; i < p->body; i++) {
        str more = r->lines[i].text;
        size_t end = r->chosen[p->question].kind == CLASS_SUMMARY ? str_find(more, STR("</summary>"), 0) : SIZE_MAX;
        size_t bold = end == SIZE_MAX ? end : str_find(more, STR("</b>"), 0);
        if (end != SIZE_MAX) {
            own(b, str_drop(more, bold < end ? bold : end), OWNER_MARKUP);
            more = str_sub(more, 0, bold < end ? bold : end);
        }
        add_piece(b, more, &r->lines[i]);
    }
    put_inlines(b, q);
}

static bool mark_correct(struct build *b, struct parts *p, str rest, str *left) {
    return options_mark(b->r, p->options, p->n_options, rest, left);
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
    struct node *choices = new_node(b, entry, NODE_CHOICES, r->lines[p->options[0].from].number);
    for (size_t k = 0; k < p->n_options; k++) {
        const struct option *o = &p->options[k];
        const struct line *line = &r->lines[o->from];
        struct node *choice = new_node(b, choices, NODE_CHOICE, line->number);
        if (!choice) return;
        bool first = k == 0 || p->options[k - 1].from != o->from, last = k + 1 == p->n_options || p->options[k + 1].from != o->from;
        own(b, str_sub(line->text, first ? 0 : o->label_at, o->text_at), OWNER_MARKUP);
        own(b, str_sub(line->text, o->text_to, last ? line->text.n : p->options[k + 1].label_at), OWNER_MARKUP);
        choice->u.choice.correct = o->correct;
        if (o->letter != 'x') {
            size_t at = o->label_at;
            while (at < o->text_at && !char_is_alnum(line->text.p[at])) at++;
            choice->u.choice.label = str_sub(line->text, at, at + 1);
            own(b, choice->u.choice.label, OWNER_ATTR);
        }
        str text = str_sub(line->text, o->text_at, o->text_to);
        if (o->letter != 'x') text = without_bold_end(b, line->text, o, text);
        add_piece(b, text, line);
        if (last) add_lines(b, o->from + 1, o->to);
        size_t from, n;
        if (!trim_pieces(b, &from, &n)) continue;
        bool blocks = false;
        for (size_t i = 0; i < n; i++) blocks |= (b->pieces.at[from + i].flags & (LINE_CODE | LINE_BLANK)) != 0;
        if (blocks) put_blocks(b, choice);
        else put_inlines(b, choice);
    }
}

/* Blocks of the lines [from, to), the first of them perhaps only in part. Adds nothing when there is no text. */
static struct node *build_part(struct build *b, struct node *entry, enum node_kind kind, size_t from, size_t to, str first,
                               const struct line *first_line) {
    if (first_line && str_trim(first).n) add_piece(b, first, first_line);
    add_lines(b, from, to);
    size_t at, n;
    if (!trim_pieces(b, &at, &n)) {
        b->pieces.n = 0;
        return NULL;
    }
    struct node *part = new_node(b, entry, kind, b->pieces.at[at].number);
    put_blocks(b, part);
    if (part && !part->first) {
        node_unlink(part);
        return NULL;
    }
    return part;
}

static void build_answer(struct build *b, struct parts *p, struct node *entry) {
    const struct recognition *r = b->r;
    size_t from = p->inner ? p->body : p->answer + 1, to = trim_tail(b, from > p->end ? p->end : from, p->end);
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
        if (i < to && r->marks[i].word == WORD_A && mark_correct(b, p, question_text(b, i), &left)) {
            own_lines(b, from, i + 1, OWNER_MARKUP);
            if (left.n) first = left, line = &r->lines[i];
            from = i + 1;
        }
    } else if (p->n_options) {
        str left;
        if (mark_correct(b, p, first, &left)) {
            own(b, first, OWNER_ATTR);
            first = left;
        }
    }
    build_choices(b, p, entry);
    struct node *answer = build_part(b, entry, NODE_ANSWER, from, to, first, line);
    if (answer) answer->u.speaker = speaker;
}

/* A heading at the questions' own level ("Introduction") is closed by the next question. */
static void close_divisions(struct build *b, size_t question) {
    uint8_t rank = b->r->marks[question].head ? b->r->rank[question] : 0;
    if (rank < RANK_HEADING) return;
    while (b->n_open && b->open[b->n_open - 1].rank >= rank && b->open[b->n_open - 1].rank < RANK_CAPS) b->n_open--;
}

/* The answer that a key gives: letters name options, the rest are words. */
static void build_key(struct build *b, struct parts *p, struct node *entry) {
    const struct key_item *key = b->r->key_of[p->question];
    const struct line *line = &b->r->lines[key->line];
    str first = key->text, left;
    own(b, first, OWNER_ATTR);
    if (p->n_options && mark_correct(b, p, first, &left)) {
        struct node *choices = node_child(entry, NODE_CHOICES), *choice = choices ? choices->first : NULL;
        for (size_t k = 0; choice && k < p->n_options; k++, choice = choice->next) choice->u.choice.correct = p->options[k].correct;
        first = left;
    }
    struct node *answer = node_child(entry, NODE_ANSWER);
    if (!answer) {
        build_part(b, entry, NODE_ANSWER, key->from, key->to, first, line);
        return;
    }
    if (str_trim(first).n) add_piece(b, first, line);
    add_lines(b, key->from, key->to);
    put_blocks(b, answer);
}

static void build_entry(struct build *b, size_t question, size_t end) {
    const struct recognition *r = b->r;
    close_divisions(b, question);
    struct node *entry = new_node(b, container(b), NODE_ENTRY, r->lines[question].number);
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
    p.body = p.inner ? question + 1 : question_lines(b, &p);
    if (summary) {
        size_t i = question;
        while (i + 1 < end && i - question < 10 && str_find(r->lines[i].text, STR("</summary>"), 0) == SIZE_MAX) i++;
        p.body = i + 1;
    }
    build_question(b, &p, entry);
    if (p.marked_answer && !p.inner) {
        size_t to = p.answer;
        if (p.n_options && p.options[0].from < to) to = p.options[0].from;
        to = trim_tail(b, p.body, to);
        build_part(b, entry, NODE_PROMPT, p.body, to, (str){0}, NULL);
        if (p.n_options && p.options[p.n_options - 1].to < p.answer) trim_tail(b, p.options[p.n_options - 1].to, p.answer);
        build_answer(b, &p, entry);
    } else if (p.inner) {
        build_answer(b, &p, entry);
    } else {
        size_t from = p.body;
        if (p.n_options) {
            size_t to = trim_tail(b, from, p.options[0].from);
            build_part(b, entry, NODE_PROMPT, from, to, (str){0}, NULL);
            from = p.options[p.n_options - 1].to;
        }
        build_choices(b, &p, entry);
        build_part(b, entry, NODE_ANSWER, from, trim_tail(b, from, end), (str){0}, NULL);
    }
    if (r->key_of[question]) build_key(b, &p, entry);
}

/* --- the whole --------------------------------------------------------------------------------------------------- */

/* The plain text of a title line, in the document's arena. */
static str plain_title(struct build *b, size_t i) {
    struct node *scratch = node_new(b->doc, NODE_TITLE, b->r->lines[i].number);
    if (!scratch) {
        note(b, STATUS_NO_MEMORY);
        return (str){0};
    }
    own(b, b->r->lines[i].text, OWNER_MARKUP); /* a colon at its end, say; content owns what is shown */
    const struct mark *m = &b->r->marks[i];
    str text = m->head ? question_text(b, i) : str_trim(b->r->lines[i].text);
    if (str_ends(text, STR(":"))) text.n--;
    add_marked_text(b, m, &b->r->lines[i], text);
    put_inlines(b, scratch);
    b->text.n = 0;
    node_plain_text(scratch, &b->text);
    if (b->text.failed) note(b, STATUS_NO_MEMORY);
    return arena_str(&b->doc->arena, str_trim(buf_str(&b->text)));
}

static void build_body(struct build *b, size_t from, size_t to) {
    bool text = false;
    for (size_t i = from; i < to && !text; i++) text = !is_blank(b, i) && !is_lone_tag(b->r->lines[i].text);
    if (!text) {
        own_lines(b, from, to, OWNER_MARKUP);
        return;
    }
    add_lines(b, from, to);
    size_t at, n;
    if (!trim_pieces(b, &at, &n)) {
        b->pieces.n = 0;
        return;
    }
    struct node *parent = container(b);
    if (!b->begun) {
        parent = node_child(b->doc->root, NODE_FRONT);
        if (!parent) parent = new_node(b, b->doc->root, NODE_FRONT, b->pieces.at[at].number);
    }
    put_blocks(b, parent);
    if (parent && parent->kind == NODE_FRONT && !parent->first) node_unlink(parent);
}

static size_t run_of_role(const struct build *b, size_t i, enum role role) {
    size_t to = i;
    while (to < b->r->n && b->r->role[to] == role) to++;
    return to;
}

static size_t entry_end(const struct build *b, size_t i) {
    size_t to = i + 1;
    while (to < b->r->n && b->r->role[to] != ROLE_QUESTION && b->r->role[to] != ROLE_DIVISION &&
           b->r->role[to] != ROLE_TITLE && b->r->role[to] != ROLE_KEY)
        to++;
    return to;
}

/* A line that says the topic or the difficulty: its value is an attribute. */
static void own_fact(struct build *b, size_t question, size_t i) {
    const struct facts *facts = b->r->facts[question];
    own(b, b->r->lines[i].text, OWNER_MARKUP);
    if (!facts) return;
    own(b, facts->topic, OWNER_ATTR);
    own(b, facts->difficulty, OWNER_ATTR);
}

static void report_key(struct build *b, size_t from) {
    size_t n = 0, to = run_of_role(b, from, ROLE_KEY);
    for (size_t i = from; i-- > 0 && b->r->role[i] != ROLE_KEY;) /* its questions stand behind the key before */
        n += b->r->key_of[i] && b->r->key_of[i]->line >= from && b->r->key_of[i]->line < to;
    buf_release(&b->text);
    buf_put_uint(&b->text, n);
    reader_repair(b->reader, DIAG_R_ANSWER_KEY, b->r->lines[from].text, buf_str(&b->text), (str){0});
}

static void drop_contents(struct build *b, size_t from, size_t to) {
    buf_release(&b->text);
    buf_put_uint(&b->text, to - from);
    reader_repair(b->reader, DIAG_R_CONTENTS_LIST, b->r->lines[from].text, buf_str(&b->text), (str){0});
    own_lines(b, from, to, OWNER_DROPPED);
}

enum status build_tree(struct reader *reader, const struct recognition *r) {
    struct build b = {.reader = reader, .r = r, .doc = reader->doc};
    buf_init(&b.text);
    for (size_t i = 0; i < r->n; i++)
        if (r->role[i] == ROLE_KEY || r->role[i] == ROLE_RULER) own(&b, r->lines[i].text, OWNER_MARKUP);
    for (size_t i = 0; i < r->n && b.status == STATUS_OK;) {
        size_t next = i + 1;
        if (stop_asked(reader->options->stop)) {
            b.status = STATUS_STOPPED;
            break;
        }
        switch ((enum role)r->role[i]) {
        case ROLE_BODY:
            next = run_of_role(&b, i, ROLE_BODY);
            build_body(&b, i, trim_tail(&b, i, next));
            break;
        case ROLE_QUESTION:
            next = entry_end(&b, i);
            for (size_t k = i; k < next; k++) {
                if (r->role[k] == ROLE_FACT) own_fact(&b, i, k);
                if (r->role[k] != ROLE_DROPPED) continue;
                size_t to = run_of_role(&b, k, ROLE_DROPPED);
                drop_contents(&b, k, to);
                k = to - 1;
            }
            build_entry(&b, i, next);
            break;
        case ROLE_DIVISION: build_division(&b, i); break;
        case ROLE_TITLE: reader->doc->title = plain_title(&b, i); break;
        case ROLE_SUBTITLE: reader->doc->subtitle = plain_title(&b, i); break;
        case ROLE_KEY:
            if (i == 0 || r->role[i - 1] != ROLE_KEY) report_key(&b, i);
            break;
        case ROLE_FACT: case ROLE_RULER: break; /* owned elsewhere */
        case ROLE_DROPPED:
            next = run_of_role(&b, i, ROLE_DROPPED);
            drop_contents(&b, i, next);
            break;
        }
        i = next;
    }
    vec_release(&b.pieces);
    buf_release(&b.text);
    return b.status;
}
