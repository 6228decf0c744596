/* NtAccessCheck: what a security descriptor grants to a token. The order of the rules: Microsoft, "How AccessCheck
 * Works" and "Restricted Tokens". */
#include "token_private.h"
#include "security_descriptor.h"
#include <string.h>

struct check {
    const struct token_state *token;
    const struct descriptor_parts *parts;
    ACCESS_MASK wanted; /* generic rights mapped */
    bool maximum;
    const GENERIC_MAPPING *mapping;
};

static ACCESS_MASK map_generic(ACCESS_MASK access, const GENERIC_MAPPING *mapping)
{
    if (access & GENERIC_READ) access |= mapping->GenericRead;
    if (access & GENERIC_WRITE) access |= mapping->GenericWrite;
    if (access & GENERIC_EXECUTE) access |= mapping->GenericExecute;
    if (access & GENERIC_ALL) access |= mapping->GenericAll;
    return access & ~(ACCESS_MASK)(GENERIC_READ | GENERIC_WRITE | GENERIC_EXECUTE | GENERIC_ALL);
}

static bool is_restricting(const struct token_state *token, const struct sid *sid)
{
    for (ULONG i = 0; i < token->restricted_count; i++)
        if (sid_equal(sid, &token->restricted[i])) return true;
    return false;
}

static bool applies(const struct check *check, const struct sid *sid, bool deny, bool restricting)
{
    static const struct sid owner_rights = { 1, 1, { 0, 0, 0, 0, 0, 3 }, { 4 } };
    if (restricting) return is_restricting(check->token, sid);
    if (sid_equal(sid, &owner_rights))
        return check->parts->owner && token_has_group(check->token, check->parts->owner, deny);
    return token_has_group(check->token, sid, deny);
}

/* What the entries of the DACL grant, taken in order: the first that names a right decides about it. */
static ACCESS_MASK granted_by_dacl(const struct check *check, bool restricting)
{
    ACCESS_MASK granted = 0, denied = 0;
    const ACL *dacl = check->parts->dacl;
    const BYTE *at = (const BYTE *)(dacl + 1), *end = (const BYTE *)dacl + dacl->AclSize;
    for (ULONG i = 0; i < dacl->AceCount && end - at >= (ptrdiff_t)sizeof(ACE_HEADER); i++) {
        const ACCESS_ALLOWED_ACE *ace = (const ACCESS_ALLOWED_ACE *)at;
        const struct sid *sid = sid_checked(&ace->SidStart);
        if (ace->Header.AceSize < sizeof(*ace) || ace->Header.AceSize > end - at) break;
        at += ace->Header.AceSize;
        bool deny = ace->Header.AceType == ACCESS_DENIED_ACE_TYPE;
        if (ace->Header.AceFlags & INHERIT_ONLY_ACE || (!deny && ace->Header.AceType != ACCESS_ALLOWED_ACE_TYPE))
            continue;
        if (!sid || offsetof(ACCESS_ALLOWED_ACE, SidStart) + SID_SIZE(sid) > ace->Header.AceSize ||
            !applies(check, sid, deny, restricting))
            continue;
        ACCESS_MASK mask = map_generic(ace->Mask, check->mapping);
        if (deny) denied |= mask & ~granted;
        else granted |= mask & ~denied;
    }
    return granted;
}

static ACCESS_MASK granted_to(const struct check *check)
{
    ACCESS_MASK granted;
    if (!check->parts->dacl)
        return map_generic(GENERIC_ALL, check->mapping) | READ_CONTROL | WRITE_DAC | WRITE_OWNER | DELETE;
    granted = granted_by_dacl(check, false);
    if (token_has_group(check->token, check->parts->owner, false)) granted |= READ_CONTROL | WRITE_DAC;
    if (check->token->restricted_count) {
        ACCESS_MASK second = granted_by_dacl(check, true), write = map_generic(GENERIC_WRITE, check->mapping);
        if (is_restricting(check->token, check->parts->owner)) second |= READ_CONTROL | WRITE_DAC;
        granted &= check->token->write_restricted ? second | ~write : second;
    }
    if (check->token->enabled >> 9 & 1) granted |= WRITE_OWNER; /* SeTakeOwnershipPrivilege */
    return granted;
}

NTSTATUS NTAPI NtAccessCheck(PSECURITY_DESCRIPTOR descriptor, HANDLE token, ACCESS_MASK wanted,
                             PGENERIC_MAPPING mapping, PPRIVILEGE_SET used, PULONG used_size, PACCESS_MASK granted,
                             NTSTATUS *result)
{
    struct token_state state;
    struct descriptor_parts parts;
    const ULONG fixed = offsetof(PRIVILEGE_SET, Privilege);
    NTSTATUS status = token_load(token, TOKEN_QUERY, &state);
    if (!NT_SUCCESS(status)) return status;
    if (state.type != TokenImpersonation) return STATUS_NO_IMPERSONATION_TOKEN;
    if (state.level < SecurityIdentification) return STATUS_BAD_IMPERSONATION_LEVEL;
    if (wanted & (GENERIC_READ | GENERIC_WRITE | GENERIC_EXECUTE | GENERIC_ALL)) return STATUS_GENERIC_NOT_MAPPED;
    if (!used_size) return STATUS_ACCESS_VIOLATION;
    if (*used_size < sizeof(PRIVILEGE_SET)) {
        *used_size = sizeof(PRIVILEGE_SET);
        return STATUS_BUFFER_TOO_SMALL;
    }
    if (!descriptor_read(descriptor, &parts) || !parts.owner || !parts.group) return STATUS_INVALID_SECURITY_DESCR;
    struct check check = { &state, &parts, wanted & ~(ACCESS_MASK)MAXIMUM_ALLOWED, wanted & MAXIMUM_ALLOWED, mapping };
    ACCESS_MASK all = granted_to(&check), missing = check.wanted & ~all;
    memset(used, 0, fixed);
    if (missing & ACCESS_SYSTEM_SECURITY && state.enabled >> 8 & 1) { /* SeSecurityPrivilege */
        missing &= ~(ACCESS_MASK)ACCESS_SYSTEM_SECURITY;
        *used = (PRIVILEGE_SET){ 1, 0, { { { 8, 0 }, SE_PRIVILEGE_USED_FOR_ACCESS } } };
    }
    *granted = missing ? 0 : check.wanted | (check.maximum ? all : 0);
    *result = missing ? STATUS_ACCESS_DENIED : STATUS_SUCCESS;
    if (missing & ACCESS_SYSTEM_SECURITY) *result = STATUS_PRIVILEGE_NOT_HELD;
    if (check.maximum && !*granted) *result = STATUS_ACCESS_DENIED;
    return STATUS_SUCCESS;
}
