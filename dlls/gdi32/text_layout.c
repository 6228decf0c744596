/* From characters to glyphs at their places along the base line. */
#include "gdi_text.h"
#include "gdi_text_shape.h"
#include "gdi_math.h"

LONG text_to_logical(const struct font_instance *instance, LONG pixels)
{
    return instance->scale_x == 1 ? pixels : round_to_int(pixels / instance->scale_x);
}

LONG text_to_logical_height(const struct font_instance *instance, LONG pixels)
{
    return instance->scale_y == 1 ? pixels : round_to_int(pixels / instance->scale_y);
}

static LONG to_pixels(double logical, double scale)
{
    return scale == 1 ? (LONG)logical : round_to_int(logical * scale);
}

BOOL text_layout_make_room(struct text_layout *layout, UINT count)
{
    layout->glyphs = layout->own;
    if (count <= OWN_GLYPHS) return TRUE;
    layout->glyphs = count <= MAXLONG / sizeof(*layout->glyphs) ? heap_allocate(count * sizeof(*layout->glyphs)) : NULL;
    if (layout->glyphs) return TRUE;
    SetLastError(ERROR_NOT_ENOUGH_MEMORY);
    return FALSE;
}

/* --- which glyphs --- */

static BOOL is_control(WCHAR c) { return c < 0x20 || c == 0x7f; }

/* A character that the face lacks, in another one. Returns how many units of the text it took. */
static UINT map_linked(struct text_layout *layout, UINT index, const WCHAR *text, UINT count)
{
    struct font_instance *instance = layout->instance;
    struct placed_glyph *placed = &layout->glyphs[index];
    UINT units, character = text_character_at(text + index, count - index, &units);
    USHORT own = units == 2 ? font_glyph(instance, character) : 0;
    character = font_character(instance, character);
    if (!own && (!character || text_is_invisible(character))) {
        placed->glyph = glyph_empty();
        return 1;
    }
    struct font_instance *linked = own ? NULL : font_linked_for(instance, character);
    placed->instance = linked ? linked : instance;
    placed->index = linked ? typeface_glyph(linked->face, character) : own;
    placed->glyph = glyph_peek(placed->instance, placed->index);
    if (units == 1 || (!own && !linked)) return 1;
    placed[1] =
        (struct placed_glyph){.instance = instance, .glyph = glyph_empty()}; /* the second half is part of the first */
    return 2;
}

static void map_glyphs(struct text_layout *layout, UINT options, const WCHAR *text, UINT count)
{
    struct font_instance *instance = layout->instance;
    BOOL are_glyphs = options & ETO_GLYPH_INDEX;
    for (UINT i = 0; i < count; i++) {
        struct placed_glyph *placed = &layout->glyphs[i];
        placed->instance = instance;
        placed->index = are_glyphs ? text[i] : font_glyph(instance, is_control(text[i]) ? ' ' : text[i]);
        if (!placed->index && !are_glyphs) i += map_linked(layout, i, text, count) - 1;
        else placed->glyph = glyph_peek(instance, placed->index);
    }
}

/* Those that no string needed before, all in one call. */
static BOOL draw_missing(struct text_layout *layout, UINT count)
{
    USHORT missing[FONT_BATCH];
    UINT missing_count = 0;
    for (UINT i = 0; i < count && missing_count < FONT_BATCH; i++) {
        struct placed_glyph *placed = &layout->glyphs[i];
        if (!placed->glyph && placed->instance == layout->instance) missing[missing_count++] = placed->index;
    }
    if (missing_count && !glyphs_load(layout->instance, missing, missing_count)) return FALSE;
    for (UINT i = 0; i < count; i++) {
        struct placed_glyph *placed = &layout->glyphs[i];
        if (!placed->glyph) placed->glyph = glyph_get(placed->instance, placed->index);
    }
    return TRUE;
}

/* --- where --- */

/* Advances that the program gives add up in logical units, so that roundings do not. */
static void place_by_program(struct text_layout *layout, UINT options, const INT *dx)
{
    const struct font_instance *instance = layout->instance;
    double x = 0, y = 0;
    UINT step = options & ETO_PDY ? 2 : 1;
    for (UINT i = 0; i < layout->count; i++) {
        struct placed_glyph *placed = &layout->glyphs[i];
        placed->x = to_pixels(x, instance->scale_x);
        placed->y = to_pixels(-y, instance->scale_y);
        x += dx[i * step];
        if (step == 2) y += dx[i * 2 + 1];
        placed->end = to_pixels(x, instance->scale_x);
    }
    layout->width = to_pixels(x, instance->scale_x);
    layout->height = to_pixels(-y, instance->scale_y);
}

/* Space that SetTextJustification has for the break characters is spread evenly. */
LONG text_justification(const struct dc_state *state, double scale, int breaks)
{
    if (state->break_count <= 0) return 0;
    double all = state->break_extra * scale;
    return round_to_int(all * breaks / state->break_count) - round_to_int(all * (breaks - 1) / state->break_count);
}

static void place_naturally(struct text_layout *layout, const struct device_context *dc)
{
    const struct font_instance *instance = layout->instance;
    const struct dc_state *state = &dc->state;
    LONG x = 0, extra = to_pixels(state->character_extra, instance->scale_x);
    USHORT break_glyph = state->break_extra ? font_glyph(instance, ' ') : 0;
    int breaks = 0;
    for (UINT i = 0; i < layout->count; i++) {
        struct placed_glyph *placed = &layout->glyphs[i];
        placed->x = x;
        placed->y = 0;
        x += placed->glyph->advance + extra;
        if (break_glyph && placed->index == break_glyph && placed->instance == instance)
            x += text_justification(state, instance->scale_x, ++breaks);
        placed->end = x;
    }
    layout->width = x;
    layout->height = 0;
}

static BOOL is_complex(const struct device_context *dc, UINT options, const WCHAR *text, UINT count)
{
    if (!count || options & (ETO_GLYPH_INDEX | ETO_IGNORELANGUAGE)) return FALSE;
    return options & ETO_RTLREADING || dc->state.text_align & TA_RTLREADING || gdi_text_is_complex(text, count);
}

BOOL text_layout_init(struct text_layout *layout, struct device_context *dc, UINT options, const WCHAR *text,
                      UINT count, const INT *dx)
{
    layout->count = count;
    layout->glyphs = NULL;
    layout->instance = font_realize(dc);
    if (!layout->instance) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return FALSE;
    }
    layout->advances = NULL;
    if (is_complex(dc, options, text, count)) {
        BOOL is_right_to_left = options & ETO_RTLREADING || dc->state.text_align & TA_RTLREADING;
        if (text_layout_complex(layout, dc, is_right_to_left, text, count, dx, options & ETO_PDY ? 2 : 1)) return TRUE;
        text_layout_finish(layout);
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return FALSE;
    }
    if (!text_layout_make_room(layout, count)) return FALSE;
    map_glyphs(layout, options, text, count);
    if (!draw_missing(layout, count)) {
        text_layout_finish(layout);
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return FALSE;
    }
    if (dx) place_by_program(layout, options, dx);
    else place_naturally(layout, dc);
    return TRUE;
}

void text_layout_finish(struct text_layout *layout)
{
    if (layout->glyphs != layout->own) heap_free(layout->glyphs);
    heap_free(layout->advances);
    layout->glyphs = layout->own;
    layout->advances = NULL;
}
