/* html_items: what a page's lists say without a sign: the items of <ul> bear a bullet, those of <ol> a number, as if the
 * text had them. A number or bullet that stands in the text goes before. */
#include "read/html.h"
#include "read/mark_scan.h"

enum { MOST_LISTS = 16, ITEM_INDENT = 4, LONGEST_TAG = 400 };

struct list {
    bool ordered;
    uint32_t next; /* ordered: number of the next item */
};

struct listing {
    struct list lists[MOST_LISTS];
    size_t depth;   /* may be more than MOST_LISTS */
    bool item;      /* an <li> was opened and has no text yet */
    uint32_t number; /* of that item; 0: it has a bullet */
};

static struct list *top(struct listing *l) { return l->depth && l->depth <= MOST_LISTS ? &l->lists[l->depth - 1] : NULL; }

static uint32_t value_of(str tag, str name, uint32_t otherwise) {
    uint32_t number;
    return str_whole_number(html_attribute(str_drop(tag, 2), name), &number) ? number : otherwise;
}

static bool is_tag(str tag, str name) {
    return str_starts_nocase(tag, name) && (tag.n == name.n || !char_is_alnum(tag.p[name.n]));
}

/* `tag`: what stands between '<' and '>'. */
static void take_tag(struct listing *l, str tag) {
    bool ordered = is_tag(tag, STR("ol"));
    if (ordered || is_tag(tag, STR("ul"))) {
        l->depth++;
        if (top(l)) *top(l) = (struct list){ordered, value_of(tag, STR("start"), 1)};
    } else if (is_tag(tag, STR("/ol")) || is_tag(tag, STR("/ul"))) {
        l->depth -= l->depth > 0;
        l->item = false;
    } else if (is_tag(tag, STR("li")) && top(l)) {
        if (top(l)->ordered) top(l)->next = value_of(tag, STR("value"), top(l)->next);
        l->item = true;
        l->number = top(l)->ordered ? top(l)->next++ : 0;
    }
}

/* Go over the tags of the line; is it the first of an item that has text? */
static bool starts_item(struct listing *l, str line) {
    bool starts = false, text = false;
    for (size_t at = 0; at < line.n;) {
        if (line.p[at] != '<') {
            text = text || !char_is_space(line.p[at]);
            if (text && l->item) starts = true, l->item = false;
            at++;
            continue;
        }
        size_t end = str_find_char(str_sub(line, 0, at + LONGEST_TAG), '>', at);
        if (end == SIZE_MAX) break;
        take_tag(l, str_sub(line, at + 1, end));
        at = end + 1;
    }
    return starts;
}

void html_items_mark(const struct mark_context *context, const struct line *lines, struct mark *marks, size_t n) {
    struct listing l = {0};
    for (size_t i = 0; i < n; i++) {
        struct mark *m = &marks[i];
        if (!starts_item(&l, lines[i].text) || m->head || m->bullet || m->depth || m->word || (m->flags & MARK_SUMMARY)) continue;
        m->indent = (uint16_t)((l.depth - 1) * ITEM_INDENT);
        if (l.number) {
            m->depth = 1;
            m->number[0] = l.number;
            m->term = TERM_DOT;
            m->label_from = m->label_to = m->number_from = m->number_to = m->text_from;
        } else {
            m->bullet = '-';
        }
        m->like = (uint8_t)question_likeness(&context->markers, mark_text(m, &lines[i]));
    }
}
