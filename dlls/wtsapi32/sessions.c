/* The one session that there is: the user's, at the console, always active. It is never locked, connected or left, so
 * that those who register to be told never are. */
#include "nt/nt.h"
#include <wtsapi32.h>
#include <stdbool.h>
#include <string.h>

static const WCHAR station[] = L"Console";

static bool is_local(HANDLE server)
{
    if (server == WTS_CURRENT_SERVER_HANDLE) return true;
    SetLastError(ERROR_INVALID_HANDLE);
    return false;
}

static DWORD own_session(void)
{
    DWORD session = 0;
    ProcessIdToSessionId(GetCurrentProcessId(), &session);
    return session;
}

void WINAPI WTSFreeMemory(PVOID memory)
{
    if (memory) HeapFree(GetProcessHeap(), 0, memory);
}

WINBOOL WINAPI WTSRegisterSessionNotification(HWND window, DWORD flags)
{
    if (window && flags <= NOTIFY_FOR_ALL_SESSIONS) return TRUE;
    SetLastError(window ? ERROR_INVALID_PARAMETER : ERROR_INVALID_WINDOW_HANDLE);
    return FALSE;
}

WINBOOL WINAPI WTSUnRegisterSessionNotification(HWND window)
{
    return WTSRegisterSessionNotification(window, NOTIFY_FOR_THIS_SESSION);
}

WINBOOL WINAPI WTSEnumerateSessionsW(HANDLE server, DWORD reserved, DWORD version, PWTS_SESSION_INFOW *sessions,
                                     DWORD *count)
{
    struct { WTS_SESSION_INFOW info; WCHAR name[ARRAYSIZE(station)]; } *answer;
    if (!is_local(server)) return FALSE;
    if (reserved || version != 1 || !sessions || !count) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    answer = HeapAlloc(GetProcessHeap(), 0, sizeof(*answer));
    if (!answer) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return FALSE;
    }
    memcpy(answer->name, station, sizeof(station));
    answer->info = (WTS_SESSION_INFOW){ own_session(), answer->name, WTSActive };
    *sessions = &answer->info;
    *count = 1;
    return TRUE;
}

/* A copy for WTSFreeMemory; its size in bytes goes to the caller. */
static WINBOOL answer_with(const void *data, DWORD size, LPWSTR *buffer, DWORD *returned)
{
    *buffer = HeapAlloc(GetProcessHeap(), 0, size);
    if (!*buffer) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return FALSE;
    }
    memcpy(*buffer, data, size);
    *returned = size;
    return TRUE;
}

static WINBOOL answer_with_text(const WCHAR *text, LPWSTR *buffer, DWORD *returned)
{
    return answer_with(text, (DWORD)((lstrlenW(text) + 1) * sizeof(WCHAR)), buffer, returned);
}

WINBOOL WINAPI WTSQuerySessionInformationW(HANDLE server, DWORD session, WTS_INFO_CLASS class, LPWSTR *buffer,
                                           DWORD *returned)
{
    WCHAR text[260] = L"";
    DWORD number = own_session(), size = ARRAYSIZE(text);
    USHORT protocol = 0; /* the console */
    WTS_CONNECTSTATE_CLASS state = WTSActive;
    if (!is_local(server)) return FALSE;
    if (!buffer || !returned) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    if (session != WTS_CURRENT_SESSION && session != number) {
        SetLastError(ERROR_FILE_NOT_FOUND);
        return FALSE;
    }
    switch (class) {
    case WTSUserName:
        return GetUserNameW(text, &size) && answer_with_text(text, buffer, returned);
    case WTSDomainName:
        return GetComputerNameW(text, &size) && answer_with_text(text, buffer, returned);
    case WTSWinStationName:
        return answer_with_text(station, buffer, returned);
    case WTSClientName: case WTSInitialProgram: case WTSWorkingDirectory:
        return answer_with_text(L"", buffer, returned);
    case WTSSessionId:
        return answer_with(&number, sizeof(number), buffer, returned);
    case WTSConnectState:
        return answer_with(&state, sizeof(state), buffer, returned);
    case WTSClientProtocolType:
        return answer_with(&protocol, sizeof(protocol), buffer, returned);
    default:
        log_line(LOG_WARN, "WTSQuerySessionInformation: class %d is not supported", class);
        SetLastError(ERROR_NOT_SUPPORTED);
        return FALSE;
    }
}
