/* Sending and receiving. */
#include "winsock_private.h"

/* --- overlapped requests --- */

static VOID NTAPI call_routine(PVOID context, PIO_STATUS_BLOCK io, ULONG reserved)
{
    LPWSAOVERLAPPED_COMPLETION_ROUTINE routine = (LPWSAOVERLAPPED_COMPLETION_ROUTINE)context;
    (void)reserved;
    routine((DWORD)winsock_error(io->Status), (DWORD)io->Information, (LPWSAOVERLAPPED)io, 0);
}

void overlap_from(struct socket_overlap *overlap, LPWSAOVERLAPPED given, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    memset(overlap, 0, sizeof(*overlap));
    if (!given) return;
    ULONG_PTR event = (ULONG_PTR)given->hEvent;
    overlap->io = (PIO_STATUS_BLOCK)given;
    if (routine) {
        overlap->apc = call_routine;
        overlap->context = (PVOID)routine;
        return;
    }
    overlap->event = (HANDLE)(event & ~(ULONG_PTR)1);
    overlap->context = event & 1 ? NULL : given; /* the low bit keeps a request away from the completion port */
}

BOOL WINAPI WSAGetOverlappedResult(SOCKET s, LPWSAOVERLAPPED overlapped, LPDWORD transferred, WINBOOL wait,
                                   LPDWORD flags)
{
    struct socket_facts facts;
    if (!winsock_is_started()) return FALSE;
    NTSTATUS status = winrun_socket_query(handle_of(s), &facts);
    if (status) return !finish(status);
    if (!overlapped || !transferred || !flags) return !fail(WSAEFAULT);
    while (__atomic_load_n(&overlapped->Internal, __ATOMIC_ACQUIRE) == STATUS_PENDING) {
        if (!wait) return !fail(WSA_IO_INCOMPLETE);
        HANDLE event = (HANDLE)((ULONG_PTR)overlapped->hEvent & ~(ULONG_PTR)1);
        WaitForSingleObject(event ? event : handle_of(s), INFINITE);
    }
    status = (NTSTATUS)overlapped->Internal;
    *transferred = (DWORD)overlapped->InternalHigh;
    *flags = 0;
    return !fail(winsock_error(status));
}

/* --- the transfer --- */

#define BUFFERS_ON_STACK 16u

static int transfer_buffers(SOCKET s, struct socket_transfer *transfer, const WSABUF *buffers, DWORD count,
                            DWORD *transferred, LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    struct socket_buffer few[BUFFERS_ON_STACK], *list = few;
    struct socket_overlap overlap;
    if (!winsock_is_started()) return SOCKET_ERROR;
    if (!buffers || (!overlapped && !transferred)) return fail(WSAEFAULT);
    if (count > BUFFERS_ON_STACK) list = HeapAlloc(GetProcessHeap(), 0, count * sizeof(*list));
    if (!list) return fail(WSAENOBUFS);
    for (DWORD i = 0; i < count; i++) list[i] = (struct socket_buffer){UNIX_PTR(buffers[i].buf), buffers[i].len};
    transfer->buffers = list;
    transfer->count = count;
    overlap_from(&overlap, overlapped, routine);
    NTSTATUS status = winrun_socket_transfer(handle_of(s), transfer, overlapped ? &overlap : NULL);
    if (list != few) HeapFree(GetProcessHeap(), 0, list);
    if (transferred) *transferred = status == STATUS_PENDING ? 0 : transfer->transferred;
    return finish(status);
}

/* The plain calls: one buffer, no overlap. */
static int transfer_one(SOCKET s, struct socket_transfer *transfer, const void *data, int size)
{
    struct socket_buffer buffer = {UNIX_PTR(data), (uint64_t)(unsigned)size};
    if (!winsock_is_started()) return SOCKET_ERROR;
    if (size < 0) return fail(WSAEFAULT);
    transfer->buffers = &buffer;
    transfer->count = 1;
    NTSTATUS status = winrun_socket_transfer(handle_of(s), transfer, NULL);
    return status ? finish(status) : (int)transfer->transferred;
}

int WINAPI send(SOCKET s, const char *data, int size, int flags)
{
    struct socket_transfer transfer = {.send = TRUE, .flags = (ULONG)flags};
    return transfer_one(s, &transfer, data, size);
}

int WINAPI sendto(SOCKET s, const char *data, int size, int flags, const struct sockaddr *to, int to_size)
{
    struct socket_transfer transfer = {
        .send = TRUE, .flags = (ULONG)flags, .address = (void *)to, .address_size = to_size};
    return transfer_one(s, &transfer, data, size);
}

int WINAPI recv(SOCKET s, char *data, int size, int flags)
{
    struct socket_transfer transfer = {.flags = (ULONG)flags};
    return transfer_one(s, &transfer, data, size);
}

int WINAPI recvfrom(SOCKET s, char *data, int size, int flags, struct sockaddr *from, int *from_size)
{
    struct socket_transfer transfer = {
        .flags = (ULONG)flags,
        .address = from_size ? from : NULL,
        .address_size = from_size ? *from_size : 0,
        .address_size_result = from ? from_size : NULL,
    };
    return transfer_one(s, &transfer, data, size);
}

int WINAPI WSASend(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD sent, DWORD flags, LPWSAOVERLAPPED overlapped,
                   LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    struct socket_transfer transfer = {.send = TRUE, .flags = flags};
    return transfer_buffers(s, &transfer, buffers, count, sent, overlapped, routine);
}

int WINAPI WSASendTo(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD sent, DWORD flags, const struct sockaddr *to,
                     int to_size, LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    char copy[ADDRESS_MAX]; /* the request may outlive the program's */
    struct socket_transfer transfer = {.send = TRUE, .flags = flags};
    if (to && to_size > 0 && to_size <= (int)sizeof(copy)) {
        memcpy(copy, to, (size_t)to_size);
        transfer.address = copy;
        transfer.address_size = to_size;
    }
    return transfer_buffers(s, &transfer, buffers, count, sent, overlapped, routine);
}

int WINAPI WSARecv(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD received, LPDWORD flags, LPWSAOVERLAPPED overlapped,
                   LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    if (!flags) return fail(WSAEFAULT);
    struct socket_transfer transfer = {.flags = *flags, .flags_result = overlapped ? NULL : flags};
    return transfer_buffers(s, &transfer, buffers, count, received, overlapped, routine);
}

int WINAPI WSARecvFrom(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD received, LPDWORD flags, struct sockaddr *from,
                       LPINT from_size, LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    if (!flags || (from && !from_size)) return fail(WSAEFAULT);
    struct socket_transfer transfer = {
        .flags = *flags,
        .flags_result = overlapped ? NULL : flags,
        .address = from,
        .address_size = from ? *from_size : 0,
        .address_size_result = from ? from_size : NULL,
    };
    return transfer_buffers(s, &transfer, buffers, count, received, overlapped, routine);
}

int WINAPI WSASendMsg(SOCKET s, LPWSAMSG message, DWORD flags, LPDWORD sent, LPWSAOVERLAPPED overlapped,
                      LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    if (!message) return fail(WSAEFAULT);
    struct socket_transfer transfer = {
        .send = TRUE, .flags = flags, .address = message->name, .address_size = message->name ? message->namelen : 0,
        .control = message->Control.len ? message->Control.buf : NULL, .control_size = message->Control.len,
    };
    return transfer_buffers(s, &transfer, message->lpBuffers, message->dwBufferCount, sent, overlapped, routine);
}

int WINAPI winrun_WSARecvMsg(SOCKET s, LPWSAMSG message, LPDWORD received, LPWSAOVERLAPPED overlapped,
                             LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    DWORD ignored;
    struct socket_facts facts;
    if (!message) return fail(WSAEFAULT);
    if (!winrun_socket_query(handle_of(s), &facts) && facts.type == SOCK_STREAM) return fail(WSAEOPNOTSUPP);
    struct socket_transfer transfer = {
        .flags = message->dwFlags,
        .flags_result = &message->dwFlags,
        .address = message->name,
        .address_size = message->name ? message->namelen : 0,
        .address_size_result = message->name ? &message->namelen : NULL,
        .control = message->Control.len ? message->Control.buf : NULL,
        .control_size = message->Control.len,
        .control_size_result = message->Control.len ? &message->Control.len : NULL,
    };
    if (!overlapped && !received) received = &ignored;
    return transfer_buffers(s, &transfer, message->lpBuffers, message->dwBufferCount, received, overlapped, routine);
}
