/* Named pipes.
 *
 * Windows: a name has instances; each is listening, connected, closing (the client has closed) or disconnected. A fresh
 * instance listens; after DisconnectNamedPipe it listens again once ConnectNamedPipe is called. Opening the name takes
 * an instance that listens. Here: the server keeps names and states; data goes through a pair of connected sockets, one
 * for each end: SOCK_STREAM for byte pipes, SOCK_SEQPACKET for message pipes. The client's end goes out with the answer
 * to pipe_open, the server process fetches its end with pipe_take. Who closes is seen on the socket by the other side,
 * and here by its handle. */
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include "request.h"
#include "slots.h"

#define BUCKET_COUNT      256u
#define LONGEST_NAME      32767u
#define PIPE_TYPE_MESSAGE 1u
#define FILE_SHARE_READ   1u
#define FILE_SHARE_WRITE  2u
#define READ_RIGHTS       0x90000001u /* FILE_READ_DATA, GENERIC_READ, GENERIC_ALL */
#define WRITE_RIGHTS      0x50000002u /* FILE_WRITE_DATA, GENERIC_WRITE, GENERIC_ALL */
#define UNLIMITED         255u
#define LARGEST_QUOTA     (1 << 20)
enum { DISPOSITION_OPEN = 1, DISPOSITION_CREATE = 2, DISPOSITION_OPEN_IF = 3 };
enum pipe_state {
    PIPE_DISCONNECTED = 1,
    PIPE_LISTENING = 2,
    PIPE_CONNECTED = 3,
    PIPE_CLOSING = 4
}; /* FILE_PIPE_*_STATE */

/* A slot that somebody waits on; not signalled any more once the slot has another object. */
struct waiting_slot {
    uint32_t slot, generation;
};

struct name_waiter {
    struct name_waiter *next;
    uint32_t pid;
    struct waiting_slot slot;
};

struct pipe_name {
    struct pipe_name *next_in_bucket;
    uint16_t *chars;
    uint32_t length, hash;
    uint32_t type, share, maximum_instances, instance_count;
    uint32_t inbound_quota, outbound_quota;
    struct pipe_end *first_instance, **last_instance;
    struct name_waiter *waiters;
};

struct pipe_end {
    struct object object;
    struct pipe_name *name; /* server end, while it has handles */
    struct pipe_end *next_instance;
    struct pipe_end *peer; /* while connected */
    bool is_server;
    enum pipe_state state;
    int arrived_fd; /* server end: its socket, until it is taken */
    struct waiting_slot listener;
    uint32_t server_pid, client_pid, type;
};

static struct pipe_name *buckets[BUCKET_COUNT];

/* --- names --- */

static struct waiting_slot waiting_on(uint32_t slot)
{
    return (struct waiting_slot){slot, slot ? arena_slot_at(arena, slot)->generation : 0};
}

static void wake_slot(struct waiting_slot *waiting)
{
    if (waiting->slot && arena_slot_at(arena, waiting->slot)->generation == waiting->generation)
        slot_signal(waiting->slot, 1);
    waiting->slot = 0;
}

static struct pipe_name *name_find(struct text text)
{
    uint32_t hash = text_hash(text);
    struct pipe_name *name = buckets[hash % BUCKET_COUNT];
    while (name && (name->hash != hash || !text_equal((struct text){name->chars, name->length}, text, true)))
        name = name->next_in_bucket;
    return name;
}

static struct pipe_name *name_new(struct text text, const struct request_pipe_create_in *in)
{
    struct pipe_name *name = calloc(1, sizeof(*name));
    if (!name || !(name->chars = text_copy(text))) {
        free(name);
        return NULL;
    }
    name->length = text.length;
    name->hash = text_hash(text);
    name->type = in->pipe_type;
    name->share = in->share;
    name->maximum_instances = in->maximum_instances;
    name->inbound_quota = in->inbound_quota;
    name->outbound_quota = in->outbound_quota;
    name->last_instance = &name->first_instance;
    name->next_in_bucket = buckets[name->hash % BUCKET_COUNT];
    buckets[name->hash % BUCKET_COUNT] = name;
    return name;
}

static void wake_name_waiters(struct pipe_name *name)
{
    for (struct name_waiter *waiter; (waiter = name->waiters);) {
        name->waiters = waiter->next;
        wake_slot(&waiter->slot);
        free(waiter);
    }
}

static void name_release(struct pipe_name *name)
{
    if (name->first_instance) return;
    struct pipe_name **place = &buckets[name->hash % BUCKET_COUNT];
    while (*place != name) place = &(*place)->next_in_bucket;
    *place = name->next_in_bucket;
    wake_name_waiters(name);
    free(name->chars);
    free(name);
}

/* --- ends --- */

static void forget_arrived(struct pipe_end *end)
{
    if (end->arrived_fd >= 0) close(end->arrived_fd);
    end->arrived_fd = -1;
}

static void part(struct pipe_end *end, enum pipe_state state)
{
    if (end->peer) {
        end->peer->peer = NULL;
        end->peer->state = end->is_server && state == PIPE_DISCONNECTED ? PIPE_DISCONNECTED : PIPE_CLOSING;
    }
    end->peer = NULL;
    end->state = state;
}

static void pipe_last_handle_closed(struct object *object)
{
    struct pipe_end *end = (struct pipe_end *)object;
    struct pipe_name *name = end->name;
    part(end, PIPE_CLOSING);
    forget_arrived(end);
    if (!name) return;
    struct pipe_end **place = &name->first_instance;
    while (*place != end) place = &(*place)->next_instance;
    *place = end->next_instance;
    if (!end->next_instance) name->last_instance = place;
    end->name = NULL;
    name->instance_count--;
    name_release(name);
}

static void pipe_describe(struct object *object, char *text, size_t size)
{
    static const char *const states[] = {"?", "disconnected", "listening", "connected", "closing"};
    const struct pipe_end *end = (struct pipe_end *)object;
    char name[600] = "";
    if (end->name) text_to_utf8((struct text){end->name->chars, end->name->length}, name, sizeof(name));
    snprintf(text, size, "%s end %s, %s", end->is_server ? "server" : "client", name, states[end->state]);
}

static const struct object_operations pipe_operations = {
    .kind = OBJECT_PIPE,
    .type_name = "File",
    .process_closed = object_no_process_closed,
    .last_handle_closed = pipe_last_handle_closed,
    .destroy = object_free,
    .descriptor = object_descriptor,
    .describe = pipe_describe,
};

static struct pipe_end *end_new(struct request *request, uint32_t slot)
{
    struct pipe_end *end = calloc(1, sizeof(*end));
    if (!end || !object_init(&end->object, &pipe_operations)) {
        free(end);
        return NULL;
    }
    end->arrived_fd = -1;
    if (slot_adopt(slot, request->process->pid, &end->object)) end->object.slot = slot;
    if (reference_add(request->process, &end->object)) {
        object_drop(&end->object); /* the process has it now */
        return end;
    }
    object_drop(&end->object);
    return NULL;
}

static struct pipe_end *end_find(struct request *request, uint64_t id)
{
    struct object *object = reference_find(request->process, id, OBJECT_PIPE);
    return object && object->operations == &pipe_operations ? (struct pipe_end *)object : NULL;
}

static struct pipe_end *server_end_find(struct request *request, uint64_t id)
{
    struct pipe_end *end = end_find(request, id);
    return end && end->is_server ? end : NULL;
}

/* --- requests of the server side --- */

static NTSTATUS check_further_instance(const struct pipe_name *name, const struct request_pipe_create_in *in)
{
    if (in->disposition == DISPOSITION_CREATE) return STATUS_ACCESS_DENIED; /* FILE_FLAG_FIRST_PIPE_INSTANCE */
    if (name->maximum_instances < UNLIMITED && name->instance_count >= name->maximum_instances)
        return STATUS_INSTANCE_NOT_AVAILABLE;
    return name->type != in->pipe_type || name->share != in->share ? STATUS_ACCESS_DENIED : STATUS_SUCCESS;
}

NTSTATUS handle_pipe_create(struct request *request, const struct request_pipe_create_in *in,
                            struct request_pipe_create_out *out)
{
    struct text text = request_text(request);
    if (!text.length || text.length > LONGEST_NAME || !in->maximum_instances || !(in->share & 3))
        return STATUS_INVALID_PARAMETER;
    if (in->disposition < DISPOSITION_OPEN || in->disposition > DISPOSITION_OPEN_IF) return STATUS_INVALID_PARAMETER;
    struct pipe_name *name = name_find(text);
    if (!name && in->disposition == DISPOSITION_OPEN) return STATUS_OBJECT_NAME_NOT_FOUND;
    NTSTATUS status = name ? check_further_instance(name, in) : STATUS_SUCCESS;
    if (status) return status;
    out->created = !name;
    if (!name && !(name = name_new(text, in))) return STATUS_NO_MEMORY;
    struct pipe_end *end = end_new(request, in->slot);
    if (!end) {
        name_release(name);
        return STATUS_NO_MEMORY;
    }
    end->is_server = true;
    end->name = name;
    end->type = name->type;
    end->state = PIPE_LISTENING;
    end->server_pid = request->process->pid;
    *name->last_instance = end;
    name->last_instance = &end->next_instance;
    name->instance_count++;
    out->object = end->object.id;
    wake_name_waiters(name);
    return STATUS_SUCCESS;
}

NTSTATUS handle_pipe_listen(struct request *request, const struct request_pipe_listen_in *in,
                            struct request_pipe_listen_out *out)
{
    struct pipe_end *end = server_end_find(request, in->object);
    (void)out;
    if (!end) return STATUS_INVALID_HANDLE;
    if (in->wait_slot && !process_may_use_slot(request->process, in->wait_slot)) return STATUS_INVALID_PARAMETER;
    if (end->state == PIPE_CONNECTED) return STATUS_PIPE_CONNECTED;
    if (end->state == PIPE_CLOSING) return STATUS_PIPE_CLOSING;
    if (end->state == PIPE_DISCONNECTED) {
        end->state = PIPE_LISTENING;
        wake_name_waiters(end->name);
    }
    end->listener = waiting_on(in->wait_slot);
    return in->wait_slot ? STATUS_PENDING : STATUS_PIPE_LISTENING;
}

NTSTATUS handle_pipe_take(struct request *request, const struct request_pipe_take_in *in,
                          struct request_pipe_take_out *out)
{
    struct pipe_end *end = server_end_find(request, in->object);
    if (!end) return STATUS_INVALID_HANDLE;
    out->connected = end->arrived_fd >= 0;
    out->client_pid = end->client_pid;
    if (!out->connected) return STATUS_SUCCESS;
    request_answer_fd(request, end->arrived_fd, true);
    end->arrived_fd = -1;
    return STATUS_SUCCESS;
}

NTSTATUS handle_pipe_disconnect(struct request *request, const struct request_pipe_disconnect_in *in,
                                struct request_pipe_disconnect_out *out)
{
    struct pipe_end *end = server_end_find(request, in->object);
    (void)out;
    if (!end) return STATUS_INVALID_HANDLE;
    if (end->state == PIPE_DISCONNECTED) return STATUS_PIPE_DISCONNECTED;
    if (end->object.fd >= 0) { /* a copy kept for other processes is of the old connection */
        shutdown(end->object.fd, SHUT_RDWR);
        close(end->object.fd);
        end->object.fd = -1;
    }
    part(end, PIPE_DISCONNECTED);
    forget_arrived(end);
    wake_slot(&end->listener);
    return STATUS_SUCCESS;
}

/* --- requests of the client side --- */

static struct pipe_end *find_listening(const struct pipe_name *name)
{
    struct pipe_end *end = name->first_instance;
    while (end && end->state != PIPE_LISTENING) end = end->next_instance;
    return end;
}

static void set_quota(int fd, uint32_t quota)
{
    int size = quota > LARGEST_QUOTA ? LARGEST_QUOTA : (int)quota;
    if (size > 65536)
        setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size,
                   sizeof(size)); /* small quotas are advice: the default holds more */
}

static NTSTATUS connect_ends(struct request *request, struct pipe_end *server_end, struct pipe_end *client_end)
{
    const struct pipe_name *name = server_end->name;
    int pair[2];
    int kind = name->type & PIPE_TYPE_MESSAGE ? SOCK_SEQPACKET : SOCK_STREAM;
    if (socketpair(AF_UNIX, kind | SOCK_CLOEXEC, 0, pair)) return STATUS_INSUFFICIENT_RESOURCES;
    set_quota(pair[0], name->outbound_quota);
    set_quota(pair[1], name->inbound_quota);
    server_end->arrived_fd = pair[0];
    server_end->client_pid = client_end->client_pid = request->process->pid;
    client_end->server_pid = server_end->server_pid;
    client_end->type = name->type;
    server_end->peer = client_end;
    client_end->peer = server_end;
    server_end->state = client_end->state = PIPE_CONNECTED;
    request_answer_fd(request, pair[1], true);
    wake_slot(&server_end->listener);
    return STATUS_SUCCESS;
}

NTSTATUS handle_pipe_open(struct request *request, const struct request_pipe_open_in *in,
                          struct request_pipe_open_out *out)
{
    struct pipe_name *name = name_find(request_text(request));
    if (!name) return STATUS_OBJECT_NAME_NOT_FOUND;
    if (in->access & READ_RIGHTS && !(name->share & FILE_SHARE_READ)) return STATUS_ACCESS_DENIED;
    if (in->access & WRITE_RIGHTS && !(name->share & FILE_SHARE_WRITE)) return STATUS_ACCESS_DENIED;
    struct pipe_end *server_end = find_listening(name);
    if (!server_end) return STATUS_PIPE_NOT_AVAILABLE;
    struct pipe_end *client_end = end_new(request, in->slot);
    if (!client_end) return STATUS_NO_MEMORY;
    NTSTATUS status = connect_ends(request, server_end, client_end);
    if (status) {
        reference_remove(request->process, &client_end->object);
        return status;
    }
    out->object = client_end->object.id;
    out->pipe_type = name->type;
    out->server_pid = server_end->server_pid;
    return STATUS_SUCCESS;
}

NTSTATUS handle_pipe_wait(struct request *request, const struct request_pipe_wait_in *in,
                          struct request_pipe_wait_out *out)
{
    struct pipe_name *name = name_find(request_text(request));
    (void)out;
    if (!name) return STATUS_OBJECT_NAME_NOT_FOUND;
    if (find_listening(name)) return STATUS_SUCCESS;
    if (!process_may_use_slot(request->process, in->wait_slot)) return STATUS_INVALID_PARAMETER;
    struct name_waiter *waiter = malloc(sizeof(*waiter));
    if (!waiter) return STATUS_NO_MEMORY;
    *waiter = (struct name_waiter){name->waiters, request->process->pid, waiting_on(in->wait_slot)};
    name->waiters = waiter;
    return STATUS_PENDING;
}

NTSTATUS handle_pipe_query(struct request *request, const struct request_pipe_query_in *in,
                           struct request_pipe_query_out *out)
{
    const struct pipe_end *end = end_find(request, in->object);
    if (!end) return STATUS_INVALID_HANDLE;
    const struct pipe_name *name = end->name ? end->name : end->peer ? end->peer->name : NULL;
    *out = (struct request_pipe_query_out){
        .pipe_type = end->type,
        .state = end->state,
        .server_pid = end->server_pid,
        .client_pid = end->client_pid,
        .maximum_instances = name ? name->maximum_instances : 0,
        .instances = name ? name->instance_count : 0,
        .inbound_quota = name ? name->inbound_quota : 0,
        .outbound_quota = name ? name->outbound_quota : 0,
    };
    return STATUS_SUCCESS;
}

NTSTATUS handle_pipe_list(struct request *request, const struct request_pipe_list_in *in,
                          struct request_pipe_list_out *out)
{
    (void)in;
    for (uint32_t i = 0; i < BUCKET_COUNT; i++) {
        for (const struct pipe_name *name = buckets[i]; name; name = name->next_in_bucket) {
            uint16_t size = (uint16_t)(2 * name->length);
            if (!request_answer_data(request, &size, sizeof(size)) || !request_answer_data(request, name->chars, size))
                return STATUS_NO_MEMORY;
            out->count++;
        }
    }
    return STATUS_SUCCESS;
}
