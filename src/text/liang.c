/* Hyphenation patterns (F. M. Liang, Word Hy-phen-a-tion by Com-put-er, 1983) of a plain UTF-8 .dic file, in a trie
 * that is made in a millisecond: loading is what a short document pays most for. Files with more to them (levels of
 * compounds, spelling changes, 8-bit charsets) are refused here and left to libhyphen. */
#include "text/internal.h"

#include <stdio.h>

#include "base/limits.h"

struct edge {
    uint32_t key, to;      /* (node + 1) << 8 | byte → node; key 0: free */
};

struct liang {
    struct edge *edges;    /* open addressing; a power of two, made once for the file's size */
    size_t edge_mask;
    VEC(uint32_t) node;    /* 1 + where the node's digits start, 0: no pattern ends here */
    VEC(uint8_t) digits;   /* a count, and then so many: one before each byte of the pattern and one after it */
    unsigned left, right;  /* letters to keep */
};

void liang_free(struct liang *liang) {
    if (!liang) return;
    free(liang->edges);
    vec_release(&liang->node);
    vec_release(&liang->digits);
    free(liang);
}

static struct edge *edge_at(const struct liang *l, uint32_t node, char byte) {
    uint32_t key = (node + 1) << 8 | (unsigned char)byte;
    size_t i = (size_t)((key * 0x9E3779B1u) >> 8) & l->edge_mask;
    while (l->edges[i].key && l->edges[i].key != key) i = (i + 1) & l->edge_mask;
    return &l->edges[i];
}

/* A letter of a pattern makes one edge at most: with at least as many places as the file has bytes it never fills. */
static bool make_edges(struct liang *l, size_t bytes) {
    size_t places = 1024;
    while (places < bytes && places < (size_t)1 << 23) places *= 2;
    l->edges = calloc(places, sizeof *l->edges);
    l->edge_mask = places - 1;
    return l->edges && bytes < places;
}

/* The node that a byte leads to; 0 when memory is out (the root is nobody's child). */
static uint32_t child(struct liang *l, uint32_t node, char byte) {
    struct edge *e = edge_at(l, node, byte);
    if (e->key) return e->to;
    if (!vec_push(&l->node, 0)) return 0;
    *e = (struct edge){(node + 1) << 8 | (unsigned char)byte, (uint32_t)l->node.n - 1};
    return e->to;
}

static bool add_pattern(struct liang *l, str line) {
    uint8_t digits[64] = {0};
    size_t letters = 0;
    uint32_t node = 0;
    for (size_t i = 0; i < line.n; i++) {
        if (char_is_digit(line.p[i])) {
            digits[letters] = (uint8_t)(line.p[i] - '0');
        } else {
            if (++letters >= sizeof digits || !(node = child(l, node, line.p[i]))) return false;
        }
    }
    if (!letters) return true;
    uint32_t at = (uint32_t)l->digits.n + 1;
    if (!vec_push(&l->digits, (uint8_t)(letters + 1))) return false;
    for (size_t i = 0; i <= letters; i++)
        if (!vec_push(&l->digits, digits[i])) return false;
    l->node.at[node] = at;
    return true;
}

/* The number after a keyword. */
static unsigned number_after(str line, str word) {
    str rest = str_trim(str_drop(line, word.n));
    return rest.n == 1 && char_is_digit(rest.p[0]) ? (unsigned)(rest.p[0] - '0') : 2;
}

static bool add_line(struct liang *l, str line) {
    str left = STR("LEFTHYPHENMIN"), right = STR("RIGHTHYPHENMIN");
    if (!line.n || line.p[0] == '%' || line.p[0] == '#') return true;
    if (str_starts(line, left)) l->left = number_after(line, left);
    else if (str_starts(line, right)) l->right = number_after(line, right);
    else if (str_starts(line, STR("COMPOUND"))) return true;
    else if (char_is_upper(line.p[0]) || str_find_char(line, '/', 0) != SIZE_MAX) return false;
    else return add_pattern(l, line);
    return true;
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

struct liang *liang_load(const char *path) {
    struct buf file;
    buf_init(&file);
    struct liang *l = calloc(1, sizeof *l);
    bool done = l && vec_push(&l->node, 0) && read_file(path, &file) && str_starts(buf_str(&file), STR("UTF-8"));
    done = done && make_edges(l, file.n);
    for (size_t at = 5; done && at < file.n;) {
        size_t end = str_find_char(buf_str(&file), '\n', at);
        if (end == SIZE_MAX) end = file.n;
        done = add_line(l, str_trim(str_sub(buf_str(&file), at, end)));
        at = end + 1;
    }
    buf_release(&file);
    if (done) return l;
    liang_free(l);
    return NULL;
}

void liang_points(const struct liang *l, str word, uint8_t *points, unsigned *left, unsigned *right) {
    char dotted[LIMIT_HYPHEN_WORD + 2];
    uint8_t digits[LIMIT_HYPHEN_WORD + 3] = {0};
    *left = l->left;
    *right = l->right;
    memset(points, 0, word.n);
    if (word.n > LIMIT_HYPHEN_WORD) return;
    dotted[0] = dotted[word.n + 1] = '.';
    memcpy(dotted + 1, word.p, word.n);
    for (size_t from = 0; from < word.n + 2; from++) {
        const struct edge *e = NULL;
        uint32_t at = 0;
        for (size_t i = from; i < word.n + 2 && (e = edge_at(l, at, dotted[i]))->key; i++) {
            at = e->to;
            uint32_t found = l->node.at[at];
            for (size_t k = 0; found && k < l->digits.at[found - 1]; k++)
                if (l->digits.at[found + k] > digits[from + k]) digits[from + k] = l->digits.at[found + k];
        }
    }
    for (size_t i = 0; i < word.n; i++) points[i] = digits[i + 1] & 1;
}
