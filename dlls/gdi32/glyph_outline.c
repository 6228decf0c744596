/* GetGlyphOutline: a glyph's image or curves, under a matrix of the program's. */
#include "gdi_text.h"
#include "gdi_math.h"

static double from_fixed(FIXED value) { return value.value + value.fract / 65536.0; }

static FIXED to_fixed(double pixels)
{
    LONG value = round_to_int(pixels * 65536);
    return (FIXED){.value = (short)(value >> 16), .fract = (WORD)value};
}

/* 26.6 as a FIXED. */
static FIXED fixed_26_6(LONG value) { return to_fixed(value / 64.0); }

static BOOL is_identity(const MAT2 *matrix)
{
    return from_fixed(matrix->eM11) == 1 && from_fixed(matrix->eM12) == 0 && from_fixed(matrix->eM21) == 0 &&
           from_fixed(matrix->eM22) == 1;
}

/* The font's own matrix first, then the program's. MAT2: x' = x eM11 + y eM21, y' = x eM12 + y eM22. */
static void add_matrix(struct font_rendering *rendering, const MAT2 *matrix)
{
    double own[4] = {1, 0, 0, 1}, given[4] = {from_fixed(matrix->eM11), from_fixed(matrix->eM21),
                                              from_fixed(matrix->eM12), from_fixed(matrix->eM22)};
    for (int i = 0; rendering->has_matrix && i < 4; i++) own[i] = rendering->matrix[i] / 65536.0;
    rendering->matrix[0] = round_to_int((given[0] * own[0] + given[1] * own[2]) * 65536);
    rendering->matrix[1] = round_to_int((given[0] * own[1] + given[1] * own[3]) * 65536);
    rendering->matrix[2] = round_to_int((given[2] * own[0] + given[3] * own[2]) * 65536);
    rendering->matrix[3] = round_to_int((given[2] * own[1] + given[3] * own[3]) * 65536);
    rendering->has_matrix = 1;
    rendering->hinting = FONT_HINT_NONE;
}

/* --- metrics --- */

static void turn(const struct font_rendering *rendering, double x, double result[2])
{
    result[0] = rendering->has_matrix ? x * rendering->matrix[0] / 65536 : x;
    result[1] = rendering->has_matrix ? x * rendering->matrix[2] / 65536 : 0;
}

static void fill_metrics(GLYPHMETRICS *metrics, const struct font_instance *font,
                         const struct font_rendering *rendering, const struct outline *outline, USHORT glyph)
{
    RECT box = outline_box(outline);
    LONG left = box.left >> 6, bottom = box.top >> 6, right = (box.right + 63) >> 6, top = (box.bottom + 63) >> 6;
    double end[2];
    turn(rendering, glyph_get((struct font_instance *)font, glyph)->advance, end);
    metrics->gmBlackBoxX = (UINT)max(right - left, 1);
    metrics->gmBlackBoxY = (UINT)max(top - bottom, 1);
    metrics->gmptGlyphOrigin = (POINT){left, top};
    metrics->gmCellIncX = (short)round_to_int(end[0]);
    metrics->gmCellIncY = (short)round_to_int(-end[1]);
}

/* --- curves --- */

/* Writes as long as there is room, and counts always. */
struct curve_writer {
    BYTE *buffer;
    DWORD capacity, size;
    DWORD header, curve;     /* where the open contour and the open curve begin */
    WORD curve_type;         /* 0: none is open */
    WORD point_count;
    BOOL wants_bezier;
    struct font_point start, at;
};

static void put(struct curve_writer *writer, DWORD at, const void *bytes, DWORD size)
{
    if (writer->buffer && at <= writer->capacity && size <= writer->capacity - at)
        memcpy(writer->buffer + at, bytes, size);
}

static void put_point(struct curve_writer *writer, struct font_point point)
{
    POINTFX fixed = {fixed_26_6(point.x), fixed_26_6(point.y)};
    put(writer, writer->size, &fixed, sizeof(fixed));
    writer->size += sizeof(fixed);
    writer->point_count++;
}

static void end_curve(struct curve_writer *writer)
{
    if (!writer->curve_type) return;
    WORD head[2] = {writer->curve_type, writer->point_count};
    put(writer, writer->curve, head, sizeof(head));
    writer->curve_type = 0;
}

static void begin_curve(struct curve_writer *writer, WORD type)
{
    if (writer->curve_type == type && writer->point_count < 0xfff0) return;
    end_curve(writer);
    writer->curve = writer->size;
    writer->curve_type = type;
    writer->point_count = 0;
    writer->size += 2 * sizeof(WORD);
}

static void curve_move(void *context, struct font_point to)
{
    struct curve_writer *writer = context;
    TTPOLYGONHEADER header = {.dwType = TT_POLYGON_TYPE, .pfxStart = {fixed_26_6(to.x), fixed_26_6(to.y)}};
    writer->header = writer->size;
    put(writer, writer->size, &header, sizeof(header));
    writer->size += sizeof(header);
    writer->start = writer->at = to;
}

static void curve_line(void *context, struct font_point to)
{
    struct curve_writer *writer = context;
    begin_curve(writer, TT_PRIM_LINE);
    put_point(writer, to);
    writer->at = to;
}

static void curve_cubic(void *context, struct font_point first, struct font_point second, struct font_point to)
{
    struct curve_writer *writer = context;
    begin_curve(writer, TT_PRIM_CSPLINE);
    put_point(writer, first);
    put_point(writer, second);
    put_point(writer, to);
    writer->at = to;
}

static void curve_quadratic(void *context, struct font_point control, struct font_point to)
{
    struct curve_writer *writer = context;
    struct font_point at = writer->at;
    if (writer->wants_bezier) {
        curve_cubic(context, (struct font_point){(at.x + 2 * control.x) / 3, (at.y + 2 * control.y) / 3},
                    (struct font_point){(to.x + 2 * control.x) / 3, (to.y + 2 * control.y) / 3}, to);
        return;
    }
    end_curve(writer); /* each its own: a list of control points would stand for points half way between them */
    begin_curve(writer, TT_PRIM_QSPLINE);
    put_point(writer, control);
    put_point(writer, to);
    writer->at = to;
}

static void curve_close(void *context)
{
    struct curve_writer *writer = context;
    if (writer->at.x != writer->start.x || writer->at.y != writer->start.y) curve_line(context, writer->start);
    end_curve(writer);
    DWORD size = writer->size - writer->header;
    put(writer, writer->header, &size, sizeof(size));
}

static DWORD write_curves(const struct outline *outline, BOOL wants_bezier, DWORD size, void *buffer)
{
    struct curve_writer context = {.buffer = buffer, .capacity = size, .wants_bezier = wants_bezier};
    struct outline_writer writer = {&context, curve_move, curve_line, curve_quadratic, curve_cubic, curve_close};
    outline_write(outline, &writer);
    return !buffer || context.size <= size ? context.size : GDI_ERROR;
}

/* --- images --- */

struct image { struct font_glyph_result result; BYTE *pixels; };

static BOOL draw_image(struct image *image, const struct font_instance *font, const struct font_rendering *rendering,
                       USHORT glyph, DWORD size)
{
    image->pixels = heap_allocate(size + 1);
    struct unix_font_glyphs_args args = {
        .glyphs = UNIX_PTR(&glyph),
        .results = UNIX_PTR(&image->result),
        .pixels = UNIX_PTR(image->pixels),
        .rendering = *rendering,
        .face = font->face->number,
        .count = 1,
        .pixel_capacity = size,
    };
    if (image->pixels && !unix_call_font_glyphs(&args) && args.done) return TRUE;
    heap_free(image->pixels);
    return FALSE;
}

/* levels: 1 for one bit a pixel, else 4, 16 or 64 and a byte a pixel. */
static DWORD image_stride(const GLYPHMETRICS *metrics, UINT levels)
{
    return levels == 1 ? (metrics->gmBlackBoxX + 31) / 32 * 4 : (metrics->gmBlackBoxX + 3) & ~3u;
}

static void copy_image(BYTE *buffer, DWORD stride, const GLYPHMETRICS *metrics, const struct image *image, UINT levels)
{
    LONG shift_x = image->result.left - metrics->gmptGlyphOrigin.x,
         shift_y = metrics->gmptGlyphOrigin.y - image->result.top;
    for (LONG y = 0; y < image->result.height; y++) {
        LONG row = y + shift_y;
        if (row < 0 || row >= (LONG)metrics->gmBlackBoxY) continue;
        for (LONG x = 0; x < image->result.width; x++) {
            LONG column = x + shift_x;
            BYTE coverage = image->pixels[y * image->result.width + x];
            if (column < 0 || column >= (LONG)metrics->gmBlackBoxX) continue;
            if (levels == 1)
                buffer[(DWORD)row * stride + (DWORD)column / 8] |= (BYTE)(coverage >= 128 ? 0x80 >> (column & 7) : 0);
            else buffer[(DWORD)row * stride + (DWORD)column] = (BYTE)((coverage * levels + 127) / 255);
        }
    }
}

static DWORD write_image(const struct font_instance *font, struct font_rendering rendering, USHORT glyph,
                         const struct outline *outline, const GLYPHMETRICS *metrics, UINT levels, DWORD size,
                         void *buffer)
{
    DWORD stride = image_stride(metrics, levels), needed = stride * metrics->gmBlackBoxY;
    if (!outline->point_count) return 0;
    if (!buffer || !size) return needed;
    if (size < needed) return GDI_ERROR;
    struct image image;
    rendering.pixels = levels == 1 ? FONT_PIXELS_MONO : FONT_PIXELS_GREY;
    memset(buffer, 0, needed);
    if (!draw_image(&image, font, &rendering, glyph, (metrics->gmBlackBoxX + 2) * (metrics->gmBlackBoxY + 2)))
        return GDI_ERROR;
    copy_image(buffer, stride, metrics, &image, levels);
    heap_free(image.pixels);
    return needed;
}

/* --- the function --- */

#define FORMAT_MASK 0x7fu

static DWORD glyph_outline(struct font_instance *font, USHORT glyph, UINT format, GLYPHMETRICS *metrics, DWORD size,
                           void *buffer, const MAT2 *matrix)
{
    struct font_rendering rendering = font->rendering;
    struct outline outline;
    if (rendering.pixels == FONT_PIXELS_SUBPIXEL) rendering.pixels = FONT_PIXELS_GREY;
    if (format & GGO_UNHINTED) rendering.hinting = FONT_HINT_NONE;
    if (matrix && !is_identity(matrix)) add_matrix(&rendering, matrix);
    if (!outline_init(&outline, font, &rendering, glyph)) return GDI_ERROR;
    fill_metrics(metrics, font, &rendering, &outline, glyph);
    DWORD result = GDI_ERROR;
    switch (format & FORMAT_MASK) {
    case GGO_METRICS: result = 0; break;
    case GGO_BITMAP: result = write_image(font, rendering, glyph, &outline, metrics, 1, size, buffer); break;
    case GGO_GRAY2_BITMAP: result = write_image(font, rendering, glyph, &outline, metrics, 4, size, buffer); break;
    case GGO_GRAY4_BITMAP: result = write_image(font, rendering, glyph, &outline, metrics, 16, size, buffer); break;
    case GGO_GRAY8_BITMAP: result = write_image(font, rendering, glyph, &outline, metrics, 64, size, buffer); break;
    case GGO_NATIVE: result = write_curves(&outline, FALSE, size, buffer); break;
    case GGO_BEZIER: result = write_curves(&outline, TRUE, size, buffer); break;
    default: SetLastError(ERROR_INVALID_PARAMETER); break;
    }
    outline_finish(&outline);
    return result;
}

DWORD WINAPI GetGlyphOutlineW(HDC hdc, UINT character, UINT format, LPGLYPHMETRICS metrics, DWORD size, LPVOID buffer,
                              const MAT2 *matrix)
{
    struct device_context *dc = dc_get(hdc);
    struct font_instance *font = dc ? font_realize(dc) : NULL;
    if (!font || !metrics) return GDI_ERROR;
    USHORT glyph = format & GGO_GLYPH_INDEX ? (USHORT)character : font_glyph(font, character);
    return glyph_outline(font, glyph, format & ~(UINT)GGO_GLYPH_INDEX, metrics, size, buffer, matrix);
}

DWORD WINAPI GetGlyphOutlineA(HDC hdc, UINT character, UINT format, LPGLYPHMETRICS metrics, DWORD size, LPVOID buffer,
                              const MAT2 *matrix)
{
    struct device_context *dc = dc_get(hdc);
    struct wide_text wide;
    if (!dc) return GDI_ERROR;
    if (format & GGO_GLYPH_INDEX) return GetGlyphOutlineW(hdc, character, format, metrics, size, buffer, matrix);
    char bytes[2] = {(char)(character >> 8), (char)character};
    BOOL is_double = character > 0xff;
    if (!wide_text_init(&wide, dc, is_double ? bytes : bytes + 1, is_double ? 2 : 1)) return GDI_ERROR;
    return GetGlyphOutlineW(hdc, wide.count ? wide.text[0] : 0, format, metrics, size, buffer, matrix);
}
