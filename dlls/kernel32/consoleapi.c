/* Console handles, modes, code pages, reading and writing text ("Console functions" of Microsoft's documentation).
 * docs/console.md tells how the console works. */
#include "console_private.h"
#include <string.h>

#define INPUT_MODES  0x3ffu
#define OUTPUT_MODES 0x1fu

BOOL console_target(HANDLE handle, DWORD access, uint32_t *target)
{
    ULONG_PTR index = (ULONG_PTR)resolve_standard_handle(handle) >> 2;
    const struct handle_entry *entry = &handle_entries((void *)(ULONG_PTR)PROCESS_BLOCK_ADDRESS)[index];
    if (!index || index >= HANDLE_COUNT || !(entry->tag & HANDLE_CONSOLE) || !entry->aux) {
        SetLastError(ERROR_INVALID_HANDLE);
        return FALSE;
    }
    if ((entry->access & access) != access) {
        SetLastError(ERROR_ACCESS_DENIED);
        return FALSE;
    }
    *target = entry->aux;
    return TRUE;
}

BOOL console_screen(HANDLE handle, DWORD access, uint32_t *target)
{
    if (!console_target(handle, access, target)) return FALSE;
    if (console_target_is_screen(*target)) return TRUE;
    SetLastError(ERROR_INVALID_HANDLE);
    return FALSE;
}

BOOL console_call(struct unix_console_control_args *args)
{
    return set_last_status(winrun_console_control(args));
}

BOOL WINAPI GetConsoleMode(HANDLE handle, LPDWORD mode)
{
    struct unix_console_control_args args = { .request = CONSOLE_GET_MODE };
    if (!console_target(handle, 0, &args.target) || !console_call(&args)) return FALSE;
    *mode = args.value;
    return TRUE;
}

BOOL WINAPI SetConsoleMode(HANDLE handle, DWORD mode)
{
    struct unix_console_control_args args = { .request = CONSOLE_SET_MODE, .value = mode };
    if (!console_target(handle, 0, &args.target)) return FALSE;
    BOOL screen = console_target_is_screen(args.target);
    if (mode & ~(screen ? OUTPUT_MODES : INPUT_MODES) ||
        (!screen && (mode & ENABLE_ECHO_INPUT) && !(mode & ENABLE_LINE_INPUT))) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    if (!screen && !(mode & ENABLE_EXTENDED_FLAGS)) { /* then these two stay as they are */
        DWORD now = 0;
        GetConsoleMode(handle, &now);
        args.value = (mode & ~(DWORD)(ENABLE_INSERT_MODE | ENABLE_QUICK_EDIT_MODE)) |
                     (now & (ENABLE_INSERT_MODE | ENABLE_QUICK_EDIT_MODE));
        args.value |= mode & (ENABLE_INSERT_MODE | ENABLE_QUICK_EDIT_MODE);
    }
    return console_call(&args);
}

/* ---- code pages */

UINT WINAPI GetConsoleCP(void) { return winrun_console_code_page(FALSE); }
UINT WINAPI GetConsoleOutputCP(void) { return winrun_console_code_page(TRUE); }

static BOOL set_code_page(UINT code_page, BOOL output)
{
    struct unix_console_control_args args = {
        .request = CONSOLE_SET_CODE_PAGE, .value = code_page, .flags = (uint32_t)output};
    if (IsValidCodePage(code_page)) return console_call(&args);
    SetLastError(ERROR_INVALID_PARAMETER);
    return FALSE;
}

BOOL WINAPI SetConsoleCP(UINT code_page) { return set_code_page(code_page, FALSE); }
BOOL WINAPI SetConsoleOutputCP(UINT code_page) { return set_code_page(code_page, TRUE); }

/* ---- writing */

LPWSTR console_wide(UINT code_page, LPCSTR text, DWORD length, DWORD *wide_length)
{
    LPWSTR wide = HeapAlloc(GetProcessHeap(), 0, (length + 1) * sizeof(WCHAR));
    *wide_length = 0;
    if (!wide) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return NULL;
    }
    if (length) *wide_length = (DWORD)MultiByteToWideChar(code_page, 0, text, (int)length, wide, (int)length);
    wide[*wide_length] = 0;
    return wide;
}

BOOL WINAPI WriteConsoleW(HANDLE handle, const VOID *buffer, DWORD length, LPDWORD written, LPVOID reserved)
{
    struct unix_console_control_args args = { .request = CONSOLE_WRITE, .buffer = UNIX_PTR(buffer), .size = length };
    (void)reserved;
    if (written) *written = 0;
    if (!console_screen(handle, FILE_WRITE_DATA, &args.target)) return FALSE;
    BOOL done = console_call(&args);
    if (written) *written = args.size;
    return done;
}

BOOL WINAPI WriteConsoleA(HANDLE handle, const VOID *buffer, DWORD length, LPDWORD written, LPVOID reserved)
{
    uint32_t target;
    IO_STATUS_BLOCK io;
    (void)reserved;
    if (written) *written = 0;
    if (!console_screen(handle, FILE_WRITE_DATA, &target)) return FALSE;
    NTSTATUS status = NtWriteFile(resolve_standard_handle(handle), NULL, NULL, NULL, &io, buffer, length, NULL, NULL);
    if (!NT_SUCCESS(status)) return set_last_status(status);
    if (written) *written = length;
    return TRUE;
}

/* ---- reading */

BOOL WINAPI ReadConsoleW(HANDLE handle, LPVOID buffer, DWORD capacity, LPDWORD read, LPVOID input_control)
{
    struct console_read wanted = { 0 };
    struct unix_console_control_args args = {
        .request = CONSOLE_READ, .buffer = UNIX_PTR(buffer), .size = capacity, .extra = UNIX_PTR(&wanted)};
    PCONSOLE_READCONSOLE_CONTROL control = input_control;
    if (read) *read = 0;
    if (!console_target(handle, FILE_READ_DATA, &args.target)) return FALSE;
    if (control) {
        if (control->nLength != sizeof(*control) || control->nInitialChars > capacity) {
            SetLastError(ERROR_INVALID_PARAMETER);
            return FALSE;
        }
        wanted.initial_count = control->nInitialChars;
        wanted.wakeup_mask = control->dwCtrlWakeupMask;
    }
    winrun_console_program((WCHAR *)wanted.program);
    NTSTATUS status = winrun_console_control(&args);
    if (control) control->dwControlKeyState = wanted.key_state;
    if (status == STATUS_CANCELLED) { /* by a control event */
        SetLastError(ERROR_OPERATION_ABORTED);
        return TRUE;
    }
    if (read) *read = args.size;
    return set_last_status(status);
}

BOOL WINAPI ReadConsoleA(HANDLE handle, LPVOID buffer, DWORD capacity, LPDWORD read, LPVOID input_control)
{
    PCONSOLE_READCONSOLE_CONTROL control = input_control;
    DWORD count = 0;
    if (read) *read = 0;
    /* a UTF-16 unit needs at most three bytes in any code page */
    DWORD units = GetConsoleCP() == CP_UTF8 ? capacity / 3 : capacity / 2;
    if (!units) units = 1;
    WCHAR *wide = HeapAlloc(GetProcessHeap(), 0, units * sizeof(WCHAR));
    if (!wide) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return FALSE;
    }
    if (control && control->nInitialChars) {
        HeapFree(GetProcessHeap(), 0, wide);
        SetLastError(ERROR_INVALID_PARAMETER); /* only the Unicode form takes initial characters */
        return FALSE;
    }
    BOOL done = ReadConsoleW(handle, wide, units, &count, control);
    int size =
        done && count ? WideCharToMultiByte(GetConsoleCP(), 0, wide, (int)count, buffer, (int)capacity, NULL, NULL) : 0;
    HeapFree(GetProcessHeap(), 0, wide);
    if (read) *read = (DWORD)size;
    return done;
}

/* ---- the console as such */

BOOL WINAPI AllocConsole(void)
{
    struct unix_console_control_args args = { .request = CONSOLE_ALLOCATE };
    return console_call(&args) && console_open_streams(FALSE);
}

static BOOL unix_id_of(DWORD process, uint32_t *unix_pid)
{
    ULONG id = 0;
    HANDLE handle = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, process);
    if (!handle) return FALSE;
    BOOL done = set_last_status(winrun_process_unix_id(handle, &id));
    CloseHandle(handle);
    *unix_pid = id;
    return done;
}

BOOL WINAPI AttachConsole(DWORD process)
{
    struct unix_console_control_args args = { .request = CONSOLE_ATTACH };
    if (process_info()->console) {
        SetLastError(ERROR_ACCESS_DENIED);
        return FALSE;
    }
    DWORD id = process == ATTACH_PARENT_PROCESS ? process_info()->parent_pid : process;
    if (id && !unix_id_of(id, &args.value)) {
        SetLastError(process == ATTACH_PARENT_PROCESS ? ERROR_INVALID_HANDLE : ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    return console_call(&args) && console_open_streams(FALSE);
}

BOOL WINAPI FreeConsole(void)
{
    struct unix_console_control_args args = { .request = CONSOLE_FREE };
    return console_call(&args);
}

DWORD WINAPI GetConsoleProcessList(LPDWORD list, DWORD capacity)
{
    struct unix_console_control_args args = {
        .request = CONSOLE_GET_PROCESSES, .target = CONSOLE_TARGET_INPUT, .buffer = UNIX_PTR(list), .size = capacity};
    if (!list || !capacity) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return 0;
    }
    return console_call(&args) ? args.value : 0;
}

/* No window of ours shows the terminal. */
HWND WINAPI GetConsoleWindow(void)
{
    return NULL;
}
