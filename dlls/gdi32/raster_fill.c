/* One pixel value over a rectangle, with any binary raster operation: destination = (destination AND a) XOR b. */
#include "gdi_private.h"
#include <emmintrin.h>

struct and_xor raster_rop2_masks(int rop2, DWORD pixel)
{
    UINT table = (UINT)(rop2 - 1);
    struct and_xor result = {0, 0};
    /* For pen bit p: destination 0 gives table bit p*2, destination 1 gives p*2 + 1. */
    if (table & 1) result.xor |= ~pixel;
    if (table & 4) result.xor |= pixel;
    if ((table ^ table >> 1) & 1) result.and |= ~pixel;
    if ((table >> 2 ^ table >> 3) & 1) result.and |= pixel;
    return result;
}

static DWORD widen_pixel(UINT depth, DWORD pixel)
{
    switch (depth) {
    case 1: return pixel & 1 ? ~0u : 0;
    case 4: return (pixel & 15) * 0x11111111u;
    case 8: return (pixel & 0xff) * 0x01010101u;
    case 16: return (pixel & 0xffff) * 0x00010001u;
    default: return pixel;
    }
}

static void store_words(DWORD *words, UINT count, DWORD value)
{
    __m128i wide = _mm_set1_epi32((int)value);
    UINT i = 0;
    for (; i < count && ((ULONG_PTR)(words + i) & 15); i++) words[i] = value;
    for (; i + 16 <= count; i += 16) {
        for (UINT j = 0; j < 16; j += 4) _mm_store_si128((__m128i *)(words + i + j), wide);
    }
    for (; i + 4 <= count; i += 4) _mm_store_si128((__m128i *)(words + i), wide);
    for (; i < count; i++) words[i] = value;
}

static void combine_words(DWORD *words, UINT count, struct and_xor masks)
{
    __m128i and = _mm_set1_epi32((int)masks.and), xor = _mm_set1_epi32((int)masks.xor);
    UINT i = 0;
    for (; i + 4 <= count; i += 4) {
        __m128i *place = (__m128i *)(words + i);
        _mm_storeu_si128(place, _mm_xor_si128(_mm_and_si128(_mm_loadu_si128(place), and), xor));
    }
    for (; i < count; i++) words[i] = (words[i] & masks.and) ^ masks.xor;
}

static void fill_32(BYTE *row, LONG stride, LONG left, LONG right, LONG rows, struct and_xor masks)
{
    UINT count = (UINT)(right - left);
    for (; rows > 0; rows--, row += stride) {
        if (!masks.and) store_words((DWORD *)row + left, count, masks.xor);
        else combine_words((DWORD *)row + left, count, masks);
    }
}

/* Depths below 32 but 24: bits first_bit to last_bit of a row; all bytes carry the same masks, or every second one in 16 bits. */
static void fill_bits(BYTE *row, ULONG first_bit, ULONG last_bit, struct and_xor masks)
{
    ULONG first = first_bit >> 3, last = last_bit >> 3;
    BYTE and = (BYTE)masks.and, xor = (BYTE)masks.xor;
    BYTE head = (BYTE)(0xff >> (first_bit & 7)), tail = (BYTE)~(0xff >> (last_bit & 7));
    if (first == last) {
        head &= tail;
        if (head) row[first] = (BYTE)((row[first] & ~head) | (((row[first] & and) ^ xor) & head));
        return;
    }
    if (first_bit & 7) {
        row[first] = (BYTE)((row[first] & ~head) | (((row[first] & and) ^ xor) & head));
        first++;
    }
    if (!and) memset(row + first, xor, last - first);
    else for (ULONG i = first; i < last; i++) row[i] = (BYTE)((row[i] & and) ^ xor);
    if (tail) row[last] = (BYTE)((row[last] & ~tail) | (((row[last] & and) ^ xor) & tail));
}

static void fill_16(WORD *row, LONG left, LONG right, struct and_xor masks)
{
    for (LONG x = left; x < right; x++) row[x] = (WORD)((row[x] & masks.and) ^ masks.xor);
}

static void fill_24(BYTE *row, LONG left, LONG right, struct and_xor masks)
{
    BYTE and[3] = {(BYTE)masks.and, (BYTE)(masks.and >> 8), (BYTE)(masks.and >> 16)};
    BYTE xor[3] = {(BYTE)masks.xor, (BYTE)(masks.xor >> 8), (BYTE)(masks.xor >> 16)};
    BYTE *place = row + (LONG_PTR)left * 3;
    for (LONG x = left; x < right; x++, place += 3) {
        for (int i = 0; i < 3; i++) place[i] = (place[i] & and[i]) ^ xor[i];
    }
}

void raster_fill(const struct raster *raster, const RECT *area, DWORD pixel, int rop2)
{
    if (area->left >= area->right || rop2 == R2_NOP) return;
    struct and_xor masks = raster_rop2_masks(rop2, widen_pixel(raster->depth, pixel));
    BYTE *row = (BYTE *)raster->bits + (LONG_PTR)area->top * raster->stride;
    if (raster->depth == 32) {
        fill_32(row, raster->stride, area->left, area->right, area->bottom - area->top, masks);
        return;
    }
    for (LONG y = area->top; y < area->bottom; y++, row += raster->stride) {
        if (raster->depth == 16) fill_16((WORD *)row, area->left, area->right, masks);
        else if (raster->depth == 24) fill_24(row, area->left, area->right, masks);
        else fill_bits(row, (ULONG)area->left * raster->depth, (ULONG)area->right * raster->depth, masks);
    }
}
