/* Access control lists in terms of explicit entries: SetEntriesInAcl, GetExplicitEntriesFromAcl,
 * GetEffectiveRightsFromAcl. */
#include "advapi32_private.h"
#include <aclapi.h>
#include <string.h>

#define INHERITANCE (OBJECT_INHERIT_ACE | CONTAINER_INHERIT_ACE | NO_PROPAGATE_INHERIT_ACE | INHERIT_ONLY_ACE)

/* An entry on its way into the new list. */
struct entry { ACCESS_MASK mask; ACCESS_MODE mode; DWORD inheritance; BYTE sid[SECURITY_MAX_SID_SIZE]; };

static ACCESS_ALLOWED_ACE *ace_at(PACL acl, DWORD index)
{
    void *ace;
    return GetAce(acl, index, &ace) ? ace : NULL;
}

static bool is_simple(const ACCESS_ALLOWED_ACE *ace)
{
    return ace->Header.AceType == ACCESS_ALLOWED_ACE_TYPE || ace->Header.AceType == ACCESS_DENIED_ACE_TYPE ||
           ace->Header.AceType == SYSTEM_AUDIT_ACE_TYPE;
}

static bool names(const ACCESS_ALLOWED_ACE *ace, const struct entry *entry)
{
    return is_simple(ace) && EqualSid((PSID)&ace->SidStart, (PSID)entry->sid);
}

/* What is left of an old entry's rights when the new entries are in force: granting takes from denying and the other
 * way round; setting and revoking take all. Inherited entries stay as they are. */
static ACCESS_MASK remaining(const ACCESS_ALLOWED_ACE *ace, const struct entry *entries, ULONG count)
{
    ACCESS_MASK mask = ace->Mask;
    if (ace->Header.AceFlags & INHERITED_ACE) return mask;
    for (ULONG i = 0; i < count; i++) {
        if (!names(ace, &entries[i])) continue;
        bool denies = ace->Header.AceType == ACCESS_DENIED_ACE_TYPE,
             audits = ace->Header.AceType == SYSTEM_AUDIT_ACE_TYPE;
        switch (entries[i].mode) {
        case SET_ACCESS: if (!audits) mask = 0; break;
        case REVOKE_ACCESS: if (!denies && !audits) mask = 0; break;
        case GRANT_ACCESS: if (denies) mask &= ~entries[i].mask; break;
        case DENY_ACCESS: if (!denies && !audits) mask &= ~entries[i].mask; break;
        default: break;
        }
    }
    return mask;
}

static BOOL append_old(PACL acl, const ACCESS_ALLOWED_ACE *ace, ACCESS_MASK mask)
{
    if (!AddAce(acl, acl->AclRevision, MAXDWORD, (PVOID)ace, ace->Header.AceSize)) return FALSE;
    ACCESS_ALLOWED_ACE *copy = ace_at(acl, acl->AceCount - 1u);
    if (is_simple(copy)) copy->Mask = mask;
    return TRUE;
}

static BOOL append_new(PACL acl, const struct entry *entry)
{
    DWORD flags = entry->inheritance & INHERITANCE;
    switch (entry->mode) {
    case GRANT_ACCESS:
    case SET_ACCESS:
        return AddAccessAllowedAceEx(acl, ACL_REVISION, flags, entry->mask, (PSID)entry->sid);
    case DENY_ACCESS: return AddAccessDeniedAceEx(acl, ACL_REVISION, flags, entry->mask, (PSID)entry->sid);
    case SET_AUDIT_SUCCESS: case SET_AUDIT_FAILURE:
        return AddAuditAccessAceEx(acl, ACL_REVISION, flags, entry->mask, (PSID)entry->sid,
                                   entry->mode == SET_AUDIT_SUCCESS, entry->mode == SET_AUDIT_FAILURE);
    default: return TRUE;
    }
}

/* A grant or denial to somebody who has an entry of that kind and inheritance already widens that one. */
static bool merge_into_existing(PACL acl, const struct entry *entry)
{
    BYTE type = entry->mode == DENY_ACCESS ? ACCESS_DENIED_ACE_TYPE : ACCESS_ALLOWED_ACE_TYPE;
    if (entry->mode != GRANT_ACCESS && entry->mode != DENY_ACCESS) return false;
    for (DWORD i = 0; i < acl->AceCount; i++) {
        ACCESS_ALLOWED_ACE *ace = ace_at(acl, i);
        if (ace->Header.AceType != type || !names(ace, entry) ||
            ace->Header.AceFlags != (entry->inheritance & INHERITANCE))
            continue;
        ace->Mask |= entry->mask;
        return true;
    }
    return false;
}

/* Canonical order: denials before grants among the explicit entries, inherited ones last. */
static BOOL fill(PACL acl, PACL old, const struct entry *entries, ULONG count)
{
    for (int pass = 0; pass < 3; pass++) {
        for (ULONG i = 0; i < count && pass < 2; i++)
            if ((entries[i].mode == DENY_ACCESS) == !pass && !merge_into_existing(acl, &entries[i]) &&
                !append_new(acl, &entries[i]))
                return FALSE;
        for (DWORD i = 0; old && i < old->AceCount; i++) {
            const ACCESS_ALLOWED_ACE *ace = ace_at(old, i);
            ACCESS_MASK mask = is_simple(ace) ? remaining(ace, entries, count) : 1;
            int place = ace->Header.AceFlags & INHERITED_ACE ? 2 : ace->Header.AceType != ACCESS_DENIED_ACE_TYPE;
            if (place != pass || !mask) continue;
            struct entry same = { mask, pass ? GRANT_ACCESS : DENY_ACCESS, ace->Header.AceFlags, { 0 } };
            if (is_simple(ace) && pass < 2 && ace->Header.AceType != SYSTEM_AUDIT_ACE_TYPE &&
                CopySid(sizeof(same.sid), same.sid, (PSID)&ace->SidStart) && merge_into_existing(acl, &same))
                continue;
            if (!append_old(acl, ace, mask)) return FALSE;
        }
    }
    return TRUE;
}

static DWORD set_entries(ULONG count, const EXPLICIT_ACCESSW *given, bool ansi, PACL old, PACL *result)
{
    DWORD size = sizeof(ACL) + (old ? old->AclSize : 0), error = ERROR_SUCCESS;
    *result = NULL;
    if (old && !IsValidAcl(old)) return ERROR_INVALID_ACL;
    struct entry *entries = heap_allocate_zeroed((count + 1) * sizeof(*entries));
    if (!entries) return ERROR_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; i < count && !error; i++) {
        entries[i].mask = given[i].grfAccessPermissions;
        entries[i].mode = given[i].grfAccessMode;
        entries[i].inheritance = given[i].grfInheritance;
        if (entries[i].mode == NOT_USED_ACCESS || entries[i].mode > SET_AUDIT_FAILURE) error = ERROR_INVALID_PARAMETER;
        else error = trustee_sid(&given[i].Trustee, ansi, entries[i].sid);
        size += 8 + SECURITY_MAX_SID_SIZE;
    }
    if (!error && size > 0xffff) error = ERROR_INVALID_PARAMETER;
    if (!error && !(*result = LocalAlloc(LMEM_FIXED, size))) error = ERROR_NOT_ENOUGH_MEMORY;
    if (!error &&
        !(InitializeAcl(*result, size, old && old->AclRevision > ACL_REVISION ? old->AclRevision : ACL_REVISION) &&
          fill(*result, old, entries, count)))
        error = GetLastError();
    heap_free(entries);
    if (!error) {
        ACL_SIZE_INFORMATION used;
        GetAclInformation(*result, &used, sizeof(used), AclSizeInformation);
        (*result)->AclSize = (WORD)used.AclBytesInUse; /* no room is left over, as in Windows */
    } else if (*result) {
        LocalFree(*result);
        *result = NULL;
    }
    return error;
}

DWORD WINAPI SetEntriesInAclW(ULONG count, PEXPLICIT_ACCESSW entries, PACL old, PACL *result)
{
    return set_entries(count, entries, false, old, result);
}

DWORD WINAPI SetEntriesInAclA(ULONG count, PEXPLICIT_ACCESSA entries, PACL old, PACL *result)
{
    _Static_assert(sizeof(EXPLICIT_ACCESSA) == sizeof(EXPLICIT_ACCESSW), "they differ only in the type of the name");
    return set_entries(count, (const EXPLICIT_ACCESSW *)entries, true, old, result);
}

static ACCESS_MODE mode_of(const ACCESS_ALLOWED_ACE *ace)
{
    if (ace->Header.AceType == ACCESS_DENIED_ACE_TYPE) return DENY_ACCESS;
    if (ace->Header.AceType == ACCESS_ALLOWED_ACE_TYPE) return GRANT_ACCESS;
    return ace->Header.AceFlags & SUCCESSFUL_ACCESS_ACE_FLAG ? SET_AUDIT_SUCCESS : SET_AUDIT_FAILURE;
}

/* The list and the SIDs that it points to are one allocation. */
DWORD WINAPI GetExplicitEntriesFromAclW(PACL acl, PULONG count, PEXPLICIT_ACCESSW *list)
{
    ULONG explicit = 0;
    *count = 0;
    *list = NULL;
    if (!IsValidAcl(acl)) return ERROR_INVALID_ACL;
    for (DWORD i = 0; i < acl->AceCount; i++)
        explicit += is_simple(ace_at(acl, i)) && !(ace_at(acl, i)->Header.AceFlags & INHERITED_ACE);
    if (!explicit) return ERROR_SUCCESS;
    EXPLICIT_ACCESSW *entries = LocalAlloc(LMEM_ZEROINIT, explicit * (sizeof(*entries) + SECURITY_MAX_SID_SIZE));
    if (!entries) return ERROR_NOT_ENOUGH_MEMORY;
    BYTE *sid = (BYTE *)(entries + explicit);
    for (DWORD i = 0; i < acl->AceCount; i++) {
        const ACCESS_ALLOWED_ACE *ace = ace_at(acl, i);
        if (!is_simple(ace) || ace->Header.AceFlags & INHERITED_ACE) continue;
        EXPLICIT_ACCESSW *entry = &entries[(*count)++];
        entry->grfAccessPermissions = ace->Mask;
        entry->grfAccessMode = mode_of(ace);
        entry->grfInheritance = ace->Header.AceFlags & INHERITANCE;
        CopySid(SECURITY_MAX_SID_SIZE, sid, (PSID)&ace->SidStart);
        BuildTrusteeWithSidW(&entry->Trustee, sid);
        sid += SECURITY_MAX_SID_SIZE;
    }
    *list = entries;
    return ERROR_SUCCESS;
}

DWORD WINAPI GetExplicitEntriesFromAclA(PACL acl, PULONG count, PEXPLICIT_ACCESSA *list)
{
    return GetExplicitEntriesFromAclW(acl, count, (PEXPLICIT_ACCESSW *)list);
}

/* Groups of an account are not looked up: what the entries that name it, or Everyone, give. */
static DWORD effective_rights(PACL acl, const TRUSTEEW *trustee, bool ansi, PACCESS_MASK rights)
{
    BYTE sid[SECURITY_MAX_SID_SIZE], everyone[SECURITY_MAX_SID_SIZE];
    DWORD size = sizeof(everyone), denied = 0;
    *rights = 0;
    if (!IsValidAcl(acl)) return ERROR_INVALID_ACL;
    DWORD error = trustee_sid(trustee, ansi, sid);
    if (error) return error;
    if (!CreateWellKnownSid(WinWorldSid, NULL, everyone, &size)) return GetLastError();
    for (DWORD i = 0; i < acl->AceCount; i++) {
        const ACCESS_ALLOWED_ACE *ace = ace_at(acl, i);
        if (!is_simple(ace) || ace->Header.AceFlags & INHERIT_ONLY_ACE) continue;
        if (!EqualSid((PSID)&ace->SidStart, sid) && !EqualSid((PSID)&ace->SidStart, everyone)) continue;
        if (ace->Header.AceType == ACCESS_DENIED_ACE_TYPE) denied |= ace->Mask & ~*rights;
        else if (ace->Header.AceType == ACCESS_ALLOWED_ACE_TYPE) *rights |= ace->Mask & ~denied;
    }
    return ERROR_SUCCESS;
}

DWORD WINAPI GetEffectiveRightsFromAclW(PACL acl, PTRUSTEEW trustee, PACCESS_MASK rights)
{
    return effective_rights(acl, trustee, false, rights);
}

DWORD WINAPI GetEffectiveRightsFromAclA(PACL acl, PTRUSTEEA trustee, PACCESS_MASK rights)
{
    return effective_rights(acl, (const TRUSTEEW *)trustee, true, rights);
}
