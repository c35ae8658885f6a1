/* checks: what is worth saying about the questions once the tree stands. */
#include "read/checks.h"

#include "base/buf.h"

enum { LONG_QUESTION_BYTES = 1000, EXCERPT = 60, LONGEST_PLACEHOLDER = 256 };

struct checks {
    struct reader *reader;
    struct buf text;
};

static struct span at_line(const struct checks *c, const struct node *n) {
    const struct source *source = c->reader->source;
    if (n->line == 0 || n->line > source->lines.n) return SPAN_ABSENT;
    uint32_t from = source->lines.at[n->line - 1];
    return (struct span){from, from};
}

static str plain(struct checks *c, const struct node *n) {
    c->text.n = 0;
    if (n) node_plain_text(n, &c->text);
    return str_trim(buf_str(&c->text));
}

/* At most EXCERPT bytes, cut at a character. */
static str excerpt(str t) {
    if (t.n <= EXCERPT) return t;
    t.n = EXCERPT;
    while (t.n && ((unsigned char)t.p[t.n] & 0xC0) == 0x80) t.n--;
    return t;
}

static bool is_placeholder(str t) {
    static const char *const words[] = {"todo", "tbd", "to be completed", "to be done", "answer here", "coming soon",
                                        "fixme", "pending", "n/a", "待补充", "待完善", "暂无", "...", "…"};
    while (t.n && strchr("*_[(<- ", t.p[0])) t = str_drop(t, 1);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_starts_nocase(t, str_from(words[i])) && t.n <= strlen(words[i]) + 4) return true;
    return false;
}

static void check_entry(struct checks *c, const struct node *entry) {
    struct diags *diags = c->reader->diags;
    struct span span = at_line(c, entry);
    str question = plain(c, node_child(entry, NODE_QUESTION));
    if (question.n == 0) diag_add0(diags, DIAG_EMPTY_QUESTION, span);
    if (question.n > LONG_QUESTION_BYTES) {
        struct buf number;
        buf_init(&number);
        buf_put_uint(&number, question.n);
        diag_add1(diags, DIAG_LONG_QUESTION, span, buf_str(&number));
        buf_release(&number);
    }
    const struct node *answer = node_child(entry, NODE_ANSWER);
    if (!answer) return;
    c->text.n = 0;
    node_plain_text_start(answer, &c->text, LONGEST_PLACEHOLDER);
    str text = str_trim(buf_str(&c->text));
    if (text.n < LONGEST_PLACEHOLDER && is_placeholder(text)) diag_add1(diags, DIAG_PLACEHOLDER, span, excerpt(text));
}

static bool is_correct_choice(const struct node *entry) {
    const struct node *choices = node_child(entry, NODE_CHOICES);
    for (const struct node *n = choices ? choices->first : NULL; n; n = n->next)
        if (n->u.choice->correct) return true;
    return false;
}

static void check_number(struct checks *c, const struct node *entry, const struct node *previous) {
    uint32_t is, was;
    if (!previous || !str_whole_number(entry->u.entry->number, &is) || !str_whole_number(previous->u.entry->number, &was)) return;
    struct diags *diags = c->reader->diags;
    if (is == was) diag_add1(diags, DIAG_NUMBER_DUPLICATE, at_line(c, entry), entry->u.entry->number);
    else if (is != was + 1 && is > 1)
        diag_add2(diags, DIAG_NUMBER_GAP, at_line(c, entry), entry->u.entry->number, previous->u.entry->number);
}

static void check_answers(struct checks *c, const struct document *doc) {
    if (doc->entries == 0 || doc->answered * 2 < doc->entries) return; /* a list of questions wants none */
    for (struct walk w = walk_of(doc->root); walk_next(&w);) {
        if (!w.entering || w.node->kind != NODE_ENTRY) continue;
        if (!node_child(w.node, NODE_ANSWER) && !is_correct_choice(w.node) && !w.node->u.entry->answered_next) {
            str question = plain(c, node_child(w.node, NODE_QUESTION));
            if (question.n) diag_add1(c->reader->diags, DIAG_NO_ANSWER, at_line(c, w.node), excerpt(question)); /* else it is told already */
        }
        walk_skip(&w);
    }
}

enum status checks_run(struct reader *reader) {
    struct checks c = {.reader = reader};
    const struct node *previous = NULL;
    buf_init(&c.text);
    for (struct walk w = walk_of(reader->doc->root); walk_next(&w);) {
        if (!w.entering || w.node->kind != NODE_ENTRY) continue;
        check_entry(&c, w.node);
        check_number(&c, w.node, previous);
        previous = w.node;
        walk_skip(&w);
    }
    check_answers(&c, reader->doc);
    bool failed = c.text.failed;
    buf_release(&c.text);
    return failed ? STATUS_NO_MEMORY : STATUS_OK;
}
