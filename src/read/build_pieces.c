#include "read/build_inside.h"
#include "read/html.h"

void build_add_piece(struct build *b, str text, const struct line *line) {
    struct line piece = {text, line->number, (uint16_t)(line->flags & ~(unsigned)LINE_BLANK)};
    if (str_trim(text).n == 0) piece.flags |= LINE_BLANK;
    if (!vec_push(&b->pieces, piece)) note(b, STATUS_NO_MEMORY);
}

void build_add_lines(struct build *b, size_t from, size_t to) {
    for (size_t i = from; i < to; i++) {
        enum role role = b->r->role[i];
        if (role == ROLE_DROPPED || role == ROLE_RULER || role == ROLE_FACT) continue; /* owned where they are met */
        if (!vec_push(&b->pieces, b->r->lines[i])) note(b, STATUS_NO_MEMORY);
    }
}

bool build_trim_pieces(struct build *b, size_t *from, size_t *n) {
    size_t first = 0, last = b->pieces.n;
    while (first < last && (b->pieces.at[first].flags & LINE_BLANK)) first++;
    while (last > first && (b->pieces.at[last - 1].flags & LINE_BLANK)) last--;
    *from = first;
    *n = last - first;
    return last > first;
}

void build_put_blocks(struct build *b, struct node *parent) {
    size_t from, n;
    if (b->status == STATUS_OK && build_trim_pieces(b, &from, &n))
        note(b, content_blocks(b->reader, b->reader->flavor, b->pieces.at + from, n, parent));
    b->pieces.n = 0;
}

void build_put_inlines(struct build *b, struct node *parent) {
    size_t from, n;
    if (b->status == STATUS_OK && build_trim_pieces(b, &from, &n))
        note(b, content_inlines(b->reader, b->reader->flavor, b->pieces.at + from, n, parent));
    b->pieces.n = 0;
}

struct node *build_node(struct build *b, struct node *parent, enum node_kind kind, uint32_t line) {
    struct node *n = node_new(b->doc, kind, line);
    if (!n) note(b, STATUS_NO_MEMORY);
    return node_append(parent, n);
}

/* --- the text of a marked line ----------------------------------------------------------------------------------- */

/* Does the tag that this one closes stand before it in the text? Then it is not the mark's. */
static bool opens_before(str text, str closer, size_t at) {
    str name = str_sub(closer, 2, closer.n - 1);
    for (size_t i = 0; (i = str_find_char(str_sub(text, 0, at), '<', i)) != SIZE_MAX; i++)
        if (str_starts(str_drop(text, i + 1), name) && !char_is_alnum(text.p[i + 1 + name.n])) return true;
    return false;
}

/* "<a name=x>Title</a>": the anchor was opened in the mark. */
static str drop_anchor_end(struct build *b, str text) {
    str end = STR("</a>"), t = str_trim_right(text);
    if (!str_ends(t, end) || opens_before(t, end, t.n - end.n)) return text;
    own(b, str_drop(text, t.n - end.n), OWNER_MARKUP);
    return str_sub(text, 0, t.n - end.n);
}

/* Does anything stand between the tags, or an image? */
static bool says_something(str html) {
    bool tag = false;
    for (size_t i = 0; i < html.n; i++) {
        if (html.p[i] == '<' && str_starts_nocase(str_drop(html, i + 1), STR("img"))) return true;
        if (!tag && (char_is_alnum(html.p[i]) || (unsigned char)html.p[i] >= 0x80)) return true;
        if (html.p[i] == '<' || html.p[i] == '>') tag = html.p[i] == '<';
    }
    return false;
}

static size_t heading_tag(str text) {
    size_t tag = str_find(text, STR("</h"), 0);
    return tag == SIZE_MAX ? str_find(text, STR("</H"), 0) : tag;
}

size_t build_heading_end(str text) {
    size_t tag = heading_tag(text), end = tag == SIZE_MAX ? tag : str_find_char(text, '>', tag);
    return end != SIZE_MAX && says_something(str_drop(text, end + 1)) ? end + 1 : SIZE_MAX;
}

void build_add_marked_text(struct build *b, const struct mark *m, const struct line *line, str text) {
    static const struct {
        const char *open, *close;
    } bold[] = {{"**", "**"}, {"__", "__"}, {"<b", "</b>"}, {"<B", "</B>"}, {"<s", "</strong>"}, {"<S", "</STRONG>"}, {"*", "*"}};
    enum { MARKDOWN = 2, ORG = 6 };
    str shown = text, before = str_sub(line->text, 0, m->text_from);
    if (m->head) {
        size_t tag = heading_tag(shown), rest = build_heading_end(shown);
        if (tag != SIZE_MAX) {
            own(b, str_drop(shown, tag), OWNER_MARKUP);
            shown = str_sub(shown, 0, tag);
        }
        if (rest != SIZE_MAX) {
            build_add_marked_text(b, m, line, shown);
            build_add_piece(b, str_drop(text, rest), line);
            return;
        }
    }
    shown = drop_anchor_end(b, shown);
    if (m->flags & MARK_BOLD) {
        for (size_t i = 0; i < ORG + (b->reader->flavor == FLAVOR_ORG); i++) {
            str closer = str_from(bold[i].close);
            if (str_find(before, str_from(bold[i].open), 0) == SIZE_MAX) continue;
            size_t at = str_find(shown, closer, 0), next = at == SIZE_MAX ? at : str_find(shown, closer, at + closer.n);
            bool html = i >= MARKDOWN && i < ORG;
            if (at == SIZE_MAX || (html && opens_before(shown, closer, at))) continue;
            bool even = i < MARKDOWN && next != SIZE_MAX && str_find(shown, closer, next + closer.n) == SIZE_MAX && at > 0 &&
                        next + closer.n < shown.n;
            if (even) break; /* a pair of its own inside */
            size_t start = (size_t)(shown.p - line->text.p);
            bool goes_on = at > 0 && at + closer.n < shown.n && !char_is_space(shown.p[at + closer.n]);
            if (goes_on && str_ends(str_sub(line->text, 0, start), closer)) { /* "**What**?": two pieces would be parted by a blank */
                shown = str_sub(line->text, start - closer.n, start + shown.n);
                break;
            }
            own(b, str_sub(shown, at, at + closer.n), OWNER_MARKUP);
            build_add_piece(b, str_sub(shown, 0, at), line);
            str after = str_drop(shown, at + closer.n);
            if (str_trim(after).n) build_add_piece(b, after, line);
            return;
        }
    }
    build_add_piece(b, shown, line);
}

bool is_lone_tag(str text) {
    struct html_tag tag;
    str t = str_trim(text);
    return t.n > 2 && t.p[0] == '<' && html_tag_read(t, 0, &tag) && tag.end == t.n && tag.class != HTML_IMG && tag.class != HTML_PRE;
}

size_t build_trim_tail(struct build *b, size_t from, size_t to) {
    while (to > from) {
        const struct line *line = &b->r->lines[to - 1];
        const struct mark *m = &b->r->marks[to - 1];
        str t = str_trim(line->text);
        bool ornament = (m->flags & MARK_RULER) && !(line->flags & LINE_CODE);
        bool tag = !(line->flags & LINE_CODE) && is_lone_tag(t);
        if (!(line->flags & LINE_BLANK) && !ornament && !tag) break;
        own(b, line->text, OWNER_MARKUP);
        to--;
    }
    return to;
}
