/* Reading a plain UTF-8 .dic file: its patterns are sorted, and the trie is made of them level by level, so that the
 * children of a node come to stand together. Files with more to them are refused here and left to libhyphen. */
#include "text/liang.h"

#include <stdio.h>

#include "base/limits.h"

enum { LONGEST = 63, MOST_BYTES = 1 << 23 };

struct pattern {
    const char *letters;
    uint32_t n, digits; /* digits: 1 + where they are */
};

struct loading {
    struct buf letters; /* of all patterns; never moved, for they point into it */
    VEC(struct pattern) patterns;
    VEC(uint8_t) digits;
    VEC(struct liang_node) nodes;
    unsigned left, right;
};

static bool add_pattern(struct loading *l, str line) {
    uint8_t digits[LONGEST + 1] = {0};
    struct pattern p = {.letters = l->letters.p + l->letters.n, .digits = (uint32_t)l->digits.n + 1};
    for (size_t i = 0; i < line.n; i++) {
        if (char_is_digit(line.p[i])) {
            digits[p.n] = (uint8_t)(line.p[i] - '0');
        } else {
            if (++p.n > LONGEST) return false;
            buf_put_char(&l->letters, line.p[i]);
        }
    }
    if (!p.n) return true;
    if (!vec_push(&l->patterns, p) || !vec_push(&l->digits, (uint8_t)(p.n + 1))) return false;
    for (size_t i = 0; i <= p.n; i++)
        if (!vec_push(&l->digits, digits[i])) return false;
    return true;
}

/* The number after a keyword. */
static unsigned number_after(str line, str word) {
    str rest = str_trim(str_drop(line, word.n));
    return rest.n == 1 && char_is_digit(rest.p[0]) ? (unsigned)(rest.p[0] - '0') : 2;
}

static bool add_line(struct loading *l, str line) {
    str left = STR("LEFTHYPHENMIN"), right = STR("RIGHTHYPHENMIN");
    if (!line.n || line.p[0] == '%' || line.p[0] == '#') return true;
    if (str_starts(line, left)) l->left = number_after(line, left);
    else if (str_starts(line, right)) l->right = number_after(line, right);
    else if (str_starts(line, STR("COMPOUND"))) return true;
    else if (char_is_upper(line.p[0]) || str_find_char(line, '/', 0) != SIZE_MAX) return false;
    else return add_pattern(l, line);
    return true;
}

/* By letters; of two that are alike the later comes first. */
static int in_order(const void *x, const void *y) {
    const struct pattern *a = x, *b = y;
    int order = memcmp(a->letters, b->letters, a->n < b->n ? a->n : b->n);
    if (order) return order;
    if (a->n != b->n) return a->n < b->n ? -1 : 1;
    return a->digits > b->digits ? -1 : 1;
}

/* The patterns of a node: those from `from` to `to` begin alike. */
struct stretch {
    uint32_t from, to;
};
typedef VEC(struct stretch) stretch_list;

/* The children of a node at a depth: one for each byte that its patterns go on with. */
static bool add_children(struct loading *l, stretch_list *stretches, size_t node, uint32_t depth) {
    struct stretch s = stretches->at[node];
    size_t first = l->nodes.n;
    while (s.from < s.to && l->patterns.at[s.from].n == depth) s.from++; /* what ends at the node itself */
    while (s.from < s.to) {
        const struct pattern *p = &l->patterns.at[s.from];
        struct stretch sub = {s.from, s.from + 1};
        while (sub.to < s.to && l->patterns.at[sub.to].letters[depth] == p->letters[depth]) sub.to++;
        struct liang_node made = {.ends = (unsigned char)p->letters[depth]};
        if (p->n == depth + 1) made.ends |= p->digits << 8;
        if (!vec_push(&l->nodes, made) || !vec_push(stretches, sub)) return false;
        s.from = sub.to;
    }
    l->nodes.at[node].children = (uint32_t)(first << 8 | (l->nodes.n - first));
    return true;
}

static bool make_trie(struct loading *l) {
    stretch_list stretches = {0};
    struct stretch all = {0, (uint32_t)l->patterns.n};
    qsort(l->patterns.at, l->patterns.n, sizeof *l->patterns.at, in_order);
    bool done = vec_push(&l->nodes, (struct liang_node){0}) && vec_push(&stretches, all);
    for (size_t node = 0, depth = 0; done && node < l->nodes.n; depth++)
        for (size_t end = l->nodes.n; done && node < end; node++)
            done = add_children(l, &stretches, node, (uint32_t)depth);
    vec_release(&stretches);
    return done;
}

static bool read_file(const char *path, struct buf *out) {
    FILE *f = fopen(path, "rb");
    size_t n = 0;
    if (!f) return false;
    do {
        out->n += n;
        if (!buf_reserve(out, 1 << 17)) break;
        n = fread(out->p + out->n, 1, 1 << 17, f);
    } while (n);
    bool done = !ferror(f) && !out->failed;
    fclose(f);
    return done;
}

static bool load(struct loading *l, const char *path) {
    struct buf file;
    buf_init(&file);
    bool done = read_file(path, &file) && file.n < MOST_BYTES && str_starts(buf_str(&file), STR("UTF-8")) &&
                buf_reserve(&l->letters, file.n);
    for (size_t at = 5; done && at < file.n;) {
        size_t end = str_find_char(buf_str(&file), '\n', at);
        if (end == SIZE_MAX) end = file.n;
        done = add_line(l, str_trim(str_sub(buf_str(&file), at, end)));
        at = end + 1;
    }
    buf_release(&file);
    return done && make_trie(l);
}

struct liang *liang_load(const char *path) {
    struct loading l = {.left = 0};
    struct liang *made = load(&l, path) ? calloc(1, sizeof *made) : NULL;
    buf_release(&l.letters);
    vec_release(&l.patterns);
    if (!made) {
        vec_release(&l.digits);
        vec_release(&l.nodes);
        return NULL;
    }
    *made = (struct liang){.nodes = l.nodes.at, .n_nodes = (uint32_t)l.nodes.n, .digits = l.digits.at,
                           .n_digits = (uint32_t)l.digits.n, .left = (uint8_t)l.left, .right = (uint8_t)l.right};
    return made;
}

void liang_free(struct liang *liang) {
    if (!liang) return;
    free((void *)(uintptr_t)liang->nodes);
    free((void *)(uintptr_t)liang->digits);
    free(liang);
}
