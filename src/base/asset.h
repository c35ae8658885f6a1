/* asset: the files that a job reads: a list of them, for who wants to know when the outputs are out of date, and the
 * reading of those that a text names (images), which may only lie below one folder. */
#ifndef QAP_BASE_ASSET_H
#define QAP_BASE_ASSET_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/vec.h"

/* Paths, each once, in the order of first use. Files that were looked for and not found are in it too. */
struct asset_list {
    struct arena arena;
    VEC(const char *) paths;
    bool failed; /* memory ran out */
};

void asset_list_init(struct asset_list *list);
void asset_list_release(struct asset_list *list);
/* `list` may be NULL: nothing is kept. */
void asset_note(struct asset_list *list, str path);

/* Append the file `name` of the folder `base` to `out`: a regular file of 1 to `limit` bytes that, links resolved, lies
 * in the folder or below it. Absolute names, "..", other schemes than a plain path: false. Noted in `list`. */
bool asset_read(const char *base, str name, size_t limit, struct asset_list *list, struct buf *out);

/* "guides/python.txt" → "python": the name without folders and its last ending. */
str path_stem(str path);

#endif
