/* Tokens and privileges as programs probe them; random numbers. */
#include "../check.h"
#include <sddl.h>
#include <wincrypt.h>

BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);

static HANDLE token;

static void test_information(void)
{
    static const struct { TOKEN_INFORMATION_CLASS class; DWORD size;
    } cases[] = {
        {TokenType, 4},
        {TokenSessionId, 4},
        {TokenElevation, 4},
        {TokenElevationType, 4},
        {TokenStatistics, sizeof(TOKEN_STATISTICS)},
        {TokenSource, sizeof(TOKEN_SOURCE)},
    };
    static const TOKEN_INFORMATION_CLASS with_sids[] = {TokenUser, TokenOwner, TokenPrimaryGroup, TokenIntegrityLevel};
    BYTE buffer[2048];
    DWORD size;
    for (int i = 0; i < (int)(sizeof(cases) / sizeof(*cases)); i++) {
        check_case(i);
        check(GetTokenInformation(token, cases[i].class, buffer, sizeof(buffer), &size), "class %d: error %lu",
              cases[i].class, GetLastError());
        check_equal_u32(size, cases[i].size, "size");
    }
    for (int i = 0; i < 4; i++) {
        check_case(i);
        check_fails_with(GetTokenInformation(token, with_sids[i], NULL, 0, &size), ERROR_INSUFFICIENT_BUFFER);
        check(size > sizeof(void *) && size < 200, "class %d takes %lu bytes", with_sids[i], size);
        check(GetTokenInformation(token, with_sids[i], buffer, size, &size), "class %d: error %lu", with_sids[i],
              GetLastError());
        check(IsValidSid(*(PSID *)buffer), "class %d has a SID", with_sids[i]);
    }
    check_case(0);
    check(GetTokenInformation(token, TokenGroups, buffer, sizeof(buffer), &size), "groups");
    TOKEN_GROUPS *groups = (TOKEN_GROUPS *)buffer;
    check(groups->GroupCount > 2, "the user is in %lu groups", groups->GroupCount);
    for (DWORD i = 0; i < groups->GroupCount; i++) check(IsValidSid(groups->Groups[i].Sid), "group %lu", i);
    check_fails_with(GetTokenInformation((HANDLE)0xdead0, TokenUser, buffer, sizeof(buffer), &size),
                     ERROR_INVALID_HANDLE);
}

static void test_privileges(void)
{
    LUID luid;
    TOKEN_PRIVILEGES wanted = { .PrivilegeCount = 1 }, before;
    DWORD size;
    WCHAR name[64];
    check(LookupPrivilegeValueA(NULL, "SeShutdownPrivilege", &luid), "SeShutdownPrivilege");
    check_equal_u32(luid.LowPart, 19, "its number");
    check(LookupPrivilegeValueW(NULL, L"seBACKUPprivilege", &luid) && luid.LowPart == 17, "names ignore case");
    check_fails_with(LookupPrivilegeValueA(NULL, "SeNoSuchPrivilege", &luid), ERROR_NO_SUCH_PRIVILEGE);
    luid.LowPart = 20;
    size = 64;
    check(LookupPrivilegeNameW(NULL, &luid, name, &size), "the name of number 20");
    check_equal_wide(name, L"SeDebugPrivilege", "the name of number 20");
    wanted.Privileges[0].Luid.LowPart = 19;
    wanted.Privileges[0].Luid.HighPart = 0;
    wanted.Privileges[0].Attributes = SE_PRIVILEGE_ENABLED;
    SetLastError(77);
    check(AdjustTokenPrivileges(token, FALSE, &wanted, sizeof(before), &before, &size), "enable it");
    check_last_error(ERROR_SUCCESS, "all were assigned");
    wanted.Privileges[0].Luid.LowPart = 19;
    PRIVILEGE_SET set = { .PrivilegeCount = 1, .Control = PRIVILEGE_SET_ALL_NECESSARY };
    set.Privilege[0].Luid.LowPart = 19;
    BOOL held = FALSE;
    check(PrivilegeCheck(token, &set, &held) && held, "it is held");
    wanted.Privileges[0].Attributes = 0;
    check(AdjustTokenPrivileges(token, FALSE, &wanted, 0, NULL, NULL), "disable it");
    held = TRUE;
    check(PrivilegeCheck(token, &set, &held) && !held, "it is not held any more");
    wanted.Privileges[0].Luid.LowPart = 2; /* nobody has it */
    wanted.Privileges[0].Attributes = SE_PRIVILEGE_ENABLED;
    check(AdjustTokenPrivileges(token, FALSE, &wanted, 0, NULL, NULL), "one that the user lacks");
    check_last_error(ERROR_NOT_ALL_ASSIGNED, "one that the user lacks");
}

static void test_other(void)
{
    HANDLE copy;
    BYTE sid[SECURITY_MAX_SID_SIZE];
    DWORD size = sizeof(sid), type;
    BOOL member = FALSE;
    check_fails_with(OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, TRUE, &copy), ERROR_NO_TOKEN);
    check(DuplicateTokenEx(token, TOKEN_ALL_ACCESS, NULL, SecurityImpersonation, TokenImpersonation, &copy),
          "duplicate");
    check(GetTokenInformation(copy, TokenType, &type, sizeof(type), &size) && type == TokenImpersonation,
          "it is an impersonation token");
    check(CloseHandle(copy), "close it");
    size = sizeof(sid);
    CreateWellKnownSid(WinWorldSid, NULL, sid, &size);
    check(CheckTokenMembership(NULL, sid, &member) && member, "everyone is in Everyone");
    size = sizeof(sid);
    CreateWellKnownSid(WinLocalSystemSid, NULL, sid, &size);
    check(CheckTokenMembership(NULL, sid, &member) && !member, "the user is not the system");
}

static void test_random(void)
{
    HCRYPTPROV provider;
    BYTE a[32] = { 0 }, b[32] = { 0 };
    check(SystemFunction036(a, sizeof(a)) && SystemFunction036(b, sizeof(b)), "RtlGenRandom");
    check(memcmp(a, b, sizeof(a)), "two draws differ");
    check(CryptAcquireContextA(&provider, NULL, NULL, PROV_RSA_FULL, CRYPT_VERIFYCONTEXT), "acquire: error %lx",
          GetLastError());
    check(CryptGenRandom(provider, sizeof(b), b) && memcmp(a, b, sizeof(a)), "CryptGenRandom");
    check(CryptReleaseContext(provider, 0), "release");
}

int main(void)
{
    check(OpenProcessToken(GetCurrentProcess(), TOKEN_ALL_ACCESS, &token), "OpenProcessToken");
    test_information();
    test_privileges();
    test_other();
    test_random();
    check(CloseHandle(token), "close the token");
    return check_summary();
}
