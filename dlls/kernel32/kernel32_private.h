/* Shared by the files of kernel32. Each section names the file that owns it. */
#ifndef KERNEL32_PRIVATE_H
#define KERNEL32_PRIVATE_H

#include "nt/nt.h"

/* Forwarders to ntdll have no code here: inside kernel32 they go by the names that they have there. */
#define HeapAlloc RtlAllocateHeap
#define HeapFree RtlFreeHeap
#define HeapReAlloc RtlReAllocateHeap
#define HeapSize RtlSizeHeap
#define GetLastError RtlGetLastWin32Error
#define SetLastError RtlSetLastWin32Error
#define EncodePointer RtlEncodePointer
#define DecodePointer RtlDecodePointer

/* --- consoleapi_control.c --- */
/* A debugger hears of control events, also where the program has no handler. */
void console_control_begin(void);

/* --- startup.c --- */
extern HINSTANCE kernel32_instance;

/* --- object_names.c --- */
/* OBJECT_ATTRIBUTES for a Win32 object name (NULL: unnamed) and SECURITY_ATTRIBUTES. STATUS_NAME_TOO_LONG. */
struct object_attributes { OBJECT_ATTRIBUTES attributes; UNICODE_STRING name; WCHAR buffer[MAX_PATH + 32]; };
NTSTATUS object_attributes_init(struct object_attributes *object, const SECURITY_ATTRIBUTES *security, LPCWSTR name,
                                ULONG flags);
/* A heap copy in UTF-16 of a string in the ANSI code page; NULL for NULL. FALSE with the last error set when memory is
 * short. */
BOOL wide_from_ansi(LPCSTR text, LPWSTR *wide);
/* For Create functions: the last error tells whether the object existed. */
HANDLE created_handle(NTSTATUS status, HANDLE handle);
/* (HANDLE)STD_INPUT_HANDLE and its like stand for the standard handles in waits. */
HANDLE resolve_standard_handle(HANDLE handle);
/* NULL for INFINITE */
static inline LARGE_INTEGER *timeout_from_ms(LARGE_INTEGER *timeout, DWORD milliseconds)
{
    if (milliseconds == INFINITE) return NULL;
    timeout->QuadPart = -(LONGLONG)milliseconds * 10000;
    return timeout;
}

#endif
