/* Outlines of glyphs, for pictures that hold text without a font: covers. */
#include "text/internal.h"

struct drawing {
    const struct outline_pen *pen;
    void *context;
};

static int32_t units(float v) { return (int32_t)(v < 0 ? v * 64 - 0.5f : v * 64 + 0.5f); }

static void move_to(hb_draw_funcs_t *f, void *data, hb_draw_state_t *state, float x, float y, void *user) {
    const struct drawing *d = data;
    (void)f, (void)state, (void)user;
    d->pen->move(d->context, units(x), units(y));
}

static void line_to(hb_draw_funcs_t *f, void *data, hb_draw_state_t *state, float x, float y, void *user) {
    const struct drawing *d = data;
    (void)f, (void)state, (void)user;
    d->pen->line(d->context, units(x), units(y));
}

static void cubic_to(hb_draw_funcs_t *f, void *data, hb_draw_state_t *state, float x1, float y1, float x2, float y2,
                     float x, float y, void *user) {
    const struct drawing *d = data;
    (void)f, (void)state, (void)user;
    d->pen->cubic(d->context, units(x1), units(y1), units(x2), units(y2), units(x), units(y));
}

bool text_outline(struct text *text, face_id face, uint16_t glyph, const struct outline_pen *pen, void *context) {
    struct drawing drawing = {pen, context};
    const struct face *f = text->faces.at[face];
    hb_draw_funcs_t *funcs = f->font ? hb_draw_funcs_create() : NULL;
    if (!funcs) return false;
    hb_draw_funcs_set_move_to_func(funcs, move_to, NULL, NULL);
    hb_draw_funcs_set_line_to_func(funcs, line_to, NULL, NULL);
    hb_draw_funcs_set_cubic_to_func(funcs, cubic_to, NULL, NULL);
    bool ok = !hb_draw_funcs_is_immutable(funcs); /* else it is the empty one that stands for none */
#if HB_VERSION_ATLEAST(7, 0, 0)
    if (ok) hb_font_draw_glyph(f->font, glyph, funcs, &drawing);
#else
    if (ok) hb_font_get_glyph_shape(f->font, glyph, funcs, &drawing);
#endif
    hb_draw_funcs_destroy(funcs);
    return ok;
}
