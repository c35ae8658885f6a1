#include "base/arena.h"

#include <stdlib.h>

struct arena_chunk {
    struct arena_chunk *older;
    char *end;
    alignas(max_align_t) char bytes[];
};

enum { FIRST_CHUNK = 8 << 10, LARGEST_CHUNK = 1 << 20 };

void arena_init(struct arena *arena) { *arena = (struct arena){0}; }

void arena_release(struct arena *arena) {
    for (struct arena_chunk *c = arena->head, *older; c; c = older) {
        older = c->older;
        free(c);
    }
    *arena = (struct arena){0};
}

/* Chunks double up to LARGEST_CHUNK, so that a small document stays small and a large one is linear. What needs more gets a
 * chunk of zeros for itself, whose pages cost nothing until they are used. */
static bool arena_grow(struct arena *arena, size_t need) {
    size_t size = arena->total < FIRST_CHUNK ? FIRST_CHUNK : arena->total;
    if (size > LARGEST_CHUNK) size = LARGEST_CHUNK;
    if (size < need) size = need;
    bool fits = size <= SIZE_MAX - sizeof(struct arena_chunk);
    struct arena_chunk *c = !fits ? NULL : size > LARGEST_CHUNK ? calloc(1, sizeof *c + size) : malloc(sizeof *c + size);
    if (!c) {
        arena->failed = true;
        return false;
    }
    c->older = arena->head;
    c->end = c->bytes + size;
    arena->head = c;
    arena->at = c->bytes;
    arena->end = c->end;
    arena->total += size;
    return true;
}

static size_t padding(const char *at, size_t align) { return (size_t)(-(uintptr_t)at & (align - 1)); }

/* Memory as it comes; *zero: all of it is zero. */
static void *arena_take(struct arena *arena, size_t size, size_t align, bool *zero) {
    size_t pad = padding(arena->at, align);
    *zero = false;
    if ((size_t)(arena->end - arena->at) < pad || (size_t)(arena->end - arena->at) - pad < size || !arena->at) {
        if (size > SIZE_MAX - align || !arena_grow(arena, size + align)) {
            arena->failed = true;
            return NULL;
        }
        pad = padding(arena->at, align);
        *zero = size + align > LARGEST_CHUNK;
    }
    char *p = arena->at + pad;
    arena->at = p + size;
    return p;
}

void *arena_alloc_more(struct arena *arena, size_t size, size_t align) {
    bool zero;
    void *p = arena_take(arena, size, align, &zero);
    if (p && !zero) memset(p, 0, size);
    return p;
}

void *arena_alloc_array(struct arena *arena, size_t n, size_t size, size_t align) {
    if (size && n > SIZE_MAX / size) {
        arena->failed = true;
        return NULL;
    }
    return arena_alloc(arena, n * size, align);
}

str arena_join(struct arena *arena, str a, str b) {
    bool zero;
    char *p = a.n > SIZE_MAX - b.n ? NULL : arena_take(arena, a.n + b.n, 1, &zero);
    if (!p) return (str){0};
    if (a.n) memcpy(p, a.p, a.n);
    if (b.n) memcpy(p + a.n, b.p, b.n);
    return (str){p, a.n + b.n};
}

str arena_str(struct arena *arena, str s) { return arena_join(arena, s, (str){0}); }

struct arena_mark arena_mark(const struct arena *arena) { return (struct arena_mark){arena->head, arena->at}; }

void arena_rewind(struct arena *arena, struct arena_mark mark) {
    while (arena->head != mark.head) {
        struct arena_chunk *c = arena->head;
        arena->head = c->older;
        arena->total -= (size_t)(c->end - c->bytes);
        free(c);
    }
    arena->at = mark.at;
    arena->end = mark.head ? mark.head->end : NULL;
}
