/* Echo requests: over the kernel's ping sockets, or a raw socket where the user may have one. The kernel numbers and
 * filters what a ping socket receives; on a raw socket other people's packets, our own request (on the loopback) and,
 * for IPv4, the IP header are seen too. */
#include <errno.h>
#include <time.h> /* first: errqueue.h wants struct timespec */
#include <time.h>
#include <linux/errqueue.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "socket_private.h"

/* IP_STATUS of ipexport.h */
#define IP_DEST_NET_UNREACHABLE  11002u
#define IP_DEST_HOST_UNREACHABLE 11003u
#define IP_PACKET_TOO_BIG        11009u
#define IP_REQ_TIMED_OUT         11010u
#define IP_TTL_EXPIRED_TRANSIT   11013u
#define IP_GENERAL_FAILURE       11050u

#define ECHO_LARGEST 65500
#define DO_NOT_FRAGMENT 2u /* IP_FLAG_DF */

struct echo {
    struct unix_network_echo_args *args;
    int fd;
    bool is_v6, is_raw;
    uint16_t id, sequence;
    uint64_t start;
    uint8_t packet[8 + ECHO_LARGEST + 128];
};

static uint64_t milliseconds_now(void) { return monotonic_time() / 10000; }

static void put_responder(struct echo *echo, const struct sockaddr_storage *from)
{
    int32_t size = sizeof(echo->args->responder);
    socklen_t length = echo->is_v6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);
    if (from->ss_family == AF_INET || from->ss_family == AF_INET6)
        socket_address_to_windows(from, length, (uint64_t)(uintptr_t)echo->args->responder, &size);
}

/* The status of an ICMP error that came back for our request. */
static uint32_t status_of_error(const struct sock_extended_err *error)
{
    if (error->ee_origin == SO_EE_ORIGIN_LOCAL)
        return error->ee_errno == EMSGSIZE ? IP_PACKET_TOO_BIG : IP_GENERAL_FAILURE;
    if (error->ee_origin == SO_EE_ORIGIN_ICMP6)
        return error->ee_type == ICMP6_TIME_EXCEEDED    ? IP_TTL_EXPIRED_TRANSIT
               : error->ee_type == ICMP6_PACKET_TOO_BIG ? IP_PACKET_TOO_BIG
                                                        : IP_DEST_HOST_UNREACHABLE;
    if (error->ee_type == ICMP_TIME_EXCEEDED) return IP_TTL_EXPIRED_TRANSIT;
    if (error->ee_type != ICMP_DEST_UNREACH) return IP_GENERAL_FAILURE;
    if (error->ee_code == ICMP_FRAG_NEEDED) return IP_PACKET_TOO_BIG;
    return error->ee_code == ICMP_NET_UNREACH ? IP_DEST_NET_UNREACHABLE : IP_DEST_HOST_UNREACHABLE;
}

static bool take_error(struct echo *echo)
{
    char control[512];
    struct iovec part = { echo->packet, sizeof(echo->packet) };
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control)};
    if (recvmsg(echo->fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) return false;
    for (struct cmsghdr *item = CMSG_FIRSTHDR(&message); item; item = CMSG_NXTHDR(&message, item)) {
        bool is_v4 = item->cmsg_level == IPPROTO_IP && item->cmsg_type == IP_RECVERR;
        if (!is_v4 && (item->cmsg_level != IPPROTO_IPV6 || item->cmsg_type != IPV6_RECVERR)) continue;
        const struct sock_extended_err *error = (const struct sock_extended_err *)CMSG_DATA(item);
        struct sockaddr_storage from = { 0 };
        memcpy(&from, SO_EE_OFFENDER(error), echo->is_v6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in));
        put_responder(echo, &from);
        echo->args->status = status_of_error(error);
        return true;
    }
    return false;
}

/* Whether a packet answers our request; *data is where the echoed bytes begin. */
static bool is_answer(const struct echo *echo, size_t size, size_t *data)
{
    size_t at = echo->is_raw && !echo->is_v6 && size >= 20 ? (size_t)(echo->packet[0] & 15) * 4 : 0;
    if (size < at + 8) return false;
    const uint8_t *packet = echo->packet + at;
    *data = at + 8;
    if (packet[0] != (echo->is_v6 ? ICMP6_ECHO_REPLY : ICMP_ECHOREPLY) ||
        (packet[6] << 8 | packet[7]) != echo->sequence)
        return false;
    return !echo->is_raw || (packet[4] << 8 | packet[5]) == echo->id;
}

/* True when the exchange is over. */
static bool take_packet(struct echo *echo)
{
    struct unix_network_echo_args *args = echo->args;
    struct sockaddr_storage from = { 0 };
    char control[128];
    size_t data;
    struct iovec part = { echo->packet, sizeof(echo->packet) };
    struct msghdr message = {.msg_name = &from,
                             .msg_namelen = sizeof(from),
                             .msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = control,
                             .msg_controllen = sizeof(control)};
    ssize_t got = recvmsg(echo->fd, &message, MSG_DONTWAIT);
    if (got < 0) {
        if (errno == EAGAIN || errno == EINTR) return false;
        args->status = errno == ENETUNREACH ? IP_DEST_NET_UNREACHABLE : IP_DEST_HOST_UNREACHABLE;
        return true;
    }
    if (!is_answer(echo, (size_t)got, &data)) return false;
    for (struct cmsghdr *item = CMSG_FIRSTHDR(&message); item; item = CMSG_NXTHDR(&message, item)) {
        bool is_ttl = (item->cmsg_level == IPPROTO_IP && item->cmsg_type == IP_TTL) ||
                      (item->cmsg_level == IPPROTO_IPV6 && item->cmsg_type == IPV6_HOPLIMIT);
        if (is_ttl) memcpy(&args->reply_ttl, CMSG_DATA(item), sizeof(args->reply_ttl));
    }
    args->milliseconds = (uint32_t)(milliseconds_now() - echo->start);
    args->reply_size = (uint32_t)((size_t)got - data < args->capacity ? (size_t)got - data : args->capacity);
    memmove(echo->packet, echo->packet + data, args->reply_size);
    put_responder(echo, &from);
    return true;
}

static void wait_for_answer(struct echo *echo)
{
    uint64_t end = echo->start + echo->args->timeout, now;
    while ((now = milliseconds_now()) < end) {
        struct pollfd entry = { .fd = echo->fd, .events = POLLIN };
        if (poll(&entry, 1, end - now > 1000000 ? 1000000 : (int)(end - now)) <= 0) continue;
        if ((entry.revents & POLLERR) && take_error(echo)) return;
        if (take_packet(echo)) return;
    }
    echo->args->status = IP_REQ_TIMED_OUT;
}

static NTSTATUS open_socket(struct echo *echo, const struct sockaddr_storage *source, socklen_t length)
{
    int on = 1, ttl = (int)echo->args->ttl, family = echo->is_v6 ? AF_INET6 : AF_INET,
        protocol = echo->is_v6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP;
    int level = echo->is_v6 ? IPPROTO_IPV6 : IPPROTO_IP;
    echo->fd = socket(family, SOCK_DGRAM | SOCK_CLOEXEC, protocol);
    if (echo->fd < 0) {
        echo->fd = socket(family, SOCK_RAW | SOCK_CLOEXEC, protocol);
        echo->is_raw = true;
    }
    if (echo->fd < 0) return socket_status_from_errno(errno);
    if (ttl) setsockopt(echo->fd, level, echo->is_v6 ? IPV6_UNICAST_HOPS : IP_TTL, &ttl, sizeof(ttl));
    setsockopt(echo->fd, level, echo->is_v6 ? IPV6_RECVHOPLIMIT : IP_RECVTTL, &on, sizeof(on));
    if (!echo->is_raw)
        setsockopt(echo->fd, level, echo->is_v6 ? IPV6_RECVERR : IP_RECVERR, &on,
                   sizeof(on)); /* a raw socket hears everybody's errors */
    if (!echo->is_v6) {
        int discovery = echo->args->flags & DO_NOT_FRAGMENT ? IP_PMTUDISC_DO : IP_PMTUDISC_DONT;
        setsockopt(echo->fd, IPPROTO_IP, IP_MTU_DISCOVER, &discovery, sizeof(discovery));
    }
    if (!length || !bind(echo->fd, (const struct sockaddr *)source, length)) return STATUS_SUCCESS;
    NTSTATUS status = socket_status_from_errno(errno);
    close(echo->fd);
    return status;
}

static NTSTATUS exchange(struct echo *echo, const struct sockaddr_storage *to, socklen_t length,
                         const struct sockaddr_storage *source, socklen_t source_length)
{
    NTSTATUS status = open_socket(echo, source, source_length);
    if (status) return status;
    echo->start = milliseconds_now();
    if (sendto(echo->fd, echo->packet, 8 + echo->args->size, 0, (const struct sockaddr *)to, length) >= 0)
        wait_for_answer(echo);
    else
        echo->args->status = errno == ENETUNREACH    ? IP_DEST_NET_UNREACHABLE
                             : errno == EHOSTUNREACH ? IP_DEST_HOST_UNREACHABLE
                             : errno == EMSGSIZE     ? IP_PACKET_TOO_BIG
                                                     : IP_GENERAL_FAILURE;
    close(echo->fd);
    return STATUS_SUCCESS;
}

/* The kernel fills in the checksum, but not on a raw IPv4 socket. */
static uint16_t checksum(const uint8_t *bytes, size_t size)
{
    uint32_t sum = 0;
    for (size_t i = 0; i < size; i++) sum += i & 1 ? bytes[i] : (uint32_t)bytes[i] << 8;
    sum = (sum >> 16) + (sum & 0xffff);
    return (uint16_t)~(sum + (sum >> 16));
}

static void fill_request(struct echo *echo)
{
    uint8_t *packet = echo->packet;
    packet[0] = echo->is_v6 ? ICMP6_ECHO_REQUEST : ICMP_ECHO;
    packet[4] = (uint8_t)(echo->id >> 8);
    packet[5] = (uint8_t)echo->id;
    packet[6] = (uint8_t)(echo->sequence >> 8);
    packet[7] = (uint8_t)echo->sequence;
    uint16_t sum = echo->is_v6 ? 0 : checksum(packet, 8 + echo->args->size);
    packet[2] = (uint8_t)(sum >> 8);
    packet[3] = (uint8_t)sum;
}

NTSTATUS unix_network_echo(struct unix_network_echo_args *args)
{
    static uint32_t sequences;
    struct sockaddr_storage to, source;
    socklen_t length, source_length = 0;
    int folder;
    NTSTATUS status = socket_address_to_linux((uint64_t)(uintptr_t)args->destination, sizeof(args->destination), &to,
                                              &length, &folder);
    if (!status && (args->source[0] || args->source[1]))
        status = socket_address_to_linux((uint64_t)(uintptr_t)args->source, sizeof(args->source), &source,
                                         &source_length, &folder);
    if (status) return status;
    if (args->size > ECHO_LARGEST) return STATUS_INVALID_PARAMETER;
    uint32_t number = __atomic_add_fetch(&sequences, 1, __ATOMIC_RELAXED);
    struct echo echo; /* on the stack: a fault in the program's memory leaves nothing behind */
    echo.args = args;
    echo.is_v6 = to.ss_family == AF_INET6;
    echo.is_raw = false;
    echo.id = (uint16_t)getpid();
    echo.sequence = (uint16_t)number;
    memset(echo.packet, 0, 8);
    args->reply_ttl = args->ttl;
    memcpy(echo.packet + 8, (const void *)(uintptr_t)args->data, args->size);
    fill_request(&echo);
    status = exchange(&echo, &to, length, &source, source_length);
    if (!status && !args->status) memcpy((void *)(uintptr_t)args->reply, echo.packet, args->reply_size);
    clock_after_sleep();
    return status;
}
