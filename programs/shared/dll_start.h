/* What regsvr32 and rundll32 share: a DLL of the other architecture is handed to the program's twin; messages go to the
 * standard error stream if there is one, else into a message box. */
#ifndef DLL_START_H
#define DLL_START_H

#include "text_output.h"

#ifdef _WIN64
#define OTHER_MACHINE IMAGE_FILE_MACHINE_I386
#define OTHER_FOLDER L"syswow64"
#else
#define OTHER_MACHINE IMAGE_FILE_MACHINE_AMD64
#define OTHER_FOLDER L"sysnative"
#endif

static inline void show_message(const WCHAR *title, bool is_error, const WCHAR *format, ...)
{
    WCHAR text[2048];
    HANDLE stream = GetStdHandle(STD_ERROR_HANDLE);
    va_list arguments;

    va_start(arguments, format);
    _vsnwprintf(text, ARRAYSIZE(text) - 3, format, arguments);
    va_end(arguments);
    text[ARRAYSIZE(text) - 3] = 0;
    if (!stream || stream == INVALID_HANDLE_VALUE || GetFileType(stream) == FILE_TYPE_UNKNOWN) {
        MessageBoxW(NULL, text, title, MB_OK | (is_error ? MB_ICONERROR : MB_ICONINFORMATION));
        return;
    }
    put_error(title);
    put_error(L": ");
    wcscat(text, L"\r\n");
    put_error(text);
}

/* The system's words for an error, without the end of the line. */
static inline const WCHAR *error_text(DWORD error)
{
    static WCHAR text[512];
    if (!FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, NULL, error, 0, text,
                        ARRAYSIZE(text), NULL))
        _snwprintf(text, ARRAYSIZE(text), L"error %lu", error);
    text[wcscspn(text, L"\r\n")] = 0;
    return text;
}

static inline bool is_for_other_architecture(const WCHAR *path)
{
    WCHAR found[MAX_PATH];
    IMAGE_DOS_HEADER dos;
    struct { DWORD signature; IMAGE_FILE_HEADER file; } headers;
    DWORD done;
    bool answer = false;

    if (!SearchPathW(NULL, path, L".dll", MAX_PATH, found, NULL)) return false;
    HANDLE file = CreateFileW(found, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE) return false;
    if (ReadFile(file, &dos, sizeof(dos), &done, NULL) && done == sizeof(dos) && dos.e_magic == IMAGE_DOS_SIGNATURE &&
        SetFilePointer(file, dos.e_lfanew, NULL, FILE_BEGIN) != INVALID_SET_FILE_POINTER &&
        ReadFile(file, &headers, sizeof(headers), &done, NULL) && done == sizeof(headers))
        answer = headers.signature == IMAGE_NT_SIGNATURE && headers.file.Machine == OTHER_MACHINE;
    CloseHandle(file);
    return answer;
}

/* Runs the program of this name in the other system folder with our arguments, and ends with its exit code. Returns if
 * it cannot be started. */
static inline void run_twin(const WCHAR *name)
{
    STARTUPINFOW startup = {.cb = sizeof(startup)};
    PROCESS_INFORMATION process;
    WCHAR path[MAX_PATH];
    DWORD code = 1;

    GetWindowsDirectoryW(path, MAX_PATH - 40);
    wcscat(path, L"\\" OTHER_FOLDER L"\\");
    wcscat(path, name);
    if (!CreateProcessW(path, GetCommandLineW(), NULL, NULL, TRUE, 0, NULL, NULL, &startup, &process)) return;
    WaitForSingleObject(process.hProcess, INFINITE);
    GetExitCodeProcess(process.hProcess, &code);
    ExitProcess(code);
}

#endif
