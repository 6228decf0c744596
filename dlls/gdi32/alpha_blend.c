/* AlphaBlend and TransparentBlt. */
#include "gdi_blit.h"
#include "gdi_metafile.h"
#include <emmintrin.h>

static const struct raster plain_format = {.depth = 32, .masks = {0xff0000, 0xff00, 0xff}};

/* value / 255, rounded, for products of two bytes. */
static DWORD divide_255(DWORD value)
{
    value += 128;
    return (value + (value >> 8)) >> 8;
}

static DWORD blend_channel(DWORD source, DWORD source_factor, DWORD destination, DWORD destination_factor)
{
    DWORD sum = divide_255(source * source_factor) + divide_255(destination * destination_factor);
    return sum > 255 ? 255 : sum;
}

/* Destination = source * constant + destination * (1 - constant). */
static DWORD blend_constant(DWORD source, DWORD destination, DWORD constant)
{
    DWORD result = 0;
    for (int shift = 0; shift < 32; shift += 8) {
        result |= divide_255((source >> shift & 255) * constant + (destination >> shift & 255) * (255 - constant))
                  << shift;
    }
    return result;
}

/* The source's colours are multiplied with its alpha already. */
static DWORD blend_alpha(DWORD source, DWORD destination, DWORD constant)
{
    DWORD keep = 255 - divide_255((source >> 24) * constant), result = 0;
    for (int shift = 0; shift < 32; shift += 8) {
        result |= blend_channel(source >> shift & 255, constant, destination >> shift & 255, keep) << shift;
    }
    return result;
}

static __m128i divide_255_wide(__m128i value)
{
    value = _mm_add_epi16(value, _mm_set1_epi16(128));
    return _mm_srli_epi16(_mm_add_epi16(value, _mm_srli_epi16(value, 8)), 8);
}

static void blend_constant_row(DWORD *row, const DWORD *source, UINT count, DWORD constant)
{
    __m128i zero = _mm_setzero_si128(), factor = _mm_set1_epi16((short)constant),
            keep = _mm_set1_epi16((short)(255 - constant));
    UINT i = 0;
    for (; i + 4 <= count; i += 4) {
        __m128i s = _mm_loadu_si128((const __m128i *)(source + i)), d = _mm_loadu_si128((const __m128i *)(row + i));
        __m128i low = _mm_add_epi16(_mm_mullo_epi16(_mm_unpacklo_epi8(s, zero), factor),
                                    _mm_mullo_epi16(_mm_unpacklo_epi8(d, zero), keep));
        __m128i high = _mm_add_epi16(_mm_mullo_epi16(_mm_unpackhi_epi8(s, zero), factor),
                                     _mm_mullo_epi16(_mm_unpackhi_epi8(d, zero), keep));
        _mm_storeu_si128((__m128i *)(row + i), _mm_packus_epi16(divide_255_wide(low), divide_255_wide(high)));
    }
    for (; i < count; i++) row[i] = blend_constant(source[i], row[i], constant);
}

/* Two pixels as 16-bit channels: source scaled, plus destination times (255 - its alpha). */
static __m128i blend_two(__m128i source, __m128i destination, __m128i factor)
{
    __m128i scaled = divide_255_wide(_mm_mullo_epi16(source, factor));
    __m128i alpha = _mm_shufflehi_epi16(_mm_shufflelo_epi16(scaled, 0xff), 0xff);
    __m128i kept = divide_255_wide(_mm_mullo_epi16(destination, _mm_sub_epi16(_mm_set1_epi16(255), alpha)));
    return _mm_add_epi16(scaled, kept);
}

static void blend_alpha_row(DWORD *row, const DWORD *source, UINT count, DWORD constant)
{
    __m128i zero = _mm_setzero_si128(), factor = _mm_set1_epi16((short)constant);
    UINT i = 0;
    for (; i + 4 <= count; i += 4) {
        __m128i s = _mm_loadu_si128((const __m128i *)(source + i)), d = _mm_loadu_si128((const __m128i *)(row + i));
        __m128i low = blend_two(_mm_unpacklo_epi8(s, zero), _mm_unpacklo_epi8(d, zero), factor);
        __m128i high = blend_two(_mm_unpackhi_epi8(s, zero), _mm_unpackhi_epi8(d, zero), factor);
        _mm_storeu_si128((__m128i *)(row + i), _mm_packus_epi16(low, high));
    }
    for (; i < count; i++) row[i] = blend_alpha(source[i], row[i], constant);
}

struct blend {
    struct device_context *dc;
    struct sampler *sampler; /* gives plain 32-bit pixels */
    BLENDFUNCTION function;
    BOOL to_is_plain;        /* the destination is 32 bits in the plain format */
    struct raster_translation from_destination, to_destination;
};

static void blend_row(const struct blend *blend, DWORD *row, const DWORD *source, UINT count)
{
    if (blend->function.AlphaFormat & AC_SRC_ALPHA)
        blend_alpha_row(row, source, count, blend->function.SourceConstantAlpha);
    else blend_constant_row(row, source, count, blend->function.SourceConstantAlpha);
}

static void blend_piece(struct blend *blend, LONG x, LONG y, UINT count)
{
    DWORD source[ROW_PIXELS], destination[ROW_PIXELS];
    const struct raster *to = blend->dc->raster;
    const struct sampler *sampler = blend->sampler;
    const DWORD *pixels = source;
    if (sampler->is_direct && sampler->raster->depth == 32 && sampler->after.how == TRANSLATE_NOT) {
        pixels = (const DWORD *)((const BYTE *)sampler->raster->bits +
                                 (LONG_PTR)(y + sampler->offset.y) * sampler->raster->stride) +
                 x + sampler->offset.x;
    } else {
        sampler_read(blend->sampler, x, y, count, source);
    }
    if (blend->to_is_plain) {
        blend_row(blend, (DWORD *)((BYTE *)to->bits + (LONG_PTR)y * to->stride) + x, pixels, count);
        return;
    }
    raster_read_row(to, x, y, count, destination);
    raster_translate_row(&blend->from_destination, destination, count);
    blend_row(blend, destination, pixels, count);
    raster_translate_row(&blend->to_destination, destination, count);
    raster_write_row(to, x, y, count, destination);
}

static void blend_clipped(struct blend *blend)
{
    const struct region *clip = dc_effective_region(blend->dc);
    RECT area = sampler_area(blend->sampler), part;
    for (UINT i = 0; i < clip->count && clip->rectangles[i].top < area.bottom; i++) {
        if (!rectangle_intersect(&part, &clip->rectangles[i], &area)) continue;
        for (LONG y = part.top; y < part.bottom; y++) {
            for (LONG x = part.left; x < part.right; x += ROW_PIXELS)
                blend_piece(blend, x, y, (UINT)min(ROW_PIXELS, part.right - x));
        }
    }
    dc_drawn(blend->dc, &area);
}

static void init_translations(struct blend *blend)
{
    const struct raster *to = blend->dc->raster;
    struct sampler_colors colors = blit_colors(blend->dc, NULL);
    raster_translation_init(&blend->from_destination, to, &plain_format, RGB(0, 0, 0), RGB(255, 255, 255), CLR_INVALID);
    raster_translation_init(&blend->to_destination, &plain_format, to, colors.text, colors.background, CLR_INVALID);
    blend->to_is_plain = to->depth == 32 && blend->from_destination.how == TRANSLATE_NOT;
}

static BOOL refuse(void)
{
    SetLastError(ERROR_INVALID_PARAMETER);
    return FALSE;
}

/* The source must have all of its rectangle. */
static BOOL lies_within(const struct blit_rectangle *rectangle, const RECT *limits)
{
    return rectangle->x >= limits->left && rectangle->y >= limits->top &&
           rectangle->x + rectangle->width <= limits->right && rectangle->y + rectangle->height <= limits->bottom;
}

struct two_rectangles { struct device_context *to, *from; struct blit_rectangle destination, source; RECT limits; };

static BOOL find_rectangles(struct two_rectangles *both, HDC hdc, int x, int y, int width, int height, HDC source_dc,
                            int source_x, int source_y, int source_width, int source_height)
{
    both->to = dc_get(hdc);
    both->from = both->to ? dc_get(source_dc) : NULL;
    if (!both->from) return FALSE;
    if (width < 0 || height < 0 || source_width < 0 || source_height < 0 || dc_is_rotated(both->from) ||
        dc_is_rotated(both->to))
        return refuse();
    if (!both->to->raster || !both->from->raster) return TRUE;
    blit_rectangle_to_raster(both->to, x, y, width, height, &both->destination);
    blit_rectangle_to_raster(both->from, source_x, source_y, source_width, source_height, &both->source);
    both->limits = dc_readable_area(both->from);
    return TRUE;
}

static BOOL overlap_on_one_surface(const struct two_rectangles *both)
{
    RECT a = blit_bounds(&both->destination), b = blit_bounds(&both->source), common;
    return both->to->raster->bits == both->from->raster->bits && rectangle_intersect(&common, &a, &b);
}

BOOL WINAPI GdiAlphaBlend(HDC hdc, int x, int y, int width, int height, HDC source_dc, int source_x, int source_y,
                          int source_width, int source_height, BLENDFUNCTION function)
{
    struct two_rectangles both;
    if (!find_rectangles(&both, hdc, x, y, width, height, source_dc, source_x, source_y, source_width, source_height))
        return FALSE;
    if (function.BlendOp != AC_SRC_OVER || function.BlendFlags || (function.AlphaFormat & ~AC_SRC_ALPHA))
        return refuse();
    struct record_blit record = {x, y, width, height, source_x, source_y, source_width, source_height, 0};
    memcpy(&record.rop, &function, sizeof(record.rop));
    if (both.to->recorder) return record_blit(both.to, EMR_ALPHABLEND, &record, both.from);
    if (!both.to->raster || !both.from->raster) return TRUE;
    if ((function.AlphaFormat & AC_SRC_ALPHA) && both.from->raster->depth != 32) return refuse();
    if (!lies_within(&both.source, &both.limits) || overlap_on_one_surface(&both)) return refuse();
    struct sampler sampler;
    struct blend blend = {.dc = both.to, .sampler = &sampler, .function = function};
    struct sampler_colors colors = blit_colors(both.to, both.from);
    int mode =
        both.to->state.stretch_mode == HALFTONE && !(function.AlphaFormat & AC_SRC_ALPHA) ? HALFTONE : COLORONCOLOR;
    init_translations(&blend);
    if (!sampler_init(&sampler, both.from->raster, &both.source, &both.limits, &plain_format, &both.destination,
                      &dc_effective_region(both.to)->bounds, mode, &colors)) return TRUE;
    blend_clipped(&blend);
    sampler_finish(&sampler);
    return TRUE;
}

/* --- TransparentBlt --- */

static void draw_opaque_pixels(struct device_context *dc, struct sampler *sampler,
                               struct raster_translation *translation, DWORD key, DWORD relevant)
{
    const struct region *clip = dc_effective_region(dc);
    RECT area = sampler_area(sampler), part;
    DWORD source[ROW_PIXELS], colors[ROW_PIXELS];
    for (UINT i = 0; i < clip->count && clip->rectangles[i].top < area.bottom; i++) {
        if (!rectangle_intersect(&part, &clip->rectangles[i], &area)) continue;
        for (LONG y = part.top; y < part.bottom; y++) {
            for (LONG x = part.left; x < part.right; x += ROW_PIXELS) {
                UINT count = (UINT)min(ROW_PIXELS, part.right - x);
                sampler_read(sampler, x, y, count, source);
                memcpy(colors, source, count * sizeof(DWORD));
                raster_translate_row(translation, colors, count);
                for (UINT j = 0; j < count; j++) {
                    if ((source[j] & relevant) != key) raster_set_pixel(dc->raster, x + (LONG)j, y, colors[j]);
                }
            }
        }
    }
    dc_drawn(dc, &area);
}

BOOL WINAPI GdiTransparentBlt(HDC hdc, int x, int y, int width, int height, HDC source_dc, int source_x, int source_y,
                              int source_width, int source_height, UINT transparent)
{
    struct two_rectangles both;
    if (!find_rectangles(&both, hdc, x, y, width, height, source_dc, source_x, source_y, source_width, source_height))
        return FALSE;
    struct record_blit record = {x, y, width, height, source_x, source_y, source_width, source_height, transparent};
    if (both.to->recorder) return record_blit(both.to, EMR_TRANSPARENTBLT, &record, both.from);
    if (!both.to->raster || !both.from->raster) return TRUE;
    if (overlap_on_one_surface(&both)) return refuse();
    const struct raster *from = both.from->raster;
    struct sampler_colors colors = blit_colors(both.to, both.from);
    struct raster_translation translation;
    struct sampler sampler;
    if (!sampler_init(&sampler, from, &both.source, &both.limits, from, &both.destination,
                      &dc_effective_region(both.to)->bounds, COLORONCOLOR, &colors))
        return TRUE;
    raster_translation_init(&translation, from, both.to->raster, colors.text, colors.background,
                            colors.source_background);
    DWORD relevant = from->depth == 32 ? from->masks[0] | from->masks[1] | from->masks[2] : ~0u;
    DWORD key = raster_pixel_from_color(from, dc_resolve_color(both.from, transparent));
    draw_opaque_pixels(both.to, &sampler, &translation, key, relevant);
    sampler_finish(&sampler);
    return TRUE;
}
