/* Tokens that differ from the one that every process begins with. What they say is the clients' business: here they are
 * bytes that processes share. */
#include <stdlib.h>
#include "request.h"

#define LARGEST_STATE 0x4000u

struct token {
    struct object object;
    struct blob *state;
};

static void token_destroy(struct object *object)
{
    free(((struct token *)object)->state);
    free(object);
}

static const struct object_operations token_operations = {
    .kind = OBJECT_TOKEN,
    .type_name = "Token",
    .process_closed = object_no_process_closed,
    .last_handle_closed = object_no_last_handle_closed,
    .destroy = token_destroy,
    .descriptor = object_descriptor,
    .describe = object_no_description,
};

struct blob *blob_copy(const void *data, uint32_t size)
{
    struct blob *copy = malloc(sizeof(*copy) + size);
    if (!copy) return NULL;
    copy->size = size;
    memcpy(copy->data, data, size);
    return copy;
}

static struct object *token_new(const void *state, uint32_t size)
{
    struct token *token = calloc(1, sizeof(*token));
    struct blob *copy = blob_copy(state, size);
    if (!token || !copy || !object_init(&token->object, &token_operations)) {
        free(token);
        free(copy);
        return NULL;
    }
    token->state = copy;
    return &token->object;
}

bool token_has_state(const struct object *object)
{
    return object->operations == &token_operations;
}

struct object *token_copy(const struct object *token)
{
    const struct blob *state = ((const struct token *)token)->state;
    return token_new(state->data, state->size);
}


static struct token *token_find(struct request *request, uint64_t id)
{
    struct object *object = reference_find(request->process, id, OBJECT_TOKEN);
    return object && token_has_state(object) ? (struct token *)object : NULL;
}

NTSTATUS handle_token_create(struct request *request, const struct request_token_create_in *in,
                             struct request_token_create_out *out)
{
    (void)in;
    if (!request->data_size || request->data_size > LARGEST_STATE) return STATUS_INVALID_PARAMETER;
    struct object *token = token_new(request->data, request->data_size);
    if (!token) return STATUS_NO_MEMORY;
    NTSTATUS status = reference_add(request->process, token) ? STATUS_SUCCESS : STATUS_NO_MEMORY;
    out->object = token->id;
    object_drop(token);
    return status;
}

NTSTATUS handle_token_read(struct request *request, const struct request_token_read_in *in,
                           struct request_token_read_out *out)
{
    const struct token *token = token_find(request, in->object);
    if (!token) return STATUS_INVALID_HANDLE;
    out->size = token->state->size;
    return request_answer_data(request, token->state->data, out->size) ? STATUS_SUCCESS : STATUS_BUFFER_OVERFLOW;
}

NTSTATUS handle_token_write(struct request *request, const struct request_token_write_in *in,
                            struct request_token_write_out *out)
{
    struct token *token = token_find(request, in->object);
    (void)out;
    if (!token) return STATUS_INVALID_HANDLE;
    if (!request->data_size || request->data_size > LARGEST_STATE) return STATUS_INVALID_PARAMETER;
    struct blob *state = blob_copy(request->data, request->data_size);
    if (!state) return STATUS_NO_MEMORY;
    free(token->state);
    token->state = state;
    return STATUS_SUCCESS;
}

NTSTATUS handle_process_token(struct request *request, const struct request_process_token_in *in,
                              struct request_process_token_out *out)
{
    const struct process *process =
        in->process ? process_from_object(reference_find(request->process, in->process, OBJECT_PROCESS))
                    : request->process;
    if (!process) return STATUS_INVALID_HANDLE;
    if (!process->token) return STATUS_SUCCESS;
    if (!reference_add(request->process, process->token)) return STATUS_NO_MEMORY;
    out->object = process->token->id;
    return STATUS_SUCCESS;
}
