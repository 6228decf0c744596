/* NtQuerySecurityObject and NtSetSecurityObject. What a program sets is kept and can be read back: of keys and named
 * objects by the server, of files in an extended attribute, of an unnamed object of this process beside its slot. It
 * does not restrict anybody, for there is one user, whom the Unix permissions rule. Without a descriptor of its own an
 * object has the owner, group and DACL that the token gives to new objects. */
#include "security_descriptor.h"
#include "requests.h"
#include "sync_private.h"
#include <string.h>

#define LARGEST_DESCRIPTOR 0x10000u

/* --- descriptors --- */

static bool acl_is_sound(const ACL *acl)
{
    if (!acl) return true;
    if (acl->AclRevision < ACL_REVISION || acl->AclRevision > ACL_REVISION_DS || acl->AclSize < sizeof(ACL))
        return false;
    const BYTE *at = (const BYTE *)(acl + 1), *end = (const BYTE *)acl + acl->AclSize;
    for (ULONG i = 0; i < acl->AceCount; i++) {
        const ACE_HEADER *ace = (const ACE_HEADER *)at;
        if (end - at < (ptrdiff_t)sizeof(*ace) || ace->AceSize < sizeof(*ace) || ace->AceSize > end - at) return false;
        at += ace->AceSize;
    }
    return true;
}

static const void *at_offset(PSECURITY_DESCRIPTOR descriptor, ULONG offset)
{
    return offset ? (const BYTE *)descriptor + offset : NULL;
}

bool descriptor_read(PSECURITY_DESCRIPTOR descriptor, struct descriptor_parts *parts)
{
    const SECURITY_DESCRIPTOR *absolute = descriptor;
    const SECURITY_DESCRIPTOR_RELATIVE *offsets = descriptor;
    if (!descriptor || absolute->Revision != SECURITY_DESCRIPTOR_REVISION) return false;
    parts->control = absolute->Control;
    if (absolute->Control & SE_SELF_RELATIVE) {
        parts->owner = at_offset(descriptor, offsets->Owner);
        parts->group = at_offset(descriptor, offsets->Group);
        parts->sacl = at_offset(descriptor, offsets->Sacl);
        parts->dacl = at_offset(descriptor, offsets->Dacl);
    } else {
        parts->owner = absolute->Owner;
        parts->group = absolute->Group;
        parts->sacl = absolute->Sacl;
        parts->dacl = absolute->Dacl;
    }
    if (!(parts->control & SE_SACL_PRESENT)) parts->sacl = NULL;
    if (!(parts->control & SE_DACL_PRESENT)) parts->dacl = NULL;
    return (!parts->owner || sid_checked(parts->owner)) && (!parts->group || sid_checked(parts->group)) &&
           acl_is_sound(parts->sacl) && acl_is_sound(parts->dacl);
}

static ULONG rounded(ULONG size) { return (size + 3) & ~3u; }

ULONG descriptor_size(const struct descriptor_parts *parts)
{
    return (ULONG)sizeof(SECURITY_DESCRIPTOR_RELATIVE) + (parts->owner ? SID_SIZE(parts->owner) : 0) +
           (parts->group ? SID_SIZE(parts->group) : 0) + (parts->sacl ? rounded(parts->sacl->AclSize) : 0) +
           (parts->dacl ? rounded(parts->dacl->AclSize) : 0);
}

static ULONG append(BYTE *base, ULONG *used, const void *part, ULONG size)
{
    ULONG offset = *used;
    if (!part) return 0;
    memcpy(base + offset, part, size);
    *used += rounded(size);
    return offset;
}

void descriptor_write(const struct descriptor_parts *parts, void *buffer)
{
    SECURITY_DESCRIPTOR_RELATIVE *out = buffer;
    ULONG used = sizeof(*out);
    memset(out, 0, descriptor_size(parts));
    out->Revision = SECURITY_DESCRIPTOR_REVISION;
    out->Control = parts->control | SE_SELF_RELATIVE;
    out->Sacl = append(buffer, &used, parts->sacl, parts->sacl ? parts->sacl->AclSize : 0);
    out->Dacl = append(buffer, &used, parts->dacl, parts->dacl ? parts->dacl->AclSize : 0);
    out->Owner = append(buffer, &used, parts->owner, parts->owner ? SID_SIZE(parts->owner) : 0);
    out->Group = append(buffer, &used, parts->group, parts->group ? SID_SIZE(parts->group) : 0);
}

/* --- where descriptors are kept --- */

/* Those of unnamed objects of this process, by slot; one whose slot has been used anew meanwhile is forgotten. */
struct kept {
    struct kept *next;
    ULONG slot, generation, size;
    BYTE bytes[];
};
static struct kept *kept_descriptors;
static RTL_SRWLOCK kept_lock;

/* Under kept_lock: the place that leads to the slot's descriptor, or to the end of the list. */
static struct kept **find_kept(ULONG slot)
{
    struct kept **link = &kept_descriptors;
    while (*link) {
        struct kept *kept = *link;
        if (kept->generation != arena_slot_of(kept->slot)->generation) {
            *link = kept->next;
            RtlFreeHeap(current_peb()->ProcessHeap, 0, kept);
            continue;
        }
        if (kept->slot == slot) break;
        link = &kept->next;
    }
    return link;
}

static NTSTATUS read_kept(ULONG slot, void *buffer, ULONG *size)
{
    NTSTATUS status = STATUS_NOT_FOUND;
    RtlAcquireSRWLockExclusive(&kept_lock);
    const struct kept *kept = slot ? *find_kept(slot) : NULL;
    if (kept) {
        memcpy(buffer, kept->bytes, kept->size);
        *size = kept->size;
        status = STATUS_SUCCESS;
    }
    RtlReleaseSRWLockExclusive(&kept_lock);
    return status;
}

static NTSTATUS write_kept(ULONG slot, const void *descriptor, ULONG size)
{
    if (!slot) return STATUS_NOT_SUPPORTED;
    struct kept *fresh = RtlAllocateHeap(current_peb()->ProcessHeap, 0, sizeof(*fresh) + size);
    if (!fresh) return STATUS_NO_MEMORY;
    *fresh = (struct kept){ .slot = slot, .generation = arena_slot_of(slot)->generation, .size = size };
    memcpy(fresh->bytes, descriptor, size);
    RtlAcquireSRWLockExclusive(&kept_lock);
    struct kept **link = find_kept(slot), *old = *link;
    fresh->next = old ? old->next : NULL;
    *link = fresh;
    RtlReleaseSRWLockExclusive(&kept_lock);
    if (old) RtlFreeHeap(current_peb()->ProcessHeap, 0, old);
    return STATUS_SUCCESS;
}

static bool is_file(const struct handle_entry *entry)
{
    ULONG kind = entry->tag & HANDLE_KIND_MASK;
    return kind == OBJECT_FILE || kind == OBJECT_FOLDER;
}

static NTSTATUS file_descriptor(HANDLE handle, bool set, void *buffer, ULONG *size)
{
    struct handle_entry entry;
    int fd;
    NTSTATUS status = handle_get_descriptor(handle, 0, &fd, &entry);
    if (!NT_SUCCESS(status)) return status;
    struct unix_file_security_args args = { .fd = fd, .set = set, .buffer = UNIX_PTR(buffer), .size = *size };
    status = unix_call_file_security(&args);
    *size = args.size;
    return status;
}

/* The descriptor that a program set: STATUS_NOT_FOUND when there is none. `buffer` has LARGEST_DESCRIPTOR bytes. */
static NTSTATUS read_descriptor(HANDLE handle, const struct handle_entry *entry, void *buffer, ULONG *size)
{
    struct request_security_query_in in = { .object = entry->object };
    struct request_security_query_out out;
    uint32_t received = 0;
    *size = LARGEST_DESCRIPTOR;
    if (is_file(entry)) return file_descriptor(handle, false, buffer, size);
    if (!(entry->tag & HANDLE_SHARED)) return read_kept(entry->slot, buffer, size);
    NTSTATUS status = server_call_data(request_code_security_query, &in, sizeof(in), NULL, 0, &out, sizeof(out), buffer,
                                       LARGEST_DESCRIPTOR, &received);
    *size = received;
    return status;
}

static NTSTATUS write_descriptor(HANDLE handle, const struct handle_entry *entry, void *descriptor, ULONG size)
{
    struct request_security_set_in in = { .object = entry->object };
    struct request_security_set_out out;
    if (is_file(entry)) return file_descriptor(handle, true, descriptor, &size);
    if (!(entry->tag & HANDLE_SHARED)) return write_kept(entry->slot, descriptor, size);
    return server_call_data(request_code_security_set, &in, sizeof(in), descriptor, size, &out, sizeof(out), NULL, 0,
                            NULL);
}

/* --- the calls --- */

/* What the token gives to new objects, in terms of this kind's rights. */
static void default_parts(struct token_state *token, enum object_kind kind, struct descriptor_parts *parts)
{
    ACL *dacl = (ACL *)token->dacl;
    BYTE *at = (BYTE *)(dacl + 1);
    for (ULONG i = 0; i < dacl->AceCount; i++) {
        ACCESS_ALLOWED_ACE *ace = (ACCESS_ALLOWED_ACE *)at;
        ace->Mask = access_map_generic(kind, ace->Mask);
        at += ace->Header.AceSize;
    }
    *parts = (struct descriptor_parts){ SE_DACL_PRESENT, &token->owner, &token->primary_group, NULL, dacl };
}

static NTSTATUS current_parts(HANDLE handle, const struct handle_entry *entry, void *buffer, struct token_state *token,
                              struct descriptor_parts *parts)
{
    ULONG size;
    NTSTATUS status = read_descriptor(handle, entry, buffer, &size);
    if (NT_SUCCESS(status) && descriptor_read(buffer, parts)) return STATUS_SUCCESS;
    if (!NT_SUCCESS(status) && status != STATUS_NOT_FOUND) return status;
    status = token_load((HANDLE)(LONG_PTR)-4, 0, token);
    if (NT_SUCCESS(status)) default_parts(token, entry->tag & HANDLE_KIND_MASK, parts);
    return status;
}

static ACCESS_MASK access_to_query(SECURITY_INFORMATION what)
{
    return (what & (OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION) ? READ_CONTROL
                                                                                                         : 0);
}

NTSTATUS NTAPI NtQuerySecurityObject(HANDLE handle, SECURITY_INFORMATION what, PSECURITY_DESCRIPTOR descriptor,
                                     ULONG size, PULONG needed)
{
    struct handle_entry entry;
    struct token_state *token;
    struct descriptor_parts parts;
    NTSTATUS status = handle_get(handle, OBJECT_NONE, access_to_query(what), &entry);
    if (!NT_SUCCESS(status)) return status;
    token = RtlAllocateHeap(current_peb()->ProcessHeap, 0, sizeof(*token) + LARGEST_DESCRIPTOR);
    if (!token) return STATUS_NO_MEMORY;
    status = current_parts(handle, &entry, token + 1, token, &parts);
    if (NT_SUCCESS(status)) {
        SECURITY_DESCRIPTOR_CONTROL leave_out = 0;
        if (!(what & OWNER_SECURITY_INFORMATION)) parts.owner = NULL;
        if (!(what & GROUP_SECURITY_INFORMATION)) parts.group = NULL;
        if (!(what & DACL_SECURITY_INFORMATION))
            parts.dacl = NULL,
            leave_out |= SE_DACL_PRESENT | SE_DACL_DEFAULTED | SE_DACL_PROTECTED | SE_DACL_AUTO_INHERITED;
        if (!(what & (SACL_SECURITY_INFORMATION | LABEL_SECURITY_INFORMATION)))
            parts.sacl = NULL,
            leave_out |= SE_SACL_PRESENT | SE_SACL_DEFAULTED | SE_SACL_PROTECTED | SE_SACL_AUTO_INHERITED;
        parts.control &= (SECURITY_DESCRIPTOR_CONTROL)~leave_out;
        *needed = descriptor_size(&parts);
        if (*needed > size) status = STATUS_BUFFER_TOO_SMALL;
        else descriptor_write(&parts, descriptor);
    }
    RtlFreeHeap(current_peb()->ProcessHeap, 0, token);
    return status;
}

static ACCESS_MASK access_to_set(SECURITY_INFORMATION what)
{
    ACCESS_MASK access = 0;
    if (what & (OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION | LABEL_SECURITY_INFORMATION))
        access |= WRITE_OWNER;
    if (what & DACL_SECURITY_INFORMATION) access |= WRITE_DAC;
    return access;
}

#define DACL_CONTROL (SE_DACL_PRESENT | SE_DACL_DEFAULTED | SE_DACL_AUTO_INHERITED | SE_DACL_PROTECTED)
#define SACL_CONTROL (SE_SACL_PRESENT | SE_SACL_DEFAULTED | SE_SACL_AUTO_INHERITED | SE_SACL_PROTECTED)

static void merge(struct descriptor_parts *parts, const struct descriptor_parts *given, SECURITY_INFORMATION what)
{
    if (what & OWNER_SECURITY_INFORMATION) parts->owner = given->owner;
    if (what & GROUP_SECURITY_INFORMATION) parts->group = given->group;
    if (what & DACL_SECURITY_INFORMATION) {
        parts->dacl = given->dacl;
        parts->control = (SECURITY_DESCRIPTOR_CONTROL)((parts->control & ~DACL_CONTROL) |
                                                       (given->control & DACL_CONTROL) | SE_DACL_PRESENT);
    }
    if (what & (SACL_SECURITY_INFORMATION | LABEL_SECURITY_INFORMATION)) {
        parts->sacl = given->sacl;
        parts->control = (SECURITY_DESCRIPTOR_CONTROL)((parts->control & ~SACL_CONTROL) |
                                                       (given->control & SACL_CONTROL) | SE_SACL_PRESENT);
    }
}

NTSTATUS NTAPI NtSetSecurityObject(HANDLE handle, SECURITY_INFORMATION what, PSECURITY_DESCRIPTOR descriptor)
{
    struct handle_entry entry;
    struct token_state *token;
    struct descriptor_parts parts, given;
    NTSTATUS status = handle_get(handle, OBJECT_NONE, access_to_set(what), &entry);
    if (!NT_SUCCESS(status)) return status;
    if (!descriptor_read(descriptor, &given)) return STATUS_INVALID_SECURITY_DESCR;
    if (what & OWNER_SECURITY_INFORMATION && !given.owner) return STATUS_INVALID_OWNER;
    token = RtlAllocateHeap(current_peb()->ProcessHeap, 0, sizeof(*token) + LARGEST_DESCRIPTOR);
    if (!token) return STATUS_NO_MEMORY;
    status = current_parts(handle, &entry, token + 1, token, &parts);
    if (NT_SUCCESS(status)) {
        merge(&parts, &given, what);
        ULONG size = descriptor_size(&parts);
        BYTE *merged = size <= LARGEST_DESCRIPTOR ? RtlAllocateHeap(current_peb()->ProcessHeap, 0, size) : NULL;
        status = merged ? STATUS_SUCCESS : STATUS_NO_MEMORY;
        if (merged) {
            descriptor_write(&parts, merged);
            status = write_descriptor(handle, &entry, merged, size);
            RtlFreeHeap(current_peb()->ProcessHeap, 0, merged);
        }
    }
    RtlFreeHeap(current_peb()->ProcessHeap, 0, token);
    return status;
}
