/* Account names: the Unix user under the SID of the prefix's one user, the machine's own domain, and the well-known
 * accounts. */
#include "advapi32_private.h"
#include "registry_paths.h"
#include <sddl.h>
#include <string.h>
#include <wchar.h>

/* The name that the program's environment began with: the loader sets USERNAME from the Unix account. */
static DWORD user_name(WCHAR *name, DWORD capacity)
{
    DWORD length = GetEnvironmentVariableW(L"USERNAME", name, capacity);
    if (length && length < capacity) return length;
    wcscpy(name, L"user");
    return 4;
}

BOOL WINAPI GetUserNameW(LPWSTR buffer, LPDWORD size)
{
    WCHAR name[257];
    DWORD needed = user_name(name, ARRAYSIZE(name)) + 1, capacity = *size;
    *size = needed;
    if (!buffer || capacity < needed) return fail_with(ERROR_INSUFFICIENT_BUFFER);
    memcpy(buffer, name, needed * sizeof(WCHAR));
    return TRUE;
}

BOOL WINAPI GetUserNameA(LPSTR buffer, LPDWORD size)
{
    WCHAR name[257];
    DWORD length = user_name(name, ARRAYSIZE(name)) + 1, capacity = *size;
    DWORD needed = (DWORD)WideCharToMultiByte(CP_ACP, 0, name, (int)length, NULL, 0, NULL, NULL);
    *size = needed;
    if (!buffer || capacity < needed) return fail_with(ERROR_INSUFFICIENT_BUFFER);
    WideCharToMultiByte(CP_ACP, 0, name, (int)length, buffer, (int)capacity, NULL, NULL);
    return TRUE;
}

struct account { const WCHAR *sid, *name, *domain; SID_NAME_USE use; };
static const struct account accounts[] = {
    {L"S-1-0-0", L"NULL SID", L"", SidTypeWellKnownGroup},
    {L"S-1-1-0", L"Everyone", L"", SidTypeWellKnownGroup},
    {L"S-1-2-0", L"LOCAL", L"", SidTypeWellKnownGroup},
    {L"S-1-3-0", L"CREATOR OWNER", L"", SidTypeWellKnownGroup},
    {L"S-1-3-1", L"CREATOR GROUP", L"", SidTypeWellKnownGroup},
    {L"S-1-5-2", L"NETWORK", L"NT AUTHORITY", SidTypeWellKnownGroup},
    {L"S-1-5-4", L"INTERACTIVE", L"NT AUTHORITY", SidTypeWellKnownGroup},
    {L"S-1-5-6", L"SERVICE", L"NT AUTHORITY", SidTypeWellKnownGroup},
    {L"S-1-5-7", L"ANONYMOUS LOGON", L"NT AUTHORITY", SidTypeWellKnownGroup},
    {L"S-1-5-11", L"Authenticated Users", L"NT AUTHORITY", SidTypeWellKnownGroup},
    {L"S-1-5-18", L"SYSTEM", L"NT AUTHORITY", SidTypeWellKnownGroup},
    {L"S-1-5-19", L"LOCAL SERVICE", L"NT AUTHORITY", SidTypeWellKnownGroup},
    {L"S-1-5-20", L"NETWORK SERVICE", L"NT AUTHORITY", SidTypeWellKnownGroup},
    {L"S-1-5-32", L"BUILTIN", L"BUILTIN", SidTypeDomain},
    {L"S-1-5-32-544", L"Administrators", L"BUILTIN", SidTypeAlias},
    {L"S-1-5-32-545", L"Users", L"BUILTIN", SidTypeAlias},
    {L"S-1-5-32-546", L"Guests", L"BUILTIN", SidTypeAlias},
};

#define WIDE_(text) L##text
#define WIDE(text) WIDE_(text)
static const WCHAR user_sid[] = WIDE(CURRENT_USER_SID);

/* Both texts into the caller's buffers; sizes count characters, with the terminator when they are too small. */
static BOOL deliver(const WCHAR *name, LPWSTR name_out, LPDWORD name_size, const WCHAR *domain, LPWSTR domain_out,
                    LPDWORD domain_size)
{
    DWORD name_length = (DWORD)wcslen(name), domain_length = (DWORD)wcslen(domain);
    bool fits = name_length < *name_size && domain_length < *domain_size;
    *name_size = fits ? name_length : name_length + 1;
    *domain_size = fits ? domain_length : domain_length + 1;
    if (!fits) return fail_with(ERROR_INSUFFICIENT_BUFFER);
    if (name_out) wcscpy(name_out, name);
    if (domain_out) wcscpy(domain_out, domain);
    return TRUE;
}

BOOL WINAPI LookupAccountSidW(LPCWSTR system, PSID sid, LPWSTR name, LPDWORD name_size, LPWSTR domain,
                              LPDWORD domain_size, PSID_NAME_USE use)
{
    LPWSTR text;
    WCHAR user[257], machine[MAX_COMPUTERNAME_LENGTH + 1];
    DWORD machine_size = ARRAYSIZE(machine);
    (void)system;
    if (!ConvertSidToStringSidW(sid, &text)) return FALSE;
    BOOL is_user = !wcscmp(text, user_sid);
    const struct account *found = NULL;
    for (size_t i = 0; i < ARRAYSIZE(accounts) && !found; i++)
        if (!wcscmp(text, accounts[i].sid)) found = &accounts[i];
    LocalFree(text);
    if (is_user) {
        user_name(user, ARRAYSIZE(user));
        if (!GetComputerNameW(machine, &machine_size)) return FALSE;
        *use = SidTypeUser;
        return deliver(user, name, name_size, machine, domain, domain_size);
    }
    if (!found) return fail_with(ERROR_NONE_MAPPED);
    *use = found->use;
    return deliver(found->name, name, name_size, found->domain, domain, domain_size);
}

BOOL WINAPI LookupAccountSidA(LPCSTR system, PSID sid, LPSTR name, LPDWORD name_size, LPSTR domain, LPDWORD domain_size,
                              PSID_NAME_USE use)
{
    WCHAR wide_name[257], wide_domain[257];
    DWORD wide_name_size = ARRAYSIZE(wide_name), wide_domain_size = ARRAYSIZE(wide_domain);
    (void)system;
    if (!LookupAccountSidW(NULL, sid, wide_name, &wide_name_size, wide_domain, &wide_domain_size, use)) return FALSE;
    DWORD name_capacity = *name_size, domain_capacity = *domain_size;
    LSTATUS name_error = ansi_from_wide(wide_name, wide_name_size, name, name_size);
    LSTATUS domain_error = ansi_from_wide(wide_domain, wide_domain_size, domain, domain_size);
    if (!name_error && !domain_error) return TRUE;
    if (*name_size >= name_capacity) ++*name_size;
    if (*domain_size >= domain_capacity) ++*domain_size;
    return fail_with(ERROR_INSUFFICIENT_BUFFER);
}

BOOL WINAPI LookupAccountNameW(LPCWSTR system, LPCWSTR account, PSID sid, LPDWORD sid_size, LPWSTR domain,
                               LPDWORD domain_size, PSID_NAME_USE use)
{
    WCHAR user[257], machine[MAX_COMPUTERNAME_LENGTH + 1];
    DWORD machine_size = ARRAYSIZE(machine), no_name = 1;
    const WCHAR *text = NULL, *found_domain = machine, *name = wcsrchr(account, '\\');
    PSID found;
    (void)system;
    name = name ? name + 1 : account;
    user_name(user, ARRAYSIZE(user));
    if (!GetComputerNameW(machine, &machine_size)) return FALSE;
    if (!_wcsicmp(name, user)) {
        text = user_sid;
        *use = SidTypeUser;
    }
    for (size_t i = 0; i < ARRAYSIZE(accounts) && !text; i++) {
        if (_wcsicmp(name, accounts[i].name)) continue;
        text = accounts[i].sid;
        found_domain = accounts[i].domain;
        *use = accounts[i].use;
    }
    if (!text) return fail_with(ERROR_NONE_MAPPED);
    if (!ConvertStringSidToSidW(text, &found)) return FALSE;
    DWORD needed = GetLengthSid(found), capacity = *sid_size;
    *sid_size = needed;
    BOOL done = deliver(L"", NULL, &no_name, found_domain, domain, domain_size);
    if (done && (!sid || capacity < needed)) done = fail_with(ERROR_INSUFFICIENT_BUFFER);
    else if (done) done = CopySid(capacity, sid, found);
    DWORD error = GetLastError();
    LocalFree(found);
    SetLastError(error);
    return done;
}
