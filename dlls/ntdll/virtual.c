/* Virtual memory: NtAllocateVirtualMemory and its family. The Unix side (unix/virtual.c) owns the address space. */
#include "sync_private.h"
#include "nt/memory_placeholders.h"
#include "remote.h"
#include "requests.h"

#define LARGEST_ZERO_BITS_COUNT 21
#define HIGHEST_NARROW_ADDRESS  0x7ffeffffu

/* Without the image's path, which would come as data. */
static NTSTATUS ask_about(const struct request_process_query_in *in, struct request_process_query_out *out)
{
    NTSTATUS status = SERVER_CALL(process_query, in, out);
    return status == STATUS_BUFFER_OVERFLOW ? STATUS_SUCCESS : status;
}

NTSTATUS process_for_memory(HANDLE process, ACCESS_MASK access, uint32_t *unix_pid)
{
    struct handle_entry entry;
    *unix_pid = 0;
    if (process == NtCurrentProcess()) return STATUS_SUCCESS;
    NTSTATUS status = handle_get(process, OBJECT_PROCESS, access, &entry);
    if (!NT_SUCCESS(status) || process_entry_is_own(&entry)) return status;

    struct request_process_query_in in = { .object = entry.object };
    struct request_process_query_out out = { 0 };
    status = ask_about(&in, &out);
    if (!NT_SUCCESS(status)) return status;
    if (out.running && out.unix_pid <= 0) { /* created, but not there yet: its control thread answers once it is */
        struct unix_null_args null = { 0 };
        status = PROCESS_UNIX_CALL(process, access, null, &null);
        if (NT_SUCCESS(status)) status = ask_about(&in, &out);
        if (!NT_SUCCESS(status)) return status;
    }
    if (out.unix_pid <= 0) return STATUS_PROCESS_IS_TERMINATING;
    *unix_pid = (uint32_t)out.unix_pid;
    return STATUS_SUCCESS;
}

/* For what can be done to the own address space only. */
static NTSTATUS require_own_process(HANDLE process, ACCESS_MASK access, const char *function)
{
    uint32_t unix_pid;
    NTSTATUS status = process_for_memory(process, access, &unix_pid);
    if (!NT_SUCCESS(status) || !unix_pid) return status;
    log_line(LOG_WARN, "%s: not supported in other processes", function);
    return STATUS_NOT_SUPPORTED;
}

NTSTATUS highest_from_zero_bits(ULONG_PTR zero_bits, uint64_t *highest)
{
    *highest = 0;
    if (!zero_bits) return STATUS_SUCCESS;
    if (zero_bits < 32) { /* how many of the upper bits of a 32-bit address are zero */
        if (zero_bits >= LARGEST_ZERO_BITS_COUNT) return STATUS_INVALID_PARAMETER_3;
        *highest = 0xffffffffu >> zero_bits;
        return STATUS_SUCCESS;
    }
#ifdef _WIN64
    *highest = ~0ull >> __builtin_clzll(zero_bits); /* a mask */
    return STATUS_SUCCESS;
#else
    *highest = ~0u >> __builtin_clz(zero_bits);
    return STATUS_SUCCESS;
#endif
}

static NTSTATUS allocate(HANDLE process, PVOID *address, SIZE_T *size, const MEM_ADDRESS_REQUIREMENTS *limits,
                         ULONG type, ULONG protect)
{
    struct unix_memory_allocate_args args = {
        .address = UNIX_PTR(*address),
        .size = *size,
        .lowest = UNIX_PTR(limits->LowestStartingAddress),
        .highest = UNIX_PTR(limits->HighestEndingAddress),
        .alignment = limits->Alignment,
        .type = type,
        .protect = protect,
    };
#ifndef _WIN64
    if (!args.highest && process != NtCurrentProcess())
        args.highest = HIGHEST_NARROW_ADDRESS; /* the other process may be a 64-bit one */
#endif
    NTSTATUS status = PROCESS_UNIX_CALL(process, PROCESS_VM_OPERATION, memory_allocate, &args);
    if (!NT_SUCCESS(status)) return status;
    *address = (PVOID)(ULONG_PTR)args.address;
    *size = (SIZE_T)args.size;
    return status;
}

NTSTATUS NTAPI NtAllocateVirtualMemory(HANDLE process, PVOID *address, ULONG_PTR zero_bits, PSIZE_T size, ULONG type,
                                       ULONG protect)
{
    uint64_t highest;
    NTSTATUS status = highest_from_zero_bits(zero_bits, &highest);
    if (!NT_SUCCESS(status)) return status;
    MEM_ADDRESS_REQUIREMENTS limits = {.HighestEndingAddress = (PVOID)(ULONG_PTR)(*address ? 0 : highest)};
    return allocate(process, address, size, &limits, type, protect);
}

/* MEM_EXTENDED_PARAMETER: the kinds beside the address requirements concern NUMA and memory partitions, which one may
 * ignore here. */
NTSTATUS NTAPI NtAllocateVirtualMemoryEx(HANDLE process, PVOID *address, PSIZE_T size, ULONG type, ULONG protect,
                                         MEM_EXTENDED_PARAMETER *parameters, ULONG count)
{
    MEM_ADDRESS_REQUIREMENTS limits = {0};
    if (count && !parameters) return STATUS_INVALID_PARAMETER;
    for (ULONG i = 0; i < count; i++) {
        if (parameters[i].Type != MemExtendedParameterAddressRequirements) continue;
        limits = *(const MEM_ADDRESS_REQUIREMENTS *)parameters[i].Pointer;
        ULONG_PTR lowest = (ULONG_PTR)limits.LowestStartingAddress, highest = (ULONG_PTR)limits.HighestEndingAddress;
        SIZE_T alignment = limits.Alignment;
        if (*address && (lowest || highest || alignment)) return STATUS_INVALID_PARAMETER;
        if ((alignment & (alignment - 1)) || (alignment && alignment < ALLOCATION_GRANULARITY))
            return STATUS_INVALID_PARAMETER;
        if (highest && (highest + 1) % WINDOWS_PAGE_SIZE) return STATUS_INVALID_PARAMETER;
        if (lowest % ALLOCATION_GRANULARITY || (highest && lowest > highest)) return STATUS_INVALID_PARAMETER;
    }
    return allocate(process, address, size, &limits, type, protect);
}

NTSTATUS NTAPI NtFreeVirtualMemory(HANDLE process, PVOID *address, PSIZE_T size, ULONG type)
{
    struct unix_memory_free_args args = { .address = UNIX_PTR(*address), .size = *size, .type = type };
    NTSTATUS status = PROCESS_UNIX_CALL(process, PROCESS_VM_OPERATION, memory_free, &args);
    if (!NT_SUCCESS(status)) return status;
    *address = (PVOID)(ULONG_PTR)args.address;
    *size = (SIZE_T)args.size;
    return status;
}

NTSTATUS NTAPI NtProtectVirtualMemory(HANDLE process, PVOID *address, PSIZE_T size, ULONG protect, PULONG old_protect)
{
    if (!old_protect) return STATUS_ACCESS_VIOLATION;
    struct unix_memory_protect_args args = { .address = UNIX_PTR(*address), .size = *size, .protect = protect };
    NTSTATUS status = PROCESS_UNIX_CALL(process, PROCESS_VM_OPERATION, memory_protect, &args);
    if (!NT_SUCCESS(status)) return status;
    *old_protect = args.old_protect;
    *address = (PVOID)(ULONG_PTR)args.address;
    *size = (SIZE_T)args.size;
    return status;
}

/* --- queries --- */

static NTSTATUS query(HANDLE process, LPCVOID address, struct unix_memory_query_args *args)
{
    *args = (struct unix_memory_query_args){ .address = UNIX_PTR(address) };
    NTSTATUS status = PROCESS_UNIX_CALL(process, PROCESS_QUERY_INFORMATION, memory_query, args);
#ifndef _WIN64
    if (NT_SUCCESS(status) && args->base_address + args->region_size > 1ull << 32)
        args->region_size = (1ull << 32) - WINDOWS_PAGE_SIZE - args->base_address;
#endif
    return status;
}

static NTSTATUS query_basic(HANDLE process, LPCVOID address, void *buffer, SIZE_T size, SIZE_T *needed)
{
    struct unix_memory_query_args args;
    MEMORY_BASIC_INFORMATION *info = buffer;
    *needed = sizeof(*info);
    if (size < sizeof(*info)) return STATUS_INFO_LENGTH_MISMATCH;
    NTSTATUS status = query(process, address, &args);
    if (!NT_SUCCESS(status)) return status;
    *info = (MEMORY_BASIC_INFORMATION){
        .BaseAddress = (PVOID)(ULONG_PTR)args.base_address,
        .AllocationBase = (PVOID)(ULONG_PTR)args.allocation_base,
        .AllocationProtect = args.allocation_protect,
        .RegionSize = (SIZE_T)args.region_size,
        .State = args.state,
        .Protect = args.protect,
        .Type = args.type,
    };
    return STATUS_SUCCESS;
}

/* The whole allocation, region by region. */
static NTSTATUS query_region(HANDLE process, LPCVOID address, void *buffer, SIZE_T size, SIZE_T *needed)
{
    struct unix_memory_query_args args;
    MEMORY_REGION_INFORMATION *info = buffer;
    *needed = sizeof(*info);
    if (size < sizeof(*info)) return STATUS_INFO_LENGTH_MISMATCH;
    NTSTATUS status = query(process, address, &args);
    if (!NT_SUCCESS(status)) return status;
    if (args.state == MEM_FREE) return STATUS_INVALID_ADDRESS;
    *info = (MEMORY_REGION_INFORMATION){
        .AllocationBase = (PVOID)(ULONG_PTR)args.allocation_base, .AllocationProtect = args.allocation_protect,
        .RegionType = args.type == MEM_PRIVATE ? 1 : args.type == MEM_IMAGE ? 4 : 2,
    };
    uint64_t base = args.allocation_base, at = base;
    while (NT_SUCCESS(query(process, (LPCVOID)(ULONG_PTR)at, &args)) && args.state != MEM_FREE &&
           args.allocation_base == base) {
        info->RegionSize += (SIZE_T)args.region_size;
        if (args.state == MEM_COMMIT) info->CommitSize += (SIZE_T)args.region_size;
        at += args.region_size;
    }
    return STATUS_SUCCESS;
}

static NTSTATUS query_path(HANDLE process, struct unix_memory_query_args *args, WCHAR *path)
{
    struct handle_entry entry;
    if (process == NtCurrentProcess()) return unix_call_memory_query(args);
    NTSTATUS status = handle_get(process, OBJECT_PROCESS, PROCESS_QUERY_INFORMATION, &entry);
    if (!NT_SUCCESS(status)) return status;
    if (process_entry_is_own(&entry)) return unix_call_memory_query(args);
    return remote_call(&(struct remote_call){.process = entry.object,
                                             .call = unix_index_memory_query,
                                             .args = args,
                                             .args_size = sizeof(*args),
                                             .block = path,
                                             .block_size = args->path_capacity});
}

static NTSTATUS query_mapped_filename(HANDLE process, LPCVOID address, void *buffer, SIZE_T size, SIZE_T *needed)
{
    WCHAR path[1024];
    UNICODE_STRING *name = buffer;
    struct unix_memory_query_args args = {
        .address = UNIX_PTR(address), .path = UNIX_PTR(path), .path_capacity = sizeof(path)};
    NTSTATUS status = query_path(process, &args, path);
    if (status == STATUS_BUFFER_OVERFLOW) status = STATUS_NAME_TOO_LONG;
    if (!NT_SUCCESS(status)) return status;
    *needed = sizeof(*name) + args.path_size + sizeof(WCHAR);
    if (size < sizeof(*name)) return STATUS_INFO_LENGTH_MISMATCH;
    if (size < *needed) return STATUS_BUFFER_OVERFLOW;
    name->Length = (USHORT)args.path_size;
    name->MaximumLength = (USHORT)(args.path_size + sizeof(WCHAR));
    name->Buffer = (WCHAR *)(name + 1);
    memcpy(name->Buffer, path, args.path_size);
    name->Buffer[args.path_size / sizeof(WCHAR)] = 0;
    return STATUS_SUCCESS;
}

struct working_set_page { PVOID address; ULONG_PTR flags; };

static NTSTATUS query_working_set(HANDLE process, LPCVOID address, void *buffer, SIZE_T size, SIZE_T *needed)
{
    (void)address;
    struct working_set_page *pages = buffer;
    if (size < sizeof(*pages)) return STATUS_INFO_LENGTH_MISMATCH;
    for (SIZE_T i = 0; i < size / sizeof(*pages); i++) {
        struct unix_memory_query_args args;
        pages[i].flags = 0;
        if (!NT_SUCCESS(query(process, pages[i].address, &args)) || args.state != MEM_COMMIT) continue;
        /* bit 0 valid, 1-3 share count, 4-14 protection, 15 shared */
        pages[i].flags = 1 | (args.protect & 0x7ff) << 4 | (args.type == MEM_PRIVATE ? 0 : 1 << 15 | 1 << 1);
    }
    *needed = size / sizeof(*pages) * sizeof(*pages);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI NtQueryVirtualMemory(HANDLE process, LPCVOID address, MEMORY_INFORMATION_CLASS info_class, PVOID buffer,
                                    SIZE_T size, PSIZE_T needed)
{
    static NTSTATUS (*const queries[])(HANDLE, LPCVOID, void *, SIZE_T, SIZE_T *) = {
        [MemoryBasicInformation] = query_basic, [MemoryMappedFilenameInformation] = query_mapped_filename,
        [MemoryRegionInformation] = query_region, [MemoryWorkingSetExInformation] = query_working_set,
    };
    SIZE_T used = 0;
    if ((ULONG)info_class >= ARRAYSIZE(queries) || !queries[info_class]) {
        log_line(LOG_WARN, "NtQueryVirtualMemory: class %u is not supported", info_class);
        return STATUS_INVALID_INFO_CLASS;
    }
    NTSTATUS status = queries[info_class](process, address, buffer, size, &used);
    if (needed) *needed = used;
    return status;
}

/* --- the rest --- */

static NTSTATUS lock_or_unlock(HANDLE process, PVOID *address, PSIZE_T size, ULONG unlock)
{
    struct unix_memory_lock_args args = { .address = UNIX_PTR(*address), .size = *size, .unlock = unlock };
    NTSTATUS status = PROCESS_UNIX_CALL(process, PROCESS_VM_OPERATION, memory_lock, &args);
    if (!NT_SUCCESS(status)) return status;
    *address = (PVOID)(ULONG_PTR)args.address;
    *size = (SIZE_T)args.size;
    return status;
}

NTSTATUS NTAPI NtLockVirtualMemory(HANDLE process, PVOID *address, PSIZE_T size, ULONG type)
{
    (void)type;
    return lock_or_unlock(process, address, size, FALSE);
}

NTSTATUS NTAPI NtUnlockVirtualMemory(HANDLE process, PVOID *address, PSIZE_T size, ULONG type)
{
    (void)type;
    return lock_or_unlock(process, address, size, TRUE);
}

NTSTATUS NTAPI NtFlushVirtualMemory(HANDLE process, LPCVOID *address, PSIZE_T size, IO_STATUS_BLOCK *io)
{
    NTSTATUS status = require_own_process(process, PROCESS_VM_OPERATION, "NtFlushVirtualMemory");
    if (!NT_SUCCESS(status)) return status;
    struct unix_memory_flush_args args = { .address = UNIX_PTR(*address), .size = *size };
    status = unix_call_memory_flush(&args);
    if (!NT_SUCCESS(status)) return status;
    *address = (LPCVOID)(ULONG_PTR)args.address;
    *size = (SIZE_T)args.size;
    if (io) *io = (IO_STATUS_BLOCK){ .Status = status, .Information = (ULONG_PTR)args.size };
    return status;
}

/* x86 keeps its instruction cache coherent by itself. */
NTSTATUS NTAPI NtFlushInstructionCache(HANDLE process, LPCVOID address, SIZE_T size)
{
    uint32_t unix_pid;
    (void)address;
    (void)size;
    return process_for_memory(process, PROCESS_VM_WRITE, &unix_pid);
}

static NTSTATUS access_memory(HANDLE process, uint64_t address, uint64_t buffer, SIZE_T size, SIZE_T *done, BOOL write)
{
    struct unix_memory_access_other_args args = { .address = address, .buffer = buffer, .size = size, .write = write };
    NTSTATUS status =
        process_for_memory(process, write ? PROCESS_VM_WRITE | PROCESS_VM_OPERATION : PROCESS_VM_READ, &args.pid);
    if (NT_SUCCESS(status) && size) status = unix_call_memory_access_other(&args);
    if (done) *done = (SIZE_T)args.transferred;
    return status;
}

NTSTATUS NTAPI NtReadVirtualMemory(HANDLE process, LPCVOID address, PVOID buffer, SIZE_T size, PSIZE_T done)
{
    return access_memory(process, UNIX_PTR(address), UNIX_PTR(buffer), size, done, FALSE);
}

NTSTATUS NTAPI NtWriteVirtualMemory(HANDLE process, PVOID address, LPCVOID buffer, SIZE_T size, PSIZE_T done)
{
    return access_memory(process, UNIX_PTR(address), UNIX_PTR(buffer), size, done, TRUE);
}

static NTSTATUS take_write_watch(PVOID base, SIZE_T size, BOOL reset, PVOID *addresses, ULONG_PTR *count)
{
    uint64_t list[256];
    ULONG_PTR taken = 0;
    struct unix_memory_write_watch_args args = {
        .address = UNIX_PTR(base), .size = size, .list = UNIX_PTR(list), .reset = reset};
    uint64_t end = args.address + size;
    do { /* in pieces, because the caller's addresses may be narrower than the list's */
        args.capacity = *count - taken < ARRAYSIZE(list) ? *count - taken : ARRAYSIZE(list);
        NTSTATUS status = unix_call_memory_write_watch(&args);
        if (!NT_SUCCESS(status)) return status;
        for (uint64_t i = 0; i < args.count; i++) addresses[taken++] = (PVOID)(ULONG_PTR)list[i];
        if (args.count) args.address = list[args.count - 1] + WINDOWS_PAGE_SIZE;
        args.size = end - args.address;
    } while (args.count == ARRAYSIZE(list) && taken < *count && args.address < end);
    *count = taken;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI NtGetWriteWatch(HANDLE process, ULONG flags, PVOID base, SIZE_T size, PVOID *addresses, PULONG_PTR count,
                               PULONG granularity)
{
    NTSTATUS status = require_own_process(process, PROCESS_VM_OPERATION, "NtGetWriteWatch");
    if (!NT_SUCCESS(status)) return status;
    if (!count || !granularity) return STATUS_ACCESS_VIOLATION;
    if (!*count || !size) return STATUS_INVALID_PARAMETER;
    if (flags & ~WRITE_WATCH_FLAG_RESET) return STATUS_INVALID_PARAMETER;
    if (!addresses) return STATUS_ACCESS_VIOLATION;
    *granularity = WINDOWS_PAGE_SIZE;
    return take_write_watch(base, size, flags & WRITE_WATCH_FLAG_RESET, addresses, count);
}

NTSTATUS NTAPI NtResetWriteWatch(HANDLE process, PVOID base, SIZE_T size)
{
    NTSTATUS status = require_own_process(process, PROCESS_VM_OPERATION, "NtResetWriteWatch");
    if (!NT_SUCCESS(status)) return status;
    struct unix_memory_write_watch_args args = { .address = UNIX_PTR(base), .size = size, .reset = TRUE };
    return unix_call_memory_write_watch(&args);
}
