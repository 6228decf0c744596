/* The catalogue of transports: what Windows has for IPv4, IPv6 and Unix sockets, by the same ids that programs look
 * for. */
#include "winsock_private.h"

#define STREAM_FLAGS                                                                                                   \
    (XP1_GUARANTEED_DELIVERY | XP1_GUARANTEED_ORDER | XP1_GRACEFUL_CLOSE | XP1_EXPEDITED_DATA | XP1_IFS_HANDLES)
#define DATAGRAM_FLAGS                                                                                                 \
    (XP1_CONNECTIONLESS | XP1_MESSAGE_ORIENTED | XP1_SUPPORT_BROADCAST | XP1_SUPPORT_MULTIPOINT | XP1_IFS_HANDLES)

static const GUID provider_ipv4 = {0xe70f1aa0, 0xab8b, 0x11cf, {0x8c, 0xa3, 0x00, 0x80, 0x5f, 0x48, 0xa1, 0x92}};
static const GUID provider_ipv6 = {0xf9eab0c0, 0x26d4, 0x11d0, {0xbb, 0xbf, 0x00, 0xaa, 0x00, 0x6c, 0x34, 0xe4}};
static const GUID provider_unix = {0xa00943d9, 0x9c2e, 0x4633, {0x9b, 0x59, 0x00, 0x57, 0xa3, 0x16, 0x09, 0x94}};

static const struct transport {
    int family, type, protocol, last_protocol;
    DWORD flags, provider_flags, message_size;
    const GUID *provider;
    const WCHAR *name;
} transports[] = {
    {AF_INET, SOCK_STREAM, IPPROTO_TCP, 0, STREAM_FLAGS, PFL_MATCHES_PROTOCOL_ZERO, 0, &provider_ipv4,
     L"MSAFD Tcpip [TCP/IP]"},
    {AF_INET, SOCK_DGRAM, IPPROTO_UDP, 0, DATAGRAM_FLAGS, PFL_MATCHES_PROTOCOL_ZERO, 65467, &provider_ipv4,
     L"MSAFD Tcpip [UDP/IP]"},
    {AF_INET, SOCK_RAW, 0, 255, DATAGRAM_FLAGS, PFL_HIDDEN | PFL_MATCHES_PROTOCOL_ZERO, 32768, &provider_ipv4,
     L"MSAFD Tcpip [RAW/IP]"},
    {AF_INET6, SOCK_STREAM, IPPROTO_TCP, 0, STREAM_FLAGS, PFL_MATCHES_PROTOCOL_ZERO, 0, &provider_ipv6,
     L"MSAFD Tcpip [TCP/IPv6]"},
    {AF_INET6, SOCK_DGRAM, IPPROTO_UDP, 0, DATAGRAM_FLAGS, PFL_MATCHES_PROTOCOL_ZERO, 65467, &provider_ipv6,
     L"MSAFD Tcpip [UDP/IPv6]"},
    {AF_INET6, SOCK_RAW, 0, 255, DATAGRAM_FLAGS, PFL_HIDDEN | PFL_MATCHES_PROTOCOL_ZERO, 32768, &provider_ipv6,
     L"MSAFD Tcpip [RAW/IPv6]"},
    {AF_UNIX, SOCK_STREAM, 0, 0, STREAM_FLAGS & ~XP1_EXPEDITED_DATA, PFL_MATCHES_PROTOCOL_ZERO, 0, &provider_unix,
     L"AF_UNIX"},
};

static const struct transport *transport_of(int family, int type, int protocol)
{
    for (unsigned i = 0; i < ARRAYSIZE(transports); i++) {
        const struct transport *transport = &transports[i];
        if (family && transport->family != family) continue;
        if (type && transport->type != type) continue;
        if (protocol && (protocol < transport->protocol || protocol > transport->protocol + transport->last_protocol))
            continue;
        return transport;
    }
    return NULL;
}

static void fill(const struct transport *transport, int protocol, WSAPROTOCOL_INFOW *info)
{
    memset(info, 0, sizeof(*info));
    info->dwServiceFlags1 = transport->flags;
    info->dwProviderFlags = transport->provider_flags;
    info->ProviderId = *transport->provider;
    info->dwCatalogEntryId = 1001 + (DWORD)(transport - transports);
    info->ProtocolChain.ChainLen = BASE_PROTOCOL;
    info->iVersion = 2;
    info->iAddressFamily = transport->family;
    info->iMaxSockAddr = info->iMinSockAddr = transport->family == AF_INET    ? 16
                                              : transport->family == AF_INET6 ? 28
                                                                              : 110;
    if (transport->family == AF_UNIX) info->iMinSockAddr = 2;
    info->iSocketType = transport->type;
    info->iProtocol = protocol ? protocol : transport->protocol;
    info->iProtocolMaxOffset = transport->last_protocol;
    info->dwMessageSize = transport->message_size;
    wcscpy(info->szProtocol, transport->name);
}

BOOL protocol_fill(int family, int type, int protocol, WSAPROTOCOL_INFOW *info)
{
    const struct transport *transport = transport_of(family, type, protocol);
    if (!transport) return FALSE;
    fill(transport, protocol, info);
    return TRUE;
}

int protocol_resolve(int *family, int *type, int *protocol)
{
    if (!*family && !*type && !*protocol) return WSAEINVAL;
    if (*family && !transport_of(*family, 0, 0)) return WSAEAFNOSUPPORT;
    if (*type && !transport_of(0, *type, 0)) return WSAESOCKTNOSUPPORT;
    const struct transport *transport = transport_of(*family, *type, *protocol);
    if (!transport) return *protocol && transport_of(*family, *type, 0) ? WSAEPROTONOSUPPORT : WSAESOCKTNOSUPPORT;
    *family = transport->family;
    *type = transport->type;
    if (!*protocol) *protocol = transport->protocol;
    return 0;
}

void protocol_narrow(const WSAPROTOCOL_INFOW *wide, WSAPROTOCOL_INFOA *narrow)
{
    memcpy(narrow, wide, offsetof(WSAPROTOCOL_INFOW, szProtocol));
    utf8_from_wide(wide->szProtocol, narrow->szProtocol, sizeof(narrow->szProtocol));
}

static BOOL is_wanted(const struct transport *transport, const INT *protocols)
{
    if (!protocols) return !(transport->provider_flags & PFL_HIDDEN);
    for (; *protocols; protocols++)
        if (*protocols >= transport->protocol && *protocols <= transport->protocol + transport->last_protocol)
            return TRUE;
    return FALSE;
}

/* The catalogue into an array of either kind; entry sizes differ in the name only. */
static int enumerate(const INT *protocols, void *buffer, DWORD *size, size_t entry_size)
{
    DWORD count = 0;
    if (!size) return fail(WSAEFAULT);
    for (unsigned i = 0; i < ARRAYSIZE(transports); i++) count += is_wanted(&transports[i], protocols);
    DWORD room = *size;
    *size = count * (DWORD)entry_size;
    if (!buffer || room < *size) return fail(WSAENOBUFS);
    char *at = buffer;
    for (unsigned i = 0; i < ARRAYSIZE(transports); i++) {
        WSAPROTOCOL_INFOW info;
        if (!is_wanted(&transports[i], protocols)) continue;
        fill(&transports[i], 0, &info);
        if (entry_size == sizeof(info)) memcpy(at, &info, sizeof(info));
        else protocol_narrow(&info, (WSAPROTOCOL_INFOA *)at);
        at += entry_size;
    }
    return (int)count;
}

int WINAPI WSAEnumProtocolsW(LPINT protocols, LPWSAPROTOCOL_INFOW buffer, LPDWORD size)
{
    if (!winsock_is_started()) return SOCKET_ERROR;
    return enumerate(protocols, buffer, size, sizeof(*buffer));
}

int WINAPI WSAEnumProtocolsA(LPINT protocols, LPWSAPROTOCOL_INFOA buffer, LPDWORD size)
{
    if (!winsock_is_started()) return SOCKET_ERROR;
    return enumerate(protocols, buffer, size, sizeof(*buffer));
}

/* The providers' own list shows hidden ones too. */
int WINAPI WSCEnumProtocols(LPINT protocols, LPWSAPROTOCOL_INFOW buffer, LPDWORD size, LPINT error)
{
    static INT everything[] = {IPPROTO_TCP, IPPROTO_UDP, IPPROTO_ICMP, 0};
    int count = enumerate(protocols ? protocols : everything, buffer, size, sizeof(*buffer));
    if (count == SOCKET_ERROR && error) *error = WSAGetLastError();
    return count;
}

/* Nothing is ever installed beside these transports: the change that is asked for does not come. */
int WINAPI WSAProviderConfigChange(LPHANDLE notification, LPWSAOVERLAPPED overlapped,
                                   LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    static HANDLE never;
    (void)routine;
    if (!winsock_is_started()) return SOCKET_ERROR;
    if (!notification) return fail(WSAEFAULT);
    if (!*notification) {
        if (!never) never = CreateEventW(NULL, TRUE, FALSE, NULL);
        HANDLE copy = NULL;
        DuplicateHandle(GetCurrentProcess(), never, GetCurrentProcess(), &copy, 0, FALSE, DUPLICATE_SAME_ACCESS);
        *notification = copy;
        return 0;
    }
    if (!overlapped) {
        WaitForSingleObject(*notification, INFINITE);
        return 0;
    }
    overlapped->Internal = STATUS_PENDING;
    return fail(WSA_IO_PENDING);
}
