/* Overlapped requests: events, completion ports, completion routines, cancelling; AcceptEx, ConnectEx, DisconnectEx,
 * TransmitFile. */
#include "loopback.h"

static void test_event(void)
{
    char buffer[16];
    DWORD done, flags = 0;
    SOCKET client, server;
    WSABUF buf = {sizeof(buffer), buffer};
    connected_pair(&client, &server);
    WSAOVERLAPPED overlapped = {.hEvent = WSACreateEvent()};
    check_equal_int(WSARecv(server, &buf, 1, NULL, &flags, &overlapped, NULL), SOCKET_ERROR, "nothing there yet");
    check_wsa(WSA_IO_PENDING, "nothing there yet");
    check(!WSAGetOverlappedResult(server, &overlapped, &done, FALSE, &flags), "not done");
    check_wsa(WSA_IO_INCOMPLETE, "not done");
    check_equal_u32(WSAWaitForMultipleEvents(1, &overlapped.hEvent, TRUE, 0, FALSE), WSA_WAIT_TIMEOUT,
                    "the event is not set");
    WSABUF parts[2] = {{3, "one"}, {3, "two"}};
    check_equal_int(WSASend(client, parts, 2, &done, 0, NULL, NULL), 0, "WSASend of two buffers");
    check_equal_u32(done, 6, "WSASend of two buffers");
    check_equal_u32(WSAWaitForMultipleEvents(1, &overlapped.hEvent, TRUE, 5000, FALSE), WSA_WAIT_EVENT_0,
                    "the event is set");
    check(WSAGetOverlappedResult(server, &overlapped, &done, FALSE, &flags), "done");
    check_equal_u32(done, 6, "done");
    check_equal_bytes(buffer, "onetwo", 6, "done");
    /* already there */
    check_equal_int(WSASend(client, parts, 1, &done, 0, NULL, NULL), 0, "WSASend");
    check(wait_readable(server, 5000), "it comes");
    flags = 0;
    check_equal_int(WSARecv(server, &buf, 1, &done, &flags, &overlapped, NULL), 0, "done at once");
    check_equal_u32(done, 3, "done at once");
    check_equal_u32(WSAWaitForMultipleEvents(1, &overlapped.hEvent, TRUE, 0, FALSE), WSA_WAIT_EVENT_0,
                    "the event is set all the same");
    /* the end of the stream */
    flags = 0;
    WSARecv(server, &buf, 1, NULL, &flags, &overlapped, NULL);
    shutdown(client, SD_SEND);
    check(WSAGetOverlappedResult(server, &overlapped, &done, TRUE, &flags), "the end is no error");
    check_equal_u32(done, 0, "the end");
    WSACloseEvent(overlapped.hEvent);
    closesocket(client);
    closesocket(server);
}

static void test_port(void)
{
    char buffer[16];
    DWORD done, flags = 0;
    ULONG_PTR key;
    OVERLAPPED *packet;
    SOCKET client, server;
    WSABUF buf = {sizeof(buffer), buffer}, out = {4, "port"};
    WSAOVERLAPPED overlapped = {0}, second = {0};
    connected_pair(&client, &server);
    HANDLE port = CreateIoCompletionPort((HANDLE)server, NULL, 0x1234, 0);
    check(port != NULL, "a port for a socket: %lu", GetLastError());
    check_equal_int(WSARecv(server, &buf, 1, NULL, &flags, &overlapped, NULL), SOCKET_ERROR, "pending");
    check_equal_int(send(client, "12345", 5, 0), 5, "send");
    check(GetQueuedCompletionStatus(port, &done, &key, &packet, 5000), "a packet: %lu", GetLastError());
    check_equal_u32(done, 5, "its size");
    check_equal_u64(key, 0x1234, "its key");
    check_equal_ptr(packet, &overlapped, "its request");
    check_equal_int(WSASend(server, &out, 1, NULL, 0, &overlapped, NULL), 0, "a send that is done at once");
    check(GetQueuedCompletionStatus(port, &done, &key, &packet, 5000), "has a packet too");
    check_equal_u32(done, 4, "size of the send");
    check(SetFileCompletionNotificationModes((HANDLE)server, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS), "modes");
    check_equal_int(WSASend(server, &out, 1, &done, 0, &overlapped, NULL), 0, "a send with the mode");
    check(!GetQueuedCompletionStatus(port, &done, &key, &packet, 0), "no packet");
    check_equal_u32(GetLastError(), WAIT_TIMEOUT, "no packet");
    /* two requests end in order */
    WSABUF one = {1, buffer}, two = {2, buffer + 1};
    flags = 0;
    WSARecv(server, &one, 1, NULL, &flags, &overlapped, NULL);
    WSARecv(server, &two, 1, NULL, &flags, &second, NULL);
    send(client, "xyz", 3, 0);
    check(GetQueuedCompletionStatus(port, &done, &key, &packet, 5000) && packet == &overlapped && done == 1,
          "first request first");
    check(GetQueuedCompletionStatus(port, &done, &key, &packet, 5000) && packet == &second && done == 2,
          "second request next");
    check_equal_bytes(buffer, "xyz", 3, "in order");
    /* a zero-byte receive waits for data and takes none */
    WSABUF none = {0, NULL};
    flags = 0;
    check_equal_int(WSARecv(server, &none, 1, NULL, &flags, &overlapped, NULL), SOCKET_ERROR, "nothing yet");
    check_wsa(WSA_IO_PENDING, "nothing yet");
    send(client, "q", 1, 0);
    check(GetQueuedCompletionStatus(port, &done, &key, &packet, 5000) && !done, "data is there");
    check_equal_int(recv(server, buffer, 16, 0), 1, "and still there");
    /* reset */
    WSARecv(server, &buf, 1, NULL, &flags, &overlapped, NULL);
    struct linger at_once = {1, 0};
    setsockopt(client, SOL_SOCKET, SO_LINGER, (char *)&at_once, sizeof(at_once));
    closesocket(client);
    check(!GetQueuedCompletionStatus(port, &done, &key, &packet, 5000), "reset");
    check_equal_u32(GetLastError(), ERROR_NETNAME_DELETED, "reset");
    check(!WSAGetOverlappedResult(server, &overlapped, &done, FALSE, &flags), "reset, by Winsock");
    check_wsa(WSAECONNRESET, "reset, by Winsock");
    closesocket(server);
    CloseHandle(port);
}

static struct { DWORD error, done; WSAOVERLAPPED *overlapped; int calls; } routine_result;

static void CALLBACK routine(DWORD error, DWORD done, LPWSAOVERLAPPED overlapped, DWORD flags)
{
    (void)flags;
    routine_result.error = error;
    routine_result.done = done;
    routine_result.overlapped = overlapped;
    routine_result.calls++;
}

static void test_routine(void)
{
    char buffer[16];
    DWORD flags = 0;
    SOCKET client, server;
    WSABUF buf = {sizeof(buffer), buffer};
    WSAOVERLAPPED overlapped = {0};
    connected_pair(&client, &server);
    WSARecv(server, &buf, 1, NULL, &flags, &overlapped, routine);
    send(client, "apc", 3, 0);
    check_equal_u32(SleepEx(5000, TRUE), WAIT_IO_COMPLETION, "a routine ran");
    check_equal_int(routine_result.calls, 1, "once");
    check_equal_u32(routine_result.done, 3, "size");
    check_equal_u32(routine_result.error, 0, "error");
    check_equal_ptr(routine_result.overlapped, &overlapped, "request");
    closesocket(client);
    closesocket(server);
}

static void test_cancel(void)
{
    char buffer[16];
    DWORD done, flags = 0;
    SOCKET client, server;
    WSABUF buf = {sizeof(buffer), buffer};
    WSAOVERLAPPED overlapped = {.hEvent = WSACreateEvent()}, second = {.hEvent = WSACreateEvent()};
    connected_pair(&client, &server);
    check(!CancelIoEx((HANDLE)server, NULL), "nothing to cancel");
    check_equal_u32(GetLastError(), ERROR_NOT_FOUND, "nothing to cancel");
    WSARecv(server, &buf, 1, NULL, &flags, &overlapped, NULL);
    WSARecv(server, &buf, 1, NULL, &flags, &second, NULL);
    check(CancelIoEx((HANDLE)server, (OVERLAPPED *)&second), "cancel one");
    check(!WSAGetOverlappedResult(server, &second, &done, TRUE, &flags), "cancelled");
    check_wsa(WSA_OPERATION_ABORTED, "cancelled");
    check(!WSAGetOverlappedResult(server, &overlapped, &done, FALSE, &flags), "the other one waits");
    check_wsa(WSA_IO_INCOMPLETE, "the other one waits");
    check(CancelIo((HANDLE)server), "cancel all");
    check(!WSAGetOverlappedResult(server, &overlapped, &done, TRUE, &flags), "cancelled");
    check_wsa(WSA_OPERATION_ABORTED, "cancelled");
    WSAResetEvent(overlapped.hEvent);
    WSARecv(server, &buf, 1, NULL, &flags, &overlapped, NULL);
    closesocket(server);
    check_equal_u32(WSAWaitForMultipleEvents(1, &overlapped.hEvent, TRUE, 5000, FALSE), WSA_WAIT_EVENT_0,
                    "closesocket ends it");
    check(overlapped.Internal != STATUS_PENDING, "closesocket ends it");
    WSACloseEvent(overlapped.hEvent);
    WSACloseEvent(second.hEvent);
    closesocket(client);
}

static void test_accept_connect(void)
{
    static GUID accept_id = WSAID_ACCEPTEX, connect_id = WSAID_CONNECTEX, names_id = WSAID_GETACCEPTEXSOCKADDRS,
                disconnect_id = WSAID_DISCONNECTEX;
    char buffer[256];
    DWORD done, flags;
    struct sockaddr_in address, any = loopback_address(0), *local, *remote;
    int local_size, remote_size, size = sizeof(any);
    SOCKET listener = listening_socket(&address), server = socket(AF_INET, SOCK_STREAM, 0),
           client = socket(AF_INET, SOCK_STREAM, 0);
    LPFN_ACCEPTEX accept_ex = extension(listener, accept_id);
    LPFN_CONNECTEX connect_ex = extension(listener, connect_id);
    LPFN_GETACCEPTEXSOCKADDRS names = extension(listener, names_id);
    LPFN_DISCONNECTEX disconnect_ex = extension(listener, disconnect_id);
    WSAOVERLAPPED accepting = {.hEvent = WSACreateEvent()}, connecting = {.hEvent = WSACreateEvent()};
    check(!accept_ex(listener, server, buffer, 5, 32, 32, &done, &accepting), "AcceptEx waits");
    check_wsa(ERROR_IO_PENDING, "AcceptEx waits");
    check(!connect_ex(client, (struct sockaddr *)&address, sizeof(address), NULL, 0, &done, &connecting),
          "ConnectEx without bind");
    check_wsa(WSAEINVAL, "ConnectEx without bind");
    check_equal_int(bind(client, (struct sockaddr *)&any, sizeof(any)), 0, "bind");
    BOOL at_once = connect_ex(client, (struct sockaddr *)&address, sizeof(address), "first", 5, &done, &connecting);
    check(at_once || WSAGetLastError() == ERROR_IO_PENDING, "ConnectEx: %d", WSAGetLastError());
    check(WSAGetOverlappedResult(client, &connecting, &done, TRUE, &flags), "connected: %d", WSAGetLastError());
    check_equal_u32(done, 5, "data that went along");
    check_equal_int(setsockopt(client, SOL_SOCKET, SO_UPDATE_CONNECT_CONTEXT, NULL, 0), 0, "SO_UPDATE_CONNECT_CONTEXT");
    check_equal_int(getpeername(client, (struct sockaddr *)&any, &size), 0, "getpeername");
    check_equal_u32(any.sin_port, address.sin_port, "getpeername");
    check(WSAGetOverlappedResult(listener, &accepting, &done, TRUE, &flags), "accepted: %d", WSAGetLastError());
    check_equal_u32(done, 5, "first data");
    check_equal_bytes(buffer, "first", 5, "first data");
    check_equal_int(setsockopt(server, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT, (char *)&listener, sizeof(listener)), 0,
                    "SO_UPDATE_ACCEPT_CONTEXT");
    names(buffer, 5, 32, 32, (struct sockaddr **)&local, &local_size, (struct sockaddr **)&remote, &remote_size);
    check_equal_int(local_size, 16, "size of the local address");
    check_equal_u32(local->sin_port, address.sin_port, "local address");
    size = sizeof(any);
    getsockname(client, (struct sockaddr *)&any, &size);
    check_equal_u32(remote->sin_port, any.sin_port, "remote address");
    check_equal_int(send(server, "back", 4, 0), 4, "it is a connection");
    check_equal_int(recv(client, buffer, sizeof(buffer), 0), 4, "it is a connection");
    /* the accepted socket serves again */
    check(disconnect_ex(server, NULL, TF_REUSE_SOCKET, 0), "DisconnectEx: %d", WSAGetLastError());
    check_equal_int(recv(client, buffer, sizeof(buffer), 0), 0, "the client sees the end");
    closesocket(client);
    check(!accept_ex(listener, server, buffer, 0, 32, 32, &done, &accepting), "AcceptEx with the same socket");
    check_wsa(ERROR_IO_PENDING, "AcceptEx with the same socket");
    client = socket(AF_INET, SOCK_STREAM, 0);
    check_equal_int(connect(client, (struct sockaddr *)&address, sizeof(address)), 0, "connect");
    check(WSAGetOverlappedResult(listener, &accepting, &done, TRUE, &flags), "accepted again: %d", WSAGetLastError());
    check_equal_u32(done, 0, "no data was waited for");
    check_equal_int(send(client, "again", 5, 0), 5, "again");
    check_equal_int(recv(server, buffer, sizeof(buffer), 0), 5, "again");
    closesocket(client);
    closesocket(server);
    closesocket(listener);
    WSACloseEvent(accepting.hEvent);
    WSACloseEvent(connecting.hEvent);
}

static void test_connect_refused(void)
{
    static GUID connect_id = WSAID_CONNECTEX;
    struct sockaddr_in address, any = loopback_address(0);
    DWORD done, flags;
    SOCKET s = bound_socket(SOCK_STREAM, &address);
    closesocket(s);
    s = socket(AF_INET, SOCK_STREAM, 0);
    bind(s, (struct sockaddr *)&any, sizeof(any));
    LPFN_CONNECTEX connect_ex = extension(s, connect_id);
    WSAOVERLAPPED overlapped = {.hEvent = WSACreateEvent()};
    BOOL result = connect_ex(s, (struct sockaddr *)&address, sizeof(address), NULL, 0, NULL, &overlapped);
    if (!result && WSAGetLastError() == ERROR_IO_PENDING)
        result = WSAGetOverlappedResult(s, &overlapped, &done, TRUE, &flags);
    check(!result, "nobody listens");
    check_wsa(WSAECONNREFUSED, "nobody listens");
    WSACloseEvent(overlapped.hEvent);
    closesocket(s);
}

static void test_transmit(void)
{
    static GUID transmit_id = WSAID_TRANSMITFILE;
    char path[MAX_PATH], folder[MAX_PATH], buffer[64];
    DWORD done;
    SOCKET client, server;
    connected_pair(&client, &server);
    GetTempPathA(sizeof(folder), folder);
    GetTempFileNameA(folder, "tf", 0, path);
    HANDLE file =
        CreateFileA(path, GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, FILE_FLAG_DELETE_ON_CLOSE, NULL);
    WriteFile(file, "0123456789", 10, &done, NULL);
    SetFilePointer(file, 0, NULL, FILE_BEGIN);
    LPFN_TRANSMITFILE transmit = extension(client, transmit_id);
    TRANSMIT_FILE_BUFFERS ends = {"<", 1, ">", 1};
    check(transmit(client, file, 0, 0, NULL, &ends, 0), "TransmitFile: %d", WSAGetLastError());
    check_equal_int(recv(server, buffer, 12, MSG_WAITALL), 12, "head, file, tail");
    check_equal_bytes(buffer, "<0123456789>", 12, "head, file, tail");
    OVERLAPPED overlapped = {.Offset = 4, .hEvent = CreateEventW(NULL, TRUE, FALSE, NULL)};
    DWORD flags;
    check(transmit(client, file, 3, 0, &overlapped, NULL, 0) || WSAGetLastError() == ERROR_IO_PENDING, "a part of it");
    check(WSAGetOverlappedResult(client, &overlapped, &done, TRUE, &flags), "a part of it");
    check_equal_u32(done, 3, "a part of it");
    check_equal_int(recv(server, buffer, 3, MSG_WAITALL), 3, "a part of it");
    check_equal_bytes(buffer, "456", 3, "a part of it");
    CloseHandle(overlapped.hEvent);
    CloseHandle(file);
    closesocket(client);
    closesocket(server);
}

static DWORD WINAPI drain(void *argument)
{
    static char buffer[65536];
    SOCKET s = *(SOCKET *)argument;
    int got;
    DWORD total = 0;
    while ((got = recv(s, buffer, sizeof(buffer), 0)) > 0) total += (DWORD)got;
    return total;
}

static void test_large_send(void)
{
    static char much[8 << 20];
    DWORD done, flags, total;
    SOCKET client, server;
    connected_pair(&client, &server);
    WSABUF buf = {sizeof(much), much};
    WSAOVERLAPPED overlapped = {.hEvent = WSACreateEvent()};
    int result = WSASend(client, &buf, 1, NULL, 0, &overlapped, NULL);
    check(!result || WSAGetLastError() == WSA_IO_PENDING, "a large send: %d", WSAGetLastError());
    HANDLE thread = CreateThread(NULL, 0, drain, &server, 0, NULL);
    check(WSAGetOverlappedResult(client, &overlapped, &done, TRUE, &flags), "a large send");
    check_equal_u32(done, sizeof(much), "all of it was sent");
    shutdown(client, SD_SEND);
    WaitForSingleObject(thread, INFINITE);
    GetExitCodeThread(thread, &total);
    check_equal_u32(total, sizeof(much), "all of it came");
    CloseHandle(thread);
    WSACloseEvent(overlapped.hEvent);
    closesocket(client);
    closesocket(server);
}

int main(void)
{
    start_winsock();
    test_event();
    test_port();
    test_routine();
    test_cancel();
    test_accept_connect();
    test_connect_refused();
    test_transmit();
    test_large_send();
    return check_summary();
}
