/* inject: make the n-th allocation, or the n-th system call that writes, fail.
 *
 * The test program is linked with the linker's --wrap for the functions below, so that every call from the library's
 * own code comes here first; foreign libraries keep their own. */
#ifndef QAP_TESTS_INJECT_H
#define QAP_TESTS_INJECT_H

#include <stdbool.h>

enum inject_what { INJECT_ALLOCATION, INJECT_WRITE, INJECT_KINDS };

/* From now on the `nth` call (from 0) of this kind fails; `for_good`: all later ones too, as when memory is really
 * out. A negative nth only counts. */
void inject_arm(enum inject_what what, long nth, bool for_good);
/* Nothing fails any more. Returns the number of calls of the armed kind since inject_arm. */
long inject_disarm(void);

#endif
