/* page: the book's plain data: its beginning and end, and page labels. */
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
