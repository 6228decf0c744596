/* Addresses as text, names, services, protocols, byte order, the catalogue. */
#include "loopback.h"

static void test_numbers(void)
{
    check_equal_u32(htonl(0x01020304), 0x04030201, "htonl");
    check_equal_u32(ntohl(0x01020304), 0x04030201, "ntohl");
    check_equal_u32(htons(0x0102), 0x0201, "htons");
    check_equal_u32(ntohs(0x0102), 0x0201, "ntohs");
    static const struct { const char *text; u_long address;
    } cases[] = {
        {"127.0.0.1", 0x7f000001}, {"1.2", 0x01000002},        {"1.2.3", 0x01020003},     {"0x7f.1", 0x7f000001},
        {"010.1.1.1", 0x08010101}, {"4294967295", 0xffffffff}, {"256.1.1.1", 0xffffffff}, {"1.2.3.4.5", 0xffffffff},
        {"abc", 0xffffffff},       {"1.2.3.x", 0xffffffff},    {"16909060", 0x01020304},
    };
    for (unsigned i = 0; i < ARRAYSIZE(cases); i++) {
        check_case(i);
        check_equal_u32(ntohl(inet_addr(cases[i].text)), cases[i].address, cases[i].text);
    }
    check_case(0);
    struct in_addr address = {.s_addr = htonl(0xc0a80001)};
    check_equal_string(inet_ntoa(address), "192.168.0.1", "inet_ntoa");
}

static void test_ipv6_text(void)
{
    static const struct { const char *text, *canonical;
    } cases[] = {
        {"::", "::"},
        {"::1", "::1"},
        {"1::", "1::"},
        {"fe80::1", "fe80::1"},
        {"2001:DB8:0:0:0:0:0:1", "2001:db8::1"},
        {"1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"},
        {"::ffff:1.2.3.4", "::ffff:1.2.3.4"},
        {"1:0:0:2:0:0:0:3", "1:0:0:2::3"},
        {"0:0:1:0:0:0:0:0", "0:0:1::"},
        {"1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7"},
    };
    static const char *const wrong[] = {
        "", ":", ":::", "1:2:3", "1:2:3:4:5:6:7:8:9", "12345::", "::g", "1::2::3", "::1.2.3", "::1.2.3.256", "1:"};
    for (unsigned i = 0; i < ARRAYSIZE(cases); i++) {
        char text[INET6_ADDRSTRLEN];
        struct in6_addr address;
        check_case(i);
        check_equal_int(inet_pton(AF_INET6, cases[i].text, &address), 1, cases[i].text);
        check(inet_ntop(AF_INET6, &address, text, sizeof(text)) == text, "inet_ntop");
        check_equal_string(text, cases[i].canonical, "inet_ntop");
    }
    for (unsigned i = 0; i < ARRAYSIZE(wrong); i++) {
        struct in6_addr address;
        check_case(i);
        check_equal_int(inet_pton(AF_INET6, wrong[i], &address), 0, wrong[i]);
    }
    check_case(0);
    char text[16];
    struct in_addr in;
    check_equal_int(inet_pton(AF_INET, "1.2.3.4", &in), 1, "IPv4");
    check_equal_u32(ntohl(in.s_addr), 0x01020304, "IPv4");
    check_equal_int(inet_pton(AF_INET, "1.2.3", &in), 0, "all four parts are needed");
    check_equal_int(inet_pton(77, "1.2.3.4", &in), -1, "no such family");
    check_wsa(WSAEAFNOSUPPORT, "no such family");
    check(!inet_ntop(AF_INET, &in, text, 7), "too little room");
    check_wsa(ERROR_INVALID_PARAMETER, "too little room");
    WCHAR wide[16];
    check(InetNtopW(AF_INET, &in, wide, ARRAYSIZE(wide)) == wide, "InetNtopW");
    check_equal_wide(wide, L"1.2.3.4", "InetNtopW");
    check_equal_int(InetPtonW(AF_INET, L"9.8.7.6", &in), 1, "InetPtonW");
    check_equal_u32(ntohl(in.s_addr), 0x09080706, "InetPtonW");
}

static void test_with_ports(void)
{
    static const struct { const char *text; int family;
    } cases[] = {
        {"1.2.3.4", AF_INET},     {"1.2.3.4:80", AF_INET}, {"::1", AF_INET6},
        {"[::1]:8080", AF_INET6}, {"fe80::1%3", AF_INET6}, {"[fe80::1%3]:443", AF_INET6},
    };
    for (unsigned i = 0; i < ARRAYSIZE(cases); i++) {
        struct sockaddr_in6 address;
        char text[80];
        int size = sizeof(address);
        DWORD room = sizeof(text);
        check_case(i);
        check_equal_int(
            WSAStringToAddressA((char *)cases[i].text, cases[i].family, NULL, (struct sockaddr *)&address, &size), 0,
            cases[i].text);
        check_equal_int(size, cases[i].family == AF_INET ? 16 : 28, "size");
        check_equal_int(address.sin6_family, cases[i].family, "family");
        check_equal_int(WSAAddressToStringA((struct sockaddr *)&address, (DWORD)size, NULL, text, &room), 0,
                        "WSAAddressToStringA");
        check_equal_string(text, cases[i].text, "there and back");
        check_equal_u32(room, strlen(text) + 1, "length");
    }
    check_case(0);
    struct sockaddr_in in;
    int size = sizeof(in);
    check_equal_int(WSAStringToAddressA("1.2.3.4:99999", AF_INET, NULL, (struct sockaddr *)&in, &size), SOCKET_ERROR,
                    "no such port");
    check_wsa(WSAEINVAL, "no such port");
    size = 4;
    check_equal_int(WSAStringToAddressA("1.2.3.4", AF_INET, NULL, (struct sockaddr *)&in, &size), SOCKET_ERROR,
                    "too little room");
    check_wsa(WSAEFAULT, "too little room");
}

static void test_getaddrinfo(void)
{
    struct addrinfo hints = {.ai_flags = AI_NUMERICHOST, .ai_socktype = SOCK_STREAM}, *list = NULL;
    check_equal_int(getaddrinfo("127.0.0.1", "80", &hints, &list), 0, "a number");
    check(list && list->ai_family == AF_INET && list->ai_addrlen == 16, "an IPv4 address");
    check_equal_u32(ntohs(((struct sockaddr_in *)list->ai_addr)->sin_port), 80, "port");
    check_equal_int(list->ai_socktype, SOCK_STREAM, "type");
    freeaddrinfo(list);
    check_equal_int(getaddrinfo("::1", NULL, &hints, &list), 0, "an IPv6 number");
    check(list && list->ai_family == AF_INET6 && list->ai_addrlen == 28, "an IPv6 address");
    check_equal_int(((struct sockaddr_in6 *)list->ai_addr)->sin6_family, AF_INET6, "family");
    freeaddrinfo(list);
    check_equal_int(getaddrinfo("no number", NULL, &hints, &list), WSAHOST_NOT_FOUND, "no number");
    check_equal_int(getaddrinfo(NULL, NULL, &hints, &list), WSAHOST_NOT_FOUND, "nothing asked");
    hints = (struct addrinfo){.ai_flags = AI_PASSIVE, .ai_family = AF_INET, .ai_socktype = SOCK_STREAM};
    check_equal_int(getaddrinfo(NULL, "1234", &hints, &list), 0, "to listen");
    check_equal_u32(((struct sockaddr_in *)list->ai_addr)->sin_addr.s_addr, 0, "any address");
    freeaddrinfo(list);
    hints.ai_family = 77;
    check_equal_int(getaddrinfo("127.0.0.1", NULL, &hints, &list), WSAEAFNOSUPPORT, "no such family");
    check_equal_int(getaddrinfo("localhost", NULL, NULL, &list), 0, "localhost");
    check(list != NULL, "localhost");
    freeaddrinfo(list);
    ADDRINFOW *wide = NULL;
    check_equal_int(GetAddrInfoW(L"127.0.0.1", L"443", NULL, &wide), 0, "GetAddrInfoW");
    check_equal_u32(ntohs(((struct sockaddr_in *)wide->ai_addr)->sin_port), 443, "port");
    FreeAddrInfoW(wide);
    struct sockaddr_in address = loopback_address(7);
    char host[64], service[32];
    check_equal_int(getnameinfo((struct sockaddr *)&address, sizeof(address), host, sizeof(host), service,
                                sizeof(service), NI_NUMERICHOST | NI_NUMERICSERV),
                    0, "getnameinfo");
    check_equal_string(host, "127.0.0.1", "host");
    check_equal_string(service, "7", "service");
    struct hostent *entry = gethostbyname("127.0.0.1");
    check(entry && entry->h_addrtype == AF_INET && entry->h_length == 4, "gethostbyname of a number");
    check_equal_u32(*(u_long *)entry->h_addr_list[0], htonl(INADDR_LOOPBACK), "gethostbyname of a number");
    struct protoent *protocol = getprotobyname("tcp");
    check(protocol && protocol->p_proto == IPPROTO_TCP, "tcp");
    protocol = getprotobynumber(17);
    check(protocol && !strcmp(protocol->p_name, "udp"), "17");
    char name[256] = "";
    check_equal_int(gethostname(name, sizeof(name)), 0, "gethostname");
    check(name[0] != 0, "this machine has a name");
    check_equal_int(gethostname(name, 1), SOCKET_ERROR, "too little room");
    check_wsa(WSAEFAULT, "too little room");
}

static void test_catalogue(void)
{
    DWORD size = 0;
    check_equal_int(WSAEnumProtocolsW(NULL, NULL, &size), SOCKET_ERROR, "how much room");
    check_wsa(WSAENOBUFS, "how much room");
    check(size >= 4 * sizeof(WSAPROTOCOL_INFOW), "at least TCP and UDP of both kinds: %lu", size);
    WSAPROTOCOL_INFOW *list = HeapAlloc(GetProcessHeap(), 0, size);
    int count = WSAEnumProtocolsW(NULL, list, &size), found = 0;
    for (int i = 0; i < count; i++)
        if (list[i].iAddressFamily == AF_INET && list[i].iSocketType == SOCK_STREAM &&
            list[i].iProtocol == IPPROTO_TCP) {
            found++;
            check(list[i].dwServiceFlags1 & XP1_IFS_HANDLES, "sockets are file handles");
        }
    check_equal_int(found, 1, "TCP over IPv4");
    HeapFree(GetProcessHeap(), 0, list);
}

int main(void)
{
    start_winsock();
    test_numbers();
    test_ipv6_text();
    test_with_ports();
    test_getaddrinfo();
    test_catalogue();
    return check_summary();
}
