/* Blocks of heaps (tlhelp32.h): Heap32First lists all blocks of a heap; Heap32Next goes on in that list, whose place it
 * keeps in the entry's reserved field. The newest list is kept, and made anew when another one has taken its place. */
#include "kernel32_private.h"
#include "nt/heap_listing.h"
#include "tlhelp32_private.h"
#include <tlhelp32.h>

static struct {
    DWORD pid;
    ULONG_PTR heap;
    struct heap_listing *entries;
    ULONG count;
} kept;
static RTL_SRWLOCK lock;

NTSTATUS list_heaps_of(DWORD pid, ULONG_PTR heap, struct heap_listing **list, ULONG *count)
{
    HANDLE process = NtCurrentProcess();
    BOOL narrow = FALSE;
    NTSTATUS status = STATUS_SUCCESS;

    if (!pid || pid == GetCurrentProcessId()) return winrun_list_heaps(process, heap, list, count);
    if (!(process = OpenProcess(PROCESS_ALL_ACCESS, FALSE, pid))) return STATUS_INVALID_PARAMETER;
    if (!IsWow64Process(process, &narrow) || narrow != (sizeof(PVOID) == 4))
        status = STATUS_PARTIAL_COPY; /* of the other architecture */
    if (status == STATUS_SUCCESS) status = winrun_list_heaps(process, heap, list, count);
    NtClose(process);
    return status;
}

/* With the lock held. */
static BOOL make_list(DWORD pid, ULONG_PTR heap)
{
    NTSTATUS status;

    winrun_free_heap_list(kept.entries);
    kept.entries = NULL;
    status = list_heaps_of(pid, heap, &kept.entries, &kept.count);
    if (status != STATUS_SUCCESS) {
        kept.entries = NULL;
        SetLastError(status == STATUS_PARTIAL_COPY ? ERROR_PARTIAL_COPY : RtlNtStatusToDosError(status));
        return FALSE;
    }
    kept.pid = pid;
    kept.heap = heap;
    return TRUE;
}

static BOOL give(LPHEAPENTRY32 entry, DWORD index)
{
    const struct heap_listing *block = &kept.entries[index];

    if (index >= kept.count) {
        SetLastError(ERROR_NO_MORE_FILES);
        return FALSE;
    }
    *entry = (HEAPENTRY32){.dwSize = sizeof(*entry),
                           .hHandle = (HANDLE)(ULONG_PTR)block->address,
                           .dwAddress = (ULONG_PTR)block->address,
                           .dwBlockSize = (SIZE_T)block->size,
                           .dwFlags = block->flags & HEAP_LISTING_FREE ? LF32_FREE : LF32_FIXED,
                           .dwResvd = index,
                           .th32ProcessID = kept.pid,
                           .th32HeapID = kept.heap};
    return TRUE;
}

static BOOL walk(LPHEAPENTRY32 entry, DWORD pid, ULONG_PTR heap, DWORD index, BOOL anew)
{
    BOOL done;

    if (!entry || entry->dwSize != sizeof(*entry)) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    RtlAcquireSRWLockExclusive(&lock);
    done = (!anew && kept.entries && kept.pid == pid && kept.heap == heap) || make_list(pid, heap);
    done = done && give(entry, index);
    RtlReleaseSRWLockExclusive(&lock);
    return done;
}

BOOL WINAPI Heap32First(LPHEAPENTRY32 entry, DWORD pid, ULONG_PTR heap)
{
    return walk(entry, pid ? pid : GetCurrentProcessId(), heap, 0, TRUE);
}

BOOL WINAPI Heap32Next(LPHEAPENTRY32 entry)
{
    return walk(entry, entry->th32ProcessID, entry->th32HeapID, entry->dwResvd + 1, FALSE);
}
