/* Virtual memory and sections: NtAllocateVirtualMemory and its family (dlls/ntdll/virtual.c, section.c). */
#ifndef NT_MEMORY_H
#define NT_MEMORY_H

typedef enum _MEMORY_INFORMATION_CLASS {
    MemoryBasicInformation, MemoryWorkingSetInformation, MemoryMappedFilenameInformation, MemoryRegionInformation,
    MemoryWorkingSetExInformation, MemorySharedCommitInformation, MemoryImageInformation
} MEMORY_INFORMATION_CLASS;

typedef struct _MEMORY_REGION_INFORMATION {
    PVOID AllocationBase; ULONG AllocationProtect, RegionType; SIZE_T RegionSize, CommitSize;
} MEMORY_REGION_INFORMATION;

NTSYSAPI NTSTATUS NTAPI NtAllocateVirtualMemory(HANDLE process, PVOID *address, ULONG_PTR zero_bits, PSIZE_T size,
                                                ULONG type, ULONG protect);
NTSYSAPI NTSTATUS NTAPI NtFreeVirtualMemory(HANDLE process, PVOID *address, PSIZE_T size, ULONG type);
NTSYSAPI NTSTATUS NTAPI NtProtectVirtualMemory(HANDLE process, PVOID *address, PSIZE_T size, ULONG protect,
                                               PULONG old_protect);
NTSYSAPI NTSTATUS NTAPI NtQueryVirtualMemory(HANDLE process, LPCVOID address, MEMORY_INFORMATION_CLASS info_class,
                                             PVOID buffer, SIZE_T size, PSIZE_T needed);
NTSYSAPI NTSTATUS NTAPI NtLockVirtualMemory(HANDLE process, PVOID *address, PSIZE_T size, ULONG type);
NTSYSAPI NTSTATUS NTAPI NtUnlockVirtualMemory(HANDLE process, PVOID *address, PSIZE_T size, ULONG type);
NTSYSAPI NTSTATUS NTAPI NtFlushVirtualMemory(HANDLE process, LPCVOID *address, PSIZE_T size, IO_STATUS_BLOCK *io);
NTSYSAPI NTSTATUS NTAPI NtFlushInstructionCache(HANDLE process, LPCVOID address, SIZE_T size);
NTSYSAPI NTSTATUS NTAPI NtReadVirtualMemory(HANDLE process, LPCVOID address, PVOID buffer, SIZE_T size, PSIZE_T done);
NTSYSAPI NTSTATUS NTAPI NtWriteVirtualMemory(HANDLE process, PVOID address, LPCVOID buffer, SIZE_T size, PSIZE_T done);
NTSYSAPI NTSTATUS NTAPI NtGetWriteWatch(HANDLE process, ULONG flags, PVOID base, SIZE_T size, PVOID *addresses,
                                        PULONG_PTR count, PULONG granularity);
NTSYSAPI NTSTATUS NTAPI NtResetWriteWatch(HANDLE process, PVOID base, SIZE_T size);

typedef enum _SECTION_INHERIT { ViewShare = 1, ViewUnmap = 2 } SECTION_INHERIT;
typedef enum _SECTION_INFORMATION_CLASS { SectionBasicInformation, SectionImageInformation } SECTION_INFORMATION_CLASS;
typedef struct _SECTION_BASIC_INFORMATION {
    PVOID BaseAddress;
    ULONG Attributes;
    LARGE_INTEGER Size;
} SECTION_BASIC_INFORMATION;
typedef struct _SECTION_IMAGE_INFORMATION {
    PVOID TransferAddress; ULONG ZeroBits; SIZE_T MaximumStackSize, CommittedStackSize; ULONG SubSystemType;
    USHORT SubSystemMinorVersion, SubSystemMajorVersion;
    ULONG GpValue;
    USHORT ImageCharacteristics, DllCharacteristics, Machine;
    BOOLEAN ImageContainsCode; UCHAR ImageFlags; ULONG LoaderFlags, ImageFileSize, CheckSum;
} SECTION_IMAGE_INFORMATION;

NTSYSAPI NTSTATUS NTAPI NtCreateSection(PHANDLE handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes,
                                        const LARGE_INTEGER *size, ULONG protect, ULONG section_attributes,
                                        HANDLE file);
NTSYSAPI NTSTATUS NTAPI NtOpenSection(PHANDLE handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes);
NTSYSAPI NTSTATUS NTAPI NtMapViewOfSection(HANDLE section, HANDLE process, PVOID *address, ULONG_PTR zero_bits,
                                           SIZE_T commit, LARGE_INTEGER *offset, PSIZE_T size, SECTION_INHERIT inherit,
                                           ULONG type, ULONG protect);
NTSYSAPI NTSTATUS NTAPI NtUnmapViewOfSection(HANDLE process, PVOID address);
NTSYSAPI NTSTATUS NTAPI NtQuerySection(HANDLE section, SECTION_INFORMATION_CLASS info_class, PVOID buffer, SIZE_T size,
                                       PSIZE_T needed);
NTSYSAPI NTSTATUS NTAPI NtExtendSection(HANDLE section, LARGE_INTEGER *size);

/* Inside ntdll: is this handle the current process? Other processes are answered with their Unix process id if `access`
 * is granted. */
NTSTATUS process_for_memory(HANDLE process, ACCESS_MASK access, uint32_t *unix_pid); /* *unix_pid 0: the own one */
/* Highest address that zero_bits allows, 0: any. */
NTSTATUS highest_from_zero_bits(ULONG_PTR zero_bits, uint64_t *highest);

#endif
