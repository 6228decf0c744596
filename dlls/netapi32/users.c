/* Accounts of this computer: the user of the prefix, a member of Administrators and Users. None is added or changed. */
#include "netapi32_private.h"
#include <sddl.h>

/* The strings of a buffer that one NetApiBufferFree frees stand behind its structures. */
struct texts {
    BYTE *at;
};

static WCHAR *put_text(struct texts *texts, const WCHAR *text)
{
    WCHAR *copy = (WCHAR *)texts->at;
    wcscpy(copy, text);
    texts->at += (wcslen(text) + 1) * sizeof(WCHAR);
    return copy;
}

#define TEXTS_MAX 4096

struct account {
    WCHAR name[257];
    BYTE sid[SECURITY_MAX_SID_SIZE];
    DWORD id;
};

static NET_API_STATUS own_account(struct account *account)
{
    union {
        TOKEN_USER user;
        BYTE room[sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE];
    } answer;
    DWORD size = 257;
    HANDLE token;

    if (!GetUserNameW(account->name, &size)) return GetLastError();
    if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token)) return GetLastError();
    BOOL done = GetTokenInformation(token, TokenUser, &answer, sizeof(answer), &size);
    DWORD error = GetLastError();
    CloseHandle(token);
    if (!done) return error;
    CopySid(sizeof(account->sid), account->sid, answer.user.User.Sid);
    account->id = *GetSidSubAuthority(account->sid, *GetSidSubAuthorityCount(account->sid) - 1u);
    return NERR_Success;
}

/* Levels 1, 2 and 3 begin alike, and level 0 is their first member. */
static void fill_long(USER_INFO_3 *info, const struct account *account, struct texts *texts)
{
    WCHAR *empty = put_text(texts, L"");
    *info = (USER_INFO_3){.usri3_name = put_text(texts, account->name),
                          .usri3_priv = USER_PRIV_ADMIN,
                          .usri3_home_dir = empty,
                          .usri3_comment = empty,
                          .usri3_flags = UF_SCRIPT | UF_NORMAL_ACCOUNT,
                          .usri3_script_path = empty,
                          .usri3_full_name = empty,
                          .usri3_usr_comment = empty,
                          .usri3_parms = empty,
                          .usri3_workstations = empty,
                          .usri3_acct_expires = TIMEQ_FOREVER,
                          .usri3_max_storage = USER_MAXSTORAGE_UNLIMITED,
                          .usri3_units_per_week = UNITS_PER_WEEK,
                          .usri3_logon_server = put_text(texts, L"\\\\*"),
                          .usri3_user_id = account->id,
                          .usri3_primary_group_id = DOMAIN_GROUP_RID_USERS,
                          .usri3_profile = empty,
                          .usri3_home_dir_drive = empty};
}

static NET_API_STATUS fill(DWORD level, const struct account *account, LPBYTE *buffer)
{
    BYTE *block;
    NET_API_STATUS status = NetApiBufferAllocate(sizeof(USER_INFO_3) + TEXTS_MAX, (LPVOID *)&block);
    struct texts texts = {block + sizeof(USER_INFO_3)};

    if (status) return status;
    memset(block, 0, sizeof(USER_INFO_3) + TEXTS_MAX);
    BYTE *sid = block + sizeof(USER_INFO_3) + TEXTS_MAX - SECURITY_MAX_SID_SIZE;
    switch (level) {
    case 0:
    case 1:
    case 2:
    case 3: fill_long((USER_INFO_3 *)block, account, &texts); break;
    case 10:
        *(USER_INFO_10 *)block = (USER_INFO_10){put_text(&texts, account->name), put_text(&texts, L""),
                                                put_text(&texts, L""), put_text(&texts, L"")};
        break;
    case 20:
        *(USER_INFO_20 *)block = (USER_INFO_20){put_text(&texts, account->name), put_text(&texts, L""),
                                                put_text(&texts, L""), UF_SCRIPT | UF_NORMAL_ACCOUNT, account->id};
        break;
    case 23:
        *(USER_INFO_23 *)block = (USER_INFO_23){put_text(&texts, account->name), put_text(&texts, L""),
                                                put_text(&texts, L""), UF_SCRIPT | UF_NORMAL_ACCOUNT, sid};
        CopySid(SECURITY_MAX_SID_SIZE, sid, (PSID)account->sid);
        break;
    default: NetApiBufferFree(block); return ERROR_INVALID_LEVEL;
    }
    *buffer = block;
    return NERR_Success;
}

NET_API_STATUS WINAPI NetUserEnum(LPCWSTR server, DWORD level, DWORD filter, LPBYTE *buffer, DWORD wanted, LPDWORD read,
                                  LPDWORD total, PDWORD resume)
{
    struct account account;

    (void)filter, (void)wanted;
    if (!buffer || !read || !total) return ERROR_INVALID_PARAMETER;
    *buffer = NULL;
    *read = *total = 0;
    if (!is_this_computer(server)) return NERR_InvalidComputer;
    NET_API_STATUS status = own_account(&account);
    if (!status) status = fill(level, &account, buffer);
    if (status) return status;
    *read = *total = 1;
    if (resume) *resume = 0;
    return NERR_Success;
}

NET_API_STATUS WINAPI NetUserGetInfo(LPCWSTR server, LPCWSTR name, DWORD level, LPBYTE *buffer)
{
    struct account account;

    if (!name || !buffer) return ERROR_INVALID_PARAMETER;
    if (!is_this_computer(server)) return NERR_InvalidComputer;
    NET_API_STATUS status = own_account(&account);
    if (status) return status;
    return lstrcmpiW(name, account.name) ? NERR_UserNotFound : fill(level, &account, buffer);
}

static bool well_known_name(WELL_KNOWN_SID_TYPE type, WCHAR name[257])
{
    BYTE sid[SECURITY_MAX_SID_SIZE];
    WCHAR domain[257];
    DWORD size = sizeof(sid), length = 257, domain_length = ARRAYSIZE(domain);
    SID_NAME_USE use;
    return CreateWellKnownSid(type, NULL, sid, &size) &&
           LookupAccountSidW(NULL, sid, name, &length, domain, &domain_length, &use);
}

static NET_API_STATUS give_groups(const WELL_KNOWN_SID_TYPE *types, DWORD count, LPBYTE *buffer, LPDWORD read,
                                  LPDWORD total)
{
    LOCALGROUP_INFO_0 *groups;
    WCHAR name[257];
    NET_API_STATUS status = NetApiBufferAllocate(count * sizeof(*groups) + TEXTS_MAX, (LPVOID *)&groups);

    if (status) return status;
    struct texts texts = {(BYTE *)(groups + count)};
    *read = 0;
    for (DWORD i = 0; i < count; i++)
        if (well_known_name(types[i], name)) groups[(*read)++].lgrpi0_name = put_text(&texts, name);
    *total = *read;
    *buffer = (BYTE *)groups;
    return NERR_Success;
}

/* A name may have its domain before it, as in COMPUTER\user. */
NET_API_STATUS WINAPI NetUserGetLocalGroups(LPCWSTR server, LPCWSTR name, DWORD level, DWORD flags, LPBYTE *buffer,
                                            DWORD wanted, LPDWORD read, LPDWORD total)
{
    static const WELL_KNOWN_SID_TYPE types[] = {WinBuiltinAdministratorsSid, WinBuiltinUsersSid};
    struct account account;

    (void)wanted;
    if (!name || !buffer || !read || !total || flags & ~(DWORD)LG_INCLUDE_INDIRECT) return ERROR_INVALID_PARAMETER;
    if (level) return ERROR_INVALID_LEVEL;
    if (!is_this_computer(server)) return NERR_InvalidComputer;
    NET_API_STATUS status = own_account(&account);
    if (status) return status;
    const WCHAR *slash = wcsrchr(name, '\\');
    if (lstrcmpiW(slash ? slash + 1 : name, account.name)) return NERR_UserNotFound;
    return give_groups(types, ARRAYSIZE(types), buffer, read, total);
}

NET_API_STATUS WINAPI NetLocalGroupEnum(LPCWSTR server, DWORD level, LPBYTE *buffer, DWORD wanted, LPDWORD read,
                                        LPDWORD total, PDWORD_PTR resume)
{
    static const WELL_KNOWN_SID_TYPE types[] = {WinBuiltinAdministratorsSid, WinBuiltinGuestsSid, WinBuiltinUsersSid};

    (void)wanted;
    if (!buffer || !read || !total) return ERROR_INVALID_PARAMETER;
    if (level) return ERROR_INVALID_LEVEL;
    if (!is_this_computer(server)) return NERR_InvalidComputer;
    if (resume) *resume = 0;
    return give_groups(types, ARRAYSIZE(types), buffer, read, total);
}
