/* page_data: what a page of the web says about itself for search engines. A script of JSON-LD that calls the page an
 * FAQPage or a QAPage names its questions: lines that say the same are questions, however they look. */
#ifndef QAP_READ_PAGE_DATA_H
#define QAP_READ_PAGE_DATA_H

#include "read/marks.h"
#include "read/reader.h"
#include "read/tally.h"

/* The questions that a page names, by their keys (text_key). */
struct page_data {
    struct tally names;
};

/* Find and report them, while reader->text is the page as it came. False: memory is out. Release in either case. */
bool page_data_find(struct reader *reader, struct page_data *out);
/* Mark the lines that say the same (MARK_LISTED). */
void page_data_mark(const struct page_data *data, const struct line *lines, struct mark *marks, size_t n);
void page_data_release(struct page_data *data);

#endif
