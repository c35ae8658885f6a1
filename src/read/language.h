/* language: which language a text is in, from its script and its commonest words. */
#ifndef QAP_READ_LANGUAGE_H
#define QAP_READ_LANGUAGE_H

#include "base/str.h"

/* A BCP 47 tag; "en" when nothing speaks for another. */
str language_guess(str text);

#endif
