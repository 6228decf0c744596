/* Sections: a handle of kind OBJECT_SECTION holds the descriptor to map. What else a section has fits into the handle's
 * entry, so that it travels to other processes with it: see section_facts. */
#include "sync_private.h"
#include "nt/memory_placeholders.h"
#include "remote.h"
#include "requests.h"

#define SECTION_ATTRIBUTES                                                                                             \
    (SEC_FILE | SEC_IMAGE | SEC_PROTECTED_IMAGE | SEC_RESERVE | SEC_COMMIT | SEC_NOCACHE | SEC_WRITECOMBINE |          \
     SEC_LARGE_PAGES)
#define WRITABLE_PROTECTION   (PAGE_READWRITE | PAGE_EXECUTE_READWRITE)
#define EXECUTABLE_PROTECTION (PAGE_EXECUTE | PAGE_EXECUTE_READ | PAGE_EXECUTE_READWRITE | PAGE_EXECUTE_WRITECOPY)

/* entry.options: bits 0-7 protection, 8-19 the size's part below a page, from 21 on SEC_*; entry.aux: whole pages of
 * the size */
struct section_facts { uint64_t size; ULONG protect, attributes; };

static void facts_to_entry(const struct section_facts *facts, struct handle_entry *entry)
{
    entry->options = facts->protect | (uint32_t)(facts->size & 0xfff) << 8 | facts->attributes;
    entry->aux = (uint32_t)(facts->size >> 12);
}

static struct section_facts facts_from_entry(const struct handle_entry *entry)
{
    return (struct section_facts){
        .size = (uint64_t)entry->aux << 12 | (entry->options >> 8 & 0xfff), .protect = entry->options & 0xff,
        .attributes = entry->options & 0xffe00000,
    };
}

/* --- creating --- */

static BOOL protection_is_for_sections(ULONG protect)
{
    ULONG kind = protect & 0xff;
    return kind && !(kind & (kind - 1)) && kind != PAGE_NOACCESS && kind != PAGE_EXECUTE && !(protect & ~0xffu);
}

static ACCESS_MASK file_access_for(ULONG protect, ULONG attributes)
{
    if (attributes & SEC_IMAGE) return FILE_EXECUTE;
    return FILE_READ_DATA | (protect & WRITABLE_PROTECTION ? FILE_WRITE_DATA : 0) |
           (protect & EXECUTABLE_PROTECTION ? FILE_EXECUTE : 0);
}

/* The descriptor and facts of a new section. */
static NTSTATUS make_section(const LARGE_INTEGER *size, ULONG protect, ULONG attributes, HANDLE file,
                             struct section_facts *facts, int *fd)
{
    struct unix_section_create_args args = {
        .file_fd = -1, .protect = protect, .attributes = attributes, .size = size ? (uint64_t)size->QuadPart : 0};
    struct handle_entry entry;
    if (size && size->QuadPart < 0) return STATUS_SECTION_TOO_BIG;
    if (file) {
        NTSTATUS status = handle_get_descriptor(file, 0, &args.file_fd, &entry);
        if (!NT_SUCCESS(status)) return status;
        if ((entry.tag & HANDLE_KIND_MASK) != OBJECT_FILE) return STATUS_INVALID_FILE_FOR_SECTION;
        ACCESS_MASK needed = file_access_for(protect, attributes);
        /* a file opened for reading can also be mapped as an image: Windows' loader asks for FILE_EXECUTE, programs
         * often do not */
        if ((attributes & SEC_IMAGE) && (entry.access & FILE_READ_DATA)) needed = 0;
        if (needed & ~entry.access) return STATUS_ACCESS_DENIED;
    }
    NTSTATUS status = unix_call_section_create(&args);
    if (!NT_SUCCESS(status)) return status;
    *facts =
        (struct section_facts){.size = args.size, .protect = protect, .attributes = attributes | (file ? SEC_FILE : 0)};
    *fd = args.fd;
    return STATUS_SUCCESS;
}

static void close_descriptor(int fd)
{
    struct unix_descriptor_close_args args = { .fd = fd };
    unix_call_descriptor_close(&args);
}

enum create_what { CREATE_OR_OPEN, CREATE_NEW_ONLY, OPEN_ONLY };

/* Asks the server; fd -1 when opening. */
static NTSTATUS request_named(PHANDLE handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes,
                              const UNICODE_STRING *name, enum create_what what, const struct section_facts *facts,
                              int fd)
{
    struct handle_entry made = { .fd = -1 };
    if (facts) facts_to_entry(facts, &made);
    struct request_object_create_in in = {
        .kind = OBJECT_SECTION,
        .what = what,
        .attributes = attributes->Attributes,
        .access = access,
        .name_size = name->Length,
        .parameter = facts ? facts->size : 0,
        .parameter2 = made.options,
    };
    struct request_object_create_out out = { 0 };
    struct unix_server_request_args args = {
        .code = request_code_object_create,
        .send_fd = fd,
        .in = UNIX_PTR(&in),
        .in_size = sizeof(in),
        .in_data = UNIX_PTR(name->Buffer),
        .in_data_size = name->Length,
        .out = UNIX_PTR(&out),
        .out_size = sizeof(out),
        .received_fd = -1,
    };
    NTSTATUS status = unix_call_server_request(&args);
    if (!NT_SUCCESS(status)) return status;
    struct handle_entry entry = {
        .tag = tag_from_attributes(OBJECT_SECTION, attributes) | HANDLE_SHARED,
        .access = out.granted,
        .fd = args.received_fd,
        .object = out.object,
    };
    if (entry.fd < 0) entry.tag |= HANDLE_FD_IN_SERVER;
    entry.options = out.padding;
    entry.aux = (uint32_t)(out.parameter >> 12);
    NTSTATUS inserted = handle_insert(&entry, handle);
    if (!NT_SUCCESS(inserted)) {
        handle_entry_release(&entry, NULL);
        return inserted;
    }
    return what == OPEN_ONLY || out.created ? STATUS_SUCCESS : STATUS_OBJECT_NAME_EXISTS;
}

static NTSTATUS insert_unnamed(PHANDLE handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes,
                               const struct section_facts *facts, int fd)
{
    struct handle_entry entry = { .tag = tag_from_attributes(OBJECT_SECTION, attributes), .access = access, .fd = fd };
    facts_to_entry(facts, &entry);
    return handle_insert(&entry, handle);
}

NTSTATUS NTAPI NtCreateSection(PHANDLE handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes,
                               const LARGE_INTEGER *size, ULONG protect, ULONG section_attributes, HANDLE file)
{
    UNICODE_STRING name;
    struct section_facts facts;
    int fd;
    *handle = NULL;
    if (section_attributes & ~(ULONG)SECTION_ATTRIBUTES) return STATUS_INVALID_PARAMETER_6;
    if (!(section_attributes & (SEC_COMMIT | SEC_RESERVE | SEC_IMAGE))) return STATUS_INVALID_PARAMETER_6;
    if (!protection_is_for_sections(protect)) return STATUS_INVALID_PAGE_PROTECTION;
    if (section_attributes & SEC_LARGE_PAGES) return STATUS_PRIVILEGE_NOT_HELD;
    access = access_map_generic(OBJECT_SECTION, access);
    NTSTATUS status = object_full_name(attributes, &name);
    if (!NT_SUCCESS(status)) return status;
    status = make_section(size, protect, section_attributes, file, &facts, &fd);
    if (NT_SUCCESS(status) && !name.Length) {
        status = insert_unnamed(handle, access, attributes, &facts, fd);
        if (!NT_SUCCESS(status)) close_descriptor(fd);
    } else if (NT_SUCCESS(status)) {
        status = request_named(handle, access, attributes, &name,
                               attributes->Attributes & OBJ_OPENIF ? CREATE_OR_OPEN : CREATE_NEW_ONLY, &facts, fd);
        close_descriptor(fd); /* the server has its own */
    }
    heap_free(name.Buffer);
    return status;
}

NTSTATUS NTAPI NtOpenSection(PHANDLE handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes)
{
    UNICODE_STRING name;
    *handle = NULL;
    NTSTATUS status = object_full_name(attributes, &name);
    if (!NT_SUCCESS(status)) return status;
    if (!name.Length) return STATUS_OBJECT_PATH_SYNTAX_BAD;
    status = request_named(handle, access_map_generic(OBJECT_SECTION, access), attributes, &name, OPEN_ONLY, NULL, -1);
    heap_free(name.Buffer);
    return status;
}

/* --- views --- */

/* The rights to a section that a view of this protection needs. */
static ACCESS_MASK access_for_view(ULONG protect)
{
    ACCESS_MASK access = protect & PAGE_NOACCESS ? 0 : SECTION_MAP_READ;
    if (protect & WRITABLE_PROTECTION) access = SECTION_MAP_WRITE; /* includes reading */
    if (protect & EXECUTABLE_PROTECTION) access |= SECTION_MAP_EXECUTE;
    return access;
}

static BOOL view_fits_section(ULONG view, ULONG section)
{
    if ((view & WRITABLE_PROTECTION) && !(section & WRITABLE_PROTECTION)) return FALSE;
    return !(view & EXECUTABLE_PROTECTION) || (section & EXECUTABLE_PROTECTION);
}

/* In another process the section's descriptor goes along. */
static NTSTATUS map_in(HANDLE process, struct unix_section_map_args *args)
{
    struct handle_entry entry;
    if (process == NtCurrentProcess()) return unix_call_section_map(args);
    NTSTATUS status = handle_get(process, OBJECT_PROCESS, PROCESS_VM_OPERATION, &entry);
    if (!NT_SUCCESS(status)) return status;
    if (process_entry_is_own(&entry)) return unix_call_section_map(args);
#ifndef _WIN64
    if (!args->highest) args->highest = 0x7ffeffffu;
#endif
    return remote_call(&(struct remote_call){.process = entry.object,
                                             .call = unix_index_section_map,
                                             .args = args,
                                             .args_size = sizeof(*args),
                                             .fd_plus_1 = args->fd + 1});
}

static NTSTATUS map_view(HANDLE process, int fd, const struct section_facts *facts, PVOID *address, uint64_t highest,
                         LARGE_INTEGER *offset, PSIZE_T size, ULONG type, ULONG protect)
{
    struct unix_section_map_args args = {
        .fd = fd,
        .protect = protect,
        .address = UNIX_PTR(*address),
        .size = *size,
        .offset = offset ? (uint64_t)offset->QuadPart : 0,
        .allocation_type = type,
        .attributes = facts->attributes,
        .highest = highest,
    };
    if (!(facts->attributes & SEC_IMAGE)) {
        uint64_t rounded = (facts->size + WINDOWS_PAGE_SIZE - 1) & ~(uint64_t)(WINDOWS_PAGE_SIZE - 1);
        ULONG grain = type & MEM_REPLACE_PLACEHOLDER ? WINDOWS_PAGE_SIZE : ALLOCATION_GRANULARITY;
        if (args.offset % grain || args.address % grain) return STATUS_MAPPED_ALIGNMENT;
        if (args.offset >= rounded) return STATUS_INVALID_VIEW_SIZE;
        if (!args.size) args.size = facts->size - args.offset;
        if (args.size > rounded - args.offset) return STATUS_INVALID_VIEW_SIZE;
    }
    NTSTATUS status = map_in(process, &args);
    if (!NT_SUCCESS(status)) return status;
    *address = (PVOID)(ULONG_PTR)args.address;
    *size = (SIZE_T)args.size;
    return status;
}

NTSTATUS NTAPI NtMapViewOfSection(HANDLE section, HANDLE process, PVOID *address, ULONG_PTR zero_bits, SIZE_T commit,
                                  LARGE_INTEGER *offset, PSIZE_T size, SECTION_INHERIT inherit, ULONG type,
                                  ULONG protect)
{
    struct handle_entry entry;
    uint64_t highest;
    int fd;
    (void)inherit; /* children of CreateProcess get no views in either case */
    NTSTATUS status = highest_from_zero_bits(zero_bits, &highest);
    if (!NT_SUCCESS(status)) return status;
    status = handle_get(section, OBJECT_SECTION, access_for_view(protect), &entry);
    if (NT_SUCCESS(status)) status = handle_get_descriptor(section, 0, &fd, &entry);
    if (!NT_SUCCESS(status)) return status;
    struct section_facts facts = facts_from_entry(&entry);
    if (!(facts.attributes & SEC_IMAGE) && !view_fits_section(protect, facts.protect)) return STATUS_SECTION_PROTECTION;
    status = map_view(process, fd, &facts, address, highest, offset, size, type, protect);
    if (!NT_SUCCESS(status) || !(facts.attributes & SEC_RESERVE) || !commit) return status;
    PVOID start = *address;
    return NtAllocateVirtualMemory(process, &start, 0, &commit, MEM_COMMIT, protect);
}

/* Without an inheritance and a number of zero bits; address requirements as for NtAllocateVirtualMemoryEx. */
NTSTATUS NTAPI NtMapViewOfSectionEx(HANDLE section, HANDLE process, PVOID *address, PLARGE_INTEGER offset, PSIZE_T size,
                                    ULONG type, ULONG protect, MEM_EXTENDED_PARAMETER *parameters, ULONG count)
{
    if (count && !parameters) return STATUS_INVALID_PARAMETER;
    for (ULONG i = 0; i < count; i++) {
        if (parameters[i].Type != MemExtendedParameterAddressRequirements) continue;
        log_line(LOG_WARN, "NtMapViewOfSectionEx: address requirements are not supported");
        return STATUS_NOT_SUPPORTED;
    }
    return NtMapViewOfSection(section, process, address, 0, 0, offset, size, ViewUnmap, type, protect);
}

NTSTATUS NTAPI NtUnmapViewOfSection(HANDLE process, PVOID address)
{
    struct unix_section_unmap_args args = {.address = UNIX_PTR(address)};
    return PROCESS_UNIX_CALL(process, PROCESS_VM_OPERATION, section_unmap, &args);
}

NTSTATUS NTAPI NtUnmapViewOfSectionEx(HANDLE process, PVOID address, ULONG flags)
{
    struct unix_section_unmap_args args = {.address = UNIX_PTR(address), .flags = flags & MEM_PRESERVE_PLACEHOLDER};
    if (flags & ~(ULONG)(MEM_UNMAP_WITH_TRANSIENT_BOOST | MEM_PRESERVE_PLACEHOLDER)) return STATUS_INVALID_PARAMETER_3;
    return PROCESS_UNIX_CALL(process, PROCESS_VM_OPERATION, section_unmap, &args);
}

/* --- questions --- */

static NTSTATUS query_image(int fd, SECTION_IMAGE_INFORMATION *info)
{
    struct unix_image_map_args args = { .fd = fd, .flags = IMAGE_MAP_DATAFILE };
    NTSTATUS status = unix_call_image_map(&args);
    if (!NT_SUCCESS(status)) return status;
    const BYTE *base = (const BYTE *)(ULONG_PTR)args.base;
    const IMAGE_NT_HEADERS32 *narrow = (const void *)(base + ((const IMAGE_DOS_HEADER *)base)->e_lfanew);
    const IMAGE_NT_HEADERS64 *wide = (const void *)narrow;
    BOOL is_wide = narrow->FileHeader.Machine == IMAGE_FILE_MACHINE_AMD64;
    ULONG_PTR preferred = is_wide ? (ULONG_PTR)wide->OptionalHeader.ImageBase : narrow->OptionalHeader.ImageBase;
    *info = (SECTION_IMAGE_INFORMATION){
        .TransferAddress = (PVOID)(preferred + narrow->OptionalHeader.AddressOfEntryPoint),
        .MaximumStackSize =
            is_wide ? (SIZE_T)wide->OptionalHeader.SizeOfStackReserve : narrow->OptionalHeader.SizeOfStackReserve,
        .CommittedStackSize =
            is_wide ? (SIZE_T)wide->OptionalHeader.SizeOfStackCommit : narrow->OptionalHeader.SizeOfStackCommit,
        .SubSystemType = narrow->OptionalHeader.Subsystem,
        .SubSystemMajorVersion = narrow->OptionalHeader.MajorSubsystemVersion,
        .SubSystemMinorVersion = narrow->OptionalHeader.MinorSubsystemVersion,
        .ImageCharacteristics = narrow->FileHeader.Characteristics,
        .DllCharacteristics = narrow->OptionalHeader.DllCharacteristics,
        .Machine = narrow->FileHeader.Machine,
        .ImageContainsCode = narrow->OptionalHeader.SizeOfCode != 0,
        .ImageFileSize = narrow->OptionalHeader.SizeOfImage,
        .CheckSum = narrow->OptionalHeader.CheckSum,
    };
    struct unix_section_unmap_args unmap = {.address = args.base};
    unix_call_section_unmap(&unmap);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI NtQuerySection(HANDLE section, SECTION_INFORMATION_CLASS info_class, PVOID buffer, SIZE_T size,
                              PSIZE_T needed)
{
    struct handle_entry entry;
    int fd;
    NTSTATUS status = handle_get(section, OBJECT_SECTION, SECTION_QUERY, &entry);
    if (!NT_SUCCESS(status)) return status;
    struct section_facts facts = facts_from_entry(&entry);
    SIZE_T wanted =
        info_class == SectionBasicInformation ? sizeof(SECTION_BASIC_INFORMATION) : sizeof(SECTION_IMAGE_INFORMATION);
    if (info_class != SectionBasicInformation && info_class != SectionImageInformation)
        return STATUS_INVALID_INFO_CLASS;
    if (size < wanted) return STATUS_INFO_LENGTH_MISMATCH;
    if (needed) *needed = wanted;
    if (info_class == SectionBasicInformation) {
        *(SECTION_BASIC_INFORMATION *)buffer =
            (SECTION_BASIC_INFORMATION){.Attributes = facts.attributes, .Size.QuadPart = (LONGLONG)facts.size};
        return STATUS_SUCCESS;
    }
    if (!(facts.attributes & SEC_IMAGE)) return STATUS_SECTION_NOT_IMAGE;
    status = handle_get_descriptor(section, 0, &fd, &entry);
    return NT_SUCCESS(status) ? query_image(fd, buffer) : status;
}

NTSTATUS NTAPI NtExtendSection(HANDLE section, LARGE_INTEGER *size)
{
    struct handle_entry entry, *live;
    int fd;
    NTSTATUS status = handle_get(section, OBJECT_SECTION, SECTION_EXTEND_SIZE, &entry);
    if (NT_SUCCESS(status)) status = handle_get_descriptor(section, 0, &fd, &entry);
    if (!NT_SUCCESS(status)) return status;
    struct section_facts facts = facts_from_entry(&entry);
    if (!(facts.attributes & SEC_FILE) || (facts.attributes & SEC_IMAGE)) return STATUS_SECTION_NOT_EXTENDED;
    if (size->QuadPart <= (LONGLONG)facts.size) {
        size->QuadPart = (LONGLONG)facts.size;
        return STATUS_SUCCESS;
    }
    if (!(facts.protect & WRITABLE_PROTECTION)) return STATUS_SECTION_NOT_EXTENDED;
    struct unix_section_extend_args args = { .size = (uint64_t)size->QuadPart, .fd = fd };
    status = unix_call_section_extend(&args);
    if (!NT_SUCCESS(status)) return status;
    facts.size = args.size;
    if ((live = handle_entry_of(section))) facts_to_entry(&facts, live);
    return STATUS_SUCCESS;
}
