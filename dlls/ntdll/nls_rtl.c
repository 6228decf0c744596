/* Rtl functions over the code pages of the process. Sizes are in bytes; what does not fit is cut off without an error,
 * except in UTF-8. */
#include "nt/nt.h"

static ULONG to_wide(UINT number, PCSTR source, ULONG size, PWSTR target, ULONG capacity, ULONG *problems)
{
    if (number == CP_UTF8) return winrun_utf8_to_wide(source, size, target, capacity, problems);
    return winrun_to_wide(winrun_code_page(number), source, size, target, capacity, problems);
}

static ULONG to_bytes(UINT number, PCWSTR source, ULONG length, PSTR target, ULONG capacity)
{
    if (number == CP_UTF8) return winrun_utf8_from_wide(source, length, target, capacity, NULL);
    const struct code_page *page = winrun_code_page(number);
    return winrun_to_bytes(page, 0, source, length, target, capacity, page->default_bytes, NULL);
}

static BOOLEAN is_ascii(PCSTR source, ULONG size)
{
    for (ULONG i = 0; i < size; i++)
        if ((BYTE)source[i] >= 0x80) return FALSE;
    return TRUE;
}

/* ASCII needs neither tables nor the knowledge of the code page (no ANSI or OEM code page of Windows is EBCDIC). */
static NTSTATUS page_to_unicode(UINT(NTAPI *page)(void), PWSTR target, ULONG size, PULONG used, PCSTR source,
                                ULONG source_size)
{
    ULONG capacity = size / sizeof(WCHAR), count;
    if (is_ascii(source, source_size)) {
        count = min(source_size, capacity);
        for (ULONG i = 0; i < count; i++) target[i] = (BYTE)source[i];
    } else {
        count = to_wide(page(), source, source_size, target, capacity, NULL);
        if (count > capacity) count = capacity;
    }
    if (used) *used = count * sizeof(WCHAR);
    return STATUS_SUCCESS;
}

/* The whole characters that fit into `capacity` bytes. */
static NTSTATUS page_from_unicode(UINT number, PSTR target, ULONG capacity, PULONG used, PCWSTR source,
                                  ULONG source_size)
{
    ULONG length = source_size / sizeof(WCHAR), count = 0, i = 0;
    for (; i < length && source[i] < 0x80 && count < capacity; i++) target[count++] = (CHAR)source[i];
    while (i < length && count < capacity) {
        ULONG units = IS_HIGH_SURROGATE(source[i]) && i + 1 < length && IS_LOW_SURROGATE(source[i + 1]) ? 2 : 1;
        ULONG needed = to_bytes(number, source + i, units, target + count, capacity - count);
        if (needed > capacity - count) break;
        count += needed;
        i += units;
    }
    if (used) *used = count;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlMultiByteToUnicodeN(PWSTR target, ULONG size, PULONG used, PCSTR source, ULONG source_size)
{
    return page_to_unicode(winrun_ansi_code_page, target, size, used, source, source_size);
}

NTSTATUS NTAPI RtlOemToUnicodeN(PWSTR target, ULONG size, PULONG used, PCSTR source, ULONG source_size)
{
    return page_to_unicode(winrun_oem_code_page, target, size, used, source, source_size);
}

NTSTATUS NTAPI RtlConsoleMultiByteToUnicodeN(PWSTR target, ULONG size, PULONG used, PCSTR source, ULONG source_size,
                                             PULONG special)
{
    if (special) *special = 0;
    return RtlMultiByteToUnicodeN(target, size, used, source, source_size);
}

NTSTATUS NTAPI RtlMultiByteToUnicodeSize(PULONG size, PCSTR source, ULONG source_size)
{
    *size = to_wide(winrun_ansi_code_page(), source, source_size, NULL, 0, NULL) * sizeof(WCHAR);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlUnicodeToMultiByteN(PSTR target, ULONG size, PULONG used, PCWSTR source, ULONG source_size)
{
    return page_from_unicode(winrun_ansi_code_page(), target, size, used, source, source_size);
}

NTSTATUS NTAPI RtlUnicodeToOemN(PSTR target, ULONG size, PULONG used, PCWSTR source, ULONG source_size)
{
    return page_from_unicode(winrun_oem_code_page(), target, size, used, source, source_size);
}

NTSTATUS NTAPI RtlUnicodeToMultiByteSize(PULONG size, PCWSTR source, ULONG source_size)
{
    *size = to_bytes(winrun_ansi_code_page(), source, source_size / sizeof(WCHAR), NULL, 0);
    return STATUS_SUCCESS;
}

static NTSTATUS upcase_from_unicode(UINT number, PSTR target, ULONG size, PULONG used, PCWSTR source, ULONG source_size)
{
    PWSTR upper = heap_allocate(source_size + sizeof(WCHAR));
    if (!upper) return STATUS_NO_MEMORY;
    for (ULONG i = 0; i < source_size / sizeof(WCHAR); i++) upper[i] = RtlUpcaseUnicodeChar(source[i]);
    NTSTATUS status = page_from_unicode(number, target, size, used, upper, source_size);
    heap_free(upper);
    return status;
}

NTSTATUS NTAPI RtlUpcaseUnicodeToMultiByteN(PSTR target, ULONG size, PULONG used, PCWSTR source, ULONG source_size)
{
    return upcase_from_unicode(winrun_ansi_code_page(), target, size, used, source, source_size);
}

NTSTATUS NTAPI RtlUpcaseUnicodeToOemN(PSTR target, ULONG size, PULONG used, PCWSTR source, ULONG source_size)
{
    return upcase_from_unicode(winrun_oem_code_page(), target, size, used, source, source_size);
}

NTSTATUS NTAPI RtlUTF8ToUnicodeN(PWSTR target, ULONG size, PULONG used, PCSTR source, ULONG source_size)
{
    ULONG problems, capacity = size / sizeof(WCHAR);
    if (!source) return STATUS_INVALID_PARAMETER_4;
    if (!used) return STATUS_INVALID_PARAMETER;
    ULONG count = winrun_utf8_to_wide(source, source_size, target, target ? capacity : 0, &problems);
    *used = count * sizeof(WCHAR);
    if (target && count > capacity) {
        *used = capacity * sizeof(WCHAR);
        return STATUS_BUFFER_TOO_SMALL;
    }
    return problems ? STATUS_SOME_NOT_MAPPED : STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlUnicodeToUTF8N(PSTR target, ULONG size, PULONG used, PCWSTR source, ULONG source_size)
{
    ULONG problems;
    if (!source) return STATUS_INVALID_PARAMETER_4;
    if (!used || (target && source_size % sizeof(WCHAR))) return STATUS_INVALID_PARAMETER_5;
    ULONG count = winrun_utf8_from_wide(source, source_size / sizeof(WCHAR), target, target ? size : 0, &problems);
    *used = count;
    if (target && count > size) {
        *used = size;
        return STATUS_BUFFER_TOO_SMALL;
    }
    return problems ? STATUS_SOME_NOT_MAPPED : STATUS_SUCCESS;
}

VOID NTAPI RtlGetDefaultCodePage(PUSHORT ansi, PUSHORT oem)
{
    *ansi = (USHORT)winrun_ansi_code_page();
    *oem = (USHORT)winrun_oem_code_page();
}
