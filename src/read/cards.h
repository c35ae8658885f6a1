/* cards: questions and answers that share a line, as programs for flashcards write them, and the rows of a table whose
 * columns are called so. Such lines are split before recognition, which then meets a question and its answer, each on a
 * line of its own. */
#ifndef QAP_READ_CARDS_H
#define QAP_READ_CARDS_H

#include "read/lines.h"
#include "read/marks.h"

/* Split the lines of a document that is made of cards (cards.c) or of tables of them (card_tables.c): the parts bear
 * LINE_ASKED, LINE_TOPIC, LINE_ANSWER. False: memory is out. */
bool cards_split(struct reader *reader, const struct markers *markers, line_table *lines);
bool card_tables_split(struct reader *reader, const struct markers *markers, line_table *lines);
/* Say so in their marks. */
void cards_mark(const struct line *lines, struct mark *marks, size_t n);

#endif
