/* From a message to its handler and back. The table comes from requests.def, as do the field lists of the trace
 * printer. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "request.h"
#include "server.h"
#include "windows.h"

/* --- tables --- */

struct field {
    const char *name;
    uint16_t size;
};

#define FIELD(type, name)        {#name, sizeof(type)},
#define ARRAY(type, name, count) {#name, sizeof(type) * (count)},
#define NOTHING                  {"unused", sizeof(uint32_t)},
#define REQUEST(name, in_fields, out_fields)                                                                           \
    static const struct field in_fields_##name[] = {in_fields{NULL, 0}}, out_fields_##name[] = {out_fields{NULL, 0}};
#define REQUEST_ONE_WAY(name, in_fields) static const struct field in_fields_##name[] = {in_fields{NULL, 0}};
#include "requests.def"
#undef REQUEST
#undef REQUEST_ONE_WAY

#define REQUEST(name, in_fields, out_fields)                                                                           \
    static NTSTATUS call_##name(struct request *request, const void *in, void *out)                                    \
    {                                                                                                                  \
        return handle_##name(request, in, out);                                                                        \
    }
#define REQUEST_ONE_WAY(name, in_fields)                                                                               \
    static NTSTATUS call_##name(struct request *request, const void *in, void *out)                                    \
    {                                                                                                                  \
        (void)out;                                                                                                     \
        return handle_##name(request, in);                                                                             \
    }
#include "requests.def"
#undef REQUEST
#undef REQUEST_ONE_WAY

struct request_facts {
    const char *name;
    NTSTATUS (*call)(struct request *request, const void *in, void *out);
    uint16_t in_size, out_size; /* out_size 0: one way */
    const struct field *in_fields, *out_fields;
};

static const struct request_facts facts[REQUEST_CODE_COUNT] = {
#define REQUEST(name, in_fields, out_fields)                                                                           \
    {#name,                                                                                                            \
     call_##name,                                                                                                      \
     sizeof(struct request_##name##_in),                                                                               \
     sizeof(struct request_##name##_out),                                                                              \
     in_fields_##name,                                                                                                 \
     out_fields_##name},
#define REQUEST_ONE_WAY(name, in_fields)                                                                               \
    {#name, call_##name, sizeof(struct request_##name##_in), 0, in_fields_##name, NULL},
#include "requests.def"
#undef REQUEST
#undef REQUEST_ONE_WAY
};

#define LARGEST_FIXED 256u
_Static_assert(REQUEST_CODE_COUNT < 65536, "codes are 16 bits");
#define REQUEST(name, in_fields, out_fields)                                                                           \
    _Static_assert(sizeof(struct request_##name##_in) <= LARGEST_FIXED &&                                              \
                       sizeof(struct request_##name##_out) <= LARGEST_FIXED,                                           \
                   #name);
#define REQUEST_ONE_WAY(name, in_fields) _Static_assert(sizeof(struct request_##name##_in) <= LARGEST_FIXED, #name);
#include "requests.def"
#undef REQUEST
#undef REQUEST_ONE_WAY

/* --- trace --- */

static void print_fields(char *line, size_t size, const struct field *fields, const uint8_t *values)
{
    size_t used = strlen(line), offset = 0;
    for (; fields->name && used < size; fields++) {
        uint64_t value = 0;
        size_t alignment = fields->size < 8 ? fields->size : 8;
        offset = (offset + alignment - 1) / alignment * alignment;
        memcpy(&value, values + offset, fields->size < 8 ? fields->size : 8);
        offset += fields->size;
        if (!strcmp(fields->name, "padding") || !strcmp(fields->name, "unused")) continue;
        used += (size_t)snprintf(line + used, size - used, value < 10 ? " %s=%llu" : " %s=0x%llx", fields->name,
                                 (unsigned long long)value);
    }
}

/* Data that looks like a UTF-16 name is shown as one. */
static void print_name(char *line, size_t size, const struct request *request)
{
    char name[400];
    size_t used = strlen(line);
    struct text text = request_text(request);
    if (!text.length || used >= size) return;
    if (text.length > 128) text.length = 128;
    for (uint32_t i = 0; i < text.length; i++)
        if (text.chars[i] < ' ' || text.chars[i] > 0x2fff) text.length = i;
    snprintf(line + used, size - used, " data=%u \"%s\"", request->data_size, text_to_utf8(text, name, sizeof(name)));
}

static void trace(const struct request *request, const struct request_facts *fact, const uint8_t *in, NTSTATUS status,
                  const uint8_t *out)
{
    char line[1600];
    snprintf(line, sizeof(line), "%u.%u %s", request->process ? request->process->pid : 0, request->tid, fact->name);
    print_fields(line, sizeof(line), fact->in_fields, in);
    print_name(line, sizeof(line), request);
    size_t used = strlen(line);
    snprintf(line + used, sizeof(line) - used, " -> %08x", (unsigned)status);
    if (fact->out_size) print_fields(line, sizeof(line), fact->out_fields, out);
    log_print("%s", line);
}

/* --- the answer under way --- */

static uint8_t *answer; /* header, fixed struct, data */
static size_t answer_size, answer_capacity;

static bool answer_reserve(size_t size)
{
    if (size <= answer_capacity) return true;
    size_t capacity = answer_capacity ? answer_capacity : 65536;
    while (capacity < size) capacity *= 2;
    uint8_t *larger = realloc(answer, capacity);
    if (!larger) return false;
    answer = larger;
    answer_capacity = capacity;
    return true;
}

void *request_answer_space(struct request *request, uint32_t size)
{
    (void)request;
    if (size > MESSAGE_DATA_MAX || answer_size + size > MESSAGE_DATA_MAX || !answer_reserve(answer_size + size))
        return NULL;
    answer_size += size;
    return answer + answer_size - size;
}

void request_answer_truncate(struct request *request, uint32_t size)
{
    (void)request;
    answer_size -= size;
}

static void send_answer(struct request *request, uint16_t code, NTSTATUS status, const void *out, uint32_t out_size)
{
    if (status < 0) {
        answer_size = sizeof(struct message_header) + out_size;
        if (request->close_out_fds)
            for (unsigned i = 0; i < request->out_fd_count; i++) close(request->out_fds[i]);
        request->out_fd_count = 0;
    }
    struct message_header header = {.size = (uint32_t)answer_size,
                                    .code = code,
                                    .flags = request->out_fd_count ? MESSAGE_HAS_FD : 0,
                                    .status = status,
                                    .fixed_size = out_size};
    memcpy(answer, &header, sizeof(header));
    memcpy(answer + sizeof(header), out, out_size);
    client_send(request->client, answer, answer_size, request->out_fds, request->out_fd_count);
    if (request->close_out_fds)
        for (unsigned i = 0; i < request->out_fd_count; i++) close(request->out_fds[i]);
}

/* --- dispatch --- */

static int claim_fd(struct client *client)
{
    if (!client->fd_count) return -1;
    int fd = client->fds[0];
    memmove(client->fds, client->fds + 1, --client->fd_count * sizeof(int));
    return fd;
}

/* Before process_init a client may only ask what the server is, or tell it to end; or it is winrun-desktop. */
static bool is_allowed(const struct client *client, uint16_t code)
{
    if (client->is_desktop) return desktop_may_ask(code);
    if (client->process && client->process->state == PROCESS_RUNNING) return true;
    return code == request_code_process_init || code == request_code_server_status ||
           code == request_code_server_kill || code == request_code_desktop_attach;
}

/* The data behind the fixed struct, moved if it lies at an odd address. */
static const uint8_t *aligned_data(const uint8_t *data, uint32_t size)
{
    static uint8_t *copy;
    static uint32_t capacity;
    if (!((uintptr_t)data & 3)) return data;
    if (size > capacity) {
        uint8_t *larger = realloc(copy, size);
        if (!larger) return NULL;
        copy = larger;
        capacity = size;
    }
    memcpy(copy, data, size);
    return copy;
}

bool dispatch(struct client *client, const struct message_header *header, const uint8_t *body)
{
    uint64_t in[LARGEST_FIXED / 8], out[LARGEST_FIXED / 8];
    if (header->code >= REQUEST_CODE_COUNT || !is_allowed(client, header->code)) return false;
    const struct request_facts *fact = &facts[header->code];
    if (header->fixed_size != fact->in_size || header->size - sizeof(*header) < fact->in_size) return false;
    struct request request = {
        .client = client,
        .process = client->process,
        .tid = (uint32_t)header->status,
        .data_size = header->size - (uint32_t)sizeof(*header) - fact->in_size,
        .fd = header->flags & MESSAGE_HAS_FD ? claim_fd(client) : -1,
    };
    memcpy(in, body, fact->in_size);
    memset(out, 0, fact->out_size);
    request.data = aligned_data(body + fact->in_size, request.data_size);
    answer_size = sizeof(struct message_header) + fact->out_size;
    if (!request.data || !answer_reserve(answer_size)) return false;

    server.request_count++;
    NTSTATUS status = fact->call(&request, in, out);
    if (server.trace) trace(&request, fact, (uint8_t *)in, status, (uint8_t *)out);
    if (request.fd >= 0) close(request.fd);
    if (fact->out_size && !request.deferred) send_answer(&request, header->code, status, out, fact->out_size);
    return true;
}
