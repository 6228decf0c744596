/* Interlocked singly linked lists, pointer encoding and other small things that need an atomic operation.
 *
 * x86_64: an SLIST_HEADER is 16 bytes: depth and a sequence number in the first word, in the second the first entry's
 * address (aligned to 16). i386: 8 bytes: the entry's address, then depth and sequence. Both are exchanged as a whole.
 */
#include "nt/nt.h"

#ifdef _WIN64
#define DEPTH_MASK 0xffffull
#define SEQUENCE_STEP 0x10000ull

typedef unsigned __int128 list_word;
static inline PSLIST_ENTRY first_of(list_word word) { return (PSLIST_ENTRY)((ULONG_PTR)(word >> 64) & ~(ULONG_PTR)15); }
static inline USHORT depth_of(list_word word) { return (USHORT)(word & DEPTH_MASK); }
static inline list_word make_word(list_word old, PSLIST_ENTRY first, USHORT depth)
{
    uint64_t low = ((uint64_t)old & ~DEPTH_MASK) + SEQUENCE_STEP;
    return (list_word)(ULONG_PTR)first << 64 | low | depth;
}
static inline list_word read_word(PSLIST_HEADER list)
{
    volatile uint64_t *parts = (volatile uint64_t *)list;
    uint64_t low = parts[0];
    return (list_word)parts[1] << 64 | low;
}
static inline BOOLEAN exchange_word(PSLIST_HEADER list, list_word old, list_word changed)
{
    LONG64 expected[2] = { (LONG64)old, (LONG64)(old >> 64) };
    BOOLEAN done;
    __asm__ volatile("lock cmpxchg16b %1"
                     : "=@ccz"(done), "+m"(*(list_word *)list), "+a"(expected[0]), "+d"(expected[1])
                     : "b"((LONG64)changed), "c"((LONG64)(changed >> 64))
                     : "memory");
    return done;
}
#else
typedef uint64_t list_word;
static inline PSLIST_ENTRY first_of(list_word word) { return (PSLIST_ENTRY)(ULONG_PTR)(uint32_t)word; }
static inline USHORT depth_of(list_word word) { return (USHORT)(word >> 32); }
static inline list_word make_word(list_word old, PSLIST_ENTRY first, USHORT depth)
{
    return (ULONG_PTR)first | (uint64_t)depth << 32 | ((old >> 48) + 1) << 48;
}
static inline list_word read_word(PSLIST_HEADER list)
{
    volatile uint32_t *parts = (volatile uint32_t *)list;
    uint32_t high = parts[1];
    return (uint64_t)high << 32 | parts[0];
}
static inline BOOLEAN exchange_word(PSLIST_HEADER list, list_word old, list_word changed)
{
    return (uint64_t)InterlockedCompareExchange64((volatile LONG64 *)list, (LONG64)changed, (LONG64)old) == old;
}
#endif

VOID NTAPI RtlInitializeSListHead(PSLIST_HEADER list)
{
    ((uint64_t *)list)[0] = 0;
#ifdef _WIN64
    ((uint64_t *)list)[1] = 0;
#endif
}

PSLIST_ENTRY NTAPI RtlFirstEntrySList(const SLIST_HEADER *list)
{
    return first_of(read_word((PSLIST_HEADER)list));
}

WORD NTAPI RtlQueryDepthSList(PSLIST_HEADER list)
{
    return depth_of(read_word(list));
}

PSLIST_ENTRY FASTCALL RtlInterlockedPushListSList(PSLIST_HEADER list, PSLIST_ENTRY first, PSLIST_ENTRY last,
                                                  ULONG count)
{
    list_word old;
    do {
        old = read_word(list);
        last->Next = first_of(old);
    } while (!exchange_word(list, old, make_word(old, first, (USHORT)(depth_of(old) + count))));
    return first_of(old);
}

PSLIST_ENTRY NTAPI RtlInterlockedPushListSListEx(PSLIST_HEADER list, PSLIST_ENTRY first, PSLIST_ENTRY last, ULONG count)
{
    return RtlInterlockedPushListSList(list, first, last, count);
}

PSLIST_ENTRY NTAPI RtlInterlockedPushEntrySList(PSLIST_HEADER list, PSLIST_ENTRY entry)
{
    return RtlInterlockedPushListSList(list, entry, entry, 1);
}

/* The entry may be taken and freed by another thread between the read and the exchange; then its Next is read in vain.
 * The sequence number makes the exchange fail. Entries come from a heap, whose memory stays readable. */
PSLIST_ENTRY NTAPI RtlInterlockedPopEntrySList(PSLIST_HEADER list)
{
    list_word old;
    PSLIST_ENTRY first;
    do {
        old = read_word(list);
        first = first_of(old);
        if (!first) return NULL;
    } while (!exchange_word(list, old, make_word(old, first->Next, depth_of(old) - 1)));
    return first;
}

PSLIST_ENTRY NTAPI RtlInterlockedFlushSList(PSLIST_HEADER list)
{
    list_word old;
    do {
        old = read_word(list);
        if (!first_of(old)) return NULL;
    } while (!exchange_word(list, old, make_word(old, NULL, 0)));
    return first_of(old);
}

#undef RtlInterlockedCompareExchange64
LONGLONG NTAPI RtlInterlockedCompareExchange64(LONGLONG volatile *target, LONGLONG value, LONGLONG compare)
{
    return InterlockedCompareExchange64(target, value, compare);
}

/* ---- encoded pointers: mixed with a secret of the process, so that an overwritten one does not lead anywhere known */

static ULONG_PTR pointer_secret(void)
{
    static volatile ULONG_PTR secret;
    if (!secret) {
        ULONG_PTR made = (ULONG_PTR)process_info()->unix_boot_time * (ULONG_PTR)0x9e3779b97f4a7c15ull ^
                         ((ULONG_PTR)process_info()->pid << 12);
        InterlockedCompareExchangePointer((PVOID volatile *)&secret, (PVOID)(made | 1), NULL);
    }
    return secret;
}

static inline ULONG_PTR rotate_right(ULONG_PTR value, unsigned count)
{
    count %= sizeof(value) * 8;
    return count ? value >> count | value << (sizeof(value) * 8 - count) : value;
}

PVOID NTAPI RtlEncodePointer(PVOID pointer)
{
    ULONG_PTR secret = pointer_secret();
    return (PVOID)rotate_right((ULONG_PTR)pointer ^ secret, secret & 31);
}

PVOID NTAPI RtlDecodePointer(PVOID pointer)
{
    ULONG_PTR secret = pointer_secret();
    return (PVOID)(rotate_right((ULONG_PTR)pointer, sizeof(secret) * 8 - (secret & 31)) ^ secret);
}

PVOID NTAPI RtlEncodeSystemPointer(PVOID pointer) { return RtlEncodePointer(pointer); }
PVOID NTAPI RtlDecodeSystemPointer(PVOID pointer) { return RtlDecodePointer(pointer); }
