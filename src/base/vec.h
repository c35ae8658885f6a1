/* vec: a typed growable array. Declare `struct { T *at; size_t n, cap; } v = {0};` and use the macros.
 * vec_push gives false when memory is out, and the array is then as it was. */
#ifndef QAP_BASE_VEC_H
#define QAP_BASE_VEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

#define VEC(T) struct { T *at; size_t n, cap; }

/* Room for one more of `size` bytes; implementation of vec_push. */
bool vec_grow(void **at, size_t *cap, size_t n, size_t size);

#define vec_push(v, ...)                                                                                       \
    (((v)->n < (v)->cap || vec_grow((void **)(void *)&(v)->at, &(v)->cap, (v)->n, sizeof *(v)->at))            \
         ? ((v)->at[(v)->n++] = __VA_ARGS__, true)                                                             \
         : false)
#define vec_release(v) (free((v)->at), (v)->at = NULL, (v)->n = (v)->cap = 0)

#endif
