/* Security descriptors, absolute and self-relative. */
#include "advapi32_private.h"
#include <string.h>

/* The parts of either form; NULL where there is none. */
struct parts { PSID owner, group; PACL sacl, dacl; };

static void *relative(PSECURITY_DESCRIPTOR descriptor, DWORD offset)
{
    return offset ? (BYTE *)descriptor + offset : NULL;
}

static struct parts parts_of(PSECURITY_DESCRIPTOR descriptor)
{
    const SECURITY_DESCRIPTOR *absolute = descriptor;
    const SECURITY_DESCRIPTOR_RELATIVE *offsets = descriptor;
    struct parts parts;
    if (absolute->Control & SE_SELF_RELATIVE)
        parts = (struct parts){relative(descriptor, offsets->Owner), relative(descriptor, offsets->Group),
                               relative(descriptor, offsets->Sacl), relative(descriptor, offsets->Dacl)};
    else parts = (struct parts){ absolute->Owner, absolute->Group, absolute->Sacl, absolute->Dacl };
    if (!(absolute->Control & SE_SACL_PRESENT)) parts.sacl = NULL;
    if (!(absolute->Control & SE_DACL_PRESENT)) parts.dacl = NULL;
    return parts;
}

static SECURITY_DESCRIPTOR *absolute_or_fail(PSECURITY_DESCRIPTOR descriptor)
{
    SECURITY_DESCRIPTOR *absolute = descriptor;
    if (absolute->Revision != SECURITY_DESCRIPTOR_REVISION) {
        SetLastError(ERROR_UNKNOWN_REVISION);
        return NULL;
    }
    if (absolute->Control & SE_SELF_RELATIVE) {
        SetLastError(ERROR_INVALID_SECURITY_DESCR);
        return NULL;
    }
    return absolute;
}

BOOL WINAPI InitializeSecurityDescriptor(PSECURITY_DESCRIPTOR descriptor, DWORD revision)
{
    if (revision != SECURITY_DESCRIPTOR_REVISION) return fail_with(ERROR_UNKNOWN_REVISION);
    memset(descriptor, 0, sizeof(SECURITY_DESCRIPTOR));
    ((SECURITY_DESCRIPTOR *)descriptor)->Revision = SECURITY_DESCRIPTOR_REVISION;
    return TRUE;
}

BOOL WINAPI IsValidSecurityDescriptor(PSECURITY_DESCRIPTOR descriptor)
{
    if (!descriptor || ((SECURITY_DESCRIPTOR *)descriptor)->Revision != SECURITY_DESCRIPTOR_REVISION)
        return fail_with(ERROR_INVALID_SECURITY_DESCR);
    struct parts parts = parts_of(descriptor);
    bool valid = (!parts.owner || IsValidSid(parts.owner)) && (!parts.group || IsValidSid(parts.group)) &&
                 (!parts.sacl || IsValidAcl(parts.sacl)) && (!parts.dacl || IsValidAcl(parts.dacl));
    return valid ? TRUE : fail_with(ERROR_INVALID_SECURITY_DESCR);
}

BOOL WINAPI SetSecurityDescriptorDacl(PSECURITY_DESCRIPTOR descriptor, WINBOOL present, PACL dacl, WINBOOL defaulted)
{
    SECURITY_DESCRIPTOR *absolute = absolute_or_fail(descriptor);
    if (!absolute) return FALSE;
    absolute->Control &= (WORD)~(SE_DACL_PRESENT | SE_DACL_DEFAULTED);
    if (!present) return TRUE;
    absolute->Dacl = dacl;
    absolute->Control |= (WORD)(SE_DACL_PRESENT | (defaulted ? SE_DACL_DEFAULTED : 0));
    return TRUE;
}

BOOL WINAPI SetSecurityDescriptorSacl(PSECURITY_DESCRIPTOR descriptor, WINBOOL present, PACL sacl, WINBOOL defaulted)
{
    SECURITY_DESCRIPTOR *absolute = absolute_or_fail(descriptor);
    if (!absolute) return FALSE;
    absolute->Control &= (WORD)~(SE_SACL_PRESENT | SE_SACL_DEFAULTED);
    if (!present) return TRUE;
    absolute->Sacl = sacl;
    absolute->Control |= (WORD)(SE_SACL_PRESENT | (defaulted ? SE_SACL_DEFAULTED : 0));
    return TRUE;
}

BOOL WINAPI SetSecurityDescriptorOwner(PSECURITY_DESCRIPTOR descriptor, PSID owner, WINBOOL defaulted)
{
    SECURITY_DESCRIPTOR *absolute = absolute_or_fail(descriptor);
    if (!absolute) return FALSE;
    absolute->Owner = owner;
    absolute->Control =
        (WORD)((absolute->Control & ~SE_OWNER_DEFAULTED) | (owner && defaulted ? SE_OWNER_DEFAULTED : 0));
    return TRUE;
}

BOOL WINAPI SetSecurityDescriptorGroup(PSECURITY_DESCRIPTOR descriptor, PSID group, WINBOOL defaulted)
{
    SECURITY_DESCRIPTOR *absolute = absolute_or_fail(descriptor);
    if (!absolute) return FALSE;
    absolute->Group = group;
    absolute->Control =
        (WORD)((absolute->Control & ~SE_GROUP_DEFAULTED) | (group && defaulted ? SE_GROUP_DEFAULTED : 0));
    return TRUE;
}

BOOL WINAPI SetSecurityDescriptorControl(PSECURITY_DESCRIPTOR descriptor, SECURITY_DESCRIPTOR_CONTROL mask,
                                         SECURITY_DESCRIPTOR_CONTROL bits)
{
    const WORD allowed = SE_DACL_AUTO_INHERIT_REQ | SE_SACL_AUTO_INHERIT_REQ | SE_DACL_AUTO_INHERITED |
                         SE_SACL_AUTO_INHERITED | SE_DACL_PROTECTED | SE_SACL_PROTECTED;
    if ((mask & ~allowed) || (bits & ~mask)) return fail_with(ERROR_INVALID_PARAMETER);
    WORD *control = &((SECURITY_DESCRIPTOR *)descriptor)->Control;
    *control = (WORD)((*control & ~mask) | bits);
    return TRUE;
}

BOOL WINAPI GetSecurityDescriptorControl(PSECURITY_DESCRIPTOR descriptor, PSECURITY_DESCRIPTOR_CONTROL control,
                                         LPDWORD revision)
{
    *revision = ((SECURITY_DESCRIPTOR *)descriptor)->Revision;
    if (*revision != SECURITY_DESCRIPTOR_REVISION) return fail_with(ERROR_UNKNOWN_REVISION);
    *control = ((SECURITY_DESCRIPTOR *)descriptor)->Control;
    return TRUE;
}

static BOOL get_acl(PSECURITY_DESCRIPTOR descriptor, PACL acl, WORD present_bit, WORD defaulted_bit, LPBOOL present,
                    PACL *result, LPBOOL defaulted)
{
    WORD control = ((SECURITY_DESCRIPTOR *)descriptor)->Control;
    *present = (control & present_bit) != 0;
    if (!*present) return TRUE;
    *result = acl;
    *defaulted = (control & defaulted_bit) != 0;
    return TRUE;
}

BOOL WINAPI GetSecurityDescriptorDacl(PSECURITY_DESCRIPTOR descriptor, LPBOOL present, PACL *dacl, LPBOOL defaulted)
{
    return get_acl(descriptor, parts_of(descriptor).dacl, SE_DACL_PRESENT, SE_DACL_DEFAULTED, present, dacl, defaulted);
}

BOOL WINAPI GetSecurityDescriptorSacl(PSECURITY_DESCRIPTOR descriptor, LPBOOL present, PACL *sacl, LPBOOL defaulted)
{
    return get_acl(descriptor, parts_of(descriptor).sacl, SE_SACL_PRESENT, SE_SACL_DEFAULTED, present, sacl, defaulted);
}

BOOL WINAPI GetSecurityDescriptorOwner(PSECURITY_DESCRIPTOR descriptor, PSID *owner, LPBOOL defaulted)
{
    *owner = parts_of(descriptor).owner;
    *defaulted = (((SECURITY_DESCRIPTOR *)descriptor)->Control & SE_OWNER_DEFAULTED) != 0;
    return TRUE;
}

BOOL WINAPI GetSecurityDescriptorGroup(PSECURITY_DESCRIPTOR descriptor, PSID *group, LPBOOL defaulted)
{
    *group = parts_of(descriptor).group;
    *defaulted = (((SECURITY_DESCRIPTOR *)descriptor)->Control & SE_GROUP_DEFAULTED) != 0;
    return TRUE;
}

static DWORD sid_size(PSID sid)
{
    return sid ? GetLengthSid(sid) : 0;
}

static DWORD acl_size(PACL acl)
{
    return acl ? (acl->AclSize + 3u) & ~3u : 0;
}

DWORD WINAPI GetSecurityDescriptorLength(PSECURITY_DESCRIPTOR descriptor)
{
    struct parts parts = parts_of(descriptor);
    DWORD fixed = ((SECURITY_DESCRIPTOR *)descriptor)->Control & SE_SELF_RELATIVE ? sizeof(SECURITY_DESCRIPTOR_RELATIVE)
                                                                                  : sizeof(SECURITY_DESCRIPTOR);
    return fixed + sid_size(parts.owner) + sid_size(parts.group) + acl_size(parts.sacl) + acl_size(parts.dacl);
}

/* Copies a part behind what is there already; returns its offset, 0 for none. */
static DWORD append(BYTE *base, DWORD *used, const void *part, DWORD size)
{
    if (!part) return 0;
    DWORD offset = *used;
    memcpy(base + offset, part, size);
    *used += size;
    return offset;
}

BOOL WINAPI MakeSelfRelativeSD(PSECURITY_DESCRIPTOR from, PSECURITY_DESCRIPTOR to, LPDWORD size)
{
    if (((SECURITY_DESCRIPTOR *)from)->Control & SE_SELF_RELATIVE) return fail_with(ERROR_BAD_DESCRIPTOR_FORMAT);
    struct parts parts = parts_of(from);
    DWORD needed = sizeof(SECURITY_DESCRIPTOR_RELATIVE) + sid_size(parts.owner) + sid_size(parts.group) +
                   acl_size(parts.sacl) + acl_size(parts.dacl);
    DWORD capacity = *size, used = sizeof(SECURITY_DESCRIPTOR_RELATIVE);
    *size = needed;
    if (capacity < needed || !to) return fail_with(ERROR_INSUFFICIENT_BUFFER);
    SECURITY_DESCRIPTOR_RELATIVE *out = to;
    memset(out, 0, needed);
    out->Revision = SECURITY_DESCRIPTOR_REVISION;
    out->Control = ((SECURITY_DESCRIPTOR *)from)->Control | SE_SELF_RELATIVE;
    out->Sacl = append(to, &used, parts.sacl, parts.sacl ? parts.sacl->AclSize : 0);
    used = (used + 3) & ~3u;
    out->Dacl = append(to, &used, parts.dacl, parts.dacl ? parts.dacl->AclSize : 0);
    used = (used + 3) & ~3u;
    out->Owner = append(to, &used, parts.owner, sid_size(parts.owner));
    out->Group = append(to, &used, parts.group, sid_size(parts.group));
    return TRUE;
}

BOOL WINAPI MakeAbsoluteSD(PSECURITY_DESCRIPTOR from, PSECURITY_DESCRIPTOR to, LPDWORD to_size, PACL dacl,
                           LPDWORD dacl_size, PACL sacl, LPDWORD sacl_size, PSID owner, LPDWORD owner_size, PSID group,
                           LPDWORD group_size)
{
    if (!(((SECURITY_DESCRIPTOR *)from)->Control & SE_SELF_RELATIVE)) return fail_with(ERROR_BAD_DESCRIPTOR_FORMAT);
    struct parts parts = parts_of(from);
    DWORD needed[5] = {sizeof(SECURITY_DESCRIPTOR), parts.dacl ? parts.dacl->AclSize : 0,
                       parts.sacl ? parts.sacl->AclSize : 0, sid_size(parts.owner), sid_size(parts.group)};
    DWORD *given[5] = { to_size, dacl_size, sacl_size, owner_size, group_size };
    bool fits = to != NULL;
    for (int i = 0; i < 5; i++) {
        if (*given[i] < needed[i]) fits = false;
        *given[i] = needed[i];
    }
    if (!fits) return fail_with(ERROR_INSUFFICIENT_BUFFER);
    SECURITY_DESCRIPTOR *out = to;
    memset(out, 0, sizeof(*out));
    out->Revision = SECURITY_DESCRIPTOR_REVISION;
    out->Control = (WORD)(((SECURITY_DESCRIPTOR *)from)->Control & ~SE_SELF_RELATIVE);
    if (parts.dacl) out->Dacl = memcpy(dacl, parts.dacl, needed[1]);
    if (parts.sacl) out->Sacl = memcpy(sacl, parts.sacl, needed[2]);
    if (parts.owner) out->Owner = memcpy(owner, parts.owner, needed[3]);
    if (parts.group) out->Group = memcpy(group, parts.group, needed[4]);
    return TRUE;
}
