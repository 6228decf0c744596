/* Handle tables of processes, as the server sees them: reading them with distrust, handing objects from one process to
 * another.
 *
 * An object that a process made by itself stays local there; the server takes one reference to its slot on behalf of
 * all other processes, so nothing in the maker's table changes. Where the object has a descriptor, the server keeps a
 * copy until the other processes let go. */
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "arena_operations.h"
#include "request.h"
#include "slots.h"

#define DUPLICATE_CLOSE_SOURCE    1u
#define DUPLICATE_SAME_ACCESS     2u
#define DUPLICATE_SAME_ATTRIBUTES 4u
#define OBJ_INHERIT               2u
#define PSEUDO_PROCESS            0xffffffffu
#define PSEUDO_THREAD             0xfffffffeu
#define GENERIC_BITS              0xf0000000u
#define MAXIMUM_ALLOWED           0x02000000u
#define LONGEST_FREE_RUN          4096u /* unused entries below inherited ones that the child gets back */

bool handle_read(const struct process *process, uint32_t index, struct handle_entry *entry)
{
    if (!process->block || !index || index >= HANDLE_COUNT) return false;
    const struct handle_entry *live = &handle_entries(process->block)[index];
    uint32_t tag = __atomic_load_n(&live->tag, __ATOMIC_ACQUIRE);
    if (!tag || tag & HANDLE_BUSY || (tag & HANDLE_KIND_MASK) >= OBJECT_KIND_COUNT) return false;
    memcpy(entry, (const void *)live, sizeof(*entry));
    entry->tag = tag;
    return __atomic_load_n(&live->tag, __ATOMIC_ACQUIRE) == tag && (!entry->slot || slot_index_valid(entry->slot));
}

static uint32_t own_high_water(const struct process *process)
{
    uint32_t count = __atomic_load_n(&process->block->handle_high_water, __ATOMIC_ACQUIRE);
    return count < HANDLE_SERVER_FIRST ? count : HANDLE_SERVER_FIRST;
}

uint32_t process_handle_count(const struct process *process)
{
    uint32_t count = 0;
    if (!process->block) return 0;
    const struct handle_entry *entries = handle_entries(process->block);
    for (uint32_t i = 1; i < own_high_water(process); i++) count += entries[i].tag != 0;
    for (uint32_t i = HANDLE_SERVER_FIRST; i < process->server_high_water; i++) count += entries[i].tag != 0;
    return count;
}

bool process_may_use_slot(const struct process *process, uint32_t slot)
{
    if (slot_belongs_to(slot, process->pid)) return true;
    const struct object *object = slot_object(slot);
    return object && reference_count(process, object);
}

/* --- rights --- */

/* Generic rights of what the server hands over: read, write, execute, all. */
static uint32_t map_rights(enum object_kind kind, uint32_t access)
{
    static const uint32_t file[4] = {0x120089, 0x120116, 0x1200a0, 0x1f01ff};
    static const uint32_t rights[OBJECT_KIND_COUNT][4] = {
        [OBJECT_EVENT] = {0x20001, 0x20002, 0x120000, 0x1f0003},
        [OBJECT_MUTEX] = {0x20001, 0x20000, 0x120000, 0x1f0001},
        [OBJECT_SEMAPHORE] = {0x20001, 0x20002, 0x120000, 0x1f0003},
        [OBJECT_TIMER] = {0x20001, 0x20002, 0x120000, 0x1f0003},
        [OBJECT_PROCESS] = {0x20410, 0x20bea, 0x121001, 0x1fffff},
        [OBJECT_THREAD] = {0x20048, 0x20437, 0x120800, 0x1fffff},
        [OBJECT_SECTION] = {0x20005, 0x20002, 0x20008, 0xf001f},
        [OBJECT_KEY] = {0x20019, 0x20006, 0x20019, 0xf003f},
        [OBJECT_COMPLETION_PORT] = {0x20001, 0x20002, 0x120000, 0x1f0003},
        [OBJECT_JOB] = {0x20004, 0x2000b, 0x120000, 0x1f003f},
        [OBJECT_DEBUG] = {0x20001, 0x20002, 0x120000, 0x1f000f},
        [OBJECT_DIRECTORY] = {0x20003, 0x2000c, 0x20003, 0xf000f},
        [OBJECT_SYMBOLIC_LINK] = {0x20001, 0x20000, 0x20001, 0xf0001},
        [OBJECT_KEYED_EVENT] = {0x20001, 0x20002, 0x20000, 0xf0003},
    };
    bool is_file = kind == OBJECT_FILE || kind == OBJECT_PIPE || kind == OBJECT_SOCKET || kind == OBJECT_FOLDER;
    const uint32_t *map = is_file ? file : rights[kind];
    uint32_t mapped = access & ~(GENERIC_BITS | MAXIMUM_ALLOWED);
    if (access & 0x80000000u) mapped |= map[0];
    if (access & 0x40000000u) mapped |= map[1];
    if (access & 0x20000000u) mapped |= map[2];
    if (access & (0x10000000u | MAXIMUM_ALLOWED)) mapped |= map[3];
    return mapped;
}

/* --- from entries to objects --- */

static struct object *share_local(struct process *process, const struct handle_entry *entry)
{
    enum object_kind kind = entry->tag & HANDLE_KIND_MASK;
    if (!entry->slot && entry->fd < 0) return NULL;
    if (entry->slot && !slot_belongs_to(entry->slot, process->pid)) return NULL;
    struct object *known = slot_object(entry->slot);
    if (known) {
        object_keep(known);
        return known;
    }
    if (kind == OBJECT_THREAD) {
        uint32_t tid = arena_slot_at(arena, entry->slot)->task.id;
        int record = thread_record_find(process, tid);
        struct thread *thread =
            record < 0 ? thread_new(process, tid, entry->slot) : thread_object(process, (uint32_t)record);
        return thread ? &thread->object : NULL;
    }
    const struct object_operations *operations = shareable_operations(kind);
    return operations ? waitable_share(operations, entry->slot) : NULL;
}

/* The object behind an entry, with a keeper for the caller. NULL: stale, foreign, or of a kind that only lives in one
 * process. */
static struct object *object_of_entry(struct process *process, const struct handle_entry *entry)
{
    if (!(entry->tag & HANDLE_SHARED)) return share_local(process, entry);
    struct object *object = reference_find(process, entry->object, OBJECT_NONE);
    if (object) object_keep(object);
    return object;
}

/* What another process's entry for the object looks like; the descriptor is not its own yet. */
static struct handle_entry shared_entry(const struct object *object, const struct handle_entry *source)
{
    struct handle_entry entry = *source;
    entry.tag = source->tag | HANDLE_SHARED;
    entry.object = object->id;
    entry.slot = object->slot;
    return entry;
}

/* --- inheritance --- */

static bool is_listed(uint32_t handle, const uint32_t *only, uint32_t only_count)
{
    for (uint32_t i = 0; i < only_count; i++)
        if (only[i] / 4 == handle) return true;
    return !only_count;
}

static bool inherit_entry(struct process *parent, struct process *child, uint32_t index)
{
    struct handle_entry entry;
    if (!handle_read(parent, index, &entry) || !(entry.tag & HANDLE_INHERIT)) return false;
    bool only_descriptor = !(entry.tag & HANDLE_SHARED) && !entry.slot && entry.fd >= 0 &&
                           shareable_operations(entry.tag & HANDLE_KIND_MASK);
    if (!only_descriptor) {
        struct object *object = object_of_entry(parent, &entry);
        if (!object) return false;
        bool added = reference_add(child, object);
        entry = shared_entry(object, &entry);
        object_drop(object);
        if (!added) return false;
    }
    handle_entries(child->block)[index] = entry;
    return true;
}

/* Entries below the highest inherited one that stayed free become the child's free list, lowest first. */
static void make_free_list(struct process *child, uint32_t high_water)
{
    struct handle_entry *entries = handle_entries(child->block);
    child->block->handle_high_water = high_water;
    uint32_t lowest =
        high_water > LONGEST_FREE_RUN ? high_water - LONGEST_FREE_RUN : 4; /* 1 to 3 are the standard handles' */
    for (uint32_t i = high_water; i-- > lowest;)
        if (!entries[i].tag) index_stack_push(&child->block->free_handles, i, &entries[i].aux);
}

void handles_inherit(struct process *parent, struct process *child, const uint32_t *only, uint32_t only_count)
{
    uint32_t high_water = 0;
    for (uint32_t i = 1; i < own_high_water(parent); i++)
        if (is_listed(i, only, only_count) && inherit_entry(parent, child, i)) high_water = i + 1;
    for (uint32_t i = HANDLE_SERVER_FIRST; i < parent->server_high_water; i++)
        if (is_listed(i, only, only_count) && inherit_entry(parent, child, i)) child->server_high_water = i + 1;
    if (high_water) make_free_list(child, high_water);
}

/* --- duplication --- */

static uint32_t free_server_index(struct process *process)
{
    const struct handle_entry *entries = handle_entries(process->block);
    uint32_t index = process->next_server_handle;
    for (uint32_t tried = HANDLE_SERVER_FIRST; tried < HANDLE_COUNT; tried++, index++) {
        if (index >= HANDLE_COUNT) index = HANDLE_SERVER_FIRST;
        if (__atomic_load_n(&entries[index].tag, __ATOMIC_ACQUIRE)) continue;
        process->next_server_handle = index + 1;
        if (index >= process->server_high_water) process->server_high_water = index + 1;
        return index;
    }
    return 0;
}

static NTSTATUS put_entry(struct process *target, const struct handle_entry *entry, uint32_t *handle)
{
    uint32_t index = free_server_index(target);
    if (!index) return STATUS_INSUFFICIENT_RESOURCES;
    struct handle_entry *live = &handle_entries(target->block)[index];
    live->access = entry->access;
    live->slot = entry->slot;
    live->fd = -1;
    live->object = entry->object;
    live->options = entry->options;
    live->aux = entry->aux;
    __atomic_store_n(&live->tag, entry->tag, __ATOMIC_RELEASE);
    *handle = index * 4;
    return STATUS_SUCCESS;
}

/* The source entry of a duplication and its object (with a keeper), pseudo handles included. */
static NTSTATUS find_source(struct request *request, struct process *source, uint32_t handle,
                            struct handle_entry *entry, struct object **object)
{
    *object = NULL;
    if (handle == PSEUDO_PROCESS) {
        *entry = (struct handle_entry){.tag = OBJECT_PROCESS | HANDLE_SHARED, .access = 0x1fffff, .fd = -1};
        object_keep(*object = &source->object);
    } else if (handle == PSEUDO_THREAD && source == request->process) {
        int record = thread_record_find(source, request->tid);
        struct thread *thread = record < 0 ? NULL : thread_object(source, (uint32_t)record);
        *entry = (struct handle_entry){.tag = OBJECT_THREAD | HANDLE_SHARED, .access = 0x1fffff, .fd = -1};
        *object = thread ? &thread->object : NULL;
    } else {
        if (!handle_read(source, handle / 4, entry)) return STATUS_INVALID_HANDLE;
        *object = object_of_entry(source, entry);
        if (!*object && !(entry->tag & HANDLE_SHARED)) return STATUS_NOT_SUPPORTED;
    }
    return *object ? STATUS_SUCCESS : STATUS_INVALID_HANDLE;
}

/* The descriptor goes along in the message, or is fetched from the source process if the system lets us. */
static void take_descriptor(struct request *request, const struct process *source, const struct handle_entry *entry,
                            struct object *object)
{
    if (object->fd >= 0) return;
    if (request->fd >= 0 && source == request->process) {
        object->fd = request_take_fd(request);
    } else if (entry->fd >= 0 && source != request->process && source->unix_pid > 0) {
        int pidfd = (int)syscall(SYS_pidfd_open, source->unix_pid, 0);
        if (pidfd < 0) return;
        object->fd = (int)syscall(SYS_pidfd_getfd, pidfd, entry->fd, 0);
        close(pidfd);
    }
}

/* DUPLICATE_CLOSE_SOURCE on another process's handle. Its descriptor there stays open until that process ends. */
static void close_in(struct process *source, uint32_t handle)
{
    uint32_t index = handle / 4;
    if (!index || index >= HANDLE_COUNT) return;
    struct handle_entry *live = &handle_entries(source->block)[index], entry = *live;
    entry.tag = __atomic_exchange_n(&live->tag, 0, __ATOMIC_ACQ_REL);
    if (entry.tag & HANDLE_SHARED) {
        struct object *object = reference_find(source, entry.object, OBJECT_NONE);
        if (object) reference_remove(source, object);
    } else if (entry.tag && slot_belongs_to(entry.slot, source->pid)) {
        struct arena_slot *slot = arena_slot_at(arena, entry.slot);
        if (!__atomic_sub_fetch(&slot->refs, 1, __ATOMIC_ACQ_REL)) slot_return(source->pid, entry.slot);
    }
    if (entry.tag && index < HANDLE_SERVER_FIRST) index_stack_push(&source->block->free_handles, index, &live->aux);
}

static NTSTATUS deliver(struct request *request, struct process *target, struct object *object,
                        struct handle_entry *entry, struct request_object_duplicate_out *out)
{
    NTSTATUS status = STATUS_SUCCESS;
    entry->tag &= ~HANDLE_FD_IN_SERVER;
    if (object->fd >= 0) entry->tag |= HANDLE_FD_IN_SERVER;
    if (!reference_add(target, object)) return STATUS_NO_MEMORY;
    if (target != request->process)
        status = put_entry(target, entry, &out->target_handle);
    else if (object->fd >= 0)
        request_answer_fd(request, object->fd, false);
    if (status) reference_remove(target, object);
    out->tag = entry->tag;
    out->access = entry->access;
    out->slot = entry->slot;
    out->object = entry->object;
    out->options = entry->options;
    out->aux = entry->aux;
    return status;
}

static struct process *process_argument(struct request *request, uint64_t object)
{
    struct process *process =
        object ? process_from_object(reference_find(request->process, object, OBJECT_PROCESS)) : request->process;
    return process && process->block ? process : NULL;
}

NTSTATUS handle_object_duplicate(struct request *request, const struct request_object_duplicate_in *in,
                                 struct request_object_duplicate_out *out)
{
    struct process *source = process_argument(request, in->source_process),
                   *target = process_argument(request, in->target_process);
    struct handle_entry entry;
    struct object *object;
    if (!source || !target) return STATUS_INVALID_HANDLE;
    NTSTATUS status = find_source(request, source, in->source_handle, &entry, &object);
    if (status) return status;
    take_descriptor(request, source, &entry, object);
    entry = shared_entry(object, &entry);
    if (!(in->options & DUPLICATE_SAME_ACCESS)) entry.access = map_rights(object->operations->kind, in->access);
    if (!(in->options & DUPLICATE_SAME_ATTRIBUTES)) {
        entry.tag &= ~(HANDLE_INHERIT | HANDLE_PROTECT);
        if (in->attributes & OBJ_INHERIT) entry.tag |= HANDLE_INHERIT;
    }
    status = deliver(request, target, object, &entry, out);
    if (!status && in->options & DUPLICATE_CLOSE_SOURCE && source != request->process)
        close_in(source, in->source_handle);
    object_drop(object);
    return status;
}

NTSTATUS handle_object_release(struct request *request, const struct request_object_release_in *in)
{
    struct object *object = reference_find(request->process, in->object, OBJECT_NONE);
    return object && reference_remove(request->process, object) ? STATUS_SUCCESS : STATUS_INVALID_HANDLE;
}

NTSTATUS handle_object_retain(struct request *request, const struct request_object_retain_in *in)
{
    struct object *object = reference_find(request->process, in->object, OBJECT_NONE);
    return object && reference_add(request->process, object) ? STATUS_SUCCESS : STATUS_INVALID_HANDLE;
}

NTSTATUS handle_object_fetch_fd(struct request *request, const struct request_object_fetch_fd_in *in,
                                struct request_object_fetch_fd_out *out)
{
    struct object *object = reference_find(request->process, in->object, OBJECT_NONE);
    int fd = object ? object->operations->descriptor(object) : -1;
    (void)out;
    if (fd < 0) return STATUS_INVALID_HANDLE;
    request_answer_fd(request, fd, false);
    return STATUS_SUCCESS;
}
