/* diag: what there is to say about an input, collected, never printed here.
 *
 * A diagnostic is a code, a byte span of the original input, and up to three arguments; the text comes from one
 * table (diag_codes.h). Repairs report through the same list with severity DIAG_REPAIR and a code that bears the
 * rule's name, so that --explain, --no-repair and the tests see one mechanism. */
#ifndef QAP_BASE_DIAG_H
#define QAP_BASE_DIAG_H

#include "base/arena.h"
#include "base/status.h"
#include "base/vec.h"

enum diag_severity { DIAG_REPAIR, DIAG_NOTE, DIAG_WARNING, DIAG_ERROR };

enum diag_code {
#define X(id, severity, name, text) DIAG_##id,
#include "base/diag_codes.h"
#undef X
    DIAG_CODES
};

/* Bytes [from, to) of the original input as it was given. Absent: from == to == SPAN_NONE. */
#define SPAN_NONE UINT32_MAX
struct span {
    uint32_t from, to;
};
#define SPAN_ABSENT ((struct span){SPAN_NONE, SPAN_NONE})

struct diag {
    enum diag_code code;
    struct span span;
    uint32_t line, column; /* 1-based, column in code points; 0: unknown (set by source_locate) */
    str args[3];
};

struct diags {
    struct arena arena; /* holds the arguments */
    VEC(struct diag) list;
    uint32_t count[DIAG_CODES]; /* how often each was reported, those past the limit too */
    bool failed;                /* memory ran out while reporting */
};

void diags_init(struct diags *diags);
void diags_release(struct diags *diags);

/* Report; the arguments are copied. Past LIMIT_DIAGS_OF_A_CODE of one code only the count grows. `diags` may be
 * NULL: nothing is kept. */
void diag_add(struct diags *diags, enum diag_code code, struct span span, str arg0, str arg1, str arg2);
#define diag_add0(diags, code, span) diag_add((diags), (code), (span), (str){0}, (str){0}, (str){0})
#define diag_add1(diags, code, span, a) diag_add((diags), (code), (span), (a), (str){0}, (str){0})
#define diag_add2(diags, code, span, a, b) diag_add((diags), (code), (span), (a), (b), (str){0})

/* A report without a span whose line is known all the same (what a backend says of a tree node). */
void diag_add_line(struct diags *diags, enum diag_code code, uint32_t line, str arg0, str arg1, str arg2);

/* By input position, then as reported: the order to print in. */
void diags_sort(struct diags *diags);

enum diag_severity diag_severity(enum diag_code code);
str diag_name(enum diag_code code);                  /* stable, kebab-case */
str diag_template(enum diag_code code);              /* with {0} {1} {2} */
enum diag_code diag_by_name(str name);               /* DIAG_CODES when unknown */
struct buf;
void diag_message(const struct diag *diag, struct buf *out); /* the text, arguments filled in */

#endif
