/* style: the style sheet. Relative units only, so that the reader's own size wins; no family but the generic ones. No
 * ground is coloured, and the colours of code have a contrast of 4.5 and more on white and on black alike, so that a
 * reader may turn the page as it likes; weight and slant tell the same. Only rules that a book needs are written. */
#include "epub/book.h"

enum { ALWAYS = CLASSES, IF_FONTS, IF_CODE, IF_IMAGES };

struct rule {
    unsigned needs; /* enum style_class, or one of the above */
    const char *text; /* @start and @end are the sides of the language */
};

static const struct rule RULES[] = {
    {ALWAYS, ":root { color-scheme: light dark; }\n"
             "body { margin: 0 4%; line-height: 1.45; }\n"
             "h1, h2, h3, h4, h5, h6 { font-family: sans-serif; line-height: 1.25; text-align: @start; hyphens: none; "
             "-epub-hyphens: none; overflow-wrap: break-word; break-after: avoid; page-break-after: avoid; }\n"
             "h1 { font-size: 1.5em; margin: 1em 0 0.8em; border-bottom: 0.08em solid; padding-bottom: 0.2em; }\n"
             "h2 { font-size: 1.05em; margin: 0; }\n"
             "h3, h4, h5, h6 { font-size: 1em; margin: 1em 0 0.3em; }\n"
             "p { margin: 0 0 0.5em; }\n"
             "ul, ol { padding-@start: 1.6em; margin: 0.3em 0 0.6em; }\n"
             "li > p:last-child { margin-bottom: 0.2em; }\n"
             "code, pre { font-family: monospace; hyphens: none; -epub-hyphens: none; }\n"
             "code { font-size: 0.92em; overflow-wrap: break-word; }\n"
             "a { overflow-wrap: break-word; }\n"
             "blockquote { margin: 0.6em 0; margin-@start: 1em; padding-@start: 0.8em; border-@start: 0.2em solid #888; }\n"
             "table { border-collapse: collapse; margin: 0.6em 0; font-size: 0.9em; }\n"
             "th, td { border: 0.06em solid #888; padding: 0.25em 0.5em; text-align: @start; vertical-align: top; "
             "overflow-wrap: break-word; }\n"
             "@media (max-width: 36em) { table { font-size: 0.8em; } th, td { min-width: 2em; padding: 0.2em; } "
             "th, td, td code, td a { overflow-wrap: anywhere; } }\n"
             "tr { break-inside: avoid; page-break-inside: avoid; }\n"
             "img { max-width: 100%; height: auto; }\n"
             "nav ol { list-style: none; padding-@start: 1em; }\n"},
    {IF_CODE, "pre { font-size: 0.88em; line-height: 1.35; white-space: pre-wrap; overflow-wrap: break-word; "
              "text-align: left; border: 0.06em solid #888; border-radius: 0.2em; padding: 0.5em 0.6em; margin: 0.6em 0; }\n"
              "pre code { font-size: 1em; }\n"},
    {IF_CODE, "pre .l { display: block; padding-left: 2.4em; text-indent: -2.4em; }\n"},
    {CLASS_LINE_1, "pre .i1 { padding-left: 3.6em; text-indent: -3.6em; }\n"},
    {CLASS_LINE_2, "pre .i2 { padding-left: 4.8em; text-indent: -4.8em; }\n"},
    {CLASS_LINE_3, "pre .i3 { padding-left: 6em; text-indent: -6em; }\n"},
    {CLASS_LINE_4, "pre .i4 { padding-left: 7.2em; text-indent: -7.2em; }\n"},
    {CLASS_LABEL, ".label { font-family: sans-serif; font-size: 0.8em; letter-spacing: 0.12em; margin: 1em 0 0; }\n"},
    {CLASS_QNA, ".qna { margin: 1.6em 0; }\nh1 + .qna, h2 + .qna, h3 + .qna { margin-top: 0; }\n"},
    {CLASS_SHARED, ".shared { margin: 0 0 0.4em; break-after: avoid; }\n"},
    {CLASS_QUESTION, ".question { margin: 0 0 0.4em; break-after: avoid; page-break-after: avoid; break-inside: avoid; }\n"},
    {CLASS_MARK, ".mark { border: 0.08em solid; border-radius: 0.2em; font-family: sans-serif; font-weight: bold; "
                 "font-size: 0.82em; padding: 0.05em 0.4em; margin-@end: 0.3em; white-space: nowrap; }\n"},
    {CLASS_PROMPT, ".prompt { margin: 0 0 0.5em; }\n"},
    {CLASS_ANSWER, ".answer { border-@start: 0.12em solid #888; padding-@start: 0.8em; }\n"},
    {CLASS_ANSWERS, ".answers { margin: 0 0 1.6em; }\n"},
    {CLASS_REVEAL, ".reveal { font-family: sans-serif; font-size: 0.85em; margin: 0 0 0.5em; }\n"},
    {CLASS_SPEAKER, ".speaker { font-family: sans-serif; font-weight: bold; font-size: 0.85em; margin: 0; break-after: avoid; }\n"},
    {CLASS_CHOICES, ".choices { list-style: none; padding-@start: 0.5em; }\n"
                    ".choices li { margin: 0.2em 0; }\n.choices li > p:first-of-type { display: inline; }\n"},
    {CLASS_CORRECT, ".correct { font-weight: bold; }\n"},
    {CLASS_NOTE, ".note { font-size: 0.88em; margin: 0.3em 0; }\n.note + .note { border: none; padding: 0; }\n"
                 ".note > p { margin: 0 0 0.2em; }\nsup { line-height: 0; }\n"},
    {CLASS_CENTER, "th.center, td.center { text-align: center; }\n"},
    {CLASS_RIGHT, "th.right, td.right { text-align: right; }\n"},
    {CLASS_COVER, ".cover { text-align: center; margin: 0; padding: 0; }\n.cover img { max-height: 98vh; }\n"},
    {CLASS_TITLEPAGE, ".titlepage { margin-top: 25%; }\n.titlepage h1 { border: none; letter-spacing: 0.04em; }\n"},
    {CLASS_PICTURE, ".picture { font-style: italic; overflow-wrap: break-word; }\n"},
    {CLASS_SYMBOL, ".sym { font-family: QapressSymbols; }\n"},
    {IF_FONTS, "code, pre { font-family: monospace, QapressSymbols; }\n"},
    {CLASS_KEYWORD, ".k { font-weight: bold; color: #d61fa2; }\n"},
    {CLASS_TYPE, ".t { font-weight: bold; color: #088192; }\n"},
    {CLASS_TAG, ".g { font-weight: bold; color: #6267e3; }\n"},
    {CLASS_COMMENT, ".c { font-style: italic; color: #6d7680; }\n"},
    {CLASS_STRING, ".s { color: #07883a; }\n"},
    {CLASS_NUMBER, ".n { color: #b65d00; }\n"},
    {CLASS_FUNCTION, ".f { color: #1d78cb; }\n"},
    {CLASS_ATTRIBUTE, ".a { color: #917100; }\n"},
};

/* On black, where the colours above do not shine. */
static const struct rule DARK[] = {
    {CLASS_KEYWORD, ".k { color: #f0a6d0; }\n"},   {CLASS_TYPE, ".t { color: #7fd4e0; }\n"},
    {CLASS_TAG, ".g { color: #b3b6f4; }\n"},       {CLASS_COMMENT, ".c { color: #aab4bd; }\n"},
    {IF_IMAGES, "img { background: #fff; }\n"}, /* black lines on no ground */
    {CLASS_STRING, ".s { color: #9bd8ae; }\n"},    {CLASS_NUMBER, ".n { color: #e5b97b; }\n"},
    {CLASS_FUNCTION, ".f { color: #9cc7ee; }\n"},  {CLASS_ATTRIBUTE, ".a { color: #d8c36a; }\n"},
};

/* Each font for its own signs alone: none is loaded for what the reader's face has. */
static void put_faces(const struct book_parts *b, struct buf *out) {
    for (size_t i = 0; i < b->options->n_fonts; i++) {
        const struct epub_font *font = &b->options->fonts[i];
        buf_put(out, STR("@font-face { font-family: QapressSymbols; src: url(symbols-"));
        buf_put_uint(out, i + 1);
        buf_put(out, font->cff ? STR(".otf); unicode-range: ") : STR(".ttf); unicode-range: "));
        for (size_t k = 0; k < font->n; k++) buf_printf(out, "%sU+%X", k ? ", " : "", (unsigned)font->code_points[k]);
        buf_put(out, STR("; }\n"));
    }
}

static bool needed(const struct book_parts *b, const struct rule *rule) {
    if (rule->needs == IF_FONTS) return b->options->n_fonts > 0 && b->has_code;
    if (rule->needs == IF_CODE) return b->has_code;
    if (rule->needs == IF_IMAGES) return b->images > 0;
    return rule->needs == ALWAYS || (b->classes >> rule->needs & 1);
}

static void put_rule(const struct book_parts *b, const char *text, struct buf *out) {
    static const str start = {"@start", 6}, end = {"@end", 4};
    str rest = str_from(text);
    for (size_t at; (at = str_find_char(rest, '@', 0)) != SIZE_MAX;) {
        bool is_start = str_starts(str_drop(rest, at), start);
        if (!is_start && !str_starts(str_drop(rest, at), end)) { /* @media */
            buf_put(out, str_sub(rest, 0, at + 1));
            rest = str_drop(rest, at + 1);
            continue;
        }
        buf_put(out, str_sub(rest, 0, at));
        buf_put(out, is_start == b->rtl ? STR("right") : STR("left"));
        rest = str_drop(rest, at + (is_start ? start.n : end.n));
    }
    buf_put(out, rest);
}

void style_write(const struct book_parts *b, struct buf *out) {
    bool dark = false;
    put_faces(b, out);
    for (size_t i = 0; i < sizeof RULES / sizeof *RULES; i++)
        if (needed(b, &RULES[i])) put_rule(b, RULES[i].text, out);
    for (size_t i = 0; i < sizeof DARK / sizeof *DARK; i++) {
        if (!needed(b, &DARK[i])) continue;
        if (!dark) buf_put(out, STR("@media (prefers-color-scheme: dark) {\n"));
        dark = true;
        put_rule(b, DARK[i].text, out);
    }
    if (dark) buf_put(out, STR("}\n"));
    buf_put(out, b->options->css);
}

/* The attributes as they are written. */
static const str ATTRIBUTES[CLASSES] = {
#define X(name, text) [CLASS_##name] = {" class=\"" text "\"", sizeof text + 8},
    STYLE_CLASSES(X)
#undef X
};

void class_attr(struct book_parts *b, struct markup *m, enum style_class class) {
    markup_attr_raw(m, ATTRIBUTES[class]);
    b->classes |= (uint64_t)1 << class;
}

void open_class_str(struct book_parts *b, struct markup *m, str element, enum style_class class) {
    markup_open_str(m, element);
    class_attr(b, m, class);
}
