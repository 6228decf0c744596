/* Handles and objects in general: NtClose, NtDuplicateObject, NtQueryObject; the private interface to the handle table
 * (dlls/ntdll/handle.c), used by every family of Nt functions inside ntdll. */
#ifndef NT_OBJECTS_H
#define NT_OBJECTS_H

#include "arena_operations.h"
#include "handle_table.h"

/* A copy of the live entry of this handle. kind OBJECT_NONE accepts every kind; `access` bits must all be granted.
 * STATUS_INVALID_HANDLE, STATUS_OBJECT_TYPE_MISMATCH, STATUS_ACCESS_DENIED. The pseudo handles (-1 process, -2 thread,
 * -4..-6 tokens) are answered too, with entry->object 0. */
NTSTATUS handle_get(HANDLE handle, enum object_kind kind, ACCESS_MASK access, struct handle_entry *entry);
/* The descriptor behind a handle, fetched from the server when needed. */
NTSTATUS handle_get_descriptor(HANDLE handle, ACCESS_MASK access, int *fd, struct handle_entry *entry);
/* Puts an entry into the table (tag without HANDLE_BUSY). STATUS_TOO_MANY_OPENED_FILES... when full. */
NTSTATUS handle_insert(const struct handle_entry *entry, HANDLE *handle);
/* The entry in the table itself, for atomic changes of its flags; NULL when not live. */
struct handle_entry *handle_entry_of(HANDLE handle);
/* Adds to a kind's close work: called with the entry's last copy when a local object's last handle is closed, or any
 * handle of a shared one (before the server is told). */
typedef void (*handle_close_function)(const struct handle_entry *entry, HANDLE handle);
void handle_set_close_function(enum object_kind kind, handle_close_function function);

/* For kinds whose entry->object is a private body: called for the entry of a duplicate before it is inserted (count a
 * reference). */
typedef void (*handle_duplicate_function)(const struct handle_entry *entry);
void handle_set_duplicate_function(enum object_kind kind, handle_duplicate_function function);
/* For NtQueryObject(ObjectNameInformation): writes the NT name to a heap string (RtlFreeUnicodeString releases it). */
typedef NTSTATUS (*handle_name_function)(HANDLE handle, const struct handle_entry *entry, UNICODE_STRING *name);
void handle_set_name_function(enum object_kind kind, handle_name_function function);
/* Generic rights (GENERIC_READ, ..., MAXIMUM_ALLOWED) replaced by a kind's specific ones. */
ACCESS_MASK access_map_generic(enum object_kind kind, ACCESS_MASK access);
/* The granted access and the HANDLE_INHERIT flag for an unnamed object made with these attributes. */
uint32_t tag_from_attributes(enum object_kind kind, const OBJECT_ATTRIBUTES *attributes);
/* Makes or opens a waitable object: an unnamed one locally, a named one by the server. `create` is false for NtOpen...
 */
NTSTATUS object_create_waitable(HANDLE *handle, uint64_t state, uint64_t parameter, ACCESS_MASK access,
                                const OBJECT_ATTRIBUTES *attributes, BOOLEAN create);
/* The full NT name ("\BaseNamedObjects\x") of attributes, on the heap; Length 0 when they have no name. */
NTSTATUS object_full_name(const OBJECT_ATTRIBUTES *attributes, UNICODE_STRING *name);

/* Arena slots for local objects, from the process's batch. state: complete state word. 0 when the arena is full. */
uint32_t slot_allocate(uint64_t state);
void slot_free(uint32_t slot);
#define arena_slot_of(index) arena_slot_at((void *)(ULONG_PTR)ARENA_ADDRESS, index)
/* Makes a slot's object signalled (value 1) or not, and wakes its waiters: for events that others complete (file
 * completion). */
void slot_signal(uint32_t slot);
void slot_reset(uint32_t slot);

NTSYSAPI NTSTATUS NTAPI NtClose(HANDLE);
NTSYSAPI NTSTATUS NTAPI NtDuplicateObject(HANDLE, HANDLE, HANDLE, PHANDLE, ACCESS_MASK, ULONG, ULONG);
NTSYSAPI NTSTATUS NTAPI NtQueryObject(HANDLE, ULONG, PVOID, ULONG, PULONG);
NTSYSAPI NTSTATUS NTAPI NtSetInformationObject(HANDLE, ULONG, PVOID, ULONG);
NTSYSAPI NTSTATUS NTAPI NtMakeTemporaryObject(HANDLE);
NTSYSAPI NTSTATUS NTAPI NtMakePermanentObject(HANDLE);
NTSYSAPI NTSTATUS NTAPI NtCompareObjects(HANDLE, HANDLE);

enum object_information_class {
    ObjectBasicInformation,
    ObjectNameInformation,
    ObjectTypeInformation,
    ObjectTypesInformation,
    ObjectHandleFlagInformation
};
typedef struct _OBJECT_BASIC_INFORMATION {
    ULONG Attributes;
    ACCESS_MASK GrantedAccess;
    ULONG HandleCount, PointerCount, PagedPoolCharge, NonPagedPoolCharge, Reserved[3];
    ULONG NameInfoSize, TypeInfoSize, SecurityDescriptorSize; LARGE_INTEGER CreationTime;
} OBJECT_BASIC_INFORMATION;
typedef struct _OBJECT_NAME_INFORMATION { UNICODE_STRING Name; } OBJECT_NAME_INFORMATION;
typedef struct _OBJECT_TYPE_INFORMATION {
    UNICODE_STRING TypeName;
    ULONG TotalNumberOfObjects, TotalNumberOfHandles, TotalPagedPoolUsage, TotalNonPagedPoolUsage, TotalNamePoolUsage,
        TotalHandleTableUsage, HighWaterNumberOfObjects, HighWaterNumberOfHandles, HighWaterPagedPoolUsage,
        HighWaterNonPagedPoolUsage, HighWaterNamePoolUsage, HighWaterHandleTableUsage, InvalidAttributes;
    GENERIC_MAPPING GenericMapping;
    ULONG ValidAccessMask; BOOLEAN SecurityRequired, MaintainHandleCount; UCHAR TypeIndex, ReservedByte; ULONG PoolType,
    DefaultPagedPoolCharge, DefaultNonPagedPoolCharge;
} OBJECT_TYPE_INFORMATION;
typedef struct _OBJECT_HANDLE_FLAG_INFORMATION { BOOLEAN Inherit, ProtectFromClose; } OBJECT_HANDLE_FLAG_INFORMATION;

#endif
