/* Which slot belongs to whom. A slot is free, the server's (objects born here), or a process's (granted to it). A
 * process's slot that it shares has an object besides, which keeps the slot when the process ends. Freed slots wait in
 * a queue before they are given out again, so that a late sleeper on an old object does not meet a new one. */
#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <sched.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "arena_operations.h"
#include "object.h"
#include "process.h"
#include "server.h"
#include "slots.h"

#define WORD_COUNT      (ARENA_SLOT_COUNT / 64)
#define QUARANTINE_SIZE 1024u
#define OWNER_SERVER    1u /* no process id: those are multiples of 4 */
#define LARGEST_GRANT   4096u
#define LATE_SIGNAL_MAX 1024u

uint8_t *arena;
int arena_fd = -1;

static uint64_t free_words[WORD_COUNT]; /* bit set: free */
static uint32_t owners[ARENA_SLOT_COUNT];
static struct object *objects[ARENA_SLOT_COUNT];
static uint32_t quarantine[QUARANTINE_SIZE], quarantine_next;
static uint32_t single_word; /* where single slots are taken from */
static uint32_t used;

static struct arena_slot *slot_at(uint32_t slot)
{
    return arena_slot_at(arena, slot);
}

bool arena_create(void)
{
    arena_fd = memfd_create("winrun-arena", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (arena_fd < 0 || ftruncate(arena_fd, ARENA_SIZE)) return false;
    if (fcntl(arena_fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL)) return false;
    arena = mmap(NULL, ARENA_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, arena_fd, 0);
    if (arena == MAP_FAILED) return false;
    struct arena_header *header = (struct arena_header *)arena;
    *header = (struct arena_header){
        .magic = ARENA_MAGIC, .version = ARENA_VERSION, .slot_count = ARENA_SLOT_COUNT, .high_water = ARENA_FIRST_SLOT};
    memset(free_words, 0xff, sizeof(free_words));
    for (uint32_t word = 0; word < ARENA_FIRST_SLOT / 64; word++) free_words[word] = 0;
    single_word = ARENA_FIRST_SLOT / 64;
    return true;
}

static void take(uint32_t slot, uint32_t owner)
{
    struct arena_header *header = (struct arena_header *)arena;
    free_words[slot / 64] &= ~(1ull << slot % 64);
    owners[slot] = owner;
    used++;
    if (slot >= header->high_water) header->high_water = slot + 1;
}

/* A word that is begun already comes first, so that whole words stay for processes. */
static bool find_single_word(void)
{
    if (free_words[single_word]) return true;
    for (int whole = 0; whole < 2; whole++) {
        for (uint32_t word = 0; word < WORD_COUNT; word++) {
            if (!free_words[word] || (!whole && free_words[word] == ~0ull)) continue;
            single_word = word;
            return true;
        }
    }
    return false;
}

uint32_t slot_allocate(struct object *object)
{
    if (!find_single_word()) return 0;
    uint32_t slot = single_word * 64 + (uint32_t)__builtin_ctzll(free_words[single_word]);
    take(slot, OWNER_SERVER);
    objects[slot] = object;
    struct arena_slot *state = slot_at(slot);
    uint32_t generation = state->generation + 1, wake = state->wake;
    *state = (struct arena_slot){.generation = generation, .wake = wake, .refs = 1};
    return slot;
}

static void release(uint32_t slot)
{
    struct arena_slot *state = slot_at(slot);
    __atomic_store_n(&state->state, 0, __ATOMIC_SEQ_CST);
    __atomic_add_fetch(&state->generation, 1, __ATOMIC_SEQ_CST);
    slot_wake(state);
    owners[slot] = 0;
    objects[slot] = NULL;
    used--;
    uint32_t old = quarantine[quarantine_next];
    quarantine[quarantine_next] = slot;
    quarantine_next = (quarantine_next + 1) % QUARANTINE_SIZE;
    if (!old) return;
    memset(slot_at(old), 0, offsetof(struct arena_slot, generation));
    free_words[old / 64] |= 1ull << old % 64;
}

void slot_free(uint32_t slot)
{
    if (slot_index_valid(slot) && owners[slot] == OWNER_SERVER) release(slot);
}

/* A run of whole free words, else of free bits within one word. */
static uint32_t find_run(uint32_t wanted, uint32_t *first)
{
    uint32_t words = (wanted + 63) / 64, run = 0;
    for (uint32_t word = 0; word < WORD_COUNT; word++) {
        run = free_words[word] == ~0ull ? run + 1 : 0;
        if (run < words) continue;
        *first = (word + 1 - words) * 64;
        return words * 64;
    }
    if (words > 1) return find_run(64, first);
    for (uint32_t word = 0; word < WORD_COUNT; word++) {
        if (!free_words[word]) continue;
        uint32_t bit = (uint32_t)__builtin_ctzll(free_words[word]), count = 0;
        while (bit + count < 64 && (free_words[word] >> (bit + count) & 1)) count++;
        *first = word * 64 + bit;
        return count;
    }
    return 0;
}

uint32_t slots_grant(uint32_t pid, uint32_t wanted, uint32_t *first)
{
    if (wanted < 1) wanted = 1;
    if (wanted > LARGEST_GRANT) wanted = LARGEST_GRANT;
    uint32_t count = find_run(wanted, first);
    for (uint32_t i = 0; i < count; i++) take(*first + i, pid);
    return count;
}

bool slot_belongs_to(uint32_t slot, uint32_t pid)
{
    return slot_index_valid(slot) && owners[slot] == pid;
}

void slot_return(uint32_t pid, uint32_t slot)
{
    if (slot_belongs_to(slot, pid) && !objects[slot]) release(slot);
}

void slots_reclaim(uint32_t pid, uint32_t first, uint32_t count)
{
    for (uint32_t slot = first; slot < first + count; slot++) {
        if (owners[slot] != pid) continue;
        if (objects[slot])
            owners[slot] = OWNER_SERVER;
        else
            release(slot);
    }
}

uint32_t slots_in_use(void)
{
    return used;
}

struct object *slot_object(uint32_t slot)
{
    return slot_index_valid(slot) ? objects[slot] : NULL;
}

bool slot_share(uint32_t slot, struct object *object)
{
    uint32_t *refs = &slot_at(slot)->refs;
    uint32_t old = __atomic_load_n(refs, __ATOMIC_ACQUIRE);
    for (int attempt = 0; attempt < 1000; attempt++) {
        if (!old) return false;
        if (!__atomic_compare_exchange_n(refs, &old, old + 1, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) continue;
        objects[slot] = object;
        return true;
    }
    return false;
}

bool slot_adopt(uint32_t slot, uint32_t pid, struct object *object)
{
    if (!slot_belongs_to(slot, pid) || objects[slot] || !slot_at(slot)->refs) return false;
    objects[slot] = object;
    return true;
}

void slot_unshare(uint32_t slot)
{
    if (!slot_index_valid(slot)) return;
    struct arena_slot *state = slot_at(slot);
    objects[slot] = NULL;
    if (owners[slot] == OWNER_SERVER) {
        release(slot);
        return;
    }
    if (__atomic_sub_fetch(&state->refs, 1, __ATOMIC_ACQ_REL)) return;
    __atomic_store_n(&state->state, 0, __ATOMIC_RELEASE);
    slot_wake(state);
    if (!process_give_slot(owners[slot], slot, &state->reserved)) release(slot);
}

void slot_wake(struct arena_slot *slot)
{
    if (!__atomic_load_n(&slot->waiters, __ATOMIC_SEQ_CST)) return;
    __atomic_fetch_add(&slot->wake, 1, __ATOMIC_SEQ_CST);
    syscall(SYS_futex, &slot->wake, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}

/* --- signals that met a lock bit: tried again until it is free --- */

static struct late_signal {
    uint32_t slot, generation, value;
} late_signals[LATE_SIGNAL_MAX];
static uint32_t late_signal_count;

static bool try_signal(struct arena_slot *slot, uint32_t value)
{
    uint64_t state = slot_load(slot);
    for (int attempt = 0; attempt < 200; attempt++) {
        if (state & STATE_LOCKED) {
            __builtin_ia32_pause();
            state = slot_load(slot);
        } else if (slot_swap(slot, &state, (state & ~STATE_VALUE_MASK) | value)) {
            slot_wake(slot);
            return true;
        }
    }
    return false;
}

void slot_signal(uint32_t slot, uint32_t value)
{
    if (!slot_index_valid(slot) || try_signal(slot_at(slot), value)) return;
    if (late_signal_count == LATE_SIGNAL_MAX) return;
    late_signals[late_signal_count++] = (struct late_signal){slot, slot_at(slot)->generation, value};
}

bool slots_retry_signals(void)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < late_signal_count; i++) {
        struct late_signal late = late_signals[i];
        struct arena_slot *slot = slot_at(late.slot);
        if (slot->generation != late.generation || try_signal(slot, late.value)) continue;
        late_signals[kept++] = late;
    }
    late_signal_count = kept;
    return kept;
}
