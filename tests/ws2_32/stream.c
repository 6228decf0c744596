/* TCP: making, binding, connecting, data both ways, the end. Expected values: Microsoft's pages of socket, bind,
 * listen, accept, connect, send, recv, shutdown, closesocket. */
#include "loopback.h"

static void test_before_startup(void)
{
    check(socket(AF_INET, SOCK_STREAM, 0) == INVALID_SOCKET, "socket before WSAStartup");
    check_wsa(WSANOTINITIALISED, "socket before WSAStartup");
    check_equal_int(WSACleanup(), SOCKET_ERROR, "WSACleanup before WSAStartup");
    check_wsa(WSANOTINITIALISED, "WSACleanup before WSAStartup");
}

static void test_startup(void)
{
    WSADATA data;
    check_equal_int(WSAStartup(MAKEWORD(2, 2), &data), 0, "2.2");
    check_equal_u32(data.wVersion, MAKEWORD(2, 2), "version");
    check_equal_u32(data.wHighVersion, MAKEWORD(2, 2), "highest version");
    check_equal_int(WSAStartup(MAKEWORD(1, 1), &data), 0, "1.1");
    check_equal_u32(data.wVersion, MAKEWORD(1, 1), "the version that was asked for");
    check_equal_int(WSAStartup(MAKEWORD(0, 0), &data), WSAVERNOTSUPPORTED, "0.0");
    check_equal_int(WSAStartup(MAKEWORD(2, 2), NULL), WSAEFAULT, "no data");
    check_equal_int(WSACleanup(), 0, "second cleanup");
}

static void test_making(void)
{
    static const struct { int family, type, protocol, error;
    } cases[] = {
        {AF_INET, SOCK_STREAM, 0, 0},
        {AF_INET, SOCK_STREAM, IPPROTO_TCP, 0},
        {AF_INET, SOCK_DGRAM, 0, 0},
        {AF_INET, SOCK_DGRAM, IPPROTO_UDP, 0},
        {AF_INET6, SOCK_STREAM, 0, 0},
        {AF_INET6, SOCK_DGRAM, IPPROTO_UDP, 0},
        {AF_INET, SOCK_STREAM, IPPROTO_UDP, WSAEPROTONOSUPPORT},
        {AF_INET, SOCK_DGRAM, IPPROTO_TCP, WSAEPROTONOSUPPORT},
        {77, SOCK_STREAM, 0, WSAEAFNOSUPPORT},
        {AF_INET, 77, 0, WSAESOCKTNOSUPPORT},
        {AF_UNIX, SOCK_STREAM, 0, 0},
    };
    for (unsigned i = 0; i < ARRAYSIZE(cases); i++) {
        check_case(i);
        WSASetLastError(0);
        SOCKET s = socket(cases[i].family, cases[i].type, cases[i].protocol);
        check_equal_int(s == INVALID_SOCKET, cases[i].error != 0, "socket");
        if (cases[i].error) check_wsa(cases[i].error, "socket's error");
        if (s != INVALID_SOCKET) check_equal_int(closesocket(s), 0, "closesocket");
    }
    check_case(0);
    check_equal_int(closesocket((SOCKET)0xdead0), SOCKET_ERROR, "closing no socket");
    check_wsa(WSAENOTSOCK, "closing no socket");
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL);
    check_equal_int(closesocket((SOCKET)event), SOCKET_ERROR, "closing an event as a socket");
    check_wsa(WSAENOTSOCK, "closing an event as a socket");
    check(CloseHandle(event), "the event is still there");
}

static void test_bind(void)
{
    struct sockaddr_in address, other;
    int size = sizeof(other);
    SOCKET s = bound_socket(SOCK_STREAM, &address);
    check(address.sin_port != 0, "a port was chosen");
    check_equal_u32(ntohl(address.sin_addr.s_addr), INADDR_LOOPBACK, "address");
    check_equal_int(bind(s, (struct sockaddr *)&address, sizeof(address)), SOCKET_ERROR, "bind twice");
    check_wsa(WSAEINVAL, "bind twice");
    SOCKET t = socket(AF_INET, SOCK_STREAM, 0);
    check_equal_int(getsockname(t, (struct sockaddr *)&other, &size), SOCKET_ERROR, "getsockname before bind");
    check_wsa(WSAEINVAL, "getsockname before bind");
    check_equal_int(bind(t, (struct sockaddr *)&address, sizeof(address)), SOCKET_ERROR, "a port in use");
    check_wsa(WSAEADDRINUSE, "a port in use");
    check_equal_int(bind(t, (struct sockaddr *)&address, 4), SOCKET_ERROR, "an address too short");
    check_wsa(WSAEFAULT, "an address too short");
    other = loopback_address(0);
    other.sin_addr.s_addr = htonl(0x08080808);
    check_equal_int(bind(t, (struct sockaddr *)&other, sizeof(other)), SOCKET_ERROR, "an address of another machine");
    check_wsa(WSAEADDRNOTAVAIL, "an address of another machine");
    other.sin_family = AF_INET6;
    check_equal_int(bind(t, (struct sockaddr *)&other, sizeof(other)), SOCKET_ERROR, "another family");
    check_wsa(WSAEAFNOSUPPORT, "another family");
    check_equal_int(listen(t, 1), SOCKET_ERROR, "listen before bind");
    check_wsa(WSAEINVAL, "listen before bind");
    check(accept(t, NULL, NULL) == INVALID_SOCKET, "accept without listen");
    check_wsa(WSAEINVAL, "accept without listen");
    size = sizeof(other);
    check_equal_int(getpeername(s, (struct sockaddr *)&other, &size), SOCKET_ERROR, "getpeername of a bound socket");
    check_wsa(WSAENOTCONN, "getpeername of a bound socket");
    size = 2;
    check_equal_int(getsockname(s, (struct sockaddr *)&other, &size), SOCKET_ERROR, "too little room for a name");
    check_wsa(WSAEFAULT, "too little room for a name");
    closesocket(s);
    closesocket(t);
}

static void test_data(void)
{
    char buffer[64];
    struct sockaddr_in a, b;
    int size = sizeof(a);
    u_long available = 0;
    SOCKET client, server;
    connected_pair(&client, &server);
    check_equal_int(getpeername(client, (struct sockaddr *)&a, &size), 0, "getpeername");
    check_equal_int(size, 16, "size of a name");
    check_equal_int(getsockname(server, (struct sockaddr *)&b, &size), 0, "getsockname");
    check_equal_bytes(&a, &b, 8, "both ends agree");
    check_equal_int(send(client, "hello", 5, 0), 5, "send");
    check(wait_readable(server, 5000), "data comes");
    check_equal_int(ioctlsocket(server, FIONREAD, &available), 0, "FIONREAD");
    check_equal_int(available, 5, "FIONREAD");
    check_equal_int(recv(server, buffer, 3, MSG_PEEK), 3, "peek");
    check_equal_bytes(buffer, "hel", 3, "peek");
    check_equal_int(recv(server, buffer, sizeof(buffer), 0), 5, "recv");
    check_equal_bytes(buffer, "hello", 5, "recv");
    check_equal_int(send(server, "abc", 3, 0), 3, "the other way");
    check_equal_int(send(server, "def", 3, 0), 3, "the other way");
    check_equal_int(recv(client, buffer, 6, MSG_WAITALL), 6, "MSG_WAITALL");
    check_equal_bytes(buffer, "abcdef", 6, "MSG_WAITALL");
    check_equal_int(connect(client, (struct sockaddr *)&a, sizeof(a)), SOCKET_ERROR, "connect twice");
    check_wsa(WSAEISCONN, "connect twice");
    check_equal_int(shutdown(client, SD_SEND), 0, "shutdown");
    check_equal_int(send(client, "x", 1, 0), SOCKET_ERROR, "send after shutdown");
    check_wsa(WSAESHUTDOWN, "send after shutdown");
    check_equal_int(recv(server, buffer, sizeof(buffer), 0), 0, "the end");
    check_equal_int(recv(server, buffer, sizeof(buffer), 0), 0, "the end stays");
    check_equal_int(send(server, "late", 4, 0), 4, "the other direction is open");
    check_equal_int(recv(client, buffer, sizeof(buffer), 0), 4, "the other direction is open");
    check_equal_int(shutdown(client, SD_RECEIVE), 0, "shutdown of receiving");
    check_equal_int(recv(client, buffer, sizeof(buffer), 0), SOCKET_ERROR, "recv after shutdown");
    check_wsa(WSAESHUTDOWN, "recv after shutdown");
    check_equal_int(shutdown(server, 7), SOCKET_ERROR, "shutdown of nothing known");
    check_wsa(WSAEINVAL, "shutdown of nothing known");
    closesocket(client);
    closesocket(server);
}

static void test_unconnected(void)
{
    char buffer[4];
    SOCKET s = socket(AF_INET, SOCK_STREAM, 0);
    check_equal_int(send(s, "x", 1, 0), SOCKET_ERROR, "send unconnected");
    check_wsa(WSAENOTCONN, "send unconnected");
    check_equal_int(recv(s, buffer, 4, 0), SOCKET_ERROR, "recv unconnected");
    check_wsa(WSAENOTCONN, "recv unconnected");
    check_equal_int(shutdown(s, SD_BOTH), SOCKET_ERROR, "shutdown unconnected");
    check_wsa(WSAENOTCONN, "shutdown unconnected");
    closesocket(s);
    check_equal_int(send(s, "x", 1, 0), SOCKET_ERROR, "send on a closed socket");
    check_wsa(WSAENOTSOCK, "send on a closed socket");
}

static void test_refused(void)
{
    struct sockaddr_in address;
    SOCKET s = bound_socket(SOCK_STREAM, &address);
    closesocket(s);
    s = socket(AF_INET, SOCK_STREAM, 0);
    check_equal_int(connect(s, (struct sockaddr *)&address, sizeof(address)), SOCKET_ERROR, "nobody listens");
    check_wsa(WSAECONNREFUSED, "nobody listens");
    closesocket(s);
}

static void test_reset(void)
{
    char buffer[4];
    struct linger at_once = {1, 0};
    SOCKET client, server;
    connected_pair(&client, &server);
    check_equal_int(setsockopt(client, SOL_SOCKET, SO_LINGER, (char *)&at_once, sizeof(at_once)), 0, "SO_LINGER");
    closesocket(client);
    check_equal_int(recv(server, buffer, 4, 0), SOCKET_ERROR, "the other side is gone");
    check_wsa(WSAECONNRESET, "the other side is gone");
    closesocket(server);
}

static void test_non_blocking(void)
{
    char buffer[4];
    struct sockaddr_in address;
    SOCKET client, server, listener = listening_socket(&address);
    set_non_blocking(listener);
    check(accept(listener, NULL, NULL) == INVALID_SOCKET, "nobody comes");
    check_wsa(WSAEWOULDBLOCK, "nobody comes");
    client = socket(AF_INET, SOCK_STREAM, 0);
    set_non_blocking(client);
    check_equal_int(connect(client, (struct sockaddr *)&address, sizeof(address)), SOCKET_ERROR,
                    "connect without waiting");
    check_wsa(WSAEWOULDBLOCK, "connect without waiting");
    check(wait_readable(listener, 5000), "it came");
    server = accept(listener, NULL, NULL);
    check(server != INVALID_SOCKET, "accept");
    check_equal_int(recv(server, buffer, 4, 0), SOCKET_ERROR, "the mode is inherited");
    check_wsa(WSAEWOULDBLOCK, "the mode is inherited");
    fd_set writes;
    FD_ZERO(&writes);
    FD_SET(client, &writes);
    check_equal_int(select(0, NULL, &writes, NULL, NULL), 1, "connected: writable");
    int error = 77, size = sizeof(error);
    check_equal_int(getsockopt(client, SOL_SOCKET, SO_ERROR, (char *)&error, &size), 0, "SO_ERROR");
    check_equal_int(error, 0, "SO_ERROR");
    check_equal_int(recv(client, buffer, 4, 0), SOCKET_ERROR, "nothing there");
    check_wsa(WSAEWOULDBLOCK, "nothing there");
    static char much[1 << 20];
    int sent = 0, result;
    while ((result = send(client, much, sizeof(much), 0)) > 0) sent += result;
    check_wsa(WSAEWOULDBLOCK, "the way is full");
    check(sent > 0, "something was sent");
    closesocket(client);
    closesocket(server);
    closesocket(listener);
}

static DWORD WINAPI close_later(void *argument)
{
    Sleep(100);
    closesocket(*(SOCKET *)argument);
    return 0;
}

static void test_close_ends_wait(void)
{
    char buffer[4];
    SOCKET client, server;
    connected_pair(&client, &server);
    HANDLE thread = CreateThread(NULL, 0, close_later, &client, 0, NULL);
    check_equal_int(recv(client, buffer, 4, 0), SOCKET_ERROR, "closed by another thread");
    int error = WSAGetLastError();
    check(error == WSAEINTR || error == WSAECONNABORTED || error == WSAENOTSOCK, "closed by another thread: error %d",
          error);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    closesocket(server);
}

static void test_handles(void)
{
    char buffer[16];
    DWORD done, flags;
    SOCKET client, server;
    connected_pair(&client, &server);
    check_equal_u32(GetFileType((HANDLE)client), FILE_TYPE_PIPE, "file type of a socket");
    check(GetHandleInformation((HANDLE)client, &flags) && (flags & HANDLE_FLAG_INHERIT),
          "sockets are inherited by default");
    check(SetHandleInformation((HANDLE)client, HANDLE_FLAG_INHERIT, 0), "SetHandleInformation");
    check(GetHandleInformation((HANDLE)client, &flags) && !(flags & HANDLE_FLAG_INHERIT), "it is not inherited now");
    OVERLAPPED overlapped = {.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL)};
    check(WriteFile((HANDLE)client, "file", 4, NULL, &overlapped) || GetLastError() == ERROR_IO_PENDING,
          "WriteFile: %lu", GetLastError());
    check(GetOverlappedResult((HANDLE)client, &overlapped, &done, TRUE), "GetOverlappedResult");
    check_equal_u32(done, 4, "written");
    check(ReadFile((HANDLE)server, buffer, sizeof(buffer), NULL, &overlapped) || GetLastError() == ERROR_IO_PENDING,
          "ReadFile: %lu", GetLastError());
    check(GetOverlappedResult((HANDLE)server, &overlapped, &done, TRUE), "GetOverlappedResult");
    check_equal_u32(done, 4, "read");
    check_equal_bytes(buffer, "file", 4, "read");
    HANDLE copy;
    check(DuplicateHandle(GetCurrentProcess(), (HANDLE)server, GetCurrentProcess(), &copy, 0, FALSE,
                          DUPLICATE_SAME_ACCESS),
          "DuplicateHandle");
    closesocket(server);
    check_equal_int(send((SOCKET)copy, "dup", 3, 0), 3, "the duplicate lives on");
    check_equal_int(recv(client, buffer, sizeof(buffer), 0), 3, "the duplicate lives on");
    closesocket((SOCKET)copy);
    CloseHandle(overlapped.hEvent);
    closesocket(client);
}

static void test_rebind(void)
{
    struct sockaddr_in address;
    SOCKET listener = listening_socket(&address), client = socket(AF_INET, SOCK_STREAM, 0), server;
    connect(client, (struct sockaddr *)&address, sizeof(address));
    server = accept(listener, NULL, NULL);
    shutdown(server, SD_BOTH); /* this side ends first: the port lingers */
    closesocket(server);
    closesocket(client);
    closesocket(listener);
    listener = socket(AF_INET, SOCK_STREAM, 0);
    check_equal_int(bind(listener, (struct sockaddr *)&address, sizeof(address)), 0,
                    "a port whose connections are gone");
    check_equal_int(listen(listener, 1), 0, "a port whose connections are gone");
    closesocket(listener);
}

int main(void)
{
    test_before_startup();
    test_startup();
    test_making();
    test_bind();
    test_data();
    test_unconnected();
    test_refused();
    test_reset();
    test_non_blocking();
    test_close_ends_wait();
    test_handles();
    test_rebind();
    return check_summary();
}
