/* The address space, shared by virtual.c, virtual_fault.c, section.c and image.c.
 *
 * Windows' rule: an allocation (reservation, view or image) begins at a multiple of 64 KiB and is freed as a whole;
 * each of its pages is reserved or committed with a protection of its own. Here: `struct area` is an allocation, kept
 * in a tree ordered by address that also knows the gaps; the pages' states are bytes in a sparse table. Linux's
 * mappings follow both. Mappings of the Unix side itself are areas of type AREA_HOST: they are only kept out of.
 *
 * Everything here is called with the lock held. Nothing touches program memory under it, so that no fault handler waits
 * for it.
 */
#ifndef VIRTUAL_PRIVATE_H
#define VIRTUAL_PRIVATE_H

#include <signal.h>
#include "unix_private.h"
#include "memory_constants.h"

#define PAGE_SIZE ((uint64_t)WINDOWS_PAGE_SIZE)
#define page_floor(value) ((value) & ~(PAGE_SIZE - 1))
#define page_ceiling(value) (((value) + PAGE_SIZE - 1) & ~(PAGE_SIZE - 1))
#define grain_floor(value) ((value) & ~((uint64_t)ALLOCATION_GRANULARITY - 1))
#define grain_ceiling(value) (((value) + ALLOCATION_GRANULARITY - 1) & ~((uint64_t)ALLOCATION_GRANULARITY - 1))

#define AREA_HOST        0u /* `type` of areas that no program may use */
/* area.flags */
#define AREA_WRITE_WATCH 0x1u /* MEM_WRITE_WATCH: pages become writable when they are first written */
#define AREA_COPY        0x2u /* view whose writes stay private */
#define AREA_RESERVED    0x4u /* view of a SEC_RESERVE section: pages are committed later */
#define AREA_SYSTEM      0x8u /* the program may neither free nor change it */
#define AREA_PLACEHOLDER 0x20u /* reserved until something takes its place (virtual_placeholder.c) */
#define AREA_SHARED      0x10u /* view that writes to its section: PAGE_WRITECOPY is not possible */

struct area {
    uint64_t base, end;           /* multiples of the page size; base of 64 KiB, unless AREA_HOST */
    uint32_t type;                /* MEM_PRIVATE, MEM_MAPPED, MEM_IMAGE, AREA_HOST */
    uint32_t allocation_protect;
    uint32_t flags;
    /* virtual_tree.c's own */
    uint32_t priority;
    struct area *left, *right;
    uint64_t subtree_start, subtree_end, subtree_gap;
    char path[]; /* of a mapped file, else empty */
};

/* --- virtual_tree.c --- */
struct area *tree_insert(uint64_t base, uint64_t end, uint32_t type, const char *path);
void tree_remove(struct area *area);
void tree_resize(struct area *area, uint64_t base, uint64_t end);
struct area *tree_find(uint64_t address);                     /* that holds this address */
struct area *tree_first_at(uint64_t address);                 /* the first one that ends above this address */
uint64_t tree_gap_up(uint64_t low, uint64_t high,
                     uint64_t size); /* lowest or highest free place between low and high, 0 if none; */
uint64_t tree_gap_down(uint64_t low, uint64_t high, uint64_t size); /* size is a multiple of 64 KiB */

/* State of a page: 0 while not committed, else number of its protection bit + 1 and flags. */
#define PAGE_STATE_PROTECT 0x0fu
#define PAGE_STATE_GUARD   0x10u
#define PAGE_STATE_NOCACHE 0x20u
#define PAGE_STATE_COMBINE 0x40u
#define PAGE_STATE_DIRTY   0x80u /* write watch: was written */
uint8_t page_state(uint64_t address);
bool page_states_set(uint64_t start, uint64_t end, uint8_t state); /* false: out of memory */
uint64_t page_states_run(uint64_t start, uint64_t end); /* end of the pages whose state equals the first one's */
bool page_states_all_committed(uint64_t start, uint64_t end);

/* --- virtual.c --- */
extern uint64_t user_space_start, user_space_end; /* end is one past the highest usable byte */
extern bool data_is_executable;                   /* 32-bit program without NX_COMPAT */
extern bool program_is_mapped;                    /* the main image has its place */
void virtual_lock(sigset_t *saved);
void virtual_unlock(const sigset_t *saved);
uint8_t state_from_protect(uint32_t protect); /* 0: not a protection */
uint32_t protect_from_state(uint8_t state);
int host_protection(const struct area *area, uint8_t state);
/* Gives pages of an area a state and the Unix mapping its protection. */
NTSTATUS pages_apply(struct area *area, uint64_t start, uint64_t end, uint8_t state);
/* Maps at a place of our choice (*address 0) or at this one, without touching what is there, and makes the area. A
 * `path` is copied. */
struct placement {
    uint64_t address, size, low, highest, alignment;
    bool top_down, replaces; /* replaces: a placeholder of exactly this address and size */
};
NTSTATUS area_create(const struct placement *where, int host_protection, int flags, int fd, uint64_t offset,
                     uint32_t type, const char *path, struct area **created);
void area_destroy(struct area *area); /* unmaps too */

/* --- virtual_placeholder.c: what MEM_*_PLACEHOLDER asks for; ranges are multiples of the page size --- */
struct area *placeholder_find(uint64_t start, uint64_t end); /* that is exactly this one */
NTSTATUS placeholder_split(struct area *area, uint64_t start, uint64_t end);
NTSTATUS placeholder_join(uint64_t start, uint64_t end);
/* An allocation or view becomes a placeholder: what it held is gone. */
NTSTATUS placeholder_from_area(struct area *area);

/* job_memory.c: whether a job of this process limits memory, and its server's answer to having so many bytes committed.
 */
bool jobs_count_memory(void);
NTSTATUS jobs_ask_commit(uint64_t committed);

#endif
