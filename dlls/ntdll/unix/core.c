/* Unix calls that everything needs: the exchange with the server, the log, clocks, random bytes, the end of the
 * process. */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>
#include "adaptive_spin.h"
#include "core_private.h"
#include "thread_private.h"

struct process_info *process_info =
    &(struct process_info){.size = sizeof(struct process_info)}; /* until start.c maps the real one */
struct process_block *process_block;
static int server_socket = -1;
static bool server_has_answered;
static bool exit_is_reported; /* the server knows the exit status */
uint64_t server_round_trips;

#define EPOCH_DIFFERENCE 116444736000000000ull /* 100 ns from 1601 to 1970 */

NTSTATUS unix_null(struct unix_null_args *args)
{
    (void)args;
    return STATUS_SUCCESS;
}

/* --- log --- */

void log_text(enum log_channel channel, const char *format, ...)
{
    static const char *const names[] = LOG_CHANNEL_NAMES;
    char line[1024];
    if (!log_on(channel)) return;
    int length = snprintf(line, sizeof(line), "winrun[%u:%u] %s: ", process_info->pid,
                          current_block ? current_block->tid : 0, names[channel]);
    va_list arguments;
    va_start(arguments, format);
    length += vsnprintf(line + length, sizeof(line) - (size_t)length - 1, format, arguments);
    va_end(arguments);
    if (length > (int)sizeof(line) - 2) length = (int)sizeof(line) - 2;
    line[length++] = '\n';
    if (write(2, line, (size_t)length) < 0) return;
    console_disturbed();
}

NTSTATUS unix_log_write(struct unix_log_write_args *args)
{
    if (args->channel >= LOG_CHANNEL_COUNT) return STATUS_INVALID_PARAMETER;
    log_text(args->channel, "%.*s", (int)args->size, (const char *)(uintptr_t)args->text);
    return STATUS_SUCCESS;
}

/* Text for people, as it is, to stderr: crash reports and the sentences of the PE loader. */
NTSTATUS unix_message_write(struct unix_message_write_args *args)
{
    if (write(2, (const void *)(uintptr_t)args->text, args->size) < 0) return status_from_errno(errno);
    console_disturbed();
    return STATUS_SUCCESS;
}

/* --- errors --- */

NTSTATUS status_from_errno(int error)
{
    static const struct { int error; NTSTATUS status;
    } table[] = {
        {0, STATUS_SUCCESS},
        {ENOENT, STATUS_OBJECT_NAME_NOT_FOUND},
        {ENOTDIR, STATUS_OBJECT_PATH_NOT_FOUND},
        {EACCES, STATUS_ACCESS_DENIED},
        {EPERM, STATUS_ACCESS_DENIED},
        {EROFS, STATUS_MEDIA_WRITE_PROTECTED},
        {EEXIST, STATUS_OBJECT_NAME_COLLISION},
        {EISDIR, STATUS_FILE_IS_A_DIRECTORY},
        {ENOTEMPTY, STATUS_DIRECTORY_NOT_EMPTY},
        {ENOMEM, STATUS_NO_MEMORY},
        {EMFILE, STATUS_TOO_MANY_OPENED_FILES},
        {ENFILE, STATUS_TOO_MANY_OPENED_FILES},
        {ENOSPC, STATUS_DISK_FULL},
        {EDQUOT, STATUS_DISK_FULL},
        {EFBIG, STATUS_FILE_TOO_LARGE},
        {EBADF, STATUS_INVALID_HANDLE},
        {EINVAL, STATUS_INVALID_PARAMETER},
        {EFAULT, STATUS_ACCESS_VIOLATION},
        {EXDEV, STATUS_NOT_SAME_DEVICE},
        {EPIPE, STATUS_PIPE_BROKEN},
        {EAGAIN, STATUS_RETRY},
        {EINTR, STATUS_CANCELLED},
        {EIO, STATUS_IO_DEVICE_ERROR},
        {ENAMETOOLONG, STATUS_NAME_TOO_LONG},
        {ELOOP, STATUS_REPARSE_POINT_NOT_RESOLVED},
        {ETXTBSY, STATUS_SHARING_VIOLATION},
        {EBUSY, STATUS_DEVICE_BUSY},
        {ENOSYS, STATUS_NOT_SUPPORTED},
        {EOPNOTSUPP, STATUS_NOT_SUPPORTED},
        {ESPIPE, STATUS_INVALID_DEVICE_REQUEST},
        {ENXIO, STATUS_NO_SUCH_DEVICE},
        {ENODEV, STATUS_NO_SUCH_DEVICE},
        {ESRCH, STATUS_INVALID_CID},
        {ECONNRESET, STATUS_PIPE_BROKEN},
        {ECONNREFUSED, STATUS_CONNECTION_REFUSED},
        {ETIMEDOUT, STATUS_IO_TIMEOUT},
        {ENOTSOCK, STATUS_OBJECT_TYPE_MISMATCH},
    };
    for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
        if (table[i].error == error) return table[i].status;
    return STATUS_UNSUCCESSFUL;
}

/* --- the exchange with the server --- */

static pthread_mutex_t server_lock = PTHREAD_MUTEX_INITIALIZER;
static __thread bool holds_server_lock, stop_deferred;

/* A thread that is stopped while it holds the lock would keep all others from the server, also the one that is to let
 * it go on. */
bool server_exchange_defers_stop(void)
{
    if (holds_server_lock) stop_deferred = true;
    return holds_server_lock;
}

static void lock_server(void)
{
    pthread_mutex_lock(&server_lock);
    holds_server_lock = true;
}

static void unlock_server(void)
{
    holds_server_lock = false;
    pthread_mutex_unlock(&server_lock);
    if (!stop_deferred) return;
    stop_deferred = false;
    raise(SIGNAL_STOP);
}
#define SMALL_MESSAGE 4096u

void server_set_socket(int fd)
{
    server_socket = fd;
    server_has_answered = false;
}

void server_is_gone(void)
{
    static const char text[] =
        "winrun: the connection to winrun-server was lost, so this program cannot go on; it is ended. "
        "Start it again: a new server starts with it.\n";
    if (server_socket >= 0 && write(2, text, sizeof(text) - 1) < 0) _exit(255);
    _exit(255);
}

/* A server that was killed may still take a connection, but never answers: before the first answer the caller may look
 * for another one. */
static bool connection_lost(void)
{
    if (server_has_answered) server_is_gone();
    return false;
}

static bool send_message(const char *message, size_t size, int fd)
{
    union { struct cmsghdr header; char space[CMSG_SPACE(sizeof(int))]; } control;
    struct iovec part = { (void *)message, size };
    struct msghdr msg = { .msg_iov = &part, .msg_iovlen = 1 };
    if (fd >= 0) {
        memset(&control, 0, sizeof(control));
        msg.msg_control = &control;
        msg.msg_controllen = sizeof(control);
        control.header =
            (struct cmsghdr){.cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
        memcpy(CMSG_DATA(&control.header), &fd, sizeof(int));
    }
    while (part.iov_len) {
        ssize_t sent = sendmsg(server_socket, &msg, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) return connection_lost();
        part.iov_base = (char *)part.iov_base + sent;
        part.iov_len -= (size_t)sent;
        msg.msg_control = NULL;
        msg.msg_controllen = 0;
    }
    return true;
}

/* The server's answer, which most of the time is there within microseconds. */
static ssize_t receive_soon(struct msghdr *message)
{
    static struct adaptive_spin spin; /* under the server's lock */
    for (unsigned i = 0; i < spin.looks; i++) {
        ssize_t got = recvmsg(server_socket, message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
        if (got >= 0 || errno != EAGAIN) return got;
        spin_pause();
    }
    if (spin.looks) spin_failed(&spin);
    uint64_t began = spin_clock();
    ssize_t got = recvmsg(server_socket, message, MSG_CMSG_CLOEXEC);
    if (got > 0) spin_slept(&spin, spin_clock() - began);
    return got;
}

/* Receives at least `wanted` bytes, at most `capacity`, or none when the connection is lost; descriptors that come
 * along are stored in fds (up to 3). */
static size_t receive_message(char *buffer, size_t wanted, size_t capacity, int *fds, int *fd_count)
{
    size_t have = 0;
    while (have < wanted) {
        union { struct cmsghdr header; char space[CMSG_SPACE(3 * sizeof(int))]; } control;
        struct iovec part = { buffer + have, capacity - have };
        struct msghdr msg = {
            .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof(control)};
        ssize_t got = receive_soon(&msg);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return (size_t)connection_lost();
        for (struct cmsghdr *c = CMSG_FIRSTHDR(&msg); c; c = CMSG_NXTHDR(&msg, c)) {
            if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS) continue;
            int count = (int)((c->cmsg_len - CMSG_LEN(0)) / sizeof(int));
            for (int i = 0; i < count; i++) {
                int fd;
                memcpy(&fd, CMSG_DATA(c) + (size_t)i * sizeof(int), sizeof(int));
                if (*fd_count < 3) fds[(*fd_count)++] = fd;
                else close(fd);
            }
        }
        have += (size_t)got;
    }
    return have;
}

static bool is_one_way(uint32_t code)
{
    static const uint8_t one_way[REQUEST_CODE_COUNT] = {
#define REQUEST(name, in_fields, out_fields) 0,
#define REQUEST_ONE_WAY(name, in_fields) 1,
#include "../../../server/requests.def"
#undef REQUEST
#undef REQUEST_ONE_WAY
    };
    return one_way[code];
}

/* A buffer of the thread's own for large messages: kept, so that a fault on the program's memory leaks nothing. */
static char *thread_buffer(size_t size)
{
    static __thread char *buffer;
    static __thread size_t capacity;
    if (size > capacity) {
        free(buffer);
        capacity = (size + 0xffff) & ~(size_t)0xffff;
        buffer = malloc(capacity);
        if (!buffer) capacity = 0;
    }
    return buffer;
}

NTSTATUS server_exchange_fds(struct unix_server_request_args *args, int *fds, int *fd_count)
{
    char small[SMALL_MESSAGE];
    *fd_count = 0;
    args->received_fd = -1;
    args->out_data_size = 0;
    if (args->code >= REQUEST_CODE_COUNT || args->in_data_size > MESSAGE_DATA_MAX) return STATUS_INVALID_PARAMETER;
    size_t size = sizeof(struct message_header) + args->in_size + args->in_data_size;
    char *message = size <= sizeof(small) ? small : thread_buffer(size);
    if (!message) return STATUS_NO_MEMORY;
    struct message_header header = {
        .size = (uint32_t)size, .code = (uint16_t)args->code, .flags = args->send_fd >= 0 ? MESSAGE_HAS_FD : 0,
        .status = current_block ? (int32_t)current_block->tid : 0, .fixed_size = args->in_size,
    };
    memcpy(message, &header, sizeof(header));
    if (args->in_size) memcpy(message + sizeof(header), (const void *)(uintptr_t)args->in, args->in_size);
    if (args->in_data_size)
        memcpy(message + sizeof(header) + args->in_size, (const void *)(uintptr_t)args->in_data, args->in_data_size);

    if (args->code == request_code_process_exit) exit_is_reported = true;
    lock_server();
    bool sent = send_message(message, size, args->send_fd);
    if (!sent || is_one_way(args->code)) {
        unlock_server();
        return sent ? STATUS_SUCCESS : STATUS_CONNECTION_DISCONNECTED;
    }
    server_round_trips++;
    size_t have = receive_message(small, sizeof(header), sizeof(small), fds, fd_count);
    if (!have) {
        unlock_server();
        return STATUS_CONNECTION_DISCONNECTED;
    }
    server_has_answered = true;
    memcpy(&header, small, sizeof(header));
    message = small;
    if (header.size < sizeof(header) || header.size > MESSAGE_DATA_MAX + SMALL_MESSAGE ||
        header.fixed_size > header.size - sizeof(header))
        server_is_gone();
    if (header.size > have) {
        if (header.size > sizeof(small)) {
            message = thread_buffer(header.size);
            if (!message) server_is_gone();
            memcpy(message, small, have);
        }
        receive_message(message + have, header.size - have, header.size - have, fds, fd_count);
    }
    unlock_server();

    if (log_on(LOG_SERVER)) log_text(LOG_SERVER, "request %u: %08x", args->code, (unsigned)header.status);
    uint32_t fixed = header.fixed_size < args->out_size ? header.fixed_size : args->out_size;
    if (fixed) memcpy((void *)(uintptr_t)args->out, message + sizeof(header), fixed);
    uint32_t data_size = header.size - (uint32_t)sizeof(header) - header.fixed_size;
    args->out_data_size = data_size;
    uint32_t copied = data_size < args->out_data_capacity ? data_size : args->out_data_capacity;
    if (copied) memcpy((void *)(uintptr_t)args->out_data, message + sizeof(header) + header.fixed_size, copied);
    if (*fd_count) args->received_fd = fds[0];
    if (header.status == STATUS_SUCCESS && data_size > args->out_data_capacity) return STATUS_BUFFER_OVERFLOW;
    return header.status;
}

NTSTATUS server_exchange(struct unix_server_request_args *args)
{
    int fds[3], count;
    NTSTATUS status = server_exchange_fds(args, fds, &count);
    for (int i = 1; i < count; i++) close(fds[i]);
    return status;
}

void clock_resume(void)
{
    int error = errno;
    struct request_clock_start_in in = { 0 };
    struct unix_server_request_args args = {
        .code = request_code_clock_start, .send_fd = -1, .in = UNIX_PTR(&in), .in_size = sizeof(in)};
    server_exchange(&args);
    errno = error;
}

NTSTATUS unix_server_request(struct unix_server_request_args *args)
{
    return server_exchange(args);
}

/* --- clocks, random --- */

static uint64_t clock_100ns(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return (uint64_t)time.tv_sec * 10000000u + (uint64_t)time.tv_nsec / 100;
}

uint64_t monotonic_time(void)
{
    return clock_100ns(CLOCK_MONOTONIC);
}

NTSTATUS unix_clock_read(struct unix_clock_read_args *args)
{
    switch (args->kind) {
    case 0: args->value = clock_100ns(CLOCK_REALTIME) + EPOCH_DIFFERENCE; return STATUS_SUCCESS;
    case 1: args->value = clock_100ns(CLOCK_MONOTONIC); return STATUS_SUCCESS;
    case 2: args->value = clock_100ns(CLOCK_MONOTONIC); return STATUS_SUCCESS;
    case 3: args->value = clock_100ns(CLOCK_THREAD_CPUTIME_ID); return STATUS_SUCCESS;
    case 4: args->value = clock_100ns(CLOCK_PROCESS_CPUTIME_ID); return STATUS_SUCCESS;
    }
    return STATUS_INVALID_PARAMETER;
}

NTSTATUS unix_random_bytes(struct unix_random_bytes_args *args)
{
    char *at = (char *)(uintptr_t)args->buffer;
    size_t left = args->size;
    while (left) {
        ssize_t got = getrandom(at, left, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return status_from_errno(errno);
        at += got;
        left -= (size_t)got;
    }
    return STATUS_SUCCESS;
}

/* --- the end --- */

/* After a crash nobody else has told the server, and so those who wait for this process. */
static void report_exit(int32_t exit_status)
{
    struct request_process_exit_in in = { .exit_status = exit_status };
    struct request_process_exit_out out;
    struct unix_server_request_args args = {
        .code = request_code_process_exit,
        .send_fd = -1,
        .in = UNIX_PTR(&in),
        .in_size = sizeof(in),
        .out = UNIX_PTR(&out),
        .out_size = sizeof(out),
    };
    if (server_socket >= 0 && !exit_is_reported) server_exchange(&args);
}

NTSTATUS unix_process_terminate(struct unix_process_terminate_args *args)
{
    report_exit(args->exit_status);
    if (log_on(LOG_PROCESS))
        log_text(LOG_PROCESS, "ends with %08x after %llu server round trips", (unsigned)args->exit_status,
                 (unsigned long long)server_round_trips);
    console_restore();
    /* what a shell knows as "not found" and "not executable": the PE loader gave up before the program began */
    switch (args->exit_status) {
    case (int32_t)STATUS_DLL_NOT_FOUND:
    case (int32_t)STATUS_ENTRYPOINT_NOT_FOUND:
    case (int32_t)STATUS_ORDINAL_NOT_FOUND:
        _exit(127);
    case (int32_t)STATUS_INVALID_IMAGE_FORMAT: _exit(126);
    }
    _exit(args->exit_status & 0xff);
}
