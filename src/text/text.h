/* text: faces, shaping, line-break opportunities, hyphenation, bidi. The only user of HarfBuzz, ICU's break
 * iterators and bidi, and libhyphen.
 *
 * A `struct text` is one job's fonts and caches; it is not shared between threads. Faces are numbered in the order
 * of first use, shaped words are cached and live as long as the struct text, so that a page may point at them.
 * Widths are in font units (face_info.upem per em); text_scale turns them into mpt. */
#ifndef QAP_TEXT_TEXT_H
#define QAP_TEXT_TEXT_H

#include "base/base.h"

typedef int32_t mpt;     /* a thousandth of a point (1/72 in): the unit of all layout */
typedef uint16_t face_id;

enum face_family { FAMILY_TEXT, FAMILY_HEAD, FAMILY_CODE, FAMILIES };
enum face_style { FACE_REGULAR = 0, FACE_BOLD = 1, FACE_ITALIC = 2, FACE_BOLD_ITALIC = 3, FACE_SEMIBOLD = 4 };
enum shape_feature {
    SHAPE_LIGATURES = 1, /* liga, clig */
    SHAPE_TABULAR = 2,   /* tnum: digits of one width */
    SHAPE_SMALL_CAPS = 4
};

struct face_info {
    str postscript_name, family;
    str path;                    /* the file; with `index` in a collection */
    int32_t index;
    int32_t upem;
    int32_t ascent, descent;     /* descent is negative */
    int32_t cap_height, x_height;
    int32_t box[4];              /* xMin yMin xMax yMax */
    int32_t italic_angle_milli;  /* degrees × 1000 */
    int32_t weight;              /* 400, 700 */
    bool cff, monospace, serif, italic;
};

struct glyph {
    uint16_t id;       /* in the face as loaded */
    uint16_t cluster;  /* byte offset in shaped.text where its characters start */
    int16_t advance;   /* font units, kerning included */
    int16_t natural;   /* the face's own advance of this glyph, as the font's width table has it */
    int16_t dx, dy;    /* offset of drawing */
};

/* A word, or a part of one, in one face, shaped: no blanks inside. */
struct shaped {
    face_id face;
    uint16_t n;          /* glyphs, in visual order */
    bool rtl;
    uint32_t serial;     /* 0, 1, 2 … in the order of making, over all faces: an index for a backend's own cache */
    int32_t width;       /* sum of the advances, font units */
    str text;            /* what it says, in logical order */
    const struct glyph *glyphs;
};

/* A word: one part, or several when a fallback face or a change of direction cuts it. */
struct word {
    uint32_t n;
    const struct shaped *const *parts; /* in visual order */
};

struct text_options {
    const char *font_dir;               /* the bundled fonts and hyphenation/ */
    const char *const *font_path;       /* more folders to look in, in order */
    size_t n_font_path;
    str families[FAMILIES];             /* family names from the style; empty: the bundled ones */
    bool monospace;                     /* no fonts at all: every character 600/1000 em; for tests of the layout */
    bool bundled_only;                  /* never look at the system's fonts: the same pages on every machine */
};

/* NULL with a diagnostic when a bundled face is missing or unusable. */
struct text *text_new(const struct text_options *options, struct diags *diags);
void text_free(struct text *text);
/* Whether memory ran out where the answer could not say so: a face, patterns or kerning are then left out, and what
 * was set is not what it should be. Ask at the end of a job. */
bool text_failed(const struct text *text);

face_id text_face(struct text *text, enum face_family family, enum face_style style);
const struct face_info *text_face_info(const struct text *text, face_id face);
size_t text_face_count(const struct text *text);

/* Shape a blank-free word. A character that no face has is reported once per document (DIAG_MISSING_GLYPH, with
 * `line`) and drawn as a box. `lang` is BCP 47. NULL only when memory is out. */
const struct word *text_shape(struct text *text, face_id face, unsigned features, str word, str lang, bool rtl,
                              uint32_t line);
/* The width of a blank in a face, font units. */
int32_t text_space(const struct text *text, face_id face);

static inline mpt text_scale(int32_t units, mpt size, int32_t upem) {
    int64_t v = (int64_t)units * size;
    return (mpt)((v >= 0 ? v + upem / 2 : v - upem / 2) / upem);
}
/* Width of a shaped part or word at a size. */
mpt shaped_width(const struct text *text, const struct shaped *s, mpt size);
mpt word_width(const struct text *text, const struct word *w, mpt size);

/* Line-break opportunities (UAX #14, tailored by language): opportunities[i] tells of the place before byte i;
 * i from 0 to s.n, which is BREAK_ALLOWED. Blanks before a BREAK_ALLOWED place hang. False: memory is out. */
enum break_kind { BREAK_NO, BREAK_ALLOWED, BREAK_MUST };
bool text_breaks(struct text *text, str s, str lang, uint8_t *opportunities);

/* Hyphenation points of one word: points[i] is set when a hyphen may stand before byte i. False: no patterns for
 * the language, or no point. Two letters stay before and three after at the least (as the language's patterns say). */
bool text_hyphenate(struct text *text, str word, str lang, uint8_t *points);

/* Embedding levels of the bytes of a paragraph (UAX #9). Gives false without touching `levels` when all is
 * left-to-right and so is the base: the common case costs a scan. */
bool text_bidi(struct text *text, str paragraph, bool base_rtl, uint8_t *levels);
/* Full-width punctuation of Chinese and Japanese has one empty half: after what closes and what ends a clause, before
 * what opens. Where two meet, one of the halves goes (JLREQ 3.1.4): text_wide_joint, in thousandths of an em, is what is
 * to be added between them. text_shape does so within a word. */
enum wide_mark { WIDE_NONE, WIDE_OPENING, WIDE_CLOSING, WIDE_OTHER /* full-width marks that fill their square */ };
enum wide_mark text_wide_mark(uint32_t c);
int32_t text_wide_joint(uint32_t before, uint32_t after);
/* How much of a text is in one language: empty for that which it is said to be in, else that of foreign writing, so far as
 * the writing itself tells. */
size_t text_script_stretch(str text, str said, str *lang);

/* Whether a language is written from right to left. */
bool text_lang_rtl(str lang);

/* The order of words in a language. NULL and false: memory is out. */
struct collation;
struct collation *collation_open(str lang);
void collation_close(struct collation *collation);
/* Keys compare (str_cmp) as the texts do in the language. */
bool collation_key(struct collation *collation, str s, struct arena *arena, str *key);
/* The letter under which an index has a text: its first one, as a capital without marks. '#': it begins with none; 0:
 * with writing that an index is not divided by. */
uint32_t collation_initial(str s);

/* What draws an outline: closed contours in 64ths of a font unit, y up; a contour ends where the next begins. */
struct outline_pen {
    void (*move)(void *context, int32_t x, int32_t y);
    void (*line)(void *context, int32_t x, int32_t y);
    void (*cubic)(void *context, int32_t x1, int32_t y1, int32_t x2, int32_t y2, int32_t x, int32_t y);
};
/* False: memory is out, or the face has no outlines. */
bool text_outline(struct text *text, face_id face, uint16_t glyph, const struct outline_pen *pen, void *context);

/* A subset of the face with just these glyphs (and glyph 0), without layout tables. `glyphs` ascending, unique.
 * new_ids[i] gives the glyph's id in the subset. The bytes are a TrueType file, or a bare CFF table when
 * face_info.cff. */
enum status text_subset(struct text *text, face_id face, const uint16_t *glyphs, size_t n, uint16_t *new_ids,
                        struct buf *out);
/* A subset as a font file that covers the given code points, all OpenType tables kept: for EPUB. */
enum status text_subset_file(struct text *text, face_id face, const uint32_t *code_points, size_t n, struct buf *out);

/* The version of HarfBuzz that is in use. */
const char *text_library_version(void);

#endif
