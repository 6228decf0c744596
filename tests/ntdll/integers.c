/* Integers, GUIDs, CRCs and version checks of ntdll. Witness: Microsoft's documentation. */
#include "../check.h"
#include <winternl.h>

typedef LONG (WINAPI *char_to_integer)(PCSTR, ULONG, PULONG);
typedef LONG (WINAPI *string_to_integer)(const UNICODE_STRING *, ULONG, PULONG);
typedef LONG (WINAPI *integer_to_char)(ULONG, ULONG, LONG, PSTR);
typedef LONG (WINAPI *integer_to_string)(ULONG, ULONG, PUNICODE_STRING);
typedef LONG (WINAPI *int64_to_string)(ULONGLONG, ULONG, PUNICODE_STRING);
typedef LONG (WINAPI *string_from_guid)(const GUID *, PUNICODE_STRING);
typedef LONG (WINAPI *guid_from_string)(const UNICODE_STRING *, GUID *);
typedef ULONG (WINAPI *compute_crc)(ULONG, const void *, ULONG);

static FARPROC find(const char *name)
{
    FARPROC function = GetProcAddress(GetModuleHandleA("ntdll.dll"), name);
    check(function != NULL, "%s is exported", name);
    return function;
}
#define FIND(type, name) ((type)(void *)find(name))

static const struct { const char *text; ULONG base, value; LONG status; } numbers[] = {
    {"0", 0, 0, 0},
    {"1", 0, 1, 0},
    {"123456789", 0, 123456789, 0},
    {"-1", 0, 0xffffffff, 0},
    {"+42", 0, 42, 0},
    {"  7", 0, 7, 0},
    {"\t\n9", 0, 9, 0},
    {"0x1f", 0, 0x1f, 0},
    {"0XFF", 0, 0, 0},
    {"0o17", 0, 15, 0},
    {"0b101", 0, 5, 0},
    {"-0x10", 0, 0xfffffff0, 0},
    {"ff", 16, 255, 0},
    {"FF", 16, 255, 0},
    {"0x12", 16, 0, 0},
    {"777", 8, 511, 0},
    {"178", 8, 15, 0},
    {"101", 2, 5, 0},
    {"102", 2, 2, 0},
    {"12a", 10, 12, 0},
    {"", 10, 0, 0},
    {"zz", 10, 0, 0},
    {"4294967295", 10, 0xffffffff, 0},
    {"4294967296", 10, 0, 0},
    {"5", 3, 0xdead, 0xC000000D},
    {"5", 36, 0xdead, 0xC000000D},
    {"--5", 10, 0, 0},
    {"- 5", 10, 0, 0},
};

static void test_parse(void)
{
    char_to_integer from_char = FIND(char_to_integer, "RtlCharToInteger");
    string_to_integer from_string = FIND(string_to_integer, "RtlUnicodeStringToInteger");
    for (unsigned i = 0; i < ARRAYSIZE(numbers); i++) {
        ULONG value = 0xdead, wide_value = 0xdead;
        WCHAR wide[32];
        UNICODE_STRING string = { 0, sizeof(wide), wide };
        check_case(i);
        for (const char *at = numbers[i].text; *at; at++) wide[string.Length / 2] = *at, string.Length += 2;
        check_status(from_char(numbers[i].text, numbers[i].base, &value), numbers[i].status, numbers[i].text);
        check_equal_u32(value, numbers[i].value, numbers[i].text);
        check_status(from_string(&string, numbers[i].base, &wide_value), numbers[i].status, numbers[i].text);
        check_equal_u32(wide_value, numbers[i].value, numbers[i].text);
    }
    check_case(0);
}

static const struct { ULONG value, base; const char *text; } formats[] = {
    {0, 0, "0"},
    {1, 10, "1"},
    {4294967295u, 10, "4294967295"},
    {255, 16, "FF"},
    {0xdeadbeef, 16, "DEADBEEF"},
    {8, 8, "10"},
    {5, 2, "101"},
    {0xffffffff, 2, "11111111111111111111111111111111"},
};

static void test_format(void)
{
    integer_to_char to_char = FIND(integer_to_char, "RtlIntegerToChar");
    integer_to_string to_string = FIND(integer_to_string, "RtlIntegerToUnicodeString");
    int64_to_string to_string64 = FIND(int64_to_string, "RtlInt64ToUnicodeString");
    for (unsigned i = 0; i < ARRAYSIZE(formats); i++) {
        char text[40];
        WCHAR wide[40];
        UNICODE_STRING string = { 0, sizeof(wide), wide };
        check_case(i);
        check_status(to_char(formats[i].value, formats[i].base, sizeof(text), text), 0, "RtlIntegerToChar");
        check_equal_string(text, formats[i].text, "RtlIntegerToChar");
        check_status(to_string(formats[i].value, formats[i].base, &string), 0, "RtlIntegerToUnicodeString");
        check_equal_int(string.Length, strlen(formats[i].text) * 2, "length");
    }
    check_case(0);
    char small[3];
    check_status(to_char(1234, 10, 3, small), 0x80000005, "too small");
    check_status(to_char(123, 10, 3, small), 0, "without room for a terminator");
    check_equal_bytes(small, "123", 3, "without room for a terminator");
    check_status(to_char(1, 7, 3, small), 0xC000000D, "base 7");
    WCHAR wide[30];
    UNICODE_STRING string = { 0, sizeof(wide), wide };
    check_status(to_string64(0xffffffffffffffffull, 10, &string), 0, "64 bits");
    check_equal_wide(wide, L"18446744073709551615", "64 bits");
    string.MaximumLength = 10;
    check_status(to_string64(1234567890123ull, 10, &string), 0x80000005, "64 bits, too small");
}

static void test_guid(void)
{
    static const GUID guid = { 0x00112233, 0x4455, 0x6677, { 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff } };
    static const WCHAR *const bad[] = {
        L"", L"{00112233-4455-6677-8899-AABBCCDDEEF}", L"00112233-4455-6677-8899-AABBCCDDEEFF00",
        L"{0011223g-4455-6677-8899-AABBCCDDEEFF}", L"{00112233+4455-6677-8899-AABBCCDDEEFF}"};
    string_from_guid to_text = FIND(string_from_guid, "RtlStringFromGUID");
    guid_from_string from_text = FIND(guid_from_string, "RtlGUIDFromString");
    UNICODE_STRING string;
    GUID parsed;
    check_status(to_text(&guid, &string), 0, "RtlStringFromGUID");
    check_equal_wide(string.Buffer, L"{00112233-4455-6677-8899-AABBCCDDEEFF}", "RtlStringFromGUID");
    check_equal_int(string.Length, 76, "length");
    check_status(from_text(&string, &parsed), 0, "RtlGUIDFromString");
    check_equal_bytes(&parsed, &guid, sizeof(guid), "there and back");
    for (unsigned i = 0; i < ARRAYSIZE(bad); i++) {
        check_case(i);
        UNICODE_STRING text = { (USHORT)(wcslen(bad[i]) * 2), (USHORT)(wcslen(bad[i]) * 2), (PWSTR)bad[i] };
        check_status(from_text(&text, &parsed), 0xC000000D, "a bad GUID");
    }
    check_case(0);
}

static void test_crc(void)
{
    compute_crc crc = FIND(compute_crc, "RtlComputeCrc32");
    check_equal_u32(crc(0, "123456789", 9), 0xcbf43926, "the check value of CRC-32");
    check_equal_u32(crc(0, "", 0), 0, "of nothing");
    check_equal_u32(crc(crc(0, "12345", 5), "6789", 4), 0xcbf43926, "in two parts");
}

static void test_version(void)
{
    OSVERSIONINFOEXW info = { .dwOSVersionInfoSize = sizeof(info) };
    typedef LONG (WINAPI *get_version)(OSVERSIONINFOEXW *);
    typedef VOID (WINAPI *get_numbers)(ULONG *, ULONG *, ULONG *);
    ULONG major, minor, build;
    check_status(FIND(get_version, "RtlGetVersion")(&info), 0, "RtlGetVersion");
    check(info.dwMajorVersion >= 6, "major version %lu", info.dwMajorVersion);
    FIND(get_numbers, "RtlGetNtVersionNumbers")(&major, &minor, &build);
    check_equal_u32(major, info.dwMajorVersion, "the same major version");
    check_equal_u32(build & 0xffff, info.dwBuildNumber, "the same build");
    check_equal_u32(build >> 28, 0xf, "a released build");
    ULONGLONG mask = VerSetConditionMask(0, VER_MAJORVERSION, VER_GREATER_EQUAL);
    info.dwMajorVersion = 5;
    check(VerifyVersionInfoW(&info, VER_MAJORVERSION, mask), "at least 5");
    info.dwMajorVersion = 99;
    check_fails_with(VerifyVersionInfoW(&info, VER_MAJORVERSION, mask), ERROR_OLD_WIN_VERSION);
    check_fails_with(VerifyVersionInfoW(&info, 0, mask), ERROR_BAD_ARGUMENTS);
    mask = VerSetConditionMask(VerSetConditionMask(0, VER_MAJORVERSION, VER_GREATER_EQUAL), VER_MINORVERSION,
                               VER_GREATER_EQUAL);
    info.dwMajorVersion = 5;
    info.dwMinorVersion = 50;
    check(VerifyVersionInfoW(&info, VER_MAJORVERSION | VER_MINORVERSION, mask),
          "5.50 is older than 6.0: the parts are one number");
    mask = VerSetConditionMask(0, VER_PLATFORMID, VER_EQUAL);
    info.dwPlatformId = VER_PLATFORM_WIN32_NT;
    check(VerifyVersionInfoW(&info, VER_PLATFORMID, mask), "the platform");
    DWORD version = GetVersion();
    check(LOBYTE(LOWORD(version)) >= 6 && !(version & 0x80000000), "GetVersion: %lx", version);
    OSVERSIONINFOA old = { .dwOSVersionInfoSize = sizeof(old) };
    check(GetVersionExA(&old), "GetVersionExA");
    old.dwOSVersionInfoSize = 10;
    check_fails_with(GetVersionExA(&old), ERROR_INSUFFICIENT_BUFFER);
}

int main(void)
{
    test_parse();
    test_format();
    test_guid();
    test_crc();
    test_version();
    return check_summary();
}
