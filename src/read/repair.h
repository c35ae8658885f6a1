/* repair: what the rules inside a region need of each other. Each rule stands in a file of its name. */
#ifndef QAP_READ_REPAIR_H
#define QAP_READ_REPAIR_H

#include "base/buf.h"
#include "read/reader.h"
#include "read/tally.h"

/* repair_residue.c: bytes of what a chat program or a web page left at `at`; 0: nothing. */
size_t residue_length(str text, size_t at);
/* How to speak of it: itself, or the name of what cannot be seen. */
str residue_name(str residue);

/* repair_latex.c: `$…$` at `at` that is understood goes to `out` as Unicode; bytes taken, or 0. */
size_t latex_put(struct reader *reader, str text, size_t at, struct buf *out);

/* repair_list.c: run-in lists below `parent`. */
void repair_lists(struct reader *reader, struct node *parent);
/* Repairs of the text of one block of code; give it back, mended or not. repair_lines.c, repair_characters.c. */
str repair_doubled_lines(struct reader *reader, str code, str place);
str repair_line_numbers(struct reader *reader, str code, str place);
str repair_characters(struct reader *reader, str code, str place);

/* repair_code.c: adjacent and flattened blocks, languages, below `parent`. `lines`: to see page breaks. */
void repair_code(struct reader *reader, struct node *parent, const struct line *lines, size_t n);

/* repair_wrap.c: does the line above go on in the next one, as lines of a text do that is wrapped at its column? */
bool wrap_goes_on(const struct reader *reader, str before, str text);
/* MARKDOWN that is not wrapped: a long line that ends its sentence is a paragraph, whatever CommonMark joins. */
bool wrap_ends(const struct reader *reader, str before, str text);
void wrap_report(struct reader *reader, str where, uint32_t lines);

/* repair_parted.c: the column that the long lines of printed pages reach, or 0; does a line go on behind the blank line
 * below it? */
uint32_t parted_column(const struct line *lines, size_t n);
bool parted_goes_on(uint32_t column, str before, str text);

/* repair_hyphen.c: bytes of the hyphen that ends a line; 0: none. */
size_t hyphen_length(str before);
/* Does it cut a word, by the looks of the two lines? */
bool hyphen_cuts(str before, str after);
/* What becomes of it where `after` is to follow; reported when it is the rule's business. */
enum hyphen { HYPHEN_NONE, HYPHEN_STAYS, HYPHEN_GOES };
enum hyphen hyphen_at(struct reader *reader, str before, str after);
/* Release the words that it counts. */
void hyphen_release(struct reader *reader);

static inline void reader_own(const struct reader *r, str view, enum owner owner) {
    if (!r->ledger || !view.p || view.p < r->text.p || view.p > r->text.p + r->text.n) return;
    size_t from = (size_t)(view.p - r->text.p);
    ledger_own(r->ledger, from, from + view.n, owner);
}

#endif
