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

BOOL WINAPI DuplicateTokenEx(HANDLE token, DWORD access, LPSECURITY_ATTRIBUTES security,
                             SECURITY_IMPERSONATION_LEVEL level, TOKEN_TYPE type, PHANDLE copy)
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

BOOL WINAPI SetTokenInformation(HANDLE token, TOKEN_INFORMATION_CLASS class, LPVOID buffer, DWORD size)
{
    return succeed(NtSetInformationToken(token, class, buffer, size));
}

BOOL WINAPI CreateRestrictedToken(HANDLE token, DWORD flags, DWORD disabled_count, PSID_AND_ATTRIBUTES disabled,
                                  DWORD deleted_count, PLUID_AND_ATTRIBUTES deleted, DWORD restricting_count,
                                  PSID_AND_ATTRIBUTES restricting, PHANDLE result)
{
    const SIZE_T group_header = offsetof(TOKEN_GROUPS, Groups),
                 privilege_header = offsetof(TOKEN_PRIVILEGES, Privileges);
    if (disabled_count > 1000 || deleted_count > 1000 || restricting_count > 1000)
        return fail_with(ERROR_INVALID_PARAMETER);
    TOKEN_GROUPS *off = heap_allocate(group_header + disabled_count * sizeof(*disabled));
    TOKEN_GROUPS *limits = heap_allocate(group_header + restricting_count * sizeof(*restricting));
    TOKEN_PRIVILEGES *gone = heap_allocate(privilege_header + deleted_count * sizeof(*deleted));
    NTSTATUS status = STATUS_NO_MEMORY;
    if (off && limits && gone) {
        off->GroupCount = disabled_count;
        limits->GroupCount = restricting_count;
        gone->PrivilegeCount = deleted_count;
        if (disabled_count) memcpy(off->Groups, disabled, disabled_count * sizeof(*disabled));
        if (restricting_count) memcpy(limits->Groups, restricting, restricting_count * sizeof(*restricting));
        if (deleted_count) memcpy(gone->Privileges, deleted, deleted_count * sizeof(*deleted));
        status = NtFilterToken(token, flags, off, gone, limits, result);
    }
    heap_free(off);
    heap_free(limits);
    heap_free(gone);
    return succeed(status);
}

BOOL WINAPI AllocateLocallyUniqueId(PLUID luid)
{
    return succeed(NtAllocateLocallyUniqueId(luid));
}

BOOL WINAPI AdjustTokenGroups(HANDLE token, WINBOOL reset, PTOKEN_GROUPS wanted, DWORD capacity, PTOKEN_GROUPS previous,
                              PDWORD needed)
{
    return succeed(NtAdjustGroupsToken(token, reset != 0, wanted, capacity, previous, needed));
}

/* --- impersonation --- */

BOOL WINAPI SetThreadToken(PHANDLE thread, HANDLE token)
{
    return succeed(
        NtSetInformationThread(thread ? *thread : GetCurrentThread(), ThreadImpersonationToken, &token, sizeof(token)));
}

/* A primary token is impersonated by a copy. */
BOOL WINAPI ImpersonateLoggedOnUser(HANDLE token)
{
    HANDLE copy = NULL;
    DWORD type, size;
    if (!GetTokenInformation(token, TokenType, &type, sizeof(type), &size)) return FALSE;
    if (type == TokenPrimary && !DuplicateTokenEx(token, TOKEN_IMPERSONATE | TOKEN_QUERY, NULL, SecurityImpersonation,
                                                  TokenImpersonation, &copy))
        return FALSE;
    BOOL done = SetThreadToken(NULL, copy ? copy : token);
    DWORD error = GetLastError();
    if (copy) CloseHandle(copy);
    SetLastError(error);
    return done;
}

BOOL WINAPI ImpersonateSelf(SECURITY_IMPERSONATION_LEVEL level)
{
    HANDLE own, copy;
    if (level > SecurityDelegation) return fail_with(ERROR_INVALID_PARAMETER);
    if (!OpenProcessToken(GetCurrentProcess(), TOKEN_DUPLICATE, &own)) return FALSE;
    BOOL done = DuplicateTokenEx(own, TOKEN_IMPERSONATE | TOKEN_QUERY, NULL, level, TokenImpersonation, &copy);
    CloseHandle(own);
    if (!done) return FALSE;
    done = SetThreadToken(NULL, copy);
    CloseHandle(copy);
    return done;
}

BOOL WINAPI RevertToSelf(void)
{
    return SetThreadToken(NULL, NULL);
}

BOOL WINAPI IsTokenRestricted(HANDLE token)
{
    DWORD size, count;
    BYTE buffer[sizeof(TOKEN_GROUPS) + 16 * (sizeof(SID_AND_ATTRIBUTES) + SECURITY_MAX_SID_SIZE)];
    if (!GetTokenInformation(token, TokenRestrictedSids, buffer, sizeof(buffer), &size)) return FALSE;
    count = ((TOKEN_GROUPS *)buffer)->GroupCount;
    SetLastError(ERROR_SUCCESS);
    return count != 0;
}

/* --- processes with another token --- */

BOOL WINAPI CreateProcessAsUserW(HANDLE token, LPCWSTR application, LPWSTR command_line,
                                 LPSECURITY_ATTRIBUTES process_security, LPSECURITY_ATTRIBUTES thread_security,
                                 WINBOOL inherit, DWORD flags, LPVOID environment, LPCWSTR directory,
                                 LPSTARTUPINFOW startup, LPPROCESS_INFORMATION information)
{
    return CreateProcessInternalW(token, application, command_line, process_security, thread_security, inherit, flags,
                                  environment, directory, startup, information, NULL);
}

BOOL WINAPI CreateProcessAsUserA(HANDLE token, LPCSTR application, LPSTR command_line,
                                 LPSECURITY_ATTRIBUTES process_security, LPSECURITY_ATTRIBUTES thread_security,
                                 WINBOOL inherit, DWORD flags, LPVOID environment, LPCSTR directory,
                                 LPSTARTUPINFOA startup, LPPROCESS_INFORMATION information)
{
    return CreateProcessInternalA(token, application, command_line, process_security, thread_security, inherit, flags,
                                  environment, directory, startup, information, NULL);
}

BOOL WINAPI CreateProcessWithTokenW(HANDLE token, DWORD logon_flags, LPCWSTR application, LPWSTR command_line,
                                    DWORD flags, LPVOID environment, LPCWSTR directory, LPSTARTUPINFOW startup,
                                    LPPROCESS_INFORMATION information)
{
    if (logon_flags & ~(DWORD)(LOGON_WITH_PROFILE | LOGON_NETCREDENTIALS_ONLY))
        return fail_with(ERROR_INVALID_PARAMETER);
    return CreateProcessAsUserW(token, application, command_line, NULL, NULL, FALSE, flags | CREATE_UNICODE_ENVIRONMENT,
                                environment, directory, startup, information);
}

/* Nobody but the prefix's user exists, and that user's password is not Winrun's to check. */
BOOL WINAPI LogonUserW(LPCWSTR user, LPCWSTR domain, LPCWSTR password, DWORD type, DWORD provider, PHANDLE token)
{
    (void)domain, (void)password, (void)type, (void)provider;
    *token = NULL;
    log_line(LOG_WARN, "LogonUser of %S: logging on as a user by password is not supported", user);
    return fail_with(ERROR_LOGON_FAILURE);
}

BOOL WINAPI LogonUserA(LPCSTR user, LPCSTR domain, LPCSTR password, DWORD type, DWORD provider, PHANDLE token)
{
    (void)domain, (void)password, (void)type, (void)provider;
    *token = NULL;
    log_line(LOG_WARN, "LogonUser of %s: logging on as a user by password is not supported", user);
    return fail_with(ERROR_LOGON_FAILURE);
}

BOOL WINAPI CreateProcessWithLogonW(LPCWSTR user, LPCWSTR domain, LPCWSTR password, DWORD logon_flags,
                                    LPCWSTR application, LPWSTR command_line, DWORD flags, LPVOID environment,
                                    LPCWSTR directory, LPSTARTUPINFOW startup, LPPROCESS_INFORMATION information)
{
    HANDLE token;
    (void)logon_flags, (void)application, (void)command_line, (void)flags, (void)environment, (void)directory,
        (void)startup, (void)information;
    return LogonUserW(user, domain, password, LOGON32_LOGON_INTERACTIVE, LOGON32_PROVIDER_DEFAULT, &token);
}

/* --- membership --- */

BOOL WINAPI CheckTokenMembership(HANDLE token, PSID sid, PBOOL member)
{
    BYTE buffer[1024];
    DWORD size;
    HANDLE own = token;
    *member = FALSE;
    if (!IsValidSid(sid)) return fail_with(ERROR_INVALID_SID);
    if (!token && !OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, TRUE, &own) &&
        !OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &own))
        return FALSE;
    BOOL done = GetTokenInformation(own, TokenGroups, buffer, sizeof(buffer), &size);
    const TOKEN_GROUPS *groups = (const TOKEN_GROUPS *)buffer;
    for (DWORD i = 0; done && i < groups->GroupCount; i++)
        if ((groups->Groups[i].Attributes & SE_GROUP_ENABLED) && EqualSid(sid, groups->Groups[i].Sid)) *member = TRUE;
    if (done && GetTokenInformation(own, TokenUser, buffer, sizeof(buffer), &size) &&
        EqualSid(sid, ((TOKEN_USER *)buffer)->User.Sid))
        *member = TRUE;
    if (!token) CloseHandle(own);
    return done;
}

/* --- privileges --- */

/* winnt.h's SE_*_NAME in the order of their numbers, from 2 */
static const WCHAR *const privileges[] = {
    NULL,
    NULL,
    SE_CREATE_TOKEN_NAME,
    SE_ASSIGNPRIMARYTOKEN_NAME,
    SE_LOCK_MEMORY_NAME,
    SE_INCREASE_QUOTA_NAME,
    SE_MACHINE_ACCOUNT_NAME,
    SE_TCB_NAME,
    SE_SECURITY_NAME,
    SE_TAKE_OWNERSHIP_NAME,
    SE_LOAD_DRIVER_NAME,
    SE_SYSTEM_PROFILE_NAME,
    SE_SYSTEMTIME_NAME,
    SE_PROF_SINGLE_PROCESS_NAME,
    SE_INC_BASE_PRIORITY_NAME,
    SE_CREATE_PAGEFILE_NAME,
    SE_CREATE_PERMANENT_NAME,
    SE_BACKUP_NAME,
    SE_RESTORE_NAME,
    SE_SHUTDOWN_NAME,
    SE_DEBUG_NAME,
    SE_AUDIT_NAME,
    SE_SYSTEM_ENVIRONMENT_NAME,
    SE_CHANGE_NOTIFY_NAME,
    SE_REMOTE_SHUTDOWN_NAME,
    SE_UNDOCK_NAME,
    SE_SYNC_AGENT_NAME,
    SE_ENABLE_DELEGATION_NAME,
    SE_MANAGE_VOLUME_NAME,
    SE_IMPERSONATE_NAME,
    SE_CREATE_GLOBAL_NAME,
    SE_TRUSTED_CREDMAN_ACCESS_NAME,
    SE_RELABEL_NAME,
    SE_INC_WORKING_SET_NAME,
    SE_TIME_ZONE_NAME,
    SE_CREATE_SYMBOLIC_LINK_NAME,
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
    if (luid->HighPart || luid->LowPart < 2 || luid->LowPart >= ARRAYSIZE(privileges))
        return fail_with(ERROR_NO_SUCH_PRIVILEGE);
    DWORD needed = (DWORD)wcslen(privileges[luid->LowPart]), capacity = *length;
    *length = needed < capacity ? needed : needed + 1;
    if (needed >= capacity) return fail_with(ERROR_INSUFFICIENT_BUFFER);
    wcscpy(name, privileges[luid->LowPart]);
    return TRUE;
}

BOOL WINAPI LookupPrivilegeNameA(LPCSTR system, PLUID luid, LPSTR name, LPDWORD length)
{
    WCHAR wide[64];
    DWORD wide_length = ARRAYSIZE(wide), capacity = *length;
    (void)system;
    if (!LookupPrivilegeNameW(NULL, luid, wide, &wide_length)) return FALSE;
    *length = wide_length < capacity ? wide_length : wide_length + 1;
    if (wide_length >= capacity) return fail_with(ERROR_INSUFFICIENT_BUFFER);
    for (DWORD i = 0; i <= wide_length; i++) name[i] = (char)wide[i];
    return TRUE;
}

BOOL WINAPI AdjustTokenPrivileges(HANDLE token, WINBOOL disable_all, PTOKEN_PRIVILEGES wanted, DWORD capacity,
                                  PTOKEN_PRIVILEGES previous, PDWORD needed)
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
