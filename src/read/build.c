#include "read/build_inside.h"

#include "read/division_label.h"

/* --- divisions --------------------------------------------------------------------------------------------------- */

/* Take the label off the title's start: "PART 1: Python". */
static size_t take_label(const struct build *b, str title, struct division *d) {
    struct division_label label = division_label(&b->r->context->markers, title);
    if (!label.kind) return 0;
    d->kind = label.kind == DIVISION_PART ? STR("part") : label.kind == DIVISION_CHAPTER ? STR("chapter") : STR("section");
    d->label = label.label;
    if (label.number.n) d->number = label.number;
    return label.title_at;
}

/* "## 2. Ovens", "**2. Ovens**", "2. Ovens" above 2.1: the number is an attribute, not part of the title. */
static bool is_numbered_title(const struct mark *m, uint8_t rank) {
    return m->depth && !m->word && (m->head || (m->flags & MARK_BOLD_LABEL) || rank == RANK_NUMERAL || rank == RANK_BRANCH);
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
    struct node *node = build_node(b, container(b), NODE_DIVISION, line->number);
    if (!node) return;
    struct division *d = node->u.division;
    d->kind = STR("section");
    b->open[b->n_open].rank = rank;
    b->open[b->n_open++].node = node;
    b->begun = true;
    str text = title_text(m, line, rank);
    if (is_numbered_title(m, rank)) d->number = str_sub(line->text, m->number_from, m->number_to);
    size_t skip = take_label(b, text, d);
    own(b, line->text, OWNER_MARKUP);
    own(b, d->label, OWNER_ATTR);
    own(b, d->number, OWNER_ATTR);
    str title = str_drop(text, skip);
    if (m->word || (!m->head && !skip && !is_numbered_title(m, rank))) title = m->symbol || m->head || m->box ? text : str_trim(line->text);
    if (str_ends(title, STR(" -"))) title = str_trim_right(str_sub(title, 0, title.n - 2));
    struct node *name = build_node(b, node, NODE_TITLE, line->number);
    build_add_marked_text(b, m, line, title);
    build_put_inlines(b, name);
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
    build_add_marked_text(b, m, &b->r->lines[i], text);
    build_put_inlines(b, scratch);
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
    build_add_lines(b, from, to);
    size_t at, n;
    if (!build_trim_pieces(b, &at, &n)) {
        b->pieces.n = 0;
        return;
    }
    struct node *parent = container(b);
    if (!b->begun) {
        parent = node_child(b->doc->root, NODE_FRONT);
        if (!parent) parent = build_node(b, b->doc->root, NODE_FRONT, b->pieces.at[at].number);
    }
    build_put_blocks(b, parent);
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
           b->r->role[to] != ROLE_TITLE && b->r->role[to] != ROLE_KEY && !(b->r->lines[to].flags & LINE_APART))
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
    for (size_t i = 0; i < r->n; i++) {
        b.questions += r->role[i] == ROLE_QUESTION;
        b.lone_a[r->marks[i].term] += r->marks[i].word == WORD_A && r->marks[i].word_len == 1;
        if (r->role[i] == ROLE_KEY || r->role[i] == ROLE_RULER) own(&b, r->lines[i].text, OWNER_MARKUP);
    }
    for (size_t i = 0; i < r->n && b.status == STATUS_OK;) {
        size_t next = i + 1;
        if (stop_asked(reader->options->stop)) {
            b.status = STATUS_STOPPED;
            break;
        }
        switch ((enum role)r->role[i]) {
        case ROLE_BODY:
            next = run_of_role(&b, i, ROLE_BODY);
            build_body(&b, i, build_trim_tail(&b, i, next));
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
