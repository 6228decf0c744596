/* Sockets: making, naming, connecting, accepting, closing down. Data goes through socket_transfer.c, options through
 * socket_options.c.
 *
 * Descriptors stay in blocking mode, except those that listen; what must not wait says so with each call. So a blocking
 * call is one system call, and modes that belong to a Windows socket do not leak to other processes that share the
 * description. */
#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "socket_blocking.h"
#include "socket_private.h"

/* --- errors --- */

static const struct { int error; uint32_t wsa; NTSTATUS status; } error_table[] = {
    {EINTR, 10004, STATUS_CANCELLED},
    {EBADF, 10038, STATUS_INVALID_HANDLE},
    {EACCES, 10013, STATUS_ACCESS_DENIED},
    {EPERM, 10013, STATUS_ACCESS_DENIED},
    {EFAULT, 10014, STATUS_ACCESS_VIOLATION},
    {EINVAL, 10022, STATUS_INVALID_PARAMETER},
    {EMFILE, 10024, STATUS_TOO_MANY_OPENED_FILES},
    {ENFILE, 10024, STATUS_TOO_MANY_OPENED_FILES},
    {EAGAIN, 10035, STATUS_DEVICE_NOT_READY},
    {EINPROGRESS, 10035, STATUS_DEVICE_NOT_READY},
    {EALREADY, 10037, SOCKET_ERROR_STATUS(10037)},
    {ENOTSOCK, 10038, STATUS_OBJECT_TYPE_MISMATCH},
    {EDESTADDRREQ, 10039, SOCKET_ERROR_STATUS(10039)},
    {EMSGSIZE, 10040, STATUS_INVALID_BUFFER_SIZE},
    {EPROTOTYPE, 10041, SOCKET_ERROR_STATUS(10041)},
    {ENOPROTOOPT, 10042, SOCKET_ERROR_STATUS(10042)},
    {EPROTONOSUPPORT, 10043, SOCKET_ERROR_STATUS(10043)},
    {ESOCKTNOSUPPORT, 10044, SOCKET_ERROR_STATUS(10044)},
    {EOPNOTSUPP, 10045, STATUS_NOT_SUPPORTED},
    {EAFNOSUPPORT, 10047, SOCKET_ERROR_STATUS(10047)},
    {EADDRINUSE, 10048, STATUS_ADDRESS_ALREADY_EXISTS},
    {EADDRNOTAVAIL, 10049, STATUS_INVALID_ADDRESS_COMPONENT},
    {ENETDOWN, 10050, SOCKET_ERROR_STATUS(10050)},
    {ENETUNREACH, 10051, STATUS_NETWORK_UNREACHABLE},
    {ENETRESET, 10052, SOCKET_ERROR_STATUS(10052)},
    {ECONNABORTED, 10053, STATUS_CONNECTION_ABORTED},
    {ECONNRESET, 10054, STATUS_CONNECTION_RESET},
    {EPIPE, 10054, STATUS_CONNECTION_RESET},
    {ENOBUFS, 10055, STATUS_INSUFFICIENT_RESOURCES},
    {ENOMEM, 10055, STATUS_INSUFFICIENT_RESOURCES},
    {EISCONN, 10056, STATUS_CONNECTION_ACTIVE},
    {ENOTCONN, 10057, STATUS_INVALID_CONNECTION},
    {ETIMEDOUT, 10060, STATUS_IO_TIMEOUT},
    {ECONNREFUSED, 10061, STATUS_CONNECTION_REFUSED},
    {EHOSTDOWN, 10064, STATUS_HOST_UNREACHABLE},
    {EHOSTUNREACH, 10065, STATUS_HOST_UNREACHABLE},
    {ENOENT, 10061, STATUS_CONNECTION_REFUSED},
    {ENAMETOOLONG, 10063, SOCKET_ERROR_STATUS(10063)},
    {EEXIST, 10048, STATUS_ADDRESS_ALREADY_EXISTS},
};

NTSTATUS socket_status_from_errno(int error)
{
    if (!error) return STATUS_SUCCESS;
    for (size_t i = 0; i < sizeof(error_table) / sizeof(*error_table); i++)
        if (error_table[i].error == error) return error_table[i].status;
    log_text(LOG_WARN, "a socket call failed with the unexpected error %s", strerror(error));
    return STATUS_UNSUCCESSFUL;
}

uint32_t socket_error_from_errno(int error)
{
    if (!error) return 0;
    for (size_t i = 0; i < sizeof(error_table) / sizeof(*error_table); i++)
        if (error_table[i].error == error) return error_table[i].wsa;
    return 10050;
}

/* --- families and addresses --- */

int socket_family_to_linux(int family)
{
    return family == WINDOWS_AF_INET6                                      ? AF_INET6
           : family == AF_INET || family == AF_UNIX || family == AF_UNSPEC ? family
                                                                           : -1;
}

int socket_family_to_windows(int family)
{
    return family == AF_INET6 ? WINDOWS_AF_INET6 : family;
}

/* Names the socket file relative to its folder's descriptor, so that it fits. */
static NTSTATUS unix_name_to_linux(const struct windows_unix_name *name, struct sockaddr_un *result, socklen_t *length,
                                   int *folder)
{
    char path[4096];
    NTSTATUS status = path_to_unix(name->path, name->length, path, sizeof(path));
    if (status && status != STATUS_OBJECT_NAME_NOT_FOUND) return STATUS_INVALID_PARAMETER;
    char *slash = strrchr(path, '/');
    if (!slash) return STATUS_INVALID_PARAMETER;
    *slash = 0;
    *folder = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (*folder < 0) return STATUS_INVALID_PARAMETER;
    int needed = snprintf(result->sun_path, sizeof(result->sun_path), "/proc/self/fd/%d/%s", *folder, slash + 1);
    if (needed >= (int)sizeof(result->sun_path)) {
        close(*folder);
        *folder = -1;
        return STATUS_INVALID_PARAMETER;
    }
    result->sun_family = AF_UNIX;
    *length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + (size_t)needed + 1);
    return STATUS_SUCCESS;
}

NTSTATUS socket_address_to_linux(uint64_t address, int32_t size, struct sockaddr_storage *result, socklen_t *length,
                                 int *folder)
{
    const void *given = (const void *)(uintptr_t)address;
    uint16_t family;
    *folder = -1;
    if (!given || size < (int32_t)sizeof(family)) return STATUS_ACCESS_VIOLATION;
    memcpy(&family, given, sizeof(family));
    memset(result, 0, sizeof(*result));
    if (family == AF_UNIX) return unix_name_to_linux(given, (struct sockaddr_un *)result, length, folder);
    size_t wanted = family == AF_INET            ? sizeof(struct sockaddr_in)
                    : family == WINDOWS_AF_INET6 ? sizeof(struct sockaddr_in6)
                                                 : 0;
    if (!wanted) return SOCKET_ERROR_STATUS(10047);
    if ((size_t)size < wanted) return STATUS_ACCESS_VIOLATION;
    memcpy(result, given, wanted);
    result->ss_family = (sa_family_t)socket_family_to_linux(family);
    *length = (socklen_t)wanted;
    return STATUS_SUCCESS;
}

void socket_address_to_windows(const struct sockaddr_storage *address, socklen_t length, uint64_t buffer, int32_t *size)
{
    struct sockaddr_storage copy = *address;
    int32_t room = *size;
    *size = (int32_t)length;
    if (!length) return;
    copy.ss_family = (sa_family_t)socket_family_to_windows(address->ss_family);
    if (copy.ss_family == AF_UNIX) { /* unnamed, as far as Windows is concerned */
        memset((char *)&copy + sizeof(sa_family_t), 0, sizeof(struct sockaddr_un) - sizeof(sa_family_t));
        *size = sizeof(struct sockaddr_un);
    }
    if (buffer && room > 0) memcpy((void *)(uintptr_t)buffer, &copy, (size_t)(room < *size ? room : *size));
}

/* --- calls that block and closesocket --- */

#define BLOCKED_MAX 1024u
static struct { uint32_t slot; int32_t tid; uint32_t cancelled; } blocked[BLOCKED_MAX];

int blocking_begin(uint32_t slot)
{
    static __thread int32_t tid;
    if (!slot) return -1;
    if (!tid) tid = gettid();
    for (uint32_t i = 0; i < BLOCKED_MAX; i++) {
        uint32_t at = ((uint32_t)tid + i) % BLOCKED_MAX;
        int32_t free_entry = 0;
        if (blocked[at].tid ||
            !__atomic_compare_exchange_n(&blocked[at].tid, &free_entry, tid, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
            continue;
        blocked[at].cancelled = 0;
        __atomic_store_n(&blocked[at].slot, slot, __ATOMIC_RELEASE);
        return (int)at;
    }
    return -1;
}

bool blocking_cancelled(int entry)
{
    return entry >= 0 && __atomic_load_n(&blocked[entry].cancelled, __ATOMIC_ACQUIRE);
}

void blocking_end(int entry)
{
    int saved_errno = errno;
    clock_after_sleep();
    errno = saved_errno;
    if (entry < 0) return;
    __atomic_store_n(&blocked[entry].slot, 0, __ATOMIC_RELEASE);
    __atomic_store_n(&blocked[entry].tid, 0, __ATOMIC_RELEASE);
}

bool blocking_wait(int fd, short events, int entry)
{
    struct pollfd poll_fd = {.fd = fd, .events = events};
    while (!blocking_cancelled(entry))
        if (poll(&poll_fd, 1, -1) >= 0 || errno != EINTR) return true;
    return false;
}

void blocking_cancel_thread(int32_t tid)
{
    for (uint32_t i = 0; i < BLOCKED_MAX; i++)
        if (__atomic_load_n(&blocked[i].tid, __ATOMIC_ACQUIRE) == tid)
            __atomic_store_n(&blocked[i].cancelled, 1, __ATOMIC_RELEASE);
}

/* A thread may be just about to sleep: it is told again until it has left. */
static void interrupt_blocked(uint32_t slot)
{
    for (int round = 0; round < 2000; round++) {
        bool found = false;
        for (uint32_t i = 0; i < BLOCKED_MAX; i++) {
            if (__atomic_load_n(&blocked[i].slot, __ATOMIC_ACQUIRE) != slot) continue;
            int32_t tid = blocked[i].tid;
            __atomic_store_n(&blocked[i].cancelled, 1, __ATOMIC_RELEASE);
            if (!tid || tid == gettid() || tgkill(getpid(), tid, SIGNAL_STOP))
                __atomic_store_n(&blocked[i].slot, 0, __ATOMIC_RELEASE);
            else found = true;
        }
        if (!found) return;
        usleep(round < 20 ? 50 : 1000);
    }
}

/* --- making --- */

static int open_socket(int family, int type, int protocol)
{
    static const int no = 0, yes = 1;
    int fd = socket(socket_family_to_linux(family), type | SOCK_CLOEXEC, protocol);
    if (fd < 0 && type == SOCK_RAW && (protocol == IPPROTO_ICMP || protocol == IPPROTO_ICMPV6)) return -1;
    if (fd < 0) return -1;
    if (family == WINDOWS_AF_INET6)
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, type == SOCK_RAW ? &no : &yes, sizeof(yes));
    return fd;
}

NTSTATUS unix_socket_create(struct unix_socket_create_args *args)
{
    args->fd = -1;
    if (socket_family_to_linux(args->family) < 0) return SOCKET_ERROR_STATUS(10047);
    if (args->type < SOCK_STREAM || args->type > SOCK_RAW) return SOCKET_ERROR_STATUS(10044);
    args->fd = open_socket(args->family, args->type, args->protocol);
    if (args->fd >= 0) return STATUS_SUCCESS;
    /* Windows does not tell whether it is the protocol or its combination with the type that is unknown */
    return socket_status_from_errno(errno == EPROTOTYPE || errno == EINVAL ? EPROTONOSUPPORT : errno);
}

NTSTATUS unix_socket_identify(struct unix_socket_identify_args *args)
{
    struct { int name; int32_t *value;
    } questions[] = {
        {SO_DOMAIN, &args->family},
        {SO_TYPE, &args->type},
        {SO_PROTOCOL, &args->protocol},
        {SO_ACCEPTCONN, (int32_t *)&args->listening},
    };
    struct sockaddr_storage address;
    socklen_t size;
    for (size_t i = 0; i < sizeof(questions) / sizeof(*questions); i++) {
        size = sizeof(int);
        if (getsockopt(args->fd, SOL_SOCKET, questions[i].name, questions[i].value, &size))
            return STATUS_OBJECT_TYPE_MISMATCH;
    }
    args->family = socket_family_to_windows(args->family);
    size = sizeof(address);
    args->connected = !getpeername(args->fd, (struct sockaddr *)&address, &size);
    size = sizeof(address);
    args->bound = args->connected || args->listening;
    if (!getsockname(args->fd, (struct sockaddr *)&address, &size))
        args->bound |= ((struct sockaddr_in *)&address)->sin_port != 0;
    return STATUS_SUCCESS;
}

/* --- names --- */

/* Windows lets a port be bound again while old connections of it linger. For that both sides must allow reuse:
 * listeners do from listen() on, when the kernel still refuses a second listener; a new socket only if the port seems
 * taken. */
static int bind_socket(int fd, const struct sockaddr *address, socklen_t length)
{
    int reuse = 0, type = 0;
    socklen_t size = sizeof(reuse);
    if (!bind(fd, address, length)) return 0;
    if (errno != EADDRINUSE || address->sa_family == AF_UNIX) return -1;
    getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size);
    getsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &reuse, &size);
    if (reuse || type != SOCK_STREAM) {
        errno = EADDRINUSE;
        return -1;
    }
    reuse = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof(reuse));
    if (!bind(fd, address, length)) return 0;
    int error = errno;
    reuse = 0;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof(reuse));
    errno = error;
    return -1;
}

static NTSTATUS finish_connect(int fd, int entry)
{
    int error = 0;
    socklen_t size = sizeof(error);
    if (!blocking_wait(fd, POLLOUT, entry)) return STATUS_CANCELLED;
    getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
    return socket_status_from_errno(error);
}

static NTSTATUS connect_socket(int fd, const struct sockaddr *address, socklen_t length, bool no_wait, uint32_t slot)
{
    if (no_wait) {
        fcntl(fd, F_SETFL, O_RDWR | O_NONBLOCK);
        int result = connect(fd, address, length), error = errno;
        fcntl(fd, F_SETFL, O_RDWR);
        if (!result) return STATUS_SUCCESS;
        return error == EINPROGRESS ? STATUS_PENDING : socket_status_from_errno(error);
    }
    int entry = blocking_begin(slot);
    NTSTATUS status = connect(fd, address, length) ? socket_status_from_errno(errno) : STATUS_SUCCESS;
    if (status == STATUS_CANCELLED && !blocking_cancelled(entry)) status = finish_connect(fd, entry);
    if (status == STATUS_DEVICE_NOT_READY) status = STATUS_IO_TIMEOUT; /* SO_SNDTIMEO */
    blocking_end(entry);
    return status;
}

static NTSTATUS get_name(struct unix_socket_name_args *args)
{
    struct sockaddr_storage address;
    socklen_t length = sizeof(address);
    int result = args->what == SOCKET_NAME_LOCAL ? getsockname(args->fd, (struct sockaddr *)&address, &length)
                                                 : getpeername(args->fd, (struct sockaddr *)&address, &length);
    if (result) return socket_status_from_errno(errno);
    int32_t room = args->size;
    socket_address_to_windows(&address, length, args->address, &args->size);
    return room < args->size ? STATUS_ACCESS_VIOLATION : STATUS_SUCCESS;
}

NTSTATUS unix_socket_name(struct unix_socket_name_args *args)
{
    struct sockaddr_storage address = {.ss_family = AF_UNSPEC};
    socklen_t length = sizeof(struct sockaddr);
    int folder = -1;
    if (args->what == SOCKET_NAME_LOCAL || args->what == SOCKET_NAME_PEER) return get_name(args);
    if (args->size) {
        NTSTATUS status = socket_address_to_linux(args->address, args->size, &address, &length, &folder);
        if (status) return status;
    }
    NTSTATUS status;
    if (args->what == SOCKET_NAME_BIND)
        status = bind_socket(args->fd, (struct sockaddr *)&address, length) ? socket_status_from_errno(errno)
                                                                            : STATUS_SUCCESS;
    else
        status = connect_socket(args->fd, (struct sockaddr *)&address, length, args->no_wait, args->slot);
    if (folder >= 0) close(folder);
    return status;
}

NTSTATUS unix_socket_accept(struct unix_socket_accept_args *args)
{
    struct sockaddr_storage address;
    socklen_t length;
    int fd, entry = args->no_wait ? -1 : blocking_begin(args->slot);
    for (;;) {
        length = sizeof(address);
        fd = accept4(args->fd, (struct sockaddr *)&address, &length, SOCK_CLOEXEC);
        if (fd >= 0 || (errno != EAGAIN && errno != EINTR)) break;
        if (args->no_wait && errno == EAGAIN) break;
        if (!args->no_wait && !blocking_wait(args->fd, POLLIN, entry)) {
            errno = EINTR;
            break;
        }
    }
    if (!args->no_wait) blocking_end(entry);
    if (fd < 0) return errno == EAGAIN ? STATUS_PENDING : socket_status_from_errno(errno);
    if (args->replace >= 0) {
        dup3(fd, args->replace, O_CLOEXEC);
        close(fd);
        fd = args->replace;
    }
    args->accepted = fd;
    if (args->address) socket_address_to_windows(&address, length, args->address, &args->size);
    return STATUS_SUCCESS;
}

/* --- control --- */

static NTSTATUS renew_socket(struct unix_socket_control_args *args)
{
    int fd = open_socket(args->family, args->type, args->protocol);
    if (fd < 0) return socket_status_from_errno(errno);
    dup3(fd, args->fd, O_CLOEXEC);
    close(fd);
    return STATUS_SUCCESS;
}

static int listen_on(int fd, uint32_t backlog)
{
    static const int yes = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    if (listen(fd, (int32_t)backlog < 0 ? 1 - (int32_t)backlog : (int)backlog)) return -1;
    return fcntl(fd, F_SETFL, O_RDWR | O_NONBLOCK);
}

static int set_keepalive(const struct unix_socket_control_args *args)
{
    int on = args->value != 0, idle = (int)((args->value2 + 999) / 1000), interval = (int)((args->value3 + 999) / 1000);
    if (setsockopt(args->fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on))) return -1;
    if (!on) return 0;
    if (idle && setsockopt(args->fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof(idle))) return -1;
    return interval ? setsockopt(args->fd, IPPROTO_TCP, TCP_KEEPINTVL, &interval, sizeof(interval)) : 0;
}

NTSTATUS unix_socket_control(struct unix_socket_control_args *args)
{
    int value = 0, result = -1;
    socklen_t size = sizeof(value);
    switch ((enum socket_control_what)args->what) {
    case SOCKET_CONTROL_LISTEN: result = listen_on(args->fd, args->value); break;
    case SOCKET_CONTROL_SHUTDOWN: result = shutdown(args->fd, (int)args->value); break;
    case SOCKET_CONTROL_AVAILABLE: result = ioctl(args->fd, FIONREAD, &value); break;
    case SOCKET_CONTROL_AT_MARK: result = ioctl(args->fd, SIOCATMARK, &value); break;
    case SOCKET_CONTROL_ERROR:
        result = getsockopt(args->fd, SOL_SOCKET, SO_ERROR, &value, &size);
        value = (int)socket_error_from_errno(value);
        break;
    case SOCKET_CONTROL_RENEW: return renew_socket(args);
    case SOCKET_CONTROL_KEEPALIVE: return set_keepalive(args) ? socket_status_from_errno(errno) : STATUS_SUCCESS;
    case SOCKET_CONTROL_ADOPT:
        result = dup3((int)args->value, args->fd, O_CLOEXEC) < 0 ? -1 : close((int)args->value);
        break;
    case SOCKET_CONTROL_INTERRUPT:
        interrupt_blocked(args->slot);
        return STATUS_SUCCESS;
    }
    args->value = (uint32_t)value;
    return result ? socket_status_from_errno(errno) : STATUS_SUCCESS;
}
