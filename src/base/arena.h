/* arena: memory that is freed all at once. One per document, one per layout, a scratch one per paragraph.
 * Every allocation may return NULL; `failed` then stays true, so that a long build can check once at its end
 * as long as it never follows a NULL. */
#ifndef QAP_BASE_ARENA_H
#define QAP_BASE_ARENA_H

#include <stdalign.h>

#include "base/str.h"

struct arena_chunk;

struct arena {
    struct arena_chunk *head; /* newest chunk */
    char *at, *end;           /* free part of it */
    size_t total;             /* bytes held from the system */
    bool failed;
};

struct arena_mark {
    struct arena_chunk *head;
    char *at;
};

void arena_init(struct arena *arena);
void arena_release(struct arena *arena);

/* The long way of arena_alloc, which may need a new chunk. */
void *arena_alloc_more(struct arena *arena, size_t size, size_t align);
/* Zeroed memory, or NULL. `size` 0 gives a valid unique pointer. */
static inline void *arena_alloc(struct arena *arena, size_t size, size_t align) {
    size_t pad = (size_t)(-(uintptr_t)arena->at & (align - 1)), room = (size_t)(arena->end - arena->at);
    if (!arena->at || room < pad || room - pad < size) return arena_alloc_more(arena, size, align);
    char *p = arena->at + pad;
    arena->at = p + size;
    return memset(p, 0, size);
}
/* Zeroed array of `n` elements; NULL on overflow too. */
void *arena_alloc_array(struct arena *arena, size_t n, size_t size, size_t align);
/* A copy of the bytes; an empty str with p == NULL when memory is out (and s was not empty). */
str arena_str(struct arena *arena, str s);
/* The concatenation of two. */
str arena_join(struct arena *arena, str a, str b);

/* Give back all that was allocated since the mark. */
struct arena_mark arena_mark(const struct arena *arena);
void arena_rewind(struct arena *arena, struct arena_mark mark);

#define arena_new(arena, T) ((T *)arena_alloc((arena), sizeof(T), alignof(T)))
#define arena_array(arena, T, n) ((T *)arena_alloc_array((arena), (n), sizeof(T), alignof(T)))

#endif
