/* Glyphs as pixels and as outlines. */
#include <string.h>
#include "fonts.h"

#define PIXELS_LIMIT   0x1000000u /* of one call */
#define EM_LIMIT       (0x4000 << 6)
#define OUTLINE_POINTS 0x10000u

static bool rendering_is_sane(const struct font_rendering *rendering)
{
    return rendering->width > 0 && rendering->height > 0 && rendering->width <= EM_LIMIT &&
           rendering->height <= EM_LIMIT;
}

static FT_Int32 load_flags(const struct font_rendering *rendering)
{
    FT_Int32 flags = FT_LOAD_NO_BITMAP;
    if (rendering->hinting == FONT_HINT_NONE) return flags | FT_LOAD_NO_HINTING;
    if (rendering->pixels == FONT_PIXELS_MONO) return flags | FT_LOAD_TARGET_MONO;
    return flags | FT_LOAD_TARGET_NORMAL;
}

static void shape_outline(FT_Outline *outline, const struct font_rendering *rendering)
{
    if (rendering->bold) freetype.FT_Outline_EmboldenXY(outline, rendering->bold, 0);
    if (!rendering->has_matrix) return;
    FT_Matrix matrix = {rendering->matrix[0], rendering->matrix[1], rendering->matrix[2], rendering->matrix[3]};
    freetype.FT_Outline_Transform(outline, &matrix);
}

/* The outline of a glyph at its size, and how far it advances. */
static bool load_outline(struct font_face *face, const struct font_rendering *rendering, uint32_t glyph,
                         FT_Outline *outline, int32_t *advance)
{
    if (!face->face) {
        *advance = (rendering->width + 32) & -64;
        return marlett_outline(outline, glyph, rendering->width, rendering->height,
                               rendering->hinting == FONT_HINT_NONE);
    }
    if (!font_face_set_size(face, rendering->width, rendering->height)) return false;
    if (freetype.FT_Load_Glyph(face->face, glyph, load_flags(rendering))) return false;
    FT_GlyphSlot slot = face->face->glyph;
    if (slot->format != FT_GLYPH_FORMAT_OUTLINE) return false;
    *outline = slot->outline;
    *advance =
        (int32_t)(rendering->hinting == FONT_HINT_NONE ? (slot->linearHoriAdvance + 512) >> 10 : slot->advance.x);
    return true;
}

/* --- pixels --- */

struct image { int32_t left, top, width, height; }; /* pixels; top: of the first row, y upwards */

static struct image image_of(FT_Outline *outline, bool is_subpixel)
{
    FT_BBox box;
    freetype.FT_Outline_Get_CBox(outline, &box);
    struct image image = {(int32_t)(box.xMin >> 6), (int32_t)((box.yMax + 63) >> 6), 0, 0};
    image.width = (int32_t)((box.xMax + 63) >> 6) - image.left;
    image.height = image.top - (int32_t)(box.yMin >> 6);
    if (!outline->n_points) return (struct image){0, 0, 0, 0};
    if (is_subpixel) image.left--, image.width += 2; /* the filter reaches a pixel further */
    return image;
}

/* Coverage of thirds of pixels, spread over their neighbours so that colours stay balanced. */
static void filter_row(uint8_t *row, int32_t width, uint8_t *copy)
{
    static const uint8_t weights[5] = {0x1c, 0x38, 0x48, 0x38, 0x1c}; /* sum 256 */
    int32_t count = width * 3;
    memcpy(copy, row, (size_t)count);
    for (int32_t i = 0; i < count; i++) {
        uint32_t sum = 0;
        for (int32_t k = -2; k <= 2; k++) {
            if (i + k >= 0 && i + k < count) sum += copy[i + k] * weights[k + 2];
        }
        row[i] = (uint8_t)(sum > 0xff00 ? 0xff : sum >> 8);
    }
}

static void expand_mono(uint8_t *pixels, int32_t width, int32_t height, const uint8_t *bits, int32_t stride)
{
    for (int32_t y = 0; y < height; y++, bits += stride) {
        for (int32_t x = 0; x < width; x++) *pixels++ = bits[x >> 3] & 0x80 >> (x & 7) ? 0xff : 0;
    }
}

/* Pixels of one byte (three if subpixel) into `pixels`; `room` has as many bytes. */
static bool draw(FT_Outline *outline, const struct image *image, enum font_pixels format, uint8_t *pixels,
                 uint8_t *room)
{
    int32_t scale = format == FONT_PIXELS_SUBPIXEL ? 3 : 1,
            stride = format == FONT_PIXELS_MONO ? (image->width + 7) / 8 : image->width * scale;
    FT_Bitmap bitmap = {
        .rows = (unsigned)image->height,
        .width = (unsigned)(image->width * scale),
        .pitch = stride,
        .num_grays = 256,
        .buffer = format == FONT_PIXELS_MONO ? room : pixels,
        .pixel_mode = format == FONT_PIXELS_MONO ? FT_PIXEL_MODE_MONO : FT_PIXEL_MODE_GRAY,
    };
    memset(bitmap.buffer, 0, (size_t)stride * (size_t)image->height);
    freetype.FT_Outline_Translate(outline, -image->left * 64, -(image->top - image->height) * 64);
    if (scale == 3) {
        FT_Matrix wide = {3 << 16, 0, 0, 1 << 16};
        freetype.FT_Outline_Transform(outline, &wide);
    }
    if (freetype.FT_Outline_Get_Bitmap(font_library, outline, &bitmap)) return false;
    if (format == FONT_PIXELS_MONO) expand_mono(pixels, image->width, image->height, room, stride);
    for (int32_t y = 0; scale == 3 && y < image->height; y++)
        filter_row(pixels + (size_t)y * (size_t)stride, image->width, room);
    return true;
}

/* false: the pixels do not fit; *size says how many bytes they need. What cannot be drawn is empty. */
static bool render(struct font_face *face, const struct font_rendering *rendering, uint32_t glyph,
                   struct font_glyph_result *result, uint8_t *pixels, uint8_t *room, uint32_t capacity, uint32_t *size)
{
    FT_Outline outline;
    *size = 0;
    memset(result, 0, sizeof(*result));
    if (!load_outline(face, rendering, glyph, &outline, &result->advance)) return true;
    if (rendering->pixels == FONT_PIXELS_NONE) {
        if (!face->face) marlett_free(&outline);
        return true;
    }
    shape_outline(&outline, rendering);
    enum font_pixels format = rendering->pixels;
    struct image image = image_of(&outline, format == FONT_PIXELS_SUBPIXEL);
    bool fits = true;
    if (image.width > 0 && image.height > 0 && image.width <= 0x7fff && image.height <= 0x7fff) {
        uint64_t bytes = (uint64_t)image.width * (uint64_t)image.height * (format == FONT_PIXELS_SUBPIXEL ? 3 : 1);
        fits = bytes <= capacity;
        *size = bytes > PIXELS_LIMIT ? 0 : (uint32_t)bytes;
        if (bytes > PIXELS_LIMIT) fits = true;
        else if (fits && draw(&outline, &image, format, pixels, room)) {
            result->left = (int16_t)image.left, result->top = (int16_t)image.top;
            result->width = (uint16_t)image.width, result->height = (uint16_t)image.height;
        }
    }
    if (!face->face) marlett_free(&outline);
    return fits;
}

struct batch {
    uint16_t glyphs[FONT_BATCH];
    struct font_glyph_result results[FONT_BATCH];
    uint8_t pixels[];
};

int32_t unix_font_glyphs(struct unix_font_glyphs_args *args)
{
    struct font_rendering rendering = args->rendering;
    uint32_t count = args->count, capacity = args->pixel_capacity < PIXELS_LIMIT ? args->pixel_capacity : PIXELS_LIMIT,
             number = args->face;
    uint32_t done = 0, used = 0, size = 0;
    if (count > FONT_BATCH || rendering.pixels > FONT_PIXELS_NONE || !rendering_is_sane(&rendering))
        return STATUS_INVALID_PARAMETER;
    struct batch *batch = fonts_scratch(sizeof(*batch) + (size_t)capacity * 2);
    if (!batch) return STATUS_NO_MEMORY;
    memcpy(batch->glyphs, (void *)(uintptr_t)args->glyphs, count * sizeof(uint16_t));
    if (!fonts_lock()) return STATUS_NOT_SUPPORTED;
    struct font_face *face = font_face_get(number);
    for (; face && done < count; done++) {
        if (!render(face, &rendering, batch->glyphs[done], &batch->results[done], batch->pixels + used,
                    batch->pixels + capacity, capacity - used, &size))
            break;
        batch->results[done].offset = used;
        used += size;
    }
    fonts_unlock();
    if (!face) return FONT_STATUS_NO_FACE;
    args->done = done;
    args->needed = done ? 0 : size;
    memcpy((void *)(uintptr_t)args->results, batch->results, done * sizeof(struct font_glyph_result));
    memcpy((void *)(uintptr_t)args->pixels, batch->pixels, used);
    return STATUS_SUCCESS;
}

/* --- outlines --- */

static bool load_any_outline(struct font_face *face, const struct font_rendering *rendering, uint32_t glyph,
                             FT_Outline *outline, int32_t advance[2])
{
    advance[1] = 0;
    if (!rendering->width && face->face) {
        if (freetype.FT_Load_Glyph(face->face, glyph, FT_LOAD_NO_SCALE)) return false;
        *outline = face->face->glyph->outline;
        advance[0] = (int32_t)face->face->glyph->advance.x;
        return face->face->glyph->format == FT_GLYPH_FORMAT_OUTLINE;
    }
    struct font_rendering unscaled = *rendering;
    if (!rendering->width) unscaled.width = unscaled.height = MARLETT_UNITS * 128;
    if (!rendering_is_sane(&unscaled) || !load_outline(face, &unscaled, glyph, outline, &advance[0])) return false;
    if (!rendering->width) return true;
    shape_outline(outline, rendering);
    if (!rendering->has_matrix) return true;
    int64_t plain = advance[0];
    advance[0] = (int32_t)(plain * rendering->matrix[0] / 65536);
    advance[1] = (int32_t)(plain * rendering->matrix[2] / 65536);
    return true;
}

struct outline_room {
    struct font_point points[OUTLINE_POINTS];
    uint16_t ends[OUTLINE_POINTS];
    uint8_t tags[OUTLINE_POINTS];
};

static void copy_outline(struct outline_room *room, const FT_Outline *outline)
{
    for (int i = 0; i < outline->n_points; i++) {
        int kind = FT_CURVE_TAG(outline->tags[i]);
        room->points[i] = (struct font_point){(int32_t)outline->points[i].x, (int32_t)outline->points[i].y};
        room->tags[i] = kind == FT_CURVE_TAG_ON ? FONT_POINT_ON : kind == FT_CURVE_TAG_CUBIC ? FONT_POINT_CUBIC : 0;
    }
    for (int i = 0; i < outline->n_contours; i++) room->ends[i] = (uint16_t)outline->contours[i];
}

int32_t unix_font_outline(struct unix_font_outline_args *args)
{
    struct font_rendering rendering = args->rendering;
    uint32_t number = args->face, glyph = args->glyph, points = 0, contours = 0;
    int32_t advance[2] = {0, 0};
    struct outline_room *room = fonts_scratch(sizeof(*room));
    if (!room) return STATUS_NO_MEMORY;
    if (!fonts_lock()) return STATUS_NOT_SUPPORTED;
    struct font_face *face = font_face_get(number);
    FT_Outline outline;
    bool loaded = face && load_any_outline(face, &rendering, glyph, &outline, advance);
    if (loaded) {
        points = (uint32_t)outline.n_points;
        contours = (uint32_t)outline.n_contours;
        copy_outline(room, &outline);
        if (!face->face) marlett_free(&outline);
    }
    fonts_unlock();
    if (!loaded) return FONT_STATUS_NO_FACE;
    args->point_count = points;
    args->contour_count = contours;
    args->advance = advance[0];
    args->advance_y = advance[1];
    if (points > args->point_capacity || contours > args->contour_capacity) return STATUS_BUFFER_TOO_SMALL;
    memcpy((void *)(uintptr_t)args->points, room->points, points * sizeof(struct font_point));
    memcpy((void *)(uintptr_t)args->tags, room->tags, points);
    memcpy((void *)(uintptr_t)args->ends, room->ends, contours * sizeof(uint16_t));
    return STATUS_SUCCESS;
}
