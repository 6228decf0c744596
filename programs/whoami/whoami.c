/* whoami: the user, and with switches the user's SID, groups and privileges. */
#include "text_output.h"
#include <sddl.h>

static BYTE buffer[8192];

static const void *query(TOKEN_INFORMATION_CLASS class)
{
    HANDLE token;
    DWORD size;
    if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token)) return NULL;
    BOOL done = GetTokenInformation(token, class, buffer, sizeof(buffer), &size);
    CloseHandle(token);
    return done ? buffer : NULL;
}

/* DOMAIN\NAME, in lower case as whoami shows the user; the SID itself for an unknown one. */
static void account_name(PSID sid, WCHAR *text, DWORD capacity)
{
    WCHAR name[256], domain[256];
    DWORD name_size = ARRAYSIZE(name), domain_size = ARRAYSIZE(domain);
    SID_NAME_USE use;
    LPWSTR plain;
    if (LookupAccountSidW(NULL, sid, name, &name_size, domain, &domain_size, &use)) {
        _snwprintf(text, capacity, *domain ? L"%ls\\%ls" : L"%ls%ls", domain, name);
    } else if (ConvertSidToStringSidW(sid, &plain)) {
        _snwprintf(text, capacity, L"%ls", plain);
        LocalFree(plain);
    }
}

static int show_user(bool with_sid)
{
    const TOKEN_USER *user = query(TokenUser);
    WCHAR name[520] = L"";
    LPWSTR sid;
    if (!user) return put_system_error(GetLastError()), 1;
    account_name(user->User.Sid, name, ARRAYSIZE(name));
    _wcslwr(name);
    if (!with_sid) return put_format(L"%ls\r\n", name), 0;
    if (!ConvertSidToStringSidW(user->User.Sid, &sid)) return put_system_error(GetLastError()), 1;
    put_format(L"\r\nUSER INFORMATION\r\n----------------\r\n\r\nUser Name %*ls SID\r\n",
               (int)wcslen(name) > 9 ? (int)wcslen(name) - 10 : 0, L"");
    put_format(L"%ls %ls\r\n", name, sid);
    LocalFree(sid);
    return 0;
}

static int show_groups(void)
{
    const TOKEN_GROUPS *groups = query(TokenGroups);
    if (!groups) return put_system_error(GetLastError()), 1;
    put_text(L"\r\nGROUP INFORMATION\r\n-----------------\r\n\r\nGroup Name                               SID\r\n");
    for (DWORD i = 0; i < groups->GroupCount; i++) {
        WCHAR name[520] = L"";
        LPWSTR sid = NULL;
        account_name(groups->Groups[i].Sid, name, ARRAYSIZE(name));
        ConvertSidToStringSidW(groups->Groups[i].Sid, &sid);
        put_format(L"%-40ls %ls\r\n", name, sid ? sid : L"");
        LocalFree(sid);
    }
    return 0;
}

static int show_privileges(void)
{
    const TOKEN_PRIVILEGES *privileges = query(TokenPrivileges);
    if (!privileges) return put_system_error(GetLastError()), 1;
    put_text(L"\r\nPRIVILEGES INFORMATION\r\n----------------------\r\n\r\nPrivilege Name                  State\r\n");
    for (DWORD i = 0; i < privileges->PrivilegeCount; i++) {
        WCHAR name[64];
        DWORD size = ARRAYSIZE(name);
        if (!LookupPrivilegeNameW(NULL, (PLUID)&privileges->Privileges[i].Luid, name, &size)) continue;
        put_format(L"%-31ls %ls\r\n", name,
                   privileges->Privileges[i].Attributes & SE_PRIVILEGE_ENABLED ? L"Enabled" : L"Disabled");
    }
    return 0;
}

int main(void)
{
    int count;
    WCHAR **arguments = arguments_of_program(&count);
    if (!count) return show_user(false);
    if (count == 1 && is_switch(arguments[0], L"user")) return show_user(true);
    if (count == 1 && is_switch(arguments[0], L"groups")) return show_groups();
    if (count == 1 && is_switch(arguments[0], L"priv")) return show_privileges();
    if (count == 1 && is_switch(arguments[0], L"all")) return show_user(true) || show_groups() || show_privileges();
    if (count == 1 && is_switch(arguments[0], L"?")) {
        put_text(L"Shows who runs this program.\r\n\r\nwhoami [/user | /groups | /priv | /all]\r\n");
        return 0;
    }
    put_error(L"ERROR: Invalid argument/option. Type \"WHOAMI /?\" for usage.\r\n");
    return 1;
}
