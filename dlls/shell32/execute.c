/* ShellExecute: programs are started; other files are opened by the command that the registry has for their type. */
#include "nt/nt.h"
#include "unix_calls.h"
#include <objbase.h>
#include <shlobj.h>
#include <shellapi.h>
#include "shell32_private.h"

#define LONGEST_COMMAND 0x8000

static bool is_program(const WCHAR *file)
{
    static const WCHAR *const extensions[] = { L".exe", L".com", L".bat", L".cmd" };
    int length = lstrlenW(file);
    for (size_t i = 0; length > 4 && i < ARRAYSIZE(extensions); i++) {
        if (!lstrcmpiW(file + length - 4, extensions[i])) return true;
    }
    return false;
}

static const WCHAR *extension_of(const WCHAR *file)
{
    const WCHAR *dot = NULL;
    for (; *file; file++) {
        if (*file == '.') dot = file;
        else if (*file == '\\' || *file == '/') dot = NULL;
    }
    return dot;
}

/* The command of a file type: HKCR\.ext names the type, HKCR\type\shell\verb\command has the command. */
static bool command_of_type(const WCHAR *file, const WCHAR *verb, WCHAR *command, DWORD size)
{
    const WCHAR *extension = extension_of(file);
    WCHAR type[128], key[320];
    DWORD type_size = sizeof(type);

    if (!extension || lstrlenW(verb) > 64) return false;
    if (RegGetValueW(HKEY_CLASSES_ROOT, extension, NULL, RRF_RT_REG_SZ, NULL, type, &type_size)) return false;
    lstrcpyW(key, type);
    lstrcatW(key, L"\\shell\\");
    lstrcatW(key, verb);
    lstrcatW(key, L"\\command");
    return !RegGetValueW(HKEY_CLASSES_ROOT, key, NULL, RRF_RT_REG_SZ, NULL, command, &size);
}

static bool append(WCHAR *line, size_t *length, const WCHAR *text)
{
    size_t more = (size_t)lstrlenW(text);
    if (*length + more >= LONGEST_COMMAND) return false;
    memcpy(line + *length, text, (more + 1) * sizeof(WCHAR));
    *length += more;
    return true;
}

/* %1, %L and %V are the file, %* the parameters. */
static bool fill_in(WCHAR *line, const WCHAR *command, const WCHAR *file, const WCHAR *parameters)
{
    size_t length = 0;
    for (; *command; command++) {
        WCHAR single[2] = { *command, 0 };
        const WCHAR *text = single;
        if (*command == '%' && command[1]) {
            switch (*++command) {
            case '1': case 'l': case 'L': case 'v': case 'V': text = file; break;
            case '*': text = parameters; break;
            case '%': break;
            default: text = L""; break;
            }
        }
        if (!append(line, &length, text)) return false;
    }
    return true;
}

static bool program_line(WCHAR *line, const WCHAR *program, const WCHAR *parameters)
{
    size_t length = 0;
    return append(line, &length, L"\"") && append(line, &length, program) && append(line, &length, L"\"") &&
           (!*parameters || (append(line, &length, L" ") && append(line, &length, parameters)));
}

/* The program itself by its path, along PATH, or as "App Paths" has it. */
static bool find_file(const WCHAR *file, const WCHAR *folder, WCHAR found[MAX_PATH])
{
    WCHAR key[MAX_PATH + 80];
    DWORD size = MAX_PATH * sizeof(WCHAR);

    if (SearchPathW(folder, file, NULL, MAX_PATH, found, NULL) ||
        SearchPathW(NULL, file, L".exe", MAX_PATH, found, NULL))
        return true;
    if (lstrlenW(file) >= MAX_PATH) return false;
    lstrcpyW(key, L"Software\\Microsoft\\Windows\\CurrentVersion\\App Paths\\");
    lstrcatW(key, file);
    if (!extension_of(file)) lstrcatW(key, L".exe");
    return !RegGetValueW(HKEY_LOCAL_MACHINE, key, NULL, RRF_RT_REG_SZ, NULL, found, &size);
}

static DWORD start(SHELLEXECUTEINFOW *info, WCHAR *line)
{
    STARTUPINFOW startup = { sizeof(startup), .dwFlags = STARTF_USESHOWWINDOW, .wShowWindow = (WORD)info->nShow };
    DWORD flags = info->fMask & SEE_MASK_NO_CONSOLE ? 0 : CREATE_NEW_CONSOLE;
    PROCESS_INFORMATION process;

    if (!CreateProcessW(NULL, line, NULL, NULL, FALSE, flags, NULL,
                        info->lpDirectory && *info->lpDirectory ? info->lpDirectory : NULL, &startup, &process))
        return GetLastError();
    CloseHandle(process.hThread);
    if (info->fMask & SEE_MASK_NOCLOSEPROCESS) info->hProcess = process.hProcess;
    else CloseHandle(process.hProcess);
    return ERROR_SUCCESS;
}

/* The scheme of a URL: at least two characters, or it is a drive. */
static bool take_scheme(const WCHAR *file, WCHAR scheme[32])
{
    int length = 0;
    for (; file[length] && file[length] != ':'; length++) {
        WCHAR c = file[length];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        bool is_other = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
        if (length >= 31 || (!is_letter && (!length || !is_other))) return false;
        scheme[length] = c;
    }
    scheme[length] = 0;
    return length > 1 && file[length] == ':';
}

/* What Windows code has not taken over is the Linux desktop's: the web, mail, documents, folders. */
static DWORD open_natively(const WCHAR *target, bool is_path)
{
    struct unix_native_open_args args = { .is_path = is_path };
    char url[4096];

    if (is_path) {
        args.text = UNIX_PTR(target);
        args.length = (uint32_t)lstrlenW(target);
    } else {
        int size = WideCharToMultiByte(CP_UTF8, 0, target, -1, url, sizeof(url), NULL, NULL);
        if (!size) return ERROR_FILENAME_EXCED_RANGE;
        args.text = UNIX_PTR(url);
        args.length = (uint32_t)size - 1;
    }
    return unix_call_native_open(&args) ? ERROR_NO_ASSOCIATION : ERROR_SUCCESS;
}

/* A program that has registered the scheme comes first ("Registering an Application to a URI Scheme"). */
static DWORD open_url(SHELLEXECUTEINFOW *info, const WCHAR *scheme, WCHAR *line)
{
    static const WCHAR *const native_schemes[] = { L"http", L"https", L"ftp", L"mailto" };
    WCHAR command[1024], key[80];
    DWORD size = sizeof(command);

    lstrcpyW(key, scheme);
    lstrcatW(key, L"\\shell\\open\\command");
    if (!RegGetValueW(HKEY_CLASSES_ROOT, key, NULL, RRF_RT_REG_SZ, NULL, command, &size))
        return fill_in(line, command, info->lpFile, L"") ? start(info, line) : ERROR_FILENAME_EXCED_RANGE;
    for (size_t i = 0; i < ARRAYSIZE(native_schemes); i++) {
        if (!lstrcmpiW(scheme, native_schemes[i])) return open_natively(info->lpFile, false);
    }
    return ERROR_NO_ASSOCIATION;
}

/* A desktop entry would run what is in it. */
static DWORD open_document(const WCHAR *path, const WCHAR *verb)
{
    const WCHAR *extension = extension_of(path);

    if (lstrcmpiW(verb, L"open") && lstrcmpiW(verb, L"explore")) return ERROR_NO_ASSOCIATION;
    if (extension && !lstrcmpiW(extension, L".desktop")) return ERROR_NO_ASSOCIATION;
    return open_natively(path, true);
}

static bool is_folder(const WCHAR *file, WCHAR found[MAX_PATH])
{
    DWORD attributes = GetFileAttributesW(file);
    if (attributes == INVALID_FILE_ATTRIBUTES || !(attributes & FILE_ATTRIBUTE_DIRECTORY)) return false;
    DWORD length = GetFullPathNameW(file, MAX_PATH, found, NULL);
    return length && length < MAX_PATH;
}

static DWORD execute(SHELLEXECUTEINFOW *info, WCHAR *line)
{
    const WCHAR *verb = info->lpVerb && *info->lpVerb ? info->lpVerb : L"open",
                *parameters = info->lpParameters ? info->lpParameters : L"";
    WCHAR command[1024], found[MAX_PATH], scheme[32];

    if (info->lpIDList || !info->lpFile) return ERROR_NOT_SUPPORTED;
    if (take_scheme(info->lpFile, scheme)) return open_url(info, scheme, line);
    if (is_folder(info->lpFile, found)) return open_document(found, verb);
    if (!find_file(info->lpFile, info->lpDirectory, found)) return ERROR_FILE_NOT_FOUND;
    if (is_program(found)) {
        if (lstrcmpiW(verb, L"open") && lstrcmpiW(verb, L"runas")) return ERROR_NO_ASSOCIATION;
        return program_line(line, found, parameters) ? start(info, line) : ERROR_FILENAME_EXCED_RANGE;
    }
    if (!command_of_type(found, verb, command, sizeof(command))) return open_document(found, verb);
    return fill_in(line, command, found, parameters) ? start(info, line) : ERROR_FILENAME_EXCED_RANGE;
}

/* The values of hInstApp that tell an error are old ones, below 32. */
static HINSTANCE instance_of_error(DWORD error)
{
    static const struct { DWORD error; int code;
    } codes[] = {
        {ERROR_SUCCESS, 42},
        {ERROR_FILE_NOT_FOUND, SE_ERR_FNF},
        {ERROR_PATH_NOT_FOUND, SE_ERR_PNF},
        {ERROR_ACCESS_DENIED, SE_ERR_ACCESSDENIED},
        {ERROR_NOT_ENOUGH_MEMORY, SE_ERR_OOM},
        {ERROR_SHARING_VIOLATION, SE_ERR_SHARE},
        {ERROR_BAD_EXE_FORMAT, ERROR_BAD_FORMAT},
    };
    for (size_t i = 0; i < ARRAYSIZE(codes); i++) {
        if (codes[i].error == error) return (HINSTANCE)(INT_PTR)codes[i].code;
    }
    return (HINSTANCE)SE_ERR_NOASSOC;
}

BOOL WINAPI ShellExecuteExW(SHELLEXECUTEINFOW *info)
{
    WCHAR *line;
    DWORD error;

    if (!info || info->cbSize != sizeof(*info)) {
        SetLastError(ERROR_ACCESS_DENIED);
        return FALSE;
    }
    info->hProcess = NULL;
    line = LocalAlloc(LMEM_FIXED, LONGEST_COMMAND * sizeof(WCHAR));
    error = line ? execute(info, line) : ERROR_NOT_ENOUGH_MEMORY;
    LocalFree(line);
    info->hInstApp = instance_of_error(error);
    if (error) log_line(LOG_WARN, "ShellExecute: cannot open %ls: error %lu", info->lpFile ? info->lpFile : L"", error);
    SetLastError(error);
    return error == ERROR_SUCCESS;
}

BOOL WINAPI ShellExecuteExA(SHELLEXECUTEINFOA *info)
{
    SHELLEXECUTEINFOW wide = { sizeof(wide), info->fMask, info->hwnd };
    BOOL success;

    wide.lpVerb = wide_copy(info->lpVerb);
    wide.lpFile = wide_copy(info->lpFile);
    wide.lpParameters = wide_copy(info->lpParameters);
    wide.lpDirectory = wide_copy(info->lpDirectory);
    wide.nShow = info->nShow;
    wide.lpIDList = info->fMask & SEE_MASK_IDLIST ? info->lpIDList : NULL;
    success = ShellExecuteExW(&wide);
    info->hInstApp = wide.hInstApp;
    info->hProcess = wide.hProcess;
    DWORD error = GetLastError();
    LocalFree((void *)wide.lpVerb);
    LocalFree((void *)wide.lpFile);
    LocalFree((void *)wide.lpParameters);
    LocalFree((void *)wide.lpDirectory);
    SetLastError(error);
    return success;
}

HINSTANCE WINAPI ShellExecuteW(HWND window, LPCWSTR verb, LPCWSTR file, LPCWSTR parameters, LPCWSTR folder, INT show)
{
    SHELLEXECUTEINFOW info = { sizeof(info), SEE_MASK_FLAG_NO_UI, window, verb, file, parameters, folder, show };
    ShellExecuteExW(&info);
    return info.hInstApp;
}

HINSTANCE WINAPI ShellExecuteA(HWND window, LPCSTR verb, LPCSTR file, LPCSTR parameters, LPCSTR folder, INT show)
{
    SHELLEXECUTEINFOA info = { sizeof(info), SEE_MASK_FLAG_NO_UI, window, verb, file, parameters, folder, show };
    ShellExecuteExA(&info);
    return info.hInstApp;
}

HINSTANCE WINAPI FindExecutableW(LPCWSTR file, LPCWSTR folder, LPWSTR result)
{
    WCHAR command[1024], found[MAX_PATH];
    int count;

    result[0] = 0;
    if (!file || !find_file(file, folder, found)) return (HINSTANCE)SE_ERR_FNF;
    if (is_program(found)) {
        lstrcpyW(result, found);
        return (HINSTANCE)42;
    }
    if (!command_of_type(found, L"open", command, sizeof(command))) return (HINSTANCE)SE_ERR_NOASSOC;
    LPWSTR *arguments = CommandLineToArgvW(command, &count);
    if (!arguments) return (HINSTANCE)SE_ERR_OOM;
    lstrcpynW(result, arguments[0], MAX_PATH);
    LocalFree(arguments);
    return (HINSTANCE)42;
}

/* The user is a member of the administrators and works with full rights. */
BOOL WINAPI IsUserAnAdmin(void)
{
    SID_IDENTIFIER_AUTHORITY authority = { SECURITY_NT_AUTHORITY };
    BOOL member = FALSE;
    PSID administrators;

    if (!AllocateAndInitializeSid(&authority, 2, SECURITY_BUILTIN_DOMAIN_RID, DOMAIN_ALIAS_RID_ADMINS, 0, 0, 0, 0, 0, 0,
                                  &administrators))
        return FALSE;
    if (!CheckTokenMembership(NULL, administrators, &member)) member = FALSE;
    FreeSid(administrators);
    return member;
}

/* For rundll32: opens what the rest of its command line names. */
void WINAPI ShellExec_RunDLLW(HWND window, HINSTANCE module, LPCWSTR line, int show)
{
    WCHAR file[MAX_PATH];
    int length = 0;
    bool is_quoted = *line == '"';

    (void)module;
    for (line += is_quoted; *line && (is_quoted ? *line != '"' : *line != ' ') && length < MAX_PATH - 1; line++)
        file[length++] = *line;
    file[length] = 0;
    while (*line == '"' || *line == ' ') line++;
    ShellExecuteW(window, NULL, file, *line ? line : NULL, NULL, show);
}

void WINAPI ShellExec_RunDLLA(HWND window, HINSTANCE module, LPCSTR line, int show)
{
    WCHAR *wide = wide_copy(line);
    if (wide) ShellExec_RunDLLW(window, module, wide, show);
    LocalFree(wide);
}
