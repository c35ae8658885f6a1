/* The inside of struct text, for the files of this module only.
 *
 *   text.c       a job's faces: the slots that styles ask for, and their numbers
 *   face.c       one font file: opening it safely, its measures, what characters it has
 *   catalogue.c  fonts in folders, found when a family or a character is asked for that the bundled ones lack
 *   fallback.c   which face draws a character that the asked face lacks
 *   shape.c      words to glyphs, remembered; itemise.c cuts a word by direction, face and script
 *   kern.c       kerning for faces that have none; wide.c, for full-width punctuation
 *   collate.c    the order of words in a language
 *   breaks.c     line-break opportunities, break_class.c; bidi.c; subset.c
 *   hyphenate.c  liang.c, liang_load.c, hyphen_rich.c: patterns */
#ifndef QAP_TEXT_INTERNAL_H
#define QAP_TEXT_INTERNAL_H

#include <hb.h>
#include <hb-ot.h>

#include "text/text.h"

enum { FACE_STYLES = FACE_SEMIBOLD + 1, NO_FACE = UINT16_MAX };

struct face {
    struct face_info info;
    hb_face_t *hb;    /* NULL in a monospace text */
    hb_font_t *font;  /* scaled to font units */
    int32_t space;
    uint8_t family;   /* of the slot that it was first opened for; the style to match in fallbacks */
    uint8_t style;
    face_id id;       /* NO_FACE until first used; what follows is known from then on */
    bool ascii_is_composed; /* known to compose and to place no marks where all are ASCII */
    bool kern;        /* it has no kerning and is to get ours: a proportional face */
    bool ascii[128];  /* characters that it has */
};

/* How HarfBuzz is to go about a face, features, a script, a direction and a language: worked out once. */
struct plan {
    uint32_t key; /* of the word, see shape.c */
    hb_script_t script;
    bool compose; /* letters with their marks */
    hb_shape_plan_t *hb;
};

/* uint64 → uint32, open addressing; the key 0 is not allowed. */
struct map {
    struct map_entry {
        uint64_t key;
        uint32_t value;
    } *at;
    size_t n, cap;
};
void map_release(struct map *map);
/* The value's place, or NULL. */
uint32_t *map_find(const struct map *map, uint64_t key);
bool map_put(struct map *map, uint64_t key, uint32_t value);

/* A part of a word that is shaped in one go. */
struct run {
    uint32_t from, to;
    struct face *face;
    hb_script_t script;
    bool rtl;
};
typedef VEC(struct run) run_list;

struct catalogue;
struct breaker;
struct hyphenator;
struct kerning;

struct text {
    struct arena arena;
    struct diags *diags;
    struct text_options options;        /* strings copied */
    VEC(struct face *) opened;          /* owned */
    VEC(struct face *) faces;           /* by number; room for all of `opened` */
    struct face *slots[FAMILIES][FACE_STYLES];
    struct face *extra[8];              /* the bundled fallbacks, opened on demand */
    bool extra_tried[8];
    struct catalogue *catalogue;        /* NULL until something is missing */
    struct map fallbacks;               /* see fallback.c */
    struct map missing;                 /* code points that were reported */
    struct cache {
        struct cache_slot {
            uint64_t hash; /* here, for a look at the word costs a miss of the processor's cache */
            struct cached_word *word;
        } *at;
        size_t n, cap;
    } cache;
    bool failed;                        /* see text_failed */
    uint32_t serial;
    hb_buffer_t *buffer;
    VEC(struct plan) plans;
    size_t last_plan;
    hb_unicode_funcs_t *unicode;
    VEC(struct lang_entry { str tag; hb_language_t hb; }) langs; /* tags seen; the first is none */
    uint32_t last_lang;
    run_list runs;
    VEC(struct shaped *) parts;
    VEC(uint16_t) utf16;                /* scratch of whoever needs it */
    VEC(uint32_t) offsets;              /* UTF-16 index → byte */
    struct kerning *kerning;
    struct breaker *breaker;
    struct hyphenator *hyphenator;
};

/* face.c */
/* Open face `index` of the file; NULL when it is no usable font (*why says so, a literal) or memory is out. */
struct face *face_open(struct text *text, const char *path, unsigned index, const char **why);
/* Like face_open, with an hb_face_t that is already at hand (a reference is taken). */
struct face *face_adopt(struct text *text, hb_face_t *hb, const char *path, unsigned index, const char **why);
void face_free(struct face *face);
bool face_has(const struct text *text, const struct face *face, uint32_t code_point);
bool font_has(hb_unicode_funcs_t *unicode, hb_font_t *font, uint32_t code_point);
/* Big-endian numbers of a table; 0 past its end. */
uint16_t table_u16(str table, size_t at);
uint32_t table_u32(str table, size_t at);
/* A name of the face in `arena`. */
str face_name(struct arena *arena, hb_face_t *hb, hb_ot_name_id_t id);

/* What is only worth knowing of a face that is used. */
void face_prepare(struct face *face);

/* text.c */
face_id face_number(struct text *text, struct face *face);
/* dir + "/" + name in the arena, NUL-terminated; NULL when memory is out. */
char *path_join(struct arena *arena, const char *dir, const char *name);
/* Number of a language tag in text->langs, 0 for none; grows the list. */
uint32_t lang_number(struct text *text, str lang);

/* catalogue.c */
struct face *catalogue_family(struct text *text, str family, enum face_style style);
struct face *catalogue_character(struct text *text, const struct face *wanted, uint32_t code_point, uint32_t lang);
void catalogue_free(struct catalogue *catalogue);

/* fallback.c */
/* The face that draws the character in place of `wanted`; `wanted` itself when nothing has it. */
struct face *fallback_face(struct text *text, struct face *wanted, uint32_t code_point, uint32_t lang, uint32_t line);

/* itemise.c: fills text->runs, in visual order. False: memory is out. */
bool itemise(struct text *text, struct face *face, str word, uint32_t lang, bool rtl, uint32_t line);

/* bidi.c */
/* Whether a character asks for the bidi algorithm when the base is left-to-right. */
bool bidi_needed(str s);
/* UTF-16 form in text->utf16 with text->offsets (one more than units). False: memory is out. */
bool to_utf16(struct text *text, str s);

/* kern.c */
bool face_kerns(hb_face_t *hb);
void kern_glyphs(struct text *text, const struct face *face, str bytes, struct glyph *glyphs, size_t n);
/* Where full-width marks meet, one of their empty halves goes. */
void wide_glyphs(const struct face *face, str text, struct glyph *glyphs, size_t n);
void kerning_free(struct kerning *kerning);

void breaker_free(struct breaker *breaker);
/* hyphen_rich.c: the same through libhyphen, for the files that liang_load refuses; without libhyphen there are none.
 * `letters` is how many there are in the word; a point that would change the spelling is left out. */
struct rich_patterns;
struct rich_patterns *rich_load(const char *path);
void rich_free(struct rich_patterns *rich);
void rich_points(const struct rich_patterns *rich, str word, size_t letters, uint8_t *points, unsigned *left, unsigned *right);

void hyphenator_free(struct hyphenator *hyphenator);

#endif
