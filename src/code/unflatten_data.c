/* JSON on one long line: a member a line. Objects and arrays that are short and hold no other stay on theirs. */
#include "code/unflatten.h"

enum { LONG_LINE = 80, SHORT_VALUE = 60, MOST_DEPTH = 48, STEP = 2 };

/* The bracket that closes the one at `open`, when it holds none itself and is short. */
static size_t short_value(const struct squeezed *q, size_t open) {
    for (size_t i = open + 1; i < q->s.n && i < open + SHORT_VALUE; i++) {
        if (!squeezed_is_code(q, i)) continue;
        if (strchr("{[", q->s.p[i])) return 0;
        if (strchr("}]", q->s.p[i])) return i;
    }
    return 0;
}

struct json {
    const struct squeezed *q;
    struct buf *out;
    size_t from;
    char open[MOST_DEPTH];
    size_t depth;
};

static void put_line(struct json *x, size_t to) {
    str text = str_trim(str_sub(x->q->s, x->from, to));
    x->from = to;
    if (text.n) unflatten_put(x->out, x->q->indent + STEP * x->depth, text);
}

static bool close_at(struct json *x, size_t *at) {
    char c = x->q->s.p[*at];
    if (!x->depth || x->open[x->depth - 1] != (c == '}' ? '{' : '[')) return false;
    put_line(x, *at);
    x->depth--;
    size_t next = *at + 1;
    while (next < x->q->s.n && char_is_space(x->q->s.p[next])) next++;
    if (next < x->q->s.n && x->q->s.p[next] == ',') *at = next;
    put_line(x, *at + 1);
    return true;
}

bool json_may(const struct squeezed *q) { return q->s.n > LONG_LINE && (q->s.p[0] == '{' || q->s.p[0] == '['); }

bool unflatten_json(const struct squeezed *q, struct buf *out) {
    struct json x = {.q = q, .out = out};
    for (size_t at = 0; at < q->s.n; at++) {
        char c = q->s.p[at];
        if (q->kind[at] == BYTE_COMMENT || c == ';') return false;
        if (!squeezed_is_code(q, at)) continue;
        if (c == '{' || c == '[') {
            size_t end = x.depth ? short_value(q, at) : 0;
            if (end) {
                at = end;
                continue;
            }
            if (x.depth + 1 >= MOST_DEPTH) return false;
            put_line(&x, at + 1);
            x.open[x.depth++] = c;
        } else if (c == '}' || c == ']') {
            if (!close_at(&x, &at)) return false;
        } else if (c == ',') {
            put_line(&x, at + 1);
        }
    }
    put_line(&x, q->s.n);
    return x.depth == 0;
}
