/* The end of the session: ExitWindowsEx asks all programs, and ends them and the server, which is as near to logging
 * off or starting the computer anew as one prefix can come. Also what keeps a session from ending, and WinHelp. */
#include "user_private.h"

#define PATIENCE 5000 /* milliseconds for a window's answer, and for programs to end */
#define LONGEST_REASON 256

struct ending { UINT flags; UINT asked; HWND *windows; UINT count; };

static BOOL tell(HWND window, UINT message, WPARAM wparam, const struct ending *ending, BOOL *is_silent)
{
    DWORD_PTR answer = 0;
    LPARAM reason = ending->flags & (EWX_SHUTDOWN | EWX_REBOOT | EWX_POWEROFF) ? 0 : (LPARAM)ENDSESSION_LOGOFF;
    BOOL answered = SendMessageTimeoutW(window, message, wparam, reason, SMTO_ABORTIFHUNG, PATIENCE, &answer) != 0;
    if (is_silent) *is_silent = !answered;
    return answer != 0;
}

/* FALSE: a program wants to go on. */
static BOOL ask_all(struct ending *ending)
{
    for (; ending->asked < ending->count; ending->asked++) {
        HWND window = ending->windows[ending->asked];
        BOOL is_silent;
        if (!window_shared(window) || tell(window, WM_QUERYENDSESSION, 0, ending, &is_silent)) continue;
        if (ending->flags & EWX_FORCE || (is_silent && ending->flags & EWX_FORCEIFHUNG)) continue;
        if (is_silent && !window_shared(window)) continue;
        return FALSE;
    }
    return TRUE;
}

static DWORD WINAPI end_session(LPVOID parameter)
{
    struct ending *ending = parameter;
    BOOL ends = ask_all(ending);
    for (UINT i = 0; i < min(ending->asked + !ends, ending->count); i++)
        if (window_shared(ending->windows[i])) tell(ending->windows[i], WM_ENDSESSION, (WPARAM)ends, ending, NULL);
    heap_free(ending->windows);
    heap_free(ending);
    if (!ends) return 0;
    struct request_server_kill_in in = {.timeout = PATIENCE};
    struct request_server_kill_out out;
    return (DWORD)SERVER_CALL(server_kill, &in, &out);
}

BOOL WINAPI ExitWindowsEx(UINT flags, DWORD reason)
{
    (void)reason; /* for the event log */
    struct ending *ending = heap_allocate_zeroed(sizeof(*ending));
    if (!ending) return set_user_error(ERROR_NOT_ENOUGH_MEMORY);
    ending->flags = flags;
    ending->windows = window_children(desktop_window(), &ending->count);
    if (!ending->windows) ending->count = 0;
    HANDLE thread = CreateThread(NULL, 0, end_session, ending, 0, NULL); /* documented: the function does not wait */
    if (thread) return CloseHandle(thread);
    heap_free(ending->windows);
    heap_free(ending);
    return FALSE;
}

/* --- reasons against it: kept with the window, for who shows them --- */

#define REASON L"WinrunShutdownBlockReason"

BOOL WINAPI ShutdownBlockReasonDestroy(HWND window)
{
    if (!window_own_or_error(window)) return FALSE;
    heap_free(RemovePropW(window, REASON));
    return TRUE;
}

BOOL WINAPI ShutdownBlockReasonCreate(HWND window, LPCWSTR reason)
{
    struct window *own = window_own_or_error(window);
    if (!own) return FALSE;
    if (!window_is_of_thread(own)) return set_user_error(ERROR_ACCESS_DENIED);
    if (!reason) return set_user_error(ERROR_INVALID_PARAMETER);
    SIZE_T length = min(wcslen(reason), LONGEST_REASON - 1);
    WCHAR *copy = heap_allocate((length + 1) * sizeof(WCHAR));
    if (!copy) return set_user_error(ERROR_NOT_ENOUGH_MEMORY);
    memcpy(copy, reason, length * sizeof(WCHAR));
    copy[length] = 0;
    heap_free(RemovePropW(window, REASON));
    return SetPropW(window, REASON, copy) || (heap_free(copy), FALSE);
}

BOOL WINAPI ShutdownBlockReasonQuery(HWND window, LPWSTR buffer, DWORD *size)
{
    if (!window_own_or_error(window)) return FALSE;
    const WCHAR *reason = GetPropW(window, REASON);
    if (!reason || !size) return set_user_error(ERROR_INVALID_PARAMETER);
    DWORD needed = (DWORD)wcslen(reason) + 1, capacity = *size;
    *size = needed;
    if (!buffer) return TRUE;
    if (capacity < needed) return set_user_error(ERROR_INSUFFICIENT_BUFFER);
    memcpy(buffer, reason, needed * sizeof(WCHAR));
    return TRUE;
}

/* --- WinHelp: Windows itself has no viewer for these files any more --- */

BOOL WINAPI WinHelpW(HWND window, LPCWSTR file, UINT command, ULONG_PTR data)
{
    (void)window, (void)file, (void)data;
    if (command == HELP_QUIT) return TRUE; /* no help is open */
    return set_user_error(ERROR_FILE_NOT_FOUND);
}

BOOL WINAPI WinHelpA(HWND window, LPCSTR file, UINT command, ULONG_PTR data)
{
    (void)file;
    return WinHelpW(window, NULL, command, data);
}
