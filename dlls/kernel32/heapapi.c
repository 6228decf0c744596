/* Heaps; the allocating functions are forwarders to ntdll. */
#include "kernel32_private.h"

HANDLE WINAPI GetProcessHeap(void)
{
    return current_peb()->ProcessHeap;
}

DWORD WINAPI GetProcessHeaps(DWORD count, HANDLE *heaps)
{
    return RtlGetProcessHeaps(count, heaps);
}

HANDLE WINAPI HeapCreate(DWORD options, SIZE_T initial, SIZE_T maximum)
{
    ULONG flags = options & (HEAP_NO_SERIALIZE | HEAP_GENERATE_EXCEPTIONS | HEAP_CREATE_ENABLE_EXECUTE);
    if (maximum && maximum < initial) maximum = initial;
    if (!maximum) flags |= 2; /* HEAP_GROWABLE */
    HANDLE heap = RtlCreateHeap(flags, NULL, maximum, maximum ? initial : 0, NULL, NULL);
    if (!heap) SetLastError(ERROR_NOT_ENOUGH_MEMORY);
    return heap;
}

BOOL WINAPI HeapDestroy(HANDLE heap)
{
    if (!RtlDestroyHeap(heap)) return TRUE;
    SetLastError(ERROR_INVALID_HANDLE);
    return FALSE;
}

SIZE_T WINAPI HeapCompact(HANDLE heap, DWORD flags) { return RtlCompactHeap(heap, flags); }
BOOL WINAPI HeapValidate(HANDLE heap, DWORD flags, LPCVOID memory) { return RtlValidateHeap(heap, flags, memory); }
BOOL WINAPI HeapLock(HANDLE heap) { return RtlLockHeap(heap); }
BOOL WINAPI HeapUnlock(HANDLE heap) { return RtlUnlockHeap(heap); }
BOOL WINAPI HeapWalk(HANDLE heap, LPPROCESS_HEAP_ENTRY entry) { return set_last_status(RtlWalkHeap(heap, entry)); }

BOOL WINAPI HeapSetInformation(HANDLE heap, HEAP_INFORMATION_CLASS info_class, PVOID buffer, SIZE_T size)
{
    return set_last_status(RtlSetHeapInformation(heap, info_class, buffer, size));
}

BOOL WINAPI HeapQueryInformation(HANDLE heap, HEAP_INFORMATION_CLASS info_class, PVOID buffer, SIZE_T size,
                                 PSIZE_T needed)
{
    return set_last_status(RtlQueryHeapInformation(heap, info_class, buffer, size, needed));
}
