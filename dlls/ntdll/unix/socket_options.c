/* setsockopt and getsockopt: a table from Windows' numbers to Linux's. What an option means beyond its number is the PE
 * side's affair. */
#include <errno.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/time.h>
#include "socket_private.h"

enum option_kind {
    KIND_INT,
    KIND_BOOL,
    KIND_LINGER,
    KIND_NO_LINGER,
    KIND_TIME,
    KIND_HALF,
    KIND_BLOCK,
    KIND_SOURCE,
    KIND_GROUP,
    KIND_GROUP_SOURCE,
    KIND_ERROR,
    KIND_DONT_FRAGMENT,
    KIND_SECONDS,
    KIND_REUSE,
    KIND_NETWORK_INDEX
};

struct option {
    int windows_level, windows_name, level, name;
    enum option_kind kind;
};

#define WINDOWS_SOL_SOCKET 0xffff

static const struct option options[] = {
    {WINDOWS_SOL_SOCKET, 0x0001, SOL_SOCKET, SO_DEBUG, KIND_BOOL},
    {WINDOWS_SOL_SOCKET, 0x0002, SOL_SOCKET, SO_ACCEPTCONN, KIND_BOOL},
    {WINDOWS_SOL_SOCKET, 0x0004, SOL_SOCKET, SO_REUSEADDR, KIND_REUSE},
    {WINDOWS_SOL_SOCKET, 0x0008, SOL_SOCKET, SO_KEEPALIVE, KIND_BOOL},
    {WINDOWS_SOL_SOCKET, 0x0010, SOL_SOCKET, SO_DONTROUTE, KIND_BOOL},
    {WINDOWS_SOL_SOCKET, 0x0020, SOL_SOCKET, SO_BROADCAST, KIND_BOOL},
    {WINDOWS_SOL_SOCKET, 0x0080, SOL_SOCKET, SO_LINGER, KIND_LINGER},
    {WINDOWS_SOL_SOCKET, ~0x0080, SOL_SOCKET, SO_LINGER, KIND_NO_LINGER},
    {WINDOWS_SOL_SOCKET, 0x0100, SOL_SOCKET, SO_OOBINLINE, KIND_BOOL},
    {WINDOWS_SOL_SOCKET, 0x1001, SOL_SOCKET, SO_SNDBUF, KIND_HALF},
    {WINDOWS_SOL_SOCKET, 0x1002, SOL_SOCKET, SO_RCVBUF, KIND_HALF},
    {WINDOWS_SOL_SOCKET, 0x1004, SOL_SOCKET, SO_RCVLOWAT, KIND_INT},
    {WINDOWS_SOL_SOCKET, 0x1005, SOL_SOCKET, SO_SNDTIMEO, KIND_TIME},
    {WINDOWS_SOL_SOCKET, 0x1006, SOL_SOCKET, SO_RCVTIMEO, KIND_TIME},
    {WINDOWS_SOL_SOCKET, 0x1007, SOL_SOCKET, SO_ERROR, KIND_ERROR},
    {WINDOWS_SOL_SOCKET, 0x1008, SOL_SOCKET, SO_TYPE, KIND_INT},
    {IPPROTO_TCP, 1, IPPROTO_TCP, TCP_NODELAY, KIND_BOOL},
    {IPPROTO_TCP, 3, IPPROTO_TCP, TCP_KEEPIDLE, KIND_INT},
    {IPPROTO_TCP, 4, IPPROTO_TCP, TCP_MAXSEG, KIND_INT},
    {IPPROTO_TCP, 5, IPPROTO_TCP, TCP_USER_TIMEOUT, KIND_SECONDS},
    {IPPROTO_TCP, 15, IPPROTO_TCP, TCP_FASTOPEN, KIND_BOOL},
    {IPPROTO_TCP, 16, IPPROTO_TCP, TCP_KEEPCNT, KIND_INT},
    {IPPROTO_TCP, 17, IPPROTO_TCP, TCP_KEEPINTVL, KIND_INT},
    {IPPROTO_IP, 1, IPPROTO_IP, IP_OPTIONS, KIND_BLOCK},
    {IPPROTO_IP, 2, IPPROTO_IP, IP_HDRINCL, KIND_BOOL},
    {IPPROTO_IP, 3, IPPROTO_IP, IP_TOS, KIND_INT},
    {IPPROTO_IP, 4, IPPROTO_IP, IP_TTL, KIND_INT},
    {IPPROTO_IP, 9, IPPROTO_IP, IP_MULTICAST_IF, KIND_NETWORK_INDEX},
    {IPPROTO_IP, 10, IPPROTO_IP, IP_MULTICAST_TTL, KIND_INT},
    {IPPROTO_IP, 11, IPPROTO_IP, IP_MULTICAST_LOOP, KIND_BOOL},
    {IPPROTO_IP, 12, IPPROTO_IP, IP_ADD_MEMBERSHIP, KIND_NETWORK_INDEX},
    {IPPROTO_IP, 13, IPPROTO_IP, IP_DROP_MEMBERSHIP, KIND_NETWORK_INDEX},
    {IPPROTO_IP, 14, IPPROTO_IP, IP_MTU_DISCOVER, KIND_DONT_FRAGMENT},
    {IPPROTO_IP, 15, IPPROTO_IP, IP_ADD_SOURCE_MEMBERSHIP, KIND_SOURCE},
    {IPPROTO_IP, 16, IPPROTO_IP, IP_DROP_SOURCE_MEMBERSHIP, KIND_SOURCE},
    {IPPROTO_IP, 17, IPPROTO_IP, IP_BLOCK_SOURCE, KIND_SOURCE},
    {IPPROTO_IP, 18, IPPROTO_IP, IP_UNBLOCK_SOURCE, KIND_SOURCE},
    {IPPROTO_IP, 19, IPPROTO_IP, IP_PKTINFO, KIND_BOOL},
    {IPPROTO_IP, 21, IPPROTO_IP, IP_RECVTTL, KIND_BOOL},
    {IPPROTO_IP, 31, IPPROTO_IP, IP_UNICAST_IF, KIND_INT},
    {IPPROTO_IP, 40, IPPROTO_IP, IP_RECVTOS, KIND_BOOL},
    {IPPROTO_IP, 71, IPPROTO_IP, IP_MTU_DISCOVER, KIND_INT},
    {IPPROTO_IP, 73, IPPROTO_IP, IP_MTU, KIND_INT},
    {IPPROTO_IP, 41, IPPROTO_IP, MCAST_JOIN_GROUP, KIND_GROUP},
    {IPPROTO_IP, 42, IPPROTO_IP, MCAST_LEAVE_GROUP, KIND_GROUP},
    {IPPROTO_IP, 43, IPPROTO_IP, MCAST_BLOCK_SOURCE, KIND_GROUP_SOURCE},
    {IPPROTO_IP, 44, IPPROTO_IP, MCAST_UNBLOCK_SOURCE, KIND_GROUP_SOURCE},
    {IPPROTO_IP, 45, IPPROTO_IP, MCAST_JOIN_SOURCE_GROUP, KIND_GROUP_SOURCE},
    {IPPROTO_IP, 46, IPPROTO_IP, MCAST_LEAVE_SOURCE_GROUP, KIND_GROUP_SOURCE},
    {IPPROTO_IPV6, 4, IPPROTO_IPV6, IPV6_UNICAST_HOPS, KIND_INT},
    {IPPROTO_IPV6, 9, IPPROTO_IPV6, IPV6_MULTICAST_IF, KIND_INT},
    {IPPROTO_IPV6, 10, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, KIND_INT},
    {IPPROTO_IPV6, 11, IPPROTO_IPV6, IPV6_MULTICAST_LOOP, KIND_BOOL},
    {IPPROTO_IPV6, 12, IPPROTO_IPV6, IPV6_ADD_MEMBERSHIP, KIND_BLOCK},
    {IPPROTO_IPV6, 13, IPPROTO_IPV6, IPV6_DROP_MEMBERSHIP, KIND_BLOCK},
    {IPPROTO_IPV6, 14, IPPROTO_IPV6, 62 /* IPV6_DONTFRAG */, KIND_BOOL},
    {IPPROTO_IPV6, 19, IPPROTO_IPV6, IPV6_RECVPKTINFO, KIND_BOOL},
    {IPPROTO_IPV6, 21, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, KIND_BOOL},
    {IPPROTO_IPV6, 27, IPPROTO_IPV6, IPV6_V6ONLY, KIND_BOOL},
    {IPPROTO_IPV6, 31, IPPROTO_IPV6, 76 /* IPV6_UNICAST_IF */, KIND_INT},
    {IPPROTO_IPV6, 39, IPPROTO_IPV6, IPV6_TCLASS, KIND_INT},
    {IPPROTO_IPV6, 40, IPPROTO_IPV6, IPV6_RECVTCLASS, KIND_BOOL},
    {IPPROTO_IPV6, 71, IPPROTO_IPV6, IPV6_MTU_DISCOVER, KIND_INT},
    {IPPROTO_IPV6, 72, IPPROTO_IPV6, IPV6_MTU, KIND_INT},
    {IPPROTO_IPV6, 41, IPPROTO_IPV6, MCAST_JOIN_GROUP, KIND_GROUP},
    {IPPROTO_IPV6, 42, IPPROTO_IPV6, MCAST_LEAVE_GROUP, KIND_GROUP},
    {IPPROTO_IPV6, 43, IPPROTO_IPV6, MCAST_BLOCK_SOURCE, KIND_GROUP_SOURCE},
    {IPPROTO_IPV6, 44, IPPROTO_IPV6, MCAST_UNBLOCK_SOURCE, KIND_GROUP_SOURCE},
    {IPPROTO_IPV6, 45, IPPROTO_IPV6, MCAST_JOIN_SOURCE_GROUP, KIND_GROUP_SOURCE},
    {IPPROTO_IPV6, 46, IPPROTO_IPV6, MCAST_LEAVE_SOURCE_GROUP, KIND_GROUP_SOURCE},
};

struct windows_linger { uint16_t on, seconds; };
struct windows_group_request { uint32_t index, padding; struct sockaddr_storage group, source; };
#define OPTION_BLOCK_MAX 512

static NTSTATUS bad_size(void)
{
    return STATUS_ACCESS_VIOLATION;
} /* WSAEFAULT, as for every buffer that is too small */

static int apply(int fd, const struct option *option, const void *value, socklen_t size)
{
    return setsockopt(fd, option->level, option->name, value, size);
}

static int set_reuse(int fd, int type, int on)
{
    if (type != SOCK_STREAM) return setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    return setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on));
}

/* ip_mreq and the interface of multicast: an address, or an index in network order below 0.x. */
static int set_multicast(int fd, const struct option *option, const uint8_t *block, int32_t size)
{
    struct ip_mreqn request = {.imr_ifindex = 0};
    const uint8_t *interface = size >= 8 ? block + 4 : block;
    if (size >= 8) memcpy(&request.imr_multiaddr, block, 4);
    memcpy(&request.imr_address, interface, 4);
    uint32_t address = ntohl(request.imr_address.s_addr);
    if (address && address < 0x01000000) {
        request.imr_ifindex = (int)address;
        request.imr_address.s_addr = 0;
    }
    return apply(fd, option, &request, sizeof(request));
}

static int set_group(int fd, const struct option *option, const uint8_t *block, int32_t size)
{
    struct windows_group_request given = {0};
    memcpy(&given, block, (size_t)size < sizeof(given) ? (size_t)size : sizeof(given));
    given.group.ss_family = (sa_family_t)socket_family_to_linux(given.group.ss_family);
    given.source.ss_family = (sa_family_t)socket_family_to_linux(given.source.ss_family);
    if (option->kind == KIND_GROUP) {
        struct group_req request = {.gr_interface = given.index, .gr_group = given.group};
        return apply(fd, option, &request, sizeof(request));
    }
    struct group_source_req request = {
        .gsr_interface = given.index, .gsr_group = given.group, .gsr_source = given.source};
    return apply(fd, option, &request, sizeof(request));
}

static int set_number(int fd, int type, const struct option *option, int number)
{
    struct timeval time = {.tv_sec = (unsigned)number / 1000, .tv_usec = (suseconds_t)((unsigned)number % 1000 * 1000)};
    struct linger linger = {0};
    switch (option->kind) {
    case KIND_TIME: return apply(fd, option, &time, sizeof(time));
    case KIND_NO_LINGER: return apply(fd, option, &linger, sizeof(linger));
    case KIND_REUSE: return set_reuse(fd, type, number != 0);
    case KIND_BOOL: number = number != 0; break;
    case KIND_DONT_FRAGMENT: number = number ? IP_PMTUDISC_DO : IP_PMTUDISC_DONT; break;
    case KIND_SECONDS: number *= 1000; break;
    default: break;
    }
    return apply(fd, option, &number, sizeof(number));
}

static NTSTATUS set_option(int fd, int type, const struct option *option, const void *given, int32_t size)
{
    uint8_t block[OPTION_BLOCK_MAX];
    int result, number = 0;
    struct windows_linger windows_linger;
    if (option->kind == KIND_ERROR ||
        (option->level == SOL_SOCKET && (option->name == SO_TYPE || option->name == SO_ACCEPTCONN)))
        return SOCKET_ERROR_STATUS(10042);
    if (!given || size < 1) return bad_size();
    size_t used = (size_t)size < sizeof(block) ? (size_t)size : sizeof(block);
    memcpy(block, given, used);
    switch (option->kind) {
    case KIND_LINGER:
        if (size < (int32_t)sizeof(windows_linger)) return bad_size();
        memcpy(&windows_linger, block, sizeof(windows_linger));
        struct linger linger = {.l_onoff = windows_linger.on != 0, .l_linger = windows_linger.seconds};
        result = apply(fd, option, &linger, sizeof(linger));
        break;
    case KIND_BLOCK: result = apply(fd, option, block, (socklen_t)used); break;
    case KIND_NETWORK_INDEX:
        if (size < 4) return bad_size();
        result = set_multicast(fd, option, block, size);
        break;
    case KIND_SOURCE:
        if (size < 12) return bad_size();
        struct { uint32_t group, interface, source; } request;
        memcpy(&request.group, block, 4);
        memcpy(&request.source, block + 4, 4);
        memcpy(&request.interface, block + 8, 4);
        result = apply(fd, option, &request, sizeof(request));
        break;
    case KIND_GROUP: case KIND_GROUP_SOURCE: result = set_group(fd, option, block, size); break;
    default:
        memcpy(&number, block, used < 4 ? 1 : 4);
        if (used < 4 && option->kind != KIND_BOOL && option->kind != KIND_REUSE && option->kind != KIND_INT)
            return bad_size();
        result = set_number(fd, type, option, number);
    }
    return result ? socket_status_from_errno(errno) : STATUS_SUCCESS;
}

static int read_number(int fd, int type, const struct option *option, int *number)
{
    struct timeval time = {0};
    struct linger linger = {0};
    socklen_t size = sizeof(*number), time_size = sizeof(time), linger_size = sizeof(linger);
    int name = option->kind == KIND_REUSE && type == SOCK_STREAM ? SO_REUSEPORT : option->name, result;
    *number = 0;
    if (option->kind == KIND_TIME) {
        result = getsockopt(fd, option->level, name, &time, &time_size);
        *number = (int)(time.tv_sec * 1000 + time.tv_usec / 1000);
        return result;
    }
    if (option->kind == KIND_NO_LINGER) {
        result = getsockopt(fd, option->level, name, &linger, &linger_size);
        *number = !linger.l_onoff;
        return result;
    }
    result = getsockopt(fd, option->level, name, number, &size);
    if (option->kind == KIND_ERROR) *number = (int)socket_error_from_errno(*number);
    if (option->kind == KIND_HALF) *number /= 2; /* Linux counts its own overhead too */
    if (option->kind == KIND_DONT_FRAGMENT) *number = *number == IP_PMTUDISC_DO;
    if (option->kind == KIND_SECONDS) *number /= 1000;
    if (option->kind == KIND_BOOL) *number = *number != 0;
    return result;
}

static NTSTATUS get_block(int fd, const struct option *option, void *buffer, int32_t *size)
{
    uint8_t block[OPTION_BLOCK_MAX];
    socklen_t block_size = option->kind == KIND_NETWORK_INDEX ? 4 : sizeof(block);
    if (option->kind == KIND_NETWORK_INDEX && option->name != IP_MULTICAST_IF) return SOCKET_ERROR_STATUS(10042);
    if (getsockopt(fd, option->level, option->name, block, &block_size)) return socket_status_from_errno(errno);
    if (*size < (int32_t)block_size) return bad_size();
    memcpy(buffer, block, block_size);
    *size = (int32_t)block_size;
    return STATUS_SUCCESS;
}

static NTSTATUS get_option(int fd, int type, const struct option *option, void *buffer, int32_t *size)
{
    int number;
    if (!buffer || *size < 1) return bad_size();
    if (option->kind == KIND_BLOCK || option->kind == KIND_NETWORK_INDEX) return get_block(fd, option, buffer, size);
    if (option->kind == KIND_SOURCE || option->kind == KIND_GROUP || option->kind == KIND_GROUP_SOURCE)
        return SOCKET_ERROR_STATUS(10042);
    if (option->kind == KIND_LINGER) {
        struct linger linger = {0};
        socklen_t linger_size = sizeof(linger);
        if (*size < (int32_t)sizeof(struct windows_linger)) return bad_size();
        if (getsockopt(fd, option->level, option->name, &linger, &linger_size)) return socket_status_from_errno(errno);
        struct windows_linger answer = {(uint16_t)linger.l_onoff, (uint16_t)linger.l_linger};
        memcpy(buffer, &answer, sizeof(answer));
        *size = sizeof(answer);
        return STATUS_SUCCESS;
    }
    bool is_flag = option->kind == KIND_BOOL || option->kind == KIND_REUSE || option->kind == KIND_NO_LINGER;
    if (*size < 4 && !is_flag) return bad_size();
    if (read_number(fd, type, option, &number)) return socket_status_from_errno(errno);
    *size = *size < 4 ? 1 : 4;
    memcpy(buffer, &number, (size_t)*size);
    return STATUS_SUCCESS;
}

NTSTATUS unix_socket_option(struct unix_socket_option_args *args)
{
    void *value = (void *)(uintptr_t)args->value;
    for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++) {
        const struct option *option = &options[i];
        if (option->windows_level != args->level || option->windows_name != args->name) continue;
        return args->set ? set_option(args->fd, args->type, option, value, args->size)
                         : get_option(args->fd, args->type, option, value, &args->size);
    }
    return SOCKET_ERROR_STATUS(10042);
}
