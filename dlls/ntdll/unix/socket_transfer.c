/* Data through sockets, waiting for them, and the epoll descriptor of the I/O thread. */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/uio.h>
#include <unistd.h>
#include "socket_blocking.h"
#include "socket_private.h"

_Static_assert(sizeof(struct socket_buffer) == sizeof(struct iovec), "a buffer is what the kernel takes");

/* --- control messages: cmsghdr has a size_t length on both sides, 32 bits wide in i386 --- */

struct control_kind { int level, windows_level, linux_name, windows_name; };
static const struct control_kind control_kinds[] = {
    {IPPROTO_IP, IPPROTO_IP, IP_PKTINFO, 19},
    {IPPROTO_IP, IPPROTO_IP, IP_TTL, 21},
    {IPPROTO_IP, IPPROTO_IP, IP_TOS, 40},
    {IPPROTO_IPV6, IPPROTO_IPV6, IPV6_PKTINFO, 19},
    {IPPROTO_IPV6, IPPROTO_IPV6, IPV6_HOPLIMIT, 21},
    {IPPROTO_IPV6, IPPROTO_IPV6, IPV6_TCLASS, 39},
};

static size_t windows_header_size(void) { return is_32bit_process() ? 12 : 16; }
static size_t windows_align(size_t size)
{
    return is_32bit_process() ? (size + 3) & ~(size_t)3 : (size + 7) & ~(size_t)7;
}

/* One received control message for the program; 0 if it does not fit. */
static size_t put_control(uint8_t *out, size_t room, const struct cmsghdr *message)
{
    const struct control_kind *kind = NULL;
    for (size_t i = 0; i < sizeof(control_kinds) / sizeof(*control_kinds); i++)
        if (control_kinds[i].level == message->cmsg_level && control_kinds[i].linux_name == message->cmsg_type)
            kind = &control_kinds[i];
    if (!kind) return 0;
    const uint8_t *data = CMSG_DATA(message);
    size_t size = message->cmsg_len - CMSG_LEN(0), header = windows_header_size();
    struct { uint32_t address, index; } packet_info;
    if (kind->level == IPPROTO_IP && kind->linux_name == IP_PKTINFO) {
        const struct in_pktinfo *info = (const struct in_pktinfo *)data;
        packet_info.address = info->ipi_addr.s_addr;
        packet_info.index = (uint32_t)info->ipi_ifindex;
        data = (const uint8_t *)&packet_info;
        size = sizeof(packet_info);
    }
    int32_t byte_value;
    if (size == 1) {
        byte_value = *data;
        data = (const uint8_t *)&byte_value;
        size = sizeof(byte_value);
    }
    if (windows_align(header + size) > room) return 0;
    uint64_t length = header + size;
    memset(out, 0, header);
    memcpy(out, &length, is_32bit_process() ? 4 : 8);
    memcpy(out + header - 8, &(int32_t){kind->windows_level}, 4);
    memcpy(out + header - 4, &(int32_t){kind->windows_name}, 4);
    memcpy(out + header, data, size);
    return windows_align(header + size);
}

static void give_control(struct unix_socket_transfer_args *args, struct msghdr *msg)
{
    uint8_t *out = (uint8_t *)(uintptr_t)args->control;
    size_t used = 0;
    for (struct cmsghdr *message = CMSG_FIRSTHDR(msg); message; message = CMSG_NXTHDR(msg, message))
        used += put_control(out + used, args->control_size - used, message);
    args->control_size = (uint32_t)used;
}

/* The only control data worth sending: where a datagram leaves. */
static void take_control(const struct unix_socket_transfer_args *args, struct msghdr *msg, void *space)
{
    const uint8_t *in = (const uint8_t *)(uintptr_t)args->control;
    size_t header = windows_header_size();
    int32_t level, name;
    if (args->control_size < header + 8) return;
    memcpy(&level, in + header - 8, 4);
    memcpy(&name, in + header - 4, 4);
    if (level == IPPROTO_IP && name == 19) {
        struct { uint32_t address, index; } given;
        memcpy(&given, in + header, sizeof(given));
        struct in_pktinfo info = {.ipi_spec_dst.s_addr = given.address, .ipi_ifindex = (int)given.index};
        struct cmsghdr *message = space;
        *message =
            (struct cmsghdr){.cmsg_len = CMSG_LEN(sizeof(info)), .cmsg_level = IPPROTO_IP, .cmsg_type = IP_PKTINFO};
        memcpy(CMSG_DATA(message), &info, sizeof(info));
        msg->msg_control = space;
        msg->msg_controllen = CMSG_SPACE(sizeof(info));
    } else if (level == IPPROTO_IPV6 && name == 19 && args->control_size >= header + sizeof(struct in6_pktinfo)) {
        struct cmsghdr *message = space;
        *message = (struct cmsghdr){
            .cmsg_len = CMSG_LEN(sizeof(struct in6_pktinfo)), .cmsg_level = IPPROTO_IPV6, .cmsg_type = IPV6_PKTINFO};
        memcpy(CMSG_DATA(message), in + header, sizeof(struct in6_pktinfo));
        msg->msg_control = space;
        msg->msg_controllen = CMSG_SPACE(sizeof(struct in6_pktinfo));
    }
}

/* --- one transfer --- */

#define WINDOWS_MSG_OOB       0x1u
#define WINDOWS_MSG_PEEK      0x2u
#define WINDOWS_MSG_DONTROUTE 0x4u
#define WINDOWS_MSG_WAITALL   0x8u
#define WINDOWS_MSG_TRUNC     0x100u
#define WINDOWS_MSG_CTRUNC    0x200u

static int flags_to_linux(uint32_t flags)
{
    return (flags & WINDOWS_MSG_OOB ? MSG_OOB : 0) | (flags & WINDOWS_MSG_PEEK ? MSG_PEEK : 0) |
           (flags & WINDOWS_MSG_DONTROUTE ? MSG_DONTROUTE : 0) | (flags & WINDOWS_MSG_WAITALL ? MSG_WAITALL : 0);
}

static NTSTATUS prepare_buffers(const struct unix_socket_transfer_args *args)
{
    const struct socket_buffer *buffers = (const struct socket_buffer *)(uintptr_t)args->buffers;
    NTSTATUS status = STATUS_ACCESS_VIOLATION;
    for (uint32_t i = 0; i < args->count; i++) {
        if (!buffers[i].size) continue;
        status = virtual_prepare_buffer(buffers[i].data, buffers[i].size, !(args->flags & SOCKET_TRANSFER_SEND));
        if (status) return status;
    }
    return status;
}

static NTSTATUS transfer_error(const struct unix_socket_transfer_args *args)
{
    bool receives = !(args->flags & SOCKET_TRANSFER_SEND);
    if (errno == EAGAIN) return args->flags & SOCKET_TRANSFER_NO_WAIT ? STATUS_PENDING : STATUS_IO_TIMEOUT;
    if (errno == ECONNREFUSED && args->flags & SOCKET_TRANSFER_DATAGRAM) return STATUS_PORT_UNREACHABLE;
    if (errno == EINVAL && receives && args->message_flags & WINDOWS_MSG_OOB)
        return args->flags & SOCKET_TRANSFER_NO_WAIT ? STATUS_PENDING : STATUS_INVALID_PARAMETER;
    /* a datagram with nowhere to go */
    if (errno == EDESTADDRREQ) return STATUS_INVALID_CONNECTION;
    return socket_status_from_errno(errno);
}

static ssize_t transfer_once(struct unix_socket_transfer_args *args, struct msghdr *msg, int flags)
{
    if (args->flags & SOCKET_TRANSFER_SEND) return sendmsg(args->fd, msg, flags | MSG_NOSIGNAL);
    return recvmsg(args->fd, msg, flags | MSG_CMSG_CLOEXEC);
}

static void received(struct unix_socket_transfer_args *args, struct msghdr *msg, const struct sockaddr_storage *address)
{
    args->message_flags = (msg->msg_flags & MSG_OOB ? WINDOWS_MSG_OOB : 0) |
                          (msg->msg_flags & MSG_TRUNC ? WINDOWS_MSG_TRUNC : 0) |
                          (msg->msg_flags & MSG_CTRUNC ? WINDOWS_MSG_CTRUNC : 0);
    if (args->address) socket_address_to_windows(address, msg->msg_namelen, args->address, &args->address_size);
    if (args->control) give_control(args, msg);
}

/* Receiving nothing from a stream means waiting until there is something, which the kernel would not do. */
static bool is_only_a_wait(const struct unix_socket_transfer_args *args)
{
    const struct socket_buffer *buffers = (const struct socket_buffer *)(uintptr_t)args->buffers;
    if (args->flags & (SOCKET_TRANSFER_SEND | SOCKET_TRANSFER_DATAGRAM)) return false;
    for (uint32_t i = 0; i < args->count; i++)
        if (buffers[i].size) return false;
    return true;
}

static NTSTATUS wait_for_data(const struct unix_socket_transfer_args *args)
{
    struct pollfd now = {.fd = args->fd, .events = POLLIN};
    if (args->flags & SOCKET_TRANSFER_NO_WAIT) return poll(&now, 1, 0) ? STATUS_SUCCESS : STATUS_PENDING;
    int entry = blocking_begin(args->slot);
    bool ready = blocking_wait(args->fd, POLLIN, entry);
    blocking_end(entry);
    return ready ? STATUS_SUCCESS : STATUS_CANCELLED;
}

NTSTATUS unix_socket_transfer(struct unix_socket_transfer_args *args)
{
    bool sends = args->flags & SOCKET_TRANSFER_SEND, waits = !(args->flags & SOCKET_TRANSFER_NO_WAIT);
    struct sockaddr_storage address;
    char control[512] __attribute__((aligned(16)));
    struct msghdr msg = {.msg_iov = (struct iovec *)(uintptr_t)args->buffers, .msg_iovlen = args->count};
    int flags = flags_to_linux(args->message_flags) | (waits ? 0 : MSG_DONTWAIT), folder = -1;
    args->transferred = 0;
    if (is_only_a_wait(args)) return wait_for_data(args);
    if (args->address) {
        msg.msg_name = &address;
        msg.msg_namelen = sizeof(address);
        if (sends) {
            NTSTATUS status =
                socket_address_to_linux(args->address, args->address_size, &address, &msg.msg_namelen, &folder);
            if (status) return status;
        }
    }
    if (args->control && sends) take_control(args, &msg, control);
    if (args->control && !sends) {
        msg.msg_control = control;
        msg.msg_controllen = sizeof(control);
    }
    int entry = waits ? blocking_begin(args->slot) : -1;
    NTSTATUS status;
    for (;;) {
        ssize_t done = transfer_once(args, &msg, flags);
        if (done >= 0) {
            args->transferred = (uint32_t)done;
            status = STATUS_SUCCESS;
            break;
        }
        if (errno == EINTR && !blocking_cancelled(entry)) continue;
        if (errno == ECONNREFUSED && args->flags & SOCKET_TRANSFER_NO_RESET) continue;
        if (errno == EFAULT && prepare_buffers(args) == STATUS_SUCCESS) continue;
        status = transfer_error(args);
        break;
    }
    if (waits) blocking_end(entry);
    if (folder >= 0) close(folder);
    if (status || sends) return status;
    received(args, &msg, &address);
    return msg.msg_flags & MSG_TRUNC && args->flags & SOCKET_TRANSFER_DATAGRAM ? STATUS_BUFFER_OVERFLOW
                                                                               : STATUS_SUCCESS;
}

static bool would_wait_to_send(int fd)
{
    struct pollfd entry = {.fd = fd, .events = POLLOUT};
    return !poll(&entry, 1, 0);
}

NTSTATUS unix_socket_send_file(struct unix_socket_send_file_args *args)
{
    args->transferred = 0;
    int entry = args->no_wait ? -1 : blocking_begin(args->slot);
    NTSTATUS status = STATUS_SUCCESS;
    while (args->size) {
        off_t offset = (off_t)args->offset;
        /* the socket is in blocking mode: only as much at a time as surely fits once there is room */
        size_t part = args->no_wait ? 16384 : 0x100000;
        if (args->no_wait && would_wait_to_send(args->fd)) {
            status = STATUS_PENDING;
            break;
        }
        ssize_t sent = sendfile(args->fd, args->file, &offset, args->size < part ? args->size : part);
        if (sent < 0 && errno == EINTR && !blocking_cancelled(entry)) continue;
        if (sent <= 0) {
            status = sent ? socket_status_from_errno(errno) : STATUS_END_OF_FILE;
            break;
        }
        args->offset += (uint64_t)sent;
        args->size -= (uint64_t)sent;
        args->transferred += (uint64_t)sent;
    }
    if (!args->no_wait) blocking_end(entry);
    return status;
}

/* --- waiting --- */

static int milliseconds_until(uint64_t deadline)
{
    if (deadline == UINT64_MAX) return -1;
    uint64_t now = deadline ? monotonic_time() : 0;
    if (deadline <= now) return 0;
    uint64_t left = (deadline - now + 9999) / 10000;
    return left > 0x7fffffff ? 0x7fffffff : (int)left;
}

static void describe(struct socket_poll_entry *entry)
{
    int value = 0;
    if (entry->ready & POLLIN && !ioctl(entry->fd, FIONREAD, &value)) entry->available = (uint32_t)value;
}

NTSTATUS unix_socket_poll(struct unix_socket_poll_args *args)
{
    struct socket_poll_entry *entries = (struct socket_poll_entry *)(uintptr_t)args->entries;
    uint32_t count = args->count;
    if (count > SOCKET_POLL_MAX) return STATUS_INVALID_PARAMETER;
    struct pollfd fds[count + 1];
    for (uint32_t i = 0; i < count; i++)
        fds[i] = (struct pollfd){.fd = entries[i].fd, .events = (short)entries[i].events};
    int ready = poll(fds, count, milliseconds_until(args->deadline));
    clock_after_sleep();
    int error = errno;
    for (uint32_t i = 0; ready > 0 && i < count; i++) {
        entries[i].ready = (uint16_t)fds[i].revents;
        entries[i].available = 0;
        if (fds[i].revents) describe(&entries[i]);
    }
    if (ready < 0) return error == EINTR ? STATUS_RETRY : status_from_errno(error);
    return ready ? STATUS_SUCCESS : STATUS_TIMEOUT;
}

static NTSTATUS engine_create(struct unix_socket_engine_args *args)
{
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = 0};
    args->engine = epoll_create1(EPOLL_CLOEXEC);
    args->waker = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (args->engine < 0 || args->waker < 0) return status_from_errno(errno);
    return epoll_ctl(args->engine, EPOLL_CTL_ADD, args->waker, &event) ? status_from_errno(errno) : STATUS_SUCCESS;
}

static NTSTATUS engine_wait(struct unix_socket_engine_args *args)
{
    struct epoll_event events[64];
    struct socket_engine_event *out = (struct socket_engine_event *)(uintptr_t)args->events;
    int count =
        epoll_wait(args->engine, events, args->count < 64 ? (int)args->count : 64, milliseconds_until(args->deadline));
    clock_after_sleep();
    args->count = 0;
    if (count < 0) return errno == EINTR ? STATUS_SUCCESS : status_from_errno(errno);
    for (int i = 0; i < count; i++) {
        uint64_t drained;
        if (!events[i].data.u32 && read(args->waker, &drained, sizeof(drained)) < 0) continue;
        out[args->count++] = (struct socket_engine_event){.key = events[i].data.u32, .events = events[i].events};
    }
    return STATUS_SUCCESS;
}

NTSTATUS unix_socket_engine(struct unix_socket_engine_args *args)
{
    static const uint64_t one = 1;
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLPRI | EPOLLRDHUP | EPOLLET, .data.u32 = args->key};
    switch ((enum socket_engine_what)args->what) {
    case SOCKET_ENGINE_CREATE: return engine_create(args);
    case SOCKET_ENGINE_ADD:
        return epoll_ctl(args->engine, EPOLL_CTL_ADD, args->fd, &event) && errno != EEXIST ? status_from_errno(errno)
                                                                                           : STATUS_SUCCESS;
    case SOCKET_ENGINE_WAKE:
        return write(args->waker, &one, sizeof(one)) < 0 ? status_from_errno(errno) : STATUS_SUCCESS;
    case SOCKET_ENGINE_WAIT: return engine_wait(args);
    }
    return STATUS_INVALID_PARAMETER;
}
