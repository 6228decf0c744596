/* What belongs to a taskbar and to the Explorer's lists. Icons of the notification area are shown (tray_window.c); of
 * the rest there is nothing: those requests fail, as on a desktop before its taskbar is there. */
#include "nt/nt.h"
#include <objbase.h>
#include <shellapi.h>
#include <shlobj.h>
#include "tray_private.h"

#define FIRST_TIP_LENGTH 64 /* characters that programs for Windows 95 have room for */

/* Fields that a program of an older version does not have are zero. */
static BOOL newest_version(NOTIFYICONDATAW *data, const NOTIFYICONDATAW *given)
{
    DWORD size = min(given->cbSize, sizeof(*data));
    memset(data, 0, sizeof(*data));
    if (size < NOTIFYICONDATAW_V1_SIZE) return FALSE;
    memcpy(data, given, size);
    data->szTip[size < NOTIFYICONDATAW_V2_SIZE ? FIRST_TIP_LENGTH - 1 : ARRAYSIZE(data->szTip) - 1] = 0;
    data->szInfo[ARRAYSIZE(data->szInfo) - 1] = 0;
    data->szInfoTitle[ARRAYSIZE(data->szInfoTitle) - 1] = 0;
    if (size < NOTIFYICONDATAW_V2_SIZE) data->uFlags &= NIF_MESSAGE | NIF_ICON | NIF_TIP;
    if (size < NOTIFYICONDATAW_V3_SIZE) data->uFlags &= ~(DWORD)NIF_GUID;
    return TRUE;
}

WINBOOL WINAPI Shell_NotifyIconW(DWORD message, PNOTIFYICONDATAW given)
{
    NOTIFYICONDATAW data;
    if (!given || !newest_version(&data, given)) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    if (message == NIM_ADD && !IsWindow(data.hWnd)) {
        SetLastError(ERROR_INVALID_WINDOW_HANDLE);
        return FALSE;
    }
    return tray_request(message, &data);
}

static void widen(const char *text, int capacity, WCHAR *wide)
{
    int length = 0;
    while (length < capacity - 1 && text[length]) length++;
    wide[MultiByteToWideChar(CP_ACP, 0, text, length, wide, capacity - 1)] = 0;
}

WINBOOL WINAPI Shell_NotifyIconA(DWORD message, PNOTIFYICONDATAA given)
{
    NOTIFYICONDATAA narrow = {0};
    NOTIFYICONDATAW data = {.cbSize = sizeof(data)};
    if (!given || given->cbSize < NOTIFYICONDATAA_V1_SIZE) return Shell_NotifyIconW(message, NULL);
    DWORD size = min(given->cbSize, sizeof(narrow));
    BOOL is_first = size < NOTIFYICONDATAA_V2_SIZE;
    memcpy(&narrow, given, size);
    data.hWnd = narrow.hWnd;
    data.uID = narrow.uID;
    data.uFlags = is_first ? narrow.uFlags & (NIF_MESSAGE | NIF_ICON | NIF_TIP) : narrow.uFlags;
    if (size < NOTIFYICONDATAA_V3_SIZE) data.uFlags &= ~(DWORD)NIF_GUID;
    data.uCallbackMessage = narrow.uCallbackMessage;
    data.hIcon = narrow.hIcon;
    data.dwState = narrow.dwState;
    data.dwStateMask = narrow.dwStateMask;
    data.uVersion = narrow.uVersion;
    data.dwInfoFlags = narrow.dwInfoFlags;
    data.guidItem = narrow.guidItem;
    data.hBalloonIcon = narrow.hBalloonIcon;
    widen(narrow.szTip, is_first ? FIRST_TIP_LENGTH : (int)ARRAYSIZE(narrow.szTip), data.szTip);
    widen(narrow.szInfo, ARRAYSIZE(narrow.szInfo), data.szInfo);
    widen(narrow.szInfoTitle, ARRAYSIZE(narrow.szInfoTitle), data.szInfoTitle);
    return Shell_NotifyIconW(message, &data);
}

HRESULT WINAPI Shell_NotifyIconGetRect(const NOTIFYICONIDENTIFIER *identifier, RECT *place)
{
    if (!identifier || !place || identifier->cbSize != sizeof(*identifier)) return E_INVALIDARG;
    memset(place, 0, sizeof(*place));
    return tray_place(identifier, place) ? S_OK : E_FAIL;
}

UINT_PTR WINAPI SHAppBarMessage(DWORD message, PAPPBARDATA data)
{
    (void)data;
    log_line(LOG_WARN, "SHAppBarMessage %lu: there is no taskbar", message);
    return 0;
}

void WINAPI SHAddToRecentDocs(UINT flags, LPCVOID document)
{
    (void)flags, (void)document;
    log_line(LOG_WARN, "SHAddToRecentDocs: no list of recent documents is kept");
}
