/* export: tree → text formats. */
#ifndef QAP_EXPORT_EXPORT_H
#define QAP_EXPORT_EXPORT_H

#include "base/diag.h"
#include "base/sink.h"
#include "tree/tree.h"

/* The contract form, namespace urn:qapress:tree:1 (schema: src/export/tree.rng). */
enum status export_xml(const struct document *doc, struct sink *out);
/* The same tree as {"type", attributes, "children"}. */
enum status export_json(const struct document *doc, struct sink *out);

#endif
