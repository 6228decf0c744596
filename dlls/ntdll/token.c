/* Tokens: opening, duplicating, restricting, impersonating. A prefix has one user, so every token is that user's: a
 * member of Users and (as most Windows users are) of Administrators, elevated. The token that a process begins with has
 * its state in the process and costs no round trip; restricted and duplicated ones, and those of processes started with
 * them, have theirs in the server. Facts: Microsoft, "Access Tokens", "Restricted Tokens" and "Privilege Constants". */
#include "token_private.h"
#include "requests.h"
#include "sync_private.h"
#include "registry_paths.h"
#include <string.h>

#define NT_AUTHORITY { 0, 0, 0, 0, 0, 5 }
const struct sid token_user = { 1, 5, NT_AUTHORITY, { USER_DOMAIN_PARTS, USER_RID } };
static const struct sid primary_group_sid = { 1, 5, NT_AUTHORITY, { USER_DOMAIN_PARTS, 513 } };
static const struct sid administrators_sid = { 1, 2, NT_AUTHORITY, { 32, 544 } };
static const struct sid logon_sid = { 1, 3, NT_AUTHORITY, { 5, 0, 0x3e7 } };
static const struct sid everyone_sid = { 1, 1, { 0, 0, 0, 0, 0, 1 }, { 0 } };
static const struct sid users_sid = { 1, 2, NT_AUTHORITY, { 32, 545 } };
static const struct sid interactive_sid = { 1, 1, NT_AUTHORITY, { 4 } };
static const struct sid authenticated_sid = { 1, 1, NT_AUTHORITY, { 11 } };
static const struct sid local_sid = { 1, 1, { 0, 0, 0, 0, 0, 2 }, { 0 } };
static const struct sid system_sid = { 1, 1, NT_AUTHORITY, { 18 } };

#define ADMINISTRATORS 2
const struct sid *const token_groups[TOKEN_GROUP_COUNT] = {
    &primary_group_sid, &everyone_sid,      &administrators_sid, &users_sid,
    &interactive_sid,   &authenticated_sid, &local_sid,          &logon_sid,
};
#define GROUP_ON (SE_GROUP_MANDATORY | SE_GROUP_ENABLED_BY_DEFAULT | SE_GROUP_ENABLED)

/* privileges of an elevated administrator, by their number (LUID); change notify, impersonate and create global are on
 * at the start */
#define BIT(number) (1ull << (number))
#define CHANGE_NOTIFY BIT(23)
#define ALL_PRIVILEGES                                                                                                                    \
    (BIT(5) | BIT(8) | BIT(9) | BIT(10) | BIT(11) | BIT(12) | BIT(13) | BIT(14) | BIT(15) | BIT(17) | BIT(18) | BIT(19) | BIT(20) |       \
     BIT(22) | BIT(23) | BIT(24) | BIT(25) | BIT(28) | BIT(29) | BIT(30) | BIT(33) | BIT(34) | BIT(35) | BIT(36))
/* what a filtered administrator keeps: shutdown, change notify, undock, working set, time zone */
#define LIMITED_PRIVILEGES (BIT(19) | BIT(23) | BIT(25) | BIT(33) | BIT(34))

static RTL_SRWLOCK base_lock;
static struct token_state base = {
    .size = sizeof(struct token_state),
    .type = TokenPrimary,
    .integrity = SECURITY_MANDATORY_HIGH_RID,
    .session = 1,
    .privileges = ALL_PRIVILEGES,
    .enabled = CHANGE_NOTIFY | BIT(29) | BIT(30),
    .group_attributes = {GROUP_ON, GROUP_ON, GROUP_ON | SE_GROUP_OWNER, GROUP_ON, GROUP_ON, GROUP_ON, GROUP_ON,
                         GROUP_ON | SE_GROUP_LOGON_ID},
};

const struct sid *sid_checked(const void *sid)
{
    const struct sid *checked = sid;
    return checked && checked->revision == 1 && checked->count <= ARRAYSIZE(checked->parts) ? checked : NULL;
}

/* Objects that the user makes without a descriptor of their own: all access for the owner and the system. */
static void fill_default_dacl(struct token_state *state)
{
    const struct sid *allowed[] = { &state->owner, &system_sid };
    ACL *acl = (ACL *)state->dacl;
    BYTE *at = (BYTE *)(acl + 1);
    for (ULONG i = 0; i < ARRAYSIZE(allowed); i++) {
        ACE_HEADER header = { ACCESS_ALLOWED_ACE_TYPE, 0, (WORD)(8 + SID_SIZE(allowed[i])) };
        ACCESS_MASK mask = GENERIC_ALL;
        memcpy(at, &header, 4);
        memcpy(at + 4, &mask, 4);
        memcpy(at + 8, allowed[i], SID_SIZE(allowed[i]));
        at += header.AceSize;
    }
    state->dacl_size = (ULONG)(at - state->dacl);
    *acl = (ACL){ ACL_REVISION, 0, (WORD)state->dacl_size, ARRAYSIZE(allowed), 0 };
}

/* Under base_lock. */
static void fill_base(void)
{
    if (base.dacl_size) return;
    base.id = (ULONG64)process_info()->pid << 32;
    base.owner = administrators_sid;
    base.primary_group = primary_group_sid;
    fill_default_dacl(&base);
}

/* --- state --- */

static NTSTATUS load(const struct handle_entry *entry, struct token_state *state)
{
    struct request_token_read_in in = { .object = entry->object };
    struct request_token_read_out out;
    uint32_t received = 0;
    if (entry->tag & HANDLE_SHARED) {
        NTSTATUS status = server_call_data(request_code_token_read, &in, sizeof(in), NULL, 0, &out, sizeof(out), state,
                                           sizeof(*state), &received);
        if (NT_SUCCESS(status) && (received != sizeof(*state) || state->size != sizeof(*state)))
            status = STATUS_INVALID_PARAMETER;
        return status;
    }
    RtlAcquireSRWLockExclusive(&base_lock);
    fill_base();
    *state = base;
    RtlReleaseSRWLockExclusive(&base_lock);
    return STATUS_SUCCESS;
}

/* A pseudo handle (GetCurrentProcessToken and its kin) names the token in force; other handles name themselves. *opened
 * is to be closed if it is not NULL. */
static NTSTATUS resolve(HANDLE token, HANDLE *opened)
{
    LONG_PTR value = (LONG_PTR)token;
    *opened = NULL;
    if (value == -4)
        return process_info()->has_token ? NtOpenProcessToken(NtCurrentProcess(), TOKEN_ALL_ACCESS, opened)
                                         : STATUS_SUCCESS;
    if (value != -5 && value != -6) return STATUS_SUCCESS;
    NTSTATUS status = NtOpenThreadToken(NtCurrentThread(), TOKEN_ALL_ACCESS, TRUE, opened);
    if (status != STATUS_NO_TOKEN || value == -5) return status;
    return resolve((HANDLE)(LONG_PTR)-4, opened);
}

NTSTATUS token_load(HANDLE token, ACCESS_MASK access, struct token_state *state)
{
    struct handle_entry entry;
    HANDLE opened;
    NTSTATUS status = resolve(token, &opened);
    if (NT_SUCCESS(status)) status = handle_get(opened ? opened : token, OBJECT_TOKEN, access, &entry);
    if (NT_SUCCESS(status)) status = load(&entry, state);
    if (opened) NtClose(opened);
    return status;
}

NTSTATUS token_store(HANDLE token, const struct token_state *state)
{
    struct handle_entry entry;
    HANDLE opened;
    NTSTATUS status = resolve(token, &opened);
    if (NT_SUCCESS(status)) status = handle_get(opened ? opened : token, OBJECT_TOKEN, 0, &entry);
    if (NT_SUCCESS(status) && entry.tag & HANDLE_SHARED) {
        struct request_token_write_in in = { .object = entry.object };
        struct request_token_write_out out;
        status = server_call_data(request_code_token_write, &in, sizeof(in), state, sizeof(*state), &out, sizeof(out),
                                  NULL, 0, NULL);
    } else if (NT_SUCCESS(status)) {
        RtlAcquireSRWLockExclusive(&base_lock);
        base = *state;
        RtlReleaseSRWLockExclusive(&base_lock);
    }
    if (opened) NtClose(opened);
    return status;
}

static NTSTATUS insert_token(ACCESS_MASK access, ULONG attributes, uint64_t object, PHANDLE token)
{
    struct handle_entry entry = {
        .tag = OBJECT_TOKEN | (attributes & OBJ_INHERIT ? HANDLE_INHERIT : 0) | (object ? HANDLE_SHARED : 0),
        .fd = -1,
        .object = object,
        .access = access & MAXIMUM_ALLOWED ? TOKEN_ALL_ACCESS : access_map_generic(OBJECT_TOKEN, access),
    };
    NTSTATUS status = handle_insert(&entry, token);
    if (!NT_SUCCESS(status)) handle_entry_release(&entry, NULL);
    return status;
}

NTSTATUS token_create(const struct token_state *state, ACCESS_MASK access, ULONG attributes, PHANDLE token)
{
    struct request_token_create_in in = { 0 };
    struct request_token_create_out out;
    static ULONG counter;
    struct token_state numbered = *state;
    numbered.id = (ULONG64)process_info()->pid << 32 | __atomic_add_fetch(&counter, 1, __ATOMIC_RELAXED);
    NTSTATUS status = server_call_data(request_code_token_create, &in, sizeof(in), &numbered, sizeof(numbered), &out,
                                       sizeof(out), NULL, 0, NULL);
    return NT_SUCCESS(status) ? insert_token(access, attributes, out.object, token) : status;
}

bool token_has_group(const struct token_state *state, const struct sid *sid, bool for_denial)
{
    if (sid_equal(sid, &token_user)) return true;
    for (ULONG i = 0; i < TOKEN_GROUP_COUNT; i++) {
        ULONG attributes = state->group_attributes[i];
        if (sid_equal(sid, token_groups[i]))
            return attributes & SE_GROUP_ENABLED || (for_denial && attributes & SE_GROUP_USE_FOR_DENY_ONLY);
    }
    return false;
}

/* --- opening --- */

NTSTATUS NTAPI NtOpenProcessTokenEx(HANDLE process, ACCESS_MASK access, ULONG attributes, PHANDLE token)
{
    struct handle_entry entry;
    struct request_process_token_in in;
    struct request_process_token_out out = { 0 };
    *token = NULL;
    NTSTATUS status = handle_get(process, OBJECT_PROCESS, PROCESS_QUERY_LIMITED_INFORMATION, &entry);
    if (status == STATUS_ACCESS_DENIED) status = handle_get(process, OBJECT_PROCESS, PROCESS_QUERY_INFORMATION, &entry);
    if (!NT_SUCCESS(status)) return status;
    bool own = process_entry_is_own(&entry);
    if (own && !process_info()->has_token) return insert_token(access, attributes, 0, token);
    in.process = own ? 0 : entry.object;
    status = SERVER_CALL(process_token, &in, &out);
    return NT_SUCCESS(status) ? insert_token(access, attributes, out.object, token) : status;
}

NTSTATUS NTAPI NtOpenProcessToken(HANDLE process, ACCESS_MASK access, PHANDLE token)
{
    return NtOpenProcessTokenEx(process, access, 0, token);
}

NTSTATUS NTAPI NtOpenThreadTokenEx(HANDLE thread, ACCESS_MASK access, BOOLEAN as_self, ULONG attributes, PHANDLE token)
{
    struct handle_entry entry;
    struct thread_record *record;
    (void)as_self;
    *token = NULL;
    NTSTATUS status = thread_record_of_handle(thread, 0, &record, &entry);
    if (!NT_SUCCESS(status)) return status;
    ULONG held = __atomic_load_n(
        &((struct thread_block *)(ULONG_PTR)(record->teb + THREAD_BLOCK_OFFSET))->impersonation, __ATOMIC_ACQUIRE);
    if (!held) return STATUS_NO_TOKEN;
    bool all = access & MAXIMUM_ALLOWED;
    return NtDuplicateObject(NtCurrentProcess(), (HANDLE)(ULONG_PTR)held, NtCurrentProcess(), token,
                             all ? 0 : access_map_generic(OBJECT_TOKEN, access), attributes,
                             all ? DUPLICATE_SAME_ACCESS : 0);
}

NTSTATUS NTAPI NtOpenThreadToken(HANDLE thread, ACCESS_MASK access, BOOLEAN as_self, PHANDLE token)
{
    return NtOpenThreadTokenEx(thread, access, as_self, 0, token);
}

/* --- impersonation --- */

/* NULL ends it. The thread keeps a handle of its own to the token. */
NTSTATUS thread_impersonate(struct thread_record *record, HANDLE token)
{
    struct token_state state;
    HANDLE kept = NULL;
    struct thread_block *block = (struct thread_block *)(ULONG_PTR)(record->teb + THREAD_BLOCK_OFFSET);
    if (token) {
        NTSTATUS status = token_load(token, TOKEN_IMPERSONATE, &state);
        if (!NT_SUCCESS(status)) return status;
        if (state.type != TokenImpersonation) return STATUS_BAD_TOKEN_TYPE;
        status = NtDuplicateObject(NtCurrentProcess(), token, NtCurrentProcess(), &kept, TOKEN_ALL_ACCESS, 0, 0);
        if (!NT_SUCCESS(status)) return status;
    }
    ULONG before = __atomic_exchange_n(&block->impersonation, (ULONG)(ULONG_PTR)kept, __ATOMIC_ACQ_REL);
    if (before) NtClose((HANDLE)(ULONG_PTR)before);
    return STATUS_SUCCESS;
}

/* --- new tokens from old ones --- */

NTSTATUS NTAPI NtDuplicateToken(HANDLE token, ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes,
                                BOOLEAN effective_only, TOKEN_TYPE type, PHANDLE copy)
{
    struct token_state state;
    struct handle_entry entry = { .access = TOKEN_ALL_ACCESS };
    *copy = NULL;
    if (type != TokenPrimary && type != TokenImpersonation) return STATUS_INVALID_PARAMETER;
    NTSTATUS status = token_load(token, TOKEN_DUPLICATE, &state);
    if (!NT_SUCCESS(status)) return status;
    if (!access && !NT_SUCCESS(status = handle_get(token, OBJECT_TOKEN, 0, &entry))) return status;
    ULONG level = state.type == TokenImpersonation ? state.level : SecurityImpersonation;
    if (attributes && attributes->SecurityQualityOfService)
        level = ((SECURITY_QUALITY_OF_SERVICE *)attributes->SecurityQualityOfService)->ImpersonationLevel;
    if (level > SecurityDelegation) return STATUS_INVALID_PARAMETER;
    if (state.type == TokenImpersonation &&
        (level > state.level || (type == TokenPrimary && state.level < SecurityImpersonation)))
        return STATUS_BAD_IMPERSONATION_LEVEL;
    state.type = type;
    state.level = type == TokenImpersonation ? level : SecurityAnonymous;
    if (effective_only) state.privileges = state.enabled;
    return token_create(&state, access ? access : entry.access & TOKEN_ALL_ACCESS,
                        attributes ? attributes->Attributes : 0, copy);
}

static void disable_group(struct token_state *state, ULONG index)
{
    state->group_attributes[index] &= ~(ULONG)(SE_GROUP_ENABLED | SE_GROUP_ENABLED_BY_DEFAULT | SE_GROUP_OWNER);
    state->group_attributes[index] |= SE_GROUP_USE_FOR_DENY_ONLY;
    if (sid_equal(&state->owner, token_groups[index])) state->owner = token_user;
}

/* The limited token of an administrator, as user account control makes it. */
void token_limit(struct token_state *state)
{
    disable_group(state, ADMINISTRATORS);
    state->privileges &= LIMITED_PRIVILEGES;
    state->enabled = state->privileges & CHANGE_NOTIFY;
    state->integrity = SECURITY_MANDATORY_MEDIUM_RID;
    fill_default_dacl(state);
}

static NTSTATUS disable_sids(struct token_state *state, const TOKEN_GROUPS *groups)
{
    for (ULONG i = 0; groups && i < groups->GroupCount; i++) {
        const struct sid *sid = sid_checked(groups->Groups[i].Sid);
        if (!sid) return STATUS_INVALID_SID;
        for (ULONG group = 0; group < TOKEN_GROUP_COUNT; group++)
            if (sid_equal(sid, token_groups[group])) disable_group(state, group);
    }
    return STATUS_SUCCESS;
}

/* With restricting SIDs in both, the new token has those that stand in both lists. */
static NTSTATUS restrict_sids(struct token_state *state, const TOKEN_GROUPS *groups)
{
    ULONG count = 0, before = state->restricted_count;
    struct sid wanted[TOKEN_RESTRICTED_MAX];
    if (!groups || !groups->GroupCount) return STATUS_SUCCESS;
    if (groups->GroupCount > TOKEN_RESTRICTED_MAX) {
        log_line(LOG_WARN, "NtFilterToken: more than %u restricting SIDs are not supported", TOKEN_RESTRICTED_MAX);
        return STATUS_NOT_SUPPORTED;
    }
    for (ULONG i = 0; i < groups->GroupCount; i++) {
        const struct sid *sid = sid_checked(groups->Groups[i].Sid);
        bool keep = !before;
        if (!sid) return STATUS_INVALID_SID;
        for (ULONG old = 0; old < before; old++) keep |= sid_equal(sid, &state->restricted[old]);
        if (keep) memcpy(&wanted[count++], sid, SID_SIZE(sid));
    }
    memcpy(state->restricted, wanted, sizeof(wanted));
    state->restricted_count = count;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI NtFilterToken(HANDLE token, ULONG flags, PTOKEN_GROUPS disabled, PTOKEN_PRIVILEGES deleted,
                             PTOKEN_GROUPS restricting, PHANDLE filtered)
{
    struct token_state state;
    struct handle_entry entry = { .access = TOKEN_ALL_ACCESS };
    *filtered = NULL;
    if (flags & ~(ULONG)(DISABLE_MAX_PRIVILEGE | SANDBOX_INERT | LUA_TOKEN | WRITE_RESTRICTED))
        return STATUS_INVALID_PARAMETER;
    NTSTATUS status = token_load(token, TOKEN_DUPLICATE, &state);
    if (NT_SUCCESS(status)) status = handle_get(token, OBJECT_TOKEN, 0, &entry);
    if (NT_SUCCESS(status)) status = disable_sids(&state, disabled);
    if (NT_SUCCESS(status)) status = restrict_sids(&state, restricting);
    if (!NT_SUCCESS(status)) return status;
    if (flags & LUA_TOKEN) token_limit(&state);
    if (flags & DISABLE_MAX_PRIVILEGE) state.privileges &= CHANGE_NOTIFY;
    for (ULONG i = 0; deleted && i < deleted->PrivilegeCount; i++)
        if (deleted->Privileges[i].Luid.LowPart < 64) state.privileges &= ~BIT(deleted->Privileges[i].Luid.LowPart);
    state.enabled &= state.privileges;
    if (flags & WRITE_RESTRICTED) state.write_restricted = 1;
    return token_create(&state, entry.access & TOKEN_ALL_ACCESS, 0, filtered);
}

/* --- privileges and groups --- */

NTSTATUS NTAPI NtAdjustPrivilegesToken(HANDLE token, BOOLEAN disable_all, PTOKEN_PRIVILEGES wanted, ULONG capacity,
                                       PTOKEN_PRIVILEGES previous, PULONG needed)
{
    struct token_state state;
    NTSTATUS status = token_load(token, TOKEN_ADJUST_PRIVILEGES | (previous ? TOKEN_QUERY : 0), &state);
    if (!NT_SUCCESS(status)) return status;
    if (!disable_all && !wanted) return STATUS_INVALID_PARAMETER;
    ULONG count = disable_all ? (ULONG)__builtin_popcountll(state.privileges) : wanted->PrivilegeCount, missing = 0,
          changed = 0;
    ULONG64 turned_off = disable_all ? state.enabled : 0, turned_on = 0, removed = 0;
    if (previous) {
        ULONG size = offsetof(TOKEN_PRIVILEGES, Privileges) + count * sizeof(LUID_AND_ATTRIBUTES);
        if (needed) *needed = size;
        if (capacity < size) return STATUS_BUFFER_TOO_SMALL;
    }
    for (ULONG i = 0; !disable_all && i < count; i++) {
        LUID_AND_ATTRIBUTES one = wanted->Privileges[i];
        if (one.Luid.HighPart || one.Luid.LowPart >= 64 || !(state.privileges & BIT(one.Luid.LowPart))) {
            missing++;
            continue;
        }
        ULONG64 bit = BIT(one.Luid.LowPart);
        if (one.Attributes & SE_PRIVILEGE_REMOVED) removed |= bit;
        else if (one.Attributes & SE_PRIVILEGE_ENABLED) turned_on |= bit & ~state.enabled;
        else turned_off |= bit & state.enabled;
    }
    for (ULONG number = 0; previous && number < 64; number++)
        if ((turned_on | turned_off) & BIT(number))
            previous->Privileges[changed++] =
                (LUID_AND_ATTRIBUTES){{number, 0}, turned_off & BIT(number) ? SE_PRIVILEGE_ENABLED : 0};
    if (previous) previous->PrivilegeCount = changed;
    state.privileges &= ~removed;
    state.enabled = ((state.enabled | turned_on) & ~turned_off) & state.privileges;
    status = token_store(token, &state);
    if (!NT_SUCCESS(status)) return status;
    return missing ? STATUS_NOT_ALL_ASSIGNED : STATUS_SUCCESS;
}

/* Every group of the user is mandatory, so none can be switched off. */
NTSTATUS NTAPI NtAdjustGroupsToken(HANDLE token, BOOLEAN reset, PTOKEN_GROUPS wanted, ULONG capacity,
                                   PTOKEN_GROUPS previous, PULONG needed)
{
    struct token_state state;
    NTSTATUS status = token_load(token, TOKEN_ADJUST_GROUPS | (previous ? TOKEN_QUERY : 0), &state);
    if (!NT_SUCCESS(status)) return status;
    if (!reset && !wanted) return STATUS_INVALID_PARAMETER;
    if (needed) *needed = offsetof(TOKEN_GROUPS, Groups);
    if (previous && capacity < offsetof(TOKEN_GROUPS, Groups)) return STATUS_BUFFER_TOO_SMALL;
    if (previous) previous->GroupCount = 0;
    for (ULONG i = 0; !reset && i < wanted->GroupCount; i++) {
        const struct sid *sid = sid_checked(wanted->Groups[i].Sid);
        if (!sid) return STATUS_INVALID_SID;
        if (!(wanted->Groups[i].Attributes & SE_GROUP_ENABLED) && token_has_group(&state, sid, false))
            return STATUS_CANT_DISABLE_MANDATORY;
    }
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI NtPrivilegeCheck(HANDLE token, PPRIVILEGE_SET wanted, PBOOLEAN result)
{
    struct token_state state;
    NTSTATUS status = token_load(token, TOKEN_QUERY, &state);
    if (!NT_SUCCESS(status)) return status;
    ULONG found = 0;
    for (ULONG i = 0; i < wanted->PrivilegeCount; i++) {
        ULONG number = wanted->Privilege[i].Luid.LowPart;
        if (number >= 64 || !(state.enabled & BIT(number))) continue;
        wanted->Privilege[i].Attributes |= SE_PRIVILEGE_USED_FOR_ACCESS;
        found++;
    }
    *result = wanted->Control & PRIVILEGE_SET_ALL_NECESSARY ? found == wanted->PrivilegeCount : found > 0;
    return STATUS_SUCCESS;
}

/* Locally unique: counted in the system's time, so that it is unique until the machine is started again. */
NTSTATUS NTAPI NtAllocateLocallyUniqueId(PLUID luid)
{
    static ULONG64 last;
    LARGE_INTEGER now;
    NtQuerySystemTime(&now);
    ULONG64 before = __atomic_load_n(&last, __ATOMIC_RELAXED), next;
    do next = (ULONG64)now.QuadPart > before ? (ULONG64)now.QuadPart : before + 1;
    while (!__atomic_compare_exchange_n(&last, &before, next, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED));
    *luid = (LUID){ (ULONG)next, (LONG)(next >> 32) };
    return STATUS_SUCCESS;
}
