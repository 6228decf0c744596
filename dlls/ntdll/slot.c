/* Arena slots of this process: batches granted by the server, a free list, and signalling from PE code. */
#include "nt/nt.h"
#include "requests.h"
#include "sync_private.h"

#define SLOT_GRANT 512u

enum grant_kind { GRANT_SLOTS, GRANT_THREAD_IDS };

static volatile LONG grant_lock;

/* Asks the server for more, unless another thread has just done so. */
static BOOLEAN grant_more(enum grant_kind kind, uint64_t *batch, uint32_t wanted, uint32_t step)
{
    struct request_grant_in in = { .kind = kind, .wanted = wanted };
    struct request_grant_out out = { 0 };
    uint64_t now;

    while (InterlockedExchange(&grant_lock, 1)) yield_processor_to_other_thread();
    now = __atomic_load_n(batch, __ATOMIC_ACQUIRE);
    if ((uint32_t)now >= (uint32_t)(now >> 32) && NT_SUCCESS(SERVER_CALL(grant, &in, &out)) && out.count) {
        now = out.first | (uint64_t)(out.first + out.count * step) << 32;
        __atomic_store_n(batch, now, __ATOMIC_RELEASE);
    }
    InterlockedExchange(&grant_lock, 0);
    return (uint32_t)now < (uint32_t)(now >> 32);
}

/* The first batch came with the connection. */
static void use_first_grant(enum grant_kind kind, uint64_t *batch, uint32_t step)
{
    static volatile LONG used[2];
    uint32_t first = kind == GRANT_SLOTS ? process_info()->first_slot : process_info()->first_tid;
    uint32_t count = kind == GRANT_SLOTS ? process_info()->slot_count : process_info()->tid_count;

    if (!used[kind] && !InterlockedExchange(&used[kind], 1))
        __atomic_store_n(batch, first | (uint64_t)(first + count * step) << 32, __ATOMIC_RELEASE);
}

static uint32_t batch_take_or_grant(enum grant_kind kind, uint64_t *batch, uint32_t wanted, uint32_t step)
{
    uint32_t value;

    use_first_grant(kind, batch, step);
    while (!(value = batch_take(batch, step)))
        if (!grant_more(kind, batch, wanted, step)) return 0;
    return value;
}

uint32_t thread_id_allocate(void)
{
    return batch_take_or_grant(GRANT_THREAD_IDS, &process_block_header()->tid_batch, 256, 4);
}

static uint32_t free_slot_pop(void)
{
    uint64_t *head = &process_block_header()->free_slots;
    uint64_t old = __atomic_load_n(head, __ATOMIC_ACQUIRE), next;

    do {
        if (!(uint32_t)old || (uint32_t)old >= ARENA_SLOT_COUNT) return 0;
        next = __atomic_load_n(slot_link((uint32_t)old), __ATOMIC_RELAXED);
    } while (!__atomic_compare_exchange_n(head, &old, (((old >> 32) + 1) << 32) | (uint32_t)next, FALSE,
                                          __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE));
    return (uint32_t)old;
}

uint32_t slot_allocate(uint64_t state)
{
    uint32_t index = free_slot_pop();
    struct arena_slot *slot;

    if (!index) index = batch_take_or_grant(GRANT_SLOTS, &process_block_header()->slot_batch, SLOT_GRANT, 1);
    if (!index || index >= ARENA_SLOT_COUNT) return 0;
    slot = arena_slot_of(index);
    slot->waiters = 0;
    slot->generation++;
    slot->refs = 1;
    slot->locker = 0;
    slot->pulse = 0;
    memset(slot->bytes, 0, sizeof(slot->bytes));
    __atomic_store_n(&slot->state, state, __ATOMIC_RELEASE);
    return index;
}

void slot_free(uint32_t slot)
{
    if (slot) local_slot_release(slot);
}

void slot_wake(struct arena_slot *slot)
{
    struct unix_futex_wake_args args = { .address = UNIX_PTR(&slot->wake), .count = INT32_MAX };

    unix_call_futex_wake(&args);
}

void slot_signal(uint32_t slot)
{
    if (slot && slot_set_value(arena_slot_of(slot), 1, NULL)) slot_wake(arena_slot_of(slot));
}

void slot_reset(uint32_t slot)
{
    if (slot) slot_set_value(arena_slot_of(slot), 0, NULL);
}

void yield_processor_to_other_thread(void)
{
    struct unix_thread_yield_args args = { 0 };

    unix_call_thread_yield(&args);
}
