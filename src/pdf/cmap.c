/* CMaps: code → CID, and code → Unicode (Adobe Technical Note 5014 and 5411). */
#include "pdf/font.h"

enum { BLOCK = 100 /* entries that one begin … end may hold */ };

static void put_code(const struct code *code, struct buf *out) {
    buf_put_char(out, '<');
    put_hex(out, code->code, code->code > 0xFF ? 4 : 2);
    buf_put_char(out, '>');
}

static void put_head(str name, bool unicode, struct buf *out) {
    buf_put(out, STR("/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo 3 dict dup begin\n"
                     "/Registry(Adobe)def\n/Ordering("));
    buf_put(out, unicode ? STR("UCS") : STR("Identity"));
    buf_put(out, STR(")def\n/Supplement 0 def\nend def\n/CMapName/"));
    buf_put(out, name);
    buf_put(out, STR(" def\n/CMapType "));
    buf_put_char(out, unicode ? '2' : '1');
    buf_put(out, STR(" def\n2 begincodespacerange\n<00><CF>\n<D000><FFFF>\nendcodespacerange\n"));
}

static void put_tail(struct buf *out) {
    buf_put(out, STR("endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend\n"));
}

static void put_blocks(const struct font *font, const uint16_t *cid, struct buf *out) {
    str kind = cid ? STR("cidchar") : STR("bfchar");
    for (size_t i = 0; i < font->codes.n; i++) {
        const struct code *code = &font->codes.at[i];
        if (i % BLOCK == 0) {
            size_t left = font->codes.n - i;
            buf_put_uint(out, left < BLOCK ? left : BLOCK);
            buf_put(out, STR(" begin"));
            buf_put(out, kind);
            buf_put_char(out, '\n');
        }
        put_code(code, out);
        if (cid) buf_put_uint(out, cid[i]);
        else {
            buf_put_char(out, '<');
            put_utf16_hex(out, code->text);
            buf_put_char(out, '>');
        }
        buf_put_char(out, '\n');
        if (i % BLOCK != BLOCK - 1 && i != font->codes.n - 1) continue;
        buf_put(out, STR("end"));
        buf_put(out, kind);
        buf_put_char(out, '\n');
    }
}

void cmap_put_encoding(const struct font *font, const uint16_t *cid, struct buf *out) {
    put_head(STR("QAP-H"), false, out);
    put_blocks(font, cid, out);
    put_tail(out);
}

void cmap_put_to_unicode(const struct font *font, struct buf *out) {
    put_head(STR("QAP-UCS"), true, out);
    put_blocks(font, NULL, out);
    put_tail(out);
}
