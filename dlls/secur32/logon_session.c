/* Logon sessions: there is one, that of the user of the prefix. */
#include "secur32_private.h"
#include <ntsecapi.h>

/* What the functions hand out is one block each, so that LsaFreeReturnBuffer is one call. */
static void *allocate(SIZE_T size) { return HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, size); }

NTSTATUS NTAPI LsaFreeReturnBuffer(PVOID buffer)
{
    HeapFree(GetProcessHeap(), 0, buffer);
    return STATUS_SUCCESS;
}

static NTSTATUS query_token(TOKEN_INFORMATION_CLASS class, void *answer, ULONG size)
{
    HANDLE token;
    ULONG needed;
    NTSTATUS status = NtOpenProcessToken(NtCurrentProcess(), TOKEN_QUERY, &token);
    if (status) return status;
    status = NtQueryInformationToken(token, class, answer, size, &needed);
    NtClose(token);
    return status;
}

NTSTATUS NTAPI LsaEnumerateLogonSessions(PULONG count, PLUID *list)
{
    TOKEN_STATISTICS statistics;

    if (!count || !list) return STATUS_INVALID_PARAMETER;
    NTSTATUS status = query_token(TokenStatistics, &statistics, sizeof(statistics));
    if (status) return status;
    *list = allocate(sizeof(**list));
    if (!*list) return STATUS_NO_MEMORY;
    **list = statistics.AuthenticationId;
    *count = 1;
    return STATUS_SUCCESS;
}

struct session_block {
    SECURITY_LOGON_SESSION_DATA data;
    union {
        TOKEN_USER user;
        BYTE room[sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE];
    } owner;
    WCHAR name[257], computer[MAX_COMPUTERNAME_LENGTH + 1], package[5];
};

static LSA_UNICODE_STRING string_of(WCHAR *text)
{
    USHORT bytes = (USHORT)(wcslen(text) * sizeof(WCHAR));
    return (LSA_UNICODE_STRING){bytes, (USHORT)(bytes + sizeof(WCHAR)), text};
}

NTSTATUS NTAPI LsaGetLogonSessionData(PLUID session, PSECURITY_LOGON_SESSION_DATA *result)
{
    TOKEN_STATISTICS statistics;
    ULONG name_size = 257, computer_size = MAX_COMPUTERNAME_LENGTH + 1, number = 1;

    if (!session || !result) return STATUS_INVALID_PARAMETER;
    NTSTATUS status = query_token(TokenStatistics, &statistics, sizeof(statistics));
    if (status) return status;
    if (memcmp(session, &statistics.AuthenticationId, sizeof(*session))) return STATUS_NO_SUCH_LOGON_SESSION;
    struct session_block *block = allocate(sizeof(*block));
    if (!block) return STATUS_NO_MEMORY;
    status = query_token(TokenUser, &block->owner, sizeof(block->owner));
    if (status || !GetUserNameW(block->name, &name_size) || !GetComputerNameW(block->computer, &computer_size)) {
        LsaFreeReturnBuffer(block);
        return status ? status : STATUS_UNSUCCESSFUL;
    }
    wcscpy(block->package, L"NTLM");
    ProcessIdToSessionId(GetCurrentProcessId(), &number);
    SECURITY_LOGON_SESSION_DATA *data = &block->data;
    data->Size = sizeof(*data);
    data->LogonId = *session;
    data->UserName = string_of(block->name);
    data->LogonDomain = data->LogonServer = string_of(block->computer);
    data->AuthenticationPackage = string_of(block->package);
    data->LogonType = Interactive;
    data->Session = number;
    data->Sid = block->owner.user.User.Sid;
    *result = data;
    return STATUS_SUCCESS;
}
