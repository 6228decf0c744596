/* Sockets on the loopback interface, connected and not, for the tests of ws2_32. */
#ifndef LOOPBACK_H
#define LOOPBACK_H

#include <winsock2.h>
#include <ws2tcpip.h>
#include <mswsock.h>
#include "../check.h"

#define check_wsa(expected, what) check_equal_int(WSAGetLastError(), expected, what)

static inline void start_winsock(void)
{
    WSADATA data;
    check_equal_int(WSAStartup(MAKEWORD(2, 2), &data), 0, "WSAStartup");
}

static inline struct sockaddr_in loopback_address(unsigned short port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

/* A socket bound to a free port of the loopback interface; its address is told. */
static inline SOCKET bound_socket(int type, struct sockaddr_in *address)
{
    int size = sizeof(*address);
    SOCKET s = socket(AF_INET, type, 0);
    *address = loopback_address(0);
    check(s != INVALID_SOCKET, "socket: error %d", WSAGetLastError());
    check_equal_int(bind(s, (struct sockaddr *)address, sizeof(*address)), 0, "bind to a free port");
    check_equal_int(getsockname(s, (struct sockaddr *)address, &size), 0, "getsockname of a bound socket");
    return s;
}

static inline SOCKET listening_socket(struct sockaddr_in *address)
{
    SOCKET s = bound_socket(SOCK_STREAM, address);
    check_equal_int(listen(s, 8), 0, "listen");
    return s;
}

/* Two ends of one connection. */
static inline void connected_pair(SOCKET *client, SOCKET *server)
{
    struct sockaddr_in address;
    SOCKET listener = listening_socket(&address);
    *client = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    check_equal_int(connect(*client, (struct sockaddr *)&address, sizeof(address)), 0, "connect to a listener");
    *server = accept(listener, NULL, NULL);
    check(*server != INVALID_SOCKET, "accept: error %d", WSAGetLastError());
    closesocket(listener);
}

static inline void set_non_blocking(SOCKET s)
{
    u_long on = 1;
    check_equal_int(ioctlsocket(s, FIONBIO, &on), 0, "FIONBIO");
}

static inline BOOL wait_readable(SOCKET s, int milliseconds)
{
    fd_set set;
    struct timeval timeout = {milliseconds / 1000, milliseconds % 1000 * 1000};
    FD_ZERO(&set);
    FD_SET(s, &set);
    return select(0, &set, NULL, NULL, &timeout) == 1;
}

static inline void *extension(SOCKET s, GUID id)
{
    void *function = NULL;
    DWORD size;
    check_equal_int(WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof(id), &function, sizeof(function), &size,
                             NULL, NULL),
                    0, "extension");
    return function;
}

#endif
