/* The memory in which netapi32 answers. */
#include "nt/nt.h"
#include <lm.h>

DWORD WINAPI NetApiBufferAllocate(DWORD size, LPVOID *buffer)
{
    if (!buffer) return ERROR_INVALID_PARAMETER;
    *buffer = HeapAlloc(GetProcessHeap(), 0, size);
    return *buffer ? NERR_Success : ERROR_NOT_ENOUGH_MEMORY;
}

DWORD WINAPI NetApiBufferFree(LPVOID buffer)
{
    if (buffer) HeapFree(GetProcessHeap(), 0, buffer);
    return NERR_Success;
}

DWORD WINAPI NetApiBufferReallocate(LPVOID old, DWORD size, LPVOID *buffer)
{
    if (!buffer) return ERROR_INVALID_PARAMETER;
    *buffer = old ? HeapReAlloc(GetProcessHeap(), 0, old, size) : HeapAlloc(GetProcessHeap(), 0, size);
    return *buffer ? NERR_Success : ERROR_NOT_ENOUGH_MEMORY;
}

DWORD WINAPI NetApiBufferSize(LPVOID buffer, LPDWORD size)
{
    if (!buffer || !size) return ERROR_INVALID_PARAMETER;
    *size = (DWORD)HeapSize(GetProcessHeap(), 0, buffer);
    return NERR_Success;
}
