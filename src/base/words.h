/* words: what the program itself says in a book (headings of made pages, labels for screen readers), in the book's
 * language. Ten languages and English; any other language gets English. */
#ifndef QAP_BASE_WORDS_H
#define QAP_BASE_WORDS_H

#include "base/str.h"

enum own_word {
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
    WORD_PAGE_SHORT, /* before a number: "p. 12" */
    OWN_WORDS
};

enum counted_word { COUNTED_QUESTIONS, COUNTED_SECTIONS, COUNTED_WORDS };

/* The word in the language of a BCP 47 tag; only its primary subtag counts, in any case. */
str own_word(enum own_word which, str lang);
/* The word that follows the number `n`: "1 question", "2 questions"; some languages have more forms than two. */
str own_counted_word(enum counted_word which, uint64_t n, str lang);

/* Whether a text is a well-formed BCP 47 tag (RFC 5646, 2.1): "en", "pt-BR", "zh-Hans", "de-CH-1996", "x-own". */
bool lang_is_tag(str lang);

#endif
