/* Pipes and waiting for descriptors.
 *
 * A byte pipe is a stream: read and write do. A message pipe is a SOCK_SEQPACKET pair; each packet begins with one
 * byte, 1 when the message goes on in the next packet, so an empty message differs from the end and a message may be
 * larger than a packet. A reader whose buffer is too small leaves the packet in place (MSG_PEEK) and the kernel's peek
 * offset remembers how far it came. */
#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>
#include "file_private.h"
#include "file_pipe.h"

#define PACKET_MAX 65536u

int32_t unix_pipe_create(struct unix_pipe_create_args *args)
{
    int fds[2], size = (int)args->size;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds)) return status_from_errno(errno);
    shutdown(fds[0], SHUT_WR);
    if (size > 65536) setsockopt(fds[1], SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
    args->fds[0] = fds[0];
    args->fds[1] = fds[1];
    return STATUS_SUCCESS;
}

/* How far into the first packet the reader is: its header byte counts, so 0 means untouched. */
static int peek_offset(int fd)
{
    int offset = -1;
    socklen_t size = sizeof(offset);
    if (getsockopt(fd, SOL_SOCKET, SO_PEEK_OFF, &offset, &size) || offset < 0) return 0;
    return offset;
}

static void set_peek_offset(int fd, int offset)
{
    setsockopt(fd, SOL_SOCKET, SO_PEEK_OFF, &offset, sizeof(offset));
}

/* The first packet, from its start, whatever the peek offset is. -1 with errno, 0 at the end. */
static ssize_t peek_packet(int fd, char *packet, bool wait)
{
    int offset = peek_offset(fd);
    set_peek_offset(fd, 0);
    ssize_t got = recv(fd, packet, PACKET_MAX + 1, MSG_PEEK | (wait ? 0 : MSG_DONTWAIT));
    int error = errno;
    set_peek_offset(fd, offset);
    errno = error;
    return got;
}

static NTSTATUS receive_status(ssize_t got)
{
    if (!got || errno == ECONNRESET) return STATUS_PIPE_BROKEN;
    if (errno == EAGAIN) return STATUS_PENDING;
    return status_from_errno(errno);
}

/* Reads one message, or what is left of it. STATUS_BUFFER_OVERFLOW: there is more of it. */
int32_t pipe_read_message(struct unix_file_read_args *args)
{
    char *packet = thread_scratch(SCRATCH_PACKET);
    struct unix_file_read_args copy = *args;
    bool keep = copy.flags & FILE_IO_PEEK;
    uint32_t done = 0;
    NTSTATUS status = STATUS_SUCCESS;
    for (;;) {
        ssize_t got = peek_packet(copy.fd, packet, !(copy.flags & FILE_IO_NO_WAIT));
        if (got < 0 && errno == EINTR && !synchronous_io_cancelled()) continue;
        if (got <= 0) {
            status = got < 0 && errno == EAGAIN && done ? STATUS_BUFFER_OVERFLOW : receive_status(got);
            break;
        }
        uint32_t from = (uint32_t)peek_offset(copy.fd);
        if (!from) from = 1;
        if (from > (uint32_t)got) from = (uint32_t)got;
        uint32_t left = (uint32_t)got - from;
        uint32_t part = left < copy.size - done ? left : copy.size - done;
        memcpy((char *)(uintptr_t)copy.buffer + done, packet + from, part);
        done += part;
        if (keep) {
            status = part < left || packet[0] ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
            break;
        }
        if (part < left) {
            set_peek_offset(copy.fd, (int)(from + part));
            status = STATUS_BUFFER_OVERFLOW;
            break;
        }
        set_peek_offset(copy.fd, 0);
        char drop;
        while (recv(copy.fd, &drop, 1, 0) < 0 && errno == EINTR) continue;
        if (!packet[0]) break;
        if (done == copy.size) {
            status = STATUS_BUFFER_OVERFLOW;
            break;
        }
    }
    args->transferred = done;
    return status;
}

static ssize_t send_packet(int fd, const char *data, size_t size, bool more, bool wait)
{
    char header = more;
    struct iovec parts[2] = {{&header, 1}, {(void *)data, size}};
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
    for (;;) {
        ssize_t sent = sendmsg(fd, &message, MSG_NOSIGNAL | (wait ? 0 : MSG_DONTWAIT));
        if (sent >= 0 || errno != EINTR || synchronous_io_cancelled()) return sent;
    }
}

static NTSTATUS send_status(void)
{
    if (errno == EPIPE || errno == ECONNRESET || errno == ENOTCONN) return STATUS_PIPE_CLOSING;
    if (errno == EAGAIN) return STATUS_PENDING;
    return status_from_errno(errno);
}

/* All or nothing as far as the kernel lets us: only the first packet may find the pipe full. */
int32_t pipe_write_message(struct unix_file_write_args *args)
{
    struct unix_file_write_args copy = *args;
    const char *data = (const char *)(uintptr_t)copy.buffer;
    uint32_t done = 0;
    do {
        uint32_t part = copy.size - done < PACKET_MAX ? copy.size - done : PACKET_MAX;
        bool wait = !(copy.flags & FILE_IO_NO_WAIT) || done;
        if (send_packet(copy.fd, data + done, part, done + part < copy.size, wait) < 0) {
            if (errno == EFAULT && virtual_prepare_buffer(copy.buffer, copy.size, false) == STATUS_SUCCESS) continue;
            args->transferred = done;
            return send_status();
        }
        done += part;
    } while (done < copy.size);
    args->transferred = done;
    return STATUS_SUCCESS;
}

/* As much as the pipe takes now. STATUS_PENDING: something is left, args->transferred tells what went. */
int32_t pipe_write_some(struct unix_file_write_args *args)
{
    struct unix_file_write_args copy = *args;
    uint32_t done = 0;
    NTSTATUS status = STATUS_SUCCESS;
    while (done < copy.size) {
        struct pollfd entry = {.fd = copy.fd, .events = POLLOUT};
        if (poll(&entry, 1, 0) <= 0) {
            status = STATUS_PENDING;
            break;
        }
        /* a pipe takes up to PIPE_BUF at once without blocking when it is writable; a socket says EAGAIN */
        ssize_t put =
            send(copy.fd, (const char *)(uintptr_t)copy.buffer + done, copy.size - done, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (put < 0 && errno == ENOTSOCK)
            put = write(copy.fd, (const char *)(uintptr_t)copy.buffer + done,
                        copy.size - done < 4096 ? copy.size - done : 4096);
        if (put < 0 && errno == EINTR) continue;
        if (put < 0 && errno == EFAULT && virtual_prepare_buffer(copy.buffer, copy.size, false) == STATUS_SUCCESS)
            continue;
        if (put < 0) {
            status = send_status();
            break;
        }
        done += (uint32_t)put;
    }
    args->transferred = done;
    return status;
}

/* A pipe of another maker's cannot be looked into; tee() copies what is in it into one of our own. */
static ssize_t peek_unix_pipe(int fd, void *buffer, size_t size)
{
    int copy[2];
    ssize_t got = -1;
    if (pipe2(copy, O_CLOEXEC | O_NONBLOCK)) return -1;
    ssize_t copied = tee(fd, copy[1], size, SPLICE_F_NONBLOCK);
    if (copied >= 0) got = copied ? read(copy[0], buffer, (size_t)copied) : 0;
    int error = errno;
    close(copy[0]);
    close(copy[1]);
    errno = error;
    return got;
}

int32_t pipe_peek_bytes(struct unix_file_read_args *args)
{
    void *buffer = (void *)(uintptr_t)args->buffer;
    ssize_t got = recv(args->fd, buffer, args->size, MSG_PEEK | MSG_DONTWAIT);
    if (got < 0 && errno == ENOTSOCK) got = peek_unix_pipe(args->fd, buffer, args->size);
    args->transferred = got > 0 ? (uint32_t)got : 0;
    if (got > 0 || (got < 0 && errno == EAGAIN)) return STATUS_SUCCESS;
    return receive_status(got);
}

/* A read of nothing waits for something and says whether it is data or the end. */
int32_t pipe_read_nothing(struct unix_file_read_args *args)
{
    struct pollfd entry = {.fd = args->fd, .events = POLLIN};
    args->transferred = 0;
    int ready = poll(&entry, 1, args->flags & FILE_IO_NO_WAIT ? 0 : -1);
    clock_after_sleep();
    if (ready < 0 && errno != EINTR) return status_from_errno(errno);
    if (ready <= 0) return STATUS_PENDING;
    struct unix_pipe_query_args query = {.fd = args->fd};
    unix_pipe_query(&query);
    return query.broken ? STATUS_PIPE_BROKEN : STATUS_SUCCESS;
}

static void query_first_message(struct unix_pipe_query_args *args)
{
    char *packet = thread_scratch(SCRATCH_FIRST_PACKET);
    ssize_t got = peek_packet(args->fd, packet, false);
    if (got <= 0) return;
    int from = peek_offset(args->fd);
    args->message = (uint32_t)(got - (from ? from : 1));
    if (args->available) args->available -= (uint32_t)(from ? from : 1);
}

int32_t unix_pipe_query(struct unix_pipe_query_args *args)
{
    struct unix_pipe_query_args copy = *args;
    int count = 0;
    if (copy.shut_down) shutdown(copy.fd, SHUT_RDWR);
    copy.available = copy.message = copy.unread = copy.broken = 0;
    if (!ioctl(copy.fd, FIONREAD, &count) && count > 0) copy.available = (uint32_t)count;
    if (!ioctl(copy.fd, SIOCOUTQ, &count) && count > 0) copy.unread = (uint32_t)count;
    if (copy.message_mode) query_first_message(&copy);
    struct pollfd entry = {.fd = copy.fd, .events = POLLIN};
    if (poll(&entry, 1, 0) > 0 && !copy.available && !copy.message) {
        char byte;
        bool at_end = entry.revents & (POLLHUP | POLLERR);
        if (!at_end && (entry.revents & POLLIN)) at_end = recv(copy.fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
        copy.broken = at_end;
    }
    *args = copy;
    return STATUS_SUCCESS;
}

static int milliseconds_until(uint64_t deadline)
{
    if (deadline == UINT64_MAX) return -1;
    uint64_t now = monotonic_time();
    if (deadline <= now) return 0;
    uint64_t rest = (deadline - now + 9999) / 10000;
    return rest > 0x7fffffff ? 0x7fffffff : (int)rest;
}

int32_t unix_descriptor_poll_multiple(struct unix_descriptor_poll_multiple_args *args)
{
    struct pollfd fds[256];
    struct poll_entry *entries = (struct poll_entry *)(uintptr_t)args->entries;
    uint32_t count = args->count;
    if (count > 256) return STATUS_INVALID_PARAMETER;
    for (uint32_t i = 0; i < count; i++)
        fds[i] = (struct pollfd){.fd = entries[i].fd, .events = (short)entries[i].events};
    int ready = poll(fds, count, milliseconds_until(args->deadline));
    clock_after_sleep();
    if (ready < 0) return errno == EINTR ? STATUS_RETRY : status_from_errno(errno);
    for (uint32_t i = 0; i < count; i++) entries[i].ready = (uint16_t)fds[i].revents;
    return ready ? STATUS_SUCCESS : STATUS_TIMEOUT;
}

int32_t unix_descriptor_event(struct unix_descriptor_event_args *args)
{
    uint64_t value = 1;
    if (args->fd < 0) {
        args->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        return args->fd < 0 ? status_from_errno(errno) : STATUS_SUCCESS;
    }
    ssize_t done = args->signal ? write(args->fd, &value, sizeof(value)) : read(args->fd, &value, sizeof(value));
    return done < 0 && errno != EAGAIN ? status_from_errno(errno) : STATUS_SUCCESS;
}
