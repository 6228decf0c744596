/* I/O objects of the thread pool and RtlSetIoCompletionCallback: one completion port, read by one thread that queues
 * the callbacks. */
#include "threadpool_private.h"

static HANDLE io_port;
static RTL_RUN_ONCE io_once;

static void queue_result(struct task *task, PVOID overlapped, const IO_STATUS_BLOCK *io)
{
    struct io_result *result = heap_allocate(sizeof(*result));

    if (!result) return;
    *result = (struct io_result){ NULL, overlapped, *io };
    RtlAcquireSRWLockExclusive(&task->pool->lock);
    if (task->results) task->last_result->next = result;
    else task->results = result;
    task->last_result = result;
    RtlReleaseSRWLockExclusive(&task->pool->lock);
    task_queue(task);
    if (InterlockedDecrement(&task->started) >= 0) task_release(task);
}

static DWORD WINAPI __attribute__((noreturn)) read_port(LPVOID argument)
{
    ULONG_PTR key, overlapped;
    IO_STATUS_BLOCK io;

    (void)argument;
    for (;;)
        if (NtRemoveIoCompletion(io_port, &key, &overlapped, &io, NULL) == STATUS_SUCCESS)
            queue_result((struct task *)key, (PVOID)overlapped, &io);
}

static DWORD WINAPI open_port(PRTL_RUN_ONCE once, PVOID parameter, PVOID *context)
{
    HANDLE thread;

    (void)once;
    (void)parameter;
    (void)context;
    if (!NT_SUCCESS(NtCreateIoCompletion(&io_port, IO_COMPLETION_ALL_ACCESS, NULL, 0))) return FALSE;
    if (!NT_SUCCESS(NtCreateThreadEx(&thread, THREAD_ALL_ACCESS, NULL, NtCurrentProcess(), (PVOID)read_port, NULL, 0, 0,
                                     0, 0, NULL)))
        return FALSE;
    NtClose(thread);
    return TRUE;
}

static NTSTATUS associate(HANDLE file, struct task *task)
{
    FILE_COMPLETION_INFORMATION info;
    IO_STATUS_BLOCK io;
    NTSTATUS status = (NTSTATUS)RtlRunOnceExecuteOnce(&io_once, open_port, NULL, NULL);

    if (!NT_SUCCESS(status)) return status;
    info.Port = io_port;
    info.Key = task;
    return NtSetInformationFile(file, &io, &info, sizeof(info), FileCompletionInformation);
}

NTSTATUS NTAPI TpAllocIoCompletion(PTP_IO *io, HANDLE file, PTP_WIN32_IO_CALLBACK callback, PVOID context,
                                   TP_CALLBACK_ENVIRON *environment)
{
    struct task *task;
    NTSTATUS status = task_create(&task, TASK_IO, (PVOID)callback, context, environment);

    *io = NULL;
    if (!NT_SUCCESS(status)) return status;
    if (!NT_SUCCESS(status = associate(file, task))) {
        task_release(task);
        return status;
    }
    *io = (PTP_IO)task;
    return STATUS_SUCCESS;
}

/* Each operation under way holds the object. */
VOID NTAPI TpStartAsyncIoOperation(PTP_IO io)
{
    InterlockedIncrement(&((struct task *)io)->started);
    InterlockedIncrement(&((struct task *)io)->references);
}

VOID NTAPI TpCancelAsyncIoOperation(PTP_IO io)
{
    InterlockedDecrement(&((struct task *)io)->started);
    task_release((struct task *)io);
}

VOID NTAPI TpReleaseIoCompletion(PTP_IO io) { task_close((struct task *)io); }
VOID NTAPI TpWaitForIoCompletion(PTP_IO io, LOGICAL cancel_pending) { task_wait((struct task *)io, !!cancel_pending); }

/* ---- BindIoCompletionCallback */

struct binding { LPOVERLAPPED_COMPLETION_ROUTINE function; };

static void CALLBACK call_bound(PTP_CALLBACK_INSTANCE instance, PVOID context, PVOID overlapped, ULONG error,
                                ULONG_PTR bytes, PTP_IO io)
{
    const struct binding *binding = context;

    (void)instance;
    (void)io;
    binding->function(error, (DWORD)bytes, overlapped);
}

NTSTATUS NTAPI RtlSetIoCompletionCallback(HANDLE file, LPOVERLAPPED_COMPLETION_ROUTINE function, ULONG flags)
{
    struct binding *binding = heap_allocate(sizeof(*binding));
    struct task *task;
    NTSTATUS status;

    (void)flags;
    if (!binding) return STATUS_NO_MEMORY;
    binding->function = function;
    if (!NT_SUCCESS(status = task_create(&task, TASK_IO, (PVOID)call_bound, binding, NULL))) {
        heap_free(binding);
        return status;
    }
    if (!NT_SUCCESS(status = associate(file, task))) {
        task_release(task);
        heap_free(binding);
    }
    return status; /* lives as long as the file may complete something: for ever */
}
