/* code: what there is to know about a piece of source code without compiling it: its language, its tokens for
 * colouring, and its line structure when that was lost. Pure functions over text; knows neither tree nor page. */
#ifndef QAP_CODE_CODE_H
#define QAP_CODE_CODE_H

#include "base/base.h"

enum code_class { CODE_PLAIN, CODE_KEYWORD, CODE_STRING, CODE_COMMENT, CODE_NUMBER, CODE_FUNCTION, CODE_TYPE,
                  CODE_TAG, CODE_ATTRIBUTE, CODE_CLASSES };

struct code_token {
    uint32_t from, to; /* bytes */
    uint8_t class;     /* enum code_class */
};

/* "py" → "python", "C++" → "cpp": the canonical lower-case name, or the trimmed lower-case input when unknown. */
str code_language_name(struct arena *arena, str name);
/* Whether the scanner knows it. */
bool code_language_known(str canonical);
/* An index over the pieces of text that speak for a language; made once, good for any number of blocks. */
enum { CODE_MOST_FEATURES = 512, CODE_THREES = 4096 };
struct code_features {
    uint16_t first[3][256], next[CODE_MOST_FEATURES]; /* chains by place and first byte: 1 + a feature */
    bool three[CODE_THREES];                          /* may a feature that stands anywhere begin with these three bytes? */
};
void code_features_init(struct code_features *index);
/* The language of code from its content, or empty when the evidence is thin. */
str code_detect(const struct code_features *index, str code);
/* What a line by itself is where no fence says so: SURE has the signs of a statement, WEAK goes with code but may stand
 * in prose too ("}", a comment, "total = price"), OPEN may be either ("public interface Car"), PROSE is a sentence. */
enum code_line { CODE_LINE_PROSE, CODE_LINE_OPEN, CODE_LINE_WEAK, CODE_LINE_SURE };
enum code_line code_line(str line);
/* A shell's prompt with a command behind it, "$ make install": sure by itself. "$ x $" is mathematics. */
bool code_line_prompt(str line);
/* Whether an OPEN line may be code above a line that is "{" alone. */
bool code_line_heads(str line);
/* Short name of a class for CSS ("k", "s", …); empty for CODE_PLAIN. */
str code_class_name(enum code_class class);

typedef VEC(struct code_token) code_tokens;
/* Tokens of `code` in order, plain parts left out. Unknown language: none. False: memory is out. */
bool code_scan(str code, str language, code_tokens *out);

/* Code squeezed onto one line (or few): its lines and indentation back, in `arena`. False when it is valid as it
 * stands or not understood; then *out is untouched. *lines is how many lines there are now. */
bool code_unflatten(struct arena *arena, str code, str language, str *out, size_t *lines);

#endif
