/* Routes, neighbours, connections, and the notifications of changes. */
#include "network.h"
#include <stdlib.h>

/* --- routes --- */

static DWORD fetch_routes(struct network_route **routes, ULONG *count)
{
    return table_fetch(NETWORK_ROUTES, (void **)routes, count);
}

static void fill_forward(MIB_IPFORWARDROW *row, const struct network_route *route)
{
    memset(row, 0, sizeof(*row));
    row->dwForwardDest = ipv4_of(route->destination);
    row->dwForwardMask = mask_of_prefix(route->prefix);
    row->dwForwardNextHop = ipv4_of(route->gateway);
    row->dwForwardIfIndex = route->index;
    row->dwForwardType = row->dwForwardNextHop ? 4 : 3; /* indirect, direct */
    row->dwForwardProto = route->protocol;
    row->dwForwardMetric1 = route->metric;
    row->dwForwardMetric2 = row->dwForwardMetric3 = row->dwForwardMetric4 = row->dwForwardMetric5 = 0xffffffff;
}

DWORD WINAPI GetIpForwardTable(PMIB_IPFORWARDTABLE table, PULONG size, WINBOOL order)
{
    struct network_route *routes;
    ULONG count, used = 0;
    (void)order;
    DWORD error = fetch_routes(&routes, &count);
    if (error) return error;
    MIB_IPFORWARDTABLE *answer = heap_new(offsetof(MIB_IPFORWARDTABLE, table) + count * sizeof(MIB_IPFORWARDROW));
    for (ULONG i = 0; answer && i < count; i++)
        if (family_of(routes[i].destination) == AF_INET) fill_forward(&answer->table[used++], &routes[i]);
    if (answer) answer->dwNumEntries = used;
    heap_drop(routes);
    error = answer ? give_answer(table, size, answer,
                                 (ULONG)(offsetof(MIB_IPFORWARDTABLE, table) + used * sizeof(MIB_IPFORWARDROW)))
                   : ERROR_NOT_ENOUGH_MEMORY;
    heap_drop(answer);
    return error;
}

/* The longest prefix wins, then the smallest metric. The kernel's list leaves the machine's own addresses out: those
 * are looked up first. */
static BOOL best_route(ULONG destination, MIB_IPFORWARDROW *row)
{
    struct network_route *routes;
    struct network_address *addresses;
    const struct network_route *best = NULL;
    ULONG count;
    BOOL found = FALSE;
    memset(row, 0, sizeof(*row));
    if (!table_fetch(NETWORK_ADDRESSES, (void **)&addresses, &count)) {
        for (ULONG i = 0; i < count && !found; i++) {
            BOOL loopback = (ntohl(destination) >> 24) == 127 && (ntohl(ipv4_of(addresses[i].address)) >> 24) == 127;
            if (family_of(addresses[i].address) != AF_INET ||
                (ipv4_of(addresses[i].address) != destination && !loopback))
                continue;
            found = TRUE;
            row->dwForwardDest = destination;
            row->dwForwardMask = 0xffffffff;
            row->dwForwardIfIndex = addresses[i].index;
            row->dwForwardType = 3;
            row->dwForwardProto = 2;
        }
        heap_drop(addresses);
    }
    if (found || fetch_routes(&routes, &count)) return found;
    for (ULONG i = 0; i < count; i++) {
        const struct network_route *route = &routes[i];
        if (family_of(route->destination) != AF_INET ||
            (destination & mask_of_prefix(route->prefix)) != ipv4_of(route->destination))
            continue;
        if (!best || route->prefix > best->prefix || (route->prefix == best->prefix && route->metric < best->metric))
            best = route;
    }
    if (best) fill_forward(row, best);
    found = best != NULL;
    heap_drop(routes);
    return found;
}

DWORD WINAPI GetBestRoute(DWORD destination, DWORD source, PMIB_IPFORWARDROW row)
{
    (void)source;
    if (!row) return ERROR_INVALID_PARAMETER;
    return best_route(destination, row) ? NO_ERROR : ERROR_NETWORK_UNREACHABLE;
}

DWORD WINAPI GetBestInterface(IPAddr destination, PDWORD index)
{
    MIB_IPFORWARDROW row;
    if (!index) return ERROR_INVALID_PARAMETER;
    if (!best_route(destination, &row)) return ERROR_NETWORK_UNREACHABLE;
    *index = row.dwForwardIfIndex;
    return NO_ERROR;
}

DWORD WINAPI GetBestInterfaceEx(struct sockaddr *destination, PDWORD index)
{
    if (!destination || !index) return ERROR_INVALID_PARAMETER;
    if (destination->sa_family != AF_INET) return ERROR_NOT_SUPPORTED;
    return GetBestInterface(((struct sockaddr_in *)destination)->sin_addr.s_addr, index);
}

/* The address that the kernel would send from. */
static BOOL source_towards(const SOCKADDR_INET *destination, SOCKADDR_INET *source)
{
    SOCKADDR_INET to = *destination;
    WSADATA data;
    BOOL found = FALSE;
    int size = destination->si_family == AF_INET ? sizeof(to.Ipv4) : sizeof(to.Ipv6), source_size = sizeof(*source);
    to.Ipv4.sin_port = htons(9);
    if (WSAStartup(MAKEWORD(2, 2), &data)) return FALSE;
    SOCKET probe = socket(destination->si_family, SOCK_DGRAM, IPPROTO_UDP);
    if (probe != INVALID_SOCKET) {
        found = !connect(probe, (struct sockaddr *)&to, size) &&
                !getsockname(probe, (struct sockaddr *)source, &source_size);
        closesocket(probe);
    }
    WSACleanup();
    source->Ipv4.sin_port = 0;
    return found;
}

/* The interface that has an address; the prefix of its network. */
static ULONG interface_of(const SOCKADDR_INET *address)
{
    struct network_address *addresses;
    ULONG count, index = 0;
    if (table_fetch(NETWORK_ADDRESSES, (void **)&addresses, &count)) return 0;
    for (ULONG i = 0; i < count && !index; i++) {
        const SOCKADDR_INET *own = (const SOCKADDR_INET *)addresses[i].address;
        if (own->si_family != address->si_family) continue;
        BOOL same = own->si_family == AF_INET ? own->Ipv4.sin_addr.s_addr == address->Ipv4.sin_addr.s_addr
                                              : !memcmp(&own->Ipv6.sin6_addr, &address->Ipv6.sin6_addr, 16);
        if (same) index = addresses[i].index;
    }
    heap_drop(addresses);
    return index;
}

DWORD WINAPI GetBestRoute2(NET_LUID *luid, NET_IFINDEX index, const SOCKADDR_INET *source,
                           const SOCKADDR_INET *destination, ULONG options, PMIB_IPFORWARD_ROW2 row,
                           SOCKADDR_INET *best_source)
{
    (void)luid;
    (void)index;
    (void)source;
    (void)options;
    if (!destination || !row || !best_source ||
        (destination->si_family != AF_INET && destination->si_family != AF_INET6))
        return ERROR_INVALID_PARAMETER;
    memset(row, 0, sizeof(*row));
    memset(best_source, 0, sizeof(*best_source));
    if (!source_towards(destination, best_source)) return ERROR_NETWORK_UNREACHABLE;
    row->InterfaceIndex = interface_of(best_source);
    ConvertInterfaceIndexToLuid(row->InterfaceIndex, &row->InterfaceLuid);
    row->DestinationPrefix.Prefix.si_family = row->NextHop.si_family = destination->si_family;
    row->ValidLifetime = row->PreferredLifetime = 0xffffffff;
    row->Protocol = RouteProtocolLocal;
    MIB_IPFORWARDROW route;
    if (destination->si_family == AF_INET && best_route(destination->Ipv4.sin_addr.s_addr, &route)) {
        row->DestinationPrefix.Prefix.Ipv4.sin_addr.s_addr = route.dwForwardDest;
        row->DestinationPrefix.PrefixLength = (UINT8)__builtin_popcount(route.dwForwardMask);
        row->NextHop.Ipv4.sin_addr.s_addr = route.dwForwardNextHop;
        row->Metric = route.dwForwardMetric1;
    }
    return NO_ERROR;
}

DWORD WINAPI GetIpNetTable(PMIB_IPNETTABLE table, PULONG size, WINBOOL order)
{
    struct network_neighbour *neighbours;
    ULONG count;
    (void)order;
    DWORD error = table_fetch(NETWORK_NEIGHBOURS, (void **)&neighbours, &count);
    if (error) return error;
    MIB_IPNETTABLE *answer = heap_new(offsetof(MIB_IPNETTABLE, table) + (count + 1) * sizeof(MIB_IPNETROW));
    for (ULONG i = 0; answer && i < count; i++) {
        MIB_IPNETROW *row = &answer->table[i];
        row->dwIndex = neighbours[i].index;
        row->dwPhysAddrLen = neighbours[i].hardware_size;
        memcpy(row->bPhysAddr, neighbours[i].hardware, 6);
        row->dwAddr = ipv4_of(neighbours[i].address);
        row->dwType = neighbours[i].state;
    }
    if (answer) answer->dwNumEntries = count;
    heap_drop(neighbours);
    error = !answer          ? ERROR_NOT_ENOUGH_MEMORY
            : !count && size ? ERROR_NO_DATA
                             : give_answer(table, size, answer,
                                           (ULONG)(offsetof(MIB_IPNETTABLE, table) + count * sizeof(MIB_IPNETROW)));
    heap_drop(answer);
    return error;
}

/* --- connections --- */

/* TCP states of Linux in Windows' numbers. */
static ULONG state_of(ULONG state)
{
    static const BYTE states[] = {0,
                                  MIB_TCP_STATE_ESTAB,
                                  MIB_TCP_STATE_SYN_SENT,
                                  MIB_TCP_STATE_SYN_RCVD,
                                  MIB_TCP_STATE_FIN_WAIT1,
                                  MIB_TCP_STATE_FIN_WAIT2,
                                  MIB_TCP_STATE_TIME_WAIT,
                                  MIB_TCP_STATE_CLOSED,
                                  MIB_TCP_STATE_CLOSE_WAIT,
                                  MIB_TCP_STATE_LAST_ACK,
                                  MIB_TCP_STATE_LISTEN,
                                  MIB_TCP_STATE_CLOSING,
                                  MIB_TCP_STATE_SYN_RCVD};
    return state < sizeof(states) ? states[state] : MIB_TCP_STATE_CLOSED;
}

static ULONG port_of(const BYTE *address) { return ((const struct sockaddr_in *)address)->sin_port; }

/* A TCP table class: which connections it shows. */
static BOOL is_shown(const struct network_connection *connection, ULONG class)
{
    BOOL listens = state_of(connection->state) == MIB_TCP_STATE_LISTEN;
    ULONG kind = class % 3;
    return kind == 2 || (kind == 0) == listens; /* LISTENER, CONNECTIONS, ALL repeat */
}

static void *put_tcp(BYTE *at, const struct network_connection *connection, ULONG family, ULONG class)
{
    if (family == AF_INET6) {
        const struct sockaddr_in6 *local = (const void *)connection->local, *remote = (const void *)connection->remote;
        MIB_TCP6ROW_OWNER_PID row = {.dwLocalPort = local->sin6_port,
                                     .dwRemotePort = remote->sin6_port,
                                     .dwState = state_of(connection->state),
                                     .dwOwningPid = connection->pid};
        memcpy(row.ucLocalAddr, &local->sin6_addr, 16);
        memcpy(row.ucRemoteAddr, &remote->sin6_addr, 16);
        memcpy(at, &row, sizeof(row));
        return at + sizeof(row);
    }
    MIB_TCPROW_OWNER_PID row = {
        .dwState = state_of(connection->state),
        .dwLocalAddr = ipv4_of(connection->local),
        .dwLocalPort = port_of(connection->local),
        .dwRemoteAddr = ipv4_of(connection->remote),
        .dwRemotePort = port_of(connection->remote),
        .dwOwningPid = connection->pid,
    };
    ULONG size = class < 3 ? sizeof(MIB_TCPROW) : sizeof(row);
    memcpy(at, &row, size);
    return at + size;
}

static void *put_udp(BYTE *at, const struct network_connection *connection, ULONG family, ULONG class)
{
    if (family == AF_INET6) {
        const struct sockaddr_in6 *local = (const void *)connection->local;
        MIB_UDP6ROW_OWNER_PID row = {.dwLocalPort = local->sin6_port, .dwOwningPid = connection->pid};
        memcpy(row.ucLocalAddr, &local->sin6_addr, 16);
        memcpy(at, &row, sizeof(row));
        return at + sizeof(row);
    }
    MIB_UDPROW_OWNER_PID row = {ipv4_of(connection->local), port_of(connection->local), connection->pid};
    ULONG size = class ? sizeof(row) : sizeof(MIB_UDPROW);
    memcpy(at, &row, size);
    return at + size;
}

#define LARGEST_ROW 64u

static DWORD connection_table(void *table, DWORD *size, ULONG family, ULONG protocol, ULONG class)
{
    struct network_connection *connections;
    ULONG count;
    if (family != AF_INET && family != AF_INET6) return ERROR_INVALID_PARAMETER;
    DWORD error = table_fetch(NETWORK_CONNECTIONS, (void **)&connections, &count);
    if (error) return error;
    BYTE *answer = heap_new(sizeof(DWORD) + (count + 1) * LARGEST_ROW), *at = answer + sizeof(DWORD);
    for (ULONG i = 0; answer && i < count; i++) {
        const struct network_connection *connection = &connections[i];
        if (connection->protocol != protocol || family_of(connection->local) != family) continue;
        if (protocol == IPPROTO_TCP && !is_shown(connection, class)) continue;
        at = protocol == IPPROTO_TCP ? put_tcp(at, connection, family, class) : put_udp(at, connection, family, class);
        ++*(DWORD *)answer;
    }
    heap_drop(connections);
    ULONG room = size ? *size : 0;
    error = answer ? give_answer(table, size ? &room : NULL, answer, (ULONG)(at - answer)) : ERROR_NOT_ENOUGH_MEMORY;
    if (size) *size = room;
    heap_drop(answer);
    return error;
}

DWORD WINAPI GetExtendedTcpTable(PVOID table, PDWORD size, WINBOOL order, ULONG family, TCP_TABLE_CLASS class,
                                 ULONG reserved)
{
    (void)order;
    (void)reserved;
    if (class > TCP_TABLE_OWNER_PID_ALL)
        return class > TCP_TABLE_OWNER_MODULE_ALL ? ERROR_INVALID_PARAMETER : ERROR_NOT_SUPPORTED;
    if (family == AF_INET6 && class < TCP_TABLE_OWNER_PID_LISTENER) return ERROR_NOT_SUPPORTED;
    return connection_table(table, size, family, IPPROTO_TCP, class);
}

DWORD WINAPI GetExtendedUdpTable(PVOID table, PDWORD size, WINBOOL order, ULONG family, UDP_TABLE_CLASS class,
                                 ULONG reserved)
{
    (void)order;
    (void)reserved;
    if (class > UDP_TABLE_OWNER_PID)
        return class > UDP_TABLE_OWNER_MODULE ? ERROR_INVALID_PARAMETER : ERROR_NOT_SUPPORTED;
    if (family == AF_INET6 && class == UDP_TABLE_BASIC) return ERROR_NOT_SUPPORTED;
    return connection_table(table, size, family, IPPROTO_UDP, class);
}

DWORD WINAPI GetTcpTable(PMIB_TCPTABLE table, PDWORD size, WINBOOL order)
{
    (void)order;
    return connection_table(table, size, AF_INET, IPPROTO_TCP, TCP_TABLE_BASIC_ALL);
}

DWORD WINAPI GetUdpTable(PMIB_UDPTABLE table, PDWORD size, WINBOOL order)
{
    (void)order;
    return connection_table(table, size, AF_INET, IPPROTO_UDP, UDP_TABLE_BASIC);
}

/* --- changes --- */

/* The network is watched by nobody yet: a program that waits for a change waits, which is what it does on a machine
 * whose network stays. */
DWORD WINAPI NotifyAddrChange(PHANDLE handle, LPOVERLAPPED overlapped)
{
    if (!handle || !overlapped) {
        log_line(LOG_WARN, "NotifyAddrChange: waiting without an OVERLAPPED is not supported");
        return ERROR_NOT_SUPPORTED;
    }
    *handle = INVALID_HANDLE_VALUE;
    overlapped->Internal = STATUS_PENDING;
    return ERROR_IO_PENDING;
}

DWORD WINAPI NotifyRouteChange(PHANDLE handle, LPOVERLAPPED overlapped)
{
    return NotifyAddrChange(handle, overlapped);
}

WINBOOL WINAPI CancelIPChangeNotify(LPOVERLAPPED overlapped)
{
    if (!overlapped || overlapped->Internal != STATUS_PENDING) return FALSE;
    overlapped->Internal = (ULONG_PTR)(ULONG)STATUS_CANCELLED;
    if (overlapped->hEvent) SetEvent(overlapped->hEvent);
    return TRUE;
}

static LONG registrations;

static DWORD register_notification(HANDLE *handle)
{
    if (!handle) return ERROR_INVALID_PARAMETER;
    *handle = (HANDLE)(ULONG_PTR)(0x10000 + 4 * InterlockedIncrement(&registrations));
    return NO_ERROR;
}

DWORD WINAPI NotifyIpInterfaceChange(ADDRESS_FAMILY family, PIPINTERFACE_CHANGE_CALLBACK callback, PVOID context,
                                     BOOLEAN initial, HANDLE *handle)
{
    DWORD error = callback ? register_notification(handle) : ERROR_INVALID_PARAMETER;
    (void)family;
    if (!error && initial) callback(context, NULL, MibInitialNotification);
    return error;
}

DWORD WINAPI NotifyUnicastIpAddressChange(ADDRESS_FAMILY family, PUNICAST_IPADDRESS_CHANGE_CALLBACK callback,
                                          PVOID context, BOOLEAN initial, HANDLE *handle)
{
    DWORD error = callback ? register_notification(handle) : ERROR_INVALID_PARAMETER;
    (void)family;
    if (!error && initial) callback(context, NULL, MibInitialNotification);
    return error;
}

DWORD WINAPI CancelMibChangeNotify2(HANDLE handle)
{
    return (ULONG_PTR)handle > 0x10000 ? NO_ERROR : ERROR_INVALID_PARAMETER;
}
