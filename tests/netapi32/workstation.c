/* This computer in its network. Source: Microsoft, lmwksta.h, lmserver.h, lmjoin.h, lmapibuf.h, the page of each
 * function. */
#include "../check.h"
#include <lm.h>

int main(void)
{
    WCHAR computer[MAX_COMPUTERNAME_LENGTH + 1], *name = NULL;
    DWORD size = ARRAYSIZE(computer), bytes = 0;
    WKSTA_INFO_100 *station = NULL;
    SERVER_INFO_101 *server = NULL;
    NETSETUP_JOIN_STATUS joined = NetSetupUnknownStatus;
    void *buffer = NULL;
    GetComputerNameW(computer, &size);
    check(NetWkstaGetInfo(NULL, 100, (LPBYTE *)&station) == NERR_Success, "NetWkstaGetInfo");
    check(station->wki100_platform_id == PLATFORM_ID_NT && !wcscmp(station->wki100_computername, computer),
          "the computer: %ls", station->wki100_computername);
    check(NetApiBufferFree(station) == NERR_Success, "NetApiBufferFree");
    check(NetWkstaGetInfo(NULL, 7, (LPBYTE *)&station) == ERROR_INVALID_LEVEL, "no such level");
    check(NetServerGetInfo(NULL, 101, (LPBYTE *)&server) == NERR_Success && server->sv101_version_major >= 6,
          "NetServerGetInfo");
    NetApiBufferFree(server);
    check(NetGetJoinInformation(NULL, &name, &joined) == NERR_Success && joined != NetSetupUnknownStatus && *name,
          "NetGetJoinInformation");
    NetApiBufferFree(name);
    check(NetApiBufferAllocate(40, &buffer) == NERR_Success && NetApiBufferSize(buffer, &bytes) == NERR_Success &&
              bytes >= 40,
          "NetApiBufferAllocate");
    check(NetApiBufferReallocate(buffer, 80, &buffer) == NERR_Success, "NetApiBufferReallocate");
    NetApiBufferFree(buffer);
    check(NetApiBufferFree(NULL) == NERR_Success, "freeing nothing");
    return check_summary();
}
