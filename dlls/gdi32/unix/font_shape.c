/* Shaping through HarfBuzz, which the first string that needs it loads. */
#include <dlfcn.h>
#include <hb.h>
#include <string.h>
#include "fonts.h"

#define HARFBUZZ_FUNCTIONS(F) \
    F(hb_blob_create) F(hb_blob_create_from_file) F(hb_blob_destroy) F(hb_face_create) F(hb_face_destroy) F(hb_face_get_upem) F(hb_font_create) \
    F(hb_font_destroy) F(hb_font_set_scale) F(hb_buffer_create) F(hb_buffer_destroy) F(hb_buffer_add_utf16) F(hb_buffer_set_direction) \
    F(hb_buffer_set_script) F(hb_buffer_guess_segment_properties) F(hb_script_from_iso15924_tag) F(hb_shape) F(hb_buffer_get_glyph_infos) \
    F(hb_buffer_get_glyph_positions) F(hb_buffer_allocation_successful)

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
                                 : harfbuzz.hb_blob_create(face->memory->data, (unsigned)face->memory->size, HB_MEMORY_MODE_READONLY, NULL, NULL);
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

static uint32_t copy_glyphs(hb_buffer_t *buffer, struct shaped_glyph *glyphs, uint32_t capacity)
{
    unsigned count, position_count;
    hb_glyph_info_t *infos = harfbuzz.hb_buffer_get_glyph_infos(buffer, &count);
    const hb_glyph_position_t *positions = harfbuzz.hb_buffer_get_glyph_positions(buffer, &position_count);
    for (unsigned i = 0; i < count && i < capacity; i++) {
        bool unsafe = hb_glyph_info_get_glyph_flags(&infos[i]) & HB_GLYPH_FLAG_UNSAFE_TO_BREAK;
        glyphs[i] = (struct shaped_glyph){infos[i].codepoint, infos[i].cluster, positions[i].x_advance, positions[i].x_offset, positions[i].y_offset, unsafe};
    }
    return count;
}

static NTSTATUS shape(struct font_face *face, const uint16_t *text, struct unix_font_shape_args *args, struct shaped_glyph *glyphs)
{
    if (!face->face || !load()) return STATUS_NOT_SUPPORTED;
    hb_buffer_t *buffer = harfbuzz.hb_buffer_create();
    harfbuzz.hb_buffer_add_utf16(buffer, text, (int)args->length, 0, (int)args->length);
    harfbuzz.hb_buffer_set_direction(buffer, args->is_right_to_left ? HB_DIRECTION_RTL : HB_DIRECTION_LTR);
    if (args->script) harfbuzz.hb_buffer_set_script(buffer, harfbuzz.hb_script_from_iso15924_tag(args->script));
    harfbuzz.hb_buffer_guess_segment_properties(buffer); /* fills in what is not set */
    harfbuzz.hb_shape(shaper_of(face), buffer, NULL, 0);
    bool complete = harfbuzz.hb_buffer_allocation_successful(buffer);
    args->count = complete ? copy_glyphs(buffer, glyphs, args->capacity) : 0;
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
