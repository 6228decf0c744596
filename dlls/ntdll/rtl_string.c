/* UNICODE_STRING and ANSI_STRING. Code pages are in locale files; here is what needs no table but the case table. */
#include "nt/nt.h"

#include <stdbool.h>
#include <string.h>
#include <wchar.h>

#define MAX_BYTES 0xfffcu /* longest string in bytes that still has a terminator */

static inline WCHAR upcase(WCHAR c)
{
    if (c < 128) return c >= 'a' && c <= 'z' ? c - 32 : c;
    return RtlUpcaseUnicodeChar(c);
}

/* ---- beginnings and ends */

VOID NTAPI RtlInitUnicodeString(PUNICODE_STRING string, PCWSTR source)
{
    size_t bytes = source ? wcslen(source) * sizeof(WCHAR) : 0;
    if (bytes > MAX_BYTES) bytes = MAX_BYTES;
    *string = (UNICODE_STRING){ (USHORT)bytes, source ? (USHORT)(bytes + sizeof(WCHAR)) : 0, (PWSTR)source };
}

NTSTATUS NTAPI RtlInitUnicodeStringEx(PUNICODE_STRING string, PCWSTR source)
{
    if (source && wcslen(source) * sizeof(WCHAR) > MAX_BYTES) return STATUS_NAME_TOO_LONG;
    RtlInitUnicodeString(string, source);
    return STATUS_SUCCESS;
}

VOID NTAPI RtlInitAnsiString(PANSI_STRING string, PCSTR source)
{
    size_t bytes = source ? strlen(source) : 0;
    if (bytes > MAX_BYTES + 1) bytes = MAX_BYTES + 1;
    *string = (ANSI_STRING){ (USHORT)bytes, source ? (USHORT)(bytes + 1) : 0, (PCHAR)source };
}

NTSTATUS NTAPI RtlInitAnsiStringEx(PANSI_STRING string, PCSTR source)
{
    if (source && strlen(source) > MAX_BYTES + 1) return STATUS_NAME_TOO_LONG;
    RtlInitAnsiString(string, source);
    return STATUS_SUCCESS;
}

VOID NTAPI RtlInitString(PSTRING string, PCSTR source) { RtlInitAnsiString(string, source); }
NTSTATUS NTAPI RtlInitStringEx(PSTRING string, PCSTR source) { return RtlInitAnsiStringEx(string, source); }
VOID NTAPI RtlInitUTF8String(PSTRING string, PCSTR source) { RtlInitAnsiString(string, source); }
NTSTATUS NTAPI RtlInitUTF8StringEx(PSTRING string, PCSTR source) { return RtlInitAnsiStringEx(string, source); }

BOOLEAN NTAPI RtlCreateUnicodeString(PUNICODE_STRING string, PCWSTR source)
{
    size_t bytes = wcslen(source) * sizeof(WCHAR);
    if (bytes > MAX_BYTES) return FALSE;
    PWSTR copy = heap_allocate(bytes + sizeof(WCHAR));
    if (!copy) return FALSE;
    memcpy(copy, source, bytes + sizeof(WCHAR));
    *string = (UNICODE_STRING){ (USHORT)bytes, (USHORT)(bytes + sizeof(WCHAR)), copy };
    return TRUE;
}

BOOLEAN NTAPI RtlCreateUnicodeStringFromAsciiz(PUNICODE_STRING string, PCSTR source)
{
    ANSI_STRING ansi;
    if (!NT_SUCCESS(RtlInitAnsiStringEx(&ansi, source))) return FALSE;
    return NT_SUCCESS(RtlAnsiStringToUnicodeString(string, &ansi, TRUE));
}

VOID NTAPI RtlFreeUnicodeString(PUNICODE_STRING string)
{
    heap_free(string->Buffer);
    *string = (UNICODE_STRING){ 0, 0, NULL };
}

VOID NTAPI RtlFreeAnsiString(PANSI_STRING string)
{
    heap_free(string->Buffer);
    *string = (ANSI_STRING){ 0, 0, NULL };
}

VOID NTAPI RtlFreeOemString(POEM_STRING string) { heap_free(string->Buffer); }
VOID NTAPI RtlFreeUTF8String(PSTRING string) { RtlFreeAnsiString(string); }

VOID NTAPI RtlEraseUnicodeString(PUNICODE_STRING string)
{
    if (!string->Buffer) return;
    memset(string->Buffer, 0, string->MaximumLength);
    string->Length = 0;
}

NTSTATUS NTAPI RtlValidateUnicodeString(ULONG flags, PCUNICODE_STRING string)
{
    if (flags) return STATUS_INVALID_PARAMETER;
    if (!string) return STATUS_SUCCESS;
    bool valid = string->Length % sizeof(WCHAR) == 0 && string->MaximumLength % sizeof(WCHAR) == 0 &&
                 string->Length <= string->MaximumLength && (string->Buffer || !string->MaximumLength);
    return valid ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

/* ---- copies */

VOID NTAPI RtlCopyUnicodeString(PUNICODE_STRING target, PCUNICODE_STRING source)
{
    target->Length = source ? min(source->Length, target->MaximumLength) : 0;
    if (!target->Length) return;
    memmove(target->Buffer, source->Buffer, target->Length);
    if (target->Length + sizeof(WCHAR) <= target->MaximumLength) target->Buffer[target->Length / sizeof(WCHAR)] = 0;
}

VOID NTAPI RtlCopyString(PSTRING target, const STRING *source)
{
    target->Length = source ? min(source->Length, target->MaximumLength) : 0;
    if (target->Length) memmove(target->Buffer, source->Buffer, target->Length);
}

#define DUPLICATE_TERMINATE      1u
#define DUPLICATE_ALLOCATE_EMPTY 2u

NTSTATUS NTAPI RtlDuplicateUnicodeString(ULONG flags, PCUNICODE_STRING source, PUNICODE_STRING target)
{
    if (flags & ~3u || (flags & DUPLICATE_ALLOCATE_EMPTY && !(flags & DUPLICATE_TERMINATE)) || !target)
        return STATUS_INVALID_PARAMETER;
    if (source && !NT_SUCCESS(RtlValidateUnicodeString(0, source))) return STATUS_INVALID_PARAMETER;
    *target = (UNICODE_STRING){ 0, 0, NULL };
    USHORT length = source ? source->Length : 0;
    if (!length && !(flags & DUPLICATE_ALLOCATE_EMPTY)) return STATUS_SUCCESS;
    size_t size = length + (flags & DUPLICATE_TERMINATE ? sizeof(WCHAR) : 0);
    if (size > 0xfffe) return STATUS_NAME_TOO_LONG;
    PWSTR copy = heap_allocate(size);
    if (!copy) return STATUS_NO_MEMORY;
    if (length) memcpy(copy, source->Buffer, length);
    if (flags & DUPLICATE_TERMINATE) copy[length / sizeof(WCHAR)] = 0;
    *target = (UNICODE_STRING){ length, (USHORT)size, copy };
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlAppendUnicodeStringToString(PUNICODE_STRING target, PCUNICODE_STRING source)
{
    if (!source->Length) return STATUS_SUCCESS;
    if (target->Length + source->Length > target->MaximumLength) return STATUS_BUFFER_TOO_SMALL;
    memmove((BYTE *)target->Buffer + target->Length, source->Buffer, source->Length);
    target->Length += source->Length;
    if (target->Length + sizeof(WCHAR) <= target->MaximumLength) target->Buffer[target->Length / sizeof(WCHAR)] = 0;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlAppendUnicodeToString(PUNICODE_STRING target, PCWSTR source)
{
    UNICODE_STRING string;
    if (!source) return STATUS_SUCCESS;
    if (!NT_SUCCESS(RtlInitUnicodeStringEx(&string, source))) return STATUS_BUFFER_TOO_SMALL;
    return RtlAppendUnicodeStringToString(target, &string);
}

NTSTATUS NTAPI RtlAppendStringToString(PSTRING target, const STRING *source)
{
    if (target->Length + source->Length > target->MaximumLength) return STATUS_BUFFER_TOO_SMALL;
    if (source->Length) memmove(target->Buffer + target->Length, source->Buffer, source->Length);
    target->Length += source->Length;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlAppendAsciizToString(PSTRING target, PCSTR source)
{
    STRING string;
    if (!source) return STATUS_SUCCESS;
    RtlInitString(&string, source);
    return RtlAppendStringToString(target, &string);
}

/* ---- comparisons */

LONG NTAPI RtlCompareUnicodeStrings(PCWCH first, SIZE_T first_length, PCWCH second, SIZE_T second_length,
                                    BOOLEAN ignore_case)
{
    SIZE_T common = min(first_length, second_length);
    for (SIZE_T i = 0; i < common; i++) {
        if (first[i] == second[i]) continue;
        int difference = ignore_case ? upcase(first[i]) - upcase(second[i]) : first[i] - second[i];
        if (difference) return difference;
    }
    return (LONG)(first_length - second_length);
}

LONG NTAPI RtlCompareUnicodeString(PCUNICODE_STRING first, PCUNICODE_STRING second, BOOLEAN ignore_case)
{
    return RtlCompareUnicodeStrings(first->Buffer, first->Length / sizeof(WCHAR), second->Buffer,
                                    second->Length / sizeof(WCHAR), ignore_case);
}

BOOLEAN NTAPI RtlEqualUnicodeString(PCUNICODE_STRING first, PCUNICODE_STRING second, BOOLEAN ignore_case)
{
    if (first->Length != second->Length) return FALSE;
    if (!ignore_case) return !memcmp(first->Buffer, second->Buffer, first->Length);
    return !RtlCompareUnicodeString(first, second, TRUE);
}

BOOLEAN NTAPI RtlPrefixUnicodeString(PCUNICODE_STRING prefix, PCUNICODE_STRING string, BOOLEAN ignore_case)
{
    UNICODE_STRING beginning = { prefix->Length, prefix->Length, string->Buffer };
    return prefix->Length <= string->Length && RtlEqualUnicodeString(prefix, &beginning, ignore_case);
}

LONG NTAPI RtlCompareString(const STRING *first, const STRING *second, BOOLEAN ignore_case)
{
    USHORT common = min(first->Length, second->Length);
    for (USHORT i = 0; i < common; i++) {
        UCHAR a = first->Buffer[i], b = second->Buffer[i];
        if (ignore_case) {
            a = RtlUpperChar(a);
            b = RtlUpperChar(b);
        }
        if (a != b) return a - b;
    }
    return first->Length - second->Length;
}

BOOLEAN NTAPI RtlEqualString(const STRING *first, const STRING *second, BOOLEAN ignore_case)
{
    return first->Length == second->Length && !RtlCompareString(first, second, ignore_case);
}

BOOLEAN NTAPI RtlPrefixString(const STRING *prefix, const STRING *string, BOOLEAN ignore_case)
{
    STRING beginning = { prefix->Length, prefix->Length, string->Buffer };
    return prefix->Length <= string->Length && RtlEqualString(prefix, &beginning, ignore_case);
}

/* ---- searching and hashing */

NTSTATUS NTAPI RtlHashUnicodeString(PCUNICODE_STRING string, BOOLEAN ignore_case, ULONG algorithm, PULONG hash)
{
    if (!string || !hash || algorithm > 1) return STATUS_INVALID_PARAMETER;
    *hash = 0;
    for (USHORT i = 0; i < string->Length / sizeof(WCHAR); i++)
        *hash = *hash * 65599 + (ignore_case ? upcase(string->Buffer[i]) : string->Buffer[i]);
    return STATUS_SUCCESS;
}

#define FIND_FROM_END  1u
#define FIND_OTHERS    2u
#define FIND_NO_CASE   4u

static bool contains(PCUNICODE_STRING characters, WCHAR c, bool ignore_case)
{
    for (USHORT i = 0; i < characters->Length / sizeof(WCHAR); i++) {
        WCHAR other = characters->Buffer[i];
        if (other == c || (ignore_case && upcase(other) == upcase(c))) return true;
    }
    return false;
}

/* *position: bytes up to and with the character found, or, from the end, in front of it */
NTSTATUS NTAPI RtlFindCharInUnicodeString(ULONG flags, PCUNICODE_STRING string, PCUNICODE_STRING characters,
                                          PUSHORT position)
{
    int count = string->Length / sizeof(WCHAR);
    bool backward = flags & FIND_FROM_END, wanted = !(flags & FIND_OTHERS);
    *position = 0;
    for (int i = backward ? count - 1 : 0; backward ? i >= 0 : i < count; i += backward ? -1 : 1) {
        if (contains(characters, string->Buffer[i], flags & FIND_NO_CASE) != wanted) continue;
        *position = (USHORT)((backward ? i : i + 1) * sizeof(WCHAR));
        return STATUS_SUCCESS;
    }
    return STATUS_NOT_FOUND;
}

PWSTR NTAPI RtlFindUnicodeSubstring(PCUNICODE_STRING string, PCUNICODE_STRING wanted, BOOLEAN ignore_case)
{
    for (USHORT at = 0; at + wanted->Length <= string->Length; at += sizeof(WCHAR)) {
        UNICODE_STRING part = { wanted->Length, wanted->Length, string->Buffer + at / sizeof(WCHAR) };
        if (RtlEqualUnicodeString(&part, wanted, ignore_case)) return part.Buffer;
    }
    return NULL;
}
