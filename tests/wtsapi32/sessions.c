/* Sessions. Source: Microsoft, wtsapi32.h, the page of each function. */
#include "../check.h"
#include <wtsapi32.h>

int main(void)
{
    WTS_SESSION_INFOW *sessions = NULL;
    WCHAR *answer = NULL;
    DWORD count = 0, size = 0, own = 0, i;
    ProcessIdToSessionId(GetCurrentProcessId(), &own);
    check(WTSEnumerateSessionsW(WTS_CURRENT_SERVER_HANDLE, 0, 1, &sessions, &count) && count, "WTSEnumerateSessions");
    for (i = 0; i < count && sessions[i].SessionId != own; i++) {}
    check(i < count && sessions[i].State == WTSActive, "the own session is active");
    WTSFreeMemory(sessions);
    check(!WTSEnumerateSessionsW(WTS_CURRENT_SERVER_HANDLE, 0, 2, &sessions, &count), "a wrong version");
    check(WTSQuerySessionInformationW(WTS_CURRENT_SERVER_HANDLE, WTS_CURRENT_SESSION, WTSSessionId, &answer, &size) &&
              size == 4 && *(DWORD *)answer == own,
          "WTSSessionId");
    WTSFreeMemory(answer);
    check(WTSQuerySessionInformationW(WTS_CURRENT_SERVER_HANDLE, WTS_CURRENT_SESSION, WTSUserName, &answer, &size) &&
              *answer,
          "WTSUserName: %ls", answer);
    check(size == (wcslen(answer) + 1) * sizeof(WCHAR), "the size is in bytes");
    WTSFreeMemory(answer);
    check(!WTSRegisterSessionNotification(NULL, NOTIFY_FOR_THIS_SESSION), "no window");
    return check_summary();
}
