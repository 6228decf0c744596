/* What user32 tells a program that has no window, no desktop session and no input queue of a display. */
#include "nt/nt.h"

/* No thread has the focus, the mouse or an active window. */
HWND WINAPI GetActiveWindow(void) { return NULL; }
HWND WINAPI GetCapture(void) { return NULL; }
HWND WINAPI GetFocus(void) { return NULL; }
HWND WINAPI GetForegroundWindow(void) { return NULL; }
HWND WINAPI GetClipboardOwner(void) { return NULL; }
HWND WINAPI GetClipboardViewer(void) { return NULL; }
HWND WINAPI GetOpenClipboardWindow(void) { return NULL; }
HWND WINAPI GetDesktopWindow(void) { return NULL; }
HWND WINAPI GetShellWindow(void) { return NULL; }
BOOL WINAPI GetInputState(void) { return FALSE; }

/* No message has been retrieved yet. */
DWORD WINAPI GetMessagePos(void) { return 0; }
LONG WINAPI GetMessageTime(void) { return 0; }
LPARAM WINAPI GetMessageExtraInfo(void) { return 0; }

static BOOL no_session(void)
{
    SetLastError(ERROR_REQUIRES_INTERACTIVE_WINDOWSTATION);
    return FALSE;
}

BOOL WINAPI GetCursorPos(LPPOINT point)
{
    (void)point;
    return no_session();
}

BOOL WINAPI GetCaretPos(LPPOINT point)
{
    (void)point;
    return no_session();
}

BOOL WINAPI AllowSetForegroundWindow(DWORD process)
{
    (void)process;
    SetLastError(ERROR_ACCESS_DENIED); /* who is not in the foreground cannot allow it */
    return FALSE;
}

/* ---- the one window station and its desktop */

#define STATION_HANDLE ((HWINSTA)(ULONG_PTR)0x7f01)
#define DESKTOP_HANDLE ((HDESK)(ULONG_PTR)0x7f05)

HWINSTA WINAPI GetProcessWindowStation(void) { return STATION_HANDLE; }

HDESK WINAPI GetThreadDesktop(DWORD thread)
{
    (void)thread;
    return DESKTOP_HANDLE;
}

static BOOL give_information(LPVOID buffer, DWORD capacity, LPDWORD needed, const void *data, DWORD size)
{
    if (needed) *needed = size;
    if (capacity < size) {
        SetLastError(ERROR_INSUFFICIENT_BUFFER);
        return FALSE;
    }
    memcpy(buffer, data, size);
    return TRUE;
}

BOOL WINAPI GetUserObjectInformationW(HANDLE object, int index, PVOID buffer, DWORD capacity, LPDWORD needed)
{
    static const WCHAR station_name[] = L"WinSta0", desktop_name[] = L"Default", station_type[] = L"WindowStation", desktop_type[] = L"Desktop";
    BOOL is_station = object == (HANDLE)STATION_HANDLE;
    USEROBJECTFLAGS flags = { .dwFlags = is_station ? WSF_VISIBLE : 0 };

    if (!is_station && object != (HANDLE)DESKTOP_HANDLE) {
        SetLastError(ERROR_INVALID_HANDLE);
        return FALSE;
    }
    switch (index) {
    case UOI_FLAGS: return give_information(buffer, capacity, needed, &flags, sizeof(flags));
    case UOI_NAME: return is_station ? give_information(buffer, capacity, needed, station_name, sizeof(station_name))
                                     : give_information(buffer, capacity, needed, desktop_name, sizeof(desktop_name));
    case UOI_TYPE: return is_station ? give_information(buffer, capacity, needed, station_type, sizeof(station_type))
                                     : give_information(buffer, capacity, needed, desktop_type, sizeof(desktop_type));
    case UOI_USER_SID:
        if (needed) *needed = 0; /* no user logged on to it */
        return TRUE;
    default:
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
}

/* ---- metrics: without a display all are 0, the documented failure, but whether there is a network */

int WINAPI GetSystemMetrics(int index)
{
    return index == SM_NETWORK ? 3 : 0;
}

/* ---- MessageBox: the text goes to the standard error, nobody can answer */

int WINAPI MessageBoxW(HWND owner, LPCWSTR text, LPCWSTR title, UINT type)
{
    HANDLE error = GetStdHandle(STD_ERROR_HANDLE);
    const WCHAR *parts[] = { title ? title : L"Error", L": ", text ? text : L"", L"\r\n" };
    char bytes[2048];
    DWORD written;

    (void)owner, (void)type;
    for (size_t i = 0; i < ARRAYSIZE(parts); i++) {
        int length = WideCharToMultiByte(CP_ACP, 0, parts[i], -1, bytes, sizeof(bytes), NULL, NULL);
        if (length > 1) WriteFile(error, bytes, (DWORD)length - 1, &written, NULL);
    }
    log_line(LOG_WARN, "MessageBox without a display: %ls: %ls", parts[0], parts[2]);
    SetLastError(ERROR_REQUIRES_INTERACTIVE_WINDOWSTATION);
    return 0;
}

int WINAPI MessageBoxA(HWND owner, LPCSTR text, LPCSTR title, UINT type)
{
    WCHAR wide_text[2048], wide_title[256];

    if (!text || !MultiByteToWideChar(CP_ACP, 0, text, -1, wide_text, ARRAYSIZE(wide_text))) wide_text[0] = 0;
    if (!title || !MultiByteToWideChar(CP_ACP, 0, title, -1, wide_title, ARRAYSIZE(wide_title))) wide_title[0] = 0;
    return MessageBoxW(owner, wide_text, title ? wide_title : NULL, type);
}

int WINAPI MessageBoxExW(HWND owner, LPCWSTR text, LPCWSTR title, UINT type, WORD language)
{
    (void)language;
    return MessageBoxW(owner, text, title, type);
}

int WINAPI MessageBoxExA(HWND owner, LPCSTR text, LPCSTR title, UINT type, WORD language)
{
    (void)language;
    return MessageBoxA(owner, text, title, type);
}
