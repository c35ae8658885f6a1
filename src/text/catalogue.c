/* The fonts in folders: those given with --font-path, then the system's. Made when the first family or character is
 * asked for that the bundled faces lack; a book that needs none never looks. Folders are read in sorted order, so
 * that the same machine always chooses the same font. */
#include "text/internal.h"

#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unicode/uscript.h>

enum { MAX_DEPTH = 8, MAX_FONTS = 20000 /* more are no font folder */ };

/* The rank of the bundled fonts' folder; those after it are the ones given, then the system's. */
enum { BUNDLED = 0 };

/* A font that was found. */
struct found {
    hb_face_t *hb;
    hb_font_t *font;
    const char *path;
    unsigned index;
    str family;
    uint16_t weight, width, folder; /* folder: the rank of where it was found */
    bool italic, mono, serif, unusable;
    struct face *face;              /* once it is used */
};

struct catalogue {
    VEC(struct found) fonts;
};

static bool is_font_name(str name) {
    static const char *const endings[] = {".ttf", ".otf", ".ttc", ".otc"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (name.n > 4 && str_eq_nocase(str_drop(name, name.n - 4), str_from(endings[i]))) return true;
    return false;
}

static bool add_face(struct text *text, hb_face_t *hb, const char *path, unsigned index, unsigned folder) {
    hb_blob_t *os2_blob = hb_face_reference_table(hb, HB_TAG('O', 'S', '/', '2'));
    unsigned n = 0;
    const char *p = hb_blob_get_data(os2_blob, &n);
    str os2 = {p, p ? n : 0}, family = face_name(&text->arena, hb, HB_OT_NAME_ID_TYPOGRAPHIC_FAMILY);
    if (!family.n) family = face_name(&text->arena, hb, HB_OT_NAME_ID_FONT_FAMILY);
    struct found f = {.hb = hb_face_reference(hb), .font = hb_font_create(hb), .path = path, .index = index,
                      .family = family, .folder = (uint16_t)folder,
                      .weight = os2.n ? table_u16(os2, 4) : 400, .width = os2.n ? table_u16(os2, 6) : 5,
                      .italic = (table_u16(os2, 62) & 1) != 0,
                      .mono = os2.n > 36 && os2.p[32] == 2 && os2.p[35] == 9,
                      .serif = str_find(family, STR("Serif"), 0) != SIZE_MAX ||
                               str_find(family, STR("Naskh"), 0) != SIZE_MAX};
    hb_blob_destroy(os2_blob);
    if (vec_push(&text->catalogue->fonts, f)) return true;
    hb_font_destroy(f.font);
    hb_face_destroy(f.hb);
    return false;
}

static bool add_file(struct text *text, const char *path, unsigned folder) {
    hb_blob_t *blob = hb_blob_create_from_file_or_fail(path);
    if (!blob) return true;
    unsigned n = hb_face_count(blob);
    bool done = true;
    for (unsigned i = 0; done && i < n && text->catalogue->fonts.n < MAX_FONTS; i++) {
        hb_face_t *hb = hb_face_create(blob, i);
        if (hb_face_get_glyph_count(hb)) done = add_face(text, hb, path, i, folder);
        hb_face_destroy(hb);
    }
    hb_blob_destroy(blob);
    return done;
}

static int by_name(const void *a, const void *b) {
    const char *const *x = a, *const *y = b;
    return strcmp(*x, *y);
}

static bool add_folder(struct text *text, const char *path, unsigned folder, int depth) {
    DIR *dir = depth < MAX_DEPTH ? opendir(path) : NULL;
    if (!dir) return true;
    VEC(const char *) names = {0};
    bool done = true;
    for (const struct dirent *e; done && (e = readdir(dir));) {
        if (e->d_name[0] == '.') continue;
        const char *full = path_join(&text->arena, path, e->d_name);
        done = full && vec_push(&names, full);
    }
    closedir(dir);
    if (names.n) qsort(names.at, names.n, sizeof *names.at, by_name);
    for (size_t i = 0; done && i < names.n; i++) {
        struct stat st;
        if (stat(names.at[i], &st) != 0) continue;
        if (S_ISDIR(st.st_mode)) done = add_folder(text, names.at[i], folder, depth + 1);
        else if (S_ISREG(st.st_mode) && is_font_name(str_from(names.at[i]))) done = add_file(text, names.at[i], folder);
    }
    vec_release(&names);
    return done;
}

static bool add_system(struct text *text, unsigned folder) {
    static const char *const fixed[] = {"/usr/local/share/fonts", "/usr/share/fonts", "/Library/Fonts",
                                        "/System/Library/Fonts"};
    static const char *const home[] = {".local/share/fonts", ".fonts", "Library/Fonts"};
    const char *base = getenv("HOME");
    bool done = true;
    for (size_t i = 0; done && base && *base && i < sizeof home / sizeof *home; i++) {
        const char *path = path_join(&text->arena, base, home[i]);
        done = path && add_folder(text, path, folder++, 0);
    }
    for (size_t i = 0; done && i < sizeof fixed / sizeof *fixed; i++) done = add_folder(text, fixed[i], folder++, 0);
    return done;
}

/* NULL when memory is out; an incomplete one is not kept. */
static struct catalogue *catalogue_of(struct text *text) {
    if (text->catalogue) return text->catalogue;
    if (!(text->catalogue = calloc(1, sizeof *text->catalogue))) {
        text->failed = true;
        return NULL;
    }
    const struct text_options *o = &text->options;
    bool done = add_folder(text, o->font_dir, BUNDLED, 0);
    unsigned folder = BUNDLED + 1;
    for (size_t i = 0; done && i < o->n_font_path; i++) done = add_folder(text, o->font_path[i], folder++, 0);
    if (done && !o->bundled_only) done = add_system(text, folder);
    if (done) return text->catalogue;
    text->failed = true;
    catalogue_free(text->catalogue);
    return text->catalogue = NULL;
}

void catalogue_free(struct catalogue *catalogue) {
    if (!catalogue) return;
    for (size_t i = 0; i < catalogue->fonts.n; i++) {
        hb_font_destroy(catalogue->fonts.at[i].font);
        hb_face_destroy(catalogue->fonts.at[i].hb);
    }
    vec_release(&catalogue->fonts);
    free(catalogue);
}

static struct face *use(struct text *text, struct found *f) {
    const char *why;
    if (!f->face) f->face = face_adopt(text, f->hb, f->path, f->index, &why);
    return f->face;
}

/* How far a font is from what is wanted: smaller is better. Slant counts most, then width, then weight, as CSS Fonts
 * orders them. */
static unsigned distance(const struct found *f, bool italic, unsigned weight) {
    unsigned w = f->weight > weight ? f->weight - weight : weight - f->weight;
    unsigned width = f->width > 5 ? f->width - 5u : 5u - f->width;
    return (f->italic != italic ? 10000u : 0) + width * 1000u + (w > 900 ? 900 : w);
}

static unsigned weight_of(enum face_style style) {
    return style == FACE_SEMIBOLD ? 600 : (style & FACE_BOLD) ? 700 : 400;
}

static bool style_is_italic(enum face_style style) { return style == FACE_ITALIC || style == FACE_BOLD_ITALIC; }

struct face *catalogue_family(struct text *text, str family, enum face_style style) {
    struct catalogue *c = catalogue_of(text);
    struct found *best = NULL;
    unsigned least = UINT_MAX;
    for (size_t i = 0; c && i < c->fonts.n; i++) {
        struct found *f = &c->fonts.at[i];
        if (!str_eq_nocase(f->family, family)) continue;
        unsigned d = distance(f, style_is_italic(style), weight_of(style));
        if (d < least) best = f, least = d;
    }
    return best ? use(text, best) : NULL;
}

/* What a Han font's family name bears for a language; the first also serves when nothing is said. */
static bool suits_language(str family, str lang) {
    static const struct { const char *lang, *mark; } table[] = {
        {"zh-Hant-HK", " HK"}, {"zh-HK", " HK"}, {"zh-Hant", " TC"}, {"zh-TW", " TC"},
        {"zh", " SC"}, {"ja", " JP"}, {"ko", " KR"}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (str_starts_nocase(lang, str_from(table[i].lang))) return str_ends(family, str_from(table[i].mark));
    return str_ends(family, STR(" SC")) || str_ends(family, STR(" JP"));
}

/* Families made for a special purpose: a last resort. */
static bool is_special(str family) {
    static const char *const marks[] = {"Looped", "Unjoined", "Display", "Nastaliq", "Kufi", "Rashi", "Fallback",
                                        "LastResort", " UI", "Condensed", "Emoji"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (str_find(family, str_from(marks[i]), 0) != SIZE_MAX) return true;
    return false;
}

static bool is_east_asian(uint32_t c) {
    return (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7FF) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0xFE30 && c <= 0xFE4F) || (c >= 0xFF00 && c <= 0xFFEF) || (c >= 0x20000 && c <= 0x3FFFF);
}

/* What is looked for, and how well a font fits. */
struct query {
    const struct face *wanted;
    uint32_t code_point;
    str lang;    /* empty unless it matters for the character */
    str script;  /* "Arabic", "Thai": fonts made for a script bear its name */
};

/* Ranked by: given folders before the system's, purpose, language, script, class, likeness; then the order of
 * finding. */
static uint64_t rank_of(const struct text *text, const struct found *f, const struct query *q) {
    enum face_style style = (enum face_style)q->wanted->style;
    uint64_t folder = f->folder <= text->options.n_font_path ? f->folder : 0xFF;
    bool named = q->script.n && str_find(f->family, q->script, 0) != SIZE_MAX;
    return folder << 40 | (uint64_t)is_special(f->family) << 39 | (uint64_t)!suits_language(f->family, q->lang) << 38 |
           (uint64_t)!named << 37 | (uint64_t)(f->mono != (q->wanted->family == FAMILY_CODE)) << 36 |
           (uint64_t)(f->serif != (q->wanted->family == FAMILY_TEXT)) << 35 |
           distance(f, style_is_italic(style), weight_of(style));
}

static struct found *best_for(struct text *text, const struct query *q) {
    struct found *best = NULL;
    uint64_t least = UINT64_MAX;
    for (size_t i = 0; i < text->catalogue->fonts.n; i++) {
        struct found *f = &text->catalogue->fonts.at[i];
        uint64_t rank = rank_of(text, f, q);
        if (rank >= least || f->unusable || f->folder == BUNDLED || !font_has(text->unicode, f->font, q->code_point))
            continue;
        best = f;
        least = rank;
    }
    return best;
}

static str script_name(uint32_t code_point) {
    UErrorCode error = U_ZERO_ERROR;
    UScriptCode script = uscript_getScript((UChar32)code_point, &error);
    return U_SUCCESS(error) && script > USCRIPT_INHERITED ? str_from(uscript_getName(script)) : (str){0};
}

struct face *catalogue_character(struct text *text, const struct face *wanted, uint32_t code_point, uint32_t lang) {
    struct query q = {.wanted = wanted, .code_point = code_point, .script = script_name(code_point)};
    if (is_east_asian(code_point)) q.lang = text->langs.at[lang].tag;
    struct found *best;
    while (catalogue_of(text) && (best = best_for(text, &q))) {
        struct face *face = use(text, best);
        if (face) return face;
        best->unusable = true; /* no outlines, or damaged: the next best */
    }
    return NULL;
}
