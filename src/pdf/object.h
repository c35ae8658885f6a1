/* object: PDF objects as text, kept in libharu's cross-reference table.
 *
 * libharu owns the objects and gives them numbers; what is in them is written by us. A libharu dictionary prints
 * "<<", its entries, what its write_fn adds, and ">>": so an entry-less dictionary with a write_fn is any
 * dictionary at all, without libharu's limits on numbers, strings and arrays and at a fifth of the memory. A
 * stream is the same with an after_write_fn, and holds bytes that are already compressed. */
#ifndef QAP_PDF_OBJECT_H
#define QAP_PDF_OBJECT_H

#include <hpdf.h>
#include <hpdf_doc.h>
#include <hpdf_objects.h>

#include "base/base.h"

/* An empty indirect dictionary; NULL when memory is out (then HPDF_GetError tells too). */
HPDF_Dict object_new(HPDF_Doc doc);
/* Its number, as in "12 0 R". */
uint32_t object_number(const void *object);
/* Give it its entries, as PDF text without "<<" and ">>". The text is taken over, even on failure. */
bool object_set(HPDF_Dict object, struct buf *entries);
/* Make it a stream of these bytes; `entries` tells all but /Length. Both are taken over, even on failure. */
bool object_set_stream(HPDF_Dict object, struct buf *entries, struct buf *bytes);
/* Let `write` print the entries when the object is saved: for what tells of objects that have no number before. */
typedef HPDF_STATUS (*object_writer)(HPDF_Dict object, HPDF_Stream out);
void object_set_writer(HPDF_Dict object, object_writer write, uint32_t index);
uint32_t object_index(const HPDF_Dict_Rec *object);

/* Short cuts: a new object with these entries; its number, or 0 when memory is out. */
uint32_t object_add(HPDF_Doc doc, struct buf *entries);
uint32_t object_add_stream(HPDF_Doc doc, struct buf *entries, struct buf *bytes);
/* The same, of bytes that are compressed first. They are not taken over. */
struct deflate;
uint32_t object_add_flate(HPDF_Doc doc, struct deflate *deflate, struct buf *entries, str bytes);

bool object_is_stream(const HPDF_Dict_Rec *object);

/* PDF syntax (ISO 32000-1, 7.3). */
void put_ref(struct buf *out, uint32_t number);         /* " 12 0 R" */
void put_name(struct buf *out, str name);               /* "/Name", what is not regular as #XX */
/* Text string: ASCII as it is, else UTF-16BE with a mark; clipped, and what no text may hold replaced. */
void put_text(struct buf *out, str utf8);
bool text_is_plain(str s); /* ASCII without control characters */
/* As much of a text as a string may hold: 32,767 bytes (PDF/A-2, 6.1.13). */
enum { LONGEST_TEXT = 16000 };
str clip_text(str utf8);
/* Noncharacters, private-use characters, NUL and the byte order mark: they become U+FFFD (PDF/A-2, 6.2.11.7). */
bool unicode_is_unfit(uint32_t c);
/* Stands for a blank in what people are told. */
bool unicode_is_control(uint32_t c);
void put_utf16_hex(struct buf *out, str utf8);          /* UTF-16BE digits without a mark and without < > */
void put_literal(struct buf *out, str bytes);           /* "(bytes)" with escapes */
void put_hex(struct buf *out, uint32_t value, unsigned digits);
/* A length with at most two decimals: it is rounded to 1/100 pt. */
void put_pt(struct buf *out, int64_t length);

#endif
