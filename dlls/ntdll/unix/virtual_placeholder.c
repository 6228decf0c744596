/* Placeholders (VirtualAlloc2): reservations that can be cut, joined, and exchanged for an allocation or a view without
 * the address range ever being free for others. */
#include <sys/mman.h>
#include "virtual_private.h"

struct area *placeholder_find(uint64_t start, uint64_t end)
{
    struct area *area = tree_find(start);
    return area && (area->flags & AREA_PLACEHOLDER) && area->base == start && area->end == end ? area : NULL;
}

static struct area *cut(struct area *area, uint64_t at)
{
    uint64_t end = area->end;
    tree_resize(area, area->base, at);
    struct area *rest = tree_insert(at, end, area->type, NULL);
    if (!rest) {
        tree_resize(area, area->base, end);
        return NULL;
    }
    rest->flags = area->flags;
    rest->allocation_protect = area->allocation_protect;
    return rest;
}

NTSTATUS placeholder_split(struct area *area, uint64_t start, uint64_t end)
{
    if (start == area->base && end == area->end) return STATUS_CONFLICTING_ADDRESSES;
    if (start != area->base && !(area = cut(area, start))) return STATUS_NO_MEMORY;
    if (end != area->end && !cut(area, end)) return STATUS_NO_MEMORY;
    return STATUS_SUCCESS;
}

/* The range must be made of two or more whole placeholders. */
NTSTATUS placeholder_join(uint64_t start, uint64_t end)
{
    struct area *first = tree_find(start), *next;
    uint64_t at = start;

    if (!first || first->base != start || first->end >= end) return STATUS_CONFLICTING_ADDRESSES;
    for (; at < end; at = next->end) {
        next = tree_find(at);
        if (!next || next->base != at || next->end > end || !(next->flags & AREA_PLACEHOLDER))
            return STATUS_CONFLICTING_ADDRESSES;
    }
    while ((next = tree_find(first->end)) && next->base < end) {
        uint64_t joined = next->end;
        tree_remove(next);
        tree_resize(first, first->base, joined);
    }
    return STATUS_SUCCESS;
}

NTSTATUS placeholder_from_area(struct area *area)
{
    uint64_t base = area->base, end = area->end;
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED;

    if (mmap((void *)base, end - base, PROT_NONE, flags, -1, 0) == MAP_FAILED) return STATUS_NO_MEMORY;
    page_states_set(base, end, 0);
    tree_remove(area); /* its node may be one with a path; removed first, so that there is one to be had */
    struct area *placeholder = tree_insert(base, end, MEM_PRIVATE, NULL);
    if (!placeholder) {
        munmap((void *)base, end - base);
        return STATUS_NO_MEMORY;
    }
    placeholder->flags = AREA_PLACEHOLDER;
    placeholder->allocation_protect = PAGE_NOACCESS;
    return STATUS_SUCCESS;
}
