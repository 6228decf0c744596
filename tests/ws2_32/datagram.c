/* UDP, IPv6, Unix sockets, options, messages with control data. */
#include "loopback.h"

static void test_datagrams(void)
{
    char buffer[16];
    struct sockaddr_in a, b, from;
    int size = sizeof(from);
    SOCKET s = bound_socket(SOCK_DGRAM, &a), t = bound_socket(SOCK_DGRAM, &b), fresh = socket(AF_INET, SOCK_DGRAM, 0);
    check_equal_int(recv(fresh, buffer, 4, 0), SOCKET_ERROR, "receive before bind");
    check_wsa(WSAEINVAL, "receive before bind");
    check_equal_int(send(fresh, "x", 1, 0), SOCKET_ERROR, "send without an address");
    check_wsa(WSAENOTCONN, "send without an address");
    check_equal_int(sendto(s, "datagram", 8, 0, (struct sockaddr *)&b, sizeof(b)), 8, "sendto");
    check_equal_int(recvfrom(t, buffer, sizeof(buffer), 0, (struct sockaddr *)&from, &size), 8, "recvfrom");
    check_equal_int(size, 16, "size of the sender");
    check_equal_u32(from.sin_port, a.sin_port, "sender");
    sendto(s, "too long", 8, 0, (struct sockaddr *)&b, sizeof(b));
    check_equal_int(recv(t, buffer, 3, 0), SOCKET_ERROR, "a datagram longer than the buffer");
    check_wsa(WSAEMSGSIZE, "a datagram longer than the buffer");
    check_equal_bytes(buffer, "too", 3, "what fits is there");
    check_equal_int(sendto(s, "", 0, 0, (struct sockaddr *)&b, sizeof(b)), 0, "an empty datagram");
    check_equal_int(recv(t, buffer, sizeof(buffer), 0), 0, "an empty datagram");
    check_equal_int(connect(s, (struct sockaddr *)&b, sizeof(b)), 0, "connect");
    check_equal_int(send(s, "c", 1, 0), 1, "send");
    DWORD done, flags = 0;
    WSABUF parts[2] = {{1, buffer}, {4, buffer + 8}};
    check_equal_int(WSARecvFrom(t, parts, 2, &done, &flags, (struct sockaddr *)&from, &size, NULL, NULL), 0,
                    "WSARecvFrom");
    check_equal_u32(done, 1, "WSARecvFrom");
    check_equal_int(listen(s, 1), SOCKET_ERROR, "listen");
    check_wsa(WSAEOPNOTSUPP, "listen");
    DWORD wait = 50;
    check_equal_int(setsockopt(t, SOL_SOCKET, SO_RCVTIMEO, (char *)&wait, sizeof(wait)), 0, "SO_RCVTIMEO");
    check_equal_int(recv(t, buffer, 4, 0), SOCKET_ERROR, "time over");
    check_wsa(WSAETIMEDOUT, "time over");
    closesocket(s);
    closesocket(t);
    closesocket(fresh);
}

static void test_messages(void)
{
    static GUID id = WSAID_WSARECVMSG;
    char buffer[16], control[128];
    struct sockaddr_in a, from;
    SOCKET s = bound_socket(SOCK_DGRAM, &a);
    LPFN_WSARECVMSG receive = extension(s, id);
    BOOL on = TRUE;
    DWORD done;
    check_equal_int(setsockopt(s, IPPROTO_IP, IP_PKTINFO, (char *)&on, sizeof(on)), 0, "IP_PKTINFO");
    WSABUF buf = {sizeof(buffer), buffer}, out = {5, "about"};
    WSAMSG message = {.name = (struct sockaddr *)&a, .namelen = sizeof(a), .lpBuffers = &out, .dwBufferCount = 1};
    check_equal_int(WSASendMsg(s, &message, 0, &done, NULL, NULL), 0, "WSASendMsg");
    check_equal_u32(done, 5, "WSASendMsg");
    message = (WSAMSG){.name = (struct sockaddr *)&from,
                       .namelen = sizeof(from),
                       .lpBuffers = &buf,
                       .dwBufferCount = 1,
                       .Control = {sizeof(control), control}};
    check_equal_int(receive(s, &message, &done, NULL, NULL), 0, "WSARecvMsg");
    check_equal_u32(done, 5, "WSARecvMsg");
    WSACMSGHDR *header = WSA_CMSG_FIRSTHDR(&message);
    check(header && header->cmsg_level == IPPROTO_IP && header->cmsg_type == IP_PKTINFO, "packet information");
    if (header)
        check_equal_u32(((IN_PKTINFO *)WSA_CMSG_DATA(header))->ipi_addr.s_addr, htonl(INADDR_LOOPBACK),
                        "where it came to");
    closesocket(s);
}

static void test_options(void)
{
    static const struct { int level, name, value;
    } numbers[] = {
        {SOL_SOCKET, SO_KEEPALIVE, 1},    {SOL_SOCKET, SO_BROADCAST, 1},     {SOL_SOCKET, SO_OOBINLINE, 1},
        {SOL_SOCKET, SO_DONTROUTE, 1},    {SOL_SOCKET, SO_REUSEADDR, 1},     {SOL_SOCKET, SO_RCVTIMEO, 1500},
        {SOL_SOCKET, SO_SNDTIMEO, 2500},  {SOL_SOCKET, SO_SNDBUF, 20000},    {SOL_SOCKET, SO_RCVBUF, 30000},
        {IPPROTO_IP, IP_TTL, 17},         {IPPROTO_IP, IP_MULTICAST_TTL, 5}, {IPPROTO_IP, IP_MULTICAST_LOOP, 0},
        {IPPROTO_IP, IP_DONTFRAGMENT, 1}, {IPPROTO_TCP, TCP_NODELAY, 1},
    };
    for (unsigned i = 0; i < ARRAYSIZE(numbers); i++) {
        check_case(i);
        int value = -1, size = sizeof(value);
        SOCKET s = socket(
            AF_INET, numbers[i].level == IPPROTO_TCP || numbers[i].name == SO_OOBINLINE ? SOCK_STREAM : SOCK_DGRAM, 0);
        check_equal_int(setsockopt(s, numbers[i].level, numbers[i].name, (char *)&numbers[i].value, 4), 0, "set");
        check_equal_int(getsockopt(s, numbers[i].level, numbers[i].name, (char *)&value, &size), 0, "get");
        check_equal_int(value, numbers[i].value, "as it was set");
        check_equal_int(size, 4, "size");
        closesocket(s);
    }
    check_case(0);
    int value, size = sizeof(value);
    SOCKET s = socket(AF_INET, SOCK_STREAM, 0);
    check_equal_int(getsockopt(s, SOL_SOCKET, SO_TYPE, (char *)&value, &size), 0, "SO_TYPE");
    check_equal_int(value, SOCK_STREAM, "SO_TYPE");
    check_equal_int(getsockopt(s, SOL_SOCKET, SO_ACCEPTCONN, (char *)&value, &size), 0, "SO_ACCEPTCONN");
    check_equal_int(value, 0, "SO_ACCEPTCONN");
    struct linger linger = {1, 9};
    int linger_size = sizeof(linger);
    check_equal_int(setsockopt(s, SOL_SOCKET, SO_LINGER, (char *)&linger, sizeof(linger)), 0, "SO_LINGER");
    memset(&linger, 0, sizeof(linger));
    check_equal_int(getsockopt(s, SOL_SOCKET, SO_LINGER, (char *)&linger, &linger_size), 0, "SO_LINGER");
    check(linger.l_onoff && linger.l_linger == 9 && linger_size == 4, "SO_LINGER");
    check_equal_int(getsockopt(s, SOL_SOCKET, SO_DONTLINGER, (char *)&value, &size), 0, "SO_DONTLINGER");
    check_equal_int(value, 0, "SO_DONTLINGER");
    check_equal_int(getsockopt(s, SOL_SOCKET, 0x7777, (char *)&value, &size), SOCKET_ERROR, "no such option");
    check_wsa(WSAENOPROTOOPT, "no such option");
    size = 2;
    check_equal_int(getsockopt(s, SOL_SOCKET, SO_RCVBUF, (char *)&value, &size), SOCKET_ERROR, "too little room");
    check_wsa(WSAEFAULT, "too little room");
    check_equal_int(setsockopt(s, SOL_SOCKET, SO_RCVBUF, NULL, 4), SOCKET_ERROR, "no value");
    check_wsa(WSAEFAULT, "no value");
    WSAPROTOCOL_INFOW info;
    int info_size = sizeof(info);
    check_equal_int(getsockopt(s, SOL_SOCKET, SO_PROTOCOL_INFOW, (char *)&info, &info_size), 0, "SO_PROTOCOL_INFOW");
    check(info.iAddressFamily == AF_INET && info.iSocketType == SOCK_STREAM && info.iProtocol == IPPROTO_TCP,
          "SO_PROTOCOL_INFOW");
    closesocket(s);
}

static void test_ipv6(void)
{
    struct sockaddr_in6 address = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT}, from;
    int size = sizeof(address), value = -1, value_size = sizeof(value);
    char buffer[8];
    SOCKET s = socket(AF_INET6, SOCK_DGRAM, 0);
    check_equal_int(getsockopt(s, IPPROTO_IPV6, IPV6_V6ONLY, (char *)&value, &value_size), 0, "IPV6_V6ONLY");
    check_equal_int(value, 1, "IPv6 only, by default");
    if (bind(s, (struct sockaddr *)&address, sizeof(address))) {
        closesocket(s);
        skip("no IPv6 here");
        return;
    }
    check_equal_int(getsockname(s, (struct sockaddr *)&address, &size), 0, "getsockname");
    check_equal_int(size, 28, "size of a name");
    check_equal_int(address.sin6_family, AF_INET6, "Windows' number of the family");
    check_equal_int(sendto(s, "six", 3, 0, (struct sockaddr *)&address, sizeof(address)), 3, "sendto");
    size = sizeof(from);
    check_equal_int(recvfrom(s, buffer, 8, 0, (struct sockaddr *)&from, &size), 3, "recvfrom");
    check_equal_u32(from.sin6_port, address.sin6_port, "sender");
    closesocket(s);
    /* both families */
    SOCKET listener = socket(AF_INET6, SOCK_STREAM, 0), client = socket(AF_INET, SOCK_STREAM, 0);
    value = 0;
    check_equal_int(setsockopt(listener, IPPROTO_IPV6, IPV6_V6ONLY, (char *)&value, sizeof(value)), 0, "both families");
    address = (struct sockaddr_in6){.sin6_family = AF_INET6};
    check_equal_int(bind(listener, (struct sockaddr *)&address, sizeof(address)), 0, "bind");
    size = sizeof(address);
    getsockname(listener, (struct sockaddr *)&address, &size);
    listen(listener, 1);
    struct sockaddr_in to = loopback_address(ntohs(address.sin6_port));
    check_equal_int(connect(client, (struct sockaddr *)&to, sizeof(to)), 0, "an IPv4 client");
    size = sizeof(from);
    SOCKET server = accept(listener, (struct sockaddr *)&from, &size);
    static const BYTE mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    check_equal_bytes(&from.sin6_addr, mapped, 12, "its address is mapped");
    closesocket(server);
    closesocket(client);
    closesocket(listener);
}

static void test_unix(void)
{
    struct { USHORT family; char path[108]; } address = {.family = AF_UNIX}, name;
    char folder[MAX_PATH], buffer[8];
    int size = sizeof(name);
    GetTempPathA(sizeof(folder), folder);
    snprintf(address.path, sizeof(address.path), "%ssock%lu", folder, GetCurrentProcessId());
    SOCKET listener = socket(AF_UNIX, SOCK_STREAM, 0), client = socket(AF_UNIX, SOCK_STREAM, 0), server;
    check_equal_int(bind(listener, (struct sockaddr *)&address, sizeof(address)), 0, "bind");
    check_equal_int(listen(listener, 2), 0, "listen");
    check_equal_int(getsockname(listener, (struct sockaddr *)&name, &size), 0, "getsockname");
    check_equal_string(name.path, address.path, "its name");
    check_equal_int(connect(client, (struct sockaddr *)&address, sizeof(address)), 0, "connect");
    server = accept(listener, NULL, NULL);
    check(server != INVALID_SOCKET, "accept");
    check_equal_int(send(client, "unix", 4, 0), 4, "send");
    check_equal_int(recv(server, buffer, sizeof(buffer), 0), 4, "recv");
    closesocket(server);
    closesocket(client);
    closesocket(listener);
    check(DeleteFileA(address.path), "the socket is a file: %lu", GetLastError());
    client = socket(AF_UNIX, SOCK_STREAM, 0);
    check_equal_int(connect(client, (struct sockaddr *)&address, sizeof(address)), SOCKET_ERROR, "nobody there");
    check_wsa(WSAECONNREFUSED, "nobody there");
    closesocket(client);
}

static void test_port_unreachable(void)
{
    char buffer[4];
    struct sockaddr_in a, gone;
    SOCKET s = bound_socket(SOCK_DGRAM, &a), t = bound_socket(SOCK_DGRAM, &gone);
    closesocket(t);
    connect(s, (struct sockaddr *)&gone, sizeof(gone));
    send(s, "x", 1, 0);
    check_equal_int(recv(s, buffer, 4, 0), SOCKET_ERROR, "nobody has that port");
    check_wsa(WSAECONNRESET, "nobody has that port");
    closesocket(s);
}

int main(void)
{
    start_winsock();
    test_datagrams();
    test_messages();
    test_options();
    test_ipv6();
    test_unix();
    test_port_unreachable();
    return check_summary();
}
