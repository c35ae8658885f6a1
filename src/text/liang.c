#include "text/liang.h"

#include "base/limits.h"

static const struct liang_node *child(const struct liang *l, const struct liang_node *node, char byte) {
    const struct liang_node *at = l->nodes + (node->children >> 8), *end = at + (node->children & 0xFF);
    while (at < end && (at->ends & 0xFF) < (unsigned char)byte) at++;
    return at < end && (at->ends & 0xFF) == (unsigned char)byte ? at : NULL;
}

/* Of the patterns that say something about a place, the highest digit counts. */
static void raise_digits(const struct liang *l, const struct liang_node *node, uint8_t *digits) {
    const uint8_t *own = l->digits + (node->ends >> 8) - 1;
    for (size_t k = 0; k < own[0]; k++)
        if (own[1 + k] > digits[k]) digits[k] = own[1 + k];
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
        const struct liang_node *node = l->nodes;
        for (size_t i = from; i < word.n + 2 && (node = child(l, node, dotted[i])); i++)
            if (node->ends >> 8) raise_digits(l, node, digits + from);
    }
    for (size_t i = 0; i < word.n; i++) points[i] = digits[i + 1] & 1;
}
