/* Sockets from their making to their closing. */
#include "winsock_private.h"

SOCKET WINAPI WSASocketW(int family, int type, int protocol, LPWSAPROTOCOL_INFOW info, GROUP group, DWORD flags)
{
    HANDLE handle;
    (void)group;
    if (!winsock_is_started()) return INVALID_SOCKET;
    if (info) {
        if (info->dwProviderReserved) { /* WSADuplicateSocket put it into this process */
            handle = (HANDLE)(ULONG_PTR)info->dwProviderReserved;
            info->dwProviderReserved = 0;
            return (SOCKET)handle;
        }
        if (family == FROM_PROTOCOL_INFO || !family) family = info->iAddressFamily;
        if (type == FROM_PROTOCOL_INFO || !type) type = info->iSocketType;
        if (protocol == FROM_PROTOCOL_INFO || !protocol) protocol = info->iProtocol;
    }
    int error = protocol_resolve(&family, &type, &protocol);
    NTSTATUS status = error ? SOCKET_ERROR_STATUS((ULONG)error)
                            : winrun_socket_create(family, type, protocol, (flags & WSA_FLAG_OVERLAPPED) != 0,
                                                   !(flags & WSA_FLAG_NO_HANDLE_INHERIT), &handle);
    if (!status) return (SOCKET)handle;
    finish(status);
    return INVALID_SOCKET;
}

SOCKET WINAPI WSASocketA(int family, int type, int protocol, LPWSAPROTOCOL_INFOA info, GROUP group, DWORD flags)
{
    WSAPROTOCOL_INFOW wide;
    if (!info) return WSASocketW(family, type, protocol, NULL, group, flags);
    memcpy(&wide, info, offsetof(WSAPROTOCOL_INFOA, szProtocol));
    SOCKET s = WSASocketW(family, type, protocol, &wide, group, flags);
    info->dwProviderReserved = wide.dwProviderReserved;
    return s;
}

SOCKET WINAPI socket(int family, int type, int protocol)
{
    return WSASocketW(family, type, protocol, NULL, 0, WSA_FLAG_OVERLAPPED);
}

int WINAPI closesocket(SOCKET s)
{
    struct socket_facts facts;
    if (!winsock_is_started()) return SOCKET_ERROR;
    NTSTATUS status = winrun_socket_query(handle_of(s), &facts);
    return finish(status ? status : NtClose(handle_of(s)));
}

int WINAPI bind(SOCKET s, const struct sockaddr *address, int size)
{
    return winsock_is_started() ? finish(winrun_socket_bind(handle_of(s), address, size)) : SOCKET_ERROR;
}

int WINAPI listen(SOCKET s, int backlog)
{
    return winsock_is_started() ? finish(winrun_socket_listen(handle_of(s), backlog)) : SOCKET_ERROR;
}

int WINAPI connect(SOCKET s, const struct sockaddr *address, int size)
{
    return winsock_is_started() ? finish(winrun_socket_connect(handle_of(s), address, size)) : SOCKET_ERROR;
}

int WINAPI WSAConnect(SOCKET s, const struct sockaddr *address, int size, LPWSABUF caller, LPWSABUF callee, LPQOS qos,
                      LPQOS group_qos)
{
    (void)qos;
    (void)group_qos;
    /* no transport here carries data with a connection request */
    if (caller && caller->len) return fail(WSAEOPNOTSUPP);
    if (callee) callee->len = 0;
    return connect(s, address, size);
}

int WINAPI shutdown(SOCKET s, int how)
{
    return winsock_is_started() ? finish(winrun_socket_shutdown(handle_of(s), how)) : SOCKET_ERROR;
}

int WINAPI WSASendDisconnect(SOCKET s, LPWSABUF data)
{
    if (data && data->len) return fail(WSAENOPROTOOPT);
    return shutdown(s, SD_SEND);
}

int WINAPI WSARecvDisconnect(SOCKET s, LPWSABUF data)
{
    if (data) data->len = 0;
    return shutdown(s, SD_RECEIVE);
}

int WINAPI getsockname(SOCKET s, struct sockaddr *address, int *size)
{
    return winsock_is_started() ? finish(winrun_socket_name(handle_of(s), FALSE, address, size)) : SOCKET_ERROR;
}

int WINAPI getpeername(SOCKET s, struct sockaddr *address, int *size)
{
    return winsock_is_started() ? finish(winrun_socket_name(handle_of(s), TRUE, address, size)) : SOCKET_ERROR;
}

SOCKET WINAPI accept(SOCKET s, struct sockaddr *address, int *size)
{
    HANDLE accepted;
    if (!winsock_is_started()) return INVALID_SOCKET;
    NTSTATUS status = winrun_socket_accept(handle_of(s), &accepted, address, size);
    if (!status) return (SOCKET)accepted;
    finish(status);
    return INVALID_SOCKET;
}

/* The program decides about a connection that the kernel has accepted already: a refused one is closed again. */
SOCKET WINAPI WSAAccept(SOCKET s, struct sockaddr *address, LPINT size, LPCONDITIONPROC condition,
                        DWORD_PTR callback_data)
{
    char peer[ADDRESS_MAX], local[ADDRESS_MAX];
    GROUP group = 0;
    if (!condition) return accept(s, address, size);
    int peer_size = sizeof(peer), local_size = sizeof(local);
    SOCKET accepted = accept(s, (struct sockaddr *)peer, &peer_size);
    if (accepted == INVALID_SOCKET) return accepted;
    getsockname(accepted, (struct sockaddr *)local, &local_size);
    WSABUF caller = {(ULONG)peer_size, peer}, callee = {(ULONG)local_size, local};
    int answer = condition(&caller, NULL, NULL, NULL, &callee, NULL, &group, callback_data);
    if (answer == CF_ACCEPT) {
        if (!address || !size) return accepted;
        if (*size >= peer_size) {
            memcpy(address, peer, (size_t)peer_size);
            *size = peer_size;
            return accepted;
        }
    }
    struct linger at_once = {1, 0};
    setsockopt(accepted, SOL_SOCKET, SO_LINGER, (const char *)&at_once, sizeof(at_once));
    closesocket(accepted);
    fail(answer == CF_ACCEPT ? WSAEFAULT : WSAECONNREFUSED);
    return INVALID_SOCKET;
}

/* --- giving a socket to another process --- */

int WINAPI WSADuplicateSocketW(SOCKET s, DWORD pid, LPWSAPROTOCOL_INFOW info)
{
    struct socket_facts facts;
    HANDLE copy;
    if (!winsock_is_started()) return SOCKET_ERROR;
    NTSTATUS status = winrun_socket_query(handle_of(s), &facts);
    if (status) return finish(status);
    if (!info) return fail(WSAEFAULT);
    HANDLE process = OpenProcess(PROCESS_DUP_HANDLE, FALSE, pid);
    if (!process) return fail(WSAEINVAL);
    BOOL done = DuplicateHandle(GetCurrentProcess(), handle_of(s), process, &copy, 0, TRUE, DUPLICATE_SAME_ACCESS);
    CloseHandle(process);
    if (!done) return fail(WSAEMFILE);
    protocol_fill(facts.family, facts.type, facts.protocol, info);
    info->dwProviderReserved = (DWORD)(ULONG_PTR)copy;
    return 0;
}

int WINAPI WSADuplicateSocketA(SOCKET s, DWORD pid, LPWSAPROTOCOL_INFOA info)
{
    WSAPROTOCOL_INFOW wide;
    if (!info) return fail(WSAEFAULT);
    int result = WSADuplicateSocketW(s, pid, &wide);
    if (!result) protocol_narrow(&wide, info);
    return result;
}

SOCKET WINAPI WSAJoinLeaf(SOCKET s, const struct sockaddr *address, int size, LPWSABUF caller, LPWSABUF callee,
                          LPQOS qos, LPQOS group_qos, DWORD flags)
{
    (void)caller;
    (void)qos;
    (void)group_qos;
    (void)flags;
    if (callee) callee->len = 0;
    if (!address) return fail(WSAEFAULT), INVALID_SOCKET;
    if (address->sa_family == AF_INET && size >= (int)sizeof(struct sockaddr_in)) {
        struct ip_mreq request = {.imr_multiaddr = ((const struct sockaddr_in *)address)->sin_addr};
        return setsockopt(s, IPPROTO_IP, IP_ADD_MEMBERSHIP, (const char *)&request, sizeof(request)) ? INVALID_SOCKET
                                                                                                     : s;
    }
    if (address->sa_family == AF_INET6 && size >= (int)sizeof(struct sockaddr_in6)) {
        const struct sockaddr_in6 *group = (const struct sockaddr_in6 *)address;
        struct ipv6_mreq request = {.ipv6mr_multiaddr = group->sin6_addr, .ipv6mr_interface = group->sin6_scope_id};
        return setsockopt(s, IPPROTO_IPV6, IPV6_ADD_MEMBERSHIP, (const char *)&request, sizeof(request))
                   ? INVALID_SOCKET
                   : s;
    }
    fail(WSAEAFNOSUPPORT);
    return INVALID_SOCKET;
}
