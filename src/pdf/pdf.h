/* pdf: pages → PDF bytes. The only user of libharu. Never sees the document tree. */
#ifndef QAP_PDF_PDF_H
#define QAP_PDF_PDF_H

#include "base/sink.h"
#include "layout/page.h"

/* A file that comes with the document (PDF/A-3, 6.8). */
struct pdf_attachment {
    str name, media_type, description; /* names differ */
    str relationship;                  /* "Source", "Data" … (ISO 32000-2, table 43) */
    str bytes;
};

struct pdf_options {
    unsigned standards;      /* enum pdf_standard, or-ed; 0: plain PDF 1.7, still tagged */
    int64_t time;            /* seconds since 1970 for the dates */
    str producer;            /* "qapress 1.0.0" */
    unsigned jobs;           /* threads that compress; 0 or 1: none. Never changes the bytes */
    const struct pdf_attachment *attachments; /* with PDF_A_3A */
    size_t n_attachments;
};
enum pdf_standard { PDF_A_2A = 1, PDF_A_3A = 2, PDF_UA_1 = 4 };

struct pdf; /* one document being written */

struct pdf *pdf_new(const struct pdf_options *options, struct text *text, struct diags *diags);
/* A page_sink that draws into it: pages are encoded as they come, so the layout may free them. */
struct page_sink pdf_sink(struct pdf *pdf);
/* After the last page: fonts, structure, outline, metadata; then all bytes to the sink (not committed). */
enum status pdf_write(struct pdf *pdf, const struct book *book, struct sink *out);
void pdf_free(struct pdf *pdf);

/* The version of libharu that is in use. */
const char *pdf_library_version(void);

#endif
