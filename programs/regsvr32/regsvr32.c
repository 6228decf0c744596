/* regsvr32: has DLLs register themselves. Exit codes, as scripts know them: 1 wrong arguments, 2 OLE does not start,
 * 3 the DLL cannot be loaded, 4 it lacks the function, 5 the function fails. */
#include "dll_start.h"
#include <objbase.h>

enum { WRONG_ARGUMENTS = 1, NO_OLE, NO_DLL, NO_FUNCTION, FAILED_CALL };

static const WCHAR title[] = L"RegSvr32";
static struct { bool silent, unregister, no_register, install; const WCHAR *install_text; } options;

static int report(int code, const WCHAR *format, const WCHAR *dll, const WCHAR *detail)
{
    if (!options.silent) show_message(title, code != 0, format, dll, detail);
    return code;
}

static int call(HMODULE module, const WCHAR *dll, const char *name)
{
    FARPROC function = GetProcAddress(module, name);
    WCHAR wide[64], detail[128];
    HRESULT result;

    MultiByteToWideChar(CP_ACP, 0, name, -1, wide, ARRAYSIZE(wide));
    if (!function) return report(NO_FUNCTION, L"%ls was loaded, but has no %ls: it is nothing to register.", dll, wide);
    if (!strcmp(name, "DllInstall"))
        result = ((HRESULT(WINAPI *)(BOOL, const WCHAR *))(void *)function)(!options.unregister, options.install_text);
    else
        result = ((HRESULT(WINAPI *)(void))(void *)function)();
    if (SUCCEEDED(result)) return 0;
    _snwprintf(detail, ARRAYSIZE(detail), L"%ls failed with 0x%08lx", wide, result);
    return report(FAILED_CALL, L"%ls: %ls.", dll, detail);
}

static int treat(const WCHAR *dll)
{
    const char *name = options.unregister ? "DllUnregisterServer" : "DllRegisterServer";
    HMODULE module = LoadLibraryExW(dll, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    DWORD error = GetLastError();
    int code = 0;

    if (!module && is_for_other_architecture(dll)) run_twin(L"regsvr32.exe");
    if (!module) return report(NO_DLL, L"%ls cannot be loaded: %ls", dll, error_text(error));
    /* what is installed last is removed first */
    if (options.install && options.unregister) code = call(module, dll, "DllInstall");
    if (!code && !options.no_register) code = call(module, dll, name);
    if (!code && options.install && !options.unregister) code = call(module, dll, "DllInstall");
    FreeLibrary(module);
    if (code) return code;
    return report(0, options.unregister ? L"%ls is no longer registered.%ls" : L"%ls is registered.%ls", dll, L"");
}

static bool read_option(const WCHAR *argument)
{
    switch (towlower(argument[1])) {
    case 's':
    case 'e': options.silent = true; break;
    case 'u': options.unregister = true; break;
    case 'n': options.no_register = true; break;
    case 'i':
        options.install = true;
        options.install_text = argument[2] == ':' ? argument + 3 : L"";
        return !argument[2] || argument[2] == ':';
    case 'c': break; /* to the console, where messages go anyway */
    default: return false;
    }
    return !argument[2];
}

int main(void)
{
    int count, code = 0, dlls = 0;
    WCHAR **arguments = arguments_of_program(&count);

    for (int i = 0; i < count; i++) {
        if (arguments[i][0] != '/' && arguments[i][0] != '-') dlls++;
        else if (!read_option(arguments[i]))
            return report(WRONG_ARGUMENTS, L"unknown option %ls.%ls", arguments[i], L"");
    }
    if (!dlls || (options.no_register && !options.install))
        return report(WRONG_ARGUMENTS, L"%ls%ls", L"which DLL? Usage: regsvr32 [/u] [/s] [/n] [/i[:TEXT]] DLL...",
                      dlls ? L" (/n needs /i)" : L"");
    if (FAILED(OleInitialize(NULL))) return report(NO_OLE, L"OLE cannot be started.%ls%ls", L"", L"");
    for (int i = 0; i < count && !code; i++) {
        if (arguments[i][0] != '/' && arguments[i][0] != '-') code = treat(arguments[i]);
    }
    OleUninitialize();
    return code;
}
