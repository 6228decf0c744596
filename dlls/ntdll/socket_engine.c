/* The I/O thread of sockets: it sleeps on one epoll descriptor that knows every socket which ever had to wait,
 * edge-triggered, and works off the queues of those that became ready. It is made when first needed. */
#include "socket_private.h"

static RTL_SRWLOCK start_lock = RTL_SRWLOCK_INIT;
static int32_t engine = -1, waker = -1;

#define EVENTS_AT_ONCE 64u

static ULONG CALLBACK engine_thread(void *argument)
{
    struct socket_engine_event events[EVENTS_AT_ONCE];
    (void)argument;
    for (;;) {
        struct unix_socket_engine_args args = {
            .what = SOCKET_ENGINE_WAIT,
            .engine = engine,
            .waker = waker,
            .events = UNIX_PTR(events),
            .count = EVENTS_AT_ONCE,
            .deadline = socket_polls_deadline(),
        };
        if (unix_call_socket_engine(&args)) return 1;
        for (uint32_t i = 0; i < args.count; i++) {
            struct socket *socket = socket_by_slot(events[i].key);
            if (!socket) continue;
            socket_run_queues(socket, events[i].events);
            if (socket->polls) socket_polls_check(socket, FALSE);
            socket_release(socket);
        }
        socket_polls_expire();
    }
}

static NTSTATUS engine_start(void)
{
    struct unix_socket_engine_args args = {.what = SOCKET_ENGINE_CREATE};
    HANDLE thread;
    NTSTATUS status = unix_call_socket_engine(&args);
    if (status) return status;
    engine = args.engine;
    waker = args.waker;
    status = NtCreateThreadEx(&thread, THREAD_ALL_ACCESS, NULL, NtCurrentProcess(), (void *)engine_thread, NULL,
                              THREAD_CREATE_FLAGS_SKIP_THREAD_ATTACH, 0, 0x10000, 0x40000, NULL);
    if (status) {
        engine = -1;
        return status;
    }
    return NtClose(thread);
}

/* The lock of the socket is held. */
NTSTATUS socket_engine_watch(struct socket *socket, int fd)
{
    NTSTATUS status = STATUS_SUCCESS;
    if (socket->engine_fd >= 0) return STATUS_SUCCESS;
    RtlAcquireSRWLockExclusive(&start_lock);
    if (engine < 0) status = engine_start();
    RtlReleaseSRWLockExclusive(&start_lock);
    if (status) return status;
    struct unix_descriptor_duplicate_args duplicate = {.fd = fd};
    status = unix_call_descriptor_duplicate(&duplicate);
    if (status) return status;
    struct unix_socket_engine_args args = {
        .what = SOCKET_ENGINE_ADD, .engine = engine, .fd = duplicate.result, .key = socket->slot};
    socket->engine_fd = duplicate.result;
    return unix_call_socket_engine(&args);
}

void socket_engine_wake(void)
{
    struct unix_socket_engine_args args = {.what = SOCKET_ENGINE_WAKE, .engine = engine, .waker = waker};
    if (engine >= 0) unix_call_socket_engine(&args);
}
