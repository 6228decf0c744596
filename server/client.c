/* Connections: bytes in, messages to dispatch, answers out. Nothing here waits: what a socket does not take is queued,
 * and a client that lets its queue grow too long is dropped. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include "request.h"
#include "server.h"
#include "windows.h"

#define RECEIVE_SIZE    65536u
#define LONGEST_MESSAGE (MESSAGE_DATA_MAX + 4096u)
#define LONGEST_QUEUE   (2 * (size_t)LONGEST_MESSAGE)
#define MOST_FDS        4u

struct out_message {
    struct out_message *next;
    size_t size, sent;
    int fds[3];
    unsigned fd_count;
    uint8_t bytes[];
};

struct client *clients;
uint32_t client_count;
bool clients_died;

struct client *client_new(int fd)
{
    struct client *client = calloc(1, sizeof(*client));
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = client};
    if (!client || epoll_ctl(server.epoll_fd, EPOLL_CTL_ADD, fd, &event)) {
        free(client);
        close(fd);
        return NULL;
    }
    client->fd = fd;
    client->queue_end = &client->queue;
    client->next = clients;
    if (clients) clients->previous = client;
    clients = client;
    client_count++;
    return client;
}

static void free_message(struct out_message *message)
{
    for (unsigned i = 0; i < message->fd_count; i++) close(message->fds[i]);
    free(message);
}

void client_drop(struct client *client)
{
    struct process *process = client->process;
    if (client->next) client->next->previous = client->previous;
    if (client->previous)
        client->previous->next = client->next;
    else
        clients = client->next;
    client_count--;
    close(client->fd);
    for (unsigned i = 0; i < client->fd_count; i++) close(client->fds[i]);
    for (struct out_message *message = client->queue, *next; message; message = next) {
        next = message->next;
        free_message(message);
    }
    free(client->pending);
    control_client_gone(client);
    desktop_client_gone(client);
    clipboard_client_gone(client);
    if (client->is_control) {
        process->control = NULL;
        process->control_idle = false;
    }
    bool ends_process = process && !client->is_control;
    free(client);
    if (!process) return;
    if (ends_process) process_end(process);
    object_drop(&process->object);
}

/* --- receiving --- */

static void claim_fds(struct client *client, struct msghdr *message)
{
    for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c; c = CMSG_NXTHDR(message, c)) {
        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS) continue;
        size_t count = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < count; i++) {
            int fd;
            memcpy(&fd, CMSG_DATA(c) + i * sizeof(int), sizeof(int));
            if (client->fd_count < MOST_FDS)
                client->fds[client->fd_count++] = fd;
            else
                close(fd);
        }
    }
}

/* Handles the complete messages at the start of `bytes`; returns how many bytes that were. The rest is less than one
 * message. */
static size_t consume(struct client *client, const uint8_t *bytes, size_t size)
{
    size_t used = 0;
    while (!client->dead && size - used >= sizeof(struct message_header)) {
        struct message_header header;
        memcpy(&header, bytes + used, sizeof(header));
        if (header.size < sizeof(header) || header.size > LONGEST_MESSAGE) {
            client_give_up(client);
            break;
        }
        if (header.size > size - used) break;
        if (!dispatch(client, &header, bytes + used + sizeof(header))) client_give_up(client);
        used += header.size;
    }
    return used;
}

static bool append_pending(struct client *client, const uint8_t *bytes, size_t size)
{
    if (client->pending_size + size > client->pending_capacity) {
        size_t capacity = client->pending_size + size + RECEIVE_SIZE;
        if (capacity < 2 * (size_t)client->pending_capacity) capacity = 2 * (size_t)client->pending_capacity;
        uint8_t *larger = realloc(client->pending, capacity);
        if (!larger) return false;
        client->pending = larger;
        client->pending_capacity = (uint32_t)capacity;
    }
    memcpy(client->pending + client->pending_size, bytes, size);
    client->pending_size += (uint32_t)size;
    return true;
}

static void receive_more(struct client *client, const uint8_t *bytes, size_t size)
{
    if (!append_pending(client, bytes, size)) {
        client_give_up(client);
        return;
    }
    size_t used = consume(client, client->pending, client->pending_size);
    client->pending_size -= (uint32_t)used;
    if (client->pending_size) {
        memmove(client->pending, client->pending + used, client->pending_size);
    } else {
        free(client->pending);
        client->pending = NULL;
        client->pending_capacity = 0;
    }
}

void client_readable(struct client *client)
{
    static uint8_t buffer[RECEIVE_SIZE] __attribute__((aligned(16)));
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(MOST_FDS * sizeof(int))];
    } control;
    struct iovec part = {buffer, sizeof(buffer)};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof(control)};
    ssize_t got = recvmsg(client->fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got <= 0) {
        client_give_up(client);
        return;
    }
    if (message.msg_controllen) claim_fds(client, &message);
    if (client->pending_size) {
        receive_more(client, buffer, (size_t)got);
        return;
    }
    size_t used = consume(client, buffer, (size_t)got);
    if (used < (size_t)got && !client->dead && !append_pending(client, buffer + used, (size_t)got - used))
        client_give_up(client);
}

/* --- sending --- */

static void watch(struct client *client, bool writable)
{
    struct epoll_event event = {.events = writable ? EPOLLIN | EPOLLOUT : EPOLLIN, .data.ptr = client};
    if (client->wants_writable == writable) return;
    client->wants_writable = writable;
    if (epoll_ctl(server.epoll_fd, EPOLL_CTL_MOD, client->fd, &event)) client_give_up(client);
}

/* Bytes that the socket took; -1: the client has gone. */
static ssize_t try_send(const struct client *client, const uint8_t *bytes, size_t size, const int *fds,
                        unsigned fd_count)
{
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(3 * sizeof(int))];
    } control;
    struct iovec part = {(void *)bytes, size};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (fd_count) {
        memset(&control, 0, sizeof(control));
        message.msg_control = &control;
        message.msg_controllen = CMSG_SPACE(fd_count * sizeof(int));
        control.header = (struct cmsghdr){
            .cmsg_len = CMSG_LEN(fd_count * sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
        memcpy(CMSG_DATA(&control.header), fds, fd_count * sizeof(int));
    }
    ssize_t sent = sendmsg(client->fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
    return sent < 0 && (errno == EAGAIN || errno == EINTR || errno == ENOBUFS) ? 0 : sent;
}

static void enqueue(struct client *client, const uint8_t *bytes, size_t size, const int *fds, unsigned fd_count)
{
    struct out_message *message = client->queued + size > LONGEST_QUEUE ? NULL : malloc(sizeof(*message) + size);
    if (!message) {
        client_give_up(client);
        return;
    }
    *message = (struct out_message){.size = size};
    memcpy(message->bytes, bytes, size);
    for (unsigned i = 0; i < fd_count; i++) {
        int copy = dup(fds[i]);
        if (copy < 0)
            client_give_up(client);
        else
            message->fds[message->fd_count++] = copy;
    }
    *client->queue_end = message;
    client->queue_end = &message->next;
    client->queued += size;
    watch(client, true);
}

void client_send(struct client *client, const uint8_t *bytes, size_t size, const int *fds, unsigned fd_count)
{
    if (client->dead) return;
    ssize_t sent = client->queue ? 0 : try_send(client, bytes, size, fds, fd_count);
    if (sent < 0)
        client_give_up(client);
    else if ((size_t)sent < size)
        enqueue(client, bytes + sent, size - (size_t)sent, fds, sent ? 0 : fd_count);
}

void client_writable(struct client *client)
{
    struct out_message *message;
    while ((message = client->queue)) {
        ssize_t sent = try_send(client, message->bytes + message->sent, message->size - message->sent, message->fds,
                                message->sent ? 0 : message->fd_count);
        if (sent < 0) client_give_up(client);
        if (sent <= 0) return;
        message->sent += (size_t)sent;
        if (message->sent < message->size) return;
        client->queue = message->next;
        if (!client->queue) client->queue_end = &client->queue;
        client->queued -= message->size;
        free_message(message);
    }
    watch(client, false);
}

void client_answer(struct client *client, uint16_t code, NTSTATUS status, const void *out, uint32_t out_size)
{
    uint8_t bytes[256];
    struct message_header header = {
        .size = (uint32_t)sizeof(header) + out_size, .code = code, .status = status, .fixed_size = out_size};
    if (out_size > sizeof(bytes) - sizeof(header)) return;
    memcpy(bytes, &header, sizeof(header));
    memcpy(bytes + sizeof(header), out, out_size);
    client_send(client, bytes, header.size, NULL, 0);
}
