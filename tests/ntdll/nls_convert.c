/* Rtl conversions, case and calendar of ntdll. Microsoft, "RtlMultiByteToUnicodeN", "RtlUnicodeToUTF8N",
 * "RtlTimeToTimeFields", "RtlUpcaseUnicodeChar". */
#include "../check.h"

typedef LONG NTSTATUS;
typedef struct { short Year, Month, Day, Hour, Minute, Second, Milliseconds, Weekday; } TIME_FIELDS;
NTSYSAPI NTSTATUS NTAPI RtlMultiByteToUnicodeN(PWSTR, ULONG, PULONG, PCSTR, ULONG);
NTSYSAPI NTSTATUS NTAPI RtlUnicodeToMultiByteN(PSTR, ULONG, PULONG, PCWSTR, ULONG);
NTSYSAPI NTSTATUS NTAPI RtlMultiByteToUnicodeSize(PULONG, PCSTR, ULONG);
NTSYSAPI NTSTATUS NTAPI RtlUnicodeToMultiByteSize(PULONG, PCWSTR, ULONG);
NTSYSAPI NTSTATUS NTAPI RtlOemToUnicodeN(PWSTR, ULONG, PULONG, PCSTR, ULONG);
NTSYSAPI NTSTATUS NTAPI RtlUnicodeToOemN(PSTR, ULONG, PULONG, PCWSTR, ULONG);
NTSYSAPI NTSTATUS NTAPI RtlUTF8ToUnicodeN(PWSTR, ULONG, PULONG, PCSTR, ULONG);
NTSYSAPI NTSTATUS NTAPI RtlUnicodeToUTF8N(PSTR, ULONG, PULONG, PCWSTR, ULONG);
NTSYSAPI WCHAR NTAPI RtlUpcaseUnicodeChar(WCHAR);
NTSYSAPI WCHAR NTAPI RtlDowncaseUnicodeChar(WCHAR);
NTSYSAPI VOID NTAPI RtlTimeToTimeFields(const LARGE_INTEGER *, TIME_FIELDS *);
NTSYSAPI BOOLEAN NTAPI RtlTimeFieldsToTime(const TIME_FIELDS *, PLARGE_INTEGER);
NTSYSAPI BOOLEAN NTAPI RtlTimeToSecondsSince1970(const LARGE_INTEGER *, PULONG);
NTSYSAPI VOID NTAPI RtlSecondsSince1970ToTime(ULONG, PLARGE_INTEGER);
NTSYSAPI NTSTATUS NTAPI NtQuerySystemTime(PLARGE_INTEGER);
NTSYSAPI NTSTATUS NTAPI NtQueryPerformanceCounter(PLARGE_INTEGER, PLARGE_INTEGER);

static const struct { WCHAR lower, upper; } pairs[] = {
    {'a', 'A'},     {'z', 'Z'},       {0xe0, 0xc0},     {0xfe, 0xde},     {0xff, 0x178},    {0x101, 0x100},
    {0x17e, 0x17d}, {0x3b1, 0x391},   {0x3c9, 0x3a9},   {0x430, 0x410},   {0x44f, 0x42f},   {0x451, 0x401},
    {0x561, 0x531}, {0x1e01, 0x1e00}, {0x24d0, 0x24b6}, {0x2170, 0x2160}, {0xff41, 0xff21}, {0xff5a, 0xff3a},
};
static const WCHAR caseless[] = { '1', '_', '[', '{', 0xdf, 0xd7, 0xf7, 0x131, 0x4e2d, 0x5d0, 0x3042, 0xac00, 0xffff };

static void test_case(void)
{
    for (int i = 0; i < (int)ARRAYSIZE(pairs); i++) {
        check_case(i);
        check_equal_u32(RtlUpcaseUnicodeChar(pairs[i].lower), pairs[i].upper, "upper case");
        check_equal_u32(RtlUpcaseUnicodeChar(pairs[i].upper), pairs[i].upper, "upper case of upper case");
        check_equal_u32(RtlDowncaseUnicodeChar(pairs[i].upper), pairs[i].lower, "lower case");
        check_equal_u32(RtlDowncaseUnicodeChar(pairs[i].lower), pairs[i].lower, "lower case of lower case");
    }
    for (int i = 0; i < (int)ARRAYSIZE(caseless); i++) {
        check_case(100 + i);
        check_equal_u32(RtlUpcaseUnicodeChar(caseless[i]), caseless[i], "no upper case");
        check_equal_u32(RtlDowncaseUnicodeChar(caseless[i]), caseless[i], "no lower case");
    }
    check_case(0);
}

static void test_conversions(void)
{
    WCHAR wide[16] = { 0 };
    char bytes[16] = { 0 };
    ULONG used = 99;
    check_status(RtlMultiByteToUnicodeN(wide, sizeof(wide), &used, "hello", 5), 0, "ANSI to UTF-16");
    check_equal_u32(used, 10, "ANSI to UTF-16");
    check_equal_wide(wide, L"hello", "ANSI to UTF-16");
    check_status(RtlMultiByteToUnicodeN(wide, 4, &used, "hello", 5), 0, "cut off without an error");
    check_equal_u32(used, 4, "cut off without an error");
    check_status(RtlUnicodeToMultiByteN(bytes, sizeof(bytes), &used, L"hello", 10), 0, "UTF-16 to ANSI");
    check_equal_u32(used, 5, "UTF-16 to ANSI");
    check_equal_string(bytes, "hello", "UTF-16 to ANSI");
    check_status(RtlUnicodeToMultiByteN(bytes, 3, &used, L"hello", 10), 0, "cut off without an error");
    check_equal_u32(used, 3, "cut off without an error");
    check_status(RtlMultiByteToUnicodeSize(&used, "hello", 5), 0, "size");
    check_equal_u32(used, 10, "size");
    check_status(RtlUnicodeToMultiByteSize(&used, L"hello", 10), 0, "size");
    check_equal_u32(used, 5, "size");
    check_status(RtlOemToUnicodeN(wide, sizeof(wide), &used, "abc", 3), 0, "OEM to UTF-16");
    check_equal_u32(used, 6, "OEM to UTF-16");
    check_status(RtlUnicodeToOemN(bytes, sizeof(bytes), &used, L"abc", 6), 0, "UTF-16 to OEM");
    check_equal_u32(used, 3, "UTF-16 to OEM");
    memset(wide, 0, sizeof(wide));
    check_status(RtlUTF8ToUnicodeN(wide, sizeof(wide), &used, "\xe2\x82\xac", 3), 0, "UTF-8 to UTF-16");
    check(used == 2 && wide[0] == 0x20ac, "UTF-8 to UTF-16: %lu bytes, %04x", used, wide[0]);
    check_status(RtlUTF8ToUnicodeN(wide, sizeof(wide), &used, "\x80", 1), 0x107, "ill-formed: STATUS_SOME_NOT_MAPPED");
    check(used == 2 && wide[0] == 0xfffd, "ill-formed: %lu bytes, %04x", used, wide[0]);
    check_status(RtlUTF8ToUnicodeN(NULL, 0, &used, "abc", 3), 0, "size of UTF-8");
    check_equal_u32(used, 6, "size of UTF-8");
    check_status(RtlUTF8ToUnicodeN(wide, 2, &used, "abc", 3), 0xc0000023, "UTF-8: too small");
    check_status(RtlUnicodeToUTF8N(bytes, sizeof(bytes), &used, L"\x20ac", 2), 0, "UTF-16 to UTF-8");
    check(used == 3 && !memcmp(bytes, "\xe2\x82\xac", 3), "UTF-16 to UTF-8: %lu bytes", used);
    check_status(RtlUnicodeToUTF8N(bytes, sizeof(bytes), &used, L"\xd83d\xde00", 4), 0, "a surrogate pair");
    check(used == 4 && !memcmp(bytes, "\xf0\x9f\x98\x80", 4), "a surrogate pair: %lu bytes", used);
    check_status(RtlUnicodeToUTF8N(bytes, sizeof(bytes), &used, L"\xd83d", 2), 0x107,
                 "half a pair: STATUS_SOME_NOT_MAPPED");
    check_status(RtlUnicodeToUTF8N(bytes, 2, &used, L"\x20ac", 2), 0xc0000023, "UTF-8: too small");
}

static void test_time(void)
{
    LARGE_INTEGER time = { .QuadPart = 125963012967890000ll }, back, frequency;
    TIME_FIELDS fields, bad = { 2023, 2, 29, 0, 0, 0, 0, 0 };
    ULONG seconds;
    RtlTimeToTimeFields(&time, &fields);
    check(fields.Year == 2000 && fields.Month == 2 && fields.Day == 29 && fields.Weekday == 2, "date: %d-%d-%d %d",
          fields.Year, fields.Month, fields.Day, fields.Weekday);
    check(fields.Hour == 12 && fields.Minute == 34 && fields.Second == 56 && fields.Milliseconds == 789,
          "time: %d:%d:%d.%d", fields.Hour, fields.Minute, fields.Second, fields.Milliseconds);
    check(RtlTimeFieldsToTime(&fields, &back) && back.QuadPart == time.QuadPart, "and back");
    check(!RtlTimeFieldsToTime(&bad, &back), "no leap year");
    RtlSecondsSince1970ToTime(86400, &back);
    check_equal_u64((ULONGLONG)back.QuadPart, 116445600000000000ull, "seconds since 1970");
    check(RtlTimeToSecondsSince1970(&back, &seconds) && seconds == 86400, "and back");
    back.QuadPart = 0;
    check(!RtlTimeToSecondsSince1970(&back, &seconds), "1601 is before 1970");
    check_status(NtQuerySystemTime(&back), 0, "NtQuerySystemTime");
    check(back.QuadPart > 133000000000000000ll, "it is later than 2022");
    check_status(NtQueryPerformanceCounter(&back, &frequency), 0, "NtQueryPerformanceCounter");
    check_equal_u64((ULONGLONG)frequency.QuadPart, 10000000, "10 MHz");
}

int main(void)
{
    test_case();
    test_conversions();
    test_time();
    return check_summary();
}
