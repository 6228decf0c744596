/* Threads: creation, end, opening, suspension. A thread is created without a message: its id and slot come from
 * batches, its record lies in the process block. A handle to a thread of this process names the record and the id, so
 * that a reused record is noticed. */
#include "nt/nt.h"
#include "nt/debug.h"
#include "remote.h"
#include "requests.h"
#include "sync_private.h"
#include "ldr_private.h"
#include "thread_private.h"

static struct thread_record *records(void) { return thread_records((ULONG_PTR)PROCESS_BLOCK_ADDRESS); }

struct thread_record *thread_record_of_object(uint64_t object)
{
    uint32_t index = (uint32_t)object, tid = (uint32_t)(object >> 32);

    if (index >= THREAD_RECORD_COUNT || !tid || records()[index].tid != tid) return NULL;
    return &records()[index];
}

NTSTATUS thread_entry_of_record(struct thread_record *record, ACCESS_MASK access, struct handle_entry *entry)
{
    *entry = (struct handle_entry){
        .tag = OBJECT_THREAD, .access = access, .slot = record->slot, .fd = -1, .object = thread_object_of(record)};
    __atomic_fetch_add(&arena_slot_of(record->slot)->refs, 1, __ATOMIC_ACQ_REL);
    return STATUS_SUCCESS;
}

static struct thread_record *record_of_tid(uint32_t tid)
{
    uint32_t i, high = process_block_header()->thread_high_water;

    for (i = 0; tid && i < high && i < THREAD_RECORD_COUNT; i++)
        if (records()[i].tid == tid) return &records()[i];
    return NULL;
}

NTSTATUS thread_record_of_handle(HANDLE handle, ACCESS_MASK access, struct thread_record **record,
                                 struct handle_entry *entry)
{
    NTSTATUS status = handle_get(handle, OBJECT_THREAD, access, entry);

    *record = NULL;
    if (!NT_SUCCESS(status)) return status;
    if (entry->tag & HANDLE_SHARED) {
        *record = record_of_tid(entry->slot ? arena_slot_of(entry->slot)->task.id : 0);
        return *record && (*record)->slot == entry->slot ? STATUS_SUCCESS : STATUS_NOT_SUPPORTED;
    }
    *record = thread_record_of_object(entry->object);
    return *record ? STATUS_SUCCESS : STATUS_THREAD_IS_TERMINATING;
}

/* ---- creation */

/* Takes a free record for this id. Records are few and reused, so the first free one is soon found. */
static struct thread_record *record_allocate(uint32_t tid)
{
    uint32_t *high_water = &process_block_header()->thread_high_water;
    uint32_t i, none, high;

    for (i = 1; i < THREAD_RECORD_COUNT; i++) {
        none = 0;
        if (records()[i].tid ||
            !__atomic_compare_exchange_n(&records()[i].tid, &none, tid, FALSE, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
            continue;
        high = __atomic_load_n(high_water, __ATOMIC_ACQUIRE);
        while (high < i + 1 &&
               !__atomic_compare_exchange_n(high_water, &high, i + 1, FALSE, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
            continue;
        return &records()[i];
    }
    return NULL;
}

static struct thread_record *record_create(PVOID start)
{
    struct unix_clock_read_args clock = { .kind = 0 };
    uint32_t tid = thread_id_allocate(), slot = slot_allocate(STATE_MAKE(OBJECT_THREAD, 0));
    struct thread_record *record = tid && slot ? record_allocate(tid) : NULL;

    if (!record) {
        slot_free(slot);
        return NULL;
    }
    unix_call_clock_read(&clock);
    record->slot = slot;
    record->intent_count = 0;
    record->unix_tid = 0;
    record->flags = 0;
    record->alert = 0;
    record->debug_wait = 0;
    record->synchronous_io = 0;
    record->owned_mutexes = 0;
    record->start_time = clock.value;
    record->start_address = UNIX_PTR(start);
    record->teb = 0;
    arena_slot_of(slot)->task.exit_status = STILL_ACTIVE;
    arena_slot_of(slot)->task.id = tid;
    arena_slot_of(slot)->task.pid = process_info()->pid;
    thread_facts_reset(record);
    return record;
}

static void record_discard(struct thread_record *record)
{
    uint32_t slot = record->slot;

    __atomic_store_n(&record->tid, 0, __ATOMIC_RELEASE);
    slot_free(slot);
}

static void answer_attributes(const PS_ATTRIBUTE_LIST *list, const CLIENT_ID *thread, uint64_t teb)
{
    SIZE_T i, count = list ? (list->TotalLength - offsetof(PS_ATTRIBUTE_LIST, Attributes)) / sizeof(PS_ATTRIBUTE) : 0;

    for (i = 0; i < count; i++) {
        const PS_ATTRIBUTE *attribute = &list->Attributes[i];
        if (attribute->Attribute == PS_ATTRIBUTE_CLIENT_ID && attribute->Size >= sizeof(CLIENT_ID)) {
            *(CLIENT_ID *)attribute->Value = *thread;
        } else if (attribute->Attribute == PS_ATTRIBUTE_TEB_ADDRESS && attribute->Size >= sizeof(PVOID)) {
            *(PVOID *)attribute->Value = (PVOID)(ULONG_PTR)teb;
        }
        if (attribute->ReturnLength) *attribute->ReturnLength = attribute->Size;
    }
}

static NTSTATUS create_in_other(PHANDLE handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes,
                                const struct handle_entry *process, struct unix_thread_create_args *args,
                                const PS_ATTRIBUTE_LIST *list)
{
    struct handle_entry entry;
    CLIENT_ID id;
    NTSTATUS status = remote_thread_create(process, args, &entry, &id);

    if (!NT_SUCCESS(status)) return status;
    entry.access = access_map_generic(OBJECT_THREAD, access);
    entry.tag |= tag_from_attributes(OBJECT_THREAD, attributes);
    status = handle_insert(&entry, handle);
    if (NT_SUCCESS(status)) answer_attributes(list, &id, args->teb);
    else handle_entry_release(&entry, NULL);
    return status;
}

NTSTATUS NTAPI NtCreateThreadEx(PHANDLE handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes, HANDLE process,
                                PVOID start, PVOID argument, ULONG flags, SIZE_T zero_bits, SIZE_T stack_commit,
                                SIZE_T stack_reserve, PS_ATTRIBUTE_LIST *list)
{
    struct handle_entry entry;
    struct thread_record *record;
    struct unix_thread_create_args args;
    NTSTATUS status = handle_get(process, OBJECT_PROCESS, PROCESS_CREATE_THREAD, &entry);

    (void)zero_bits;
    *handle = NULL;
    if (!NT_SUCCESS(status)) return status;
    args = (struct unix_thread_create_args){
        .start_routine = UNIX_PTR(start),
        .argument = UNIX_PTR(argument),
        .stack_reserve = stack_reserve,
        .stack_commit = stack_commit,
        .suspended = (flags & THREAD_CREATE_FLAGS_CREATE_SUSPENDED ? THREAD_CREATE_SUSPENDED : 0) |
                     (flags & THREAD_CREATE_FLAGS_SKIP_THREAD_ATTACH ? THREAD_CREATE_HIDDEN : 0)};
    if (!process_entry_is_own(&entry)) return create_in_other(handle, access, attributes, &entry, &args, list);
    if (!(record = record_create(start))) return STATUS_NO_MEMORY;
    thread_entry_of_record(record, access_map_generic(OBJECT_THREAD, access), &entry);
    entry.tag |= tag_from_attributes(OBJECT_THREAD, attributes);
    if (!NT_SUCCESS(status = handle_insert(&entry, handle))) {
        slot_free(record->slot);
        record_discard(record);
        return status;
    }
    args.record_index = thread_record_index(record);
    /* the thread may have ended and its record serve another before the call returns: its id is kept here */
    CLIENT_ID id = { (HANDLE)(ULONG_PTR)process_info()->pid, (HANDLE)(ULONG_PTR)record->tid };
    status = unix_call_thread_create(&args);
    if (!NT_SUCCESS(status)) {
        NtClose(*handle);
        *handle = NULL;
        record_discard(record);
        return status;
    }
    answer_attributes(list, &id, args.teb);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlCreateUserThread(HANDLE process, PSECURITY_DESCRIPTOR descriptor, BOOLEAN suspended, ULONG zero_bits,
                                   SIZE_T stack_reserve, SIZE_T stack_commit, PVOID start, PVOID argument,
                                   PHANDLE handle, CLIENT_ID *id)
{
    CLIENT_ID created;
    HANDLE thread;
    PS_ATTRIBUTE_LIST list = {sizeof(list), {{PS_ATTRIBUTE_CLIENT_ID, sizeof(created), (ULONG_PTR)&created, NULL}}};
    NTSTATUS status = NtCreateThreadEx(&thread, THREAD_ALL_ACCESS, NULL, process, start, argument,
                                       suspended ? THREAD_CREATE_FLAGS_CREATE_SUSPENDED : 0, zero_bits, stack_commit,
                                       stack_reserve, &list);

    (void)descriptor;
    if (!NT_SUCCESS(status)) return status;
    if (id) *id = created;
    if (handle) *handle = thread;
    else NtClose(thread);
    return STATUS_SUCCESS;
}

/* ---- the end of a thread (process_start.c has its beginning) */

static BOOLEAN is_last_thread(const struct thread_record *self)
{
    uint32_t i, high = process_block_header()->thread_high_water;

    for (i = 0; i < high && i < THREAD_RECORD_COUNT; i++)
        if (&records()[i] != self && records()[i].tid && !(records()[i].flags & THREAD_RECORD_ENDING)) return FALSE;
    return TRUE;
}

BOOLEAN thread_is_last(void) { return is_last_thread(current_thread_record()); }

static void __attribute__((noreturn)) end_self(NTSTATUS status)
{
    struct unix_thread_exit_args args = { .exit_status = status };

    for (;;) unix_call_thread_exit(&args);
}

void thread_end_hidden(NTSTATUS status)
{
    struct thread_record *self = current_thread_record();

    apc_thread_end(self);
    heap_free(((TEB *)NtCurrentTeb())->TlsExpansionSlots);
    RtlEnterCriticalSection(&loader_lock);
    tls_free_thread();
    RtlLeaveCriticalSection(&loader_lock);
    end_self(status);
}

VOID NTAPI RtlExitUserThread(NTSTATUS status)
{
    struct thread_record *self = current_thread_record();

    if (is_last_thread(self)) RtlExitUserProcess(status);
    fls_thread_end();
    LdrShutdownThread();
    thread_impersonate(self, NULL);
    debug_thread_end();
    timer_thread_end(self);
    apc_thread_end(self);
    heap_free(((TEB *)NtCurrentTeb())->TlsExpansionSlots);
    ((TEB *)NtCurrentTeb())->TlsExpansionSlots = NULL;
    thread_facts_reset(self);
    end_self(status);
}

NTSTATUS NTAPI NtTerminateThread(HANDLE handle, NTSTATUS exit_status)
{
    struct thread_record *record, *self = current_thread_record();
    struct handle_entry entry;
    struct unix_thread_terminate_args args;
    NTSTATUS status;

    if (!handle) {
        if (is_last_thread(self)) return STATUS_CANT_TERMINATE_SELF;
        end_self(exit_status);
    }
    status = thread_record_of_handle(handle, THREAD_TERMINATE, &record, &entry);
    if (status == STATUS_NOT_SUPPORTED) {
        args = (struct unix_thread_terminate_args){ .exit_status = exit_status };
        status = THREAD_UNIX_CALL(handle, THREAD_TERMINATE, thread_terminate, &args);
    }
    if (status == STATUS_THREAD_IS_TERMINATING) return STATUS_SUCCESS;
    if (!NT_SUCCESS(status) || !record) return status;
    if (record != self) {
        args = (struct unix_thread_terminate_args){.record_index = thread_record_index(record),
                                                   .exit_status = exit_status};
        return unix_call_thread_terminate(&args);
    }
    if (is_last_thread(self)) return NtTerminateProcess(NtCurrentProcess(), exit_status);
    end_self(exit_status);
}

/* ---- opening */

NTSTATUS NTAPI NtOpenThread(PHANDLE handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes,
                            const CLIENT_ID *id)
{
    uint32_t tid = (uint32_t)(ULONG_PTR)id->UniqueThread;
    struct thread_record *record = record_of_tid(tid);
    struct handle_entry entry;
    NTSTATUS status;

    *handle = NULL;
    access = access_map_generic(OBJECT_THREAD, access);
    if (record) {
        if (id->UniqueProcess && (uint32_t)(ULONG_PTR)id->UniqueProcess != process_info()->pid)
            return STATUS_INVALID_CID;
        thread_entry_of_record(record, access, &entry);
    } else {
        struct request_thread_open_in in = { .tid = tid, .access = access };
        struct request_thread_open_out out;

        if (!NT_SUCCESS(status = SERVER_CALL(thread_open, &in, &out))) return status;
        entry = (struct handle_entry){
            .tag = OBJECT_THREAD | HANDLE_SHARED, .access = access, .slot = out.slot, .fd = -1, .object = out.object};
    }
    entry.tag |= tag_from_attributes(OBJECT_THREAD, attributes);
    if (!NT_SUCCESS(status = handle_insert(&entry, handle))) handle_entry_release(&entry, NULL);
    return status;
}

/* ---- suspension and contexts */

/* The first thread of a suspended child waits until `pulse` of its slot is 0, so its parent needs nobody's help to
 * start it. False: it has begun. */
static BOOLEAN change_start_gate(const struct handle_entry *entry, BOOLEAN resume, PULONG previous)
{
    struct arena_slot *slot = arena_slot_of(entry->slot);
    struct unix_futex_wake_args wake = { .address = UNIX_PTR(&slot->pulse), .count = INT32_MAX };
    uint32_t old = __atomic_load_n(&slot->pulse, __ATOMIC_ACQUIRE);

    do {
        if (!old) return FALSE;
    } while (!__atomic_compare_exchange_n(&slot->pulse, &old, resume ? old - 1 : old + 1, FALSE, __ATOMIC_ACQ_REL,
                                          __ATOMIC_ACQUIRE));
    if (resume && old == 1) unix_call_futex_wake(&wake);
    if (previous) *previous = old;
    return TRUE;
}

NTSTATUS NTAPI NtSuspendThread(HANDLE handle, PULONG previous)
{
    struct handle_entry entry;
    struct unix_thread_suspend_args args = { 0 };
    NTSTATUS status = handle_get(handle, OBJECT_THREAD, THREAD_SUSPEND_RESUME, &entry);

    if (!NT_SUCCESS(status)) return status;
    if (change_start_gate(&entry, FALSE, previous)) return STATUS_SUCCESS;
    status = THREAD_UNIX_CALL(handle, THREAD_SUSPEND_RESUME, thread_suspend, &args);
    if (NT_SUCCESS(status) && previous) *previous = args.previous;
    return status;
}

NTSTATUS NTAPI NtResumeThread(HANDLE handle, PULONG previous)
{
    struct handle_entry entry;
    struct unix_thread_resume_args args = { 0 };
    NTSTATUS status = handle_get(handle, OBJECT_THREAD, THREAD_SUSPEND_RESUME, &entry);

    if (!NT_SUCCESS(status)) return status;
    if (change_start_gate(&entry, TRUE, previous)) return STATUS_SUCCESS;
    status = THREAD_UNIX_CALL(handle, THREAD_SUSPEND_RESUME, thread_resume, &args);
    if (NT_SUCCESS(status) && previous) *previous = args.previous;
    return status;
}

NTSTATUS NTAPI NtAlertResumeThread(HANDLE handle, PULONG previous)
{
    NTSTATUS status = NtAlertThread(handle);

    return NT_SUCCESS(status) ? NtResumeThread(handle, previous) : status;
}
