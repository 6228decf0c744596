/* Tokens and privileges; the facts are in ntdll's token.c. */
#define UNICODE /* the SE_*_NAME constants are wide */
#include "advapi32_private.h"
#include <string.h>
#include <wchar.h>

BOOL WINAPI OpenProcessToken(HANDLE process, DWORD access, PHANDLE token)
{
    return succeed(NtOpenProcessToken(process, access, token));
}

BOOL WINAPI OpenThreadToken(HANDLE thread, DWORD access, WINBOOL as_self, PHANDLE token)
{
    return succeed(NtOpenThreadToken(thread, access, as_self != 0, token));
}

BOOL WINAPI GetTokenInformation(HANDLE token, TOKEN_INFORMATION_CLASS class, LPVOID buffer, DWORD size, PDWORD needed)
{
    NTSTATUS status = NtQueryInformationToken(token, class, buffer, size, needed);
    return status == STATUS_BUFFER_TOO_SMALL ? fail_with(ERROR_INSUFFICIENT_BUFFER) : succeed(status);
}

BOOL WINAPI DuplicateTokenEx(HANDLE token, DWORD access, LPSECURITY_ATTRIBUTES security, SECURITY_IMPERSONATION_LEVEL level, TOKEN_TYPE type, PHANDLE copy)
{
    SECURITY_QUALITY_OF_SERVICE quality = { sizeof(quality), level, SECURITY_STATIC_TRACKING, FALSE };
    OBJECT_ATTRIBUTES attributes;
    InitializeObjectAttributes(&attributes, NULL, security && security->bInheritHandle ? OBJ_INHERIT : 0, NULL, NULL);
    attributes.SecurityQualityOfService = &quality;
    return succeed(NtDuplicateToken(token, access, &attributes, FALSE, type, copy));
}

BOOL WINAPI DuplicateToken(HANDLE token, SECURITY_IMPERSONATION_LEVEL level, PHANDLE copy)
{
    return DuplicateTokenEx(token, TOKEN_IMPERSONATE | TOKEN_QUERY, NULL, level, TokenImpersonation, copy);
}

/* Impersonation: every token is the prefix's one user, so that user is who the thread already acts for. */
BOOL WINAPI ImpersonateLoggedOnUser(HANDLE token)
{
    DWORD type, size;
    return GetTokenInformation(token, TokenType, &type, sizeof(type), &size);
}

BOOL WINAPI ImpersonateSelf(SECURITY_IMPERSONATION_LEVEL level)
{
    return level <= SecurityDelegation ? TRUE : fail_with(ERROR_INVALID_PARAMETER);
}

BOOL WINAPI RevertToSelf(void)
{
    return TRUE;
}

BOOL WINAPI IsTokenRestricted(HANDLE token)
{
    DWORD type, size;
    GetTokenInformation(token, TokenType, &type, sizeof(type), &size);
    return FALSE;
}

BOOL WINAPI CheckTokenMembership(HANDLE token, PSID sid, PBOOL member)
{
    BYTE buffer[1024];
    DWORD size;
    HANDLE own = token;
    *member = FALSE;
    if (!IsValidSid(sid)) return fail_with(ERROR_INVALID_SID);
    if (!token && !OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &own)) return FALSE;
    BOOL done = GetTokenInformation(own, TokenGroups, buffer, sizeof(buffer), &size);
    const TOKEN_GROUPS *groups = (const TOKEN_GROUPS *)buffer;
    for (DWORD i = 0; done && i < groups->GroupCount; i++)
        if ((groups->Groups[i].Attributes & SE_GROUP_ENABLED) && EqualSid(sid, groups->Groups[i].Sid)) *member = TRUE;
    if (done && GetTokenInformation(own, TokenUser, buffer, sizeof(buffer), &size) && EqualSid(sid, ((TOKEN_USER *)buffer)->User.Sid)) *member = TRUE;
    if (!token) CloseHandle(own);
    return done;
}

/* --- privileges --- */

/* winnt.h's SE_*_NAME in the order of their numbers, from 2 */
static const WCHAR *const privileges[] = {
    NULL, NULL, SE_CREATE_TOKEN_NAME, SE_ASSIGNPRIMARYTOKEN_NAME, SE_LOCK_MEMORY_NAME, SE_INCREASE_QUOTA_NAME, SE_MACHINE_ACCOUNT_NAME, SE_TCB_NAME,
    SE_SECURITY_NAME, SE_TAKE_OWNERSHIP_NAME, SE_LOAD_DRIVER_NAME, SE_SYSTEM_PROFILE_NAME, SE_SYSTEMTIME_NAME, SE_PROF_SINGLE_PROCESS_NAME,
    SE_INC_BASE_PRIORITY_NAME, SE_CREATE_PAGEFILE_NAME, SE_CREATE_PERMANENT_NAME, SE_BACKUP_NAME, SE_RESTORE_NAME, SE_SHUTDOWN_NAME, SE_DEBUG_NAME,
    SE_AUDIT_NAME, SE_SYSTEM_ENVIRONMENT_NAME, SE_CHANGE_NOTIFY_NAME, SE_REMOTE_SHUTDOWN_NAME, SE_UNDOCK_NAME, SE_SYNC_AGENT_NAME,
    SE_ENABLE_DELEGATION_NAME, SE_MANAGE_VOLUME_NAME, SE_IMPERSONATE_NAME, SE_CREATE_GLOBAL_NAME, SE_TRUSTED_CREDMAN_ACCESS_NAME, SE_RELABEL_NAME,
    SE_INC_WORKING_SET_NAME, SE_TIME_ZONE_NAME, SE_CREATE_SYMBOLIC_LINK_NAME,
};

BOOL WINAPI LookupPrivilegeValueW(LPCWSTR system, LPCWSTR name, PLUID luid)
{
    (void)system;
    for (DWORD i = 2; name && i < ARRAYSIZE(privileges); i++) {
        if (_wcsicmp(privileges[i], name)) continue;
        *luid = (LUID){ i, 0 };
        return TRUE;
    }
    return fail_with(ERROR_NO_SUCH_PRIVILEGE);
}

BOOL WINAPI LookupPrivilegeValueA(LPCSTR system, LPCSTR name, PLUID luid)
{
    WCHAR *wide;
    (void)system;
    LSTATUS error = wide_from_ansi(name, &wide);
    if (error) return fail_with((DWORD)error);
    BOOL done = LookupPrivilegeValueW(NULL, wide, luid);
    free_text(wide);
    return done ? TRUE : fail_with(ERROR_NO_SUCH_PRIVILEGE);
}

BOOL WINAPI LookupPrivilegeNameW(LPCWSTR system, PLUID luid, LPWSTR name, LPDWORD length)
{
    (void)system;
    if (luid->HighPart || luid->LowPart < 2 || luid->LowPart >= ARRAYSIZE(privileges)) return fail_with(ERROR_NO_SUCH_PRIVILEGE);
    DWORD needed = (DWORD)wcslen(privileges[luid->LowPart]), capacity = *length;
    *length = needed < capacity ? needed : needed + 1;
    if (needed >= capacity) return fail_with(ERROR_INSUFFICIENT_BUFFER);
    wcscpy(name, privileges[luid->LowPart]);
    return TRUE;
}

BOOL WINAPI AdjustTokenPrivileges(HANDLE token, WINBOOL disable_all, PTOKEN_PRIVILEGES wanted, DWORD capacity, PTOKEN_PRIVILEGES previous, PDWORD needed)
{
    NTSTATUS status = NtAdjustPrivilegesToken(token, disable_all != 0, wanted, capacity, previous, needed);
    if (status == STATUS_BUFFER_TOO_SMALL) return fail_with(ERROR_INSUFFICIENT_BUFFER);
    /* documented: success also when some were not assigned; the last error tells */
    SetLastError(RtlNtStatusToDosError(status));
    return NT_SUCCESS(status);
}

BOOL WINAPI PrivilegeCheck(HANDLE token, PPRIVILEGE_SET wanted, LPBOOL result)
{
    BOOLEAN held = FALSE;
    BOOL done = succeed(NtPrivilegeCheck(token, wanted, &held));
    *result = held;
    return done;
}
