/* Page faults that Windows resolves itself: stack growth, guard pages, write watches; and the memory of threads.
 *
 * Windows' rule for stacks: below the committed pages lies one guard page. Touching it commits it and makes the page
 * below the guard, until only the guaranteed zone is left: that is committed at once, without a guard, and
 * STATUS_STACK_OVERFLOW is raised on it. The lowest page of a stack is never committed: whoever reaches it is beyond
 * rescue.
 */
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>
#include "virtual_private.h"

#define DEFAULT_STACK_RESERVE 0x100000ull
#define MINIMUM_STACK_COMMIT  0x10000ull /* a fault a page is dear, and nearly every thread needs this much */
#define OVERFLOW_ZONE                                                                                                  \
    0x4000ull /* for the exception's own frame and its handlers, beside SetThreadStackGuarantee's bytes */

#define STATE_READWRITE 3 /* state_from_protect(PAGE_READWRITE) */

/* Offsets in the TEBs of both architectures. */
struct teb_layout { uint32_t stack_base, stack_limit, deallocation_stack, guaranteed_bytes; };
static const struct teb_layout teb_layouts[2] = { { 0x08, 0x10, 0x1478, 0x1748 }, { 0x04, 0x08, 0xe0c, 0xf78 } };

/* The stack that the thread runs on: a fiber's, or the one it was created with. */
struct current_stack { uint64_t lowest, base, limit_field, guaranteed; };

static uint64_t read_pointer(uint64_t address, bool is_32bit)
{
    return is_32bit ? *(uint32_t *)address : *(uint64_t *)address;
}

static struct current_stack current_stack_of(const struct thread_block *block)
{
    bool is_32bit = process_info->image_machine == IMAGE_MACHINE_I386;
    const struct teb_layout *layout = &teb_layouts[is_32bit];
    struct current_stack stack = {
        .lowest = read_pointer(block->teb + layout->deallocation_stack, is_32bit),
        .base = read_pointer(block->teb + layout->stack_base, is_32bit),
        .limit_field = block->teb + layout->stack_limit,
        .guaranteed = *(uint32_t *)(block->teb + layout->guaranteed_bytes),
    };
    if (stack.lowest) return stack;
    stack.lowest = block->stack_allocation; /* ntdll has not filled the TEB yet */
    stack.base = block->stack_base;
    return stack;
}

static void set_stack_limit(struct thread_block *block, const struct current_stack *stack, uint64_t limit)
{
    if (process_info->image_machine == IMAGE_MACHINE_I386) *(uint32_t *)stack->limit_field = (uint32_t)limit;
    else *(uint64_t *)stack->limit_field = limit;
    if (stack->lowest == block->stack_allocation) block->stack_limit = limit;
}

static NTSTATUS grow_stack(struct area *area, uint64_t page, struct thread_block *block,
                           const struct current_stack *stack)
{
    uint64_t last = stack->lowest + PAGE_SIZE, zone = OVERFLOW_ZONE + page_ceiling(stack->guaranteed);
    if (page <= last + zone) {
        if (pages_apply(area, last, page + PAGE_SIZE, STATE_READWRITE)) return STATUS_STACK_OVERFLOW;
        set_stack_limit(block, stack, last);
        return STATUS_STACK_OVERFLOW;
    }
    if (pages_apply(area, page, page + PAGE_SIZE, STATE_READWRITE)) return STATUS_STACK_OVERFLOW;
    if (pages_apply(area, page - PAGE_SIZE, page, STATE_READWRITE | PAGE_STATE_GUARD)) return STATUS_STACK_OVERFLOW;
    set_stack_limit(block, stack, page);
    return STATUS_SUCCESS;
}

static bool state_allows(const struct area *area, uint8_t state, uint32_t error_code)
{
    int protection = host_protection(area, state);
    if (error_code & 16) return (protection & PROT_EXEC) != 0;
    return (protection & ((error_code & 2) ? PROT_WRITE : PROT_READ)) != 0;
}

/* With the lock held: what touching this page does. */
static NTSTATUS touch(uint64_t page, uint32_t error_code, struct thread_block *block, const struct current_stack *stack)
{
    struct area *area = tree_find(page);
    if (!area || area->type == AREA_HOST) return STATUS_ACCESS_VIOLATION;
    uint8_t state = page_state(page);
    if (state & PAGE_STATE_GUARD) {
        if (block && page >= stack->lowest && page < stack->base && area->base <= stack->lowest)
            return grow_stack(area, page, block, stack);
        pages_apply(area, page, page + PAGE_SIZE, state & (uint8_t)~PAGE_STATE_GUARD);
        return STATUS_GUARD_PAGE_VIOLATION;
    }
    if ((error_code & 2) && (area->flags & AREA_WRITE_WATCH) && !(state & PAGE_STATE_DIRTY) &&
        state_allows(area, state | PAGE_STATE_DIRTY, error_code))
        return pages_apply(area, page, page + PAGE_SIZE, state | PAGE_STATE_DIRTY) ? STATUS_ACCESS_VIOLATION
                                                                                   : STATUS_SUCCESS;
    /* another thread resolved the same fault first: fine, if the mapping is really as the table says */
    return state_allows(area, state, error_code) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

/* Stops the retries when Linux keeps refusing what the table allows. */
static bool retried_too_often(uint64_t address)
{
    static __thread uint64_t last_address;
    static __thread unsigned count;
    if (address != last_address) count = 0;
    last_address = address;
    return ++count > 64;
}

NTSTATUS virtual_handle_fault(uint64_t address, uint32_t error_code, struct thread_block *block, uint64_t stack_pointer)
{
    (void)stack_pointer;
    struct current_stack stack = { 0 };
    if (block) stack = current_stack_of(block);
    sigset_t saved;
    virtual_lock(&saved);
    NTSTATUS status = touch(page_floor(address), error_code, block, &stack);
    struct area *area = status ? NULL : tree_find(address);
    bool is_file = area && area->path[0];
    virtual_unlock(&saved);
    if (status || !retried_too_often(address)) return status;
    return is_file ? STATUS_IN_PAGE_ERROR
                   : STATUS_ACCESS_VIOLATION; /* the file has become shorter, or cannot be read */
}

NTSTATUS virtual_prepare_buffer(uint64_t address, uint64_t size, bool write)
{
    struct thread_block *block = unix_current_thread();
    struct current_stack stack = { 0 };
    if (block) stack = current_stack_of(block);
    if (address + size < address) return STATUS_ACCESS_VIOLATION;
    sigset_t saved;
    NTSTATUS status = STATUS_SUCCESS;
    virtual_lock(&saved);
    for (uint64_t page = page_floor(address); !status && page < address + size; page += PAGE_SIZE)
        status = touch(page, write ? 2 : 0, block, &stack);
    virtual_unlock(&saved);
    return status;
}

/* --- memory of threads --- */

NTSTATUS virtual_allocate_stack(struct thread_block *block, uint64_t reserve, uint64_t commit)
{
    if (!reserve) reserve = DEFAULT_STACK_RESERVE;
    if (commit < MINIMUM_STACK_COMMIT) commit = MINIMUM_STACK_COMMIT;
    if (commit >= reserve) reserve = (commit + DEFAULT_STACK_RESERVE) & ~(DEFAULT_STACK_RESERVE - 1);
    reserve = grain_ceiling(reserve);
    commit = page_ceiling(commit);
    if (commit > reserve - 3 * PAGE_SIZE) commit = reserve - 3 * PAGE_SIZE;

    struct placement where = { .size = reserve };
    struct area *area;
    sigset_t saved;
    virtual_lock(&saved);
    NTSTATUS status =
        area_create(&where, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0, MEM_PRIVATE, NULL, &area);
    if (!status) {
        uint64_t limit = area->end - commit;
        area->allocation_protect = PAGE_READWRITE;
        status = pages_apply(area, limit, area->end, STATE_READWRITE);
        if (!status) status = pages_apply(area, limit - PAGE_SIZE, limit, STATE_READWRITE | PAGE_STATE_GUARD);
        if (status) area_destroy(area);
    }
    if (!status) {
        block->stack_base = area->end;
        block->stack_limit = area->end - commit;
        block->stack_allocation = area->base;
    }
    virtual_unlock(&saved);
    return status;
}

NTSTATUS virtual_allocate_teb(uint64_t *teb)
{
    uint64_t size = TEB_REGION_SIZE;
    *teb = 0;
    return virtual_allocate(teb, &size, 0, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
}

void virtual_free_thread(uint64_t teb, uint64_t stack_allocation)
{
    uint64_t size = 0;
    if (teb) virtual_free(&teb, &size, MEM_RELEASE);
    size = 0;
    if (stack_allocation) virtual_free(&stack_allocation, &size, MEM_RELEASE);
}

/* --- write watches --- */

/* Collects the written pages of a range that lies in one watched area, ascending; forgets them if asked to. */
static NTSTATUS collect_writes(const struct unix_memory_write_watch_args *args, uint64_t *list, uint64_t *count)
{
    uint64_t start = page_floor(args->address), end = page_ceiling(args->address + args->size);
    struct area *area = tree_find(start);
    *count = 0;
    if (!area || end <= start || end > area->end || !(area->flags & AREA_WRITE_WATCH))
        return STATUS_INVALID_PARAMETER_1;
    for (uint64_t page = start; page < end; page += PAGE_SIZE) {
        uint8_t state = page_state(page);
        if (!(state & PAGE_STATE_DIRTY)) {
            page = page_states_run(page, end) - PAGE_SIZE;
            continue;
        }
        if (list && *count >= args->capacity) break;
        if (list) list[(*count)++] = page;
        if (args->reset) pages_apply(area, page, page + PAGE_SIZE, state & (uint8_t)~PAGE_STATE_DIRTY);
    }
    return STATUS_SUCCESS;
}

/* Without a fault, because `from` must be freed. */
static NTSTATUS copy_to_program(uint64_t to, const void *from, size_t size)
{
    struct iovec local = { (void *)from, size }, remote = { (void *)to, size };
    if (process_vm_writev(getpid(), &local, 1, &remote, 1, 0) == (ssize_t)size) return STATUS_SUCCESS;
    NTSTATUS status = virtual_prepare_buffer(to, size, true);
    if (status) return status;
    return process_vm_writev(getpid(), &local, 1, &remote, 1, 0) == (ssize_t)size ? STATUS_SUCCESS
                                                                                  : STATUS_ACCESS_VIOLATION;
}

int32_t unix_memory_write_watch(struct unix_memory_write_watch_args *args)
{
    uint64_t *list = NULL, count = 0, size = page_ceiling(args->capacity * sizeof(uint64_t));
    if (args->capacity > (1ull << 32)) return STATUS_INVALID_PARAMETER;
    if (args->list && args->capacity) { /* not the program's own memory, which may fault under the lock */
        list = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (list == MAP_FAILED) return STATUS_NO_MEMORY;
    }
    sigset_t saved;
    virtual_lock(&saved);
    NTSTATUS status = collect_writes(args, list, &count);
    virtual_unlock(&saved);
    if (!status) args->count = count;
    if (list) {
        if (!status) status = copy_to_program(args->list, list, count * sizeof(*list));
        munmap(list, size);
    }
    return status;
}
