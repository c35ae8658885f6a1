/* style: what a book looks like. One plain struct; the fields are listed once, in style_fields.h, from which the
 * struct, the default, the YAML reader and --print-style are made.
 *
 * Lengths are mpt. Colours are checked where they are read: text on its ground has a contrast of 4.5:1 or more. */
#ifndef QAP_LAYOUT_STYLE_H
#define QAP_LAYOUT_STYLE_H

#include "code/code.h"
#include "layout/page.h"

struct style {
#define LENGTH(group, name, value) mpt name;
#define COLOR(group, name, value) struct rgb name;
#define NAME(group, name, value) str name;
#define FLAG(group, name, value) bool name;
#include "layout/style_fields.h"
#undef LENGTH
#undef COLOR
#undef NAME
#undef FLAG
    struct rgb code_color[CODE_CLASSES];
};

#define PT(x) ((mpt)((x) * 1000))
#define MM(x) ((mpt)((x) * 72000 / 25.4 + 0.5))

const struct style *style_default(void);
/* The one for printers without colour. */
const struct style *style_grey(void);

/* A style from a YAML file (style_file.c tells its form): what it does not say is as in the default, or in the style
 * that it names as its base. Strings go to the arena. STATUS_INPUT: diagnostics name each fault by its line, and
 * *style is as it was. */
enum status style_read(struct style *style, str yaml, struct arena *arena, struct diags *diags);
/* The style as YAML that style_read reads back the same. */
void style_print(const struct style *style, struct buf *out);

/* "a4", "letter", "a5", "legal", "6x9in", "b5", or WxH with mm, cm, in or pt. False: not understood, or a paper that
 * no text fits on. */
bool paper_parse(str name, mpt *w, mpt *h);
/* "12mm", "4.5pt", "1in", "2cm"; a bare number is points. */
bool length_parse(str text, mpt *out);
/* "#1f4e79" or "#abc". */
bool color_parse(str text, struct rgb *out);
/* Contrast of two colours by WCAG 2, times 1000: 1000 (none) to 21000. */
uint32_t color_contrast(struct rgb a, struct rgb b);

#endif
