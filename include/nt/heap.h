/* Heaps: RtlAllocateHeap and its family (dlls/ntdll/heap*.c). */
#ifndef NT_HEAP_H
#define NT_HEAP_H

NTSYSAPI PVOID NTAPI RtlCreateHeap(ULONG flags, PVOID base, SIZE_T reserve, SIZE_T commit, PVOID lock,
                                   PVOID parameters);
NTSYSAPI PVOID NTAPI RtlDestroyHeap(PVOID heap);
NTSYSAPI PVOID NTAPI RtlAllocateHeap(PVOID heap, ULONG flags, SIZE_T size);
NTSYSAPI ULONG NTAPI RtlFreeHeap(PVOID heap, ULONG flags, PVOID memory);
NTSYSAPI PVOID NTAPI RtlReAllocateHeap(PVOID heap, ULONG flags, PVOID memory, SIZE_T size);
NTSYSAPI SIZE_T NTAPI RtlSizeHeap(PVOID heap, ULONG flags, const void *memory);
NTSYSAPI BOOLEAN NTAPI RtlValidateHeap(PVOID heap, ULONG flags, const void *memory);
NTSYSAPI SIZE_T NTAPI RtlCompactHeap(PVOID heap, ULONG flags);
NTSYSAPI BOOLEAN NTAPI RtlLockHeap(PVOID heap);
NTSYSAPI BOOLEAN NTAPI RtlUnlockHeap(PVOID heap);
NTSYSAPI NTSTATUS NTAPI RtlWalkHeap(PVOID heap, PVOID entry);
NTSYSAPI ULONG NTAPI RtlGetProcessHeaps(ULONG count, PVOID *heaps);
NTSYSAPI BOOLEAN NTAPI RtlSetUserValueHeap(PVOID heap, ULONG flags, PVOID memory, PVOID value);
NTSYSAPI BOOLEAN NTAPI RtlSetUserFlagsHeap(PVOID heap, ULONG flags, PVOID memory, ULONG reset, ULONG set);
NTSYSAPI BOOLEAN NTAPI RtlGetUserInfoHeap(PVOID heap, ULONG flags, PVOID memory, PVOID *value, PULONG user_flags);

/* Memory of the process heap, for our own use. */
static inline void *heap_allocate(SIZE_T size) { return RtlAllocateHeap(current_peb()->ProcessHeap, 0, size); }
static inline void *heap_allocate_zeroed(SIZE_T size)
{
    return RtlAllocateHeap(current_peb()->ProcessHeap, HEAP_ZERO_MEMORY, size);
}
static inline void heap_free(void *memory) { if (memory) RtlFreeHeap(current_peb()->ProcessHeap, 0, memory); }

/* Inside ntdll. */
void heap_init_process(void);   /* creates the process heap */

#endif
