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
    __m128i sum = _mm_add_epi16(_mm_add_epi16(_mm_mullo_epi16(below, rest), _mm_mullo_epi16(above, coverage)),
                                _mm_set1_epi16(128));
    return _mm_srli_epi16(_mm_add_epi16(sum, _mm_srli_epi16(sum, 8)), 8);
}

static inline void blend_four(DWORD *row, DWORD coverage, const struct wide_color *color)
{
    if (!coverage) return;
    __m128i zero = _mm_setzero_si128(), bytes = _mm_cvtsi32_si128((int)coverage),
            below = _mm_loadu_si128((const __m128i *)row);
    bytes = _mm_unpacklo_epi8(bytes, bytes);
    bytes = _mm_unpacklo_epi16(bytes, bytes); /* four times for each pixel */
    __m128i low = mix_words(_mm_unpacklo_epi8(below, zero), color->words, _mm_unpacklo_epi8(bytes, zero));
    __m128i high = mix_words(_mm_unpackhi_epi8(below, zero), color->words, _mm_unpackhi_epi8(bytes, zero));
    __m128i kept = _mm_or_si128(_mm_cmpeq_epi8(bytes, zero),
                                _mm_set1_epi32(0xffffff)); /* the upper byte of what is drawn on becomes 0 */
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

/* One byte a pixel. Loads and stores are of the same pieces from row to row and never overlap: what was just stored is
 * not waited for. */
static void blend_rows_32(DWORD *row, SSIZE_T row_step, const BYTE *mask, SSIZE_T mask_step, LONG count, LONG rows,
                          DWORD pixel)
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
        if (pairs != count && mask[pairs])
            row[pairs] = (DWORD)_mm_cvtsi128_si32(blend_low(_mm_cvtsi32_si128((int)row[pairs]), mask[pairs], &color));
    }
}

static inline __m128i blend_channels(__m128i below, __m128i coverage, const struct wide_color *color)
{
    __m128i zero = _mm_setzero_si128();
    __m128i low = mix_words(_mm_unpacklo_epi8(below, zero), color->words, _mm_unpacklo_epi8(coverage, zero));
    __m128i high = mix_words(_mm_unpackhi_epi8(below, zero), color->words, _mm_unpackhi_epi8(coverage, zero));
    __m128i kept = _mm_or_si128(_mm_cmpeq_epi32(coverage, zero), _mm_set1_epi32(0xffffff));
    return _mm_and_si128(_mm_packus_epi16(low, high), kept);
}

/* Four bytes of coverage a pixel, in the order of the pixel's. */
static void blend_row_subpixels_32(DWORD *row, const BYTE *mask, LONG count, const struct wide_color *color)
{
    LONG x = 0;
    for (; x + 4 <= count; x += 4, mask += 16) {
        __m128i coverage = _mm_loadu_si128((const __m128i *)mask), *place = (__m128i *)(row + x);
        if (_mm_movemask_epi8(_mm_cmpeq_epi8(coverage, _mm_setzero_si128())) == 0xffff) continue;
        _mm_storeu_si128(place, blend_channels(_mm_loadu_si128(place), coverage, color));
    }
    for (; x < count; x++, mask += 4) {
        DWORD coverage = *(const UNALIGNED DWORD *)mask;
        if (coverage)
            row[x] = (DWORD)_mm_cvtsi128_si32(
                blend_channels(_mm_cvtsi32_si128((int)row[x]), _mm_cvtsi32_si128((int)coverage), color));
    }
}

/* --- other depths --- */

struct blending {
    const struct raster *raster;
    enum mask_format format;
    COLORREF color;
    DWORD pixel;
    LONG scale; /* bytes of coverage a pixel */
};

static const BYTE *channels_of(const struct blending *blending, const BYTE *mask, BYTE own[4])
{
    if (blending->format == MASK_SUBPIXEL) return mask;
    memset(own, *mask, 4);
    return own;
}

/* Where colours cannot be mixed, a pixel is drawn that is covered by half. */
static void blend_row_threshold(const struct blending *blending, LONG left, LONG y, const BYTE *mask, LONG count)
{
    const struct raster *raster = blending->raster;
    BYTE *row = (BYTE *)raster->bits + (SSIZE_T)y * raster->stride;
    mask += blending->scale == 4 ? 1 : 0; /* green's */
    for (LONG x = left; x < left + count; x++, mask += blending->scale) {
        if (*mask < 128) continue;
        if (raster->depth == 8) row[x] = (BYTE)blending->pixel;
        else if (raster->depth == 16) ((WORD *)row)[x] = (WORD)blending->pixel;
        else raster_set_pixel(raster, x, y, blending->pixel);
    }
}

static void blend_row_24(const struct blending *blending, LONG left, LONG y, const BYTE *mask, LONG count)
{
    BYTE *row = (BYTE *)blending->raster->bits + (SSIZE_T)y * blending->raster->stride + (SSIZE_T)left * 3, own[4];
    for (LONG x = 0; x < count; x++, mask += blending->scale, row += 3) {
        const BYTE *coverage = channels_of(blending, mask, own);
        if (!*(const UNALIGNED DWORD *)coverage) continue;
        for (int i = 0; i < 3; i++) row[i] = (BYTE)mix(row[i], blending->pixel >> i * 8 & 0xff, coverage[i]);
    }
}

/* Two bytes a pixel, blue in the lowest five bits; green has five or six. */
static void blend_row_16(const struct blending *blending, LONG left, LONG y, const BYTE *mask, LONG count)
{
    const struct raster *raster = blending->raster;
    WORD *row = (WORD *)((BYTE *)raster->bits + (SSIZE_T)y * raster->stride) + left;
    UINT green_bits = raster->masks[1] == 0x7e0 ? 6 : 5;
    for (LONG x = 0; x < count; x++, mask += blending->scale) {
        BYTE own[4];
        const BYTE *coverage = channels_of(blending, mask, own);
        if (!*(const UNALIGNED DWORD *)coverage) continue;
        DWORD pixel = row[x], blue = pixel & 31, green = pixel >> 5 & ((1u << green_bits) - 1),
              red = pixel >> (5 + green_bits) & 31;
        blue = mix(blue << 3 | blue >> 2, GetBValue(blending->color), coverage[0]);
        green = mix(green << (8 - green_bits) | green >> (2 * green_bits - 8), GetGValue(blending->color), coverage[1]);
        red = mix(red << 3 | red >> 2, GetRValue(blending->color), coverage[2]);
        row[x] = (WORD)(blue >> 3 | green >> (8 - green_bits) << 5 | red >> 3 << (5 + green_bits));
    }
}

static BOOL has_known_words(const struct raster *raster)
{
    const DWORD *masks = raster->masks;
    return raster->depth == 16 && masks[2] == 0x1f &&
           ((masks[0] == 0xf800 && masks[1] == 0x7e0) || (masks[0] == 0x7c00 && masks[1] == 0x3e0));
}

static void blend_row_any(const struct blending *blending, LONG left, LONG y, const BYTE *mask, LONG count)
{
    const struct raster *raster = blending->raster;
    DWORD pixels[ROW_PIXELS];
    for (LONG done = 0; done < count; done += ROW_PIXELS) {
        UINT part = (UINT)min(count - done, ROW_PIXELS);
        raster_read_row(raster, left + done, y, part, pixels);
        for (UINT i = 0; i < part; i++, mask += blending->scale) {
            BYTE own[4];
            const BYTE *coverage = channels_of(blending, mask, own);
            if (!(coverage[0] | coverage[1] | coverage[2])) continue;
            COLORREF below = raster_color_from_pixel(raster, pixels[i]), above = blending->color;
            COLORREF mixed = RGB(mix(GetRValue(below), GetRValue(above), coverage[2]),
                                 mix(GetGValue(below), GetGValue(above), coverage[1]),
                                 mix(GetBValue(below), GetBValue(above), coverage[0]));
            pixels[i] = raster_pixel_from_color(raster, mixed);
        }
        raster_write_row(raster, left + done, y, part, pixels);
    }
}

static void blend_part(const struct blending *blending, const RECT *part, LONG x, LONG y, const BYTE *mask, LONG stride)
{
    const struct raster *raster = blending->raster;
    LONG count = part->right - part->left;
    BOOL is_plain = raster->depth == 32 && has_plain_masks(raster);
    const BYTE *coverage = mask + (SSIZE_T)(part->top - y) * stride + (SSIZE_T)(part->left - x) * blending->scale;
    BYTE *bits = (BYTE *)raster->bits + (SSIZE_T)part->top * raster->stride;
    if (is_plain && blending->scale == 1) {
        blend_rows_32((DWORD *)bits + part->left, raster->stride, coverage, stride, count, part->bottom - part->top,
                      blending->pixel);
        return;
    }
    const struct wide_color color = widen_color(blending->pixel);
    BOOL is_known_16 = has_known_words(raster);
    for (LONG row = part->top; row < part->bottom; row++, coverage += stride, bits += raster->stride) {
        if (is_plain) blend_row_subpixels_32((DWORD *)bits + part->left, coverage, count, &color);
        else if (raster->depth <= 8 || blending->format == MASK_MONO)
            blend_row_threshold(blending, part->left, row, coverage, count);
        else if (raster->depth == 24) blend_row_24(blending, part->left, row, coverage, count);
        else if (is_known_16) blend_row_16(blending, part->left, row, coverage, count);
        else blend_row_any(blending, part->left, row, coverage, count);
    }
}

void raster_blend_mask(const struct raster *raster, const struct region *clip, const struct glyph_mask *mask,
                       COLORREF color, DWORD pixel)
{
    LONG x = mask->x, y = mask->y;
    const struct blending blending = {raster, mask->format, color, pixel, mask->format == MASK_SUBPIXEL ? 4 : 1};
    for (UINT i = 0; i < clip->count; i++) {
        const RECT *rectangle = &clip->rectangles[i];
        if (rectangle->top >= y + mask->height) break;
        RECT part = {max(x, rectangle->left), max(y, rectangle->top), min(x + mask->width, rectangle->right),
                     min(y + mask->height, rectangle->bottom)};
        if (part.left < part.right && part.top < part.bottom)
            blend_part(&blending, &part, x, y, mask->coverage, mask->width * blending.scale);
    }
}
