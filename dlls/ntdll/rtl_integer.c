/* Integers and GUIDs as text, byte swapping, random numbers, checksums. */
#include "nt/nt.h"

#include <stdbool.h>
#include <string.h>
#include <wchar.h>

/* ---- integers */

/* Base 0 takes the base from a prefix: 0x, 0o, 0b. The result is the length used. */
static bool known_base(ULONG base) { return base == 0 || base == 2 || base == 8 || base == 10 || base == 16; }

struct characters { const void *text; size_t length; bool wide; };

static WCHAR character(const struct characters *source, size_t index)
{
    if (index >= source->length) return 0;
    return source->wide ? ((const WCHAR *)source->text)[index] : (UCHAR)((const char *)source->text)[index];
}

static ULONG digit_value(WCHAR c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'z') return c - 'a' + 10;
    if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
    return 99;
}

static NTSTATUS parse_integer(const struct characters *source, ULONG base, PULONG value)
{
    size_t at = 0;
    ULONG result = 0;
    bool negative = false;
    while (at < source->length && character(source, at) && character(source, at) <= ' ') at++;
    if (character(source, at) == '+') at++;
    else if (character(source, at) == '-') negative = true, at++;
    if (!known_base(base)) return STATUS_INVALID_PARAMETER;
    if (!base) {
        base = 10;
        if (character(source, at) == '0') {
            WCHAR prefix = character(source, at + 1);
            if (prefix == 'x') base = 16;
            else if (prefix == 'o') base = 8;
            else if (prefix == 'b') base = 2;
            if (base != 10) at += 2;
        }
    }
    for (ULONG digit; (digit = digit_value(character(source, at))) < base; at++) result = result * base + digit;
    *value = negative ? 0 - result : result;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlCharToInteger(PCSTR string, ULONG base, PULONG value)
{
    struct characters source = { string, strlen(string), false };
    return parse_integer(&source, base, value);
}

NTSTATUS NTAPI RtlUnicodeStringToInteger(PCUNICODE_STRING string, ULONG base, PULONG value)
{
    struct characters source = { string->Buffer, string->Length / sizeof(WCHAR), true };
    return parse_integer(&source, base, value);
}

#define MAX_DIGITS 65
static size_t format_integer(ULONGLONG value, ULONG base, char *end)
{
    char *at = end;
    if (!base) base = 10;
    do *--at = "0123456789ABCDEF"[value % base]; while (value /= base);
    return end - at;
}

NTSTATUS NTAPI RtlIntegerToChar(ULONG value, ULONG base, ULONG size, PSTR string)
{
    char digits[MAX_DIGITS];
    if (!known_base(base)) return STATUS_INVALID_PARAMETER;
    size_t length = format_integer(value, base, digits + MAX_DIGITS);
    if (length > size) return STATUS_BUFFER_OVERFLOW;
    if (!string) return STATUS_ACCESS_VIOLATION;
    memcpy(string, digits + MAX_DIGITS - length, length);
    if (length < size) string[length] = 0;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlLargeIntegerToChar(const ULONGLONG *value, ULONG base, ULONG size, PSTR string)
{
    char digits[MAX_DIGITS];
    if (!known_base(base)) return STATUS_INVALID_PARAMETER;
    size_t length = format_integer(*value, base, digits + MAX_DIGITS);
    if (length > size) return STATUS_BUFFER_OVERFLOW;
    memcpy(string, digits + MAX_DIGITS - length, length);
    if (length < size) string[length] = 0;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlInt64ToUnicodeString(ULONGLONG value, ULONG base, PUNICODE_STRING string)
{
    char digits[MAX_DIGITS];
    if (!known_base(base)) return STATUS_INVALID_PARAMETER;
    size_t length = format_integer(value, base, digits + MAX_DIGITS);
    if (length * sizeof(WCHAR) > string->MaximumLength) return STATUS_BUFFER_OVERFLOW;
    for (size_t i = 0; i < length; i++) string->Buffer[i] = digits[MAX_DIGITS - length + i];
    string->Length = (USHORT)(length * sizeof(WCHAR));
    if (string->Length < string->MaximumLength) string->Buffer[length] = 0;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlIntegerToUnicodeString(ULONG value, ULONG base, PUNICODE_STRING string)
{
    return RtlInt64ToUnicodeString(value, base, string);
}

/* ---- GUIDs: {00112233-4455-6677-8899-AABBCCDDEEFF} */

#define GUID_LENGTH 38
/* For each character of the text: which hexadecimal digit of the 16 bytes in memory it shows; or the character itself.
 */
static const signed char guid_digits[GUID_LENGTH] = {
    -'{', 6, 7, 4, 5, 2, 3, 0, 1, -'-', 10, 11, 8, 9, -'-', 14, 15, 12, 13, -'-', 16, 17, 18, 19, -'-',
    20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, -'}',
};

NTSTATUS NTAPI RtlStringFromGUID(const GUID *guid, PUNICODE_STRING string)
{
    const BYTE *bytes = (const BYTE *)guid;
    string->Length = GUID_LENGTH * sizeof(WCHAR);
    string->MaximumLength = string->Length + sizeof(WCHAR);
    string->Buffer = heap_allocate(string->MaximumLength);
    if (!string->Buffer) return STATUS_NO_MEMORY;
    for (int i = 0; i < GUID_LENGTH; i++) {
        int digit = guid_digits[i];
        if (digit < 0) string->Buffer[i] = (WCHAR)-digit;
        else string->Buffer[i] = "0123456789ABCDEF"[digit & 1 ? bytes[digit / 2] & 15 : bytes[digit / 2] >> 4];
    }
    string->Buffer[GUID_LENGTH] = 0;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlGUIDFromString(PCUNICODE_STRING string, GUID *guid)
{
    BYTE bytes[16] = { 0 };
    if (string->Length < GUID_LENGTH * sizeof(WCHAR)) return STATUS_INVALID_PARAMETER;
    for (int i = 0; i < GUID_LENGTH; i++) {
        int digit = guid_digits[i];
        ULONG value = digit_value(string->Buffer[i]);
        if (digit < 0 ? string->Buffer[i] != (WCHAR)-digit : value > 15) return STATUS_INVALID_PARAMETER;
        if (digit >= 0) bytes[digit / 2] |= digit & 1 ? value : value << 4;
    }
    memcpy(guid, bytes, sizeof(bytes));
    return STATUS_SUCCESS;
}

/* ---- random numbers: the generators that Microsoft documents by their recurrence */

ULONG NTAPI RtlUniform(PULONG seed)
{
    return *seed = (ULONG)(((ULONGLONG)*seed * 0x7fffffed + 0x7fffffc3) % 0x7fffffff);
}

#define RANDOM_TABLE_SIZE 128
static ULONG next_random(PULONG seed)
{
    static ULONG table[RANDOM_TABLE_SIZE];
    static volatile LONG filled;
    if (!InterlockedExchange(&filled, 1)) {
        ULONG start = 0x1bd11bda;
        for (int i = 0; i < RANDOM_TABLE_SIZE; i++) table[i] = RtlUniform(&start);
    }
    ULONG picked = RtlUniform(seed) % RANDOM_TABLE_SIZE, result = table[picked];
    table[picked] = RtlUniform(seed);
    return result;
}

ULONG NTAPI RtlRandom(PULONG seed) { return next_random(seed); }
ULONG NTAPI RtlRandomEx(PULONG seed) { return next_random(seed); }

/* ---- checksums */

ULONG NTAPI RtlComputeCrc32(ULONG initial, const void *data, ULONG size)
{
    const UCHAR *at = data;
    ULONG crc = ~initial;
    for (; size; size--) {
        crc ^= *at++;
        for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return ~crc;
}

DWORD NTAPI RtlCrc32(const void *data, size_t size, DWORD initial)
{
    return RtlComputeCrc32(initial, data, (ULONG)size);
}

ULONGLONG NTAPI RtlCrc64(const void *data, size_t size, ULONGLONG initial)
{
    const UCHAR *at = data;
    ULONGLONG crc = ~initial;
    for (; size; size--) {
        crc ^= *at++;
        for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (crc & 1 ? 0x9a6c9329ac4bc9b5ull : 0);
    }
    return ~crc;
}

/* ---- byte order */

#undef RtlUshortByteSwap
#undef RtlUlongByteSwap
#undef RtlUlonglongByteSwap
USHORT FASTCALL RtlUshortByteSwap(USHORT value) { return __builtin_bswap16(value); }
ULONG FASTCALL RtlUlongByteSwap(ULONG value) { return __builtin_bswap32(value); }
ULONGLONG FASTCALL RtlUlonglongByteSwap(ULONGLONG value) { return __builtin_bswap64(value); }
