/* Tokens. A prefix has one user, so every token says the same: that user, a member of Users and (as most Windows users are) of
 * Administrators, elevated. What differs between processes is which privileges are enabled; that is kept once a process. Windows' rule:
 * Microsoft, "Access Tokens" and "Privilege Constants". */
#include "nt/nt.h"
#include "sync_private.h"
#include "registry_paths.h"
#include <string.h>

#define TOKEN_TYPE_IMPERSONATION 1u /* handle_entry.options */
#define LEVEL_SHIFT 4

/* privileges of an elevated administrator, by their number (LUID); the second row tells which are enabled at the start */
static const UCHAR privilege_numbers[] = { 5, 8, 9, 10, 11, 12, 13, 14, 15, 17, 18, 19, 20, 22, 23, 24, 25, 28, 29, 30, 33, 34, 35, 36 };
static ULONG64 enabled_privileges = 1ull << 23 /* change notify */ | 1ull << 29 /* impersonate */ | 1ull << 30 /* create global */;

struct sid { UCHAR revision, count; UCHAR authority[6]; ULONG parts[5]; };
#define SID_SIZE(sid) (8u + 4u * (sid)->count)

static const struct sid user_sid = { 1, 5, { 0, 0, 0, 0, 0, 5 }, { USER_DOMAIN_PARTS, USER_RID } };
static const struct sid primary_group_sid = { 1, 5, { 0, 0, 0, 0, 0, 5 }, { USER_DOMAIN_PARTS, 513 } };
static const struct sid administrators_sid = { 1, 2, { 0, 0, 0, 0, 0, 5 }, { 32, 544 } };
static const struct sid integrity_sid = { 1, 1, { 0, 0, 0, 0, 0, 16 }, { 0x3000 } }; /* high */
static const struct sid logon_sid = { 1, 3, { 0, 0, 0, 0, 0, 5 }, { 5, 0, 0x3e7 } };
static const struct sid everyone_sid = { 1, 1, { 0, 0, 0, 0, 0, 1 }, { 0 } };
static const struct sid users_sid = { 1, 2, { 0, 0, 0, 0, 0, 5 }, { 32, 545 } };
static const struct sid interactive_sid = { 1, 1, { 0, 0, 0, 0, 0, 5 }, { 4 } };
static const struct sid authenticated_sid = { 1, 1, { 0, 0, 0, 0, 0, 5 }, { 11 } };
static const struct sid local_sid = { 1, 1, { 0, 0, 0, 0, 0, 2 }, { 0 } };
static const struct sid system_sid = { 1, 1, { 0, 0, 0, 0, 0, 5 }, { 18 } };

#define GROUP_ON (SE_GROUP_MANDATORY | SE_GROUP_ENABLED_BY_DEFAULT | SE_GROUP_ENABLED)
static const struct { const struct sid *sid; ULONG attributes; } groups[] = {
    { &primary_group_sid, GROUP_ON }, { &everyone_sid, GROUP_ON }, { &administrators_sid, GROUP_ON | SE_GROUP_OWNER }, { &users_sid, GROUP_ON },
    { &interactive_sid, GROUP_ON }, { &authenticated_sid, GROUP_ON }, { &local_sid, GROUP_ON }, { &logon_sid, GROUP_ON | SE_GROUP_LOGON_ID },
};

/* --- opening --- */

static NTSTATUS make_token(ACCESS_MASK access, ULONG attributes, ULONG options, PHANDLE token)
{
    struct handle_entry entry = {
        .tag = OBJECT_TOKEN | (attributes & OBJ_INHERIT ? HANDLE_INHERIT : 0), .fd = -1, .options = options,
        .access = access & MAXIMUM_ALLOWED ? TOKEN_ALL_ACCESS : access_map_generic(OBJECT_TOKEN, access),
    };
    return handle_insert(&entry, token);
}

NTSTATUS NTAPI NtOpenProcessTokenEx(HANDLE process, ACCESS_MASK access, ULONG attributes, PHANDLE token)
{
    struct handle_entry entry;
    *token = NULL;
    NTSTATUS status = handle_get(process, OBJECT_PROCESS, PROCESS_QUERY_LIMITED_INFORMATION, &entry);
    if (status == STATUS_ACCESS_DENIED) status = handle_get(process, OBJECT_PROCESS, PROCESS_QUERY_INFORMATION, &entry);
    return NT_SUCCESS(status) ? make_token(access, attributes, 0, token) : status;
}

NTSTATUS NTAPI NtOpenProcessToken(HANDLE process, ACCESS_MASK access, PHANDLE token)
{
    return NtOpenProcessTokenEx(process, access, 0, token);
}

/* No thread impersonates another user, because there is none. */
NTSTATUS NTAPI NtOpenThreadTokenEx(HANDLE thread, ACCESS_MASK access, BOOLEAN as_self, ULONG attributes, PHANDLE token)
{
    struct handle_entry entry;
    (void)access;
    (void)as_self;
    (void)attributes;
    *token = NULL;
    NTSTATUS status = handle_get(thread, OBJECT_THREAD, 0, &entry);
    return NT_SUCCESS(status) ? STATUS_NO_TOKEN : status;
}

NTSTATUS NTAPI NtOpenThreadToken(HANDLE thread, ACCESS_MASK access, BOOLEAN as_self, PHANDLE token)
{
    return NtOpenThreadTokenEx(thread, access, as_self, 0, token);
}

NTSTATUS NTAPI NtDuplicateToken(HANDLE token, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes, BOOLEAN effective_only, TOKEN_TYPE type, PHANDLE copy)
{
    struct handle_entry entry;
    ULONG level = SecurityImpersonation;
    (void)effective_only;
    NTSTATUS status = handle_get(token, OBJECT_TOKEN, TOKEN_DUPLICATE, &entry);
    if (!NT_SUCCESS(status)) return status;
    if (attributes && attributes->SecurityQualityOfService)
        level = ((SECURITY_QUALITY_OF_SERVICE *)attributes->SecurityQualityOfService)->ImpersonationLevel;
    if (!access) access = entry.access;
    return make_token(access, attributes ? attributes->Attributes : 0, type == TokenImpersonation ? TOKEN_TYPE_IMPERSONATION | level << LEVEL_SHIFT : 0, copy);
}

/* --- information --- */

/* A growing answer: structures first, then the SIDs that they point to. */
struct answer { BYTE *buffer; ULONG capacity, used; };

static void *reserve(struct answer *answer, ULONG size)
{
    ULONG at = (answer->used + 3) & ~3u;
    answer->used = at + size;
    return answer->used <= answer->capacity ? answer->buffer + at : NULL;
}

static PSID put_sid(struct answer *answer, const struct sid *sid)
{
    void *place = reserve(answer, SID_SIZE(sid));
    if (place) memcpy(place, sid, SID_SIZE(sid));
    return place;
}

/* The answer that is a structure whose first member points to one SID (user, owner, primary group, integrity label). */
static void put_pointer_to_sid(struct answer *answer, ULONG structure_size, const struct sid *sid, ULONG attributes)
{
    void *structure = reserve(answer, structure_size);
    PSID place = put_sid(answer, sid);
    if (!place) return;
    *(PSID *)structure = place;
    if (structure_size == sizeof(SID_AND_ATTRIBUTES)) ((SID_AND_ATTRIBUTES *)structure)->Attributes = attributes;
}

static void put_groups(struct answer *answer)
{
    TOKEN_GROUPS *list = reserve(answer, offsetof(TOKEN_GROUPS, Groups) + sizeof(groups) / sizeof(*groups) * sizeof(SID_AND_ATTRIBUTES));
    if (list) list->GroupCount = ARRAYSIZE(groups);
    for (ULONG i = 0; i < ARRAYSIZE(groups); i++) {
        PSID place = put_sid(answer, groups[i].sid);
        if (place) list->Groups[i] = (SID_AND_ATTRIBUTES){ place, groups[i].attributes };
    }
}

static void put_privileges(struct answer *answer)
{
    TOKEN_PRIVILEGES *list = reserve(answer, offsetof(TOKEN_PRIVILEGES, Privileges) + sizeof(privilege_numbers) * sizeof(LUID_AND_ATTRIBUTES));
    if (!list) return;
    list->PrivilegeCount = ARRAYSIZE(privilege_numbers);
    for (ULONG i = 0; i < ARRAYSIZE(privilege_numbers); i++) {
        ULONG number = privilege_numbers[i];
        bool by_default = number == 23 || number == 29 || number == 30;
        ULONG on = (__atomic_load_n(&enabled_privileges, __ATOMIC_ACQUIRE) >> number) & 1;
        list->Privileges[i] = (LUID_AND_ATTRIBUTES){ { number, 0 }, (by_default ? SE_PRIVILEGE_ENABLED_BY_DEFAULT : 0) | (on ? SE_PRIVILEGE_ENABLED : 0) };
    }
}

/* Objects that the user makes without a descriptor of their own: all access for the user and the system. */
static void put_default_dacl(struct answer *answer)
{
    const struct sid *allowed[] = { &user_sid, &system_sid };
    TOKEN_DEFAULT_DACL *structure = reserve(answer, sizeof(*structure));
    ULONG size = sizeof(ACL);
    for (ULONG i = 0; i < ARRAYSIZE(allowed); i++) size += 8 + SID_SIZE(allowed[i]);
    ACL *acl = reserve(answer, size);
    if (!acl) return;
    structure->DefaultDacl = acl;
    *acl = (ACL){ ACL_REVISION, 0, (WORD)size, ARRAYSIZE(allowed), 0 };
    BYTE *at = (BYTE *)(acl + 1);
    for (ULONG i = 0; i < ARRAYSIZE(allowed); i++) {
        ACE_HEADER header = { ACCESS_ALLOWED_ACE_TYPE, 0, (WORD)(8 + SID_SIZE(allowed[i])) };
        ACCESS_MASK mask = GENERIC_ALL;
        memcpy(at, &header, 4);
        memcpy(at + 4, &mask, 4);
        memcpy(at + 8, allowed[i], SID_SIZE(allowed[i]));
        at += header.AceSize;
    }
}

static void put_bytes(struct answer *answer, const void *bytes, ULONG size)
{
    void *place = reserve(answer, size);
    if (place) memcpy(place, bytes, size);
}

static void put_number(struct answer *answer, ULONG number)
{
    put_bytes(answer, &number, sizeof(number));
}

static void put_statistics(struct answer *answer, ULONG options)
{
    TOKEN_STATISTICS statistics = {
        .TokenId = { process_info()->pid, 0 }, .AuthenticationId = { 0x3e7f, 0 }, .ExpirationTime.QuadPart = INT64_MAX,
        .TokenType = options & TOKEN_TYPE_IMPERSONATION ? TokenImpersonation : TokenPrimary, .ImpersonationLevel = options >> LEVEL_SHIFT,
        .DynamicCharged = 4096, .DynamicAvailable = 4096, .GroupCount = ARRAYSIZE(groups), .PrivilegeCount = ARRAYSIZE(privilege_numbers),
    };
    put_bytes(answer, &statistics, sizeof(statistics));
}

NTSTATUS NTAPI NtQueryInformationToken(HANDLE token, TOKEN_INFORMATION_CLASS class, PVOID buffer, ULONG capacity, PULONG needed)
{
    struct handle_entry entry = { .options = 0 };
    struct answer answer = { buffer, buffer ? capacity : 0, 0 };
    NTSTATUS status = handle_get(token, OBJECT_TOKEN, class == TokenSource ? TOKEN_QUERY_SOURCE : TOKEN_QUERY, &entry);
    if (!NT_SUCCESS(status)) return status;
    static const TOKEN_SOURCE source = { .SourceName = "User32 ", .SourceIdentifier = { 0x3e7, 0 } };
    switch (class) {
    case TokenUser: put_pointer_to_sid(&answer, sizeof(TOKEN_USER), &user_sid, 0); break;
    case TokenOwner: put_pointer_to_sid(&answer, sizeof(TOKEN_OWNER), &administrators_sid, 0); break;
    case TokenPrimaryGroup: put_pointer_to_sid(&answer, sizeof(TOKEN_PRIMARY_GROUP), &primary_group_sid, 0); break;
    case TokenIntegrityLevel:
        put_pointer_to_sid(&answer, sizeof(TOKEN_MANDATORY_LABEL), &integrity_sid, SE_GROUP_INTEGRITY | SE_GROUP_INTEGRITY_ENABLED);
        break;
    case TokenGroups: put_groups(&answer); break;
    case TokenPrivileges: put_privileges(&answer); break;
    case TokenDefaultDacl: put_default_dacl(&answer); break;
    case TokenSource: put_bytes(&answer, &source, sizeof(source)); break;
    case TokenStatistics: put_statistics(&answer, entry.options); break;
    case TokenType: put_number(&answer, entry.options & TOKEN_TYPE_IMPERSONATION ? TokenImpersonation : TokenPrimary); break;
    case TokenImpersonationLevel:
        if (!(entry.options & TOKEN_TYPE_IMPERSONATION)) return STATUS_INVALID_INFO_CLASS;
        put_number(&answer, entry.options >> LEVEL_SHIFT);
        break;
    case TokenSessionId: put_number(&answer, 1); break;
    case TokenElevation: put_number(&answer, 1); break;
    case TokenElevationType: put_number(&answer, TokenElevationTypeFull); break;
    case TokenHasRestrictions: case TokenVirtualizationAllowed: case TokenVirtualizationEnabled: case TokenUIAccess: case TokenSandBoxInert:
    case TokenIsAppContainer:
        put_number(&answer, 0);
        break;
    case TokenRestrictedSids: {
        TOKEN_GROUPS *none = reserve(&answer, offsetof(TOKEN_GROUPS, Groups));
        if (none) none->GroupCount = 0;
        break;
    }
    default:
        log_line(LOG_WARN, "NtQueryInformationToken: class %u is not supported", class);
        return STATUS_INVALID_INFO_CLASS;
    }
    if (needed) *needed = answer.used;
    return answer.used > answer.capacity ? STATUS_BUFFER_TOO_SMALL : STATUS_SUCCESS;
}

/* --- privileges --- */

static bool has_privilege(ULONG number)
{
    return memchr(privilege_numbers, (int)number, sizeof(privilege_numbers)) != NULL;
}

NTSTATUS NTAPI NtAdjustPrivilegesToken(HANDLE token, BOOLEAN disable_all, PTOKEN_PRIVILEGES wanted, ULONG capacity, PTOKEN_PRIVILEGES previous, PULONG needed)
{
    struct handle_entry entry;
    NTSTATUS status = handle_get(token, OBJECT_TOKEN, TOKEN_ADJUST_PRIVILEGES | (previous ? TOKEN_QUERY : 0), &entry);
    if (!NT_SUCCESS(status)) return status;
    if (!disable_all && !wanted) return STATUS_INVALID_PARAMETER;
    ULONG count = disable_all ? ARRAYSIZE(privilege_numbers) : wanted->PrivilegeCount, missing = 0, changed = 0;
    if (previous) {
        ULONG size = offsetof(TOKEN_PRIVILEGES, Privileges) + count * sizeof(LUID_AND_ATTRIBUTES);
        if (needed) *needed = size;
        if (capacity < size) return STATUS_BUFFER_TOO_SMALL;
    }
    for (ULONG i = 0; i < count; i++) {
        ULONG number = disable_all ? privilege_numbers[i] : wanted->Privileges[i].Luid.LowPart;
        if (!has_privilege(number) || (!disable_all && wanted->Privileges[i].Luid.HighPart)) {
            missing++;
            continue;
        }
        bool on = !disable_all && (wanted->Privileges[i].Attributes & SE_PRIVILEGE_ENABLED);
        ULONG64 bit = 1ull << number;
        ULONG64 before = on ? __atomic_fetch_or(&enabled_privileges, bit, __ATOMIC_ACQ_REL) : __atomic_fetch_and(&enabled_privileges, ~bit, __ATOMIC_ACQ_REL);
        if (previous && ((before & bit) != 0) != on)
            previous->Privileges[changed++] = (LUID_AND_ATTRIBUTES){ { number, 0 }, before & bit ? SE_PRIVILEGE_ENABLED : 0 };
    }
    if (previous) previous->PrivilegeCount = changed;
    return missing ? STATUS_NOT_ALL_ASSIGNED : STATUS_SUCCESS;
}

NTSTATUS NTAPI NtPrivilegeCheck(HANDLE token, PPRIVILEGE_SET wanted, PBOOLEAN result)
{
    struct handle_entry entry;
    NTSTATUS status = handle_get(token, OBJECT_TOKEN, TOKEN_QUERY, &entry);
    if (!NT_SUCCESS(status)) return status;
    ULONG found = 0;
    for (ULONG i = 0; i < wanted->PrivilegeCount; i++) {
        ULONG number = wanted->Privilege[i].Luid.LowPart;
        if (number >= 64 || !((enabled_privileges >> number) & 1)) continue;
        wanted->Privilege[i].Attributes |= SE_PRIVILEGE_USED_FOR_ACCESS;
        found++;
    }
    *result = wanted->Control & PRIVILEGE_SET_ALL_NECESSARY ? found == wanted->PrivilegeCount : found > 0;
    return STATUS_SUCCESS;
}
