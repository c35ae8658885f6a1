/* export: tree → text formats. */
#ifndef QAP_EXPORT_EXPORT_H
#define QAP_EXPORT_EXPORT_H

#include "base/diag.h"
#include "base/sink.h"
#include "tree/tree.h"

/* The contract form, namespace urn:qapress:tree:1; its schema is src/export/tree.rng. What XML cannot hold (control
 * characters, ill-formed UTF-8) becomes U+FFFD. Both write to the sink without committing it and return STATUS_OK,
 * STATUS_NO_MEMORY or STATUS_OUTPUT (sink->error says why). */
enum status export_xml(const struct document *doc, struct sink *out);
/* The same tree as {"type", attributes, "children"}; numbers are numbers, flags true, xml:lang is lang. */
enum status export_json(const struct document *doc, struct sink *out);

#endif
