/* html_events: a page of HTML as libxml2's parser reads it, told as a list of events. The parser decides what is a tag,
 * what is text, and what ends where; each event keeps the bytes it came from, so that what follows goes on working on the
 * author's own bytes. Elements that the parser implies (a paragraph, an end tag left out) come from none. */
#ifndef QAP_READ_HTML_EVENTS_H
#define QAP_READ_HTML_EVENTS_H

#include "base/status.h"
#include "base/vec.h"
#include "read/html.h"

enum html_event_kind { HTML_OPEN, HTML_CLOSE, HTML_TEXT, HTML_NOTHING /* a comment, a stray end tag, a doctype */ };

struct html_event {
    uint8_t kind;        /* enum html_event_kind */
    bool implied;        /* stands nowhere in the page */
    bool made;           /* TEXT: a reference that our own table of entities does not know by its looks */
    bool known;          /* OPEN, CLOSE: `class` and `id` are set */
    uint8_t class, id;   /* of html.h */
    uint32_t from, to;   /* bytes of the page */
    uint32_t match;      /* OPEN, CLOSE: the event that closes or opens it */
    str name;            /* OPEN, CLOSE: in lower case, as long as the list lives */
    str text;            /* TEXT when made */
};

struct html_events {
    VEC(struct html_event) list;
    str prepared; /* the page as the parser saw it: what it was not shown is blanks there */
    struct arena arena;
};

/* The events of a page in UTF-8, in the order of its bytes, which they cover without a gap. STATUS_NO_MEMORY, or
 * STATUS_OK: there is no page that cannot be parsed. */
enum status html_events_read(str page, struct html_events *out);
/* html_prepare.c: the copy that the parser sees, byte for byte where the page's are. */
bool html_prepare(str page, struct arena *arena, str *out);
void html_events_release(struct html_events *events);

#endif
