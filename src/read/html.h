/* html: HTML tags and entities as they occur in text that people pasted. A tokenizer, not a parser: it says whether
 * the bytes at '<' are a tag of HTML (a closed list of names) and where it ends; nesting is the builder's business.
 * What is no tag (`<token>`, `List<String>`, `a < b`) is text. A whole page is libxml2's business (html_events.h). */
#ifndef QAP_READ_HTML_H
#define QAP_READ_HTML_H

#include "base/arena.h"
#include "base/buf.h"

enum html_class {
    HTML_STRONG, HTML_EM, HTML_DEL, HTML_SUB, HTML_SUP, HTML_A, /* become inlines */
    HTML_CODE,                                                  /* code, kbd, samp, tt: literal content */
    HTML_PLAIN,                                                 /* span, font, u …: only their content counts */
    HTML_BR, HTML_IMG, HTML_VOID,                               /* no content; VOID leaves nothing */
    HTML_BLOCK,                                                 /* p, div, section …: a paragraph ends */
    HTML_TERM,                                                  /* dt */
    HTML_OL, HTML_UL, HTML_LI, HTML_QUOTE, HTML_HEADING, HTML_HR,
    HTML_TABLE, HTML_THEAD, HTML_TBODY, HTML_TR, HTML_TH, HTML_TD,
    HTML_PRE,   /* literal content with its lines */
    HTML_RAW,   /* script, style …: dropped with what they hold */
    HTML_NOTEREF /* no tag: `[^label]`, a reference to a footnote */
};

struct html_tag {
    str name;      /* as written */
    str attributes;
    uint8_t id;    /* index of the name in the table, for matching opening and closing tags */
    uint8_t class; /* enum html_class */
    uint8_t level; /* HEADING */
    bool close;
    size_t end; /* offset after '>' */
};

enum { HTML_TAGS = 128 }; /* ids are below this */

/* The tag whose '<' is at `at`; false when there is none. Looks at most 2 KB ahead. */
bool html_tag_read(str text, size_t at, struct html_tag *out);
/* The element of this name, by its class and id; false when HTML has none that we know. */
bool html_element(str name, struct html_tag *out);
static inline bool html_tag_is_inline(const struct html_tag *tag) { return tag->class <= HTML_VOID; }
/* The value of an attribute, entities as written; empty when it is not there. */
str html_attribute(str attributes, str name);
/* The same with its entities replaced: the input itself when it has none, else in the arena. */
str html_attribute_value(str attributes, str name, struct arena *arena);
/* The language that a tag says its content to be in, as BCP 47 has it; empty when it says none, or what is none. */
str html_language(str attributes, struct arena *arena);
/* The entity whose '&' is at `at`: its length, and its UTF-8 form in out; 0 when it is none. */
size_t html_entity(str text, size_t at, char out[8], size_t *out_n);
/* Text with its entities replaced, and with its tags taken out when asked. */
void html_put_text(str text, bool drop_tags, struct buf *out);

#endif
