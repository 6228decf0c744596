/* RTL_BITMAP. Witness: Microsoft's documentation of the bitmap functions. */
#include "../check.h"

typedef struct { ULONG SizeOfBitMap; PULONG Buffer; } BITMAP_;
static HMODULE ntdll;
#define FUNCTION(result, name, ...) static result (WINAPI *name)(__VA_ARGS__)
FUNCTION(VOID, RtlInitializeBitMap, BITMAP_ *, PULONG, ULONG);
FUNCTION(VOID, RtlClearAllBits, BITMAP_ *);
FUNCTION(VOID, RtlSetAllBits, BITMAP_ *);
FUNCTION(VOID, RtlSetBits, BITMAP_ *, ULONG, ULONG);
FUNCTION(VOID, RtlClearBits, BITMAP_ *, ULONG, ULONG);
FUNCTION(BOOLEAN, RtlTestBit, BITMAP_ *, ULONG);
FUNCTION(BOOLEAN, RtlAreBitsSet, BITMAP_ *, ULONG, ULONG);
FUNCTION(BOOLEAN, RtlAreBitsClear, BITMAP_ *, ULONG, ULONG);
FUNCTION(ULONG, RtlFindClearBits, BITMAP_ *, ULONG, ULONG);
FUNCTION(ULONG, RtlFindSetBits, BITMAP_ *, ULONG, ULONG);
FUNCTION(ULONG, RtlFindClearBitsAndSet, BITMAP_ *, ULONG, ULONG);
FUNCTION(ULONG, RtlFindSetBitsAndClear, BITMAP_ *, ULONG, ULONG);
FUNCTION(ULONG, RtlNumberOfSetBits, BITMAP_ *);
FUNCTION(ULONG, RtlNumberOfClearBits, BITMAP_ *);
FUNCTION(ULONG, RtlFindLongestRunClear, BITMAP_ *, PULONG);
FUNCTION(ULONG, RtlFindNextForwardRunClear, BITMAP_ *, ULONG, PULONG);
FUNCTION(CCHAR, RtlFindMostSignificantBit, ULONGLONG);
FUNCTION(CCHAR, RtlFindLeastSignificantBit, ULONGLONG);

static void load_functions(void)
{
    ntdll = GetModuleHandleA("ntdll.dll");
#define LOAD(name) check((name = (void *)GetProcAddress(ntdll, #name)) != NULL, #name " is exported")
    LOAD(RtlInitializeBitMap); LOAD(RtlClearAllBits); LOAD(RtlSetAllBits); LOAD(RtlSetBits); LOAD(RtlClearBits);
    RtlTestBit = (void *)GetProcAddress(ntdll, "RtlTestBit"); /* not in every peer */
    LOAD(RtlAreBitsSet);
    LOAD(RtlAreBitsClear);
    LOAD(RtlFindClearBits);
    LOAD(RtlFindSetBits);
    LOAD(RtlFindClearBitsAndSet);
    LOAD(RtlFindSetBitsAndClear); LOAD(RtlNumberOfSetBits); LOAD(RtlNumberOfClearBits); LOAD(RtlFindLongestRunClear);
    LOAD(RtlFindNextForwardRunClear); LOAD(RtlFindMostSignificantBit); LOAD(RtlFindLeastSignificantBit);
}

static void test_ranges(void)
{
    static const struct {
        ULONG start, count;
    } ranges[] = {{0, 1}, {31, 1}, {31, 2}, {0, 32}, {5, 60}, {63, 37}, {0, 100}, {99, 1}};
    ULONG words[4];
    BITMAP_ bitmap;
    RtlInitializeBitMap(&bitmap, words, 100);
    for (unsigned i = 0; i < ARRAYSIZE(ranges); i++) {
        ULONG start = ranges[i].start, count = ranges[i].count;
        check_case(i);
        RtlClearAllBits(&bitmap);
        RtlSetBits(&bitmap, start, count);
        check_equal_u32(RtlNumberOfSetBits(&bitmap), count, "number of set bits");
        check_equal_u32(RtlNumberOfClearBits(&bitmap), 100 - count, "number of clear bits");
        check(RtlAreBitsSet(&bitmap, start, count), "RtlAreBitsSet");
        check(!RtlAreBitsClear(&bitmap, start, count), "RtlAreBitsClear");
        if (RtlTestBit)
            check(RtlTestBit(&bitmap, start) && RtlTestBit(&bitmap, start + count - 1), "RtlTestBit at both ends");
        check_equal_u32(RtlFindSetBits(&bitmap, count, 0), start, "RtlFindSetBits");
        check_equal_u32(RtlFindSetBits(&bitmap, count, start), start, "RtlFindSetBits from the hint");
        RtlSetAllBits(&bitmap);
        RtlClearBits(&bitmap, start, count);
        check(RtlAreBitsClear(&bitmap, start, count), "cleared");
        check_equal_u32(RtlFindClearBits(&bitmap, count, 0), start, "RtlFindClearBits");
    }
    check_case(0);
    check(!RtlAreBitsSet(&bitmap, 90, 11), "beyond the end");
    check(!RtlAreBitsSet(&bitmap, 0, 0), "an empty range");
}

static void test_find(void)
{
    ULONG words[2] = { 0, 0 }, start;
    BITMAP_ bitmap;
    RtlInitializeBitMap(&bitmap, words, 64);
    check_equal_u32(RtlFindClearBitsAndSet(&bitmap, 10, 0), 0, "the first ten");
    check_equal_u32(RtlFindClearBitsAndSet(&bitmap, 10, 40), 40, "ten at the hint");
    check_equal_u32(RtlFindClearBitsAndSet(&bitmap, 30, 0), 10, "thirty between them");
    check_equal_u32(RtlFindClearBits(&bitmap, 15, 0), 0xffffffff, "fifteen are not left");
    check_equal_u32(RtlFindClearBits(&bitmap, 14, 0), 50, "fourteen are");
    check_equal_u32(RtlFindClearBits(&bitmap, 65, 0), 0xffffffff, "more than there are");
    check_equal_u32(RtlFindSetBitsAndClear(&bitmap, 20, 10), 10, "twenty set ones");
    check_equal_u32(RtlFindLongestRunClear(&bitmap, &start), 20, "the longest clear run");
    check_equal_u32(start, 10, "the longest clear run");
    check_equal_u32(RtlFindNextForwardRunClear(&bitmap, 15, &start), 15, "the next clear run");
    check_equal_u32(start, 15, "the next clear run");
    check_equal_u32(RtlFindNextForwardRunClear(&bitmap, 31, &start), 14, "the run at the end");
    check_equal_u32(start, 50, "the run at the end");
    check_equal_int(RtlFindMostSignificantBit(0), -1, "no bit");
    check_equal_int(RtlFindMostSignificantBit(1), 0, "bit 0");
    check_equal_int(RtlFindMostSignificantBit(0x8000000000000000ull), 63, "bit 63");
    check_equal_int(RtlFindLeastSignificantBit(0x8000000000000000ull), 63, "bit 63");
    check_equal_int(RtlFindLeastSignificantBit(0xf0), 4, "bit 4");
    check_equal_int(RtlFindLeastSignificantBit(0), -1, "no bit");
}

int main(void)
{
    load_functions();
    test_ranges();
    test_find();
    return check_summary();
}
