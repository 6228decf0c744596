/* Objects in general: kinds and their rights, names, creating and opening waitable objects, NtQueryObject. */
#include "nt/nt.h"
#include "requests.h"
#include "sync_private.h"

struct kind_facts {
    const WCHAR *name;
    GENERIC_MAPPING rights; /* read, write, execute, all */
};

#define STANDARD_ALL (STANDARD_RIGHTS_REQUIRED | SYNCHRONIZE)
#define FILE_RIGHTS { FILE_GENERIC_READ, FILE_GENERIC_WRITE, FILE_GENERIC_EXECUTE, FILE_ALL_ACCESS }
#define KEY_RIGHTS { 0x20019, 0x20006, 0x20019, 0xf003f }
#define KEYED_EVENT_RIGHTS                                                                                             \
    {                                                                                                                  \
        STANDARD_RIGHTS_READ | 1, STANDARD_RIGHTS_WRITE | 2, STANDARD_RIGHTS_EXECUTE, STANDARD_RIGHTS_REQUIRED | 3     \
    }

static const struct kind_facts kinds[OBJECT_KIND_COUNT] = {
    [OBJECT_EVENT] = {L"Event",
                      {STANDARD_RIGHTS_READ | 1, STANDARD_RIGHTS_WRITE | 2, STANDARD_RIGHTS_EXECUTE | SYNCHRONIZE,
                       STANDARD_ALL | 3}},
    [OBJECT_MUTEX] = {L"Mutant",
                      {STANDARD_RIGHTS_READ | 1, STANDARD_RIGHTS_WRITE, STANDARD_RIGHTS_EXECUTE | SYNCHRONIZE,
                       STANDARD_ALL | 1}},
    [OBJECT_SEMAPHORE] = {L"Semaphore",
                          {STANDARD_RIGHTS_READ | 1, STANDARD_RIGHTS_WRITE | 2, STANDARD_RIGHTS_EXECUTE | SYNCHRONIZE,
                           STANDARD_ALL | 3}},
    [OBJECT_TIMER] = {L"Timer",
                      {STANDARD_RIGHTS_READ | 1, STANDARD_RIGHTS_WRITE | 2, STANDARD_RIGHTS_EXECUTE | SYNCHRONIZE,
                       STANDARD_ALL | 3}},
    [OBJECT_PROCESS] = {L"Process",
                        {STANDARD_RIGHTS_READ | 0x410, STANDARD_RIGHTS_WRITE | 0xbea,
                         STANDARD_RIGHTS_EXECUTE | 0x101001, PROCESS_ALL_ACCESS}},
    [OBJECT_THREAD] = {L"Thread",
                       {STANDARD_RIGHTS_READ | 0x48, STANDARD_RIGHTS_WRITE | 0x437, STANDARD_RIGHTS_EXECUTE | 0x100800,
                        THREAD_ALL_ACCESS}},
    [OBJECT_FILE] = {L"File", FILE_RIGHTS},
    [OBJECT_PIPE] = {L"File", FILE_RIGHTS},
    [OBJECT_SOCKET] = {L"File", FILE_RIGHTS},
    [OBJECT_FOLDER] = {L"File", FILE_RIGHTS},
    [OBJECT_SECTION] = {L"Section",
                        {STANDARD_RIGHTS_READ | 5, STANDARD_RIGHTS_WRITE | 2, STANDARD_RIGHTS_EXECUTE | 8,
                         STANDARD_RIGHTS_REQUIRED | 0x1f}},
    [OBJECT_KEY] = {L"Key", KEY_RIGHTS},
    [OBJECT_COMPLETION_PORT] = {L"IoCompletion",
                                {STANDARD_RIGHTS_READ | 1, STANDARD_RIGHTS_WRITE | 2,
                                 STANDARD_RIGHTS_EXECUTE | SYNCHRONIZE, STANDARD_ALL | 3}},
    [OBJECT_JOB] = {L"Job",
                    {STANDARD_RIGHTS_READ | 4, STANDARD_RIGHTS_WRITE | 0xb, STANDARD_RIGHTS_EXECUTE | SYNCHRONIZE,
                     STANDARD_ALL | 0x3f}},
    [OBJECT_TOKEN] = {L"Token", {0x2001a, 0x200e0, 0x20005, 0xf01ff}},
    [OBJECT_DIRECTORY] = {L"Directory",
                          {STANDARD_RIGHTS_READ | 3, STANDARD_RIGHTS_WRITE | 12, STANDARD_RIGHTS_EXECUTE | 3,
                           STANDARD_RIGHTS_REQUIRED | 15}},
    [OBJECT_SYMBOLIC_LINK] = {L"SymbolicLink",
                              {STANDARD_RIGHTS_READ | 1, STANDARD_RIGHTS_WRITE, STANDARD_RIGHTS_EXECUTE | 1,
                               STANDARD_RIGHTS_REQUIRED | 1}},
    [OBJECT_KEYED_EVENT] = {L"KeyedEvent", KEYED_EVENT_RIGHTS},
    [OBJECT_DEBUG] = {L"DebugObject",
                      {STANDARD_RIGHTS_READ | 1, STANDARD_RIGHTS_WRITE | 2, STANDARD_RIGHTS_EXECUTE | SYNCHRONIZE,
                       STANDARD_ALL | 15}},
    [OBJECT_WINDOW_STATION] = {L"WindowStation", {0x20303, 0x2001c, 0x20060, 0xf037f}},
    [OBJECT_DESKTOP] = {L"Desktop", {0x20041, 0x200be, 0x20100, 0xf01ff}},
};

ACCESS_MASK access_map_generic(enum object_kind kind, ACCESS_MASK access)
{
    const GENERIC_MAPPING *rights = &kinds[kind < OBJECT_KIND_COUNT ? kind : OBJECT_NONE].rights;

    if (access & (GENERIC_ALL | MAXIMUM_ALLOWED)) access |= rights->GenericAll;
    if (access & GENERIC_READ) access |= rights->GenericRead;
    if (access & GENERIC_WRITE) access |= rights->GenericWrite;
    if (access & GENERIC_EXECUTE) access |= rights->GenericExecute;
    return access &
           ~(GENERIC_ALL | GENERIC_READ | GENERIC_WRITE | GENERIC_EXECUTE | MAXIMUM_ALLOWED | ACCESS_SYSTEM_SECURITY);
}

uint32_t tag_from_attributes(enum object_kind kind, const OBJECT_ATTRIBUTES *attributes)
{
    return kind | (attributes && attributes->Attributes & OBJ_INHERIT ? HANDLE_INHERIT : 0);
}

/* ---- names */

/* The name of a directory handle, which names in it are relative to. */
static NTSTATUS root_name(HANDLE root, WCHAR *buffer, ULONG capacity, ULONG *size)
{
    struct handle_entry entry;
    struct request_object_query_in in;
    struct request_object_query_out out;
    uint32_t received;
    NTSTATUS status = handle_get(root, OBJECT_DIRECTORY, 0, &entry);

    if (!NT_SUCCESS(status)) return status;
    in.object = entry.object;
    status = server_call_data(request_code_object_query, &in, sizeof(in), NULL, 0, &out, sizeof(out), buffer, capacity,
                              &received);
    *size = received < capacity ? received : capacity;
    return status;
}

NTSTATUS object_full_name(const OBJECT_ATTRIBUTES *attributes, UNICODE_STRING *name)
{
    WCHAR root[512];
    ULONG root_size = 0;
    const UNICODE_STRING *given;
    NTSTATUS status;

    *name = (UNICODE_STRING){ 0, 0, NULL };
    if (!attributes) return STATUS_SUCCESS;
    if (attributes->Length != sizeof(*attributes)) return STATUS_INVALID_PARAMETER;
    given = attributes->ObjectName;
    if (!given || !given->Length) return STATUS_SUCCESS;
    if (given->Length & 1) return STATUS_OBJECT_NAME_INVALID;
    if (attributes->RootDirectory) {
        if (given->Buffer[0] == '\\') return STATUS_OBJECT_PATH_SYNTAX_BAD;
        if (!NT_SUCCESS(status = root_name(attributes->RootDirectory, root, sizeof(root) - sizeof(WCHAR), &root_size)))
            return status;
        root[root_size / sizeof(WCHAR)] = '\\';
        root_size += sizeof(WCHAR);
    } else if (given->Buffer[0] != '\\') {
        return STATUS_OBJECT_PATH_SYNTAX_BAD;
    }
    if (root_size + given->Length > 0xfffe) return STATUS_OBJECT_NAME_INVALID;
    name->Buffer = RtlAllocateHeap(current_peb()->ProcessHeap, 0, root_size + given->Length);
    if (!name->Buffer) return STATUS_NO_MEMORY;
    memcpy(name->Buffer, root, root_size);
    memcpy((BYTE *)name->Buffer + root_size, given->Buffer, given->Length);
    name->Length = name->MaximumLength = (USHORT)(root_size + given->Length);
    return STATUS_SUCCESS;
}

/* ---- creating and opening */

static NTSTATUS create_local(HANDLE *handle, uint64_t state, uint64_t parameter, ACCESS_MASK access,
                             const OBJECT_ATTRIBUTES *attributes)
{
    struct handle_entry entry = {.tag = tag_from_attributes(state_kind(state), attributes), .access = access, .fd = -1};
    NTSTATUS status;

    if (!(entry.slot = slot_allocate(state))) return STATUS_INSUFFICIENT_RESOURCES;
    if (state_kind(state) == OBJECT_SEMAPHORE) arena_slot_of(entry.slot)->semaphore.maximum = (int32_t)parameter;
    if (!NT_SUCCESS(status = handle_insert(&entry, handle))) slot_free(entry.slot);
    return status;
}

enum create_what { CREATE_OR_OPEN, CREATE_NEW_ONLY, OPEN_ONLY };

static NTSTATUS create_named(HANDLE *handle, const UNICODE_STRING *name, uint64_t state, uint64_t parameter,
                             ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes, BOOLEAN create)
{
    struct request_object_create_in in = {
        .kind = state_kind(state),
        .attributes = attributes->Attributes,
        .access = access,
        .state = state,
        .parameter = parameter,
        .name_size = name->Length,
        .what = !create                               ? OPEN_ONLY
                : attributes->Attributes & OBJ_OPENIF ? CREATE_OR_OPEN
                                                      : CREATE_NEW_ONLY,
    };
    struct request_object_create_out out = { 0 };
    struct handle_entry entry;
    NTSTATUS status, inserted;

    status = server_call_data(request_code_object_create, &in, sizeof(in), name->Buffer, name->Length, &out,
                              sizeof(out), NULL, 0, NULL);
    if (!NT_SUCCESS(status)) return status;
    entry = (struct handle_entry){.tag = tag_from_attributes(state_kind(state), attributes) | HANDLE_SHARED,
                                  .access = out.granted,
                                  .slot = out.slot,
                                  .fd = -1,
                                  .object = out.object};
    if (!NT_SUCCESS(inserted = handle_insert(&entry, handle))) {
        handle_entry_release(&entry, NULL);
        return inserted;
    }
    if (!create) return STATUS_SUCCESS;
    return out.created ? STATUS_SUCCESS : STATUS_OBJECT_NAME_EXISTS;
}

NTSTATUS object_create_waitable(HANDLE *handle, uint64_t state, uint64_t parameter, ACCESS_MASK access,
                                const OBJECT_ATTRIBUTES *attributes, BOOLEAN create)
{
    UNICODE_STRING name;
    NTSTATUS status;

    *handle = NULL;
    access = access_map_generic(state_kind(state), access);
    if (!attributes || !attributes->ObjectName || !attributes->ObjectName->Length) {
        if (attributes && attributes->Length != sizeof(*attributes)) return STATUS_INVALID_PARAMETER;
        return create ? create_local(handle, state, parameter, access, attributes) : STATUS_OBJECT_PATH_SYNTAX_BAD;
    }
    if (!NT_SUCCESS(status = object_full_name(attributes, &name))) return status;
    status = create_named(handle, &name, state, parameter, access, attributes, create);
    RtlFreeHeap(current_peb()->ProcessHeap, 0, name.Buffer);
    return status;
}

/* ---- NtQueryObject */

static ULONG string_length(const WCHAR *text)
{
    ULONG length = 0;

    while (text[length]) length++;
    return length;
}

static NTSTATUS query_basic(const struct handle_entry *entry, OBJECT_BASIC_INFORMATION *info, ULONG size, ULONG *needed)
{
    *needed = sizeof(*info);
    if (size != sizeof(*info)) return STATUS_INFO_LENGTH_MISMATCH;
    memset(info, 0, sizeof(*info));
    info->Attributes = (entry->tag & HANDLE_INHERIT ? OBJ_INHERIT : 0) | (entry->tag & HANDLE_PROTECT ? 1 : 0);
    info->GrantedAccess = entry->access;
    info->HandleCount = info->PointerCount = 1;
    if (entry->slot && !(entry->tag & HANDLE_SHARED))
        info->HandleCount = info->PointerCount = arena_slot_of(entry->slot)->refs;
    return STATUS_SUCCESS;
}

static NTSTATUS shared_name(HANDLE handle, const struct handle_entry *entry, UNICODE_STRING *name)
{
    struct request_object_query_in in = { .object = entry->object };
    struct request_object_query_out out = { 0 };
    uint32_t received = 0;
    NTSTATUS status;

    (void)handle;
    *name = (UNICODE_STRING){ 0, 0, NULL };
    if (!(entry->tag & HANDLE_SHARED)) return STATUS_SUCCESS;
    name->Buffer = RtlAllocateHeap(current_peb()->ProcessHeap, 0, 0x8000);
    if (!name->Buffer) return STATUS_NO_MEMORY;
    status = server_call_data(request_code_object_query, &in, sizeof(in), NULL, 0, &out, sizeof(out), name->Buffer,
                              0x8000, &received);
    name->Length = NT_SUCCESS(status) ? (USHORT)received : 0;
    return status;
}

static NTSTATUS query_name(HANDLE handle, const struct handle_entry *entry, OBJECT_NAME_INFORMATION *info, ULONG size,
                           ULONG *needed)
{
    handle_name_function function = handle_get_name_function(entry->tag & HANDLE_KIND_MASK);
    UNICODE_STRING name = { 0, 0, NULL };
    NTSTATUS status = function ? function(handle, entry, &name) : shared_name(handle, entry, &name);

    *needed = sizeof(*info) + (name.Length ? name.Length + sizeof(WCHAR) : 0);
    if (NT_SUCCESS(status) && size < *needed)
        status = size < sizeof(*info) ? STATUS_INFO_LENGTH_MISMATCH : STATUS_BUFFER_OVERFLOW;
    if (status == STATUS_SUCCESS) {
        info->Name = (UNICODE_STRING){name.Length, name.Length ? name.Length + sizeof(WCHAR) : 0,
                                      name.Length ? (WCHAR *)(info + 1) : NULL};
        if (name.Length) {
            memcpy(info + 1, name.Buffer, name.Length);
            info->Name.Buffer[name.Length / sizeof(WCHAR)] = 0;
        }
    }
    if (name.Buffer) RtlFreeHeap(current_peb()->ProcessHeap, 0, name.Buffer);
    return status;
}

static NTSTATUS query_type(const struct handle_entry *entry, OBJECT_TYPE_INFORMATION *info, ULONG size, ULONG *needed)
{
    const struct kind_facts *facts = &kinds[entry->tag & HANDLE_KIND_MASK];
    ULONG length = string_length(facts->name) * sizeof(WCHAR);

    *needed = sizeof(*info) + length + sizeof(WCHAR);
    if (size < *needed) return STATUS_INFO_LENGTH_MISMATCH;
    memset(info, 0, sizeof(*info));
    info->TypeName = (UNICODE_STRING){ (USHORT)length, (USHORT)(length + sizeof(WCHAR)), (WCHAR *)(info + 1) };
    memcpy(info + 1, facts->name, length + sizeof(WCHAR));
    info->GenericMapping = facts->rights;
    info->ValidAccessMask = facts->rights.GenericAll;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI NtQueryObject(HANDLE handle, ULONG information_class, PVOID information, ULONG size, PULONG returned)
{
    struct handle_entry entry;
    OBJECT_HANDLE_FLAG_INFORMATION *flags = information;
    ULONG needed = 0;
    NTSTATUS status = handle_get(handle, OBJECT_NONE, 0, &entry);

    if (!NT_SUCCESS(status)) return status;
    switch (information_class) {
    case ObjectBasicInformation:
        status = query_basic(&entry, information, size, &needed);
        break;
    case ObjectNameInformation:
        status = query_name(handle, &entry, information, size, &needed);
        break;
    case ObjectTypeInformation:
        status = query_type(&entry, information, size, &needed);
        break;
    case ObjectHandleFlagInformation:
        needed = sizeof(*flags);
        if (size != sizeof(*flags)) return STATUS_INFO_LENGTH_MISMATCH;
        flags->Inherit = !!(entry.tag & HANDLE_INHERIT);
        flags->ProtectFromClose = !!(entry.tag & HANDLE_PROTECT);
        break;
    default:
        return STATUS_INVALID_INFO_CLASS;
    }
    if (returned) *returned = needed;
    return status;
}
