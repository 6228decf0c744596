/* IsBadReadPtr and its family: may this memory be touched? Answered from the pages' states, without touching them. */
#include "kernel32_private.h"

#define READABLE                                                                                                       \
    (PAGE_READONLY | PAGE_READWRITE | PAGE_WRITECOPY | PAGE_EXECUTE | PAGE_EXECUTE_READ | PAGE_EXECUTE_READWRITE |     \
     PAGE_EXECUTE_WRITECOPY)
#define WRITABLE   (PAGE_READWRITE | PAGE_WRITECOPY | PAGE_EXECUTE_READWRITE | PAGE_EXECUTE_WRITECOPY)

/* How many bytes from here on have one of these protections, at most `size`. */
static SIZE_T usable_bytes(const void *address, SIZE_T size, DWORD protections)
{
    ULONG_PTR at = (ULONG_PTR)address, start = at;
    while (at - start < size) {
        MEMORY_BASIC_INFORMATION region;
        if (!VirtualQuery((void *)at, &region, sizeof(region)) || region.State != MEM_COMMIT) break;
        if ((region.Protect & PAGE_GUARD) || !(region.Protect & protections)) break;
        at = (ULONG_PTR)region.BaseAddress + region.RegionSize;
        if (!at) break;
    }
    return at - start < size ? at - start : size;
}

static BOOL is_bad(const void *address, UINT_PTR size, DWORD protections)
{
    if (!size) return FALSE;
    if (!address || (ULONG_PTR)address + size - 1 < (ULONG_PTR)address) return TRUE;
    DWORD error = GetLastError();
    BOOL bad = usable_bytes(address, size, protections) < size;
    SetLastError(error);
    return bad;
}

BOOL WINAPI IsBadReadPtr(CONST VOID *address, UINT_PTR size) { return is_bad(address, size, READABLE); }
BOOL WINAPI IsBadWritePtr(LPVOID address, UINT_PTR size) { return is_bad(address, size, WRITABLE); }
BOOL WINAPI IsBadHugeReadPtr(CONST VOID *address, UINT_PTR size) { return IsBadReadPtr(address, size); }
BOOL WINAPI IsBadHugeWritePtr(LPVOID address, UINT_PTR size) { return IsBadWritePtr(address, size); }
BOOL WINAPI IsBadCodePtr(FARPROC address) { return is_bad((const void *)address, 1, READABLE); }

BOOL WINAPI IsBadStringPtrA(LPCSTR text, UINT_PTR most)
{
    if (!most) return FALSE;
    if (!text) return TRUE;
    for (UINT_PTR i = 0; i < most; i++) {
        if ((!i || !((ULONG_PTR)(text + i) % WINDOWS_PAGE_SIZE)) && IsBadReadPtr(text + i, 1)) return TRUE;
        if (!text[i]) return FALSE;
    }
    return FALSE;
}

BOOL WINAPI IsBadStringPtrW(LPCWSTR text, UINT_PTR most)
{
    if (!most) return FALSE;
    if (!text) return TRUE;
    for (UINT_PTR i = 0; i < most; i++) {
        if ((!i || (ULONG_PTR)(text + i) % WINDOWS_PAGE_SIZE < sizeof(WCHAR)) && IsBadReadPtr(text + i, sizeof(WCHAR)))
            return TRUE;
        if (!text[i]) return FALSE;
    }
    return FALSE;
}
