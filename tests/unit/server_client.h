/* For tests of winrun-server: its core runs in the test itself, and clients talk to it over socket pairs, one request
 * at a time.
 *
 *     struct request_object_create_out out;
 *     int32_t status = CALL(&client, object_create, &out, NAME(u"\\name"), .kind = OBJECT_EVENT, .name_size = 10);
 */
#ifndef SERVER_CLIENT_H
#define SERVER_CLIENT_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uchar.h>
#include "../../server/request.h"
#include "../../server/registry.h"
#include "../../server/server.h"
#include "../../server/slots.h"

struct test_client {
    int fd;
    struct request_process_init_out self;
    struct process_block *block;
    uint8_t data[1 << 16]; /* behind the fixed struct of the last answer */
    uint32_t data_size;
    int received_fd; /* that came with the last answer, -1: none */
};

static unsigned checks_passed, checks_failed;

#define CHECK(condition)                                                                                               \
    ((condition) ? (void)checks_passed++                                                                               \
                 : (void)(checks_failed++, printf("%s:%d: failed: %s\n", __FILE__, __LINE__, #condition)))
#define CHECK_STATUS(actual, expected) check_status(__LINE__, #actual, actual, expected)

static inline void check_status(int line, const char *what, int32_t actual, int32_t expected)
{
    if (actual == expected) {
        checks_passed++;
        return;
    }
    checks_failed++;
    printf("line %d: %.200s: %08x, expected %08x\n", line, what, (unsigned)actual, (unsigned)expected);
}

static inline int finish_checks(void)
{
    core_finish();
    printf("%u passed, %u failed\n", checks_passed, checks_failed);
    return checks_failed != 0;
}

static inline void take_fds(struct test_client *client, struct msghdr *message, int *fds, int *count)
{
    for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c; c = CMSG_NXTHDR(message, c)) {
        int number = (int)((c->cmsg_len - CMSG_LEN(0)) / sizeof(int));
        for (int i = 0; i < number && *count < 3; i++)
            memcpy(&fds[(*count)++], CMSG_DATA(c) + (size_t)i * sizeof(int), sizeof(int));
    }
    (void)client;
}

/* Data behind the fixed struct. */
struct bytes {
    const void *data;
    uint32_t size;
};
#define BYTES(the_data, the_size) ((struct bytes){the_data, the_size})
#define NAME(literal)             BYTES(literal, sizeof(literal) - 2) /* a UTF-16 literal without its end */
#define NO_DATA                   BYTES(NULL, 0)

static inline void send_message(struct test_client *client, uint32_t code, const void *in, uint32_t in_size,
                                struct bytes data, int fd)
{
    static uint8_t bytes[1 << 17];
    struct message_header header = {.size = (uint32_t)sizeof(header) + in_size + data.size,
                                    .code = (uint16_t)code,
                                    .flags = fd >= 0 ? MESSAGE_HAS_FD : 0,
                                    .status = (int32_t)client->self.tid,
                                    .fixed_size = in_size};
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(sizeof(int))];
    } control = {.header = {.cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS}};
    memcpy(CMSG_DATA(&control.header), &fd, sizeof(int));
    memcpy(bytes, &header, sizeof(header));
    memcpy(bytes + sizeof(header), in, in_size);
    if (data.size) memcpy(bytes + sizeof(header) + in_size, data.data, data.size);
    struct iovec part = {bytes, header.size};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = fd >= 0 ? &control : NULL,
                             .msg_controllen = fd >= 0 ? sizeof(control) : 0};
    if (sendmsg(client->fd, &message, MSG_NOSIGNAL) != (ssize_t)header.size) perror("sendmsg");
}

/* Lets the server work until the answer is there; -1 when it closed the connection. */
static inline int32_t receive_answer(struct test_client *client, void *out, uint32_t out_size, int *fds, int *fd_count)
{
    static uint8_t bytes[1 << 17];
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(3 * sizeof(int))];
    } control;
    struct iovec part = {bytes, sizeof(bytes)};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof(control)};
    ssize_t got = -1;
    for (int round = 0; round < 20 && got < 0; round++) {
        core_round(0);
        got = recvmsg(client->fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    }
    if (got <= 0) return -1;
    take_fds(client, &message, fds, fd_count);
    struct message_header header;
    memcpy(&header, bytes, sizeof(header));
    memcpy(out, bytes + sizeof(header), out_size < header.fixed_size ? out_size : header.fixed_size);
    client->data_size = header.size - (uint32_t)sizeof(header) - header.fixed_size;
    memcpy(client->data, bytes + sizeof(header) + header.fixed_size,
           client->data_size < sizeof(client->data) ? client->data_size : sizeof(client->data));
    return header.status;
}

static inline int32_t call(struct test_client *client, uint32_t code, const void *in, uint32_t in_size,
                           struct bytes data, int fd, void *out, uint32_t out_size)
{
    int fds[3] = {-1, -1, -1}, count = 0;
    send_message(client, code, in, in_size, data, fd);
    int32_t status = receive_answer(client, out, out_size, fds, &count);
    client->received_fd = fds[0];
    return status;
}

#define REQUEST_IN(name, ...) &(struct request_##name##_in){__VA_ARGS__}, sizeof(struct request_##name##_in)
#define CALL_FD(client, name, out, bytes, fd, ...)                                                                     \
    call(client, request_code_##name, REQUEST_IN(name, __VA_ARGS__), bytes, fd, out,                                   \
         sizeof(struct request_##name##_out))
#define CALL(client, name, out, bytes, ...) CALL_FD(client, name, out, bytes, -1, __VA_ARGS__)
#define SEND(client, name, ...)                                                                                        \
    (send_message(client, request_code_##name, REQUEST_IN(name, __VA_ARGS__), NO_DATA, -1), core_round(0))

static inline bool client_begin(struct test_client *client, int fd)
{
    struct request_process_init_in in = {.version = PROTOCOL_VERSION, .unix_pid = getpid(), .machine = 0x8664};
    int fds[3] = {-1, -1, -1}, count = 0;
    *client = (struct test_client){.fd = fd, .received_fd = -1};
    send_message(client, request_code_process_init, &in, sizeof(in), NAME(u"C:\\test.exe"), -1);
    if (receive_answer(client, &client->self, sizeof(client->self), fds, &count) || count != 3) return false;
    client->block = mmap(NULL, PROCESS_BLOCK_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fds[1], 0);
    for (int i = 0; i < 3; i++) close(fds[i]);
    thread_records(client->block)[0] =
        (struct thread_record){.tid = client->self.tid, .slot = client->self.thread_slot};
    client->block->thread_high_water = 1;
    if (client->block->handle_high_water < 4) client->block->handle_high_water = 4;
    return true;
}

static inline bool client_connect(struct test_client *client)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) || !client_new(pair[0])) return false;
    return client_begin(client, pair[1]);
}

static inline void client_end(struct test_client *client)
{
    close(client->fd);
    munmap(client->block, PROCESS_BLOCK_SIZE);
    for (int i = 0; i < 3; i++) core_round(0);
}

/* A server whose registry is in memory only, unless `prefix` is a folder. */
static inline void server_begin(const char *prefix)
{
    log_open(true);
    if (core_init(prefix)) return;
    puts("the server's core does not start");
    exit(1);
}

/* A local object of the client's: a slot of its first batch and an entry in its table. */
static inline uint32_t make_local(struct test_client *client, uint32_t index, enum object_kind kind, uint32_t value,
                                  uint32_t flags)
{
    uint32_t slot = client->self.first_slot++;
    struct arena_slot *state = arena_slot_at(arena, slot);
    *state = (struct arena_slot){
        .state = (uint64_t)kind << STATE_KIND_SHIFT | value, .refs = 1, .generation = state->generation + 1};
    handle_entries(client->block)[index] =
        (struct handle_entry){.tag = kind | flags, .access = 0x1f0003, .slot = slot, .fd = -1};
    if (client->block->handle_high_water <= index) client->block->handle_high_water = index + 1;
    return slot;
}

#endif
