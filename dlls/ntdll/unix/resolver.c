/* Names and addresses, asked of the C library, so /etc/hosts, /etc/nsswitch.conf and the system's resolver decide as
 * for every other program. */
#include <arpa/nameser.h>
#include <errno.h>
#include <netdb.h>
#include <resolv.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "socket_private.h"

/* AI_* and NI_* of Windows */
#define WINDOWS_AI_PASSIVE      0x0001u
#define WINDOWS_AI_CANONNAME    0x0002u
#define WINDOWS_AI_NUMERICHOST  0x0004u
#define WINDOWS_AI_NUMERICSERV  0x0008u
#define WINDOWS_AI_ALL          0x0100u
#define WINDOWS_AI_ADDRCONFIG   0x0400u
#define WINDOWS_AI_V4MAPPED     0x0800u
#define WINDOWS_NI_NOFQDN       0x01u
#define WINDOWS_NI_NUMERICHOST  0x02u
#define WINDOWS_NI_NAMEREQD     0x04u
#define WINDOWS_NI_NUMERICSERV  0x08u
#define WINDOWS_NI_DGRAM        0x10u

struct flag_pair { uint32_t windows; int linux_flag; };

static int map_flags(uint32_t flags, const struct flag_pair *pairs, size_t count)
{
    int result = 0;
    for (size_t i = 0; i < count; i++)
        if (flags & pairs[i].windows) result |= pairs[i].linux_flag;
    return result;
}

static uint32_t error_of(int error)
{
    static const struct { int error; uint32_t wsa;
    } table[] = {
        {EAI_NONAME, 11001},   {EAI_NODATA, 11004},  {EAI_AGAIN, 11002},    {EAI_FAIL, 11003}, {EAI_FAMILY, 10047},
        {EAI_SOCKTYPE, 10044}, {EAI_SERVICE, 10109}, {EAI_BADFLAGS, 10022}, {EAI_MEMORY, 8},   {EAI_ADDRFAMILY, 11004},
    };
    for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
        if (table[i].error == error) return table[i].wsa;
    return 11003;
}

/* A text of the program's, copied: the library must not fault on it while it holds locks. */
static bool copy_text(uint64_t text, char *buffer, size_t capacity)
{
    const char *given = (const char *)(uintptr_t)text;
    if (!given) return false;
    size_t length = strnlen(given, capacity);
    if (length == capacity) length = capacity - 1;
    memcpy(buffer, given, length);
    buffer[length] = 0;
    return true;
}

static NTSTATUS give(struct unix_resolve_args *args, const void *data, size_t size)
{
    args->size = (uint32_t)size;
    if (size > args->capacity) return STATUS_BUFFER_TOO_SMALL;
    memcpy((void *)(uintptr_t)args->buffer, data, size);
    return STATUS_SUCCESS;
}

static bool put_resolved(struct resolved_address *out, const struct addrinfo *found)
{
    int32_t size = sizeof(out->address);
    if (found->ai_family != AF_INET && found->ai_family != AF_INET6) return false;
    memset(out, 0, sizeof(*out));
    out->size = sizeof(*out);
    out->family = socket_family_to_windows(found->ai_family);
    out->type = found->ai_socktype;
    out->protocol = found->ai_protocol;
    struct sockaddr_storage address;
    memcpy(&address, found->ai_addr, found->ai_addrlen);
    socket_address_to_windows(&address, found->ai_addrlen, (uint64_t)(uintptr_t)out->address, &size);
    out->address_size = size;
    if (found->ai_canonname) strncpy(out->canonical_name, found->ai_canonname, sizeof(out->canonical_name) - 1);
    return true;
}

static NTSTATUS resolve_addresses(struct unix_resolve_args *args)
{
    static const struct flag_pair pairs[] = {
        {WINDOWS_AI_PASSIVE, AI_PASSIVE},
        {WINDOWS_AI_CANONNAME, AI_CANONNAME},
        {WINDOWS_AI_NUMERICHOST, AI_NUMERICHOST},
        {WINDOWS_AI_NUMERICSERV, AI_NUMERICSERV},
        {WINDOWS_AI_ALL, AI_ALL},
        {WINDOWS_AI_ADDRCONFIG, AI_ADDRCONFIG},
        {WINDOWS_AI_V4MAPPED, AI_V4MAPPED},
    };
    char name[1026], service[256];
    bool has_name = copy_text(args->name, name, sizeof(name)),
         has_service = copy_text(args->service, service, sizeof(service));
    struct addrinfo hints = {
        .ai_flags = map_flags(args->flags, pairs, sizeof(pairs) / sizeof(*pairs)),
        .ai_family = socket_family_to_linux(args->family),
        .ai_socktype = args->type,
        .ai_protocol = args->protocol,
    };
    struct addrinfo *list = NULL;
    if (hints.ai_family < 0) return args->error = 10047, STATUS_UNSUCCESSFUL;
    /* Windows answers once for each address when the type is left open, Linux once for each type */
    bool any_type = !args->type && !args->protocol;
    bool numeric = !has_service || strspn(service, "0123456789") == strlen(service);
    if (any_type && numeric) hints.ai_socktype = SOCK_STREAM;
    int error = getaddrinfo(has_name ? name : NULL, has_service ? service : NULL, &hints, &list);
    if (error) return args->error = error_of(error), STATUS_UNSUCCESSFUL;
    uint32_t count = 0, room = args->capacity / sizeof(struct resolved_address);
    struct resolved_address *out = (struct resolved_address *)(uintptr_t)args->buffer;
    struct resolved_address entry;
    NTSTATUS status = STATUS_SUCCESS;
    for (const struct addrinfo *at = list; at; at = at->ai_next) {
        if (!put_resolved(&entry, at)) continue;
        if (any_type && has_service && at->ai_socktype == SOCK_RAW) continue;
        if (any_type && numeric) entry.type = entry.protocol = 0;
        if (count++ < room) out[count - 1] = entry;
    }
    if (count > room) status = STATUS_BUFFER_TOO_SMALL;
    freeaddrinfo(list);
    args->size = count * (uint32_t)sizeof(struct resolved_address);
    if (!count) args->error = 11001;
    return count ? status : STATUS_UNSUCCESSFUL;
}

static NTSTATUS resolve_name(struct unix_resolve_args *args)
{
    static const struct flag_pair pairs[] = {
        {WINDOWS_NI_NOFQDN, NI_NOFQDN}, {WINDOWS_NI_NUMERICHOST, NI_NUMERICHOST}, {WINDOWS_NI_NAMEREQD, NI_NAMEREQD},
        {WINDOWS_NI_NUMERICSERV, NI_NUMERICSERV}, {WINDOWS_NI_DGRAM, NI_DGRAM},
    };
    struct sockaddr_storage address;
    socklen_t length;
    int folder;
    char host[NI_MAXHOST], service[NI_MAXSERV], both[NI_MAXHOST + NI_MAXSERV];
    if (socket_address_to_linux(args->address, (int32_t)args->address_size, &address, &length, &folder))
        return args->error = 10047, STATUS_UNSUCCESSFUL;
    int error = getnameinfo((struct sockaddr *)&address, length, host, sizeof(host), service, sizeof(service),
                            map_flags(args->flags, pairs, sizeof(pairs) / sizeof(*pairs)));
    if (error) return args->error = error_of(error), STATUS_UNSUCCESSFUL;
    size_t host_size = strlen(host) + 1, service_size = strlen(service) + 1;
    memcpy(both, host, host_size);
    memcpy(both + host_size, service, service_size);
    return give(args, both, host_size + service_size);
}

static NTSTATUS give_entry(struct unix_resolve_args *args, uint32_t value, const char *name, char **aliases,
                           const char *protocol)
{
    union { struct resolved_entry entry; char space[4096]; } answer;
    size_t used = offsetof(struct resolved_entry, text);
    answer.entry.value = value;
    answer.entry.name_count = 0;
    for (int i = -1; i < 0 || (aliases && aliases[i]); i++) {
        const char *text = i < 0 ? name : aliases[i];
        size_t size = strlen(text) + 1;
        if (used + size > sizeof(answer) - 64) break;
        memcpy(answer.space + used, text, size);
        used += size;
        answer.entry.name_count++;
    }
    if (protocol) {
        strcpy(answer.space + used, protocol);
        used += strlen(protocol) + 1;
    }
    return give(args, &answer, used);
}

static NTSTATUS resolve_service(struct unix_resolve_args *args)
{
    char name[256], protocol[32], space[4096];
    struct servent entry, *found = NULL;
    bool has_protocol = copy_text(args->service, protocol, sizeof(protocol)) && protocol[0];
    const char *wanted = has_protocol ? protocol : NULL;
    if (args->what == RESOLVE_SERVICE) {
        if (!copy_text(args->name, name, sizeof(name))) return args->error = 10014, STATUS_UNSUCCESSFUL;
        getservbyname_r(name, wanted, &entry, space, sizeof(space), &found);
    } else {
        getservbyport_r((int)args->value, wanted, &entry, space, sizeof(space), &found);
    }
    if (!found) return args->error = 11004, STATUS_UNSUCCESSFUL;
    return give_entry(args, (uint32_t)found->s_port, found->s_name, found->s_aliases, found->s_proto);
}

static NTSTATUS resolve_protocol(struct unix_resolve_args *args)
{
    char name[256], space[4096];
    struct protoent entry, *found = NULL;
    if (args->what == RESOLVE_PROTOCOL) {
        if (!copy_text(args->name, name, sizeof(name))) return args->error = 10014, STATUS_UNSUCCESSFUL;
        getprotobyname_r(name, &entry, space, sizeof(space), &found);
    } else {
        getprotobynumber_r((int)args->value, &entry, space, sizeof(space), &found);
    }
    if (found) return give_entry(args, (uint32_t)found->p_proto, found->p_name, found->p_aliases, NULL);
    /* Windows always has these, and a small system may lack /etc/protocols */
    static const struct { const char *name; uint32_t number; char *aliases[2];
    } known[] = {
        {"ip", 0, {"IP"}},
        {"icmp", 1, {"ICMP"}},
        {"igmp", 2, {"IGMP"}},
        {"tcp", 6, {"TCP"}},
        {"udp", 17, {"UDP"}},
        {"ipv6", 41, {"IPv6"}},
        {"ipv6-icmp", 58, {"IPv6-ICMP"}},
    };
    for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
        bool is_it = args->what == RESOLVE_PROTOCOL ? !strcasecmp(known[i].name, name) : known[i].number == args->value;
        if (is_it) return give_entry(args, known[i].number, known[i].name, (char **)known[i].aliases, NULL);
    }
    return args->error = 11004, STATUS_UNSUCCESSFUL;
}

static NTSTATUS resolve_dns(struct unix_resolve_args *args)
{
    const size_t capacity = 16384;
    unsigned char *answer = thread_scratch(SCRATCH_DNS);
    if (!answer) return STATUS_NO_MEMORY;
    struct __res_state state = {0};
    char name[1026];
    if (!copy_text(args->name, name, sizeof(name))) return args->error = 87, STATUS_UNSUCCESSFUL;
    if (res_ninit(&state)) return args->error = 11003, STATUS_UNSUCCESSFUL;
    if (args->flags & 2) state.options |= RES_USEVC;       /* DNS_QUERY_USE_TCP_ONLY */
    if (args->flags & 4) state.options &= ~(unsigned long)RES_RECURSE;
    int size = res_nquery(&state, name, ns_c_in, (int)args->value, answer, (int)capacity);
    int error = state.res_h_errno;
    res_nclose(&state);
    clock_after_sleep();
    if (size < 0) {
        args->error = error == HOST_NOT_FOUND ? 9003 : error == NO_DATA ? 9501 : error == TRY_AGAIN ? 1460 : 9002;
        return STATUS_UNSUCCESSFUL;
    }
    return give(args, answer, (size_t)size < capacity ? (size_t)size : capacity);
}

NTSTATUS unix_resolve(struct unix_resolve_args *args)
{
    char name[256];
    NTSTATUS status;
    args->error = 0;
    switch ((enum resolve_what)args->what) {
    case RESOLVE_ADDRESSES: status = resolve_addresses(args); break;
    case RESOLVE_NAME: status = resolve_name(args); break;
    case RESOLVE_HOST_NAME:
        if (gethostname(name, sizeof(name))) return status_from_errno(errno);
        return give(args, name, strlen(name) + 1);
    case RESOLVE_SERVICE: case RESOLVE_SERVICE_NUMBER: return resolve_service(args);
    case RESOLVE_PROTOCOL: case RESOLVE_PROTOCOL_NUMBER: return resolve_protocol(args);
    case RESOLVE_DNS: return resolve_dns(args);
    default: return STATUS_INVALID_PARAMETER;
    }
    clock_after_sleep();
    return status;
}
