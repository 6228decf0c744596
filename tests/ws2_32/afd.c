/* Readiness: WSAEventSelect, select, WSAPoll, and \Device\Afd as libuv, mio and wepoll use it: IOCTL_AFD_POLL by
 * NtDeviceIoControlFile. The layout is the one that those libraries publish in their sources. */
#include "loopback.h"
#include <stdint.h>
#include <winternl.h>

#ifndef STATUS_CANCELLED
#define STATUS_CANCELLED ((NTSTATUS)0xC0000120)
#endif
#define IOCTL_AFD_POLL 0x00012024
#define AFD_POLL_RECEIVE 0x01
#define AFD_POLL_SEND 0x04
#define AFD_POLL_DISCONNECT 0x08
#define AFD_POLL_ABORT 0x10
#define AFD_POLL_LOCAL_CLOSE 0x20
#define AFD_POLL_ACCEPT 0x80
#define AFD_POLL_CONNECT_FAIL 0x100

typedef struct { HANDLE handle; ULONG events; NTSTATUS status; } afd_handle;
typedef struct { LARGE_INTEGER timeout; ULONG count; ULONG exclusive; afd_handle handles[1]; } afd_info;

typedef NTSTATUS(NTAPI *create_function)(PHANDLE, ACCESS_MASK, POBJECT_ATTRIBUTES, PIO_STATUS_BLOCK, PLARGE_INTEGER,
                                         ULONG, ULONG, ULONG, ULONG, PVOID, ULONG);
typedef NTSTATUS(NTAPI *control_function)(HANDLE, HANDLE, PIO_APC_ROUTINE, PVOID, PIO_STATUS_BLOCK, ULONG, PVOID, ULONG,
                                          PVOID, ULONG);
typedef NTSTATUS (NTAPI *cancel_function)(HANDLE, PIO_STATUS_BLOCK, PIO_STATUS_BLOCK);
static create_function create_file;
static control_function control_file;
static cancel_function cancel_file;

static HANDLE open_afd(void)
{
    static WCHAR name[] = L"\\Device\\Afd\\Check";
    UNICODE_STRING text = {sizeof(name) - 2, sizeof(name), name};
    OBJECT_ATTRIBUTES attributes = {.Length = sizeof(attributes), .ObjectName = &text};
    IO_STATUS_BLOCK io;
    HANDLE handle = NULL;
    check_status(
        create_file(&handle, SYNCHRONIZE, &attributes, &io, NULL, 0, FILE_SHARE_READ | FILE_SHARE_WRITE, 1, 0, NULL, 0),
        0, "NtCreateFile");
    return handle;
}

static NTSTATUS poll_one(HANDLE afd, SOCKET s, ULONG events, LONGLONG timeout, afd_info *info, IO_STATUS_BLOCK *io,
                         void *context)
{
    *info = (afd_info){.timeout = {.QuadPart = timeout}, .count = 1, .handles = {{(HANDLE)s, events, 0}}};
    return control_file(afd, NULL, NULL, context, io, IOCTL_AFD_POLL, info, sizeof(*info), info, sizeof(*info));
}

static void test_afd(void)
{
    afd_info info;
    IO_STATUS_BLOCK io;
    SOCKET client, server, base;
    DWORD size, done;
    ULONG_PTR key;
    OVERLAPPED *packet;
    HANDLE afd = open_afd(), port = CreateIoCompletionPort(afd, NULL, 7, 0);
    check(port != NULL, "a port for the device: %lu", GetLastError());
    connected_pair(&client, &server);
    check_equal_int(WSAIoctl(server, 0x48000022, NULL, 0, &base, sizeof(base), &size, NULL, NULL), 0,
                    "SIO_BASE_HANDLE");
    check_equal_ptr((void *)base, (void *)server, "there is no layer above");
    check_status(poll_one(afd, server, AFD_POLL_RECEIVE, INT64_MAX, &info, &io, &info), STATUS_PENDING,
                 "nothing there");
    check(!GetQueuedCompletionStatus(port, &done, &key, &packet, 0), "no packet yet");
    send(client, "x", 1, 0);
    check(GetQueuedCompletionStatus(port, &done, &key, &packet, 5000), "a packet: %lu", GetLastError());
    check_equal_ptr(packet, &info, "its context");
    check_equal_u64(key, 7, "its key");
    check_equal_u32(info.count, 1, "one handle");
    check_equal_u32(info.handles[0].events, AFD_POLL_RECEIVE, "its events");
    check_equal_ptr(info.handles[0].handle, (void *)server, "its handle");
    check_status(io.Status, 0, "status");
    /* level-triggered: it holds still */
    check_status(poll_one(afd, server, AFD_POLL_RECEIVE | AFD_POLL_SEND, INT64_MAX, &info, &io, &info), 0, "at once");
    check_equal_u32(info.handles[0].events, AFD_POLL_RECEIVE | AFD_POLL_SEND, "both");
    check(GetQueuedCompletionStatus(port, &done, &key, &packet, 5000), "a packet for what was done at once");
    /* cancel */
    check_status(poll_one(afd, client, AFD_POLL_RECEIVE, INT64_MAX, &info, &io, &info), STATUS_PENDING,
                 "nothing there");
    IO_STATUS_BLOCK ignored;
    check_status(cancel_file(afd, &io, &ignored), 0, "NtCancelIoFileEx");
    check(!GetQueuedCompletionStatus(port, &done, &key, &packet, 5000) && packet, "the packet of a cancelled request");
    check_status(io.Status, STATUS_CANCELLED, "cancelled");
    check_status(cancel_file(afd, &io, &ignored), (NTSTATUS)0xC0000225, "nothing left to cancel");
    /* time */
    check_status(poll_one(afd, client, AFD_POLL_RECEIVE, -500000, &info, &io, &info), STATUS_PENDING, "50 ms");
    check(GetQueuedCompletionStatus(port, &done, &key, &packet, 5000), "the time is over");
    check_status(io.Status, STATUS_TIMEOUT, "the time is over");
    check_equal_u32(info.count, 0, "the time is over");
    /* the end */
    check_status(poll_one(afd, client, AFD_POLL_RECEIVE | AFD_POLL_DISCONNECT, INT64_MAX, &info, &io, &info),
                 STATUS_PENDING, "until the end");
    shutdown(server, SD_SEND);
    check(GetQueuedCompletionStatus(port, &done, &key, &packet, 5000), "the end");
    check(info.handles[0].events & AFD_POLL_DISCONNECT, "the end: %lx", info.handles[0].events);
    /* closing */
    check_status(poll_one(afd, server, AFD_POLL_ACCEPT | AFD_POLL_LOCAL_CLOSE, INT64_MAX, &info, &io, &info),
                 STATUS_PENDING, "until it is closed");
    closesocket(server);
    check(GetQueuedCompletionStatus(port, &done, &key, &packet, 5000), "closed");
    check_equal_u32(info.handles[0].events, AFD_POLL_LOCAL_CLOSE, "closed");
    closesocket(client);
    check(poll_one(afd, client, AFD_POLL_RECEIVE, INT64_MAX, &info, &io, &info) < 0, "no socket");
    CloseHandle(afd);
    CloseHandle(port);
}

static void test_afd_connect(void)
{
    afd_info info;
    IO_STATUS_BLOCK io;
    struct sockaddr_in address;
    HANDLE afd = open_afd(), event = CreateEventW(NULL, TRUE, FALSE, NULL);
    SOCKET listener = listening_socket(&address), s = socket(AF_INET, SOCK_STREAM, 0);
    info =
        (afd_info){.timeout = {.QuadPart = INT64_MAX}, .count = 1, .handles = {{(HANDLE)listener, AFD_POLL_ACCEPT, 0}}};
    check_status(control_file(afd, event, NULL, NULL, &io, IOCTL_AFD_POLL, &info, sizeof(info), &info, sizeof(info)),
                 STATUS_PENDING, "nobody comes");
    connect(s, (struct sockaddr *)&address, sizeof(address));
    check_equal_u32(WaitForSingleObject(event, 5000), WAIT_OBJECT_0, "the event is set");
    check_equal_u32(info.handles[0].events, AFD_POLL_ACCEPT, "somebody came");
    closesocket(s);
    closesocket(listener);
    s = socket(AF_INET, SOCK_STREAM, 0);
    set_non_blocking(s);
    connect(s, (struct sockaddr *)&address, sizeof(address));
    info = (afd_info){.timeout = {.QuadPart = INT64_MAX},
                      .count = 1,
                      .handles = {{(HANDLE)s, AFD_POLL_SEND | AFD_POLL_CONNECT_FAIL, 0}}};
    NTSTATUS status =
        control_file(afd, event, NULL, NULL, &io, IOCTL_AFD_POLL, &info, sizeof(info), &info, sizeof(info));
    if (status == STATUS_PENDING) WaitForSingleObject(event, 5000);
    check_equal_u32(info.handles[0].events, AFD_POLL_CONNECT_FAIL, "nobody listens");
    closesocket(s);
    CloseHandle(event);
    CloseHandle(afd);
}

static LONG take(SOCKET s, WSAEVENT event, int *errors)
{
    WSANETWORKEVENTS events = {0};
    check_equal_int(WSAEnumNetworkEvents(s, event, &events), 0, "WSAEnumNetworkEvents");
    if (errors) memcpy(errors, events.iErrorCode, sizeof(events.iErrorCode));
    return events.lNetworkEvents;
}

static void test_event_select(void)
{
    char buffer[16];
    int errors[FD_MAX_EVENTS];
    struct sockaddr_in address;
    SOCKET listener = listening_socket(&address), client = socket(AF_INET, SOCK_STREAM, 0), server;
    WSAEVENT event = WSACreateEvent(), other = WSACreateEvent();
    check_equal_int(WSAEventSelect(listener, event, FD_ACCEPT), 0, "FD_ACCEPT");
    check_equal_int(WSAEventSelect(client, other, FD_CONNECT | FD_WRITE | FD_READ | FD_CLOSE), 0, "FD_CONNECT");
    check_equal_int(connect(client, (struct sockaddr *)&address, sizeof(address)), SOCKET_ERROR,
                    "selecting makes it non-blocking");
    check_wsa(WSAEWOULDBLOCK, "selecting makes it non-blocking");
    u_long off = 0;
    check_equal_int(ioctlsocket(client, FIONBIO, &off), SOCKET_ERROR, "and it stays so");
    check_wsa(WSAEINVAL, "and it stays so");
    check_equal_u32(WaitForSingleObject(event, 5000), WAIT_OBJECT_0, "somebody came");
    check_equal_int(take(listener, event, NULL), FD_ACCEPT, "somebody came");
    check_equal_u32(WaitForSingleObject(event, 0), WAIT_TIMEOUT, "the event was reset");
    server = accept(listener, NULL, NULL);
    WSAEventSelect(server, NULL, 0);
    LONG seen = 0;
    for (int i = 0; i < 10 && (seen & (FD_CONNECT | FD_WRITE)) != (FD_CONNECT | FD_WRITE); i++) {
        WaitForSingleObject(other, 1000);
        seen |= take(client, other, errors);
    }
    check_equal_int(seen, FD_CONNECT | FD_WRITE, "connected and writable");
    check_equal_int(errors[FD_CONNECT_BIT], 0, "no error");
    check_equal_int(take(client, other, NULL), 0, "told once");
    send(server, "ab", 2, 0);
    check_equal_u32(WaitForSingleObject(other, 5000), WAIT_OBJECT_0, "data");
    check_equal_int(take(client, other, NULL), FD_READ, "data");
    send(server, "cd", 2, 0);
    check_equal_u32(WaitForSingleObject(other, 100), WAIT_TIMEOUT, "not again before it was read");
    check_equal_int(recv(client, buffer, 1, 0), 1, "read a part");
    check_equal_u32(WaitForSingleObject(other, 5000), WAIT_OBJECT_0, "reading enables it again");
    check_equal_int(take(client, other, NULL), FD_READ, "more is there");
    check_equal_int(recv(client, buffer, 16, 0), 3, "the rest");
    closesocket(server);
    check_equal_u32(WaitForSingleObject(other, 5000), WAIT_OBJECT_0, "the end");
    check_equal_int(take(client, other, errors) & FD_CLOSE, FD_CLOSE, "the end");
    check_equal_int(errors[FD_CLOSE_BIT], 0, "a graceful end");
    closesocket(client);
    closesocket(listener);
    WSACloseEvent(event);
    WSACloseEvent(other);
}

static void test_select(void)
{
    struct sockaddr_in address;
    struct timeval now = {0, 0}, soon = {5, 0};
    SOCKET client, server, idle = socket(AF_INET, SOCK_STREAM, 0);
    fd_set reads, writes, excepts;
    connected_pair(&client, &server);
    check_equal_int(select(0, NULL, NULL, NULL, &now), SOCKET_ERROR, "nothing to wait for");
    check_wsa(WSAEINVAL, "nothing to wait for");
    FD_ZERO(&reads);
    FD_ZERO(&writes);
    FD_SET(server, &reads);
    FD_SET(idle, &reads);
    FD_SET(server, &writes);
    FD_SET(idle, &writes);
    check_equal_int(select(0, &reads, &writes, NULL, &now), 1, "writable only");
    check(!reads.fd_count && writes.fd_count == 1 && FD_ISSET(server, &writes), "writable only");
    FD_SET(server, &reads);
    check_equal_int(select(0, &reads, NULL, NULL, &now), 0, "no data");
    send(client, "z", 1, 0);
    FD_SET(server, &reads);
    check_equal_int(select(0, &reads, NULL, NULL, &soon), 1, "data");
    FD_ZERO(&reads);
    FD_SET((SOCKET)0xdead0, &reads);
    check_equal_int(select(0, &reads, NULL, NULL, &now), SOCKET_ERROR, "no socket");
    check_wsa(WSAENOTSOCK, "no socket");
    closesocket(bound_socket(SOCK_STREAM, &address));
    set_non_blocking(idle);
    connect(idle, (struct sockaddr *)&address, sizeof(address));
    FD_ZERO(&writes);
    FD_ZERO(&excepts);
    FD_SET(idle, &writes);
    FD_SET(idle, &excepts);
    check_equal_int(select(0, NULL, &writes, &excepts, &soon), 1, "a failed connection");
    check(!writes.fd_count && excepts.fd_count == 1, "is an exception");
    int error = 0, size = sizeof(error);
    getsockopt(idle, SOL_SOCKET, SO_ERROR, (char *)&error, &size);
    check_equal_int(error, WSAECONNREFUSED, "SO_ERROR tells why");
    /* WSAPoll */
    WSAPOLLFD fds[3] = {{server, POLLRDNORM | POLLWRNORM, 0}, {client, POLLRDNORM, 0}, {INVALID_SOCKET, POLLRDNORM, 7}};
    check_equal_int(WSAPoll(fds, 3, 0), 1, "one is ready");
    check_equal_int(fds[0].revents, POLLRDNORM | POLLWRNORM, "for both");
    check_equal_int(fds[1].revents, 0, "not this one");
    check_equal_int(fds[2].revents, 0, "left out");
    check_equal_int(WSAPoll(fds + 1, 1, 20), 0, "time over");
    closesocket(server);
    check_equal_int(WSAPoll(fds + 1, 1, 5000), 1, "the end");
    check(fds[1].revents & POLLHUP, "the end: %x", fds[1].revents);
    fds[0].fd = (SOCKET)0xdead0;
    check_equal_int(WSAPoll(fds, 1, 0), 1, "no socket");
    check_equal_int(fds[0].revents, POLLNVAL, "no socket");
    check_equal_int(WSAPoll(fds, 0, 0), SOCKET_ERROR, "no entries");
    check_wsa(WSAEINVAL, "no entries");
    closesocket(client);
    closesocket(idle);
}

int main(void)
{
    HMODULE ntdll = GetModuleHandleW(L"ntdll.dll");
    create_file = (create_function)(void *)GetProcAddress(ntdll, "NtCreateFile");
    control_file = (control_function)(void *)GetProcAddress(ntdll, "NtDeviceIoControlFile");
    cancel_file = (cancel_function)(void *)GetProcAddress(ntdll, "NtCancelIoFileEx");
    start_winsock();
    test_afd();
    test_afd_connect();
    test_event_select();
    test_select();
    return check_summary();
}
