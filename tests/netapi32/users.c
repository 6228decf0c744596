/* NetUserEnum, NetUserGetInfo, NetUserGetLocalGroups: the one user there is. */
#include "../check.h"
#include <lm.h>

static WCHAR user[257];

static void test_enum(void)
{
    USER_INFO_0 *users;
    DWORD read = 0, total = 0;
    NET_API_STATUS status = NetUserEnum(NULL, 0, FILTER_NORMAL_ACCOUNT, (BYTE **)&users, MAX_PREFERRED_LENGTH, &read,
                                        &total, NULL);
    BOOL found = FALSE;

    check(!status && read >= 1 && total >= read, "status %lu, %lu of %lu", status, read, total);
    for (DWORD i = 0; !status && i < read; i++) found |= !lstrcmpiW(users[i].usri0_name, user);
    check(found, "the user is among them");
    if (!status) NetApiBufferFree(users);
    status = NetUserEnum(NULL, 77, 0, (BYTE **)&users, MAX_PREFERRED_LENGTH, &read, &total, NULL);
    check(status == ERROR_INVALID_LEVEL, "level 77: %lu", status);
}

static void test_info(void)
{
    USER_INFO_3 *three;
    USER_INFO_20 *twenty;
    USER_INFO_23 *sid_info;
    WCHAR name[257], domain[257];
    DWORD size = 257, domain_size = 257;
    SID_NAME_USE use;

    check(!NetUserGetInfo(NULL, user, 3, (BYTE **)&three), "level 3");
    check(!lstrcmpiW(three->usri3_name, user) && three->usri3_flags & UF_NORMAL_ACCOUNT, "'%ls'", three->usri3_name);
    check(!NetUserGetInfo(NULL, user, 20, (BYTE **)&twenty), "level 20");
    check(twenty->usri20_user_id == three->usri3_user_id, "ids %lu and %lu", twenty->usri20_user_id, three->usri3_user_id);
    check(!NetUserGetInfo(NULL, user, 23, (BYTE **)&sid_info), "level 23");
    check(LookupAccountSidW(NULL, sid_info->usri23_user_sid, name, &size, domain, &domain_size, &use), "its SID: %lu",
          GetLastError());
    check(!lstrcmpiW(name, user) && use == SidTypeUser, "'%ls', %d", name, use);
    NetApiBufferFree(three);
    NetApiBufferFree(twenty);
    NetApiBufferFree(sid_info);
    check(NetUserGetInfo(NULL, L"no such user", 0, (BYTE **)&three) == NERR_UserNotFound, "another user");
    check(NetUserGetInfo(NULL, NULL, 0, (BYTE **)&three) == ERROR_INVALID_PARAMETER, "no name");
}

static void test_groups(void)
{
    LOCALGROUP_USERS_INFO_0 *groups;
    DWORD read = 0, total = 0;
    NET_API_STATUS status =
        NetUserGetLocalGroups(NULL, user, 0, LG_INCLUDE_INDIRECT, (BYTE **)&groups, MAX_PREFERRED_LENGTH, &read, &total);

    check(!status && read >= 1, "status %lu, %lu groups", status, read);
    for (DWORD i = 0; !status && i < read; i++) check(*groups[i].lgrui0_name != 0, "group %lu", i);
    if (!status) NetApiBufferFree(groups);
    status = NetUserGetLocalGroups(NULL, L"no such user", 0, 0, (BYTE **)&groups, MAX_PREFERRED_LENGTH, &read, &total);
    check(status == NERR_UserNotFound, "another user: %lu", status);
    status = NetLocalGroupEnum(NULL, 0, (BYTE **)&groups, MAX_PREFERRED_LENGTH, &read, &total, NULL);
    check(!status && read >= 3, "all groups: %lu, %lu", status, read);
    if (!status) NetApiBufferFree(groups);
}

int main(void)
{
    DWORD size = ARRAYSIZE(user);

    check(GetUserNameW(user, &size), "GetUserName: %lu", GetLastError());
    test_enum();
    test_info();
    test_groups();
    return check_summary();
}
