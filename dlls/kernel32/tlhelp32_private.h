/* Shared by tlhelp32.c and tlhelp32_heap.c. */
#ifndef KERNEL32_TLHELP32_PRIVATE_H
#define KERNEL32_TLHELP32_PRIVATE_H

#include "nt/heap_listing.h"

/* The heaps of a process (pid 0: this one), or the blocks of one. STATUS_PARTIAL_COPY: it is of the other architecture.
 */
NTSTATUS list_heaps_of(DWORD pid, ULONG_PTR heap, struct heap_listing **list, ULONG *count);

#endif
