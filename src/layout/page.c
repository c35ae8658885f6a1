/* page: the book's plain data: its beginning and end, page labels, and pages as text for tests. */
#include "layout/page.h"

void book_init(struct book *book) {
    *book = (struct book){0};
    arena_init(&book->arena);
}

void book_release(struct book *book) {
    vec_release(&book->authors);
    vec_release(&book->order);
    vec_release(&book->tags);
    vec_release(&book->targets);
    vec_release(&book->outline);
    vec_release(&book->labels);
    vec_release(&book->images);
    vec_release(&book->starts);
    arena_release(&book->arena);
}

static void put_roman(uint32_t n, struct buf *out) {
    static const struct { uint32_t value; const char *digits; } ROMAN[] = {
        {1000, "m"}, {900, "cm"}, {500, "d"}, {400, "cd"}, {100, "c"}, {90, "xc"}, {50, "l"},
        {40, "xl"},  {10, "x"},   {9, "ix"},  {5, "v"},    {4, "iv"},  {1, "i"}};
    if (n >= 5000) { /* no one writes them so */
        buf_put_uint(out, n);
        return;
    }
    for (size_t i = 0; i < sizeof ROMAN / sizeof *ROMAN; i++)
        for (; n >= ROMAN[i].value; n -= ROMAN[i].value) buf_put(out, str_from(ROMAN[i].digits));
}

void book_page_label(const struct book *book, uint32_t index, struct buf *out) {
    const struct page_label *label = NULL;
    for (size_t i = 0; i < book->labels.n; i++)
        if (book->labels.at[i].first <= index) label = &book->labels.at[i];
    if (!label) {
        buf_put_uint(out, index + 1);
        return;
    }
    buf_put(out, label->prefix);
    uint32_t number = label->start + index - label->first;
    if (label->style == 'r') put_roman(number, out);
    else if (label->style == 'D') buf_put_uint(out, number);
}

/* --- dump --- */

static void put_place(struct buf *out, mpt x, mpt y) {
    buf_put_milli(out, x);
    buf_put_char(out, ' ');
    buf_put_milli(out, y);
}

static void put_color(struct buf *out, struct rgb c) { buf_printf(out, " #%02x%02x%02x", c.r, c.g, c.b); }

static void dump_text(const struct item_text *t, const struct text *text, struct buf *out) {
    static const char *const ENDS[] = {"", " +space", " +hyphen"};
    mpt width = 0;
    for (uint32_t i = 0; i < t->n; i++)
        width += shaped_width(text, t->words[i], t->size) + t->tracking * t->words[i]->n + (i ? t->gap : 0);
    put_place(out, t->x, t->y);
    buf_put(out, STR(" wide "));
    buf_put_milli(out, width);
    buf_put_char(out, ' ');
    buf_put(out, text_face_info(text, t->words[0]->face)->postscript_name);
    buf_put_char(out, ' ');
    buf_put_milli(out, t->size);
    put_color(out, t->color);
    buf_put(out, STR(" gap "));
    buf_put_milli(out, t->gap);
    if (t->tracking) {
        buf_put(out, STR(" tracking "));
        buf_put_milli(out, t->tracking);
    }
    buf_put(out, STR(" \""));
    for (uint32_t i = 0; i < t->n; i++) {
        if (i) buf_put_char(out, ' ');
        buf_put(out, t->words[i]->text);
    }
    buf_put_char(out, '"');
    buf_put(out, str_from(ENDS[t->end]));
}

static void dump_item(const struct item *item, const struct book *book, const struct text *text, struct buf *out) {
    static const char *const KINDS[] = {"text", "rect", "image", "link"};
    buf_printf(out, "%s tag %u ", KINDS[item->kind], item->tag);
    switch ((enum item_kind)item->kind) {
    case ITEM_TEXT: dump_text(&item->u.text, text, out); break;
    case ITEM_RECT:
        put_place(out, item->u.rect.x, item->u.rect.y);
        buf_put_char(out, ' ');
        put_place(out, item->u.rect.w, item->u.rect.h);
        if (item->u.rect.filled) put_color(out, item->u.rect.fill);
        break;
    case ITEM_IMAGE:
        put_place(out, item->u.image.x, item->u.image.y);
        buf_put_char(out, ' ');
        put_place(out, item->u.image.w, item->u.image.h);
        buf_put_char(out, ' ');
        buf_put(out, book->images.at[item->u.image.image].source);
        break;
    case ITEM_LINK:
        put_place(out, item->u.link.x, item->u.link.y);
        buf_put_char(out, ' ');
        put_place(out, item->u.link.w, item->u.link.h);
        if (item->u.link.uri.n) {
            buf_put_char(out, ' ');
            buf_put(out, item->u.link.uri);
        } else {
            buf_printf(out, " to %u", item->u.link.target);
        }
        break;
    }
    buf_put_char(out, '\n');
}

void page_dump(const struct page *page, const struct book *book, const struct text *text, struct buf *out) {
    buf_printf(out, "page %u ", page->id);
    put_place(out, page->width, page->height);
    buf_put_char(out, '\n');
    for (size_t i = 0; i < page->n; i++) dump_item(&page->items[i], book, text, out);
}
