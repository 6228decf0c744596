/* Shared by the files of advapi32. */
#ifndef ADVAPI32_PRIVATE_H
#define ADVAPI32_PRIVATE_H

#include <stdbool.h>
#include "nt/nt.h"

/* --- registry_keys.c --- */
/* The NT handle behind an HKEY: itself, or the (cached) handle of a predefined key. */
LSTATUS registry_handle(HKEY key, HANDLE *handle);

/* --- text.c: ANSI arguments --- */
/* UTF-16 copies of ANSI text (CP_ACP) on the process heap; NULL stays NULL. ERROR_NOT_ENOUGH_MEMORY or 0. */
LSTATUS wide_from_ansi(const char *text, WCHAR **wide);
void free_text(void *text);
/* Converts `length` units into an ANSI buffer of *size bytes; *size is then the length without the terminator, which must fit too.
 * ERROR_MORE_DATA when it does not fit. */
LSTATUS ansi_from_wide(const WCHAR *wide, DWORD length, char *buffer, DWORD *size);

static inline BOOL fail_with(DWORD error)
{
    SetLastError(error);
    return FALSE;
}

/* The BOOL convention for an NTSTATUS. */
static inline BOOL succeed(NTSTATUS status)
{
    return NT_SUCCESS(status) ? TRUE : fail_with(RtlNtStatusToDosError(status));
}

#endif
