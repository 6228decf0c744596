/* net start, stop, pause, continue. */
#include "net.h"

enum {
    SERVICE_INVALID = 2185,
    ALREADY_STARTED = 2182,
    NOT_STARTED = 3521,
    CONTROL_REFUSED = 2191,
    LONGEST_WAIT = 30000
};

static int list_started(void)
{
    DWORD size = 0, count = 0, resume = 0;
    SC_HANDLE manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_ENUMERATE_SERVICE);
    if (!manager) return system_failure(GetLastError());
    EnumServicesStatusW(manager, SERVICE_WIN32, SERVICE_ACTIVE, NULL, 0, &size, &count, &resume);
    ENUM_SERVICE_STATUSW *list = calloc(size + sizeof(*list), 1);
    resume = 0;
    if (!list || !EnumServicesStatusW(manager, SERVICE_WIN32, SERVICE_ACTIVE, list, size, &size, &count, &resume))
        return system_failure(GetLastError());
    if (count) put_text(L"These Windows services are started:\r\n\r\n");
    for (DWORD i = 0; i < count; i++) put_format(L"   %ls\r\n", list[i].lpDisplayName);
    if (count) put_text(L"\r\n");
    free(list);
    CloseServiceHandle(manager);
    return succeed();
}

/* By its name or by what it is called on screens. */
static SC_HANDLE open_service(const WCHAR *name, DWORD access, WCHAR display[256])
{
    WCHAR key_name[256];
    DWORD length = ARRAYSIZE(key_name);
    SC_HANDLE manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT);
    if (!manager) return NULL;
    SC_HANDLE service = OpenServiceW(manager, name, access);
    if (!service && GetServiceKeyNameW(manager, name, key_name, &length))
        service = OpenServiceW(manager, key_name, access);
    length = 256;
    if (!GetServiceDisplayNameW(manager, name, display, &length)) _snwprintf(display, 256, L"%ls", name);
    display[255] = 0;
    CloseServiceHandle(manager);
    return service;
}

/* Waits for a state while the service is on its way. */
static DWORD wait_for(SC_HANDLE service, DWORD wanted, DWORD on_the_way)
{
    SERVICE_STATUS status = { 0 };
    ULONGLONG end = GetTickCount64() + LONGEST_WAIT;
    while (QueryServiceStatus(service, &status) && status.dwCurrentState == on_the_way && GetTickCount64() < end)
        Sleep(50);
    return status.dwCurrentState == wanted ? 0
           : status.dwWin32ExitCode        ? status.dwWin32ExitCode
                                           : ERROR_SERVICE_REQUEST_TIMEOUT;
}

static int service_failure(DWORD error, const WCHAR *display)
{
    WCHAR text[400];
    if (error == ERROR_SERVICE_ALREADY_RUNNING)
        return net_failure(ALREADY_STARTED, L"The requested service has already been started.");
    if (error == ERROR_INVALID_SERVICE_CONTROL || error == ERROR_SERVICE_CANNOT_ACCEPT_CTRL)
        return net_failure(CONTROL_REFUSED, L"The requested pause, continue, or stop is not valid for this service.");
    if (error != ERROR_SERVICE_NOT_ACTIVE) return system_failure(error);
    _snwprintf(text, ARRAYSIZE(text), L"The %ls service is not started.", display);
    return net_failure(NOT_STARTED, text);
}

int start_service(int count, WCHAR **arguments)
{
    WCHAR display[256];
    if (!count) return list_started();
    SC_HANDLE service = open_service(arguments[0], SERVICE_START | SERVICE_QUERY_STATUS, display);
    if (!service) return net_failure(SERVICE_INVALID, L"The service name is invalid.");
    DWORD error =
        StartServiceW(service, (DWORD)(count - 1), count > 1 ? (LPCWSTR *)arguments + 1 : NULL) ? 0 : GetLastError();
    if (error) {
        CloseServiceHandle(service);
        return service_failure(error, display);
    }
    put_format(L"The %ls service is starting.\r\n", display);
    error = wait_for(service, SERVICE_RUNNING, SERVICE_START_PENDING);
    CloseServiceHandle(service);
    if (error) {
        put_format(L"The %ls service could not be started.\r\n\r\n", display);
        return system_failure(error);
    }
    put_format(L"The %ls service was started successfully.\r\n\r\n", display);
    return 0;
}

static int control(int count, WCHAR **arguments, DWORD code, DWORD access, DWORD pending, DWORD wanted,
                   const WCHAR *doing, const WCHAR *done)
{
    SERVICE_STATUS status;
    WCHAR display[256];
    if (count != 1) return syntax_failure(L"NET START | STOP | PAUSE | CONTINUE\r\nservice");
    SC_HANDLE service = open_service(arguments[0], access | SERVICE_QUERY_STATUS, display);
    if (!service) return net_failure(SERVICE_INVALID, L"The service name is invalid.");
    DWORD error = ControlService(service, code, &status) ? 0 : GetLastError();
    if (error) {
        CloseServiceHandle(service);
        return service_failure(error, display);
    }
    put_format(L"The %ls service is %ls.\r\n", display, doing);
    error = wait_for(service, wanted, pending);
    CloseServiceHandle(service);
    if (error) return system_failure(error);
    put_format(L"The %ls service was %ls successfully.\r\n\r\n", display, done);
    return 0;
}

int stop_service(int count, WCHAR **arguments)
{
    return control(count, arguments, SERVICE_CONTROL_STOP, SERVICE_STOP, SERVICE_STOP_PENDING, SERVICE_STOPPED,
                   L"stopping", L"stopped");
}

int pause_service(int count, WCHAR **arguments)
{
    return control(count, arguments, SERVICE_CONTROL_PAUSE, SERVICE_PAUSE_CONTINUE, SERVICE_PAUSE_PENDING,
                   SERVICE_PAUSED, L"pausing", L"paused");
}

int continue_service(int count, WCHAR **arguments)
{
    return control(count, arguments, SERVICE_CONTROL_CONTINUE, SERVICE_PAUSE_CONTINUE, SERVICE_CONTINUE_PENDING,
                   SERVICE_RUNNING, L"continuing", L"continued");
}
