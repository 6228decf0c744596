/* memcpy, memset and their relatives, for every DLL of ours. Short blocks go through SSE registers, long ones through
 * the processor's own string instructions. */
#include "nt/nt.h"

#include <emmintrin.h>
#include <string.h>

#define STRING_INSTRUCTION_MINIMUM 512

static inline __m128i load(const void *from) { return _mm_loadu_si128(from); }
static inline void store(void *to, __m128i value) { _mm_storeu_si128(to, value); }

static inline uint64_t load64(const void *from)
{
    return *(const uint64_t __attribute__((aligned(1), may_alias)) *)from;
}
static inline void store64(void *to, uint64_t value) { *(uint64_t __attribute__((aligned(1), may_alias)) *)to = value; }
static inline uint32_t load32(const void *from)
{
    return *(const uint32_t __attribute__((aligned(1), may_alias)) *)from;
}
static inline void store32(void *to, uint32_t value) { *(uint32_t __attribute__((aligned(1), may_alias)) *)to = value; }
static inline uint16_t load16(const void *from)
{
    return *(const uint16_t __attribute__((aligned(1), may_alias)) *)from;
}
static inline void store16(void *to, uint16_t value) { *(uint16_t __attribute__((aligned(1), may_alias)) *)to = value; }

/* Everything is read before anything is written, so the blocks may overlap. */
static inline void copy_up_to_32(unsigned char *to, const unsigned char *from, size_t size)
{
    if (size >= 16) {
        __m128i head = load(from), tail = load(from + size - 16);
        store(to, head);
        store(to + size - 16, tail);
    } else if (size >= 8) {
        uint64_t head = load64(from), tail = load64(from + size - 8);
        store64(to, head);
        store64(to + size - 8, tail);
    } else if (size >= 4) {
        uint32_t head = load32(from), tail = load32(from + size - 4);
        store32(to, head);
        store32(to + size - 4, tail);
    } else if (size >= 2) {
        uint16_t head = load16(from), tail = load16(from + size - 2);
        store16(to, head);
        store16(to + size - 2, tail);
    } else if (size) {
        *to = *from;
    }
}

static inline void copy_forward(unsigned char *to, const unsigned char *from, size_t size)
{
    __m128i tail = load(from + size - 16);
    unsigned char *tail_to = to + size - 16;
    for (; size > 64; size -= 64, to += 64, from += 64) {
        __m128i a = load(from), b = load(from + 16), c = load(from + 32), d = load(from + 48);
        store(to, a);
        store(to + 16, b);
        store(to + 32, c);
        store(to + 48, d);
    }
    for (; size > 16; size -= 16, to += 16, from += 16) store(to, load(from));
    store(tail_to, tail);
}

static inline void copy_backward(unsigned char *to, const unsigned char *from, size_t size)
{
    __m128i head = load(from);
    unsigned char *start = to;
    for (to += size, from += size; size > 64; size -= 64) {
        to -= 64;
        from -= 64;
        __m128i a = load(from), b = load(from + 16), c = load(from + 32), d = load(from + 48);
        store(to, a);
        store(to + 16, b);
        store(to + 32, c);
        store(to + 48, d);
    }
    for (; size > 16; size -= 16) {
        to -= 16;
        from -= 16;
        store(to, load(from));
    }
    store(start, head);
}

static inline void copy_by_instruction(void *to, const void *from, size_t size)
{
    __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(size) : : "memory");
}

void *__cdecl memmove(void *to, const void *from, size_t size)
{
    if (size <= 32) copy_up_to_32(to, from, size);
    else if ((uintptr_t)to - (uintptr_t)from < size) copy_backward(to, from, size);
    else if (size >= STRING_INSTRUCTION_MINIMUM && (uintptr_t)from - (uintptr_t)to >= size)
        copy_by_instruction(to, from, size);
    else copy_forward(to, from, size);
    return to;
}

void *__cdecl memcpy(void *restrict to, const void *restrict from, size_t size)
{
    /* Windows' memcpy is its memmove, and programs rely on it. */
    return memmove(to, from, size);
}

void *__cdecl memset(void *to, int value, size_t size)
{
    unsigned char *bytes = to;
    if (size < 16) {
        while (size) bytes[--size] = value;
        return to;
    }
    if (size >= STRING_INSTRUCTION_MINIMUM) {
        void *at = to;
        __asm__ volatile("rep stosb" : "+D"(at), "+c"(size) : "a"(value) : "memory");
        return to;
    }
    __m128i pattern = _mm_set1_epi8(value);
    store(bytes + size - 16, pattern);
    for (; size > 16; size -= 16, bytes += 16) store(bytes, pattern);
    return to;
}

int __cdecl memcmp(const void *first, const void *second, size_t size)
{
    const unsigned char *a = first, *b = second;
    for (; size >= 16; size -= 16, a += 16, b += 16) {
        unsigned equal = _mm_movemask_epi8(_mm_cmpeq_epi8(load(a), load(b)));
        if (equal == 0xffff) continue;
        unsigned at = __builtin_ctz(~equal);
        return a[at] < b[at] ? -1 : 1;
    }
    for (; size; size--, a++, b++) {
        if (*a != *b) return *a < *b ? -1 : 1;
    }
    return 0;
}

void *__cdecl memchr(const void *memory, int value, size_t size)
{
    for (const unsigned char *at = memory; size; size--, at++) {
        if (*at == (unsigned char)value) return (void *)at;
    }
    return NULL;
}

void *__cdecl _memccpy(void *to, const void *from, int last, size_t size)
{
    unsigned char *target = to;
    const unsigned char *source = from;
    while (size--) {
        *target++ = *source;
        if (*source++ == (unsigned char)last) return target;
    }
    return NULL;
}

int __cdecl _memicmp(const void *first, const void *second, size_t size)
{
    const unsigned char *a = first, *b = second;
    for (; size; size--, a++, b++) {
        int x = *a >= 'A' && *a <= 'Z' ? *a + 32 : *a, y = *b >= 'A' && *b <= 'Z' ? *b + 32 : *b;
        if (x != y) return x < y ? -1 : 1;
    }
    return 0;
}

errno_t __cdecl memcpy_s(void *to, size_t capacity, const void *from, size_t size)
{
    if (!size) return 0;
    if (!to) return EINVAL;
    if (!from || capacity < size) {
        memset(to, 0, capacity);
        return from ? ERANGE : EINVAL;
    }
    memcpy(to, from, size);
    return 0;
}

errno_t __cdecl memmove_s(void *to, size_t capacity, const void *from, size_t size)
{
    if (!size) return 0;
    if (!to || !from) return EINVAL;
    if (capacity < size) return ERANGE;
    memmove(to, from, size);
    return 0;
}

/* ---- the Rtl names */

#undef RtlCopyMemory
#undef RtlMoveMemory
#undef RtlFillMemory
#undef RtlZeroMemory

VOID NTAPI RtlCopyMemory(void *to, const void *from, SIZE_T size) { memmove(to, from, size); }
VOID NTAPI RtlMoveMemory(void *to, const void *from, SIZE_T size) { memmove(to, from, size); }
VOID NTAPI RtlCopyMemoryNonTemporal(void *to, const void *from, SIZE_T size) { memmove(to, from, size); }
VOID NTAPI RtlFillMemory(void *to, SIZE_T size, int value) { memset(to, value, size); }
VOID NTAPI RtlFillMemoryNonTemporal(void *to, SIZE_T size, UCHAR value) { memset(to, value, size); }
VOID NTAPI RtlZeroMemory(void *to, SIZE_T size) { memset(to, 0, size); }

SIZE_T NTAPI RtlCompareMemory(const void *first, const void *second, SIZE_T size)
{
    const unsigned char *a = first, *b = second;
    SIZE_T same = 0;
    while (same < size && a[same] == b[same]) same++;
    return same;
}

SIZE_T NTAPI RtlCompareMemoryUlong(void *memory, SIZE_T size, ULONG pattern)
{
    SIZE_T count = size / sizeof(ULONG), same = 0;
    while (same < count && ((ULONG *)memory)[same] == pattern) same++;
    return same * sizeof(ULONG);
}

VOID NTAPI RtlFillMemoryUlong(void *memory, SIZE_T size, ULONG pattern)
{
    for (SIZE_T i = 0; i < size / sizeof(ULONG); i++) ((ULONG *)memory)[i] = pattern;
}

VOID NTAPI RtlFillMemoryUlonglong(void *memory, SIZE_T size, ULONGLONG pattern)
{
    for (SIZE_T i = 0; i < size / sizeof(ULONGLONG); i++) ((ULONGLONG *)memory)[i] = pattern;
}

BOOLEAN NTAPI RtlIsZeroMemory(void *memory, SIZE_T size)
{
    const unsigned char *bytes = memory;
    while (size) {
        if (bytes[--size]) return FALSE;
    }
    return TRUE;
}
