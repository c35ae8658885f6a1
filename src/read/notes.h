/* notes: footnotes as Markdown's dialects have them. A definition stands on lines of its own, its text may go on below,
 * indented; a reference stands in any text but code:
 *
 *   Threads share memory.[^1]
 *
 *   [^1]: Processes do not, unless they ask for it.
 *
 * Org writes `[fn:1]` for both, and its definition ends with its paragraph.
 *
 * A page of HTML has a list item with an id that links lead to: "fn1", "user-content-fn-1", "footnote-1".
 *
 * A label is defined as often as a text starts counting anew: a reference means the next definition of its label, or the
 * last. What is no footnote stays text: a reference without a definition, a definition that nothing refers to. */
#ifndef QAP_READ_NOTES_H
#define QAP_READ_NOTES_H

#include "read/lines.h"
#include "read/reader.h"

struct note_def {
    struct note *note;
    struct line *lines; /* of its text, without the mark and the indentation */
    size_t n;
    size_t taken;       /* lines of the input, from the one with the mark on */
    str label;
    uint32_t line;      /* where it is defined, and */
    const char *source; /* the byte that its first line starts with: lines of HTML may share a number */
    bool referred;
};

/* `[^label]` at `at`, in Org `[fn:label]`: its length, and what stands between the brackets; 0 when there is none. */
size_t note_mark(str text, size_t at, bool org, str *label);
/* Take the definitions that something refers to out of the lines of a document. False: memory is out. */
bool notes_take(struct reader *reader, line_table *lines);
/* The definition that starts at lines[at] is known from now on; *taken: its lines, 0 when there is none. `exact`: our own
 * Markdown. False: memory is out. */
bool notes_add(struct reader *reader, const struct line *lines, size_t n, size_t at, bool exact, size_t *taken);
/* HTML: whether a link leads to a footnote; then the label is set. */
bool notes_link(const struct reader *reader, str href, uint32_t line, str *label);
/* HTML: whether a link leads from a footnote back to the text. */
bool notes_is_back_link(const struct reader *reader, str attributes);
/* Once all are known. False: memory is out. */
bool notes_sort(struct reader *reader);
/* What a reference to this label on this line refers to; NULL: it is text. After notes_sort. */
struct note_def *notes_find(const struct reader *reader, str label, uint32_t line);
/* The definition on this line, or NULL. */
struct note_def *notes_on(const struct reader *reader, uint32_t line);
/* Read the texts that were taken, once all else is: NOTEs at the end of the document, which tree_finish puts in their
 * places. */
enum status notes_build(struct reader *reader);
/* Report what nothing came to refer to. */
void notes_report(const struct reader *reader);
void notes_release(struct reader *reader);

#endif
