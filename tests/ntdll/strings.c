/* UNICODE_STRING and ANSI_STRING functions. Witness: Microsoft's documentation of the Rtl functions. */
#include "../check.h"
#include <winternl.h>

#ifndef STATUS_SUCCESS
#define STATUS_SUCCESS 0
#endif
#define S_BUFFER_TOO_SMALL   0xC0000023
#define S_BUFFER_OVERFLOW    0x80000005
#define S_INVALID_PARAMETER  0xC000000D
#define S_NAME_TOO_LONG      0xC0000106

static HMODULE ntdll;
#define FUNCTION(result, name, ...) \
    typedef result (WINAPI *name##_function)(__VA_ARGS__); \
    static name##_function p##name
FUNCTION(VOID, RtlInitUnicodeString, PUNICODE_STRING, PCWSTR);
FUNCTION(LONG, RtlInitUnicodeStringEx, PUNICODE_STRING, PCWSTR);
FUNCTION(VOID, RtlInitAnsiString, PANSI_STRING, PCSTR);
FUNCTION(BOOLEAN, RtlCreateUnicodeString, PUNICODE_STRING, PCWSTR);
FUNCTION(BOOLEAN, RtlCreateUnicodeStringFromAsciiz, PUNICODE_STRING, PCSTR);
FUNCTION(VOID, RtlFreeUnicodeString, PUNICODE_STRING);
FUNCTION(VOID, RtlFreeAnsiString, PANSI_STRING);
FUNCTION(VOID, RtlCopyUnicodeString, PUNICODE_STRING, const UNICODE_STRING *);
FUNCTION(LONG, RtlDuplicateUnicodeString, ULONG, const UNICODE_STRING *, PUNICODE_STRING);
FUNCTION(LONG, RtlCompareUnicodeString, const UNICODE_STRING *, const UNICODE_STRING *, BOOLEAN);
FUNCTION(BOOLEAN, RtlEqualUnicodeString, const UNICODE_STRING *, const UNICODE_STRING *, BOOLEAN);
FUNCTION(BOOLEAN, RtlPrefixUnicodeString, const UNICODE_STRING *, const UNICODE_STRING *, BOOLEAN);
FUNCTION(LONG, RtlAppendUnicodeToString, PUNICODE_STRING, PCWSTR);
FUNCTION(LONG, RtlAppendUnicodeStringToString, PUNICODE_STRING, const UNICODE_STRING *);
FUNCTION(LONG, RtlAnsiStringToUnicodeString, PUNICODE_STRING, const ANSI_STRING *, BOOLEAN);
FUNCTION(LONG, RtlUnicodeStringToAnsiString, PANSI_STRING, const UNICODE_STRING *, BOOLEAN);
FUNCTION(LONG, RtlUpcaseUnicodeString, PUNICODE_STRING, const UNICODE_STRING *, BOOLEAN);
FUNCTION(LONG, RtlDowncaseUnicodeString, PUNICODE_STRING, const UNICODE_STRING *, BOOLEAN);
FUNCTION(LONG, RtlHashUnicodeString, const UNICODE_STRING *, BOOLEAN, ULONG, ULONG *);
FUNCTION(LONG, RtlFindCharInUnicodeString, ULONG, const UNICODE_STRING *, const UNICODE_STRING *, USHORT *);
FUNCTION(VOID, RtlEraseUnicodeString, PUNICODE_STRING);
FUNCTION(LONG, RtlValidateUnicodeString, ULONG, const UNICODE_STRING *);
FUNCTION(BOOLEAN, RtlEqualString, const ANSI_STRING *, const ANSI_STRING *, BOOLEAN);
FUNCTION(CHAR, RtlUpperChar, CHAR);

static void load_functions(void)
{
    ntdll = GetModuleHandleA("ntdll.dll");
#define LOAD(name)                                                                                                     \
    check((p##name = (name##_function)(void *)GetProcAddress(ntdll, #name)) != NULL, #name " is exported")
    LOAD(RtlInitUnicodeString); LOAD(RtlInitUnicodeStringEx); LOAD(RtlInitAnsiString); LOAD(RtlCreateUnicodeString);
    LOAD(RtlCreateUnicodeStringFromAsciiz);
    LOAD(RtlFreeUnicodeString);
    LOAD(RtlFreeAnsiString);
    LOAD(RtlCopyUnicodeString);
    LOAD(RtlDuplicateUnicodeString);
    LOAD(RtlCompareUnicodeString);
    LOAD(RtlEqualUnicodeString);
    LOAD(RtlPrefixUnicodeString);
    LOAD(RtlAppendUnicodeToString); LOAD(RtlAppendUnicodeStringToString); LOAD(RtlAnsiStringToUnicodeString);
    LOAD(RtlUnicodeStringToAnsiString);
    LOAD(RtlUpcaseUnicodeString);
    LOAD(RtlDowncaseUnicodeString);
    LOAD(RtlHashUnicodeString);
    LOAD(RtlFindCharInUnicodeString); LOAD(RtlEraseUnicodeString); LOAD(RtlEqualString); LOAD(RtlUpperChar);
    pRtlValidateUnicodeString =
        (RtlValidateUnicodeString_function)(void *)GetProcAddress(ntdll, "RtlValidateUnicodeString");
}

static void test_init(void)
{
    UNICODE_STRING string = { 7, 7, (PWSTR)1 };
    ANSI_STRING ansi;
    pRtlInitUnicodeString(&string, NULL);
    check(!string.Length && !string.MaximumLength && !string.Buffer, "a NULL source gives an empty string");
    pRtlInitUnicodeString(&string, L"abc");
    check_equal_int(string.Length, 6, "Length counts bytes without the terminator");
    check_equal_int(string.MaximumLength, 8, "MaximumLength counts the terminator");
    static WCHAR huge[40000];
    for (int i = 0; i < 39999; i++) huge[i] = 'x';
    check_status(pRtlInitUnicodeStringEx(&string, huge), S_NAME_TOO_LONG, "RtlInitUnicodeStringEx with 79998 bytes");
    pRtlInitUnicodeString(&string, huge);
    check_equal_int(string.Length, 0xfffc, "RtlInitUnicodeString cuts");
    check_equal_int(string.MaximumLength, 0xfffe, "RtlInitUnicodeString cuts");
    pRtlInitAnsiString(&ansi, "hello");
    check_equal_int(ansi.Length, 5, "ANSI length");
    check_equal_int(ansi.MaximumLength, 6, "ANSI maximum");
    check(pRtlCreateUnicodeString(&string, L"copy"), "RtlCreateUnicodeString");
    check_equal_wide(string.Buffer, L"copy", "created string");
    pRtlFreeUnicodeString(&string);
    check(!string.Buffer && !string.Length && !string.MaximumLength, "freeing clears");
    check(pRtlCreateUnicodeStringFromAsciiz(&string, "ascii"), "RtlCreateUnicodeStringFromAsciiz");
    check_equal_wide(string.Buffer, L"ascii", "from ASCII");
    pRtlFreeUnicodeString(&string);
}

static void test_copy_and_append(void)
{
    WCHAR buffer[8] = L"zzzzzzz";
    UNICODE_STRING target = { 0, 12, buffer }, source, copy;
    pRtlInitUnicodeString(&source, L"abcd");
    pRtlCopyUnicodeString(&target, &source);
    check_equal_int(target.Length, 8, "copied length");
    check_equal_wide(buffer, L"abcd", "a terminator follows when there is room");
    check_status(pRtlAppendUnicodeToString(&target, L"ef"), STATUS_SUCCESS, "append fits exactly");
    check_equal_int(target.Length, 12, "appended length");
    check(buffer[6] == 'z', "no terminator beyond MaximumLength");
    check_status(pRtlAppendUnicodeToString(&target, L"g"), S_BUFFER_TOO_SMALL, "append that does not fit");
    check_equal_int(target.Length, 12, "a failed append changes nothing");
    check_status(pRtlAppendUnicodeToString(&target, NULL), STATUS_SUCCESS, "append nothing");
    target.Length = 0;
    check_status(pRtlAppendUnicodeStringToString(&target, &source), STATUS_SUCCESS, "append a string");
    check_equal_int(target.Length, 8, "appended string");
    pRtlInitUnicodeString(&source, L"longer than the target");
    pRtlCopyUnicodeString(&target, &source);
    check_equal_int(target.Length, 12, "copying cuts");
    pRtlCopyUnicodeString(&target, NULL);
    check_equal_int(target.Length, 0, "copying NULL empties");
    pRtlInitUnicodeString(&source, L"dup");
    check_status(pRtlDuplicateUnicodeString(1, &source, &copy), STATUS_SUCCESS, "duplicate");
    check_equal_int(copy.MaximumLength, 8, "duplicate with terminator");
    check_equal_wide(copy.Buffer, L"dup", "duplicate");
    pRtlFreeUnicodeString(&copy);
    check_status(pRtlDuplicateUnicodeString(0, &source, &copy), STATUS_SUCCESS, "duplicate without terminator");
    check_equal_int(copy.MaximumLength, 6, "duplicate without terminator");
    pRtlFreeUnicodeString(&copy);
    check_status(pRtlDuplicateUnicodeString(2, &source, &copy), S_INVALID_PARAMETER, "flag 2 needs flag 1");
    pRtlInitUnicodeString(&source, L"");
    check_status(pRtlDuplicateUnicodeString(1, &source, &copy), STATUS_SUCCESS, "duplicate an empty string");
    check(copy.Buffer == NULL, "an empty string is not allocated without flag 2");
    check_status(pRtlDuplicateUnicodeString(3, &source, &copy), STATUS_SUCCESS,
                 "duplicate an empty string with flag 2");
    check(copy.Buffer && !*copy.Buffer, "flag 2 allocates an empty string");
    pRtlFreeUnicodeString(&copy);
}

static const struct { const WCHAR *first, *second; BOOLEAN ignore_case; int sign; BOOLEAN prefix; } comparisons[] = {
    {L"", L"", FALSE, 0, TRUE},
    {L"a", L"a", FALSE, 0, TRUE},
    {L"a", L"A", TRUE, 0, TRUE},
    {L"a", L"A", FALSE, 1, FALSE},
    {L"a", L"b", FALSE, -1, FALSE},
    {L"b", L"a", TRUE, 1, FALSE},
    {L"ab", L"abc", FALSE, -1, TRUE},
    {L"abc", L"ab", FALSE, 1, FALSE},
    {L"AB", L"abc", TRUE, -1, TRUE},
    {L"\x00e4", L"\x00c4", TRUE, 0, TRUE},
    {L"\x00e4", L"\x00c4", FALSE, 1, FALSE},
    {L"_", L"a", TRUE, 1, FALSE},
    {L"", L"x", TRUE, -1, TRUE},
    {L"\x03b1", L"\x0391", TRUE, 0, TRUE},
};

static int sign(LONG value) { return (value > 0) - (value < 0); }

static void test_compare(void)
{
    for (unsigned i = 0; i < ARRAYSIZE(comparisons); i++) {
        UNICODE_STRING first, second;
        check_case(i);
        pRtlInitUnicodeString(&first, comparisons[i].first);
        pRtlInitUnicodeString(&second, comparisons[i].second);
        check_equal_int(sign(pRtlCompareUnicodeString(&first, &second, comparisons[i].ignore_case)),
                        comparisons[i].sign, "RtlCompareUnicodeString");
        check_equal_int(pRtlEqualUnicodeString(&first, &second, comparisons[i].ignore_case), comparisons[i].sign == 0,
                        "RtlEqualUnicodeString");
        check_equal_int(pRtlPrefixUnicodeString(&first, &second, comparisons[i].ignore_case), comparisons[i].prefix,
                        "RtlPrefixUnicodeString");
    }
    check_case(0);
    ANSI_STRING a, b;
    pRtlInitAnsiString(&a, "Hello");
    pRtlInitAnsiString(&b, "hELLO");
    check(pRtlEqualString(&a, &b, TRUE), "RtlEqualString without case");
    check(!pRtlEqualString(&a, &b, FALSE), "RtlEqualString with case");
    check_equal_int(pRtlUpperChar('q'), 'Q', "RtlUpperChar");
    check_equal_int(pRtlUpperChar('['), '[', "RtlUpperChar");
}

static void test_conversion(void)
{
    char bytes[16];
    WCHAR wide[16];
    ANSI_STRING ansi, small = { 0, 4, bytes };
    UNICODE_STRING unicode, fixed = { 0, sizeof(wide), wide };
    pRtlInitAnsiString(&ansi, "convert");
    check_status(pRtlAnsiStringToUnicodeString(&unicode, &ansi, TRUE), STATUS_SUCCESS, "to Unicode, allocated");
    check_equal_wide(unicode.Buffer, L"convert", "to Unicode, allocated");
    check_equal_int(unicode.MaximumLength, 16, "allocated with terminator");
    check_status(pRtlAnsiStringToUnicodeString(&fixed, &ansi, FALSE), STATUS_SUCCESS, "to Unicode, in place");
    check_equal_int(fixed.Length, 14, "to Unicode, in place");
    fixed.MaximumLength = 14;
    check_status(pRtlAnsiStringToUnicodeString(&fixed, &ansi, FALSE), S_BUFFER_OVERFLOW, "no room for the terminator");
    check_status(pRtlUnicodeStringToAnsiString(&ansi, &unicode, TRUE), STATUS_SUCCESS, "to ANSI, allocated");
    check_equal_string(ansi.Buffer, "convert", "to ANSI, allocated");
    pRtlFreeAnsiString(&ansi);
    check_status(pRtlUnicodeStringToAnsiString(&small, &unicode, FALSE), S_BUFFER_OVERFLOW, "to ANSI, too small");
    check_equal_int(small.Length, 3, "what fits is there");
    check_equal_bytes(bytes, "con", 4, "what fits is there");
    check_status(pRtlUpcaseUnicodeString(&fixed, &unicode, FALSE), STATUS_SUCCESS, "upcase in place");
    check_equal_bytes(wide, L"CONVERT", 14, "upcase");
    UNICODE_STRING lower;
    check_status(pRtlDowncaseUnicodeString(&lower, &fixed, TRUE), STATUS_SUCCESS, "downcase");
    check_equal_bytes(lower.Buffer, L"convert", 14, "downcase");
    pRtlFreeUnicodeString(&lower);
    pRtlFreeUnicodeString(&unicode);
}

static void test_search(void)
{
    UNICODE_STRING string, set;
    USHORT position;
    ULONG hash, other;
    pRtlInitUnicodeString(&string, L"C:\\dir\\file.txt");
    pRtlInitUnicodeString(&set, L"\\.");
    check_status(pRtlFindCharInUnicodeString(0, &string, &set, &position), STATUS_SUCCESS, "find forward");
    check_equal_int(position, 6, "position behind the character");
    check_status(pRtlFindCharInUnicodeString(1, &string, &set, &position), STATUS_SUCCESS, "find backward");
    check_equal_int(position, 22, "position in front of the character");
    pRtlInitUnicodeString(&set, L"#");
    check_status(pRtlFindCharInUnicodeString(0, &string, &set, &position), 0xC0000225, "not found");
    check_equal_int(position, 0, "not found");
    check_status(pRtlFindCharInUnicodeString(2, &string, &set, &position), STATUS_SUCCESS,
                 "find what is not in the set");
    check_equal_int(position, 2, "the first character");
    pRtlInitUnicodeString(&string, L"Ab");
    check_status(pRtlHashUnicodeString(&string, FALSE, 1, &hash), STATUS_SUCCESS, "hash");
    check_equal_u32(hash, 'A' * 65599 + 'b', "x65599");
    check_status(pRtlHashUnicodeString(&string, TRUE, 0, &other), STATUS_SUCCESS, "hash without case");
    check_equal_u32(other, 'A' * 65599 + 'B', "x65599 in upper case");
    check_status(pRtlHashUnicodeString(&string, TRUE, 5, &other), S_INVALID_PARAMETER, "unknown algorithm");
    WCHAR buffer[4] = L"abc";
    UNICODE_STRING erased = { 4, 8, buffer };
    pRtlEraseUnicodeString(&erased);
    check(!erased.Length && !buffer[0] && !buffer[2], "erased");
    if (!pRtlValidateUnicodeString) {
        skip("no RtlValidateUnicodeString");
        return;
    }
    UNICODE_STRING odd = { 3, 8, buffer };
    check_status(pRtlValidateUnicodeString(0, &odd), S_INVALID_PARAMETER, "odd length");
    odd.Length = 10;
    check_status(pRtlValidateUnicodeString(0, &odd), S_INVALID_PARAMETER, "longer than its buffer");
    odd.Length = 2;
    check_status(pRtlValidateUnicodeString(0, &odd), STATUS_SUCCESS, "valid");
    check_status(pRtlValidateUnicodeString(1, &odd), S_INVALID_PARAMETER, "unknown flag");
}

int main(void)
{
    load_functions();
    test_init();
    test_copy_and_append();
    test_compare();
    test_conversion();
    test_search();
    return check_summary();
}
