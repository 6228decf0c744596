/* Shaping through HarfBuzz, which the first string that needs it loads. */
#include <dlfcn.h>
#include <hb.h>
#include <hb-ot.h>
#include <string.h>
#include "fonts.h"

#define HARFBUZZ_FUNCTIONS(F) \
    F(hb_blob_create) F(hb_blob_create_from_file) F(hb_blob_destroy) F(hb_face_create) F(hb_face_destroy) F(hb_face_get_upem) F(hb_font_create) \
    F(hb_font_destroy) F(hb_font_set_scale) F(hb_buffer_create) F(hb_buffer_destroy) F(hb_buffer_add_utf16) F(hb_buffer_set_direction) \
    F(hb_buffer_set_script) F(hb_buffer_guess_segment_properties) F(hb_script_from_iso15924_tag) F(hb_shape) F(hb_buffer_get_glyph_infos) \
    F(hb_buffer_get_glyph_positions) F(hb_buffer_allocation_successful) F(hb_font_get_glyph_h_advance) F(hb_font_get_face) \
    F(hb_ot_layout_get_glyph_class)

static struct {
#define F(name) __typeof__(name) *name;
    HARFBUZZ_FUNCTIONS(F)
#undef F
} harfbuzz;

/* Under the fonts' lock, as everything here that touches faces. */
static bool load(void)
{
#define F(name) #name,
    static const char *const names[] = {HARFBUZZ_FUNCTIONS(F)};
#undef F
    static enum { NOT_TRIED, LOADED, MISSING } state;
    if (state != NOT_TRIED) return state == LOADED;
    state = MISSING;
    void *library = dlopen("libharfbuzz.so.0", RTLD_NOW | RTLD_LOCAL);
    for (size_t i = 0; library && i < sizeof(names) / sizeof(*names); i++) {
        ((void **)&harfbuzz)[i] = dlsym(library, names[i]);
        if (!((void **)&harfbuzz)[i]) library = NULL;
    }
    if (library) state = LOADED;
    else log_text(LOG_WARN, "complex scripts are shown without shaping: %s", dlerror());
    return state == LOADED;
}

static hb_font_t *shaper_of(struct font_face *face)
{
    if (face->shaper) return face->shaper;
    hb_blob_t *blob = face->file ? harfbuzz.hb_blob_create_from_file(face->file)
                                 : harfbuzz.hb_blob_create(face->memory->data, (unsigned)face->memory->size,
                                                           HB_MEMORY_MODE_READONLY, NULL, NULL);
    hb_face_t *shaped = harfbuzz.hb_face_create(blob, (unsigned)face->index);
    hb_font_t *font = harfbuzz.hb_font_create(shaped);
    int units = (int)harfbuzz.hb_face_get_upem(shaped);
    harfbuzz.hb_font_set_scale(font, units, units); /* positions in design units */
    harfbuzz.hb_face_destroy(shaped);
    harfbuzz.hb_blob_destroy(blob);
    face->shaper = font;
    return font;
}

void font_shaper_drop(struct font_face *face)
{
    if (face->shaper) harfbuzz.hb_font_destroy(face->shaper);
    face->shaper = NULL;
}

static uint32_t flags_of(hb_font_t *font, const hb_glyph_info_t *info, const hb_glyph_position_t *position)
{
    uint32_t flags = hb_glyph_info_get_glyph_flags(info) & HB_GLYPH_FLAG_UNSAFE_TO_BREAK ? FONT_SHAPED_JOINED : 0;
    if (position->x_advance == harfbuzz.hb_font_get_glyph_h_advance(font, info->codepoint))
        flags |= FONT_SHAPED_NOMINAL;
    if (harfbuzz.hb_ot_layout_get_glyph_class(harfbuzz.hb_font_get_face(font), info->codepoint) ==
        HB_OT_LAYOUT_GLYPH_CLASS_MARK)
        flags |= FONT_SHAPED_MARK;
    return flags;
}

static uint32_t copy_glyphs(hb_font_t *font, hb_buffer_t *buffer, struct shaped_glyph *glyphs, uint32_t capacity)
{
    unsigned count, position_count;
    hb_glyph_info_t *infos = harfbuzz.hb_buffer_get_glyph_infos(buffer, &count);
    const hb_glyph_position_t *positions = harfbuzz.hb_buffer_get_glyph_positions(buffer, &position_count);
    for (unsigned i = 0; i < count && i < capacity; i++) {
        glyphs[i] = (struct shaped_glyph){infos[i].codepoint,     infos[i].cluster,
                                          positions[i].x_advance, positions[i].x_offset,
                                          positions[i].y_offset,  flags_of(font, &infos[i], &positions[i])};
    }
    return count;
}

static NTSTATUS shape(struct font_face *face, const uint16_t *text, struct unix_font_shape_args *args,
                      struct shaped_glyph *glyphs)
{
    if (!face->face || !load()) return STATUS_NOT_SUPPORTED;
    static const hb_feature_t plain[] = {
        {HB_TAG('k', 'e', 'r', 'n'), 0, 0, (unsigned)-1},
        {HB_TAG('l', 'i', 'g', 'a'), 0, 0, (unsigned)-1},
        {HB_TAG('c', 'l', 'i', 'g'), 0, 0, (unsigned)-1},
    };
    hb_buffer_t *buffer = harfbuzz.hb_buffer_create();
    hb_font_t *font = shaper_of(face);
    harfbuzz.hb_buffer_add_utf16(buffer, text, (int)args->length, 0, (int)args->length);
    harfbuzz.hb_buffer_set_direction(buffer,
                                     args->options & FONT_SHAPE_RIGHT_TO_LEFT ? HB_DIRECTION_RTL : HB_DIRECTION_LTR);
    if (args->script) harfbuzz.hb_buffer_set_script(buffer, harfbuzz.hb_script_from_iso15924_tag(args->script));
    harfbuzz.hb_buffer_guess_segment_properties(buffer); /* fills in what is not set */
    harfbuzz.hb_shape(font, buffer, plain, args->options & FONT_SHAPE_PLAIN ? sizeof(plain) / sizeof(*plain) : 0);
    bool complete = harfbuzz.hb_buffer_allocation_successful(buffer);
    args->count = complete ? copy_glyphs(font, buffer, glyphs, args->capacity) : 0;
    harfbuzz.hb_buffer_destroy(buffer);
    return !complete ? STATUS_NO_MEMORY : args->count > args->capacity ? STATUS_BUFFER_TOO_SMALL : STATUS_SUCCESS;
}

#define LENGTH_LIMIT 0x10000u

int32_t unix_font_shape(struct unix_font_shape_args *args)
{
    struct unix_font_shape_args own = *args;
    if (own.length > LENGTH_LIMIT || own.capacity > 4 * LENGTH_LIMIT) return STATUS_INVALID_PARAMETER;
    size_t text_size = (own.length * sizeof(uint16_t) + 15) & ~(size_t)15;
    uint8_t *room = fonts_scratch(text_size + own.capacity * sizeof(struct shaped_glyph) + 1);
    if (!room) return STATUS_NO_MEMORY;
    struct shaped_glyph *glyphs = (struct shaped_glyph *)(room + text_size);
    memcpy(room, (void *)(uintptr_t)own.text, own.length * sizeof(uint16_t));
    if (!fonts_lock()) return STATUS_NOT_SUPPORTED;
    struct font_face *face = font_face_get(own.face);
    NTSTATUS status = face ? shape(face, (const uint16_t *)room, &own, glyphs) : FONT_STATUS_NO_FACE;
    fonts_unlock();
    args->count = own.count;
    if (status) return status;
    memcpy((void *)(uintptr_t)args->glyphs, glyphs, own.count * sizeof(*glyphs));
    return STATUS_SUCCESS;
}
