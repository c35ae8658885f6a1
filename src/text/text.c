/* A job's faces: the bundled families, what a style asks for instead, and the numbers that pages know them by. */
#include "text/internal.h"

/* The bundled faces. A style that a family has no file for is served by the nearest one. */
static const char *const BUNDLED[FAMILIES][FACE_STYLES] = {
    [FAMILY_TEXT] = {"charis/CharisSIL-Regular.ttf", "charis/CharisSIL-Bold.ttf", "charis/CharisSIL-Italic.ttf",
                     "charis/CharisSIL-BoldItalic.ttf", NULL},
    [FAMILY_HEAD] = {"inter/Inter-Regular.otf", "inter/Inter-Bold.otf", "inter/Inter-Italic.otf",
                     "inter/Inter-BoldItalic.otf", "inter/Inter-SemiBold.otf"},
    [FAMILY_CODE] = {"jetbrains-mono/JetBrainsMono-Regular.ttf", "jetbrains-mono/JetBrainsMono-Bold.ttf",
                     "jetbrains-mono/JetBrainsMono-Italic.ttf", "jetbrains-mono/JetBrainsMono-BoldItalic.ttf", NULL}};

char *path_join(struct arena *arena, const char *dir, const char *name) {
    size_t n = strlen(dir), m = strlen(name);
    char *path = arena_alloc(arena, n + m + 2, 1);
    if (!path) return NULL;
    memcpy(path, dir, n);
    path[n] = '/';
    memcpy(path + n + 1, name, m);
    return path;
}

static struct face *open_bundled(struct text *text, const char *name) {
    const char *path = path_join(&text->arena, text->options.font_dir, name);
    const char *why = NULL; /* stays so when memory is out */
    struct face *face = path ? face_open(text, path, 0, &why) : NULL;
    if (!face && why) diag_add2(text->diags, DIAG_NO_FONT, SPAN_ABSENT, str_from(path), str_from(why));
    if (!face && !why) diag_add1(text->diags, DIAG_NO_MEMORY, SPAN_ABSENT, STR("opening fonts"));
    return face;
}

/* A stand-in for real faces: every character 600/1000 em. The number is family × styles + style. */
static struct face *open_monospace(struct text *text) {
    struct face *face = calloc(1, sizeof *face);
    if (!face) return NULL;
    face->id = NO_FACE;
    face->space = 600;
    face->info = (struct face_info){.postscript_name = STR("Monospace"), .family = STR("Monospace"), .upem = 1000,
                                    .ascent = 800, .descent = -200, .cap_height = 700, .x_height = 500,
                                    .box = {0, -200, 600, 800}, .weight = 400, .monospace = true};
    if (vec_push(&text->opened, face) && (text->faces.cap >= text->opened.n ||
        vec_grow((void **)(void *)&text->faces.at, &text->faces.cap, text->opened.n, sizeof *text->faces.at)))
        return face;
    if (text->opened.n && text->opened.at[text->opened.n - 1] == face) text->opened.n--;
    free(face);
    return NULL;
}

static struct face *open_slot(struct text *text, enum face_family family, enum face_style style) {
    if (text->options.monospace) return open_monospace(text);
    str wanted = text->options.families[family];
    if (!wanted.n) {
        struct face *bundled = open_bundled(text, BUNDLED[family][style]);
        if (bundled) bundled->ascii_is_composed = family != FAMILY_CODE; /* where three backquotes are drawn apart */
        return bundled;
    }
    struct face *face = catalogue_family(text, wanted, style);
    if (!face && style == FACE_REGULAR)
        diag_add2(text->diags, DIAG_NO_FONT, SPAN_ABSENT, wanted, STR("no font folder has this family"));
    return face;
}

/* The style to use where a family has none of its own. */
static enum face_style nearest(enum face_style style) {
    return style == FACE_SEMIBOLD ? FACE_BOLD : FACE_REGULAR;
}

static bool open_family(struct text *text, enum face_family family) {
    struct face **slots = text->slots[family];
    for (int s = 0; s < FACE_STYLES; s++) {
        enum face_style style = (enum face_style)s;
        bool absent = !text->options.monospace && !text->options.families[family].n && !BUNDLED[family][s];
        if (!absent) slots[s] = open_slot(text, family, style);
        if (!slots[s] && !absent && (s == FACE_REGULAR || !text->options.families[family].n)) return false;
        if (!slots[s]) slots[s] = slots[nearest(style)];
        if (slots[s]->id == NO_FACE) slots[s]->family = (uint8_t)family;
    }
    for (int s = FACE_STYLES; s-- > 0;) slots[s]->style = (uint8_t)s;
    return true;
}

static bool copy_options(struct text *text, const struct text_options *options) {
    struct arena *a = &text->arena;
    text->options = *options;
    for (int f = 0; f < FAMILIES; f++) text->options.families[f] = arena_str(a, options->families[f]);
    text->options.font_dir = path_join(a, options->font_dir ? options->font_dir : ".", ".");
    const char **folders = arena_array(a, const char *, options->n_font_path);
    for (size_t i = 0; folders && i < options->n_font_path; i++) folders[i] = path_join(a, options->font_path[i], ".");
    text->options.font_path = folders;
    return !a->failed;
}

static bool set_up(struct text *text, const struct text_options *options) {
    text->buffer = hb_buffer_create();
    text->unicode = hb_unicode_funcs_get_default();
    struct lang_entry none = {{0}, HB_LANGUAGE_INVALID};
    if (!copy_options(text, options) || !vec_push(&text->langs, none) ||
        !hb_buffer_allocation_successful(text->buffer)) {
        diag_add1(text->diags, DIAG_NO_MEMORY, SPAN_ABSENT, STR("opening fonts"));
        return false;
    }
    for (int f = 0; f < FAMILIES; f++)
        if (!open_family(text, (enum face_family)f)) return false;
    return true;
}

struct text *text_new(const struct text_options *options, struct diags *diags) {
    struct text *text = calloc(1, sizeof *text);
    if (!text) return NULL;
    arena_init(&text->arena);
    text->diags = diags;
    if (set_up(text, options)) return text;
    text_free(text);
    return NULL;
}

void text_free(struct text *text) {
    if (!text) return;
    kerning_free(text->kerning);
    breaker_free(text->breaker);
    hyphenator_free(text->hyphenator);
    for (size_t i = 0; i < text->opened.n; i++) face_free(text->opened.at[i]);
    catalogue_free(text->catalogue);
    for (size_t i = 0; i < text->plans.n; i++) hb_shape_plan_destroy(text->plans.at[i].hb);
    vec_release(&text->plans);
    hb_buffer_destroy(text->buffer);
    vec_release(&text->opened);
    vec_release(&text->faces);
    map_release(&text->fallbacks);
    map_release(&text->missing);
    free(text->cache.at);
    vec_release(&text->langs);
    vec_release(&text->runs);
    vec_release(&text->parts);
    vec_release(&text->utf16);
    vec_release(&text->offsets);
    arena_release(&text->arena);
    free(text);
}

bool text_failed(const struct text *text) { return text->failed || text->arena.failed; }

face_id face_number(struct text *text, struct face *face) {
    if (face->id == NO_FACE) { /* face_open made room */
        face_prepare(face);
        face->id = (face_id)text->faces.n;
        text->faces.at[text->faces.n++] = face;
    }
    return face->id;
}

face_id text_face(struct text *text, enum face_family family, enum face_style style) {
    return face_number(text, text->slots[family][style]);
}

const struct face_info *text_face_info(const struct text *text, face_id face) { return &text->faces.at[face]->info; }

size_t text_face_count(const struct text *text) { return text->faces.n; }

int32_t text_space(const struct text *text, face_id face) { return text->faces.at[face]->space; }

uint32_t lang_number(struct text *text, str lang) {
    if (str_eq(text->langs.at[text->last_lang].tag, lang)) return text->last_lang;
    uint32_t i = 0;
    while (i < text->langs.n && !str_eq(text->langs.at[i].tag, lang)) i++;
    if (i == text->langs.n) {
        int n = lang.n < 64 ? (int)lang.n : 64;
        struct lang_entry e = {arena_str(&text->arena, lang), hb_language_from_string(lang.p, n)};
        if (i >= UINT8_MAX) return 0;
        if (!e.tag.p || !vec_push(&text->langs, e)) {
            text->failed = true;
            return 0;
        }
    }
    return text->last_lang = i;
}

mpt shaped_width(const struct text *text, const struct shaped *s, mpt size) {
    return text_scale(s->width, size, text_face_info(text, s->face)->upem);
}

mpt word_width(const struct text *text, const struct word *w, mpt size) {
    mpt sum = 0;
    for (uint32_t i = 0; i < w->n; i++) sum += shaped_width(text, w->parts[i], size);
    return sum;
}
