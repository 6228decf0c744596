/* Placeholders and extended parameters (dlls/ntdll/virtual.c, section.c), which are newer than the SDK headers in use. */
#ifndef NT_MEMORY_PLACEHOLDERS_H
#define NT_MEMORY_PLACEHOLDERS_H

#include "nt/nt.h"

#ifndef MEM_PRESERVE_PLACEHOLDER
#define MEM_COALESCE_PLACEHOLDERS 0x00000001
#define MEM_PRESERVE_PLACEHOLDER  0x00000002
#define MEM_REPLACE_PLACEHOLDER   0x00004000
#define MEM_RESERVE_PLACEHOLDER   0x00040000
#endif

NTSYSAPI NTSTATUS NTAPI NtAllocateVirtualMemoryEx(HANDLE process, PVOID *address, PSIZE_T size, ULONG type,
                                                  ULONG protect, MEM_EXTENDED_PARAMETER *parameters, ULONG count);
NTSYSAPI NTSTATUS NTAPI NtMapViewOfSectionEx(HANDLE section, HANDLE process, PVOID *address, PLARGE_INTEGER offset,
                                             PSIZE_T size, ULONG type, ULONG protect,
                                             MEM_EXTENDED_PARAMETER *parameters, ULONG count);
NTSYSAPI NTSTATUS NTAPI NtUnmapViewOfSectionEx(HANDLE process, PVOID address, ULONG flags);

#endif
