/* Services that run: starting, controlling and asking them, and the service's own side (winsvc.h). */
#include "services_private.h"
#include <string.h>

#define START_TIMEOUT   30000 /* how long Windows waits for a dispatcher, and for a handler's answer */
#define ARGUMENT_LIMIT  256

/* --- the channel --- */

static void channel_name(WCHAR *text, const WCHAR *name, const WCHAR *part)
{
    wcscpy(text, L"Global\\WinrunService.");
    wcscat(text, name);
    _wcslwr(text + 7);
    wcscat(text, part);
}

void channel_close(struct channel_handles *channel)
{
    HANDLE *handles[] = { &channel->section, &channel->request, &channel->answer, &channel->lock };
    if (channel->shared) UnmapViewOfFile(channel->shared);
    for (size_t i = 0; i < ARRAYSIZE(handles); i++)
        if (*handles[i]) CloseHandle(*handles[i]);
    *channel = (struct channel_handles){ 0 };
}

bool channel_open(const WCHAR *name, bool create, struct channel_handles *channel)
{
    WCHAR text[SERVICE_NAME_MAX + 64];
    if (channel->shared) return true;
    channel_name(text, name, L"");
    channel->section =
        create ? CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, sizeof(struct service_channel), text)
               : OpenFileMappingW(FILE_MAP_ALL_ACCESS, FALSE, text);
    if (!channel->section) return false;
    channel->shared = MapViewOfFile(channel->section, FILE_MAP_ALL_ACCESS, 0, 0, sizeof(struct service_channel));
    channel_name(text, name, L".request");
    channel->request = CreateEventW(NULL, FALSE, FALSE, text);
    channel_name(text, name, L".answer");
    channel->answer = CreateEventW(NULL, FALSE, FALSE, text);
    channel_name(text, name, L".lock");
    channel->lock = CreateMutexW(NULL, FALSE, text);
    if (channel->shared && channel->request && channel->answer && channel->lock) return true;
    channel_close(channel);
    return false;
}

static bool process_lives(DWORD pid)
{
    HANDLE process = pid ? OpenProcess(SYNCHRONIZE, FALSE, pid) : NULL;
    bool lives = process && WaitForSingleObject(process, 0) == WAIT_TIMEOUT;
    if (process) CloseHandle(process);
    return lives;
}

void service_state(const WCHAR *name, struct channel_handles *channel, SERVICE_STATUS_PROCESS *status)
{
    *status = (SERVICE_STATUS_PROCESS){.dwServiceType = service_number(name, L"Type", SERVICE_WIN32_OWN_PROCESS),
                                       .dwCurrentState = SERVICE_STOPPED,
                                       .dwWin32ExitCode = ERROR_SERVICE_NEVER_STARTED};
    if (!channel_open(name, false, channel)) return;
    *status = channel->shared->status;
    if (status->dwCurrentState == SERVICE_STOPPED || process_lives(status->dwProcessId)) return;
    status->dwCurrentState = SERVICE_STOPPED;
    status->dwControlsAccepted = status->dwProcessId = 0;
    status->dwWin32ExitCode = ERROR_PROCESS_ABORTED;
}

/* --- the controller's side --- */

BOOL WINAPI QueryServiceStatusEx(SC_HANDLE handle, SC_STATUS_TYPE level, LPBYTE buffer, DWORD size, LPDWORD needed)
{
    struct service *service = service_of(handle, SERVICE_QUERY_STATUS);
    if (!service) return FALSE;
    if (level != SC_STATUS_PROCESS_INFO) return fail_with(ERROR_INVALID_LEVEL);
    *needed = sizeof(SERVICE_STATUS_PROCESS);
    if (size < *needed) return fail_with(ERROR_INSUFFICIENT_BUFFER);
    service_state(service->name, &service->channel, (SERVICE_STATUS_PROCESS *)buffer);
    return TRUE;
}

BOOL WINAPI QueryServiceStatus(SC_HANDLE handle, LPSERVICE_STATUS status)
{
    SERVICE_STATUS_PROCESS full;
    DWORD needed;
    if (!QueryServiceStatusEx(handle, SC_STATUS_PROCESS_INFO, (BYTE *)&full, sizeof(full), &needed)) return FALSE;
    memcpy(status, &full, sizeof(*status));
    return TRUE;
}

static DWORD put_arguments(struct service_channel *shared, const WCHAR *name, DWORD count, LPCWSTR *arguments)
{
    size_t used = wcslen(name) + 1;
    wcscpy(shared->arguments, name);
    for (DWORD i = 0; i < count; i++) {
        size_t length = wcslen(arguments[i]) + 1;
        if (i >= ARGUMENT_LIMIT || used + length > ARGUMENTS_CAPACITY) return ERROR_INVALID_PARAMETER;
        memcpy(shared->arguments + used, arguments[i], length * sizeof(WCHAR));
        used += length;
    }
    shared->argument_count = count + 1;
    return ERROR_SUCCESS;
}

/* The child is told by its environment which service it is. */
static DWORD run_program(const WCHAR *name, PROCESS_INFORMATION *process)
{
    WCHAR path[2 * MAX_PATH], command[4 * MAX_PATH];
    STARTUPINFOW startup = { .cb = sizeof(startup) };
    DWORD size = sizeof(path);
    HKEY key;
    LSTATUS error = service_key(name, KEY_READ, &key);
    if (error) return ERROR_SERVICE_MARKED_FOR_DELETE;
    error =
        RegGetValueW(key, NULL, L"ImagePath", RRF_RT_REG_SZ | RRF_RT_REG_EXPAND_SZ | RRF_NOEXPAND, NULL, path, &size);
    RegCloseKey(key);
    if (error) return ERROR_FILE_NOT_FOUND;
    DWORD length = ExpandEnvironmentStringsW(path, command, ARRAYSIZE(command));
    if (!length || length > ARRAYSIZE(command)) return ERROR_BAD_PATHNAME;
    SetEnvironmentVariableW(SERVICE_VARIABLE, name);
    BOOL started = CreateProcessW(NULL, command, NULL, NULL, FALSE, DETACHED_PROCESS, NULL, NULL, &startup, process);
    DWORD failure = GetLastError();
    SetEnvironmentVariableW(SERVICE_VARIABLE, NULL);
    return started ? ERROR_SUCCESS : failure;
}

static DWORD start(struct service *service, DWORD count, LPCWSTR *arguments);

static DWORD start_dependencies(const WCHAR *name)
{
    WCHAR list[1024];
    DWORD size = sizeof(list), error = ERROR_SUCCESS;
    HKEY key;
    if (service_key(name, KEY_READ, &key)) return ERROR_SUCCESS;
    LSTATUS found = RegGetValueW(key, NULL, L"DependOnService", RRF_RT_REG_MULTI_SZ, NULL, list, &size);
    RegCloseKey(key);
    for (const WCHAR *at = list; !found && *at && !error; at += wcslen(at) + 1) {
        struct service other = { .magic = 0 };
        if (*at == SC_GROUP_IDENTIFIERW || wcslen(at) > SERVICE_NAME_MAX) continue;
        wcscpy(other.name, at);
        error = start(&other, 0, NULL);
        if (error == ERROR_SERVICE_ALREADY_RUNNING) error = ERROR_SUCCESS;
        channel_close(&other.channel);
    }
    return error ? ERROR_SERVICE_DEPENDENCY_FAIL : ERROR_SUCCESS;
}

/* Waits until the process has run its dispatcher. The handle keeps the channel meanwhile. */
static DWORD await_connection(struct service *service, HANDLE process)
{
    HANDLE either[2] = { service->channel.answer, process };
    DWORD deadline = GetTickCount() + START_TIMEOUT;
    while (!service->channel.shared->connected) {
        DWORD now = GetTickCount(), result = (LONG)(deadline - now) > 0
                                                 ? WaitForMultipleObjects(2, either, FALSE, deadline - now)
                                                 : WAIT_TIMEOUT;
        if (result == WAIT_OBJECT_0 + 1) return ERROR_SERVICE_REQUEST_TIMEOUT;
        if (result == WAIT_TIMEOUT) {
            log_line(LOG_WARN, "the service %S did not call StartServiceCtrlDispatcher in %u seconds", service->name,
                     START_TIMEOUT / 1000);
            return ERROR_SERVICE_REQUEST_TIMEOUT;
        }
    }
    return ERROR_SUCCESS;
}

static DWORD start(struct service *service, DWORD count, LPCWSTR *arguments)
{
    SERVICE_STATUS_PROCESS status;
    PROCESS_INFORMATION process = { 0 };
    DWORD type = service_number(service->name, L"Type", 0);
    if (!type) return ERROR_SERVICE_MARKED_FOR_DELETE;
    if (service_number(service->name, L"Start", SERVICE_DEMAND_START) == SERVICE_DISABLED)
        return ERROR_SERVICE_DISABLED;
    if (type & SERVICE_DRIVER) {
        log_line(LOG_WARN, "the service %S is a driver: kernel drivers cannot run under Winrun", service->name);
        return ERROR_BAD_DRIVER;
    }
    service_state(service->name, &service->channel, &status);
    if (status.dwCurrentState != SERVICE_STOPPED) return ERROR_SERVICE_ALREADY_RUNNING;
    DWORD error = start_dependencies(service->name);
    if (!error && !channel_open(service->name, true, &service->channel)) error = GetLastError();
    if (error) return error;
    WaitForSingleObject(service->channel.lock, START_TIMEOUT);
    struct service_channel *shared = service->channel.shared;
    error = put_arguments(shared, service->name, count, arguments);
    shared->connected = shared->control = 0;
    if (!error) error = run_program(service->name, &process);
    if (!error) {
        shared->status = (SERVICE_STATUS_PROCESS){.dwServiceType = type,
                                                  .dwCurrentState = SERVICE_START_PENDING,
                                                  .dwWaitHint = 2000,
                                                  .dwProcessId = process.dwProcessId};
        error = await_connection(service, process.hProcess);
        if (error)
            shared->status = (SERVICE_STATUS_PROCESS){
                .dwServiceType = type, .dwCurrentState = SERVICE_STOPPED, .dwWin32ExitCode = error};
        CloseHandle(process.hThread);
        CloseHandle(process.hProcess);
    }
    ReleaseMutex(service->channel.lock);
    return error;
}

BOOL WINAPI StartServiceW(SC_HANDLE handle, DWORD count, LPCWSTR *arguments)
{
    struct service *service = service_of(handle, SERVICE_START);
    if (!service) return FALSE;
    DWORD error = start(service, count, arguments);
    return error ? fail_with(error) : TRUE;
}

static DWORD access_for_control(DWORD control)
{
    switch (control) {
    case SERVICE_CONTROL_STOP: return SERVICE_STOP;
    case SERVICE_CONTROL_PAUSE:
    case SERVICE_CONTROL_CONTINUE:
    case SERVICE_CONTROL_PARAMCHANGE:
        return SERVICE_PAUSE_CONTINUE;
    case SERVICE_CONTROL_INTERROGATE: return SERVICE_INTERROGATE;
    default: return SERVICE_USER_DEFINED_CONTROL;
    }
}

static DWORD check_control(DWORD control, const SERVICE_STATUS_PROCESS *status)
{
    if (status->dwCurrentState == SERVICE_STOPPED) return ERROR_SERVICE_NOT_ACTIVE;
    if (control == SERVICE_CONTROL_INTERROGATE) return ERROR_SUCCESS;
    if (status->dwCurrentState == SERVICE_START_PENDING || status->dwCurrentState == SERVICE_STOP_PENDING)
        return ERROR_SERVICE_CANNOT_ACCEPT_CTRL;
    if (control == SERVICE_CONTROL_STOP && !(status->dwControlsAccepted & SERVICE_ACCEPT_STOP))
        return ERROR_INVALID_SERVICE_CONTROL;
    if ((control == SERVICE_CONTROL_PAUSE || control == SERVICE_CONTROL_CONTINUE) &&
        !(status->dwControlsAccepted & SERVICE_ACCEPT_PAUSE_CONTINUE))
        return ERROR_INVALID_SERVICE_CONTROL;
    if (control == SERVICE_CONTROL_PARAMCHANGE && !(status->dwControlsAccepted & SERVICE_ACCEPT_PARAMCHANGE))
        return ERROR_INVALID_SERVICE_CONTROL;
    return ERROR_SUCCESS;
}

BOOL WINAPI ControlService(SC_HANDLE handle, DWORD control, LPSERVICE_STATUS status)
{
    SERVICE_STATUS_PROCESS full;
    if (!control || control > 255 || (control > SERVICE_CONTROL_NETBINDDISABLE && control < 128) ||
        control == SERVICE_CONTROL_SHUTDOWN)
        return fail_with(ERROR_INVALID_PARAMETER);
    struct service *service = service_of(handle, access_for_control(control));
    if (!service) return FALSE;
    service_state(service->name, &service->channel, &full);
    DWORD error = check_control(control, &full);
    if (!error) {
        struct service_channel *shared = service->channel.shared;
        WaitForSingleObject(service->channel.lock, START_TIMEOUT);
        ResetEvent(service->channel.answer);
        shared->control = control;
        SetEvent(service->channel.request);
        error = WaitForSingleObject(service->channel.answer, START_TIMEOUT) == WAIT_OBJECT_0
                    ? shared->result
                    : ERROR_SERVICE_REQUEST_TIMEOUT;
        service_state(service->name, &service->channel, &full);
        ReleaseMutex(service->channel.lock);
    }
    memcpy(status, &full, sizeof(*status));
    return error ? fail_with(error) : TRUE;
}

/* --- the service's side: one channel a process, for the service that it was started as --- */

static struct {
    struct channel_handles channel;
    WCHAR name[SERVICE_NAME_MAX + 1];
    LPHANDLER_FUNCTION_EX handler;
    LPHANDLER_FUNCTION plain_handler;
    LPVOID context;
    union { LPSERVICE_MAIN_FUNCTIONW wide; LPSERVICE_MAIN_FUNCTIONA ansi; } main;
    bool ansi;
} self;

static DWORD WINAPI run_main(LPVOID unused)
{
    WCHAR *wide[ARGUMENT_LIMIT + 2] = { NULL };
    char *ansi[ARGUMENT_LIMIT + 2] = { NULL };
    const struct service_channel *shared = self.channel.shared;
    WCHAR *copy = heap_allocate(sizeof(shared->arguments)), *at = copy;
    DWORD count = shared->argument_count;
    (void)unused;
    if (!copy) return ERROR_NOT_ENOUGH_MEMORY;
    memcpy(copy, shared->arguments, sizeof(shared->arguments));
    for (DWORD i = 0; i < count && i <= ARGUMENT_LIMIT; i++) {
        DWORD size = (DWORD)wcslen(at) * 2 + 1;
        wide[i] = at;
        if (self.ansi && (ansi[i] = heap_allocate(size))) ansi_from_wide(at, (DWORD)wcslen(at), ansi[i], &size);
        at += wcslen(at) + 1;
    }
    if (self.ansi) self.main.ansi(count, ansi);
    else self.main.wide(count, wide);
    return ERROR_SUCCESS;
}

static void answer(struct service_channel *shared)
{
    DWORD control = shared->control;
    if (self.handler) shared->result = self.handler(control, 0, NULL, self.context);
    else if (self.plain_handler) self.plain_handler(control), shared->result = ERROR_SUCCESS;
    else shared->result = ERROR_SERVICE_CANNOT_ACCEPT_CTRL;
    if (control == SERVICE_CONTROL_INTERROGATE) shared->result = ERROR_SUCCESS;
    SetEvent(self.channel.answer);
}

/* Returns when the service has stopped. */
static BOOL dispatch(void)
{
    struct service_channel *shared = self.channel.shared;
    HANDLE thread = CreateThread(NULL, 0, run_main, NULL, 0, NULL);
    if (!thread) return FALSE;
    shared->connected = 1;
    SetEvent(self.channel.answer);
    while (shared->status.dwCurrentState != SERVICE_STOPPED) {
        WaitForSingleObject(self.channel.request, INFINITE); /* SetServiceStatus wakes us as well */
        if (shared->control) answer(shared), shared->control = 0;
    }
    WaitForSingleObject(thread, 5000);
    CloseHandle(thread);
    channel_close(&self.channel);
    return TRUE;
}

static BOOL connect_to_controller(void)
{
    DWORD length = GetEnvironmentVariableW(SERVICE_VARIABLE, self.name, ARRAYSIZE(self.name));
    SetEnvironmentVariableW(SERVICE_VARIABLE, NULL);
    if (!length || length > SERVICE_NAME_MAX || !channel_open(self.name, false, &self.channel))
        return fail_with(ERROR_FAILED_SERVICE_CONTROLLER_CONNECT);
    return TRUE;
}

BOOL WINAPI StartServiceCtrlDispatcherW(const SERVICE_TABLE_ENTRYW *table)
{
    if (!table || !table->lpServiceName || !table->lpServiceProc) return fail_with(ERROR_INVALID_DATA);
    if (self.channel.shared) return fail_with(ERROR_SERVICE_ALREADY_RUNNING);
    if (!connect_to_controller()) return FALSE;
    self.main.wide = table->lpServiceProc;
    for (const SERVICE_TABLE_ENTRYW *entry = table; entry->lpServiceName; entry++)
        if (!_wcsicmp(entry->lpServiceName, self.name)) self.main.wide = entry->lpServiceProc;
    return dispatch();
}

BOOL WINAPI StartServiceCtrlDispatcherA(const SERVICE_TABLE_ENTRYA *table)
{
    if (!table || !table->lpServiceName || !table->lpServiceProc) return fail_with(ERROR_INVALID_DATA);
    if (self.channel.shared) return fail_with(ERROR_SERVICE_ALREADY_RUNNING);
    if (!connect_to_controller()) return FALSE;
    self.ansi = true;
    self.main.ansi = table->lpServiceProc;
    for (const SERVICE_TABLE_ENTRYA *entry = table; entry->lpServiceName; entry++) {
        WCHAR *wide = NULL;
        if (!wide_from_ansi(entry->lpServiceName, &wide) && !_wcsicmp(wide, self.name))
            self.main.ansi = entry->lpServiceProc;
        free_text(wide);
    }
    return dispatch();
}

/* A process of one service may call it by any name. */
static SERVICE_STATUS_HANDLE register_handler(bool named)
{
    if (named && self.channel.shared) return (SERVICE_STATUS_HANDLE)&self;
    SetLastError(named ? ERROR_SERVICE_NOT_IN_EXE : ERROR_INVALID_NAME);
    return NULL;
}

SERVICE_STATUS_HANDLE WINAPI RegisterServiceCtrlHandlerExW(LPCWSTR name, LPHANDLER_FUNCTION_EX handler, LPVOID context)
{
    SERVICE_STATUS_HANDLE handle = register_handler(name != NULL);
    if (!handle) return NULL;
    self.context = context;
    self.handler = handler;
    return handle;
}

SERVICE_STATUS_HANDLE WINAPI RegisterServiceCtrlHandlerExA(LPCSTR name, LPHANDLER_FUNCTION_EX handler, LPVOID context)
{
    return RegisterServiceCtrlHandlerExW(name ? L"" : NULL, handler, context);
}

SERVICE_STATUS_HANDLE WINAPI RegisterServiceCtrlHandlerW(LPCWSTR name, LPHANDLER_FUNCTION handler)
{
    SERVICE_STATUS_HANDLE handle = register_handler(name != NULL);
    if (handle) self.plain_handler = handler;
    return handle;
}

SERVICE_STATUS_HANDLE WINAPI RegisterServiceCtrlHandlerA(LPCSTR name, LPHANDLER_FUNCTION handler)
{
    return RegisterServiceCtrlHandlerW(name ? L"" : NULL, handler);
}

BOOL WINAPI SetServiceStatus(SERVICE_STATUS_HANDLE handle, LPSERVICE_STATUS status)
{
    struct service_channel *shared = self.channel.shared;
    if (handle != (SERVICE_STATUS_HANDLE)&self || !shared) return fail_with(ERROR_INVALID_HANDLE);
    if (status->dwCurrentState < SERVICE_STOPPED || status->dwCurrentState > SERVICE_PAUSED)
        return fail_with(ERROR_INVALID_DATA);
    memcpy(&shared->status, status, sizeof(*status));
    shared->status.dwProcessId = status->dwCurrentState == SERVICE_STOPPED ? 0 : GetCurrentProcessId();
    if (status->dwCurrentState == SERVICE_STOPPED) SetEvent(self.channel.request);
    return TRUE;
}
