/* Unix calls for the address space: dlls/ntdll/unix/virtual.c, image.c, section.c */
#ifndef UNIX_CALLS_MEMORY_H
#define UNIX_CALLS_MEMORY_H

#include <stdint.h>

/* NtAllocateVirtualMemory on this process; address and size are read and set. zero_bits_mask: highest allowed address,
 * 0 for any. */
struct unix_memory_allocate_args { uint64_t address, size, lowest, highest, alignment; uint32_t type, protect; };
/* NtFreeVirtualMemory */
struct unix_memory_free_args { uint64_t address, size; uint32_t type, padding; };
/* NtProtectVirtualMemory */
struct unix_memory_protect_args { uint64_t address, size; uint32_t protect, old_protect; };
/* MemoryBasicInformation */
struct unix_memory_query_args {
    uint64_t address;
    uint64_t base_address, allocation_base, region_size;
    uint32_t allocation_protect, state, protect, type;
    uint64_t path;
    uint32_t path_capacity, path_size; /* MemoryMappedFilenameInformation if path is given: UTF-16 NT path, bytes */
};
/* Flush instruction cache (nothing to do) or a mapped view to its file */
struct unix_memory_flush_args { uint64_t address, size; };
/* VirtualLock/VirtualUnlock */
struct unix_memory_lock_args { uint64_t address, size; uint32_t unlock, padding; };
/* GetWriteWatch, ResetWriteWatch: written pages of a MEM_WRITE_WATCH range; `list` takes up to `capacity` 64-bit
 * addresses (0: none), `count` is set to how many; with `reset` those pages count as unwritten again. */
struct unix_memory_write_watch_args { uint64_t address, size, list, capacity, count; uint32_t reset, padding; };
/* ReadProcessMemory/WriteProcessMemory: pid is the Unix process id, 0 for the own process; transferred is set */
struct unix_memory_access_other_args { uint64_t address, buffer, size, transferred; uint32_t pid, write; };

/* Maps a PE image from an open descriptor. Headers and sections are laid out and protected, relocated
 * when the preferred base is taken. Checks everything in the headers; STATUS_INVALID_IMAGE_FORMAT,
 * STATUS_INVALID_IMAGE_WIN_16 etc. otherwise. STATUS_IMAGE_NOT_AT_BASE is a success status. machine 0 accepts only the
 * process's own architecture. */
struct unix_image_map_args {
    int32_t  fd;           /* the open file */
    uint32_t machine;
    uint64_t base;         /* set */
    uint64_t size;         /* set */
    uint64_t entry;        /* set: address of entry point, 0 if none */
    uint32_t flags;        /* IMAGE_MAP_DATAFILE: lay out without executing or relocating */
    uint32_t padding;
};
#define IMAGE_MAP_DATAFILE 1u

/* Sections (memory-mapped files). A section is a handle of kind OBJECT_SECTION whose fd is the file or a memfd. */
struct unix_section_create_args { int32_t file_fd; uint32_t protect; uint64_t size; uint32_t attributes; int32_t fd; };
struct unix_section_map_args {
    int32_t fd;
    uint32_t protect;
    uint64_t address, size, offset;
    uint32_t allocation_type, attributes;
    uint64_t highest;
};
/* flags: MEM_PRESERVE_PLACEHOLDER or 0 */
struct unix_section_unmap_args { uint64_t address; uint32_t flags, padding; };
struct unix_section_extend_args { uint64_t size; int32_t fd; uint32_t padding; };

#endif
