/* Shared by the files of ntdll that implement handles, waits, threads and processes. */
#ifndef SYNC_PRIVATE_H
#define SYNC_PRIVATE_H

#include "nt/nt.h"
#include "unix_calls.h"

#ifndef STATUS_NOT_SAME_OBJECT /* newer than the compiler's headers */
#define STATUS_NOT_SAME_OBJECT ((NTSTATUS)0xC00001AC)
#endif
#ifndef THREAD_ALERT
#define THREAD_ALERT 0x0004
#endif
#ifndef DUPLICATE_SAME_ATTRIBUTES
#define DUPLICATE_SAME_ATTRIBUTES 4
#endif

/* handle.c, object.c */
void handle_entry_release(const struct handle_entry *entry, HANDLE handle);
handle_name_function handle_get_name_function(enum object_kind kind);

/* slot.c */
uint32_t thread_id_allocate(void);
void slot_wake(struct arena_slot *slot);
void yield_processor_to_other_thread(void);

/* wait.c */
NTSTATUS slot_take(struct arena_slot *slot, struct thread_record *self);
/* Sleeps until an APC or alert is delivered (STATUS_USER_APC, STATUS_ALERTED) or the time is over. */
NTSTATUS wait_alertably(uint64_t deadline);
/* Takes and frees the lock bit of one slot; the server frees it if the thread dies meanwhile. */
void slot_lock(struct arena_slot *slot, struct thread_record *self);
void slot_unlock(struct arena_slot *slot, struct thread_record *self, uint64_t state);

/* futex.c: words of this process */
NTSTATUS futex_wait(volatile void *word, uint32_t expected, uint64_t deadline);
NTSTATUS futex_wait_class(volatile void *word, uint32_t expected, uint64_t deadline, uint32_t sleeper_class);
uint32_t futex_wake(volatile void *word, uint32_t count);
uint32_t futex_wake_class(volatile void *word, uint32_t count, uint32_t sleeper_class);
/* How many times it is worth looking again before sleeping: 0 on one processor. */
uint32_t spin_budget(void);
void spin_result(uint32_t *estimate, BOOLEAN won);
static inline void spin_pause(void) { __builtin_ia32_pause(); }

/* apc.c */
/* Runs what waits for this thread: STATUS_USER_APC, STATUS_ALERTED, or STATUS_SUCCESS if there was nothing. */
NTSTATUS apc_deliver(void);
NTSTATUS apc_queue(const struct thread_record *record, uint32_t tid, PNTAPCFUNC function, ULONG_PTR a, ULONG_PTR b,
                   ULONG_PTR c);
/* Before sleeping alertably: returns the value of the alert word to sleep on. */
uint32_t apc_begin_sleep(struct thread_record *self);
void apc_end_sleep(struct thread_record *self);
void apc_thread_end(struct thread_record *self);

/* timer.c */
/* Makes a timer whose time has come signalled; returns whether it just did. */
BOOLEAN timer_update(struct arena_slot *slot, struct thread_record *self);
uint64_t timer_next_apc(const struct thread_record *self);
void timer_queue_apcs(const struct thread_record *self);
void timer_thread_end(const struct thread_record *self);

/* process.c */
static inline BOOLEAN process_entry_is_own(const struct handle_entry *entry)
{
    return !entry->object || (entry->slot && entry->slot == process_info()->process_slot);
}

/* token.c: NULL ends the impersonation */
NTSTATUS thread_impersonate(struct thread_record *record, HANDLE token);

/* thread.c */
static inline uint32_t thread_record_index(const struct thread_record *record)
{
    return (uint32_t)(record - thread_records((ULONG_PTR)PROCESS_BLOCK_ADDRESS));
}
static inline uint64_t thread_object_of(const struct thread_record *record)
{
    return (uint64_t)record->tid << 32 | thread_record_index(record);
}
/* The record that a local thread entry's `object` names, NULL when that thread has ended. */
struct thread_record *thread_record_of_object(uint64_t object);
NTSTATUS thread_entry_of_record(struct thread_record *record, ACCESS_MASK access, struct handle_entry *entry);
/* A thread of this process from a handle; STATUS_NOT_SUPPORTED for threads of others, STATUS_THREAD_IS_TERMINATING when
 * it has ended. */
NTSTATUS thread_record_of_handle(HANDLE handle, ACCESS_MASK access, struct thread_record **record,
                                 struct handle_entry *entry);

#endif
