/* Security identifiers: making, comparing, text, well-known ones, account names. */
#include "../check.h"
#include <sddl.h>

static void test_text(void)
{
    static const struct { const char *text; BYTE count; DWORD last; } cases[] = {
        { "S-1-1-0", 1, 0 }, { "S-1-5-18", 1, 18 }, { "S-1-5-32-544", 2, 544 }, { "S-1-16-8192", 1, 8192 },
        { "S-1-5-21-1-2-3-1000", 5, 1000 }, { "S-1-5-21-4294967295-0-7-500", 5, 500 },
    };
    static const char *const bad[] = {"",
                                      "S",
                                      "S-1",
                                      "S-1-",
                                      "S-2-1-0",
                                      "S-1-5-",
                                      "S-1-5-18x",
                                      "X-1-5-18",
                                      "S-1-5-4294967296",
                                      "S-1-5-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15-16"};
    for (int i = 0; i < (int)(sizeof(cases) / sizeof(*cases)); i++) {
        PSID sid = NULL;
        char *text = NULL;
        check_case(i);
        check(ConvertStringSidToSidA(cases[i].text, &sid), "%s: error %lu", cases[i].text, GetLastError());
        if (!sid) continue;
        check(IsValidSid(sid), "%s is valid", cases[i].text);
        check_equal_u32(*GetSidSubAuthorityCount(sid), cases[i].count, cases[i].text);
        check_equal_u32(*GetSidSubAuthority(sid, cases[i].count - 1u), cases[i].last, cases[i].text);
        check_equal_u32(GetLengthSid(sid), 8u + 4u * cases[i].count, "length");
        check(ConvertSidToStringSidA(sid, &text), "back to text");
        check_equal_string(text, cases[i].text, "back to text");
        LocalFree(text);
        LocalFree(sid);
    }
    for (int i = 0; i < (int)(sizeof(bad) / sizeof(*bad)); i++) {
        PSID sid;
        check_case(i);
        check_fails_with(ConvertStringSidToSidA(bad[i], &sid), ERROR_INVALID_SID);
    }
    check_case(0);
    check_fails_with(ConvertStringSidToSidA(NULL, NULL), ERROR_INVALID_PARAMETER);
}

static void test_making(void)
{
    SID_IDENTIFIER_AUTHORITY nt = SECURITY_NT_AUTHORITY;
    PSID admins, users, copy;
    BYTE buffer[SECURITY_MAX_SID_SIZE];
    check(AllocateAndInitializeSid(&nt, 2, SECURITY_BUILTIN_DOMAIN_RID, DOMAIN_ALIAS_RID_ADMINS, 0, 0, 0, 0, 0, 0,
                                   &admins),
          "Administrators");
    check(
        AllocateAndInitializeSid(&nt, 2, SECURITY_BUILTIN_DOMAIN_RID, DOMAIN_ALIAS_RID_USERS, 0, 0, 0, 0, 0, 0, &users),
        "Users");
    check(!EqualSid(admins, users), "they differ");
    check(EqualPrefixSid(admins, users), "their domain is the same");
    check_equal_u32(GetSidLengthRequired(2), 16, "length of two sub-authorities");
    copy = buffer;
    check(CopySid(sizeof(buffer), copy, admins) && EqualSid(copy, admins), "a copy is equal");
    check_fails_with(CopySid(15, copy, admins), ERROR_INSUFFICIENT_BUFFER);
    check(IsWellKnownSid(admins, WinBuiltinAdministratorsSid), "it is the well-known one");
    check(!IsWellKnownSid(users, WinBuiltinAdministratorsSid), "and the other is not");
    check_equal_u32(GetSidIdentifierAuthority(admins)->Value[5], 5, "authority");
    check(InitializeSid(buffer, &nt, 1), "InitializeSid");
    *GetSidSubAuthority(buffer, 0) = SECURITY_LOCAL_SYSTEM_RID;
    check(IsWellKnownSid(buffer, WinLocalSystemSid), "filled by hand");
    check(FreeSid(admins) == NULL, "FreeSid");
    FreeSid(users);
}

static void test_well_known(void)
{
    static const struct { WELL_KNOWN_SID_TYPE type; const char *text;
    } cases[] = {
        {WinWorldSid, "S-1-1-0"},           {WinCreatorOwnerSid, "S-1-3-0"},
        {WinInteractiveSid, "S-1-5-4"},     {WinAuthenticatedUserSid, "S-1-5-11"},
        {WinLocalSystemSid, "S-1-5-18"},    {WinBuiltinUsersSid, "S-1-5-32-545"},
        {WinMediumLabelSid, "S-1-16-8192"},
    };
    for (int i = 0; i < (int)(sizeof(cases) / sizeof(*cases)); i++) {
        BYTE sid[SECURITY_MAX_SID_SIZE];
        DWORD size = sizeof(sid);
        char *text;
        check_case(i);
        check(CreateWellKnownSid(cases[i].type, NULL, sid, &size), "%s", cases[i].text);
        check_equal_u32(size, GetLengthSid(sid), "size");
        check(ConvertSidToStringSidA(sid, &text), "text");
        check_equal_string(text, cases[i].text, "text");
        LocalFree(text);
        size = 4;
        check_fails_with(CreateWellKnownSid(cases[i].type, NULL, sid, &size), ERROR_INSUFFICIENT_BUFFER);
    }
    check_case(0);
}

static void test_accounts(void)
{
    char user[256], name[256], domain[256];
    BYTE sid[SECURITY_MAX_SID_SIZE];
    DWORD size = sizeof(user), name_size, domain_size, sid_size = sizeof(sid);
    WCHAR wide_user[256], wide_domain[256];
    SID_NAME_USE use;
    check(GetUserNameA(user, &size) && size == strlen(user) + 1, "GetUserName counts its terminator");
    size = 1;
    check_fails_with(GetUserNameA(user, &size), ERROR_INSUFFICIENT_BUFFER);
    size = sizeof(user);
    GetUserNameA(user, &size);
    MultiByteToWideChar(CP_ACP, 0, user, -1, wide_user, 256);
    domain_size = 256;
    check(LookupAccountNameW(NULL, wide_user, sid, &sid_size, wide_domain, &domain_size, &use),
          "the user has a SID: error %lu", GetLastError());
    check_equal_u32(use, SidTypeUser, "it is a user");
    name_size = domain_size = sizeof(name);
    check(LookupAccountSidA(NULL, sid, name, &name_size, domain, &domain_size, &use), "and back");
    check_equal_string(name, user, "and back");
    size = sizeof(sid);
    CreateWellKnownSid(WinBuiltinAdministratorsSid, NULL, sid, &size);
    name_size = domain_size = sizeof(name);
    check(LookupAccountSidA(NULL, sid, name, &name_size, domain, &domain_size, &use), "Administrators");
    check_equal_string(name, "Administrators", "Administrators");
    check_equal_string(domain, "BUILTIN", "Administrators");
    check_equal_u32(use, SidTypeAlias, "Administrators");
    PSID unknown;
    ConvertStringSidToSidA("S-1-5-21-9-9-9-77777", &unknown);
    name_size = domain_size = sizeof(name);
    check_fails_with(LookupAccountSidA(NULL, unknown, name, &name_size, domain, &domain_size, &use), ERROR_NONE_MAPPED);
    LocalFree(unknown);
}

int main(void)
{
    test_text();
    test_making();
    test_well_known();
    test_accounts();
    return check_summary();
}
