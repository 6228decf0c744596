/* What toolhelp asks ntdll for: the heaps of a process, and the blocks of one of them (dlls/ntdll/heap_listing.c). */
#ifndef NT_HEAP_LISTING_H
#define NT_HEAP_LISTING_H

struct heap_listing {
    uint64_t address, size; /* a heap's handle and 0, or a block */
    uint32_t flags, padding;
};
#define HEAP_LISTING_DEFAULT 1u /* the process heap */
#define HEAP_LISTING_FREE    2u /* a block that is not in use */

/* Exported by ntdll. heap 0: the heaps themselves. The process is of this architecture; PROCESS_ALL_ACCESS is needed
 * for another one. */
NTSTATUS NTAPI winrun_list_heaps(HANDLE process, uint64_t heap, struct heap_listing **list, ULONG *count);
VOID NTAPI winrun_free_heap_list(struct heap_listing *list);

#endif
