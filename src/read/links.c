/* links: see links.h. A hash table from label to line, at most half full; definitions inside code are not looked for
 * apart: a label there that text uses too would be a coincidence. */
#include "read/links.h"

#include "base/utf8.h"

struct link_slot {
    str label, line;
    bool used;
};

struct links {
    struct link_slot *slot;
    size_t n, cap; /* cap is a power of two */
};

enum { LONGEST_LABEL = 256 };

/* The label of `[label]: x`, or empty. */
static str definition_label(str line) {
    size_t at = 0;
    while (at < line.n && at < 4 && line.p[at] == ' ') at++;
    if (at >= 4 || at >= line.n || line.p[at] != '[') return (str){0};
    size_t end = str_find_char(str_sub(line, 0, at + LONGEST_LABEL), ']', at);
    if (end == SIZE_MAX || end == at + 1 || end + 2 >= line.n || line.p[end + 1] != ':' || line.p[at + 1] == '^') return (str){0};
    return str_trim(str_drop(line, end + 2)).n ? str_sub(line, at + 1, end) : (str){0};
}

static uint64_t label_hash(str label) {
    uint64_t h = 14695981039346656037u;
    for (size_t i = 0; i < label.n; i++) {
        char c = char_is_upper(label.p[i]) ? (char)(label.p[i] | 0x20) : label.p[i];
        h = (h ^ (unsigned char)c) * 1099511628211u;
    }
    return h ^ (h >> 32);
}

static struct link_slot *find_slot(const struct links *links, str label) {
    size_t at = (size_t)label_hash(label) & (links->cap - 1);
    while (links->slot[at].label.p && !str_eq_nocase(links->slot[at].label, label)) at = (at + 1) & (links->cap - 1);
    return &links->slot[at];
}

static bool grow(struct reader *r, struct links *links) {
    struct links more = {.cap = links->cap ? links->cap * 2 : 64};
    more.slot = arena_array(&r->doc->arena, struct link_slot, more.cap);
    if (!more.slot) return false;
    for (size_t i = 0; i < links->cap; i++) {
        if (!links->slot[i].label.p) continue;
        *find_slot(&more, links->slot[i].label) = links->slot[i];
        more.n++;
    }
    *links = more;
    return true;
}

/* Which labels the text uses: every bracket that is no definition. */
static void mark_used(const struct links *links, str text) {
    for (size_t at = 0; (at = str_find_char(text, '[', at)) != SIZE_MAX; at++) {
        size_t end = at + 1, limit = at + LONGEST_LABEL < text.n ? at + LONGEST_LABEL : text.n;
        while (end < limit && text.p[end] != ']' && text.p[end] != '[') end++;
        if (end >= limit || text.p[end] != ']') continue;
        if (end + 1 < text.n && text.p[end + 1] == ':' && (at == 0 || text.p[at - 1] == '\n')) continue;
        struct link_slot *slot = find_slot(links, str_sub(text, at + 1, end));
        if (slot->label.p) slot->used = true;
    }
}

/* Where the line of the "]:" at `at` starts; SIZE_MAX: too far before it for a label. */
static size_t label_start(str text, size_t at) {
    size_t start = at, most = LONGEST_LABEL + 4;
    while (start > 0 && text.p[start - 1] != '\n')
        if (start-- + most < at) return SIZE_MAX;
    return start;
}

bool links_find(struct reader *r) {
    if (r->links) return true;
    struct links *links = arena_new(&r->doc->arena, struct links);
    if (!links || !grow(r, links)) return false;
    r->links = links;
    for (size_t at = 0; (at = str_find(r->text, STR("]:"), at)) < r->text.n; at++) {
        size_t start = label_start(r->text, at);
        if (start == SIZE_MAX) continue;
        size_t end = str_find_char(r->text, '\n', at);
        str line = str_trim_right(str_sub(r->text, start, end)), label = definition_label(line);
        at = end < r->text.n ? end : r->text.n - 1;
        if (!label.n) continue;
        if (links->n * 2 >= links->cap && !grow(r, links)) return false;
        struct link_slot *slot = find_slot(links, label);
        if (slot->label.p) continue; /* the first one counts */
        *slot = (struct link_slot){label, line, false};
        links->n++;
    }
    if (links->n) mark_used(links, r->text);
    return true;
}

str links_line(const struct reader *r, str label) {
    if (!r->links || r->links->n == 0) return (str){0};
    const struct link_slot *slot = find_slot(r->links, label);
    return slot->label.p ? slot->line : (str){0};
}

bool links_own(struct reader *r, str line) {
    line = str_trim_right(line);
    str label = definition_label(line);
    if (!r->links || !label.n) return false;
    const struct link_slot *slot = find_slot(r->links, label);
    bool used = slot->label.p && slot->used && slot->line.p == line.p;
    size_t from = (size_t)(line.p - r->text.p);
    ledger_own(r->ledger, from, from + line.n, used ? OWNER_ATTR : OWNER_DROPPED);
    if (!used) diag_add1(r->diags, DIAG_UNUSED_LINK, reader_span(r, line), label);
    return true;
}
