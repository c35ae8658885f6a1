#include "base/vec.h"

#include <stdint.h>
#include <string.h>

bool vec_grow(void **at, size_t *cap, size_t n, size_t size) {
    size_t more = n < 8 ? 8 : n * 2;
    void *old, *p;
    memcpy(&old, at, sizeof old); /* the caller's T* read as bytes: no aliasing */
    if (more < n || more > SIZE_MAX / size || !(p = realloc(old, more * size))) return false;
    memcpy(at, &p, sizeof p);
    *cap = more;
    return true;
}
