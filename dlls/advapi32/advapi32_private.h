/* Shared by the files of advapi32. */
#ifndef ADVAPI32_PRIVATE_H
#define ADVAPI32_PRIVATE_H

#include <stdbool.h>
#include "nt/nt.h"

struct _TRUSTEE_W;

/* --- registry_keys.c --- */
/* The NT handle behind an HKEY: itself, or the (cached) handle of a predefined key. */
LSTATUS registry_handle(HKEY key, HANDLE *handle);

/* --- trustee.c --- */
/* The SID that a trustee means, of SECURITY_MAX_SID_SIZE bytes; `ansi`: names are in CP_ACP. */
DWORD trustee_sid(const struct _TRUSTEE_W *trustee, bool ansi, BYTE *sid);

/* --- kernel32's, which no header declares --- */
BOOL WINAPI CreateProcessInternalW(HANDLE token, LPCWSTR application, LPWSTR command_line,
                                   LPSECURITY_ATTRIBUTES process_security, LPSECURITY_ATTRIBUTES thread_security,
                                   BOOL inherit, DWORD flags, LPVOID environment, LPCWSTR directory,
                                   LPSTARTUPINFOW startup, LPPROCESS_INFORMATION information, PHANDLE new_token);
BOOL WINAPI CreateProcessInternalA(HANDLE token, LPCSTR application, LPSTR command_line,
                                   LPSECURITY_ATTRIBUTES process_security, LPSECURITY_ATTRIBUTES thread_security,
                                   BOOL inherit, DWORD flags, LPVOID environment, LPCSTR directory,
                                   LPSTARTUPINFOA startup, LPPROCESS_INFORMATION information, PHANDLE new_token);

/* --- text.c: ANSI arguments --- */
/* UTF-16 copies of ANSI text (CP_ACP) on the process heap; NULL stays NULL. ERROR_NOT_ENOUGH_MEMORY or 0. */
LSTATUS wide_from_ansi(const char *text, WCHAR **wide);
void free_text(void *text);
/* Converts `length` units into an ANSI buffer of *size bytes; *size is then the length without the terminator, which
 * must fit too. ERROR_MORE_DATA when it does not fit. */
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
