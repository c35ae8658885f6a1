/* stop: whether a long work shall end before it is done: the job was cancelled, or its time is over. All that loops over
 * input asks now and then, at least at each entry and some times in a second, and then returns STATUS_STOPPED. */
#ifndef QAP_BASE_STOP_H
#define QAP_BASE_STOP_H

#include <stdbool.h>
#include <stddef.h>

struct stop {
    bool (*asked)(void *context);
    void *context;
};

/* `stop` may be NULL: never. */
static inline bool stop_asked(const struct stop *stop) { return stop && stop->asked(stop->context); }

#endif
