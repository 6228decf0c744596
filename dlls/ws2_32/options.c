/* Options and control codes. */
#include "winsock_private.h"
#include <mstcpip.h>

/* --- options that are Winsock's own --- */

/* One option's answer: the size must be given and fit. */
static int answer(void *value, int *size, const void *data, int data_size)
{
    if (*size < data_size) return fail(WSAEFAULT);
    memcpy(value, data, (size_t)data_size);
    *size = data_size;
    return 0;
}

static int get_protocol_info(const struct socket_facts *facts, BOOL wide, void *value, int *size)
{
    WSAPROTOCOL_INFOW info;
    WSAPROTOCOL_INFOA narrow;
    protocol_fill(facts->family, facts->type, facts->protocol, &info);
    if (wide) return answer(value, size, &info, sizeof(info));
    protocol_narrow(&info, &narrow);
    return answer(value, size, &narrow, sizeof(narrow));
}

static int get_connect_time(SOCKET s, void *value, int *size)
{
    char peer[ADDRESS_MAX];
    int peer_size = sizeof(peer);
    DWORD seconds = 0xffffffff; /* not connected */
    if (!winrun_socket_name(handle_of(s), TRUE, peer, &peer_size)) seconds = 0;
    return answer(value, size, &seconds, sizeof(seconds));
}

static int get_bsp_state(SOCKET s, const struct socket_facts *facts, char *value, int *size)
{
    CSADDR_INFO *info = (CSADDR_INFO *)value;
    int local_size = ADDRESS_MAX, remote_size = ADDRESS_MAX;
    if (*size < (int)(sizeof(*info) + 2 * ADDRESS_MAX)) return fail(WSAEFAULT);
    memset(info, 0, sizeof(*info));
    info->iSocketType = facts->type;
    info->iProtocol = facts->protocol;
    info->LocalAddr.lpSockaddr = (struct sockaddr *)(value + sizeof(*info));
    info->RemoteAddr.lpSockaddr = (struct sockaddr *)(value + sizeof(*info) + ADDRESS_MAX);
    if (!winrun_socket_name(handle_of(s), FALSE, info->LocalAddr.lpSockaddr, &local_size))
        info->LocalAddr.iSockaddrLength = local_size;
    if (!winrun_socket_name(handle_of(s), TRUE, info->RemoteAddr.lpSockaddr, &remote_size))
        info->RemoteAddr.iSockaddrLength = remote_size;
    *size = sizeof(*info) + 2 * ADDRESS_MAX;
    return 0;
}

int WINAPI getsockopt(SOCKET s, int level, int name, char *value, int *size)
{
    struct socket_facts facts;
    if (!winsock_is_started()) return SOCKET_ERROR;
    NTSTATUS status = winrun_socket_query(handle_of(s), &facts);
    if (status) return finish(status);
    if (!size || !value) return fail(WSAEFAULT);
    if (level == SOL_SOCKET && (name == SO_PROTOCOL_INFOW || name == SO_PROTOCOL_INFOA))
        return get_protocol_info(&facts, name == SO_PROTOCOL_INFOW, value, size);
    if (level == SOL_SOCKET && name == SO_CONNECT_TIME) return get_connect_time(s, value, size);
    if (level == SOL_SOCKET && name == 0x1009 /* SO_BSP_STATE */) return get_bsp_state(s, &facts, value, size);
    return finish(winrun_socket_option(handle_of(s), FALSE, level, name, value, size));
}

/* After AcceptEx and ConnectEx the socket is complete already: only the parameters are looked at. */
static int update_context(SOCKET s, int name, const char *value, int size)
{
    struct socket_facts facts;
    SOCKET listener;
    NTSTATUS status = winrun_socket_query(handle_of(s), &facts);
    if (status) return finish(status);
    if (!(facts.flags & SOCKET_FLAG_CONNECTED)) return fail(WSAENOTCONN);
    if (name == SO_UPDATE_CONNECT_CONTEXT) return 0;
    if (!value || size < (int)sizeof(listener)) return fail(WSAEFAULT);
    memcpy(&listener, value, sizeof(listener));
    status = winrun_socket_query(handle_of(listener), &facts);
    return status ? fail(WSAENOTSOCK) : 0;
}

int WINAPI setsockopt(SOCKET s, int level, int name, const char *value, int size)
{
    if (!winsock_is_started()) return SOCKET_ERROR;
    if (level == SOL_SOCKET && (name == SO_UPDATE_ACCEPT_CONTEXT || name == SO_UPDATE_CONNECT_CONTEXT))
        return update_context(s, name, value, size);
    return finish(winrun_socket_option(handle_of(s), TRUE, level, name, (void *)value, &size));
}

/* --- control codes --- */

static int set_mode(SOCKET s, u_long non_blocking)
{
    return finish(winrun_socket_set_flags(handle_of(s), non_blocking ? SOCKET_FLAG_NON_BLOCKING : 0,
                                          non_blocking ? 0 : SOCKET_FLAG_NON_BLOCKING));
}

int WINAPI ioctlsocket(SOCKET s, __LONG32 command, u_long *argument)
{
    DWORD returned;
    return WSAIoctl(s, (DWORD)command, argument, sizeof(*argument), argument, sizeof(*argument), &returned, NULL, NULL);
}

struct control { SOCKET s; DWORD code; const void *in; DWORD in_size; void *out; DWORD out_size; DWORD used; };

static int put_number(struct control *control, ULONG number)
{
    if (!control->out || control->out_size < sizeof(number)) return fail(WSAEFAULT);
    memcpy(control->out, &number, sizeof(number));
    control->used = sizeof(number);
    return 0;
}

static int control_mode(struct control *control)
{
    u_long value;
    if (!control->in || control->in_size < sizeof(value)) return fail(WSAEFAULT);
    memcpy(&value, control->in, sizeof(value));
    return set_mode(control->s, value);
}

static int control_number(struct control *control)
{
    ULONG values[3] = {0};
    NTSTATUS status = winrun_socket_control(
        handle_of(control->s), control->code == (DWORD)FIONREAD ? SOCKET_CONTROL_AVAILABLE : SOCKET_CONTROL_AT_MARK,
        values);
    if (status) return finish(status);
    /* TRUE: no urgent data waits to be read */
    return put_number(control, control->code == (DWORD)FIONREAD ? values[0] : 1);
}

static int control_extension(struct control *control)
{
    void *function;
    if (!control->in || control->in_size < sizeof(GUID) || !control->out || control->out_size < sizeof(function))
        return fail(WSAEFAULT);
    if (!extension_function(control->in, &function)) return fail(WSAEINVAL);
    memcpy(control->out, &function, sizeof(function));
    control->used = sizeof(function);
    return 0;
}

static int control_base(struct control *control)
{
    if (!control->out || control->out_size < sizeof(control->s)) return fail(WSAEFAULT);
    memcpy(control->out, &control->s, sizeof(control->s)); /* there are no layers */
    control->used = sizeof(control->s);
    return 0;
}

static int control_keepalive(struct control *control)
{
    struct tcp_keepalive given;
    if (!control->in || control->in_size < sizeof(given)) return fail(WSAEFAULT);
    memcpy(&given, control->in, sizeof(given));
    ULONG values[3] = {given.onoff, given.keepalivetime, given.keepaliveinterval};
    return finish(winrun_socket_control(handle_of(control->s), SOCKET_CONTROL_KEEPALIVE, values));
}

static int control_port_reset(struct control *control)
{
    BOOL on = FALSE;
    if (!control->in || !control->in_size) return fail(WSAEFAULT);
    memcpy(&on, control->in, control->in_size < sizeof(on) ? 1 : sizeof(on));
    return finish(winrun_socket_set_flags(handle_of(control->s), on ? 0 : SOCKET_FLAG_NO_PORT_RESET,
                                          on ? SOCKET_FLAG_NO_PORT_RESET : 0));
}

static int control_nothing(struct control *control) /* a hint that changes no result */
{
    return control->in && control->in_size ? 0 : fail(WSAEFAULT);
}

static int control_addresses(struct control *control)
{
    struct socket_facts facts;
    NTSTATUS status = winrun_socket_query(handle_of(control->s), &facts);
    char name[256];
    struct addrinfo hints = {.ai_family = facts.family, .ai_flags = AI_PASSIVE}, *list = NULL;
    if (status) return finish(status);
    if (gethostname(name, sizeof(name)) || getaddrinfo(name, NULL, &hints, &list)) return fail(WSAENETDOWN);
    DWORD count = 0, address_size = facts.family == AF_INET ? 16 : 28;
    for (struct addrinfo *at = list; at; at = at->ai_next) count++;
    DWORD header = offsetof(SOCKET_ADDRESS_LIST, Address) + count * sizeof(SOCKET_ADDRESS),
          needed = header + count * address_size;
    control->used = needed;
    if (!control->out || control->out_size < needed) {
        freeaddrinfo(list);
        return fail(WSAEFAULT);
    }
    SOCKET_ADDRESS_LIST *result = control->out;
    char *room = (char *)control->out + header;
    result->iAddressCount = (INT)count;
    count = 0;
    for (struct addrinfo *at = list; at; at = at->ai_next, room += address_size) {
        memcpy(room, at->ai_addr, address_size);
        result->Address[count].lpSockaddr = (struct sockaddr *)room;
        result->Address[count++].iSockaddrLength = (INT)address_size;
    }
    freeaddrinfo(list);
    return 0;
}

/* The local address from which that destination would be reached. */
static int control_route(struct control *control)
{
    const struct sockaddr *destination = control->in;
    int size = (int)control->out_size;
    if (!destination || control->in_size < 16 || !control->out) return fail(WSAEFAULT);
    SOCKET probe = socket(destination->sa_family, SOCK_DGRAM, IPPROTO_UDP);
    if (probe == INVALID_SOCKET) return SOCKET_ERROR;
    int result = connect(probe, destination, (int)control->in_size);
    if (!result) result = getsockname(probe, control->out, &size);
    int error = WSAGetLastError();
    closesocket(probe);
    if (result) return fail(error);
    ((struct sockaddr_in *)control->out)->sin_port = 0;
    control->used = (DWORD)size;
    return 0;
}

#ifndef SIO_BASE_HANDLE
#define SIO_BASE_HANDLE 0x48000022
#endif
#ifndef SIO_BSP_HANDLE
#define SIO_BSP_HANDLE             0x4800001b
#endif
#ifndef SIO_BSP_HANDLE_SELECT
#define SIO_BSP_HANDLE_SELECT      0x4800001c
#endif
#ifndef SIO_BSP_HANDLE_POLL
#define SIO_BSP_HANDLE_POLL        0x4800001d
#endif
#ifndef SIO_LOOPBACK_FAST_PATH
#define SIO_LOOPBACK_FAST_PATH 0x98000010
#endif
#ifndef SIO_UDP_CONNRESET
#define SIO_UDP_CONNRESET 0x9800000c
#endif
#ifndef SIO_UDP_NETRESET
#define SIO_UDP_NETRESET           0x9800000f
#endif
#ifndef SIO_TCP_INITIAL_RTO
#define SIO_TCP_INITIAL_RTO        0x98000011
#endif

static const struct { DWORD code; int (*function)(struct control *control); } controls[] = {
    {(DWORD)FIONBIO, control_mode},
    {(DWORD)FIONREAD, control_number},
    {(DWORD)SIOCATMARK, control_number},
    {SIO_GET_EXTENSION_FUNCTION_POINTER, control_extension},
    {SIO_BASE_HANDLE, control_base},
    {SIO_BSP_HANDLE, control_base},
    {SIO_BSP_HANDLE_SELECT, control_base},
    {SIO_BSP_HANDLE_POLL, control_base},
    {SIO_KEEPALIVE_VALS, control_keepalive},
    {SIO_UDP_CONNRESET, control_port_reset},
    {SIO_UDP_NETRESET, control_nothing},
    {SIO_LOOPBACK_FAST_PATH, control_nothing},
    {SIO_TCP_INITIAL_RTO, control_nothing},
    {SIO_ADDRESS_LIST_QUERY, control_addresses},
    {SIO_ROUTING_INTERFACE_QUERY, control_route},
};

/* What needs no answer from elsewhere is done at once, even if it was asked for overlapped. */
static void complete_at_once(LPWSAOVERLAPPED overlapped, DWORD used)
{
    overlapped->InternalHigh = used;
    overlapped->Internal = 0;
    HANDLE event = (HANDLE)((ULONG_PTR)overlapped->hEvent & ~(ULONG_PTR)1);
    if (event) SetEvent(event);
}

int WINAPI WSAIoctl(SOCKET s, DWORD code, LPVOID in, DWORD in_size, LPVOID out, DWORD out_size, LPDWORD returned,
                    LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    struct control control = {s, code, in, in_size, out, out_size, 0};
    struct socket_facts facts;
    (void)routine;
    if (!winsock_is_started()) return SOCKET_ERROR;
    NTSTATUS status = winrun_socket_query(handle_of(s), &facts);
    if (status) return finish(status);
    if (!returned && !overlapped) return fail(WSAEFAULT);
    for (unsigned i = 0; i < ARRAYSIZE(controls); i++) {
        if (controls[i].code != code) continue;
        int result = controls[i].function(&control);
        if (returned) *returned = control.used;
        if (!result && overlapped) complete_at_once(overlapped, control.used);
        return result;
    }
    if (returned) *returned = 0;
    log_line(LOG_WARN, "socket control code %x is not supported", code);
    return fail(WSAEOPNOTSUPP);
}
