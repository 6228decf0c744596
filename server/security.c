/* Security descriptors that programs set: kept, so that they can be read back. Keys keep theirs in the database. */
#include <stdlib.h>
#include "registry.h"
#include "request.h"

#define LARGEST_DESCRIPTOR 0x10000u

/* The key behind an open key, NULL for other objects. */
static struct object *find(struct request *request, uint64_t id, struct key **key)
{
    struct object *object = reference_find(request->process, id, OBJECT_NONE);
    *key = object && object->operations->kind == OBJECT_KEY ? key_of_object(object) : NULL;
    return object;
}

static NTSTATUS answer(struct request *request, const struct blob *descriptor, uint32_t *size)
{
    if (!descriptor) return STATUS_NOT_FOUND;
    *size = descriptor->size;
    return request_answer_data(request, descriptor->data, descriptor->size) ? STATUS_SUCCESS : STATUS_BUFFER_OVERFLOW;
}

NTSTATUS handle_security_query(struct request *request, const struct request_security_query_in *in,
                               struct request_security_query_out *out)
{
    struct key *key;
    struct object *object = find(request, in->object, &key);
    if (!object) return STATUS_INVALID_HANDLE;
    if (!key) return answer(request, object->security, &out->size);
    if (key->is_deleted) return STATUS_KEY_DELETED;
    struct blob *stored = store_security(key);
    NTSTATUS status = answer(request, stored, &out->size);
    free(stored);
    return status;
}

NTSTATUS handle_security_set(struct request *request, const struct request_security_set_in *in,
                             struct request_security_set_out *out)
{
    struct key *key;
    struct object *object = find(request, in->object, &key);
    (void)out;
    if (!object) return STATUS_INVALID_HANDLE;
    if (!request->data_size || request->data_size > LARGEST_DESCRIPTOR) return STATUS_INVALID_SECURITY_DESCR;
    if (key && key->is_deleted) return STATUS_KEY_DELETED;
    if (key) {
        NTSTATUS status = store_security_set(key, request->data, request->data_size);
        if (!status) notify_change(key, REG_NOTIFY_CHANGE_SECURITY);
        return status;
    }
    struct blob *descriptor = blob_copy(request->data, request->data_size);
    if (!descriptor) return STATUS_NO_MEMORY;
    free(object->security);
    object->security = descriptor;
    return STATUS_SUCCESS;
}
