/* Line-breaking classes of characters: ICU's, with quotation marks told apart. Those of alphabets and symbols are constant
 * data, made when the program is built (tables/make.c), so that few texts have to load ICU. */
#ifndef QAP_TEXT_BREAK_CLASS_H
#define QAP_TEXT_BREAK_CLASS_H

#include <stdint.h>

enum {
    HARD = UINT8_MAX,       /* a class that only ICU's iterator serves */
    QI = 60, QF = 61,       /* quotation marks of the general categories Pi and Pf */
    BREAK_CLASSES = 0x2E80  /* characters below are in the table */
};

extern const uint8_t break_classes[BREAK_CLASSES];

/* The class of any character, resolved as LB1 says. */
uint8_t break_class(uint32_t c);

#endif
