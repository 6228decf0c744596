/* Glyph images in a colour onto a raster: coverage says how much of each pixel. */
#include <emmintrin.h>
#include "gdi_text.h"

/* Parts of 255, rounded: exact for 0 and 255. */
static inline DWORD mix(DWORD below, DWORD above, DWORD coverage)
{
    DWORD sum = below * (255 - coverage) + above * coverage + 128;
    return (sum + (sum >> 8)) >> 8;
}

static BOOL has_plain_masks(const struct raster *raster)
{
    return raster->masks[0] == 0xff0000 && raster->masks[1] == 0xff00 && raster->masks[2] == 0xff;
}

/* --- 32 bits: 00RRGGBB --- */

struct wide_color { __m128i words; };

static struct wide_color widen_color(DWORD pixel)
{
    return (struct wide_color){_mm_unpacklo_epi8(_mm_set1_epi32((int)(pixel & 0xffffff)), _mm_setzero_si128())};
}

/* `mix` for eight channels of 16 bits. */
static inline __m128i mix_words(__m128i below, __m128i above, __m128i coverage)
{
    __m128i rest = _mm_sub_epi16(_mm_set1_epi16(255), coverage);
    __m128i sum = _mm_add_epi16(_mm_add_epi16(_mm_mullo_epi16(below, rest), _mm_mullo_epi16(above, coverage)), _mm_set1_epi16(128));
    return _mm_srli_epi16(_mm_add_epi16(sum, _mm_srli_epi16(sum, 8)), 8);
}

static inline void blend_four(DWORD *row, DWORD coverage, const struct wide_color *color)
{
    if (!coverage) return;
    __m128i zero = _mm_setzero_si128(), bytes = _mm_cvtsi32_si128((int)coverage), below = _mm_loadu_si128((const __m128i *)row);
    bytes = _mm_unpacklo_epi8(bytes, bytes);
    bytes = _mm_unpacklo_epi16(bytes, bytes); /* four times for each pixel */
    __m128i low = mix_words(_mm_unpacklo_epi8(below, zero), color->words, _mm_unpacklo_epi8(bytes, zero));
    __m128i high = mix_words(_mm_unpackhi_epi8(below, zero), color->words, _mm_unpackhi_epi8(bytes, zero));
    __m128i kept = _mm_or_si128(_mm_cmpeq_epi8(bytes, zero), _mm_set1_epi32(0xffffff)); /* the upper byte of what is drawn on becomes 0 */
    _mm_storeu_si128((__m128i *)row, _mm_and_si128(_mm_packus_epi16(low, high), kept));
}

/* Pixels of the lower half of a register: two of them, or one. */
static inline __m128i blend_low(__m128i below, DWORD coverage, const struct wide_color *color)
{
    __m128i zero = _mm_setzero_si128(), bytes = _mm_cvtsi32_si128((int)coverage);
    bytes = _mm_unpacklo_epi8(bytes, bytes);
    bytes = _mm_unpacklo_epi16(bytes, bytes);
    __m128i mixed = mix_words(_mm_unpacklo_epi8(below, zero), color->words, _mm_unpacklo_epi8(bytes, zero));
    __m128i kept = _mm_or_si128(_mm_cmpeq_epi8(bytes, zero), _mm_set1_epi32(0xffffff));
    return _mm_and_si128(_mm_packus_epi16(mixed, mixed), kept);
}

/* One byte a pixel. Loads and stores are of the same pieces from row to row and never overlap: what was just stored is not waited for. */
static void blend_rows_32(DWORD *row, SSIZE_T row_step, const BYTE *mask, SSIZE_T mask_step, LONG count, LONG rows, DWORD pixel)
{
    const struct wide_color color = widen_color(pixel);
    LONG whole = count & ~3, pairs = count & ~1;
    for (; rows > 0; rows--, row = (DWORD *)((BYTE *)row + row_step), mask += mask_step) {
        for (LONG x = 0; x < whole; x += 4) blend_four(row + x, *(const UNALIGNED DWORD *)(mask + x), &color);
        if (whole != pairs) {
            DWORD coverage = *(const UNALIGNED WORD *)(mask + whole);
            __m128i *place = (__m128i *)(row + whole);
            if (coverage) _mm_storel_epi64(place, blend_low(_mm_loadl_epi64(place), coverage, &color));
        }
        if (pairs != count && mask[pairs]) row[pairs] = (DWORD)_mm_cvtsi128_si32(blend_low(_mm_cvtsi32_si128((int)row[pairs]), mask[pairs], &color));
    }
}

/* Three bytes of coverage, red first, in the order of a pixel. The fourth one that is read is the next pixel's, or (before) the last one's. */
static inline DWORD coverage_and_next(const BYTE *mask) { return __builtin_bswap32(*(const UNALIGNED DWORD *)mask) >> 8; }
static inline DWORD coverage_and_before(const BYTE *mask) { return __builtin_bswap32(*(const UNALIGNED DWORD *)(mask - 1)) & 0xffffff; }

static inline __m128i blend_channels(__m128i below, __m128i coverage, const struct wide_color *color)
{
    __m128i zero = _mm_setzero_si128();
    __m128i low = mix_words(_mm_unpacklo_epi8(below, zero), color->words, _mm_unpacklo_epi8(coverage, zero));
    __m128i high = mix_words(_mm_unpackhi_epi8(below, zero), color->words, _mm_unpackhi_epi8(coverage, zero));
    __m128i kept = _mm_or_si128(_mm_cmpeq_epi32(coverage, zero), _mm_set1_epi32(0xffffff));
    return _mm_and_si128(_mm_packus_epi16(low, high), kept);
}

static void blend_row_subpixels_32(DWORD *row, const BYTE *mask, LONG count, DWORD pixel)
{
    const struct wide_color color = widen_color(pixel);
    LONG x = 0;
    for (; x + 4 <= count; x += 4, mask += 12) {
        DWORD parts[4] = {coverage_and_next(mask), coverage_and_next(mask + 3), coverage_and_next(mask + 6), coverage_and_before(mask + 9)};
        if (!(parts[0] | parts[1] | parts[2] | parts[3])) continue;
        __m128i coverage = _mm_set_epi32((int)parts[3], (int)parts[2], (int)parts[1], (int)parts[0]), *place = (__m128i *)(row + x);
        _mm_storeu_si128(place, blend_channels(_mm_loadu_si128(place), coverage, &color));
    }
    for (; x < count; x++, mask += 3) {
        DWORD coverage = (DWORD)mask[0] << 16 | (DWORD)mask[1] << 8 | mask[2];
        if (coverage) row[x] = (DWORD)_mm_cvtsi128_si32(blend_channels(_mm_cvtsi32_si128((int)row[x]), _mm_cvtsi32_si128((int)coverage), &color));
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
    const BYTE *coverage = mask + (SSIZE_T)(part->top - y) * stride + (SSIZE_T)(part->left - x) * scale;
    BYTE *bits = (BYTE *)raster->bits + (SSIZE_T)part->top * raster->stride;
    if (is_plain && scale == 1) {
        blend_rows_32((DWORD *)bits + part->left, raster->stride, coverage, stride, count, part->bottom - part->top, pixel);
        return;
    }
    for (LONG row = part->top; row < part->bottom; row++, coverage += stride, bits += raster->stride) {
        if (is_plain) blend_row_subpixels_32((DWORD *)bits + part->left, coverage, count, pixel);
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
