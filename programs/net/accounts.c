/* net user, localgroup, config, time: what this computer knows. There is one user, and the groups are the well-known
 * ones. */
#include "net.h"

enum { USER_NOT_FOUND = 2221, GROUP_NOT_FOUND = 1376, NO_TIME_SERVER = 3912 };

static void computer_name(WCHAR name[256])
{
    DWORD size = 256;
    if (!GetComputerNameW(name, &size)) wcscpy(name, L"");
}

static void user_name(WCHAR name[257])
{
    DWORD size = 257;
    if (!GetUserNameW(name, &size)) wcscpy(name, L"");
}

static const WCHAR line[] = L"-------------------------------------------------------------------------------\r\n";

int show_users(int count, WCHAR **arguments)
{
    WCHAR user[257], computer[256];
    computer_name(computer);
    user_name(user);
    if (count > 1) return system_failure(ERROR_NOT_SUPPORTED); /* changing accounts */
    if (!count) {
        put_format(L"\r\nUser accounts for \\\\%ls\r\n\r\n%ls%ls\r\n", computer, line, user);
        return succeed();
    }
    if (_wcsicmp(arguments[0], user)) return net_failure(USER_NOT_FOUND, L"The user name could not be found.");
    put_format(L"User name                    %ls\r\n", user);
    put_text(L"Account active               Yes\r\n");
    put_text(L"Local Group Memberships      *Administrators       *Users\r\n");
    return succeed();
}

/* The name of a well-known group as this system calls it. */
static bool group_name(WELL_KNOWN_SID_TYPE type, WCHAR name[256])
{
    BYTE sid[SECURITY_MAX_SID_SIZE];
    WCHAR domain[256];
    DWORD size = sizeof(sid), length = 256, domain_length = ARRAYSIZE(domain);
    SID_NAME_USE use;
    return CreateWellKnownSid(type, NULL, sid, &size) &&
           LookupAccountSidW(NULL, sid, name, &length, domain, &domain_length, &use);
}

int show_groups(int count, WCHAR **arguments)
{
    static const WELL_KNOWN_SID_TYPE groups[] = {WinBuiltinAdministratorsSid, WinBuiltinGuestsSid, WinBuiltinUsersSid};
    WCHAR name[256], user[257], computer[256];
    computer_name(computer);
    user_name(user);
    if (count > 1) return system_failure(ERROR_NOT_SUPPORTED);
    if (!count) put_format(L"\r\nAliases for \\\\%ls\r\n\r\n%ls", computer, line);
    for (size_t i = 0; i < ARRAYSIZE(groups); i++) {
        if (!group_name(groups[i], name)) continue;
        if (!count) put_format(L"*%ls\r\n", name);
        else if (!_wcsicmp(arguments[0], name)) {
            put_format(L"Alias name     %ls\r\n\r\nMembers\r\n\r\n%ls", name, line);
            if (groups[i] != WinBuiltinGuestsSid) put_format(L"%ls\r\n", user);
            return succeed();
        }
    }
    return count ? system_failure(GROUP_NOT_FOUND) : succeed();
}

int show_configuration(int count, WCHAR **arguments)
{
    WCHAR computer[256], user[257], full[256], product[128] = L"Windows";
    DWORD size = sizeof(product), length = ARRAYSIZE(full);
    if (!count) {
        put_text(L"The following running services can be controlled:\r\n\r\n   Workstation\r\n\r\n");
        return succeed();
    }
    if (_wcsnicmp(arguments[0], L"workstation", wcslen(arguments[0]))) return system_failure(ERROR_NOT_SUPPORTED);
    computer_name(computer);
    user_name(user);
    if (!GetComputerNameExW(ComputerNameDnsFullyQualified, full, &length)) wcscpy(full, computer);
    RegGetValueW(HKEY_LOCAL_MACHINE, L"SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion", L"ProductName", RRF_RT_REG_SZ,
                 NULL, product, &size);
    put_format(L"Computer name                        \\\\%ls\r\n", computer);
    put_format(L"Full Computer name                   %ls\r\n", full);
    put_format(L"User name                            %ls\r\n\r\n", user);
    put_format(L"Software version                     %ls\r\n\r\n", product);
    put_format(L"Workstation domain                   %ls\r\n", L"WORKGROUP");
    return succeed();
}

int show_time(int count, WCHAR **arguments)
{
    WCHAR computer[256], date[64], time[64];
    computer_name(computer);
    if (!count) return net_failure(NO_TIME_SERVER, L"Could not locate a time-server.");
    const WCHAR *wanted = arguments[0];
    while (*wanted == '\\') wanted++;
    if (count > 1) return system_failure(ERROR_NOT_SUPPORTED);
    if (_wcsicmp(wanted, computer) && _wcsicmp(wanted, L"localhost") && wcscmp(wanted, L"127.0.0.1"))
        return system_failure(ERROR_BAD_NETPATH);
    GetDateFormatW(LOCALE_USER_DEFAULT, DATE_SHORTDATE, NULL, NULL, date, ARRAYSIZE(date));
    GetTimeFormatW(LOCALE_USER_DEFAULT, 0, NULL, NULL, time, ARRAYSIZE(time));
    put_format(L"Current time at \\\\%ls is %ls %ls\r\n\r\n", wanted, date, time);
    return succeed();
}
