/* checks: diagnostics about a read document that are worth having in CI: gaps and duplicates in the numbers, missing
 * and placeholder answers, questions without text or of suspicious length. */
#ifndef QAP_READ_CHECKS_H
#define QAP_READ_CHECKS_H

#include "read/reader.h"

enum status checks_run(struct reader *reader);

#endif
