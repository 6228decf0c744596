/* Raster operations. A ternary operation is a truth table of 8 bits: bit P*4 + S*2 + D is the result. Any such table is
 * an exclusive or of products of P, S and D (its algebraic normal form), so one loop of a dozen instructions does all
 * 256 on whole words. */
#include "gdi_private.h"
#include <emmintrin.h>

void rop_masks_init(struct rop_masks *masks, BYTE table)
{
    BYTE terms = table; /* the transform that turns a truth table into the coefficients of its normal form */
    terms ^= (terms & 0x55) << 1;
    terms ^= (terms & 0x33) << 2;
    terms ^= (terms & 0x0f) << 4;
    for (int i = 0; i < 8; i++) masks->terms[i] = terms >> i & 1 ? ~0u : 0;
}

BYTE rop_table_from_rop2(int rop2)
{
    UINT table = (UINT)(rop2 - 1); /* bit P*2 + D; R2_BLACK is 1 */
    UINT low = table & 3, high = table >> 2 & 3;
    return (BYTE)(low | low << 2 | high << 4 | high << 6);
}

/* Two sources: the pattern's terms do not matter. */
static void combine_source(const DWORD *terms, DWORD *destination, const DWORD *source, UINT count)
{
    __m128i c0 = _mm_set1_epi32((int)terms[0]), c1 = _mm_set1_epi32((int)terms[1]);
    __m128i c2 = _mm_set1_epi32((int)terms[2]), c3 = _mm_set1_epi32((int)terms[3]);
    UINT i = 0;
    for (; i + 4 <= count; i += 4) {
        __m128i d = _mm_loadu_si128((const __m128i *)(destination + i)),
                s = _mm_loadu_si128((const __m128i *)(source + i));
        __m128i without = _mm_xor_si128(c0, _mm_and_si128(c1, d)), with = _mm_xor_si128(c2, _mm_and_si128(c3, d));
        _mm_storeu_si128((__m128i *)(destination + i), _mm_xor_si128(without, _mm_and_si128(s, with)));
    }
    for (; i < count; i++) {
        DWORD d = destination[i];
        destination[i] = (terms[0] ^ (terms[1] & d)) ^ (source[i] & (terms[2] ^ (terms[3] & d)));
    }
}

static DWORD combine_pixel(const DWORD *terms, DWORD d, DWORD s, DWORD p)
{
    DWORD plain = (terms[0] ^ (terms[1] & d)) ^ (s & (terms[2] ^ (terms[3] & d)));
    return plain ^ (p & ((terms[4] ^ (terms[5] & d)) ^ (s & (terms[6] ^ (terms[7] & d)))));
}

static void combine_three(const DWORD *terms, DWORD *destination, const DWORD *source, const DWORD *pattern, UINT count)
{
    __m128i c[8];
    for (int i = 0; i < 8; i++) c[i] = _mm_set1_epi32((int)terms[i]);
    UINT i = 0;
    for (; i + 4 <= count; i += 4) {
        __m128i d = _mm_loadu_si128((const __m128i *)(destination + i)),
                s = _mm_loadu_si128((const __m128i *)(source + i));
        __m128i p = _mm_loadu_si128((const __m128i *)(pattern + i));
        __m128i plain = _mm_xor_si128(_mm_xor_si128(c[0], _mm_and_si128(c[1], d)),
                                      _mm_and_si128(s, _mm_xor_si128(c[2], _mm_and_si128(c[3], d))));
        __m128i with = _mm_xor_si128(_mm_xor_si128(c[4], _mm_and_si128(c[5], d)),
                                     _mm_and_si128(s, _mm_xor_si128(c[6], _mm_and_si128(c[7], d))));
        _mm_storeu_si128((__m128i *)(destination + i), _mm_xor_si128(plain, _mm_and_si128(p, with)));
    }
    for (; i < count; i++) destination[i] = combine_pixel(terms, destination[i], source[i], pattern[i]);
}

/* NULL for what the operation does not use. */
void rop_row(const struct rop_masks *masks, DWORD *destination, const DWORD *source, const DWORD *pattern, UINT count)
{
    static const BYTE without_source[4] = {0, 1, 4, 5};
    const DWORD *terms = masks->terms;
    if (source && pattern) {
        combine_three(terms, destination, source, pattern, count);
    } else if (pattern) {
        DWORD two[4];
        for (int i = 0; i < 4; i++) two[i] = terms[without_source[i]];
        combine_source(two, destination, pattern, count);
    } else {
        combine_source(terms, destination, source ? source : destination, count);
    }
}

/* --- rows of bits --- */

static BYTE combine_byte(const DWORD *terms, BYTE d, BYTE s)
{
    return (BYTE)((terms[0] ^ (terms[1] & d)) ^ (s & (terms[2] ^ (terms[3] & d))));
}

/* Eight bits from any bit on; the byte behind is looked at only where bits of it are wanted. */
static BYTE bits_at(const BYTE *source, ULONG bit, UINT wanted)
{
    const BYTE *place = source + (bit >> 3);
    UINT shift = bit & 7;
    UINT pair = (UINT)place[0] << 8;
    if (shift + wanted > 8) pair |= place[1];
    return (BYTE)(pair >> (8 - shift));
}

static void combine_some(const DWORD *terms, BYTE *place, UINT first, UINT count, BYTE source)
{
    BYTE mask = (BYTE)((0xff00u >> count & 0xff) >> first);
    BYTE result = combine_byte(terms, *place, (BYTE)(source >> first));
    *place = (BYTE)((*place & ~mask) | (result & mask));
}

/* Whole bytes whose source begins at another bit: 64 bits at a time. */
static ULONG combine_shifted(const DWORD *terms, BYTE *place, const BYTE *source, UINT shift, ULONG bytes)
{
    ULONGLONG wide[4];
    ULONG done = 0;
    for (int i = 0; i < 4; i++) wide[i] = (ULONGLONG)terms[i] << 32 | terms[i];
    for (; done + 9 <= bytes; done += 8) {
        ULONGLONG s, d;
        memcpy(&s, source + done, sizeof(s));
        memcpy(&d, place + done, sizeof(d));
        s = __builtin_bswap64(s) << shift | source[done + 8] >> (8 - shift);
        s = __builtin_bswap64(s);
        d = (wide[0] ^ (wide[1] & d)) ^ (s & (wide[2] ^ (wide[3] & d)));
        memcpy(place + done, &d, sizeof(d));
    }
    return done;
}

void rop_bits(const struct rop_masks *masks, BYTE *row, ULONG bit, const BYTE *source, ULONG source_bit, ULONG count)
{
    const DWORD *terms = masks->terms;
    BYTE *place = row + (bit >> 3);
    UINT head = (8 - (bit & 7)) & 7;
    if (head > count) head = count;
    if (head) {
        combine_some(terms, place++, bit & 7, head, bits_at(source, source_bit, head));
        source_bit += head;
        count -= head;
    }
    ULONG bytes = count >> 3, done = 0;
    const BYTE *from = source + (source_bit >> 3);
    UINT shift = source_bit & 7;
    if (!shift) {
        combine_source(terms, (DWORD *)place, (const DWORD *)from, bytes / 4);
        done = bytes & ~3u;
    } else {
        done = combine_shifted(terms, place, from, shift, bytes);
    }
    for (; done < bytes; done++) place[done] = combine_byte(terms, place[done], bits_at(from + done, shift, 8));
    if (count & 7) combine_some(terms, place + bytes, 0, count & 7, bits_at(from + bytes, shift, count & 7));
}
