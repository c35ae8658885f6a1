#include "epub/entry.h"

#include "epub/blocks.h"

str plain_text(struct book_parts *b, const struct node *n) {
    struct buf text;
    buf_init(&text);
    if (n) node_plain_text(n, &text);
    str kept = arena_str(&b->arena, str_trim(buf_str(&text)));
    if (text.failed || b->arena.failed) b->failed = true;
    buf_release(&text);
    return kept;
}

static str mark_of(const struct node *entry) {
    const struct entry *e = entry->u.entry;
    return e->label.n ? e->label : e->number;
}

str entry_title(struct book_parts *b, const struct node *entry) {
    str mark = mark_of(entry), question = plain_text(b, entry->first);
    return mark.n ? arena_join(&b->arena, arena_join(&b->arena, mark, STR(" ")), question) : question;
}

static void write_mark(struct book_parts *b, struct markup *m, str mark) {
    if (mark.n == 0) return;
    open_class(b, m, "span", CLASS_MARK);
    markup_text(m, mark);
    markup_close(m);
    markup_text(m, STR(" "));
}

static void write_speaker(struct book_parts *b, struct markup *m, str speaker) {
    if (speaker.n == 0) return;
    open_class(b, m, "p", CLASS_SPEAKER);
    markup_text(m, speaker);
    markup_close(m);
}

/* With `tell` the right ones are marked; else, where answers are hidden or apart, nothing is. */
static void write_choices(struct book_parts *b, struct markup *m, const struct node *choices, bool tell, bool only_right) {
    open_class(b, m, "ol", CLASS_CHOICES);
    for (const struct node *choice = choices->first; choice; choice = choice->next) {
        bool right = tell && choice->u.choice->correct;
        if (only_right && !right) continue;
        markup_open(m, "li");
        if (right) class_attr(b, m, CLASS_CORRECT);
        page_break_before(b, m, choice->first);
        write_mark(b, m, choice->u.choice->label);
        blocks_write(b, m, choice, 6);
        if (right) markup_text(m, STR(" \u2713"));
        markup_close(m);
    }
    markup_close(m);
}

static bool has_right_choice(const struct node *choices) {
    for (const struct node *c = choices ? choices->first : NULL; c; c = c->next)
        if (c->u.choice->correct) return true;
    return false;
}

/* What the answer is: of choices the right ones, then its blocks. */
static void write_answer(struct book_parts *b, struct markup *m, const struct node *entry, unsigned heading, bool choices_too) {
    const struct node *answer = node_child(entry, NODE_ANSWER), *choices = node_child(entry, NODE_CHOICES);
    if (choices_too && has_right_choice(choices)) write_choices(b, m, choices, true, true);
    if (!answer) return;
    page_breaks_write(b, m, answer);
    write_speaker(b, m, answer->u.speaker);
    blocks_write(b, m, answer, heading + 1);
}

static void write_question(struct book_parts *b, struct markup *m, const struct node *entry, unsigned heading) {
    const struct node *question = entry->first;
    open_class(b, m, "div", CLASS_QUESTION);
    markup_attr_c(m, "epub:type", "question");
    write_speaker(b, m, question->u.speaker);
    markup_open_str(m, heading_name(heading));
    write_mark(b, m, mark_of(entry));
    inlines_write(b, m, question, false);
    markup_close(m);
    markup_close(m);
}

/* A name for the link that tells the screen reader which answer: "Answer Q12". */
static void reveal_label(struct book_parts *b, struct markup *m, const struct node *entry) {
    str mark = mark_of(entry), word = book_word_in(b, WORD_ANSWER, entry);
    if (mark.n) markup_attr(m, "aria-label", arena_join(&b->arena, arena_join(&b->arena, word, STR(" ")), mark));
}

/* To the answer that stands elsewhere. A link to a note holds only text: some readers show no note otherwise. */
static void write_link(struct book_parts *b, struct markup *m, const struct node *entry) {
    const struct place *place = plan_find_answer(b, entry->u.entry->id);
    bool note = b->options->answers == ANSWERS_HIDDEN;
    if (!place) return;
    open_class(b, m, "p", CLASS_REVEAL);
    markup_open(m, "a");
    if (note) markup_attr_c(m, "epub:type", "noteref");
    if (note) markup_attr_c(m, "role", "doc-noteref");
    markup_attr(m, "href", plan_href(b, place, ANSWER_SUFFIX));
    reveal_label(b, m, entry);
    markup_text(m, book_word_in(b, WORD_ANSWER, entry));
    markup_close(m);
    markup_close(m);
}

/* In a page of HTML, an answer to open and close. */
static void write_details(struct book_parts *b, struct markup *m, const struct node *entry, unsigned heading) {
    markup_open(m, "details");
    open_class(b, m, "summary", CLASS_REVEAL);
    markup_text(m, book_word_in(b, WORD_ANSWER, entry));
    markup_close(m);
    open_class(b, m, "div", CLASS_ANSWER);
    write_answer(b, m, entry, heading, true);
    markup_close(m);
    markup_close(m);
}

static void write_part(struct book_parts *b, struct markup *m, const struct node *part, unsigned heading, bool apart) {
    if (part->kind == NODE_CHOICES) write_choices(b, m, part, !apart, false);
    if (part->kind != NODE_PROMPT && (part->kind != NODE_ANSWER || apart)) return;
    open_class(b, m, "div", part->kind == NODE_ANSWER ? CLASS_ANSWER : CLASS_PROMPT);
    if (part->kind == NODE_ANSWER) write_answer(b, m, part->parent, heading, false);
    else blocks_write(b, m, part, heading + 1);
    markup_close(m);
}

void entry_write(struct book_parts *b, struct markup *m, const struct node *entry, unsigned heading) {
    enum answers_where where = b->options->answers;
    bool details = b->page && where == ANSWERS_HIDDEN && entry_is_answered(entry);
    bool apart = details || answer_home(entry, where) != NULL;
    open_class(b, m, "section", entry->u.entry->answered_next ? CLASS_SHARED : CLASS_QNA);
    markup_attr(m, "id", entry->u.entry->id);
    markup_attr_c(m, "epub:type", "qna");
    markup_attr_c(m, "role", "doc-qna");
    page_breaks_write(b, m, entry);
    write_question(b, m, entry, heading);
    for (const struct node *part = entry->first->next; part; part = part->next) write_part(b, m, part, heading, apart);
    if (details) write_details(b, m, entry, heading);
    else if (apart) write_link(b, m, entry);
    markup_close(m);
}

/* A note begins with the link back; else the question heads it. */
static void write_back_link(struct book_parts *b, struct markup *m, const struct node *entry, str href) {
    str mark = mark_of(entry);
    markup_open(m, "a");
    markup_attr_c(m, "epub:type", "backlink");
    markup_attr_c(m, "role", "doc-backlink");
    markup_attr(m, "href", href);
    markup_text(m, mark.n ? mark : book_word_in(b, WORD_QUESTION, entry));
    markup_close(m);
    markup_text(m, STR(" "));
    inlines_write(b, m, entry->first, true);
}

void entry_answer_write(struct book_parts *b, struct markup *m, const struct node *entry, unsigned heading) {
    const struct place *place = plan_find(b, entry->u.entry->id);
    bool note = b->options->answers == ANSWERS_HIDDEN;
    if (!place) return;
    open_class_str(b, m, note ? STR("div") : STR("section"), CLASS_ANSWERS);
    markup_attr(m, "id", arena_join(&b->arena, place->id, ANSWER_SUFFIX));
    lang_attrs(m, node_lang(b->doc, entry), b->doc->lang);
    if (note) markup_attr_c(m, "epub:type", "footnote");
    if (note) markup_attr_c(m, "role", "doc-footnote");
    markup_open_str(m, note ? STR("p") : heading_name(heading));
    write_back_link(b, m, entry, plan_href(b, place, (str){0}));
    markup_close(m);
    open_class(b, m, "div", CLASS_ANSWER);
    write_answer(b, m, entry, heading, true);
    markup_close(m);
    markup_close(m);
}
