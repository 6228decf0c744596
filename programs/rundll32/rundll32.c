/* rundll32 DLL,FUNCTION ARGUMENTS: calls FUNCTIONW, FUNCTIONA or FUNCTION (or #ORDINAL) of a DLL with the rest of the
 * command line ("INFO: Windows Rundll and Rundll32 Interface"). */
#include "dll_start.h"

static const WCHAR title[] = L"RunDLL";

typedef void(CALLBACK *wide_function)(HWND window, HINSTANCE module, WCHAR *arguments, int show);
typedef void(CALLBACK *narrow_function)(HWND window, HINSTANCE module, char *arguments, int show);

/* Behind the program's own name. */
static const WCHAR *skip_program(const WCHAR *line)
{
    if (*line == '"') {
        line = wcschr(line + 1, '"');
        line = line ? line + 1 : L"";
    } else {
        line += wcscspn(line, L" \t");
    }
    return line + wcsspn(line, L" \t");
}

/* The name up to one of the delimiters, quoted or not; returns what is behind. */
static const WCHAR *take_name(const WCHAR *line, const WCHAR *delimiters, WCHAR *name, size_t room)
{
    size_t length;

    if (*line == '"') {
        length = wcscspn(++line, L"\"");
        _snwprintf(name, room, L"%.*ls", (int)length, line);
        line += length;
        if (*line) line++;
    } else {
        length = wcscspn(line, delimiters);
        _snwprintf(name, room, L"%.*ls", (int)length, line);
        line += length;
    }
    name[room - 1] = 0;
    return line;
}

static int call(HMODULE module, const char *name, const WCHAR *arguments, int show)
{
    char decorated[260];
    FARPROC function;

    _snprintf(decorated, sizeof(decorated), "%sW", name);
    if (name[0] != '#' && (function = GetProcAddress(module, decorated))) {
        WCHAR *copy = _wcsdup(arguments);
        ((wide_function)(void *)function)(NULL, GetModuleHandleW(NULL), copy, show);
        free(copy);
        return 0;
    }
    decorated[strlen(decorated) - 1] = 'A';
    if (name[0] == '#') function = GetProcAddress(module, MAKEINTRESOURCEA(atoi(name + 1)));
    else if (!(function = GetProcAddress(module, decorated))) function = GetProcAddress(module, name);
    if (!function) return 1;
    int size = WideCharToMultiByte(CP_ACP, 0, arguments, -1, NULL, 0, NULL, NULL);
    char *copy = malloc((size_t)size);
    if (!copy) return 1;
    WideCharToMultiByte(CP_ACP, 0, arguments, -1, copy, size, NULL, NULL);
    ((narrow_function)(void *)function)(NULL, GetModuleHandleW(NULL), copy, show);
    free(copy);
    return 0;
}

int main(void)
{
    WCHAR dll[MAX_PATH], entry[256];
    char name[256];
    STARTUPINFOW startup = {.cb = sizeof(startup)};
    const WCHAR *rest = take_name(skip_program(GetCommandLineW()), L", \t", dll, MAX_PATH);

    rest += wcsspn(rest, L", \t");
    rest = take_name(rest, L" \t", entry, ARRAYSIZE(entry));
    rest += wcsspn(rest, L" \t");
    if (!dll[0] || !entry[0]) {
        show_message(title, true, L"which function? Usage: rundll32 DLL,FUNCTION [ARGUMENTS]");
        return 1;
    }
    HMODULE module = LoadLibraryW(dll);
    DWORD error = GetLastError();
    if (!module && is_for_other_architecture(dll)) run_twin(L"rundll32.exe");
    if (!module) {
        show_message(title, true, L"There was a problem starting %ls: %ls", dll, error_text(error));
        return 1;
    }
    GetStartupInfoW(&startup);
    WideCharToMultiByte(CP_ACP, 0, entry, -1, name, sizeof(name), NULL, NULL);
    if (call(module, name, rest, startup.dwFlags & STARTF_USESHOWWINDOW ? startup.wShowWindow : SW_SHOWDEFAULT)) {
        show_message(title, true, L"Error in %ls: it has no function %ls.", dll, entry);
        return 1;
    }
    return 0;
}
