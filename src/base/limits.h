/* limits: every loop that the input drives ends at one of these. One table, each with its reason. */
#ifndef QAP_BASE_LIMITS_H
#define QAP_BASE_LIMITS_H

enum limits {
    LIMIT_INPUT_BYTES = 1 << 30,   /* spans are 32 bits wide; a larger text is no book */
    LIMIT_TREE_DEPTH = 64,         /* deeper nesting is text gone wrong and fits no page */
    LIMIT_DIAGS_OF_A_CODE = 1000,  /* past that a message says how many more there were */
    LIMIT_TABLE_COLUMNS = 1000,    /* shown in bands of what a page can hold; the cells beyond are left out */
    LIMIT_PAGES = 1000000,         /* a layout that does not end is stopped */
    LIMIT_IMAGE_PIXELS = 1 << 26,  /* 256 MB as RGBA; no book page shows more */
    LIMIT_URI_BYTES = 8000,        /* percent-encoded it still fits a PDF string */
    LIMIT_BOX_BYTES = 1000,        /* what is shaped in one go; no word is so long, and lines break anywhere in one */
    LIMIT_HYPHEN_WORD = 96         /* bytes; longer words are no words of a language */
};

#endif
