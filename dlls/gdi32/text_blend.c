/* Glyph images in a colour onto a raster: coverage says how much of each pixel. */
#include <emmintrin.h>
#include "gdi_text.h"

/* Parts of 255, rounded: exact for 0 and 255. */
static inline DWORD mix(DWORD below, DWORD above, DWORD coverage)
{
    DWORD sum = below * (255 - coverage) + above * coverage + 128;
    return (sum + (sum >> 8)) >> 8;
}

static inline DWORD mix_pixel(DWORD below, DWORD above, DWORD coverage)
{
    /* Red and blue together, 16 bits apart. */
    DWORD rest = 255 - coverage;
    DWORD sides = (below & 0xff00ff) * rest + (above & 0xff00ff) * coverage + 0x800080;
    sides = ((sides + ((sides >> 8) & 0xff00ff)) >> 8) & 0xff00ff;
    return sides | mix(below >> 8 & 0xff, above >> 8 & 0xff, coverage) << 8;
}

static inline DWORD mix_channels(DWORD below, DWORD above, const BYTE *coverage)
{
    return mix(below >> 16 & 0xff, above >> 16 & 0xff, coverage[0]) << 16 | mix(below >> 8 & 0xff, above >> 8 & 0xff, coverage[1]) << 8 |
           mix(below & 0xff, above & 0xff, coverage[2]);
}

static BOOL has_plain_masks(const struct raster *raster)
{
    return raster->masks[0] == 0xff0000 && raster->masks[1] == 0xff00 && raster->masks[2] == 0xff;
}

/* --- 32 bits: 00RRGGBB --- */

struct wide_color { __m128i words, pixels; };

static struct wide_color widen_color(DWORD pixel)
{
    __m128i pixels = _mm_set1_epi32((int)(pixel & 0xffffff));
    return (struct wide_color){_mm_unpacklo_epi8(pixels, _mm_setzero_si128()), pixels};
}

/* `mix` for eight channels of 16 bits. */
static inline __m128i mix_words(__m128i below, __m128i above, __m128i coverage)
{
    __m128i rest = _mm_sub_epi16(_mm_set1_epi16(255), coverage);
    __m128i sum = _mm_add_epi16(_mm_add_epi16(_mm_mullo_epi16(below, rest), _mm_mullo_epi16(above, coverage)), _mm_set1_epi16(128));
    return _mm_srli_epi16(_mm_add_epi16(sum, _mm_srli_epi16(sum, 8)), 8);
}

static inline void blend_four(DWORD *row, const BYTE *mask, const struct wide_color *color)
{
    DWORD coverage = *(const UNALIGNED DWORD *)mask;
    if (!coverage) return;
    if (coverage == ~0u) {
        _mm_storeu_si128((__m128i *)row, color->pixels);
        return;
    }
    __m128i zero = _mm_setzero_si128(), bytes = _mm_cvtsi32_si128((int)coverage), below = _mm_loadu_si128((const __m128i *)row);
    bytes = _mm_unpacklo_epi8(bytes, bytes);
    bytes = _mm_unpacklo_epi16(bytes, bytes); /* four times for each pixel */
    __m128i low = mix_words(_mm_unpacklo_epi8(below, zero), color->words, _mm_unpacklo_epi8(bytes, zero));
    __m128i high = mix_words(_mm_unpackhi_epi8(below, zero), color->words, _mm_unpackhi_epi8(bytes, zero));
    __m128i kept = _mm_or_si128(_mm_cmpeq_epi8(bytes, zero), _mm_set1_epi32(0xffffff)); /* the upper byte of what is drawn on becomes 0 */
    _mm_storeu_si128((__m128i *)row, _mm_and_si128(_mm_packus_epi16(low, high), kept));
}

static void blend_row_32(DWORD *row, const BYTE *mask, LONG count, enum mask_format format, DWORD pixel)
{
    if (format == MASK_SUBPIXEL) {
        for (LONG x = 0; x < count; x++, mask += 3) {
            if (mask[0] | mask[1] | mask[2]) row[x] = mix_channels(row[x], pixel, mask);
        }
        return;
    }
    LONG x = 0;
    for (const struct wide_color color = widen_color(pixel); x + 4 <= count; x += 4) blend_four(row + x, mask + x, &color);
    for (; x < count; x++) {
        DWORD coverage = mask[x];
        if (!coverage) continue;
        row[x] = coverage == 255 ? pixel : mix_pixel(row[x], pixel, coverage);
    }
}

/* --- any depth --- */

static COLORREF mix_colors(COLORREF below, COLORREF above, const BYTE *mask, enum mask_format format)
{
    BYTE same[3] = {mask[0], mask[0], mask[0]};
    const BYTE *coverage = format == MASK_SUBPIXEL ? mask : same;
    return RGB(mix(GetRValue(below), GetRValue(above), coverage[0]), mix(GetGValue(below), GetGValue(above), coverage[1]),
               mix(GetBValue(below), GetBValue(above), coverage[2]));
}

static void blend_row_any(const struct raster *raster, LONG left, LONG y, const BYTE *mask, LONG count, enum mask_format format, COLORREF color, DWORD pixel)
{
    DWORD pixels[ROW_PIXELS];
    LONG scale = format == MASK_SUBPIXEL ? 3 : 1;
    for (LONG done = 0; done < count; done += ROW_PIXELS) {
        UINT part = (UINT)min(count - done, ROW_PIXELS);
        raster_read_row(raster, left + done, y, part, pixels);
        for (UINT i = 0; i < part; i++) {
            const BYTE *coverage = mask + (done + (LONG)i) * scale;
            BOOL is_none = scale == 1 ? !*coverage : !(coverage[0] | coverage[1] | coverage[2]);
            if (is_none) continue;
            if (raster->depth <= 8) {
                if (coverage[scale / 2] >= 128) pixels[i] = pixel;
            } else {
                pixels[i] = raster_pixel_from_color(raster, mix_colors(raster_color_from_pixel(raster, pixels[i]), color, coverage, format));
            }
        }
        raster_write_row(raster, left + done, y, part, pixels);
    }
}

static void blend_part(const struct raster *raster, const RECT *part, LONG x, LONG y, const BYTE *mask, LONG stride, enum mask_format format, COLORREF color)
{
    DWORD pixel = raster_pixel_from_color(raster, color);
    LONG scale = format == MASK_SUBPIXEL ? 3 : 1, count = part->right - part->left;
    BOOL is_plain = raster->depth == 32 && has_plain_masks(raster);
    for (LONG row = part->top; row < part->bottom; row++) {
        const BYTE *coverage = mask + (SSIZE_T)(row - y) * stride + (SSIZE_T)(part->left - x) * scale;
        if (is_plain) blend_row_32((DWORD *)((BYTE *)raster->bits + (SSIZE_T)row * raster->stride) + part->left, coverage, count, format, pixel);
        else blend_row_any(raster, part->left, row, coverage, count, format, color, pixel);
    }
}

void raster_blend_mask(const struct raster *raster, const struct region *clip, LONG x, LONG y, const BYTE *mask, LONG width, LONG height, LONG stride,
                       enum mask_format format, COLORREF color)
{
    for (UINT i = 0; i < clip->count; i++) {
        const RECT *rectangle = &clip->rectangles[i];
        if (rectangle->top >= y + height) break;
        RECT part = {max(x, rectangle->left), max(y, rectangle->top), min(x + width, rectangle->right), min(y + height, rectangle->bottom)};
        if (part.left < part.right && part.top < part.bottom) blend_part(raster, &part, x, y, mask, stride, format, color);
    }
}
