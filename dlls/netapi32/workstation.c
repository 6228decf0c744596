/* This computer as a member of a network: one that belongs to a workgroup. Other computers are not asked. */
#include "netapi32_private.h"

static const WCHAR workgroup[] = L"WORKGROUP";

bool is_this_computer(const WCHAR *name)
{
    WCHAR own[MAX_COMPUTERNAME_LENGTH + 1];
    DWORD size = ARRAYSIZE(own);
    if (!name || !*name) return true;
    while (*name == '\\') name++;
    if (!lstrcmpiW(name, L"localhost") || !lstrcmpW(name, L".")) return true;
    return GetComputerNameW(own, &size) && !lstrcmpiW(name, own);
}

NET_API_STATUS WINAPI NetGetJoinInformation(LPCWSTR server, LPWSTR *name, PNETSETUP_JOIN_STATUS status)
{
    if (!name || !status) return ERROR_INVALID_PARAMETER;
    if (!is_this_computer(server)) return ERROR_BAD_NETPATH;
    DWORD error = NetApiBufferAllocate(sizeof(workgroup), (LPVOID *)name);
    if (error) return error;
    memcpy(*name, workgroup, sizeof(workgroup));
    *status = NetSetupWorkgroupName;
    return NERR_Success;
}

/* A structure and behind it the strings it points to. */
struct answer {
    WKSTA_INFO_102 info;
    WCHAR computer[MAX_COMPUTERNAME_LENGTH + 1], group[ARRAYSIZE(workgroup)], root[1];
};

/* Levels 100 and 101 are the beginning of 102. */
NET_API_STATUS WINAPI NetWkstaGetInfo(LMSTR server, DWORD level, LPBYTE *buffer)
{
    struct answer *answer;
    OSVERSIONINFOW version = { .dwOSVersionInfoSize = sizeof(version) };
    DWORD size = MAX_COMPUTERNAME_LENGTH + 1;
    if (!buffer) return ERROR_INVALID_PARAMETER;
    if (level < 100 || level > 102) return ERROR_INVALID_LEVEL;
    if (!is_this_computer(server)) return ERROR_BAD_NETPATH;
    DWORD error = NetApiBufferAllocate(sizeof(*answer), (LPVOID *)&answer);
    if (error) return error;
    memset(answer, 0, sizeof(*answer));
    GetComputerNameW(answer->computer, &size);
    memcpy(answer->group, workgroup, sizeof(workgroup));
    GetVersionExW(&version);
    answer->info.wki102_platform_id = PLATFORM_ID_NT;
    answer->info.wki102_computername = answer->computer;
    answer->info.wki102_langroup = answer->group;
    answer->info.wki102_ver_major = version.dwMajorVersion;
    answer->info.wki102_ver_minor = version.dwMinorVersion;
    answer->info.wki102_lanroot = answer->root;
    answer->info.wki102_logged_on_users = 1;
    *buffer = (LPBYTE)answer;
    return NERR_Success;
}

struct server_answer { SERVER_INFO_101 info; WCHAR computer[MAX_COMPUTERNAME_LENGTH + 1], comment[1]; };

NET_API_STATUS WINAPI NetServerGetInfo(LMSTR server, DWORD level, LPBYTE *buffer)
{
    struct server_answer *answer;
    OSVERSIONINFOW version = { .dwOSVersionInfoSize = sizeof(version) };
    DWORD size = MAX_COMPUTERNAME_LENGTH + 1;
    if (!buffer) return ERROR_INVALID_PARAMETER;
    if (level != 100 && level != 101) return ERROR_INVALID_LEVEL;
    if (!is_this_computer(server)) return ERROR_BAD_NETPATH;
    DWORD error = NetApiBufferAllocate(sizeof(*answer), (LPVOID *)&answer);
    if (error) return error;
    memset(answer, 0, sizeof(*answer));
    GetComputerNameW(answer->computer, &size);
    GetVersionExW(&version);
    answer->info.sv101_platform_id = PLATFORM_ID_NT;
    answer->info.sv101_name = answer->computer;
    answer->info.sv101_version_major = version.dwMajorVersion;
    answer->info.sv101_version_minor = version.dwMinorVersion;
    answer->info.sv101_type = SV_TYPE_WORKSTATION | SV_TYPE_NT;
    answer->info.sv101_comment = answer->comment;
    *buffer = (LPBYTE)answer;
    return NERR_Success;
}
