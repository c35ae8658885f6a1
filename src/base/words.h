/* words: what the program itself says in a book (headings of made pages, labels for screen readers), in the book's
 * language. Ten languages and English; any other language gets English. */
#ifndef QAP_BASE_WORDS_H
#define QAP_BASE_WORDS_H

#include "base/str.h"

enum word {
    WORD_CONTENTS,
    WORD_COVER,
    WORD_TITLE_PAGE,
    WORD_QUESTION,
    WORD_QUESTIONS,
    WORD_ANSWER,
    WORD_ANSWERS,
    WORD_QUESTIONS_AND_ANSWERS,
    WORD_PAGE,
    WORD_PAGES,
    WORD_LANDMARKS,
    WORD_INDEX,
    WORDS
};

/* The word in the language of a BCP 47 tag; only its primary subtag counts, in any case. */
str word(enum word which, str lang);

#endif
