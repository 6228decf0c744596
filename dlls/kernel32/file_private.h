/* Shared by kernel32's file sources. */
#ifndef FILE_PRIVATE_H
#define FILE_PRIVATE_H

#include "kernel32_private.h"

static inline BOOL set_error(DWORD error)
{
    SetLastError(error);
    return FALSE;
}

/* TRUE, or FALSE with the last error set. */
static inline BOOL check_status(NTSTATUS status)
{
    return NT_SUCCESS(status) ? TRUE : set_error(RtlNtStatusToDosError(status));
}

/* --- fileapi.c --- */
BOOL file_name_from_ansi(LPCSTR name, LPWSTR *wide); /* as wide_from_ansi, but heeds SetFileApisToOEM; heap */
/* Copies a wide result to an ANSI buffer: characters without the terminator, or with it when the buffer is too small.
 */
DWORD file_name_to_ansi(LPCWSTR wide, DWORD length, LPSTR buffer, DWORD size);
/* Name and attributes for an Nt call; nt_path_end frees. FALSE with the last error set. */
struct nt_path { UNICODE_STRING name; OBJECT_ATTRIBUTES attributes; };
BOOL nt_path_begin(struct nt_path *path, LPCWSTR name);
void nt_path_end(struct nt_path *path);
/* Opens for a short question or change; INVALID_HANDLE_VALUE with the last error set. */
HANDLE open_for(LPCWSTR name, ACCESS_MASK access, ULONG share, ULONG options);

/* Stands between the APC and the program's completion routine, which is its context. */
VOID NTAPI completion_apc(PVOID context, PIO_STATUS_BLOCK io, ULONG reserved);

ULONG options_from_flags(DWORD flags); /* FILE_FLAG_* of CreateFile as FILE_* options */

/* --- winbase_file.c --- */
NTSTATUS rename_file(HANDLE file, const UNICODE_STRING *target, BOOL replace, ULONG class);

/* --- winbase_delayed_move.c --- */
BOOL delay_move(LPCWSTR source, LPCWSTR target, DWORD flags); /* MOVEFILE_DELAY_UNTIL_REBOOT */
void run_delayed_moves(void);                                 /* those of earlier lives of the prefix */

#define SHARE_ALL (FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE)

#endif
