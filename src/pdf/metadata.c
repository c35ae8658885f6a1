/* XMP (ISO 16684-1), saying the same as the information dictionary, and the standards that the file claims. */
#include "pdf/document.h"

struct civil {
    int64_t year;
    unsigned month, day, hour, minute, second;
};

/* Days since 1970 to a date of the Gregorian calendar: eras of 400 years counted from 1 March of year 0. */
static struct civil civil(int64_t time) {
    int64_t days = time / 86400 - (time % 86400 < 0), seconds = time - days * 86400;
    int64_t shifted = days + 719468, era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    int64_t day = shifted - era * 146097;
    int64_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
    int64_t of_year = day - (365 * year + year / 4 - year / 100), month = (5 * of_year + 2) / 153;
    return (struct civil){.year = year + era * 400 + (month >= 10),
                          .month = (unsigned)(month < 10 ? month + 3 : month - 9),
                          .day = (unsigned)(of_year - (153 * month + 2) / 5 + 1),
                          .hour = (unsigned)(seconds / 3600),
                          .minute = (unsigned)(seconds / 60 % 60),
                          .second = (unsigned)(seconds % 60)};
}

void put_pdf_date(int64_t time, struct buf *out) {
    struct civil c = civil(time);
    buf_printf(out, "D:%04d%02u%02u%02u%02u%02uZ", (int)c.year, c.month, c.day, c.hour, c.minute, c.second);
}

void put_iso_date(int64_t time, struct buf *out) {
    struct civil c = civil(time);
    buf_printf(out, "%04d-%02u-%02uT%02u:%02u:%02uZ", (int)c.year, c.month, c.day, c.hour, c.minute, c.second);
}

/* A book without a title goes by its first bookmark. */
str book_title(const struct book *book) {
    if (book->title.n) return clip_text(book->title);
    for (size_t i = 0; i < book->outline.n; i++)
        if (book->outline.at[i].title.n) return clip_text(book->outline.at[i].title);
    return STR("Questions and answers");
}

/* Text for XML 1.0: escaped, without the characters that it forbids. */
static void put_xml(struct buf *out, str s) {
    for (size_t at = 0; at < s.n;) {
        uint32_t c = utf8_next(s, &at);
        if (c == '&') buf_put(out, STR("&amp;"));
        else if (c == '<') buf_put(out, STR("&lt;"));
        else if (c == '>') buf_put(out, STR("&gt;"));
        else if (unicode_is_control(c)) buf_put_char(out, ' '); /* as in the information dictionary, which must say the same */
        else buf_put_utf8(out, unicode_is_unfit(c) ? 0xFFFD : c);
    }
}

static void put_element(struct buf *out, str open, str text, str close) {
    if (text.n == 0) return;
    buf_put(out, open);
    put_xml(out, text);
    buf_put(out, close);
}

static void put_authors(const struct book *book, struct buf *out) {
    if (book->authors.n == 0) return;
    buf_put(out, STR("<dc:creator><rdf:Seq>"));
    for (size_t i = 0; i < book->authors.n; i++)
        put_element(out, STR("<rdf:li>"), book->authors.at[i], STR("</rdf:li>"));
    buf_put(out, STR("</rdf:Seq></dc:creator>\n"));
}

static void put_date(struct buf *out, str open, int64_t time, str close) {
    buf_put(out, open);
    put_iso_date(time, out);
    buf_put(out, close);
}

static void put_claims(unsigned standards, struct buf *out) {
    if (standards & (PDF_A_2A | PDF_A_3A)) {
        buf_put(out, STR("<pdfaid:part>"));
        buf_put_char(out, standards & PDF_A_3A ? '3' : '2');
        buf_put(out, STR("</pdfaid:part>\n<pdfaid:conformance>A</pdfaid:conformance>\n"));
    }
    if (standards & PDF_UA_1) buf_put(out, STR("<pdfuaid:part>1</pdfuaid:part>\n"));
}

/* PDF/A-2, 6.6.2.3: a schema that it does not know, which PDF/UA's is, must be described. */
static void put_extension_schema(unsigned standards, struct buf *out) {
    if (!(standards & PDF_UA_1) || !(standards & (PDF_A_2A | PDF_A_3A))) return;
    buf_put(out, STR("<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType=\"Resource\">\n"
                     "<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>\n"
                     "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\n"
                     "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\n"
                     "<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType=\"Resource\">\n"
                     "<pdfaProperty:name>part</pdfaProperty:name>\n"
                     "<pdfaProperty:valueType>Integer</pdfaProperty:valueType>\n"
                     "<pdfaProperty:category>internal</pdfaProperty:category>\n"
                     "<pdfaProperty:description>part of ISO 14289 that the file conforms to</pdfaProperty:description>\n"
                     "</rdf:li></rdf:Seq></pdfaSchema:property>\n"
                     "</rdf:li></rdf:Bag></pdfaExtension:schemas>\n"));
}

static void put_head(struct buf *out) {
    buf_put(out, STR("<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
                     "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
                     "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
                     "<rdf:Description rdf:about=\"\""
                     " xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
                     " xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\""
                     " xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\""
                     " xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\""
                     " xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\""
                     " xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\""
                     " xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\""
                     " xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">\n"));
}

void xmp_put(const struct pdf *pdf, struct buf *out) {
    const struct book *b = pdf->book;
    put_head(out);
    buf_put(out, STR("<dc:format>application/pdf</dc:format>\n"));
    put_element(out, STR("<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">"), book_title(b), STR("</rdf:li></rdf:Alt></dc:title>\n"));
    put_authors(b, out);
    put_element(out, STR("<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">"), b->subject,
                STR("</rdf:li></rdf:Alt></dc:description>\n"));
    put_element(out, STR("<dc:language><rdf:Bag><rdf:li>"), b->lang, STR("</rdf:li></rdf:Bag></dc:language>\n"));
    put_element(out, STR("<pdf:Keywords>"), b->keywords, STR("</pdf:Keywords>\n"));
    put_element(out, STR("<pdf:Producer>"), pdf->options.producer, STR("</pdf:Producer>\n"));
    put_element(out, STR("<xmp:CreatorTool>"), pdf->options.producer, STR("</xmp:CreatorTool>\n"));
    put_date(out, STR("<xmp:CreateDate>"), pdf->options.time, STR("</xmp:CreateDate>\n"));
    put_date(out, STR("<xmp:ModifyDate>"), pdf->options.time, STR("</xmp:ModifyDate>\n"));
    put_claims(pdf->options.standards, out);
    put_extension_schema(pdf->options.standards, out);
    buf_put(out, STR("</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>"));
}
