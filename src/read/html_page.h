/* html_page: which parts of a page of HTML are its content. Takes out scripts, navigation, banners, sidebars and the like,
 * each with a diagnostic; says with a heading where an accordion or a definition list asks a question; and closes what
 * the page left open. What stays is the author's bytes, line by line where they were. */
#ifndef QAP_READ_HTML_PAGE_H
#define QAP_READ_HTML_PAGE_H

#include "read/page_data.h"
#include "base/vec.h"
#include "read/reader.h"

/* `n` bytes of the new text from `text` on are those of the page from `source` on; they stand for `taken` bytes there,
 * which is `n`, or more for a reference. */
struct html_run {
    uint32_t text, source, n, taken;
};

struct html_page {
    struct page_data data; /* the questions that it names */
    VEC(struct html_run) runs;
    struct ledger ledger, *outer; /* of the new text; of the page, or NULL */
    str page;
};

/* Put the content in place of reader->text, with steps back to the input. */
enum status html_page_open(struct reader *reader, struct html_page *out);
/* Hand what is owned of the new text on to the page's ledger, and release. Safe on a zeroed page. */
void html_page_close(struct reader *reader, struct html_page *page);

#endif
