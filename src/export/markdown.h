/* markdown: the canonical text form of a tree. Reading it back gives the same tree, so that a person can mend by
 * hand what the reader could not know.
 *
 *   ---                          YAML front matter; `qapress: 1` says that what follows is exact
 *   qapress: 1
 *   title: "…"
 *   ---
 *   # Title {kind=part label="PART 1" number=1}      a division; as many # as its level
 *   ## Q1: The question?                             an entry, one level below its division; Q: when unnumbered
 *   ::: prompt                                       blocks of the question, up to :::
 *   :::
 *   ::: choices
 *   - [x] A. a choice, the right one
 *   - [ ] B. another; further lines indented by two
 *   :::
 *   The answer: what is left. Within ::: answer … ::: when it holds headings of its own.
 *
 * ::: text … ::: holds blocks that belong to no entry. A table with an empty head has none; what Markdown cannot say (a
 * table of uneven rows) stands as HTML. docs/qapress.5 tells all of it. Attributes in braces end a heading: kind, label, number, topic, difficulty, answer, speaker, answer-by. */
#ifndef QAP_EXPORT_MARKDOWN_H
#define QAP_EXPORT_MARKDOWN_H

#include "base/sink.h"
#include "base/status.h"
#include "tree/tree.h"

enum status export_markdown(const struct document *doc, struct sink *out);

#endif
