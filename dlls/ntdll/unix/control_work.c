/* The control thread: does in this process what other processes ask the server to have done here (server/control.c):
 * memory, threads, contexts. It is no Windows thread: no TEB, no signals; it runs from before the first Windows
 * instruction on. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "thread_private.h"

#define CONTROL_STACK_SIZE 0x80000u /* as the threads of programs have: glibc's thread-local variables lie in it */
#define LARGEST_MESSAGE    0x12000u
#define NO_POINTER         ~0u

static int connection;

/* --- what others may ask for --- */

/* `block` is what the arguments' pointer at `pointer_at` leads to. */
struct service { uint32_t call, args_size, pointer_at; NTSTATUS (*function)(void *args, int fd, uint32_t block_size); };

#define PLAIN(name)                                                                                                    \
    static NTSTATUS do_##name(void *args, int fd, uint32_t block_size)                                                 \
    {                                                                                                                  \
        (void)fd;                                                                                                      \
        (void)block_size;                                                                                              \
        return unix_##name(args);                                                                                      \
    }
PLAIN(null)
PLAIN(memory_allocate) PLAIN(memory_free) PLAIN(memory_protect) PLAIN(memory_lock) PLAIN(section_unmap)
    PLAIN(thread_suspend) PLAIN(thread_resume) PLAIN(thread_terminate) PLAIN(thread_times) PLAIN(debug_control)

        static NTSTATUS do_memory_query(void *args, int fd, uint32_t block_size)
{
    struct unix_memory_query_args *query = args;
    (void)fd;
    query->path_capacity = block_size;
    if (!block_size) query->path = 0;
    return unix_memory_query(query);
}

static NTSTATUS do_section_map(void *args, int fd, uint32_t block_size)
{
    struct unix_section_map_args *map = args;
    (void)block_size;
    if (fd < 0) return STATUS_INVALID_HANDLE;
    map->fd = fd;
    return unix_section_map(map);
}

static NTSTATUS do_get_context(void *args, int fd, uint32_t block_size)
{
    (void)fd;
    return block_size < sizeof(union any_context) ? STATUS_INVALID_PARAMETER : unix_thread_get_context(args);
}

static NTSTATUS do_set_context(void *args, int fd, uint32_t block_size)
{
    (void)fd;
    return block_size < sizeof(union any_context) ? STATUS_INVALID_PARAMETER : unix_thread_set_context(args);
}

static NTSTATUS do_thread_attributes(void *args, int fd, uint32_t block_size)
{
    const struct unix_thread_attributes_args *attributes = args;
    (void)fd;
    (void)block_size;
    return attributes->attribute > 1 ? STATUS_INVALID_PARAMETER : unix_thread_attributes(args);
}

/* Functions of our own ntdll are named by number: their address is this process's affair. */
static NTSTATUS do_thread_create(void *args, int fd, uint32_t block_size)
{
    static const char *const routines[] = REMOTE_ROUTINE_NAMES;
    struct unix_thread_create_args *create = args;
    (void)fd;
    (void)block_size;
    if (create->record_index >= THREAD_RECORD_COUNT) return STATUS_INVALID_PARAMETER;
    if (create->start_routine && create->start_routine < REMOTE_ROUTINE_COUNT)
        create->start_routine = image_find_export(process_info->ntdll_base, routines[create->start_routine]);
    NTSTATUS status = create->start_routine ? unix_thread_create(create) : (NTSTATUS)STATUS_NOT_SUPPORTED;
    if (status) __atomic_store_n(&thread_records(process_block)[create->record_index].tid, 0, __ATOMIC_RELEASE);
    return status;
}

#define SERVICE(name, function, pointer_at)                                                                            \
    {                                                                                                                  \
        unix_index_##name, sizeof(struct unix_##name##_args), pointer_at, function                                     \
    }
static const struct service services[] = {
    SERVICE(null, do_null, NO_POINTER),
    SERVICE(memory_allocate, do_memory_allocate, NO_POINTER),
    SERVICE(memory_free, do_memory_free, NO_POINTER),
    SERVICE(memory_protect, do_memory_protect, NO_POINTER),
    SERVICE(memory_lock, do_memory_lock, NO_POINTER),
    SERVICE(memory_query, do_memory_query, offsetof(struct unix_memory_query_args, path)),
    SERVICE(section_map, do_section_map, NO_POINTER),
    SERVICE(section_unmap, do_section_unmap, NO_POINTER),
    SERVICE(thread_create, do_thread_create, NO_POINTER),
    SERVICE(thread_suspend, do_thread_suspend, NO_POINTER),
    SERVICE(thread_resume, do_thread_resume, NO_POINTER),
    SERVICE(thread_terminate, do_thread_terminate, NO_POINTER),
    SERVICE(thread_get_context, do_get_context, offsetof(struct unix_thread_get_context_args, context)),
    SERVICE(thread_set_context, do_set_context, offsetof(struct unix_thread_set_context_args, context)),
    SERVICE(thread_times, do_thread_times, NO_POINTER),
    SERVICE(debug_control, do_debug_control, NO_POINTER),
    SERVICE(thread_attributes, do_thread_attributes, NO_POINTER),
};

static NTSTATUS serve(uint32_t call, uint8_t *bytes, uint32_t size, int fd)
{
    const struct service *service = services;
    const struct service *end = services + sizeof(services) / sizeof(*services);
    while (service < end && service->call != call) service++;
    if (service == end) return STATUS_NOT_SUPPORTED;
    if (size < service->args_size) return STATUS_INVALID_PARAMETER;
    uint64_t block = (uint64_t)(uintptr_t)(bytes + service->args_size);
    if (service->pointer_at != NO_POINTER) memcpy(bytes + service->pointer_at, &block, sizeof(block));
    return service->function(bytes, fd, size - service->args_size);
}

/* --- the connection --- */

/* False: the server has gone. The program notices by itself. */
static bool send_all(const void *bytes, size_t size)
{
    const char *at = bytes;
    while (size) {
        ssize_t sent = send(connection, at, size, MSG_NOSIGNAL);
        if (sent <= 0) return false;
        at += sent;
        size -= (size_t)sent;
    }
    return true;
}

static bool receive_all(void *bytes, size_t size, int *fd)
{
    char *at = bytes;
    while (size) {
        union { struct cmsghdr header; char space[CMSG_SPACE(sizeof(int))]; } control;
        struct iovec part = { at, size };
        struct msghdr message = {
            .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof(control)};
        ssize_t got = recvmsg(connection, &message, MSG_CMSG_CLOEXEC);
        if (got <= 0) return false;
        struct cmsghdr *c = CMSG_FIRSTHDR(&message);
        if (c && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS) memcpy(fd, CMSG_DATA(c), sizeof(int));
        at += got;
        size -= (size_t)got;
    }
    return true;
}

struct ask { struct message_header header; struct request_control_next_in in; } __attribute__((packed));
struct told { struct message_header header; struct request_control_next_out out; } __attribute__((packed));

static void *control_main(void *unused)
{
    static uint64_t buffer[LARGEST_MESSAGE / 8];
    uint8_t *bytes = (uint8_t *)buffer;
    struct ask ask = { .header = { .code = request_code_control_next, .fixed_size = sizeof(ask.in) } };
    struct request_control_open_in open_in = { 0 };
    struct request_control_open_out open_out;
    struct unix_server_request_args open_args = {.code = request_code_control_open,
                                                 .send_fd = -1,
                                                 .in = UNIX_PTR(&open_in),
                                                 .in_size = sizeof(open_in),
                                                 .out = UNIX_PTR(&open_out),
                                                 .out_size = sizeof(open_out),
                                                 .received_fd = -1};
    uint32_t size = 0;
    if (server_exchange(&open_args) || open_args.received_fd < 0) return unused;
    connection = open_args.received_fd;
    for (;;) {
        struct told told;
        int fd = -1;
        ask.header.size = (uint32_t)sizeof(ask) + size;
        if (!send_all(&ask, sizeof(ask)) || !send_all(bytes, size) || !receive_all(&told, sizeof(told), &fd)) break;
        if (told.header.size < sizeof(told) || told.header.size - sizeof(told) > LARGEST_MESSAGE) break;
        size = told.header.size - (uint32_t)sizeof(told);
        if (!receive_all(bytes, size, &fd)) break;
        ask.in = (struct request_control_next_in){.ticket = told.out.ticket,
                                                  .status = serve(told.out.call, bytes, size, fd)};
        if (log_on(LOG_PROCESS))
            log_text(LOG_PROCESS, "does call %u for another process: %08x", told.out.call, (unsigned)ask.in.status);
        if (fd >= 0) close(fd);
    }
    close(connection);
    debug_server_lost();
    return unused;
}

void control_work_begin(void)
{
    pthread_t thread;
    pthread_attr_t attributes;
    sigset_t all, before;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, CONTROL_STACK_SIZE);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    if (pthread_create(&thread, &attributes, control_main, NULL))
        log_text(LOG_WARN, "no control thread: other processes cannot act on this one");
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
}
