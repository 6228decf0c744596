/* Programs: how they are found, started and waited for. */
#include "cmd.h"

#include <stdlib.h>
#include <string.h>

static bool file_exists(const wchar_t *path)
{
    DWORD attributes = GetFileAttributesW(path);
    return attributes != INVALID_FILE_ATTRIBUTES && !(attributes & FILE_ATTRIBUTE_DIRECTORY);
}

static bool has_extension(const wchar_t *name)
{
    return wcschr(name + name_offset(name), '.') != NULL;
}

/* Tries `path` as it is (if it has an extension), then with each extension of PATHEXT. `path` is what was found. */
static bool try_extensions(struct text *path, const wchar_t *extensions)
{
    if (has_extension(path->data) && file_exists(path->data)) return true;
    size_t length = path->length;
    while (*extensions) {
        size_t size = wcscspn(extensions, L";");
        text_truncate(path, length);
        text_append(path, extensions, size);
        if (size && file_exists(path->data)) return true;
        extensions += size + (extensions[size] == ';');
    }
    return false;
}

static bool try_folder(const wchar_t *folder, size_t length, const wchar_t *name, const wchar_t *extensions,
                       struct text *path)
{
    if (length >= 2 && folder[0] == '"' && folder[length - 1] == '"') folder++, length -= 2;
    if (!length) return false;
    text_clear(path);
    text_append(path, folder, length);
    if (folder[length - 1] != '\\' && folder[length - 1] != '/') text_add_char(path, '\\');
    text_add(path, name);
    return try_extensions(path, extensions);
}

static bool search_path_list(const wchar_t *name, const wchar_t *extensions, struct text *path)
{
    struct text list = { 0 };
    bool found = false;
    if (!get_environment(L"PATH", &list)) return false;
    for (const wchar_t *at = list.data; *at && !found;) {
        size_t length = 0;
        for (bool quoted = false; at[length] && (quoted || at[length] != ';'); length++) quoted ^= at[length] == '"';
        found = try_folder(at, length, name, extensions, path);
        at += length + (at[length] == ';');
    }
    text_free(&list);
    return found;
}

/* Finds what `name` would run: a path itself, or a file of the current folder or of PATH. */
bool find_external(const wchar_t *name, struct text *path)
{
    struct text extensions = { 0 }, plain = { 0 };
    bool found = false;
    add_unquoted(&plain, name);
    if (!plain.length || has_wildcard(plain.data) || is_dots(plain.data)) {
        text_free(&plain);
        return false;
    }
    if (!get_environment(L"PATHEXT", &extensions)) text_add(&extensions, L".COM;.EXE;.BAT;.CMD;.VBS;.JS;.WSF;.MSC");
    text_clear(path);
    if (name_offset(plain.data)) {
        full_path(plain.data, path);
        found = try_extensions(path, extensions.data);
    } else {
        if (NeedCurrentDirectoryForExePathW(plain.data)) {
            full_path(plain.data, path);
            found = try_extensions(path, extensions.data);
        }
        if (!found) found = search_path_list(plain.data, extensions.data, path);
    }
    text_free(&extensions);
    text_free(&plain);
    return found;
}

bool is_batch_file(const wchar_t *path)
{
    size_t length = wcslen(path);
    return length > 4 && (same_word(path + length - 4, L".bat") || same_word(path + length - 4, L".cmd"));
}

void command_processor(struct text *path)
{
    if (get_environment(L"ComSpec", path) && file_exists(path->data)) return;
    wchar_t own[MAX_PATH];
    DWORD length = GetModuleFileNameW(NULL, own, MAX_PATH);
    text_clear(path);
    text_append(path, own, length);
}

/* ---- starting */

/* Handles above 2 travel as the C runtime of Microsoft hands down its descriptors. */
static void *describe_handles(STARTUPINFOW *startup)
{
    int count = HANDLES;
    while (count > 3 && !shell.handles[count - 1]) count--;
    if (count == 3) return NULL;
    BYTE *block = allocate(4 + count * (1 + sizeof(HANDLE)));
    memcpy(block, &count, 4);
    for (int i = 0; i < count; i++) {
        HANDLE handle = shell.handles[i] ? shell.handles[i] : INVALID_HANDLE_VALUE;
        DWORD type = handle == INVALID_HANDLE_VALUE ? 0 : GetFileType(handle);
        block[4 + i] = !shell.handles[i] ? 0
                                         : 0x01 | (type == FILE_TYPE_CHAR   ? 0x40
                                                   : type == FILE_TYPE_PIPE ? 0x08
                                                                            : 0);
        memcpy(block + 4 + count + i * sizeof(HANDLE), &handle, sizeof(HANDLE));
    }
    startup->cbReserved2 = (WORD)(4 + count * (1 + sizeof(HANDLE)));
    startup->lpReserved2 = block;
    return block;
}

static void set_inheritance(DWORD flag)
{
    for (int i = 0; i < HANDLES; i++)
        if (shell.handles[i]) SetHandleInformation(shell.handles[i], HANDLE_FLAG_INHERIT, flag);
}

HANDLE start_process(const wchar_t *path, const wchar_t *line, const struct start_options *options)
{
    STARTUPINFOW startup = {
        .cb = sizeof(startup), .dwFlags = STARTF_USESTDHANDLES, .lpTitle = (wchar_t *)options->title};
    PROCESS_INFORMATION process;
    startup.hStdInput = shell.handles[0];
    startup.hStdOutput = shell.handles[1];
    startup.hStdError = shell.handles[2];
    if (options->flags & CREATE_NEW_CONSOLE) startup.dwFlags &= ~STARTF_USESTDHANDLES;
    if (options->show) {
        startup.dwFlags |= STARTF_USESHOWWINDOW;
        startup.wShowWindow = options->show;
    }
    flush_output();
    void *block = describe_handles(&startup);
    wchar_t *copy = copy_string(line);
    set_inheritance(HANDLE_FLAG_INHERIT);
    BOOL good = CreateProcessW(path, copy, NULL, NULL, TRUE, options->flags | CREATE_UNICODE_ENVIRONMENT, NULL,
                               options->folder, &startup, &process);
    DWORD error = GetLastError();
    set_inheritance(0);
    free(copy);
    free(block);
    SetLastError(error);
    if (!good) return NULL;
    CloseHandle(process.hThread);
    return process.hProcess;
}

static void set_exit_variables(DWORD code)
{
    struct text ascii = { 0 };
    wchar_t digits[16];
    static const wchar_t hex[] = L"0123456789ABCDEF";
    for (int i = 0; i < 8; i++) digits[i] = hex[code >> (28 - 4 * i) & 15];
    digits[8] = 0;
    SetEnvironmentVariableW(L"=ExitCode", digits);
    if (code >= 0x20 && code < 0x7f) text_add_char(&ascii, (wchar_t)code);
    SetEnvironmentVariableW(L"=ExitCodeAscii", ascii.data);
    text_free(&ascii);
}

int wait_for_process(HANDLE process)
{
    DWORD code = 1;
    WaitForSingleObject(process, INFINITE);
    GetExitCodeProcess(process, &code);
    CloseHandle(process);
    set_exit_variables(code);
    if (code == (DWORD)STATUS_CONTROL_C_EXIT) InterlockedExchange(&shell.interrupted, 1);
    return (int)code;
}

/* At the prompt, a program with windows is not waited for. */
static bool is_windowed(const wchar_t *path)
{
    IMAGE_DOS_HEADER dos;
    IMAGE_NT_HEADERS32 headers = { 0 };
    DWORD done;
    HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_DELETE, NULL, OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE) return false;
    bool good = ReadFile(file, &dos, sizeof(dos), &done, NULL) && done == sizeof(dos) &&
                dos.e_magic == IMAGE_DOS_SIGNATURE &&
                SetFilePointer(file, dos.e_lfanew, NULL, FILE_BEGIN) != INVALID_SET_FILE_POINTER &&
                ReadFile(file, &headers, sizeof(headers), &done, NULL) && headers.Signature == IMAGE_NT_SIGNATURE;
    CloseHandle(file);
    return good &&
           headers.OptionalHeader.Subsystem == IMAGE_SUBSYSTEM_WINDOWS_GUI; /* at the same place in 64-bit headers */
}

static int cannot_start(DWORD error, const wchar_t *path)
{
    if (error == ERROR_BAD_EXE_FORMAT) write_message(2, error, path);
    else write_message(2, error, NULL);
    return shell.errorlevel = error == ERROR_ACCESS_DENIED ? 5 : error == ERROR_BAD_EXE_FORMAT ? 216 : 9020;
}

int run_external(const wchar_t *path, const wchar_t *name, const wchar_t *arguments)
{
    struct text line = { 0 }, associated = { 0 };
    struct start_options options = { 0 };
    text_add(&line, name);
    text_add(&line, arguments);
    while (line.length && (line.data[line.length - 1] == ' ') && !*skip_blanks(arguments))
        text_truncate(&line, line.length - 1);
    HANDLE process = start_process(path, line.data, &options);
    DWORD error = GetLastError();
    if (!process && error == ERROR_BAD_EXE_FORMAT && association_command(path, arguments, &associated)) {
        process = start_process(NULL, associated.data, &options);
        error = GetLastError();
    }
    text_free(&line);
    text_free(&associated);
    if (!process) return cannot_start(error, path);
    if (shell.interactive && !shell.batch && !shell.once && is_windowed(path)) {
        CloseHandle(process);
        return shell.errorlevel = 0;
    }
    return shell.errorlevel = wait_for_process(process);
}
