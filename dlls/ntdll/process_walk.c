/* NtGetNextThread and NtGetNextProcess: the server's list, from the id that the caller has reached. */
#include "nt/nt.h"
#include "process_listing.h"
#include "requests.h"
#include "sync_private.h"
#include "thread_private.h"

/* Every running process, oldest first; free with heap_free. */
static NTSTATUS fetch_list(BOOLEAN with_threads, BYTE **list, uint32_t *size)
{
    struct request_process_list_in in = { .with_threads = with_threads };
    struct request_process_list_out out;
    uint32_t capacity = 0x8000, needed;
    NTSTATUS status;

    for (;;) {
        if (!(*list = heap_allocate(capacity))) return STATUS_NO_MEMORY;
        status = server_call_data(request_code_process_list, &in, sizeof(in), NULL, 0, &out, sizeof(out), *list,
                                  capacity, &needed);
        *size = needed;
        if (status != STATUS_BUFFER_OVERFLOW) break;
        heap_free(*list);
        capacity = needed + 0x1000;
    }
    if (!NT_SUCCESS(status)) heap_free(*list);
    return status;
}

static uint32_t pid_of(HANDLE process)
{
    PROCESS_BASIC_INFORMATION info = { 0 };

    NtQueryInformationProcess(process, ProcessBasicInformation, &info, sizeof(info), NULL);
    return (uint32_t)info.UniqueProcessId;
}

static uint32_t tid_of(HANDLE thread)
{
    THREAD_BASIC_INFORMATION info = { 0 };

    if (thread) NtQueryInformationThread(thread, ThreadBasicInformation, &info, sizeof(info), NULL);
    return (uint32_t)(ULONG_PTR)info.ClientId.UniqueThread;
}

/* The smallest id above `after` among the threads of a process; 0 for none. */
static uint32_t next_thread(const BYTE *list, uint32_t size, uint32_t pid, uint32_t after)
{
    uint32_t at, i, found = 0;

    for (at = 0; at + sizeof(struct process_listing) <= size;
         at += ((const struct process_listing *)(list + at))->size) {
        const struct process_listing *process = (const void *)(list + at);
        const struct thread_listing *threads = (const void *)(process + 1);
        if (process->pid != pid) continue;
        for (i = 0; i < process->listed_threads; i++)
            if (threads[i].tid > after && (!found || threads[i].tid < found)) found = threads[i].tid;
    }
    return found;
}

NTSTATUS NTAPI NtGetNextThread(HANDLE process, HANDLE thread, ACCESS_MASK access, ULONG attributes, ULONG flags,
                               PHANDLE next)
{
    OBJECT_ATTRIBUTES object = { .Length = sizeof(object), .Attributes = attributes };
    uint32_t size, after = tid_of(thread), pid = pid_of(process);
    CLIENT_ID id = { 0 };
    BYTE *list;
    NTSTATUS status;

    *next = NULL;
    if (flags) return STATUS_INVALID_PARAMETER_5;
    if (!pid) return STATUS_INVALID_HANDLE;
    if (!NT_SUCCESS(status = fetch_list(TRUE, &list, &size))) return status;
    do { /* one may have ended meanwhile */
        after = next_thread(list, size, pid, after);
        id.UniqueThread = (HANDLE)(ULONG_PTR)after;
        status = after ? NtOpenThread(next, access, &object, &id) : (NTSTATUS)STATUS_NO_MORE_ENTRIES;
    } while (after && status == STATUS_INVALID_CID);
    heap_free(list);
    return status;
}

static uint32_t next_process(const BYTE *list, uint32_t size, uint32_t after)
{
    uint32_t at, found = 0;

    for (at = 0; at + sizeof(struct process_listing) <= size;
         at += ((const struct process_listing *)(list + at))->size) {
        uint32_t pid = ((const struct process_listing *)(list + at))->pid;
        if (pid > after && (!found || pid < found)) found = pid;
    }
    return found;
}

NTSTATUS NTAPI NtGetNextProcess(HANDLE process, ACCESS_MASK access, ULONG attributes, ULONG flags, PHANDLE next)
{
    OBJECT_ATTRIBUTES object = { .Length = sizeof(object), .Attributes = attributes };
    uint32_t size, after = process ? pid_of(process) : 0;
    CLIENT_ID id = { 0 };
    BYTE *list;
    NTSTATUS status;

    *next = NULL;
    if (flags) return STATUS_INVALID_PARAMETER_4;
    if (process && !after) return STATUS_INVALID_HANDLE;
    if (!NT_SUCCESS(status = fetch_list(FALSE, &list, &size))) return status;
    do {
        after = next_process(list, size, after);
        id.UniqueProcess = (HANDLE)(ULONG_PTR)after;
        status = after ? NtOpenProcess(next, access, &object, &id) : (NTSTATUS)STATUS_NO_MORE_ENTRIES;
    } while (after && status == STATUS_INVALID_CID);
    heap_free(list);
    return status;
}
