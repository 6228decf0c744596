/* Standard handles of a console that was allocated or attached, and screen buffers as handles. */
#include "console_private.h"

/* replace: also those that lead somewhere already. */
BOOL console_open_streams(BOOL replace)
{
    static const DWORD ids[3] = { STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE };
    SECURITY_ATTRIBUTES inherit = { sizeof(inherit), NULL, TRUE };
    for (int i = 0; i < 3; i++) {
        HANDLE now = GetStdHandle(ids[i]);
        if (!replace && now && now != INVALID_HANDLE_VALUE && GetFileType(now) != FILE_TYPE_UNKNOWN) continue;
        HANDLE handle = CreateFileW(i ? L"CONOUT$" : L"CONIN$", GENERIC_READ | GENERIC_WRITE,
                                    FILE_SHARE_READ | FILE_SHARE_WRITE, &inherit, OPEN_EXISTING, 0, NULL);
        if (handle != INVALID_HANDLE_VALUE) SetStdHandle(ids[i], handle);
    }
    return TRUE;
}

HANDLE WINAPI CreateConsoleScreenBuffer(DWORD access, DWORD share, const SECURITY_ATTRIBUTES *security, DWORD flags,
                                        LPVOID data)
{
    HANDLE handle = INVALID_HANDLE_VALUE;
    (void)share;
    (void)data;
    if (flags != CONSOLE_TEXTMODE_BUFFER) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return INVALID_HANDLE_VALUE;
    }
    if (!set_last_status(winrun_console_create_screen(access, security && security->bInheritHandle, &handle)))
        return INVALID_HANDLE_VALUE;
    return handle;
}

BOOL WINAPI SetConsoleActiveScreenBuffer(HANDLE handle)
{
    struct unix_console_control_args args = { .request = CONSOLE_ACTIVATE_SCREEN };
    return console_screen(handle, FILE_WRITE_DATA, &args.target) && console_call(&args);
}

/* ---- pseudo consoles */

HRESULT WINAPI CreatePseudoConsole(COORD size, HANDLE input, HANDLE output, DWORD flags, HPCON *pseudo)
{
    void *made;
    (void)flags; /* PSEUDOCONSOLE_INHERIT_CURSOR: where the cursor is cannot be known here; it begins at the top */
    if (!pseudo || size.X <= 0 || size.Y <= 0) return E_INVALIDARG;
    NTSTATUS status = winrun_console_create_pseudo(size, input, output, &made);
    if (status) return HRESULT_FROM_WIN32(RtlNtStatusToDosError(status));
    *pseudo = made;
    return S_OK;
}

HRESULT WINAPI ResizePseudoConsole(HPCON pseudo, COORD size)
{
    struct unix_console_control_args args = {
        .request = CONSOLE_PSEUDO_RESIZE, .extra = UNIX_PTR(pseudo), .width = size.X, .height = size.Y};
    if (!pseudo || size.X <= 0 || size.Y <= 0) return E_INVALIDARG;
    NTSTATUS status = winrun_console_control(&args);
    return status ? HRESULT_FROM_WIN32(RtlNtStatusToDosError(status)) : S_OK;
}

VOID WINAPI ClosePseudoConsole(HPCON pseudo)
{
    struct unix_console_control_args args = { .request = CONSOLE_PSEUDO_CLOSE, .extra = UNIX_PTR(pseudo) };
    if (pseudo) winrun_console_control(&args);
}
