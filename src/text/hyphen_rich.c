/* Hyphenation patterns with more to them than liang.c reads, through libhyphen: levels of compounds, changes of
 * spelling, 8-bit charsets. Homebrew has no libhyphen; a build without it knows plain patterns only, which all that
 * are bundled are. */
#include "text/internal.h"

#ifdef QAPRESS_HAVE_HYPHEN
#include <hyphen.h>

#include "base/limits.h"

static HyphenDict *dictionary(const struct rich_patterns *rich) {
    return (HyphenDict *)(uintptr_t)rich; /* the library takes it without const, and only reads */
}

struct rich_patterns *rich_load(const char *path) {
    return (struct rich_patterns *)hnj_hyphen_load(path);
}

void rich_free(struct rich_patterns *rich) {
    if (rich) hnj_hyphen_free(dictionary(rich));
}

/* libhyphen marks the letter before a point. */
void rich_points(const struct rich_patterns *rich, str word, size_t letters, uint8_t *points, unsigned *left, unsigned *right) {
    HyphenDict *d = dictionary(rich);
    char marks[LIMIT_HYPHEN_WORD + 8] = {0};
    char **rep = NULL;
    int *pos = NULL, *cut = NULL;
    *left = d->lhmin > 0 ? (unsigned)d->lhmin : 2;
    *right = d->rhmin > 0 ? (unsigned)d->rhmin : 2;
    memset(points, 0, word.n);
    if (!d->utf8 && word.n != letters) return; /* patterns in an 8-bit charset serve ASCII words */
    if (hnj_hyphen_hyphenate3(d, word.p, (int)word.n, marks, NULL, &rep, &pos, &cut, 0, 0, 0, 0) != 0) return;
    size_t letter = 0;
    for (size_t at = 0; at < word.n; letter++) {
        utf8_next(word, &at);
        if (at < word.n) points[at] = (marks[letter] & 1) && !(rep && rep[letter]);
    }
    for (size_t i = 0; rep && i < word.n; i++) free(rep[i]);
    free(rep);
    free(pos);
    free(cut);
}

#else

struct rich_patterns *rich_load(const char *path) {
    (void)path;
    return NULL;
}

void rich_free(struct rich_patterns *rich) {
    (void)rich;
}

void rich_points(const struct rich_patterns *rich, str word, size_t letters, uint8_t *points, unsigned *left, unsigned *right) {
    (void)rich, (void)letters;
    memset(points, 0, word.n);
    *left = *right = 2;
}

#endif
