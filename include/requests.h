/* The protocol between clients and winrun-server, generated from server/requests.def: codes, structs and (in the server) the
 * dispatch table and trace printer.
 *
 * Transport: one SOCK_STREAM Unix socket a process. A message is struct message_header, then the fixed struct, then data.
 * Requests are answered in order; a one-way request has no answer. A process sends one request at a time (the Unix side holds a
 * lock). Descriptors go along by SCM_RIGHTS with the first byte of a message.
 * The server answers a malformed request with an error or drops the client.
 */
#ifndef REQUESTS_H
#define REQUESTS_H

#include <stdint.h>

#define PROTOCOL_VERSION 5u
#define MESSAGE_DATA_MAX (16u << 20)

struct message_header {
    uint32_t size;   /* of the whole message, header included */
    uint16_t code;   /* enum request_code; in an answer the same code */
    uint16_t flags;  /* MESSAGE_HAS_FD */
    int32_t  status; /* answers: NTSTATUS. requests: thread id of the caller */
    uint32_t fixed_size; /* of the fixed struct; data follows */
};
#define MESSAGE_HAS_FD 1u

#define FIELD(type, name) type name;
#define ARRAY(type, name, count) type name[count];
#define NOTHING uint32_t unused;
#define REQUEST(name, in_fields, out_fields) \
    struct request_##name##_in { in_fields }; struct request_##name##_out { out_fields };
#define REQUEST_ONE_WAY(name, in_fields) struct request_##name##_in { in_fields };
#pragma pack(push, 8)
#include "../server/requests.def"
#pragma pack(pop)
#undef REQUEST
#undef REQUEST_ONE_WAY
#undef FIELD
#undef ARRAY
#undef NOTHING

enum request_code {
#define REQUEST(name, in_fields, out_fields) request_code_##name,
#define REQUEST_ONE_WAY(name, in_fields) request_code_##name,
#include "../server/requests.def"
#undef REQUEST
#undef REQUEST_ONE_WAY
    REQUEST_CODE_COUNT
};

#ifdef _WIN32
#include "unix_calls.h"
/* Sends a request and receives its answer, with data both ways; returns the NTSTATUS. *out_data_size is what the server had. */
static inline int32_t server_call_data(uint32_t code, const void *in, uint32_t in_size, const void *in_data, uint32_t in_data_size,
                                       void *out, uint32_t out_size, void *out_data, uint32_t out_capacity, uint32_t *out_data_size)
{
    struct unix_server_request_args args = {
        .code = code, .send_fd = -1, .in = UNIX_PTR(in), .in_size = in_size, .in_data = UNIX_PTR(in_data), .in_data_size = in_data_size,
        .out = UNIX_PTR(out), .out_size = out_size, .out_data = UNIX_PTR(out_data), .out_data_capacity = out_capacity, .received_fd = -1,
    };
    int32_t status = unix_call_server_request(&args);
    if (out_data_size) *out_data_size = args.out_data_size;
    return status;
}
/* in and out are pointers to struct request_NAME_in / _out */
#define SERVER_CALL(name, in, out) \
    server_call_data(request_code_##name, in, sizeof(*(in)), 0, 0, out, sizeof(*(out)), 0, 0, 0)
#define SERVER_SEND(name, in) server_call_data(request_code_##name, in, sizeof(*(in)), 0, 0, 0, 0, 0, 0, 0)
#endif

#endif
