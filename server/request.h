/* A request under way, and clients: connections on which requests come. */
#ifndef SERVER_REQUEST_H
#define SERVER_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "requests.h"
#include "ntstatus.h"
#include "object.h"
#include "process.h"
#include "text.h"

struct request {
    struct client *client;
    struct process *process; /* NULL before process_init */
    uint32_t tid;            /* of the caller, as it says */
    const uint8_t *data;     /* behind the fixed struct, aligned to 2 */
    uint32_t data_size;
    int fd;         /* came along, -1: none. Closed afterwards unless taken (set to -1) */
    int out_fds[3]; /* to go along with the answer */
    unsigned out_fd_count;
    bool close_out_fds; /* once sent */
    bool deferred;      /* the answer comes later: client_answer() */
};

/* The request's data as UTF-16. */
static inline struct text request_text(const struct request *request)
{
    return (struct text){(const uint16_t *)(const void *)request->data, request->data_size / 2};
}
static inline int request_take_fd(struct request *request)
{
    int fd = request->fd;
    request->fd = -1;
    return fd;
}
static inline void request_answer_fd(struct request *request, int fd, bool close_it)
{
    request->out_fds[request->out_fd_count++] = fd;
    request->close_out_fds = close_it;
}
/* Room for `size` bytes of data in the answer, in addition to what is there; NULL when the answer would be too long. */
void *request_answer_space(struct request *request, uint32_t size);
static inline bool request_answer_data(struct request *request, const void *data, uint32_t size);

#include <string.h>
static inline bool request_answer_data(struct request *request, const void *data, uint32_t size)
{
    void *space = request_answer_space(request, size);
    if (space && size) memcpy(space, data, size);
    return space != NULL;
}
/* Takes back the last `size` bytes of answer data. */
void request_answer_truncate(struct request *request, uint32_t size);

/* Handlers: one for each line of requests.def. */
#define REQUEST(name, in_fields, out_fields)                                                                           \
    NTSTATUS handle_##name(struct request *request, const struct request_##name##_in *in,                              \
                           struct request_##name##_out *out);
#define REQUEST_ONE_WAY(name, in_fields)                                                                               \
    NTSTATUS handle_##name(struct request *request, const struct request_##name##_in *in);
#include "requests.def"
#undef REQUEST
#undef REQUEST_ONE_WAY

/* --- client.c --- */
struct client {
    struct client *next, *previous;
    int fd;
    struct process *process;
    bool dead; /* to be dropped */
    bool is_control; /* the second connection of its process (control.c) */
    bool is_desktop; /* of winrun-desktop (desktop_client.c) */
    bool wants_writable;
    uint8_t *pending; /* the beginning of a message whose rest has not come */
    uint32_t pending_size, pending_capacity;
    int fds[4]; /* came, not yet claimed by a message */
    unsigned fd_count;
    struct out_message *queue, **queue_end; /* not yet taken by the socket */
    size_t queued;
    uint16_t deferred_code; /* of the request that is answered later */
};

extern struct client *clients;
extern uint32_t client_count;
extern bool clients_died; /* some client is marked and waits to be dropped at the end of the round */

static inline void client_give_up(struct client *client)
{
    client->dead = clients_died = true;
}

struct client *client_new(int fd);
void client_drop(struct client *client); /* closes it and ends its process */
void client_readable(struct client *client);
void client_writable(struct client *client);
/* Sends a message, or queues what the socket does not take. */
void client_send(struct client *client, const uint8_t *bytes, size_t size, const int *fds, unsigned fd_count);
/* Sends an answer that was deferred. */
void client_answer(struct client *client, uint16_t code, NTSTATUS status, const void *out, uint32_t out_size);

/* --- dispatch.c --- */
/* Handles one complete message; its answer, if any, is sent. False: the client broke the protocol. */
bool dispatch(struct client *client, const struct message_header *header, const uint8_t *body);

#endif
