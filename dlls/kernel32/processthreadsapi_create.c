/* CreateProcess: which program a command line means, what the child gets, and the start block that ntdll hands on. */
#define _ADVAPI32_ /* CreateProcessAsUser is declared as advapi32's, and is here */
#include "kernel32_private.h"
#include "processthreadsapi_private.h"
#include "nt/debug.h"

#define PATH_LIMIT 32768u

static size_t length_of(LPCWSTR text)
{
    size_t length = 0;

    while (text && text[length]) length++;
    return length;
}

/* ---- which program */

static BOOL last_component_has_dot(LPCWSTR name)
{
    BOOL dot = FALSE;

    for (; *name; name++) {
        if (*name == '\\' || *name == '/' || *name == ':') dot = FALSE;
        else if (*name == '.') dot = TRUE;
    }
    return dot;
}

static BOOL ends_with(LPCWSTR text, LPCWSTR suffix)
{
    size_t length = length_of(text), suffix_length = length_of(suffix), i;

    if (length < suffix_length) return FALSE;
    for (i = 0; i < suffix_length; i++) {
        WCHAR c = text[length - suffix_length + i];
        if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != suffix[i]) return FALSE;
    }
    return TRUE;
}

/* The folders of the documented order, joined with semicolons: the program's own, the current one, system, Windows,
 * PATH. */
static LPWSTR search_path(void)
{
    static const WCHAR fixed[] = L";.;C:\\windows\\system32;C:\\windows\\system;C:\\windows;";
    const UNICODE_STRING *image = &current_peb()->ProcessParameters->ImagePathName;
    size_t folder = image->Length / sizeof(WCHAR);
    DWORD path = GetEnvironmentVariableW(L"PATH", NULL, 0);
    LPWSTR result;

    while (folder && image->Buffer[folder - 1] != '\\') folder--;
    if (!(result = heap_allocate((folder + ARRAYSIZE(fixed) + path + 1) * sizeof(WCHAR)))) return NULL;
    memcpy(result, image->Buffer, folder * sizeof(WCHAR));
    memcpy(result + folder, fixed, sizeof(fixed));
    if (path && !GetEnvironmentVariableW(L"PATH", result + folder + ARRAYSIZE(fixed) - 1, path))
        result[folder + ARRAYSIZE(fixed) - 1] = 0;
    return result;
}

static BOOL is_plain_file(LPCWSTR path)
{
    DWORD attributes = GetFileAttributesW(path);

    return attributes != INVALID_FILE_ATTRIBUTES && !(attributes & FILE_ATTRIBUTE_DIRECTORY);
}

/* Looks for one candidate. A name without extension means .exe; one with a dot is taken as it is first. */
static BOOL find_candidate(LPCWSTR name, LPWSTR path)
{
    LPWSTR folders = search_path();
    BOOL dot = last_component_has_dot(name), found = FALSE;
    WCHAR with_exe[MAX_PATH + 8];
    size_t length = length_of(name);
    unsigned i;

    for (i = 0; folders && i < (dot ? 2u : 1u) && !found; i++) {
        LPCWSTR wanted = name;
        if (i == 1) { /* a.b may stand for a.b.exe */
            if (length > MAX_PATH) break;
            memcpy(with_exe, name, length * sizeof(WCHAR));
            memcpy(with_exe + length, L".exe", sizeof(L".exe"));
            wanted = with_exe;
        }
        found = SearchPathW(folders, wanted, dot ? NULL : L".exe", PATH_LIMIT, path, NULL) && is_plain_file(path);
    }
    heap_free(folders);
    return found;
}

/* The program of a command line without application name: a quoted first word, or the shortest beginning that ends at a
 * space (or the end) and names a file. */
static BOOL find_in_command_line(LPCWSTR command_line, LPWSTR path)
{
    LPWSTR name = heap_allocate((length_of(command_line) + 1) * sizeof(WCHAR));
    LPCWSTR at = command_line;
    size_t length = 0;
    BOOL found = FALSE;

    if (!name) return set_last_status(STATUS_NO_MEMORY);
    while (*at == ' ' || *at == '\t') at++;
    if (*at == '"') {
        for (at++; *at && *at != '"'; at++) name[length++] = *at;
        name[length] = 0;
        found = find_candidate(name, path);
    } else {
        for (;;) {
            while (*at && *at != ' ' && *at != '\t') name[length++] = *at++;
            name[length] = 0;
            if ((found = length && find_candidate(name, path)) || !*at) break;
            while (*at == ' ' || *at == '\t') name[length++] = *at++;
        }
    }
    heap_free(name);
    if (!found) SetLastError(ERROR_FILE_NOT_FOUND);
    return found;
}

static BOOL find_program(LPCWSTR application, LPCWSTR command_line, LPWSTR path)
{
    if (!application) return find_in_command_line(command_line, path);
    if (!GetFullPathNameW(application, PATH_LIMIT, path, NULL)) return FALSE;
    return TRUE;
}

/* ---- the start block */

struct builder { struct process_start *start; size_t size, capacity; BOOL failed; };

static void append(struct builder *builder, size_t span_offset, const void *bytes, size_t size)
{
    size_t at = (builder->size + 7) & ~(size_t)7, wanted = at + size;
    struct start_span *span;

    if (builder->failed) return;
    if (wanted > builder->capacity) {
        size_t capacity = wanted * 2;
        void *grown = RtlReAllocateHeap(current_peb()->ProcessHeap, HEAP_ZERO_MEMORY, builder->start, capacity);
        if (!grown) {
            builder->failed = TRUE;
            return;
        }
        builder->start = grown;
        builder->capacity = capacity;
    }
    memcpy((BYTE *)builder->start + at, bytes, size);
    span = (struct start_span *)((BYTE *)builder->start + span_offset);
    *span = (struct start_span){ (uint32_t)at, (uint32_t)size };
    builder->size = wanted;
    builder->start->size = (uint32_t)wanted;
}

#define APPEND_TEXT(builder, field, text)                                                                              \
    append(builder, offsetof(struct process_start, field), text, length_of(text) * sizeof(WCHAR))

static size_t environment_size(LPCWSTR environment)
{
    LPCWSTR at = environment;

    while (*at) at += length_of(at) + 1;
    return (size_t)(at + 1 - environment) * sizeof(WCHAR);
}

static LPWSTR environment_from_ansi(LPCSTR environment)
{
    LPCSTR at = environment;
    LPWSTR wide;
    int size;

    while (*at) at += strlen(at) + 1;
    size = (int)(at + 1 - environment);
    if (!(wide = heap_allocate(((size_t)size + 1) * sizeof(WCHAR)))) return NULL;
    wide[MultiByteToWideChar(CP_ACP, 0, environment, size, wide, size)] = 0;
    return wide;
}

static BOOL append_environment(struct builder *builder, LPCVOID environment, DWORD flags)
{
    LPWSTR converted = NULL;
    LPCWSTR source = environment;

    if (environment && !(flags & CREATE_UNICODE_ENVIRONMENT) &&
        !(source = converted = environment_from_ansi(environment)))
        return set_last_status(STATUS_NO_MEMORY);
    RtlAcquirePebLock();
    if (!source) source = current_peb()->ProcessParameters->Environment;
    append(builder, offsetof(struct process_start, environment), source, environment_size(source));
    RtlReleasePebLock();
    heap_free(converted);
    return TRUE;
}

static BOOL append_directory(struct builder *builder, LPCWSTR directory)
{
    LPWSTR full;
    DWORD attributes;
    const UNICODE_STRING *current = &current_peb()->ProcessParameters->CurrentDirectory.DosPath;

    if (!directory) {
        RtlAcquirePebLock();
        append(builder, offsetof(struct process_start, current_directory), current->Buffer, current->Length);
        RtlReleasePebLock();
        return TRUE;
    }
    attributes = GetFileAttributesW(directory);
    if (attributes == INVALID_FILE_ATTRIBUTES || !(attributes & FILE_ATTRIBUTE_DIRECTORY)) {
        SetLastError(ERROR_DIRECTORY);
        return FALSE;
    }
    if (!(full = heap_allocate(PATH_LIMIT * sizeof(WCHAR)))) return set_last_status(STATUS_NO_MEMORY);
    if (GetFullPathNameW(directory, PATH_LIMIT, full, NULL)) APPEND_TEXT(builder, current_directory, full);
    heap_free(full);
    return TRUE;
}

static void copy_startup_info(struct builder *builder, const STARTUPINFOW *info)
{
    struct process_start *start = builder->start;

    start->startup_flags = info->dwFlags;
    start->show_window = info->wShowWindow;
    start->window_x = info->dwX;
    start->window_y = info->dwY;
    start->window_width = info->dwXSize;
    start->window_height = info->dwYSize;
    start->console_columns = info->dwXCountChars;
    start->console_rows = info->dwYCountChars;
    start->console_fill = info->dwFillAttribute;
    APPEND_TEXT(builder, desktop, info->lpDesktop);
    APPEND_TEXT(builder, title, info->lpTitle);
    if (info->cbReserved2 && info->lpReserved2)
        append(builder, offsetof(struct process_start, runtime_info), info->lpReserved2, info->cbReserved2);
}

/* ---- standard streams and inherited handles */

struct streams {
    HANDLE handles[3];
    BOOL temporary[3]; /* an inheritable duplicate that is closed afterwards */
};

/* Without STARTF_USESTDHANDLES the child has its parent's streams, also when it inherits no handles. */
static void choose_streams(struct streams *streams, const STARTUPINFOW *info, DWORD flags)
{
    const RTL_USER_PROCESS_PARAMETERS *own = current_peb()->ProcessParameters;
    const HANDLE parents[3] = { own->StandardInput, own->StandardOutput, own->StandardError };
    OBJECT_HANDLE_FLAG_INFORMATION state;
    int i;

    memset(streams, 0, sizeof(*streams));
    if (info->dwFlags & STARTF_USESTDHANDLES) {
        streams->handles[0] = info->hStdInput;
        streams->handles[1] = info->hStdOutput;
        streams->handles[2] = info->hStdError;
        return;
    }
    if (flags & (DETACHED_PROCESS | CREATE_NEW_CONSOLE | CREATE_NO_WINDOW)) return; /* the new console has its own */
    for (i = 0; i < 3; i++) {
        if (!NT_SUCCESS(NtQueryObject(parents[i], ObjectHandleFlagInformation, &state, sizeof(state), NULL))) continue;
        streams->handles[i] = parents[i];
        if (state.Inherit) continue;
        streams->temporary[i] =
            NT_SUCCESS(NtDuplicateObject(NtCurrentProcess(), parents[i], NtCurrentProcess(), &streams->handles[i], 0,
                                         OBJ_INHERIT, DUPLICATE_SAME_ACCESS));
    }
}

static void close_temporary_streams(const struct streams *streams)
{
    int i;

    for (i = 0; i < 3; i++)
        if (streams->temporary[i]) NtClose(streams->handles[i]);
}

static ULONG *handle_list(const struct attribute_list *attributes, const struct streams *streams, BOOL inherit,
                          ULONG *count)
{
    const struct attribute *given = attribute_find(attributes, PROC_THREAD_ATTRIBUTE_HANDLE_LIST);
    ULONG given_count = given && inherit ? (ULONG)(given->size / sizeof(HANDLE)) : 0, i;
    ULONG *list = heap_allocate((given_count + 3) * sizeof(ULONG));

    *count = 0;
    if (!list || (inherit && !given)) return list;
    for (i = 0; i < given_count; i++) list[(*count)++] = (ULONG)(ULONG_PTR)((HANDLE *)given->value)[i];
    for (i = 0; i < 3; i++)
        if (streams->handles[i] && streams->handles[i] != INVALID_HANDLE_VALUE)
            list[(*count)++] = (ULONG)(ULONG_PTR)streams->handles[i];
    return list;
}

/* ---- all together */

struct child_request {
    LPCWSTR path, command_line, directory;
    BOOL inherit;
    DWORD flags;
    LPCVOID environment;
    const STARTUPINFOW *startup;
    const struct attribute_list *attributes;
    HANDLE token;
};

static BOOL build(struct builder *builder, const struct child_request *child, const struct streams *streams)
{
    const struct attribute *pseudo = attribute_find(child->attributes, PROC_THREAD_ATTRIBUTE_PSEUDOCONSOLE);

    builder->capacity = 0x4000;
    if (!(builder->start = heap_allocate_zeroed(builder->capacity))) return set_last_status(STATUS_NO_MEMORY);
    builder->size = builder->start->size = sizeof(struct process_start);
    builder->start->creation_flags = child->flags;
    builder->start->console_group = current_peb()->ProcessParameters->ProcessGroupId;
    builder->start->stdin_handle = (ULONG)(ULONG_PTR)streams->handles[0];
    builder->start->stdout_handle = (ULONG)(ULONG_PTR)streams->handles[1];
    builder->start->stderr_handle = (ULONG)(ULONG_PTR)streams->handles[2];
    if (child->flags & DETACHED_PROCESS) builder->start->flags |= PROCESS_START_NO_CONSOLE;
    else if (child->flags & (CREATE_NEW_CONSOLE | CREATE_NO_WINDOW) && !pseudo)
        builder->start->flags |= PROCESS_START_NEW_CONSOLE;
    if (child->flags & CREATE_NEW_PROCESS_GROUP || current_peb()->ProcessParameters->ConsoleFlags & 1)
        builder->start->flags |= PROCESS_START_IGNORE_CTRL_C;
    if (pseudo) builder->start->pseudo_console = (ULONG_PTR)pseudo->value;
    copy_startup_info(builder, child->startup);
    APPEND_TEXT(builder, image_path, child->path);
    APPEND_TEXT(builder, command_line, child->command_line);
    if (!append_directory(builder, child->directory) || !append_environment(builder, child->environment, child->flags))
        return FALSE;
    return builder->failed ? set_last_status(STATUS_NO_MEMORY) : TRUE;
}

static NTSTATUS start_child(const struct child_request *child, struct builder *builder, const struct streams *streams,
                            struct process_creation *creation)
{
    const struct attribute *jobs = attribute_find(child->attributes, PROC_THREAD_ATTRIBUTE_JOB_LIST);
    ULONG count, *list = handle_list(child->attributes, streams, child->inherit, &count);
    HANDLE debug = NULL;
    NTSTATUS status;

    if (!list) return STATUS_NO_MEMORY;
    if (child->flags & (DEBUG_PROCESS | DEBUG_ONLY_THIS_PROCESS)) {
        if (!NT_SUCCESS(status = DbgUiConnectToDbg())) return status;
        debug = DbgUiGetThreadDebugObject();
    }
    *creation = (struct process_creation){.start = builder->start,
                                          .inherit = child->inherit || count,
                                          .handles = list,
                                          .handle_count = count,
                                          .suspended = !!(child->flags & CREATE_SUSPENDED),
                                          .job = jobs ? *(HANDLE *)jobs->value : NULL,
                                          .token = child->token,
                                          .debug = debug};
    status = winrun_process_create(creation);
    heap_free(list);
    return status;
}

static BOOL create(const struct child_request *child, struct process_creation *creation)
{
    struct builder builder = { 0 };
    struct streams streams;
    BOOL done;

    BOOL pseudo = attribute_find(child->attributes, PROC_THREAD_ATTRIBUTE_PSEUDOCONSOLE) != NULL;

    choose_streams(&streams, child->startup, child->flags | (pseudo ? CREATE_NO_WINDOW : 0));
    done = build(&builder, child, &streams) && set_last_status(start_child(child, &builder, &streams, creation));
    close_temporary_streams(&streams);
    heap_free(builder.start);
    return done;
}

static void set_priority_class(HANDLE process, DWORD flags)
{
    DWORD class = flags & (IDLE_PRIORITY_CLASS | BELOW_NORMAL_PRIORITY_CLASS | NORMAL_PRIORITY_CLASS |
                           ABOVE_NORMAL_PRIORITY_CLASS | HIGH_PRIORITY_CLASS | REALTIME_PRIORITY_CLASS);

    if (class && class != NORMAL_PRIORITY_CLASS) SetPriorityClass(process, class);
}

/* A batch file is run by the command interpreter: cmd.exe /c "command line". */
static BOOL wrap_script(LPWSTR path, LPWSTR *command_line)
{
    size_t length = length_of(*command_line);
    LPWSTR wrapped;

    if (!ends_with(path, L".bat") && !ends_with(path, L".cmd")) return TRUE;
    if (!GetEnvironmentVariableW(L"ComSpec", path, PATH_LIMIT))
        memcpy(path, L"C:\\windows\\system32\\cmd.exe", sizeof(L"C:\\windows\\system32\\cmd.exe"));
    if (!(wrapped = heap_allocate((length + 16) * sizeof(WCHAR)))) return set_last_status(STATUS_NO_MEMORY);
    memcpy(wrapped, L"cmd /c \"", 8 * sizeof(WCHAR));
    memcpy(wrapped + 8, *command_line, length * sizeof(WCHAR));
    memcpy(wrapped + 8 + length, L"\"", 2 * sizeof(WCHAR));
    heap_free(*command_line);
    *command_line = wrapped;
    return TRUE;
}

/* A copy of the command line; of the application's name, in quotes, if none was given. */
static LPWSTR copy_command_line(LPCWSTR application, LPCWSTR command_line)
{
    LPCWSTR source = command_line ? command_line : application;
    size_t length = length_of(source), quote = command_line ? 0 : 1;
    LPWSTR copy = heap_allocate((length + 3) * sizeof(WCHAR));

    if (!copy) return NULL;
    copy[0] = copy[length + quote] = '"';
    memcpy(copy + quote, source, length * sizeof(WCHAR));
    copy[length + 2 * quote] = 0;
    return copy;
}

static BOOL check_request(LPCWSTR application, LPCWSTR command_line, DWORD flags, const STARTUPINFOW *startup,
                          const struct attribute_list *attributes)
{
    if ((!application && !command_line) || !startup) return set_last_status(STATUS_INVALID_PARAMETER);
    if ((flags & (CREATE_NEW_CONSOLE | DETACHED_PROCESS)) == (CREATE_NEW_CONSOLE | DETACHED_PROCESS))
        return set_last_status(STATUS_INVALID_PARAMETER);
    if (attribute_find(attributes, PROC_THREAD_ATTRIBUTE_PARENT_PROCESS)) {
        log_line(LOG_WARN, "CreateProcess: another parent is not supported");
        return set_last_status(STATUS_NOT_SUPPORTED);
    }
    return TRUE;
}

BOOL WINAPI CreateProcessInternalW(HANDLE token, LPCWSTR application, LPWSTR command_line,
                                   LPSECURITY_ATTRIBUTES process_security, LPSECURITY_ATTRIBUTES thread_security,
                                   BOOL inherit, DWORD flags, LPVOID environment, LPCWSTR directory,
                                   LPSTARTUPINFOW startup, LPPROCESS_INFORMATION information, PHANDLE new_token)
{
    const struct attribute_list *attributes =
        flags & EXTENDED_STARTUPINFO_PRESENT ? (void *)((STARTUPINFOEXW *)startup)->lpAttributeList : NULL;
    struct child_request child = {.directory = directory,
                                  .inherit = inherit,
                                  .flags = flags,
                                  .environment = environment,
                                  .startup = startup,
                                  .attributes = attributes,
                                  .token = token};
    struct process_creation creation;
    LPWSTR path, copy = NULL;
    BOOL done;

    if (new_token) *new_token = NULL;
    if (!check_request(application, command_line, flags, startup, attributes)) return FALSE;
    if (!(path = heap_allocate(PATH_LIMIT * sizeof(WCHAR)))) return set_last_status(STATUS_NO_MEMORY);
    done = find_program(application, command_line, path);
    if (done && !(copy = copy_command_line(application, command_line))) done = set_last_status(STATUS_NO_MEMORY);
    done = done && wrap_script(path, &copy);
    child.path = path;
    child.command_line = copy;
    done = done && create(&child, &creation);
    heap_free(path);
    heap_free(copy);
    if (!done) return FALSE;
    if (process_security && process_security->bInheritHandle)
        SetHandleInformation(creation.process, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT);
    if (thread_security && thread_security->bInheritHandle)
        SetHandleInformation(creation.thread, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT);
    set_priority_class(creation.process, flags);
    *information = (PROCESS_INFORMATION){creation.process, creation.thread, (DWORD)(ULONG_PTR)creation.id.UniqueProcess,
                                         (DWORD)(ULONG_PTR)creation.id.UniqueThread};
    return TRUE;
}

BOOL WINAPI CreateProcessW(LPCWSTR application, LPWSTR command_line, LPSECURITY_ATTRIBUTES process_security,
                           LPSECURITY_ATTRIBUTES thread_security, BOOL inherit, DWORD flags, LPVOID environment,
                           LPCWSTR directory, LPSTARTUPINFOW startup, LPPROCESS_INFORMATION information)
{
    return CreateProcessInternalW(NULL, application, command_line, process_security, thread_security, inherit, flags,
                                  environment, directory, startup, information, NULL);
}

/* ---- the ANSI form */

struct wide_strings { LPWSTR application, command_line, directory, desktop, title; };

static BOOL widen(struct wide_strings *wide, LPCSTR application, LPCSTR command_line, LPCSTR directory,
                  const STARTUPINFOA *startup)
{
    memset(wide, 0, sizeof(*wide));
    return wide_from_ansi(application, &wide->application) && wide_from_ansi(command_line, &wide->command_line)
        && wide_from_ansi(directory, &wide->directory) && wide_from_ansi(startup->lpDesktop, &wide->desktop)
        && wide_from_ansi(startup->lpTitle, &wide->title);
}

BOOL WINAPI CreateProcessInternalA(HANDLE token, LPCSTR application, LPSTR command_line,
                                   LPSECURITY_ATTRIBUTES process_security, LPSECURITY_ATTRIBUTES thread_security,
                                   BOOL inherit, DWORD flags, LPVOID environment, LPCSTR directory,
                                   LPSTARTUPINFOA startup, LPPROCESS_INFORMATION information, PHANDLE new_token)
{
    struct wide_strings wide;
    STARTUPINFOEXW startup_wide = { 0 };
    BOOL done;

    if (!startup) return set_last_status(STATUS_INVALID_PARAMETER);
    memcpy(&startup_wide, startup,
           flags & EXTENDED_STARTUPINFO_PRESENT ? sizeof(STARTUPINFOEXA) : sizeof(STARTUPINFOA));
    done = widen(&wide, application, command_line, directory, startup);
    startup_wide.StartupInfo.lpReserved = NULL;
    startup_wide.StartupInfo.lpDesktop = wide.desktop;
    startup_wide.StartupInfo.lpTitle = wide.title;
    done = done && CreateProcessInternalW(token, wide.application, wide.command_line, process_security, thread_security,
                                          inherit, flags, environment, wide.directory, &startup_wide.StartupInfo,
                                          information, new_token);
    heap_free(wide.application);
    heap_free(wide.command_line);
    heap_free(wide.directory);
    heap_free(wide.desktop);
    heap_free(wide.title);
    return done;
}

BOOL WINAPI CreateProcessA(LPCSTR application, LPSTR command_line, LPSECURITY_ATTRIBUTES process_security,
                           LPSECURITY_ATTRIBUTES thread_security, BOOL inherit, DWORD flags, LPVOID environment,
                           LPCSTR directory, LPSTARTUPINFOA startup, LPPROCESS_INFORMATION information)
{
    return CreateProcessInternalA(NULL, application, command_line, process_security, thread_security, inherit, flags,
                                  environment, directory, startup, information, NULL);
}

BOOL WINAPI CreateProcessAsUserW(HANDLE token, LPCWSTR application, LPWSTR command_line,
                                 LPSECURITY_ATTRIBUTES process_security, LPSECURITY_ATTRIBUTES thread_security,
                                 BOOL inherit, DWORD flags, LPVOID environment, LPCWSTR directory,
                                 LPSTARTUPINFOW startup, LPPROCESS_INFORMATION information)
{
    return CreateProcessInternalW(token, application, command_line, process_security, thread_security, inherit, flags,
                                  environment, directory, startup, information, NULL);
}

BOOL WINAPI CreateProcessAsUserA(HANDLE token, LPCSTR application, LPSTR command_line,
                                 LPSECURITY_ATTRIBUTES process_security, LPSECURITY_ATTRIBUTES thread_security,
                                 BOOL inherit, DWORD flags, LPVOID environment, LPCSTR directory,
                                 LPSTARTUPINFOA startup, LPPROCESS_INFORMATION information)
{
    return CreateProcessInternalA(token, application, command_line, process_security, thread_security, inherit, flags,
                                  environment, directory, startup, information, NULL);
}

/* Returns more than 31 on success, an error code otherwise, as 16-bit Windows did. */
UINT WINAPI WinExec(LPCSTR command_line, UINT show)
{
    STARTUPINFOA startup = { .cb = sizeof(startup), .dwFlags = STARTF_USESHOWWINDOW, .wShowWindow = (WORD)show };
    PROCESS_INFORMATION information;
    DWORD error;

    if (CreateProcessA(NULL, (LPSTR)command_line, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &information)) {
        CloseHandle(information.hProcess);
        CloseHandle(information.hThread);
        return 33;
    }
    error = GetLastError();
    return error < 32 ? error : error == ERROR_BAD_EXE_FORMAT ? 11 : 0;
}
