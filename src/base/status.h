/* status: what a function that can fail returns. Details go to the diagnostics collector (diag.h). */
#ifndef QAP_BASE_STATUS_H
#define QAP_BASE_STATUS_H

enum status {
    STATUS_OK = 0,
    STATUS_NO_MEMORY, /* an allocation failed; nothing more can be promised of this job */
    STATUS_INPUT,     /* the input cannot be used; a diagnostic says why */
    STATUS_OUTPUT,    /* writing failed; a diagnostic says where and why */
    STATUS_LIMIT,     /* a limit (base/limits.h) was met; a diagnostic names it */
    STATUS_STOPPED,   /* somebody asked for it (base/stop.h) */
    STATUS_INTERNAL   /* a foreign library failed in a way it should not; a diagnostic names it */
};

#endif
