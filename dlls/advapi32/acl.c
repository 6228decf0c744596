/* Access control lists. */
#include "advapi32_private.h"
#include <string.h>

BOOL WINAPI IsValidAcl(PACL acl)
{
    if (!acl || acl->AclRevision < MIN_ACL_REVISION || acl->AclRevision > MAX_ACL_REVISION ||
        acl->AclSize < sizeof(ACL))
        return FALSE;
    const BYTE *at = (const BYTE *)(acl + 1), *end = (const BYTE *)acl + acl->AclSize;
    for (WORD i = 0; i < acl->AceCount; i++) {
        const ACE_HEADER *ace = (const ACE_HEADER *)at;
        if (end - at < (ptrdiff_t)sizeof(ACE_HEADER) || ace->AceSize < sizeof(ACE_HEADER) || ace->AceSize > end - at)
            return FALSE;
        at += ace->AceSize;
    }
    return TRUE;
}

/* The first byte behind the last entry; NULL if the list is damaged. */
static BYTE *end_of_entries(PACL acl)
{
    if (!IsValidAcl(acl)) return NULL;
    BYTE *at = (BYTE *)(acl + 1);
    for (WORD i = 0; i < acl->AceCount; i++) at += ((ACE_HEADER *)at)->AceSize;
    return at;
}

BOOL WINAPI InitializeAcl(PACL acl, DWORD size, DWORD revision)
{
    if (size < sizeof(ACL)) return fail_with(ERROR_INSUFFICIENT_BUFFER);
    if (size > 0xffff || revision < MIN_ACL_REVISION || revision > MAX_ACL_REVISION)
        return fail_with(ERROR_INVALID_PARAMETER);
    *acl = (ACL){ (BYTE)revision, 0, (WORD)(size & ~3u), 0, 0 };
    return TRUE;
}

BOOL WINAPI GetAclInformation(PACL acl, LPVOID buffer, DWORD size, ACL_INFORMATION_CLASS class)
{
    BYTE *end = end_of_entries(acl);
    if (!end) return fail_with(ERROR_INVALID_ACL);
    if (class == AclRevisionInformation) {
        if (size < sizeof(ACL_REVISION_INFORMATION)) return fail_with(ERROR_INSUFFICIENT_BUFFER);
        ((ACL_REVISION_INFORMATION *)buffer)->AclRevision = acl->AclRevision;
        return TRUE;
    }
    if (class != AclSizeInformation) return fail_with(ERROR_INVALID_PARAMETER);
    if (size < sizeof(ACL_SIZE_INFORMATION)) return fail_with(ERROR_INSUFFICIENT_BUFFER);
    DWORD used = (DWORD)(end - (BYTE *)acl);
    *(ACL_SIZE_INFORMATION *)buffer = (ACL_SIZE_INFORMATION){ acl->AceCount, used, acl->AclSize - used };
    return TRUE;
}

BOOL WINAPI GetAce(PACL acl, DWORD index, LPVOID *ace)
{
    if (!IsValidAcl(acl) || index >= acl->AceCount) return fail_with(ERROR_INVALID_PARAMETER);
    BYTE *at = (BYTE *)(acl + 1);
    while (index--) at += ((ACE_HEADER *)at)->AceSize;
    *ace = at;
    return TRUE;
}

BOOL WINAPI FindFirstFreeAce(PACL acl, LPVOID *ace)
{
    BYTE *end = end_of_entries(acl);
    if (!end) return fail_with(ERROR_INVALID_ACL);
    *ace = end < (BYTE *)acl + acl->AclSize ? end : NULL;
    return TRUE;
}

BOOL WINAPI AddAce(PACL acl, DWORD revision, DWORD before, LPVOID list, DWORD size)
{
    BYTE *end = end_of_entries(acl);
    if (!end) return fail_with(ERROR_INVALID_ACL);
    WORD count = 0;
    for (DWORD at = 0; at < size; count++) {
        const ACE_HEADER *ace = (const ACE_HEADER *)((BYTE *)list + at);
        if (size - at < sizeof(ACE_HEADER) || ace->AceSize < sizeof(ACE_HEADER) || ace->AceSize > size - at)
            return fail_with(ERROR_INVALID_PARAMETER);
        at += ace->AceSize;
    }
    if (size > (DWORD)((BYTE *)acl + acl->AclSize - end)) return fail_with(ERROR_ALLOTTED_SPACE_EXCEEDED);
    BYTE *place = end;
    if (before < acl->AceCount) {
        void *ace;
        GetAce(acl, before, &ace);
        place = ace;
        memmove(place + size, place, (size_t)(end - place));
    }
    memcpy(place, list, size);
    acl->AceCount = (WORD)(acl->AceCount + count);
    if (revision > acl->AclRevision) acl->AclRevision = (BYTE)revision;
    return TRUE;
}

BOOL WINAPI DeleteAce(PACL acl, DWORD index)
{
    void *ace;
    BYTE *end = end_of_entries(acl);
    if (!end || !GetAce(acl, index, &ace)) return fail_with(ERROR_INVALID_PARAMETER);
    BYTE *next = (BYTE *)ace + ((ACE_HEADER *)ace)->AceSize;
    memmove(ace, next, (size_t)(end - next));
    acl->AceCount--;
    return TRUE;
}

static BOOL add_simple_ace(PACL acl, DWORD revision, BYTE type, DWORD flags, DWORD mask, PSID sid)
{
    BYTE buffer[8 + SECURITY_MAX_SID_SIZE];
    if (!IsValidSid(sid)) return fail_with(ERROR_INVALID_SID);
    DWORD sid_size = GetLengthSid(sid);
    ACE_HEADER header = { type, (BYTE)flags, (WORD)(8 + sid_size) };
    memcpy(buffer, &header, 4);
    memcpy(buffer + 4, &mask, 4);
    memcpy(buffer + 8, sid, sid_size);
    return AddAce(acl, revision, MAXDWORD, buffer, header.AceSize);
}

BOOL WINAPI AddAccessAllowedAceEx(PACL acl, DWORD revision, DWORD flags, DWORD mask, PSID sid)
{
    return add_simple_ace(acl, revision, ACCESS_ALLOWED_ACE_TYPE, flags, mask, sid);
}

BOOL WINAPI AddAccessAllowedAce(PACL acl, DWORD revision, DWORD mask, PSID sid)
{
    return add_simple_ace(acl, revision, ACCESS_ALLOWED_ACE_TYPE, 0, mask, sid);
}

BOOL WINAPI AddAccessDeniedAceEx(PACL acl, DWORD revision, DWORD flags, DWORD mask, PSID sid)
{
    return add_simple_ace(acl, revision, ACCESS_DENIED_ACE_TYPE, flags, mask, sid);
}

BOOL WINAPI AddAccessDeniedAce(PACL acl, DWORD revision, DWORD mask, PSID sid)
{
    return add_simple_ace(acl, revision, ACCESS_DENIED_ACE_TYPE, 0, mask, sid);
}

BOOL WINAPI AddAuditAccessAceEx(PACL acl, DWORD revision, DWORD flags, DWORD mask, PSID sid, WINBOOL success,
                                WINBOOL failure)
{
    if (success) flags |= SUCCESSFUL_ACCESS_ACE_FLAG;
    if (failure) flags |= FAILED_ACCESS_ACE_FLAG;
    return add_simple_ace(acl, revision, SYSTEM_AUDIT_ACE_TYPE, flags, mask, sid);
}

BOOL WINAPI AddAuditAccessAce(PACL acl, DWORD revision, DWORD mask, PSID sid, WINBOOL success, WINBOOL failure)
{
    return AddAuditAccessAceEx(acl, revision, 0, mask, sid, success, failure);
}

BOOL WINAPI AddMandatoryAce(PACL acl, DWORD revision, DWORD flags, DWORD policy, PSID label)
{
    return add_simple_ace(acl, revision, SYSTEM_MANDATORY_LABEL_ACE_TYPE, flags, policy, label);
}

BOOL WINAPI SetAclInformation(PACL acl, LPVOID buffer, DWORD size, ACL_INFORMATION_CLASS class)
{
    if (!IsValidAcl(acl)) return fail_with(ERROR_INVALID_ACL);
    if (class != AclRevisionInformation) return fail_with(ERROR_INVALID_PARAMETER);
    if (size < sizeof(ACL_REVISION_INFORMATION)) return fail_with(ERROR_INSUFFICIENT_BUFFER);
    DWORD revision = ((ACL_REVISION_INFORMATION *)buffer)->AclRevision;
    if (revision < acl->AclRevision || revision > MAX_ACL_REVISION) return fail_with(ERROR_INVALID_PARAMETER);
    acl->AclRevision = (BYTE)revision;
    return TRUE;
}

VOID WINAPI MapGenericMask(PDWORD access, PGENERIC_MAPPING mapping)
{
    if (*access & GENERIC_READ) *access |= mapping->GenericRead;
    if (*access & GENERIC_WRITE) *access |= mapping->GenericWrite;
    if (*access & GENERIC_EXECUTE) *access |= mapping->GenericExecute;
    if (*access & GENERIC_ALL) *access |= mapping->GenericAll;
    *access &= ~(DWORD)(GENERIC_READ | GENERIC_WRITE | GENERIC_EXECUTE | GENERIC_ALL);
}

BOOL WINAPI AreAllAccessesGranted(DWORD granted, DWORD wanted)
{
    return (granted & wanted) == wanted;
}

BOOL WINAPI AreAnyAccessesGranted(DWORD granted, DWORD wanted)
{
    return (granted & wanted) != 0;
}
