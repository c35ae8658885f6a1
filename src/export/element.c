#include "export/element.h"

str element_name(const struct node *n) {
    static const char HEADINGS[] = "h1h2h3h4h5h6";
    if (n->kind != NODE_HEADING) return node_kind_name((enum node_kind)n->kind);
    size_t level = n->level < 1 ? 1 : n->level > 6 ? 6 : n->level;
    return str_of(HEADINGS + 2 * (level - 1), 2);
}

static void text(struct attributes *a, str name, str value) {
    if (value.n) a->at[a->n++] = (struct attribute){.name = name, .type = ATTRIBUTE_TEXT, .text = value};
}

static void number(struct attributes *a, str name, uint32_t value) {
    a->at[a->n++] = (struct attribute){.name = name, .type = ATTRIBUTE_NUMBER, .number = value};
}

static void flag(struct attributes *a, str name, bool value) {
    if (value) a->at[a->n++] = (struct attribute){.name = name, .type = ATTRIBUTE_TRUE};
}

static void division_attributes(struct attributes *a, const struct node *n) {
    const struct division *d = n->u.division;
    number(a, STR("level"), d->level);
    text(a, STR("kind"), d->kind);
    text(a, STR("label"), d->label);
    text(a, STR("number"), d->number);
    text(a, STR("id"), d->id);
    number(a, STR("line"), n->line);
    text(a, STR("xml:lang"), d->lang);
}

static void entry_attributes(struct attributes *a, const struct node *n) {
    const struct entry *e = n->u.entry;
    text(a, STR("number"), e->number);
    text(a, STR("label"), e->label);
    text(a, STR("id"), e->id);
    number(a, STR("line"), n->line);
    text(a, STR("topic"), e->topic);
    text(a, STR("difficulty"), e->difficulty);
    text(a, STR("answer"), e->answered_next ? STR("next") : (str){0});
}

static void image_attributes(struct attributes *a, const struct node *n) {
    text(a, STR("src"), n->u.image->src);
    text(a, STR("alt"), n->u.image->alt);
    text(a, STR("title"), n->u.image->title);
}

static str align_name(uint8_t align) {
    switch ((enum node_align)align) {
    case ALIGN_LEFT: return STR("left");
    case ALIGN_CENTER: return STR("center");
    case ALIGN_RIGHT: return STR("right");
    case ALIGN_NONE: break;
    }
    return (str){0};
}

struct attributes element_attributes(const struct node *n) {
    struct attributes a = {.n = 0};
    switch ((enum node_kind)n->kind) {
    case NODE_DIVISION: division_attributes(&a, n); break;
    case NODE_ENTRY: entry_attributes(&a, n); break;
    case NODE_QUESTION: case NODE_ANSWER: text(&a, STR("speaker"), n->u.speaker); break;
    case NODE_CHOICE:
        text(&a, STR("label"), n->u.choice->label);
        flag(&a, STR("correct"), n->u.choice->correct);
        break;
    case NODE_PRE: text(&a, STR("lang"), n->u.pre->lang); break;
    case NODE_OL:
        if (n->u.start != 1) number(&a, STR("start"), n->u.start);
        flag(&a, STR("tight"), n->tight);
        break;
    case NODE_UL: flag(&a, STR("tight"), n->tight); break;
    case NODE_LI:
        if (n->u.task) text(&a, STR("task"), n->u.task == 2 ? STR("done") : STR("open"));
        break;
    case NODE_TH: case NODE_TD: text(&a, STR("align"), align_name(n->align)); break;
    case NODE_SPAN: text(&a, STR("xml:lang"), n->u.lang); break;
    case NODE_A: text(&a, STR("href"), n->u.href); break;
    case NODE_IMG: image_attributes(&a, n); break;
    case NODE_NOTE: number(&a, STR("number"), n->u.note->number); break;
    case NODE_NOTEREF: number(&a, STR("note"), n->u.note->number); break;
    case NODE_DOCUMENT: case NODE_FRONT: case NODE_TITLE: case NODE_PROMPT: case NODE_CHOICES: case NODE_P:
    case NODE_HEADING: case NODE_BLOCKQUOTE: case NODE_TABLE: case NODE_HR: case NODE_THEAD: case NODE_TBODY:
    case NODE_TR: case NODE_TEXT: case NODE_CODE: case NODE_EM: case NODE_STRONG: case NODE_DEL: case NODE_SUB:
    case NODE_SUP: case NODE_BR: case NODE_KINDS: break;
    }
    return a;
}

static bool is_author(const struct meta_field *f) { return str_eq(f->key, STR("author")); }

/* The next field of the wanted sort from walk->field on. */
static bool next_field(struct meta_walk *walk, bool author, struct meta_element *out) {
    const struct meta_field *f = walk->field;
    while (f && is_author(f) != author) f = f->next;
    walk->field = f ? f->next : NULL;
    if (f) *out = (struct meta_element){author ? f->key : STR("field"), author ? (str){0} : f->key, f->value};
    return f != NULL;
}

bool meta_next(struct meta_walk *walk, struct meta_element *out) {
    enum { TITLE, SUBTITLE, AUTHORS, DATE, FIELDS, END };
    const struct document *doc = walk->doc;
    for (;; walk->step++) {
        *out = (struct meta_element){0};
        switch (walk->step) {
        case TITLE: *out = (struct meta_element){STR("title"), {0}, doc->title}; break;
        case SUBTITLE:
            *out = (struct meta_element){STR("subtitle"), {0}, doc->subtitle};
            walk->field = doc->meta;
            break;
        case AUTHORS:
            if (next_field(walk, true, out)) return true;
            break;
        case DATE:
            *out = (struct meta_element){STR("date"), {0}, doc->date};
            walk->field = doc->meta;
            break;
        case FIELDS:
            if (next_field(walk, false, out)) return true;
            break;
        case END: return false;
        }
        if (out->value.n) {
            walk->step++;
            return true;
        }
    }
}
