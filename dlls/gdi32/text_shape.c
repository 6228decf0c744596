/* Glyphs of a run of one script and direction: one for each character, or through the Unix side's shaper. */
#include "gdi_text.h"
#include "gdi_text_shape.h"
#include "gdi_math.h"

UINT text_character_at(const WCHAR *text, UINT count, UINT *units)
{
    *units = 1;
    if ((text[0] & 0xfc00) != 0xd800 || count < 2 || (text[1] & 0xfc00) != 0xdc00) return text[0];
    *units = 2;
    return 0x10000 + ((text[0] & 0x3ffu) << 10) + (text[1] & 0x3ffu);
}

/* Marks of direction and of joining, and the like. */
BOOL text_is_invisible(UINT c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
           (c >= 0x2060 && c <= 0x206f) || (c >= 0xfe00 && c <= 0xfe0f) || c == 0xfeff || c == 0xad || c == 0x61c ||
           (c >= 0x180b && c <= 0x180e);
}

struct font_instance *text_shape_instance(struct font_instance *instance, const WCHAR *text, UINT count)
{
    UINT units;
    for (UINT i = 0; i < count; i += units) {
        UINT character = text_character_at(text + i, count - i, &units);
        if (text_is_invisible(character) || character == ' ' || font_glyph(instance, character)) continue;
        struct font_instance *linked = font_linked_for(instance, character);
        if (linked) return linked;
    }
    return instance;
}

/* --- one glyph for each character --- */

static BOOL shape_plain(struct font_instance *instance, const WCHAR *text, UINT count, BOOL is_right_to_left,
                        struct text_shape *shape)
{
    UINT units;
    for (UINT i = 0; i < count; i += units) {
        UINT character = text_character_at(text + i, count - i, &units);
        if (shape->count == shape->capacity) return FALSE;
        USHORT index = font_glyph(instance, character);
        BOOL hides = !index && text_is_invisible(character);
        if (hides) index = font_glyph(instance, ' ');
        shape->glyphs[shape->count++] = (struct text_glyph){
            .glyph = index, .cluster = (USHORT)i, .advance = hides ? 0 : glyph_get(instance, index)->advance};
    }
    for (UINT i = 0; is_right_to_left && i < shape->count / 2; i++) {
        struct text_glyph first = shape->glyphs[i];
        shape->glyphs[i] = shape->glyphs[shape->count - 1 - i];
        shape->glyphs[shape->count - 1 - i] = first;
    }
    return TRUE;
}

/* --- the shaper --- */

#define SHAPE_LIMIT 0x40000u /* glyphs: the Unix side's */

static LONG pixels_of(LONG design, LONG em_26_6, LONG units)
{
    return round_to_int((double)design * em_26_6 / 64 / units);
}

static void copy_shaped(struct font_instance *instance, const struct shaped_glyph *shaped, UINT count,
                        struct text_shape *shape)
{
    LONG units = typeface_metrics(instance->face)->units_per_em, width = instance->rendering.width,
         height = instance->rendering.height;
    USHORT indices[FONT_BATCH];
    for (UINT done = 0, part; done < count; done += part) { /* all at once, not one by one below */
        part = min(count - done, FONT_BATCH);
        for (UINT i = 0; i < part; i++) indices[i] = (USHORT)shaped[done + i].glyph;
        glyphs_load(instance, indices, part);
    }
    for (UINT i = 0; i < count; i++) {
        const struct shaped_glyph *from = &shaped[i];
        USHORT index = (USHORT)from->glyph;
        BOOL is_nominal = from->flags & FONT_SHAPED_NOMINAL && from->advance;
        shape->glyphs[i] = (struct text_glyph){
            .glyph = index,
            .cluster = (USHORT)from->cluster,
            .is_mark = !!(from->flags & FONT_SHAPED_MARK),
            .no_break = !!(from->flags & FONT_SHAPED_JOINED),
            .advance = is_nominal ? glyph_get(instance, index)->advance : pixels_of(from->advance, width, units),
            .offset_x = pixels_of(from->offset_x, width, units),
            .offset_y = pixels_of(from->offset_y, height, units),
        };
    }
    shape->count = count;
}

BOOL text_shape_run(struct font_instance *instance, const WCHAR *text, UINT count, UINT script, BOOL is_right_to_left,
                    struct text_shape *shape)
{
    const struct text_script_info *info = gdi_text_script(script);
    shape->count = 0;
    shape->face = instance->face->number;
    if (!info->is_complex && !is_right_to_left && !gdi_text_is_complex(text, count))
        return shape_plain(instance, text, count, FALSE, shape);
    struct shaped_glyph *shaped = heap_allocate((shape->capacity + 1) * sizeof(*shaped));
    if (!shaped) return FALSE;
    struct unix_font_shape_args args = {
        .text = UNIX_PTR(text),
        .glyphs = UNIX_PTR(shaped),
        .face = instance->face->number,
        .length = count,
        .capacity = min(shape->capacity, SHAPE_LIMIT),
        .script = info->iso,
        .options = (is_right_to_left ? FONT_SHAPE_RIGHT_TO_LEFT : 0) | (info->is_complex ? 0 : FONT_SHAPE_PLAIN),
    };
    NTSTATUS status = unix_call_font_shape(&args);
    if (!status) copy_shaped(instance, shaped, args.count, shape);
    heap_free(shaped);
    if (!status) return TRUE;
    return status != STATUS_BUFFER_TOO_SMALL && shape_plain(instance, text, count, is_right_to_left, shape);
}

BOOL WINAPI gdi_text_shape(HDC hdc, const WCHAR *text, UINT count, UINT script, BOOL is_right_to_left, BOOL may_link,
                           struct text_shape *shape)
{
    struct device_context *dc = dc_get(hdc);
    struct font_instance *instance = dc ? font_realize(dc) : NULL;
    if (!instance) return FALSE;
    if (may_link) instance = text_shape_instance(instance, text, count);
    shape->count = 0;
    shape->face = instance->face->number;
    BOOL done = script == SCRIPT_NONE ? shape_plain(instance, text, count, is_right_to_left, shape)
                                      : text_shape_run(instance, text, count, script, is_right_to_left, shape);
    if (!done) return FALSE;
    for (UINT i = 0; i < shape->count; i++) {
        struct text_glyph *glyph = &shape->glyphs[i];
        glyph->advance = text_to_logical(instance, glyph->advance);
        glyph->offset_x = text_to_logical(instance, glyph->offset_x);
        glyph->offset_y = text_to_logical_height(instance, glyph->offset_y);
    }
    return TRUE;
}
