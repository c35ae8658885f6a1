/* source: one input as it was given, and where its lines start, to turn spans into line and column. */
#ifndef QAP_BASE_SOURCE_H
#define QAP_BASE_SOURCE_H

#include "base/diag.h"

struct source {
    str name;           /* as the user knows it; "-" is standard input */
    str bytes;          /* the original bytes, before any decoding; not owned */
    VEC(uint32_t) lines; /* offset of each line's first byte, made by source_index */
};

/* Find the lines (LF, CRLF or CR). False: memory is out. */
bool source_index(struct source *source);
void source_release(struct source *source);
/* 1-based line of an offset; column in code points. source_index must have been called. */
uint32_t source_line(const struct source *source, uint32_t offset);
uint32_t source_column(const struct source *source, uint32_t offset);
/* The line's text without its end. */
str source_line_text(const struct source *source, uint32_t line);
/* Fill line and column of every diagnostic that has a span. */
void source_locate(const struct source *source, struct diags *diags);

#endif
