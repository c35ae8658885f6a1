/* uint64 → uint32 by open addressing, linear probing, at most half full. */
#include "text/internal.h"

void map_release(struct map *map) {
    free(map->at);
    *map = (struct map){0};
}

/* The slot of the key, or the free one where it would go. */
static struct map_entry *slot_of(const struct map *map, uint64_t key) {
    uint64_t h = key * 0x9E3779B97F4A7C15u; /* Fibonacci hashing */
    size_t i = (size_t)(h >> 32) & (map->cap - 1);
    while (map->at[i].key && map->at[i].key != key) i = (i + 1) & (map->cap - 1);
    return &map->at[i];
}

uint32_t *map_find(const struct map *map, uint64_t key) {
    if (!map->cap) return NULL;
    struct map_entry *e = slot_of(map, key);
    return e->key ? &e->value : NULL;
}

static bool grow(struct map *map) {
    struct map bigger = {.cap = map->cap ? map->cap * 2 : 64, .n = map->n};
    if (!(bigger.at = calloc(bigger.cap, sizeof *bigger.at))) return false;
    for (size_t i = 0; i < map->cap; i++)
        if (map->at[i].key) *slot_of(&bigger, map->at[i].key) = map->at[i];
    free(map->at);
    *map = bigger;
    return true;
}

bool map_put(struct map *map, uint64_t key, uint32_t value) {
    if (map->n * 2 >= map->cap && !grow(map)) return false;
    struct map_entry *e = slot_of(map, key);
    if (!e->key) map->n++;
    *e = (struct map_entry){key, value};
    return true;
}
