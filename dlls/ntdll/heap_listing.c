/* The heaps of a process and their blocks, for toolhelp. Another process lists its own: a hidden thread there runs the
 * same function, which lies at the same place in every process of this architecture. */
#include "heap_private.h"
#include "nt/heap_listing.h"
#include "remote.h"

struct heap_request {
    uint64_t heap;    /* 0: the heaps themselves */
    uint64_t entries;
    uint32_t capacity, count; /* count: as many as there are */
};

static void add(struct heap_request *request, uint64_t address, uint64_t size, uint32_t flags)
{
    struct heap_listing *entries = (struct heap_listing *)(ULONG_PTR)request->entries;

    if (request->count < request->capacity) entries[request->count] = (struct heap_listing){ address, size, flags, 0 };
    request->count++;
}

static NTSTATUS list_heaps(struct heap_request *request)
{
    PEB *peb = current_peb();

    RtlAcquirePebLock();
    for (ULONG i = 0; i < peb->NumberOfHeaps; i++)
        add(request, UNIX_PTR(peb->ProcessHeaps[i]), 0,
            peb->ProcessHeaps[i] == peb->ProcessHeap ? HEAP_LISTING_DEFAULT : 0);
    RtlReleasePebLock();
    return STATUS_SUCCESS;
}

/* Nothing here takes memory from the heap. */
static NTSTATUS list_blocks(struct heap_request *request)
{
    PVOID heap = (PVOID)(ULONG_PTR)request->heap;
    PROCESS_HEAP_ENTRY entry = { 0 };
    BOOLEAN known = FALSE, locked;
    NTSTATUS status;

    RtlAcquirePebLock();
    for (ULONG i = 0; i < current_peb()->NumberOfHeaps; i++) known |= current_peb()->ProcessHeaps[i] == heap;
    RtlReleasePebLock();
    if (!known) return STATUS_INVALID_PARAMETER;
    locked = RtlLockHeap(heap);
    while ((status = RtlWalkHeap(heap, &entry)) == STATUS_SUCCESS)
        if (!(entry.wFlags & (PROCESS_HEAP_REGION | PROCESS_HEAP_UNCOMMITTED_RANGE)))
            add(request, UNIX_PTR(entry.lpData), entry.cbData,
                entry.wFlags & PROCESS_HEAP_ENTRY_BUSY ? 0 : HEAP_LISTING_FREE);
    if (locked) RtlUnlockHeap(heap);
    return status == STATUS_NO_MORE_ENTRIES ? STATUS_SUCCESS : status;
}

static ULONG NTAPI serve(PVOID place)
{
    struct heap_request *request = place;

    return (ULONG)(request->heap ? list_blocks(request) : list_heaps(request));
}

/* In a piece of memory of the process: the request and room for `capacity` entries. */
static NTSTATUS try_listing(HANDLE process, uint64_t heap, uint32_t capacity, struct heap_listing *list,
                            uint32_t *count)
{
    struct heap_request request = { .heap = heap, .capacity = capacity };
    PVOID place = NULL;
    SIZE_T size = sizeof(request) + capacity * sizeof(*list), done;
    NTSTATUS status = NtAllocateVirtualMemory(process, &place, 0, &size, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);

    if (!NT_SUCCESS(status)) return status;
    request.entries = UNIX_PTR(place) + sizeof(request);
    status = NtWriteVirtualMemory(process, place, &request, sizeof(request), &done);
    if (NT_SUCCESS(status))
        status = process == NtCurrentProcess() ? (NTSTATUS)serve(place)
                                               : remote_run(process, (ULONG_PTR)serve, UNIX_PTR(place));
    if (NT_SUCCESS(status)) status = NtReadVirtualMemory(process, place, &request, sizeof(request), &done);
    *count = request.count;
    if (NT_SUCCESS(status) && request.count <= capacity)
        status =
            NtReadVirtualMemory(process, (PVOID)(ULONG_PTR)request.entries, list, request.count * sizeof(*list), &done);
    size = 0;
    NtFreeVirtualMemory(process, &place, &size, MEM_RELEASE);
    return status;
}

NTSTATUS NTAPI winrun_list_heaps(HANDLE process, uint64_t heap, struct heap_listing **list, ULONG *count)
{
    uint32_t capacity = 1024, there = 0;
    SIZE_T size;
    NTSTATUS status;

    for (;;) {
        PVOID memory = NULL;
        size = capacity * sizeof(**list);
        status =
            NtAllocateVirtualMemory(NtCurrentProcess(), &memory, 0, &size, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
        if (!NT_SUCCESS(status)) return status;
        *list = memory;
        status = try_listing(process, heap, capacity, *list, &there);
        *count = there;
        if (NT_SUCCESS(status) && there <= capacity) return status;
        winrun_free_heap_list(*list);
        if (!NT_SUCCESS(status)) return status;
        capacity = there + there / 4;
    }
}

VOID NTAPI winrun_free_heap_list(struct heap_listing *list)
{
    PVOID memory = list;
    SIZE_T size = 0;

    if (list) NtFreeVirtualMemory(NtCurrentProcess(), &memory, &size, MEM_RELEASE);
}
