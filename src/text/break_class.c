#include "text/break_class.h"

#include <unicode/uchar.h>

uint8_t break_class(uint32_t c) {
    if ((c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7FF) || (c >= 0xF900 && c <= 0xFAFF) ||
        (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFFEF) || (c >= 0x20000 && c <= 0x3FFFF))
        return HARD;
    int32_t class = u_getIntPropertyValue((UChar32)(c > 0x10FFFF ? 0xFFFD : c), UCHAR_LINE_BREAK);
    switch (class) {
    case U_LB_UNKNOWN: case U_LB_AMBIGUOUS: case U_LB_SURROGATE: return U_LB_ALPHABETIC;
    case U_LB_COMPLEX_CONTEXT: case U_LB_CONDITIONAL_JAPANESE_STARTER: case U_LB_HEBREW_LETTER:
    case U_LB_CONTINGENT_BREAK: case U_LB_H2: case U_LB_H3: case U_LB_JL: case U_LB_JT: case U_LB_JV: return HARD;
    case U_LB_QUOTATION: {
        int8_t category = u_charType((UChar32)c);
        return category == U_INITIAL_PUNCTUATION ? QI : category == U_FINAL_PUNCTUATION ? QF : U_LB_QUOTATION;
    }
    default: return (uint8_t)class;
    }
}
