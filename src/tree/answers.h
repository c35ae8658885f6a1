/* answers: where the answers of a book stand. One plan, by which every backend sets them.
 *
 * With ANSWERS_SECTION_END, ANSWERS_END and ANSWERS_HIDDEN an answer has a home: the division, or the document, at whose end it stands.
 * A backend leaves it out below its question, and where it has set the last child of a node it sets the answers whose
 * home that is (answers_next), each with a link to its question, which links to it.
 *
 * With the others a backend has nothing to do: it gets a tree of which only the part is left that its book shows
 * (answers_part). Two books are made with ANSWERS_SEPARATE: one of each part. */
#ifndef QAP_TREE_ANSWERS_H
#define QAP_TREE_ANSWERS_H

#include "base/status.h"
#include "tree/tree.h"

enum answers_where {
    ANSWERS_INLINE,      /* below their questions */
    ANSWERS_SECTION_END, /* at the end of their division */
    ANSWERS_END,         /* at the end of the book */
    ANSWERS_HIDDEN,      /* shown when asked for; where a backend cannot do that, at the end of the book */
    ANSWERS_SEPARATE,    /* in a book of their own */
    ANSWERS_NONE,
    ANSWERS_WHERE_END
};

/* "section-end"; empty past the last. */
str answers_where_name(enum answers_where where);
/* ANSWERS_WHERE_END: there is no such name. */
enum answers_where answers_where_by_name(str name);

/* Whether the entry has anything to hide from who wants to try first: an answer, or a choice marked as right. */
bool entry_is_answered(const struct node *entry);
/* The node at whose end the entry's answer stands; NULL: below its question, or nowhere. */
const struct node *answer_home(const struct node *entry, enum answers_where where);
/* The entries whose answers' home is `home`, in the order of the text: the one after `entry`, the first after NULL; NULL
 * past the last. */
const struct node *answers_next(const struct node *home, enum answers_where where, const struct node *entry);

enum answers_part {
    PART_QUESTIONS, /* all but answers; no choice is marked */
    PART_ANSWERS    /* divisions, questions and answers; of choices the right ones. Prompts, introductions, and what has
                     * no answer are left out */
};
/* A document with just this part of a tree, with the same ids. Its strings are views into `doc`, which must outlive it;
 * `out` is released by the caller, whatever comes of it. False: memory is out. */
bool answers_part(const struct document *doc, enum answers_part part, struct document *out);

#endif
