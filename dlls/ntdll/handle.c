/* The handle table: entries in memory shared with the server (handle_table.h). Indexes below HANDLE_SERVER_FIRST belong
 * to this process and are handed out from a lock-free stack of closed ones, then from above the highest ever used. */
#include "nt/nt.h"
#include "requests.h"
#include "sync_private.h"

#define FIRST_OWN_INDEX 4u /* the loader puts the standard handles at 1 to 3 */

static handle_close_function close_functions[OBJECT_KIND_COUNT];
static handle_duplicate_function duplicate_functions[OBJECT_KIND_COUNT];
static handle_name_function name_functions[OBJECT_KIND_COUNT];

void handle_set_close_function(enum object_kind kind, handle_close_function function)
{
    close_functions[kind] = function;
}
void handle_set_duplicate_function(enum object_kind kind, handle_duplicate_function function)
{
    duplicate_functions[kind] = function;
}
void handle_set_name_function(enum object_kind kind, handle_name_function function) { name_functions[kind] = function; }
handle_name_function handle_get_name_function(enum object_kind kind) { return name_functions[kind]; }

#define table() handle_entries((void *)(ULONG_PTR)PROCESS_BLOCK_ADDRESS)

/* The low two bits of a handle are the program's own to use. */
static uint32_t handle_index(HANDLE handle)
{
    ULONG_PTR value = (ULONG_PTR)handle >> 2;

    return value < HANDLE_COUNT ? (uint32_t)value : 0;
}

static HANDLE handle_from_index(uint32_t index) { return (HANDLE)(ULONG_PTR)(index * 4); }

struct handle_entry *handle_entry_of(HANDLE handle)
{
    struct handle_entry *entry = &table()[handle_index(handle)];
    uint32_t tag = __atomic_load_n(&entry->tag, __ATOMIC_ACQUIRE);

    return tag && !(tag & HANDLE_BUSY) ? entry : NULL;
}

/* Pseudo handles stand for objects of the calling thread and have all rights. */
static BOOLEAN pseudo_entry(HANDLE handle, struct handle_entry *entry)
{
    const struct thread_record *record;

    switch ((LONG_PTR)handle) {
    case -1:
        *entry = (struct handle_entry){ .tag = OBJECT_PROCESS, .slot = process_info()->process_slot };
        break;
    case -2:
        record = current_thread_record();
        *entry = (struct handle_entry){.tag = OBJECT_THREAD, .slot = record->slot, .object = thread_object_of(record)};
        break;
    case -4: case -5: case -6:
        *entry = (struct handle_entry){ .tag = OBJECT_TOKEN };
        break;
    default:
        return FALSE;
    }
    entry->access = ~0u;
    entry->fd = -1;
    return TRUE;
}

NTSTATUS handle_get(HANDLE handle, enum object_kind kind, ACCESS_MASK access, struct handle_entry *entry)
{
    const struct handle_entry *live = &table()[handle_index(handle)];
    uint32_t tag = __atomic_load_n(&live->tag, __ATOMIC_ACQUIRE);

    if (!tag || (tag & HANDLE_BUSY)) {
        if (!pseudo_entry(handle, entry)) return STATUS_INVALID_HANDLE;
    } else {
        *entry = *live;
        entry->tag = tag;
        /* closed while it was copied: then the copy may be a mixture */
        if (__atomic_load_n(&live->tag, __ATOMIC_ACQUIRE) != tag && !handle_entry_of(handle))
            return STATUS_INVALID_HANDLE;
    }
    if (kind != OBJECT_NONE && (entry->tag & HANDLE_KIND_MASK) != kind) return STATUS_OBJECT_TYPE_MISMATCH;
    return (entry->access & access) == access ? STATUS_SUCCESS : STATUS_ACCESS_DENIED;
}

/* Moves a descriptor that the server holds into this process, once. */
static NTSTATUS fetch_descriptor(HANDLE handle, struct handle_entry *entry)
{
    struct handle_entry *live = handle_entry_of(handle);
    struct request_object_fetch_fd_in in = { .object = entry->object };
    struct request_object_fetch_fd_out out;
    struct unix_server_request_args args = {
        .code = request_code_object_fetch_fd,
        .send_fd = -1,
        .in = UNIX_PTR(&in),
        .in_size = sizeof(in),
        .out = UNIX_PTR(&out),
        .out_size = sizeof(out),
        .received_fd = -1,
    };
    int32_t none = -1;
    NTSTATUS status = unix_call_server_request(&args);

    if (!NT_SUCCESS(status)) return status;
    if (args.received_fd < 0 || !live) return STATUS_INVALID_HANDLE;
    if (__atomic_compare_exchange_n(&live->fd, &none, args.received_fd, FALSE, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
        __atomic_fetch_and(&live->tag, ~HANDLE_FD_IN_SERVER, __ATOMIC_ACQ_REL);
        entry->fd = args.received_fd;
    } else {
        struct unix_descriptor_close_args close = { .fd = args.received_fd };
        unix_call_descriptor_close(&close);
        entry->fd = none;
    }
    entry->tag &= ~HANDLE_FD_IN_SERVER;
    return STATUS_SUCCESS;
}

NTSTATUS handle_get_descriptor(HANDLE handle, ACCESS_MASK access, int *fd, struct handle_entry *entry)
{
    NTSTATUS status = handle_get(handle, OBJECT_NONE, access, entry);

    if (!NT_SUCCESS(status)) return status;
    if (entry->tag & HANDLE_FD_IN_SERVER && !NT_SUCCESS(status = fetch_descriptor(handle, entry))) return status;
    if (entry->fd < 0) return STATUS_OBJECT_TYPE_MISMATCH;
    *fd = entry->fd;
    return STATUS_SUCCESS;
}

/* ---- taking and giving back indexes */

static uint32_t free_index_pop(void)
{
    uint64_t *head = &process_block_header()->free_handles;
    uint64_t old = __atomic_load_n(head, __ATOMIC_ACQUIRE), next;

    do {
        if (!(uint32_t)old || (uint32_t)old >= HANDLE_SERVER_FIRST) return 0;
        next = __atomic_load_n(&table()[(uint32_t)old].aux, __ATOMIC_RELAXED);
    } while (!__atomic_compare_exchange_n(head, &old, (((old >> 32) + 1) << 32) | (uint32_t)next, FALSE,
                                          __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE));
    return (uint32_t)old;
}

static uint32_t index_allocate(void)
{
    uint32_t *high_water = &process_block_header()->handle_high_water;
    uint32_t index = free_index_pop(), old;

    if (index) return index;
    old = __atomic_load_n(high_water, __ATOMIC_RELAXED);
    do {
        index = old < FIRST_OWN_INDEX ? FIRST_OWN_INDEX : old;
        if (index >= HANDLE_SERVER_FIRST) return 0;
    } while (!__atomic_compare_exchange_n(high_water, &old, index + 1, FALSE, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED));
    return index;
}

static void index_release(uint32_t index)
{
    if (index < FIRST_OWN_INDEX || index >= HANDLE_SERVER_FIRST) return;
    index_stack_push(&process_block_header()->free_handles, index, &table()[index].aux);
}

NTSTATUS handle_insert(const struct handle_entry *entry, HANDLE *handle)
{
    uint32_t index = index_allocate();
    struct handle_entry *live = &table()[index];

    if (!index) return STATUS_INSUFFICIENT_RESOURCES;
    /* the fields first: the server believes an entry only once its tag is there */
    live->access = entry->access;
    live->slot = entry->slot;
    live->fd = entry->fd;
    live->object = entry->object;
    live->options = entry->options;
    live->aux = entry->aux;
    __atomic_store_n(&live->tag, entry->tag & ~HANDLE_BUSY, __ATOMIC_RELEASE);
    *handle = handle_from_index(index);
    return STATUS_SUCCESS;
}

/* ---- closing */

/* Lets go of what an entry held: the descriptor, the reference to a local slot or to the server's object. */
void handle_entry_release(const struct handle_entry *entry, HANDLE handle)
{
    uint32_t kind = entry->tag & HANDLE_KIND_MASK;

    if (kind < OBJECT_KIND_COUNT && close_functions[kind]) close_functions[kind](entry, handle);
    if (entry->fd >= 0) {
        struct unix_descriptor_close_args args = { .fd = entry->fd };
        unix_call_descriptor_close(&args);
    }
    if (entry->tag & HANDLE_SHARED) {
        struct request_object_release_in in = { .object = entry->object };
        SERVER_SEND(object_release, &in);
    } else {
        slot_free(entry->slot);
    }
}

NTSTATUS NTAPI NtClose(HANDLE handle)
{
    uint32_t index = handle_index(handle);
    struct handle_entry *live = &table()[index], old;
    uint32_t tag = __atomic_load_n(&live->tag, __ATOMIC_ACQUIRE);

    do {
        if (!tag || (tag & HANDLE_BUSY)) {
            if ((LONG_PTR)handle < 0 && pseudo_entry(handle, &old)) return STATUS_SUCCESS;
            return STATUS_INVALID_HANDLE;
        }
        if (tag & HANDLE_PROTECT) return STATUS_HANDLE_NOT_CLOSABLE;
        old = *live;
    } while (!__atomic_compare_exchange_n(&live->tag, &tag, 0, FALSE, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE));
    old.tag = tag;
    index_release(index);
    handle_entry_release(&old, handle);
    return STATUS_SUCCESS;
}

/* ---- flags */

NTSTATUS NTAPI NtSetInformationObject(HANDLE handle, ULONG information_class, PVOID information, ULONG size)
{
    const OBJECT_HANDLE_FLAG_INFORMATION *flags = information;
    struct handle_entry *live;
    uint32_t tag, wanted;

    if (information_class != ObjectHandleFlagInformation) return STATUS_INVALID_INFO_CLASS;
    if (size != sizeof(*flags)) return STATUS_INFO_LENGTH_MISMATCH;
    if (!(live = handle_entry_of(handle))) return STATUS_INVALID_HANDLE;
    wanted = (flags->Inherit ? HANDLE_INHERIT : 0) | (flags->ProtectFromClose ? HANDLE_PROTECT : 0);
    tag = __atomic_load_n(&live->tag, __ATOMIC_ACQUIRE);
    do {
        if (!tag || (tag & HANDLE_BUSY)) return STATUS_INVALID_HANDLE;
    } while (!__atomic_compare_exchange_n(&live->tag, &tag, (tag & ~(HANDLE_INHERIT | HANDLE_PROTECT)) | wanted, FALSE,
                                          __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE));
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI NtMakeTemporaryObject(HANDLE handle)
{
    struct handle_entry entry;

    /* objects live as long as their handles here: nothing is permanent, so nothing needs to be made temporary */
    return handle_get(handle, OBJECT_NONE, 0, &entry);
}

NTSTATUS NTAPI NtMakePermanentObject(HANDLE handle)
{
    struct handle_entry entry;
    NTSTATUS status = handle_get(handle, OBJECT_NONE, 0, &entry);

    return NT_SUCCESS(status) ? STATUS_PRIVILEGE_NOT_HELD : status;
}

NTSTATUS NTAPI NtCompareObjects(HANDLE first, HANDLE second)
{
    struct handle_entry a, b;
    NTSTATUS status = handle_get(first, OBJECT_NONE, 0, &a);

    if (!NT_SUCCESS(status) || !NT_SUCCESS(status = handle_get(second, OBJECT_NONE, 0, &b))) return status;
    if (first == second) return STATUS_SUCCESS;
    if ((a.tag & HANDLE_KIND_MASK) != (b.tag & HANDLE_KIND_MASK)) return STATUS_NOT_SAME_OBJECT;
    if (a.slot && a.slot == b.slot) return STATUS_SUCCESS;
    return a.object && a.object == b.object ? STATUS_SUCCESS : STATUS_NOT_SAME_OBJECT;
}

/* ---- duplicating */

static NTSTATUS duplicate_pseudo(HANDLE handle, struct handle_entry *entry)
{
    struct request_process_open_in in = { .pid = process_block_header()->pid, .access = PROCESS_ALL_ACCESS };
    struct request_process_open_out out;
    NTSTATUS status;

    if ((LONG_PTR)handle == -1) {
        if (!NT_SUCCESS(status = SERVER_CALL(process_open, &in, &out))) return status;
        *entry = (struct handle_entry){.tag = OBJECT_PROCESS | HANDLE_SHARED,
                                       .access = PROCESS_ALL_ACCESS,
                                       .slot = out.slot,
                                       .fd = -1,
                                       .object = out.object};
        return STATUS_SUCCESS;
    }
    if ((LONG_PTR)handle == -2) return thread_entry_of_record(current_thread_record(), THREAD_ALL_ACCESS, entry);
    return STATUS_INVALID_HANDLE;
}

/* Gives `entry`, a copy of a live one, its own hold on the object. */
static NTSTATUS entry_retain(HANDLE source, struct handle_entry *entry)
{
    uint32_t kind = entry->tag & HANDLE_KIND_MASK;
    struct unix_descriptor_duplicate_args duplicate = { .fd = entry->fd };
    NTSTATUS status;

    if (entry->tag & HANDLE_FD_IN_SERVER && !NT_SUCCESS(status = fetch_descriptor(source, entry))) return status;
    if (entry->fd >= 0) {
        duplicate.fd = entry->fd;
        if (!NT_SUCCESS(status = unix_call_descriptor_duplicate(&duplicate))) return status;
        entry->fd = duplicate.result;
    }
    if (entry->tag & HANDLE_SHARED) {
        struct request_object_retain_in in = { .object = entry->object };
        SERVER_SEND(object_retain, &in);
    } else if (entry->slot) {
        __atomic_fetch_add(&arena_slot_of(entry->slot)->refs, 1, __ATOMIC_ACQ_REL);
    }
    if (kind < OBJECT_KIND_COUNT && duplicate_functions[kind]) duplicate_functions[kind](entry);
    return STATUS_SUCCESS;
}

static NTSTATUS duplicate_here(HANDLE source, HANDLE *target, ACCESS_MASK access, ULONG attributes, ULONG options)
{
    struct handle_entry entry;
    BOOLEAN pseudo = (LONG_PTR)source < 0;
    NTSTATUS status = pseudo ? duplicate_pseudo(source, &entry) : handle_get(source, OBJECT_NONE, 0, &entry);

    if (!NT_SUCCESS(status)) return status;
    if (!pseudo && !NT_SUCCESS(status = entry_retain(source, &entry))) return status;
    if (!(options & DUPLICATE_SAME_ACCESS)) entry.access = access_map_generic(entry.tag & HANDLE_KIND_MASK, access);
    if (!(options & DUPLICATE_SAME_ATTRIBUTES)) {
        entry.tag &= ~(HANDLE_INHERIT | HANDLE_PROTECT);
        if (attributes & OBJ_INHERIT) entry.tag |= HANDLE_INHERIT;
    }
    if (!NT_SUCCESS(status = handle_insert(&entry, target))) handle_entry_release(&entry, NULL);
    return status;
}

/* The server's id of a process, 0 for the own one. */
static NTSTATUS process_object_of(HANDLE process, uint64_t *object)
{
    struct handle_entry entry;
    NTSTATUS status = handle_get(process, OBJECT_PROCESS, PROCESS_DUP_HANDLE, &entry);

    if (NT_SUCCESS(status)) *object = process_entry_is_own(&entry) ? 0 : entry.object;
    return status;
}

/* Between processes the server does it. A descriptor goes along from this process, or comes back to it. */
static NTSTATUS duplicate_across(uint64_t source_process, HANDLE source, uint64_t target_process, HANDLE *target,
                                 ACCESS_MASK access, ULONG attributes, ULONG options)
{
    struct request_object_duplicate_in in = {
        .source_process = source_process,
        .target_process = target_process,
        .source_handle = (ULONG)(ULONG_PTR)source,
        .access = access,
        .attributes = attributes,
        .options = options,
    };
    struct request_object_duplicate_out out = { 0 };
    struct unix_server_request_args args = {
        .code = request_code_object_duplicate,
        .send_fd = -1,
        .in = UNIX_PTR(&in),
        .in_size = sizeof(in),
        .out = UNIX_PTR(&out),
        .out_size = sizeof(out),
        .received_fd = -1,
    };
    struct handle_entry entry = { 0 };
    int fd;
    NTSTATUS status;

    if (!source_process && NT_SUCCESS(handle_get_descriptor(source, 0, &fd, &entry))) args.send_fd = fd;
    status = unix_call_server_request(&args);
    if (!NT_SUCCESS(status)) return status;
    if (target_process) {
        *target = (HANDLE)(ULONG_PTR)out.target_handle;
        return status;
    }
    entry = (struct handle_entry){.tag = out.tag,
                                  .access = out.access,
                                  .slot = out.slot,
                                  .fd = args.received_fd,
                                  .object = out.object,
                                  .options = out.options,
                                  .aux = out.aux};
    if (entry.fd >= 0) entry.tag &= ~HANDLE_FD_IN_SERVER;
    if (!NT_SUCCESS(status = handle_insert(&entry, target))) handle_entry_release(&entry, NULL);
    return status;
}

/* A pseudo handle of this process means nothing elsewhere: a real one is made first and closed afterwards. */
static NTSTATUS duplicate_pseudo_across(HANDLE source, uint64_t target_process, HANDLE *target, ACCESS_MASK access,
                                        ULONG attributes, ULONG options)
{
    HANDLE real;
    NTSTATUS status = duplicate_here(source, &real, 0, 0, DUPLICATE_SAME_ACCESS);

    if (!NT_SUCCESS(status)) return status;
    status = duplicate_across(0, real, target_process, target, access, attributes, options & ~DUPLICATE_CLOSE_SOURCE);
    NtClose(real);
    return status;
}

NTSTATUS NTAPI NtDuplicateObject(HANDLE source_process, HANDLE source, HANDLE target_process, PHANDLE target,
                                 ACCESS_MASK access, ULONG attributes, ULONG options)
{
    uint64_t from, to = 0;
    HANDLE result = NULL;
    NTSTATUS status = process_object_of(source_process, &from);

    if (target) *target = NULL;
    if (!NT_SUCCESS(status)) return status;
    if (target_process && !NT_SUCCESS(status = process_object_of(target_process, &to))) return status;

    if (!target_process) {
        /* only DUPLICATE_CLOSE_SOURCE makes sense then */
        if (!(options & DUPLICATE_CLOSE_SOURCE)) return STATUS_INVALID_PARAMETER;
        if (from)
            return duplicate_across(from, source, 0, &result, access, attributes, options) ? STATUS_INVALID_HANDLE
                                                                                           : NtClose(result);
    } else if (!from && !to) {
        status = duplicate_here(source, &result, access, attributes, options);
    } else if (!from && (LONG_PTR)source < 0) {
        status = duplicate_pseudo_across(source, to, &result, access, attributes, options);
    } else {
        status = duplicate_across(from, source, to, &result, access, attributes,
                                  options & ~(from ? 0u : DUPLICATE_CLOSE_SOURCE));
    }
    if (options & DUPLICATE_CLOSE_SOURCE && !from && (LONG_PTR)source > 0) {
        NTSTATUS closed = NtClose(source);
        if (!target_process) return closed;
    }
    if (target) *target = result;
    else if (result && !to) NtClose(result);
    return status;
}
