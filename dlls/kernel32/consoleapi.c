/* Console handles, modes, code pages, reading and writing ("Console functions" of Microsoft's documentation). The console is the
 * Unix terminal: text goes to it as UTF-8, attributes and cursor moves as VT sequences. */
#include "console_private.h"
#include <string.h>

#define INPUT_MODE_AT_START (ENABLE_PROCESSED_INPUT | ENABLE_LINE_INPUT | ENABLE_ECHO_INPUT | ENABLE_MOUSE_INPUT | ENABLE_INSERT_MODE | \
                             ENABLE_QUICK_EDIT_MODE | ENABLE_EXTENDED_FLAGS | 0x100 /* auto position */)

static DWORD input_mode = INPUT_MODE_AT_START;
static DWORD output_mode = ENABLE_PROCESSED_OUTPUT | ENABLE_WRAP_AT_EOL_OUTPUT;
static UINT input_code_page, output_code_page;

BOOL console_descriptor(HANDLE handle, DWORD access, struct console *console)
{
    ULONG_PTR index = (ULONG_PTR)handle >> 2;
    const struct handle_entry *entry = &handle_entries((void *)(ULONG_PTR)PROCESS_BLOCK_ADDRESS)[index];
    if (!index || index >= HANDLE_COUNT || ((ULONG_PTR)handle & 3) || !(entry->tag & HANDLE_CONSOLE)) {
        SetLastError(ERROR_INVALID_HANDLE);
        return FALSE;
    }
    if ((entry->access & access) != access) {
        SetLastError(ERROR_ACCESS_DENIED);
        return FALSE;
    }
    console->fd = entry->fd;
    /* one descriptor of a terminal may serve both ways; the handle says what it was opened for */
    console->is_input = handle == GetStdHandle(STD_INPUT_HANDLE) || !(entry->access & FILE_WRITE_DATA);
    return TRUE;
}

BOOL console_call(const struct console *console, struct unix_console_control_args *args)
{
    args->fd = console->fd;
    NTSTATUS status = unix_call_console_control(args);
    if (NT_SUCCESS(status)) return TRUE;
    SetLastError(RtlNtStatusToDosError(status));
    return FALSE;
}

BOOL WINAPI GetConsoleMode(HANDLE handle, LPDWORD mode)
{
    struct console console;
    if (!console_descriptor(handle, 0, &console)) return FALSE;
    *mode = console.is_input ? input_mode : output_mode;
    return TRUE;
}

BOOL WINAPI SetConsoleMode(HANDLE handle, DWORD mode)
{
    struct console console;
    if (!console_descriptor(handle, 0, &console)) return FALSE;
    if (!console.is_input) {
        if (mode & ~0x1fu) {
            SetLastError(ERROR_INVALID_PARAMETER);
            return FALSE;
        }
        output_mode = mode;
        return TRUE;
    }
    if ((mode & ~0x3ffu) || ((mode & ENABLE_ECHO_INPUT) && !(mode & ENABLE_LINE_INPUT))) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    struct unix_console_control_args args = { .request = CONSOLE_SET_INPUT_MODE, .value = mode };
    if (!console_call(&console, &args)) return FALSE;
    input_mode = mode;
    return TRUE;
}

/* --- code pages --- */

UINT WINAPI GetConsoleCP(void)
{
    return input_code_page ? input_code_page : GetOEMCP();
}

UINT WINAPI GetConsoleOutputCP(void)
{
    return output_code_page ? output_code_page : GetOEMCP();
}

static BOOL set_code_page(UINT *place, UINT code_page)
{
    if (!IsValidCodePage(code_page)) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    *place = code_page;
    return TRUE;
}

BOOL WINAPI SetConsoleCP(UINT code_page)
{
    return set_code_page(&input_code_page, code_page);
}

BOOL WINAPI SetConsoleOutputCP(UINT code_page)
{
    return set_code_page(&output_code_page, code_page);
}

/* --- writing --- */

BOOL console_write_bytes(HANDLE handle, const char *text, DWORD size)
{
    DWORD done;
    for (; size; text += done, size -= done)
        if (!WriteFile(handle, text, size, &done, NULL) || !done) return FALSE;
    return TRUE;
}

/* A surrogate pair is not torn apart at the end of a piece. */
static DWORD piece_length(const WCHAR *text, DWORD length, DWORD most)
{
    if (length <= most) return length;
    return IS_HIGH_SURROGATE(text[most - 1]) ? most - 1 : most;
}

BOOL WINAPI WriteConsoleW(HANDLE handle, const VOID *buffer, DWORD length, LPDWORD written, LPVOID reserved)
{
    const WCHAR *text = buffer;
    struct console console;
    char bytes[3 * 512];
    (void)reserved;
    if (written) *written = 0;
    if (!console_descriptor(handle, FILE_WRITE_DATA, &console)) return FALSE;
    for (DWORD done = 0; done < length;) {
        DWORD piece = piece_length(text + done, length - done, 512);
        int size = WideCharToMultiByte(CP_UTF8, 0, text + done, (int)piece, bytes, sizeof(bytes), NULL, NULL);
        if (!size || !console_write_bytes(handle, bytes, (DWORD)size)) return FALSE;
        done += piece;
        if (written) *written = done;
    }
    return TRUE;
}

BOOL WINAPI WriteConsoleA(HANDLE handle, const VOID *buffer, DWORD length, LPDWORD written, LPVOID reserved)
{
    struct console console;
    DWORD wide_written;
    if (written) *written = 0;
    if (!console_descriptor(handle, FILE_WRITE_DATA, &console)) return FALSE;
    if (!length) return TRUE;
    WCHAR *wide = HeapAlloc(GetProcessHeap(), 0, length * sizeof(WCHAR));
    if (!wide) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return FALSE;
    }
    int count = MultiByteToWideChar(GetConsoleOutputCP(), 0, buffer, (int)length, wide, (int)length);
    BOOL done = WriteConsoleW(handle, wide, (DWORD)count, &wide_written, reserved);
    HeapFree(GetProcessHeap(), 0, wide);
    if (done && written) *written = length;
    return done;
}

/* --- reading --- */

/* What a read brought beyond the caller's room; the terminal gives whole lines. */
static RTL_SRWLOCK read_lock = RTL_SRWLOCK_INIT;
static WCHAR pending[4096];
static DWORD pending_start, pending_end;

/* Reads a piece of UTF-8 and keeps it as UTF-16; a line's end becomes CR LF, as line input has it. */
static BOOL fill_pending(HANDLE handle)
{
    static char bytes[1024];
    static DWORD kept; /* bytes of a character that is not complete yet */
    DWORD got = 0;
    if (!ReadFile(handle, bytes + kept, sizeof(bytes) - kept, &got, NULL)) return FALSE;
    pending_start = pending_end = 0;
    if (!got) return TRUE;
    DWORD size = kept + got, whole = size;
    for (DWORD back = 1; back <= 3 && back <= size; back++) {
        BYTE c = (BYTE)bytes[size - back];
        if (c < 0x80) break;
        if (c < 0xc0) continue;
        DWORD needed = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
        if (needed > back) whole = size - back;
        break;
    }
    WCHAR wide[1024];
    int count = MultiByteToWideChar(CP_UTF8, 0, bytes, (int)whole, wide, ARRAYSIZE(wide));
    kept = size - whole;
    memmove(bytes, bytes + whole, kept);
    for (int i = 0; i < count; i++) {
        if (wide[i] == '\n' && (input_mode & ENABLE_LINE_INPUT)) pending[pending_end++] = '\r';
        pending[pending_end++] = wide[i];
    }
    return TRUE;
}

BOOL WINAPI ReadConsoleW(HANDLE handle, LPVOID buffer, DWORD capacity, LPDWORD read, LPVOID control)
{
    struct console console;
    (void)control;
    if (read) *read = 0;
    if (!console_descriptor(handle, FILE_READ_DATA, &console)) return FALSE;
    RtlAcquireSRWLockExclusive(&read_lock);
    BOOL done = pending_start < pending_end || fill_pending(handle);
    DWORD count = pending_end - pending_start < capacity ? pending_end - pending_start : capacity;
    memcpy(buffer, pending + pending_start, count * sizeof(WCHAR));
    pending_start += count;
    RtlReleaseSRWLockExclusive(&read_lock);
    if (read) *read = count;
    return done;
}

BOOL WINAPI ReadConsoleA(HANDLE handle, LPVOID buffer, DWORD capacity, LPDWORD read, LPVOID control)
{
    DWORD count = 0;
    if (read) *read = 0;
    /* a UTF-16 unit needs at most three bytes in any code page */
    DWORD units = capacity / 3 ? capacity / 3 : 1;
    WCHAR *wide = HeapAlloc(GetProcessHeap(), 0, units * sizeof(WCHAR));
    if (!wide) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return FALSE;
    }
    BOOL done = ReadConsoleW(handle, wide, units, &count, control);
    int size = done && count ? WideCharToMultiByte(GetConsoleCP(), 0, wide, (int)count, buffer, (int)capacity, NULL, NULL) : 0;
    HeapFree(GetProcessHeap(), 0, wide);
    if (read) *read = (DWORD)size;
    return done;
}

BOOL WINAPI GetNumberOfConsoleInputEvents(HANDLE handle, LPDWORD count)
{
    struct console console;
    struct unix_console_control_args args = { .request = CONSOLE_INPUT_PENDING };
    if (!console_descriptor(handle, FILE_READ_DATA, &console) || !console_call(&console, &args)) return FALSE;
    *count = args.value + (pending_end - pending_start);
    return TRUE;
}

BOOL WINAPI FlushConsoleInputBuffer(HANDLE handle)
{
    struct console console;
    struct unix_console_control_args args = { .request = CONSOLE_FLUSH_INPUT };
    if (!console_descriptor(handle, FILE_READ_DATA, &console) || !console_call(&console, &args)) return FALSE;
    RtlAcquireSRWLockExclusive(&read_lock);
    pending_start = pending_end = 0;
    RtlReleaseSRWLockExclusive(&read_lock);
    return TRUE;
}

/* --- the console as such --- */

static BOOL has_console(void)
{
    return process_info()->console != 0;
}

BOOL WINAPI AllocConsole(void)
{
    SetLastError(has_console() ? ERROR_ACCESS_DENIED : ERROR_NOT_SUPPORTED);
    if (!has_console()) log_line(LOG_WARN, "AllocConsole: there is no terminal to make a console of");
    return FALSE;
}

BOOL WINAPI AttachConsole(DWORD process)
{
    (void)process;
    SetLastError(has_console() ? ERROR_ACCESS_DENIED : ERROR_INVALID_HANDLE);
    return FALSE;
}

/* No window of ours shows the terminal. */
HWND WINAPI GetConsoleWindow(void)
{
    return NULL;
}
