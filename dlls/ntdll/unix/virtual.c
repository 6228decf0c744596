/* The address space of the program: NtAllocateVirtualMemory and its family. virtual_private.h tells how it is kept. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "virtual_private.h"

#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0x100000
#endif

#define LOWEST_ADDRESS       0x10000ull
#define END_32BIT            0x7fff0000ull
#define END_32BIT_LARGE      0xffff0000ull
#define END_64BIT            0x7fffffff0000ull
#define TOP_DOWN_END_64BIT   0x7d0000000000ull /* above it lies what Linux maps for us */
#define BIG_ALLOCATION       0x10000000ull /* from this size on 64-bit programs get addresses above the low 8 GiB, */
#define BIG_ALLOCATION_START 0x200000000ull    /* where images want to lie */

uint64_t user_space_start = LOWEST_ADDRESS, user_space_end = END_64BIT;
bool data_is_executable, program_is_mapped;
static bool is_32bit;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

void virtual_lock(sigset_t *saved)
{
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, saved);
    pthread_mutex_lock(&lock);
}

void virtual_unlock(const sigset_t *saved)
{
    pthread_mutex_unlock(&lock);
    pthread_sigmask(SIG_SETMASK, saved, NULL);
}

/* --- protections --- */

uint8_t state_from_protect(uint32_t protect)
{
    uint32_t kind = protect & 0xff, flags = protect & ~0xffu;
    if (kind >= PAGE_EXECUTE) flags &= ~PAGE_TARGETS_INVALID; /* control flow guard never checks anything here */
    if (!kind || (kind & (kind - 1)) || (flags & ~(PAGE_GUARD | PAGE_NOCACHE | PAGE_WRITECOMBINE))) return 0;
    if (kind == PAGE_NOACCESS && flags) return 0;
    if ((flags & PAGE_NOCACHE) && (flags & PAGE_WRITECOMBINE)) return 0;
    return (uint8_t)(__builtin_ctz(kind) + 1) | ((flags & PAGE_GUARD) ? PAGE_STATE_GUARD : 0) |
           ((flags & PAGE_NOCACHE) ? PAGE_STATE_NOCACHE : 0) | ((flags & PAGE_WRITECOMBINE) ? PAGE_STATE_COMBINE : 0);
}

uint32_t protect_from_state(uint8_t state)
{
    if (!(state & PAGE_STATE_PROTECT)) return 0;
    return (1u << ((state & PAGE_STATE_PROTECT) - 1)) | ((state & PAGE_STATE_GUARD) ? PAGE_GUARD : 0) |
           ((state & PAGE_STATE_NOCACHE) ? PAGE_NOCACHE : 0) | ((state & PAGE_STATE_COMBINE) ? PAGE_WRITECOMBINE : 0);
}

int host_protection(const struct area *area, uint8_t state)
{
    static const int protections[16] = {
        PROT_NONE,
        PROT_NONE,
        PROT_READ,
        PROT_READ | PROT_WRITE,
        PROT_READ | PROT_WRITE,
        PROT_READ | PROT_EXEC,
        PROT_READ | PROT_EXEC,
        PROT_READ | PROT_WRITE | PROT_EXEC,
        PROT_READ | PROT_WRITE | PROT_EXEC,
    };
    if (state & PAGE_STATE_GUARD) return PROT_NONE;
    int protection = protections[state & PAGE_STATE_PROTECT];
    if ((area->flags & AREA_WRITE_WATCH) && !(state & PAGE_STATE_DIRTY)) protection &= ~PROT_WRITE;
    if (data_is_executable && area->type != MEM_MAPPED && (protection & PROT_READ)) protection |= PROT_EXEC;
    return protection;
}

NTSTATUS pages_apply(struct area *area, uint64_t start, uint64_t end, uint8_t state)
{
    int protection = host_protection(area, state);
    int failed = mprotect((void *)start, end - start, protection);
    /* a file system without execution: data pages of old programs stay plain data */
    if (failed && errno == EACCES && data_is_executable)
        failed = mprotect((void *)start, end - start, protection & ~PROT_EXEC);
    if (failed)
        return errno == ENOMEM ? STATUS_COMMITMENT_LIMIT : STATUS_INVALID_PAGE_PROTECTION;
    return page_states_set(start, end, state) ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

/* Runs of pages that have this state already cost no call. */
static NTSTATUS protect_pages(struct area *area, uint64_t start, uint64_t end, uint8_t state)
{
    for (uint64_t next; start < end; start = next) {
        next = page_states_run(start, end);
        uint8_t old = page_state(start), wanted = (uint8_t)(state | (old & PAGE_STATE_DIRTY));
        NTSTATUS status = old == wanted ? STATUS_SUCCESS : pages_apply(area, start, next, wanted);
        if (status) return status;
    }
    return STATUS_SUCCESS;
}

/* --- areas --- */

/* Makes an area of each stretch in which Linux has mapped something that the tree does not know. */
static void learn_host_range(uint64_t start, uint64_t end)
{
    start = grain_floor(start);
    end = grain_ceiling(end);
    if (end > user_space_end) end = user_space_end;
    while (start < end) {
        struct area *next = tree_first_at(start);
        uint64_t stop = next && next->base < end ? grain_floor(next->base) : end;
        if (stop > start) tree_insert(start, stop, AREA_HOST, NULL);
        if (!next || next->base >= end) return;
        start = grain_ceiling(next->end);
    }
}

static void learn_host_mappings(void)
{
    static char buffer[0x4000];
    int fd = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
    if (fd < 0) return;
    size_t used = 0;
    ssize_t count;
    while ((count = read(fd, buffer + used, sizeof(buffer) - 1 - used)) > 0) {
        used += (size_t)count;
        buffer[used] = 0;
        char *line = buffer;
        for (char *newline; (newline = strchr(line, '\n')); line = newline + 1) {
            unsigned long long start, end;
            if (sscanf(line, "%llx-%llx", &start, &end) == 2) learn_host_range(start, end);
        }
        used = (size_t)(buffer + used - line);
        memmove(buffer, line, used);
    }
    close(fd);
}

static uint64_t find_place(const struct placement *where, uint64_t size)
{
    uint64_t low = where->low > user_space_start ? where->low : user_space_start, high = user_space_end;
    uint64_t alignment = where->alignment > ALLOCATION_GRANULARITY ? where->alignment : ALLOCATION_GRANULARITY;
    if (where->highest && where->highest < high) high = grain_floor(where->highest + 1);
    uint64_t needed = size + alignment - ALLOCATION_GRANULARITY, place = 0;
    if (where->top_down) {
        if (!is_32bit && high > TOP_DOWN_END_64BIT) place = tree_gap_down(low, TOP_DOWN_END_64BIT, needed);
        if (!place) place = tree_gap_down(low, high, needed);
        if (place) place += needed - size;
        return place & ~(alignment - 1);
    }
    if (!is_32bit && size >= BIG_ALLOCATION && low < BIG_ALLOCATION_START)
        place = tree_gap_up(BIG_ALLOCATION_START, high, needed);
    if (!place) place = tree_gap_up(low, high, needed);
    return (place + alignment - 1) & ~(alignment - 1);
}

static bool range_is_free(uint64_t start, uint64_t end)
{
    struct area *next = tree_first_at(start);
    return !next || grain_floor(next->base) >= end;
}

NTSTATUS area_create(const struct placement *where, int host_protection, int flags, int fd, uint64_t offset,
                     uint32_t type, const char *path, struct area **created)
{
    uint64_t size = grain_ceiling(where->size);
    for (int attempt = 0; attempt < 3; attempt++) {
        uint64_t base = where->address ? where->address : find_place(where, size);
        if (!base) return STATUS_NO_MEMORY;
        if (base < user_space_start || base + where->size < base || base + where->size > user_space_end)
            return STATUS_INVALID_PARAMETER;
        struct area *placeholder = where->replaces ? placeholder_find(base, base + where->size) : NULL;
        if (where->replaces && !placeholder) return STATUS_CONFLICTING_ADDRESSES;
        if (!placeholder && where->address && !range_is_free(base, base + where->size))
            return STATUS_CONFLICTING_ADDRESSES;
        int fixed = placeholder ? MAP_FIXED : MAP_FIXED_NOREPLACE;
        void *mapped = mmap((void *)base, where->size, host_protection, flags | fixed, fd, (off_t)offset);
        if (mapped != MAP_FAILED && placeholder) tree_remove(placeholder);
        if (mapped != MAP_FAILED && mapped != (void *)base) { /* an old kernel took the address as a hint */
            munmap(mapped, where->size);
            mapped = MAP_FAILED;
            errno = EEXIST;
        }
        if (mapped != MAP_FAILED) {
            *created = tree_insert(base, base + where->size, type, path);
            if (*created) return STATUS_SUCCESS;
            munmap(mapped, where->size);
            return STATUS_NO_MEMORY;
        }
        if (errno != EEXIST)
            return errno == ENOMEM                     ? STATUS_COMMITMENT_LIMIT
                   : errno == EACCES || errno == EPERM ? STATUS_ACCESS_DENIED
                                                       : STATUS_NO_MEMORY;
        learn_host_mappings();
    }
    return STATUS_CONFLICTING_ADDRESSES;
}

void area_destroy(struct area *area)
{
    munmap((void *)area->base, area->end - area->base);
    page_states_set(area->base, area->end, 0);
    tree_remove(area);
}

static void reserve_fixed(uint64_t address, uint64_t size)
{
    mmap((void *)address, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
    struct area *area = tree_insert(address, address + size, MEM_PRIVATE, NULL);
    if (!area) return;
    area->flags = AREA_SYSTEM;
    area->allocation_protect = PAGE_READONLY;
}

void virtual_init(bool want_32bit, bool large_address_aware)
{
    sigset_t saved;
    virtual_lock(&saved);
    is_32bit = want_32bit;
    if (is_32bit) user_space_end = large_address_aware ? END_32BIT_LARGE : END_32BIT;
    reserve_fixed(ARENA_ADDRESS, ARENA_SIZE);
    reserve_fixed(PROCESS_BLOCK_ADDRESS, PROCESS_BLOCK_SIZE);
    reserve_fixed(LOW_CODE_ADDRESS, LOW_CODE_SIZE);
    reserve_fixed(PROCESS_INFO_ADDRESS, PROCESS_INFO_SIZE);
    reserve_fixed(USER_SHARED_DATA_ADDRESS, USER_SHARED_DATA_SIZE);
    page_states_set(USER_SHARED_DATA_ADDRESS, USER_SHARED_DATA_ADDRESS + USER_SHARED_DATA_SIZE,
                    state_from_protect(PAGE_READONLY));
    page_states_set(PROCESS_INFO_ADDRESS, PROCESS_INFO_ADDRESS + PROCESS_INFO_SIZE, state_from_protect(PAGE_READONLY));
    learn_host_mappings();
    virtual_unlock(&saved);
}

void virtual_limits(uint64_t *lowest, uint64_t *highest)
{
    *lowest = user_space_start;
    *highest = user_space_end - 1;
}

/* --- allocate --- */

#define HUGE_PAGE 0x200000u
#define HUGE_PAGES_FROM 0x400000u /* bytes committed by one call */
#define PLACEHOLDER_TYPES (MEM_RESERVE_PLACEHOLDER | MEM_REPLACE_PLACEHOLDER)
#define ALLOCATE_TYPES                                                                                                 \
    (MEM_COMMIT | MEM_RESERVE | MEM_RESET | MEM_RESET_UNDO | MEM_TOP_DOWN | MEM_WRITE_WATCH | PLACEHOLDER_TYPES)

static bool is_copy_protection(uint32_t protect)
{
    return (protect & (PAGE_WRITECOPY | PAGE_EXECUTE_WRITECOPY)) != 0;
}

/* Where an allocation may lie; 0: no limit. */
struct address_limits {
    uint64_t lowest, highest, alignment;
};

/* What a program commits in one large piece it mostly uses as a whole (tables of packers, garbage collected heaps):
 * huge pages spare it most of the page faults and translation misses. One that touches little of it pays 2 MiB for each
 * page it touches, so a piece of more than an eighth of the memory stays as it is, and so does our own block of 4 MiB
 * from before the program is mapped: clearing 2 MiB costs a start 1 ms. */
static bool suits_huge_pages(uint64_t size)
{
    static uint64_t most;
    if (!most) most = (uint64_t)sysconf(_SC_PHYS_PAGES) * 4096 / 8;
    return program_is_mapped && size >= HUGE_PAGES_FROM && size <= most;
}

/* A refusal changes nothing. */
static void ask_for_huge_pages(const struct area *area, uint64_t start, uint64_t end)
{
    if (suits_huge_pages(end - start) && area->type == MEM_PRIVATE && !(area->flags & AREA_WRITE_WATCH))
        madvise((void *)start, end - start, MADV_HUGEPAGE);
}

static NTSTATUS reserve(uint64_t *address, uint64_t *size, const struct address_limits *limits, uint32_t type,
                        uint32_t protect)
{
    uint64_t alignment = limits->alignment;
    if (!alignment && !is_32bit && (type & MEM_COMMIT) && suits_huge_pages(*size)) alignment = HUGE_PAGE;
    /* before the program is mapped, its preferred base must not be taken: it may not be relocatable */
    struct placement where = {.low = limits->lowest,
                              .highest = limits->highest,
                              .alignment = alignment,
                              .top_down = (type & MEM_TOP_DOWN) || !program_is_mapped,
                              .replaces = (type & MEM_REPLACE_PLACEHOLDER) != 0};
    uint64_t end = page_ceiling(*address + *size);
    if (*address) where.address = grain_floor(*address);
    if (end < *address || *size > user_space_end) return STATUS_NO_MEMORY;
    if (*address && (*address < user_space_start || end > user_space_end)) return STATUS_INVALID_PARAMETER;
    where.size = end - where.address;

    /* pages that are committed at once are mapped with their protection at once */
    uint8_t state = (type & MEM_COMMIT) ? state_from_protect(protect) : 0;
    struct area shape = { .type = MEM_PRIVATE, .flags = (type & MEM_WRITE_WATCH) ? AREA_WRITE_WATCH : 0 }, *area;
    if (type & MEM_RESERVE_PLACEHOLDER) shape.flags |= AREA_PLACEHOLDER;
    NTSTATUS status = area_create(&where, host_protection(&shape, state), MAP_PRIVATE | MAP_ANONYMOUS, -1, 0,
                                  MEM_PRIVATE, NULL, &area);
    if (status) return status;
    area->flags = shape.flags;
    area->allocation_protect = protect;
    if (state && !page_states_set(area->base, area->end, state)) {
        area_destroy(area);
        return STATUS_NO_MEMORY;
    }
    if (state) ask_for_huge_pages(area, area->base, area->end);
    *address = area->base;
    *size = area->end - area->base;
    return STATUS_SUCCESS;
}

static NTSTATUS commit(uint64_t start, uint64_t end, uint32_t protect)
{
    struct area *area = tree_find(start);
    if (!area || area->type == AREA_HOST || end > area->end) return STATUS_CONFLICTING_ADDRESSES;
    if (area->flags & (AREA_SYSTEM | AREA_PLACEHOLDER)) return STATUS_CONFLICTING_ADDRESSES;
    if (area->type != MEM_PRIVATE && !(area->flags & AREA_RESERVED)) return STATUS_ALREADY_COMMITTED;
    ask_for_huge_pages(area, start, end);
    return protect_pages(area, start, end, state_from_protect(protect));
}

/* A placeholder is reserved and nothing else; what takes its place names its address. */
static bool placeholder_request_is_valid(uint64_t address, uint32_t type, uint32_t protect)
{
    if (type & MEM_RESERVE_PLACEHOLDER)
        return (type & ~MEM_TOP_DOWN) == (MEM_RESERVE | MEM_RESERVE_PLACEHOLDER) && protect == PAGE_NOACCESS;
    return address && !(address % ALLOCATION_GRANULARITY) && (type & MEM_RESERVE);
}

static NTSTATUS allocate(uint64_t *address, uint64_t *size, const struct address_limits *limits, uint32_t type,
                         uint32_t protect)
{
    if (!*size) return STATUS_INVALID_PARAMETER_4;
    if (type & MEM_LARGE_PAGES) return STATUS_PRIVILEGE_NOT_HELD;
    if ((type & ~ALLOCATE_TYPES) || !(type & (MEM_COMMIT | MEM_RESERVE | MEM_RESET | MEM_RESET_UNDO)))
        return STATUS_INVALID_PARAMETER_5;
    if ((type & (MEM_RESET | MEM_RESET_UNDO)) && (type & ~(MEM_RESET | MEM_RESET_UNDO)))
        return STATUS_INVALID_PARAMETER_5;
    if ((type & MEM_WRITE_WATCH) && !(type & MEM_RESERVE)) return STATUS_INVALID_PARAMETER_5;
    if (!state_from_protect(protect) || is_copy_protection(protect)) return STATUS_INVALID_PAGE_PROTECTION;
    if ((type & PLACEHOLDER_TYPES) && !placeholder_request_is_valid(*address, type, protect))
        return STATUS_INVALID_PARAMETER_5;
    if ((type & MEM_RESERVE) || (!*address && (type & MEM_COMMIT)))
        return reserve(address, size, limits, type, protect);

    uint64_t start = page_floor(*address), end = page_ceiling(*address + *size);
    if (end <= start || start < user_space_start || end > user_space_end) return STATUS_INVALID_PARAMETER;
    NTSTATUS status = STATUS_SUCCESS;
    if (type & MEM_COMMIT) {
        status = commit(start, end, protect);
    } else { /* contents may be dropped by MEM_RESET; we keep them, so that MEM_RESET_UNDO always succeeds */
        struct area *area = tree_find(start);
        if (!area || area->type == AREA_HOST || end > area->end) status = STATUS_CONFLICTING_ADDRESSES;
    }
    if (status) return status;
    *address = start;
    *size = end - start;
    return STATUS_SUCCESS;
}

NTSTATUS virtual_allocate(uint64_t *address, uint64_t *size, uint64_t highest, uint32_t type, uint32_t protect)
{
    sigset_t saved;
    virtual_lock(&saved);
    NTSTATUS status = allocate(address, size, &(struct address_limits){.highest = highest}, type, protect);
    virtual_unlock(&saved);
    return status;
}

/* --- jobs that limit what is committed: memory of VirtualAlloc, heaps and stacks counts; sections and images do not
 * --- */

static uint64_t committed_in(uint64_t start, uint64_t end)
{
    uint64_t sum = 0;
    for (uint64_t at = start, run; at < end; at = run) {
        run = page_states_run(at, end);
        if (page_state(at)) sum += run - at;
    }
    return sum;
}

static uint64_t committed_after(const struct unix_memory_allocate_args *args)
{
    uint64_t start = page_floor(args->address), end = page_ceiling(args->address + args->size),
             sum = page_ceiling(args->size);
    sigset_t saved;
    virtual_lock(&saved);
    if (args->address && !(args->type & MEM_RESERVE) && end > start && end <= user_space_end)
        sum = end - start - committed_in(start, end);
    for (struct area *area = tree_first_at(0); area; area = tree_first_at(area->end))
        if (area->type == MEM_PRIVATE && !(area->flags & AREA_SYSTEM)) sum += committed_in(area->base, area->end);
    virtual_unlock(&saved);
    return sum;
}

int32_t unix_memory_allocate(struct unix_memory_allocate_args *args)
{
    uint64_t address = args->address, size = args->size;
    if (args->alignment & (args->alignment - 1)) return STATUS_INVALID_PARAMETER;
    if (args->type & MEM_COMMIT && jobs_count_memory()) {
        NTSTATUS refused = jobs_ask_commit(committed_after(args));
        if (refused) return refused;
    }
    sigset_t saved;
    virtual_lock(&saved);
    struct address_limits limits = {args->lowest, args->highest, args->alignment};
    NTSTATUS status = allocate(&address, &size, &limits, args->type, args->protect);
    virtual_unlock(&saved);
    if (status) {
        log_text(LOG_MEMORY, "allocate %#llx bytes at %#llx, type %#x, protection %#x: %08x",
                 (unsigned long long)args->size, (unsigned long long)args->address, args->type, args->protect,
                 (unsigned)status);
        return status;
    }
    args->address = address;
    args->size = size;
    return STATUS_SUCCESS;
}

/* --- free --- */

static NTSTATUS decommit(uint64_t start, uint64_t end)
{
    if (!page_state(start) && page_states_run(start, end) == end) return STATUS_SUCCESS;
    if (mmap((void *)start, end - start, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED)
        return STATUS_NO_MEMORY;
    page_states_set(start, end, 0);
    return STATUS_SUCCESS;
}

/* Frees a part of an area; what remains above it becomes an area of its own, as in Windows. */
static NTSTATUS release(struct area *area, uint64_t start, uint64_t end)
{
    struct area *rest = NULL;
    if (start > area->base && end < area->end) {
        rest = tree_insert(end, area->end, area->type, area->path);
        if (!rest) return STATUS_NO_MEMORY;
        rest->allocation_protect = area->allocation_protect;
        rest->flags = area->flags;
    }
    if (start == area->base && end == area->end) {
        area_destroy(area);
        return STATUS_SUCCESS;
    }
    munmap((void *)start, end - start);
    page_states_set(start, end, 0);
    if (start == area->base) tree_resize(area, end, area->end);
    else tree_resize(area, area->base, start);
    return STATUS_SUCCESS;
}

static NTSTATUS free_to_placeholder(struct area *area, uint64_t start, uint64_t end)
{
    if (area->flags & AREA_PLACEHOLDER) return placeholder_split(area, start, end);
    if (start != area->base || end != area->end) return STATUS_CONFLICTING_ADDRESSES;
    return placeholder_from_area(area);
}

static NTSTATUS free_range(uint64_t *address, uint64_t *size, uint32_t type)
{
    uint32_t extra = type & (MEM_PRESERVE_PLACEHOLDER | MEM_COALESCE_PLACEHOLDERS);
    if (type - extra != MEM_RELEASE && (extra || type != MEM_DECOMMIT)) return STATUS_INVALID_PARAMETER_4;
    if (extra == (MEM_PRESERVE_PLACEHOLDER | MEM_COALESCE_PLACEHOLDERS)) return STATUS_INVALID_PARAMETER_4;
    uint64_t start = page_floor(*address), end = page_ceiling(*address + *size);
    if (*address >= user_space_end || end < start) return STATUS_INVALID_PARAMETER_2;
    struct area *area = tree_find(start);
    if (!area || area->type == AREA_HOST) return STATUS_MEMORY_NOT_ALLOCATED;
    if (area->type != MEM_PRIVATE) return STATUS_UNABLE_TO_DELETE_SECTION;
    if (area->flags & AREA_SYSTEM) return STATUS_INVALID_PAGE_PROTECTION;
    if (!*size) {
        if (start != area->base) return STATUS_FREE_VM_NOT_AT_BASE;
        end = area->end;
    }
    if (extra != MEM_COALESCE_PLACEHOLDERS && end > area->end) return STATUS_UNABLE_TO_FREE_VM;
    NTSTATUS status = extra == MEM_COALESCE_PLACEHOLDERS  ? placeholder_join(start, end)
                      : extra == MEM_PRESERVE_PLACEHOLDER ? free_to_placeholder(area, start, end)
                      : type == MEM_RELEASE               ? release(area, start, end)
                                                          : decommit(start, end);
    if (status) return status;
    *address = start;
    *size = end - start;
    return STATUS_SUCCESS;
}

NTSTATUS virtual_free(uint64_t *address, uint64_t *size, uint32_t type)
{
    sigset_t saved;
    virtual_lock(&saved);
    NTSTATUS status = free_range(address, size, type);
    virtual_unlock(&saved);
    return status;
}

int32_t unix_memory_free(struct unix_memory_free_args *args)
{
    uint64_t address = args->address, size = args->size;
    NTSTATUS status = virtual_free(&address, &size, args->type);
    if (status) return status;
    args->address = address;
    args->size = size;
    return STATUS_SUCCESS;
}

/* --- protect --- */

/* Which protections this kind of memory can have at all. */
static NTSTATUS check_protection(const struct area *area, uint32_t protect)
{
    const uint32_t writable = PAGE_READWRITE | PAGE_EXECUTE_READWRITE;
    if (is_copy_protection(protect) && !(area->flags & AREA_COPY)) return STATUS_INVALID_PAGE_PROTECTION;
    if ((area->flags & AREA_SHARED) && (protect & writable) && !(area->allocation_protect & writable))
        return STATUS_SECTION_PROTECTION;
    return STATUS_SUCCESS;
}

static NTSTATUS protect_range(uint64_t *address, uint64_t *size, uint32_t protect, uint32_t *old_protect)
{
    uint8_t state = state_from_protect(protect);
    uint64_t start = page_floor(*address), end = page_ceiling(*address + *size);
    if (!state) return STATUS_INVALID_PAGE_PROTECTION;
    if (!*size || end <= start || start < user_space_start || end > user_space_end) return STATUS_INVALID_PARAMETER;
    struct area *area = tree_find(start);
    if (!area || area->type == AREA_HOST || end > area->end) return STATUS_CONFLICTING_ADDRESSES;
    if (area->flags & AREA_SYSTEM) return STATUS_INVALID_PAGE_PROTECTION;
    NTSTATUS status = check_protection(area, protect);
    if (status) return status;
    if (!page_states_all_committed(start, end)) return STATUS_NOT_COMMITTED;
    *old_protect = protect_from_state(page_state(start));
    status = protect_pages(area, start, end, state);
    if (status) return status;
    *address = start;
    *size = end - start;
    return STATUS_SUCCESS;
}

int32_t unix_memory_protect(struct unix_memory_protect_args *args)
{
    uint64_t address = args->address, size = args->size;
    uint32_t old_protect = 0;
    sigset_t saved;
    virtual_lock(&saved);
    NTSTATUS status = protect_range(&address, &size, args->protect, &old_protect);
    virtual_unlock(&saved);
    if (status) return status;
    args->address = address;
    args->size = size;
    args->old_protect = old_protect;
    return STATUS_SUCCESS;
}

/* --- query --- */

static void describe_free(struct unix_memory_query_args *args, uint64_t page)
{
    struct area *next = tree_first_at(page);
    args->base_address = page;
    args->region_size = (next ? next->base : user_space_end) - page;
    args->allocation_base = 0;
    args->allocation_protect = 0;
    args->state = MEM_FREE;
    args->protect = PAGE_NOACCESS;
    args->type = 0;
}

static void describe_area(struct unix_memory_query_args *args, const struct area *area, uint64_t page)
{
    uint8_t state = page_state(page) & (uint8_t)~PAGE_STATE_DIRTY;
    uint64_t end = page_states_run(page, area->end);
    /* pages that differ only in having been written form one region */
    while (end < area->end && (page_state(end) & (uint8_t)~PAGE_STATE_DIRTY) == state)
        end = page_states_run(end, area->end);
    args->base_address = page;
    args->region_size = end - page;
    args->allocation_base = area->base;
    args->allocation_protect = area->allocation_protect ? area->allocation_protect : PAGE_NOACCESS;
    args->state = state ? MEM_COMMIT : MEM_RESERVE;
    args->protect = protect_from_state(state);
    args->type = area->type == AREA_HOST ? MEM_PRIVATE : area->type;
}

/* "\??\C:\..." for the Unix path of a mapped file. */
static NTSTATUS put_path(struct unix_memory_query_args *args, const char *unix_path)
{
    static const uint16_t prefix[] = { '\\', '?', '?', '\\' };
    uint16_t name[4 + 4096];
    memcpy(name, prefix, sizeof(prefix));
    size_t length = *unix_path ? path_to_dos(unix_path, name + 4, 4096) : 0;
    if (!length) return STATUS_INVALID_ADDRESS;
    args->path_size = (uint32_t)(4 + length) * 2;
    if (args->path_size > args->path_capacity) return STATUS_BUFFER_OVERFLOW;
    memcpy((void *)args->path, name, args->path_size);
    return STATUS_SUCCESS;
}

int32_t unix_memory_query(struct unix_memory_query_args *args)
{
    struct unix_memory_query_args result = *args;
    uint64_t page = page_floor(args->address);
    char path[4096] = "";
    if (page >= user_space_end) return STATUS_INVALID_PARAMETER;
    sigset_t saved;
    virtual_lock(&saved);
    struct area *area = tree_find(page);
    if (area) {
        describe_area(&result, area, page);
        if (args->path) strcpy(path, area->path);
    } else {
        describe_free(&result, page);
    }
    virtual_unlock(&saved);
    *args = result;
    return args->path ? put_path(args, path) : STATUS_SUCCESS;
}

/* --- the rest --- */

int32_t unix_memory_flush(struct unix_memory_flush_args *args)
{
    uint64_t start = page_floor(args->address), end = page_ceiling(args->address + args->size);
    sigset_t saved;
    virtual_lock(&saved);
    struct area *area = tree_find(start);
    NTSTATUS status = area && area->type != AREA_HOST ? STATUS_SUCCESS : STATUS_NOT_MAPPED_DATA;
    if (!status && area->type != MEM_MAPPED) status = STATUS_NOT_MAPPED_VIEW;
    if (!status && (!args->size || end > area->end)) end = area->end;
    virtual_unlock(&saved);
    if (status) return status;
    args->address = start;
    args->size = end - start;
    return msync((void *)start, end - start, MS_SYNC) ? status_from_errno(errno) : STATUS_SUCCESS;
}

/* Locking is a promise about paging that a program cannot observe but for its limits: the pages are looked up, the lock
 * itself is asked of Linux and may be refused there (RLIMIT_MEMLOCK) without harm. */
int32_t unix_memory_lock(struct unix_memory_lock_args *args)
{
    uint64_t start = page_floor(args->address), end = page_ceiling(args->address + args->size);
    if (!args->size || end <= start || end > user_space_end) return STATUS_INVALID_PARAMETER;
    sigset_t saved;
    virtual_lock(&saved);
    struct area *area = tree_find(start);
    NTSTATUS status = STATUS_SUCCESS;
    if (!area || area->type == AREA_HOST || end > area->end || !page_states_all_committed(start, end))
        status = STATUS_ACCESS_VIOLATION;
    virtual_unlock(&saved);
    if (status) return status;
    if (args->unlock) munlock((void *)start, end - start);
    else if (mlock((void *)start, end - start))
        log_text(LOG_MEMORY, "Linux does not lock %llu bytes", (unsigned long long)(end - start));
    args->address = start;
    args->size = end - start;
    return STATUS_SUCCESS;
}
