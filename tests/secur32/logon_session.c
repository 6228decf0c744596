/* LsaEnumerateLogonSessions and LsaGetLogonSessionData: the session of this process's user. */
#include "../check.h"
#include <ntsecapi.h>

int main(void)
{
    ULONG count = 0;
    LUID *list = NULL, unknown = {0x12345678, 0x1234};
    SECURITY_LOGON_SESSION_DATA *data = NULL;
    WCHAR user[257];
    DWORD size = ARRAYSIZE(user);
    TOKEN_STATISTICS statistics;
    HANDLE token;
    BOOL found = FALSE;

    OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token);
    GetTokenInformation(token, TokenStatistics, &statistics, sizeof(statistics), &size);
    size = ARRAYSIZE(user);
    check(GetUserNameW(user, &size), "GetUserName: %lu", GetLastError());
    NTSTATUS status = LsaEnumerateLogonSessions(&count, &list);
    check(!status && count >= 1, "status %#lx, %lu sessions", status, count);
    for (ULONG i = 0; i < count; i++) found |= !memcmp(&list[i], &statistics.AuthenticationId, sizeof(LUID));
    check(found, "the token's session is among them");
    LsaFreeReturnBuffer(list);
    status = LsaGetLogonSessionData(&statistics.AuthenticationId, &data);
    check(!status && data, "its data: %#lx", status);
    if (data) {
        check(data->UserName.Length == lstrlenW(user) * sizeof(WCHAR) && !lstrcmpW(data->UserName.Buffer, user), "the user");
        check(data->LogonType == Interactive && IsValidSid(data->Sid), "type %lu", data->LogonType);
        LsaFreeReturnBuffer(data);
    }
    check(LsaGetLogonSessionData(&unknown, &data) == (NTSTATUS)0xc000005f, "an unknown session");
    CloseHandle(token);
    return check_summary();
}
