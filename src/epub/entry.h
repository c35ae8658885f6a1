/* entry: a question with its answer, or with a link to it, or an answer apart. */
#ifndef QAP_EPUB_ENTRY_H
#define QAP_EPUB_ENTRY_H

#include "epub/book.h"

/* The entry; its question is a heading of this level. */
void entry_write(struct book_parts *b, struct markup *m, const struct node *entry, unsigned heading);
/* Its answer where answers stand together, headed by the question, which it links back to. */
void entry_answer_write(struct book_parts *b, struct markup *m, const struct node *entry, unsigned heading);
/* What the contents call the entry: "Q1 What is …?" */
str entry_title(struct book_parts *b, const struct node *entry);
str plain_text(struct book_parts *b, const struct node *n);

#endif
