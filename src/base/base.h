/* base: what every module stands on. Includes the parts; each part's header teaches itself. */
#ifndef QAP_BASE_H
#define QAP_BASE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/sink.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/vec.h"

#endif
