/* The machine's network as the kernel tells it: interfaces and addresses by getifaddrs and /sys, routes and connections
 * by /proc/net. */
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netpacket/packet.h>
#include <resolv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "socket_private.h"

/* The answer: records are written while there is room and counted always. */
struct table { uint8_t *records; uint32_t room, count; size_t size; };

static void *table_add(struct table *table)
{
    static __thread uint8_t spare[512];
    uint32_t at = table->count++;
    void *record = at < table->room ? table->records + at * table->size : spare;
    memset(record, 0, table->size);
    return record;
}

static uint64_t read_number(const char *interface, const char *name)
{
    char path[128];
    long long value = 0;
    snprintf(path, sizeof(path), "/sys/class/net/%s/%s", interface, name);
    FILE *file = fopen(path, "re");
    if (!file) return 0;
    if (fscanf(file, "%lld", &value) != 1 || value < 0) value = 0;
    fclose(file);
    return (uint64_t)value;
}

static void put_address(uint8_t *out, const struct sockaddr *address)
{
    struct sockaddr_storage copy = {0};
    int32_t size = 28;
    if (!address) return;
    socklen_t length = address->sa_family == AF_INET    ? sizeof(struct sockaddr_in)
                       : address->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6)
                                                        : 0;
    if (!length) return;
    memcpy(&copy, address, length);
    socket_address_to_windows(&copy, length, (uint64_t)(uintptr_t)out, &size);
}

static void put_counters(struct network_interface *record)
{
    static const struct { const char *name; size_t offset;
    } counters[] = {
        {"statistics/rx_bytes", offsetof(struct network_interface, octets_in)},
        {"statistics/tx_bytes", offsetof(struct network_interface, octets_out)},
        {"statistics/rx_packets", offsetof(struct network_interface, packets_in)},
        {"statistics/tx_packets", offsetof(struct network_interface, packets_out)},
        {"statistics/rx_errors", offsetof(struct network_interface, errors_in)},
        {"statistics/tx_errors", offsetof(struct network_interface, errors_out)},
        {"statistics/rx_dropped", offsetof(struct network_interface, dropped_in)},
        {"statistics/tx_dropped", offsetof(struct network_interface, dropped_out)},
        {"statistics/multicast", offsetof(struct network_interface, multicast_in)},
    };
    for (size_t i = 0; i < sizeof(counters) / sizeof(*counters); i++)
        *(uint64_t *)((char *)record + counters[i].offset) = read_number(record->name, counters[i].name);
}

static NTSTATUS list_interfaces(struct table *table)
{
    struct if_nameindex *names = if_nameindex();
    struct ifaddrs *list = NULL;
    char path[96];
    if (!names) return status_from_errno(errno);
    if (getifaddrs(&list)) list = NULL;
    for (struct if_nameindex *name = names; name->if_index; name++) {
        struct network_interface *record = table_add(table);
        record->index = name->if_index;
        snprintf(record->name, sizeof(record->name), "%s", name->if_name);
        record->mtu = (uint32_t)read_number(record->name, "mtu");
        record->hardware_type = (uint32_t)read_number(record->name, "type");
        record->speed = read_number(record->name, "speed") * 1000000;
        snprintf(path, sizeof(path), "/sys/class/net/%s/wireless", record->name);
        record->wireless = !access(path, F_OK);
        put_counters(record);
        for (struct ifaddrs *at = list; at; at = at->ifa_next) {
            if (strcmp(at->ifa_name, name->if_name)) continue;
            record->flags = at->ifa_flags;
            if (!at->ifa_addr || at->ifa_addr->sa_family != AF_PACKET) continue;
            const struct sockaddr_ll *link = (const struct sockaddr_ll *)at->ifa_addr;
            record->hardware_size = link->sll_halen < 8 ? link->sll_halen : 8;
            memcpy(record->hardware, link->sll_addr, record->hardware_size);
        }
        if (record->flags & IFF_LOOPBACK) record->hardware_size = 0;
    }
    if (list) freeifaddrs(list);
    if_freenameindex(names);
    return STATUS_SUCCESS;
}

static uint32_t prefix_of(const struct sockaddr *mask)
{
    const uint8_t *bytes;
    uint32_t size, bits = 0;
    if (!mask) return 0;
    bytes = mask->sa_family == AF_INET ? (const uint8_t *)&((const struct sockaddr_in *)mask)->sin_addr
                                       : (const uint8_t *)&((const struct sockaddr_in6 *)mask)->sin6_addr;
    size = mask->sa_family == AF_INET ? 4 : 16;
    for (uint32_t i = 0; i < size; i++) bits += (uint32_t)__builtin_popcount(bytes[i]);
    return bits;
}

static NTSTATUS list_addresses(struct table *table)
{
    struct ifaddrs *list;
    if (getifaddrs(&list)) return status_from_errno(errno);
    for (struct ifaddrs *at = list; at; at = at->ifa_next) {
        if (!at->ifa_addr || (at->ifa_addr->sa_family != AF_INET && at->ifa_addr->sa_family != AF_INET6)) continue;
        struct network_address *record = table_add(table);
        record->index = if_nametoindex(at->ifa_name);
        record->prefix = prefix_of(at->ifa_netmask);
        record->preferred = record->valid = 0xffffffff;
        put_address(record->address, at->ifa_addr);
        if (at->ifa_flags & IFF_BROADCAST) put_address(record->broadcast, at->ifa_broadaddr);
    }
    freeifaddrs(list);
    return STATUS_SUCCESS;
}

/* Each line of a /proc/net file after its heading. */
static void each_line(const char *path, bool heading,
                      void (*function)(struct table *table, const char *line, uint32_t kind), struct table *table,
                      uint32_t kind)
{
    char line[512];
    FILE *file = fopen(path, "re");
    if (!file) return;
    if (heading && !fgets(line, sizeof(line), file)) line[0] = 0;
    while (fgets(line, sizeof(line), file)) function(table, line, kind);
    fclose(file);
}

static void add_route4(struct table *table, const char *line, uint32_t kind)
{
    char name[32];
    unsigned destination, gateway, flags, metric, mask;
    (void)kind;
    if (sscanf(line, "%31s %x %x %x %*d %*d %u %x", name, &destination, &gateway, &flags, &metric, &mask) != 6) return;
    struct network_route *record = table_add(table);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = destination},
                       by = {.sin_family = AF_INET, .sin_addr.s_addr = gateway};
    record->index = if_nametoindex(name);
    record->metric = metric;
    record->prefix = (uint32_t)__builtin_popcount(mask);
    record->protocol = 3;
    put_address(record->destination, (struct sockaddr *)&to);
    put_address(record->gateway, (struct sockaddr *)&by);
}

static bool hex_address(const char *text, uint8_t *bytes)
{
    for (int i = 0; i < 16; i++) {
        unsigned value;
        if (sscanf(text + 2 * i, "%2x", &value) != 1) return false;
        bytes[i] = (uint8_t)value;
    }
    return true;
}

static void add_route6(struct table *table, const char *line, uint32_t kind)
{
    char destination[40], gateway[40], name[32];
    unsigned prefix, metric, flags;
    (void)kind;
    if (sscanf(line, "%32s %x %*s %*x %32s %x %*x %*x %x %31s", destination, &prefix, gateway, &metric, &flags, name) !=
        6)
        return;
    if (flags & 0x80000200u) return; /* local table, reject routes */
    struct network_route *record = table_add(table);
    struct sockaddr_in6 to = {.sin6_family = AF_INET6}, by = {.sin6_family = AF_INET6};
    hex_address(destination, to.sin6_addr.s6_addr);
    hex_address(gateway, by.sin6_addr.s6_addr);
    record->index = if_nametoindex(name);
    record->metric = metric;
    record->prefix = prefix;
    record->protocol = 3;
    put_address(record->destination, (struct sockaddr *)&to);
    put_address(record->gateway, (struct sockaddr *)&by);
}

static void add_neighbour(struct table *table, const char *line, uint32_t kind)
{
    char address[64], hardware[64], name[32];
    unsigned flags, bytes[6];
    (void)kind;
    if (sscanf(line, "%63s %*x %x %63s %*s %31s", address, &flags, hardware, name) != 4) return;
    struct network_neighbour *record = table_add(table);
    struct sockaddr_in in = {.sin_family = AF_INET};
    inet_pton(AF_INET, address, &in.sin_addr);
    put_address(record->address, (struct sockaddr *)&in);
    record->index = if_nametoindex(name);
    record->state = flags & 4 ? 4 : flags & 2 ? 3 : 2; /* static, dynamic, invalid */
    if (sscanf(hardware, "%x:%x:%x:%x:%x:%x", &bytes[0], &bytes[1], &bytes[2], &bytes[3], &bytes[4], &bytes[5]) != 6)
        return;
    record->hardware_size = 6;
    for (int i = 0; i < 6; i++) record->hardware[i] = (uint8_t)bytes[i];
}

static void put_endpoint(uint8_t *out, const char *address, unsigned port)
{
    unsigned words[4];
    if (strlen(address) == 8) {
        struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
        if (sscanf(address, "%8x", &words[0]) == 1) in.sin_addr.s_addr = words[0];
        put_address(out, (struct sockaddr *)&in);
        return;
    }
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)};
    if (sscanf(address, "%8x%8x%8x%8x", &words[0], &words[1], &words[2], &words[3]) == 4)
        memcpy(&in6.sin6_addr, words, 16);
    put_address(out, (struct sockaddr *)&in6);
}

static void add_connection(struct table *table, const char *line, uint32_t kind)
{
    char local[40], remote[40];
    unsigned local_port, remote_port, state;
    unsigned long long inode;
    if (sscanf(line, " %*d: %32[0-9A-Fa-f]:%x %32[0-9A-Fa-f]:%x %x %*x:%*x %*x:%*x %*x %*u %*u %llu", local,
               &local_port, remote, &remote_port, &state, &inode) != 6)
        return;
    struct network_connection *record = table_add(table);
    record->protocol = kind;
    record->state = state;
    record->inode = inode;
    put_endpoint(record->local, local, local_port);
    put_endpoint(record->remote, remote, remote_port);
}

static NTSTATUS list_connections(struct table *table)
{
    static const struct { const char *path; uint32_t kind;
    } files[] = {
        {"/proc/net/tcp", IPPROTO_TCP},
        {"/proc/net/tcp6", IPPROTO_TCP},
        {"/proc/net/udp", IPPROTO_UDP},
        {"/proc/net/udp6", IPPROTO_UDP},
    };
    for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
        each_line(files[i].path, true, add_connection, table, files[i].kind);
    /* our own sockets are known by their inodes */
    DIR *folder = opendir("/proc/self/fd");
    struct dirent *entry;
    while (folder && (entry = readdir(folder))) {
        char link[300], target[64];
        unsigned long long inode;
        snprintf(link, sizeof(link), "/proc/self/fd/%s", entry->d_name);
        ssize_t size = readlink(link, target, sizeof(target) - 1);
        if (size <= 0) continue;
        target[size] = 0;
        if (sscanf(target, "socket:[%llu]", &inode) != 1) continue;
        for (uint32_t i = 0; i < table->count && i < table->room; i++) {
            struct network_connection *record = (struct network_connection *)table->records + i;
            if (record->inode == inode) record->pid = process_block->pid;
        }
    }
    if (folder) closedir(folder);
    return STATUS_SUCCESS;
}

static NTSTATUS list_resolvers(struct table *table)
{
    struct __res_state state = {0};
    if (res_ninit(&state)) return STATUS_UNSUCCESSFUL;
    for (int i = 0; i < state.nscount; i++) {
        struct network_resolver *record = table_add(table);
        inet_ntop(AF_INET, &state.nsaddr_list[i].sin_addr, record->server, sizeof(record->server));
        if (state.dnsrch[0]) snprintf(record->domain, sizeof(record->domain), "%s", state.dnsrch[0]);
    }
    res_nclose(&state);
    return STATUS_SUCCESS;
}

NTSTATUS unix_network_table(struct unix_network_table_args *args)
{
    static const size_t sizes[] = {
        [NETWORK_INTERFACES] = sizeof(struct network_interface), [NETWORK_ADDRESSES] = sizeof(struct network_address),
        [NETWORK_ROUTES] = sizeof(struct network_route), [NETWORK_NEIGHBOURS] = sizeof(struct network_neighbour),
        [NETWORK_CONNECTIONS] = sizeof(struct network_connection), [NETWORK_RESOLVER] = sizeof(struct network_resolver),
    };
    if (args->table >= sizeof(sizes) / sizeof(*sizes)) return STATUS_INVALID_PARAMETER;
    struct table table = {.room = args->capacity / (uint32_t)sizes[args->table], .size = sizes[args->table]};
    /* filled in memory of our own: the libraries hold locks meanwhile */
    table.records = calloc(table.room + 1, table.size);
    if (!table.records) return STATUS_NO_MEMORY;
    NTSTATUS status = STATUS_SUCCESS;
    switch ((enum network_table)args->table) {
    case NETWORK_INTERFACES: status = list_interfaces(&table); break;
    case NETWORK_ADDRESSES: status = list_addresses(&table); break;
    case NETWORK_ROUTES:
        each_line("/proc/net/route", true, add_route4, &table, 0);
        each_line("/proc/net/ipv6_route", false, add_route6, &table, 0);
        break;
    case NETWORK_NEIGHBOURS: each_line("/proc/net/arp", true, add_neighbour, &table, 0); break;
    case NETWORK_CONNECTIONS: status = list_connections(&table); break;
    case NETWORK_RESOLVER: status = list_resolvers(&table); break;
    }
    args->count = table.count;
    uint32_t given = table.count < table.room ? table.count : table.room;
    size_t size = given * table.size;
    void *target = (void *)(uintptr_t)args->buffer;
    if (size && !status) memcpy(target, table.records, size);
    free(table.records);
    if (status) return status;
    return table.count > table.room ? STATUS_BUFFER_TOO_SMALL : STATUS_SUCCESS;
}
