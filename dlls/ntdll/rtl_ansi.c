/* Strings from one encoding to another: ANSI_STRING, OEM_STRING and UTF-8 strings to UNICODE_STRING and back, and their
 * cases. The conversions of counted characters are beside the code page tables. */
#include "nt/nt.h"

#include <stdbool.h>
#include <string.h>

typedef NTSTATUS (NTAPI *to_unicode_function)(PWSTR target, ULONG size, PULONG used, PCSTR source, ULONG source_size);
typedef NTSTATUS (NTAPI *from_unicode_function)(PSTR target, ULONG size, PULONG used, PCWSTR source, ULONG source_size);

/* An upper limit of what `source_size` bytes become is twice that and a terminator; the exact size is found by
 * converting. */
static NTSTATUS to_unicode(to_unicode_function convert, PUNICODE_STRING target, const STRING *source, BOOLEAN allocate)
{
    ULONG needed;
    NTSTATUS status = STATUS_SUCCESS;
    ULONG limit = source->Length * sizeof(WCHAR);
    if (allocate) {
        PWSTR buffer = heap_allocate(limit + sizeof(WCHAR));
        if (!buffer) return STATUS_NO_MEMORY;
        status = convert(buffer, limit, &needed, source->Buffer, source->Length);
        if (needed + sizeof(WCHAR) > 0xffff) status = STATUS_INVALID_PARAMETER_2;
        if (!NT_SUCCESS(status)) {
            heap_free(buffer);
            return status;
        }
        target->Buffer = buffer;
        target->MaximumLength = (USHORT)(needed + sizeof(WCHAR));
    } else {
        ULONG room = target->MaximumLength & ~1u;
        status = convert(target->Buffer, room, &needed, source->Buffer, source->Length);
        if (!NT_SUCCESS(status) || needed + sizeof(WCHAR) > room) return STATUS_BUFFER_OVERFLOW;
    }
    target->Length = (USHORT)needed;
    target->Buffer[needed / sizeof(WCHAR)] = 0;
    return STATUS_SUCCESS;
}

/* In place, what fits is kept: so the whole text is made first. */
static NTSTATUS from_unicode(from_unicode_function convert, ULONG widest, PSTRING target, PCUNICODE_STRING source,
                             BOOLEAN allocate)
{
    ULONG needed, limit = source->Length / sizeof(WCHAR) * widest;
    if (!allocate && !target->MaximumLength) return STATUS_BUFFER_OVERFLOW;
    PSTR buffer = heap_allocate(limit + 1);
    if (!buffer) return STATUS_NO_MEMORY;
    NTSTATUS status = convert(buffer, limit, &needed, source->Buffer, source->Length);
    if (NT_SUCCESS(status) && allocate && needed + 1 > 0xffff) status = STATUS_INVALID_PARAMETER_2;
    if (!NT_SUCCESS(status)) {
        heap_free(buffer);
        return status;
    }
    if (allocate) {
        target->Buffer = buffer;
        target->MaximumLength = (USHORT)(needed + 1);
    } else {
        if (needed >= target->MaximumLength) {
            needed = target->MaximumLength - 1;
            status = STATUS_BUFFER_OVERFLOW;
        }
        memcpy(target->Buffer, buffer, needed);
        heap_free(buffer);
    }
    target->Length = (USHORT)needed;
    target->Buffer[needed] = 0;
    return status;
}

NTSTATUS NTAPI RtlAnsiStringToUnicodeString(PUNICODE_STRING target, PCANSI_STRING source, BOOLEAN allocate)
{
    return to_unicode(RtlMultiByteToUnicodeN, target, source, allocate);
}

NTSTATUS NTAPI RtlOemStringToUnicodeString(PUNICODE_STRING target, PCOEM_STRING source, BOOLEAN allocate)
{
    return to_unicode(RtlOemToUnicodeN, target, source, allocate);
}

NTSTATUS NTAPI RtlUTF8StringToUnicodeString(PUNICODE_STRING target, const STRING *source, BOOLEAN allocate)
{
    return to_unicode(RtlUTF8ToUnicodeN, target, source, allocate);
}

NTSTATUS NTAPI RtlUnicodeStringToAnsiString(PANSI_STRING target, PCUNICODE_STRING source, BOOLEAN allocate)
{
    return from_unicode(RtlUnicodeToMultiByteN, 4, target, source, allocate);
}

NTSTATUS NTAPI RtlUnicodeStringToOemString(POEM_STRING target, PCUNICODE_STRING source, BOOLEAN allocate)
{
    return from_unicode(RtlUnicodeToOemN, 4, target, source, allocate);
}

NTSTATUS NTAPI RtlUnicodeStringToUTF8String(PSTRING target, PCUNICODE_STRING source, BOOLEAN allocate)
{
    return from_unicode(RtlUnicodeToUTF8N, 3, target, source, allocate);
}

ULONG NTAPI RtlxAnsiStringToUnicodeSize(PCANSI_STRING string)
{
    ULONG size = 0;
    RtlMultiByteToUnicodeSize(&size, string->Buffer, string->Length);
    return size + sizeof(WCHAR);
}

ULONG NTAPI RtlxUnicodeStringToAnsiSize(PCUNICODE_STRING string)
{
    ULONG size = 0;
    RtlUnicodeToMultiByteSize(&size, string->Buffer, string->Length);
    return size + 1;
}

ULONG NTAPI RtlAnsiStringToUnicodeSize(PCANSI_STRING string) { return RtlxAnsiStringToUnicodeSize(string); }
ULONG NTAPI RtlUnicodeStringToAnsiSize(PCUNICODE_STRING string) { return RtlxUnicodeStringToAnsiSize(string); }

static NTSTATUS change_case(WCHAR(NTAPI *change)(WCHAR), PUNICODE_STRING target, PCUNICODE_STRING source,
                            BOOLEAN allocate)
{
    if (allocate) {
        PWSTR buffer = heap_allocate(max(source->Length, 1));
        if (!buffer) return STATUS_NO_MEMORY;
        target->Buffer = buffer;
        target->MaximumLength = source->Length;
    } else if (source->Length > target->MaximumLength) {
        return STATUS_BUFFER_OVERFLOW;
    }
    for (USHORT i = 0; i < source->Length / sizeof(WCHAR); i++) target->Buffer[i] = change(source->Buffer[i]);
    target->Length = source->Length;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlUpcaseUnicodeString(PUNICODE_STRING target, PCUNICODE_STRING source, BOOLEAN allocate)
{
    return change_case(RtlUpcaseUnicodeChar, target, source, allocate);
}

NTSTATUS NTAPI RtlDowncaseUnicodeString(PUNICODE_STRING target, PCUNICODE_STRING source, BOOLEAN allocate)
{
    return change_case(RtlDowncaseUnicodeChar, target, source, allocate);
}

CHAR NTAPI RtlUpperChar(CHAR c)
{
    return c >= 'a' && c <= 'z' ? c - 32 : c;
}

VOID NTAPI RtlUpperString(PSTRING target, const STRING *source)
{
    USHORT length = min(source->Length, target->MaximumLength);
    for (USHORT i = 0; i < length; i++) target->Buffer[i] = RtlUpperChar(source->Buffer[i]);
    target->Length = length;
}

WCHAR NTAPI RtlAnsiCharToUnicodeChar(PSTR *source)
{
    WCHAR c = ' ';
    ULONG used;
    if (!NT_SUCCESS(RtlMultiByteToUnicodeN(&c, sizeof(c), &used, *source, 1))) c = ' ';
    (*source)++;
    return c;
}
