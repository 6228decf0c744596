/* NtQueryInformationToken and NtSetInformationToken. */
#include "token_private.h"
#include <string.h>

void token_limit(struct token_state *state);

/* A growing answer: structures first, then the SIDs that they point to. */
struct answer { BYTE *buffer; ULONG capacity, used; };

static void *reserve(struct answer *answer, ULONG size)
{
    ULONG at = (answer->used + 3) & ~3u;
    answer->used = at + size;
    return answer->used <= answer->capacity ? answer->buffer + at : NULL;
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

static TOKEN_GROUPS *reserve_groups(struct answer *answer, ULONG count)
{
    TOKEN_GROUPS *list = reserve(answer, offsetof(TOKEN_GROUPS, Groups) + count * sizeof(SID_AND_ATTRIBUTES));
    if (list) list->GroupCount = count;
    return list;
}

static NTSTATUS query_user(const struct token_state *state, struct answer *answer)
{
    (void)state;
    put_pointer_to_sid(answer, sizeof(TOKEN_USER), &token_user, 0);
    return STATUS_SUCCESS;
}

static NTSTATUS query_owner(const struct token_state *state, struct answer *answer)
{
    put_pointer_to_sid(answer, sizeof(TOKEN_OWNER), &state->owner, 0);
    return STATUS_SUCCESS;
}

static NTSTATUS query_primary_group(const struct token_state *state, struct answer *answer)
{
    put_pointer_to_sid(answer, sizeof(TOKEN_PRIMARY_GROUP), &state->primary_group, 0);
    return STATUS_SUCCESS;
}

static NTSTATUS query_integrity(const struct token_state *state, struct answer *answer)
{
    struct sid label = { 1, 1, SECURITY_MANDATORY_LABEL_AUTHORITY, { state->integrity } };
    put_pointer_to_sid(answer, sizeof(TOKEN_MANDATORY_LABEL), &label, SE_GROUP_INTEGRITY | SE_GROUP_INTEGRITY_ENABLED);
    return STATUS_SUCCESS;
}

static NTSTATUS query_groups(const struct token_state *state, struct answer *answer)
{
    TOKEN_GROUPS *list = reserve_groups(answer, TOKEN_GROUP_COUNT);
    for (ULONG i = 0; i < TOKEN_GROUP_COUNT; i++) {
        PSID place = put_sid(answer, token_groups[i]);
        if (place) list->Groups[i] = (SID_AND_ATTRIBUTES){ place, state->group_attributes[i] };
    }
    return STATUS_SUCCESS;
}

static NTSTATUS query_logon_sid(const struct token_state *state, struct answer *answer)
{
    TOKEN_GROUPS *list = reserve_groups(answer, 1);
    PSID place = put_sid(answer, token_groups[TOKEN_GROUP_COUNT - 1]);
    if (place) list->Groups[0] = (SID_AND_ATTRIBUTES){ place, state->group_attributes[TOKEN_GROUP_COUNT - 1] };
    return STATUS_SUCCESS;
}

static NTSTATUS query_restricted(const struct token_state *state, struct answer *answer)
{
    TOKEN_GROUPS *list = reserve_groups(answer, state->restricted_count);
    for (ULONG i = 0; i < state->restricted_count; i++) {
        PSID place = put_sid(answer, &state->restricted[i]);
        if (place)
            list->Groups[i] =
                (SID_AND_ATTRIBUTES){place, SE_GROUP_MANDATORY | SE_GROUP_ENABLED_BY_DEFAULT | SE_GROUP_ENABLED};
    }
    return STATUS_SUCCESS;
}

static NTSTATUS query_privileges(const struct token_state *state, struct answer *answer)
{
    ULONG count = (ULONG)__builtin_popcountll(state->privileges), next = 0;
    TOKEN_PRIVILEGES *list =
        reserve(answer, offsetof(TOKEN_PRIVILEGES, Privileges) + count * sizeof(LUID_AND_ATTRIBUTES));
    if (!list) return STATUS_SUCCESS;
    list->PrivilegeCount = count;
    for (ULONG number = 0; number < 64; number++) {
        if (!(state->privileges >> number & 1)) continue;
        bool by_default = number == 23 || number == 29 || number == 30;
        bool on = state->enabled >> number & 1;
        list->Privileges[next++] = (LUID_AND_ATTRIBUTES){
            {number, 0}, (by_default ? SE_PRIVILEGE_ENABLED_BY_DEFAULT : 0) | (on ? SE_PRIVILEGE_ENABLED : 0)};
    }
    return STATUS_SUCCESS;
}

static NTSTATUS query_default_dacl(const struct token_state *state, struct answer *answer)
{
    TOKEN_DEFAULT_DACL *structure = reserve(answer, sizeof(*structure));
    void *acl = reserve(answer, state->dacl_size);
    if (!acl) return STATUS_SUCCESS;
    memcpy(acl, state->dacl, state->dacl_size);
    structure->DefaultDacl = acl;
    return STATUS_SUCCESS;
}

static NTSTATUS query_source(const struct token_state *state, struct answer *answer)
{
    static const TOKEN_SOURCE source = { .SourceName = "User32 ", .SourceIdentifier = { 0x3e7, 0 } };
    (void)state;
    put_bytes(answer, &source, sizeof(source));
    return STATUS_SUCCESS;
}

static NTSTATUS query_statistics(const struct token_state *state, struct answer *answer)
{
    TOKEN_STATISTICS statistics = {
        .TokenId = {(ULONG)state->id, (LONG)(state->id >> 32)},
        .AuthenticationId = {0x3e7f, 0},
        .ExpirationTime.QuadPart = INT64_MAX,
        .TokenType = state->type,
        .ImpersonationLevel = state->level,
        .DynamicCharged = 4096,
        .DynamicAvailable = 4096,
        .GroupCount = TOKEN_GROUP_COUNT,
        .PrivilegeCount = (ULONG)__builtin_popcountll(state->privileges),
    };
    put_bytes(answer, &statistics, sizeof(statistics));
    return STATUS_SUCCESS;
}

static NTSTATUS query_type(const struct token_state *state, struct answer *answer)
{
    put_number(answer, state->type);
    return STATUS_SUCCESS;
}

static NTSTATUS query_level(const struct token_state *state, struct answer *answer)
{
    if (state->type != TokenImpersonation) return STATUS_INVALID_INFO_CLASS;
    put_number(answer, state->level);
    return STATUS_SUCCESS;
}

static NTSTATUS query_session(const struct token_state *state, struct answer *answer)
{
    put_number(answer, state->session);
    return STATUS_SUCCESS;
}

static bool is_elevated(const struct token_state *state)
{
    return state->integrity >= SECURITY_MANDATORY_HIGH_RID;
}

static NTSTATUS query_elevation(const struct token_state *state, struct answer *answer)
{
    put_number(answer, is_elevated(state));
    return STATUS_SUCCESS;
}

static NTSTATUS query_elevation_type(const struct token_state *state, struct answer *answer)
{
    put_number(answer, is_elevated(state) ? TokenElevationTypeFull : TokenElevationTypeLimited);
    return STATUS_SUCCESS;
}

/* The other token of a user whom user account control splits in two. */
static NTSTATUS query_linked(const struct token_state *state, struct answer *answer)
{
    struct token_state other = *state;
    TOKEN_LINKED_TOKEN *linked = reserve(answer, sizeof(*linked));
    if (!linked) return STATUS_SUCCESS;
    if (!is_elevated(state)) return STATUS_NO_SUCH_LOGON_SESSION;
    token_limit(&other);
    other.type = TokenImpersonation;
    other.level = SecurityIdentification;
    return token_create(&other, TOKEN_ALL_ACCESS, 0, &linked->LinkedToken);
}

static NTSTATUS query_has_restrictions(const struct token_state *state, struct answer *answer)
{
    put_number(answer, state->restricted_count || !(state->privileges >> 8 & 1));
    return STATUS_SUCCESS;
}

static NTSTATUS query_policy(const struct token_state *state, struct answer *answer)
{
    (void)state;
    put_number(answer, TOKEN_MANDATORY_POLICY_NO_WRITE_UP | TOKEN_MANDATORY_POLICY_NEW_PROCESS_MIN);
    return STATUS_SUCCESS;
}

static NTSTATUS query_origin(const struct token_state *state, struct answer *answer)
{
    static const LUID origin = { 0x3e7, 0 };
    (void)state;
    put_bytes(answer, &origin, sizeof(origin));
    return STATUS_SUCCESS;
}

static NTSTATUS query_no(const struct token_state *state, struct answer *answer)
{
    (void)state;
    put_number(answer, 0);
    return STATUS_SUCCESS;
}

static const struct {
    TOKEN_INFORMATION_CLASS class;
    NTSTATUS (*query)(const struct token_state *state, struct answer *answer);
} queries[] = {
    {TokenUser, query_user},
    {TokenOwner, query_owner},
    {TokenPrimaryGroup, query_primary_group},
    {TokenIntegrityLevel, query_integrity},
    {TokenGroups, query_groups},
    {TokenLogonSid, query_logon_sid},
    {TokenRestrictedSids, query_restricted},
    {TokenPrivileges, query_privileges},
    {TokenDefaultDacl, query_default_dacl},
    {TokenSource, query_source},
    {TokenStatistics, query_statistics},
    {TokenType, query_type},
    {TokenImpersonationLevel, query_level},
    {TokenSessionId, query_session},
    {TokenElevation, query_elevation},
    {TokenElevationType, query_elevation_type},
    {TokenLinkedToken, query_linked},
    {TokenHasRestrictions, query_has_restrictions},
    {TokenMandatoryPolicy, query_policy},
    {TokenOrigin, query_origin},
    {TokenVirtualizationAllowed, query_no},
    {TokenVirtualizationEnabled, query_no},
    {TokenUIAccess, query_no},
    {TokenSandBoxInert, query_no},
    {TokenIsAppContainer, query_no},
};

NTSTATUS NTAPI NtQueryInformationToken(HANDLE token, TOKEN_INFORMATION_CLASS class, PVOID buffer, ULONG capacity,
                                       PULONG needed)
{
    struct token_state state;
    struct answer answer = { buffer, buffer ? capacity : 0, 0 };
    NTSTATUS status = token_load(token, class == TokenSource ? TOKEN_QUERY_SOURCE : TOKEN_QUERY, &state);
    if (!NT_SUCCESS(status)) return status;
    for (ULONG i = 0; i < ARRAYSIZE(queries); i++) {
        if (queries[i].class != class) continue;
        status = queries[i].query(&state, &answer);
        if (!NT_SUCCESS(status)) return status;
        if (needed) *needed = answer.used;
        return answer.used > answer.capacity ? STATUS_BUFFER_TOO_SMALL : STATUS_SUCCESS;
    }
    log_line(LOG_WARN, "NtQueryInformationToken: class %u is not supported", class);
    return STATUS_INVALID_INFO_CLASS;
}

/* --- setting --- */

static NTSTATUS set_owner(struct token_state *state, const void *buffer)
{
    const struct sid *sid = sid_checked(((const TOKEN_OWNER *)buffer)->Owner);
    if (!sid) return STATUS_INVALID_OWNER;
    bool allowed = sid_equal(sid, &token_user);
    for (ULONG i = 0; i < TOKEN_GROUP_COUNT; i++)
        allowed |= sid_equal(sid, token_groups[i]) && state->group_attributes[i] & SE_GROUP_OWNER;
    if (!allowed) return STATUS_INVALID_OWNER;
    memcpy(&state->owner, sid, SID_SIZE(sid));
    return STATUS_SUCCESS;
}

static NTSTATUS set_primary_group(struct token_state *state, const void *buffer)
{
    const struct sid *sid = sid_checked(((const TOKEN_PRIMARY_GROUP *)buffer)->PrimaryGroup);
    if (!sid || !token_has_group(state, sid, true)) return STATUS_INVALID_PRIMARY_GROUP;
    memcpy(&state->primary_group, sid, SID_SIZE(sid));
    return STATUS_SUCCESS;
}

static NTSTATUS set_default_dacl(struct token_state *state, const void *buffer)
{
    const ACL *acl = ((const TOKEN_DEFAULT_DACL *)buffer)->DefaultDacl;
    if (!acl || acl->AclRevision < ACL_REVISION || acl->AclSize < sizeof(ACL)) return STATUS_INVALID_ACL;
    if (acl->AclSize > sizeof(state->dacl)) return STATUS_ALLOTTED_SPACE_EXCEEDED;
    memcpy(state->dacl, acl, acl->AclSize);
    state->dacl_size = acl->AclSize;
    return STATUS_SUCCESS;
}

/* A level can only be lowered. */
static NTSTATUS set_integrity(struct token_state *state, const void *buffer)
{
    static const UCHAR authority[6] = SECURITY_MANDATORY_LABEL_AUTHORITY;
    const struct sid *sid = sid_checked(((const TOKEN_MANDATORY_LABEL *)buffer)->Label.Sid);
    if (!sid || sid->count != 1 || memcmp(sid->authority, authority, sizeof(authority))) return STATUS_INVALID_SID;
    if (sid->parts[0] > state->integrity) return STATUS_PRIVILEGE_NOT_HELD;
    state->integrity = sid->parts[0];
    return STATUS_SUCCESS;
}

static NTSTATUS set_session(struct token_state *state, const void *buffer)
{
    return *(const ULONG *)buffer == state->session ? STATUS_SUCCESS : STATUS_PRIVILEGE_NOT_HELD;
}

/* There is no virtualisation that could be switched on. */
static NTSTATUS set_virtualization(struct token_state *state, const void *buffer)
{
    (void)state;
    return *(const ULONG *)buffer ? STATUS_NOT_SUPPORTED : STATUS_SUCCESS;
}

static const struct {
    TOKEN_INFORMATION_CLASS class;
    ULONG size;
    ACCESS_MASK access;
    NTSTATUS (*set)(struct token_state *state, const void *buffer);
} setters[] = {
    { TokenOwner, sizeof(TOKEN_OWNER), TOKEN_ADJUST_DEFAULT, set_owner },
    { TokenPrimaryGroup, sizeof(TOKEN_PRIMARY_GROUP), TOKEN_ADJUST_DEFAULT, set_primary_group },
    { TokenDefaultDacl, sizeof(TOKEN_DEFAULT_DACL), TOKEN_ADJUST_DEFAULT, set_default_dacl },
    { TokenIntegrityLevel, sizeof(TOKEN_MANDATORY_LABEL), TOKEN_ADJUST_DEFAULT, set_integrity },
    { TokenSessionId, sizeof(ULONG), TOKEN_ADJUST_SESSIONID, set_session },
    { TokenVirtualizationEnabled, sizeof(ULONG), TOKEN_ADJUST_DEFAULT, set_virtualization },
};

NTSTATUS NTAPI NtSetInformationToken(HANDLE token, TOKEN_INFORMATION_CLASS class, PVOID buffer, ULONG size)
{
    struct token_state state;
    for (ULONG i = 0; i < ARRAYSIZE(setters); i++) {
        if (setters[i].class != class) continue;
        if (size < setters[i].size) return STATUS_INFO_LENGTH_MISMATCH;
        NTSTATUS status = token_load(token, setters[i].access, &state);
        if (NT_SUCCESS(status)) status = setters[i].set(&state, buffer);
        return NT_SUCCESS(status) ? token_store(token, &state) : status;
    }
    log_line(LOG_WARN, "NtSetInformationToken: class %u is not supported", class);
    return STATUS_INVALID_INFO_CLASS;
}
