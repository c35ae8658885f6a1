/* html_page: which parts of a page of HTML are its content. Takes out scripts, navigation, banners, sidebars and the like,
 * each with a diagnostic; says with a heading where an accordion or a definition list asks a question; and closes what
 * the page left open. What stays is the author's bytes, line by line where they were. */
#ifndef QAP_READ_HTML_PAGE_H
#define QAP_READ_HTML_PAGE_H

#include "read/page_data.h"
#include "read/rewrite.h"

struct html_page {
    struct page_data data; /* the questions that it names */
    struct rewrite rewrite;
};

/* Put the content in place of reader->text, with steps back to the input. */
enum status html_page_open(struct reader *reader, struct html_page *out);
/* Hand what is owned of the new text on to the page's ledger, and release. Safe on a zeroed page. */
void html_page_close(struct html_page *page);

#endif
