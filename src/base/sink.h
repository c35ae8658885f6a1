/* sink: where output bytes go. A file appears whole or not at all: bytes go to a temporary file in the same
 * folder, which is flushed and renamed on commit; an abandoned sink leaves what was there untouched. */
#ifndef QAP_BASE_SINK_H
#define QAP_BASE_SINK_H

#include "base/str.h"

struct sink {
    /* Take the bytes; false on failure, with errno set. Once false, always false. */
    bool (*write)(struct sink *sink, str bytes);
    uint64_t written; /* bytes taken so far */
    int error;        /* errno of the first failure, or 0 */
    int fd;           /* file sinks */
    char *path, *temporary;
    void *context;    /* callback sinks */
};

/* A file; false when the temporary file cannot be made (errno and sink->error say why). A path that names
 * something other than a regular file (/dev/stdout, a pipe) is written to directly. */
bool sink_open_file(struct sink *sink, const char *path);
/* An open descriptor that is not closed. */
void sink_open_fd(struct sink *sink, int fd);
bool sink_write(struct sink *sink, str bytes);
/* Flush to the disk and close: no byte is lacking now, and sink_commit has only to rename. For several files that
 * shall appear together. No writing after it. */
bool sink_flush(struct sink *sink);
/* Flush and rename. False: nothing was changed at the path, the temporary file is gone. Ends the sink. */
bool sink_commit(struct sink *sink);
/* Ends the sink without effect. Safe after sink_commit and on a zeroed sink whose fd is -1. */
void sink_abandon(struct sink *sink);

#endif
