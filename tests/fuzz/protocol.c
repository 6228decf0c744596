/* winrun-server against hostile clients. The input is a list of steps for two clients and the memory they share with
 * the server:
 *
 *     0x00-0xef
 *         a request of client (byte modulo 2): its code, one byte of fixed struct length, two of data length, the
 *         bytes; 64-bit words of the fixed struct from 0xf0 to 0xff stand for object ids that the server has answered,
 * 32-bit words from 0xd0 to 0xdb for windows that it has answered, 0xdc and 0xdd for an arena slot and the thread of
 * the client, 0xde for the other client's thread 0xf0-0xf7 raw bytes for a client: length (one byte), bytes 0xf8-0xfb
 *         scribbling into a process block: three bytes of offset, length, bytes
 *     0xfc-0xfd
 *         scribbling into the arena, likewise
 *     0xfe
 *         both clients are replaced by new ones; after a byte 0xfe the first is a winrun-desktop
 *     0xff
 *         a request with a descriptor
 *
 * Nothing may crash, leak or hang, and when all clients have gone nothing may live but what lives from the start. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "../../server/registry.h"
#include "../../server/request.h"
#include "../../server/server.h"
#include "../../server/slots.h"
#include "../../server/windows.h"

#define NO_SUCH_PROCESS 0x7ffffff0
#define KNOWN_IDS       16
#define KNOWN_WINDOWS   12

struct input {
    const uint8_t *at;
    size_t left;
};

static int sockets[2] = {-1, -1};
static uint64_t known_ids[KNOWN_IDS];
static unsigned next_id;
static uint32_t known_windows[KNOWN_WINDOWS];
static unsigned next_window;
static uint32_t objects_at_start;

/* The server must not kill or start anybody on behalf of a fuzzer. */
int kill(pid_t pid, int number)
{
    (void)pid;
    (void)number;
    return 0;
}

int posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
                const posix_spawnattr_t *attributes, char *const arguments[], char *const environment[])
{
    (void)pid, (void)path, (void)actions, (void)attributes, (void)arguments, (void)environment;
    return ENOENT;
}

static unsigned take_byte(struct input *input)
{
    if (!input->left) return 0;
    input->left--;
    return *input->at++;
}

static struct input take_bytes(struct input *input, size_t count)
{
    struct input part = {input->at, count < input->left ? count : input->left};
    input->at += part.left;
    input->left -= part.left;
    return part;
}

/* Answers are read away; what looks like an object id at their beginning is remembered. */
static void read_answers(unsigned client)
{
    static uint8_t bytes[1 << 16];
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(8 * sizeof(int))];
    } control;
    for (int i = 0; i < 100; i++) {
        struct iovec part = {bytes, sizeof(bytes)};
        struct msghdr message = {
            .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof(control)};
        ssize_t got = recvmsg(sockets[client], &message, MSG_DONTWAIT);
        if (got <= 0) return;
        for (struct cmsghdr *c = CMSG_FIRSTHDR(&message); c; c = CMSG_NXTHDR(&message, c)) {
            size_t count = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
            for (size_t j = 0; j < count; j++) {
                int fd;
                memcpy(&fd, CMSG_DATA(c) + j * sizeof(int), sizeof(int));
                close(fd);
            }
        }
        for (size_t offset = sizeof(struct message_header); offset + 8 <= (size_t)got && offset < 64; offset += 8) {
            uint64_t word;
            memcpy(&word, bytes + offset, 8);
            if (object_find(word)) known_ids[next_id++ % KNOWN_IDS] = word;
            if (window_find((uint32_t)word)) known_windows[next_window++ % KNOWN_WINDOWS] = (uint32_t)word;
        }
    }
}

static void rounds(void)
{
    for (int i = 0; i < 3; i++) core_round(0);
    for (unsigned client = 0; client < 2; client++) read_answers(client);
}

static void send_bytes(unsigned client, const void *bytes, size_t size, int fd)
{
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(sizeof(int))];
    } control = {.header = {.cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS}};
    struct iovec part = {(void *)bytes, size};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = fd >= 0 ? &control : NULL,
                             .msg_controllen = fd >= 0 ? sizeof(control) : 0};
    memcpy(CMSG_DATA(&control.header), &fd, sizeof(int));
    if (size && sendmsg(sockets[client], &message, MSG_NOSIGNAL | MSG_DONTWAIT) < 0) return;
    rounds();
}

static struct process *process_of_client(unsigned client)
{
    struct process *process = processes;
    return client && process && process->next ? process->next : process;
}

static uint32_t stands_for(uint32_t word, unsigned client)
{
    const struct process *own = process_of_client(client), *other = process_of_client(!client);
    if (word >= 0xd0 && word < 0xd0 + KNOWN_WINDOWS) return known_windows[word - 0xd0];
    if (word == 0xdc && own) return own->main_thread_slot;
    if (word == 0xdd && own) return own->main_tid;
    if (word == 0xde && other) return other->main_tid;
    return word;
}

static void send_request(unsigned client, struct input *input, bool with_fd)
{
    uint8_t bytes[1 << 17] = {0};
    unsigned code = take_byte(input) % REQUEST_CODE_COUNT, fixed = take_byte(input), data = take_byte(input);
    data |= take_byte(input) << 8;
    struct input fixed_bytes = take_bytes(input, fixed), data_bytes = take_bytes(input, data);
    struct message_header header = {.size = (uint32_t)(sizeof(header) + fixed + data_bytes.left),
                                    .code = (uint16_t)code,
                                    .flags = with_fd ? MESSAGE_HAS_FD : 0,
                                    .status = (int32_t)stands_for(0xdd, client),
                                    .fixed_size = fixed};
    memcpy(bytes, &header, sizeof(header));
    uint8_t *body = bytes + sizeof(header);
    memcpy(body, fixed_bytes.at, fixed_bytes.left);
    for (size_t offset = 0; offset + 8 <= fixed; offset += 8) {
        uint64_t word;
        memcpy(&word, body + offset, 8);
        if (word >= 0xf0 && word <= 0xff) memcpy(body + offset, &known_ids[word - 0xf0], 8);
    }
    for (size_t offset = 0; offset + 4 <= fixed; offset += 4) {
        uint32_t word;
        memcpy(&word, body + offset, 4);
        word = stands_for(word, client);
        memcpy(body + offset, &word, 4);
    }
    if (code == request_code_process_init) memcpy(body + 4, &(int32_t){NO_SUCH_PROCESS}, 4);
    memcpy(body + fixed, data_bytes.at, data_bytes.left);
    int fd = with_fd ? open("/dev/null", O_RDWR | O_CLOEXEC) : -1;
    send_bytes(client, bytes, header.size, fd);
    if (fd >= 0) close(fd);
}

static void scribble(struct input *input, uint8_t *memory, size_t size)
{
    size_t offset = take_byte(input);
    offset |= (size_t)take_byte(input) << 8;
    offset |= (size_t)take_byte(input) << 16;
    struct input bytes = take_bytes(input, take_byte(input));
    if (memory && offset < size && bytes.left <= size - offset) memcpy(memory + offset, bytes.at, bytes.left);
}

static void connect_clients(bool with_desktop)
{
    struct {
        struct message_header header;
        struct request_process_init_in in;
    } message = {{.size = sizeof(message), .code = request_code_process_init, .fixed_size = sizeof(message.in)},
                 {.version = PROTOCOL_VERSION, .unix_pid = NO_SUCH_PROCESS, .machine = 0x8664}};
    struct {
        struct message_header header;
        struct request_desktop_attach_in in;
    } attach = {{.size = sizeof(attach), .code = request_code_desktop_attach, .fixed_size = sizeof(attach.in)},
                {.version = PROTOCOL_VERSION, .unix_pid = NO_SUCH_PROCESS}};
    for (unsigned i = 0; i < 2; i++) {
        int pair[2];
        if (sockets[i] >= 0) close(sockets[i]);
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) || !client_new(pair[0])) abort();
        sockets[i] = pair[1];
    }
    for (unsigned i = with_desktop; i < 2; i++) send_bytes(i, &message, sizeof(message), -1);
    if (with_desktop) send_bytes(0, &attach, sizeof(attach), -1);
}

static void step(struct input *input)
{
    unsigned kind = take_byte(input);
    struct process *process = process_of_client(kind & 1);
    if (kind < 0xf0)
        send_request(kind & 1, input, false);
    else if (kind < 0xf8) {
        struct input bytes = take_bytes(input, take_byte(input));
        send_bytes(kind & 1, bytes.at, bytes.left, -1);
    } else if (kind < 0xfc)
        scribble(input, process ? (uint8_t *)process->block : NULL, PROCESS_BLOCK_SIZE);
    else if (kind < 0xfe)
        scribble(input, arena, ARENA_SIZE);
    else if (kind == 0xfe)
        connect_clients(take_byte(input) == 0xfe);
    else
        send_request(0, input, true);
}

static void begin(void)
{
    static bool begun;
    if (begun) return;
    begun = true;
    log_open(true);
    if (!freopen("/dev/null", "w", stdout) || !core_init(NULL)) abort();
    objects_at_start = object_count();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static unsigned iterations;
    struct input input = {data, size};
    begin();
    connect_clients(false);
    for (int steps = 0; input.left && steps < 200; steps++) step(&input);
    for (unsigned i = 0; i < 2; i++) {
        close(sockets[i]);
        sockets[i] = -1;
    }
    for (int i = 0; i < 5; i++) core_round(0);
    server.ending = server.stop = false;
    if (client_count || process_count || object_count() != objects_at_start) {
        fprintf(stderr, "%u clients, %u processes, %u objects remain (%u at start)\n", client_count, process_count,
                object_count(), objects_at_start);
        abort();
    }
    if (++iterations % 64 == 0) registry_close();
    return 0;
}
