/* GetAdaptersAddresses and its older relatives. */
#include "network.h"

/* Memory that is handed out piece by piece; with no memory it only counts. */
struct pool { BYTE *memory; ULONG room, used; };

static void *pool_take(struct pool *pool, ULONG size)
{
    ULONG at = (pool->used + 7) & ~7u;
    pool->used = at + size;
    if (pool->used > pool->room) return NULL;
    memset(pool->memory + at, 0, size);
    return pool->memory + at;
}

static void *pool_copy(struct pool *pool, const void *data, ULONG size)
{
    void *copy = pool_take(pool, size);
    if (copy) memcpy(copy, data, size);
    return copy;
}

static PWCHAR pool_wide(struct pool *pool, const char *text)
{
    WCHAR wide[256];
    int length = MultiByteToWideChar(CP_UTF8, 0, text, -1, wide, ARRAYSIZE(wide));
    return pool_copy(pool, wide, (ULONG)length * sizeof(WCHAR));
}

static void set_address(SOCKET_ADDRESS *target, struct pool *pool, const BYTE *address)
{
    ULONG size = family_of(address) == AF_INET ? sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6);
    target->lpSockaddr = pool_copy(pool, address, size);
    target->iSockaddrLength = (INT)size;
}

struct facts {
    struct network_interface *interfaces;
    struct network_address *addresses;
    struct network_route *routes;
    struct network_resolver *resolvers;
    ULONG interface_count, address_count, route_count, resolver_count;
};

static void facts_drop(struct facts *facts)
{
    heap_drop(facts->interfaces);
    heap_drop(facts->addresses);
    heap_drop(facts->routes);
    heap_drop(facts->resolvers);
}

static DWORD facts_fetch(struct facts *facts)
{
    memset(facts, 0, sizeof(*facts));
    DWORD error = table_fetch(NETWORK_INTERFACES, (void **)&facts->interfaces, &facts->interface_count);
    if (!error) error = table_fetch(NETWORK_ADDRESSES, (void **)&facts->addresses, &facts->address_count);
    if (!error) error = table_fetch(NETWORK_ROUTES, (void **)&facts->routes, &facts->route_count);
    if (!error && table_fetch(NETWORK_RESOLVER, (void **)&facts->resolvers, &facts->resolver_count))
        facts->resolver_count = 0, facts->resolvers = NULL;
    return error;
}

static BOOL fits_family(ULONG family, const BYTE *address)
{
    return family == AF_UNSPEC || family == family_of(address);
}

static BOOL is_link_local(const BYTE *address)
{
    const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)address;
    return in6->sin6_family == AF_INET6 && in6->sin6_addr.u.Byte[0] == 0xfe &&
           (in6->sin6_addr.u.Byte[1] & 0xc0) == 0x80;
}

static void add_unicast(IP_ADAPTER_ADDRESSES *adapter, const struct facts *facts, ULONG index, ULONG family,
                        struct pool *pool)
{
    PIP_ADAPTER_UNICAST_ADDRESS ignored = NULL, *link = adapter ? &adapter->FirstUnicastAddress : &ignored;
    for (ULONG i = 0; i < facts->address_count; i++) {
        const struct network_address *address = &facts->addresses[i];
        SOCKET_ADDRESS target;
        if (address->index != index || !fits_family(family, address->address)) continue;
        IP_ADAPTER_UNICAST_ADDRESS *entry = pool_take(pool, sizeof(*entry));
        set_address(&target, pool, address->address);
        if (!entry) continue;
        entry->Length = sizeof(*entry);
        entry->Address = target;
        entry->PrefixOrigin = is_link_local(address->address) ? IpPrefixOriginWellKnown : IpPrefixOriginManual;
        entry->SuffixOrigin = is_link_local(address->address) ? IpSuffixOriginLinkLayerAddress : IpSuffixOriginManual;
        entry->DadState = IpDadStatePreferred;
        entry->ValidLifetime = entry->PreferredLifetime = entry->LeaseLifetime = 0xffffffff;
        entry->OnLinkPrefixLength = (UINT8)address->prefix;
        *link = entry;
        link = &entry->Next;
    }
}

static void add_prefixes(IP_ADAPTER_ADDRESSES *adapter, const struct facts *facts, ULONG index, ULONG family,
                         struct pool *pool)
{
    PIP_ADAPTER_PREFIX ignored = NULL, *link = adapter ? &adapter->FirstPrefix : &ignored;
    for (ULONG i = 0; i < facts->address_count; i++) {
        const struct network_address *address = &facts->addresses[i];
        struct sockaddr_in6 network = {0};
        SOCKET_ADDRESS target;
        if (address->index != index || !fits_family(family, address->address)) continue;
        memcpy(&network, address->address, sizeof(network));
        BYTE *bytes = network.sin6_family == AF_INET ? (BYTE *)&((struct sockaddr_in *)&network)->sin_addr
                                                     : network.sin6_addr.u.Byte;
        for (ULONG bit = address->prefix; bit < (network.sin6_family == AF_INET ? 32u : 128u); bit++)
            bytes[bit / 8] &= (BYTE) ~(0x80u >> bit % 8);
        IP_ADAPTER_PREFIX *entry = pool_take(pool, sizeof(*entry));
        set_address(&target, pool, (BYTE *)&network);
        if (!entry) continue;
        entry->Length = sizeof(*entry);
        entry->Address = target;
        entry->PrefixLength = address->prefix;
        *link = entry;
        link = &entry->Next;
    }
}

static void add_gateways(IP_ADAPTER_ADDRESSES *adapter, const struct facts *facts, ULONG index, ULONG family,
                         struct pool *pool)
{
    PIP_ADAPTER_GATEWAY_ADDRESS_LH ignored = NULL, *link = adapter ? &adapter->FirstGatewayAddress : &ignored;
    for (ULONG i = 0; i < facts->route_count; i++) {
        const struct network_route *route = &facts->routes[i];
        SOCKET_ADDRESS target;
        BOOL has_gateway = family_of(route->gateway) == AF_INET && ipv4_of(route->gateway);
        if (route->index != index || route->prefix || !has_gateway || !fits_family(family, route->gateway)) continue;
        IP_ADAPTER_GATEWAY_ADDRESS_LH *entry = pool_take(pool, sizeof(*entry));
        set_address(&target, pool, route->gateway);
        if (!entry) continue;
        entry->Length = sizeof(*entry);
        entry->Address = target;
        *link = entry;
        link = &entry->Next;
    }
}

static void add_servers(IP_ADAPTER_ADDRESSES *adapter, const struct facts *facts, struct pool *pool)
{
    PIP_ADAPTER_DNS_SERVER_ADDRESS ignored = NULL, *link = adapter ? &adapter->FirstDnsServerAddress : &ignored;
    for (ULONG i = 0; i < facts->resolver_count; i++) {
        struct sockaddr_in server = {.sin_family = AF_INET};
        SOCKET_ADDRESS target;
        if (inet_pton(AF_INET, facts->resolvers[i].server, &server.sin_addr) != 1) continue;
        IP_ADAPTER_DNS_SERVER_ADDRESS *entry = pool_take(pool, sizeof(*entry));
        struct sockaddr_in6 room = {0};
        memcpy(&room, &server, sizeof(server));
        set_address(&target, pool, (BYTE *)&room);
        if (!entry) continue;
        entry->Length = sizeof(*entry);
        entry->Address = target;
        *link = entry;
        link = &entry->Next;
    }
}

static void guid_text(ULONG index, char *text)
{
    static const char digits[] = "0123456789ABCDEF";
    static const BYTE order[] = {3, 2, 1, 0, '-', 5, 4, '-', 7, 6, '-', 8, 9, '-', 10, 11, 12, 13, 14, 15};
    GUID guid;
    interface_guid(index, &guid);
    *text++ = '{';
    for (unsigned i = 0; i < sizeof(order); i++) {
        BYTE value = order[i] == '-' ? 0 : ((const BYTE *)&guid)[order[i]];
        if (order[i] != '-') *text++ = digits[value >> 4];
        *text++ = order[i] == '-' ? '-' : digits[value & 15];
    }
    *text++ = '}';
    *text = 0;
}

static IP_ADAPTER_ADDRESSES *add_adapter(const struct facts *facts, const struct network_interface *device,
                                         ULONG family, ULONG flags, struct pool *pool)
{
    char guid[48];
    IP_ADAPTER_ADDRESSES *adapter = pool_take(pool, sizeof(*adapter));
    guid_text(device->index, guid);
    PCHAR adapter_name = pool_copy(pool, guid, (ULONG)strlen(guid) + 1);
    PWCHAR friendly = pool_wide(pool, device->name), description = pool_wide(pool, device->name);
    PWCHAR suffix = pool_wide(pool, facts->resolver_count ? facts->resolvers[0].domain : "");
    if (!(flags & GAA_FLAG_SKIP_UNICAST)) add_unicast(adapter, facts, device->index, family, pool);
    if (flags & GAA_FLAG_INCLUDE_PREFIX) add_prefixes(adapter, facts, device->index, family, pool);
    if (flags & GAA_FLAG_INCLUDE_GATEWAYS) add_gateways(adapter, facts, device->index, family, pool);
    BOOL loopback = interface_type(device) == IF_TYPE_SOFTWARE_LOOPBACK;
    if (!(flags & GAA_FLAG_SKIP_DNS_SERVER) && !loopback && family != AF_INET6) add_servers(adapter, facts, pool);
    if (!adapter || pool->used > pool->room) return NULL;
    adapter->Length = sizeof(*adapter);
    adapter->IfIndex = adapter->Ipv6IfIndex = device->index;
    adapter->AdapterName = adapter_name;
    adapter->FriendlyName = flags & GAA_FLAG_SKIP_FRIENDLY_NAME ? NULL : friendly;
    adapter->Description = description;
    adapter->DnsSuffix = suffix;
    adapter->PhysicalAddressLength = device->hardware_size;
    memcpy(adapter->PhysicalAddress, device->hardware, device->hardware_size);
    adapter->Ipv4Enabled = adapter->Ipv6Enabled = 1;
    adapter->Mtu = device->mtu;
    adapter->IfType = interface_type(device);
    adapter->OperStatus = interface_status(device);
    adapter->TransmitLinkSpeed = adapter->ReceiveLinkSpeed = device->speed;
    interface_luid(device, (NET_LUID *)&adapter->Luid);
    adapter->ConnectionType = NET_IF_CONNECTION_DEDICATED;
    return adapter;
}

ULONG WINAPI GetAdaptersAddresses(ULONG family, ULONG flags, PVOID reserved, PIP_ADAPTER_ADDRESSES buffer, PULONG size)
{
    struct facts facts;
    (void)reserved;
    if (!size || (family != AF_UNSPEC && family != AF_INET && family != AF_INET6)) return ERROR_INVALID_PARAMETER;
    DWORD error = facts_fetch(&facts);
    struct pool pool = {(BYTE *)buffer, buffer ? *size : 0, 0};
    PIP_ADAPTER_ADDRESSES ignored, *link = &ignored;
    for (ULONG i = 0; !error && i < facts.interface_count; i++) {
        IP_ADAPTER_ADDRESSES *adapter = add_adapter(&facts, &facts.interfaces[i], family, flags, &pool);
        if (!adapter) continue;
        *link = adapter;
        link = &adapter->Next;
    }
    if (!error && !facts.interface_count) error = ERROR_NO_DATA;
    if (!error && pool.used > pool.room) error = ERROR_BUFFER_OVERFLOW;
    if (error == ERROR_BUFFER_OVERFLOW) *size = pool.used;
    facts_drop(&facts);
    return error;
}

/* --- IPv4 only, as texts --- */

/* What fits of a text, with its end. */
static void cut_copy(char *target, const char *text, size_t room)
{
    size_t length = strlen(text) < room ? strlen(text) : room - 1;
    memcpy(target, text, length);
    target[length] = 0;
}

static void address_text(ULONG address, IP_ADDRESS_STRING *text)
{
    inet_ntop(AF_INET, &address, text->String, sizeof(text->String));
}

static void add_info_addresses(IP_ADAPTER_INFO *info, const struct facts *facts, ULONG index, struct pool *pool)
{
    IP_ADDR_STRING *last = NULL, spare;
    for (ULONG i = 0; i < facts->address_count; i++) {
        const struct network_address *address = &facts->addresses[i];
        if (address->index != index || family_of(address->address) != AF_INET) continue;
        IP_ADDR_STRING *entry = !last ? (info ? &info->IpAddressList : &spare) : pool_take(pool, sizeof(*entry));
        if (!entry) continue;
        address_text(ipv4_of(address->address), &entry->IpAddress);
        address_text(mask_of_prefix(address->prefix), &entry->IpMask);
        entry->Context = ipv4_of(address->address);
        if (last) last->Next = entry;
        last = entry;
    }
    if (!last && info) {
        address_text(0, &info->IpAddressList.IpAddress);
        address_text(0, &info->IpAddressList.IpMask);
    }
}

DWORD WINAPI GetAdaptersInfo(PIP_ADAPTER_INFO buffer, PULONG size)
{
    struct facts facts;
    if (!size) return ERROR_INVALID_PARAMETER;
    DWORD error = facts_fetch(&facts);
    struct pool pool = {(BYTE *)buffer, buffer ? *size : 0, 0};
    PIP_ADAPTER_INFO ignored, *link = &ignored;
    ULONG listed = 0;
    for (ULONG i = 0; !error && i < facts.interface_count; i++) {
        const struct network_interface *device = &facts.interfaces[i];
        if (interface_type(device) == IF_TYPE_SOFTWARE_LOOPBACK) continue;
        IP_ADAPTER_INFO *info = pool_take(&pool, sizeof(*info));
        listed++;
        add_info_addresses(info, &facts, device->index, &pool);
        if (!info) continue;
        guid_text(device->index, info->AdapterName);
        strcpy(info->Description, device->name);
        info->AddressLength = device->hardware_size;
        memcpy(info->Address, device->hardware, device->hardware_size);
        info->ComboIndex = info->Index = device->index;
        info->Type = interface_type(device);
        address_text(0, &info->GatewayList.IpAddress);
        address_text(0, &info->GatewayList.IpMask);
        for (ULONG r = 0; r < facts.route_count; r++)
            if (facts.routes[r].index == device->index && !facts.routes[r].prefix &&
                family_of(facts.routes[r].gateway) == AF_INET)
                address_text(ipv4_of(facts.routes[r].gateway), &info->GatewayList.IpAddress);
        *link = info;
        link = &info->Next;
    }
    if (!error && !listed) error = ERROR_NO_DATA;
    if (!error && pool.used > pool.room) error = ERROR_BUFFER_OVERFLOW;
    if (error == ERROR_BUFFER_OVERFLOW) *size = pool.used;
    facts_drop(&facts);
    return error;
}

DWORD WINAPI GetNetworkParams(PFIXED_INFO buffer, PULONG size)
{
    struct network_resolver *resolvers;
    ULONG count;
    if (!size) return ERROR_INVALID_PARAMETER;
    DWORD error = table_fetch(NETWORK_RESOLVER, (void **)&resolvers, &count);
    if (error) return error;
    struct pool pool = {(BYTE *)buffer, buffer ? *size : 0, 0};
    FIXED_INFO *info = pool_take(&pool, sizeof(*info));
    IP_ADDR_STRING *last = info ? &info->DnsServerList : NULL;
    for (ULONG i = 0; i < count; i++) {
        IP_ADDR_STRING *entry = i ? pool_take(&pool, sizeof(*entry)) : last;
        if (!entry) continue;
        cut_copy(entry->IpAddress.String, resolvers[i].server, sizeof(entry->IpAddress.String));
        if (i) last->Next = entry;
        last = entry;
    }
    error = pool.used > pool.room ? ERROR_BUFFER_OVERFLOW : NO_ERROR;
    if (error) *size = pool.used;
    if (!error) {
        WSADATA data;
        if (!WSAStartup(MAKEWORD(2, 2), &data)) {
            char name[256];
            if (!gethostname(name, sizeof(name))) cut_copy(info->HostName, name, sizeof(info->HostName));
            WSACleanup();
        }
        if (count) cut_copy(info->DomainName, resolvers[0].domain, sizeof(info->DomainName));
        info->NodeType = BROADCAST_NODETYPE;
    }
    heap_drop(resolvers);
    return error;
}

DWORD WINAPI GetIpAddrTable(PMIB_IPADDRTABLE table, PULONG size, WINBOOL order)
{
    struct network_address *addresses;
    ULONG count, used = 0;
    (void)order;
    DWORD error = table_fetch(NETWORK_ADDRESSES, (void **)&addresses, &count);
    if (error) return error;
    MIB_IPADDRTABLE *answer = heap_new(offsetof(MIB_IPADDRTABLE, table) + count * sizeof(MIB_IPADDRROW));
    for (ULONG i = 0; answer && i < count; i++) {
        if (family_of(addresses[i].address) != AF_INET) continue;
        MIB_IPADDRROW *row = &answer->table[used++];
        row->dwAddr = ipv4_of(addresses[i].address);
        row->dwIndex = addresses[i].index;
        row->dwMask = mask_of_prefix(addresses[i].prefix);
        row->dwBCastAddr = 1;
        row->dwReasmSize = 65535;
        row->wType = MIB_IPADDR_PRIMARY;
    }
    if (answer) answer->dwNumEntries = used;
    heap_drop(addresses);
    error = answer ? give_answer(table, size, answer,
                                 (ULONG)(offsetof(MIB_IPADDRTABLE, table) + used * sizeof(MIB_IPADDRROW)))
                   : ERROR_NOT_ENOUGH_MEMORY;
    heap_drop(answer);
    return error;
}

DWORD WINAPI GetUnicastIpAddressTable(ADDRESS_FAMILY family, PMIB_UNICASTIPADDRESS_TABLE *table)
{
    struct facts facts;
    ULONG used = 0;
    if (!table || (family != AF_UNSPEC && family != AF_INET && family != AF_INET6)) return ERROR_INVALID_PARAMETER;
    DWORD error = facts_fetch(&facts);
    MIB_UNICASTIPADDRESS_TABLE *answer =
        error ? NULL
              : heap_new(offsetof(MIB_UNICASTIPADDRESS_TABLE, Table) + facts.address_count * sizeof(answer->Table[0]));
    for (ULONG i = 0; answer && i < facts.address_count; i++) {
        const struct network_address *address = &facts.addresses[i];
        if (!fits_family(family, address->address)) continue;
        MIB_UNICASTIPADDRESS_ROW *row = &answer->Table[used++];
        memcpy(&row->Address, address->address, family_of(address->address) == AF_INET ? 16 : 28);
        row->InterfaceIndex = address->index;
        for (ULONG k = 0; k < facts.interface_count; k++)
            if (facts.interfaces[k].index == address->index) interface_luid(&facts.interfaces[k], &row->InterfaceLuid);
        row->PrefixOrigin = IpPrefixOriginManual;
        row->SuffixOrigin = IpSuffixOriginManual;
        row->ValidLifetime = row->PreferredLifetime = 0xffffffff;
        row->OnLinkPrefixLength = (UINT8)address->prefix;
        row->DadState = IpDadStatePreferred;
    }
    if (answer) answer->NumEntries = used;
    facts_drop(&facts);
    *table = answer;
    return error ? error : answer ? NO_ERROR : ERROR_NOT_ENOUGH_MEMORY;
}

/* Linux knows anycast addresses only as routers' own; programs are told that there are none. */
DWORD WINAPI GetAnycastIpAddressTable(ADDRESS_FAMILY family, PMIB_ANYCASTIPADDRESS_TABLE *table)
{
    if (!table || (family != AF_UNSPEC && family != AF_INET && family != AF_INET6)) return ERROR_INVALID_PARAMETER;
    *table = NULL;
    return ERROR_NOT_FOUND;
}
