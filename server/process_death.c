/* What a process leaves behind in the arena when it ends, at whatever instruction: lock bits of waits for all, owned
 * mutexes, threads that others wait for.
 *
 * A thread writes the slots of a wait-all to its record, then takes their lock bits one after another and writes its id
 * to each. If it dies between taking a bit and writing its id, the bit has no name. Such a bit is freed at once when no
 * living thread is busy with that slot; otherwise a living thread may be between those two instructions itself, and the
 * bit is looked at again a little later. */
#include <string.h>
#include "arena_operations.h"
#include "process.h"
#include "slots.h"

#define STALE_LOCK_MAX 1024u
#define PATIENCE       10 /* looks, some 20 ms apart */

static struct stale_lock {
    uint32_t slot, generation;
    int looks;
} stale_locks[STALE_LOCK_MAX];
static uint32_t stale_lock_count;
bool stale_locks_remain;

static void lock_bit_free(struct arena_slot *slot)
{
    __atomic_store_n(&slot->locker, 0, __ATOMIC_SEQ_CST);
    __atomic_fetch_and(&slot->state, ~STATE_LOCKED, __ATOMIC_SEQ_CST);
    slot_wake(slot);
}

static void release_intents(const struct thread_record *record, uint32_t tid)
{
    uint32_t count = record->intent_count < THREAD_INTENT_COUNT ? record->intent_count : THREAD_INTENT_COUNT;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t index = record->intents[i];
        if (!slot_index_valid(index)) continue;
        struct arena_slot *slot = arena_slot_at(arena, index);
        uint32_t locker = __atomic_load_n(&slot->locker, __ATOMIC_SEQ_CST);
        if (!(slot_load(slot) & STATE_LOCKED)) continue;
        if (locker == tid)
            lock_bit_free(slot);
        else if (!locker && stale_lock_count < STALE_LOCK_MAX)
            stale_locks[stale_lock_count++] = (struct stale_lock){index, slot->generation, 0};
    }
}

static bool record_intends(const struct thread_record *record, uint32_t slot)
{
    uint32_t count = record->intent_count < THREAD_INTENT_COUNT ? record->intent_count : THREAD_INTENT_COUNT;
    for (uint32_t i = 0; i < count; i++)
        if (record->intents[i] == slot) return true;
    return false;
}

static bool somebody_intends(uint32_t slot)
{
    for (const struct process *process = processes; process; process = process->next)
        for (uint32_t i = 0; process->state == PROCESS_RUNNING && i < thread_high_water(process); i++)
            if (thread_records(process->block)[i].tid && record_intends(&thread_records(process->block)[i], slot))
                return true;
    return false;
}

bool stale_locks_check(void)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < stale_lock_count; i++) {
        struct stale_lock stale = stale_locks[i];
        struct arena_slot *slot = arena_slot_at(arena, stale.slot);
        if (slot->generation != stale.generation || slot->locker || !(slot_load(slot) & STATE_LOCKED)) continue;
        if (++stale.looks < PATIENCE && somebody_intends(stale.slot))
            stale_locks[kept++] = stale;
        else
            lock_bit_free(slot);
    }
    stale_lock_count = kept;
    return stale_locks_remain = kept;
}

static bool is_of_process(uint32_t tid, const void *context)
{
    return process_of_thread_id(tid) == context;
}

static void end_thread(const struct process *process, const struct thread_record *record)
{
    if (!slot_belongs_to(record->slot, process->pid)) return;
    struct arena_slot *slot = arena_slot_at(arena, record->slot);
    if (state_kind(slot_load(slot)) != OBJECT_THREAD || state_value(slot_load(slot))) return;
    slot->task.exit_status = process->exit_status;
    slot->task.end_time = process->end_time;
    slot_signal(record->slot, 1);
}

void process_release_sync(struct process *process)
{
    uint32_t count = thread_high_water(process);
    for (uint32_t i = 0; i < count; i++) {
        struct thread_record record = thread_records(process->block)[i];
        if (!record.tid || process_of_thread_id(record.tid) != process) continue;
        release_intents(&record, record.tid);
    }
    mutexes_abandon(is_of_process, process);
    for (uint32_t i = 0; i < count; i++) {
        const struct thread_record *record = &thread_records(process->block)[i];
        if (record->tid) end_thread(process, record);
    }
    if (stale_lock_count) stale_locks_check();
}
