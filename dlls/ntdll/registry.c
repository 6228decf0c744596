/* Registry keys: each is an object of the server; a handle keeps its access and the view (32 or 64) through which it
 * was opened. */
#include "nt/nt.h"
#include "requests.h"
#include "sync_private.h"
#include "registry_paths.h"
#include "registry_private.h"
#include <string.h>

#define ANSWER_CAPACITY (2u * (255 + 32767) + 512)
#define WOW64_FLAGS (KEY_WOW64_32KEY | KEY_WOW64_64KEY)

static uint32_t view_of(ACCESS_MASK access, const struct handle_entry *parent)
{
    if (access & KEY_WOW64_64KEY) return 64;
    if (access & KEY_WOW64_32KEY) return 32;
    if (parent && parent->options) return parent->options;
    return process_info()->is_wow64 ? 32 : 64;
}

/* What both opening and creating need: the parent's object and the mapped access. */
struct key_place { uint64_t parent; uint32_t access, view; struct handle_entry parent_entry; };

static NTSTATUS find_place(const OBJECT_ATTRIBUTES *attributes, ACCESS_MASK access, struct key_place *place)
{
    memset(place, 0, sizeof(*place));
    if (!attributes || attributes->Length != sizeof(*attributes)) return STATUS_INVALID_PARAMETER;
    if (!attributes->ObjectName || (attributes->ObjectName->Length & 1)) return STATUS_OBJECT_NAME_INVALID;
    bool has_parent = attributes->RootDirectory != NULL;
    if (has_parent) {
        NTSTATUS status = handle_get(attributes->RootDirectory, OBJECT_KEY, 0, &place->parent_entry);
        if (!NT_SUCCESS(status)) return status;
        place->parent = place->parent_entry.object;
    }
    place->view = view_of(access, has_parent ? &place->parent_entry : NULL);
    access &= ~(ACCESS_MASK)WOW64_FLAGS;
    place->access = access & MAXIMUM_ALLOWED ? KEY_ALL_ACCESS : access_map_generic(OBJECT_KEY, access);
    return STATUS_SUCCESS;
}

static NTSTATUS insert_key(const OBJECT_ATTRIBUTES *attributes, const struct key_place *place, uint64_t object,
                           HANDLE *handle)
{
    struct handle_entry entry = {
        .tag = OBJECT_KEY | HANDLE_SHARED | (attributes->Attributes & OBJ_INHERIT ? HANDLE_INHERIT : 0),
        .access = place->access, .fd = -1, .object = object, .options = place->view,
    };
    NTSTATUS status = handle_insert(&entry, handle);
    if (!NT_SUCCESS(status)) {
        struct request_object_release_in release = { .object = object };
        SERVER_SEND(object_release, &release);
    }
    return status;
}

NTSTATUS NTAPI NtOpenKeyEx(PHANDLE handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes, ULONG options)
{
    struct key_place place;
    *handle = NULL;
    NTSTATUS status = find_place(attributes, access, &place);
    if (!NT_SUCCESS(status)) return status;
    struct request_key_open_in in = {
        .parent = place.parent, .access = place.access, .view = place.view,
        .options = options | (attributes->Attributes & OBJ_OPENLINK ? REG_OPTION_OPEN_LINK : 0),
    };
    struct request_key_open_out out;
    BYTE values[REGISTRY_PREFETCH_MAX];
    uint32_t received = 0;
    status = server_call_data(request_code_key_open, &in, sizeof(in), attributes->ObjectName->Buffer,
                              attributes->ObjectName->Length, &out, sizeof(out), values, sizeof(values), &received);
    log_line(LOG_REGISTRY, "open %wZ below %p: %x", attributes->ObjectName, attributes->RootDirectory, status);
    if (!NT_SUCCESS(status)) return status;
    if (out.prefetched) registry_cache_keep(out.object, out.changes, values, received);
    return insert_key(attributes, &place, out.object, handle);
}

NTSTATUS NTAPI NtOpenKey(PHANDLE handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes)
{
    return NtOpenKeyEx(handle, access, attributes, 0);
}

NTSTATUS NTAPI NtCreateKey(PHANDLE handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes, ULONG title,
                           const UNICODE_STRING *class_name, ULONG options, PULONG disposition)
{
    struct key_place place;
    (void)title;
    *handle = NULL;
    NTSTATUS status = find_place(attributes, access, &place);
    if (!NT_SUCCESS(status)) return status;
    const UNICODE_STRING *name = attributes->ObjectName;
    ULONG class_size = class_name ? class_name->Length : 0;
    BYTE *data = heap_allocate(name->Length + class_size + 1);
    if (!data) return STATUS_NO_MEMORY;
    memcpy(data, name->Buffer, name->Length);
    if (class_size) memcpy(data + name->Length, class_name->Buffer, class_size);
    struct request_key_create_in in = {
        .parent = place.parent,
        .access = place.access,
        .view = place.view,
        .options = options,
        .class_size = class_size,
    };
    struct request_key_create_out out;
    status = server_call_data(request_code_key_create, &in, sizeof(in), data, name->Length + class_size, &out,
                              sizeof(out), NULL, 0, NULL);
    heap_free(data);
    log_line(LOG_REGISTRY, "create %wZ below %p: %x", name, attributes->RootDirectory, status);
    if (!NT_SUCCESS(status)) return status;
    if (disposition) *disposition = out.created ? REG_CREATED_NEW_KEY : REG_OPENED_EXISTING_KEY;
    return insert_key(attributes, &place, out.object, handle);
}

/* --- simple requests on one key --- */

NTSTATUS NTAPI NtDeleteKey(HANDLE key)
{
    struct handle_entry entry;
    NTSTATUS status = handle_get(key, OBJECT_KEY, DELETE, &entry);
    if (!NT_SUCCESS(status)) return status;
    struct request_key_delete_in in = { .object = entry.object };
    struct request_key_delete_out out;
    return SERVER_CALL(key_delete, &in, &out);
}

NTSTATUS NTAPI NtFlushKey(HANDLE key)
{
    struct handle_entry entry;
    NTSTATUS status = handle_get(key, OBJECT_KEY, 0, &entry);
    if (!NT_SUCCESS(status)) return status;
    struct request_key_flush_in in = { .object = entry.object };
    struct request_key_flush_out out;
    return SERVER_CALL(key_flush, &in, &out);
}

NTSTATUS NTAPI NtRenameKey(HANDLE key, const UNICODE_STRING *name)
{
    struct handle_entry entry;
    NTSTATUS status = handle_get(key, OBJECT_KEY, KEY_WRITE, &entry);
    if (!NT_SUCCESS(status)) return status;
    struct request_key_rename_in in = { .object = entry.object };
    struct request_key_rename_out out;
    return server_call_data(request_code_key_rename, &in, sizeof(in), name->Buffer, name->Length, &out, sizeof(out),
                            NULL, 0, NULL);
}

/* --- information about keys --- */

static void put_string(BYTE *to, ULONG offset, ULONG capacity, const WCHAR *text, ULONG size)
{
    if (offset >= capacity) return;
    memcpy(to + offset, text, min(size, capacity - offset));
}

/* Fills one of the documented structures; as much of the strings as fits, STATUS_BUFFER_OVERFLOW when not all does. */
static NTSTATUS fill_key_information(KEY_INFORMATION_CLASS class, const struct request_key_enumerate_out *key,
                                     const BYTE *data, BYTE *buffer, ULONG capacity, ULONG *needed)
{
    const WCHAR *name = (const WCHAR *)data, *class_name = (const WCHAR *)(data + key->name_size);
    union {
        KEY_BASIC_INFORMATION basic;
        KEY_NODE_INFORMATION node;
        KEY_FULL_INFORMATION full;
        KEY_NAME_INFORMATION name;
        KEY_CACHED_INFORMATION cached;
    } info;
    ULONG fixed, name_size = key->name_size, class_size = 0, class_offset = 0;
    memset(&info, 0, sizeof(info));
    switch (class) {
    case KeyBasicInformation:
        fixed = offsetof(KEY_BASIC_INFORMATION, Name);
        info.basic.LastWriteTime.QuadPart = (LONGLONG)key->last_write;
        info.basic.NameLength = name_size;
        break;
    case KeyNodeInformation:
        fixed = offsetof(KEY_NODE_INFORMATION, Name);
        class_size = key->class_size;
        class_offset = (fixed + name_size + 3) & ~3u;
        info.node.LastWriteTime.QuadPart = (LONGLONG)key->last_write;
        info.node.ClassOffset = class_size ? class_offset : ~0u;
        info.node.ClassLength = class_size;
        info.node.NameLength = name_size;
        break;
    case KeyFullInformation:
        fixed = offsetof(KEY_FULL_INFORMATION, Class);
        class_size = key->class_size;
        class_offset = fixed;
        name_size = 0;
        info.full.LastWriteTime.QuadPart = (LONGLONG)key->last_write;
        info.full.ClassOffset = class_size ? class_offset : ~0u;
        info.full.ClassLength = class_size;
        info.full.SubKeys = key->subkeys;
        info.full.MaxNameLen = key->longest_subkey;
        info.full.MaxClassLen = key->longest_class;
        info.full.Values = key->values;
        info.full.MaxValueNameLen = key->longest_value_name;
        info.full.MaxValueDataLen = key->longest_value;
        break;
    case KeyNameInformation:
        fixed = offsetof(KEY_NAME_INFORMATION, Name);
        info.name.NameLength = name_size;
        break;
    case KeyCachedInformation:
        fixed = sizeof(KEY_CACHED_INFORMATION);
        info.cached.LastWriteTime.QuadPart = (LONGLONG)key->last_write;
        info.cached.SubKeys = key->subkeys;
        info.cached.MaxNameLen = key->longest_subkey;
        info.cached.Values = key->values;
        info.cached.MaxValueNameLen = key->longest_value_name;
        info.cached.MaxValueDataLen = key->longest_value;
        info.cached.NameLength = name_size;
        name_size = 0;
        break;
    default:
        return STATUS_INVALID_PARAMETER;
    }
    *needed = class_size ? class_offset + class_size : fixed + name_size;
    if (capacity < fixed) return STATUS_BUFFER_TOO_SMALL;
    memcpy(buffer, &info, fixed);
    put_string(buffer, fixed, capacity, name, name_size);
    if (class_size) put_string(buffer, class_offset, capacity, class_name, class_size);
    return capacity < *needed ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
}

static NTSTATUS query_key(HANDLE key, ULONG index, KEY_INFORMATION_CLASS class, PVOID buffer, ULONG capacity,
                          PULONG needed, ACCESS_MASK access)
{
    struct handle_entry entry;
    NTSTATUS status = handle_get(key, OBJECT_KEY, access, &entry);
    if (!NT_SUCCESS(status)) return status;
    BYTE *data = heap_allocate(ANSWER_CAPACITY);
    if (!data) return STATUS_NO_MEMORY;
    struct request_key_enumerate_in in = {
        .object = entry.object, .index = index, .full_name = class == KeyNameInformation};
    struct request_key_enumerate_out out;
    status = server_call_data(request_code_key_enumerate, &in, sizeof(in), NULL, 0, &out, sizeof(out), data,
                              ANSWER_CAPACITY, NULL);
    ULONG size = 0;
    if (NT_SUCCESS(status)) status = fill_key_information(class, &out, data, buffer, capacity, &size);
    if (needed) *needed = size;
    heap_free(data);
    return status;
}

NTSTATUS NTAPI NtQueryKey(HANDLE key, KEY_INFORMATION_CLASS class, PVOID buffer, ULONG capacity, PULONG needed)
{
    return query_key(key, ~0u, class, buffer, capacity, needed, class == KeyNameInformation ? 0 : KEY_QUERY_VALUE);
}

NTSTATUS NTAPI NtEnumerateKey(HANDLE key, ULONG index, KEY_INFORMATION_CLASS class, PVOID buffer, ULONG capacity,
                              PULONG needed)
{
    if (index == ~0u) return STATUS_NO_MORE_ENTRIES;
    return query_key(key, index, class, buffer, capacity, needed, KEY_ENUMERATE_SUB_KEYS);
}

/* --- values --- */

NTSTATUS NTAPI NtSetValueKey(HANDLE key, const UNICODE_STRING *name, ULONG title, ULONG type, const void *data,
                             ULONG size)
{
    struct handle_entry entry;
    (void)title;
    NTSTATUS status = handle_get(key, OBJECT_KEY, KEY_SET_VALUE, &entry);
    if (!NT_SUCCESS(status)) return status;
    ULONG name_size = name ? name->Length : 0;
    if (name_size > 2 * 16383) return STATUS_INVALID_PARAMETER;
    BYTE small[512], *message = small;
    if (size > MESSAGE_DATA_MAX - name_size) return STATUS_INSUFFICIENT_RESOURCES;
    if (name_size + size > sizeof(small)) message = heap_allocate(name_size + size);
    if (!message) return STATUS_NO_MEMORY;
    if (name_size) memcpy(message, name->Buffer, name_size);
    if (size) memcpy(message + name_size, data, size);
    struct request_value_set_in in = { .object = entry.object, .type = type, .name_size = name_size };
    struct request_value_set_out out;
    status = server_call_data(request_code_value_set, &in, sizeof(in), message, name_size + size, &out, sizeof(out),
                              NULL, 0, NULL);
    if (message != small) heap_free(message);
    log_line(LOG_REGISTRY, "set %wZ of %p, type %u, %u bytes: %x", name, key, type, size, status);
    return status;
}

NTSTATUS NTAPI NtDeleteValueKey(HANDLE key, const UNICODE_STRING *name)
{
    struct handle_entry entry;
    NTSTATUS status = handle_get(key, OBJECT_KEY, KEY_SET_VALUE, &entry);
    if (!NT_SUCCESS(status)) return status;
    struct request_value_delete_in in = { .object = entry.object };
    struct request_value_delete_out out;
    return server_call_data(request_code_value_delete, &in, sizeof(in), name->Buffer, name->Length, &out, sizeof(out),
                            NULL, 0, NULL);
}

/* The layout of a value information class: where name and data begin. */
struct value_layout { ULONG fixed, data_offset, needed; };

static NTSTATUS lay_out_value(KEY_VALUE_INFORMATION_CLASS class, ULONG name_size, ULONG size,
                              struct value_layout *layout)
{
    switch (class) {
    case KeyValueBasicInformation:
        *layout = (struct value_layout){offsetof(KEY_VALUE_BASIC_INFORMATION, Name), 0,
                                        offsetof(KEY_VALUE_BASIC_INFORMATION, Name) + name_size};
        return STATUS_SUCCESS;
    case KeyValueFullInformation:
    case KeyValueFullInformationAlign64: {
        ULONG alignment = class == KeyValueFullInformation ? 3 : 7;
        ULONG offset = (offsetof(KEY_VALUE_FULL_INFORMATION, Name) + name_size + alignment) & ~alignment;
        *layout = (struct value_layout){ offsetof(KEY_VALUE_FULL_INFORMATION, Name), offset, offset + size };
        return STATUS_SUCCESS;
    }
    case KeyValuePartialInformation:
        *layout = (struct value_layout){offsetof(KEY_VALUE_PARTIAL_INFORMATION, Data),
                                        offsetof(KEY_VALUE_PARTIAL_INFORMATION, Data),
                                        offsetof(KEY_VALUE_PARTIAL_INFORMATION, Data) + size};
        return STATUS_SUCCESS;
    case KeyValuePartialInformationAlign64: /* type, length, data */
        *layout = (struct value_layout){ 8, 8, 8 + size };
        return STATUS_SUCCESS;
    }
    return STATUS_INVALID_PARAMETER;
}

static void fill_value_header(KEY_VALUE_INFORMATION_CLASS class, const struct value_layout *layout, ULONG type,
                              ULONG name_size, ULONG size, ULONG *out)
{
    ULONG i = 0;
    if (class != KeyValuePartialInformationAlign64) out[i++] = 0; /* title index */
    out[i++] = type;
    if (class == KeyValueFullInformation || class == KeyValueFullInformationAlign64) out[i++] = layout->data_offset;
    if (class != KeyValueBasicInformation) out[i++] = size;
    if (class != KeyValuePartialInformation && class != KeyValuePartialInformationAlign64) out[i++] = name_size;
}

static NTSTATUS put_value(KEY_VALUE_INFORMATION_CLASS class, ULONG type, const WCHAR *name, ULONG name_size,
                          const void *data, ULONG size, BYTE *buffer, ULONG capacity, PULONG needed)
{
    struct value_layout layout;
    NTSTATUS status = lay_out_value(class, name_size, size, &layout);
    if (!NT_SUCCESS(status)) return status;
    if (needed) *needed = layout.needed;
    if (capacity < layout.fixed) return STATUS_BUFFER_TOO_SMALL;
    fill_value_header(class, &layout, type, name_size, size, (ULONG *)buffer);
    if (class != KeyValuePartialInformation && class != KeyValuePartialInformationAlign64)
        put_string(buffer, layout.fixed, capacity, name, name_size);
    if (capacity < layout.needed) return STATUS_BUFFER_OVERFLOW;
    if (layout.data_offset && size) memcpy(buffer + layout.data_offset, data, size);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI NtQueryValueKey(HANDLE key, const UNICODE_STRING *name, KEY_VALUE_INFORMATION_CLASS class, PVOID buffer,
                               ULONG capacity, PULONG needed)
{
    struct handle_entry entry;
    NTSTATUS status = handle_get(key, OBJECT_KEY, KEY_QUERY_VALUE, &entry);
    if (!NT_SUCCESS(status)) return status;
    BYTE small[REGISTRY_PREFETCH_MAX], *data = small;
    struct cached_value cached;
    status = registry_cache_find(entry.object, name, small, &cached);
    if (status == STATUS_SUCCESS)
        return put_value(class, cached.type, name->Buffer, name->Length, small, cached.size, buffer, capacity, needed);
    if (status == STATUS_OBJECT_NAME_NOT_FOUND) return status;
    /* one round trip: what does not fit the caller's buffer is not needed either */
    ULONG room = max(capacity, (ULONG)sizeof(small));
    if (room > sizeof(small)) data = heap_allocate(room);
    if (!data) return STATUS_NO_MEMORY;
    struct request_value_query_in in = { .object = entry.object };
    struct request_value_query_out out = { 0 };
    status = server_call_data(request_code_value_query, &in, sizeof(in), name->Buffer, name->Length, &out, sizeof(out),
                              data, room, NULL);
    if (NT_SUCCESS(status) || status == STATUS_BUFFER_OVERFLOW)
        status = put_value(class, out.type, name->Buffer, name->Length, data, out.size, buffer, capacity, needed);
    if (data != small) heap_free(data);
    log_line(LOG_REGISTRY, "query %wZ of %p: %x", name, key, status);
    return status;
}

NTSTATUS NTAPI NtEnumerateValueKey(HANDLE key, ULONG index, KEY_VALUE_INFORMATION_CLASS class, PVOID buffer,
                                   ULONG capacity, PULONG needed)
{
    struct handle_entry entry;
    NTSTATUS status = handle_get(key, OBJECT_KEY, KEY_QUERY_VALUE, &entry);
    if (!NT_SUCCESS(status)) return status;
    ULONG room = capacity + 2 * 16384;
    BYTE *data = heap_allocate(room);
    if (!data) return STATUS_NO_MEMORY;
    struct request_value_enumerate_in in = { .object = entry.object, .index = index };
    struct request_value_enumerate_out out = { 0 };
    status =
        server_call_data(request_code_value_enumerate, &in, sizeof(in), NULL, 0, &out, sizeof(out), data, room, NULL);
    if (NT_SUCCESS(status) || status == STATUS_BUFFER_OVERFLOW)
        status = put_value(class, out.type, (WCHAR *)data, out.name_size, data + out.name_size, out.size, buffer,
                           capacity, needed);
    heap_free(data);
    return status;
}

NTSTATUS NTAPI NtQueryMultipleValueKey(HANDLE key, KEY_MULTIPLE_VALUE_INFORMATION *values, ULONG count, PVOID buffer,
                                       PULONG capacity, PULONG needed)
{
    struct handle_entry entry;
    NTSTATUS status = handle_get(key, OBJECT_KEY, KEY_QUERY_VALUE, &entry);
    if (!NT_SUCCESS(status)) return status;
    ULONG used = 0;
    bool overflow = false;
    for (ULONG i = 0; i < count; i++) {
        struct request_value_query_in in = { .object = entry.object };
        struct request_value_query_out out = { 0 };
        ULONG room = used < *capacity ? *capacity - used : 0;
        status = server_call_data(request_code_value_query, &in, sizeof(in), values[i].ValueName->Buffer,
                                  values[i].ValueName->Length, &out, sizeof(out), (BYTE *)buffer + used, room, NULL);
        if (!NT_SUCCESS(status) && status != STATUS_BUFFER_OVERFLOW) return status;
        values[i].Type = out.type;
        values[i].DataLength = out.size;
        values[i].DataOffset = used;
        if (out.size > room) overflow = true;
        used = (used + out.size + 3) & ~3u;
    }
    if (needed) *needed = used;
    *capacity = used;
    return overflow ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
}

/* --- notification --- */

NTSTATUS NTAPI NtNotifyChangeKey(HANDLE key, HANDLE event, PIO_APC_ROUTINE apc, PVOID apc_context, PIO_STATUS_BLOCK io,
                                 ULONG filter, BOOLEAN subtree, PVOID buffer, ULONG size, BOOLEAN asynchronous)
{
    struct handle_entry entry, event_entry;
    HANDLE own_event = NULL;
    (void)apc_context;
    (void)buffer;
    (void)size;
    if (apc) return STATUS_NOT_SUPPORTED;
    NTSTATUS status = handle_get(key, OBJECT_KEY, KEY_NOTIFY, &entry);
    if (!NT_SUCCESS(status)) return status;
    if (!asynchronous) {
        status = NtCreateEvent(&own_event, EVENT_ALL_ACCESS, NULL, NotificationEvent, FALSE);
        if (!NT_SUCCESS(status)) return status;
        event = own_event;
    }
    status = handle_get(event, OBJECT_EVENT, EVENT_MODIFY_STATE, &event_entry);
    if (NT_SUCCESS(status)) {
        NtResetEvent(event, NULL);
        struct request_key_notify_in in = {
            .object = entry.object, .slot = event_entry.slot, .filter = filter, .subtree = subtree};
        struct request_key_notify_out out;
        status = SERVER_CALL(key_notify, &in, &out);
    }
    if (NT_SUCCESS(status) && !asynchronous) status = NtWaitForSingleObject(own_event, FALSE, NULL);
    else if (NT_SUCCESS(status)) status = STATUS_PENDING;
    if (own_event) NtClose(own_event);
    if (io && NT_SUCCESS(status))
        *io = (IO_STATUS_BLOCK){.Status = status == STATUS_PENDING ? STATUS_PENDING : STATUS_NOTIFY_ENUM_DIR};
    return status;
}

/* --- the user's own key --- */

#define WIDE_(text) L##text
#define WIDE(text) WIDE_(text)
static const WCHAR user_key[] = L"\\Registry\\User\\" WIDE(CURRENT_USER_SID);

NTSTATUS NTAPI RtlFormatCurrentUserKeyPath(PUNICODE_STRING path)
{
    path->Buffer = heap_allocate(sizeof(user_key));
    if (!path->Buffer) return STATUS_NO_MEMORY;
    memcpy(path->Buffer, user_key, sizeof(user_key));
    path->Length = sizeof(user_key) - sizeof(WCHAR);
    path->MaximumLength = sizeof(user_key);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlOpenCurrentUser(ACCESS_MASK access, PHANDLE handle)
{
    UNICODE_STRING name = { sizeof(user_key) - sizeof(WCHAR), sizeof(user_key), (PWSTR)user_key };
    OBJECT_ATTRIBUTES attributes;
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, NULL, NULL);
    return NtOpenKey(handle, access, &attributes);
}
