/* Other programs: _spawn, _exec, system, _popen, _cwait. */
#include "crt.h"

enum spawn_mode { MODE_WAIT, MODE_NOWAIT, MODE_OVERLAY, MODE_NOWAITO, MODE_DETACH };
#define REQUIRE(condition, result)                                                                                     \
    if (!(condition)) {                                                                                                \
        crt_invalid(EINVAL);                                                                                           \
        return result;                                                                                                 \
    }

/* ---- what CreateProcess wants of argument lists */

/* The arguments with blanks between them, as Microsoft documents: nothing is quoted. */
static wchar_t *join(const wchar_t *const *arguments)
{
    size_t length = 1;
    for (int i = 0; arguments[i]; i++) length += wcslen(arguments[i]) + 1;
    wchar_t *line = malloc(length * sizeof(*line)), *at = line;
    for (int i = 0; line && arguments[i]; i++) {
        if (i) *at++ = ' ';
        wcscpy(at, arguments[i]);
        at += wcslen(at);
    }
    if (line) *at = 0;
    return line;
}

static wchar_t *environment_block(const wchar_t *const *strings)
{
    size_t length = 2;
    if (!strings) return NULL;
    for (int i = 0; strings[i]; i++) length += wcslen(strings[i]) + 1;
    wchar_t *block = calloc(length, sizeof(*block)), *at = block;
    for (int i = 0; block && strings[i]; i++) {
        wcscpy(at, strings[i]);
        at += wcslen(at) + 1;
    }
    return block;
}

static wchar_t **widen_list(const char *const *list)
{
    size_t count = 0;
    if (!list) return NULL;
    while (list[count]) count++;
    wchar_t **wide = calloc(count + 1, sizeof(*wide));
    for (size_t i = 0; wide && i < count; i++) wide[i] = crt_wide(list[i]);
    return wide;
}

static void free_list(wchar_t **list)
{
    for (size_t i = 0; list && list[i]; i++) free(list[i]);
    free(list);
}

/* ---- starting */

static bool start(const wchar_t *program, const wchar_t *line, const wchar_t *environment, bool detached,
                  PROCESS_INFORMATION *made)
{
    STARTUPINFOW startup = {.cb = sizeof(startup)};
    startup.lpReserved2 = crt_descriptors_for_child(false, &startup.cbReserved2);
    wchar_t *own_line = _wcsdup(line);
    DWORD flags = CREATE_UNICODE_ENVIRONMENT | (detached ? DETACHED_PROCESS : 0);
    bool done = own_line &&
                CreateProcessW(program, own_line, NULL, NULL, TRUE, flags, (void *)environment, NULL, &startup, made);
    if (!done) crt_fail();
    free(own_line);
    free(startup.lpReserved2);
    return done;
}

static intptr_t finish(int mode, PROCESS_INFORMATION *made)
{
    DWORD code;
    CloseHandle(made->hThread);
    switch (mode) {
    case MODE_OVERLAY: _exit(0);
    case MODE_WAIT:
        WaitForSingleObject(made->hProcess, INFINITE);
        GetExitCodeProcess(made->hProcess, &code);
        CloseHandle(made->hProcess);
        return (int)code;
    case MODE_DETACH: CloseHandle(made->hProcess); return 0;
    default: return (intptr_t)made->hProcess;
    }
}

static bool exists(const wchar_t *path)
{
    DWORD attributes = GetFileAttributesW(path);
    return attributes != INVALID_FILE_ATTRIBUTES && !(attributes & FILE_ATTRIBUTE_DIRECTORY);
}

/* The name as given if it has an extension, else with .com, .exe, .bat and .cmd in turn. */
static bool try_extensions(const wchar_t *path, wchar_t *found)
{
    static const wchar_t *const extensions[] = {L".com", L".exe", L".bat", L".cmd"};
    const wchar_t *file = path;
    for (const wchar_t *at = path; *at; at++) {
        if (*at == '\\' || *at == '/') file = at + 1;
    }
    if (wcslen(path) + 5 > MAX_PATH) return false;
    if (wcschr(file, '.')) {
        wcscpy(found, path);
        return exists(found);
    }
    for (size_t i = 0; i < ARRAY_SIZE(extensions); i++) {
        wcscpy(found, path);
        wcscat(found, extensions[i]);
        if (exists(found)) return true;
    }
    return false;
}

static bool find_program(const wchar_t *name, bool search_path, wchar_t *found)
{
    if (try_extensions(name, found)) return true;
    const wchar_t *path = search_path && !wcspbrk(name, L"\\/:") ? _wgetenv(L"PATH") : NULL;
    while (path && *path) {
        wchar_t candidate[MAX_PATH];
        const wchar_t *end = wcschr(path, ';');
        size_t length = end ? (size_t)(end - path) : wcslen(path);
        if (length && length + wcslen(name) + 2 <= MAX_PATH) {
            memcpy(candidate, path, length * sizeof(wchar_t));
            if (!wcschr(L"\\/", candidate[length - 1])) candidate[length++] = '\\';
            wcscpy(candidate + length, name);
            if (try_extensions(candidate, found)) return true;
        }
        path = end ? end + 1 : NULL;
    }
    *_errno() = ENOENT;
    return false;
}

static intptr_t spawn(int mode, const wchar_t *name, const wchar_t *const *arguments, const wchar_t *const *environment,
                      bool search_path)
{
    wchar_t program[MAX_PATH];
    PROCESS_INFORMATION made;
    REQUIRE(name && *name && arguments && arguments[0] && mode >= MODE_WAIT && mode <= MODE_DETACH, -1)
    _flushall();
    if (!find_program(name, search_path, program)) return -1;
    wchar_t *line = join(arguments), *block = environment_block(environment);
    bool started = line && (block || !environment) && start(program, line, block, mode == MODE_DETACH, &made);
    free(line);
    free(block);
    return started ? finish(mode, &made) : -1;
}

static intptr_t spawn_narrow(int mode, const char *name, const char *const *arguments, const char *const *environment,
                             bool search_path)
{
    REQUIRE(name && arguments, -1)
    wchar_t *wide_name = crt_wide(name), **wide_arguments = widen_list(arguments),
            **wide_environment = widen_list(environment);
    intptr_t result = spawn(mode, wide_name, (const wchar_t *const *)wide_arguments,
                            (const wchar_t *const *)wide_environment, search_path);
    free(wide_name);
    free_list(wide_arguments);
    free_list(wide_environment);
    return result;
}

/* ---- the eight forms of _spawn and of _exec, twice: l or v arguments, e: with an environment, p: along PATH */

#define LIST(CHARACTER, first)                                                                                         \
    const CHARACTER *arguments[256];                                                                                   \
    int count = 0;                                                                                                     \
    va_list list;                                                                                                      \
    va_start(list, first);                                                                                             \
    for (const CHARACTER *at = first; count < 255 && at; at = va_arg(list, const CHARACTER *)) arguments[count++] = at; \
    arguments[count] = NULL;

#define SPAWN_FORMS(CHARACTER, spawn_prefix, exec_prefix, run, suffix, search)                                         \
    intptr_t __cdecl spawn_prefix##v##suffix(int mode, const CHARACTER *name, const CHARACTER *const *arguments)       \
    {                                                                                                                  \
        return run(mode, name, arguments, NULL, search);                                                               \
    }                                                                                                                  \
    intptr_t __cdecl spawn_prefix##v##suffix##e(int mode, const CHARACTER *name, const CHARACTER *const *arguments,    \
                                                const CHARACTER *const *environment)                                   \
    {                                                                                                                  \
        return run(mode, name, arguments, environment, search);                                                        \
    }                                                                                                                  \
    intptr_t __cdecl spawn_prefix##l##suffix(int mode, const CHARACTER *name, const CHARACTER *first, ...)             \
    {                                                                                                                  \
        LIST(CHARACTER, first)                                                                                         \
        va_end(list);                                                                                                  \
        return run(mode, name, arguments, NULL, search);                                                               \
    }                                                                                                                  \
    intptr_t __cdecl spawn_prefix##l##suffix##e(int mode, const CHARACTER *name, const CHARACTER *first, ...)          \
    {                                                                                                                  \
        LIST(CHARACTER, first)                                                                                         \
        const CHARACTER *const *environment = va_arg(list, const CHARACTER *const *);                                  \
        va_end(list);                                                                                                  \
        return run(mode, name, arguments, environment, search);                                                        \
    }                                                                                                                  \
    intptr_t __cdecl exec_prefix##v##suffix(const CHARACTER *name, const CHARACTER *const *arguments)                  \
    {                                                                                                                  \
        return run(MODE_OVERLAY, name, arguments, NULL, search);                                                       \
    }                                                                                                                  \
    intptr_t __cdecl exec_prefix##v##suffix##e(const CHARACTER *name, const CHARACTER *const *arguments,               \
                                               const CHARACTER *const *environment)                                    \
    {                                                                                                                  \
        return run(MODE_OVERLAY, name, arguments, environment, search);                                                \
    }                                                                                                                  \
    intptr_t __cdecl exec_prefix##l##suffix(const CHARACTER *name, const CHARACTER *first, ...)                        \
    {                                                                                                                  \
        LIST(CHARACTER, first)                                                                                         \
        va_end(list);                                                                                                  \
        return run(MODE_OVERLAY, name, arguments, NULL, search);                                                       \
    }                                                                                                                  \
    intptr_t __cdecl exec_prefix##l##suffix##e(const CHARACTER *name, const CHARACTER *first, ...)                     \
    {                                                                                                                  \
        LIST(CHARACTER, first)                                                                                         \
        const CHARACTER *const *environment = va_arg(list, const CHARACTER *const *);                                  \
        va_end(list);                                                                                                  \
        return run(MODE_OVERLAY, name, arguments, environment, search);                                                \
    }

SPAWN_FORMS(char, _spawn, _exec, spawn_narrow, , false)
SPAWN_FORMS(char, _spawn, _exec, spawn_narrow, p, true)
SPAWN_FORMS(wchar_t, _wspawn, _wexec, spawn, , false)
SPAWN_FORMS(wchar_t, _wspawn, _wexec, spawn, p, true)

intptr_t __cdecl _cwait(int *status, intptr_t process, int action)
{
    DWORD code;
    (void)action;
    if (process == -1 || process == -2 || WaitForSingleObject((HANDLE)process, INFINITE) != WAIT_OBJECT_0 ||
        !GetExitCodeProcess((HANDLE)process, &code)) {
        crt_fail();
        *_errno() = ECHILD;
        if (status) *status = -1;
        return -1;
    }
    if (status) *status = (int)code;
    CloseHandle((HANDLE)process);
    return process;
}

/* ---- the command interpreter */

static wchar_t *shell_line(const wchar_t *command, wchar_t *shell)
{
    const wchar_t *comspec = _wgetenv(L"COMSPEC");
    if (!comspec || wcscpy_s(shell, MAX_PATH, comspec)) {
        DWORD length = GetSystemDirectoryW(shell, MAX_PATH - 10);
        wcscpy(shell + length, L"\\cmd.exe");
    }
    wchar_t *line = malloc((wcslen(shell) + wcslen(command) + 8) * sizeof(*line));
    if (!line) return NULL;
    wcscpy(line, shell);
    wcscat(line, L" /c ");
    wcscat(line, command);
    return line;
}

int __cdecl _wsystem(const wchar_t *command)
{
    wchar_t shell[MAX_PATH];
    wchar_t *line = shell_line(command ? command : L"", shell);
    PROCESS_INFORMATION made;
    if (!command) {
        free(line);
        return exists(shell);
    }
    _flushall();
    bool started = line && start(shell, line, NULL, false, &made);
    free(line);
    return started ? (int)finish(MODE_WAIT, &made) : -1;
}

int __cdecl system(const char *command)
{
    wchar_t *wide = command ? crt_wide(command) : NULL;
    int result = _wsystem(wide);
    free(wide);
    return result;
}

/* ---- pipes to programs */

struct pipe_process {
    struct pipe_process *next;
    FILE *stream;
    HANDLE process;
};
static struct pipe_process *pipe_processes;
static struct crt_lock pipe_lock;

static HANDLE start_with_pipe(const wchar_t *command, HANDLE pipe, bool reading)
{
    wchar_t shell[MAX_PATH];
    wchar_t *line = shell_line(command, shell);
    STARTUPINFOW startup = {.cb = sizeof(startup), .dwFlags = STARTF_USESTDHANDLES};
    PROCESS_INFORMATION made;
    startup.hStdInput = reading ? (HANDLE)_get_osfhandle(0) : pipe;
    startup.hStdOutput = reading ? pipe : (HANDLE)_get_osfhandle(1);
    startup.hStdError = (HANDLE)_get_osfhandle(2);
    SetHandleInformation(pipe, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT);
    bool done = line && CreateProcessW(shell, line, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &made);
    if (!done) crt_fail();
    free(line);
    if (!done) return NULL;
    CloseHandle(made.hThread);
    return made.hProcess;
}

FILE *__cdecl _wpopen(const wchar_t *command, const wchar_t *mode)
{
    HANDLE reader, writer;
    REQUIRE(command && mode && (*mode == 'r' || *mode == 'w'), NULL)
    bool reading = *mode == 'r';
    struct pipe_process *entry = malloc(sizeof(*entry));
    _flushall();
    if (!entry || !CreatePipe(&reader, &writer, NULL, 0)) {
        crt_fail();
        free(entry);
        return NULL;
    }
    HANDLE ours = reading ? reader : writer, theirs = reading ? writer : reader;
    entry->process = start_with_pipe(command, theirs, reading);
    CloseHandle(theirs);
    bool binary = wcschr(mode, 'b') || (!wcschr(mode, 't') && _fmode == _O_BINARY);
    int fd = entry->process ? _open_osfhandle((intptr_t)ours, binary ? _O_BINARY : _O_TEXT) : -1;
    entry->stream = fd >= 0 ? _fdopen(fd, reading ? "r" : "w") : NULL;
    if (!entry->stream) {
        if (fd < 0) CloseHandle(ours);
        if (entry->process) CloseHandle(entry->process);
        free(entry);
        return NULL;
    }
    crt_lock(&pipe_lock);
    entry->next = pipe_processes;
    pipe_processes = entry;
    crt_unlock(&pipe_lock);
    return entry->stream;
}

FILE *__cdecl _popen(const char *command, const char *mode)
{
    REQUIRE(command && mode, NULL)
    wchar_t *wide_command = crt_wide(command), *wide_mode = crt_wide(mode);
    FILE *stream = _wpopen(wide_command, wide_mode);
    free(wide_command);
    free(wide_mode);
    return stream;
}

int __cdecl _pclose(FILE *stream)
{
    int status = -1;
    REQUIRE(stream, -1)
    crt_lock(&pipe_lock);
    struct pipe_process **at = &pipe_processes, *entry;
    while (*at && (*at)->stream != stream) at = &(*at)->next;
    entry = *at;
    if (entry) *at = entry->next;
    crt_unlock(&pipe_lock);
    if (!entry) return -1;
    fclose(stream);
    _cwait(&status, (intptr_t)entry->process, 0);
    free(entry);
    return status;
}

/* ---- modules and waiting */

intptr_t __cdecl _loaddll(char *name) { return (intptr_t)LoadLibraryA(name); }
int __cdecl _unloaddll(intptr_t module) { return FreeLibrary((HMODULE)module) ? 0 : (int)GetLastError(); }
void *__cdecl _getdllprocaddr(intptr_t module, char *name, intptr_t ordinal)
{
    if (name) return ordinal == -1 ? (void *)GetProcAddress((HMODULE)module, name) : NULL;
    return ordinal <= 0xffff ? (void *)GetProcAddress((HMODULE)module, (char *)ordinal) : NULL;
}
void __cdecl _sleep(unsigned long duration) { Sleep(duration ? duration : 1); }
void __cdecl _beep(unsigned frequency, unsigned duration) { Beep(frequency, duration); }
void __cdecl _seterrormode(int mode) { SetErrorMode(mode); }
