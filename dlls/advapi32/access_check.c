/* AccessCheck, and private objects' descriptors: those that a program keeps itself. */
#include "advapi32_private.h"
#include <string.h>

BOOL WINAPI AccessCheck(PSECURITY_DESCRIPTOR descriptor, HANDLE token, DWORD wanted, PGENERIC_MAPPING mapping,
                        PPRIVILEGE_SET used, LPDWORD used_size, LPDWORD granted, LPBOOL allowed)
{
    NTSTATUS result = STATUS_ACCESS_DENIED;
    *allowed = FALSE;
    NTSTATUS status = NtAccessCheck(descriptor, token, wanted, mapping, used, used_size, granted, &result);
    if (!NT_SUCCESS(status))
        return status == STATUS_BUFFER_TOO_SMALL ? fail_with(ERROR_INSUFFICIENT_BUFFER) : succeed(status);
    *allowed = NT_SUCCESS(result);
    if (!*allowed) SetLastError(RtlNtStatusToDosError(result));
    return TRUE;
}

/* A copy of a descriptor, self-relative, on the process heap. */
static PSECURITY_DESCRIPTOR copy_self_relative(PSECURITY_DESCRIPTOR from)
{
    DWORD size = 0;
    if (((SECURITY_DESCRIPTOR *)from)->Control & SE_SELF_RELATIVE) {
        size = GetSecurityDescriptorLength(from);
        PSECURITY_DESCRIPTOR copy = heap_allocate(size);
        return copy ? memcpy(copy, from, size) : NULL;
    }
    MakeSelfRelativeSD(from, NULL, &size);
    PSECURITY_DESCRIPTOR copy = heap_allocate(size);
    if (copy && !MakeSelfRelativeSD(from, copy, &size)) {
        heap_free(copy);
        return NULL;
    }
    return copy;
}

/* What the new object has: the creator's parts, else the token's. Nothing is inherited from the parent. */
BOOL WINAPI CreatePrivateObjectSecurity(PSECURITY_DESCRIPTOR parent, PSECURITY_DESCRIPTOR creator,
                                        PSECURITY_DESCRIPTOR *result, WINBOOL is_folder, HANDLE token,
                                        PGENERIC_MAPPING mapping)
{
    SECURITY_DESCRIPTOR made;
    BYTE owner[256], group[256], dacl[2100];
    DWORD size;
    PSID sid = NULL;
    PACL acl = NULL;
    BOOL defaulted, present = FALSE;
    (void)parent, (void)is_folder, (void)mapping;
    *result = NULL;
    InitializeSecurityDescriptor(&made, SECURITY_DESCRIPTOR_REVISION);
    if (!GetTokenInformation(token, TokenOwner, owner, sizeof(owner), &size) ||
        !GetTokenInformation(token, TokenPrimaryGroup, group, sizeof(group), &size) ||
        !GetTokenInformation(token, TokenDefaultDacl, dacl, sizeof(dacl), &size))
        return FALSE;
    made.Owner =
        creator && GetSecurityDescriptorOwner(creator, &sid, &defaulted) && sid ? sid : ((TOKEN_OWNER *)owner)->Owner;
    made.Group = creator && GetSecurityDescriptorGroup(creator, &sid, &defaulted) && sid
                     ? sid
                     : ((TOKEN_PRIMARY_GROUP *)group)->PrimaryGroup;
    if (creator) GetSecurityDescriptorDacl(creator, &present, &acl, &defaulted);
    SetSecurityDescriptorDacl(&made, TRUE, present ? acl : ((TOKEN_DEFAULT_DACL *)dacl)->DefaultDacl, !present);
    *result = copy_self_relative(&made);
    return *result ? TRUE : fail_with(ERROR_NOT_ENOUGH_MEMORY);
}

BOOL WINAPI GetPrivateObjectSecurity(PSECURITY_DESCRIPTOR object, SECURITY_INFORMATION what,
                                     PSECURITY_DESCRIPTOR buffer, DWORD size, PDWORD needed)
{
    SECURITY_DESCRIPTOR made;
    PSID sid;
    PACL acl;
    BOOL present, defaulted;
    InitializeSecurityDescriptor(&made, SECURITY_DESCRIPTOR_REVISION);
    if (what & OWNER_SECURITY_INFORMATION && GetSecurityDescriptorOwner(object, &sid, &defaulted))
        SetSecurityDescriptorOwner(&made, sid, defaulted);
    if (what & GROUP_SECURITY_INFORMATION && GetSecurityDescriptorGroup(object, &sid, &defaulted))
        SetSecurityDescriptorGroup(&made, sid, defaulted);
    if (what & DACL_SECURITY_INFORMATION && GetSecurityDescriptorDacl(object, &present, &acl, &defaulted) && present)
        SetSecurityDescriptorDacl(&made, TRUE, acl, defaulted);
    if (what & SACL_SECURITY_INFORMATION && GetSecurityDescriptorSacl(object, &present, &acl, &defaulted) && present)
        SetSecurityDescriptorSacl(&made, TRUE, acl, defaulted);
    *needed = size;
    return MakeSelfRelativeSD(&made, buffer, needed);
}

BOOL WINAPI DestroyPrivateObjectSecurity(PSECURITY_DESCRIPTOR *object)
{
    heap_free(*object);
    *object = NULL;
    return TRUE;
}

/* Text in UTF-16 or not? The tests that need no dictionary are decisive: an odd size, illegal or reversed characters,
 * NULs (winbase.h). Those asked for come back as those that hold; the others cleared. */
BOOL WINAPI IsTextUnicode(const VOID *buffer, int size, LPINT tests)
{
    const WCHAR *chars = buffer;
    int count = size / 2, ascii = 0, controls = 0, reversed_controls = 0, illegal = 0, nulls = 0, low_variation = 0,
        high_variation = 0;
    INT found = 0, asked = tests ? *tests : IS_TEXT_UNICODE_UNICODE_MASK | IS_TEXT_UNICODE_NOT_UNICODE_MASK;
    if (size < 2) {
        if (tests) *tests = 0;
        return FALSE;
    }
    for (int i = 0; i < count; i++) {
        WCHAR c = chars[i], swapped = (WCHAR)(c << 8 | c >> 8);
        ascii += c < 0x80 && c;
        controls += c == '\r' || c == '\n' || c == ' ' || c == '\t' || c == 0x3000;
        reversed_controls +=
            swapped == '\r' || swapped == '\n' || swapped == ' ' || swapped == '\t' || swapped == 0x3000;
        illegal += c == 0xfffe || c == 0xffff || !c || c == 0x0a0d;
        if (i) {
            int low = (c & 0xff) - (chars[i - 1] & 0xff), high = (c >> 8) - (chars[i - 1] >> 8);
            low_variation += low < 0 ? -low : low;
            high_variation += high < 0 ? -high : high;
        }
    }
    for (int i = 0; i < size; i++) nulls += !((const BYTE *)buffer)[i];
    if (chars[0] == 0xfeff) found |= IS_TEXT_UNICODE_SIGNATURE;
    if (chars[0] == 0xfffe) found |= IS_TEXT_UNICODE_REVERSE_SIGNATURE;
    if (ascii == count) found |= IS_TEXT_UNICODE_ASCII16;
    if (high_variation * 3 < low_variation) found |= IS_TEXT_UNICODE_STATISTICS;
    if (low_variation * 3 < high_variation) found |= IS_TEXT_UNICODE_REVERSE_STATISTICS;
    if (controls) found |= IS_TEXT_UNICODE_CONTROLS;
    if (reversed_controls) found |= IS_TEXT_UNICODE_REVERSE_CONTROLS;
    if (illegal) found |= IS_TEXT_UNICODE_ILLEGAL_CHARS;
    if (size & 1) found |= IS_TEXT_UNICODE_ODD_LENGTH;
    if (nulls) found |= IS_TEXT_UNICODE_NULL_BYTES;
    found &= asked;
    if (tests) *tests = found;
    if (found & IS_TEXT_UNICODE_SIGNATURE) return TRUE;
    if (found & (IS_TEXT_UNICODE_REVERSE_SIGNATURE | IS_TEXT_UNICODE_ILLEGAL_CHARS | IS_TEXT_UNICODE_ODD_LENGTH))
        return FALSE;
    return (found & (IS_TEXT_UNICODE_ASCII16 | IS_TEXT_UNICODE_STATISTICS | IS_TEXT_UNICODE_CONTROLS)) != 0 &&
           !(found & IS_TEXT_UNICODE_REVERSE_MASK);
}
