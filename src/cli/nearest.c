/* Did you mean …? The nearest name by edit distance (Damerau 1964: insert, delete, replace, swap neighbours). */
#include <string.h>

#include "cli/command.h"

enum { WORD = 48 };

static unsigned distance(const char *a, const char *b) {
    size_t n = strlen(a), m = strlen(b);
    unsigned rows[3][WORD + 1];
    if (n > WORD || m > WORD) return WORD;
    unsigned *before = rows[0], *last = rows[1], *now = rows[2];
    for (size_t j = 0; j <= m; j++) last[j] = before[j] = (unsigned)j;
    for (size_t i = 1; i <= n; i++) {
        now[0] = (unsigned)i;
        for (size_t j = 1; j <= m; j++) {
            unsigned cost = last[j - 1] + (a[i - 1] != b[j - 1]);
            if (last[j] + 1 < cost) cost = last[j] + 1;
            if (now[j - 1] + 1 < cost) cost = now[j - 1] + 1;
            bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped && before[j - 2] + 1 < cost) cost = before[j - 2] + 1;
            now[j] = cost;
        }
        unsigned *spare = before;
        before = last;
        last = now;
        now = spare;
    }
    return last[m];
}

const char *nearest_name(const char *word, const char *(*name)(size_t index)) {
    const char *best = NULL;
    size_t n = strlen(word);
    unsigned least = n < 4 ? 2 : n < 8 ? 3 : 4; /* one mistake in a short word, three in a long one */
    for (size_t i = 0; name(i); i++) {
        unsigned d = distance(word, name(i));
        /* The beginning of a name is near as well. */
        if (n >= 2 && strncmp(name(i), word, n) == 0) d = d < 2 ? d : 1;
        if (*name(i) && d < least) {
            least = d;
            best = name(i);
        }
    }
    return best;
}
