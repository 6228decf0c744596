/* Bitmaps of 32-bit words. */
#include "nt/nt.h"

#include <stdbool.h>
#include <string.h>

#define NOT_FOUND 0xffffffffu

static inline bool test(const RTL_BITMAP *bitmap, ULONG bit) { return bitmap->Buffer[bit / 32] >> (bit % 32) & 1; }
static inline ULONG word_count(const RTL_BITMAP *bitmap) { return (bitmap->SizeOfBitMap + 31) / 32; }

VOID NTAPI RtlInitializeBitMap(PRTL_BITMAP bitmap, PULONG buffer, ULONG size)
{
    bitmap->SizeOfBitMap = size;
    bitmap->Buffer = buffer;
}

VOID NTAPI RtlClearAllBits(PRTL_BITMAP bitmap) { memset(bitmap->Buffer, 0, word_count(bitmap) * sizeof(ULONG)); }
VOID NTAPI RtlSetAllBits(PRTL_BITMAP bitmap) { memset(bitmap->Buffer, 0xff, word_count(bitmap) * sizeof(ULONG)); }
VOID NTAPI RtlSetBit(PRTL_BITMAP bitmap, ULONG bit) { bitmap->Buffer[bit / 32] |= 1u << (bit % 32); }
VOID NTAPI RtlClearBit(PRTL_BITMAP bitmap, ULONG bit) { bitmap->Buffer[bit / 32] &= ~(1u << (bit % 32)); }
BOOLEAN NTAPI RtlTestBit(PRTL_BITMAP bitmap, ULONG bit) { return test(bitmap, bit); }

/* The mask of the bits of one word that belong to [start, start + count), and how many those are. */
static ULONG word_mask(ULONG start, ULONG count, ULONG *taken)
{
    ULONG offset = start % 32;
    *taken = min(32 - offset, count);
    return (*taken == 32 ? ~0u : (1u << *taken) - 1) << offset;
}

VOID NTAPI RtlSetBits(PRTL_BITMAP bitmap, ULONG start, ULONG count)
{
    for (ULONG taken; count; start += taken, count -= taken) {
        ULONG mask = word_mask(start, count, &taken);
        bitmap->Buffer[start / 32] |= mask;
    }
}

VOID NTAPI RtlClearBits(PRTL_BITMAP bitmap, ULONG start, ULONG count)
{
    for (ULONG taken; count; start += taken, count -= taken) {
        ULONG mask = word_mask(start, count, &taken);
        bitmap->Buffer[start / 32] &= ~mask;
    }
}

static bool range_is(const RTL_BITMAP *bitmap, ULONG start, ULONG count, bool set)
{
    if (start > bitmap->SizeOfBitMap || count > bitmap->SizeOfBitMap - start || !count) return false;
    for (ULONG taken; count; start += taken, count -= taken) {
        ULONG mask = word_mask(start, count, &taken), word = bitmap->Buffer[start / 32] & mask;
        if (word != (set ? mask : 0)) return false;
    }
    return true;
}

BOOLEAN NTAPI RtlAreBitsSet(PRTL_BITMAP bitmap, ULONG start, ULONG count)
{
    return range_is(bitmap, start, count, true);
}
BOOLEAN NTAPI RtlAreBitsClear(PRTL_BITMAP bitmap, ULONG start, ULONG count)
{
    return range_is(bitmap, start, count, false);
}

/* The next bit from `start` below `end` that is (not) set; `end` if there is none. */
static ULONG next_bit(const RTL_BITMAP *bitmap, ULONG start, ULONG end, bool set)
{
    while (start < end) {
        ULONG word = (set ? bitmap->Buffer[start / 32] : ~bitmap->Buffer[start / 32]) >> (start % 32);
        if (word) return min(start + __builtin_ctz(word), end);
        start = (start | 31) + 1;
    }
    return end;
}

static ULONG find_run(const RTL_BITMAP *bitmap, ULONG count, ULONG start, ULONG end, bool set)
{
    while (start < end) {
        ULONG first = next_bit(bitmap, start, end, set), after = next_bit(bitmap, first, end, !set);
        if (after - first >= count) return first;
        start = after;
    }
    return NOT_FOUND;
}

/* From the hint to the end, then from the beginning. An empty run is where the hint is. */
static ULONG find_bits(const RTL_BITMAP *bitmap, ULONG count, ULONG hint, bool set)
{
    ULONG size = bitmap->SizeOfBitMap;
    if (hint >= size) hint = 0;
    if (!count) return hint & ~7u;
    if (count > size) return NOT_FOUND;
    ULONG found = find_run(bitmap, count, hint, size, set);
    return found == NOT_FOUND && hint ? find_run(bitmap, count, 0, min(size, hint + count - 1), set) : found;
}

ULONG NTAPI RtlFindClearBits(PRTL_BITMAP bitmap, ULONG count, ULONG hint)
{
    return find_bits(bitmap, count, hint, false);
}
ULONG NTAPI RtlFindSetBits(PRTL_BITMAP bitmap, ULONG count, ULONG hint) { return find_bits(bitmap, count, hint, true); }

ULONG NTAPI RtlFindClearBitsAndSet(PRTL_BITMAP bitmap, ULONG count, ULONG hint)
{
    ULONG found = find_bits(bitmap, count, hint, false);
    if (found != NOT_FOUND) RtlSetBits(bitmap, found, count);
    return found;
}

ULONG NTAPI RtlFindSetBitsAndClear(PRTL_BITMAP bitmap, ULONG count, ULONG hint)
{
    ULONG found = find_bits(bitmap, count, hint, true);
    if (found != NOT_FOUND) RtlClearBits(bitmap, found, count);
    return found;
}

static ULONG population(ULONG word)
{
    word -= word >> 1 & 0x55555555;
    word = (word & 0x33333333) + (word >> 2 & 0x33333333);
    return ((word + (word >> 4)) & 0x0f0f0f0f) * 0x01010101 >> 24;
}

static ULONG count_set(const RTL_BITMAP *bitmap, ULONG start, ULONG count)
{
    ULONG total = 0;
    for (ULONG taken; count; start += taken, count -= taken) {
        ULONG mask = word_mask(start, count, &taken);
        total += population(bitmap->Buffer[start / 32] & mask);
    }
    return total;
}

ULONG NTAPI RtlNumberOfSetBits(PRTL_BITMAP bitmap) { return count_set(bitmap, 0, bitmap->SizeOfBitMap); }
ULONG NTAPI RtlNumberOfClearBits(PRTL_BITMAP bitmap) { return bitmap->SizeOfBitMap - RtlNumberOfSetBits(bitmap); }
ULONG NTAPI RtlNumberOfSetBitsInRange(PRTL_BITMAP bitmap, ULONG start, ULONG count)
{
    return count_set(bitmap, start, count);
}
ULONG NTAPI RtlNumberOfClearBitsInRange(PRTL_BITMAP bitmap, ULONG start, ULONG count)
{
    return count - count_set(bitmap, start, count);
}
ULONG NTAPI RtlNumberOfSetBitsUlongPtr(ULONG_PTR value)
{
    return population((ULONG)value) + population((ULONG)((ULONGLONG)value >> 32));
}

/* ---- runs */

static ULONG longest_run(PRTL_BITMAP bitmap, PULONG start, bool set)
{
    ULONG longest = 0, size = bitmap->SizeOfBitMap;
    *start = 0;
    for (ULONG first = next_bit(bitmap, 0, size, set); first < size;) {
        ULONG after = next_bit(bitmap, first, size, !set);
        if (after - first > longest) {
            longest = after - first;
            *start = first;
        }
        first = next_bit(bitmap, after, size, set);
    }
    return longest;
}

ULONG NTAPI RtlFindLongestRunClear(PRTL_BITMAP bitmap, PULONG start) { return longest_run(bitmap, start, false); }
ULONG NTAPI RtlFindLongestRunSet(PRTL_BITMAP bitmap, PULONG start) { return longest_run(bitmap, start, true); }

ULONG NTAPI RtlFindNextForwardRunClear(PRTL_BITMAP bitmap, ULONG from, PULONG start)
{
    ULONG size = bitmap->SizeOfBitMap, first = next_bit(bitmap, from, size, false);
    *start = first;
    return next_bit(bitmap, first, size, true) - first;
}

ULONG NTAPI RtlFindLastBackwardRunClear(PRTL_BITMAP bitmap, ULONG from, PULONG start)
{
    LONG at = (LONG)from;
    while (at >= 0 && test(bitmap, at)) at--;
    LONG last = at;
    while (at >= 0 && !test(bitmap, at)) at--;
    *start = (ULONG)(at + 1);
    return (ULONG)(last - at);
}

struct bitmap_run { ULONG start, count; };

/* The first runs, or with `longest` the longest ones in falling order. */
ULONG NTAPI RtlFindClearRuns(PRTL_BITMAP bitmap, struct bitmap_run *runs, ULONG capacity, BOOLEAN longest)
{
    ULONG used = 0, size = bitmap->SizeOfBitMap;
    for (ULONG first = next_bit(bitmap, 0, size, false); first < size && (longest || used < capacity);) {
        ULONG after = next_bit(bitmap, first, size, true), at = used;
        struct bitmap_run run = { first, after - first };
        if (longest) {
            while (at && runs[at - 1].count < run.count) at--;
        }
        if (at < capacity) {
            if (used < capacity) used++;
            memmove(&runs[at + 1], &runs[at], (used - 1 - at) * sizeof(*runs));
            runs[at] = run;
        }
        first = next_bit(bitmap, after, size, false);
    }
    return used;
}

CCHAR NTAPI RtlFindMostSignificantBit(ULONGLONG value) { return value ? 63 - __builtin_clzll(value) : -1; }
CCHAR NTAPI RtlFindLeastSignificantBit(ULONGLONG value) { return value ? __builtin_ctzll(value) : -1; }
