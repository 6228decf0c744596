/* Messages of jobs for a completion port. The port lives in this process, the messages come from the server: for each
 * job that has a port here a hidden thread waits on an event that the server signals, fetches the messages and posts
 * them. It ends with the job or the association. */
#include "nt/nt.h"
#include "requests.h"
#include "sync_private.h"
#include "thread_private.h"
#include "job_port.h"

struct association {
    struct completion_port *port;
    ULONG_PTR key;
    HANDLE event;
    uint32_t slot; /* the event's */
};

static void destroy(struct association *association)
{
    completion_port_release(association->port);
    NtClose(association->event);
    heap_free(association);
}

static NTSTATUS deliver(const struct association *association)
{
    struct request_job_message_in in = { .slot = association->slot };
    struct request_job_message_out out;
    NTSTATUS status;

    while (NT_SUCCESS(status = SERVER_CALL(job_message, &in, &out)))
        completion_port_post(association->port, association->key, out.pid, STATUS_SUCCESS, out.message);
    return status;
}

/* The process need not go on because of this thread. */
static ULONG NTAPI serve(PVOID argument)
{
    struct association *association = argument;

    __atomic_fetch_or(&current_thread_record()->flags, THREAD_RECORD_ENDING, __ATOMIC_SEQ_CST);
    do NtWaitForSingleObject(association->event, FALSE, NULL);
    while (deliver(association) == STATUS_NO_MORE_ENTRIES);
    destroy(association);
    return 0;
}

static NTSTATUS associate(uint64_t job, uint32_t slot)
{
    struct request_job_port_in in = { .job = job, .slot = slot };
    struct request_job_port_out out;

    return SERVER_CALL(job_port, &in, &out);
}

NTSTATUS job_set_port(uint64_t job, const JOBOBJECT_ASSOCIATE_COMPLETION_PORT *info)
{
    struct association *association;
    struct handle_entry entry;
    HANDLE thread;
    NTSTATUS status;

    if (!info->CompletionPort) return associate(job, 0);
    if (!(association = heap_allocate_zeroed(sizeof(*association)))) return STATUS_NO_MEMORY;
    association->key = (ULONG_PTR)info->CompletionKey;
    status = completion_port_get(info->CompletionPort, IO_COMPLETION_MODIFY_STATE, &association->port);
    if (!NT_SUCCESS(status)) {
        heap_free(association);
        return status;
    }
    status = NtCreateEvent(&association->event, EVENT_ALL_ACCESS, NULL, SynchronizationEvent, FALSE);
    if (NT_SUCCESS(status)) status = handle_get(association->event, OBJECT_EVENT, 0, &entry);
    if (NT_SUCCESS(status)) {
        association->slot = entry.slot;
        status = associate(job, entry.slot);
    }
    if (!NT_SUCCESS(status)) {
        destroy(association);
        return status;
    }
    status = NtCreateThreadEx(&thread, THREAD_ALL_ACCESS, NULL, NtCurrentProcess(), (PVOID)(ULONG_PTR)serve,
                              association, THREAD_CREATE_FLAGS_SKIP_THREAD_ATTACH, 0, 0, 0, NULL);
    if (NT_SUCCESS(status)) {
        NtClose(thread);
        return status;
    }
    associate(job, 0);
    destroy(association);
    return status;
}
