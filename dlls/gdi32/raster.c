/* Rasters: pixels of 1, 4, 8, 16, 24 and 32 bits, singly and in rows; colours and pixel values. */
#include "gdi_private.h"
#include <emmintrin.h>

/* --- colours --- */

static RGBQUAD mono_colors[2] = {{0, 0, 0, 0}, {255, 255, 255, 0}};

/* Blue, green, red. The first eight and the last eight are the colours that every palette device keeps. */
static RGBQUAD plain_colors[16] = {
    {0, 0, 0, 0},     {0, 0, 128, 0},     {0, 128, 0, 0},     {0, 128, 128, 0},   {128, 0, 0, 0}, {128, 0, 128, 0},
    {128, 128, 0, 0}, {192, 192, 192, 0}, {128, 128, 128, 0}, {0, 0, 255, 0},     {0, 255, 0, 0}, {0, 255, 255, 0},
    {255, 0, 0, 0},   {255, 0, 255, 0},   {255, 255, 0, 0},   {255, 255, 255, 0},
};

static void fill_halftone_colors(RGBQUAD *colors)
{
    PALETTEENTRY entries[256];
    palette_halftone_entries(entries);
    for (int i = 0; i < 256; i++) colors[i] = (RGBQUAD){entries[i].peBlue, entries[i].peGreen, entries[i].peRed, 0};
}

BOOL raster_set_default_colors(struct raster *raster)
{
    raster->masks[0] = raster->depth == 16 ? 0xf800 : 0xff0000;
    raster->masks[1] = raster->depth == 16 ? 0x07e0 : 0x00ff00;
    raster->masks[2] = raster->depth == 16 ? 0x001f : 0x0000ff;
    raster->color_count = raster->depth <= 8 ? 1u << raster->depth : 0;
    if (raster->depth == 1) raster->colors = mono_colors;
    if (raster->depth == 4) raster->colors = plain_colors;
    if (raster->depth != 8) return TRUE;
    raster->colors = heap_allocate(256 * sizeof(RGBQUAD));
    if (!raster->colors) return FALSE;
    fill_halftone_colors(raster->colors);
    return TRUE;
}

BOOL raster_colors_are_shared(const struct raster *raster)
{
    return raster->colors == mono_colors || raster->colors == plain_colors;
}

BOOL raster_is_mono(const struct raster *raster) { return raster->colors == mono_colors; }

/* The squared distances of four colours; `wanted` holds blue, green, red and 0 twice, as words. */
static __m128i four_distances(const RGBQUAD *colors, __m128i wanted)
{
    __m128i zero = _mm_setzero_si128(),
            four = _mm_and_si128(_mm_loadu_si128((const __m128i *)colors), _mm_set1_epi32(0xffffff));
    __m128i low = _mm_sub_epi16(_mm_unpacklo_epi8(four, zero), wanted),
            high = _mm_sub_epi16(_mm_unpackhi_epi8(four, zero), wanted);
    __m128 first = _mm_castsi128_ps(_mm_madd_epi16(low, low)), second = _mm_castsi128_ps(_mm_madd_epi16(high, high));
    return _mm_add_epi32(_mm_castps_si128(_mm_shuffle_ps(first, second, _MM_SHUFFLE(2, 0, 2, 0))),
                         _mm_castps_si128(_mm_shuffle_ps(first, second, _MM_SHUFFLE(3, 1, 3, 1))));
}

/* The first of the nearest: four are passed over at a time where none of them is nearer than the best so far. */
static UINT nearest_color(const RGBQUAD *colors, UINT count, int red, int green, int blue)
{
    UINT best = 0, best_distance = ~0u >> 1;
    __m128i wanted = _mm_set_epi16(0, (short)red, (short)green, (short)blue, 0, (short)red, (short)green, (short)blue);
    for (UINT i = 0; i < count; i++) {
        while (i + 4 <= count && !_mm_movemask_epi8(_mm_cmplt_epi32(four_distances(colors + i, wanted),
                                                                    _mm_set1_epi32((int)best_distance))))
            i += 4;
        if (i >= count) break;
        int r = colors[i].rgbRed - red, g = colors[i].rgbGreen - green, b = colors[i].rgbBlue - blue;
        UINT distance = (UINT)(r * r + g * g + b * b);
        if (distance >= best_distance) continue;
        best = i;
        best_distance = distance;
        if (!distance) break;
    }
    return best;
}

static DWORD scale_to_mask(DWORD value, DWORD mask)
{
    if (!mask) return 0;
    int shift = __builtin_ctz(mask), bits = 32 - __builtin_clz(mask) - shift;
    DWORD field = bits <= 8    ? value >> (8 - bits)
                  : bits >= 32 ? value * 0x01010101u
                               : (DWORD)(((ULONGLONG)value * 0x01010101u) >> (32 - bits));
    return (field << shift) & mask;
}

static DWORD scale_from_mask(DWORD pixel, DWORD mask)
{
    if (!mask) return 0;
    int shift = __builtin_ctz(mask), bits = 32 - __builtin_clz(mask) - shift;
    DWORD field = (pixel & mask) >> shift;
    if (bits >= 8) return field >> (bits - 8);
    DWORD value = field << (8 - bits); /* the upper bits again below, so that all ones become 255 */
    for (int filled = bits; filled < 8; filled *= 2) value |= value >> filled;
    return value & 0xff;
}

static BOOL has_plain_masks(const struct raster *raster)
{
    return raster->masks[0] == 0xff0000 && raster->masks[1] == 0xff00 && raster->masks[2] == 0xff;
}

DWORD raster_pixel_from_color(const struct raster *raster, COLORREF color)
{
    BYTE red = GetRValue(color), green = GetGValue(color), blue = GetBValue(color);
    if (raster->depth <= 8) return nearest_color(raster->colors, raster->color_count, red, green, blue);
    if (raster->depth == 24 || has_plain_masks(raster)) return (DWORD)red << 16 | (DWORD)green << 8 | blue;
    return scale_to_mask(red, raster->masks[0]) | scale_to_mask(green, raster->masks[1]) |
           scale_to_mask(blue, raster->masks[2]);
}

COLORREF raster_color_from_pixel(const struct raster *raster, DWORD pixel)
{
    if (raster->depth <= 8) {
        if (pixel >= raster->color_count) return RGB(0, 0, 0);
        const RGBQUAD *color = &raster->colors[pixel];
        return RGB(color->rgbRed, color->rgbGreen, color->rgbBlue);
    }
    if (raster->depth == 24 || has_plain_masks(raster)) return RGB(pixel >> 16, pixel >> 8, pixel);
    return RGB(scale_from_mask(pixel, raster->masks[0]), scale_from_mask(pixel, raster->masks[1]),
               scale_from_mask(pixel, raster->masks[2]));
}

/* --- single pixels --- */

static BYTE *row_of(const struct raster *raster, LONG y) { return (BYTE *)raster->bits + (LONG_PTR)y * raster->stride; }

DWORD raster_get_pixel(const struct raster *raster, LONG x, LONG y)
{
    const BYTE *row = row_of(raster, y);
    switch (raster->depth) {
    case 1: return row[x >> 3] >> (7 - (x & 7)) & 1;
    case 4: return x & 1 ? row[x >> 1] & 15 : row[x >> 1] >> 4;
    case 8: return row[x];
    case 16: return ((const WORD *)row)[x];
    case 24: return row[x * 3] | (DWORD)row[x * 3 + 1] << 8 | (DWORD)row[x * 3 + 2] << 16;
    default: return ((const DWORD *)row)[x];
    }
}

void raster_set_pixel(const struct raster *raster, LONG x, LONG y, DWORD pixel)
{
    BYTE *row = row_of(raster, y);
    BYTE bit = 0x80 >> (x & 7);
    switch (raster->depth) {
    case 1: row[x >> 3] = pixel & 1 ? row[x >> 3] | bit : row[x >> 3] & ~bit; break;
    case 4: row[x >> 1] = x & 1 ? (row[x >> 1] & 0xf0) | (pixel & 15) : (row[x >> 1] & 15) | (BYTE)(pixel << 4); break;
    case 8: row[x] = (BYTE)pixel; break;
    case 16: ((WORD *)row)[x] = (WORD)pixel; break;
    case 24: row[x * 3] = (BYTE)pixel, row[x * 3 + 1] = (BYTE)(pixel >> 8), row[x * 3 + 2] = (BYTE)(pixel >> 16); break;
    default: ((DWORD *)row)[x] = pixel; break;
    }
}

/* --- rows --- */

void raster_read_row(const struct raster *raster, LONG x, LONG y, UINT count, DWORD *pixels)
{
    const BYTE *row = row_of(raster, y);
    switch (raster->depth) {
    case 1:
        for (UINT i = 0; i < count; i++, x++) pixels[i] = row[x >> 3] >> (7 - (x & 7)) & 1;
        break;
    case 4:
        for (UINT i = 0; i < count; i++, x++) pixels[i] = x & 1 ? row[x >> 1] & 15 : row[x >> 1] >> 4;
        break;
    case 8:
        for (UINT i = 0; i < count; i++) pixels[i] = row[x + (LONG)i];
        break;
    case 16:
        for (UINT i = 0; i < count; i++) pixels[i] = ((const WORD *)row)[x + (LONG)i];
        break;
    case 24:
        row += (LONG_PTR)x * 3;
        for (UINT i = 0; i < count; i++, row += 3) pixels[i] = row[0] | (DWORD)row[1] << 8 | (DWORD)row[2] << 16;
        break;
    default: memcpy(pixels, (const DWORD *)row + x, count * sizeof(DWORD)); break;
    }
}

static void write_bits(BYTE *row, LONG x, UINT count, const DWORD *pixels)
{
    UINT done = 0;
    for (; done < count && (x & 7); done++, x++) {
        BYTE bit = 0x80 >> (x & 7);
        row[x >> 3] = pixels[done] & 1 ? row[x >> 3] | bit : row[x >> 3] & ~bit;
    }
    for (; done + 8 <= count; done += 8, x += 8) {
        BYTE byte = 0;
        for (int i = 0; i < 8; i++) byte = (BYTE)(byte << 1 | (pixels[done + i] & 1));
        row[x >> 3] = byte;
    }
    for (; done < count; done++, x++) {
        BYTE bit = 0x80 >> (x & 7);
        row[x >> 3] = pixels[done] & 1 ? row[x >> 3] | bit : row[x >> 3] & ~bit;
    }
}

static void write_nibbles(BYTE *row, LONG x, UINT count, const DWORD *pixels)
{
    for (UINT i = 0; i < count; i++, x++) {
        BYTE *byte = &row[x >> 1];
        *byte = x & 1 ? (*byte & 0xf0) | (pixels[i] & 15) : (*byte & 15) | (BYTE)(pixels[i] << 4);
    }
}

void raster_write_row(const struct raster *raster, LONG x, LONG y, UINT count, const DWORD *pixels)
{
    BYTE *row = row_of(raster, y);
    switch (raster->depth) {
    case 1: write_bits(row, x, count, pixels); break;
    case 4: write_nibbles(row, x, count, pixels); break;
    case 8:
        for (UINT i = 0; i < count; i++) row[x + (LONG)i] = (BYTE)pixels[i];
        break;
    case 16:
        for (UINT i = 0; i < count; i++) ((WORD *)row)[x + (LONG)i] = (WORD)pixels[i];
        break;
    case 24:
        row += (LONG_PTR)x * 3;
        for (UINT i = 0; i < count; i++, row += 3)
            row[0] = (BYTE)pixels[i], row[1] = (BYTE)(pixels[i] >> 8), row[2] = (BYTE)(pixels[i] >> 16);
        break;
    default: memcpy((DWORD *)row + x, pixels, count * sizeof(DWORD)); break;
    }
}
