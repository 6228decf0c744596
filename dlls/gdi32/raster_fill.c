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

/* `count` bytes, every one combined with the byte of the masks that its place in the word has; for any alignment. */
static void combine_bytes(BYTE *bytes, SIZE_T count, struct and_xor masks)
{
    __m128i and = _mm_set1_epi32((int)masks.and), xor = _mm_set1_epi32((int)masks.xor);
    SIZE_T i = 0;
    if (!masks.and) {
        for (; i + 64 <= count; i += 64) {
            for (int j = 0; j < 64; j += 16) _mm_storeu_si128((__m128i *)(bytes + i + j), xor);
        }
        for (; i + 16 <= count; i += 16) _mm_storeu_si128((__m128i *)(bytes + i), xor);
    }
    for (; i + 16 <= count; i += 16) {
        __m128i *place = (__m128i *)(bytes + i);
        _mm_storeu_si128(place, _mm_xor_si128(_mm_and_si128(_mm_loadu_si128(place), and), xor));
    }
    for (; i < count; i++) {
        UINT shift = (i & 3) * 8;
        bytes[i] = (BYTE)((bytes[i] & masks.and >> shift) ^ masks.xor >> shift);
    }
}

static void fill_32(BYTE *row, LONG stride, LONG left, LONG right, LONG rows, struct and_xor masks)
{
    UINT count = (UINT)(right - left);
    for (; rows > 0; rows--, row += stride) {
        if (!masks.and) store_words((DWORD *)row + left, count, masks.xor);
        else combine_words((DWORD *)row + left, count, masks);
    }
}

/* Depths below 32 but 24: bits first_bit to last_bit of a row; all bytes carry the same masks, or every second one in
 * 16 bits. */
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
    combine_bytes(row + first, last - first, masks);
    if (tail) row[last] = (BYTE)((row[last] & ~tail) | (((row[last] & and) ^ xor) & tail));
}

/* Sixteen pixels of 24 bits are three vectors, which repeat from the first pixel on. */
struct pattern_24 { BYTE and[48], xor[48]; };

static void make_pattern_24(struct pattern_24 *pattern, struct and_xor masks)
{
    for (int i = 0; i < 48; i++) {
        pattern->and[i] = (BYTE)(masks.and >> i % 3 * 8);
        pattern->xor[i] = (BYTE)(masks.xor >> i % 3 * 8);
    }
}

static void fill_24(BYTE *place, LONG count, DWORD pixel_and, const struct pattern_24 *pattern)
{
    __m128i and_parts[3], xor_parts[3];
    for (int i = 0; i < 3; i++) {
        and_parts[i] = _mm_loadu_si128((const __m128i *)(pattern->and + i * 16));
        xor_parts[i] = _mm_loadu_si128((const __m128i *)(pattern->xor + i * 16));
    }
    SIZE_T bytes = (SIZE_T)count * 3, at = 0;
    for (; !pixel_and && at + 48 <= bytes; at += 48) {
        for (int i = 0; i < 3; i++) _mm_storeu_si128((__m128i *)(place + at + i * 16), xor_parts[i]);
    }
    for (; at + 48 <= bytes; at += 48) {
        for (int i = 0; i < 3; i++) {
            __m128i *part = (__m128i *)(place + at + i * 16);
            _mm_storeu_si128(part, _mm_xor_si128(_mm_and_si128(_mm_loadu_si128(part), and_parts[i]), xor_parts[i]));
        }
    }
    for (SIZE_T i = 0; at < bytes; at++, i++) place[at] = (BYTE)((place[at] & pattern->and[i]) ^ pattern->xor[i]);
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
    struct pattern_24 pattern;
    if (raster->depth == 24) make_pattern_24(&pattern, masks);
    for (LONG y = area->top; y < area->bottom; y++, row += raster->stride) {
        if (raster->depth == 16)
            combine_bytes(row + (LONG_PTR)area->left * 2, (SIZE_T)(area->right - area->left) * 2, masks);
        else if (raster->depth == 24)
            fill_24(row + (LONG_PTR)area->left * 3, area->right - area->left, masks.and &0xffffff, &pattern);
        else fill_bits(row, (ULONG)area->left * raster->depth, (ULONG)area->right * raster->depth, masks);
    }
}
